"""Lesson 07: claim 27, weighed by the cards of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.figure import Figure

from ...drawing import (
    INK,
    LARGE,
    NORMAL,
    PALE,
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


class Weighed(NamedTuple):
    """What a thousand weighings give: shares of them, from 0 to 1.

    `lead` is the share in which the op-ed's four rows hold over half, by start; `each` the one in
    which each of the three barriers keeps more of its worlds than size and distance, to which no
    start matters.
    """

    lead: Mapping[str, float]
    each: float


Weighings = Mapping[str, Weighed]  # by when the cards were known


def weighed(
    by: str = "both", shelf: bool = False, copies: bool = False, without: str = "", **how: bool
) -> Weighings:
    """The weighings of claim 27, by what was known by August 2013 and today.

    `by` is friend, critic or both; `shelf` lets in what the op-ed argued from, `copies` what was
    read where another quotes it; `without` is a group of cards that is left out; `how` is passed on
    to `measures.kept_in_each`.
    """
    found = {}
    for when, year in measures.KNOWN_BY.items():
        cards = measures.cards(year, shelf, copies)
        kept = measures.kept_in_each(cards[cards["group"] != without], by, **how)
        lead = {
            start: measures.over_half(
                measures.shares(kept[list(rows)] * measures.start_of(rows, four).to_numpy())
            )
            for start, (rows, four) in STARTS.items()
        }
        least = kept[list(measures.JOINED)].min(axis=1)
        found[when] = Weighed(lead, float((least > kept["size"]).mean()))
    return found


def other_weighings() -> dict[str, Weighings]:
    """The same by other ranges, with what was left out, and without each group of cards."""
    groups = [group for group in measures.cards()["group"].unique() if group != "archive"]
    return {
        "ranges of the friend": weighed("friend"),
        "ranges of the critic": weighed("critic"),
        "the shelf let in": weighed(shelf=True),
        "shelf and copy let in": weighed(shelf=True, copies=True),
        "blocs as judged": weighed(alike=False),
        "each card for itself": weighed(grouped=False),
        **{f"without {group}": weighed(without=group) for group in groups},
    }


def verdict_of(found: Weighed, bar: float = CHANCE_BAR) -> str:
    """The word for what the weighings give: it needs a lead from every start, and each barrier."""
    if all(share >= bar for share in (*found.lead.values(), found.each)):
        return "supported"
    if all(share <= 1 - bar for share in found.lead.values()) or found.each <= 1 - bar:
        return "not supported"
    return "mixed"


DRAWN = 5  # weighings in the picture: by both, by each judge, and with what was left out


def sweep_of_starts(
    found: Weighings, others: Mapping[str, Weighings]
) -> tuple[Figure, Description]:
    """Draw in how many of 100 weighings the four hold over half, by start, and each barrier."""
    fig, panels = plain_figure(
        None, (8.0, 4.9), ncols=2, left=0.265, right=0.965, top=0.8, bottom=0.21, wspace=0.2
    )
    rows = {"ranges of both": found} | {name: others[name] for name in list(others)[: DRAWN - 1]}
    told = []
    for ax, when in zip(panels, measures.KNOWN_BY, strict=True):
        ax.axvspan(5, 95, color=PALE, alpha=0.45, linewidth=0)
        for height, (name, each) in enumerate(rows.items()):
            shares = [*each[when].lead.values(), each[when].each]
            for up, mark, share in zip((-0.27, -0.09, 0.09, 0.27), "osDx", shares, strict=True):
                look = {"color": INK, "markersize": 6.5, "mfc": "white", "mew": 1.6}
                ax.plot(100 * share, height + up, mark, clip_on=False, **look)
            shown = listing(number(100 * share) for share in shares)
            told.append(f"{name}, known by {when}: {shown} ({verdict_of(each[when])})")
        row_axis(
            ax, range(len(rows)), rows if ax is panels[0] else [""] * len(rows), fontsize=NORMAL
        )
        ax.set_ylim(len(rows) - 0.5, -0.6)
        ax.set_xlim(0, 100)
        ax.set_xticks([0, 25, 50, 75, 100])
        ax.set_xlabel("of 100 weighings, so many", fontsize=NORMAL)
        ax.set_title(f"known by {when}", fontsize=LARGE)
    heading(fig, "The op-ed's four hold over half: it depends on the start")
    source_line(
        fig,
        "Circle: five rows alike. Square: five rows, half for the four. Diamond: eight rows alike."
        "\nCross: each of the three keeps more than size and distance. Grey: neither for nor "
        "against.",
    )
    first = (
        "In so many of 100 weighings the op-ed's four rows hold more than half, by three starts "
        f"({listing(STARTS)}), and each barrier keeps more than size and distance: "
        f"{'; '.join(told)}."
    )
    return fig, Description(first)


@settles(27, weighed, other_weighings, sweep=sweep_of_starts)
def above_all(
    found: Weighings, others: Mapping[str, Weighings], bar: float = CHANCE_BAR
) -> Finding:
    """Claim 27: three barriers above all hold the two apart, weighed by the cards of evidence.

    "Above all" is read as a lead of the op-ed's four rows (three barriers, and all three together)
    over their rivals from every start, and as each barrier's keeping more of its worlds than size
    and distance. What the op-ed argued from, and what was read as a copy, is left out of `found`.
    `others` are the same by other ranges and other cards.
    """
    then, now = (verdict_of(found[when], bar) for when in measures.KNOWN_BY)

    def told(when: str) -> str:
        lead = found[when].lead.items()
        shown = listing(f"{number(1000 * share)} ({start})" for start, share in lead)
        return f"in {shown}; each barrier more than size, in {number(1000 * found[when].each)}"

    return Finding(
        then,
        now,
        "of 1,000 weighings the op-ed's four hold over half of the worlds left, by what was known "
        f"by August 2013, {told('August 2013')}. By what is known today, {told('today')}.",
        f"supported if the four lead in {number(1000 * bar)} or more from every start and each "
        "barrier keeps more of its worlds than size and distance in as many; not supported if the "
        f"first is so in {number(1000 * (1 - bar))} or fewer from every start, or the second in as "
        "few; else mixed. A start is a choice that no card decides, so that a lead which hangs on "
        "it is none. The second half was"
        " added when the first results were known: it moved neither word, and it makes the "
        "critic's.",
        swept=lambda: _others_told(others, then, now, bar),
    )


def _others_told(others: Mapping[str, Weighings], then: str, now: str, bar: float) -> str:
    """Which other ranges and cards give another word, in sentences."""
    changed = [
        f"{name}, by what was known by {when}: {word}"
        for name, found in others.items()
        for when, usual in zip(measures.KNOWN_BY, (then, now), strict=True)
        if (word := verdict_of(found[when], bar)) != usual
    ]
    return (
        f"tried {counted(len(others), 'other weighing')}: {listing(others)}. Another word: "
        f"{'; '.join(changed) or 'none'}. Of the four, the one with most: {_most_of_the_four()}."
    )


def _most_of_the_four() -> str:
    """Which of the op-ed's rows has most in how many of 100 weighings, by when it was known."""
    told = []
    for when, year in measures.KNOWN_BY.items():
        cards = measures.cards(year)
        first = measures.first_in(measures.weighings(cards, list(measures.OP_ED)))
        told.append(f"{EIGHT[first.idxmax()].lower()} in {number(first.max())} of 100 ({when})")
    return listing(told)
