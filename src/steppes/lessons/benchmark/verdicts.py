"""Lesson 02: does nearness count, and is there a puzzle in the trade of the two states?"""

from __future__ import annotations

import pandas as pd

from ...measures.benchmark import COMPARISONS, SELLERS, specifications
from ...tables import state_names
from ...verdicts import Finding, settles
from ...words import counted, listing, percent

YEAR_THEN, YEAR_LAST = 2012, 2014  # the last year before the op-ed, the last with all pairs
YEARS = (YEAR_THEN, YEAR_LAST)
READ_IN = ("like", "near")  # the comparisons that claim 26 is read in


@settles(15, lambda: specifications(YEARS))
def counts_for_little(
    specifications: pd.DataFrame, high: float = 0.75, middle: float = 0.5
) -> Finding:
    """Claim 15: nearness, kinship and likeness of customs count for little.

    `specifications` has the columns of `steppes.measures.benchmark.specifications`, in the
    comparison with dyads of like predicted size. Only predictions from size alone are read: what
    counts should lift a flow above dyads of like size, and a prediction that already knows nearness
    and language cannot show it.
    """
    by_size = specifications[
        (specifications["among"] == "like") & (specifications["covariates"] == "size")
    ]
    then, counts_then = _lifted_in(YEAR_THEN, by_size, high, middle)
    last, counts_last = _lifted_in(YEAR_LAST, by_size, high, middle)
    return Finding(
        then,
        last,
        f"from trade alone. {counts_then} {counts_last}",
        f"among directed dyads of like size, high is above {percent(high, 0)} of them; supported "
        f"when both directions stand no higher than {percent(middle, 0)} by most estimators, not "
        "supported when both stand high by most, mixed otherwise.",
    )


def _lifted_in(year: int, by_size: pd.DataFrame, high: float, middle: float) -> tuple[str, str]:
    """The verdict of one year on claim 15, and what was counted."""
    rows = by_size[by_size["year"] == year]
    places = {seller: rows[f"percentile_{seller}"] for seller in SELLERS}
    lifted = {seller: int((values > high).sum()) for seller, values in places.items()}
    idle = {seller: int((values <= middle).sum()) for seller, values in places.items()}
    half = len(rows) / 2
    verdict = "mixed"
    if all(count > half for count in idle.values()):
        verdict = "supported"
    elif all(count > half for count in lifted.values()):
        verdict = "not supported"
    counts = listing(
        f"{state_names()[seller]}'s sales stand high in {lifted[seller]} and no higher than "
        f"the middle in {idle[seller]}"
        for seller in SELLERS
    )
    return verdict, f"Of {len(rows)} predictions of {year} from size alone, {counts}."


def like_and_near() -> pd.DataFrame:
    """The specifications of both years in the two comparisons that claim 26 is read in."""
    return pd.concat([specifications(YEARS, among) for among in READ_IN])


@settles(26, like_and_near)
def surprisingly_small(specifications: pd.DataFrame, low: float = 0.25) -> Finding:
    """Claim 26: that two states so near have so little to do with each other is surprising.

    `specifications` has the columns of `steppes.measures.benchmark.specifications`, in two
    comparisons: dyads of like predicted size, and near pairs. Size alone is left out: what
    surprises in near states is what nearness did not bring.
    """
    table = specifications[specifications["covariates"] != "size"]
    then, counts_then = _small_in(YEAR_THEN, table, low)
    last, counts_last = _small_in(YEAR_LAST, table, low)
    return Finding(
        then,
        last,
        f"from trade alone: how often a direction is among the lowest {percent(low, 0)}. "
        f"{counts_then} {counts_last}",
        f"a flow is surprisingly small where at least {percent(1 - low, 0)} of the dyads compared "
        "do better; supported when both directions are so in most specifications of both "
        "comparisons, not supported when neither is in either, mixed otherwise.",
    )


def _small_in(year: int, table: pd.DataFrame, low: float) -> tuple[str, str]:
    """The verdict of one year on claim 26, and what was counted."""
    small, sentences = [], []
    for among in READ_IN:
        rows = table[(table["year"] == year) & (table["among"] == among)]
        counts = {seller: int((rows[f"percentile_{seller}"] < low).sum()) for seller in SELLERS}
        small += [count > len(rows) / 2 for count in counts.values()]
        sales = listing(f"{state_names()[s]}'s sales in {count}" for s, count in counts.items())
        dyads = f"among dyads {COMPARISONS[among]}"
        sentences.append(f"{dyads}, {sales} of {counted(len(rows), 'specification')}")
    verdict = "supported" if all(small) else "mixed" if any(small) else "not supported"
    return verdict, f"In {year}: {'; '.join(sentences)}."
