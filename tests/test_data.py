"""The tables hold what their raw files hold, and their description is true.

Needs the folder of raw files, named by STEPPES_RAW, for what compares with it; elsewhere those
tests are skipped, and on the build server (CI) they fail.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from frictionless import Package
from matplotlib.path import Path as Outline
from plain_tables import DATA, TABLES, code_of, table
from raw_files import DIGESTS, MAP, digest, frame_of, rings_by_code

from data.build.lands import TOWNS
from steppes.maps import project
from steppes.references import entries_of

PAIR = ("KAZ", "MNG")
PARTNERS = ("partners_cow", "partners_unctad", "partners_comtrade", "partners_wits")
FLOW = ["year", "exporter", "importer"]
TRADE_YEARS = (2000, 2006, 2012, 2014)
# Codes of Comtrade and WITS that the tables write otherwise.
RENAMED = {
    "BLX": "BEL", "MNT": "MNE", "OAS": "TWN", "ROM": "ROU", "SER": "SRB", "TMP": "TLS",
    "ZAR": "COD",
}  # fmt: skip


def flow(name: str, year: int, exporter: str, importer: str) -> float | None:
    """USD million of one flow; None where the table has no row."""
    frame = table(name)
    found = frame[
        (frame["year"] == year) & (frame["exporter"] == exporter) & (frame["importer"] == importer)
    ]
    assert len(found) <= 1
    return float(found["usd_million"].iloc[0]) if len(found) else None


def run_build(raw_folder: Path, out: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, str(DATA / "build"), str(raw_folder), "--out", str(out)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def text_of(path: Path) -> bytes:
    """A file's bytes with LF line ends, whatever the checkout made of them."""
    return path.read_bytes().replace(b"\r\n", b"\n")


# --- the package


@pytest.mark.parametrize("most", [500, pytest.param(None, marks=pytest.mark.slow)])
def test_the_package_is_valid(most):
    """As Frictionless reads it: the first rows of each table, and slowly all of them."""
    report = Package(str(DATA / "datapackage.json")).validate(limit_rows=most)
    assert report.valid, report.flatten(["name", "type", "message"])[:5]


WRITTEN = {
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?(e-?\d+)?",
    "year": r"\d{4}",
    "date": r"\d{4}-[01]\d-[0-3]\d",
    "boolean": "true|false",
    "string": r"(?s:.*)",
}


def broken(text: str, schema: dict) -> list[str]:
    """Which promises of a schema a table, as its text, does not keep."""
    header, *rows = csv.reader(io.StringIO(text))
    if header != [field["name"] for field in schema["fields"]]:
        return ["other columns"]
    if {len(row) for row in rows} - {len(header)}:
        return ["rows with more cells, or fewer"]
    cells, found = pd.DataFrame(rows, columns=header, dtype="str"), []
    for field in schema["fields"]:
        column, promised = cells[field["name"]], dict(field.get("constraints", {}))
        given = column[column != ""]
        numbers = pd.to_numeric(given) if {"minimum", "maximum"} & set(promised) else given
        written = given.str.fullmatch(WRITTEN[field["type"]])
        if field["type"] == "date":
            written &= pd.to_datetime(given, format="%Y-%m-%d", errors="coerce").notna()
        kept = {
            "type": written,
            "required": (column != "") | (not promised.pop("required", False)),
            "pattern": given.str.fullmatch(promised.pop("pattern", "(?s:.*)")),
            "enum": given.isin(promised.pop("enum", given)),
            "minimum": numbers >= promised.pop("minimum", numbers),
            "maximum": numbers <= promised.pop("maximum", numbers),
        }
        found += [f"{field['name']}: {what}" for what, which in kept.items() if not which.all()]
        found += [f"{field['name']}: {what} is read by no test" for what in promised]
    key = schema.get("primaryKey", [])
    return found + ["primaryKey"] * bool(key and cells.duplicated(key).any())


@pytest.mark.parametrize("name", TABLES)
def test_every_row_keeps_what_the_schema_promises(name):
    text = text_of(DATA / TABLES[name]["path"]).decode("utf-8")
    assert broken(text, TABLES[name]["schema"]) == []


