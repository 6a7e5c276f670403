"""Beyond lesson 05: a distance among all pairs, tests over all states, both sides of a line."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...drawing import (
    FINE,
    INK,
    LARGE,
    NORMAL,
    OTHER_STATE,
    PALE,
    QUIET_INK,
    SMALL,
    VERDICT_COLOURS,
    WHITE_BOX,
    beside,
    colour_of,
    dots,
    label,
    log_axis,
    note,
    only_words,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...measures import regime
from ...measures.regime import (
    DAYS,
    DEMOCRACY,
    INDICES,
    LEVELS,
    LINES,
    THRESHOLDS,
    UNITS,
    YEARS,
    Sides,
)
from ...measures.statistics import SURE, groups_by_rank
from ...tables import state_names
from ...views import view
from ...words import Description, counted, listing, number, ordinal, percent
from .verdicts import verdict_by_threshold

PARTNERS = ("KAZ", "KGZ", "UZB", "TJK", "TKM", "RUS", "CHN", "BLR", "TUR", "PRK", "LAO", "KOR",
            "JPN", "IND", "DEU", "POL", "USA")  # fmt: skip
INDEX_CODES = {name: code for code, name in INDICES.items()}
SOURCES = {
    "vdem": "V-Dem 15",
    "polity": "Polity5",
    "fh": "Freedom House",
}
DECIMALS = {"vdem": 3, "polity": 0, "fh": 1}
# From the worst score to the best, with room at either end; Freedom House counts downwards.
WORST_TO_BEST = {"vdem": (0, 1), "polity": (-10.8, 10.8), "fh": (7.4, 0.6)}
WITH_ROOM_FOR_NAMES = {"vdem": (0, 1), "polity": (-11, 11.8), "fh": (7.3, 0.7)}
# Between the worst score of a democracy and the best of the others: no point lies on the line.
BELOW_THE_LINE = {"vdem": 0.0, "polity": -0.5, "fh": 0.25}
# The one colour beside ink that is no state's: the democratic side, all states, the second
# model. Letters in it are darker.
TEAL, DARK_TEAL = "#2A7F9E", "#1D6079"
DEMOCRATIC_SIDE, OTHER_SIDE = TEAL, QUIET_INK


@explorer(
    lambda: [
        Menu("index", "Index", INDEX_CODES),
        Menu("level", "Line", LEVELS),
        Years("year", "Year", YEARS[0], YEARS[-1]),
    ],
    start={"index": "vdem", "level": "usual", "year": 2012},
    sentence=lambda index, level, year: (
        f"By {INDICES[index]}, a democracy has {regime.line_words(index, level)}; "
        f"Mongolia's partners in {year}"
    ),
)
@view
def both_sides(
    index: str = "vdem", level: str = "usual", year: int = 2012, fig=None
) -> tuple[Figure, Description]:
    """Draw all partners of Mongolia by score, and the share of each tie on the democratic side.

    `index` is vdem, polity or fh; `level` lenient, usual or strict (see `measures.regime.LINES`);
    `year` from 1992 to 2024. What a source does not have for a year is said and not drawn.
    """
    sides = regime.sides(index, level, year)
    size = None if sides.states.empty else (8.4, 5.6)
    margins = {"left": 0.30, "right": 0.93, "top": 0.90, "bottom": 0.115, "hspace": 0.36}
    fig, (above, below) = plain_figure(fig, size, nrows=2, height_ratios=(1.0, 1.25), **margins)
    title = f"Both sides of a line, by {INDICES[index]}, {year}"
    if sides.states.empty:
        below.set_visible(False)
        why = f"{INDICES[index]} has no scores for {year}; its last year is "
        settings = f"{title}, with a line at {regime.line_words(index, level)}"
        return fig, only_words(above, title, f"{why}{regime.last_year(index)}.", settings)
    above.set_title(f"{title}: {regime.line_words(index, level)}", x=-0.42, y=1.04, fontsize=LARGE)
    _draw_states_in_order(above, sides.states, index, level)
    _draw_shares(below, sides.rows)
    source_line(
        fig,
        f"Data: {SOURCES[index]}; Correlates of War, trade 4.0; waivers, agreements and visits as "
        "found by the course.",
    )
    return fig, _words_on_sides(title, sides, index, level, year)


def _draw_states_in_order(ax: Axes, states: pd.DataFrame, index: str, level: str) -> None:
    """Every state as a mark by its score, worst first, with the line between the two sides."""
    states = states.assign(place=np.arange(len(states)))
    democratic, waiver = states[states["democratic"]], states[states["waiver"]]
    others = states[~states["democratic"]]
    dots(ax, democratic["place"], democratic["score"], DEMOCRATIC_SIDE, size=7)
    dots(ax, others["place"], others["score"], OTHER_SIDE, "s", 7)
    dots(ax, waiver["place"], waiver["score"], INK, "D", 46, fill="none", edge=1.2)
    line = LINES[index][level] + BELOW_THE_LINE[index]
    ax.axhline(line, color=QUIET_INK, linestyle="--", linewidth=1)
    ax.set_ylim(*WORST_TO_BEST[index])
    ax.set_xlim(-2, len(states) + 1)
    ax.set_xticks([])
    ax.set_ylabel(UNITS[index].split(",")[0], fontsize=SMALL)
    ax.tick_params(labelsize=SMALL)
    _name_three(ax, states)
    key = "◇ waiver in force   ● democratic   ■ other"
    note(ax, key, (1.0, 0.04), ha="right", va="baseline", fontsize=SMALL)


def _name_three(ax: Axes, states: pd.DataFrame) -> None:
    """Name Kazakhstan and the neighbours above their marks, each at a height of its own."""
    leader = {"arrowstyle": "-", "color": QUIET_INK, "linewidth": 0.7}
    name = {"fontsize": SMALL, "fontweight": "bold", "arrowprops": leader}
    for code, up in (("KAZ", 14), ("RUS", 42), ("CHN", 27)):
        if code in states.index:
            at = tuple(states.loc[code, ["place", "score"]])
            look = {"ha": "center", "va": "baseline", "color": colour_of(code), **name}
            beside(ax, code, at, by=(6, up), **look)


def _draw_shares(ax: Axes, rows: pd.DataFrame) -> None:
    """A bar for each kind of tie, parted between the two sides; dotted, how all states part."""
    places = np.arange(len(rows))[::-1]
    whole = rows.sum(axis=1).to_numpy()
    shares = (rows["democratic"] / whole).to_numpy()
    drawn = whole > 0
    ax.barh(places[drawn], shares[drawn], height=0.62, color=DEMOCRATIC_SIDE)
    hatched = {"color": "white", "edgecolor": OTHER_SIDE, "hatch": "////", "linewidth": 0.8}
    ax.barh(places[drawn], 1 - shares[drawn], left=shares[drawn], height=0.62, **hatched)
    for place, name, row, share in zip(places, rows.index, rows.to_numpy(), shares, strict=True):
        if row.sum() > 0:
            _write_amounts(ax, place, row, share if name.startswith("trade") else None)
        else:  # missing, or nothing to share out
            why = "no figure for this year" if np.isnan(row).any() else "none yet"
            label(ax, why, (0.012, place), ha="left", fontsize=SMALL, color=QUIET_INK)
    of_all = shares[rows.index.get_loc("all states")]
    ax.axvline(of_all, color=INK, linestyle=":", linewidth=1.8)
    row_axis(ax, places, rows.index, fontsize=SMALL)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"], fontsize=SMALL)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_title(
        "Share on the democratic side (dotted: its share of all states)",
        fontsize=NORMAL,
        fontweight="normal",
        x=-0.42,
    )


def _write_amounts(ax: Axes, place: int, row: np.ndarray, share: float | None) -> None:
    """What stands on the democratic side and on the other: as per cent where a share is given."""
    amounts = [number(amount) for amount in row]
    if share is not None:
        amounts = [percent(share, 0), percent(1 - share, 0)]
    label(ax, amounts[0], (0.012, place), ha="left", fontsize=SMALL)
    label(ax, amounts[1], (0.988, place), ha="right", fontsize=SMALL)


def _words_on_sides(title: str, sides: Sides, index: str, level: str, year: int) -> Description:
    of_all = sides.rows.loc["all states"]
    stands = {True: "on the democratic side", False: "on the other side", None: "without a score"}
    first = (
        f"{title}: with a line at {regime.line_words(index, level)}, "
        f"{number(of_all['democratic'])} of "
        f"{counted(of_all.sum(), 'other state stands', 'other states stand')} on the "
        f"democratic side; Mongolia itself is {stands[sides.mongolia]}."
    )
    more = [*_words_on_trade(sides.rows, year), *_words_on_ties(sides.rows)]
    members = "member of the United Nations has", "members of the United Nations have"
    more.append(f"{counted(sides.unscored, *members)} no score.")
    if sides.trade_unscored > 0:
        amount = number(sides.trade_unscored)
        more.append(f"{amount} million dollars of trade are with partners without one.")
    return Description(first, tuple(more))


def _words_on_trade(rows: pd.DataFrame, year: int) -> list[str]:
    sentences = []
    for name, what in (
        ("trade", "trade"),
        ("trade, China and Russia left out", "trade without China and Russia"),
    ):
        row = rows.loc[name]
        if row.sum() > 0:
            share = percent(row["democratic"] / row.sum(), 0)
            sentences.append(f"Of Mongolia's {what}, {share} is with democratic partners.")
        else:
            sentences.append(f"There is no figure of {what} for {year}.")
    return sentences


def _words_on_ties(rows: pd.DataFrame) -> list[str]:
    sentences = []
    for name, what in (
        ("visa waivers", "visa waivers in force at the end of the year"),
        ("agreements, six coded partners", "agreements with six coded partners to that year"),
        ("visits, six coded partners", "visits with six coded partners to that year"),
    ):
        row = rows.loc[name]
        sentences.append(
            f"Of the {what} ({number(row.sum())}), {number(row['democratic'])} on the democratic "
            f"side and {number(row['other'])} on the other."
        )
    return sentences


@explorer(
    lambda: [
        Menu("partner", "Mongolia and", {state_names()[code]: code for code in PARTNERS}),
        Menu("index", "Index", INDEX_CODES),
        Years("year", "Year", YEARS[0], YEARS[-1]),
    ],
    start={"partner": "KAZ", "index": "vdem", "year": 2012},
    sentence="Mongolia and {partner} in {year}, by {index}",
    name="pair_gap",
)
@view
def gap_and_rank(
    partner: str = "KAZ", index: str = "vdem", year: int = 2012, fig=None
) -> tuple[Figure, Description]:
    """Draw the scores of Mongolia and a partner, and where their distance stands among all pairs.

    `partner` is one of PARTNERS, `index` vdem, polity or fh, `year` 1992 to 2024. Bounds (68
    percent) are drawn for V-Dem, the only one of the three that has them.
    """
    require_one_of(PARTNERS, "The partner", partner)
    require_one_of(tuple(INDICES), "The index", index)
    require_one_of(YEARS, "The year", year)
    margins = {"left": 0.085, "right": 0.975, "top": 0.90, "bottom": 0.165, "wspace": 0.28}
    fig, (over_time, all_pairs) = plain_figure(fig, ncols=2, width_ratios=(1.6, 1), **margins)
    title = f"Mongolia and {state_names()[partner]}, by {INDICES[index]}"
    tables = regime.scores_by_year(index, ("MNG", partner))
    gap, gaps = regime.gap_of("MNG", partner, index, year), regime.pair_gaps(index, year)
    over_time.set_title(title, fontsize=LARGE)
    _draw_two_states(over_time, tables, index, year)
    _draw_rank(all_pairs, gap, gaps, index, year)
    bounds = "Bands hold 68 percent." if index == "vdem" else "This index comes without bounds."
    source_line(fig, f"Data: {SOURCES[index]}. {bounds}")
    return fig, _words_on_rank(title, partner, index, year, gap, gaps)


def _draw_two_states(ax: Axes, tables: dict[str, pd.DataFrame], index: str, year: int) -> None:
    """Mongolia's scores and a partner's over the years, with bounds where there are some."""
    for state, table in tables.items():
        colour, style = _line_colour(state), "-" if state == "MNG" else "--"
        if table["low"].notna().any():
            ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.2, lw=0)
        ax.plot(table.index, table["score"], color=colour, linestyle=style)
    ax.set_ylim(*WITH_ROOM_FOR_NAMES[index])
    _name_the_ends(ax, tables)
    ax.axvline(year, color=INK, linewidth=1)
    ax.set_xlim(1990, 2029)
    ax.set_xticks([1990, 2000, 2010, 2020])
    if index == "polity":
        ax.set_yticks([-10, -5, 0, 5, 10])
    ax.set_ylabel(UNITS[index], fontsize=NORMAL)


def _line_colour(state: str) -> str:
    return INK if colour_of(state) == OTHER_STATE else colour_of(state)


def _name_the_ends(ax: Axes, tables: dict[str, pd.DataFrame]) -> None:
    """Each state's code at the last score it has, pushed apart where the two would meet."""
    scores = {state: table["score"].dropna() for state, table in tables.items()}
    ends = [(state, last.index[-1], last.iloc[-1]) for state, last in scores.items() if len(last)]
    worst, best = ax.get_ylim()
    ends.sort(key=lambda end: end[2], reverse=bool(worst < best))  # the upper one first
    meet = len(ends) == 2 and abs(ends[0][2] - ends[1][2]) < abs(best - worst) / 14
    for (state, year, score), push in zip(ends, (7, -7), strict=False):
        name = {"fontsize": LARGE, "fontweight": "bold", "color": _line_colour(state)}
        beside(ax, state, (year, score), by=(5, push if meet else 0), **name)


