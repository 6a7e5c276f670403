"""What a setting may be, and the sentence for one that it may not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from .words import listing


class BadSetting(ValueError):
    """A setting, or a value of one, that there is not; the message names the nearest."""

    def _render_traceback_(self) -> list[str]:
        # IPython calls this: a student sees the sentence, not our traceback.
        return [f"steppes: {self}"]


def known(what: str, value: Any, allowed: Iterable[Any]) -> None:
    """Raise BadSetting unless `value` is one of `allowed`; `what` begins the sentence."""
    allowed = list(allowed)
    if value in allowed:
        return
    names = {str(one).lower(): str(one) for one in allowed}
    near = difflib.get_close_matches(str(value).lower(), names, n=3, cutoff=0.5) or names
    listed = listing([names[name] for name in near], "or")
    raise BadSetting(f"{what} cannot be {value!r}. It can be: {listed}.")
