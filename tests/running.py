"""Programs that tests run: uv, with a network or without one."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load_start(folder: Path = ROOT) -> ModuleType:
    """start.py of a course, as a module."""
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def uv(*words: object, given: str = "") -> str:
    """What uv prints. Without a network the test is skipped, and with CI set it fails."""
    command = [sys.executable, "-m", "uv", *map(str, words)]
    done = subprocess.run(
        command, input=given, check=False, capture_output=True, text=True, cwd=ROOT
    )
    offline = "cannot be downloaded" in (load_start().meaning(done.stderr) or "")
    if done.returncode and offline and not os.environ.get("CI"):
        pytest.skip("no network: nothing was resolved or installed")
    assert done.returncode == 0, done.stderr
    return done.stdout
