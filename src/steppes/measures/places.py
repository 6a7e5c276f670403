"""How far apart places are."""

from __future__ import annotations

from ..maps import great_circle_km
from ..tables import load


def capitals_apart(one: str, other: str) -> float:
    """Kilometres over the globe between two capitals, in a straight line."""
    capitals = load("capitals").set_index("iso3")
    a, b = (
        capitals.loc[code, ["capital_lon", "capital_lat"]].astype(float) for code in (one, other)
    )
    return float(great_circle_km(*a, *b))
