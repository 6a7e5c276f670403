"""steppes build and steppes verify, on a small course made here."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from steppes.__main__ import main
from steppes.authoring import building, generating, notebooks, running
from steppes.authoring.notebooks import Trouble
from steppes.authoring.questions import gathered

GENERATED = {"tags": [notebooks.GENERATED]}


def solved(*lines: str) -> str:
    """Lines between the marks of a solution."""
    return "\n".join(("### BEGIN SOLUTION", *lines, "### END SOLUTION"))


def code(source: str, *tags: str, **more) -> dict:
    return new_code_cell(source, metadata={"tags": list(tags)} if tags else {}, **more)


def markdown(source: str, *tags: str, **more) -> dict:
    return new_markdown_cell(source, metadata={"tags": list(tags)} if tags else {}, **more)


def saved(path: Path, *cells: dict) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def files(course: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of change of each file, by its path."""
    return {
        path.relative_to(course).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(course.rglob("*"))
        if path.is_file()
    }


def but_for_questions(there: dict[str, tuple[bytes, int]]) -> dict[str, tuple[bytes, int]]:
    """What `files` gives, without the questions, which are gathered before anything is run."""
    return {name: kept for name, kept in there.items() if name != building.QUESTIONS}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A small course, built once; tests that change it take a copy."""
    course = tmp_path_factory.mktemp("course")
    path = saved(
        course / "notebooks" / "01_first.ipynb",
        markdown("# First"),
        code("import os\nprint('home is empty:', not os.path.exists(os.environ['STEPPES_HOME']))"),
        code("print('in', os.path.basename(os.getcwd()))\nprint(os.environ['MPLBACKEND'][-6:])"),
        code("import ipywidgets\nslider = ipywidgets.IntSlider()\nslider"),
        code("1 + 1"),
        code("print(os.environ['PYTHONHASHSEED'], os.environ['SOURCE_DATE_EPOCH'])"),
        code(""),
    )
    # As other editors leave it: an older format, no ids, state of the editor.
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["nbformat_minor"] = 4
    raw["metadata"] = {"kernelspec": {"name": "mine", "display_name": "mine"}, "widgets": {}}
    for cell in raw["cells"]:
        del cell["id"]
        cell["metadata"] |= {"collapsed": False, "execution": {"iopub.status.busy": "now"}}
    path.write_text(json.dumps(raw), encoding="utf-8")
    saved(
        course / "solutions" / "01_first.ipynb",
        markdown("## 1a How many?", id="asked"),
        code(solved("there = 3", "found = there") + "\nprint('found:', found)", id="answer"),
        markdown("There are three.", "solution", id="told"),
        code("print('the end')", id="end"),
    )
    assert building.build(course) == []
    return course


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "course"))


def test_a_built_notebook_is_tidy(built):
    text = (built / "notebooks" / "01_first.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert text == json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"] == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3",
        },
        "language_info": {"name": "python"},
    }  # fmt: skip
    *cells, links = notebook["cells"]
    assert links["id"] == "links" and links["metadata"] == {"tags": ["generated"]}
    assert [c["execution_count"] for c in cells[1:]] == [1, 2, 3, 4, 5]
    assert all(c["metadata"] == {} for c in cells)
    assert len({c["id"] for c in cells}) == len(cells)
    outputs = [c["outputs"] for c in cells[1:]]
    assert all(len(output) == 1 for output in outputs)
    assert outputs[0][0]["text"] == ["home is empty: True\n"]
    assert outputs[1][0]["text"] == ["in notebooks\n", "inline\n"]
    assert outputs[2][0]["data"] == {"text/plain": ["IntSlider(value=0)"]}
    assert outputs[3][0]["execution_count"] == 4
    assert outputs[4][0]["text"] == ["0 0\n"]


def test_the_exercise_is_the_solution_with_stubs_and_runs(built):
    exercise = nbformat.read(built / "exercises" / "01_first.ipynb", as_version=4)
    assert [(c.id, c.source) for c in exercise.cells] == [
        ("asked", "## 1a How many?"),
        ("answer", "found = ...\nprint('found:', found)"),
        ("end", "print('the end')"),
    ]
    assert [c.outputs[0].text for c in exercise.cells[1:]] == ["found: Ellipsis\n", "the end\n"]
    assert exercise.metadata.steppes == {
        "generated_from": "solutions/01_first.ipynb",
        "how": "Edit the solution, then run: steppes build",
    }


def test_what_goes_deeper_is_built_verified_and_asked_as_lessons_are(course, capsys, monkeypatch):
    (course / "notebooks" / "further").mkdir()
    deeper = saved(
        course / "notebooks" / "further" / "01_first.ipynb",
        markdown("**F1.1** How many?\n\n- A: one\n- B: two"),
        code('# check("F1.1", ...)\nprint(3)'),
    )
    assert building.build(course, ["further/01"]) == []
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "notebooks/further/01_first.ipynb: written"
    asked = json.loads((course / building.QUESTIONS).read_text(encoding="utf-8"))["questions"]
    assert asked["F1.1"]["notebook"] == "further/01_first"
    assert building.verify(course, ["notebooks/further/01_first.ipynb"]) == []
    assert building.lessons_named(course, []) == ["01_first", "further/01_first"]
    assert building.lessons_named(course, ["01"]) == ["01_first"]
    deeper.write_text(deeper.read_text(encoding="utf-8").replace('"3\\n"', '"4\\n"'))
    (stale,) = building.verify(course, ["further/01"])
    assert stale.startswith("notebooks/further/01_first.ipynb is stale: cell")
    assert stale.endswith("If it is right, run: steppes build further/01_first")
    deeper.rename(deeper.with_name("02_b.ipynb"))
    assert building.misplaced(course) == [
        "notebooks/further/02_b.ipynb goes deeper than no lesson: write notebooks/02_b.ipynb."
    ]


def test_contents_and_links_are_written_without_a_kernel(course, capsys, monkeypatch):
    """A section gets into the contents, a neighbour into the links; the student's words stay."""
    lesson = course / "notebooks" / "01_first.ipynb"
    changed = notebooks.read(lesson)
    changed.cells.insert(
        2, new_markdown_cell("## How *near*?\n\n```\n## no heading\n```", id="near")
    )
    changed.cells.insert(2, new_markdown_cell("an old line", id="contents", metadata=GENERATED))
    nbformat.write(changed, lesson)
    saved(course / "notebooks" / "02_second.ipynb", markdown("# 02 Second"), code("1"))
    saved(course / "notebooks" / "further" / "01_first.ipynb", markdown("# 01, further"))
    monkeypatch.chdir(course)
    assert main(["verify", "01"]) == 1
    assert "01_first.ipynb has other contents or links now. Run: steppes links 01_first" in (
        capsys.readouterr().err
    )
    monkeypatch.setattr(building, "execute", None)
    assert main(["links"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "notebooks/01_first.ipynb: written",
        "notebooks/02_second.ipynb: written",
        "notebooks/further/01_first.ipynb: written",
    ]
    made = notebooks.read(lesson).cells
    assert [cell.id for cell in made[:2]] == [changed.cells[0].id, "contents"]
    assert [c.id for c in made if c.metadata.get("tags")] == ["contents", "links"]
    assert made[1].source == "**On this page:** [How near?](#How-near?)"
    assert made[-1].source == (
        "**[Exercises](../exercises/01_first.ipynb)** · "
        "**[Deeper](further/01_first.ipynb)** · "
        "**Next:** [02 second](02_second.ipynb)"
    )
    (deeper,) = [
        cell.source
        for cell in notebooks.read(course / "notebooks" / "further" / "01_first.ipynb").cells
        if cell.id == "links"
    ]
    assert deeper == (
        "**Lesson:** [01 first](../01_first.ipynb) · "
        "**[Exercises](../../exercises/01_first.ipynb)** · "
        "**Next:** [02 second](../02_second.ipynb)"
    )
    assert main(["links"]) == 0
    assert capsys.readouterr().out == ""


def test_a_heading_that_no_link_can_lead_to_is_named(course, capsys, monkeypatch):
    lesson = course / "notebooks" / "01_first.ipynb"
    changed = notebooks.read(lesson)
    changed.cells.insert(1, new_markdown_cell("## Ölgii"))
    nbformat.write(changed, lesson)
    monkeypatch.chdir(course)
    assert main(["links"]) == 1
    said = capsys.readouterr().err
    assert said == "01_first.ipynb: no link can lead to 'Ölgii': write that heading without Ö.\n"


def test_a_second_run_touches_nothing_and_nothing_is_stale(course, capsys, monkeypatch):
    before = files(course)
    monkeypatch.chdir(course / "notebooks")
    assert main(["build", "01"]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "exercises/01_first.ipynb: unchanged",
        "notebooks/01_first.ipynb: unchanged",
        "solutions/01_first.ipynb: unchanged",
    ]
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "Nothing is stale.\n"
    assert files(course) == before


def test_verify_says_what_is_stale_and_changes_nothing(course, capsys, monkeypatch):
    lesson, exercise = (course / folder / "01_first.ipynb" for folder in ("notebooks", "exercises"))
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("in notebooks", "in Altai"))
    edited = nbformat.read(exercise, as_version=4)
    edited.cells[1].source = "found = 3\nprint('found:', found)"
    nbformat.write(edited, exercise)
    shutil.copy(exercise, course / "exercises" / "02_second.ipynb")
    shutil.copy(course / "solutions" / "01_first.ipynb", course / "solutions" / "03_third.ipynb")
    shutil.copy(lesson, course / "notebooks" / "Untitled.ipynb")
    before = files(course)
    monkeypatch.chdir(course)
    assert main(["verify", "01_first"]) == 1
    said = capsys.readouterr().err.splitlines()
    cell = nbformat.read(lesson, as_version=4).cells[2]
    stale = f"cell {cell.id}, which begins with '{notebooks.first_line(cell.source)}'"
    run = "run: steppes build 01_first"
    assert said == [
        "notebooks/Untitled.ipynb is not called NN_slug.ipynb: rename it or move it away.",
        "solutions/03_third.ipynb has no lesson: write notebooks/03_third.ipynb, or delete it.",
        "exercises/02_second.ipynb has no solution: write solutions/02_second.ipynb, or delete it.",
        "exercises/03_third.ipynb is missing. Run: steppes build 03_third",
        f"notebooks/01_first.ipynb is stale: {stale}, gives another output now. "
        + f"If it is right, {run}",
        "exercises/01_first.ipynb is not what solutions/01_first.ipynb generates: "
        + f"edit the solution, not the exercise, and {run}",
    ]
    assert files(course) == before


