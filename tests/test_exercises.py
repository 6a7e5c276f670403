"""Every declared exercise, tried as students try them: untouched, right, wrong and odd."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pandas as pd
import pytest
from answered import EXERCISES
from bs4 import BeautifulSoup
from test_stored import apart
from wanted import nothing_wanted

from steppes import begin, checking, gathering, own, record, stored
from steppes.checking import (
    CANNOT_BE_READ,
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    NOTED,
    Exercise,
    judge,
)
from steppes.kinds import Choice, Number, Order, Share, Written

ROOT = Path(__file__).resolve().parents[1]


def of_kind(*kinds: type) -> pytest.MarkDecorator:
    """One test for each exercise whose answer is of one of these kinds."""
    found = {name: e for name, e in EXERCISES.items() if isinstance(e.kind, kinds)}
    assert found
    return pytest.mark.parametrize("exercise", found.values(), ids=found)


EACH = of_kind(object)
JUDGED = of_kind(*{type(e.kind) for e in EXERCISES.values()} - {Written})
# Nonsense is read by the kind of an answer, so one exercise of each kind stands for all.
OF_EACH_KIND = {type(e.kind).__name__: e for e in reversed(EXERCISES.values())}
EACH_KIND = pytest.mark.parametrize("exercise", OF_EACH_KIND.values(), ids=OF_EACH_KIND)
NONSENSE = {
    "none": None,
    "text": "banana milk",
    "empty text": "",
    "empty frame": pd.DataFrame(),
    "other frame": pd.DataFrame({"x": [1, 2]}),
    "nan": float("nan"),
    "infinite": np.inf,
    "list of lists": [[1], [2, 3]],
    "mapping": {"a": object()},
    "function": print,
    "type": int,
    "truth": True,
    "complex": 1 + 2j,
    "missing": pd.NA,
    "no date": pd.NaT,
}


@EACH
def test_untouched_is_not_attempted(exercise):
    assert judge(exercise, ...).verdict == NOT_ATTEMPTED


@EACH
def test_the_reference_is_right(exercise):
    outcome = judge(exercise, exercise.answer())
    expected = NOTED if isinstance(exercise.kind, Written) else CORRECT
    assert (outcome.verdict, outcome.says) == (expected, exercise.right)


@EACH
def test_right_answers_in_another_dress_pass(exercise):
    dresses = exercise.kind.other_spellings(exercise.answer())
    assert len(dresses) >= 2
    for dressed in dresses:
        assert judge(exercise, dressed).verdict in (CORRECT, NOTED), repr(dressed)


@pytest.mark.parametrize("lesson", sorted({e.lesson for e in EXERCISES.values()}))
def test_the_answers_that_come_with_the_course_are_what_is_computed(lesson):
    held = stored.results(f"answers_{lesson:02d}")
    wanted = {
        exercise.id: [exercise.answer(), [mistake.answer() for mistake in exercise.mistakes]]
        for exercise in EXERCISES.values()
        if exercise.lesson == lesson and exercise.id in checking._of_the_course()
        if checking.is_computed(checking.declared()[exercise.id])
    }
    assert held.keys() == wanted.keys(), "run steppes store"
    for name, answers in wanted.items():
        assert not apart(stored.decoded(stored.unveiled(held[name])), answers), name


@JUDGED
def test_each_declared_mistake_gets_its_own_sentence(exercise):
    said = [mistake.says for mistake in exercise.mistakes]
    assert len(set(said)) == len(said) >= 2
    for mistake in exercise.mistakes:
        outcome = judge(exercise, mistake.answer())
        assert (outcome.verdict, outcome.says) == (NOT_YET, mistake.says), mistake.what
        assert len(mistake.says.split()) >= 5, mistake.says


@JUDGED
def test_reference_and_mistakes_lie_apart(exercise):
    answers = [exercise.answer(), *(mistake.answer() for mistake in exercise.mistakes)]
    for i, one in enumerate(answers):
        for other in answers[i + 1 :]:
            read = exercise.kind.read(one)
            assert not exercise.kind.matches(read, other, factor=2), (one, other)


@EACH_KIND
@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_gets_a_sentence(exercise, nonsense):
    outcome = judge(exercise, nonsense)
    assert outcome.verdict == CANNOT_BE_READ
    assert exercise.kind.wanted in outcome.says


def test_a_letter_that_is_declared_is_judged_without_what_comes_computed(monkeypatch):
    def read(part):
        raise AssertionError(part)

    monkeypatch.setattr(stored, "results", read)
    exercise = checking.declared()["1.1"]
    assert isinstance(exercise.kind, Choice) and not checking.is_computed(exercise)
    kept = [checking._reference.__wrapped__(exercise), *checking._wrong.__wrapped__(exercise)]
    assert sorted(kept) == sorted(exercise.kind.options)
    with pytest.raises(AssertionError):
        checking._reference.__wrapped__(checking.declared()["1.3"])


class Hostile:
    """An answer whose every method raises."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __eq__(self, other):
        raise RuntimeError("eq")

    __hash__ = None


