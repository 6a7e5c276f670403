"""The sandbox for `steppes class --run`: every door is tried, and what is not shut is refused."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from class_room import entry, forged, notebook
from test_class import page, rows

import steppes
from steppes import __main__
from steppes.teaching import collecting, sandbox
from steppes.teaching.sandbox import NoSandbox, Sandbox

NOBODY = 65534
BY = {"bubblewrap": "bwrap", "unshare": "unshare"}


@pytest.fixture(scope="session")
def room() -> Sandbox:
    try:
        return sandbox.shown_to_work()
    except NoSandbox as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))


@pytest.fixture
def folder(outside, room, monkeypatch):
    """The same where the sandbox was shown to work, once for all tests."""
    monkeypatch.setattr(sandbox, "shown_to_work", lambda: room)
    return outside


@pytest.fixture
def outside(tmp_path):
    """A class's folder, and beside it a canary that anybody may write to."""
    (tmp_path / "canary").mkdir()
    (tmp_path / "canary" / "alive.txt").write_text("alive", encoding="utf-8")
    for path in (tmp_path, tmp_path / "canary", tmp_path / "canary" / "alive.txt"):
        path.chmod(0o777)
    folder = tmp_path / "class"
    folder.mkdir(mode=0o777)
    before = {path.name: path.read_bytes() for path in Path(sandbox.__file__).parent.glob("*.py")}
    yield folder
    assert (tmp_path / "canary" / "alive.txt").read_text(encoding="utf-8") == "alive"
    after = {path.name: path.read_bytes() for path in Path(sandbox.__file__).parent.glob("*.py")}
    assert after == before


def ran(room: Sandbox, code: str, seconds: int = 20) -> str:
    """What some code writes in the room."""
    words = [sys.executable, "-I", "-S", "-c", code]
    return sandbox.run(room, words, b"", seconds).decode().strip()


# --- each door, and that the canary notices where one is open ------------------------------------


@pytest.mark.parametrize("by", BY)
def test_each_way_is_shut_or_refused(by):
    tool = shutil.which(BY[by])
    if tool is None:
        pytest.skip(f"{BY[by]} is not installed")
    why = sandbox.why_not(Sandbox(tool, by))
    assert "harmed" not in why, why


@dataclass(frozen=True)
class Leaky(Sandbox):
    """A room in which one door was left open, to see that the canary finds it."""

    leak: str = ""

    def command(self, words, seconds):
        made = super().command(words, seconds)
        if self.leak == "net":
            return [word for word in made if word != "--net"]
        if self.leak == "pid":
            return [word for word in made if word not in ("--pid", "--fork", "--kill-child")]
        place = next(n for n, word in enumerate(made) if word.startswith("{"))
        settings = json.loads(made[place])
        if self.leak == "files":
            settings["hidden"] = {path: 300_000_000 for path in settings["hidden"]}
            settings["needed"].append(words[-3].rpartition("/")[0])
        elif self.leak == "disk":
            settings["hidden"] = dict.fromkeys(settings["hidden"], 2_000_000_000)
        else:
            settings["limits"].pop(self.leak)
        made[place] = json.dumps(settings)
        return made


