"""The kinds of answer an exercise can ask for.

A kind reads what a student wrote, compares it with a reference, says what a wrong answer looks
like, and lists other spellings of a right one, which the tests use.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, Protocol

import numpy as np
import pandas as pd

from .questions import options_of


class Unreadable(Exception):
    """An answer that cannot be read; the message says what it was."""


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


_BEFORE = r"(?:about|around|ca\.?|~|≈|us\$|usd|\$)?"
_GROUP_MARKS = "' \u00a0\u202f\u2019"
_NUMBER_IN_TEXT = re.compile(
    rf"\s*{_BEFORE}\s*([-+\u2212]?)(\d[\d.,{_GROUP_MARKS}]*)(e[-+]?\d{{1,3}})?\s*([^\d]*)",
    re.IGNORECASE,
)
# What may follow a number, by the word of the unit that it stands for.
_UNIT_WORDS = {
    "million": {"million", "millions", "m", "mln", "mio", "млн"},
    "dollars": {"dollars", "dollar", "usd", "$", "us$"},
    "km": {"km", "kilometres", "kilometers", "kilometre", "kilometer"},
    "people": {"people", "persons"},
    "places": {"place", "th", "st", "nd", "rd"},
    "%": {"%", "percent", "per", "cent", "pct"},
    "cent": {"%", "percent", "per", "cent", "pct"},
    "years": {"year", "years"},
    "times": {"times", "x"},
    "percentage": {"points", "point", "pp", "%", "percent", "per", "cent"},
}


def read_numbers(raw: Any, unit: str) -> tuple[float, ...]:
    """What an answer can mean as a number: one value, or two where "1,234" is ambiguous.

    Takes Python's and numpy's numbers, whatever holds just one of them, and text in the common
    national forms ("1,234.5", "1 234,5", "USD 43 million"). Words after the number must be those
    of the unit. Raises Unreadable for anything else.
    """
    raw = _one(raw)
    if isinstance(raw, str):
        values = _numbers_in_text(raw, unit)
    elif isinstance(raw, (Real, Decimal)) and not isinstance(raw, bool):
        values = (float(raw),)
    else:
        what = raw if raw is None or isinstance(raw, bool) else f"of type {type(raw).__name__}"
        raise Unreadable(f"That is {what}")
    if not all(math.isfinite(value) for value in values):
        raise Unreadable("That is not a finite number; is a value missing somewhere above?")
    return values


def _numbers_in_text(text: str, unit: str) -> tuple[float, ...]:
    found = _NUMBER_IN_TEXT.fullmatch(text) if len(text) <= 60 else None
    if not found:
        raise Unreadable("That text holds no single number")
    sign, digits, power, tail = found.groups()
    allowed = set(unit.lower().split())
    allowed = allowed.union(*(_UNIT_WORDS[word] for word in allowed & set(_UNIT_WORDS)))
    if set(tail.lower().strip(" .").split()) - allowed:
        raise Unreadable("Give the number alone: the words around it cannot be read")
    digits = re.sub(f"[{_GROUP_MARKS}]", " ", digits).rstrip(" .,")
    if re.fullmatch(r"\d+(\.\d+)?", digits):
        readings = [digits]
    elif re.fullmatch(r"\d{1,3},\d{3}", digits):
        readings = [digits.replace(",", ""), digits.replace(",", ".")]
    elif re.fullmatch(r"\d{1,3}([ ,]\d{3})+(\.\d+)?", digits):
        readings = [re.sub("[ ,]", "", digits)]
    elif re.fullmatch(r"(\d+|\d{1,3}([ .]\d{3})+),\d+", digits):
        readings = [re.sub("[ .]", "", digits).replace(",", ".")]
    else:
        raise Unreadable("That text holds no single number")
    minus = -1 if sign in ("-", "\u2212") else 1
    return tuple(minus * float(reading + (power or "")) for reading in readings)


@dataclass(frozen=True)
class Number:
    """A number in a stated unit, right within `tolerance` (same unit)."""

    tolerance: float
    unit: str
    example: str = "12.5"

    @property
    def wanted(self) -> str:
        return f"a number in {self.unit}, such as {self.example}"

    def read(self, raw: Any) -> tuple[float, ...]:
        return read_numbers(raw, self.unit)

    def matches(self, value: tuple[float, ...], reference: float, factor: float = 1) -> bool:
        return any(
            abs(reading - reference) <= factor * self.tolerance * (1 + 1e-9) for reading in value
        )

    def feedback(self, value: tuple[float, ...], reference: float) -> str:
        """What a wrong number looks like, without giving the right one away."""
        if self.matches(tuple(-reading for reading in value), reference):
            return "The size is right and the sign is not."
        for slip in (100, 1000, 1_000_000):
            close = max(self.tolerance, abs(reference) * 0.005)
            if reference and any(
                abs(other - reference) <= close
                for reading in value
                for other in (reading * slip, reading / slip)
            ):
                return f"It is off by a factor of {slip:,}: look at the unit, which is {self.unit}."
        if self.matches(value, reference, 5):
            return "It is close: look at the rounding, and at which rows you counted."
        return "It is not what these data give for this question."

    def other_spellings(self, reference: float) -> list[Any]:
        exact = f"{reference:.10f}"
        return [
            np.float64(reference),
            exact,
            exact.replace(".", ","),
            f"{exact} {self.unit}",
            Decimal(exact),
            pd.Series([reference]),
        ]


@dataclass(frozen=True)
class Share:
    """A share, right within `tolerance` percentage points: 0.49, "0.49 %" and 0.0049 all count.

    References and mistakes are written in per cent.
    """

    tolerance: float
    wanted: str = 'a share, such as 12.5 (per cent), "12.5 %" or 0.125'

    def read(self, raw: Any) -> tuple[float, ...]:
        values = read_numbers(raw, "%")
        if isinstance(raw, str) and not raw.rstrip(" .")[-1:].isdigit():
            return values
        return (*values, *(100 * value for value in values))

    def matches(self, value: tuple[float, ...], reference: float, factor: float = 1) -> bool:
        return any(
            abs(reading - reference) <= factor * self.tolerance * (1 + 1e-9) for reading in value
        )

    def feedback(self, value: tuple[float, ...], reference: float) -> str:
        if self.matches(value, 100 - reference):
            return "That is what is left when you take the share away from the whole."
        if self.matches(value, reference, 5):
            return "It is close: look at the rounding, and at what stands in the whole."
        return "It is not what these data give. Ask: a share of which whole?"

    def other_spellings(self, reference: float) -> list[Any]:
        exact = f"{reference:.10f}"
        return [
            reference / 100,
            f"{exact} %",
            exact.replace(".", ",") + "%",
            f"about {exact} per cent",
            np.float64(reference),
        ]


# On a Kazakh, Mongolian or Russian keyboard these letters look the same and are not.
_CYRILLIC = str.maketrans("\u0410\u0412\u0421\u0415", "ABCE")


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
        raw = _one(raw)
        if not isinstance(raw, str) or len(raw) > 300:
            raise Unreadable("That is not one of the letters offered")
        said = raw.strip(" .,:;()'\"\u2018\u2019\u201c\u201d")
        for letter, option in self.options.items():
            if said.casefold() in (option.casefold(), f"{letter}: {option}".casefold()):
                return letter
        letter = said.upper().translate(_CYRILLIC)
        if letter not in self.options:
            raise Unreadable("That is not one of the letters offered")
        return letter

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


# Other names that people write for a state; the table of countries has one name for each.
_ALIASES = {
    "turkey": "TUR", "turkiye": "TUR", "russian federation": "RUS", "republic of korea": "KOR",
    "korea": "KOR", "dprk": "PRK", "usa": "USA", "us": "USA", "united states of america": "USA",
    "uk": "GBR", "great britain": "GBR", "uae": "ARE", "viet nam": "VNM", "kyrgyz republic": "KGZ",
    "czech republic": "CZE", "ivory coast": "CIV", "the netherlands": "NLD", "prc": "CHN",
    "people's republic of china": "CHN", "hong kong": "HKG",
}  # fmt: skip


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
            parts = re.split(r"[,;\n]", raw[:5000])
            raw = [part for part in (parts if len(parts) > 1 else raw.split()) if part.strip()]
        if isinstance(raw, pd.DataFrame) and raw.shape[1] == 1:
            raw = raw.iloc[:, 0]
        if isinstance(raw, (pd.DataFrame, Mapping, bytes)) or not isinstance(raw, Iterable):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        if self.ordered and isinstance(raw, (set, frozenset)):
            raise Unreadable("A set has no order; give a list")
        codes = _ALIASES | {name.casefold(): code for code, name in self.names.items()}
        found = []
        for item in itertools.islice(raw, 300):
            text = item.strip(" '\"") if isinstance(item, str) else ""
            code = text.upper() if text.upper() in self.names else codes.get(text.casefold())
            if code is None:
                said = f"'{text[:30]}'" if text else f"A value of type {type(item).__name__}"
                raise Unreadable(f"{said} is not a state that the tables know")
            found.append(code)
        if not found:
            raise Unreadable("That list is empty")
        return tuple(found)

    def matches(self, value: tuple[str, ...], reference: Iterable[str], factor: float = 1) -> bool:
        value, reference = tuple(value), tuple(reference)
        return value == reference if self.ordered else sorted(value) == sorted(reference)

    def feedback(self, value: tuple[str, ...], reference: Iterable[str]) -> str:
        reference = tuple(reference)
        if set(value) == set(reference):
            return "These are the right states, in another order or not each once."
        if len(value) != len(reference):
            return f"You name {len(value)}; the question asks for {len(reference)}."
        right = len(set(value) & set(reference))
        return f"{right} of your {len(value)} belong here."

    def other_spellings(self, reference: Iterable[str]) -> list[Any]:
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
            listed = any(isinstance(v, (list, tuple, np.ndarray, pd.Series)) for v in raw.values())
            raw = pd.DataFrame(dict(raw)) if listed else pd.Series(dict(raw))
        if isinstance(raw, pd.Series) and len(self.columns) == 1:
            raw = raw.rename(self.columns[0]).rename_axis(self.key).reset_index()
        if not isinstance(raw, pd.DataFrame):
            raise Unreadable(f"That is of type {type(raw).__name__}")
        in_index = self.key in raw.index.names and self.key not in raw.columns
        frame = raw.reset_index() if in_index else raw
        names = list(frame.columns)
        for column in (self.key, *self.columns):
            if names.count(column) != 1:
                has = "no column" if column not in names else "more than one column"
                raise Unreadable(f"It has {has} '{column}'")
        if frame.empty:
            raise Unreadable("It has no rows")
        # Plain columns: names of axes, categories and the like do not matter.
        keys = pd.Series(frame[self.key].astype(object).to_numpy())
        as_numbers = pd.to_numeric(keys, errors="coerce")
        plain = {
            self.key: keys.astype(str) if as_numbers.isna().any() else as_numbers.astype(float)
        }
        for column in self.columns:
            values = pd.to_numeric(pd.Series(frame[column].to_numpy()), errors="coerce")
            if values.isna().any():
                raise Unreadable(f"The column '{column}' has a value that is missing or no number")
            plain[column] = values.astype(float)
        return pd.DataFrame(plain).sort_values(self.key, kind="stable").reset_index(drop=True)

    def matches(self, value: pd.DataFrame, reference: pd.DataFrame, factor: float = 1) -> bool:
        reference = self.read(reference)
        return list(value[self.key]) == list(reference[self.key]) and not any(
            self._off(column, value, reference, factor) for column in self.columns
        )

    def _off(
        self, column: str, value: pd.DataFrame, reference: pd.DataFrame, factor: float = 1
    ) -> bool:
        allowed = factor * self.tolerance * (1 + 1e-9)
        return not np.allclose(value[column], reference[column], rtol=0, atol=allowed)

    def feedback(self, value: pd.DataFrame, reference: pd.DataFrame) -> str:
        reference = self.read(reference)
        if len(value) != len(reference):
            return f"It has {len(value)} rows, and {len(reference)} are asked for."
        if list(value[self.key]) != list(reference[self.key]):
            return f"The rows are right in number, but some '{self.key}' should not be there."
        off = [column for column in self.columns if self._off(column, value, reference)]
        return f"The rows are right; look at the column '{off[0]}'."

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

    def matches(self, value: str, reference: str, factor: float = 1) -> bool:
        return True  # the student judges it

    def feedback(self, value: str, reference: str) -> str:
        return ""

    def other_spellings(self, reference: str) -> list[Any]:
        return [f"\n{reference}\n", " ".join(reference.split())]
