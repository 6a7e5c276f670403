"""Lesson 01: the pair beside other pairs, who sold to whom, and one sum in two states' trade."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
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
    colour_of,
    heading,
    label,
    only_words,
    plain_figure,
    row_axis,
    source_line,
    tint,
)
from ...errors import BadSetting, require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...measures.pairs import THIS_PAIR, ZEROS, codes_of, groups_of, is_pair, ladder_pairs, pairs_of
from ...measures.trade import (
    FLOWS,
    PAIR,
    SOURCES,
    TRADE_YEARS,
    op_ed_flows,
    pair_flows,
    partners,
)
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, listing, number, ordinal, percent, usd

PAIRS_SOURCE = "Data: COW trade 4.0 (whole millions, goods), Natural Earth, CEPII."

# --- the ladder -----------------------------------------------------------------------------------

MOST_RUNGS = 40
RUNG = 0.245  # inches
CARDS = ("pair", "one", "other", "usd_million", "gap_km")


@view
def ladder(
    cards: pd.DataFrame | None = None, year: int = 2012, fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw pairs by name, the one that trades most on top, and the pair among them.

    `cards` are rows of `pairs_of(year)`; without them those that do not touch and whose borders
    lie 25 to 50 km apart. No axis: an order, names, gaps, amounts in millions of current US
    dollars, and what trades more or less in brackets, without a number.
    Raises BadSetting for cards that are none, or for more than 40.
    """
    cards = ladder_pairs(year) if cards is None else _require_cards(cards)
    pairs = pairs_of(year)
    own = pairs[is_pair(pairs)]
    order = pd.concat([cards[~is_pair(cards)], own]).assign(own=False)
    order["own"] = is_pair(order)
    order = order.sort_values(["usd_million", "own", "pair"], ascending=[False, False, True])
    order = order.reset_index(drop=True)
    tall = RUNG * len(order) + 1.2
    fig, ax = plain_figure(
        fig, (8.0, tall), left=0.012, right=0.988, top=1 - 0.7 / tall, bottom=0.3 / tall
    )
    ax.set_axis_off()
    ax.set_xlim(0, 100)
    ax.set_ylim(len(order) + 0.3, -0.6)
    _draw_rungs(ax, order)
    _draw_brackets(ax, order)
    fig.text(
        0.012, 1 - 0.32 / tall, f"Goods sold both ways in {year}", fontsize=13, color=INK,
        fontweight="bold",
    )  # fmt: skip
    fig.text(0.012, 0.1 / tall, PAIRS_SOURCE, fontsize=8.5, color=QUIET_INK)
    return fig, _ladder_words(order, year)


