"""How long a lesson takes somebody with one term of Python: a sum over what its notebook holds.

A rule for comparing lessons, agreed by judgement, and no measurement: the prices were chosen so
that the sums came within a third of what six lessons were judged to take, section by section. No
student has been timed. Exercises and what goes deeper stand outside the hour.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from .notebooks import by_hand, lines_outside_code, read

# Minutes for one of each. An explorer costs six: its stored picture is a figure as well.
PRICES = {
    "words": 1 / 150,
    "lines of code": 1 / 4,
    "cells": 0.2,
    "letters to choose": 1.5,
    "answers to compute": 3,
    "guesses": 1,
    "explorers": 5,
    "verdicts asked": 2,
    "reasons": 1,
    "judgements": 1.5,
    "cards told": 0.7,
    "figures": 1,
    "tables": 0.7,
    "words printed": 1 / 150,
}
# What a lesson holds at most, one by one; together they would make more than its minutes allow.
CEILINGS = {
    "words": 2000,
    "lines of code": 90,
    "explorers": 3,
    "pictures": 4,
    "tables": 5,
    "verdicts asked": 2,
    "cards told": 2,
    "terms": 12,
}
MOST_MINUTES, MOST_MINUTES_OF_THE_FIRST = 75, 25
WORDS_OF_AN_OUTPUT = 40  # that many are read in passing
NOT_READ = {"begin", "progress", "hint", "solution", "ready"}  # of these nothing is priced
ANSWERED = {"settle", "ledger", "check"}  # what these print belongs to the question

LETTERED = re.compile(r"^\s*(?:[-*]\s+)?(?:\|\s*)?\**\(?A\)?\**\s*[:.)|\s]\**\s*\S")
ASKS = re.compile(r"\*\*(F?\d+\.\d+|\d+[a-z])\b[^*]*\*\*")
ADDRESS = re.compile(r"\(https?:[^)]*\)|<https?:[^>]*>")
FOLD = re.compile(r"<summary>.*?</summary>|</?details>")  # a button and its name, not prose
ITALIC = re.compile(r"(?<![*\w])[*_]([^\W\d_][^*_\n]{1,40})[*_](?![*\w])")
LAST_PART = re.compile(r"^## Further reading", re.MULTILINE)


@dataclass
class Part:
    """A section of a lesson: its heading, and how many of each thing it holds."""

    heading: str
    holds: Counter[str] = field(default_factory=Counter)

    @property
    def minutes(self) -> float:
        return sum(PRICES.get(what, 0) * count for what, count in self.holds.items())


@dataclass(frozen=True)
class Call:
    """A call in a cell: `load(...)`, or `explorers.ladder(...)` with explorers as its owner."""

    owner: str
    name: str
    node: ast.Call


def parts_of(path: Path) -> list[Part]:
    """A notebook's sections, each beginning at a heading of level 2, and what they hold.

    Raises Trouble for a file that is no notebook.
    """
    parts, lettered, asked = [Part("before the first heading")], set(), ""
    # Contents and links are not read through; and a lesson's minutes must not change because a
    # neighbour has another title.
    for cell in by_hand(read(path)):
        if cell.cell_type == "markdown":
            for line in lines_outside_code(cell.source):
                if line.startswith("## "):
                    parts.append(Part(line[3:].strip()))
                asked = ids[-1] if (ids := ASKS.findall(line)) else asked
                if asked and LETTERED.match(line):
                    lettered.add(asked)
                prose = FOLD.sub("", ADDRESS.sub("", line))
                parts[-1].holds["words"] += len(re.findall(r"\w+", prose))
        elif cell.cell_type == "code" and _does_something(cell.source):
            parts[-1].holds.update(_held_by(cell, lettered))
    return parts


def head_of(path: Path) -> str:
    """What a lesson says of its minutes in its head: the whole, and each section's."""
    welcome, *parts = parts_of(path)
    whole = round(welcome.minutes + sum(part.minutes for part in parts))
    each = [f"{part.heading}: {round(part.minutes)}" for part in parts if round(part.minutes)]
    return f"**Minutes:** {whole}, by section: {'; '.join(each)}."


def held_by(path: Path, known: set[str]) -> Counter[str]:
    """What a notebook holds altogether, pictures and terms too; `known` are the glossary's terms.

    A picture is a figure that is no explorer's.
    """
    total: Counter[str] = sum((part.holds for part in parts_of(path)), Counter())
    total["pictures"] = total["figures"] - total["explorers"]
    total["terms"] = len(terms_of(path, known))
    return total


