"""How the course is tested: notebooks are tests too, on all cores, and what is slow waits.

This file stands above tests/ and notebooks/, so that a notebook that is named alone meets it as
well. nbval is switched on here and not in pyproject.toml, so that a notebook never runs as a test
without the empty folder for a student's work that it gets here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from nbval.plugin import IPyNbCell

from steppes.authoring.running import kernel_environment, prepare_fonts

TESTS = Path(__file__).parent / "tests"
SANITISER = TESTS / "nbval_sanitise.cfg"
HOMES = pytest.StashKey[tempfile.TemporaryDirectory]()
# What takes longest begins first, so that at the end no process waits long for another.
LONGEST = (
    "test_bare_systems.py", "test_lowest.py", "test_browser.py", "test_tampering.py",
    "test_data.py", "test_sandbox.py", "test_scaffolding.py", "test_updates.py",
    "test_benchmark.py", "test_authoring.py", "test_regime.py", "test_descriptions.py",
    "test_alignment.py", "test_exercises.py", "test_claims.py", "test_data_economy.py",
    "test_elsewhere.py", "test_class.py",
)  # fmt: skip
MOST_PROCESSES = 4  # each holds the tables and, at times, a browser or a kernel

# How long one example takes depends on what else the machine does: only its outcome counts.
settings.register_profile("steppes", deadline=None)
settings.load_profile("steppes")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what is marked slow as well")


def names_a_part(config: pytest.Config) -> bool:
    """Whether files, words or marks were given: such a part runs whole, slow or not."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    return named or bool(config.option.keyword or config.option.markexpr)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """All cores for the whole course; a few files in one process, which is sooner ready."""
    if names_a_part(config) and config.option.markexpr != "slow":
        return 0
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def pytest_configure(config: pytest.Config) -> None:
    if not (config.option.all or names_a_part(config)):
        config.option.markexpr = "not slow"
    config.stash[HOMES] = tempfile.TemporaryDirectory(prefix="steppes-", ignore_cleanup_errors=True)
    os.environ["STEPPES_HOME"] = new_home(config)
    # A shell that starts the tests behind itself lets them, and what they start, hear no Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.option.loadscopereorder = False  # xdist would begin with the files of most tests
    config.option.nbval = True
    config.option.nbval_current_env = True
    config.option.nbval_sanitize_with = str(SANITISER)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[HOMES].cleanup()


def new_home(config: pytest.Config) -> str:
    """A new and empty folder for a student's work, gone when the tests have run."""
    return tempfile.mkdtemp(dir=config.stash[HOMES].name)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let every second process read the tests from the end: each compiles half of a new clone's.

    What is read for all tests stays: it is never looked through for what could go.
    """
    gc.disable()
    try:
        if int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 2:
            for path in sorted(TESTS.glob("test_*.py"), reverse=True):
                with contextlib.suppress(Exception):  # said when it is collected
                    importlib.import_module(path.stem)
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What goes deeper than the lessons is slow, and no lesson needs it; what is long is first."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))
    for item in items:
        if isinstance(item, IPyNbCell) and item.path.parent.name == "further":
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Let a notebook's kernel, which its first cell's set-up starts, inherit an empty home."""
    if isinstance(item, IPyNbCell) and item.parent.kernel is None:
        prepare_fonts()
        home = Path(new_home(item.config))
        with mock.patch.dict(os.environ, kernel_environment(home)):
            yield
    else:
        yield
