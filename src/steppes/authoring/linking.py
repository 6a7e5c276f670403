"""A lesson's contents and its links, two cells that the course writes and nobody edits.

`contents` stands right after the title: one line of links to the lesson's sections, without those
that end every lesson. `links` is the last cell: the lesson before, the exercises, what goes deeper,
the next lesson. Of these only what there is is named, so that no link leads to a lesson that is
still planned. Both follow from the names and headings of notebooks alone, which is why no kernel is
needed to write them.

An address leads from the course's folders. In the student's copies start.py turns it to where her
copy of the other notebook lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from .notebooks import GENERATED, Trouble, by_hand, lines_outside_code

CONTENTS, LINKS = "contents", "links"
FURTHER = "further"
BETWEEN = " · "
# Sections with which lessons end: each knows where to find them.
AT_THE_END = ("Limits", "Key points", "Further reading", "Where next")
LINKED = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
# JupyterLab does not find a heading whose address the browser writes in another way, with % for a
# letter such as Ö: tried with JupyterLab 4. Nor can a bracket stand in an address of Markdown.
NOT_IN_A_HEADING = re.compile(r"""[^ -~]|[%<>"\\\[\]^{|}]""")


def anchor(heading: str) -> str:
    """The address of a heading on its own page: "How near is near?" has #How-near-is-near?.

    JupyterLab and nbconvert give a heading this id, its text with - for each blank. Pages that
    make ids in another way (small letters, no ?) show the words and stay where they are.
    Raises Trouble for a heading to which no address leads.
    """
    if letter := NOT_IN_A_HEADING.search(plain(heading)):
        raise Trouble(f"no link can lead to '{heading}': write that heading without {letter[0]}.")
    return "#" + plain(heading).replace(" ", "-")


def plain(heading: str) -> str:
    """A heading's text as a page shows it, without marks of Markdown."""
    return re.sub(r"[*`]", "", LINKED.sub(r"\1", heading)).strip()


def linked(notebook: NotebookNode, path: Path) -> NotebookNode:
    """A notebook with its contents and its links as they have to be now.

    `path` is where it stands among the course's lessons. Any other notebook, and one that does not
    begin with its title, is given back as it is. Raises Trouble for a heading that no link can
    lead to.
    """
    written = by_hand(notebook)
    titled = any(cell.cell_type == "markdown" and _titles(cell.source) for cell in written[:1])
    if not (has_links(path) and titled):
        return notebook
    title, *rest = written
    try:
        contents = _generated(CONTENTS, _contents(rest))
    except Trouble as trouble:
        raise Trouble(f"{path.name}: {trouble}") from None
    last = _generated(LINKS, BETWEEN.join(_links(path)))
    made = NotebookNode(notebook)
    made.cells = [title, *contents, *rest, *last]
    return made


def has_links(path: Path) -> bool:
    """Whether a notebook is a lesson or goes deeper than one."""
    return path.parent.name == "notebooks" or path.parts[-3:-1] == ("notebooks", FURTHER)


def has_stale_links(notebook: NotebookNode, path: Path) -> bool:
    """Whether a stored notebook's contents or links are not what they have to be now."""
    return linked(notebook, path).cells != notebook.cells


def _generated(name: str, source: str) -> list[NotebookNode]:
    """A cell with a fixed id; none where there is nothing to say."""
    made = new_markdown_cell(source, id=name, metadata={"tags": [GENERATED]})
    return [made] if source else []


def _contents(cells: list[NotebookNode]) -> str:
    """One line of links to the sections, each heading of level 2."""
    lines = [
        line
        for cell in cells
        if cell.cell_type == "markdown"
        for line in lines_outside_code(cell.source)
    ]
    headings = [line[3:] for line in lines if line.startswith("## ")]
    links = [
        f"[{_shortened(plain(heading))}]({anchor(heading)})"
        for heading in headings
        if plain(heading) not in AT_THE_END
    ]
    return f"**On this page:** {BETWEEN.join(links)}" if links else ""


def _shortened(heading: str) -> str:
    """The name by which the contents call a section: a verdict's by its claim alone."""
    return re.sub(r"^What we can say about claim", "Claim", heading)


def _links(path: Path) -> Iterable[str]:
    """Links to what belongs to a lesson and to its neighbours, as far as they are there."""
    deeper = path.parent.name == FURTHER
    lessons = path.parents[1] if deeper else path.parent
    there = sorted(lessons.glob("[0-9][0-9]_*.ipynb"))
    before = [other for other in there if other.name < path.name][-1:]
    after = [other for other in there if other.name > path.name][:1]
    # Not the exercises, which do not stand there yet when a lesson is built for the first time.
    solutions = lessons.parent / "solutions" / path.name
    up = "../" if deeper else ""
    if deeper:
        yield from (_link("Lesson", up, each) for each in there if each.name == path.name)
    else:
        yield from (_link("Before", up, each) for each in before)
    if solutions.exists():
        yield f"**[Exercises]({up}../exercises/{path.name})**"
    if not deeper and (lessons / FURTHER / path.name).exists():
        yield f"**[Deeper]({FURTHER}/{path.name})**"
    yield from (_link("Next", up, each) for each in after)


def _link(what: str, folder: str, to: Path) -> str:
    """A link by a lesson's number and subject, "04 alignment": whoever reads on knows the title."""
    return f"**{what}:** [{to.stem.replace('_', ' ')}]({folder}{to.name})"


def _titles(source: str) -> list[str]:
    return [plain(line[2:]) for line in source.split("\n") if line.startswith("# ")]
