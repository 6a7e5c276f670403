"""Beyond lesson 01: how many are counted, what each source has, who trades most, who met whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import OP_ED_YEAR
from ...drawing import (
    INK,
    NORMAL,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    dots,
    label,
    log_axis,
    only_words,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import BadSetting
from ...explorers import explorer
from ...exploring import Menu, Years
from ...measures.trade import FLOWS, PAIR, SOURCES, op_ed_flows, pair_flows, partners
from ...tables import load, state_names
from ...views import view
from ...words import (
    Description,
    counted,
    listing,
    number,
    of_events,
    of_lines,
    of_points,
    of_shares,
    ordinal,
    percent,
    usd,
)


def the_pair() -> dict[str, str]:
    """The two states for a menu: the name that is shown, the code that is meant."""
    return {state_names()[code]: code for code in PAIR}


# --- How many Kazakhs -----------------------------------------------------------------------------

KIND_MARKS = {"census": "o", "estimate": "s", "official words": "^", "op-ed": "*"}
CHANGED_DIGIT = "error in a copy"


@view
def kazakhs_by_kind(fig=None) -> tuple[Figure, Description]:
    """Draw what is counted, reckoned, said and miscopied of the Kazakhs in Mongolia, by kind.

    Hollow: a figure that was read in a copy alone, or not at all. Figures without a year of their
    own, or given as a span alone, are left out.
    """
    marks = {**KIND_MARKS, CHANGED_DIGIT: "X"}
    rows = load("kazakhs_in_mongolia").dropna(subset=["year", "value"])
    rows = rows[rows["kind"].isin(marks) & ~rows["computed"]].drop_duplicates(["year", "kind"])
    rows = rows.sort_values(["year", "kind"]).reset_index(drop=True)
    fig, ax = plain_figure(fig, left=0.13, right=0.97, top=0.91, bottom=0.13)
    for kind, marker in marks.items():
        part = rows[rows["kind"] == kind]
        faces = np.where(part["trust"] == "confirmed", INK, "white")
        look = {"s": 150 if marker == "*" else 80, "c": list(faces), "edgecolors": INK}
        ax.scatter(part["year"], part["value"], marker=marker, label=kind, **look)
    _name_the_two(ax, rows)
    ax.set(xlim=(1987, 2025), ylim=(0, 220_000))
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.set_ylabel("people")
    ax.set_title("Kazakhs in Mongolia, by kind of source")
    ax.legend(frameon=False, loc="lower left", ncols=2)
    source_line(fig, "Data: table kazakhs_in_mongolia, each row with its source.")
    return fig, _kinds_words(rows)


def _name_the_two(ax: Axes, rows: pd.DataFrame) -> None:
    """Numbers beside the census of 2010 and the copy in which its first digit was changed."""
    for kind, below in (("census", True), (CHANGED_DIGIT, False)):
        row = rows[(rows["kind"] == kind) & (rows["year"] == 2010)].iloc[0]
        place = (row["year"], row["value"])
        beside(ax, number(row["value"]), place, (9, -9 if below else 0), bbox=WHITE_BOX)


def _kinds_words(rows: pd.DataFrame) -> Description:
    drawn = of_points("Kazakhs in Mongolia", rows["kind"], rows["year"], rows["value"], "people")
    hollow = rows[rows["trust"] != "confirmed"]
    unseen = listing(f"{row.kind} {int(row.year)}" for row in hollow.itertuples())
    return Description(drawn.first, (*drawn.rest, f"Hollow, as no original was read: {unseen}."))


# --- What each sold to the other -----------------------------------------------------------------

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


# --- Visits -------------------------------------------------------------------------------------

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


# --- The largest partners -------------------------------------------------------------------------

PARTNERS_SHOWN = 12
RANK_MARGINS = {"left": 0.235, "right": 0.985, "top": 0.92, "bottom": 0.16}


@explorer(
    lambda: [
        Menu("state", "State", the_pair()),
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
    for (marked, colour), part in rows.groupby(["marked", "colour"]):
        dots(ax, part["usd_million"], part["height"], colour, "D" if marked else "o", zorder=3)
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
    for place in np.flatnonzero(rows["marked"]):  # the other state, where it is among them
        ax.get_yticklabels()[place].set_fontweight("bold")
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


# --- One pair among all pairs ---------------------------------------------------------------------

CURVES_OF = 2012
CURVE_TICKS = (0, 10, 100, 1_000, 10_000, 100_000)


@view
def share_curves(limit_km: int = 100, fig=None) -> tuple[Figure, Description]:
    """Draw which share of pairs trades no more than an amount: all pairs, and near ones.

    Near are pairs whose borders lie within `limit_km`, 1,000 at most, touching or not. Goods both
    ways in 2012, USD million, on a logarithmic axis that begins with zero.
    """
    if not 0 <= limit_km <= 1000:
        raise BadSetting(f"The table of near pairs goes from 0 to 1,000 km, not to {limit_km}.")
    groups = _groups(limit_km)
    ours = float(next(iter(groups.values()))["KAZ", "MNG"])
    fig, ax = plain_figure(fig, left=0.1, right=0.97, top=0.91, bottom=0.17)
    for (name, group), style in zip(groups.items(), ("-", "--"), strict=True):
        ordered = group.sort_values().to_numpy()
        share = 100 * np.arange(1, len(ordered) + 1) / len(ordered)
        ax.step(ordered + 1, share, style, where="post", color=INK, label=name)
    ax.axvline(ours + 1, color=colour_of("KAZ"), label="Kazakhstan and Mongolia")
    ax.set_xscale("log")
    ax.set_xticks([tick + 1 for tick in CURVE_TICKS], [number(tick) for tick in CURVE_TICKS])
    ax.minorticks_off()
    ax.set_xlabel(f"trade of the pair in {CURVES_OF}, USD million, logarithmic axis")
    ax.set_ylabel("share of pairs that trade no more, %")
    ax.set_title("Little or much, beside two groups")
    ax.legend(frameon=False, loc="lower right")
    source_line(fig, "Data: Correlates of War, trade 4.0; Natural Earth.")
    return fig, of_shares(f"Pairs by trade in {CURVES_OF}", groups, ours, "USD million")


def _groups(limit_km: int) -> dict[str, pd.Series]:
    """Trade of all pairs with a figure, and of those within so many kilometres, by name."""
    pairs, near = _trade_of_pairs(), load("near_pairs")
    near = near[near["gap_km"] <= limit_km]
    within = pairs.index.isin(list(zip(near["iso3_a"], near["iso3_b"], strict=True)))
    return {"all pairs of states": pairs, f"pairs within {number(limit_km)} km": pairs[within]}


def _trade_of_pairs() -> pd.Series:
    """Trade both ways of every pair of states with a figure, USD million, by the two states."""
    trade = load("trade")
    trade = trade[trade["year"] == CURVES_OF].dropna(subset="usd_million")
    seller, buyer = trade["exporter"], trade["importer"]
    in_order = seller < buyer
    first, last = seller.where(in_order, buyer), buyer.where(in_order, seller)
    return trade["usd_million"].groupby([first.rename("a"), last.rename("b")]).sum()