def test_what_differs_only_in_layout_or_pixels_is_told_apart(course):
    path = course / "notebooks" / "01_first.ipynb"
    fresh = notebooks.read(path)
    fresh.cells[1].outputs[0] = new_output(
        "display_data", {"text/html": '<img src="data:image/png;base64,AAAA">'}
    )
    text = notebooks.text_of(fresh)
    path.write_text(text.replace("AAAA", "BBBB=="), encoding="utf-8")
    assert building._stale(path, fresh) == []
    path.write_text(text.replace('"language": "python"', '"language": "Python"'), encoding="utf-8")
    assert "is not tidy" in building._stale(path, fresh)[0]


def test_trouble_stops_a_notebook_and_leaves_its_file(tmp_path, capsys):
    (tmp_path / "solutions").mkdir()
    troubles = {
        "1 / 0": "it ended in ZeroDivisionError: division by zero",
        "import sys; print('Altai', file=sys.stderr)": "it wrote to stderr: Altai",
        "import warnings; warnings.warn('old')": "it wrote to stderr: ",
    }
    for number, source in enumerate(troubles):
        path = tmp_path / "notebooks" / f"{number:02d}_bad.ipynb"
        saved(path, code("1"), code(source, id="bad"), code("2"))
    before = files(tmp_path)
    said = building.build(tmp_path)
    assert capsys.readouterr().out == f"{building.QUESTIONS}: written\n"
    for number, (source, trouble) in enumerate(troubles.items()):
        start = f"notebooks/{number:02d}_bad.ipynb, cell bad (which begins with '{source}'): "
        assert said[number].startswith(start + trouble)
        assert "\n" not in said[number]
    assert but_for_questions(files(tmp_path)) == before


