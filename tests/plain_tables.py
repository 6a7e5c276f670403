"""The stored tables read plainly, without the course's own library, for the tests of the data."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parents[1] / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {table["name"]: table for table in PACKAGE["resources"]}
NUMERIC = ("number", "integer", "year")


@functools.cache
def table(name: str) -> pd.DataFrame:
    """A table as pandas reads it; empty cells are missing only where numbers stand.

    Where the file has a letter for a word, the word.
    """
    described = TABLES[name]
    fields = described["schema"]["fields"]
    numbers = [f["name"] for f in fields if f["type"] in NUMERIC]
    frame = pd.read_csv(
        DATA / described["path"], keep_default_na=False, na_values={n: [""] for n in numbers}
    )
    for field in fields:
        if labels := {each["value"]: each["label"] for each in field.get("categories", [])}:
            frame[field["name"]] = frame[field["name"]].map(labels)
    return frame


def faults(name: str) -> str:
    return " ".join(TABLES[name]["known_faults"])


@functools.cache
def code_of() -> dict[int, str]:
    """ISO code by code of the Correlates of War, from the table of states."""
    frame = table("countries").dropna(subset=["cow_code"])
    return dict(zip(frame["cow_code"].astype(int), frame["iso3"], strict=True))
