"""Judge again what a record holds: by the course's declarations here, and not by what it says.

Numbers, letters, states and orders of lines are judged from the answer. Of a table the record holds
a digest, which is compared with that of the reference, and where it is small its values. What can
be judged by neither is *recorded, not judged*, and so is what a student judges herself.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from .. import checking
from ..answers import LONGEST_TEXT, MOST_ITEMS, digest
from ..checking import CANNOT_BE_READ, CORRECT, NOT_YET, NOTED, Exercise, Outcome
from ..entries import EXERCISES, Entry
from ..errors import DataProblem
from ..kinds import Table, Written
from ..questions import questions
from .handed import HandIn

NOT_JUDGED = "recorded, not judged"
NO_SUCH = "The course asks no such question here."
OTHER_FORM = "The copy asks this question in another form."
NOT_KEPT = "The record does not hold the answer itself."
BETWEEN = (
    "Done, says the record, by an answer between the first and the last, which it does not hold."
)


@dataclass(frozen=True)
class Judged:
    """What is to be said of one question of one student.

    `first` and `last` are outcomes of those answers judged now; `done` is the better of them, or
    NOT_JUDGED where the record says more than it holds. `false` is why the record is flagged, else
    "", and `why` why something is not judged.
    """

    id: str
    entry: Entry
    first: Outcome
    last: Outcome
    done: str
    false: str = ""
    why: str = ""


def judged(handed: HandIn) -> dict[str, Judged]:
    """Each question that a student answered, judged again."""
    return {
        name: _judged(name, entry, handed.asked(name))
        for name, entry in handed.recorded[EXERCISES].items()
        if "last" in entry
    }


def _judged(name: str, entry: Entry, asked: set[str]) -> Judged:
    first, last = (_again(name, entry[which], asked) for which in ("first", "last"))
    now = {first.verdict, last.verdict}
    false = ""
    for which, outcome in (("first", first), ("last", last)):
        said = entry[which]["outcome"]
        if said in (CORRECT, NOTED) and outcome.verdict in (NOT_YET, CANNOT_BE_READ):
            false = f"The record calls the {which} answer {said}, and it is {outcome.verdict}."
    best = next((v for v in (CORRECT, NOTED, NOT_JUDGED, NOT_YET) if v in now), CANNOT_BE_READ)
    why = next((o.says for o in (last, first) if o.verdict == NOT_JUDGED), "")
    if entry.get("done") and best in (NOT_YET, CANNOT_BE_READ) and not false:
        if entry["attempts"] > 2:
            best, why = NOT_JUDGED, BETWEEN
        else:
            false = "The record calls it done, and no answer in it is right."
    return Judged(name, entry, first, last, best, false, why)


def _again(name: str, said: Entry, asked: set[str]) -> Outcome:
    exercise = checking.declared().get(name)
    if exercise is None:
        return Outcome(NOT_JUDGED, NO_SUCH)
    if name in questions() and asked and questions()[name].fingerprint not in asked:
        return Outcome(NOT_JUDGED, OTHER_FORM)
    if "answer" not in said:
        return Outcome(NOT_JUDGED, NOT_KEPT)
    return _outcome(name, json.dumps(said["answer"], sort_keys=True))


@functools.lru_cache(maxsize=10_000)
def _outcome(name: str, answer: str) -> Outcome:
    """What is said of an answer of the record; a class gives the same one many times."""
    exercise, kept = checking.declared()[name], json.loads(answer)
    try:
        if isinstance(exercise.kind, Table):
            return _of_table(exercise, exercise.kind, kept)
        given = _as_given(kept)
        if given is ...:
            return Outcome(NOT_JUDGED, NOT_KEPT)
        outcome = checking.judge(exercise, given)
    except DataProblem as problem:
        return Outcome(NOT_JUDGED, str(problem))
    if isinstance(exercise.kind, Written) and outcome.verdict == NOTED:
        return Outcome(NOTED, "A written answer, to be read.")
    return outcome


def _as_given(kept: Any) -> Any:
    """An answer as it was given, from what `answers.as_typed` kept; ... where it cannot be."""
    items = kept if isinstance(kept, list) else [kept]
    if isinstance(kept, dict) or len(items) >= MOST_ITEMS or any(map(_is_cut, items)):
        return ...
    if isinstance(kept, str) and re.fullmatch(r"-?\d{1,15}/[1-9]\d{0,14}", kept):
        return Fraction(kept)
    return kept


def _is_cut(item: Any) -> bool:
    """Whether a text stands for something else, or is not whole."""
    of_type = isinstance(item, str) and item.startswith("(of type ")
    return of_type or isinstance(item, str) and len(item) >= LONGEST_TEXT


def _of_table(exercise: Exercise, kind: Table, kept: Any) -> Outcome:
    if not isinstance(kept, dict):
        given = _as_given(kept)
        return Outcome(NOT_JUDGED, NOT_KEPT) if given is ... else checking.judge(exercise, given)
    if "digest" not in kept:
        # It was a table that cannot be read as this one, or a digest was taken out.
        return Outcome(NOT_JUDGED, NOT_KEPT)
    if kept["digest"] in _digests(exercise.id)[0]:
        return Outcome(CORRECT, exercise.right)
    try:
        rows = pd.DataFrame(kept.get("values", []), columns=[kind.key, *kind.columns])
        read = kind.read(rows)[0]
    except Exception:  # noqa: BLE001  a record may hold anything
        rows = None
    if rows is not None and digest(read, kind.tolerance) == kept["digest"]:
        return checking.judge(exercise, rows)
    says = _digests(exercise.id)[1].get(kept["digest"])
    return Outcome(NOT_YET, says) if says else Outcome(NOT_JUDGED, NOT_KEPT)


@functools.lru_cache(maxsize=200)
def _digests(name: str) -> tuple[set[str], dict[str, str]]:
    """Digests of a right table however it is written, and of each declared mistake what is said."""
    exercise = checking.declared()[name]
    kind, reference = exercise.kind, exercise.answer()
    assert isinstance(kind, Table)
    right = {
        digest(kind.read(table)[0], kind.tolerance)
        for table in (reference, *kind.other_spellings(reference))
    }
    wrong = {
        digest(kind.read(answer)[0], kind.tolerance): mistake.says
        for mistake, answer in _mistakes(exercise)
    }
    return right, wrong


def _mistakes(exercise: Exercise) -> Iterator[tuple[checking.Mistake, Any]]:
    for mistake in exercise.mistakes:
        yield mistake, mistake.answer()


def sentence_of_mistake(name: str, says: str) -> bool:
    """Whether a sentence is that of a declared mistake."""
    exercise = checking.declared().get(name)
    return exercise is not None and says in {mistake.says for mistake in exercise.mistakes}
