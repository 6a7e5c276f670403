"""Lesson 07: what its explorers tell, for the instructor's key."""

from __future__ import annotations

import pandas as pd

from ...explored import tells
from ...measures import weighing as measures
from ...measures.weighing import EIGHT, FIVE, LINE, ROWS
from ...words import listing, number
from .figures import COUNTED, STARTS, TENTHS


def _left(if_true: int, if_false: int, searched: int = 10) -> tuple[float, float]:
    """Of ten worlds, those left if true and if false where a record was looked for, not found."""
    table = pd.DataFrame({"found": False, "searched_share": searched}, index=["record"])
    # A row keeps what would have come out as it did: here, the worlds without a record.
    without = pd.DataFrame({"true": 10.0 - if_true, "false": 10.0 - if_false}, index=["record"])
    true, false = measures.kept(without, table).loc["record"]
    return float(true), float(false)


@tells("found_or_not", 1, "the largest *if false* at which finding it still speaks three to one")
def still_three_to_one() -> str:
    most = max(tenths for tenths in TENTHS if 9 / tenths >= LINE)
    return (
        f"{most}: there it speaks {number(9 / most, 1)} to 1, and at {most + 1} it speaks "
        f"{number(9 / (most + 1), 1)} to 1."
    )


@tells("found_or_not", 2, "From how many tenths searched on does it speak two to one")
def searched_enough() -> str:
    ratios = {}
    for searched in range(11):
        true, false = _left(9, 5, searched)
        ratios[searched] = false / true
    first = min(searched for searched, ratio in ratios.items() if ratio >= 2)
    told = listing(f"{number(ratios[each], 1)} to 1 at {each}" for each in (first - 1, first, 10))
    return f"From {first} on. It speaks against by {told}."


def _named(row: str) -> str:
    """A row's name as it stands within a sentence; a state's keeps its capital."""
    name = EIGHT[row]
    return f"*{name if row in ('russia', 'kazakhstan') else name.lower()}*"


def _groups(known_by: int, shelf: bool = False) -> pd.DataFrame:
    """Tenths kept by group of cards and row, by the middles of both judges' ranges."""
    table = measures.cards(known_by, shelf)
    return measures.by_group(measures.kept(measures.middles(), table), table["group"])


def _end(known_by: int, shelf: bool = False, visits: int = 1) -> pd.Series:
    start = measures.start_of(list(FIVE))
    return measures.after_each(_groups(known_by, shelf), start, {"visits": visits}).iloc[-1]


@tells("river", 1, "what is left to regime type, and what with the shelf let in?")
def with_the_shelf() -> str:
    told = []
    for shelf in (False, True):
        left = _end(2013, shelf)
        first = left.idxmax()
        most = "the most" if first == "regime" else f"and {_named(first)} has {number(left[first])}"
        told.append(f"{number(left['regime'])} of 100, {most}")
    return f"{told[0]}; with the shelf {told[1]}. Five rows, beginning alike."


@tells("river", 2, "From how many on does one row hold more than nine in ten?")
def visits_counted() -> str:
    ends = {times: _end(2026, visits=times) for times in COUNTED}
    first = min(times for times, left in ends.items() if left.max() > 90)
    row = _named(ends[first].idxmax())
    steps = listing(f"{number(left.max())} with {times}" for times, left in ends.items())
    return f"From {first} on, and it is {row}: {steps}."


def _has_most(known_by: int, four: int, rows: list[str], without: str = "") -> pd.Series:
    """In how many of 100 weighings each row has most, from ranges of both judges."""
    table = measures.cards(known_by)
    table = table[table["group"] != without]
    return measures.first_in(measures.weighings(table, rows, measures.start_of(rows, four)))


@tells("weighings", 1, "from which start on does regime type hold most in more than half")
def from_which_start() -> str:
    said = []
    for known_by in (2026, 2013):
        most = {four: _has_most(known_by, four, list(FIVE))["regime"] for four in STARTS}
        enough = [four for four, share in most.items() if share > 50]
        first = min(enough) if enough else None
        near = [four for four in STARTS if first is None or first - 10 <= four <= first][-2:]
        told = listing(f"{number(most[four])} of 100 at {four}" for four in near)
        said.append(f"{'from no start' if first is None else f'from {first} on'} ({told})")
    return (
        f"Today {said[0]}; known by August 2013 {said[1]}. For claim 27, by what was known by "
        f"August 2013, the op-ed's four hold over half in {_the_four_lead()}."
    )


def _the_four_lead() -> str:
    """In how many of 100 weighings the op-ed's four lead, from the three starts of claim 27."""
    lead = []
    # Five rows alike give the four 80 worlds of 100; eight rows alike give them 50.
    for rows, four in (("five", 80), ("five", 50), ("eight", 50)):
        names = list(ROWS[rows])
        many = measures.weighings(measures.cards(2013), names, measures.start_of(names, four))
        lead.append(f"{number(100 * measures.over_half(many))} of 100 from {four} (rows: {rows})")
    return listing(lead)


@tells("weighings", 2, "which row comes first most often, with all cards, without `belarus`")
def first_most_often() -> str:
    told = []
    for without in ("", "belarus", "visits"):
        most = _has_most(2026, 50, list(EIGHT), without).sort_values(ascending=False)
        named = [f"{_named(row)} in {number(most[row])}" for row in most.index[:2]]
        left_out = f"without `{without}`" if without else "with all cards"
        told.append(f"{left_out} {named[0]}, then {named[1]}")
    return f"Of 100 weighings {'; '.join(told)}."
