"""A fact-check of one's own: one printable page of what lesson 01 was asked, guessed and judged.

The page is a file of its own, my_work/01_fact_check.html, for readers who never heard of the
course: it needs no network and no script. It says in its metadata what was written and what it
lacks, so that one that was edited since, or that was further on, is never written over.
"""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import record, verdicts, views
from .carrying import write_whole
from .claims import claims, words_for
from .errors import verb
from .measures.pairs import NEAR_KM, THIS_PAIR, groups_of, is_pair, pairs_of
from .measures.trade import op_ed_flows
from .references import references
from .saying import plain_text, say, shown
from .showing import figure_html, png_bytes, show_bundle
from .tables import load, state_names
from .words import Description, listing, number, usd

FILE = "01_fact_check.html"
YEAR = 2012
CLAIMS = (22, 18)  # the dots after them bear on the second
COMPARISON, GAP = "my comparison", "the gap"  # the names of her guesses in lesson 01
LONGEST_TITLE, LONGEST_SAID = 90, 240  # letters for which the page has room
LARGEST_FILE = 5_000_000
COURSE = "Steppes to States"
SOURCE = (
    "Data: goods in whole millions of current US dollars, Correlates of War, trade 4.0; for claim "
    "22 also UNCTAD, UN Comtrade, WITS and officials; gaps between borders, Natural Earth 5.1.1, "
    "1:10 million; capitals, CEPII."
)
ARTICLE = "miliate2013"
ASK_TITLE = "Your title stands here"
# The two rules in words that need no course.
RULES = {
    22: "wrong if no record has it so, imprecise if some, holds if most",
    18: "supported if thin beside both groups, mixed if beside one, not supported if beside none",
}

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
    `lacks` names what she can still write; empty where nothing is missing.
    """

    head: str
    lines: tuple[tuple[str, str], ...] = ()
    picture: bytes = b""
    words: Description | None = None
    lacks: str = ""


@dataclass(frozen=True)
class _Page:
    title: str
    parts: tuple[_Part, ...]

    @property
    def lacks(self) -> list[str]:
        """What she can still write, in the order of the page."""
        missing = [] if self.title else ["a title"]
        return missing + [part.lacks for part in self.parts if part.lacks]


def _page(title: str, pair: str) -> _Page:
    kept = record.read()
    parts = [_first_thoughts(kept["guesses"])]
    parts += [_judged(claim_id, kept["claims"].get(str(claim_id), {})) for claim_id in CLAIMS]
    parts += [_beside(THIS_PAIR, "The pair of the article", _how_to_read())]
    if pair:
        parts += [_beside(pair, "A pair that I chose")]
    else:
        ask = 'No pair yet. Choose two states by their codes: fact_check(my_title, ("BGD", "NPL")).'
        parts += [_Part("A pair that I chose", (("ask", ask),), lacks="a pair of your own")]
    return _Page(title, tuple(parts))


def _quoted(text: Any) -> str:
    """Her own words with marks, as far as the page has room."""
    whole = " ".join(plain_text(str(text), 5000).split())
    cut = whole if len(whole) <= LONGEST_SAID else f"{whole[:LONGEST_SAID].rstrip()} …"
    return f"\u201c{cut}\u201d"


def _address() -> str:
    return references()[ARTICLE]["url"]


def _lead() -> tuple[str, str]:
    """What is checked and whose words are whose, for somebody who has never heard of it."""
    entry = references()[ARTICLE]
    surname, first = entry["author"].split(", ")
    printed_in = entry["organization"].split(";")[0]
    checked = (
        "Kazakhstan and Mongolia almost touch. An article calls their relations minimal, and "
        f"finds that puzzling: {first[0]}. {surname}, {entry['title']}, {printed_in}, "
        f"{entry['year']}, {_address()}. Two of its claims are checked here."
    )
    rules = (
        "A tie of two states is called thin beside a group of other pairs when more than half of "
        "the group trade more, that is, sell each other goods worth more in the same year. The "
        f"title, the last pair and what stands beside a bar are mine; the rest is from {COURSE}, a "
        "course on this question, as are the claims' numbers."
    )
    return checked, rules


def _amount(pair: str) -> str:
    """What a pair sold each other, in words."""
    pairs = pairs_of(YEAR)
    million = number(pairs.loc[is_pair(pairs, pair), "usd_million"].iloc[0])
    return f"goods worth {million} million US dollars"


def _first_thoughts(guesses: dict[str, Any]) -> _Part:
    """Her first comparison in her own words, and her guess of the gap beside the data."""
    lines = [("", f"In {YEAR} the two sold each other {_amount(THIS_PAIR)}. Is that little?")]
    said = guesses.get(COMPARISON, {}).get("first", {}).get("guess")
    if said is None:
        ask = f'No comparison yet. Write one in lesson 01: guess("{COMPARISON}", "your words").'
        lines.append(("ask", ask))
    else:
        lines.append(("hers", f"What I would compare that with: {_quoted(said)}"))
    gap = load("border_gap").set_index("scale").loc["1:10 million", "km"]
    apart = f"At their nearest the two borders lie {number(gap, 1)} km apart"
    guess = guesses.get(GAP, {}).get("first", {}).get("guess")
    if isinstance(guess, (int, float)):
        guessed = number(guess, 0 if guess == int(guess) else 1)
        lines.append(("hers", f"I guessed that the two borders lie {guessed} km apart."))
        lines.append(("", f"{apart}."))
    else:
        lines.append(("", f"{apart}; no guess of it was written."))
    lacks = "a first comparison" if said is None else ""
    return _Part("Before I looked", tuple(lines), lacks=lacks)


def _claim_in_words(claim_id: int) -> str:
    """The claim with its states named, as it stands in a heading."""
    if claim_id == 22:
        sold = {seller: usd(million) for seller, million in op_ed_flows().items()}
        return (
            f"Claim 22: Mongolia sells more to Kazakhstan ({sold['MNG']}) than it buys there "
            f"({sold['KAZ']})"
        )
    return "Claim 18: ties between Kazakhstan and Mongolia fall short of what they could be"


def _judged(claim_id: int, kept: dict[str, Any]) -> _Part:
    """A claim, her verdict on it, and the evidence and the course's only where she has judged."""
    claim, head = claims()[claim_id], _claim_in_words(claim_id)
    last = kept.get("last", {})
    yours, lacks = last.get("verdict", ""), f"a reasoned verdict on claim {claim_id}"
    if yours not in words_for(claim.kind):
        words = listing(words_for(claim.kind), "or")
        ask = (
            f"No verdict yet: {words}? Write yours in lesson 01, settle({claim_id}), with your "
            "word and a reason; then the course's verdict and its evidence stand here beside it."
        )
        return _Part(head, (("ask", ask),), lacks=lacks)
    lines = [("hers", f"I say {yours}.")]
    if reason := last.get("reason"):
        lines, lacks = [("hers", f"I say {yours}, because {_quoted(reason)}")], ""
    else:
        lines.append(("ask", f"No reason yet: add because= to settle({claim_id})."))
    given = verdicts.finding(claim_id)
    ends = f" (data to {given.now_as_of})" if given.now_as_of else ""
    says = f"{given.in_2013} in 2013, {given.now} now{ends}"
    evidence = _records(given) if claim_id == 22 else _two_groups(given)
    lines.append(("", f"Evidence: {evidence}"))
    only = ", by trade only" if claim_id == 18 else ""
    rule = f"Its rule: {RULES[claim_id]}."
    lines.append(("", f"The course's verdict: {says}{only}. {rule}"))
    lines.append(("", f"What would change it? {claim.would_change}"))
    return _Part(head, tuple(lines), lacks=lacks)


