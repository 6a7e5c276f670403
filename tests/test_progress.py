"""What the student has done is never lost: odd files, full disks, two notebooks at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from steppes import checking, guess, hint, progress, recall


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path))
    monkeypatch.setattr(progress, "_in_memory", {})
    monkeypatch.setattr(progress, "_said_once", set())
    return tmp_path


def test_what_cannot_be_written_is_kept_and_said_once(home, monkeypatch, capsys):
    monkeypatch.setenv("STEPPES_HOME", str(home / "file" / "deeper"))
    (home / "file").write_text("", encoding="utf-8")
    progress.record("checks", "9.9", "correct")
    progress.record("checks", "9.8", "correct")
    assert progress.read()["checks"] == {"9.9": "correct", "9.8": "correct"}
    assert capsys.readouterr().out.count("cannot be written") == 1


def test_a_passing_failure_loses_nothing(home, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        checking.check("1.6", 44)
        checking.hint("1.6")
    checking.check("1.6", 43)
    checking.check("1.6", ...)
    stored = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert stored["checks"]["1.6"] == "correct"
    assert stored["hints"]["1.6"] == 1
    assert not progress._in_memory


DAMAGED = ["{", "[1]", "\x00", "[" * 100_000, '"text"', "null"]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_left_as_it_is(home, text, capsys):
    path = home / "progress.json"
    path.write_text(text, encoding="utf-8")
    progress.record("checks", "9.9", "correct")
    assert progress.read()["checks"]["9.9"] == "correct"
    assert path.read_text(encoding="utf-8") == text
    assert capsys.readouterr().out.count("cannot be read") == 1


def test_entries_of_another_kind_are_passed_over(home, capsys):
    odd = {"checks": 3, "hints": {"1.1": "two", "1.2": None}, "guesses": {"a": [], "b": "far"}}
    (home / "progress.json").write_text(json.dumps(odd), encoding="utf-8")
    hint("1.1")
    assert "Hint 1 of" in capsys.readouterr().out
    recall("b", 36.2, "km")
    assert "You wrote no guess." in capsys.readouterr().out
    guess("a", 40, "km")
    recall("a", 36.2, "km")
    assert "You guessed 40." in capsys.readouterr().out


def test_a_mark_before_the_text_and_a_link_are_kept(home, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "mine.json"
    elsewhere.write_text('\ufeff{"checks": {"9.9": "correct"}}', encoding="utf-8")
    (home / "progress.json").symlink_to(elsewhere)
    progress.record("checks", "9.8", "correct")
    assert (home / "progress.json").is_symlink()
    assert set(json.loads(elsewhere.read_text(encoding="utf-8"))["checks"]) == {"9.8", "9.9"}


def test_two_notebooks_at_once_lose_nothing(home):
    code = (
        "import sys; from steppes import progress\n"
        "for i in range(60): progress.record('checks', f'{sys.argv[1]}.{i}', 'correct')"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    stored = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert len(stored["checks"]) == 180
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_a_lock_left_by_a_killed_kernel_is_not_waited_for_long(home, monkeypatch):
    (home / "progress.lock").write_text("", encoding="utf-8")
    monkeypatch.setattr(progress, "STALE_SECONDS", 0)
    progress.record("checks", "9.9", "correct")
    assert (home / "progress.json").exists()


def test_the_home_of_somebody_unknown_is_no_traceback(home, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setenv("STEPPES_HOME", "~nosuchuser/work")
    assert progress.home() == Path("~nosuchuser/work")
