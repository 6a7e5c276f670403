"""The sentences that a student meets in place of a traceback."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

from .words import listing

P = ParamSpec("P")
R = TypeVar("R")


class Sentence(Exception):
    """An error whose message says in one sentence what to do."""

    def _render_traceback_(self) -> list[str]:
        # IPython calls this: a student sees the sentence, not our traceback.
        return [f"steppes: {self}"]


class BadSetting(Sentence, ValueError):
    """A setting, or a value of one, that there is not; the message names the nearest."""


class Misuse(Sentence, TypeError):
    """A call with an argument too many or too few; the message shows how it is made."""


class DataProblem(Sentence):
    """A table, or the data folder, cannot be used; the message says what to do."""


def require_one_of(allowed: Iterable[Any], what: str, value: Any) -> None:
    """Raise BadSetting unless `value` is one of `allowed`; `what` begins the sentence."""
    allowed = list(allowed)
    if isinstance(value, (str, int, float, type(None))) and value in allowed:
        return
    names = {str(option).lower(): str(option) for option in allowed}
    said = short(value)
    near = difflib.get_close_matches(said.strip("'").lower(), names, n=3, cutoff=0.5) or names
    listed = listing([names[name] for name in near], "or")
    raise BadSetting(f"{what} cannot be {said}. It can be: {listed}.")


def short(value: Any) -> str:
    """A value as a sentence has room for it: what is long is named by its kind."""
    try:
        shown = repr(value)
    except Exception:  # noqa: BLE001  an answer's own method may fail, or the number be too long
        shown = ""
    if shown and len(shown) <= 40 and "\n" not in shown:
        return shown
    return f"a {type(value).__name__}"


def verb(example: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a call with an argument too many or too few one sentence that shows the `example`."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                signature.bind(*args, **kwargs)
            except TypeError as problem:
                told = str(problem)
                raise Misuse(f"{told[:1].upper()}{told[1:]}. Write: {example}") from None
            return function(*args, **kwargs)

        return called

    return declare