def _draw_rank(ax: Axes, gap: float, gaps: np.ndarray, index: str, year: int) -> None:
    """How far all pairs of states stand apart, and where this pair and the median pair do."""
    if not len(gaps):
        ax.set_axis_off()
        last = f"No scores for {year};\nthe last year is {regime.last_year(index)}."
        note(ax, last, (0.5, 0.5), ha="center", va="baseline", fontsize=LARGE)
        return
    counts, edges = np.histogram(gaps, bins=np.arange(21) * (gaps[-1] + 1e-9) / 20)
    shares = 100 * counts / len(gaps)
    ax.stairs(shares, edges, fill=True, color=PALE)
    ax.set_ylim(0, 1.36 * shares.max())
    median = float(np.median(gaps))
    ax.axvline(median, ymax=0.8, color=QUIET_INK, linestyle=":", linewidth=1.6)
    if not math.isnan(gap):
        ax.axvline(gap, ymax=0.8, color=INK, linewidth=2.4)
        numbers = (
            f"this pair {number(gap, DECIMALS[index])}\n"
            f"median pair {number(median, DECIMALS[index])} (dotted)\n"
            f"farther apart: {percent(float((gaps > gap + 1e-6).mean()), 0)}"
        )
        place = {"ha": "right", "va": "top", "fontsize": SMALL, "bbox": WHITE_BOX}
        note(ax, numbers, (0.98, 0.985), **place)
    ax.set_title(f"All pairs of states, {year}", fontsize=LARGE)
    ax.set_xlabel("distance", fontsize=NORMAL)
    ax.set_ylabel("% of pairs", fontsize=NORMAL)


