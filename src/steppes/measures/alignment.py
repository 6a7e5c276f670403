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
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..days import OP_ED_MONTH_END, members, on_day
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .benchmark import estimated
from .statistics import (
    above_by_chance,
    both_ways,
    chance_of_standing_above,
    correlations_by_state,
    rank_correlation,
)
from .trade import TRADE_YEARS

# Lesson 04 and its exercises ask for these two here, under this name the first.
above = chance_of_standing_above
__all__ = ["above", "above_by_chance"]

POLES = ("RUS", "CHN", "USA")
# What the op-ed compares: Central Asia, Mongolia, Belarus as the hard case, those whom Mongolia's
# embassy named third neighbours about 2013, and the great powers. The pole itself is left out.
COMPARED = ("MNG", "KAZ", "KGZ", "TJK", "TKM", "UZB", "BLR", "TUR", "IND", "JPN", "KOR", "DEU",
            "CHN", "USA", "RUS")  # fmt: skip
# The bodies of each pole that the tables follow; a successor stands with the one it succeeds.
BODIES = {
    "RUS": (("CIS",), ("Collective Security Treaty", "CSTO"), ("EurAsEC", "EAEU"), ("SCO",)),
    "CHN": (("SCO",),),
    "USA": (("NATO", "NATO Partnership for Peace", "NATO individual programme"),),
}
VOTES = {
    "ideal": "nearness of ideal points",
    "agreement": "share of equal votes",
    "pi": "agreement beyond chance",
}
SIGNS = ("defence", "memberships", "votes", "trade")
LAST = {"defence": 2018, "trade": 2014, "agreement": 2019}
ENOUGH_VOTES = 30  # a share of fewer joint votes says little, and is left out


def nearness(pole: str, year: int, votes: str = "ideal", span: int = 1) -> pd.Series:
    """How near each state votes to a pole: the larger the nearer, by state; the pole left out.

    `votes` is "ideal" (minus the distance of ideal points), "agreement" (share of equal votes) or
    "pi" (Scott's pi). `span` takes the mean of the years up to `year`. Agreement and pi of pairs
    with 30 joint votes or fewer are left out, and years after 2019 are read as 2019 for these two.
    """
    require_one_of(POLES, "The pole", pole)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    if votes == "ideal":
        points = _points()
        points = points.loc[year - span + 1 : year].mean()
        return -(points - points[pole]).abs().drop(pole).dropna()
    last = min(year, LAST["agreement"])
    rows = _agreement()
    rows = rows[(rows["iso3_a"] == pole) & rows["year"].between(last - span + 1, last)]
    rows = rows[rows["joint_votes"] > ENOUGH_VOTES].dropna(subset=votes)
    return rows.groupby("iso3_b")[votes].mean()


@kept(most=2)
def _points() -> pd.DataFrame:
    return load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")


@kept(most=2)
def _agreement() -> pd.DataFrame:
    return load("un_agreement")


@kept(most=256)
def signs(pole: str = "RUS", year: int = 2012, votes: str = "ideal") -> pd.DataFrame:
    """How close each compared state stands to a pole by each sign, from 0 to 1, by state.

    Columns: defence (1 with an obligation to defend), memberships (share of the pole's bodies; any
    status but full membership counts half), votes (0 the farthest and 1 the nearest of all states
    that voted), trade (share of the state's trade). A sign whose source ends earlier is held at
    its last year (see LAST); a state without a figure has a missing value.
    """
    require_one_of(POLES, "The pole", pole)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    require_one_of(range(2000, 2025), "The year", year)
    states = [state for state in COMPARED if state != pole]
    pacts = load("alliances")
    pacts = pacts[(pacts["iso3_a"] == pole) & (pacts["year"] == min(year, LAST["defence"]))]
    near = nearness(pole, year, votes)
    scaled = (near - near.min()) / (near.max() - near.min())
    return pd.DataFrame(
        {
            "defence": [float(s in set(pacts.loc[pacts["defence"], "iso3_b"])) for s in states],
            "memberships": [_belonging(pole, s, f"{year}-07-01") for s in states],
            "votes": scaled.reindex(states).to_numpy(),
            "trade": _trade_share(pole, year).reindex(states).to_numpy(),
        },
        index=pd.Index(states, name="state"),
    )