@EACH_KIND
def test_a_hostile_answer_gets_a_sentence(exercise):
    assert judge(exercise, Hostile()).verdict == CANNOT_BE_READ


@of_kind(Number, Share)
def test_the_expected_value_is_never_given_away(exercise):
    reference = exercise.answer()
    numbers = {f"{reference:.{d}f}" for d in range(4)} - {"0", "1", "2"}
    for sentence in (*exercise.hints, *(m.says for m in exercise.mistakes)):
        found = set(re.findall(r"\d[\d,]*\.?\d*", sentence))
        assert not found & numbers, sentence


@of_kind(Order)
def test_lines_in_the_order_that_is_called_right_run(exercise):
    """A reference that does not run would be met by itself alone, and every right order refused."""
    right = exercise.kind.read(exercise.answer())
    assert exercise.kind.feedback_of(right) == ""
    for mistake in exercise.mistakes:
        assert exercise.kind.feedback_of(exercise.kind.read(mistake.answer())), mistake.what


@EACH
def test_hints_and_choices_are_complete(exercise):
    assert exercise.hints
    if isinstance(exercise.kind, Choice):
        wrong = set(exercise.kind.options) - {exercise.answer()}
        assert {mistake.answer() for mistake in exercise.mistakes} == wrong


def test_no_letter_is_right_most_of_the_time():
    by_lesson: dict[str, list[str]] = {}
    for exercise in EXERCISES.values():
        if isinstance(exercise.kind, Choice):
            lesson = re.match(r"own|F?\d+", exercise.id)[0]
            by_lesson.setdefault(lesson, []).append(exercise.answer())
    for lesson, letters in by_lesson.items():
        if len(letters) >= 4:
            assert len(set(letters)) >= 3, (lesson, letters)
            assert max(map(letters.count, letters)) <= len(letters) / 2, (lesson, letters)


@functools.cache
def _notebooks(folder: str) -> dict[str, nbformat.NotebookNode]:
    return {p.name: nbformat.read(p, as_version=4) for p in sorted((ROOT / folder).glob("*.ipynb"))}


@functools.cache
def _asked() -> dict[str, str]:
    """Each id that a notebook checks, with the markdown of that notebook."""
    asked = {}
    for folder in ("notebooks", "notebooks/further", "solutions", "own"):  # own: an instructor's
        for notebook in _notebooks(folder).values():
            text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
            code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
            for found in re.findall(r'\bcheck\("([^"]+)"', code):
                asked.setdefault(found, text)
    return asked


def test_declarations_and_notebooks_ask_the_same():
    nothing_wanted(
        [
            f'No notebook asks {i}: it wants a cell with check("{i}", ...).'
            for i in EXERCISES
            if i not in _asked()
        ]
        + [f"A notebook checks {i}, which nobody declares." for i in _asked() if i not in EXERCISES]
    )


@EACH
def test_the_notebook_offers_the_declared_options(exercise):
    text = _asked()[exercise.id]
    assert f"**{exercise.id}**" in text or f" {exercise.id} " in text
    for letter, option in getattr(exercise.kind, "options", {}).items():
        assert f"- {letter}: {option}" in text


def _solutions(exercise: Exercise) -> list[nbformat.NotebookNode]:
    """The cells of the notebook in which an exercise is worked."""
    if exercise.id.startswith("own"):
        return _notebooks("own")["solutions.ipynb"].cells
    (name,) = [n for n in _notebooks("solutions") if n.startswith(f"{exercise.lesson:02d}_")]
    return _notebooks("solutions")[name].cells


@EACH
def test_the_worked_answer_is_where_solution_says(exercise):
    headings = [c.source for c in _solutions(exercise) if c.cell_type == "markdown"]
    assert any(re.search(rf"^#+ {exercise.id}\b", text, re.MULTILINE) for text in headings)


CHOICES = [e for e in EXERCISES.values() if isinstance(e.kind, Choice)]


def letter_worked(exercise: Exercise) -> str | None:
    """The letter that the worked answer gives: the first word under its heading, or its cell's."""
    for cell in _solutions(exercise):
        name = re.escape(exercise.id)
        if cell.cell_type == "markdown":
            told = re.search(rf"^#+ {name}\b.*\n+([A-Z])\. ", cell.source, re.MULTILINE)
        elif f'check("{exercise.id}"' in cell.source:
            told = re.search(r'^(?:\w+ = |check\(.*, )"([A-Z])"\)?$', cell.source, re.MULTILINE)
        else:
            continue
        if told:
            return told[1]
    return None


def at_odds(choices: Iterable[Exercise]) -> list[str]:
    """Each choice whose declaration and worked answer name two letters, or where one names none."""
    return [
        f"{e.id}: its declaration says {e.answer()}, the worked answer {letter_worked(e)}."
        for e in choices
        if e.answer() != letter_worked(e)
    ]


