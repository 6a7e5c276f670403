"""Read what people write: numbers in their national forms, letters of options, names of states.

Nothing is guessed. Where a form can mean two things both are read; a form that nobody writes, a
word that does not belong to the unit, and a number in another unit are refused or converted, never
taken for the answer.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

LONGEST = 80  # letters of an answer that is one number or one letter


class Unreadable(Exception):
    """An answer that cannot be read; the message says what it was."""


def one_value(raw: Any) -> Any:
    """The single value out of whatever holds just one: a Series, an array, a list, a set."""
    if isinstance(raw, (set, frozenset, type({}.keys()), type({}.values()), range)):
        raw = list(raw)
    if isinstance(raw, (list, tuple)):
        array = np.empty(len(raw), dtype=object)
        array[:] = raw
        raw = array
    elif not isinstance(raw, (str, bytes, Mapping)) and hasattr(raw, "to_numpy"):
        raw = raw.to_numpy()  # a Series, an Index, a frame, an array of a library's own
    if isinstance(raw, np.ndarray):
        if raw.size != 1:
            raise Unreadable(f"That holds {raw.size} values")
        return one_value(raw.reshape(-1)[0])
    return raw.item() if isinstance(raw, np.generic) else raw


# --- numbers ------------------------------------------------------------------------------------

# Letters that look like others and are not, and marks that no eye sees.
_SAME = str.maketrans(
    {"\u066b": ".", "\u066c": ",", "\u060c": ",", "\u2212": "-", "\u2013": "-", "\ufe63": "-"}
    | {"\uff0d": "-", "\uff0b": "+", "\uff0e": ".", "\uff0c": ",", "\u066a": "%", "\uff05": "%"}
    | dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u3000\t\n\r", " ")
    | dict.fromkeys("\u2019\u02bc\u2018\u00b4`_\u066f", "'")
    | dict.fromkeys("\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\ufeff")
    | dict.fromkeys("\u2066\u2067\u2068\u2069")
)
# What a word after the number multiplies it by: abbreviations, and how longer words begin.
_SCALES = {
    word: scale
    for scale, words in {
        1e3: "thousand thousands k tsd тыс мянга мың",
        1e6: "m mn mio mln mill млн сая",
        1e9: "bn mrd mlrd млрд тэрбум",
        1e12: "trn трлн",
    }.items()
    for word in words.split()
}
_LONG_SCALES = {
    1e6: ("million", "millión", "millon", "miljo", "milio", "milhõ", "milhã", "миллион", "мільйон"),
    1e9: ("billion", "milliard", "миллиард", "мільярд"),
    1e12: ("trillion", "триллион", "трильйон"),
}
# Words that change nothing, and those that stand for a word of the unit.
_IDLE = {"about", "around", "roughly", "circa", "ca", "c", "approx", "approximately", "some", "of"}
_IDLE |= {"~", "≈", "=", ":", "answer", "nearly", "almost"}
_PER_CENT = {"%", "percent", "per", "cent", "pct", "procent", "prozent", "процент", "пайыз", "хувь"}
_UNIT_WORDS = {
    "dollars": {"dollars", "dollar", "usd", "$", "us$", "$us", "us"},
    "km": {"km", "kilometres", "kilometers", "kilometre", "kilometer", "км"},
    "people": {"people", "persons", "person"},
    "places": {"place", "places", "th", "st", "nd", "rd"},
    "%": _PER_CENT,
    "cent": _PER_CENT,
    "years": {"year", "years"},
    "times": {"times", "x", "×"},
    "percentage": {"points", "point", "pp", "percentage"} | _PER_CENT,
}
_WORD = re.compile(r"us\$|\$us|[%$~≈=×:]|[^\W\d_]+")
_NUMBER = re.compile(
    r"(?P<before>[^\d.,+-]*)(?P<sign>[+-]?)(?P<between>[^\d.,+-]*)"
    r"(?P<digits>[.,]?\d(?:[\d.,' ]*\d)?)[.,]?(?P<power>e[+-]?\d{1,3}(?!\d))?(?P<after>[^\d]*)"
)


def read_numbers(raw: Any, unit: str) -> tuple[float, ...]:
    """What an answer can mean as a number in `unit`: one value, or two where it is ambiguous.

    Takes Python's and numpy's numbers, whatever holds just one of them, fractions such as "2/3",
    and text in the common national forms ("1,234.5", "1 234,5", "USD 43 million"). Words around
    the number must be those of the unit; "43 dollars" in a unit of millions is 0.000043.
    Raises Unreadable for anything else.
    """
    raw = one_value(raw)
    if isinstance(raw, str):
        values = _numbers_in_text(raw, unit)
    elif isinstance(raw, (Real, Decimal)) and not isinstance(raw, bool):
        values = (_as_float(raw),)
    else:
        what = raw if raw is None or isinstance(raw, bool) else f"of type {type(raw).__name__}"
        raise Unreadable(f"That is {what}")
    if not all(math.isfinite(value) for value in values):
        raise Unreadable("That is not a finite number; is a value missing somewhere above?")
    return values


def _ascii(text: str) -> str:
    """A text with the digits, marks and blanks that Python writes, in small letters."""
    text = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    return text.translate(_SAME).casefold().strip()


def _as_float(number: Any) -> float:
    try:
        return float(number)
    except (OverflowError, ValueError):
        raise Unreadable("That number is too large") from None


def _numbers_in_text(text: str, unit: str) -> tuple[float, ...]:
    if len(text) > LONGEST:
        raise Unreadable("That text holds no single number")
    text = _ascii(text)
    if ratio := re.fullmatch(r"(-?\d{1,9})\s*/\s*(\d{1,9})", text):
        over, under = int(ratio[1]), int(ratio[2])
        if under:
            return (float(Fraction(over, under)),)
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Unreadable("That text holds no single number")
    factor = _factor(f"{found['before']} {found['between']} {found['after']}", unit)
    minus = -1 if found["sign"] == "-" else 1
    power = found["power"] or ""
    return tuple(
        _as_float(minus * factor * float(digits + power)) for digits in _readings(found["digits"])
    )


def _factor(around: str, unit: str) -> float:
    """What turns the number into one in `unit`, by the words around it. Raises Unreadable."""
    words = _WORD.findall(around)
    if re.sub(r"[\s.()\[\]]", "", _WORD.sub("", around)):
        raise Unreadable("Give the number alone: the signs around it cannot be read")
    unit_words = unit.casefold().split()
    unit_scale = math.prod(_scale(word) or 1 for word in unit_words)
    allowed = set(unit_words).union(*(_UNIT_WORDS.get(word, ()) for word in unit_words))
    named = [word for word in words if word in allowed and not _scale(word)]
    scales = [_scale(word) for word in words if _scale(word) and word not in named]
    if len(scales) > 1 or any(word not in allowed | _IDLE and not _scale(word) for word in words):
        raise Unreadable("Give the number alone: the words around it cannot be read")
    if scales:
        return scales[0] / unit_scale
    return 1 / unit_scale if named else 1.0


def _scale(word: str) -> float:
    """What a word multiplies a number by; 0 for one that does not."""
    begins = (scale for scale, stems in _LONG_SCALES.items() if word.startswith(stems))
    return _SCALES.get(word) or next(begins, 0.0)


def _readings(digits: str) -> list[str]:
    """A number's digits with their marks, as Python would write them: one way, or two.

    Groups before a decimal mark have three digits (in India two, but for the last), and the first
    does not begin with 0. One comma or dot before three digits can be either mark; three zeros
    after a comma are a group.
    """
    grouped = re.sub(r"[' ]", "\u2420", digits)
    if "\u2420" in grouped:
        whole, mark, rest = _split(grouped)
        if not re.fullmatch(r"[1-9]\d{0,2}(\u2420\d{3})+", whole) or "\u2420" in rest:
            raise Unreadable("That text holds no single number")
        return [whole.replace("\u2420", "") + (f".{rest}" if mark else "")]
    if "," in digits and "." in digits:
        group, mark = (",", ".") if digits.rfind(",") < digits.rfind(".") else (".", ",")
        whole, _, rest = digits.rpartition(mark)
        if mark in whole or not _is_grouped(whole, group):
            raise Unreadable("That text holds no single number")
        return [f"{whole.replace(group, '')}.{rest}"]
    for mark in (",", "."):
        if digits.count(mark) > 1:
            if not _is_grouped(digits, mark):
                raise Unreadable("That text holds no single number")
            return [digits.replace(mark, "")]
        if mark in digits:
            whole, _, rest = digits.partition(mark)
            decimal = f"{whole or '0'}.{rest}"
            if not _is_grouped(digits, mark):
                return [decimal]
            group = whole + rest
            return [group] if mark == "," and rest == "000" else [group, decimal]
    return [digits]


def _split(digits: str) -> tuple[str, str, str]:
    """Whole part, decimal mark and decimals, where other marks than comma and dot make groups."""
    found = re.fullmatch(r"([^.,]*)(?:([.,])([^.,]*))?", digits)
    if not found:
        raise Unreadable("That text holds no single number")
    return found[1], found[2] or "", found[3] or ""


def _is_grouped(digits: str, mark: str) -> bool:
    mark = re.escape(mark)
    groups = rf"[1-9]\d{{0,2}}({mark}\d{{3}})+"
    return bool(re.fullmatch(rf"{groups}|[1-9]\d?({mark}\d{{2}})+{mark}\d{{3}}", digits))


# --- per cent -----------------------------------------------------------------------------------


def read_share(raw: Any) -> tuple[float, ...]:
    """What an answer can mean in per cent: 12.5, "12.5 %", 0.125, "1/8", "12.5 of 100".

    The one rule for per cent: a number with a sign or a word is per cent, a ratio is its part of
    the whole, and a number alone is read both ways, as per cent and as a fraction. Raises
    Unreadable.
    """
    values, alone = _share(raw)
    return (*values, *(100 * value for value in values)) if alone else values


def read_shares(raw: Iterable[Any]) -> tuple[list[float], ...]:
    """What a column of shares can mean in per cent, each as in `read_share`.

    A column is written in one way: numbers alone are all per cent or all fractions, and beside one
    with a sign they are per cent. Raises Unreadable, also where one value alone has two meanings.
    """
    read = [_share(value) for value in raw]
    if any(len(values) != 1 for values, _ in read):
        raise Unreadable("Groups and decimals in it cannot be told apart")
    column = [values[0] for values, _ in read]
    alone = all(is_alone for _, is_alone in read)
    return (column, [100 * value for value in column]) if alone else (column,)


def _share(raw: Any) -> tuple[tuple[float, ...], bool]:
    """What an answer can mean in per cent, and whether it is a number alone. Raises Unreadable."""
    raw = one_value(raw)
    if isinstance(raw, str):
        text = _ascii(raw)
        part = re.fullmatch(r"(.+?)\s*(?:/|\b(?:out )?of\b|\bin\b)\s*(.+)", text[:LONGEST])
        if part and not part[2].startswith(("a hundred", "the")):
            whole = "100" if part[2] in ("hundred", "one hundred") else part[2]
            over, under = read_numbers(part[1], ""), read_numbers(whole, "")
            return tuple(100 * one / other for one in over for other in under if other), False
        if re.search(r"[%‰]|\bper\b|[^\W\d_]", text):
            return read_numbers(text, "%"), False
    return read_numbers(raw, "%"), True


# --- letters ------------------------------------------------------------------------------------

# On Kazakh, Mongolian, Russian and Greek keyboards these look the same and are not.
_BEFORE_A_LETTER = re.compile(r"^(?:the )?(?:answer|option|letter)(?: is)?[\s:=]*", re.IGNORECASE)
_LOOKALIKES = str.maketrans("АВСЕΑΒΕ", "ABCEABE")


def read_letter(raw: Any, options: Mapping[str, str]) -> str:
    """The letter of an option, written alone, with its text, or as the text. Raises Unreadable."""
    raw = one_value(raw)
    if not isinstance(raw, str) or len(raw) > 400:
        raise Unreadable("That is not one of the letters offered")
    texts = {_bare(text).casefold(): letter for letter, text in options.items()}
    for answer in (_bare(raw), _bare(_BEFORE_A_LETTER.sub("", _bare(raw)))):
        if answer.casefold() in texts:
            return texts[answer.casefold()]
    begins = re.match(r"(\w)(?:\s*[).:\]=–-]\s*|\s*$)(.*)$", answer, re.DOTALL)
    letter = begins[1].upper().translate(_LOOKALIKES) if begins else ""
    if not begins or letter not in options:
        raise Unreadable("That is not one of the letters offered")
    rest = _bare(begins[2]).casefold()
    if texts.get(rest, letter) != letter:
        raise Unreadable("That letter and that text belong to two options")
    return letter


_BETWEEN_LETTERS = re.compile(r"\b(?:and|then|lines?)\b", re.IGNORECASE)


def read_letters(raw: Any, letters: Collection[str]) -> tuple[str, ...]:
    """All of some letters, each once, in the order in which they are written. Raises Unreadable."""
    text = raw if isinstance(raw, str) else " ".join(map(str, raw))
    text = _BETWEEN_LETTERS.sub(" ", unicodedata.normalize("NFKC", text))
    found = [letter for letter in text.upper().translate(_LOOKALIKES) if letter.isalpha()]
    if others := sorted(set(found) - set(letters)):
        raise Unreadable(f"No line has the letter {others[0]}")
    if repeated := [letter for letter in letters if found.count(letter) > 1]:
        raise Unreadable(f"Line {repeated[0]} stands twice")
    if missing := [letter for letter in letters if letter not in found]:
        raise Unreadable(f"It lacks line {missing[0]}")
    return tuple(found)


def _bare(text: str) -> str:
    """A text without the marks and blanks around it, its blanks single, its wide letters narrow."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return text.strip(" .,:;()[]{}<>'\"`*_«»‹›\u2018\u2019\u201a\u201c\u201d\u201e")


