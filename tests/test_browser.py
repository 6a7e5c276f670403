"""The course in a real JupyterLab and a real Chromium, moved as a student moves it.

The lessons are tested as they are stored; a small notebook of our own shows what no lesson should:
a view that fails, a slow one, a kernel that is restarted. Chromium is needed; without it these
tests fail and say what to install.
"""

from __future__ import annotations

import ast
import json
import numbers
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import (
    Lab,
    OpenNotebook,
    chromium_path,
    open_notebook,
    running_lab,
)
from nbformat import v4
from playwright.sync_api import Browser, Locator
from wanted import nothing_wanted

from steppes import carrying, checking
from steppes.authoring.notebooks import WIDGET_VIEW
from steppes.exploring import LIVE_OUTPUT, ONE_OF_THE_TWO

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The first lesson with explorers shows what a page does; the others and the demonstration are slow.
QUICK = next(path for path in LESSONS if "steppes-explorer" in path.read_text(encoding="utf-8"))
# One is enough here: every answer to every exercise is tried without a browser.
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))[-1:]

# What axe finds and we do not answer for: (rule, the beginning of the element), and why.
EXEMPT = {
    # pandas leaves the cell above the index empty. The rule is advice, not a WCAG criterion.
    ("empty-table-header", "<th"),
    # JupyterLab's themes set links in prose apart by colour alone.
    ("link-in-text-block", "<a href="),
}

GONE = "Run this cell again to bring the explorer back."
DEMO_VIEW = """
import time

import matplotlib.pyplot as plt

from steppes.exploring import Explorer, Menu, Years
from steppes.words import Description


def view(state, year):
    if year == 2001:
        raise ValueError("No source has this year")
    if year == 2004:
        time.sleep(0.6)
    fig, ax = plt.subplots(figsize=(8, 4.6))
    ax.bar(["imports", "exports"], [year - 1990, len(state)])
    ax.set_title(f"{state} {year}")
    return fig, Description(f"{state} traded in {year}.", ("Imports grew.",))


# Too many settings to be drawn ahead whole: what a test is to ask for first is not there yet.
STATES = {"Mongolia": "MNG", "Kazakhstan": "KAZ", "China": "CHN"}
STATES |= {f"State {number}": f"S{number}" for number in range(4, 17)}


def demo(first):
    return Explorer(
        view,
        [
            Menu("state", "State", STATES),
            Years("year", "Year", first, 2010),
        ],
        start={"year": 2007},
        sentence="{state}'s trade in {year}",
    )
"""
DEMO = [DEMO_VIEW.strip(), "one = demo(1995)\none", "two = demo(2000)\ntwo", "print(one.settings)"]
ONE, TWO, SETTINGS = 2, 3, 4  # their cells, after the title


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


def stored_demo() -> nbformat.NotebookNode:
    """The demonstration as a build stores it: executed, with twins and without widget views."""
    names: dict = {}
    exec(DEMO_VIEW, names)  # noqa: S102 - the cell's own text, so that twin and cell agree
    cells = [v4.new_markdown_cell("# Demonstration"), *map(v4.new_code_cell, DEMO)]
    for number, (cell, first) in enumerate([(ONE, 1995), (TWO, 2000)], start=2):
        data, _ = names["demo"](first)._repr_mimebundle_()
        cells[cell].outputs = [
            v4.new_output("execute_result", data=data, execution_count=number, metadata={})
        ]
    return v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def demo(lab: Lab, browser: Browser) -> Iterator[OpenNotebook]:
    lab.place(stored_demo(), "demo.ipynb")
    notebook = open_notebook(browser, lab, "demo.ipynb")
    yield notebook
    notebook.close()


def with_marks(path: Path):
    return pytest.param(path, id=path.stem, marks=() if path == QUICK else pytest.mark.slow)


@pytest.fixture(scope="module", params=map(with_marks, LESSONS))
def lesson(request: pytest.FixtureRequest, lab: Lab, browser: Browser) -> Iterator[OpenNotebook]:
    name = f"notebooks/{request.param.name}"
    lab.place(nbformat.read(request.param, as_version=4), name)
    notebook = open_notebook(browser, lab, name)
    yield notebook
    notebook.close()


