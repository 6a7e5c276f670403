"""Carry your work from one place to another: keep() makes a zip of it, bring_back() unpacks one.

On Binder a visitor's files are gone when the page is closed. The zip is a student's own and is
still read as if a stranger had made it: nothing is unpacked outside her folder, nothing that is too
large, and nothing of hers is written over.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import record
from .errors import verb
from .saying import say, shown
from .words import counted

KEPT = "my_work.zip"
WORKED = "solutions/"  # their copies come with what they show
LARGEST_FILE, LARGEST_ALL, MOST_FILES = 30_000_000, 150_000_000, 2_000
DEEPEST_FOLDER = 6
LARGEST_LIST = 1_000_000  # bytes of a zip's own list of what it holds
AT_A_TIME = 1_000_000  # bytes unpacked before it is asked whether that is too many
# A name that every system can hold; hidden files and folders belong to programs, not to her.
_PLAIN_NAME = re.compile(r"""(?![. ])[^\x00-\x1f\x7f"*/:<>?\\|]{1,150}(?<![. ])""")
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@verb("keep()")
def keep() -> None:
    """Make my_work.zip in the working folder, of your notebooks, exercises, files and record.

    What is open has to be saved first: the zip holds what stands on the disk.
    """
    target = Path(KEPT)
    draft = target.with_name(f".{os.getpid()}-{KEPT}")
    try:
        made = {record.FILE: record.as_file().encode("utf-8", "backslashreplace")}
        put, left = packed(draft, made, hers(record.home()))
        draft.replace(target)
    except OSError as problem:
        with contextlib.suppress(OSError):
            draft.unlink()
        say(
            f"{KEPT} cannot be written ({(problem.strerror or 'unknown reason').lower()}): make "
            "room, or run this in a notebook in a folder of your own."
        )
        return
    for name in left:
        say(f"Left out (too large, not readable, or of a name not every system has): {name}")
    say(
        f"{KEPT} holds {counted(len(put), 'file')} and the record of your answers. Notebooks are "
        f"in it as they were last saved. Right-click {KEPT} in the list at the left and choose "
        "Download. In another copy of the course drag it into the list and run: "
        f'from steppes import bring_back; bring_back("{KEPT}")'
    )


def packed(
    target: Path, made: Mapping[str, bytes], files: Iterable[tuple[Path, str]]
) -> tuple[list[str], list[str]]:
    """Write a zip of what is `made` for it and of files, each with its name in the zip.

    Says which files are in it, and which were left out.
    """
    total, left, put = 0, [], dict.fromkeys(made)
    taken = {name.casefold() for name in made}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in made.items():
            bundle.writestr(name, text)
        for path, name in files:
            content = _content_of(path)
            too_much = content is None or total + len(content) > LARGEST_ALL
            if (
                too_much
                or not _is_plain(name)
                or name.casefold() in taken
                or len(put) >= MOST_FILES
            ):
                left.append(shown(name, 100))
                continue
            # Zip knows no years before 1980, and a clock may have been set back.
            bundle.writestr(zipfile.ZipInfo(name), content or b"", zipfile.ZIP_DEFLATED)
            total += len(content or b"")
            taken.add(name.casefold())
            put[name] = None
    return [name for name in put if name not in made], left


def hers(folder: Path) -> Iterator[tuple[Path, str]]:
    """Her files with their names in the zip: none that is hidden, a link or itself a zip.

    Worked answers that she did not change are left out: every copy of the course has them.
    """
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where, name)
            inside = path.relative_to(folder).as_posix()
            hidden = name.startswith(".") or inside in (record.FILE, record.LOCK)
            courses = inside.startswith(WORKED) and is_fresh_copy(path, inside)
            if not (hidden or courses or name.lower().endswith(".zip") or path.is_symlink()):
                yield path, inside


def _content_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST_FILE else None
    except OSError:
        return None


def _is_plain(name: str) -> bool:
    """Whether a name in a zip is that of a file beneath the folder, on every system."""
    parts = name.split("/")
    return len(parts) <= DEEPEST_FOLDER and all(
        _PLAIN_NAME.fullmatch(part) and not _OF_WINDOWS.fullmatch(part) for part in parts
    )


@verb('bring_back("my_work.zip")')
def bring_back(place: str = KEPT) -> None:
    """Unpack a zip that keep() made into my_work/, and join its record with the one here.

    A file here that you have changed is never written over: yours from the zip then lies beside
    it. A fresh copy of a lesson makes room for the one you have worked in.
    """
    path = _found(place)
    if path is None:
        return
    try:
        contents = unpacked(path)
        for name in contents:
            _refuse_ways_out(record.home() / name)
        told = [_put_in_place(name, content) for name, content in contents.items()]
    except Refused as refused:
        say(f"{path.name} was not unpacked: {refused}.")
    except NO_ZIP:
        say(f"{path.name} cannot be unpacked: download it again, or take the one keep() made.")
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        say(
            f"{path.name} could not be unpacked whole ({reason}). Nothing of yours was changed: "
            "mend that and run this again."
        )
    else:
        for line in filter(None, told):
            say(line)
        say(
            f"Your work is back: {counted(len(contents), 'file')}. Close a notebook that is "
            "open, and open it."
        )


class Refused(Exception):
    """Why a zip is not unpacked."""


# What reading a damaged zip raises. One with a password is a RuntimeError, one packed in an odd
# way NotImplementedError.
NO_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


