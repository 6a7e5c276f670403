"""The folder of raw files: where each lies, and one clear sentence when one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class BuildProblem(Exception):
    """The tables cannot be made; the message is one sentence that says why."""


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
