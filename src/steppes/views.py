"""Pure views by name: settings in, a figure and its words out; lessons and explorers draw them.

A view is declared in the `figures` of its lesson and found here: `steppes.views.altai_map()`. It
may be given the figure it drew before (`fig`), to draw on again: that is faster than a new one.
Figures made here are unknown to pyplot, so nothing has to be closed. A setting that a view does
not know raises BadSetting, a sentence with the nearest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from . import gathering

View = TypeVar("View", bound=Callable[..., Any])

_declared: dict[str, Callable[..., Any]] = {}


def view(function: View) -> View:
    """Declare a view: it is found under its own name."""
    if function.__name__ in _declared:
        raise ValueError(f"Two views are called '{function.__name__}': rename one.")
    _declared[function.__name__] = function
    return function


def declared() -> dict[str, Callable[..., Any]]:
    """Every view of the course by name."""
    gathering.modules("figures")
    return dict(sorted(_declared.items()))


def __getattr__(name: str) -> Callable[..., Any]:
    if name == "capitals_apart":  # a measure; lesson 00 asks for it here
        from .measures.places import capitals_apart

        return capitals_apart
    if not name.startswith("_") and name in declared():
        return _declared[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*declared(), "capitals_apart"]
