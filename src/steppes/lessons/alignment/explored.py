"""Lesson 04: what its explorers tell, for the instructor's key."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pandas as pd

from ...explored import tells
from ...measures.alignment import SIGNS, index_of, signs
from ...measures.votes import places_by_session
from ...tables import state_names
from ...words import listing, number

FIRST, LAST = 1992, 2012


def _nearer(first: int, last: int) -> tuple[int, int, int, int]:
    """In how many sessions Mongolia is nearer to Russia, Kazakhstan, neither, and M clearly so."""
    table = places_by_session(first, last)
    mongolia = table["nearer"] == "MNG"
    kazakhstan = int((table["nearer"] == "KAZ").sum())
    level = len(table) - int(mongolia.sum()) - kazakhstan
    return int(mongolia.sum()), kazakhstan, level, int((mongolia & table["clear"]).sum())


@tells("votes_window", 1, "on do more than half of the squares say M?")
def from_which_session() -> str:
    found = {first: _nearer(first, LAST) for first in range(FIRST, LAST + 1)}
    most = next(year for year, (m, k, level, _) in found.items() if m > k + level)
    more = next(year for year, (m, k, *_) in found.items() if m > k)
    m, k, level, _ = found[most]
    early, other, between, _ = found[more]
    return (
        f"From {most} on: {m} of {m + k + level} squares. From {more} on M has more squares than "
        f"K ({early} and {other}, {between} level), which is not more than half."
    )


@tells("votes_window", 2, "In which do most squares say M, and is any of these filled?")
def windows_of_three() -> str:
    found = {last: _nearer(last - 2, last) for last in range(FIRST + 2, LAST + 1)}
    most = {last: four for last, four in found.items() if four[0] >= 2}
    named = listing(f"{last - 2} to {last}, with {four[0]} of 3" for last, four in most.items())
    filled = sum(four[3] for four in most.values())
    which = "Only in the last" if list(most) == [LAST] else "In these"
    return f"{which}: {named}. {filled or 'None'} of these squares is filled."


def _index(*weights: int) -> pd.Series:
    """The index of 2012 at weights of defence, memberships, votes and trade."""
    table = signs("RUS", 2012, "ideal")
    return index_of(table.dropna(subset=list(SIGNS if weights[-1] else SIGNS[:3])), weights)


def _turned(one: Sequence[int], other: Sequence[int]) -> list[frozenset[str]]:
    """The pairs of states whose order differs between two weightings."""
    first, second = _index(*one), _index(*other)
    return [
        frozenset(two)
        for two in itertools.combinations(first.index, 2)
        if (first[two[0]] - first[two[1]]) * (second[two[0]] - second[two[1]]) < 0
    ]


@tells("closeness", 1, "who is nearer, Kazakhstan or Mongolia?")
def by_votes_alone() -> str:
    index = _index(0, 0, 1, 0)
    nearer, other = index[["MNG", "KAZ"]].sort_values(ascending=False).items()
    names = state_names()
    return (
        f"{names[nearer[0]]}, with {number(nearer[1], 2)} beside {number(other[1], 2)} for "
        f"{names[other[0]]}."
    )


@tells("closeness", 2, "Which states change places?")
def who_changes_places() -> str:
    turned = _turned((1, 3, 1, 0), (1, 1, 3, 0))
    with_trade = _turned((1, 3, 1, 1), (1, 1, 3, 1))
    names = state_names()

    def past(code: str) -> str:
        passed = [next(iter(two - {code})) for two in turned if code in two]
        return listing(names[other] for other in passed)

    others = [two for two in turned if not two & {"CHN", "TUR"}]
    if others or frozenset(("CHN", "MNG")) in with_trade:
        raise ValueError("The weights turn other orders now: write this answer anew.")
    return (
        f"China comes behind {past('CHN')}, and Türkiye before {past('TUR')}. Kazakhstan stays "
        "before Mongolia. Were trade at 1 too, Mongolia would stand before China both times."
    )