# --- what is looked at in every notebook --------------------------------------------------------


def stored_count(notebook: OpenNotebook, marker: str) -> int:
    """How many stored outputs hold `marker` in their HTML."""
    outputs = [o for cell in notebook.stored.cells for o in cell.get("outputs", [])]
    return sum(marker in output.get("data", {}).get("text/html", "") for output in outputs)


def assert_twins(notebook: OpenNotebook) -> None:
    """Each stored picture is shown, with alternative text, and no widget is missed."""
    page = notebook.page
    assert page.get_by_text("Error displaying widget").count() == 0
    assert notebook.explorers() == []
    run_me = page.get_by_text("Run this cell to move it.", exact=True).all()
    assert len(run_me) == stored_count(notebook, "steppes-explorer")
    assert all(line.is_visible() for line in run_me)
    pictures = page.locator(".jp-OutputArea figure.steppes-figure img").all()
    assert len(pictures) == stored_count(notebook, "steppes-figure")
    for picture in pictures:
        assert len(picture.get_attribute("alt")) > 10
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")


def assert_moves_by_keyboard(notebook: OpenNotebook, explorer: Locator) -> None:
    """From command mode, Tab reaches each control and arrows move it; JupyterLab stays put."""
    page = notebook.page
    notebook.select_cell(notebook.cell_of(explorer))
    for control in explorer.locator("select, input").all():
        for _ in range(40):
            if control.evaluate("control => control === document.activeElement"):
                break
            page.keyboard.press("Tab")
        else:
            pytest.fail("Tab does not reach a control from command mode")
        assert control.evaluate("control => control.labels[0].textContent.trim() !== ''")
        before, selected = seen(explorer), notebook.selected_cell()
        assert selected[1] == "command"
        keys = keys_that_move(control)
        for key in keys:
            page.keyboard.press(key)
        wait_for(explorer, "e => e.getAttribute('aria-busy') === 'false'")
        after = seen(explorer)
        for part in ("src", "alt", "sentence", "words"):
            assert after[part] != before[part], f"{part} did not change with {keys}"
        assert notebook.selected_cell() == selected
    wait_for(explorer, "e => e.querySelector('[aria-live=polite]').textContent === e"
                       ".querySelector('img').alt")  # fmt: skip


def keys_that_move(control: Locator) -> list[str]:
    """The keys with which a control shows another of its options."""
    kind, at_end = control.evaluate(
        """c => {
          const slider = c.closest('.steppes-control').querySelector('input[type=range]');
          return slider ? [c.type, slider.value === slider.max]
                        : ['list', c.selectedIndex === c.length - 1];
        }"""
    )
    if kind == "text":  # far beyond the options: the nearest is the last, or the first
        return ["Control+a", *("-999999" if at_end else "999999"), "Enter"]
    forth, back = {"range": ("ArrowRight", "ArrowLeft"), "list": ("ArrowDown", "ArrowUp")}[kind]
    return [back if at_end else forth]


def seen(explorer: Locator) -> dict[str, str]:
    return explorer.evaluate(
        """e => ({
          src: e.querySelector('img').src,
          alt: e.querySelector('img').alt,
          sentence: e.querySelector('.steppes-sentence').textContent,
          words: e.querySelector('details p').textContent,
        })"""
    )


def wait_for(explorer: Locator, condition: str, seconds: float = 10) -> None:
    """Wait until a JavaScript condition on an explorer's element holds."""
    explorer.page.wait_for_function(
        condition, arg=explorer.element_handle(), timeout=seconds * 1000
    )


def accessibility_faults(notebook: OpenNotebook) -> list[str]:
    """What axe finds in our outputs and prose, beyond what is exempt."""
    context = {"include": [[".jp-OutputArea"], [".jp-MarkdownOutput"]]}
    with notebook.all_in_sight():
        found = Axe().run(notebook.page, context=context, options={}).response
    looked_at = [rule["id"] for rule in found["passes"] + found["violations"]]
    assert "color-contrast" in looked_at  # else axe took the page to be hidden
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
        if not any(fault["id"] == rule and node["html"].startswith(e) for rule, e in EXEMPT)
    ]


