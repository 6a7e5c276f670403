"""What runs in the sandbox: one notebook, cell by cell, without a kernel of Jupyter's.

It reads a zip of what was handed in, unpacks it into the sandbox's own home, runs the notebook
that is named, and writes what came of it as JSON. A cell that fails or takes too long ends there,
and the next is run. Who reads that believes nothing of it: a notebook can write there too.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import zipfile
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

LONGEST = 200


class TooLong(Exception):
    """A cell took longer than it may."""


def _too_long(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise TooLong("it took longer than a cell may")


def main() -> None:
    """Run one notebook of what comes on stdin. Arguments: its name, and a cell's seconds."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    work = Path(os.environ["STEPPES_HOME"])
    with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as bundle:
        bundle.extractall(work)
    notebook = json.loads((work / sys.argv[1]).read_text(encoding="utf-8-sig"))
    os.chdir((work / sys.argv[1]).parent)
    # Done now is what the notebook does, and not what the record said before.
    (work / "progress.json").unlink(missing_ok=True)
    faults = _run(notebook, int(sys.argv[2]))
    from .. import record

    said = {"cells": _number_of_cells(notebook), "faults": faults, "record": record.as_file()}
    answer.write(json.dumps(said))
    answer.close()
    os._exit(0)  # a thread that a notebook began must not keep this from ending


def _number_of_cells(notebook: dict[str, Any]) -> int:
    return sum(cell.get("cell_type") == "code" for cell in notebook["cells"])


def _run(notebook: dict[str, Any], seconds: int) -> list[str]:
    """Run each cell; which failed, counted from 1, and why."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    signal.signal(signal.SIGALRM, _too_long)
    faults = []
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    for number, cell in enumerate(cells, 1):
        source = cell.get("source", "")
        signal.alarm(seconds)
        try:
            done = shell.run_cell(source if isinstance(source, str) else "".join(source))
            problem = done.error_before_exec or done.error_in_exec
        except BaseException as raised:  # noqa: BLE001  sys.exit() in a cell, for one
            problem = raised
        finally:
            signal.alarm(0)
        if problem is not None:
            faults.append(f"{number}: {type(problem).__name__}: {problem}"[:LONGEST])
    return faults


if __name__ == "__main__":
    main()
