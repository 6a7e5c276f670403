#!/usr/bin/env python3
"""Set up and open the course Steppes to States.

python3 start.py [options of JupyterLab]     set up if need be, then open the course
python3 start.py test [arguments of pytest]  set up what the tests need besides, then run them;
                                             --all runs the slow ones too
python3 start.py copy                        only copy lessons and exercises into my_work/
python3 start.py pin [--upgrade]             write the pins anew from pyproject.toml

It needs Python 3.11 to 3.14 and nothing else. An older Python has to be able to read this file
in order to say that it is too old, so nothing in it is newer than Python 3.6.
"""

import errno
import hashlib
import importlib.util
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "steppes-stamp.json"  # written last: a .venv without it is half-made
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
UV = SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")
SAVING = "jupyter_server_config.py"
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
OWN = "own/exercises.ipynb"  # an instructor's, which the course itself never has
COPIES = {"notebooks": "my_work", "exercises": "my_work/exercises"}  # folder -> where copies go
FULL = "The disk is full: make room (the course needs about 450 MB) and run this again."

# What pip or uv say when they fail -> what that means. The first that is found is told.
# Systems say it in their own language, but with the same numbers.
MEANINGS = {
    r"no space left|not enough space|quota exceeded|(os |win|\[)err(or|no) (28|112|122)\b": FULL,
    r"read-only file system|permission denied|access is denied"
    r"|(os |win|\[)err(or|no) (5|13|30)\b": (
        "A folder cannot be written: put the course into a folder of your own, close what still "
        "uses it (JupyterLab, a terminal), and run this again."
    ),
    r"hash mismatch|do not match the hashes": (
        "A downloaded package is not the one the course names, so it was not installed: try "
        "another network, and if it happens there too tell whoever gave you the course."
    ),
    r"certificate": (
        "The network shows a certificate that this computer does not know: ask whoever runs it "
        "for the certificate file, set SSL_CERT_FILE to its place, and run this again."
    ),
    r"name resolution|getaddrinfo|dns error|timed? ?out|proxyerror"
    r"|connection (refused|reset|aborted|broken)|network is unreachable|connect error"
    r"|error sending request|failed to (fetch|download|resolve)": (
        "The packages cannot be downloaded: check that you are online (behind a proxy set "
        "HTTPS_PROXY) and run this again."
    ),
    r"no usable wheels|no wheels|no matching distribution": (
        "A package has no ready-made build for this computer and this Python: try another Python "
        "from 3.11 to 3.14, or open the course on Binder."
    ),
}


class Stop(Exception):
    """The one sentence with which a run ends that cannot go on."""


def say(sentence):
    print(sentence, flush=True)


def meaning(words):
    """Return what a tool's words of failure mean, or None where that is not known."""
    found = (told for sign, told in MEANINGS.items() if re.search(sign, words, re.IGNORECASE))
    return next(found, None)


def check_python(version):
    """Stop unless this Python is one the course was made for and can make environments."""
    used = "{}.{}".format(*version)
    if not (3, 11) <= version <= (3, 14):
        age = "older" if version < (3, 11) else "newer"
        raise Stop(
            f"This is Python {used}, {age} than the course works with: install one from 3.11 to "
            "3.14 and use it for this, for example python3.13 start.py."
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(
            "This Python cannot make environments: install that part of it (on Debian or Ubuntu: "
            f"sudo apt install python{used}-venv) and run this again."
        )


# --- setting up ----------------------------------------------------------------------------------


def environment():
    """Return the variables for programs in .venv."""
    path = str(SCRIPTS) + os.pathsep + os.environ.get("PATH", "")
    return dict(os.environ, PIP_USER="0", VIRTUAL_ENV=str(VENV), PATH=path)


def tool(*command):
    """Run pip or uv, repeating what it says of downloads; where it fails stop with a sentence."""
    heard = []
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=str(ROOT),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            heard.append(line)
            if line.startswith("Downloading "):
                say("  " + line.split(" ", 1)[1].strip())
    if process.returncode:
        told = meaning("".join(heard))
        if told is None:
            say("".join(heard[-15:]))
            told = "That failed for the reason above: mend it and run this again."
        raise Stop(told)


def read(name):
    """Return the bytes of a file of the course that setting up needs."""
    if not (ROOT / name).is_file():
        raise Stop(f"{name} is missing: get the course again, it is not complete.")
    return (ROOT / name).read_bytes()


def wanted(testing):
    """Return what the stamp of a finished .venv holds: hashes of the pins, Python, folder."""
    names = ["pyproject.toml", LOCK] + ([TEST_LOCK] if testing else [])
    hashes = {name: hashlib.sha256(read(name)).hexdigest() for name in names}
    return dict(hashes, python=[sys.version, sys.base_prefix], folder=str(ROOT))


def read_stamp():
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def why_anew(have, want):
    """Return why .venv is to be made from nothing, or None where it can be kept."""
    if not VENV.exists():
        return "Making .venv, the course's own Python (only once; about a minute)."
    if not (have and PYTHON.exists() and UV.exists()):
        return "The folder .venv is half-made or broken: making it anew."
    if have.get("folder") != want["folder"]:
        return "The course has moved since .venv was made: making it anew."
    if have.get("python") != want["python"]:
        return "The folder .venv was made with another Python: making it anew."
    return None


def make_venv():
    """Make .venv with pip and uv in it and nothing else."""
    import venv  # here, since a Python without it has first to be told what it lacks

    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))
    try:
        venv.create(str(VENV), symlinks=os.name != "nt")
    except ValueError:  # a colon, or letters that the system's settings do not know
        raise Stop(
            f"This Python cannot work in a folder named {ROOT}: put the course into one with a "
            "plain name and run this again."
        ) from None
    tool(PYTHON, "-m", "ensurepip")
    pin = re.search(r"^uv==.*(\n .*)*", read(LOCK).decode("utf-8"), re.MULTILINE)
    if not pin:
        raise Stop(f"{LOCK} is damaged: get the course again, or run git checkout -- {LOCK}")
    only_uv = VENV / "uv.lock"
    only_uv.write_text(pin.group() + "\n", encoding="utf-8")
    pip = (PYTHON, "-m", "pip", "install", "--no-input", "--no-deps", "--only-binary", ":all:")
    tool(*pip, "--require-hashes", "-r", only_uv)


