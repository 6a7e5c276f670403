"""Separated observations: zeros that are fitted ever better as an estimate runs to infinity.

- What separates them, and that all others keep their estimates when they are left out: Correia,
  Guimarães and Zylkin 2019 (Verifying the Existence of Maximum Likelihood Estimates for Generalized
  Linear Models).
- Their certificate of separation, a combination of the columns that is 0 where the outcome is above
  0 and nowhere negative, is found by least squares without negative weights, which ends after
  finitely many steps where their iterative rectifier may need very many: Lawson and Hanson 1974
  (Solving Least Squares Problems), chapter 23.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .design import NOT_SETTLED, Design

STILL = 1e-8  # a row that moves less, by standardised covariates, does not move
LIFTED = 1e-6  # the sine of an angle as small as this is 0


def separated_observations(
    outcome: pd.Series, covariates: pd.DataFrame, effects: Sequence[pd.Series] = ()
) -> pd.Series:
    """Which zeros are fitted ever better as a coefficient or an effect goes to infinity.

    All as in `ppml`, which has looked that it is whole. True or False by row, for the largest set
    of zeros that some combination of covariates and effects moves one way while it moves no other
    row. Raises ValueError where their certificate does not settle.
    """
    y, separated = outcome.to_numpy(float), np.zeros(len(outcome), bool)
    for labels in effects:
        codes = pd.factorize(labels)[0]
        separated |= np.bincount(codes, y)[codes] == 0  # a label with nothing but zeros
    rest = ~separated
    zero = y[rest] == 0
    design = Design(covariates[rest], [labels[rest] for labels in effects], among=~zero)
    # Directions of beta in which no positive row moves: how do they move the zeros?
    directions = design.null_directions(~zero)
    moves = np.array([design.times(direction)[zero] for direction in directions.T])
    if moves.size:
        separated[np.flatnonzero(rest)[zero]] = _moved_one_way(moves.T)
    return pd.Series(separated, outcome.index)


def _moved_one_way(moves: np.ndarray) -> np.ndarray:
    """Which rows a combination of the columns moves up while it moves none down: as many as can.

    `moves` has one row for each zero outcome, one column for each direction. Of all sums of its
    rows with weights of 1 or more, the shortest moves no row down. Where it is 0, none can be moved
    one way alone; else those that it moves are found, and the others are tried again without them.
    """
    moves = np.where(np.abs(moves) > STILL, moves, 0)
    moves = moves / np.maximum(np.abs(moves).max(axis=0), STILL)
    length = np.sqrt((moves**2).sum(axis=1))
    left = length > STILL
    moves = moves / np.maximum(length, STILL)[:, None]
    found = np.zeros(len(moves), bool)
    while left.any():
        lifted = left & ((moves * _shortest(moves[left])).sum(axis=1) > LIFTED)
        if not lifted.any():
            break
        found, left = found | lifted, left & ~lifted
    return found


def _shortest(rows: np.ndarray) -> np.ndarray:
    """The shortest sum of rows with weights of 1 or more, made of length 1, or 0 if it is that.

    `above` are the weights beyond 1, and `free` those that are not held at 1 (the passive set).
    Raises ValueError where it finds none.
    """
    above, free = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for _ in range(10 * len(rows) + 100):
        shortest = ((1 + above)[:, None] * rows).sum(axis=0)
        length = np.sqrt((shortest**2).sum())
        if length <= 1e-9 * (1 + above).sum():
            return np.zeros_like(shortest)
        shortest /= length
        lift = np.where(free, 0, (rows * shortest).sum(axis=1))
        if lift.min() >= -1e-9:
            return shortest
        free[lift.argmin()] = True
        above = _least_squares(rows, above, free)
    raise ValueError(NOT_SETTLED)


def _least_squares(rows: np.ndarray, above: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The weights beyond 1 that make the sum shortest, those not `free` at 0, and none below it."""
    while True:
        # A handful of directions: too few for BLAS to use its threads.
        wanted = np.zeros(len(rows))
        wanted[free] = np.linalg.lstsq(rows[free].T, -rows.sum(axis=0), rcond=1e-12)[0]
        down = np.flatnonzero(free & (wanted <= 0))
        if not len(down):
            return wanted
        # Go towards what is wanted until the first weight is down at 0, and hold it there.
        shares = above[down] / np.maximum(above[down] - wanted[down], 1e-300)
        above = above + shares.min() * (wanted - above)
        above[down[shares.argmin()]] = 0
        free &= above > 0
