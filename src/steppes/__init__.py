"""Steppes to States: the course's small library.

A lesson needs `begin` and `progress` (where one is), `load` and `source` (tables), `show` (a
figure with its words), the explorers, `check`, `hint` and `solution` (exercises), `guess` and
`recall` (predictions), `settle` and `ledger` (the op-ed's claims), `fact_check` (a page of one's
own), `keep` and `bring_back` (one's work as a zip), `handin` (a zip for the instructor), and
`before`, `after` and `both_times` (six questions asked twice). Each stands in a module of its own.
"""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Import without looking for garbage, which takes a sixth of the time: what is imported stays.

    So it is not looked through later either.
    """
    looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked_for:
            gc.enable()


with _undisturbed():
    from . import explorers, verdicts, views, words
    from .carrying import bring_back, keep
    from .checking import check, hint, solution
    from .claims import ledger, settle
    from .drawing import use_house_style
    from .fact_check import fact_check
    from .guessing import guess, recall
    from .handing import handin
    from .selftest import ready
    from .showing import show
    from .sitting import begin, progress
    from .tables import load, source
    from .twice import after, before, both_times

__all__ = [
    "after",
    "before",
    "begin",
    "both_times",
    "bring_back",
    "check",
    "explorers",
    "fact_check",
    "guess",
    "handin",
    "hint",
    "keep",
    "ledger",
    "load",
    "progress",
    "ready",
    "recall",
    "settle",
    "show",
    "solution",
    "source",
    "verdicts",
    "views",
    "words",
]

__version__ = "1.0.0"

use_house_style()
