"""A browser for the tests: one that is there, or else one that is fetched.

start.py asks for it before the tests begin, and names it to them as STEPPES_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from running import ROOT, load_start

START = load_start()
PLAYWRIGHT = (sys.executable, "-m", "playwright")
NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)  # fmt: skip


def works(*command: str) -> bool:
    """Whether a program can be started: on a bare system it may lack what it needs."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def find() -> str | None:
    """A Chromium, Chrome or Edge that can be started."""
    given = os.environ.get("STEPPES_CHROMIUM")
    for name in [given] if given else NAMES:
        found = shutil.which(name)
        # On Ubuntu it may only be a word of advice; on Windows the question would open a window.
        if found and (os.name == "nt" or works(found, "--version")):
            return found
    if given:
        sys.exit(f"STEPPES_CHROMIUM names {given}, which is no browser that can be started.")
    return None


def fetch_by_playwright() -> str | None:
    """Playwright's own Chromium, downloaded unless it is there."""
    print("Getting Chromium by Playwright's own download, unless it is there.", flush=True)
    needs = ["--with-deps"] if START.is_root() else []
    works(*PLAYWRIGHT, "install", *needs, "chromium")
    script = "from playwright.sync_api import sync_playwright as run\nwith run() as tool: "
    command = [sys.executable, "-c", script + "print(tool.chromium.executable_path)"]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    return told if shutil.which(told) and works(told, "--version") else None


def get() -> str:
    """A browser, from the system's packages or by Playwright where there is none yet.

    Playwright drives it, by a program that needs a library which bare systems lack.
    """
    found = find()
    if not found and START.from_apt("chromium"):
        found = find()
    if not works(*PLAYWRIGHT, "--version") and not START.from_apt("libatomic1"):
        sys.exit(
            "Playwright, which drives the tests' browser, cannot be started: install libatomic "
            "(on Debian or Ubuntu: sudo apt install libatomic1) and run this again."
        )
    found = found or fetch_by_playwright()
    return found or sys.exit(
        "The tests need Chromium, Chrome or Edge, and none could be had: install one (on Debian or "
        "Ubuntu: sudo apt install chromium), set STEPPES_CHROMIUM to its program file where it "
        "lies in a place of its own, and run this again."
    )


def wanted(arguments: Sequence[str]) -> bool:
    """Whether the tests that are asked for may open one: all but files that name none."""
    files = [ROOT / word.partition("::")[0] for word in arguments if not word.startswith("-")]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return not texts or any("chromium" in text for text in texts)


def provide(arguments: Sequence[str]) -> None:
    """Name a browser to the tests that are asked for, if they may open one."""
    if wanted(arguments):
        os.environ["STEPPES_CHROMIUM"] = get()
