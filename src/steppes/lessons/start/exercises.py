"""Lesson 00: how checking works, and the three explanations."""

from __future__ import annotations

from ...checking import Exercise, Mistake, choice
from ...kinds import Number
from ...tables import load


def _larger_seller_2014() -> str:
    flows = load("partners_cow")
    flows = flows[flows["year"] == 2014].set_index(["exporter", "importer"])["usd_million"]
    ratio = flows["MNG", "JPN"] / flows["JPN", "MNG"]
    return "A" if ratio > 1.25 else "B" if ratio < 0.8 else "C"


def _sold(first: int, last: int, seller: str = "JPN", buyer: str = "MNG") -> float:
    """What one state sold to another in the years from the first to the last, in USD million."""
    flows = load("partners_cow")
    flows = flows[(flows["exporter"] == seller) & (flows["importer"] == buyer)]
    return float(flows[flows["year"].between(first, last)]["usd_million"].sum())


def _bought(first: int, last: int) -> float:
    """The other direction: what Mongolia sold to Japan."""
    return _sold(first, last, "MNG", "JPN")


EXERCISES = [
    Exercise(
        "0.1",
        "both directions together",
        Number(0.5, "million US dollars", "350"),
        lambda: _sold(2012, 2012) + _bought(2012, 2012),
        "That was a line of your own: a name, a sign =, and what it shall mean.",
        (
            "Two rows of the table, one number in each: put a + between them.",
            "It has the form total = 100 + 20, with the two numbers of the table.",
        ),
        (
            Mistake(
                "one taken from the other",
                lambda: _sold(2012, 2012) - _bought(2012, 2012),
                "That takes one from the other. Both ways together is a sum.",
            ),
            Mistake(
                "Japan's sales alone",
                lambda: _sold(2012, 2012),
                "That is what Japan sold. Mongolia sold something as well.",
            ),
            Mistake(
                "Mongolia's sales alone",
                lambda: _bought(2012, 2012),
                "That is what Mongolia sold. Japan sold something as well.",
            ),
            Mistake(
                "the mean",
                lambda: (_sold(2012, 2012) + _bought(2012, 2012)) / 2,
                "That is the mean of the two. The question asks for both together.",
            ),
        ),
    ),
    choice(
        "0.2",
        "who sells more",
        "B",
        {
            "A": "The letters at a line name the seller. You may have read them as the buyer.",
            "B": "Nearly all of it goes one way. Direction will matter in lesson 01.",
            "C": "They were closer to each other in early years. The question asks for the last.",
        },
        "In the picture, each line carries the letters of the state that sold.",
        "Look at the right-hand end of the two lines. Which one ends higher?",
        found=_larger_seller_2014,
    ),
    choice(
        "0.3",
        "the explanation that looks to Moscow",
        "A",
        {
            "A": "Alignment is about where a state stands today, and it can change within a year.",
            "B": "History is about what Russian rule did then. The question is about today.",
            "C": "Regime type asks how a partner is governed, whoever its friends are.",
        },
        "Which explanation would expect change when a partner moves away from Russia?",
    ),
    Exercise(
        "0a",
        "a sum over years",
        Number(0.5, "million US dollars", "125"),
        lambda: _bought(2010, 2014),
        "That is how every exercise works: compute, check, read.",
        (
            "The first gap takes the first of the five years, the second gap the last.",
            "Both ends are counted: 2010 and 2014.",
        ),
        (
            Mistake(
                "all years",
                lambda: _bought(1992, 2014),
                "That is the sum over all years of the table. Five of them are asked for.",
            ),
            Mistake(
                "without the last year",
                lambda: _bought(2010, 2013),
                "That leaves out the last year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "without the first year",
                lambda: _bought(2011, 2014),
                "That leaves out the first year. Five years are asked for, both ends included.",
            ),
            Mistake(
                "the mean",
                lambda: _bought(2010, 2014) / 5,
                "That is the mean of the five years. The question asks for their sum.",
            ),
            Mistake(
                "the other direction",
                lambda: _sold(2010, 2014),
                "That is what Japan sold. The question asks what Mongolia sold.",
            ),
        ),
    ),
]
