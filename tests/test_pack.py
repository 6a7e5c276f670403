"""start.py pack: a folder to hand round that sets itself up without a network.

What is quick stands in for pip and uv. The slow test downloads a pack for this computer, cuts the
network off, sets up from the pack and opens the course; it has been done on Linux only.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import OPEN, ROOT, load_start
from wanted import nothing_wanted

NUMPY, UV = b"numpy, as the lock names it", b"uv, as the lock names it"
NAMES = {"numpy-2.0-py3-none-any.whl": NUMPY, "uv-0.13.9-py3-none-any.whl": UV}
LOCK = "".join(
    f"{name.split('-')[0]}=={name.split('-')[1]} \\\n    --hash=sha256:{sha}\n"
    for name, held in NAMES.items()
    for sha in [hashlib.sha256(held).hexdigest()]
)


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "C# курс [dev]"
    for name, held in {
        "pyproject.toml": "[project]\n", "requirements.lock": LOCK, "own/exercises.py": "mine",
        "requirements-test.lock": "", "notebooks/00_start.ipynb": "{}", "data/build/a.py": "",
        "my_work/progress.json": "{}", ".venv/x": "", ".git/HEAD": "", "src/__pycache__/a.pyc": "",
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(held)
    for name in ("start.py", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def start(course, monkeypatch):
    module = load_start(course)
    monkeypatch.setattr(module, "set_up", lambda testing=False: None)
    return module


@pytest.fixture
def fetched(start, monkeypatch):
    """What uv and pip are asked; pip then puts the packages where it is told to."""
    calls, held = [], dict(NAMES)

    def tool(*words):
        calls.append([str(word) for word in words])
        if "compile" in words:
            (start.ROOT / words[words.index("--output-file") + 1]).write_text(LOCK)
        else:
            for name, content in held.items():
                (start.ROOT / words[words.index("--dest") + 1] / name).write_bytes(content)

    monkeypatch.setattr(start, "tool", tool)
    return calls, held


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def lay_packages(folder: Path) -> Path:
    wheels = folder / "wheels"
    wheels.mkdir()
    for name, held in NAMES.items():
        (wheels / name).write_bytes(held)
    sums = "".join(f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in NAMES.items())
    (wheels / "SHA256SUMS").write_text(sums)
    (wheels / "made_for.txt").write_text("linux with Python 3.12\n")
    return wheels


# --- making one ----------------------------------------------------------------------------------


def test_a_pack_holds_the_course_and_its_packages_and_no_students_work(start, fetched, capsys):
    assert start.main(["pack"]) == 0
    assert files(start.ROOT / start.PACK) == {
        "start.py", ".gitignore", "pyproject.toml", "requirements.lock", "requirements-test.lock",
        "notebooks/00_start.ipynb", "own/exercises.py", "data/build/a.py", "wheels/SHA256SUMS",
        "wheels/made_for.txt", *(f"wheels/{name}" for name in NAMES),
    }  # fmt: skip
    told = capsys.readouterr().out
    assert "holds the course and 2 packages" in told and "on Linux only" in told
    start.check_packed(start.ROOT / start.PACK / "wheels")


def test_a_system_that_is_named_is_told_to_both_tools(start, fetched):
    calls, _ = fetched
    assert start.main(["pack", "--for", "macos", "windows", "--python", "3.12", "3.14"]) == 0
    uv, pip = calls[::2], calls[1::2]
    assert [c[c.index("--python-platform") + 1] for c in uv] == (
        ["aarch64-apple-darwin"] * 2 + ["x86_64-apple-darwin"] * 2 + ["x86_64-pc-windows-msvc"] * 2
    )
    assert [c[c.index("--python-version") + 1] for c in pip] == ["3.12", "3.14"] * 3
    assert all({"--require-hashes", ":all:", "--no-deps", "--platform"} <= set(c) for c in pip)
    made_for = start.ROOT / start.PACK / "wheels" / "made_for.txt"
    assert made_for.read_text() == "macos, windows with Python 3.12, 3.14\n"


def test_a_system_alone_is_packed_for_every_python(start, fetched):
    start.main(["pack", "--for", "linux"])
    assert [c[c.index("--python-version") + 1] for c in fetched[0][1::2]] == list(start.PYTHONS)


@pytest.mark.parametrize("words", [["--for", "amiga"], ["--python", "3.12"], ["linux"]])
def test_what_cannot_be_packed_is_said_and_nothing_made(start, fetched, capsys, words):
    with pytest.raises(SystemExit):
        start.main(["pack", *words])
    assert "usage: start.py pack" in capsys.readouterr().err
    assert fetched[0] == [] and not (start.ROOT / "dist").exists()


def test_a_package_that_is_not_the_locks_makes_no_pack_and_the_old_one_stays(
    start, fetched, capsys
):
    start.main(["pack"])
    before = files(start.ROOT / start.PACK)
    fetched[1]["other-1.0-py3-none-any.whl"] = b"not in the lock"
    assert start.main(["pack"]) == 1
    assert "wheels/other-1.0-py3-none-any.whl is damaged" in capsys.readouterr().err
    assert files(start.ROOT / start.PACK) == before
    fetched[1].pop("other-1.0-py3-none-any.whl")
    assert start.main(["pack"]) == 0
    assert [path.name for path in (start.ROOT / "dist").iterdir()] == ["steppes-to-states"]


def test_every_file_of_the_course_is_in_a_pack():
    words = ["git", "ls-files", "-z"]
    listed = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True).stdout
    patterns = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
    nothing_wanted(
        f"{name} is left out of a pack by {pattern} of .gitignore"
        for name in listed.split("\0")
        for part in name.split("/")
        for pattern in patterns
        if fnmatch.fnmatch(part, pattern)
    )


# --- setting up from one -------------------------------------------------------------------------


@pytest.fixture
def called(course, monkeypatch):
    """start.py of a course in which setting up is as it is, with what it would run."""
    import venv

    start, calls = load_start(course), []

    def tool(*words):
        calls.append([str(word) for word in words])
        for name in ("python", "uv"):
            for place in (start.NEW, start.VENV):
                start.program(name, place).parent.mkdir(parents=True, exist_ok=True)
                start.program(name, place).touch()

    monkeypatch.setattr(venv, "create", lambda path, **_: Path(path).mkdir(exist_ok=True))
    monkeypatch.setattr(start, "tool", tool)
    shutil.rmtree(start.VENV)
    return start, calls


@pytest.mark.parametrize("there", [True, False])
def test_packages_that_lie_there_are_taken_and_no_network_is_asked(called, there):
    start, calls = called
    if there:
        lay_packages(start.ROOT)
    start.make_venv(start.NEW)
    start.install(start.NEW, testing=False)
    installs = [words for words in calls if "--require-hashes" in words]
    assert len(installs) == 2
    alone = ["--no-index", "--find-links", "wheels"]
    for words in installs:
        assert ("--no-index" in words) == there
        assert not there or words[words.index("--no-index") :][:3] == alone
    # What tests need besides is in no pack.
    start.install(start.NEW, testing=True)
    assert not any("--no-index" in words for words in calls[-2:])


@pytest.mark.parametrize("harm", ["changed", "half", "missing", "added"])
def test_a_damaged_package_is_named_and_nothing_is_made(called, capsys, harm):
    start, calls = called
    name = "numpy-2.0-py3-none-any.whl"
    wheel = lay_packages(start.ROOT) / name
    if harm == "missing":
        wheel.unlink()
    elif harm == "added":
        name = "added-1.0-py3-none-any.whl"
        wheel.with_name(name).write_bytes(b"x")
    else:
        wheel.write_bytes(NUMPY[:9] if harm == "half" else NUMPY.replace(b"n", b"m"))
    assert start.main([]) == 1
    (line,) = "".join(capsys.readouterr()).splitlines()
    assert line.startswith(f"wheels/{name} is {'missing' if harm == 'missing' else 'damaged'}, or")
    assert calls == [] and not start.VENV.exists() and not start.NEW.exists()


def test_what_a_memory_stick_adds_is_no_package(called):
    start, _ = called
    wheels = lay_packages(start.ROOT)
    (wheels / "Thumbs.db").write_bytes(b"x")
    (wheels / ".DS_Store").write_bytes(b"x")
    start.check_packed(wheels)


@pytest.mark.parametrize("sums", ["", "\x00\n", "a  ../../x\n", "�", "a  /etc/passwd\n"])
def test_a_damaged_list_is_a_sentence_or_nothing(called, sums):
    start, _ = called
    wheels = lay_packages(start.ROOT)
    (wheels / "SHA256SUMS").write_text(sums)
    try:
        start.check_packed(wheels)
    except start.Stop as sentence:
        assert str(sentence).startswith("wheels/") and "missing" in str(sentence)


SAY = [
    "ERROR: No matching distribution found for uv==0.13.9",
    "Because numpy was not found in the provided package locations and you require numpy",
    "hint: numpy has no wheels with a matching Python ABI tag",
]


@pytest.mark.parametrize("words", SAY)
def test_a_pack_for_another_computer_says_for_which_it_was_made(course, words):
    start = load_start(course)
    lay_packages(course)
    script = (sys.executable, "-c", f"print({words!r}); raise SystemExit(1)")
    with pytest.raises(start.Stop, match=r"it was made for linux with Python 3\.12\): use"):
        start.tool(*script, "--no-index")
    with pytest.raises(start.Stop, match="has no ready-made build"):
        start.tool(*script)


# --- for real ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_pack_sets_up_with_the_network_cut_off(tmp_path):
    """In a network namespace with nothing but its own loopback, and without a cache or settings."""
    cut = ["unshare", "--map-root-user", "--net"]
    lo = ["sh", "-c", 'ip link set lo up && exec "$@"', "x"]
    if subprocess.run([*cut, *lo, "true"], check=False, capture_output=True).returncode:
        assert not os.environ.get("CI"), "no namespace without a network could be made"
        pytest.skip("this system lets nobody make a namespace")
    course = tmp_path / "course"
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (course / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, course / name)
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    made = subprocess.run(
        [python, "start.py", "pack"], cwd=course, check=False, capture_output=True, text=True
    )
    if "cannot be downloaded" in made.stderr and not os.environ.get("CI"):
        pytest.skip("no network: no pack could be made")
    assert made.returncode == 0, made.stdout + made.stderr
    pack = tmp_path / "C# курс [dev]"
    (course / "dist" / "steppes-to-states").rename(pack)
    (tmp_path / "home").mkdir()
    clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", f"HOME={tmp_path / 'home'}"]
    (tmp_path / "open.py").write_text(OPEN)

    def offline(*words: object) -> subprocess.CompletedProcess[str]:
        command = [*cut, *lo, *clean, *map(str, words)]
        return subprocess.run(
            command, cwd=pack, check=False, stdout=-1, stderr=subprocess.STDOUT, text=True
        )

    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 3)"
    assert "unreachable" in offline(python, "-c", reach).stdout
    opened = offline(python, tmp_path / "open.py", python, "start.py", "--no-browser")
    assert opened.returncode == 0 and "page 200" in opened.stdout, opened.stdout
    assert "Set up in " in opened.stdout and "Traceback" not in opened.stdout
    wheel = next((pack / "wheels").glob("pandas-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    shutil.rmtree(pack / ".venv")
    refused = offline(python, "start.py", "--no-browser")
    assert refused.returncode == 1
    assert refused.stdout.startswith(f"wheels/{wheel.name} is damaged, or of another version")
