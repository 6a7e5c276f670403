"""What teaching/ names is there: ids, letters, sentences, minutes, explorers' numbers, cells."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from test_keys import STEMS
from wanted import nothing_wanted

from steppes import checking, explored, steps
from steppes.authoring import keys, minutes
from steppes.authoring.linking import anchor
from steppes.authoring.notebooks import read
from steppes.questions import asked_twice, questions

ROOT = Path(__file__).resolve().parents[1]
TEACHING = ROOT / "teaching"
SHEETS = sorted(TEACHING.glob("[0-9][0-9]_*.md"))
PAGES = [*SHEETS, *sorted(path for path in TEACHING.glob("[a-zA-Z]*.md"))]
EACH_SHEET = pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
EACH_PAGE = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
MOST_WORDS = 1000  # two printed pages

CLOCK = re.compile(r"^## (\d+) minutes.*?\n\n(.*?)\n\n", re.MULTILINE | re.DOTALL)
VOTE = re.compile(
    r"^- \*\*(\S+)\*\* · right \*\*(\w)\*\* · expect \*\*(\w)\*\* · \*(.+)\*$", re.MULTILINE
)
MOVED = re.compile(r"^- `(\w+)` (\d): (.+)$", re.MULTILINE)
ID = re.compile(
    r"(?<![\w./#-])(F?\d\.\d{1,2}|\d[a-h])(?![\w%]|\.\d)(?! (?:%|million|times|of|in)\b)"
)
PRICED = re.compile(r"(\d[a-h]) \((\d+)\)")
QUESTION = re.compile(r"\bQ\d\b")
LINK = re.compile(r"\[[^\]]*\]\([^)]*\)")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w,]*\d)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(text: str) -> str:
    """A sheet without its clocks, its links' addresses and its ids with minutes."""
    text = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return PRICED.sub("", text)


def named_ids(text: str) -> list[str]:
    """The ids of questions that a page names, those in links and code left out."""
    text = MOVED.sub("", re.sub(r"Python 3\.\d+ to 3\.\d+", "", text))
    text = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    return ID.findall(LINK.sub("", text))


# --- every page -----------------------------------------------------------------------------------


@EACH_PAGE
def test_every_question_that_is_named_is_asked(path):
    text = text_of(path)
    known = questions()
    numbers = numbers_told(path) if path.stem[0].isdigit() else set()
    # In a sheet a number such as 0.17 can look like an id, but not like one of its own lesson.
    numbers = {number for number in numbers if number[0] != path.stem[1]}
    nobody = [name for name in named_ids(text) if name not in known and name not in numbers]
    assert not nobody, f"{path.name} names {nobody}, which nobody asks."
    assert not [name for name in QUESTION.findall(text) if name not in asked_twice()]


@EACH_PAGE
def test_minutes_beside_an_exercise_are_those_it_says(path):
    for name, price in PRICED.findall(text_of(path)):
        assert f"{price} minutes." in questions()[name].text, f"{name} is not of {price}."


@EACH_PAGE
def test_lines_of_python_run(path):
    for lines in re.findall(r"```python\n(.*?)```", text_of(path), re.DOTALL):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(lines, path.name, "exec"), {})  # noqa: S102  our own page
        told = NUMBER.findall(said.getvalue())
        assert told and not [n for n in told if n not in text_of(path)], told


@EACH_PAGE
def test_verbs_and_commands_are_those_there_are(path):
    import steppes
    from steppes.__main__ import parser

    verbs = set(next(a for a in parser()._actions if a.dest == "verb").choices)
    for word in re.findall(r"`steppes (\w+)", text_of(path)):
        assert word in verbs, f"{path.name} names steppes {word}."
    for word in re.findall(r"`(\w+)\([^`]*\)`", text_of(path)):
        assert hasattr(steppes, word), f"{path.name} names {word}(), which the course has not."


def test_the_calls_for_an_own_pair_are_there():
    from steppes.measures import across, doors, history, regime

    rows = re.findall(r"^\| [^|]+ \| `([^`]+)`", text_of(TEACHING / "own.md"), re.MULTILINE)
    where = {"across": across, "doors": doors, "history": history}
    for call in (row.removeprefix("steppes.measures.") for row in rows):
        assert len(eval(call, {**where, "regime": regime})) > 0
    assert len(rows) >= 4


# --- run sheets -----------------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_lesson_with_a_key():
    wanted = (f"teaching/{stem}.md is wanted, a run sheet as of the others." for stem in STEMS)
    nothing_wanted(said for said in wanted if not (ROOT / said.split()[0]).is_file())
    assert {path.stem for path in SHEETS} <= set(keys.key_stems(ROOT))


