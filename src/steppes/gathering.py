"""Find what the lessons declare: each has a folder in `steppes.lessons`, and no list names them."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from . import lessons


@functools.cache
def modules(part: str) -> tuple[ModuleType, ...]:
    """The modules called `part` ("figures", "verdicts", "exercises") of all lessons, by folder.

    Importing one declares what it holds: views and explorers, verdicts.
    """
    folder = Path(lessons.__path__[0])
    return tuple(
        importlib.import_module(f"{lessons.__name__}.{lesson.name}.{part}")
        for lesson in pkgutil.iter_modules([str(folder)])
        if (folder / lesson.name / f"{part}.py").is_file()
    )
