"""The ledger of the op-ed's claims: what each says, its verdict, and what the student judged.

The ledger is data/claims.yaml. Where data can settle a claim its verdict is computed, by the
functions of `steppes.verdicts`; a test compares the two.
"""

from __future__ import annotations

import difflib
import functools
import html
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from . import record, verdicts
from .drawing import BEHIND, VERDICT_COLOURS
from .entries import LONGEST_TEXT, Entry, when
from .errors import require_one_of, verb
from .references import references
from .saying import plain_text, say, shown
from .showing import show, show_bundle
from .tables import data_file, data_text, spoilt
from .words import counted, listing, ordinal, sentence

LEDGER = "claims.yaml"
SHORTEST_REASON = 2  # words
LARGEST, DEEPEST = 2_000_000, 10  # bytes of it, and levels: a source in a claim in the list is 4

DESCRIPTIVE = ("holds", "imprecise", "wrong", "unverified")
JUDGED = ("supported", "mixed", "not supported", "untested")  # causal and interpretive claims

# The mark repeats what the colour says.
_MARKS = {
    "holds": "●",
    "supported": "●",
    "imprecise": "◐",
    "mixed": "◐",
    "wrong": "○",
    "not supported": "○",
    "unverified": "?",
    "untested": "?",
}


@dataclass(frozen=True)
class Claim:
    """One claim of the op-ed, in our own words, as data/claims.yaml declares it."""

    id: int
    paragraph: int
    kind: str
    explanation: str
    claim: str
    in_2013: str
    now: str
    computed: bool
    why: str
    would_change: str
    settled_in: str
    sources: list[dict[str, str]] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    # The year of the data where `now` rests on data that end before it.
    now_as_of: int | None = None


OPTIONAL = ("sources", "see_also", "now_as_of")

# Lesson 00 practises on it. Nobody made this claim, so it stands in no ledger; its rule is
# declared as the others are.
PRACTICE = Claim(
    id=0,
    paragraph=0,
    kind="descriptive",
    explanation="",
    claim=("In 2012 Japan and Mongolia sold each other goods worth about 400 million US dollars."),
    in_2013="holds",
    now="holds",
    computed=True,
    why="A claim made for practice, to see how a rule is applied.",
    would_change="Another source of trade, or another year.",
    settled_in="00_start",
    sources=[{"reference": "barbieri2016", "trust": "confirmed"}],
)


def claims() -> dict[int, Claim]:
    """The whole ledger by claim number.

    Raises DataProblem when the file is missing or damaged, and names the claim that is wrong.
    """
    return _read(*data_file(LEDGER))


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> dict[int, Claim]:
    if size > LARGEST:
        raise spoilt(LEDGER, "is damaged: it is far too large")
    try:
        text = data_text(path)
        if _is_deeper(text, DEEPEST):
            raise spoilt(LEDGER, "is damaged: its lists lie too deep in one another")
        entries = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise spoilt(LEDGER, "is damaged") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise spoilt(LEDGER, "is damaged: it is no list of claims")
    found: dict[int, Claim] = {}
    for number, entry in enumerate(entries, start=1):
        called = f"claim {entry['id']}" if "id" in entry else f"the {ordinal(number)} claim"
        if wrong := _wrong_in(entry):
            raise spoilt(LEDGER, f"is damaged: {called} {wrong}")
        if entry["id"] in found:
            raise spoilt(LEDGER, f"is damaged: {called} stands in it twice")
        found[entry["id"]] = Claim(**entry)
    return found


