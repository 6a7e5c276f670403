#!/usr/bin/env python3
"""Set up and open the course Steppes to States.

python3 start.py [options of JupyterLab]     set up if need be, then open the course
python3 start.py test [arguments of pytest]  set up what the tests need besides, then run them;
                                             --all runs the slow ones too
python3 start.py copy                        only copy lessons and exercises into my_work/
python3 start.py publish OWNER/REPOSITORY    make the Binder link lead to that public repository
python3 start.py pin [--upgrade]             write the pins anew from pyproject.toml
python3 start.py pack [--for SYSTEM ...]     make a folder that sets itself up without a network

It needs Python 3.11 to 3.14 and nothing else. An older Python has to be able to read this file
in order to say that it is too old, so nothing in it is newer than Python 3.6.
"""

import sys

try:  # Ctrl-C while these are read is a sentence too
    import errno
    import hashlib
    import importlib
    import importlib.util
    import itertools
    import json
    import os
    import posixpath
    import re
    import runpy
    import shutil
    import signal
    import subprocess
    import sysconfig
    import tempfile
    import time
    from pathlib import Path
except (KeyboardInterrupt, RuntimeError) as stopped:
    # Python 3.11 wraps a Ctrl-C that comes while a class is being made.
    if isinstance(stopped, RuntimeError) and not isinstance(stopped.__cause__, KeyboardInterrupt):
        raise
    sys.exit("Stopped: run this again to go on.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
NEW, OLD = ROOT / ".venv.new", ROOT / ".venv.old"  # there while an old .venv is replaced
HOME = ROOT / ".venv.home"  # for who has no home to write to
STAMP = "steppes-stamp.json"  # written last: an environment without it is half-made
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
QUESTIONS = "src/steppes/questions.json"  # what each notebook asks, with fingerprints
OWN = "own/exercises.ipynb"  # an instructor's, which the course itself never has
PACK, WHEELS = "dist/steppes-to-states", "wheels"  # what `pack` makes, and the packages in it
SUMS, MADE_FOR = "SHA256SUMS", "made_for.txt"  # in the folder of packages
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLD_LINUX = ["manylinux2014_x86_64"] + [f"manylinux_2_{n}_x86_64" for n in range(5, 29)]
SYSTEMS = {  # a system -> what uv calls it and what pip does, for each kind of computer
    "linux": {"x86_64-unknown-linux-gnu": OLD_LINUX},
    "windows": {"x86_64-pc-windows-msvc": ["win_amd64"]},
    "macos": {
        "aarch64-apple-darwin": ["macosx_13_0_arm64"],
        "x86_64-apple-darwin": ["macosx_13_0_x86_64"],
    },
}
BINDER = r"(mybinder\.org/v2/gh/)[^/\s]+/[^/\s]+"
# Variables of the caller that would change what runs in .venv, and those of them that may stay
# because they say how packages are reached.
FOREIGN = r"PYTHON|PIP_|UV_|_?CONDA|VIRTUAL_ENV|MPLBACKEND$|MATPLOTLIBRC$|__PYVENV"
KEPT = (
    r"PYTHON(UTF8|DONTWRITEBYTECODE|PYCACHEPREFIX)$|(PIP|UV)_(?!NO_)\w*"
    r"(INDEX|LINKS|CERT|TLS|PROXY|HOST|TIMEOUT|RETRIES|CACHE_DIR|CONFIG_FILE)"
)
FIRST = "notebooks/00_start.ipynb"
WORKED = "solutions"  # their copies keep what their cells show
COPIES = {  # folder -> where copies go
    "notebooks": "my_work",
    "notebooks/further": "my_work/further",
    "exercises": "my_work/exercises",
    WORKED: "my_work/solutions",
}
# What a lesson asks -> where the record of the student's work has it.
PARTS = {"check": "exercises", "guess": "guesses", "verdict": "claims"}
LARGEST_RECORD = 20_000_000  # bytes; a larger one is not read
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
MISSING = "{} is missing: get the course again, it is not complete."
STOPPED = "Stopped: run this again to go on."
FULL = "The disk is full: make room (the course needs about 450 MB) and run this again."

NO_BUILD = (
    "A package has no ready-made build for this computer and this Python, or settings of pip "
    "hide it (pip config list shows them): try another Python from 3.11 to 3.14, or open the "
    "course on Binder."
)

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
    r"no usable wheels|no wheels|no matching distribution|provided package locations": NO_BUILD,
}


