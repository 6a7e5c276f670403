"""Load the course's tables and say where each comes from. No network, ever."""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
from pathlib import Path

import pandas as pd

from .errors import DataProblem, verb

SCHEMA_VERSION = 1
# Other projects have a data/datapackage.json too; only this course has a ledger beside it.
_SIDE_BY_SIDE = ("datapackage.json", "claims.yaml")

# Dates stay text: many sources know only a year or a month.
_TEXT = {"string", "date"}
_PANDAS_TYPES = {"string": "str", "date": "str", "integer": "Int64", "number": "float64"}


def data_folder() -> Path:
    """The folder that holds the tables: the checkout's first, else the one in the package.

    A checkout is found by walking up from the working folder, then from this file.
    """
    here = Path(__file__).resolve()
    for start in (Path.cwd(), here.parent):
        for folder in (start / "data", *(parent / "data" for parent in start.parents)):
            if all((folder / name).is_file() for name in _SIDE_BY_SIDE):
                return folder
    return here.parent / "_data"


def manifest() -> dict[str, dict]:
    """The data package's description of each table, by name.

    Raises DataProblem when the description is missing, damaged or newer than this library.
    """
    path = data_folder() / "datapackage.json"
    try:
        found = path.stat()
    except OSError:
        raise DataProblem(
            f"The course's data folder is missing: there is no {path.name} in "
            f"'{path.parent.name}/'. Get the course again, or run start.py."
        ) from None
    return _read_manifest(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=4)
def _read_manifest(path: Path, changed: int, size: int) -> dict[str, dict]:
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        tables = {table["name"]: table for table in package["resources"]}
    except (ValueError, KeyError, TypeError):
        raise DataProblem(
            "data/datapackage.json is damaged. Get it again: git checkout -- data/datapackage.json"
        ) from None
    version = package.get("schema_version")
    if version != SCHEMA_VERSION:
        raise DataProblem(
            f"data/datapackage.json has schema version {version}, and this library reads version "
            f"{SCHEMA_VERSION}. Update the course: run start.py again."
        )
    return tables


def data_version() -> tuple[str, int, int]:
    """Changes whenever the data package does: for keeping what was computed from the tables."""
    path = data_folder() / "datapackage.json"
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
    path = data_folder() / table["path"]
    try:
        found = path.stat()
    except OSError:
        raise DataProblem(
            f"data/{table['path']} is missing. Get it again: git checkout -- data/{table['path']}"
        ) from None
    frame = _read(str(name), path, found.st_mtime_ns, found.st_size).copy()
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
    text = path.read_bytes().replace(b"\r\n", b"\n")
    if hashlib.sha256(text).hexdigest() != table["hash"].removeprefix("sha256:"):
        raise DataProblem(
            f"data/{table['path']} is not the file that the course was tested with: it was cut "
            f"short or changed. Get it again: git checkout -- data/{table['path']}"
        )
    fields = table["schema"]["fields"]
    dtypes = {f["name"]: _PANDAS_TYPES[f["type"]] for f in fields if f["type"] in _PANDAS_TYPES}
    # An empty text cell is an empty string, an empty number is missing; "NA" is Namibia's code.
    missing = {f["name"]: [""] for f in fields if f["type"] not in _TEXT}
    frame = pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=missing)
    for field in fields:
        column = field["name"]
        if field["type"] == "boolean":
            frame[column] = frame[column].astype(str).str.lower() == "true"
        elif field["type"] in ("integer", "year") and not frame[column].isna().any():
            frame[column] = frame[column].astype("int64")
    return frame


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
    print("\n".join(lines))
