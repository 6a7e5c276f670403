"""`steppes new`: the files of a lesson, the cells of an exercise, the entry of a claim.

What is new is filled into the skeletons beside this module, which are plain text. It builds and
passes the tests as it is; what is still to be written begins with TO_WRITE. Nothing that exists is
overwritten, and nothing is written before all of it is known.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from .. import own
from ..words import listing
from . import building
from .inserting import cells_in, put_before, with_entry, with_imports
from .notebooks import Trouble, read, text_of, tidy, write

TO_WRITE = "to write: "
LIMITS = r"^#+ .*\blimits?\b"
ANSWERS = r"^# Answers\b"
OF_EXERCISES = {
    "checking": "Exercise, Mistake",
    "kinds": "Number",
    "tables": "load",
}  # what a new declaration needs, by the module of the library


def filled(skeleton: str, **names: object) -> str:
    """The text of skeletons/SKELETON.txt with what stands for each <NAME>."""
    text = files(__package__).joinpath("skeletons", f"{skeleton}.txt").read_text(encoding="utf-8")
    for name, value in names.items():
        text = text.replace(f"<{name}>", str(value))
    return text


class Plan:
    """Files as they will be, by their places in the course, and what is said of each."""

    def __init__(self, course: Path) -> None:
        self.course = course
        self.texts: dict[str, str] = {}
        self.news: dict[str, str] = {}

    def there(self, place: str) -> bool:
        return (self.course / place).exists()

    def text(self, place: str) -> str:
        """A file as it will be, or as it is. Raises Trouble when there is none."""
        if place in self.texts:
            return self.texts[place]
        try:
            return (self.course / place).read_text(encoding="utf-8")
        except OSError:
            raise Trouble(f"{place} is missing: steppes new lesson makes it.") from None

    def notebook(self, place: str) -> NotebookNode:
        if not self.there(place):
            raise Trouble(f"{place} is missing: steppes new lesson makes it.")
        return read(self.course / place)

    def put(self, place: str, text: str | NotebookNode, news: str) -> None:
        self.texts[place] = text if isinstance(text, str) else text_of(text)
        self.news[place] = news

    def carry_out(self) -> list[str]:
        """Write everything. Returns a line for each file, then one for each thing left to write."""
        made = [f"{place}: {news}" for place, news in self.news.items()]
        left = [f"  {line}" for place in self.texts for line in self._left(place)]
        for place, text in self.texts.items():
            write(self.course / place, text)
        return [*made, 'Left to write, each where it says "to write:"', *left]

    def _left(self, place: str) -> Iterator[str]:
        before = set(_unwritten(place, self.text_before(place)))
        for where, what in dict.fromkeys(_unwritten(place, self.texts[place])):
            if (where, what) not in before:
                yield f"{place}, {where}: {what}"

    def text_before(self, place: str) -> str:
        path = self.course / place
        return path.read_text(encoding="utf-8") if path.exists() else ""


def _unwritten(place: str, text: str) -> Iterator[tuple[str, str]]:
    """Where something is left to write in a file, and what."""
    if place.endswith(".ipynb"):
        cells = json.loads(text)["cells"] if text else []
        pieces = [(f"cell {cell['id']}", "".join(cell["source"])) for cell in cells]
        pieces = [(where, line) for where, source in pieces for line in source.splitlines()]
    else:
        pieces = [(f"line {n}", line) for n, line in enumerate(text.splitlines(), 1)]
    for where, line in pieces:
        _, found, what = line.partition(TO_WRITE)
        if found:
            yield where, re.split(r'"| \|', what)[0].rstrip(" .;")


# --- a lesson -------------------------------------------------------------------------------------


def lesson(course: Path, number: str, slug: str) -> list[str]:
    """Make what lesson NN_slug wants. Raises Trouble when that is no name, or a taken one."""
    stem = f"{number}_{slug}"
    _refuse_bad_names(number, slug)
    _refuse_taken_names(course, number, slug)
    plan, n, folder = Plan(course), int(number), f"src/steppes/lessons/{slug}"
    if not plan.there(f"{folder}/__init__.py"):
        opening = f'"""Lesson {number}: {TO_WRITE}what it asks."""\n'
        plan.put(f"{folder}/__init__.py", opening, "made")
    question = _in_readme(plan, number, stem)
    claims = [entry["id"] for entry in _ledger(plan) if entry["settled_in"] == stem]
    tested = f" **Claims tested:** {listing(map(str, claims))} of the op-ed." if claims else ""
    names = {"NN": number, "N": n, "SLUG": slug, "QUESTION": question, "CLAIMS": tested}
    notebook = new_notebook(cells=cells_in(filled("lesson", **names)))
    for claim in claims:
        put_before(notebook, LIMITS, cells_in(filled("claim", K=claim)))
    if claims:
        imported = next(cell for cell in notebook.cells if cell.id == "imports")
        imported.source = imported.source.replace("recall, solution", "recall, settle, solution")
    told = f" and {'claim' if len(claims) == 1 else 'claims'} {listing(map(str, claims))}"
    news = f"made, with question {n}.1{told if claims else ''}"
    plan.put(f"notebooks/{stem}.ipynb", tidy(notebook), news)
    solution = new_notebook(cells=cells_in(filled("solution", **names)))
    plan.put(f"solutions/{stem}.ipynb", tidy(solution), "made")
    plan.put(f"{folder}/exercises.py", filled("exercises", **names), "made")
    _add_exercise(plan, f"{folder}/exercises.py", solution, f"solutions/{stem}.ipynb", f"{n}a")
    plan.news[f"{folder}/exercises.py"] = f"made, with {n}.1 and {n}a"
    plan.news[f"solutions/{stem}.ipynb"] = f"made, with exercise {n}a"
    return [*plan.carry_out(), f"Then run: steppes build {number}"]


def _refuse_bad_names(number: str, slug: str) -> None:
    if not re.fullmatch(r"\d\d", number, re.ASCII):
        raise Trouble(f"'{number}' is no number of a lesson: write two digits, such as 06.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug) or keyword.iskeyword(slug):
        raise Trouble(
            f"'{slug}' is no name of a lesson: write small letters, digits and _, beginning with a "
            "letter, such as after_2013."
        )


def _refuse_taken_names(course: Path, number: str, slug: str) -> None:
    there = {path.stem for folder in building.FOLDERS for path in (course / folder).glob("*.ipynb")}
    for stem in sorted(there):
        if stem[:2] == number or stem[3:] == slug:
            raise Trouble(f"There is {stem} already: take a number and a name that nothing has.")
    if (course / f"src/steppes/lessons/{slug}/exercises.py").exists():
        raise Trouble(f"src/steppes/lessons/{slug} has exercises already: take another name.")
    for entry in _ledger(Plan(course)):
        for stem in (entry["settled_in"], *entry["see_also"]):
            if re.match(r"\d\d_", stem) and (stem[:2] == number) != (stem[3:] == slug):
                raise Trouble(
                    f"data/claims.yaml means {stem} to be a lesson: take that number with that "
                    "name, or neither."
                )


def _ledger(plan: Plan) -> list[dict]:
    try:
        return yaml.safe_load(plan.text("data/claims.yaml"))
    except RecursionError:
        raise Trouble("data/claims.yaml is nested too deep to be read: mend it first.") from None
    except yaml.YAMLError as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 1
        raise Trouble(f"data/claims.yaml cannot be read at line {line}: mend it first.") from None


def _in_readme(plan: Plan, number: str, stem: str) -> str:
    """Let the README's table lead to a lesson; the question that it asks there."""
    readme = plan.text("README.md")
    link = f"[read](notebooks/{stem}.ipynb)"
    rows = re.findall(r"^\| (\d\d) \| (.+) \| (.+) \|$", readme, re.MULTILINE)
    for found, question, state in rows:
        if found == number:
            old, new = (f"| {number} | {question} | {s} |" for s in (state, link))
            plan.put("README.md", readme.replace(old, new), f"the row of lesson {number}")
            return question
    question = f"{TO_WRITE}the question of this lesson?"
    earlier = [row for row in rows if row[0] < number] or rows[:1]
    if not earlier:
        raise Trouble("README.md has no table of lessons: put its rows back first.")
    last = f"| {' | '.join(earlier[-1])} |\n"
    row = f"| {number} | {question} | {link} |\n"
    plan.put("README.md", readme.replace(last, last + row), f"a row for lesson {number}")
    return question


