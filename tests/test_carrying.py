"""keep() and bring_back(): a visitor's work as a zip, and back into a fresh copy of the course."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from running import load_start

from steppes import bring_back, carrying, checking, guess, hint, keep, record

ROOT = Path(__file__).resolve().parents[1]
MINE = {"01_puzzle.ipynb": "mine", "exercises/01_puzzle.ipynb": "mine too", "notes/өдөр.md": "hi"}


@pytest.fixture
def visit(tmp_path, monkeypatch):
    """Go to a new copy of the course, as a visitor of Binder does."""
    monkeypatch.setattr(record, "_waiting", [])

    def go(name: str) -> Path:
        home = tmp_path / name / "my_work"
        home.mkdir(parents=True)
        monkeypatch.setenv("STEPPES_HOME", str(home))
        monkeypatch.chdir(home)
        return home

    return go


def write(home: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")


def files(home: Path) -> dict[str, str]:
    return {
        path.relative_to(home).as_posix(): path.read_text(encoding="utf-8")
        for path in home.rglob("*")
        if path.is_file() and path.suffix != ".zip" and path.name != "progress.json"
    }


def carried_over(visit, first: Path) -> Path:
    """Keep, go to a fresh copy, and bring the zip there without unpacking it."""
    keep()
    second = visit("second")
    shutil.copy(first / "my_work.zip", second / "my_work.zip")
    return second


def zip_with(home: Path, **entries: object) -> Path:
    path = home / "my_work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("progress.json", "{}")
        for name, content in entries.items():
            bundle.writestr(name, content)
    return path


def test_what_was_done_comes_back_into_a_fresh_copy(visit, capsys):
    first = visit("first")
    write(first, MINE)
    write(first, {".ipynb_checkpoints/01_puzzle.ipynb": "old", ".hidden": "", "a.zip": ""})
    checking.check("0.1", 379)
    hint("0.1")
    guess("the gap", 36, "km")
    recorded = record.read()
    second = carried_over(visit, first)
    assert record.read()["exercises"] == {}
    capsys.readouterr()
    bring_back("my_work.zip")
    assert capsys.readouterr().out.startswith("Your work is back: 4 files.")
    assert files(second) == MINE
    assert record.read() == recorded


def test_it_may_lie_in_a_lessons_folder_or_above(visit, monkeypatch):
    first = visit("first")
    write(first, MINE)
    second = carried_over(visit, first)
    (second / "exercises").mkdir()
    monkeypatch.chdir(second / "exercises")
    bring_back()
    assert files(second) == MINE


def test_a_changed_file_is_never_written_over_and_both_are_kept(visit, capsys):
    first = visit("first")
    write(first, MINE)
    second = carried_over(visit, first)
    write(second, {"01_puzzle.ipynb": "changed here"})
    for _ in range(2):  # a second time brings nothing new
        bring_back()
        assert files(second) == MINE | {
            "01_puzzle.ipynb": "changed here",
            "01_puzzle-back-1.ipynb": "mine",
        }
    assert "the one from the zip is 01_puzzle-back-1.ipynb" in capsys.readouterr().out


def test_a_fresh_copy_makes_room_and_a_touched_one_does_not(visit):
    first = visit("first")
    write(first, {"01_puzzle.ipynb": "mine", "02_benchmark.ipynb": "mine", "03_history.ipynb": "m"})
    second = carried_over(visit, first)
    fresh = {"cell_type": "code", "source": ["1 + 1\n", "2"], "outputs": []}
    typed = fresh | {"source": ["1 + 2"]}
    ran = fresh | {"outputs": [{"output_type": "stream"}]}
    mark = carrying.cells_in_short([fresh])
    for name, cell in (("01_puzzle", fresh), ("02_benchmark", typed), ("03_history", ran)):
        notebook = {"cells": [cell], "metadata": {"steppes": {"copy": mark}}}
        write(second, {f"{name}.ipynb": json.dumps(notebook)})
    bring_back()
    assert files(second)["01_puzzle.ipynb"] == "mine"
    assert set(files(second)) == {
        "01_puzzle.ipynb", "02_benchmark.ipynb", "02_benchmark-back-1.ipynb",
        "03_history.ipynb", "03_history-back-1.ipynb",
    }  # fmt: skip


def test_the_mark_of_a_fresh_copy_is_start_pys():
    notebook = json.loads((ROOT / "notebooks" / "00_start.ipynb").read_text(encoding="utf-8"))
    assert carrying.cells_in_short(notebook["cells"]) == load_start().fingerprint(notebook)


def worked(answer: str, *, copied: str = "x = 36") -> str:
    """A copy of worked answers with what they show, as start.py makes it of `copied`."""
    cells = [{"cell_type": "code", "source": [answer], "outputs": [{}], "execution_count": 1}]
    noted = carrying.cells_in_short([{**cells[0], "source": [copied]}])
    return json.dumps({"cells": cells, "metadata": {"steppes": {"copy": noted}}})


def test_worked_answers_are_kept_only_where_she_wrote_in_them(visit):
    first = visit("first")
    answers = {"solutions/01_a.ipynb": worked("x = 36"), "solutions/02_b.ipynb": worked("x = 37")}
    write(first, {**answers, "solutions/mine.txt": "a note", "03_c.ipynb": worked("x = 36")})
    second = carried_over(visit, first)
    with zipfile.ZipFile(second / "my_work.zip") as bundle:
        names = sorted(bundle.namelist())
    hers = ["03_c.ipynb", "progress.json", "solutions/02_b.ipynb", "solutions/mine.txt"]
    assert names == hers
    write(second, {"solutions/02_b.ipynb": worked("x = 36")})  # as start.py copies it there
    bring_back()
    assert files(second)["solutions/02_b.ipynb"] == answers["solutions/02_b.ipynb"]
    assert not (second / "solutions" / "02_b-back-1.ipynb").exists()


def test_two_records_are_joined_and_a_second_time_changes_nothing(visit, monkeypatch):
    times = iter(f"2026-11-25T09:00:{second:02d}Z" for second in range(60))
    monkeypatch.setattr(record, "_now", lambda: {"at": next(times), "course": "1.0.0"})
    first = visit("first")
    checking.check("0.1", 379)
    checking.check("0.1", 405)
    hint("0.1")
    guess("a", 1)
    second = carried_over(visit, first)
    checking.check("0.1", 26)
    checking.check("1.1", "C")
    bring_back()
    once = record.read()
    entry = once["exercises"]["0.1"]
    assert (entry["first"]["answer"], entry["last"]["answer"]) == (379, 26)
    assert (entry["attempts"], entry["hints"], entry["done"]) == (3, 1, True)
    assert set(once["exercises"]) == {"0.1", "1.1"} and set(once["guesses"]) == {"a"}
    bring_back()
    assert record.read() == once
    assert second.exists()


OUT = [
    "../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt", "C:out.txt", "..\\out.txt",
    "a\\b.txt", "nul.txt", "a/con", ".bashrc", ".ipython/profile_default/startup/a.py", "a/.b/c",
    "x" * 300, "a/b/c/d/e/f/g.txt", "a\nb.txt", "a//b.txt", "./a.txt", "end. ", "a\x7f",
]  # fmt: skip


@pytest.mark.parametrize("name", OUT, ids=range(len(OUT)))
def test_nothing_is_unpacked_that_leads_out_of_the_folder(name, visit, capsys):
    home = visit("first")
    zip_with(home, **{"good.txt": "good", name: "bad"})
    bring_back()
    assert "was not unpacked" in capsys.readouterr().out
    assert files(home) == {}
    assert {p.name for p in home.parents[1].rglob("*") if p.is_file()} == {"my_work.zip"}


def test_links_are_followed_neither_in_the_zip_nor_in_the_folder(visit, capsys):
    home = visit("first")
    link = zipfile.ZipInfo("a.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = zip_with(home)
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr(link, "/etc/passwd")
    bring_back()
    assert "'a.txt' in it is not the name" in capsys.readouterr().out
    outside = home.parent / "outside"
    outside.mkdir()
    (home / "notes").symlink_to(outside)
    zip_with(home, **{"notes/a.txt": "a"})
    bring_back()
    assert "link to another place" in capsys.readouterr().out
    assert list(outside.iterdir()) == []
    (outside / "secret").write_text("", encoding="utf-8")
    (home / "alias.txt").symlink_to(outside / "secret")
    keep()
    with zipfile.ZipFile(home / "my_work.zip") as bundle:
        assert bundle.namelist() == ["progress.json"]


def test_what_would_fill_the_disk_is_refused(visit, monkeypatch, capsys):
    home = visit("first")
    zip_with(home, **{"a.txt": b"0" * (carrying.LARGEST_FILE + 1)})
    assert (home / "my_work.zip").stat().st_size < 100_000
    bring_back()
    zip_with(home, **{f"{n}.txt": b"0" * carrying.LARGEST_FILE for n in range(6)})
    bring_back()
    zip_with(home, **{f"{n}.txt": b"" for n in range(carrying.MOST_FILES)})
    bring_back()
    said = capsys.readouterr().out.splitlines()
    assert [line.startswith("my_work.zip was not unpacked: ") for line in said] == [True] * 3
    assert files(home) == {}


def lying(home: Path) -> None:
    """A zip that says a file is small, and it is not."""
    path = zip_with(home, **{"a.txt": b"0" * 10_000_000})
    whole = path.read_bytes()
    path.write_bytes(whole.replace((10_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little")))


def half(home: Path) -> None:
    whole = zip_with(home, **{"a.txt": os.urandom(10_000)}).read_bytes()
    (home / "my_work.zip").write_bytes(whole[:5000])


def flipped(home: Path) -> None:
    whole = bytearray(zip_with(home, **{"a.txt": os.urandom(10_000)}).read_bytes())
    whole[3000] ^= 255
    (home / "my_work.zip").write_bytes(whole)


def locked(home: Path) -> None:
    path = zip_with(home, **{"a.txt": "a"})
    whole = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        whole[whole.rindex(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    path.write_bytes(whole)


def other_zip(home: Path) -> None:
    with zipfile.ZipFile(home / "my_work.zip", "w") as bundle:
        bundle.writestr("a.txt", "a")


ODD = [
    lying, half, flipped, locked, other_zip,
    lambda home: (home / "my_work.zip").write_bytes(b""),
    lambda home: (home / "my_work.zip").write_bytes(b"PK"),
    lambda home: (home / "my_work.zip").mkdir(),
    lambda home: None,
]  # fmt: skip


@pytest.mark.parametrize("make", ODD, ids=range(len(ODD)))
def test_a_zip_that_is_none_is_one_sentence(make, visit, capsys):
    home = visit("first")
    make(home)
    bring_back("my_work.zip")
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert files(home) == {}


@pytest.mark.parametrize("place", [None, 3, [], "\x00", "~nobody/x", "x" * 10**6, ".", "a\ud83d"])
def test_an_odd_place_is_one_sentence(place, visit, capsys):
    visit("first")
    bring_back(place)
    said = capsys.readouterr().out
    assert said.startswith("There is no file ") and len(said) < 600


@pytest.mark.parametrize("damaged", ["{", "[]", "\udcff", '{"claims": {"7": "<img>"}}'])
def test_a_damaged_record_in_it_leaves_the_notebooks_and_the_record_here(damaged, visit):
    home = visit("first")
    checking.check("0.1", 405)
    with zipfile.ZipFile(home / "my_work.zip", "w") as bundle:
        bundle.writestr("progress.json", damaged.encode("utf-8", "surrogateescape"))
        bundle.writestr("01_puzzle.ipynb", "mine")
    bring_back()
    assert files(home) == {"01_puzzle.ipynb": "mine"}
    assert record.read()["exercises"]["0.1"]["done"]


def test_what_cannot_be_in_it_is_named(visit, monkeypatch, capsys):
    home = visit("first")
    write(home, {"large.csv": "x" * 2000, "small.csv": "x", "what?.md": "", "A.md": "", "a.md": ""})
    monkeypatch.setattr(carrying, "LARGEST_FILE", 1000)
    keep()
    said = capsys.readouterr().out
    assert all(f": {name}\n" in said for name in ("large.csv", "what?.md", "a.md"))
    assert "holds 2 files" in said


def test_a_record_that_waits_is_in_the_zip(visit, monkeypatch, capsys):
    home = visit("first")
    real = record._replace
    monkeypatch.setattr(record, "_replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    checking.check("0.1", 405)
    keep()
    monkeypatch.setattr(record, "_replace", real)
    with zipfile.ZipFile(home / "my_work.zip") as bundle:
        assert json.loads(bundle.read("progress.json"))["exercises"]["0.1"]["done"]


def test_a_full_disk_leaves_nothing_half_made(visit, monkeypatch, capsys):
    home = visit("first")
    write(home, MINE)
    keep()
    before = (home / "my_work.zip").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        keep()
        (home / "01_puzzle.ipynb").unlink()
        bring_back()
    said = capsys.readouterr().out
    assert "cannot be written (no space left on device)" in said
    assert "could not be unpacked whole (no space left on device)" in said
    assert (home / "my_work.zip").read_bytes() == before
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left == {"my_work.zip", "01_puzzle.ipynb", "өдөр.md"}
    assert not (home / "01_puzzle.ipynb").exists()
