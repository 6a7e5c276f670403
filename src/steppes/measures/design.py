"""A model's design matrix: effects as dummies, and covariates; its products and normal equations.

No product here is left to BLAS. Its threads, as many as the host has cores, wait for one another
where other work holds the cores, and a model then takes many times as long: on a busy machine, on
Binder, in a class on one hub. numpy's own loops need no threads, and their digits do not depend on
how many there are.

Redundant columns are those of which nothing is left when the columns before them are swept out:
Goodnight 1979 (A Tutorial on the SWEEP Operator).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

NULL = 1e-10  # a column of which no more than this share is left repeats those before it
PANEL = 24  # columns swept out at once
NOT_SETTLED = "No estimate settles: are there too few outcomes above 0 for so much?"


class Design:
    """The matrix X of effects' dummies and, after them, standardised covariates.

    `covariates` are numbers, one column each; `effects` are columns of labels on the same rows;
    without any, the one effect is a constant. `among` marks the rows by which to standardise: so
    that covariates cannot drown the constants in their digits. The first label of every set of
    effects but the first has no column: constants that add up to the same are one.

    names: of the columns; width: how many there are; effects: how many of them are dummies; block:
    how many are of the first set; codes: for each set and row, the column of X that holds a 1, or
    `width` for none; x: one row for each covariate, one column for each row of the data.
    """

    def __init__(
        self, covariates: pd.DataFrame, effects: Sequence[pd.Series] = (), among: object = ...
    ) -> None:
        x = covariates.to_numpy(float).T
        spread = x[:, among].std(axis=1)
        spread = np.where(spread > 1e-6 * x.std(axis=1), spread, x.std(axis=1))
        self.centre, self.scale = x[:, among].mean(axis=1), np.where(spread > 0, spread, 1)
        self.x = (x - self.centre[:, None]) / self.scale[:, None]
        codes, self.names = [], []
        for labels in effects or [pd.Series(0, covariates.index)]:
            column, unique = pd.factorize(labels)
            if self.names:  # not the first set
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
        """The solution of X'WX solution = right, one column for each of `right`.

        Raises ValueError where the digits do not suffice to tell the columns apart.
        """
        solution, redundant = _eliminate(self.gram(weights), right, self.block, 0)
        if redundant.any():
            raise ValueError(NOT_SETTLED)
        return solution

    def regress(self, weighted_response: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The coefficients of a weighted regression on X; its response is given times weights."""
        one_group = np.zeros(len(weighted_response), int)
        return self.solve(weights, self.sums_by(one_group, weighted_response).T)[:, 0]

    def null_directions(self, weights: np.ndarray) -> np.ndarray:
        """The directions of beta, one a column, in which X beta of no row with a weight moves."""
        gram = self.gram(weights)
        _, redundant = _eliminate(gram, gram[:, :0], self.block, NULL)
        held_by_others, _ = _eliminate(gram, gram[:, redundant], self.block, NULL)
        return np.eye(self.width)[:, redundant] - held_by_others

    def drop_redundant(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the effects, which it drops, and of the covariates that columns before hold."""
        gram = self.gram(np.ones(self.x.shape[1]))
        _, redundant = _eliminate(gram, gram[:, :0], self.block, NULL)
        covariates = tuple(np.array(self.names)[self.effects :][redundant[self.effects :]].tolist())
        redundant[self.effects :] = False
        dropped = tuple(np.array(self.names)[redundant].tolist())
        self.names = np.array(self.names)[~redundant].tolist()
        self.width, self.effects = len(self.names), self.effects - len(dropped)
        place = np.where(redundant, self.width, np.cumsum(~redundant) - 1)
        self.codes = np.append(place, self.width)[self.codes]
        return dropped, covariates

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


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The matrix product, by numpy's own loops."""
    return np.einsum("ij,jk->ik", a, b)


def _eliminate(
    gram: np.ndarray, right: np.ndarray, block: int, null: float
) -> tuple[np.ndarray, np.ndarray]:
    """Solve gram @ solution = right; which columns of gram were redundant, and have 0 in it.

    By Gauss and Jordan, in the order of the columns; the first `block` columns, dummies of one set,
    are orthogonal and go at once. A column of which no more than `null` is left is redundant.
    """
    diagonal, rest = np.diag(gram), len(gram) - block
    first = np.hstack([gram[:block, block:], right[:block]]) / diagonal[:block, None]
    rows = np.hstack([gram[block:, block:], right[block:]]) - product(gram[block:, :block], first)
    redundant = np.zeros(len(gram), bool)
    for start in range(0, rest, PANEL):
        panel = slice(start, min(start + PANEL, rest))
        inverse = _inverse(rows[panel, panel], null * diagonal[block:][panel])
        redundant[block:][panel] = np.diag(inverse) == 0
        pivots, others = product(inverse, rows[panel, start:]), rows[:, panel].copy()
        others[panel] = 0
        rows[:, start:] -= product(others, pivots)
        rows[panel, start:] = pivots
    solution = rows[:, rest:]
    return np.vstack([first[:, rest:] - product(first[:, :rest], solution), solution]), redundant


def _inverse(gram: np.ndarray, least: np.ndarray) -> np.ndarray:
    """The inverse, 0 for a column of which no more than `least` is left by those before it."""
    rows = np.hstack([gram, np.eye(len(gram))])
    for j, row in enumerate(rows):
        row /= row[j] if row[j] > least[j] else np.inf
        others = rows[:, j].copy()
        others[j] = 0
        rows -= others[:, None] * row
    return rows[:, len(gram) :]
