"""Right answers as people and libraries write them pass, and odd wrong ones do not, everywhere.

The spellings come from babel's table of locales and from the types of pandas, numpy and Python,
not from what our reader knows. Each test says at its end how many it tried.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from answered import EXERCISES
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from steppes import checking
from steppes.checking import CANNOT_BE_READ, CORRECT, NOT_YET, NOTED, judge
from steppes.kinds import Choice, Number, Share, States, Table, Written
from steppes.tables import state_names

# Where the course is read, the states it tells of, and each way of writing numbers that we know.
LOCALES = (
    "ar_EG", "bn", "cs", "de", "de_AT", "de_CH", "en", "en_GB", "en_IN", "en_ZA", "es", "es_MX",
    "fa", "fr", "fr_CA", "fr_CH", "hi", "it", "ja", "kk", "ko", "ky", "mn", "nl", "pl", "pt_BR",
    "ru", "sv", "tr", "uk", "uz", "zh",
)  # fmt: skip


def of_kind(kind: type) -> Any:
    found = [exercise for exercise in EXERCISES.values() if isinstance(exercise.kind, kind)]
    return pytest.mark.parametrize("exercise", found, ids=[exercise.id for exercise in found])


def decimals(tolerance: float) -> int:
    return max(0, math.ceil(-math.log10(tolerance / 4)))


def in_every_locale(value: float, places: int) -> set[str]:
    """A number in each locale, with and without groups, trailing zeros left away."""
    patterns = (f"#,##0.{'#' * places}", f"0.{'#' * places}")
    return {
        format_decimal(value, pattern, locale=locale) for locale in LOCALES for pattern in patterns
    }


def in_library_types(value: float) -> Iterator[Any]:
    """A number as it comes out of a computation."""
    yield from (value, np.float64(value), Decimal(repr(value)), Fraction(value))
    yield from (
        np.array(value),
        np.array([[value]]),
        [value],
        (value,),
        {value},
        {"x": value}.values(),
    )
    series = pd.Series([value], index=["MNG"])
    yield from (series, series.to_frame(), series.unique(), series.array, pd.Index([value]))
    yield from (series.astype("Float64"), series.astype("Float64").unique(), series.astype(object))
    yield repr(value)
    if value == int(value):
        yield from (int(value), np.int64(value), pd.Series([int(value)], dtype="Int64").unique())
        yield from (pd.array([int(value)], dtype="Int64"), str(int(value)))


def passes(exercise: checking.Exercise, answers: Any) -> int:
    tried = 0
    for answer in answers:
        outcome = judge(exercise, answer)
        assert outcome.verdict in (CORRECT, NOTED), f"{answer!r}: {outcome}"
        tried += 1
    return tried


def fails(exercise: checking.Exercise, answers: Any) -> int:
    tried = 0
    for answer in answers:
        outcome = judge(exercise, answer)
        assert outcome.verdict in (NOT_YET, CANNOT_BE_READ), f"{answer!r}: {outcome}"
        assert outcome.says.strip()
        tried += 1
    return tried


@pytest.fixture
def tell(record_property, capsys) -> Callable[[str, int], None]:
    """Say how many answers were tried, in the report and on the screen of `pytest -s`."""

    def told(what: str, tried: int) -> None:
        assert tried > 3
        record_property(what, tried)
        with capsys.disabled():
            print(f" [{tried} {what}]", end="")

    return told


@of_kind(Number)
def test_a_number_in_every_common_form(exercise, tell):
    kind, right = exercise.kind, exercise.answer()
    places = decimals(kind.tolerance)
    rounded = round(right, places)
    written = in_every_locale(rounded, places)
    if "million" in kind.unit:
        written |= {
            format_compact_decimal(
                rounded * 1e6, format_type=form, locale=locale, fraction_digits=places
            )
            for locale in ("en", "de", "es", "fr_CA", "it", "ru", "sv", "nl")
            for form in ("short", "long")
        }
    if "dollars" in kind.unit:
        scale = 1e6 if "million" in kind.unit else 1
        written |= {
            format_currency(round(rounded * scale, 2), "USD", locale=locale)
            for locale in ("de", "en", "es", "fr", "it", "nl", "pl", "pt_BR", "ru", "sv")
        }
    with_words = {f"{rounded} {kind.unit}", f"about {rounded}", f"≈ {rounded}", f" {rounded}\n"}
    tell(
        "right", passes(exercise, written | with_words) + passes(exercise, in_library_types(right))
    )


@of_kind(Number)
def test_a_number_that_is_wrong_in_an_odd_way(exercise, tell):
    kind, right = exercise.kind, float(exercise.answer())
    places = decimals(kind.tolerance)
    spelled_right = in_every_locale(round(right, places), places) | {f"{right:.3f}"}
    slips = [right * factor for factor in (1000, 1e6, 1e-6, -1) if right]
    slips += [right / 1000] if abs(right) > 20 * kind.tolerance else []
    slips = [slip for slip in slips if abs(slip - right) > 3 * kind.tolerance]
    if kind.unit.startswith("per cent"):
        slips = [slip for slip in slips if abs(100 * slip - right) > 3 * kind.tolerance]
    odd = set().union(*(in_every_locale(slip, places + 4) for slip in slips)) - spelled_right
    if "million" in kind.unit:
        odd |= {
            f"{right:.2f} dollars",
            f"${right:.2f}",
            f"{right:.2f} thousand",
            f"{right:.2f} billion",
        }
        odd |= {f"{round(right):d},000", f"{round(right):d},000 million"}
    odd |= {f"{right} bananas", f"{right} {right}", f"{right}+5j", f"0,{right:.0f},5", "", "?"}
    odd_values = [
        right + 5j,
        [right, right],
        None,
        math.nan,
        math.inf,
        10**400,
        True,
        {},
        "x" * 400,
    ]
    tell("wrong", fails(exercise, odd) + fails(exercise, odd_values))


@of_kind(Share)
def test_a_share_in_every_common_form(exercise, tell):
    right = float(exercise.answer())
    places = decimals(exercise.kind.tolerance)
    rounded = round(right, places)
    part, pattern = Decimal(str(rounded)) / 100, f"#,##0.{'#' * places}%"
    written = in_every_locale(rounded, places) | in_every_locale(rounded / 100, places + 2)
    written |= {format_percent(part, pattern, locale=locale) for locale in LOCALES}
    written |= {
        format_percent(part, locale=locale, decimal_quantization=False) for locale in LOCALES
    }
    written |= {f"{rounded} per cent", f"{rounded} percent", f"{rounded} of 100", f"{rounded}/100"}
    written |= {f"{rounded} out of 100", f"{rounded} in 100"}
    types = [*in_library_types(right), *in_library_types(right / 100)]
    tell("right", passes(exercise, written) + passes(exercise, types))


@of_kind(Share)
def test_a_share_that_is_wrong_in_an_odd_way(exercise, tell):
    kind, right = exercise.kind, exercise.answer()
    slips = [
        slip
        for slip in (right * 1000, -right, right / 1e6)
        if abs(slip - right) > 3 * kind.tolerance
    ]
    odd = {f"{slip:.6f} %" for slip in slips} | {f"{right / 100:.8f} %", f"{right:.4f} ‰"}
    odd |= {f"{right:.4f} million", f"{right:.4f} km", f"{right:.4f} of 1000", "", "per cent"}
    odd_values = [right + 5j, [right] * 2, None, math.nan, True, pd.Series([right] * 3)]
    tell("wrong", fails(exercise, odd) + fails(exercise, odd_values))


@of_kind(Choice)
def test_a_letter_in_every_common_form(exercise, tell):
    right = exercise.answer()
    text = exercise.kind.options[right]
    around = ("{}", " {} ", "{}.", "{})", "({})", "[{}]", "{}:", "\u00a0{}", "{}\n", "\t{}", "«{}»")
    around += (
        "„{}“",
        "“{}”",
        "‘{}’",
        "'{}'",
        "*{}*",
        "Answer: {}",
        "answer {}",
        "option {}",
        "the answer is {}",
    )
    spelled = {form.format(letter) for form in around for letter in (right, right.lower())}
    spelled |= {
        text,
        text.upper(),
        f"{right}) {text}",
        f"{right}: {text}",
        f"{right} - {text}",
        f"{text}.",
    }
    spelled |= {chr(ord(right) + 0xFEE0), right.translate(str.maketrans("ABCE", "АВСЕ"))}
    types = [
        np.array([right]),
        [right],
        (right,),
        {right},
        pd.Series([right]),
        np.str_(right),
        pd.Index([right]),
    ]
    tell("right", passes(exercise, [*sorted(spelled), *types]))


@of_kind(Choice)
def test_a_letter_that_is_wrong_in_an_odd_way(exercise, tell):
    right, options = exercise.answer(), exercise.kind.options
    others = [letter for letter in options if letter != right]
    odd = [
        *others,
        "Z",
        "",
        " ",
        "AB",
        f"{right} or {others[0]}",
        f"{right}{others[0]}",
        1,
        None,
        True,
    ]
    odd += [f"{right}) {options[others[0]]}", f"{others[0]}: {options[right]}", [right, others[0]]]
    odd += [b"A", ord(right), {right: 1}, right * 500, options[others[0]]]
    tell("wrong", fails(exercise, odd))


@of_kind(States)
def test_states_in_every_common_form(exercise, tell):
    codes = list(exercise.answer())
    names = [exercise.kind.names[code] for code in codes]
    spelled: list[Any] = [
        codes,
        tuple(codes),
        names,
        np.array(codes),
        pd.Series(codes),
        pd.Index(names),
    ]
    spelled += [
        pd.DataFrame({"state": codes}),
        (code for code in codes),
        dict.fromkeys(codes).keys(),
    ]
    for listed in (
        codes,
        names,
        [code.lower() for code in codes],
        [name.upper() for name in names],
    ):
        spelled += [", ".join(listed), "; ".join(listed), "\n".join(listed), ",".join(listed)]
        if len(listed) > 1:
            head, last = ", ".join(listed[:-1]), listed[-1]
            spelled += [
                f"{head} and {last}",
                f"{head}, and {last}",
                f"{head} & {last}",
                f"{head} and {last}.",
            ]
    spelled += [str(codes), " ".join(codes), [f" {name} " for name in names]]
    tell("right", passes(exercise, spelled))


@of_kind(States)
def test_states_that_are_wrong_in_an_odd_way(exercise, tell):
    codes = list(exercise.answer())
    other = next(code for code in exercise.kind.names if code not in codes)
    odd: list[Any] = [codes[:-1], [*codes, other], [*codes[:-1], other], [*codes, codes[0]], []]
    odd += [
        "",
        "Atlantis",
        [*codes, None],
        [*codes, 5],
        b"KAZ",
        7,
        None,
        {code: 1 for code in codes},
    ]
    odd += [", ".join([*codes, other]), f"{', '.join(codes)} and Atlantis"]
    odd += [list(reversed(codes)), set(codes)] if exercise.kind.ordered and len(codes) > 1 else []
    tell("wrong", fails(exercise, odd))


@of_kind(States)
def test_what_is_said_of_states_gives_no_number_away(exercise):
    codes = list(exercise.answer())
    value = exercise.kind.read(codes)
    for wrong in (value[:-1], (*value, "XKX"), ("XKX",), (*value, value[0])):
        if wrong:
            assert str(len(codes)) not in exercise.kind.feedback(wrong, codes)


@of_kind(Table)
def test_a_table_in_every_common_form(exercise, tell):
    kind = exercise.kind
    right = exercise.answer().reset_index(drop=True)
    key, columns = kind.key, list(kind.columns)
    spelled: list[Any] = [
        right, right.iloc[::-1], right[[*columns, key]], right.set_index(key), right.assign(more=1),
        right.convert_dtypes(), right.rename(columns=str.upper), right.add_prefix(" "),
        right.add_suffix(" "),
        right.to_dict("list"), right.astype({key: "category"}), right.astype(object),
    ]  # fmt: skip
    if len(columns) == 1:
        series = right.set_index(key)[columns[0]]
        spelled += [series, series.to_dict(), series.rename("value"), series.astype("Float64")]
    if key == "year":
        years = right[key].astype(int)
        ends = [dt.date(year, 12, 31) for year in years]
        for dates in (
            pd.to_datetime(ends),
            pd.PeriodIndex(years.astype(str), freq="Y"),
            ends,
            years.astype(str),
        ):
            spelled.append(right.assign(year=dates))
    elif right[key].dtype == object or str(right[key].dtype) in ("str", "string"):
        spelled += [
            right.assign(**{key: right[key].str.upper()}),
            right.assign(**{key: " " + right[key] + " "}),
        ]
    if key == "state":
        spelled.append(right.assign(state=right["state"].map(state_names())))
    tell("right", passes(exercise, spelled))


@of_kind(Table)
def test_a_table_that_is_wrong_in_an_odd_way(exercise, tell):
    kind = exercise.kind
    right = exercise.answer().reset_index(drop=True)
    key, column = kind.key, kind.columns[0]
    odd: list[Any] = [
        right.assign(**{column: right[column] + 5j}),
        right.assign(**{column: right[column] * 1000}),
        right.assign(**{column: right[column] + 5 * kind.tolerance}),
        right.iloc[:-1], right.iloc[:0],
        right.assign(**{column: np.nan}), right.drop(columns=column), right.drop(columns=key),
        pd.concat([right, right]), right.assign(**{key: right[key].to_numpy()[::-1]}).assign(
            **{column: range(len(right))}), right.to_numpy(), None, 5, "table", {}, [right, right],
    ]  # fmt: skip
    tell("wrong", fails(exercise, odd))


@of_kind(Written)
def test_a_written_answer_may_have_any_letters(exercise, tell):
    words = ["кең", "дала", "өргөн", "тал", "vaste", "steppe", "草原", "—"]
    text = " ".join(words[place % len(words)] for place in range(exercise.kind.words_at_least + 5))
    tell(
        "right",
        passes(exercise, [text, f"\n\n{text}\n", text.replace(" ", "\u00a0 "), text.upper()]),
    )
    tell("wrong", fails(exercise, ["too short", "", 5, None, [text]]))