def install(testing):
    """Put the pins, held against their hashes, and then the course into .venv."""
    uv = (UV, "pip", "install", "--python", PYTHON, "--no-deps")
    pins = ("-r", ROOT / LOCK) + (("-r", ROOT / TEST_LOCK) if testing else ())
    # Ready-made builds only: so no package runs code of its own while it is installed.
    tool(*uv, "--require-hashes", "--only-binary", ":all:", *pins)
    tool(*uv, "--no-build-isolation", "--editable", ROOT)
    # Python 3.11 and 3.12 on Windows misread the file that now names this folder where the name
    # has letters beyond ASCII (C:/Users/Бат). The way there from that file has none.
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    for path in packages.glob("*steppes.pth"):
        path.write_text(os.path.relpath(str(ROOT / "src"), str(packages)) + "\n")
    # JupyterLab greets a newcomer with a question about news, which it would then fetch.
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    news = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    (settings / "overrides.json").write_text(json.dumps(news), encoding="utf-8")
    # What is saved shows its pictures the next day too: the file itself says how.
    configuration = VENV / "etc" / "jupyter"
    configuration.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(ROOT / "src" / "steppes" / SAVING), str(configuration / SAVING))


def set_up(testing=False):
    """Make .venv what the pins say; return at once where it is."""
    have, want = read_stamp(), wanted(testing)
    anew = why_anew(have, want)
    if not anew and all(have.get(key) == value for key, value in want.items()):
        return
    began = time.time()
    say(anew or "What .venv has to hold has changed: adding it.")
    if anew:
        have = {}
        make_venv()
    else:
        STAMP.unlink()
    say("Installing JupyterLab, pandas and the rest." if not testing else "Installing for tests.")
    try:
        install(testing)
    except Stop:
        if have:  # uv changes nothing before it has everything, so what was there still is
            STAMP.write_text(json.dumps(have), encoding="utf-8")
        raise
    # A .venv that was once made ready for the tests stays so.
    STAMP.write_text(json.dumps(dict(have, **want)), encoding="utf-8")
    say(f"Set up in {time.time() - began:.0f} seconds.")


# --- the student's copies ------------------------------------------------------------------------


def load(path):
    """Return a notebook as a dict; stop with a sentence where it is damaged."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            "".join(cell["source"]) + cell["cell_type"]
        notebook["metadata"].get("steppes")
        return notebook
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Stop(
            f"{path.relative_to(ROOT).as_posix()} is damaged: get it again with git checkout, "
            "or get the course again."
        ) from None


def fingerprint(notebook):
    """Return a hash of what a student reads in a notebook: its cells without their outputs."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def relinked(text, origin, target):
    """Return Markdown of a notebook in folder origin with links that are right in folder target.

    A link to a lesson or an exercise leads to the student's copy of it; any other, where it led.
    """

    def moved(match):
        place = posixpath.normpath(posixpath.join(origin, match.group(2)))
        folder, name = posixpath.split(place)
        if folder in COPIES and name.endswith(".ipynb"):
            place = posixpath.join(COPIES[folder], name)
        return match.group(1) + posixpath.relpath(place, target)

    relative = r"""(\]\(|\b(?:href|src)=["'])(?![a-z]+:|[#/])([^)\s"'#?]+)"""
    return re.sub(relative, moved, text)


