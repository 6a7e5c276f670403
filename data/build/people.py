"""People: migrants by country of birth, religion, culture, and the provinces of Mongolia."""

from __future__ import annotations

import csv
import functools
import json
from pathlib import Path

import borders
import numpy as np
import pandas as pd
import shapely
import states
import workbook
from compared import COMPARED
from package import Field, Licence, Source, iso3, table
from raw import RawFolder
from shapely.geometry import shape

HOMES = ("KAZ", "MNG")

# --- migrants

MIGRANT_FILE = "un_migrant_stock/UN_MigrantStockByOriginAndDestination_2019_clean.csv"
# The United Nations' names where our list has another. The file also holds regions, of which one
# is called Micronesia like the state.
UN_NAMES = {
    "Bolivia (Plurinational State of)": "BOL",
    "Brunei Darussalam": "BRN",
    "Congo": "COG",
    "Dem. People's Republic of Korea": "PRK",
    "Iran (Islamic Republic of)": "IRN",
    "Lao People's Democratic Republic": "LAO",
    "Micronesia": None,
    "Micronesia (Fed. States of)": "FSM",
    "Republic of Korea": "KOR",
    "Republic of Moldova": "MDA",
    "Russian Federation": "RUS",
    "Sao Tome and Principe": "STP",
    "Syrian Arab Republic": "SYR",
    "Turkey": "TUR",
    "United Republic of Tanzania": "TZA",
    "United States of America": "USA",
    "Venezuela (Bolivarian Republic of)": "VEN",
    "Viet Nam": "VNM",
}


@functools.cache
def _states_by_un_name() -> dict[str, str]:
    frame = states.listed()
    frame = frame[frame["kind"] == "state"]
    codes = dict(zip(frame["name"], frame["iso3"], strict=True)) | UN_NAMES
    return {name: code for name, code in codes.items() if code}


@functools.cache
def _migrants(path: Path) -> pd.DataFrame:
    """Every cell of the file between two states of today: year, origin, destination, cell."""
    codes = _states_by_un_name()
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            destination = codes.get(row["Dest"])
            if not destination:
                continue
            for name, cell in row.items():
                origin = codes.get(name)
                if origin and origin != destination:
                    rows.append((int(row["Year"]), origin, destination, cell))
    return pd.DataFrame(rows, columns=["year", "origin", "destination", "cell"])


def _origins_of_kazakhstan(cells: pd.DataFrame) -> list[str]:
    some = cells[(cells["destination"] == "KAZ") & ~cells["cell"].isin(["0", "..", "-"])]
    return sorted(set(some["origin"]))


