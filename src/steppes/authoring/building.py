"""Build the course's notebooks, or say what is stale."""

from __future__ import annotations

import asyncio
import difflib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from nbformat import NotebookNode

from .. import own
from ..errors import DataProblem
from ..questions import GATHERED
from .generating import exercise_from
from .linking import FURTHER, has_links, has_stale_links, linked
from .minutes import glossary_terms, head_of, told
from .notebooks import Trouble, first_line, read, text_of, tidy, without_pictures, write
from .questions import gathered
from .running import execute, prepare_fonts

FOLDERS = ("notebooks", "solutions", "exercises")
NAME = re.compile(r"\d\d_[a-z0-9_]+\.ipynb")
QUESTIONS = f"src/steppes/{GATHERED}"
OWN_SOLUTIONS = f"{own.FOLDER}/solutions.ipynb"
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

    `names` are slugs or their numbers ("01_puzzle" or "01", which is a lesson and its solutions;
    "further/01"), and "own" for one's own exercises; none means all. Prints one line for each
    file. Returns a sentence for each notebook that could not be built, whose file is left as it
    was. Raises Trouble for an unknown name, Stopped when a kernel goes away.
    """

    def use(path: Path, notebook: NotebookNode) -> list[str]:
        written = write(path, text_of(notebook))
        print(f"{place_of(path)}: {'written' if written else 'unchanged'}")
        return []

    sources = _sources(course, names)
    (course / "exercises").mkdir(exist_ok=True)
    # First, since a notebook's checks read the options of a choice from there.
    for place, asking in _asking(course, sources).items():
        if write(course / place, gathered(asking)):
            print(f"{place}: written")
    return _remake(sources, use)


def verify(course: Path, names: Iterable[str] = ()) -> list[str]:
    """Say what is stale, each in a sentence that says what to do, and change nothing.

    Raises Trouble for an unknown name, Stopped when a kernel goes away.
    """
    sources = _sources(course, names)
    said = misplaced(course)
    for place, asking in _asking(course, sources).items():
        path = course / place
        if not path.exists() or path.read_text(encoding="utf-8") != gathered(asking):
            run = "steppes build own" if place == own.QUESTIONS else "steppes build"
            said.append(f"{place} is not what the notebooks ask now. Run: {run}")
    return said + _remake(sources, _stale)


def links(course: Path, names: Iterable[str] = ()) -> list[str]:
    """Write the contents and links of lessons anew where they are stale, and execute nothing.

    Prints one line for each file that is written. Returns a sentence for each notebook that could
    not be read. Raises Trouble for an unknown name.
    """
    said = []
    for path in filter(has_links, _sources(course, names)):
        try:
            if write(path, text_of(linked(read(path), path))):
                print(f"{place_of(path)}: written")
        except Trouble as trouble:
            said.append(str(trouble))
    return said


def minutes(course: Path, names: Iterable[str] = ()) -> list[str]:
    """How long lessons take, section by section, and what they hold, in lines.

    Raises Trouble for an unknown name.
    """
    known = glossary_terms(course)
    lines = []
    for stem in lessons_named(course, names):
        path = course / "notebooks" / f"{stem}.ipynb"
        if path.exists():
            lines += [stem, *told(path, known), f"  {head_of(path)}"]
    return lines


def _asking(course: Path, sources: list[Path]) -> dict[str, list[Path]]:
    """The files of questions that go with these notebooks, each with all the notebooks that ask.

    The course's lessons come first, then its solutions.
    """
    folders = (course / "notebooks", course / "notebooks" / FURTHER, course / "solutions")
    asking = {QUESTIONS: [folder / name for folder in folders for name in _notebooks_in(folder)]}
    ours = course / OWN_SOLUTIONS
    if ours in sources:
        asking[own.QUESTIONS] = [ours]
    if sources == [ours]:
        del asking[QUESTIONS]
    return asking


def misplaced(course: Path) -> list[str]:
    """A sentence for each notebook without its counterpart or with a name of another form."""
    said = []
    deeper = f"notebooks/{FURTHER}"
    there = {folder: _notebooks_in(course / folder) for folder in (*FOLDERS, deeper)}
    for folder, names in there.items():
        for name in names:
            where = f"{folder}/{name}"
            if not NAME.fullmatch(name):
                said.append(f"{where} is not called NN_slug.ipynb: rename it or move it away.")
            elif folder == deeper and name not in there["notebooks"]:
                said.append(f"{where} goes deeper than no lesson: write notebooks/{name}.")
            elif folder == "solutions" and name not in there["notebooks"]:
                said.append(f"{where} has no lesson: write notebooks/{name}, or delete it.")
            elif folder == "exercises" and name not in there["solutions"]:
                said.append(f"{where} has no solution: write solutions/{name}, or delete it.")
    for name in there["solutions"]:
        if name not in there["exercises"]:
            said.append(f"exercises/{name} is missing. Run: steppes build {Path(name).stem}")
    ours = course / OWN_SOLUTIONS
    if ours.exists() and not ours.with_name("exercises.ipynb").exists():
        said.append("own/exercises.ipynb is missing. Run: steppes build own")
    return said


def _notebooks_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.ipynb"))


def lessons_named(course: Path, names: Iterable[str]) -> list[str]:
    """The lessons that are named, by slug or number, each once and in order; none means all.

    A lesson is NN_slug, what goes deeper than it further/NN_slug. Raises Trouble with the nearest
    for a name that no notebook has.
    """
    there = {*_notebooks_in(course / "notebooks"), *_notebooks_in(course / "solutions")}
    known = sorted(Path(name).stem for name in there if NAME.fullmatch(name))
    deeper = _notebooks_in(course / "notebooks" / FURTHER)
    known += [f"{FURTHER}/{Path(name).stem}" for name in deeper if NAME.fullmatch(name)]
    chosen = set()
    for asked in names:
        parts = Path(asked).with_suffix("").parts
        name = "/".join(part for part in parts[-2:] if part not in FOLDERS)
        found = [stem for stem in known if name in (stem, stem.partition("_")[0])]
        if not found:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.3) or known
            raise Trouble(f"There is no lesson '{asked}'. The nearest are: {', '.join(near)}.")
        chosen.update(found)
    return [stem for stem in known if stem in chosen] or known


def place_of(path: Path) -> str:
    """Where a notebook stands in the course: notebooks/01_puzzle.ipynb."""
    parts = path.parts[-3:] if path.parent.name == FURTHER else path.parts[-2:]
    return "/".join(parts)


def _sources(course: Path, names: Iterable[str]) -> list[Path]:
    """The notebooks that are edited by hand, all or those named: lessons, solutions, one's own."""
    names = list(names)
    lessons = [name for name in names if name != own.FOLDER]
    sources = [
        course / folder / f"{stem}.ipynb"
        for stem in (lessons_named(course, lessons) if lessons or not names else [])
        for folder in ("notebooks", "solutions")
        if (course / folder / f"{stem}.ipynb").exists()
    ]
    ours = course / OWN_SOLUTIONS
    if own.FOLDER in names and not ours.exists():
        raise Trouble(f"{OWN_SOLUTIONS} is missing: steppes new exercise own makes it.")
    if ours.exists() and (own.FOLDER in names or not names):
        sources.append(ours)
    return sources


