"""Lessons 00 and 01: the two states on the map, and who trades with whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import OP_ED_YEAR
from ...drawing import (
    INK,
    LARGE,
    NORMAL,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    label,
    log_axis,
    note,
    only_words,
    plain_figure,
    row_axis,
    source_line,
    tint,
)
from ...errors import BadSetting
from ...explorers import explorer
from ...exploring import Menu, Years
from ...maps import draw_states, outlines, project
from ...measures.places import capitals_apart
from ...measures.trade import FLOWS, PAIR, SOURCES, op_ed_flows, pair_flows, partners
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, number, of_events, of_lines, ordinal, percent, usd
from . import beside as _beside  # noqa: F401  declares the pair's views beside other pairs


def _the_pair() -> dict[str, str]:
    """The two states for a menu: the name that is shown, the code that is meant."""
    return {state_names()[code]: code for code in PAIR}


# The largest partners.
PARTNERS_SHOWN = 12
RANK_MARGINS = {"left": 0.235, "right": 0.985, "top": 0.92, "bottom": 0.16}


@explorer(
    lambda: [
        Menu("state", "State", _the_pair()),
        Menu(
            "flow", "Direction", {"imports": "imports", "exports": "exports", "both ways": "total"}
        ),
        Years("year", "Year", 1992, 2016),
        Menu("source", "Source", tuple(SOURCES)),
    ],
    start={"state": "MNG", "flow": "total", "source": "COW", "year": 2012},
    sentence=lambda state, flow, year, source: (
        f"{state_names()[state]}'s {FLOWS[flow]} in {year}, by {SOURCES[source][1]}"
    ),
)
@view
def partner_ranks(
    state: str = "MNG", flow: str = "total", source: str = "COW", year: int = 2012, fig=None
) -> tuple[Figure, Description]:
    """Draw a state's largest partners of one year, the other state of the pair marked.

    `state` is "MNG" or "KAZ"; `flow` is imports, exports or total (seen from `state`); `source`
    is COW, UNCTAD, Comtrade or WITS. Amounts are current US dollars, in millions, on a
    logarithmic axis.
    """
    table = partners(state, flow, source, year)
    other = PAIR[1 - PAIR.index(state)]
    title = f"{state_names()[state]}: {FLOWS[flow]} by partner, {year}"
    fig, ax = plain_figure(fig, **RANK_MARGINS)
    if table.empty:
        return fig, _no_figures(ax, title, source, year)
    rows = _rows_shown(table, other)
    _draw_amounts(ax, rows, table["usd_million"].median())
    _name_partners(ax, rows)
    ax.set_xlabel("USD million, current, logarithmic axis")
    ax.set_title(title)
    source_line(fig, f"Data: {SOURCES[source][1]}. The number after a name is its rank.")
    return fig, _rank_words(f"{title}, {SOURCES[source][1]}", table, state, other, flow)


def _no_figures(ax: Axes, title: str, source: str, year: int) -> Description:
    years = sorted(int(y) for y in load(SOURCES[source][0])["year"].unique())
    known = f"{years[0]} to {years[-1]}" if len(years) > 8 else ", ".join(str(y) for y in years)
    sentence = f"{SOURCES[source][1]} has no figures here for {year}; it has {known}."
    return only_words(ax, title, sentence)


def _rows_shown(table: pd.DataFrame, other: str) -> pd.DataFrame:
    """The largest partners and the other state of the pair, each with the height of its row."""
    rows = pd.concat([table.head(PARTNERS_SHOWN), table[table["partner"] == other]])
    rows = rows.drop_duplicates("partner")
    height = np.arange(len(rows))[::-1].astype(float)
    if len(rows) > PARTNERS_SHOWN:
        height[-1] -= 0.6  # a gap shows that ranks are left out
    marked = rows["partner"] == other
    colour = np.where(marked, colour_of(other), QUIET_INK)
    return rows.assign(height=height, marked=marked, colour=colour)


def _draw_amounts(ax: Axes, rows: pd.DataFrame, median: float) -> None:
    """A stroke, a mark and a number for each row, and the median of all partners across them."""
    log_axis(ax.xaxis)
    low = min(rows["usd_million"].min(), median) / 2
    ax.hlines(rows["height"], low, rows["usd_million"], colors=list(rows["colour"]), linewidth=1.2)
    for marked, marker in ((True, "D"), (False, "o")):
        part = rows[rows["marked"] == marked]
        look = {"s": 60, "marker": marker, "color": list(part["colour"]), "zorder": 3}
        ax.scatter(part["usd_million"], part["height"], **look)
    for row in rows.itertuples():
        weight = "bold" if row.marked else "normal"
        beside(ax, _amount(row.usd_million), (row.usd_million, row.height), fontweight=weight)
    ax.axvline(median, color=QUIET_INK, linestyle=":", linewidth=1.5)
    look = {"va": "bottom", "fontsize": SMALL, "color": QUIET_INK}
    on_the_axis = {"xycoords": ("data", "axes fraction"), **look}
    beside(ax, f"median partner {_amount(median)}", (median, 0.01), (5, 0), **on_the_axis)
    ax.set_xlim(low, rows["usd_million"].max() * 3)


def _amount(usd_million: float) -> str:
    return number(usd_million, 0 if usd_million >= 10 else 1)


def _name_partners(ax: Axes, rows: pd.DataFrame) -> None:
    names = state_names()
    ranked = [f"{names.get(row.partner, row.partner)}  {row.rank}" for row in rows.itertuples()]
    row_axis(ax, rows["height"], ranked)
    for name, marked in zip(ax.get_yticklabels(), rows["marked"], strict=True):
        name.set_fontweight("bold" if marked else "normal")
    ax.set_ylim(rows["height"].min() - 1.1, rows["height"].max() + 0.7)


def _rank_words(title: str, table: pd.DataFrame, state: str, other: str, flow: str) -> Description:
    names = state_names()
    others_row = table[table["partner"] == other]
    if others_row.empty:
        first = f"{title}: {names[other]} is not among the {counted(len(table), 'partner')} listed."
    else:
        row = others_row.iloc[0]
        what = "trade" if flow == "total" else flow
        first = (
            f"{title}: {names[other]} is {ordinal(int(row['rank']))} of "
            f"{counted(len(table), 'partner')}, "
            f"with {usd(row['usd_million'])}, {percent(row['share'])} of {names[state]}'s {what}."
        )
    top = table.iloc[0]
    largest = (
        f"The largest partner is {names.get(top['partner'], top['partner'])}, with "
        f"{usd(top['usd_million'])} or {percent(top['share'], 1)}."
    )
    median = f"The median partner stands at {usd(table['usd_million'].median())}."
    listed = "; ".join(
        f"{row.rank} {names.get(row.partner, row.partner)} {number(row.usd_million, 1)}"
        for row in table.head(PARTNERS_SHOWN).itertuples()
    )
    in_order = f"The first {min(PARTNERS_SHOWN, len(table))}, in USD million: {listed}."
    return Description(first, (largest, median, in_order))


# The strip between the two.
ALTAI_MIDDLE = (87.55, 49.12)  # longitude and latitude of the map's middle
ALTAI_REACH = (190, 105)  # kilometres from there to its sides, and to its top and bottom
ALTAI_NAMES = {
    "KAZ": (85.75, 49.05),
    "MNG": (89.3, 48.75),
    "RUS": (87.6, 49.75),
    "CHN": (87.5, 48.45),
}
SCALE_KM = 50


@view
def altai_map(fig=None) -> tuple[Figure, Description]:
    """Draw the Altai, where four states almost meet, and the shortest line across the strip.

    Shapes: Natural Earth 1:10m. The line joins the nearest points of the two borders.
    """
    gap = load("border_gap").set_index("scale").loc["1:10 million"]
    fig, ax = plain_figure(fig, left=0.012, right=0.988, top=0.91, bottom=0.07)
    fills = {code: tint(colour_of(code)) for code in ALTAI_NAMES}
    draw_states(ax, outlines("borders_altai"), fills)
    _draw_strip(ax, gap)
    for code, place in ALTAI_NAMES.items():
        label(ax, state_names()[code], project(*place), fontsize=LARGE, bbox=None)
    _draw_scale(ax)
    ax.set_title("The Altai, where four states almost meet")
    source_line(fig, "Data: Natural Earth, 1:10 million. Equal-area projection.")
    return fig, _altai_words(gap)


def _draw_strip(ax: Axes, gap: pd.Series) -> None:
    """The shortest line from border to border, and its length below it."""
    x, y = project([gap["kaz_lon"], gap["mng_lon"]], [gap["kaz_lat"], gap["mng_lat"]])
    ax.plot(x, y, color=INK, linewidth=2.5, marker="o", markersize=6)
    pointer = {"arrowstyle": "-", "color": INK, "linewidth": 1}
    look = {"fontsize": LARGE, "fontweight": "bold", "ha": "center", "arrowprops": pointer}
    beside(ax, f"{number(gap['km'], 1)} km", (x.mean(), y.mean()), (-14, -52), **look)


def _draw_scale(ax: Axes) -> None:
    """How long 50 km are, in the corner, and the map cut to its frame."""
    (x, y), (across, up) = project(*ALTAI_MIDDLE), ALTAI_REACH
    ax.axis((x - across, x + across, y - up, y + up))
    left, bottom = x - across + 15, y - up + 9
    ends = ([left, left + SCALE_KM], [bottom, bottom])
    ax.plot(*ends, color=INK, linewidth=3, solid_capstyle="butt")
    label(ax, f"{SCALE_KM} km", (left + SCALE_KM / 2, bottom + 4), va="bottom", bbox=None)


def _altai_words(gap: pd.Series) -> Description:
    towards = "east" if gap["mng_lon"] > gap["kaz_lon"] else "west"
    first = (
        "Map of the Altai: Kazakhstan in the west and Mongolia in the east do not touch; the "
        f"shortest line between their borders is {number(gap['km'], 1)} km long."
    )
    around = (
        "Russia lies to the north and China to the south; the two share the border that runs "
        "through the strip."
    )
    ends = (
        f"The line runs from {number(gap['kaz_lat'], 2)} degrees north, "
        f"{number(gap['kaz_lon'], 2)} degrees east, on the Kazakhstani side, {towards}ward to "
        f"{number(gap['mng_lat'], 2)} north, {number(gap['mng_lon'], 2)} east, on the Mongolian "
        "side."
    )
    return Description(first, (around, ends))


# Near and far.
NEIGHBOURS = ("MNG", "KAZ", "RUS", "CHN", "KGZ", "UZB", "TJK", "TKM", "PRK", "KOR", "JPN", "IND")
PAIR_MARGINS = {"left": 0.012, "right": 0.985, "top": 0.91, "bottom": 0.12, "wspace": 0.16}
MAP_SPAN = (-3650, 4300, -2900, 3150)  # kilometres west, east, south and north of the centre
SHARED_BORDER = "they share a border"


@explorer(
    lambda: [
        Menu("one", "State", _the_pair()),
        Menu("other", "and", {state_names()[code]: code for code in NEIGHBOURS}),
    ],
    start={"one": "MNG", "other": "KAZ"},
    sentence="{one} and {other}",
    name="near_and_far",
)
@view
def pair_map(one: str = "MNG", other: str = "KAZ", fig=None) -> tuple[Figure, Description]:
    """Draw two states on the map: the gap between their borders, their capitals, their trade.

    `one` and `other` are codes out of `NEIGHBOURS`, of which at least one must be Mongolia or
    Kazakhstan (trade is known for these two). Trade by Correlates of War, in millions of
    current US dollars, a year that is absent left out.
    """
    _require_on_the_map(one, other)
    if one == other:
        fig, ax = plain_figure(fig)
        name = state_names()[one]
        itself = f"{name} is compared with itself; choose two different states."
        return fig, only_words(ax, f"{name} and {name}", itself)
    fig, (on_map, by_year) = plain_figure(fig, ncols=2, width_ratios=(2.3, 1), **PAIR_MARGINS)
    gap, km = _gap_words(one, other), capitals_apart(one, other)
    draw_states(on_map, outlines("borders"), {code: colour_of(code) for code in (one, other)})
    on_map.axis(MAP_SPAN)
    _draw_capitals(on_map, one, other)
    distances = f"Border to border: {gap}\nCapital to capital: {number(km)} km"
    note(on_map, distances, (0.01, 0.02), va="bottom", bbox=WHITE_BOX)
    title = f"{state_names()[one]} and {state_names()[other]}"
    on_map.set_title(title)
    goods_sold = _goods_sold(one, other)
    _draw_goods_sold(by_year, goods_sold)
    source_line(fig, "Data: Natural Earth, 1:10 million; CEPII; Correlates of War, trade 4.0.")
    return fig, _pair_words(title, gap, km, goods_sold)


def _require_on_the_map(one: str, other: str) -> None:
    for code in (one, other):
        if code not in NEIGHBOURS:
            raise BadSetting(f"{code!r} is not on this map. It has: {', '.join(NEIGHBOURS)}.")
    if not {one, other} & set(PAIR):
        raise BadSetting("One of the two states has to be MNG or KAZ.")


def _gap_words(one: str, other: str) -> str:
    """How far the two borders are apart; the table of near pairs ends at 1,000 km."""
    first, second = sorted((one, other))
    near = load("near_pairs")
    near = near[(near["iso3_a"] == first) & (near["iso3_b"] == second)]
    if near.empty:
        return "more than 1,000 km"
    gap = near.iloc[0]
    return SHARED_BORDER if gap["touching"] else f"{number(gap['gap_km'], 1)} km"


def _draw_capitals(ax: Axes, one: str, other: str) -> None:
    capitals = load("capitals").set_index("iso3").loc[[one, other]]
    x, y = project(capitals["capital_lon"], capitals["capital_lat"])
    ax.plot(x, y, color=INK, linewidth=1.6, linestyle="--", marker="o", markersize=5)
    for name, *place in zip(capitals["capital"], x, y, strict=True):
        beside(ax, name, place, (0, 7), va="bottom", fontsize=SMALL, bbox=WHITE_BOX)


def _goods_sold(one: str, other: str) -> dict[str, pd.Series]:
    """What each of two states sold to the other, USD million by year, by the seller's code."""
    flows = load("partners_cow")
    years = range(flows["year"].min(), flows["year"].max() + 1)
    goods_sold = {}
    for seller, buyer in ((one, other), (other, one)):
        rows = flows[(flows["exporter"] == seller) & (flows["importer"] == buyer)]
        goods_sold[seller] = rows.set_index("year")["usd_million"].reindex(years)
    return goods_sold


