"""Lessons 00 and 01: two states on the map, and a state's trade partners."""

from __future__ import annotations

from ..explore import Choice, Explorer, Years
from ..measures.trade import FLOWS, SOURCES
from ..tables import state_names
from ..views import puzzle as views

_PAIR = {"Mongolia": "MNG", "Kazakhstan": "KAZ"}


def _ranks_sentence(state: str, flow: str, year: int, source: str) -> str:
    return f"{state_names()[state]}'s {FLOWS[flow]} in {year}, by {SOURCES[source][1]}"


def near_and_far() -> Explorer:
    """Two states on the map: the gap between them, their capitals, what they sold each other."""
    others = {state_names()[code]: code for code in views.NEIGHBOURS}
    return Explorer(
        views.pair_map,
        [Choice("one", "State", _PAIR), Choice("other", "and", others)],
        start={"one": "MNG", "other": "KAZ"},
        sentence="{one} and {other}",
    )


def partner_ranks(flow: str = "total", year: int = 2012) -> Explorer:
    """A state's trade partners by direction, year and source, the other of the pair marked.

    It begins with Mongolia, the given flow and year, by Correlates of War.
    """
    flows = {"imports": "imports", "exports": "exports", "both ways": "total"}
    return Explorer(
        views.partner_ranks,
        [
            Choice("state", "State", _PAIR),
            Choice("flow", "Direction", flows),
            Years("year", "Year", 1992, 2016),
            Choice(
                "source",
                "Source",
                tuple(SOURCES),
            ),
        ],
        start={"state": "MNG", "flow": flow, "source": "COW", "year": year},
        sentence=_ranks_sentence,
    )
