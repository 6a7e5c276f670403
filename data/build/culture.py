"""Kazak and Khalka in the Ethnographic Atlas, and how far its societies agree."""

from __future__ import annotations

import functools
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from .datapackage import Field, Licence, Source, table
from .raw import RawFolder

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
        "The variables are not independent: descent follows from kin groups, and the sex and the "
        "age of who does a task are two columns of one note."
    ),
]


@functools.cache
def _atlas(path: Path) -> pd.DataFrame:
    """Societies by id: EA001 to EA088 as text, "" where missing; region, a letter; lat, lon."""
    with warnings.catch_warnings():
        # The sheet has an extension for Excel alone; openpyxl leaves it out and says so.
        warnings.filterwarnings("ignore", message="Unknown extension")
        # As text: codes stand in the sheet as numbers, and "NA" is a word there.
        sheet = pd.read_excel(path, sheet_name=ATLAS_SHEET, dtype=str, keep_default_na=False)
    frame = sheet[sheet["ID"] != ""].set_index("ID")
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
    description="What the Ethnographic Atlas codes of two societies, the Kazak (Eb1) and the "
    "Khalka Mongols (Eb3): 88 variables of economy, kin, marriage, belief, rank, house and work.",
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
    "is missing, save in EA001 to EA005, where it is the share from 0 to 5 per cent. Thirteen "
    "labels are our own: see the known faults.",
    trust="Coded by ethnographers from the literature; taken as it is.",
    known_faults=[
        *ATLAS_FAULTS,
        (
            "Many codes say that something is absent (no pottery, no boats), so agreement on them "
            "is agreement between most pastoral peoples."
        ),
        "EA018 and EA020 have a code 9 without a label in D-PLACE; it is our own, shortened.",
        (
            "In EA055 to EA065 the codebook of the workbook, from which the codes are, has one "
            "code 9 for a task that is absent and for one without specialisation by age or "
            "occupation, while D-PLACE's later labels split it into 9, most adults, and 10, "
            "activity is absent: the workbook has no 10, so that its 9 bears our own label, and "
            "whether the task is done at all is to be read in EA044 to EA054."
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
    transformation=f"EA001 to EA088; pairs with fewer than {FEWEST_SHARED} variables coded for "
    "both are left out. East Eurasia is the atlas's region E, from Iran and India to Siberia and "
    "Japan, with Madagascar; pastoral is EA042 = 4. Distances are great circles on a sphere of "
    "6,371.0088 km between the atlas's points, variables 104 and 106, mostly whole degrees; the "
    "limits belong to the group. Kazak (48 N, 70 E) and Khalka (46 N, 97 E) are so 2,049 km apart.",
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
            "One point stands for the whole land of a society, so that the distance of two wide "
            "lands such as these is that of the places described and not of their nearest herders."
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
