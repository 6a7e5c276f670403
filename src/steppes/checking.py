"""check, hint, solution: three verbs for the student, one declaration for the instructor."""

from __future__ import annotations

import contextlib
import difflib
import functools
import html
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import gathering, own, record, stored, updates
from .answers import as_typed
from .entries import when
from .errors import DataProblem, verb
from .keeping import kept
from .kinds import Choice, Kind, Order, Written
from .questions import questions, why_outdated
from .reading import Unreadable
from .saying import say, shown
from .showing import show_bundle
from .words import listing, sentence

NOT_ATTEMPTED = "not attempted"
CORRECT = "correct"
NOTED = "noted"  # a written answer: the student judges it, against a rubric
NOT_YET = "not yet"
CANNOT_BE_READ = "cannot be read"


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer, computed as the student will have computed it, and what helps."""

    what: str
    answer: Callable[[], Any]
    says: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """One question. Ids: "1.3" is the third check inside lesson 01, "F1.3" that of its further
    notebook, "1c" exercise c of lesson 01.

    `answer` computes the reference from the data; `right` is said when it is met.
    """

    id: str
    title: str
    kind: Kind
    answer: Callable[[], Any]
    right: str
    hints: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()

    @property
    def lesson(self) -> int:
        return int(re.sub(r"\D*(\d+).*", r"\1", self.id))


@dataclass(frozen=True)
class Outcome:
    """What a check says of an answer: one of the verdicts above, and a sentence."""

    verdict: str
    says: str


def choice(
    exercise_id: str,
    title: str,
    right: str,
    says: Mapping[str, str],
    *hints: str,
    found: Callable[[], str] | None = None,
) -> Exercise:
    """One letter out of the options that the notebook lists under the question.

    `says` has a sentence for each letter: what is said of the `right` one, and what helps who
    chose another. Where the data decide, `found` finds the letter in them.
    """
    return Exercise(
        exercise_id,
        title,
        Choice(exercise_id),
        found or (lambda: right),
        says[right],
        hints,
        tuple(
            Mistake(f"chooses {letter}", functools.partial(str, letter), sentence)
            for letter, sentence in says.items()
            if letter != right
        ),
    )


def ordered(
    exercise_id: str,
    title: str,
    right: str,
    says: Mapping[str, str],
    correct: str,
    *hints: str,
) -> Exercise:
    """Lines to put in order, which the notebook lists with letters under the question.

    `right` is one order that runs (others are right too: see `kinds.Order`); `says` has a sentence
    for each order in which a student is likely to put them wrongly, and `correct` the one for an
    order that runs.
    """
    return Exercise(
        exercise_id,
        title,
        Order(exercise_id),
        lambda: right,
        correct,
        hints,
        tuple(
            Mistake(f"puts {order}", functools.partial(str, order), sentence)
            for order, sentence in says.items()
        ),
    )


def declared() -> dict[str, Exercise]:
    """Every exercise by id: the course's, lesson by lesson, then an instructor's own.

    Where the own ones cannot be used, the course's are there without them.
    """
    with contextlib.suppress(DataProblem):
        return {**_of_the_course(), **own.declared()}
    return _of_the_course()


@functools.cache
def _of_the_course() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for module in gathering.modules("exercises"):
        for exercise in module.EXERCISES:
            if exercise.id in found:
                raise ValueError(f"Two exercises have the id '{exercise.id}': give one another.")
            found[exercise.id] = exercise
    return dict(sorted(found.items()))


def one(exercise_id: str) -> Exercise | None:
    """The exercise of an id, the course's or an instructor's own; None where there is none.

    Of the course only the lesson that asks it is read: the first check of a kernel waits for no
    other.
    """
    if exercise_id.startswith(own.FOLDER):
        with contextlib.suppress(DataProblem):
            return own.declared().get(exercise_id)
        return None
    return _one_of_the_course(exercise_id)


def _one_of_the_course(exercise_id: str) -> Exercise | None:
    if question := questions().get(exercise_id):
        _, _, lesson = question.notebook.removeprefix("further/").partition("_")
        if exercise := _of_lesson(lesson).get(exercise_id):
            return exercise
    return _of_the_course().get(exercise_id)  # what `steppes build` has not gathered


@functools.cache
def _of_lesson(lesson: str) -> dict[str, Exercise]:
    module = gathering.module(lesson, "exercises")
    return {exercise.id: exercise for exercise in module.EXERCISES} if module else {}


def judge(exercise: Exercise, answer: Any) -> Outcome:
    """Judge one answer, whatever it is.

    Raises DataProblem when the tables that the reference is computed from cannot be read.
    """
    if answer is ...:
        return Outcome(NOT_ATTEMPTED, _how_to_answer(exercise))
    kind = exercise.kind
    try:
        value = kind.read(answer)
        if isinstance(kind, Written):
            return Outcome(NOTED, exercise.right)
        reference = _reference(exercise)
        if kind.matches(value, reference):
            return Outcome(CORRECT, exercise.right)
        for mistake, wrong in zip(exercise.mistakes, _wrong(exercise), strict=True):
            if kind.matches(value, wrong):
                return Outcome(NOT_YET, mistake.says)
        why = kind.feedback(value, reference)
        return Outcome(NOT_YET, f'{why} hint("{exercise.id}") may help.')
    except Unreadable as problem:
        return Outcome(CANNOT_BE_READ, f"{sentence(str(problem))} Expected: {kind.wanted}.")
    except DataProblem:
        raise
    except Exception:  # noqa: BLE001  an answer may be anything, and a student gets a sentence
        return Outcome(CANNOT_BE_READ, f"Expected: {kind.wanted}.")


def _how_to_answer(exercise: Exercise) -> str:
    return (
        "Put your answer in place of the three dots and run the cell again. "
        f'hint("{exercise.id}") gives a hint.'
    )


def is_computed(exercise: Exercise) -> bool:
    """Whether an answer is computed: that of a written one, of an order and of a letter is not."""
    if isinstance(exercise.kind, Choice):
        return not getattr(exercise.answer, "__qualname__", "").startswith(choice.__name__)
    return not isinstance(exercise.kind, (Order, Written))


@kept(most=512)
def _reference(exercise: Exercise) -> Any:
    """The right answer, computed from the tables."""
    known = _with_the_course(exercise)
    return stored.decoded(known[0]) if known else exercise.answer()


@kept(most=512)
def _wrong(exercise: Exercise) -> list[Any]:
    """The declared mistakes' answers, each computed as the student will have computed it."""
    known = _with_the_course(exercise)
    return stored.decoded(known[1]) if known else [m.answer() for m in exercise.mistakes]


