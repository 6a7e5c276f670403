"""Lesson 08: whether the states of Central Asia have a body of their own."""

from __future__ import annotations

import pandas as pd

from ...days import CENTRAL_ASIA, OP_ED_DAY, THIS_DAY, on_day
from ...verdicts import Finding, settles
from ...words import listing

# Of bodies with members elsewhere the table does not list them all, so these are named.
OWN_BODIES = (
    "Central Asian Union, later CAEC and CACO",
    "Consultative meetings of Central Asian heads of state",
)
# Admitted to the consultative meetings in November 2025: an old body does not end with a guest.
LATE_GUESTS = ("AZE",)


@settles(51, "memberships")
def no_body_of_their_own(
    memberships: pd.DataFrame, at_least: int = 3, bodies: tuple[str, ...] = OWN_BODIES
) -> Finding:
    """Claim 51: the Central Asian states forgo cooperation with one another."""

    def own_bodies(day: str) -> list[str]:
        rows = on_day(memberships, day)
        rows = rows[(rows["status"] == "member") & ~rows["state"].isin(LATE_GUESTS)]
        states_of = rows[rows["body"].isin(bodies)].groupby("body")["state"]
        return sorted(
            body
            for body, states in states_of
            if len(states) >= at_least and set(states) <= set(CENTRAL_ASIA)
        )

    then, today = own_bodies(OP_ED_DAY), own_bodies(THIS_DAY)
    return Finding(
        "wrong" if then else "holds",
        "wrong" if today else "holds",
        f"bodies of their own in August 2013: {listing(then) or 'none'}; now: "
        f"{listing(today) or 'none'}.",
        f"a body that at least {at_least} of the five belong to and nobody else; cooperation "
        "without a body is not seen.",
    )
