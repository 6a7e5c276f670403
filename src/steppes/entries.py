"""What the record holds of an exercise, a guess, a claim and a question asked twice.

Of each the record has what was said `first` and what was said `last`, with the time (UTC) and the
course's version, and how many `attempts` there were; of an exercise the `hints` used and whether
it is `done` too, and of a claim whether the ledger's verdict on it was `told`. A question that is
asked before and after the course has two entries, "before Q1" and "after Q1":

    "1.3": {"first": {"answer": "B", "outcome": "not yet", "at": "2026-11-25T09:00:00Z",
                      "course": "1.0.0"},
            "last": {"answer": "C", "outcome": "correct", ...},
            "attempts": 2, "hints": 1, "done": true}

The file may have been edited by hand, or by somebody else: `sound` takes from an entry what is of
the right kind, as text that is bounded, and nothing else is ever believed or shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .saying import plain_text
from .words import counted

EXERCISES, GUESSES, CLAIMS, TWICE = PARTS = ("exercises", "guesses", "claims", "twice")
Entry = dict[str, Any]

LONGEST_NAME, LONGEST_WORD, LONGEST_TEXT = 100, 60, 5000
MOST_ITEMS, MOST_COUNTED, LARGEST = 300, 1_000_000, 1e30
TIME = "%Y-%m-%dT%H:%M:%SZ"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


# --- what may stand in the file: each takes a value and returns it sound, or None ----------------


def _word(raw: Any) -> str | None:
    return plain_text(raw, LONGEST_WORD).strip() or None if isinstance(raw, str) else None


def _text(raw: Any) -> str | None:
    return plain_text(raw, LONGEST_TEXT) if isinstance(raw, str) else None


def _time(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and _TIME.fullmatch(raw) else None


def _number_or_text(raw: Any) -> float | str | None:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return raw if abs(raw) < LARGEST else None
    return _text(raw)


def _answer(raw: Any) -> Any:
    """A number, a text, a list of both, or what is kept of a table."""
    if isinstance(raw, list):
        return [item for item in map(_number_or_text, raw[:MOST_ITEMS]) if item is not None]
    if not isinstance(raw, dict):
        return _number_or_text(raw)
    table = {name: _answer(raw.get(name)) for name in ("shape", "columns")}
    table["digest"] = _word(raw.get("digest"))
    rows = raw.get("values")
    if isinstance(rows, list):
        table["values"] = [_answer(row) for row in rows[:MOST_ITEMS] if isinstance(row, list)]
    return {name: value for name, value in table.items() if value is not None}


def count(raw: Any) -> int:
    """A count as it may stand in the file; 0 for what is none."""
    return min(max(raw, 0), MOST_COUNTED) if type(raw) is int else 0


_COMMON: dict[str, Callable[[Any], Any]] = {"at": _time, "course": _word}
_FIELDS: dict[str, dict[str, Callable[[Any], Any]]] = {
    EXERCISES: {"outcome": _word, "answer": _answer, **_COMMON},
    GUESSES: {"guess": _number_or_text, "unit": _word, **_COMMON},
    CLAIMS: {"verdict": _word, "reason": _text, **_COMMON},
    TWICE: {"letter": _word, "words": _text, **_COMMON},
}
# Without this, what was said at some time is nothing; the first version kept only this.
_NEEDED = {EXERCISES: "outcome", GUESSES: "guess", CLAIMS: "verdict", TWICE: "letter"}


def _moment(part: str, raw: Any) -> Entry | None:
    """What was said at one time, sound; None where nothing of it is."""
    if not isinstance(raw, dict):
        return None
    read = {name: take(raw.get(name)) for name, take in _FIELDS[part].items()}
    found = {name: value for name, value in read.items() if value is not None}
    return found if _NEEDED[part] in found else None


def sound(part: str, raw: Any) -> Entry | None:
    """What of an entry of the file is what this part holds; None where nothing is."""
    if part != EXERCISES and not isinstance(raw, dict):
        raw = {"last": {_NEEDED[part]: raw}}  # as the course's first version wrote it
    if not isinstance(raw, dict):
        return None
    first, last = _moment(part, raw.get("first")), _moment(part, raw.get("last"))
    found: Entry = {}
    if first or last:
        attempts = max(count(raw.get("attempts")), 1)
        found = {"first": first or last, "last": last or first, "attempts": attempts}
    if part == EXERCISES:
        done = found != {} and raw.get("done") is True
        found |= {"hints": count(raw.get("hints")), "done": done}
    if part == CLAIMS and raw.get("told") is True:
        found |= {"told": True}
    return found or None


def sound_name(name: str) -> bool:
    """Whether a name can stand for a guess, an exercise or a claim in the record."""
    return 0 < len(name) <= LONGEST_NAME and name == plain_text(name, LONGEST_NAME)


# --- how an entry grows --------------------------------------------------------------------------


def grown(part: str, raw: Any, said: Entry) -> Entry:
    """An entry with what is said now; a cell that is run again with the same adds nothing."""
    entry = sound(part, raw) or {}
    if "last" not in entry:
        entry |= {"first": said, "last": said}
    elif _without_time(entry["last"]) != _without_time(said):
        entry |= {"last": said, "attempts": entry["attempts"] + 1}
    return sound(part, entry) or {}


def _without_time(said: Entry) -> Entry:
    return {name: value for name, value in said.items() if name not in _COMMON}


def joined(part: str, here: Any, there: Any) -> Entry | None:
    """One entry out of two of the same thing, from two places where the student worked.

    Joining the same twice changes nothing: where the two overlap in time, the larger counts.
    """
    one, other = sound(part, here), sound(part, there)
    if not (one and other):
        return one or other
    entry = dict(one)
    if "last" in one and "last" in other:
        firsts, lasts = [sorted((one[k], other[k]), key=_at) for k in ("first", "last")]
        apart = _at(one["last"]) < _at(other["first"]) or _at(other["last"]) < _at(one["first"])
        attempts = (one["attempts"], other["attempts"])
        entry |= {"first": firsts[0], "last": lasts[-1]}
        entry["attempts"] = sum(attempts) if apart else max(attempts)
    elif "last" in other:
        entry |= {name: other[name] for name in ("first", "last", "attempts")}
    if part == CLAIMS and (one.get("told") or other.get("told")):
        entry |= {"told": True}
    if part == EXERCISES:
        entry |= {"hints": max(one["hints"], other["hints"]), "done": one["done"] or other["done"]}
    return entry


def _at(said: Entry) -> str:
    return said.get("at", "")


def carried(content: dict[str, Any]) -> dict[str, Any]:
    """A file's content with what the course's first version noted of exercises carried over.

    That was {"checks": {"1.3": "correct"}, "hints": {"1.3": 2}}.
    """
    outcomes, hints = content.get("checks"), content.get("hints")
    exercises = part_of(content, EXERCISES) if outcomes or hints else {}
    for name, outcome in outcomes.items() if isinstance(outcomes, dict) else ():
        if isinstance(outcome, str) and outcome != "not attempted" and name not in exercises:
            done = outcome in ("correct", "noted")
            exercises[name] = {"last": {"outcome": outcome}, "done": done}
    for name, used in hints.items() if isinstance(hints, dict) else ():
        if count(used):
            entry = sound(EXERCISES, exercises.get(name)) or {}
            exercises[name] = entry | {"hints": max(count(used), entry.get("hints", 0))}
    return {name: value for name, value in content.items() if name not in ("checks", "hints")}


def part_of(content: dict[str, Any], part: str) -> dict[str, Any]:
    """A part of the file's content, which is made where it is none."""
    if not isinstance(content.get(part), dict):
        content[part] = {}
    return content[part]


