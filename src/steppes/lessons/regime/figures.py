"""Lesson 05: the two regimes, partners across a line, doors, a list as dealt cards, two crowds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...drawing import (
    BEHIND,
    FINE,
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    beside,
    colour_of,
    dots,
    label,
    note,
    plain_figure,
    source_line,
    tint,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps
from ...keeping import kept
from ...measures import across, regime, visas
from ...measures.lot import Hand, dealt
from ...measures.regime import DEMOCRACY, EDGE_DAYS, TABLES, THRESHOLDS, YEARS
from ...measures.trade import PAIR
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, listing, number, percent
from .further import DARK_TEAL, TEAL, runs  # and the views of the notebook that goes deeper
from .verdicts import CHANCE_BAR, EFFORT


@view
def polyarchy_lines(fig=None) -> tuple[Figure, Description]:
    """Draw the electoral democracy of Mongolia and Kazakhstan with bounds, all others behind.

    V-Dem version 15, 1990 to 2024; bounds hold 68 percent of what the measurement model thinks
    likely. The distance of the two is marked in 2012 and 2024.
    """
    fig, ax = plain_figure(fig, (8.4, 5.0), left=0.085, right=0.83, top=0.92, bottom=0.15)
    tables = regime.scores_by_year("vdem", PAIR)
    behind = _draw_other_states(ax)
    _draw_pair_of_lines(ax, tables)
    gaps = {year: _draw_distance(ax, tables, year) for year in (2012, YEARS[-1])}
    ax.axhline(DEMOCRACY, color=QUIET_INK, linestyle=":", linewidth=1.2)
    quiet = {"ha": "left", "va": "bottom", "fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    label(ax, number(DEMOCRACY, 1), (1995, 0.505), **quiet)
    ax.set_xlim(1990, 2024.2)
    ax.set_ylim(0, 1)
    ax.set_ylabel("electoral democracy index, 0 to 1")
    ax.set_title("Two regimes, 1990 to 2024, among all states")
    source_line(fig, "Data: V-Dem 15. Bands hold 68 percent. Thin lines: all other states.")
    return fig, _words_on_two_lines(tables, gaps, behind)


def _draw_other_states(ax: Axes) -> int:
    """All states but the pair as thin lines; returns how many they are."""
    rows = load(TABLES["vdem"])
    rows = rows[rows["year"].between(1990, YEARS[-1]) & ~rows["iso3"].isin(PAIR)]
    values = rows.pivot(index="year", columns="iso3", values="polyarchy")
    lines = [np.column_stack([values.index, values[state]]) for state in values]
    ax.add_collection(LineCollection(lines, colors=PALE, linewidths=0.6, zorder=1))
    return len(lines)


def _draw_pair_of_lines(ax: Axes, tables: dict[str, pd.DataFrame]) -> None:
    for (state, table), style in zip(tables.items(), ("-", "--"), strict=True):
        colour = colour_of(state)
        ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.22, lw=0)
        ax.plot(table.index, table["score"], color=colour, linestyle=style, zorder=3)
        end = (2024.4, table["score"].iloc[-1])
        name = {"ha": "left", "fontsize": LARGE, "fontweight": "bold", "color": colour}
        label(ax, state_names()[state], end, bbox=None, **name)  # right of the panel


def _draw_distance(ax: Axes, tables: dict[str, pd.DataFrame], year: int) -> float:
    """Mark how far the two stand apart in a year; returns it."""
    high, low = (tables[state].loc[year, "score"] for state in PAIR)
    gap = round(high - low, 6)
    ax.plot([year, year], [low, high], color=INK, linewidth=1.4, marker="_", markersize=9)
    label(ax, f"distance {number(gap, 3)}", (year - 0.4, (low + high) / 2), ha="right")
    return gap


def _words_on_two_lines(
    tables: dict[str, pd.DataFrame], gaps: dict[int, float], behind: int
) -> Description:
    apart = " and ".join(f"{number(gap, 3)} in {year}" for year, gap in gaps.items())
    first = (
        "Electoral democracy by V-Dem from 1990 to 2024, on a scale of 0 to 1: the distance of "
        f"Mongolia and Kazakhstan is {apart}."
    )
    more = [
        f"{state_names()[state]} goes from {number(table['score'][1990], 3)} in 1990 to "
        f"{number(table['score'][2012], 3)} in 2012 and {number(table['score'][2024], 3)} in 2024, "
        f"with bounds then of {number(table['low'][2024], 3)} and {number(table['high'][2024], 3)}."
        for state, table in tables.items()
    ]
    more.append(f"Behind them, thin, the lines of {counted(behind, 'other state')}.")
    return Description(first, tuple(more))


# --- Partners on both sides of a line ------------------------------------------------------------

NAMED_DOTS = ("MNG", "KAZ", "KOR", "CHL")
OTHER_DOT = "#A9A9A9"


@view
def across_the_line(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw Mongolia's deciding twins of 2012 by name, and the same count for every state.

    Left: partners alike in size and distance, an autocracy and a democracy each, and the trade both
    ways in USD million; bold is the larger. Right: per cent of a state's deciding couples in which
    the democracy trades more, a dot a state with at least ten; no couple is chosen there.
    """
    twins = across.twins_across(across.partners_of("MNG", 2012))
    states = across.leans_of_all(2012)
    margins = {"left": 0.015, "right": 0.975, "top": 0.90, "bottom": 0.16, "wspace": 0.1}
    fig, (named, dots) = plain_figure(fig, (8.8, 6.0), ncols=2, width_ratios=(1.28, 1), **margins)
    differ = twins[twins["with_autocracy"] != twins["with_democracy"]].copy()
    differ["gap"] = differ["with_democracy"] - differ["with_autocracy"]
    differ = differ.sort_values(["gap", "democracy"], ascending=[False, True], kind="stable")
    _draw_twins_by_name(named, differ, across.leans(twins))
    medians = _draw_two_rows(dots, states)
    source_line(fig, "Data: COW trade 4.0 (whole millions), CEPII, World Bank, V-Dem 15 for 2012.")
    return fig, _words_across(differ, across.leans(twins), states, medians)


