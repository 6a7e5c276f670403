"""What the student has done: a plain file that the student owns, my_work/progress.json.

What stands in it is told in `entries`. Here it is found, read and written. One bad entry stops no
other, what is not understood stays in the file, a file that cannot be read at all is put aside
under another name, and what cannot be written waits until it can.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import itertools
import json
import math
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .entries import (
    CLAIMS,
    EXERCISES,
    GUESSES,
    PARTS,
    TIME,
    TWICE,
    Entry,
    carried,
    grown,
    in_words,
    joined,
    part_of,
    sound,
    sound_name,
)
from .saying import say
from .tables import data_folder

FILE, LOCK = "progress.json", "progress.lock"
ABOUT = (
    "What you have done in the course Steppes to States. The file is yours: read it, keep it, "
    "delete it. Times are in UTC."
)
# Folders of the course in which a kernel may run; my_work lies beside them.
BESIDE = ("notebooks", "further", "exercises", "solutions")
STALE_SECONDS = 5
LARGEST_FILE = 20_000_000
DEEPEST = 20

Change = Callable[[dict[str, Any]], None]  # what a call does to the content of the file

BEGAN = datetime.now(UTC).strftime(TIME)  # of this sitting: what was said before is of an earlier

# What could not be written yet; it goes into the file as soon as that can be written again.
_waiting: list[Change] = []
_said_once: set[str] = set()


class _Damaged(Exception):
    """The file is there and cannot be read; `rest` is what of it still can."""

    def __init__(self, rest: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.rest = rest or {}


# --- what others ask and note --------------------------------------------------------------------


def read() -> dict[str, dict[str, Entry]]:
    """All that is recorded and sound: exercises, guesses and the rest, each by its name."""
    content: dict[str, Any] = {}
    try:
        content = _stored(_place())
    except _Damaged as damaged:
        content = damaged.rest
        _say(f"{called(FILE)} cannot be read, or not all of it. It is not lost, and not changed.")
    except OSError as problem:
        _say(f"{called(FILE)} cannot be read ({_reason(problem)}). It is not changed.")
    for change in _waiting:
        change(content)
    return as_read(content)


def answered(exercise_id: str, answer: Any, outcome: str, done: bool) -> None:
    """Note an answer, as `answers.as_typed` keeps it; what was once done stays done."""
    said = {"outcome": outcome, "answer": answer} | _now()

    def change(content: dict[str, Any]) -> None:
        part = part_of(content, EXERCISES)
        entry = grown(EXERCISES, part.get(exercise_id), said)
        part[exercise_id] = entry | {"done": done or entry.get("done", False)}

    _note(change)


def hinted(exercise_id: str, used: int) -> None:
    """Note how many hints have been read; the number never falls."""

    def change(content: dict[str, Any]) -> None:
        part = part_of(content, EXERCISES)
        entry = sound(EXERCISES, part.get(exercise_id)) or {}
        part[exercise_id] = entry | {"hints": max(used, entry.get("hints", 0))}

    _note(change)


def hints_used(exercise_id: str) -> int:
    return read()[EXERCISES].get(exercise_id, {}).get("hints", 0)


def guessed(what: str, guess: float | str, unit: str = "") -> None:
    """Note a guess: a number in a unit, or words."""
    _note_said(GUESSES, what, {"guess": guess} | ({"unit": unit} if unit else {}))


def judged(claim_id: int, verdict: str, reason: str = "") -> None:
    """Note a verdict of the student's on a claim, and the reason where one is given."""
    _note_said(CLAIMS, str(claim_id), {"verdict": verdict} | ({"reason": reason} if reason else {}))


def chose(when: str, question_id: str, letter: str, words: str) -> None:
    """Note the option that was chosen of a question asked twice; `when` is "before" or "after"."""
    _note_said(TWICE, f"{when} {question_id}", {"letter": letter, "words": words})


def was_told(claim_id: int) -> None:
    """Note that the ledger's verdict on a claim was told to a student who was not asked."""
    if read()[CLAIMS].get(str(claim_id), {}).get("told"):
        return

    def change(content: dict[str, Any]) -> None:
        part = part_of(content, CLAIMS)
        part[str(claim_id)] = (sound(CLAIMS, part.get(str(claim_id))) or {}) | {"told": True}

    _note(change)