@table(
    title="Migrants by country of birth, 1990 to 2019",
    description="People born in one state who live in another: every pair of states with Kazakhstan "
    "or Mongolia, and all pairs among the states compared.",
    fields=[
        Field("year", "year", "Middle of the year"),
        iso3("origin", "State of birth (in some destinations of citizenship)"),
        iso3("destination", "State where they live"),
        Field(
            "people",
            "integer",
            "Estimated number; empty where absent",
            unit="persons",
            required=False,
            minimum=0,
        ),
        Field(
            "status",
            "string",
            "positive; zero_in_file (the copy says 0, which stands for no figure far oftener than "
            "for nobody); or absent (the file has two dots or a dash)",
            enum=("positive", "zero_in_file", "absent"),
        ),
    ],
    sources=[
        Source(
            "United Nations, Department of Economic and Social Affairs, Population Division. 2019. "
            "International Migrant Stock 2019 (POP/DB/MIG/Stock/Rev.2019)",
            "https://www.un.org/development/desa/pd/content/international-migrant-stock",
        ),
        Source(
            "The copy used: UN_MigrantStockByOriginAndDestination_2019_clean.csv in "
            "guyabel/stepladderChapter@4a81585e8ca3",
            "https://github.com/guyabel/stepladderChapter",
        ),
    ],
    version="2019 revision",
    licence=Licence(
        "CC-BY-3.0-IGO",
        "Creative Commons Attribution 3.0 IGO (not stated beside the file)",
        "https://creativecommons.org/licenses/by/3.0/igo/",
    ),
    raw_files=[MIGRANT_FILE],
    key=["year", "origin", "destination"],
    transformation="The wide sheet became one row for each pair and year; the years are 1990, 1995, "
    "2000, 2005, 2010, 2015 and 2019. Regions and territories are left out, and so is a state's own "
    "diagonal.",
    trust="Estimates of the United Nations from censuses and registers, carried from year to year; "
    "not checked against the original.",
    known_faults=[
        (
            "Mongolia-born in Kazakhstan are 0 in every year, which cannot be true: some 70,000 "
            "Kazakhs moved there from Mongolia after 1991. Never read it as a finding."
        ),
        (
            "A zero here mostly means that nothing is known: about eight cells in ten of the sheet "
            "are zeros, where the United Nations' own tables leave the cell empty (this last is "
            "known, but was not looked up)."
        ),
        (
            "Those who are born somewhere unknown or in 'other' places are not in the copy, so the "
            "origins of a destination do not add up to its migrants."
        ),
        (
            "Values between counts are interpolated: Kazakhstan's origins move in step, and those "
            "of Latvia and Estonia are equal in every year."
        ),
        (
            "Some destinations count citizens and not births. Kazakhs from Mongolia are granted "
            "Kazakhstan's citizenship and may vanish from such a count."
        ),
        "A year before a state existed is filled with people born in what became its land.",
    ],
)
def migrant_stock(raw: RawFolder) -> pd.DataFrame:
    cells = _migrants(raw.file(MIGRANT_FILE))
    ends = cells[["origin", "destination"]]
    rows = cells[ends.isin(HOMES).any(axis=1) | ends.isin(COMPARED).all(axis=1)].copy()
    absent = rows["cell"].isin(["..", "-"])
    rows["people"] = rows["cell"].where(~absent).astype("Int64")
    rows["status"] = "positive"
    rows.loc[rows["cell"] == "0", "status"] = "zero_in_file"
    rows.loc[absent, "status"] = "absent"
    rows = rows.drop(columns="cell").sort_values(["year", "origin", "destination"])
    known = _origins_of_kazakhstan(cells)
    sentence = (
        f"For Kazakhstan as destination only {len(known)} origins have a figure in any year: "
        f"{', '.join(known)}. Mongolia, Germany and the rest of the world stand as 0."
    )
    rows.attrs["known_faults"] = [sentence]
    return rows.reset_index(drop=True)


# --- religion

RELIGION_FILE = "cow_wrp/WRP_national.csv"
RELIGIONS = {
    "anm": "animism",
    "bah": "Baha'i",
    "bud": "Buddhism",
    "chrst": "Christianity",
    "conf": "Confucianism",
    "hind": "Hinduism",
    "islm": "Islam",
    "jain": "Jainism",
    "jud": "Judaism",
    "nonrelig": "no religion",
    "othr": "other",
    "shnt": "Shinto",
    "sikh": "Sikhism",
    "sync": "syncretic",
    "tao": "Taoism",
    "zoro": "Zoroastrianism",
}


def _religion_columns(short: str) -> tuple[str, str]:
    """The file's columns of adherents and of their share."""
    stem = short if short == "nonrelig" else f"{short}gen"
    return stem, f"{stem}pct"


