"""The kinds of answer an exercise can ask for.

A kind reads what a student wrote, compares it with a reference, says what a wrong answer looks
like, and lists other spellings of a right one, which the tests use.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd

from .questions import options_of
from .reading import (
    Unreadable,
    code_of,
    read_letter,
    read_letters,
    read_numbers,
    read_share,
    read_shares,
    read_states,
)
from .tables import state_names
from .words import counted


class Kind(Protocol):
    """What every kind of answer can do. A value is what `read` makes of an answer."""

    @property
    def wanted(self) -> str:
        """What is asked for, as the end of the sentence "Expected: …"."""

    def read(self, raw: Any) -> Any:
        """The value of an answer, whatever it is. Raises Unreadable."""

    def matches(self, value: Any, reference: Any, factor: float = 1) -> bool:
        """Whether a value is the reference, within `factor` times the tolerance."""

    def feedback(self, value: Any, reference: Any) -> str:
        """What a wrong value looks like, without giving the right one away."""

    def other_spellings(self, reference: Any) -> list[Any]:
        """The reference as others would write it."""


# Of every kind in per cent: what a student may write, and what is said of a slip of two places.
PER_CENT = "per cent"
TWO_PLACES = (
    'It is off by a factor of 100: 12.5 per cent is 12.5, "12.5 %" or, as a fraction, 0.125.'
)


def _near(value: tuple[float, ...], reference: float, allowed: float) -> bool:
    return any(abs(reading - reference) <= allowed * (1 + 1e-9) for reading in value)


def _slipped(value: tuple[float, ...], slip: float) -> tuple[float, ...]:
    """Each reading of a number, too large and too small by a factor."""
    return tuple(other for reading in value for other in (reading * slip, reading / slip))


@dataclass(frozen=True)
class Number:
    """A number in a stated unit, right within `tolerance` (same unit).

    A unit that begins with "per cent" makes it a share: fractions are read too.
    """

    tolerance: float
    unit: str
    example: str = "12.5"

    @property
    def in_per_cent(self) -> bool:
        return self.unit.startswith(PER_CENT)

    @property
    def wanted(self) -> str:
        forms = self.example
        if self.in_per_cent:
            fraction = f"{float(self.example) / 100:g}"
            forms = f'{self.example}, "{self.example} %" or, as a fraction, {fraction}'
        return f"a number in {self.unit}, such as {forms}"

    def read(self, raw: Any) -> tuple[float, ...]:
        if not self.in_per_cent:
            return read_numbers(raw, self.unit)
        try:
            return read_share(raw)
        except Unreadable:
            return read_numbers(raw, self.unit)

    def matches(self, value: tuple[float, ...], reference: float, factor: float = 1) -> bool:
        return _near(value, reference, factor * self.tolerance)

    def feedback(self, value: tuple[float, ...], reference: float) -> str:
        if self.matches(tuple(-reading for reading in value), reference):
            return "The size is right and the sign is not."
        close = max(self.tolerance, abs(reference) * 0.005)
        for slip in (100, 1000, 1_000_000):
            if reference and _near(_slipped(value, slip), reference, close):
                if self.in_per_cent and slip == 100:
                    return TWO_PLACES
                return f"It is off by a factor of {slip:,}: look at the unit, which is {self.unit}."
        if self.matches(value, reference, 5):
            return "It is close: look at the rounding, and at which rows you counted."
        return "It is not what these data give for this question."

    def other_spellings(self, reference: float) -> list[Any]:
        exact = f"{reference:.10f}"
        return [np.float64(reference), exact, f"{exact} {self.unit}", pd.Series([reference])]


WHOLE = 0.001  # how near a count must be: nine things are not nine and a half


@dataclass(frozen=True)
class Share:
    """A share, right within `tolerance` percentage points: 0.49, "0.49 %" and 0.0049 all count.

    References and mistakes are written in per cent.
    """

    tolerance: float
    in_per_cent: ClassVar[bool] = True
    wanted: str = 'a share, such as 12.5 (per cent), "12.5 %" or 0.125'

    def read(self, raw: Any) -> tuple[float, ...]:
        return read_share(raw)

    def matches(self, value: tuple[float, ...], reference: float, factor: float = 1) -> bool:
        return _near(value, reference, factor * self.tolerance)

    def feedback(self, value: tuple[float, ...], reference: float) -> str:
        if self.matches(value, 100 - reference):
            return "That is what is left when you take the share away from the whole."
        if _near(_slipped(value, 100), reference, max(self.tolerance, abs(reference) * 0.005)):
            return TWO_PLACES
        if self.matches(value, reference, 5):
            return "It is close: look at the rounding, and at what stands in the whole."
        return "It is not what these data give. Ask: a share of which whole?"

    def other_spellings(self, reference: float) -> list[Any]:
        exact = f"{reference:.10f}"
        return [reference / 100, f"{exact} %", f"about {exact} per cent", np.float64(reference)]


@dataclass(frozen=True)
class Choice:
    """One letter out of the options that the notebook lists under the question."""

    exercise_id: str

    @property
    def options(self) -> dict[str, str]:
        return options_of(self.exercise_id)

    @property
    def wanted(self) -> str:
        letters = list(self.options)
        return f'one letter, {letters[0]} to {letters[-1]}, in quotes, such as "{letters[0]}"'

    def read(self, raw: Any) -> str:
        return read_letter(raw, self.options)

    def matches(self, value: str, reference: str, factor: float = 1) -> bool:
        return value == reference

    def feedback(self, value: str, reference: str) -> str:
        return "Another option fits the evidence better."

    def other_spellings(self, reference: str) -> list[Any]:
        return [
            reference.lower(),
            f" {reference}) ",
            self.options[reference],
            np.array([reference]),
        ]


@dataclass(frozen=True)
class States:
    """Some states, by code or by name, in order or not.

    They are the course's states, unless others are `given`: code to English name.
    """

    given: Mapping[str, str] | None = None
    ordered: bool = False

    @property
    def names(self) -> Mapping[str, str]:
        """English names by code. Raises DataProblem where the table of states cannot be read."""
        return state_names() if self.given is None else self.given

    @property
    def wanted(self) -> str:
        order = ", in order" if self.ordered else ""
        return f'a list of state codes{order}, such as ["RUS", "CHN"]'

    def read(self, raw: Any) -> tuple[str, ...]:
        if self.ordered and isinstance(raw, (set, frozenset)):
            raise Unreadable("A set has no order; give a list")
        return read_states(raw, self.names)

    def matches(self, value: tuple[str, ...], reference: Iterable[str], factor: float = 1) -> bool:
        value, reference = tuple(value), tuple(reference)
        return value == reference if self.ordered else sorted(value) == sorted(reference)

    def feedback(self, value: tuple[str, ...], reference: Iterable[str]) -> str:
        named, asked = set(value), set(reference)
        if named == asked:
            return "These are the right states, in another order or not each once."
        if named < asked:
            return "Each of these belongs here, and not all that belong here are among them."
        if named > asked:
            return "All that belong here are among them, and others too."
        right = counted(len(named & asked), "belongs here", "belong here")
        return f"Of your {len(value)}, {right}, and others are missing."

    def other_spellings(self, reference: Iterable[str]) -> list[Any]:
        codes = list(reference)
        named = [self.names[code] for code in codes]
        return [tuple(codes), pd.Series(codes, index=range(5, 5 + len(codes))), named]


@dataclass(frozen=True)
class Table:
    """A table with one row for each `key` and columns of numbers, in any order.

    Numbers are right within `tolerance`; a Series indexed by the key serves for one column. The
    columns in `per_cent` are shares: read as in a Share, each column in one way.
    """

    key: str
    columns: tuple[str, ...]
    tolerance: float = 0.01
    per_cent: tuple[str, ...] = ()

    @property
    def in_per_cent(self) -> bool:
        return bool(self.per_cent)

    @property
    def wanted(self) -> str:
        units = [
            f"{name} (in per cent)" if name in self.per_cent else name for name in self.columns
        ]
        return f"a DataFrame with the columns {', '.join((self.key, *units))}"

    def read(self, raw: Any) -> tuple[pd.DataFrame, ...]:
        """The table in each way in which it can be meant; one but for columns in per cent."""
        frame = self._named(self._as_frame(raw))
        if frame.empty:
            raise Unreadable("It has no rows")
        # Plain columns: names of axes, categories and the like do not matter.
        key = {self.key: _plain_keys(frame[self.key])}
        meant = [
            _plain_shares(frame[column], column)
            if column in self.per_cent
            else [_plain_numbers(frame[column], column)]
            for column in self.columns
        ]
        return tuple(
            pd.DataFrame(key | dict(zip(self.columns, columns, strict=True)))
            .sort_values(self.key, kind="stable")
            .reset_index(drop=True)
            for columns in itertools.product(*meant)
        )

    def _as_frame(self, raw: Any) -> pd.DataFrame:
        if isinstance(raw, Mapping):
            listed = any(isinstance(v, (list, tuple, np.ndarray, pd.Series)) for v in raw.values())
            raw = pd.DataFrame(dict(raw)) if listed else pd.Series(dict(raw))
        if isinstance(raw, pd.Series) and len(self.columns) == 1:
            raw = raw.rename(self.columns[0]).rename_axis(self.key).reset_index()
        if not isinstance(raw, pd.DataFrame):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        return raw

    def _named(self, raw: pd.DataFrame) -> pd.DataFrame:
        """The columns asked for, by their names in any case and with blanks around them."""
        wanted = {name.casefold(): name for name in (self.key, *self.columns)}
        in_columns = {str(name).strip().casefold() for name in raw.columns}
        in_index = [name for name in raw.index.names if name is not None]
        key = self.key.casefold()
        if key not in in_columns and key in (str(name).strip().casefold() for name in in_index):
            raw = raw.reset_index()
        names = [wanted.get(str(name).strip().casefold(), name) for name in raw.columns]
        for column in (self.key, *self.columns):
            if names.count(column) != 1:
                has = "no column" if column not in names else "more than one column"
                raise Unreadable(f"It has {has} '{column}'")
        return raw.set_axis(names, axis=1)

    def matches(
        self, value: tuple[pd.DataFrame, ...], reference: pd.DataFrame, factor: float = 1
    ) -> bool:
        asked = self.read(reference)[0]
        return list(value[0][self.key]) == list(asked[self.key]) and not any(
            self._off(column, value, asked, factor) for column in self.columns
        )

    def _off(
        self, column: str, value: Iterable[pd.DataFrame], asked: pd.DataFrame, factor: float = 1
    ) -> bool:
        allowed = factor * self.tolerance * (1 + 1e-9)
        return not any(
            np.allclose(reading[column], asked[column], rtol=0, atol=allowed) for reading in value
        )

    def feedback(self, value: tuple[pd.DataFrame, ...], reference: pd.DataFrame) -> str:
        right = self.read(reference)[0]
        keys, asked = set(value[0][self.key]), set(right[self.key])
        if len(keys) < len(value[0]):
            return f"Some '{self.key}' stands in more than one row."
        if keys < asked:
            return f"The rows are right as far as they go, and not every '{self.key}' is there."
        if keys != asked:
            return f"Some '{self.key}' should not be there, or another is missing."
        off = next(column for column in self.columns if self._off(column, value, right))
        slipped = [
            reading.assign(**{off: reading[off] * slip})
            for reading in value
            for slip in (100, 0.01)
        ]
        if self._off(off, slipped, right):
            return f"The rows are right; look at the column '{off}'."
        if off in self.per_cent:
            return f"The rows are right; look at the column '{off}'. {TWO_PLACES}"
        return f"The rows are right; the column '{off}' is off by a factor of 100."

    def other_spellings(self, reference: pd.DataFrame) -> list[Any]:
        frame = reference[[*reversed(self.columns), self.key]]
        pivoted = frame.set_index(self.key)
        pivoted.columns.name = "source"
        dressed = [
            frame.iloc[::-1].set_axis(range(7, 7 + len(frame))),
            pivoted,
            pivoted.reset_index(),
        ]
        if len(self.columns) == 1:
            dressed.append(reference.set_index(self.key)[self.columns[0]])
        for column in self.per_cent:
            signed = [f"{share:.10f} %" for share in reference[column]]
            dressed += [frame.assign(**{column: of}) for of in (reference[column] / 100, signed)]
        return dressed


def _plain_keys(keys: pd.Series) -> pd.Series:
    """Keys as numbers, as years of dates, as codes of states, or as text in small letters."""
    keys = pd.Series(keys.to_numpy(), dtype=object)
    years = [getattr(key, "year", key) if not isinstance(key, str) else key for key in keys]
    numbers = pd.to_numeric(pd.Series(years, dtype=object), errors="coerce")
    if not numbers.isna().any():
        return numbers.astype(float)
    names = state_names()
    return pd.Series(
        [code_of(str(key), names) or " ".join(str(key).split()).casefold() for key in keys]
    )


def _plain_numbers(values: pd.Series, column: str) -> pd.Series:
    values = pd.Series(values.to_numpy())
    numbers = pd.to_numeric(values, errors="coerce") if values.dtype.kind != "c" else values
    if numbers.dtype.kind == "c" or numbers.isna().any():
        raise Unreadable(f"The column '{column}' has a value that is missing or no number")
    return numbers.astype(float)


def _plain_shares(values: pd.Series, column: str) -> list[pd.Series]:
    try:
        return [pd.Series(reading, dtype=float) for reading in read_shares(values.tolist())]
    except Unreadable as problem:
        raise Unreadable(f"The column '{column}' cannot be read in per cent ({problem})") from None


@dataclass(frozen=True)
class Order:
    """Lines of code in an order that runs: the letters of all lines, first to last.

    Which line needs which is read off the lines that the notebook lists: one that uses a name comes
    after the one that makes it. Whatever order keeps to that is right.
    """

    exercise_id: str

    @property
    def options(self) -> dict[str, str]:
        return options_of(self.exercise_id)

    @property
    def wanted(self) -> str:
        letters = "".join(self.options)
        lines = counted(len(letters), "line")
        return f'the letters of all {lines}, first to last, such as "{letters}"'

    def read(self, raw: Any) -> tuple[str, ...]:
        return read_letters(raw, self.options)

    def matches(self, value: tuple[str, ...], reference: Any, factor: float = 1) -> bool:
        """Whether the order runs; a mistake's order is met only where it is the same."""
        asked = self.read(reference)
        return not self._broken(value) if not self._broken(asked) else value == asked

    def feedback(self, value: tuple[str, ...], reference: Any) -> str:
        return self.feedback_of(value)

    def feedback_of(self, order: tuple[str, ...]) -> str:
        """Which line comes too soon in an order of all lines, and why; empty for one that runs."""
        for line, before, makes in self._broken(order):
            return f"Line {line} uses {makes}, and line {before}, which makes it, comes later."
        return ""

    def _broken(self, value: tuple[str, ...]) -> list[tuple[str, str, str]]:
        """Each line that comes too soon, with the line that should stand before it and why."""
        used = {letter: _names(code, ast.Load) for letter, code in self.options.items()}
        made = {letter: _names(code, ast.Store) for letter, code in self.options.items()}
        return [
            (line, before, name)
            for place, line in enumerate(value)
            for before in value[place + 1 :]
            for name in used[line]
            if name in made[before]
        ]

    def other_spellings(self, reference: str) -> list[Any]:
        return [reference.lower(), ", ".join(reference), list(reference), tuple(reference)]


def _names(line: str, context: type[ast.expr_context]) -> list[str]:
    """The names that a line of code, as a notebook lists it, uses (Load) or makes (Store)."""
    nodes = ast.walk(ast.parse(line.strip("` ")))
    return [node.id for node in nodes if isinstance(node, ast.Name) and type(node.ctx) is context]


@dataclass(frozen=True)
class Written:
    """A written answer, judged by the student against a rubric; only its length is looked at."""

    rubric: tuple[str, ...]
    words_at_least: int = 40

    @property
    def wanted(self) -> str:
        return f"a text of at least {counted(self.words_at_least, 'word')}, in quotes"

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        if len(raw.split()) < self.words_at_least:
            raise Unreadable(f"That has {counted(len(raw.split()), 'word')}")
        return raw

    def matches(self, value: str, reference: str, factor: float = 1) -> bool:
        return True  # the student judges it

    def feedback(self, value: str, reference: str) -> str:
        return ""

    def other_spellings(self, reference: str) -> list[Any]:
        return [f"\n{reference}\n", " ".join(reference.split())]
