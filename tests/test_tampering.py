"""Break a copy of the course in one place, and see the test that guards it fail."""

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
from pathlib import Path

import pytest

from steppes.tables import described

ROOT = Path(__file__).resolve().parents[1]

LIGHTLY = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The course's code, data and notebooks in another folder, with the options of its tests."""
    without = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "build")
    for name in ("src", "data", "notebooks", "solutions", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=without)
    (tmp_path / "tests").mkdir()
    for name in ("pyproject.toml", "tests/conftest.py", "tests/nbval_sanitise.cfg"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def failing(course: Path, *arguments: str) -> str:
    """What pytest says of a copied course, up to the first failure, of which there must be one."""
    for argument in arguments:
        if argument.startswith("tests/"):
            shutil.copy(ROOT / argument, course / argument)
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", *LIGHTLY, *arguments],
        cwd=course,
        env={**environment, "PYTHONPATH": str(course / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def change_cell(course: Path, table: str, column: str, where: dict[str, str]) -> str:
    """Raise one number in a copied table and mend the table's hash; the new number as text."""
    path = course / "data" / described(table)["path"]
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    (row,) = (row for row in rows if where.items() <= row.items())
    whole, point, decimals = row[column].partition(".")
    row[column] = f"{int(whole) + 1}{point}{decimals}"
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(written.getvalue().encode())
    package = course / "data" / "datapackage.json"
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    old = described(table)["hash"].removeprefix("sha256:")
    package.write_text(package.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return row[column]


@pytest.mark.parametrize(
    ("lesson", "table", "column", "where"),
    [
        ("00_start", "partners_cow", "usd_million", {"year": "2012", "exporter": "KAZ", "importer": "MNG"}),
        ("01_puzzle", "border_gap", "km", {"source": "Natural Earth"}),
        ("02_benchmark", "trade", "usd_million", {"year": "2012", "exporter": "KAZ", "importer": "MNG"}),
        ("03_history", "kazakh_migration", "value", {"from_year": "1991", "to_year": "1993"}),
        ("04_alignment", "partners_cow", "usd_million", {"year": "2012", "exporter": "BLR", "importer": "MNG"}),
        ("05_regime", "regimes_vdem_v16", "polyarchy", {"iso3": "MNG", "year": "2012"}),
    ],
)  # fmt: skip
def test_a_changed_value_fails_the_lesson_that_shows_it(lesson, table, column, where, copied):
    changed = change_cell(copied, table, column, where)
    said = failing(copied, "tests/conftest.py", f"notebooks/{lesson}.ipynb")
    assert "Cell outputs differ" in said
    assert changed in said


def test_a_deleted_output_fails_the_structural_test(copied):
    path = copied / "notebooks" / "01_puzzle.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell.get("outputs"))["outputs"] = []
    path.write_text(json.dumps(notebook), encoding="utf-8")
    said = failing(copied, "tests/test_structure.py", "-k", "test_notebook and 01_puzzle")
    assert "nothing_is_cleared" in said
    assert "has lost its output" in said


def test_a_wrong_verdict_fails_the_ledgers_test(copied):
    path = copied / "data" / "claims.yaml"
    ledger = path.read_text(encoding="utf-8")
    tampered = re.sub(r"(?s)(\n- id: 7\n.*?in_2013: )holds", r"\1wrong", ledger, count=1)
    assert tampered != ledger
    path.write_text(tampered, encoding="utf-8")
    said = failing(
        copied, "tests/test_claims.py", "-k", "test_the_ledger_records_what_the_data_say"
    )
    assert "test_the_ledger_records_what_the_data_say[7]" in said
    assert "1 failed" in said


def test_a_broken_sentence_fails_the_exercises_test(copied):
    path = copied / "src" / "steppes" / "exercises" / "lesson_01.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace(_what_a_mistake_says(source), '""', 1), encoding="utf-8")
    said = failing(copied, "tests/test_exercises.py", "-k", "test_each_declared_mistake")
    assert "test_each_declared_mistake_gets_its_own_sentence" in said
    assert "1 failed" in said


def _what_a_mistake_says(source: str) -> str:
    """The source text of the sentence of a mistake that a module of exercises declares."""
    mistake = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Mistake"
    )
    return ast.get_source_segment(source, mistake.args[2])
