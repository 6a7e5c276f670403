"""A browser for the tests: one that is there, or else one that is fetched.

start.py asks for it before the tests begin, and names it to them as STEPPES_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright
from running import load_start

START = load_start()
NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)  # fmt: skip


def works(browser: str) -> bool:
    """Whether it can be started: Ubuntu's are, in a container, only a word of advice."""
    if sys.platform != "linux":
        return True
    done = subprocess.run([browser, "--version"], check=False, capture_output=True)
    return done.returncode == 0


def find() -> str | None:
    """A Chromium, Chrome or Edge, or what Playwright has fetched before."""
    given = os.environ.get("STEPPES_CHROMIUM")
    for name in [given] if given else [*NAMES, fetched_by_playwright()]:
        if (found := shutil.which(name)) and works(found):
            return found
    if given:
        sys.exit(f"STEPPES_CHROMIUM names {given}, which is no browser that can be started.")
    return None


def fetched_by_playwright() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def fetch_by_playwright() -> None:
    print("Getting Chromium by Playwright's own download.", flush=True)
    needs = ["--with-deps"] if START.is_root() else []
    command = [sys.executable, "-m", "playwright", "install", *needs, "chromium"]
    subprocess.run(command, check=False, capture_output=True)


def get() -> str:
    """A browser, from the system's packages or by Playwright where there is none yet."""
    found = find()
    if not found and START.from_apt("chromium"):
        found = find()
    if not found:
        fetch_by_playwright()
        found = find()
    return found or sys.exit(
        "The tests need Chromium, Chrome or Edge, and none could be had: install one (on Debian or "
        "Ubuntu: sudo apt install chromium), set STEPPES_CHROMIUM to its program file where it "
        "lies in a place of its own, and run this again."
    )
