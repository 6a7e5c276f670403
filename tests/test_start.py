"""start.py: what it makes, what it leaves alone, and the one sentence for each thing that fails.

Nothing here uses the network or the .venv of this checkout: start.py is loaded from a small
course in a temporary folder, and pip and uv are stood in for where they would be called.
"""

import ast
import errno
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import browser
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from running import load_start

from steppes import carrying, sitting, steps

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")
LOCK = """\
pandas==3.1.1 \\
    --hash=sha256:aa
    # via steppes (pyproject.toml)
uv==0.13.9 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via steppes (pyproject.toml)
wcwidth==0.9.4 \\
    --hash=sha256:dd
"""


def write_lesson(path: Path, markdown: str = "What do we know?") -> None:
    ran = [new_output("stream", name="stdout", text="36\n")]
    cells = [
        new_markdown_cell(markdown, id="question"),
        new_code_cell("print(36)", id="answer", outputs=ran, execution_count=1),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)


@pytest.fixture
def course(tmp_path):
    """A small course in a folder whose name has a space and letters beyond ASCII."""
    folder = tmp_path / "мой курс"
    folder.mkdir()
    (folder / "start.py").write_text(SOURCE, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "requirements.lock").write_text(LOCK)
    (folder / "requirements-test.lock").write_text("pytest==9.2.0\n")
    (folder / "src" / "steppes").mkdir(parents=True)
    write_lesson(folder / "notebooks" / "00_start.ipynb")
    write_lesson(folder / "notebooks" / "01_puzzle.ipynb")
    write_lesson(folder / "exercises" / "01_puzzle.ipynb")
    return folder


@pytest.fixture
def start(course, monkeypatch):
    """start.py of the small course. It installs nothing on the system that the tests run on."""
    module = load_start(course)
    monkeypatch.setattr(module, "from_apt", lambda package: False)
    return module


def said(capsys) -> list[str]:
    """The lines of both streams, after a look that no traceback is among them."""
    both = "".join(capsys.readouterr())
    assert "Traceback" not in both
    return both.splitlines()


# --- the file itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 6), (3, 8), (3, 10)])
def test_an_old_python_can_read_the_file(version):
    ast.parse(SOURCE, feature_version=version)


def test_only_the_standard_library_is_imported():
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
        )
    }
    assert names <= sys.stdlib_module_names


# --- which Python --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10), (3, 15), (4, 0)])
def test_a_python_too_old_or_too_new_is_named(start, version):
    with pytest.raises(start.Stop, match=r"This is Python {}\.{}, (older|newer)".format(*version)):
        start.check_python(version)


def test_the_pythons_accepted_are_those_of_pyproject(start):
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert wanted == ">=3.11,<3.15"
    for minor in (11, 12, 13, 14):
        start.check_python((3, minor))


@pytest.mark.parametrize("absent", ["venv", "ensurepip"])
def test_a_python_that_cannot_make_environments_is_told_what_it_lacks(start, monkeypatch, absent):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == absent else find(name)
    )
    with pytest.raises(start.Stop, match=r"after sudo: apt install python3\.12-venv\)"):
        start.check_python((3, 12))


def test_what_a_python_lacks_comes_from_the_system_where_it_may(start, monkeypatch):
    have, asked = [], []
    monkeypatch.setattr(start, "can_make_environments", lambda: bool(have))
    monkeypatch.setattr(start, "from_apt", lambda name: have.append(name) or asked.append(name))
    start.check_python((3, 13))
    assert asked == ["python3.13-venv"]


@pytest.mark.parametrize(
    ("root", "tools", "first"),
    [
        (True, {"apt-get"}, ["apt-get"]),
        (False, {"apt-get", "sudo"}, ["sudo", "-n", "apt-get"]),
        (False, {"apt-get"}, None),
        (True, set(), None),
    ],
)
def test_a_package_of_the_system_is_had_without_asking_or_not_at_all(
    course, monkeypatch, root, tools, first
):
    start, calls = load_start(course), []
    monkeypatch.setattr(start, "is_root", lambda: root)
    monkeypatch.setattr(start.shutil, "which", lambda name: name if name in tools else None)
    monkeypatch.setattr(start.subprocess, "call", lambda words, **_: calls.append(words) or 0)
    assert start.from_apt("chromium") == bool(first)
    assert [words[: len(first)] for words in calls] == ([first] * 2 if first else [])
    assert not first or calls[-1][-1] == "chromium"


# --- what pip and uv say -------------------------------------------------------------------------

TOLD = {
    "The disk is full": [
        "error: Failed to install: numpy\n  cause: No space left on device (os error 28)",
        "ERROR: Could not install packages due to an OSError: [Errno 28] Espace insuffisant",
        "cause: Недостаточно места на диске. (os error 112)",
        "OSError: [Errno 122] Disk quota exceeded",
    ],
    "A folder cannot be written": [
        "error: failed to create directory `/home/x/.cache/uv`: Permission denied (os error 13)",
        "OSError: [Errno 30] Read-only file system: '.venv/lib'",
        "PermissionError: [WinError 5] Отказано в доступе: 'C:/Users/Бат/.venv'",
    ],
    "A downloaded package is not the one": [
        "error: Failed to download `six==1.17.0`\n  cause: Hash mismatch for `six==1.17.0`",
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    ],
    "The network shows a certificate": [
        "connection broken by 'SSLError(certificate verify failed: unable to get local issuer')'",
        "cause: error sending request\n  cause: invalid peer certificate: UnknownIssuer",
    ],
    "The packages cannot be downloaded": [
        "after connection broken by 'NewConnectionError(Failed to establish a new connection)'",
        "[Errno -3] Temporary failure in name resolution')'\nERROR: No matching distribution found",
        "error: Request failed after 3 retries\n  cause: client error\n  cause: dns error",
        "cause: tcp connect error\n  cause: Connection refused (os error 111)",
        "error: Failed to download `pandas==3.1.1`\n  cause: operation timed out",
        "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.')'",
    ],
    "A package has no ready-made build": [
        "Because argon2-cffi-bindings==26.2.0 has no usable wheels and you require it",
        "ERROR: No matching distribution found for uv==0.13.9",
    ],
}


@pytest.mark.parametrize(
    ("sentence", "words"),
    [(told, words) for told, all_words in TOLD.items() for words in all_words],
)
def test_what_a_tool_says_is_put_in_one_sentence(start, sentence, words):
    told = start.meaning(words)
    assert told.startswith(sentence)
    assert told.endswith(".") and "\n" not in told