def _found(place: Any) -> Path | None:
    """The zip: in the working folder, in my_work/ or above it, or where the name leads."""
    name = shown(place, 300)
    try:
        beside = [Path(name).expanduser(), record.home() / name, record.home().parent / name]
        found = next((path for path in beside if path.is_file()), None)
    except (OSError, ValueError, RuntimeError):
        found = None
    if found is None:
        say(
            f"There is no file {name} here. Drag the zip into the list at the left, beside this "
            f'notebook, and run bring_back("{KEPT}").'
        )
    return found


def unpacked(path: Path) -> dict[str, bytes]:
    """The files of a zip by name, the record last, all read before one is written.

    Raises Refused where they cannot all be a student's own, and one of NO_ZIP or OSError where the
    zip cannot be read. Nothing is written, and no more unpacked than a student's work can be.
    """
    _refuse_long_list(path)
    with zipfile.ZipFile(path) as bundle:
        files = [info for info in bundle.infolist() if not (info.is_dir() or _is_litter(info))]
        if len(files) > MOST_FILES:
            raise Refused(f"it holds more than {MOST_FILES:,} files")
        for info in files:
            _refuse_odd(info)
        _without_top_folder(files)
        names = {info.filename.casefold() for info in files}
        if len(names) < len(files):
            raise Refused("it holds two files of one name")
        if record.FILE not in names:
            raise Refused("it has no record of answers, so neither keep() nor handin() made it")
        if sum(info.file_size for info in files) > LARGEST_ALL:
            raise Refused("what is in it is too large")
        files.sort(key=lambda info: info.filename == record.FILE)
        return {info.filename: _content_in(bundle, info) for info in files}


def _refuse_long_list(path: Path) -> None:
    """Refuse a zip whose list of files is no student's: it would be read whole, before its length.

    The list's length stands at the end of the file. A zip of ours has no comment after that, and
    none is so large that it needs the longer form.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 42))
        end = file.read(42)
    if len(end) < 22 or end[-22:-18] != b"PK\x05\x06":
        raise zipfile.BadZipFile
    if end[:-22].startswith(b"PK\x06\x07") or int.from_bytes(end[-10:-6], "little") > LARGEST_LIST:
        raise Refused(f"it holds more than {MOST_FILES:,} files")


def _is_litter(info: zipfile.ZipInfo) -> bool:
    """Whether macOS put this into a zip that was unpacked there and packed again."""
    return info.filename.startswith("__MACOSX/") or info.filename.rpartition("/")[2] == ".DS_Store"


def _without_top_folder(files: list[zipfile.ZipInfo]) -> None:
    """Leave out the one folder that all is in, where a zip was packed again from its folder."""
    tops = {info.filename.partition("/")[0] for info in files}
    if len(tops) == 1 and all("/" in info.filename for info in files):
        for info in files:
            # By what it was called in the zip it is still found there.
            info.filename = info.filename.partition("/")[2]


def _content_in(bundle: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One file of a zip. It may be larger than the zip says, so it is unpacked piece by piece."""
    pieces = []
    with bundle.open(info) as stream:
        while piece := stream.read(AT_A_TIME):
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_odd(info: zipfile.ZipInfo) -> None:
    """Refuse what leads out of the folder, is a link, or is packed so as to fill the disk."""
    is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
    if is_link or "\\" in info.orig_filename or not _is_plain(info.filename):
        raise Refused(f"'{shown(info.orig_filename, 60)}' in it is not the name of a file of yours")
    if info.file_size > LARGEST_FILE:
        raise Refused(f"{shown(info.filename, 60)} in it is too large")
    # Of other ways to pack zipfile unpacks a whole piece at once, however large that becomes.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError


def _put_in_place(name: str, content: bytes) -> str:
    """Put one file in its place; what to say of it, if anything."""
    if name == record.FILE:
        return _record_joined(content)
    place = record.home() / name
    target = place
    if not is_fresh_copy(place, name):
        beside = (place.with_stem(f"{place.stem}-back-{n}") for n in itertools.count(1))
        target = next(path for path in itertools.chain([place], beside) if _fits(path, content))
    if not os.path.lexists(target) or is_fresh_copy(target, name):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    if target == place:
        return ""
    return f"{name} here is another and stays; the one from the zip is {target.name} beside it."


def _refuse_ways_out(target: Path) -> None:
    """Follow no link: a file of hers that is one, or a folder, would lead out of her folder."""
    for path in (target, *target.parents):
        if path == record.home():
            return
        if path.is_symlink():
            raise Refused(f"{path.name} here is a link to another place; move it away")


def _fits(target: Path, content: bytes) -> bool:
    """Whether the content may stand at a place: nothing is there, or the same is."""
    if not os.path.lexists(target):
        return True
    return target.is_file() and target.read_bytes() == content


def is_fresh_copy(path: Path, name: str) -> bool:
    """Whether a notebook, called so beneath the folder, is as start.py made it.

    Nothing was typed in it, and nothing run unless it is of worked answers.

    start.py notes what it made under `copy` of the metadata `steppes`.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        ran = any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
        as_it_was = not ran or name.startswith(WORKED)
        return as_it_was and notebook["metadata"]["steppes"]["copy"] == cells_in_short(cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def cells_in_short(cells: list[dict[str, Any]]) -> str:
    """A hash of what a student reads in a notebook, as `fingerprint` of start.py makes it."""
    short = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    return hashlib.sha256(json.dumps(short).encode()).hexdigest()


def write_whole(target: Path, content: bytes) -> None:
    draft = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _record_joined(content: bytes) -> str:
    other = record.parsed(content)
    if other is None:
        return "The record of your answers in it cannot be read; your notebooks are back."
    record.join(other)
    return ""
