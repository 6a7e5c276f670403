"""What the student has done: a plain file that the student owns, my_work/progress.json."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .tables import data_folder

PARTS = ("checks", "hints", "guesses", "claims")

_in_memory: dict[str, dict[str, Any]] = {}
_said_once: set[str] = set()


def home() -> Path:
    """The folder of the student's work: $STEPPES_HOME, else my_work/ beside the course's data.

    Outside a checkout (a wheel, a browser kernel) it is my_work/ in the working folder.
    """
    named = os.environ.get("STEPPES_HOME")
    if named:
        return Path(named).expanduser()
    beside = data_folder()
    root = beside.parent if beside.name == "data" else Path.cwd()
    return root / "my_work"


def _stored(path: Path) -> dict[str, Any]:
    """The file's content; {} when there is none. Raises OSError or ValueError when unreadable."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")).items())
    except FileNotFoundError:
        return {}
    except AttributeError:
        raise ValueError("not a mapping") from None


def read() -> dict[str, dict[str, Any]]:
    """All that is recorded: {"checks": ..., "hints": ..., "guesses": ..., "claims": ...}."""
    try:
        stored = _stored(home() / "progress.json")
    except (OSError, ValueError):
        _say("my_work/progress.json cannot be read. It is left as it is; this session starts anew.")
        stored = {}
    merged = {}
    for part in PARTS:
        kept = stored.get(part)
        merged[part] = (kept if isinstance(kept, dict) else {}) | _in_memory.get(part, {})
    return merged


def record(part: str, key: str, value: Any) -> None:
    """Write one entry; where nothing can be written it stays in memory, and that is said once."""
    path = home() / "progress.json"
    try:
        # A damaged file is the student's and may be mended by hand: it is never overwritten.
        content = _stored(path)
        content[part] = {**(content.get(part) or {}), key: value}
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name("progress.json.new")
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(path)
    except (OSError, ValueError, TypeError):
        _in_memory.setdefault(part, {})[key] = value
        _say("Your progress cannot be written to my_work/. It is kept until this kernel stops.")


def _say(sentence: str) -> None:
    if sentence not in _said_once:
        _said_once.add(sentence)
        print(sentence)