def _words_on_rank(
    title: str, partner: str, index: str, year: int, gap: float, gaps: np.ndarray
) -> Description:
    if not len(gaps):
        last = regime.last_year(index)
        return Description(f"{title}: there are no scores for {year}; the last year is {last}.")
    digits, values, name = DECIMALS[index], regime.scores(index, year), state_names()[partner]
    if math.isnan(gap):
        lacks = listing(state_names()[c] for c in ("MNG", partner) if c not in values.index)
        return Description(
            f"{title}: in {year} {lacks} has no score, and so the pair has no distance."
        )
    first = (
        f"{title}: in {year} Mongolia has {number(values['MNG'], digits)} and "
        f"{name} {number(values[partner], digits)}, a distance of {number(gap, digits)}."
    )
    wider, as_wide = int((gaps > gap + 1e-6).sum()), int((np.abs(gaps - gap) <= 1e-6).sum())
    shared = f", shared by {as_wide:,} of them." if as_wide > 1 else "."
    beyond, middle = percent(wider / len(gaps), 0), number(float(np.median(gaps)), digits)
    return Description(
        first,
        (
            f"It is the {ordinal(wider + 1)} largest of {counted(len(gaps), 'pair')}{shared}",
            f"{beyond} of the pairs stand farther apart; the median pair is {middle} apart.",
            *(_words_on_bounds(("MNG", partner), year) if index == "vdem" else ()),
        ),
    )


