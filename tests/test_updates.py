"""Updates never cost work: git, nbgitpuller and a fresh ZIP, with answers in the changed cells.

Git is real, and so is a course: a clone of a repository made of this checkout, which publishes a
second version in which a lesson and one of its questions have changed. nbgitpuller is installed
into an environment of its own by the slow test; what it is known to do (commit what was changed,
then merge and keep that side) is done with git by a quick one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from running import ROOT, uv

from steppes import questions, record, updates

LESSON, EXERCISES = "01_puzzle.ipynb", "exercises/01_puzzle.ipynb"
ASKED = "src/steppes/questions.json"
MINE, THEIRS, LOCAL = "answer = 'hers'", "A new edition.", "An instructor's own words."


def git(folder: Path, *words: str, fails: bool = False) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
    home = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        command, cwd=folder, env=home, check=False, stdout=-1, stderr=subprocess.STDOUT, text=True
    )
    assert bool(done.returncode) == fails, done.stdout
    return done.stdout


def change(path: Path, cell: int, source: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[cell].source = source
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A repository with the course as it is, version one."""
    folder = tmp_path_factory.mktemp("origin") / "course"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "version one")
    git(folder, "gc", "-q")  # each clone has a file or two in place of seven hundred
    return folder


class Room:
    """A publisher, and a student who has cloned version one, worked in it, and runs start.py."""

    def __init__(self, place: Path, origin: Path) -> None:
        self.upstream, self.course = place / "upstream", place / "course"
        git(place, "clone", "-q", str(origin), str(self.upstream))
        git(place, "clone", "-q", str(self.upstream), str(self.course))
        self.work = self.course / "my_work"
        self.start()
        # The first cell that version two changes is one in which she writes.
        for name in (LESSON, EXERCISES):
            change(self.work / name, 0, MINE)
        (self.work / "progress.json").write_text(
            json.dumps({"exercises": {name: self.answer("C") for name in ("1.1", "1.2", "1a")}})
        )
        (self.course / "own").mkdir()
        (self.course / "own" / "exercises.py").write_text(LOCAL)
        self.hers = self.kept()

    def answer(self, letter: str) -> dict:
        said = {"answer": letter, "outcome": "correct", "at": "2026-11-24T09:00:00Z"}
        return {"first": said, "last": said, "attempts": 1, "hints": 0, "done": True}

    def kept(self) -> dict[str, bytes]:
        """What must never change: her copies, her record, the instructor's folder."""
        names = [f"my_work/{LESSON}", f"my_work/{EXERCISES}", "my_work/progress.json"]
        return {name: (self.course / name).read_bytes() for name in [*names, "own/exercises.py"]}

    def start(self) -> str:
        return run(self.course, "start.py", "copy")

    def publish(self, *changed: str) -> None:
        """Version two: the lesson's and the exercises' first cell, and these questions, change."""
        for path in (f"notebooks/{LESSON}", EXERCISES):
            change(self.upstream / path, 0, THEIRS)
        asked = json.loads((self.upstream / ASKED).read_text(encoding="utf-8"))
        for name in changed:
            asked["questions"][name]["fingerprint"] = "changed"
        (self.upstream / ASKED).write_text(json.dumps(asked, ensure_ascii=False, indent=1))
        git(self.upstream, "commit", "-qam", "version two")

    def in_lab(self, code: str, notebook: str = LESSON) -> str:
        """What a cell says in the kernel of one of her notebooks, as JupyterLab names it to it."""
        path = self.work / notebook
        return run(path.parent, "-c", code, JPY_SESSION_NAME=str(path))

    def has_both(self, **left_alone: bytes) -> None:
        """Her work is all there, and the new version lies beside it."""
        assert self.kept() == self.hers | left_alone
        for name in (LESSON, EXERCISES):
            new = nbformat.read((self.work / name).with_stem("01_puzzle-new"), as_version=4)
            assert new.cells[0].source == THEIRS
            assert not any(cell.get("outputs") for cell in new.cells)


def run(folder: Path, *words: str, **variables: str) -> str:
    """What Python prints in a folder of a course, whose library is the one that it finds."""
    course = next(path for path in (folder, *folder.parents) if (path / "start.py").is_file())
    kept = {k: v for k, v in os.environ.items() if k not in ("STEPPES_HOME", "JPY_SESSION_NAME")}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, check=False, stdout=-1, stderr=subprocess.STDOUT,
        text=True, env={**kept, "PYTHONPATH": str(course / "src"), **variables},
    )  # fmt: skip
    assert "Traceback" not in done.stdout
    return done.stdout


@pytest.fixture
def room(tmp_path, origin):
    return Room(tmp_path, origin)


BEGIN = "from steppes import begin; begin(1)"


# --- git -----------------------------------------------------------------------------------------


