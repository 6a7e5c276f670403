"""Who may enter without a visa: waivers between Mongolia and other states."""

from __future__ import annotations

import pandas as pd

from ..days import on_day
from ..tables import load


def waivers(visa_waivers: pd.DataFrame, countries: pd.DataFrame, day: str) -> pd.Series:
    """For each UN member but Mongolia, whether Mongolia's waiver for it is in force on a day."""
    states = in_force(visa_waivers, day)
    others = countries.loc[countries["un_member"] & (countries["iso3"] != "MNG"), "iso3"]
    return pd.Series({iso3: iso3 in states for iso3 in others})


def waived(day: str, ukraine: bool = False) -> set[str]:
    """States for whose ordinary passports a waiver of Mongolia was in force on a day.

    Ukraine's stands on the list without a day and is left out unless `ukraine` is true.
    """
    states = in_force(load("visa_waivers"), day)
    return states | {"UKR"} if ukraine else states


def in_force(visa_waivers: pd.DataFrame, day: str) -> set[str]:
    """States for whose ordinary passports a lasting waiver is in force on a day."""
    rows = on_day(visa_waivers, day)
    return set(rows.loc[rows["status"] == "in force", "state"])
