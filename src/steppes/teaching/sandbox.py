"""A closed room for running what a stranger wrote: Linux alone can make one, by namespaces.

In it everything is read-only, other people's files are hidden, there is no network, and time,
memory, processes and what can be written are limited. It is made by bubblewrap or, without that, by
unshare. Nobody's word is taken for it: a canary tries each door before anything else runs, and
where one is open, or the room cannot be made at all, it is refused with one sentence.

What it does not protect against is said in docs/collecting.md: above all it shares the kernel of
this machine, and a fault of the kernel is a way out.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import steppes

from ..tables import data_folder

HOME = "/tmp/home"
HIDDEN = ("/home", "/root", "/run", "/tmp", "/var/tmp", "/var/run", "/mnt", "/media", "/srv")
DISK, SHARED, EMPTY = 300_000_000, 64_000_000, 1_000_000  # bytes in /tmp, /dev/shm, the others
MEMORY, LARGEST_WRITTEN, MOST_FILES = 3_000_000_000, 100_000_000, 256
MOST_PROCESSES = 64  # and threads
MEMORY_TOGETHER, LOOK_EVERY = 4_000_000_000, 0.25  # of all processes, looked at so often
MOST_SAID = 20_000_000
NOBODY = 60_100  # and the 900 after it: no user's number on Debian, Ubuntu or Fedora
TRIED = 30  # seconds for the canary
REFUSED = (
    "Nothing was run: no sandbox can be shown to work here ({why}). On Linux, install bubblewrap; "
    "without --run the class is read all the same."
)


class NoSandbox(Exception):
    """No sandbox can be shown to work; the message is one sentence."""


class OutOfTime(Exception):
    """What ran did not end in its time."""


@dataclass(frozen=True)
class Sandbox:
    """A way to make the room: `tool` is the program, and `by` which of the two it is.

    `hides` are folders that are not to be seen in it, besides those of people.
    """

    tool: str
    by: str
    hides: tuple[str, ...] = ()

    def command(self, words: Sequence[str], seconds: int) -> list[str]:
        """The command that runs `words`, which begin with a program's whole path."""
        if self.by == "bubblewrap":
            return [*self._bubblewrap(), "--", *_limits_before(words, seconds)]
        settings = {
            "needed": needed(self.hides),
            "hidden": {path: _room_in(path) for path in _hidden(self.hides)},
            "home": HOME,
            "shared": SHARED,
            "limits": limits(seconds),
            "user": NOBODY + os.getpid() % 900 if os.geteuid() == 0 else None,
            "environment": environment(),
        }
        inside = str(Path(__file__).with_name("inside.py"))
        # Who is root here needs no namespace of users, and becomes nobody within.
        users = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        spaces = ["--mount", "--net", "--pid", "--ipc", "--uts", "--cgroup", "--fork"]
        python = [sys.executable, "-I", "-S", inside]
        return [self.tool, *users, *spaces, "--kill-child", *python, json.dumps(settings), *words]

    def _bubblewrap(self) -> list[str]:
        words = [self.tool, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
        words += ["--cap-drop", "ALL", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
        words += ["--size", str(SHARED), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
        for path in _hidden(self.hides):
            words += ["--size", str(_room_in(path)), "--tmpfs", path]
        for path in needed(self.hides):
            words += ["--ro-bind", path, path]
        words += ["--dir", HOME, "--chdir", HOME]
        for name, value in environment().items():
            words += ["--setenv", name, value]
        return words


def _limits_before(words: Sequence[str], seconds: int) -> list[str]:
    """The command with its limits, which bubblewrap does not set."""
    code = (
        "import json, os, resource, sys\n"
        "for name, most in json.loads(sys.argv[1]).items():\n"
        "    resource.setrlimit(getattr(resource, name), (most, most))\n"
        "open('/proc/self/oom_score_adj', 'w').write('1000')\n"
        "os.execv(sys.argv[2], sys.argv[2:])\n"
    )
    return [sys.executable, "-I", "-S", "-c", code, json.dumps(limits(seconds)), *words]


def limits(seconds: int) -> dict[str, int]:
    """What a process in the room may take, by the names that the system has for it."""
    return {
        "RLIMIT_CPU": seconds + 5,  # the clock ends it first, and says so
        "RLIMIT_AS": MEMORY,
        "RLIMIT_FSIZE": LARGEST_WRITTEN,
        "RLIMIT_NOFILE": MOST_FILES,
        "RLIMIT_NPROC": MOST_PROCESSES,
        "RLIMIT_CORE": 0,
    }


def environment() -> dict[str, str]:
    """The whole environment in the room: nothing of who runs it, such as a password, is in it."""
    return {
        "HOME": HOME,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(_packages()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "STEPPES_HOME": f"{HOME}/my_work",
        "IPYTHONDIR": f"{HOME}/ipython",
        "MPLCONFIGDIR": f"{HOME}/matplotlib",
        "MPLBACKEND": "Agg",
        "OPENBLAS_NUM_THREADS": "1",
    }


def needed(hides: Sequence[str] = ()) -> list[str]:
    """The hidden folders that the course runs from: Python, packages, its code and tables."""
    folders = {sys.prefix, sys.base_prefix, str(Path(steppes.__file__).parents[1])}
    folders |= {str(data_folder()), str(data_folder().parent / "own")}
    folders |= set(_packages())
    real = sorted({os.path.realpath(path) for path in folders} | folders)
    kept: list[str] = []
    for path in real:
        hidden = any(_is_in(path, each) for each in _hidden(hides))
        inside = any(_is_in(path, each) for each in kept)
        if hidden and not inside and os.path.isdir(path):
            kept.append(path)
    return kept


def _packages() -> list[str]:
    """Where the course's code and installed packages are looked for; no working folder is."""
    named = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [str(Path(steppes.__file__).parents[1]), *filter(os.path.isdir, named)]


def _hidden(hides: Sequence[str]) -> list[str]:
    """The folders that an empty one hides: those of people, the home of who runs this, `hides`."""
    folders: list[str] = []
    for path in (*HIDDEN, *map(os.path.realpath, (os.path.expanduser("~"), *hides))):
        within = path == "/" or any(_is_in(path, each) for each in folders)
        if not within and os.path.isdir(path) and not os.path.islink(path):
            folders.append(path)
    return folders


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _room_in(path: str) -> int:
    return DISK if HOME.startswith(f"{path}/") else EMPTY


# --- to run something ----------------------------------------------------------------------------


def run(
    sandbox: Sandbox,
    words: Sequence[str],
    given: bytes,
    seconds: int,
    stopped: Callable[[], bool] = lambda: False,
) -> bytes:
    """What a command in the room wrote; "" too where it failed.

    Raises OutOfTime, also as soon as it is `stopped`.
    """
    with _started(sandbox.command(words, seconds), given) as process:
        return _said(process, time.monotonic() + seconds, stopped)


@contextmanager
def _started(command: Sequence[str], given: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own that reads `given`; it is ended when this is left."""
    with tempfile.TemporaryFile() as file:
        file.write(given)
        file.seek(0)
        process = subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
    try:
        yield process
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _said(process: subprocess.Popen[bytes], until: float, stopped: Callable[[], bool]) -> bytes:
    """All that a process writes until it ends, or as much as may be read."""
    assert process.stdout is not None
    size = 0
    pieces: list[bytes] = []
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while size < MOST_SAID:
            if stopped() or time.monotonic() > until:
                raise OutOfTime
            if memory_of(process.pid) > MEMORY_TOGETHER:
                return b""
            if not waiting.select(LOOK_EVERY):
                continue
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
    return b""


def memory_of(parent: int) -> int:
    """The bytes that a process and all beneath it hold in memory, as far as that can be seen."""
    pages: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                # A program's name, in brackets, may hold anything, brackets too.
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        pages[int(name)] = int(fields[21])
        children.setdefault(int(fields[1]), []).append(int(name))
    family, found = [parent], 0
    while family:
        one = family.pop()
        found += pages.get(one, 0)
        family += children.get(one, [])
    return found * os.sysconf("SC_PAGE_SIZE")


# --- the canary ----------------------------------------------------------------------------------

_CANARY = """
import mmap, os, socket, sys
canary, port, parent = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
open_doors = []
def door(name, way):
    try:
        way()
    except Exception:
        return
    open_doors.append(name)
def write(path):
    with open(path, "a") as file:
        file.write("out")
def fork_for_ever():
    for _ in range({most}):
        if os.fork() == 0:
            import time
            time.sleep(20)
            os._exit(0)
door("it can delete files", lambda: os.unlink(canary))
door("it can write files", lambda: write(canary))
door("it can read files of people", lambda: open(canary).read())
for folder in ("/", "/etc", "/usr", "/var", os.path.dirname(sys.executable)):
    door("it can write files", lambda: write(os.path.join(folder, ".steppes-canary")))
def connect():
    with socket.socket() as line:
        line.settimeout(2)
        line.connect(("127.0.0.1", port))
door("it reaches the network", connect)
door("it sees other processes", lambda: os.kill(parent, 0))
def remount():
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"", b"/", b"", ctypes.c_ulong(32 | 4096), b"") < 0:
        raise OSError
door("it can mount", remount)
def become_root():
    os.setuid(0)
    if os.geteuid() == 0 and any(
        line.startswith("CapEff") and int(line.split()[1], 16) for line in open("/proc/self/status")
    ):
        return
    raise OSError
door("it has rights", become_root)
door("memory has no limit", lambda: mmap.mmap(-1, {memory}))
def fill():
    with open(os.path.expanduser("~/large"), "wb") as file:
        for _ in range(4):
            file.write(b"0" * {written})
door("files have no limit", fill)
os.path.exists(os.path.expanduser("~/large")) and os.unlink(os.path.expanduser("~/large"))
def fill_all():
    for number in range(4):
        with open(os.path.expanduser(f"~/large{number}"), "wb") as file:
            file.write(b"0" * {filling})
door("its folder has no limit", fill_all)
for number in range(4):
    place = os.path.expanduser(f"~/large{number}")
    os.path.exists(place) and os.unlink(place)
door("processes have no limit", fork_for_ever)
open(os.path.expanduser("~/mine"), "w").write("its home is its own")
print("; ".join(dict.fromkeys(open_doors)) or "shut")
sys.stdout.flush()
os._exit(0)
"""


def canary() -> str:
    """The code that tries each door."""
    return (
        _CANARY.replace("{most}", str(MOST_PROCESSES + 1))
        .replace("{memory}", str(MEMORY + 1))
        .replace("{written}", str(LARGEST_WRITTEN // 2))
        .replace("{filling}", str(LARGEST_WRITTEN * 9 // 10))
    )


def shown_to_work() -> Sandbox:
    """The first way in which every door is shut. Raises NoSandbox."""
    reasons = []
    for by, name in (("bubblewrap", "bwrap"), ("unshare", "unshare")):
        tool = shutil.which(name)
        if tool is None:
            reasons.append(f"there is no {name}")
            continue
        why = why_not(Sandbox(tool, by))
        if not why:
            return Sandbox(tool, by)
        reasons.append(f"with {name} {why}")
    raise NoSandbox(REFUSED.format(why=", ".join(reasons)))


def why_not(sandbox: Sandbox) -> str:
    """Why a sandbox does not work; "" where every door is shut."""
    import socket

    with (
        tempfile.TemporaryDirectory(prefix="steppes-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        path = Path(folder, "canary")
        path.write_text("alive", encoding="utf-8")
        os.chmod(folder, 0o777)
        os.chmod(path, 0o666)
        words = [sys.executable, "-I", "-S", "-c", canary(), str(path)]
        words += [str(server.getsockname()[1]), str(os.getpid())]
        try:
            said = run(sandbox, words, b"", TRIED).decode("utf-8", "replace").strip()
        except OutOfTime:
            return "a canary did not come back"
        except OSError as problem:
            return f"nothing can be started ({(problem.strerror or 'unknown reason').lower()})"
        if not path.is_file() or path.read_text(encoding="utf-8") != "alive":
            return "a canary was harmed"
    if said == "shut":
        return ""
    return said[:200] if said else "no room can be made"
