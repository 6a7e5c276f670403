"""Lesson 02: what a count beside twins shows, what zeros and another *near* do to it."""

from __future__ import annotations

import pandas as pd

from ...checking import Exercise, Mistake, choice, ordered
from ...kinds import WHOLE, Number, Share, Written
from ...measures.twins import NEAR_KM, SIZE, SIZE_AND_DISTANCE, flows, standings, twins
from .further_exercises import DEEPER

PAIR = ("KAZ", "MNG")


def _own(year: int, seller: str, buyer: str) -> float:
    table = flows(year)
    return float(table[(table["seller"] == seller) & (table["buyer"] == buyer)]["sold"].iloc[0])


def _less(
    seller: str,
    buyer: str,
    year: int = 2012,
    within: float = 0.25,
    alike: tuple[str, ...] = SIZE_AND_DISTANCE,
) -> float:
    """Per cent of a dyad's twins that sold less than it did."""
    company = twins(flows(year), seller, buyer, within, alike)["sold"]
    return 100 * float((company < _own(year, seller, buyer)).mean())


def _selling() -> pd.Series:
    """What the twins of Mongolia's sales sold in 2012, those that sold something."""
    sold = twins(flows(2012), "MNG", "KAZ")["sold"]
    return sold[sold > 0]


def _more(year: int) -> int:
    """How many twins of Mongolia's sales sold more."""
    return int((twins(flows(year), "MNG", "KAZ")["sold"] > _own(year, "MNG", "KAZ")).sum())


def _company_of_kazakhstan(with_itself: bool = False) -> pd.Series:
    sold = twins(flows(2012), "KAZ", "MNG")["sold"]
    return pd.concat([sold, pd.Series([_own(2012, "KAZ", "MNG")])]) if with_itself else sold


def _below_the_mean(with_itself: bool = False) -> float:
    sold = _company_of_kazakhstan(with_itself)
    return 100 * float((sold < sold.mean()).mean())


def _near_above(year: int, touching: bool = False) -> float:
    """Per cent of dyads with near borders that stand above Mongolia's sales, the pair left out."""
    trade = flows(year)
    ours = trade["seller"].isin(PAIR) & trade["buyer"].isin(PAIR)
    table = standings(trade, of=ours | (trade["gap_km"] <= NEAR_KM))
    mongolia = table[(table["seller"] == "MNG") & (table["buyer"] == "KAZ")]["sold_less"].iloc[0]
    near = table[(table["gap_km"] <= NEAR_KM) & (touching | ~table["touching"])]
    others = near[~(near["seller"].isin(PAIR) & near["buyer"].isin(PAIR))]
    return 100 * float((others["sold_less"] > mongolia).mean())


def _markets() -> pd.DataFrame:
    """The standing of Mongolia's sales to each state that bought something in 2012."""
    trade = flows(2012)
    table = standings(trade, of=trade["seller"] == "MNG")
    return table[table["sold"] > 0].set_index("buyer")


def _markets_beyond(column: str, above: bool = True) -> int:
    values = _markets()[column]
    beyond = values > values["KAZ"] if above else values < values["KAZ"]
    return int(beyond.sum())


