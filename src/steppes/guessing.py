"""Predict first: a guess is written before the data appear, and shown again when they do."""

from __future__ import annotations

from typing import Any

from . import progress
from .errors import verb
from .reading import Unreadable, read_numbers
from .words import number


@verb('guess("the gap", 36, "km")')
def guess(what: str, value: Any, unit: str) -> None:
    """Keep a guess; running on without one is fine, and is said."""
    if value is ...:
        print("No guess yet. Put a number in place of the three dots, or read on without one.")
        return
    try:
        kept = read_numbers(value, unit)[0]
    except Unreadable as problem:
        print(f"{problem}. A guess is a number in {unit}; you can read on without one.")
        return
    except Exception:  # noqa: BLE001  a guess may be anything, and a student gets a sentence
        print(f"That cannot be read. A guess is a number in {unit}; you can read on without one.")
        return
    progress.record("guesses", what, kept)
    print(f"Noted: {_plain(kept)} {unit}. You will see it again.")


@verb('recall("the gap", measured, "km")')
def recall(
    what: str, measured: float, unit: str, decimals: int = 0, says: str = "The data say"
) -> None:
    """Show the guess beside what was `measured`, in the same unit; `says` names who measured."""
    said = f"{says} {number(measured, decimals)} {unit}."
    kept = progress.read()["guesses"].get(what)
    if kept is None:
        print(f"{said} You wrote no guess.")
    else:
        print(f"{said} You guessed {_plain(kept)}.")


def _plain(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)
