"""The days that the course asks about, and what holds on a day."""

from __future__ import annotations

import pandas as pd

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
OP_ED_YEAR = 2013
THIS_YEAR = 2026
OP_ED_DAY = "2013-08-01"
OP_ED_MONTH_END = "2013-08-31"  # for visa waivers: a rule in force in that month counts
THIS_DAY = "2026-11-23"


def confirmed(table: pd.DataFrame) -> pd.DataFrame:
    """The rows whose source itself was read; copies and background enter no computed verdict."""
    return table[table["trust"] == "confirmed"]


def seen(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of which the source or a copy of it was read: for pictures and exercises."""
    return table[table["trust"] != "background"]


def on_day(table: pd.DataFrame, day: str) -> pd.DataFrame:
    """The confirmed rows that hold on a day. Where only a year is known, it is its first day."""
    rows = confirmed(table)
    begins, ends = first_days(rows, "from"), first_days(rows, "to")
    return rows[(begins != "") & (begins <= day) & ((ends == "") | (ends > day))]


def first_days(rows: pd.DataFrame, which: str) -> pd.Series:
    """The day from or to which each row holds (`which`); of a year alone its first, or empty."""
    days = rows[f"{which}_date"]
    if f"{which}_year" not in rows:
        return days
    years = rows[f"{which}_year"].astype("Int64")
    first = ["" if pd.isna(year) else f"{year}-01-01" for year in years]
    return days.where(days != "", pd.Series(first, index=rows.index, dtype=days.dtype))


def members(memberships: pd.DataFrame, body: str, day: str) -> set[str]:
    """The full members of a body on a day."""
    rows = on_day(memberships, day)
    return set(rows.loc[(rows["body"] == body) & (rows["status"] == "member"), "state"])
