"""Lesson 05: who is a democracy, and where Mongolia spends its attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...days import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, confirmed, on_day
from ...measures.lot import Hand, found_out
from ...measures.regime import (
    DEMOCRACY,
    INDICES,
    THRESHOLDS,
    admitted,
    autocracies_by_threshold,
    autocratic_of,
    hand,
    new_partners,
    own_act_hands,
    polyarchy_of,
    waiver_hands,
)
from ...measures.visas import in_force
from ...verdicts import CHANCE_BAR, Finding, by_signs, settles
from ...words import counted, listing, number, percent

EFFORT = 2.0  # with special effort an autocracy is drawn twice as easily, card by card


def doors_say(hand: Hand, effort: float = EFFORT, bar: float = CHANCE_BAR) -> str:
    """What a hand of states that Mongolia opened to says of claim 43: for, against or silent."""
    return {"yes": "against", "no": "for"}.get(hand.special(effort, bar), "silent")


@settles(
    43,
    "visa_waivers",
    "visa_rules",
    "regimes_vdem",
    "agreements",
    waiver_hands,
    own_act_hands,
)
def no_effort_for_autocracies(
    visa_waivers: pd.DataFrame,
    visa_rules: pd.DataFrame,
    regimes: pd.DataFrame,
    agreements: pd.DataFrame,
    by_index: Mapping[tuple[str, str], Hand],
    own_acts: Mapping[str, Hand],
    democratic: float = DEMOCRACY,
    effort: float = EFFORT,
) -> Finding:
    """Claim 43: Mongolia makes no special effort for authoritarian states.

    Two signs. Doors: autocracies (polyarchy below `democratic`) among the states that Mongolia
    opened to (waivers in force in August 2013; for now the rules of January 2025), as a hand from a
    deck by lot, or of special effort, where an autocracy's card counts `effort` times.
    Partnerships: one by name with an autocracy in five years, the two neighbours left out, which
    policy puts first in any case. The other hands are for the sweep.
    """

    def at(day: str, year: int, opened: set[str]) -> tuple[str, Hand, set[str]]:
        is_autocratic = autocratic_of(regimes, year, democratic)
        drawn = hand(opened, is_autocratic)
        partners = new_partners(agreements, day) & set(is_autocratic.index[is_autocratic])
        signs = {"doors": doors_say(drawn, effort), "partnerships": _speaks_against(partners)}
        return by_signs(signs), drawn, partners

    then, waived, partners_then = at(
        OP_ED_MONTH_END, OP_ED_YEAR - 1, in_force(visa_waivers, OP_ED_MONTH_END)
    )
    now, free, partners_now = at(THIS_DAY, int(regimes["year"].max()), admitted(visa_rules))
    return Finding(
        then,
        now,
        f"in August 2013 {_told(waived, 'waivers', partners_then, effort)}. Now "
        f"{_told(free, 'states free of a visa in January 2025', partners_now, effort)}.",
        _rule(democratic, effort),
        swept=lambda: (
            _waivers_told(waived, regimes, in_force(visa_waivers, OP_ED_MONTH_END))
            + _indices_told(by_index)
            + _acts_told(own_acts)
            + _without_partners(free, effort)
        ),
    )


def _speaks_against(partners: set[str]) -> str:
    return "against" if partners else "silent"


def _told(drawn: Hand, what: str, partners: set[str], effort: float) -> str:
    """A hand and the partnerships beside it, in a clause."""
    return (
        f"{drawn.found} of {drawn.drawn} {what} were for autocracies, which are {drawn.marked} of "
        f"{counted(drawn.of, 'state')} (by lot as many or more: {percent(drawn.as_many(), 0)}; "
        f"with an autocracy's card counting {effort:g} times, as few or fewer: "
        f"{percent(drawn.as_few(effort), 0)}), and partnerships with autocracies in five years: "
        f"{listing(sorted(partners)) or 'none'}"
    )


def _rule(democratic: float, effort: float) -> str:
    return (
        "doors speak against the claim if fewer than 1 deal in 20 by lot holds as many "
        "autocracies, and for it if fewer than 1 in 20 from the deck of special effort (an "
        f"autocracy's card counts {effort:g} times) holds as few. A partnership by name with an "
        "autocracy in the five years before speaks against it, the two neighbours left out, of "
        f"which the claim does not speak. An autocracy has a polyarchy below "
        f"{number(democratic, 2)}."
    )


def _waivers_told(waived: Hand, regimes: pd.DataFrame, states: set[str]) -> str:
    """What the waivers of 2013 say at every line, by the scores of every year, by each effort."""
    polyarchy = polyarchy_of(regimes, OP_ED_YEAR - 1)
    at_lines = [doors_say(hand(states, polyarchy < line)) for line in THRESHOLDS]
    years = range(1994, OP_ED_YEAR + 1)
    in_years = [doors_say(hand(states, autocratic_of(regimes, year))) for year in years]
    efforts = [doors_say(waived, effort) for effort in (1.5, 2.0, 3.0)]
    caught = found_out(waived, EFFORT, CHANCE_BAR)
    (wrongly, real), (cleared, missed) = caught["yes"], caught["no"]
    return (
        f"the waivers say, over {counted(len(THRESHOLDS), 'line')}: {_how_often(at_lines)}; by the "
        f"scores of {years[0]} to {years[-1]}: {_how_often(in_years)}; with an effort of 1.5, 2 or "
        f"3: {_how_often(efforts)}. A hand of {waived.drawn} would show an effort of 2 in "
        f"{percent(real, 0)} of deals and charge lot with one in {percent(wrongly, 0)}; it would "
        f"clear lot in {percent(cleared, 0)} and an effort of 2 in {percent(missed, 0)}. "
    )


def _how_often(said: Sequence[str]) -> str:
    """How often each word is said: "silent in 41"."""
    return listing(f"{word} in {said.count(word)}" for word in dict.fromkeys(said))


def _indices_told(hands: Mapping[tuple[str, str], Hand]) -> str:
    said = [doors_say(each) for each in hands.values()]
    usual = listing(
        f"{INDICES[index]} {each.found} of {each.drawn} where {each.marked} of {each.of} are"
        for (index, level), each in hands.items()
        if level == "usual"
    )
    return f"By {counted(len(hands), 'pair')} of index and level: {_how_often(said)} ({usual}). "


def _acts_told(hands: Mapping[str, Hand]) -> str:
    """What Mongolia's own acts to August 2013 would say as a third sign."""
    each = listing(
        f"beside {deck} {each.found} of {each.drawn} ({percent(each.as_few(EFFORT), 1)} of deals "
        f"with special effort hold as few, {percent(each.as_few(), 1)} by lot), {doors_say(each)}"
        for deck, each in hands.items()
    )
    return (
        "Autocracies among the states that Mongolia opened to alone or that its embassy named, to "
        f"August 2013: {each}. "
    )


