"""Hand in: handin(2) makes one zip of what a student did in a lesson, for the instructor.

In it are her notebooks as she saved them, the lesson's part of her record, a page of plain text
that says all of that in words, and handin.json with her name and the course's version. She is asked
for her name once; it is kept in my_work/name.txt, where she can read, change and delete it.
Nothing is sent: she hands the zip in herself.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import checking, record
from .carrying import WORKED, hers, is_fresh_copy, packed
from .entries import CLAIMS, EXERCISES, GUESSES, TIME, TWICE, Entry
from .errors import verb
from .kinds import Written
from .questions import questions
from .saying import plain_text, say, shown
from .steps import CHECK, EXERCISE, GUESS, TOLD, VERDICT, Lesson, lessons, with_own
from .words import counted, listing

NAME_FILE, MANIFEST, PAGE = "name.txt", "handin.json", "hand-in.txt"
LONGEST_NAME = 80
FIRST = "00"  # the questions asked before and after the course are handed in with it
ABOUT = "What was handed in, for the instructor's computer. The same in words is in hand-in.txt."

Recorded = dict[str, dict[str, Entry]]


@verb('handin(2, name="Your Name")')
def handin(lesson: int | str | None = None, name: str | None = None) -> None:
    """Make a zip of a lesson, 2 or "02", or of the whole course, to hand in.

    It is written into my_work/, and what is in it is said there in hand-in.txt. `name` is asked
    for once. Notebooks have to be saved first: the zip holds what stands on the disk.
    """
    made(lesson, name)


def made(lesson: Any = None, name: Any = None) -> bool:
    """Make the zip, or say in one sentence why there is none; whether there is one."""
    wanted = _wanted(lesson)
    if wanted is None:
        return False
    call = "" if lesson is None else f"{shown(lesson, 20)}, "
    whose = _named(name)
    if not whose:
        say(
            f'Whose work is it? Write your name, once: handin({call}name="Your Name"). It is kept '
            f"in {record.called(NAME_FILE)} and goes into what you hand in, nowhere else."
        )
        return False
    recorded = part_of_record(record.read(), wanted)
    files = list(_files(wanted))
    if not files and not any(recorded.values()):
        say(f"There is nothing to hand in yet of {_called(wanted)}.")
        return False
    target = record.home() / _file_name(wanted, whose)
    draft = target.with_name(f".{os.getpid()}-handin.zip")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        put, left = packed(draft, _texts(whose, wanted, recorded, files), files)
        draft.replace(target)
    except OSError as problem:
        with contextlib.suppress(OSError):
            draft.unlink()
        reason = (problem.strerror or "unknown reason").lower()
        say(f"{target.name} cannot be written ({reason}): make room and run this again.")
        return False
    for each in left:
        say(f"Left out (too large, not readable, or of a name not every system has): {each}")
    say(
        f"{record.called(target.name)} is made, for {whose}: {_called(wanted)}, "
        f"{counted(len(put), 'file')} and the record of your answers. {PAGE} in it says in words "
        "what you hand in. Notebooks are in it as they were last saved."
    )
    return True


def part_of_record(recorded: Recorded, wanted: list[Lesson]) -> Recorded:
    """What of a record belongs to some lessons."""
    names: dict[str, set[str]] = {part: set() for part in recorded}
    for lesson in wanted:
        for what, part in ((CHECK, EXERCISES), (EXERCISE, EXERCISES), (GUESS, GUESSES)):
            names[part] |= {step.name for step in lesson.of(what)}
        names[CLAIMS] |= {step.name for step in lesson.steps if step.what in (VERDICT, TOLD)}
        if lesson.number == FIRST:
            names[TWICE] |= set(recorded[TWICE])
    return {
        part: {name: entry for name, entry in entries.items() if name in names[part]}
        for part, entries in recorded.items()
    }


def _wanted(lesson: Any) -> list[Lesson] | None:
    """The lesson that is meant with what goes deeper; None, after a sentence, without one."""
    if lesson is None:
        return with_own()
    known = {each.number: each for each in with_own() if not each.number.startswith("further/")}
    said = shown(lesson, 40)
    found = known.get(f"{said:0>2}") if said and not isinstance(lesson, bool) else None
    if found is None:
        near = difflib.get_close_matches(said, known, n=3, cutoff=0.3) or list(known)
        say(f"There is no lesson {said}. It can be: {listing(near, 'or')}.")
        return None
    deeper = lessons().get(f"further/{found.number}")
    return [found, deeper] if deeper else [found]


def _is_whole(wanted: list[Lesson]) -> bool:
    return len({lesson.number.rpartition("/")[2] for lesson in wanted}) > 1


def _called(wanted: list[Lesson]) -> str:
    return "all lessons" if _is_whole(wanted) else f"lesson {wanted[0].number}"


# --- her name ------------------------------------------------------------------------------------


def _named(given: Any) -> str:
    """Her name: the one given now, which is kept, else the one that was; "" without any."""
    path = record.home() / NAME_FILE
    if given is not None and given is not ...:
        name = one_line(shown(given, 4 * LONGEST_NAME))
        with contextlib.suppress(OSError):  # it is asked for again where it cannot be kept
            if name:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{name}\n", encoding="utf-8")
        return name
    try:
        with path.open(encoding="utf-8-sig") as file:
            return one_line(file.read(4 * LONGEST_NAME))
    except (OSError, ValueError):
        return ""


def one_line(text: str) -> str:
    """A name as it is kept: one line of at most 80 letters, whatever the letters."""
    return " ".join(plain_text(text, 4 * LONGEST_NAME).split())[:LONGEST_NAME].strip()


def known_name() -> str:
    """The name that was given before; "" where none was."""
    return _named(None)


def _file_name(wanted: list[Lesson], name: str) -> str:
    """A name for the zip that every system can hold, with what letters of hers it can."""
    letters = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name)).strip("-")[:40]
    lesson = "all" if _is_whole(wanted) else wanted[0].number
    return f"handin-{lesson}-{letters or 'student'}.zip"


# --- what is in it -------------------------------------------------------------------------------


def _files(wanted: list[Lesson]) -> Iterator[tuple[Path, str]]:
    """Her files of some lessons: their notebooks, and what begins with their number.

    Copies that she did not touch are left out, and so are worked answers.
    """
    begins = tuple(f"{lesson.number.rpartition('/')[2]}_" for lesson in wanted)
    for path, name in hers(record.home()):
        last = name.rpartition("/")[2]
        of_them = _is_whole(wanted) or last.startswith(begins) or Path(last).stem == begins[0][:-1]
        ours = name == NAME_FILE or name.startswith((WORKED, "progress-damaged-"))
        if of_them and not ours and not is_fresh_copy(path, name):
            yield path, name


def _texts(
    name: str, wanted: list[Lesson], recorded: Recorded, files: list[tuple[Path, str]]
) -> dict[str, bytes]:
    """What is written for the zip: the page, the manifest and the record."""
    from . import __version__

    manifest = {
        "about": ABOUT,
        "name": name,
        "lesson": "all" if _is_whole(wanted) else wanted[0].number,
        "course": __version__,
        "made": datetime.now(UTC).strftime(TIME),
        "files": [each for _, each in files],
    }
    texts = {
        # Old editors of Windows know by the mark at its beginning that it is no Latin-1.
        PAGE: "\ufeff" + _page(manifest, wanted, recorded),
        MANIFEST: json.dumps(manifest, indent=1, ensure_ascii=False) + "\n",
        record.FILE: record.as_file(recorded),
    }
    return {each: text.encode("utf-8", "backslashreplace") for each, text in texts.items()}


def _page(manifest: dict[str, Any], wanted: list[Lesson], recorded: Recorded) -> str:
    """All that is handed in, in words: a page of plain text that needs no Python."""
    what = _called(wanted) if _is_whole(wanted) else f"{wanted[0].number}, {wanted[0].title}"
    made = manifest["made"].replace("T", " ").rstrip("Z")
    contents = [f"  {PAGE}: this page", f"  {MANIFEST}: the same for the instructor's computer"]
    contents.append(f"  {record.FILE}: the record of your answers, with their times")
    contents += [f"  {each}" for each in manifest["files"]]
    lines = [
        "Handed in: Steppes to States",
        f"Name: {manifest['name']}",
        f"Lesson: {what}",
        f"Made: {made} UTC, with version {manifest['course']} of the course",
        *("", "What is in this zip", *contents),
        *("", "What the record holds", record.told(recorded)),
        *_in_full("Written answers", _written(recorded)),
        *_in_full("Reasons for verdicts", _reasons(recorded)),
    ]
    return "\n".join(lines) + "\n"


def _in_full(head: str, texts: list[tuple[str, str]]) -> list[str]:
    """Texts whole, each under what it answers; what was said first is there where it differs."""
    if not texts:
        return []
    return ["", head, *(line for asked, text in texts for line in ("", asked, text))]


def _written(recorded: Recorded) -> list[tuple[str, str]]:
    known = checking.declared()
    found = []
    for name, entry in recorded[EXERCISES].items():
        if name in known and isinstance(known[name].kind, Written):
            question = questions()[name].text if name in questions() else known[name].title
            asked = f"{name}. {' '.join(question.replace('*', '').split())}"
            found += [(each, str(said)) for each, said in _both(asked, entry, "answer")]
    return found


def _reasons(recorded: Recorded) -> list[tuple[str, str]]:
    return [
        (f"{each}: {said}", text)
        for name, entry in recorded[CLAIMS].items()
        for (each, text), said in zip(
            _both(f"Claim {name}", entry, "reason"),
            [moment["verdict"] for moment in _moments(entry) if moment.get("reason")],
            strict=True,
        )
    ]


def _both(asked: str, entry: Entry, field: str) -> list[tuple[str, Any]]:
    """What was said last, or first and last where the two differ."""
    said = [moment[field] for moment in _moments(entry) if moment.get(field)]
    heads = [asked] if len(said) < 2 else [f"{asked} (first)", f"{asked} (last)"]
    return list(zip(heads, said, strict=False))


def _moments(entry: Entry) -> list[Entry]:
    """What was said first and last; one where they are the same."""
    if "last" not in entry:
        return []
    first, last = entry["first"], entry["last"]
    return [last] if first == last else [first, last]
