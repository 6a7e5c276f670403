"""The gravity model's estimator: Poisson pseudo-maximum likelihood, with fixed effects if asked.

Method: Santos Silva and Tenreyro 2006, The Log of Gravity. Two-way effects are solved for in each
step of iteratively reweighted least squares, through the normal equations in blocks. Separated
observations are found by the iterative rectifier of Correia, Guimarães and Zylkin 2019 (Verifying
the Existence of Maximum Likelihood Estimates for Generalized Linear Models).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Fit:
    """What `ppml` found.

    coefficients and standard_errors (robust to any form of variance) by name, effects left out;
    fitted: the conditional mean of each row, in the unit of the outcome, 0 where separated;
    error_of_log: standard error of the logarithm of that mean, missing where separated;
    separated: rows that no finite estimate can fit, left out of the estimation.
    """

    coefficients: pd.Series
    standard_errors: pd.Series
    fitted: pd.Series
    error_of_log: pd.Series
    separated: pd.Series


def ppml(outcome: pd.Series, covariates: pd.DataFrame, effects: Sequence[pd.Series] = ()) -> Fit:
    """Estimate E(outcome) = exp(covariates @ b + effects) by Poisson pseudo-maximum likelihood.

    `outcome` is 0 or more, in levels and not in logarithms, zeros included; `covariates` holds
    numbers, one column each, on the same rows; `effects` are columns of labels (importers,
    exporters), each of which gets a constant of its own. Without effects a constant is added.
    All stand on the same rows, in the same order. Raises ValueError where they do not, for missing
    or negative values, for an outcome without a positive value, for covariates that the others, or
    the effects, already hold, and where no estimate settles.
    """
    y, x = outcome.to_numpy(float), covariates.to_numpy(float)
    if not all(part.index.equals(outcome.index) for part in (covariates, *effects)):
        raise ValueError("Give outcome, covariates and effects on the same rows in the same order.")
    whole = (
        np.isfinite(y).all() and np.isfinite(x).all() and not any(e.isna().any() for e in effects)
    )
    if not (whole and (y >= 0).all() and y.any()):
        raise ValueError("Give outcomes of 0 or more, one above 0 at least, and nothing missing.")
    # Centred and of one size, covariates cannot drown the constants in their digits.
    middle, size = x.mean(axis=0), x.std(axis=0)
    x = (x - middle) / np.where(size > 0, size, 1)
    names = [*([] if effects else ["constant"]), *map(str, covariates.columns)]
    x = x if effects else np.column_stack([np.ones(len(y)), x])
    out = _separated(y, x, effects)
    y, design = y[~out], _Design(x[~out], [group[~out] for group in effects])
    if _idle(design, np.ones(len(y))).size:
        raise ValueError("A covariate repeats what the others, or the effects, hold already.")
    mean, log_mean = (y + y.mean()) / 2, np.zeros(len(y))
    for _ in range(200):
        pull = design.pull(mean * np.log(mean) + y - mean)
        beta = np.linalg.solve(design.inner(mean), pull)
        before, log_mean = log_mean, np.clip(design.times(beta), -500, 500)
        mean = np.exp(log_mean)
        if np.abs(log_mean - before).max() <= 1e-10:
            break
    else:
        raise ValueError("No estimate settles: are there too few outcomes above 0 for so much?")
    bread = np.linalg.inv(design.inner(mean))
    covariance = bread @ design.inner((y - mean) ** 2) @ bread
    fitted, error = np.zeros(len(out)), np.full(len(out), np.nan)
    fitted[~out], error[~out] = mean, np.sqrt(design.variance(covariance))
    back = np.diag([*([] if effects else [1]), *1 / size])
    if not effects:
        back[0, 1:] = -middle / size
    first = slice(0, len(names))
    return Fit(
        pd.Series(back @ beta[first], names),
        pd.Series(np.sqrt(np.diag(back @ covariance[first, first] @ back.T)), names),
        *(pd.Series(values, outcome.index) for values in (fitted, error, out)),
    )


class _Design:
    """The matrix X of covariates and effects, by what is not 0 in it: `place` and `value`.

    Both have one row for each covariate and effect and one column for each observation. The first
    label of every effect but the first one gets the place after the last, which is cut off, since
    constants that add up to the same are one constant.
    """

    def __init__(self, x: np.ndarray, effects: Sequence[pd.Series]) -> None:
        places, self.wide = list(range(x.shape[1])), x.shape[1]
        for order, labels in enumerate(effects):
            codes = pd.factorize(labels)[0] - int(order > 0)
            places.append(np.where(codes < 0, -1, codes + self.wide))
            self.wide += codes.max() + 1
        self.place = np.array([np.broadcast_to(place, len(x)) for place in places])
        self.place[self.place < 0] = self.wide
        self.value = np.vstack([x.T, np.ones((len(effects), len(x)))])

    def pull(self, target: np.ndarray) -> np.ndarray:
        """X'target."""
        sums = np.bincount(self.place.ravel(), (self.value * target).ravel(), self.wide + 1)
        return sums[: self.wide]

    def inner(self, weight: np.ndarray) -> np.ndarray:
        """X'WX."""
        side = self.wide + 1
        whole = np.zeros(side * side)
        for row, place in enumerate(self.place):
            weighted = self.value[row] * weight
            for other, value in zip(self.place[:row], self.value, strict=False):
                whole += np.bincount(place * side + other, weighted * value, side * side)
        whole = whole.reshape(side, side)
        # Each pair of places was summed once; on the diagonal stand the squares.
        squares = np.bincount(self.place.ravel(), (self.value**2 * weight).ravel(), side)
        return (whole + whole.T + np.diag(squares))[: self.wide, : self.wide]

    def times(self, beta: np.ndarray) -> np.ndarray:
        """X beta."""
        return (self.value * np.append(beta, 0)[self.place]).sum(axis=0)

    def variance(self, covariance: np.ndarray) -> np.ndarray:
        """The variance of each row of X beta."""
        whole = np.pad(covariance, (0, 1))
        return sum(
            value * also * whole[place, other]
            for place, value in zip(self.place, self.value, strict=True)
            for other, also in zip(self.place, self.value, strict=True)
        )


def _idle(design: _Design, weight: np.ndarray) -> np.ndarray:
    """The directions, one a column, in which no row with a weight moves."""
    values, vectors = np.linalg.eigh(design.inner(weight))
    return vectors[:, values < 1e-10 * values.max()]


def _separated(y: np.ndarray, x: np.ndarray, effects: Sequence[pd.Series]) -> np.ndarray:
    """Which zeros are fitted ever better as a coefficient or an effect goes to infinity."""
    out = np.zeros(len(y), bool)
    for labels in effects:
        codes = pd.factorize(labels)[0]
        out |= np.bincount(codes, y)[codes] == 0  # a label with nothing but zeros
    zero = y[~out] == 0
    design = _Design(x[~out], [labels[~out] for labels in effects])
    # Directions in which no positive row moves: do they move some zeros one way only?
    moves = np.array([design.times(one)[zero] for one in _idle(design, ~zero).T]).T
    left = np.ones(zero.sum())
    for _ in range(20_000 if moves.size else 0):
        moved = moves @ np.linalg.lstsq(moves, left)[0]
        if np.abs(left - moved).max() < 1e-9:
            out[np.flatnonzero(~out)[zero][left > 1e-6]] = True
            return out
        left = np.maximum(moved, 0)
    if moves.size:
        raise ValueError("No estimate settles: are there too few outcomes above 0 for so much?")
    return out