def join(other: dict[str, Any]) -> None:
    """Join what another record holds, from another place where the student worked, with this."""
    other = carried(other)

    def change(content: dict[str, Any]) -> None:
        for part in PARTS:
            entries = part_of(content, part)
            for name, raw in part_of(other, part).items():
                entry = joined(part, entries.get(name), raw)
                if entry and sound_name(name):
                    entries[name] = entry

    _note(change)


def told(recorded: Mapping[str, Mapping[str, Entry]] | None = None) -> str:
    """All that is recorded, in words, one line for each exercise, guess, claim and the like."""
    recorded = read() if recorded is None else recorded
    heads = {EXERCISES: "Exercises", GUESSES: "Guesses", CLAIMS: "Verdicts on claims"}
    heads |= {TWICE: "Questions asked before and after the course"}
    lines = []
    for part, head in heads.items():
        if recorded[part]:
            lines.append(f"{head}:")
            lines += [f"  {in_words(part, n, entry)}" for n, entry in recorded[part].items()]
    return "\n".join(lines) or "Nothing is recorded yet."


def show() -> None:
    """Print all that is recorded, in words."""
    say(told())


def parsed(content: bytes) -> dict[str, Any] | None:
    """What another record holds, as far as it can be read; None where it is none."""
    try:
        return _parsed(_without_mark(content))
    except _Damaged as damaged:
        return damaged.rest or None
    except ValueError:
        return None


def as_file(recorded: Mapping[str, Mapping[str, Entry]] | None = None) -> str:
    """The record, or part of it, as its file would hold it: for a copy of it elsewhere."""
    return _as_text(dict(read() if recorded is None else recorded))


def as_read(content: dict[str, Any]) -> dict[str, dict[str, Entry]]:
    """What of a file's content is sound: exercises, guesses and the rest, each by its name."""
    found: dict[str, dict[str, Entry]] = {}
    for part in PARTS:
        entries = {name: sound(part, raw) for name, raw in part_of(content, part).items()}
        found[part] = {n: entry for n, entry in entries.items() if entry and sound_name(n)}
    return found


# --- the folder and the file ---------------------------------------------------------------------


def home() -> Path:
    """The folder of the student's work: $STEPPES_HOME, else my_work/ beside the course's data.

    Outside a checkout (a wheel, a browser kernel) it is the my_work/ that the working folder lies
    in, or lies beside, so that lessons and exercises have one.
    """
    named = os.environ.get("STEPPES_HOME")
    if named:
        with contextlib.suppress(RuntimeError):  # "~somebody" whom this machine does not know
            return Path(named).expanduser()
        return Path(named)
    data = data_folder()
    if data.name == "data":
        return data.parent / "my_work"
    try:
        here = Path.cwd()
    except OSError:  # deleted under a kernel that still runs in it
        return Path("my_work")
    inside = [folder for folder in (here, *here.parents) if folder.name == "my_work"]
    while here.name in BESIDE:
        here = here.parent
    return inside[0] if inside else here / "my_work"


def called(name: str) -> str:
    """How to name a file of the student's work in a sentence."""
    return str(home() / name) if os.environ.get("STEPPES_HOME") else f"my_work/{name}"


def _place() -> Path:
    """Where the file is; a link to one elsewhere stays a link."""
    return Path(os.path.realpath(home() / FILE))


def _without_mark(content: bytes) -> str:
    """A file's text without the mark that Notepad puts before it. Raises ValueError.

    By utf-8-sig, which knows the mark, each kernel would first import it.
    """
    return content.decode("utf-8").removeprefix("\ufeff")


def _stored(path: Path) -> dict[str, Any]:
    """The file's content; {} when there is none. Raises _Damaged, or OSError."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _Damaged
        return carried(_parsed(_without_mark(path.read_bytes())))
    except FileNotFoundError:
        return {}
    except OSError as problem:
        if path.is_dir() or problem.errno == errno.ELOOP:
            raise _Damaged from None
        raise
    except (ValueError, RuntimeError):  # Python 3.11 calls a link in a loop a RuntimeError
        raise _Damaged from None


def _parsed(text: str) -> dict[str, Any]:
    """What a file's text holds. Raises _Damaged, with what lies not too deep where that is why."""
    try:
        content = _from_json(text)
        if not _is_deeper(content, DEEPEST):
            if isinstance(content, dict):
                return content
            raise _Damaged
    except RecursionError:
        pass
    rest = _from_json(_without_depths(text))
    raise _Damaged(carried(rest) if isinstance(rest, dict) else None)


