"""The ledger of the op-ed's claims: what each says, its verdict, and the student's progress.

The ledger is data/claims.yaml. Where data can settle a claim its verdict is computed, by the
functions of `steppes.verdicts`; a test compares the two.
"""

from __future__ import annotations

import difflib
import functools
import html
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from . import progress, verdicts
from .drawing import BEHIND, VERDICT_COLOURS
from .errors import verb
from .references import references
from .saying import say, shown
from .showing import show_bundle
from .tables import data_file, data_text, spoilt
from .words import counted, listing, ordinal

LEDGER = "claims.yaml"
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
    names = [each.name for each in fields(Claim)]
    for name in names:
        if name not in entry and name not in ("sources", "see_also"):
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


@verb('settle(7, "holds")')
def settle(claim_id: int, your_verdict: Any = None) -> None:
    """Show a claim's verdict for 2013 and for now, how it was reached, and what would change it.

    A computed verdict is computed here, from the tables. `your_verdict`, one of the words for
    claims of this kind, is set beside it; only then is the claim settled by you, in
    my_work/progress.json. Asked for one and not given one (`...`), the cell says so and goes on,
    and shows the claim with the ledger's verdict folded away.
    """
    said = shown(claim_id, 20)
    claim = claims().get(int(said)) if said.isdecimal() else None
    if claim is None:
        known = [str(number) for number in claims()]
        near = difflib.get_close_matches(said, known, n=3, cutoff=0.3) or known[:3]
        say(f"There is no claim {said} in the ledger. The nearest are: {', '.join(near)}.")
        return
    finding = verdicts.finding(claim.id) if claim.computed else None
    in_2013, now = (finding.in_2013, finding.now) if finding else (claim.in_2013, claim.now)
    how = (
        f"Computed: {finding.says} Threshold: {finding.threshold}"
        if finding
        else "Settled by documents, not by a computation."
    )
    cited = [_cited(s["reference"], s["trust"]) for s in claim.sources]
    lines = [
        f"Claim {claim.id}, paragraph {claim.paragraph}: {claim.claim}",
        f"In 2013: {in_2013}. Now: {now}.",
        how,
        f"Why: {claim.why}",
        f"It would change: {claim.would_change}",
        f"Sources: {'; '.join(text for text, _ in cited)}.",
    ]
    given = your_verdict is None
    if your_verdict is not None:
        said, given = _beside(claim, your_verdict, in_2013)
        say(said)
    computed, why, change = (f"<p>{html.escape(line)}</p>" for line in lines[2:5])
    listed = "".join(f"<li>{linked}</li>" for _, linked in cited)
    told = (
        f"<p>In 2013 {_badge(in_2013)} Now {_badge(now)}</p>{computed}{change}"
        f"<details><summary>Why, and {counted(len(cited), 'source')}</summary>{why}"
        f"<ul>{listed}</ul></details>"
    )
    if not given:
        told = f"<details><summary>The ledger's verdict, for after yours</summary>{told}</details>"
    # The colour is that of 2013: the author is not blamed for what came later.
    colour = VERDICT_COLOURS[in_2013] if given else BEHIND
    card = (
        f'<div class="steppes-claim" style="border-left:6px solid {colour};'
        'padding:4px 12px;max-width:900px;line-height:1.45">'
        f"<p><strong>{html.escape(lines[0])}</strong></p>{told}</div>"
    )
    show_bundle({"text/plain": "\n".join(lines), "text/html": card})


def _beside(claim: Claim, yours: Any, in_2013: str) -> tuple[str, bool]:
    """What to say of the student's own verdict for 2013, and whether it is one, which is noted."""
    words = words_for(claim.kind)
    if yours is ...:
        said = "No verdict of yours yet. For 2013, put one of these in quotes in place of the dots"
        return f"{said}: {', '.join(words)}.", False
    verdict = yours.strip().lower() if isinstance(yours, str) else ""
    if verdict not in words:
        said = "A verdict on this claim is one of these words, in quotes"
        return f"{said}: {', '.join(words)}.", False
    progress.judged(claim.id, verdict)
    if verdict == in_2013:
        said = f"You say {verdict}, and so does the ledger for 2013. Compare the reasons."
    else:
        said = (
            f"You say {verdict}, the ledger says {in_2013} for 2013. Read how it was reached: what "
            "do you weigh in another way?"
        )
    return said, True