def _words_on_bounds(states: tuple[str, str], year: int) -> list[str]:
    return [
        f"The bounds of {state_names()[state]} are {number(table.loc[year, 'low'], 3)} and "
        f"{number(table.loc[year, 'high'], 3)}."
        for state, table in regime.scores_by_year("vdem", states).items()
    ]


@explorer(
    lambda: [
        Menu("day", "When", tuple(DAYS)),
        Menu("ukraine", "Ukraine", {"left out": False, "counted": True}),
        Steps("line", "Line", {f"{line:.2f}": line for line in THRESHOLDS}),
    ],
    start={"day": "August 2013", "ukraine": False, "line": DEMOCRACY},
    sentence="Without a visa, {day}, Ukraine {ukraine}, autocracy below {line}",
)
@view
def waiver_edge(
    day: str = "August 2013", ukraine: bool = False, line: float = DEMOCRACY, fig=None
) -> tuple[Figure, Description]:
    """Draw the verdict on claim 43 over every threshold, and where one threshold stands.

    Who enters without a visa is read from the waivers, for today from the rules of January 2025.
    `day` is a key of `measures.regime.DAYS`; `ukraine` counts the waiver without a date; `line`
    is a polyarchy from 0.30 to 0.70 in steps of 0.01.
    """
    require_one_of(tuple(DAYS), "The day", day)
    require_one_of((False, True), "Ukraine", ukraine)
    require_one_of(THRESHOLDS, "The line", line)
    table = verdict_by_threshold(day, ukraine)
    fig, ax = plain_figure(fig, left=0.095, right=0.82, top=0.91, bottom=0.155)
    _draw_shares_by_threshold(ax, table)
    _draw_verdicts(ax, table)
    ax.axvline(line, color=INK, linewidth=1)
    ax.set_xlim(0.295, 0.705)
    ax.set_ylim(-10, 80)
    ax.set_yticks([0, 20, 40, 60, 80])
    ax.set_xlabel("polyarchy below which a state counts as an autocracy")
    ax.set_ylabel("autocracies, %")
    title = f"Claim 43 at every threshold, {day}, Ukraine {'counted' if ukraine else 'left out'}"
    ax.set_title(title, fontsize=LARGE)
    source_line(
        fig,
        "Data: V-Dem 15; a list of 2023, rules of 2025. "
        "N not supported, S supported, hatched mixed, grey untested.",
    )
    return fig, _words_on_thresholds(title, table, line)


