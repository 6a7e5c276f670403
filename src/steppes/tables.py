"""Load the course's tables and say where each comes from. No network, ever."""

from __future__ import annotations

import difflib
import functools
import hashlib
import io
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from .errors import DataProblem, verb
from .saying import say

SCHEMA_VERSION = 1
MANIFEST = "datapackage.json"
# Other projects have a data/datapackage.json too; only this course has a ledger beside it.
_SIDE_BY_SIDE = (MANIFEST, "claims.yaml")

# Dates stay text: many sources know only a year or a month.
_TEXT = {"string", "date"}
_PANDAS_TYPES = {"string": "str", "date": "str", "integer": "Int64", "number": "float64"}


def data_folder() -> Path:
    """The folder that holds the tables: the checkout's first, else the one in the package.

    A checkout is found by walking up from the working folder, then from this file.
    """
    for folder in _folders_to_try(_working_folder(), __file__):
        if all(os.path.isfile(os.path.join(folder, name)) for name in _SIDE_BY_SIDE):
            return folder
    return Path(__file__).resolve().parent / "_data"


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # deleted under a kernel that still runs in it
        return ""


@functools.lru_cache(maxsize=64)
def _folders_to_try(working: str, this_file: str) -> tuple[Path, ...]:
    """Kept, since every table and every result asks for the folder anew."""
    here = Path(this_file).resolve().parent
    starts = (Path(working), here) if working else (here,)
    return tuple(start / "data" for own in starts for start in (own, *own.parents))


def spoilt(name: str, what: str) -> DataProblem:
    """The sentence on a file of the data folder that cannot be used, with what to do about it.

    Nobody is told to use git who has no clone: a ZIP of the course has none.
    """
    folder = data_folder()
    place = f"{folder.name}/{name}"
    if folder.name == "_data":
        return DataProblem(f"{place} {what}. Install the package steppes again.")
    if (folder.parent / ".git/").exists():
        return DataProblem(f"{place} {what}. Get it again: git checkout -- {place}")
    return DataProblem(f"{place} {what}. Take {place} from a new download of the course.")


def data_file(name: str) -> tuple[Path, int, int]:
    """Where a file of the data folder is, when it was last changed, and how long it is.

    Raises DataProblem where there is no such file.
    """
    path = data_folder() / name
    try:
        found = path.stat()
    except OSError:
        raise spoilt(name, "is missing") from None
    if path.is_dir():
        raise spoilt(name, "is a folder and not a file: move that away")
    return path, found.st_mtime_ns, found.st_size


def data_bytes(path: Path) -> bytes:
    """The bytes of a file of the data folder, with the line ends of Unix. Raises DataProblem."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as problem:
        name = path.relative_to(data_folder()).as_posix()
        reason = (problem.strerror or "unknown reason").lower()
        raise spoilt(name, f"cannot be read ({reason}): allow that if you can") from None


def data_text(path: Path) -> str:
    """The text of a file of the data folder. Raises DataProblem."""
    try:
        return data_bytes(path).decode("utf-8")
    except UnicodeDecodeError as problem:
        name = path.relative_to(data_folder()).as_posix()
        raise spoilt(name, f"is damaged: byte {problem.start:,} is no UTF-8") from None


def manifest() -> dict[str, dict]:
    """The data package's description of each table, by name.

    Raises DataProblem when the description is missing, damaged or newer than this library.
    """
    path = data_folder() / MANIFEST
    if not path.exists():
        raise DataProblem(
            f"The course's data folder is missing: there is no {path.name} in "
            f"'{path.parent.name}/'. Get the course again, or run start.py."
        )
    return _read_manifest(*data_file(MANIFEST))


@functools.lru_cache(maxsize=4)
def _read_manifest(path: Path, changed: int, size: int) -> dict[str, dict]:
    try:
        package = json.loads(data_text(path))
        version, resources = package.get("schema_version"), list(package["resources"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise spoilt(MANIFEST, "is damaged") from None
    if version != SCHEMA_VERSION:
        raise DataProblem(
            f"data/datapackage.json has schema version {version}, and this library reads version "
            f"{SCHEMA_VERSION}. Update the course: run start.py again."
        )
    for number, table in enumerate(resources, start=1):
        wanting = next(_wanting(table), None)
        if wanting:
            name = table.get("name", f"number {number}") if isinstance(table, dict) else number
            raise spoilt(MANIFEST, f"is damaged: its entry {name} has no {wanting}")
    return {table["name"]: table for table in resources}


def _wanting(table: Any) -> Iterator[str]:
    """What a table's entry in the manifest lacks, or has of another kind than `load` needs."""
    if not isinstance(table, dict):
        yield "name"
        return
    yield from _texts_wanting(table, ("name", "path", "hash", "title", "description"))
    schema = table.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    for what, entries, names in (
        ("schema", fields, ("name", "type", "description")),
        ("sources", table.get("sources", []), ("title",)),
        ("licenses", table.get("licenses", []), ("name",)),
    ):
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            yield what
        else:
            for entry, name in itertools.product(entries, names):
                if not isinstance(entry.get(name), str):
                    yield f"{name} in its {what}"
    if not fields:
        yield "schema"
    elif not all(_is_categorised(field) for field in fields if "categories" in field):
        yield "list of words in its schema"
    if not isinstance(table.get("known_faults", []), list):
        yield "list of known faults"


