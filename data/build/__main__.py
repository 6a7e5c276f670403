"""Make every table of the course from the raw files: python data/build RAW_FOLDER."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# `python data/build` runs this file alone, with its folder on the path and no package around it.
# With the project's folder there instead the modules are those of `data.build`, as they are for
# `python -m data.build` and the tests; `build` alone would be the name of a packaging tool.
if not __package__:
    sys.path[0] = str(HERE.parents[1])

from data.build import datapackage, documentary
from data.build.raw import BuildProblem, RawFolder


def import_topics() -> None:
    """Import every module beside this one: importing a topic declares its tables."""
    for module in pkgutil.iter_modules([str(HERE)]):
        if module.name != "__main__":
            importlib.import_module(f"data.build.{module.name}")


def main(words: list[str] | None = None) -> int:
    """Build, and return the exit code: 0, or 2 when something is missing or wrong.

    `words` are those of the command.
    """
    parser = argparse.ArgumentParser(prog="python data/build", description=__doc__)
    parser.add_argument("raw_folder", type=Path, help="the folder of raw files")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="default: data/")
    parser.add_argument(
        "--accept-raw-files",
        action="store_true",
        help="take the raw files as they are, and list their sizes and hashes anew",
    )
    options = parser.parse_args(words)
    try:
        import_topics()
        documentary.declare(HERE / "documents")
        raw = RawFolder(options.raw_folder)
        written = datapackage.build(raw, options.out, accept=options.accept_raw_files)
    except BuildProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{len(written) - 1} tables and datapackage.json written to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
