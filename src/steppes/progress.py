"""What the student has done: a plain file that the student owns, my_work/progress.json."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .tables import data_folder

PARTS = ("checks", "hints", "guesses", "claims")

STALE_SECONDS = 5
_DAMAGED = (
    "my_work/progress.json cannot be read. It is left as it is: mend it or delete it. What you do "
    "now is kept until this kernel stops."
)

# What could not be written yet; it goes into the file as soon as that can be written again.
_in_memory: dict[str, dict[str, Any]] = {}
_said_once: set[str] = set()


def home() -> Path:
    """The folder of the student's work: $STEPPES_HOME, else my_work/ beside the course's data.

    Outside a checkout (a wheel, a browser kernel) it is my_work/ in the working folder.
    """
    named = os.environ.get("STEPPES_HOME")
    if named:
        with contextlib.suppress(RuntimeError):  # "~somebody" whom this machine does not know
            return Path(named).expanduser()
        return Path(named)
    beside = data_folder()
    root = beside.parent if beside.name == "data" else Path.cwd()
    return root / "my_work"


def _stored(path: Path) -> dict[str, Any]:
    """The file's content; {} when there is none. Raises OSError or ValueError when unreadable."""
    try:
        # Notepad puts a mark before the text, which utf-8-sig reads over.
        return dict(json.loads(path.read_text(encoding="utf-8-sig")).items())
    except FileNotFoundError:
        return {}
    except (AttributeError, RecursionError):
        raise ValueError("not a mapping") from None


def _sound(part: str, value: Any) -> bool:
    """Whether an entry of the file is what this part holds; the student may have edited it."""
    if part == "guesses":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e30
    return isinstance(value, {"checks": str, "hints": int, "claims": str}[part])


def read() -> dict[str, dict[str, Any]]:
    """All that is recorded: {"checks": ..., "hints": ..., "guesses": ..., "claims": ...}."""
    try:
        stored = _stored(home() / "progress.json")
    except (OSError, ValueError):
        _say(_DAMAGED)
        stored = {}
    merged = {}
    for part in PARTS:
        kept = stored.get(part)
        kept = (
            {**kept, **_in_memory.get(part, {})}
            if isinstance(kept, dict)
            else {**_in_memory.get(part, {})}
        )
        merged[part] = {key: value for key, value in kept.items() if _sound(part, value)}
    return merged


def record(part: str, key: str, value: Any) -> None:
    """Write one entry; where nothing can be written it stays in memory, and that is said once."""
    _in_memory.setdefault(part, {})[key] = value
    # A link to a file elsewhere stays a link.
    path = (home() / "progress.json").resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            # A damaged file is the student's and may be mended by hand: it is never overwritten.
            content = _stored(path)
            for name, entries in _in_memory.items():
                kept = content.get(name)
                content[name] = {**(kept if isinstance(kept, dict) else {}), **entries}
            draft = path.with_name(f"progress-{os.getpid()}.json.new")
            text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
            draft.write_text(text + "\n", encoding="utf-8")
            draft.replace(path)
        _in_memory.clear()
    except ValueError:
        _say(_DAMAGED)
    except OSError:
        _say("Your progress cannot be written to my_work/. It is kept until this kernel stops.")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file against other notebooks, which read, change and write it in the same way."""
    lock = path.with_name("progress.lock")
    for _ in range(100):
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE_SECONDS:
                    lock.unlink()  # left by a kernel that was killed
            time.sleep(0.01)
    else:
        raise OSError("another notebook holds the file")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def _say(sentence: str) -> None:
    if sentence not in _said_once:
        _said_once.add(sentence)
        print(sentence)
