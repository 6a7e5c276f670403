"""Six questions before the course and after it: before, after, both_times.

They ask for what the whole course is about, so that a student can see what she has learnt. Nobody
is scored: an answer is kept as she gave it, no verb says which option the course would choose, and
`begin`, `progress` and `check` do not count them. What an instructor may want to know of them is
declared in `lessons/start/asked_twice.py`, which nothing here reads.
"""

from __future__ import annotations

import difflib
import html
from typing import Any

from . import record
from .entries import TWICE, Entry
from .errors import verb
from .questions import Question, asked_twice
from .reading import Unreadable, read_letter
from .saying import say, shown
from .showing import show_bundle
from .words import listing, sentence

BEFORE, AFTER = "before", "after"


@verb('before("Q1", "B")')
def before(question_id: str, letter: Any = ...) -> None:
    """Keep the option that is chosen before the course. Once one is chosen after it, that stays."""
    _keep(BEFORE, question_id, letter)


@verb('after("Q1", "B")')
def after(question_id: str, letter: Any = ...) -> None:
    """Keep the option that is chosen after the course."""
    _keep(AFTER, question_id, letter)


def _keep(when: str, question_id: Any, raw: Any) -> None:
    """Note one option, or say in one sentence why nothing was noted."""
    name = _named(question_id)
    if name is None:
        return
    options = asked_twice()[name].options
    example = f'{when}("{name}", "{list(options)[1]}")'
    if raw is ...:
        say(_given(name, when) or f"{name}: no answer yet. Write a letter, such as {example}.")
        return
    letter = _letter(raw, options)
    if letter is None:
        letters = listing(list(options), "or")
        say(f"{name}: an answer is one letter, {letters}, in quotes, such as {example}.")
        return
    first = _last(BEFORE, name)
    if when == BEFORE and _last(AFTER, name):
        say(
            f"{name}: you have answered it after the course, so nothing was noted. What you chose "
            "before stays as it was."
        )
        return
    record.chose(when, name, letter, options[letter])
    if when == AFTER and not first:
        say(f"{name}: {letter} is noted. There is no answer from before to set beside it.")
    elif when == AFTER:
        say(f"{name}: {letter} is noted. both_times() shows your two answers side by side.")
    else:
        say(f"{name}: {letter} is noted. You will be asked again when the course is over.")


def _named(question_id: Any) -> str | None:
    """The id that is meant; None, after a sentence, where there is none."""
    known = list(asked_twice())
    said = shown(question_id, 20)
    if isinstance(question_id, str) and said.upper() in known:
        return said.upper()
    if not known:
        say("The six questions are not gathered yet. Run: steppes build")
        return None
    near = difflib.get_close_matches(said.upper(), known, n=1, cutoff=0.3) or known
    say(
        f"There is no question '{said}' among the six: write one of {listing(known, 'or')}, in "
        f'quotes, such as "{near[0]}".'
    )
    return None


def _letter(raw: Any, options: dict[str, str]) -> str | None:
    """The letter that is meant, however it was written; None for anything else."""
    try:
        return read_letter(raw, options)
    except Unreadable:
        return None
    except Exception:  # noqa: BLE001  an answer may be anything, and a student gets a sentence
        return None


def _last(when: str, name: str) -> Entry:
    """What was chosen last before or after; {} where nothing was."""
    return record.read()[TWICE].get(f"{when} {name}", {}).get("last", {})


def _given(name: str, when: str) -> str:
    """What is said of an untouched cell whose question was answered in an earlier sitting."""
    letter = _last(when, name).get("letter")
    return f"{name}: you chose {letter} {when} the course." if letter else ""


# --- side by side --------------------------------------------------------------------------------


@verb("both_times()")
def both_times() -> None:
    """Show what was chosen before and after the course, in words, and not which is right.

    Output: one bundle, whose plain text has three lines for each question and whose HTML is a
    table. A question that was answered at neither time is left out.
    """
    answered = {
        name: question
        for name, question in asked_twice().items()
        if any(_last(when, name) for when in (BEFORE, AFTER))
    }
    if not answered:
        say('Nothing is noted yet: before("Q1", "B") notes your first answer.')
        return
    lines, rows = [], []
    for name, question in answered.items():
        words = [_words(_last(when, name), question) for when in (BEFORE, AFTER)]
        lines += [f"{name}. {_plain(question)}", f"  Before: {words[0]}", f"  After: {words[1]}"]
        cells = "".join(f'<td style="{_LEFT}">{html.escape(each)}</td>' for each in words)
        asked = html.escape(f"{name}. {_plain(question)}")
        rows.append(f'<tr><th scope="row" style="{_LEFT}">{asked}</th>{cells}</tr>')
    heads = "".join(
        f'<th scope="col" style="{_LEFT}">{head}</th>'
        for head in ("Question", "Before the course", "After the course")
    )
    page = (
        '<table class="steppes-twice"><caption style="text-align:left">What you chose, twice'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    show_bundle({"text/plain": "\n".join(lines), "text/html": page})


_LEFT = "text-align:left;vertical-align:top;white-space:normal;max-width:40ch"


def _words(said: Entry, question: Question) -> str:
    """What was chosen, as the question had it then; the record may hold no more than a letter."""
    if not said:
        return "no answer"
    words = said.get("words") or question.options.get(said["letter"], "")
    return sentence(f"{said['letter']}: {words}") if words else said["letter"]


def _plain(question: Question) -> str:
    return " ".join(question.text.replace("*", "").split())
