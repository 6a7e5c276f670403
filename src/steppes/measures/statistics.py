"""Counting and ranking: where a value stands, what lot would give, how sure one can be."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

# Standard errors on either side of an estimate that hold it in 95 of 100 samples, the normal
# distribution's 97.5th percentile: the course's one bar of evidence.
SURE = 1.959964
ENOUGH_PARTNERS = 20  # a rank correlation of fewer says little


def interval(estimate: float, error: float, sure: float = SURE) -> tuple[float, float]:
    """The estimate less and plus `sure` standard errors; works on Series too."""
    return estimate - sure * error, estimate + sure * error


def percentile(values: pd.Series, value: float) -> float:
    """Where `value` stands among `values`: the share below it, ties counted half, 0 to 1."""
    values = np.asarray(values, dtype=float)
    return float((values < value).mean() + (values == value).mean() / 2)


def groups_by_rank(values: pd.Series, names: Iterable[Hashable]) -> pd.Series:
    """Each value's group where values are cut by rank into groups of equal size, lowest first.

    `names` names the groups and says how many: three make thirds. A value's group follows from how
    many values are lower: of 160, the first third holds those with at most 53 below them. Equal
    values are therefore never parted, and stand together in the lowest group that one of them
    reaches; the order of rows decides nothing. No cut is computed: where one falls upon a value,
    as that of 160 into thirds does, rounding decides which side `pd.qcut` puts it on, and versions
    of pandas differ. Missing values have no group, and do not count.

    Returns ordered categories with the index of `values`. A group that ties leave empty is there
    as a category.
    """
    names = list(names)
    lower = values.rank(method="min") - 1
    places = (lower * len(names) // values.count()).fillna(-1).astype(int)
    groups = pd.Categorical.from_codes(places, categories=names, ordered=True)
    return pd.Series(groups, index=values.index)


def rank_correlation(
    one: pd.Series, other: pd.Series, controlled: pd.Series | None = None
) -> tuple[float, float, float, int]:
    """Spearman's rank correlation with a rough 95 per cent interval: rho, low, high, cases.

    `controlled` is a third series whose ranks are taken out of both first (a partial correlation).
    The interval is Fisher's, with a variance of 1.06 / (n - 3) for ranks; it takes the partners as
    independent draws, which they are not, so it is rather too narrow than too wide.
    """
    parts = [one, other] + ([controlled] if controlled is not None else [])
    ranks = pd.concat(parts, axis=1).dropna().rank().to_numpy()
    if controlled is not None:
        design = np.column_stack([np.ones(len(ranks)), ranks[:, 2]])
        ranks = ranks[:, :2] - design @ np.linalg.lstsq(design, ranks[:, :2], rcond=None)[0]
    cases = len(ranks)
    rho = float(np.corrcoef(ranks[:, 0], ranks[:, 1])[0, 1])
    error = math.sqrt(1.06 / (cases - 3 - int(controlled is not None)))
    low, high = (math.tanh(end) for end in interval(math.atanh(rho), error))
    return rho, low, high, cases


def correlations_by_state(flows: pd.DataFrame, against: str) -> pd.DataFrame:
    """For each state: does its trade over the expected rise with a partner's `against`?

    `flows` holds directed dyads: exporter, importer, usd_million, expected (the same unit) and
    `against`, which belongs to the partner or to the pair and is the same in either direction of
    a pair, or the importer's. Trade both ways is compared with what is expected both ways, where
    that is a million dollars at least. Columns: correlation (Spearman), partners; by state, in
    order of the code. States with fewer than ENOUGH_PARTNERS partners are left out.
    """
    flows = flows[flows["expected"] >= 1].dropna(subset=against)
    ratio = flows["usd_million"] / flows["expected"]
    rows = {
        state: (ratio[partners.index].rank().corr(partners[against].rank()), len(partners))
        for state, partners in flows.groupby("exporter")
        if len(partners) >= ENOUGH_PARTNERS
    }
    table = pd.DataFrame(rows, index=["correlation", "partners"]).T
    return table.rename_axis("state")


def both_ways(flows: pd.DataFrame, *of_the_pair: str) -> pd.DataFrame:
    """Each dyad's flow and expectation in both directions together, once for either state.

    `flows` and the result hold exporter, importer, usd_million and expected, and the columns
    `of_the_pair`, which are the same in either direction.
    """
    turned = flows.rename(columns={"exporter": "importer", "importer": "exporter"})
    how = {"usd_million": "sum", "expected": "sum"} | dict.fromkeys(of_the_pair, "first")
    columns = ["exporter", "importer", *how]
    both = pd.concat([flows[columns], turned[columns]])
    return both.groupby(["exporter", "importer"]).agg(how).reset_index()


def chance_of_standing_above(marked: pd.Series | np.ndarray, values: pd.Series) -> float:
    """How often a marked case stands above another one, ties counted half: 0.5 is no difference.

    `marked` is True or False by case: a Series, or an array in the order of `values`.
    """
    marked = pd.Series(
        marked, index=marked.index if isinstance(marked, pd.Series) else values.index
    )
    values = values.dropna()
    mine, others = values[marked.reindex(values.index)], values[~marked.reindex(values.index)]
    wins = np.sign(mine.to_numpy()[:, None] - others.to_numpy()[None, :])
    return float((wins.mean() + 1) / 2) if wins.size else 0.5


def above_by_chance(
    marked: pd.Series, values: pd.Series, deals: int = 10_000, seed: int = 4
) -> np.ndarray:
    """`chance_of_standing_above` when the marks are dealt to the cases at random, `deals` times."""
    values = values.dropna()
    count, size = int(marked.reindex(values.index).sum()), len(values)
    order = np.random.default_rng(seed).random((deals, size)).argsort(axis=1)[:, :count]
    sums = values.rank().to_numpy()[order].sum(axis=1)
    return (sums - count * (count + 1) / 2) / (count * (size - count))