def _records(given: verdicts.Finding) -> str:
    """How often Mongolia sold more, and both flows of one year."""
    flows = load("trade")
    flows = flows[flows["year"] == YEAR].set_index(["exporter", "importer"])["usd_million"]
    sold, bought = (number(flows[way]) for way in (("MNG", "KAZ"), ("KAZ", "MNG")))
    return (
        f"{given.says} In {YEAR}, by Correlates of War, it sold for {sold} million US dollars and "
        f"bought for {bought}."
    )


def _two_groups(given: verdicts.Finding) -> str:
    """How many of 100 trade more by each meaning of near, and on which side of half that is."""
    labels = [f"borders within {NEAR_KM} km", "capitals about as far apart"]
    near, far = groups_of(THIS_PAIR, YEAR).set_index("label")["share"][labels]
    later = groups_of(THIS_PAIR, given.now_as_of or YEAR).set_index("label")["share"][labels]
    (near, thin), (far, thick) = (
        (number(100 * share), "thin" if share > 0.5 else "not thin") for share in (near, far)
    )
    return (
        f"in {YEAR}, of 100 pairs of states with {labels[0]} of one another {near} trade more than "
        f"this pair ({thin}), and of 100 with capitals as far apart, a fifth more or less, {far} "
        f"({thick}); in {given.now_as_of}, {listing(number(100 * share) for share in later)}."
    )


