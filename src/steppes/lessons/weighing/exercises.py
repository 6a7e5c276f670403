"""Lesson 07: ratios, copies of one event, what was not found, and what a share depends on."""

from __future__ import annotations

from ...checking import Exercise, Mistake, choice, ordered
from ...kinds import Number, Written
from ...measures import weighing as measures
from ...measures.weighing import EIGHT, FIVE, OP_ED
from .further_exercises import DEEPER

TREATY = {"borders": 4, "russia": 3, "regime": 3, "all_three": 3, "size": 5}


def _share(
    row: str,
    without: str | list[str] = "",
    rows: tuple[str, ...] = tuple(FIVE),
    known_by: int = 2026,
    shelf: bool = False,
    by: str = "both",
    times: int = 1,
) -> float:
    """Of 100 worlds left, so many in a row, all rows beginning alike, by the middles of ranges."""
    table = measures.cards(known_by, shelf)
    groups = measures.by_group(measures.kept(measures.middles(by), table), table["group"])
    groups = groups.drop(index=without) if without else groups
    start = measures.start_of(rows)
    return float(measures.after_each(groups, start, {"visits": times}).iloc[-1][row])


def _left(row: str, without: str) -> float:
    """The worlds of its start that a row of five keeps, not divided by the sum of all."""
    table = measures.cards()
    groups = measures.by_group(measures.kept(measures.middles(), table), table["group"])
    return float(
        measures.start_of(tuple(FIVE))[row] * (groups.drop(index=without) / 10).prod()[row]
    )


def _changed(tenths: float, whole: dict[str, float] | None = None) -> float:
    """Regime type's share of 100 after the card "treaty" with other tenths of its own."""
    kept = {**TREATY, "regime": tenths}
    return float(100 * tenths / sum((kept if whole is None else whole).values()))


def _tenths(by: str) -> tuple[float, float]:
    """What regime type and size and distance keep on the card of 2014, by a judge's middles."""
    card = measures.middles(by).loc["list-2014"]
    return float(card["regime"]), float(card["size"])


def _not_found(searched: float) -> float:
    """The other rows' worlds over Russia's side's: a record in 7 of ten worlds there, else in 1."""
    return (10 - 1 * searched) / (10 - 7 * searched)


def _start_for_half(known_by: int = 2026, by: str = "both") -> float:
    """The worlds of 100 at which the op-ed's four have to begin, to end with half of five rows."""
    table = measures.cards(known_by)
    left = measures.by_group(measures.kept(measures.middles(by), table), table["group"]) / 10
    left = left.prod()
    four = left[list(OP_ED)].mean()
    return float(100 * left["size"] / (left["size"] + four))


