"""Lesson 05: ties on both sides of a line, the distance of two regimes, a verdict's edge."""

from __future__ import annotations

from ..explore import Choice, Explorer, Steps, Years
from ..measures.regime import DAYS, INDICES, LEVELS, line_words
from ..tables import state_names
from ..views import regime as views

_INDICES = {name: code for code, name in INDICES.items()}


def _sides_sentence(index: str, level: str, year: int) -> str:
    return (
        f"By {INDICES[index]}, a democracy has {line_words(index, level)}; "
        f"Mongolia's partners in {year}"
    )


def both_sides() -> Explorer:
    """All partners of Mongolia on both sides of a line, and what it does on either side."""
    return Explorer(
        views.both_sides,
        [
            Choice("index", "Index", _INDICES),
            Choice("level", "Line", LEVELS),
            Years("year", "Year", 1992, 2024),
        ],
        start={"index": "vdem", "level": "usual", "year": 2012},
        sentence=_sides_sentence,
    )


def pair_gap() -> Explorer:
    """Mongolia and a partner: their scores, their distance, and its place among all pairs."""
    return Explorer(
        views.gap_and_rank,
        [
            Choice("partner", "Mongolia and", {state_names()[c]: c for c in views.PARTNERS}),
            Choice("index", "Index", _INDICES),
            Years("year", "Year", 1992, 2024),
        ],
        start={"partner": "KAZ", "index": "vdem", "year": 2012},
        sentence="Mongolia and {partner} in {year}, by {index}",
    )


def waiver_edge() -> Explorer:
    """The verdict on claim 43 at every threshold: which day, which waivers, which line."""
    return Explorer(
        views.waiver_edge,
        [
            Choice("day", "In force", tuple(DAYS)),
            Choice("ukraine", "Ukraine", {"left out": False, "counted": True}),
            Steps("line", "Line", {f"{step / 100:.2f}": step / 100 for step in range(30, 71)}),
        ],
        start={"day": "August 2013", "ukraine": False, "line": 0.5},
        sentence="Waivers in force in {day}, Ukraine {ukraine}, autocracy below {line}",
    )
