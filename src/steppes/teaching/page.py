"""The class as one page: plain HTML without a script, which asks nothing of any network.

Whatever a student wrote is text on it and nothing else, and isolated, so that a name from right to
left turns nothing around it.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import checking
from ..checking import CANNOT_BE_READ, CORRECT, NOT_YET, NOTED
from ..claims import claims
from ..entries import Entry, in_short
from ..questions import questions
from ..steps import CHECK, EXERCISE, GUESS, VERDICT, Lesson
from ..words import counted, sentence
from . import tally
from .handed import HandIn
from .judging import NOT_JUDGED
from .sheet import said
from .tally import Student, steps_of

MOST_WRONG = 3
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #8a8a8a; --soft: #f1efea;
  --flag: #8a1c00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #181818; --line: #7d7d7d;
  --soft: #262626; --flag: #ffb199; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
table { border-collapse: collapse; margin: .5rem 0; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left;
  vertical-align: top; max-width: 40ch; overflow-wrap: anywhere; }
thead th { background: var(--soft); overflow-wrap: normal; }
tbody td { min-width: 4rem; }
.wide { overflow-x: auto; margin: .5rem 0; }
.wide:focus-visible, summary:focus-visible { outline: 3px solid currentColor;
  outline-offset: 2px; }
.flag { color: var(--flag); font-weight: bold; }
summary { cursor: pointer; padding: .25rem 0; }
blockquote { margin: .25rem 0 1rem; padding-left: 1rem; border-left: 3px solid var(--line);
  white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { details > * { display: block; } .wide { overflow: visible; } }
""".strip()
MARKS = {CORRECT: "right", NOTED: "written", NOT_YET: "not yet", CANNOT_BE_READ: "not readable"}


Cell = str | list[str]


@dataclass(frozen=True)
class Class:
    """All that the page tells: the files, whom they are of, and what running them gave."""

    handed: Sequence[HandIn]
    students: Sequence[Student]
    lessons: Sequence[Lesson]
    notebooks: Path
    ran: Mapping[str, str] = field(default_factory=dict)
    when: str = ""
    version: str = ""


def page(room: Class) -> str:
    """The whole page."""
    parts = [_who(room), _trouble(room), _flags(room), _same(room)]
    for lesson in room.lessons:
        parts.append(_lesson(lesson, room))
    parts.append(_open(room))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Should a student's letters ever come through as more than text, nothing is fetched or run.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>What the class handed in</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>What the class handed in</h1>\n{_lead(room)}\n{''.join(filter(None, parts))}"
        "</main>\n</body>\n</html>\n"
    )


def _lead(room: Class) -> str:
    files = counted(len(room.handed), "file")
    read = counted(len(room.students), "hand-in")
    run = (
        "Notebooks were run in a sandbox, and what that gave is beside what was handed in."
        if room.ran
        else "Nothing that was handed in was run."
    )
    return _paragraphs(
        f"{files}, of which {read} could be read. Made {room.when} UTC with version "
        f"{room.version} of the course. {run} Answers are judged again by the course as it is "
        "here; what a record says of itself is believed nowhere. Times are those of the students' "
        "clocks.",
        "This page and class.csv hold names: keep them where only you read them, and delete them "
        "when the term is over.",
    )


# --- the class -----------------------------------------------------------------------------------


def _who(room: Class) -> str:
    heads = ["Name", "Made (UTC)", "Version"]
    for lesson in room.lessons:
        heads += [f"{lesson.number} {what}" for what in _shares(lesson)]
    heads += ["Flags", *(["Run"] if room.ran else []), "File"]
    rows = []
    for student in room.students:
        handed = student.handed
        cells = [handed.made.replace("T", " ").rstrip("Z"), handed.course]
        for lesson in room.lessons:
            cells += [_share(student, lesson, what) for what in _shares(lesson).values()]
        false = sum(bool(each.false) for each in student.judged.values())
        cells += [f"{false} flagged" if false else ""]
        cells += [room.ran.get(handed.file, "")] if room.ran else []
        rows.append([student.name, *cells, handed.file])
    return _section("Who did what", _table("Each hand-in that could be read", heads, rows))


def _shares(lesson: Lesson) -> dict[str, str]:
    told = {"checks": CHECK, "exercises": EXERCISE, "verdicts": VERDICT}
    return {words: what for words, what in told.items() if lesson.of(what)}


