"""How far apart places are."""

from __future__ import annotations

from ..maps import great_circle_km
from ..tables import load


def capitals_apart(one: str, other: str) -> float:
    """Kilometres over the globe between two capitals, in a straight line."""
    capitals = load("capitals").set_index("iso3")
    places = capitals.loc[[one, other], ["capital_lon", "capital_lat"]].to_numpy(float)
    return float(great_circle_km(*places.ravel()))
