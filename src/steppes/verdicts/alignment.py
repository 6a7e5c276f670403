"""Lesson 04: Kazakhstan's standing with Russia, and whether Mongolia avoids Russia's allies."""

from __future__ import annotations

import pandas as pd

from ..words import listing, number, percent
from .finding import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, Finding, members, on_day

NAMED = ("CIS", "CSTO", "EurAsEC", "SCO")
SUCCESSORS = ("CIS", "CSTO", "EAEU", "SCO")  # the EAEU took EurAsEC's place in 2015


def nearer_to_russia(
    alliances: pd.DataFrame, memberships: pd.DataFrame, ideal_points: pd.DataFrame
) -> Finding:
    """Claim 36: Kazakhstan accepts closeness to Russia more than Mongolia does.

    Two signs of different kinds. Promises: defence obligations to Russia plus memberships in the
    CIS, the CSTO and EurAsEC or the EAEU. Positions: distance to Russia's ideal point in the UN
    General Assembly, mean of three years (Bailey, Strezhnev and Voeten 2017).
    """

    def promises(state: str, day: str) -> int:
        pair = alliances["iso3_a"].isin([state, "RUS"]) & alliances["iso3_b"].isin([state, "RUS"])
        year = min(int(day[:4]) - 1, int(alliances["year"].max()))
        pact = bool(alliances[pair & (alliances["year"] == year)]["defence"].any())
        bodies = ("CIS", "CSTO", "EurAsEC", "EAEU")
        return int(pact) + sum(state in members(memberships, body, day) for body in bodies)

    points = ideal_points.pivot(index="year", columns="iso3", values="ideal_point")

    def distance(state: str, last: int) -> float:
        return float((points[state] - points["RUS"]).abs().loc[last - 2 : last].mean())

    def at(day: str, last: int) -> tuple[str, str]:
        more = {state: promises(state, day) for state in ("KAZ", "MNG")}
        far = {state: distance(state, last) for state in ("KAZ", "MNG")}
        signs = int(more["KAZ"] > more["MNG"]) + int(far["KAZ"] < far["MNG"])
        said = (
            f"promises {more['KAZ']} by Kazakhstan and {more['MNG']} by Mongolia, distance in "
            f"votes {number(far['KAZ'], 2)} and {number(far['MNG'], 2)}"
        )
        return ("not supported", "mixed", "supported")[signs], said

    then, said_then = at(OP_ED_DAY, OP_ED_YEAR - 1)
    today, said_now = at(THIS_DAY, int(points.index.max()))
    return Finding(
        then,
        today,
        f"for 2013: {said_then}. Now: {said_now}.",
        "both signs point the same way; promises and positions are different things.",
    )


def member_of_all(memberships: pd.DataFrame, bodies: tuple[str, ...] = NAMED) -> Finding:
    """Claim 38: Kazakhstan is in the CIS, the CSTO, EurAsEC and the SCO."""

    def at(day: str) -> tuple[str, list[str]]:
        found = [body for body in bodies if "KAZ" in members(memberships, body, day)]
        full = len(found) == len(bodies)
        return "holds" if full else "imprecise" if found else "wrong", found

    (then, found_then), (today, found_now) = at(OP_ED_DAY), at(THIS_DAY)
    return Finding(
        then,
        today,
        f"a member in August 2013 of {listing(found_then) or 'none'}; now of "
        f"{listing(found_now) or 'none'}.",
        f"all {len(bodies)}, since the claim is a list; some of them is imprecise.",
    )


def led_by_russia(
    memberships: pd.DataFrame, country_years: pd.DataFrame, most: float = 0.5
) -> Finding:
    """Claim 39: the four bodies are led by Russia, read as outweighing all other members.

    Russia's share of the members' GDP at current prices (World Bank), in 2012 and in the last
    year there is; members without a figure are left out.
    """
    gdp = country_years.dropna(subset="gdp_usd").pivot(
        index="year", columns="iso3", values="gdp_usd"
    )

    def at(day: str, year: int, bodies: tuple[str, ...]) -> tuple[str, str]:
        shares = {}
        for body in bodies:
            within = gdp.loc[year, sorted(members(memberships, body, day) & set(gdp.columns))]
            shares[body] = float(within["RUS"] / within.sum())
        led = sum(share > most for share in shares.values())
        verdict = (
            "holds" if led == len(bodies) else "imprecise" if led > len(bodies) / 2 else "wrong"
        )
        return verdict, listing(f"{body} {percent(share, 0)}" for body, share in shares.items())

    then, said_then = at(OP_ED_DAY, OP_ED_YEAR - 1, NAMED)
    last = int(gdp["RUS"].dropna().index.max())
    today, said_now = at(THIS_DAY, last, SUCCESSORS)
    return Finding(
        then,
        today,
        f"Russia's share of the members' GDP in 2012: {said_then}; in {last}: {said_now}.",
        f"more than {percent(most, 0)} in all of them holds, in more than half is imprecise: to "
        "lead, in this reading, is to outweigh the rest together.",
    )


def waivers(visa_waivers: pd.DataFrame, countries: pd.DataFrame, day: str) -> pd.Series:
    """For each UN member but Mongolia, whether Mongolia's waiver for it is in force on a day."""
    rows = on_day(visa_waivers, day)
    states = set(rows.loc[rows["status"] == "in force", "state"])
    others = countries.loc[countries["un_member"] & (countries["iso3"] != "MNG"), "iso3"]
    return pd.Series({iso3: iso3 in states for iso3 in others})


def keeps_from_allies(
    visa_waivers: pd.DataFrame,
    memberships: pd.DataFrame,
    countries: pd.DataFrame,
    gap: float = 0.10,
) -> Finding:
    """Claim 40: balancing Russia, Mongolia avoids Russia's principal allies.

    Over all UN members: the share with a visa waiver in force among Russia's allies in the CSTO
    beside the share among all other states. Temporary and announced waivers do not count.
    """

    def at(day: str) -> tuple[str, str]:
        waived = waivers(visa_waivers, countries, day).drop("RUS")
        allies = members(memberships, "CSTO", day) - {"RUS"}
        among = waived[waived.index.isin(allies)]
        others = waived[~waived.index.isin(allies)]
        more = among.mean() - others.mean()
        verdict = "supported" if more <= -gap else "not supported" if more >= gap else "mixed"
        return verdict, (
            f"{int(among.sum())} of {len(among)} allies and {int(others.sum())} of "
            f"{len(others)} other states"
        )

    (then, said_then), (today, said_now) = at(OP_ED_MONTH_END), at(THIS_DAY)
    return Finding(
        then,
        today,
        f"with a waiver in August 2013: {said_then}; now: {said_now}.",
        f"a share among allies at least {percent(gap, 0)} below that among others supports it, as "
        "far above speaks against it. One measure of engagement; few allies.",
    )
