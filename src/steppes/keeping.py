"""Keep what was computed from the tables until the tables change."""

from __future__ import annotations

import copy
import functools
import inspect
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar, overload

from . import stored as with_the_course
from .tables import data_version

# Functions of which some results come with the course: the part of `stored` and their name there,
# how they are computed, and for which arguments.
STORED: dict[tuple[str, str], tuple[Callable[..., Any], list[tuple]]] = {}

P = ParamSpec("P")
R = TypeVar("R")


@overload
def kept(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def kept(
    *, most: int = ..., stored: Iterable[tuple] = ...
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def kept(
    function: Callable[..., Any] | None = None, *, most: int = 64, stored: Iterable[tuple] = ()
) -> Any:
    """Compute once for each set of arguments, until the data package changes.

    Every caller gets a copy of its own, so that nobody can change what another will be handed.
    At the most `most` results are kept, those asked for last. Arguments have to be hashable; the
    same arguments by place, by name or by default are one set. `stored` are sets of arguments, all
    of them in their order, whose results come with the course: see `steppes.stored`.
    """
    if function is None:
        return functools.partial(kept, most=most, stored=stored)
    place, chosen = _place_of(function), dict.fromkeys(stored)
    if chosen:
        STORED[place] = function, list(chosen)
    # Read when it is first called, and not for every function that is imported.
    signature = functools.cache(functools.partial(inspect.signature, function))
    results: OrderedDict[tuple, Any] = OrderedDict()
    computed_from: list[tuple] = [()]

    @functools.wraps(function)
    def recalled(*args: Any, **kwargs: Any) -> Any:
        version = data_version()
        if computed_from[0] != version:
            results.clear()
            computed_from[0] = version
        bound = signature().bind(*args, **kwargs)
        bound.apply_defaults()
        key = tuple(bound.arguments.values())
        if key not in results:
            found = with_the_course.results(place[0]) if key in chosen else {}
            name = with_the_course.key_of(place[1], *key) if found else ""
            if name in found:
                results[key] = with_the_course.decoded(found[name])
            else:
                results[key] = function(*bound.args, **bound.kwargs)
            if len(results) > most:
                results.popitem(last=False)
        results.move_to_end(key)
        return copy.deepcopy(results[key])

    return recalled


def _place_of(function: Callable[..., Any]) -> tuple[str, str]:
    """The part of `stored` that would hold a function's results, its module, and its name."""
    return function.__module__.rpartition(".")[2], function.__name__