def test_a_kernel_that_goes_away_is_one_sentence(tmp_path, capsys, monkeypatch):
    saved(tmp_path / "notebooks" / "02_bad.ipynb", code("import os\nos._exit(1)"))
    (tmp_path / "solutions").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("notebooks/02_bad.ipynb: the kernel stopped in the middle")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to one process")
def test_an_interruption_ends_every_kernel_and_is_one_sentence(tmp_path, capsys, monkeypatch):
    # One kernel presses Ctrl-C in this process, while the other one sleeps.
    presses = "import os, signal, time\ntime.sleep(1)\nos.kill(os.getppid(), signal.SIGINT)"
    saved(tmp_path / "notebooks" / "01_a.ipynb", code(presses), code("time.sleep(60)"))
    saved(tmp_path / "notebooks" / "02_b.ipynb", code("import time\ntime.sleep(60)"))
    (tmp_path / "solutions").mkdir()
    before = files(tmp_path)
    monkeypatch.chdir(tmp_path)
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    started = time.monotonic()
    try:
        assert main(["build"]) == 1
    finally:
        signal.signal(signal.SIGINT, usual)
    assert time.monotonic() - started < 50
    assert capsys.readouterr().err.startswith("Stopped.")
    assert but_for_questions(files(tmp_path)) == before


