"""A hint helps and gives nothing away: no answer stands in it, and each name in it exists."""

from __future__ import annotations

import ast
import builtins
import dataclasses
import functools
import importlib
import inspect
import json
import keyword
import math
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import answered
import nbformat
import numpy as np
import pandas as pd
import pytest

from steppes import measures
from steppes.checking import CORRECT, Exercise, judge
from steppes.kinds import Choice, Number, Order, Share, States, Table, Written
from steppes.questions import questions
from steppes.tables import state_names

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = {name: e for name, e in answered.EXERCISES.items() if name in questions()}
EACH = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)

# --- no answer stands in it ------------------------------------------------------------------

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS = "thirty forty fifty sixty seventy eighty ninety hundred"
WORDS = {word: float(number) for number, word in enumerate(UNITS.split())}
WORDS |= {word: 30.0 + 10 * number for number, word in enumerate(TENS.split())}
PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "tenth": 10}
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?: ?%| per cent)?")


def numbers_in(text: str) -> Iterator[tuple[str, float | str]]:
    """Each number of a text as it stands there, and what a student would make of it."""
    for found in NUMBER.findall(text):
        yield found, found.strip(",")
    words = re.findall(r"[a-z]+", text.lower().replace("-", " "))
    for before, word in zip(["", *words], words, strict=False):
        if word in WORDS:
            yield word, WORDS[word]
            if before in WORDS and WORDS[before] >= 20 > WORDS[word] > 0:
                yield f"{before} {word}", WORDS[before] + WORDS[word]
        if word in PARTS:
            yield word, WORDS.get(before, 1.0) / PARTS[word]


def given_away(exercise: Exercise, text: str) -> list[str]:
    """What in a text about an exercise is its answer."""
    kind, right = exercise.kind, exercise.answer()
    if isinstance(kind, (Number, Share)):
        return [
            said for said, value in numbers_in(text) if judge(exercise, value).verdict == CORRECT
        ]
    if isinstance(kind, States):
        return [code for code in right if re.search(rf"\b({code}|{state_names()[code]})\b", text)]
    if isinstance(kind, Table):
        cells = [float(value) for column in kind.columns for value in right[column]]
        exact = [value for said, value in numbers_in(text) if "." in said]
        near = kind.tolerance
        return [v for v in exact if any(abs(float(v) - cell) <= near for cell in cells)]
    if isinstance(kind, Order):
        return [right] if right in text else []
    if isinstance(kind, Choice):
        letters = re.findall(
            r"\b(?:option|letter|answer|not) ([A-E])\b|(?<!^)(?<![.?] )\b([A-E])\b", text
        )
        return [
            *map("".join, letters),
            *([kind.options[right]] if kind.options[right] in text else []),
        ]
    return []


@EACH
def test_no_hint_and_no_sentence_gives_the_answer_away(exercise):
    for text in (exercise.title, *exercise.hints, *(mistake.says for mistake in exercise.mistakes)):
        if not isinstance(exercise.kind, Choice) or text in exercise.hints:
            assert given_away(exercise, text) == [], text


@EACH
def test_a_hint_with_the_answer_is_noticed(exercise):
    kind, right = exercise.kind, exercise.answer()
    if isinstance(kind, Written):
        return
    if isinstance(kind, Choice):
        planted = [f"Look at option {right}.", f"Is it {kind.options[right]}?"]
    elif isinstance(kind, Order):
        planted = [f"Write {right}."]
    elif isinstance(kind, States):
        planted = [f"Think of {state_names()[right[0]]}.", f"Take {right[-1]} and go on."]
    elif isinstance(kind, Table):
        planted = [f"One of them is {right[kind.columns[-1]].iloc[0]:.3f}, roughly."]
    else:
        places = max(0, math.ceil(-math.log10(kind.tolerance)))
        planted = [f"It comes to {right:,.{places}f}.", f"Is it {right:.{places}f} or more?"]
        if getattr(kind, "in_per_cent", False):
            planted += [
                f"About {right:.{places}f} %.",
                f"A part of {right / 100:.{places + 2}f} of it.",
            ]
        spelled = [word for word, value in WORDS.items() if value == right]
        planted += [f"There are {word} of them." for word in spelled]
    for hint in planted:
        assert given_away(exercise, hint), hint


def test_numbers_in_words_are_read():
    found = [value for _, value in numbers_in("Twenty-three, two thirds, half, 1,234.5 and 12 %.")]
    assert found == ["1,234.5", "12 %", 20.0, 3.0, 23.0, 2.0, pytest.approx(2 / 3), 0.5]


