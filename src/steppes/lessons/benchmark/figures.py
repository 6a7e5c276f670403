"""Lesson 02: twins of the pair's two flows, where other near dyads stand, and one line for all."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from ...drawing import (
    BEHIND,
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    log_axis,
    note,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps
from ...keeping import kept
from ...measures.benchmark import BUYER_OF, SELLERS, estimated
from ...measures.trade import TRADE_YEARS
from ...measures.twins import (
    NEAR_KM,
    SIZE,
    SIZE_AND_DISTANCE,
    WITHIN,
    flows,
    pair_places,
    standings,
    twins,
)
from ...tables import state_names
from ...views import view
from ...words import Description, counted, number, percent
from . import further  # noqa: F401  declares the views of the notebook that goes deeper

SOURCE = "Data: COW trade 4.0 (whole millions), CEPII, World Bank."
WIDTHS = {"a quarter": WITHIN, "a half": 0.5, "twice": 1.0, "three times": 2.0}
ALIKE = {"size and distance": SIZE_AND_DISTANCE, "size alone": SIZE}
ZEROS = ("counted", "left out")
AS_FAR = (2000, 3200)  # km between the towns: about a quarter less and more than the pair's
QUARTERS = (25, 50, 75)
MARKS = {"KAZ": "D", "MNG": "o"}
HIGHEST = 3  # the queue is drawn up to so many times the pair's own flow
FEW = 100  # so many twins can be told apart in the queue
LEAST_HEIGHT = 6  # and at least so high, USD million
COMPANIES = ("size twins", "twins in size and distance", "near dyads, by standing")


def _own(table: pd.DataFrame, seller: str) -> pd.Series:
    """The row of one direction of the pair."""
    return table[(table["seller"] == seller) & (table["buyer"] == BUYER_OF[seller])].iloc[0]


def _sells(seller: str) -> str:
    names = state_names()
    return f"{names[seller]} to {names[BUYER_OF[seller]]}"


# --- twenty named pairs ---------------------------------------------------------------------------


@view
def twin_rows(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw the pair and its twins of 2012 by name: what the larger sells, and what comes back.

    Twins have both economies and the distance within a quarter. Millions of current US dollars on
    one linear axis; hollow is zero, or rounded to it.
    """
    table = _twin_table()
    heights = np.arange(len(table))[::-1]
    margins = {"left": 0.275, "right": 0.965, "top": 0.93, "bottom": 0.115, "wspace": 0.12}
    fig, axes = plain_figure(fig, (8.4, 6.2), ncols=2, sharey=True, **margins)
    titles = ("The larger economy sells", "The smaller sells back")
    for ax, column, seller, title in zip(axes, ("sold", "back"), SELLERS, titles, strict=True):
        _draw_queue_of_names(ax, heights, table[column], colour_of(seller))
        ax.set_title(title)
        ax.set_xlabel("USD million, 2012")
    row_axis(axes[0], heights, table["pair"])
    axes[0].tick_params(axis="y", pad=9)
    axes[0].get_yticklabels()[0].set_fontweight("bold")
    axes[1].tick_params(axis="y", length=0)
    source_line(fig, SOURCE)
    return fig, _words_of_rows(table)


def _twin_table() -> pd.DataFrame:
    """The pair and its twins of 2012, largest sales first: pair (names), sold, back."""
    year = flows(2012)
    own = _own(year, "KAZ")
    both = pd.concat([own.to_frame().T, twins(year, own["seller"], own["buyer"])])
    back = year.set_index(["seller", "buyer"])["sold"]
    names = state_names()
    table = pd.DataFrame(
        {
            "pair": [f"{names[s]} – {names[b]}" for s, b in both[["seller", "buyer"]].to_numpy()],
            "sold": both["sold"].to_numpy(dtype=float),
            "back": [float(back[b, s]) for s, b in both[["seller", "buyer"]].to_numpy()],
        }
    )
    return table.sort_values(["sold", "back", "pair"], ascending=[False, False, True])


