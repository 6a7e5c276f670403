"""Find what the lessons declare: each has a folder in `steppes.lessons`, and no list names them."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Container
from pathlib import Path
from types import ModuleType

from . import lessons


@functools.cache
def _names(part: str) -> tuple[str, ...]:
    folder = Path(lessons.__path__[0])
    return tuple(
        f"{lessons.__name__}.{lesson.name}.{part}"
        for lesson in pkgutil.iter_modules([str(folder)])
        if (folder / lesson.name / f"{part}.py").is_file()
    )


@functools.cache
def modules(part: str) -> tuple[ModuleType, ...]:
    """The modules called `part` ("figures", "verdicts", "exercises") of all lessons, by folder.

    Importing one declares what it holds: views and explorers, verdicts.
    """
    return tuple(importlib.import_module(name) for name in _names(part))


def module(lesson: str, part: str) -> ModuleType | None:
    """The module called `part` of one lesson, by its folder; None where there is none."""
    if not Path(lessons.__path__[0], lesson, f"{part}.py").is_file():
        return None
    return importlib.import_module(f"{lessons.__name__}.{lesson}.{part}")


def is_declared(name: str, declared: Container[str], part: str) -> bool:
    """Whether the `part` of some lesson declares `name`; no more lessons are read than need be."""
    for module in _names(part):
        if name in declared:
            return True
        importlib.import_module(module)
    return name in declared