class Stop(Exception):
    """The one sentence with which a run ends that cannot go on."""


def say(sentence):
    try:
        print(sentence, flush=True)
    except BrokenPipeError:  # whoever read it has gone, as `head` goes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    if not can_make_environments() and from_apt(f"python{used}-venv"):
        importlib.invalidate_caches()
    if not can_make_environments():
        raise Stop(
            "This Python cannot make environments: install that part of it (on Debian or Ubuntu, "
            f"as root or after sudo: apt install python{used}-venv) and run this again."
        )


def can_make_environments():
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def check_folder():
    """Stop where the course lies in a folder in which no Python can work."""
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", str(ROOT)) or os.pathsep in str(ROOT):
        raise Stop(
            f"This Python cannot work in a folder named {ROOT}: put the course into one with a "
            "plain name and run this again."
        )


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def from_apt(package):
    """Install a package of Debian or Ubuntu where that needs no password; return whether it is."""
    first = [] if is_root() else ["sudo", "-n"]
    if not (shutil.which("apt-get") and (is_root() or shutil.which("sudo"))):
        return False
    say(f"Getting {package} from the packages of this system; that may take some minutes.")
    variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    null = subprocess.DEVNULL
    for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
        command = first + ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"] + words
        code = subprocess.call(command, env=variables, stdin=null, stdout=null, stderr=null)
    return code == 0


# --- setting up ----------------------------------------------------------------------------------


def program(name, place=None):
    """Return where a program of .venv is, or of one that is being made."""
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return (place or VENV) / folder / (name + ending)


def homeless():
    """Return whether the user has no home that can be written to, as in some containers."""
    try:
        with tempfile.TemporaryFile(dir=os.path.expanduser("~")):
            return False
    except OSError:
        return True


def environment():
    """Return the variables for programs in .venv, without those that would lead them astray."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match(FOREIGN, name) or re.match(KEPT, name)
    }
    path = str(program("python").parent) + os.pathsep + os.environ.get("PATH", "")
    kept.update(PIP_USER="0", VIRTUAL_ENV=str(VENV), PATH=path)
    if homeless():
        HOME.mkdir(exist_ok=True)
        kept.update(HOME=str(HOME), USERPROFILE=str(HOME))
    return kept


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
        try:
            for line in process.stdout or ():
                heard.append(line)
                if line.startswith("Downloading "):
                    say("  " + line.split(" ", 1)[1].strip())
        except BaseException:  # nothing goes on in the dark after Ctrl-C
            process.kill()
            raise
    if process.returncode:
        told = meaning("".join(heard))
        if told == NO_BUILD and "--no-index" in command:
            told = not_packed()
        if told is None:
            say("".join(heard[-15:]))
            told = "That failed for the reason above: mend it and run this again."
        raise Stop(told)


def read(name):
    """Return the bytes of a file of the course that setting up needs."""
    if not (ROOT / name).is_file():
        raise Stop(MISSING.format(name))
    return without_conflict(name, (ROOT / name).read_bytes())


def without_conflict(name, held):
    """Return the bytes of a file; stop where they hold a merge conflict."""
    if re.search(rb'^\s*"?(<{7}|>{7}) ', held, re.MULTILINE):
        raise Stop(
            f"{name} holds a merge conflict, two versions between lines that begin with <<<<<<< "
            "and >>>>>>>: keep what you want of both, take those lines out, and run this again."
        )
    return held


def wanted(testing):
    """Return what the stamp of a finished .venv holds: hashes of the pins, Python, folder."""
    names = ["pyproject.toml", LOCK] + ([TEST_LOCK] if testing else [])
    hashes = {name: hashlib.sha256(read(name)).hexdigest() for name in names}
    return dict(hashes, python=[sys.version, sys.base_prefix], folder=str(VENV))


def read_stamp():
    """Return what .venv says of itself, or nothing where it is not whole."""
    try:
        stamp = json.loads((VENV / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    programs = program("python").exists() and program("uv").exists()
    return stamp if programs and isinstance(stamp, dict) else {}


def write_stamp(stamp, place=None):
    ((place or VENV) / STAMP).write_text(json.dumps(stamp), encoding="utf-8")


def why_anew(have, want):
    """Return why .venv is to be made from nothing, or None where it can be kept."""
    if not VENV.exists():
        return "Making .venv, the course's own Python (only once; about a minute)."
    if not have:
        return "The folder .venv is half-made or broken: making it anew."
    if have.get("python") != want["python"]:
        return "The folder .venv was made with another Python: making it anew."
    return None


def remove(path):
    """Remove a folder, or a file or a link in its place. A link is not followed."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(str(path))


