"""Sentences that the library puts together are good English, whatever the numbers in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from grammar import BETWEEN, PLURALS, faults, no_sentence

from steppes import bring_back, checking, guess, keep, ledger, recall, record, verdicts, views
from steppes.checking import Exercise, judge
from steppes.errors import BadSetting
from steppes.kinds import Choice, Number, Share, States, Table

SOURCE = Path(checking.__file__).parent
EXERCISES = checking.declared()
BAD = [
    "1 members of it have none.", "Of 1 specifications all are so.", "It holds 1 other states.",
    "Of your 3, 1 belong here.", "1 of your 3 belong here.", "1 bought zero and are out.",
    "There are 12 state.", "0 year is it.",
    "2 other democracy.", "Is a value missing above?. A guess is a number.", "It ends.. So.",
    "One , two.", "One,two.", "Two  blanks.", "It is a 8 here.", "It is a 80 % share.",
    "It is a open question.", "It is an big one.", "It is is so.", "It has 0.30000000000000004.",
    "It has 1e-05.", "It has -0.", "It has -0.00 in 2012.", "It has nan.", "It is None.",
    "An empty () pair.", "An open ( pair.", "It says “so.", "It says \"so.", "It says 'so.",
]  # fmt: skip
GOOD = [
    "1 member of it has none.", "1 of 12 states is so.", "Of your 3, 1 belongs here.",
    "Claim 1 states it.", "In 2012 state trade fell.", "1.0 times as much.", "1,001 states.",
    "Of the states' 3 waivers 1 is a party's.", 'Write: check("1.3", ...).', "It has -0.52.",
    "It has -0.05 and 0.00.", "An 8 and an 11, a 7 and a 12.", "It is a one-year plan.",
    "In 1 of the 60 in which a flow would stand there.", "It is a European, a unit, an hour.",
    "(so) [so] “so” 'so' 19:30.", "It is so …",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_fault_is_noticed(text):
    assert len(faults(text)) == 1, faults(text)


@pytest.mark.parametrize("text", GOOD)
def test_good_english_passes(text):
    assert faults(text) == []


@pytest.mark.parametrize("text", ["so it is.", "So it is", "So it is. And more."])
def test_what_is_not_one_sentence_is_noticed(text):
    assert no_sentence(text) and not no_sentence("So it is, in St. Petersburg.")


# --- how it is written -----------------------------------------------------------------------


def _strings() -> Iterator[tuple[str, ast.JoinedStr | ast.Constant]]:
    """Each string of the library that is no docstring, with its place."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inner = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if part is not node
        }
        for node in ast.walk(tree):
            text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if (text or isinstance(node, ast.JoinedStr)) and id(node) not in loose | inner:
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}", node


def uncounted(node: ast.JoinedStr) -> list[str]:
    """Numbers that stand before what they count and do not go through `words.counted`."""
    counts = re.compile(rf" {BETWEEN}(?:{'|'.join(PLURALS.values())}|people|others)\b")
    said = []
    for value, text in zip(node.values, node.values[1:], strict=False):
        if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
            what = ast.unparse(value.value)
            if counts.match(text.value) and not re.fullmatch(
                r"(?:len\()?[A-Z_.]+\)?|counted\(.*", what
            ):
                said.append(f"{{{what}}}{text.value[:30]}")
    return said


def test_what_is_counted_goes_through_one_function():
    said = [
        f"{place} writes {what}: use words.counted."
        for place, node in _strings()
        if isinstance(node, ast.JoinedStr)
        for what in uncounted(node)
    ]
    assert not said, "\n".join(said)
    wrong = ast.parse('f"{len(rows)} other states"', mode="eval").body
    assert uncounted(wrong) == ["{len(rows)} other states"]


def test_what_stands_in_the_code_is_good_english():
    said = []
    for place, node in _strings():
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z][^\n<]+ [^\n<]+[.?]", node.value):
            said += [f"{place}: {fault}" for fault in faults(node.value)]
    assert not said, "\n".join(said)


