"""The pins, Binder's recipe and pyproject.toml say the same thing.

What these tests cannot prove is a real conda solve and a real Binder build: they need conda's
channels and a container engine. CONTRIBUTING.md says so, and what to do instead.
"""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from running import load_start, uv
from wanted import nothing_wanted

import steppes

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RECIPE = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-test.lock"]
ON_PYPI = {"matplotlib-base": "matplotlib"}  # conda's name -> the name elsewhere
TO_THE_MINOR = {"pandas", "matplotlib"}  # their printed tables and pictures change with the minor


def conda_lines() -> dict[str, rattler.MatchSpec]:
    """Map each conda line's name, as it is called elsewhere, to what it parses to."""
    specs = [rattler.MatchSpec(line) for line in RECIPE["dependencies"]]
    return {ON_PYPI.get(s.name.normalized, s.name.normalized): s for s in specs}


def as_specifiers(spec: rattler.MatchSpec) -> SpecifierSet:
    """Say a conda version range the way pip does: 3.1.* is ==3.1.*, the rest is the same."""
    version = str(spec.version)
    return SpecifierSet("==" + version if version[0].isdigit() else version)


def pins(lock: str) -> dict[str, set[Version]]:
    """Map each package of a lock to its versions (more than one where markers tell them apart)."""
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(
        r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(name, set()).add(Version(version))
    return found


def asked(*extras: str) -> dict[str, Requirement]:
    """Map the names that pyproject.toml asks for, with some extras, to what it asks of them."""
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    required = {Requirement(line).name: Requirement(line) for line in lines}
    itself = required.pop("steppes", None)
    return required | (asked(*itself.extras) if itself else {})


# --- the locks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lock", "extras"), [(LOCKS[0], ["lab", "install"]), (LOCKS[1], ["lab", "install", "test"])]
)
def test_the_lock_holds_what_pyproject_asks_for(lock, extras):
    pinned = pins(lock)
    for name, requirement in asked(*extras).items():
        assert name in pinned, f"{name} is in pyproject.toml but not in {lock}: make the lock anew"
        for version in pinned[name]:
            assert version in requirement.specifier, f"{lock} pins {name} {version}: {requirement}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_none_names_a_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert re.match(r"[a-z0-9-]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_the_tests_run_with_the_pins_of_the_lessons():
    lessons, tests = (pins(lock) for lock in LOCKS)
    assert {name: tests.get(name) for name in lessons} == lessons


def imported(path: Path) -> set[str]:
    """The packages that a file of Python imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and not n.level and n.module}
    return {name.partition(".")[0] for name in plain | froms}


def test_what_lessons_import_is_the_base():
    """`authoring` builds notebooks and needs what comes with JupyterLab; nothing else does."""
    library = Path(steppes.__file__).parent
    found = {
        name: path.relative_to(library).as_posix()
        for path in sorted(library.rglob("*.py"))
        if "authoring" not in path.parts
        for name in imported(path) - {"steppes"} - sys.stdlib_module_names
    }
    distributions = importlib.metadata.packages_distributions()
    declared = {name.lower() for name in asked()}
    nothing_wanted(
        f"{path} imports {name}: put {distributions[name][0]} under `dependencies`."
        for name, path in found.items()
        if not declared & {each.lower() for each in distributions[name]}
    )


# --- environment.yml -----------------------------------------------------------------------------


def test_the_recipe_is_for_conda_forge_alone_and_one_python():
    assert RECIPE["channels"] == ["conda-forge"]
    assert RECIPE["dependencies"][0] == "python=3.12"
    assert all(isinstance(line, str) for line in RECIPE["dependencies"]), "no pip section"


def test_every_line_parses_and_the_names_are_those_of_pyproject():
    assert set(conda_lines()) == set(asked("lab")) | {"python", "pip"}


@pytest.mark.parametrize("name", sorted(asked("lab")))
def test_ranges_are_those_of_pyproject_and_minors_those_of_the_lock(name):
    spec = as_specifiers(conda_lines()[name])
    if name in TO_THE_MINOR:
        (version,) = pins(LOCKS[0])[name]
        assert spec == SpecifierSet(f"=={version.major}.{version.minor}.*")
    else:
        assert spec == asked("lab")[name].specifier


def test_the_names_resolve_for_binders_python():
    """Needs the package index: without a network it is skipped, and with CI set it fails."""
    names = {name: spec for name, spec in conda_lines().items() if name not in ("python", "pip")}
    wanted = "\n".join(f"{name}{as_specifiers(spec)}" for name, spec in names.items())
    printed = uv("pip", "compile", "--python-version", "3.12", "--no-header", "-", given=wanted)
    resolved = set(re.findall(r"^([a-z0-9-]+)==", printed, re.MULTILINE))
    assert set(names) <= resolved


# --- Binder --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dockerfile() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert "conda environment for python=3.12" in done.stderr
    return done.stdout


def test_binder_builds_from_environment_yml_and_then_the_course(dockerfile):
    environment = dockerfile.index('--file "environment.yml"')
    copied = dockerfile.index("COPY --chown=", dockerfile.index("# Copy stuff."))
    course = dockerfile.index("RUN ./postBuild")
    assert environment < copied < course  # so that an edit of a lesson keeps the environment


def test_nothing_else_in_the_repository_tells_binder_what_to_do():
    others = ["binder", ".binder", "Dockerfile", "requirements.txt", "setup.py", "runtime.txt",
              "environment.yaml", "apt.txt", "start", "Pipfile", "default.nix"]  # fmt: skip
    assert [name for name in others if (ROOT / name).exists()] == []


def commands(script: str) -> list[str]:
    """The lines of a shell script that are not comments."""
    lines = (ROOT / script).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def test_post_build_installs_the_course_and_makes_the_copies():
    assert commands("postBuild") == [
        "set -euo pipefail",
        "python3 -m pip install --no-deps .",
        "python3 start.py copy",
    ]


def binder_links(folder: Path) -> dict[str, set[str]]:
    """Map each repository that a Binder link in a folder leads to to the files that do so."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout
    found: dict[str, set[str]] = {}
    for name in filter(None, listed.split("\0")):
        if (folder / name).is_file():
            text = (folder / name).read_bytes().decode("utf-8", "ignore")
            for repository in re.findall(r"mybinder\.org/v2/gh/([^/\s]*/[^/\s]*)", text):
                found.setdefault(repository, set()).add(name)
    return found


