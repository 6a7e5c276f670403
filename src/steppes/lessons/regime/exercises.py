"""Lesson 05: what to ask before a finding, and whose change it was."""

from ...checking import Exercise, Mistake, choice
from ...kinds import Share
from ...measures import regime
from .further_exercises import DEEPER


def _polyarchy(state: str, year: int) -> float:
    return float(regime.scores("vdem", year)[state])


def _fall() -> float:
    """By how much Mongolia's score fell from 2012 to 2024."""
    return _polyarchy("MNG", 2012) - _polyarchy("MNG", 2024)


def _rise() -> float:
    """By how much Kazakhstan's score rose from 2012 to 2024."""
    return _polyarchy("KAZ", 2024) - _polyarchy("KAZ", 2012)


EXERCISES = [
    choice(
        "5.1",
        "the question before a finding",
        "C",
        {
            "A": "Names help later. They do not say whether it is many.",
            "B": "A right count can still be what chance would give. Beside what is it many?",
            "C": (
                "Most states are republics, so most partners of nearly any state will be. "
                "That is the base rate."
            ),
            "D": "The sentence counts partners; it does not order them.",
        },
        "What would you expect if the state chose its partners by lot?",
    ),
    choice(
        "5.2",
        "the outcome inside the cause",
        "A",
        {
            "A": (
                "So the test could not fail. "
                "In this lesson regimes are measured without looking at any tie."
            ),
            "B": "Lesson 01 measured it. That is not the trouble here.",
            "C": "There are thousands of pairs. Look at what is used twice.",
            "D": "Then trade would explain trade. Look at what is used twice.",
        },
        "Could such a test ever come out against its author?",
    ),
    Exercise(
        "5.4",
        "whose change narrowed the distance",
        Share(0.7),
        lambda: 100 * _fall() / (_fall() + _rise()),
        "The two parts add up to the whole narrowing, because each state's change is counted once.",
        (
            "The narrowing is Mongolia's fall plus Kazakhstan's rise.",
            "Divide Mongolia's fall by that sum.",
        ),
        (
            Mistake(
                "the other state's part",
                lambda: 100 * _rise() / (_fall() + _rise()),
                "That is Kazakhstan's part. The question asks for Mongolia's.",
            ),
            Mistake(
                "how much of the distance went",
                lambda: (
                    100 * (_fall() + _rise()) / (_polyarchy("MNG", 2012) - _polyarchy("KAZ", 2012))
                ),
                "That is how much of the old distance is gone. The question: how much of that is "
                "Mongolia's doing?",
            ),
            Mistake(
                "the sign kept",
                lambda: -100 * _fall() / (_fall() + _rise()),
                "The size is right. A fall has to be taken as a positive number here.",
            ),
            Mistake(
                "signs added up",
                lambda: 100 * _fall() / (_fall() - _rise()),
                "Kazakhstan's change has the other sign. Divide by the change of the distance.",
            ),
            Mistake(
                "Mongolia's own fall",
                lambda: 100 * _fall() / _polyarchy("MNG", 2012),
                "That is Mongolia's fall as a share of its own score. Divide by the narrowing.",
            ),
        ),
    ),
    *DEEPER,
]
