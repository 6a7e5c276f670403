"""Lesson 04: closeness to Russia by promises, seats and votes, and whether Mongolia keeps away."""

import pandas as pd

from ..checking import Exercise, Mistake
from ..kinds import Choice, Number, Share, States, Table, Written
from ..measures import alignment
from ..tables import load, state_names
from ..verdicts.finding import OP_ED_DAY, members

NAMED = ("CIS", "CSTO", "EurAsEC", "SCO")


def _score(state: str, other: str, measure: str, year: int = 2013) -> float:
    rows = load("un_agreement")
    rows = rows[(rows["iso3_a"] == state) & (rows["iso3_b"] == other) & (rows["year"] == year)]
    return float(rows[measure].iloc[0])


def _rank(measure: str, year: int = 2013) -> int:
    return alignment.agreement_rank("MNG", "KAZ", measure, year)[0]


def _chance() -> float:
    """Chance agreement of Mongolia and Russia in 2013, from the urn of both."""
    share, pi = _score("MNG", "RUS", "agreement"), _score("MNG", "RUS", "pi")
    return (share - pi) / (1 - pi)


def _promised(year: int) -> set[str]:
    pacts = load("alliances")
    pacts = pacts[(pacts["iso3_a"] == "RUS") & pacts["defence"] & (pacts["year"] == year)]
    return set(pacts["iso3_b"])


def _in_csto(day: str = OP_ED_DAY) -> set[str]:
    return members(load("memberships"), "CSTO", day) - {"RUS"}


def _in_all(bodies: tuple[str, ...], day: str = OP_ED_DAY) -> list[str]:
    dates = load("memberships")
    return sorted(set.intersection(*(members(dates, body, day) for body in bodies)))


def _entry_gap(ally: str = "ally_2025", free: str = "free_2025", whole: bool = False) -> float:
    """Percentage points by which allies exceed the others in visa-free entry."""
    table = alignment.partners_tested()
    mine = table.loc[table[ally], free].mean()
    others = (table if whole else table[~table[ally]])[free].mean()
    return 100 * float(mine - others)


def _share_of_russia(body: str, by: str) -> float:
    shares = alignment.lead_shares(OP_ED_DAY, 2012, by).set_index("body")
    return 100 * float(shares.loc[body, "RUS"])


def _share_with_observers() -> float:
    people = load("country_years")
    people = people[people["year"] == 2012].set_index("iso3")["population"]
    seated = members(load("memberships"), "SCO", OP_ED_DAY) | {"MNG", "IND", "IRN", "PAK"}
    return 100 * float(people["RUS"] / people[people.index.isin(seated)].sum())


REGION = ("KAZ", "KGZ", "MNG", "TJK", "TKM", "UZB")


def _distances(first: int, last: int, signed: bool = False) -> pd.DataFrame:
    points = load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")
    apart = points[list(REGION)].sub(points["RUS"], axis=0).loc[first:last]
    mean = (apart if signed else apart.abs()).mean()
    return mean.rename("distance").rename_axis("state").reset_index()


def _weight_needed(without_half: bool = False) -> float:
    """The weight of votes, defence and memberships at 1 each, at which the pair would tie."""
    signs = alignment.signs("RUS", 2012)
    promises = signs.loc["KAZ", ["defence", "memberships"]].sum()
    if not without_half:
        promises -= signs.loc["MNG", ["defence", "memberships"]].sum()
    return float(promises / (signs.loc["MNG", "votes"] - signs.loc["KAZ", "votes"]))


def _comparisons(allies: set[str], column: str = "trade_2012") -> float:
    table = alignment.partners_tested()
    marked = pd.Series(table.index.isin(allies), index=table.index)
    return 100 * alignment.above(marked, table[column])


