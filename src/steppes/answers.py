"""What of an answer goes on the record: numbers, letters and names of states as typed.

Of a table its shape, its columns and a digest of its values are kept, and of a small one the values
that were asked for, so that it can be judged again; of a written answer the whole text up to 5,000
letters. All of it is what JSON can hold.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from .kinds import Kind, Table
from .reading import Unreadable
from .saying import plain_text

LONGEST_TEXT = 5000
MOST_ITEMS = 300
MOST_COLUMNS, LONGEST_NAME = 30, 80
LARGEST = 1e30  # a number beyond it is kept as text


def as_typed(answer: Any, kind: Kind) -> Any:
    """An answer, whatever it is, as the record keeps it."""
    try:
        return _kept(answer, kind)
    except Exception:  # noqa: BLE001  an answer may be anything, and the others must be kept
        return f"(of type {type(answer).__name__})"


def digest(frame: pd.DataFrame, tolerance: float) -> str:
    """A digest of a table as its kind reads it, the same for values that round to the same.

    Values are rounded to the decimals that `tolerance` speaks of: two for 0.01 and for 0.006.
    """
    decimals = math.floor(-math.log10(tolerance) + 1e-9)
    lines = ["\t".join(map(str, frame.columns))]
    for row in frame.itertuples(index=False):
        # Adding 0 turns -0.0, which rounding can leave, into 0.0.
        values = [f"{round(float(value), decimals) + 0:.{max(decimals, 0)}f}" for value in row[1:]]
        lines.append("\t".join([str(row[0]), *values]))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


def _kept(answer: Any, kind: Kind) -> Any:
    tabular = isinstance(kind, Table)
    if isinstance(answer, (pd.DataFrame, Mapping)) or (tabular and isinstance(answer, pd.Series)):
        if tabular or isinstance(answer, Mapping) or answer.size != 1:
            return _table(answer, kind)
        answer = answer.iloc[0, 0]
    if isinstance(answer, Collection) and not isinstance(answer, (str, bytes)):
        items = answer.ravel() if isinstance(answer, np.ndarray) else answer
        listed = [_single(item) for item in itertools.islice(items, MOST_ITEMS)]
        return listed[0] if len(listed) == 1 else listed
    return _single(answer)


def _single(answer: Any) -> Any:
    answer = answer.item() if isinstance(answer, np.generic) else answer
    if isinstance(answer, str):
        return plain_text(answer, LONGEST_TEXT)
    if answer is None or isinstance(answer, (bool, Decimal, Fraction)):
        return str(answer)[:LONGEST_NAME]
    if not isinstance(answer, Real):
        return f"(of type {type(answer).__name__})"
    value = float(answer)
    if not abs(value) < LARGEST:
        return f"{value:g}"
    return int(answer) if isinstance(answer, int) else value


def _table(answer: Any, kind: Kind) -> dict[str, Any]:
    frame = answer if isinstance(answer, pd.DataFrame) else pd.DataFrame(pd.Series(answer))
    columns = [plain_text(str(name), LONGEST_NAME) for name in frame.columns[:MOST_COLUMNS]]
    kept: dict[str, Any] = {"shape": list(frame.shape), "columns": columns}
    try:
        if isinstance(kind, Table):
            read = kind.read(answer)[0]
            kept["digest"] = digest(read, kind.tolerance)
            if read.size <= MOST_ITEMS:
                kept["values"] = [[_single(value) for value in row] for row in read.to_numpy()]
    except Unreadable:
        pass
    return kept
