"""Lesson 00: how checking works, and the three explanations."""

from ...checking import Exercise, Mistake, choice
from ...kinds import Number
from ...tables import load


def _larger_seller_2014() -> str:
    flows = load("partners_cow")
    flows = flows[flows["year"] == 2014].set_index(["exporter", "importer"])["usd_million"]
    ratio = flows["MNG", "JPN"] / flows["JPN", "MNG"]
    return "A" if ratio > 1.25 else "B" if ratio < 0.8 else "C"


def _sold(first: int, last: int, seller: str = "KAZ", buyer: str = "MNG") -> float:
    """What one state sold to another in the years from the first to the last, in USD million."""
    flows = load("partners_cow")
    flows = flows[(flows["exporter"] == seller) & (flows["importer"] == buyer)]
    return float(flows[flows["year"].between(first, last)]["usd_million"].sum())


EXERCISES = [
    choice(
        "0.1",
        "who sells more",
        "B",
        {
            "A": "The label at a line names the seller. You may have read it as the buyer.",
            "B": "Nearly all of it goes one way. Direction will matter in lesson 01.",
            "C": (
                "They were nearer to each other in some early years. The question asks for the "
                "last."
            ),
        },
        "In the picture, each line carries the letters of the state that sells.",
        "Look at the right-hand end of the two lines. Which one ends higher?",
        found=_larger_seller_2014,
    ),
    choice(
        "0.2",
        "the explanation that looks to Moscow",
        "B",
        {
            "A": (
                "History is about what Russian rule did then. The question is about closeness now."
            ),
            "B": "Alignment is about where a state stands today, and it can change within a year.",
            "C": "Regime type asks how a partner is governed, whoever its friends are.",
        },
        "Which explanation would expect change when a partner moves away from Russia?",
    ),
    choice(
        "0.3",
        "what one fact can tell",
        "C",
        {
            "A": "History expects it, and so do the two others. Would low trade surprise them?",
            "B": "Regime type expects it, and so do the two others. Would low trade surprise them?",
            "C": (
                "A fact that every explanation expects favours none. You need one on which they "
                "differ: change over time, or other pairs."
            ),
        },
        "For each explanation ask: would it be surprised by low trade today?",
    ),
    Exercise(
        "0a",
        "a sum over years",
        Number(0.5, "million US dollars", "125"),
        lambda: _sold(2010, 2014),
        "That is how every exercise works: compute, check, read.",
        (
            "Keep the rows of the five years first. The column is called year.",
            'Then add up the column usd_million, with .sum(), as in sold["usd_million"].sum().',
        ),
        (
            Mistake(
                "all years",
                lambda: _sold(1992, 2014),
                "That is the sum over all years of the table. Keep five of them first.",
            ),
            Mistake(
                "without the last year",
                lambda: _sold(2010, 2013),
                "That leaves out the last year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "without the first year",
                lambda: _sold(2011, 2014),
                "That leaves out the first year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "the mean",
                lambda: _sold(2010, 2014) / 5,
                "That is the mean of the five years. The question asks for their sum.",
            ),
            Mistake(
                "the other direction",
                lambda: _sold(2010, 2014, "MNG", "KAZ"),
                "That is what Mongolia sold. The question asks what Kazakhstan sold.",
            ),
        ),
    ),
]