# --- what is said ----------------------------------------------------------------------------

NONSENSE = (
    None, "", "banana milk", "Why?", "Perhaps.", 0, 1, -1, 1.0, float("nan"), np.inf, [], [1],
    [1, 2], {}, {"a": 1}, print, True, 1j, pd.NA, pd.NaT, pd.DataFrame(), pd.DataFrame({"x": [1]}),
    "A, B", ["KAZ"], ["KAZ", "RUS"], "word", "0 %", 1e-9,
)  # fmt: skip


def _slips(exercise: Exercise) -> Iterator[object]:
    """Wrong answers near the right one, so that each sentence of each kind is said."""
    right, kind = exercise.answer(), exercise.kind
    if isinstance(kind, (Number, Share)):
        yield from (-right, 100 * right, right / 1000, right + 3 * kind.tolerance, 100 - right)
    elif isinstance(kind, States):
        codes = list(right)
        yield from (codes[::-1], codes[:1], codes[1:], [*codes, "FJI"], ["FJI", codes[0]])
    elif isinstance(kind, Table):
        yield from (right.iloc[:1], right.iloc[1:], pd.concat([right, right]), right * 1)
    elif isinstance(kind, Choice):
        yield from kind.options


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_what_is_said_of_an_answer_is_good_english(exercise):
    said = [exercise.right, *exercise.hints, *(mistake.says for mistake in exercise.mistakes)]
    said += [judge(exercise, answer).says for answer in (..., *NONSENSE, *_slips(exercise))]
    assert [fault for text in said for fault in faults(text)] == []


@pytest.mark.parametrize("claim", verdicts.computed())
def test_what_is_said_of_a_claim_is_good_english(claim):
    finding = verdicts.finding(claim)
    for text in (finding.says, finding.threshold):
        assert faults(text) == [] and text.endswith("."), text


def test_what_is_said_of_a_setting_is_good_english():
    said = []
    for view in views.declared().values():
        for odd in ("RSU", "", 10**12, 1.5, "Why?"):
            for name in ("state", "one", "other", "year", "index", "pole", "day", "window"):
                try:
                    view(**{name: odd})
                except BadSetting as problem:
                    said.append(str(problem))
                except TypeError:
                    pass
    assert len(said) > 100
    assert [fault for text in said for fault in faults(text)] == []


def test_what_is_said_of_guesses_and_the_record_is_good_english(capsys):
    for value in (*NONSENSE, "no more than that.", "12 years"):
        for unit in ("", "years", "people", "places from the top", "times", "million US dollars"):
            guess("a number", value, unit)
            recall("a number", 1, unit)
            recall("a number", 0.30000000000000004, unit, 1)
            recall("a number", "nobody knows.", unit)
    ledger()
    for answer in ("A", "B", "Because.", "Why?", 1.0):
        checking.check("1.1", answer)
        checking.hint("1.1")
        checking.check("1.1", answer)
    said = capsys.readouterr().out + record.told()
    # The nonsense is repeated as it was given.
    said = re.sub(r"\b(?:nan|NaN|None|inf|NaT)\b|\be-?\d+|<NA>", "it", said)
    assert [fault for line in said.splitlines() for fault in faults(line)] == []


@pytest.mark.parametrize("count", [0, 1, 2])
def test_what_is_said_of_a_zip_is_good_english(count, empty_home, monkeypatch, capsys):
    empty_home.mkdir()
    monkeypatch.chdir(empty_home)
    for number in range(count):
        (empty_home / f"{number}.txt").write_text("mine", encoding="utf-8")
    keep()
    for number in range(count):
        (empty_home / f"{number}.txt").write_text("changed", encoding="utf-8")
    bring_back()
    said = capsys.readouterr().out
    assert f"{count} file{'' if count == 1 else 's'} and" in said
    assert [fault for line in said.splitlines() for fault in faults(line.strip())] == []
