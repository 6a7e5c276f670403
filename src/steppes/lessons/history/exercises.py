"""Lesson 03: what a word does to a date, what two counts hide, what chance alone would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...checking import Exercise, Mistake, choice, ordered
from ...kinds import WHOLE, Number, Written
from ...measures.history import RULE, beside_deals, census, republics_beside_twins
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


def _years_until_free(land: str, kind: str) -> int:
    """Years from the first row of a kind of holding to the independence of a part."""
    rows = _holders_in_kazakhstan()
    first = rows[rows["land"] == land].groupby("kind")["from_date"].min().str[:4].astype(int)
    return int(first["independent"] - first[kind])


def _gross(increase: float, returned: float, first: int = 1989, last: int = 2000) -> float:
    """How many left between two counts: per cent a year on the mean of both, and who came back."""
    before, after = census(first), census(last)
    growth = increase / 100 * (last - first) * (before + after) / 2
    return before - after + growth + returned


def _rows(year: int = 2012) -> pd.DataFrame:
    """For each republic what Mongolia traded with it, and with its middle and largest twin."""
    groups = republics_beside_twins(year).groupby("republic")
    return groups.agg(
        own=("republic_traded", "first"),
        middle=("traded", "median"),
        largest=("traded", "max"),
        smallest=("traded", "min"),
    )


def _twins_below(republic: str, year: int, or_as_much: bool = False) -> int:
    table = republics_beside_twins(year)
    table = table[table["republic"] == republic]
    own = table["republic_traded"]
    return int(((table["traded"] < own) | (or_as_much & (table["traded"] == own))).sum())


def _twins_below_all() -> int:
    """How many of all twins traded less than their republic did, in 2012."""
    table = republics_beside_twins(2012)
    return int((table["traded"] < table["republic_traded"]).sum())


def _times(
    year: int, state: str, left_out: tuple[str, ...] = ("RUS",), mean: bool = False
) -> float:
    """Trade with the republics in times the middle deal, or the mean one."""
    real, dealt = beside_deals(republics_beside_twins(year, state, left_out))
    return real / float(np.mean(dealt) if mean else np.median(dealt))


INCREASES = {"A": 3.5, "B": 4.1, "C": 4.3, "D": 2.7}  # per cent a year, as 3.4 lists them

EXERCISES = [
    choice(
        "3.1",
        "what a rank needs",
        "B",
        {
            "A": "Dollars say how much, and not whether that is little for such a partner.",
            "B": "Large and near states trade most. A rank is low or high beside that.",
            "C": "Earlier ranks show a change. Low in which year, and beside what?",
            "D": "High beside whom? A large neighbour would be expected nearer to the top.",
        },
        "Think of the ten partners above it. What may they have that it has not?",
    ),
    Exercise(
        "3.2",
        "oaths counted as rule",
        Number(WHOLE, "parts of Kazakhstan", "1"),
        lambda: _lands_before(1801, (*RULE, "oath")),
        "So the century hangs on a word. Which word would you choose, and why?",
        (
            'Write `rule = ["khanship ended", "imperial rule", "oath"]` and run the cell again.',
            "The cell prints how many parts begin before 1801. Put that number into the check.",
        ),
        (
            Mistake(
                "rule alone",
                lambda: _lands_before(1801, RULE),
                "That leaves the oaths out. Add the word to the list and run the cell again.",
            ),
            Mistake(
                "the first alone",
                lambda: _lands_before(1732, (*RULE, "oath")),
                "One oath was sworn in 1731, and another part followed: count every row "
                "before 1801.",
            ),
            Mistake(
                "every oath",
                lambda: _lands_before(1901, ("oath",)),
                "You counted every part that has an oath. One of the oaths came later than 1800.",
            ),
            Mistake(
                "all parts",
                lambda: _lands_before(1901, (*RULE, "oath")),
                "That is every part in the table. The question asks for those before 1801.",
            ),
        ),
    ),
    choice(
        "3.3",
        "what would speak for the claim",
        "D",
        {
            "A": "People who come are no sign of a border that shuts.",
            "B": "A marked line can be crossed. Ask what changed for those who crossed it.",
            "C": "That is two generations later, under another state. The claim is of the empire.",
            "D": "That is a before and an after, at the right time. We found no such count.",
        },
        "The claim says that rule of the 1800s shut people off. What would you see in the 1870s?",
    ),
    choice(
        "3.4",
        "which increase fits",
        "D",
        {
            "A": "That fits 60,000 if nobody came back. Write 10_000 for `returned` as well.",
            "B": "With that `left` comes out too large. Set both numbers, then try smaller ones.",
            "C": "That counts those who came back the wrong way: they are in the later count.",
            "D": "More left than the counts show, since births and returns filled the gap.",
        },
        "Write ten thousand for `returned` first. Then try each of the four for `increase`.",
        "You look for the one with which the gross number is nearest to 60,000.",
        found=lambda: min(
            INCREASES, key=lambda letter: abs(_gross(INCREASES[letter], 10e3) - 60e3)
        ),
    ),
    choice(
        "3.5",
        "a constant past",
        "B",
        {
            "A": "In that panel the tie changes in each year. Does the past, in the question?",
            "B": "So a constant can say why ties are thin, and not why a treaty came in a year.",
            "C": "There it weighs less and less. In the question it weighs the same in every year.",
            "D": "There each year adds to the tie. Does a constant add anything?",
            "E": "There something changes on a date. What would a constant do on that date?",
        },
        "In which panel is the line the same in every year?",
    ),
    Exercise(
        "3.6",
        "republics above their middle twin",
        Number(WHOLE, "republics", "12"),
        lambda: int((_rows()["own"] > _rows()["middle"]).sum()),
        "Many twins tie at 0, so that chance would put three or four above. You deal cards next.",
        (
            'Compare the two columns: `rows["own"] > rows["middle"]`.',
            "The `sum()` of a comparison counts how often it is true.",
        ),
        (
            Mistake(
                "as much or more",
                lambda: int((_rows()["own"] >= _rows()["middle"]).sum()),
                "That counts as well those that traded as much as their middle twin. Use `>`.",
            ),
            Mistake(
                "less",
                lambda: int((_rows()["own"] < _rows()["middle"]).sum()),
                "These traded less than their middle twin. The question asks for more.",
            ),
            Mistake(
                "any trade at all",
                lambda: int((_rows()["own"] > 0).sum()),
                "That counts all with any trade. Compare each with its own middle twin.",
            ),
            Mistake(
                "all rows",
                lambda: len(_rows()),
                "That is how many republics there are. How many of them traded more?",
            ),
            Mistake(
                "a share",
                lambda: float((_rows()["own"] > _rows()["middle"]).mean()),
                "That is a share of the fourteen. The question asks how many.",
            ),
            Mistake(
                "twins in place of republics",
                _twins_below_all,
                "That counts twins. Count republics: one line of `rows` each.",
            ),
        ),
    ),
    choice(
        "3.7",
        "what no hit in a thousand says",
        "A",
        {
            "A": "Even the largest twin of each would not. What else was at work is not said.",
            "B": "That would be a cause. The deals say that the sum is rare, and not why.",
            "C": "A sum can be large through a few. Two of the rows lay below their middle twin.",
            "D": "Not one in a thousand came near it. More deals would hardly change that.",
        },
        "What was the same in the deals and in the real fourteen? What was left to chance?",
    ),
    choice(
        "3.8",
        "the shape of Mongolia's dots",
        "C",
        {
            "A": "In A the line starts in the grey, under the level line. Where do the dots start?",
            "B": "In B the line lies in the grey, and does not move. Do the dots?",
            "C": "High, and coming down. Four years cannot tell how far it goes on.",
            "D": "They do stand high. Follow them from 2006 to 2014: up or down?",
        },
        "Say two things of the dots: above or below the line, and up or down with the years?",
    ),
    Exercise(
        "3a",
        "another republic, another year",
        Number(WHOLE, "twins", "7"),
        lambda: _twins_below("KGZ", 2000),
        "All but one traded less, and that one as much: in whole millions most are zeros.",
        (
            "The worked cell does this for another republic. Which two things have to change?",
            '`republics_beside_twins(2000)`, then the rows of `"KGZ"`.',
        ),
        (
            Mistake(
                "as much counted too",
                lambda: _twins_below("KGZ", 2000, or_as_much=True),
                "That counts a twin that traded as much, or is the worked cell's answer. Use `<`, "
                "and change both the republic and the year.",
            ),
            Mistake(
                "the other way round",
                lambda: 0,
                "That counts twins that traded more. The question asks for less.",
            ),
        ),
    ),
    Exercise(
        "3b",
        "years of rule",
        Number(WHOLE, "years", "100"),
        lambda: _years_until_free("south-east", "imperial rule"),
        "An oath would add eighteen years and a fort ten: the length, too, hangs on a word.",
        (
            "Print `first`: it has a year for each kind of holding.",
            "Which kind is the first that the lesson calls rule, in this part?",
        ),
        (
            Mistake(
                "from the oath",
                lambda: _years_until_free("south-east", "oath"),
                "That counts from the oath. The lesson counts rule.",
            ),
            Mistake(
                "from the fort",
                lambda: _years_until_free("south-east", "garrison"),
                "That counts from the garrison, a fort with soldiers. The lesson counts rule.",
            ),
            Mistake(
                "from the Soviet republic",
                lambda: _years_until_free("south-east", "autonomous republic"),
                "That counts from the Soviet years. The empire ruled before them.",
            ),
        ),
    ),
    ordered(
        "3c",
        "lines in order",
        "DBCEA",
        {
            "BDCEA": "The first line uses `out`, which only a later line makes.",
            "DCBEA": "`beside` is used one line before it is made.",
            "DBECA": "`dealt` is used one line before it is made.",
            "DBCAE": "`middle` is used one line before it is made.",
        },
        "Without Belarus Mongolia still stands far above the middle deal.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which names does it read, and which does it make?",
    ),
    Exercise(
        "3d",
        "the next ten years",
        Number(30, "people", "30000"),
        lambda: _gross(2, 0, 2000, 2010),
        "The two counts differ by fewer than two thousand, and so many may have left.",
        (
            "Left is the fall and the natural increase, here for ten years.",
            "The increase of one year is 0.02 times the mean of the two counts.",
        ),
        (
            Mistake(
                "eleven years",
                lambda: census(2000) - census(2010) + 0.02 * 11 * (census(2000) + census(2010)) / 2,
                "You took eleven years. From 2000 to 2010 it is ten.",
            ),
            Mistake(
                "the fall taken away",
                lambda: 0.02 * 10 * (census(2000) + census(2010)) / 2 - census(2000) + census(2010),
                "You took the fall away. Those who are missing have left: add them.",
            ),
            Mistake(
                "the increase left out",
                lambda: census(2000) - census(2010),
                "That is the net fall. Those born in between hid as many who left.",
            ),
            Mistake(
                "the fall left out",
                lambda: 0.02 * 10 * (census(2000) + census(2010)) / 2,
                "That is the natural increase alone. Add the fall between the counts.",
            ),
        ),
    ),
    Exercise(
        "3e",
        "above all ten",
        Number(WHOLE, "republics", "2"),
        lambda: int((_rows()["own"] > _rows()["largest"]).sum()),
        "By chance one in eleven would: one or two of fourteen.",
        (
            "Compare the two columns of `rows`.",
            "The `sum()` of a comparison counts how often it is true.",
        ),
        (
            Mistake(
                "above the middle twin",
                lambda: int((_rows()["own"] > _rows()["middle"]).sum()),
                "These lie above their middle twin. The question asks for all ten.",
            ),
            Mistake(
                "as much counted too",
                lambda: int((_rows()["own"] >= _rows()["largest"]).sum()),
                "That counts as well those that trade as much as their largest twin. Use `>`.",
            ),
            Mistake(
                "not above all",
                lambda: int((_rows()["own"] <= _rows()["largest"]).sum()),
                "These do not lie above all ten. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "3f",
        "a wall for Poland?",
        Number(0.06, "times", "2.5"),
        lambda: _times(2014, "POL"),
        "No wall. Poland was outside the Union, but in Comecon, and is a neighbour of three of "
        "the fourteen.",
        (
            '`real, dealt = beside_deals(republics_beside_twins(2014, "POL"))`.',
            "Divide the real sum by `np.median(dealt)`.",
        ),
        (
            Mistake(
                "Russia kept in",
                lambda: _times(2014, "POL", ()),
                "That has Russia among the republics. The lesson leaves it out.",
            ),
            Mistake(
                "upside down",
                lambda: 1 / _times(2014, "POL"),
                "That is the middle deal over the real sum. Turn it round.",
            ),
            Mistake(
                "the mean deal",
                lambda: _times(2014, "POL", mean=True),
                "That divides by the mean of the deals. A few large ones pull it up: take the "
                "middle one.",
            ),
            Mistake(
                "another year",
                lambda: _times(2012, "POL"),
                "That is 2012. The question asks for 2014.",
            ),
        ),
    ),
    choice(
        "3g",
        "what would change the sign",
        "B",
        {
            "A": "A place among states is not in the rule. Which number does the rule name?",
            "B": "At least 975 of a thousand above the real sum: a wall, by the rule.",
            "C": "One republic is one row. The rule is about the sum of all fourteen.",
            "D": "That is another group. The rule is about Mongolia's trade with them.",
        },
        "Read the rule of claim 34 again. What does it count?",
    ),
    Exercise(
        "3h",
        "a bridge and a wall",
        Written(
            (
                "It names two ties, goods and people, and keeps them apart.",
                "It gives a number for each, and says beside what it is large or small.",
                "It names another explanation for one of them.",
                "It says what find would change the writer's mind.",
            ),
            60,
        ),
        lambda: "Goods and people are two ties, and each has its own numbers. " * 6,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Begin with one tie and its number.",
            "Then say what chance, or another cause, could make of it.",
        ),
    ),
    *DEEPER,
]