def _draw_queue_of_names(ax: Axes, heights: np.ndarray, sold: pd.Series, colour: str) -> None:
    values = sold.to_numpy()
    ax.hlines(heights, 0, values, color=BEHIND, linewidth=1.6, zorder=2)
    ax.hlines(heights[0], 0, values[0], color=colour, linewidth=4, zorder=2)
    for height, value in zip(heights, values, strict=True):
        own = height == heights[0]
        shade = colour if own else QUIET_INK
        ax.plot(
            value, height, marker="D" if own else "o", markersize=9 if own else 6.5, color=shade,
            markerfacecolor=shade if value else "white", clip_on=False, zorder=3,
        )  # fmt: skip
        weight = "bold" if own else "normal"
        beside(ax, number(value), (value, height), fontsize=SMALL, fontweight=weight)
    ax.set_xlim(0, 66)
    ax.set_ylim(-0.8, heights[0] + 0.8)
    ax.spines["left"].set_visible(True)


def _words_of_rows(table: pd.DataFrame) -> Description:
    own, others = table.iloc[0], table.iloc[1:]
    less, more = (others["back"] < own["back"]).sum(), (others["back"] > own["back"]).sum()
    first = (
        f"The pair of 2012 beside its {len(others)} twins: Kazakhstan sold {number(own['sold'])} "
        f"million US dollars and all {(others['sold'] < own['sold']).sum()} twins less; Mongolia "
        f"sold back {number(own['back'])}, {less} twins less and {more} more."
    )
    each = "; ".join(
        f"{row.pair} {number(row.sold)} and {number(row.back)}" for row in others.itertuples()
    )
    zeros = (
        f"Zero, or rounded to it: {(others['sold'] == 0).sum()} and {(others['back'] == 0).sum()}."
    )
    return Description(first, (f"Sold by the larger, and back: {each}.", zeros))


# --- a queue of twins -----------------------------------------------------------------------------