# --- without a browser --------------------------------------------------------------------------


def test_a_missing_chromium_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("STEPPES_CHROMIUM", "no-such-program")
    with pytest.raises(RuntimeError, match="apt-get install chromium"):
        chromium_path()


# --- the lessons ------------------------------------------------------------------------------


def test_a_stored_lesson_reopened_shows_pictures_and_words(lesson):
    assert_twins(lesson)


def test_a_lesson_runs_from_top_to_bottom(lesson):
    lesson.run_all()
    assert lesson.errors() == []
    assert len(lesson.explorers()) == stored_count(lesson, "steppes-explorer")
    assert not any(line.is_visible() for line in lesson.page.get_by_text("Run this cell to").all())


LINES = """() => {
  const lines = [];
  for (const root of document.querySelectorAll('.jp-MarkdownOutput, .jp-OutputArea-output')) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const blocks = new Map();
    for (let node; (node = walker.nextNode()); ) {
      const parent = node.parentElement;
      if (parent.closest('table, select, style, script, .steppes-said, .steppes-ledger')) continue;
      const block = parent.closest('p, li, pre, h1, h2, h3, h4, blockquote, figcaption, div');
      if (!blocks.has(block)) blocks.set(block, []);
      const letters = blocks.get(block);
      for (let i = 0; i < node.length; i++) {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const box = range.getBoundingClientRect();
        if (box.width) letters.push([box.left, node.data[i]]);
      }
    }
    for (const letters of blocks.values()) {
      let line = '', before = Infinity;
      for (const [left, letter] of letters) {
        // A letter that stands left of the one before it begins a line.
        if (left < before) lines.push(line), (line = '');
        line += letter;
        before = left;
      }
      lines.push(line);
    }
  }
  return lines.map(line => line.trim());
}"""


def test_no_line_of_text_is_longer_than_90_letters_on_a_wide_screen(lesson):
    lesson.run_all()
    size = lesson.page.viewport_size
    lesson.page.set_viewport_size({"width": 1920, "height": 900})
    lesson.page.wait_for_timeout(200)
    lines = lesson.page.evaluate(LINES)
    lesson.page.set_viewport_size(size)
    assert len(lines) > 100 and max(map(len, lines)) > 60
    printed = lesson.page.locator("[data-mime-type='application/vnd.jupyter.stdout'] pre").first
    assert printed.evaluate("pre => getComputedStyle(pre).wordBreak") == "normal"
    nothing_wanted(f"{len(line)} letters: {line}" for line in lines if len(line) > 90)


def test_each_explorer_of_a_lesson_moves_by_keyboard(lesson):
    lesson.run_all()
    for explorer in lesson.explorers():
        assert_moves_by_keyboard(lesson, explorer)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_lesson_has_no_accessibility_faults(lesson, theme):
    lesson.use_theme(theme)
    assert accessibility_faults(lesson) == []


def test_a_lesson_asks_nothing_of_the_network_and_no_script_fails(lesson):
    assert lesson.outside_requests == []
    assert lesson.script_errors == []


# --- an exercise ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_wrong_and_a_right_answer_each_get_their_sentence(path, lab, browser):
    stored = nbformat.read(path, as_version=4)
    exercise, check_cell, stub_cell, name = first_plain_exercise(stored)
    lab.place(stored, f"exercises/{path.name}")
    notebook = open_notebook(browser, lab, f"exercises/{path.name}")
    notebook.run_all()
    assert notebook.errors() == []

    def said_to(answer) -> str:
        stub = stored.cells[stub_cell].source
        filled = stub.replace(f"{name} = ...", f"{name} = {typed(answer)}")
        said = notebook.run_cell(stub_cell, filled)
        return notebook.run_cell(check_cell) if check_cell != stub_cell else said

    mistake = exercise.mistakes[0]
    assert f"{exercise.id}: {checking.NOT_YET}. {mistake.says}" in said_to(mistake.answer())
    assert f"{exercise.id}: {checking.CORRECT}. {exercise.right}" in said_to(exercise.answer())
    assert notebook.errors() == [] and notebook.script_errors == []
    notebook.close()


