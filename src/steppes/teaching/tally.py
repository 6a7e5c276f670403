"""What a class did, counted: wrong answers, verdicts, files that are the same, and times."""

from __future__ import annotations

import itertools
import json
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from .. import checking
from ..checking import CANNOT_BE_READ, CORRECT, NOT_YET, NOTED
from ..entries import CLAIMS, EXERCISES, TIME, Entry, in_short
from ..kinds import Written
from ..steps import CHECK, EXERCISE, GUESS, VERDICT, Lesson, Step, with_own
from .handed import HandIn
from .judging import Judged, judged, sentence_of_mistake

LONGEST_PAUSE = 45  # minutes between two answers; a longer one is no work
SHORTEST_COPY = 8  # words: shorter texts are the same by chance
_MINUTES = re.compile(r"(\S.*?): (\d+)(?:; |\.|$)")


@dataclass(frozen=True)
class Student:
    """One hand-in that could be read, with each of its questions judged again."""

    handed: HandIn

    @cached_property
    def judged(self) -> dict[str, Judged]:
        return judged(self.handed)

    @property
    def name(self) -> str:
        return self.handed.name

    def entry(self, step: Step) -> Entry:
        return step.entry(self.handed.recorded)

    def is_done(self, step: Step) -> bool | None:
        """Whether a step is done, judged again; None where that is recorded and not judged."""
        if step.what not in (CHECK, EXERCISE):
            return "last" in self.entry(step)
        if step.name not in self.judged:
            return False
        best = self.judged[step.name].done
        return True if best in (CORRECT, NOTED) else False if best in _WRONG else None


_WRONG = (NOT_YET, CANNOT_BE_READ)


def lessons_of(students: Iterable[Student]) -> list[Lesson]:
    """The lessons in which somebody of a class did something."""
    students = list(students)
    return [
        lesson
        for lesson in with_own()
        if any("last" in s.entry(t) for s in students for t in steps_of(lesson))
    ]


def steps_of(lesson: Lesson) -> list[Step]:
    """What is asked in a lesson and its exercises, in the order of the page."""
    steps = (*lesson.steps, *lesson.exercises)
    return [step for step in steps if step.what in (GUESS, CHECK, VERDICT, EXERCISE)]


# --- answers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: as the first who gave it wrote it, how many gave it, and what helps."""

    shown: str
    students: int
    says: str


@dataclass(frozen=True)
class Asked:
    """A question and how a class answered it: how many did, first right, last right, not judged."""

    id: str
    answered: int
    first_right: int
    last_right: int
    not_judged: int
    wrong: Sequence[Wrong]


def questions_of(lesson: Lesson, students: Sequence[Student]) -> list[Asked]:
    """The questions of a lesson that somebody answered; those that are written are not among them.

    Wrong answers come the most frequent first. Those for which a mistake is declared are one.
    """
    found = []
    for step in steps_of(lesson):
        exercise = checking.declared().get(step.name)
        if step.what not in (CHECK, EXERCISE) or not exercise or isinstance(exercise.kind, Written):
            continue
        answers = [s.judged[step.name] for s in students if step.name in s.judged]
        if answers:
            found.append(_asked(step.name, answers))
    return found


def _asked(name: str, answers: Sequence[Judged]) -> Asked:
    counts: Counter[str] = Counter()
    shown: dict[str, tuple[str, str]] = {}
    for each in answers:
        given = {}
        for which, outcome in (("first", each.first), ("last", each.last)):
            if outcome.verdict in _WRONG:
                answer = each.entry[which].get("answer", "an answer")
                text = in_short(f"{answer:.6g}" if isinstance(answer, float) else answer)
                helps = outcome.says if sentence_of_mistake(name, outcome.says) else ""
                given[helps or text.casefold()] = (text, helps)
        counts.update(given.keys())
        for key, said in given.items():
            shown.setdefault(key, said)
    wrong = [Wrong(shown[key][0], n, shown[key][1]) for key, n in counts.most_common()]
    return Asked(
        name,
        len(answers),
        sum(each.first.verdict == CORRECT for each in answers),
        sum(each.last.verdict == CORRECT for each in answers),
        sum(each.done not in (CORRECT, NOTED, *_WRONG) for each in answers),
        wrong,
    )


def claims_of(lesson: Lesson, students: Sequence[Student]) -> dict[str, list[tuple[str, Entry]]]:
    """By claim: who gave a verdict, and what is recorded of it."""
    found = {}
    for step in steps_of(lesson):
        given = [(s.name, s.entry(step)) for s in students if "last" in s.entry(step)]
        if step.what == VERDICT and given:
            found[step.name] = given
    return found


def written_of(lesson: Lesson, students: Sequence[Student]) -> dict[str, list[tuple[str, Entry]]]:
    """By question that asks for a text: who wrote one, and what is recorded of it."""
    found = {}
    for step in steps_of(lesson):
        exercise = checking.declared().get(step.name)
        given = [(s.name, s.entry(step)) for s in students if "last" in s.entry(step)]
        if exercise and isinstance(exercise.kind, Written) and given:
            found[step.name] = given
    return found


