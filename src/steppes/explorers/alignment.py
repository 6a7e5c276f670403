"""Lesson 04: an index of closeness with weights, a pair in the UN, and the test on all states."""

from __future__ import annotations

from ..explore import Choice, Explorer, Steps, Years
from ..measures.alignment import ENGAGEMENT
from ..tables import state_names
from ..views import alignment as views

_VOTES = {"ideal points": "ideal", "equal votes": "agreement", "beyond chance": "pi"}


def closeness() -> Explorer:
    """How close states stand to Russia, China or the USA: weights, the measure of votes, a year."""
    return Explorer(
        views.closeness_index,
        [
            Steps("defence", "Defence", views.WEIGHTS),
            Steps("memberships", "Memberships", views.WEIGHTS),
            Steps("votes", "Votes", views.WEIGHTS),
            Steps("trade", "Trade", views.WEIGHTS),
            Choice("by", "Votes by", _VOTES),
            Choice("pole", "Close to", {"Russia": "RUS", "China": "CHN", "the USA": "USA"}),
            Years("year", "Year", 2000, 2024),
        ],
        start={"defence": 1, "memberships": 1, "votes": 1, "trade": 0, "year": 2012},
        sentence="Close to {pole} in {year}: defence {defence}, memberships {memberships}, "
        "votes {votes} (by {by}), trade {trade}",
    )


def un_pair() -> Explorer:
    """How two states agree in the UN General Assembly, raw and beyond chance, with base rates."""
    firsts = {state_names()[code]: code for code in ("MNG", "KAZ", "RUS", "CHN", "USA")}
    others = {state_names()[code]: code for code in views.PARTNERS}
    scores = {"share of equal votes": "agreement", "beyond chance (pi)": "pi"}
    return Explorer(
        views.un_pair,
        [
            Choice("state", "State", firsts),
            Choice("other", "and", others),
            Choice("measure", "Measure", scores),
            Years("year", "Year", 1991, 2019),
        ],
        start={"state": "MNG", "other": "KAZ", "measure": "agreement", "year": 2013},
        sentence="{state} and {other} in the UN in {year}: {measure}",
    )


def keeping_away() -> Explorer:
    """Does Mongolia's engagement fall with a partner's nearness to Russia, measure by measure?"""
    return Explorer(
        views.keeping_away,
        [
            Choice("engagement", "Engagement", {text: key for key, text in ENGAGEMENT.items()}),
            Choice("votes", "Nearness by", _VOTES),
        ],
        start={"engagement": "trade_2012", "votes": "ideal"},
        sentence="{engagement}, against nearness to Russia by {votes}",
    )
