"""Where am I? begin(), progress(), and what a cell says that was answered in an earlier sitting."""

from __future__ import annotations

import re
from datetime import datetime

import nbformat
import pytest
from bs4 import BeautifulSoup

from steppes import (
    begin,
    check,
    checking,
    claims,
    guess,
    own,
    progress,
    record,
    settle,
    sitting,
    steps,
)
from steppes.authoring.questions import _lesson
from steppes.entries import when

LESSONS = steps.lessons()
FIRST = "Welcome to lesson 03, about {} minutes. What you do is kept in my_work/progress.json. "


@pytest.fixture
def clock(monkeypatch):
    """A minute passes with each thing that is noted."""
    minutes = iter(range(10, 60))
    monkeypatch.setattr(
        record, "_now", lambda: {"at": f"2026-11-24T09:{next(minutes)}:00Z", "course": "1.0.0"}
    )
    monkeypatch.setattr(sitting, "show_bundle", lambda bundle: shown.append(bundle))
    shown: list[dict] = []
    return shown


def right(exercise_id: str) -> None:
    """Note a right answer, without its computation."""
    record.answered(exercise_id, "right", checking.CORRECT, True)


def wrong(exercise_id: str) -> None:
    record.answered(exercise_id, "wrong", checking.NOT_YET, False)


def said(capsys) -> str:
    return capsys.readouterr().out


# --- the steps of the lessons --------------------------------------------------------------------


def test_every_question_and_claim_of_a_lesson_is_a_step():
    for exercise in checking.declared().values():
        further = "further/" if exercise.id.startswith("F") else ""
        lesson = LESSONS[f"{further}{exercise.lesson:02d}"]
        what = steps.CHECK if "." in exercise.id else steps.EXERCISE
        assert exercise.id in [step.name for step in lesson.of(what)]
    asked = [step.name for lesson in LESSONS.values() for step in lesson.of(steps.VERDICT)]
    told = [step.name for lesson in LESSONS.values() for step in lesson.of(steps.TOLD)]
    assert len(asked + told) == len(set(asked + told)) and {"7", "16"} <= set(asked + told)
    assert [step.name for step in LESSONS["03"].of(steps.CHECK)][-1] == "3.8"
    assert all(lesson.title for lesson in LESSONS.values())
    assert all(lesson.minutes or name.startswith("further") for name, lesson in LESSONS.items())


def test_steps_are_gathered_in_the_order_of_the_page():
    cells = [
        nbformat.v4.new_markdown_cell("# 01 Thin *ties*\n\n**Minutes:** 75 (about)."),
        nbformat.v4.new_code_cell("%matplotlib inline"),
        nbformat.v4.new_markdown_cell("## Before (3 minutes)\n\n**1.2** …\n\n### Who `sold`?"),
        nbformat.v4.new_code_cell('x = ...\nguess("the gap", x, "km"); check("1.2", x)'),
        nbformat.v4.new_code_cell('settle(4)\nsettle(7, ..., because=...)\nsettle(9, because="x")'),
        nbformat.v4.new_code_cell('check(name); settle(number, ...); check("1.1", "A")'),
        nbformat.v4.new_code_cell('check("1.2", "again")'),
    ]
    entry = _lesson(nbformat.v4.new_notebook(cells=cells))
    assert (entry["title"], entry["minutes"]) == ("Thin ties", 75)
    assert list(entry["steps"].items()) == [
        ("guess the gap", "Who sold?"),
        ("check 1.2", "Who sold?"),
        ("told 4", "Who sold?"),
        ("verdict 7", "Who sold?"),
        ("verdict 9", "Who sold?"),
        ("check 1.1", "Who sold?"),
    ]
    assert _lesson(nbformat.v4.new_notebook(cells=[])) == {"title": "", "minutes": 0, "steps": {}}


# --- begin ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", [3, "3", "03", "03_history", " 03 "])
def test_a_first_sitting_is_one_line_that_says_where_work_is_kept(lesson, capsys):
    begin(lesson)
    told = said(capsys)
    assert told.startswith(FIRST.format(LESSONS["03"].minutes)) and told.count("\n") == 1
    assert "keep() makes a zip" in told and "bring_back() brings it back" in told


