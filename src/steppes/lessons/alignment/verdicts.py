"""Lesson 04: Kazakhstan's standing with Russia, and whether Mongolia avoids Russia's allies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from ...days import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, members
from ...measures.alignment import NAMED_BODIES, TESTED_TRADE_YEARS, over_benchmark
from ...measures.statistics import chance_of_standing_above, could_be
from ...measures.trade import PAIR
from ...measures.visas import waivers
from ...verdicts import Finding, settles
from ...words import listing, number, percent

BODIES_OF_PROMISE = ("CIS", "CSTO", "EurAsEC", "EAEU")
SUCCESSORS = ("CIS", "CSTO", "EAEU", "SCO")  # the EAEU took EurAsEC's place in 2015


@settles(36, "alliances", "memberships", "un_ideal_points")
def nearer_to_russia(
    alliances: pd.DataFrame,
    memberships: pd.DataFrame,
    ideal_points: pd.DataFrame,
    margin: float = 0.10,
) -> Finding:
    """Claim 36: Kazakhstan accepts closeness to Russia more than Mongolia does.

    Two signs of different kinds. Promises: defence obligations to Russia (ATOP, carried forward
    from its last year) plus seats in the CIS, the CSTO and EurAsEC or the EAEU. Positions: distance
    to Russia's ideal point in the UN General Assembly, mean of three years (Bailey, Strezhnev and
    Voeten 2017). A difference in votes below `margin` is silent, and a silent sign neither supports
    nor contradicts: the margin is about one standard error of the difference of two such means, if
    the errors of states and years are independent.
    """
    points = ideal_points.pivot(index="year", columns="iso3", values="ideal_point")
    distances = points[list(PAIR)].sub(points["RUS"], axis=0).abs()

    def at(day: str, last: int) -> tuple[str, str]:
        promises = {state: _promises(alliances, memberships, state, day) for state in PAIR}
        return _by_both_signs(promises, distances.loc[last - 2 : last].mean(), margin)

    then, signs_then = at(OP_ED_DAY, OP_ED_YEAR - 1)
    today, signs_now = at(THIS_DAY, int(points.index.max()))
    return Finding(
        then,
        today,
        f"for 2013: {signs_then}. Now, defence as of {int(alliances['year'].max())}: {signs_now}.",
        "every sign that speaks says Kazakhstan; signs that speak against each other are mixed. A "
        f"difference in votes below {number(margin, 2)}, about its standard error, is silent.",
    )


def _promises(alliances: pd.DataFrame, memberships: pd.DataFrame, state: str, day: str) -> int:
    """Promises of defence with Russia in the year before, and seats beside it on a day."""
    year = min(int(day[:4]) - 1, int(alliances["year"].max()))
    pair = alliances["iso3_a"].isin([state, "RUS"]) & alliances["iso3_b"].isin([state, "RUS"])
    pact = bool(alliances.loc[pair & (alliances["year"] == year), "defence"].any())
    return pact + sum(state in members(memberships, body, day) for body in BODIES_OF_PROMISE)


def _by_both_signs(
    promises: Mapping[str, int], distances: Mapping[str, float], margin: float
) -> tuple[str, str]:
    """The verdict for Kazakhstan's being nearer, and both signs in words."""
    more_promised = promises["KAZ"] - promises["MNG"]
    nearer_in_votes = distances["MNG"] - distances["KAZ"]
    speaks = set()  # True for the claim, False against it
    if more_promised:
        speaks.add(more_promised > 0)
    if abs(nearer_in_votes) >= margin:
        speaks.add(bool(nearer_in_votes > 0))
        seen = f"{'Kazakhstan' if nearer_in_votes > 0 else 'Mongolia'} nearer"
    else:
        seen = "too close to call"
    if len(speaks) == 1:
        verdict = "supported" if True in speaks else "not supported"
    else:
        verdict = "mixed" if speaks else "untested"
    return verdict, (
        f"promises {promises['KAZ']} by Kazakhstan and {promises['MNG']} by Mongolia, distance in "
        f"votes {number(distances['KAZ'], 2)} and {number(distances['MNG'], 2)} ({seen})"
    )


@settles(38, "memberships")
def member_of_all(memberships: pd.DataFrame, bodies: tuple[str, ...] = NAMED_BODIES) -> Finding:
    """Claim 38: Kazakhstan is in the CIS, the CSTO, EurAsEC and the SCO."""

    def at(day: str) -> tuple[str, str]:
        seats = [body for body in bodies if "KAZ" in members(memberships, body, day)]
        return _all_or_some(len(seats), len(bodies)), listing(seats) or "none"

    (then, seats_then), (today, seats_now) = at(OP_ED_DAY), at(THIS_DAY)
    return Finding(
        then,
        today,
        f"a member in August 2013 of {seats_then}; now of {seats_now}.",
        f"all {len(bodies)}, since the claim is a list; some of them is imprecise.",
    )


