"""A real JupyterLab on loopback and a headless Chromium, for tests and benchmarks.

    with running_lab(folder) as lab, running_chromium() as browser:
        notebook = open_notebook(browser, lab, "lesson.ipynb")
        notebook.run_all()

The server and its kernels use folders of their own: nothing of the user's set-up is read or
written. Nothing here needs the network.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "steppes"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Long outputs stay in the page when they are scrolled out of sight; no news, no updates.
SETTINGS = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "notebook-extension/tracker": {"windowingMode": "none"},
}
KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
IDLE = f"() => {KERNEL}?.status === 'idle'"
# The page's own word that a command has ended, the kernel's that it rests, and then every explorer
# whose output has come is built: the page makes widgets in its own time.
BEGIN = """command => {
  window.commandEnded = false;
  jupyterapp.commands.execute(command).finally(() => { window.commandEnded = true; });
}"""
DONE = f"""() => {{
  if (!window.commandEnded || {KERNEL}?.status !== 'idle') return false;
  return jupyterapp.shell.currentWidget.content.widgets.every(cell => {{
    const outputs = cell.model.outputs?.toJSON() ?? [];
    const live = outputs.filter(output => output.metadata?.steppes === 'live').length;
    return cell.node.querySelectorAll('.steppes-controls').length >= live;
  }});
}}"""


def chromium_path() -> str:
    """The Chromium to drive. Raises RuntimeError, which says what to install, without one."""
    for name in (os.environ.get("STEPPES_CHROMIUM"), *CHROMIUM_NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError(
        "The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium. "
        "Elsewhere: install Chromium or Chrome and set STEPPES_CHROMIUM to its program file."
    )


@dataclass
class Lab:
    """A running server: its `address` and the `folder` that it serves."""

    address: str
    folder: Path
    notary: NotebookNotary
    log: Path

    def place(self, notebook: nbformat.NotebookNode, name: str, trusted: bool = True) -> None:
        """Write a notebook into the served folder, trusted as one that was run there is."""
        # Without a kernel's name JupyterLab would ask for one.
        notebook.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3"})
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        if trusted:
            self.notary.sign(nbformat.read(path, as_version=4))


@contextlib.contextmanager
def running_lab(folder: Path, *options: str) -> Iterator[Lab]:
    """JupyterLab on a free port of 127.0.0.1 with all its own folders under `folder`.

    `options` are further ones of JupyterLab.
    Raises RuntimeError with the end of its log when it does not come up within a minute.
    """
    own = folder / "jupyter"
    served = folder / "served"
    served.mkdir(parents=True, exist_ok=True)
    for name, values in SETTINGS.items():
        path = own / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    environment = dict(
        os.environ,
        JUPYTER_CONFIG_DIR=str(own / "config"),
        JUPYTER_DATA_DIR=str(own / "data"),
        JUPYTER_RUNTIME_DIR=str(own / "runtime"),
        JUPYTERLAB_SETTINGS_DIR=str(own / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(own / "workspaces"),
        IPYTHONDIR=str(own / "ipython"),
        STEPPES_HOME=str(folder / "my_work"),
    )
    (own / "data").mkdir(parents=True, exist_ok=True)
    port, log = _free_port(), folder / "lab.log"
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={served}"),
        # The tests ask the application which cell is active and to run all of them.
        "--LabApp.expose_app_in_browser=True",
        # This checkout's, whatever is installed.
        f"--LabApp.extra_labextensions_path={ROOT / 'src' / 'labextensions'}",
        *options,
    ]
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(f"{address}/api/status?token={TOKEN}", server, log)
        yield Lab(address, served, NotebookNotary(data_dir=str(own / "data")), log)
    finally:
        # The interrupt that Windows knows ends it too; kernels end with their server.
        server.terminate() if os.name == "nt" else server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """One headless Chromium."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class OpenNotebook:
    """A notebook open in a page of its own, as it was stored, with what went wrong there."""

    page: Page
    stored: nbformat.NotebookNode
    has_run: bool = False
    script_errors: list[str] = field(default_factory=list)
    outside_requests: list[str] = field(default_factory=list)

    def run_all(self, seconds: float = 120) -> None:
        """Run all cells, once, and wait until the last one has ended."""
        if self.has_run:
            return
        self.page.evaluate(f"async () => {{ await {KERNEL}.info; }}")
        self._run("notebook:run-all-cells", seconds)
        self.has_run = True

    def _run(self, command: str, seconds: float) -> None:
        # Not awaited in the page, where nothing would end the wait for a cell that never ends.
        self.page.evaluate(BEGIN, command)
        self.page.wait_for_function(DONE, timeout=seconds * 1000)

    def run_cell(self, index: int, source: str | None = None, seconds: float = 60) -> str:
        """Run one cell, with a new source if one is given, and return what it printed."""
        if source is not None:
            self.page.evaluate(
                """([index, source]) => jupyterapp.shell.currentWidget.content
                     .widgets[index].model.sharedModel.setSource(source)""",
                [index, source],
            )
        self.select_cell(index)
        self._run("notebook:run-cell", seconds)
        outputs = self.page.locator(".jp-Notebook-cell").nth(index).locator(".jp-OutputArea-output")
        return "\n".join(outputs.all_inner_texts())

    def errors(self) -> list[str]:
        """What cells raised, one line each."""
        raised = self.page.locator("[data-mime-type='application/vnd.jupyter.error']").all()
        return [" | ".join(each.inner_text().split("\n"))[:300] for each in raised]

    def explorers(self) -> list[Locator]:
        """The explorers that are live, in the order of the page."""
        return self.page.locator(".steppes-explorer:has(.steppes-controls)").all()

    def select_cell(self, index: int) -> None:
        """Make a cell the selected one, in command mode, as a click beside it does."""
        self.page.evaluate(
            """index => {
              const notebook = jupyterapp.shell.currentWidget.content;
              notebook.deselectAll();
              notebook.activeCellIndex = index;
              notebook.mode = 'command';
              notebook.widgets[index].node.focus();
            }""",
            index,
        )

    def selected_cell(self) -> tuple[int, str, int]:
        """The selected cell's index, the notebook's mode and its number of cells."""
        return tuple(
            self.page.evaluate(
                """() => {
                  const notebook = jupyterapp.shell.currentWidget.content;
                  return [notebook.activeCellIndex, notebook.mode, notebook.widgets.length];
                }"""
            )
        )

    def cell_of(self, element: Locator) -> int:
        """The index of the cell that holds an element."""
        return element.evaluate(
            """element => jupyterapp.shell.currentWidget.content.widgets
                 .findIndex(cell => cell.node.contains(element))"""
        )

    @contextlib.contextmanager
    def all_in_sight(self) -> Iterator[None]:
        """Make the window as high as the notebook, and the page's body as high as the window.

        axe takes for hidden what is scrolled out of sight, and everything inside JupyterLab's
        body, whose height is nothing: it would look at no colours at all.
        """
        size = self.page.viewport_size
        height = self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.node
                 .querySelector('.jp-WindowedPanel-outer').scrollHeight"""
        )
        self.page.set_viewport_size({"width": size["width"], "height": height + 300})
        self.page.evaluate(
            """() => {
              document.body.style.height = '100vh';
              document.activeElement.blur();
              document.querySelectorAll('.jp-WindowedPanel-outer').forEach(e => e.scrollTo(0, 0));
            }"""
        )
        self.page.wait_for_timeout(200)
        try:
            yield
        finally:
            self.page.evaluate("() => { document.body.style.height = ''; }")
            self.page.set_viewport_size(size)

    def use_theme(self, theme: str) -> None:
        """Put on JupyterLab's "Light" or "Dark" theme."""
        self.page.evaluate(
            "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
            f"JupyterLab {theme}",
        )
        light = str(theme == "Light").lower()
        self.page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


def open_notebook(browser: Browser, lab: Lab, name: str, width: int = 1280) -> OpenNotebook:
    """Open a notebook of the served folder in a new page and wait for its kernel to be idle."""
    # One context for all pages: JupyterLab's 20 MB of scripts are then fetched once.
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    notebook = OpenNotebook(page, nbformat.read(lab.folder / name, as_version=4))

    def note_request(request) -> None:
        if not request.url.startswith((lab.address, "data:", "blob:")):
            notebook.outside_requests.append(request.url)

    page.on("pageerror", lambda error: notebook.script_errors.append(str(error)))
    page.on("request", note_request)
    page.goto(f"{lab.address}/lab/tree/{name}?token={TOKEN}&reset", wait_until="domcontentloaded")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)
    page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
    return notebook
