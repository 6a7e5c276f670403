"""Raw files read with libraries, for the tests that compare the tables with them.

The build reads them with the same libraries, so each file's content has a digest here that was
taken from its bytes by readers of our own, written after the formats' descriptions. A library that
one day reads something else fails by these digests, and not in build and test alike unseen.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr
import shapefile

MAP = "natural_earth_10m/ne_10m_admin_0_countries_deu.zip"
# As `digest` makes them of a file's columns, and of the map's rings as columns.
DIGESTS = {
    "carlaint_trade/05DiGraph_All.dta": "689dd717cd4004a0",
    "carlaint_trade/15DiGraph_All.dta": "5f9b23fe26f33294",
    "carlaint_trade/95DiGraph_All.dta": "aa1f5524ffdae798",
    "cepii_pyeconlab/cepii_dist_cepii.dta": "ac6dc2edc66133e1",
    "cepii_pyeconlab/cepii_geo_cepii.dta": "8626f5668d5946f6",
    "democracyData/fh.rda": "a5fa5734ad5d2c5b",
    "democracyData/fh_full.rda": "08b4600ba931201a",
    "democracyData/polity5.rda": "2317250acbffb20c",
    "democracyData/vdem_simple.rda": "e637e9c50a1e7f20",
    "idealpoints2025/IdealpointsJuly2025.dta": "7b2b8c00b7f70f04",
    "igoR/state_year_format3.rda": "f3b12fbfa63f9733",
    "isard/cw_democracy.rda": "942bdeca4d80bc4e",
    MAP: "b6399aed0e766233",
    "peacesciencer/atop_alliance.rda": "8595b38ca8270917",
    "peacesciencer/cow_capitals.rda": "6a65cff2f5a37536",
    "peacesciencer/cow_igo_ndy.rda": "f51126da12ddcae4",
    "peacesciencer/cow_mindist.rda": "fbc61b0ebcbb705c",
    "peacesciencer_cran110/cow_alliance.rda": "3cb0cc526dea06f2",
    "penppml/trade.rda": "186f7b3ecf3d8ace",
    "svmiller_site/cow_trade_ddy.rds": "e02ead8a16c0db56",
    "unvotes/un_roll_calls.rda": "a1da55f3bd7522db",
    "unvotes/un_votes.rda": "612e19289f9c9b12",
}


@functools.cache
def frame_of(path: Path) -> pd.DataFrame:
    """The one data frame of an R or Stata file; text that is missing is None, a day a number."""
    if path.suffix == ".dta":
        frame = pd.read_stata(path, convert_categoricals=False)
    else:
        (frame,) = pyreadr.read_r(str(path)).values()
    return frame.apply(_plain)


def _plain(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    column = column.astype(object).where(column.notna(), None)
    kinds = set(map(type, column)) - {type(None)}
    if kinds == {date}:  # R counts days from 1970
        return column.map(lambda day: day.toordinal() - date(1970, 1, 1).toordinal()).astype(float)
    return column if kinds <= {str} else column.astype(float)


def digest(columns: dict[str, pd.Series] | pd.DataFrame) -> str:
    """The first letters of a SHA-256 of named columns of numbers or text."""
    total = hashlib.sha256()
    for name in sorted(columns):
        values = np.asarray(columns[name])
        if values.dtype == object:
            content = "\n".join("\0" if text is None else text for text in values).encode()
        else:
            numbers = values.astype("<f8")
            numbers[np.isnan(numbers)] = np.nan  # there are many kinds of NaN
            content = numbers.tobytes()
        total.update(name.encode() + b"\n" + hashlib.sha256(content).digest())
    return total.hexdigest()[:16]


@functools.cache
def rings_by_code(path: Path) -> dict[str, list[np.ndarray]]:
    """Rings, each (n, 2) longitude and latitude, by ADM0_A3 of Natural Earth's countries."""
    with zipfile.ZipFile(path) as archive:
        parts = {
            end: io.BytesIO(archive.read(f"{path.stem}.{end}")) for end in ("shp", "dbf", "shx")
        }
    rings = {}
    for feature in shapefile.Reader(**parts, encoding="utf-8").iterShapeRecords():
        points = np.array(feature.shape.points)
        rings[feature.record["ADM0_A3"]] = np.split(points, feature.shape.parts[1:])
    return rings
