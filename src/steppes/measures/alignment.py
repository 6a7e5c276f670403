"""Who stands close to a great power, by what is not engagement; and engagement, beside it.

Causes: obligations (ATOP, Leeds et al. 2002), memberships (the course's own dates), votes in the
UN General Assembly (Voeten; ideal points by Bailey, Strezhnev and Voeten 2017). Outcomes: trade
over a benchmark, visa rules, migrants. No measure of the one enters a measure of the other; trade
with the pole is an option that the index gives the weight 0 until a student changes it.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from ..days import CENTRAL_ASIA, OP_ED_DAY, OP_ED_MONTH_END, confirmed, members, on_day
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from . import statistics
from .benchmark import estimated
from .trade import TRADE_YEARS
from .visas import waived
from .votes import POLES, VOTES, nearness, sessions

# What the op-ed compares: Central Asia, Mongolia, Belarus as the hard case, those whom Mongolia's
# embassy named third neighbours about 2013, and the great powers. The pole itself is left out.
COMPARED = ("MNG", *CENTRAL_ASIA, "BLR", "TUR", "IND", "JPN", "KOR", "DEU", "CHN", "USA", "RUS")
# The four that the op-ed names.
NAMED_BODIES = ("CIS", "CSTO", "EurAsEC", "SCO")
# The bodies of each pole that the tables follow; a successor stands with the one it succeeds.
BODIES = {
    "RUS": (("CIS",), ("Collective Security Treaty", "CSTO"), ("EurAsEC", "EAEU"), ("SCO",)),
    "CHN": (("SCO",),),
    "USA": (("NATO", "NATO Partnership for Peace", "NATO individual programme"),),
}
SIGNS = ("defence", "memberships", "votes", "trade")
INDEX_YEARS = range(2000, 2025)  # from the first table of trade to the last votes


def trade_year(year: int) -> int:
    """The last year, not after `year`, for which the table of trade has all pairs."""
    return max(known_year for known_year in TRADE_YEARS if known_year <= year)


@kept(most=128)
def years_read(year: int, votes: str = "ideal") -> dict[str, int]:
    """The year for which each dated sign is read: `year`, or the last before it that is known."""
    return {
        "defence": min(year, int(load("alliances")["year"].max())),
        "votes": year if votes == "ideal" else min(year, sessions()[-1]),
        "trade": trade_year(year),
    }


@kept(most=256)
def signs(pole: str = "RUS", year: int = 2012, votes: str = "ideal", span: int = 1) -> pd.DataFrame:
    """How close each compared state stands to a pole by each sign, from 0 to 1, by state.

    Columns: defence (1 with an obligation to defend), memberships (share of the pole's bodies; any
    status but full membership counts half), votes (0 the farthest and 1 the nearest of all states
    that voted), trade (share of the state's trade). A sign whose source ends earlier is carried
    forward from its last year (see `years_read`); a state without a figure has a missing value.
    `span` takes for votes the mean of so many sessions up to the year (21 up to 2012: since 1992).
    """
    require_one_of(POLES, "The pole", pole)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    require_one_of(INDEX_YEARS, "The year", year)
    states = [state for state in COMPARED if state != pole]
    near = nearness(pole, year, votes, span)
    scaled = (near - near.min()) / (near.max() - near.min())
    read = years_read(year, votes)
    defence = defended(pole, read["defence"])
    totals, with_pole = _traded(read["trade"])
    return pd.DataFrame(
        {
            "defence": [float(state in defence) for state in states],
            "memberships": _belonging(pole, states, year),
            "votes": scaled.reindex(states).to_numpy(),
            "trade": (with_pole[pole] / totals).reindex(states).to_numpy(),
        },
        index=pd.Index(states, name="state"),
    )


def defended(pole: str, year: int | None = None) -> set[str]:
    """States with an obligation of defence with a pole, in a year or, without one, in any."""
    pacts = load("alliances")
    pacts = pacts[(pacts["iso3_a"] == pole) & pacts["defence"]]
    return set(pacts["iso3_b"] if year is None else pacts.loc[pacts["year"] == year, "iso3_b"])


def _belonging(pole: str, states: Sequence[str], year: int) -> list[float]:
    """The share of the pole's bodies in which each state sits, in the middle of a year."""
    rows = on_day(load("memberships"), f"{year}-07-01")
    in_nato = _in_nato(year) if pole == "USA" else frozenset()
    shares = []
    for state in states:
        own = rows[rows["state"] == state]
        seats = [_seat(set(own.loc[own["body"].isin(names), "status"])) for names in BODIES[pole]]
        shares.append(1.0 if state in in_nato else sum(seats) / len(seats))
    return shares


def _seat(statuses: set[str]) -> float:
    """Full membership counts whole, any other status half."""
    if "member" in statuses:
        return 1.0
    return 0.5 if statuses else 0.0


def _in_nato(year: int) -> frozenset[str]:
    # The course's own dates hold Turkey alone; the others are the Correlates of War's, which end.
    rows = load("igo_memberships")
    rows = rows[(rows["organisation"] == "NATO") & (rows["status"] == "full")]
    lasting = rows["last_year"] >= min(year, rows["last_year"].max())
    return frozenset(rows.loc[(rows["first_year"] <= year) & lasting, "iso3"])


@kept(most=8)
def _traded(year: int) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Each state's trade with all others, and with each pole, both ways, in millions of dollars."""
    flows = load("trade")
    flows = flows[flows["year"] == year].dropna(subset="usd_million")
    sold = flows.rename(columns={"exporter": "state", "importer": "partner"})
    bought = flows.rename(columns={"importer": "state", "exporter": "partner"})
    both = pd.concat([sold, bought])[["state", "partner", "usd_million"]]
    totals = both.groupby("state")["usd_million"].sum()
    with_pole = {
        pole: both[both["partner"] == pole].groupby("state")["usd_million"].sum() for pole in POLES
    }
    return totals[totals > 0], with_pole


def index_of(table: pd.DataFrame, weights: Sequence[float]) -> pd.Series:
    """The weighted mean of the signs, from 0 to 1, by state, the closest first.

    `table` is that of `signs`, `weights` has one number for each of SIGNS. A state that lacks a
    sign with a weight above 0 is left out. Raises ValueError when all weights are 0.
    """
    weights = np.asarray(weights, float)
    if not weights.sum() > 0:
        raise ValueError("Give at least one sign a weight above 0.")
    used = table[list(SIGNS)].loc[:, weights > 0].dropna()
    mean = (used * (weights / weights.sum())[weights > 0]).sum(axis=1)
    order = mean.round(12).rename("index").reset_index()
    order = order.sort_values(["index", "state"], ascending=[False, True], kind="stable")
    return order.set_index("state")["index"]


@functools.cache
def weightings(least: int = 0, most: int = 3) -> tuple[tuple[int, int, int], ...]:
    """Whole weights of defence, memberships and votes, each from `least` to `most`.

    Each proportion once: 1, 1, 1 and 2, 2, 2 are one weighting.
    """
    proportions = set()
    for weights in itertools.product(range(least, most + 1), repeat=3):
        if any(weights):
            proportions.add(tuple(weight // math.gcd(*weights) for weight in weights))
    return tuple(sorted(proportions))


@functools.cache
def _all_weights(least: int, trade: float) -> np.ndarray:
    """A row for each of `weightings`, with the weight of trade as its last number."""
    return np.array([(*weights, trade) for weights in weightings(least)], float)


def _signs_used(trade: float) -> int:
    """How many of SIGNS count: trade, the last of them, only where it has a weight."""
    return len(SIGNS) if trade else len(SIGNS) - 1


def spread(table: pd.DataFrame, least: int = 0, trade: float = 0) -> pd.DataFrame:
    """Lowest and highest index of each state over all weightings: columns low and high.

    `trade` is the weight of trade, the same in each; states as in `index_of` with all three.
    """
    signs = table[list(SIGNS)].to_numpy(float)
    used = ~np.isnan(signs[:, : _signs_used(trade)]).any(axis=1)
    weights = _all_weights(least, trade)
    indices = np.nan_to_num(signs[used]) @ (weights / weights.sum(axis=1, keepdims=True)).T
    bounds = {"low": indices.min(axis=1), "high": indices.max(axis=1)}
    return pd.DataFrame(bounds, index=table.index[used])


class Weighed(NamedTuple):
    """In how many weightings a state stands closer than another, in how many farther, of how many.

    The rest are ties.
    """

    closer: int
    farther: int
    weightings: int


def nearer(
    table: pd.DataFrame, state: str, other: str, least: int = 0, trade: float = 0
) -> Weighed:
    """In how many weightings `state` stands closer than `other`: see `Weighed`.

    Three zeros where one of the two has no figure.
    """
    signs, others = (table.loc[code, list(SIGNS)].to_numpy(float) for code in (state, other))
    if np.isnan((signs - others)[: _signs_used(trade)]).any():
        return Weighed(0, 0, 0)
    leads = _all_weights(least, trade) @ np.nan_to_num(signs - others)
    return Weighed(int((leads > 1e-9).sum()), int((leads < -1e-9).sum()), len(leads))


# Engagement, measure by measure, for the test on all states.

ENGAGEMENT = {
    "trade_2012": "trade in 2012 over the benchmark",
    "trade_2014": "trade in 2014 over the benchmark",
    "waiver_2013": "visa waiver by Mongolia, August 2013",
    "free_2025": "visa-free entry to Mongolia, January 2025",
    "abroad_2010": "people born in Mongolia, 2010",
}
CLOSENESS_YEAR = {
    "trade_2012": 2012,
    "trade_2014": 2014,
    "waiver_2013": 2012,
    "free_2025": 2024,
    "abroad_2010": 2010,
}
TESTED_TRADE_YEARS = (2012, 2014)  # the last before the op-ed, and the last that there is
ENTRY_DAY = "2025-01-01"  # that of the table of visa rules
SPAN = 3  # years of votes averaged, so that one session's roll calls do not decide


@kept(most=8)
def _flows(year: int, estimator: str, covariates: str) -> pd.DataFrame:
    flows = estimated(year, estimator, covariates)
    # A flow that no finite estimate can fit is one that the benchmark expects to be 0.
    flows["expected"] = flows["predicted"].fillna(0)
    return flows[["exporter", "importer", "usd_million", "expected"]]


def over_benchmark(
    state: str, year: int, estimator: str = "effects", covariates: str = "ties"
) -> pd.Series:
    """Trade both ways over what lesson 02's benchmark expects, by partner; 1 is as expected.

    By default the benchmark has an effect for each exporter and importer, distance, border,
    language and past empires; see `benchmark.estimated` for others.
    Only partners with which at least a million dollars are expected: the values are rounded to
    whole millions, so that a smaller expectation cannot be met or missed. The state itself and
    Russia, to whom closeness is measured, are left out.
    """
    return _over_benchmark(state, year, estimator, covariates).set_index("partner")["ratio"]


@kept(stored=[("MNG", year, "effects", "ties") for year in TESTED_TRADE_YEARS])
def _over_benchmark(state: str, year: int, estimator: str, covariates: str) -> pd.DataFrame:
    flows = _flows(year, estimator, covariates)
    flows = flows[(flows["exporter"] == state) | (flows["importer"] == state)]
    sums = statistics.both_ways(flows)
    sums = sums[(sums["exporter"] == state) & (sums["importer"] != "RUS")]
    sums = sums[sums["expected"] >= 1]
    ratio = sums["usd_million"] / sums["expected"]
    return pd.DataFrame({"partner": sums["importer"], "ratio": ratio}).reset_index(drop=True)


@kept(most=2)
def partners_tested() -> pd.DataFrame:
    """Every UN member but Mongolia and Russia: what Mongolia does with it, and where it stands.

    Columns: the measures of ENGAGEMENT (ratios to the benchmark, 0 or 1, persons; missing where
    the source has no figure), ally_2013 and ally_2025 (a full member of the CSTO on 1 August 2013,
    on 1 January 2025), log_distance (of CEPII's population-weighted kilometres to Mongolia).
    A zero in the table of migrants is missing here: it mostly stands for no figure.
    """
    countries = load("countries")
    states = countries.loc[countries["un_member"], "iso3"]
    states = sorted(set(states) - {"MNG", "RUS"})
    table = pd.DataFrame(index=pd.Index(states, name="state"))
    for year in TESTED_TRADE_YEARS:
        table[f"trade_{year}"] = over_benchmark("MNG", year)
    with_waiver = waived(OP_ED_MONTH_END)
    table["waiver_2013"] = [float(state in with_waiver) for state in states]
    rules = load("visa_rules")
    rules = rules[rules["destination"] == "MNG"].set_index("passport")["requirement"]
    table["free_2025"] = (rules.reindex(states) == "visa-free").astype(float)
    people = load("migrant_stock")
    people = people[(people["origin"] == "MNG") & (people["year"] == 2010)]
    people = people[people["status"] == "positive"].set_index("destination")["people"]
    table["abroad_2010"] = people.reindex(states).astype(float)
    dates = load("memberships")
    for year, day in ((2013, OP_ED_DAY), (2025, ENTRY_DAY)):
        allies = members(dates, "CSTO", day)
        table[f"ally_{year}"] = [state in allies for state in states]
    table["log_distance"] = np.log(_kilometres_to_mongolia().reindex(states))
    return table


def _kilometres_to_mongolia() -> pd.Series:
    pairs = load("pair_covariates")
    before = pairs[pairs["iso3_b"] == "MNG"].set_index("iso3_a")["distw_km"]
    after = pairs[pairs["iso3_a"] == "MNG"].set_index("iso3_b")["distw_km"]
    return pd.concat([after, before])


Rows = TypeVar("Rows", pd.DataFrame, pd.Series)


def former_republics(by_state: Rows) -> Rows:
    """Of a table or a column by state, what is of former Soviet republics, Russia left out."""
    countries = load("countries")
    former = countries.loc[countries["former_soviet"], "iso3"]
    return by_state[by_state.index.isin(former) & (by_state.index != "RUS")]


CONTROLS = {
    "": "nothing",
    "log_distance": "distance to Mongolia",
    "log_income": "income per head",
    "polyarchy": "electoral democracy",
}


@kept(most=32)
def correlations(engagement: str, votes: str = "ideal") -> pd.DataFrame:
    """Does one kind of engagement rise or fall with nearness to Russia? And what is held equal?

    One row for each of CONTROLS; columns controlled, rho, low, high, cases (see
    `statistics.rank_correlation`). Nearness is the mean of three years of votes up to
    CLOSENESS_YEAR.
    """
    require_one_of(tuple(ENGAGEMENT), "The engagement", engagement)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    table = partners_tested()
    year = CLOSENESS_YEAR[engagement]
    near = nearness("RUS", year, votes, SPAN).reindex(table.index)
    controls = _of_states(year).reindex(table.index).assign(log_distance=table["log_distance"])
    rows = []
    for control in CONTROLS:
        held_equal = controls[control] if control else None
        rows.append((control, *statistics.rank_correlation(table[engagement], near, held_equal)))
    return pd.DataFrame(rows, columns=["controlled", "rho", "low", "high", "cases"])


@kept(most=8)
def _of_states(year: int) -> pd.DataFrame:
    """Logarithm of product per head (US dollars; the last year up to `year`) and polyarchy."""
    product = load("country_years").dropna(subset=["gdp_usd", "population"])
    product = product[product["year"] <= year].sort_values("year").groupby("iso3").tail(1)
    product = product[product["year"] >= year - 3].set_index("iso3")
    regimes = load("regimes_vdem")
    regimes = regimes[regimes["year"] == year].set_index("iso3")["polyarchy"]
    income = np.log(product["gdp_usd"] / product["population"])
    return pd.DataFrame({"log_income": income, "polyarchy": regimes})


def all_correlations() -> pd.DataFrame:
    """Every measure of engagement against every measure of nearness in votes.

    Columns: engagement, votes, rho, low, high, cases, and rho_distance, low_distance,
    high_distance with the distance to Mongolia held equal.
    """
    rows = []
    for engagement, votes in itertools.product(ENGAGEMENT, VOTES):
        by_control = correlations(engagement, votes).set_index("controlled")
        plain = by_control.loc["", ["rho", "low", "high", "cases"]]
        at_equal_distance = by_control.loc["log_distance", ["rho", "low", "high"]]
        rows.append((engagement, votes, *plain, *at_equal_distance))
    names = ["rho", "low", "high", "cases", "rho_distance", "low_distance", "high_distance"]
    return pd.DataFrame(rows, columns=["engagement", "votes", *names])


@kept(most=8)
def same_test_everywhere(year: int = 2012, votes: str = "ideal") -> pd.Series:
    """The test on trade for every state in Mongolia's place: rank correlations, by state.

    For each state, trade over the benchmark by partner against the partner's nearness to Russia;
    states with fewer than 20 partners to test are left out, and Russia.
    """
    flows = statistics.both_ways(_flows(year, "effects", "ties"))
    flows = flows[flows["exporter"] != "RUS"]
    flows["near"] = flows["importer"].map(nearness("RUS", year, votes, SPAN))
    by_state = statistics.correlations_by_state(flows, "near")
    return by_state["correlation"].sort_values(kind="stable")


def dealings(state: str) -> pd.DataFrame:
    """What the tables hold between Mongolia and a state, in order: columns year, kind, what.

    Agreements (waivers of visas among them), visits and missions, confirmed rows only. A year that
    the source does not give is missing, and stands last. An empty table: no row was found, which
    is not that nothing happened.
    """
    rows = []
    for table in ("agreements", "visits", "missions"):
        entries = confirmed(load(table))
        sides = [side for side in ("partner", "sending", "receiving") if side in entries]
        for entry in entries[(entries[sides] == state).any(axis=1)].to_dict("records"):
            year = entry.get("year", entry.get("from_year"))
            rows.append((year, table[:-1], _what_it_was(table, entry)))
    dealt = pd.DataFrame(rows, columns=["year", "kind", "what"]).astype({"year": "Int64"})
    return dealt.sort_values("year", kind="stable", ignore_index=True)


def _what_it_was(table: str, entry: Mapping[str, Any]) -> str:
    if table == "visits":
        return f"{entry['office']} of {entry['visitor']} in {entry['host']}: {entry['kind']}"
    if table == "missions":
        return f"of {entry['sending']} in {entry['city']}: {entry['kind']}"
    return entry["what"]


def lead_shares(day: str, year: int, by: str = "gdp_usd") -> pd.DataFrame:
    """Russia's and China's share of what the members of Russia's bodies have together, by body.

    `by` is gdp_usd or population (World Bank). Columns: body, members, RUS, CHN (0 to 1, China
    missing where it is no member). Bodies without members on the day are left out.
    """
    require_one_of(("gdp_usd", "population"), "The measure", by)
    values = load("country_years")
    values = values[values["year"] == year].set_index("iso3")[by].dropna()
    dates = load("memberships")
    rows = []
    for body in itertools.chain.from_iterable(BODIES["RUS"]):
        within = members(dates, body, day)
        if not within or body == "Collective Security Treaty":
            continue
        of_members = values[values.index.isin(within)]
        share = of_members / of_members.sum()
        rows.append((body, len(within), share.get("RUS", math.nan), share.get("CHN", math.nan)))
    return pd.DataFrame(rows, columns=["body", "members", "RUS", "CHN"])
