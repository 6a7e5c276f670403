"""Tables kept by hand in documents/: facts read in documents, each row with source and trust.

Each NAME.csv has a NAME.yaml beside it: title, description, licence, fields (name, type,
description, unit), known_faults, sources. How far each source was read, and where if not at its own
address, stands once, in references.bib; each row of the made table says it too.
"""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

import pandas as pd
import yaml

from steppes.references import entries_of

from .datapackage import OUR_COMPILATION, PACKAGE_VERSION, Field, Source, Table, add
from .raw import BuildProblem, RawFolder

TRUST = ("confirmed", "copy", "background")
REFERENCES = Path(__file__).resolve().parents[1] / "references.bib"
READING = [
    Field(
        "how_far",
        "string",
        "How far the source was read: whole, to a row, a page or its opening; not noted; or not "
        "read, where the row is background",
    ),
    Field(
        "read_at",
        "string",
        "Where a copy was read (a mirror, an aggregator, a page that quotes); empty where the "
        "source itself was",
        required=False,
    ),
]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def declare(folder: Path) -> None:
    """Declare every table in the folder. Raises BuildProblem when one does not hold together."""
    try:
        read = entries_of(REFERENCES.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BuildProblem(f"{REFERENCES.name} cannot be used: {problem}.") from None
    for sheet in sorted(folder.glob("*.csv")):
        description = sheet.with_suffix(".yaml")
        if not description.is_file():
            raise BuildProblem(f"{sheet.name} has no description: {description.name} is missing.")
        said = yaml.safe_load(description.read_text(encoding="utf-8"))
        with sheet.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        fields = [_field(entry) for entry in said["fields"]]
        _check(sheet.name, rows, fields)
        rows = [_with_reading(row, read, sheet.name) for row in rows]
        add(
            Table(
                name=sheet.stem,
                make=functools.partial(_frame, rows, [*fields, *READING]),
                title=said["title"],
                description=said["description"],
                fields=[*fields, *READING],
                sources=_sources(rows),
                version=PACKAGE_VERSION,
                licence=OUR_COMPILATION,
                transformation="Compiled by hand from the sources that the rows name.",
                trust="Each row says so: confirmed (read in the source named, or computed from "
                "figures read there), copy (read where another shows or quotes the source) or "
                "background (known, source not seen). Only confirmed rows enter a verdict.",
                known_faults=list(said["known_faults"]),
            )
        )


def _field(entry: dict) -> Field:
    enum = TRUST if entry["name"] == "trust" else ()
    # Only the mark of trust and the source are never empty.
    required = entry["name"] in ("trust", "source") or entry["type"] == "boolean"
    return Field(
        entry["name"],
        entry["type"],
        entry["description"],
        unit=entry.get("unit", ""),
        required=required,
        enum=enum,
    )


def _check(name: str, rows: list[dict[str, str]], fields: list[Field]) -> None:
    """Raise BuildProblem unless columns, marks of trust, days and addresses are in order."""
    if not rows or list(rows[0]) != [field.name for field in fields]:
        raise BuildProblem(f"{name} has no rows, or other columns than its description.")
    for number, row in enumerate(rows, start=2):
        where = f"{name}, line {number}"
        if row["trust"] not in TRUST or not row["source"]:
            raise BuildProblem(f"{where}: the mark of trust or the source is missing.")
        if (row["trust"] != "background") != bool(DAY.fullmatch(row["looked_up"])):
            raise BuildProblem(f"{where}: a row that is no background has the day it was read.")
        if row["address"] and not row["address"].startswith(("https://", "http://")):
            raise BuildProblem(f"{where}: the address is none.")


def _with_reading(
    row: dict[str, str], read: dict[str, dict[str, str]], name: str
) -> dict[str, str]:
    """The row and what references.bib says of how its source was read."""
    if row["reference"] not in read:
        raise BuildProblem(f"{name} cites {row['reference']}, which references.bib does not have.")
    entry = read[row["reference"]]
    unread = row["trust"] == "background"
    return row | {
        "how_far": "not read" if unread else entry.get("extent", "not noted"),
        "read_at": "" if unread else entry.get("readat", ""),
    }


def _sources(rows: list[dict[str, str]]) -> list[Source]:
    """One source for each reference, with the words of the first row that names it."""
    first: dict[str, Source] = {}
    for row in rows:
        first.setdefault(row["reference"], Source(row["source"], row["address"]))
    return [first[reference] for reference in sorted(first)]


def _frame(rows: list[dict[str, str]], fields: list[Field], raw: RawFolder) -> pd.DataFrame:
    """The rows as they are written, in the order in which they are kept."""
    return pd.DataFrame(rows, columns=[field.name for field in fields], dtype="object")