def _is_deeper(text: str, levels: int) -> bool:
    """Whether lists and mappings lie in one another more than so many levels deep.

    Asked before the text is loaded: the C loader goes down by calling itself, and a text of
    100,000 brackets ends the kernel. Events come one by one.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > levels:
            return True
    return False


def _wrong_in(entry: dict[str, Any]) -> str:
    """What is wrong with a claim as the file declares it; empty where nothing is."""
    wanted = {"id": int, "paragraph": int, "computed": bool, "sources": list, "see_also": list}
    wanted |= {"now_as_of": int}
    names = [each.name for each in fields(Claim)]
    for name in names:
        if name not in entry and name not in OPTIONAL:
            return f"has no {name}"
        if name in entry and not isinstance(entry[name], wanted.get(name, str)):
            return f"has a {name} of another kind"
    if superfluous := [name for name in entry if name not in names]:
        return f"has a line {superfluous[0]} that no claim has"
    for source in entry.get("sources", []):
        if not isinstance(source, dict) or {"reference", "trust"} - set(source):
            return "has a source without reference or trust"
    words = words_for(entry["kind"])
    for name in ("in_2013", "now"):
        if entry[name] not in words:
            return f"has the verdict '{entry[name]}', and it can be {listing(words, 'or')}"
    return ""


def words_for(kind: str) -> tuple[str, ...]:
    """The verdicts that there are on claims of a kind."""
    return DESCRIPTIVE if kind == "descriptive" else JUDGED


# The C loader reads the ledger ten times faster; a browser kernel has only the Python one.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# --- one claim -----------------------------------------------------------------------------------

_NOT_ASKED: Any = object()  # the cell has no `because`, so it asks for no reason
ASK_FOR_REASON = (
    "Write after because=, in quotes, one sentence that says what you saw: then both are noted, "
    "and the {whose} verdict is told."
)


@verb('settle(7, "holds", because="what you saw")')
def settle(claim_id: int, your_verdict: Any = None, because: Any = _NOT_ASKED) -> None:
    """Set your verdict on a claim, and your reason, beside the ledger's and how it was reached.

    `your_verdict` is one of the words for claims of this kind, `because` a sentence. Both are kept
    in my_work/progress.json, the first and the last. Until both are given the claim alone is
    shown; then the ledger's verdict for 2013 and for now, its rule, its sweep where it has one,
    and what would change it. A computed verdict is computed here, from the tables.

    `settle(7)` asks for nothing and tells the ledger's verdict. `settle(7, ...)`, without
    `because`, asks for no reason, and folds the ledger's verdict away until yours is given.
    """
    claim = _claim(claim_id)
    if claim is None:
        return
    if because is not _NOT_ASKED:
        _settle_with_reason(claim, your_verdict, because)
    elif your_verdict is None:
        record.was_told(claim.id)
        _show_card(claim)
    elif verdict := _verdict_in(your_verdict, claim):
        record.judged(claim.id, verdict)
        _show_card(claim, verdict, f"You say {verdict}")
    else:
        say(_wanted_of(claim, your_verdict))
        _show_card(claim, folded=True)


def _claim(claim_id: Any) -> Claim | None:
    """The claim of a number; None, after a sentence, where there is none."""
    said = shown(claim_id, 20)
    known_by_number = {PRACTICE.id: PRACTICE, **claims()}
    claim = known_by_number.get(int(said)) if said.isdecimal() else None
    if claim is None:
        known = [str(number) for number in claims()]
        near = difflib.get_close_matches(said, known, n=3, cutoff=0.3) or known[:3]
        say(f"There is no claim {said} in the ledger. The nearest are: {', '.join(near)}.")
    return claim


def _settle_with_reason(claim: Claim, yours: Any, because: Any) -> None:
    """Note a verdict and its reason, then tell the ledger's; without both tell nothing of it."""
    verdict, reason = _verdict_in(yours, claim), _reason_in(because)
    if verdict and reason:
        record.judged(claim.id, verdict, reason)
        _show_card(claim, verdict, f"You say {verdict}, because {reason}")
        return
    before = record.read()["claims"].get(str(claim.id), {}).get("last", {})
    untouched = because is ... and (yours is ... or yours is None)
    if untouched and (verdict := _verdict_in(before.get("verdict"), claim)):
        reason = _reason_in(before.get("reason"))
        why = f", because {reason}" if reason else ""
        _show_card(claim, verdict, f"You said {verdict} {when(before) or 'before'}{why}")
        return
    wanted = [_wanted_of(claim, yours)] if not verdict else [f"You say {verdict}."]
    whose = "rule's" if claim is PRACTICE else "ledger's"
    say(" ".join(wanted + ([] if reason else [ASK_FOR_REASON.format(whose=whose)])))
    show_bundle({"text/plain": _head(claim), "text/html": _framed(BEHIND, claim)})


def _verdict_in(yours: Any, claim: Claim) -> str:
    """The student's verdict, if it is one that there is on this claim; else ""."""
    verdict = yours.strip().lower() if isinstance(yours, str) else ""
    return verdict if verdict in words_for(claim.kind) else ""


def _reason_in(because: Any) -> str:
    """The student's reason, if it says anything, without a "because" that it begins with."""
    text = plain_text(because, LONGEST_TEXT) if isinstance(because, str) else ""
    text = re.sub(r"(?i)^because\b\s*", "", " ".join(text.split()))
    enough = len(text.split()) >= SHORTEST_REASON
    return text if enough and any(letter.isalnum() for letter in text) else ""