def _require_cards(cards: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(cards, pd.DataFrame) or not set(CARDS) <= set(cards.columns):
        raise BadSetting("A ladder is of rows of pairs_of(2012), with all their columns.")
    if not 0 < len(cards) <= MOST_RUNGS:
        raise BadSetting(
            f"A ladder has room for 1 to {MOST_RUNGS} pairs, and these are {len(cards):,}: choose "
            "by a narrower rule, or a wider one."
        )
    return cards


def _draw_rungs(ax: Axes, order: pd.DataFrame) -> None:
    """Names, gaps and amounts in three columns, the pair's row tinted and heavy."""
    mine = {"fontweight": "bold"}
    for text, across in (("gap between borders", 64), ("USD million", 79)):
        look = {"fontsize": SMALL, "color": QUIET_INK, "ha": "right", "bbox": None}
        label(ax, text, (across, -0.95), **look)
    for height, row in enumerate(order.itertuples()):
        if row.own:
            ax.add_patch(
                Rectangle((0, height - 0.5), 100, 1, color=tint(colour_of("KAZ"), 0.22), zorder=0)
            )
        look = {"ha": "right", "bbox": None, **(mine if row.own else {})}
        label(ax, f"▶  {row.pair}" if row.own else row.pair, (51, height), **look)
        label(ax, _gap(row.gap_km), (64, height), **(look | {"color": QUIET_INK}))
        label(ax, number(row.usd_million), (79, height), **look)


def _gap(km: float) -> str:
    if pd.isna(km):
        return "over 1,000 km"
    return f"{number(km)} km" if km > 0 else "they touch"


def _draw_brackets(ax: Axes, order: pd.DataFrame) -> None:
    """What trades more and what trades less, strictly: equal amounts stand in neither."""
    own = float(order.loc[order["own"], "usd_million"].iloc[0])
    for text, inside in (
        ("trade more", order["usd_million"] > own),
        ("trade less", order["usd_million"] < own),
    ):
        if not inside.any():
            continue
        first, last = np.flatnonzero(inside)[[0, -1]] + (-0.38, 0.38)
        ax.plot([82, 83.6, 83.6, 82], [first, first, last, last], color=QUIET_INK, linewidth=1.3)
        label(ax, text, (85, (first + last) / 2), ha="left", bbox=None, fontsize=11)


def _ladder_words(order: pd.DataFrame, year: int) -> Description:
    own = order[order["own"]].iloc[0]
    others = order[~order["own"]]
    first = (
        f"Ladder of {counted(len(order), 'pair')} by the goods they sold both ways in {year}, from "
        f"{order['pair'].iloc[0]} with {number(order['usd_million'].iloc[0])} million US dollars "
        f"to {order['pair'].iloc[-1]} with {number(order['usd_million'].iloc[-1])}; "
        f"{own['pair']} is among them with {number(own['usd_million'])}."
    )
    gaps = others["gap_km"].dropna()
    near_by = f"Their borders lie {number(gaps.min())} to {number(gaps.max())} km apart."
    each = "; ".join(f"{row.pair} {number(row.usd_million)}" for row in order.itertuples())
    return Description(first, ((near_by,) if len(gaps) else ()) + (f"From the top: {each}.",))


# --- one number, nine groups ----------------------------------------------------------------------

SMALL_PICTURE = (7.6, 3.05)  # inches, for a printed page
LONG_TITLE, LONG_NAME, LONG_AMOUNT = 48, 38, 14  # letters that there is room for


def _pair_names() -> dict[str, str]:
    """The pairs for a menu: this one first, then those of the ladder from its top."""
    pairs = ladder_pairs().sort_values("usd_million", ascending=False)
    codes = [THIS_PAIR, *(pairs["one"] + "-" + pairs["other"])]
    return {_named(code): code for code in codes}


def _named(pair: str) -> str:
    return " and ".join(state_names()[code] for code in codes_of(pair))


@explorer(
    lambda: [
        Menu("pair", "Pair", _pair_names()),
        Steps("year", "Year", TRADE_YEARS),
        Menu("zeros", "Pairs without trade", ZEROS),
    ],
    start={"pair": THIS_PAIR, "year": 2012, "zeros": "counted"},
    sentence=lambda pair, year, zeros: (
        f"{_named(pair)} in {year}, beside nine groups of pairs, those without trade {zeros}"
    ),
)
@view
def groups(
    pair: str = THIS_PAIR,
    year: int = 2012,
    zeros: str = "counted",
    small: bool = False,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw how many of 100 in nine groups of pairs trade more than one pair: see `groups_of`.

    `pair` is the codes of two states, "KAZ-MNG"; `zeros` says whether pairs without trade are
    "counted" or "left out"; `small` draws it without a title, for a page.
    Right of the middle more than half trade more: beside that group the amount is little. Filled
    marks are groups made of near borders. Counts stand on the right.
    """
    require_one_of((False, True), "The setting 'small'", small)
    table = groups_of(pair, year, zeros)
    pairs = pairs_of(year)
    own = pairs[is_pair(pairs, pair)].iloc[0]
    # A gap between the two kinds of groups holds the dotted rule.
    table["height"] = np.arange(len(table)) + 0.9 * table["by_border"]
    lay = {"left": 0.39, "right": 0.83, "top": 0.795, "bottom": 0.165}
    if small:
        lay |= {"top": 0.9, "bottom": 0.16}
    fig, ax = plain_figure(fig, SMALL_PICTURE if small else None, **lay)
    _draw_middle(ax, table, f"{number(own['usd_million'])} million")
    _draw_dots(ax, table)
    row_axis(ax, table["height"], table["label"], fontsize=NORMAL)
    ax.tick_params(axis="y", pad=8)  # a dot at 0 reaches over the edge
    _shrink_long_names(ax)
    ax.set_xlabel("of 100 in this group, so many trade more", fontsize=NORMAL)
    if not small:  # a page has a heading and a source of its own
        title = f"{_named(pair)}, {year}"
        heading(fig, title if len(title) > LONG_TITLE else f"{title}, beside nine groups")
        source_line(fig, f"Pairs without trade, or rounded to none, are {zeros}. {PAIRS_SOURCE}")
    return fig, _group_words(table, own, year, zeros)


def _shrink_long_names(ax: Axes) -> None:
    """Let the partners of Saint Vincent and the Grenadines stay in the picture."""
    for name in ax.get_yticklabels():
        name.set_fontsize(NORMAL * min(1, LONG_NAME / max(len(name.get_text()), 1)))


def _draw_middle(ax: Axes, table: pd.DataFrame, amount: str) -> None:
    """The line at 50 with what each side of it says, and the rule between two kinds of groups."""
    last = float(table["height"].max())
    ax.set_xlim(0, 100)
    ax.set_ylim(last + 0.6, -0.75)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.hlines(table["height"], 0, 100, color=PALE, linewidth=0.8, zorder=0)
    ax.vlines(50, -0.75, last + 0.6, color=INK, linewidth=1.4, zorder=1)
    far, close = (table.loc[table["by_border"] == kind, "height"] for kind in (False, True))
    rule = (far.max() + close.min()) / 2
    ax.axhline(rule, color=QUIET_INK, linewidth=1, linestyle=":")
    # A long amount must not run into what stands over the counts.
    look = {"fontweight": "bold"} if len(amount) <= LONG_AMOUNT else {"fontsize": SMALL}
    for text, by in ((f"{amount} is much", (-6, 8)), (f"{amount} is little", (6, 8))):
        beside(ax, text, (50, -0.75), by, va="bottom", **look)
    top = {"xycoords": ("axes fraction", "data"), "va": "bottom", "color": QUIET_INK}
    beside(ax, "trade more", (1, -0.75), (12, 8), fontsize=SMALL, **top)


def _draw_dots(ax: Axes, table: pd.DataFrame) -> None:
    for by_border, rows in table[table["members"] > 0].groupby("by_border"):
        look = {"markersize": 9, "markeredgewidth": 1.8, "color": INK}
        look["markerfacecolor"] = INK if by_border else "white"
        ax.plot(100 * rows["share"], rows["height"], "o", clip_on=False, zorder=3, **look)
    for row in table.itertuples():
        if not row.members:
            beside(ax, "no such pair", (0, row.height), (4, 0), fontsize=SMALL, color=QUIET_INK)
            continue
        place = 100 * row.share
        # Left of a dot just before the middle line, so that the number does not lie on it.
        by = (-9, 0) if 40 <= place < 50 or place >= 90 else (9, 0)
        told = "<1" if row.more and place < 0.5 else _of_100(row.share)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        beside(ax, told, (place, row.height), by, bbox=box)
        count = f"{row.more:,} of {row.members:,}"
        at_the_edge = {"xycoords": ("axes fraction", "data"), "color": QUIET_INK}
        beside(ax, count, (1, row.height), (12, 0), fontsize=SMALL, **at_the_edge)


def _of_100(share: float) -> str:
    """A share, of 100; with one more digit where a whole number would put it on the middle."""
    return number(100 * share, int(share != 0.5 and round(100 * share) == 50))


def _group_words(table: pd.DataFrame, own: pd.Series, year: int, zeros: str) -> Description:
    known = table[table["members"] > 0]
    far, close = (known[known["by_border"] == kind] for kind in (False, True))
    spans = (
        f"{number(100 * rows['share'].min())} to {number(100 * rows['share'].max())}"
        if len(rows)
        else "none"
        for rows in (close, far)
    )
    by_border, by_other = spans
    first = (
        f"{own['pair']} sold each other goods worth {number(own['usd_million'])} million US "
        f"dollars in {year}; pairs without trade {zeros}, of 100 pairs with near borders "
        f"{by_border} trade more, by five counts, and of other groups {by_other}."
    )

    def told(rows: pd.DataFrame) -> str:
        return "; ".join(
            f"{row.label}, {_of_100(row.share)} ({row.more:,} of {row.members:,})"
            for row in rows.itertuples()
        )

    rest = (
        f"Of 100 so many trade more, in groups not made of near borders: {told(far)}.",
        f"In groups of near borders: {told(close)}.",
        "The pair itself is in none of them.",
    )
    return Description(first, rest)


# --- who sold to whom -----------------------------------------------------------------------------

FIRST, LAST = 2003, 2012  # ten years before the op-ed


def records(first: int = FIRST, last: int = LAST) -> pd.DataFrame:
    """Each source and year that gives both directions: year, source, MNG and KAZ, what each sold.

    USD million. A flow that is absent is no zero, so a year that lacks one is no record.
    """
    flows = pair_flows()
    flows = flows[flows["year"].between(first, last)]
    both = flows.pivot_table(index=["year", "source"], columns="exporter", values="usd_million")
    return both.dropna().reset_index()[["year", "source", *PAIR]]


@view
def pair_mirror(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw what Mongolia sold to the left and Kazakhstan to the right, record by record.

    Every source and year from 2003 to 2012 that gives both directions, by the tables partners_*;
    beneath them the op-ed's two figures, hatched. Millions of current US dollars.
    """
    table, by_the_op_ed = records(), op_ed_flows()
    heights = np.arange(len(table), dtype=float)
    fig, ax = plain_figure(fig, (8.0, 5.4), left=0.19, right=0.965, top=0.855, bottom=0.135)
    for row, height in zip(table.to_dict("records"), heights, strict=True):
        decimals = 0 if row["source"] == "COW" else 1
        _draw_both(ax, height, {seller: row[seller] for seller in PAIR}, decimals)
    last = heights[-1] + 1.9
    _draw_both(ax, last, by_the_op_ed, 0, hatched=True)
    ax.axhline(heights[-1] + 0.95, color=QUIET_INK, linewidth=1, linestyle=":")
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.set_ylim(last + 0.75, -0.75)
    ax.set_xlim(-35, 68)
    ax.set_xticks([-20, 0, 20, 40, 60], ["20", "0", "20", "40", "60"])
    names = [f"{row.year}  {row.source}" for row in table.itertuples()]
    row_axis(ax, [*heights, last], [*names, "the op-ed,\nno year"], fontsize=NORMAL)
    ax.get_yticklabels()[-1].set_fontweight("bold")
    for seller, by in zip(PAIR, ((-7, 5), (7, 5)), strict=True):
        look = {"va": "bottom", "fontsize": LARGE, "fontweight": "bold"}
        text = f"{state_names()[seller]} sold"
        beside(ax, text, (0, -0.75), by, color=colour_of(seller), **look)
    ax.set_xlabel("USD million")
    heading(fig, "What each sold to the other, where a source gives both")
    of_cow = "COW (whole millions; 0 is rounded, or none)"
    source_line(fig, f"Data: {of_cow}, UNCTAD, Comtrade, WITS; op-ed of 2013.")
    return fig, _mirror_words(table, by_the_op_ed)


def _draw_both(
    ax: Axes, height: float, sold: Mapping[str, float], decimals: int, hatched: bool = False
) -> None:
    """Two bars from the middle line, Mongolia's to the left, and their numbers at the ends."""
    for seller, side in zip(PAIR, (-1, 1), strict=True):
        amount, colour = sold[seller], colour_of(seller)
        look = {"color": colour, "linewidth": 0}
        if hatched:
            look = {"facecolor": "white", "edgecolor": colour, "hatch": "////", "linewidth": 1.6}
        ax.barh(height, side * amount, height=0.85 if hatched else 0.64, **look)
        weight = "bold" if hatched else "normal"
        text = number(amount, decimals)
        beside(ax, text, (side * amount, height), (side * 6, 0), fontweight=weight)


def _mirror_words(table: pd.DataFrame, by_the_op_ed: Mapping[str, float]) -> Description:
    larger = int((table["MNG"] > table["KAZ"]).sum())
    first = (
        f"Mirror of {counted(len(table), 'record')} from {table['year'].min()} to "
        f"{table['year'].max()}: in {number(larger) if larger else 'none'} of them did Mongolia "
        f"sell more than Kazakhstan; by the op-ed it sold {number(by_the_op_ed['MNG'])} against "
        f"{number(by_the_op_ed['KAZ'])} million US dollars."
    )
    each = "; ".join(
        f"{row.year} {row.source} {_as_given(row.MNG, row.source)} and "
        f"{_as_given(row.KAZ, row.source)}"
        for row in table.itertuples()
    )
    return Description(first, (f"Mongolia and Kazakhstan sold, in USD million: {each}.",))


def _as_given(amount: float, source: str) -> str:
    return number(amount, 0 if source == "COW" else 1)


# --- one sum in two states' trade -----------------------------------------------------------------

ROWS = 10
WHOLES = {"total": "trade", "imports": "imports", "exports": "exports"}
DIRECTIONS = {"both ways": "total", "imports": "imports", "exports": "exports"}


@explorer(
    lambda: [
        Menu("direction", "Direction", DIRECTIONS),
        Years("year", "Year", 1992, 2016),
        Menu("source", "Source", tuple(SOURCES)),
    ],
    start={"direction": "total", "year": 2012, "source": "COW"},
    sentence=lambda direction, year, source: (
        f"{_capital(FLOWS[direction])} of Mongolia and of Kazakhstan in {year}, by "
        f"{SOURCES[source][1]}"
    ),
)
@view
def partner_shares(
    direction: str = "total", year: int = 2012, source: str = "COW", fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw the ten largest other partners of Mongolia and of Kazakhstan, side by side, in per cent.

    `direction` is imports, exports or total, seen from each of the two; `source` is COW, UNCTAD,
    Comtrade or WITS. Beneath the ten stands the other state of the pair, with its place among all.
    Shares are of the state's trade in that direction, on an axis from 0 to 100.
    """
    require_one_of(tuple(FLOWS), "The direction", direction)
    require_one_of(tuple(SOURCES), "The source", source)
    tables = {state: partners(state, direction, source, year) for state in PAIR}
    title = f"{_capital(FLOWS[direction])}, {year}"
    if all(table.empty for table in tables.values()):
        fig, ax = plain_figure(fig)
        return fig, only_words(ax, title, _no_figures(source, year), _said(title, source))
    lay = {"left": 0.15, "right": 0.965, "top": 0.8, "bottom": 0.155, "wspace": 0.42}
    fig, axes = plain_figure(fig, ncols=2, **lay)
    for ax, (state, table) in zip(axes, tables.items(), strict=True):
        _draw_partners(ax, state, table, _other_in_words(state, table, direction, year, source))
        ax.set_xlabel(f"per cent of its {WHOLES[direction]}", fontsize=NORMAL)
    heading(fig, f"{title}, by partner")
    source_line(fig, f"Data: {SOURCES[source][1]}. Amounts in USD million, current.")
    return fig, _share_words(title, tables, direction, year, source)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _said(title: str, source: str) -> str:
    return f"{title}, by {SOURCES[source][1]}"


def _no_figures(source: str, year: int) -> str:
    years = sorted(int(y) for y in load(SOURCES[source][0])["year"].unique())
    known = f"{years[0]} to {years[-1]}" if len(years) > 8 else listing(map(str, years))
    return f"{SOURCES[source][1]} has no figures here for {year}; it has {known}."


def _other_in_words(state: str, table: pd.DataFrame, direction: str, year: int, source: str) -> str:
    """The other state's share and place; or that its figure is 0, or that there is none."""
    other = PAIR[1 - PAIR.index(state)]
    row = table[table["partner"] == other]
    if len(row):
        found = row.iloc[0]
        place = f"{ordinal(int(found['rank']))} of {len(table):,}"
        return f"{percent(found['share'])}, {place}"
    flows = load(SOURCES[source][0])
    between = flows["exporter"].isin(PAIR) & flows["importer"].isin(PAIR)
    rows = flows[between & (flows["year"] == year)]
    seller = {"imports": [other], "exports": [state]}.get(direction, list(PAIR))
    rows = rows[rows["exporter"].isin(seller)]
    return "0, or rounded to it" if rows["usd_million"].notna().any() else "no figure"


def _draw_partners(ax: Axes, state: str, table: pd.DataFrame, told: str) -> None:
    """Ten bars with their per cent, and the other state of the pair beneath, set off."""
    names, other = state_names(), PAIR[1 - PAIR.index(state)]
    total = "no figures" if table.empty else number(table["usd_million"].sum())
    ax.set_title(f"{names[state]}: {total}", color=colour_of(state), fontsize=LARGE)
    top = table[table["partner"] != other].head(ROWS)
    heights = np.arange(ROWS, dtype=float)
    own = table[table["partner"] == other]
    shares = 100 * pd.concat([top["share"], own["share"]]).to_numpy()
    rows = [*heights[: len(top)], *([ROWS + 0.5] if len(own) else [])]
    codes = [*top["partner"], *own["partner"]]
    colours = [colour_of(other) if code == other else BEHIND for code in codes]
    ax.barh(rows, shares, height=0.66, color=colours)
    for height, share in zip(rows[: len(top)], shares, strict=False):
        beside(ax, percent(share / 100, 1), (share, height), (5, 0), fontsize=SMALL)
    place = float(shares[-1]) if len(own) else 0.0
    beside(ax, told, (place, ROWS + 0.5), (5, 0), fontsize=NORMAL, fontweight="bold")
    ax.axhline(ROWS - 0.25, color=QUIET_INK, linewidth=1, linestyle=":")
    written = [names.get(code, code) for code in top["partner"]]
    row_axis(ax, [*heights[: len(top)], ROWS + 0.5], [*written, names[other]], fontsize=SMALL)
    ax.get_yticklabels()[-1].set_fontweight("bold")
    ax.set_ylim(ROWS + 1.2, -0.7)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 25, 50, 75, 100])


def _share_words(
    title: str, tables: Mapping[str, pd.DataFrame], direction: str, year: int, source: str
) -> Description:
    names = state_names()
    both, largest = [], []
    for state, table in tables.items():
        other = PAIR[1 - PAIR.index(state)]
        told = _other_in_words(state, table, direction, year, source)
        if table.empty:
            both.append(f"for {names[state]} there are no figures")
            continue
        both.append(f"for {names[state]} the partner {names[other]} has {told}")
        ten = "; ".join(
            f"{names.get(row.partner, row.partner)} {percent(row.share, 1)}"
            for row in table.head(ROWS).itertuples()
        )
        whole = usd(table["usd_million"].sum())
        largest.append(f"{names[state]}, {whole} with {counted(len(table), 'partner')}: {ten}.")
    return Description(f"{_said(title, source)}: {'; '.join(both)}.", tuple(largest))
