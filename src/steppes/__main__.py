"""The author's command: `steppes build` makes notebooks, `steppes verify` says what is stale.

`steppes store` computes what comes with the course, `steppes key` writes an instructor's keys,
`steppes minutes` says how long a lesson takes, and `steppes new` writes the skeleton of a lesson,
an exercise or a claim. `steppes handin` makes a student's zip to hand in, and `steppes class` reads
a folder of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

BUILT = (
    ("build", "execute lessons and solutions, tidy them, generate and execute exercises"),
    ("verify", "say what is stale, and change nothing"),
    ("links", "write the contents and links of lessons anew, which executes nothing"),
    ("store", "compute anew what comes with the course computed: fits, and answers of exercises"),
    ("minutes", "say how long lessons take, section by section: a sum by rule, no measurement"),
    ("key", "write the instructor's keys, teaching/keys/NN.md, from what lessons declare"),
)
NEW = {  # what can be new: its words, and what each of them is
    "lesson": {"number": "two digits, such as 06", "slug": "its name, such as cases"},
    "exercise": {"lesson": "such as 01_puzzle or 01, or own for one of your own"},
    "claim": {"number": "its number in the ledger", "lesson": "such as 01_puzzle or 01"},
}


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    top = argparse.ArgumentParser(prog="steppes", description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True)
    for verb, what in BUILT:
        added = verbs.add_parser(verb, help=what, description=what)
        added.add_argument(
            "names",
            nargs="*",
            help="lessons, such as 01_puzzle or 01, and own for your own exercises; "
            "without any, all",
        )
    what = "write the skeleton of a lesson, an exercise or a claim, and overwrite nothing"
    things = verbs.add_parser("new", help=what, description=what).add_subparsers(
        dest="thing", required=True
    )
    for thing, words in NEW.items():
        added = things.add_parser(thing)
        for word, told in words.items():
            added.add_argument(word, help=told)
    _add_hand_ins(verbs)
    return top


def _add_hand_ins(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = "make a zip of your work in a lesson, to hand in"
    added = verbs.add_parser("handin", help=what, description=what)
    added.add_argument("lesson", nargs="?", help="such as 02; without one, all of them")
    added.add_argument(
        "--name", help="your name; it is asked for once, and kept in my_work/name.txt"
    )
    what = "read a folder of zips that were handed in, and write class.csv and class.html there"
    added = verbs.add_parser("class", help=what, description=what)
    added.add_argument("folder", type=Path)
    added.add_argument(
        "--run", action="store_true", help="run each notebook too, in a sandbox that is tried first"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when a sentence on stderr says what is not."""
    chosen = parser().parse_args(arguments)
    if chosen.verb in _HAND_INS:
        return _HAND_INS[chosen.verb](chosen)

    # Imported here so that --help answers at once.
    try:
        from .authoring import building, keys, scaffolding, storing
        from .authoring.notebooks import Trouble
        from .authoring.running import Stopped
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("steppes"):
            raise
        print(
            f"{missing.name} is not installed, and steppes {chosen.verb} needs it: run "
            "pip install 'steppes[lab]', or start.py in the course's folder.",
            file=sys.stderr,
        )
        return 1

    try:
        course = building.find_course(Path.cwd())
        if chosen.verb == "new":
            words = [getattr(chosen, word) for word in NEW[chosen.thing]]
            print("\n".join(getattr(scaffolding, chosen.thing)(course, *words)))
            return 0
        if chosen.verb == "store":
            storing.store(course)
            return 0
        if chosen.verb == "minutes":
            print("\n".join(building.minutes(course, chosen.names)))
            return 0
        if chosen.verb == "key":
            keys.write_keys(course, chosen.names)
            return 0
        said = getattr(building, chosen.verb)(course, chosen.names)
        if chosen.verb == "verify":
            said += keys.stale(course, chosen.names)
    except (Trouble, Stopped) as problem:
        said = [str(problem)]
    except KeyboardInterrupt:
        said = ["Stopped. Each notebook is as it was, or whole and new where that is said above."]
    for sentence in said:
        print(sentence, file=sys.stderr)
    if chosen.verb == "verify" and not said:
        print("Nothing is stale.")
    return 1 if said else 0


def _hand_in(chosen: argparse.Namespace) -> int:
    from . import handing

    name = chosen.name
    if name is None and not handing.known_name() and sys.stdin and sys.stdin.isatty():
        name = input("Your name, as your instructor knows you: ")
    return 0 if handing.made(chosen.lesson, name) else 1


def _read_class(chosen: argparse.Namespace) -> int:
    from .saying import say
    from .teaching import collecting
    from .teaching.sandbox import NoSandbox

    try:
        for line in collecting.collect(chosen.folder, chosen.run):
            say(line)
    except (collecting.Unusable, NoSandbox) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return 1
    return 0


_HAND_INS = {"handin": _hand_in, "class": _read_class}


if __name__ == "__main__":
    sys.exit(main())
