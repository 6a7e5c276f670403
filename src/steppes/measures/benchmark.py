"""The benchmark: all flows of a year with what a gravity model needs to predict them.

Estimators: ordinary least squares on logarithms, and Poisson pseudo-maximum likelihood without and
with importer and exporter effects (Santos Silva and Tenreyro 2006; Anderson and van Wincoop 2003).
What was estimated is kept, by year, estimator and covariates, until the tables change.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .design import Design, product
from .ppml import ppml
from .statistics import interval, percentile
from .trade import PAIR, TRADE_YEARS
from .twins import NEAR_KM

DIRECTIONS = (PAIR[::-1], PAIR)  # seller and buyer
BUYER_OF = dict(DIRECTIONS)
SELLERS = tuple(BUYER_OF)
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
COMPARISONS = {
    "like": "of like predicted size",
    "near": "of near pairs",
    "landlocked": "of two landlocked states",
    "sold": "with the same seller",
    "bought": "with the same buyer",
}
AS_FAR_KM = (2000, 3200)  # about a quarter less and more than the pair's large towns
LIKE_FACTOR = 2.0
PAST_NAMES = {"soviet": "Soviet", "comecon": "Comecon"}


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
    _require_specification(year, estimator, covariates)
    return _as_table(flows_of(int(year)), *_fitted(int(year), estimator, covariates))


def estimate(flows: pd.DataFrame, estimator: str, covariates: tuple[str, ...]) -> pd.DataFrame:
    """The benchmark of any flows with the columns of `flows_of`: see `estimated`."""
    return _as_table(flows, *_fit(flows, estimator, covariates))


def _require_specification(year: int, estimator: str, covariates: str) -> None:
    require_one_of(TRADE_YEARS, "The year", year)
    require_one_of(ESTIMATORS, "The estimator", estimator)
    require_one_of(COVARIATES, "The covariates", covariates)


@kept(most=80)
def _fitted(year: int, estimator: str, covariates: str) -> tuple[np.ndarray, np.ndarray]:
    # Kept for every specification, so it holds no more than it must: 0.4 MB each.
    return _fit(flows_of(year), estimator, COVARIATES[covariates])


def _fit(
    flows: pd.DataFrame, estimator: str, covariates: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The predicted flows, missing where separated, and the standard error of their logarithm."""
    if estimator == "logs":
        return _fit_logs(flows, list(covariates))
    used = [name for name in covariates if estimator == "ppml" or name not in _SIZE]
    effects = (flows["exporter"], flows["importer"]) if estimator == "effects" else ()
    fit = ppml(flows["usd_million"], flows[used], effects)
    return fit.fitted.where(~fit.separated).to_numpy(), fit.error_of_log.to_numpy()


