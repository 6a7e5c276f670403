"""A fact-check of one's own: one printable page of what lesson 01 was asked, guessed and judged.

The page is a file of its own, my_work/01_fact_check.html: it needs no network and no script, and
says in its metadata what was written, so that one that was edited since is never written over.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import record, verdicts, views
from .carrying import write_whole
from .claims import as_of_words, claims, words_for
from .errors import verb
from .measures.pairs import THIS_PAIR, is_pair, pairs_of
from .saying import plain_text, say, shown
from .showing import figure_html, png_bytes, show_bundle
from .tables import load, state_names
from .words import Description, listing, number

FILE = "01_fact_check.html"
YEAR = 2012
CLAIMS = (18, 22)
COMPARISON, GAP = "my comparison", "the gap"  # the names of her guesses in lesson 01
LONGEST_TITLE, LONGEST_SAID = 90, 240  # letters for which the page has room
LARGEST_FILE = 5_000_000
COURSE = "Steppes to States"
SOURCE = (
    "Data: Correlates of War, trade 4.0, goods in 2012, whole millions of current US dollars; "
    "Natural Earth 5.1.1, 1:10 million, gaps between borders; CEPII, capitals."
)
ASK_TITLE = "Your title stands here"

_said_once: set[str] = set()


@verb('fact_check("Thin beside near borders", ("BGD", "NPL"))')
def fact_check(title: Any, pair: Any) -> None:
    """Show your fact-check, and write it to my_work/01_fact_check.html.

    `title` is yours, in quotes; `pair` the codes of two states that you chose, which have a figure
    of trade in 2012. What you guessed and judged in lesson 01 is taken from your record.
    """
    trouble = _wrong_with_title(title) or _wrong_with_pair(pair)
    if trouble:
        say(trouble)
        return
    if _is_dots(title) or _is_dots(pair):
        say(
            "Put a title of your own in quotes and the codes of two states in place of the dots: "
            'fact_check("Thin beside near borders", ("BGD", "NPL")).'
        )
    page = _page("" if _is_dots(title) else _one_line(title), "" if _is_dots(pair) else _code(pair))
    _show(page)
    _write(page)


# --- what is given -------------------------------------------------------------------------------


def _is_dots(value: Any) -> bool:
    return value is ... or (isinstance(value, str) and not value.strip(" .…\n\t"))


def _one_line(text: str) -> str:
    return " ".join(plain_text(text, 10 * LONGEST_TITLE).split())


def _wrong_with_title(title: Any) -> str:
    """What is wrong with a title, in one sentence; empty where nothing is."""
    if _is_dots(title):
        return ""
    if not isinstance(title, str):
        return 'The title is text: write it in quotes, such as "Thin beside near borders".'
    if len(_one_line(title)) > LONGEST_TITLE:
        return f"The title is too long for the page: shorten it to {LONGEST_TITLE} letters."
    return ""


def _wrong_with_pair(pair: Any) -> str:
    """What is wrong with a pair, in one sentence; empty where nothing is."""
    if _is_dots(pair):
        return ""
    like = 'such as ("BGD", "NPL")'
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return f"The pair is the codes of two states in brackets, {like}."
    names = state_names()
    codes = [shown(each, 40).upper() if isinstance(each, str) else "" for each in pair]
    for given, code in zip(pair, codes, strict=True):
        if code not in names:
            called = [c for c, name in names.items() if name.upper() == code]
            near_by = f"write {called[0]}" if called else 'look it up with load("countries")'
            return f"'{shown(given, 40)}' is no code of a state: {near_by}."
    if codes[0] == codes[1]:
        return f"The pair is the same state twice: choose two different ones, {like}."
    pairs = pairs_of(YEAR)
    rows = pairs[is_pair(pairs, _code(pair))]
    both = listing(names[code] for code in sorted(codes))
    if _code(pair) == THIS_PAIR:
        return f"{both} are the pair of this lesson: choose another, {like}."
    if rows.empty:
        return f"{both} have no figure of trade for {YEAR} in this table: choose another pair."
    if not rows["usd_million"].iloc[0]:
        return (
            f"{both} have a 0 in this table for {YEAR}, which can mean no trade, less than half a "
            "million, or trade that was not counted: choose a pair with an amount above 0."
        )
    return ""


def _code(pair: Any) -> str:
    return "-".join(sorted(shown(code, 40).upper() for code in pair))


# --- what stands on the page ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A heading with its paragraphs, each with a mark of its kind, and a picture where it has one.

    The kinds: "hers" (her own words), "ask" (what she can still write) and "" (the course's).
    """

    head: str
    lines: tuple[tuple[str, str], ...] = ()
    picture: bytes = b""
    words: Description | None = None


@dataclass(frozen=True)
class _Page:
    title: str
    parts: tuple[_Part, ...]


