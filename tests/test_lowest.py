"""The lowest versions that pyproject.toml allows: every stored number holds there.

The stored outputs belong to the pins of the lock. Here an environment of the other end is made, and
each lesson and each worked solution is executed in it. Tables may be laid out differently, so what
is compared is the text of outputs without its spacing: all numbers, verdicts and sentences, the
words of pictures included. Pictures themselves are not compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from running import uv
from test_environment import asked

import steppes
from steppes.measures.statistics import groups_by_rank

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb")) + sorted(ROOT.glob("solutions/*.ipynb"))

# The build's own way of running: what a cell writes to stderr, a warning, is an error too.
EXECUTE = """
import asyncio, pathlib, sys
import nbformat
from steppes.authoring.running import execute, prepare_fonts
path, to = map(pathlib.Path, sys.argv[1:])
prepare_fonts()
nbformat.write(asyncio.run(execute(nbformat.read(path, as_version=4), path)), to)
"""
GROUP = """
import json, sys
import pandas as pd
from steppes.measures.statistics import groups_by_rank
print([list(groups_by_rank(pd.Series(values), "abc")) for values in json.loads(sys.argv[1])])
"""


@pytest.fixture(scope="module")
def lowest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the lowest of what lessons and JupyterLab are asked for."""
    folder = tmp_path_factory.mktemp("lowest") / "venv"
    uv("venv", "--python", sys.executable, folder)
    # Ready-made builds only, as in start.py: on a newer Python the lowest that has one.
    words = ("--resolution", "lowest-direct", "--only-binary", ":all:")
    uv("pip", "install", "--python", folder, *words, "-r", "pyproject.toml", "--extra", "lab")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(python: Path, code: str, *words: object) -> str:
    """What a program prints that imports the course with another Python; else its own words."""
    environment = {**os.environ, "PYTHONPATH": str(Path(steppes.__file__).parents[1])}
    command = [str(python), "-c", code, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def floor(requirement: Requirement) -> Version:
    (version,) = [each.version for each in requirement.specifier if each.operator == ">="]
    return Version(version)


def test_the_environment_holds_the_lowest_that_are_asked_for(lowest):
    listed = uv("pip", "list", "--python", lowest, "--format", "json")
    found = {each["name"]: Version(each["version"]) for each in json.loads(listed)}
    floors = {name: floor(requirement) for name, requirement in asked("lab").items()}
    above = {name: str(found[name]) for name, least in floors.items() if found[name] != least}
    assert not above or sys.version_info[:2] > (3, 11), f"higher than the lowest: {above}"
    # Whatever Python it is, pandas has to be one of another line than the lock's.
    assert found["pandas"].major < Version(pd.__version__).major


def said(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """For each code cell, by id, what its outputs say in plain text, without the spacing."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {
        cell.id: " ".join(
            " ".join(output.get("text") or output.get("data", {}).get("text/plain", "")
                     for output in cell.outputs).split()
        )
        for cell in cells
    }  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_stored_number_holds(path, lowest, tmp_path):
    executed = tmp_path / path.name
    run(lowest, EXECUTE, path, executed)
    stored = said(nbformat.read(path, as_version=4))
    assert any(character.isdigit() for text in stored.values() for character in text)
    assert said(nbformat.read(executed, as_version=4)) == stored


def test_ties_stand_in_the_same_groups(lowest):
    """As many values as lesson 05 cuts into thirds: there a cut falls upon one of them."""
    cases = [[x / 7 for x in range(160)], [1, 2, 2, 2, 3, 4], [5, 5, 5], [3, 1, 1, 2]]
    here = [list(groups_by_rank(pd.Series(values), "abc")) for values in cases]
    assert run(lowest, GROUP, json.dumps(cases)).strip() == str(here)