def test_declaration_and_worked_answer_name_one_letter():
    assert CHOICES
    nothing_wanted(at_odds(CHOICES))


@pytest.mark.parametrize("exercise", CHOICES, ids=[e.id for e in CHOICES])
def test_another_letter_in_a_declaration_is_noticed(exercise):
    for letter in set(exercise.kind.options) - {exercise.answer()}:
        changed = dataclasses.replace(exercise, answer=lambda letter=letter: letter)
        (said,) = at_odds([changed])
        assert said.startswith(f"{exercise.id}: its declaration says {letter}, the worked answer")
        assert "None" not in said


def test_an_unknown_id_names_the_nearest(capsys):
    for verb in (checking.check, checking.hint, checking.solution):
        verb("1.33")
        assert "nearest ids are: 1.3" in capsys.readouterr().out


def test_a_check_reads_what_its_own_lesson_declares_and_no_other(monkeypatch, empty_home, capsys):
    declared = checking.declared()
    monkeypatch.setattr(gathering, "modules", None)
    monkeypatch.setattr(checking, "_of_the_course", None)
    for name, exercise in declared.items():
        assert checking.one(name) is exercise
    checking.check("3.7", "A")
    checking.check(1.1)
    begin(3)
    said = capsys.readouterr().out
    assert said.startswith("3.7: ") and "1.1: not attempted" in said and "Welcome back" in said


def test_an_exercise_whose_question_is_not_gathered_yet_is_found_all_the_same(monkeypatch, capsys):
    monkeypatch.setattr(checking, "questions", dict)
    assert checking.one("1.1") is checking.declared()["1.1"]
    assert checking.one("own1") is checking.one("9.9") is None
    checking.check("own1", 3)
    assert "There is no exercise 'own1'" in capsys.readouterr().out


def test_hints_come_one_by_one(capsys):
    exercise = EXERCISES["1.1"]
    for number, text in enumerate(exercise.hints, start=1):
        checking.hint("1.1")
        said = capsys.readouterr().out
        assert said == f"Hint {number} of {len(exercise.hints)}: {text}\n"
    checking.hint("1.1")
    assert "No more hints" in capsys.readouterr().out


def test_a_right_answer_stays_on_the_record(empty_home, capsys):
    checking.check("1.1", EXERCISES["1.1"].answer())
    checking.check("1.1", ...)
    (kept,) = json.loads((empty_home / "progress.json").read_text(encoding="utf-8"))[
        "exercises"
    ].items()
    assert kept[0] == "1.1" and kept[1]["last"]["outcome"] == "correct" and kept[1]["done"]
    assert "not attempted" in capsys.readouterr().out


# --- where the worked answer is ------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    bundles: list[dict] = []
    monkeypatch.setattr(checking, "show_bundle", bundles.append)
    return bundles


@pytest.mark.parametrize("where", ["my_work", "my_work/exercises", "my_work/a b/c"])
def test_the_worked_answer_is_linked_from_where_the_notebook_lies(
    where, shown, tmp_path, monkeypatch
):
    (tmp_path / where).mkdir(parents=True)
    worked = tmp_path / "my_work" / "solutions" / "02_benchmark.ipynb"
    worked.parent.mkdir()
    worked.touch()
    monkeypatch.chdir(tmp_path / where)
    monkeypatch.setattr(record, "home", lambda: tmp_path / "my_work")
    monkeypatch.delenv("STEPPES_HOME")
    checking.solution("2a")
    title = checking.declared()["2a"].title
    assert shown[0]["text/plain"] == (
        f"2a, {title}: worked in my_work/solutions/02_benchmark.ipynb, under the heading 2a."
    )
    (link,) = BeautifulSoup(shown[0]["text/html"], "html.parser").find_all("a")
    assert (Path.cwd() / unquote(link["href"])).resolve() == worked.resolve()
    assert link.get_text() == "my_work/solutions/02_benchmark.ipynb"


def test_without_a_copy_the_courses_own_is_linked(shown, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    checking.solution("0.1")
    assert (
        '<a href="../solutions/00_start.ipynb">solutions/00_start.ipynb</a>'
        in (shown[0]["text/html"])
    )


def test_where_no_notebook_is_there_its_name_is_told(shown, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(own, "data_folder", lambda: tmp_path / "_data")
    checking.solution("2a")
    assert shown == []
    assert (
        "worked in solutions/02_benchmark.ipynb, under the heading 2a." in capsys.readouterr().out
    )


@EACH
def test_the_notebook_that_is_named_has_the_heading(exercise):
    called, place = checking._worked(exercise)
    assert place is not None, f"{called} is missing"
    cells = json.loads(place.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert re.search(rf"^#+ {re.escape(exercise.id)}\b", text, re.MULTILINE), called
