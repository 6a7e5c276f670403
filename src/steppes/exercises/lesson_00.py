"""Lesson 00: how checking works, and the three explanations."""

from ..checking import Exercise, Mistake
from ..kinds import Choice, Number
from ..tables import load


def _larger_seller_2014() -> str:
    flows = load("partners_cow")
    flows = flows[flows["year"] == 2014].set_index(["exporter", "importer"])["usd_million"]
    ratio = flows["MNG", "JPN"] / flows["JPN", "MNG"]
    return "A" if ratio > 1.25 else "B" if ratio < 0.8 else "C"


def _sold_to_mongolia(first: int, last: int, seller: str = "KAZ", buyer: str = "MNG") -> float:
    flows = load("partners_cow")
    flows = flows[(flows["exporter"] == seller) & (flows["importer"] == buyer)]
    return float(flows[flows["year"].between(first, last)]["usd_million"].sum())


EXERCISES = [
    Exercise(
        "0.1",
        "who sells more",
        Choice({"A": "Mongolia", "B": "Japan", "C": "the two are about equal"}),
        _larger_seller_2014,
        "Nearly all of it goes one way. Direction will matter in lesson 01.",
        (
            "In the picture, each line carries the letters of the state that sells.",
            "Look at the right-hand end of the two lines. Which one ends higher?",
        ),
        (
            Mistake(
                "reads the line of the buyer",
                lambda: "A",
                "The label at a line names the seller. You may have read it as the buyer.",
            ),
            Mistake(
                "looks at the first years",
                lambda: "C",
                "They were nearer to each other in some early years. The question asks for the last.",
            ),
        ),
    ),
    Exercise(
        "0.2",
        "the explanation that looks to Moscow",
        Choice({"A": "history", "B": "alignment", "C": "regime type"}),
        lambda: "B",
        "Alignment is about where a state stands today, and it can change within a year.",
        ("Which explanation would expect change when a partner moves away from Russia?",),
        (
            Mistake(
                "mixes past rule with present closeness",
                lambda: "A",
                "History is about what Russian rule did then. The question is about closeness now.",
            ),
            Mistake(
                "takes Moscow's regime for the point",
                lambda: "C",
                "Regime type asks how a partner is governed, whoever its friends are.",
            ),
        ),
    ),
    Exercise(
        "0.3",
        "what one fact can tell",
        Choice({"A": "history", "B": "regime type", "C": "none of the three; each expects it"}),
        lambda: "C",
        "A fact that every explanation expects favours none. You need one on which they differ: "
        "change over time, or other pairs.",
        ("For each explanation ask: would it be surprised by low trade today?",),
        (
            Mistake(
                "sees only the past",
                lambda: "A",
                "History expects it, and so do the two others. Would low trade surprise them?",
            ),
            Mistake(
                "sees only the regimes",
                lambda: "B",
                "Regime type expects it, and so do the two others. Would low trade surprise them?",
            ),
        ),
    ),
    Exercise(
        "0a",
        "a sum over years",
        Number(0.5, "million US dollars", "125"),
        lambda: _sold_to_mongolia(2010, 2014),
        "That is how every exercise works: compute, check, read.",
        (
            "Keep the rows of the five years first. The column is called year.",
            'Then add up the column usd_million, with .sum(), as in sold["usd_million"].sum().',
        ),
        (
            Mistake(
                "all years",
                lambda: _sold_to_mongolia(1992, 2014),
                "That is the sum over all years of the table. Keep five of them first.",
            ),
            Mistake(
                "without the last year",
                lambda: _sold_to_mongolia(2010, 2013),
                "That leaves out the last year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "without the first year",
                lambda: _sold_to_mongolia(2011, 2014),
                "That leaves out the first year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "the mean",
                lambda: _sold_to_mongolia(2010, 2014) / 5,
                "That is the mean of the five years. The question asks for their sum.",
            ),
            Mistake(
                "the other direction",
                lambda: _sold_to_mongolia(2010, 2014, "MNG", "KAZ"),
                "That is what Mongolia sold. The question asks what Kazakhstan sold.",
            ),
        ),
    ),
]