def _from_json(text: str) -> Any:
    """JSON as Python values. A number too large for one, and NaN, become text."""
    return json.loads(
        text,
        parse_int=lambda digits: int(digits) if len(digits) < 300 else digits,
        parse_float=lambda digits: float(digits) if math.isfinite(float(digits)) else digits,
        parse_constant=str,
    )


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether mappings and lists lie in one another more than so many levels deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(each, levels - 1) for each in inner)


def _without_depths(text: str) -> str:
    """A JSON text in which whatever lies more than DEEPEST levels deep is null."""
    kept, depth, begins = [], 0, 0
    for found in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth == DEEPEST:
                kept.append(text[begins : found.start()] + "null")
        elif found[0] in ("]", "}"):
            if depth == DEEPEST:
                begins = found.end()
            depth -= 1
    return "".join(kept) + text[begins:] if depth == 0 else ""


# --- writing -------------------------------------------------------------------------------------


def _now() -> Entry:
    from . import __version__

    return {"at": datetime.now(UTC).strftime(TIME), "course": __version__}


def _note_said(part: str, name: str, said: Entry) -> None:
    said |= _now()

    def change(content: dict[str, Any]) -> None:
        entries = part_of(content, part)
        entries[name] = grown(part, entries.get(name), said)

    _note(change)


def _note(change: Change) -> None:
    """Make a change in the file; where nothing can be written it waits, and that is said once."""
    _waiting.append(change)
    try:
        _write()
        _said_once.clear()
    except OSError as problem:
        _say(
            f"Your progress cannot be written to {called(FILE)} ({_reason(problem)}). It is kept "
            "until this kernel stops, and written as soon as that works again."
        )


def _write() -> None:
    """Bring everything that waits into the file. Raises OSError."""
    path = _place()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        content = _stored_or_put_aside(path)
        for change in _waiting:
            change(content)
        _replace(path, _as_text(content))
    _waiting.clear()


@atexit.register
def _try_once_more() -> None:
    """When the kernel stops, another notebook may have let go of the file by then."""
    with contextlib.suppress(OSError):
        if _waiting:
            _write()


def _stored_or_put_aside(path: Path) -> dict[str, Any]:
    """The file's content. One that cannot be read is put aside first, and its rest is kept."""
    try:
        return _stored(path)
    except _Damaged as damaged:
        names = (path.with_name(f"progress-damaged-{n}.json") for n in itertools.count(1))
        aside = next(name for name in names if not os.path.lexists(name))
        path.rename(aside)
        say(
            f"{called(FILE)} could not be read, or not all of it. It lies beside the new one as "
            f"{aside.name}."
        )
        return damaged.rest


def _as_text(content: dict[str, Any]) -> str:
    ordered = {"about": ABOUT} | {part: part_of(content, part) for part in PARTS}
    ordered |= {name: value for name, value in content.items() if name not in ordered}
    return json.dumps(ordered, indent=1, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """Write a new file and put it in the old one's place, so that there is always a whole one.

    The name of the draft ends in .json: in a browser kernel JupyterLab keeps what it does not know
    by its ending in another form. A half letter is written as JSON escapes it.
    """
    draft = path.with_name(f".progress-{os.getpid()}.json")
    try:
        draft.write_bytes(text.encode("utf-8", "backslashreplace"))
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file against other notebooks, which read, change and write it in the same way."""
    lock = path.with_name(LOCK)
    for _ in range(100):
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            _take_away_if_left(lock)
            time.sleep(0.01)
    else:
        raise OSError(errno.EAGAIN, f"{LOCK} beside it is in the way: delete that")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def _take_away_if_left(lock: Path) -> None:
    """Remove a lock that a kernel left when it was killed; the clock may have been set back."""
    with contextlib.suppress(OSError):
        if abs(time.time() - lock.lstat().st_mtime) > STALE_SECONDS:
            lock.rmdir() if lock.is_dir() and not lock.is_symlink() else lock.unlink()


def _reason(problem: OSError) -> str:
    return (problem.strerror or type(problem).__name__).replace("\n", " ")


def _say(sentence: str) -> None:
    if sentence not in _said_once:
        _said_once.add(sentence)
        say(sentence)