@explorer(
    lambda: [
        Steps("year", "Year", TRADE_YEARS),
        Menu("seller", "Who sells", {"Mongolia": "MNG", "Kazakhstan": "KAZ"}),
        Menu("alike", "Alike in", tuple(ALIKE)),
        Menu("within", "Within", tuple(WIDTHS)),
    ],
    start={
        "year": 2012,
        "seller": "MNG",
        "alike": "size and distance",
        "within": "a half",
    },
    sentence=lambda year, seller, alike, within: (
        f"{_sells(seller)} in {year}, beside twins alike in {alike} within {within}"
    ),
    name="twins",
)
@view
def twin_queue(
    year: int = 2012,
    seller: str = "MNG",
    alike: str = "size and distance",
    within: str = "a half",
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw the twins of one direction as a queue, from what sold least to what sold most.

    `alike` and `within` are keys of ALIKE and WIDTHS. Along the axis stand the twins, 0 to 100 of
    them; up what each sold, millions of current US dollars, cut off at three times the pair's flow.
    The line is the pair's flow: where the queue reaches it, one reads how many of 100 sold less.
    """
    require_one_of(SELLERS, "The seller", seller)
    require_one_of(ALIKE, "Alike", alike)
    require_one_of(WIDTHS, "Within", within)
    table = flows(year)
    own = float(_own(table, seller)["sold"])
    company = twins(table, seller, BUYER_OF[seller], WIDTHS[within], ALIKE[alike])
    sold = np.sort(company["sold"].to_numpy())
    less, more = int((sold < own).sum()), int((sold > own).sum())
    fig, ax = plain_figure(fig, left=0.1, right=0.97, top=0.86, bottom=0.155)
    if len(sold):
        _draw_queue(ax, sold, own, seller)
    ax.set_title(
        f"{_sells(seller)}, {year}, in the queue of its {counted(len(sold), 'twin')}", pad=24
    )
    _note_counts(ax, less, len(sold) - less - more, more, seller)
    ax.set_xlabel("place in the queue of twins, of 100")
    ax.set_ylabel("sold, USD million")
    source_line(fig, f"{SOURCE} Pale: sold 0, or rounded to it.")
    return fig, _words_of_queue(year, seller, f"alike in {alike} within {within}", sold, own)


def _draw_queue(ax: Axes, sold: np.ndarray, own: float, seller: str) -> None:
    top = max(HIGHEST * own, LEAST_HEIGHT)
    edges, beyond, none = np.linspace(0, 100, len(sold) + 1), sold > top, sold == 0
    # A zero has no height: a low pale block shows that somebody stands there.
    heights = np.where(none, 0.02 * top, np.minimum(sold, top))
    # Not `stairs`, which looks for the limits of the data along each of a thousand edges.
    for these, shade in ((none, PALE), (~none, BEHIND)):
        steps = StepPatch(np.where(these, heights, 0), edges, fill=True, color=shade)
        ax.add_artist(steps)
    if len(sold) < FEW:
        ax.vlines(edges, 0, np.append(heights, 0), color="white", linewidth=1.5)
    if beyond.any():
        text = f"▲ {number(int(beyond.sum()))} sold more than {number(top)}"
        note(ax, text, (1, 1.045), ha="right", fontsize=SMALL, color=QUIET_INK)
    ax.axhline(own, color=colour_of(seller), linewidth=2.5)
    beside(
        ax, f"{state_names()[seller]} sold {number(own)}", (1, own), by=(2, 9),
        color=colour_of(seller), fontsize=LARGE, fontweight="bold",
    )  # fmt: skip
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 1.02 * top)
    ax.set_xticks([0, *QUARTERS, 100])


def _note_counts(ax: Axes, less: int, same: int, more: int, seller: str) -> None:
    of_100 = [number(100 * count / max(less + same + more, 1)) for count in (less, same, more)]
    told = f"of 100: {of_100[0]} sold less · {of_100[1]} the same · {of_100[2]} more"
    note(ax, told, (0, 1.045), fontsize=NORMAL, color=colour_of(seller), fontweight="bold")


def _words_of_queue(year: int, seller: str, like: str, sold: np.ndarray, own: float) -> Description:
    less, more = int((sold < own).sum()), int((sold > own).sum())
    first = (
        f"{_sells(seller)} in {year}: {number(own)} million US dollars, beside "
        f"{counted(len(sold), 'twin')} {like}, of which {less:,} sold less, "
        f"{len(sold) - less - more:,} the same and {more:,} more."
    )
    if not len(sold):
        return Description(first)
    per_100 = [number(100 * count / len(sold)) for count in (less, more)]
    middle, most = number(float(np.median(sold))), number(sold[-1])
    zeros = f"{counted(int((sold == 0).sum()), 'twin')} sold 0, or less than half a million"
    rest = (
        f"In 100 twins that is {per_100[0]} less and {per_100[1]} more.",
        f"{zeros}; the middle one sold {middle}, the one that sold most {most}.",
    )
    return Description(first, rest)


# --- where other near dyads stand -----------------------------------------------------------------


@view
def standing_strips(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw where directed dyads of 2012 stand among their size twins, in two groups.

    Above those whose borders lie within 100 km and do not touch; below those whose large towns lie
    as far apart as the pair's, a quarter less or more. Per cent of the dyads up; the pale bar holds
    those that sold 0; a triangle marks the middle dyad; two lines are the pair's.
    """
    year = flows(2012)
    asked = _is_near(year) | year["km"].between(*AS_FAR)
    table = standings(year, of=asked)
    groups = {
        f"Borders within {NEAR_KM} km, not touching": table[_is_near(table)],
        f"Towns {AS_FAR[0]:,} to {AS_FAR[1]:,} km apart": table[table["km"].between(*AS_FAR)],
    }
    margins = {"left": 0.085, "right": 0.975, "top": 0.92, "bottom": 0.14, "hspace": 0.5}
    fig, axes = plain_figure(fig, (8.0, 5.0), nrows=2, sharex=True, **margins)
    own = {seller: 100 * _own(table, seller)["sold_less"] for seller in SELLERS}
    middles = {}
    for ax, (name, group) in zip(axes, groups.items(), strict=True):
        others = _without_the_pair(group)
        _draw_strip(ax, others, own)
        ax.set_title(f"{name}: {counted(len(others), 'dyad')}")
        middles[name] = 100 * float(others["sold_less"].median())
    axes[1].set_xlabel("standing: of 100 dyads with economies of similar size, how many sold less")
    axes[1].set_xlim(-1, 104)
    source_line(fig, SOURCE)
    return fig, _words_of_strips(groups, middles, own)


def _is_near(table: pd.DataFrame) -> pd.Series:
    """Whether borders lie within 100 km of one another and do not touch, as the pair's do."""
    return (table["gap_km"] <= NEAR_KM) & ~table["touching"]


def _without_the_pair(table: pd.DataFrame) -> pd.DataFrame:
    """No dyad is its own company, and neither direction stands in the other's."""
    return table[~(table["seller"].isin(SELLERS) & table["buyer"].isin(SELLERS))]


def _draw_strip(ax: Axes, others: pd.DataFrame, own: dict[str, float]) -> None:
    edges = np.arange(0, 101, 5)
    places, zero = 100 * others["sold_less"], others["sold"] == 0
    weights = np.full(len(others), 100 / len(others))
    look = {"bins": edges, "rwidth": 0.94}
    heights, *_ = ax.hist(
        [places[zero], places[~zero]], weights=[weights[zero], weights[~zero]], stacked=True,
        color=[PALE, BEHIND], **look,
    )  # fmt: skip
    top = 1.25 * float(np.max(heights))
    ax.set_ylim(0, top)
    ax.set_ylabel("% of dyads")
    for seller, height in zip(SELLERS, (0.93, 0.72), strict=True):
        ax.axvline(own[seller], color=colour_of(seller), linewidth=3, zorder=3)
        beside(
            ax, f"{state_names()[seller]} sells: {number(own[seller])}",
            (own[seller], height * top), by=(-6, 0), color=colour_of(seller), fontweight="bold",
            bbox=WHITE_BOX, zorder=5,
        )  # fmt: skip
    middle = float(places.median())
    ax.plot(middle, 0, "^", color=INK, markersize=11, clip_on=False, zorder=5)
    told, at = f"the middle dyad: {number(middle)}", (middle, 0.13 * top)
    beside(ax, told, at, by=(-9, 0), bbox=WHITE_BOX, zorder=5)
    beside(ax, "sold 0", (5, 0.6 * float(np.max(heights[0]))), by=(5, 0), fontsize=SMALL)


def _words_of_strips(
    groups: dict[str, pd.DataFrame], middles: dict[str, float], own: dict[str, float]
) -> Description:
    near, far = middles.values()
    first = (
        f"Of 100 dyads with economies of similar size, {number(own['KAZ'])} sold less than "
        f"Kazakhstan to Mongolia and {number(own['MNG'])} less than Mongolia to Kazakhstan; the "
        f"middle dyad with near borders stands at {number(near)}, the middle one with towns as far "
        f"apart at {number(far)}."
    )
    rest = []
    for name, group in groups.items():
        others = _without_the_pair(group)
        above = [percent((100 * others["sold_less"] > own[s]).mean(), 0) for s in SELLERS]
        rest.append(
            f"{name}, {counted(len(others), 'dyad')}: {above[0]} stand above Kazakhstan's sales "
            f"and {above[1]} above Mongolia's; {percent((others['sold'] == 0).mean(), 0)} sold 0."
        )
    return Description(first, tuple(rest))


# --- whose company -------------------------------------------------------------------------------


@explorer(
    lambda: [
        Steps("year", "Year", TRADE_YEARS),
        Menu("within", "Twins within", tuple(WIDTHS)),
        Menu("zeros", "Dyads that sold 0", ZEROS),
    ],
    start={"year": 2012, "within": "a quarter", "zeros": "counted"},
    sentence="Three companies for the pair in {year}, twins within {within}, zeros {zeros}",
)
@view
def company(
    year: int = 2012,
    within: str = "a quarter",
    zeros: str = "counted",
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw how many of 100 did less and more than each direction of the pair, in three companies.

    Size twins, and twins in size and distance, by what they sold; dyads whose borders lie within
    100 km and do not touch, by their standing among their own size twins. `within` is a key of
    WIDTHS; `zeros` says whether dyads that sold 0 (or less than half a million) are counted.
    """
    require_one_of(WIDTHS, "Within", within)
    require_one_of(ZEROS, "Zeros", zeros)
    counted = {seller: _counts(year, seller, within, zeros) for seller in SELLERS}
    margins = {"left": 0.265, "right": 0.97, "top": 0.88, "bottom": 0.175, "wspace": 0.1}
    fig, axes = plain_figure(fig, (8.4, 4.0), ncols=2, sharey=True, **margins)
    rows, sold = np.arange(len(COMPANIES))[::-1], _sold(year)
    for ax, (seller, table) in zip(axes, counted.items(), strict=True):
        _draw_companies(ax, rows, table, colour_of(seller))
        ax.set_title(f"{state_names()[seller]} sold {number(sold[seller])} million")
    row_axis(axes[0], rows, COMPANIES)
    axes[1].tick_params(axis="y", length=0)
    source_line(fig, f"{SOURCE} In brackets: how many dyads.")
    return fig, _words_of_companies(year, within, zeros, counted)


@kept
def _sold(year: int) -> dict[str, float]:
    """What each of the pair sold to the other, USD million, by the seller's code."""
    traded = flows(year)
    return {seller: float(_own(traded, seller)["sold"]) for seller in SELLERS}


def _counts(year: int, seller: str, within: str, zeros: str) -> pd.DataFrame:
    """For each company how many dyads there are, and per cent that did less and more."""
    places = pair_places(year, WIDTHS[within])
    counted_in = places["zeros"] == (zeros == "counted")
    rows = places[(places["seller"] == seller) & counted_in].set_index("among")
    rows = rows.loc[["size", "distance", "near"]].set_axis(list(COMPANIES))
    shares = 100 * rows[["less", "more"]].div(rows["others"].clip(lower=1), axis=0)
    return shares.assign(dyads=rows["others"])


def _draw_companies(ax: Axes, rows: np.ndarray, table: pd.DataFrame, colour: str) -> None:
    less, more = table["less"].to_numpy(), table["more"].to_numpy()
    ax.barh(rows, less, height=0.62, color=colour)
    ax.barh(rows, more, left=100 - more, height=0.62, color=PALE)
    for at in QUARTERS:
        style = ":" if at == 50 else "-"
        ax.axvline(at, color=INK, linewidth=1.2, linestyle=style, zorder=3)
    for row, one in zip(rows, table.itertuples(), strict=True):
        if one.less >= 9:
            note_at = (one.less / 2, row)
            ax.text(
                *note_at, number(one.less), ha="center", va="center", color="white",
                fontweight="bold", fontsize=LARGE, zorder=4,
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
        if one.more >= 9:
            ax.text(
                100 - one.more / 2, row, number(one.more), ha="center", va="center", color=INK,
                fontsize=LARGE, zorder=4, bbox={"facecolor": PALE, "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
        look = {"ha": "right", "va": "bottom", "fontsize": SMALL, "color": QUIET_INK}
        ax.text(100, row + 0.33, f"({one.dyads:,})", **look)
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.5, len(rows) - 0.35)
    ax.set_xticks([0, *QUARTERS, 100])
    ax.set_xlabel("of 100 dyads: did less | did more")


def _words_of_companies(
    year: int, within: str, zeros: str, counted: dict[str, pd.DataFrame]
) -> Description:
    sides = []
    for seller, table in counted.items():
        each = "; ".join(
            f"{number(one.less)} of 100 {name} did less and {number(one.more)} more"
            for name, one in zip(table.index, table.itertuples(), strict=True)
        )
        sides.append(f"{_sells(seller)}: {each}.")
    sizes = ", ".join(
        f"{name} {one.dyads:,}"
        for name, one in zip(COMPANIES, counted["MNG"].itertuples(), strict=True)
    )
    first = (
        f"The pair in {year} beside three companies, twins within {within} and dyads that sold 0 "
        f"{zeros}: {sides[0]}"
    )
    return Description(first, (sides[1], f"Dyads beside Mongolia's sales: {sizes}."))


# --- one line for all -----------------------------------------------------------------------------


@view
def model_line(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw what each directed dyad of 2012 sold against what one line for all expects of it.

    The model knows both economies and the distance between the towns (PPML, Santos Silva and
    Tenreyro 2006). Millions of current US dollars, logarithmic axes, zeros in a strip beneath.
    Triangles are the twins of either direction, in its colour.
    """
    table = _expected()
    margins = {"left": 0.105, "right": 0.975, "top": 0.92, "bottom": 0.135}
    fig, ax = plain_figure(fig, (8.0, 5.0), **margins)
    _draw_all(ax, table)
    line = np.array([3.0, 400.0])
    ax.plot(line, line, color=INK, linewidth=2, zorder=3)
    beside(ax, "sold just what the model expects", (390, 400), by=(-4, 24), bbox=WHITE_BOX)
    marked = {seller: _own(table, seller) for seller in SELLERS}
    company = {s: _twins_expected(table, s) for s in SELLERS}
    for seller in SELLERS:
        _draw_twins(ax, company[seller], marked[seller], seller)
    ax.set_title("What a model of size and distance expects of each dyad, 2012")
    ax.set_xlabel("the model expects, USD million (each step ten times as much)")
    ax.set_ylabel("sold, USD million")
    source_line(fig, SOURCE)
    return fig, _words_of_model(table, marked, company)


@kept(most=1)
def _expected() -> pd.DataFrame:
    """Every directed dyad of 2012: seller, buyer, sold and what the model expects of it."""
    table = estimated(2012, "ppml", "distance").dropna(subset="predicted")
    names = {"exporter": "seller", "importer": "buyer", "usd_million": "sold"}
    return table.rename(columns=names)[["seller", "buyer", "sold", "predicted"]]


def _twins_expected(table: pd.DataFrame, seller: str) -> pd.DataFrame:
    company = twins(flows(2012), seller, BUYER_OF[seller])[["seller", "buyer"]]
    return company.merge(table, on=["seller", "buyer"])


ZERO_AT, STRIP = 0.42, 1.25  # where zeros stand, and how far they are spread


def _draw_all(ax: Axes, table: pd.DataFrame) -> None:
    sold, expected = table["sold"].to_numpy(), table["predicted"].to_numpy()
    spread = STRIP ** (2 * ((np.arange(len(sold)) * 0.618034) % 1) - 1)
    heights = np.where(sold == 0, ZERO_AT * spread, sold)
    ax.plot(expected, heights, ",", color=QUIET_INK, alpha=0.55, zorder=1)
    ticks = (10, 100)
    log_axis(ax.xaxis, ticks)
    log_axis(ax.yaxis, (1, 10, 100, 1000))
    ax.set_yticks([ZERO_AT, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    ax.set_xlim(3, 400)
    ax.set_ylim(0.3, 4000)


def _draw_twins(ax: Axes, company: pd.DataFrame, own: pd.Series, seller: str) -> None:
    colour, up = colour_of(seller), seller == "KAZ"
    heights = company["sold"].where(company["sold"] > 0, ZERO_AT * (1.1 if up else 0.9))
    ax.plot(
        company["predicted"], heights, "^" if up else "v", color=colour, markersize=7,
        markerfacecolor="white", markeredgewidth=1.4, zorder=4,
    )  # fmt: skip
    ax.plot(own["predicted"], own["sold"], MARKS[seller], color=colour, markersize=12, zorder=5)
    text = f"{state_names()[seller]} sold {number(own['sold'])}, model {number(own['predicted'])}"
    beside(
        ax, text, (own["predicted"], own["sold"]), by=(-30, 62) if up else (30, 0), color=colour,
        fontsize=LARGE, fontweight="bold", zorder=6,
        bbox=WHITE_BOX, arrowprops={"arrowstyle": "-", "color": colour},
    )  # fmt: skip


def _words_of_model(
    table: pd.DataFrame, marked: dict[str, pd.Series], company: dict[str, pd.DataFrame]
) -> Description:
    sides = "; ".join(
        f"of {_sells(seller)} {number(own['predicted'])} million US dollars, and "
        f"{number(own['sold'])} were sold"
        for seller, own in marked.items()
    )
    below = {s: int((t["sold"] < t["predicted"]).sum()) for s, t in company.items()}
    all_below = percent((table["sold"] < table["predicted"]).mean(), 1)
    twins_below = [f"{below[s]} of the {len(t)} twins of {_sells(s)}" for s, t in company.items()]
    return Description(
        f"A model of size and distance for 2012 expects {sides}.",
        (
            f"Of {counted(len(table), 'directed dyad')} {all_below} sold less than it expects.",
            f"So did {twins_below[0]}, and {twins_below[1]}.",
        ),
    )