def _wanted_of(claim: Claim, yours: Any) -> str:
    """What to say where a verdict of the student's is wanted and none is given."""
    said = "A verdict on this claim is one of these words, in quotes"
    if yours is ... or yours is None:
        when_asked = "Put" if claim is PRACTICE else "For 2013, put"
        said = f"No verdict of yours yet. {when_asked} one of these in quotes in place of the dots"
    return f"{said}: {', '.join(words_for(claim.kind))}."


def _compared(verdict: str, in_2013: str, claim: Claim) -> str:
    who, when_said = ("The rule", "") if claim is PRACTICE else ("The ledger", " for 2013")
    if verdict == in_2013:
        return f"{who} says the same{when_said}. Compare the reasons."
    how = "Read how it was reached: what do you weigh in another way?"
    if claim.computed:
        how = "Go through its counts one by one: did you read one in another way, or the rule?"
    return f"{who} says {in_2013}{when_said}. {how}"


def _show_card(claim: Claim, yours: str = "", hers: str = "", folded: bool = False) -> None:
    """Show a claim with the ledger's verdict, after the student's own where she gave one.

    `hers` is the sentence that says it, without its full stop.
    """
    finding = verdicts.finding(claim.id) if claim.computed else None
    given_by = finding or claim
    in_2013, now, as_of = given_by.in_2013, given_by.now, as_of_words(given_by.now_as_of)
    if yours:
        say(f"{sentence(hers)} {_compared(yours, in_2013, claim)}")
    how, swept = "Settled by documents, not by a computation.", []
    if finding:
        how = f"Computed: {finding.says} Threshold: {finding.threshold}"
        swept = [f"Over other choices: {sentence(finding.sweep)}"] if finding.sweep else []
    cited = [_cited(s["reference"], s["trust"]) for s in claim.sources]
    first, then = [how, f"It would change: {claim.would_change}"], [*swept, f"Why: {claim.why}"]
    lines = [
        _head(claim),
        f"By the rule: {in_2013}."
        if claim is PRACTICE
        else f"In 2013: {in_2013}. Now{as_of}: {now}.",
        *first,
        *then,
        f"Sources: {'; '.join(text for text, _ in cited)}.",
    ]
    reached, why = (
        "".join(f"<p>{html.escape(line)}</p>" for line in part) for part in (first, then)
    )
    listed = "".join(f"<li>{linked}</li>" for _, linked in cited)
    behind = f"{'Other choices, why' if swept else 'Why'}, and {counted(len(cited), 'source')}"
    badges = f"In 2013 {_badge(in_2013)} Now{as_of} {_badge(now)}"
    if claim is PRACTICE:
        badges = f"By the rule {_badge(in_2013)}"
    told = (
        f"<p>{badges}</p>{reached}"
        f"<details><summary>{behind}</summary>{why}<ul>{listed}</ul></details>"
    )
    if folded:
        told = f"<details><summary>The ledger's verdict, for after yours</summary>{told}</details>"
    # The colour is that of 2013: the author is not blamed for what came later.
    card = _framed(BEHIND if folded else VERDICT_COLOURS[in_2013], claim, told)
    show_bundle({"text/plain": "\n".join(lines), "text/html": card})
    if not folded and (drawn := verdicts.sweep(claim.id)):
        show(*drawn)


def _head(claim: Claim) -> str:
    if claim is PRACTICE:
        return f"A claim to practise on: {claim.claim}"
    return f"Claim {claim.id}, paragraph {claim.paragraph}: {claim.claim}"


def _framed(colour: str, claim: Claim, told: str = "") -> str:
    """The card of a claim: its text, and beneath it what is told of it, as HTML."""
    return (
        f'<div class="steppes-claim" style="border-left:6px solid {colour};'
        'padding:4px 12px;max-width:60ch;line-height:1.45">'
        f"<p><strong>{html.escape(_head(claim))}</strong></p>{told}</div>"
    )


def as_of_words(year: int | None) -> str:
    """What to say after "now" of a verdict that rests on data of a year; empty without one."""
    return "" if year is None else f" (as of {year})"