def test_unknown_names_and_folders_are_one_sentence(course, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(course)
    assert main(["build", "01_fist"]) == 1
    said = capsys.readouterr().err
    assert said == "There is no lesson '01_fist'. The nearest are: 01_first.\n"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert main(["verify"]) == 1
    assert "change into its folder" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 3, "cells": []}', '{"cells": 1}'])
def test_what_is_no_notebook_is_one_sentence(content, tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Trouble, match=r"/01_x\.ipynb is (not a notebook|of nbformat 3)[^\n]*$"):
        notebooks.read(path)


def test_a_notebook_nested_without_end_is_one_sentence(tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text('{"cells": ' + "[" * 100_000, encoding="utf-8")
    with pytest.raises(Trouble, match=r"/01_x\.ipynb is nested too deep"):
        notebooks.read(path)


def test_without_what_builds_notebooks_it_is_one_sentence(capsys, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("steppes.authoring")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbformat", None)
    for verb in (["build"], ["verify"], ["new", "exercise", "own"]):
        assert main(verb) == 1
        said = capsys.readouterr()
        assert said.err.startswith(f"nbformat is not installed, and steppes {verb[0]} needs it")
        assert "pip install 'steppes[lab]'" in said.err and said.err.count("\n") == 1
        assert said.out == ""


def test_the_command_is_there():
    asked = subprocess.run(
        [sys.executable, "-m", "steppes", "--help"], capture_output=True, text=True, check=True
    )
    for verb in ("build", "verify", "new"):
        assert verb in asked.stdout


# --- questions -----------------------------------------------------------------------------------


BOLD = (
    markdown("Before it.\n\n**1.3** Which of them?\nMore.\n\n- A: the *first*\n- B: the second"),
    code('check("1.3", ...)'),
)
HEADED = (markdown("## 1c How many?\n\nCount."), code("x = 1"), code('check("1c", x)'))


def asked(path: Path, *cells: dict) -> dict[str, dict]:
    return json.loads(gathered([saved(path, *cells)]))["questions"]


def test_a_question_begins_at_its_bold_id_or_in_its_heading(tmp_path):
    found = asked(tmp_path / "notebooks" / "01_x.ipynb", *HEADED, markdown("Between."), *BOLD)
    assert list(found) == ["1.3", "1c"]
    assert found["1.3"]["notebook"] == found["1c"]["notebook"] == "01_x"
    assert found["1.3"]["text"] == "Which of them?\nMore."
    assert found["1.3"]["options"] == {"A": "the *first*", "B": "the second"}
    assert found["1c"]["text"] == "How many?\n\nCount."
    assert found["1c"]["options"] == {}


def test_a_question_of_ones_own_is_of_no_lesson(tmp_path):
    cells = (markdown("## own1 How many?"), code('check("own1", ...)'))
    assert asked(tmp_path / "own" / "solutions.ipynb", *cells)["own1"]["notebook"] == "own"


def test_the_options_are_those_beneath_the_question_alone(tmp_path):
    earlier = (markdown("**1.2** Another?\n\n- A: no\n- C: yes"), code('check("1.2", ...)'))
    found = asked(tmp_path / "01_x.ipynb", *earlier, *BOLD)
    assert list(found["1.2"]["options"]) == ["A", "C"]
    assert list(found["1.3"]["options"]) == ["A", "B"]
    # The id of another question, or one within a paragraph, begins nothing.
    longer = (markdown("**1.33** Longer?"), markdown("See **1.3** above."), code('check("1.3")'))
    with pytest.raises(Trouble, match="checks 1.3 and does not ask it"):
        asked(tmp_path / "01_x.ipynb", *longer)


def test_a_fingerprint_is_of_the_words_and_not_of_the_layout(tmp_path):
    def fingerprint(text: str) -> str:
        cells = (markdown(text), code('check("1.3", ...)'))
        return asked(tmp_path / "01_x.ipynb", *cells)["1.3"]["fingerprint"]

    text = "**1.3** Which?\n\n- A: one\n- B: two"
    same = [text, f"{text}\n", text.replace("\n\n", "\n\n\n"), f"Before.\n\n{text}"]
    assert len({fingerprint(one) for one in same}) == 1
    other = [text.replace("Which", "What"), text.replace("two", "ten"), text.replace("B:", "C:")]
    assert len({fingerprint(one) for one in [text, *other]}) == 4


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (BOLD[1:], "notebooks/01_x.ipynb checks 1.3 and does not ask it: write **1.3** before"),
        ([*BOLD, *BOLD], "notebooks/01_x.ipynb asks 1.3 a second time: give one of the two"),
        ([*HEADED, *HEADED[2:]], "notebooks/01_x.ipynb asks 1c a second time"),
    ],
)
def test_a_check_without_a_question_or_with_anothers_id_is_named(cells, said, course, capsys):
    (course / "notebooks").joinpath("01_first.ipynb").unlink()
    saved(course / "notebooks" / "01_x.ipynb", *cells)
    before = files(course)
    with pytest.raises(Trouble) as trouble:
        building.build(course)
    assert str(trouble.value).startswith(said)
    assert files(course) == before and capsys.readouterr().out == ""


