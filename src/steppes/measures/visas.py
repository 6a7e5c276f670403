"""Who may enter without a visa: Mongolia's waivers, and the doors of January 2025."""

from __future__ import annotations

import pandas as pd

from ..days import on_day
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .statistics import groups_by_rank

HOSTS = {"MNG": "free", "KAZ": "free_kazakhstan"}  # columns of `regime.visas_and_wealth`
ALL_STATES = "all states"
THIRDS = ("poorest third", "middle third", "richest third")
ADMITS = (20, 150)  # who admits hardly anybody, or nearly all, can lean to no side
# They share one list of who enters freely. Schengen alone: CHE, ISL, LIE, NOR.
EU_AND_SCHENGEN = (
    "AUT", "BEL", "BGR", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC",
    "HRV", "HUN", "IRL", "ISL", "ITA", "LIE", "LTU", "LUX", "LVA", "MLT", "NLD", "NOR", "POL",
    "PRT", "ROU", "SVK", "SVN", "SWE",
)  # fmt: skip


def waivers(visa_waivers: pd.DataFrame, countries: pd.DataFrame, day: str) -> pd.Series:
    """For each UN member but Mongolia, whether Mongolia's waiver for it is in force on a day."""
    states = in_force(visa_waivers, day)
    others = countries.loc[countries["un_member"] & (countries["iso3"] != "MNG"), "iso3"]
    return pd.Series({iso3: iso3 in states for iso3 in others})


@kept(most=16)
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


# The doors of January 2025. What they need of regimes is imported where it is needed, since
# `regime` itself reads the waivers above.


@kept
def doors() -> pd.DataFrame:
    """Who enters Mongolia, and who Kazakhstan, without a visa in January 2025.

    Columns: host (MNG or KAZ), group (ALL_STATES or one of THIRDS, by product per head of 2023),
    democratic (polyarchy of 2024 at the line or above), free (how many states enter freely),
    states (how many there are). Members of the United Nations but Mongolia with a score and a
    product; Kazakhstan is no guest of its own.
    """
    from .regime import DEMOCRACY, visas_and_wealth

    table = visas_and_wealth().dropna(subset="gdp_per_head")
    table["third"] = groups_by_rank(table["gdp_per_head"], THIRDS).astype(str)
    table["democratic"] = table["polyarchy"] >= DEMOCRACY
    rows = []
    for host, column in HOSTS.items():
        known = table.dropna(subset=column)
        for group in (ALL_STATES, *THIRDS):
            inside = known if group == ALL_STATES else known[known["third"] == group]
            for side, part in inside.groupby("democratic"):
                rows.append((host, group, bool(side), int(part[column].sum()), len(part)))
    return pd.DataFrame(rows, columns=["host", "group", "democratic", "free", "states"])


def by_wealth_alone(host: str) -> pd.Series:
    """Per cent of democracies (True) and autocracies (False) that would enter by wealth alone.

    In each third all states get the third's own share. `host` is MNG or KAZ; another raises
    BadSetting.
    """
    require_one_of(HOSTS, "The host", host)
    table = doors()
    thirds = table[(table["host"] == host) & (table["group"] != ALL_STATES)]
    sums = thirds.groupby("group")[["free", "states"]].sum()
    free = thirds["group"].map(sums["free"] / sums["states"]) * thirds["states"]
    side = thirds["democratic"]
    return 100 * free.groupby(side).sum() / thirds["states"].groupby(side).sum()


@kept(most=16)
def hosts(
    least: int = ADMITS[0], most: int = ADMITS[1], without: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Every host: how many more in 100 democracies than autocracies enter it freely.

    One row a member of the United Nations with a score that admits `least` to `most` of the states
    with a score and a product per head; hosts in `without` (EU_AND_SCHENGEN) are left out. Columns:
    host, democratic (whether the host is), all_states and richest (points of a hundred, over all
    states and over the richest third of them; the host is no guest of its own). Rules of January
    2025, scores of 2024, products of 2023.
    """
    from .regime import DEMOCRACY, YEARS, product_per_head, scores, un_members

    values = scores("vdem", YEARS[-1])
    values = values[values.index.isin(un_members())]
    guests = (
        pd.DataFrame({"democratic": values >= DEMOCRACY, "per_head": product_per_head(2023)})
        .reindex(values.index)
        .dropna()
    )
    guests["democratic"] = guests["democratic"].astype(bool)
    rows = []
    for host, free in load("free_entry").groupby("destination")["passport"]:
        admitted = pd.Series(guests.index.isin(free), guests.index)
        if host in values.index and host not in without and least <= admitted.sum() <= most:
            others = guests.drop(index=host, errors="ignore")
            rich = others[groups_by_rank(others["per_head"], THIRDS) == THIRDS[-1]]
            points = (_more_in_100(admitted, each["democratic"]) for each in (others, rich))
            rows.append((host, bool(values[host] >= DEMOCRACY), *points))
    return pd.DataFrame(rows, columns=["host", "democratic", "all_states", "richest"])


def _more_in_100(admitted: pd.Series, democratic: pd.Series) -> float:
    """How many more in 100 of the democratic ones are admitted than of the others."""
    inside = admitted.reindex(democratic.index)
    return 100 * float(inside[democratic].mean() - inside[~democratic].mean())