# --- in words ------------------------------------------------------------------------------------

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def when(said: Entry) -> str:
    """The day on which something was said, where the student is: "on 24 November"; else "".

    Another year is named.
    """
    try:
        time = datetime.strptime(_at(said), TIME).replace(tzinfo=UTC).astimezone()
    except (ValueError, OverflowError, OSError):  # no time, or one that no calendar has
        return ""
    year = f" {time.year}" if time.year != datetime.now().astimezone().year else ""
    return f"on {time.day} {MONTHS[time.month - 1]}{year}"


def in_words(part: str, name: str, entry: Entry) -> str:
    """One line on an entry, in plain text."""
    told = []
    if "last" in entry:
        first, last = (_said(part, entry[which]) for which in ("first", "last"))
        tries = f", in {counted(entry['attempts'], 'attempt')}" if entry["attempts"] > 1 else ""
        told.append(last if first == last else f"first {first}; last {last}{tries}")
    if entry.get("hints"):
        told.append(f"hints used: {entry['hints']}")
    if entry.get("told"):
        told.append("the ledger's verdict was told")
    when = _at(entry.get("last", {}))[:10]
    return f"{name}: {'; '.join(told)}{f' ({when})' if when else ''}."


def _said(part: str, said: Entry) -> str:
    if part == EXERCISES:
        answer = in_short(said["answer"]) if "answer" in said else "an answer"
        return f"{answer}, {said['outcome']}"
    if part == GUESSES:
        return " ".join(filter(None, (in_short(said["guess"]), said.get("unit"))))
    if part == TWICE:
        return f"{said['letter']}, {in_short(said['words'])}" if "words" in said else said["letter"]
    reason = f", because {in_short(said['reason'])}" if said.get("reason") else ""
    return said["verdict"] + reason


def in_short(answer: Any, most: int = 70) -> str:
    """An answer in a few words."""
    if isinstance(answer, dict):
        shape = " by ".join(str(size) for size in answer.get("shape", ()))
        return f"a table of {shape}" if shape else "a table"
    if isinstance(answer, list):
        answer = ", ".join(str(item) for item in answer)
    if isinstance(answer, float) and answer == int(answer):
        answer = int(answer)
    text = " ".join(str(answer).split())
    # What goes on after it has its own mark.
    return text.rstrip(" .,;:") if len(text) <= most else f"{text[:most]} …"