def make_frame(place):
    """Make an empty environment in a folder, or make one that was moved there fit its place."""
    import venv  # here, since a Python without it has first to be told what it lacks

    venv.create(str(place), symlinks=os.name != "nt")
    with (place / "pyvenv.cfg").open("a", encoding="utf-8") as file:
        file.write("relocatable = true\n")  # uv then writes programs that can be moved


def make_venv(place):
    """Make an environment with pip and uv in it and nothing else."""
    make_frame(place)
    tool(program("python", place), "-m", "ensurepip", "--default-pip")
    pin = re.search(r"^uv==.*(\n .*)*", read(LOCK).decode("utf-8"), re.MULTILINE)
    if not pin:
        raise Stop(f"{LOCK} is damaged: put a fresh copy of it in its place and run this again.")
    (place / "uv.lock").write_text(pin.group() + "\n", encoding="utf-8")
    pip = ("-m", "pip", "install", "--no-input", "--no-deps", "--only-binary", ":all:")
    lock = f"{place.name}/uv.lock"
    tool(program("python", place), *pip + packed() + ("--require-hashes", "-r", lock))
    if not program("uv", place).exists():
        raise Stop(
            "Settings of pip put packages elsewhere than into the course: pip config list shows "
            "them; take out target, prefix, root or dry-run and run this again."
        )


def install(place, testing):
    """Put the pins, held against their hashes, and then the course into an environment."""
    # Paths from this folder: in those from the root uv would read #, [ or ; as signs of its own.
    uv = (program("uv", place), "pip", "install", "--python", program("python", place), "--no-deps")
    pins = ("-r", LOCK) + (("-r", TEST_LOCK) if testing else ())
    # Ready-made builds only: so no package runs code of its own while it is installed.
    ready_made = ("--require-hashes", "--only-binary", ":all:")
    tool(*uv + (() if testing else packed()) + ready_made + pins)
    tool(*uv + ("--no-build-isolation", "--editable", "."))
    # Python 3.11 and 3.12 on Windows misread the file that now names this folder where the name
    # has letters beyond ASCII (C:/Users/Бат). The way there from that file has none.
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
    for path in packages.glob("*steppes.pth"):
        path.write_text(os.path.relpath(str(ROOT / "src"), str(packages)) + "\n")
    # An earlier start.py put it there for saving, which the course's own extension does now.
    earlier = place / "etc" / "jupyter" / "jupyter_server_config.py"
    if earlier.is_file() and "keep_pictures" in earlier.read_text(encoding="utf-8"):
        earlier.unlink()
    # JupyterLab greets a newcomer with a question about news, which it would then fetch.
    settings = place / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    news = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    (settings / "overrides.json").write_text(json.dumps(news), encoding="utf-8")