def test_words_nobody_foresaw_are_passed_on(start, capsys):
    assert start.meaning("segmentation fault") is None
    script = "print('Downloading numpy (16.1MiB)'); print('out of luck'); raise SystemExit(3)"
    with pytest.raises(start.Stop, match="for the reason above"):
        start.tool(sys.executable, "-c", script)
    lines = said(capsys)
    assert lines[0] == "  numpy (16.1MiB)"
    assert "out of luck" in lines


def test_a_known_failure_of_a_tool_shows_only_the_sentence(start, capsys):
    with pytest.raises(start.Stop, match="cannot be downloaded"):
        start.tool(sys.executable, "-c", "print('dns error'); raise SystemExit(1)")
    assert said(capsys) == []


# --- setting up ----------------------------------------------------------------------------------


@pytest.fixture
def made(start, monkeypatch):
    """Setting up with stand-ins for the two slow steps; the list tells which of them ran."""
    steps = []

    def make_venv(place):
        steps.append("venv")
        start.program("python", place).parent.mkdir(parents=True)
        start.program("python", place).touch()
        start.program("uv", place).touch()

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(
        start, "install", lambda place, testing: steps.append("tests" if testing else "course")
    )
    monkeypatch.setattr(start, "make_frame", lambda place: None)
    monkeypatch.setattr(start, "tool", lambda *words: steps.append(" ".join(map(str, words[1:3]))))
    return steps


SETTLED = ["pip uninstall", "-m ensurepip"]  # what .venv needs at a new place
FIRST = ["venv", "course"]
ANEW = [*FIRST, *SETTLED]  # beside an old one, whose place it then takes


def again(start, steps, testing=False) -> list[str]:
    steps.clear()
    start.set_up(testing)
    return list(steps)


def test_the_first_run_makes_everything_in_its_place_and_the_second_nothing(start, made):
    assert again(start, made) == FIRST
    assert again(start, made) == []


def test_the_tests_are_added_once_and_stay(start, made):
    start.set_up()
    assert again(start, made, testing=True) == ["tests"]
    assert again(start, made, testing=True) == []
    assert again(start, made) == []
    (start.ROOT / "pyproject.toml").write_text("# changed\n")
    assert again(start, made) == ["course"]
    assert again(start, made, testing=True) == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_pins_are_installed_into_what_is_there(start, made, name):
    start.set_up()
    (start.ROOT / name).write_text("# changed\n")
    assert again(start, made) == ["course"]
    assert again(start, made) == []


@pytest.mark.parametrize(
    ("harm", "reason", "steps"),
    [
        (lambda start: (start.VENV / start.STAMP).unlink(), "half-made or broken", ANEW),
        (lambda start: (start.VENV / start.STAMP).write_text("{"), "half-made or broken", ANEW),
        (lambda start: start.program("python").unlink(), "half-made or broken", ANEW),
        (lambda start: start.program("uv").unlink(), "half-made or broken", ANEW),
        (lambda start: shutil.rmtree(start.VENV), "only once", FIRST),
    ],
)
def test_a_broken_environment_is_made_anew(start, made, capsys, harm, reason, steps):
    start.set_up()
    harm(start)
    said(capsys)
    assert again(start, made) == steps
    assert reason in said(capsys)[0]


def test_another_python_makes_it_anew(start, made, capsys, monkeypatch):
    start.set_up()
    said(capsys)
    monkeypatch.setattr(sys, "version", "3.14.0 (another)")
    assert again(start, made) == ANEW
    assert "another Python" in said(capsys)[0]


def test_a_course_that_moved_keeps_its_environment_and_needs_no_network(
    start, made, capsys, monkeypatch
):
    start.set_up()
    made.clear()
    moved = start.ROOT.rename(start.ROOT.with_name("C# kurs [dev]"))
    there = load_start(moved)
    for name in ("make_frame", "tool", "make_venv", "install"):
        monkeypatch.setattr(there, name, getattr(start, name))
    said(capsys)
    there.set_up()
    assert made == SETTLED
    assert said(capsys)[0].startswith("The course has moved")
    made.clear()
    there.set_up()
    assert made == []


def offline(start):
    def fail(place, testing):
        raise start.Stop("The packages cannot be downloaded.")

    return fail


@pytest.mark.parametrize("change", ["another Python", "other pins"])
def test_without_a_network_a_whole_environment_opens_the_course_as_it_is(
    start, made, capsys, monkeypatch, change
):
    start.set_up()
    stamp = (start.VENV / start.STAMP).read_text()
    if change == "another Python":
        monkeypatch.setattr(sys, "version", "3.14.0 (another)")
    else:
        (start.ROOT / "requirements.lock").write_text("# changed\n")
    monkeypatch.setattr(start, "install", offline(start))
    said(capsys)
    start.set_up()
    assert "the course opens with the .venv that is there" in said(capsys)[-1]
    assert (start.VENV / start.STAMP).read_text() == stamp
    assert start.program("python").exists()
    assert not start.NEW.exists() and not start.OLD.exists()
    with pytest.raises(start.Stop, match="cannot be downloaded"):
        start.set_up(testing=True)


def test_the_old_environment_stays_until_the_new_one_is_whole(start, made, monkeypatch):
    """Also where Ctrl-C comes, and where the new one cannot take the place of the old."""
    start.set_up()
    (start.VENV / "old").touch()
    monkeypatch.setattr(sys, "version", "3.14.0 (another)")

    def interrupted(place, testing):
        assert (start.VENV / "old").exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.set_up()
    assert (start.VENV / "old").exists() and not start.NEW.exists()

    rename = Path.rename

    def in_use(path, target):
        if path == start.NEW:
            raise PermissionError(errno.EACCES, "in use", str(path))
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", in_use)
        with pytest.raises(PermissionError):
            start.set_up()
    assert (start.VENV / "old").exists()
    assert again(start, made) == ANEW
    assert not (start.VENV / "old").exists()


def test_a_run_that_was_killed_between_the_old_and_the_new_is_mended(start, made):
    start.set_up()
    start.VENV.rename(start.OLD)
    assert again(start, made) == []
    start.VENV.rename(start.NEW)  # killed before: nothing of the new one is taken for whole
    assert again(start, made) == FIRST
    assert not start.NEW.exists()


def test_a_failed_first_run_is_not_taken_for_a_finished_one(start, made, monkeypatch):
    def fail(place, testing):
        raise start.Stop("no network")

    with monkeypatch.context() as patch:
        patch.setattr(start, "install", fail)
        with pytest.raises(start.Stop):
            start.set_up()
    assert not start.VENV.exists()
    assert again(start, made) == FIRST


def test_a_first_run_that_was_killed_is_begun_anew(start, made):
    start.make_venv(start.VENV)  # and no stamp says that it is whole
    assert again(start, made) == ANEW
    assert not start.NEW.exists() and not start.OLD.exists()


