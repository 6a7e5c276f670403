"""Who held the land, how many left, how alike two societies are coded, what a past leaves."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..days import THIS_YEAR, seen
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .benchmark import flows_of
from .ppml import Fit, ppml
from .statistics import interval
from .trade import TRADE_YEARS

FIRST_YEAR, LAST_YEAR = 1727, THIS_YEAR
RULE = ("khanship ended", "imperial rule")  # kinds of holding that count as Russian rule


@kept
def lands() -> list[tuple[str, str]]:
    """State and part of the six lands, in the order in which they are named.

    The four parts of Kazakhstan from west to east, then Mongolia's two.
    """
    rows = load("lands").sort_values("order")
    return list(zip(rows["state"], rows["land"], strict=True))


def rulers_at_end_of(year: int) -> pd.DataFrame:
    """The rows of the table rulers that hold on 31 December of a year, holders and claims.

    Columns as in `spells`; six rows of the layer holder for every year from 1727 to 2026.
    """
    rows = spells()
    day = f"{int(year)}-12-31"
    return rows[(rows["from_date"] <= day) & (rows["to_date"] > day)].reset_index(drop=True)


@kept
def spells() -> pd.DataFrame:
    """The table rulers, with the days as years and parts of years, in from_at and to_at."""
    rows = load("rulers")
    for side in ("from", "to"):
        parts = rows[f"{side}_date"].str.split("-", expand=True).astype(int)
        rows[f"{side}_at"] = parts[0] + (parts[1] - 1) / 12 + (parts[2] - 1) / 365
    return rows


# --- How many can have left -------------------------------------------------------------------

WINDOWS = {"1989 to 2000": (1989, 2000), "2000 to 2010": (2000, 2010), "1989 to 2010": (1989, 2010)}
WHEN = ("evenly over the years", "all in the third year")


def census(year: int) -> float:
    """The Kazakhs counted by one of Mongolia's censuses: 1989, 2000, and from a copy 2010."""
    rows = seen(load("kazakhs_in_mongolia"))
    rows = rows[(rows["kind"] == "census") & ~rows["computed"]]
    return float(rows.loc[rows["year"] == year, "value"].dropna().iloc[0])


def departures(
    window: str = "1989 to 2000",
    increase: float = 2.0,
    returned: float = 0.0,
    when: str = WHEN[0],
) -> float:
    """How many Kazakhs must have left Mongolia between two censuses, under assumptions.

    `window` names the two censuses; `increase` is births less deaths in per cent a year;
    `returned` persons came back before the second census and stand in its count; `when` says
    whether people left in equal parts over the years or all at the end of the third year. The
    balance is first count + births less deaths - departures + returns = second count, with the
    natural increase on whoever is there.
    """
    require_one_of(tuple(WINDOWS), "The window", window)
    require_one_of(WHEN, "The time of leaving", when)
    first, last = WINDOWS[window]
    before, after, rate, years = census(first), census(last), increase / 100, last - first
    if when == WHEN[1]:
        departed = before * math.exp(3 * rate) - after * math.exp(-(years - 3) * rate)
    elif rate == 0:
        departed = before - after
    else:
        # A constant stream m: after = before * e^(rt) - m * (e^(rt) - 1) / r.
        grown = math.exp(rate * years)
        departed = (before * grown - after) * rate / (grown - 1) * years
    return departed + returned


# --- How alike two societies are coded ----------------------------------------------------------

DOMAINS = {
    "economy and settlement": (*range(1, 6), *range(28, 34), *range(39, 43)),
    "marriage and kin": (*range(6, 28), 43),
    "who does which work": tuple(range(44, 66)),
    "rank and inheritance": tuple(range(66, 78)),
    "house": tuple(range(79, 89)),
}


def coded_for_both() -> pd.DataFrame:
    """The variables of the Ethnographic Atlas that are coded for Kazak and Khalka alike.

    Columns: variable, name, Kazak and Khalka (what the codes mean), same (whether the codes are
    equal), domain (ours; "other" for what fits none).
    """
    rows = load("culture")
    rows = rows[rows["status"] == "coded"]
    wide = rows.pivot(index=["variable", "name"], columns="society", values="code").dropna()
    meant = rows.pivot(index=["variable", "name"], columns="society", values="value")
    table = meant.loc[wide.index].copy()
    table["same"] = wide["Kazak"] == wide["Khalka"]
    table.columns.name = None
    table = table.reset_index()
    domain_of = {number: name for name, numbers in DOMAINS.items() for number in numbers}
    table["domain"] = table["variable"].str[2:].astype(int).map(domain_of).fillna("other")
    return table


# --- What a past leaves in trade -----------------------------------------------------------------

COVARIATES = ("log_distance", "contiguous", "common_official_language")
STATES = {"all fifteen": True, "without the Baltic states": False}


