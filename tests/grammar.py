"""What is wrong with a sentence that a program put together: numbers, marks, words said twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

# What is counted in the course, each in the singular; with another number it takes an s.
COUNTED = """
    agreement answer attempt case census claim column democracy direction dyad event exercise
    file flow group guess hint interval letter line mark market member mistake notebook option
    pair partner point row score session source specification state table threshold verdict
    visit waiver weighting word year
"""
_PLURALS = {"census": "censuses", "democracy": "democracies", "guess": "guesses"}
PLURALS = {one: _PLURALS.get(one, f"{one}s") for one in COUNTED.split()}
BETWEEN = r"(?:(?:other|others|directed|joint|typical|visa|more|compared|right|wrong) )*"
# Not the end of a longer number, of a name such as claim 1 or of a year.
ONE = r"(?<![\w.,:/–-])(?<!\b[Cc]laim )(?<!\b[Pp]aragraph )1 "
MANY = r"(?<![\w.,:/–-])(?:0|[2-9]|[1-9]\d{1,2}|[1-9]\d{0,2}(?:,\d{3})+) "

FAULTS = {
    "one of many": rf"{ONE}{BETWEEN}(?:{'|'.join(PLURALS.values())}|people|others)\b",
    "one are": rf"{ONE}(?:of (?:the |your )?[\d,]+ (?:\w+ ){{0,2}})?{BETWEEN}"
    rf"(?:are|have|were|belong|stand|lie)\b|{ONE}(?:[a-z]+ ){{1,3}}and (?:are|have|were)\b",
    "many of one": rf"{MANY}{BETWEEN}(?:{'|'.join(PLURALS)})\b(?!-)",
    "doubled mark": r"[?!.,;:][?!.,;:]+",
    "blank before a mark": r"\s[?!.,;:](?=\s|$)",
    "no blank after a mark": r"[a-z][,;:?!][A-Za-z]",
    "doubled blank": r"\S  +\S",
    "article": r"\b[Aa] (?:8|11|18|8\d|8\d\d|8,\d{3}|18,\d{3}|11,\d{3})\b"
    r"|\b[Aa] (?!and\b|eu|one|once)[aeio][a-z]+\b"
    r"|\b[Aa]n (?:[1-79]|10|1[2-79])\b|\b[Aa]n [bcdfgjklmnpqrstvwz][a-z]+\b",
    "doubled word": r"\b([A-Za-z]+) \1\b",
    "not rounded": r"\d\.\d{7,}|\d[eE][+-]?\d",
    "minus nothing": r"(?<![\w.)–-])-0(?:\.0+)?(?![\d.]*[1-9])(?!\d)",
    "no value": r"\b(?:nan|NaN|NaT|inf|Inf|np\.\w+|dtype)\b|<NA>"
    r"|(?<!That is )\bNone\b(?! (?:of|in|is|was)\b)",
    "empty brackets": r"\(\s*\)|\[\s*\]|\u201c\s*\u201d",
}
_FAULTS = {name: re.compile(pattern) for name, pattern in FAULTS.items()}
_CODE = re.compile(
    r"\b[a-z_][\w.]*\([^()]*\)|`[^`]*`|\.\.\.|https?://\S+|\bfrom steppes import \w+;"
)


def faults(text: str) -> list[str]:
    """What is wrong with a text, each with its place; calls and addresses in it are left out."""
    numbers = itertools.count()
    return list(_faults(_CODE.sub(lambda _: f"CODE{next(numbers)}", text)))


def _faults(text: str) -> Iterator[str]:
    for name, pattern in _FAULTS.items():
        for found in pattern.finditer(text):
            around = text[max(0, found.start() - 30) : found.end() + 30]
            yield f"{name}, '{found[0]}': … {around} …"
    for opening, closing in ("()", "[]", "\u201c\u201d"):
        if text.count(opening) != text.count(closing):
            yield f"{opening} and {closing} are no pairs: {text}"
    if text.count('"') % 2:
        yield f'a " has no other: {text}'
    if len(re.findall(r"(?<![\w'])'(?=\w)", text)) > len(
        re.findall(r"(?<=[\w.,?!%…])'(?!\w)", text)
    ):
        yield f"a ' has no other: {text}"


def no_sentence(text: str) -> list[str]:
    """Why a text is not one sentence from capital letter to full stop."""
    said = []
    if not re.match(r"[A-Z0-9\u201c]", text):
        said.append(f"begins with no capital letter: {text[:40]}")
    if not text.endswith((".", "?")):
        said.append(f"does not end: … {text[-40:]}")
    if re.search(r"(?<!\bSt)[.?!] [A-Z]", text):
        said.append(f"more than one sentence: {text}")
    return said