EXERCISES = [
    choice(
        "7.1",
        "a rate beside a rate",
        "C",
        {
            "A": "Some autocracies have one too. How much rarer is it there?",
            "B": "It is found on both sides, but how often on each?",
            "C": "45 in a hundred beside 14: the ratio of two rates is what a card says.",
            "D": "How many there are of each kind is another thing. How often has each a seat?",
        },
        "Of democracies 41 of 92 have a seat, of autocracies 11 of 80. Divide twice.",
    ),
    choice(
        "7.2",
        "what a comparison of judges shows",
        "D",
        {
            "A": "They may have. What else was different the second time?",
            "B": "The rule bound the friend as well. What else was different?",
            "C": "They were others. Was that all that changed?",
            "D": "Cards, rule and persons changed together. One at a time would have told.",
        },
        "Count what was not the same in the two rounds.",
    ),
    choice(
        "7.3",
        "which is a hoop",
        "C",
        {
            "A": "Finding it speaks 9 to 1, and so does not finding it: doubly decisive.",
            "B": "Found, it speaks 4 to 1; not found, 2 to 3. What is that?",
            "C": "Found, 3 to 2, hardly a mention; not found, 4 to 1 against: it fails the hoop.",
            "D": "Found or not, it is nearly even. What is that?",
        },
        "Set the explorer to each pair. For which one does *not found* speak and *found* not?",
    ),
    choice(
        "7.4",
        "what nobody looked for",
        "B",
        {
            "A": "It should have been seen if somebody had looked. Did anybody?",
            "B": "With no tenth searched all ten worlds stay in every row: the ratio is 1.",
            "C": "A hoop is failed by who looks and does not find.",
            "D": "They gain nothing from a search that was not made.",
        },
        "Set the tenths searched to 0 in the explorer, not found.",
    ),
    Exercise(
        "7.5",
        "without the visits",
        Number(0.6, "worlds", "48"),
        lambda: _share("regime", "visits"),
        "Less, but still most of five. That card alone does not carry it.",
        (
            'Drop the row of the group: `groups.drop("visits")`.',
            "Then the product, times the start, and of a hundred.",
        ),
        (
            Mistake(
                "with all cards",
                lambda: _share("regime"),
                "That is with the visits. Drop the row of this group first.",
            ),
            Mistake(
                "another row",
                lambda: _share("all_three", "visits"),
                "That is what all three together have. Regime type was asked.",
            ),
            Mistake(
                "not of a hundred",
                lambda: _left("regime", "visits"),
                "These are its worlds of the start. Divide by the sum of all that are left.",
            ),
            Mistake(
                "two cards too few",
                lambda: _share("regime", ["visits", "doors"]),
                "That leaves out the doors too. Only the visits go.",
            ),
            Mistake(
                "among eight rows",
                lambda: _share("regime", "visits", tuple(EIGHT)),
                "That is among eight rows. Here are five.",
            ),
        ),
    ),
    choice(
        "7.6",
        "a share and a ratio",
        "C",
        {
            "A": "No card changed. Compare its ratio to size and distance in both lists.",
            "B": "These are middles. How wide a range is does not enter.",
            "C": "The ratio between two rows stays; a share shrinks with each row that keeps some.",
            "D": "An error would show in the ratio, and that is the same in both lists.",
        },
        "Which of the numbers printed is the same in both lists?",
    ),
    Exercise(
        "7a",
        "one tenth more",
        Number(0.3, "worlds", "30"),
        lambda: _changed(4),
        "One tenth more on one card, and four worlds of a hundred more.",
        (
            "Change the third number and run the worked lines again.",
            "Divide by the new sum.",
        ),
        (
            Mistake(
                "not divided",
                lambda: 8.0,
                "These are its worlds of twenty. Of a hundred that are left?",
            ),
            Mistake(
                "the old sum",
                lambda: _changed(4, TREATY),
                "That divides by the old sum. The new one is larger by what was added.",
            ),
            Mistake(
                "not changed",
                lambda: _changed(3),
                "That is with 3 tenths. Give regime type 4.",
            ),
        ),
    ),
    Exercise(
        "7b",
        "how strongly a card speaks",
        Number(0.03, "times", "1.5"),
        lambda: _tenths("both")[0] / _tenths("both")[1],
        "Three to one: just on the line below which a card is hardly worth a mention.",
        ("A likelihood ratio divides tenths by tenths.", "Regime type stands above the line."),
        (
            Mistake(
                "turned round",
                lambda: _tenths("both")[1] / _tenths("both")[0],
                "That is size and distance to regime type. Turn it round.",
            ),
            Mistake(
                "taken away",
                lambda: _tenths("both")[0] - _tenths("both")[1],
                "That takes one from the other. A ratio divides.",
            ),
            Mistake(
                "the friend's",
                lambda: _tenths("friend")[0] / _tenths("friend")[1],
                "That is by the friend's numbers alone. Take those of both.",
            ),
            Mistake(
                "the critic's",
                lambda: _tenths("critic")[0] / _tenths("critic")[1],
                "That is by the critic's numbers alone. Take those of both.",
            ),
        ),
    ),
    ordered(
        "7c",
        "lines in order",
        "DBEAC",
        {
            "BDEAC": "The first line uses `table`, which only a later line makes.",
            "DEBAC": "`tenths` is averaged one line before it is made.",
            "DBAEC": "`groups` is multiplied one line before it is made.",
        },
        "With the shelf let in, regime type has most of five; without it, far less.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which names does it read, and which does it make?",
    ),
    Exercise(
        "7d",
        "half of an archive",
        Number(0.015, "times", "2.1"),
        lambda: _not_found(0.5),
        "Half a search says far less than half of what a whole one would.",
        (
            "A row keeps 10 less what it would have shown times the share searched.",
            "Russia's side keeps 10 - 7 × 0.5, the others 10 - 1 × 0.5.",
        ),
        (
            Mistake("all searched", lambda: _not_found(1), "That is with all of it searched."),
            Mistake(
                "turned round",
                lambda: 1 / _not_found(0.5),
                "That is Russia's side to the others. Turn it round.",
            ),
            Mistake(
                "as if found",
                lambda: 7.0,
                "That is what a record that was found would say, and for Russia's side.",
            ),
            Mistake(
                "half of the whole",
                lambda: _not_found(1) / 2,
                "A ratio is not halved by half a search: count the worlds that are left.",
            ),
        ),
    ),
    Exercise(
        "7e",
        "the start that would do",
        Number(0.6, "worlds", "40"),
        _start_for_half,
        "Who gives the four more than that at the start ends with them above half.",
        (
            "Try starts in `start_of(rows, ...)` until the four end with 50.",
            "Or solve it: the four keep the mean of their products, size and distance its own.",
        ),
        (
            Mistake(
                "the other side's",
                lambda: 100 - _start_for_half(),
                "That is what size and distance would begin with. What is left for the four?",
            ),
            Mistake(
                "August 2013",
                lambda: _start_for_half(2013),
                "That is by what was known by August 2013. Take all cards off the shelf.",
            ),
            Mistake(
                "the critic's",
                lambda: _start_for_half(by="critic"),
                "That is by the critic's numbers. Take the middles of both.",
            ),
        ),
    ),
    Exercise(
        "7f",
        "which card holds it down",
        Number(0.6, "worlds", "48"),
        lambda: max(_share("regime", group, tuple(EIGHT)) for group in _groups()),
        "It is Belarus: the ally of Russia, and an autocracy, that Mongolia did let in.",
        (
            "Go through the groups in a loop; drop each in turn.",
            "Take the largest of regime type's shares among eight rows.",
        ),
        (
            Mistake(
                "nothing left out",
                lambda: _share("regime", rows=tuple(EIGHT)),
                "That is with all cards. Drop one group at a time.",
            ),
            Mistake(
                "the next one",
                lambda: _share("regime", "treaty", tuple(EIGHT)),
                "That is without the treaty. Another group lifts it more.",
            ),
            Mistake(
                "among five rows",
                lambda: _share("regime", "belarus"),
                "That is among five rows. Eight were asked.",
            ),
            Mistake(
                "the smallest",
                lambda: min(_share("regime", group, tuple(EIGHT)) for group in _groups()),
                "That is the group without which it has least.",
            ),
        ),
    ),
    choice(
        "7g",
        "the same cards without numbers",
        "A",
        {
            "A": "No card is strong. Strength comes from many, as far as they are separate.",
            "B": "That is before the search is counted: one card rests on visits not found.",
            "C": "A hoop needs that not finding it speaks three to one. Look at the line.",
            "D": "Not one card speaks three to one both when found and when not.",
        },
        "Take the tenths after `kept`, print the names that `name_of` gives, and count them.",
    ),
    Exercise(
        "7h",
        "one number argued",
        Written(
            (
                "It names the card, the row, the course's number and its own.",
                "It says what can be counted, with the number and where it stands.",
                "It says what one would have said the day before, and what the other side expects.",
                "It says what finding would change the number.",
            ),
            60,
        ),
        lambda: "My number on this card, what can be counted, and what would change it. " * 6,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Choose a card whose fact you have seen counted in a lesson.",
            "Begin with the base rate.",
        ),
    ),
    *DEEPER,
]


def _groups() -> list[str]:
    """The groups of cards off the shelf."""
    return list(measures.cards()["group"].drop_duplicates())