def _draw_goods_sold(ax: Axes, goods_sold: dict[str, pd.Series]) -> None:
    for (seller, line), style in zip(goods_sold.items(), ("-", "--"), strict=True):
        look = {"color": colour_of(seller)}
        ax.plot(line.index, line, linestyle=style, **look)
        known = line.dropna()
        if len(known):
            end = (known.index[-1], known.iloc[-1])
            beside(ax, f"by {seller}", end, (4, 0), fontsize=SMALL, **look)
    years = next(iter(goods_sold.values())).index
    first, last = years[0], years[-1]
    ax.set_xlim(first, last + 8)  # room for the labels at the ends of the lines
    ax.set_ylim(bottom=0)
    ax.set_xticks([first, (first + last) // 2, last])
    ax.set_title("Goods sold, USD million", fontsize=NORMAL)


def _pair_words(title: str, gap: str, km: float, goods_sold: dict[str, pd.Series]) -> Description:
    apart = gap if gap == SHARED_BORDER else f"their borders are {gap} apart"
    named = {f"sold by {state_names()[seller]}": line for seller, line in goods_sold.items()}
    trade = of_lines("Goods sold", named, "USD million")
    return Description(
        f"Map of {title}: {apart}, and their capitals are {number(km)} km apart.",
        (trade.first, *trade.rest),
    )


# What each sold to the other.
SOURCE_MARKERS = {"COW": "o", "UNCTAD": "s", "Comtrade": "^", "WITS": "D"}
SELLER_NAMES_AT = {"KAZ": (2014.5, 61), "MNG": (2014.5, 4.5)}


@view
def pair_by_source(fig=None) -> tuple[Figure, Description]:
    """Draw what Mongolia and Kazakhstan sold each other, by every source, and the op-ed's figures.

    Millions of current US dollars. A hollow marker is a source's zero; a missing figure is not
    drawn. The op-ed's figures stand at 2013, the year of writing, as their year is not stated.
    """
    flows = pair_flows().dropna(subset="usd_million")
    by_the_op_ed = op_ed_flows()
    fig, ax = plain_figure(fig, left=0.085, right=0.97, top=0.92, bottom=0.17)
    for source in SOURCE_MARKERS:
        _draw_source(ax, source, flows[flows["source"] == source])
    _draw_op_ed(ax, by_the_op_ed)
    for seller, place in SELLER_NAMES_AT.items():
        look = {"color": colour_of(seller), "fontweight": "bold", "ha": "left", "bbox": None}
        label(ax, f"{state_names()[seller]} sells", place, va="bottom", **look)
    ax.set_xlim(1991, 2020)
    ax.set_ylabel("USD million, current")
    ax.set_title("What each sold to the other, by source")
    ax.legend(frameon=False, loc="upper center", fontsize=NORMAL)
    source_line(fig, "Data: Correlates of War, UNCTAD, UN Comtrade, WITS; op-ed of 2013.")
    return fig, _source_words(flows, by_the_op_ed)


def _draw_source(ax: Axes, source: str, flows: pd.DataFrame) -> None:
    """One source's figures for both sellers, those of Correlates of War joined by a line."""
    marker = SOURCE_MARKERS[source]
    ax.scatter([], [], marker=marker, color=QUIET_INK, label=SOURCES[source][1])
    for seller in PAIR:
        rows, colour = flows[flows["exporter"] == seller], colour_of(seller)
        if source == "COW":
            ax.plot(rows["year"], rows["usd_million"], color=colour, linewidth=1.2)
        faces = ["white" if amount == 0 else colour for amount in rows["usd_million"]]
        look = {"marker": marker, "s": 46, "c": faces, "edgecolors": colour, "zorder": 3}
        ax.scatter(rows["year"], rows["usd_million"], **look)


def _draw_op_ed(ax: Axes, by_the_op_ed: dict[str, float]) -> None:
    ax.scatter([], [], marker="*", s=130, color=QUIET_INK, label="the op-ed, year not stated")
    for seller, amount in by_the_op_ed.items():
        place = (OP_ED_YEAR, amount)
        ax.scatter(*place, marker="*", s=190, color=colour_of(seller), zorder=4)
        beside(ax, f"{seller} {number(amount)}", place, (9, 0))


def _source_words(flows: pd.DataFrame, by_the_op_ed: dict[str, float]) -> Description:
    lines = {}
    for seller in PAIR:
        for source in SOURCE_MARKERS:
            rows = flows[(flows["exporter"] == seller) & (flows["source"] == source)]
            name = f"{state_names()[seller]} by {SOURCES[source][1]}"
            lines[name] = rows.set_index("year")["usd_million"].sort_index()
    traced = of_lines("What each sold to the other", lines, "USD million", 1)
    op_ed_sentence = (
        f"The op-ed gives {number(by_the_op_ed['MNG'])} for what Mongolia sold and "
        f"{number(by_the_op_ed['KAZ'])} for what Kazakhstan sold, without a year."
    )
    return Description(traced.first, (op_ed_sentence, *traced.rest))


# Visits.
OFFICE_MARKERS = {"head of state": "o", "head of government": "s"}
OP_ED_ON_THE_AXIS = 2013.6  # August 2013


@view
def visit_times(visits: pd.DataFrame, fig=None) -> tuple[Figure, Description]:
    """Draw visits (columns partner, year, office) as marks along the years, one row a partner.

    Two visits of one partner in one year stand above each other.
    """
    fig, ax = plain_figure(fig, left=0.15, right=0.97, top=0.92, bottom=0.17)
    counts = visits["partner"].value_counts().sort_index(kind="stable")
    order = counts.sort_values(kind="stable").index.tolist()
    same_year = visits.groupby(["partner", "year"]).cumcount()
    marks = visits.assign(height=visits["partner"].map(order.index) + 0.24 * same_year)
    for office, marker in OFFICE_MARKERS.items():
        part = marks[marks["office"] == office]
        ax.scatter(part["year"], part["height"], marker=marker, s=75, color=INK, label=office)
    ax.axvline(OP_ED_ON_THE_AXIS, color=QUIET_INK, linestyle=":")
    beside_the_line = (OP_ED_ON_THE_AXIS - 0.2, len(order) - 0.42)
    label(ax, "the op-ed", beside_the_line, ha="right", color=QUIET_INK, bbox=None)
    ax.set_yticks(range(len(order)), [state_names()[code] for code in order])
    ax.set_ylim(-0.6, len(order) - 0.2)
    ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.07), ncols=2)
    title = "Visits between Mongolia and six partners"
    ax.set_title(f"{title}, both ways")
    source_line(fig, "Data: reports of each visit; their addresses stand in the table visits.")
    return fig, of_events(title, visits["partner"].map(state_names()), visits["year"])
