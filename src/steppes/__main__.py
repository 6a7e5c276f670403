"""The author's command: `steppes build` makes notebooks, `steppes verify` says what is stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when a sentence on stderr says what is not."""
    parser = argparse.ArgumentParser(prog="steppes", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, what in (
        ("build", "execute lessons and solutions, tidy them, generate and execute exercises"),
        ("verify", "say what is stale, and change nothing"),
    ):
        added = verbs.add_parser(verb, help=what, description=what)
        added.add_argument(
            "names", nargs="*", help="lessons, such as 01_puzzle or 01; without any, all"
        )
    chosen = parser.parse_args(arguments)

    # Imported here so that --help answers at once.
    from .authoring import building
    from .authoring.notebooks import Trouble
    from .authoring.running import Stopped

    try:
        course = building.find_course(Path.cwd())
        said = getattr(building, chosen.verb)(course, chosen.names)
    except (Trouble, Stopped) as problem:
        said = [str(problem)]
    except KeyboardInterrupt:
        said = ["Stopped. Each notebook is as it was, or whole and new where that is said above."]
    for sentence in said:
        print(sentence, file=sys.stderr)
    if chosen.verb == "verify" and not said:
        print("Nothing is stale.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
