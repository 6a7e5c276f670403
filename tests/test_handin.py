"""handin(): one zip that a student understands, under a name that she is asked for once."""

from __future__ import annotations

import ast
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from grammar import faults

import steppes
from steppes import __main__, carrying, guess, handin, handing, keep, record
from steppes.checking import check, declared

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(steppes.__file__).parent
# Letters of many scripts, and what is a path, a command or a formula elsewhere.
NAMES = [
    "Anu Bold", "Ө. Бат-Эрдэнэ", "مريم العلي", "李雷", "Zoë Ångström", "x" * 500,
    "../../etc/passwd", "C:\\con", "<script>alert(1)</script>", "=1+1", "a\nb\tc", "\u202eevil",
    "😀", "...", "nul", "O'Brien; rm -rf /", "\ud83d half", "-", 7,
]  # fmt: skip
WRITTEN = "It is the row of a flow that was looked for and found to be nothing at all, " * 5


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "_waiting", [])
    home = tmp_path / "course" / "my_work"
    home.mkdir(parents=True)
    monkeypatch.setenv("STEPPES_HOME", str(home))
    monkeypatch.chdir(home)
    return home


def only_zip(home: Path) -> Path:
    (found,) = home.rglob("*.zip")
    return found


def contents(home: Path) -> dict[str, str]:
    with zipfile.ZipFile(only_zip(home)) as bundle:
        return {name: bundle.read(name).decode("utf-8-sig") for name in bundle.namelist()}


def test_she_is_asked_for_her_name_once(home, capsys):
    check("0.1", 405)
    handin(0)
    assert "Write your name, once" in capsys.readouterr().out and not list(home.glob("*.zip"))
    handin(0, name="  Anu\n Bold ")
    assert (home / "name.txt").read_text(encoding="utf-8") == "Anu Bold\n"
    only_zip(home).unlink()
    handin(0)
    assert json.loads(contents(home)["handin.json"])["name"] == "Anu Bold"


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_may_have_any_letters(name, home, capsys):
    check("0.1", 405)
    handin(0, name=name)
    made = only_zip(home)
    assert made.parent == home and carrying._is_plain(made.name) and len(made.name.encode()) < 200
    assert {path.name for path in home.parent.rglob("*") if path.is_file()} == {
        made.name, "name.txt", "progress.json",
    }  # fmt: skip
    whose = json.loads(contents(home)["handin.json"])["name"]
    assert whose and len(whose) <= handing.LONGEST_NAME and "\n" not in whose
    handin(0)
    assert json.loads(contents(home)["handin.json"])["name"] == whose
    capsys.readouterr().out.encode()


@pytest.mark.parametrize("name", ["", "  ", "\x00", "\n"])
def test_a_name_that_is_none_is_asked_for_again(name, home, capsys):
    check("0.1", 405)
    handin(0, name=name)
    assert "Whose work is it?" in capsys.readouterr().out and not list(home.glob("*.zip"))


def some_work(home: Path) -> None:
    check("0.1", 379)
    check("0.1", 405)
    check("1.1", "C")
    check("2h", WRITTEN)
    guess("the gap", 36, "km")
    record.judged(15, "mixed", "The triangles stand left of the line, and one does not.")
    record.judged(15, "mixed", "Both stand left.")
    for name in ("02_benchmark", "exercises/02_benchmark", "further/02_benchmark", "01_puzzle"):
        (home / name).parent.mkdir(exist_ok=True)
        cell = {"cell_type": "code", "source": [name], "outputs": []}
        text = json.dumps({"cells": [cell], "metadata": {}})
        (home / f"{name}.ipynb").write_text(text, encoding="utf-8")


def test_of_a_lesson_there_is_the_lesson_and_nothing_else(home):
    some_work(home)
    handin("02", name="Anu Bold")
    found = contents(home)
    assert list(found) == [
        "hand-in.txt", "handin.json", "progress.json", "02_benchmark.ipynb",
        "exercises/02_benchmark.ipynb", "further/02_benchmark.ipynb",
    ]  # fmt: skip
    kept = json.loads(found["progress.json"])
    assert (set(kept["exercises"]), set(kept["claims"]), kept["guesses"]) == ({"2h"}, {"15"}, {})
    manifest = json.loads(found["handin.json"])
    assert manifest["course"] == steppes.__version__ and manifest["lesson"] == "02"
    assert manifest["files"] == [name for name in found if name.endswith(".ipynb")]
    only_zip(home).unlink()
    handin()
    assert set(json.loads(contents(home)["progress.json"])["exercises"]) == {"0.1", "1.1", "2h"}
    assert "01_puzzle.ipynb" in contents(home) and "name.txt" not in contents(home)


def test_what_is_written_can_be_read_without_python(home):
    some_work(home)
    handin(2, name="Ө. Бат")
    told = contents(home)["hand-in.txt"]
    assert WRITTEN.strip() in told and "Is the puzzle there?" in told
    assert "The triangles stand left of the line, and one does not." in told
    assert "Both stand left." in told and "Name: Ө. Бат" in told and "02_benchmark.ipynb" in told
    assert f"with version {steppes.__version__} of the course" in told
    with zipfile.ZipFile(only_zip(home)) as bundle:
        assert bundle.read("hand-in.txt").startswith(b"\xef\xbb\xbf")