def half_filled(links: dict[str, set[str]]) -> bool:
    """Whether links lead to two places, or to one that is named by half."""
    unnamed = {"OWNER", "REPOSITORY"}
    halves = [unnamed & set(repository.split("/")) for repository in links]
    return len(links) != 1 or any(half not in (set(), unnamed) for half in halves)


def test_every_binder_link_leads_to_the_same_place():
    links = binder_links(ROOT)
    assert not half_filled(links), f"run python3 start.py publish OWNER/REPOSITORY: {links}"
    assert half_filled({"OWNER/course": {"README.md"}})
    assert half_filled({"OWNER/REPOSITORY": {"README.md"}, "we/course": {"00_start.ipynb"}})
    assert half_filled({})


def test_publishing_fills_every_binder_link_and_nothing_else(tmp_path, capsys):
    words = ["git", "ls-files", "-z", "README.md", "start.py", "notebooks", "docs", "src/steppes"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    lesson = tmp_path / "notebooks" / "00_start.ipynb"
    link = "https://mybinder.org/v2/gh/OWNER/REPOSITORY/HEAD?urlpath=lab"
    lesson.write_text(json.dumps({"source": [f"[Binder]({link})\n"]}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    start = load_start(tmp_path)
    for repository in ("we/the.course", "others/course-2"):  # and again, when it has moved
        assert start.main(["publish", repository]) == 0
        links = binder_links(tmp_path)
        assert set(links) == {repository} and not half_filled(links)
        assert {"README.md", "notebooks/00_start.ipynb"} <= links[repository]
        assert f"README.md: the Binder link leads to {repository}." in capsys.readouterr().out
    changed = {path.relative_to(tmp_path).as_posix() for path, text in before.items()
               if path.read_bytes() != text}  # fmt: skip
    assert changed == links["others/course-2"]
    assert json.loads(lesson.read_text())["source"][0].startswith("[Binder](https://mybinder")


@pytest.mark.parametrize(
    "names",
    [[], ["course"], ["we/course", "more"], ["https://github.com/we/course"], ["we/"], ["/"]],
)
def test_publishing_asks_for_two_names(names, capsys):
    assert load_start().main(["publish", *names]) == 1
    assert capsys.readouterr().err.startswith("Write python3 start.py publish OWNER/REPOSITORY")


@pytest.mark.skipif(os.name == "nt", reason="Windows files have no such mark")
@pytest.mark.parametrize("script", ["postBuild", ".ci/run", "start.py"])
def test_scripts_can_be_run(script):
    assert os.access(ROOT / script, os.X_OK)


# --- one command for everything ------------------------------------------------------------------


def test_the_machine_runs_what_the_readme_says():
    lines = [line for line in commands(".ci/run") if "python" in line]
    assert lines == ["python3 start.py test", "python3 start.py test -m slow"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^python3 start\.py$", readme, re.MULTILINE)
    assert re.search(r"^python3 start\.py test\b", readme, re.MULTILINE)


def test_the_citation_file_says_what_the_format_requires():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"] and citation["title"] and citation["authors"]
    assert str(citation["version"]) == steppes.__version__


def test_the_changelog_begins_with_what_is_unreleased_and_ends_at_this_version():
    headings = re.findall(r"^## \[?(.+?)\]?(?: - .*)?$", CHANGELOG, re.MULTILINE)
    assert headings[:2] == ["Unreleased", steppes.__version__]


def test_the_version_stands_in_one_place():
    assert PROJECT["dynamic"] == ["version"] and "version" not in PROJECT
    assert PYPROJECT["tool"]["hatch"]["version"] == {"path": "src/steppes/__init__.py"}
