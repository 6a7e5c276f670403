"""The gravity model's estimator: Poisson pseudo-maximum likelihood, with fixed effects if asked.

Where the method comes from:

- E(y) = exp(X beta), estimated as if y were Poisson, which it need not be: Gourieroux, Monfort and
  Trognon 1984 (Pseudo Maximum Likelihood Methods: Applications to Poisson Models); for trade,
  Santos Silva and Tenreyro 2006 (The Log of Gravity).
- Iteratively reweighted least squares (IRLS), with its linear predictor eta, mean mu, working
  response, working weights and deviance: McCullagh and Nelder 1989 (Generalized Linear Models),
  chapter 2. A step that raises the deviance is halved.
- Importer and exporter effects: Anderson and van Wincoop 2003 (Gravity with Gravitas). They are
  solved for in each step, as dummies (see `design`). There are a few hundred of them; with many
  thousands one would demean by group instead, as Correia, Guimarães and Zylkin 2020 do
  (Fast Poisson Estimation with High-Dimensional Fixed Effects).
- Standard errors robust to any form of variance, bread and meat: White 1982 (Maximum Likelihood
  Estimation of Misspecified Models); HC0, without a correction for small samples. With clusters,
  by exporter and by importer for one, robust to any dependence within either: Cameron, Gelbach and
  Miller 2011 (Robust Inference with Multiway Clustering).
- Separated observations, for which no finite estimate exists: see `separation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .design import NOT_SETTLED, Design, product
from .separation import separated_observations

SETTLED = 1e-10  # eta moves no more than this in a step: the estimate has converged
LAST_DIGITS = 1e-6  # or no more than this, and no less than before: rounding moves it
MOST_STEPS = 200
SLACK = 1e-9  # so little, beside the outcomes, is no rise of the deviance
ETA_BOUND = 500  # exp of more is beyond what a number can hold
ROUNDING = 1e-10  # a variance this near 0, beside the largest, is 0
REPEATS = "{} repeats what the other covariates, or the effects, hold already{}."


class Fit(NamedTuple):
    """What `ppml` found.

    coefficients and standard_errors (robust to any form of variance, and to dependence within
    clusters where these were given) by name, effects left out;
    fitted: the conditional mean mu of each row, in the unit of the outcome, 0 where separated;
    error_of_log: standard error of the logarithm of that mean, missing where separated, and 0 where
    a row is fitted exactly, as a singleton is (the only row of its label);
    separated: rows that no finite estimate can fit, left out of the estimation;
    redundant_effects: names of the effects that the others hold already, as "importer KAZ", beyond
    the first of each set but one; dropped, which changes nothing of the above.
    """

    coefficients: pd.Series
    standard_errors: pd.Series
    fitted: pd.Series
    error_of_log: pd.Series
    separated: pd.Series
    redundant_effects: tuple[str, ...] = ()


def ppml(
    outcome: pd.Series,
    covariates: pd.DataFrame,
    effects: Sequence[pd.Series] = (),
    clusters: Sequence[pd.Series] = (),
) -> Fit:
    """Estimate E(outcome) = exp(covariates @ beta + effects) by Poisson pseudo-maximum likelihood.

    `outcome` is 0 or more, in levels and not in logarithms, zeros included; `covariates` holds
    numbers, one column each or none, on the same rows; `effects` are columns of labels (importers,
    exporters), each of which gets a constant of its own. Without effects a constant is added.
    `clusters` are one or two columns of labels: rows that share one may depend on each other, which
    moves the errors and nothing else. All stand on the same rows, in the same order. Raises
    ValueError where they do not, for missing or negative values, for an outcome without a positive
    value, for covariates that the others, or the effects, hold already among the rows that are not
    separated (it names them), for more than two columns of clusters, and where no estimate settles.
    """
    _require_whole(outcome, covariates, [*effects, *clusters])
    if len(clusters) > 2:
        raise ValueError("Give one or two columns of clusters.")
    separated = separated_observations(outcome, covariates, effects)
    kept = ~separated.to_numpy()
    y, design = outcome.to_numpy(float)[kept], Design(covariates[kept], [e[kept] for e in effects])
    redundant_effects, covariates_too = design.drop_redundant()
    if covariates_too:
        left = "" if kept.all() else ", among the rows that are not separated"
        raise ValueError(REPEATS.format(" and ".join(covariates_too), left))
    beta, mu = _irls(y, design)
    groups = [pd.factorize(labels[kept])[0] for labels in clusters]
    bread, two_way = design.solve(mu, np.eye(design.width)), len(groups) == 2
    covariance = product(product(bread, _meat(design, y - mu, groups)), bread)
    fitted, error_of_log = np.zeros(len(kept)), np.full(len(kept), np.nan)
    fitted[kept], error_of_log[kept] = mu, _root(design.variance_of_eta(covariance), two_way)
    named = design.unscaled()[int(bool(effects)) :]  # the constant is one of the effects, if any
    names = [*([] if effects else ["constant"]), *map(str, covariates.columns)]
    return Fit(
        pd.Series((named * beta).sum(axis=1), names),
        pd.Series(_root((product(named, covariance) * named).sum(axis=1), two_way), names),
        *(pd.Series(values, outcome.index) for values in (fitted, error_of_log)),
        separated,
        redundant_effects,
    )


def _require_whole(
    outcome: pd.Series, covariates: pd.DataFrame, effects: Sequence[pd.Series]
) -> None:
    """Raise ValueError unless all is given on the same rows, whole, with an outcome above 0."""
    if not all(part.index.equals(outcome.index) for part in (covariates, *effects)):
        raise ValueError("Give outcome, covariates and effects on the same rows in the same order.")
    y, x = outcome.to_numpy(float), covariates.to_numpy(float)
    whole = np.isfinite(y).all() and np.isfinite(x).all()
    whole = whole and not any(labels.isna().any() for labels in effects)
    if not (whole and (y >= 0).all() and y.any()):
        raise ValueError("Give outcomes of 0 or more, one above 0 at least, and nothing missing.")


def _irls(y: np.ndarray, design: Design) -> tuple[np.ndarray, np.ndarray]:
    """The coefficients beta, effects among them, and the mean mu of each row.

    Each step adds to beta the regression on X, with working weights mu, of what it leaves of the
    working response eta + (y - mu) / mu. Raises ValueError where eta does not settle.
    """
    beta, eta = np.zeros(design.width), np.log((y + y.mean()) / 2)
    deviance = moved = np.inf
    for _ in range(MOST_STEPS):
        mu, eta_before, moved_before = _mean(eta), eta, moved
        step = design.regress(mu * (eta - design.times(beta)) + y - mu, mu)
        eta = design.times(beta + step)
        while _deviance(y, eta) > deviance + SLACK * y.sum():
            step /= 2
            eta = design.times(beta + step)
        beta, deviance, moved = beta + step, _deviance(y, eta), np.abs(eta - eta_before).max()
        if moved <= SETTLED or moved_before / 2 <= moved <= LAST_DIGITS:
            return beta, _mean(eta)
    raise ValueError(NOT_SETTLED)


def _mean(eta: np.ndarray) -> np.ndarray:
    return np.exp(np.minimum(eta, ETA_BOUND))


def _deviance(y: np.ndarray, eta: np.ndarray) -> float:
    """Half the deviance, but for what is the same whatever eta is."""
    return (_mean(eta) - y * eta).sum()


def _meat(design: Design, residuals: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    """The sum of squares of what rows, or clusters of rows, pull at the coefficients."""
    if not groups:
        return design.gram(residuals**2)
    meat = sum(_squares(design, residuals, codes) for codes in groups)
    if len(groups) == 2:  # what is in one cluster of both kinds was counted twice
        width = groups[1].max() + 1
        _, both = np.unique(groups[0] * width + groups[1], return_inverse=True)
        alone = np.bincount(both).max() == 1
        meat -= design.gram(residuals**2) if alone else _squares(design, residuals, both)
    return meat


def _squares(design: Design, residuals: np.ndarray, codes: np.ndarray) -> np.ndarray:
    sums = design.sums_by(codes, residuals)
    return product(sums.T, sums)


def _root(variances: np.ndarray, two_way: bool) -> np.ndarray:
    """Standard errors; missing where a variance by two-way clusters comes out negative."""
    lowest = -ROUNDING * np.abs(variances).max(initial=0) if two_way else -np.inf
    return np.sqrt(np.where(variances >= lowest, np.maximum(variances, 0), np.nan))
