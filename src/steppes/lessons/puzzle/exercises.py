"""Lesson 01: which nearness, beside whom, who was paid, and what a zero is."""

from __future__ import annotations

import pandas as pd

from ...checking import Exercise, Mistake, choice, ordered
from ...kinds import WHOLE, Number, Share, Written
from ...measures.pairs import THIS_PAIR, is_pair, near, pairs_of
from ...measures.trade import partners
from ...tables import load
from .further_exercises import DEEPER
from .verdicts import CLAIMED_KAZAKHS


def _amount(pair: str = THIS_PAIR, year: int = 2012) -> float:
    """What a pair sold each other, in millions of US dollars."""
    pairs = pairs_of(year)
    return float(pairs.loc[is_pair(pairs, pair), "usd_million"].iloc[0])


def _others(pair: str = THIS_PAIR, year: int = 2012) -> pd.DataFrame:
    pairs = pairs_of(year)
    return pairs[~is_pair(pairs, pair)]


def _near(pair: str = THIS_PAIR, year: int = 2012, touching: bool = True) -> pd.DataFrame:
    """Other pairs with borders within 100 km, all of them or those that do not touch."""
    others = _others(pair, year)
    others = others[near(others)]
    return others if touching else others[~others["touching"]]


def _cards() -> pd.DataFrame:
    """The pairs of the ladder."""
    others = _others()
    return others[others["gap_km"].between(25, 50) & ~others["touching"]]


def _beyond(group: pd.DataFrame, amount: float) -> float:
    """The per cent of a group that trades more than an amount."""
    return 100 * float((group["usd_million"] > amount).mean())


def _share(of: str, state: str, flow: str = "total") -> float:
    """The per cent that partner `of` has in a flow of `state` in 2012, by Correlates of War."""
    return 100 * float(partners(state, flow, "COW", 2012).set_index("partner")["share"][of])


def _total(state: str) -> float:
    return float(partners(state, "total", "COW", 2012)["usd_million"].sum())


def _sold_by_kazakhstan() -> float:
    sold = partners("KAZ", "exports", "COW", 2012).set_index("partner")["usd_million"]
    return float(sold["MNG"])


def _capitals_apart() -> float:
    pairs = pairs_of(2012)
    return float(pairs.loc[is_pair(pairs), "capitals_km"].iloc[0])


def _above_census(year: int = 2010) -> float:
    """By how many per cent of a census's count the op-ed's figure is above it."""
    counts = load("kazakhs_in_mongolia")
    counts = counts[(counts["kind"] == "census") & (counts["year"] == year)]["value"].dropna()
    return 100 * (CLAIMED_KAZAKHS / float(counts.iloc[0]) - 1)


