"""What holds for every test: nobody's own work and settings are read, or written to.

Notebooks are tests too. `pytest` runs everything, `pytest -k 01_puzzle` what has that in its
name; nbval is switched on here, not in pyproject.toml, so that a notebook never runs as a test
without the empty folder that it gets here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from unittest import mock

import pytest
from nbval.plugin import IPyNbFile

from steppes.authoring.running import kernel_environment, prepare_fonts

HERE = Path(__file__).parent


class EmptyHomes:
    """Gives each notebook's kernel, and each test, a new and empty folder for a student's work.

    It is a plugin of its own because the hooks of this file do not reach notebooks/.
    """

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="steppes-", ignore_cleanup_errors=True)

    def new(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder.name))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Let the kernel, which the first cell's set-up starts, inherit its environment."""
        if isinstance(item.parent, IPyNbFile) and item.parent.kernel is None:
            prepare_fonts()
            with mock.patch.dict(os.environ, kernel_environment(self.new())):
                yield
        else:
            yield

    def pytest_unconfigure(self) -> None:
        self.folder.cleanup()


def pytest_configure(config: pytest.Config) -> None:
    homes = EmptyHomes()
    config.pluginmanager.register(homes, "steppes-empty-homes")
    os.environ["STEPPES_HOME"] = str(homes.new())
    config.option.nbval = True
    config.option.nbval_current_env = True
    config.option.nbval_sanitize_with = str(HERE / "nbval_sanitise.cfg")


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a folder of its own for a student's work, without anything in it."""
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path_factory.mktemp("home") / "my_work"))


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