EXERCISES = [
    Exercise(
        "4.1",
        "a record that was not found",
        Choice(
            {
                "A": "there was no such offer",
                "B": "it speaks against the op-ed",
                "C": "nothing yet for either side; say where you looked",
                "D": "it speaks for the op-ed, since such offers are kept secret",
            }
        ),
        lambda: "C",
        "Two newspapers are not an archive. Where the search is named, others can go on with it.",
        ("Would two newspapers have printed it, had it happened?",),
        (
            Mistake(
                "absence as zero", lambda: "A", "That reads an empty search as an empty world."
            ),
            Mistake("against", lambda: "B", "Only a search that would have found it could say so."),
            Mistake(
                "for",
                lambda: "D",
                "A claim that silence proves cannot be wrong, and so says little.",
            ),
        ),
    ),
    Exercise(
        "4.2",
        "what a constant cannot explain",
        Choice(
            {
                "A": "that relations were thin when the op-ed appeared",
                "B": "that the trains run through Russia",
                "C": "that embassies opened in some years and not before",
                "D": "that both states have many speakers of Russian",
            }
        ),
        lambda: "C",
        "A constant can explain a level. When something happened needs something that changed.",
        ("Three options are states of affairs. Which one is about a time?",),
        (
            Mistake("a level", lambda: "A", "A level is just what a constant can explain."),
            Mistake("a route", lambda: "B", "The rails were there all the time, like the cause."),
            Mistake(
                "a language", lambda: "D", "A lasting past can well explain a lasting language."
            ),
        ),
    ),
    Exercise(
        "4.3",
        "cause and outcome kept apart",
        Choice(
            {
                "A": "the partner's promise to defend Russia",
                "B": "how often the partner votes as Russia does",
                "C": "the partner's trade with Mongolia",
                "D": "the partner's seat in a body that Russia leads",
            }
        ),
        lambda: "C",
        "It is what the argument wants to explain. On both sides of the test it would find itself.",
        ("Which of the four is something that Mongolia and the partner do with each other?",),
        (
            Mistake("promise", lambda: "A", "A promise to Russia is closeness, not engagement."),
            Mistake("votes", lambda: "B", "Votes beside Russia's say nothing of Mongolia's trade."),
            Mistake("seat", lambda: "D", "A seat among Russia's partners is what closeness means."),
        ),
    ),
    Exercise(
        "4.4",
        "two lists of allies",
        States(state_names()),
        lambda: sorted(_promised(2013) - _in_csto()),
        "A test should say which list it takes, and what happens with the other.",
        (
            "The column CSTO has a word for those who were in it.",
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
    Exercise(
        "4.5",
        "agreement beyond chance",
        Number(0.006, "points of pi", "0.35"),
        lambda: _score("MNG", "RUS", "pi"),
        "They agree in two votes of three, and chance would give nearly that. For Kazakhstan and "
        "Russia it is much the same.",
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
                _chance,
                "That is the agreement by chance. Put it into the last step.",
            ),
            Mistake(
                "not divided",
                lambda: _score("MNG", "RUS", "agreement") - _chance(),
                "You took chance away. Now divide by what chance leaves open.",
            ),
            Mistake(
                "the first pair",
                lambda: _score("MNG", "KAZ", "pi"),
                "That is Mongolia and Kazakhstan again. Is a name of the cell above still in use?",
            ),
        ),
    ),
    Exercise(
        "4.6",
        "nearer by which measure",
        Choice(
            {
                "A": "Kazakhstan did",
                "B": "Mongolia did",
                "C": "the measures part, and the difference is within its error",
                "D": "neither votes with Russia",
            }
        ),
        lambda: "C",
        "So votes are silent on the pair, and whoever says more has picked a measure.",
        ("Look at 2012 in all three pairs of columns.", "Then set a difference beside its error."),
        (
            Mistake("by two", lambda: "A", "Two measures say so for 2012. What of the distance?"),
            Mistake(
                "by distance",
                lambda: "B",
                "The distance says so. What do the other two say for 2012?",
            ),
            Mistake(
                "neither", lambda: "D", "Both agree with Russia in two votes of three or more."
            ),
        ),
    ),
    Exercise(
        "4.7",
        "orders that a choice makes",
        Choice(
            {
                "A": "Kazakhstan closer than Mongolia",
                "B": "Mongolia closer than China",
                "C": "Kyrgyzstan closer than Kazakhstan",
                "D": "Mongolia closer than Turkmenistan",
            }
        ),
        lambda: "B",
        "China has the seat and Mongolia the votes, so the weights decide. The other orders do not "
        "turn while every sign counts.",
        (
            "Compare the two states' rows, sign by sign. An order can turn only if the signs part.",
            "Set memberships to 3 and the others to 1, then votes to 3 and the others to 1.",
        ),
        (
            Mistake("the pair", lambda: "A", "Look at the count for weights from 1 to 3."),
            Mistake(
                "equal seats", lambda: "C", "They are level on two signs. What is left to turn?"
            ),
            Mistake(
                "level but one", lambda: "D", "They differ on one sign only, so no weight turns it."
            ),
        ),
    ),
    Exercise(
        "4.8",
        "a table without observers",
        Choice(
            {
                "A": "nothing, the table is right",
                "B": "the table codes full members from 1996 on; it has no observers, and Mongolia "
                "was the first of them",
                "C": "the table ends too early to know",
                "D": "Mongolia was a full member under another name",
            }
        ),
        lambda: "B",
        "What a table does not code cannot be missing from the world. Read its rules first.",
        ("Compare the column status in the two tables.",),
        (
            Mistake("taken at its word", lambda: "A", "Look for observers in each of the tables."),
            Mistake("the end", lambda: "C", "Mongolia's status begins well before the table ends."),
            Mistake(
                "a member", lambda: "D", "The second table gives Mongolia's status: look again."
            ),
        ),
    ),
    Exercise(
        "4.9",
        "entry for allies and for others",
        Number(0.3, "percentage points", "12.5"),
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
    Exercise(
        "4.10",
        "what fifteen tests support",
        Choice(
            {
                "A": "Mongolia keeps away from states that stand close to Russia",
                "B": "Mongolia prefers states that stand close to Russia",
                "C": "the answer turns on how nearness is measured, and for allies by treaty it "
                "points against keeping away",
                "D": "nothing can be learned from votes",
            }
        ),
        lambda: "C",
        "Measures that part are a finding: the concept is not one thing. Who takes one alone decides "
        "the answer with it.",
        ("Compare the triangles with the circles, row by row.",),
        (
            Mistake(
                "one measure", lambda: "A", "That follows two marks of three. Look at the third."
            ),
            Mistake("the other", lambda: "B", "That follows the triangles. Look at the other two."),
            Mistake(
                "throwing away",
                lambda: "D",
                "Two of the measures agree row by row. That is something.",
            ),
        ),
    ),
    Exercise(
        "4a",
        "Kazakhstan's rank beyond chance",
        Number(0.4, "places from the top", "12"),
        lambda: _rank("pi"),
        "From the middle to the nearest quarter, by asking another question of the same votes.",
        (
            "The worked cell ranks by the column agreement. Which column do you need?",
            "Count the partners with a higher pi, and add one.",
        ),
        (
            Mistake(
                "the raw share",
                lambda: _rank("agreement"),
                "That is the rank by the raw share, as in the worked cell.",
            ),
            Mistake(
                "counted from zero",
                lambda: _rank("pi") - 1,
                "That is the number of partners above it. The first has place 1.",
            ),
            Mistake(
                "another year",
                lambda: _rank("pi", 2012),
                "That is the session of 2012. The question asks for 2013.",
            ),
        ),
    ),
    Exercise(
        "4b",
        "Russia's weight in the SCO by people",
        Share(0.3),
        lambda: _share_of_russia("SCO", "population"),
        "By people Russia weighs even less there than by income. Which rule for leading is yours?",
        (
            "Take the members on the day, as in the worked line, and their population in 2012.",
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
                "with observers",
                _share_with_observers,
                "You counted the observers of that time as well. Keep the full members.",
            ),
        ),
    ),
    Exercise(
        "4c",
        "in all four bodies",
        States(state_names()),
        lambda: _in_all(NAMED),
        "Kazakhstan shares the op-ed's description with more states than one. Does Mongolia treat "
        "them alike?",
        (
            "A state must be a full member of each of the four on 1 August 2013.",
            "Count the bodies of each state, and keep the states that have four.",
        ),
        (
            Mistake(
                "without the SCO",
                lambda: _in_all(NAMED[:3]),
                "That leaves one of the four bodies out. Who of these had no full seat there?",
            ),
            Mistake(
                "a year too early",
                lambda: _in_all(("CIS", "CSTO", "SCO"), "2012-08-01"),
                "These three bodies had these members a year before. Take four, and the later day.",
            ),
            Mistake(
                "today",
                lambda: _in_all(("CIS", "CSTO", "EAEU", "SCO"), "2026-11-23"),
                "That is the list of today. The question asks for August 2013.",
            ),
            Mistake(
                "Russia left out",
                lambda: [state for state in _in_all(NAMED) if state != "RUS"],
                "One state is missing: it was in all four as well, as the great power itself.",
            ),
        ),
    ),
    Exercise(
        "4d",
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
        "4e",
        "how heavy must votes be?",
        Number(0.5, "times the weight of defence", "4.5"),
        _weight_needed,
        "No reasonable weight. For this pair the index says one thing, as long as promises count.",
        (
            "Write the index of each state with the weights 1, 1 and w, and set them equal.",
            "What Kazakhstan is ahead by in promises, over what Mongolia is ahead by in votes.",
        ),
        (
            Mistake(
                "Mongolia's half seat forgotten",
                lambda: _weight_needed(without_half=True),
                "You gave Mongolia no seat at all. An observer counts half of one in four.",
            ),
            Mistake(
                "the lead in promises",
                lambda: float(
                    alignment.signs("RUS", 2012)
                    .loc[["KAZ", "MNG"], ["defence", "memberships"]]
                    .sum(axis=1)
                    .diff()
                    .abs()
                    .iloc[-1]
                ),
                "That is the lead in promises. Divide it by the lead in votes.",
            ),
            Mistake(
                "shared between two",
                lambda: _weight_needed() / 2,
                "That is the weight beside the two promises together. Take each of them as 1.",
            ),
        ),
    ),
    Exercise(
        "4f",
        "a correlation and its base rate",
        Choice(
            {
                "A": "Mongolia keeps away from those who vote with Russia",
                "B": "the fall is there, and most states show one; it does not set Mongolia apart",
                "C": "the interval reaches across zero, so there is no fall",
                "D": "all states keep away from those who vote with Russia",
            }
        ),
        lambda: "B",
        "An interval asks whether it is chance. A base rate asks whether it is special.",
        ("Find Mongolia's line beside the median state's in the two histograms.",),
        (
            Mistake("no base rate", lambda: "A", "Would you say so of the median state as well?"),
            Mistake(
                "the interval", lambda: "C", "Look at the interval again: both ends lie below 0."
            ),
            Mistake(
                "motive for all",
                lambda: "D",
                "A pattern that all share wants a cause that all share.",
            ),
        ),
    ),
    Exercise(
        "4g",
        "another list of allies",
        Number(1.0, "comparisons of a hundred", "55"),
        lambda: _comparisons(_promised(2013), "trade_2014"),
        "The longer list lowers the figure and leaves it on its side of the middle.",
        (
            "The worked line has the list of the CSTO. Put ATOP's in its place, and 2014's trade.",
            "alignment.above wants a Series of True and False, and the values.",
        ),
        (
            Mistake(
                "the CSTO",
                lambda: _comparisons(_in_csto(), "trade_2014"),
                "That is the figure with the allies in the CSTO. Take ATOP's list of 2013.",
            ),
            Mistake(
                "the year of the lesson",
                lambda: _comparisons(_promised(2013)),
                "That is the trade of 2012. The question asks for 2014.",
            ),
            Mistake(
                "turned round",
                lambda: 100 - _comparisons(_promised(2013), "trade_2014"),
                "That is how often another partner stands above an ally. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "4h",
        "alignment at its strongest",
        Written(
            (
                "It states alignment as a forecast over all partners, or of change, that could fail.",
                "It uses at least one number from the lesson with its comparison or its error.",
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
