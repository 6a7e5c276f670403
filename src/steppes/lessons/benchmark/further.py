"""Beyond lesson 02: actual against predicted trade, all specifications, what a past takes away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from ...drawing import (
    BEHIND,
    FINE,
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    dots,
    log_axis,
    note,
    plain_figure,
    row_axis,
    source_line,
    tint,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps
from ...measures.benchmark import (
    BUYER_OF,
    COMPARISONS,
    COVARIATE_NAMES,
    COVARIATES,
    ESTIMATORS,
    LIKE_FACTOR,
    NEAR_KM,
    PAST_NAMES,
    SELLERS,
    estimated,
    pair_place,
    past_shift,
    past_silent,
    specifications,
)
from ...measures.trade import TRADE_YEARS
from ...tables import state_names
from ...views import view
from ...words import Description, counted, number, percent, significant, usd

SOURCE = "Data: COW trade 4.0 (whole millions), CEPII, World Bank."
MARKERS = {"KAZ": "D", "MNG": "o"}
LEGEND_MARKS = {"KAZ": "◆", "MNG": "●"}
ZERO_AT, ZERO_HEIGHT = 0.24, 1.9  # the strip of zeros beneath the logarithmic axis
STRIP_END = 0.5  # where the strip ends: half a million rounds to nothing
LARGEST = 500_000  # where both axes of the cloud end, USD million
POWERS_OF_TEN = (1, 10, 100, 1000, 10_000, 100_000)
ASIDE = 10  # points between a mark and its intervals
LEAST_RATIO = 0.015  # a ratio of zero is drawn as a hollow mark at the foot
LEAST_COMPARED = 20  # quantiles of fewer say little
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SILENT = (
    "bought zero and is not drawn; its ratio is 0",
    "bought zero and are not drawn; their ratio is 0",
)
GOLDEN_RATIO = 0.618034  # its multiples spread zeros over the strip evenly, and always alike
SHORT_MODEL = {"logs": "Logarithms", "ppml": "PPML", "effects": "PPML, effects"}
TICK_MODEL = {"logs": "logs", "ppml": "PPML", "effects": "PPML,\neffects"}
COMPARED_WITH = {
    "of like predicted size": "like",
    "near pairs": "near",
    "two landlocked states": "landlocked",
    "the same seller's": "sold",
    "the same buyer's": "bought",
}
CONTROLLED_FOR = {
    "size alone": "size",
    "+ distance": "distance",
    "+ borders, language, empires": "ties",
    "+ the Soviet past": "soviet",
    "+ the Comecon past instead": "comecon",
}
MODEL_CONTROLS = (
    Steps("year", "Year", TRADE_YEARS),
    Menu(
        "estimator",
        "Estimator",
        {"logarithms": "logs", "PPML": "ppml", "PPML with effects": "effects"},
    ),
    Menu("covariates", "Covariates", CONTROLLED_FOR),
)

Place = dict[str, float]  # of one direction of the pair: see `pair_place`


def _sales_of(seller: str) -> str:
    return f"{state_names()[seller]}'s sales to {state_names()[BUYER_OF[seller]]}"


def _model(estimator: str, covariates: str) -> str:
    """A specification in words: PPML; size, distance, borders, language, past empires."""
    return f"{ESTIMATORS[estimator]}; {_holds(covariates)}"


def _holds(covariates: str) -> str:
    """What a benchmark holds, as a list: size, distance, borders, language, past empires."""
    usual = "size, distance, borders, language, past empires"
    return {
        "ties": usual,
        "soviet": f"{usual}, the Soviet past",
        "comecon": f"{usual}, the Comecon past",
    }.get(covariates, COVARIATE_NAMES[covariates])


def _log_axis_with_zero(axis: Axis, zero_at: float, ticks: tuple[float, ...]) -> None:
    """A logarithmic axis on which zero, which such an axis does not have, stands at a place."""
    log_axis(axis, ticks)
    axis.set_ticks([zero_at, *ticks], ["0", *(label.get_text() for label in axis.get_ticklabels())])


@explorer(
    lambda: MODEL_CONTROLS,
    start={"year": 2012, "estimator": "ppml", "covariates": "ties"},
    sentence="Actual and predicted trade of {year}, by {estimator}, {covariates}",
)
@view
def benchmark_cloud(
    year: int = 2012,
    estimator: str = "ppml",
    covariates: str = "ties",
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw every directed dyad's actual against its predicted trade, the pair's two marked.

    Millions of current US dollars, logarithmic axes, zeros in a strip beneath. The shaded bands
    hold the middle half and nine tenths of the dyads of like predicted size (within a factor of
    two). Beside the pair's marks (Kazakhstan's on the left, Mongolia's on the right) the thick bar
    is the 95 per cent interval for the mean, the thin one the prediction interval.
    Settings: see `steppes.measures.benchmark.estimated`.
    """
    flows = estimated(year, estimator, covariates).dropna(subset="ratio")
    predicted, actual = flows["predicted"].to_numpy(), flows["usd_million"].to_numpy()
    places = {seller: pair_place(year, estimator, covariates, seller) for seller in SELLERS}
    fig, ax = plain_figure(fig, left=0.13, right=0.985, top=0.92, bottom=0.165)
    _draw_dyads(ax, predicted, actual)
    median = _draw_bands(ax, predicted, actual)
    ax.plot([1e-2, LARGEST], [1e-2, LARGEST], color=INK, linewidth=1.6, zorder=3)
    for seller, place in places.items():
        _draw_direction(ax, seller, place)
    _cloud_axes(ax)
    _name_line(ax, "as predicted", (8000, 8000))
    _name_line(ax, "the median", (600, median(600)))
    ax.set_title(f"Every directed dyad of {year}: actual against predicted trade")
    for row, (seller, place) in enumerate(places.items()):
        at = (0.02, 0.955 - 0.075 * row)
        note(ax, _in_short(seller, place), at, color=colour_of(seller), fontweight="bold")
    holds = _holds(covariates).replace("language, past empires, the", "language, empires,")
    source_line(fig, f"{SOURCE} {SHORT_MODEL[estimator]}; {holds}.")
    return fig, _cloud_words(year, _model(estimator, covariates), flows, places)


