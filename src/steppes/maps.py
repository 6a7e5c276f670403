"""Where things are: one equal-area projection, distances on the globe, states as shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from numpy.typing import ArrayLike

from .keeping import kept
from .tables import load

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
CENTRE = (90.0, 46.0)  # longitude and latitude of the Altai's eastern foot
LAND = "#E9E6DF"  # states that a map does not speak of: warm, so that the greys stay for marks


def project(
    lon: ArrayLike, lat: ArrayLike, centre: tuple[float, float] = CENTRE
) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes (degrees) to kilometres east and north of the centre.

    Lambert's azimuthal equal-area projection on a sphere: areas are true everywhere (Snyder
    1987, Map Projections: A Working Manual, equations 22-4, 24-2 and 24-13).
    """
    lam = np.radians(np.asarray(lon, dtype=float) - centre[0])
    phi, phi0 = np.radians(np.asarray(lat, dtype=float)), np.radians(centre[1])
    cos_c = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam)
    scale = EARTH_RADIUS_KM * np.sqrt(2 / (1 + cos_c))
    x = scale * np.cos(phi) * np.sin(lam)
    y = scale * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam))
    return x, y


def great_circle_km(
    lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike
) -> np.ndarray:
    """Distance over the globe in kilometres between points given in degrees.

    The haversine formula on a sphere; against the ellipsoid it errs by less than 0.6 per cent.
    """
    lam_a, phi_a, lam_b, phi_b = (np.radians(degrees) for degrees in (lon_a, lat_a, lon_b, lat_b))
    half = (
        np.sin((phi_b - phi_a) / 2) ** 2
        + np.cos(phi_a) * np.cos(phi_b) * np.sin((lam_b - lam_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def outline(rings: pd.DataFrame) -> Path:
    """One state's shape in projected kilometres, from rows part, ring, point, lon, lat in order."""
    x, y = project(rings["lon"], rings["lat"])
    starts = rings[["part", "ring"]].ne(rings[["part", "ring"]].shift()).any(axis=1).to_numpy()
    codes = np.where(starts, Path.MOVETO, Path.LINETO).astype(Path.code_type)
    return Path(np.column_stack([x, y]), codes)


@kept(most=4)
def outlines(table: str = "borders") -> dict[str, Path]:
    """Every state's shape of a borders table, by ISO 3166 code."""
    return {iso3: outline(rings) for iso3, rings in load(table).groupby("iso3", sort=True)}


def draw_states(ax: Axes, shapes: dict[str, Path], fills: Mapping[str, Any]) -> None:
    """Draw states as filled shapes with thin borders; `fills` colours some of them."""
    codes = sorted(shapes, key=lambda iso3: iso3 in fills)
    filled = PathCollection(
        [shapes[iso3] for iso3 in codes],
        facecolors=[fills.get(iso3, LAND) for iso3 in codes],
        edgecolors="white",
        linewidths=0.7,
        transform=ax.transData,
    )
    ax.add_collection(filled, autolim=False)
    ax.set_aspect("equal")
    ax.set_axis_off()