@kept
def premiums(baltic: bool = True) -> pd.DataFrame:
    """How much more two former Soviet states traded than two others, by year.

    Columns: year, log (the coefficient), error (its standard error, robust to any form of
    variance), times, low and high (exp of the coefficient and of its 95 per cent interval),
    directions (directed dyads of two former Soviet states). PPML over all directed dyads of the
    year with effects of exporters and importers, distance, a common border and a common official
    language. `baltic` counts Estonia, Latvia and Lithuania in, or among all others.
    """
    soviet = _former_soviet(baltic)
    rows = []
    for year in TRADE_YEARS:
        flows = flows_of(year)
        both = flows["exporter"].isin(soviet) & flows["importer"].isin(soviet)
        if baltic:  # what flows_of marks already
            factor = _factor_of(_with_the_union(year), both, "both_ex_soviet")
        else:
            factor = _factor(flows, [], both, "both")
        rows.append({"year": year, **factor})
    return pd.DataFrame(rows)


def mongolia_and_the_former_union(left_out: Iterable[str] = ("RUS",)) -> pd.DataFrame:
    """How much more Mongolia traded with former Soviet states than size and distance say, by year.

    Columns as in `premiums`, with rank, among and median: Mongolia's place, the largest first,
    among all states that were no Soviet republics and have such trade predicted, by the ratio of
    actual to predicted trade with these states; the median ratio; and Mongolia's own, ratio.
    `left_out` are former Soviet states that do not count on the other side: Russia, unless said
    otherwise, since its trade with Mongolia would drown the rest. The Baltic states are in. The
    premium of former Soviet states with each other is held constant.
    Raises BadSetting for a code that is no former Soviet state.
    """
    codes = sorted({left_out} if isinstance(left_out, str) else set(left_out))
    for code in codes:
        require_one_of(sorted(_former_soviet(True)), "What is left out", code)
    return _mongolia(tuple(codes))


@kept
def _mongolia(left_out: tuple[str, ...]) -> pd.DataFrame:
    others = _former_soviet(True) - set(left_out)
    rows = []
    for year in TRADE_YEARS:
        flows = flows_of(year)
        sells, buys = flows["exporter"] == "MNG", flows["importer"] == "MNG"
        ours = sells & flows["importer"].isin(others) | buys & flows["exporter"].isin(others)
        factor = _factor(flows, ["both_ex_soviet"], ours, "ours")
        rows.append({"year": year, **factor, **_place_among_outsiders(year, others)})
    return pd.DataFrame(rows)


def _place_among_outsiders(year: int, others: set[str]) -> dict[str, float]:
    """Where Mongolia stands among outsiders by actual over predicted trade with `others`."""
    flows = flows_of(year).assign(fitted=_with_the_union(year).fitted)
    outside = flows[~flows["both_ex_soviet"].astype(bool)]
    sold, bought = outside["exporter"].isin(others), outside["importer"].isin(others)
    outsider = outside["importer"].where(sold, outside["exporter"])[sold | bought]
    sums = outside.loc[sold | bought, ["usd_million", "fitted"]].groupby(outsider).sum()
    sums = sums[(sums["fitted"] > 0) & ~sums.index.isin(_former_soviet(True))]
    ratio = sums["usd_million"] / sums["fitted"]
    return {
        "ratio": ratio["MNG"],
        "rank": int((ratio > ratio["MNG"]).sum()) + 1,
        "among": len(ratio),
        "median": ratio.median(),
    }


@kept
def _with_the_union(year: int) -> Fit:
    """The model that knows pairs of former Soviet states, and nothing of Mongolia."""
    return _fit(flows_of(year), [*COVARIATES, "both_ex_soviet"])


def _former_soviet(baltic: bool) -> set[str]:
    rows = load("countries")
    return set(rows.loc[rows["former_soviet"] & (baltic | ~rows["baltic"]), "iso3"])


def _fit(flows: pd.DataFrame, covariates: list[str]) -> Fit:
    effects = [flows["exporter"], flows["importer"]]
    return ppml(flows["usd_million"], flows[list(covariates)], effects)


def _factor(flows: pd.DataFrame, more: list[str], marked: pd.Series, name: str) -> dict:
    fit = _fit(flows.assign(**{name: marked.astype(int)}), [*COVARIATES, *more, name])
    return _factor_of(fit, marked, name)


def _factor_of(fit: Fit, marked: pd.Series, name: str) -> dict:
    log, error = float(fit.coefficients[name]), float(fit.standard_errors[name])
    low, high = (math.exp(end) for end in interval(log, error))
    return {
        "log": log,
        "error": error,
        "times": math.exp(log),
        "low": low,
        "high": high,
        "directions": int(marked.sum()),
    }


def decay(measured: pd.DataFrame, half_life: float | None, floor: float, years) -> np.ndarray:
    """A legacy that fades: the premium in `years`, by a half-life and where it comes to rest.

    The logarithm of the premium over `floor` (times, 1 or more) halves every `half_life` years;
    None never halves. Its height is the one that fits the premiums `measured` best, weighted by
    their errors.
    """

    def share_left(when):
        when = np.asarray(when, dtype=float)
        return np.ones_like(when) if half_life is None else 0.5 ** ((when - 1991) / half_life)

    shape, weight = share_left(measured["year"]), 1 / measured["error"].to_numpy() ** 2
    over = measured["log"].to_numpy() - math.log(floor)
    height = (weight * shape * over).sum() / (weight * shape**2).sum()
    return np.exp(math.log(floor) + height * share_left(years))