def renew(testing, want):
    """Make .venv, an old one meanwhile staying until the new one beside it is whole."""
    place = NEW if os.path.lexists(str(VENV)) else VENV
    remove(NEW)
    try:
        make_venv(place)
        say("Installing JupyterLab, pandas and the rest.")
        install(place, testing)
        write_stamp(dict(want, folder=str(place)), place)
    except BaseException:
        shutil.rmtree(str(place), ignore_errors=True)
        raise
    if place == VENV:
        return
    remove(OLD)
    VENV.rename(OLD)
    try:
        NEW.rename(VENV)
    finally:
        put_back()
    remove(OLD)


def put_back():
    """Give the old .venv its place again where a run ended between taking it away and the new."""
    if OLD.exists() and not os.path.lexists(str(VENV)):
        OLD.rename(VENV)


def settle(have):
    """Make .venv fit the place where it now is, which needs no network."""
    make_frame(VENV)
    # pip alone was not installed by uv: its programs name the place where they were made.
    tool(program("uv"), "pip", "uninstall", "--python", program("python"), "pip")
    tool(program("python"), "-m", "ensurepip", "--default-pip")
    write_stamp(dict(have, folder=str(VENV)))


def add(testing, have, want):
    """Change in .venv what its pins say now."""
    say("What .venv has to hold has changed: adding it.")
    (VENV / STAMP).unlink()
    try:
        install(VENV, testing)
    except Stop:  # uv changes nothing before it has everything, so what was there still is
        write_stamp(have)
        raise
    # A .venv that was once made ready for the tests stays so.
    write_stamp(dict(have, **want))


def set_up(testing=False):
    """Make .venv what the pins say; return at once where it is."""
    check_folder()
    put_back()
    have, want, began = read_stamp(), wanted(testing), time.time()
    if all(have.get(key) == value for key, value in want.items()):
        return
    try:
        check_packed(ROOT / WHEELS)
        anew = why_anew(have, want)
        if anew:
            say(anew)
            renew(testing, want)
            have = read_stamp()
        if have.get("folder") != want["folder"]:
            if not anew:
                say("The course has moved since .venv was made: making it fit the new place.")
            settle(have)
            have = read_stamp()
        if any(have.get(key) != value for key, value in want.items()):
            add(testing, have, want)
    except Stop as failure:
        if testing or not have:
            raise
        say(f"{failure} Until then the course opens with the .venv that is there.")
    else:
        say(f"Set up in {time.time() - began:.0f} seconds.")


# --- without a network ---------------------------------------------------------------------------


def packed():
    """Return the words with which pip and uv take packages from the folder of a pack alone."""
    return ("--no-index", "--find-links", WHEELS) if (ROOT / WHEELS).is_dir() else ()


def check_packed(folder):
    """Stop with the name of a package in a folder that is not the one the lock names."""
    sums = folder / SUMS
    listed = sums.read_text(encoding="utf-8", errors="replace") if sums.is_file() else ""
    names = {line.split()[-1] for line in listed.splitlines() if line.strip()}
    pinned = set(re.findall("sha256:([0-9a-f]{64})", read(LOCK).decode("utf-8", "replace")))
    for name in sorted(names.union(path.name for path in folder.glob("*.whl"))):
        path = folder / posixpath.basename(name)
        if not path.is_file() or digest(path) not in pinned:
            raise Stop(
                f"{WHEELS}/{name} is {'damaged' if path.is_file() else 'missing'}, or of another "
                "version of the course: get that file again from whoever gave you the course, or "
                f"delete the folder {WHEELS} to download the packages."
            )


def digest(path):
    held = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            held.update(part)
    return held.hexdigest()


def not_packed():
    """Return the sentence for a computer or a Python for which the pack was not made."""
    note = ROOT / WHEELS / MADE_FOR
    systems = note.read_text(encoding="utf-8", errors="replace").strip() if note.is_file() else ""
    return (
        f"The folder {WHEELS} lacks packages for this computer and Python {sys.version_info[0]}."
        f"{sys.version_info[1]} (it was made for {systems or 'others'}): use a Python that it was "
        f"made for, or delete the folder {WHEELS} to download the packages."
    )


