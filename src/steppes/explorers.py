"""Explorers by name: each call makes a new one, and the last line of a cell shows it.

An explorer is declared beside its view, in the `figures` of its lesson, and found here:
`steppes.explorers.partner_ranks(year=1992)`. What is given changes its first settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from . import gathering

View = TypeVar("View", bound=Callable[..., Any])

_declared: dict[str, Callable[..., Any]] = {}


def explorer(
    controls: Callable[[], Sequence[Any]],
    start: Mapping[str, Any],
    sentence: str | Callable[..., str],
    name: str = "",
) -> Callable[[View], View]:
    """Declare controls for the view beneath: the explorer has its name, or the one given.

    `start` and `sentence` are those of `steppes.exploring.Explorer`; `controls` returns its
    controls, so that no table is read before somebody asks for the explorer.
    """

    def declare(view: View) -> View:
        from .exploring import Explorer

        called = name or view.__name__
        if called in _declared:
            raise ValueError(f"Two explorers are called '{called}': rename one.")

        def make(**settings: Any) -> Explorer:
            return Explorer(view, controls(), {**start, **settings}, sentence)

        make.__name__ = make.__qualname__ = called
        make.__doc__ = view.__doc__
        _declared[called] = make
        return view

    return declare


def declared() -> dict[str, Callable[..., Any]]:
    """What makes each explorer of the course, by name."""
    gathering.modules("figures")
    return dict(sorted(_declared.items()))


def __getattr__(name: str) -> Callable[..., Any]:
    if not name.startswith("_") and gathering.is_declared(name, _declared, "figures"):
        return _declared[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(declared())
