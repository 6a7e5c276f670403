"""What tests share. How notebooks run as tests stands in conftest.py above this folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a folder of its own for a student's work, without anything in it."""
    home = tmp_path_factory.mktemp("home") / "my_work"
    monkeypatch.setenv("STEPPES_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def raw() -> Path:
    """The folder of raw files that the tables are made from."""
    folder = os.environ.get("STEPPES_RAW")
    if folder:
        return Path(folder)
    reason = "STEPPES_RAW does not name the folder of raw files, so the tables cannot be rebuilt"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