def glossary_terms(course: Path) -> set[str]:
    """The terms in the first table of the course's glossary, also without what is in brackets."""
    page = (course / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = page.partition("## Terms")[2].partition("\n## ")[0].splitlines()
    named = {row.split("|")[1].strip().lower() for row in rows if row.startswith("| ")}
    return named | {re.sub(r" \(.*", "", term) for term in named}


def terms_of(path: Path, known: set[str]) -> set[str]:
    """The terms of the glossary that a notebook sets in italics, before its further reading."""
    cells = [cell.source for cell in by_hand(read(path)) if cell.cell_type == "markdown"]
    page = LAST_PART.split("\n".join(cells))[0]
    said = {span.strip(" .:").lower() for span in ITALIC.findall(page)}
    return {term for term in said if {term, term.rstrip("s"), f"{term}s"} & known}


def told(path: Path, known: set[str]) -> list[str]:
    """What `steppes minutes` says of a notebook: section by section, and what it holds in all."""
    parts, held = parts_of(path), held_by(path, known)
    lines = [f"  {part.minutes:5.1f}  {part.heading}" for part in parts if part.minutes >= 0.5]
    lines.append(f"  {sum(part.minutes for part in parts):5.1f}  together")
    lines.append("  " + ", ".join(f"{held[what]:,} {what}" for what in CEILINGS))
    beyond = [what for what, most in CEILINGS.items() if held[what] > most]
    return [*lines, f"  above its ceilings: {', '.join(beyond)}"] if beyond else lines


def _tree(source: str) -> ast.Module:
    """A cell's syntax tree, without Jupyter's own lines; empty where it cannot be read."""
    lines = ["pass" if re.match(r"\s*[%!?]", line) else line for line in source.split("\n")]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.parse("")


def _does_something(source: str) -> bool:
    """Whether a cell holds more than imports."""
    body = _tree(source).body
    only_imports = body and all(isinstance(s, (ast.Import, ast.ImportFrom)) for s in body)
    return bool(source.strip()) and not only_imports


def _held_by(cell: NotebookNode, lettered: set[str]) -> Counter[str]:
    lines = [line for line in cell.source.split("\n") if line.strip()]
    kept = [line for line in lines if not re.match(r"(from \S+ )?import ", line)]
    holds = Counter({"cells": 1, "lines of code": len(kept)})
    calls = list(_calls(_tree(cell.source)))
    for call in calls:
        holds.update(_asked_by(call, lettered))
    named = {call.name for call in calls if not call.owner}
    for output in cell.outputs:
        holds.update(_shown_by(output, named))
    return holds


def _calls(tree: ast.Module) -> Iterator[Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield Call("", called.id, node)
            elif isinstance(called, ast.Attribute):
                owner = called.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                yield Call(name, called.attr, node)


def _asked_by(call: Call, lettered: set[str]) -> list[str]:
    """What a call asks of the student."""
    if call.owner == "explorers" or (not call.owner and call.name == "explore"):
        return ["explorers"]
    if call.owner:
        return []
    match call.name:
        case "check":
            first = call.node.args[0] if call.node.args else None
            asked = str(first.value) if isinstance(first, ast.Constant) else ""
            return ["letters to choose" if asked in lettered else "answers to compute"]
        case "before":
            return ["letters to choose"]
        case "guess":
            return ["guesses"]
        case "judge":
            return ["judgements"]
        case "settle":
            reasoned = any(word.arg == "because" for word in call.node.keywords)
            if len(call.node.args) < 2 and not call.node.keywords:
                return ["cards told"]
            return ["verdicts asked", *(["reasons"] if reasoned else [])]
    return []


def _shown_by(output: NotebookNode, named: set[str]) -> Counter[str]:
    """Pictures, tables and words that an output gives a reader."""
    data = output.get("data", {})
    page = BeautifulSoup(data.get("text/html", ""), "html.parser")
    drawn = any(kind.startswith("image/") for kind in data) or page.svg or "data:image" in str(page)
    if drawn:
        return Counter(figures=1)
    if named & NOT_READ:
        return Counter()
    printed = output.get("text") or data.get("text/markdown", "")
    if page.table or len([row for row in printed.split("\n") if _in_columns(row)]) >= 4:
        return Counter({"tables": 1, "words printed": _beyond(_words_in(page), named)})
    words = _words_in(page) if page.contents else re.findall(r"\w+", printed)
    return Counter({"words printed": _beyond(words, named)})


def _beyond(words: list[str], named: set[str]) -> int:
    return 0 if named & ANSWERED else max(0, len(words) - WORDS_OF_AN_OUTPUT)


def _in_columns(row: str) -> bool:
    return bool(re.search(r"\S {2,}\S", row)) or row.count("|") > 1


def _words_in(page: BeautifulSoup | Tag) -> list[str]:
    """The words of a page that are neither folded away nor in a table."""
    for hidden in page.find_all(["details", "table", "style", "script", "svg"]):
        hidden.extract()
    return re.findall(r"\w+", page.get_text(" "))
