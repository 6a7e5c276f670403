"""Lesson 04: a window of votes, weights, a line-up of doors, and contests dealt by lot."""

from __future__ import annotations

import pandas as pd

from ...checking import Exercise, Mistake, choice, ordered
from ...days import OP_ED_DAY, confirmed, members
from ...kinds import WHOLE, Number, Share, States, Written
from ...measures.alignment import former_republics, over_benchmark
from ...measures.lot import Contests, contests
from ...measures.votes import places_by_session
from ...tables import load
from .further_exercises import DEEPER


def _distances() -> pd.DataFrame:
    """How far Kazakhstan and Mongolia stand from Russia in each session, by ideal points."""
    points = load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")
    return points[["KAZ", "MNG"]].sub(points["RUS"], axis=0).abs()


def _nearer(first: int, last: int, state: str = "KAZ") -> pd.Series:
    """Whether a state of the pair is the nearer one, by session."""
    other = {"KAZ": "MNG", "MNG": "KAZ"}[state]
    far = _distances().loc[first:last]
    return far[state] < far[other]


def _clearly_nearer() -> int:
    """In how many sessions before the op-ed Kazakhstan is nearer by more than the uncertainty."""
    sessions = places_by_session(1992, 2012)
    return int((sessions["clear"] & (sessions["nearer"] == "KAZ")).sum())


def _windows(length: int, last: int = 2012) -> int:
    """In how many windows of so many sessions, from 1992 on, Mongolia is nearer on average."""
    mean = _distances().loc[1992:last].rolling(length).mean()
    return int((mean["MNG"] < mean["KAZ"]).sum())


def _contests(year: int, republics: bool = True) -> Contests:
    """The contests of Russia's allies of August 2013 in Mongolia's trade of a year."""
    allies = members(load("memberships"), "CSTO", OP_ED_DAY) - {"RUS"}
    ratio = over_benchmark("MNG", year)
    return contests(allies, former_republics(ratio) if republics else ratio)


def _took_the_seat(read: bool = True) -> list[str]:
    """Observers of the SCO that became full members, by confirmed rows or by all."""
    rows = load("memberships")
    rows = rows[rows["body"] == "SCO"]
    rows = confirmed(rows) if read else rows
    observers, seats = (set(rows.loc[rows["status"] == s, "state"]) for s in ("observer", "member"))
    return sorted(observers & seats)


