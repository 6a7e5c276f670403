"""A card of evidence to read: its fact, what two advocates make of it, and your own verdicts."""

from __future__ import annotations

import html
import textwrap

from . import record
from .claims import claims
from .errors import require_one_of, verb
from .showing import show_bundle
from .tables import load
from .words import sentence

WIDE = 90  # letters in a line of plain text


@verb('card("visits")')
def card(piece: str) -> None:
    """Show a card: what was found, how far it was searched, two advocates, and what you judged.

    `piece` is its short name in the table `evidence`. Your verdicts are those on the claims that
    rest on the same evidence, with your reasons, from my_work/progress.json. Raises BadSetting for
    a card that there is not.
    """
    table = load("evidence").set_index("piece")
    require_one_of(table.index, "The card", piece)
    one = table.loc[piece]
    searched = f"{one['where_searched']}; {one['searched_share']} tenths of it"
    parts = [
        ("", sentence(one["fact"])),
        ("Searched", sentence(searched)),
        ("A friend of the op-ed", one["friend_says"]),
        ("A critic", one["critic_says"]),
        ("You", _your_words(one["claims"])),
    ]
    told = [(who, text) for who, text in parts if isinstance(text, str) and text]
    title = f"{one['title']} ({piece})"
    lines = [textwrap.fill(f"{who}: {text}" if who else text, WIDE) for who, text in told]
    rows = "".join(
        f"<p>{f'<strong>{who}.</strong> ' if who else ''}{html.escape(text)}</p>"
        for who, text in told
    )
    show_bundle(
        {
            "text/plain": "\n".join([title, *lines]),
            "text/html": f'<div style="max-width:65ch"><p><strong>{html.escape(title)}</strong>'
            f"</p>{rows}</div>",
        }
    )


def _your_words(ids: str) -> str:
    """What the student judged of the claims, by number; the lesson where she has not."""
    judged = record.read()["claims"]
    told = []
    for number in ids.split():
        said = judged.get(number, {}).get("last", {})
        if verdict := said.get("verdict"):
            why = said.get("reason")
            told.append(f"claim {number}: {verdict}{f', because {why}' if why else ''}")
        else:
            lesson = claims()[int(number)].settled_in.rpartition("/")[2][:2]
            told.append(f"claim {number}: no verdict yet (lesson {lesson})")
    return sentence("; ".join(told))
