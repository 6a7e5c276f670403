"""Numbers in prose: each must be one that a cell printed, or stand beside a citation.

The prose is read section by section. A section goes from one heading of level 1 or 2 to the next;
deeper headings do not divide it. A number in a section's markdown is supported when

- a code cell of the same section printed it: in a stream, in plain text or in the visible text
  of HTML. Equal means equal at the prose number's own precision, so that a printed 36.24 supports
  36.2 and 36; a printed 36.2 does not support 36.20. Signs are left to words ("fell by 3"). A
  following thousand, million or billion may be part of the number, on either side;
- or its sentence holds a link, other than to a notebook or to a place in the same one;
- or it is a year that the code of the same section contains.

Exempt are headings, code, addresses, minutes, the ids of claims, lessons, questions and
exercises (a question's also where it opens a paragraph, as in **1.2**), the markers of ordered
lists, a count "of 100", and in 00_start the versions of Python and its packages. What says no fact
is exempt whole: a paragraph that begins with **Minutes** or **The rule**, a question of invented
states that is asked twice (**Q1**), and the numbered questions after an explorer, which say how to
set it. Cells that the course generates from headings are not read: what they say is read where it
stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bs4 import BeautifulSoup
from nbformat import NotebookNode

from .notebooks import by_hand, read

# Stands in a sentence where a link stood: a character of the private use area.
CITED = "\ue000"

FENCE = re.compile(r"^[ \t>]*(```|~~~).*?^[ \t>]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
NO_FACT = re.compile(r"\*\*(?:Minutes|The rule|Q\d)\b")
ORDERED = re.compile(r"^[ \t]*\d+[.)][ \t]+.*$", re.MULTILINE)
QUESTION_ID = re.compile(r"^\*\*\d+\.\d+\*\*")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
HEADING = re.compile(r"(#{1,6})(?:\s|$)")
QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+")
LIST_MARK = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(((?:[^()\s]|\([^()]*\))*)(?:\s[^)]*)?\)")
BARE_ADDRESS = re.compile(r"<?https?://[^\s<>)]+>?")
EMPHASIS = re.compile(r"\*|(?<!\w)_+|_+(?!\w)")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

SENTENCE_END = re.compile(r"[.!?][\"'”’)\]*]*\s+(?=[\"'“‘(\[*]*[A-ZÀ-ÞА-ЯЁ0-9])")
ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|e\.g|i\.e|cf|c|ca|approx|vol|pp?|vs|Dr|Mr|Mrs|Ms))\.$")

ID = r"\d+(?:\.\d+)?[a-z]?\b"
KINDS = r"(?:claim|lesson|question|exercise|check|step|route|paragraph)"
EXEMPT = [
    re.compile(
        r"\b\d+(?:\s*(?:to|–|-|and|or)\s*\d+)?[\s-]+minutes?\b|\bminutes: \d+\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b{KINDS}s(?: tested:)?\s+{ID}(?:\s*(?:,\s*and|,|–|-|to|and|or)\s*{ID})*", re.IGNORECASE
    ),
    re.compile(rf"\b{KINDS}\s+{ID}", re.IGNORECASE),
    re.compile(r"\b\d+[a-h]\b"),
    re.compile(r"\bof 100\b", re.IGNORECASE),
]
VERSION = re.compile(r"\b(?:Python|JupyterLab|pandas|matplotlib)\s+\d+(?:\.\d+)*", re.IGNORECASE)

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
TIMES = r"(?:\s?(?P<times>thousand|million|billion|bn|m)\b)?"
MAP_SCALE = re.compile(rf"(?<![\w.])1:(?P<digits>\d[\d,]*){TIMES}")
IN_PROSE = re.compile(rf"(?<![\w.])(?<![A-Z]-)(?P<digits>{DIGITS}){TIMES}")
PRINTED = re.compile(rf"(?<![A-Za-z\d.])(?P<digits>(?:{DIGITS})(?:[eE][-+]?\d+)?){TIMES}")
POWERS = {"thousand": 3, "million": 6, "m": 6, "billion": 9, "bn": 9}


@dataclass(frozen=True)
class Reading:
    """A number as it is written: its value, and the exponent of its last digit (-1: tenths)."""

    value: Decimal
    last: int

    def supports(self, other: Reading) -> bool:
        """Whether this printed number, rounded as the other is, can be the other."""
        one = Decimal(1).scaleb(other.last)
        return self.last <= other.last and 2 * abs(self.value - other.value) <= one


@dataclass
class Section:
    """What stands between two headings: its sentences with their cells, and what cells gave."""

    sentences: list[tuple[str, str]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


def unsupported_numbers(notebook: Path) -> list[tuple[str, str, str]]:
    """The numbers in a notebook's prose that nothing supports: (cell id, number, sentence)."""
    exempt = [*EXEMPT, VERSION] if notebook.name == "00_start.ipynb" else EXEMPT
    found = []
    for section in sections(read(notebook)):
        printed = "\n".join(section.printed)
        scales = {_scale(match) for match in MAP_SCALE.finditer(printed)}
        readings = {reading for match in PRINTED.finditer(printed) for reading in _readings(match)}
        years = set(re.findall(r"(?<![\w.])[12]\d{3}(?!\.?\d)", "\n".join(section.code)))
        for cell_id, sentence in section.sentences:
            if CITED in sentence:
                continue
            rest = sentence
            for pattern in exempt:
                rest = pattern.sub(" ", rest)
            for match in MAP_SCALE.finditer(rest):
                if _scale(match) not in scales:
                    found.append((cell_id, match[0], sentence))
            for match in IN_PROSE.finditer(MAP_SCALE.sub(" ", rest)):
                supported = match["digits"] in years or any(
                    printed.supports(said) for said in _readings(match) for printed in readings
                )
                if not supported:
                    found.append((cell_id, match[0], sentence))
    return found


