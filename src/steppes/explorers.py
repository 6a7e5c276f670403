"""The course's explorers: each a view of `steppes.views` with a declaration of its controls."""

from __future__ import annotations

from . import views
from .explore import Choice, Explorer, Years
from .tables import state_names

_PAIR = {"Mongolia": "MNG", "Kazakhstan": "KAZ"}


def near_and_far() -> Explorer:
    """Two states on the map: the gap between them, their capitals, what they sold each other."""
    others = {state_names()[code]: code for code in views.NEIGHBOURS}
    return Explorer(
        views.pair_map,
        [Choice("one", "State", _PAIR), Choice("other", "and", others)],
        start={"one": "MNG", "other": "KAZ"},
        sentence="{one} and {other}",
    )


def partner_ranks() -> Explorer:
    """A state's trade partners by direction, year and source, the other of the pair marked."""
    flows = {"imports": "imports", "exports": "exports", "trade both ways": "total"}
    return Explorer(
        views.partner_ranks,
        [
            Choice("state", "State", _PAIR),
            Choice("flow", "Direction", flows),
            Years("year", "Year", 1992, 2016),
            Choice("source", "Source", {label: key for key, (_, label) in views.SOURCES.items()}),
        ],
        start={"state": "MNG", "flow": "total", "source": "COW", "year": 2012},
        sentence="{state}'s {flow} in {year}, by {source}",
    )
