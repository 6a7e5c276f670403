"""Lesson 04: who stands close to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...drawing import (
    PALE,
    QUIET_INK,
    colour_of,
    only_words,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...measures import alignment as measures
from ...measures.alignment import INDEX_YEARS, SIGNS, VOTES
from ...measures.trade import PAIR
from ...tables import state_names
from ...views import view
from ...words import Description, counted, listing, number, ordinal
from .further import VOTES_BY, name_in_sentence, rows_from_top, write_beneath_title

# How close to a pole.

WEIGHTS = (0, 1, 2, 3)
INDEX_MARGINS = {"left": 0.205, "right": 0.975, "top": 0.875, "bottom": 0.185}


class Index(NamedTuple):
    """The compared states by the index, and how far the weights decide it.

    `order` is the index by state, the closest first; `wide` and `narrow` are its lowest and
    highest over all weights from 0 and from 1 to 3, `weighed` the pair's counts in these; `lacking`
    are the states without a figure.
    """

    order: pd.Series
    wide: pd.DataFrame
    narrow: pd.DataFrame
    weighed: tuple[measures.Weighed, measures.Weighed]
    lacking: list[str]

    @property
    def ranks(self) -> pd.Series:
        """1 is the closest; those who are as close share the better rank."""
        return self.order.rank(ascending=False, method="min").astype(int)


@explorer(
    lambda: [
        Steps("defence", "Defence", WEIGHTS),
        Steps("memberships", "Memberships", WEIGHTS),
        Steps("votes", "Votes", WEIGHTS),
        Steps("trade", "Trade", WEIGHTS),
        Menu("by", "Votes by", VOTES_BY),
        Menu("pole", "Close to", {"Russia": "RUS", "China": "CHN", "the USA": "USA"}),
        Years("year", "Year", INDEX_YEARS[0], INDEX_YEARS[-1]),
    ],
    start={"defence": 1, "memberships": 1, "votes": 1, "trade": 0, "year": 2012},
    sentence="Close to {pole} in {year}: defence {defence}, memberships {memberships}, "
    "votes {votes} (by {by}), trade {trade}",
    name="closeness",
)
@view
def closeness_index(
    defence: int = 1,
    memberships: int = 1,
    votes: int = 1,
    trade: int = 0,
    by: str = "ideal",
    pole: str = "RUS",
    year: int = 2012,
    fig=None,
) -> tuple[Figure, Description]:
    """Draw how close the compared states stand to a pole, and how far the weights decide it.

    `defence`, `memberships`, `votes` and `trade` are weights from 0 to 3; `by` is the measure of
    votes (ideal, agreement, pi); `pole` is RUS, CHN or USA; `year` is 2000 to 2024, a source that
    ends earlier carried forward from its last year. A mark is the index (0 to 1), the thick bar its
    range over all weights from 1 to 3, the thin one from 0 to 3.
    """
    weights = (defence, memberships, votes, trade)
    for sign, weight in zip(SIGNS, weights, strict=True):
        require_one_of(WEIGHTS, f"The weight of {sign}", weight)
    table = measures.signs(pole, year, by)
    title = f"How close to {name_in_sentence(pole)}, {year}"
    fig, ax = plain_figure(fig, **INDEX_MARGINS)
    settings = f"{title}, {_weights_in_words(weights, by)}"
    if not any(weights):
        return fig, only_words(ax, title, "Give at least one sign a weight above 0.", settings)
    index = _index(table, weights)
    _draw_ranges(ax, index)
    _draw_indices(ax, index.order)
    _name_ranked(ax, index)
    ax.set_title(title, pad=22)
    always = index.weighed[0]
    if always.weightings:
        write_beneath_title(
            ax,
            f"Kazakhstan closer than Mongolia in {always.closer} of "
            f"{counted(always.weightings, 'weighting')}",
        )
    carried = _carried_forward(year, by, trade)
    wars = "; Correlates of War" if trade or pole == "USA" else ""
    source_line(
        fig,
        "Mark: your weights. Thick bar: all weights from 1 to 3. Thin bar: from 0 to 3.\n"
        f"Data: ATOP; our dates of memberships; Voeten{wars}."
        + (f" Held: {carried}." if carried else ""),
    )
    return fig, _index_words(settings, index, carried)


def _index(table: pd.DataFrame, weights: Sequence[int]) -> Index:
    """The index at these weights; trade, the last of them, is the same in all weightings."""
    trade = weights[-1]
    whole = table.dropna(subset=list(SIGNS if trade else SIGNS[:3]))
    first, second = (measures.nearer(table, "KAZ", "MNG", least, trade) for least in (0, 1))
    return Index(
        measures.index_of(whole, weights),
        measures.spread(whole, 0, trade),
        measures.spread(whole, 1, trade),
        (first, second),
        list(table.index.difference(whole.index)),
    )


def _colour_beside_the_pair(state: str) -> str:
    return colour_of(state) if state in PAIR else QUIET_INK


def _draw_ranges(ax: Axes, index: Index) -> None:
    for y, state in zip(rows_from_top(len(index.order)), index.order.index, strict=True):
        colour = _colour_beside_the_pair(state)
        ax.plot(index.wide.loc[state], [y, y], color=colour, linewidth=1.2)
        thick = {"linewidth": 6, "alpha": 0.4, "solid_capstyle": "butt"}
        ax.plot(index.narrow.loc[state], [y, y], color=colour, **thick)


def _draw_indices(ax: Axes, order: pd.Series) -> None:
    """The pair's marks are diamonds, all others dots."""
    marks = pd.DataFrame({"x": order, "y": rows_from_top(len(order))})
    of_pair = marks.index.isin(PAIR)
    for rows, marker, size in ((marks[of_pair], "D", 62), (marks[~of_pair], "o", 44)):
        if len(rows):
            colours = [_colour_beside_the_pair(state) for state in rows.index]
            ax.scatter(rows["x"], rows["y"], marker=marker, s=size, zorder=3, color=colours)