def _all_or_some(count: int, of: int, more_than: float = 0) -> str:
    """Holds for all, imprecise for more than `more_than` of them, else wrong."""
    if count == of:
        return "holds"
    return "imprecise" if count > more_than else "wrong"


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
    weights = country_years.dropna(subset=by).pivot(index="year", columns="iso3", values=by)
    what = {"gdp_usd": "GDP", "population": "people"}[by]

    def at(day: str, year: int, bodies: tuple[str, ...]) -> tuple[str, str]:
        shares = {}
        for body in bodies:
            known = sorted(members(memberships, body, day) & set(weights.columns))
            of_members = weights.loc[year, known]
            shares[body] = float(of_members["RUS"] / of_members.sum())
        led = sum(share > most for share in shares.values())
        verdict = _all_or_some(led, len(bodies), more_than=len(bodies) / 2)
        return verdict, listing(f"{body} {percent(share, 0)}" for body, share in shares.items())

    last = int(weights["RUS"].dropna().index.max())
    then, shares_then = at(OP_ED_DAY, OP_ED_YEAR - 1, NAMED_BODIES)
    today, shares_now = at(THIS_DAY, last, SUCCESSORS)
    return Finding(
        then,
        today,
        f"Russia's share of the members' {what} in 2012: {shares_then}; in {last}: {shares_now}.",
        f"more than {percent(most, 0)} in all of them holds, in more than half is imprecise: to "
        "lead, in this reading, is to outweigh the rest together.",
    )


class Comparison(NamedTuple):
    """How often an ally stands above another partner, by one measure and beside one group.

    `share` is that, `least` and `most` what it could have been, `margin` how far from the middle
    lower and higher begin.
    """

    name: str
    share: float
    least: float
    most: float
    margin: float

    @property
    def told(self) -> str:
        return f"{self.name} {number(self.share, 2)}"

    @property
    def counts(self) -> bool:
        """Could it have come out on both sides?"""
        return self.least <= 0.5 - self.margin and self.most >= 0.5 + self.margin

    @property
    def lower(self) -> bool:
        return self.share < 0.5 - self.margin - 1e-9

    @property
    def higher(self) -> bool:
        return self.share > 0.5 + self.margin + 1e-9


def trade_over_benchmark() -> dict[int, pd.Series]:
    """Mongolia's trade over the benchmark by partner, for the years that claim 40 is read in."""
    return {year: over_benchmark("MNG", year) for year in TESTED_TRADE_YEARS}


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
        with_waiver = waivers(visa_waivers, countries, day).drop("RUS").astype(float)
        engagement = {f"trade of {year}": trade[year], "waivers": with_waiver, **more}
        return _by_comparisons(list(_comparisons(engagement, allies, former, errors)))

    then, shares_then = at(OP_ED_MONTH_END, OP_ED_YEAR - 1, {})
    free = {"entry in 2025": _visa_free(visa_rules, countries)}
    today, shares_now = at(THIS_DAY, max(trade), free)
    bar = "one standard error" if errors == 1 else f"{number(errors, 1)} standard errors"
    return Finding(
        then,
        today,
        "how often an ally stands above another partner, 0.5 being no difference. For 2013: "
        f"{shares_then}. Now: {shares_now}.",
        f"lower and higher lie more than {bar} from the middle, one standard error "
        "being about 0.13 beside all partners and 0.17 beside former republics. Lower in one or "
        "more comparisons and higher in none supports the claim, the other way round speaks "
        "against it; what could not have come out on both sides does not count.",
    )


def _visa_free(visa_rules: pd.DataFrame, countries: pd.DataFrame) -> pd.Series:
    """For each UN member with a rule, but Russia: 1 if its citizens may enter Mongolia freely."""
    rules = visa_rules[visa_rules["destination"] == "MNG"].set_index("passport")["requirement"]
    states = set(countries.loc[countries["un_member"], "iso3"]) - {"MNG", "RUS"}
    return (rules == "visa-free")[rules.index.isin(states)].astype(float)


def _comparisons(
    engagement: Mapping[str, pd.Series], allies: set[str], former: set[str], errors: float
) -> Iterator[Comparison]:
    """Each measure beside all partners and beside former republics, where there are others."""
    for measure, by_state in engagement.items():
        values = by_state.dropna()
        groups = {"all partners": values, "former republics": values[values.index.isin(former)]}
        for group, compared in groups.items():
            marked = pd.Series(compared.index.isin(allies), compared.index)
            if marked.any() and not marked.all():
                yield Comparison(
                    f"{measure} beside {group}",
                    chance_of_standing_above(marked, compared),
                    *could_be(marked, compared),
                    errors * _standard_error(marked),
                )


def _standard_error(marked: pd.Series) -> float:
    allies, others = int(marked.sum()), int((~marked).sum())
    return ((allies + others + 1) / (12 * allies * others)) ** 0.5


def _by_comparisons(comparisons: Sequence[Comparison]) -> tuple[str, str]:
    """The verdict for Mongolia's keeping away, and the shares in words."""
    counted = [comparison for comparison in comparisons if comparison.counts]
    silent = [comparison.told for comparison in comparisons if not comparison.counts]
    lower = any(comparison.lower for comparison in counted)
    higher = any(comparison.higher for comparison in counted)
    if lower != higher:
        verdict = "supported" if lower else "not supported"
    else:
        verdict = "mixed" if counted else "untested"
    told = listing(comparison.told for comparison in counted) or "nothing"
    return verdict, told + (f" (not counted: {listing(silent)})" if silent else "")
