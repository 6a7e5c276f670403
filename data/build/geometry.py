"""Borders read from map files, and the shortest distance between two of them on WGS84.

An edge is a straight line in longitude and latitude, as the map files mean it. Points are
(longitude, latitude) in degrees; for searching they become points in space, in kilometres,
where the nearest of many is found by trees and the straight chord grows with the distance.
"""

from __future__ import annotations

import functools
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import shapefile
import shapely
from pyproj import Geod
from scipy.spatial import cKDTree

WGS84 = Geod(ellps="WGS84")
# A tree for few questions: made in half the time, and it finds the same.
tree_of = functools.partial(cKDTree, balanced_tree=False, compact_nodes=False)
NATURAL_EARTH_FILE = "natural_earth_10m/ne_10m_admin_0_countries_deu.zip"
# Natural Earth's codes where its ISO column has none.
OWN_CODES = {"KOS": "XKX"}


@functools.cache
def natural_earth(path: Path) -> dict[str, shapely.Geometry]:
    """Polygons of Natural Earth 1:10m by ISO code; features without a code are left out."""
    name = "ne_10m_admin_0_countries_deu"
    with zipfile.ZipFile(path) as archive:
        parts = {end: io.BytesIO(archive.read(f"{name}.{end}")) for end in ("shp", "dbf", "shx")}
    polygons = {}
    for feature in shapefile.Reader(**parts, encoding="utf-8").iterShapeRecords():
        record = feature.record
        code = OWN_CODES.get(record["ADM0_A3"], record["ISO_A3_EH"])
        # Minor pieces (an island, a reef) carry the code of the state they belong to.
        if code != "-99" and record["ADM0_A3"] not in ("BRI", "CLP", "IOA", "CSI", "ATC"):
            polygons[code] = _as_geometry(feature.shape.__geo_interface__)
    return dict(sorted(polygons.items()))


def _as_geometry(outline: dict) -> shapely.Geometry:
    """What shapely's `shape` makes of an outline in GeoJSON point by point, sooner."""
    whole = outline["type"] == "Polygon"
    parts = [outline["coordinates"]] if whole else outline["coordinates"]
    polygons = [
        shapely.Polygon(outer, inner)
        for outer, *inner in ([np.array(ring) for ring in rings] for rings in parts)
    ]
    return polygons[0] if whole else shapely.MultiPolygon(polygons)


def topojson_edges(path: Path, name: str) -> np.ndarray:
    """Edges, shape (n, 2, 2), of the country `name` in a world-atlas TopoJSON file."""
    atlas = json.loads(path.read_text(encoding="utf-8"))
    scale = np.array(atlas["transform"]["scale"])
    shift = np.array(atlas["transform"]["translate"])
    (country,) = [
        entry
        for entry in atlas["objects"]["countries"]["geometries"]
        if entry["properties"]["name"] == name
    ]
    numbers = [int(number) for number in np.ravel(_flat(country["arcs"]))]
    edges = []
    for number in numbers:
        # A negative number is an arc run backwards, which has the same edges.
        steps = np.array(atlas["arcs"][number if number >= 0 else ~number])
        points = np.cumsum(steps, axis=0) * scale + shift
        edges.append(np.stack([points[:-1], points[1:]], axis=1))
    return np.concatenate(edges)


def _flat(nested: list) -> list:
    out = []
    for entry in nested:
        out.extend(_flat(entry) if isinstance(entry, list) else [entry])
    return out


