"""What a table of the course is, how it becomes text, and how the data package describes it.

A table is one function with one declaration beside it:

    @table(title=..., fields=[Field("iso3", "string", "State"), ...], ...)
    def borders(raw: RawFolder) -> pd.DataFrame: ...

The function's name is the table's name. It returns the rows in their final order; a sentence
about the data that only the data can tell (how many codes were left out) goes into
`frame.attrs["known_faults"]`, a list.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .raw import LIST, BuildProblem, RawFolder

SCHEMA_VERSION = 1
PACKAGE_VERSION = "0.1.0"


@dataclass(frozen=True)
class Licence:
    """Terms of use; `noncommercial` tables go to the folder nc/."""

    name: str
    title: str
    path: str = ""
    noncommercial: bool = False

    def described(self) -> dict:
        entry = {"name": self.name, "title": self.title}
        return entry | ({"path": self.path} if self.path else {})


PUBLIC_DOMAIN = Licence(
    "public-domain",
    "Public domain (Natural Earth)",
    "https://www.naturalearthdata.com/about/terms-of-use/",
)
CC_BY_4 = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
OUR_COMPILATION = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0: our compilation of cited facts",
    "https://creativecommons.org/licenses/by/4.0/",
)


@dataclass(frozen=True)
class Field:
    """A column: `kind` is string, integer, number, boolean, date or year.

    `decimals` is how a number is written; `required`, `pattern`, `enum`, `minimum`, `maximum`
    become constraints. `letters` gives the word for each letter that stands in the file in its
    place: a long table of few words is written so, and `load` puts the words back.
    """

    name: str
    kind: str
    description: str
    unit: str = ""
    decimals: int | None = None
    required: bool = True
    pattern: str = ""
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    letters: dict[str, str] = field(default_factory=dict)

    def described(self) -> dict:
        entry = {"name": self.name, "type": self.kind, "description": self.description}
        if self.unit:
            entry["unit"] = self.unit
        if self.letters:
            entry["categories"] = [
                {"value": letter, "label": word} for letter, word in self.letters.items()
            ]
        constraints = {
            "required": self.required,
            "pattern": self.pattern,
            "enum": list(self.letters or self.enum),
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        # Not `if value`: a minimum of 0 is a constraint.
        entry["constraints"] = {
            key: value
            for key, value in constraints.items()
            if value is not None and value is not False and value not in ("", [])
        }
        if not entry["constraints"]:
            del entry["constraints"]
        return entry


def iso3(name: str, description: str, required: bool = True) -> Field:
    """A column of ISO 3166 alpha-3 codes."""
    return Field(name, "string", description, pattern="[A-Z]{3}", required=required)


@dataclass(frozen=True)
class Source:
    """Where a table's values come from: a citation, and an address where there is one."""

    title: str
    path: str = ""

    def described(self) -> dict:
        return {"title": self.title} | ({"path": self.path} if self.path else {})


@dataclass
class Table:
    """A declared table: what it says of itself, and the function that makes it."""

    name: str
    make: Callable[[RawFolder], pd.DataFrame]
    title: str
    description: str
    fields: list[Field]
    sources: list[Source]
    version: str
    licence: Licence
    transformation: str
    trust: str
    known_faults: list[str] = field(default_factory=list)
    raw_files: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"nc/{self.name}.csv" if self.licence.noncommercial else f"{self.name}.csv"


REGISTRY: dict[str, Table] = {}


def table(**declaration) -> Callable:
    """Declare a table beside the function that makes it."""

    def register(make: Callable[[RawFolder], pd.DataFrame]) -> Callable:
        add(Table(name=make.__name__, make=make, **declaration))
        return make

    return register


def add(declared: Table) -> None:
    """Put a table into the package; two of one name are a mistake."""
    if declared.name in REGISTRY:
        raise BuildProblem(f"Two tables are named '{declared.name}'.")
    REGISTRY[declared.name] = declared


def _cell(value, column: Field) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if column.letters:
        return _letter(value, column)
    if isinstance(value, str):
        return value
    if column.kind == "boolean":
        return "true" if value else "false"
    if column.kind in ("integer", "year"):
        return str(int(value))
    if column.kind == "number" and column.decimals is not None:
        text = f"{float(value):.{column.decimals}f}"
        # A tiny negative number must not become "-0.0".
        return text.lstrip("-") if float(text) == 0 else text
    return str(value)