@table(
    title="Religions of the states compared, 1945 to 2010",
    description="Adherents of sixteen religions or groups of them, and their share of the people, "
    "every fifth year.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Every fifth year"),
        Field("religion", "string", "Religion, or group of religions"),
        Field("adherents", "integer", "Estimated adherents", unit="persons", minimum=0),
        Field(
            "share",
            "number",
            "Adherents over all people, as the file has it",
            decimals=4,
            minimum=0,
            maximum=1,
        ),
        Field(
            "reliability",
            "string",
            "The makers' own mark of the state's figures of that year",
            enum=("Low", "Medium", "High"),
        ),
    ],
    sources=[
        Source(
            "Maoz, Zeev, and Errol A. Henderson. 2013. The World Religion Dataset, 1945-2010: "
            "Logic, Estimates, and Trends. International Interactions 39(3): 265-291",
            "https://correlatesofwar.org/data-sets/world-religion-data/",
        ),
        Source(
            "The copy used: WRP_national.csv in Gunelmaas/SNA_team16@53275192c2ce",
            "https://github.com/Gunelmaas/SNA_team16",
        ),
    ],
    version="World Religion Project 1.1",
    licence=Licence(
        "free-with-citation", "Free to use with citation (terms not stated beside the file)"
    ),
    raw_files=[RELIGION_FILE],
    key=["iso3", "year", "religion"],
    transformation="The general columns of each religion became one row each; branches such as "
    "Sunni and Shia are left out. Correlates of War codes became ISO 3166.",
    trust="A scholarly compilation of censuses and estimates; see the mark of reliability.",
    known_faults=[
        (
            "Mongolia's figures under communism are the makers' estimates, most of them of low "
            "reliability: Buddhists fall to 2 per cent in 1970 and rise to 17 in 1975."
        ),
        (
            "Mongolia 2010: no religion 31, Buddhism 53, Islam 3 per cent; 2005: 10, 65 and 3. The "
            "change of five years is one of source, not of people."
        ),
        (
            "Some states' people are counted in two religions, so their shares add up to more than "
            "one: Japan in every year, to about 1.6."
        ),
        (
            "A zero means none or none reported. The data set's 'other' is partly what is left over, "
            "and jumps between years."
        ),
        (
            "The states of Central Asia and Belarus begin in 1995; Germany is the united one, from "
            "1990, with a row of 1945; Russia before 1995 is the Soviet Union."
        ),
    ],
)
def religion(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_csv(raw.file(RELIGION_FILE), thousands=",")
    frame["iso3"] = frame["state"].map(states.by_cow_code())
    frame = frame[frame["iso3"].isin(COMPARED)]
    blocks = []
    for short, name in RELIGIONS.items():
        adherents, share = _religion_columns(short)
        blocks.append(
            pd.DataFrame(
                {
                    "iso3": frame["iso3"],
                    "year": frame["year"],
                    "religion": name,
                    "adherents": frame[adherents],
                    "share": frame[share],
                    "reliability": frame["reliabilevel"],
                }
            )
        )
    rows = pd.concat(blocks).sort_values(["iso3", "year", "religion"], kind="stable")
    return rows.reset_index(drop=True)


# --- culture

ATLAS_FILE = "dplace_legacy/Cultural_traits_database_Mar6_2014_wiki.xlsx"
ATLAS_SHEET = "EA cultural data"
ATLAS_CODES_FILE = "dplace_ea/codes.csv"
ATLAS_VARIABLES_FILE = "dplace_ea/variables.csv"
SOCIETIES = {"Eb1": "Kazak", "Eb3": "Khalka"}
# The main part of the atlas; what follows it is repeated, derived, or where and when.
ATLAS_VARIABLES = [f"EA{number:03d}" for number in range(1, 89)]
# In these five 0 is a code, the share from 0 to 5 per cent; elsewhere it means missing.
ZERO_IS_A_CODE = ATLAS_VARIABLES[:5]
# D-PLACE has no label for the first two, and another meaning for the code 9 of the rest; the words
# are those of the workbook's own codebook, shortened.
BY_AGE_OR_OCCUPATION = [f"EA{number:03d}" for number in range(55, 66)]
OWN_LABELS = {"EA018-9": "No different from EA017", "EA020-9": "No different from EA019"} | {
    f"{name}-9": "Task or specialisation absent" for name in BY_AGE_OR_OCCUPATION
}
FEWEST_SHARED = 44
REGION_COLUMN = "v91"
LATITUDE_COLUMN, LONGITUDE_COLUMN = "v104", "v106"
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
ATLAS_SOURCES = [
    Source(
        "Murdock, George P., R. Textor, H. Barry III, D. R. White, J. P. Gray and W. T. Divale. "
        "1999. Ethnographic Atlas. World Cultures 10: 24-136; the copy used: D-PLACE/dplace-data@"
        "9bfed2c8c206",
        "https://github.com/D-PLACE/dplace-data",
    ),
    Source(
        "Labels: Kirby, Kathryn R., and others. 2016. D-PLACE: A Global Database of Cultural, "
        "Linguistic and Environmental Diversity. PLoS ONE 11(7): e0158391; the copy used: "
        "D-PLACE/dplace-dataset-ea@5aa46eea6281",
        "https://github.com/D-PLACE/dplace-dataset-ea",
    ),
]
ATLAS_LICENCE = Licence(
    "CC-BY-NC-4.0",
    "Creative Commons Attribution-NonCommercial 4.0 (D-PLACE)",
    "https://creativecommons.org/licenses/by-nc/4.0/",
    noncommercial=True,
)
ATLAS_FAULTS = [
    (
        "The atlas describes the Kazak of about 1910 and the Khalka of about 1940, from a few "
        "ethnographers' books; it says nothing of today. Its Khalka are Mongolia's largest people, "
        "and its Kazak those of the steppe of Kazakhstan, not the Kazakhs of Mongolia."
    ),
    (
        "The variables are not independent: descent follows from kin groups, and the sex and the age "
        "of who does a task are two columns of one note."
    ),
]


@functools.cache
def _atlas(path: Path) -> pd.DataFrame:
    """Societies by their id: EA001 to EA088 as text, "" where missing; region, a letter; lat, lon."""
    head, *body = workbook.sheet_rows(path, ATLAS_SHEET)
    frame = pd.DataFrame(body, columns=head).set_index("ID")
    frame = frame[frame.index != ""]
    atlas = frame[[f"v{int(name[2:])}" for name in ATLAS_VARIABLES]].set_axis(
        ATLAS_VARIABLES, axis=1
    )
    for name in ATLAS_VARIABLES:
        missing = ("",) if name in ZERO_IS_A_CODE else ("", "0")
        atlas[name] = atlas[name].where(~atlas[name].isin(missing), "")
    return atlas.assign(
        region=frame[REGION_COLUMN].str.strip(),
        lat=frame[LATITUDE_COLUMN].astype(float),
        lon=frame[LONGITUDE_COLUMN].astype(float),
    )


@table(
    title="Kazak and Khalka in the Ethnographic Atlas",
    description="What the Ethnographic Atlas codes of two societies, the Kazak (Eb1) and the Khalka "
    "Mongols (Eb3): 88 variables of economy, kin, marriage, belief, rank, house and work.",
    fields=[
        Field("variable", "string", "Number of the variable in D-PLACE", pattern=r"EA\d{3}"),
        Field("name", "string", "What it is about"),
        Field("kind", "string", "Ordinal or Categorical", enum=("Ordinal", "Categorical")),
        Field("society_id", "string", "Number of the society in the atlas", enum=("Eb1", "Eb3")),
        Field("society", "string", "The atlas's name of it", enum=("Kazak", "Khalka")),
        Field(
            "code", "string", "The code as the atlas has it; empty where missing", required=False
        ),
        Field("value", "string", "What the code means; empty where missing", required=False),
        Field("status", "string", "coded or missing", enum=("coded", "missing")),
    ],
    sources=ATLAS_SOURCES,
    version="Ethnographic Atlas of 1999 in the D-PLACE workbook of 6 March 2014",
    licence=ATLAS_LICENCE,
    raw_files=[ATLAS_FILE, ATLAS_CODES_FILE, ATLAS_VARIABLES_FILE],
    key=["variable", "society_id"],
    transformation="The two rows of the atlas, one line for each variable; labels by D-PLACE. A 0 "
    "is missing, save in EA001 to EA005, where it is the share from 0 to 5 per cent. Thirteen labels "
    "are our own: see the known faults.",
    trust="Coded by ethnographers from the literature; taken as it is.",
    known_faults=[
        *ATLAS_FAULTS,
        (
            "Many codes say that something is absent (no pottery, no boats), so agreement on them is "
            "agreement between most pastoral peoples."
        ),
        "EA018 and EA020 have a code 9 without a label in D-PLACE; it is our own, shortened.",
        (
            "In EA055 to EA065 the codebook of the workbook, from which the codes are, has one code 9 "
            "for a task that is absent and for one without specialisation by age or occupation, while "
            "D-PLACE's later labels split it into 9, most adults, and 10, activity is absent: the "
            "workbook has no 10, so that its 9 bears our own label, and whether the task is done at "
            "all is to be read in EA044 to EA054."
        ),
    ],
)
def culture(raw: RawFolder) -> pd.DataFrame:
    atlas = _atlas(raw.file(ATLAS_FILE))
    codes = pd.read_csv(raw.file(ATLAS_CODES_FILE), dtype=str, keep_default_na=False)
    labels = dict(zip(codes["ID"], codes["Name"], strict=True)) | OWN_LABELS
    variables = pd.read_csv(raw.file(ATLAS_VARIABLES_FILE), dtype=str, keep_default_na=False)
    variables = variables.set_index("ID")
    rows = []
    for variable in ATLAS_VARIABLES:
        for number, society in SOCIETIES.items():
            code = atlas.loc[number, variable]
            value = labels[f"{variable}-{code}"].strip() if code else ""
            name, kind = variables.loc[variable, ["Name", "type"]]
            status = "coded" if code else "missing"
            rows.append((variable, name.strip(), kind, number, society, code, value, status))
    names = ["variable", "name", "kind", "society_id", "society", "code", "value", "status"]
    return pd.DataFrame(rows, columns=names)


def agreement(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far societies agree: matrices (n, n) of the shared variables and of the share alike.

    `codes` is (n societies, k variables) of text, "" for missing. Shared are the variables coded
    for both; the share alike is the part of these with the same code, NaN where none is shared.
    """
    count = len(codes)
    shared = np.zeros((count, count))
    alike = np.zeros((count, count))
    for column in codes.T:
        _, numbers = np.unique(column, return_inverse=True)
        coded = column != ""
        both = coded[:, None] & coded[None, :]
        shared += both
        alike += both & (numbers[:, None] == numbers[None, :])
    with np.errstate(invalid="ignore"):
        return shared, alike / shared


def distances_km(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Great-circle distances between points in degrees, a matrix (n, n), by the haversine."""
    lat, lon = np.radians(lat), np.radians(lon)
    north = np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
    east = np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    chord = north + np.cos(lat[:, None]) * np.cos(lat[None, :]) * east
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def _quantile_field(percent: int) -> Field:
    name = "median" if percent == 50 else f"p{percent:02d}"
    return Field(
        name,
        "number",
        f"Agreement which {percent} per cent of the group's pairs do not exceed",
        decimals=4,
        minimum=0,
        maximum=1,
    )


QUANTILES = (5, 25, 50, 75, 95)


@table(
    title="How far societies of the Ethnographic Atlas agree",
    description="The base rate for Kazak and Khalka: among pairs of societies, the share of the "
    "variables coded for both on which they have the same code.",
    fields=[
        Field("group", "string", "The pairs: between which societies"),
        Field(
            "societies",
            "integer",
            "Societies in the group; in a group by distance those that have a pair in it",
            minimum=2,
        ),
        Field("pairs", "integer", "Pairs with enough variables coded for both", minimum=1),
        *(_quantile_field(percent) for percent in QUANTILES),
        Field(
            "kazak_khalka",
            "number",
            "Agreement of Kazak and Khalka, the same in each row",
            decimals=4,
            minimum=0,
            maximum=1,
        ),
        Field(
            "kazak_khalka_shared",
            "integer",
            "Variables coded for both of them, the same in each row",
            minimum=1,
        ),
        Field(
            "share_higher",
            "number",
            "Share of the group's pairs that agree more than Kazak and Khalka",
            decimals=4,
            minimum=0,
            maximum=1,
        ),
    ],
    sources=ATLAS_SOURCES,
    version="Ethnographic Atlas of 1999 in the D-PLACE workbook of 6 March 2014",
    licence=ATLAS_LICENCE,
    raw_files=[ATLAS_FILE],
    key=["group"],
    transformation=f"EA001 to EA088; pairs with fewer than {FEWEST_SHARED} variables coded for both "
    "are left out. East Eurasia is the atlas's region E, from Iran and India to Siberia and Japan, "
    "with Madagascar; pastoral is EA042 = 4. Distances are great circles on a sphere of 6,371.0088 "
    "km between the atlas's points, variables 104 and 106, mostly whole degrees; the limits belong to "
    "the group. Kazak (48 N, 70 E) and Khalka (46 N, 97 E) are so 2,049 km apart.",
    trust="Computed; agreement of codes is no distance of cultures.",
    known_faults=[
        *ATLAS_FAULTS,
        (
            "Every variable counts the same and near ranks count as different. Many codes are "
            "common to most societies, so unlike pairs also agree on much: compare with the "
            "quantiles, not with 0."
        ),
        "Neighbours copy and descend from one another: the pairs are not independent.",
        (
            "One point stands for the whole land of a society, so that the distance of two wide lands "
            "such as these is that of the places described and not of their nearest herders."
        ),
    ],
)
def culture_agreement(raw: RawFolder) -> pd.DataFrame:
    atlas = _atlas(raw.file(ATLAS_FILE))
    shared, alike = agreement(atlas[ATLAS_VARIABLES].to_numpy(str))
    place = {number: at for at, number in enumerate(atlas.index)}
    kazak, khalka = place["Eb1"], place["Eb3"]
    everybody = np.ones(len(atlas), dtype=bool)
    eastern = (atlas["region"] == "E").to_numpy()
    pastoral = (atlas["EA042"] == "4").to_numpy()
    groups = [
        ("all pairs", everybody, None, None),
        ("both in East Eurasia", eastern, None, None),
        ("both pastoral", pastoral, None, None),
        ("Kazak and another in East Eurasia", eastern, kazak, None),
        ("Khalka and another in East Eurasia", eastern, khalka, None),
        ("within 1,000 km", everybody, None, (0, 1000)),
        ("both pastoral, within 1,000 km", pastoral, None, (0, 1000)),
        ("both pastoral, within 2,000 km", pastoral, None, (0, 2000)),
        ("1,500 to 2,500 km apart", everybody, None, (1500, 2500)),
    ]
    apart = distances_km(atlas["lat"].to_numpy(), atlas["lon"].to_numpy())
    upper = np.triu(np.ones_like(shared, dtype=bool), k=1)
    rows = []
    for name, members, one, between in groups:
        chosen = members[:, None] & members[None, :] & upper & (shared >= FEWEST_SHARED)
        if one is not None:
            with_one = np.zeros_like(chosen)
            with_one[one, :] = with_one[:, one] = True
            chosen &= with_one
        if between is not None:
            chosen &= (apart >= between[0]) & (apart <= between[1])
            members = (chosen | chosen.T).any(axis=1)
        values = alike[chosen]
        rows.append(
            (
                name,
                int(members.sum()),
                len(values),
                *np.percentile(values, QUANTILES),
                alike[kazak, khalka],
                int(shared[kazak, khalka]),
                (values > alike[kazak, khalka]).mean(),
            )
        )
    names = [field.name for field in map(_quantile_field, QUANTILES)]
    columns = ["group", "societies", "pairs", *names]
    columns += ["kazak_khalka", "kazak_khalka_shared", "share_higher"]
    return pd.DataFrame(rows, columns=columns)


# --- the provinces of Mongolia

AIMAG_OUTLINES_FILE = "wfp_prism_mongolia/mng_adm1_nso_match_1212_mn.json"
AIMAG_POPULATION_FILE = "wfp_prism_mongolia/NSO_Population_Admin2_Total.json"
AIMAG_LIVESTOCK_FILE = "wfp_prism_mongolia/NSO_Livestock_Count_Admin2.json"
AIMAG_TOLERANCE = 0.03
# By the code of the National Statistics Office. The file's own spellings are of many kinds.
AIMAGS = {
    "181": "Zavkhan",
    "182": "Govi-Altai",
    "183": "Bayan-Ölgii",
    "184": "Khovd",
    "185": "Uvs",
    "261": "Orkhon",
    "262": "Övörkhangai",
    "263": "Bulgan",
    "264": "Bayankhongor",
    "265": "Arkhangai",
    "267": "Khövsgöl",
    "341": "Töv",
    "342": "Govisümber",
    "343": "Selenge",
    "344": "Dornogovi",
    "345": "Darkhan-Uul",
    "346": "Ömnögovi",
    "348": "Dundgovi",
    "421": "Dornod",
    "422": "Sükhbaatar",
    "423": "Khentii",
    "511": "Ulaanbaatar",
}
PRISM = Source(
    "National Statistics Office of Mongolia, by way of the World Food Programme's PRISM; the copy "
    "used: WFP-VAM/prism-app@d60adbde8b76",
    "https://github.com/WFP-VAM/prism-app",
)
PRISM_LICENCE = Licence(
    "MIT", "MIT (WFP-VAM/prism-app); data of the National Statistics Office of Mongolia"
)


def _aimag_code() -> Field:
    return Field("nso_code", "string", "Code of the National Statistics Office", pattern=r"\d{3}")


@functools.cache
def _aimag_features(path: Path) -> list[dict]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return sorted(features, key=lambda feature: feature["properties"]["NSO_CODE"])


def _sum_by_aimag(path: Path) -> pd.Series:
    """The values of the districts, added up by the first three figures of their codes."""
    entries = json.loads(path.read_text(encoding="utf-8"))["DataList"]
    codes = [str(entry["CODE"])[:3] for entry in entries]
    return pd.Series([int(entry["DTVAL_CO"]) for entry in entries]).groupby(codes).sum()


@table(
    title="The provinces of Mongolia in 2019",
    description="Mongolia's 21 aimags and its capital: where they lie, their people and livestock.",
    fields=[
        _aimag_code(),
        Field("name", "string", "Name in Latin letters"),
        Field("name_mn", "string", "Name in Mongolian"),
        Field("kind", "string", "aimag, or capital city", enum=("aimag", "capital")),
        Field(
            "bayan_olgii", "boolean", "True for Bayan-Ölgii, where most Kazakhs of Mongolia live"
        ),
        Field("population_2019", "integer", "Resident people in 2019", unit="persons", minimum=0),
        Field(
            "livestock_2019",
            "integer",
            "Horses, cattle, camels, sheep and goats in 2019",
            unit="head",
            minimum=0,
        ),
        Field("lon", "number", "Longitude of its centroid", unit="degrees", decimals=3),
        Field("lat", "number", "Latitude of its centroid", unit="degrees", decimals=3),
    ],
    sources=[PRISM],
    version="tables DT_NSO_0300_068V2 and DT_NSO_1001_021V1 of 2019",
    licence=PRISM_LICENCE,
    raw_files=[AIMAG_OUTLINES_FILE, AIMAG_POPULATION_FILE, AIMAG_LIVESTOCK_FILE],
    key=["nso_code"],
    transformation="Values of districts (soum) were added up by province; names were spelled anew.",
    trust="Official figures by way of another project; the sum of the people is 3.19 million, "
    "where the World Bank has 3.27.",
    known_faults=[
        (
            "Four districts have 0 people and no row in the file of livestock (Tsagaannuur in "
            "Bayan-Ölgii is one); where their people are counted is not said."
        ),
        (
            "Resident population of 2019 by the register; the census of 2020 counts otherwise. "
            "Whether the figure is of the end or the middle of the year is not said in the file."
        ),
        "How many of the people are Kazakhs is not in this file: see kazakhs_by_place.",
    ],
)
def aimags(raw: RawFolder) -> pd.DataFrame:
    population = _sum_by_aimag(raw.file(AIMAG_POPULATION_FILE))
    livestock = _sum_by_aimag(raw.file(AIMAG_LIVESTOCK_FILE))
    rows = []
    for feature in _aimag_features(raw.file(AIMAG_OUTLINES_FILE)):
        code = feature["properties"]["NSO_CODE"]
        middle = shape(feature["geometry"]).centroid
        rows.append(
            {
                "nso_code": code,
                "name": AIMAGS[code],
                "name_mn": feature["properties"]["ADM1_MN"],
                "kind": "capital" if code == "511" else "aimag",
                "bayan_olgii": code == "183",
                "population_2019": population[code],
                "livestock_2019": livestock[code],
                "lon": middle.x,
                "lat": middle.y,
            }
        )
    return pd.DataFrame(rows)


@table(
    title="Outlines of the provinces of Mongolia",
    description="Mongolia's 21 aimags and its capital as outlines, for a map at the scale of a "
    "page.",
    fields=[_aimag_code(), *borders.point_fields(4)[1:]],
    sources=[PRISM],
    version="mng_admbnda_adm1_nso_20201019",
    licence=PRISM_LICENCE,
    raw_files=[AIMAG_OUTLINES_FILE],
    key=["nso_code", "part", "ring", "point"],
    transformation=f"Simplified with shapely's coverage_simplify at {AIMAG_TOLERANCE} degrees, which "
    "keeps common borders common; rounded to 4 decimals.",
    trust="An official map by way of another project; not checked against the original.",
    known_faults=[
        "Simplified: do not measure on these outlines.",
        (
            "The outer border is not quite that of the table borders, which another map was made "
            "into; drawn over each other they differ by some km."
        ),
    ],
)
def aimag_outlines(raw: RawFolder) -> pd.DataFrame:
    features = _aimag_features(raw.file(AIMAG_OUTLINES_FILE))
    shapes = [shape(feature["geometry"]) for feature in features]
    simple = shapely.coverage_simplify(shapes, AIMAG_TOLERANCE)
    codes = [feature["properties"]["NSO_CODE"] for feature in features]
    outlines = {c: borders.polygons_of(s) for c, s in zip(codes, simple, strict=True)}
    return borders.as_points(outlines).rename(columns={"iso3": "nso_code"})
