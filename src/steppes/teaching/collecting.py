"""`steppes class FOLDER`: read what a class handed in, and write class.csv and class.html there.

Nothing that was handed in is run, unless that is asked for: then each notebook runs in a sandbox,
two or more at a time, and what its checks give there is set beside what was handed in.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from .. import __version__, own, record
from ..carrying import write_whole
from ..checking import CORRECT, NOTED
from ..entries import Entry
from ..errors import Sentence
from ..saying import plain_text, say
from ..words import counted
from . import handed, sandbox
from .handed import HandIn
from .judging import judged
from .page import Class, page
from .sheet import sheet
from .tally import Student, lessons_of

SHEET, PAGE = "class.csv", "class.html"
# For one notebook with all its cells, for one cell, and for all notebooks of a student.
SECONDS, SECONDS_OF_A_CELL, SECONDS_OF_A_HAND_IN = 300, 60, 1200
AT_ONCE = 4
MOST_FAULTS = 3


class Unusable(Sentence):
    """The folder cannot be read as a class, or nothing written to it; the message says why."""


def collect(folder: Path, run: bool = False) -> list[str]:
    """Read a folder of hand-ins and write the class's table and page; what to say in the end.

    Raises Unusable, or NoSandbox before anything is run.
    """
    paths = _files(folder)
    room = replace(sandbox.shown_to_work(), hides=(str(folder.resolve()),)) if run else None
    each = [handed.read(path, folder) for path in paths]
    students = [Student(hand_in) for hand_in in each if not hand_in.trouble]
    ran = _run_all(room, dict(zip(paths, each, strict=True))) if room else {}
    told = Class(
        each,
        students,
        lessons_of(students),
        own.place_of("notebooks"),
        ran,
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        __version__,
    )
    by_file = {student.handed.file: student for student in students}
    # Spreadsheets know by the mark at its beginning in which letters it is written.
    _write(folder / SHEET, "\ufeff" + sheet(each, by_file, told.lessons, ran))
    _write(folder / PAGE, page(told))
    flagged = sum(any(j.false for j in student.judged.values()) for student in students)
    said = [f"{hand_in.file}: {hand_in.trouble}" for hand_in in each if hand_in.trouble]
    said.append(
        f"{counted(len(students), 'hand-in')} read, {len(said)} not; "
        f"{counted(flagged, 'record')} flagged. Written: {folder / SHEET} and {folder / PAGE}."
    )
    return said


def _files(folder: Path) -> list[Path]:
    """What was handed in to a folder. Raises Unusable."""
    try:
        if not folder.is_dir():
            raise Unusable(f"There is no folder {folder}.")
        paths = handed.found(folder, SHEET, PAGE)
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        raise Unusable(f"The folder {folder} cannot be read ({reason}).") from None
    if not paths:
        raise Unusable(f"Nothing was handed in to {folder}: put the zips into it.")
    if len(paths) > handed.MOST_HANDED:
        most = counted(handed.MOST_HANDED, "file")
        raise Unusable(f"{folder} holds more than {most}: it is no class's.")
    return paths


def _write(target: Path, text: str) -> None:
    try:
        write_whole(target, text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        raise Unusable(
            f"{target} cannot be written ({reason}): close it where it is open."
        ) from None


# --- to run what was handed in -------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What came of one notebook: how it ended, and its record, in which nothing is believed."""

    name: str
    ended: str
    recorded: Mapping[str, Mapping[str, Entry]]


def _run_all(room: sandbox.Sandbox, files: Mapping[Path, HandIn]) -> dict[str, str]:
    """Run each notebook of each hand-in; by file, what is to be said of it."""
    told: dict[str, str] = {}
    stop = threading.Event()
    readable = {path: hand_in for path, hand_in in files.items() if not hand_in.trouble}
    with ThreadPoolExecutor(min(os.cpu_count() or 1, AT_ONCE)) as together:
        jobs = {
            path: together.submit(_run_one, room, path, h, stop.is_set)
            for path, h in readable.items()
        }
        try:
            for number, (path, job) in enumerate(jobs.items(), 1):
                file = readable[path].file
                told[file] = job.result()
                say(f"{number} of {len(jobs)}, {file}: {told[file]}")
                sys.stdout.flush()
        except BaseException:
            stop.set()
            together.shutdown(cancel_futures=True)
            raise
    return told


def _run_one(
    room: sandbox.Sandbox, path: Path, hand_in: HandIn, stopped: Callable[[], bool]
) -> str:
    """Run the notebooks of one hand-in, one after the other; what is to be said of them."""
    try:
        files = handed.contents(path)
    except Exception as problem:  # noqa: BLE001  it was read before, and may have changed since
        return f"It can no longer be read ({type(problem).__name__})."
    until = time.monotonic() + SECONDS_OF_A_HAND_IN
    typed = [name for name, book in hand_in.notebooks.items() if book.cells]
    given = _bundle(files)
    runs = []
    for name in sorted(typed):
        seconds = min(SECONDS, int(until - time.monotonic()))
        runs.append(_run_notebook(room, name, given, seconds, stopped))
    if not runs:
        return "No notebook to run."
    told = [f"{each.name}: {each.ended}" for each in runs]
    told += _differences(hand_in, runs)
    return " ".join(told)


def _bundle(files: Mapping[str, bytes]) -> bytes:
    """What was handed in as a zip of our own, of names that were looked at."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return whole.getvalue()


def _run_notebook(
    room: sandbox.Sandbox, name: str, given: bytes, seconds: int, stopped: Callable[[], bool]
) -> Ran:
    nothing = record.as_read({})
    if seconds < 1 or stopped():
        return Ran(name, "not run: the time for one hand-in was over.", nothing)
    words = [sys.executable, "-m", f"{__package__}.cells", name, str(SECONDS_OF_A_CELL)]
    try:
        said = json.loads(sandbox.run(room, words, given, seconds, stopped))
        faults = [plain_text(str(fault), 200) for fault in list(said["faults"])[: MOST_FAULTS + 1]]
        cells, recorded = int(said["cells"]), record.parsed(str(said["record"]).encode())
    except sandbox.OutOfTime:
        return Ran(name, f"did not end in {seconds} seconds.", nothing)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return Ran(name, "ended before its last cell: out of memory, or by itself.", nothing)
    ended = f"all of its {counted(cells, 'cell')} ran."
    if faults:
        more = " and more" if len(faults) > MOST_FAULTS else ""
        ended = f"failed in cell {'; '.join(faults[:MOST_FAULTS])}{more}."
    return Ran(name, ended, record.as_read(recorded or {}))


def _differences(hand_in: HandIn, runs: Sequence[Ran]) -> Iterator[str]:
    """What the record holds as right, and the notebooks that were handed in with it do not give."""
    given: dict[str, str] = {}
    for each in runs:
        again = replace(hand_in, recorded=each.recorded)
        given |= {name: answer.last.verdict for name, answer in judged(again).items()}
    handed_in = judged(hand_in)
    right = (CORRECT, NOTED)
    lost = [
        name
        for name, answer in handed_in.items()
        if answer.last.verdict in right and name in given and given[name] not in right
    ]
    absent = [
        n for n, answer in handed_in.items() if answer.last.verdict in right and n not in given
    ]
    done = sum(verdict in right for verdict in given.values())
    yield f"As run, {counted(done, 'answer')} right."
    if lost:
        yield f"Right in the record and not as run: {', '.join(sorted(lost))}."
    if absent:
        yield f"In the record and not in the notebooks: {', '.join(sorted(absent))}."