# --- the same ------------------------------------------------------------------------------------


def identical(students: Sequence[Student]) -> list[tuple[str, list[str]]]:
    """What more than one handed in word for word: what it is, and the files it came in."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student in students:
        for what in dict.fromkeys(_marks(student.handed)):
            holders[what].append(f"{student.name} ({student.handed.file})")
    whole = {tuple(who) for (what, _), who in holders.items() if what == WHOLE and len(who) > 1}
    return [
        (what, who)
        for (what, _), who in holders.items()
        if len(who) > 1 and (what == WHOLE or tuple(who) not in whole)
    ]


WHOLE = "everything"


def _marks(handed: HandIn) -> Iterator[tuple[str, str]]:
    """What of a hand-in would be alike only where it was copied, and its digest or text."""
    yield WHOLE, handed.digest
    entries = {part: handed.recorded[part] for part in (EXERCISES, CLAIMS)}
    times = [m.get("at") for part in entries.values() for e in part.values() for m in _moments(e)]
    if any(times):
        yield "the record, with its times", json.dumps(entries, sort_keys=True)
    for name, book in handed.notebooks.items():
        if book.cells:
            yield f"what is typed in {name}", book.cells
    for name, entry in handed.recorded[EXERCISES].items():
        for moment in _moments(entry):
            yield from _of_a_text(f"the answer to {name}", moment.get("answer"))
    for name, entry in handed.recorded[CLAIMS].items():
        for moment in _moments(entry):
            yield from _of_a_text(f"the reason on claim {name}", moment.get("reason"))


def _of_a_text(what: str, text: object) -> Iterator[tuple[str, str]]:
    if isinstance(text, str) and len(text.split()) >= SHORTEST_COPY:
        yield what, " ".join(text.casefold().split())


def _moments(entry: Entry) -> list[Entry]:
    return [entry[which] for which in ("first", "last") if which in entry]


def namesakes(students: Iterable[Student]) -> list[tuple[str, int]]:
    """Names under which more than one zip was handed in: one student twice, or two of one name."""
    names = Counter(student.name for student in students)
    return [(name, count) for name, count in names.items() if count > 1]


# --- times ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """From the last thing asked in one section to the last asked in a later one.

    `stated` are the minutes that the lesson states for what lies between, None where it states
    none; `median` are those recorded, of `n` students, None where nobody's can be told.
    """

    until: str
    stated: int | None
    median: float | None
    n: int


def stretches(lesson: Lesson, students: Sequence[Student], notebook: Path) -> list[Stretch]:
    """How long a class took for a lesson, section by section, as far as the record can tell.

    When a lesson was begun is not recorded, so that nothing is told of what comes before the first
    answer. A stretch with a pause of more than 45 minutes, or done out of order, is left out.
    """
    stated, section_of = _headings(notebook)
    ends: dict[str, list[Step]] = {}
    for step in lesson.steps:
        if step.under and step.what in (GUESS, CHECK, VERDICT):
            ends.setdefault(section_of.get(step.under, step.under), []).append(step)
    order = list(stated)
    found = []
    for before, head in itertools.pairwise(ends):
        taken = [
            minutes
            for student in students
            if (minutes := _taken(student, ends[before], ends[head])) is not None
        ]
        known = before in stated and head in stated
        passed = order[order.index(before) + 1 : order.index(head) + 1] if known else []
        median = statistics.median(taken) if taken else None
        minutes = sum(stated[each] for each in passed) if known else None
        found.append(Stretch(head, minutes, median, len(taken)))
    return found


def _taken(student: Student, before: Iterable[Step], here: Sequence[Step]) -> float | None:
    """Minutes from the last first answer before to the last here; None where that is no work."""
    starts = [t for step in before if (t := _first(student, step))]
    ends = [t for step in here if (t := _first(student, step))]
    if not starts or len(ends) < len(here):
        return None
    times = [max(starts), *sorted(ends)]
    gaps = [(b - a).total_seconds() / 60 for a, b in itertools.pairwise(times)]
    return None if any(not 0 <= gap <= LONGEST_PAUSE for gap in gaps) else sum(gaps)


def _first(student: Student, step: Step) -> datetime | None:
    try:
        return datetime.strptime(student.entry(step)["first"]["at"], TIME)
    except (KeyError, ValueError):
        return None


def _headings(notebook: Path) -> tuple[dict[str, int], dict[str, str]]:
    """A lesson's sections in order, each with the minutes its head states, and of each heading the
    section that it belongs to. Both are empty where no minutes are stated.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}
    lines = [line for text in texts for line in text.splitlines()]
    told = next((line for line in lines if "by section:" in line), "")
    said = {found[1]: int(found[2]) for found in _MINUTES.finditer(told.partition("section: ")[2])}
    minutes: dict[str, int] = {}
    section_of: dict[str, str] = {}
    for line in lines if said else ():
        if found := re.match(r"(##+) (.+)", line):
            head = found[2].strip()
            if found[1] == "##":
                minutes.setdefault(head, said.get(head, 0))
            section_of.setdefault(head, next(reversed(minutes), head))
    return minutes, section_of