LEAKS = {
    "net": "it reaches the network",
    "files": "it can read files of people",
    "disk": "its folder has no limit",
    "RLIMIT_AS": "memory has no limit",
    "RLIMIT_FSIZE": "files have no limit",
    "RLIMIT_NPROC": "processes have no limit",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_the_canary_finds_a_door_that_is_open(leak, room):
    if room.by != "unshare":
        pytest.skip("doors are left open in the other way of making a room")
    assert sandbox.why_not(Leaky(room.tool, room.by, leak=leak)) == LEAKS[leak]


def test_where_nothing_can_be_shown_to_work_it_refuses_in_one_sentence(
    outside, monkeypatch, capsys
):
    evil = f"import shutil; shutil.rmtree({str(outside.parent / 'canary')!r})"
    forged(outside, "Evil", {}, **{"00_start.ipynb": notebook(evil)})
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert __main__.main(["class", "--run", str(outside)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1
    assert told.err.startswith("Nothing was run: no sandbox can be shown to work here (there is no")
    assert not (outside / "class.csv").exists()


@pytest.mark.parametrize("tool", ["true", "false", "cat"])
def test_a_tool_that_makes_no_room_is_found_out(tool, monkeypatch):
    real = shutil.which(tool)
    monkeypatch.setattr(shutil, "which", lambda name: real)
    with pytest.raises(NoSandbox, match="no sandbox can be shown to work"):
        sandbox.shown_to_work()


def test_what_is_in_the_environment_stays_out(room, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    assert "s3cret" not in ran(room, "import os; print(dict(os.environ))")


def test_other_hand_ins_homes_and_sockets_are_not_seen(room, folder):
    forged(folder, "Other")
    with tempfile.TemporaryDirectory(dir="/var", prefix="steppes-") as place:  # hidden by no rule
        os.chmod(place, 0o777)
        (Path(place) / "Other.zip").write_text("seen")
        code = f"import os; print(os.listdir({place!r}))"
        assert ran(room, code) == "['Other.zip']"
        hiding = replace(room, hides=(place,))
        assert ran(hiding, code) == "[]"
        code = f"open({place + '/Other.zip'!r}, 'a').write('x')"
        assert ran(hiding, code) == ""
        assert (Path(place) / "Other.zip").read_text() == "seen"
    code = f"import os; print(os.path.exists({str(folder)!r}), os.listdir('/run'))"
    assert ran(room, code) == "False []"
    home = os.path.expanduser("~")
    seen = ran(room, f"import os; print(os.path.exists({home + '/.bashrc'!r}))")
    assert seen == "False"


# --- an ordinary user ----------------------------------------------------------------------------


def as_nobody(code: str) -> subprocess.CompletedProcess[str]:
    """Python code as a user who owns nothing; skipped where none can be had."""
    return subprocess.run(
        [*python_of_nobody(), code], capture_output=True, text=True, cwd="/", check=False
    )


@functools.cache
def python_of_nobody() -> list[str]:
    """The words that run Python code as that user; found once, since the course is imported."""
    if os.geteuid() != 0:
        pytest.skip("this is an ordinary user already: every test here is one of theirs")
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not here, so nobody else can be")
    minor = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = [path for path in sys.path if path.endswith("site-packages")]
    course = str(Path(steppes.__file__).parents[1])
    drop = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    # Python may lie where root alone can look.
    for python in (sys.executable, f"/usr/bin/{minor}", f"/usr/local/bin/{minor}"):
        command = [*drop, "env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8"]
        command += ["OPENBLAS_NUM_THREADS=1", "PYTHONDONTWRITEBYTECODE=1", "MPLCONFIGDIR=/tmp"]
        command += [f"PYTHONPATH={os.pathsep.join([course, *packages])}", python, "-c"]
        tried = subprocess.run(
            [*command, "import steppes"], capture_output=True, cwd="/", check=False
        )
        if tried.returncode == 0:
            return command
    pytest.skip("no Python here can be run by another user than root")


@pytest.mark.parametrize("by", BY)
def test_an_ordinary_user_has_a_sandbox_or_a_sentence(by, room):
    tool = shutil.which(BY[by])
    if tool is None:
        pytest.skip(f"{BY[by]} is not installed")
    code = (
        "import os; assert os.geteuid() != 0\n"
        "from steppes.teaching import sandbox\n"
        f"print(repr(sandbox.why_not(sandbox.Sandbox({tool!r}, {by!r}))))"
    )
    done = as_nobody(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "''", done.stdout


def test_an_ordinary_user_reads_and_runs_a_class(room):
    with tempfile.TemporaryDirectory(prefix="steppes-") as place:  # pytest's own is root's alone
        os.chmod(place, 0o777)
        runs_as_nobody(Path(place))


def runs_as_nobody(folder: Path) -> None:
    forged(folder, "Anu", {"0.1": entry("correct", 405)}, **{"00_start.ipynb": HONEST})
    for path in folder.iterdir():
        path.chmod(0o666)
    done = as_nobody(
        "import os; assert os.geteuid() != 0\n"
        "from steppes import __main__\n"
        f"raise SystemExit(__main__.main(['class', '--run', {str(folder)!r}]))"
    )
    assert done.returncode == 0, done.stderr
    assert "all of its 2 cells ran. As run, 1 answer right." in rows(folder)["Anu.zip"]["run"]


# --- notebooks -----------------------------------------------------------------------------------

HONEST = notebook("from steppes import check\nx = 405", 'check("0.1", x)')


def test_a_notebook_is_run_and_judged_by_what_it_gives(folder, room, capsys):
    right = {"0.1": entry("correct", 405), "1.1": entry("correct", "C")}
    forged(folder, "Honest", {"0.1": entry("correct", 405)}, **{"00_start.ipynb": HONEST})
    wrong = notebook("from steppes import check", 'check("0.1", 379)')
    forged(folder, "Other", right, **{"00_start.ipynb": wrong})
    failing = notebook(
        "1/0", "import sys; sys.exit()", "def", 'from steppes import check; check("0.1", 405)'
    )
    forged(folder, "Failing", {}, **{"00_start.ipynb": failing})
    forged(folder, "None", {"0.1": entry("correct", 405)})
    (folder / "bad.zip").write_bytes(b"no")
    assert __main__.main(["class", "--run", str(folder)]) == 0
    told = {name: row["run"] for name, row in rows(folder).items()}
    assert told["Honest.zip"] == "00_start.ipynb: all of its 2 cells ran. As run, 1 answer right."
    assert "Right in the record and not as run: 0.1." in told["Other.zip"]
    assert "In the record and not in the notebooks: 1.1." in told["Other.zip"]
    assert "failed in cell 1: ZeroDivisionError" in told["Failing.zip"]
    assert "2: SystemExit" in told["Failing.zip"] and "3: SyntaxError" in told["Failing.zip"]
    assert "As run, 1 answer right." in told["Failing.zip"]
    assert told["None.zip"] == "No notebook to run." and told["bad.zip"] == ""
    out = capsys.readouterr().out
    assert all(f"{number} of 4, " in out for number in (1, 2, 3, 4))
    assert "Notebooks were run in a sandbox" in page(folder).get_text()


@pytest.fixture
def at_home():
    """A folder in the home of who marks, with something in it."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as place:
        (Path(place) / "mine.txt").write_text("mine", encoding="utf-8")
        yield Path(place)


def test_one_that_deletes_harms_nothing(folder, at_home, room, monkeypatch):
    """It aims at canaries, one of which anybody may delete, at the class, and at the course."""
    aims = [folder.parent / "canary", folder, Path(steppes.__file__).parent, at_home]
    tree = notebook(
        *(f"import shutil; shutil.rmtree({str(aim)!r}, ignore_errors=True)" for aim in aims),
        *(f"!rm -rf {aim}" for aim in aims),
        f"open({str(folder.parent / 'canary' / 'alive.txt')!r}, 'w').write('dead')",
        "import os; os.makedirs('/tmp/home/x'); open('/tmp/home/x/y', 'w').write('mine')",
    )
    forged(folder, "Evil", {}, **{"00_start.ipynb": tree})
    forged(folder, "Good", {"0.1": entry("correct", 405)}, **{"00_start.ipynb": HONEST})
    collecting.collect(folder, run=True)
    assert "As run, 1 answer right." in rows(folder)["Good.zip"]["run"]
    assert "failed in cell 9: FileNotFoundError" in rows(folder)["Evil.zip"]["run"]
    assert (folder / "Evil.zip").is_file()
    assert (at_home / "mine.txt").read_text(encoding="utf-8") == "mine"


STUBBORN = """
import signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException: pass
"""


def test_a_cell_that_never_ends_is_ended_and_the_next_one_runs(folder, room, monkeypatch):
    monkeypatch.setattr(collecting, "SECONDS_OF_A_CELL", 2)
    idle = notebook(
        "import time; time.sleep(10**6)", 'from steppes import check; check("0.1", 405)'
    )
    forged(folder, "Idle", {}, **{"00_start.ipynb": idle})
    begun = time.monotonic()
    collecting.collect(folder, run=True)
    assert time.monotonic() - begun < 60
    told = rows(folder)["Idle.zip"]["run"]
    assert "failed in cell 1: TooLong" in told and "As run, 1 answer right." in told
    assert left_over() == []


EACH_PIPE = "import os\npipes = [n for n in range(3, 9) if os.path.exists(f'/proc/self/fd/{n}')]\n"
BOMBS = {
    "processes": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "memory": "x = []\nwhile True: x.append(bytearray(b'1' * 10**8))",
    "memory together": (
        "import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0: x = b'1' * 10**9; time.sleep(100)\n"
        "time.sleep(100)"
    ),
    "disk": "for n in range(10**6): open(f'/tmp/home/{n}', 'wb').write(b'0' * 10**7)",
    "words": EACH_PIPE + "while True: [os.write(n, b'0' * 10**5) for n in pipes]",
    "a lie": EACH_PIPE + "[os.write(n, b'{}') for n in pipes]; os._exit(0)",
    "a thread": "import threading as t, time; t.Thread(target=time.sleep, args=(10**6,)).start()",
    "a child": "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)",
    "an exit": "import os; os._exit(0)",
    "a record": "open('/tmp/home/my_work/progress.json', 'w').write('[' * 10**5)",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("code", BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_where_it_is(code, folder, room, monkeypatch):
    monkeypatch.setattr(collecting, "SECONDS", 20)
    monkeypatch.setattr(collecting, "SECONDS_OF_A_CELL", 10)
    forged(folder, "Bomb", {}, **{"00_start.ipynb": notebook(code)})
    begun = time.monotonic()
    collecting.collect(folder, run=True)
    assert time.monotonic() - begun < 60
    assert rows(folder)["Bomb.zip"]["run"].startswith("00_start.ipynb: ")
    assert left_over() == []


def left_over() -> list[str]:
    """What of a room still runs a moment after it was ended."""
    for _ in range(50):
        if not (found := _in_a_room()):
            break
        time.sleep(0.1)
    return found


def _in_a_room() -> list[str]:
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            words = Path("/proc", name, "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"steppes.teaching.cells" in words:
            found.append(name)
    return found


def test_one_that_hears_no_signal_is_ended_and_so_is_one_without_end_of_notebooks(
    folder, room, monkeypatch
):
    monkeypatch.setattr(collecting, "SECONDS", 4)
    monkeypatch.setattr(collecting, "SECONDS_OF_A_HAND_IN", 7)
    books = {f"00_{number}.ipynb": notebook(STUBBORN) for number in range(20)}
    forged(folder, "Many", {}, **books)
    begun = time.monotonic()
    collecting.collect(folder, run=True)
    assert time.monotonic() - begun < 30
    told = rows(folder)["Many.zip"]["run"]
    assert told.count("did not end") == 2 and told.count("not run: the time") == 18
    assert left_over() == []


def test_stopping_stops_what_runs(folder, room, monkeypatch, capsys):
    forged(folder, "Anu", {"0.1": entry("correct", 405)})
    forged(folder, "Stubborn", {}, **{"00_start.ipynb": notebook(STUBBORN)})

    def stop(text):
        raise KeyboardInterrupt

    monkeypatch.setattr(collecting, "say", stop)
    begun = time.monotonic()
    assert __main__.main(["class", "--run", str(folder)]) == 1
    assert time.monotonic() - begun < 20
    assert "Nothing was written" in capsys.readouterr().err
    assert not (folder / "class.csv").exists() and left_over() == []


def test_no_network_is_reached_from_a_notebook(folder, room):
    code = (
        "import socket\n"
        "for address in (('127.0.0.1', 80), ('10.0.0.1', 80), ('1.1.1.1', 53)):\n"
        "    try: socket.create_connection(address, 2); raise SystemExit('open')\n"
        "    except OSError as problem: print(problem)"
    )
    forged(folder, "Caller", {}, **{"00_start.ipynb": notebook(code)})
    collecting.collect(folder, run=True)
    assert "all of its 1 cell ran" in rows(folder)["Caller.zip"]["run"]


# --- a whole class -------------------------------------------------------------------------------


@pytest.mark.slow
def test_22_hand_ins_of_a_lesson_with_its_exercises_run_in_15_minutes(folder, room):
    top = Path(__file__).resolve().parents[1]
    files = {
        "02_benchmark.ipynb": top / "notebooks" / "02_benchmark.ipynb",
        "exercises/02_benchmark.ipynb": top / "solutions" / "02_benchmark.ipynb",
    }
    for number in range(22):
        books = {}
        for name, path in files.items():
            book = json.loads(path.read_text(encoding="utf-8"))
            book["cells"].append({"cell_type": "code", "source": f"x = {number}", "outputs": []})
            books[name] = json.dumps(book)
        forged(folder, f"Student {number}", {}, **books)
    begun = time.monotonic()
    collecting.collect(folder, run=True)
    assert time.monotonic() - begun < 15 * 60
    told = [row["run"] for row in rows(folder).values()]
    assert len(told) == 22 and all("As run, 8 answers right." in each for each in told), told