def _remake(sources: list[Path], use: Callable[[Path, NotebookNode], list[str]]) -> list[str]:
    """Make the chosen notebooks afresh in memory, hand each to `use`; all sentences, in order."""
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
        if source.parent.name == own.FOLDER:
            _require_usable(source.with_name("exercises.py"))
        async with kernels:
            notebook = tidy(await execute(linked(read(source), source), source))
        said += use(source, notebook)
        exercise = _generated_by(source)
        if exercise and exercise.parent.is_dir():
            generated = exercise_from(notebook, place_of(source))
            async with kernels:
                generated = tidy(await execute(generated, exercise))
            said += use(exercise, generated)
    except Trouble as trouble:
        said.append(str(trouble))
    return said


def _require_usable(exercises: Path) -> None:
    """Raise Trouble when one's own exercises cannot be used: their checks would store no more."""
    try:
        own.declared_in(exercises)
    except DataProblem as problem:
        raise Trouble(str(problem)) from None


def _generated_by(source: Path) -> Path | None:
    """Where the exercises stand that a solution generates; None for a lesson, which has none."""
    if source.parent.name == own.FOLDER:
        return source.with_name("exercises.ipynb")
    if source.parent.name == "solutions":
        return source.parents[1] / "exercises" / source.name
    return None


def _stale(path: Path, fresh: NotebookNode) -> list[str]:
    """A sentence when a stored notebook is not, pictures aside, what was made afresh."""
    if not path.exists():
        return []  # `misplaced` says so.
    text = path.read_text(encoding="utf-8")
    if without_pictures(text) == without_pictures(text_of(fresh)):
        return []
    ours = path.parent.name == own.FOLDER
    where = place_of(path)
    slug = f"{FURTHER}/{path.stem}" if path.parent.name == FURTHER else path.stem
    remedy = f"run: steppes build {own.FOLDER if ours else slug}"
    stored = read(path)
    if has_stale_links(stored, path):
        # Said alone: whatever else is stale is said once these are right.
        return [f"{where} has other contents or links now. Run: steppes links {slug}"]
    made_from = fresh.metadata.get("steppes", {}).get("generated_from")
    if made_from and _texts(stored) != _texts(fresh):
        what = f"is not what {made_from} generates"
        return [f"{where} {what}: edit the solution, not the exercise, and {remedy}"]
    before = {cell.id: _comparable(cell) for cell in stored.cells}
    for cell in fresh.cells:
        if cell.id in before and before[cell.id] != _comparable(cell):
            what = f"cell {cell.id}, which begins with '{first_line(cell.source)}'"
            return [f"{where} is stale: {what}, gives another output now. If it is right, {remedy}"]
    return [f"{where} is not tidy (its metadata, counts, ids or layout): {remedy}"]


def _texts(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.id, cell.source) for cell in notebook.cells]


def _comparable(cell: NotebookNode) -> str:
    outputs = [
        {key: output.get(key) for key in ("name", "text", "data", "ename")}
        for output in cell.get("outputs", [])
    ]
    return without_pictures(json.dumps([cell.source, outputs], sort_keys=True))
