"""Lesson 03: what its explorers tell, for the instructor's key."""

from __future__ import annotations

from ...explored import tells
from ...measures.history import (
    FIRST_YEAR,
    LAST_YEAR,
    beside_deals,
    republics_beside_twins,
    rulers_at_end_of,
    spells,
)
from ...words import listing, number
from .figures import LEFT_OUT

EMPIRES = {"Russian Empire", "Qing Empire"}
LUCK = 25  # of 1,000 deals: more than so many that reach the real sum
OTHER_LOTS = range(2, 42)


@tells("who_held_what", 1, "all six parts stand under one of two emperors")
def under_two_emperors() -> str:
    under = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        rulers = rulers_at_end_of(year)
        if set(rulers.loc[rulers["layer"] == "holder", "holder"]) <= EMPIRES:
            under.append(year)
    after = rulers_at_end_of(under[-1] + 1)
    free = after[(after["layer"] == "holder") & ~after["holder"].isin(EMPIRES)].iloc[0]
    return (
        f"From the end of {under[0]} to the end of {under[-1]}. At the end of {under[-1] + 1} "
        f"*{free['land']}* in Mongolia is held by the {free['holder']}."
    )


@tells("who_held_what", 2, "Over which two Kazakh parts does the Qing's claim begin in 1757")
def the_claim_of_1757() -> str:
    rows = spells()
    rows = rows[(rows["layer"] == "claim") & (rows["state"] == "KAZ") & (rows["family"] == "CHN")]
    rows = rows[rows["from_date"].str.startswith("1757")]
    gone = sorted({int(day[:4]) for day in rows["to_date"]})
    parts = listing(f"*{land}*" for land in rows["land"])
    return f"Over {parts}. It is gone at the end of {listing(map(str, gone), 'or')}."


def _reaching(divided: int = 1, without: str = "nobody", seed: int = 1) -> int:
    """How many of 1,000 deals reach what Mongolia really traded with the republics in 2012."""
    twins = republics_beside_twins(2012, "MNG", ("RUS", *LEFT_OUT[without]))
    real, dealt = beside_deals(twins, seed)
    return int((dealt >= real / divided).sum())


@tells("dealt_republics", 1, "By which whole number must Mongolia's trade be divided")
def divided_until_luck() -> str:
    reached = {divided: _reaching(divided) for divided in (1, 2, 3, 4)}
    first = next(divided for divided, deals in reached.items() if deals > LUCK)
    each = listing(f"{number(deals)} for {divided}" for divided, deals in reached.items())
    others = [_reaching(first, seed=seed) for seed in OTHER_LOTS]
    return (
        f"By {first}. Of 1,000 deals so many reach the divided sum: {each}. Narrowly: with other "
        f"random numbers it is {min(others)} to {max(others)} for {first}."
    )


@tells("dealt_republics", 2, "When does it look like luck?")
def left_out_until_luck() -> str:
    reached = {name: _reaching(without=name) for name in LEFT_OUT if name != "nobody"}
    lucky = listing(name for name, deals in reached.items() if deals > LUCK)
    each = listing(f"{number(deals)} without {name}" for name, deals in reached.items())
    return (
        f"Only without {lucky}. So many of 1,000 deals reach the sum of 2012: {each}. Three "
        "republics carry it."
    )
