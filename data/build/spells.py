"""Unbroken runs of years."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def first_years(frame: pd.DataFrame, keys: list[str]) -> pd.Series:
    """For each row, the first year of the unbroken run of years that it belongs to.

    `frame` has a column `year` and the columns `keys`, and one row for a year and keys; a run
    consists of rows with the same keys whose years follow one another. The result has the
    index of `frame`.
    """
    ordered = frame.sort_values([*keys, "year"], kind="stable")
    begins = (ordered["year"].diff() != 1) | ~ordered.duplicated(keys)
    return ordered["year"].where(begins).ffill().astype(int).reindex(frame.index)


def in_words(years: Iterable[int]) -> str:
    """Years as text, runs joined: 1992, 1994 to 1996."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{r[0]} to {r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)