def typed(answer) -> str:
    """An answer as a student types it; empty when it is neither a word nor a number."""
    if isinstance(answer, str):
        return repr(answer)
    return repr(float(answer)) if isinstance(answer, numbers.Real) else ""


def first_plain_exercise(notebook: nbformat.NotebookNode):
    """The first exercise of a notebook whose answers can be typed as one word or number.

    Returns the exercise, the index of its check's cell, that of its stub's, and the stub's name.
    """
    sources = [cell.source if cell.cell_type == "code" else "" for cell in notebook.cells]
    for exercise in checking.declared().values():
        for check_cell, source in enumerate(sources):
            called = re.search(rf"check\(\"{re.escape(exercise.id)}\", (\w+)\)", source)
            if not called or not exercise.mistakes:
                continue
            if not all(map(typed, (exercise.answer(), exercise.mistakes[0].answer()))):
                continue
            name = called[1]
            stubs = [i for i in range(check_cell + 1) if f"{name} = ..." in sources[i]]
            if stubs:
                return exercise, check_cell, stubs[-1], name
    raise AssertionError("no exercise here has an answer that can be typed as one word or number")


# --- where the student is ------------------------------------------------------------------------


STOPPED = """
from steppes import begin, check, ledger, progress, settle
settle(7, "imprecise", because="maps differ")
settle(16)
check("1.3", 20)
""".strip()


@pytest.mark.slow
def test_what_a_student_has_done_is_told_without_accessibility_faults(lab, browser):
    cells = [STOPPED, "begin(1)\nprogress()", "ledger()", "ledger(all=True)"]
    lab.place(v4.new_notebook(cells=list(map(v4.new_code_cell, cells))), "stopped.ipynb")
    notebook = open_notebook(browser, lab, "stopped.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    page = notebook.page
    assert page.locator("table.steppes-progress th[scope=row]").first.inner_text().startswith("01 ")
    judged = page.locator(".steppes-ledger").first.locator("li").filter(has_text="You: ")
    assert "2013 ◐ imprecise" in judged.inner_text() and judged.count() == 1
    for theme in ("Light", "Dark"):
        notebook.use_theme(theme)
        assert accessibility_faults(notebook) == [], theme
    notebook.close()


@pytest.mark.slow
def test_a_student_is_told_in_lab_that_a_lesson_has_changed_since(lab, browser):
    """The names that JupyterLab gives its kernels are the ones by which a copy is found."""
    old = {"copy_of": "notebooks/01_puzzle.ipynb", "original": "an older one", "questions": {}}
    begin = v4.new_code_cell("from steppes import begin, check\nbegin(1)")
    check = v4.new_code_cell("from steppes import check\ncheck('1a')")
    lab.place(v4.new_notebook(cells=[begin], metadata={"steppes": old}), "old/mine.ipynb")
    notebook = open_notebook(browser, lab, "old/mine.ipynb")
    told = notebook.run_cell(0)
    assert "This lesson has changed since your copy, mine.ipynb, was made. To see the new" in told
    assert "No answer of yours is concerned" in told
    notebook.close()
    old["copy_of"] = "exercises/01_puzzle.ipynb"
    lab.place(v4.new_notebook(cells=[check], metadata={"steppes": old}), "old/exercises.ipynb")
    today = json.loads((ROOT / old["copy_of"]).read_text(encoding="utf-8"))["cells"]
    new = old | {"original": carrying.cells_in_short(today)}
    lab.place(v4.new_notebook(cells=[check], metadata={"steppes": new}), "old/new.ipynb")
    notebook = open_notebook(browser, lab, "old/exercises.ipynb")
    told = notebook.run_cell(0)
    assert "The exercises have changed since your copy, exercises.ipynb, was made. The" in told
    assert "new one lies beside it: new.ipynb." in told
    assert "The exercises" not in notebook.run_cell(0)
    notebook.close()


# --- the worked answer --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_link_to_the_worked_answer_opens_it(lab, browser):
    asking = v4.new_notebook(cells=[v4.new_code_cell('import steppes; steppes.solution("1a")')])
    lab.place(asking, "my_work/exercises/asks.ipynb")
    worked = nbformat.read(ROOT / "solutions" / "01_puzzle.ipynb", as_version=4)
    # lab.py lets a kernel's STEPPES_HOME lie beside the served folder.
    lab.place(worked, "my_work/solutions/01_puzzle.ipynb")
    here = "import os; os.environ['STEPPES_HOME'] = os.path.abspath('..')\n"
    asking.cells[0].source = here + asking.cells[0].source
    lab.place(asking, "my_work/exercises/asks.ipynb")
    notebook = open_notebook(browser, lab, "my_work/exercises/asks.ipynb")
    notebook.run_all()
    notebook.page.get_by_role("link", name="solutions/01_puzzle.ipynb").click()
    notebook.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.context?.path === 'my_work/solutions/01_puzzle.ipynb'"
    )
    notebook.page.get_by_role("heading", name="1a Another year").wait_for()
    assert notebook.script_errors == []
    notebook.page.close()