def _fit_logs(flows: pd.DataFrame, covariates: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Exponential of the mean logarithm, and that logarithm's standard error (robust, HC0)."""
    design, outcome = Design(flows[covariates]), flows["usd_million"].to_numpy(float)
    sold = (outcome > 0).astype(float)
    logs = np.log(np.where(outcome > 0, outcome, 1))
    predicted = design.times(design.regress(sold * logs, sold))
    bread = design.solve(sold, np.eye(design.width))
    meat = design.gram(sold * (logs - predicted) ** 2)
    covariance = product(product(bread, meat), bread)
    return np.exp(predicted), np.sqrt(design.variance_of_eta(covariance))


def _as_table(flows: pd.DataFrame, predicted: np.ndarray, error: np.ndarray) -> pd.DataFrame:
    table = flows[["exporter", "importer", "usd_million"]].assign(predicted=predicted)
    table["ratio"] = table["usd_million"] / predicted
    return table.assign(**_intervals(predicted, error, table["ratio"].to_numpy()))


def _intervals(predicted: Any, error: Any, ratios: np.ndarray) -> dict[str, Any]:
    """The two 95 per cent intervals of one or all dyads; `ratios` are those of all."""
    logs = np.log(ratios[ratios > 0])
    mean_low, mean_high = interval(0, error)
    low, high = interval(logs.mean(), logs.std(ddof=1))
    ends = {"mean_low": mean_low, "low": low, "mean_high": mean_high, "high": high}
    return {name: predicted * np.exp(end) for name, end in ends.items()}


@kept(most=8)
def _flows_as_arrays(year: int) -> dict[str, np.ndarray]:
    """What a comparison asks of `flows_of(year)`, in its order, and a tenth of it to copy.

    usd_million, and which rows are of near pairs, of landlocked ones, sold or bought by one of the
    pair: near, landlocked, "sold KAZ", "bought KAZ" and so for MNG.
    """
    flows = flows_of(year)
    near = load("near_pairs")
    near = near[near["gap_km"] <= NEAR_KM]
    near = set(zip(near["iso3_a"], near["iso3_b"], strict=True))
    countries = load("countries")
    inland = countries.loc[countries["landlocked"], "iso3"]
    sellers, buyers = flows["exporter"].to_numpy(), flows["importer"].to_numpy()
    arrays = {
        "usd_million": flows["usd_million"].to_numpy(),
        "near": np.array(
            [dyad in near or dyad[::-1] in near for dyad in zip(sellers, buyers, strict=True)]
        ),
        "landlocked": (flows["exporter"].isin(inland) & flows["importer"].isin(inland)).to_numpy(),
    }
    for state in PAIR:
        arrays[f"sold {state}"] = sellers == state
        arrays[f"bought {state}"] = buyers == state
    return arrays


def compared_with(
    year: int, estimator: str, covariates: str, exporter: str, among: str = "like"
) -> pd.DataFrame:
    """The directed dyads that one direction of the pair is compared with, itself among them.

    `exporter` is KAZ or MNG; `among` a key of COMPARISONS: dyads whose predicted flow is at least
    half and at most twice this one's; dyads of pairs within 100 km; dyads of two landlocked
    states; dyads with the same seller or the same buyer. Columns are those of `estimated`; dyads
    without a ratio are left out. Raises BadSetting for a setting that there is not.
    """
    table = estimated(year, estimator, covariates)
    require_one_of(SELLERS, "The exporter", exporter)
    require_one_of(COMPARISONS, "The comparison", among)
    flows = _flows_as_arrays(int(year))
    compared = _compared(flows, table["predicted"].to_numpy(), exporter, among)
    return table[compared].reset_index(drop=True)


def _row_of(flows: dict[str, np.ndarray], seller: str) -> int:
    """Where a direction of the pair stands among the flows."""
    dyad = flows[f"sold {seller}"] & flows[f"bought {BUYER_OF[seller]}"]
    return int(np.flatnonzero(dyad)[0])


def _compared(
    flows: dict[str, np.ndarray], predicted: np.ndarray, seller: str, among: str
) -> np.ndarray:
    """Which flows one direction of the pair is compared with."""
    if among == "like":
        times = predicted / predicted[_row_of(flows, seller)]
        return (times >= 1 / LIKE_FACTOR) & (times <= LIKE_FACTOR)
    group = {"sold": f"sold {seller}", "bought": f"bought {BUYER_OF[seller]}"}.get(among, among)
    return flows[group] & ~np.isnan(predicted)


def pair_place(
    year: int,
    estimator: str,
    covariates: str,
    exporter: str,
    among: str = "like",
    sold: float | None = None,
) -> dict[str, float]:
    """The place of one direction of the pair in one comparison.

    Returns actual and predicted (USD million), mean_low, mean_high, low, high (see `estimated`),
    ratio, percentile (of the ratio in the comparison, 0 to 1), trading (the percentile among those
    of the comparison that lie above zero), lowest (the percentile that a flow of zero would have),
    dyads (how many are compared), median_ratio (of them), zeros (share of them that are zero or
    rounded to it). `sold`, in USD million, takes the place of the flow; the benchmark stays.
    Raises BadSetting for a setting that there is not.
    """
    _require_specification(year, estimator, covariates)
    require_one_of(SELLERS, "The exporter", exporter)
    require_one_of(COMPARISONS, "The comparison", among)
    if sold is None:
        return _pair_places(int(year), estimator, covariates, among)[exporter]
    flows = _flows_as_arrays(int(year))
    flows["usd_million"][_row_of(flows, exporter)] = sold
    return _place(flows, *_fitted(int(year), estimator, covariates), exporter, among)


@kept(most=300, stored=itertools.product(TRADE_YEARS, ESTIMATORS, COVARIATES, COMPARISONS))
def _pair_places(
    year: int, estimator: str, covariates: str, among: str
) -> dict[str, dict[str, float]]:
    """The places of both directions, by seller: each of the 300 that can be asked for is kept."""
    flows, (predicted, error) = _flows_as_arrays(year), _fitted(year, estimator, covariates)
    return {seller: _place(flows, predicted, error, seller, among) for seller in SELLERS}


def _place(
    flows: dict[str, np.ndarray], predicted: np.ndarray, error: np.ndarray, seller: str, among: str
) -> dict[str, float]:
    row = _row_of(flows, seller)
    ratios = flows["usd_million"] / predicted
    compared = _compared(flows, predicted, seller, among)
    place = {"actual": flows["usd_million"][row], "predicted": predicted[row], "ratio": ratios[row]}
    place |= _intervals(predicted[row], error[row], ratios)
    place |= _ranked(ratios[row], ratios[compared])
    others = ratios[compared & (np.arange(len(ratios)) != row)]
    place["lowest"] = percentile(np.append(others, 0), 0)
    return {name: float(value) for name, value in place.items()} | {"dyads": int(compared.sum())}


def _ranked(ratio: float, compared: np.ndarray) -> dict[str, float]:
    """A ratio among those that it is compared with, and what these are like."""
    return {
        "percentile": percentile(compared, ratio),
        "trading": percentile(compared[compared > 0], ratio),
        "median_ratio": np.median(compared),
        "zeros": (compared == 0).mean(),
    }


def specifications(
    years: tuple[int, ...] = TRADE_YEARS, among: str = "like", sold: dict[str, float] | None = None
) -> pd.DataFrame:
    """Every specification of some years: year by estimator by covariates, in that order.

    Columns: year, estimator, covariates, among, and for each direction of the pair four values of
    `pair_place`, named by the seller: ratio_KAZ, percentile_KAZ, trading_KAZ, lowest_KAZ, and so
    for MNG. `sold` gives other amounts than the table's, by seller.
    Raises BadSetting for a year or a comparison that there is not.
    """
    for year in years:
        require_one_of(TRADE_YEARS, "The year", year)
    require_one_of(COMPARISONS, "The comparison", among)
    return _specifications(tuple(years), among, tuple((sold or {}).items()))


@kept
def _specifications(
    years: tuple[int, ...], among: str, sold: tuple[tuple[str, float], ...]
) -> pd.DataFrame:
    rows = []
    for year, estimator, covariates in itertools.product(years, ESTIMATORS, COVARIATES):
        places = _pair_places(year, estimator, covariates, among)
        for seller, amount in sold:
            places[seller] = pair_place(year, estimator, covariates, seller, among, amount)
        row = {"year": year, "estimator": estimator, "covariates": covariates, "among": among}
        for seller in SELLERS:
            for name in ("ratio", "percentile", "trading", "lowest"):
                row[f"{name}_{seller}"] = places[seller][name]
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
    _require_specification(year, estimator, "size")
    flows = flows_of(year)
    predicted, _ = _fitted(year, estimator, "size")
    ratios = flows["usd_million"].to_numpy() / predicted
    table = flows[["exporter", "importer"]].assign(
        near=_flows_as_arrays(year)["near"], km=np.exp(flows["log_distance"])
    )
    wanted = (table["near"] | table["km"].between(*AS_FAR_KM)) & ~np.isnan(predicted)
    percentiles = []
    for row in np.flatnonzero(wanted):
        times = predicted / predicted[row]
        like = (times >= 1 / LIKE_FACTOR) & (times <= LIKE_FACTOR)
        percentiles.append(percentile(ratios[like], ratios[row]))
    return table[wanted].assign(percentile=percentiles).reset_index(drop=True)


def past_silent(seller: str, past: str, year: int) -> tuple[int, int]:
    """How many markets but the pair's other state share a past with the seller, how many buy zero.

    Settings are those of `past_shift`, which leaves these zeros out.
    """
    require_one_of(PAST_NAMES, "The past", past)
    require_one_of(SELLERS, "The seller", seller)
    require_one_of(TRADE_YEARS, "The year", year)
    flows = flows_of(int(year))
    shared = flows[(flows["exporter"] == seller) & (flows[f"both_ex_{past}"] == 1)]
    shared = shared[shared["importer"] != BUYER_OF[seller]]
    return len(shared), int((shared["usd_million"] == 0).sum())


def past_shift(seller: str, past: str, estimator: str, year: int, shown: int = 8) -> pd.DataFrame:
    """What a dummy for a common past changes in the benchmark of one state's sales.

    `past` is soviet or comecon. Rows: the seller's largest markets, by the actual flow, that share
    the past with it or are the pair's other state, which is always there. Columns: importer,
    in_past (whether the dummy is 1), usd_million, ratio_without and ratio_with (actual over
    predicted, without and with the dummy). Empty of rows other than the pair's where the seller
    has none of that past. Raises BadSetting for a setting that there is not.
    """
    require_one_of(PAST_NAMES, "The past", past)
    _require_specification(year, estimator, past)
    require_one_of(SELLERS, "The seller", seller)
    return _past_shift(seller, past, estimator, int(year), shown)


@kept(stored=itertools.product(SELLERS, PAST_NAMES, ESTIMATORS, TRADE_YEARS, (8,)))
def _past_shift(seller: str, past: str, estimator: str, year: int, shown: int) -> pd.DataFrame:
    flows = flows_of(year)
    ratios = {
        name: flows["usd_million"] / _fitted(year, estimator, covariates)[0]
        for name, covariates in (("ratio_without", "ties"), ("ratio_with", past))
    }
    table = flows[["importer", "usd_million"]].assign(in_past=flows[f"both_ex_{past}"] == 1)
    markets = table.assign(**ratios)[flows["exporter"] == seller]
    pair = markets[markets["importer"] == BUYER_OF[seller]]
    others = markets[markets["in_past"] & (markets["usd_million"] > 0)]
    others = others.drop(pair.index, errors="ignore")
    others = others.sort_values(["usd_million", "importer"], ascending=[False, True])
    return pd.concat([others.head(shown), pair]).reset_index(drop=True)
