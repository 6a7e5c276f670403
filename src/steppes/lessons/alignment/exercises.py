"""Lesson 04: what a constant cannot explain, a cause apart from its outcome, and weights."""

from ...checking import choice
from .further_exercises import DEEPER

EXERCISES = [
    choice(
        "4.2",
        "what a constant cannot explain",
        "D",
        {
            "A": "A level is just what a constant can explain.",
            "B": "The rails were there all the time, like the cause.",
            "C": "A lasting past can well explain a lasting language.",
            "D": "A constant can explain a level. When something happened needs something that "
            "changed.",
        },
        "Three options are states of affairs. Which one is about a time?",
    ),
    choice(
        "4.3",
        "cause and outcome kept apart",
        "A",
        {
            "A": "It is what the argument wants to explain. On both sides, trade would be tested "
            "with trade.",
            "B": "A promise to Russia is closeness, not engagement.",
            "C": "Votes beside Russia's say nothing of Mongolia's trade.",
            "D": "A seat among Russia's partners is what closeness means.",
        },
        "Which of the four is something that Mongolia and the partner do with each other?",
    ),
    choice(
        "4.6",
        "orders that a choice makes",
        "D",
        {
            "A": "Look at the count for weights from 1 to 3.",
            "B": "They differ on one sign only, so no weight turns it.",
            "C": "They are level on two signs. What is left to turn?",
            "D": "China has the seat and Mongolia the votes, so the weights decide. The other "
            "orders do not turn while every sign counts.",
        },
        "Look at the rows of two states. Is each ahead of the other on some sign?",
        "Set memberships to 3 and the others to 1, then votes to 3 and the others to 1.",
    ),
    *DEEPER,
]