def edges_of(polygon: shapely.Geometry) -> np.ndarray:
    """All edges of a polygon's rings, shape (n, 2, 2)."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1)


def in_space(points: np.ndarray) -> np.ndarray:
    """Points (n, 2) in degrees as points (n, 3) in km from the centre of the Earth, WGS84."""
    lon, lat = np.radians(points).T
    flatness = WGS84.es
    radius = WGS84.a / 1_000 / np.sqrt(1 - flatness * np.sin(lat) ** 2)
    return np.column_stack(
        [
            radius * np.cos(lat) * np.cos(lon),
            radius * np.cos(lat) * np.sin(lon),
            radius * (1 - flatness) * np.sin(lat),
        ]
    )


def along(edges: np.ndarray, step_km: float) -> tuple[np.ndarray, np.ndarray]:
    """Points on the edges, at most `step_km` apart, and the number of each one's edge.

    Both ends of each edge are among them.
    """
    start, end = edges[:, 0], edges[:, 1]
    length = np.linalg.norm(in_space(start) - in_space(end), axis=1)
    pieces = np.maximum(np.ceil(length / step_km).astype(int), 1)
    edge = np.repeat(np.arange(len(edges)), pieces + 1)
    first = np.cumsum(pieces + 1) - (pieces + 1)
    share = (np.arange(len(edge)) - first[edge]) / pieces[edge]
    return start[edge] + share[:, None] * (end[edge] - start[edge]), edge


def kilometres(a: np.ndarray, b: np.ndarray) -> float:
    """Distance of two points on WGS84, km."""
    return WGS84.inv(a[0], a[1], b[0], b[1])[2] / 1_000


RUN = 16  # points


class Outline:
    """A border, ready for searching: its edges, and points on them in space."""

    def __init__(self, edges: np.ndarray, step_km: float = 2.0) -> None:
        self.edges = edges
        self.step_km = step_km
        points, self.edge = along(edges, step_km)
        self.space = in_space(points)
        self.low, self.high = self.space.min(axis=0), self.space.max(axis=0)

    @functools.cached_property
    def tree(self) -> cKDTree:
        return tree_of(self.space)

    @functools.cached_property
    def runs(self) -> tuple[np.ndarray, np.ndarray]:
        """Balls that hold the points, RUN after RUN of them: centres (n, 3) and radii, km."""
        first = np.arange(0, len(self.space), RUN)
        many = np.diff(first, append=len(self.space))
        centre = np.add.reduceat(self.space, first) / many[:, None]
        away = np.linalg.norm(self.space - np.repeat(centre, many, axis=0), axis=1)
        return centre, np.maximum.reduceat(away, first)

    def points_of(self, runs: np.ndarray) -> np.ndarray:
        """The numbers of the points of some runs, given by a boolean each."""
        return np.flatnonzero(np.repeat(runs, RUN)[: len(self.space)])

    def close_to(self, other: Outline, reach_km: float) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and distances of the points nearest to the other's, and half a step farther.

        Whole runs of points are searched first, and what cannot be nearest is not looked at. Both
        are empty when nothing lies within `reach_km`.
        """
        centre, radius = self.runs
        boxed = in_box(centre, other.low, other.high, reach_km + radius[:, None])
        away = np.full(len(centre), np.inf)
        away[boxed] = other.tree.query(centre[boxed])[0]
        bound = min(reach_km, (away + radius).min())
        chosen = self.points_of(away - radius <= bound + self.step_km)
        upper = bound + self.step_km + 1e-6
        distance, _ = other.tree.query(self.space[chosen], distance_upper_bound=upper)
        close = distance <= min(distance.min(initial=np.inf), reach_km) + self.step_km
        return chosen[close], distance[close]


def in_box(
    points: np.ndarray, low: np.ndarray, high: np.ndarray, reach_km: float | np.ndarray
) -> np.ndarray:
    """Which of the points lie within `reach_km` of a box."""
    return ((points >= low - reach_km) & (points <= high + reach_km)).all(axis=1)


def facing_points(near: np.ndarray, points: np.ndarray, reach_km: float) -> np.ndarray:
    """Numbers of the points within `reach_km` of one that is near."""
    boxed = np.flatnonzero(in_box(points, near.min(axis=0), near.max(axis=0), reach_km))
    away, _ = tree_of(near).query(points[boxed], distance_upper_bound=reach_km)
    return boxed[np.isfinite(away)]


def shortest(
    a: Outline, b: Outline, within_km: float = np.inf
) -> tuple[float, np.ndarray, np.ndarray] | None:
    """The shortest distance of two borders on WGS84: km, the point on a, the point on b.

    Right to a metre or two times ten. None when it is more than `within_km`. First the nearest
    of points that lie `step_km` apart, then again on the edges that could be nearer.
    """
    reach = min(within_km + a.step_km, np.inf)
    if np.isfinite(reach):
        apart = np.maximum(0, np.maximum(a.low - b.high, b.low - a.high))
        if np.linalg.norm(apart) > reach:
            return None
    few, many = (a, b) if len(a.space) <= len(b.space) else (b, a)
    close, distance = few.close_to(many, reach)
    if not len(close):
        return None
    # The true nearest points lie within half a step of a point on each side.
    could = distance.min() + few.step_km
    facing = facing_points(few.space[close], many.space, could)
    few_edges = few.edges[np.unique(few.edge[close])]
    many_edges = many.edges[np.unique(many.edge[facing])]
    for step_km in (0.2, 0.02):
        (few_points, few_edge), (many_points, many_edge) = (
            along(edges, step_km) for edges in (few_edges, many_edges)
        )
        few_space, many_space = in_space(few_points), in_space(many_points)
        distance, which = tree_of(many_space).query(few_space)
        best = int(distance.argmin())
        could = distance[best] + step_km
        close = distance <= could
        few_edges = few_edges[np.unique(few_edge[close])]
        facing = facing_points(few_space[close], many_space, could)
        many_edges = many_edges[np.unique(many_edge[facing])]
    ends = few_points[best], many_points[which[best]]
    on_a, on_b = ends if few is a else ends[::-1]
    km = kilometres(on_a, on_b)
    return (km, on_a, on_b) if km <= within_km else None
