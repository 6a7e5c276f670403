"""Lesson 05: what its explorers tell, for the instructor's key."""

from __future__ import annotations

import pandas as pd

from ...explored import tells
from ...measures import regime
from ...measures.regime import DEMOCRACY, EDGE_DAYS
from ...tables import state_names
from ...words import listing, number
from .verdicts import CHANCE_BAR, EFFORT

DECKS = {"by lot": 1.0, "from *one half*": 0.5, "from *twice*": 2.0}


@tells("deal", 1, "how many hold just as many autocracies as Mongolia's list")
def just_as_many() -> str:
    hand = regime.list_of_2013(11)
    counts = regime.deals_of(hand).loc[hand.found]
    told = listing(f"{number(counts[weight])} {name}" for name, weight in DECKS.items())
    lot, half, twice = (round(counts[weight]) for weight in DECKS.values())
    return (
        f"Of 1,000 deals {told}, which hold just {hand.found}. Divided as the next cell asks: "
        f"{number(lot / half, 1)} and {number(twice / lot, 1)}."
    )


@tells("deal", 2, "Does the first number divided by the second grow, or shrink?")
def found_late() -> str:
    told = []
    for states in sorted(regime.LISTS):
        hand = regime.list_of_2013(states)
        counts = regime.deals_of(hand).loc[hand.found]
        lot, half = round(counts[1.0]), round(counts[0.5])
        told.append((lot / half, f"{lot} by {half} with {states} ({number(lot / half, 1)})"))
    ratios = [ratio for ratio, _ in told]
    way = "grows" if ratios == sorted(ratios) else "does not grow at each step"
    return f"It {way} with the list: {listing(each for _, each in told)}."


def _edge(day: str, left_out: str = "") -> pd.DataFrame:
    date, year = EDGE_DAYS[day]
    return regime.edge_bands(regime.waived(date), year, left_out, EFFORT, CHANCE_BAR)


def _on_the_list(day: str) -> list[str]:
    """The states with a score on the list of a day, by name."""
    date, year = EDGE_DAYS[day]
    scored = regime.scores("vdem", year).index
    codes = regime.waived(date) & set(scored) & set(regime.un_members(but="MNG"))
    return sorted(codes, key=state_names().get)


@tells("edge", 1, "that takes the step out of the white?")
def out_of_the_white() -> str:
    speaks = []
    for code in ("", *_on_the_list("August 2013")):
        table = _edge("August 2013", code)
        lines = table.loc[table["doors"] != "silent", "line"]
        speaks += [f"{code or 'nobody'} left out, at {number(line, 2)}" for line in lines]
    row = _edge("August 2013").set_index("line").loc[DEMOCRACY]
    here = (
        f"At {number(DEMOCRACY, 2)} it stands at {row['found']}, where fewer than "
        f"{row['too_few'] + 1} or more than {row['too_many'] - 1} would speak."
    )
    return f"{'Yes: ' + listing(speaks) + '.' if speaks else 'No, neither.'} {here}"


@tells("edge", 2, "then two democracies, such as JPN and USA. What do you find?")
def whom_to_leave_out() -> str:
    said = {
        code: _edge("July 2023", code).set_index("line").loc[DEMOCRACY]
        for code in ("", "CUB", "THA", "JPN", "USA")
    }
    whole = said.pop("")
    one_by_one = listing(
        f"{row['found']} of {row['drawn']} without {code}, {_meant(row['doors'])}"
        for code, row in said.items()
    )
    return (
        f"With all, {whole['found']} of {whole['drawn']} are autocracies: {_meant(whole['doors'])}."
        f" One by one: {one_by_one}."
    )


def _meant(doors: str) -> str:
    return "silent" if doors == "silent" else f"{doors} the claim"
