"""Predict first: a guess is written before the data appear, and shown again when they do."""

from __future__ import annotations

from numbers import Real
from typing import Any

from . import record
from .entries import LARGEST, LONGEST_NAME, sound_name
from .errors import verb
from .reading import Unreadable, read_numbers
from .saying import plain_text, say
from .words import number, sentence, with_unit

LONGEST_GUESS = 1000  # letters of a guess in words


@verb('guess("the gap", 36, "km")')
def guess(what: str, value: Any, unit: str = "") -> None:
    """Keep a guess: a number in a `unit`, or, where no unit is asked for, words or a number.

    Running on without one is fine, and is said.
    """
    if not (isinstance(what, str) and sound_name(what) and isinstance(unit, str)):
        say(
            f"A guess has a name in quotes, of at most {LONGEST_NAME} letters, and where it is a "
            'number a unit in quotes: guess("the gap", 36, "km"). Nothing was noted.'
        )
        return
    if value is ... or (isinstance(value, str) and not value.strip(" .…\n\t")):
        kind = "a number" if unit else "your guess"
        say(f"No guess yet. Put {kind} in place of the three dots, or read on without one.")
        return
    wanted = f"a number in {unit}" if unit else "words in quotes, or a number"
    try:
        kept = _read(value, unit)
    except Unreadable as problem:
        say(f"{sentence(str(problem))} A guess is {wanted}; you can read on without one.")
        return
    except Exception:  # noqa: BLE001  a guess may be anything, and a student gets a sentence
        say(f"That cannot be read. A guess is {wanted}; you can read on without one.")
        return
    record.guessed(what, kept, unit)
    say(f"Noted: {sentence(_with_unit(kept, unit))} You will see it again.")


def _read(value: Any, unit: str) -> float | str:
    """A guess as it is kept. Raises Unreadable."""
    if isinstance(value, str) and not unit:
        return " ".join(plain_text(value, LONGEST_GUESS).split())
    kept = read_numbers(value, unit)[0]
    if not abs(kept) < LARGEST:
        raise Unreadable("That number is too large")
    return int(kept) if kept == int(kept) else kept


@verb('recall("the gap", measured, "km")')
def recall(
    what: str, measured: Any, unit: str = "", decimals: int = 0, says: str = "The data say"
) -> None:
    """Show the guess beside what was `measured`, a number in the same unit or words.

    `says` names who measured.
    """
    is_number = isinstance(measured, Real) or measured is None
    found = number(measured, decimals) if is_number else plain_text(str(measured), LONGEST_GUESS)
    told = sentence(f"{says} {with_unit(found, unit)}")
    kept = record.read()["guesses"].get(what) if isinstance(what, str) else None
    if kept is None:
        say(f"{told} You wrote no guess.")
        return
    first, last = (_plain(kept[which]["guess"]) for which in ("first", "last"))
    before = f", and at first {first}" if first != last else ""
    say(f"{told} {sentence(f'You guessed {last}{before}')}")


def _with_unit(value: float | str, unit: str) -> str:
    return with_unit(_plain(value), unit)


def _plain(value: float | str) -> str:
    if isinstance(value, str):  # with marks of its own, which must not run into ours
        return f"\u201c{value}\u201d"
    return number(value, 0 if value == int(value) else 2)
