"""Lesson 03: who held the land, who left, who is alike, and what a past leaves in trade."""

from __future__ import annotations

import pandas as pd

from ..words import listing, number, percent
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


def left_in_three_years(
    migration: pd.DataFrame, counted: pd.DataFrame, slack: float = 0.25, most_increase: float = 3.5
) -> Finding:
    """Claim 10: some 60,000 Kazakhs left Mongolia for Kazakhstan in 1990 to 1992.

    Two questions to confirmed rows. Does a figure other than the op-ed's, for a span within a year
    of its own, come within `slack` of it? And can so many have left at all: is the net loss between
    the censuses of 1989 and 2000, with natural increase of up to `most_increase` per cent a year,
    large enough when as many came back as the op-ed says?
    """
    rows = confirmed(migration)
    out = rows[(rows["origin"] == "MNG") & (rows["destination"] == "KAZ")]
    said = float(out.loc[out["kind"] == "op-ed", "value"].iloc[0])
    back = rows[(rows["origin"] == "KAZ") & (rows["kind"] == "op-ed")]["value"].iloc[0]
    others = out[out["kind"].isin(["estimate", "official", "report"])].dropna(subset="value")
    near = others[(others["from_year"] >= 1989) & (others["to_year"] <= 1993)]["value"]
    counts = confirmed(counted)
    counts = counts[counts["kind"] == "census"].dropna(subset="value").groupby("year")["value"]
    before, after = (float(counts.first()[year]) for year in (1989, 2000))
    most = before - after + 11 * most_increase / 100 * (before + after) / 2 + float(back)
    fits = bool(((near / said - 1).abs() <= slack).any())
    verdict = "holds" if fits else "imprecise" if most >= said else "wrong"
    figures = listing(number(value) for value in near) or "none"
    return Finding(
        verdict,
        verdict,
        f"figures of others for these years: {figures}. Between the censuses of 1989 and 2000 at "
        f"most about {number(round(most, -3))} can have left, births and returns allowed for.",
        f"another figure within {percent(slack, 0)} holds; none, but so many can have left by 2000 "
        f"with a natural increase of {number(most_increase, 1)} per cent a year, is imprecise; more "
        "than can have left is wrong. A quarter is generous for a figure called some, and so is that "
        "increase: by so much their number grew from 1938 to 1989.",
    )


def alike_as_coded(agreement: pd.DataFrame, most: float = 0.25) -> Finding:
    """Claim 14: Kazakhs and Mongols share a past as herders and many customs.

    On the Ethnographic Atlas: in each group of pairs, is the agreement of Kazak and Khalka above
    the median, and does at most the share `most` of pairs agree more?
    """
    above = agreement["kazak_khalka"] > agreement["median"]
    high = agreement["share_higher"] <= most
    verdict = "holds" if (above & high).all() else "imprecise" if above.any() else "wrong"
    shares = agreement["share_higher"]
    return Finding(
        verdict,
        verdict,
        f"they agree on {percent(agreement['kazak_khalka'].iloc[0], 0)} of the variables coded for "
        f"both; in {len(agreement)} groups of pairs between {percent(shares.min(), 1)} and "
        f"{percent(shares.max(), 1)} agree more.",
        f"above the median pair, with at most {percent(most, 0)} of pairs above them, in every "
        "group: many means more than most neighbours have. The codes are of about 1910 and 1940, so "
        "that this day rests on what is written of the Kazakhs of Mongolia.",
    )


def past_makes_hard(premiums: pd.DataFrame, mongolia: pd.DataFrame, sure: float = 1.96) -> Finding:
    """Claim 34: the past still makes relations hard, as far as trade can tell.

    Two signs, with intervals of `sure` standard errors: is a past visible, that is, do former Soviet
    states trade more with each other than others do; and does it stand between Mongolia and them,
    that is, does Mongolia trade less with them than size and distance say?
    """

    def reading(year: int) -> tuple[str, str]:
        past = premiums.set_index("year").loc[year]
        ours = mongolia.set_index("year").loc[year]
        visible = past["log"] - sure * past["error"] > 0
        between = ours["log"] + sure * ours["error"] < 0
        verdict = "supported" if visible and between else "mixed" if visible else "not supported"
        return verdict, (
            f"in {year} they trade {number(past['times'], 1)} times as much with each other, and "
            f"Mongolia {number(ours['times'], 1)} times as much with them (Russia left out)"
        )

    last = int(premiums["year"].max())
    then, now = reading(2012), reading(last)
    return Finding(
        then[0],
        now[0],
        f"{then[1]}; {now[1]}.",
        f"both signs beyond {number(sure, 2)} standard errors support it; a past that is visible but "
        "does not stand between Mongolia and the others is mixed; no past, not supported. 'Now' is "
        f"the last year of the table, {last}. Trade is one tie of several.",
    )
