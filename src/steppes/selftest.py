"""A self-test of the set-up: says in words what works and what is wrong."""

from __future__ import annotations

import importlib
import os
import sys

from . import checking, claims, record, tables
from .errors import DataProblem, verb
from .references import references
from .saying import say

_NEEDED = ("matplotlib", "pandas", "ipywidgets", "anywidget", "yaml")
_OLDEST, _TOO_NEW = (3, 11), (3, 15)


@verb("ready()")
def ready() -> None:
    """Print one line for each part of the set-up, and what to do where one does not work."""
    lines = [_python(), _packages(), _data(), _exercises(), _work()]
    for well, line in lines:
        say(f"{'ok ' if well else 'NO '} {line}")
    if all(well for well, _ in lines):
        say("Everything is ready.")
    else:
        say("Mend the lines that begin with NO, restart the kernel, and run this cell again.")


def _python() -> tuple[bool, str]:
    if _OLDEST <= sys.version_info[:2] < _TOO_NEW:
        return True, "Python is of a version that the course works on."
    return False, "This is not Python 3.11 to 3.14. Start the course with start.py."


def _packages() -> tuple[bool, str]:
    missing = []
    for name in _NEEDED:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        return False, f"Not installed: {', '.join(missing)}. Run start.py again."
    return True, "The packages for tables, figures and explorers are here."


def _data() -> tuple[bool, str]:
    try:
        for name in tables.manifest():
            tables.load(name)
        claims.claims()
        references()
    except DataProblem as problem:
        return False, str(problem)
    return True, "Every table is complete and unchanged."


def _exercises() -> tuple[bool, str]:
    try:
        checking.declared()
    except Exception as problem:  # noqa: BLE001  whatever is wrong there is said in one line
        return False, f"The exercises cannot be read ({problem}). Get the course again."
    return True, "The exercises can be read."


def _work() -> tuple[bool, str]:
    try:
        folder = record.home().absolute()
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if folder.is_dir() and os.access(folder, os.W_OK):
            return True, "Your progress can be kept in my_work/."
    except OSError:  # a folder above may not be looked into, or the working folder is gone
        pass
    return False, "Nothing can be written to my_work/. Your progress lasts until the kernel stops."
