"""Small sets in which zeros are separated, or only seem to be.

Their structures are those of the sets that ppmlhdfe publishes for the purpose (Correia, Guimarães
and Zylkin 2019); the numbers are our own. In each, a row is: outcome, covariates, labels of
effects; a row that is separated ends in `*`. `refused` names a covariate that the rows that are
left cannot tell from the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SETS = {
    # name: (columns, x for a covariate and the rest for effects; refused; rows)
    "a dummy that only zeros have": (
        "x1 x2 seller buyer",
        "x2",
        (
            "0 .4 1 A P * | 0 -.9 1 B Q * | 0 .2 0 A Q | 3 .1 0 A R | 1 -.7 0 B P | 2 1.1 0 B R |"
            "4 .6 0 C P | 2 -.3 0 C Q | 5 .9 0 C R | 1 -.2 0 A P | 2 .5 0 B Q | 1 1.4 0 A Q"
        ),
    ),
    "two blocs and a zero between them": (
        "seller buyer",
        "",
        "2 A P | 0 A P | 0 B P * | 3 B Q | 0 B Q",
    ),
    "a zero between two blocs in either direction": (
        "seller buyer",
        "",
        "2 A P | 1 A P | 0 B P | 0 A Q | 3 B Q | 4 B Q",
    ),
    "three sets of effects that only move together": (
        "seller buyer kind",
        "",
        (
            "0 E R u * | 0 E T v * | 2 A R k | 1 A T m | 3 B S k | 1 B V m | 1 C P n | 4 C W o |"
            "2 D Q n | 1 D X o | 1 E P s | 2 E W w | 1 F Q s | 5 F S u | 1 F V v | 2 F X w"
        ),
    ),
    "a chain of labels": (
        "seller buyer",
        "",
        "0 B P * | 0 C Q * | 0 D R * | 0 E S * | 2 A P | 1 B Q | 3 C R | 1 D S | 2 E T | 0 A P",
    ),
    "a chain of labels that closes": (
        "seller buyer",
        "",
        "0 B P | 0 C Q | 0 D R | 0 A S | 2 A P | 1 B Q | 3 C R | 1 D S",
    ),
    "labels of nothing but zeros, and a chain behind them": (
        "seller buyer",
        "",
        (
            "0 A P * | 0 A Q * | 0 B P * | 0 B R * | 1 B Q | 2 C R | 0 C R | 0 D S * | 0 D T * |"
            "1 D U | 0 E S * | 3 E V | 0 C V *"
        ),
    ),
    "many pairs of their own, one zero across": (
        "seller buyer",
        "",
        "1 A P | 0 A P | 2 B Q | 0 B Q | 0 B P * | 1 C R | 0 C R | 3 D S | 3 D S | 2 E T",
    ),
    "a plane, three zeros around it and one below": (
        "x1 x2 x3 x4",
        "x4",
        (
            "0 4 10 1 1 | 0 4 1 10 1 | 0 4 1 1 10 | 0 0 -2 -1 -1 * | 2 6 6 6 6 | 1 4 4 4 4 |"
            "3 3 3 3 3 | 5 2 2 2 2 | 6 1 1 1 1"
        ),
    ),
    "the same, with zeros in the origin": (
        "x1 x2 x3 x4",
        "x4",
        (
            "0 0 0 0 0 | 0 0 0 0 0 | 0 4 10 1 1 | 0 4 1 10 1 | 0 4 1 1 10 | 0 0 -2 -1 -1 * |"
            "2 6 6 6 6 | 1 4 4 4 4 | 3 3 3 3 3 | 5 2 2 2 2 | 6 1 1 1 1"
        ),
    ),
    "covariates and effects together": (
        "x1 x2 seller buyer",
        "x2",
        (
            "0 0 0 A P | 0 0 0 A R | 0 2 0 A R | 0 0 2 B Q * | 0 0 0 B Q | 0 1 0 B Q |"
            "0 1 3 B R * | 0 0 1 B S * | 0 0 0 D Q | 0 0 2 E Q * | 1 0 0 A P | 2 1 0 D R |"
            "1 0 0 E S | 3 0 0 A Q | 2 0 0 B P"
        ),
    ),
    "nine rows, of which one is separated by a covariate and effects": (
        "x1 x2 seller buyer",
        "x2",
        (
            "0 1 0 A Q * | 0 1 0 B Q | 2 2 0 A R | 1 0 0 B P | 3 1 0 B Q | 1 0 1 B R | 4 0 0 B P |"
            "2 0 1 B Q | 3 1 0 B R"
        ),
    ),
    "as many positive rows as coefficients": (
        "x1 x2 x3",
        "",
        "0 0 0 1 | 0 0 0 2 | 0 0 0 1 | 1.2 3 2 1 | 2.1 1 1 2 | 2.6 2 2 2 | 2.4 4 2 1",
    ),
    "separated by all covariates together, two on the border": (
        "x1 x2 x3",
        "x3",
        (
            "0 -4 0 1 * | 0 -1 0 1 | 0 0 3 1 * | 0 0 0 2 | 0 0 0 4 * | 0 2 3 4 * | .5 2 2 2 |"
            "1.2 1 1 2 | 2 4 2 4 | 3.1 3 3 2"
        ),
    ),
    "a covariate far out, and nothing separated": (
        "x1",
        "",
        (
            "0 -4.2 | 0 -3.9 | 0 -3.1 | 1 -4 | 1 -3.3 | 2 -650 | 3 -2.5 | 5 -2 | 9 -1.2 | 25 .3 |"
            "0 -2.8 | 4 -1.9"
        ),
    ),
    "zeros to both sides": (
        "x1 x2",
        "",
        "0 1 0 | 0 1 0 | 0 -1 0 | 0 0 1 | 0 0 1 | 0 0 -1 | 1 0 0 | 3 0 0 | 4 0 0 | 2 0 0",
    ),
    "zeros to both sides, and others far to one": (
        "x1 x2 x3",
        "x3",
        (
            "0 1 0 0 | 0 1 0 0 | 0 -1 0 0 | 0 0 1 0 | 0 0 -1 0 | 0 0 -1 0 | 0 0 0 1 * | 0 0 0 2 * |"
            "0 0 0 5 * | 0 0 0 2000 * | 1 0 0 0 | 3 0 0 0 | 4 0 0 0 | 2 0 0 0"
        ),
    ),
}


def read(name: str) -> tuple[pd.Series, pd.DataFrame, list[pd.Series], np.ndarray, str]:
    """Outcome, covariates, effects, which rows are separated, and the covariate refused."""
    columns, refused, text = SETS[name]
    rows = [row.split() for row in text.split("|")]
    names = ["y", *columns.split()]
    table = pd.DataFrame([row[: len(names)] for row in rows], columns=names)
    separated = np.array([row[-1] == "*" for row in rows])
    covariates = table[[column for column in names if column.startswith("x")]].astype(float)
    effects = [table[column] for column in names if column not in ("y", *covariates)]
    return table["y"].astype(float), covariates, effects, separated, refused


def one_side_of_a_plane(seed: int) -> tuple[pd.Series, pd.DataFrame, np.ndarray]:
    """A hundred rows on x2 = 2 x1 - 4 but for 29 zeros below it; x3 has no part in it."""
    random = np.random.default_rng(seed)
    x1 = random.integers(-4, 17, 100) / 2
    below = np.arange(100) < 29
    x2 = 2 * x1 - 4 - below * random.integers(1, 6, 100)
    y = np.where(np.arange(100) < 90, 0, random.gamma(1, 2, 100))
    covariates = {"x1": x1, "x2": x2, "x3": random.integers(-40, 12, 100).astype(float)}
    return pd.Series(y), pd.DataFrame(covariates), below
