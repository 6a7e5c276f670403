"""Lesson 05: who is a democracy, and where Mongolia spends its attention."""

from __future__ import annotations

import pandas as pd

from ...days import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, confirmed, on_day
from ...measures.regime import DEMOCRACY, autocracies_by_threshold, new_partners
from ...measures.statistics import by_lot
from ...measures.visas import waivers
from ...verdicts import Finding, settles
from ...words import counted, number, percent


def by_share(
    autocratic: int,
    waivers: int,
    all_autocratic: int,
    states: int,
    effort: bool = False,
    least: float = 0.05,
) -> str:
    """The verdict on claim 43 from one share of autocracies and what lot would give.

    Not above their share of all states is support; above, but no more than lot gives in one case
    in twenty (`least`), is mixed; clearly more speaks against it. An `effort` caps it at mixed.
    """
    if autocratic * states > all_autocratic * waivers:
        likely = by_lot(autocratic, waivers, all_autocratic, states)
        return "not supported" if likely < least else "mixed"
    return "mixed" if effort else "supported"


@settles(43, "visa_waivers", "regimes_vdem", "countries", "agreements")
def no_effort_for_autocracies(
    visa_waivers: pd.DataFrame,
    regimes: pd.DataFrame,
    countries: pd.DataFrame,
    agreements: pd.DataFrame,
    democratic: float = DEMOCRACY,
) -> Finding:
    """Claim 43: Mongolia makes no special effort for authoritarian states.

    Over all UN members with a polyarchy score: autocracies among the states with a waiver in
    force beside their share among all states and what lot would give (`by_share`), and whether a
    partnership was signed with one of them in the five years before.
    """

    def verdict_on(day: str, year: int) -> tuple[str, str]:
        scores = regimes[regimes["year"] == year].set_index("iso3")["polyarchy"]
        waived = waivers(visa_waivers, countries, day)
        waived = waived[waived.index.isin(scores.index)]
        autocratic = scores[waived.index] < democratic
        among, drawn = int(autocratic[waived].sum()), int(waived.sum())
        counts = (among, drawn, int(autocratic.sum()), len(autocratic))
        partners = new_partners(agreements, day) & set(autocratic.index[autocratic])
        return by_share(*counts, effort=bool(partners)), (
            f"{among} of {counted(drawn, 'waiver')} ({percent(among / max(drawn, 1), 0)}) for "
            "autocracies, "
            f"which are {percent(autocratic.mean(), 0)} of states (as many or more by lot: "
            f"{percent(by_lot(*counts), 0)}), and {number(len(partners), 0)} new partnerships "
            "with them"
        )

    then, counts_then = verdict_on(OP_ED_MONTH_END, OP_ED_YEAR - 1)
    today, counts_now = verdict_on(THIS_DAY, int(regimes["year"].max()))
    return Finding(
        then,
        today,
        f"in August 2013 {counts_then}; now {counts_now}.",
        "no more than their share of states supports it, clearly more (by lot less than one time "
        "in twenty) speaks against it, and a partnership in the five years before makes it mixed "
        f"at best; an autocracy has a polyarchy below {number(democratic, 1)}.",
    )


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
    """The verdict on claim 43 for every threshold from 0.30 to 0.70, in steps of 0.01.

    The columns of `autocracies_by_threshold`, and verdict, by the rule of `by_share`.
    """
    table = autocracies_by_threshold(day, ukraine)
    counts = table[["autocratic", "waivers", "all_autocratic", "states", "effort"]]
    table["verdict"] = [by_share(*row) for row in counts.itertuples(index=False)]
    return table