def test_a_pull_leaves_her_work_and_puts_the_new_one_beside_it_and_lab_says_so(room):
    assert "has changed" not in room.in_lab(BEGIN)
    room.publish("1.1", "1a", "1.3")
    git(room.course, "pull", "-q", "--ff-only")
    # She did not stop JupyterLab: nothing lies beside hers yet, and begin() says how to get it.
    told = room.in_lab(BEGIN)
    assert "This lesson has changed since your copy, 01_puzzle.ipynb, was made. To see" in told
    assert "run: python3 start.py copy" in told
    copied = room.start().splitlines()
    assert [line.rpartition("the new one is ")[2] for line in copied] == [
        "my_work/01_puzzle-new.ipynb, beside it.",
        "my_work/exercises/01_puzzle-new.ipynb, beside it.",
    ]
    room.has_both()
    told = room.in_lab(BEGIN)
    assert "was made. The new one lies beside it: 01_puzzle-new.ipynb." in told
    assert "The exercises have changed since your copy, 01_puzzle.ipynb, was made." in told
    # 1.3 has changed too, but she did not answer it; 1.2 she did, and it has not changed.
    assert "Your answers to 1.1 and 1a were to questions that have since changed" in told
    # In the new one nothing is out of date but her old copy of the exercises.
    told = room.in_lab(BEGIN, "01_puzzle-new.ipynb")
    assert "This lesson has changed" not in told and "The exercises have changed" in told
    assert room.start() == ""


def test_answers_that_are_not_concerned_are_said_not_to_be(room):
    room.publish("1.3")
    git(room.course, "pull", "-q", "--ff-only")
    room.start()
    assert "No answer of yours is concerned" in room.in_lab(BEGIN)


def test_the_first_check_in_exercises_says_it_once(room):
    room.publish("1a")
    git(room.course, "pull", "-q", "--ff-only")
    room.start()
    checks = "from steppes import check; check('1b'); check('1c'); check('1a', 3)"
    told = room.in_lab(checks, EXERCISES).splitlines()
    assert told[0].startswith("The exercises have changed since your copy, 01_puzzle.ipynb,")
    assert told[1].startswith("Your answer to 1a was to a question that has since changed")
    assert [line.split(":")[0] for line in told[2:]] == ["1b", "1c", "1a"]
    assert told[4].startswith("1a: this question has changed since your copy of it was made")
    assert room.kept() == room.hers  # an untouched check and a refused one note nothing
    assert "was made. The new" not in room.in_lab(checks, "exercises/01_puzzle-new.ipynb")


def test_a_copy_in_which_nothing_was_done_is_the_new_one_after_a_pull(room):
    change(room.upstream / "notebooks/02_benchmark.ipynb", 0, THEIRS)
    room.publish()
    git(room.course, "pull", "-q", "--ff-only")
    told = room.start()
    assert "02_benchmark" not in told
    assert nbformat.read(room.work / "02_benchmark.ipynb", 4).cells[0].source == THEIRS
    assert not (room.work / "02_benchmark-new.ipynb").exists()
    assert "has changed" not in room.in_lab("from steppes import begin; begin(2)", LESSON)
    room.has_both()


@pytest.mark.parametrize("way", ["stash", "commit"])
def test_changes_in_the_courses_own_files_are_kept_where_git_meets_the_same_cell(room, way):
    """An instructor edits notebooks/: git refuses to pull; then both are in the file, or aside."""
    lesson = room.course / "notebooks" / LESSON
    change(lesson, 0, LOCAL)
    before = lesson.read_bytes()
    room.publish("1.1")
    refused = git(room.course, "pull", "--no-rebase", fails=True)
    assert "would be overwritten" in refused and lesson.read_bytes() == before
    assert room.start().startswith("notebooks/01_puzzle.ipynb has changed since my_work/01_puzzle")
    assert room.kept() == room.hers
    if way == "commit":
        git(room.course, "commit", "-qam", "mine")
        git(room.course, "pull", "--no-rebase", fails=True)
        assert git(room.course, "show", f"HEAD:notebooks/{LESSON}").encode() == before
    else:
        git(room.course, "stash")
        git(room.course, "pull", "-q", "--ff-only")
        git(room.course, "stash", "pop", fails=True)
        assert git(room.course, "show", f"stash@{{0}}:notebooks/{LESSON}").encode() == before
    held = lesson.read_text(encoding="utf-8")
    assert LOCAL in held and THEIRS in held
    told = room.start()
    assert f"notebooks/{LESSON} holds a merge conflict" in told
    assert "keep what you want of both" in told
    assert (room.work / "exercises" / "01_puzzle-new.ipynb").exists(), "the others are copied"
    assert room.kept() == room.hers


# --- nbgitpuller ---------------------------------------------------------------------------------


