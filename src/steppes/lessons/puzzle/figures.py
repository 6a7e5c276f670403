"""Lessons 00 and 01: the two states on the map, how near they are, what they sold."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...drawing import (
    INK,
    LARGE,
    NORMAL,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    label,
    note,
    only_words,
    plain_figure,
    source_line,
    tint,
)
from ...errors import BadSetting
from ...explorers import explorer
from ...exploring import Menu
from ...keeping import kept
from ...maps import draw_states, outlines, project
from ...measures.places import capitals_apart
from ...measures.trade import PAIR
from ...tables import load, state_names
from ...views import view
from ...words import Description, number, of_lines
from . import beside as _beside  # noqa: F401  declares the pair's views beside other pairs
from .further import the_pair  # and the views of the notebook that goes deeper

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
        Menu("one", "State", the_pair()),
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
    lines = _flows_by_year().reindex([(one, other), (other, one)])
    return {seller: line for (seller, _), line in lines.iterrows()}


@kept
def _flows_by_year() -> pd.DataFrame:
    """A row for each directed dyad with a figure, a column for each year of the table."""
    flows = load("partners_cow")
    table = flows.pivot(index=["exporter", "importer"], columns="year", values="usd_million")
    return table.reindex(columns=range(flows["year"].min(), flows["year"].max() + 1))


def _draw_goods_sold(ax: Axes, goods_sold: dict[str, pd.Series]) -> None:
    for (seller, line), style in zip(goods_sold.items(), ("-", "--"), strict=True):
        look = {"color": colour_of(seller)}
        ax.plot(line.index, line, linestyle=style, **look)
        known = line.dropna()
        if len(known):
            end = (known.index[-1], known.iloc[-1])
            beside(ax, f"{seller} sold", end, (4, 0), fontsize=SMALL, **look)
    years = next(iter(goods_sold.values())).index
    first, last = years[0], years[-1]
    ax.set_xlim(first, last + 10)  # room for the labels at the ends of the lines
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
