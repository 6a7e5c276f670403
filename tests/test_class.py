"""`steppes class`: what a class handed in, judged again, and nothing that a stranger sent harms."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from class_room import DAY, entry, forged, handed_in, notebook, said, zip_of
from grammar import faults

from steppes import __main__, carrying, checking, guess, record
from steppes.answers import as_typed
from steppes.kinds import Choice, Number, Order, Share, States, Table, Written
from steppes.questions import questions
from steppes.teaching import collecting, handed, judging, tally
from steppes.teaching.judging import NOT_JUDGED

EXERCISES = checking.declared()
# The models and counts of 02 take long, and every kind of answer is asked for elsewhere too.
QUICK = [name for name in EXERCISES if not name.startswith(("F2.", "2e", "2f"))]
SECOND_TABLE = "F3.11"


@pytest.fixture
def folder(tmp_path):
    """The class's folder. Beside it stands a canary, which nothing may touch."""
    (tmp_path / "canary.txt").write_text("alive", encoding="utf-8")
    folder = tmp_path / "class"
    folder.mkdir()
    yield folder
    assert (tmp_path / "canary.txt").read_text(encoding="utf-8") == "alive"
    assert {path.name for path in tmp_path.iterdir()} <= {"canary.txt", "class", "homes"}


def rows(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "class.csv").read_text(encoding="utf-8-sig")
    return {row["file"]: row for row in csv.DictReader(io.StringIO(text))}


def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "class.html").read_text(encoding="utf-8"), "html.parser")


def again(name: str, record_entry: dict) -> judging.Judged:
    """One entry of a record, as a forged file would hold it, judged again."""
    sound = record.as_read({"exercises": {name: json.loads(json.dumps(record_entry))}})
    return judging.judged(handed.HandIn("a.zip", recorded=sound))[name]


# --- an honest record ----------------------------------------------------------------------------

ODD = (
    None, "", "banana", 0, -1, 1e40, float("nan"), [], [1, 2], {"a": 1}, print, True, 1j, ["KAZ"],
    pd.DataFrame({"x": [1]}), {"KAZ", "RUS"}, "word " * 2000, ["KAZ"] * 400,
)  # fmt: skip


@pytest.mark.parametrize("name", QUICK)
def test_an_honest_record_is_never_flagged_and_judged_as_it_was(name):
    exercise = EXERCISES[name]
    right = exercise.answer()
    answers = [right, *exercise.kind.other_spellings(right), *ODD]
    answers += [mistake.answer() for mistake in exercise.mistakes]
    judged = 0
    for answer in answers:
        outcome = checking.judge(exercise, answer)
        kept = as_typed(answer, exercise.kind)
        found = again(name, entry(outcome.verdict, kept))
        assert not found.false, (answer, found.false)
        if found.last.verdict != NOT_JUDGED:
            judged += 1
            if outcome.verdict == checking.CORRECT:
                assert found.last.verdict == checking.CORRECT, answer
            if outcome.verdict == checking.NOT_YET:
                assert (found.last.verdict, found.last.says) == (outcome.verdict, outcome.says)
    assert judged > len(exercise.mistakes)
    first = again(name, entry("correct", as_typed(right, exercise.kind))).last
    assert first.verdict in (checking.CORRECT, checking.NOTED)


# --- a forged one --------------------------------------------------------------------------------


def wrong_for(name: str) -> object:
    exercise = EXERCISES[name]
    return as_typed(exercise.mistakes[0].answer(), exercise.kind)


ONE_OF_EACH = {
    type(EXERCISES[name].kind): name
    for name in QUICK
    if not isinstance(EXERCISES[name].kind, Written)
}


