"""Build the course's notebooks, or say what is stale."""

from __future__ import annotations

import asyncio
import difflib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from nbformat import NotebookNode

from ..questions import GATHERED
from .generating import exercise_from
from .notebooks import Trouble, first_line, read, text_of, tidy, without_pictures, write
from .questions import gathered
from .running import execute, prepare_fonts

FOLDERS = ("notebooks", "solutions", "exercises")
NAME = re.compile(r"\d\d_[a-z0-9_]+\.ipynb")
QUESTIONS = f"src/steppes/{GATHERED}"
KERNELS_AT_ONCE = 2


def find_course(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds the course's notebooks.

    Raises Trouble when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "notebooks").is_dir() and (folder / "solutions").is_dir():
            return folder
    raise Trouble("The course's notebooks are not here: change into its folder and try again.")


def build(course: Path, names: Iterable[str] = ()) -> list[str]:
    """Execute, tidy and write lessons and solutions, and the exercises they generate.

    `names` are slugs or their numbers ("01_puzzle" or "01"); none means all. Prints one line for
    each notebook. Returns a sentence for each notebook that could not be built, whose file is
    left as it was. Raises Trouble for an unknown name, Stopped when a kernel goes away.
    """

    def use(path: Path, notebook: NotebookNode) -> list[str]:
        written = write(path, text_of(notebook))
        print(f"{path.parent.name}/{path.name}: {'written' if written else 'unchanged'}")
        return []

    (course / "exercises").mkdir(exist_ok=True)
    # First, since a notebook's checks read the options of a choice from there.
    if write(course / QUESTIONS, gathered(_sources_of_questions(course))):
        print(f"{QUESTIONS}: written")
    return _remake(course, names, use)


def verify(course: Path, names: Iterable[str] = ()) -> list[str]:
    """Say what is stale, each in a sentence that says what to do, and change nothing.

    Raises Trouble for an unknown name, Stopped when a kernel goes away.
    """
    return misplaced(course) + _stale_questions(course) + _remake(course, names, _stale)


def _sources_of_questions(course: Path) -> list[Path]:
    """The notebooks that ask: lessons first, then solutions."""
    folders = (course / "notebooks", course / "solutions")
    return [folder / name for folder in folders for name in _notebooks_in(folder)]


def _stale_questions(course: Path) -> list[str]:
    fresh, path = gathered(_sources_of_questions(course)), course / QUESTIONS
    if path.exists() and path.read_text(encoding="utf-8") == fresh:
        return []
    return [f"{QUESTIONS} is not what the notebooks ask now. Run: steppes build"]


def misplaced(course: Path) -> list[str]:
    """A sentence for each notebook without its counterpart or with a name of another form."""
    said = []
    there = {folder: _notebooks_in(course / folder) for folder in FOLDERS}
    for folder, names in there.items():
        for name in names:
            where = f"{folder}/{name}"
            if not NAME.fullmatch(name):
                said.append(f"{where} is not called NN_slug.ipynb: rename it or move it away.")
            elif folder == "solutions" and name not in there["notebooks"]:
                said.append(f"{where} has no lesson: write notebooks/{name}, or delete it.")
            elif folder == "exercises" and name not in there["solutions"]:
                said.append(f"{where} has no solution: write solutions/{name}, or delete it.")
    for name in there["solutions"]:
        if name not in there["exercises"]:
            said.append(f"exercises/{name} is missing. Run: steppes build {Path(name).stem}")
    return said


def _notebooks_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.ipynb"))


def _chosen(course: Path, names: Iterable[str]) -> list[str]:
    """File names of lessons and solutions, all or those named, each once and in order."""
    there = {*_notebooks_in(course / "notebooks"), *_notebooks_in(course / "solutions")}
    known = sorted(name for name in there if NAME.fullmatch(name))
    chosen = set()
    for asked in names:
        slug = Path(asked).name.removesuffix(".ipynb")
        found = [name for name in known if slug in (Path(name).stem, name[:2])]
        if not found:
            stems = [Path(name).stem for name in known]
            near = difflib.get_close_matches(slug, stems, n=3, cutoff=0.3) or stems
            raise Trouble(f"There is no lesson '{asked}'. The nearest are: {', '.join(near)}.")
        chosen.update(found)
    return sorted(chosen) or known


def _remake(
    course: Path, names: Iterable[str], use: Callable[[Path, NotebookNode], list[str]]
) -> list[str]:
    """Make the chosen notebooks afresh in memory, hand each to `use`; all sentences, in order."""
    sources = [
        course / folder / name
        for name in _chosen(course, names)
        for folder in ("notebooks", "solutions")
        if (course / folder / name).exists()
    ]
    prepare_fonts()

    async def all_of_them() -> list[list[str]]:
        # nbclient would answer Ctrl-C by ending one kernel, and the others would go on. Refused,
        # as on Windows, it leaves Ctrl-C to asyncio, which ends them all.
        setattr(asyncio.get_running_loop(), "add_signal_handler", _refuse)  # noqa: B010  mypy
        kernels = asyncio.Semaphore(KERNELS_AT_ONCE)
        return await asyncio.gather(*(_remake_one(source, kernels, use) for source in sources))

    return [sentence for said in asyncio.run(all_of_them()) for sentence in said]


def _refuse(*_: object) -> None:
    raise NotImplementedError


async def _remake_one(
    source: Path, kernels: asyncio.Semaphore, use: Callable[[Path, NotebookNode], list[str]]
) -> list[str]:
    """Make a lesson, or a solution and its exercise, and hand it to `use`."""
    said = []
    try:
        async with kernels:
            notebook = tidy(await execute(read(source), source))
        said += use(source, notebook)
        exercise = source.parents[1] / "exercises" / source.name
        if source.parent.name == "solutions" and exercise.parent.is_dir():
            generated = exercise_from(notebook, source.name)
            async with kernels:
                generated = tidy(await execute(generated, exercise))
            said += use(exercise, generated)
    except Trouble as trouble:
        said.append(str(trouble))
    return said


def _stale(path: Path, fresh: NotebookNode) -> list[str]:
    """A sentence when a stored notebook is not, pictures aside, what was made afresh."""
    if not path.exists():
        return []  # `misplaced` says so.
    text = path.read_text(encoding="utf-8")
    if without_pictures(text) == without_pictures(text_of(fresh)):
        return []
    where, remedy = f"{path.parent.name}/{path.name}", f"run: steppes build {path.stem}"
    stored = read(path)
    if path.parent.name == "exercises" and _sources(stored) != _sources(fresh):
        what = f"is not what solutions/{path.name} generates"
        return [f"{where} {what}: edit the solution, not the exercise, and {remedy}"]
    before = {cell.id: _comparable(cell) for cell in stored.cells}
    for cell in fresh.cells:
        if cell.id in before and before[cell.id] != _comparable(cell):
            what = f"cell {cell.id}, which begins with '{first_line(cell.source)}'"
            return [f"{where} is stale: {what}, gives another output now. If it is right, {remedy}"]
    return [f"{where} is not tidy (its metadata, counts, ids or layout): {remedy}"]


def _sources(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.id, cell.source) for cell in notebook.cells]


def _comparable(cell: NotebookNode) -> str:
    outputs = [
        {key: output.get(key) for key in ("name", "text", "data", "ename")}
        for output in cell.get("outputs", [])
    ]
    return without_pictures(json.dumps([cell.source, outputs], sort_keys=True))
