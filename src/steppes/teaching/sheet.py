"""The class as one table: a line for each file that was handed in, columns for what is asked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from ..entries import Entry, in_short
from ..steps import CHECK, EXERCISE, VERDICT, Lesson
from .handed import HandIn
from .judging import NOT_JUDGED
from .tally import Student, steps_of

FIRST_COLUMNS = ("file", "trouble", "name", "lesson handed in", "course version", "made (UTC)")
LONGEST_CELL = 2000
# A spreadsheet takes a cell that begins so for something to compute.
_COMPUTED = re.compile(r"[=+\-@\t\r|%]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")


def sheet(
    handed: Sequence[HandIn],
    students: Mapping[str, Student],
    lessons: Sequence[Lesson],
    ran: Mapping[str, str],
) -> str:
    """The class as CSV; `students` by their file, and what `ran` says of running it, if it was."""
    asked = [(lesson, step) for lesson in lessons for step in steps_of(lesson)]
    heads = [*FIRST_COLUMNS, *(["run"] if ran else []), "flags", NOT_JUDGED]
    for lesson in lessons:
        heads += [f"{lesson.number} {what}" for what in _counts(lesson)]
    for _, step in asked:
        judged = step.what in (CHECK, EXERCISE)
        heads += [f"{step.called}: {what}" for what in ("first", "last")]
        heads += [f"{step.called}: judged again"] if judged else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(plain, heads))
    for each in handed:
        student = students.get(each.file)
        row = [each.file, each.trouble, each.name, each.lesson, each.course, each.made]
        row += [ran.get(each.file, "")] if ran else []
        if student:
            row += _row(student, lessons)
        writer.writerow([plain(cell) for cell in row + [""] * (len(heads) - len(row))])
    return text.getvalue()


def _row(student: Student, lessons: Sequence[Lesson]) -> list[str]:
    false = [f"{name}: {each.false}" for name, each in student.judged.items() if each.false]
    open_ = [name for name, each in student.judged.items() if each.done == NOT_JUDGED]
    row = [" ".join(false), ", ".join(open_)]
    for lesson in lessons:
        row += [
            str(sum(student.is_done(step) is True for step in lesson.of(what)))
            for what in _COUNTED
            if lesson.of(what)
        ]
    for lesson in lessons:
        for step in steps_of(lesson):
            entry = student.entry(step)
            row += [said(entry, which) for which in ("first", "last")]
            if step.what in (CHECK, EXERCISE):
                row.append(student.judged[step.name].done if step.name in student.judged else "")
    return row


_COUNTED = {CHECK: "checks right", EXERCISE: "exercises done", VERDICT: "verdicts given"}


def _counts(lesson: Lesson) -> list[str]:
    return [
        f"{told}, of {len(lesson.of(what))}" for what, told in _COUNTED.items() if lesson.of(what)
    ]


def said(entry: Entry, which: str, most: int = 200) -> str:
    """What was answered, guessed or judged first or last, in a few words; "" where nothing was."""
    moment = entry.get(which)
    if not moment:
        return ""
    if "verdict" in moment:
        reason = in_short(moment["reason"], most) if moment.get("reason") else ""
        return moment["verdict"] + (f", because {reason}" if reason else "")
    if "guess" in moment:
        return f"{in_short(moment['guess'], most)} {moment.get('unit', '')}".strip()
    return in_short(moment["answer"], most) if "answer" in moment else "an answer"


def plain(text: str) -> str:
    """A cell that a spreadsheet takes for text or a number, whatever a student wrote."""
    text = " ".join(text.split())[:LONGEST_CELL]
    return f"'{text}" if _COMPUTED.match(text) and not _NUMBER.fullmatch(text) else text