def _draw_twins_by_name(ax: Axes, twins: pd.DataFrame, counts: pd.Series) -> None:
    """A row for each two: amounts outside, names inside, an arrow to the larger."""
    ax.set_axis_off()
    ax.set_xlim(0, 10)
    ax.set_ylim(len(twins) + 1.9, -1.7)
    ax.set_title("Twins whose trade differs, 2012", fontsize=LARGE)
    head = {"fontsize": NORMAL, "fontweight": "bold", "bbox": None}
    label(ax, "autocracy", (4.75, -1.1), ha="right", **head)
    label(ax, "democracy", (5.45, -1.1), ha="left", color=DARK_TEAL, **head)
    for at in (0.95, 9.85):
        label(ax, "USD m", (at, -1.1), ha="right", fontsize=FINE, color=QUIET_INK, bbox=None)
    for row, two in enumerate(twins.itertuples()):
        larger = two.gap > 0
        columns = (
            (two.with_autocracy, two.autocracy, not larger, INK, 0.95, 4.75, "right"),
            (two.with_democracy, two.democracy, larger, DARK_TEAL, 9.85, 5.45, "left"),
        )
        for amount, code, more, colour, outside, inside, side in columns:
            look = {"fontsize": SMALL, "bbox": None, "color": colour if more else QUIET_INK}
            look["fontweight"] = "bold" if more else "normal"
            label(ax, number(amount), (outside, row), ha="right", **look)
            label(ax, state_names()[code], (inside, row), ha=side, **look)
        arrow, colour = (">", DARK_TEAL) if larger else ("<", INK)
        ax.plot(5.1, row, arrow, color=colour, markersize=5)
    foot = len(twins) + 0.25
    ax.plot([0, 10], [foot - 0.7] * 2, color=PALE, linewidth=1)
    label(ax, f"larger in {counts['autocracy']:.0f}", (4.75, foot), ha="right", **head)
    label(ax, f"larger in {counts['democracy']:.0f}", (5.45, foot), ha="left",
          color=DARK_TEAL, **head)  # fmt: skip
    equal = f"{counts['equal']:.0f} more twins are equal"
    label(ax, equal, (5.1, foot + 1.15), fontsize=SMALL, color=QUIET_INK, bbox=None)