def sections(notebook: NotebookNode) -> list[Section]:
    """A notebook's sections; the first is what stands before any heading."""
    divided = [Section()]
    after_explorer = False
    for cell in by_hand(notebook):
        if cell.cell_type == "markdown":
            source = ORDERED.sub("", cell.source) if after_explorer else cell.source
            for level, text in _sentences(source):
                if level is None:
                    divided[-1].sentences.append((cell.id, text))
                elif level <= 2:
                    divided.append(Section())
        elif cell.cell_type == "code":
            divided[-1].code.append(cell.source)
            divided[-1].printed += printed_by(cell)
        after_explorer = cell.cell_type == "code" and "steppes-explorer" in str(cell.outputs)
    return divided


def printed_by(cell: NotebookNode) -> list[str]:
    """What a reader can read in a code cell's outputs."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts.append(output.text)
        else:
            data = output.get("data", {})
            texts.append(data.get("text/plain", ""))
            texts.append(BeautifulSoup(data.get("text/html", ""), "html.parser").get_text(" "))
    return texts


def _sentences(source: str) -> Iterator[tuple[int | None, str]]:
    """A markdown cell's headings, as (level, text), and sentences, as (None, text), in order."""
    block: list[str] = []
    no_fact = False
    for line in [*COMMENT.sub(" ", FENCE.sub("\n\n", source)).splitlines(), ""]:
        line = QUOTE_MARK.sub("", line)
        heading = HEADING.match(line)
        starts_anew = heading or not line.strip() or LIST_MARK.match(line) or line[0] == "|"
        no_fact = bool(line.strip()) and (no_fact or bool(NO_FACT.match(line)))
        if no_fact:
            continue
        if starts_anew and block:
            yield from ((None, sentence) for sentence in _split("\n".join(block)))
            block = []
        if heading:
            yield len(heading[1]), line
        elif line.strip():
            block.append(LIST_MARK.sub("", line))


def _split(block: str) -> Iterator[str]:
    """The sentences of a paragraph or list item, without markup, links marked by CITED."""
    text = CODE_SPAN.sub(" ", QUESTION_ID.sub(" ", block))
    text = LINK.sub(_link, text)
    text = TAG.sub(" ", BARE_ADDRESS.sub(CITED, text))
    text = " ".join(EMPHASIS.sub("", text).split())
    start = 0
    for match in SENTENCE_END.finditer(text):
        if not ABBREVIATION.search(text[start : match.start() + 1]):
            yield text[start : match.end()].strip()
            start = match.end()
    if text[start:]:
        yield text[start:]


def _link(match: re.Match) -> str:
    picture, text, address = match.groups()
    if picture or ".ipynb" in address:
        return " "
    return text if address.startswith("#") else text + CITED


def _readings(match: re.Match) -> list[Reading]:
    """A number as written, and also multiplied when a word such as million follows."""
    value = Decimal(match["digits"].replace(",", ""))
    last = int(value.as_tuple().exponent)
    powers = [0, POWERS[match["times"]]] if match["times"] else [0]
    return [Reading(value.scaleb(power), last + power) for power in powers]


def _scale(match: re.Match) -> Decimal:
    return Decimal(match["digits"].replace(",", "")).scaleb(POWERS.get(match["times"], 0))