def _letter(word: str, column: Field) -> str:
    for letter, known in column.letters.items():
        if known == word:
            return letter
    raise BuildProblem(f"The column '{column.name}' has no letter for '{word}'.")


def as_text(frame: pd.DataFrame, fields: list[Field]) -> str:
    """The rows as CSV text with LF line ends, columns in the declared order."""
    names = [column.name for column in fields]
    if list(frame.columns) != names:
        raise BuildProblem(f"Columns {list(frame.columns)} are not the declared {names}.")
    written = pd.DataFrame(
        {f.name: [_cell(value, f) for value in frame[f.name].tolist()] for f in fields},
        dtype="object",
    )
    out = io.StringIO()
    written.to_csv(out, index=False, lineterminator="\n")
    return out.getvalue()


def describe(declared: Table, frame: pd.DataFrame, text: str) -> dict:
    """The table's entry in datapackage.json."""
    content = text.encode("utf-8")
    schema: dict = {"fields": [column.described() for column in declared.fields]}
    if declared.key:
        schema["primaryKey"] = declared.key
    return {
        "name": declared.name,
        "path": declared.path,
        "type": "table",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": declared.title,
        "description": declared.description,
        "version": declared.version,
        "licenses": [declared.licence.described()],
        "sources": [origin.described() for origin in declared.sources],
        "transformation": declared.transformation,
        "trust": declared.trust,
        "known_faults": declared.known_faults + frame.attrs.get("known_faults", []),
        "rows": len(frame),
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": schema,
    }


def _made(declared: Table, raw: RawFolder, accept: bool) -> pd.DataFrame:
    """The table's rows. Of a raw file that nobody listed anything may be wrong: say which."""
    try:
        return declared.make(raw)
    except BuildProblem:
        raise
    except Exception as problem:
        # A listed file was read before, so this is a mistake in the code and wants its traceback.
        if not accept:
            raise
        raise BuildProblem(
            f"The table '{declared.name}' cannot be made from {' and '.join(declared.raw_files)}, "
            f"which may be damaged or in another format: {type(problem).__name__}."
        ) from problem


def build(raw: RawFolder, out: Path, accept: bool = False) -> list[str]:
    """Make every declared table and datapackage.json in the folder `out`.

    Everything is made in memory first, so that a failure leaves `out` as it was. With `accept`
    the raw files may be others than the listed ones, and the list is written anew at the end.
    Returns the paths written, relative to `out`. Raises BuildProblem.
    """
    tables = [REGISTRY[name] for name in sorted(REGISTRY)]
    needed = [(name, declared.name) for declared in tables for name in declared.raw_files]
    for name, user in needed:
        raw.require(name, user)
    if not accept:
        for name, user in needed:
            raw.verify(name, user)
    texts: dict[str, str] = {}
    resources = []
    for declared in tables:
        frame = _made(declared, raw, accept)
        if declared.key and frame.duplicated(declared.key).any():
            raise BuildProblem(f"The table '{declared.name}' has two rows of one key.")
        text = as_text(frame, declared.fields)
        texts[declared.path] = text
        resources.append(describe(declared, frame, text))
    package = {
        "profile": "tabular-data-package",
        "name": "steppes-to-states",
        "title": "Steppes to States: the tables of the course",
        "description": "Tidy tables on the relations between Mongolia and Kazakhstan and on "
        "what they are compared with. Each table has its own licence. A table that no lesson reads "
        "yet waits for lessons 06 to 10.",
        "version": PACKAGE_VERSION,
        "schema_version": SCHEMA_VERSION,
        "resources": resources,
    }
    texts["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    _write(texts, out)
    if accept:
        LIST.write_text(raw.list_text([name for name, _ in needed]), encoding="utf-8", newline="\n")
    return list(texts)


def _write(texts: dict[str, str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as scratch:
        for number, text in enumerate(texts.values()):
            (Path(scratch) / str(number)).write_bytes(text.encode("utf-8"))
        for number, path in enumerate(texts):
            (out / path).parent.mkdir(exist_ok=True)
            os.replace(Path(scratch) / str(number), out / path)
