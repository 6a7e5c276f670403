"""What one student handed in, read as a stranger's: nothing is run or unpacked to disk.

A zip is bounded in size, number and names, and what is in it is taken as text that is bounded too.
What cannot be read is one sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import record
from ..carrying import NO_ZIP, WORKED, Refused, cells_in_short, unpacked
from ..entries import PARTS, Entry
from ..handing import MANIFEST, PAGE, one_line
from ..saying import plain_text, shown

LARGEST_ZIP = 150_000_000
MOST_HANDED = 500
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Notebook:
    """A notebook as it was handed in.

    `cells` is a digest of what is typed in it, "" where nothing was; `asked` the fingerprints of
    the questions that it asks, by id.
    """

    cells: str
    asked: Mapping[str, str]


@dataclass(frozen=True)
class HandIn:
    """One hand-in: its file, and what it says; `trouble` is why it cannot be read, else ""."""

    file: str
    trouble: str = ""
    name: str = ""
    lesson: str = ""
    course: str = ""
    made: str = ""
    digest: str = ""
    recorded: Mapping[str, Mapping[str, Entry]] = field(
        default_factory=lambda: {part: {} for part in PARTS}
    )
    notebooks: Mapping[str, Notebook] = field(default_factory=dict)

    def asked(self, question_id: str) -> set[str]:
        """The fingerprints that a question has in its notebooks; none where none says."""
        return {
            book.asked[question_id] for book in self.notebooks.values() if question_id in book.asked
        }


def found(folder: Path, *ours: str) -> list[Path]:
    """The files of a folder and of folders in it, but hidden ones and `ours` at its top."""
    files = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not (hidden or str(inside) in ours) and (path.is_symlink() or not path.is_dir()):
            files.append(path)
    return files


def read(path: Path, folder: Path) -> HandIn:
    """A hand-in of a folder. Whatever is wrong with it stands in its `trouble`."""
    file = shown(path.relative_to(folder).as_posix(), 200)
    try:
        return _read(path, file)
    except Refused as refused:
        return HandIn(file, f"It was not read: {refused}.")
    except NO_ZIP:
        return HandIn(file, "It is damaged, or no zip.")
    except OSError as problem:
        return HandIn(
            file, f"It cannot be read ({(problem.strerror or 'unknown reason').lower()})."
        )
    except Exception as problem:  # noqa: BLE001  one bad file must not end the reading of the others
        return HandIn(file, f"It cannot be read ({type(problem).__name__}).")


def contents(path: Path) -> dict[str, bytes]:
    """The files of a hand-in by name. Raises as `carrying.unpacked` does."""
    if path.is_symlink() or not path.is_file():
        raise Refused("it is a link to another place, or no file")
    if path.stat().st_size > LARGEST_ZIP:
        raise Refused("it is too large")
    return unpacked(path)


def _read(path: Path, file: str) -> HandIn:
    files = contents(path)
    parsed = record.parsed(files[record.FILE])
    if parsed is None:
        return HandIn(file, "The record of answers in it cannot be read.")
    manifest = _manifest(files.get(MANIFEST, b""))
    notebooks = {
        name: book
        for name, content in files.items()
        if name.endswith(".ipynb") and not name.startswith(WORKED)
        if (book := _notebook(content))
    }
    return HandIn(
        file,
        name=manifest["name"] or path.stem[:80],
        lesson=manifest["lesson"],
        course=manifest["course"],
        made=manifest["made"] if _TIME.fullmatch(manifest["made"]) else "",
        digest=_digest(files),
        recorded=record.as_read(parsed),
        notebooks=notebooks,
    )


def _digest(files: Mapping[str, bytes]) -> str:
    """A digest of what was done, whoever handed it in and when."""
    whole = hashlib.sha256()
    for name in sorted(set(files) - {MANIFEST, PAGE}):
        whole.update(hashlib.sha256(name.encode("utf-8", "replace")).digest())
        whole.update(hashlib.sha256(files[name]).digest())
    return whole.hexdigest()


def _manifest(content: bytes) -> dict[str, str]:
    """What a manifest says, as bounded text; all empty without one, as in a zip of keep()."""
    said: Any = {}
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        pass
    said = said if isinstance(said, dict) else {}
    words = {
        key: said[key] for key in ("lesson", "course", "made") if isinstance(said.get(key), str)
    }
    taken = {
        key: plain_text(words.get(key, ""), 40).strip() for key in ("lesson", "course", "made")
    }
    name = said.get("name")
    return taken | {"name": one_line(name) if isinstance(name, str) else ""}


def _notebook(content: bytes) -> Notebook | None:
    """What a notebook holds; None where it is none."""
    try:
        read = json.loads(content.decode("utf-8-sig"))
        cells = cells_in_short(read["cells"])
        noted = read["metadata"].get("steppes", {})
        noted = noted if isinstance(noted, dict) else {}
        asked = noted.get("questions", {})
        asked = asked if isinstance(asked, dict) else {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    asked = {plain_text(name, 20): each for name, each in asked.items() if isinstance(each, str)}
    return Notebook("" if noted.get("copy") == cells else cells, asked)
