"""Lesson 03: the map by ruler, the balance of the migration, the fading of a legacy."""

from __future__ import annotations

from ..explore import Choice, Explorer, Steps, Years
from ..measures.history import FIRST_YEAR, LAST_YEAR, STATES, WHEN, WINDOWS
from ..views import history as views
from ..words import number


def who_held_what(year: int = 1822) -> Explorer:
    """Who held the six lands at the end of a year, with the events of the years around it."""
    return Explorer(
        views.ruler_map,
        [Years("year", "Year", FIRST_YEAR, LAST_YEAR)],
        start={"year": year},
        sentence="Who held the land at the end of {year}",
    )


def migration_balance() -> Explorer:
    """How many Kazakhs must have left Mongolia between two censuses, under one's assumptions.

    It begins without natural increase and without returns: the bare difference of the counts.
    """
    return Explorer(
        views.migration_balance,
        [
            Choice("window", "Censuses", tuple(WINDOWS)),
            Steps("increase", "Natural increase", {f"{r:.2f} %": r for r in views.INCREASES}),
            Steps("returned", "Came back", {number(n): n for n in views.RETURNS}),
            Choice("when", "They left", WHEN),
        ],
        start={"window": "1989 to 2000", "increase": 0.0, "returned": 0},
        sentence="{window}: natural increase of {increase} a year, {returned} came back, left {when}",
    )


def legacy_decay() -> Explorer:
    """A legacy that fades by a half-life, beside the trade premium of former Soviet states.

    It begins with a legacy that never fades.
    """
    return Explorer(
        views.legacy_decay,
        [
            Steps("half_life", "Half-life", tuple(views.HALF_LIVES)),
            Choice("rests_at", "It comes to rest at", tuple(views.FLOORS)),
            Choice("states", "Former Soviet states", tuple(STATES)),
        ],
        start={"half_life": "never", "rests_at": "no premium", "states": "all fifteen"},
        sentence="Half-life: {half_life}; it comes to rest at {rests_at}; {states}",
    )
