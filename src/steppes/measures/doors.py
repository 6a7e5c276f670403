"""Who may enter, by groups of states: one door after the other, January 2025 (Passport Index)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..errors import BadSetting, require_one_of
from ..keeping import kept
from ..tables import load
from .statistics import groups_by_rank
from .votes import nearness

FIFTHS = ("farthest", "second", "middle", "fourth", "nearest")
ORDERS = ("votes", "wealth", "democracy")
SESSIONS = range(1992, 2025)  # from the first in which Kazakhstan voted to the last there is
YEAR = 2023  # of wealth and democracy: the last full one before the rules of entry
OLDEST = 2020  # a product a head older than this is not read for it
NO_GUESTS = ("MNG", "RUS")  # one has the door that is asked about, to the other votes are near


@kept(most=2)
def _members() -> list[str]:
    countries = load("countries")
    return sorted(countries.loc[countries["un_member"], "iso3"])


@kept(most=64)
def order_by(what: str = "votes", first: int = 2022, last: int = 2024) -> pd.Series:
    """What states are grouped by, by state: one figure for each.

    `what` is "votes" (minus the distance of mean ideal points to Russia's over the sessions from
    `first` to `last`, 1992 to 2024), "wealth" (product a head in current US dollars, of the last
    year from 2020 to 2023 that has one) or "democracy" (polyarchy of 2023, 0 to 1); the sessions
    count for votes alone. States without a figure are left out. Raises BadSetting for others, and
    where `first` comes after `last`.
    """
    require_one_of(ORDERS, "What states are grouped by", what)
    for year in (first, last):
        require_one_of(SESSIONS, "The session", year)
    if first > last:
        raise BadSetting(f"The first session, {first}, comes after the last, {last}.")
    if what == "votes":
        return nearness("RUS", last, "ideal", last - first + 1)
    if what == "wealth":
        table = load("country_years").dropna(subset=["gdp_usd", "population"])
        table = table[table["year"].between(OLDEST, YEAR)].sort_values("year")
        table = table.groupby("iso3").last()
        return table["gdp_usd"] / table["population"]
    table = load("regimes_vdem")
    return table[table["year"] == YEAR].set_index("iso3")["polyarchy"].dropna()


def groups_of_doors(order: pd.Series, names: Sequence[str] = FIFTHS) -> pd.Series:
    """UN members but Mongolia and Russia in groups of equal size by `order`, lowest first.

    `order` is by state, such as `order_by` gives; states without a value have no group. The groups
    are made once and are the same for every door, so that doors can be compared. Returns ordered
    categories by state.
    """
    guests = order.index.isin(_members()) & ~order.index.isin(NO_GUESTS)
    return groups_by_rank(order[guests].dropna(), names)


def door(state: str, groups: pd.Series) -> pd.DataFrame:
    """How many states of each group enter `state` without a visa, January 2025.

    One row a group of `groups_of_doors`; columns free and of (numbers of states). The state itself
    is no guest of its own, so that the group in which it stands has one fewer. Raises BadSetting
    where `state` is no member of the United Nations.
    """
    require_one_of(_members(), "The state", state)
    others = groups.drop(state, errors="ignore")
    return pd.DataFrame(
        {
            "free": others[others.index.isin(_enters(state))].value_counts(sort=False),
            "of": others.value_counts(sort=False),
        }
    )


def _enters(state: str) -> set[str]:
    entry = load("free_entry")
    return set(entry.loc[entry["destination"] == state, "passport"])


def entering(state: str, groups: pd.Series, name: str) -> list[str]:
    """The codes of the states of one group (`name`) that enter `state` without a visa, sorted."""
    inside = groups.index[groups == name]
    return sorted(set(inside) & _enters(state) - {state})


def all_doors(groups: pd.Series) -> pd.DataFrame:
    """How many states of each group enter each door without a visa: all members but Russia.

    One row a door (192 states, Mongolia among them), one column a group of `groups_of_doors`.
    """
    entries = _entries()
    of_guest = groups.reindex(entries.columns)
    return pd.DataFrame(
        {name: entries.loc[:, of_guest == name].sum(axis=1) for name in groups.cat.categories}
    )


@kept
def _entries() -> pd.DataFrame:
    """Whether a passport (columns) enters a door (rows) without a visa; none enters its own."""
    entry = load("free_entry")
    entry = entry[entry["passport"] != entry["destination"]].assign(free=True)
    doors = [state for state in _members() if state != "RUS"]
    table = entry.pivot(index="destination", columns="passport", values="free").reindex(doors)
    return table.notna().rename_axis(index="door", columns=None)


def changes(groups: pd.Series) -> pd.Series:
    """By door, how many more of the last group enter than of the first; below 0 the door falls."""
    counts = all_doors(groups)
    return counts.iloc[:, -1] - counts.iloc[:, 0]
