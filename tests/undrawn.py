"""Views without their drawing: what a picture says of itself, in a tenth of the time.

A function that takes Axes or a Figure first and returns nothing only draws, and is left out; what
is drawn besides goes to a stand-in that forgets it.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

from steppes import gathering


class Forgetful:
    """A figure, its axes, or whatever is asked of them: it takes everything and keeps nothing."""

    def __getattr__(self, name: str) -> Forgetful:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Forgetful:
        return self

    def __getitem__(self, _: Any) -> Forgetful:
        return self

    def __iter__(self) -> Iterator[Forgetful]:
        return iter(())


@functools.cache
def only_draws(function: FunctionType) -> bool:
    given = list(inspect.signature(function).parameters.values())
    returns = inspect.signature(function).return_annotation
    return bool(given) and given[0].annotation in ("Axes", "Figure") and returns == "None"


def no_figure(fig: Any = None, size: Any = None, **subplots: Any) -> tuple[Forgetful, Any]:
    panels = subplots.get("ncols", 1) * subplots.get("nrows", 1)
    axes = [Forgetful() for _ in range(panels)]
    return Forgetful(), axes[0] if panels == 1 else axes


def leave_out_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every view of the course quick: it returns its words, and nothing for a figure."""
    lessons = {module.__name__.rpartition(".")[0] for module in gathering.modules("figures")}
    # A lesson's views stand in further files as well, which its figures.py has imported.
    for module in [m for name, m in sys.modules.items() if name.rpartition(".")[0] in lessons]:
        for name, function in vars(module).copy().items():
            if inspect.isfunction(function) and only_draws(function):
                monkeypatch.setattr(module, name, lambda *_, **__: None)
        if hasattr(module, "plain_figure"):
            monkeypatch.setattr(module, "plain_figure", no_figure)
