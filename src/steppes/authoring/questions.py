"""Gather the questions from the notebooks, where each stands once.

A question begins at its id, bold at the beginning of a paragraph (`**1.3** …`) or in a heading
(`## 1c …`), and goes on through the text cells up to the cell that checks it. A list with lettered
items (`- A: …`) holds the options of a choice.

What `before("Q1", …)` asks is gathered in the same way and kept apart: nobody checks it.

Of a lesson the steps are gathered as well, in the order of the page: what is guessed, checked,
judged and told in it, each with the heading that it stands under.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from .. import own
from ..steps import CHECK, GUESS, TOLD, VERDICT, key_of
from .notebooks import Trouble, read

CHECKED = re.compile(r'\bcheck\("([^"]+)"')
ASKED_TWICE = re.compile(r'\bbefore\("([^"]+)"')
HEADING = re.compile(r"^#{2,} +(.+)$", re.MULTILINE)
TITLE = re.compile(r"# (?:\d+ )?(.+)")
MINUTES = re.compile(r"\*\*Minutes:\*\* (\d+)")
OPTION = re.compile(r"^- ([A-Z]): (.+)$", re.MULTILINE)
LESSONS = ("notebooks", "further")  # folders; solutions have no steps of their own
NOTE = "Generated from the notebooks by steppes build: edit the question there."


def gathered(paths: list[Path]) -> str:
    """The text of the file of questions that these notebooks make.

    Raises Trouble when a check has no question before it, or two checks have one id.
    """
    found: dict[str, dict] = {}
    twice: dict[str, dict] = {}
    lessons: dict[str, dict] = {}
    for path in paths:
        notebook = read(path)
        if path.parent.name in LESSONS and re.match(r"\d\d_", path.stem):
            lessons[_slug(path)] = _lesson(notebook)
        twice |= _questions_of(notebook, path, ASKED_TWICE)
        for exercise_id, entry in _questions_of(notebook, path):
            if exercise_id in found:
                raise Trouble(
                    f"{path.parent.name}/{path.name} asks {exercise_id} a second time: give one of "
                    "the two another id."
                )
            found[exercise_id] = entry
    entries = {"generated": NOTE, "lessons": lessons, "questions": dict(sorted(found.items()))}
    if twice:
        entries["twice"] = dict(sorted(twice.items()))
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _questions_of(
    notebook: NotebookNode, path: Path, asking: re.Pattern[str] = CHECKED
) -> Iterator[tuple[str, dict]]:
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text += f"\n\n{cell.source}"
            continue
        for exercise_id in asking.findall(cell.source):
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


# --- the steps of a lesson -----------------------------------------------------------------------


def _lesson(notebook: NotebookNode) -> dict:
    """A lesson's title, its minutes where it says them, and its steps with their headings."""
    steps: dict[str, str] = {}
    text = under = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text += f"\n\n{cell.source}"
            under = ([under] + HEADING.findall(cell.source))[-1]
            continue
        for key in _steps_of(cell.source):
            steps.setdefault(key, _plain(under))
    title, minutes = TITLE.search(text), MINUTES.search(text)
    return {
        "title": _plain(title[1]) if title else "",
        "minutes": int(minutes[1]) if minutes else 0,
        "steps": steps,
    }


def _steps_of(source: str) -> Iterator[str]:
    """What a cell has the student do, from top to bottom, as `steps.key_of` writes it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell of Jupyter's own commands
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        what = getattr(call.func, "id", "")
        named = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
        if what == "settle" and isinstance(named, int):
            yield key_of(VERDICT if len(call.args) > 1 or call.keywords else TOLD, str(named))
        elif what in (CHECK, GUESS) and isinstance(named, str):
            yield key_of(what, named)


def _plain(heading: str) -> str:
    """A heading without marks of Markdown and without its minutes."""
    return re.sub(r"\s*\([^()]*\bminutes?\b[^()]*\)|[*`]", "", heading).strip()
