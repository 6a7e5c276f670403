"""Unbroken runs of years."""

from __future__ import annotations

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
