"""Tables kept by hand in documents/: facts read in documents, each row with source and trust.

Each NAME.csv has a NAME.yaml beside it: title, description, licence, fields (name, type,
description, unit), known_faults, sources.
"""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

import pandas as pd
import yaml

from .datapackage import OUR_COMPILATION, PACKAGE_VERSION, Field, Source, Table, add
from .raw import BuildProblem, RawFolder

TRUST = ("confirmed", "background")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def declare(folder: Path) -> None:
    """Declare every table in the folder. Raises BuildProblem when one does not hold together."""
    for sheet in sorted(folder.glob("*.csv")):
        description = sheet.with_suffix(".yaml")
        if not description.is_file():
            raise BuildProblem(f"{sheet.name} has no description: {description.name} is missing.")
        said = yaml.safe_load(description.read_text(encoding="utf-8"))
        with sheet.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        fields = [_field(entry) for entry in said["fields"]]
        _check(sheet.name, rows, fields)
        add(
            Table(
                name=sheet.stem,
                make=functools.partial(_frame, rows, fields),
                title=said["title"],
                description=said["description"],
                fields=fields,
                sources=_sources(rows),
                version=PACKAGE_VERSION,
                licence=OUR_COMPILATION,
                transformation="Compiled by hand from the sources that the rows name.",
                trust="Each row says so: confirmed (read in the source named, or computed from "
                "figures read there) or background (known, source not seen).",
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
        if (row["trust"] == "confirmed") != bool(DAY.fullmatch(row["looked_up"])):
            raise BuildProblem(f"{where}: a confirmed row, and no other, has the day it was read.")
        if row["address"] and not row["address"].startswith(("https://", "http://")):
            raise BuildProblem(f"{where}: the address is none.")


def _sources(rows: list[dict[str, str]]) -> list[Source]:
    """One source for each reference, with the words of the first row that names it."""
    first: dict[str, Source] = {}
    for row in rows:
        first.setdefault(row["reference"], Source(row["source"], row["address"]))
    return [first[reference] for reference in sorted(first)]


def _frame(rows: list[dict[str, str]], fields: list[Field], raw: RawFolder) -> pd.DataFrame:
    """The rows as they are written, in the order in which they are kept."""
    return pd.DataFrame(rows, columns=[field.name for field in fields], dtype="object")