# --- an exercise ----------------------------------------------------------------------------------


def exercise(course: Path, name: str) -> list[str]:
    """Declare the next exercise of a lesson, or of one's own, and ask it in the solutions.

    Raises Trouble for an unknown lesson, and for a file that cannot be read.
    """
    if name == own.FOLDER:
        return _own_exercise(course)
    (stem,) = building.lessons_named(course, [name])
    if stem.startswith(building.FURTHER):
        lesson = stem.removeprefix(f"{building.FURTHER}/")
        raise Trouble(f"{stem} has no exercises: they stand with its lesson, {lesson}.")
    plan, n = Plan(course), int(stem[:2])
    declared, place = f"src/steppes/lessons/{stem[3:]}/exercises.py", f"solutions/{stem}.ipynb"
    notebook = plan.notebook(place)
    asked = plan.text(declared) + "\n".join(f'"{n}{a}"' for a in _letters_in(notebook, n))
    free = [a for a in "abcdefghijklmnopqrstuvwxyz" if f'"{n}{a}"' not in asked]
    if not free:
        raise Trouble(f"Lesson {stem} has an exercise for every letter: it has enough of them.")
    _add_exercise(plan, declared, notebook, place, f"{n}{free[0]}")
    return [*plan.carry_out(), f"Then run: steppes build {stem[:2]}"]


