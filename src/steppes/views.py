"""Pure views by name: settings in, a figure and its words out; lessons and explorers draw them.

A view is declared in the `figures` of its lesson and found here: `steppes.views.altai_map()`. It
may be given the figure it drew before (`fig`), to draw on again: that is faster than a new one.
Figures made here are unknown to pyplot, so nothing has to be closed. A setting that a view does
not know raises BadSetting, a sentence with the nearest.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from . import gathering
from .drawing import titles_in_place
from .errors import BadSetting, short
from .words import listing

P = ParamSpec("P")
R = TypeVar("R")

_declared: dict[str, Callable[..., Any]] = {}


def view(function: Callable[P, R]) -> Callable[P, R]:
    """Declare a view: it is found under its own name.

    What is no setting at all, a table in place of a year, is one sentence and never a traceback.
    """
    if function.__name__ in _declared:
        raise ValueError(f"Two views are called '{function.__name__}': rename one.")
    signature = inspect.signature(function)
    usual = {name: given.default for name, given in signature.parameters.items() if name != "fig"}
    # A table that may be left out is no setting: its view says what is wrong with it.
    tables = {name for name in usual if "DataFrame" in str(signature.parameters[name].annotation)}

    @functools.wraps(function)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as problem:
            listed = listing(usual, "and") or "none"
            raise BadSetting(f"{function.__name__}: {problem}. Its settings: {listed}.") from None
        for name in (usual.keys() - tables) & bound.arguments.keys():
            if usual[name] is not inspect.Parameter.empty:
                bound.arguments[name] = _plain(name, bound.arguments[name], usual[name])
        with titles_in_place():
            return function(*bound.args, **bound.kwargs)

    _declared[function.__name__] = drawn
    return drawn


def _plain(name: str, value: Any, usual: Any) -> Any:
    """A setting as plain Python has it. Raises BadSetting for what can be no setting."""
    if isinstance(value, np.generic):
        value = value.item()
    plain = isinstance(value, (str, int, float, type(None)))
    if not plain or (isinstance(value, str) and short(value) == "a str"):
        raise BadSetting(f"The setting '{name}' cannot be {short(value)}. It can be {usual!r}.")
    if isinstance(value, (int, float)) and not abs(value) < 10**9:
        raise BadSetting(f"The setting '{name}' cannot be {short(value)}. It can be {usual!r}.")
    if isinstance(usual, int) and not isinstance(usual, bool):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if not isinstance(value, int):
            raise BadSetting(
                f"The setting '{name}' cannot be {short(value)}. It is a whole number, such as "
                f"{usual}."
            )
    return value


def declared() -> dict[str, Callable[..., Any]]:
    """Every view of the course by name."""
    gathering.modules("figures")
    return dict(sorted(_declared.items()))


def __getattr__(name: str) -> Callable[..., Any]:
    if name == "capitals_apart":  # a measure; lesson 00 asks for it here
        from .measures.places import capitals_apart

        return capitals_apart
    if not name.startswith("_") and gathering.is_declared(name, _declared, "figures"):
        return _declared[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*declared(), "capitals_apart"]
