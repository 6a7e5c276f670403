"""The kinds of answer an exercise can ask for.

A kind reads what a student wrote, compares it with a reference, and lists right answers in
another dress, which the tests use. Comparison of tables is left to pandas.testing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


class Unreadable(Exception):
    """An answer that cannot be read; the message says what it was."""


def _one(raw: Any) -> Any:
    """Take the single value out of a Series, array, list or frame that holds just one."""
    if isinstance(raw, (pd.Series, pd.Index, pd.DataFrame)):
        raw = raw.to_numpy()
    if isinstance(raw, (list, tuple)):
        raw = np.asarray(raw, dtype=object)
    if isinstance(raw, np.ndarray):
        if raw.size != 1:
            raise Unreadable(f"That holds {raw.size} values")
        raw = raw.reshape(-1)[0]
    return raw.item() if isinstance(raw, np.generic) else raw


def _float(raw: Any) -> float:
    raw = _one(raw)
    if isinstance(raw, bool) or raw is None:
        raise Unreadable(f"That is {raw}")
    if isinstance(raw, str):
        found = re.fullmatch(
            r"\s*([-+\u2212]?[\d,\u202f ]*\.?\d+(?:e[-+]?\d+)?)[^\d]*", raw, re.IGNORECASE
        )
        if not found:
            raise Unreadable("That text holds no single number")
        raw = re.sub(r"[,\u202f ]", "", found[1]).replace("\u2212", "-")
    try:
        value = float(raw)
    except (TypeError, ValueError):
        raise Unreadable(f"That is of type {type(raw).__name__}") from None
    if not math.isfinite(value):
        raise Unreadable("That is not a finite number; a value is missing somewhere above")
    return value


@dataclass(frozen=True)
class Number:
    """A number in a stated unit, right within `tolerance` (same unit)."""

    tolerance: float
    unit: str
    example: str = "12.5"

    @property
    def wanted(self) -> str:
        return f"a number in {self.unit}, such as {self.example}"

    def read(self, raw: Any) -> float:
        return _float(raw)

    def same(self, value: float, reference: float, factor: float = 1) -> bool:
        return abs(value - reference) <= factor * self.tolerance * (1 + 1e-9)

    def why_not(self, value: float, reference: float) -> str:
        """What a wrong number looks like, without giving the right one away."""
        if self.same(-value, reference):
            return "The size is right and the sign is not."
        for slip in (100, 1000, 1_000_000):
            close = max(self.tolerance, abs(reference) * 0.005)
            if reference and any(
                abs(other - reference) <= close for other in (value * slip, value / slip)
            ):
                return f"It is off by a factor of {slip:,}: look at the unit, which is {self.unit}."
        if self.same(value, reference, 5):
            return "It is close: look at the rounding, and at which rows you counted."
        return "It is not what these data give for this question."

    def dresses(self, reference: float) -> list[Any]:
        exact = f"{reference:.10f}"
        return [np.float64(reference), exact, f"{exact} {self.unit}", pd.Series([reference])]


@dataclass(frozen=True)
class Share:
    """A share, right within `tolerance` percentage points: 0.49, "0.49 %" and 0.0049 all count.

    References and mistakes are written in per cent.
    """

    tolerance: float
    wanted: str = 'a share, such as 12.5 (per cent), "12.5 %" or 0.125'

    def read(self, raw: Any) -> tuple[float, ...]:
        value = _float(raw)
        if isinstance(raw, str) and "%" in raw:
            return (value,)
        return (value, 100 * value)

    def same(self, value: tuple[float, ...] | float, reference: float, factor: float = 1) -> bool:
        readings = value if isinstance(value, tuple) else (value, 100 * value)
        return any(abs(x - reference) <= factor * self.tolerance * (1 + 1e-9) for x in readings)

    def why_not(self, value: tuple[float, ...], reference: float) -> str:
        if self.same(value, 100 - reference):
            return "That is what is left when you take the share away from the whole."
        if self.same(value, reference, 5):
            return "It is close: look at the rounding, and at what stands in the whole."
        return "It is not what these data give. Ask: a share of which whole?"

    def dresses(self, reference: float) -> list[Any]:
        return [reference / 100, f"{reference:.10f} %", np.float64(reference)]


@dataclass(frozen=True)
class Choice:
    """One letter out of lettered options."""

    options: Mapping[str, str]

    @property
    def wanted(self) -> str:
        letters = list(self.options)
        return f'one letter, {letters[0]} to {letters[-1]}, in quotes, such as "{letters[0]}"'

    def read(self, raw: Any) -> str:
        raw = _one(raw)
        letter = raw.strip(" .()'\"").upper() if isinstance(raw, str) else None
        if letter not in self.options:
            raise Unreadable("That is not one of the letters offered")
        return letter

    def same(self, value: str, reference: str, factor: float = 1) -> bool:
        return value == reference

    def why_not(self, value: str, reference: str) -> str:
        return "Another option fits the evidence better."

    def dresses(self, reference: str) -> list[Any]:
        return [reference.lower(), f" {reference}. ", np.array([reference])]


@dataclass(frozen=True)
class States:
    """Some states, by code or by name, in order or not. `names` maps code to English name."""

    names: Mapping[str, str]
    ordered: bool = False

    @property
    def wanted(self) -> str:
        order = ", in order" if self.ordered else ""
        return f'a list of state codes{order}, such as ["RUS", "CHN"]'

    def read(self, raw: Any) -> tuple[str, ...]:
        if isinstance(raw, str):
            raw = [part for part in re.split(r"[,;\s]\s*", raw) if part]
        if isinstance(raw, (pd.DataFrame, Mapping)) or not isinstance(raw, Iterable):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        codes = {name.casefold(): code for code, name in self.names.items()}
        found = []
        for item in raw:
            text = str(item).strip()
            code = text.upper() if text.upper() in self.names else codes.get(text.casefold())
            if code is None:
                raise Unreadable(f"'{text[:30]}' is not a state code that the tables know")
            found.append(code)
        if not found:
            raise Unreadable("That list is empty")
        return tuple(found)

    def same(self, value: tuple[str, ...], reference: Iterable[str], factor: float = 1) -> bool:
        value, reference = tuple(value), tuple(reference)
        return value == reference if self.ordered else sorted(value) == sorted(reference)

    def why_not(self, value: tuple[str, ...], reference: Iterable[str]) -> str:
        reference = tuple(reference)
        if set(value) == set(reference):
            return "These are the right states, in another order or not each once."
        if len(value) != len(reference):
            return f"You name {len(value)}; the question asks for {len(reference)}."
        right = len(set(value) & set(reference))
        return f"{right} of your {len(value)} belong here."

    def dresses(self, reference: Iterable[str]) -> list[Any]:
        codes = list(reference)
        named = [self.names[code] for code in codes]
        return [tuple(codes), pd.Series(codes, index=range(5, 5 + len(codes))), named]


@dataclass(frozen=True)
class Table:
    """A table with one row for each `key` and columns of numbers, in any order.

    Numbers are right within `tolerance`; a Series indexed by the key serves for one column.
    """

    key: str
    columns: tuple[str, ...]
    tolerance: float = 0.01

    @property
    def wanted(self) -> str:
        columns = ", ".join((self.key, *self.columns))
        return f"a DataFrame with the columns {columns}"

    def read(self, raw: Any) -> pd.DataFrame:
        if isinstance(raw, Mapping):
            raw = pd.Series(dict(raw))
        if isinstance(raw, pd.Series) and len(self.columns) == 1:
            raw = raw.rename(self.columns[0]).rename_axis(self.key).reset_index()
        if not isinstance(raw, pd.DataFrame):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        frame = raw.reset_index() if self.key in raw.index.names else raw
        missing = [c for c in (self.key, *self.columns) if c not in frame.columns]
        if missing:
            raise Unreadable(f"It has no column '{missing[0]}'")
        if frame.empty:
            raise Unreadable("It has no rows")
        frame = frame[[self.key, *self.columns]].copy()
        for column in self.columns:
            frame[column] = pd.to_numeric(frame[column], errors="coerce").astype(float)
            if frame[column].isna().any():
                raise Unreadable(f"The column '{column}' has a value that is missing or no number")
        return frame.sort_values(self.key, kind="stable").reset_index(drop=True)

    def same(self, value: pd.DataFrame, reference: pd.DataFrame, factor: float = 1) -> bool:
        try:
            pd.testing.assert_frame_equal(
                value, self.read(reference), check_dtype=False, rtol=0, atol=factor * self.tolerance
            )
        except AssertionError:
            return False
        return True

    def why_not(self, value: pd.DataFrame, reference: pd.DataFrame) -> str:
        reference = self.read(reference)
        if len(value) != len(reference):
            return f"It has {len(value)} rows, and {len(reference)} are asked for."
        if list(value[self.key]) != list(reference[self.key]):
            return f"The rows are right in number, but some '{self.key}' should not be there."
        off = [c for c in self.columns if not self._column_same(value[c], reference[c])]
        return f"The rows are right; look at the column '{off[0]}'."

    def _column_same(self, ours: pd.Series, theirs: pd.Series) -> bool:
        try:
            pd.testing.assert_series_equal(
                ours, theirs, check_dtype=False, rtol=0, atol=self.tolerance
            )
        except AssertionError:
            return False
        return True

    def dresses(self, reference: pd.DataFrame) -> list[Any]:
        frame = reference[[*reversed(self.columns), self.key]]
        dressed = [frame.iloc[::-1].set_axis(range(7, 7 + len(frame))), frame.set_index(self.key)]
        if len(self.columns) == 1:
            dressed.append(reference.set_index(self.key)[self.columns[0]])
        return dressed


@dataclass(frozen=True)
class Written:
    """A written answer, judged by the student against a rubric; only its length is looked at."""

    rubric: tuple[str, ...]
    words_at_least: int = 40

    @property
    def wanted(self) -> str:
        return f"a text of at least {self.words_at_least} words, in quotes"

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        if len(raw.split()) < self.words_at_least:
            raise Unreadable(f"That has {len(raw.split())} words")
        return raw

    def dresses(self, reference: str) -> list[Any]:
        return [f"\n{reference}\n", " ".join(reference.split())]