@pytest.mark.parametrize("kind", [Number, Share, Choice, States, Order, Table])
def test_a_record_that_says_correct_where_the_answer_is_not_is_flagged(kind):
    name = ONE_OF_EACH[kind]
    found = again(name, entry("correct", wrong_for(name)))
    assert "calls the last answer correct, and it is not yet" in found.false
    assert found.done == checking.NOT_YET
    helps = EXERCISES[name].mistakes[0].says
    assert found.last.says == helps
    first = entry("not yet", wrong_for(name), first=said("correct", wrong_for(name)))
    assert "calls the first answer correct" in again(name, first).false


def test_done_is_believed_only_where_an_answer_can_lie_between():
    wrong = wrong_for("0.1")
    said_done = entry("not yet", wrong, done=True)
    assert (
        again("0.1", said_done).false == "The record calls it done, and no answer in it is right."
    )
    between = again("0.1", said_done | {"attempts": 3})
    assert (between.false, between.done, between.why) == ("", NOT_JUDGED, judging.BETWEEN)


def table() -> tuple[Table, pd.DataFrame]:
    exercise = EXERCISES[SECOND_TABLE]
    assert isinstance(exercise.kind, Table)
    return exercise.kind, exercise.answer()


def test_a_table_is_compared_by_its_digest_and_by_its_values():
    kind, right = table()
    kept = as_typed(right, kind)
    assert set(kept) == {"shape", "columns", "digest", "values"}
    bare = {name: kept[name] for name in ("shape", "columns", "digest")}
    assert again(SECOND_TABLE, entry("correct", bare)).done == checking.CORRECT
    # Within the tolerance and with another digest: the values decide.
    column = kind.columns[0]
    off = right.assign(**{column: right[column] + 0.9 * kind.tolerance})
    near = as_typed(off, kind)
    assert near["digest"] != kept["digest"]
    assert again(SECOND_TABLE, entry("correct", near)).done == checking.CORRECT
    del near["values"]
    unjudged = again(SECOND_TABLE, entry("correct", near))
    assert (unjudged.done, unjudged.false) == (NOT_JUDGED, "")
    # A digest that the values do not have is no digest of theirs.
    mixed = as_typed(right, kind) | {"digest": "0" * 16}
    assert again(SECOND_TABLE, entry("correct", mixed)).done == NOT_JUDGED
    mistake = as_typed(EXERCISES[SECOND_TABLE].mistakes[0].answer(), kind)
    del mistake["values"]  # as the record held it before it held values
    found = again(SECOND_TABLE, entry("correct", mistake))
    assert found.false and found.last.says == EXERCISES[SECOND_TABLE].mistakes[0].says


@pytest.mark.parametrize(
    "values", [[], [[]], [[1]], "x", [["a", "b"]] * 6, [[{}, 1]], None, [1, 2]]
)
def test_odd_values_of_a_table_are_not_judged(values):
    kept = as_typed(table()[1], table()[0]) | {"values": values, "digest": "0" * 16}
    assert again(SECOND_TABLE, entry("correct", kept)).done == NOT_JUDGED


def test_values_come_through_the_record_and_older_records_do_without(empty_home):
    checking.check(SECOND_TABLE, table()[1])
    kept = record.read()["exercises"][SECOND_TABLE]["last"]["answer"]
    assert kept == as_typed(table()[1], table()[0])


def test_what_cannot_be_judged_is_so_called():
    of_old = {"last": {"outcome": "correct"}, "done": True}
    assert again("0.1", of_old).done == NOT_JUDGED
    assert again("99.1", entry("correct", 1)).why == judging.NO_SUCH
    cut = again("0.1", entry("correct", [405] * 300))
    assert (cut.done, cut.false) == (NOT_JUDGED, "")
    copied = {"a.ipynb": handed.Notebook("x", {"0.1": "another form"})}
    sound = record.as_read({"exercises": {"0.1": entry("correct", 379)}})
    other = judging.judged(handed.HandIn("a.zip", recorded=sound, notebooks=copied))["0.1"]
    assert (other.done, other.why, other.false) == (NOT_JUDGED, judging.OTHER_FORM, "")
    known = {"a.ipynb": handed.Notebook("x", {"0.1": questions()["0.1"].fingerprint})}
    assert judging.judged(handed.HandIn("a.zip", recorded=sound, notebooks=known))["0.1"].false


