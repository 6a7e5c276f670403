"""The questions as the notebooks ask them: each stands there once; `steppes build` gathers them.

The gathered file travels with the library, so that `check` knows the options of a choice, and
whether a question is still the one that a notebook asks.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib.resources import files

GATHERED = "questions.json"


@dataclass(frozen=True)
class Question:
    """A question's notebook (its slug), its text, its options by letter, and their fingerprint."""

    notebook: str
    text: str
    options: dict[str, str]
    fingerprint: str


@functools.cache
def questions() -> dict[str, Question]:
    """Every question of the course by the id of its exercise."""
    text = files(__package__).joinpath(GATHERED).read_text(encoding="utf-8")
    return {name: Question(**entry) for name, entry in json.loads(text)["questions"].items()}


def options_of(exercise_id: str) -> dict[str, str]:
    """The options of a choice by letter; none before `steppes build` has seen its question."""
    question = questions().get(exercise_id)
    return question.options if question else {}