def _with_the_course(exercise: Exercise) -> Any:
    """Answer and mistakes, as `stored` encodes them; None where they are declared or computed anew.

    That is so of an instructor's own exercises, and of others once their tables or code change.
    """
    if not is_computed(exercise) or _one_of_the_course(exercise.id) is not exercise:
        return None
    known = stored.results(f"answers_{exercise.lesson:02d}").get(exercise.id)
    return stored.unveiled(known) if known else None


@verb('check("1.3", your_answer)')
def check(exercise_id: str, answer: Any = ...) -> None:
    """Say of an answer: correct; not yet, and why; not attempted; or cannot be read.

    The expected value is never printed. Answer and outcome are kept in my_work/progress.json, the
    first and the last; what was once done stays done, and an untouched cell says so.
    """
    updates.tell_at_check()
    exercise = _find(exercise_id)
    if exercise is None:
        return
    outcome = judge(exercise, answer)
    if outcome.verdict == NOT_ATTEMPTED:
        outcome = _answered_before(exercise) or outcome
    say(f"{exercise.id}: {outcome.verdict}. {outcome.says}")
    if isinstance(exercise.kind, Written) and outcome.verdict == NOTED:
        say("\n".join(f"  - {point}" for point in exercise.kind.rubric))
    if answer is not ...:
        done = outcome.verdict in (CORRECT, NOTED)
        record.answered(exercise.id, as_typed(answer, exercise.kind), outcome.verdict, done)