def test_a_failed_addition_leaves_the_lessons_usable(start, made, monkeypatch):
    def fail(place, testing):
        raise start.Stop("no network")

    start.set_up()
    with monkeypatch.context() as patch:
        patch.setattr(start, "install", fail)
        with pytest.raises(start.Stop):
            start.set_up(testing=True)
    assert again(start, made) == []


def test_a_run_that_was_killed_while_adding_is_noticed(start, made, monkeypatch):
    def killed(place, testing):
        raise KeyboardInterrupt

    start.set_up()
    with monkeypatch.context() as patch:
        patch.setattr(start, "install", killed)
        with pytest.raises(KeyboardInterrupt):
            start.set_up(testing=True)
    assert again(start, made) == ANEW


@pytest.fixture
def called(start, monkeypatch):
    """What would be run by make_venv and install."""
    import venv

    calls = []

    def tool(*words):
        calls.append([str(word) for word in words])
        if "--require-hashes" in words:
            uv = start.program("uv", start.NEW)
            uv.parent.mkdir(parents=True, exist_ok=True)
            uv.touch()

    monkeypatch.setattr(venv, "create", lambda path, **_: Path(path).mkdir())
    monkeypatch.setattr(start, "tool", tool)
    return calls


def test_uv_comes_first_with_its_hashes(start, called):
    start.make_venv(start.NEW)
    pip, command = called
    assert pip[1:] == ["-m", "ensurepip", "--default-pip"]
    assert command[1:4] == ["-m", "pip", "install"] and "--require-hashes" in command
    assert (start.ROOT / command[-1]).read_text().splitlines() == [
        "uv==0.13.9 \\",
        "    --hash=sha256:bb \\",
        "    --hash=sha256:cc",
        "    # via steppes (pyproject.toml)",
    ]


def test_pins_are_held_against_their_hashes_and_the_course_follows(start, called):
    start.install(start.NEW, testing=True)
    pins, course = called
    assert "--require-hashes" in pins
    assert [Path(word).name for word in pins if word.endswith(".lock")] == [
        "requirements.lock",
        "requirements-test.lock",
    ]
    assert course[-2:] == ["--editable", "."]  # a path would be read for signs such as # and [
    assert "--no-build-isolation" in course and "--no-deps" in course


