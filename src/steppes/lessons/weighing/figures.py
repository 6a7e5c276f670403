"""Lesson 07: worlds in rows, two judges of one card, found or not found, the river, weighings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...drawing import (
    BEHIND,
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    beside,
    dots,
    heading,
    label,
    note,
    only_words,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps
from ...measures import weighing as measures
from ...measures.weighing import EIGHT, FIVE, JUDGES, KNOWN_BY, OP_ED, ROWS, name_of, require_tenths
from ...views import view
from ...words import Description, counted, listing, number

# Tol's muted colours, safe for colour blindness; none is a state's. Names repeat what they say.
COLOURS = {
    "borders": "#332288",
    "russia": "#CC6677",
    "regime": "#117733",
    "all_three": "#88CCEE",
    "size": "#DDCC77",
    "blocs": "#882255",
    "region": "#44AA99",
    "kazakhstan": "#999933",
}
SHORT = {**EIGHT, "size": "Size", "kazakhstan": "Kazakhstan", "russia": "Russia's side"}
ELSE = "Something else"
ELSE_WORDS = "Something else may be true as well, and cannot be asked."
CARDS_SOURCE = "Data: our cards of evidence; ranges by a friend and a critic of the op-ed."


# --- worlds in rows -------------------------------------------------------------------------------


@view
def worlds(
    tenths: pd.DataFrame | pd.Series | None = None, fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw the worlds of each row as squares: filled where they would have shown the card.

    `tenths` is a number from 0 to 10 for each explanation, as a Series or a table with one row;
    without it the card "treaty" by the middles of both judges. The two figures at the right are
    the worlds left, and of a hundred left so many.
    """
    if tenths is None:
        tenths = measures.middles().loc[["treaty"], list(FIVE)]
    if isinstance(tenths, pd.Series):
        tenths = tenths.to_frame().T
    given = require_tenths(tenths).iloc[0]
    fig, ax = plain_figure(fig, left=0.215, right=0.985, top=0.8, bottom=0.1)
    left = 2 * given
    of_100 = measures.shares(left)
    at = np.arange(len(given))
    for height, (row, filled) in enumerate(left.items()):
        _draw_worlds(ax, height, filled, COLOURS[row])
        figures = {"ha": "right", "bbox": None, "fontsize": LARGE}
        label(ax, number(filled, 0 if filled == round(filled) else 1), (24, height), **figures)
        label(ax, number(of_100[row]), (29, height), fontweight="bold", **figures)
    for text, across in (("left", 24), ("of 100 left", 29)):
        label(ax, text, (across, -0.85), ha="right", bbox=None, fontsize=SMALL, color=QUIET_INK)
    _draw_else(ax, (0, 18.8), (len(given) - 0.4, len(given) - 0.05))
    row_axis(
        ax, [*at, len(given) - 0.22], [*(EIGHT[row] for row in given.index), ELSE], fontsize=NORMAL
    )
    ax.set_xlim(-0.3, 29.3)
    ax.set_ylim(len(given) + 0.05, -1.1)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    heading(fig, "Twenty worlds each: which would have shown the card?")
    source_line(fig, "Filled: would have shown it. Hollow: would not.")
    each = listing(
        f"{EIGHT[row]} {number(left[row], 1)} of 20, {number(of_100[row])} of 100 left"
        for row in given.index
    )
    return fig, Description(
        f"Twenty worlds for each explanation, after one card: {each}.", (ELSE_WORDS,)
    )


def _draw_worlds(ax: Axes, height: float, filled: float, colour: str) -> None:
    """Two lines of ten squares; a world that is left in part is filled in part."""
    for world in range(20):
        across, down = world % 10 * 1.9, height - 0.4 + world // 10 * 0.41
        inside = min(max(filled - world, 0), 1)
        if inside:
            ax.add_patch(Rectangle((across, down), 1.7 * inside, 0.36, color=colour, linewidth=0))
        edge = {"fill": False, "edgecolor": BEHIND, "linewidth": 0.9}
        ax.add_patch(Rectangle((across, down), 1.7, 0.36, **edge))