# --- the demonstration: what no lesson should show ----------------------------------------------


@pytest.mark.slow
def test_an_untrusted_notebook_shows_pictures_and_words_too(lab, browser):
    lab.place(stored_demo(), "untrusted.ipynb", trusted=False)
    notebook = open_notebook(browser, lab, "untrusted.ipynb")
    assert_twins(notebook)
    notebook.close()


@pytest.mark.slow
def test_a_notebook_saved_elsewhere_with_its_live_view_shows_the_twin(lab, browser):
    """Another front end saves what it was shown: a view whose model nobody knows the next day."""
    saved = stored_demo()
    for cell in saved.cells:
        for output in list(cell.get("outputs", [])):
            lost = {WIDGET_VIEW: {"model_id": "0" * 32, "version_major": 2, "version_minor": 0}}
            view = v4.new_output("display_data", lost | {"text/plain": ""}, metadata=LIVE_OUTPUT)
            output.data["text/html"] = ONE_OF_THE_TWO + output.data["text/html"]
            cell.outputs.insert(0, view)
    lab.place(saved, "elsewhere.ipynb")
    notebook = open_notebook(browser, lab, "elsewhere.ipynb")
    twins = notebook.page.locator(".steppes-twin")
    missed = notebook.page.get_by_text("Error displaying widget")
    twins.nth(1).wait_for()
    missed.nth(1).wait_for(state="attached")
    assert not any(view.is_visible() for view in missed.all())
    assert all(twin.is_visible() for twin in twins.all())
    notebook.run_all()
    assert len(notebook.explorers()) == 2
    assert notebook.page.locator(".steppes-explorer:visible").count() == 2
    notebook.close()


@pytest.mark.slow
def test_the_demonstration_reopened_shows_twins_and_goes_live(demo):
    assert stored_count(demo, "steppes-explorer") == 2
    assert_twins(demo)
    assert accessibility_faults(demo) == []
    demo.run_all()
    assert demo.errors() == []
    assert len(demo.explorers()) == 2
    # On the page the live view stands in place of the twin, and nothing has spoken yet.
    assert demo.page.locator(".steppes-explorer:visible").count() == 2
    assert demo.page.locator(".steppes-live").all_inner_texts() == ["", ""]


@pytest.mark.slow
def test_two_explorers_move_by_keyboard_each_for_itself(demo):
    demo.run_all()
    one, two = demo.explorers()
    other = seen(two)
    assert_moves_by_keyboard(demo, one)
    assert seen(two) == other
    assert_moves_by_keyboard(demo, two)
    assert demo.run_cell(SETTINGS).strip() == "{'state': 'KAZ', 'year': 2010}"


