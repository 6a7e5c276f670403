"""What lot would give, exactly: contests of some states with the others, and cards of a deck."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd

from .statistics import chance_of_standing_above

SLACK = 1e-9  # counts and sums of chances are floating point


class Contests(NamedTuple):
    """How many contests the marked states win, and what lot would give.

    A contest sets one marked state beside one other: it is won by the larger value, and halved
    where the two are equal. `marked` and `others` are how many of each there are, `as_few` and
    `as_many` the shares of all deals of as many marks in which they win no more, no fewer.
    """

    won: float
    marked: int
    others: int
    as_few: float
    as_many: float

    @property
    def of(self) -> int:
        return self.marked * self.others

    @property
    def share(self) -> float:
        """Won contests among all, 0 to 1; 0.5 is no difference, and what no contest gives."""
        return self.won / self.of if self.of else 0.5

    def lean(self, bar: float) -> str:
        """Where the marked states stand: "low", "high", or "" within the middle `bar` of deals."""
        if self.as_few <= (1 - bar) / 2 + SLACK:
            return "low"
        return "high" if self.as_many <= (1 - bar) / 2 + SLACK else ""


def contests(marked: set[str], values: pd.Series) -> Contests:
    """The contests of the `marked` states with all others in `values`, by state.

    States without a value are left out. The chances are exact: see `wins_by_lot`.
    """
    values = values.dropna()
    mark = pd.Series(values.index.isin(marked), values.index)
    count, others = int(mark.sum()), int((~mark).sum())
    if not count or not others:
        return Contests(0.0, count, others, 1.0, 1.0)
    won = round(2 * chance_of_standing_above(mark, values) * count * others) / 2
    wins, chances = wins_by_lot(values, count)
    as_few, as_many = chances[wins <= won + SLACK].sum(), chances[wins >= won - SLACK].sum()
    return Contests(won, count, others, float(as_few), float(as_many))


def wins_by_lot(values: pd.Series, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How many contests `count` states win if they are dealt: the numbers, and their chances.

    Exact, by counting the deals for every sum of ranks (Mann and Whitney 1947), equal values with
    their mean rank.
    """
    twice = (2 * values.rank()).round().astype(int).to_numpy()
    largest = int(np.sort(twice)[len(twice) - count :].sum())
    deals = np.zeros((count + 1, largest + 1))
    deals[0, 0] = 1
    for rank in twice:
        for dealt in range(count, 0, -1):
            deals[dealt, rank:] += deals[dealt - 1, : largest + 1 - rank]
    wins = (np.arange(largest + 1) - count * (count + 1)) / 2
    possible = deals[count] > 0
    return wins[possible], deals[count, possible] / deals[count].sum()


def contest_table(marked: set[str], values: pd.Series) -> pd.DataFrame:
    """Each contest of a marked state (rows) with another (columns): 1 won, 0.5 equal, 0 lost.

    Both sides from the largest value down, so that what is won is a staircase; equal values stay
    in the order of `values`. States without a value are left out. The sum of all cells is `won` of
    `contests`.
    """
    values = values.dropna().sort_values(ascending=False, kind="stable")
    mine, others = values[values.index.isin(marked)], values[~values.index.isin(marked)]
    signs = np.sign(mine.to_numpy()[:, None] - others.to_numpy()[None, :])
    return pd.DataFrame((signs + 1) / 2, index=mine.index, columns=others.index)


def silent_between(values: pd.Series, count: int, bar: float = 0.95) -> tuple[float, float]:
    """The fewest and the most contests won by `count` of the states that say nothing.

    Both ends say nothing themselves: exactly where `Contests.lean` is "". Raises ValueError where
    fewer states have a value than are dealt, or none is dealt.
    """
    values = values.dropna()
    if not 0 < count <= len(values):
        raise ValueError(f"{count} cannot be dealt of {len(values)}.")
    wins, chances = wins_by_lot(values, count)
    few, many = chances.cumsum(), chances[::-1].cumsum()[::-1]
    seldom = (1 - bar) / 2 + SLACK
    silent = wins[(few > seldom) & (many > seldom)]
    return float(silent[0]), float(silent[-1])