def _draw_shares_by_threshold(ax: Axes, table: pd.DataFrame) -> None:
    """Autocracies among states without a visa and among all, each named at its end."""
    among, of_all = 100 * table["among"], 100 * table["overall"]
    ax.step(table["line"], among, where="mid", color=INK, linewidth=2.2)
    ax.plot(table["line"], of_all, color=TEAL, linestyle="--", linewidth=2)
    upper, lower = among.iloc[-1], of_all.iloc[-1]
    push = 0 if abs(upper - lower) > 5 else 3.2 * (1 if upper >= lower else -1)
    # The panel ends here: beyond its edge a name would be left out unless it is told to stay.
    beside(ax, "without a visa", (0.705, upper + push), by=(4, 0), annotation_clip=False)
    beside(
        ax,
        "of all states",
        (0.705, lower - push),
        by=(4, 0),
        annotation_clip=False,
        color=DARK_TEAL,
    )


def _draw_verdicts(ax: Axes, table: pd.DataFrame) -> None:
    """A strip of boxes: the verdict at each threshold, by colour and by a letter or hatching."""
    letters = {"supported": "S", "not supported": "N"}
    for verdict, rows in table.groupby("verdict"):
        boxes = [(line - 0.005, 0.01) for line in rows["line"]]
        look = {"facecolor": VERDICT_COLOURS[verdict], "edgecolor": "white", "linewidth": 0.3}
        ax.broken_barh(boxes, (-9, 6), hatch="//" if verdict == "mixed" else None, **look)
        for line in rows["line"] if verdict in letters else ():
            label(ax, letters[verdict], (line, -6), fontsize=FINE, color="white", bbox=None)
    beside(ax, "verdict", (0.705, -6), by=(4, 0), annotation_clip=False)