@pytest.mark.slow
def test_letters_typed_in_a_control_are_not_commands_to_jupyterlab(demo):
    demo.run_all()
    choice = demo.explorers()[0].locator("select")
    choice.focus()
    selected = demo.selected_cell()
    for key in ("b", "x", "m", "Enter", "Escape"):
        demo.page.keyboard.press(key)
    assert demo.selected_cell() == selected


def go_to(explorer: Locator, year: int, first: int) -> None:
    """Move the slider at once, as a drag does."""
    explorer.locator("input[type=range]").evaluate(
        "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')); }",
        year - first,
    )


def typed_year(explorer: Locator, text: str) -> str:
    """What the box shows once a text was typed in it and Enter pressed."""
    box = explorer.locator("input[type=text]")
    box.fill(text)
    box.press("Enter")
    wait_for(explorer, "e => e.getAttribute('aria-busy') === 'false'")
    assert box.input_value() == explorer.locator("input[type=range]").get_attribute(
        "aria-valuetext"
    )
    return box.input_value()


@pytest.mark.slow
def test_a_year_can_be_typed_and_the_nearest_is_taken(demo):
    demo.run_all()
    one = demo.explorers()[0]
    assert typed_year(one, "1998") == "1998"
    assert seen(one)["alt"].endswith("1998.")
    assert (typed_year(one, "1776"), typed_year(one, "2,010")) == ("1995", "1995")
    # Far from the slow year, which another test is the first to ask for.
    assert (typed_year(one, "2008.4"), typed_year(one, "9999")) == ("2008", "2010")
    for nonsense in ("", "x", "20 02 x", "NaN", "Infinity"):
        assert typed_year(one, nonsense) == "2010"
    box = one.locator("input[type=text]")
    assert box.evaluate("box => box.labels[0].textContent") == "Year, to type"
    # What is half typed stays while a picture comes in.
    box.fill("19")
    go_to(demo.explorers()[1], 2001, first=2000)
    wait_for(demo.explorers()[1], "e => e.getAttribute('aria-busy') === 'false'")
    assert box.input_value() == "19"
    typed_year(one, "2000")


@pytest.mark.slow
def test_a_slider_answers_every_key_of_sliders(demo):
    demo.run_all()
    one = demo.explorers()[0]
    slider = one.locator("input[type=range]")
    typed_year(one, "2000")
    slider.focus()
    years = []
    for key in ("End", "Home", "PageUp", "PageDown", "Home", "ArrowUp", "ArrowRight", "ArrowLeft"):
        slider.press(key)
        years.append(int(one.locator("input[type=text]").input_value()))
    end, home, page_up, page_down, *arrows = years
    assert (end, home, arrows) == (2010, 1995, [1995, 1996, 1997, 1996])
    assert 1995 <= page_down < page_up < 2000
    typed_year(one, "2000")


def test_a_slider_is_wide_enough_to_hit_each_of_its_places(lesson):
    lesson.run_all()
    for explorer in lesson.explorers():
        for slider in explorer.locator("input[type=range]").all():
            width, places, room = slider.evaluate(
                """s => [s.getBoundingClientRect().width - 16, Number(s.max),
                         s.closest('.steppes-controls').getBoundingClientRect().width]"""
            )
            assert width >= min(3 * places, room - 200), (width, places, room)


@pytest.mark.slow
def test_a_view_that_fails_leaves_one_sentence_and_the_controls_work(demo):
    demo.run_all()
    two = demo.explorers()[1]
    go_to(two, 2001, first=2000)
    two.get_by_role("alert").filter(has_text="No source has this year").wait_for()
    assert not two.locator("img").is_visible()
    assert "Traceback" not in two.inner_text()
    go_to(two, 2002, first=2000)
    wait_for(two, "e => e.querySelector('img').alt.endsWith('2002.')")
    assert two.locator("img").is_visible()
    assert two.locator("[role=alert]").inner_text() == ""


