"""Say something wherever the student is: in a notebook, in a terminal, on an old console."""

from __future__ import annotations

import sys
import unicodedata


def printable(text: str) -> str:
    """A text in which a letter that this console cannot write is a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def say(text: str) -> None:
    """Print a text; no letter in it makes that fail."""
    print(printable(text))


def plain_text(text: str, most: int) -> str:
    """The first `most` letters of a text from outside, without marks that no eye sees.

    Half letters, which no file can hold, become a replacement mark; line ends and tabs stay.
    """
    letters = text[:most].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(
        letter for letter in letters if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )


def shown(value: object, most: int) -> str:
    """The first letters of what somebody gave as a name or a number, whatever it is."""
    try:
        return plain_text(str(value), most).strip()
    except Exception:  # noqa: BLE001  what cannot be written is named by its type
        return f"of type {type(value).__name__}"
