"""Beyond lesson 04: votes beyond chance, two lists of allies, bodies, and tests over all."""

from __future__ import annotations

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...days import CENTRAL_ASIA, OP_ED_DAY, members
from ...kinds import Number, Share, States, Table, Written
from ...measures import alignment
from ...measures.alignment import ENTRY_DAY, NAMED_BODIES
from ...measures.statistics import chance_of_standing_above
from ...measures.trade import PAIR
from ...tables import load

REGION = sorted([*CENTRAL_ASIA, "MNG"])
PROMISES = ["defence", "memberships"]


def _score(state: str, other: str, measure: str) -> float:
    """What the table has of a pair's agreement in 2013."""
    rows = load("un_agreement")
    rows = rows[(rows["iso3_a"] == state) & (rows["iso3_b"] == other) & (rows["year"] == 2013)]
    return float(rows[measure].iloc[0])


def _chance(other: str) -> float:
    """Chance agreement of Mongolia and another state in 2013, from the urn of both."""
    share, pi = _score("MNG", other, "agreement"), _score("MNG", other, "pi")
    return (share - pi) / (1 - pi)


def _promised(year: int | None) -> set[str]:
    """States with a promise of defence with Russia in a year, or in any."""
    return alignment.defended("RUS", year)


def _in_csto(day: str = OP_ED_DAY) -> set[str]:
    return members(load("memberships"), "CSTO", day) - {"RUS"}


def _seated_in(counts: set[int], day: str = "2010-07-01") -> list[str]:
    """States with a full seat in just so many of the four on a day."""
    dates = load("memberships")
    seats = [state for body in NAMED_BODIES for state in members(dates, body, day)]
    return sorted({state for state in seats if seats.count(state) in counts})


def _entry_gap(ally: str = "ally_2025", free: str = "free_2025", whole: bool = False) -> float:
    """Percentage points by which allies exceed the others, or the whole, in visa-free entry."""
    table = alignment.partners_tested()
    others = table if whole else table[~table[ally]]
    return 100 * float(table.loc[table[ally], free].mean() - others[free].mean())


def _comparisons(allies: set[str], engagement: str) -> float:
    """In how many of 100 comparisons one of these stands above another partner of Mongolia."""
    table = alignment.partners_tested()
    return 100 * chance_of_standing_above(table.index.isin(allies), table[engagement])


def _share_of_russia(body: str, by: str, day: str = "2023-12-31") -> float:
    shares = alignment.lead_shares(day, 2023, by).set_index("body")
    return 100 * float(shares.loc[body, "RUS"])


def _share_of_the_world() -> float:
    people = load("country_years")
    people = people[people["year"] == 2023].set_index("iso3")["population"]
    return 100 * float(people["RUS"] / people.sum())


def _distances(first: int, last: int, signed: bool = False) -> pd.DataFrame:
    points = load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")
    apart = points[REGION].sub(points["RUS"], axis=0).loc[first:last]
    mean = (apart if signed else apart.abs()).mean()
    return mean.rename("distance").rename_axis("state").reset_index()


def _distance_of_means() -> pd.DataFrame:
    signed = _distances(2022, 2024, signed=True)
    return signed.assign(distance=signed["distance"].abs())


def _signs_of_the_pair(digits: int = 12) -> pd.DataFrame:
    return alignment.signs("RUS", 2012).round(digits).loc[list(PAIR)]


def _lead_in_promises(signs: pd.DataFrame) -> float:
    promises = signs[PROMISES].sum(axis=1)
    return float(promises["KAZ"] - promises["MNG"])


def _weight_needed(signs: pd.DataFrame) -> float:
    """The weight of votes, defence and memberships at 1 each, at which the pair would tie."""
    return _lead_in_promises(signs) / float(signs.loc["MNG", "votes"] - signs.loc["KAZ", "votes"])


def _without_mongolias_seat() -> pd.DataFrame:
    signs = _signs_of_the_pair()
    signs.loc["MNG", "memberships"] = 0.0
    return signs