def test_a_copy_that_was_not_touched_and_worked_answers_stay(home):
    for folder in ("notebooks", "solutions"):
        original = ROOT / folder / "00_start.ipynb"
        read = json.loads(original.read_text(encoding="utf-8"))
        read["metadata"]["steppes"] = {"copy": carrying.cells_in_short(read["cells"])}
        for cell in read["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        place = home / ("solutions/00_start.ipynb" if folder == "solutions" else "00_start.ipynb")
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(read), encoding="utf-8")
    check("0.1", 405)
    handin(0, name="Anu")
    assert not [name for name in contents(home) if name.endswith(".ipynb")]
    read["cells"].append({"cell_type": "code", "source": ["1"], "outputs": []})
    (home / "00_start.ipynb").write_text(json.dumps(read), encoding="utf-8")
    handin(0)
    assert "00_start.ipynb" in contents(home)


@pytest.mark.parametrize(
    "lesson", [9, "nine", True, [], "", object(), "further/02", "\x00", 10**400]
)
def test_an_odd_lesson_is_a_sentence(lesson, home, capsys):
    check("0.1", 405)
    handin(lesson, name="Anu")
    assert capsys.readouterr().out.splitlines()[-1].startswith("There is no lesson")
    assert not list(home.glob("*.zip"))


def test_nothing_done_is_nothing_handed_in(home, capsys):
    handin(3, name="Anu")
    assert "nothing to hand in yet of lesson 03" in capsys.readouterr().out
    assert not list(home.glob("*.zip"))


def test_a_full_disk_leaves_nothing_half_made(home, monkeypatch, capsys):
    check("0.1", 405)
    handin(0, name="Anu")
    before = only_zip(home).read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    handin(0)
    assert "cannot be written (no space left on device)" in capsys.readouterr().out
    assert only_zip(home).read_bytes() == before
    assert not [
        path for path in home.iterdir() if path.name.startswith(".") and path.suffix == ".zip"
    ]


def test_the_command_does_the_same(home, capsys, monkeypatch):
    check("0.1", 405)
    monkeypatch.setattr("sys.stdin", None)
    assert __main__.main(["handin", "0"]) == 1
    assert __main__.main(["handin", "0", "--name", "Anu"]) == 0
    assert __main__.main(["handin"]) == 0
    assert {path.name for path in home.glob("*.zip")} == {"handin-00-Anu.zip", "handin-all-Anu.zip"}


def test_the_name_goes_with_what_is_kept(home):
    check("0.1", 405)
    handin(0, name="Anu")
    only_zip(home).unlink()
    keep()
    assert "name.txt" in contents(home)


def test_what_is_said_is_good_english(home, capsys):
    handin(0)
    handin(9)
    handin(0, name="Anu")
    some_work(home)
    for lesson in (None, 0, 2):
        handin(lesson)
    said = capsys.readouterr().out.splitlines()
    assert [fault for line in said for fault in faults(line)] == []


def test_a_written_answer_of_every_lesson_is_in_the_page(home):
    from steppes.kinds import Written

    for name, exercise in declared().items():
        if isinstance(exercise.kind, Written):
            check(name, f"Of {name} I say that " + "so it is " * 30)
    handin(name="Anu")
    told = contents(home)["hand-in.txt"]
    for name, exercise in declared().items():
        if isinstance(exercise.kind, Written):
            assert f"\nOf {name} I say that" in told


# --- who leans on whom ---------------------------------------------------------------------------

BARRED = {"subprocess", "threading", "multiprocessing", "socket", "http", "urllib", "asyncio"}
BARRED |= {"concurrent", "selectors", "ctypes", "requests", "nbformat", "nbclient"}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module or ''}.{alias.name}".lstrip(".") for alias in node.names}
            found.add(node.module or "")
    return found


def test_what_a_student_hands_in_with_starts_no_program_and_asks_no_network():
    assert {name.split(".")[0] for name in imports(PACKAGE / "handing.py")} & BARRED == set()
    assert {name.split(".")[0] for name in imports(PACKAGE / "carrying.py")} & BARRED == set()


def test_what_reads_a_class_is_imported_by_its_command_alone():
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name != "teaching" and path.name != "__main__.py":
            leans = [name for name in imports(path) if name.split(".")[0] == "teaching"]
            assert not leans, f"{path.name} imports {leans}"
    assert "teaching.collecting" in imports(PACKAGE / "__main__.py")


# --- a zip that is not what it says --------------------------------------------------------------


def test_a_zip_packed_again_from_its_folder_is_read(home, tmp_path):
    some_work(home)
    handin(2, name="Anu")
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in contents(home).items():
            bundle.writestr(f"handin-02-Anu/{name}", text)
            bundle.writestr(f"__MACOSX/handin-02-Anu/._{name}", "litter")
        bundle.writestr("handin-02-Anu/.DS_Store", "litter")
    assert set(carrying.unpacked(again)) == set(contents(home))
    shutil.copy(again, only_zip(home))
    assert "02_benchmark.ipynb" in carrying.unpacked(only_zip(home))
