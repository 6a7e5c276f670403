"""Six lands of today's Kazakhstan and Mongolia, by which maps of the past are shaded.

A reading aid: the lands of the jüzes had no fixed borders. Each place in Kazakhstan is counted to
the land of the nearest of some towns; the far west of Mongolia is three aimags. All is computed in
the plane of the course's maps, in kilometres, so that what is straight there is drawn straight.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import shapely
from pyproj import Proj

from . import aimags, borders
from .aimags import AIMAG_OUTLINES_FILE, AIMAGS, PRISM, PRISM_LICENCE
from .datapackage import OUR_COMPILATION, PACKAGE_VERSION, Field, Source, iso3, table
from .geometry import NATURAL_EARTH_FILE
from .raw import RawFolder

# Lambert's azimuthal equal-area projection on a sphere, centred as `steppes.maps` centres it. The
# radius is given in kilometres, so kilometres come out.
PLANE = Proj(proj="laea", lon_0=90, lat_0=46, R=6371.0088)
# Towns of today, longitude and latitude.
TOWNS = {
    "west": {
        "Oral": (51.37, 51.23),
        "Atyrau": (51.92, 47.10),
        "Aktobe": (57.17, 50.28),
        "Aktau": (51.16, 43.65),
        "Shalkar": (59.60, 47.83),
    },
    "north and centre": {
        "Kostanay": (63.62, 53.21),
        "Petropavl": (69.14, 54.87),
        "Kokshetau": (69.39, 53.28),
        "Astana": (71.47, 51.17),
        "Pavlodar": (76.95, 52.29),
        "Karaganda": (73.10, 49.80),
        "Semey": (80.23, 50.41),
        "Oskemen": (82.61, 49.95),
        "Zhezkazgan": (67.71, 47.78),
        "Ayagoz": (80.43, 47.96),
        "Torgay": (63.50, 49.63),
        "Balkhash": (74.98, 46.85),
    },
    "south": {
        "Kyzylorda": (65.51, 44.85),
        "Turkistan": (68.25, 43.30),
        "Shymkent": (69.59, 42.32),
        "Taraz": (71.37, 42.90),
        "Kazaly": (62.10, 45.77),
    },
    "south-east": {
        "Almaty": (76.95, 43.24),
        "Taldykorgan": (78.37, 45.02),
        "Zharkent": (79.99, 44.17),
    },
}
FAR_WEST = ("Bayan-Ölgii", "Khovd", "Uvs")
# In the order in which they are named: from west to east. Where a label stands, and where a thin
# line from it ends when the land is too small for it.
LANDS = (
    ("KAZ", "west", (54.2, 48.6), None),
    ("KAZ", "north and centre", (71.2, 50.2), None),
    ("KAZ", "south", (63.4, 39.9), (66.5, 44.1)),
    ("KAZ", "south-east", (77.6, 40.6), (78.6, 44.3)),
    ("MNG", "far west", (90.6, 44.2), (91.2, 48.2)),
    ("MNG", "Khalkha and east", (104.9, 46.5), None),
)
# Beyond Kazakhstan on every side; cells of the towns end here.
AROUND_KAZAKHSTAN = np.array([(-3500, -1500), (0, -1500), (0, 1800), (-3500, 1800)], dtype=float)
OWN_CHOICE = Source(
    "The course's own reading aid: towns and aimags of today that stand for the lands"
)
NO_BORDERS = (
    "The lands of the jüzes had no fixed borders and overlapped; these lines are drawn by distance "
    "from towns of today, most of them younger than the jüzes."
)


def _point_of_label(name: str, what: str, required: bool = True) -> Field:
    return Field(name, "number", what, unit="degrees", decimals=1, required=required)


def _end(name: str, what: str) -> Field:
    return Field(name, "number", what, unit="degrees", decimals=4)


def _land_fields() -> list[Field]:
    return [
        iso3("state", "State of today, ISO 3166 alpha-3: KAZ or MNG"),
        Field("land", "string", "Part of it, named as in the table rulers"),
    ]


@table(
    title="Six lands of today's Kazakhstan and Mongolia: their order and their labels",
    description="The parts by which the table rulers tells who held the land, in the order in "
    "which figures name them, and where a map has room for their labels.",
    fields=[
        *_land_fields(),
        Field("order", "integer", "Place in the order, from west to east", minimum=1, maximum=6),
        _point_of_label("label_lon", "Longitude of the middle of its label on a map"),
        _point_of_label("label_lat", "Latitude of the middle of its label on a map"),
        _point_of_label("leader_lon", "Longitude where a line from the label ends", False),
        _point_of_label("leader_lat", "Latitude where it ends; empty without such a line", False),
    ],
    sources=[OWN_CHOICE],
    version=PACKAGE_VERSION,
    licence=OUR_COMPILATION,
    key=["state", "land"],
    transformation="Chosen by hand.",
    trust="A choice for drawing; nothing to be confirmed.",
    known_faults=[NO_BORDERS],
)
def lands(raw: RawFolder) -> pd.DataFrame:
    rows = [
        (state, land, order, *label, *(leader or (None, None)))
        for order, (state, land, label, leader) in enumerate(LANDS, start=1)
    ]
    names = ["state", "land", "order", "label_lon", "label_lat", "leader_lon", "leader_lat"]
    return pd.DataFrame(rows, columns=names)


@table(
    title="Outlines of six lands of today's Kazakhstan and Mongolia",
    description="Kazakhstan in four parts and Mongolia in two, which fill the outlines of the "
    "table borders, for maps of the past at the scale of a page.",
    fields=[*_land_fields(), *borders.point_fields(4)[1:]],
    sources=[borders.NATURAL_EARTH, PRISM, OWN_CHOICE],
    version="Natural Earth 5.1.1; mng_admbnda_adm1_nso_20201019",
    licence=PRISM_LICENCE,
    raw_files=[NATURAL_EARTH_FILE, AIMAG_OUTLINES_FILE],
    key=["state", "land", "part", "ring", "point"],
    transformation="Each place in Kazakhstan belongs to the land of the nearest of "
    f"{sum(map(len, TOWNS.values()))} towns, in the plane of the course's maps (Lambert's "
    "azimuthal equal-area projection, centre 90 E 46 N); the far west of Mongolia is the aimags "
    f"{', '.join(FAR_WEST)} of the table aimag_outlines as far as they lie inside Mongolia by the "
    "table borders, with the slivers between the two outer borders. Rounded to 4 decimals.",
    trust="A reading aid; the outer borders are those of the table borders.",
    known_faults=[
        NO_BORDERS,
        "Simplified: do not measure on these outlines.",
        (
            "Edges are straight on the course's maps: between two points of an inner edge the line "
            "of equal longitude or latitude is not what was meant."
        ),
    ],
)
def land_outlines(raw: RawFolder) -> pd.DataFrame:
    states = _in_the_plane(borders.borders(raw), "iso3")
    far_west = shapely.union_all(_far_west(raw), grid_size=0.001)
    # The rest of Mongolia is one large piece and slivers: two maps' outer borders differ a little.
    khalkha = max(shapely.get_parts(states["MNG"].difference(far_west)), key=shapely.area)
    shapes = {"far west": states["MNG"].difference(khalkha), "Khalkha and east": khalkha}
    for land, cells in _cells().items():
        nearest = shapely.union_all([shapely.Polygon(cell) for cell in cells], grid_size=0.001)
        shapes[land] = states["KAZ"].intersection(nearest)
    outlines = {}
    for number, (_, land, *_) in enumerate(LANDS):
        degrees = shapely.transform(shapes[land], _in_degrees)
        # On the grid of 4 decimals a sliver can fold over: this takes such folds out.
        degrees = shapely.set_precision(degrees, 1e-4)
        outlines[number] = [shapely.normalize(part) for part in borders.polygons_of(degrees)]
    rows = borders.as_points(outlines)
    names = pd.DataFrame([land[:2] for land in LANDS], columns=["state", "land"])
    return names.loc[rows.pop("iso3")].reset_index(drop=True).join(rows)


@table(
    title="Soft edges of the six lands of today's Kazakhstan and Mongolia",
    description="Where two lands of Kazakhstan meet, and the rim of the far west of Mongolia, as "
    "straight pieces for a broken line.",
    fields=[
        iso3("state", "State of today, ISO 3166 alpha-3: KAZ or MNG"),
        Field("edge", "integer", "Number of the piece, in the order of drawing", minimum=0),
        _end("from_lon", "Longitude of its first end"),
        _end("from_lat", "Latitude of its first end"),
        _end("to_lon", "Longitude of its second end"),
        _end("to_lat", "Latitude of its second end"),
    ],
    sources=[PRISM, OWN_CHOICE],
    version="mng_admbnda_adm1_nso_20201019",
    licence=PRISM_LICENCE,
    raw_files=[AIMAG_OUTLINES_FILE],
    key=["state", "edge"],
    transformation="The edges of the nearest towns' cells where the two towns stand for two lands, "
    "not cut at the border; the edges that one alone of the three western aimags has, from the "
    "table aimag_outlines. Rounded to 4 decimals.",
    trust="A reading aid.",
    known_faults=[
        NO_BORDERS,
        "The edges in Kazakhstan run on beyond its border: a map has to cut them there.",
        "The rim of the far west has the outer border in it, some km off the table borders.",
    ],
)
def land_edges(raw: RawFolder) -> pd.DataFrame:
    names = ["from_lon", "from_lat", "to_lon", "to_lat"]
    blocks = []
    for state, edges in (("KAZ", _edges_between_lands()), ("MNG", _rim(_far_west(raw)))):
        ends = np.array(edges).reshape(-1, 2)
        degrees = _in_degrees(ends).reshape(-1, 4)
        block = pd.DataFrame(degrees, columns=names)
        block.insert(0, "edge", range(len(block)))
        block.insert(0, "state", state)
        blocks.append(block)
    return pd.concat(blocks, ignore_index=True)


def _in_degrees(points: np.ndarray) -> np.ndarray:
    """Points (n, 2) of the plane as longitude and latitude."""
    return np.column_stack(PLANE(*points.T, inverse=True))


def _in_the_plane(rows: pd.DataFrame, code: str) -> dict[str, shapely.Geometry]:
    """Polygons by code, in kilometres of the plane, from rows part, ring, point, lon, lat."""
    rows = rows.round({"lon": 4, "lat": 4})
    rows = rows.assign(**dict(zip("xy", PLANE(rows["lon"], rows["lat"]), strict=True)))
    shapes = {}
    for name, of_one in rows.groupby(code):
        parts = [
            [ring[["x", "y"]].to_numpy() for _, ring in part.groupby("ring")]
            for _, part in of_one.groupby("part")
        ]
        shapes[name] = shapely.MultiPolygon([(outer, inner) for outer, *inner in parts])
    return shapes


def _far_west(raw: RawFolder) -> list[shapely.Geometry]:
    shapes = _in_the_plane(aimags.aimag_outlines(raw), "nso_code")
    code_of = {name: code for code, name in AIMAGS.items()}
    return [shapes[code_of[name]] for name in FAR_WEST]


def _rim(shapes: list[shapely.Geometry]) -> list[np.ndarray]:
    """The edges that one alone of some shapes has, ends in order: their common outline."""
    seen: dict[tuple, int] = {}
    for ring in shapely.get_rings(shapely.get_parts(shapes)):
        corners = [tuple(corner) for corner in np.round(shapely.get_coordinates(ring), 1)]
        for start, end in itertools.pairwise(corners):
            edge = (min(start, end), max(start, end))
            seen[edge] = seen.get(edge, 0) + 1
    return [np.array(edge) for edge, times in seen.items() if times == 1]


def _sites() -> tuple[list[str], np.ndarray]:
    """The land of every town, and its place in the plane."""
    land_of = [land for land, towns in TOWNS.items() for _ in towns]
    places = np.array([place for towns in TOWNS.values() for place in towns.values()])
    return land_of, np.column_stack(PLANE(*places.T))


def _cell(one: int, sites: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """What lies nearest to one of the sites: corners, and for each edge who lies beyond it."""
    corners, beyond = AROUND_KAZAKHSTAN, [-1] * len(AROUND_KAZAKHSTAN)
    for other in range(len(sites)):
        if other != one:
            corners, beyond = _nearer_half(corners, beyond, sites[one], sites[other], other)
    return corners, beyond


def _nearer_half(
    corners: np.ndarray, beyond: list[int], here: np.ndarray, there: np.ndarray, other: int
) -> tuple[np.ndarray, list[int]]:
    """Cut a convex polygon down to what lies nearer to `here` than to `there`, site `other`."""
    middle, away = (here + there) / 2, there - here
    side = (corners - middle) @ away
    kept, kept_beyond = [], []
    for place in range(len(corners)):
        after = (place + 1) % len(corners)
        inside, next_inside = side[place] <= 0, side[after] <= 0
        if inside:
            kept.append(corners[place])
            kept_beyond.append(beyond[place])
        if inside != next_inside:
            share = side[place] / (side[place] - side[after])
            kept.append(corners[place] + share * (corners[after] - corners[place]))
            kept_beyond.append(other if inside else beyond[place])
    return np.array(kept), kept_beyond


def _cells() -> dict[str, list[np.ndarray]]:
    """The cells of each land's towns."""
    land_of, sites = _sites()
    cells: dict[str, list[np.ndarray]] = {land: [] for land in TOWNS}
    for one, land in enumerate(land_of):
        cells[land].append(_cell(one, sites)[0])
    return cells


def _edges_between_lands() -> list[np.ndarray]:
    """Edges of the cells beyond which lies another land, each once."""
    land_of, sites = _sites()
    edges = []
    for one in range(len(sites)):
        corners, beyond = _cell(one, sites)
        for place, other in enumerate(beyond):
            if other > one and land_of[other] != land_of[one]:
                edges.append(corners[[place, (place + 1) % len(corners)]])
    return edges
