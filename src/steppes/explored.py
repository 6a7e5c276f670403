"""What moving an explorer tells: the answers to the questions that follow it, for the key.

Nothing that a student runs reads this. A lesson declares them in its `explored.py`, each as a
function that calls what its explorer draws; `steppes key` writes what they say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from . import gathering

Answer = TypeVar("Answer", bound=Callable[[], str])


@dataclass(frozen=True)
class Told:
    """The answer to question `number` beneath an explorer, which `asks` so, or begins so.

    `answer` computes a sentence or two, with the numbers that a student comes to.
    """

    explorer: str
    number: int
    asks: str
    answer: Callable[[], str]


_declared: dict[tuple[str, int], Told] = {}


def tells(explorer: str, number: int, asks: str) -> Callable[[Answer], Answer]:
    """Declare the function beneath as the answer to a question that follows an explorer.

    `asks` are words of the question: where the notebook asks something else, a test says so.
    """

    def declare(answer: Answer) -> Answer:
        if (explorer, number) in _declared:
            raise ValueError(f"Question {number} of '{explorer}' has two answers: keep one.")
        _declared[explorer, number] = Told(explorer, number, asks, answer)
        return answer

    return declare


def declared() -> dict[tuple[str, int], Told]:
    """Every declared answer, by its explorer and the number of its question."""
    gathering.modules("explored")
    return dict(sorted(_declared.items()))