def _cited(reference: str, trust: str) -> tuple[str, str]:
    """A source as plain text and as HTML, linked where its address is known."""
    entry = references().get(reference, {})
    surnames = [name.split(",")[0] for name in entry.get("author", "").split(" and ") if name]
    who = f"{surnames[0]} et al." if len(surnames) > 2 else " and ".join(surnames)
    who = " ".join(part for part in (who or entry.get("organization"), entry.get("year")) if part)
    text = ", ".join(part for part in (who, entry.get("title")) if part) or reference
    text = text.replace("--", "\u2013")
    shown = html.escape(text)
    address = entry.get("url") or (f"https://doi.org/{entry['doi']}" if "doi" in entry else "")
    if address:
        shown = f'<a href="{html.escape(address, quote=True)}">{shown}</a>'
    return f"{text} ({trust})", f"{shown} ({trust})"


def _badge(verdict: str, before: str = "") -> str:
    mark = _MARKS[verdict]
    return (
        f'<span style="background:{VERDICT_COLOURS[verdict]};color:#FFFFFF;border-radius:4px;'
        f'padding:2px 8px;white-space:nowrap">{html.escape(before)}{mark} {verdict}</span>'
    )


def _yours() -> dict[str, str]:
    """The student's verdicts by the claim's number, as far as they are verdicts."""
    kept = progress.read()["claims"]
    said = {claim: entry["last"]["verdict"] for claim, entry in kept.items()}
    return {claim: word for claim, word in said.items() if word in DESCRIPTIVE + JUDGED}


@verb("ledger()")
def ledger() -> None:
    """Show the op-ed as a map of its claims, by paragraph, with their verdicts for 2013 and now.

    Claims on which you gave a verdict of your own are marked, with it.
    """
    settled = _yours()
    by_paragraph: dict[int, list[Claim]] = {}
    for claim in claims().values():
        by_paragraph.setdefault(claim.paragraph, []).append(claim)
    lines, rows = [], []
    for paragraph, group in sorted(by_paragraph.items()):
        tiles = []
        for claim in sorted(group, key=lambda c: c.id):
            yours = settled.get(str(claim.id), "")
            mine = f", you said {yours}" if yours else ""
            lines.append(
                f"Paragraph {paragraph}, claim {claim.id}: in 2013 {claim.in_2013}, "
                f"now {claim.now}{mine}."
            )
            tick = f" ✓ <em>you: {html.escape(yours)}</em>" if yours else ""
            tiles.append(
                '<li style="display:inline-block;border:1px solid #8C8C8C;border-radius:6px;'
                'padding:6px 8px;margin:3px;vertical-align:top;max-width:250px;text-align:left">'
                f"<strong>{claim.id}</strong>{tick} {html.escape(claim.claim)}<br>"
                f"{_badge(claim.in_2013, '2013 ')} {_badge(claim.now, 'now ')}</li>"
            )
        rows.append(
            f'<p style="margin:10px 0 2px"><strong>Paragraph {paragraph}</strong></p>'
            f'<ul style="list-style:none;padding:0;margin:0">{"".join(tiles)}</ul>'
        )
    count = sum(str(number) in settled for number in claims())
    lines.append(
        f"You have given a verdict on {count} of {counted(len(claims()), 'claim')}. ✓ marks them."
    )
    page = f'<div class="steppes-ledger">{"".join(rows)}<p>{lines[-1]}</p></div>'
    show_bundle({"text/plain": "\n".join(lines), "text/html": page})