def _name_ranked(ax: Axes, index: Index) -> None:
    names = [f"{state_names()[state]}  {rank}" for state, rank in index.ranks.items()]
    row_axis(ax, rows_from_top(len(names)), names)
    for written, state in zip(ax.get_yticklabels(), index.order.index, strict=True):
        written.set_fontweight("bold" if state in PAIR else "normal")
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.8, len(names) - 0.4)
    ax.set_xlabel("0 far, 1 close")
    ax.grid(axis="x", color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)


def _carried_forward(year: int, by: str, trade: int) -> str:
    """Which signs are read for an earlier year, and for which."""
    read = measures.years_read(year, by)
    signs = [sign for sign in read if read[sign] != year and (trade or sign != "trade")]
    return listing(f"{sign} at {read[sign]}" for sign in signs)


def _weights_in_words(weights: Sequence[int], by: str) -> str:
    """The settings that no mark shows by itself."""
    weighted = (f"{sign} {weight}" for sign, weight in zip(SIGNS, weights, strict=True))
    return f"with the weights {listing(weighted)}, votes by {VOTES[by]}"


def _index_words(settings: str, index: Index, carried: str) -> Description:
    order, ranks = index.order, index.ranks
    of_the_pair = listing(
        f"{name_in_sentence(state)} is {ordinal(int(ranks[state]))} with {number(order[state], 2)}"
        for state in reversed(PAIR)
        if state in order.index
    )
    first = (
        f"{settings}: of {counted(len(order), 'state')} {name_in_sentence(order.index[0])} is "
        f"closest with {number(order.iloc[0], 2)} and {name_in_sentence(order.index[-1])} "
        f"farthest with {number(order.iloc[-1], 2)}" + (f"; {of_the_pair}." if of_the_pair else ".")
    )
    rest = []
    for least, weighed in enumerate(index.weighed):
        if weighed.weightings:
            rest.append(
                f"With weights from {least} to 3 for the first three signs Kazakhstan stands "
                f"closer than Mongolia in {weighed.closer} of "
                f"{counted(weighed.weightings, 'weighting')} and farther in {weighed.farther}."
            )
    each = "; ".join(_ranged(index, state) for state in order.index)
    rest.append(f"In order, with the range over all weightings: {each}.")
    if carried:
        rest.append(f"Held at the last year of the source: {carried}.")
    if index.lacking:
        lacking = listing(map(name_in_sentence, index.lacking))
        rest.append(f"Without a figure, and left out: {lacking}.")
    return Description(first, tuple(rest))


def _ranged(index: Index, state: str) -> str:
    wide, narrow = (
        f"{number(table.loc[state, 'low'], 2)} to {number(table.loc[state, 'high'], 2)}"
        for table in (index.wide, index.narrow)
    )
    return (
        f"{index.ranks[state]} {name_in_sentence(state)} {number(index.order[state], 2)} "
        f"({wide}, with all weights at least 1 {narrow})"
    )
