"""How long a lesson takes by our rule: the sum itself, what lessons say of it, their ceilings."""

from __future__ import annotations

import ast
import csv
import functools
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from wanted import nothing_wanted

from steppes import __main__, checking, claims
from steppes.authoring import minutes
from steppes.authoring.minutes import CEILINGS, MOST_MINUTES, MOST_MINUTES_OF_THE_FIRST, PRICES
from steppes.kinds import Choice
from steppes.questions import questions
from steppes.tables import manifest

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# These still wait for their rewriting for the student's hour; the list only shrinks.
NOT_REWRITTEN = []
REWRITTEN = [path for path in LESSONS if path.stem not in NOT_REWRITTEN]
EACH = pytest.mark.parametrize("path", REWRITTEN, ids=lambda path: path.stem)
BORN_SHORT = {"07"}  # nothing had to leave these
KNOWN = minutes.glossary_terms(ROOT)


def saved(tmp_path: Path, *cells: dict) -> Path:
    path = tmp_path / "02_x.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def shows(source: str, html: str = "", **more: str) -> dict:
    bundle = {"text/plain": "words", **({"text/html": html} if html else {}), **more}
    return new_code_cell(source, outputs=[new_output("display_data", bundle)])


def prints(source: str, text: str) -> dict:
    return new_code_cell(source, outputs=[new_output("stream", name="stdout", text=text)])


PICTURE = '<img src="data:image/png;base64,AA==">'
CHOICE = new_markdown_cell("**2.1** Which?\n\n- A: one\n- B: two")


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        ([new_markdown_cell("Three plain words")], {"words": 3}),
        ([new_markdown_cell("See [this](https://x.org/a/b) page")], {"words": 3}),
        ([new_code_cell("import a\nfrom b import c")], {}),
        ([new_code_cell("import a\n\nx = 1\n# why\n")], {"cells": 1, "lines of code": 2}),
        ([CHOICE, new_code_cell('check("2.1", ...)')], {"letters to choose": 1}),
        ([new_code_cell('check("2.2", x)')], {"answers to compute": 1}),
        ([new_code_cell('guess("km", ...); guess("a", ...)')], {"guesses": 2}),
        ([shows("explorers.twins(year=2012)", PICTURE)], {"explorers": 1, "figures": 1}),
        ([new_code_cell("settle(15, ..., because=...)")], {"verdicts asked": 1, "reasons": 1}),
        ([new_code_cell("settle(15)")], {"cards told": 1}),
        ([shows("draw()", PICTURE)], {"figures": 1}),
        ([shows("draw()", "<svg/>")], {"figures": 1}),
        ([shows("draw()", **{"image/png": "AA"})], {"figures": 1}),
        ([shows("rows", "<table><tr><td>1</td></tr></table>")], {"tables": 1}),
        ([prints("rows", "a  b\n1  2\n3  4\n5  6\n")], {"tables": 1}),
        ([shows("begin(2)", "<table></table>")], {}),
        ([prints("said", "word " * 50)], {"words printed": 10}),
        ([shows("said", f"{'word ' * 50}<details>{'x ' * 99}</details>")], {"words printed": 10}),
        ([prints("settle(15, ...)", "word " * 50)], {"verdicts asked": 1}),
    ],
)  # fmt: skip
def test_each_thing_is_counted_once(tmp_path, cells, holds):
    (part,) = minutes.parts_of(saved(tmp_path, *cells))
    counted = {what: count for what, count in part.holds.items() if count}
    for passing in ("cells", "lines of code", "words"):
        if passing not in holds:
            counted.pop(passing, None)
    assert counted == holds


def test_the_sum_is_of_prices_by_section_and_a_fence_holds_no_heading(tmp_path):
    path = saved(
        tmp_path,
        new_markdown_cell("# Lesson\n\nOne two three four"),
        new_markdown_cell("## First\n\n" + "word " * 299 + "\n```\n## no heading\n```"),
        shows("draw()", PICTURE),
        new_markdown_cell("## Second"),
        new_code_cell('guess("km", ...)'),
    )
    welcome, first, second = minutes.parts_of(path)
    assert [part.heading for part in (first, second)] == ["First", "Second"]
    assert welcome.minutes == pytest.approx(5 / 150)
    assert first.minutes == pytest.approx(302 / 150 + 0.25 + 0.2 + 1)
    assert second.minutes == pytest.approx(1 / 150 + 0.25 + 0.2 + 1)
    assert minutes.head_of(path) == "**Minutes:** 5, by section: First: 3; Second: 1."


