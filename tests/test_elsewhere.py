"""A notebook away from here: on paper, as slides, as a page without a network, saved elsewhere.

What a stored notebook shows has to be there in whatever reads it. Converters run nothing and other
servers have no hook of the course, so no picture may lean on either.
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pypandoc
import pytest
from bs4 import BeautifulSoup
from lab import Lab, open_notebook, running_lab
from nbconvert import HTMLExporter, LatexExporter, SlidesExporter
from nbformat import NotebookNode, v4
from playwright.sync_api import Browser, Page

from steppes.authoring.notebooks import WIDGET_VIEW

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The first with explorers goes through every format at once; the others take longer.
QUICK = next(path for path in LESSONS if "steppes-explorer" in path.read_text(encoding="utf-8"))
OTHERS = [max((ROOT / name).glob("*.ipynb")) for name in ("solutions", "exercises")]
WITHOUT_NETWORK = re.search(
    r"^ *jupyter nbconvert --to html (.*) notebooks/\S+$",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
# What nbconvert's own pages ask for: a program for formulas, and two for widgets.
THEIRS = re.compile(r"/(mathjax|require\.js|@jupyter-widgets/html-manager@[^/]*)/")
MISSED = "Error displaying widget"
EXPLORER = "from steppes import explorers\n\nexplorers.near_and_far()"
SAVE_STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"


def with_marks(path: Path):
    name = f"{path.parent.name}-{path.stem}"
    return pytest.param(path, id=name, marks=() if path == QUICK else pytest.mark.slow)


@pytest.fixture(autouse=True)
def pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbconvert looks for pandoc where programs are, and pypandoc-binary keeps it elsewhere."""
    folder = os.path.dirname(pypandoc.get_pandoc_path())
    monkeypatch.setenv("PATH", folder + os.pathsep + os.environ["PATH"])


# --- the pictures of a notebook, and of what is made from it -------------------------------------


def in_html(text: str) -> list[bytes]:
    """The pictures of a page, all of which have to lie in it."""
    sources = [picture["src"] for picture in BeautifulSoup(text, "html.parser").find_all("img")]
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    return [base64.b64decode(source.partition(",")[2]) for source in sources]


def stored(notebook: NotebookNode) -> list[bytes]:
    """The pictures of a notebook's figures and twins, in their order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pages = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [picture for page in pages for picture in in_html(page)]


def in_page(notebook: NotebookNode) -> list[bytes]:
    return in_html(HTMLExporter().from_notebook_node(notebook)[0])


def in_slides(notebook: NotebookNode) -> list[bytes]:
    return in_html(SlidesExporter().from_notebook_node(notebook)[0])


def in_latex(notebook: NotebookNode) -> list[bytes]:
    """The pictures that the text places, from the files that are written beside it."""
    text, resources = LatexExporter().from_notebook_node(notebook)
    placed = re.findall(r"\\(?:adjustimage|includegraphics)\b.*\{([^{}]+\.png)\}", text)
    return [resources["outputs"][name] for name in placed]


def in_word(notebook: NotebookNode) -> list[bytes]:
    """The pictures that the text places, from the files that are packed with it."""
    made = pypandoc.convert_text(nbformat.writes(notebook), "docx", "ipynb", outputfile="-")
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        links = ElementTree.fromstring(parts.read("word/_rels/document.xml.rels"))
        targets = {link.attrib["Id"]: link.attrib["Target"] for link in links}
        placed = re.findall(r'r:embed="(\w+)"', parts.read("word/document.xml").decode("utf-8"))
        return [parts.read(f"word/{targets[name]}") for name in placed]


@pytest.mark.parametrize("pictures_in", [in_page, in_slides, in_latex, in_word])
@pytest.mark.parametrize("path", [*map(with_marks, LESSONS + OTHERS)])
def test_every_stored_picture_is_in_what_is_made_of_a_notebook(
    pictures_in: Callable[[NotebookNode], list[bytes]], path: Path
):
    notebook = nbformat.read(path, as_version=4)
    if path in LESSONS:
        assert stored(notebook)
    assert pictures_in(notebook) == stored(notebook)


@pytest.mark.parametrize("pictures_in", [in_latex, in_word])
def test_a_picture_in_html_alone_is_missed_where_none_is_read(pictures_in):
    notebook = nbformat.read(QUICK, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    assert stored(notebook) and pictures_in(notebook) == []


# --- a page without a network --------------------------------------------------------------------


@contextlib.contextmanager
def offline(browser: Browser, path: Path) -> Iterator[tuple[Page, list[str]]]:
    """A file in a page without a network, and the addresses that it asked for in vain."""
    page, asked = browser.new_page(), []

    def refuse(route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(re.compile(r"^(?!file:|data:|blob:)"), refuse)
    page.goto(path.as_uri(), wait_until="load")
    yield page, asked
    page.close()


def assert_seen(page: Page, pictures: int) -> None:
    """So many pictures are seen, each with its alternative text, and no error is in their place."""
    found = page.locator("img").all()
    assert len(found) == pictures
    for picture in found:
        assert picture.is_visible() and len(picture.get_attribute("alt")) > 10
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.get_by_text(MISSED).count() == 0


def page_of(path: Path, folder: Path) -> Path:
    """A page made of a notebook, as nbconvert makes it."""
    page = folder / f"{path.stem}.html"
    page.write_text(HTMLExporter().from_filename(str(path))[0], encoding="utf-8")
    return page


def page_by_command(path: Path, folder: Path, *options: str) -> Path:
    """The same by the command line, with options."""
    words = ["--to", "html", "--log-level", "ERROR", "--output-dir", str(folder), *options]
    command = [sys.executable, "-m", "nbconvert", *words, str(path)]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder / f"{path.stem}.html"


@pytest.mark.parametrize("path", [*map(with_marks, LESSONS)])
def test_a_page_without_a_network_shows_every_picture(path, browser, tmp_path):
    with offline(browser, page_of(path, tmp_path)) as (page, asked):
        assert_seen(page, len(stored(nbformat.read(path, as_version=4))))
    assert [address for address in asked if not THEIRS.search(address)] == []


def test_the_readme_says_how_a_page_asks_for_nothing(browser, tmp_path):
    page_file = page_by_command(QUICK, tmp_path, *shlex.split(WITHOUT_NETWORK[1]))
    with offline(browser, page_file) as (page, asked):
        assert_seen(page, len(stored(nbformat.read(QUICK, as_version=4))))
    assert asked == []


@pytest.mark.slow
def test_what_nbconvert_runs_shows_the_twin(browser, tmp_path):
    path = tmp_path / "run.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(EXPLORER)]), path)
    with offline(browser, page_by_command(path, tmp_path, "--execute")) as (page, _):
        assert_seen(page, 1)
        assert page.locator(".steppes-twin").is_visible()


# --- saved by a server that does not know the course ---------------------------------------------


@pytest.fixture(scope="module")
def plain_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab without the course's hook for saving."""
    off = "--ServerApp.jpserver_extensions={'steppes_server': False}"
    with running_lab(tmp_path_factory.mktemp("plain"), off) as lab:
        yield lab


