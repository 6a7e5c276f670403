"""Lesson 02: does nearness count, and is there a puzzle in the trade of the two states?"""

from __future__ import annotations

import pandas as pd

from ...measures.benchmark import AMONG, specifications
from ...tables import state_names
from ...verdicts import Finding, settles
from ...words import listing, percent

YEAR_THEN, YEAR_LAST = 2012, 2014  # the last year before the op-ed, the last with all pairs
SELLERS = ("KAZ", "MNG")


@settles(15, lambda: specifications((YEAR_THEN, YEAR_LAST)))
def counts_for_little(
    specifications: pd.DataFrame, high: float = 0.75, middle: float = 0.5
) -> Finding:
    """Claim 15: nearness, kinship and likeness of customs count for little.

    `specifications` has the columns of `steppes.measures.benchmark.specifications`, in the
    comparison with dyads of like predicted size. Only predictions from size alone are read: what
    counts should lift a flow above dyads of like size, and a prediction that already knows nearness
    and language cannot show it.
    """
    like = specifications[specifications["among"] == "like"]
    like = like[like["covariates"] == "size"]

    def at(year: int) -> tuple[str, str]:
        rows = like[like["year"] == year]
        stands = {seller: rows[f"percentile_{seller}"] for seller in SELLERS}
        lifted = {seller: int((values > high).sum()) for seller, values in stands.items()}
        idle = {seller: int((values <= middle).sum()) for seller, values in stands.items()}
        most = len(rows) / 2
        verdict = "mixed"
        if all(count > most for count in idle.values()):
            verdict = "supported"
        elif all(count > most for count in lifted.values()):
            verdict = "not supported"
        said = listing(
            f"{state_names()[seller]}'s sales stand high in {lifted[seller]} and no higher than "
            f"the middle in {idle[seller]}"
            for seller in SELLERS
        )
        return verdict, f"Of {len(rows)} predictions of {year} from size alone, {said}."

    (then, said_then), (last, said_last) = at(YEAR_THEN), at(YEAR_LAST)
    return Finding(
        then,
        last,
        f"from trade alone. {said_then} {said_last}",
        f"among directed dyads of like size, high is above {percent(high, 0)} of them; supported "
        f"when both directions stand no higher than {percent(middle, 0)} by most estimators, not "
        "supported when both stand high by most, mixed otherwise.",
    )


def like_and_near() -> pd.DataFrame:
    """The specifications of both years in the two comparisons that claim 26 is read in."""
    years = (YEAR_THEN, YEAR_LAST)
    return pd.concat([specifications(years, among) for among in ("like", "near")])


@settles(26, like_and_near)
def surprisingly_small(specifications: pd.DataFrame, low: float = 0.25) -> Finding:
    """Claim 26: that two states so near have so little to do with each other is surprising.

    `specifications` has the columns of `steppes.measures.benchmark.specifications`, in two
    comparisons: dyads of like predicted size, and near pairs. Size alone is left out: what
    surprises in near states is what nearness did not bring.
    """
    table = specifications[specifications["covariates"] != "size"]

    def at(year: int) -> tuple[str, str]:
        small, said = [], []
        for among in ("like", "near"):
            rows = table[(table["year"] == year) & (table["among"] == among)]
            counts = {s: int((rows[f"percentile_{s}"] < low).sum()) for s in SELLERS}
            small += [count > len(rows) / 2 for count in counts.values()]
            sales = listing(f"{state_names()[s]}'s sales in {counts[s]}" for s in SELLERS)
            said.append(f"among dyads {AMONG[among]}, {sales} of {len(rows)} specifications")
        verdict = "supported" if all(small) else "mixed" if any(small) else "not supported"
        return verdict, f"In {year}: {'; '.join(said)}."

    (then, said_then), (last, said_last) = at(YEAR_THEN), at(YEAR_LAST)
    return Finding(
        then,
        last,
        f"from trade alone: how often a direction is among the lowest {percent(low, 0)}. "
        f"{said_then} {said_last}",
        f"a flow is surprisingly small where at least {percent(1 - low, 0)} of the dyads compared "
        "do better; supported when both directions are so in most specifications of both "
        "comparisons, not supported when neither is in either, mixed otherwise.",
    )