def test_every_price_and_ceiling_is_of_something_that_is_counted(tmp_path):
    told = minutes.told(saved(tmp_path, new_markdown_cell("# A")), KNOWN)
    assert told[-1] == "  " + ", ".join(f"{int(what == 'words')} {what}" for what in CEILINGS)
    assert set(CEILINGS) - set(PRICES) == {"pictures", "terms"}


def test_what_is_above_a_ceiling_is_named(tmp_path):
    path = saved(tmp_path, new_markdown_cell("word " * 2001))
    assert minutes.told(path, KNOWN)[-1] == "  above its ceilings: words"


def test_terms_are_the_glossary_s_in_italics_before_the_further_reading(tmp_path):
    text = "A *twin*, some _dyads_, *not a term*, **base rate**.\n\n## Further reading\n\n*median*"
    assert minutes.terms_of(saved(tmp_path, new_markdown_cell(text)), {"twin", "dyad"}) == {
        "twin",
        "dyads",
    }


def test_the_command_says_them(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert __main__.main(["minutes", "00"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "00_start" and said[-1].startswith("  **Minutes:** ")
    assert __main__.main(["minutes", "nowhere"]) == 1


# --- what every lesson that is rewritten keeps to


def test_the_list_of_lessons_that_wait_is_of_lessons():
    assert set(NOT_REWRITTEN) <= {path.stem for path in LESSONS}


@EACH
def test_a_lesson_says_its_minutes_as_they_are(path):
    head = minutes.head_of(path)
    first = nbformat.read(path, as_version=4).cells[0].source
    assert head in first.splitlines(), f"The head of {path.name} wants: {head}"


@EACH
def test_a_lesson_keeps_its_hour_and_its_ceilings(path):
    held, first = minutes.held_by(path, KNOWN), path.stem.startswith("00_")
    most = MOST_MINUTES_OF_THE_FIRST if first else MOST_MINUTES
    whole = sum(part.minutes for part in minutes.parts_of(path))
    assert whole <= most, f"{path.name} takes {whole:.1f} minutes of {most}"
    nothing_wanted(
        f"{path.name} holds {held[what]:,} {what}; the most is {ceiling:,}."
        for what, ceiling in CEILINGS.items()
        if held[what] > ceiling
    )


@EACH
def test_every_objective_names_a_check_that_tests_it(path):
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    goals = re.search(
        r"at the end you can\W*\n+((?:- .+\n?)+)", notebook.cells[0].source, re.IGNORECASE
    )
    assert goals, f"{path.name} has no list after: At the end you can"
    for goal in goals[1].strip().splitlines():
        ids = re.findall(r"\b(\d+\.\d+|\d+[a-z])\b", goal)
        assert ids, f"no check is named in: {goal}"
        for name in ids:
            at_home = name[-1].isalpha() and name in checking.declared()
            assert at_home or f'check("{name}"' in code or f"settle({name}" in code, (goal, name)


@EACH
def test_every_cell_has_twelve_lines_at_most(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 12, cell.id


def names_of_libraries(source: str) -> set[str]:
    """The names of pandas and numpy that code uses: what stands after a dot and is called or read.

    Methods of frames and columns are such names; attributes of the course's own modules are not.
    """
    ours = {
        "explorers",
        "views",
        "measures",
        "words",
        "steppes",
        "plt",
        "ax",
        "fig",
        "regime",
        "hand",
    }
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner not in ours:
                found.add(node.attr)
    return found


def names_explained() -> set[str]:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = page.partition("## Names of pandas and numpy")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([\w.]+)`", rows, re.MULTILINE))


@EACH
def test_the_names_of_pandas_that_a_lesson_uses_are_explained(path):
    used = set()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            used |= names_of_libraries(cell.source)
    nothing_wanted(
        f"docs/glossary.md, Names of pandas and numpy, wants a row for `{name}` ({path.stem})."
        for name in sorted(used - names_explained())
    )


MOVED = list(csv.DictReader((ROOT / "docs" / "moved.csv").read_text(encoding="utf-8").splitlines()))


@functools.cache
def cells_of(notebook: str) -> list[nbformat.NotebookNode]:
    return nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells


@pytest.mark.parametrize("row", MOVED, ids=lambda row: f"{row['what']} {row['name']}")
def test_what_left_a_lesson_is_where_the_list_says(row):
    """Nothing is lost by rewriting: each thing has a new place, or a reason for having none."""
    if row["what"] == "question":
        assert row["now"] in questions() if row["now"] else row["note"]
    elif row["what"] == "claim":
        assert claims.claims()[int(row["name"])].settled_in == row["now"]
    else:
        cells = cells_of(row["now"])
        shown = f"explorers.{row['name']}(" if row["what"] == "explorer" else row["name"]
        assert any(shown in cell.source or shown == cell.id for cell in cells)


def test_every_lesson_that_was_rewritten_says_what_moved():
    assert {row["lesson"] for row in MOVED} == {path.stem[:2] for path in REWRITTEN} - BORN_SHORT


LINES = re.compile(r"^- (?:\d+ or|Fewer than \d+|All|Both)\b", re.MULTILINE)
RULE = re.compile(r"^\*\*The rule\*\*.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


@EACH
def test_a_rule_stands_before_each_verdict_with_its_table_years_and_lines(path):
    """What the student needs to judge: a table of the course, the years it can mean, a number."""
    before = ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            before = cell.source if RULE.search(cell.source) else before
        elif asked := re.search(r"\bsettle\((\d+), ", cell.source):
            rule = RULE.search(before)
            assert rule, (
                f"claim {asked[1]} of {path.name} has no paragraph that begins **The rule**"
            )
            tables = set(re.findall(r"`(\w+)`", rule[0])) & set(manifest())
            years = re.findall(r"\b(?:19|20)\d\d\b|other years", rule[0])
            assert tables and len(years) > 1 and LINES.search(rule[0])
            before = ""


def glossary_rows() -> list[list[str]]:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = page.partition("## Terms")[2].partition("\n## ")[0].splitlines()
    return [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows if "| " in row][
        2:
    ]


def test_each_term_of_the_glossary_stands_in_the_lesson_that_it_names():
    assert len(glossary_rows()) > 40
    for term, meaning, lesson in glossary_rows():
        folder, _, number = lesson.rpartition("/")
        (path,) = (ROOT / "notebooks" / folder).glob(f"{int(number):02d}_*.ipynb")
        cells = nbformat.read(path, as_version=4).cells
        text = " ".join(cell.source for cell in cells if cell.cell_type == "markdown").lower()
        names = re.sub(r" \(.*", "", term.lower()).split(", ")
        assert meaning and any(name.rstrip("s") in text for name in names), (term, lesson)


# --- choices: neither length nor caution gives the right one away

CAUTIOUS = re.compile(
    r"\b(cannot|can not|nothing|not enough|too (?:few|small|little|early)|nobody (?:can|knows)"
    r"|unknown|not known|impossible|no one can)\b",
    re.IGNORECASE,
)


def choices_of(lessons: set[str]) -> dict[str, checking.Exercise]:
    """The letters to choose in these lessons, by id."""
    return {
        name: exercise
        for name, exercise in checking.declared().items()
        if isinstance(exercise.kind, Choice) and f"{exercise.lesson:02d}" in lessons
    }


def test_neither_the_longest_nor_the_most_cautious_option_wins():
    chosen = choices_of({path.stem[:2] for path in REWRITTEN})
    if not chosen:
        assert not REWRITTEN
        return
    longest = cautious = 0
    for exercise in chosen.values():
        options, right = exercise.kind.options, exercise.answer()
        longest += len(options[right]) == max(map(len, options.values()))
        wrong = [text for letter, text in options.items() if letter != right]
        cautious += any(CAUTIOUS.search(text) for text in wrong)
    assert longest <= len(chosen) / 3, f"the longest option is right in {longest} of {len(chosen)}"
    assert cautious >= len(chosen) / 5, f"caution is wrong in {cautious} of {len(chosen)} only"
