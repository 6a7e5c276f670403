"""What every stored notebook of the course must be, and a proof that each rule bites."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from wanted import nothing_wanted

from steppes.authoring import building
from steppes.authoring.generating import BEGIN, exercise_from
from steppes.authoring.notebooks import (
    CELL_ID,
    KEPT_OF_A_CELL,
    KERNELSPEC,
    PICTURE_IN_HTML,
    WIDGET_VIEW,
)
from steppes.claims import PRACTICE

ROOT = Path(__file__).resolve().parents[1]
LESSONS, SOLUTIONS, EXERCISES = (sorted((ROOT / f).glob("*.ipynb")) for f in building.FOLDERS)
DEEPER = sorted((ROOT / "notebooks" / building.FURTHER).glob("*.ipynb"))

LINES_IN_A_CELL = 15
# Each part of a lesson: how it is known, and what a lesson without it wants.
PARTS = {
    "its minutes": (r"\*\*minutes:\*\* \d+|\d+ minutes", "a line such as **Minutes:** 75"),
    "objectives": (r"at the end you can", "At the end you can, and a list"),
    "a prediction": (r"before you look", "Before you look, and a guess"),
    "limits": (r"^#+ .*\blimits?\b", "a heading with the word limits"),
    "key points": (r"^#+ .*key points", "a heading with the words key points"),
    "further reading": (r"^#+ .*further reading", "a heading with the words further reading"),
    "where next": (r"^#+ .*where next", "a heading with the words where next"),
}
NUMBERED = re.compile(r"^[ \t>]*\d+[.)][ \t]+\S", re.MULTILINE)
OUTPUT_WIDGET = re.compile(r"\b(?:interact(?:ive)?(?:_output|_manual)?|Output)\s*\(")
ABSOLUTE_PATH = re.compile(r"(?<![\w:/.<])(?:/[\w.@+-]+){2,}|\b[A-Za-z]:\\\w|file://")
ABOUT_CLAIMS = re.compile(r"what we can say about ((?:claims?|and|[\d,– -])+)", re.IGNORECASE)

Rule = Callable[[NotebookNode], Iterator[str]]


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def bundles(cell: NotebookNode) -> list[dict]:
    """The MIME bundles of a cell's outputs."""
    return [output.data for output in cell.get("outputs", []) if "data" in output]


def words(text: str) -> str:
    return " ".join(text.split())


def executed_in_order(notebook: NotebookNode) -> Iterator[str]:
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"its code cells are counted {counts}"


def nothing_is_cleared(notebook: NotebookNode) -> Iterator[str]:
    """A cell that ends in an expression shows something: a table, a figure, a check's sentence."""
    for cell in code_cells(notebook):
        body = ast.parse(cell.source).body
        if body and isinstance(body[-1], ast.Expr) and not cell.outputs:
            yield f"cell {cell.id} has lost its output"


def clean_metadata(notebook: NotebookNode) -> Iterator[str]:
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield "it is not of nbformat 4.5"
    if notebook.metadata.get("kernelspec") != KERNELSPEC:
        yield "its kernelspec is another"
    if notebook.metadata.get("language_info") != {"name": "python"}:
        yield "its language_info holds more than a name"
    if extra := set(notebook.metadata) - {"kernelspec", "language_info", "steppes"}:
        yield f"its metadata hold {sorted(extra)}"
    for cell in notebook.cells:
        if extra := set(cell.metadata) - set(KEPT_OF_A_CELL):
            yield f"cell {cell.id} has the metadata {sorted(extra)}"


def ids_are_usable(notebook: NotebookNode) -> Iterator[str]:
    ids = [cell.get("id", "") for cell in notebook.cells]
    yield from (f"cell id '{i}' is not usable" for i in ids if not CELL_ID.fullmatch(i))
    yield from (f"cell id '{i}' stands twice" for i in sorted(set(ids)) if ids.count(i) > 1)


