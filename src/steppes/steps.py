"""The steps of each lesson, and how far the student has come: what begin() and progress() tell.

`steppes build` gathers the steps from the notebooks into questions.json, in the order of the page,
each with the heading it stands under: {"check 1.1": "A question to begin", "verdict 7": ...}. A
step is a guess, a check, or a claim: its verdict asked of the student, or told. Exercises are the
questions of the same name that no lesson checks. start.py reads the same file in the same way, to
open the course where the student stopped.
"""

from __future__ import annotations

import contextlib
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import own
from .entries import CLAIMS, EXERCISES, GUESSES, Entry
from .errors import DataProblem
from .questions import gathered_text, questions

GUESS, CHECK, VERDICT, TOLD = "guess", "check", "verdict", "told"
EXERCISE = "exercise"  # stands in a notebook of its own
RECORDED = {GUESS: GUESSES, CHECK: EXERCISES, EXERCISE: EXERCISES, VERDICT: CLAIMS}

Record = Mapping[str, Mapping[str, Entry]]


def key_of(what: str, name: str) -> str:
    """How a step is written in questions.json."""
    return f"{what} {name}"


@dataclass(frozen=True)
class Step:
    """One thing to do: `what` it is, its `name`, and the heading that it stands `under`."""

    what: str
    name: str
    under: str = ""

    @property
    def called(self) -> str:
        """How a sentence names it."""
        if self.what == GUESS:
            return f"your guess, \u201c{self.name}\u201d"
        return f"claim {self.name}" if self.what in (VERDICT, TOLD) else self.name

    def entry(self, recorded: Record) -> Entry:
        """What is recorded of it."""
        return recorded[RECORDED[self.what]].get(self.name, {}) if self.what != TOLD else {}

    def is_done(self, recorded: Record) -> bool:
        """A check or an exercise was once right, a verdict or a guess was given."""
        entry = self.entry(recorded)
        return entry.get("done", "last" in entry)


@dataclass(frozen=True)
class Lesson:
    """A lesson's name (03_history, further/03_history), its title, minutes, steps and exercises."""

    name: str
    title: str
    minutes: int
    steps: tuple[Step, ...]
    exercises: tuple[Step, ...]

    @property
    def number(self) -> str:
        """The lesson as commands and sentences name it: 03, further/03, own."""
        return self.name.partition("_")[0]

    def of(self, what: str) -> list[Step]:
        return [step for step in (*self.steps, *self.exercises) if step.what == what]

    def still_open(self, recorded: Record) -> list[Step]:
        """The checks and verdicts still to be done, in the order of the page."""
        wanted = [step for step in self.steps if step.what in (CHECK, VERDICT)]
        return [step for step in wanted if not step.is_done(recorded)]

    def last(self, recorded: Record) -> Stop | None:
        """Where the student stopped in it; None where nothing of it was touched."""
        touched = [
            Stop(step.entry(recorded)["last"].get("at", ""), place, step, self)
            for place, step in enumerate((*self.steps, *self.exercises))
            if "last" in step.entry(recorded)
        ]
        return max(touched, key=lambda stop: (stop.at, stop.place), default=None)

    def after(self, stop: Stop, recorded: Record) -> Step | None:
        """The open step to go on with: the one where she stopped, the next, or the first left."""
        left = self.still_open(recorded)
        later = [step for step in left if self.steps.index(step) >= stop.place]
        return next(iter(later or left), None)


@dataclass(frozen=True)
class Stop:
    """What the student touched last: when (UTC, empty where not known), and where it stands."""

    at: str
    place: int
    step: Step
    lesson: Lesson


@functools.cache
def lessons() -> dict[str, Lesson]:
    """The course's lessons by number, in order, as `steppes build` gathered them."""
    gathered = json.loads(gathered_text())["lessons"]
    read = [_read(name, entry) for name, entry in gathered.items()]
    return {lesson.number: lesson for lesson in read}


def _read(name: str, entry: Mapping[str, Any]) -> Lesson:
    keys = [(*key.partition(" "), under) for key, under in entry["steps"].items()]
    steps = [Step(what, called, under) for what, _, called, under in keys]
    checked = {step.name for step in steps if step.what == CHECK}
    asked = [n for n, question in questions().items() if question.notebook == name]
    exercises = [Step(EXERCISE, n) for n in sorted(asked, key=_in_order) if n not in checked]
    return Lesson(name, entry["title"], entry["minutes"], tuple(steps), tuple(exercises))


def _in_order(exercise_id: str) -> list[tuple[int, str]]:
    """Numbers in an id count as numbers: 1.9 comes before 1.10."""
    parts = re.findall(r"\d+|\D", exercise_id)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def with_own() -> list[Lesson]:
    """All lessons, and an instructor's own exercises as one more where there are any."""
    ours: list[Step] = []
    with contextlib.suppress(DataProblem):  # said when one of them is asked for
        ours = [Step(EXERCISE, name) for name in own.declared()]
    more = [Lesson(own.FOLDER, "Your instructor's exercises", 0, (), tuple(ours))] if ours else []
    return [*lessons().values(), *more]


def last_stop(recorded: Record) -> Stop | None:
    """What the student touched last in the whole course; None where nothing is recorded."""
    stops = filter(None, (lesson.last(recorded) for lesson in reversed(with_own())))
    return max(stops, key=lambda stop: stop.at, default=None)
