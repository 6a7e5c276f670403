"""The benchmark: all flows of a year with what a gravity model needs to predict them.

Estimators: ordinary least squares on logarithms, and Poisson pseudo-maximum likelihood without and
with importer and exporter effects (Santos Silva and Tenreyro 2006; Anderson and van Wincoop 2003).
What was estimated is kept, by year, estimator and covariates, until the tables change.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .ppml import ppml
from .statistics import percentile
from .trade import TRADE_YEARS

DIRECTIONS = (("KAZ", "MNG"), ("MNG", "KAZ"))
ESTIMATORS = {
    "logs": "least squares on logarithms",
    "ppml": "PPML",
    "effects": "PPML with importer and exporter effects",
}
_SIZE = ("log_gdp_exporter", "log_gdp_importer")
_TIES = ("contiguous", "common_official_language", "colony", "common_coloniser")
COVARIATES = {
    "size": _SIZE,
    "distance": (*_SIZE, "log_distance"),
    "ties": (*_SIZE, "log_distance", *_TIES),
    "soviet": (*_SIZE, "log_distance", *_TIES, "both_ex_soviet"),
    "comecon": (*_SIZE, "log_distance", *_TIES, "both_ex_comecon"),
}
COVARIATE_NAMES = {
    "size": "size alone",
    "distance": "size and distance",
    "ties": "and borders, language, past empires",
    "soviet": "and the Soviet past",
    "comecon": "and the Comecon past instead",
}
AMONG = {
    "like": "of like predicted size",
    "near": "of near pairs",
    "landlocked": "of two landlocked states",
    "sold": "with the same seller",
    "bought": "with the same buyer",
}
NEAR_KM = 100  # as in lesson 01
AS_FAR_KM = (2000, 3200)  # about a quarter less and more than the pair's large towns
LIKE_FACTOR = 2.0
SPREAD_95 = 1.959964  # the normal distribution's 97.5th percentile


@kept(most=8)
def flows_of(year: int) -> pd.DataFrame:
    """Every directed dyad of one year that has a figure of trade and all usual covariates.

    Columns: exporter, importer, usd_million (current US dollars, whole millions), the logarithms
    log_gdp_exporter, log_gdp_importer (of current US dollars) and log_distance (of CEPII's
    population-weighted kilometres), and, 0 or 1, contiguous, common_official_language, colony,
    common_coloniser, both_ex_soviet (the Baltic states among them) and both_ex_comecon (full
    members to its last years, and the states that came out of them). Trade by Correlates of War,
    covariates by CEPII, product by the World Bank. A dyad without one of these is left out: it is
    not a zero. A fresh copy each time; empty for a year that the table of trade does not have.
    """
    flows = load("trade")
    flows = flows.loc[flows["year"] == year, ["exporter", "importer", "usd_million"]].dropna()
    pairs = load("pair_covariates").rename(columns={"iso3_a": "exporter", "iso3_b": "importer"})
    turned = pairs.rename(columns={"exporter": "importer", "importer": "exporter"})
    flows = flows.merge(pd.concat([pairs, turned]), on=["exporter", "importer"])
    product = load("country_years")
    product = product[product["year"] == year].set_index("iso3")["gdp_usd"]
    for side in ("exporter", "importer"):
        flows[f"log_gdp_{side}"] = np.log(flows[side].map(product))
    flows["log_distance"] = np.log(flows["distw_km"])
    countries = load("countries").set_index("iso3")
    pasts = {
        "both_ex_soviet": countries.index[countries["former_soviet"]],
        "both_ex_comecon": countries.index[countries["comecon_to"].fillna(0) >= 1990],
    }
    for name, states in pasts.items():
        both = flows["exporter"].isin(states) & flows["importer"].isin(states)
        flows[name] = both.astype(int)
    columns = ["exporter", "importer", "usd_million", *COVARIATES["soviet"], "both_ex_comecon"]
    return flows[columns].dropna().reset_index(drop=True)


def estimated(year: int, estimator: str = "ppml", covariates: str = "ties") -> pd.DataFrame:
    """What a benchmark says of every directed dyad of `flows_of(year)`, in the same order.

    `estimator` is a key of ESTIMATORS, `covariates` one of COVARIATES. Columns: exporter,
    importer, usd_million; predicted (USD million: the conditional mean, and for logarithms the
    exponential of the mean logarithm); mean_low and mean_high, a 95 per cent interval for it;
    low and high, a 95 per cent prediction interval for one flow above zero, log-normal with the
    centre and spread of the residuals' logarithms; ratio (actual over predicted). Missing where
    separated: no finite estimate fits that dyad. A fresh copy each time.
    Raises BadSetting for a year, an estimator or covariates that there are not.
    """
    require_one_of(TRADE_YEARS, "The year", year)
    require_one_of(ESTIMATORS, "The estimator", estimator)
    require_one_of(COVARIATES, "The covariates", covariates)
    fit = _fitted(int(year), estimator, covariates)
    return _as_table(flows_of(int(year)), *fit)


@kept(most=80)
def _fitted(year: int, estimator: str, covariates: str) -> tuple[np.ndarray, np.ndarray]:
    # Kept for every specification, so it holds no more than it must: 0.4 MB each.
    return _fit(flows_of(year), estimator, COVARIATES[covariates])


def estimate(flows: pd.DataFrame, estimator: str, covariates: tuple[str, ...]) -> pd.DataFrame:
    """The benchmark of any flows with the columns of `flows_of`: see `estimated`."""
    return _as_table(flows, *_fit(flows, estimator, covariates))


def _fit(
    flows: pd.DataFrame, estimator: str, covariates: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The predicted flows, missing where separated, and the standard error of their logarithm."""
    if estimator == "logs":
        return _by_logs(flows, list(covariates))
    kept = [c for c in covariates if estimator == "ppml" or c not in _SIZE]
    effects = (flows["exporter"], flows["importer"]) if estimator == "effects" else ()
    fit = ppml(flows["usd_million"], flows[kept], effects)
    return fit.fitted.where(~fit.separated).to_numpy(), fit.error_of_log.to_numpy()


