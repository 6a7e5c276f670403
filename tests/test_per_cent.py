"""One rule for per cent: a number, one with a sign, and a fraction, in every kind that asks it."""

from __future__ import annotations

import re
from typing import Any

import answered
import pandas as pd
import pytest

from steppes import kinds, reading
from steppes.checking import CANNOT_BE_READ, CORRECT, NOT_YET, Exercise, judge
from steppes.kinds import Number, Share, Table
from steppes.questions import questions

ASKED = questions()
EXERCISES = {name: e for name, e in answered.EXERCISES.items() if name in ASKED}
IN_PER_CENT = [e for e in EXERCISES.values() if getattr(e.kind, "in_per_cent", False)]
PROMPT = re.compile(
    r"\bper cent\b|\bpercentage\b(?! points)|\bshares? of\b|[Ww]hich share\b|of 100\b"
)
# Of those, the prompts that speak of per cent and ask for something else: what they ask for.
OTHERWISE = {
    "F3.10": "people", "F5.11": "thresholds", "F4.2": "percentage points",
    "F3.11": "between zero and one", "5.6": "how many times", "5d": "how many times",
    "7.5": "worlds", "7f": "worlds",
}  # fmt: skip


def written(exercise: Exercise, form: Any, factor: float = 1) -> Any:
    """The right answer in a form, `factor` times as large; of a table, its shares in that form."""
    right = exercise.answer()
    if not isinstance(right, pd.DataFrame):
        return form(factor * right)
    columns = {name: [form(factor * x) for x in right[name]] for name in exercise.kind.per_cent}
    return right.assign(**columns)


def sign(number: float) -> str:
    return f"{number:.8f} %"


def words(number: float) -> str:
    return f"{number:.8f} per cent"


def comma(number: float) -> str:
    return f"{number:.8f}%".replace(".", ",")


ACCEPTED = {
    "a number": (float, 1),
    "text": (lambda number: f"{number:.8f}", 1),
    "with a sign": (sign, 1),
    "in words": (words, 1),
    "with a decimal comma": (comma, 1),
    "a fraction": (float, 0.01),
    "a fraction as text": (lambda number: f"{number:.10f}", 0.01),
}
REFUSED = {"a hundred times": (float, 100), "a sign on a fraction": (sign, 0.01)}
REFUSED |= {"a hundred times with a sign": (sign, 100), "words on a fraction": (words, 0.01)}
REFUSED |= {"a fraction of a fraction": (float, 0.0001)}
EACH = pytest.mark.parametrize("exercise", IN_PER_CENT, ids=[e.id for e in IN_PER_CENT])


def test_every_kind_is_among_them():
    assert {type(exercise.kind) for exercise in IN_PER_CENT} == {Number, Share, Table}


@EACH
def test_per_cent_may_be_written_so(exercise):
    for form in ACCEPTED.values():
        answer = written(exercise, *form)
        assert judge(exercise, answer).verdict == CORRECT, answer


@EACH
def test_two_places_off_is_refused_and_said(exercise):
    for form in REFUSED.values():
        outcome = judge(exercise, written(exercise, *form))
        assert outcome.verdict == NOT_YET, form
        declared = any(outcome.says == mistake.says for mistake in exercise.mistakes)
        assert kinds.TWO_PLACES in outcome.says or declared, outcome.says


def test_a_prompt_that_speaks_of_per_cent_is_declared_so():
    speaking = {
        name
        for name, exercise in EXERCISES.items()
        if isinstance(exercise.kind, (Number, Share, Table)) and PROMPT.search(ASKED[name].text)
    }
    assert speaking - {exercise.id for exercise in IN_PER_CENT} == set(OTHERWISE)
    for name, what in OTHERWISE.items():
        assert what in f"{ASKED[name].text} {EXERCISES[name].kind.wanted}"


@EACH
def test_what_is_wanted_shows_the_forms(exercise):
    assert "per cent" in exercise.kind.wanted
    assert isinstance(exercise.kind, Table) or re.search(r'" or.* 0\.\d+$', exercise.kind.wanted)


@pytest.mark.parametrize("exercise_id", ["F4.2", "F3.11"])
def test_where_no_per_cent_is_asked_a_slip_of_two_places_is_not_read_over(exercise_id):
    exercise = EXERCISES[exercise_id]
    right = exercise.answer()
    for factor in (0.01, 100):
        if isinstance(right, pd.DataFrame):
            answer = right.assign(agreement=factor * right["agreement"])
        else:
            answer = factor * right
        assert judge(exercise, answer).verdict == NOT_YET


def column(*shares: Any) -> pd.DataFrame:
    return pd.DataFrame({"year": range(len(shares)), "share": list(shares)})


def test_a_column_is_written_in_one_way():
    kind = Table("year", ("share",), 0.1, per_cent=("share",))
    right = column(51.3, 0.6)
    for same in (
        column(51.3, 0.6), column(0.513, 0.006), column("51.3 %", "0.6 %"),
        column("51.3 %", 0.6), column("51,3%", "0,6"), column("513 of 1000", "6/1000"),
    ):  # fmt: skip
        assert kind.matches(kind.read(same), right), same
    for mixed in (
        column(51.3, 0.006), column(0.513, 0.6), column("51.3 %", 0.006),
        column("0.513 %", "0.006 %"), column(0.513, "0.6 %"),
    ):  # fmt: skip
        assert not kind.matches(kind.read(mixed), right), mixed


def test_a_value_with_two_meanings_is_not_guessed():
    for odd in ("51,298", None, "much", float("nan"), "51 km"):
        exercise = EXERCISES["F5.9"]
        outcome = judge(exercise, exercise.answer().assign(share=[odd, 58.5, 58.2, 60.2]))
        assert outcome.verdict == CANNOT_BE_READ
        assert outcome.says.startswith("The column 'share' cannot be read in per cent (")
    assert reading.read_shares([0.5, "2 %"]) == ([0.5, 2.0],)