@EACH_SHEET
def test_clocks_add_up(path):
    clocks = {int(total): rows for total, rows in CLOCK.findall(text_of(path))}
    assert set(clocks) == {90, 75}
    for total, rows in clocks.items():
        minutes = [int(row.split("|")[1]) for row in rows.splitlines()[2:]]
        assert sum(minutes) == total, f"{sum(minutes)} minutes, and {total} are said."


@EACH_SHEET
def test_every_section_of_a_lesson_has_minutes_or_goes_home(path):
    text, lesson = text_of(path), ROOT / "notebooks" / f"{path.stem}.ipynb"
    above = dict(_headings(lesson))
    home = re.findall(r"^\*\*Goes home:\*\* (.+)$", text, re.MULTILINE)
    clocks = [rows for _, rows in CLOCK.findall(text)]
    for rows, goes in zip(clocks, home[-2:] if len(home) > 1 else ["", *home], strict=True):
        planned = {above[unquote(name)] for name in re.findall(r"ipynb#([^)]+)\)", rows)}
        for part in minutes.parts_of(lesson)[1:]:
            claim = re.sub(r".* claim (\d+)", r"\1", part.heading)
            there = part.heading in planned or part.heading in goes
            there |= claim.isdigit() and re.search(rf"\bclaims?\b.*\b{claim}\b", goes) is not None
            assert there or part.minutes < 1.5, f"{path.name}: {part.heading} is in neither."


def _headings(lesson: Path) -> Iterator[tuple[str, str]]:
    """The address of each heading of a lesson, and the heading of level 2 that it stands under."""
    under = ""
    for cell in read(lesson).cells:
        if cell.cell_type == "markdown":
            for marks, heading in re.findall(r"^(##+) (.+)$", cell.source, re.MULTILINE):
                under = heading if marks == "##" else under
                yield anchor(heading).removeprefix("#"), under


@EACH_SHEET
def test_a_sheet_has_its_parts_and_two_pages(path):
    text = text_of(path)
    for part in ("Opening question", "Goes home", "Stop points", "Cut, in this order",
                 "Exit ticket", "Homework"):  # fmt: skip
        assert f"**{part}" in text, f"{path.name} wants: {part}."
    misconceptions = text.partition("## Two misconceptions")[2].partition("**Exit")[0]
    assert misconceptions.count("\n- *") == 2
    assert len(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", text))) <= MOST_WORDS


@EACH_SHEET
def test_two_votes_with_the_letters_and_the_sentence_of_the_check(path):
    votes = VOTE.findall(text_of(path))
    assert len(votes) == 2
    asked = {step.name for step in steps.lessons()[path.stem[:2]].of(steps.CHECK)}
    for name, right, wrong, sentence in votes:
        exercise = checking.declared()[name]
        assert name in asked and exercise.answer() == right != wrong
        assert checking.judge(exercise, wrong).says == sentence, f"{name}, {wrong}"


@EACH_SHEET
def test_what_explorers_come_to_is_what_the_key_says(path):
    asked = keys.explorer_questions(read(ROOT / "notebooks" / f"{path.stem}.ipynb"))
    told = {(name, int(place)): said for name, place, said in MOVED.findall(text_of(path))}
    assert told.keys() == asked.keys()
    key = text_of(ROOT / keys.FOLDER / f"{path.stem[:2]}.md")
    for (name, place), said in told.items():
        assert f"   **{said}**" in key, f"{name} {place} is now: {answer_to(name, place)}"


def answer_to(name: str, place: int) -> str:
    return explored.declared()[name, place].answer()


def numbers_told(path: Path) -> set[str]:
    """Every number in a sheet's lesson, as source, as output or in its key."""
    cells = read(ROOT / "notebooks" / f"{path.stem}.ipynb").cells
    told = [text_of(ROOT / keys.FOLDER / f"{path.stem[:2]}.md")]
    for cell in cells:
        told.append(cell.source)
        for output in cell.get("outputs", []):
            told.append(output.get("text", ""))
            told.append(json.dumps(output.get("data", {}).get("text/plain", "")))
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", "\n".join(told))
    plain = {number.rstrip(",") for number in found}
    return plain | {number.removesuffix(".0") for number in plain}


@EACH_SHEET
def test_every_number_in_a_sheet_is_one_of_its_lesson(path):
    told = numbers_told(path)
    loose = {n.rstrip(",") for n in NUMBER.findall(prose_of(text_of(path)))}
    loose -= {name for name in named_ids(text_of(path))} | {"00", "01", "02", "03", "04", "05"}
    strange = {n for n in loose if n not in told and (float(n.replace(",", "")) > 12 or "." in n)}
    # 0.28 may be told as 28 of 100.
    strange -= {"75", "90", *(number[2:] for number in told if number.startswith("0."))}
    assert not strange, f"{path.name} has {sorted(strange)}, which its lesson has not."


@EACH_SHEET
def test_cells_that_are_named_are_there(path):
    there = {cell.id for cell in read(ROOT / "notebooks" / f"{path.stem}.ipynb").cells}
    for name in re.findall(r"cell `([^`]+)`", text_of(path)):
        assert name in there


# --- the other pages ------------------------------------------------------------------------------


def test_the_letter_shows_what_ready_says():
    cells = read(ROOT / "notebooks" / "00_start.ipynb").cells
    (ready,) = (cell for cell in cells if cell.source == "ready()")
    assert f"```\n{ready.outputs[0].text.strip()}\n```" in text_of(TEACHING / "letter.md")


def test_systems_that_nobody_tried_are_marked():
    rows = [row for row in text_of(TEACHING / "letter.md").splitlines() if "start.py`" in row]
    tried = {row.split("|")[1].strip() for row in rows if row.startswith("|")}
    assert tried == {"Windows (not tried by us)", "macOS (not tried by us)", "Linux"}


def test_half_an_hour_on_sunday_has_thirty_minutes():
    table = text_of(TEACHING / "README.md").partition("## The half hour")[2].partition("##")[0]
    assert sum(int(n) for n in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)) == 30