@pytest.mark.parametrize(
    ("odd", "near"),
    [
        (77, "07, 05"), (6, "05, 07"), (-1, "01"), ("further/99", "further/0"), (True, "00"),
        (None, "00, 01, 02"), ([], "00, 01, 02"), (..., "00"), ("", "00"), (10**5000, "0"),
        ("03_nonsense", "03"), ("\ud83d", "0"), (3.5, "0"), ("puzzle", "00, 01, 02"),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_lesson_that_there_is_not_is_one_sentence_with_the_nearest(odd, near, capsys):
    begin(odd)
    told = said(capsys)
    assert re.match(r"There is no lesson .*\. The nearest are: [\d, /a-z]+\.\n$", told)
    assert near in told.partition("nearest are: ")[2]


def test_a_further_notebook_is_named_as_commands_name_it(monkeypatch, capsys, clock):
    more = steps.Lesson("further/03_history", "More", 40, (steps.Step("check", "F3.1"),), ())
    monkeypatch.setattr(steps, "lessons", lambda: {**LESSONS, more.number: more})
    monkeypatch.setattr(sitting, "lessons", steps.lessons)
    for name in ("further/3", "further/03", "further/03_history"):
        begin(name)
        assert said(capsys).startswith("Welcome to further/03, about 40 minutes. ")
    right("F3.1")
    begin("further/3")
    told = said(capsys)
    assert told.startswith("Welcome back to further/03. Checks: 1 answered right, 0 open.\n")
    assert told.endswith("You were at F3.1. Nothing in the lesson is open.\n")


def test_a_later_sitting_says_what_is_done_where_one_stopped_and_how_to_go_on(clock, capsys):
    right("3.1"), wrong("3.2"), right("3a")
    guess("with more in 2012", 6, "republics")
    record.judged(28, "holds", "the oath")
    right("3.4")
    capsys.readouterr()
    begin(3)
    counted, where = said(capsys).splitlines()
    assert counted == (
        "Welcome back to lesson 03. Checks: 2 answered right, 6 open. "
        "Verdicts: 1 given, 1 open. Exercises: 1 done, 7 open."
    )
    assert where == (
        "You were at 3.4. The next that is open is 3.5, under \u201cWhat would a past look "
        "like?\u201d. To go on there, click into its cell and choose Run > Run All Above Selected "
        "Cell."
    )


def test_what_was_touched_last_and_is_open_is_where_to_go_on(clock, capsys):
    right("3.3"), wrong("3.4")
    begin(3)
    assert "You were at 3.4, under \u201cHow many left" in (told := said(capsys))
    assert "It is still open. To go on there, click into its cell" in told
    record.judged(34, "mixed")  # the last of the page, so the first that was left
    begin(3)
    assert "You were at claim 34. The next that is open is 3.1, under" in said(capsys)
    wrong("3c")
    begin(3)
    assert "You were at 3c of the exercises. The next that is open is 3.1," in said(capsys)


def test_a_lesson_that_is_done_says_so_and_where_one_was_last(clock, capsys):
    record.judged(0, "holds", "it is near")
    for step in LESSONS["00"].of(steps.CHECK):
        right(step.name)
    begin(0)
    assert said(capsys).endswith("You were at 0.3. Nothing in the lesson is open.\n")
    wrong("1.4")
    begin(0)
    last = said(capsys).splitlines()[-1]
    assert last == (
        "You were last in lesson 01, at 1.4: open 01_puzzle.ipynb in the list at the left."
    )
    right("1b")
    begin(0)
    assert "at 1b of the exercises: open exercises/01_puzzle.ipynb in" in said(capsys)


def test_cells_that_were_run_untouched_and_told_claims_are_no_sitting(capsys, monkeypatch):
    monkeypatch.setattr(claims, "show_bundle", lambda bundle: None)
    check("1.1", ...)
    guess("the gap", ..., "km")
    settle(7, ..., because=...)
    settle(16)
    capsys.readouterr()
    begin(1)
    progress()
    first, nothing = said(capsys).splitlines()
    assert first.startswith("Welcome to lesson 01") and nothing.startswith("Nothing is recorded")


# --- progress ------------------------------------------------------------------------------------


def test_progress_says_lesson_by_lesson_what_is_done_and_open(clock, capsys):
    right("0.1"), right("0.3"), wrong("0.2"), right("0a")
    for exercise_id in ("1.1", "1.3", "1.4"):
        right(exercise_id)
    record.judged(22, "wrong", "no record leans that way")
    progress()
    start, puzzle, waiting, last = clock[0]["text/plain"].splitlines()
    assert start == (
        "Lesson 00. Checks: 2 answered right, 1 open. Verdicts: 0 given, 1 open. "
        "Exercises: 1 done, 0 open. Open: 0.2, claim 0. "
        "You were at 0a of the exercises."
    )
    assert "Open: 1.2, 1.5 to 1.7, claim 18" in puzzle and "claim 7" not in puzzle
    assert "claim 18, 1a to 1h. You were at claim 22." in puzzle
    assert waiting == f"Not begun: {', '.join(n for n in LESSONS if n > '01')}."
    assert last == "You stopped in lesson 01, at claim 22."
    assert said(capsys) == ""


def test_the_table_of_progress_has_heads_for_rows_and_columns(clock):
    right("0.1"), right("1.1")
    progress()
    page = BeautifulSoup(clock[0]["text/html"], "html.parser")
    assert page.caption.get_text() == "What you have done, and what is open"
    heads = [head.get_text() for head in page.find_all("th", scope="col")]
    assert heads[0] == "Lesson" and len(heads) == 6
    rows = page.tbody.find_all("tr")
    assert [row.find("th", scope="row").get_text()[:2] for row in rows] == ["00", "01"]
    assert all(len(row.find_all("td")) == len(heads) - 1 for row in rows)
    assert rows[0].find_all("td")[0].get_text() == "1 of 3"
    assert rows[0].find_all("td")[1].get_text() == "0 of 1"  # the claim to practise on


def test_ones_own_exercises_are_a_row(monkeypatch, clock):
    mine = {"own1": checking.declared()["1a"]}
    monkeypatch.setattr(own, "declared", lambda: mine)
    right("own1")
    progress()
    assert clock[0]["text/plain"].startswith("Own. Exercises: 1 done, 0 open. Open: nothing. ")


def test_a_record_without_times_is_told_too(empty_home, clock):
    empty_home.mkdir()
    (empty_home / "progress.json").write_text('{"checks": {"1.1": "correct", "0.2": "not yet"}}')
    progress()
    assert clock[0]["text/plain"].endswith("You stopped in lesson 01, at 1.1.")


# --- an answered check whose cell was not kept ---------------------------------------------------

DAY = "2026-11-24T09:00:00Z"


def untouched(exercise_id: str, capsys) -> str:
    capsys.readouterr()
    check(exercise_id, ...)
    return said(capsys)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (checking.CORRECT, "You answered it right on 24 November."),
        (checking.NOTED, "You wrote an answer on 24 November."),
        (checking.NOT_YET, "Your last answer, on 24 November, was not yet right. Put your answer"),
        (checking.CANNOT_BE_READ, "Your last answer, on 24 November, could not be read. Put your"),
    ],
)
def test_an_untouched_cell_says_what_was_answered_before(outcome, told, monkeypatch, capsys):
    monkeypatch.setattr(record, "_now", lambda: {"at": DAY.replace("2026", year()), "course": "1"})
    record.answered("1.6", 44, outcome, outcome == checking.CORRECT)
    monkeypatch.setattr(record, "BEGAN", f"{year()}-11-24T10:00:00Z")
    heard = untouched("1.6", capsys)
    assert heard.startswith(f"1.6: not attempted in this sitting. {told}") and "44" not in heard
    monkeypatch.setattr(record, "BEGAN", f"{year()}-11-24T08:00:00Z")
    assert untouched("1.6", capsys).startswith(f"1.6: not attempted. {told}")
    assert record.read()["exercises"]["1.6"]["attempts"] == 1