@pytest.mark.slow
def test_a_slow_picture_is_said_and_an_old_answer_never_replaces_a_newer_one(demo):
    demo.run_all()
    two = demo.explorers()[1]
    go_to(two, 2004, first=2000)
    two.get_by_text("Drawing…").wait_for()
    assert two.get_attribute("aria-busy") == "true"
    go_to(two, 2009, first=2000)
    wait_for(two, "e => e.getAttribute('aria-busy') === 'false'")
    assert seen(two)["alt"].endswith("2009.")
    assert two.locator(".steppes-status").inner_text() == ""
    # A cell runs when the kernel has answered all that was asked of it before.
    demo.run_cell(SETTINGS)
    assert seen(two)["alt"].endswith("2009.")
    # Asked for again, the picture that came too late comes, and stays.
    go_to(two, 2004, first=2000)
    wait_for(two, "e => e.querySelector('img').alt.endsWith('2004.')")
    assert two.get_attribute("aria-busy") == "false"


AHEAD_VIEW = """
import time

from matplotlib.figure import Figure

from steppes.exploring import Explorer, Menu, Steps
from steppes.words import Description

drawn = []


def view(state, place):
    drawn.append((state, place))
    time.sleep(0.05)
    return Figure(figsize=(1, 1)), Description(f"{state} {place}.")


def ahead(states, places):
    controls = [Menu("state", "State", "ABC"[:states]), Steps("place", "Place", range(places))]
    return Explorer(view, controls, sentence="{state} {place}")
"""
AHEAD, DRAWN = 1, 2


@pytest.fixture
def ahead(lab: Lab, browser: Browser) -> Iterator[OpenNotebook]:
    """A notebook whose explorers note what they draw, and how much that was."""
    cells = [AHEAD_VIEW.strip(), "", "print(sorted(drawn))"]
    lab.place(v4.new_notebook(cells=list(map(v4.new_code_cell, cells))), "ahead.ipynb")
    notebook = open_notebook(browser, lab, "ahead.ipynb")
    notebook.run_cell(0)
    yield notebook
    notebook.close()


def drawn_by(notebook: OpenNotebook) -> list[tuple[str, int]]:
    return ast.literal_eval(notebook.run_cell(DRAWN))


@pytest.mark.slow
def test_few_settings_are_all_drawn_while_the_student_rests(ahead):
    ahead.run_cell(AHEAD, "ahead(2, 5)")
    (explorer,) = ahead.explorers()
    explorer.scroll_into_view_if_needed()
    everything = sorted((state, place) for state in "AB" for place in range(5))
    for _ in range(10):
        ahead.page.wait_for_timeout(2000)
        if drawn_by(ahead) == everything:
            break
    ahead.page.wait_for_timeout(1500)
    assert drawn_by(ahead) == everything  # each once
    explorer.locator("select").select_option("1")
    assert explorer.get_attribute("aria-busy") == "false"
    assert seen(explorer)["alt"] == "B 0."


@pytest.mark.slow
def test_of_many_settings_only_neighbours_are_drawn_ahead(ahead):
    ahead.run_cell(AHEAD, "ahead(3, 50)")
    ahead.page.wait_for_timeout(3000)
    assert drawn_by(ahead) == [("A", 0), ("B", 0)]


@pytest.mark.slow
def test_places_passed_on_the_way_are_not_drawn(ahead):
    ahead.run_cell(AHEAD, "ahead(3, 50)")
    (explorer,) = ahead.explorers()
    explorer.locator("input[type=range]").evaluate(
        """slider => {
          for (const place of [10, 15, 20, 25, 30, 35]) {
            slider.value = place;
            slider.dispatchEvent(new Event('input'));
          }
        }"""
    )
    wait_for(explorer, "e => e.querySelector('img').alt === 'A 35.'")
    ahead.page.wait_for_timeout(1500)
    # The first was being drawn when the others came; beside the last are its neighbours.
    assert {place for state, place in drawn_by(ahead) if state == "A"} == {0, 10, 34, 35, 36}


