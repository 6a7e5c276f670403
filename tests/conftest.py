"""What tests share. How notebooks run as tests stands in conftest.py above this folder."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, each in one of its own: pytest's would look through all that there are."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def empty_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test has a folder of its own for a student's work, without anything in it."""
    folder = next(homes)
    folder.mkdir()
    monkeypatch.setenv("STEPPES_HOME", str(folder / "my_work"))
    yield folder / "my_work"
    with contextlib.suppress(OSError):  # what was written stays to be looked at
        folder.rmdir()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file: a second would not come up beside it.

    It ends with them, since Playwright keeps an event loop running, in which whatever else wants
    one of its own, such as a build, fails.
    """
    from lab import running_chromium  # here, since most tests need no browser

    with running_chromium() as browser:
        yield browser


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