def _how_to_read() -> str:
    return (
        "A dot is a group of pairs. Right of the middle more than half of it trade more: beside it "
        "the tie is thin. Filled dots are groups with near borders. "
    )


def _beside(pair: str, whose: str, how: str = "") -> _Part:
    """A pair with its amount and gap, and its nine dots."""
    pairs = pairs_of(YEAR)
    row = pairs[is_pair(pairs, pair)].iloc[0]
    borders = "Their borders lie over 1,000 km apart"
    if row["gap_km"] == row["gap_km"]:
        near_by = f"lie {number(row['gap_km'], 1)} km apart"
        borders = f"Their borders {'touch' if row['touching'] else near_by}"
    told = (
        f"In {YEAR} they sold each other {_amount(pair)}. {borders}, their capitals "
        f"{number(row['capitals_km'])} km."
    )
    caption = f"{how}Pairs without trade are counted."
    fig, words = views.groups(pair, YEAR, zeros="counted", small=True)
    lines = (("", told), ("small", caption))
    return _Part(f"{whose}: {row['pair']}", lines, png_bytes(fig), words)


def _foot() -> str:
    from . import __version__

    return f"Made in lesson 01 of {COURSE}, version {__version__}. {SOURCE}"


# --- in the notebook -----------------------------------------------------------------------------


def _show(page: _Page) -> None:
    """Show the page: text, and each picture as an output of its own, so that it has its words."""
    head = page.title or ASK_TITLE
    lead = [("", text) for text in _lead()]
    large = f'<p style="font-size:1.4em"><strong>{html.escape(head)}</strong></p>'
    _show_text([f"Fact-check: {head}", *_lead()], large + _as_html(lead))
    for part in page.parts:
        # A bar is drawn before her words, since the page says that they stand beside one.
        plain = [f"| {text}" if kind == "hers" else text for kind, text in part.lines]
        head = f"<p><strong>{html.escape(part.head)}</strong></p>"
        _show_text([part.head, *plain], head + _as_html(part.lines))
        if part.words:
            picture = base64.b64encode(part.picture).decode("ascii")
            page_html = figure_html(part.picture, part.words)
            show_bundle(
                {"text/plain": part.words.whole, "text/html": page_html, "image/png": picture}
            )
    _show_text([_foot()], _as_html([("", _foot())]))


def _show_text(plain: list[str], inside: str) -> None:
    page_html = f'<div class="steppes-fact-check" style="max-width:60ch">{inside}</div>'
    show_bundle({"text/plain": "\n".join(plain), "text/html": page_html})


def _as_html(lines: Iterable[tuple[str, str]]) -> str:
    """Paragraphs, escaped: hers beside a bar, what she can still write slanted."""
    marked = []
    for kind, text in lines:
        said = _escaped(kind, text)
        bar = ' style="border-left:3px solid #0072b2;padding-left:0.6em"' if kind == "hers" else ""
        marked.append(f"<p{bar}>{f'<em>{said}</em>' if kind == 'ask' else said}</p>")
    return "".join(marked)


def _escaped(kind: str, text: str) -> str:
    """A text as HTML; the article's address in the course's own words is a link, in hers never."""
    said, address = html.escape(text), html.escape(_address())
    link = f'<a href="{address}">{address}</a>'
    return said if kind == "hers" else said.replace(address, link)