def _without_partners(free: Hand, effort: float) -> str:
    alone = by_signs({"doors": doors_say(free, effort)})
    return f"Without the partnerships, now would be {alone}."


@settles(44, "memberships")
def in_partnership_for_peace(memberships: pd.DataFrame) -> Finding:
    """Claim 44: Mongolia takes part in NATO's Partnership for Peace."""

    def verdict_on(day: str) -> tuple[str, str]:
        rows = on_day(memberships, day)
        bodies = set(rows.loc[rows["state"] == "MNG", "body"])
        instead = "an individual programme" if "NATO individual programme" in bodies else "nothing"
        return ("holds", "it") if "NATO Partnership for Peace" in bodies else ("wrong", instead)

    (then, tie_then), (today, tie_now) = verdict_on(OP_ED_DAY), verdict_on(THIS_DAY)
    return Finding(
        then,
        today,
        f"Mongolia had {tie_then} with NATO in August 2013, and has {tie_now} now.",
        "the programme named, since a named programme is in it or is not. Read loosely, as some "
        "partnership with NATO, the claim would hold.",
    )


@settles(46, "memberships")
def joined_osce(memberships: pd.DataFrame, year: int = 2012) -> Finding:
    """Claim 46: Mongolia joined the OSCE in 2012."""
    rows = confirmed(memberships)
    rows = rows[(rows["body"] == "OSCE") & (rows["state"] == "MNG") & (rows["status"] == "member")]
    began = rows["from_date"].iloc[0] if len(rows) else "never"
    verdict = "holds" if began.startswith(str(year)) else "wrong"
    return Finding(
        verdict, verdict, f"a participating State since {began}.", f"the year is {year}."
    )


@settles(47, "regimes_vdem")
def democracy_and_autocracy(regimes: pd.DataFrame, line: float = DEMOCRACY) -> Finding:
    """Claim 47: Mongolia is a democracy and Kazakhstan is not, by V-Dem's polyarchy with bounds."""

    def verdict_in(year: int) -> tuple[str, str]:
        rows = regimes[regimes["year"] == year].set_index("iso3")
        mongolia, kazakhstan = rows.loc["MNG"], rows.loc["KAZ"]
        apart = mongolia["polyarchy_low"] > line > kazakhstan["polyarchy_high"]
        reversed_ = mongolia["polyarchy_high"] < line or kazakhstan["polyarchy_low"] > line
        verdict = "holds" if apart else "wrong" if reversed_ else "imprecise"
        return verdict, " and ".join(
            f"{number(row['polyarchy'], 2)} ({number(row['polyarchy_low'], 2)} to "
            f"{number(row['polyarchy_high'], 2)})"
            for row in (mongolia, kazakhstan)
        )

    last = int(regimes["year"].max())
    (then, scores_then), (today, scores_now) = verdict_in(OP_ED_YEAR - 1), verdict_in(last)
    return Finding(
        then,
        today,
        f"Mongolia and Kazakhstan in 2012: {scores_then}; in {last}: {scores_now}.",
        f"{number(line, 1)} lies between the two, outside the bounds of both; where bounds reach "
        "across it, what is known does not decide.",
    )


def verdict_by_threshold(day: str, ukraine: bool = False) -> pd.DataFrame:
    """The verdict on claim 43 at every threshold from 0.30 to 0.70, in steps of 0.01.

    The columns of `autocracies_by_threshold`, and effort_as_few (how likely so few autocracies are
    in the deck of special effort) and verdict, by the rule of the claim.
    """
    table = autocracies_by_threshold(day, ukraine)
    columns = ["autocratic", "waivers", "all_autocratic", "states"]
    hands = [Hand(*row) for row in table[columns].itertuples(index=False)]
    table["effort_as_few"] = [each.as_few(EFFORT) for each in hands]
    table["verdict"] = [
        by_signs({"doors": doors_say(each), "partnerships": "against" if effort else "silent"})
        for each, effort in zip(hands, table["effort"], strict=True)
    ]
    return table