def _belonging(pole: str, state: str, day: str) -> float:
    rows = on_day(_memberships(), day)
    rows = rows[rows["state"] == state].set_index("body")["status"]
    total = 0.0
    for names in BODIES[pole]:
        held = rows[rows.index.isin(names)]
        if pole == "USA" and state in _in_nato(int(day[:4])):
            total += 1
        elif len(held):
            total += 1 if "member" in set(held) else 0.5
    return total / len(BODIES[pole])


@kept(most=2)
def _memberships() -> pd.DataFrame:
    return load("memberships")


@kept(most=64)
def _in_nato(year: int) -> frozenset[str]:
    # The course's own dates hold Turkey alone; the others are the Correlates of War's, to 2014.
    rows = load("igo_memberships")
    rows = rows[(rows["organisation"] == "NATO") & (rows["status"] == "full")]
    here = (rows["first_year"] <= year) & (rows["last_year"] >= min(year, 2014))
    return frozenset(rows.loc[here, "iso3"])


def trade_year(year: int) -> int:
    """The last year, not after `year`, for which the table of trade has all pairs."""
    return max(known_year for known_year in TRADE_YEARS if known_year <= year)


def distances_with_errors(last: int, span: int = 3) -> pd.Series:
    """How far Kazakhstan and Mongolia vote from Russia, and how far that may be off.

    Distances of ideal points, means of the `span` sessions up to `last`; difference (Mongolia's
    less Kazakhstan's) and its standard error, from the source's bounds of nine in ten, the errors
    of states and years taken as independent and Russia's own left out.
    """
    rows = load("un_ideal_points")
    rows = rows[rows["year"].between(last - span + 1, last)]
    points = rows.pivot(index="year", columns="iso3", values="ideal_point")
    far = points[["KAZ", "MNG"]].sub(points["RUS"], axis=0).abs().mean()
    error = (rows["ideal_point_high"] - rows["ideal_point_low"]) / (2 * 1.645)
    both = error[rows["iso3"].isin(["KAZ", "MNG"])]
    found = {"KAZ": far["KAZ"], "MNG": far["MNG"], "difference": far["MNG"] - far["KAZ"],
             "standard error": math.sqrt((both**2).sum()) / span}  # fmt: skip
    return pd.Series(found, name=f"{last - span + 1} to {last}")


def _trade_share(pole: str, year: int) -> pd.Series:
    totals, withs = _traded(trade_year(year))
    return withs[pole] / totals


