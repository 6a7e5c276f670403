"""steppes_server: what JupyterLab shows in a terminal and does when saving, with a real server."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_core.paths import ENV_CONFIG_PATH

import steppes_server
from steppes.exploring import LIVE_OUTPUT

VIEW = "application/vnd.jupyter.widget-view+json"
ROOT = Path(__file__).resolve().parent.parent


def notebook(*outputs: dict) -> dict:
    cells = [{"outputs": list(outputs)}, {"source": "no outputs"}]
    return {"type": "notebook", "content": {"cells": cells}}


def test_saving_leaves_the_picture_and_takes_the_live_view():
    live = {"data": {"text/plain": "", VIEW: {}}, "metadata": LIVE_OUTPUT}
    twin = {"data": {"text/html": "<img>"}, "metadata": {}}
    foreign = {"data": {"text/plain": "a slider", VIEW: {}}, "metadata": {}}
    printed = {"output_type": "stream", "text": "x"}
    model = notebook(live, twin, foreign, printed)
    steppes_server.keep_pictures(model=model, path="a.ipynb")
    assert model["content"]["cells"][0]["outputs"] == [twin, foreign, printed]
    steppes_server.keep_pictures(model={"type": "file", "content": "x"})


def test_the_configuration_lies_where_every_server_looks():
    (found,) = [
        path
        for folder in ENV_CONFIG_PATH
        if (path := Path(folder) / "jupyter_server_config.d" / "steppes_server.json").is_file()
    ]
    assert json.loads(found.read_text()) == json.loads(
        (ROOT / "src" / "steppes_server.json").read_text()
    )
    assert importlib.import_module("steppes_server").keep_pictures


def test_the_reason_of_an_end_is_the_last_error_of_the_log():
    log = "[I 1 ServerApp] on\n[C 2 LabApp] Bad config: port\n[D 3] config\n"
    assert steppes_server.last_error(log) == "Bad config: port"
    assert steppes_server.last_error("Traceback\nOSError: in use\n\n") == "OSError: in use"
    assert steppes_server.last_error("") == "It did not say why."


@pytest.fixture
def own(tmp_path) -> dict[str, str]:
    """Variables with which a server reads and writes nothing of the user's."""
    folders = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    return {**os.environ, **folders}


@contextlib.contextmanager
def serving(own: dict[str, str], folder: Path, *options: str) -> Iterator[subprocess.Popen]:
    words = ["--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}", *options]
    with subprocess.Popen(
        [sys.executable, "-m", "steppes_server", *words],
        env=own,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
            process.wait(60)
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_healthy_start_shows_the_address_and_how_to_stop_and_one_ctrl_c_ends_it(own, tmp_path):
    before = len(steppes_server.LOG.read_text()) if steppes_server.LOG.exists() else 0
    with serving(own, tmp_path, "--port=0") as process:
        address, ending = process.stdout.readline(), process.stdout.readline()
        (url,) = re.findall(r"^The course is open at (http://localhost:\d+/\S+)$", address)
        assert "token=" in url
        assert ending.startswith("To end it press Ctrl-C here.") and "jupyterlab.log" in ending
        assert urllib.request.urlopen(url).status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(re.sub(r"(?<=\d)/.*", "/api/contents", url))
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "JupyterLab has ended. Your work is in my_work/.\n"
    assert process.returncode == 0
    assert "warn" not in steppes_server.LOG.read_text()[before:].lower()
    assert steppes_server.LOG.stat().st_mode & 0o077 == 0, "the token is for the user's eyes only"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("folders", "options", "first"),
    [
        (["my_work", "notebooks"], [], "my_work"),
        (["notebooks"], [], "/"),
        (["my_work", "mine"], ["--FileContentsManager.preferred_dir=mine"], "mine"),
    ],
)
def test_the_list_of_files_begins_with_the_student_s_copies(own, tmp_path, folders, options, first):
    """On a page that names no file, as Binder opens one; the root and all links stay."""
    served = tmp_path / "served"
    for name in folders:
        (served / name).mkdir(parents=True)
    with serving(own, served, "--port=0", *options) as process:
        port, token = re.findall(r"localhost:(\d+)/.*token=(\w+)", process.stdout.readline())[0]
        page = urllib.request.urlopen(f"http://localhost:{port}/lab?token={token}").read().decode()
        listed = urllib.request.urlopen(f"http://localhost:{port}/api/contents?token={token}")
        assert {each["name"] for each in json.load(listed)["content"]} >= set(folders)
        process.send_signal(signal.SIGTERM)
    assert re.findall(r'"preferredPath": ?"([^"]*)"', page) == [first]


HOOK = """
def hook(path, model, **_):
    model["content"]["metadata"]["theirs"] = path
c.FileContentsManager.pre_save_hook = hook
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_hook_that_an_instructor_has_set_runs_as_well(own, tmp_path):
    configuration = Path(own["JUPYTER_CONFIG_DIR"]) / "jupyter_server_config.py"
    configuration.parent.mkdir()
    configuration.write_text(HOOK)
    live = {"output_type": "display_data", "metadata": LIVE_OUTPUT, "data": {VIEW: {}}}
    twin = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "a"}}
    cell = {"cell_type": "code", "source": "", "metadata": {}, "outputs": [live, twin]}
    content = {"cells": [cell | {"execution_count": 1}], "metadata": {}}
    model = {"type": "notebook", "content": content | {"nbformat": 4, "nbformat_minor": 4}}
    with serving(own, tmp_path, "--port=0") as process:
        port, token = re.findall(r"localhost:(\d+)/.*token=(\w+)", process.stdout.readline())[0]
        address = f"http://localhost:{port}/api/contents/a.ipynb?token={token}"
        asked = urllib.request.Request(address, json.dumps(model).encode(), method="PUT")
        assert urllib.request.urlopen(asked).status == 201
        process.send_signal(signal.SIGTERM)
    saved = json.loads((tmp_path / "a.ipynb").read_text())
    assert saved["metadata"]["theirs"] == "a.ipynb"
    (kept,) = saved["cells"][0]["outputs"]
    assert "".join(kept["data"]["text/html"]) == twin["data"]["text/html"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("seconds", [0.3, 0.6])
def test_ctrl_c_while_it_loads_is_one_sentence(own, tmp_path, seconds):
    """Python itself has to have begun: start.py holds Ctrl-C back until then."""
    code = "import sys, steppes_server as s; print('.', flush=True); sys.exit(s.serve([]))"
    with subprocess.Popen(
        [sys.executable, "-c", code], env=own, cwd=tmp_path, stdout=-1, stderr=-2, text=True
    ) as process:
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.send_signal(signal.SIGINT)
        told = process.stdout.read().splitlines()
    assert told in (["Stopped: run this again to go on."], []) and process.returncode


def test_an_option_that_jupyterlab_refuses_is_one_sentence(own, tmp_path):
    with serving(own, tmp_path, "--port=abc") as process:
        (line,) = process.stdout.read().splitlines()
    assert line.startswith("JupyterLab ended: Bad config") and "'abc'" in line
    assert process.returncode == 1


def test_what_jupyterlab_answers_at_once_is_shown(own, tmp_path):
    with serving(own, tmp_path, "--version") as process:
        assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", process.stdout.read())
