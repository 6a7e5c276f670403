"""Gather the questions from the notebooks, where each stands once.

A question begins at its id, bold at the beginning of a paragraph (`**1.3** …`) or in a heading
(`## 1c …`), and goes on through the text cells up to the cell that checks it. A list with lettered
items (`- A: …`) holds the options of a choice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from .. import own
from .notebooks import Trouble, read

CHECKED = re.compile(r'\bcheck\("([^"]+)"')
OPTION = re.compile(r"^- ([A-Z]): (.+)$", re.MULTILINE)
NOTE = "Generated from the notebooks by steppes build: edit the question there."


def gathered(paths: list[Path]) -> str:
    """The text of the file of questions that these notebooks make.

    Raises Trouble when a check has no question before it, or two checks have one id.
    """
    found: dict[str, dict] = {}
    for path in paths:
        for exercise_id, entry in _questions_of(read(path), path):
            if exercise_id in found:
                raise Trouble(
                    f"{path.parent.name}/{path.name} asks {exercise_id} a second time: give one of "
                    "the two another id."
                )
            found[exercise_id] = entry
    entries = {"generated": NOTE, "questions": dict(sorted(found.items()))}
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _questions_of(notebook: NotebookNode, path: Path) -> Iterator[tuple[str, dict]]:
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text += f"\n\n{cell.source}"
            continue
        for exercise_id in CHECKED.findall(cell.source):
            begins = list(re.finditer(_beginning(exercise_id), text, re.MULTILINE))
            if not begins:
                raise Trouble(
                    f"{path.parent.name}/{path.name} checks {exercise_id} and does not ask it: "
                    f"write **{exercise_id}** before the question, or a heading that begins with "
                    f"{exercise_id}."
                )
            yield exercise_id, _entry(_slug(path), text[begins[-1].end() :])


def _slug(path: Path) -> str:
    """A notebook's name as the record of questions has it: 01_puzzle, further/01_puzzle, own."""
    if path.parent.name == own.FOLDER:
        return own.FOLDER
    return f"further/{path.stem}" if path.parent.name == "further" else path.stem


def _beginning(exercise_id: str) -> str:
    name = re.escape(exercise_id)
    return rf"^(?:\*\*{name}\*\*|#+ {name}\b)"


def _entry(slug: str, asked: str) -> dict:
    options = {letter: option.strip() for letter, option in OPTION.findall(asked)}
    text = re.sub(r"\n{2,}", "\n\n", OPTION.sub("", asked)).strip()
    content = json.dumps([text, list(options.items())], ensure_ascii=False)
    fingerprint = hashlib.sha256(content.encode()).hexdigest()[:12]
    return {"notebook": slug, "text": text, "options": options, "fingerprint": fingerprint}
