"""Read, tidy and write notebooks: what a notebook of the course holds, and what is noise.

A tidy notebook is of nbformat 4.5 and

- its metadata hold the kernelspec, `language_info` with nothing but the language's name, and
  `steppes` where the course put it; anything else is dropped, stored widgets among it;
- its cells keep their ids; a cell without a usable id, or with one used before, gets one made
  of its position and its source, once;
- its cells keep their tags, the folding of their inputs and outputs and the marks of a slide show,
  and no other metadata: no timing, no editor's state;
- a code cell without source is dropped, since JupyterLab leaves one at the end;
- code cells are counted 1 to n;
- no output holds a widget's view; an output in which that leaves nothing is dropped; stream
  outputs that follow one another under one name are one;
- it is written with sorted keys, one space of indentation, letters as they are, and a line
  feed at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_OF_A_CELL = ("tags", "jupyter", "slideshow")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
GENERATED = "generated"  # the tag of a cell that the course writes and nobody edits
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")

# Pixels differ between versions of matplotlib and are never compared. The first pattern is for
# pictures in HTML, and tests/nbval_sanitise.cfg has the same; nbval leaves the second out itself.
PICTURE_IN_HTML = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
PICTURE_OUTPUT = re.compile(r'(?<="image/png": ")[^"]+')


class Trouble(Exception):
    """A notebook cannot be built; the message is one sentence that names it."""


def first_line(text: str) -> str:
    """The first line that holds anything, without blanks around it, or "" when there is none."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def read(path: Path) -> NotebookNode:
    """The notebook in a file, each cell with a usable id of its own.

    Raises Trouble when it is not a notebook of nbformat 4.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["nbformat"] != 4:
            raise Trouble(
                f"{name} is of nbformat {content['nbformat']}: open and save it in JupyterLab 4."
            )
        # Ids are given before nbformat reads, since nbformat would invent random ones.
        content["nbformat_minor"] = 5
        give_ids(content["cells"])
        with warnings.catch_warnings(action="error"):
            notebook = nbformat.reads(json.dumps(content), as_version=4)
            nbformat.validate(notebook)
    except RecursionError:
        raise Trouble(f"{name} is nested too deep for a notebook: get it again.") from None
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as problem:
        raise Trouble(
            f"{name} is not a notebook that can be read ({first_line(str(problem))}): "
            "get it again, or open and save it in JupyterLab."
        ) from None
    return notebook


def give_ids(cells: list[dict]) -> None:
    """Give an id to each cell without a usable one of its own; the others keep theirs."""
    usable = [cell.get("id") for cell in cells if _usable(cell.get("id"))]
    taken: set[str] = set()
    for position, cell in enumerate(cells):
        if not _usable(cell.get("id")) or cell["id"] in taken:
            text = f"{position}\n{''.join(cell['source'])}"
            cell["id"] = hashlib.sha1(text.encode()).hexdigest()[:8]
            while cell["id"] in taken or cell["id"] in usable:
                cell["id"] = hashlib.sha1(cell["id"].encode()).hexdigest()[:8]
        taken.add(cell["id"])


def _usable(cell_id: object) -> bool:
    return isinstance(cell_id, str) and CELL_ID.fullmatch(cell_id) is not None


def by_hand(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that somebody wrote, without those that the course generates."""
    return [cell for cell in notebook.cells if GENERATED not in cell.metadata.get("tags", [])]


def lines_outside_code(source: str) -> Iterator[str]:
    """The lines of a text cell; a heading inside a fenced block is none, and its words count."""
    fenced = False
    for line in source.split("\n"):
        fenced ^= line.lstrip().startswith("```")
        yield f" {line}" if fenced else line


def tidy(notebook: NotebookNode) -> NotebookNode:
    """A tidy copy of an executed notebook."""
    cells, count = [], 0
    for cell in notebook.cells:
        kept = NotebookNode(id=cell.id, cell_type=cell.cell_type, source=cell.source)
        kept.metadata = NotebookNode(
            {key: cell.metadata[key] for key in KEPT_OF_A_CELL if cell.metadata.get(key)}
        )
        if "attachments" in cell:
            kept.attachments = cell.attachments
        if cell.cell_type == "code":
            if not cell.source.strip():
                continue
            count += 1
            kept.execution_count = count
            kept.outputs = _tidy_outputs(cell.outputs, count)
        cells.append(kept)
    metadata = {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    if "steppes" in notebook.metadata:
        metadata["steppes"] = notebook.metadata.steppes
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )


def _tidy_outputs(outputs: list[NotebookNode], count: int) -> list[NotebookNode]:
    kept: list[NotebookNode] = []
    for output in outputs:
        output = NotebookNode(output)
        if output.output_type == "stream":
            before = kept[-1] if kept else {}
            if before.get("output_type") == "stream" and before["name"] == output.name:
                before["text"] += output.text
                continue
        elif output.output_type in ("display_data", "execute_result"):
            output.data = {kind: what for kind, what in output.data.items() if kind != WIDGET_VIEW}
            if not output.data:
                continue
            if output.output_type == "execute_result":
                output.execution_count = count
        kept.append(output)
    return kept


def text_of(notebook: NotebookNode) -> str:
    """A notebook as its file holds it."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def without_pictures(text: str) -> str:
    """The JSON of a notebook, or of a part, with each PNG picture reduced to a word."""
    text = PICTURE_IN_HTML.sub("data:image/png;base64,PICTURE", text)
    return PICTURE_OUTPUT.sub("PICTURE", text)


def write(path: Path, text: str) -> bool:
    """Write a file whole or not at all; a file that holds the text already is left untouched.

    Returns whether anything was written.
    """
    wanted = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == wanted:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(wanted)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return True
