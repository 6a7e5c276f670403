"""Make every table of the course from the raw files: python data/build RAW_FOLDER."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import alliances  # noqa: F401  (importing a topic declares its tables)
import borders  # noqa: F401
import countries  # noqa: F401
import documentary
import gravity  # noqa: F401
import igos  # noqa: F401
import near_pairs  # noqa: F401
import package
import people  # noqa: F401
import regimes  # noqa: F401
import trade  # noqa: F401
import travel  # noqa: F401
import votes  # noqa: F401
from raw import BuildProblem, RawFolder

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Build, and return the exit code: 0, or 2 when something is missing or wrong."""
    parser = argparse.ArgumentParser(prog="python data/build", description=__doc__)
    parser.add_argument("raw_folder", type=Path, help="the folder of raw files")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="default: data/")
    parser.add_argument(
        "--accept-raw-files",
        action="store_true",
        help="take the raw files as they are, and list their sizes and hashes anew",
    )
    options = parser.parse_args()
    try:
        documentary.declare(HERE / "documents")
        raw = RawFolder(options.raw_folder)
        written = package.build(raw, options.out, accept=options.accept_raw_files)
    except BuildProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{len(written) - 1} tables and datapackage.json written to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
