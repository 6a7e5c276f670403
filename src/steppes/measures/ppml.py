"""The gravity model's estimator: Poisson pseudo-maximum likelihood, with fixed effects if asked.

Where the method comes from:

- E(y) = exp(X beta), estimated as if y were Poisson, which it need not be: Gourieroux, Monfort and
  Trognon 1984 (Pseudo Maximum Likelihood Methods: Applications to Poisson Models); for trade,
  Santos Silva and Tenreyro 2006 (The Log of Gravity).
- Iteratively reweighted least squares, with its linear predictor eta, mean mu, working response
  and working weights: McCullagh and Nelder 1989 (Generalized Linear Models), chapter 2.
- Importer and exporter effects: Anderson and van Wincoop 2003 (Gravity with Gravitas). They are
  solved for in each step, as dummies through the normal equations in blocks. There are a few
  hundred of them; with many thousands one would demean by group instead, as Correia, Guimarães
  and Zylkin 2020 do (Fast Poisson Estimation with High-Dimensional Fixed Effects).
- Standard errors robust to any form of variance, bread and meat: White 1982 (Maximum Likelihood
  Estimation of Misspecified Models); HC0, without a correction for small samples. With clusters,
  by exporter and by importer for one, robust to any dependence within either: Cameron, Gelbach and
  Miller 2011 (Robust Inference with Multiway Clustering).
- Separation, found by the iterative rectifier: Correia, Guimarães and Zylkin 2019 (Verifying the
  Existence of Maximum Likelihood Estimates for Generalized Linear Models).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

SETTLED = 1e-10  # eta moves no more than this in a step: the estimate has converged
MOST_STEPS, MOST_RECTIFICATIONS = 200, 20_000
ETA_BOUND = 500  # exp of more is beyond what a number can hold
NULL = 1e-10  # an eigenvalue of X'WX this small beside the largest is zero
NOT_SETTLED = "No estimate settles: are there too few outcomes above 0 for so much?"


@dataclass(frozen=True)
class Fit:
    """What `ppml` found.

    coefficients and standard_errors (robust to any form of variance, and to dependence within
    clusters where these were given) by name, effects left out;
    fitted: the conditional mean mu of each row, in the unit of the outcome, 0 where separated;
    error_of_log: standard error of the logarithm of that mean, missing where separated;
    separated: rows that no finite estimate can fit, left out of the estimation.
    """

    coefficients: pd.Series
    standard_errors: pd.Series
    fitted: pd.Series
    error_of_log: pd.Series
    separated: pd.Series


def ppml(
    outcome: pd.Series,
    covariates: pd.DataFrame,
    effects: Sequence[pd.Series] = (),
    clusters: Sequence[pd.Series] = (),
) -> Fit:
    """Estimate E(outcome) = exp(covariates @ beta + effects) by Poisson pseudo-maximum likelihood.

    `outcome` is 0 or more, in levels and not in logarithms, zeros included; `covariates` holds
    numbers, one column each, on the same rows; `effects` are columns of labels (importers,
    exporters), each of which gets a constant of its own. Without effects a constant is added.
    `clusters` are one or two columns of labels: rows that share one may depend on each other, which
    moves the errors and nothing else. All stand on the same rows, in the same order. Raises
    ValueError where they do not, for missing or negative values, for an outcome without a positive
    value, for covariates that the others, or the effects, already hold, for more than two columns
    of clusters, and where no estimate settles.
    """
    _require_whole(outcome, covariates, [*effects, *clusters])
    if len(clusters) > 2:
        raise ValueError("Give one or two columns of clusters.")
    y, x = outcome.to_numpy(float), covariates.to_numpy(float)
    # Standardised, covariates cannot drown the constants in their digits.
    centre, scale = x.mean(axis=0), x.std(axis=0)
    x = (x - centre) / np.where(scale > 0, scale, 1)
    x = x if effects else np.column_stack([np.ones(len(y)), x])
    separated = _separated(y, x, effects)
    y, design = y[~separated], _Design(x[~separated], [labels[~separated] for labels in effects])
    if _null_directions(design, np.ones(len(y))).size:
        raise ValueError("A covariate repeats what the others, or the effects, hold already.")
    beta, mu = _reweighted_least_squares(y, design)
    bread = np.linalg.inv(design.gram(mu))
    groups = [pd.factorize(labels[~separated])[0] for labels in clusters]
    covariance = bread @ _meat(design, y - mu, groups) @ bread
    fitted, error_of_log = np.zeros(len(separated)), np.full(len(separated), np.nan)
    fitted[~separated] = mu
    error_of_log[~separated] = _root(design.variance_of_eta(covariance))
    names = [*([] if effects else ["constant"]), *map(str, covariates.columns)]
    unscaled = _unscaled(centre, scale, constant=not effects)
    named = slice(0, len(names))  # the effects come after them
    return Fit(
        pd.Series(unscaled @ beta[named], names),
        pd.Series(_root(np.diag(unscaled @ covariance[named, named] @ unscaled.T)), names),
        *(pd.Series(values, outcome.index) for values in (fitted, error_of_log, separated)),
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


def _root(variances: np.ndarray) -> np.ndarray:
    """Standard errors; missing where the variance by two-way clusters comes out negative."""
    return np.sqrt(np.where(variances >= 0, variances, np.nan))


def _meat(design: _Design, residuals: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
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


def _squares(design: _Design, residuals: np.ndarray, codes: np.ndarray) -> np.ndarray:
    sums = design.sums_by(codes, residuals)
    return sums.T @ sums


def _unscaled(centre: np.ndarray, scale: np.ndarray, constant: bool) -> np.ndarray:
    """The matrix that turns coefficients of standardised covariates into those of the given."""
    unscaled = np.diag([*([1] if constant else []), *1 / scale])
    if constant:
        unscaled[0, 1:] = -centre / scale
    return unscaled


def _reweighted_least_squares(y: np.ndarray, design: _Design) -> tuple[np.ndarray, np.ndarray]:
    """The coefficients beta, effects among them, and the mean mu of each row.

    Each step regresses the working response eta + (y - mu) / mu on X with mu for working weights.
    Raises ValueError where eta does not settle.
    """
    mu, eta = (y + y.mean()) / 2, np.zeros(len(y))
    for _ in range(MOST_STEPS):
        weighted_response = mu * np.log(mu) + y - mu  # mu times the working response
        beta = np.linalg.solve(design.gram(mu), design.transposed_times(weighted_response))
        eta_before, eta = eta, np.clip(design.times(beta), -ETA_BOUND, ETA_BOUND)
        mu = np.exp(eta)
        if np.abs(eta - eta_before).max() <= SETTLED:
            return beta, mu
    raise ValueError(NOT_SETTLED)


class _Design:
    """The matrix X of covariates and effects' dummies, by what is not 0 in it.

    `columns` and `values` have one row for each covariate and each set of effects, and one column
    for each observation: in which column of X it has which value. The first label of every effect
    but the first one gets the column after the last, which is cut off, since constants that add up
    to the same are one constant.
    """

    def __init__(self, x: np.ndarray, effects: Sequence[pd.Series]) -> None:
        columns, self.width = list(range(x.shape[1])), x.shape[1]
        for order, labels in enumerate(effects):
            codes = pd.factorize(labels)[0] - int(order > 0)
            columns.append(np.where(codes < 0, -1, codes + self.width))
            self.width += codes.max() + 1
        self.columns = np.array([np.broadcast_to(column, len(x)) for column in columns])
        self.columns[self.columns < 0] = self.width
        self.values = np.vstack([x.T, np.ones((len(effects), len(x)))])

    def times(self, beta: np.ndarray) -> np.ndarray:
        """X beta."""
        return (self.values * np.append(beta, 0)[self.columns]).sum(axis=0)

    def transposed_times(self, response: np.ndarray) -> np.ndarray:
        """X'response."""
        products = (self.values * response).ravel()
        return np.bincount(self.columns.ravel(), products, self.width + 1)[: self.width]

    def sums_by(self, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The weighted rows of X added up by group, one row for each code."""
        side, height = self.width + 1, codes.max() + 1
        sums = np.zeros(height * side)
        for column, value in zip(self.columns, self.values, strict=True):
            sums += np.bincount(codes * side + column, value * weights, height * side)
        return sums.reshape(height, side)[:, : self.width]

    def gram(self, weights: np.ndarray) -> np.ndarray:
        """X'WX, W being diagonal with these weights."""
        side = self.width + 1
        half = np.zeros(side * side)
        for row, column in enumerate(self.columns):
            weighted = self.values[row] * weights
            for earlier, value in zip(self.columns[:row], self.values, strict=False):
                # With the earlier column for the row of X'WX, covariates need its first rows only.
                cells = np.bincount(earlier * side + column, weighted * value)
                half[: len(cells)] += cells
        half = half.reshape(side, side)
        # Each pair of columns was summed once; on the diagonal stand the squares.
        squares = np.bincount(self.columns.ravel(), (self.values**2 * weights).ravel(), side)
        return (half + half.T + np.diag(squares))[: self.width, : self.width]

    def variance_of_eta(self, covariance: np.ndarray) -> np.ndarray:
        """The variance of each row of X beta, where beta has this covariance."""
        padded = np.pad(covariance, (0, 1))
        return sum(
            value * other_value * padded[column, other]
            for column, value in zip(self.columns, self.values, strict=True)
            for other, other_value in zip(self.columns, self.values, strict=True)
        )


def _null_directions(design: _Design, weights: np.ndarray) -> np.ndarray:
    """The directions of beta, one a column, in which eta of no row with a weight moves."""
    gram = design.gram(weights)
    eigenvalues = np.linalg.eigvalsh(gram)
    if eigenvalues.min() >= NULL * eigenvalues.max():
        return np.empty((len(gram), 0))  # as mostly: the vectors would take three times as long
    eigenvalues, vectors = np.linalg.eigh(gram)
    return vectors[:, eigenvalues < NULL * eigenvalues.max()]


def _separated(y: np.ndarray, x: np.ndarray, effects: Sequence[pd.Series]) -> np.ndarray:
    """Which zeros are fitted ever better as a coefficient or an effect goes to infinity."""
    separated = np.zeros(len(y), bool)
    for labels in effects:
        codes = pd.factorize(labels)[0]
        separated |= np.bincount(codes, y)[codes] == 0  # a label with nothing but zeros
    zero = y[~separated] == 0
    design = _Design(x[~separated], [labels[~separated] for labels in effects])
    # Directions in which no positive row moves: do they move some zeros one way only?
    directions = _null_directions(design, ~zero).T
    moves = np.array([design.times(direction)[zero] for direction in directions]).T
    if moves.size:
        separated[np.flatnonzero(~separated)[zero][_rectified(moves) > 1e-6]] = True
    return separated


def _rectified(moves: np.ndarray) -> np.ndarray:
    """How far each zero can be moved down while none moves up: 0 where it is not separated.

    The iterative rectifier: from all ones, regress on the moves and cut the fit off below 0, until
    the fit is what it is fitted to. Raises ValueError where it does not settle.
    """
    certificate = np.ones(len(moves))
    for _ in range(MOST_RECTIFICATIONS):
        fit = moves @ np.linalg.lstsq(moves, certificate)[0]
        if np.abs(certificate - fit).max() < 1e-9:
            return certificate
        certificate = np.maximum(fit, 0)
    raise ValueError(NOT_SETTLED)
