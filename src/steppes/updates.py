"""What an update of the course changed in a student's copy: she is told where she works.

start.py never touches a copy in which something was done. It notes in each what it was made of
(`copy_of`, and `original`, a hash of those cells), and puts the new version of a lesson that has
changed beside the old copy. begin() compares the copy with the lesson as it is now, and the first
check() in a copy of exercises, which have no begin(), does so too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import record
from .carrying import cells_in_short
from .questions import asked_in, noted_in, questions, running
from .saying import plain_text, say
from .tables import data_folder
from .words import listing

FOLDERS = {"notebooks": "", "exercises": "exercises/"}  # of a lesson -> of its copies
HOW = (
    "To see the new one, start the course again (or run: python3 start.py copy): it is put beside "
    "yours, which stays as it is."
)
_checked: set[Path] = set()  # copies of which a check has told in this kernel


def of_lesson(name: str) -> Iterator[str]:
    """Sentences on what has changed since the copies of a lesson and its exercises were made.

    `name` is the lesson's, as 03_history or further/03_history.
    """
    runs, copies = running(), []
    for folder, target in FOLDERS.items():
        original = f"{folder}/{name}.ipynb"
        if runs is not None and noted_in(runs).get("copy_of") == original:
            copies.append(runs)
        else:
            copies.append(record.home() / f"{target}{name}.ipynb")
    return _sentences(copies)


def tell_at_check() -> None:
    """Say it once in a kernel whose notebook is a copy of something other than a lesson."""
    runs = running()
    if runs is None or runs in _checked:
        return
    _checked.add(runs)
    if not str(noted_in(runs).get("copy_of", "notebooks")).startswith("notebooks"):
        for sentence in _sentences([runs]):
            say(sentence)


def _sentences(copies: Iterable[Path]) -> Iterator[str]:
    concerned: list[str] = []
    changed = [copy for copy in copies if _has_changed(copy)]
    for copy in changed:
        noted, name = noted_in(copy), plain_text(copy.name, 100)
        newer = _newer_than(copy)
        where = f"The new one lies beside it: {plain_text(newer.name, 100)}." if newer else HOW
        yield f"{_called(noted)} changed since your copy, {name}, was made. {where}"
        asked = asked_in(copy)
        now = {key: question.fingerprint for key, question in questions().items()}
        concerned += [key for key in asked if now.get(key) != asked[key] and key not in concerned]
    if changed:
        answered = record.read()["exercises"]
        yield _of_answers([key for key in concerned if "last" in answered.get(key, {})])


def _called(noted: Mapping[str, Any]) -> str:
    folder = str(noted["copy_of"]).partition("/")[0]
    lesson_or_answers = {"notebooks": "This lesson has", "solutions": "The worked answers have"}
    return lesson_or_answers.get(folder, "The exercises have")


def _of_answers(concerned: list[str]) -> str:
    if not concerned:
        return "No answer of yours is concerned: what you answered is still asked as it was."
    several = len(concerned) > 1
    answers, were = ("answers", "were to questions that have") if several else (
        "answer", "was to a question that has"
    )  # fmt: skip
    return (
        f"Your {answers} to {listing(concerned)} {were} since changed or been withdrawn. What you "
        "wrote stays in your copy and in your record; the new one asks it as it is now."
    )


def _has_changed(copy: Path) -> bool:
    """Whether the original of a copy is another by now; False where neither can be read."""
    noted = noted_in(copy)
    made_from, today = noted.get("original"), _as_it_is(noted)
    return isinstance(made_from, str) and today not in ("", made_from)


def _as_it_is(noted: Mapping[str, Any]) -> str:
    """The hash of what a copy was made of, as that is now; "" where it is not there."""
    try:
        original = data_folder().parent / str(noted["copy_of"])
        return cells_in_short(json.loads(original.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _newer_than(copy: Path) -> Path | None:
    """The copy of today's version that lies beside an older one."""
    noted = noted_in(copy)
    wanted = (noted["copy_of"], _as_it_is(noted))
    beside = ((place, noted_in(place)) for place in sorted(copy.parent.glob("*.ipynb")))
    return next((p for p, n in beside if (n.get("copy_of"), n.get("original")) == wanted), None)
