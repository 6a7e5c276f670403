"""Where am I? begin() welcomes at the top of a lesson, progress() tells of all of them."""

from __future__ import annotations

import difflib
import html
import itertools
import re
from typing import Any

from . import record, updates
from .errors import verb
from .saying import say, shown
from .showing import show_bundle
from .steps import (
    CHECK,
    EXERCISE,
    VERDICT,
    Lesson,
    Record,
    Stop,
    last_stop,
    lessons,
    with_own,
)

GO_ON = "click into its cell and choose Run > Run All Above Selected Cell"  # as JupyterLab says it
KEPT = (
    "What you do is kept in my_work/progress.json. On Binder, keep() makes a zip of your work, and "
    "bring_back() brings it back."
)


@verb("begin(3)")
def begin(lesson: int | str) -> None:
    """Welcome to a lesson: what was done in it, where the student stopped, how to come back.

    `lesson` is a lesson's number, 3 or "03", or "further/03".
    """
    here = _named(lesson)
    if here is None:
        return
    recorded = record.read()
    stop = here.last(recorded)
    if stop is None:
        minutes = f", about {here.minutes} minutes" if here.minutes else ""
        say(f"Welcome to {_called(here)}{minutes}. {KEPT}")
        _tell_of_changes(here)
        return
    say(f"Welcome back to {_called(here)}. {_done_in(here, recorded)}")
    say(_where(here, stop, recorded))
    last = last_stop(recorded)
    if last and last.lesson != here:
        say(
            f"You were last in {_called(last.lesson)}, {_at(last)}: open {_notebook_of(last)} in "
            "the list at the left."
        )
    _tell_of_changes(here)


def _tell_of_changes(lesson: Lesson) -> None:
    """What an update has changed in the lesson since the student's copy of it was made."""
    for sentence in updates.of_lesson(lesson.name):
        say(sentence)


def _named(lesson: Any) -> Lesson | None:
    """The lesson that is meant; None, after a sentence, where there is none."""
    known, said = lessons(), shown(lesson, 40)
    folder, _, name = said.rpartition("/")
    number = f"{folder}/{name:0>2}".lstrip("/") if name else said
    for found in known.values():
        if number in (found.number, found.name) and not isinstance(lesson, bool):
            return found
    near = difflib.get_close_matches(number, known, n=3, cutoff=0.3) or list(known)[:3]
    if said.isdecimal():
        plain = [number for number in known if number.isdecimal()]
        near = sorted(plain, key=lambda number: abs(int(number) - int(said)))[:2]
    say(f"There is no lesson {said}. The nearest are: {', '.join(near)}.")
    return None


def _called(lesson: Lesson) -> str:
    return f"lesson {lesson.number}" if re.fullmatch(r"\d+", lesson.number) else lesson.number


def _counts(lesson: Lesson, recorded: Record) -> dict[str, tuple[int, int]]:
    """For checks, exercises and verdicts: how many are done, and how many there are."""
    return {
        what: (sum(step.is_done(recorded) for step in steps), len(steps))
        for what in (CHECK, VERDICT, EXERCISE)
        if (steps := lesson.of(what))
    }


def _done_in(lesson: Lesson, recorded: Record) -> str:
    """The counts in words."""
    words = {
        CHECK: "Checks: {} answered right, {} open.",
        VERDICT: "Verdicts: {} given, {} open.",
        EXERCISE: "Exercises: {} done, {} open.",
    }
    counts = _counts(lesson, recorded).items()
    return " ".join(words[what].format(done, all_ - done) for what, (done, all_) in counts)


def _where(lesson: Lesson, stop: Stop, recorded: Record) -> str:
    """Where she stopped in a lesson, and how to go on."""
    after = lesson.after(stop, recorded)
    if after is None:
        return f"You were {_at(stop)}. Nothing in the lesson is open."
    under = f", under \u201c{after.under}\u201d" if after.under else ""
    if after == stop.step:
        return f"You were {_at(stop)}{under}. It is still open. To go on there, {GO_ON}."
    return (
        f"You were {_at(stop)}. The next that is open is {after.called}{under}. To go on there, "
        f"{GO_ON}."
    )


def _at(stop: Stop) -> str:
    of_the_exercises = " of the exercises" if stop.step.what == EXERCISE else ""
    return f"at {stop.step.called}{of_the_exercises}"


def _notebook_of(stop: Stop) -> str:
    exercise = stop.step.what == EXERCISE
    return f"exercises/{stop.lesson.name}.ipynb" if exercise else f"{stop.lesson.name}.ipynb"


# --- all lessons ---------------------------------------------------------------------------------


@verb("progress()")
def progress() -> None:
    """Show, lesson by lesson, what is done, what is open and where the student stopped.

    Output: one bundle, whose plain text has a line for each lesson and whose HTML is a table.
    """
    recorded = record.read()
    begun = {lesson: stop for lesson in with_own() if (stop := lesson.last(recorded))}
    last = last_stop(recorded)
    if last is None:
        say(
            "Nothing is recorded yet. Once you have guessed, answered or judged something, "
            "progress() shows what is done and what is open, lesson by lesson."
        )
        return
    waiting = [lesson.number for lesson in lessons().values() if lesson not in begun]
    ends = [f"Not begun: {', '.join(waiting)}."] if waiting else []
    ends.append(f"You stopped in {_called(last.lesson)}, {_at(last)}.")
    told = [_line(lesson, stop, recorded) for lesson, stop in begun.items()]
    rows = "".join(_row(lesson, stop, recorded) for lesson, stop in begun.items())
    heads = "".join(f'<th scope="col" style="{_LEFT}">{head}</th>' for head in _HEADS)
    page = (
        '<table class="steppes-progress"><caption style="text-align:left">What you have done, and '
        f"what is open</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        + "".join(f"<p>{html.escape(line)}</p>" for line in ends)
    )
    show_bundle({"text/plain": "\n".join(told + ends), "text/html": page})


_COLUMNS = {CHECK: "Checks right", VERDICT: "Verdicts given", EXERCISE: "Exercises done"}
_HEADS = ("Lesson", *_COLUMNS.values(), "Open", "You were at")
_LEFT = "text-align:left;vertical-align:top"


def _open_in(lesson: Lesson, recorded: Record) -> str:
    """What is open, by name: "3.7 to 3.12, claim 33"; three questions or more are a span."""
    told = []
    for what in _COLUMNS:
        rows = itertools.groupby(lesson.of(what), lambda step: step.is_done(recorded))
        for row in [list(row) for done, row in rows if not done]:
            names = [step.called for step in row]
            # Claims are no series: those between may be told, or of another lesson.
            spans = len(names) > 2 and what != VERDICT
            told += [f"{names[0]} to {names[-1]}"] if spans else names
    return ", ".join(told) or "nothing"


def _line(lesson: Lesson, stop: Stop, recorded: Record) -> str:
    name, done = _called(lesson), _done_in(lesson, recorded)
    open_ = _open_in(lesson, recorded)
    return f"{name[:1].upper()}{name[1:]}. {done} Open: {open_}. You were {_at(stop)}."


def _row(lesson: Lesson, stop: Stop, recorded: Record) -> str:
    counts = _counts(lesson, recorded)
    cells = [" of ".join(map(str, counts[w])) if w in counts else "none" for w in _COLUMNS]
    cells += [_open_in(lesson, recorded), stop.step.called]
    told = "".join(f'<td style="{_LEFT}">{html.escape(cell)}</td>' for cell in cells)
    name = html.escape(f"{lesson.number} {lesson.title}")
    return f'<tr><th scope="row" style="{_LEFT}">{name}</th>{told}</tr>'