EXERCISES = [
    choice(
        "4.1",
        "cause and outcome kept apart",
        "A",
        {
            "A": "It is what the argument wants to explain. It cannot be in its own cause.",
            "B": "A promise to Russia is closeness, and nothing that is done with Mongolia.",
            "C": "Votes beside Russia's say nothing of Mongolia's trade.",
            "D": "A seat among Russia's partners is what closeness means.",
        },
        "Which of the four is something that Mongolia and the partner do with each other?",
    ),
    choice(
        "4.2",
        "which comparison a pattern needs",
        "B",
        {
            "A": "Names help to argue. They do not say whether other doors look the same.",
            "B": "If other doors fall as well, Mongolia's fall says little of Mongolia.",
            "C": "More states make the bars firmer. They do not say what is usual.",
            "D": "A word of a reason is a motive. The pattern may be there without it.",
        },
        "What would a state show that has no reason at all to keep away from Russia's friends?",
    ),
    choice(
        "4.3",
        "who moved",
        "C",
        {
            "A": "A distance has two ends. Where does Mongolia's own line begin and end?",
            "B": "Bands are about single places. A change of more than one is far beyond them.",
            "C": "Mongolia's place ended where it began; Russia's line came down to it.",
            "D": "Compare how far each line goes down or up from the first session to the last.",
        },
        "Follow each line from its first session to its last. Which of them goes far?",
    ),
    Exercise(
        "4.4",
        "sessions with Kazakhstan nearer",
        Number(WHOLE, "sessions", "7"),
        lambda: int(_nearer(1992, 2012).sum()),
        "In most sessions; and yet Mongolia is nearer in the last two.",
        (
            'Compare two columns: `to_russia["KAZ"] < to_russia["MNG"]`.',
            "The `sum()` of a comparison counts how often it is true.",
        ),
        (
            Mistake(
                "the other way round",
                lambda: int(_nearer(1992, 2012, "MNG").sum()),
                "Those are the others: Mongolia is nearer, or they are level. Turn the sign.",
            ),
            Mistake(
                "to the last session",
                lambda: int(_nearer(1992, 2024).sum()),
                "That goes on to the last session there is. Stop at 2012.",
            ),
            Mistake(
                "all sessions",
                lambda: len(_nearer(1992, 2012)),
                "That is how many sessions there are. In how many is Kazakhstan nearer?",
            ),
            Mistake(
                "clear ones only",
                _clearly_nearer,
                "These are the filled squares, the clear ones. Count every nearer one.",
            ),
            Mistake(
                "a share",
                lambda: float(_nearer(1992, 2012).mean()),
                "That is a share. How many sessions are it? Take the `sum()`.",
            ),
        ),
    ),
    choice(
        "4.5",
        "orders that a choice makes",
        "D",
        {
            "A": "Set each weight in turn to 3 and the others to 1. Does Mongolia pass Kazakhstan?",
            "B": "They differ on one sign only, so no weight turns it.",
            "C": "They are level on two signs. What is left to turn?",
            "D": "China has the seat and Mongolia the votes, so the weights decide.",
        },
        "Look at the rows of two states. Is each ahead of the other on some sign?",
        "Set memberships to 3 and the others to 1, then votes to 3 and the others to 1.",
    ),
    choice(
        "4.6",
        "the line-up",
        "D",
        {
            "A": "That is Kyrgyzstan's, an ally of Russia. The steepest need not be Mongolia's.",
            "B": "That is Armenia's. Its bars can hardly be told from Mongolia's.",
            "C": "That is Belarus's, and Belarus is the closest ally of all.",
            "D": "Found, or by luck: Armenia's door, B, has nearly the same bars.",
            "E": "That is Tajikistan's. The odd one need not be the one that keeps away.",
            "F": "That is Kazakhstan's own door. It falls as well.",
        },
        "In Mongolia's door 33 of the farthest 38 enter freely, and 5 of the nearest.",
    ),
    choice(
        "4.7",
        "which count would have spoken",
        "B",
        {
            "A": "Lot gives counts below the middle in half of all deals. Which are seldom?",
            "B": "So few come in about one deal of forty: that would have been a sign.",
            "C": "Nearly three quarters of all deals give fewer than that.",
            "D": "Five can speak where they stand low enough. How low would that be?",
        },
        "Look at the dark ends of the picture. Which of them is the low one?",
    ),
    Exercise(
        "4a",
        "another window",
        Share(0.6),
        lambda: 100 * float(_nearer(2003, 2012).mean()),
        "Fewer than over the whole span: the last sessions lean to Mongolia.",
        (
            "The worked line does this for other years. Which numbers have to change?",
            "`nearer.loc[2003:2012]`, then the mean, times a hundred.",
        ),
        (
            Mistake(
                "the whole span",
                lambda: 100 * float(_nearer(1992, 2012).mean()),
                "That is the whole span. Begin at 2003.",
            ),
            Mistake(
                "a session too many",
                lambda: 100 * float(_nearer(2003, 2013).mean()),
                "That goes to 2013. Stop at 2012.",
            ),
            Mistake(
                "Mongolia's share",
                lambda: 100 * float(_nearer(2003, 2012, "MNG").mean()),
                "That is the share with Mongolia nearer. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "4b",
        "three sessions at a time",
        Number(WHOLE, "windows", "4"),
        lambda: _windows(3),
        "Only the last of them, and no session in it is clear.",
        (
            "`rolling` takes the number of sessions in a window.",
            "Write the number of sessions into the gap.",
        ),
        (
            Mistake(
                "to the last session",
                lambda: _windows(3, 2024),
                "That goes on to the last session there is. Stop at 2012.",
            ),
            Mistake(
                "windows of five",
                lambda: _windows(5),
                "That is what windows of five sessions give. The question asks for three.",
            ),
            Mistake(
                "single sessions",
                lambda: _windows(1),
                "That counts single sessions. Take three at a time.",
            ),
        ),
    ),
    ordered(
        "4c",
        "lines in order",
        "DACB",
        {
            "ADCB": "The first line uses `wealth`, which only a later line makes.",
            "DCAB": "`groups` is used one line before it is made.",
            "DABC": "`own` is used one line before it is made.",
        },
        "By wealth the door opens to the rich, as Armenia's does.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which names does it read, and which does it make?",
    ),
    Exercise(
        "4d",
        "contests in another year",
        Share(0.6),
        lambda: 100 * _contests(2014).share,
        "A little higher than in 2012, and still inside what lot gives.",
        (
            "`found` says how many were won, and how many allies and others there are.",
            "All contests are `found.marked * found.others`.",
        ),
        (
            Mistake(
                "the lesson's year",
                lambda: 100 * _contests(2012).share,
                "That is 2012. The question asks for 2014.",
            ),
            Mistake(
                "beside all partners",
                lambda: 100 * _contests(2014, republics=False).share,
                "That is beside all partners. The question is about former republics.",
            ),
            Mistake(
                "contests, not a share",
                lambda: _contests(2014).won,
                "That is how many were won. Divide by all contests, and take it times a hundred.",
            ),
        ),
    ),
    Exercise(
        "4e",
        "beside all partners",
        Share(0.7),
        lambda: 100 * _contests(2012, republics=False).as_many,
        "Seldom by lot. But these allies were old partners of Mongolia, and few others were.",
        (
            "As in the lesson: `places.sample(5, random_state=7).sum() - 15` deals once.",
            "Collect two thousand of them. Which share is `own` or more?",
        ),
        (
            Mistake(
                "as many or fewer",
                lambda: 100 * _contests(2012, republics=False).as_few,
                "That is as many or fewer. The question asks for as many or more.",
            ),
            Mistake(
                "among former republics",
                lambda: 100 * _contests(2012).as_many,
                "That is among former republics alone. Deal among all partners.",
            ),
        ),
    ),
    Exercise(
        "4f",
        "who took the seat",
        States(),
        _took_the_seat,
        "All but Mongolia. A document, and no test: there were four.",
        (
            "Make one set of the observers and one of the members.",
            "Of two sets, the sign & gives what is in both.",
        ),
        (
            Mistake(
                "Mongolia kept",
                lambda: sorted([*_took_the_seat(), "MNG"]),
                "Mongolia was an observer and took no full seat.",
            ),
            Mistake(
                "an unread row",
                lambda: _took_the_seat(read=False),
                "One of these stands in a row that nobody confirmed. Keep the confirmed ones.",
            ),
        ),
    ),
    choice(
        "4g",
        "the long window",
        "C",
        {
            "A": "The rules are those of one month, the same for every window.",
            "B": "They hardly moved. Look at the lines of the explorer: who did?",
            "C": "So its neighbours in votes were rich states then, whose citizens enter freely.",
            "D": "It can be read, with care: it holds the nineties, in which much was different.",
        },
        "In the explorer of votes, look at Russia's line in the first sessions.",
    ),
    Exercise(
        "4h",
        "alignment at its strongest",
        Written(
            (
                "It says the explanation at its strongest, with one number.",
                "It gives the best reply, with another number, and tells blocs from states.",
                "It says beside what each number is large or small.",
                "It says what a record of an offer would have to show.",
            ),
            60,
        ),
        lambda: "A bloc and a state are two things, and each has its own signs. " * 6,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Begin with the seat that was not taken.",
            "Then ask what the allies show as states.",
        ),
    ),
    *DEEPER,
]
