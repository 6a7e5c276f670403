"""Lesson 02: what its explorers tell, for the instructor's key."""

from __future__ import annotations

import pandas as pd

from ...explored import tells
from ...measures.trade import TRADE_YEARS
from ...measures.twins import ENOUGH, SIZE, SIZE_AND_DISTANCE, flows, pair_places, twins
from ...words import counted, listing, number
from .figures import WIDTHS


def _of_100(year: int, seller: str, among: str, zeros: bool, within: float, side: str) -> float:
    """Of 100 dyads of a company, how many did less (or more) than one direction of the pair."""
    row = _company(year, seller, among, zeros, within)
    return 100 * float(row[side]) / float(row["others"])


def _company(year: int, seller: str, among: str, zeros: bool, within: float) -> pd.Series:
    table = pair_places(year, within)
    asked = (table["seller"] == seller) & (table["among"] == among) & (table["zeros"] == zeros)
    return table[asked].iloc[0]


@tells("twins", 1, "From which width on do fewer than 75 of 100 twins sell less")
def from_which_width() -> str:
    table = flows(2012)
    less = {
        name: 100 * float((twins(table, "MNG", "KAZ", width, SIZE)["sold"] < 2).mean())
        for name, width in WIDTHS.items()
    }
    first = next(name for name, share in less.items() if share < 75)
    told = listing(f"{number(share)} within {name}" for name, share in less.items())
    return f"From *{first}* on. Of 100 size twins, so many sell less: {told}."


@tells("twins", 2, "How many of 100 twins sold more? Was 0 rare there?")
def was_nothing_rare() -> str:
    company = twins(flows(2000), "MNG", "KAZ", WIDTHS["a half"], SIZE_AND_DISTANCE)["sold"]
    more, none = (100 * float(side.mean()) for side in (company > 0, company == 0))
    return (
        f"{number(more)} of 100 sold more ({(company > 0).sum()} of {len(company)} twins). It was "
        f"not rare: the other {number(none)} of 100 sold 0 as well."
    )


@tells("company", 1, "Which of Mongolia's three bars is now shorter than 25")
def shorter_than_25() -> str:
    told = []
    names = {"size": "size twins", "distance": "twins in size and distance", "near": "near dyads"}
    for among, name in names.items():
        was, now = (_of_100(2012, "MNG", among, zeros, 0.25, "less") for zeros in (True, False))
        told.append((name, was, now))
    fallen = listing(f"*{name}*" for name, was, now in told if now < 25 <= was)
    each = "; ".join(f"{name} from {number(was)} to {number(now)}" for name, was, now in told)
    left = int(_company(2012, "MNG", "distance", False, 0.25)["others"])
    few = f", of which only {counted(left, 'is', 'are')} left, too few for the rules"
    return f"The {fallen}{few if left < ENOUGH else ''}. The three bars: {each}."


@tells("company", 2, "In which year does Kazakhstan stand above 75 among near dyads?")
def above_75_among_near() -> str:
    less = {year: _of_100(year, "KAZ", "near", True, 1.0, "less") for year in TRADE_YEARS}
    above = listing(str(year) for year, share in less.items() if share > 75)
    others = listing(f"{number(share)} in {year}" for year, share in less.items())
    return (
        f"In {above}. Of 100 near dyads, so many stand lower than Kazakhstan's sales: {others}. So "
        "in 2012 it stands below the middle."
    )