def _cited(reference: str, trust: str) -> tuple[str, str]:
    """A source as plain text and as HTML, linked to its address or to where a copy was read."""
    entry = references().get(reference, {})
    surnames = [name.split(",")[0] for name in entry.get("author", "").split(" and ") if name]
    who = f"{surnames[0]} et al." if len(surnames) > 2 else " and ".join(surnames)
    who = " ".join(part for part in (who or entry.get("organization"), entry.get("year")) if part)
    text = ", ".join(part for part in (who, entry.get("title")) if part) or reference
    text = text.replace("--", "\u2013")
    shown = html.escape(text)
    doi = f"https://doi.org/{entry['doi']}" if "doi" in entry else ""
    address = entry.get("url") or doi or entry.get("readat", "")
    if address:
        shown = f'<a href="{html.escape(address, quote=True)}">{shown}</a>'
    return f"{text} ({trust})", f"{shown} ({trust})"


def _badge(verdict: str, before: str = "") -> str:
    colour, mark = VERDICT_COLOURS.get(verdict, BEHIND), _MARKS.get(verdict, "?")
    return (
        f'<span style="background:{colour};color:#FFFFFF;border-radius:4px;padding:2px 8px;'
        f'white-space:nowrap">{html.escape(before)}{mark} {html.escape(verdict)}</span>'
    )


# --- the map of all claims -----------------------------------------------------------------------


@verb("ledger()")
def ledger(*, all: bool = False) -> None:
    """Show the op-ed as a map of its claims, by paragraph.

    A claim that you judged shows your verdict beside the ledger's for 2013 and for now. The others
    say in which lesson the ledger's verdict was told you, or in which they come up.
    `ledger(all=True)` shows every verdict, and is for who teaches.
    """
    require_one_of((True, False), "The setting 'all'", all)
    kept = record.read()["claims"]
    tiles = [_Tile(claim, kept.get(str(claim.id), {}), all) for claim in claims().values()]
    by_paragraph: dict[int, list[_Tile]] = {}
    for tile in sorted(tiles, key=lambda tile: tile.claim.id):
        by_paragraph.setdefault(tile.claim.paragraph, []).append(tile)
    lines, rows = [], []
    for paragraph, group in sorted(by_paragraph.items()):
        lines += [
            f"Paragraph {paragraph}, claim {tile.claim.id}: {tile.in_words}." for tile in group
        ]
        rows.append(
            f'<p style="margin:10px 0 2px"><strong>Paragraph {paragraph}</strong></p>'
            f'<ul style="list-style:none;padding:0;margin:0">'
            f"{''.join(tile.as_html for tile in group)}</ul>"
        )
    count = sum(bool(tile.yours) for tile in tiles)
    lines.append(f"You have given a verdict on {count} of {counted(len(tiles), 'claim')}.")
    page = f'<div class="steppes-ledger">{"".join(rows)}<p>{lines[-1]}</p></div>'
    show_bundle({"text/plain": "\n".join(lines), "text/html": page})


class _Tile:
    """A claim on the map, with as much of the ledger's verdict as the student may see."""

    def __init__(self, claim: Claim, kept: Entry, everything: bool) -> None:
        self.claim = claim
        said = kept.get("last", {}).get("verdict", "")
        self.yours = said if said in DESCRIPTIVE + JUDGED else ""
        self.is_open = everything or self.yours != ""
        lesson = claim.settled_in.partition("_")[0]
        self.where = f"{'told' if kept.get('told') else 'comes up'} in {lesson}"

    @property
    def in_words(self) -> str:
        if not self.is_open:
            return self.where
        claim, as_of = self.claim, as_of_words(self.claim.now_as_of)
        ledgers = f"the ledger says {claim.in_2013} for 2013 and {claim.now} for now{as_of}"
        return f"you said {self.yours}; {ledgers}" if self.yours else ledgers

    @property
    def as_html(self) -> str:
        claim = self.claim
        told = f"<em>{html.escape(self.where)}</em>"
        if self.is_open:
            now = f"now{as_of_words(claim.now_as_of)} "
            told = f"Ledger: {_badge(claim.in_2013, '2013 ')} {_badge(claim.now, now)}"
        if self.yours:
            told = f"You: {_badge(self.yours, '2013 ')}<br>{told}"
        return (
            '<li style="display:inline-block;border:1px solid #8C8C8C;border-radius:6px;'
            "padding:6px 8px;margin:3px;vertical-align:top;max-width:280px;text-align:left;"
            f'line-height:1.6"><strong>{claim.id}</strong> {html.escape(claim.claim)}<br>'
            f"{told}</li>"
        )
