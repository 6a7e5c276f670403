"""Lessons 00 and 01: the two states on the map, and who trades with whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ...drawing import INK, QUIET_INK, colour_of, only_words, plain_figure, source_line, tint
from ...errors import BadSetting
from ...explorers import explorer
from ...exploring import Menu, Years
from ...maps import draw_states, outlines, project
from ...measures.places import capitals_apart
from ...measures.trade import FLOWS, PAIR, SOURCES, pair_flows, partners
from ...tables import load, state_names
from ...views import view
from ...words import Description, number, of_events, of_lines, ordinal, percent, usd

SHOWN = 12
RANK_MARGINS = {"left": 0.235, "right": 0.985, "top": 0.92, "bottom": 0.16}


@explorer(
    lambda: [
        Menu("state", "State", {"Mongolia": "MNG", "Kazakhstan": "KAZ"}),
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
    fig, ax = plain_figure(fig, gridspec_kw=RANK_MARGINS)
    if table.empty:
        return fig, _no_figures(ax, title, source, year)

    mine = table[table["partner"] == other]
    shown = pd.concat([table.head(SHOWN), mine]).drop_duplicates("partner")
    place = np.arange(len(shown))[::-1].astype(float)
    if len(shown) > SHOWN:
        place[-1] -= 0.6  # a gap shows that ranks are left out
    colours = [colour_of(other) if p == other else QUIET_INK for p in shown["partner"]]
    median = table["usd_million"].median()
    ax.set_xscale("log", subs=[])
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda amount, _: number(amount, 0 if amount >= 1 else 2))
    )
    low = min(shown["usd_million"].min(), median) / 2
    ax.hlines(place, low, shown["usd_million"], colors=colours, linewidth=1.2)
    is_other = (shown["partner"] == other).to_numpy()
    for which, marker in ((is_other, "D"), (~is_other, "o")):
        ax.scatter(
            shown["usd_million"][which], place[which], s=60, marker=marker, zorder=3,
            color=[c for c, w in zip(colours, which, strict=True) if w],
        )  # fmt: skip
    for y, row in zip(place, shown.itertuples(), strict=True):
        ax.annotate(
            number(row.usd_million, 0 if row.usd_million >= 10 else 1),
            (row.usd_million, y), xytext=(8, 0), textcoords="offset points", va="center",
            fontsize=10, color=INK, fontweight="bold" if row.partner == other else "normal",
        )  # fmt: skip
    ax.axvline(median, color=QUIET_INK, linestyle=":", linewidth=1.5)
    ax.annotate(
        f"median partner {number(median, 0 if median >= 10 else 1)}",
        (median, 0.01), xycoords=("data", "axes fraction"), xytext=(5, 0),
        textcoords="offset points", color=QUIET_INK, fontsize=9.5,
    )  # fmt: skip
    labels = [f"{state_names().get(r.partner, r.partner)}  {r.rank}" for r in shown.itertuples()]
    ax.set_yticks(place, labels)
    for label, marked in zip(ax.get_yticklabels(), is_other, strict=True):
        label.set_fontweight("bold" if marked else "normal")
    ax.set_ylim(place.min() - 1.1, place.max() + 0.7)
    ax.set_xlim(low, shown["usd_million"].max() * 3)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("USD million, current, logarithmic axis")
    ax.set_title(title)
    source_line(fig, f"Data: {SOURCES[source][1]}. The number after a name is its rank.")
    return fig, _rank_words(f"{title}, {SOURCES[source][1]}", table, mine, state, other, flow)


def _no_figures(ax, title: str, source: str, year: int) -> Description:
    years = sorted(int(y) for y in load(SOURCES[source][0])["year"].unique())
    have = f"{years[0]} to {years[-1]}" if len(years) > 8 else ", ".join(str(y) for y in years)
    sentence = f"{SOURCES[source][1]} has no figures here for {year}; it has {have}."
    return only_words(ax, title, sentence)


def _rank_words(title, table, mine, state, other, flow) -> Description:
    top = table.iloc[0]
    what = {"imports": "imports", "exports": "exports", "total": "trade"}[flow]
    if mine.empty:
        first = f"{title}: {state_names()[other]} is not among the {len(table)} partners listed."
    else:
        row = mine.iloc[0]
        first = (
            f"{title}: {state_names()[other]} is {ordinal(int(row['rank']))} of {len(table)} partners, "
            f"with {usd(row['usd_million'])}, {percent(row['share'])} of {state_names()[state]}'s {what}."
        )
    listed = "; ".join(
        f"{r.rank} {state_names().get(r.partner, r.partner)} {number(r.usd_million, 1)}"
        for r in table.head(SHOWN).itertuples()
    )
    return Description(
        first,
        (
            (
                f"The largest partner is {state_names().get(top['partner'], top['partner'])}, with "
                f"{usd(top['usd_million'])} or {percent(top['share'], 1)}."
            ),
            f"The median partner stands at {usd(table['usd_million'].median())}.",
            f"The first {min(SHOWN, len(table))}, in USD million: {listed}.",
        ),
    )


NEIGHBOURS = ("MNG", "KAZ", "RUS", "CHN", "KGZ", "UZB", "TJK", "TKM", "PRK", "KOR", "JPN", "IND")
PAIR_MARGINS = {"left": 0.012, "right": 0.985, "top": 0.91, "bottom": 0.12, "wspace": 0.16}
MAP_SPAN = (-3650, 4300, -2900, 3150)  # kilometres west, east, south and north of the centre


@view
def altai_map(fig=None) -> tuple[Figure, Description]:
    """Draw the Altai, where four states almost meet, and the shortest line across the strip.

    Shapes: Natural Earth 1:10m. The line joins the nearest points of the two borders.
    """
    gap = load("border_gap").set_index("scale").loc["1:10 million"]
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.012, "right": 0.988, "top": 0.91, "bottom": 0.07}
    )
    fills = {iso3: tint(colour_of(iso3)) for iso3 in ("KAZ", "MNG", "RUS", "CHN")}
    draw_states(ax, outlines("borders_altai"), fills)
    middle_x, middle_y = project(87.55, 49.12)
    ax.set_xlim(middle_x - 190, middle_x + 190)
    ax.set_ylim(middle_y - 105, middle_y + 105)
    lons, lats = [gap["kaz_lon"], gap["mng_lon"]], [gap["kaz_lat"], gap["mng_lat"]]
    x, y = project(lons, lats)
    ax.plot(x, y, color=INK, linewidth=2.5, marker="o", markersize=6)
    ax.annotate(
        f"{number(gap['km'], 1)} km", (x.mean(), y.mean()), xytext=(-14, -52),
        textcoords="offset points", ha="center", fontsize=15, fontweight="bold", color=INK,
        arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 1},
    )  # fmt: skip
    for iso3, (lon, lat) in ALTAI_LABELS.items():
        ax.text(*project(lon, lat), state_names()[iso3], fontsize=14, ha="center", color=INK)
    left, bottom = middle_x - 175, middle_y - 96
    ax.plot([left, left + 50], [bottom, bottom], color=INK, linewidth=3, solid_capstyle="butt")
    ax.text(left + 25, bottom + 4, "50 km", ha="center", fontsize=10, color=INK)
    ax.set_title("The Altai, where four states almost meet")
    source_line(fig, "Data: Natural Earth, 1:10 million. Equal-area projection.")
    east = "east" if x[1] > x[0] else "west"
    return fig, Description(
        "Map of the Altai: Kazakhstan in the west and Mongolia in the east do not touch; the "
        f"shortest line between their borders is {number(gap['km'], 1)} km long.",
        (
            (
                "Russia lies to the north and China to the south; the two share the border that runs "
                "through the strip."
            ),
            (
                f"The line runs from {number(lats[0], 2)} degrees north, {number(lons[0], 2)} degrees "
                f"east, on the Kazakhstani side, {east}ward to {number(lats[1], 2)} north, "
                f"{number(lons[1], 2)} east, on the Mongolian side."
            ),
        ),
    )


ALTAI_LABELS = {
    "KAZ": (85.75, 49.05), "MNG": (89.3, 48.75), "RUS": (87.6, 49.75), "CHN": (87.5, 48.45),
}  # fmt: skip


@explorer(
    lambda: [
        Menu("one", "State", {"Mongolia": "MNG", "Kazakhstan": "KAZ"}),
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
    for code in (one, other):
        if code not in NEIGHBOURS:
            raise BadSetting(f"{code!r} is not on this map. It has: {', '.join(NEIGHBOURS)}.")
    if not {one, other} & set(PAIR):
        raise BadSetting("One of the two states has to be MNG or KAZ.")
    if one == other:
        fig, ax = plain_figure(fig)
        return fig, only_words(ax, state_names()[one], "Choose two different states.")
    fig, (left, right) = plain_figure(fig, ncols=2, width_ratios=(2.3, 1), gridspec_kw=PAIR_MARGINS)
    gap = _gap(one, other)
    far = _draw_pair(left, one, other, gap)
    lines = _draw_trade(right, one, other)
    a, b = state_names()[one], state_names()[other]
    left.set_title(f"{a} and {b}")
    source_line(fig, "Data: Natural Earth, 1:10 million; CEPII; Correlates of War, trade 4.0.")
    return fig, _pair_words(a, b, gap, far, lines)


def _gap(one: str, other: str) -> pd.Series | None:
    near = load("near_pairs")
    first, second = sorted((one, other))
    row = near[(near["iso3_a"] == first) & (near["iso3_b"] == second)]
    return row.iloc[0] if len(row) else None


def _draw_pair(ax, one: str, other: str, gap: pd.Series | None) -> float:
    shapes = outlines("borders")
    draw_states(ax, shapes, {code: colour_of(code) for code in (one, other)})
    west, east, south, north = MAP_SPAN
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    capitals = load("capitals").set_index("iso3").loc[[one, other]]
    x, y = project(capitals["capital_lon"], capitals["capital_lat"])
    ax.plot(x, y, color=INK, linewidth=1.6, linestyle="--", marker="o", markersize=5)
    for code, here_x, here_y in zip((one, other), x, y, strict=True):
        ax.annotate(
            capitals.loc[code, "capital"], (here_x, here_y), xytext=(0, 7),
            textcoords="offset points", ha="center", fontsize=9.5, color=INK,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none",
                  "alpha": 0.8},
        )  # fmt: skip
    far = capitals_apart(one, other)
    ax.text(
        0.01, 0.02, f"Border to border: {_gap_words(gap)}\nCapital to capital: {number(far)} km",
        transform=ax.transAxes, fontsize=10.5, color=INK, va="bottom",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 3},
    )  # fmt: skip
    return far


def _gap_words(gap: pd.Series | None) -> str:
    if gap is None:
        return "more than 1,000 km"
    return "they share a border" if gap["touching"] else f"{number(gap['gap_km'], 1)} km"


def _draw_trade(ax, one: str, other: str) -> dict[str, pd.Series]:
    flows = load("partners_cow")
    lines = {}
    for seller, buyer, style in ((one, other, "-"), (other, one, "--")):
        rows = flows[(flows["exporter"] == seller) & (flows["importer"] == buyer)]
        line = rows.set_index("year")["usd_million"].reindex(range(1992, 2015))
        lines[f"sold by {state_names()[seller]}"] = line
        colour = colour_of(seller)
        ax.plot(line.index, line, color=colour, linestyle=style)
        known = line.dropna()
        if len(known):
            ax.annotate(
                f"by {seller}", (known.index[-1], known.iloc[-1]), xytext=(4, 0),
                textcoords="offset points", va="center", fontsize=9.5, color=colour,
            )  # fmt: skip
    ax.set_xlim(1992, 2022)  # room for the labels at the ends of the lines
    ax.set_ylim(bottom=0)
    ax.set_xticks([1992, 2003, 2014])
    ax.set_title("Goods sold, USD million", fontsize=11)
    return lines


def _pair_words(a: str, b: str, gap, far: float, lines: dict[str, pd.Series]) -> Description:
    trade = of_lines("Goods sold", lines, "USD million")
    near = _gap_words(gap)
    apart = near if near.startswith("they") else f"their borders are {near} apart"
    return Description(
        f"Map of {a} and {b}: {apart}, and their capitals are {number(far)} km apart.",
        (trade.first, *trade.rest),
    )


@view
def pair_by_source(fig=None) -> tuple[Figure, Description]:
    """Draw what Mongolia and Kazakhstan sold each other, by every source, and the op-ed's figures.

    Millions of current US dollars. A hollow marker is a source's zero; a missing figure is not
    drawn. The op-ed's figures stand at 2013, the year of writing, as their year is not stated.
    """
    flows = pair_flows().dropna(subset="usd_million")
    said = load("trade_press").set_index("said_by").loc["op-ed"]
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.085, "right": 0.97, "top": 0.92, "bottom": 0.17}
    )
    markers = {"COW": "o", "UNCTAD": "s", "Comtrade": "^", "WITS": "D"}
    for source, marker in markers.items():
        ax.scatter([], [], marker=marker, color=QUIET_INK, label=SOURCES[source][1])
        for seller in PAIR:
            rows = flows[(flows["source"] == source) & (flows["exporter"] == seller)]
            colour = colour_of(seller)
            if source == "COW":
                ax.plot(rows["year"], rows["usd_million"], color=colour, linewidth=1.2)
            faces = ["white" if value == 0 else colour for value in rows["usd_million"]]
            ax.scatter(
                rows["year"], rows["usd_million"], marker=marker, s=46, c=faces, edgecolors=colour,
                zorder=3,
            )  # fmt: skip
    ax.scatter([], [], marker="*", s=130, color=QUIET_INK, label="the op-ed, year not stated")
    op_ed = {"KAZ": said["kaz_to_mng_usd_million"], "MNG": said["mng_to_kaz_usd_million"]}
    for seller, value in op_ed.items():
        ax.scatter([2013], [value], marker="*", s=190, color=colour_of(seller), zorder=4)
        ax.annotate(
            f"{seller} {number(value)}", (2013, value), xytext=(9, 0), textcoords="offset points",
            va="center", fontsize=10, color=INK,
        )  # fmt: skip
    ax.text(2014.5, 61, "Kazakhstan sells", color=colour_of("KAZ"), fontweight="bold")
    ax.text(2014.5, 4.5, "Mongolia sells", color=colour_of("MNG"), fontweight="bold")
    ax.set_xlim(1991, 2020)
    ax.set_ylabel("USD million, current")
    ax.set_title("What each sold to the other, by source")
    ax.legend(frameon=False, loc="upper center", fontsize=10)
    source_line(fig, "Data: Correlates of War, UNCTAD, UN Comtrade, WITS; op-ed of 2013.")
    lines = {}
    for seller in PAIR:
        for source in markers:
            rows = flows[(flows["exporter"] == seller) & (flows["source"] == source)]
            name = f"{state_names()[seller]} by {SOURCES[source][1]}"
            lines[name] = rows.set_index("year")["usd_million"].sort_index()
    traced = of_lines("What each sold to the other", lines, "USD million", 1)
    added = (
        f"The op-ed gives {number(op_ed['MNG'])} for what Mongolia sold and "
        f"{number(op_ed['KAZ'])} for what Kazakhstan sold, without a year."
    )
    return fig, Description(traced.first, (added, *traced.rest))


@view
def visit_times(visits: pd.DataFrame, fig=None) -> tuple[Figure, Description]:
    """Draw visits (columns partner, year, office) as marks along the years, one row a partner.

    Two visits of one partner in one year stand above each other.
    """
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.15, "right": 0.97, "top": 0.92, "bottom": 0.17}
    )
    order = visits["partner"].value_counts().sort_index(kind="stable")
    order = order.sort_values(kind="stable").index.tolist()
    again = visits.groupby(["partner", "year"]).cumcount()
    row = visits["partner"].map(order.index) + 0.24 * again
    for office, marker in (("head of state", "o"), ("head of government", "s")):
        here = visits["office"] == office
        ax.scatter(visits["year"][here], row[here], marker=marker, s=75, color=INK, label=office)
    ax.axvline(2013.6, color=QUIET_INK, linestyle=":")
    ax.text(2013.4, len(order) - 0.42, "the op-ed", ha="right", color=QUIET_INK)
    ax.set_yticks(range(len(order)), [state_names()[code] for code in order])
    ax.set_ylim(-0.6, len(order) - 0.2)
    ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.07), ncols=2)
    ax.set_title("Visits between Mongolia and six partners, both ways")
    source_line(fig, "Data: reports of each visit; their addresses stand in the table visits.")
    named = visits["partner"].map(state_names())
    return fig, of_events("Visits between Mongolia and six partners", named, visits["year"])
