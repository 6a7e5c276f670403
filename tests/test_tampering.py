"""Break a copy of the course, and see the tests that guard it fail."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from wanted import nothing_wanted

from steppes import checking
from steppes.tables import described

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))

LIGHTLY = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")
# One cell that fails is enough of each notebook: the rest of it need not run.
ONE_OF_EACH = """
import pytest

failed = set()


def pytest_runtest_logreport(report):
    if report.failed:
        failed.add(report.nodeid.partition("::")[0])


def pytest_runtest_setup(item):
    if item.nodeid.partition("::")[0] in failed:
        pytest.skip("a cell of its notebook has failed")
"""


def copied(target: Path) -> Path:
    """The course's code, data, notebooks and tests in another folder."""
    without = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "build")
    for name in ("src", "data", "notebooks", "solutions", "exercises", "tests"):
        # Code and tests with what is compiled of them: each kernel and pytest would do it again.
        left_out = None if name in ("src", "tests") else without
        shutil.copytree(ROOT / name, target / name, ignore=left_out)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, target / name)
    return target


def failing(course: Path, *arguments: str) -> str:
    """What pytest says of a copied course, of which something has to fail."""
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rf", *LIGHTLY, *arguments],
        cwd=course,
        env={**environment, "PYTHONPATH": f"{course / 'src'}{os.pathsep}{course}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def smallest_table(lesson: Path) -> str | None:
    """The smallest table with numbers that the code of a lesson names."""
    cells = nbformat.read(lesson, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    named = [name for name in re.findall(r'\bload\("(\w+)"\)', code) if numbers_of(name)]
    return min(
        named,
        key=lambda name: (ROOT / "data" / described(name)["path"]).stat().st_size,
        default=None,
    )


def numbers_of(table: str) -> list[str]:
    """The columns of a table that hold amounts, shares, scores or counts, and no years."""
    fields = described(table)["schema"]["fields"]
    return [f["name"] for f in fields if f["type"] == "number" or f["name"] == "value"]


def raise_numbers(course: Path, table: str) -> None:
    """Add one to every number of a copied table, and mend the table's hash."""
    path = course / "data" / described(table)["path"]
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        row |= {name: str(Decimal(row[name]) + 1) for name in numbers_of(table) if row[name]}
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(written.getvalue().encode())
    package = course / "data" / "datapackage.json"
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    old = described(table)["hash"].removeprefix("sha256:")
    package.write_text(package.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_changed_values_fail_every_lesson_that_shows_them(tmp_path):
    course = copied(tmp_path)
    shown = {lesson.name: table for lesson in LESSONS if (table := smallest_table(lesson))}
    for table in sorted(set(shown.values())):
        raise_numbers(course, table)
    (course / "one_of_each.py").write_text(ONE_OF_EACH, encoding="utf-8")
    # Not all of notebooks/: what goes deeper would run as well, since what is named runs whole.
    told = failing(course, "-p", "one_of_each", *(f"notebooks/{lesson}" for lesson in shown))
    assert "Cell outputs differ" in told
    nothing_wanted(
        f"{lesson} loads {table} and stays as it was with other numbers in it."
        for lesson, table in shown.items()
        if f"FAILED notebooks/{lesson}" not in told
    )


# --- one thing each in one copy -------------------------------------------------------------------


def take_an_output(course: Path) -> None:
    path = course / "notebooks" / "01_puzzle.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell.get("outputs"))["outputs"] = []
    path.write_text(json.dumps(notebook), encoding="utf-8")


def turn_a_verdict(course: Path) -> None:
    path = course / "data" / "claims.yaml"
    ledger = path.read_text(encoding="utf-8")
    tampered = re.sub(r"(?s)(\n- id: 7\n.*?in_2013: )holds", r"\1wrong", ledger, count=1)
    assert tampered != ledger
    path.write_text(tampered, encoding="utf-8")


def break_a_sentence(course: Path) -> str:
    """Empty the sentence of some mistake where it is written; the id of its exercise."""
    for exercise in checking.declared().values():
        for mistake in exercise.mistakes:
            for path in sorted((course / "src").rglob("*.py")):
                source = path.read_text(encoding="utf-8")
                if mistake.says[:20] not in source:
                    continue
                for node in ast.walk(ast.parse(source)):
                    if isinstance(node, ast.Constant) and node.value == mistake.says:
                        written = ast.get_source_segment(source, node)
                        path.write_text(source.replace(written, '""', 1), encoding="utf-8")
                        return exercise.id
    raise AssertionError("no sentence of a mistake stands in the code as it is said")


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory) -> tuple[str, str]:
    """What pytest says of a course with three things broken, and the exercise of the third."""
    course = copied(tmp_path_factory.mktemp("spoiled"))
    take_an_output(course)
    turn_a_verdict(course)
    exercise = break_a_sentence(course)
    guards = (
        "structure.py::test_notebook",
        "claims.py::test_the_ledger_records_what_the_data_say[7]",
        f"exercises.py::test_each_declared_mistake_gets_its_own_sentence[{exercise}]",
    )
    return failing(course, *(f"tests/test_{guard}" for guard in guards)), exercise


def test_a_deleted_output_fails_the_structural_test(spoiled):
    told, _ = spoiled
    assert "FAILED tests/test_structure.py::test_notebook[notebooks/01_puzzle-nothing_is" in told
    assert "has lost its output" in told


def test_a_wrong_verdict_fails_the_ledgers_test(spoiled):
    told, _ = spoiled
    assert "test_the_ledger_records_what_the_data_say[7]" in told


def test_a_broken_sentence_fails_the_exercises_test(spoiled):
    told, exercise = spoiled
    assert f"test_each_declared_mistake_gets_its_own_sentence[{exercise}]" in told


def test_nothing_but_what_was_broken_fails(spoiled):
    assert "3 failed" in spoiled[0]