def test_two_notebooks_do_not_ask_under_one_id(tmp_path):
    paths = [saved(tmp_path / f"0{n}_x.ipynb", *BOLD) for n in (1, 2)]
    with pytest.raises(Trouble, match=r"02_x\.ipynb asks 1\.3 a second time"):
        gathered(paths)


def test_verify_says_that_the_questions_are_stale_until_they_are_built(course, capsys, monkeypatch):
    path = saved(course / "notebooks" / "02_asks.ipynb", BOLD[0], code('#check("1.3", ...)'))
    stored, said = course / building.QUESTIONS, f"{building.QUESTIONS} is not what the notebooks"
    before = stored.read_bytes()
    monkeypatch.chdir(course)
    assert main(["verify", "02"]) == 1
    assert said in capsys.readouterr().err
    assert stored.read_bytes() == before
    assert main(["build", "02"]) == 0
    assert f"{building.QUESTIONS}: written" in capsys.readouterr().out
    assert json.loads(stored.read_text())["questions"]["1.3"]["options"]["B"] == "the second"
    assert main(["verify", "02"]) == 0
    path.write_text(path.read_text(encoding="utf-8").replace("the second", "the third"))
    assert main(["verify", "02"]) == 1
    assert capsys.readouterr().err.startswith(said)
    stored.unlink()
    assert main(["verify", "02"]) == 1
    assert capsys.readouterr().err.startswith(said)


def test_the_courses_own_questions_are_what_its_notebooks_ask():
    root = Path(__file__).parents[1]
    folders = ("notebooks", "notebooks/further", "solutions")
    paths = [p for where in folders for p in sorted((root / where).glob("*_*"))]
    assert (root / building.QUESTIONS).read_text(encoding="utf-8") == gathered(paths), (
        "run: steppes build"
    )