def _draw_two_rows(ax: Axes, states: pd.DataFrame) -> dict[bool, float]:
    """A dot a state by its share, democracies above; returns the median of either side."""
    ax.axvline(50, color=INK, linestyle=":", linewidth=1.4)
    democratic = states["polyarchy"] >= DEMOCRACY
    looks = {True: (3, "o", TEAL, DARK_TEAL), False: (1, "s", OTHER_DOT, QUIET_INK)}
    names = {True: "democracies", False: "autocracies"}
    medians = {}
    for side, (height, marker, colour, dark) in looks.items():
        shares = states.loc[democratic == side, "share"].sort_values()
        places = height + 0.105 * _heaped(shares, 2.0)
        dots(ax, shares, places, colour, marker, 17, edge=0, alpha=0.75)
        medians[side] = median = float(shares.median())
        ax.plot([median] * 2, [height - 0.62, height + 0.62], color=dark, linewidth=4)
        told = f"{len(shares)} {names[side]}: median {number(median)}"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        label(ax, told, (8, height + 0.82), ha="left", color=dark, bbox=box)
        _name_dots(ax, shares, places, height)
    ax.set_title("Every autocracy beside every\ndemocracy alike to it", fontsize=LARGE)
    ax.set_xlim(8, 96)
    ax.set_xticks([20, 40, 60, 80])
    ax.set_ylim(0, 4.1)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(
        "per cent of deciding couples\nin which the democracy trades more", fontsize=NORMAL
    )
    return medians


def _heaped(values: pd.Series, width: float) -> pd.Series:
    """How far each of some ordered values is moved up or down, so that those near lie apart."""
    column = (values / width).round()
    return values.groupby(column).cumcount() - (column.groupby(column).transform("size") - 1) / 2


def _name_dots(ax: Axes, shares: pd.Series, places: pd.Series, height: float) -> None:
    for code in NAMED_DOTS:
        if code in shares.index:
            at = (shares[code], places[code])
            pair = code in PAIR
            ax.plot(*at, "D" if pair else "o", color=INK, markersize=8 if pair else 5, zorder=4)
            ax.plot([at[0]] * 2, [at[1], height - 0.68], color=INK, linewidth=0.8, zorder=3)
            told = f"{code} {number(shares[code])}"
            look = {"fontweight": "bold" if pair else "normal", "fontsize": SMALL, "bbox": None}
            # A name whose mark stands close below 50 keeps to the left of the dotted line.
            place = (48.8, "right") if 43 < at[0] < 50 else (at[0], "center")
            label(ax, told, (place[0], height - 0.8), ha=place[1], **look)


def _words_across(
    twins: pd.DataFrame, counts: pd.Series, states: pd.DataFrame, medians: dict[bool, float]
) -> Description:
    first = (
        f"Of Mongolia's {counts['twins']:.0f} twins in the trade of 2012, an autocracy and a "
        f"democracy alike in size and distance each, the democracy trades more in "
        f"{counts['democracy']:.0f}, the autocracy in {counts['autocracy']:.0f}, and "
        f"{counts['equal']:.0f} are equal."
    )
    names = state_names()
    each = "; ".join(
        f"{names[two.autocracy]} {number(two.with_autocracy)}, "
        f"{names[two.democracy]} {number(two.with_democracy)}"
        for two in twins.itertuples()
    )
    above = states["polyarchy"] >= DEMOCRACY
    couples = (
        "In couples, where every autocracy stands beside every democracy alike to it, the middle "
        f"of {counted(above.sum(), 'democracy', 'democracies')} trades more with the democracy in "
        f"{number(medians[True])} per cent of those that decide, the middle of "
        f"{counted((~above).sum(), 'autocracy', 'autocracies')} in {number(medians[False])}."
    )
    dots = listing(f"{names[code]} {number(states.loc[code, 'share'])}" for code in NAMED_DOTS)
    return Description(
        first,
        (
            f"Those that differ, in million US dollars: {each}.",
            couples,
            f"Named are {dots}.",
        ),
    )


# --- Doors, beside wealth ------------------------------------------------------------------------

HATCHED = {"color": "white", "edgecolor": QUIET_INK, "hatch": "////", "linewidth": 0.9}
PLACES_OF_GROUPS = dict(zip((visas.ALL_STATES, *visas.THIRDS), (0, 1.5, 2.5, 3.5), strict=True))


