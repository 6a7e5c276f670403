"""The questions as the notebooks ask them: each stands there once; `steppes build` gathers them.

The gathered file travels with the library, so that `check` knows the options of a choice, and
whether a question is still the one that the student's copy asks. Beside it lies the record of what
was published: a published question is frozen, and a changed one takes a new id.

start.py writes into each copy, under `questions` of its metadata `steppes`, which questions it
asks: {"1.3": "3fccf3b76da5", ...}, an id and the fingerprint that it had when the copy was made.
That goes with the copy wherever it is moved or renamed, and no cell of it is touched. A copy
without it (made by hand, or saved elsewhere by a program that drops metadata) is taken to ask what
the course asks now; as long as nothing was published, no copy can ask anything else.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import own, record
from .errors import DataProblem
from .saying import plain_text

GATHERED, PUBLISHED = "questions.json", "published.json"
LARGEST_COPY = 50_000_000


@dataclass(frozen=True)
class Question:
    """A question's notebook (its slug), its text, its options by letter, and their fingerprint."""

    notebook: str
    text: str
    options: dict[str, str]
    fingerprint: str


def gathered_text() -> str:
    """What `steppes build` gathered, as JSON.

    By its path: to look it up as a resource of the library takes longer than to read it.
    """
    return Path(__file__).with_name(GATHERED).read_text(encoding="utf-8")


@functools.cache
def questions() -> dict[str, Question]:
    """Every question of the course by the id of its exercise."""
    return _read(gathered_text())


@functools.cache
def asked_twice() -> dict[str, Question]:
    """The questions that are asked before and after the course, by their ids, Q1 to Q6."""
    gathered = json.loads(gathered_text())
    return {name: Question(**entry) for name, entry in gathered.get("twice", {}).items()}


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
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
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


# --- what was published --------------------------------------------------------------------------


@functools.cache
def published() -> dict[str, Any]:
    """The record of what was published: `version`, `questions` and `retired`.

    `questions` maps an id to the fingerprint with which it was published, `retired` an id whose
    question is no longer asked to the id of the one that took its place, or to "".
    """
    return json.loads(Path(__file__).with_name(PUBLISHED).read_text(encoding="utf-8"))


def thawed(issued: Mapping[str, Any], asked: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each published question that is not what it was, with what to do.

    `asked` maps the ids of today's questions to their fingerprints.
    """
    retired = issued["retired"]
    for name, fingerprint in issued["questions"].items():
        if name in asked and asked[name] != fingerprint:
            yield (
                f"{name} was published in another form: a copy that a student has would be judged "
                f"by a key that is not its own. Put the question back as it was, or give the new "
                f'one a new id and write "{name}": "NEW ID" under retired in {PUBLISHED}.'
            )
        if name not in asked and name not in retired:
            yield (
                f'{name} was published and is no longer asked: write "{name}": "" under retired '
                f"in {PUBLISHED}, with the id that took its place where there is one."
            )
    for name, successor in retired.items():
        if name in asked:
            yield f"{name} is retired and asked again: give the question a new id."
        if successor and successor not in asked and successor not in retired:
            yield f"{name} is retired for {successor}, which nobody asks: correct that id."


def publishes(version: str) -> bool:
    """Whether a version freezes its questions: 1.0.0 and later, and no candidate such as 1.0.0rc1.

    A candidate is there to be changed by what its first readers say.
    """
    return re.fullmatch(r"[1-9]\d*(\.\d+)*", version) is not None


def with_questions(
    issued: Mapping[str, Any], asked: Mapping[str, str], version: str
) -> dict[str, Any]:
    """The record with every question of today that it lacks, as a `version` publishes them.

    What was published before stays as it was. A version that publishes nothing adds nothing.
    """
    if not publishes(version):
        return dict(issued)
    return {**issued, "version": version, "questions": {**asked, **issued["questions"]}}


# --- the student's copy --------------------------------------------------------------------------


def why_outdated(exercise_id: str) -> str:
    """Why the question that a student sees is not the one that the course asks now; else ""."""
    successor = published()["retired"].get(exercise_id)
    if successor is not None:
        took = f"{successor} took its place" if successor else "no other took its place"
        return f"{exercise_id}: this question was withdrawn, and {took}. {_new_copy('')}"
    question = questions().get(exercise_id)
    copy = _copy_that_asks(question)
    copied = asked_in(copy).get(exercise_id) if copy else None
    if copy is None or copied is None or (question and question.fingerprint == copied):
        return ""
    return (
        f"{exercise_id}: this question has changed since your copy of it was made, so nothing was "
        f"judged or noted. {_new_copy(copy.name)}"
    )


def _new_copy(name: str) -> str:
    """How to get a new copy of a notebook, whose name is known or not."""
    yours = f"your copy, {name}," if name else "your copy"
    how = "get the course again"
    if (record.home().parent / "start.py").exists():
        how = "start the course again (or run: python3 start.py copy)"
        return f"To see it as it is now, {how}: {yours} stays, and the new one lies beside it."
    return f"To see it as it is now, rename {yours} and {how}: a new one then lies beside it."


def _copy_that_asks(question: Question | None) -> Path | None:
    """The notebook that a check stands in: the one that runs, where its front end says which.

    Elsewhere it is the copy that start.py made of the question's notebook.
    """
    runs = running()
    if runs is None and question:
        name = f"{question.notebook}.ipynb"
        places = [record.home() / name, record.home() / "exercises" / name]
        return next(filter(_is_file, places), None)
    return runs


def running() -> Path | None:
    """The notebook that runs, where its front end says which."""
    names = [os.environ.get("JPY_SESSION_NAME", ""), _notebook_in_vs_code()]
    return next(filter(_is_file, (Path(name) for name in names if name.endswith(".ipynb"))), None)


def _notebook_in_vs_code() -> str:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    name = shell.user_ns.get("__vsc_ipynb_file__") if shell else None
    return name if isinstance(name, str) else ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def asked_in(copy: Path) -> dict[str, str]:
    """The fingerprints of the questions that a copy asks, by id; none where it does not say."""
    asked = noted_in(copy).get("questions")
    if not isinstance(asked, dict):
        return {}
    return {name: plain_text(value, 64) for name, value in asked.items() if isinstance(value, str)}


def noted_in(copy: Path) -> Mapping[str, Any]:
    """What start.py noted in a copy when it made it; nothing where it did not."""
    try:
        found = copy.stat()
        if found.st_size > LARGEST_COPY:
            return {}
        noted = _read_copy(copy, found.st_mtime_ns, found.st_size)
        return noted if isinstance(noted, dict) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


@functools.lru_cache(maxsize=4)
def _read_copy(copy: Path, changed: int, size: int) -> Any:
    return json.loads(copy.read_text(encoding="utf-8"))["metadata"]["steppes"]
