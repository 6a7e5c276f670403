"""For instructors: what the course would choose in the six questions asked twice, and why.

Nothing that a student runs reads this. Of a class it says which ideas have arrived.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Favoured:
    """A question's id, the idea that it tests, the letter that the course would choose, and why."""

    id: str
    idea: str
    letter: str
    why: str


SIX = (
    Favoured(
        "Q1",
        "a number needs a comparison group",
        "C",
        "Nine is many or few only beside what other pairs of neighbours signed.",
    ),
    Favoured(
        "Q2",
        "absent, zero and rounded to zero",
        "B",
        "A rounded zero is anything below a half, and an empty cell is no observation at all.",
    ),
    Favoured(
        "Q3",
        "a constant cannot explain a change",
        "D",
        "What was there all the time cannot say why it happened then and not before.",
    ),
    Favoured(
        "Q4",
        "how often drawing by lot would do as well",
        "A",
        "If lot gives eight or more of ten often, the ten say little about her.",
    ),
    Favoured(
        "Q5",
        "what every explanation expects favours none",
        "C",
        "Evidence tells explanations apart only where they expect different things.",
    ),
    Favoured(
        "Q6",
        "the window or cut-off that turns a verdict",
        "B",
        "A finding that comes and goes with the years is a finding about the choice of years.",
    ),
)
