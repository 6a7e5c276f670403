"""The questions as the notebooks ask them: each stands there once; `steppes build` gathers them.

The gathered file travels with the library, so that `check` knows the options of a choice, and
whether a question is still the one that a notebook asks.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from . import own
from .errors import DataProblem

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
    return _read(files(__package__).joinpath(GATHERED).read_text(encoding="utf-8"))


def own_questions() -> dict[str, Question]:
    """The questions of an instructor's own exercises; none where none were gathered.

    Raises DataProblem when their file is damaged.
    """
    path = own.place_of(own.QUESTIONS)
    try:
        return _of_the_file(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@functools.lru_cache(maxsize=4)
def _of_the_file(path: Path, changed: int) -> dict[str, Question]:
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataProblem(f"{own.QUESTIONS} is damaged. Run: steppes build own") from None


def _read(text: str) -> dict[str, Question]:
    return {name: Question(**entry) for name, entry in json.loads(text)["questions"].items()}


def options_of(exercise_id: str) -> dict[str, str]:
    """The options of a choice by letter.

    Raises DataProblem before `steppes build` has seen its question.
    """
    ours = exercise_id.startswith(own.FOLDER)
    question = (own_questions() if ours else questions()).get(exercise_id)
    if question is None or not question.options:
        command = f"steppes build {own.FOLDER}" if ours else "steppes build"
        raise DataProblem(f"The options of {exercise_id} are not gathered yet. Run: {command}")
    return question.options
