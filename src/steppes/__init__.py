"""Steppes to States: the course's small library.

A lesson needs `load` and `source` (tables), `show` (a figure with its words), the explorers,
`check`, `hint` and `solution` (exercises), `guess` and `recall` (predictions), `settle` and
`ledger` (the op-ed's claims). Each stands in a module of its own.
"""

from . import exercises, words
from .checking import check, hint, solution
from .claims import ledger, settle
from .figures import show, use_house_style
from .guessing import guess, recall
from .selftest import ready
from .tables import load, source

__all__ = [
    "check",
    "exercises",
    "explorers",
    "guess",
    "hint",
    "ledger",
    "load",
    "ready",
    "recall",
    "settle",
    "show",
    "solution",
    "source",
    "views",
    "words",
]

__version__ = "0.1.0"

use_house_style()


def __getattr__(name: str):
    # Figures and widgets take longer to import than all the rest; who needs none goes without.
    if name in ("explorers", "views"):
        import importlib

        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