@view
def doors(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw how many democracies and autocracies enter Mongolia and Kazakhstan without a visa.

    Rules of January 2025, scores of 2024, thirds by product per head of 2023: over all states, and
    within each third. Counts stand over the bars, the few rich autocracies by name beneath.
    """
    table = visas.doors()
    margins = {"left": 0.085, "right": 0.985, "top": 0.91, "bottom": 0.295, "wspace": 0.08}
    fig, panels = plain_figure(fig, (8.4, 4.8), ncols=2, sharey=True, **margins)
    rich, sentences = regime.rich_autocracies(), []
    for ax, (host, column) in zip(panels, visas.HOSTS.items(), strict=True):
        _draw_doors(ax, table[table["host"] == host])
        ax.set_title(f"Into {state_names()[host]}", fontsize=LARGE)
        _name_the_rich(ax, rich[column])
        sentences += _words_on_doors(host, table[table["host"] == host], rich[column])
    panels[0].set_ylabel("enter without a visa, per cent", fontsize=NORMAL)
    source_line(
        fig, "Data: Passport Index, January 2025; V-Dem 15 for 2024; World Bank for 2023 (thirds)."
    )
    return fig, Description(sentences[0], tuple(sentences[1:]))


def _draw_doors(ax: Axes, rows: pd.DataFrame) -> None:
    """A pair of bars for all states, a thin rule, and one for each third of wealth."""
    for row in rows.itertuples():
        at = PLACES_OF_GROUPS[row.group] + (0.2 if row.democratic else -0.2)
        share = 100 * row.free / row.states
        ax.bar(at, share, width=0.38, **({"color": TEAL} if row.democratic else HATCHED))
        told = f"{row.free}\nof {row.states}"
        look = {"va": "bottom", "fontsize": SMALL, "bbox": None, "linespacing": 0.95}
        label(ax, told, (at, share + 1.5), **look)
        if row.group == visas.ALL_STATES:
            upright = {"rotation": 90, "fontsize": SMALL, "bbox": None}
            if row.democratic:
                label(ax, "democracies", (at, 2.5), va="bottom", color="white", **upright)
            else:
                label(ax, "autocracies", (at, share + 17), va="bottom", **upright)
    ax.axvline(0.75, color=BEHIND, linewidth=0.8)
    groups = [name.replace(" ", "\n") for name in PLACES_OF_GROUPS]
    ax.set_xticks(list(PLACES_OF_GROUPS.values()), groups, fontsize=NORMAL)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.5, 4)
    ax.set_ylim(0, 112)
    ax.set_yticks([0, 50, 100])


def _name_the_rich(ax: Axes, enters: pd.Series) -> None:
    """The rich autocracies by code, in and out, beneath the last pair."""
    inside, outside = (sorted(enters.index[enters == yes]) for yes in (1, 0))
    told = (
        f"the {len(enters)} rich autocracies:\n"
        f"in {' '.join(inside) or 'none'}\nout {' '.join(outside) or 'none'}"
    )
    look = {"ha": "right", "va": "top", "fontsize": FINE, "color": QUIET_INK}
    note(ax, told, (1.0, -0.2), **look)


def _words_on_doors(host: str, rows: pd.DataFrame, enters: pd.Series) -> list[str]:
    """A sentence on all states, one on the thirds, one on the rich autocracies."""
    counts = rows.set_index(["group", "democratic"])
    told = {
        group: " and ".join(
            f"{counts.loc[(group, side), 'free']} of {counts.loc[(group, side), 'states']} {name}"
            for side, name in ((True, "democracies"), (False, "autocracies"))
        )
        for group in PLACES_OF_GROUPS
    }
    thirds = "; ".join(f"of the {third}, {told[third]}" for third in visas.THIRDS)
    inside, outside = (
        listing(state_names()[state] for state in sorted(enters.index[enters == yes])) or "none"
        for yes in (1, 0)
    )
    name = state_names()[host]
    return [
        f"{name} lets in {told[visas.ALL_STATES]} without a visa in January 2025.",
        f"By product per head: {thirds}.",
        f"Of the rich autocracies {name} lets in {inside}; out: {outside}.",
    ]


# --- Two crowds ----------------------------------------------------------------------------------

IN_A_ROW = 23


@view
def osce_crowds(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw every member of the United Nations with a score in 2012, filled if it is in the OSCE.

    Democracies and autocracies (a line at 0.5) in two blocks; beside them the fifteen former
    republics of the Soviet Union alone.
    """
    crowd = regime.osce_crowd(2012)
    margins = {"left": 0.15, "right": 0.985, "top": 0.81, "bottom": 0.11, "wspace": 0.34}
    fig, axes = plain_figure(fig, (8.4, 4.4), ncols=2, width_ratios=(3.1, 1), **margins)
    crowds = (
        ("All states with a score", crowd, IN_A_ROW),
        ("Soviet republics", crowd[crowd["republic"]], 5),
    )
    counts = [_draw_crowd(ax, *each) for ax, each in zip(axes, crowds, strict=True)]
    fig.text(0.012, 0.935, "In the OSCE at the end of 2012", fontsize=LARGE, fontweight="bold")
    fig.text(0.385, 0.935, "filled: in     hollow: out", fontsize=NORMAL, color=QUIET_INK)
    why = "All of them were in\nsoon after the end\nof the Union."
    note(axes[1], why, (0.0, 0.13), va="top", fontsize=SMALL, color=QUIET_INK)
    source_line(fig, "Data: OSCE, participating States; V-Dem 15 for 2012. A line at 0.5.")
    told = [
        " and ".join(
            f"{inside} of {counted(of, one, many)}"
            for (inside, of), one, many in (
                (sides[True], "democracy", "democracies"),
                (sides[False], "autocracy", "autocracies"),
            )
        )
        for sides in counts
    ]
    first = (
        f"At the end of 2012 {told[0]} among all members of the United Nations with a score "
        "are in the OSCE."
    )
    more = f"Of the former Soviet republics {told[1]} are: all came in soon after 1991."
    others = crowd[~crowd["republic"]].groupby("democratic")["inside"].agg(["sum", "size"])
    inside, of = others["sum"], others["size"]
    rest = (
        "Of all states but these it holds "
        f"{inside[True]} of {counted(of[True], 'democracy', 'democracies')} and "
        f"{inside[False]} of {counted(of[False], 'autocracy', 'autocracies')}."
    )
    return fig, Description(first, (more, rest))


def _draw_crowd(
    ax: Axes, title: str, crowd: pd.DataFrame, in_a_row: int
) -> dict[bool, tuple[int, int]]:
    """A block of marks for either side, members first; returns how many are in, of how many."""
    ax.set_axis_off()
    ax.set_title(title, fontsize=NORMAL)
    ax.set_xlim(-0.6, in_a_row - 0.4)
    ax.set_ylim(-9.6, 0.7)
    counts = {}
    for side, name, top, marker, colour in (
        (True, "democracies", 0, "o", TEAL),
        (False, "autocracies", 5, "s", QUIET_INK),
    ):
        inside = np.sort(crowd.loc[crowd["democratic"] == side, "inside"])[::-1]
        rows, columns = np.divmod(np.arange(len(inside)), in_a_row)
        for here, fill in ((inside, colour), (~inside, "white")):
            dots(ax, columns[here], -top - rows[here], colour, marker, 56, fill, edge=1.1)
        counts[side] = int(inside.sum()), len(inside)
        told = f"{name}\n{inside.sum()} of {len(inside)}\n{percent(inside.mean(), 0)}"
        dark = DARK_TEAL if side else QUIET_INK
        by = {"by": (-11, 0), "va": "top", "fontweight": "bold", "fontsize": SMALL}
        beside(ax, told, (-0.3, -top + 0.45), color=dark, **by)
    return counts


# --- The list of August 2013 as a dealt hand ------------------------------------------------------

COUNTS_FOR = {
    1 / 3: ("⅓", "a third"),
    0.5: ("½", "half"),
    1.0: ("1", "once"),
    2.0: ("2", "twice"),
    3.0: ("3", "three times"),
}
LISTED = {9: "9, as first read", 10: "10, with Cuba", 11: "11, with Singapore",
          12: "12, with Ukraine"}  # fmt: skip
TIMES_DEALT = (1, 10, 1000)
HANDS_SHOWN = 10


@explorer(
    lambda: [
        Steps("deck", "Deck", {written: weight for weight, (written, _) in COUNTS_FOR.items()}),
        Steps("states", "List", {written: states for states, written in LISTED.items()}),
        Steps("deals", "Deals", {number(deals): deals for deals in TIMES_DEALT}),
    ],
    start={"deck": 1.0, "states": 11, "deals": 10},
    sentence=lambda deck, states, deals: (
        f"An autocracy's card counts {COUNTS_FOR[deck][1]}; list of {states}; "
        f"{counted(deals, 'deal')}"
    ),
    name="deal",
)
@view
def dealt_waivers(
    deck: float = 1.0, states: int = 11, deals: int = 10, fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw hands dealt from all states, Mongolia's list of August 2013, and how many hold what.

    `deck` says how many times an autocracy's card counts at each draw (⅓, ½, 1, 2 or 3); `states`
    is the length of the list (9 to 12, see `measures.regime.LISTS`); `deals` 1, 10 or 1,000. Bars
    are exact mean counts of 1,000 deals; dots on them are the hands above. Scores of 2012.
    """
    require_one_of(tuple(COUNTS_FOR), "The deck", deck)
    require_one_of(tuple(LISTED), "The list", states)
    require_one_of(TIMES_DEALT, "The number of deals", deals)
    hand = regime.list_of_2013(states)
    found = dealt(hand, deck, deals)[:HANDS_SHOWN]
    margins = {"left": 0.165, "right": 0.965, "top": 0.93, "bottom": 0.125, "hspace": 0.2}
    rows = len(found) + 2.2
    fig, (hands, bars) = plain_figure(
        fig, (8.4, 6.0), nrows=2, height_ratios=(rows, max(10, 18 - rows)), **margins
    )
    _draw_hands(hands, found, hand, states)
    shown = counted(deals, "deal") if deals <= HANDS_SHOWN else f"{HANDS_SHOWN} of 1,000 deals"
    title = f"An autocracy's card counts {COUNTS_FOR[deck][1]}: {shown}"
    hands.set_title(title, fontsize=LARGE, x=-0.17)
    counts = regime.deals_of(hand, [deck])[deck]
    _draw_counts(bars, counts, hand, found if deals <= HANDS_SHOWN else found[:0])
    source_line(
        fig,
        "Data: Mongolia's waivers in force, August 2013; V-Dem 15 for 2012, a line at 0.5. "
        f"{hand.marked} of {hand.of} cards are autocracies.",
    )
    return fig, _words_of_deals(deck, states, deals, hand, counts, found)


def _draw_hands(ax: Axes, found: np.ndarray, hand: Hand, states: int) -> None:
    """Each dealt hand a row of squares, autocracies hatched; Mongolia's own beneath, by name."""
    ax.set_axis_off()
    own = len(found) + 0.55
    ax.set_xlim(-0.5, max(LISTED) + 1.9)
    ax.set_ylim(own + 1.45, -0.55)
    _draw_cards(ax, np.arange(len(found)), found, hand.drawn, 0.72)
    for row, autocracies in enumerate(found):
        ax.text(hand.drawn - 0.3, row, f"{autocracies}", va="center", fontsize=SMALL, color=INK)
    beside(ax, "dealt", (-0.5, (len(found) - 1) / 2), by=(-6, 0), color=QUIET_INK)
    colour = colour_of("MNG")
    _draw_cards(ax, np.array([own]), np.array([hand.found]), hand.drawn, 0.95)
    cards = regime.states_of_2013(states).sort_values(ascending=False, kind="stable")
    for place, (code, autocracy) in enumerate(cards.items()):
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if autocracy else None
        ink = INK if autocracy else "white"
        label(ax, code, (place, own), fontsize=SMALL, color=ink, bbox=box)
    bold = {"color": colour, "fontweight": "bold"}
    beside(ax, "Mongolia's list", (-0.5, own), by=(-6, 0), **bold)
    told = f"{hand.found} autocracies"
    ax.text(hand.drawn - 0.3, own, told, va="center", fontsize=NORMAL, **bold)
    key = {"ha": "left", "fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    label(ax, "hatched: autocracies      solid: democracies", (-0.45, own + 1.05), **key)


def _draw_cards(
    ax: Axes, rows: np.ndarray, autocracies: np.ndarray, drawn: int, high: float
) -> None:
    """Rows of cards, as two collections: a patch for each card takes half of the whole drawing."""
    places, heights = (each.ravel() for each in np.meshgrid(np.arange(drawn), rows))
    cards = np.column_stack([places, heights])[:, None] + _corners(0.9, high)
    hatched = (np.arange(drawn) < autocracies[:, None]).ravel()
    sides = {"facecolors": QUIET_INK, "linewidths": 0}
    lined = {
        "facecolors": HATCHED["color"],
        "edgecolors": HATCHED["edgecolor"],
        "hatch": HATCHED["hatch"],
        "linewidths": HATCHED["linewidth"],
    }
    for these, look in ((hatched, lined), (~hatched, sides)):
        if these.any():
            ax.add_collection(PolyCollection(cards[these], **look), autolim=False)


def _corners(wide: float, high: float) -> np.ndarray:
    """The corners of a box around (0, 0)."""
    return np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2


def _draw_counts(ax: Axes, counts: pd.Series, hand: Hand, found: np.ndarray) -> None:
    """A bar for each number of autocracies, Mongolia's in colour; a dot for each hand above."""
    colours = [colour_of("MNG") if k == hand.found else PALE for k in counts.index]
    ax.bar(counts.index, counts, width=0.8, color=colours)
    # One height for all decks, so that their bars can be compared; the tallest has 311.
    highest = 360
    step = highest / 16
    for k, many in zip(*np.unique(found, return_counts=True), strict=True):
        dots = {"color": INK, "markersize": 5.5, "markeredgecolor": "white", "linewidth": 0}
        ax.plot([k] * many, step * (0.6 + np.arange(many)), "o", **dots)
    told = number(counts[hand.found])
    bold = {"color": colour_of("MNG"), "fontweight": "bold", "fontsize": LARGE}
    # Over the bar, or over the dots that stand on it where these reach higher.
    dotted = step * (0.4 + (found == hand.found).sum()) if len(found) else 0
    beside(ax, told, (hand.found, max(counts[hand.found], dotted)), by=(0, 10), **bold)
    ax.set_xlim(-0.7, hand.drawn + 0.7)
    ax.set_ylim(0, highest)
    ax.set_yticks([0, 100, 200, 300])
    ax.set_xticks(range(hand.drawn + 1))
    ax.set_xlabel(f"autocracies among {hand.drawn} cards; colour: Mongolia's {hand.found}")
    ax.set_ylabel("of 1,000 deals,\non average", fontsize=NORMAL)
    if len(found):
        shown = "dot: the hand above" if len(found) == 1 else "dots: the hands above"
        note(ax, shown, (1.0, 0.97), ha="right", fontsize=SMALL, color=QUIET_INK)


def _words_of_deals(
    deck: float, states: int, deals: int, hand: Hand, counts: pd.Series, found: np.ndarray
) -> Description:
    as_many = 1000 * hand.as_many(deck)
    first = (
        f"A deck in which an autocracy's card counts {COUNTS_FOR[deck][1]}, a list of {states}, "
        f"{counted(deals, 'deal')}: of 1,000 deals {number(counts[hand.found])} hold exactly "
        f"Mongolia's {hand.found} autocracies, and {number(as_many)} hold as many or more."
    )
    each = "; ".join(f"{k}, {number(many)}" for k, many in counts.items())
    shown = (
        f"Of the hands shown the {'first holds' if len(found) > 1 else 'only one holds'} "
        f"{found[0]}; in order: {listing(map(str, found))}."
    )
    return Description(
        first,
        (
            f"Most often, in {number(counts.max())} deals, a hand holds {counts.idxmax()}.",
            f"Numbers of autocracies, and of 1,000 deals: {each}.",
            shown,
        ),
    )


# --- Where the list would tell --------------------------------------------------------------------

NOBODY = "nobody"
SAYS = {"silent": "silent", "for": "for the claim", "against": "against the claim"}


@kept
def _may_be_left_out() -> dict[str, str]:
    """Nobody, and each state with a score that is on the list of one of both days, by name."""
    codes = set().union(*(_cards_of(day) for day in EDGE_DAYS))
    names = state_names()
    return {NOBODY: NOBODY} | {names[code]: code for code in sorted(codes, key=names.get)}


def _cards_of(day: str) -> set[str]:
    """The states with a score on the list of a day."""
    date, year = EDGE_DAYS[day]
    scored = regime.scores("vdem", year).index.intersection(list(regime.un_members(but="MNG")))
    return regime.waived(date) & set(scored)


@explorer(
    lambda: [
        Menu("day", "Day", tuple(EDGE_DAYS)),
        Steps("line", "Line", {f"{line:.2f}": line for line in THRESHOLDS}),
        Menu("left_out", "Left out", _may_be_left_out()),
    ],
    start={"day": "August 2013", "line": DEMOCRACY, "left_out": NOBODY},
    sentence="{day}, autocracy below {line}, left out: {left_out}",
    name="edge",
)
@view
def edge_of_waivers(
    day: str = "August 2013",
    line: float = DEMOCRACY,
    left_out: str = NOBODY,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw the autocracies on Mongolia's list at every line, and where their number would tell.

    `day` is a key of `measures.regime.EDGE_DAYS`; `line` a polyarchy from 0.30 to 0.70 in steps of
    0.01; `left_out` "nobody" or the code of a state on the list of one of both days. Above the
    white lot seldom gives so many, below it special effort seldom gives so few.
    """
    require_one_of(tuple(EDGE_DAYS), "The day", day)
    require_one_of(THRESHOLDS, "The line", line)
    require_one_of(_may_be_left_out().values(), "Who is left out", left_out)
    date, year = EDGE_DAYS[day]
    table = regime.edge_bands(regime.waived(date), year, left_out, EFFORT, CHANCE_BAR)
    fig, ax = plain_figure(fig, (8.4, 4.8), left=0.085, right=0.975, top=0.87, bottom=0.165)
    _draw_bands(ax, table)
    row = table.loc[(table["line"] - line).abs().idxmin()]
    _mark_the_line(ax, row)
    out = "" if left_out == NOBODY else f", {state_names()[left_out]} left out"
    ax.set_title(f"Mongolia's list, {day}{out}, by the scores of {year}", fontsize=LARGE, pad=22)
    told = f"{row['found']} of {counted(row['drawn'], 'state')} below {number(line, 2)}"
    note(ax, f"{told}: {SAYS[row['doors']]}", (0.0, 1.04), color=QUIET_INK)
    ax.set_xlabel("line: a state below it counts as an autocracy")
    ax.set_ylabel("autocracies on the list")
    source_line(fig, f"Data: Mongolia's waivers in force; V-Dem 15 for {year}.")
    return fig, _words_on_the_edge(day, year, left_out, row, table)


def _draw_bands(ax: Axes, table: pd.DataFrame) -> None:
    """The step line of the list between what lot and what special effort seldom give."""
    ends = np.append(table["line"] - 0.005, table["line"].iloc[-1] + 0.005)
    drawn = int(table["drawn"].iloc[0])
    low, high = -0.5, drawn + 0.5

    def steps(values: pd.Series) -> np.ndarray:
        return np.append(values, values.iloc[-1])

    ax.fill_between(ends, steps(table["too_many"] - 0.5), high, step="post", color=PALE, lw=0)
    blue = tint(colour_of("MNG"), 0.28)
    ax.fill_between(ends, low, steps(table["too_few"] + 0.5), step="post", color=blue, lw=0)
    ax.step(ends, steps(table["found"]), where="post", color=INK, linewidth=2.8)
    ax.set_xlim(ends[0], ends[-1])
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    # On boxes of the band's own colour, so that the dotted line runs behind the letters.
    on = {"edgecolor": "none", "pad": 1.5}
    told = "lot seldom gives so many: against the claim"
    look = {"ha": "left", "va": "top", "fontsize": SMALL, "bbox": {"facecolor": PALE, **on}}
    label(ax, told, (0.305, high - 0.028 * drawn), **look)
    told = "special effort seldom gives so few: for the claim"
    look = {"ha": "right", "va": "bottom", "fontsize": SMALL, "bbox": {"facecolor": blue, **on}}
    label(ax, told, (0.695, low + 0.028 * drawn), **look)
    early = table.iloc[5]
    middle = (max(early["found"], early["too_few"] + 0.5) + early["too_many"] - 0.5) / 2
    look = {"fontsize": SMALL, "style": "italic", "bbox": {"facecolor": "white", **on}}
    label(ax, "silent", (early["line"], middle), **look)


def _mark_the_line(ax: Axes, row: pd.Series) -> None:
    """A dotted line at the chosen one, a mark on the list's line, and what it says there."""
    ax.axvline(row["line"], color=INK, linestyle=":", linewidth=1.4)
    look = {"color": colour_of("MNG"), "markersize": 11, "markeredgecolor": "white"}
    ax.plot(row["line"], row["found"], "D", zorder=5, **look)
    # Left and above the mark the rising line never runs; at the left edge there is no room.
    left = row["line"] > 0.4
    bold = {"fontweight": "bold", "zorder": 6}
    at = (row["line"], row["found"])
    beside(ax, SAYS[row["doors"]], at, by=(-10 if left else 10, 15 if left else -15), **bold)


def _words_on_the_edge(
    day: str, year: int, left_out: str, row: pd.Series, table: pd.DataFrame
) -> Description:
    name = state_names().get(left_out, NOBODY)
    if left_out == NOBODY or left_out in _cards_of(day):
        out = f"with {name} left out"
    else:
        out = f"with {name} left out, which is not on that day's list and changes nothing"
    first = (
        f"Mongolia's list of {day}, by the scores of {year}, {out}: below a line at "
        f"{number(row['line'], 2)} lie {row['found']} of {counted(row['drawn'], 'state')}, "
        f"and the list {'is' if row['doors'] == 'silent' else 'speaks'} {SAYS[row['doors']]}."
    )
    seldom = (
        f"There lot seldom gives {row['too_many']} or more, and special effort seldom "
        f"{row['too_few']} or fewer."
    )
    each = tuple(
        f"{SAYS[said].capitalize()} at {len(rows)} of {counted(len(table), 'line')}: "
        f"{runs(rows['line'])}."
        for said, rows in table.groupby("doors")
    )
    return Description(first, (seldom, *each))
