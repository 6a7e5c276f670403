"""Lesson 03: who held the land, who left, who is alike, and what a past leaves in trade."""

from __future__ import annotations

import math

import pandas as pd

from ...days import confirmed
from ...measures.history import RULE, mongolia_and_the_former_union
from ...measures.history import premiums as premiums_by_year
from ...measures.statistics import SURE, interval
from ...verdicts import Finding, settles
from ...words import counted, listing, number, percent


@settles(28, "rulers")
def taken_in_during(
    rulers: pd.DataFrame, first: int = 1801, last: int = 1900, kinds: tuple[str, ...] = RULE
) -> Finding:
    """Claim 28: the Russian Empire took in the land of today's Kazakhstan in the 1800s.

    For each of the four lands, the first day on which Russia ruled it: an oath or a garrison alone
    is not rule (`kinds` can count them).
    """
    holders = rulers[(rulers["state"] == "KAZ") & (rulers["layer"] == "holder")]
    ruled = confirmed(holders)
    ruled = ruled[ruled["kind"].isin(kinds)]
    began = ruled.groupby("land")["from_date"].min().str[:4].astype(int).sort_values()
    # A land without such a row was not seen to be taken in; it must not drop out of the count.
    inside = began.reindex(holders["land"].unique()).between(first, last)
    verdict = "holds" if inside.all() else "imprecise" if inside.any() else "wrong"
    each = listing(f"{land} {year}" for land, year in began.items())
    return Finding(
        verdict,
        verdict,
        f"Russian rule begins, by land: {each}.",
        "all four lands in that century; rule means that khans were ended or the empire governed. "
        "With oaths counted as rule, or with forts at the edge of the steppe, of which the table "
        "has one, it would be imprecise.",
    )


@settles(31, "alliances", "memberships")
def close_ally(alliances: pd.DataFrame, memberships: pd.DataFrame, most: float = 0.75) -> Finding:
    """Claim 31: Mongolia was closely aligned with the Soviet Union.

    Two signs: a defence obligation (ATOP, Russia standing for the Soviet Union) in most years
    from 1936 to 1991, and membership in Comecon.
    """
    pair = alliances[["iso3_a", "iso3_b"]].isin(["MNG", "RUS"]).all(axis="columns")
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
        "Comecon; one of them is imprecise. China and Finland held such a promise too, so that it "
        "does not measure closeness by itself.",
    )


@settles(10, "kazakh_migration", "kazakhs_in_mongolia")
def left_in_three_years(
    migration: pd.DataFrame, counted: pd.DataFrame, slack: float = 0.25
) -> Finding:
    """Claim 10: some 60,000 Kazakhs left Mongolia for Kazakhstan in 1990 to 1992.

    Two questions to confirmed rows, without the op-ed's own and without what was computed. Does a
    figure for a span within a year of its own come within `slack` of it? If not, does a figure for
    a longer span, which takes its years in, reach its size less `slack`: did so many leave, over
    more years? What the censuses leave room for is said beside and decides nothing, since it hangs
    on two numbers that are not known.
    """
    rows = confirmed(migration)
    out = rows[(rows["origin"] == "MNG") & (rows["destination"] == "KAZ")]
    claimed = float(out.loc[out["kind"] == "op-ed", "value"].iloc[0])
    back = (rows["origin"] == "KAZ") & (rows["kind"] == "op-ed")
    returned = float(rows.loc[back, "value"].iloc[0])
    near, longer = _figures_of_others(out)
    fits = bool(((near / claimed - 1).abs() <= slack).any())
    reached = bool((longer >= (1 - slack) * claimed).any())
    verdict = "holds" if fits else "imprecise" if reached else "wrong"
    if_nobody = number(_increase_needed(counted, claimed), 1)
    if_some = number(_increase_needed(counted, claimed - returned), 1)
    of_these, of_longer = (
        listing(number(size) for size in sizes) or "none" for sizes in (near, longer)
    )
    return Finding(
        verdict,
        verdict,
        f"figures of others for these years: {of_these}; for longer spans that take them in, at "
        f"least: {of_longer}. The censuses of 1989 and 2000 fit {number(claimed)} with a natural "
        f"increase of {if_some} per cent a year if {number(returned)} came back, of {if_nobody} if "
        "nobody did.",
        f"another figure for those years within {percent(slack, 0)} holds; none, but as many, less "
        f"{percent(slack, 0)}, over a longer span is imprecise; neither is wrong. A quarter is "
        "generous for a figure called some. The censuses decide nothing: increase and returns are "
        "not known.",
    )


