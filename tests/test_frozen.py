"""Published questions are frozen: no old copy is judged by a new key, and no record thaws."""

from __future__ import annotations

import dataclasses
import json
import types
from pathlib import Path

import pytest
from wanted import nothing_wanted

import steppes
from steppes import checking, hint, questions, record, solution
from steppes.kinds import Choice

ROOT = Path(__file__).resolve().parents[1]
ASKED = {name: question.fingerprint for name, question in questions.questions().items()}
CHOICES = [e.id for e in checking.declared().values() if isinstance(e.kind, Choice)]


@pytest.fixture
def home(empty_home, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return empty_home


def copy_as_start_does(original: Path, copy: Path) -> Path:
    """A student's copy, with what start.py notes in it of the questions as they are now."""
    notebook = json.loads(original.read_text(encoding="utf-8"))
    asked = {
        name: question.fingerprint
        for name, question in questions.questions().items()
        if question.notebook.removeprefix("further/") == original.stem
        and question.notebook.startswith("further/") == (original.parent.name == "further")
    }
    notebook["metadata"]["steppes"] = {"copy_of": original.name, "questions": asked}
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(json.dumps(notebook), encoding="utf-8")
    return copy


def reorder(monkeypatch, exercise_id: str) -> str:
    """Change a published choice: its options stand in another order, and the key follows.

    Returns the letter that was right before, which now means another option.
    """
    question, exercise = questions.questions()[exercise_id], checking.declared()[exercise_id]
    right = exercise.answer()
    letters, texts = list(question.options), list(question.options.values())
    options = dict(zip(letters, texts[1:] + texts[:1], strict=True))
    moved = next(letter for letter, text in options.items() if text == question.options[right])
    assert moved != right
    changed = dataclasses.replace(question, options=options, fingerprint="changed")
    asked = questions.questions() | {exercise_id: changed}
    monkeypatch.setattr(questions, "questions", lambda: asked)
    new, one = dataclasses.replace(exercise, answer=lambda: moved), checking.one
    monkeypatch.setattr(checking, "one", lambda name: new if name == exercise_id else one(name))
    return right


def place_of(exercise_id: str) -> tuple[Path, str]:
    """The notebook that asks a question, and the name of the student's copy of it."""
    slug = questions.questions()[exercise_id].notebook
    at_home = "." not in exercise_id
    return (
        ROOT / ("exercises" if at_home else "notebooks") / f"{slug}.ipynb",
        f"exercises/{slug}.ipynb" if at_home else f"{slug}.ipynb",
    )


def judged(said: str) -> bool:
    return any(verdict in said for verdict in (checking.CORRECT, checking.NOT_YET))


@pytest.mark.parametrize("exercise_id", CHOICES)
def test_an_old_copy_is_never_judged_by_a_new_key(exercise_id, home, monkeypatch, capsys):
    original, name = place_of(exercise_id)
    copy_as_start_does(original, home / name)
    right = reorder(monkeypatch, exercise_id)
    for letter in questions.questions()[exercise_id].options:
        checking.check(exercise_id, letter)
        said = capsys.readouterr().out
        assert said.startswith(f"{exercise_id}: this question has changed since your copy")
        assert "rename your copy" in said and not judged(said)
    for verb in (hint, solution):
        verb(exercise_id)
        assert capsys.readouterr().out.startswith(f"{exercise_id}: this question has changed")
    checking.check(exercise_id, ...)
    assert record.read()["exercises"] == {}
    # The same letter in a new copy is judged, and is wrong there.
    (home / name).rename(home / "old.ipynb")
    copy_as_start_does(original, home / name)
    checking.check(exercise_id, right)
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{exercise_id}: not yet.")


def test_a_question_that_has_not_changed_is_judged_in_an_old_copy(home, monkeypatch, capsys):
    copy_as_start_does(place_of("1.1")[0], old_name(home))
    reorder(monkeypatch, "1.2")
    checking.check("1.1", checking.declared()["1.1"].answer())
    assert "1.1: correct." in capsys.readouterr().out


def old_name(home: Path) -> Path:
    return home / "01_puzzle.ipynb"


def test_the_notebook_that_runs_counts_wherever_it_lies(home, monkeypatch, capsys):
    """JupyterLab names it to the kernel: a renamed old copy is old, and the new one is new."""
    original, _ = place_of("1.1")
    renamed = copy_as_start_does(original, home / "mine" / "renamed.ipynb")
    right = reorder(monkeypatch, "1.1")
    new = copy_as_start_does(original, old_name(home))
    monkeypatch.setenv("JPY_SESSION_NAME", str(renamed))
    checking.check("1.1", right)
    assert "has changed since your copy" in capsys.readouterr().out
    monkeypatch.setenv("JPY_SESSION_NAME", str(new))
    checking.check("1.1", right)
    assert "1.1: not yet." in capsys.readouterr().out


def test_a_lesson_that_is_no_copy_is_judged_by_what_it_asks(home, monkeypatch, capsys):
    original, _ = place_of("1.1")
    copy_as_start_does(original, old_name(home))
    right = reorder(monkeypatch, "1.1")
    monkeypatch.setenv("JPY_SESSION_NAME", str(original))
    checking.check("1.1", right)
    assert "1.1: not yet." in capsys.readouterr().out


def test_vs_code_names_its_notebook_in_another_way(home, monkeypatch, capsys):
    original, _ = place_of("1.1")
    copy = copy_as_start_does(original, home / "elsewhere.ipynb")
    right = reorder(monkeypatch, "1.1")
    shell = types.SimpleNamespace(user_ns={"__vsc_ipynb_file__": str(copy)})
    front_end = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(questions.sys.modules, "IPython", front_end)
    checking.check("1.1", right)
    assert "has changed since your copy" in capsys.readouterr().out


ODD = ["", "{", "[]", "null", '{"metadata": null}', '{"metadata": {"steppes": null}}',
       '{"metadata": {"steppes": {"questions": {"1.1": 3}}}}',
       '{"metadata": {"steppes": {"questions": "text"}}}', "[" * 100_000, "\x00"]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_copy_that_does_not_say_what_it_asks_is_judged(text, home, capsys):
    home.mkdir()
    old_name(home).write_text(text, encoding="utf-8")
    checking.check("1.1", checking.declared()["1.1"].answer())
    assert "1.1: correct." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["\x00.ipynb", "x" * 5000 + ".ipynb", "/no/such.ipynb", "a", ""])
