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
# Runs start.py until it says where it is, asks for the page, presses Ctrl-C, and says what it saw.
OPEN = """
import os, re, signal, subprocess, sys, urllib.request
process = subprocess.Popen(
    sys.argv[1:], stdout=-1, stderr=subprocess.STDOUT, text=True, start_new_session=True
)
for line in process.stdout:
    print(line, end="", flush=True)
    if line.startswith("The course is open at "):
        print("page", urllib.request.urlopen(line.split()[-1]).status)
        os.killpg(process.pid, signal.SIGINT)
sys.exit(process.wait())
"""


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