def test_python_finds_the_course_without_reading_letters_beyond_ascii(start, called):
    """Python 3.11 and 3.12 decode .pth files by the locale, so they must be plain ASCII."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(start.VENV)}))
    packages.mkdir(parents=True)
    named = packages / "_editable_impl_steppes.pth"
    named.write_text(str(start.ROOT / "src"), encoding="utf-8")
    start.install(start.VENV, testing=False)
    assert (packages / named.read_text(encoding="ascii").strip()).resolve() == start.ROOT / "src"


def test_programs_of_the_environment_can_be_moved_with_it(start, called):
    start.make_venv(start.NEW)
    assert "relocatable = true" in (start.NEW / "pyvenv.cfg").read_text()


def test_settings_of_pip_that_lead_elsewhere_are_named(start, called, monkeypatch):
    monkeypatch.setattr(start, "tool", lambda *words: None)
    with pytest.raises(start.Stop, match="pip config list"):
        start.make_venv(start.NEW)


def test_a_link_in_the_place_of_the_environment_is_not_followed(start, made, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    start.VENV.symlink_to(elsewhere)
    start.NEW.symlink_to(elsewhere)
    start.OLD.symlink_to(elsewhere)
    start.set_up()
    assert (elsewhere / "precious").exists()
    assert not start.VENV.is_symlink() and not start.OLD.is_symlink()


def made_in(folder):
    """What stands in a folder, but for what Python keeps of a module that a test imports."""
    return sorted(path for path in folder.rglob("*") if "__pycache__" not in path.parts)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no colon in a name")
@pytest.mark.parametrize("name", ["one:two", "one\ntwo", "one\udcfftwo", "one\x7f"])
def test_a_folder_that_python_cannot_work_in_is_named_before_anything_is_made(course, capsys, name):
    folder = course.rename(course.parent / name)
    before = made_in(folder)
    assert load_start(folder).main([]) == 1
    assert "put the course into one with a plain name" in said(capsys)[-1]
    assert made_in(folder) == before


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "pyproject.toml"])
def test_an_incomplete_course_is_said_to_be_so(start, made, name):
    (start.ROOT / name).unlink()
    with pytest.raises(start.Stop, match=f"{name} is missing"):
        start.set_up(testing=True)
    assert made == []


def test_a_damaged_lock_is_named(start, called):
    (start.ROOT / "requirements.lock").write_text("half a fi")
    with pytest.raises(start.Stop, match="requirements.lock is damaged"):
        start.make_venv(start.NEW)


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_a_conflict_in_a_file_of_the_course_is_named(start, made, name):
    held = (start.ROOT / name).read_text()
    (start.ROOT / name).write_text(f"<<<<<<< HEAD\n{held}=======\n>>>>>>> theirs\n")
    with pytest.raises(start.Stop, match=f"{name} holds a merge conflict"):
        start.set_up()
    assert made == []


# --- what the caller has set ---------------------------------------------------------------------


FOREIGN = {
    "PYTHONPATH": "/foreign", "PYTHONHOME": "/foreign", "PYTHONSTARTUP": "/foreign",
    "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error", "MPLBACKEND": "QtAgg",
    "MATPLOTLIBRC": "/foreign", "PIP_NO_INDEX": "1", "PIP_TARGET": "/foreign", "PIP_PREFIX": "/f",
    "PIP_DRY_RUN": "1", "PIP_NO_CACHE_DIR": "1", "UV_TARGET": "/foreign", "UV_OFFLINE": "1",
    "UV_NO_INDEX": "1", "UV_SYSTEM_PYTHON": "1", "CONDA_PREFIX": "/foreign",
    "CONDA_DEFAULT_ENV": "other", "VIRTUAL_ENV_PROMPT": "other",
}  # fmt: skip
REACHING = {
    "PIP_INDEX_URL": "a", "PIP_EXTRA_INDEX_URL": "a", "PIP_CERT": "a", "PIP_PROXY": "a",
    "PIP_DEFAULT_TIMEOUT": "9", "PIP_FIND_LINKS": "a", "UV_INDEX_URL": "a", "UV_INDEX": "a",
    "UV_DEFAULT_INDEX": "a", "UV_INDEX_OURS_PASSWORD": "a", "UV_HTTP_TIMEOUT": "9",
    "UV_NATIVE_TLS": "1", "UV_CACHE_DIR": "a", "HTTPS_PROXY": "a", "SSL_CERT_FILE": "a",
    "PYTHONUTF8": "1", "LANG": "mn_MN.UTF-8",
}  # fmt: skip


def test_what_the_caller_has_set_does_not_leak_but_for_the_way_to_packages(start):
    with mock.patch.dict(os.environ, {**FOREIGN, **REACHING, "VIRTUAL_ENV": "/foreign"}):
        variables = start.environment()
    assert not set(FOREIGN) & set(variables)
    assert {name: variables.get(name) for name in REACHING} == REACHING
    assert variables["VIRTUAL_ENV"] == str(start.VENV) and variables["PIP_USER"] == "0"


@pytest.mark.skipif(sys.platform != "linux", reason="this place is Linux's")
@pytest.mark.parametrize("home", ["/proc", "/nonexistent/home", "/dev/null"])
def test_who_has_no_home_gets_one_beside_the_course(start, home):
    with mock.patch.dict(os.environ, {"HOME": home}):
        assert start.environment()["HOME"] == str(start.HOME)
    assert start.HOME.is_dir() and not Path(home, ".local").exists()


def test_who_has_a_home_keeps_it(start, tmp_path):
    with mock.patch.dict(os.environ, {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}):
        assert start.environment()["HOME"] == str(tmp_path)
    assert not start.HOME.exists() and not list(tmp_path.glob("tmp*"))


# --- the student's copies ------------------------------------------------------------------------


def cells_of(path: Path) -> list:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def test_copies_have_no_outputs_and_keep_their_cells(start, course):
    start.copy_all()
    for original, copy in [
        ("notebooks/00_start.ipynb", "my_work/00_start.ipynb"),
        ("notebooks/01_puzzle.ipynb", "my_work/01_puzzle.ipynb"),
        ("exercises/01_puzzle.ipynb", "my_work/exercises/01_puzzle.ipynb"),
    ]:
        before, after = cells_of(course / original), cells_of(course / copy)
        assert [(c.id, c.source) for c in after] == [(c.id, c.source) for c in before]
        assert after[1].outputs == [] and after[1].execution_count is None
        assert before[1].outputs, "the original keeps its outputs"
    assert len(list((course / "my_work").rglob("*.*"))) == 3


def test_a_copy_of_what_goes_deeper_notes_its_own_questions(start, course):
    write_lesson(course / "notebooks" / "further" / "01_puzzle.ipynb", "[a](../../docs/a.md)")
    asked = {"1.1": "01_puzzle", "F1.1": "further/01_puzzle"}
    questions = {name: {"notebook": slug, "fingerprint": name} for name, slug in asked.items()}
    (course / "src" / "steppes" / "questions.json").write_text(json.dumps({"questions": questions}))
    start.copy_all()
    for copy, noted in (("01_puzzle", "1.1"), ("further/01_puzzle", "F1.1")):
        notebook = nbformat.read(course / "my_work" / f"{copy}.ipynb", as_version=4)
        assert notebook.metadata.steppes.questions == {noted: noted}
    assert notebook.cells[0].source == "[a](../../docs/a.md)"


def test_worked_answers_are_copied_with_what_they_show(start, course, capsys):
    write_lesson(course / "solutions" / "01_puzzle.ipynb")
    start.copy_all()
    copy = course / "my_work" / "solutions" / "01_puzzle.ipynb"
    before, after = cells_of(course / "solutions" / "01_puzzle.ipynb"), cells_of(copy)
    assert after == before and after[1].outputs[0].text == "36\n"
    copy.write_text(copy.read_text().replace("print(36)", "print(37)"))
    mine = copy.read_bytes()
    start.copy_all()
    assert copy.read_bytes() == mine and said(capsys) == []


def test_files_of_the_students_own_are_left_alone(start, course):
    work = course / "my_work"
    work.mkdir()
    for name in ("01_puzzle.part", "01_puzzle.ipynb.json.new", ".01_puzzle.ipynb"):
        (work / name).write_text("mine")
    (work / "00_start.ipynb").symlink_to("nowhere")
    start.copy_all()
    assert {p.name: p.read_text() for p in work.glob("*0*") if "ipynb" != p.suffix[1:]} == {
        "01_puzzle.part": "mine",
        "01_puzzle.ipynb.json.new": "mine",
    }
    assert (work / ".01_puzzle.ipynb").read_text() == "mine"
    assert (work / "00_start.ipynb").is_symlink()


def test_a_copy_is_never_overwritten(start, course, capsys):
    start.copy_all()
    mine = course / "my_work" / "01_puzzle.ipynb"
    write_lesson(mine, "My own words")
    mine_before = mine.read_bytes()
    write_lesson(course / "notebooks" / "01_puzzle.ipynb", "A new edition")
    start.copy_all()
    assert mine.read_bytes() == mine_before
    assert said(capsys) == []  # a file that does not say where it came from is the student's own


def touched(copy: Path, how: str = "written") -> bytes:
    """Write into a copy, or run it, as a student does; return its bytes."""
    notebook = nbformat.read(copy, as_version=4)
    if how == "written":
        notebook.cells[1].source = "print(37)"
    else:
        notebook.cells[1].outputs = [new_output("stream", name="stdout", text="36\n")]
    nbformat.write(notebook, copy)
    return copy.read_bytes()


@pytest.mark.parametrize("how", ["written", "run"])
def test_of_a_changed_lesson_the_new_one_lies_beside_hers(start, course, capsys, how):
    start.copy_all()
    work = course / "my_work"
    mine = touched(work / "01_puzzle.ipynb", how)
    for edition, name in enumerate(["01_puzzle-new", "01_puzzle-new-2", "01_puzzle-new-3"]):
        write_lesson(course / "notebooks" / "01_puzzle.ipynb", f"Edition {edition}")
        start.copy_all()
        (line,) = said(capsys)
        assert line.startswith("notebooks/01_puzzle.ipynb has changed since my_work/01_puzzle")
        assert line.endswith(f"the new one is my_work/{name}.ipynb, beside it.")
        assert cells_of(work / f"{name}.ipynb")[0].source == f"Edition {edition}"
        start.copy_all()
        assert said(capsys) == []
        touched(work / f"{name}.ipynb", how)
    assert (work / "01_puzzle.ipynb").read_bytes() == mine
    assert len(list(work.glob("01*"))) == 4


def test_a_copy_in_which_nothing_was_done_becomes_the_new_one(start, course, capsys):
    write_lesson(course / "solutions" / "01_puzzle.ipynb")
    start.copy_all()
    for folder in ("notebooks", "exercises", "solutions"):
        write_lesson(course / folder / "01_puzzle.ipynb", "A new edition")
    start.copy_all()
    assert said(capsys) == []
    copies = [path for path in (course / "my_work").rglob("*.ipynb") if "01" in path.name]
    assert [cells_of(path)[0].source for path in copies] == ["A new edition"] * 3


def test_a_new_one_that_was_never_used_makes_room_for_a_newer(start, course):
    start.copy_all()
    touched(course / "my_work" / "01_puzzle.ipynb")
    for edition in ("One", "Two"):
        write_lesson(course / "notebooks" / "01_puzzle.ipynb", edition)
        start.copy_all()
    (new,) = (course / "my_work").glob("01_puzzle-*")
    assert cells_of(new)[0].source == "Two"


@pytest.mark.parametrize("text", ["half of a les", "{}", '{"cells": [], "metadata": {}}'])
def test_what_stands_in_the_place_of_a_new_one_stays(start, course, text):
    start.copy_all()
    touched(course / "my_work" / "01_puzzle.ipynb")
    taken = course / "my_work" / "01_puzzle-new.ipynb"
    taken.write_text(text)
    write_lesson(course / "notebooks" / "01_puzzle.ipynb", "A new edition")
    start.copy_all()
    assert taken.read_text() == text
    assert cells_of(taken.with_name("01_puzzle-new-2.ipynb"))[0].source == "A new edition"


def test_start_and_the_library_agree_on_what_is_untouched(start, course):
    start.copy_all()
    copy = course / "my_work" / "01_puzzle.ipynb"
    for how in (None, "written", "run"):
        if how:
            touched(copy, how)
        notebook = json.loads(copy.read_text(encoding="utf-8"))
        fresh = start.is_untouched(notebook, "notebooks/01_puzzle.ipynb")
        assert fresh == carrying.is_fresh_copy(copy, copy.name) == (how is None)


def test_a_lesson_run_again_is_not_a_changed_lesson(start, course, capsys):
    start.copy_all()
    original = course / "notebooks" / "01_puzzle.ipynb"
    notebook = nbformat.read(original, as_version=4)
    notebook.cells[1].outputs[0].text = "37\n"
    notebook.metadata["language_info"] = {"name": "python", "version": "3.13.0"}
    nbformat.write(notebook, original)
    start.copy_all()
    assert said(capsys) == []


def test_a_damaged_copy_is_left_alone_and_named(start, course, capsys):
    start.copy_all()
    mine = course / "my_work" / "01_puzzle.ipynb"
    mine.write_text("half of a les")
    assert start.main(["copy"]) == 0
    (line,) = said(capsys)
    assert line.startswith("my_work/01_puzzle.ipynb is damaged: it was left alone; rename it")
    assert mine.read_text() == "half of a les"


DAMAGED = [
    "", "{", "[]", "null", '{"cells": 3}', '{"cells": [{}], "metadata": {}}', "\x00\x01",
    '{"cells": [], "metadata": null}', "[" * 100_000, '{"cells": [], "metadata": []}',
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED)
def test_no_damage_to_a_copy_keeps_the_course_from_opening(start, course, capsys, text):
    start.copy_all()
    mine = course / "my_work" / "01_puzzle.ipynb"
    mine.write_text(text)
    assert start.copy_all() == []
    assert [line[:34] for line in said(capsys)] == ["my_work/01_puzzle.ipynb is damaged"]
    assert mine.read_text() == text


@pytest.mark.parametrize("mark", [None, "text", 7, [], {"original": None}, {"original": []}])
def test_a_copy_whose_mark_says_nothing_is_the_students_own(start, course, capsys, mark):
    start.copy_all()
    mine = course / "my_work" / "01_puzzle.ipynb"
    notebook = json.loads(mine.read_text())
    notebook["metadata"]["steppes"] = mark
    mine.write_text(json.dumps(notebook))
    assert start.main(["copy"]) == 0
    assert said(capsys) == []


def test_what_start_reads_nested_without_end_is_one_sentence(start, course):
    deep = "[" * 100_000
    (course / start.QUESTIONS).parent.mkdir(parents=True, exist_ok=True)
    (course / start.QUESTIONS).write_text(deep)
    with pytest.raises(start.Stop, match="is damaged: get the course again"):
        start.questions_of("01_puzzle")
    start.VENV.mkdir(parents=True, exist_ok=True)
    (start.VENV / start.STAMP).write_text(deep)
    assert start.read_stamp() == {}


def test_a_folder_in_the_place_of_a_copy_is_named(start, course, capsys):
    (course / "my_work" / "01_puzzle.ipynb").mkdir(parents=True)
    assert start.main(["copy"]) == 0
    (line,) = said(capsys)
    assert line.startswith("my_work/01_puzzle.ipynb") and "left alone" in line


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_lesson_is_one_sentence(start, course, capsys, text):
    (course / "notebooks" / "01_puzzle.ipynb").write_text(text)
    assert start.main(["copy"]) == 1
    (line,) = said(capsys)
    assert line.startswith("notebooks/01_puzzle.ipynb is damaged: put a fresh copy")
    assert "git" not in line  # a course from a ZIP has none, and git checkout throws work away
    assert (course / "my_work" / "exercises" / "01_puzzle.ipynb").exists(), "the others are copied"


MERGED_BY_GIT = """\
{"cells": [
<<<<<<< HEAD
  {"cell_type": "markdown", "source": "mine"}
=======
  {"cell_type": "markdown", "source": "theirs"}
>>>>>>> theirs
], "metadata": {}}"""
MERGED_BY_NBDIME = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": ["<<<<<<< local\n", "a\n", ">>>>>>> remote\n"]}
        ],
        "metadata": {},
    },
    indent=1,
)


@pytest.mark.parametrize("text", [MERGED_BY_GIT, MERGED_BY_NBDIME])
@pytest.mark.parametrize("place", ["notebooks", "my_work"])
def test_a_conflict_is_named_and_nobody_is_told_to_throw_work_away(
    start, course, capsys, text, place
):
    start.copy_all()
    path = course / place / "01_puzzle.ipynb"
    path.write_text(text)
    assert start.main(["copy"]) == (place == "notebooks")
    (line,) = said(capsys)
    assert line.startswith(f"{place}/01_puzzle.ipynb holds a merge conflict")
    assert "keep what you want of both" in line and "git checkout" not in line
    assert path.read_text() == text


def test_a_course_without_lessons_is_one_sentence(start, course, capsys):
    (course / "notebooks" / "00_start.ipynb").unlink()
    assert start.main(["copy"]) == 1
    assert said(capsys) == [
        "notebooks/00_start.ipynb is missing: get the course again, it is not complete."
    ]


def test_a_full_disk_leaves_no_half_of_a_lesson(start, course, capsys, monkeypatch):
    class Half(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    whole = Path.open

    def open_half(path, mode="r", *more, **named):
        if mode != "x":
            return whole(path, mode, *more, **named)
        path.touch()
        return Half()

    monkeypatch.setattr(Path, "open", open_half)
    assert start.main(["copy"]) == 1
    assert said(capsys) == [start.FULL]
    assert [path for path in (course / "my_work").rglob("*") if path.is_file()] == []


def test_a_file_in_the_place_of_my_work_is_one_sentence(start, course, capsys):
    (course / "my_work").touch()
    assert start.main(["copy"]) == 1
    (line,) = said(capsys)
    assert str(course / "my_work") in line and "cannot be used" in line


LINKS = [
    # The folder of a notebook, the folder of its copy, a link in the one and in the other.
    ("notebooks", "my_work", "[a](../exercises/01_puzzle.ipynb)", "[a](exercises/01_puzzle.ipynb)"),
    ("notebooks", "my_work", "[a](02_benchmark.ipynb#one)", "[a](02_benchmark.ipynb#one)"),
    ("notebooks", "my_work", "[a](../solutions/01_a.ipynb)", "[a](solutions/01_a.ipynb)"),
    ("solutions", "my_work/solutions", "[a](../docs/a.md)", "[a](../../docs/a.md)"),
    ("solutions", "my_work/solutions", "[a](../notebooks/01_a.ipynb)", "[a](../01_a.ipynb)"),
    ("exercises", "my_work/exercises", "[a](../notebooks/01_a.ipynb)", "[a](../01_a.ipynb)"),
    ("exercises", "my_work/exercises", '<img src="../docs/a.png">', '<img src="../../docs/a.png">'),
    ("notebooks/further", "my_work/further", "[a](../01_a.ipynb)", "[a](../01_a.ipynb)"),
    ("notebooks/further", "my_work/further", "[a](../../docs/a.md)", "[a](../../docs/a.md)"),
    ("exercises", "my_work/exercises", "![x](attachment:a.png)", "![x](attachment:a.png)"),
    ("exercises", "my_work/exercises", "[a](https://b.org) [d](#e)", "[a](https://b.org) [d](#e)"),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "target", "before", "after"), LINKS)
def test_links_lead_to_the_students_own_copies(start, origin, target, before, after):
    assert start.relinked(before, origin, target) == after


def test_the_real_lessons_can_be_copied(course):
    """Every notebook of this checkout gives a valid copy whose links lead somewhere."""
    for folder in ("notebooks", "exercises", "solutions"):
        shutil.rmtree(course / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, course / folder)
    load_start(course).copy_all()
    copies = sorted((course / "my_work").rglob("*.ipynb"))
    folders = ("notebooks", "notebooks/further", "exercises", "solutions")
    originals = [path for folder in folders for path in ROOT.glob(f"{folder}/[0-9]*.ipynb")]
    assert len(copies) == len(originals) > 0
    for copy in copies:
        for cell in cells_of(copy):
            if cell.cell_type == "code":
                cleared = cell.outputs == [] and cell.execution_count is None
                assert cleared == (copy.parent.name != "solutions"), copy.name
                continue
            for link in re.findall(r"\]\((?![a-z]+:|#)([^)\s#]+)", cell.source):
                place = (copy.parent / link).resolve().relative_to(course.resolve())
                home = course if place.parts[0] == "my_work" else ROOT
                assert (home / place).exists(), f"{copy.name}, cell {cell.id}: {link}"


def test_copying_leaves_git_with_nothing_to_say(start, course):
    shutil.copy(ROOT / ".gitignore", course)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(course)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "course"], check=True)
    start.copy_all()
    (course / ".venv").mkdir()
    (course / ".venv" / "file").touch()
    status = subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True)
    assert status.stdout == b""


# --- running -------------------------------------------------------------------------------------


def test_it_works_from_another_folder(course, tmp_path):
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, str(course / "start.py"), "copy"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (course / "my_work" / "00_start.ipynb").is_file()
    assert not (tmp_path / "my_work").exists()


class Handed(Exception):
    """What would have been started."""


@pytest.fixture
def handed(start, monkeypatch):
    """Set up as if done; what would be started is raised as Handed."""

    def execve(path, words, variables):
        raise Handed(words, variables)

    monkeypatch.setattr(start, "set_up", lambda testing=False: None)
    monkeypatch.setattr(start.os, "execve", execve)
    monkeypatch.setattr(start.signal, "pthread_sigmask", lambda how, signals: None)
    monkeypatch.chdir(start.ROOT)  # handing over changes folder; this changes back
    with mock.patch.dict(os.environ):
        yield start


@pytest.mark.skipif(sys.platform == "win32", reason="Windows waits instead of handing over")
def test_lab_opens_at_the_first_lesson_and_takes_options(handed):
    with pytest.raises(Handed) as caught:
        handed.main(["--no-browser", "--port", "8899"])
    words, variables = caught.value.args
    python = handed.program("python")
    assert words[:4] == [str(python), str(handed.ROOT / "start.py"), "inside", "steppes_server"]
    assert f"--ServerApp.root_dir={handed.ROOT}" in words
    assert "--LabApp.default_url=/lab/tree/my_work/00_start.ipynb" in words
    assert words[-3:] == ["--no-browser", "--port", "8899"]
    assert variables["PATH"].startswith(str(python.parent))
    assert (handed.ROOT / "my_work" / "00_start.ipynb").is_file()


# --- where the student stopped -------------------------------------------------------------------

SAID = {"last": {"outcome": "correct", "at": "2026-11-24T09:00:00Z"}}
LATER = {"last": {"outcome": "not yet", "at": "2026-11-24T10:00:00Z"}}
LATEST = {"last": {"outcome": "correct", "at": "2026-11-24T11:00:00Z"}}
DONE = {**SAID, "done": True}
ALL_OF_01 = {"exercises": {"1.1": DONE, "1.2": {**LATER, "done": True}}, "claims": {"7": SAID}}
STOPPED = [
    # What progress.json holds, and what is opened.
    ({}, "00_start"),
    ({"exercises": {"1.1": DONE}}, "01_puzzle"),  # 1.2 and claim 7 are open
    ({"exercises": {"1.1": DONE, "2.1": LATER}}, "02_more"),
    ({"exercises": {"1.1": LATER, "2.1": DONE}}, "01_puzzle"),
    ({"guesses": {"the gap": LATER}, "exercises": {"2.1": DONE}}, "01_puzzle"),
    ({"claims": {"7": LATER}, "exercises": {"2.1": DONE}}, "01_puzzle"),
    ({"claims": {"16": LATER}, "exercises": {"2.1": SAID}}, "02_more"),  # 16 is told
    (ALL_OF_01, "02_more"),
    ({**ALL_OF_01, "claims": {"7": {"told": True}}}, "01_puzzle"),
    ({"exercises": {"2.1": {**LATER, "done": True}}}, "02_more"),  # none comes after it
    ({"exercises": {"1.1": DONE, "1a": LATER}}, "exercises/01_puzzle"),
    ({"exercises": {"1.1": DONE, "1a": {**LATER, "done": True}}}, "01_puzzle"),
    ({**ALL_OF_01, "exercises": {**ALL_OF_01["exercises"], "1a": {**LATEST, "done": True}}},
     "02_more"),
    ({"exercises": {"own1": LATER}}, "00_start"),  # there is no copy of own exercises
    ({"exercises": {"9.9": LATER}, "guesses": {"1.1": LATER}}, "00_start"),
    # Damage: one bad entry stops no other.
    ({"exercises": {"1.1": DONE, "2.1": 7, "0.1": {"last": 3}}}, "01_puzzle"),
    ({"exercises": {"1.1": DONE, "2.1": {"last": {"at": "tomorrow"}}}}, "01_puzzle"),
    ({"exercises": {"1.1": DONE, "2.1": {"last": {"at": [9]}}}}, "01_puzzle"),
    ({"exercises": [], "claims": "x", "guesses": {"the gap": SAID}}, "01_puzzle"),
    ({"checks": {"1.1": "correct"}}, "00_start"),  # the first version kept no times
    ([], "00_start"), (None, "00_start"), ("{", "00_start"), ("[" * 100_000, "00_start"),
    (f'{{"a": {"9" * 5000}}}', "00_start"), ("\ufeff{}", "00_start"), ("\x00", "00_start"),
]  # fmt: skip


@pytest.fixture
def stopped(handed, course):
    """A small course whose lessons ask something."""
    write_lesson(course / "notebooks" / "02_more.ipynb")
    steps = {
        "00_start": ["check 0.1"],
        "01_puzzle": ["guess the gap", "check 1.1", "verdict 7", "told 16", "check 1.2"],
        "02_more": ["check 2.1"],
    }
    lessons = {name: {"steps": dict.fromkeys(keys, "")} for name, keys in steps.items()}
    asked = {"0.1": "00_start", "1.1": "01_puzzle", "1.2": "01_puzzle", "1a": "01_puzzle"}
    questions = {n: {"notebook": where, "fingerprint": ""} for n, where in asked.items()}
    (course / "src" / "steppes" / "questions.json").write_text(
        json.dumps({"lessons": lessons, "questions": {**questions}})
    )
    return handed


@pytest.mark.parametrize(("kept", "opened"), STOPPED, ids=range(len(STOPPED)))
@pytest.mark.parametrize("moved", [True, False])
def test_the_course_opens_where_the_student_stopped(
    stopped, course, kept, opened, moved, monkeypatch, empty_home
):
    home = empty_home if moved else course / "my_work"
    if not moved:
        monkeypatch.delenv("STEPPES_HOME")
    home.mkdir()
    text = kept if isinstance(kept, str) else json.dumps(kept)
    (home / "progress.json").write_text(text, encoding="utf-8")
    with pytest.raises(Handed) as caught:
        stopped.main([])
    assert f"--LabApp.default_url=/lab/tree/my_work/{opened}.ipynb" in caught.value.args[0]


@pytest.mark.parametrize("questions", ["", "[]", "{}", '{"lessons": [], "questions": {}}'])
def test_without_questions_the_course_opens_at_the_first_lesson(
    stopped, course, questions, empty_home
):
    stopped.copy_all()
    empty_home.mkdir()
    (empty_home / "progress.json").write_text(json.dumps({"exercises": {"1.1": DONE}}))
    (course / "src" / "steppes" / "questions.json").write_text(questions)
    assert stopped.where_to_open() == "my_work/00_start.ipynb"


def test_a_record_that_is_a_folder_or_too_large_opens_the_first_lesson(
    stopped, course, empty_home, monkeypatch
):
    stopped.copy_all()
    (empty_home / "progress.json").mkdir(parents=True)
    assert stopped.where_to_open() == "my_work/00_start.ipynb"
    (empty_home / "progress.json").rmdir()
    (empty_home / "progress.json").write_text(json.dumps({"exercises": {"1.1": DONE}}))
    assert stopped.where_to_open() == "my_work/01_puzzle.ipynb"
    monkeypatch.setattr(stopped, "LARGEST_RECORD", 10)
    assert stopped.where_to_open() == "my_work/00_start.ipynb"


def test_start_and_the_library_agree_on_where_the_student_is(empty_home):
    """They read one file: whatever is touched last, both name its notebook."""
    start = load_start()
    asked = json.loads((ROOT / start.QUESTIONS).read_text(encoding="utf-8"))
    for lesson in steps.lessons().values():
        for step in (*lesson.steps, *lesson.exercises):
            if step.what == steps.TOLD:
                continue
            part = steps.RECORDED[step.what]
            entry = {"outcome": "not yet", "guess": 1, "verdict": "mixed", **LATER["last"]}
            kept = {
                "exercises": {},
                "guesses": {},
                "claims": {},
                part: {step.name: {"last": entry}},
            }
            stop = steps.last_stop({name: dict(entries) for name, entries in kept.items()})
            assert stop.step == step
            place = start.stopped_in(asked["lessons"], asked["questions"], kept)
            assert place == sitting._notebook_of(stop), step


@pytest.mark.parametrize("root", [True, False])
def test_only_root_is_let_in_as_root_and_told_so(handed, monkeypatch, capsys, root):
    monkeypatch.setattr(handed, "is_root", lambda: root)
    with pytest.raises(Handed) as caught:
        handed.main(["--no-browser"])
    words, _ = caught.value.args
    assert ("--allow-root" in words) == root
    assert any("You are root" in line for line in said(capsys)) == root
    assert not any(word.startswith("--ServerApp.ip") or "token" in word for word in words)


def test_a_word_that_is_no_command_and_no_file_is_named(handed, capsys):
    assert handed.main(["tests"]) == 1
    (line,) = said(capsys)
    assert line.startswith(
        "start.py knows test, copy, publish, pin and pack; tests is none of them"
    )
    with pytest.raises(Handed):
        handed.main(["notebooks/01_puzzle.ipynb"])


def test_a_damaged_lesson_is_said_and_the_course_opens(handed, course, capsys):
    (course / "notebooks" / "01_puzzle.ipynb").write_text("{")
    with pytest.raises(Handed):
        handed.main([])
    assert said(capsys)[0].startswith("notebooks/01_puzzle.ipynb is damaged")


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        ([], True),
        (["-k", "walk"], True),
        (["-m", "slow"], True),
        (["tests"], True),
        (["tests/test_words.py"], False),
        (["tests/test_words.py::test_minus"], False),
        (["notebooks/00_start.ipynb"], False),
        (["tests/test_browser.py", "tests/test_words.py"], True),
    ],
)
def test_a_browser_is_had_only_for_tests_that_may_open_one(monkeypatch, named, wanted):
    monkeypatch.setattr(browser, "get", lambda: "/a/browser")
    monkeypatch.setenv("STEPPES_CHROMIUM", "none yet")
    browser.provide(named)
    assert os.environ["STEPPES_CHROMIUM"] == ("/a/browser" if wanted else "none yet")


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine without a browser; `starts` are the programs on it that can be started."""
    have = SimpleNamespace(starts=set(browser.PLAYWRIGHT), packages=set(), asked=[])

    def from_apt(package):
        have.asked.append(package)
        have.starts |= {package} & have.packages
        return package in have.packages

    def run(command, **_):
        if "-c" in command:
            return SimpleNamespace(returncode=0, stdout="playwrights\n")
        have.asked += ["playwright"] if "install" in command else []
        return SimpleNamespace(returncode=int(command[0] not in have.starts), stdout="")

    monkeypatch.delenv("STEPPES_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: name if name in have.starts else None)
    monkeypatch.setattr(browser.subprocess, "run", run)
    monkeypatch.setattr(browser.START, "from_apt", from_apt)
    return have


def test_a_browser_that_is_there_is_taken(machine):
    machine.starts |= {"microsoft-edge", "chrome"}
    assert browser.get() == "chrome" and machine.asked == []


def test_a_browser_that_is_not_there_comes_from_the_system(machine):
    machine.packages.add("chromium")
    assert browser.get() == "chromium" and machine.asked == ["chromium"]


def test_or_else_from_playwright_or_one_sentence_says_what_to_do(machine):
    """The download itself is stood in for: where these tests were written it cannot be had."""
    with pytest.raises(SystemExit, match="none could be had: install one"):
        browser.get()
    machine.starts.add("playwrights")
    assert browser.get() == "playwrights"
    assert machine.asked == ["chromium", "playwright"] * 2


def test_a_library_that_playwright_lacks_is_had_too_or_named(machine):
    machine.starts = {"chromium"}
    with pytest.raises(SystemExit, match="libatomic"):
        browser.get()
    machine.packages.add("libatomic1")
    assert browser.get() == "chromium"


def test_a_browser_that_was_named_and_cannot_be_started_is_named(machine, monkeypatch):
    monkeypatch.setenv("STEPPES_CHROMIUM", "no-such-program")
    with pytest.raises(SystemExit, match="names no-such-program, which is no browser"):
        browser.get()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2])
