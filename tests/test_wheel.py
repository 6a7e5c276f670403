"""The wheel: the same call works from it, with the tables inside and what makes them left out."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

CALLS = """
import steppes
print(len(steppes.load("border_gap")), steppes.tables.data_folder().name)
steppes.check("1.1", "C")
steppes.settle(7)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_holds_the_tables_and_not_what_makes_them(unpacked):
    data = unpacked / "steppes" / "_data"
    assert {"datapackage.json", "claims.yaml", "references.bib"} <= {p.name for p in data.iterdir()}
    assert not (data / "build").exists()
    assert (unpacked / "steppes" / "explorer.js").is_file()


def test_the_same_calls_work_from_it(unpacked, tmp_path):
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path[1:]!r}\n{CALLS}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked), "STEPPES_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "3 _data" in done.stdout
    assert "1.1: correct." in done.stdout
    assert "Claim 7" in done.stdout