def after_the_puller(room: Room) -> None:
    """What has to be true when nbgitpuller has run over a changed course and a student's work."""
    lesson = nbformat.read(room.course / "notebooks" / LESSON, as_version=4)
    assert lesson.cells[0].source == LOCAL, "nbgitpuller keeps what was changed here"
    exercises = nbformat.read(room.course / EXERCISES, as_version=4)
    assert exercises.cells[0].source == THEIRS
    room.start()
    new = nbformat.read(room.work / "exercises" / "01_puzzle-new.ipynb", as_version=4)
    assert new.cells[0].source == THEIRS
    assert room.kept() == room.hers
    told = room.in_lab(BEGIN)
    assert "The exercises have changed" in told and "Your answer to 1.1 was" in told


def test_as_nbgitpuller_merges_nothing_is_lost(room):
    """Its steps, with git: commit everything that was changed, and merge, keeping that side."""
    change(room.course / "notebooks" / LESSON, 0, LOCAL)
    room.publish("1.1")
    git(room.course, "fetch", "-q")
    git(room.course, "commit", "-qam", "Automatic commit by nbgitpuller", "--allow-empty")
    git(room.course, "merge", "-q", "-Xours", "origin/main")
    after_the_puller(room)


@pytest.mark.slow
def test_nbgitpuller_itself_loses_nothing(room, tmp_path):
    uv("venv", "--python", sys.executable, tmp_path / "puller")
    python = tmp_path / "puller" / ("Scripts" if os.name == "nt" else "bin") / "python"
    uv("pip", "install", "--python", python, "nbgitpuller")
    change(room.course / "notebooks" / LESSON, 0, LOCAL)
    room.publish("1.1")
    pull = "from nbgitpuller.pull import main; main()"
    words = [python, "-c", pull, room.upstream.as_uri(), "main", room.course]
    done = subprocess.run(
        list(map(str, words)), cwd=tmp_path, check=False, stdout=-1, stderr=-2, text=True
    )
    assert done.returncode == 0, done.stdout
    after_the_puller(room)


# --- a fresh ZIP ---------------------------------------------------------------------------------


def unpacked(room: Room, target: Path) -> None:
    """Version two as hosts make it, a ZIP of the files and nothing else, unpacked in a folder."""
    path = room.upstream.with_suffix(".zip")
    git(room.upstream, "archive", "--format=zip", "-o", str(path), "HEAD")
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(target)


def test_a_zip_unpacked_over_the_course_leaves_her_work_and_an_instructors(room):
    room.publish("1.1")
    unpacked(room, room.course)
    room.start()
    room.has_both()
    assert "Your answer to 1.1 was to a question" in room.in_lab(BEGIN)


def test_a_zip_unpacked_beside_it_says_where_her_work_lies(room, tmp_path):
    room.publish("1.1")
    fresh = tmp_path / "course (2)"
    unpacked(room, fresh)
    told = run(fresh, "start.py", "copy")
    assert f"Another copy of the course holds work: {room.work}." in told
    assert f"copy that folder over {fresh / 'my_work'}" in told
    shutil.copytree(room.work, fresh / "my_work", dirs_exist_ok=True)
    assert room.kept() == room.hers, "what she had stays where it was"
    shutil.copytree(room.course / "own", fresh / "own")
    room.course, room.work = fresh, fresh / "my_work"
    told = room.start()
    assert "the new one is my_work/01_puzzle-new.ipynb" in told and "Another copy" not in told
    room.has_both()
    assert "Your answer to 1.1 was to a question" in room.in_lab(BEGIN)


# --- odd copies ----------------------------------------------------------------------------------

ODD = ["", "{", "[]", "null", '{"metadata": {"steppes": []}}', "[" * 100_000, "\x00",
       '{"metadata": {"steppes": {"copy_of": 3, "original": "x"}}}',
       '{"metadata": {"steppes": {"copy_of": "notebooks/01_puzzle.ipynb", "original": 3}}}',
       '{"metadata": {"steppes": {"copy_of": "../../etc/passwd", "original": "x"}}}',
       '{"metadata": {"steppes": {"copy_of": "\\u0000", "original": "x"}}}']  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_copy_that_does_not_say_what_it_was_made_of_is_no_traceback(
    text, empty_home, monkeypatch, capsys
):
    empty_home.mkdir()
    copy = empty_home / LESSON
    copy.write_text(text, encoding="utf-8")
    assert list(updates.of_lesson("01_puzzle")) == []
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    assert list(updates.of_lesson("01_puzzle")) == []
    updates.tell_at_check()
    assert capsys.readouterr().out == ""


def test_a_copy_of_a_lesson_that_is_no_more_says_nothing(empty_home):
    empty_home.mkdir()
    noted = {"copy_of": "notebooks/99_gone.ipynb", "original": "x", "questions": {"1.1": "x"}}
    (empty_home / LESSON).write_text(json.dumps({"cells": [], "metadata": {"steppes": noted}}))
    assert list(updates.of_lesson("01_puzzle")) == []
    assert questions.noted_in(record.home() / LESSON)["copy_of"] == "notebooks/99_gone.ipynb"
