"""Lesson 02: actual against predicted trade, the specification curve, what a past takes away."""

from __future__ import annotations

import itertools

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from matplotlib.transforms import ScaledTranslation

from ...drawing import INK, QUIET_INK, colour_of, plain_figure, source_line, tint
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps
from ...measures.benchmark import (
    AMONG,
    COVARIATE_NAMES,
    COVARIATES,
    DIRECTIONS,
    ESTIMATORS,
    LIKE_FACTOR,
    NEAR_KM,
    estimated,
    past_shift,
    past_silent,
    specifications,
    standing,
)
from ...measures.trade import TRADE_YEARS
from ...tables import state_names
from ...views import view
from ...words import Description, number, percent, significant, usd

SOURCE = "Data: COW trade 4.0 (whole millions), CEPII, World Bank."
MARKERS = {"KAZ": "D", "MNG": "o"}
ZERO_AT, ZERO_HEIGHT = 0.24, 1.9  # the strip of zeros beneath the logarithmic axis
MOST = 500_000
BESIDE = 10  # points between a mark and its intervals
LEAST_AT = 0.5  # where the strip ends: half a million rounds to nothing
SHORT_MODEL = {"logs": "Logarithms", "ppml": "PPML", "effects": "PPML, effects"}
PAST_NAMES = {"soviet": "Soviet", "comecon": "Comecon"}
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


def _sold_by(seller: str) -> str:
    return f"{state_names()[seller]}'s sales to {state_names()[dict(DIRECTIONS)[seller]]}"


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


@explorer(
    lambda: MODEL_CONTROLS,
    start={"year": 2012, "estimator": "ppml", "covariates": "ties"},
    sentence="Actual and predicted trade of {year}, by {estimator}, {covariates}",
)
@view
def benchmark_cloud(
    year: int = 2012, estimator: str = "ppml", covariates: str = "ties", fig=None
) -> tuple[Figure, Description]:
    """Draw every directed dyad's actual against its predicted trade, the pair's two marked.

    Millions of current US dollars, logarithmic axes, zeros in a strip beneath. The shaded bands
    hold the middle half and nine tenths of the dyads of like predicted size (within a factor of
    two). Beside the pair's marks (Kazakhstan's on the left, Mongolia's on the right) the thick bar
    is the 95 per cent interval for the mean, the thin one the prediction interval. Settings: see `steppes.measures.benchmark.estimated`.
    """
    table = estimated(year, estimator, covariates).dropna(subset="ratio")
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.13, "right": 0.985, "top": 0.92, "bottom": 0.165}
    )
    predicted, actual = table["predicted"].to_numpy(), table["usd_million"].to_numpy()
    zero = actual == 0
    spread = ZERO_AT * ZERO_HEIGHT ** (2 * ((np.arange(zero.sum()) * 0.618034) % 1) - 1)
    cloud = {"linestyle": "none", "marker": ",", "color": "#6F6F6F", "alpha": 0.8, "zorder": 1}
    ax.plot(predicted[~zero], actual[~zero], **cloud)
    ax.plot(predicted[zero], spread, **cloud)
    grid, bands = _bands(predicted, actual)
    shown = np.where(bands == 0, ZERO_AT, bands)
    for (low, high), strength in (((0, 4), 0.18), ((1, 3), 0.4)):
        ax.fill_between(
            grid, shown[low], shown[high], color=tint("#6F6F6F", strength), alpha=0.6, linewidth=0,
            zorder=2,
        )  # fmt: skip
    ax.plot(grid, shown[2], color=INK, linestyle="--", linewidth=1.8, zorder=3)
    ax.plot([1e-2, MOST], [1e-2, MOST], color=INK, linewidth=1.6, zorder=3)
    found = {seller: standing(year, estimator, covariates, seller) for seller, _ in DIRECTIONS}
    for seller, at in found.items():
        _mark(ax, seller, at)
    ax.axhline(LEAST_AT, color=QUIET_INK, linewidth=0.8)
    ax.set_xscale("log", subs=[])
    ax.set_yscale("log", subs=[])
    ax.set_xlim(0.1, MOST)
    ax.set_ylim(0.11, MOST)
    ticks = [1, 10, 100, 1000, 10_000, 100_000]
    ax.set_xticks([0.1, *ticks], ["0.1", *(number(tick) for tick in ticks)])
    ax.set_yticks([ZERO_AT, *ticks], ["0", *(number(tick) for tick in ticks)])
    for name, at, up, down in (("as predicted", 8000, 8000, -45), ("the median", 600, None, -45)):
        ax.annotate(
            name, (at, up or np.interp(at, grid, shown[2])), xytext=(50, down),
            textcoords="offset points", color=INK, va="center",
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 1},
        )  # fmt: skip
    ax.set_xlabel("predicted, USD million")
    ax.set_ylabel("actual, USD million")
    ax.set_title(f"Every directed dyad of {year}: actual against predicted trade")
    for n, (seller, at) in enumerate(found.items()):
        ax.text(
            0.02, 0.955 - 0.075 * n, _short(seller, at), transform=ax.transAxes, va="center",
            color=colour_of(seller), fontweight="bold", fontsize=10.5,
        )  # fmt: skip
    holds = _holds(covariates).replace("language, past empires, the", "language, empires,")
    source_line(fig, f"{SOURCE} {SHORT_MODEL[estimator]}; {holds}.")
    return fig, _cloud_words(year, estimator, covariates, table, found)