def no_trouble_is_stored(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"cell {cell.id} stored an error or a warning"


def no_widget_is_stored(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        if OUTPUT_WIDGET.search(cell.source):
            yield f"cell {cell.id} uses an Output widget"
        if any(WIDGET_VIEW in bundle for bundle in bundles(cell)):
            yield f"cell {cell.id} stored a widget's view"


def pictures_have_words(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        for bundle in bundles(cell):
            plain = bundle.get("text/plain", "")
            page = BeautifulSoup(bundle.get("text/html", ""), "html.parser")
            pictures = page.find_all(["img", "svg"])
            drawn = bool(pictures) or any(kind.startswith("image/") for kind in bundle)
            if drawn and (plain.startswith("<") or len(plain.split()) < 4):
                yield f"cell {cell.id} has a picture whose plain text is not words"
            for picture in pictures:
                alternative = picture.get("alt", "").strip()
                if not alternative:
                    yield f"cell {cell.id} has a picture without alternative text"
                elif not words(plain).startswith(words(alternative)):
                    yield f"cell {cell.id} has an alternative text that its plain text lacks"
            if pictures:
                folds = [words(fold.p.get_text()) for fold in page.find_all("details") if fold.p]
                if folds != [words(plain)]:
                    yield f"cell {cell.id} has a picture without its description in a fold"


def explorers_are_followed_by_questions(notebook: NotebookNode) -> Iterator[str]:
    waiting, asked = None, 0
    for cell in [*notebook.cells, None]:
        explores = cell is not None and any(
            BeautifulSoup(bundle.get("text/html", ""), "html.parser").select(".steppes-explorer")
            for bundle in bundles(cell)
        )
        if (explores or cell is None) and waiting and asked < 2:
            yield f"the explorer in cell {waiting} has no markdown cell with two numbered questions"
        if explores:
            waiting, asked = cell.id, 0
        elif cell is not None and cell.cell_type == "markdown":
            asked = max(asked, len(NUMBERED.findall(cell.source)))


def outputs_travel(notebook: NotebookNode) -> Iterator[str]:
    """No path of a machine, and nothing that versions of pandas print differently."""
    for cell in code_cells(notebook):
        texts = [output.text for output in cell.outputs if output.output_type == "stream"]
        texts += [
            bundle.get(kind, "") for bundle in bundles(cell) for kind in ("text/plain", "text/html")
        ]
        for text in texts:
            if found := ABSOLUTE_PATH.search(PICTURE_IN_HTML.sub("", text)):
                yield f"cell {cell.id} printed the path {found[0]}"
            last = text.rstrip().rpartition("\n")[2]
            if "dtype: " in last or re.match(r"\w*Index\(\[|dtype\(", text.lstrip()):
                yield f"cell {cell.id} ends in a Series, an Index or a dtype"


def no_solution_is_given_away(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if BEGIN in cell.source or "solution" in cell.metadata.get("tags", []):
            yield f"cell {cell.id} holds a solution"


def cells_are_short_and_plain(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        if len(cell.source.splitlines()) > LINES_IN_A_CELL:
            yield f"cell {cell.id} has more than {LINES_IN_A_CELL} lines"
        defines = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        if "about-functions" not in cell.metadata.get("tags", []) and any(
            isinstance(node, defines) for node in ast.walk(ast.parse(cell.source))
        ):
            yield f"cell {cell.id} defines a function or a class"


EVERYWHERE: list[Rule] = [
    executed_in_order,
    nothing_is_cleared,
    clean_metadata,
    ids_are_usable,
    no_trouble_is_stored,
    no_widget_is_stored,
    pictures_have_words,
    explorers_are_followed_by_questions,
    outputs_travel,
]
IN_LESSONS: list[Rule] = [*EVERYWHERE, no_solution_is_given_away, cells_are_short_and_plain]
IN_EXERCISES: list[Rule] = [*EVERYWHERE, no_solution_is_given_away]

CASES = [
    pytest.param(path, rule, id=f"{path.parent.name}/{path.stem}-{rule.__name__}")
    for paths, rules in (
        ([*LESSONS, *DEEPER], IN_LESSONS),
        (SOLUTIONS, EVERYWHERE),
        (EXERCISES, IN_EXERCISES),
    )
    for path in paths
    for rule in rules
]


@functools.cache
def stored(path: Path) -> NotebookNode:
    # Not validated here: nbformat would mend what the rules are to find.
    return nbformat.from_dict(nbformat.reader.reads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("path", "rule"), CASES)
def test_notebook(path, rule):
    nothing_wanted(f"{path.name}: {trouble}." for trouble in rule(stored(path)))


def test_the_folders_hold_what_belongs_together():
    assert LESSONS
    nothing_wanted(building.misplaced(ROOT))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_exercises_are_what_solutions_generate(path):
    expected = exercise_from(stored(path), f"solutions/{path.name}")
    exercise = stored(ROOT / "exercises" / path.name)
    assert [(c.id, c.cell_type, c.source, c.metadata) for c in exercise.cells] == [
        (c.id, c.cell_type, c.source, c.metadata) for c in expected.cells
    ]
    assert exercise.metadata.steppes == expected.metadata.steppes


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_its_parts(path):
    text = "\n\n".join(c.source for c in stored(path).cells if c.cell_type == "markdown")
    assert text.startswith("# ")
    first = path.stem.startswith("00_")  # it shows how a lesson works, and tests no claim
    nothing_wanted(
        f"{path.name} lacks {part}. Wanted: {what}."
        for part, (pattern, what) in PARTS.items()
        if not re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
        and (part == "its minutes" or not first)
    )


@functools.cache
def claims_settled_in(slug: str) -> set[int]:
    ledger = yaml.safe_load((ROOT / "data" / "claims.yaml").read_text(encoding="utf-8"))
    return {claim["id"] for claim in ledger if claim["settled_in"] == slug}


def claims_told(text: str) -> set[int]:
    """The claims that headings such as "What we can say about claim 7 and claim 9" name."""
    told = set()
    for listed in ABOUT_CLAIMS.findall(text):
        for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", listed):
            told |= set(range(int(first), int(last or first) + 1))
    return told


def wanted_of_claims(slug: str, markdown: str, code: str) -> Iterator[str]:
    """What a lesson lacks of the claims that the ledger settles in it, or has too much."""
    settled = {int(claim) for claim in re.findall(r"\bsettle\((\d+)\b", code)}
    told, here = claims_told(markdown), claims_settled_in(slug)
    for claim in sorted(here - told):
        yield f'{slug} wants a heading "What we can say about claim {claim}".'
    for claim in sorted(here - settled):
        yield f"{slug} wants a cell with settle({claim}, ...)."
    for claim in sorted((told | settled) - here - {PRACTICE.id}):
        yield f"{slug} settles claim {claim}, which data/claims.yaml settles elsewhere."


@pytest.mark.parametrize("path", [*LESSONS, *DEEPER], ids=building.place_of)
def test_a_lesson_says_what_it_can_of_each_claim_it_settles(path):
    notebook = stored(path)
    markdown = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    code = "\n".join(cell.source for cell in code_cells(notebook))
    slug = building.place_of(path).removeprefix("notebooks/").removesuffix(".ipynb")
    nothing_wanted(wanted_of_claims(slug, markdown, code))


def test_what_a_lesson_wants_of_its_claims_is_said_whole():
    slug, here = next((p.stem, c) for p in LESSONS if (c := claims_settled_in(p.stem)))
    every = list(wanted_of_claims(slug, "", ""))
    assert len(every) == 2 * len(here)
    for claim in here:
        assert f'{slug} wants a heading "What we can say about claim {claim}".' in every
        assert f"{slug} wants a cell with settle({claim}, ...)." in every
    text, code = (
        form.format(max(here) + 1000) for form in ("What we can say about claim {}", "settle({})")
    )
    assert "settles elsewhere" in list(wanted_of_claims(slug, text, code))[-1]


# What CONTRIBUTING and README name in the style of code, if it looks like a place in the course.
PLACE = re.compile(
    r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|yml|toml|lock|json|yaml|bib|csv)|(?:[\w.-]+/)+)`"
)
NOT_IN_A_CLONE = ("my_work/", "own/", ".venv/", "dist/", "notebooks/further/")


def places_that_lead_nowhere(text: str) -> Iterator[str]:
    """The places that a text names and the course does not have, in any folder of its own."""
    there = {"", "src/steppes/", "src/steppes/authoring/", "src/steppes/lessons/puzzle/", "tests/"}
    there |= {"src/steppes/teaching/"}
    there |= {"data/", "data/build/documents/"}
    for place in PLACE.findall(text):
        known = place.startswith(NOT_IN_A_CLONE) or place.startswith("NAME.")
        if not known and not any((ROOT / folder / place).exists() for folder in there):
            yield place


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "README.md"])
def test_every_place_that_is_named_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    nothing_wanted(
        f"{name} names {place}, which the course does not have."
        for place in places_that_lead_nowhere(text)
    )


def test_a_stale_place_is_found():
    text = "See `src/steppes/views/`, `settings.py`, `tests/test_structure.py` and `data/`."
    assert list(places_that_lead_nowhere(text)) == ["src/steppes/views/", "settings.py"]


# The rules on notebooks that break them, each in one way.


def notebook_of(*cells: dict) -> NotebookNode:
    for count, cell in enumerate((c for c in cells if c["cell_type"] == "code"), start=1):
        cell["execution_count"] = count
    metadata = {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    return new_notebook(cells=list(cells), metadata=metadata)


def shows(html: str = "", plain: str = "A gap of 36 km. It is narrow.", **more: str) -> dict:
    bundle = {"text/plain": plain, **({"text/html": html} if html else {}), **more}
    return new_code_cell("x", outputs=[new_output("display_data", bundle)])


def picture(alt: str = "A gap of 36 km.", fold: str = "A gap of 36 km. It is narrow.") -> str:
    return (
        f'<figure><img alt="{alt}" src="data:image/png;base64,/home/me/AA=="><details>'
        f"<summary>This picture in words</summary><p>{fold}</p></details></figure>"
    )


def prints(text: str, name: str = "stdout") -> dict:
    return new_code_cell("x", outputs=[new_output("stream", name=name, text=text)])


EXPLORER = f'<div class="steppes-explorer"><p>Mongolia in 2012</p>{picture()}</div>'
QUESTIONS = new_markdown_cell("Move it.\n\n1. Find the first year.\n2. Is it larger?")


def test_a_notebook_in_order_breaks_no_rule():
    notebook = notebook_of(
        shows(EXPLORER), QUESTIONS, shows(picture()), shows(EXPLORER), prints("a/b"),
        new_markdown_cell(QUESTIONS.source), new_code_cell("x = 1"),
        shows("<div>a</div><a href='https://x.org/a/b'>x</a>", "1/2, 3 km/h, ../data/a.csv"),
        new_code_cell("def f():\n    pass", metadata={"tags": ["about-functions"]}),
    )  # fmt: skip
    assert [said for rule in IN_LESSONS for said in rule(notebook)] == []


@pytest.mark.parametrize(
    ("rule", "cells", "said"),
    [
        (nothing_is_cleared, [new_code_cell("x = 1\nx")], "has lost its output"),
        (no_trouble_is_stored, [prints("old", "stderr")], "error or a warning"),
        (no_trouble_is_stored, [new_code_cell("x", outputs=[new_output("error")])], "error"),
        (no_widget_is_stored, [new_code_cell("interact(view)")], "Output widget"),
        (no_widget_is_stored, [new_code_cell("out = widgets.Output()")], "Output widget"),
        (no_widget_is_stored, [shows(**{WIDGET_VIEW: "{}"})], "stored a widget's view"),
        (pictures_have_words, [shows('<img src="a">')], "without alternative text"),
        (pictures_have_words, [shows(picture(alt=" "))], "without alternative text"),
        (pictures_have_words, [shows(picture(alt="Another."))], "that its plain text lacks"),
        (pictures_have_words, [shows(picture(fold="A gap of 36 km."))], "in a fold"),
        (pictures_have_words, [shows('<img alt="A gap of 36 km.">')], "in a fold"),
        (pictures_have_words, [shows(picture(), plain="A gap of 37 km.")], "in a fold"),
        (pictures_have_words, [shows(picture(), plain="")], "not words"),
        (
            pictures_have_words,
            [shows(plain="<Figure of 1 axes>", **{"image/png": "A"})],
            "not words",
        ),
        (explorers_are_followed_by_questions, [shows(EXPLORER)], "two numbered questions"),
        (explorers_are_followed_by_questions, [QUESTIONS, shows(EXPLORER)], "two numbered"),
        (
            explorers_are_followed_by_questions,
            [shows(EXPLORER), shows(EXPLORER), QUESTIONS],
            "two numbered",
        ),
        (
            explorers_are_followed_by_questions,
            [shows(EXPLORER), new_markdown_cell("1. a"), new_markdown_cell("1. b")],
            "two numbered questions",
        ),
        (outputs_travel, [prints("kept in /home/me/my_work")], "the path /home/me/my_work"),
        (outputs_travel, [shows("<p>/tmp/x/y.csv</p>")], "the path /tmp/x/y.csv"),
        (outputs_travel, [shows(plain=r"WindowsPath('C:\Users')")], "the path C:"),
        (outputs_travel, [shows(plain="0   1\nName: km, dtype: float64")], "ends in a Series"),
        (outputs_travel, [shows(plain="Index(['a'], dtype='str')")], "ends in a Series"),
        (no_solution_is_given_away, [new_code_cell(f"{BEGIN}\nx")], "holds a solution"),
        (
            no_solution_is_given_away,
            [new_markdown_cell("x", metadata={"tags": ["solution"]})],
            "holds a solution",
        ),
        (cells_are_short_and_plain, [new_code_cell("x\n" * 16)], "more than 15 lines"),
        (cells_are_short_and_plain, [new_code_cell("if x:\n    def f(): pass")], "defines"),
        (cells_are_short_and_plain, [new_code_cell("class A: pass")], "defines"),
    ],
)
def test_each_rule_finds_what_breaks_it(rule, cells, said):
    assert said in "\n".join(rule(notebook_of(*cells)))


def test_each_rule_about_the_notebook_finds_what_breaks_it():
    def broken(**changes) -> NotebookNode:
        notebook = notebook_of(new_code_cell("x", id="a"), new_code_cell("y", id="b"))
        notebook.metadata |= changes
        return notebook

    for changes in (
        {"kernelspec": {"name": "mine"}}, {"language_info": {"name": "python", "version": "3"}},
        {"widgets": {}},
    ):  # fmt: skip
        assert len(list(clean_metadata(broken(**changes)))) == 1
    notebook = broken()
    notebook.nbformat_minor = 4
    notebook.cells[0].metadata["execution"] = {}
    assert len(list(clean_metadata(notebook))) == 2
    for count in (None, 3, 1):
        notebook = broken()
        notebook.cells[1].execution_count = count
        assert len(list(executed_in_order(notebook))) == 1
    for cell_id in ("a", "", "a b", "ä", "x" * 65):
        notebook = broken()
        notebook.cells[1].id = cell_id
        assert len(list(ids_are_usable(notebook))) == 1


def test_claims_are_read_from_a_sentence():
    text = """
    **What we can say about claim 7.** In 2013 it holds, as claim 9 does.
    ### What we can say about claim 8, claim 16 and claim 19
    What we can say about claims 20–22 and 25: 30.
    """
    assert claims_told(text) == {7, 8, 16, 19, 20, 21, 22, 25}