def pack(words):
    """Make a folder to hand round: the course, and its packages for the systems asked for."""
    import argparse

    parser = argparse.ArgumentParser("start.py pack")
    parser.add_argument("--for", nargs="+", choices=SYSTEMS, default=[], dest="systems")
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=[], dest="pythons")
    asked = parser.parse_args(words)
    if asked.pythons and not asked.systems:
        parser.error("--python needs --for")
    set_up()
    target = ROOT / PACK
    part = target.with_name(target.name + ".part")
    remove(part)
    # Only what belongs to the course: neither answers nor what was installed.
    ignored = read(".gitignore").decode("utf-8").split()
    left_out = shutil.ignore_patterns(".git", *[name.strip("/") for name in ignored])
    shutil.copytree(str(ROOT), str(part), ignore=left_out)
    wheels = part / WHEELS
    wheels.mkdir()
    made_for = get_packages(wheels, asked.systems, asked.pythons or PYTHONS)
    (wheels / MADE_FOR).write_text(made_for + "\n", encoding="utf-8")
    sums = [f"{digest(path)}  {path.name}\n" for path in sorted(wheels.glob("*.whl"))]
    (wheels / SUMS).write_text("".join(sums), encoding="utf-8")
    check_packed(wheels)
    remove(target)
    part.rename(target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    say(
        f"{PACK} holds the course and {len(sums)} packages, {size / 1e6:.0f} MB, for {made_for}. "
        "Hand round that folder: in it start.py needs a Python and no network. We have tried that "
        "on Linux only."
    )


def get_packages(wheels, systems, pythons):
    """Download the packages for systems, or for this computer; return for what they are."""
    if not systems:
        made_for = f"{sys.platform} with Python {sys.version_info[0]}.{sys.version_info[1]}"
        say(f"Getting the packages for {made_for}.")
        download(wheels, [], [])
        return made_for
    for system in systems:
        for triple, tags in SYSTEMS[system].items():
            for version in pythons:
                say(f"Getting the packages for {triple} with Python {version}.")
                named = ["--python-version", version]
                pip = named + [word for tag in tags for word in ("--platform", tag)]
                download(wheels, ["--python-platform", triple] + named, pip)
    return f"{', '.join(systems)} with Python {', '.join(pythons)}"


def download(wheels, for_uv, for_pip):
    """Download what the lock names for one kind of computer and one Python."""
    here = wheels.relative_to(ROOT).as_posix()  # paths from the root would be read for signs
    lock, python = f"{here}/lock.txt", program("python")
    plain = (
        "--no-deps",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
    )
    # Only uv knows which lines of the lock are meant for another system than its own.
    uv = (program("uv"), "pip", "compile", LOCK, "--output-file", lock, "--python", python)
    tool(*uv, *plain, *for_uv)
    pip = (python, "-m", "pip", "download", "--no-input", "--no-deps", "--only-binary", ":all:")
    tool(*pip, "--require-hashes", "--dest", here, "-r", lock, *for_pip)
    (ROOT / lock).unlink()


# --- the student's copies ------------------------------------------------------------------------


def load(path, remedy="put a fresh copy of that file in its place"):
    """Return a notebook as a dict; stop with a sentence where it is damaged."""
    name = path.relative_to(ROOT).as_posix()
    try:
        notebook = json.loads(without_conflict(name, path.read_bytes()).decode("utf-8"))
        for cell in notebook["cells"]:
            "".join(cell["source"]) + cell["cell_type"]
        notebook["metadata"].get("steppes")
        return notebook
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Stop(f"{name} is damaged: {remedy}, and run this again.") from None
    except OSError as error:
        raise Stop(f"{name} cannot be read ({error.strerror}): {remedy}.") from None


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


def questions_of(lesson):
    """Return the fingerprints of a lesson's questions by id, which a copy notes.

    `check` then never judges a copy by the key of a question that has changed since.
    """
    path = ROOT / QUESTIONS
    if not path.is_file():
        return {}
    try:
        asked = json.loads(path.read_text(encoding="utf-8"))["questions"]
        mine = {name: entry for name, entry in asked.items() if entry["notebook"] == lesson}
        return {name: entry["fingerprint"] for name, entry in mine.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Stop(f"{QUESTIONS} is damaged: get the course again.") from None


def copy_notebook(original, target, name=None):
    """Put a student's copy of a lesson into a folder, under a name, unless it is there.

    The copy has no outputs, so that predictions come before answers, unless it is of worked
    answers; and it notes what it was made from, so that the student hears when that has changed.
    """
    notebook = load(original)
    origin, mark = original.parent.relative_to(ROOT).as_posix(), fingerprint(notebook)
    copy = place_of(ROOT / target / (name or original.name), f"{origin}/{original.name}", mark)
    if copy is None:
        return
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and origin != WORKED:
            cell.update(outputs=[], execution_count=None)
        elif cell["cell_type"] == "markdown":
            cell["source"] = relinked("".join(cell["source"]), origin, target).splitlines(True)
    notebook["metadata"]["steppes"] = {
        "copy_of": f"{origin}/{original.name}",
        "original": mark,
        "copy": fingerprint(notebook),
        "questions": questions_of(posixpath.join(*origin.split("/")[1:], original.stem)),
    }
    # Written under another name first, so that a full disk leaves no half of a lesson.
    part = copy.with_name(f".{copy.name}.{os.getpid()}")
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    file = part.open("x", encoding="utf-8")
    try:
        with file:
            file.write(text)
        part.replace(copy)
    except BaseException:
        part.unlink()
        raise


def place_of(copy, original, mark):
    """Return where a copy of an original goes that has this fingerprint; None where there is one.

    A copy in which something was done is never touched, and of a lesson that has changed a new one
    comes to lie beside it. One in which nothing was done makes room.
    """
    names = (
        f"{copy.stem}-new-{n}.ipynb" if n > 1 else f"{copy.stem}-new.ipynb"
        for n in itertools.count(1)
    )
    for place in itertools.chain([copy], map(copy.with_name, names)):
        yours = place.relative_to(ROOT).as_posix()
        if not os.path.lexists(str(place)):
            if place != copy:
                say(
                    f"{original} has changed since {copy.relative_to(ROOT).as_posix()} was made, "
                    f"which stays as it is: the new one is {yours}, beside it."
                )
            return place
        try:
            notebook = load(place, "it was left alone; rename it for a new one")
            steppes = notebook["metadata"].get("steppes")
        except Stop as sentence:
            if place == copy:
                say(str(sentence))
                return None
            continue
        made_from = steppes.get("original") if isinstance(steppes, dict) else None
        if made_from == mark or place == copy and not isinstance(made_from, str):
            return None  # there is one already, or hers is a file of her own
        if isinstance(made_from, str) and is_untouched(notebook, steppes.get("copy_of")):
            return place
    return None


def is_untouched(notebook, copy_of):
    """Return whether nothing was written in a copy, nor run in it unless it is of answers."""
    ran = any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"])
    worked = isinstance(copy_of, str) and copy_of.startswith(WORKED + "/")
    written = fingerprint(notebook) != notebook["metadata"]["steppes"].get("copy")
    return not written and (worked or not ran)


def copy_all():
    """Put what the student does not have yet into my_work/; return what could not be put there."""
    faults = []
    if not (ROOT / FIRST).is_file():
        raise Stop(MISSING.format(FIRST))
    if not (ROOT / "my_work").exists():
        tell_of_work_elsewhere()
    for origin, target in COPIES.items():
        (ROOT / target).mkdir(parents=True, exist_ok=True)
        for original in sorted((ROOT / origin).glob("[0-9][0-9]_*.ipynb")):
            try:
                copy_notebook(original, target)
            except Stop as sentence:
                faults.append(str(sentence))
    return faults + copy_own()


def tell_of_work_elsewhere():
    """Say where a student's work lies who unpacked a new version beside the one she had."""
    records = ROOT.parent.glob("*/my_work/progress.json")
    found = [path.parent for path in records if (path.parents[1] / "start.py").is_file()]
    if found:
        places = " and ".join(str(path) for path in sorted(found))
        say(
            f"Another copy of the course holds work: {places}. To go on with it here, end the "
            f"course, copy that folder over {ROOT / 'my_work'}, and run this again."
        )


def copy_own():
    """Put the instructor's own exercises there too, where there are any; the course goes on."""
    if not (ROOT / OWN).is_file():
        return []
    try:
        copy_notebook(ROOT / OWN, COPIES["exercises"], "own.ipynb")
    except Stop:
        return [f"{OWN} is damaged and was left out: steppes build own makes it anew."]
    return []


# --- where the student stopped -------------------------------------------------------------------


def where_to_open():
    """Return the student's notebook to open: the one where she stopped, as progress.json says.

    A lesson in which nothing is left to do gives way to the next one. Where the record cannot be
    read, or says nothing of a lesson, it is the first.
    """
    place = Path(FIRST).name
    home = Path(os.path.expanduser(os.environ.get("STEPPES_HOME") or str(ROOT / "my_work")))
    try:
        asked = json.loads((ROOT / QUESTIONS).read_text(encoding="utf-8"))
        if (home / "progress.json").stat().st_size <= LARGEST_RECORD:
            kept = json.loads((home / "progress.json").read_text(encoding="utf-8-sig"))
            place = stopped_in(asked["lessons"], asked["questions"], kept) or place
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # `steppes` says what is wrong with the record, and keeps it
    target = COPIES["notebooks"]
    return f"{target}/{place if (ROOT / target / place).is_file() else Path(FIRST).name}"


def stopped_in(lessons, questions, kept):
    """Return the notebook of the last thing that was touched, or of the next lesson; else None."""
    parts = {what: kept.get(part) for what, part in PARTS.items()}

    def said(step):
        what, _, name = step.partition(" ")
        part = parts.get(what)
        entry = part.get(name) if isinstance(part, dict) else None
        return entry if isinstance(entry, dict) and isinstance(entry.get("last"), dict) else {}

    def time_of(step):
        at = said(step).get("last", {}).get("at")
        return at if isinstance(at, str) and re.match(TIME, at) else ""

    def is_open(step):
        if step.startswith("check "):
            return said(step).get("done") is not True
        return step.startswith("verdict ") and not said(step)

    asking = {f"{name}.ipynb": list(held["steps"]) for name, held in lessons.items()}
    in_lessons = {step for steps in asking.values() for step in steps}
    checks = [(f"check {name}", asked["notebook"]) for name, asked in questions.items()]
    own = parts["check"] if isinstance(parts["check"], dict) else {}
    checks += [(f"check {name}", "own") for name in own if name.startswith("own")]
    for step, notebook in checks:
        if step not in in_lessons:
            asking.setdefault(f"exercises/{notebook}.ipynb", []).append(step)
    at, place = max((time_of(step), name) for name, steps in asking.items() for step in steps)
    number = posixpath.basename(place)[:2]
    later = [name for name in asking if "/" not in name and name[:2] >= number]
    choice = [name for name in [place] + later if any(map(is_open, asking[name]))]
    return (choice or [place])[0] if at else None


# --- running -------------------------------------------------------------------------------------


def run(*command):
    """Hand over to a Python program in .venv, or wait for it and return its exit code."""
    words = [str(program("python")), str(ROOT / "start.py"), "inside"] + list(command)
    variables = environment()
    if os.name != "nt":
        os.chdir(str(ROOT))
        # Ctrl-C waits until the other Python has begun and can answer it: see inside().
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        os.execve(words[0], words, variables)
    # Windows knows no such hand-over. Ctrl-C reaches both programs; the other one answers it.
    with subprocess.Popen(words, cwd=str(ROOT), env=variables) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def inside(module, *words):
    """Do what run() asks for, in the Python of .venv."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    if module == "pytest":
        sys.path.insert(0, str(ROOT / "tests"))
        importlib.import_module("browser").provide(words)
    sys.argv = [module] + list(words)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return 0


def open_lab(options):
    if options and not options[0].startswith("-") and not (ROOT / options[0]).is_file():
        raise Stop(
            f"start.py knows test, copy, publish, pin and pack; {options[0]} is none of them and "
            "no file of the course."
        )
    set_up()
    for fault in copy_all():
        say(fault)
    words = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url=/lab/tree/{where_to_open()}"]
    if is_root():
        say("You are root, so JupyterLab runs as root: where you can, use an account of your own.")
        words.append("--allow-root")
    say("Opening the course in JupyterLab.")
    return run("steppes_server", *words + options)


def run_tests(arguments):
    """Run all tests but the slow ones, on all cores, or what the arguments name."""
    set_up(testing=True)
    # Processes that each use all cores for their sums would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A hundred kernels and processes start: pandas is to be compiled once and not by each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return run("pytest", "--numprocesses=auto", "--dist=loadfile", *arguments)


def publish(names):
    """Make each Binder link of the course lead to a public repository."""
    if len(names) != 1 or not re.match(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", names[0]):
        raise Stop(
            "Write python3 start.py publish OWNER/REPOSITORY, with the two names from the address "
            "of your public repository on GitHub."
        )
    folders = [ROOT / name for name in ("docs", "notebooks", "exercises", "solutions", "src")]
    paths = [path for folder in folders for path in folder.rglob("*")] + list(ROOT.glob("*"))
    for path in sorted(paths):
        if path.suffix not in (".md", ".ipynb", ".py", ".cff") or not path.is_file():
            continue
        text = path.read_bytes()
        filled = re.sub(BINDER.encode(), rb"\g<1>" + names[0].encode(), text)
        if filled != text:
            path.write_bytes(filled)
            say(f"{path.relative_to(ROOT).as_posix()}: the Binder link leads to {names[0]}.")
    say("Commit and push what has changed, and open the link once: Binder then builds the course.")


def pin(options):
    """Write both locks anew from pyproject.toml; pins that still fit stay unless options say."""
    if not program("uv").exists():
        set_up()
    for lock, words in (
        (LOCK, ("--extra=lab", "--extra=install")),
        (TEST_LOCK, ("--extra=lab", "--extra=install", "--extra=test", "--constraints", LOCK)),
    ):
        everywhere = ("--universal", "--python-version=3.11", "--generate-hashes")
        nameless = ("--no-emit-index-url", "--custom-compile-command=python3 start.py pin")
        compile_pins = (program("uv"), "pip", "compile", "pyproject.toml", "--output-file", lock)
        tool(*compile_pins, *everywhere, *nameless, *words, *options)
    say(f"{LOCK} and {TEST_LOCK} hold what pyproject.toml asks for.")


def main(arguments):
    """Do what the arguments ask for and return the exit code."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a console that lacks a letter gets a ? for it
                stream.reconfigure(errors="replace")
        return do(arguments)
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
        told, code = STOPPED, 130
    print(told, file=sys.stderr)
    return code


def do(arguments):
    """Do what the first argument names, and open the course where it names nothing."""
    first, rest = arguments[:1], arguments[1:]
    if first in (["-h"], ["--help"]):
        say(__doc__.strip())
    elif first == ["inside"]:
        return inside(*rest)
    elif first == ["publish"]:
        publish(rest)
    else:
        check_python(sys.version_info[:2])
        if first == ["copy"]:
            faults = copy_all()
            if faults:
                raise Stop("\n".join(faults))
        elif first == ["pin"]:
            pin(rest)
        elif first == ["pack"]:
            pack(rest)
        else:
            return run_tests(rest) if first == ["test"] else open_lab(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