def _page(title: str, pair: str) -> _Page:
    kept = record.read()
    parts = [_first_thoughts(kept["guesses"])]
    parts += [_judged(claim_id, kept["claims"].get(str(claim_id), {})) for claim_id in CLAIMS]
    parts += [_beside(THIS_PAIR, "The pair of the article, beside nine groups of pairs")]
    if pair:
        parts += [_beside(pair, "A pair that I chose, beside the same groups")]
    else:
        ask = 'No pair yet. Choose two states by their codes: fact_check(my_title, ("BGD", "NPL")).'
        parts += [_Part("A pair that I chose", (("ask", ask),))]
    return _Page(title, tuple(parts))


def _quoted(text: Any) -> str:
    """Her own words with marks, as far as the page has room."""
    whole = " ".join(plain_text(str(text), 5000).split())
    cut = whole if len(whole) <= LONGEST_SAID else f"{whole[:LONGEST_SAID].rstrip()} …"
    return f"\u201c{cut}\u201d"


def _first_thoughts(guesses: dict[str, Any]) -> _Part:
    """Her first comparison in her own words, and her guess of the gap beside the data."""
    lines = []
    said = guesses.get(COMPARISON, {}).get("first", {}).get("guess")
    if said is None:
        ask = f'No comparison yet. Write one in lesson 01: guess("{COMPARISON}", "your words").'
        lines.append(("ask", ask))
    else:
        lines.append(("hers", _quoted(said)))
    gap = load("border_gap").set_index("scale").loc["1:10 million", "km"]
    measured = f"The gap between the borders is {number(gap, 1)} km"
    guess = guesses.get(GAP, {}).get("first", {}).get("guess")
    if isinstance(guess, (int, float)):
        lines.append(("hers", f"I guessed {number(guess, 0 if guess == int(guess) else 1)} km."))
        lines.append(("", f"{measured}."))
    else:
        lines.append(("", f"{measured}; no guess of it was written."))
    return _Part("What I would compare it with, before any data", tuple(lines))


def _judged(claim_id: int, kept: dict[str, Any]) -> _Part:
    """A claim in our words, hers on it, and the ledger's only where she has judged."""
    claim = claims()[claim_id]
    last = kept.get("last", {})
    yours = last.get("verdict", "")
    lines = [("", claim.claim)]
    if yours not in words_for(claim.kind):
        words = listing(words_for(claim.kind), "or")
        ask = (
            f"No verdict yet: {words}? Write yours in lesson 01, settle({claim_id}), with your "
            "word and a reason; then the ledger's stands here beside it."
        )
        return _Part(f"Claim {claim_id}", (*lines, ("ask", ask)))
    if reason := last.get("reason"):
        lines.append(("hers", f"I say {yours}, because {_quoted(reason)}"))
    else:
        lines.append(("hers", f"I say {yours}."))
        lines.append(("ask", f"No reason yet: add because= to settle({claim_id})."))
    given = verdicts.finding(claim_id) if claim.computed else claim
    ledgers = f"The ledger says {given.in_2013} for 2013, {given.now} for now"
    only = ", by trade only" if claim_id == 18 else ""
    lines.append(("", f"{ledgers}{as_of_words(given.now_as_of)}{only}."))
    lines.append(("", f"It would change: {claim.would_change}"))
    return _Part(f"Claim {claim_id}", tuple(lines))


def _beside(pair: str, head: str) -> _Part:
    """A pair with its amount and gap, and its nine dots."""
    pairs = pairs_of(YEAR)
    row = pairs[is_pair(pairs, pair)].iloc[0]
    gap = "over 1,000 km"
    if row["gap_km"] == row["gap_km"]:
        gap = "none, they touch" if row["touching"] else f"{number(row['gap_km'], 1)} km"
    told = (
        f"{row['pair']}, {YEAR}: {number(row['usd_million'])} million US dollars both ways. Gap "
        f"between the borders: {gap}. Capitals: {number(row['capitals_km'])} km apart."
    )
    fig, words = views.groups(pair, YEAR, small=True)
    return _Part(head, (("", told),), png_bytes(fig), words)


def _foot() -> str:
    from . import __version__

    return f"{COURSE}, version {__version__}, lesson 01. {SOURCE}"


# --- in the notebook -----------------------------------------------------------------------------


def _show(page: _Page) -> None:
    """Show the page: text, and each picture as an output of its own, so that it has its words."""
    head = page.title or ASK_TITLE
    _show_text([f"Fact-check, {COURSE}: {head}"], [f"<strong>{html.escape(head)}</strong>"])
    for part in page.parts:
        plain = [f"{part.head}.", *(text for _, text in part.lines)]
        _show_text(plain, [f"<strong>{html.escape(part.head)}</strong>", *_as_html(part)])
        if part.words:
            picture = base64.b64encode(part.picture).decode("ascii")
            page_html = figure_html(part.picture, part.words)
            show_bundle(
                {"text/plain": part.words.whole, "text/html": page_html, "image/png": picture}
            )
    _show_text([_foot()], [html.escape(_foot())])