def _letters_in(notebook: NotebookNode, n: int) -> list[str]:
    """The letters of the exercises that the headings of a solution notebook name."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.findall(rf"^#+ {n}([a-z])\b", text, re.MULTILINE)


def _own_exercise(course: Path) -> list[str]:
    plan = Plan(course)
    declared, place = f"{own.FOLDER}/exercises.py", f"{own.FOLDER}/solutions.ipynb"
    if not plan.there(declared):
        plan.put(declared, filled("own_exercises"), "made")
    made = new_notebook(cells=cells_in(filled("own_solution")))
    notebook = plan.notebook(place) if plan.there(place) else tidy(made)
    number = 1 + max(map(int, re.findall(r'"own(\d+)"', plan.text(declared))), default=0)
    _add_exercise(plan, declared, notebook, place, f"{own.FOLDER}{number}")
    return [*plan.carry_out(), f"Then run: steppes build {own.FOLDER}"]


def _add_exercise(
    plan: Plan, declared: str, notebook: NotebookNode, place: str, exercise_id: str
) -> None:
    """Put a declaration at the end of a list EXERCISES, and its two cells into a notebook."""
    library = "steppes." if declared.startswith(own.FOLDER) else "..."
    imports = [f"from {library}{module} import {names}" for module, names in OF_EXERCISES.items()]
    code = with_entry(plan.text(declared), filled("exercise_declared", ID=exercise_id), declared)
    plan.put(declared, with_imports(code, imports, declared), f"exercise {exercise_id} declared")
    put_before(notebook, ANSWERS, cells_in(filled("exercise", ID=exercise_id)))
    plan.put(place, notebook, f"exercise {exercise_id} asked and worked")


# --- a claim --------------------------------------------------------------------------------------


def claim(course: Path, number: str, name: str) -> list[str]:
    """Enter a claim into the ledger, with a rule for it and its cells in a lesson.

    Raises Trouble for a number that is none or is taken, and for an unknown lesson.
    """
    if not re.fullmatch(r"[1-9]\d*", number, re.ASCII):
        raise Trouble(f"'{number}' is no number of a claim: write a whole number, such as 54.")
    (stem,) = building.lessons_named(course, [name])
    called, _, slug = stem.partition("_")
    plan, place = Plan(course), f"notebooks/{stem}.ipynb"
    if int(number) in {entry["id"] for entry in _ledger(plan)}:
        raise Trouble(
            f"There is a claim {number} in data/claims.yaml already: take another number."
        )
    folder = f"src/steppes/lessons/{slug}"
    for path in sorted((course / "src/steppes/lessons").glob("*/verdicts.py")):
        if f"@settles({number}," in path.read_text(encoding="utf-8"):
            where = path.relative_to(course).as_posix()
            raise Trouble(f"{where} has a rule for claim {number} already: take another number.")
    entry = filled("claim_entry", K=number, STEM=stem)
    ledger = plan.text("data/claims.yaml").rstrip("\n") + "\n" + entry
    plan.put("data/claims.yaml", ledger, f"claim {number}, at the end")
    rules = f"{folder}/verdicts.py"
    there = plan.there(rules)
    code = plan.text(rules) if there else filled("verdicts", NN=called[-2:])
    needed = ("import pandas as pd", "from ...verdicts import Finding, settles")
    code = with_imports(code, needed, rules).rstrip("\n") + "\n" + filled("verdict", K=number)
    plan.put(rules, code, f"{'' if there else 'made, with '}the rule for claim {number}")
    notebook = plan.notebook(place)
    cells = cells_in(filled("claim", K=number))
    if not any(re.search(r"\bimport\b.*\bsettle\b", cell.source) for cell in notebook.cells):
        cells[-1].source = f"from steppes import settle\n\n{cells[-1].source}"
    before = put_before(notebook, LIMITS, cells)
    plan.put(place, notebook, f"claim {number}, {'before its limits' if before else 'at the end'}")
    return [*plan.carry_out(), f"Then run: steppes build {called}"]
