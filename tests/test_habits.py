"""The habits of the house: how code is laid out, what types it has, and what is said to be slow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from wanted import nothing_wanted

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MARKED = re.compile(r"\bmark\.slow\b|add_marker\(\"slow\"\)")


def complaints(*words: str) -> list[str]:
    """The lines in which a program that reads the code complains of it."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line[:300] for line in done.stdout.splitlines()] if done.returncode else []


def test_ruff_finds_nothing_and_no_line_is_longer_than_promised():
    nothing_wanted(complaints("ruff", "check", "--no-cache", "--output-format=concise", "."))


def test_code_is_laid_out_as_ruff_does():
    nothing_wanted(complaints("ruff", "format", "--no-cache", "--check", "."))


def test_the_machinery_keeps_to_its_types():
    # Kept for no other run: writing down what was found takes longer than it is worth.
    nowhere = f"--cache-dir={os.devnull}"
    nothing_wanted(complaints("mypy", "--no-error-summary", "--no-color-output", nowhere))


def test_the_checks_of_habits_bite(tmp_path):
    """A long line, a wrong layout and a wrong type are each found."""
    path = tmp_path / "bad.py"
    path.write_text(f"x: int  =  'one'  # {'long ' * 20}\n", encoding="utf-8")
    settings = str(ROOT / "pyproject.toml")
    assert "E501" in "".join(complaints("ruff", "check", "--config", settings, str(path)))
    assert complaints("ruff", "format", "--check", "--config", settings, str(path))
    assert "assignment" in "".join(complaints("mypy", "--config-file", settings, str(path)))


def test_contributing_lists_what_is_slow():
    files = [ROOT / "conftest.py", *sorted((ROOT / "tests").glob("test_*.py"))]
    slow = [path.name for path in files if MARKED.search(path.read_text(encoding="utf-8"))]
    assert slow
    _, _, listed = CONTRIBUTING.partition("### What is slow")
    nothing_wanted(
        f"{name} marks something as slow: say what in CONTRIBUTING.md under What is slow."
        for name in slow
        if f"`{name}`" not in listed.partition("\n## ")[0] and name != Path(__file__).name
    )


def test_what_begins_first_is_there(request):
    (course,) = (
        plugin
        for plugin in request.config.pluginmanager.get_plugins()
        if getattr(plugin, "__file__", None) == str(ROOT / "conftest.py")
    )
    named = set(course.LONGEST)
    assert named and named <= {path.name for path in (ROOT / "tests").glob("test_*.py")}


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml", "pyproject.toml"])
def test_lines_end_as_the_editors_are_told(name):
    """.editorconfig and .gitattributes say one thing: lf, and a line's end at the end."""
    text = (ROOT / name).read_bytes()
    assert b"\r" not in text and text.endswith(b"\n")