def _show_text(plain: list[str], paragraphs: list[str]) -> None:
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    page_html = f'<div class="steppes-fact-check" style="max-width:70ch">{inside}</div>'
    show_bundle({"text/plain": "\n".join(plain), "text/html": page_html})


def _as_html(part: _Part) -> list[str]:
    """The paragraphs of a part, escaped: hers as they are, what she can still write slanted."""
    marked = []
    for kind, text in part.lines:
        said = html.escape(text)
        marked.append(f"<em>{said}</em>" if kind == "ask" else said)
    return marked


# --- the file ------------------------------------------------------------------------------------

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.4 system-ui, sans-serif; color: #222222; background: #ffffff; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1.2rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.05rem; margin: 0.9rem 0 0.2rem; }
p { margin: 0.15rem 0; }
img { display: block; width: 100%; height: auto; margin: 0.3rem 0; }
img { background: #ffffff; border-radius: 4px; }
.hers { border-left: 3px solid #0072b2; padding-left: 0.6rem; }
.small { font-size: 0.85em; color: #595959; }
.ask { font-style: italic; color: #595959; }
@media (prefers-color-scheme: dark) {
  body { color: #eeeeee; background: #1b1b1b; }
  .small, .ask { color: #c4c4c4; }
}
@page { size: A4; margin: 11mm; }
@media print {
  body { font-size: 9pt; line-height: 1.22; color: #222222; background: #ffffff; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 14pt; }
  h2 { font-size: 10pt; margin: 5pt 0 1pt; }
  p { margin: 0.5pt 0; }
  img { width: 132mm; margin: 1pt 0; }
  details { display: none; }
  .small, .ask { color: #595959; }
}
"""
DIGEST = '<meta name="steppes-written" content="{}">'
_DIGEST = re.compile(DIGEST.format("([0-9a-f]{64})"))


def _file(page: _Page) -> bytes:
    """The page as a file, with the digest of all the rest of it in its metadata."""
    from . import __version__

    head = html.escape(page.title or ASK_TITLE)
    sections = "".join(
        f"<section><h2>{html.escape(part.head)}</h2>{_section(part)}</section>\n"
        for part in page.parts
    )
    text = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{COURSE} {__version__}, fact_check">\n'
        f"{DIGEST.format('')}\n<title>{head}: a fact-check</title>\n<style>{STYLE}</style>\n"
        f'</head>\n<body>\n<main>\n<h1>{head}</h1>\n<p class="small">Fact-check · {COURSE}</p>\n'
        f'{sections}<p class="small">{html.escape(_foot())}</p>\n</main>\n</body>\n</html>\n'
    )
    return text.replace(DIGEST.format(""), DIGEST.format(_digest(text)), 1).encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _section(part: _Part) -> str:
    lines = (
        f'<p class="{kind}">{html.escape(text)}</p>' if kind else f"<p>{html.escape(text)}</p>"
        for kind, text in part.lines
    )
    if not part.words:
        return "".join(lines)
    picture = base64.b64encode(part.picture).decode("ascii")
    alt, whole = html.escape(part.words.first, quote=True), html.escape(part.words.whole)
    return (
        f'{"".join(lines)}<img alt="{alt}" src="data:image/png;base64,{picture}">'
        f"<details><summary>This picture in words</summary><p>{whole}</p></details>"
    )


def _write(page: _Page) -> None:
    """Write the file; one that was edited since it was written stays, and the new lies beside it.

    Where nothing can be written the page was shown, and that is said once.
    """
    content = _file(page)
    try:
        target = next(path for path in _names() if _is_ours(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        _say_once(f"The page is shown and not kept: {FILE} cannot be written ({reason}).")
        return
    _said_once.clear()
    if target.name != FILE:
        say(f"{FILE} was changed since it was written, and stays. The new one lies beside it.")
    say(
        f"Written: {target.name}, in the folder of your work. Open it in a browser and print it: "
        "it is one page, and needs no network."
    )


def _names() -> Iterator[Path]:
    """The file's name, and numbered ones beside it."""
    first = record.home() / FILE
    yield first
    for count in itertools.count(2):
        yield first.with_stem(f"{first.stem}-{count}")


def _is_ours(path: Path) -> bool:
    """Whether a file may be written here: nothing is there, or what we wrote, as we wrote it."""
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_FILE:
        return False
    text = path.read_bytes().decode("utf-8", "replace")
    found = _DIGEST.search(text)
    return found is not None and _digest(text.replace(found[0], DIGEST.format(""), 1)) == found[1]


def _say_once(text: str) -> None:
    if text not in _said_once:
        _said_once.add(text)
        say(text)
