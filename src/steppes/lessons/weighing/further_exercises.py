"""Lesson 07, further: a joint cause in other ways, and odds."""

from __future__ import annotations

from ...checking import Exercise, Mistake, choice
from ...kinds import Number
from ...measures import weighing as measures

DEEPER = [
    choice(
        "F7.1",
        "a joint cause",
        "C",
        {
            "A": "A mean lies between its parts. Can it come first when one part does?",
            "B": "A product of three shares is smaller than each of them.",
            "C": "One world in three is regime type's, and it keeps what regime type keeps.",
            "D": "Look at the three numbers: they differ.",
        },
        "Which of the three rules lets a row keep the worlds of its best part?",
    ),
    Exercise(
        "F7.2",
        "odds",
        Number(0.02, "to one", "2.5"),
        lambda: measures.ratio("regime", "blocs", 2013),
        "A mention, no more: below 3 to 1.",
        (
            "Odds of two rows are one row's worlds over the other's.",
            "All rows begin alike, so the odds are the product of the ratios.",
        ),
        (
            Mistake(
                "today",
                lambda: measures.ratio("regime", "blocs"),
                "That is by what is known today. Take the cards known by August 2013.",
            ),
            Mistake(
                "turned round",
                lambda: measures.ratio("blocs", "regime", 2013),
                "That is blocs to regime type. Turn it round.",
            ),
            Mistake(
                "another row",
                lambda: measures.ratio("regime", "size", 2013),
                "That is regime type to size and distance. The question is about blocs.",
            ),
        ),
    ),
]