EXERCISES = [
    choice(
        "1.1",
        "who was paid",
        "C",
        {
            "A": "The importer receives goods, and pays for them.",
            "B": "A row holds one direction only. The other way is another row.",
            "C": "The exporter sends goods and is paid.",
        },
        "Goods go one way, and money the other. Which way do goods go in this row?",
    ),
    choice(
        "1.2",
        "the nearness that an argument needs",
        "B",
        {
            "A": "What can be measured best need not be what matters. How do goods travel?",
            "B": "Trade is easy where the way of the goods is short, and that is this one.",
            "C": "Larger is not safer. Is anything sold from capital to capital?",
            "D": "A mean of distances that mean two things means neither.",
        },
        "The argument says that trade is easy between the near. What makes trade easy?",
    ),
    Exercise(
        "1.3",
        "cards that trade more",
        Number(WHOLE, "pairs", "3"),
        lambda: int((_cards()["usd_million"] > _amount()).sum()),
        "More than half of the cards. Were others chosen, would that stay?",
        (
            "Both sides of the comparison need the same column.",
            'Write `"usd_million"` in both brackets.',
        ),
        (
            Mistake(
                "those below",
                lambda: int((_cards()["usd_million"] < _amount()).sum()),
                "Those trade less. Turn the sign round.",
            ),
            Mistake(
                "all cards",
                lambda: len(_cards()),
                "That is how many cards there are. How many of them trade more?",
            ),
            Mistake(
                "by capitals",
                lambda: int((_cards()["capitals_km"] > _capitals_apart()).sum()),
                "That compares how far capitals lie apart. The question asks for trade.",
            ),
            Mistake(
                "of all pairs",
                lambda: int((_others()["usd_million"] > _amount()).sum()),
                "That counts all pairs. Keep to `cards`.",
            ),
            Mistake(
                "a share",
                lambda: float((_cards()["usd_million"] > _amount()).mean()),
                "That is a share. How many cards are it? Take the `sum()`.",
            ),
            Mistake(
                "itself counted",
                lambda: int((_cards()["usd_million"] >= _amount()).sum()) + 1,
                "One too many: a pair does not trade more than itself.",
            ),
            Mistake(
                "by gap",
                lambda: int((_cards()["gap_km"] > float(load("border_gap")["km"].iloc[0])).sum()),
                "That compares gaps. The question asks for trade.",
            ),
        ),
    ),
    choice(
        "1.4",
        "two groups, two answers",
        "D",
        {
            "A": "A border is one way to be near, a capital another. Neither is the true one.",
            "B": "A large group is no better than a small one, if it is not the one that is meant.",
            "C": "Both spoke of a group, and not of a norm. Their sentences can be counted.",
            "D": "Each named a group, and in each the count says so.",
        },
        "Read each sentence beside its dot. Does the count bear it out?",
    ),
    choice(
        "1.5",
        "zero, rounded zero, absent",
        "A",
        {
            "A": "They share a border, and this zero is exact.",
            "B": "In whole millions a 0 is anything below half a million. Another source has 0.5.",
            "C": "No row is no figure. It is not a zero.",
            "D": "One of the three is exact. Which?",
        },
        "For each: could it be something else than nothing at all?",
    ),
    choice(
        "1.6",
        "one flow, two shares",
        "C",
        {
            "A": "The flow is one, but each share has a whole of its own.",
            "B": "A larger state makes the whole larger. What does that do to the share?",
            "C": "The same amount, out of a larger whole.",
            "D": "Exports and imports are in both totals, so that they can be divided.",
        },
        "A share is a part divided by a whole. Which of the two changes?",
    ),
    Exercise(
        "1.7",
        "the pair in Kazakhstan's trade",
        Share(0.0007),
        lambda: _share("MNG", "KAZ"),
        "The same flow is about nine times as large a part of one state's trade as of the other's.",
        (
            'The part is `own["usd_million"]`. What is the whole?',
            'Divide by `total["KAZ"]`, and take it times a hundred.',
        ),
        (
            Mistake(
                "the other whole",
                lambda: _share("KAZ", "MNG"),
                "That is the share in Mongolia's trade. Take the other total.",
            ),
            Mistake(
                "what Kazakhstan sold alone",
                lambda: 100 * _sold_by_kazakhstan() / _total("KAZ"),
                "The part holds one direction only, and the whole holds both. Take `own`.",
            ),
            Mistake(
                "rounded",
                lambda: round(_share("MNG", "KAZ"), 2),
                "That is rounded. Give `check` the line itself, and let Python keep its digits.",
            ),
            Mistake(
                "upside down",
                lambda: _total("KAZ") / _amount(),
                "That says how many times the whole is larger. Divide the part by the whole.",
            ),
        ),
    ),
    Exercise(
        "1a",
        "near pairs that trade more, 2006",
        Share(0.06),
        lambda: _beyond(_near(year=2006), _amount(year=2006)),
        "A little less than in 2012, and still far over half.",
        (
            "Every line that has 2012 in it, or a name made from it, needs a new one.",
            "Do not forget `own`: the pair's own amount is another in 2006.",
        ),
        (
            Mistake(
                "the year kept",
                lambda: _beyond(_near(), _amount()),
                "That is 2012. Put 2006 into `pairs_of`.",
            ),
            Mistake(
                "the amount kept",
                lambda: _beyond(_near(year=2006), _amount()),
                "That holds the pairs of 2006 beside this pair's amount of 2012.",
            ),
        ),
    ),
    Exercise(
        "1b",
        "Kazakhstan in what Mongolia buys",
        Share(0.006),
        lambda: _share("KAZ", "MNG", "imports"),
        "More than its part in all of Mongolia's trade, since Mongolia sells it next to nothing.",
        (
            "Who buys stands in one column, who sells in another.",
            "Write `importer` into the gap: Mongolia is the one that buys.",
        ),
        (
            Mistake(
                "both ways",
                lambda: _share("KAZ", "MNG"),
                "That is the share in Mongolia's trade both ways. Take what it buys.",
            ),
            Mistake(
                "the seller's share",
                lambda: _share("MNG", "KAZ", "exports"),
                "That is Mongolia's share in what Kazakhstan sells. Take what Mongolia buys.",
            ),
        ),
    ),
    ordered(
        "1c",
        "the place of a gap",
        "CAEDB",
        {
            "ACEDB": "The first line uses `near`, which only a later line makes.",
            "CEADB": "`apart` is used one line before it is made.",
            "CADEB": "`by_pair` is used one line before it is made.",
        },
        "Few pairs of states lie nearer without touching.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which name does it read, and which does it make?",
    ),
    Exercise(
        "1d",
        "near, and not touching",
        Share(0.06),
        lambda: _beyond(_near(touching=False), _amount()),
        "Fewer than of all near pairs, and still more than half.",
        (
            '`within[~within["touching"]]` are those that do not touch.',
            "Compare their trade with that of `own`, take the mean, times a hundred.",
        ),
        (
            Mistake(
                "touching ones kept",
                lambda: _beyond(_near(), _amount()),
                "The touching pairs are still in it. The sign ~ turns a condition round.",
            ),
            Mistake(
                "those that trade less",
                lambda: 100 - _beyond(_near(touching=False), _amount()),
                "That is the share that trades less. Turn the sign round.",
            ),
            Mistake(
                "touching ones alone",
                lambda: _beyond(_near()[_near()["touching"]], _amount()),
                "Those are the pairs that touch. The question asks for the others.",
            ),
        ),
    ),
    choice(
        "1e",
        "three pairs without a figure",
        "B",
        {
            "A": "That counts an absent figure as a zero.",
            "B": "What is absent may lie on either side, and here both sides give one answer.",
            "C": "It may be so. No figure says it.",
            "D": "One can: try both ends, and see whether the answer changes.",
        },
        "Suppose that all three trade less, and then that all three trade more.",
    ),
    Exercise(
        "1f",
        "how far above the census",
        Share(0.06),
        _above_census,
        "More than half as many again as were counted.",
        (
            "How many more are 160,000? Of which number is that a share?",
            "Divide the difference by the census's count, and take it times a hundred.",
        ),
        (
            Mistake(
                "of the op-ed's figure",
                lambda: 100 * (1 - 1 / (1 + _above_census() / 100)),
                "That is the difference in per cent of the op-ed's figure. Divide by the count.",
            ),
            Mistake(
                "the census of 2000",
                lambda: _above_census(2000),
                "That is beside the census of 2000. Take that of 2010.",
            ),
            Mistake(
                "in per cent of it, not above",
                lambda: 100 + _above_census(),
                "That is the figure in per cent of the count. How much of it lies above?",
            ),
        ),
    ),
    Exercise(
        "1g",
        "Bangladesh and Nepal",
        Share(0.06),
        lambda: _beyond(_near("BGD-NPL"), _amount("BGD-NPL")),
        "About as thin beside near borders as the pair of this course.",
        (
            "Find their row and its amount, then take the others with borders within 100 km.",
            '`pairs[~is_pair(pairs, "BGD-NPL")]` are the others.',
        ),
        (
            Mistake(
                "all other pairs",
                lambda: _beyond(_others("BGD-NPL"), _amount("BGD-NPL")),
                "That is among all pairs. Keep those with borders within 100 km.",
            ),
            Mistake(
                "not touching",
                lambda: _beyond(_near("BGD-NPL", touching=False), _amount("BGD-NPL")),
                "Those are the ones that do not touch. Keep the touching ones too.",
            ),
            Mistake(
                "the other pair's amount",
                lambda: _beyond(_near(), _amount()),
                "That is Kazakhstan and Mongolia's share. Take the amount of Bangladesh and Nepal.",
            ),
        ),
    ),
    Exercise(
        "1h",
        "a letter to the editor",
        Written(
            (
                "It names a group beside which the trade is thin, with the share beyond.",
                "It names a group beside which it is not, with that share.",
                "It says what was not found, and does not write zero for it.",
                "It says what would change the writer's mind.",
            ),
            50,
        ),
        lambda: "Beside pairs with near borders it is thin, beside others it is not. " * 5,
        "Now read your letter beside these four points, and beside the model in the solutions:",
        (
            "Begin with the number, and say at once beside whom.",
            "Then give the group that says the reverse.",
        ),
    ),
    *DEEPER,
]
