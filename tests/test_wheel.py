"""The wheel: the same calls work from it, on what lessons import and without JupyterLab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import uv

ROOT = Path(__file__).resolve().parents[1]

CALLS = """
import steppes
print(len(steppes.load("border_gap")), steppes.tables.data_folder().name, steppes.__version__)
steppes.check("1.1", "C")
steppes.settle(7)
steppes.explorers.near_and_far()._repr_mimebundle_()
steppes.ready()
"""


def output(*command: object, **options) -> str:
    """What a program prints; its own words where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    output(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A new environment with the wheel, what it asks for at the course's pins, and nothing else."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    uv("venv", "--python", sys.executable, folder)
    uv("pip", "install", "--python", folder, "--constraints", "requirements.lock", wheel)
    return folder


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def test_it_holds_the_tables_and_not_what_makes_them(installed):
    (library,) = installed.rglob("site-packages/steppes")
    data = library / "_data"
    assert {"datapackage.json", "claims.yaml", "references.bib"} <= {p.name for p in data.iterdir()}
    assert not (data / "build").exists()
    assert (library / "explorer.js").is_file()


def test_it_tells_every_jupyter_server_what_to_load(installed):
    (extension,) = installed.rglob("site-packages/steppes_server.py")
    configured = installed / "etc" / "jupyter" / "jupyter_server_config.d" / "steppes_server.json"
    named = json.loads(configured.read_text())["ServerApp"]["jpserver_extensions"]
    assert named == {extension.stem: True}
    light = "import steppes_server, sys; print('pandas' in sys.modules)"
    assert output(python_of(installed), "-c", light).strip() == "False"


def test_it_brings_jupyterlab_what_it_adds_to_its_pages(installed):
    folder = installed / "share" / "jupyter" / "labextensions" / "steppes"
    loaded = json.loads((folder / "package.json").read_text())["jupyterlab"]["_build"]["load"]
    assert "60ch" in (folder / loaded).read_text(encoding="utf-8")


def test_it_needs_neither_jupyterlab_nor_what_compares_notebooks(installed):
    packages = uv("pip", "freeze", "--python", installed)
    names = {line.partition("==")[0].lower() for line in packages.splitlines()}
    assert "pandas" in names
    assert not names & {"jupyterlab", "nbval", "nbformat", "nbclient", "notebook", "pytest"}


def test_it_says_what_building_a_course_needs_besides(installed, tmp_path):
    words = [python_of(installed), "-m", "steppes", "build"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert "run pip install 'steppes[lab]'" in done.stderr and done.stderr.count("\n") == 1


def test_the_same_calls_work_from_it(installed, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    told = output(
        *(python_of(installed), "-c", CALLS),
        cwd=tmp_path,
        env={**environment, "STEPPES_HOME": str(tmp_path)},
    )
    assert "3 _data" in told
    assert "1.1: correct." in told
    assert "Claim 7" in told
    assert told.endswith("Everything is ready.\n")