def _share(student: Student, lesson: Lesson, what: str) -> str:
    done = [student.is_done(step) for step in lesson.of(what)]
    unjudged = f" ({done.count(None)} not judged)" if None in done else ""
    return f"{done.count(True)} of {len(done)}{unjudged}"


def _trouble(room: Class) -> str:
    rows = [[each.file, each.trouble] for each in room.handed if each.trouble]
    if not rows:
        return ""
    return _section("Not read", _table("Files that could not be read", ["File", "Why"], rows))


def _flags(room: Class) -> str:
    rows = [
        [s.name, name, each.false, said(each.entry, "last")]
        for s in room.students
        for name, each in s.judged.items()
        if each.false
    ]
    if not rows:
        return ""
    heads = ["Name", "Question", "Why", "Last answer"]
    words = (
        "A record says more here than its answers do. Somebody may have written in it, or it comes "
        "from another version of the course: ask before you judge."
    )
    told = _table("Records that say more than their answers", heads, rows, flagged=True)
    return _section("Flagged", _paragraphs(words) + told)


def _same(room: Class) -> str:
    alike, double = tally.identical(room.students), tally.namesakes(room.students)
    if not alike and not double:
        return ""
    words = (
        "Where letters alone are typed, two who are right can have typed the same. Work in pairs "
        "looks like this too."
    )
    rows = [[what, "; ".join(who)] for what, who in alike]
    parts = _paragraphs(words) if rows else ""
    parts += _table("Handed in by more than one", ["What", "By whom"], rows) if rows else ""
    parts += _paragraphs(
        *(
            f"{name}: {counted(count, 'zip')} under this name. Each is counted; take the older out "
            "of the folder if they are one student's."
            for name, count in double
        )
    )
    return _section("The same twice", parts)


def _open(room: Class) -> str:
    rows = [
        [s.name, name, each.why, said(each.entry, "last")]
        for s in room.students
        for name, each in s.judged.items()
        if each.done == NOT_JUDGED
    ]
    if not rows:
        return ""
    told = _table(
        "Counted neither as right nor as wrong", ["Name", "Question", "Why", "Last"], rows
    )
    return _section("Recorded, not judged", told)


# --- one lesson ----------------------------------------------------------------------------------


def _lesson(lesson: Lesson, room: Class) -> str:
    parts = [
        _asked(lesson, room.students),
        _verdicts(lesson, room.students),
        _written(lesson, room.students),
        _times(lesson, room),
        _answers(lesson, room.students),
    ]
    return _section(f"{lesson.number}: {lesson.title}", "".join(parts))


def _asked(lesson: Lesson, students: Sequence[Student]) -> str:
    rows: list[list[Cell]] = []
    for each in tally.questions_of(lesson, students):
        wrong = [
            f"{w.shown} ({w.students}){': ' + w.says if w.says else ''}"
            for w in each.wrong[:MOST_WRONG]
        ]
        title = checking.declared()[each.id].title
        counts = [each.answered, each.first_right, each.last_right, each.not_judged]
        rows.append([f"{each.id} {title}", *map(str, counts), wrong])
    heads = ["Question", "Answered", "First right", "Last right", "Not judged"]
    heads.append("Most frequent wrong answers (students), and what is said of them")
    return _table(f"Questions of {lesson.number}", heads, rows) if rows else ""


def _verdicts(lesson: Lesson, students: Sequence[Student]) -> str:
    parts = []
    known = {str(number): claim for number, claim in claims().items()}
    for name, given in tally.claims_of(lesson, students).items():
        counts = Counter(entry["last"]["verdict"] for _, entry in given)
        told = ", ".join(f"{verdict} {n}" for verdict, n in counts.most_common())
        ledger = f" The ledger's verdict for 2013: {known[name].in_2013}." if name in known else ""
        parts.append(f"<h4>Claim {_text(name)}</h4>{_paragraphs(sentence(told) + ledger)}")
        texts = [
            (f"{who}, {which}: {moment['verdict']}", moment["reason"])
            for who, entry in given
            for which, moment in _moments(entry)
            if moment.get("reason")
        ]
        parts.append(_fold(f"Reasons on claim {name}: {len(texts)}", texts))
    return f"<h3>Verdicts</h3>{''.join(parts)}" if parts else ""