def deck(marked: int, of: int, drawn: int, weight: float = 1.0) -> np.ndarray:
    """The chance of 0, 1, ... `drawn` marked cards, where `drawn` of `of` are drawn one by one.

    `marked` of the cards are marked. At each draw a marked card that is left counts `weight` times
    (Wallenius 1963); 1 is by lot. Raises ValueError where more are drawn than there are.
    """
    return _deck(marked, of, drawn, weight).copy()


@functools.lru_cache(maxsize=4096)
def _deck(marked: int, of: int, drawn: int, weight: float) -> np.ndarray:
    if not 0 <= drawn <= of or not 0 <= marked <= of:
        raise ValueError(f"{drawn} of {of} cards cannot be drawn, or {marked} of them be marked.")
    chances = np.zeros(drawn + 1)
    chances[0] = 1
    for already in range(drawn):
        found = np.arange(drawn + 1)
        # What cannot be has no chance, whatever is written for it.
        left = weight * np.maximum(marked - found, 0)
        plain = np.maximum(of - marked - (already - found), 0)
        hit = left / np.maximum(left + plain, SLACK)
        after = chances * (1 - hit)
        after[1:] += (chances * hit)[:-1]
        chances = after
    return chances


class Hand(NamedTuple):
    """Marked cards among those drawn, and in the deck they came from."""

    found: int
    drawn: int
    marked: int
    of: int

    def as_many(self, weight: float = 1.0) -> float:
        """How likely so many marked cards or more are, a marked card counting `weight` times."""
        return float(deck(self.marked, self.of, self.drawn, weight)[self.found :].sum())

    def as_few(self, weight: float = 1.0) -> float:
        """How likely so few marked cards or fewer are, a marked card counting `weight` times."""
        return float(deck(self.marked, self.of, self.drawn, weight)[: self.found + 1].sum())

    def special(self, weight: float, bar: float) -> str:
        """Were marked cards sought? "yes", "no", or "" where the hand does not tell.

        Yes: by lot fewer than 1 - `bar` of hands hold as many. No: fewer than that hold as few if a
        marked card counts `weight` times. Both at once: it does not tell.
        """
        return self.answers(weight, bar)[self.found]

    def answers(self, weight: float, bar: float) -> list[str]:
        """What `special` says of a hand with 0, 1, ... `drawn` marked cards, by their number."""
        by_lot, sought = (deck(self.marked, self.of, self.drawn, odds) for odds in (1.0, weight))
        said = []
        for found in range(self.drawn + 1):
            yes = by_lot[found:].sum() < 1 - bar
            no = sought[: found + 1].sum() < 1 - bar
            said.append("" if yes == no else "yes" if yes else "no")
        return said


def dealt(hand: Hand, weight: float = 1.0, times: int = 1000, seed: int = 2013) -> np.ndarray:
    """How many marked cards each of `times` dealt hands holds, from the deck of a hand.

    Drawn one by one as in `deck`. The same for a seed in every version of numpy, whose RandomState
    never changes; the same lots for every weight, so that the first hand stays the first.
    """
    lots = np.random.RandomState(seed).random_sample((times, hand.drawn))
    found = np.zeros(times, dtype=int)
    for already in range(hand.drawn):
        left = weight * (hand.marked - found)
        plain = hand.of - hand.marked - (already - found)
        found += lots[:, already] < left / (left + plain)
    return found


def found_out(hand: Hand, weight: float, bar: float) -> dict[str, tuple[float, float]]:
    """How often each answer of `Hand.special` comes, by lot and where marked cards are sought.

    By answer: the share of hands dealt by lot, and of hands in which a marked card counts `weight`
    times. So one sees who can be found out by a hand of this size, and who is accused wrongly.
    """
    answers = hand.answers(weight, bar)
    by_lot, sought = (deck(hand.marked, hand.of, hand.drawn, odds) for odds in (1.0, weight))
    shares = dict.fromkeys(("yes", "no", ""), (0.0, 0.0))
    for answer, plain, weighed in zip(answers, by_lot, sought, strict=True):
        shares[answer] = (shares[answer][0] + float(plain), shares[answer][1] + float(weighed))
    return shares
