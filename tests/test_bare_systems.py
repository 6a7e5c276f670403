"""The two commands of the README on a system that has Python and nothing else.

Debian is put into a folder (debootstrap), and start.py runs there as root, for an account without
a home, in strange folders, after moves, and without a network. Needs root and Debian's packages;
where either is missing these tests are skipped.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import OPEN, load_start

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
START = load_start()

# Mounts what a system has, brings up its loopback and goes in. What is mounted ends with it.
ENTER = """
mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && ip link set lo up || exit
exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
"""


def codename() -> str:
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """The root of a Debian that has a Python without the part that makes environments."""
    if sys.platform != "linux" or not START.is_root() or not codename():
        pytest.skip("a bare system needs Debian or Ubuntu, and root")
    if not (shutil.which("debootstrap") or START.from_apt("debootstrap")):
        pytest.skip("no debootstrap")
    if subprocess.run(["unshare", "-mn", "ip", "link", "set", "lo", "up"], check=False).returncode:
        pytest.skip("this system lets nobody make a namespace")
    root = tmp_path_factory.mktemp("bare") / "debian"
    include = "--include=python3,ca-certificates"
    words = ["debootstrap", "--variant=minbase", include, codename(), str(root)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip("no network: no system could be made")
    assert done.returncode == 0, done.stdout[-2000:]
    if certificates := os.environ.get("SSL_CERT_FILE"):  # of a network that has its own
        shutil.copy(certificates, root / "etc" / "ssl" / "certs" / "ca-certificates.crt")
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / name, root / "etc" / name)
    (root / "open.py").write_text(OPEN)
    (root / "srv" / "course").mkdir()
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / "srv" / "course" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / "srv" / "course" / name)
    return root


def inside(bare: Path, *words: str, offline: bool = False, **variables: str) -> str:
    """What a command prints in the bare system; it has to end well, and without a traceback."""
    given = {"SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt", **variables}
    settings = [f"{name}={value}" for name, value in given.items()]
    done = subprocess.run(
        ["unshare", "--mount", *(["--net"] if offline else []), "bash", "-c", ENTER, str(bare)]
        + [*settings, *words],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Traceback" not in done.stdout and "Warning" not in done.stdout
    return done.stdout


def opened(bare: Path, folder: str, *before: str, offline: bool = True, **variables: str) -> str:
    """What start.py prints where it opened the course and ended it, which it has to do."""
    words = (*before, "python3", "/open.py", "python3", f"/srv/{folder}/start.py", "--no-browser")
    told = inside(bare, *words, offline=offline, **variables)
    assert "page 200" in told
    assert told.endswith("JupyterLab has ended. Your work is in my_work/.\n")
    return told


FOREIGN = {"PYTHONPATH": "/foreign", "MPLBACKEND": "QtAgg", "PIP_NO_INDEX": "1", "UV_OFFLINE": "1"}


def test_the_commands_of_the_readme_need_nothing_but_python(bare):
    """In the order of a student's year: the first time, then on the move, then the tests."""
    (bare / "foreign" / "pandas").mkdir(parents=True)
    (bare / "foreign" / "pandas" / "__init__.py").write_text("raise ImportError('foreign')")
    told = opened(bare, "course", offline=False, HOME="/root", **FOREIGN)
    assert "-venv from the packages of this system" in told
    assert "You are root" in told
    # A healthy start says nothing else.
    again = opened(bare, "course", HOME="/proc").splitlines()
    assert [line.split()[0] for line in again] == [
        "You",
        "Opening",
        "The",
        "page",
        "To",
        "JupyterLab",
    ]

    place = "course"
    for name in ("C# kurs", "a #b", "kurs [dev]", "${x}", "a;b", "Қазақ ба Монгол"):
        (bare / "srv" / place).rename(bare / "srv" / name)
        place = name
        assert "has moved" in opened(bare, place, HOME="/root")
        assert "verify" in inside(bare, f"/srv/{place}/.venv/bin/steppes", "--help")
    subprocess.run(["chown", "-R", "4242", str(bare / "srv" / place)], check=True)
    told = opened(bare, place, "setpriv", "--reuid=4242", "--clear-groups", HOME="/nonexistent")
    assert "root" not in told.partition("http")[0]

    # The folder that is set up from nothing has a strange name too.
    shutil.rmtree(bare / "srv" / place / ".venv")
    words = ("test", "tests/test_browser.py", "-q", "-k", "missing_chromium or letters_typed")
    told = inside(bare, "python3", f"/srv/{place}/start.py", *words, HOME="/root")
    assert "Getting chromium from the packages" in told
    assert "2 passed" in told