def test_weights_add_up_and_samples_have_their_points():
    text = text_of(TEACHING / "plans.md")
    table = text.partition("## Weights")[2].partition("##")[0]
    rows = [row.split("|")[2:4] for row in table.splitlines() if row.startswith("| ")][2:]
    assert [sum(int(row[place].strip() or 0) for row in rows) for place in (0, 1)] == [100, 100]
    for said, points in (("Sixteen", 16), ("Ten", 10), ("Five", 5)):
        given = re.search(
            rf"\*\*{said} of sixteen\.\*\* .*?\((\d), (\d), (\d), (\d)", text, re.DOTALL
        )
        assert given and sum(map(int, given.groups())) == points


# --- that each rule bites -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vote: 1.4; then 2h, and F3.10.", ["1.4", "2h", "F3.10"]),
        ("(1.4) and 3.2: yes", ["1.4", "3.2"]),
        ("[1.9](a.md), `1.9`, version 1.0.0, 85.3 %, 0.5 of it, 7.2 times", []),
        ("**1a** (4)", ["1a"]),
    ],
)
def test_ids_are_found_where_they_are_named(text, named):
    assert named_ids(text) == named


def test_numbers_of_clocks_and_addresses_are_no_claims():
    assert NUMBER.findall(prose_of("| 14 | a |\n[b](c_33.md) 1a (4), of 15,139 pairs 38.5.")) == [
        "15,139",
        "38.5",
    ]


@pytest.mark.parametrize(
    ("rule", "was", "is_now"),
    [
        (test_clocks_add_up, "| 11 | Guess the gap", "| 12 | Guess the gap"),
        (test_every_section_of_a_lesson_has_minutes_or_goes_home, "*Three figures that", "*Three"),
        (test_every_question_that_is_named_is_asked, "Vote, talk, vote: 1.2", "Vote: 1.9"),
        (test_minutes_beside_an_exercise_are_those_it_says, "1a (4)", "1a (5)"),
        (test_two_votes_with_the_letters_and_the_sentence_of_the_check, "t **C**", "t **A**"),
        (test_two_votes_with_the_letters_and_the_sentence_of_the_check, "t **D**", "t **C**"),
        (test_two_votes_with_the_letters_and_the_sentence_of_the_check, "can be counted", "count"),
        (test_what_explorers_come_to_is_what_the_key_says, "84 of 100", "83 of 100"),
        (test_every_number_in_a_sheet_is_one_of_its_lesson, "all 15,139", "all 15,138"),
        (test_a_sheet_has_its_parts_and_two_pages, "**Stop points.**", ""),
        (test_verbs_and_commands_are_those_there_are, "**In one", "`ledgers()` **In one"),
        (test_cells_that_are_named_are_there, "**In one", "cell `gap-mapp` **In one"),
    ],
)
def test_a_slip_in_a_sheet_is_noticed(tmp_path, rule, was, is_now):
    text = text_of(TEACHING / "01_puzzle.md")
    assert was in text
    path = tmp_path / "01_puzzle.md"
    path.write_text(text, encoding="utf-8")
    rule(path)
    path.write_text(text.replace(was, is_now, 1), encoding="utf-8")
    with pytest.raises(AssertionError):
        rule(path)
