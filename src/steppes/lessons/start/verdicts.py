"""Lesson 00: the rule for the claim that a student practises on."""

from __future__ import annotations

import pandas as pd

from ...verdicts import Finding, settles
from ...words import percent, usd


@settles(0, "partners_cow")
def about_so_much(
    partners_cow: pd.DataFrame, claimed: float = 400, near: float = 0.1, roughly: float = 0.25
) -> Finding:
    """Whether a sum is about what is claimed: within a tenth holds, within a quarter imprecise.

    `claimed` is in millions of US dollars; the sum is what Japan and Mongolia sold each other in
    2012.
    """
    flows = partners_cow[partners_cow["year"] == 2012]
    two = ["JPN", "MNG"]
    both = flows[flows["exporter"].isin(two) & flows["importer"].isin(two)]["usd_million"].sum()
    off = abs(both / claimed - 1)
    verdict = "holds" if off <= near else "imprecise" if off <= roughly else "wrong"
    return Finding(
        verdict,
        verdict,
        f"the two sold each other goods worth {usd(both)}, {percent(off)} off {usd(claimed)}.",
        "within a tenth holds, within a quarter is imprecise, beyond that wrong.",
    )
