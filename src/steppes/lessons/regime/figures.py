"""Lesson 05: indices of democracy, the distance of two regimes, and ties on both sides of a line."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...drawing import INK, OTHER_STATE, QUIET_INK, colour_of, only_words, plain_figure, source_line
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...measures import regime
from ...measures.regime import DAYS, INDICES, LAST, LEVELS, LINES, UNITS, YEARS
from ...tables import load, state_names
from ...views import view
from ...words import Description, listing, number, ordinal, percent
from .verdicts import verdict_by_threshold

PARTNERS = ("KAZ", "KGZ", "UZB", "TJK", "TKM", "RUS", "CHN", "BLR", "TUR", "PRK", "LAO", "KOR",
            "JPN", "IND", "DEU", "POL", "USA")  # fmt: skip
INDEX_CODES = {name: code for code, name in INDICES.items()}
OTHER_SIDE = "#5C5C5C"
DEMOCRATIC_SIDE = "#2A7F9E"
SOURCES = {
    "vdem": "V-Dem 15",
    "polity": "Polity5",
    "fh": "Freedom House",
}
DECIMALS = {"vdem": 3, "polity": 0, "fh": 1}


@explorer(
    lambda: [
        Menu("index", "Index", INDEX_CODES),
        Menu("level", "Line", LEVELS),
        Years("year", "Year", 1992, 2024),
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
    found = regime.sides(index, level, year)
    title = f"Both sides of a line, by {INDICES[index]}, {year}"
    fig, axes = plain_figure(
        fig, nrows=2, height_ratios=(1.0, 1.25),
        gridspec_kw={"left": 0.30, "right": 0.93, "top": 0.90, "bottom": 0.115, "hspace": 0.36},
    )  # fmt: skip
    if found.states.empty:
        axes[1].set_visible(False)
        sentence = f"{INDICES[index]} has no scores for {year}; its last year is {LAST[index]}."
        return fig, only_words(axes[0], title, sentence)
    fig.set_size_inches(8.4, 5.6)
    _draw_order(axes[0], found, index, level)
    axes[0].set_title(f"{title}: {regime.line_words(index, level)}", x=-0.42, y=1.04, fontsize=12.5)
    _draw_shares(axes[1], found.rows)
    source_line(
        fig,
        f"Data: {SOURCES[index]}; Correlates of War, trade 4.0; waivers, agreements and visits as "
        "found by the course.",
    )
    return fig, _sides_words(title, found, index, level, year)


def _draw_order(ax, found, index: str, level: str) -> None:
    states = found.states
    place = np.arange(len(states))
    for which, colour, marker in ((True, DEMOCRATIC_SIDE, "o"), (False, OTHER_SIDE, "s")):
        here = (states["democratic"] == which).to_numpy()
        ax.scatter(place[here], states["score"][here], s=7, marker=marker, color=colour)
    held = states["waiver"].to_numpy()
    ax.scatter(
        place[held], states["score"][held], s=46, marker="D", facecolors="none", edgecolors=INK,
        linewidths=1.2,
    )  # fmt: skip
    low, high = (-10.8, 10.8) if index == "polity" else (0.6, 7.4) if index == "fh" else (0, 1)
    ax.set_ylim((high, low) if index == "fh" else (low, high))
    ax.set_xlim(-2, len(states) + 1)
    ax.set_xticks([])
    line = LINES[index][level]
    where = line + {"vdem": 0.0, "polity": -0.5, "fh": 0.25}[index]
    ax.axhline(where, color=QUIET_INK, linestyle="--", linewidth=1)
    for code, up, side in (("KAZ", 14, "center"), ("RUS", 42, "center"), ("CHN", 27, "center")):
        if code in states.index:
            x, y = states.index.get_loc(code), states.loc[code, "score"]
            ax.annotate(
                code, (x, y), xytext=(6, up), textcoords="offset points", ha=side,
                fontsize=9.5, fontweight="bold", color=colour_of(code),
                arrowprops={"arrowstyle": "-", "color": QUIET_INK, "linewidth": 0.7},
            )  # fmt: skip
    ax.set_ylabel(f"{UNITS[index].split(',')[0]}", fontsize=9)
    ax.tick_params(labelsize=9)
    ax.text(
        1.0, 0.04, "◇ waiver in force   ● democratic   ■ other", ha="right",
        transform=ax.transAxes, fontsize=9.5, color=INK,
    )  # fmt: skip


def _draw_shares(ax, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))[::-1]
    base = None
    for place, (name, row) in zip(places, rows.iterrows(), strict=True):
        total = row.sum()
        if not total > 0:  # missing, or nothing to share out
            said = "no figure for this year" if row.isna().any() else "none yet"
            ax.text(
                0.012, place, said, ha="left", va="center", fontsize=9.5, color=QUIET_INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
            )  # fmt: skip
            continue
        share = row["democratic"] / total
        base = share if name == "all states" else base
        ax.barh(place, share, height=0.62, color=DEMOCRATIC_SIDE)
        ax.barh(place, 1 - share, left=share, height=0.62, color="white", edgecolor=OTHER_SIDE,
                hatch="////", linewidth=0.8)  # fmt: skip
        amounts = (
            [percent(share, 0), percent(1 - share, 0)]
            if name.startswith("trade")
            else [number(row["democratic"]), number(row["other"])]
        )
        for x, side, text in ((0.012, "left", amounts[0]), (0.988, "right", amounts[1])):
            ax.text(
                x, place, text, ha=side, va="center", fontsize=9.5, color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 1.5},
            )  # fmt: skip
    ax.axvline(base, color=INK, linestyle=":", linewidth=1.8)
    ax.set_yticks(places, list(rows.index), fontsize=9.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"], fontsize=9)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.spines["left"].set_visible(False)
    ax.set_title(
        "Share on the democratic side (dotted: its share of all states)", fontsize=10.5,
        fontweight="normal", x=-0.42,
    )  # fmt: skip


def _sides_words(title: str, found, index: str, level: str, year: int) -> Description:
    rows = found.rows
    count = rows.loc["all states"]
    stands = {True: "on the democratic side", False: "on the other side", None: "without a score"}
    first = (
        f"{title}: with a line at {regime.line_words(index, level)}, "
        f"{number(count['democratic'])} of {number(count.sum())} other states stand on the "
        f"democratic side; Mongolia itself is {stands[found.mongolia]}."
    )
    more = []
    for name, what in (("trade", "trade"), ("trade, China and Russia left out",
                                            "trade without China and Russia")):  # fmt: skip
        row = rows.loc[name]
        if row.sum() > 0:
            more.append(
                f"Of Mongolia's {what}, {percent(row['democratic'] / row.sum(), 0)} is with "
                f"democratic partners."
            )
        else:
            more.append(f"There is no figure of {what} for {year}.")
    for name, what in (
        ("visa waivers", "visa waivers in force at the end of the year"),
        ("agreements, six coded partners", "agreements with six coded partners to that year"),
        ("visits, six coded partners", "visits with six coded partners to that year"),
    ):
        row = rows.loc[name]
        more.append(
            f"Of the {what} ({number(row.sum())}), {number(row['democratic'])} on the democratic "
            f"side and {number(row['other'])} on the other."
        )
    more.append(f"{found.unscored} members of the United Nations have no score.")
    if found.trade_unscored > 0:
        more.append(
            f"{number(found.trade_unscored)} million dollars of trade are with partners without one."
        )
    return Description(first, tuple(more))


@view
def polyarchy_lines(fig=None) -> tuple[Figure, Description]:
    """Draw the electoral democracy of Mongolia and Kazakhstan with bounds, all others behind.

    V-Dem version 15, 1990 to 2024; bounds hold 68 percent of what the measurement model thinks
    likely. The distance of the two is marked in 2012 and 2024.
    """
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.085, "right": 0.83, "top": 0.92, "bottom": 0.15}
    )
    fig.set_size_inches(8.4, 5.0)
    rows = load("regimes_vdem")
    rows = rows[rows["year"].between(1990, 2024)].pivot(
        index="year", columns="iso3", values="polyarchy"
    )
    quiet = [
        np.column_stack([rows.index, rows[code]])
        for code in rows.columns
        if code not in ("MNG", "KAZ")
    ]
    ax.add_collection(LineCollection(quiet, colors="#DADADA", linewidths=0.6, zorder=1))
    pair = regime.lines("vdem", ("MNG", "KAZ"))
    ends = {}
    for code, style in (("MNG", "-"), ("KAZ", "--")):
        table = pair[code]
        ax.fill_between(
            table.index, table["low"], table["high"], color=colour_of(code), alpha=0.22, lw=0
        )
        ax.plot(table.index, table["score"], color=colour_of(code), linestyle=style, zorder=3)
        ends[code] = table["score"]
        ax.text(
            2024.4, table["score"][2024], f"{state_names()[code]}", va="center",
            color=colour_of(code), fontweight="bold",
        )  # fmt: skip
    gaps = {}
    for year in (2012, 2024):
        low, high = ends["KAZ"][year], ends["MNG"][year]
        gaps[year] = round(high - low, 6)
        ax.plot([year, year], [low, high], color=INK, linewidth=1.4, marker="_", markersize=9)
        ax.text(
            year - 0.4, (low + high) / 2, f"distance {number(gaps[year], 3)}", ha="right",
            va="center", color=INK, fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )  # fmt: skip
    ax.axhline(0.5, color=QUIET_INK, linestyle=":", linewidth=1.2)
    ax.text(1995, 0.505, "0.5", fontsize=9, color=QUIET_INK, va="bottom")
    ax.set_xlim(1990, 2024.2)
    ax.set_ylim(0, 1)
    ax.set_ylabel("electoral democracy index, 0 to 1")
    ax.set_title("Two regimes, 1990 to 2024, among all states")
    source_line(fig, "Data: V-Dem 15. Bands hold 68 percent. Thin lines: all other states.")
    mongolia, kazakhstan = ends["MNG"], ends["KAZ"]
    first = (
        "Electoral democracy by V-Dem from 1990 to 2024, on a scale of 0 to 1: the distance of "
        f"Mongolia and Kazakhstan is {number(gaps[2012], 3)} in 2012 and {number(gaps[2024], 3)} "
        "in 2024."
    )
    more = [
        f"{state_names()[code]} goes from {number(line[1990], 3)} in 1990 to "
        f"{number(line[2012], 3)} in 2012 and {number(line[2024], 3)} in 2024, with bounds then of "
        f"{number(pair[code]['low'][2024], 3)} and {number(pair[code]['high'][2024], 3)}."
        for code, line in (("MNG", mongolia), ("KAZ", kazakhstan))
    ]
    more.append(f"Behind them, thin, the lines of {len(quiet)} other states.")
    return fig, Description(first, tuple(more))


@explorer(
    lambda: [
        Menu("partner", "Mongolia and", {state_names()[code]: code for code in PARTNERS}),
        Menu("index", "Index", INDEX_CODES),
        Years("year", "Year", 1992, 2024),
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
    fig, (left, right) = plain_figure(
        fig, ncols=2, width_ratios=(1.6, 1),
        gridspec_kw={"left": 0.085, "right": 0.975, "top": 0.90, "bottom": 0.165, "wspace": 0.28},
    )  # fmt: skip
    name = state_names()[partner]
    title = f"Mongolia and {name}, by {INDICES[index]}"
    low, high = (-11, 11.8) if index == "polity" else (0.7, 7.3) if index == "fh" else (0, 1)
    _draw_two(left, partner, index, year, (high, low) if index == "fh" else (low, high))
    left.set_title(title, fontsize=12)
    if index == "polity":
        left.set_yticks([-10, -5, 0, 5, 10])
    left.set_ylabel(UNITS[index], fontsize=10)
    gap, gaps = regime.gap_of("MNG", partner, index, year), regime.pair_gaps(index, year)
    _draw_rank(right, gap, gaps, index, year)
    source_line(
        fig,
        f"Data: {SOURCES[index]}. " + ("Bands hold 68 percent." if index == "vdem" else
                                       "This index comes without bounds."),
    )  # fmt: skip
    return fig, _rank_words(title, partner, index, year, gap, gaps)


def _draw_two(ax, partner: str, index: str, year: int, span: tuple[float, float]) -> None:
    ends = {}
    for code, table in regime.lines(index, ("MNG", partner)).items():
        colour = colour_of(code) if colour_of(code) != OTHER_STATE else INK
        style = "-" if code == "MNG" else "--"
        if table["low"].notna().any():
            ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.2, lw=0)
        ax.plot(table.index, table["score"], color=colour, linestyle=style)
        last = table["score"].dropna()
        if len(last):
            ends[code] = (last.index[-1], float(last.iloc[-1]), colour)
    near = len(ends) == 2 and abs(ends["MNG"][1] - ends[partner][1]) < abs(span[1] - span[0]) / 14
    order = sorted(ends, key=lambda code: ends[code][1], reverse=span[0] < span[1])
    for i, code in enumerate(order):
        x, y, colour = ends[code]
        push = (7, -7)[i] if near else 0
        ax.annotate(
            code, (x, y), xytext=(5, push), textcoords="offset points", va="center",
            color=colour, fontweight="bold",
        )  # fmt: skip
    ax.axvline(year, color=INK, linewidth=1)
    ax.set_xlim(1990, 2029)
    ax.set_xticks([1990, 2000, 2010, 2020])
    ax.set_ylim(*span)


def _draw_rank(ax, gap: float, gaps: np.ndarray, index: str, year: int) -> None:
    if not len(gaps):
        ax.set_axis_off()
        ax.text(0.5, 0.5, f"No scores for {year};\nthe last year is {LAST[index]}.", ha="center",
                transform=ax.transAxes, color=INK)  # fmt: skip
        return
    counts, edges = np.histogram(gaps, bins=np.arange(21) * (gaps[-1] + 1e-9) / 20)
    ax.bar(edges[:-1], 100 * counts / len(gaps), width=edges[1], align="edge", color="#D0D0D0",
           edgecolor="white", linewidth=0.4)  # fmt: skip
    ax.set_ylim(0, ax.get_ylim()[1] * 1.3)
    median = float(np.median(gaps))
    ax.axvline(median, ymax=0.8, color=QUIET_INK, linestyle=":", linewidth=1.6)
    if not math.isnan(gap):
        ax.axvline(gap, ymax=0.8, color=INK, linewidth=2.4)
        ax.text(
            0.98, 0.985, f"this pair {number(gap, DECIMALS[index])}\nmedian pair "
            f"{number(median, DECIMALS[index])} (dotted)\nfarther apart: "
            f"{percent(float((gaps > gap + 1e-6).mean()), 0)}",
            ha="right", va="top", transform=ax.transAxes, fontsize=9, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )  # fmt: skip
    ax.set_title(f"All pairs of states, {year}", fontsize=12)
    ax.set_xlabel("distance", fontsize=10)
    ax.set_ylabel("% of pairs", fontsize=10)


def _rank_words(title, partner, index, year, gap, gaps) -> Description:
    if not len(gaps):
        return Description(
            f"{title}: there are no scores for {year}; the last year is {LAST[index]}."
        )
    digits = DECIMALS[index]
    values = regime.scores(index, year)
    if math.isnan(gap):
        lacks = listing(state_names()[c] for c in ("MNG", partner) if c not in values.index)
        return Description(
            f"{title}: in {year} {lacks} has no score, and so the pair has no distance."
        )
    wider, level = int((gaps > gap + 1e-6).sum()), int((np.abs(gaps - gap) <= 1e-6).sum())
    first = (
        f"{title}: in {year} Mongolia has {number(values['MNG'], digits)} and "
        f"{state_names()[partner]} {number(values[partner], digits)}, a distance of "
        f"{number(gap, digits)}."
    )
    shared = f", shared by {level:,} of them." if level > 1 else "."
    beyond, middle = percent(wider / len(gaps), 0), number(float(np.median(gaps)), digits)
    more = [
        f"It is the {ordinal(wider + 1)} largest of {len(gaps):,} pairs{shared}",
        f"{beyond} of the pairs stand farther apart; the median pair is {middle} apart.",
    ]
    if index == "vdem":
        bounds = regime.lines("vdem", ("MNG", partner))
        more += [
            f"The bounds of {state_names()[code]} are {number(table.loc[year, 'low'], 3)} and "
            f"{number(table.loc[year, 'high'], 3)}."
            for code, table in bounds.items()
        ]
    return Description(first, tuple(more))


VERDICT_MARKS = {"supported": "S", "mixed": "M", "not supported": "N"}
VERDICT_COLOURS = {"supported": "#1B6E4B", "mixed": "#8A5A00", "not supported": "#9C2A2A"}


@explorer(
    lambda: [
        Menu("day", "In force", tuple(DAYS)),
        Menu("ukraine", "Ukraine", {"left out": False, "counted": True}),
        Steps("line", "Line", {f"{step / 100:.2f}": step / 100 for step in range(30, 71)}),
    ],
    start={"day": "August 2013", "ukraine": False, "line": 0.5},
    sentence="Waivers in force in {day}, Ukraine {ukraine}, autocracy below {line}",
)
@view
def waiver_edge(
    day: str = "August 2013", ukraine: bool = False, line: float = 0.5, fig=None
) -> tuple[Figure, Description]:
    """Draw the verdict on claim 43 over every threshold, and where one threshold stands.

    `day` is a key of `measures.regime.DAYS`; `ukraine` counts the waiver without a date; `line`
    is a polyarchy from 0.30 to 0.70 in steps of 0.01.
    """
    require_one_of(tuple(DAYS), "The day", day)
    require_one_of((False, True), "Ukraine", ukraine)
    require_one_of([step / 100 for step in range(30, 71)], "The line", line)
    table = verdict_by_threshold(day, ukraine)
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.095, "right": 0.82, "top": 0.91, "bottom": 0.155}
    )
    x = table["line"].to_numpy()
    ax.step(x, 100 * table["among"], where="mid", color=INK, linewidth=2.2)
    ax.plot(x, 100 * table["overall"], color="#2A7F9E", linestyle="--", linewidth=2)
    ends = (100 * table["among"].iloc[-1], 100 * table["overall"].iloc[-1])
    push = 0 if abs(ends[0] - ends[1]) > 5 else 3.2 * (1 if ends[0] >= ends[1] else -1)
    ax.text(0.705, ends[0] + push, "among waivers", va="center", fontsize=10, color=INK)
    ax.text(0.705, ends[1] - push, "of all states", va="center", fontsize=10, color="#1D6079")
    for row in table.itertuples():
        colour = VERDICT_COLOURS[row.verdict]
        ax.add_patch(Rectangle((row.line - 0.005, -9), 0.01, 6, facecolor=colour,
                               edgecolor="white", linewidth=0.3,
                               hatch="//" if row.verdict == "mixed" else None))  # fmt: skip
        if row.verdict != "mixed":
            ax.text(row.line, -6, VERDICT_MARKS[row.verdict], ha="center", va="center",
                    fontsize=7.5, color="white")  # fmt: skip
    ax.text(0.705, -6, "verdict", va="center", fontsize=10, color=INK)
    ax.axvline(line, color=INK, linewidth=1)
    ax.set_xlim(0.295, 0.705)
    ax.set_ylim(-10, 80)
    ax.set_yticks([0, 20, 40, 60, 80])
    ax.set_xlabel("polyarchy below which a state counts as an autocracy")
    ax.set_ylabel("autocracies, %")
    counted = "Ukraine counted" if ukraine else "Ukraine left out"
    ax.set_title(f"Claim 43 at every threshold, {day}, {counted}", fontsize=12)
    source_line(
        fig, "Data: V-Dem 15; Mongolia's waivers, by a list of July 2023. "
        "N not supported, S supported, hatched mixed.",
    )  # fmt: skip
    return fig, _edge_words(table, day, counted, line)


def _edge_words(table: pd.DataFrame, day: str, counted: str, line: float) -> Description:
    row = table[(table["line"] - line).abs() < 1e-9].iloc[0]
    first = (
        f"Claim 43 at every threshold, {day}, {counted}: with a line at {number(line, 2)}, "
        f"{row['autocratic']} of {row['waivers']} waivers "
        f"({percent(row['among'], 0)}) are for autocracies, which are "
        f"{percent(row['overall'], 0)} of all states; as many or more by lot: "
        f"{percent(row['by_lot'], 0)}; the verdict is {row['verdict']}."
    )
    more = []
    for verdict, rows in table.groupby("verdict"):
        more.append(
            f"{verdict[:1].upper()}{verdict[1:]} at {len(rows)} of {len(table)} thresholds: "
            f"{_runs(rows['line'])}."
        )
    return Description(first, tuple(more))


def _runs(steps: pd.Series) -> str:
    """Runs of thresholds as a sentence names them: "0.30 to 0.33 and 0.39"."""
    whole = (100 * steps).round().astype(int).tolist()
    runs: list[list[int]] = []
    for step in whole:
        if runs and step == runs[-1][-1] + 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    return listing(
        number(run[0] / 100, 2) + (f" to {number(run[-1] / 100, 2)}" if len(run) > 1 else "")
        for run in runs
    )


@view
def regime_and_trade(covariate: str = "gap", fig=None) -> tuple[Figure, Description]:
    """Draw the coefficient of the regime gap in the trade of all dyads, by year and model.

    `covariate` is gap (absolute distance of polyarchy) or both (both at or above 0.5). Bars are 95
    percent intervals, robust, with dyads taken as independent.
    """
    table = regime.world_tests(covariate)
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.10, "right": 0.97, "top": 0.91, "bottom": 0.14}
    )
    looks = {
        "usual covariates": ("o", INK, -0.13),
        "an effect of each state": ("s", "#2A7F9E", 0.13),
    }
    years = sorted(table["year"].unique())
    for model, (marker, colour, aside) in looks.items():
        rows = table[table["model"] == model].sort_values("year")
        x = np.arange(len(rows)) + aside
        ax.errorbar(
            x, rows["coefficient"], yerr=1.96 * rows["error"], fmt=marker, color=colour,
            markersize=8, capsize=4, linewidth=1.8, label=model,
        )  # fmt: skip
        for place, row in zip(x, rows.itertuples(), strict=True):
            ax.annotate(
                number(row.coefficient, 2), (place, row.coefficient), xytext=(9, 0),
                textcoords="offset points", va="center", fontsize=9.5, color=colour,
            )  # fmt: skip
    ax.axhline(0, color=INK, linewidth=1)
    low, high = min(0, table["low"].min()), max(0, table["high"].max())
    ax.set_ylim(low - 0.12, high + 0.3)
    ax.text(-0.48, 0.015, "no difference", ha="left", va="bottom", fontsize=9, color=QUIET_INK)
    ax.set_xticks(range(len(years)), years)
    ax.set_xlim(-0.5, len(years) - 0.35)
    ax.set_ylabel("coefficient")
    ax.legend(frameon=False, loc="upper right", fontsize=10, ncols=2)
    what = "the regime gap" if covariate == "gap" else "two democracies"
    ax.set_title(f"Trade of all dyads and {what}, four years")
    source_line(fig, "Data: Correlates of War, CEPII, World Bank, V-Dem 15. Bars: 95 percent.")
    said = "; ".join(
        f"{row.year}, {row.model}: {number(row.coefficient, 2)} "
        f"({number(row.low, 2)} to {number(row.high, 2)})"
        for row in table.itertuples()
    )
    positive = int((table["coefficient"] > 0).sum())
    clear = int(((table["low"] > 0) | (table["high"] < 0)).sum())
    return fig, Description(
        f"Coefficients of {what} in the trade of all dyads, in four years and two models: "
        f"{positive} of {len(table)} are above zero.",
        (f"In {clear} the interval leaves zero out.", f"In order: {said}."),
    )


@view
def visas_and_wealth(fig=None) -> tuple[Figure, Description]:
    """Draw all states by wealth and democracy, and whom Mongolia admits without a visa.

    Visa rules of January 2025, polyarchy of 2024 (V-Dem 15), product per head of 2023 (World Bank,
    current US dollars, logarithmic axis). States without a figure for product are left out.
    """
    table = regime.visas_and_wealth().dropna(subset="gdp_per_head")
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.095, "right": 0.97, "top": 0.91, "bottom": 0.15}
    )
    free = table["free"] == 1
    ax.scatter(
        table["gdp_per_head"][~free], table["polyarchy"][~free], s=34, facecolors="none",
        edgecolors=OTHER_SIDE, label="visa or e-visa",
    )  # fmt: skip
    ax.scatter(
        table["gdp_per_head"][free], table["polyarchy"][free], s=44, marker="D",
        color=DEMOCRATIC_SIDE, edgecolors="white", linewidths=0.4, label="no visa",
    )  # fmt: skip
    for code in ("KAZ", "RUS", "CHN", "KGZ", "IND", "USA", "JPN", "LAO"):
        if code in table.index:
            ax.annotate(
                code, (table.loc[code, "gdp_per_head"], table.loc[code, "polyarchy"]),
                xytext=(6, 5), textcoords="offset points", fontsize=9,
                color=INK, fontweight="bold" if code == "KAZ" else "normal",
            )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xticks([300, 1000, 3000, 10_000, 30_000, 100_000],
                  ["300", "1,000", "3,000", "10,000", "30,000", "100,000"])  # fmt: skip
    ax.minorticks_off()
    cuts = table["gdp_per_head"].quantile([1 / 3, 2 / 3]).to_numpy()
    for cut in cuts:
        ax.axvline(cut, color=QUIET_INK, linestyle=":", linewidth=1.2)
    ax.axhline(0.5, color=QUIET_INK, linestyle="--", linewidth=1)
    ax.set_ylim(0, 1)
    ax.set_xlabel("product per head, current US dollars, logarithmic axis; dotted: thirds")
    ax.set_ylabel("electoral democracy index")
    ax.set_title("Who enters Mongolia without a visa, January 2025")
    ax.legend(frameon=False, loc="upper left", fontsize=10)
    source_line(fig, "Data: visa rules of January 2025; V-Dem 15 for 2024; World Bank for 2023.")
    thirds = pd.cut(table["gdp_per_head"], [0, *cuts, np.inf], labels=["poorest", "middle",
                                                                       "richest"])  # fmt: skip
    more = []
    for third in ("poorest", "middle", "richest"):
        here = table[thirds == third]
        above = here["polyarchy"] >= 0.5
        more.append(
            f"Of the {third} third, {int(here['free'][above].sum())} of {int(above.sum())} "
            f"democracies and {int(here['free'][~above].sum())} of {int((~above).sum())} other "
            "states enter without a visa."
        )
    return fig, Description(
        f"{len(table)} states by product per head and electoral democracy: "
        f"{int(free.sum())} of them enter Mongolia without a visa.",
        tuple(more),
    )
