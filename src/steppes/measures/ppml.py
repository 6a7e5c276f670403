"""The gravity model's estimator: Poisson pseudo-maximum likelihood, with fixed effects if asked.

Where the method comes from:

- E(y) = exp(X beta), estimated as if y were Poisson, which it need not be: Gourieroux, Monfort and
  Trognon 1984 (Pseudo Maximum Likelihood Methods: Applications to Poisson Models); for trade,
  Santos Silva and Tenreyro 2006 (The Log of Gravity).
- Iteratively reweighted least squares (IRLS), with its linear predictor eta, mean mu, working
  response, working weights and deviance: McCullagh and Nelder 1989 (Generalized Linear Models),
  chapter 2. A step that raises the deviance is halved.
- Importer and exporter effects: Anderson and van Wincoop 2003 (Gravity with Gravitas). They are
  solved for in each step, as dummies, the first set of them at once. There are a few hundred; with
  many thousands one would demean by group instead, as Correia, Guimarães and Zylkin 2020 do
  (Fast Poisson Estimation with High-Dimensional Fixed Effects).
- Redundant columns are those with nothing left when the columns before them are swept out:
  Goodnight 1979 (A Tutorial on the SWEEP Operator).
- Standard errors robust to any form of variance, bread and meat: White 1982 (Maximum Likelihood
  Estimation of Misspecified Models); HC0, without a correction for small samples. With clusters,
  by exporter and by importer for one, robust to any dependence within either: Cameron, Gelbach and
  Miller 2011 (Robust Inference with Multiway Clustering).
- Separated observations: Correia, Guimarães and Zylkin 2019 (Verifying the Existence of Maximum
  Likelihood Estimates for Generalized Linear Models). Their certificate is found here by least
  squares without negative weights, which ends after finitely many steps: Lawson and Hanson 1974
  (Solving Least Squares Problems), chapter 23.

No product here is left to BLAS: its threads, as many as the host has cores, wait for one another on
a busy machine, and a fit then takes many times as long. numpy's own loops give the same digits with
any number of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

SETTLED = 1e-10  # eta moves no more than this in a step: the estimate has converged
MOST_STEPS, MOST_HALVINGS = 200, 30
ETA_BOUND = 500  # exp of more is beyond what a number can hold
NULL = 1e-10  # what is left of a column, or of a variance, this small beside the whole is nothing
STILL = 1e-8  # a row that moves less, by standardised covariates, does not move
NOT_SETTLED = "No estimate settles: are there too few outcomes above 0 for so much?"
REPEATS = "What {} says repeats what the other covariates, or the effects, hold already."


@dataclass(frozen=True)
class Fit:
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
    y, design = outcome.to_numpy(float)[kept], _Design(covariates[kept], [e[kept] for e in effects])
    redundant = design.drop_redundant()
    beta, mu = _irls(y, design)
    bread = design.solve(mu, np.eye(design.width))
    groups = [pd.factorize(labels[kept])[0] for labels in clusters]
    covariance = _product(_product(bread, _meat(design, y - mu, groups)), bread)
    fitted, error_of_log = np.zeros(len(kept)), np.full(len(kept), np.nan)
    fitted[kept], error_of_log[kept] = mu, _root(design.variance_of_eta(covariance))
    unscaled, names = design.unscaled(), list(map(str, covariates.columns))
    if not effects:
        names = ["constant", *names]
    unscaled = unscaled[len(unscaled) - len(names) :]
    variances = (_product(unscaled, covariance) * unscaled).sum(axis=1)
    return Fit(
        pd.Series((unscaled * beta).sum(axis=1), names),
        pd.Series(_root(variances), names),
        pd.Series(fitted, outcome.index),
        pd.Series(error_of_log, outcome.index),
        separated,
        redundant,
    )


def separated_observations(
    outcome: pd.Series, covariates: pd.DataFrame, effects: Sequence[pd.Series] = ()
) -> pd.Series:
    """Which zeros are fitted ever better as a coefficient or an effect goes to infinity.

    All as in `ppml`, and so the errors raised. True or False by row, for the largest set of zeros
    that some combination of covariates and effects moves one way while it moves no other row.
    """
    _require_whole(outcome, covariates, effects)
    y, separated = outcome.to_numpy(float), np.zeros(len(outcome), bool)
    for labels in effects:
        codes = pd.factorize(labels)[0]
        separated |= np.bincount(codes, y)[codes] == 0  # a label with nothing but zeros
    rest = ~separated
    design, zero = _Design(covariates[rest], [labels[rest] for labels in effects]), y[rest] == 0
    # Directions of beta in which no positive row moves: how do they move the zeros?
    directions = design.null_directions((~zero).astype(float))
    moves = np.array([design.times(direction)[zero] for direction in directions.T])
    if moves.size:
        separated[np.flatnonzero(rest)[zero]] = _moved_one_way(moves.T)
    return pd.Series(separated, outcome.index)


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


def _moved_one_way(moves: np.ndarray) -> np.ndarray:
    """Which rows a combination of the columns moves up while it moves no row down, as many as can.

    `moves` has one row for each zero outcome. Of all combinations of its rows with weights of 1 or
    more, the shortest moves no row down. Where it is 0, none can be moved one way alone; else what
    it moves is found, and the others are tried again without these.
    """
    moves = np.where(np.abs(moves) > STILL, moves, 0)
    moves = moves / np.maximum(np.abs(moves).max(axis=0), STILL)
    length = np.sqrt((moves**2).sum(axis=1))
    one_way, left = np.zeros(len(moves), bool), np.flatnonzero(length > STILL)
    moves = moves / np.maximum(length, STILL)[:, None]
    while len(left):
        lift = (moves[left] * _shortest(moves[left])).sum(axis=1)
        if lift.max() <= 1e-6:
            break
        one_way[left[lift > 1e-6]] = True
        left = left[lift <= 1e-6]
    return one_way


def _shortest(rows: np.ndarray) -> np.ndarray:
    """The shortest sum of rows with weights of 1 or more, made of length 1, or 0 if it is that.

    Least squares by active sets: `above` are the weights beyond 1, `free` those that may differ.
    """
    above, free = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for _ in range(10 * len(rows) + 100):
        found = ((1 + above)[:, None] * rows).sum(axis=0)
        length = np.sqrt((found**2).sum())
        if length <= 1e-9 * (1 + above).sum():
            return np.zeros_like(found)
        found /= length
        lift = np.where(free, 0, (rows * found).sum(axis=1))
        if lift.min() >= -1e-9:
            return found
        free[lift.argmin()] = True
        while True:
            wanted = np.zeros(len(rows))
            wanted[free] = np.linalg.lstsq(rows[free].T, -rows.sum(axis=0), rcond=1e-12)[0]
            if (wanted[free] > 0).all():
                break
            # Go towards what is wanted until the first weight is down at 1, and fix that.
            down = np.flatnonzero(free & (wanted <= 0))
            shares = above[down] / np.maximum(above[down] - wanted[down], 1e-300)
            above += shares.min() * (wanted - above)
            above[down[shares.argmin()]] = 0
            free &= above > 0
        above = wanted
    raise ValueError(NOT_SETTLED)


def _irls(y: np.ndarray, design: _Design) -> tuple[np.ndarray, np.ndarray]:
    """The coefficients beta, effects among them, and the mean mu of each row.

    Each step adds to beta the regression on X, with working weights mu, of what it leaves of the
    working response eta + (y - mu) / mu. Raises ValueError where eta does not settle.
    """
    beta, eta, deviance = np.zeros(design.width), np.log((y + y.mean()) / 2), np.inf
    for _ in range(MOST_STEPS):
        mu = _mean(eta)
        step = design.regress(mu * (eta - design.times(beta)) + y - mu, mu)
        before, eta_before = deviance, eta
        for _ in range(MOST_HALVINGS):
            eta = design.times(beta + step)
            deviance = (_mean(eta) - y * eta).sum()  # half of it, but for what never changes
            if deviance <= before + 1e-9 * y.sum():
                break
            step /= 2
        else:
            raise ValueError(NOT_SETTLED)
        beta = beta + step
        if np.abs(eta - eta_before).max() <= SETTLED:
            return beta, _mean(eta)
    raise ValueError(NOT_SETTLED)


def _mean(eta: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(eta, -ETA_BOUND, ETA_BOUND))


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
    return _product(sums.T, sums)


def _root(variances: np.ndarray) -> np.ndarray:
    """Standard errors; missing where the variance by two-way clusters comes out negative."""
    rounding = NULL * np.abs(variances).max(initial=0)
    return np.sqrt(np.where(variances >= -rounding, np.maximum(variances, 0), np.nan))


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The matrix product, by numpy's own loops: see above, why not by BLAS."""
    return np.einsum("ij,jk->ik", a, b)


