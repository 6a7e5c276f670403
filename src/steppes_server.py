"""JupyterLab as the course runs it: what it shows, and what it does when saving.

    python -m steppes_server [options of JupyterLab]

serves it, which is what start.py calls. The second half is an extension that every Jupyter server
loads where the course is installed (steppes_server.json says so), on Binder too. It stands outside
of `steppes`, since a server need not load pandas in order to save a file.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

HERS = "my_work"  # the folder of the student's copies
LOG = Path(sys.prefix) / "jupyterlab.log"
LONGEST_LOG = 1_000_000  # bytes; a longer one is begun anew
ANSWERED = re.compile("--(help|version|generate|show)")  # options that JupyterLab answers and ends


# --- in the terminal -----------------------------------------------------------------------------


def serve(options: list[str]) -> int:
    """Serve JupyterLab until it is ended, and return the exit code.

    What it reports goes to a file; the terminal shows the address and how to end it.
    """
    # The file holds the token that opens the course, so it is for the user's eyes only.
    log = os.open(LOG, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if os.fstat(log).st_size > LONGEST_LOG:
        os.ftruncate(log, 0)
    begins = os.fstat(log).st_size
    terminal = os.fdopen(os.dup(2), "w", errors="replace")
    os.dup2(log, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # where nobody can answer, nothing is asked
    code: Any = 1
    try:
        open_and_wait(options)
        return 0
    except KeyboardInterrupt:
        print("Stopped: run this again to go on.", file=terminal, flush=True)
        return 130
    except SystemExit as ended:
        code = ended.code
    except Exception:  # noqa: BLE001  whatever it is, the log holds it and a sentence is told
        traceback.print_exc()
    if code:
        reason = last_error(LOG.read_bytes()[begins:].decode("utf-8", "replace"))
        print(f"JupyterLab ended: {reason} (All it said is in {LOG}.)", file=terminal, flush=True)
    return 1 if code else 0


def open_and_wait(options: list[str]) -> None:
    """Open JupyterLab, say where it is, and come back when it has ended."""
    from jupyterlab.labapp import LabApp  # here, since Ctrl-C while it loads is a sentence too

    server = LabApp.initialize_server(argv=options)
    signal.signal(signal.SIGINT, end)
    server.io_loop.add_callback(say_where, server)  # it runs once the server listens
    server.start()
    tell("JupyterLab has ended. Your work is in my_work/.")


def say_where(server: Any) -> None:
    """Say what a student needs to know: the address, how to end it, and where the rest is."""
    tell(f"The course is open at {server.display_url.split()[0]}")
    tell(
        "To end it press Ctrl-C here. Your work is kept in my_work/, and what JupyterLab reports "
        f"in {os.path.relpath(LOG)}."
    )


def tell(sentence: str) -> None:
    """Print a sentence. Nothing depends on anybody reading it: the terminal may be gone."""
    try:
        print(sentence, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def end(*_: object) -> None:
    """Answer the first Ctrl-C: JupyterLab ends as if the system had asked it to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.raise_signal(signal.SIGTERM)


def last_error(log: str) -> str:
    """The line of a log that says why JupyterLab did not go on."""
    lines = [line for line in log.splitlines() if line.strip()] or ["It did not say why."]
    errors = [line for line in lines if re.match(r"\[[CE] ", line)]
    return re.sub(r"^\[.*?\] *", "", (errors or lines)[-1]).strip()


# --- what a server does --------------------------------------------------------------------------


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "steppes_server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add to what the server does before saving. A hook that somebody else has set stays."""
    server.contents_manager.register_pre_save_hook(keep_pictures)
    begin_in_her_folder(server)


def begin_in_her_folder(server: Any) -> None:
    """Let the list of files begin with the student's copies, where the course is what is served.

    Without this a page that names no file, as on Binder, begins with the course's own folders,
    and a visitor works in `notebooks/`. The root stays what it was, so links lead where they led.
    A folder that the user's settings name stays too.
    """
    manager = server.contents_manager
    with contextlib.suppress(Exception):  # a manager of another kind has other settings
        if not manager.preferred_dir and Path(server.root_dir, HERS).is_dir():
            manager.preferred_dir = HERS


def keep_pictures(model: dict[str, Any], **_: object) -> None:
    """Leave the explorers' live views out of a notebook; their pictures and words stay.

    A page that finds no live explorer shows the picture anyway. Without the view the file is also
    free of what only this kernel knew.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    for cell in content.get("cells", []):
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if not is_live(output)]


def is_live(output: dict[str, Any]) -> bool:
    """Whether an output is the live view of an explorer of the course, which marks it so."""
    return output.get("metadata", {}).get("steppes") == "live"


if __name__ == "__main__":
    if any(map(ANSWERED.match, sys.argv[1:])):
        from jupyterlab.labapp import main

        sys.exit(main())
    sys.exit(serve(sys.argv[1:]))
