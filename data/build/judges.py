"""What judges gave to the cards of evidence: a range of tenths for each card and explanation."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from .datapackage import OUR_COMPILATION, PACKAGE_VERSION, Field, Source, table
from .raw import RawFolder

RANGES_FILE = Path(__file__).with_name("judges.csv")


@table(
    title="Ranges that judges gave to the cards of evidence",
    description=(
        "Of ten worlds in which an explanation is the true one, in so many the card would have "
        "come out as it did: a low and a high number, set for each card and explanation by a "
        "friend and by a critic of the op-ed, apart from each other, before any share was "
        "computed from them, and not changed since. The explanation all_three is their mean of "
        "borders, russia and regime, and has no rows. Two earlier judges had other words on nine "
        "of the cards, most without base rates."
    ),
    fields=[
        Field("piece", "string", "Short name of the card, as in evidence"),
        Field(
            "explanation",
            "string",
            "borders (a lasting cut), russia (states at Russia's side are avoided), regime "
            "(autocracies are), size (size, distance, wealth), blocs (bodies led from Moscow or "
            "Beijing are avoided, whatever the states in them), region (there was none to join), "
            "kazakhstan (it, or the partner, let the tie lie)",
            enum=("borders", "russia", "regime", "size", "blocs", "region", "kazakhstan"),
        ),
        Field(
            "set_by",
            "string",
            "friend or critic, with base rates on the cards; first friend or first critic, before",
            enum=("friend", "critic", "first friend", "first critic"),
        ),
        Field("low", "number", "The fewest worlds of ten", unit="tenths", minimum=0.5, maximum=9),
        Field("high", "number", "The most worlds of ten", unit="tenths", minimum=0.5, maximum=9),
        Field("reason", "string", "Why, in the judge's words; the first two gave none for each",
              required=False),
        Field("set_on", "date", "Day on which they were set; empty where it was not noted",
              required=False),
    ],
    sources=[Source("Our own list, data/build/judges.csv")],
    version=PACKAGE_VERSION,
    licence=OUR_COMPILATION,
    key=["piece", "explanation", "set_by"],
    transformation="Kept by hand; frozen: a test holds its digest.",
    trust="Judgements and no measurements: what they are worth is what their reasons are worth.",
    known_faults=[
        (
            "Numbers made from words look more exact than they are. Readers mean different things "
            "by likely."
        ),
        (
            "Both judges knew that an earlier friend and an earlier critic had been far apart, and "
            "the friend what shares had come of it. Neither saw the other's numbers."
        ),
        (
            "Blocs were not named to the judges among what never changes, and on two of the three "
            "cards that tell of a change they have more than borders and size. The course gives "
            "all three the range of borders there; the numbers here are the judges' own."
        ),
        (
            "On the votes on human rights the rows were held to two base rates: regime type to "
            "that of all democracies, the others to that of those outside the richest third."
        ),
        (
            "Blocs, region and Kazakhstan's choice have no advocate of their own, and the critic "
            "leans to the last."
        ),
        (
            "The words of some cards were evened out afterwards: what stood in the note beside the "
            "fact, which both judges had read, was moved into it. No number was changed."
        ),
        "The first two judges set four explanations and nine cards only, in half tenths.",
    ],
)  # fmt: skip
def evidence_ranges(raw: RawFolder) -> pd.DataFrame:
    """The rows as they are kept."""
    with RANGES_FILE.open(encoding="utf-8", newline="") as lines:
        return pd.DataFrame(list(csv.DictReader(lines)), dtype="object")