def _figures_of_others(out: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """How many left by others' figures: within a year of 1990 to 1992, and over longer spans."""
    rows = out[out["kind"].isin(["estimate", "official", "report"])]
    rows = rows.assign(size=rows["value"].fillna(rows["low"]))
    rows = rows.dropna(subset=["size", "from_year", "to_year"])
    near = (rows["from_year"] >= 1989) & (rows["to_year"] <= 1993)
    longer = (rows["from_year"] <= 1992) & (rows["to_year"] > 1993)
    return rows.loc[near, "size"], rows.loc[longer, "size"]


def _increase_needed(counted: pd.DataFrame, gone_for_good: float) -> float:
    """The natural increase, per cent a year, with which the censuses fit so many departures."""
    rows = confirmed(counted)
    rows = rows[rows["kind"] == "census"].dropna(subset="value")
    first, last = (float(rows.loc[rows["year"] == year, "value"].iloc[0]) for year in (1989, 2000))
    return 100 * (gone_for_good - first + last) / (11 * (first + last) / 2)


@settles(14, "culture_agreement")
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
        f"both; in {counted(len(agreement), 'group')} of pairs between "
        f"{percent(shares.min(), 1)} and "
        f"{percent(shares.max(), 1)} agree more.",
        f"above the median pair, with at most {percent(most, 0)} of pairs above them, in every "
        f"group: {listing(agreement['group'])}; in some of the groups is imprecise. Many can "
        "hardly mean less than the upper quarter. The codes are of about 1910 and 1940, so that "
        "this day rests on what is written of the Kazakhs of Mongolia.",
    )


@settles(34, premiums_by_year, mongolia_and_the_former_union)
def past_makes_hard(premiums: pd.DataFrame, mongolia: pd.DataFrame, sure: float = SURE) -> Finding:
    """Claim 34: the past still makes relations hard, as far as trade can tell.

    With intervals of `sure` standard errors: is a past visible, that is, do former Soviet states
    trade more with each other than others do; and on which side of 1 lies Mongolia's trade with
    them? Below is a wall, above is its opposite, and an interval that takes in 1 is neither.
    """
    last = int(premiums["year"].max())
    (in_2013, then), (now, lately) = (
        _what_trade_tells(year, premiums, mongolia, sure) for year in (2012, last)
    )
    return Finding(
        in_2013,
        now,
        f"{then}; {lately}.",
        f"with intervals of {number(sure, 2)} standard errors: a past is visible and Mongolia's "
        "whole interval lies below 1, supported; it lies above 1, or no past is visible, not "
        "supported; it takes in 1, mixed. With 1.4 errors or fewer 2012 would be not supported. "
        f"'Now' is the last year of the table, {last}. Trade is one tie of several.",
    )


def _what_trade_tells(
    year: int, premiums: pd.DataFrame, mongolia: pd.DataFrame, sure: float
) -> tuple[str, str]:
    """The verdict of one year, and what it rests on."""
    past = premiums.set_index("year").loc[year]
    ours = mongolia.set_index("year").loc[year]
    visible = interval(past["log"], past["error"], sure)[0] > 0
    low, high = interval(ours["log"], ours["error"], sure)
    verdict = "mixed"
    if not visible or low > 0:
        verdict = "not supported"
    elif high < 0:
        verdict = "supported"
    return verdict, (
        f"in {year} they trade {number(past['times'], 1)} times as much with each other, and "
        f"Mongolia {number(ours['times'], 1)} times as much with them as predicted, from "
        f"{number(math.exp(low), 1)} to {number(math.exp(high), 1)} (Russia left out)"
    )
