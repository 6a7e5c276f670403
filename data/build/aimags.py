"""The provinces of Mongolia: their people, their livestock, their outlines."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry import shape

from . import borders
from .datapackage import Field, Licence, Source, table
from .raw import RawFolder

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
    transformation=f"Simplified with shapely's coverage_simplify at {AIMAG_TOLERANCE} degrees, "
    "which keeps common borders common; rounded to 4 decimals.",
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