def _draw_dyads(ax: Axes, predicted: np.ndarray, actual: np.ndarray) -> None:
    look = {"linestyle": "none", "marker": ",", "color": QUIET_INK, "alpha": 0.7, "zorder": 1}
    zero = actual == 0
    over_the_strip = 2 * ((np.arange(zero.sum()) * GOLDEN_RATIO) % 1) - 1
    ax.plot(predicted[~zero], actual[~zero], **look)
    ax.plot(predicted[zero], ZERO_AT * ZERO_HEIGHT**over_the_strip, **look)


def _draw_bands(ax: Axes, predicted: np.ndarray, actual: np.ndarray) -> Callable[[float], float]:
    """Draw the bands and the median of the dyads of like size; return where the median lies."""
    grid, quantiles = _quantiles_of_like(predicted, actual)
    drawn = np.where(quantiles == 0, ZERO_AT, quantiles)
    for low, high, strength in ((0, 4, 0.25), (1, 3, 0.5)):
        look = {"color": tint(BEHIND, strength), "alpha": 0.6, "linewidth": 0, "zorder": 2}
        ax.fill_between(grid, drawn[low], drawn[high], **look)
    ax.plot(grid, drawn[2], color=INK, linestyle="--", linewidth=1.8, zorder=3)
    return lambda at: float(np.interp(at, grid, drawn[2]))


