"""Lesson 07: claim 27, weighed by the cards of evidence."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from matplotlib.figure import Figure

from ...days import confirmed
from ...drawing import (
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    beside,
    heading,
    plain_figure,
    row_axis,
    source_line,
)
from ...measures import weighing as measures
from ...measures.weighing import EIGHT, FIVE
from ...verdicts import CHANCE_BAR, Finding, settles
from ...words import Description, counted, listing, number

# Where the weighing starts: its rows, and the worlds of 100 that the op-ed's four begin with.
STARTS = {
    "five rows alike": (tuple(FIVE), None),
    "five rows, half for the four": (tuple(FIVE), 50.0),
    "eight rows alike": (tuple(EIGHT), None),
}
Shares = Mapping[str, Mapping[str, float]]


def shares_over_half(
    by: str = "both", shelf: bool = False, without: str = "", copies: bool = False
) -> dict[str, dict[str, float]]:
    """In what share of 1,000 weighings the four hold over half, by when it was known and by start.

    `by` is friend, critic or both; `shelf` lets in what the op-ed argued from; `without` is a group
    of cards that is left out; `copies` lets in what was read where another quotes it.
    """
    shares: dict[str, dict[str, float]] = {}
    for when, year in measures.KNOWN_BY.items():
        cards = measures.cards(year, shelf)
        cards = (cards if copies else confirmed(cards))[lambda rows: rows["group"] != without]
        shares[when] = {
            start: measures.over_half(
                measures.weighings(cards, rows, measures.start_of(rows, four), by)
            )
            for start, (rows, four) in STARTS.items()
        }
    return shares


def verdict_of(shares: Mapping[str, float], bar: float = CHANCE_BAR) -> str:
    """The word for the shares of weighings, start by start, in which the four hold over half."""
    if all(share >= bar for share in shares.values()):
        return "supported"
    if all(share <= 1 - bar for share in shares.values()):
        return "not supported"
    return "mixed"


def other_weighings() -> dict[str, Shares]:
    """The same shares by other ranges, with the shelf, and without each group of cards."""
    groups = confirmed(measures.cards())["group"].unique()
    return {
        "ranges of the friend": shares_over_half("friend"),
        "ranges of the critic": shares_over_half("critic"),
        "the shelf let in": shares_over_half(shelf=True),
        "a copy let in": shares_over_half(copies=True),
        **{f"without {group}": shares_over_half(without=group) for group in groups},
    }


def sweep_of_starts(shares: Shares, others: Mapping[str, Shares]) -> tuple[Figure, Description]:
    """Draw in how many of 100 weighings the four hold over half, by start and when it was known."""
    fig, panels = plain_figure(
        None, (8.0, 4.3), ncols=2, left=0.265, right=0.965, top=0.78, bottom=0.19, wspace=0.2
    )
    rows = {"ranges of both": shares} | {name: others[name] for name in list(others)[:4]}
    told = []
    for ax, when in zip(panels, measures.KNOWN_BY, strict=True):
        ax.axvspan(5, 95, color=PALE, alpha=0.45, linewidth=0)
        for height, (name, each) in enumerate(rows.items()):
            for up, mark, share in zip((-0.2, 0, 0.2), "osD", each[when].values(), strict=True):
                look = {"color": INK, "markersize": 7, "mfc": "white", "mew": 1.6}
                ax.plot(100 * share, height + up, mark, clip_on=False, **look)
            shown = listing(number(100 * share) for share in each[when].values())
            told.append(f"{name}, known by {when}: {shown} ({verdict_of(each[when])})")
        row_axis(ax, range(len(rows)), rows if ax is panels[0] else [""] * len(rows),
                 fontsize=NORMAL)  # fmt: skip
        ax.set_ylim(len(rows) - 0.5, -0.6)
        ax.set_xlim(0, 100)
        ax.set_xticks([0, 25, 50, 75, 100])
        ax.set_xlabel("of 100 weighings, so many", fontsize=NORMAL)
        ax.set_title(f"known by {when}", fontsize=LARGE)
        beside(ax, "neither", (50, len(rows) - 0.62), (0, 0), fontsize=SMALL, color=QUIET_INK)
    heading(fig, "The op-ed's four hold over half: it depends on the start")
    source_line(fig, "Circle: five rows alike. Square: five rows, half for the four. Diamond: "
                "eight rows alike.")  # fmt: skip
    first = (
        "In so many of 100 weighings the op-ed's four rows hold more than half, by three starts "
        f"({listing(STARTS)}): {'; '.join(told)}."
    )
    return fig, Description(first)


@settles(27, shares_over_half, other_weighings, sweep=sweep_of_starts)
def above_all(shares: Shares, others: Mapping[str, Shares], bar: float = CHANCE_BAR) -> Finding:
    """Claim 27: three barriers above all hold the two apart, weighed by the cards of evidence.

    `shares` says by when the cards were known, and by start, in what share of a thousand weighings
    the op-ed's four rows (its three barriers, and all three together) hold more than half of the
    worlds left. The evidence that the op-ed argued from, and what was read as a copy, is left out. `others` are the same by other
    ranges and other cards.
    """
    then, now = (verdict_of(shares[when], bar) for when in measures.KNOWN_BY)

    def told(when: str) -> str:
        return listing(f"{number(1000 * share)} ({start})" for start, share in shares[when].items())

    return Finding(
        then,
        now,
        "of 1,000 weighings the op-ed's four hold over half of the worlds left, by what was known "
        f"by August 2013, in {told('August 2013')}; by what is known today, in {told('today')}.",
        f"supported if in {number(1000 * bar)} or more in each of three starts, not supported if "
        f"in {number(1000 * (1 - bar))} or fewer in each, else mixed: a start is a choice that no "
        "card decides, so that a verdict which hangs on it is none.",
        sweep=_others_told(others, then, now, bar),
    )


def _others_told(others: Mapping[str, Shares], then: str, now: str, bar: float) -> str:
    """Which other ranges and cards give another word, in sentences."""
    changed = []
    for (name, shares), (when, usual) in itertools.product(
        others.items(), zip(measures.KNOWN_BY, (then, now), strict=True)
    ):
        if (word := verdict_of(shares[when], bar)) != usual:
            changed.append(f"{name}, by what was known by {when}: {word}")
    return (
        f"tried {counted(len(others), 'other weighing')}: {listing(others)}. Another word: "
        f"{'; '.join(changed) or 'none'}. "
        f"Of the four, the one whose worlds are most: {_most_of_the_four()}."
    )


def _most_of_the_four() -> str:
    """Which of the op-ed's rows has most in how many of 100 weighings, by when it was known."""
    told = []
    for when, year in measures.KNOWN_BY.items():
        cards = confirmed(measures.cards(year))
        first = measures.first_in(measures.weighings(cards, list(measures.OP_ED)))
        told.append(f"{EIGHT[first.idxmax()].lower()} in {number(first.max())} of 100 ({when})")
    return listing(told)