# --- the file ------------------------------------------------------------------------------------

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; color: #222222; background: #ffffff; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1.2rem; overflow-wrap: anywhere; }
header { display: flex; gap: 1rem; align-items: flex-end; margin-bottom: 0.8rem; }
.pen { flex: 1; display: flex; gap: 0.5rem; align-items: flex-end; justify-content: flex-end; }
.pen span { flex: 0 1 20rem; border-bottom: 1px solid; height: 1.6rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 0.5rem; }
h2 { font-size: 1.05rem; margin: 1.2rem 0 0.3rem; }
p { margin: 0.25rem 0; }
img { display: block; width: 100%; height: auto; margin: 0.5rem 0; }
img { background: #ffffff; border-radius: 4px; }
.hers { border-left: 3px solid #0072b2; padding-left: 0.6rem; }
.small { font-size: 0.85em; color: #595959; }
.ask { font-style: italic; color: #595959; }
.foot { margin-top: 1.2rem; }
@media (prefers-color-scheme: dark) {
  body { color: #eeeeee; background: #1b1b1b; }
  .small, .ask { color: #c4c4c4; }
  .hers { border-color: #56b4e9; }
}
@page { size: A4; margin: 9mm 12mm; }
@media print {
  body { font-size: 8.4pt; line-height: 1.2; color: #222222; background: #ffffff; }
  main { max-width: none; padding: 0; }
  header { margin-bottom: 4pt; }
  .pen span { flex-basis: 95mm; height: 6.5mm; }
  h1 { font-size: 14pt; line-height: 1.1; margin: 0 0 2pt; }
  h2 { font-size: 9.6pt; margin: 5pt 0 1pt; }
  p { margin: 1pt 0; }
  .hers { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; }
  .hers { overflow: hidden; border-color: #0072b2; }
  a { color: inherit; text-decoration: none; }
  .dots { display: grid; grid-template-columns: 118mm 1fr; column-gap: 4mm; }
  .dots h2 { grid-column: 1 / 3; }
  .dots div { grid-column: 2; grid-row: 2; }
  .dots img { grid-column: 1; grid-row: 2; margin: 0; }
  details { display: none; }
  .small, .ask { color: #595959; }
  .dots .small { margin-top: 3pt; }
  .foot { margin-top: 3pt; font-size: 7.4pt; }
}
"""
DIGEST = '<meta name="steppes-written" content="{}">'
_DIGEST = re.compile(DIGEST.format("([0-9a-f]{64})"))
LACKS = '<meta name="steppes-lacks" content="{}">'
_LACKS = re.compile(LACKS.format('([^"]*)'))


def _file(page: _Page) -> bytes:
    """The page as a file, with the digest of all the rest of it in its metadata."""
    from . import __version__

    head = html.escape(page.title or ASK_TITLE)
    title = f"<h1>{head}</h1>" if page.title else f'<h1 class="ask">{head}</h1>'
    lead = "".join(f"<p>{_escaped('', text)}</p>" for text in _lead())
    text = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{COURSE} {__version__}, fact_check">\n'
        f"{DIGEST.format('')}\n{LACKS.format('; '.join(page.lacks))}\n"
        f"<title>{head}: a fact-check</title>\n<style>{STYLE}</style>\n"
        "</head>\n<body>\n<main>\n"
        '<header><p class="small">A fact-check</p>'
        '<p class="pen">Name and date: <span></span></p></header>\n'
        f"{title}\n{lead}\n{''.join(map(_section, page.parts))}"
        f'<p class="small foot">{html.escape(_foot())}</p>\n</main>\n</body>\n</html>\n'
    )
    return text.replace(DIGEST.format(""), DIGEST.format(_digest(text)), 1).encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _section(part: _Part) -> str:
    head = f"<h2>{html.escape(part.head)}</h2>"
    lines = "".join(
        f'<p class="{kind}">{_escaped(kind, text)}</p>' if kind else f"<p>{_escaped('', text)}</p>"
        for kind, text in part.lines
    )
    if not part.words:
        return f"<section>{head}{lines}</section>\n"
    picture = base64.b64encode(part.picture).decode("ascii")
    alt, whole = html.escape(part.words.first, quote=True), html.escape(part.words.whole)
    return (
        f'<section class="dots">{head}<div>{lines}</div>'
        f'<img alt="{alt}" src="data:image/png;base64,{picture}">'
        f"<details><summary>This picture in words</summary><p>{whole}</p></details></section>\n"
    )


def _write(page: _Page) -> None:
    """Write the file; one that was edited since it was written stays, and the new lies beside it.

    One that lacks less stays too, and the new is shown only. Where nothing can be written the page
    was shown, and that is said once.
    """
    content = _file(page)
    try:
        target = next(path for path in _names() if _is_ours(path))
        if lost := _would_lose(target, page):
            say(f"{target.name} stays as it was: the page above lacks {lost}, and is only shown.")
            return
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


def _would_lose(target: Path, page: _Page) -> str:
    """What the file of ours has and this page lacks, in words; empty where it loses nothing."""
    if not page.lacks or not target.exists():
        return ""
    found = _LACKS.search(target.read_bytes().decode("utf-8", "replace"))
    lacked = found[1].split("; ") if found else []
    return listing(each for each in page.lacks if each not in lacked)


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