# --- each name in it exists ------------------------------------------------------------------

NAMED = (
    r"([A-Za-z_][\w.]*)\(",  # what is called
    r"\b([A-Za-z]\w*\.[a-z]\w*)",  # what is asked of something: pacts.loc
    r"\b(\w+_\w+)\b",
    r'"(\w+)"',
    r"`([^`]+)`",
    r"\b(?:[Tt]he|a) columns? (?:called )?(\w+)",
    r"\b(?:[Tt]he|a) columns? \w+ and (\w+)",
    r"\b[Tt]he table (\w+)",
    r"\b(\w+) (?:[<>]=?|==|\*\*) ",
    r" (?:[<>]|\*\*) (\w+)",
)
# Words that may follow "the column" and are no name of one.
NO_NAME = {"by", "of", "goes", "in", "for", "the", "with", "is", "and", "that"}


@functools.cache
def _notebook(exercise_id: str) -> list[nbformat.NotebookNode]:
    """The cells that a student has before her when she asks for a hint."""
    slug = questions()[exercise_id].notebook
    folder = "notebooks" if "." in exercise_id else "exercises"
    return nbformat.read(ROOT / folder / f"{slug}.ipynb", as_version=4).cells


@functools.cache
def _of_libraries() -> set[str]:
    """What Python, pandas, numpy and the tables call something."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    tables = {table["name"] for table in package["resources"]}
    fields = {f["name"] for t in package["resources"] for f in t["schema"]["fields"]}
    named = {*dir(builtins), *keyword.kwlist, *dir(pd), *dir(np), *dir(math), "pd", "np", "math"}
    methods = [getattr(pd.Series, name) for name in dir(pd.Series) if not name.startswith("_")]
    given = {name for method in methods if callable(method) for name in _parameters(method)}
    named |= given | {*dir(pd.Series), *dir(pd.DataFrame)}
    return {*tables, *fields, *named, *state_names()}


def _parameters(function: Callable) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


@functools.cache
def _of_the_course() -> dict[str, set[str]]:
    """The functions of the measures, each with the words that tell of it: its columns are there."""
    found = {}
    for module in pkgutil.iter_modules(measures.__path__):
        whole = importlib.import_module(f"{measures.__name__}.{module.name}")
        found |= {
            name: {name, *dir(whole), *re.findall(r"\w+", value.__doc__ or "")}
            for name, value in vars(whole).items()
            if callable(value)
        }
    return found


@functools.cache
def known(exercise_id: str) -> set[str]:
    names = _of_libraries() | {"steppes"}
    for cell in _notebook(exercise_id):
        if cell.cell_type == "code":
            words = set(re.findall(r"[A-Za-z_]\w*", cell.source))
            names |= words.union(
                *(_of_the_course()[name] for name in words & set(_of_the_course()))
            )
            for output in cell.get("outputs", []):  # the heads of printed tables
                names |= set(re.findall(r"\w+", output.get("text", "").partition("\n")[0]))
        else:
            for code in re.findall(r"`([^`]+)`", cell.source):
                names |= set(re.findall(r"[A-Za-z_]\w*", code))
    return names


def unknown(exercise: Exercise, text: str) -> list[str]:
    """Each name in a hint that neither the notebook nor a table nor a library has."""
    found = [name for pattern in NAMED for name in re.findall(pattern, text)]
    names = [name for code in found for name in re.findall(r"[A-Za-z_]\w*", code)]
    return [name for name in names if name not in known(exercise.id) | NO_NAME]


@EACH
def test_each_name_in_a_hint_exists(exercise):
    for hint in exercise.hints:
        assert unknown(exercise, hint) == [], hint


@EACH
def test_python_in_a_hint_is_python(exercise):
    for code in re.findall(r"`([^`]+)`", " ".join(exercise.hints)):
        ast.parse(code)


@pytest.mark.parametrize(
    "hint",
    [
        "Add up usd_milion.", "The column is in load(\"trade_pres\").", "The column yaer is asked.",
        "Take sold[\"amount_of\"].", "Call summed_up(sold) first.", "Keep `portions > limit`.",
        "Where gap > bound holds.", "From pairs_near.loc take one.",
    ],
)  # fmt: skip
def test_a_name_that_there_is_not_is_noticed(hint):
    exercise = dataclasses.replace(EXERCISES["0a"], hints=(hint,))
    assert unknown(exercise, hint), hint