def _is_categorised(field: Any) -> bool:
    listed = field["categories"]
    return isinstance(listed, list) and all(
        isinstance(entry, dict) and not list(_texts_wanting(entry, ("value", "label")))
        for entry in listed
    )


def _texts_wanting(entry: dict, names: tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if not isinstance(entry.get(name), str))


def data_version() -> tuple[str, int, int]:
    """Changes whenever the data package does: for keeping what was computed from the tables."""
    path = data_folder() / MANIFEST
    try:
        found = path.stat()
    except OSError:
        return (str(path), 0, 0)
    return (str(path), found.st_mtime_ns, found.st_size)


def described(name: str) -> dict:
    """The data package's entry for one table.

    Raises DataProblem with the nearest names when there is no such table.
    """
    tables = manifest()
    name = str(name)
    if name in tables:
        return tables[name]
    near = difflib.get_close_matches(name, tables, n=3, cutoff=0.4) or sorted(tables)
    raise DataProblem(f"There is no table '{name}'. The nearest names are: {', '.join(near)}.")


@verb('load("trade")')
def load(name: str) -> pd.DataFrame:
    """A table of the course as a tidy DataFrame, a fresh copy each time.

    Columns, their types and their units are those of data/datapackage.json; `source(name)`
    prints them. `attrs` holds short strings: table, citation, licence, version.
    Raises DataProblem for an unknown name and for a missing, truncated or altered file.
    """
    table = described(name)
    frame = _read(str(name), *data_file(table["path"])).copy()
    frame.attrs = {
        "table": str(name),
        "citation": "; ".join(origin["title"] for origin in table.get("sources", [])),
        "licence": ", ".join(terms["name"] for terms in table.get("licenses", [])),
        "version": str(table.get("version", "")),
    }
    return frame


@functools.lru_cache(maxsize=64)
def _read(name: str, path: Path, changed: int, size: int) -> pd.DataFrame:
    table = described(name)
    # Hashes are of the text: a checkout with Windows line ends holds the same table.
    text = data_bytes(path)
    if hashlib.sha256(text).hexdigest() != table["hash"].removeprefix("sha256:"):
        raise spoilt(
            table["path"],
            "is not the file that the course was tested with: it was cut short or changed",
        )
    try:
        return _as_described(text, table["schema"]["fields"])
    except (ValueError, KeyError):
        raise spoilt(table["path"], f"does not fit its description in {MANIFEST}") from None


def _as_described(text: bytes, fields: list[dict]) -> pd.DataFrame:
    """A table's text as a frame with the types that its fields have."""
    dtypes = {f["name"]: _PANDAS_TYPES[f["type"]] for f in fields if f["type"] in _PANDAS_TYPES}
    # An empty text cell is an empty string, an empty number is missing; "NA" is Namibia's code.
    missing = {f["name"]: [""] for f in fields if f["type"] not in _TEXT}
    frame = pd.read_csv(io.BytesIO(text), dtype=dtypes, keep_default_na=False, na_values=missing)
    for field in fields:
        column = field["name"]
        if "categories" in field:  # a letter in the file for each word
            frame[column] = frame[column].map(_words_by_letter(field)).astype(dtypes[column])
        elif field["type"] == "boolean":
            frame[column] = frame[column].astype(str).str.lower() == "true"
        elif field["type"] in ("integer", "year") and not frame[column].isna().any():
            frame[column] = frame[column].astype("int64")
    return frame


def _words_by_letter(field: dict) -> dict[str, str]:
    return {entry["value"]: entry["label"] for entry in field["categories"]}


@functools.cache
def state_names() -> dict[str, str]:
    """English names of states and territories by ISO 3166 code."""
    countries = load("countries")
    return dict(zip(countries["iso3"], countries["name"], strict=True))


@verb('source("trade")')
def source(name: str) -> None:
    """Print who made a table, its version and terms, its columns and units, and its faults.

    Raises DataProblem for an unknown name.
    """
    table = described(name)
    lines = [f"{table['title']} ({name})", table["description"]]
    for origin in table.get("sources", []):
        address = f", {origin['path']}" if origin.get("path") else ""
        lines.append(f"Source: {origin['title']}{address}")
    lines.append(f"Version: {table.get('version', 'not stated')}")
    for terms in table.get("licenses", []):
        lines.append(f"Terms: {terms.get('title') or terms['name']}")
    if table.get("transformation"):
        lines.append(f"What we did: {table['transformation']}")
    lines.append("Columns:")
    for field in table["schema"]["fields"]:
        unit = f" [{field['unit']}]" if field.get("unit") else ""
        lines.append(f"  {field['name']}{unit}: {field['description']}")
    lines.append("Known faults:")
    lines += [f"  - {fault}" for fault in table.get("known_faults", [])] or ["  none known"]
    say("\n".join(lines))
