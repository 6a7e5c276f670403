"""Lesson 08: whether the states of Central Asia have a body of their own."""

from __future__ import annotations

import pandas as pd

from ...days import CENTRAL_ASIA, OP_ED_DAY, OP_ED_YEAR, THIS_DAY, confirmed, on_day
from ...measures.trade import TRADE_YEARS, shares_within
from ...tables import state_names
from ...verdicts import OF_FACTS, Finding, by_signs, settles
from ...words import listing

# For what a body is that keeps no matter out, or that is for the economy.
GENERAL = ("all matters", "the economy")
# Admitted to the consultative meetings in November 2025: an old body does not end with a guest.
LATE_GUESTS = ("AZE",)


def _central_asian_shares() -> pd.Series:
    return shares_within(CENTRAL_ASIA)


@settles(51, "memberships", "region_bodies", _central_asian_shares)
def go_their_own_ways(
    memberships: pd.DataFrame,
    region_bodies: pd.DataFrame,
    shares: pd.Series,
    at_least: int = len(CENTRAL_ASIA),
    late_guests: tuple[str, ...] = LATE_GUESTS,
) -> Finding:
    """Claim 51: the Central Asian states forgo cooperation with one another.

    Three signs: a body of theirs alone, a body of theirs alone for the economy or for all matters,
    and the share of their trade that stays among them (`shares`, by year, in per cent). Only bodies
    that `region_bodies` knows are looked at.
    """
    purposes = confirmed(region_bodies).groupby("body")["purpose"].first()
    # Of other bodies the table need not have every member.
    listed = memberships[memberships["body"].isin(purposes.index)]

    def signs(day: str, trade: str) -> tuple[str, list[str]]:
        bodies = _bodies_of_their_own(listed, day, at_least, late_guests)
        general = [body for body in bodies if purposes[body] in GENERAL]
        found = {"bodies": bodies, "general bodies": general}
        said = {name: "against" if those else "for" for name, those in found.items()}
        return OF_FACTS[by_signs({**said, "trade": trade})], bodies

    known = shares[shares.index < OP_ED_YEAR]
    trade = _direction(known)
    (then, bodies_then), (today, bodies_now) = signs(OP_ED_DAY, trade), signs(THIS_DAY, "silent")
    return Finding(
        then,
        today,
        f"bodies of the five alone in August 2013: {listing(bodies_then) or 'none'}; now: "
        f"{listing(bodies_now) or 'none'}. {_words_of_trade(known, trade)}",
        f"a body speaks against the claim if at least {at_least} of the five and nobody else are "
        f"in it ({_words_of_guests(late_guests)}), and again if it is for the economy or for all "
        "matters; none speaks for it. Trade speaks if the last share is below, or above, every "
        "earlier one. All that speak for: holds; all against: wrong; both: imprecise.",
    )


def _words_of_trade(shares: pd.Series, said: str) -> str:
    by_year = listing(f"{share:.1f} in {year}" for year, share in shares.items())
    return (
        "Of 100 dollars of trade that touch the five, so many stay among them: "
        f"{by_year}, which is {said}; the data end in {TRADE_YEARS[-1]}, so trade is silent now."
    )


def _words_of_guests(guests: tuple[str, ...]) -> str:
    if not guests:
        return "all members counted"
    names = state_names()
    return f"{listing(names[guest] for guest in guests)}, a later guest, is not counted"


def _bodies_of_their_own(
    memberships: pd.DataFrame, day: str, at_least: int, late_guests: tuple[str, ...]
) -> list[str]:
    rows = on_day(memberships, day)
    # A member without a first day is a member all the same: it may not make a body the five's own.
    undated = confirmed(memberships)
    undated = undated[undated["from_year"].isna() & (undated["from_date"] == "")]
    rows = pd.concat([rows, undated])
    rows = rows[(rows["status"] == "member") & ~rows["state"].isin(late_guests)]
    return sorted(
        body
        for body, states in rows.groupby("body")["state"]
        if set(states) <= set(CENTRAL_ASIA) and states.nunique() >= at_least
    )


def _direction(shares: pd.Series) -> str:
    *earlier, last = shares.sort_index()
    if last < min(earlier):
        return "for"
    return "against" if last > max(earlier) else "silent"