def _words_on_thresholds(title: str, table: pd.DataFrame, line: float) -> Description:
    row = table[(table["line"] - line).abs() < 1e-9].iloc[0]
    first = (
        f"{title}: with a line at {number(line, 2)}, "
        f"{row['autocratic']} of {counted(row['waivers'], 'state')} without a visa "
        f"({percent(row['among'], 0)}) are autocracies, which are "
        f"{percent(row['overall'], 0)} of all states; as many or more by lot: "
        f"{percent(row['by_lot'], 0)}, as few or fewer where an autocracy counts twice: "
        f"{percent(row['effort_as_few'], 0)}; the verdict is {row['verdict']}."
    )
    more = tuple(
        f"{verdict[:1].upper()}{verdict[1:]} at {len(rows)} of {counted(len(table), 'threshold')}: "
        f"{runs(rows['line'])}."
        for verdict, rows in table.groupby("verdict")
    )
    return Description(first, more)


def runs(lines: pd.Series) -> str:
    """Runs of thresholds as a sentence names them: "0.30 to 0.33 and 0.39"."""
    steps = (100 * lines).round().astype(int)
    run_of_each = (steps.diff() != 1).cumsum()
    return listing(
        number(run.min() / 100, 2) + (f" to {number(run.max() / 100, 2)}" if len(run) > 1 else "")
        for _, run in steps.groupby(run_of_each)
    )


