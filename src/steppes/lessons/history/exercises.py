"""Lesson 03: who held what, and what would speak for a border that shut."""

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...kinds import Number
from ...measures.history import RULE
from ...tables import load
from .further_exercises import DEEPER


def _holders_in_kazakhstan() -> pd.DataFrame:
    rulers = load("rulers")
    return rulers[(rulers["state"] == "KAZ") & (rulers["layer"] == "holder")]


def _lands_before(year: int, kinds: tuple[str, ...]) -> int:
    """How many parts of Kazakhstan have a row of one of these kinds that begins before a year."""
    rows = _holders_in_kazakhstan()
    began = rows[rows["kind"].isin(kinds)].groupby("land")["from_date"].min()
    return int((began.str[:4].astype(int) < year).sum())


EXERCISES = [
    Exercise(
        "3.3",
        "oaths counted as rule",
        Number(0.4, "parts of Kazakhstan", "1"),
        lambda: _lands_before(1801, (*RULE, "oath")),
        "So the claim's century hangs on a word. Which word would you choose, and why?",
        (
            'Add "oath" to the list rule in the cell above, and run it again.',
            "Count the rows whose first day lies before 1801.",
        ),
        (
            Mistake(
                "rule alone",
                lambda: _lands_before(1801, RULE),
                "That leaves the oaths out. Add them to the list and run the cell again.",
            ),
            Mistake(
                "the first alone",
                lambda: _lands_before(1732, (*RULE, "oath")),
                "One oath was sworn in 1731, and another part followed: "
                "count every row before 1801.",
            ),
            Mistake(
                "every oath",
                lambda: _lands_before(1901, ("oath",)),
                "You counted every part that has an oath. One of the oaths came later than 1800.",
            ),
            Mistake(
                "all parts",
                lambda: _lands_before(1901, (*RULE, "oath")),
                "That is every part that came in before 1901. The question asks for 1801.",
            ),
        ),
    ),
    choice(
        "3.5",
        "what would speak for the claim",
        "D",
        {
            "A": "People who come are no sign of a border that shuts.",
            "B": (
                "A line that is marked can still be crossed. "
                "Ask what changed for those who crossed."
            ),
            "C": "That is two generations later, under another state. The claim is of the empire.",
            "D": "Next you read what was found of it, for rulers and for herders.",
        },
        "The claim says that rule of the 1800s shut people off. What would you see in the 1870s?",
    ),
    *DEEPER,
]