def _answered_before(exercise: Exercise) -> Outcome | None:
    """What is said of an untouched cell whose check was answered once; None where it was not.

    It says no more than was said then: neither the answer nor what was wrong with it.
    """
    entry = record.read()["exercises"].get(exercise.id, {})
    if "last" not in entry:
        return None
    last, day = entry["last"], when(entry["last"])
    on_day, between = f" {day}" if day else "", f", {day}," if day else ""
    again = _how_to_answer(exercise)
    says = {
        CORRECT: f"You answered it right{on_day}.",
        NOTED: f"You wrote an answer{on_day}.",
        NOT_YET: f"Your last answer{between} was not yet right. {again}",
        CANNOT_BE_READ: f"Your last answer{between} could not be read. {again}",
    }
    if last["outcome"] not in says:
        return None
    told = says[last["outcome"]]
    if entry["done"] and last["outcome"] not in (CORRECT, NOTED):
        told = f"You have answered it right before. {told}"
    sitting = " in this sitting" if last.get("at", "") < record.BEGAN else ""
    return Outcome(NOT_ATTEMPTED + sitting, told)


@verb('hint("1.3")')
def hint(exercise_id: str) -> None:
    """Print the next hint; after the last one all of them, and where the worked answer is."""
    exercise = _find(exercise_id)
    if exercise is None:
        return
    used, hints = record.hints_used(exercise.id), exercise.hints
    if used < len(hints):
        say(f"Hint {used + 1} of {len(hints)}: {hints[used]}")
        record.hinted(exercise.id, used + 1)
        return
    again = " Here they are again:" if hints else ""
    say(f'No more hints for {exercise.id}. solution("{exercise.id}") says where to look.{again}')
    for number, text in enumerate(hints, start=1):
        say(f"Hint {number} of {len(hints)}: {text}")


@verb('solution("1.3")')
def solution(exercise_id: str) -> None:
    """Say where the worked answer is, with a link to it: in my_work/solutions/ if it is there."""
    exercise = _find(exercise_id)
    if exercise is None:
        return
    begins, ends = (
        f"{exercise.id}, {exercise.title}: worked in ",
        f", under the heading {exercise.id}.",
    )
    called, place = _worked(exercise)
    link = _link_to(place) if place else ""
    if not link:
        say(begins + called + ends)
        return
    linked = f'<a href="{html.escape(link, quote=True)}">{html.escape(called)}</a>'
    page = f"<p>{html.escape(begins)}{linked}{html.escape(ends)}</p>"
    show_bundle({"text/plain": begins + called + ends, "text/html": page})


def _worked(exercise: Exercise) -> tuple[str, Path | None]:
    """How the notebook with the worked answer is called, and where it is if it is there.

    The student's copy comes first: running it changes no file of the course.
    """
    if exercise.id.startswith(own.FOLDER):
        name = f"{own.FOLDER}/solutions.ipynb"
        places = {name: own.place_of(name)}
    else:
        notebook = questions()[exercise.id].notebook.removeprefix("further/")
        name = f"solutions/{notebook}.ipynb"
        places = {record.called(name): record.home() / name, name: own.place_of(name)}
    found = ((called, place) for called, place in places.items() if place.is_file())
    return next(found, (name, None))


def _link_to(place: Path) -> str:
    """The address of a file from the notebook that runs, whose folder is the working one.

    Empty where none leads there: on another drive, or from a folder that is gone.
    """
    try:
        return quote(Path(os.path.relpath(place)).as_posix())
    except (OSError, ValueError):
        return ""


def _find(exercise_id: Any) -> Exercise | None:
    """The exercise of an id; None, after a sentence, where there is none to be judged or told of.

    A copy that asks an older question than the course knows now is told so, and nothing else.
    """
    if isinstance(exercise_id, float):
        fitting = [name for name in questions() if _is_number(name) and float(name) == exercise_id]
        if len(fitting) > 1:
            say(
                f"{exercise_id} can be {listing(fitting, 'or')}, and nothing was recorded. Put the "
                f'id in quotes, such as "{fitting[-1]}".'
            )
            return None
    said = shown(exercise_id, 20).lower()
    said = said.upper() if re.fullmatch(r"f\d+\.\d+", said) else said
    if outdated := why_outdated(said):
        say(outdated)
        return None
    if exercise := one(said):
        return exercise
    if said.startswith(own.FOLDER):
        try:
            own.declared()
        except DataProblem as problem:
            say(str(problem))
            return None
    known = declared()
    near = difflib.get_close_matches(said, known, n=3, cutoff=0.3) or sorted(known)[:3]
    say(f"There is no exercise '{said}'. The nearest ids are: {', '.join(near)}.")
    return None


def _is_number(exercise_id: str) -> bool:
    return re.fullmatch(r"\d+\.\d+", exercise_id) is not None