@kept(most=8)
def _traded(year: int) -> tuple[pd.Series, dict[str, pd.Series]]:
    flows = load("trade")
    flows = flows[flows["year"] == year].dropna(subset="usd_million")
    sold = flows.rename(columns={"exporter": "state", "importer": "with"})
    bought = flows.rename(columns={"importer": "state", "exporter": "with"})
    both = pd.concat([sold, bought])[["state", "with", "usd_million"]]
    totals = both.groupby("state")["usd_million"].sum()
    withs = {
        p: both[both["with"] == p].groupby("state")["usd_million"].sum().reindex(totals.index)
        for p in POLES
    }
    return totals[totals > 0], withs


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
    found = {}
    for each in itertools.product(range(least, most + 1), repeat=3):
        if any(each):
            found.setdefault(tuple(w // math.gcd(*each) for w in each), each)
    return tuple(sorted(found))


def spread(table: pd.DataFrame, least: int = 0, trade: float = 0) -> pd.DataFrame:
    """Lowest and highest index of each state over all weightings: columns low and high.

    `trade` is the weight of trade, the same in each; states as in `index_of` with all three.
    """
    used = table.dropna(subset=list(SIGNS if trade else SIGNS[:3]))[list(SIGNS)].fillna(0)
    weights = np.array([(*w, trade) for w in weightings(least)], float)
    every = used.to_numpy() @ (weights / weights.sum(axis=1, keepdims=True)).T
    return pd.DataFrame({"low": every.min(axis=1), "high": every.max(axis=1)}, index=used.index)


def nearer(table: pd.DataFrame, one: str, other: str, least: int = 0, trade: float = 0):
    """In how many weightings `one` stands closer than `other`, in how many farther, and of how many.

    Returns a tuple of three counts; the rest are ties. (0, 0, 0) where a state has no figure.
    """
    columns = list(SIGNS if trade else SIGNS[:3])
    if table.loc[[one, other], columns].isna().any().any():
        return 0, 0, 0
    apart = (table.loc[one] - table.loc[other]).fillna(0).to_numpy()
    each = np.array([(*w, trade) for w in weightings(least)], float) @ apart
    return int((each > 1e-9).sum()), int((each < -1e-9).sum()), len(each)


# Agreement in the General Assembly, with its base rates.


def agreement_line(state: str, other: str, measure: str) -> pd.Series:
    """Agreement of a pair by the year in which the session opened; few joint votes are missing."""
    rows = _agreement()
    rows = rows[(rows["iso3_a"] == state) & (rows["iso3_b"] == other)]
    line = rows[rows["joint_votes"] > ENOUGH_VOTES].set_index("year")[measure].dropna()
    return line.reindex(range(1991, 2020))


def agreement_rank(state: str, other: str, measure: str, year: int) -> tuple[int, int, float]:
    """A partner's rank among a state's partners, of how many, and the median partner's value.

    1 is the closest; those who agree as much share the better rank. Rank 0: no figure.
    """
    rows = _agreement()
    rows = rows[(rows["iso3_a"] == state) & (rows["year"] == year)]
    rows = rows[rows["joint_votes"] > ENOUGH_VOTES].set_index("iso3_b")[measure].dropna()
    if other not in rows.index:
        return 0, len(rows), float("nan") if rows.empty else float(rows.median())
    return int((rows > rows[other]).sum()) + 1, len(rows), float(rows.median())


# Engagement, measure by measure, for the test on all states.

ENGAGEMENT = {
    "trade_2012": "trade in 2012 over the benchmark",
    "trade_2014": "trade in 2014 over the benchmark",
    "waiver_2013": "visa waiver by Mongolia, August 2013",
    "free_2025": "visa-free entry to Mongolia, January 2025",
    "abroad_2010": "people born in Mongolia, 2010",
}
CLOSENESS_YEAR = {"trade_2012": 2012, "trade_2014": 2014, "waiver_2013": 2012, "free_2025": 2024,
                  "abroad_2010": 2010}  # fmt: skip
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
    flows = _flows(year, estimator, covariates)
    there, here = flows["importer"] == state, flows["exporter"] == state
    with_partner = pd.concat(
        [
            flows[here].rename(columns={"importer": "partner"}),
            flows[there].rename(columns={"exporter": "partner"}),
        ]
    )
    sums = with_partner.groupby("partner")[["usd_million", "expected"]].sum()
    sums = sums.drop(index="RUS", errors="ignore")
    sums = sums[sums["expected"] >= 1]
    return (sums["usd_million"] / sums["expected"]).rename("ratio")


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
    for year in (2012, 2014):
        table[f"trade_{year}"] = over_benchmark("MNG", year)
    waivers = on_day(load("visa_waivers"), OP_ED_MONTH_END)
    waived = set(waivers.loc[waivers["status"] == "in force", "state"])
    table["waiver_2013"] = [float(state in waived) for state in states]
    rules = load("visa_rules")
    rules = rules[rules["destination"] == "MNG"].set_index("passport")["requirement"]
    table["free_2025"] = (rules.reindex(states) == "visa-free").astype(float)
    people = load("migrant_stock")
    people = people[(people["origin"] == "MNG") & (people["year"] == 2010)]
    people = people[people["status"] == "positive"].set_index("destination")["people"]
    table["abroad_2010"] = people.reindex(states).astype(float)
    dates = load("memberships")
    for year, day in ((2013, "2013-08-01"), (2025, "2025-01-01")):
        allies = members(dates, "CSTO", day)
        table[f"ally_{year}"] = [state in allies for state in states]
    pairs = load("pair_covariates")
    far = pd.concat(
        [
            pairs[pairs["iso3_a"] == "MNG"].set_index("iso3_b")["distw_km"],
            pairs[pairs["iso3_b"] == "MNG"].set_index("iso3_a")["distw_km"],
        ]
    )
    table["log_distance"] = np.log(far.reindex(states))
    return table


def former_republics(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table by state that are former Soviet republics, Russia left out."""
    countries = load("countries")
    former = countries.loc[countries["former_soviet"], "iso3"]
    return table[table.index.isin(former) & (table.index != "RUS")]


CONTROLS = {
    "": "nothing",
    "log_distance": "distance to Mongolia",
    "log_income": "income per head",
    "polyarchy": "electoral democracy",
}


@kept(most=32)
def tests(engagement: str, votes: str = "ideal") -> pd.DataFrame:
    """Does one kind of engagement rise or fall with nearness to Russia? With what held equal?

    One row for each of CONTROLS; columns held, rho, low, high (see `rank_correlation`), cases.
    Nearness is the mean of three years of votes up to CLOSENESS_YEAR.
    """
    require_one_of(tuple(ENGAGEMENT), "The engagement", engagement)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    table = partners_tested()
    year = CLOSENESS_YEAR[engagement]
    near = nearness("RUS", year, votes, SPAN).reindex(table.index)
    rows = []
    for held in CONTROLS:
        other = None if not held else table["log_distance"]
        if held in ("log_income", "polyarchy"):
            other = _of_states(year)[held].reindex(table.index)
        rows.append((held, *rank_correlation(table[engagement], near, other)))
    return pd.DataFrame(rows, columns=["held", "rho", "low", "high", "cases"])


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


def all_tests() -> pd.DataFrame:
    """Every measure of engagement against every measure of nearness in votes.

    Columns: engagement, votes, rho, low, high, cases, and rho_distance, low_distance,
    high_distance with the distance to Mongolia held equal.
    """
    rows = []
    for engagement, votes in itertools.product(ENGAGEMENT, VOTES):
        found = tests(engagement, votes).set_index("held")[["rho", "low", "high", "cases"]]
        distant = found.loc["log_distance", ["rho", "low", "high"]]
        rows.append((engagement, votes, *found.loc[""], *distant))
    names = ["rho", "low", "high", "cases", "rho_distance", "low_distance", "high_distance"]
    return pd.DataFrame(rows, columns=["engagement", "votes", *names])


@kept(most=8)
def same_test_everywhere(year: int = 2012, votes: str = "ideal") -> pd.Series:
    """The test on trade for every state in Mongolia's place: rank correlations, by state.

    For each state, trade over the benchmark by partner against the partner's nearness to Russia;
    states with fewer than 20 partners to test are left out, and Russia.
    """
    flows = both_ways(_flows(year, "effects", "ties"))
    flows = flows[flows["exporter"] != "RUS"]
    flows["near"] = flows["importer"].map(nearness("RUS", year, votes, SPAN))
    return correlations_by_state(flows, "near")["correlation"].sort_values(kind="stable")


def dealings(state: str) -> pd.DataFrame:
    """What the tables hold between Mongolia and a state, in order: columns year, kind, what.

    Agreements (waivers of visas among them), visits and missions, confirmed rows only. A year that
    the source does not give is missing, and stands last. An empty table: no row was found, which
    is not that nothing happened.
    """
    rows = []
    for table, what in (("agreements", "what"), ("visits", "kind"), ("missions", "kind")):
        found = load(table)
        sides = [side for side in ("partner", "sending", "receiving") if side in found]
        found = found[(found[sides] == state).any(axis=1) & (found["trust"] == "confirmed")]
        for row in found.to_dict("records"):
            if table == "visits":
                said = f"{row['office']} of {row['visitor']} in {row['host']}: {row['kind']}"
            elif table == "missions":
                said = f"of {row['sending']} in {row['city']}: {row['kind']}"
            else:
                said = row[what]
            rows.append((row.get("year", row.get("from_year")), table[:-1], said))
    table = pd.DataFrame(rows, columns=["year", "kind", "what"]).astype({"year": "Int64"})
    return table.sort_values("year", kind="stable", ignore_index=True)


def lead_shares(day: str, year: int, by: str = "gdp_usd") -> pd.DataFrame:
    """Russia's and China's share of what the members of Russia's bodies have together, by body.

    `by` is gdp_usd or population (World Bank). Columns: body, members, RUS, CHN (0 to 1, China
    missing where it is no member). Bodies without members on the day are left out.
    """
    require_one_of(("gdp_usd", "population"), "The measure", by)
    values = load("country_years")
    values = values[values["year"] == year].set_index("iso3")[by].dropna()
    rows = []
    for body in itertools.chain.from_iterable(BODIES["RUS"]):
        within = members(load("memberships"), body, day)
        if not within or body == "Collective Security Treaty":
            continue
        held = values[values.index.isin(within)]
        share = held / held.sum()
        rows.append((body, len(within), share.get("RUS", math.nan), share.get("CHN", math.nan)))
    return pd.DataFrame(rows, columns=["body", "members", "RUS", "CHN"])
