"""Results that come with the course: what takes long to compute, computed where it was made.

`steppes store` writes them into the folder stored/, each file with the hashes of the tables and of
the code that its results came from. Where one of these is another, nothing of the file is used and
all is computed, as it is for every setting that the file does not hold. Tests compute all of it
again.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import DataProblem
from .tables import data_version, manifest

COURSE = Path(__file__).resolve().parent
FOLDER, FORMAT = COURSE / "stored", "json"
NULLABLE = ("Float64", "Int64")  # the types that pandas does not find by itself


def results(part: str) -> Mapping[str, Any]:
    """What the file of a part holds, by key; nothing where its tables or its code have changed."""
    return _results(FOLDER / f"{part}.{FORMAT}", data_version())


@functools.lru_cache(maxsize=32)
def _results(path: Path, _: tuple) -> Mapping[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: entry["hash"] for name, entry in manifest().items()}
        of_tables, of_code = held["made_from"]["tables"], held["made_from"]["code"]
        same = all(tables.get(name) == known for name, known in of_tables.items())
        same = same and all(code_hash(name) == known for name, known in of_code.items())
        return held["results"] if same else {}
    except (OSError, ValueError, KeyError, TypeError, DataProblem):
        return {}


def code_hash(name: str) -> str:
    """The hash of a file of the library, whatever its line ends. Raises OSError."""
    text = (COURSE / name).read_bytes().replace(b"\r\n", b"\n")
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


def key_of(*parts: Any) -> str:
    """How a result is found: the name of its function, and what that was called with."""
    return json.dumps(parts)


def encoded(value: Any) -> Any:
    """A result as JSON: numbers, words, lists, mappings and tables. Raises TypeError for others."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.DataFrame):
        types = {name: str(kind) for name, kind in value.dtypes.items() if str(kind) in NULLABLE}
        return {"table": {name: value[name].tolist() for name in value}, "types": types}
    if isinstance(value, dict):
        return {name: encoded(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [encoded(entry) for entry in value]
    if isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be stored.")


def decoded(value: Any) -> Any:
    """The result that `encoded` made JSON of."""
    if isinstance(value, dict) and value.keys() == {"table", "types"}:
        return pd.DataFrame(value["table"]).astype(value["types"])
    if isinstance(value, dict):
        return {name: decoded(entry) for name, entry in value.items()}
    return [decoded(entry) for entry in value] if isinstance(value, list) else value


def veiled(value: Any) -> str:
    """JSON that nobody reads by chance: for answers, which the solutions tell as well."""
    return base64.b64encode(json.dumps(value).encode()).decode()


def unveiled(text: str) -> Any:
    return json.loads(base64.b64decode(text))
