"""What the student has done is never lost: odd files, full disks, two notebooks at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import steppes
from steppes import answers, checking, claims, guess, hint, ledger, recall, record, settle
from steppes.kinds import Number, States, Table, Written

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path))
    monkeypatch.setattr(record, "_waiting", [])
    monkeypatch.setattr(record, "_said_once", set())
    return tmp_path


def stored(home: Path) -> dict:
    return json.loads((home / "progress.json").read_text(encoding="utf-8"))


def store(home: Path, content: object) -> None:
    (home / "progress.json").write_text(json.dumps(content), encoding="utf-8")


def outcomes() -> dict[str, str]:
    return {name: entry["last"]["outcome"] for name, entry in record.read()["exercises"].items()}


# --- what stands in it ---------------------------------------------------------------------------


def test_first_and_last_answer_attempts_hints_and_times_are_kept(home):
    before = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    hint("0.1")
    checking.check("0.1", "379 million")
    checking.check("0.1", 26)
    checking.check("0.1", 405)
    entry = stored(home)["exercises"]["0.1"]
    assert (entry["first"]["answer"], entry["first"]["outcome"]) == ("379 million", "not yet")
    assert (entry["last"]["answer"], entry["last"]["outcome"]) == (405, "correct")
    assert (entry["attempts"], entry["hints"], entry["done"]) == (3, 1, True)
    for said in (entry["first"], entry["last"]):
        assert before <= said["at"] <= datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert said["course"] == steppes.__version__


def test_a_cell_run_again_is_no_attempt_and_what_is_done_stays_done(home):
    checking.check("0.1", 405)
    first = stored(home)["exercises"]["0.1"]
    checking.check("0.1", 405)
    checking.check("0.1", ...)
    assert stored(home)["exercises"]["0.1"] == first
    checking.check("0.1", 379)
    entry = stored(home)["exercises"]["0.1"]
    assert entry["done"] and entry["attempts"] == 2 and entry["last"]["outcome"] == "not yet"


def test_hints_used_never_fall_and_all_are_shown_again_at_the_end(home, capsys):
    hints = checking.declared()["0.1"].hints
    for _ in range(len(hints) + 2):
        hint("0.1")
    assert stored(home)["exercises"]["0.1"]["hints"] == len(hints)
    said = capsys.readouterr().out
    assert said.count("No more hints for 0.1.") == 2
    assert all(said.count(text) == 3 for text in hints)


def test_guesses_and_verdicts_keep_the_first_and_the_last(home, monkeypatch, capsys):
    monkeypatch.setattr(claims, "show_bundle", lambda bundle: None)
    guess("the gap", "100", "km")
    guess("the gap", 36, "km")
    settle(7, "wrong")
    settle(7, "holds")
    record.judged(8, "holds", "two atlases say so")
    kept = stored(home)
    gap, seventh = kept["guesses"]["the gap"], kept["claims"]["7"]
    assert (gap["first"]["guess"], gap["last"]["guess"], gap["attempts"]) == (100, 36, 2)
    assert gap["first"]["unit"] == "km" and set(gap["first"]) == {"guess", "unit", "at", "course"}
    assert [seventh[which]["verdict"] for which in ("first", "last")] == ["wrong", "holds"]
    assert kept["claims"]["8"]["last"]["reason"] == "two atlases say so"
    capsys.readouterr()
    recall("the gap", 36.2, "km", 1)
    assert capsys.readouterr().out == "The data say 36.2 km. You guessed 36, and at first 100.\n"


COUNT = Number(0.5, "dollars")
KEPT = [
    (COUNT, 43, 43),
    (COUNT, "43,0 ", "43,0 "),
    (COUNT, np.float64(42.5), 42.5),
    (COUNT, pd.Series([43]), 43),
    (COUNT, pd.DataFrame({"a": [43]}), 43),
    (COUNT, Decimal("43.1"), "43.1"),
    (COUNT, Fraction(2, 3), "2/3"),
    (COUNT, float("nan"), "nan"),
    (COUNT, 10**400, "(of type int)"),
    (COUNT, True, "True"),
    (COUNT, None, "None"),
    (COUNT, 1 + 5j, "(of type complex)"),
    (COUNT, object(), "(of type object)"),
    (COUNT, lambda: 1, "(of type function)"),
    (COUNT, {"a": 1}, {"shape": [1, 1], "columns": ["0"]}),
    (COUNT, pd.DataFrame({"a": [1, 2]}), {"shape": [2, 1], "columns": ["a"]}),
    (COUNT, "half a letter: \ud83d, a bell: \x07", "half a letter: \ufffd, a bell: "),
    (States({}), ["RUS", "China"], ["RUS", "China"]),
    (States({}), range(10**9), list(range(300))),
    (Written(()), "x" * 6000, "x" * 5000),
]


@pytest.mark.parametrize(("kind", "answer", "kept"), KEPT, ids=range(len(KEPT)))
def test_answers_are_kept_as_typed_and_bounded(kind, answer, kept, home):
    assert answers.as_typed(answer, kind) == kept
    record.answered("9.9", answers.as_typed(answer, kind), "not yet", False)
    assert stored(home)["exercises"]["9.9"]["last"]["answer"] == kept
    assert record.read()["exercises"]["9.9"]["last"]["answer"] == kept


def test_of_a_table_its_shape_columns_and_digest_are_kept():
    kind = Table("year", ("ratio",), 0.01)
    exact = pd.DataFrame({"year": [1992, 1993], "ratio": [1.23449, -0.0001]})
    kept = answers.as_typed(exact, kind)
    assert (kept["shape"], kept["columns"]) == ([2, 2], ["year", "ratio"])
    same = [
        exact.round(2),
        exact.iloc[::-1],
        exact.set_index("year")["ratio"],
        exact.assign(note="mine")[["note", "ratio", "year"]],
    ]
    assert {answers.as_typed(other, kind)["digest"] for other in same} == {kept["digest"]}
    other = exact.assign(ratio=[1.25, 0.0])
    assert answers.as_typed(other, kind)["digest"] != kept["digest"]
    assert "digest" not in answers.as_typed(exact[["year"]], kind)


@pytest.mark.parametrize("exercise", checking.declared().values(), ids=checking.declared())
def test_every_right_answer_is_kept_so_that_it_can_be_judged_again(exercise):
    reference = checking._reference(exercise)
    kept = json.loads(json.dumps(answers.as_typed(reference, exercise.kind)))
    if isinstance(exercise.kind, Table):
        assert kept["digest"] == answers.digest(
            exercise.kind.read(reference)[0], exercise.kind.tolerance
        )
    else:
        again = checking.judge(exercise, kept).verdict
        assert again == checking.judge(exercise, reference).verdict
        assert again in (checking.CORRECT, checking.NOTED)


def test_the_record_can_be_read_in_words(home, capsys, monkeypatch):
    monkeypatch.setattr(claims, "show_bundle", lambda bundle: None)
    record.show()
    assert capsys.readouterr().out == "Nothing is recorded yet.\n"
    checking.check("0.1", 379)
    checking.check("0.1", 405)
    guess("the gap", 36, "km")
    record.judged(7, "holds", "an atlas")
    capsys.readouterr()
    record.show()
    said = capsys.readouterr().out
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    assert f"  0.1: first 379, not yet; last 405, correct, in 2 attempts ({day}).\n" in said
    assert f"  the gap: 36 km ({day}).\n" in said
    assert f"  7: holds, because an atlas ({day}).\n" in said


FLAT = {
    "checks": {"1.1": "correct", "1.2": "not yet", "1.3": "not attempted", "1.4": 7},
    "hints": {"1.1": 2, "1.5": 1},
    "guesses": {"the gap": 40.0},
    "claims": {"7": "holds"},
}


def test_a_file_of_the_first_version_is_carried_over(home):
    store(home, FLAT)
    kept = record.read()
    assert kept["exercises"]["1.1"]["done"] and kept["exercises"]["1.1"]["hints"] == 2
    assert outcomes_of(kept) == {"1.1": "correct", "1.2": "not yet"}
    assert kept["exercises"]["1.5"] == {"hints": 1, "done": False}
    assert kept["guesses"]["the gap"]["last"] == {"guess": 40.0}
    checking.check("1.2", "C")
    assert record.read()["claims"]["7"]["first"] == {"verdict": "holds"}
    assert "checks" not in stored(home) and stored(home)["exercises"]["1.1"]["done"]
    assert stored(home)["exercises"]["1.2"]["attempts"] == 2


def outcomes_of(kept: dict) -> dict[str, str]:
    return {n: e["last"]["outcome"] for n, e in kept["exercises"].items() if "last" in e}


# --- what is odd in it stops nothing -------------------------------------------------------------

SCRIPT = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "claim",
    [SCRIPT, {"last": {"verdict": SCRIPT}}, {"last": {"verdict": "holds", "reason": SCRIPT}}],
    ids=["flat", "verdict", "reason"],
)
def test_nothing_of_the_file_reaches_the_page_as_html(claim, home, monkeypatch):
    store(home, {"claims": {"7": claim, SCRIPT: claim}, "guesses": {SCRIPT: SCRIPT}})
    shown = []
    monkeypatch.setattr(claims, "show_bundle", shown.append)
    ledger()
    settle(7, "holds")
    assert len(shown) == 2
    assert all("<img" not in text for bundle in shown for text in bundle.values())


def test_a_verdict_is_escaped_even_if_it_were_one(home, monkeypatch):
    """The page does not rely on the list of verdicts alone."""
    monkeypatch.setattr(claims, "JUDGED", (*claims.JUDGED, SCRIPT))
    store(home, {"claims": {"7": SCRIPT}})
    shown = []
    monkeypatch.setattr(claims, "show_bundle", shown.append)
    ledger()
    assert "&lt;img" in shown[0]["text/html"] and "<img" not in shown[0]["text/html"]


ODD = [
    None, True, -5, 10**40, 1e308, float("nan"), float("inf"), "", "x" * 10**6, "\ud83d", "\x00",
    [], [[]], {}, {"first": 3}, {"last": {"outcome": 3, "guess": [], "verdict": None}},
    {"attempts": -1, "hints": -5, "done": "yes", "last": {"outcome": "x", "at": "yesterday"}},
    {"last": {"outcome": "correct", "answer": {"shape": "big", "columns": [None]}}},
    {"hints": 10**9, "attempts": 1e300, "first": {"guess": "\ud83d", "verdict": "\ud83d"}},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("part", ["exercises", "guesses", "claims", "checks", "hints", "new"])
def test_one_bad_entry_stops_no_other(part, odd, home, monkeypatch, capsys):
    monkeypatch.setattr(claims, "show_bundle", lambda bundle: None)
    names = {"1.3": odd, "7": odd, "a": odd, "\ud83d": odd, "x" * 10**5: odd, "": odd}
    good = {"exercises": {"9.9": {"last": {"outcome": "correct"}, "done": True}}}
    store(home, good | {part: names | good.get(part, {})})
    hint("1.3")
    recall("a", 36.2, "km")
    checking.check("0.1", 405)
    guess("a", 40, "km")
    settle(7, "holds")
    ledger()
    record.show()
    said = capsys.readouterr().out
    said.encode("utf-8")
    assert "cannot be" not in said and "Hint" in said and len(said) < 25_000
    kept = stored(home)
    assert kept["exercises"]["9.9"]["done"] and kept["exercises"]["0.1"]["done"]
    assert kept["guesses"]["a"]["last"]["guess"] == 40
    assert kept["claims"]["7"]["last"]["verdict"] == "holds"


def test_what_is_read_is_bounded(home):
    said = {"outcome": "x" * 10**6, "answer": 10**200, "course": [1], "at": "<b>"}
    long = {"outcome": "x", "answer": ["y" * 10_000] * 400}
    store(home, {"exercises": {"1.1": {"last": said}, "1.2": {"first": long}}})
    kept = record.read()["exercises"]
    assert kept["1.1"]["last"] == {"outcome": "x" * 60}
    assert kept["1.2"]["last"]["answer"] == ["y" * 5000] * 300


@pytest.mark.parametrize("part", ["exercises", "guesses", "claims", "checks", "hints"])
@pytest.mark.parametrize("odd", [3, None, [], "text", [[1]]])
def test_a_part_that_is_no_mapping_stops_no_other(part, odd, home):
    store(home, {"guesses": {"b": 2}, "claims": {"8": "holds"}} | {part: odd})
    checking.check("0.1", 405)
    guess("a", 40, "km")
    record.judged(7, "holds")
    kept = record.read()
    assert kept["exercises"]["0.1"]["done"] and "a" in kept["guesses"] and "7" in kept["claims"]
    assert ("b" in kept["guesses"]) == (part != "guesses")


def test_negative_hints_begin_at_the_first(home, capsys):
    store(home, {"hints": {"0.1": -5}})
    hint("0.1")
    assert capsys.readouterr().out.startswith("Hint 1 of")


def test_more_hints_than_there_are_is_no_traceback(home, capsys):
    store(home, {"exercises": {"0.1": {"hints": 10**30}}})
    hint("0.1")
    assert "No more hints" in capsys.readouterr().out


DEEP = '{"checks": {"9.9": "correct"}, "odd": %s, "claims": {"7": "holds"}}'


@pytest.mark.parametrize("depth", [30, 400, 900, 100_000])
def test_what_is_nested_too_deep_stops_no_other(depth, home, capsys):
    text = DEEP % ("[" * depth + "]" * depth)
    (home / "progress.json").write_text(text, encoding="utf-8")
    assert outcomes() == {"9.9": "correct"}
    checking.check("0.1", 405)
    assert outcomes() == {"9.9": "correct", "0.1": "correct"}
    assert record.read()["claims"]["7"]["last"]["verdict"] == "holds"
    assert (home / "progress-damaged-1.json").read_text(encoding="utf-8") == text
    assert "progress-damaged-1.json" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1e999", "NaN", "-Infinity"])
def test_numbers_too_large_for_one_stop_no_other(number, home):
    text = f'{{"odd": {number}, "claims": {{"7": "holds"}}}}'
    (home / "progress.json").write_text(text, encoding="utf-8")
    checking.check("0.1", 405)
    assert set(record.read()["claims"]) == {"7"}
    assert stored(home)["odd"] == number
    json.loads(
        (home / "progress.json").read_text(encoding="utf-8"), parse_constant=pytest.fail
    )  # what others read as JSON


def test_what_is_not_understood_stays(home):
    store(home, {"mine": ["a", 1], "guesses": {"a": {"wild": 1}}, "half": "\ud83d"})
    checking.check("0.1", 405)
    kept = stored(home)
    assert (kept["mine"], kept["half"]) == (["a", 1], "\ud83d")
    assert kept["guesses"]["a"] == {"wild": 1}


# --- what cannot be read or written --------------------------------------------------------------


def test_what_cannot_be_written_is_kept_and_said_once(home, monkeypatch, capsys):
    monkeypatch.setenv("STEPPES_HOME", str(home / "file" / "deeper"))
    (home / "file").write_text("", encoding="utf-8")
    record.answered("9.9", 1, "correct", True)
    record.answered("9.8", 1, "correct", True)
    assert outcomes() == {"9.9": "correct", "9.8": "correct"}
    assert capsys.readouterr().out.count("cannot be written") == 1


def test_a_passing_failure_loses_nothing(home, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        checking.check("0.1", 379)
        hint("0.1")
        assert list(home.iterdir()) == []
    checking.check("0.1", 405)
    entry = stored(home)["exercises"]["0.1"]
    assert (entry["done"], entry["hints"], entry["attempts"]) == (True, 1, 2)
    assert entry["first"]["answer"] == 379
    assert not record._waiting


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence(home, monkeypatch, capsys):
    write = Path.write_bytes
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", lambda path, text: write(Path("/dev/full"), text))
        checking.check("0.1", 405)
        checking.check("0.1", 379)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "cannot be written" in one]
    assert "No space left" in line
    assert len(record.read()["exercises"]["0.1"]["last"]) == 4
    guess("a", 1, "km")
    assert stored(home)["exercises"]["0.1"]["attempts"] == 2


DAMAGED = ["{", "[1]", "\x00", "[" * 100_000, '"text"', "null", '{"a": 1} x', ""]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_put_aside_whole_and_a_new_one_begun(home, text, capsys):
    path = home / "progress.json"
    path.write_text(text, encoding="utf-8")
    assert record.read()["exercises"] == {}
    assert path.read_text(encoding="utf-8") == text
    record.answered("9.9", 1, "correct", True)
    record.answered("9.8", 1, "correct", True)
    assert set(stored(home)["exercises"]) == {"9.9", "9.8"}
    assert (home / "progress-damaged-1.json").read_text(encoding="utf-8") == text
    assert sorted(p.name for p in home.iterdir()) == ["progress-damaged-1.json", "progress.json"]
    assert capsys.readouterr().out.count("could not be read") == 1


def test_two_damaged_files_are_both_kept(home):
    for text in ("{", "["):
        (home / "progress.json").write_text(text, encoding="utf-8")
        record.answered("9.9", 1, "correct", True)
    kept = [(home / f"progress-damaged-{n}.json").read_text(encoding="utf-8") for n in (1, 2)]
    assert kept == ["{", "["]


def test_bytes_that_are_no_text_are_put_aside(home):
    (home / "progress.json").write_bytes(b'{"claims": {"7": "\xff"}}')
    record.answered("9.9", 1, "correct", True)
    assert (home / "progress-damaged-1.json").read_bytes() == b'{"claims": {"7": "\xff"}}'


def test_a_file_of_another_size_than_a_students_is_put_aside(home, monkeypatch):
    monkeypatch.setattr(record, "LARGEST_FILE", 1000)
    (home / "progress.json").write_text(f'{{"a": "{"x" * 2000}"}}', encoding="utf-8")
    record.answered("9.9", 1, "correct", True)
    assert "a" not in stored(home) and (home / "progress-damaged-1.json").exists()


def test_a_link_in_a_loop_is_one_sentence_and_the_rest_is_saved(home, capsys):
    (home / "progress.json").symlink_to(home / "other.json")
    (home / "other.json").symlink_to(home / "progress.json")
    assert record.read()["exercises"] == {}
    checking.check("0.1", 405)
    assert outcomes() == {"0.1": "correct"}
    assert not (home / "progress.json").is_symlink()
    assert "could not be read" in capsys.readouterr().out


def test_a_folder_in_the_files_place_is_put_aside(home):
    (home / "progress.json").mkdir()
    checking.check("0.1", 405)
    assert stored(home)["exercises"]["0.1"]["done"]
    assert (home / "progress-damaged-1.json").is_dir()


def test_a_folder_that_is_a_link_in_a_loop_is_one_sentence(home, monkeypatch, capsys):
    (home / "my_work").symlink_to(home / "my_work")
    monkeypatch.setenv("STEPPES_HOME", str(home / "my_work"))
    checking.check("0.1", 405)
    assert outcomes() == {"0.1": "correct"}
    assert "cannot be written" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is in use")
def test_a_working_folder_deleted_under_the_kernel_is_no_traceback(home):
    code = (
        "import os, shutil; os.environ.pop('STEPPES_HOME')\n"
        "os.makedirs('gone'); os.chdir('gone'); shutil.rmtree(os.getcwd())\n"
        "import steppes; from steppes import record\n"
        "record.home = lambda: __import__('pathlib').Path(os.environ['KEPT'])\n"
        "steppes.load('borders'); steppes.check('0.1', 405); steppes.ledger(); steppes.ready()\n"
        "record.home = lambda: __import__('pathlib').Path('my_work')\n"
        "steppes.check('0.1', 379); steppes.ready()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env={**os.environ, "KEPT": str(home / "kept")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (home / "kept" / "progress.json").exists()
    assert "Everything is ready." in done.stdout
    assert "cannot be written" in done.stdout and "Nothing can be written" in done.stdout


def test_a_mark_before_the_text_and_a_link_are_kept(home, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "mine.json"
    elsewhere.write_text('\ufeff{"checks": {"9.9": "correct"}}', encoding="utf-8")
    (home / "progress.json").symlink_to(elsewhere)
    record.answered("9.8", 1, "correct", True)
    assert (home / "progress.json").is_symlink()
    assert set(json.loads(elsewhere.read_text(encoding="utf-8"))["exercises"]) == {"9.8", "9.9"}


def test_two_notebooks_at_once_lose_nothing(home):
    code = (
        "import sys; from steppes import record\n"
        "for i in range(40): record.answered(f'{sys.argv[1]}.{i}', i, 'correct', True)"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(stored(home)["exercises"]) == 120
    assert [path.name for path in home.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("age", [60, -60, -(10**8)], ids=["old", "set back", "years"])
@pytest.mark.parametrize("kind", ["file", "folder", "link in a loop"])
def test_a_lock_that_was_left_heals_whatever_the_clock_says(kind, age, home):
    lock = home / "progress.lock"
    if kind == "file":
        lock.write_text("", encoding="utf-8")
    elif kind == "folder":
        lock.mkdir()
    else:
        lock.symlink_to(lock)
    when = time.time() - age
    os.utime(lock, (when, when), follow_symlinks=False)
    record.answered("9.9", 1, "correct", True)
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_a_lock_that_is_held_is_waited_for_and_named(home, capsys):
    (home / "progress.lock").mkdir()
    (home / "progress.lock" / "mine").touch()
    record.answered("9.9", 1, "correct", True)
    assert "progress.lock beside it is in the way: delete that" in capsys.readouterr().out
    assert outcomes() == {"9.9": "correct"}


@pytest.mark.parametrize("now", ["1970-01-02T00:00:00Z", "2199-01-01T00:00:00Z"])
def test_a_clock_set_back_or_ahead_changes_times_alone(now, home, monkeypatch):
    checking.check("0.1", 379)
    monkeypatch.setattr(record, "_now", lambda: {"at": now, "course": "1.0.0"})
    checking.check("0.1", 405)
    entry = record.read()["exercises"]["0.1"]
    assert (entry["attempts"], entry["done"], entry["last"]["at"]) == (2, True, now)


def test_the_draft_ends_as_jupyterlab_knows_it_and_is_hidden(home, monkeypatch):
    seen = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda a, b: (seen.append(a.name), replace(a, b))[1])
    checking.check("0.1", 405)
    assert len(seen) == 1 and seen[0].startswith(".progress-") and seen[0].endswith(".json")


# --- where it is ---------------------------------------------------------------------------------


def test_the_home_of_somebody_unknown_is_no_traceback(home, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setenv("STEPPES_HOME", "~nosuchuser/work")
    assert record.home() == Path("~nosuchuser/work")


@pytest.mark.parametrize("place", ["", "notebooks", "exercises", "notebooks/further"])
def test_without_a_checkout_lessons_and_exercises_have_one_folder(place, home, monkeypatch):
    monkeypatch.delenv("STEPPES_HOME")
    monkeypatch.setattr(record, "data_folder", lambda: home / "site-packages" / "_data")
    (home / place).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(home / place)
    assert record.home() == home / "my_work"
    (home / "my_work" / place).mkdir(parents=True)
    monkeypatch.chdir(home / "my_work" / place)
    assert record.home() == home / "my_work"


# --- guesses -------------------------------------------------------------------------------------


def test_a_guess_may_be_words(home, capsys):
    guess("who sells more", "Kazakhstan\n")
    guess("of ten", 5)
    assert capsys.readouterr().out == (
        "Noted: “Kazakhstan”. You will see it again.\nNoted: 5. You will see it again.\n"
    )
    recall("who sells more", "Mongolia")
    assert capsys.readouterr().out == "The data say Mongolia. You guessed “Kazakhstan”.\n"
    recall("of ten", 4.0)
    assert capsys.readouterr().out == "The data say 4. You guessed 5.\n"
    for nothing in (..., "...", " … "):
        guess("who sells more", nothing)
        assert capsys.readouterr().out.startswith("No guess yet.")


@pytest.mark.parametrize("what", [5, None, [], "", "x" * 101, "\ud83d", "a\x00"])
def test_a_guess_without_a_name_is_one_sentence_and_breaks_nothing(what, home, capsys):
    guess("x", 36, "km")
    guess(what, 36, "km")
    assert "Nothing was noted." in capsys.readouterr().out
    recall(what, 36, "km")
    checking.check("0.1", 405)
    assert set(record.read()["guesses"]) == {"x"} and outcomes() == {"0.1": "correct"}


@pytest.mark.parametrize("value", [1e300, "1e40", -1e31])
def test_a_guess_that_is_too_large_is_said_to_be(value, home, capsys):
    guess("x", value, "km")
    assert "too large" in capsys.readouterr().out
    assert record.read()["guesses"] == {}


def test_half_a_letter_and_a_long_guess_are_kept_as_what_can_be_written(home, capsys):
    guess("x", "half \ud83d " + "y" * 10**5)
    kept = stored(home)["guesses"]["x"]["last"]["guess"]
    assert kept.startswith("half \ufffd y") and len(kept) <= 1000
    capsys.readouterr().out.encode("utf-8")