def _by_logs(flows: pd.DataFrame, covariates: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Exponential of the mean logarithm, and that logarithm's standard error (robust, HC0)."""
    design = np.column_stack([np.ones(len(flows)), flows[covariates]])
    sold = (flows["usd_million"] > 0).to_numpy()
    outcome = np.log(flows["usd_million"].to_numpy()[sold])
    beta = np.linalg.lstsq(design[sold], outcome, rcond=None)[0]
    left = outcome - design[sold] @ beta
    bread = np.linalg.inv(design[sold].T @ design[sold])
    covariance = bread @ (design[sold].T * left**2) @ design[sold] @ bread
    return np.exp(design @ beta), np.sqrt(((design @ covariance) * design).sum(axis=1))


def _as_table(flows: pd.DataFrame, predicted: np.ndarray, error: np.ndarray) -> pd.DataFrame:
    table = flows[["exporter", "importer", "usd_million"]].assign(predicted=predicted)
    table["ratio"] = table["usd_million"] / predicted
    logs = np.log(table["ratio"][table["ratio"] > 0])
    centre, spread = logs.mean(), logs.std(ddof=1)
    for name, sign in (("low", -1), ("high", 1)):
        table[f"mean_{name}"] = predicted * np.exp(sign * SPREAD_95 * error)
        table[name] = predicted * np.exp(centre + sign * SPREAD_95 * spread)
    return table


@kept(most=8)
def _groups(year: int) -> dict[str, np.ndarray]:
    """Rows of `flows_of(year)`: those of near pairs, of landlocked ones, of each of the pair."""
    flows = flows_of(year)
    near = load("near_pairs")
    near = near[near["gap_km"] <= NEAR_KM]
    near = set(zip(near["iso3_a"], near["iso3_b"], strict=True))
    countries = load("countries")
    inland = countries.loc[countries["landlocked"], "iso3"]
    sides = [flows["exporter"].to_numpy(), flows["importer"].to_numpy()]
    groups = {
        "near": np.array([(a, b) in near or (b, a) in near for a, b in zip(*sides, strict=True)]),
        "landlocked": (flows["exporter"].isin(inland) & flows["importer"].isin(inland)).to_numpy(),
    }
    for state in DIRECTIONS[0]:
        groups[f"sold {state}"] = sides[0] == state
        groups[f"bought {state}"] = sides[1] == state
    return groups


def compared_with(
    year: int, estimator: str, covariates: str, exporter: str, among: str = "like"
) -> pd.DataFrame:
    """The directed dyads that one direction of the pair is compared with, itself among them.

    `exporter` is KAZ or MNG; `among` a key of AMONG: dyads whose predicted flow is at least half
    and at most twice this one's; dyads of pairs within 100 km; dyads of two landlocked states;
    dyads with the same seller or the same buyer. Columns are those of `estimated`; dyads without a
    ratio are left out. Raises BadSetting for a setting that there is not.
    """
    table = estimated(year, estimator, covariates)
    require_one_of([seller for seller, _ in DIRECTIONS], "The exporter", exporter)
    require_one_of(AMONG, "The comparison", among)
    rows, _ = _rows(int(year), estimator, covariates, exporter, among)
    return table[rows].reset_index(drop=True)


def _rows(
    year: int, estimator: str, covariates: str, exporter: str, among: str
) -> tuple[np.ndarray, int]:
    """Which rows are compared, and which row this direction is."""
    groups = _groups(year)
    importer = dict(DIRECTIONS)[exporter]
    here = int(np.flatnonzero(groups[f"sold {exporter}"] & groups[f"bought {importer}"])[0])
    predicted, _ = _fitted(year, estimator, covariates)
    if among == "like":
        times = predicted / predicted[here]
        return (times >= 1 / LIKE_FACTOR) & (times <= LIKE_FACTOR), here
    side = {"sold": f"sold {exporter}", "bought": f"bought {importer}"}.get(among, among)
    return groups[side] & ~np.isnan(predicted), here


def standing(
    year: int,
    estimator: str,
    covariates: str,
    exporter: str,
    among: str = "like",
    sold: float | None = None,
) -> dict[str, float]:
    """Where one direction of the pair stands in one comparison.

    Returns actual and predicted (USD million), mean_low, mean_high, low, high (see `estimated`),
    ratio, percentile (of the ratio in the comparison, 0 to 1), trading (the percentile among those
    of the comparison that lie above zero), lowest (the percentile that a flow of zero would have),
    dyads (how many are compared), median_ratio (of them), zeros (share of them that are zero or
    rounded to it). `sold`, in USD million, takes the place of the flow; the benchmark stays.
    Raises BadSetting for a setting that there is not.
    """
    require_one_of(TRADE_YEARS, "The year", year)
    require_one_of(ESTIMATORS, "The estimator", estimator)
    require_one_of(COVARIATES, "The covariates", covariates)
    require_one_of([seller for seller, _ in DIRECTIONS], "The exporter", exporter)
    require_one_of(AMONG, "The comparison", among)
    return dict(_standing(int(year), estimator, covariates, exporter, among, sold))


@kept(most=1024)
def _standing(
    year: int, estimator: str, covariates: str, exporter: str, among: str, sold: float | None
) -> dict[str, float]:
    rows, here = _rows(year, estimator, covariates, exporter, among)
    predicted, error = _fitted(year, estimator, covariates)
    actual = flows_of(year)["usd_million"].to_numpy(copy=True)
    if sold is not None:
        actual[here] = sold
    ratios = actual / predicted
    found = {"actual": actual[here], "predicted": predicted[here], "ratio": ratios[here]}
    logs = np.log(ratios[ratios > 0])
    for name, sign in (("low", -1), ("high", 1)):
        found[f"mean_{name}"] = predicted[here] * np.exp(sign * SPREAD_95 * error[here])
        spread = sign * SPREAD_95 * logs.std(ddof=1)
        found[name] = predicted[here] * np.exp(logs.mean() + spread)
    compared, others = ratios[rows], np.delete(ratios, here)[np.delete(rows, here)]
    found |= {
        "percentile": percentile(compared, ratios[here]),
        "trading": percentile(compared[compared > 0], ratios[here]),
        "lowest": percentile(np.append(others, 0), 0),
        "median_ratio": np.median(compared),
        "zeros": (compared == 0).mean(),
    }
    return {name: float(value) for name, value in found.items()} | {"dyads": int(rows.sum())}


def specifications(
    years: tuple[int, ...] = TRADE_YEARS, among: str = "like", sold: dict[str, float] | None = None
) -> pd.DataFrame:
    """Every specification of some years: year by estimator by covariates, in that order.

    Columns: year, estimator, covariates, among, and for each direction of the pair four values of
    `standing`, named by the seller: ratio_KAZ, percentile_KAZ, trading_KAZ, lowest_KAZ, and so for
    MNG. `sold` gives other amounts than the table's, by seller. Raises BadSetting for a year or a comparison that there is not.
    """
    rows = []
    for year, estimator, covariates in itertools.product(years, ESTIMATORS, COVARIATES):
        row = {"year": year, "estimator": estimator, "covariates": covariates, "among": among}
        for exporter, _ in DIRECTIONS:
            amount = (sold or {}).get(exporter)
            found = standing(year, estimator, covariates, exporter, among, amount)
            kept = ("ratio", "percentile", "trading", "lowest")
            row |= {f"{name}_{exporter}": found[name] for name in kept}
        rows.append(row)
    return pd.DataFrame(rows)


@kept(most=12)
def places_by_size(year: int, estimator: str) -> pd.DataFrame:
    """Where other dyads stand among dyads of like size, to set the pair's own places beside.

    Rows: the directed dyads of near pairs (within 100 km), and those whose large towns lie 2,000
    to 3,200 km apart, as the pair's do. Columns: exporter, importer, near (true or not), km
    (between the towns), percentile (of actual over predicted by size alone, 0 to 1).
    Raises BadSetting for a setting that there is not.
    """
    require_one_of(TRADE_YEARS, "The year", year)
    require_one_of(ESTIMATORS, "The estimator", estimator)
    flows = flows_of(year)
    predicted, _ = _fitted(year, estimator, "size")
    table = flows[["exporter", "importer"]].assign(
        near=_groups(year)["near"], km=np.exp(flows["log_distance"])
    )
    ratios = flows["usd_million"].to_numpy() / predicted
    wanted = (table["near"] | table["km"].between(*AS_FAR_KM)) & ~np.isnan(predicted)
    table = table[wanted].assign(percentile=0.0)
    for row in table.index:
        times = predicted / predicted[row]
        like = (times >= 1 / LIKE_FACTOR) & (times <= LIKE_FACTOR)
        table.loc[row, "percentile"] = percentile(ratios[like], ratios[row])
    return table.reset_index(drop=True)


def past_silent(seller: str, past: str, year: int) -> tuple[int, int]:
    """How many markets but the pair's other state share a past with the seller, how many buy zero.

    Settings are those of `past_shift`, which leaves these zeros out.
    """
    require_one_of(("soviet", "comecon"), "The past", past)
    require_one_of([one for one, _ in DIRECTIONS], "The seller", seller)
    require_one_of(TRADE_YEARS, "The year", year)
    flows = flows_of(int(year))
    shared = flows[(flows["exporter"] == seller) & (flows[f"both_ex_{past}"] == 1)]
    shared = shared[shared["importer"] != dict(DIRECTIONS)[seller]]
    return len(shared), int((shared["usd_million"] == 0).sum())


def past_shift(seller: str, past: str, estimator: str, year: int, shown: int = 8) -> pd.DataFrame:
    """What a dummy for a common past changes in the benchmark of one state's sales.

    `past` is soviet or comecon. Rows: the seller's largest markets, by the actual flow, that share
    the past with it or are the pair's other state, which is always there. Columns: importer, in_past
    (whether the dummy is 1), usd_million, without and with (actual over predicted, without and
    with the dummy). Empty of rows other than the pair's where the seller has none of that past.
    Raises BadSetting for a setting that there is not.
    """
    require_one_of(("soviet", "comecon"), "The past", past)
    before, after = estimated(year, estimator, "ties"), estimated(year, estimator, past)
    require_one_of([one for one, _ in DIRECTIONS], "The seller", seller)
    flows = flows_of(int(year))
    table = before[["exporter", "importer", "usd_million"]].assign(
        in_past=flows[f"both_ex_{past}"] == 1, without=before["ratio"], **{"with": after["ratio"]}
    )
    table = table[table["exporter"] == seller].drop(columns="exporter")
    pair = table[table["importer"] == dict(DIRECTIONS)[seller]]
    others = table[table["in_past"] & (table["usd_million"] > 0)].drop(pair.index, errors="ignore")
    others = others.sort_values(["usd_million", "importer"], ascending=[False, True])
    return pd.concat([others.head(shown), pair]).reset_index(drop=True)