@pytest.fixture(
    scope="module",
    params=[pytest.param(state, marks=pytest.mark.slow) for state in ("without", "with")],
)
def saved(request: pytest.FixtureRequest, plain_lab: Lab, browser: Browser) -> Path:
    """A notebook run in a page and saved as it stood, without or with the state of its widgets."""
    name = f"{request.param}_state.ipynb"
    plain_lab.place(v4.new_notebook(cells=[v4.new_code_cell(EXPLORER)]), name)
    notebook = open_notebook(browser, plain_lab, name)
    notebook.run_all()
    assert len(notebook.explorers()) == 1
    for command in [SAVE_STATE] * (request.param == "with") + ["docmanager:save"]:
        notebook.page.evaluate("command => jupyterapp.commands.execute(command)", command)
    notebook.close()
    kept = nbformat.read(plain_lab.folder / name, as_version=4)
    assert ("widgets" in kept.metadata) == (request.param == "with")
    return plain_lab.folder / name


def test_what_was_saved_shows_one_picture_the_next_day(saved, plain_lab, browser):
    """The twin; or the live view, where JupyterLab brings the saved state back, as it may not."""
    kept = nbformat.read(saved, as_version=4)
    assert any(WIDGET_VIEW in output.get("data", {}) for output in kept.cells[0].outputs)
    notebook = open_notebook(browser, plain_lab, saved.name)
    missed = notebook.page.get_by_text(MISSED)
    if "widgets" not in kept.metadata:
        missed.wait_for(state="attached")
        assert notebook.page.locator(".steppes-twin").is_visible()
    missed.or_(notebook.page.locator(".steppes-controls")).first.wait_for(state="attached")
    shown = notebook.page.locator(".steppes-explorer:visible")
    shown.first.wait_for()
    assert shown.count() == 1 and shown.locator("img").is_visible()
    assert not any(view.is_visible() for view in missed.all())
    assert notebook.outside_requests == []
    notebook.close()


@pytest.mark.parametrize("pictures_in", [in_page, in_slides, in_latex, in_word])
def test_what_was_saved_with_its_live_view_converts_to_the_same_picture(saved, pictures_in):
    notebook = nbformat.read(saved, as_version=4)
    assert len(stored(notebook)) == 1
    assert pictures_in(notebook) == stored(notebook)


def test_a_page_made_of_it_shows_the_twin_without_a_network(saved, browser, tmp_path):
    with offline(browser, page_of(saved, tmp_path)) as (page, asked):
        assert_seen(page, 1)
        assert page.locator(".steppes-twin").is_visible()
    assert [address for address in asked if not THEIRS.search(address)] == []