def copy_notebook(original, target, name=None):
    """Put a student's copy of a lesson into a folder, under a name, unless one is there.

    The copy has no outputs, so that predictions come before answers, and notes what it was made
    from, so that the student hears when that has changed.
    """
    notebook = load(original)
    origin, mark = original.parent.name, fingerprint(notebook)
    copy = ROOT / target / (name or original.name)
    if copy.exists():
        return compare(copy, f"{origin}/{original.name}", mark)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        elif cell["cell_type"] == "markdown":
            cell["source"] = relinked("".join(cell["source"]), origin, target).splitlines(True)
    notebook["metadata"]["steppes"] = {"copy_of": f"{origin}/{original.name}", "original": mark}
    # Written under another name first, so that a full disk leaves no half of a lesson.
    part = copy.with_suffix(".part")
    try:
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        part.write_text(text, encoding="utf-8")
        part.rename(copy)
    finally:
        if part.exists():
            part.unlink()


def compare(copy, original, mark):
    """Say where a student's copy is damaged or its original has changed. Neither is touched."""
    yours = copy.relative_to(ROOT).as_posix()
    try:
        made_from = load(copy)["metadata"].get("steppes", {}).get("original", mark)
    except Stop:
        say(f"{yours} is damaged and was left alone: rename it and run this again for a new one.")
    else:
        if made_from != mark:
            say(
                f"{original} is newer than {yours}, which was left alone: for the new one rename "
                "yours and run this again."
            )


def copy_all():
    """Put what the student does not have yet into my_work/."""
    read("notebooks/00_start.ipynb")
    for origin, target in COPIES.items():
        (ROOT / target).mkdir(parents=True, exist_ok=True)
        for original in sorted((ROOT / origin).glob("[0-9][0-9]_*.ipynb")):
            copy_notebook(original, target)
    copy_own()


def copy_own():
    """Put the instructor's own exercises there too, where there are any; the course goes on."""
    if (ROOT / OWN).is_file():
        try:
            copy_notebook(ROOT / OWN, COPIES["exercises"], "own.ipynb")
        except Stop:
            say(f"{OWN} is damaged and was left out: steppes build own makes it anew.")


# --- running -------------------------------------------------------------------------------------


def run(*command):
    """Hand over to a Python program in .venv, or wait for it and return its exit code."""
    words = [str(PYTHON), "-m"] + list(command)
    if os.name != "nt":
        os.chdir(str(ROOT))
        os.execve(words[0], words, environment())
    # Windows knows no such hand-over. Ctrl-C reaches both programs; the other one answers it.
    with subprocess.Popen(words, cwd=str(ROOT), env=environment()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def open_lab(options):
    set_up()
    copy_all()
    say("Opening JupyterLab; to end it press Ctrl-C here, twice. Your work is kept in my_work/.")
    first = "--LabApp.default_url=/lab/tree/my_work/00_start.ipynb"
    return run("jupyterlab", f"--ServerApp.root_dir={ROOT}", first, *options)


def run_tests(arguments):
    """Run all tests but the slow ones, on all cores, or what the arguments name."""
    set_up(testing=True)
    # Processes that each use all cores for their sums would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A hundred kernels and processes start: pandas is to be compiled once and not by each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return run("pytest", "--numprocesses=auto", "--dist=loadfile", *arguments)


def pin(options):
    """Write both locks anew from pyproject.toml; pins that still fit stay unless options say."""
    if not UV.exists():
        set_up()
    for lock, words in (
        (LOCK, ("--extra=lab", "--extra=install")),
        (TEST_LOCK, ("--extra=lab", "--extra=install", "--extra=test", "--constraints", LOCK)),
    ):
        everywhere = ("--universal", "--python-version=3.11", "--generate-hashes")
        nameless = ("--no-emit-index-url", "--custom-compile-command=python3 start.py pin")
        compile_pins = (UV, "pip", "compile", "pyproject.toml", "--output-file", lock)
        tool(*compile_pins, *everywhere, *nameless, *words, *options)
    say(f"{LOCK} and {TEST_LOCK} hold what pyproject.toml asks for.")


def main(arguments):
    """Do what the arguments ask for and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a letter gets a ? for it
            stream.reconfigure(errors="replace")
    try:
        if arguments[:1] in (["-h"], ["--help"]):
            say(__doc__.strip())
            return 0
        check_python(sys.version_info[:2])
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        if arguments[:1] == ["pin"]:
            pin(arguments[1:])
        elif arguments == ["copy"]:
            copy_all()
        else:
            return open_lab(arguments)
        return 0
    except Stop as sentence:
        told, code = str(sentence), 1
    except OSError as error:
        told, code = FULL, 1
        if error.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            told = (
                f"{error.filename or ROOT} cannot be used ({error.strerror}): put the course into "
                "a folder of your own, close what still uses it, and run this again."
            )
    except KeyboardInterrupt:
        told, code = "Stopped: run this again to go on.", 130
    print(told, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