def test_ctrl_c_at_any_moment_is_a_sentence_or_nothing(course, seconds):
    """Of set-up, that is; what JupyterLab answers is tried where a real one runs."""
    words = [sys.executable, "-c", WAITING, str(course / "start.py")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout.read(1) == b"."
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        told = process.stdout.read().decode()
    assert told.splitlines()[-1:] in ([start_stopped(course)], [])
    assert "Traceback" not in told


# start.py as if it were called by name. Its first import says that Python itself has begun.
WAITING = """
import sys
class Begun:
    def find_spec(self, name, *_):
        if name == "errno":
            sys.stdout.write("."); sys.stdout.flush()
sys.meta_path.insert(0, Begun())
sys.modules.pop("errno", None)
with open(sys.argv[1], encoding="utf-8") as file:
    code = compile(file.read(), sys.argv[1], "exec")
sys.argv = sys.argv[1:]
exec(code, {"__name__": "__main__", "__file__": sys.argv[0]})
"""


def start_stopped(course: Path) -> str:
    return load_start(course).STOPPED


def test_nobody_reading_any_more_is_no_failure(course):
    """`start.py -h | head -1`"""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, str(course / "start.py"), "-h"],
        check=False,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows waits instead of handing over")
@pytest.mark.parametrize("named", [[], ["--all"], ["tests/test_words.py", "-k", "minus"]])
def test_tests_run_whole_or_as_named(handed, named):
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ.pop("OPENBLAS_NUM_THREADS", None)
    with pytest.raises(Handed) as caught:
        handed.main(["test", *named])
    words, variables = caught.value.args
    assert words[2:] == ["inside", "pytest", "--numprocesses=auto", "--dist=loadfile", *named]
    assert variables["OPENBLAS_NUM_THREADS"] == "1"
    assert "PYTHONDONTWRITEBYTECODE" not in variables


