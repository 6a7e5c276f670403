"""Beyond lesson 03: a premium that fades, a balance of people, culture in codes, and what if."""

import math

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...kinds import WHOLE, Number, Share, States, Table, Written
from ...measures.history import RULE, census, coded_for_both, premiums
from ...tables import load


def _half_life(first: int = 2000, column: str = "log", to: float = 0.5) -> float:
    """Years until a column of the premiums is down to a part, by its fall from a year to 2014."""
    values = premiums().set_index("year")[column]
    return (2014 - first) * -math.log(to) / math.log(values[first] / values[2014])


def _half_life_of_a_line() -> float:
    """As `_half_life`, if the logarithm fell by the same amount each year."""
    values = premiums().set_index("year")["log"]
    return 14 * values[2000] / 2 / (values[2000] - values[2014])


def _reported(year: int) -> float:
    people = load("kazakhs_in_mongolia")
    rows = people[(people["kind"] == "report") & (people["year"] == year)]
    return float(rows["value"].iloc[0])


def _growth() -> float:
    return 100 * ((_reported(1938) / _reported(1923)) ** (1 / 15) - 1)


def _fall(first: int, last: int) -> float:
    return census(first) - census(last)


def _mean_count(first: int, last: int) -> float:
    return (census(first) + census(last)) / 2


def _increase_needed(departed: float, returned: float) -> float:
    """The natural increase, per cent a year, with which so many can have left by 2000."""
    increase = departed - returned - _fall(1989, 2000)
    return 100 * increase / (11 * _mean_count(1989, 2000))


def _departed(first: int, last: int, people: float) -> float:
    """How many left with a natural increase of 2 per cent a year on so many people."""
    return _fall(first, last) + 0.02 * (last - first) * people


def _agreement(how: str) -> float:
    """Per cent of the variables with the same code, by what was left out above and below."""
    both = coded_for_both()
    lacked = both["Kazak"].str.contains("absent|absence|none|^no ", case=False)
    lacked_by_both = lacked & both["same"]
    rest = both[~lacked_by_both]
    shares = {
        "rest": rest["same"].mean(),
        "all": both["same"].mean(),
        "of all": rest["same"].sum() / len(both),
        "lacked by both": lacked_by_both.mean(),
        "lacked by the Kazak left out": both.loc[~lacked, "same"].mean(),
    }
    return 100 * shares[how]


def _ruled_years(land: str, kinds: tuple[str, ...]) -> int:
    rows = load("rulers")
    rows = rows[(rows["state"] == "KAZ") & (rows["layer"] == "holder") & (rows["land"] == land)]
    begin = rows.loc[rows["kind"].isin(kinds), "from_date"].min()
    end = rows.loc[rows["kind"] == "independent", "from_date"].min()
    return int(end[:4]) - int(begin[:4])


def _by_domain(how: str) -> pd.DataFrame:
    both = coded_for_both()
    groups = both.groupby("domain")["same"]
    values = {
        "share": lambda: groups.mean(),
        "unlike": lambda: 1 - groups.mean(),
        "count": lambda: groups.sum(),
        "of all": lambda: groups.sum() / both["same"].sum(),
        "per cent": lambda: 100 * groups.mean(),
        # Only the variables that agree were kept before the groups were made.
        "agreeing alone": lambda: both[both["same"]].groupby("domain")["same"].mean(),
        "a domain lost": lambda: (groups.sum() / groups.size())[groups.sum() > 0],
    }[how]()
    return values.astype(float).rename("agreement").reset_index()


def _former_soviet_partners(flow: str, russia: bool = False) -> list[str]:
    """The three former Soviet states with most trade with Mongolia in 2000, the largest first."""
    trade = load("trade")
    trade = trade[trade["year"] == 2000]
    sold = trade[trade["exporter"] == "MNG"].set_index("importer")["usd_million"]
    bought = trade[trade["importer"] == "MNG"].set_index("exporter")["usd_million"]
    both = sold.add(bought, fill_value=0)
    partners = {"both": both, "bought": bought, "sold": sold}[flow]
    countries = load("countries")
    soviet = countries.loc[countries["former_soviet"], "iso3"]
    partners = partners[partners.index.isin(soviet if russia else soviet[soviet != "RUS"])]
    table = partners.rename("usd").rename_axis("partner").reset_index()
    table = table.sort_values(["usd", "partner"], ascending=[False, True])
    return table["partner"].head(3).tolist()


