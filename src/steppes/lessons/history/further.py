"""Beyond lesson 03: how a past fades, how many can have left, how alike, who met."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import seen
from ...drawing import (
    BEHIND,
    INK,
    LARGE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    dots,
    label,
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
from ...measures import history as measures
from ...measures.history import LAST_YEAR, STATES, WHEN, WINDOWS
from ...tables import load
from ...views import view
from ...words import (
    Description,
    counted,
    listing,
    number,
    of_events,
    of_points,
    percent,
    significant,
)

ONE_PANEL = {"left": 0.135, "right": 0.97, "top": 0.91, "bottom": 0.16}

# --- How a past fades ---------------------------------------------------------------------------

HALF_LIVES = {counted(years, "year"): years for years in (5, 8, 12, 20, 30, 60)} | {"never": None}
HIGHEST = 120  # times, the top of the axis; a steep curve begins above it
FLOORS = {"no premium": 1.0, "twice": 2.0, "three times": 3.0, "five times": 5.0}


@explorer(
    lambda: [
        Steps("half_life", "Half-life", tuple(HALF_LIVES)),
        Menu("rests_at", "It comes to rest at", tuple(FLOORS)),
        Menu("states", "Former Soviet states", tuple(STATES)),
    ],
    # It begins with a legacy that never fades.
    start={"half_life": "never", "rests_at": "no premium", "states": "all fifteen"},
    sentence="Half-life: {half_life}; it comes to rest at {rests_at}; {states}",
)
@view
def legacy_decay(
    half_life: str = "never",
    rests_at: str = "no premium",
    states: str = "all fifteen",
    fig=None,
) -> tuple[Figure, Description]:
    """Draw a legacy that fades by a half-life beside the premium that was measured.

    `half_life` is a key of HALF_LIVES ("never": a constant), `rests_at` a key of FLOORS: where it
    comes to rest; `states` says whether the Baltic states count as former Soviet. The height of
    the curve is the one that fits the four years best; its shape is the student's.
    """
    require_one_of(tuple(HALF_LIVES), "The half-life", half_life)
    require_one_of(tuple(FLOORS), "Where it comes to rest", rests_at)
    require_one_of(tuple(STATES), "The states", states)
    measured = measures.premiums(STATES[states])
    years = np.arange(1992, LAST_YEAR + 1)
    assumed = HALF_LIVES[half_life], FLOORS[rests_at]
    curve = measures.decay(measured, *assumed, years)
    at = measures.decay(measured, *assumed, measured["year"])
    met = (at >= measured["low"]) & (at <= measured["high"])
    fig, ax = plain_figure(fig, **ONE_PANEL)
    ax.plot(years, curve, color=colour_of("MNG"), linestyle="--", linewidth=2.2)
    _draw_premiums(ax, measured, met)
    _write_in_the_corner(ax, curve, met)
    _axes_of_premiums(ax)
    fade = "a constant" if HALF_LIVES[half_life] is None else f"half-life {half_life}"
    ax.set_title(f"Trade among former Soviet states: {fade}")
    source_line(
        fig, "Data: Correlates of War; CEPII; our estimates by PPML with 95 % intervals. X: missed."
    )
    return fig, _decay_words(half_life, rests_at, states, measured, met, curve)


def _draw_premiums(ax: Axes, measured: pd.DataFrame, met: Sequence[bool]) -> None:
    """The premium of each year with its interval; a cross where the curve misses it."""
    ax.vlines(measured["year"], measured["low"], measured["high"], colors=INK, linewidth=2)
    inside = np.array(met, bool)
    for marker, rows in (("o", measured[inside]), ("X", measured[~inside])):
        dots(ax, rows["year"], rows["times"], INK, marker, 81, zorder=2)
    for row in measured.itertuples():
        by = (9 if row.year == measured["year"].max() else -9, 0)
        beside(ax, number(row.times, 1), (row.year, row.times), by, bbox=WHITE_BOX)
    ax.axhline(1, color=QUIET_INK, linewidth=1)
    look = {"ha": "right", "va": "bottom", "fontsize": SMALL, "color": QUIET_INK}
    ax.text(2026.3, 1.04, "no premium", **look)


def _write_in_the_corner(ax: Axes, curve: np.ndarray, met: pd.Series) -> None:
    look = {"ha": "right", "va": "top"}
    assumed = f"the assumed legacy (dashed): {number(curve[-1], 1)} times in {LAST_YEAR}"
    note(ax, assumed, (0.985, 0.875), color=colour_of("MNG"), **look)
    passed = f"passes through {met.sum()} of {counted(len(met), 'interval')}"
    note(ax, passed, (0.985, 0.955), fontsize=LARGE, fontweight="bold", **look)


def _axes_of_premiums(ax: Axes) -> None:
    log_axis(ax.yaxis, [1, 2, 5, 10, 20, 50, 100])
    ax.set(xlim=(1991, 2027), ylim=(0.8, HIGHEST))
    ax.set_ylabel("times as much trade as\nother pairs, logarithmic axis")


def _decay_words(
    half_life: str,
    rests_at: str,
    states: str,
    measured: pd.DataFrame,
    met: pd.Series,
    curve: np.ndarray,
) -> Description:
    shape = (
        f"A legacy that stays as it was, and so never comes to rest at {rests_at}"
        if HALF_LIVES[half_life] is None
        else f"A legacy with a half-life of {half_life} that comes to rest at {rests_at}"
    )
    missed = measured.loc[~met, "year"].tolist()
    misses = f" and misses {listing(map(str, missed))}" if missed else ""
    first = (
        f"{shape}, fitted to the trade among former Soviet states, {states}, passes through "
        f"{met.sum()} of {counted(len(met), 'interval')}{misses}."
    )
    steep = curve[0] > HIGHEST
    begin = f"more than {HIGHEST} times" if steep else f"{significant(curve[0])} times"
    each = "; ".join(
        f"{row.year} {number(row.times, 1)} times ({number(row.low, 1)} to {number(row.high, 1)})"
        for row in measured.itertuples()
    )
    course = (
        f"The curve goes from {begin} in 1992 to "
        f"{significant(curve[-1])} in {LAST_YEAR}, years outside the table."
    )
    return Description(first, (f"Measured: {each}.", course))


# --- How many can have left -------------------------------------------------------------------

INCREASES = tuple(np.arange(0, 3.76, 0.25).tolist())
RETURNS = tuple(range(0, 30_001, 2_500))
# By the kind of a figure that was said or written: the line at its height, and whose it is.
SPOKEN = {
    "op-ed": ("--", "the op-ed"),
    "estimate": ("-.", "an estimate"),
    "report": (":", "a report"),
}
COUNT_MARKS = {"census": "o", "report": "s", "estimate": "X", "official words": "^"}


@explorer(
    lambda: [
        Menu("window", "Censuses", tuple(WINDOWS)),
        Steps("increase", "Natural increase", {f"{rate:.2f} %": rate for rate in INCREASES}),
        Steps("returned", "Came back", {number(people): people for people in RETURNS}),
        Menu("when", "They left", WHEN),
    ],
    # It begins with the bare difference of the counts: no natural increase, no returns.
    start={"window": "1989 to 2000", "increase": 0.0, "returned": 0},
    sentence="{window}: natural increase of {increase} a year, {returned} came back, left {when}",
)
@view
def migration_balance(
    window: str = "1989 to 2000",
    increase: float = 2.0,
    returned: int = 0,
    when: str = WHEN[0],
    fig=None,
) -> tuple[Figure, Description]:
    """Draw how many Kazakhs must have left Mongolia, by natural increase, beside what was said.

    `window` names two censuses, `increase` is births less deaths in per cent a year, `returned` the
    persons who came back before the second census, `when` how the departures lay in time.
    """
    require_one_of(INCREASES, "The natural increase", increase)
    require_one_of(RETURNS, "The number that came back", returned)
    departed = measures.departures(window, increase, returned, when)
    line = [measures.departures(window, rate, returned, when) for rate in INCREASES]
    figures = _figures_of_departure(window)
    fig, ax = plain_figure(fig, **ONE_PANEL)
    colour = colour_of("MNG")
    ax.plot(INCREASES, line, color=colour, linewidth=2.4)
    ax.plot([increase], [departed], marker="D", markersize=10, color=colour, zorder=4)
    _draw_figures_of_departure(ax, figures)
    by = (-95, 22) if increase > 3.2 else (10, -6)  # to the left where the right has no room
    look = {"ha": "left", "va": "top", "color": colour, "bbox": WHITE_BOX, "zorder": 4}
    look |= {"fontsize": LARGE, "fontweight": "bold"}
    beside(ax, number(round(departed, -2)), (increase, departed), by, **look)
    ax.set_xlim(-0.05, 3.8)
    _axis_of_people(ax, 145_000)
    ax.set_xlabel("natural increase of Mongolia's Kazakhs, per cent a year (not known)")
    ax.set_ylabel("Kazakhs who left Mongolia")
    ax.set_title(f"How many must have left, {window}?")
    source_line(
        fig, "Data: censuses of Mongolia as read in secondary sources; table kazakh_migration."
    )
    return fig, _balance_words(window, increase, returned, when, departed, figures)


def _draw_figures_of_departure(ax: Axes, figures: pd.DataFrame) -> None:
    for figure in figures.itertuples():
        line = SPOKEN[figure.kind][0]
        # Above the white box of its own label, which would cover half of it.
        ax.axhline(figure.size, color=INK, linestyle=line, linewidth=1.3, zorder=3.5)
        at = (0.0, figure.size + 900)
        label(ax, figure.text, at, ha="left", va="bottom", fontsize=SMALL)


def _axis_of_people(ax: Axes, most: int) -> None:
    ax.set_ylim(0, most)
    ax.yaxis.set_major_formatter(lambda value, _: number(value))


@kept
def _figures_of_departure(window: str) -> pd.DataFrame:
    """The gross figures of the table whose span a window can speak about, with a label each."""
    rows = load("kazakh_migration")
    rows = rows[(rows["origin"] == "MNG") & rows["kind"].isin(SPOKEN)]
    rows = rows.assign(size=rows["value"].fillna(rows["low"])).dropna(subset=["size", "from_year"])
    first, last = WINDOWS[window]
    inside = (rows["from_year"] >= first) & (rows["to_year"] <= last + 1)
    rows = rows[inside & ~rows["what"].str.contains("fewer")]
    texts = [
        f"{'over ' if pd.isna(row.value) else ''}{number(row.size)}, {row.years}: "
        f"{SPOKEN[row.kind][1]}"
        for row in rows.itertuples()
    ]
    return rows.assign(text=texts).sort_values("size").reset_index(drop=True)


def _balance_words(
    window: str,
    increase: float,
    returned: int,
    when: str,
    departed: float,
    figures: pd.DataFrame,
) -> Description:
    first_year, last_year = WINDOWS[window]
    people = number(round(departed, -2))
    first = (
        f"With {number(increase, 2)} per cent of natural increase a year, {number(returned)} who "
        f"came back and departures {when}, {people} must have left from {window}."
    )
    counts = (
        f"The census of {first_year} counted {number(measures.census(first_year))}, that of "
        f"{last_year} {number(measures.census(last_year))}."
    )
    compared = [
        f"{figure.text[:1].upper()}{figure.text[1:]}, which is "
        f"{'more' if figure.size > departed else 'fewer'} than that."
        for figure in figures.itertuples()
    ] or ["No figure was found for this span."]
    return Description(first, (counts, *compared))


@view
def kazakhs_counted(fig=None) -> tuple[Figure, Description]:
    """Draw what was counted, reported and said of the number of Kazakhs in Mongolia."""
    rows = load("kazakhs_in_mongolia")
    rows = seen(rows).dropna(subset=["value", "year"])
    rows = rows[(rows["kind"] != "op-ed") & ~rows["computed"]].sort_values(["year", "kind"])
    fig, ax = plain_figure(fig, **ONE_PANEL)
    colour = colour_of("MNG")
    for kind, marker in COUNT_MARKS.items():
        points = rows[rows["kind"] == kind]
        look = {"edgecolors": colour, "facecolors": colour if kind == "census" else "white"}
        ax.scatter(points["year"], points["value"], marker=marker, s=80, label=kind, **look)
    _axis_of_people(ax, 200_000)
    ax.set_ylabel("Kazakhs in Mongolia")
    ax.set_title(f"The Kazakhs of Mongolia, {rows['year'].min()} to {rows['year'].max()}")
    ax.legend(frameon=False, loc="upper left")
    source_line(fig, "Data: table kazakhs_in_mongolia, each row with its source. Filled: a count.")
    return fig, of_points("Kazakhs", rows["kind"], rows["year"], rows["value"], "people")


# --- How alike ----------------------------------------------------------------------------------


@view
def alike_groups(fig=None) -> tuple[Figure, Description]:
    """Draw how alike Kazak and Khalka are coded beside each group of pairs of societies."""
    groups = load("culture_agreement")
    fig, ax = plain_figure(fig, **{**ONE_PANEL, "left": 0.36})
    _draw_groups(ax, groups.iloc[::-1].reset_index(drop=True))
    ax.set_xlabel("variables with the same code, per cent")
    ax.set_title("Kazak and Khalka (diamond) beside other pairs", x=-0.5)
    source_line(
        fig, "Data: Ethnographic Atlas by D-PLACE. Thick: the middle half; thin: 5 to 95 %."
    )
    first = (
        f"Kazak and Khalka agree on {percent(groups['kazak_khalka'].iloc[0], 0)} of the variables, "
        f"beside {counted(len(groups), 'group')} of pairs."
    )
    higher = (
        f"{row.group}: {percent(row.share_higher, 1)} of pairs agree more."
        for row in groups.itertuples()
    )
    return fig, Description(first, tuple(higher))


def _draw_groups(ax: Axes, groups: pd.DataFrame) -> None:
    """Each group as a thin and a thick bar with a gap at its median, and a diamond for the two."""
    at = groups.index
    ax.hlines(at, 100 * groups["p05"], 100 * groups["p95"], color=BEHIND, linewidth=3)
    ax.hlines(at, 100 * groups["p25"], 100 * groups["p75"], color=QUIET_INK, linewidth=9)
    ax.plot(100 * groups["median"], at, "|", color="white", markersize=11, markeredgewidth=3)
    diamond = {"color": colour_of("MNG"), "markersize": 9, "markeredgecolor": "white"}
    ax.plot(100 * groups["kazak_khalka"], at, "D", **diamond)
    row_axis(ax, at, [textwrap.fill(name, 30) for name in groups["group"]])


# --- Contacts of the two states -------------------------------------------------------------------

CONTACTS = ("agreements, commissions", "visits, meetings")
OP_ED_AT = 2013.6  # the first of August, as a part of the year


@view
def contacts_of_the_two(fig=None) -> tuple[Figure, Description]:
    """Draw the meetings and agreements of Mongolia and Kazakhstan that were confirmed, by year."""
    tables = (load("agreements").assign(row=CONTACTS[0]), load("visits").assign(row=CONTACTS[1]))
    rows = pd.concat(tables).dropna(subset="year")
    rows = rows[(rows["partner"] == "KAZ") & (rows["trust"] == "confirmed")]
    rows = rows[~rows["kind"].isin(["count", "coded by a data set"])]
    again = 0.14 * rows.groupby(["row", "year"]).cumcount()  # a second mark stands on the first
    fig, ax = plain_figure(fig, (8, 3), left=0.16, right=0.97, top=0.86, bottom=0.2)
    ax.scatter(rows["year"], rows["row"].map(CONTACTS.index) + again, color=INK, s=40)
    row_axis(ax, [0, 1], [name.replace(", ", ",\n") for name in CONTACTS])
    ax.set_ylim(-0.4, 1.7)
    ax.axvline(OP_ED_AT, color=QUIET_INK, linestyle=":")
    ax.set_title("Contacts of Mongolia and Kazakhstan that were confirmed", x=-0.17)
    source_line(fig, "Data: tables visits and agreements, what was found. Dotted: the op-ed.")
    return fig, of_events("Contacts of the two states", rows["row"], rows["year"])
