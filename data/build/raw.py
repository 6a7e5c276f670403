"""The folder of raw files: where each lies, and one clear sentence when one is missing or damaged.

raw_files.csv lists the size and the hash of every raw file that the tables were made from. A file
that was cut short, or is another one, often still reads without an error, so it is compared with
the list before anything is made.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).resolve().parent / "raw_files.csv"
COLUMNS = ("file", "bytes", "sha256")


class BuildProblem(Exception):
    """The tables cannot be made; the message is one sentence that says why."""


@functools.cache
def listed() -> dict[str, tuple[int, str]]:
    """Size in bytes and SHA-256 of every raw file that the tables were made from, by name."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: (int(row["bytes"]), row["sha256"]) for row in csv.DictReader(lines)}


@dataclass(frozen=True)
class RawFolder:
    """The folder of raw files, as described in its own README."""

    folder: Path

    def file(self, name: str) -> Path:
        """The path of a raw file, given relative to the folder with forward slashes."""
        return self.folder / name

    def require(self, name: str, table: str) -> None:
        """Raise BuildProblem, naming the file and the table, unless the file is there."""
        if not self.file(name).is_file():
            raise BuildProblem(
                f"The raw file {name}, from which the table '{table}' is made, is missing in "
                f"{self.folder}."
            )

    def verify(self, name: str, table: str) -> None:
        """Raise BuildProblem, naming the file and the table, unless it is the listed file."""
        size, digest = listed().get(name, (None, None))
        found = self._size_and_digest(name)
        if found == (size, digest):
            return
        if size is None:
            wrong = f"is not in {LIST.name}"
        elif found[0] < size:
            wrong = f"is damaged or another version: {found[0]:,} bytes instead of {size:,}"
        else:
            wrong = "is damaged or another version: its content is not the one that is listed"
        raise BuildProblem(
            f"The raw file {name}, from which the table '{table}' is made, {wrong}; get it again "
            "or, if it is meant to be new, build with --accept-raw-files."
        )

    def list_text(self, names: list[str]) -> str:
        """The text of raw_files.csv for these files as they are now in the folder."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name in sorted(set(names)):
            writer.writerow((name, *self._size_and_digest(name)))
        return out.getvalue()

    def _size_and_digest(self, name: str) -> tuple[int, str]:
        try:
            content = self.file(name).read_bytes()
        except OSError as problem:
            raise BuildProblem(
                f"The raw file {name} in {self.folder} cannot be opened: {problem.strerror}."
            ) from None
        return len(content), hashlib.sha256(content).hexdigest()