# --- pins ----------------------------------------------------------------------------------------


def test_pins_are_written_for_the_lessons_and_then_for_the_tests(start, made, called, capsys):
    assert start.main(["pin", "--upgrade"]) == 0
    lessons, tests = called[-2:]
    for words in (lessons, tests):
        assert words[1:4] == ["pip", "compile", "pyproject.toml"] and words[-1] == "--upgrade"
        assert {"--universal", "--generate-hashes", "--no-emit-index-url"} <= set(words)
    assert lessons[lessons.index("--output-file") + 1] == "requirements.lock"
    assert tests[tests.index("--output-file") + 1] == "requirements-test.lock"
    assert tests[tests.index("--constraints") + 1] == "requirements.lock"
    assert "--extra=test" in tests and "--extra=test" not in lessons
    assert "hold what pyproject.toml asks for" in said(capsys)[-1]


def test_pins_need_an_environment_only_for_its_uv(start, made):
    start.main(["pin"])
    assert made == [*FIRST, "pip compile", "pip compile"]
    made.clear()
    start.main(["pin"])
    assert made == ["pip compile", "pip compile"]


@pytest.mark.parametrize(
    ("raised", "sentence", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "The disk is full", 1),
        (OSError(errno.EROFS, "Read-only file system", ".venv"), ".venv cannot be used", 1),
        (
            PermissionError(errno.EACCES, "Permission denied", "my_work"),
            "my_work cannot be used",
            1,
        ),
        (KeyboardInterrupt(), "Stopped: run this again", 130),
    ],
)
def test_what_the_system_refuses_is_one_sentence(
    start, monkeypatch, capsys, raised, sentence, code
):
    def refuse(testing=False):
        raise raised

    monkeypatch.setattr(start, "set_up", refuse)
    for arguments in ([], ["test"]):
        assert start.main(arguments) == code
        (line,) = said(capsys)
        assert line.startswith(sentence)


def test_a_wrong_python_stops_before_anything_is_made(start, course, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    before = sorted(course.rglob("*"))
    for arguments in ([], ["test"], ["copy"]):
        assert start.main(arguments) == 1
        assert said(capsys)[0].startswith("This is Python 3.9, older")
    assert sorted(course.rglob("*")) == before


def test_help_says_what_can_be_asked_for(start, capsys):
    assert start.main(["--help"]) == 0
    told = "\n".join(said(capsys))
    for words in ("start.py test", "--all", "start.py copy", "start.py pin", "start.py pack"):
        assert words in told