# --- states -------------------------------------------------------------------------------------

# Other names that people write for a state; the table of countries has one name for each.
_ALIASES = {
    "turkey": "TUR",
    "turkiye": "TUR",
    "russian federation": "RUS",
    "republic of korea": "KOR",
    "korea": "KOR",
    "dprk": "PRK",
    "usa": "USA",
    "us": "USA",
    "united states of america": "USA",
    "uk": "GBR",
    "great britain": "GBR",
    "uae": "ARE",
    "viet nam": "VNM",
    "kyrgyz republic": "KGZ",
    "czech republic": "CZE",
    "ivory coast": "CIV",
    "the netherlands": "NLD",
    "prc": "CHN",
    "people's republic of china": "CHN",
    "hong kong": "HKG",
}


def code_of(text: str, names: Mapping[str, str]) -> str | None:
    """The code of a state written as code or as name, in any case; None for what is no state."""
    text = _bare(text)
    if text.upper() in names:
        return text.upper()
    return _codes(names).get(_plain(text))


def _codes(names: Mapping[str, str]) -> dict[str, str]:
    return _ALIASES | {_plain(name): code for code, name in names.items()}


@functools.lru_cache(maxsize=4096)  # of every state's name, for every name that is read
def _plain(name: str) -> str:
    """A name without accents and in small letters, since not every keyboard has them."""
    letters = unicodedata.normalize("NFKD", name.replace("\u2019", "'").replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def read_states(raw: Any, names: Mapping[str, str], most: int = 300) -> tuple[str, ...]:
    """Codes of states from a list of them or from a text such as "Japan, TUR and China".

    Raises Unreadable.
    """
    if isinstance(raw, str):
        return _states_in_text(raw[:5000], names)
    if isinstance(raw, pd.DataFrame) and raw.shape[1] == 1:
        raw = raw.iloc[:, 0]
    if isinstance(raw, (pd.DataFrame, Mapping, bytes)) or not isinstance(raw, Iterable):
        raise Unreadable(f"That is of type {type(raw).__name__}")
    found = []
    for item, _ in zip(raw, range(most), strict=False):
        code = code_of(item, names) if isinstance(item, str) else None
        if code is None:
            shown = f"'{_bare(item)[:30]}'" if isinstance(item, str) and _bare(item) else ""
            what = shown or f"A value of type {type(item).__name__}"
            raise Unreadable(f"{what} is not a state that the tables know")
        found.append(code)
    if not found:
        raise Unreadable("That list is empty")
    return tuple(found)


def _states_in_text(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[,;\n|]", text.strip(" []()")) if _bare(part)]
    found: list[str] = []
    for part in parts:
        part = re.sub(r"^\s*(?:and|&)\s+", "", part) if len(parts) > 1 else part
        codes = _named_in(part, names)
        if codes is None:
            raise Unreadable(f"'{_bare(part)[:30]}' is not a state that the tables know")
        found += codes
    if not found:
        raise Unreadable("That list is empty")
    return tuple(found)


def _named_in(part: str, names: Mapping[str, str]) -> list[str] | None:
    """The states in a part without commas: one name, names joined by "and", or codes in a row."""
    code = code_of(part, names)
    if code is not None:
        return [code]
    # "Bosnia and Herzegovina and Trinidad and Tobago": the longest name from the left.
    pieces = re.split(r"\s+(?:and|&)\s+", part.strip(), flags=re.IGNORECASE)
    for length in range(len(pieces) - 1, 0, -1):
        first = _named_in(" and ".join(pieces[:length]), names)
        rest = _named_in(" and ".join(pieces[length:]), names) if first else None
        if first and rest:
            return first + rest
    words = part.split()
    codes = [word.strip("'\"").upper() for word in words]
    return codes if len(words) > 1 and all(code in names for code in codes) else None