def _eliminate(
    gram: np.ndarray, right: np.ndarray, block: int, null: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Solve gram @ solution = right; which columns of gram were redundant, and have 0 in it.

    By Gauss and Jordan, in the order of the columns; the first `block` columns, dummies of one set,
    are orthogonal and go at once. A column of which no more than `null` is left is redundant.
    """
    diagonal, rest = np.diag(gram), len(gram) - block
    first = np.hstack([gram[:block, block:], right[:block]]) / diagonal[:block, None]
    rows = np.hstack([gram[block:, block:], right[block:]]) - _product(gram[block:, :block], first)
    redundant = np.zeros(len(gram), bool)
    for j in range(rest):
        if rows[j, j] <= null * diagonal[block + j]:
            redundant[block + j], rows[j] = True, 0
            continue
        rows[j, j:] /= rows[j, j]
        others = rows[:, j].copy()
        others[j] = 0
        rows[:, j + 1 :] -= others[:, None] * rows[j, j + 1 :]
    solution = rows[:, rest:]
    return np.vstack([first[:, rest:] - _product(first[:, :rest], solution), solution]), redundant


class _Design:
    """The matrix X of effects' dummies and, after them, standardised covariates.

    `codes` has one row for each set of effects, and for each observation the column of X that holds
    a 1; `x` has one row for each covariate. Without effects the constant is one. The first label of
    every set but the first, and what is dropped, gets the column after the last, which is cut off:
    constants that add up to the same are one. `block` is the number of labels of the first set.
    """

    def __init__(self, covariates: pd.DataFrame, effects: Sequence[pd.Series]) -> None:
        # Standardised, covariates cannot drown the constants in their digits.
        x = covariates.to_numpy(float).T
        self.centre, self.scale = x.mean(axis=1), x.std(axis=1)
        self.scale[self.scale == 0] = 1
        self.x = (x - self.centre[:, None]) / self.scale[:, None]
        codes, self.names = [], []
        for labels in effects or [pd.Series(0, covariates.index)]:
            column, unique = pd.factorize(labels)
            if self.names:
                column, unique = column - 1, unique[1:]
            codes.append(np.where(column < 0, -1, column + len(self.names)))
            self.names += [f"{labels.name} {label}" for label in unique]
        self.block, self.effects = codes[0].max() + 1, len(self.names)
        self.names += map(str, covariates.columns)
        self.width = len(self.names)
        self.codes = np.where(np.array(codes) < 0, self.width, codes)

    def times(self, beta: np.ndarray) -> np.ndarray:
        """X beta."""
        of_covariates = np.einsum("k,kn->n", beta[self.effects :], self.x)
        return np.append(beta, 0)[self.codes].sum(axis=0) + of_covariates

    def sums_by(self, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The weighted rows of X added up by group, one row for each code in `groups`."""
        side, height = self.width + 1, groups.max() + 1
        sums = np.zeros(height * side)
        for codes in self.codes:
            sums += np.bincount(groups * side + codes, weights, height * side)
        sums = sums.reshape(height, side)[:, :-1]
        for column, x in enumerate(self.x, self.effects):
            sums[:, column] = np.bincount(groups, weights * x)
        return sums

    def gram(self, weights: np.ndarray) -> np.ndarray:
        """X'WX, W being diagonal with these weights."""
        gram = np.zeros((self.width + 1, self.width))
        for codes in self.codes:  # the rows of this set's dummies
            gram[: codes.max() + 1] += self.sums_by(codes, weights)
        gram, e = gram[:-1], self.effects
        gram[e:, :e] = gram[:e, e:].T
        gram[e:, e:] = np.einsum("in,jn->ij", self.x * weights, self.x)
        return gram

    def solve(self, weights: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The solution of X'WX solution = right, by column."""
        return _eliminate(self.gram(weights), right, self.block)[0]

    def regress(self, response: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The coefficients of the regression on X, with weights, of a response given times them."""
        sums = self.sums_by(np.zeros(len(response), int), response)
        return self.solve(weights, sums.T)[:, 0]

    def null_directions(self, weights: np.ndarray) -> np.ndarray:
        """The directions of beta, one a column, in which eta of no row with a weight moves."""
        gram = self.gram(weights)
        _, redundant = _eliminate(gram, gram[:, :0], self.block, NULL)
        held_by_others, _ = _eliminate(gram, gram[:, redundant], self.block, NULL)
        return np.eye(self.width)[:, redundant] - held_by_others

    def drop_redundant(self) -> tuple[str, ...]:
        """Drop the effects that others hold already, and name them.

        Raises ValueError with the names of covariates that others hold.
        """
        gram = self.gram(np.ones(self.x.shape[1]))
        _, redundant = _eliminate(gram, gram[:, :0], self.block, NULL)
        names = np.array(self.names)
        if redundant[self.effects :].any():
            covariates = ", ".join(names[self.effects :][redundant[self.effects :]])
            raise ValueError(REPEATS.format(covariates))
        place = np.where(redundant, (~redundant).sum(), np.cumsum(~redundant) - 1)
        self.names = list(names[~redundant])
        self.codes = np.append(place, len(self.names))[self.codes]
        self.width, self.effects = len(self.names), self.effects - redundant.sum()
        return tuple(names[redundant])

    def unscaled(self) -> np.ndarray:
        """The matrix that turns beta into the first constant and the given covariates' slopes."""
        unscaled = np.eye(self.width)[[0, *range(self.effects, self.width)]]
        unscaled[1:] /= self.scale[:, None]
        unscaled[0] -= (unscaled[1:] * self.centre[:, None]).sum(axis=0)
        return unscaled

    def variance_of_eta(self, covariance: np.ndarray) -> np.ndarray:
        """The variance of each row of X beta, where beta has this covariance."""
        padded = np.pad(covariance, (0, 1))
        parts = [*((codes, 1) for codes in self.codes), *enumerate(self.x, self.effects)]
        return sum(
            value * other_value * padded[column, other]
            for column, value in parts
            for other, other_value in parts
        )