def _draw_else(ax: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    """A hatched strip: something else may be true, and nobody can say what it would have shown."""
    (begin, end), (low, high) = across, up
    look = {"facecolor": "#F3F3F3", "edgecolor": BEHIND, "hatch": "////", "linewidth": 0.6}
    ax.add_patch(Rectangle((begin, low), end - begin, high - low, **look))
    where = ((begin + end) / 2, (low + high) / 2)
    label(ax, "cannot be asked", where, fontsize=SMALL, color=QUIET_INK)


# --- two judges -----------------------------------------------------------------------------------


@view
def two_judges(
    piece: str = "visits", tenths: pd.DataFrame | None = None, fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw the ranges that a friend and a critic of the op-ed gave one card, row by row.

    `tenths` are your own, a row for each card: where one is for this card it is drawn as a diamond.
    """
    _require_card(piece)
    title = measures.cards(shelf=True).loc[piece, "title"]
    spans = {by: [part.loc[piece] for part in measures.spans(by)] for by in ("friend", "critic")}
    rows = [row for row in FIVE if row != "all_three"]
    yours = require_tenths(tenths) if tenths is not None else None
    if yours is not None and piece not in yours.index:
        yours = None
    fig, ax = plain_figure(fig, (8.0, 3.7), left=0.215, right=0.97, top=0.8, bottom=0.215)
    for height, row in enumerate(rows):
        for by, up, colour in (("friend", -0.17, INK), ("critic", 0.17, BEHIND)):
            low, high = (part[row] for part in spans[by])
            ax.barh(height + up, high - low, left=low, height=0.26, color=colour)
            if not height:
                beside(ax, by, (high, up), (6, 0), fontsize=SMALL, color=QUIET_INK)
        if yours is not None:
            ax.plot(yours.loc[piece, row], height, "D", color="white", mec=INK, mew=1.6, ms=9)
    row_axis(ax, range(len(rows)), [EIGHT[row] for row in rows], fontsize=NORMAL)
    ax.set_ylim(len(rows) - 0.45, -0.6)
    ax.set_xlim(0, 10)
    ax.set_xticks(range(11))
    ax.grid(axis="x", color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.set_xlabel("tenths of worlds that would have shown it", fontsize=NORMAL)
    heading(fig, f"Two judges: {title}")
    mine = "Diamond: your own. " if yours is not None else ""
    source_line(fig, f"{mine}{CARDS_SOURCE}")
    return fig, _judges_words(title, rows, spans, yours.loc[piece] if yours is not None else None)


def _judges_words(
    title: str,
    rows: Sequence[str],
    spans: Mapping[str, Sequence[pd.Series]],
    yours: pd.Series | None,
) -> Description:
    def told(by: str) -> str:
        low, high = spans[by]
        return listing(f"{EIGHT[row]} {low[row]:.0f} to {high[row]:.0f}" for row in rows)

    first = (
        f"Ranges of two judges for the card {title}, in tenths of worlds: the friend of the op-ed "
        f"{told('friend')}; the critic {told('critic')}."
    )
    if yours is None:
        return Description(first)
    own = listing(f"{EIGHT[row]} {number(yours[row], int(yours[row] % 1 > 0))}" for row in rows)
    return Description(first, (f"Yours: {own}.",))


def _require_card(piece: str) -> None:
    require_one_of(measures.middles().index, "A card with ranges", piece)


# --- found or not found ---------------------------------------------------------------------------

TENTHS = tuple(range(1, 10))


@explorer(
    lambda: [
        Steps("if_true", "If true", TENTHS),
        Steps("if_false", "If false", TENTHS),
        Menu("outcome", "The record was", {"found": "found", "not found": "not found"}),
        Steps("searched", "Tenths searched", range(11)),
    ],
    start={"if_true": 5, "if_false": 5, "outcome": "found", "searched": 10},
    sentence="A record in {if_true} tenths of worlds if true, in {if_false} if false; "
    "{searched} tenths searched, {outcome}",
)
@view
def found_or_not(
    if_true: int = 5,
    if_false: int = 5,
    outcome: str = "found",
    searched: int = 10,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw what a record says that was found, or looked for and not found.

    `if_true` and `if_false` are the tenths of worlds in which there is such a record, from 1 to 9,
    where an explanation is true and where it is not; `searched` is how many tenths of the places
    were searched, from 0 to 10. At the right is the name of such a record, at a line of 3 to 1.
    """
    for name, value in (("if_true", if_true), ("if_false", if_false)):
        require_one_of(TENTHS, f"The setting '{name}'", value)
    require_one_of(("found", "not found"), "The outcome", outcome)
    require_one_of(range(11), "Tenths searched", searched)
    settings = (
        f"A record that is there in {if_true} tenths of worlds if true and in {if_false} if false, "
        f"{outcome} after {searched} tenths were searched"
    )
    if outcome == "found" and not searched:
        fig, ax = plain_figure(fig)
        title = "Found, nothing searched"
        words = "Nothing can be found where nothing was searched: take 1 tenth or more."
        return fig, only_words(ax, title, words, settings)
    there = pd.Series({"if true": if_true, "if false": if_false})
    keeps = there * searched / 10 if outcome == "found" else 10 - there * searched / 10
    ratio = float(keeps["if true"] / keeps["if false"])
    fig, (rows, names) = plain_figure(
        fig, ncols=2, width_ratios=[1.75, 1], left=0.085, right=0.975, top=0.79, bottom=0.15,
        wspace=0.16,
    )  # fmt: skip
    _draw_keeps(rows, there, keeps, outcome)
    _draw_names(names, if_true, if_false)
    told = _ratio_told(ratio)
    heading(fig, f"{outcome.capitalize()}, {searched} tenths searched: {told}")
    source_line(
        fig, "Filled: worlds that are left. Names: Van Evera 1997; the line of 3 to 1 is ours."
    )
    left = listing(f"{number(value, 1)} {name}" for name, value in keeps.items())
    name = name_of(if_true, if_false)
    return fig, Description(
        f"{settings}: {told}.", (f"Of ten worlds are left {left}. Its name is {name}.",)
    )


def _ratio_told(ratio: float) -> str:
    """For whom a ratio speaks, the larger number first."""
    if round(ratio, 2) == 1:
        return "1 to 1"
    larger = number(max(ratio, 1 / ratio), 1 if max(ratio, 1 / ratio) >= 1.95 else 2)
    return f"{larger} to 1 {'for' if ratio > 1 else 'against'}"


def _draw_keeps(ax: Axes, there: pd.Series, keeps: pd.Series, outcome: str) -> None:
    """Ten squares for each row: those left are filled, and a line ends those with a record."""
    for height, row in enumerate(keeps.index):
        # What is found is found among the worlds that have a record, which stand at the left; what
        # is not found leaves those without one, at the right, and what was not searched.
        begin = 0 if outcome == "found" else 10 - keeps[row]
        bar = {"height": 0.6, "color": COLOURS["regime" if row == "if true" else "size"]}
        ax.barh(height, keeps[row], left=begin, **bar)
        beneath = {"colors": "white", "linewidth": 2.5, "zorder": 1}  # of the outline
        ax.vlines(range(1, 10), height - 0.3, height + 0.3, **beneath)
        outline = {"fill": False, "edgecolor": BEHIND, "linewidth": 1}
        ax.add_patch(Rectangle((0, height - 0.3), 10, 0.6, **outline))
        ax.plot([there[row]] * 2, [height - 0.42, height + 0.42], color=INK, linewidth=1.6)
        beside(ax, f"{number(keeps[row], 1)} left", (10, height), (6, 0))
    look = {"fontsize": SMALL, "color": QUIET_INK}
    beside(ax, "left of the line: a record is there", (0, -0.62), (1, 0), **look)
    row_axis(ax, range(2), keeps.index, fontsize=NORMAL)
    ax.set_xlim(0, 12)
    ax.set_ylim(1.6, -0.8)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)


def _draw_names(ax: Axes, if_true: int, if_false: int) -> None:
    """A map of the four names by the tenths, with the place of this record."""
    shades = {"straw in the wind": "#F3F3F3", "hoop": "#D6E4F0", "smoking gun": "#F5DFC9",
              "doubly decisive": "#E4D3E8"}  # fmt: skip
    # What speaks for the others is grey: the names are those for this explanation.
    field = np.array(
        [[to_rgb(shades.get(name_of(t, f), "#DADADA")) for t in TENTHS] for f in TENTHS]
    )
    ax.imshow(field, origin="lower", extent=(0.5, 9.5, 0.5, 9.5), aspect="auto", zorder=0)
    for text, at in (
        ("straw in\nthe wind", (3.6, 6.2)), ("hoop", (9, 6.2)), ("smoking gun", (4.1, 1.2)),
        ("both", (8.45, 2.05)), ("speaks for\nthe others", (2.3, 8.3)),
    ):  # fmt: skip
        label(ax, text, at, fontsize=SMALL, bbox=None, color=QUIET_INK)
    ax.plot(if_true, if_false, "o", color=INK, markersize=9)
    ax.set_xticks([1, 3, 5, 7, 9])
    ax.set_yticks([1, 3, 5, 7, 9])
    ax.set_xlabel("tenths if true", fontsize=SMALL)
    ax.set_ylabel("tenths if false", fontsize=SMALL, labelpad=2)
    ax.set_title(name_of(if_true, if_false), fontsize=NORMAL)


# --- the river ------------------------------------------------------------------------------------

COUNTED = tuple(range(1, 7))
BAR, NAMED_FROM = 0.56, 6.0  # how wide a bar is, and the least worlds with a number


@explorer(
    lambda: [
        Menu("known_by", "Known by", KNOWN_BY),
        Menu("by", "Numbers of", JUDGES),
        Menu("shelf", "Shelf", {"left out": False, "let in": True}),
        Steps("visits", "Visits counted", COUNTED),
        Menu("rows", "Rows", {"five": "five", "eight": "eight"}),
    ],
    start={"known_by": 2026, "by": "both", "shelf": False, "visits": 1, "rows": "five"},
    sentence="Cards known by {known_by}, numbers of {by}, the shelf {shelf}, visits counted "
    "{visits}, rows {rows}",
)
@view
def river(
    known_by: int = 2026,
    by: str = "both",
    shelf: bool = False,
    visits: int = 1,
    rows: str = "five",
    tenths: pd.DataFrame | None = None,
    four: int | None = None,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw of 100 worlds left how many are each row's, card after card.

    `known_by` is 2013 (by August) or 2026; `by` is whose middles are weighed, friend, critic or
    both; `shelf` lets in what the op-ed itself argued from; `visits` counts the card of the visits
    so many times; `rows` are five or eight. `tenths` are your own, a row for each card that you
    judged, in place of the judges'; `four` are the worlds of 100 that the op-ed's four rows begin
    with, without which all rows begin alike.
    """
    require_one_of(COUNTED, "How often visits are counted", visits)
    require_one_of(ROWS, "Rows", rows)
    require_one_of((False, True), "The shelf", shelf)
    table = measures.cards(known_by, shelf)
    judged = measures.with_yours(measures.middles(by), tenths)
    groups = measures.by_group(measures.kept(judged, table), table["group"])
    groups = groups.drop(index="archive", errors="ignore")  # it leaves every row as it is
    start = measures.start_of(list(ROWS[rows]), four)
    left = measures.after_each(groups, start, {"visits": visits})
    fig, ax = plain_figure(fig, (8.6, 5.0), left=0.03, right=0.845, top=0.86, bottom=0.185)
    _draw_river(ax, left)
    when = "August 2013" if known_by == 2013 else "today"
    shelf_told = ", the shelf let in" if shelf else ""
    heading(fig, f"Of 100 worlds left, known by {when}{shelf_told}")
    whose = f"Middles of the ranges ({by})"
    if tenths is not None:
        whose = f"Your tenths for {listing(tenths.index)}; for the others the middles ({by})"
    began = "all rows begin alike" if four is None else f"the four begin with {number(four)}"
    # Said also where no visit was known yet, so that moving the control is seen.
    none_yet = ", none known yet" if known_by == 2013 else ""
    times = f"visits counted {counted(visits, 'time')}{none_yet}"
    source_line(fig, f"{whose}; {began}; {times}. Our cards of evidence.")
    settings = (
        f"by the middles of {by} (rows: {rows}), the shelf {'let in' if shelf else 'left out'}, "
        f"the visits counted {counted(visits, 'time')}"
    )
    return fig, _river_words(left, when, settings, f"{whose}; {began}")


def _draw_river(ax: Axes, left: pd.DataFrame) -> None:
    """Bars of 100 side by side, faint bands between, names at the last bar."""
    tops = left.cumsum(axis=1)
    bottoms = tops - left
    for row in left.columns:
        low, high = bottoms[row].to_numpy(), tops[row].to_numpy()
        bars = [_box(at - BAR / 2, at + BAR / 2, *low_high)
                for at, low_high in enumerate(zip(low, low, high, high, strict=True))]  # fmt: skip
        bands = [
            _box(at + BAR / 2, at + 1 - BAR / 2, low[at], low[at + 1], high[at], high[at + 1])
            for at in range(len(left) - 1)
        ]
        look = {"facecolor": COLOURS[row], "edgecolor": "white"}
        ax.add_collection(PolyCollection(bands, alpha=0.3, linewidth=0, **look), autolim=False)
        ax.add_collection(PolyCollection(bars, linewidth=0.8, **look), autolim=False)
    _write_worlds(ax, left, (tops + bottoms) / 2)
    ax.set_xlim(-0.4, len(left) - 0.55)
    _draw_else(ax, (-BAR / 2, len(left) - 1 + BAR / 2), (101.5, 106.5))
    ax.set_ylim(107, 0)
    look = {"rotation": 28, "ha": "right", "rotation_mode": "anchor", "fontsize": SMALL}
    ax.set_xticks(range(len(left)), left.index, **look)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _box(begin: float, end: float, *heights: float) -> list[tuple[float, float]]:
    low, low_after, high, high_after = heights
    return [(begin, low), (begin, high), (end, high_after), (end, low_after)]


def _write_worlds(ax: Axes, left: pd.DataFrame, middle: pd.DataFrame) -> None:
    """Numbers on bars that are high enough, and names at the right, moved apart."""
    for row in left.columns:
        # Black or white, whichever is read better on the colour.
        light = np.dot(to_rgb(COLOURS[row]), (0.299, 0.587, 0.114)) > 0.5
        for at, worlds_left in enumerate(left[row]):
            if worlds_left >= NAMED_FROM:
                where = {"ha": "center", "va": "center", "fontsize": SMALL}
                # A start is a whole number or a half, and is not rounded.
                told = number(worlds_left) if at else f"{worlds_left:g}"
                ax.text(at, middle[row].iloc[at], told,
                        color=INK if light else "white", **where)  # fmt: skip
    ends = middle.iloc[-1].to_numpy().copy()
    for one in range(1, len(ends)):
        ends[one] = max(ends[one], ends[one - 1] + 5.2)
    ends -= max(0, ends[-1] - 98)
    for one in range(len(ends) - 2, -1, -1):
        ends[one] = min(ends[one], ends[one + 1] - 5.2)
    for row, height in zip(left.columns, ends, strict=True):
        named = f"{SHORT[row]} {number(left[row].iloc[-1])}"
        beside(ax, named, (len(left) - 1 + BAR / 2, height), (7, 0), fontsize=SMALL)
    beside(ax, ELSE, (len(left) - 1 + BAR / 2, 104), (7, 0), fontsize=SMALL, color=QUIET_INK)


def _river_words(left: pd.DataFrame, when: str, settings: str, whose: str) -> Description:
    end = left.iloc[-1].sort_values(ascending=False, kind="stable")
    told = listing(f"{EIGHT[row]} {number(share)}" for row, share in end.items())
    first = (
        f"Of 100 worlds left after {counted(len(left) - 1, 'group')} of cards known by {when}, "
        f"{settings}: {told}."
    )
    step = listing(
        f"after {card} {EIGHT[row]} {number(share)}"
        for card, row, share in zip(left.index[1:], left.iloc[1:].idxmax(axis=1),
                                    left.iloc[1:].max(axis=1), strict=True)
    )  # fmt: skip
    return Description(first, (f"{whose}.", f"The largest row: {step}.", ELSE_WORDS))


# --- many weighings -------------------------------------------------------------------------------

STARTS = tuple(range(10, 91, 10))
DOTS = 100


def _leave_out() -> dict[str, str]:
    groups = measures.cards()["group"].drop_duplicates()
    return {"nothing": "nothing"} | {group: group for group in groups if group != "archive"}


@explorer(
    lambda: [
        Menu("by", "Ranges of", JUDGES),
        Menu("known_by", "Known by", KNOWN_BY),
        Steps("four", "The op-ed's four begin with", STARTS),
        Menu("without", "Left out", _leave_out()),
        Menu("rows", "Rows", {"five": "five", "eight": "eight"}),
    ],
    start={"by": "both", "known_by": 2026, "four": 50, "without": "nothing", "rows": "five"},
    sentence="Ranges of {by}, cards known by {known_by}, the op-ed's four begin with {four} of "
    "100; left out: {without}; rows: {rows}",
    name="weighings",
)
@view
def many_weighings(
    by: str = "both",
    known_by: int = 2026,
    four: int = 50,
    without: str = "nothing",
    rows: str = "five",
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw a hundred weighings as dots, each with a number drawn anew from every range.

    `by` is whose ranges, friend, critic or both; `four` are the worlds of 100 that the op-ed's four
    rows begin with; `without` is a group of cards that is left out. The right column tells in how
    many of 1,000 weighings a row has most, in per cent.
    """
    require_one_of(STARTS, "What the four begin with", four)
    require_one_of(ROWS, "Rows", rows)
    require_one_of(_leave_out(), "What is left out", without)
    table = measures.cards(known_by)
    table = table[table["group"] != without]
    names = list(ROWS[rows])
    many = measures.weighings(table, names, measures.start_of(names, four), by)
    fig, ax = plain_figure(
        fig, (8.0, 4.9 if rows == "five" else 5.6), left=0.215, right=0.86, top=0.8, bottom=0.17
    )
    _draw_dots(ax, many)
    when = "August 2013" if known_by == 2013 else "today"
    out = "" if without == "nothing" else f", without {without}"
    heading(fig, f"Known by {when}{out}; the four begin with {number(four)} of 100")
    source_line(
        fig,
        f"Dots: 100 of 1,000 weighings (ranges: {by}). Lines and counts: all 1,000. "
        "Data: our cards of evidence.",
    )
    return fig, _weighings_words(many, when, by, four, without)


def _draw_dots(ax: Axes, many: pd.DataFrame) -> None:
    first = measures.first_in(many)
    scatter = np.random.default_rng(measures.LOT).uniform(-0.3, 0.3, (DOTS, many.shape[1]))
    for height, row in enumerate(many.columns):
        strewn = height + scatter[:, height]
        dots(ax, many[row][:DOTS], strewn, COLOURS[row], size=17, edge=0, alpha=0.75)
        middle = many[row].median()
        ax.plot([middle] * 2, [height - 0.4, height + 0.4], color=INK, linewidth=1.8)
        beside(ax, number(first[row]), (100, height), (14, 0), fontsize=LARGE)
    beside(ax, "most in,\nof 100", (100, -0.5), (14, 13), fontsize=SMALL, color=QUIET_INK)
    own = [row in OP_ED for row in many.columns]
    ax.axhline(sum(own) - 0.5, color=QUIET_INK, linewidth=1, linestyle=":")
    last = many.shape[1]
    _draw_else(ax, (0, 100), (last - 0.3, last + 0.05))
    row_axis(
        ax, [*range(last), last - 0.12], [*(EIGHT[row] for row in many.columns), ELSE],
        fontsize=NORMAL,
    )  # fmt: skip
    ax.set_ylim(last + 0.15, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(axis="x", color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)
    share = number(100 * measures.over_half(many))
    note(ax, f"the op-ed's four hold over half in {share} of 100", (0, 1.07), fontsize=NORMAL)
    ax.set_xlabel("of 100 worlds left, so many are this row's", fontsize=NORMAL)


def _weighings_words(
    many: pd.DataFrame, when: str, by: str, four: int, without: str
) -> Description:
    low, middle, high = (many.quantile(q) for q in (0.05, 0.5, 0.95))
    told = listing(
        f"{EIGHT[row]} {number(middle[row])} ({number(low[row])} to {number(high[row])})"
        for row in many.columns
    )
    first = (
        f"A thousand weighings of what was known by {when}, ranges of {by}, the op-ed's four "
        f"beginning with {four} of 100 worlds, left out {without}: of 100 worlds left in the "
        f"middle weighing (and in nine of ten) {told}."
    )
    most = measures.first_in(many)
    most = listing(f"{EIGHT[row]} {number(most[row])}" for row in most.index if most[row] > 0)
    half = number(100 * measures.over_half(many))
    return Description(
        first,
        (
            f"Has most, of 100 weighings: {most}.",
            f"The four hold over half in {half} of 100.",
            ELSE_WORDS,
        ),
    )