DEEPER = [
    choice(
        "F3.1",
        "what a constant explains",
        "C",
        {
            "A": "The first half is right. What has changed since?",
            "B": "A past that is the same each year names no year.",
            "C": "A level, yes. A change needs something that changed.",
            "D": "It can explain a level. Do not throw that away.",
        },
        "What does a thing that is the same in two years say about a difference between them?",
    ),
    choice(
        "F3.2",
        "where the fall is beyond doubt",
        "A",
        {
            "A": "After 2006 the estimates still fall, by less than their own uncertainty.",
            "B": "Each step falls. Is each larger than its error?",
            "C": "Look at the size of the last step beside its error.",
            "D": "One of them is several times its error.",
        },
        "Compare the last column with 1.96, row by row.",
    ),
    Exercise(
        "F3.3",
        "growth by the year",
        Number(0.06, "per cent a year", "2.5"),
        _growth,
        "Is that more than births alone can give? The next cells ask.",
        (
            "Growth compounds: which number, to the power of 15, is the ratio of the two counts?",
            "(later / earlier) ** (1 / 15) - 1, times a hundred.",
        ),
        (
            Mistake(
                "the whole span",
                lambda: 100 * (_reported(1938) / _reported(1923) - 1),
                "That is the growth over all fifteen years. The question asks for one year.",
            ),
            Mistake(
                "divided, not compounded",
                lambda: 100 * (_reported(1938) / _reported(1923) - 1) / 15,
                "You divided the whole growth by the years. Growth builds on growth: take a root.",
            ),
            Mistake(
                "the factor",
                lambda: 100 * (_reported(1938) / _reported(1923)) ** (1 / 15),
                "That is what a hundred become in a year. Take the hundred away: "
                "only growth is asked.",
            ),
            Mistake(
                "the wrong base",
                lambda: 100 * (1 - _reported(1923) / _reported(1938)) / 15,
                "You took the later number as the base. Growth is measured from the earlier one.",
            ),
        ),
    ),
    Exercise(
        "F3.4",
        "the natural increase that is needed",
        Number(0.05, "per cent a year", "1.5"),
        lambda: _increase_needed(60_000, 10_000),
        "High. Whether it is believable needs a yardstick: one stands under this line.",
        (
            "Left = fall between the counts + natural increase + those who came back.",
            (
                "Solve for the rate: take the fall and the returns from 60,000, then divide by the "
                "years and by the mean of the two counts."
            ),
        ),
        (
            Mistake(
                "without the returns",
                lambda: _increase_needed(60_000, 0),
                "That leaves out those who came back. They left too, and stand in the later count.",
            ),
            Mistake(
                "returns the wrong way",
                lambda: _increase_needed(60_000, -10_000),
                "You added those who came back to the 60,000. They stand in the second count: "
                "take them away.",
            ),
            Mistake(
                "without the fall",
                lambda: 100 * 50_000 / (11 * _mean_count(1989, 2000)),
                "You left out the fall between the two counts, which explains a part already.",
            ),
        ),
    ),
    choice(
        "F3.5",
        "a cause and the cause",
        "B",
        {
            "A": "Studies give that. The claim says more: because.",
            "B": (
                "To say because of it, "
                "one has to know what those say who stayed without Russian too."
            ),
            "C": (
                "If most who went back lacked Russian, did most who stayed have it? "
                "They are missing."
            ),
            "D": "Those who went back can still be asked, and so can those who stayed.",
        },
        "What would you expect to see if language were one hardship of five, shared by all?",
    ),
    Exercise(
        "F3.6",
        "agreement without what both lack",
        Share(0.4),
        lambda: _agreement("rest"),
        "Less, and still the larger part. But the base rate would have to be cut in the same way.",
        (
            "Keep the rows that are not marked by nothing_in_common.",
            "Then take the mean of the column same.",
        ),
        (
            Mistake(
                "with them",
                lambda: _agreement("all"),
                "That is the agreement on all variables. Leave out what both lack.",
            ),
            Mistake(
                "the old whole",
                lambda: _agreement("of all"),
                "You left them out above the line and not below it. "
                "Divide by the rows that remain.",
            ),
            Mistake(
                "more than both lack",
                lambda: _agreement("lacked by the Kazak left out"),
                "You left out all that the Kazak lack. Leave out only what both lack: "
                "the marked rows.",
            ),
            Mistake(
                "the share left out",
                lambda: _agreement("lacked by both"),
                "That is the share of variables that you leave out.",
            ),
        ),
    ),
    choice(
        "F3.7",
        "what a track says of a past that lasts",
        "D",
        {
            "A": "Where does the gauge change: between these two, or at China?",
            "B": (
                "A trace does not say how much it moves. That would take trade with and without it."
            ),
            "C": "It can, at a price. That the price keeps the old gauge is the point.",
            "D": (
                "That is path dependence. The trace is of the past and joins; "
                "how much it moves is not known."
            ),
        },
        "Who is on the same gauge, and at which border must wheels be changed?",
    ),
    choice(
        "F3.8",
        "a counterfactual that can be tested",
        "B",
        {
            "A": (
                "There is something to look at. But without an empire, "
                "would these two states exist?"
            ),
            "B": "It changes one thing, says what one would see, and where else to look.",
            "C": (
                "It changes one thing. But by what would you know that they feel closer, and where?"
            ),
            "D": (
                "The fall happened with the Union gone. "
                "What it would have done otherwise is not in it."
            ),
        },
        "Which of them changes one thing and tells you what to go and look at, and where?",
    ),
    Exercise(
        "F3.9",
        "years under Russian and Soviet rule",
        Number(WHOLE, "years", "150"),
        lambda: _ruled_years("south-east", RULE),
        "From the fort it would be ten years more, from the oath eighteen, and in the west forty.",
        (
            "In the worked cell, which word names the part of the land?",
            "Mind that two parts begin with south: write the whole name.",
        ),
        (
            Mistake(
                "from the oath",
                lambda: _ruled_years("south-east", ("oath",)),
                "You began with the oath. Rule begins when the empire governs.",
            ),
            Mistake(
                "from the fort",
                lambda: _ruled_years("south-east", ("garrison",)),
                "You began with the garrison. Rule is as in the lesson: "
                "a fort alone does not count.",
            ),
            Mistake(
                "from the fort, to the day",
                lambda: _ruled_years("south-east", ("garrison",)) + 1,
                "You began with the garrison, and took days. The cell subtracts calendar years.",
            ),
            Mistake(
                "the west",
                lambda: _ruled_years("west", RULE),
                "That is the west, which the worked cell did. "
                "The question asks for the south-east.",
            ),
        ),
    ),
    Exercise(
        "F3.10",
        "two decades of leaving",
        Number(400, "people", "50,000"),
        lambda: _departed(1989, 2010, _mean_count(1989, 2010)),
        "Near the estimate of over 70,000 before returns are added. "
        "Two censuses and one assumption.",
        (
            "The years between the two censuses are 21.",
            "Natural increase: rate x years x the mean of the two counts. Then add the fall.",
        ),
        (
            Mistake(
                "the window before",
                lambda: _departed(1989, 2000, _mean_count(1989, 2000)),
                "That is the window to 2000, as in the balance above. The question goes to 2010.",
            ),
            Mistake(
                "eleven years kept",
                lambda: _fall(1989, 2010) + 0.02 * 11 * _mean_count(1989, 2010),
                "You kept the eleven years of the balance above. From 1989 to 2010 they are more.",
            ),
            Mistake(
                "two for 0.02",
                lambda: _fall(1989, 2010) + 2 * 21 * _mean_count(1989, 2010),
                "You took 2 as the rate. Two per cent is 0.02.",
            ),
            Mistake(
                "without births",
                lambda: _fall(1989, 2010),
                "That is the fall between the counts alone. Add the natural increase.",
            ),
            Mistake(
                "births on the first count",
                lambda: _departed(1989, 2010, census(1989)),
                "You let all those of the first census have children. Take the mean of the counts.",
            ),
        ),
    ),
    Exercise(
        "F3.11",
        "alike in what?",
        Table("domain", ("agreement",), 0.005),
        lambda: _by_domain("share"),
        "Alike in herds, tents, and work that often neither has; less in marriage and kin.",
        (
            "Group the table by the column domain.",
            "The mean of a column of True and False is a share.",
        ),
        (
            Mistake(
                "counts",
                lambda: _by_domain("count"),
                "These are counts. A domain with more variables would look more alike.",
            ),
            Mistake(
                "unlike", lambda: _by_domain("unlike"), "These are the shares on which they differ."
            ),
            Mistake(
                "per cent",
                lambda: _by_domain("per cent"),
                "These are per cent. The question asks for shares between 0 and 1.",
            ),
            Mistake(
                "agreeing alone",
                lambda: _by_domain("agreeing alone"),
                "You kept the variables that agree before you grouped. Then every share is 1.",
            ),
            Mistake(
                "a domain lost",
                lambda: _by_domain("a domain lost"),
                "A domain without any agreement is missing: its share is 0. Group all variables.",
            ),
            Mistake(
                "shares of all agreement",
                lambda: _by_domain("of all"),
                "These are parts of all agreement. Divide by the domain's own number of variables.",
            ),
        ),
    ),
    Exercise(
        "F3.12",
        "Mongolia's partners in the former Union",
        States(ordered=True),
        lambda: _former_soviet_partners("both"),
        "Two of the three lie far away, and the sums are a few million dollars: a few cargoes.",
        (
            "Add the two directions, as lesson 01 did, with fill_value=0.",
            "Keep the former Soviet states without Russia, and take the first three.",
        ),
        (
            Mistake(
                "with Russia",
                lambda: _former_soviet_partners("both", russia=True),
                "Russia is still among them. The question leaves it out.",
            ),
            Mistake(
                "bought only",
                lambda: _former_soviet_partners("bought"),
                "That is by what Mongolia bought. Add what it sold.",
            ),
            Mistake(
                "sold only",
                lambda: _former_soviet_partners("sold"),
                "That is by what Mongolia sold. Add what it bought.",
            ),
            Mistake(
                "smallest first",
                lambda: _former_soviet_partners("both")[::-1],
                "These are the right three with the smallest first. Begin with the largest.",
            ),
        ),
    ),
    Exercise(
        "F3.13",
        "a half-life",
        Number(0.3, "years", "10"),
        lambda: _half_life(),
        "Longer than the span it was measured over: a guess about the future, with two points.",
        (
            (
                "If something falls from a to b in n years, "
                "it halves every n * math.log(2) / math.log(a / b) years."
            ),
            "Take a and b from the column log.",
        ),
        (
            Mistake(
                "of the premium itself",
                lambda: _half_life(column="times"),
                "That is the half-life of the column times. The question asks for its logarithm, "
                "which is nothing when there is no premium.",
            ),
            Mistake(
                "from 2006",
                lambda: _half_life(2006),
                "You began in 2006. The question begins in 2000.",
            ),
            Mistake(
                "a straight line",
                lambda: _half_life_of_a_line(),
                "You let it fall by the same amount each year. "
                "In proportion means by the same share.",
            ),
            Mistake(
                "without ln 2",
                lambda: _half_life(to=1 / math.e),
                "That is the time in which it falls to 1/e, a little over a third. "
                "Halving is sooner.",
            ),
        ),
    ),
    choice(
        "F3.14",
        "what would speak against path dependence",
        "D",
        {
            "A": "That is what it expects: the old way is kept.",
            "B": "It expects something of the old way when a better one is there. What?",
            "C": "A slow change is what habit that wears off would give.",
            "D": "If habit held the goods on the old way, a new one would not empty it so soon.",
        },
        "It says that the old way lives on after its reason has gone. What would deny that?",
    ),
    choice(
        "F3.15",
        "evidence against a tie that was cut",
        "A",
        {
            "A": "A cut is a change, so it takes a before and an after to deny one.",
            "B": "It has no before, and people also move for work, money and a passport.",
            "C": "That speaks rather for it, without a before.",
            "D": "That is about states and goods. The claim is of peoples.",
        },
        "The claim says that old ties had been cut. Which find shows them before and after?",
    ),
    Exercise(
        "F3.16",
        "a counterfactual of your own",
        Written(
            (
                "It names one thing that would have been different, small enough to be imagined.",
                "It says what must stay the same, and what must change with it.",
                "It says what one would see today, in a tie that can be measured.",
                (
                    "It names a place or a pair where something like it happened, "
                    "or says that none was found."
                ),
                "It gives the best reply from somebody who holds the other view.",
            ),
            80,
        ),
        lambda: "Suppose the border had stayed open to herders after 1930 and kin had met. " * 7,
        "Now read your text beside these five points, and beside the model in the solutions:",
        (
            "Change one thing only, and as late as you can.",
            "Ask what you would then expect to find in a table that you know.",
        ),
    ),
]
