"""Lesson 05: whose change, similar partners, what goes along, by lot, and who else has it."""

from __future__ import annotations

import pandas as pd

from ...checking import Exercise, Mistake, choice, ordered
from ...kinds import WHOLE, Number, Share, States, Written
from ...measures import regime
from ...measures.across import leans, partners_of, twins_across
from ...measures.visas import doors
from .further_exercises import DEEPER, waived_apart, waived_below


def _changed(state: str) -> float:
    """By how much a state's score changed from 2012 to 2024."""
    return float(regime.scores("vdem", 2024)[state] - regime.scores("vdem", 2012)[state])


def _apart(other: str) -> float:
    """How far Mongolia stood from another state in 2012."""
    then = regime.scores("vdem", 2012)
    return float(then["MNG"] - then[other])


def _mongolias_share(other: str) -> float:
    """Which share of the narrowing between Mongolia and another state is Mongolia's, per cent."""
    fall, rise = -_changed("MNG"), _changed(other)
    return 100 * fall / (fall + rise)


def _gone(other: str) -> float:
    """How much of the distance of 2012 is gone by 2024, per cent."""
    return 100 * (-_changed("MNG") + _changed(other)) / _apart(other)


def _twins(state: str, year: int) -> pd.Series:
    """The counts of `leans` for a state's twins."""
    return leans(twins_across(partners_of(state, year)))


def _door(host: str) -> pd.DataFrame:
    """Who enters freely, over all states: rows False (autocracies) and True, free and states."""
    table = doors()
    own = table[(table["host"] == host) & (table["group"] == "all states")]
    return own.set_index("democratic")[["free", "states"]]


def _door_ratio(host: str) -> float:
    shares = _door(host)["free"] / _door(host)["states"]
    return float(shares[True] / shares[False])


def _crowd(inside: str = "mean") -> pd.Series:
    """Of autocracies (False) and democracies (True): the share, or number, in the OSCE."""
    return regime.osce_crowd(2012).groupby("democratic")["inside"].agg(inside)


def _ratio_of(republics: bool) -> float:
    """The share of democracies over that of autocracies, among former republics or all others."""
    crowd = regime.osce_crowd(2012)
    shares = crowd[crowd["republic"] == republics].groupby("democratic")["inside"].mean()
    return float(shares[True] / shares[False])


def _by_lot(as_many: bool = True) -> float:
    """Per cent of hands of 11 that hold seven autocracies or more, or just seven; exact."""
    hand = regime.list_of_2013(11)
    more = hand._replace(found=hand.found + 1).as_many()
    return 100 * (hand.as_many() if as_many else hand.as_many() - more)


def _more_than_seven() -> float:
    hand = regime.list_of_2013(11)
    return 100 * hand._replace(found=hand.found + 1).as_many()


