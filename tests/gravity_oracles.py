"""What the gravity estimator is held to: a linear programme, a dense Newton, and samples of states.

Slow and plain on purpose, in dummies and with scipy, which the course itself does without.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.linalg import lstsq, qr
from scipy.optimize import linprog

from steppes import load


def flows_among(states: list[str] | str = "", year: int = 2012) -> pd.DataFrame:
    """Flows of a year with a figure among some states, or all; log_distance by capitals."""
    flows = load("trade").query("year == @year").dropna(subset="usd_million")
    pairs = load("pair_covariates").rename(columns={"iso3_a": "exporter", "iso3_b": "importer"})
    turned = pairs.rename(columns={"exporter": "importer", "importer": "exporter"})
    flows = flows.merge(pd.concat([pairs, turned]))
    flows["log_distance"] = np.log(flows["distcap_km"])
    some = states.split() if isinstance(states, str) else states
    if some:
        flows = flows[flows["exporter"].isin(some) & flows["importer"].isin(some)]
    return flows.dropna(subset="log_distance").reset_index(drop=True)


def sample(flows: pd.DataFrame, seed: int) -> tuple:
    """Outcome, covariates and effects among 4 to 15 states: one time in four no covariate."""
    random = np.random.default_rng(seed)
    states = random.choice(sorted(set(flows["exporter"])), random.integers(4, 16), replace=False)
    some = flows[flows["exporter"].isin(states) & flows["importer"].isin(states)]
    some = some.reset_index(drop=True)
    covariates = some[["log_distance"] if random.integers(4) else []]
    return some["usd_million"], covariates, (some["exporter"], some["importer"])


def dense(covariates: pd.DataFrame, effects=()) -> tuple[np.ndarray, np.ndarray]:
    """All dummies, or a constant; and the covariates, standardised."""
    x = covariates.to_numpy(float)
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)
    constant = pd.Series(0, covariates.index)
    dummies = [pd.get_dummies(labels, dtype=float).to_numpy() for labels in effects or [constant]]
    return np.hstack(dummies), x


def separated_by_programme(outcome, covariates, effects=()) -> np.ndarray:
    """As many zeros as a combination of the columns can move one way, with no other row moved."""
    columns, zero = np.hstack(dense(covariates, effects)), outcome.to_numpy() == 0
    width, zeros = columns.shape[1], zero.sum()
    found = linprog(
        [*np.zeros(width), *-np.ones(zeros)],
        A_ub=np.hstack([-columns[zero], np.eye(zeros)]),
        b_ub=np.zeros(zeros),
        A_eq=np.hstack([columns[~zero], np.zeros(((~zero).sum(), zeros))]),
        b_eq=np.zeros((~zero).sum()),
        bounds=[(None, None)] * width + [(0, 1)] * zeros,
    )
    separated = np.zeros(len(zero), bool)
    separated[zero] = found.x[width:] > 1e-6
    return separated


def newton(outcome, covariates, effects, kept) -> tuple[np.ndarray, np.ndarray] | None:
    """The slopes and the fitted means of the rows that are kept; None where a slope is held."""
    y, (dummies, _) = outcome.to_numpy(float)[kept], dense(covariates, effects)
    dummies, x = dummies[kept], dense(covariates[kept], [e[kept] for e in effects])[1]
    _, triangle, order = qr(dummies, mode="economic", pivoting=True)
    rank = (np.abs(np.diag(triangle)) > 1e-9 * np.abs(triangle[0, 0])).sum()
    columns = np.hstack([dummies[:, order[:rank]], x])
    if np.linalg.matrix_rank(columns, tol=1e-7) < columns.shape[1]:
        return None
    beta, eta, loss = np.zeros(columns.shape[1]), np.log((y + y.mean()) / 2), np.inf
    for _ in range(300):
        root, before, loss_before = np.exp(eta / 2), eta, loss
        response = root * (eta - columns @ beta) + (y - root**2) / root
        step = lstsq(root[:, None] * columns, response)[0]
        for _ in range(40):
            eta = columns @ (beta + step)
            loss = (np.exp(np.minimum(eta, 500)) - y * eta).sum()
            if loss <= loss_before + 1e-9 * y.sum():
                break
            step = step / 2
        beta = beta + step
        if np.abs(eta - before).max() < 1e-9:
            break
    spread = covariates[kept].to_numpy(float).std(axis=0)
    return beta[rank:] / np.where(spread > 0, spread, 1), np.exp(eta)