# --- a class -------------------------------------------------------------------------------------


def test_a_class_is_read_and_both_files_say_who_did_what(folder, tmp_path, capsys):
    def first():
        checking.check("0.1", 379)
        checking.check("0.1", 405)
        guess("the gap", 36, "km")
        record.judged(0, "holds", "Both bars are as high.")

    handed_in(tmp_path / "homes" / "a", folder, "Anu Bold", first, "00")
    handed_in(tmp_path / "homes" / "b", folder, "Ө. Бат", lambda: checking.check("0.1", 379), "00")
    forged(folder, "Forger", {"0.1": entry("correct", 379)})
    assert __main__.main(["class", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "3 hand-ins read, 0 not; 1 record flagged." in told
    found = {row["name"]: row for row in rows(folder).values()}
    assert (found["Anu Bold"]["0.1: first"], found["Anu Bold"]["0.1: last"]) == ("379", "405")
    assert [found[n]["0.1: judged again"] for n in ("Anu Bold", "Ө. Бат", "Forger")] == [
        "correct", "not yet", "not yet",
    ]  # fmt: skip
    assert found["Forger"]["flags"].startswith("0.1: The record calls the last answer correct")
    assert (
        found["Anu Bold"]["flags"] == ""
        and "because Both bars" in found["Anu Bold"]["claim 0: first"]
    )
    text = page(folder).get_text(" ")
    helps = next(m.says for m in EXERCISES["0.1"].mistakes if m.answer() == 379)
    assert f"379 (3): {helps}" in text and "Both bars are as high." in text
    flagged = page(folder).find("h2", string="Flagged").parent
    assert "Forger" in flagged.get_text() and "Anu" not in flagged.get_text()


def test_nothing_that_was_handed_in_is_run(folder, monkeypatch):
    evil = f"import pathlib; pathlib.Path({str(folder.parent / 'canary.txt')!r}).unlink()"
    forged(folder, "Evil", {}, **{"00_start.ipynb": notebook(evil)})

    def started(*_, **__):
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(os, "system", started)
    assert collecting.collect(folder)[-1].startswith("1 hand-in read")
    assert "Nothing that was handed in was run." in page(folder).get_text()


def test_it_is_not_read_twice_and_a_second_run_says_the_same(folder):
    forged(folder, "Anu", {"0.1": entry("correct", 405)})
    collecting.collect(folder)
    once = (folder / "class.csv").read_bytes()
    collecting.collect(folder)
    assert (folder / "class.csv").read_bytes() == once and len(rows(folder)) == 1


@pytest.mark.parametrize("name", ["nowhere", "empty", "canary.txt"])
def test_a_folder_that_is_none_is_one_sentence(name, folder, capsys):
    (folder / "empty").mkdir()
    assert __main__.main(["class", str(folder / name)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1


def test_a_table_that_is_open_elsewhere_is_one_sentence(folder, monkeypatch, capsys):
    forged(folder, "Anu")

    def held(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", held)
    assert __main__.main(["class", str(folder)]) == 1
    assert "close it where it is open" in capsys.readouterr().err


def test_hand_ins_in_folders_and_zips_of_keep_are_read_too(folder, tmp_path):
    (folder / "Anu_123_file").mkdir()
    forged(folder / "Anu_123_file", "Anu", {"0.1": entry("correct", 405)})
    kept = json.dumps({"exercises": {"0.1": entry("correct", 405)}})
    zip_of(folder / "Bat.zip", {"progress.json": kept})
    collecting.collect(folder)
    assert {row["name"] for row in rows(folder).values()} == {"Anu", "Bat"}
    assert "Anu_123_file/Anu.zip" in rows(folder)


# --- attacks: a line each, and nothing harmed ----------------------------------------------------


def lying(path: Path) -> None:
    """A zip that says a file is small, and it is 200 million bytes."""
    zip_of(path, {"progress.json": "{}", "a.txt": b"0" * 200_000_000})
    whole, large = path.read_bytes(), (200_000_000).to_bytes(4, "little")
    assert whole.count(large) == 2
    path.write_bytes(whole.replace(large, (5).to_bytes(4, "little")))


def packed_oddly(path: Path) -> None:
    """A file that zipfile would unpack whole, at once, whatever size it says."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as bundle:
        bundle.writestr("progress.json", "{}")
        bundle.writestr("a.txt", b"0" * 25_000_000)


def linked(path: Path) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("progress.json", "{}")
        bundle.writestr(link, "/etc/passwd")


def crowded(path: Path) -> None:
    """A list of files that is longer than any work."""
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("progress.json", "{}")
        for number in range(20_000):
            bundle.writestr(f"{number:060d}", b"")


def bomb(path: Path) -> None:
    files = {f"{n}.txt": b"0" * carrying.LARGEST_FILE for n in range(6)}
    zip_of(path, {"progress.json": "{}"} | files)


def locked(path: Path) -> None:
    zip_of(path, {"progress.json": "{}"})
    whole = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.rindex(mark) + place] |= 1
    path.write_bytes(whole)


def half(path: Path) -> None:
    zip_of(path, {"progress.json": "{}", "a.txt": os.urandom(10_000)})
    path.write_bytes(path.read_bytes()[:5000])


def odd_name(path: Path) -> None:
    """A name that says it is UTF-8, and is not."""
    zip_of(path, {"progress.json": "{}", "ж.txt": "a"})
    path.write_bytes(path.read_bytes().replace("ж".encode(), b"\xff\xfe"))


def in_zip(name: str):
    return lambda path: zip_of(path, {"progress.json": "{}", name: "bad"})


def holding(text: str | bytes):
    return lambda path: zip_of(path, {"progress.json": text})


def outside(path: Path) -> None:
    """A link to what is a hand-in, and was not handed in."""
    path.symlink_to(forged(path.parents[1] / "homes", "Elsewhere"))


BAD = {
    "lying": lying, "packed oddly": packed_oddly, "link in it": linked, "crowded": crowded,
    "bomb": bomb, "locked": locked, "half": half, "odd name": odd_name,
    "large": in_zip("../../out.txt"), "up": in_zip("../out.txt"), "root": in_zip("/etc/out.txt"),
    "drive": in_zip("C:/out.txt"), "hidden": in_zip(".bashrc"), "windows": in_zip("..\\out.txt"),
    "no record": lambda path: zip_of(path, {"a.txt": "a"}),
    "no JSON": holding("{"), "a list": holding("[]"), "no text": holding(b"\xff\xfe\xff"),
    "a link": outside, "a loop": lambda path: path.symlink_to(path),
    "empty": lambda path: path.write_bytes(b""), "no zip": lambda path: path.write_text("PK"),
    "an image": lambda path: path.write_bytes(os.urandom(1000)),
    "a pipe": lambda path: os.mkfifo(path),
}  # fmt: skip


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_each_bad_file_is_a_line_and_the_others_are_read(make, folder, capsys):
    forged(folder, "Good", {"0.1": entry("correct", 405)})
    make(folder / "bad.zip")
    tracemalloc.start()
    collecting.collect(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000, f"{peak:,} bytes"
    found = rows(folder)
    assert set(found) == {"bad.zip", "Good.zip"}
    trouble = found["bad.zip"]["trouble"]
    assert trouble and "\n" not in trouble and faults(trouble.replace("..", "up")) == []
    assert found["Good.zip"]["0.1: judged again"] == "correct"
    assert trouble in page(folder).find("h2", string="Not read").parent.get_text()


def test_what_a_lying_zip_holds_is_not_unpacked_at_once(tmp_path):
    """zipfile by itself takes a piece whole, however large it becomes."""
    lying(tmp_path / "bad.zip")
    tracemalloc.start()
    with pytest.raises((zipfile.BadZipFile, zlib.error)):
        carrying.unpacked(tmp_path / "bad.zip")
    bounded = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert bounded < 20_000_000, f"{bounded:,} bytes"


def test_a_list_of_files_without_end_is_not_read(tmp_path):
    """zipfile reads the whole list before anybody can ask how long it is."""
    crowded(tmp_path / "bad.zip")
    tracemalloc.start()
    with pytest.raises(carrying.Refused, match="more than 2,000 files"):
        carrying.unpacked(tmp_path / "bad.zip")
    read = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read < 1_000_000, f"{read:,} bytes"


DEEP = '{"exercises": ' + '{"a": ' * 5000 + "1" + "}" * 5000 + "}"


@pytest.mark.parametrize(
    "text",
    [
        DEEP, '{"exercises": []}', '{"exercises": {"0.1": 7}}',
        '{"exercises": {"0.1": {"last": {"outcome": "correct", "answer": {"digest": [1]}}}}}',
        json.dumps({"exercises": {"0.1": entry("correct", "9" * 5000, attempts=10**9)}}),
        json.dumps({"exercises": {"0.1": {"last": {"outcome": "correct", "answer": 1e29}}}}),
        json.dumps({"claims": {"7": {"last": {"verdict": "<b>", "reason": "\x00\x1b[2J"}}}}),
        json.dumps({"exercises": {f"0.{n}": entry("correct", 1) for n in range(5000)}}),
    ],
    ids=range(8),
)  # fmt: skip
def test_whatever_a_record_holds_is_bounded(text, folder):
    zip_of(folder / "odd.zip", {"progress.json": text})
    collecting.collect(folder)
    assert list(rows(folder)) == ["odd.zip"]
    assert (folder / "class.html").stat().st_size < 5_000_000
    assert "\x1b" not in (folder / "class.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{", DEEP, '{"cells": 3, "metadata": {}}', '{"cells": [], "metadata": []}',
        '{"cells": [{"cell_type": 1, "source": 2}], "metadata": {"steppes": [1]}}',
        '{"cells": [], "metadata": {"steppes": {"questions": {"0.1": [1]}}}}',
    ],
    ids=range(7),
)  # fmt: skip
def test_a_notebook_that_is_none_harms_nothing(text, folder):
    forged(folder, "Odd", {"0.1": entry("correct", 405)}, **{"00_start.ipynb": text})
    collecting.collect(folder)
    assert rows(folder)["Odd.zip"]["0.1: judged again"] == "correct"


@pytest.mark.parametrize(
    "manifest", ["[]", "{", DEEP, '{"name": 7, "made": [], "lesson": {}}', "\xff"]
)
def test_an_odd_manifest_leaves_the_name_of_the_file(manifest, folder):
    zip_of(folder / "Anu.zip", {"progress.json": "{}", "handin.json": manifest})
    collecting.collect(folder)
    assert rows(folder)["Anu.zip"]["name"] == "Anu"


# --- what a page and a table must not become -----------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><a href="http://a.b">x</a>',
    "</td></table></main><style>*{display:none}</style>", "&lt;b&gt;", "\u202eevil\u202c",
    "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "a,b\"c", "مريم", "😀" * 30,
]  # fmt: skip


def hostile_class(folder: Path) -> None:
    for number, text in enumerate(HOSTILE):
        answers = {
            "0.1": entry("correct", f"{text} and more"),
            "1.1": entry("not yet", text),
            "2h": entry("noted", f"{text} " * 45),
            text[:50]: entry("correct", text),
        }
        said_of = {
            "verdict": text[:50],
            "reason": text,
            "at": DAY.format(number),
            "course": text[:50],
        }
        parts = {
            "claims": {"15": {"last": said_of}, "22": {"last": said_of}},
            "guesses": {"the gap": {"last": {"guess": text, "unit": text[:50]}}},
        }
        forged(folder, text, answers, file=f"h{number}", **parts)
    (folder / "bad<b>.zip").write_bytes(b"")


def test_whatever_they_write_is_text_on_the_page(folder):
    hostile_class(folder)
    collecting.collect(folder)
    text = (folder / "class.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(text, "html.parser")
    assert len(soup.find_all("style")) == 1 and len(soup.find_all("main")) == 1
    for name in ("script", "img", "a", "link", "iframe", "object", "form", "base", "svg", "b"):
        assert not soup.find_all(name), name
    for tag in soup.find_all(True):
        assert not [key for key in tag.attrs if key.startswith("on") or key in ("src", "href")]
    assert "http://" not in re.sub(r"&quot;&gt;&lt;a href=&quot;http://a.b", "", text)
    assert HOSTILE[0] in soup.get_text()
    assert "default-src 'none'" in soup.find("meta", {"http-equiv": True})["content"]


def test_nothing_in_the_table_is_computed_by_a_spreadsheet(folder):
    hostile_class(folder)
    collecting.collect(folder)
    text = (folder / "class.csv").read_text(encoding="utf-8-sig")
    read = list(csv.reader(io.StringIO(text)))
    assert len({len(row) for row in read}) == 1 and len(read) == len(HOSTILE) + 2
    for cell in (cell for row in read for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%")), cell
    forged(folder, "Cold", {"0.1": entry("not yet", -405.5)})
    collecting.collect(folder)
    assert rows(folder)["Cold.zip"]["0.1: last"] == "-405.5"


@pytest.mark.slow
def test_the_page_asks_no_network_and_axe_finds_nothing(folder, browser):
    hostile_class(folder)
    lesson_at_work(folder)
    collecting.collect(folder)
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        view = context.new_page()
        asked, said_wrong = [], []
        view.on("request", lambda sent, asked=asked: asked.append(sent.url))
        view.on("dialog", lambda dialog, wrong=said_wrong: wrong.append(dialog.message))
        view.goto((folder / "class.html").as_uri())
        view.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found = Axe().run(view)
        assert found.violations_count == 0, found.generate_report()
        assert [url for url in asked if not url.startswith("file:")] == [] and not said_wrong
        ground = view.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(24, 24, 24)")
        for _ in range(3):
            view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.matches('.wide, summary')")
        context.close()


# --- the same twice, and times -------------------------------------------------------------------


def test_what_is_the_same_is_flagged_and_what_is_not_is_not(folder):
    own_words = "I saw that both of them stand left of the line, and not one right of it."
    for name, book, words in (
        ("Anu", notebook("x = 1"), own_words),
        ("Bat", notebook("x = 1"), "Short words."),
        ("Dulma", notebook("x = 2"), own_words.upper()),
        ("Enkh", notebook("x = 3"), "Short words."),
    ):
        moment = {"verdict": "mixed", "reason": words, "at": DAY.format(len(name)), "course": "1"}
        exercises = {"0.1": entry("correct", 405, first=said("not yet", name))}
        claims = {"15": {"last": moment}}
        forged(folder, name, exercises, claims=claims, **{"02_benchmark.ipynb": book})
    collecting.collect(folder)
    text = page(folder).find("h2", string="The same twice").parent.get_text(" ")
    assert "what is typed in 02_benchmark.ipynb Anu (Anu.zip); Bat (Bat.zip)" in text
    assert "the reason on claim 15 Anu (Anu.zip); Dulma (Dulma.zip)" in text
    assert "Enkh" not in text
    (folder / "copy.zip").write_bytes((folder / "Enkh.zip").read_bytes())
    collecting.collect(folder)
    text = page(folder).find("h2", string="The same twice").parent.get_text(" ")
    assert "everything Enkh (Enkh.zip); Enkh (copy.zip)" in text or (
        "everything Enkh (copy.zip); Enkh (Enkh.zip)" in text
    )
    assert "Enkh: 2 zips under this name." in text


def lesson_at_work(folder: Path) -> None:
    """Three students in lesson 02: ten, twenty and thirty minutes after recalling."""
    for number, (name, minutes) in enumerate((("Anu", 10), ("Bat", 20), ("Dulma", 30))):
        at = [
            f"2026-11-20T0{9 + number // 9}:{m:02d}:00Z"
            for m in (0, 2, 2 + minutes // 2, 2 + minutes)
        ]
        first = {"outcome": "correct", "answer": "C", "course": "1"}
        exercises = {
            "2.1": {"last": first | {"at": at[0]}, "done": True},
            "2.2": {"last": first | {"answer": "A", "at": at[1]}, "done": True},
        }
        guesses = {
            "Kazakhstan's sales": {"last": {"guess": 5, "at": at[2]}},
            "whom I set beside them": {"last": {"guess": f"those {number}", "at": at[3]}},
        }
        forged(folder, name, exercises, guesses=guesses)


def test_the_median_stands_beside_the_stated_minutes(folder):
    lesson_at_work(folder)
    collecting.collect(folder)
    table = page(folder).find("caption", string="Time by section of 02").parent
    told = {row.th.get_text(): [c.get_text() for c in row.find_all("td")] for row in table("tr")}
    assert told["Whom would you set beside them?"] == ["9", "20", "3"]
    assert told["Twins"] == ["21", "", "0"]


def test_a_pause_and_what_is_out_of_order_are_no_time():
    def student(*at: str) -> tally.Student:
        names = ("2.1", "2.2")
        entries = {
            n: {"last": {"outcome": "correct", "at": t}} for n, t in zip(names, at, strict=False)
        }
        guesses = {
            n: {"last": {"guess": 1, "at": t}}
            for n, t in zip(("Kazakhstan's sales", "whom I set beside them"), at[2:], strict=False)
        }
        sound = record.as_read({"exercises": entries, "guesses": guesses})
        return tally.Student(handed.HandIn("a.zip", recorded=sound))

    day = "2026-11-20T{}:00Z".format
    times = {
        "good": (day("09:00"), day("09:01"), day("09:11"), day("09:13")),
        "pause": (day("09:00"), day("09:01"), day("10:11"), day("10:13")),
        "back": (day("09:20"), day("09:30"), day("09:11"), day("09:13")),
        "half": (day("09:00"), day("09:01"), day("09:11")),
        "odd": (day("99:00"), day("99:01"), day("99:11"), day("99:13")),
    }
    lesson = next(each for each in tally.with_own() if each.number == "02")
    place = Path("nowhere.ipynb")
    for name, at in times.items():
        first = tally.stretches(lesson, [student(*at)], place)[0]
        assert (first.median, first.n) == ((12.0, 1) if name == "good" else (None, 0)), name
        assert first.stated is None


@pytest.mark.parametrize(
    "lesson", [each for each in tally.with_own() if each.minutes], ids=lambda x: x.number
)
def test_every_section_with_a_question_has_its_stated_minutes(lesson):
    notebooks = Path(__file__).resolve().parents[1] / "notebooks"
    told = tally.stretches(lesson, [], notebooks / f"{lesson.name}.ipynb")
    assert told and all(each.stated is not None for each in told)
    assert 0 < sum(each.stated for each in told) <= lesson.minutes + 3


# --- how long it takes ---------------------------------------------------------------------------


def test_a_class_of_22_takes_seconds(folder):
    lesson = [name for name in QUICK if EXERCISES[name].lesson == 1 and EXERCISES[name].mistakes]
    answers = {name: entry("not yet", wrong_for(name)) for name in lesson}
    for number in range(22):
        forged(
            folder, f"Student {number}", answers, **{"00_start.ipynb": notebook(f"x = {number}")}
        )
    begun = time.monotonic()
    collecting.collect(folder)
    assert time.monotonic() - begun < 60
    assert len(rows(folder)) == 22