def year() -> str:
    return str(datetime.now().year)


def test_a_check_that_was_right_once_says_so_after_a_wrong_answer(capsys):
    right("1.6"), wrong("1.6")
    heard = untouched("1.6", capsys)
    assert "You have answered it right before. Your last answer, on" in heard


def test_nothing_answered_gives_the_plain_sentence(capsys):
    plain = untouched("1.6", capsys)
    assert plain.startswith("1.6: not attempted. Put your answer in place of the three dots")
    record.hinted("1.6", 1)
    record.answered("1.5", 1, "<b>odd</b>", False)
    assert untouched("1.6", capsys) == plain
    assert untouched("1.5", capsys) == plain.replace("1.6", "1.5")


@pytest.mark.parametrize("at", ["", "2026-99-99T99:99:99Z", "0001-01-01T00:00:00Z"])
def test_a_day_that_no_calendar_has_is_left_out(at, empty_home, capsys):
    assert when({"at": at}) in ("", "on 1 January 1")
    assert when({}) == ""
    empty_home.mkdir()
    (empty_home / "progress.json").write_text('{"checks": {"1.6": "correct"}}')
    assert untouched("1.6", capsys) == (
        "1.6: not attempted in this sitting. You answered it right.\n"
    )


def test_another_year_is_named():
    assert when({"at": "2001-02-03T12:00:00Z"}) == "on 3 February 2001"