EXERCISES = [
    choice(
        "5.1",
        "the question before a finding",
        "C",
        {
            "A": "Names help later. They do not say whether it is many.",
            "B": "A right count can still be what chance would give. Beside what is it many?",
            "C": "Most states are republics, so most partners of nearly any state will be.",
            "D": "More than half of what? If most of all states are such, that is no news.",
        },
        "What would you expect if the state chose its partners by lot?",
    ),
    Exercise(
        "5.2",
        "whose change narrowed the distance",
        Share(0.7),
        lambda: _mongolias_share("KAZ"),
        "The two parts add up to the whole narrowing, because each state's change is counted once.",
        (
            "The narrowing is Mongolia's fall plus Kazakhstan's rise.",
            "Divide Mongolia's fall by that sum, and take it times a hundred.",
        ),
        (
            Mistake(
                "the other state's part",
                lambda: 100 - _mongolias_share("KAZ"),
                "That is Kazakhstan's part. The question asks for Mongolia's.",
            ),
            Mistake(
                "how much of the distance went",
                lambda: _gone("KAZ"),
                "That is how much of the old distance is gone. How much of that is Mongolia's?",
            ),
            Mistake(
                "the sign kept",
                lambda: -_mongolias_share("KAZ"),
                "The size is right. A fall has to be taken as a positive number here.",
            ),
            Mistake(
                "signs added up",
                lambda: 100 * _changed("MNG") / (_changed("MNG") + _changed("KAZ")),
                "Kazakhstan's change has the other sign. Divide by fall and rise together.",
            ),
            Mistake(
                "one part by the other",
                lambda: 100 * _changed("MNG") / -_changed("KAZ"),
                "That divides one part by the other. Divide Mongolia's by both together.",
            ),
            Mistake(
                "of the distance of 2024",
                lambda: -100 * _changed("MNG") / (_apart("KAZ") * (1 - _gone("KAZ") / 100)),
                "That is a share of the distance of 2024. Divide by the narrowing, fall and rise.",
            ),
            Mistake(
                "of the distance of 2012",
                lambda: -100 * _changed("MNG") / _apart("KAZ"),
                "That is a share of the distance of 2012. Divide by the narrowing, fall and rise.",
            ),
            Mistake(
                "Mongolia's own fall",
                lambda: -100 * _changed("MNG") / float(regime.scores("vdem", 2012)["MNG"]),
                "That is Mongolia's fall as a share of its own score. Divide by the narrowing.",
            ),
        ),
    ),
    choice(
        "5.3",
        "what a count of twins shows",
        "D",
        {
            "A": "The counts are of trade. Nobody's search, and no wish, can be read off them.",
            "B": "A count says how often, and not who likes whom.",
            "C": "The equal ones are left out, and nineteen decide. Look at the right half, too.",
            "D": "So a lean to democracies does not by itself show a democracy.",
        },
        "Look at the right half: where do Kazakhstan and Korea stand?",
    ),
    choice(
        "5.4",
        "if wealth alone opened the door",
        "A",
        {
            "A": "States of similar wealth would be treated alike. Now look whether they are.",
            "B": "Over all states the two differ in wealth. Within a group they are alike in it.",
            "C": "Why should it be? Within a group both kinds are about as rich.",
            "D": "Before one looks a story has to say something, or it cannot be tested.",
        },
        "Within a group all states are about as rich. What is left that could open the door?",
    ),
    choice(
        "5.5",
        "seven times what",
        "B",
        {
            "A": "That turns it round: a chance of the list is not yet a chance of the story.",
            "B": "Two chances of the same list, under two stories, one divided by the other.",
            "C": "Their share of the list is not seven times any share. What did you divide?",
            "D": "Each can, and one does it much more often. That is what was divided.",
        },
        "You divided two numbers of deals. What did each of them count?",
    ),
    Exercise(
        "5.6",
        "how much larger a share",
        Number(0.06, "times", "1.5"),
        lambda: float(_crowd()[True] / _crowd()[False]),
        "Over all states the seat goes with democracy. Among the former republics it does not.",
        (
            'The share in a crowd is `above["inside"].mean()`.',
            "Divide the share among democracies by the share among autocracies.",
        ),
        (
            Mistake(
                "upside down",
                lambda: float(_crowd()[False] / _crowd()[True]),
                "That is upside down, or one share less the other. Divide democracies' share by "
                "autocracies'.",
            ),
            Mistake(
                "numbers in place of shares",
                lambda: float(_crowd("sum")[True] / _crowd("sum")[False]),
                "That divides two numbers of states. There are not as many of both kinds: divide "
                "shares.",
            ),
            Mistake(
                "points apart",
                lambda: 100 * float(_crowd()[True] - _crowd()[False]),
                "That takes one share from the other. The question asks how many times.",
            ),
            Mistake(
                "without the former Union",
                lambda: _ratio_of(republics=False),
                "That leaves out the former Soviet republics. The question is over all states.",
            ),
            Mistake(
                "the former republics",
                lambda: _ratio_of(republics=True),
                "That is the crowd of former republics. The question is over all states.",
            ),
        ),
    ),
    Exercise(
        "5a",
        "whose change, once more",
        Share(0.7),
        lambda: _mongolias_share("UZB"),
        "Uzbekistan rose more than Kazakhstan, and still most of the narrowing is Mongolia's fall.",
        (
            "Only `rise` has to change: it is Uzbekistan's now.",
            "Then divide `fall` by `fall + rise`, times a hundred.",
        ),
        (
            Mistake(
                "the other state's part",
                lambda: 100 - _mongolias_share("UZB"),
                "That is Uzbekistan's part. The question asks for Mongolia's.",
            ),
            Mistake(
                "how much went",
                lambda: _gone("UZB"),
                "That is how much of the old distance is gone. How much of that is Mongolia's?",
            ),
            Mistake(
                "the worked state",
                lambda: _mongolias_share("KAZ"),
                "That is with Kazakhstan. Put Uzbekistan in its place.",
            ),
        ),
    ),
    Exercise(
        "5b",
        "another year of twins",
        Number(WHOLE, "twins", "12"),
        lambda: int(_twins("MNG", 2006)["democracy"]),
        "Fewer twins decide in that year, since more are equal; most of these lean the same way.",
        (
            "`partners_of` takes a state and a year.",
            "Write the year into the gap.",
        ),
        (
            Mistake(
                "the lesson's year",
                lambda: int(_twins("MNG", 2012)["democracy"]),
                "That is 2012. The question asks for 2006.",
            ),
            Mistake(
                "the autocracies",
                lambda: int(_twins("MNG", 2006)["autocracy"]),
                "In these the autocracy had the larger trade. Turn it round.",
            ),
            Mistake(
                "all twins",
                lambda: int(_twins("MNG", 2006)["twins"]),
                "That is all twins, the equal ones too. In how many did the democracy have more?",
            ),
            Mistake(
                "a later year",
                lambda: int(_twins("MNG", 2014)["democracy"]),
                "That is 2014. The question asks for 2006.",
            ),
        ),
    ),
    ordered(
        "5c",
        "lines in order",
        "BDAEC",
        {
            "DBAEC": "The first line uses `partners`, which only a later line makes.",
            "BADEC": "`twins` is used one line before it is made.",
            "BDACE": "`less` is used one line before it is made.",
        },
        "So Kazakhstan leans to democracies more plainly than Mongolia does.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which names does it read, and which does it make?",
    ),
    Exercise(
        "5d",
        "Kazakhstan's door",
        Number(0.04, "times", "1.2"),
        lambda: _door_ratio("KAZ"),
        "Kazakhstan, below the line, admits democracies more often too. Among the richest it is "
        "level.",
        (
            'The share that enters freely is `bars["free"] / bars["states"]`.',
            "Then divide the share of the row True by that of the row False.",
        ),
        (
            Mistake(
                "upside down",
                lambda: 1 / _door_ratio("KAZ"),
                "That is autocracies over democracies. Turn it round.",
            ),
            Mistake(
                "numbers in place of shares",
                lambda: float(_door("KAZ")["free"][True] / _door("KAZ")["free"][False]),
                "That divides two numbers of states. Divide shares.",
            ),
            Mistake(
                "Mongolia's door",
                lambda: _door_ratio("MNG"),
                "That is Mongolia's door. The question is about Kazakhstan's.",
            ),
        ),
    ),
    Exercise(
        "5e",
        "seven or more, by your own deals",
        Share(2.5),
        _by_lot,
        "Your deals come near the exact chance, and would come nearer with more of them.",
        (
            "In a loop over `range(2000)`: `cards.sample(11, random_state=number).sum()`.",
            "Collect the numbers in a list. Which share of them is seven or more?",
        ),
        (
            Mistake(
                "just seven",
                lambda: _by_lot(as_many=False),
                "That counts hands with just seven. Count those with more as well.",
            ),
            Mistake(
                "more than seven",
                _more_than_seven,
                "That counts hands with more than seven. Seven itself belongs to them.",
            ),
        ),
    ),
    Exercise(
        "5f",
        "two indices, one list",
        States(),
        lambda: waived_apart("polity", "fh"),
        "So many of eleven change sides: a count of autocracies hangs on its index.",
        (
            "Both give True or False by state. Compare them for each of the eleven.",
            "Keep a state if the two answers are not the same.",
        ),
        (
            Mistake(
                "those below the line",
                waived_below,
                "These V-Dem has below its line. On which of the eleven do the other two differ?",
            ),
            Mistake(
                "the other index",
                lambda: waived_apart("vdem", "polity"),
                "That is V-Dem beside Polity. The question asks for Polity beside Freedom House.",
            ),
        ),
    ),
    choice(
        "5g",
        "twins in dollars",
        "C",
        {
            "A": "Look at which twins make up the sum. How many flows does it take?",
            "B": "Both are right. They answer two questions.",
            "C": "Belarus alone is more than a third of the sum on its side.",
            "D": "Dollars say who carries the trade. They do not say how often.",
        },
        "Print `deciding` and look at its largest numbers.",
    ),
    Exercise(
        "5h",
        "a verdict on regime type",
        Written(
            (
                "It says which tie it speaks of: trade, doors, a list, a seat.",
                "It gives one number for and one against, each beside what others show.",
                "It names a rival, something that goes along with regime.",
                "It says what find would change the writer's mind.",
            ),
            60,
        ),
        lambda: "Doors and trade are two ties, and each has its own numbers. " * 6,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Begin with one tie and its number.",
            "Then ask who else shows the same.",
        ),
    ),
    *DEEPER,
]