def test_ids_are_kept_and_given_once():
    cells = [
        {"id": "kept", "source": "a"},
        {"source": ["b\n", "c"]},
        {"id": "kept", "source": "d"},
        {"id": "not usable", "source": "e"},
    ]
    notebooks.give_ids(cells)
    ids = [cell["id"] for cell in cells]
    assert ids[0] == "kept"
    assert len(set(ids)) == 4
    assert all(notebooks.CELL_ID.fullmatch(cell_id) for cell_id in ids)
    notebooks.give_ids(cells)
    assert [cell["id"] for cell in cells] == ids
    # An id that would be given is already another cell's.
    cells = [{"source": ["b\n", "c"]}, {"source": "a", "id": ""}]
    notebooks.give_ids(cells)
    cells[1]["id"] = given = cells[0].pop("id")
    notebooks.give_ids(cells)
    assert cells[1]["id"] == given != cells[0]["id"]


def test_outputs_are_tidied():
    view = {notebooks.WIDGET_VIEW: {"model_id": "1"}}
    cell = code("x")
    cell.outputs = [
        new_output("stream", name="stdout", text="a\n"),
        new_output("stream", name="stdout", text="b\n"),
        new_output("display_data", {**view}),
        new_output("display_data", {**view, "text/plain": "words"}),
        new_output("stream", name="stdout", text="c\n"),
        new_output("stream", name="stderr", text="d\n"),
    ]
    notebook = new_notebook(cells=[cell], metadata={"widgets": {"state": {}}, "steppes": {"a": 1}})
    tidied = notebooks.tidy(notebook)
    assert [output.get("text") or output.get("data") for output in tidied.cells[0].outputs] == [
        "a\nb\n", {"text/plain": "words"}, "c\n", "d\n",
    ]  # fmt: skip
    assert cell.outputs[0].text == "a\n"  # what was handed in is left as it was
    assert set(tidied.metadata) == {"kernelspec", "language_info", "steppes"}
    assert notebooks.text_of(notebooks.tidy(tidied)) == notebooks.text_of(tidied)


def test_tags_folding_and_slides_are_the_metadata_kept():
    cell = code("x", "nbval-skip")
    cell.metadata |= {"jupyter": {"source_hidden": True}, "scrolled": True}
    cell.metadata["slideshow"] = {"slide_type": "slide"}
    untagged = new_markdown_cell("y", metadata={"tags": [], "jupyter": {}})
    tidied = notebooks.tidy(new_notebook(cells=[cell, untagged]))
    assert tidied.cells[0].metadata == {
        "tags": ["nbval-skip"], "jupyter": {"source_hidden": True},
        "slideshow": {"slide_type": "slide"},
    }  # fmt: skip
    assert tidied.cells[1].metadata == {}


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    assert notebooks.write(path, "old\n")
    stamp = path.stat().st_mtime_ns
    assert not notebooks.write(path, "old\n")
    assert path.stat().st_mtime_ns == stamp

    def no_room(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", no_room)
    with pytest.raises(OSError, match="no space"):
        notebooks.write(path, "new\n")
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


GAPPED = f"{generating.TO_FILL}\n# a = rows[____].mean()\n# b = 2"


def exercise_of(*cells: dict) -> list[str]:
    notebook = generating.exercise_from(new_notebook(cells=list(cells)), "solutions/01_x.ipynb")
    return [cell.source for cell in notebook.cells]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # Only what the rest of the cell uses, in the order of assignment.
        (
            [solved("b = 1", "a = b", "c = a") + "\nprint(a, b)"],
            ["b = ...\na = ...\nprint(a, b)"],
        ),
        (
            [solved("a = 1", "b = 2") + "\nb = 3\nprint(a)", "print(b)"],
            ["a = ...\nb = 3\nprint(a)", "print(b)"],
        ),
        # Otherwise what later cells use.
        ([solved("b = 1", "a = b"), "print(a)"], ["a = ...", "print(a)"]),
        # What a later solution uses is no use of it: the student does not see that.
        (
            [solved("a = 1", "b = 2"), solved("c = b") + "\nprint(a, c)"],
            ["a = ...", "c = ...\nprint(a, c)"],
        ),
        # What stands outside the marks stays: a step shown.
        (
            ["data = [1, 2]\n" + solved("# why", "top = max(data)", "") + "\n\nprint(top)"],
            ["data = [1, 2]\ntop = ...\n\nprint(top)"],
        ),
        # Unpacked, annotated and added to.
        (
            [solved("a, (b, c) = 1, (2, 3)", "d: int = 4", "d += a") + "\nprint(c, a, d)"],
            ["a = ...\nc = ...\nd = ...\nprint(c, a, d)"],
        ),
        # Inner names and items of a table are not assigned at the top level.
        (
            ["t = {}\n" + solved("for i in t:", "    y = i", "t[1] = z = t") + "\nprint(z, t, y)"],
            ["t = {}\nz = ...\nprint(z, t, y)"],
        ),
        # Two solutions in one cell.
        (
            [solved("a = 1") + "\n" + solved("b = 2") + "\nprint(a, b)"],
            ["a = ...\nb = ...\nprint(a, b)"],
        ),
        # A line with a gap stands beneath its stub.
        (
            [solved('a = rows["sold"].mean()   ### GAP "sold"', "b = 2") + "\nprint(a, b)"],
            ["a = ...\nb = ...\n" + GAPPED + "\nprint(a, b)"],
        ),
        # A worked example.
        (["x = 1\nprint(x)"], ["x = 1\nprint(x)"]),
    ],
)
def test_stubs(cells, expected):
    assert exercise_of(*(code(cell) for cell in cells)) == expected