def _written(lesson: Lesson, students: Sequence[Student]) -> str:
    parts = []
    for name, given in tally.written_of(lesson, students).items():
        asked = " ".join(questions()[name].text.split()) if name in questions() else ""
        texts = [
            (f"{who}, {which}", str(moment.get("answer", "not kept")))
            for who, entry in given
            for which, moment in _moments(entry)
        ]
        parts.append(_fold(f"{name}: {counted(len(given), 'student')}. {asked}", texts))
    return f"<h3>Written answers</h3>{''.join(parts)}" if parts else ""


def _times(lesson: Lesson, room: Class) -> str:
    told = tally.stretches(lesson, room.students, room.notebooks / f"{lesson.name}.ipynb")
    if not any(each.n for each in told):
        return ""
    rows = [
        [
            each.until,
            "" if each.stated is None else str(each.stated),
            "" if each.median is None else f"{each.median:.0f}",
            str(each.n),
        ]
        for each in told
    ]
    words = (
        "From the last first answer in the section before to the last in this one. What lies "
        "before the first answer of a lesson is not recorded; a pause of more than "
        f"{tally.LONGEST_PAUSE} minutes, and what was done out of order, is left out. The minutes "
        "stated are a sum by rule."
    )
    heads = ["Up to the end of", "Minutes stated", "Median recorded", "n"]
    return _table(f"Time by section of {lesson.number}", heads, rows) + _paragraphs(words)


def _answers(lesson: Lesson, students: Sequence[Student]) -> str:
    steps = [
        step
        for step in steps_of(lesson)
        if step.what in (CHECK, EXERCISE, GUESS) and any("last" in s.entry(step) for s in students)
    ]
    if not steps:
        return ""
    rows: list[list[Cell]] = [
        [student.name, *(_answer(student, step.name, student.entry(step)) for step in steps)]
        for student in students
    ]
    heads = ["Name", *(step.name for step in steps)]
    told = _table(f"Answers of {lesson.number}: first and last, judged again", heads, rows)
    return f"<details><summary>First and last answers, student by student</summary>{told}</details>"


def _answer(student: Student, name: str, entry: Entry) -> list[str]:
    told = []
    for which, moment in _moments(entry):
        judged = student.judged.get(name) if "outcome" in moment else None
        mark = ""
        if judged:
            verdict = (judged.last if which == "last" else judged.first).verdict
            mark = f" ({MARKS.get(verdict, verdict)})"
        told.append(f"{in_short(said(entry, which), 60)}{mark}")
    return told


def _moments(entry: Entry) -> list[tuple[str, Entry]]:
    """What was said first and last; only last where the two are one."""
    if "last" not in entry:
        return []
    first, last = entry["first"], entry["last"]
    return [("last", last)] if first == last else [("first", first), ("last", last)]


# --- letters -------------------------------------------------------------------------------------


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{_text(text)}</p>\n" for text in texts)


def _section(head: str, content: str) -> str:
    return f"<section>\n<h2>{_text(head)}</h2>\n{content}</section>\n"


def _fold(head: str, texts: Iterable[tuple[str, str]]) -> str:
    told = "".join(
        f'<p><bdi>{_text(who)}</bdi></p><blockquote dir="auto">{_text(text)}</blockquote>'
        for who, text in texts
    )
    return f"<details><summary>{_text(head)}</summary>{told or '<p>None.</p>'}</details>\n"


def _table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    flagged: bool = False,
) -> str:
    """A table whose first column names the row. It can be scrolled by keyboard where it is wide."""
    head = "".join(f'<th scope="col">{_text(each)}</th>' for each in heads)
    mark = ' class="flag"' if flagged else ""
    body = ""
    for first, *rest in rows:
        cells = "".join(f"<td>{_cell(each)}</td>" for each in rest)
        body += f'<tr><th scope="row"{mark}>{_cell(first)}</th>{cells}</tr>\n'
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_text(caption)}">'
        f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody></table></div>\n"
    )


def _cell(said: str | list[str]) -> str:
    lines = [said] if isinstance(said, str) else said
    return "<br>".join(f"<bdi>{_text(line)}</bdi>" for line in lines)
