"""Lesson 04: Kazakhstan's standing with Russia, and whether Mongolia avoids Russia's allies."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...days import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, members
from ...measures import alignment as standing
from ...measures.statistics import chance_of_standing_above, could_be
from ...measures.visas import waivers
from ...verdicts import Finding, settles
from ...words import listing, number, percent

NAMED = ("CIS", "CSTO", "EurAsEC", "SCO")
SUCCESSORS = ("CIS", "CSTO", "EAEU", "SCO")  # the EAEU took EurAsEC's place in 2015


@settles(36, "alliances", "memberships", "un_ideal_points")
def nearer_to_russia(
    alliances: pd.DataFrame,
    memberships: pd.DataFrame,
    ideal_points: pd.DataFrame,
    margin: float = 0.10,
) -> Finding:
    """Claim 36: Kazakhstan accepts closeness to Russia more than Mongolia does.

    Two signs of different kinds. Promises: defence obligations to Russia (ATOP, held at its last
    year) plus seats in the CIS, the CSTO and EurAsEC or the EAEU. Positions: distance to Russia's
    ideal point in the UN General Assembly, mean of three years (Bailey, Strezhnev and Voeten 2017).
    A difference in votes below `margin` is silent, and a silent sign neither supports nor
    contradicts: the margin is about one standard error of the difference of two such means, if the
    errors of states and years are independent.
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
        apart = far["MNG"] - far["KAZ"]  # above 0: Kazakhstan votes nearer
        ahead = more["KAZ"] - more["MNG"]
        spoken = {ahead > 0} if ahead else set()
        spoken |= {apart > 0} if abs(apart) >= margin else set()
        verdict = "untested" if not spoken else "supported" if spoken == {True} else "mixed"
        verdict = "not supported" if spoken == {False} else verdict
        who = "Kazakhstan" if apart > 0 else "Mongolia"
        seen = "too close to call" if abs(apart) < margin else f"{who} nearer"
        said = (
            f"promises {more['KAZ']} by Kazakhstan and {more['MNG']} by Mongolia, distance in "
            f"votes {number(far['KAZ'], 2)} and {number(far['MNG'], 2)} ({seen})"
        )
        return verdict, said

    then, said_then = at(OP_ED_DAY, OP_ED_YEAR - 1)
    today, said_now = at(THIS_DAY, int(points.index.max()))
    return Finding(
        then,
        today,
        f"for 2013: {said_then}. Now, defence as of {int(alliances['year'].max())}: {said_now}.",
        "every sign that speaks says Kazakhstan; signs that speak against each other are mixed. A "
        f"difference in votes below {number(margin, 2)}, about its standard error, is silent.",
    )


@settles(38, "memberships")
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


@settles(39, "memberships", "country_years")
def led_by_russia(
    memberships: pd.DataFrame,
    country_years: pd.DataFrame,
    most: float = 0.5,
    by: str = "gdp_usd",
) -> Finding:
    """Claim 39: the four bodies are led by Russia, read as outweighing all other members.

    Russia's share of the members' GDP at current prices (World Bank), or of their people (`by`
    "population"), in 2012 and in the last year there is; members without a figure are left out.
    """
    gdp = country_years.dropna(subset=by).pivot(index="year", columns="iso3", values=by)
    of = {"gdp_usd": "GDP", "population": "people"}[by]

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
        f"Russia's share of the members' {of} in 2012: {said_then}; in {last}: {said_now}.",
        f"more than {percent(most, 0)} in all of them holds, in more than half is imprecise: to "
        "lead, in this reading, is to outweigh the rest together.",
    )


def trade_over_benchmark() -> dict[int, pd.Series]:
    """Mongolia's trade over the benchmark by partner, for the years that claim 40 is read in."""
    return {year: standing.over_benchmark("MNG", year) for year in (2012, 2014)}


@settles(40, "visa_waivers", "memberships", "countries", "visa_rules", trade_over_benchmark)
def keeps_away(
    visa_waivers: pd.DataFrame,
    memberships: pd.DataFrame,
    countries: pd.DataFrame,
    visa_rules: pd.DataFrame,
    trade: Mapping[int, pd.Series],
    errors: float = 1.0,
) -> Finding:
    """Claim 40 by every measure of engagement that exists for all states.

    For each measure: how often one of Russia's allies in the CSTO stands above another partner of
    Mongolia, ties counted half; 0.5 is no difference. Twice: beside all partners, and beside the
    former Soviet republics alone, since all allies are such. Lower and higher lie more than
    `errors` standard errors from the middle (Mann and Whitney, without ties). A measure that could
    not have come out on both sides, as few waivers cannot, does not count. `trade` holds Mongolia's
    trade over the benchmark by partner, for 2012 and 2014. The waivers are those in force in August
    2013 and now; visa-free entry is that of January 2025.
    """
    former = set(countries.loc[countries["former_soviet"], "iso3"])

    def at(day: str, year: int, more: Mapping[str, pd.Series]) -> tuple[str, str]:
        allies = members(memberships, "CSTO", day) - {"RUS"}
        waived = waivers(visa_waivers, countries, day).drop("RUS").astype(float)
        measures = {f"trade of {year}": trade[year], "waivers": waived, **more}
        counted, silent, lower, higher = [], [], 0, 0
        for name, values in measures.items():
            values = values.dropna()
            for beside in ("all partners", "former republics"):
                here = values if beside == "all partners" else values[values.index.isin(former)]
                mine = pd.Series(here.index.isin(allies), here.index)
                if mine.all() or not mine.any():
                    continue
                share, margin = chance_of_standing_above(mine, here), errors * _error(mine)
                least, most = could_be(mine, here)
                said = f"{name} beside {beside} {number(share, 2)}"
                if least > 0.5 - margin or most < 0.5 + margin:
                    silent.append(said)
                    continue
                counted.append(said)
                lower += share < 0.5 - margin - 1e-9
                higher += share > 0.5 + margin + 1e-9
        verdict = "mixed" if counted else "untested"
        if bool(lower) != bool(higher):
            verdict = "supported" if lower else "not supported"
        said = listing(counted) or "nothing"
        return verdict, said + (f" (not counted: {listing(silent)})" if silent else "")

    entry = visa_rules[visa_rules["destination"] == "MNG"].set_index("passport")["requirement"]
    states = countries.loc[countries["un_member"], "iso3"]
    free = (entry == "visa-free")[entry.index.isin(set(states) - {"MNG", "RUS"})].astype(float)
    then, said_then = at(OP_ED_MONTH_END, OP_ED_YEAR - 1, {})
    today, said_now = at(THIS_DAY, max(trade), {"entry in 2025": free})
    of = "one standard error" if errors == 1 else f"{number(errors, 1)} standard errors"
    return Finding(
        then,
        today,
        "how often an ally stands above another partner, 0.5 being no difference. For 2013: "
        f"{said_then}. Now: {said_now}.",
        f"lower and higher lie more than {of} from the middle, one standard error "
        "being about 0.13 beside all partners and 0.17 beside former republics. Lower in one or "
        "more comparisons and higher in none supports the claim, the other way round speaks "
        "against it; what could not have come out on both sides does not count.",
    )


def _error(mine: pd.Series) -> float:
    one, other = int(mine.sum()), int((~mine).sum())
    return ((one + other + 1) / (12 * one * other)) ** 0.5