def test_an_odd_name_of_the_notebook_that_runs_is_no_traceback(name, home, monkeypatch, capsys):
    monkeypatch.setattr(questions.os, "environ", {**questions.os.environ, "JPY_SESSION_NAME": name})
    checking.check("1.1", checking.declared()["1.1"].answer())
    assert "1.1: correct." in capsys.readouterr().out


@pytest.mark.parametrize("there", [True, False])
def test_the_way_to_a_new_copy_is_one_that_there_is(there, home, monkeypatch, capsys):
    copy_as_start_does(place_of("1.1")[0], old_name(home))
    reorder(monkeypatch, "1.1")
    if there:
        (home.parent / "start.py").touch()
    hint("1.1")
    said = capsys.readouterr().out
    assert ("start.py copy" in said) == there
    assert ("get the course again" in said) != there


# --- what was published --------------------------------------------------------------------------


NOTHING_YET = {"version": "", "questions": {}, "retired": {}}


def record_with(**retired: str) -> dict:
    return questions.with_questions(NOTHING_YET | {"retired": retired}, ASKED, "1.0.0")


def test_the_course_keeps_what_it_published():
    nothing_wanted(questions.thawed(questions.published(), ASKED))


def test_the_record_begins_with_the_first_published_version():
    published = questions.published()
    assert set(published) == {"about", "version", "questions", "retired"}
    assert bool(published["questions"]) == bool(published["version"])
    # Who releases 1.0.0 is reminded to write the record; a candidate for it is not to begin one.
    assert bool(published["questions"]) == questions.publishes(steppes.__version__)


@pytest.mark.parametrize("version", ["0.1.0", "1.0.0rc1", "1.0.0a1", "1.1.0.dev3", "2.0.0rc2", ""])
def test_a_version_that_is_no_release_freezes_nothing(version):
    assert not questions.publishes(version)
    assert questions.with_questions(NOTHING_YET, ASKED, version)["questions"] == {}
    published = record_with()
    assert questions.with_questions(published, ASKED | {"9.9": "new"}, version) == published


@pytest.mark.parametrize("version", ["1.0.0", "1.0", "1.0.1", "2.10.0"])
def test_a_release_freezes_what_it_asks(version):
    issued = questions.with_questions(NOTHING_YET, ASKED, version)
    assert issued["questions"] == ASKED and issued["version"] == version


def test_a_published_question_that_changes_is_refused_with_what_to_do():
    """Run on a copy of the record."""
    published = record_with()
    assert published["questions"] == ASKED and list(questions.thawed(published, ASKED)) == []
    (told,) = questions.thawed(published, ASKED | {"1.1": "changed"})
    assert told.startswith("1.1 was published in another form")
    assert "give the new one a new id" in told and '"1.1": "NEW ID"' in told
    (told,) = questions.thawed(published, {k: v for k, v in ASKED.items() if k != "1.1"})
    assert told.startswith("1.1 was published and is no longer asked")


def test_a_changed_question_is_well_under_a_new_id():
    published = record_with()
    published["retired"] = {"1.1": "1.99"}
    asked = {k: v for k, v in ASKED.items() if k != "1.1"} | {"1.99": "new"}
    assert list(questions.thawed(published, asked)) == []
    again = questions.with_questions(published, asked, "1.1.0")
    assert again["questions"]["1.1"] == ASKED["1.1"] and again["questions"]["1.99"] == "new"
    assert list(questions.thawed(again, asked)) == []


def test_an_id_is_never_used_twice_and_a_successor_is_asked():
    published = record_with()
    published["retired"] = {"1.1": "1.2"}
    (told,) = questions.thawed(published, ASKED)
    assert told == "1.1 is retired and asked again: give the question a new id."
    published["retired"] = {"9.8": "9.9"}
    (told,) = questions.thawed(published, ASKED)
    assert told == "9.8 is retired for 9.9, which nobody asks: correct that id."


def test_what_was_published_before_is_never_written_anew():
    published = record_with()
    later = questions.with_questions(published, ASKED | {"1.1": "changed"}, "1.1.0")
    assert later["questions"]["1.1"] == ASKED["1.1"]


@pytest.mark.parametrize(
    ("successor", "said"), [("1.2", "1.2 took its place"), ("", "no other took")]
)
def test_a_retired_id_says_so_to_every_verb(successor, said, home, monkeypatch, capsys):
    published = record_with() | {"retired": {"1.1": successor}}
    monkeypatch.setattr(questions, "published", lambda: published)
    for verb in (lambda name: checking.check(name, "A"), hint, solution):
        verb("1.1")
        told = capsys.readouterr().out
        assert told.startswith("1.1: this question was withdrawn") and said in told
    assert record.read()["exercises"] == {}