def test_cells_tagged_solution_are_dropped_and_use_nothing():
    cells = [
        code(solved("a = 1", "b = 2")),
        code("print(a)", "solution"),
        markdown("told", "solution"),
        code("print(b)", "kept"),
    ]
    assert exercise_of(*cells) == ["b = ...", "print(b)"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (solved("a = 1"), "nothing uses what the solution that begins with 'a = 1'"),
        (solved("print(1)"), "nothing uses"),
        (solved(), "nothing uses"),
        (solved("a = 1  ### GAP 2") + "\na", "the gap 2 does not stand once in its line"),
        ("### BEGIN SOLUTION\na = 1", "has no '### END SOLUTION' after it"),
        ("a = 1\n### END SOLUTION", "is out of place"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "is out of place"),
        ("### BEGIN SOLUTION\na = 1\n    ### END SOLUTION\na", "is out of place"),
        ("if 1:\n    ### BEGIN SOLUTION\n    a = 1\n    ### END SOLUTION\na", "is out of place"),
        ("if 1:\n" + solved("    a = 1") + "\na", "cannot be read by itself"),
    ],
)
def test_marks_that_cannot_be_understood_are_one_sentence(source, said):
    with pytest.raises(Trouble, match=re.escape(said)) as trouble:
        exercise_of(code(source, id="here"))
    assert str(trouble.value).startswith("solutions/01_x.ipynb, cell here: ")


def test_nbval_overlooks_the_same_pictures_as_verify():
    rules = (Path(__file__).parent / "nbval_sanitise.cfg").read_text(encoding="utf-8")
    assert re.findall(r"^regex: (.*)$", rules, re.MULTILINE) == [notebooks.PICTURE_IN_HTML.pattern]
    assert re.findall(r"^replace: (.*)$", rules, re.MULTILINE) == [
        notebooks.without_pictures("data:image/png;base64,AAAA")
    ]


def test_nbval_gives_each_notebook_an_empty_home(tmp_path):
    shutil.copytree(
        Path(__file__).parent, tmp_path / "tests", ignore=shutil.ignore_patterns("test_*", "__*")
    )
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(Path(__file__).parents[1] / name, tmp_path)
    source = "import os\nhome = os.environ['STEPPES_HOME']\nprint(os.path.exists(home))"
    for name, expected in (("01_a", "False"), ("02_b", "True")):
        output = new_output("stream", name="stdout", text=f"{expected}\n")
        shows = code(source, outputs=[output], execution_count=1)
        saved(tmp_path / "notebooks" / f"{name}.ipynb", shows, code("os.makedirs(home)"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "notebooks"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed, 3 passed" in done.stdout
    assert "FAILED notebooks/02_b.ipynb::Cell 0" in done.stdout


def test_a_kernel_reads_nothing_of_the_persons_own(tmp_path):
    kept = running.kernel_environment(tmp_path)
    assert all(Path(kept[name]).parent == tmp_path for name in ("STEPPES_HOME", "IPYTHONDIR"))
