"""Six questions before and after the course: kept, never scored, and told side by side."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from steppes import after, before, both_times, checking, progress, record, twice
from steppes.errors import Misuse
from steppes.lessons.start.asked_twice import SIX
from steppes.questions import asked_twice, questions
from steppes.steps import last_stop, lessons

IDS = ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]


def said(capsys) -> str:
    return capsys.readouterr().out.strip()


def one_sentence(capsys) -> str:
    """What was said, which is one line and no traceback."""
    told = said(capsys)
    assert "\n" not in told and "Error" not in told
    return told


def test_there_are_six_with_four_options_each_and_the_course_s_choice_is_declared():
    assert list(asked_twice()) == IDS == [each.id for each in SIX]
    for each in SIX:
        question = asked_twice()[each.id]
        assert list(question.options) == ["A", "B", "C", "D"]
        assert question.notebook == "further/00_start"
        lengths = {letter: len(text) for letter, text in question.options.items()}
        assert lengths[each.letter] < max(lengths.values()), f"{each.id}: the longest is the right"
        assert each.idea and each.why.endswith(".")
    letters = [each.letter for each in SIX]
    assert set(letters) == set("ABCD") and max(map(letters.count, letters)) <= 2


def test_no_question_is_about_the_pair_or_an_exercise_that_is_judged():
    for question in asked_twice().values():
        told = question.text + " ".join(question.options.values())
        assert not re.search(r"mongol|kazakh|russia|soviet|steppe", told, re.IGNORECASE)
    assert not set(IDS) & (set(questions()) | set(checking.declared()))


def test_what_the_course_would_choose_is_read_by_no_verb():
    for path in Path(twice.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        assert not any("asked_twice" in name for name in imported), path.name


def test_two_answers_are_kept_and_told_side_by_side(capsys):
    before("Q1", "B")
    assert one_sentence(capsys) == (
        "Q1: B is noted. You will be asked again when the course is over."
    )
    after("Q1", "c")
    assert "both_times() shows" in one_sentence(capsys)
    options = asked_twice()["Q1"].options
    kept = record.read()["twice"]
    assert kept["before Q1"]["last"]["letter"] == "B"
    assert kept["after Q1"]["last"]["words"] == options["C"]
    both_times()
    told = said(capsys).splitlines()
    assert told[0].startswith("Q1. An article says")
    assert told[1:] == [f"  Before: B: {options['B']}.", f"  After: C: {options['C']}."]
    record.show()
    assert "before Q1: B, whether the leaders" in said(capsys)


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("when", [before, after])
def test_no_answer_is_told_right_or_wrong(name, when, capsys):
    told = set()
    for letter in "ABCD":
        before(name, "A")
        capsys.readouterr()
        when(name, letter)
        told.add(one_sentence(capsys).replace(f" {letter} ", " _ "))
        assert not re.search(r"\b(right|wrong|correct|not yet)\b", "".join(told))
    assert len(told) == 1


def test_nobody_counts_them(capsys):
    before("Q1", "B")
    after("Q1", "B")
    capsys.readouterr()
    kept = record.read()
    assert last_stop(kept) is None and kept["exercises"] == kept["claims"] == {}
    assert not any("Q1" in step.name for each in lessons().values() for step in each.steps)
    progress()
    assert said(capsys).startswith("Nothing is recorded yet.")
    checking.check("Q1", "B")
    assert said(capsys).startswith("There is no exercise 'q1'")


@pytest.mark.parametrize("when", [before, after])
@pytest.mark.parametrize("odd", ["E", "", "AB", 2, 2.0, None, [], ["A", "B"], np.nan, object()])
def test_what_is_no_letter_is_one_sentence_and_noted_nowhere(when, odd, capsys):
    when("Q2", odd)
    told = one_sentence(capsys)
    assert told == (
        f'Q2: an answer is one letter, A, B, C or D, in quotes, such as {when.__name__}("Q2", "B").'
    )
    assert record.read()["twice"] == {}


@pytest.mark.parametrize("when", [before, after])
@pytest.mark.parametrize("odd", ["Q7", "1.1", "", 1, 1.1, None, "Q" * 400, ["Q1"], {}])
def test_an_unknown_id_is_one_sentence(when, odd, capsys):
    when(odd, "A")
    told = one_sentence(capsys)
    assert told.startswith("There is no question '") and "Q1, Q2, Q3, Q4, Q5 or Q6" in told
    assert record.read()["twice"] == {}


def test_three_dots_note_nothing_and_tell_of_an_earlier_answer(capsys):
    before("Q3", ...)
    assert one_sentence(capsys) == 'Q3: no answer yet. Write a letter, such as before("Q3", "B").'
    before("Q3")
    assert "no answer yet" in one_sentence(capsys)
    assert record.read()["twice"] == {}
    before("q3", " d) ")
    capsys.readouterr()
    before("Q3", ...)
    assert one_sentence(capsys) == "Q3: you chose D before the course."
    after("Q3", ...)
    assert "no answer yet" in one_sentence(capsys)


def test_after_without_before_is_noted_and_said(capsys):
    after("Q4", "A")
    assert one_sentence(capsys) == (
        "Q4: A is noted. There is no answer from before to set beside it."
    )
    both_times()
    assert "  Before: no answer\n" in said(capsys)
    before("Q4", "B")
    assert "nothing was noted" in one_sentence(capsys)
    assert "before Q4" not in record.read()["twice"]


def test_what_was_chosen_before_stays_once_there_is_an_answer_after(capsys):
    before("Q5", "A")
    before("Q5", "B")  # a slip can still be mended
    after("Q5", "C")
    before("Q5", "C")
    assert "What you chose before stays as it was." in said(capsys).splitlines()[-1]
    assert record.read()["twice"]["before Q5"]["last"]["letter"] == "B"


def test_nothing_to_show_and_a_call_of_another_form_are_sentences(capsys):
    both_times()
    assert one_sentence(capsys).startswith("Nothing is noted yet")
    for call in (lambda: before(), lambda: after("Q1", "A", "B"), lambda: both_times("Q1")):
        with pytest.raises(Misuse, match="Write: "):
            call()


def test_both_times_shows_the_words_that_were_read_then(monkeypatch, capsys):
    before("Q6", "B")
    asked = asked_twice()["Q6"]
    changed = type(asked)(asked.notebook, asked.text, asked.options | {"B": "new"}, "x")
    monkeypatch.setattr(twice, "asked_twice", lambda: {"Q6": changed})
    capsys.readouterr()
    both_times()
    assert f"  Before: B: {asked.options['B']}" in said(capsys)


def test_a_record_from_outside_is_text_and_never_a_page(monkeypatch, capsys):
    script = "<img src=x onerror=alert(1)>"
    record.chose("before", "Q1", "B", script)
    shown = {}
    monkeypatch.setattr(twice, "show_bundle", shown.update)
    both_times()
    assert "<img" not in shown["text/html"] and "&lt;img" in shown["text/html"]