EXERCISES = [
    choice(
        "2.1",
        "what a zero says here",
        "C",
        {
            "A": "It may be so. But the table rounds, and a small flow is hidden by that too.",
            "B": "That would be an absent figure: the table has no number for it at all.",
            "C": "Perhaps nothing at all, perhaps nearly half a million: the table cannot tell.",
            "D": "A lost figure has no number in this table. Here there is one: 0.",
        },
        "The source rounds to whole millions. What becomes of a flow of 0.4?",
    ),
    choice(
        "2.2",
        "one dyad seen from the other side",
        "A",
        {
            "A": "What one sells the other buys. So each pair of states has two such dyads.",
            "B": "That is the other dyad: there Mongolia is the seller.",
            "C": "Added together the two directions are a pair, and no longer a directed dyad.",
            "D": "A balance takes one direction from the other. A directed dyad is one of them.",
        },
        "Kazakhstan sells, so Mongolia does what?",
    ),
    choice(
        "2.3",
        "what twenty twins show",
        "C",
        {
            "A": "That would be a cause. The count says where the flow stands, and not why.",
            "B": "That is its share in all that Mongolia buys. Here it stands beside other pairs.",
            "C": "It says where the flow stands in this company, and nothing of the reason.",
            "D": "They share states, so they are fewer cases than twenty. Yet all lie on one side.",
        },
        "Say in words what the twenty grey bars on the left have in common.",
        "Does any of them say why?",
        found=lambda: "C" if _less("KAZ", "MNG") == 100 else "D",
    ),
    Exercise(
        "2.4",
        "the percentile without zeros",
        Share(0.6),
        lambda: 100 * float((_selling() < 2).mean()),
        "The flow has not changed, only its company. Among twins that sell at all it is low.",
        (
            "`selling` holds the twins that sold something. Compare its column `sold` with 2.",
            'The mean of a comparison is a share: `(selling["sold"] < 2).mean()`.',
        ),
        (
            Mistake(
                "with the zeros",
                lambda: _less("MNG", "KAZ"),
                "That counts the twins that sold 0. Take `selling` in place of `back`.",
            ),
            Mistake(
                "those that sold more",
                lambda: 100 * float((_selling() > 2).mean()),
                "That is the share that sold more. The question asks for less.",
            ),
            Mistake(
                "how many, not which share",
                lambda: float((_selling() < 2).sum()),
                "That is how many sold less. How many of 100 is it? Divide by how many there are.",
            ),
            Mistake(
                "Mongolia's own flow counted",
                lambda: 100 * float((_selling() < 2).sum()) / (len(_selling()) + 1),
                "That divides by one too many: Mongolia itself is none of its own twins.",
            ),
            Mistake(
                "how many of all twins sold less",
                lambda: float((twins(flows(2012), "MNG", "KAZ")["sold"] < 2).sum()),
                "That is a count, and of all twins. Of those in `selling`: which share of 100?",
            ),
            Mistake(
                "how many sold more",
                lambda: float((_selling() > 2).sum()),
                "That is how many sold more. The question asks for less, as a share of 100.",
            ),
            Mistake(
                "of all twins",
                lambda: 100 * float((_selling() < 2).sum()) / len(twins(flows(2012), "MNG", "KAZ")),
                "The count is right. Divide it by the twins that sold something, not by all.",
            ),
        ),
    ),
    choice(
        "2.5",
        "where near dyads stand",
        "B",
        {
            "A": "Find the triangle of the upper strip: one of our two flows stands right there.",
            "B": "So nearness goes with more trade, for many of them. Why is another question.",
            "C": "Its line stands far to the right: with zeros it outsells most of its size.",
            "D": "They differ in many ways from others, and some near dyads sold 0.",
        },
        "Where do most of the bars of the upper strip stand?",
    ),
    choice(
        "2.6",
        "what twins add to a model",
        "B",
        {
            "A": "A motive cannot be seen here. Look at the triangles: are they Mongolia's?",
            "B": "So the two million are low for the model, and ordinary for dyads like this one.",
            "C": "It says what is sold on average. What do the twins say of this case?",
            "D": "An average is no debt. How many of the twenty twins reach what it expects?",
        },
        "Are the blue triangles above the line, or below it?",
    ),
    Exercise(
        "2a",
        "the same count in another year",
        Number(WHOLE, "twins", "12"),
        lambda: _more(2014),
        "One more than in the worked year, of a few more twins: much the same.",
        (
            "The worked cell does this for 2012. Which numbers in it have to change?",
            "`flows(2014)` is the year; what Mongolia sold then stands in its own row.",
        ),
        (
            Mistake(
                "the worked year",
                lambda: _more(2012),
                "That is the count of 2012. The question asks for 2014.",
            ),
            Mistake(
                "those that sold less",
                lambda: int(
                    (twins(flows(2014), "MNG", "KAZ")["sold"] < _own(2014, "MNG", "KAZ")).sum()
                ),
                "These sold less. The question asks for those that sold more.",
            ),
        ),
    ),
    Exercise(
        "2b",
        "alike in size alone",
        Share(0.6),
        lambda: _less("MNG", "KAZ", alike=SIZE),
        "Among twins by size alone Mongolia's sales stand higher than among those as far apart.",
        (
            "`alike` names the columns in which twins are alike. One of three has to go.",
            "Write the column of the seller's economy into the gap.",
        ),
        (
            Mistake(
                "the distance kept",
                lambda: _less("MNG", "KAZ"),
                "That keeps the kilometres. Name the two economies alone.",
            ),
            Mistake(
                "the other direction",
                lambda: _less("KAZ", "MNG", alike=SIZE),
                "That is Kazakhstan's direction. The question is about what Mongolia sells.",
            ),
            Mistake(
                "the buyer's economy alone",
                lambda: _less("MNG", "KAZ", alike=("gdp_buyer",)),
                "That is alike in the buyer's economy alone. The seller's belongs there too.",
            ),
            Mistake(
                "buyer and distance",
                lambda: _less("MNG", "KAZ", alike=("km", "gdp_buyer")),
                "That has the kilometres in place of the seller's economy.",
            ),
        ),
    ),
    ordered(
        "2c",
        "lines in order",
        "BDACE",
        {
            "BACDE": "The second line asks for `own`, which only a later line makes.",
            "BDCAE": "`company` is used one line before it is made.",
            "DBACE": "The first line asks `trade`, which nobody has loaded yet.",
        },
        "Each line uses only what stands before it. That is all that Python asks for.",
        "Begin with the line that uses no name made by another.",
        "Then ask of each line: which names does it read, and which does it make?",
    ),
    Exercise(
        "2d",
        "below their own mean",
        Share(0.6),
        _below_the_mean,
        "More than half lie below the mean: a few large flows pull it up.",
        (
            "Compare each twin with the mean of all: `sold < sold.mean()`.",
            "The mean of that comparison is a share.",
        ),
        (
            Mistake(
                "above",
                lambda: 100 - _below_the_mean(),
                "That is the share above the mean. The question asks for below.",
            ),
            Mistake(
                "Kazakhstan among its own twins",
                lambda: _below_the_mean(with_itself=True),
                "Kazakhstan's own sale is among them. Nobody is their own twin.",
            ),
            Mistake(
                "below the median",
                lambda: (
                    100
                    * float((_company_of_kazakhstan() < _company_of_kazakhstan().median()).mean())
                ),
                "That is the share below the median, which is about half by its making.",
            ),
        ),
    ),
    Exercise(
        "2e",
        "near dyads in another year",
        Share(0.1),
        lambda: _near_above(2006),
        "In 2012 it was three in four and more. A verdict that hangs on one year has to say so.",
        (
            "Load `flows(2006)`, make its standings, and keep the dyads with near borders.",
            "Then ask which share of `others` has a `sold_less` above Mongolia's.",
        ),
        (
            Mistake(
                "the lesson's year",
                lambda: _near_above(2012),
                "That is 2012. The question asks for 2006.",
            ),
            Mistake(
                "those that touch as well",
                lambda: _near_above(2006, touching=True),
                "That has the dyads that touch as well. Leave them out.",
            ),
            Mistake(
                "those below",
                lambda: 100 - _near_above(2006),
                "That is the share that does not stand above. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "2f",
        "is it Kazakhstan, or Mongolia?",
        Number(WHOLE, "buyers", "12"),
        lambda: _markets_beyond("sold_less"),
        "With zeros counted most buyers stand lower. Among twins that sold, most stand higher: it "
        "turns on the zeros again.",
        (
            "Keep the rows of Mongolia's sales above zero, then compare their standing.",
            "The `sum()` of a comparison counts how often it is true.",
        ),
        (
            Mistake(
                "those that bought more",
                lambda: _markets_beyond("sold"),
                "These bought more. The question asks who stands higher beside size twins.",
            ),
            Mistake(
                "those that stand lower",
                lambda: _markets_beyond("sold_less", above=False),
                "These stand lower. The question asks for higher.",
            ),
        ),
    ),
    Exercise(
        "2g",
        "a pair of another continent",
        Share(0.6),
        lambda: _less("CHL", "PRY", within=0.5),
        "Chile sold Paraguay more than most of its twins did, though no border is shared.",
        (
            "`twins(trade, seller, buyer, within=0.5)` gives the twins within half as much again.",
            "Compare their `sold` with what Chile sold to Paraguay, and take the mean.",
        ),
        (
            Mistake(
                "the other direction",
                lambda: _less("PRY", "CHL", within=0.5),
                "That is what Paraguay sold to Chile. Exchange the two codes.",
            ),
            Mistake(
                "within a quarter",
                lambda: _less("CHL", "PRY"),
                "That is within a quarter. The question asks for half as much again.",
            ),
            Mistake(
                "alike in size alone",
                lambda: _less("CHL", "PRY", within=0.5, alike=SIZE),
                "That leaves the distance out. Keep all three.",
            ),
        ),
    ),
    Exercise(
        "2h",
        "is the puzzle there?",
        Written(
            (
                "It treats the two directions apart, or says which one it speaks of.",
                "It names the company: alike in what, within what, zeros counted or not.",
                "It gives a count or a percentile, and not an amount alone.",
                "It says what another company would change, and what trade cannot show.",
            ),
            60,
        ),
        lambda: "It depends on the direction and on the company, and here is how. " * 6,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Begin with one direction and one company.",
            "Then change the company and say what happens.",
        ),
    ),
    *DEEPER,
]
