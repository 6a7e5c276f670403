"""Keep what was computed from the tables until the tables change."""

from __future__ import annotations

import copy
import functools
import inspect
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, overload

from .tables import data_version

P = ParamSpec("P")
R = TypeVar("R")


@overload
def kept(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def kept(*, most: int) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def kept(function: Callable[..., Any] | None = None, *, most: int = 64) -> Any:
    """Compute once for each set of arguments, until the data package changes.

    Every caller gets a copy of its own, so that nobody can change what another will be handed.
    At the most `most` results are kept, those asked for last. Arguments have to be hashable; the
    same arguments by place, by name or by default are one set.
    """
    if function is None:
        return functools.partial(kept, most=most)
    signature = inspect.signature(function)
    results: OrderedDict[tuple, Any] = OrderedDict()
    computed_from: list[tuple] = [()]

    @functools.wraps(function)
    def recalled(*args: Any, **kwargs: Any) -> Any:
        version = data_version()
        if computed_from[0] != version:
            results.clear()
            computed_from[0] = version
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        key = tuple(bound.arguments.values())
        if key not in results:
            results[key] = function(*bound.args, **bound.kwargs)
            if len(results) > most:
                results.popitem(last=False)
        results.move_to_end(key)
        return copy.deepcopy(results[key])

    return recalled
