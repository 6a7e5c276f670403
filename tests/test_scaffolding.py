"""`steppes new` in a copy of the course: what it writes builds and passes, and nothing is lost."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from running import load_start

from steppes import checking, own
from steppes.__main__ import main
from steppes.authoring import building, notebooks, scaffolding
from steppes.authoring.inserting import with_entry, with_imports
from steppes.authoring.notebooks import Trouble
from steppes.kinds import Choice

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "data", "notebooks", "solutions", "exercises", "tests", "docs")
FILES = ("README.md", "pyproject.toml", "conftest.py", "start.py", ".gitignore")
MOVED = 7  # a claim that the ledger of the copy settles in the new lesson


def copied(target: Path) -> Path:
    without = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "build")
    for name in FOLDERS:
        # Code and tests with what is compiled of them: each kernel and pytest would do it again.
        left_out = None if name in ("src", "tests") else without
        shutil.copytree(ROOT / name, target / name, ignore=left_out)
    for name in FILES:
        shutil.copy(ROOT / name, target / name)
    return target


def states(course: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of each file, by its path."""
    return {
        path.relative_to(course).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(course.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(course: Path, *words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A module of Python, run with the copy's own library."""
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    environment |= {"PYTHONPATH": f"{course / 'src'}{os.pathsep}{course}"}
    if home:
        environment["STEPPES_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, *words],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course; tests leave it as it is, or take a copy."""
    return copied(tmp_path_factory.mktemp("plain") / "course")


@pytest.fixture(scope="module")
def grown(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which everything new was made and built, with one claim of the ledger moved."""
    course = Path(shutil.copytree(plain, tmp_path_factory.mktemp("grown") / "course"))
    ledger = course / "data" / "claims.yaml"
    text = ledger.read_text(encoding="utf-8")
    moved = re.sub(rf"(?s)(\n- id: {MOVED}\n.*?settled_in: )\w+", r"\g<1>90_trial", text, count=1)
    ledger.write_text(moved, encoding="utf-8")
    scaffolding.lesson(course, "90", "trial")
    scaffolding.exercise(course, "90")
    scaffolding.claim(course, "900", "90_trial")
    scaffolding.exercise(course, "own")
    scaffolding.exercise(course, "own")
    built = run(course, "-m", "steppes", "build", "90", "own")
    assert built.returncode == 0, built.stderr
    return course


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """What `steppes new lesson` reads of a course, and no more."""
    for folder in ("notebooks", "solutions", "exercises", "data"):
        (tmp_path / folder).mkdir()
    for name in ("README.md", "data/claims.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_what_is_new_is_up_to_date_and_passes_the_tests(grown):
    verified = run(grown, "-m", "steppes", "verify", "90", "own")
    assert (verified.returncode, verified.stdout) == (0, "Nothing is stale.\n"), verified.stderr
    files = [f"tests/test_{name}.py" for name in ("structure", "prose", "exercises", "claims")]
    new = "90_trial or 90.1 or 90a or 90b or own1 or own2 or 900 or house or ask_the_same"
    tested = run(
        grown, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files, "tests/test_house.py",
        "-k", new,
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout
    assert int(re.findall(r"(\d+) passed", tested.stdout)[0]) > 80


def test_what_is_new_is_laid_out_as_the_rest(grown):
    places = ["src/steppes/lessons/trial", "own/exercises.py"]
    for words in (("check",), ("format", "--check")):
        laid = run(grown, "-m", "ruff", *words, "--no-cache", *places)
        assert laid.returncode == 0, laid.stdout


def test_nothing_that_was_there_is_touched_but_by_adding(plain, grown):
    before, after = states(plain), states(grown)
    assert not set(before) - set(after)
    added = {
        f"{folder}/90_trial.ipynb" for folder in ("notebooks", "solutions", "exercises")
    } | {
        f"src/steppes/lessons/trial/{name}.py" for name in ("__init__", "exercises", "verdicts")
    } | {
        f"own/{name}" for name in (
            "exercises.py", "solutions.ipynb", "exercises.ipynb", "questions.json",
        )
    }  # fmt: skip
    assert set(after) - set(before) == added
    changed = {name for name in before if before[name] != after[name]}
    changed = {
        name for name in changed if (plain / name).read_bytes() != (grown / name).read_bytes()
    }
    assert changed == {"README.md", "data/claims.yaml", "src/steppes/questions.json"}
    for name in ("README.md", "data/claims.yaml"):
        lines = (grown / name).read_text(encoding="utf-8").splitlines()
        for line in (plain / name).read_text(encoding="utf-8").splitlines():
            assert line in lines, line


def test_a_claim_of_the_ledger_gets_its_cells_before_the_limits(grown):
    cells = notebooks.read(grown / "notebooks" / "90_trial.ipynb").cells
    ids = [cell.id for cell in cells]
    at = ids.index("limits")
    assert ids[at - 4 : at] == [f"claim-{MOVED}", f"settle-{MOVED}", "claim-900", "settle-900"]
    ledger = yaml.safe_load((grown / "data" / "claims.yaml").read_text(encoding="utf-8"))
    assert (ledger[-1]["id"], ledger[-1]["settled_in"]) == (900, "90_trial")


def test_what_was_made_and_what_is_left_is_said_line_by_line(small, capsys, monkeypatch):
    monkeypatch.chdir(small)
    assert main(["new", "lesson", "90", "trial"]) == 0
    said = capsys.readouterr().out.splitlines()
    head = said.index('Left to write, each where it says "to write:"')
    made = [line.partition(": ")[0] for line in said[:head]]
    assert len(made) == 5 and all((small / name).is_file() for name in made)
    assert "src/steppes/lessons/trial/exercises.py: made, with 90.1 and 90a" in said[:head]
    assert "  notebooks/90_trial.ipynb, cell begin: the right answer" in said[head:]
    assert said[-1] == "Then run: steppes build 90"
    text = "".join((small / name).read_text(encoding="utf-8") for name in made)
    assert len(said) - head - 2 == text.count(scaffolding.TO_WRITE)


def test_a_planned_lesson_is_read_from_then_on(small):
    scaffolding.lesson(small, "06", "cases")
    readme = (small / "README.md").read_text(encoding="utf-8")
    row = re.search(r"^\| 06 \| (.+) \| (.+) \|$", readme, re.MULTILINE)
    assert row and row[2] == "[read](notebooks/06_cases.ipynb)"
    title = notebooks.read(small / "notebooks" / "06_cases.ipynb").cells[0].source
    assert f"**The question.** {row[1]}\n" in title
    assert len(re.findall(r"^\| \d\d \|", readme, re.MULTILINE)) == 11


REFUSED = [
    (("lesson", "90", "other"), "There is 90_trial already"),
    (("lesson", "91", "trial"), "There is 90_trial already"),
    (("lesson", "91", "puzzle"), "There is 01_puzzle already"),
    (("lesson", "9", "other"), "'9' is no number of a lesson"),
    (("lesson", "nn", "other"), "'nn' is no number of a lesson"),
    (("lesson", "91", "Other"), "'Other' is no name of a lesson"),
    (("lesson", "91", "../other"), "'../other' is no name of a lesson"),
    (("lesson", "91", "class"), "'class' is no name of a lesson"),
    (("claim", "900", "90_trial"), "There is a claim 900 in data/claims.yaml already"),
    (("claim", "7", "90"), "There is a claim 7 in data/claims.yaml already"),
    (("claim", "0", "90"), "'0' is no number of a claim"),
    (("claim", "x", "90"), "'x' is no number of a claim"),
    (("claim", "901", "77"), "There is no lesson '77'. The nearest are: "),
    (("exercise", "90_trail"), "There is no lesson '90_trail'. The nearest are: 90_trial"),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSED)
def test_what_is_taken_or_badly_formed_is_refused(grown, words, sentence, capsys, monkeypatch):
    before = states(grown)
    monkeypatch.chdir(grown)
    assert main(["new", *words]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(sentence) and said.err.count("\n") == 1
    assert states(grown) == before


def test_a_name_that_the_ledger_means_for_another_number_is_refused(small):
    entry = "- {id: 1, settled_in: 70_one, see_also: [80_two]}\n"
    (small / "data" / "claims.yaml").write_text(entry, encoding="utf-8")
    for number, slug in (("70", "two"), ("71", "one"), ("80", "three")):
        with pytest.raises(Trouble, match=r"means \d\d_\w+ to be a lesson"):
            scaffolding.lesson(small, number, slug)
    (small / "data" / "claims.yaml").write_text("- {id: 1\n", encoding="utf-8")
    with pytest.raises(Trouble, match=r"data/claims.yaml cannot be read at line \d+: mend it"):
        scaffolding.lesson(small, "81", "three")
    (small / "data" / "claims.yaml").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(Trouble, match=r"data/claims.yaml is nested too deep"):
        scaffolding.lesson(small, "81", "three")


def followed_by(cells: list, name: str, heading: str) -> bool:
    """Whether a cell is the one before such a heading, or the last where there is none."""
    at = next(place for place, cell in enumerate(cells) if cell.id == name)
    headed = [bool(re.search(heading, c.source, re.MULTILINE | re.IGNORECASE)) for c in cells]
    return headed.index(True) == at + 1 if any(headed) else at == len(cells) - 1


@pytest.mark.parametrize(
    "stem", [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
)
def test_every_lesson_takes_an_exercise_and_a_claim(plain, stem, tmp_path):
    course = tmp_path / "course"
    for name in ("notebooks", "solutions", "src/steppes/lessons"):
        shutil.copytree(plain / name, course / name)
    (course / "data").mkdir()
    for name in ("data/claims.yaml", "pyproject.toml"):
        shutil.copy(plain / name, course / name)
    scaffolding.exercise(course, stem)
    scaffolding.claim(course, "900", stem)
    folder = f"src/steppes/lessons/{stem[3:]}"
    for name in ("exercises", "verdicts"):
        old, new = (c / folder / f"{name}.py" for c in (plain, course))
        code = new.read_text(encoding="utf-8")
        ast.parse(code)
        if old.exists():
            kept = old.read_text(encoding="utf-8").splitlines()
            assert [line for line in kept if line not in code and "import" not in line] == []
    files = [f"{folder}/{name}.py" for name in ("exercises", "verdicts")]
    laid = run(course, "-m", "ruff", "check", "--select", "I,F", "--no-cache", *files)
    assert laid.returncode == 0, laid.stdout
    letters = re.findall(
        rf'"{int(stem[:2])}([a-z])"', (course / folder / "exercises.py").read_text()
    )
    assert letters == sorted(set(letters))
    asked = notebooks.read(course / "solutions" / f"{stem}.ipynb").cells
    ids = [cell.id for cell in asked]
    new = f"{int(stem[:2])}{letters[-1]}"
    assert ids.index(f"{new}-answer") == ids.index(new) + 1
    assert followed_by(asked, f"{new}-answer", scaffolding.ANSWERS)
    told = notebooks.read(course / "notebooks" / f"{stem}.ipynb").cells
    settled = [cell.source for cell in told if cell.id == "settle-900"]
    assert settled and settled[0].endswith("settle(900, ..., because=...)")
    assert followed_by(told, "settle-900", scaffolding.LIMITS)
    first = next(cell.source for cell in told if re.search("import.* settle", cell.source))
    assert "from steppes import" in first


def test_a_lesson_has_at_the_most_an_exercise_for_each_letter(grown, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(grown / "solutions", course / "solutions")
    shutil.copytree(grown / "notebooks", course / "notebooks")
    shutil.copytree(grown / "src/steppes/lessons/trial", course / "src/steppes/lessons/trial")
    for _ in range(24):
        scaffolding.exercise(course, "90")
    with pytest.raises(Trouble, match="has an exercise for every letter"):
        scaffolding.exercise(course, "90")


# --- putting lines into files --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("EXERCISES = []\n", "EXERCISES = [\n    2,\n]\n"),
        ("EXERCISES = [\n    1,\n]\nx = 1\n", "EXERCISES = [\n    1,\n    2,\n]\nx = 1\n"),
        ("EXERCISES = [1]\n", "EXERCISES = [1,\n    2,\n]\n"),
        ("s = 'ä'\nEXERCISES = ['ö',]; x = [3]\n", None),
    ],
)
def test_an_entry_is_put_at_the_end_of_the_list(code, expected):
    new = with_entry(code, "    2,\n", "x.py")
    assert expected is None or new == expected
    names: dict = {}
    exec(new, names)  # noqa: S102
    assert names["EXERCISES"][-1] == 2


@pytest.mark.parametrize("code", ["", "x = 1\n", "EXERCISES = tuple()\n"])
def test_a_file_without_the_list_is_named(code):
    with pytest.raises(Trouble, match="x.py has no list called EXERCISES"):
        with_entry(code, "    2,\n", "x.py")


def test_code_that_cannot_be_read_is_named_with_its_line():
    with pytest.raises(Trouble, match=r"x.py cannot be read at line 2 .*mend it first"):
        with_entry("x = 1\nEXERCISES = [\n", "    2,\n", "x.py")


FUTURE = "from __future__ import annotations\n"


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ('"""A."""\n\nx = 1\n', "from ...b import C", '"""A."""\n\nfrom ...b import C\n\nx = 1\n'),
        ("from ...b import C\n", "from ...b import C", "from ...b import C\n"),
        ("from ...b import d\n", "from ...b import A, C", "from ...b import A, C, d\n"),
        ("from ...b import D as d\n", "from ...b import A", "from ...b import A, D as d\n"),
        ("from ...c import d\n", "from ...b import A", "from ...b import A\nfrom ...c import d\n"),
        ("from ...a import d\n", "from ...b import A", "from ...a import d\nfrom ...b import A\n"),
        (f"{FUTURE}", "import pandas as pd", f"{FUTURE}\nimport pandas as pd\n"),
        ("import math\n", "import pandas as pd", "import math\n\nimport pandas as pd\n"),
        (
            "import pandas as pd\n\nfrom ...c import d\n",
            "from ...b import A",
            "import pandas as pd\n\nfrom ...b import A\nfrom ...c import d\n",
        ),
        (
            f"from ...b import ({', '.join('abcdefgh' * 2 + str(n) for n in range(1))})\n",
            "from ...b import " + ", ".join(f"a_long_name_{n}" for n in range(6)),
            None,
        ),
    ],
)
def test_imports_are_joined_where_they_belong(code, line, expected, tmp_path):
    new = with_imports(code, [line], "x.py")
    assert with_imports(new, [line], "x.py") == new
    if expected:
        assert new == expected
    assert all(len(line) <= 100 for line in new.splitlines())


# --- one's own exercises -------------------------------------------------------------------------


CHECKED = """
from steppes import check, hint, solution
check("own1")
check("own1", 29.9)
check("own2", 36.2)
check("own2", "banana")
hint("own1")
solution("own1")
check("own7", 1)
check("1.1", "C")
"""


def test_own_exercises_are_checked_as_the_courses_are(grown, tmp_path):
    told = run(grown, "-c", CHECKED, home=tmp_path)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    beginnings = (
        "own1: not attempted. ", "own1: correct. ", "own2: not yet. ", "own2: cannot be read. ",
        "Hint 1 of 1: ", "own1, ", "There is no exercise 'own7'. The nearest ids are: own",
        "1.1: correct. ",
    )  # fmt: skip
    assert [line.startswith(start) for line, start in zip(lines, beginnings, strict=True)] == [
        True
    ] * 8
    assert "worked in own/solutions.ipynb, under the heading own1" in lines[5]


def test_the_students_copy_is_made_once_and_never_overwritten(grown, tmp_path, capsys):
    course = tmp_path / "course"
    for name in ("notebooks", "exercises", "own"):
        shutil.copytree(grown / name, course / name)
    shutil.copy(grown / "start.py", course)
    load_start(course).copy_all()
    mine = course / "my_work" / "exercises" / "own.ipynb"
    cells = nbformat.read(mine, as_version=4).cells
    answers = [cell for cell in cells if cell.id in ("own1-answer", "own2-answer")]
    assert [cell.source for cell in answers] == [
        f'narrowest = ...\ncheck("own{n}", narrowest)' for n in (1, 2)
    ]
    assert all(cell.outputs == [] for cell in answers)
    mine.write_text(mine.read_text(encoding="utf-8").replace("...", "29.9"), encoding="utf-8")
    written = mine.read_bytes()
    load_start(course).copy_all()
    assert mine.read_bytes() == written
    assert capsys.readouterr().out == ""
    # The course is copied without them where they are damaged.
    shutil.rmtree(course / "my_work")
    (course / "own" / "exercises.ipynb").write_text("half of a note")
    (fault,) = load_start(course).copy_all()
    assert (course / "my_work" / "exercises" / "90_trial.ipynb").is_file() and not mine.exists()
    assert fault.startswith("own/exercises.ipynb is damaged and was left out")


def test_verify_says_what_is_stale_of_ones_own(grown, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(grown / "own", course / "own")
    for name in ("notebooks", "solutions"):
        (course / name).mkdir()
    (course / "own" / "exercises.ipynb").unlink()
    assert building.misplaced(course) == ["own/exercises.ipynb is missing. Run: steppes build own"]
    with pytest.raises(Trouble, match="own/solutions.ipynb is missing: steppes new exercise own"):
        (course / "own" / "solutions.ipynb").unlink()
        building.build(course, ["own"])


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder own/ beside a folder of tables, in which the tests now work."""
    (tmp_path / "own").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("datapackage.json", "claims.yaml", "countries.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path / "data" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own"


ONE = 'EXERCISES = [\n    choice("own1", "t", "A", {"A": "a", "B": "b"}, "h"),\n'
USED = "from steppes.checking import choice\n\n"
DAMAGES = [
    ("x = (\n", 1),
    (f"{USED}{ONE}    nothing_of_the_kind,\n]\n", 5),
    (f'{USED}{ONE}    choice("own2"),\n]\n', 5),
    (f"{USED}exercises = []\n", 1),
    (f"{USED}{ONE}    3,\n]\n", 3),
    (f'{USED}{ONE}    choice("1.1", "t", "A", {{"A": "a"}}, "h"),\n]\n', 5),
    (f'{USED}{ONE}    choice("own1", "t", "A", {{"A": "a"}}, "h"),\n]\n', 5),
    (f'{USED}{ONE}    choice("own2", "t", "C", {{"A": "a"}}, "h"),\n]\n', 5),
]


@pytest.mark.parametrize(("text", "line"), DAMAGES)
def test_what_is_damaged_is_one_sentence_and_the_course_goes_on(ours, text, line, capsys):
    (ours / "exercises.py").write_text(text, encoding="utf-8")
    checking.check("own1", "A")
    said = capsys.readouterr().out
    assert said.startswith(f"own/exercises.py cannot be used because of line {line} (")
    assert said.count("\n") == 1 and str(ours) not in said
    checking.check("1.1", "C")
    checking.solution("1a")
    assert capsys.readouterr().out.startswith("1.1: correct.")
    for folder in ("notebooks", "solutions"):
        (ours.parent / folder).mkdir()
    scaffolded = notebooks.text_of(nbformat.v4.new_notebook())
    (ours / "solutions.ipynb").write_text(scaffolded, encoding="utf-8")
    assert building.build(ours.parent, ["own"])[0] + "\n" == said
    assert (ours / "solutions.ipynb").read_text(encoding="utf-8") == scaffolded


def test_mended_exercises_are_read_without_a_new_kernel(ours, capsys):
    path = ours / "exercises.py"
    path.write_text("EXERCISES = [\n", encoding="utf-8")
    checking.check("own1", "A")
    path.write_text(f"{USED}{ONE}]\n", encoding="utf-8")
    entry = {"notebook": "own", "text": "?", "options": {"A": "a", "B": "b"}, "fingerprint": "f"}
    (ours / "questions.json").write_text(json.dumps({"questions": {"own1": entry}}))
    checking.check("own1", "b")
    assert "own1: not yet. b" in capsys.readouterr().out
    assert list(checking.declared())[-1] == "own1"
    path.unlink()
    assert "own1" not in checking.declared()


def test_options_that_are_not_gathered_or_damaged_are_one_sentence(ours):
    (ours / "exercises.py").write_text(f"{USED}{ONE}]\n", encoding="utf-8")
    with pytest.raises(own.DataProblem, match="not gathered yet. Run: steppes build own$"):
        checking.check("own1", "A")
    for text in ("{", "[]", '{"questions": {"own1": {}}}', "[" * 100_000):
        (ours / "questions.json").write_text(text, encoding="utf-8")
        with pytest.raises(own.DataProblem, match="own/questions.json is damaged. Run: steppes"):
            checking.check("own1", "A")
    with pytest.raises(own.DataProblem, match="not gathered yet. Run: steppes build$"):
        _ = Choice("99.1").options
    checking.check("1.1", "C")
