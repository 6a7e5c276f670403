"""Memberships in intergovernmental organisations, as the Correlates of War have them."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd
import pyreadr

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder
from .spells import first_years

MEMBERSHIPS_FILE = "igoR/state_year_format3.rda"
ORGANISATIONS_FILE = "igoR/igo_year_format3.rda"
PAIR = ("KAZ", "MNG")
FIRST_YEAR, LAST_YEAR = 1945, 2014
# The republics of Central Asia enter the list of states in 1991.
FIRST_SHARED_YEAR = 1991
STATUS = {1: "full", 2: "associate", 3: "observer"}
MISSING = -9
# Two alliances that neither of the two was ever in, and that the course compares with.
ALSO = ("NATO", "WPact")

IGO_TERMS = Licence("free-with-citation", "Free to use with citation")
IGO_SOURCES = [
    Source(
        "Pevehouse, Jon C. W., Timothy Nordstrom, Roseanne W. McManus, and Anne Spencer Jamison. "
        "2020. Tracking organizations in the world: The Correlates of War IGO Version 3.0 "
        "datasets. Journal of Peace Research 57(3): 492-503",
        "https://doi.org/10.1177/0022343319881175",
    ),
    Source(
        "The copy used: the R package igoR, dieghernan/igoR@c9936cac3f0f",
        "https://github.com/dieghernan/igoR",
    ),
]
END = (
    "The source ends in 2014: the Eurasian Economic Union, Kazakhstan in the World Trade "
    "Organization, and all later changes are missing. A last year of 2014 means still in it."
)


@functools.cache
def _states(path: Path) -> pd.DataFrame:
    """State-years from 1945 on: iso3, year, and a column for each organisation's short code."""
    frame = pyreadr.read_r(str(path))["state_year_format3"]
    frame = frame[(frame["year"] >= FIRST_YEAR)]
    iso = frame["ccode"].astype(int).map(states.by_cow_code())
    frame = frame.drop(columns=["ccode", "state"]).assign(iso3=iso, year=frame["year"].astype(int))
    return frame[iso.notna()]


@functools.cache
def _organisations(path: Path) -> pd.DataFrame:
    """Organisations by lower-case code: code as the source writes it, and latest name."""
    frame = pyreadr.read_r(str(path))["igo_year_format3"]
    latest = frame.sort_values("year", kind="stable").drop_duplicates("ioname", keep="last")
    # The copy has a few garbled letters, such as one after IRENA's name.
    name = latest["longorgname"].map(lambda text: "".join(c for c in text if " " <= c <= "~"))
    return pd.DataFrame(
        {"code": latest["ioname"].to_numpy(), "name": name.str.strip().to_numpy()},
        index=latest["ioname"].str.lower().to_numpy(),
    )


