"""Lesson 03: who held the land, and whose ally Mongolia was."""

from __future__ import annotations

import pandas as pd

from ..words import listing, percent
from .finding import Finding, confirmed

RULE = ("khanship ended", "garrison", "imperial rule")


def taken_in_during(
    rulers: pd.DataFrame, first: int = 1801, last: int = 1900, kinds: tuple[str, ...] = RULE
) -> Finding:
    """Claim 28: the Russian Empire took in the land of today's Kazakhstan in the 1800s.

    For each of the four lands, the first day on which Russia ruled it: an oath alone is not
    rule (`kinds` can count it).
    """
    held = rulers[(rulers["state"] == "KAZ") & (rulers["layer"] == "holder")]
    rows = confirmed(held)
    rows = rows[rows["kind"].isin(kinds)]
    began = rows.groupby("land")["from_date"].min().str[:4].astype(int).sort_values()
    # A land without such a row was not seen to be taken in; it must not drop out of the count.
    inside = began.reindex(held["land"].unique()).between(first, last)
    verdict = "holds" if inside.all() else "imprecise" if inside.any() else "wrong"
    each = listing(f"{land} {year}" for land, year in began.items())
    return Finding(
        verdict,
        verdict,
        f"Russian rule begins, by land: {each}.",
        "all four lands in that century; rule means that khans were ended, a garrison stood or "
        "the empire governed. With oaths counted as rule it would be imprecise.",
    )


def close_ally(alliances: pd.DataFrame, memberships: pd.DataFrame, most: float = 0.75) -> Finding:
    """Claim 31: Mongolia was closely aligned with the Soviet Union.

    Two signs: a defence obligation (ATOP, Russia standing for the Soviet Union) in most years
    from 1936 to 1991, and membership in Comecon.
    """
    pair = alliances["iso3_a"].isin(["MNG", "RUS"]) & alliances["iso3_b"].isin(["MNG", "RUS"])
    rows = alliances[pair & alliances["year"].between(1936, 1991) & alliances["defence"]]
    share = rows["year"].nunique() / len(range(1936, 1992))
    joined = confirmed(memberships)
    joined = joined[(joined["body"] == "Comecon") & (joined["state"] == "MNG")]
    joined = joined[joined["status"] == "member"]
    signs = int(share >= most) + int(len(joined) > 0)
    verdict = ("wrong", "imprecise", "holds")[signs]
    year = f"in {int(joined['from_year'].iloc[0])}" if len(joined) else "never"
    return Finding(
        verdict,
        verdict,
        f"a defence obligation in {percent(share, 0)} of the years from 1936 to 1991; Mongolia "
        f"joined Comecon {year}.",
        f"both signs hold: a defence obligation in at least {percent(most, 0)} of the years, and "
        "Comecon; one of them is imprecise. A close ally promises defence.",
    )