@pytest.mark.parametrize(
    ("field", "cells", "told"),
    [
        ({"type": "integer"}, ["1", "1.5"], "a: type"),
        ({"type": "number"}, ["1", "nan"], "a: type"),
        ({"type": "date"}, ["2012-02-29", "2013-02-29"], "a: type"),
        ({"type": "date"}, ["2012-2-29"], "a: type"),
        ({"type": "boolean"}, ["True"], "a: type"),
        ({"type": "string", "constraints": {"required": True}}, ["x", ""], "a: required"),
        ({"type": "string", "constraints": {"pattern": "[A-Z]{3}"}}, ["MNG", "KAZX"], "a: pattern"),
        ({"type": "string", "constraints": {"enum": ["x"]}}, ["x", "y"], "a: enum"),
        ({"type": "number", "constraints": {"minimum": 0}}, ["0", "-0.1"], "a: minimum"),
        ({"type": "integer", "constraints": {"maximum": 9}}, ["9", "10"], "a: maximum"),
        ({"type": "string", "constraints": {"minLength": 1}}, ["x"], "a: minLength is read by no"),
    ],
)
def test_a_broken_promise_is_found(field, cells, told):
    text = pd.DataFrame({"a": cells}).to_csv(index=False)
    (found,) = broken(text, {"fields": [{"name": "a", **field}]})
    assert found.startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\nx,y\nz,y\n", []),
        ("a,b\nx,y\nx,z\n", ["primaryKey"]),
        ("a,b\nx,y\n\nz,y\n", ["rows with more cells, or fewer"]),
        ("a,b\nx,y\nz\n", ["rows with more cells, or fewer"]),
        ("a,b\nx,y,y\n", ["rows with more cells, or fewer"]),
        ("b,a\nx,y\n", ["other columns"]),
    ],
)
def test_a_key_that_comes_twice_and_rows_that_are_no_rows_are_found(text, told):
    fields = [{"name": name, "type": "string"} for name in "ab"]
    assert broken(text, {"fields": fields, "primaryKey": ["a"]}) == told


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_fully_described(name):
    described = TABLES[name]
    content = text_of(DATA / described["path"])
    assert described["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert described["bytes"] == len(content)
    assert described["rows"] == len(table(name))
    for part in ("title", "description", "version", "transformation", "trust", "sources"):
        assert described[part], part
    assert all(licence["name"] and licence["title"] for licence in described["licenses"])
    assert described["known_faults"], "every table has faults; say them"
    for sentence in (*described["known_faults"], described["description"], described["trust"]):
        assert sentence.endswith((".", '."')), sentence
    for field in described["schema"]["fields"]:
        assert field["description"], field["name"]
    assert content.endswith(b"\n") and not content.startswith(b"\xef\xbb\xbf")


def test_every_sheet_in_the_folder_is_described_and_small():
    sheets = {path.relative_to(DATA).as_posix() for path in DATA.glob("*.csv")}
    sheets |= {path.relative_to(DATA).as_posix() for path in DATA.glob("nc/*.csv")}
    assert sheets == {described["path"] for described in TABLES.values()}
    size = sum(described["bytes"] for described in TABLES.values())
    assert size + (DATA / "datapackage.json").stat().st_size < 12_000_000
    assert TABLES["borders"]["bytes"] <= 500_000


def test_licences_are_not_mixed():
    for name, described in TABLES.items():
        assert len(described["licenses"]) == 1, name
        terms = " ".join(described["licenses"][0].values()).lower()
        # The terms themselves say where a table belongs.
        apart = "non-commercial" in terms or "noncommercial" in terms
        assert described["path"] == (f"nc/{name}.csv" if apart else f"{name}.csv")


def test_every_code_is_a_known_state_or_territory():
    known = set(table("countries")["iso3"])
    for name, described in TABLES.items():
        for field in described["schema"]["fields"]:
            if field.get("constraints", {}).get("pattern") == "[A-Z]{3}":
                assert set(table(name)[field["name"]]) <= known, (name, field["name"])
    states = set(table("countries").query("kind == 'state'")["iso3"])
    assert len(states) == 195 and {"MNG", "KAZ", "NAM", "XKX", "TWN"} <= states
    assert set(table("capitals")["iso3"]) == states
    assert (table("countries")["un_member"].astype(str).str.lower() == "true").sum() == 193


# --- the build


@pytest.fixture(scope="module")
def rebuilt(raw, tmp_path_factory):
    out = tmp_path_factory.mktemp("rebuilt")
    done = run_build(raw, out)
    assert done.returncode == 0, done.stderr
    return out


def test_the_build_gives_the_same_text(rebuilt):
    paths = [described["path"] for described in TABLES.values()] + ["datapackage.json"]
    made = sorted(p.relative_to(rebuilt).as_posix() for p in rebuilt.rglob("*") if p.is_file())
    assert made == sorted(paths), "the build wrote other files than the package describes"
    for path in paths:
        assert text_of(rebuilt / path) == text_of(DATA / path), (
            f"{path} is not what the build makes"
        )


def test_a_missing_raw_file_is_one_sentence_and_nothing_is_written(tmp_path):
    out = tmp_path / "out"
    done = run_build(tmp_path, out)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    said = re.match(
        r"The raw file \S+, from which the table '(\w+)' is made, is missing", done.stderr
    )
    assert said and said[1] in TABLES
    assert not out.exists()


def test_the_missing_file_is_named_with_its_table(tmp_path, raw):
    for source in raw.rglob("*"):
        if source.is_file() and source.name != "WITS_trade2009.csv":
            stub = tmp_path / source.relative_to(raw)
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.touch()
    out = tmp_path / "out"
    out.mkdir()
    (out / "partners_wits.csv").write_text("as it was\n")
    done = run_build(tmp_path, out)
    assert done.returncode == 2
    assert "grasland_trade/WITS_trade2009.csv" in done.stderr and "_wits'" in done.stderr
    assert [path.name for path in out.iterdir()] == ["partners_wits.csv"]
    assert (out / "partners_wits.csv").read_text() == "as it was\n"


# --- reference numbers

COW = {
    2004: (26, 1), 2005: (41, 0), 2006: (50, 1), 2007: (30, 1), 2008: (26, 1), 2009: (17, 1),
    2010: (25, 1), 2011: (39, 1), 2012: (58, 2), 2013: (58, 2), 2014: (60, 2),
}  # fmt: skip
OTHERS = [
    ("partners_unctad", 1995, 2.4, 0.17),
    ("partners_unctad", 2005, 47.0, 0.5),
    ("partners_unctad", 2015, 33.7, 0.7),
    ("partners_wits", 2009, 25.1, 1.1),
    ("partners_comtrade", 2004, 29.3, 0.16),
    ("partners_comtrade", 2008, 33.3, None),
    ("partners_comtrade", 2012, 52.8, None),
    ("partners_comtrade", 2016, 77.1, 0.71),
]


@pytest.mark.parametrize("year", COW)
def test_the_pair_in_the_correlates_of_war(year):
    assert flow("partners_cow", year, "KAZ", "MNG") == COW[year][0]
    assert flow("partners_cow", year, "MNG", "KAZ") == COW[year][1]


@pytest.mark.parametrize(("name", "year", "to_mongolia", "to_kazakhstan"), OTHERS)
def test_the_pair_in_other_sources(name, year, to_mongolia, to_kazakhstan):
    decimals = 2 if to_kazakhstan and to_kazakhstan not in (0.5, 0.7, 1.1) else 1
    assert round(flow(name, year, "KAZ", "MNG"), 1) == to_mongolia
    found = flow(name, year, "MNG", "KAZ")
    assert found is None if to_kazakhstan is None else round(found, decimals) == to_kazakhstan


@pytest.mark.parametrize(
    ("home", "partner", "percent", "rank"), [("MNG", "KAZ", 0.49, 11), ("KAZ", "MNG", 0.05, 60)]
)
def test_the_rank_of_each_for_the_other_in_2012(home, partner, percent, rank):
    for name in ("trade", "partners_cow"):
        frame = table(name).query("year == 2012")
        sold = frame[frame["exporter"] == home].set_index("importer")["usd_million"]
        bought = frame[frame["importer"] == home].set_index("exporter")["usd_million"]
        total = sold.fillna(0).add(bought.fillna(0), fill_value=0)
        assert round(100 * total[partner] / total.sum(), 2) == percent
        assert int((total > total[partner]).sum()) + 1 == rank


def test_status_says_what_the_value_is():
    for name in ("trade", *PARTNERS):
        frame = table(name)
        assert ((frame["status"] == "absent") == frame["usd_million"].isna()).all(), name
        assert ((frame["status"] == "zero_or_rounded") == (frame["usd_million"] == 0)).all(), name
        assert not frame.duplicated(FLOW).any(), name
        assert (frame["exporter"] != frame["importer"]).all(), name
        if name != "trade":
            assert (frame["exporter"].isin(PAIR) | frame["importer"].isin(PAIR)).all(), name


def test_capitals_of_the_pair():
    capitals = table("capitals").set_index("iso3")
    for code, name, lon, lat in (
        ("KAZ", "Astana", 71.43, 51.17),
        ("MNG", "Ulaanbaatar", 106.92, 47.92),
    ):
        assert capitals.loc[code, "capital"] == name
        assert abs(capitals.loc[code, "capital_lon"] - lon) < 0.1
        assert abs(capitals.loc[code, "capital_lat"] - lat) < 0.1


def test_landlocked():
    frame = table("countries")
    landlocked = frame.loc[frame["landlocked"].astype(str).str.lower() == "true"]
    # 43 members of the United Nations, Kosovo, the Holy See and, once, Czechoslovakia.
    assert len(landlocked.query("kind == 'state'")) == 44
    assert set(landlocked.query("kind != 'state'")["iso3"]) == {"VAT", "CSK"}


def test_years_and_size():
    frame = table("country_years").set_index(["iso3", "year"])
    years = frame.index.get_level_values("year")
    assert (years.min(), years.max()) == (1990, 2024)
    assert 2.9e6 < frame.loc[("MNG", 2014), "population"] < 3.1e6
    assert 2.0e11 < frame.loc[("KAZ", 2012), "gdp_usd"] < 2.3e11
    assert pd.isna(frame.loc[("MNG", 2024), "gdp_usd"])


# --- the map


def distances_km(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Great-circle distances of every point of a from every point of b, on a sphere."""
    a, b = np.radians(a)[:, None, :], np.radians(b)[None, :, :]
    half = (
        np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
        + np.cos(a[..., 1]) * np.cos(b[..., 1]) * np.sin((b[..., 0] - a[..., 0]) / 2) ** 2
    )
    return 2 * 6371.0088 * np.arcsin(np.sqrt(half))


def densely(rings: list[np.ndarray], step_degrees: float) -> np.ndarray:
    """Points along rings, no farther apart than a step in either coordinate."""
    points = []
    for ring in rings:
        for start, end in itertools.pairwise(ring):
            pieces = max(1, int(np.ceil(np.abs(end - start).max() / step_degrees)))
            points.append(start + np.arange(pieces)[:, None] / pieces * (end - start))
    return np.concatenate(points)


def in_the_altai(points: np.ndarray) -> np.ndarray:
    near = (np.abs(points[:, 0] - 87.5) < 2.5) & (np.abs(points[:, 1] - 49) < 1)
    return points[near]


def rings_of(name: str, code: str) -> list[np.ndarray]:
    frame = table(name)
    parts = frame[frame["iso3"] == code].groupby(["part", "ring"])
    return [ring[["lon", "lat"]].to_numpy() for _, ring in parts]


def gap_of(kaz: list[np.ndarray], mng: list[np.ndarray]) -> float:
    return distances_km(*(in_the_altai(densely(rings, 0.005)) for rings in (kaz, mng))).min()


def test_the_gap_on_the_tables():
    gap = table("border_gap").set_index("scale")
    assert gap["km"].to_dict() == {
        "1:10 million": 36.2,
        "1:50 million": 36.0,
        "1:110 million": 29.9,
    }
    flattening = {}
    for row in gap.itertuples():
        ends = np.array([[row.kaz_lon, row.kaz_lat]]), np.array([[row.mng_lon, row.mng_lat]])
        flattening[row.Index] = row.km / distances_km(*ends)[0, 0]
        # A sphere is off by up to 0.3 %, and the figure is rounded.
        assert abs(flattening[row.Index] - 1) < 0.005
    for name, allowed in (("borders", 0.5), ("borders_altai", 0.1)):
        on_a_sphere = gap_of(rings_of(name, "KAZ"), rings_of(name, "MNG"))
        found = on_a_sphere * flattening["1:10 million"]
        assert abs(found - gap.loc["1:10 million", "km"]) < allowed, (name, found)


def test_the_ends_of_the_border_of_russia_and_china():
    frame = table("tripoints").set_index("name")
    assert set(frame["russia_china_border_km"]) == {39.6}
    altai = table("borders_altai")
    for name, row in frame.iterrows():
        here = altai[(altai["lon"] == row["lon"]) & (altai["lat"] == row["lat"])]
        assert set(name.split()) <= set(here["iso3"])


@pytest.mark.parametrize("name", ["borders", "borders_altai"])
def test_rings_are_closed_and_common_borders_stay_common(name):
    frame = table(name)
    for _, ring in frame.groupby(["iso3", "part", "ring"]):
        points = ring[["lon", "lat"]].to_numpy()
        assert len(points) >= 4 and (points[0] == points[-1]).all()
        assert (ring["point"].to_numpy() == range(len(ring))).all()
    points = {c: set(zip(g["lon"], g["lat"], strict=True)) for c, g in frame.groupby("iso3")}
    for one, other in (("MNG", "RUS"), ("MNG", "CHN"), ("KAZ", "RUS"), ("KAZ", "CHN")):
        assert len(points[one] & points[other]) > 20, (one, other)
    assert not points["MNG"] & points["KAZ"]


# --- the six lands of maps of the past

LANDS = [
    ("KAZ", "west"), ("KAZ", "north and centre"), ("KAZ", "south"), ("KAZ", "south-east"),
    ("MNG", "far west"), ("MNG", "Khalkha and east"),
]  # fmt: skip
# Places that stand for no land themselves, and where they lie.
PLACES = {
    "Ridder": (83.5, 50.3, "north and centre"), "Ekibastuz": (75.3, 51.7, "north and centre"),
    "Baikonur": (63.3, 45.6, "south"), "Shu": (73.8, 43.6, "south"), "Beyneu": (55.2, 45.3, "west"),
    "Tekeli": (78.8, 44.9, "south-east"), "Ölgii": (89.97, 48.97, "far west"),
    "Ulaanbaatar": (106.9, 47.9, "Khalkha and east"), "Altai": (96.3, 46.4, "Khalkha and east"),
}  # fmt: skip


def km2(ring: pd.DataFrame) -> float:
    """The area of a ring of lon, lat on a sphere."""
    lon, up = np.radians(ring["lon"].to_numpy()), np.sin(np.radians(ring["lat"].to_numpy()))
    return abs(np.sum(np.diff(lon) * (up[1:] + up[:-1]) / 2)) * 6371.0088**2


def test_the_lands_have_an_order_and_places_for_their_labels():
    frame = table("lands").sort_values("order")
    assert list(zip(frame["state"], frame["land"], strict=True)) == LANDS
    assert frame["order"].tolist() == [1, 2, 3, 4, 5, 6]
    with_line = frame.dropna(subset=["leader_lon", "leader_lat"])
    assert set(with_line["land"]) == {"south", "south-east", "far west"}
    rulers = table("rulers")
    assert set(zip(rulers["state"], rulers["land"], strict=True)) == set(LANDS)


def test_the_lands_fill_their_states_once():
    outlines, states = table("land_outlines"), table("borders")
    assert set(outlines["ring"]) == {0}
    for state in ("KAZ", "MNG"):
        parts = outlines[outlines["state"] == state].groupby(["land", "part"])
        whole = states[states["iso3"] == state].groupby("part")
        there, here = sum(km2(ring) for _, ring in whole), sum(km2(ring) for _, ring in parts)
        assert abs(here / there - 1) < 1e-4, state


def test_each_place_lies_in_its_land_and_in_no_other():
    rings = table("land_outlines").groupby(["land", "part"])
    for name, (lon, lat, land) in PLACES.items():
        found = {
            of
            for (of, _), ring in rings
            if Outline(ring[["lon", "lat"]]).contains_point((lon, lat))
        }
        assert found == {land}, name


def test_soft_edges_lie_midway_between_towns_of_two_lands():
    frame = table("land_edges")
    assert frame.groupby("state").size().to_dict() == {"KAZ": 22, "MNG": 271}
    towns = [(land, *project(*at)) for land, of_one in TOWNS.items() for at in of_one.values()]
    for edge in frame[frame["state"] == "KAZ"].itertuples():
        ends = project([edge.from_lon, edge.to_lon], [edge.from_lat, edge.to_lat])
        x, y = (np.mean(end) for end in ends)
        nearest = sorted((np.hypot(x - east, y - north), land) for land, east, north in towns)
        assert nearest[1][0] - nearest[0][0] < 0.1 and nearest[0][1] != nearest[1][1], edge
    # The rim of the far west is closed: every point of it is an end of two pieces.
    rim = frame[frame["state"] == "MNG"]
    ends = pd.concat(
        [
            rim[["from_lon", "from_lat"]],
            rim[["to_lon", "to_lat"]].set_axis(["from_lon", "from_lat"], axis=1),
        ]
    )
    assert set(ends.value_counts()) == {2}


# --- the map against its raw file


@pytest.fixture
def outlines(raw):
    return rings_by_code(raw / MAP)


def test_every_corner_of_the_outlines_is_in_the_raw_file(outlines):
    corners = {tuple(p) for rings in outlines.values() for r in rings for p in np.round(r, 4)}
    for name, window in (("borders", (25, 150, 0, 75)), ("borders_altai", (84, 92, 47, 51.5))):
        frame = table(name)
        edge = frame["lon"].isin(window[:2]) | frame["lat"].isin(window[2:])
        inside = frame[~edge]
        unknown = [p for p in zip(inside["lon"], inside["lat"], strict=True) if p not in corners]
        assert not unknown, (name, unknown[:3])
        assert edge.mean() < 0.05, name


def test_gaps_of_other_pairs_by_brute_force(outlines):
    """Distances measured again: another search, a sphere."""
    frame = table("near_pairs")
    assert ((frame["gap_km"] == 0) == frame["touching"]).all()
    assert (frame["iso3_a"] < frame["iso3_b"]).all()
    far = frame["gap_km"] > 1000
    assert (frame.loc[far, "iso3_a"].isin(PAIR) | frame.loc[far, "iso3_b"].isin(PAIR)).all()
    frame = frame[~far]
    natural = {"SSD": "SDS", "XKX": "KOS"}

    def around(code: str) -> np.ndarray:
        return densely(outlines[natural.get(code, code)], 0.05)

    small = {code for code, rings in outlines.items() if sum(map(len, rings)) < 3000}
    apart = frame[~frame["touching"] & frame["iso3_a"].isin(small) & frame["iso3_b"].isin(small)]
    for row in apart.sample(25, random_state=1).itertuples():
        a, b = around(row.iso3_a), around(row.iso3_b)
        found = min(distances_km(block, b).min() for block in np.array_split(a, 20))
        # Points lie up to 5.6 km apart, which can only make the distance longer.
        assert -0.006 * found - 0.1 < found - row.gap_km < 0.006 * found + 3, row
    # Pairs left out are indeed far apart, and those that touch have a corner in common.
    listed = set(zip(frame["iso3_a"], frame["iso3_b"], strict=True))
    assert ("CAN", "MNG") not in listed and ("KAZ", "MNG") in listed
    for row in frame[frame["touching"]].sample(25, random_state=1).itertuples():
        corners = [
            {tuple(p) for ring in outlines[natural.get(code, code)] for p in ring}
            for code in (row.iso3_a, row.iso3_b)
        ]
        assert corners[0] & corners[1], row


# --- values against the raw files, by other ways than the build's


@pytest.mark.parametrize("name", DIGESTS)
def test_libraries_read_in_the_raw_files_what_stands_there(raw, name):
    if name == MAP:
        read = {
            f"{code} {number}": ring.ravel()
            for code, rings in rings_by_code(raw / MAP).items()
            for number, ring in enumerate(rings)
        }
    else:
        read = frame_of(raw / name)
    assert digest(read) == DIGESTS[name]


def both_ways(made: dict[tuple, float | None], held: dict[tuple, float | None], places: int):
    """The same keys, and the same values to the places that the table writes."""
    assert set(made) == set(held)
    rng = random.Random(20130801)
    for keys in (sorted(made), sorted(held)):
        for key in rng.sample(keys, min(400, len(keys))):
            if held[key] is None:
                assert made[key] is None, key
            else:
                assert made[key] is not None
                assert abs(made[key] - held[key]) <= 0.5 * 10**-places + 1e-9, key


def as_flows(name: str, years: tuple[int, ...] | None = None) -> dict[tuple, float | None]:
    frame = table(name)
    return {
        (row.year, row.exporter, row.importer): None
        if pd.isna(row.usd_million)
        else row.usd_million
        for row in frame.itertuples()
        if years is None or row.year in years
    }


def test_trade_of_the_correlates_of_war_against_the_raw_file(raw):
    held = frame_of(raw / "svmiller_site/cow_trade_ddy.rds")
    code = code_of()
    # Read by flow2, exports of ccode1 to ccode2, while the build reads flow1.
    recent = np.flatnonzero(np.asarray(held["year"]) >= 1992)
    first, second, year, value = (
        np.asarray(held[column])[recent] for column in ("ccode1", "ccode2", "year", "flow2")
    )
    assert not (value[~np.isnan(value)] % 1).any(), "the raw file has whole millions only"
    assert value[~np.isnan(value)].min() == 0, "the raw file marks absent values as missing"
    flows = {
        (int(y), code[int(a)], code[int(b)]): None if np.isnan(v) else float(v)
        for a, b, y, v in zip(first, second, year, value, strict=True)
        if y in TRADE_YEARS or code[int(a)] in PAIR or code[int(b)] in PAIR
    }
    both_ways(as_flows("trade"), {k: v for k, v in flows.items() if k[0] in TRADE_YEARS}, 0)
    of_the_pair = {k: v for k, v in flows.items() if k[1] in PAIR or k[2] in PAIR}
    both_ways(as_flows("partners_cow"), of_the_pair, 0)


UNCTAD = {1995: "95", 2005: "05", 2015: "15"}
UNCTAD_NAMES = {
    "China": "CHN", "RussianFederation": "RUS", "KoreaRepublicof": "KOR", "KoreaDemPeoples": "PRK",
    "IranIslamicRepublic": "IRN", "CzechRepublic": "CZE", "Turkey": "TUR", "VietNam": "VNM",
    "UnitedStates": "USA", "UnitedKingdom": "GBR", "ChinaHongKongSAR": "HKG",
    "ChinaTaiwanProvince": "TWN", "RepublicofMoldova": "MDA", "Kazakhstan": "KAZ",
    "Mongolia": "MNG", "Niger": "NER", "Nigeria": "NGA", "Namibia": "NAM", "Congo": "COG",
    "DemRepoftheCongo": "COD", "Dominica": "DMA", "DominicanRepublic": "DOM",
}  # fmt: skip


def squeezed(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if c.isalnum())


@pytest.mark.parametrize("year", UNCTAD)
def test_trade_of_unctad_against_the_raw_file(raw, year):
    rows = frame_of(raw / f"carlaint_trade/{UNCTAD[year]}DiGraph_All.dta").to_dict("records")
    homes = {"Kazakhstan": "KAZ", "Mongolia": "MNG"}
    held = [row for row in rows if row["source"] in homes or row["target"] in homes]
    made = table("partners_unctad").query("year == @year")
    # None dropped: as many rows, and the same sum in each direction.
    assert len(held) == len(made)
    for home, code in homes.items():
        for side, column in (("source", "exporter"), ("target", "importer")):
            total = sum(row["edgewidth"] for row in held if row[side] == home) / 1000
            assert abs(made.loc[made[column] == code, "usd_million"].sum() - total) < 1e-3
    own = {squeezed(row.name): row.iso3 for row in table("countries").itertuples(index=False)}
    own |= UNCTAD_NAMES
    flows = {}
    for row in held:
        if row["source"] in own and row["target"] in own:
            flows[(year, own[row["source"]], own[row["target"]])] = row["edgewidth"] / 1000
    assert len(flows) > 0.9 * len(held)
    made_flows = as_flows("partners_unctad", (year,))
    both_ways({key: made_flows[key] for key in flows}, flows, 6)


def test_trade_of_comtrade_against_the_raw_file(raw):
    frame = frame_of(raw / "penppml/trade.rda")
    flows = {}
    for exporter, importer, year, value in zip(
        *(frame[column] for column in ("exp", "imp", "time", "export")), strict=True
    ):
        if int(year) < 1992 or {exporter, importer} & {"UNS", "BAT"}:
            continue
        if exporter in PAIR or importer in PAIR:
            key = (int(year), RENAMED.get(exporter, exporter), RENAMED.get(importer, importer))
            assert key not in flows
            flows[key] = value / 1e6
    both_ways(as_flows("partners_comtrade"), flows, 6)


def test_trade_of_wits_against_the_raw_file(raw):
    reports: dict[tuple, dict[str, float]] = {}
    with (raw / "grasland_trade/WITS_trade2009.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            two = [row["ReporterISO3"], row["PartnerISO3"]]
            if set(two) & {"WLD", "EUN", "UNS"} or not set(two) & set(PAIR):
                continue
            reporter = RENAMED.get(two[0], two[0])
            sides = [RENAMED.get(code, code) for code in two]
            key = (2009, *(sides if row["TradeFlowName"] == "Export" else sides[::-1]))
            value = float(row["TradeValue in 1000 USD"]) / 1000
            reports.setdefault(key, {})[reporter] = value
    flows = {key: said.get("KAZ", next(iter(said.values()))) for key, said in reports.items()}
    both_ways(as_flows("partners_wits"), flows, 6)
    for row in table("partners_wits").itertuples():
        said = dict(reports[(2009, row.exporter, row.importer)])
        assert row.reporter == ("KAZ" if "KAZ" in said else next(iter(said)))
        said.pop(row.reporter)
        other = next(iter(said.values()), None)
        assert (
            pd.isna(row.other_report_usd_million)
            if other is None
            else (abs(row.other_report_usd_million - other) < 1e-6)
        )


def test_country_years_against_the_raw_files(raw):
    states = set(table("countries").query("kind == 'state'")["iso3"])
    made = table("country_years")
    for name, column in (("gdp", "gdp_usd"), ("population", "population")):
        held = {}
        with (raw / f"datahub_{name}/{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["Country Code"] in states and int(row["Year"]) >= 1990:
                    held[(row["Country Code"], int(row["Year"]))] = float(row["Value"])
        rows = made.dropna(subset=[column])
        values = {(r.iso3, r.year): float(getattr(r, column)) for r in rows.itertuples()}
        both_ways(values, held, 0)


def test_capitals_against_the_raw_files(raw):
    old = {"ROU": "ROM", "TLS": "TMP", "SRB": "YUG", "COD": "ZAR"}
    rows = frame_of(raw / "cepii_pyeconlab/cepii_geo_cepii.dta").to_dict("records")
    cepii = {row["iso3"]: row for row in rows if row["cap"] == 1}
    listed = frame_of(raw / "peacesciencer/cow_capitals.rda")
    code = code_of()
    second = {}
    for number, lat, lon, end in zip(
        *(listed[column] for column in ("ccode", "lat", "lng", "enddate")), strict=True
    ):
        iso3 = code.get(int(number))
        if iso3 and end >= second.get(iso3, (-np.inf,))[0]:
            second[iso3] = (end, lon, lat)
    for row in table("capitals").itertuples():
        if row.source == "CEPII GeoDist":
            raw_row = cepii[old.get(row.iso3, row.iso3)]
            lon, lat = raw_row["lon"], raw_row["lat"]
            away = distances_km(np.array([[lon, lat]]), np.array([second[row.iso3][1:]]))[0, 0]
            assert away < 60 or row.iso3 in ("BRA", "SAU", "TUN"), (row.iso3, away)
        else:
            _, lon, lat = second[row.iso3]
        assert abs(row.capital_lon - lon) < 6e-4 and abs(row.capital_lat - lat) < 6e-4, row


@pytest.mark.parametrize(
    "path", sorted((DATA / "build" / "documents").glob("*.csv")), ids=lambda p: p.stem
)
def test_documentary_tables_are_what_was_written(path):
    kept, made = (text_of(file).decode("utf-8") for file in (path, DATA / path.name))
    read = entries_of((DATA / "references.bib").read_text(encoding="utf-8"))
    expected = []
    for row in csv.DictReader(kept.splitlines()):
        entry = read[row["reference"]] if row["trust"] != "background" else {"extent": "not read"}
        expected.append(
            row | {"how_far": entry.get("extent", "not noted"), "read_at": entry.get("readat", "")}
        )
    assert list(csv.DictReader(made.splitlines())) == expected