def intervals(years: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Unbroken runs of years with the same keys, as rows keys, first_year, last_year.

    `years` has the columns `keys` and `year`, and one row for a year and keys.
    """
    runs = years.assign(first_year=first_years(years, keys))
    return runs.groupby([*keys, "first_year"])["year"].max().rename("last_year").reset_index()


@table(
    title="Memberships in intergovernmental organisations by the Correlates of War",
    description="From when to when the states that the course compares were in each organisation "
    "that Kazakhstan or Mongolia was ever in, and in NATO and the Warsaw Pact, 1945 to 2014. For "
    "dates that were looked up one by one, and for what came after 2014, see the course's own "
    "table of memberships.",
    fields=[
        Field("organisation", "string", "Short code of the source"),
        Field("name", "string", "Name by the source"),
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("status", "string", "Kind of membership", enum=tuple(STATUS.values())),
        Field("first_year", "year", "First year of the unbroken run, 1945 or later"),
        Field("last_year", "year", "Last year of the run; 2014 is the end of the source"),
    ],
    sources=IGO_SOURCES,
    version="COW IGO 3.0",
    licence=IGO_TERMS,
    raw_files=[MEMBERSHIPS_FILE, ORGANISATIONS_FILE],
    key=["organisation", "iso3", "status", "first_year"],
    transformation="Years with full membership (1), associate membership (2) or as observer (3) "
    "became runs of years; codes of the Correlates of War became ISO 3166.",
    trust="A scholarly compilation with faults that were found by comparing dates; it settles no "
    "claim where another source has a date.",
    known_faults=[
        (
            "Comecon (CMEA): Mongolia is coded from 1965; it was admitted on 7 or 8 June 1962. The "
            "copy is said to have been coded every fifth year up to 1965 and filled in between, "
            "which would explain it; other early dates may be late for the same reason."
        ),
        (
            "SCO: coded from 1996, when it was the Shanghai Five; the organisation dates from 15 "
            "June 2001. Mongolia, its first observer (2004), is not coded at all."
        ),
        (
            "CSTO: coded from 2002 to 2011 for Uzbekistan, which was out from 1999 to 2006 and "
            "suspended its membership in 2012. The treaty of 1992 is not coded."
        ),
        (
            "EAEC (Eurasian Economic Community): coded for Uzbekistan from 2005 to 2014; it "
            "acceded in January 2006 and suspended its membership in 2008."
        ),
        "CICA: coded from 2006; the Almaty Act dates from 2002 and Mongolia was among its sixteen.",
        (
            "EAPC: coded from 1994 and 1995, the dates of the Partnership for Peace; the council "
            "itself replaced another in 1997. Mongolia is rightly not in it."
        ),
        (
            "OSCE: the source has it, from 1973, but does not code Mongolia, which became its 57th "
            "participating State on 21 November 2012."
        ),
        (
            "UN: Uzbekistan is coded from 1991, the other four republics from 1992. OIC: "
            "Uzbekistan from 1995, where another list has 1996. ICAO: Mongolia also in 1945 and "
            "1946, which cannot be right."
        ),
        (
            "For ICAO and Turksoy the year 2014 is missing for all, so every membership seems to "
            "end in 2013. Long names are cut by the source at 80 letters."
        ),
        END,
        (
            "A year is coded whole, so first and last years are no dates. Germany is missing from "
            "1946 to 1989, as the source has two states then; RUS is the Soviet Union to 1991."
        ),
    ],
)
def igo_memberships(raw: RawFolder) -> pd.DataFrame:
    frame = _states(raw.file(MEMBERSHIPS_FILE))
    organisations = _organisations(raw.file(ORGANISATIONS_FILE))
    codes = list(organisations.index)
    of_the_pair = frame.loc[frame["iso3"].isin(PAIR), codes].isin(list(STATUS)).any()
    kept = [c for c in codes if of_the_pair[c] or organisations.loc[c, "code"] in ALSO]
    frame = frame[frame["iso3"].isin(COMPARED)]
    long = frame.melt(["iso3", "year"], kept, "lower", "value")
    rows = long[long["value"].isin(list(STATUS))].assign(
        status=lambda part: part["value"].astype(int).map(STATUS),
        organisation=lambda part: part["lower"].map(organisations["code"]),
        name=lambda part: part["lower"].map(organisations["name"]),
    )
    rows = intervals(rows, ["organisation", "name", "iso3", "status"])
    unknown = long[long["value"] == MISSING].groupby("lower").size()
    known_faults = []
    if len(unknown):
        said = ", ".join(f"{organisations.loc[c, 'code']} {n}" for c, n in unknown.items())
        known_faults.append(
            "State-years that the source marks as missing count as no membership here: "
            f"{said} years over all the states."
        )
    rows.attrs["known_faults"] = known_faults
    return rows


@table(
    title="Shared memberships in intergovernmental organisations",
    description="In how many organisations Kazakhstan or Mongolia and each other state were both "
    "full members, 1991 to 2014, with the number of each state's own full memberships. The first "
    "state is always one of the two; their own pair therefore has a row in each order.",
    fields=[
        Field("year", "year", "Calendar year"),
        iso3("iso3_a", "Kazakhstan or Mongolia"),
        iso3("iso3_b", "The other state"),
        Field(
            "shared_full",
            "integer",
            "Organisations in which both are full members",
            unit="organisations",
            minimum=0,
        ),
        Field("full_a", "integer", "Full memberships of iso3_a", unit="organisations", minimum=0),
        Field("full_b", "integer", "Full memberships of iso3_b", unit="organisations", minimum=0),
    ],
    sources=IGO_SOURCES,
    version="COW IGO 3.0",
    licence=IGO_TERMS,
    raw_files=[MEMBERSHIPS_FILE],
    key=["year", "iso3_a", "iso3_b"],
    transformation="Counted over all organisations of the source in which both states have the "
    "value 1 in the year. Associates and observers are not counted.",
    trust="Counted by the course from a scholarly compilation; igo_memberships lists its faults.",
    known_faults=[
        (
            "The R package peacesciencer has 35 shared organisations for Kazakhstan and Mongolia "
            "in 2014 where this table has 34, and 39 for Mongolia and Russia where this has 38: it "
            "counts associate members like full ones, here Mongolia in the Bureau of Weights and "
            "Measures."
        ),
        (
            "A large state shares more with everybody: compare the number with the two states' own "
            "totals, and with each state's other pairs."
        ),
        (
            "All organisations count alike, the Universal Postal Union and a military alliance; "
            "most shared ones are those that nearly every state is in."
        ),
        "Values that the source marks as missing (-9) count as no membership.",
        END,
    ],
)
def igo_shared(raw: RawFolder) -> pd.DataFrame:
    frame = _states(raw.file(MEMBERSHIPS_FILE))
    frame = frame[frame["year"] >= FIRST_SHARED_YEAR]
    parts = []
    for year, of_year in frame.groupby("year"):
        full = (of_year.set_index("iso3").drop(columns="year") == 1).astype(int)
        shared = full @ full.T
        for state in PAIR:
            parts.append(
                pd.DataFrame(
                    {
                        "year": year,
                        "iso3_a": state,
                        "iso3_b": full.index,
                        "shared_full": shared[state].to_numpy(),
                        "full_a": shared.loc[state, state],
                        "full_b": full.sum(axis=1).to_numpy(),
                    }
                )
            )
    rows = pd.concat(parts)
    rows = rows[rows["iso3_a"] != rows["iso3_b"]]
    return rows.sort_values(["year", "iso3_a", "iso3_b"], kind="stable").reset_index(drop=True)
