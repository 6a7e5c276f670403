"""The literature and the sources that the course cites: data/references.bib."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from .tables import data_file, data_text, spoilt

REFERENCES = "references.bib"


def references() -> dict[str, dict[str, str]]:
    """The entries by key: type, author, title, year, url, doi and the like, without braces.

    Raises DataProblem when the file is missing or cannot be read.
    """
    return _read(*data_file(REFERENCES))


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> dict[str, dict[str, str]]:
    try:
        entries = entries_of(data_text(path))
    except ValueError as problem:
        raise spoilt(REFERENCES, str(problem)) from None
    return {
        key: {field: re.sub(r"[{}]", "", text) for field, text in entry.items()}
        for key, entry in entries.items()
    }


def entries_of(text: str) -> dict[str, dict[str, str]]:
    """The entries of a .bib text that is written one field a line, by key.

    Raises ValueError for a line that cannot be read and for a key that comes twice.
    """
    entries: dict[str, dict[str, str]] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if opening := re.fullmatch(r"@([a-z]+)\{([a-z][a-z0-9]*),", line):
            key = opening[2]
            if key in entries:
                raise ValueError(f"line {number}: {key} comes twice")
            entries[key] = {"type": opening[1]}
        elif (field := re.fullmatch(r"  ([a-z]+) = \{(.*)\},", line)) and key:
            entries[key][field[1]] = field[2]
        elif line == "}" and key:
            key = ""
        elif line and (key or not line.startswith("%")):
            raise ValueError(f"line {number} cannot be read")
    return entries