@pytest.mark.slow
def test_nothing_is_drawn_ahead_while_a_cell_runs(ahead):
    ahead.run_cell(DRAWN, "time.sleep(3)\nprint(sorted(drawn))")
    ahead.page.evaluate(
        f"""async () => {{
          const cells = jupyterapp.shell.currentWidget.content.widgets;
          cells[{AHEAD}].model.sharedModel.setSource('ahead(2, 5)');
          await jupyterapp.commands.execute('notebook:run-all-cells');
        }}"""
    )
    ahead.page.wait_for_timeout(500)
    told = ahead.page.locator(".jp-Notebook-cell").nth(DRAWN).locator(".jp-OutputArea-output")
    told.get_by_text("[('A', 0)]", exact=True).wait_for()
    assert len(ahead.explorers()) == 1


@pytest.mark.slow
def test_two_views_of_one_explorer_move_together(demo):
    demo.run_all()
    demo.select_cell(ONE)
    demo.page.evaluate("() => jupyterapp.commands.execute('notebook:create-output-view')")
    second = demo.page.locator(".jp-LinkedOutputView .steppes-explorer:visible")
    second.wait_for()
    first = demo.page.locator(".jp-NotebookPanel .steppes-explorer:visible").first
    go_to(second, 1999, first=1995)
    for view in (first, second):
        wait_for(view, "e => e.querySelector('img').alt.endsWith('1999.')")
        assert view.locator("input[type=range]").get_attribute("aria-valuetext") == "1999"
        assert view.locator("input[type=text]").input_value() == "1999"
    identifiers = demo.page.locator(".steppes-explorer [id]").evaluate_all(
        "all => all.map(e => e.id)"
    )
    assert len(set(identifiers)) == len(identifiers)
    demo.page.evaluate("() => jupyterapp.shell.currentWidget.close()")
    demo.page.wait_for_function("() => !document.querySelector('.jp-LinkedOutputView')")
    go_to(first, 2000, first=1995)
    wait_for(first, "e => e.querySelector('img').alt.endsWith('2000.')")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_demonstration_has_no_accessibility_faults(demo, theme):
    demo.run_all()
    demo.use_theme(theme)
    explorer = demo.explorers()[0]
    explorer.locator("summary").click()
    assert accessibility_faults(demo) == []
    explorer.locator("summary").click()


@pytest.mark.slow
def test_the_demonstration_fits_a_narrow_page_and_prints_its_picture(demo):
    demo.run_all()
    page, explorer = demo.page, demo.explorers()[0]
    page.set_viewport_size({"width": 600, "height": 900})
    assert explorer.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.emulate_media(media="print")
    assert not explorer.locator("select").is_visible()
    assert explorer.locator("img").is_visible()
    assert explorer.locator(".steppes-sentence").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.slow
def test_a_kernel_that_does_not_know_the_explorer_is_said_in_one_sentence(demo):
    demo.run_all()
    one = demo.explorers()[0]
    go_to(one, 1997, first=1995)
    wait_for(one, "e => e.querySelector('img').alt.endsWith('1997.')")
    demo.run_cell(SETTINGS, "from comm import get_comm_manager\nget_comm_manager().comms.clear()")
    go_to(one, 2003, first=1995)  # a year that no test has shown
    one.get_by_text(GONE, exact=True).wait_for()
    # What the page already has is still shown.
    go_to(one, 1997, first=1995)
    wait_for(one, "e => e.getAttribute('aria-busy') === 'false'")
    assert seen(one)["alt"].endswith("1997.")


@pytest.mark.slow
def test_a_restarted_kernel_is_said_in_one_sentence_and_running_the_cell_helps(demo):
    demo.run_all()
    one = demo.explorers()[0]
    demo.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    demo.page.wait_for_timeout(500)
    go_to(one, 2002, first=1995)  # nor this one
    one.get_by_text(GONE, exact=True).wait_for()
    demo.run_cell(1)
    demo.run_cell(ONE)
    fresh = demo.explorers()[0]
    go_to(fresh, 1996, first=1995)
    wait_for(fresh, "e => e.querySelector('img').alt.endsWith('1996.')")


@pytest.mark.slow
def test_the_demonstration_asked_nothing_of_the_network_and_no_script_failed(demo):
    assert demo.outside_requests == []
    assert demo.script_errors == []