def _quantiles_of_like(predicted: np.ndarray, actual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """QUANTILES of actual trade within a factor of two, a row each, along a grid of predictions."""
    order = np.argsort(predicted, kind="stable")
    predicted, actual = predicted[order], actual[order]
    grid = np.geomspace(0.1, 1e5, 61)
    first = np.searchsorted(predicted, grid / LIKE_FACTOR)
    end = np.searchsorted(predicted, grid * LIKE_FACTOR, side="right")
    enough = end - first >= LEAST_COMPARED
    quantiles = [
        np.quantile(actual[a:b], QUANTILES) for a, b in zip(first[enough], end[enough], strict=True)
    ]
    return grid[enough], np.array(quantiles).T


def _draw_direction(ax: Axes, seller: str, place: Place) -> None:
    """One direction of the pair: its two intervals, its mark and what it sells."""
    colour, x = colour_of(seller), place["predicted"]
    # Beside the marks, or these would hide them: the two predictions often lie close together.
    aside = -ASIDE if seller == "KAZ" else ASIDE
    moved = ax.transData + ScaledTranslation(aside / 72, 0, ax.figure.dpi_scale_trans)
    look = {"color": colour, "zorder": 5, "transform": moved}
    ax.plot([x, x], [place["low"], place["high"]], linewidth=1.3, **look)
    mean = [place["mean_low"], place["mean_high"]]
    ax.plot([x, x], mean, linewidth=6, solid_capstyle="butt", **look)
    sells = place["actual"] > 0
    y = place["actual"] if sells else ZERO_AT
    face, edge = (colour, "white") if sells else ("white", colour)
    look = {"markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": 1.5, "zorder": 6}
    ax.plot(x, y, marker=MARKERS[seller], markersize=11, **look)
    text = f"{seller} sells {number(place['actual'])}"
    look = {"color": colour, "fontsize": LARGE, "fontweight": "bold", "zorder": 7}
    beside(ax, text, (x, y), by=(ASIDE + 7, 0), bbox=WHITE_BOX, **look)


def _cloud_axes(ax: Axes) -> None:
    ax.axhline(STRIP_END, color=QUIET_INK, linewidth=0.8)
    log_axis(ax.xaxis, (0.1, *POWERS_OF_TEN))
    _log_axis_with_zero(ax.yaxis, ZERO_AT, POWERS_OF_TEN)
    ax.set_xlim(0.1, LARGEST)
    ax.set_ylim(0.11, LARGEST)
    ax.set_xlabel("predicted, USD million")
    ax.set_ylabel("actual, USD million")


def _name_line(ax: Axes, name: str, at: tuple[float, float]) -> None:
    stroke = {"arrowstyle": "-", "color": INK, "linewidth": 1}
    beside(ax, name, at, by=(50, -45), fontsize=LARGE, arrowprops=stroke)


def _in_short(seller: str, place: Place) -> str:
    return (
        f"{seller}: {significant(place['ratio'], 2)} times the predicted "
        f"{significant(place['predicted'])}, above {percent(place['percentile'], 0)} of like size"
    )


def _cloud_words(
    year: int, model: str, flows: pd.DataFrame, places: dict[str, Place]
) -> Description:
    directions = "; ".join(
        f"{_sales_of(seller)} are {usd(place['actual'])}, {significant(place['ratio'], 2)} times "
        f"the predicted {significant(place['predicted'])}"
        for seller, place in places.items()
    )
    below = (
        f"{percent((flows['ratio'] == 0).mean(), 0)} of the {counted(len(flows), 'directed dyad')} "
        f"are zero or rounded to it, and {percent((flows['ratio'] < 1).mean(), 0)} lie below what "
        "is predicted."
    )
    return Description(
        f"Actual against predicted trade in {year}: {directions}.",
        (
            f"The model is {model}.",
            *(_in_comparison(seller, place) for seller, place in places.items()),
            below,
        ),
    )


def _in_comparison(seller: str, place: Place) -> str:
    return (
        f"{_sales_of(seller)} stand above {percent(place['percentile'], 0)} of the "
        f"{counted(place['dyads'], 'directed dyad')} of like predicted size, whose median ratio is "
        f"{significant(place['median_ratio'], 2)}. The 95 per cent interval for the mean goes from "
        f"{significant(place['mean_low'])} to {significant(place['mean_high'])}, the one for a "
        f"single flow from {significant(place['low'], 2)} to {significant(place['high'], 2)}."
    )


@explorer(
    lambda: [*MODEL_CONTROLS, Menu("among", "Compared with", COMPARED_WITH)],
    start={"year": 2012, "estimator": "ppml", "covariates": "ties", "among": "like"},
    sentence=lambda year, estimator, covariates, among: (
        f"The pair in {year} by {ESTIMATORS[estimator]}, {COVARIATE_NAMES[covariates]}, "
        f"among the dyads {COMPARISONS[among]}"
    ),
)
@view
def specification_walk(
    year: int = 2012,
    estimator: str = "ppml",
    covariates: str = "ties",
    among: str = "like",
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw the pair's ratio and percentile in every specification, one of them marked.

    Above, actual over predicted in both directions (logarithmic axis); below, the percentile
    among the directed dyads of the comparison `among`, a key of `COMPARISONS`. Along the axis stand
    year, estimator and, within each, the five sets of covariates from size alone to the Comecon
    past. Raises BadSetting for a setting that there is not.
    """
    places = {seller: pair_place(year, estimator, covariates, seller, among) for seller in SELLERS}
    table = specifications(among=among)
    specified = zip(table["year"], table["estimator"], table["covariates"], strict=True)
    table["along"] = [_along(*specification) for specification in specified]
    marked = _along(year, estimator, covariates)
    margins = {"left": 0.12, "right": 0.985, "top": 0.93, "bottom": 0.2, "hspace": 0.12}
    fig, (top, bottom) = plain_figure(fig, nrows=2, sharex=True, **margins)
    _draw_ratios(top, table, marked)
    _draw_percentiles(bottom, table, marked, COMPARISONS[among])
    _name_specifications(bottom, year)
    top.set_title("The pair in every specification")
    for seller, x in (("KAZ", 0.72), ("MNG", 0.995)):
        text = f"{LEGEND_MARKS[seller]} {state_names()[seller]} sells"
        look = {"color": colour_of(seller), "fontsize": LARGE, "fontweight": "bold"}
        note(top, text, (x, 1.03), ha="right", va="bottom", **look)
    source_line(fig, f"{SOURCE} Near: within {NEAR_KM} km. Hollow: a flow of zero.")
    return fig, _walk_words(f"{year}, {_model(estimator, covariates)}", among, table, places)


def _along(year: int, estimator: str, covariates: str) -> float:
    """Where a specification stands along the axis: gaps part years and estimators."""
    block = 20 * TRADE_YEARS.index(year) + 6 * list(ESTIMATORS).index(estimator)
    return float(block + list(COVARIATES).index(covariates))


def _ends(year: int) -> tuple[float, float]:
    """Where the first and the last specification of a year stand."""
    return _along(year, "logs", "size"), _along(year, "effects", "comecon")


def _draw_ratios(ax: Axes, table: pd.DataFrame, marked: float) -> None:
    _draw_ground(ax, marked)
    for seller in SELLERS:
        ratios = table[f"ratio_{seller}"].to_numpy()
        _draw_seller(ax, seller, table, np.where(ratios == 0, LEAST_RATIO, ratios), marked)
    ax.axhline(1, color=QUIET_INK, linewidth=1)
    _log_axis_with_zero(ax.yaxis, LEAST_RATIO, (0.1, 1, 10))
    ax.set_ylim(0.0095, 40)
    ax.set_ylabel("actual over\npredicted")


def _draw_percentiles(ax: Axes, table: pd.DataFrame, marked: float, among: str) -> None:
    _draw_ground(ax, marked)
    for seller in SELLERS:
        percentiles = 100 * table[f"percentile_{seller}"].to_numpy()
        _draw_seller(ax, seller, table, percentiles, marked)
    for level, style in ((25, ":"), (50, "-"), (75, ":")):
        ax.axhline(level, color=QUIET_INK, linewidth=1, linestyle=style, zorder=1)
    ax.set_ylim(-5, 105)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.set_ylabel(f"percentile\n{among}", fontsize=NORMAL)


def _draw_ground(ax: Axes, marked: float) -> None:
    """A shade for each estimator of each year, which also parts them, and the marked place."""
    starts = [_along(year, estimator, "size") for year in TRADE_YEARS for estimator in ESTIMATORS]
    wide = _along(TRADE_YEARS[0], "logs", "comecon") - starts[0]
    spans = [(start - 0.8, wide + 1.6) for start in starts]
    from_foot_to_top = {"yrange": (0, 1), "transform": ax.get_xaxis_transform()}
    ax.broken_barh(spans, **from_foot_to_top, color=PALE, alpha=0.5, linewidth=0)
    ax.axvline(marked, color=INK, linewidth=1.2)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(_ends(TRADE_YEARS[0])[0] - 1.2, _ends(TRADE_YEARS[-1])[1] + 1.2)


def _draw_seller(
    ax: Axes, seller: str, table: pd.DataFrame, heights: np.ndarray, marked: float
) -> None:
    """One direction's mark in every specification, hollow where the flow is zero."""
    colour, marker = colour_of(seller), MARKERS[seller]
    along = table["along"].to_numpy()
    nothing = (table[f"ratio_{seller}"] == 0).to_numpy()
    for rows, fill in ((nothing, "white"), (~nothing, colour)):
        dots(ax, along[rows], heights[rows], colour, marker, 26, fill, zorder=3)
    ring = {"fill": "none", "edge": 1.8, "zorder": 4}
    dots(ax, marked, heights[along == marked].item(), INK, marker, 150, **ring)


def _name_specifications(ax: Axes, year: int) -> None:
    """Name the estimators beneath the axis, and beneath them the years, the given one bold."""
    ticks = [_along(each, estimator, "ties") for each in TRADE_YEARS for estimator in ESTIMATORS]
    ax.set_xticks(ticks, list(TICK_MODEL.values()) * len(TRADE_YEARS), fontsize=FINE)
    for each in TRADE_YEARS:
        look = {"fontsize": LARGE, "fontweight": "bold" if each == year else "normal"}
        beneath = {"xycoords": ("data", "axes fraction"), "va": "baseline"}
        beside(ax, str(each), (sum(_ends(each)) / 2, 0), by=(0, -42), **beneath, **look)


def _walk_words(
    specification: str, among: str, table: pd.DataFrame, places: dict[str, Place]
) -> Description:
    directions = "; ".join(
        f"{_sales_of(seller)} are {significant(place['ratio'], 2)} times the predicted and stand "
        f"above {percent(place['percentile'], 0)} of the "
        f"{counted(place['dyads'], 'directed dyad')} "
        f"{COMPARISONS[among]}"
        for seller, place in places.items()
    )
    ranges = tuple(_over_all(table, seller) for seller in SELLERS)
    return Description(f"{specification}: {directions}.", ranges)


def _over_all(table: pd.DataFrame, seller: str) -> str:
    """Between what one direction's ratios and percentiles lie, over all specifications."""
    ratios, percentiles = table[f"ratio_{seller}"], table[f"percentile_{seller}"]
    return (
        f"Over all {counted(len(table), 'specification')} {_sales_of(seller)} range from "
        f"{significant(ratios.min(), 2)} to {significant(ratios.max(), 2)} times the predicted, "
        f"and from the {percent(percentiles.min(), 0)} to the {percent(percentiles.max(), 0)} "
        f"mark; they lie above the predicted in {(ratios > 1).sum()} and in the lowest quarter in "
        f"{(percentiles < 0.25).sum()} of the {(table[f'lowest_{seller}'] < 0.25).sum()} in which "
        "a flow of zero would stand there."
    )


@explorer(
    lambda: [
        Menu("seller", "Seller", {"Kazakhstan": "KAZ", "Mongolia": "MNG"}),
        Menu("past", "Common past", {"Soviet Union": "soviet", "Comecon": "comecon"}),
        Menu("estimator", "Estimator", {"PPML with effects": "effects", "PPML": "ppml"}),
        Steps("year", "Year", TRADE_YEARS),
    ],
    start={"year": 2012},
    sentence="{seller}'s sales in {year}, {estimator}, with a dummy for the {past}",
)
@view
def past_dummy(
    seller: str = "KAZ",
    past: str = "soviet",
    estimator: str = "effects",
    year: int = 2012,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw what a dummy for a common past changes in the benchmark of one state's sales.

    Rows: the seller's largest markets that share the past with it (`soviet` or `comecon`), and the
    pair's other state. Hollow: actual over predicted without the dummy; filled: with it.
    Raises BadSetting for a setting that there is not.
    """
    require_one_of(PAST_NAMES, "The past", past)
    table = past_shift(seller, past, estimator, year)
    shared, silent = past_silent(seller, past, year)
    fig, ax = plain_figure(fig, left=0.2, right=0.97, top=0.92, bottom=0.17)
    heights = np.arange(len(table))[::-1].astype(float)
    heights[-1] -= 0.6  # the pair's other state, apart from the rest
    _draw_markets(ax, heights, table, BUYER_OF[seller])
    _past_axes(ax, heights, table["importer"], BUYER_OF[seller])
    ax.set_title(f"{state_names()[seller]} sells, {year}: what a {PAST_NAMES[past]} dummy changes")
    if silent:
        text = f"{silent} of the {counted(shared, 'other')} of that past bought 0: not drawn"
        look = {"fontsize": SMALL, "color": QUIET_INK, "bbox": WHITE_BOX}
        note(ax, text, (0.99, 0.03), ha="right", va="baseline", **look)
    source_line(fig, f"{SOURCE} {SHORT_MODEL[estimator]}. A square: the dummy is 0 there.")
    zeros = (
        f"Of {counted(shared, 'other that shares', 'others that share')} the past, "
        f"{counted(silent, *SILENT)}."
    )
    return fig, _past_words(seller, past, estimator, year, table, zeros)


def _draw_markets(ax: Axes, heights: np.ndarray, table: pd.DataFrame, other: str) -> None:
    """Each market's two ratios, a square where the dummy is 0, and what it buys."""
    colours = np.where(table["importer"] == other, colour_of(other), QUIET_INK)
    before = table["ratio_without"].clip(lower=LEAST_RATIO).to_numpy()
    after = table["ratio_with"].clip(lower=LEAST_RATIO).to_numpy()
    ax.hlines(heights, before, after, colors=colours, linewidth=2)
    look = {"size": 81, "zorder": 3}
    marks = np.where(table["in_past"], "o", "s")
    for colour, mark in sorted(set(zip(colours, marks, strict=True))):
        rows = (colours == colour) & (marks == mark)
        dots(ax, before[rows], heights[rows], colour, fill="white", **look)
        dots(ax, after[rows], heights[rows], colour, mark, **look)
    for height, usd_million in zip(heights, table["usd_million"], strict=True):
        _write_in_column(ax, number(usd_million), height, fontsize=NORMAL)


def _write_in_column(ax: Axes, text: str, height: float, **look: Any) -> None:
    """Write at the right edge of the panel, at a height in the data's units."""
    beside(ax, text, (1, height), by=(0, 0), xycoords=("axes fraction", "data"), ha="right", **look)


def _past_axes(ax: Axes, heights: np.ndarray, importers: pd.Series, other: str) -> None:
    ax.axvline(1, color=INK, linewidth=1.2)
    _log_axis_with_zero(ax.xaxis, LEAST_RATIO, (0.1, 1, 10))
    ax.set_xlim(LEAST_RATIO * 0.8, 40)
    row_axis(ax, heights, [state_names().get(code, code) for code in importers])
    for text, code in zip(ax.get_yticklabels(), importers, strict=True):
        text.set_fontweight("bold" if code == other else "normal")
    ax.set_ylim(heights.min() - 1.1, heights.max() + 1.1)
    look = {"fontsize": SMALL, "color": QUIET_INK, "va": "baseline"}
    _write_in_column(ax, "USD million", heights.max() + 0.6, **look)
    ax.set_xlabel("actual over predicted; hollow without the dummy, filled with it")


def _past_words(
    seller: str, past: str, estimator: str, year: int, table: pd.DataFrame, zeros: str
) -> Description:
    other, names = BUYER_OF[seller], state_names()
    own = table[table["importer"] == other].iloc[0]
    first = (
        f"What a dummy for a common {PAST_NAMES[past]} past changes in the benchmark of "
        f"{names[seller]}'s sales in {year}, by {ESTIMATORS[estimator]}: to {names[other]}, where "
        f"it is {int(own['in_past'])}, actual over predicted goes from "
        f"{significant(own['ratio_without'], 2)} to {significant(own['ratio_with'], 2)}."
    )
    others = table[table["importer"] != other]
    if others.empty:
        return Description(
            first, (f"No market of {names[seller]} in that year shares that past with it.",)
        )
    each = "; ".join(
        f"{names.get(market.importer, market.importer)} {significant(market.ratio_without, 2)} to "
        f"{significant(market.ratio_with, 2)}"
        for market in others.itertuples()
    )
    return Description(first, (f"Its largest markets that share the past: {each}.", zeros))