@view
def regime_and_trade(covariate: str = "gap", fig=None) -> tuple[Figure, Description]:
    """Draw the coefficient of the regime gap in the trade of all dyads, by year and model.

    `covariate` is gap (absolute distance of polyarchy) or both (both at or above 0.5). Bars are 95
    percent intervals, robust, with dyads taken as independent.
    """
    table = regime.coefficients(covariate)
    fig, ax = plain_figure(fig, left=0.10, right=0.97, top=0.91, bottom=0.14)
    _draw_coefficients(ax, table, "usual covariates", marker="o", colour=INK, aside=-0.13)
    _draw_coefficients(ax, table, "an effect of each state", marker="s", colour=TEAL, aside=0.13)
    ax.axhline(0, color=INK, linewidth=1)
    none = {"ha": "left", "va": "bottom", "fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    label(ax, "no difference", (-0.48, 0.015), **none)
    ax.set_ylim(min(0, table["low"].min()) - 0.12, max(0, table["high"].max()) + 0.3)
    years = sorted(table["year"].unique())
    ax.set_xticks(range(len(years)), years)
    ax.set_xlim(-0.5, len(years) - 0.35)
    ax.set_ylabel("coefficient")
    ax.legend(frameon=False, loc="upper right", fontsize=NORMAL, ncols=2)
    what = "the regime gap" if covariate == "gap" else "two democracies"
    ax.set_title(f"Trade of all dyads and {what}, four years")
    source_line(fig, "Data: Correlates of War, CEPII, World Bank, V-Dem 15. Bars: 95 percent.")
    return fig, _words_on_coefficients(what, table)


def _draw_coefficients(
    ax: Axes, table: pd.DataFrame, model: str, marker: str, colour: str, aside: float
) -> None:
    """One model's coefficients with intervals, a little aside of their years, each written out."""
    rows = table[table["model"] == model].sort_values("year")
    places = np.arange(len(rows)) + aside
    bars = {"fmt": marker, "color": colour, "markersize": 8, "capsize": 4, "linewidth": 1.8}
    ax.errorbar(places, rows["coefficient"], yerr=SURE * rows["error"], label=model, **bars)
    for place, value in zip(places, rows["coefficient"], strict=True):
        beside(ax, number(value, 2), (place, value), by=(9, 0), fontsize=SMALL, color=colour)


def _words_on_coefficients(what: str, table: pd.DataFrame) -> Description:
    in_order = "; ".join(
        f"{row.year}, {row.model}: {number(row.coefficient, 2)} "
        f"({number(row.low, 2)} to {number(row.high, 2)})"
        for row in table.itertuples()
    )
    positive = int((table["coefficient"] > 0).sum())
    clear = int(((table["low"] > 0) | (table["high"] < 0)).sum())
    return Description(
        f"Coefficients of {what} in the trade of all dyads, in four years and two models: "
        f"{positive} of {len(table)} are above zero.",
        (f"In {clear} the interval leaves zero out.", f"In order: {in_order}."),
    )


@view
def visas_and_wealth(fig=None) -> tuple[Figure, Description]:
    """Draw all states by wealth and democracy, and whom Mongolia admits without a visa.

    Visa rules of January 2025, polyarchy of 2024 (V-Dem 15), product per head of 2023 (World Bank,
    current US dollars, logarithmic axis). States without a figure for product are left out.
    """
    table = regime.visas_and_wealth().dropna(subset="gdp_per_head")
    thirds = groups_by_rank(table["gdp_per_head"], ("poorest", "middle", "richest"))
    fig, ax = plain_figure(fig, left=0.095, right=0.97, top=0.91, bottom=0.15)
    _draw_who_is_admitted(ax, table)
    for name in thirds.cat.categories[:-1]:  # a line at the last state of a third
        cut = table.loc[thirds == name, "gdp_per_head"].max()
        ax.axvline(cut, color=QUIET_INK, linestyle=":", linewidth=1.2)
    ax.axhline(DEMOCRACY, color=QUIET_INK, linestyle="--", linewidth=1)
    log_axis(ax.xaxis, [300, 1000, 3000, 10_000, 30_000, 100_000])
    ax.set_ylim(0, 1)
    ax.set_xlabel("product per head, current US dollars, logarithmic axis; dotted: thirds")
    ax.set_ylabel("electoral democracy index")
    ax.set_title("Who enters Mongolia without a visa, January 2025")
    ax.legend(frameon=False, loc="upper left", fontsize=NORMAL)
    source_line(fig, "Data: visa rules of January 2025; V-Dem 15 for 2024; World Bank for 2023.")
    return fig, _words_on_who_is_admitted(table, thirds)


def _draw_who_is_admitted(ax: Axes, table: pd.DataFrame) -> None:
    admitted, others = table[table["free"] == 1], table[table["free"] == 0]
    ring = {"s": 34, "facecolors": "none", "edgecolors": OTHER_SIDE}
    ax.scatter(others["gdp_per_head"], others["polyarchy"], label="visa or e-visa", **ring)
    diamond = {"s": 44, "marker": "D", "color": DEMOCRATIC_SIDE, "edgecolors": "white"}
    ax.scatter(
        admitted["gdp_per_head"], admitted["polyarchy"], label="no visa", linewidths=0.4, **diamond
    )
    for code in ("KAZ", "RUS", "CHN", "KGZ", "IND", "USA", "JPN", "LAO"):
        if code in table.index:
            weight = "bold" if code == "KAZ" else "normal"
            at = tuple(table.loc[code, ["gdp_per_head", "polyarchy"]])
            beside(ax, code, at, by=(6, 5), va="baseline", fontsize=SMALL, fontweight=weight)


def _words_on_who_is_admitted(table: pd.DataFrame, thirds: pd.Series) -> Description:
    """In words, by thirds of wealth: how many democracies and others enter without a visa."""
    more = []
    for name in thirds.cat.categories:
        third = table[thirds == name]
        free, democratic = third["free"], third["polyarchy"] >= DEMOCRACY
        more.append(
            f"Of the {name} third, {int(free[democratic].sum())} of "
            f"{counted(democratic.sum(), 'democracy', 'democracies')} and "
            f"{int(free[~democratic].sum())} of {counted((~democratic).sum(), 'other state')} "
            "enter without a visa."
        )
    first = (
        f"{counted(len(table), 'state')} by product per head and electoral democracy: "
        f"{int(table['free'].sum())} of them enter Mongolia without a visa."
    )
    return Description(first, tuple(more))
