"""Lesson 05: the two regimes, and how far apart they stand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from ...drawing import (
    INK,
    LARGE,
    PALE,
    QUIET_INK,
    SMALL,
    colour_of,
    label,
    plain_figure,
    source_line,
)
from ...measures import regime
from ...measures.regime import (
    DEMOCRACY,
    TABLES,
    YEARS,
)
from ...measures.trade import PAIR
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, number
from . import further  # noqa: F401  declares the views of the notebook that goes deeper


@view
def polyarchy_lines(fig=None) -> tuple[Figure, Description]:
    """Draw the electoral democracy of Mongolia and Kazakhstan with bounds, all others behind.

    V-Dem version 15, 1990 to 2024; bounds hold 68 percent of what the measurement model thinks
    likely. The distance of the two is marked in 2012 and 2024.
    """
    fig, ax = plain_figure(fig, (8.4, 5.0), left=0.085, right=0.83, top=0.92, bottom=0.15)
    tables = regime.scores_by_year("vdem", PAIR)
    behind = _draw_other_states(ax)
    _draw_pair_of_lines(ax, tables)
    gaps = {year: _draw_distance(ax, tables, year) for year in (2012, YEARS[-1])}
    ax.axhline(DEMOCRACY, color=QUIET_INK, linestyle=":", linewidth=1.2)
    quiet = {"ha": "left", "va": "bottom", "fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    label(ax, number(DEMOCRACY, 1), (1995, 0.505), **quiet)
    ax.set_xlim(1990, 2024.2)
    ax.set_ylim(0, 1)
    ax.set_ylabel("electoral democracy index, 0 to 1")
    ax.set_title("Two regimes, 1990 to 2024, among all states")
    source_line(fig, "Data: V-Dem 15. Bands hold 68 percent. Thin lines: all other states.")
    return fig, _words_on_two_lines(tables, gaps, behind)


def _draw_other_states(ax: Axes) -> int:
    """All states but the pair as thin lines; returns how many they are."""
    rows = load(TABLES["vdem"])
    rows = rows[rows["year"].between(1990, YEARS[-1]) & ~rows["iso3"].isin(PAIR)]
    values = rows.pivot(index="year", columns="iso3", values="polyarchy")
    lines = [np.column_stack([values.index, values[state]]) for state in values]
    ax.add_collection(LineCollection(lines, colors=PALE, linewidths=0.6, zorder=1))
    return len(lines)


def _draw_pair_of_lines(ax: Axes, tables: dict[str, pd.DataFrame]) -> None:
    for (state, table), style in zip(tables.items(), ("-", "--"), strict=True):
        colour = colour_of(state)
        ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.22, lw=0)
        ax.plot(table.index, table["score"], color=colour, linestyle=style, zorder=3)
        end = (2024.4, table["score"].iloc[-1])
        name = {"ha": "left", "fontsize": LARGE, "fontweight": "bold", "color": colour}
        label(ax, state_names()[state], end, bbox=None, **name)  # right of the panel


def _draw_distance(ax: Axes, tables: dict[str, pd.DataFrame], year: int) -> float:
    """Mark how far the two stand apart in a year; returns it."""
    high, low = (tables[state].loc[year, "score"] for state in PAIR)
    gap = round(high - low, 6)
    ax.plot([year, year], [low, high], color=INK, linewidth=1.4, marker="_", markersize=9)
    label(ax, f"distance {number(gap, 3)}", (year - 0.4, (low + high) / 2), ha="right")
    return gap


def _words_on_two_lines(
    tables: dict[str, pd.DataFrame], gaps: dict[int, float], behind: int
) -> Description:
    apart = " and ".join(f"{number(gap, 3)} in {year}" for year, gap in gaps.items())
    first = (
        "Electoral democracy by V-Dem from 1990 to 2024, on a scale of 0 to 1: the distance of "
        f"Mongolia and Kazakhstan is {apart}."
    )
    more = [
        f"{state_names()[state]} goes from {number(table['score'][1990], 3)} in 1990 to "
        f"{number(table['score'][2012], 3)} in 2012 and {number(table['score'][2024], 3)} in 2024, "
        f"with bounds then of {number(table['low'][2024], 3)} and {number(table['high'][2024], 3)}."
        for state, table in tables.items()
    ]
    more.append(f"Behind them, thin, the lines of {counted(behind, 'other state')}.")
    return Description(first, tuple(more))
