"""Lesson 05: who is a democracy, and where Mongolia spends its attention."""

from __future__ import annotations

import pandas as pd

from ..words import number, percent
from .alignment import waivers
from .finding import OP_ED_DAY, OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, Finding, confirmed, on_day


def no_effort_for_autocracies(
    visa_waivers: pd.DataFrame,
    regimes: pd.DataFrame,
    countries: pd.DataFrame,
    democratic: float = 0.5,
) -> Finding:
    """Claim 43: Mongolia does not go out of its way for authoritarian states.

    Over all UN members with a polyarchy score: the share of autocracies among states with a
    waiver in force, beside their share among all states.
    """

    def at(day: str, year: int) -> tuple[str, str]:
        scores = regimes[regimes["year"] == year].set_index("iso3")["polyarchy"]
        waived = waivers(visa_waivers, countries, day)
        waived = waived[waived.index.isin(scores.index)]
        autocratic = scores[waived.index] < democratic
        among, overall = autocratic[waived].mean(), autocratic.mean()
        verdict = (
            "supported"
            if among <= overall / 2
            else "not supported"
            if among >= overall
            else "mixed"
        )
        return verdict, (
            f"{int(autocratic[waived].sum())} of {int(waived.sum())} waivers ({percent(among, 0)}) "
            f"for autocracies, which are {percent(overall, 0)} of states"
        )

    then, said_then = at(OP_ED_MONTH_END, OP_ED_YEAR - 1)
    today, said_now = at(THIS_DAY, int(regimes["year"].max()))
    return Finding(
        then,
        today,
        f"in August 2013 {said_then}; now {said_now}.",
        "at most half their share of states supports it, their full share speaks against it; an "
        f"autocracy has a polyarchy below {number(democratic, 1)}.",
    )


def in_partnership_for_peace(memberships: pd.DataFrame) -> Finding:
    """Claim 44: Mongolia takes part in NATO's Partnership for Peace."""

    def at(day: str) -> tuple[str, str]:
        rows = on_day(memberships, day)
        bodies = set(rows.loc[rows["state"] == "MNG", "body"])
        other = "an individual programme" if "NATO individual programme" in bodies else "nothing"
        return ("holds", "it") if "NATO Partnership for Peace" in bodies else ("wrong", other)

    (then, said_then), (today, said_now) = at(OP_ED_DAY), at(THIS_DAY)
    return Finding(
        then,
        today,
        f"Mongolia had {said_then} with NATO in August 2013, and has {said_now} now.",
        "the programme named, since a named programme is in it or is not. Read loosely, as some "
        "partnership with NATO, the claim would hold.",
    )


def joined_osce(memberships: pd.DataFrame, year: int = 2012) -> Finding:
    """Claim 46: Mongolia joined the OSCE in 2012."""
    rows = confirmed(memberships)
    rows = rows[(rows["body"] == "OSCE") & (rows["state"] == "MNG") & (rows["status"] == "member")]
    began = rows["from_date"].iloc[0] if len(rows) else "never"
    verdict = "holds" if began.startswith(str(year)) else "wrong"
    return Finding(
        verdict, verdict, f"a participating State since {began}.", f"the year is {year}."
    )


def democracy_and_autocracy(regimes: pd.DataFrame, line: float = 0.5) -> Finding:
    """Claim 47: Mongolia is a democracy and Kazakhstan is not, by V-Dem's polyarchy with bounds."""

    def at(year: int) -> tuple[str, str]:
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
    (then, said_then), (today, said_now) = at(OP_ED_YEAR - 1), at(last)
    return Finding(
        then,
        today,
        f"Mongolia and Kazakhstan in 2012: {said_then}; in {last}: {said_now}.",
        f"{number(line, 1)} lies between the two, outside the bounds of both; where bounds reach "
        "across it, what is known does not decide.",
    )