def _bands(predicted: np.ndarray, actual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles (5, 25, 50, 75, 95 per cent) of actual trade within a factor of two, on a grid."""
    order = np.argsort(predicted, kind="stable")
    predicted, actual = predicted[order], actual[order]
    grid = np.geomspace(0.1, 1e5, 61)
    first = np.searchsorted(predicted, grid / LIKE_FACTOR)
    last = np.searchsorted(predicted, grid * LIKE_FACTOR, side="right")
    kept = last - first >= 20  # fewer say little
    quantiles = [
        np.quantile(actual[a:b], (0.05, 0.25, 0.5, 0.75, 0.95))
        for a, b in zip(first[kept], last[kept], strict=True)
    ]
    return grid[kept], np.array(quantiles).T


def _mark(ax, seller: str, at: dict) -> None:
    colour, x = colour_of(seller), at["predicted"]
    # Beside the marks, or these would hide them: the two predictions often lie close together.
    aside = -BESIDE if seller == "KAZ" else BESIDE
    beside = ax.transData + ScaledTranslation(aside / 72, 0, ax.figure.dpi_scale_trans)
    ax.plot([x, x], [at["low"], at["high"]], color=colour, linewidth=1.3, zorder=5,
            transform=beside)  # fmt: skip
    ax.plot([x, x], [at["mean_low"], at["mean_high"]], color=colour, linewidth=6, zorder=5,
            solid_capstyle="butt", transform=beside)  # fmt: skip
    y = at["actual"] if at["actual"] > 0 else ZERO_AT
    face = colour if at["actual"] > 0 else "white"
    ax.plot(x, y, marker=MARKERS[seller], markersize=11, markerfacecolor=face, zorder=6,
            markeredgecolor="white" if at["actual"] > 0 else colour, markeredgewidth=1.5)  # fmt: skip
    ax.annotate(
        f"{seller} sells {number(at['actual'])}", (x, y), xytext=(BESIDE + 7, 0), va="center",
        textcoords="offset points", color=colour, fontweight="bold", zorder=7,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none",
              "alpha": 0.8},
    )  # fmt: skip


def _short(seller: str, at: dict) -> str:
    return (
        f"{seller}: {significant(at['ratio'], 2)} times the predicted "
        f"{significant(at['predicted'])}, above {percent(at['percentile'], 0)} of like size"
    )


def _cloud_words(year, estimator, covariates, table, found) -> Description:
    said = "; ".join(
        f"{_sold_by(seller)} are {usd(at['actual'])}, {significant(at['ratio'], 2)} times the "
        f"predicted {significant(at['predicted'])}"
        for seller, at in found.items()
    )
    more = [f"The model is {_model(estimator, covariates)}."]
    for seller, at in found.items():
        more.append(
            f"{_sold_by(seller)} stand above {percent(at['percentile'], 0)} of the "
            f"{number(at['dyads'])} directed dyads of like predicted size, whose median ratio is "
            f"{significant(at['median_ratio'], 2)}. The 95 per cent interval for the mean goes from "
            f"{significant(at['mean_low'])} to {significant(at['mean_high'])}, the one for a single "
            f"flow from {significant(at['low'], 2)} to {significant(at['high'], 2)}."
        )
    more.append(
        f"{percent((table['ratio'] == 0).mean(), 0)} of the {number(len(table))} directed dyads are "
        f"zero or rounded to it, and {percent((table['ratio'] < 1).mean(), 0)} lie below what is predicted."
    )
    return Description(f"Actual against predicted trade in {year}: {said}.", tuple(more))


LEAST_RATIO = 0.015  # a ratio of zero is drawn as a hollow mark at the foot


@explorer(
    lambda: [*MODEL_CONTROLS, Menu("among", "Compared with", COMPARED_WITH)],
    start={"year": 2012, "estimator": "ppml", "covariates": "ties", "among": "like"},
    sentence=lambda year, estimator, covariates, among: (
        f"The pair in {year} by {ESTIMATORS[estimator]}, {COVARIATE_NAMES[covariates]}, "
        f"among the dyads {AMONG[among]}"
    ),
)
@view
def specification_walk(
    year: int = 2012,
    estimator: str = "ppml",
    covariates: str = "ties",
    among: str = "like",
    fig=None,
) -> tuple[Figure, Description]:
    """Draw the pair's ratio and percentile in every specification, one of them marked.

    Above, actual over predicted in both directions (logarithmic axis); below, the percentile
    among the directed dyads of the comparison `among`, a key of `AMONG`. Along the axis stand
    year, estimator and, within each, the five sets of covariates from size alone to the Comecon
    past. Raises BadSetting for a setting that there is not.
    """
    here = {seller: standing(year, estimator, covariates, seller, among) for seller in MARKERS}
    table = specifications(among=among)
    fig, (top, bottom) = plain_figure(
        fig, nrows=2, sharex=True,
        gridspec_kw={"left": 0.12, "right": 0.985, "top": 0.93, "bottom": 0.2, "hspace": 0.12},
    )  # fmt: skip
    order = list(itertools.product(TRADE_YEARS, ESTIMATORS, COVARIATES))
    places = np.array([_place(*one) for one in order], dtype=float)
    marked = _place(year, estimator, covariates)
    for ax in (top, bottom):
        for start, end in _blocks():
            ax.axvspan(start, end, color="#F1EFEA", linewidth=0)
        ax.axvline(marked, color=INK, linewidth=1.2)
        ax.tick_params(axis="x", length=0)
        ax.set_xlim(places[0] - 1.2, places[-1] + 1.2)
    for seller, marker in MARKERS.items():
        colour = colour_of(seller)
        ratios = table[f"ratio_{seller}"].to_numpy()
        stands = 100 * table[f"percentile_{seller}"].to_numpy()
        for ax, values in ((top, ratios), (bottom, stands)):
            drawn = np.where(values == 0, LEAST_RATIO, values) if ax is top else values
            faces = np.where(ratios == 0, "white", colour)
            ax.scatter(places, drawn, s=26, marker=marker, c=faces, edgecolors=colour, zorder=3)
            at = int(np.flatnonzero(places == marked)[0])
            ax.scatter(marked, drawn[at], s=150, marker=marker, facecolors="none",
                       edgecolors=INK, linewidths=1.8, zorder=4)  # fmt: skip
    top.axhline(1, color=QUIET_INK, linewidth=1)
    top.set_yscale("log", subs=[])
    top.set_ylim(0.0095, 40)
    top.set_yticks([LEAST_RATIO, 0.1, 1, 10], ["0", "0.1", "1", "10"])
    top.yaxis.set_minor_locator(NullLocator())
    top.set_ylabel("actual over\npredicted")
    for level, style in ((25, ":"), (50, "-"), (75, ":")):
        bottom.axhline(level, color=QUIET_INK, linewidth=1, linestyle=style, zorder=1)
    bottom.set_ylim(-5, 105)
    bottom.set_yticks([0, 25, 50, 75, 100])
    bottom.set_ylabel(f"percentile\n{AMONG[among]}", fontsize=10)
    ticks = [_place(one, kind, "ties") for one in TRADE_YEARS for kind in ESTIMATORS]
    bottom.set_xticks(ticks, ["logs", "PPML", "PPML,\neffects"] * len(TRADE_YEARS), fontsize=8.5)  # fmt: skip
    for one in TRADE_YEARS:
        middle = (_place(one, "logs", "size") + _place(one, "effects", "comecon")) / 2
        bottom.annotate(
            str(one), (middle, 0), xycoords=("data", "axes fraction"), xytext=(0, -42),
            textcoords="offset points", ha="center", fontweight="bold" if one == year else "normal",
        )  # fmt: skip
    top.set_title("The pair in every specification")
    for seller, x, ha in (("KAZ", 0.72, "right"), ("MNG", 0.995, "right")):
        top.text(
            x, 1.03, f"{'◆' if seller == 'KAZ' else '●'} {state_names()[seller]} sells",
            transform=top.transAxes, color=colour_of(seller), fontweight="bold", ha=ha, va="bottom",
        )  # fmt: skip
    source_line(fig, f"{SOURCE} Near: within {NEAR_KM} km. Hollow: a flow of zero.")
    return fig, _walk_words(year, estimator, covariates, among, table, here)


def _place(year: int, estimator: str, covariates: str) -> float:
    """Where a specification stands along the axis: gaps part years and estimators."""
    one, two, three = TRADE_YEARS.index(year), list(ESTIMATORS).index(estimator), list(COVARIATES)
    return 20 * one + 6 * two + three.index(covariates)


def _blocks() -> list[tuple[float, float]]:
    """The shaded ground of every second estimator, which also parts the years."""
    return [
        (_place(year, kind, "size") - 0.8, _place(year, kind, "comecon") + 0.8)
        for year in TRADE_YEARS
        for kind in ESTIMATORS
    ]


def _walk_words(year, estimator, covariates, among, table, here) -> Description:
    said = "; ".join(
        f"{_sold_by(seller)} are {significant(at['ratio'], 2)} times the predicted and stand above "
        f"{percent(at['percentile'], 0)} of the {number(at['dyads'])} directed dyads {AMONG[among]}"
        for seller, at in here.items()
    )
    more = []
    for seller in MARKERS:
        ratios, stands = table[f"ratio_{seller}"], table[f"percentile_{seller}"]
        more.append(
            f"Over all {len(table)} specifications {_sold_by(seller)} range from "
            f"{significant(ratios.min(), 2)} to {significant(ratios.max(), 2)} times the predicted, "
            f"and from the {percent(stands.min(), 0)} to the {percent(stands.max(), 0)} mark; they "
            f"lie above the predicted in {(ratios > 1).sum()} and in the lowest quarter in "
            f"{(stands < 0.25).sum()} of the {(table[f'lowest_{seller}'] < 0.25).sum()} in which a "
            "flow of zero would stand there."
        )
    return Description(f"{year}, {_model(estimator, covariates)}: {said}.", tuple(more))


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
    seller: str = "KAZ", past: str = "soviet", estimator: str = "effects", year: int = 2012,
    fig=None,
) -> tuple[Figure, Description]:  # fmt: skip
    """Draw what a dummy for a common past changes in the benchmark of one state's sales.

    Rows: the seller's largest markets that share the past with it (`soviet` or `comecon`), and the
    pair's other state. Hollow: actual over predicted without the dummy; filled: with it.
    Raises BadSetting for a setting that there is not.
    """
    require_one_of(PAST_NAMES, "The past", past)
    table = past_shift(seller, past, estimator, year)
    other = dict(DIRECTIONS)[seller]
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.2, "right": 0.97, "top": 0.92, "bottom": 0.17}
    )
    place = np.arange(len(table))[::-1].astype(float)
    place[-1] -= 0.6
    for y, row in zip(place, table.itertuples(), strict=True):
        colour = colour_of(row.importer) if row.importer == other else QUIET_INK
        before, after = (max(value, LEAST_RATIO) for value in (row.without, table["with"][row[0]]))
        ax.plot([before, after], [y, y], color=colour, linewidth=2)
        ax.plot(before, y, marker="o", markersize=9, color="white", markeredgecolor=colour)
        ax.plot(after, y, marker="o" if row.in_past else "s", markersize=9, color=colour)
        ax.annotate(
            f"{number(row.usd_million)}", (1, y), xycoords=("axes fraction", "data"),
            ha="right", va="center", fontsize=10, color=INK,
        )  # fmt: skip
    ax.axvline(1, color=INK, linewidth=1.2)
    ax.set_xscale("log", subs=[])
    ax.set_xlim(LEAST_RATIO * 0.8, 40)
    ax.set_xticks([LEAST_RATIO, 0.1, 1, 10], ["0", "0.1", "1", "10"])
    ax.set_yticks(place, [state_names().get(code, code) for code in table["importer"]])
    for label, code in zip(ax.get_yticklabels(), table["importer"], strict=True):
        label.set_fontweight("bold" if code == other else "normal")
    ax.set_ylim(place.min() - 1.1, place.max() + 1.1)
    ax.text(1, place.max() + 0.6, "USD million", transform=ax.get_yaxis_transform(), ha="right",
            fontsize=9.5, color=QUIET_INK)  # fmt: skip
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("actual over predicted; hollow without the dummy, filled with it")
    ax.set_title(f"{state_names()[seller]} sells, {year}: what a {PAST_NAMES[past]} dummy changes")
    shared, silent = past_silent(seller, past, year)
    if silent:
        ax.text(
            0.99, 0.03, f"{silent} of the {shared} others of that past bought 0: not drawn",
            transform=ax.transAxes, ha="right", fontsize=9.5, color=QUIET_INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    source_line(fig, f"{SOURCE} {SHORT_MODEL[estimator]}. A square: the dummy is 0 there.")
    return fig, _past_words(seller, past, estimator, year, table)


def _past_words(seller, past, estimator, year, table) -> Description:
    other = dict(DIRECTIONS)[seller]
    row = table[table["importer"] == other].iloc[0]
    marked = "is 1" if row["in_past"] else "is 0"
    first = (
        f"What a dummy for a common {PAST_NAMES[past]} past changes in the benchmark of "
        f"{state_names()[seller]}'s sales in {year}: to {state_names()[other]}, where it {marked}, "
        f"actual over predicted goes from {significant(row['without'], 2)} to "
        f"{significant(row['with'], 2)}."
    )
    others = table[table["importer"] != other]
    if others.empty:
        none = f"No market of {state_names()[seller]} in that year shares that past with it."
        return Description(first, (none,))
    each = "; ".join(
        f"{state_names().get(r['importer'], r['importer'])} {significant(r['without'], 2)} to "
        f"{significant(r['with'], 2)}"
        for _, r in others.iterrows()
    )
    model = f"By {ESTIMATORS[estimator]}, its largest markets that share the past: {each}."
    shared, silent = past_silent(seller, past, year)
    zeros = (
        f"Of {shared} others that share the past, {silent} bought zero and are not drawn; "
        "their ratio is 0."
    )
    return Description(first, (model, zeros))
