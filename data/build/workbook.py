"""Cells of an Excel workbook (.xlsx, Office Open XML), as text.

A sheet is one XML file in a ZIP archive, so reading one needs no further library.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheet_rows(path: Path, name: str) -> list[list[str]]:
    """The rows of the sheet `name`: each cell's text as stored, "" where it is empty."""
    with zipfile.ZipFile(path) as archive:
        shared = _shared_texts(archive)
        sheet = ElementTree.fromstring(archive.read(_sheet_file(archive, name)))
    return [_cells(row, shared) for row in sheet.iter(f"{_MAIN}row")]


def _sheet_file(archive: zipfile.ZipFile, name: str) -> str:
    """The path in the archive of the sheet with this name."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    (wanted,) = [s.get(_RELATION) for s in book.iter(f"{_MAIN}sheet") if s.get("name") == name]
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    (target,) = [r.get("Target") for r in relations if r.get("Id") == wanted]
    return f"xl/{target}"


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts to which cells refer by number."""
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    # A text may be in pieces of different type face.
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in root]


def _cells(row: ElementTree.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_MAIN}c"):
        column = _column(cell.get("r", ""))
        # Empty cells may be left out of the file.
        cells += [""] * (column - len(cells))
        value = cell.find(f"{_MAIN}v")
        text = "" if value is None else value.text or ""
        cells.append(shared[int(text)] if cell.get("t") == "s" and text else text)
    return cells


def _column(reference: str) -> int:
    """Number of a cell's column: 0 for "A7", 26 for "AA7"."""
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
