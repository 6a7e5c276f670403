"""What tests of handing in share: students who did something, and zips that nobody should trust."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

from steppes import handing, record

COURSE = "1.0.0"
DAY = "2026-11-20T09:{:02d}:00Z"


def said(outcome: str, answer: object, minute: int = 0) -> dict[str, object]:
    """One moment of a record."""
    return {"outcome": outcome, "answer": answer, "at": DAY.format(minute), "course": COURSE}


def entry(
    outcome: str,
    answer: object,
    *,
    done: bool | None = None,
    attempts: int = 1,
    first: object = None,
) -> dict[str, object]:
    """What a record holds of one exercise."""
    last = said(outcome, answer)
    done = outcome in ("correct", "noted") if done is None else done
    return {"first": first or last, "last": last, "attempts": attempts, "hints": 0, "done": done}


def notebook(*sources: str, asked: Mapping[str, str] | None = None) -> str:
    cells = [{"cell_type": "code", "source": [source], "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {"steppes": {"questions": dict(asked or {})}}})


def zip_of(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A zip of whatever files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return path


def forged(
    folder: Path,
    name: str,
    exercises: Mapping[str, object] | None = None,
    file: str = "",
    **parts: object,
) -> Path:
    """A hand-in with a record that says whatever it is told to; other files by their names."""
    folder.mkdir(exist_ok=True)
    files = {each: str(text) for each, text in parts.items() if each.endswith(".ipynb")}
    rest = {each: value for each, value in parts.items() if not each.endswith(".ipynb")}
    manifest = {"name": name, "lesson": "00", "course": COURSE, "made": DAY.format(30)}
    files |= {
        "handin.json": json.dumps(manifest),
        "progress.json": json.dumps({"exercises": exercises or {}, **rest}),
    }
    return zip_of(folder / f"{file or name}.zip", files)


def handed_in(
    home: Path, folder: Path, name: str, does: Callable[[], None], lesson: str = ""
) -> Path:
    """What a student did, handed in as a student does it."""
    home.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    with mock.patch.dict(os.environ, {"STEPPES_HOME": str(home)}):
        does()
        assert handing.made(lesson or None, name)
        made = max(record.home().glob("handin-*.zip"), key=lambda path: path.stat().st_mtime)
    return Path(shutil.copy(made, folder / f"{home.name}-{made.name}"))
