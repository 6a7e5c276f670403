"""The house: which folder may lean on which, and that nothing is listed by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from steppes import checking, explorers, gathering, lessons, verdicts, views
from steppes.claims import claims

PACKAGE = Path(lessons.__file__).parents[1]
FLATS = sorted(path.name for path in Path(lessons.__file__).parent.iterdir() if path.is_dir())
FLATS = [name for name in FLATS if not name.startswith("__")]
# Who may not lean on whom. The names are of modules or folders of the package.
GROUND_FLOOR = {"stored", "days", "errors", "keeping", "saying", "tables", "words", "maps"}


def leans_on(path: Path) -> set[str]:
    """The modules of the package that a file imports, by their dotted names without "steppes".

    A module named in a string counts as imported: `import_module("..lessons.x")` is no way round.
    """
    here = path.relative_to(PACKAGE).with_suffix("").parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name.removeprefix("steppes.") for a in node.names if "steppes" in a.name}
        elif isinstance(node, ast.ImportFrom):
            base = list(here[: len(here) - node.level]) if node.level else []
            if node.level or (node.module or "").split(".")[0] == "steppes":
                base += (node.module or "").removeprefix("steppes").strip(".").split(".")
                base = [part for part in base if part]
                found |= {".".join([*base, alias.name]) for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(_module_in(node.value))
    return found


def _module_in(text: str) -> Iterator[str]:
    """The dotted name that a string is, if it can be one of a module of the package."""
    name = text.removeprefix("steppes").lstrip(".")
    if text != name and all(part.isidentifier() for part in name.split(".")):
        yield name


def files(folder: str) -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


@pytest.mark.parametrize("flat", FLATS)
def test_no_lesson_leans_on_another(flat):
    others = tuple(f"lessons.{other}" for other in FLATS if other != flat)
    for path in files(f"lessons/{flat}"):
        wrong = [name for name in leans_on(path) if name.startswith(others)]
        assert not wrong, f"{path.name} of {flat} imports {wrong}: move what both need to measures/"


@pytest.mark.parametrize("path", files("measures"), ids=lambda path: path.stem)
def test_measures_reach_no_lesson_and_no_verdict(path):
    above = ("lessons", "verdicts", "views", "explorers", "checking", "claims", "gathering")
    wrong = [name for name in leans_on(path) if name.split(".")[0] in above]
    assert not wrong, f"measures/{path.name} imports {wrong}: a measure knows tables alone"


def test_what_measures_lean_on_stands_on_the_ground_floor():
    for path in files("measures"):
        tops = {name.split(".")[0] for name in leans_on(path)} - {"measures"}
        assert tops <= GROUND_FLOOR, f"measures/{path.name} leans on {tops - GROUND_FLOOR}"
    for name in GROUND_FLOOR:
        tops = {module.split(".")[0] for module in leans_on(PACKAGE / f"{name}.py")}
        assert tops <= GROUND_FLOOR, f"{name}.py leans on {tops - GROUND_FLOOR}"


@pytest.mark.parametrize(
    "code",
    [
        "from ...lessons.other import figures",
        "from ..other.figures import drawn",
        "from .. import other",
        "import steppes.lessons.other.figures",
        "import importlib\nimportlib.import_module('steppes.lessons.other')",
    ],
)
def test_every_way_to_another_lesson_is_seen(code, monkeypatch, tmp_path):
    path = tmp_path / "lessons" / "one" / "figures.py"
    path.parent.mkdir(parents=True)
    path.write_text(code)
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    assert any(name.startswith("lessons.other") for name in leans_on(path))


def test_lessons_are_found_by_their_folders():
    for part in ("figures", "verdicts", "exercises"):
        found = [module.__name__.split(".")[-2] for module in gathering.modules(part)]
        assert found == [
            flat for flat in FLATS if (PACKAGE / "lessons" / flat / f"{part}.py").exists()
        ]
        assert found


def test_views_and_explorers_answer_for_tab():
    assert {"altai_map", "ruler_map"} <= set(dir(views))
    assert {"partner_ranks", "closeness"} <= set(dir(explorers))
    assert {"strip_width", "computed"} <= set(dir(verdicts))
    for module in (views, explorers, verdicts):
        for name in dir(module):
            assert callable(getattr(module, name)), name
        with pytest.raises(AttributeError, match="no_such_name"):
            _ = module.no_such_name


def test_a_claim_is_computed_where_the_ledger_says_so():
    computed = [claim.id for claim in claims().values() if claim.computed]
    assert verdicts.computed() == sorted(computed)


def test_two_of_one_name_are_refused():
    gathering.modules("figures")
    for declare, name in ((views.view, "altai_map"), (explorers.explorer(list, {}, ""), "un_pair")):
        double = type("Double", (), {"__name__": name, "__doc__": ""})()
        with pytest.raises(ValueError, match=name):
            declare(double)
    with pytest.raises(ValueError, match="Claim 7 has two rules"):
        verdicts.settles(verdicts.computed()[0])(lambda: None)


def test_every_exercise_belongs_to_the_folder_of_its_lesson():
    slugs = {module.__name__.split(".")[-2]: module for module in gathering.modules("exercises")}
    notebooks = {
        path.stem[3:]: path.stem[:2] for path in (PACKAGE.parents[1] / "notebooks").glob("*.ipynb")
    }
    for slug, module in slugs.items():
        lessons_of = {f"{exercise.lesson:02d}" for exercise in module.EXERCISES}
        assert lessons_of == {notebooks[slug]}, slug
    declared = [name for name in checking.declared() if not name.startswith("own")]
    assert sum(len(module.EXERCISES) for module in slugs.values()) == len(declared)


LINES_OF_A_VIEW = 40


def lines_of_code(node: ast.AST, source: list[str]) -> int:
    """A function's lines without its docstring, blank lines and comments."""
    assert isinstance(node, ast.FunctionDef)
    lines = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(bool(source[line - 1].split("#")[0].strip()) for line in lines)


@pytest.mark.parametrize("flat", FLATS)
def test_no_function_that_draws_is_longer_than_a_screen(flat):
    for path in files(f"lessons/{flat}"):
        source = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(source))):
            if isinstance(node, ast.FunctionDef):
                long = lines_of_code(node, source)
                assert long <= LINES_OF_A_VIEW, f"{path.name}: {node.name} has {long} lines of code"