DEEPER = [
    choice(
        "F4.1",
        "a record that was not found",
        "B",
        {
            "A": "That reads an empty search as an empty world.",
            "B": "Two newspapers are not an archive. Say where you searched, so that others can "
            "go on.",
            "C": "Only a search that would have found it could say so.",
            "D": "A claim that silence proves cannot be wrong, and so says little.",
        },
        "Would two newspapers have printed it, had it happened?",
    ),
    Exercise(
        "F4.2",
        "entry for allies and for others",
        Number(0.06, "percentage points", "12.5"),
        _entry_gap,
        "Again the allies stand higher, after 2022 as before.",
        (
            "Take the mean of free_2025 among the allies of 2025, and among the rest.",
            "Group by ally_2025, take the mean, subtract, and multiply by 100.",
        ),
        (
            Mistake(
                "the waivers of 2013",
                lambda: _entry_gap("ally_2013", "waiver_2013"),
                "That is the gap for the waivers of August 2013. Take free_2025.",
            ),
            Mistake(
                "against all",
                lambda: _entry_gap(whole=True),
                "You compared with all states, allies among them. Leave the allies out.",
            ),
            Mistake(
                "comparisons of a hundred",
                lambda: _comparisons(_in_csto(ENTRY_DAY), "free_2025"),
                "That is comparisons of 100. Take the difference of two shares.",
            ),
            Mistake(
                "turned round",
                lambda: -_entry_gap(),
                "You took the allies from the others. Turn it round.",
            ),
            Mistake(
                "as a share",
                lambda: _entry_gap() / 100,
                "That is the gap as a share. The question asks for percentage points.",
            ),
        ),
    ),
    choice(
        "F4.3",
        "a table without observers",
        "A",
        {
            "A": "Mongolia was the first observer. What a table does not code is not missing from "
            "the world. Read its rules first.",
            "B": "Look for observers in each of the tables.",
            "C": "Mongolia's status begins well before the table ends.",
            "D": "The second table gives Mongolia's status: look again.",
        },
        "Compare the column status in the two tables.",
    ),
    Exercise(
        "F4.4",
        "two lists of allies",
        States(),
        lambda: sorted(_promised(2013) - _in_csto()),
        "A test should say which list it takes, and what happens with the other.",
        (
            "The table of the CSTO says who sat in it, and until when.",
            "Take the printed list of 2013 and strike out the members.",
        ),
        (
            Mistake(
                "the whole list",
                lambda: sorted(_promised(2013)),
                "That is the whole list of promises. Strike out those who sat in the CSTO.",
            ),
            Mistake(
                "the members",
                lambda: sorted(_in_csto()),
                "These were in the CSTO. The question asks for those who were not.",
            ),
            Mistake(
                "the list of 1993",
                lambda: sorted(_promised(1993) - _in_csto()),
                "You started from the list of 1993. Take that of 2013.",
            ),
        ),
    ),
    choice(
        "F4.5",
        "nearer by which measure",
        "C",
        {
            "A": "Two measures say so for that session. What do the three say for the one before?",
            "B": "The distance says so. What do the other two say for 2012, and what is its error?",
            "C": "And the difference in distance is within its error. So votes are silent on the "
            "pair in these three sessions; what of all the others?",
            "D": "The three measures move with what states do. That they disagree on one pair in "
            "three sessions does not empty them.",
        },
        "Look at 2012 in all three pairs of columns.",
        "Then set a difference beside its error.",
    ),
    choice(
        "F4.6",
        "what fifteen tests support",
        "B",
        {
            "A": "That follows two marks of three. Look at the third.",
            "B": "Measures that disagree are a finding: the concept is not one thing. To take one "
            "alone is to choose the answer. For allies by treaty, tested before, the figures "
            "stood higher.",
            "C": "That follows the diamonds. Look at the other two.",
            "D": "Two of the measures agree row by row. That is something.",
        },
        "Compare the diamonds with the circles, row by row.",
    ),
    Exercise(
        "F4.7",
        "agreement beyond chance, by hand",
        Number(0.006, "points of pi", "0.35"),
        lambda: _score("MNG", "RUS", "pi"),
        "Two votes of three are equal, and chance gives nearly as many.",
        (
            "Share of equal votes first, then the urn of both columns, then pi.",
            "pd.concat the two columns, count shares, square and add them: that is chance.",
        ),
        (
            Mistake(
                "the raw share",
                lambda: _score("MNG", "RUS", "agreement"),
                "That is the share of equal votes. Take away what chance gives.",
            ),
            Mistake(
                "chance itself",
                lambda: _chance("RUS"),
                "That is the agreement by chance. Put it into the last step.",
            ),
            Mistake(
                "not divided",
                lambda: _score("MNG", "RUS", "agreement") - _chance("RUS"),
                "You took chance away. Now divide by what chance leaves open.",
            ),
            Mistake(
                "the chance of the first pair",
                lambda: (_score("MNG", "RUS", "agreement") - _chance("KAZ")) / (1 - _chance("KAZ")),
                "The chance in it is that of Mongolia and Kazakhstan. Fill an urn for this pair.",
            ),
            Mistake(
                "two urns",
                lambda: _score("MNG", "RUS", "kappa"),
                "You let each state draw from an urn of its own, which is Cohen's kappa. For pi "
                "both draw from one.",
            ),
            Mistake(
                "the first pair",
                lambda: _score("MNG", "KAZ", "pi"),
                "That is Mongolia and Kazakhstan again. Is a name of the cell above still in use?",
            ),
        ),
    ),
    Exercise(
        "F4.8",
        "Russia's weight in the SCO by people",
        Share(0.06),
        lambda: _share_of_russia("SCO", "population"),
        "And China has less than half of them. By this rule and by people nobody leads the SCO "
        "since India joined. Which rule for leading is yours?",
        (
            "Take the members on the day, as in the given lines, and their population in 2023.",
            "Divide Russia's by the sum of all members', Russia included.",
        ),
        (
            Mistake(
                "by income",
                lambda: _share_of_russia("SCO", "gdp_usd"),
                "That is the share of the members' product. The question asks for people.",
            ),
            Mistake(
                "another body",
                lambda: _share_of_russia("CSTO", "population"),
                "That is the CSTO. Take the members of the SCO.",
            ),
            Mistake(
                "the members of 2013",
                lambda: _share_of_russia("SCO", "population", OP_ED_DAY),
                "These are the members of 2013. Since then others have joined: take those of 2023.",
            ),
            Mistake(
                "of the world",
                _share_of_the_world,
                "That is Russia's share of all states. Keep the members before you add up.",
            ),
        ),
    ),
    Exercise(
        "F4.9",
        "one seat short",
        States(),
        lambda: _seated_in({3}),
        "Uzbekistan had given up EurAsEC in 2008 and kept the CSTO until 2012. A seat is not for "
        "good, and a table of dates has two ends.",
        (
            "A state must have been a full member from 2009 or before, until after 2010.",
            (
                "Keep the rows that began in time and did not end too early; count each state's "
                "bodies."
            ),
        ),
        (
            Mistake(
                "ends forgotten",
                lambda: _seated_in({3}, "2008-07-01"),
                "One state had a fourth seat that had ended by then. Did you ask for to_year?",
            ),
            Mistake(
                "at least three",
                lambda: _seated_in({3, 4}),
                "You kept those in all four as well. The question asks for three, no more.",
            ),
            Mistake(
                "all four",
                lambda: _seated_in({4}),
                "These sat in all four. Who sat in one fewer?",
            ),
        ),
    ),
    Exercise(
        "F4.10",
        "distance to Russia in the last three sessions",
        Table("state", ("distance",), 0.006),
        lambda: _distances(2022, 2024),
        "All six have come nearer than before the op-ed. Did they move, or did Russia?",
        (
            "Pivot the ideal points: one row a year, one column a state.",
            "Subtract Russia's column, drop the signs, keep 2022 to 2024, and take the mean.",
        ),
        (
            Mistake(
                "signed differences",
                lambda: _distances(2022, 2024, signed=True),
                "You averaged differences with their signs. A distance has none.",
            ),
            Mistake(
                "the distance of means",
                _distance_of_means,
                "You took the mean of the points first, then the distance. Take each year's "
                "distance, then the mean.",
            ),
            Mistake(
                "one year",
                lambda: _distances(2024, 2024),
                "That is the last session alone. Take the mean of three.",
            ),
            Mistake(
                "before the op-ed",
                lambda: _distances(2010, 2012),
                "These are the years from 2010 to 2012. Take the last three.",
            ),
        ),
    ),
    Exercise(
        "F4.11",
        "how heavy must votes be?",
        Number(0.06, "times the weight of defence", "4.5"),
        lambda: _weight_needed(_signs_of_the_pair()),
        "No reasonable weight. For this pair the index says one thing, as long as promises count.",
        (
            "Write the index of each state with the weights 1, 1 and w, and set them equal.",
            "What Kazakhstan is ahead by in promises, over what Mongolia is ahead by in votes.",
        ),
        (
            Mistake(
                "Mongolia's half seat forgotten",
                lambda: _weight_needed(_without_mongolias_seat()),
                "You gave Mongolia no seat at all. An observer counts half of one in four.",
            ),
            Mistake(
                "the lead in promises",
                lambda: _lead_in_promises(_signs_of_the_pair()),
                "That is the lead in promises. Divide it by the lead in votes.",
            ),
            Mistake(
                "rounded signs",
                lambda: _weight_needed(_signs_of_the_pair(digits=2)),
                "You worked with signs rounded to two decimals. Take them as they are loaded.",
            ),
            Mistake(
                "shared between two",
                lambda: _weight_needed(_signs_of_the_pair()) / 2,
                "That is the weight beside the two promises together. Take each of them as 1.",
            ),
        ),
    ),
    choice(
        "F4.12",
        "a correlation and its base rate",
        "C",
        {
            "A": "Would you say so of the median state as well?",
            "B": "A pattern that most share wants a cause that most share.",
            "C": "An interval asks whether it is chance. A base rate asks whether it is special.",
            "D": "Look at the interval again: both ends lie below 0.",
        },
        "Set Mongolia's number beside the median state's. How many states show a fall at all?",
    ),
    Exercise(
        "F4.13",
        "another list of allies",
        Number(0.6, "per cent of comparisons", "55"),
        lambda: _comparisons(_promised(2013), "trade_2014"),
        "The longer list lowers the figure and leaves it on its side of the middle.",
        (
            'From pacts keep one year: allies = pacts.loc[pacts["year"] == ..., "iso3_b"].',
            "Then as in the worked cell: chance_of_standing_above(marked, the trade asked for).",
        ),
        (
            Mistake(
                "the CSTO",
                lambda: _comparisons(_in_csto(), "trade_2014"),
                "That is the figure with the allies in the CSTO. Take ATOP's list of 2013.",
            ),
            Mistake(
                "the year of the op-ed",
                lambda: _comparisons(_promised(2013), "trade_2012"),
                "That is the trade of 2012. The question asks for 2014.",
            ),
            Mistake(
                "all years",
                lambda: _comparisons(_promised(None), "trade_2014"),
                "You took every state that ever had a promise. Keep the rows of 2013.",
            ),
            Mistake(
                "turned round",
                lambda: 100 - _comparisons(_promised(2013), "trade_2014"),
                "That is how often another partner stands above an ally. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "F4.14",
        "alignment at its strongest",
        Written(
            (
                (
                    "It states alignment as a forecast over all partners, or of change, that could "
                    "fail."
                ),
                "It uses at least one number with its comparison or its error.",
                "It gives the best reply for the op-ed, and the best reply to that.",
                "It names a record or a measure that would change the writer's mind.",
            ),
            80,
        ),
        lambda: "Alignment forecasts that engagement falls with closeness to Russia. " * 10,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Begin with what alignment would forecast for a state that leaves Russia's bloc.",
            "Blocs or states? Say which reading you test.",
        ),
    ),
]
