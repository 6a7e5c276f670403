"""Lesson 05: who is a democracy, whose change, and what tests over all states can say."""

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...days import OP_ED_MONTH_END
from ...keeping import kept
from ...kinds import WHOLE, Number, Share, States, Table, Written
from ...measures import regime
from ...measures.regime import DEMOCRACY, NEIGHBOURS, THRESHOLDS, un_members
from ...tables import load, state_names


def _polyarchy(state: str, year: int) -> float:
    return float(regime.scores("vdem", year)[state])


def _fall() -> float:
    """By how much Mongolia's score fell from 2012 to 2024."""
    return _polyarchy("MNG", 2012) - _polyarchy("MNG", 2024)


def _rise() -> float:
    """By how much Kazakhstan's score rose from 2012 to 2024."""
    return _polyarchy("KAZ", 2024) - _polyarchy("KAZ", 2012)


def _trade_below(year: int, near: bool = False, whole: bool = False, scores_of: int = 0) -> float:
    """Per cent of Mongolia's trade with partners below 0.5, by the table of all pairs.

    China and Russia are left out unless `near`; `whole` leaves them in what is divided by;
    `scores_of` takes the scores of another year.
    """
    trade, score = _trade_of(year), regime.scores("vdem", scores_of or year)
    trade = trade[trade.index.isin(score.index)]
    used = trade if near else trade.drop(list(NEIGHBOURS))
    total = trade.sum() if whole else used.sum()
    return 100 * float(used[score.reindex(used.index) < DEMOCRACY].sum() / total)


@kept(most=8)
def _trade_of(year: int) -> pd.Series:
    """Mongolia's trade by partner, by the table of all pairs."""
    trade = load("trade")
    return regime.trade_by_partner(trade[trade["year"] == year])


def _partners_below(year: int) -> float:
    """Per cent of Mongolia's partners, counted and not weighed, below 0.5, neighbours left out."""
    partners = _trade_of(year).drop(list(NEIGHBOURS))
    score = regime.scores("vdem", year).reindex(partners.index).dropna()
    return 100 * float((score < DEMOCRACY).mean())


def _totals_apart(year: int) -> float:
    """The distance of Mongolia and Kazakhstan by Freedom House's totals, by the year covered."""
    rows = load("regimes_freedom_house")
    rows = rows[rows["year"] == year].set_index("iso3")["total"]
    return float(rows["MNG"] - rows["KAZ"])


def _democracies_by_polity(codes: str = "out", least: int = 6) -> pd.DataFrame:
    """Per cent of UN members that Polity has at `least` or more, in four years.

    `codes`: "out" leaves years with a special code out, "kept" takes polity2 as it stands.
    """
    rows = load("regimes_polity")
    rows = rows[rows["iso3"].isin(un_members()) & rows["year"].isin([2000, 2006, 2012, 2018])]
    if codes == "out":
        rows = rows[rows["special_code"].isna()]
    elif codes == "kept":
        rows = rows.dropna(subset="polity2")
    high = rows["polity2"].fillna(-99) >= least
    return (100 * high.groupby(rows["year"]).mean()).rename("share").reset_index()


def _waived_apart(index: str, other: str) -> list[str]:
    """States with a waiver in August 2013 that two indices put on different sides, for 2012."""
    sides = [regime.democratic(name, "usual", 2012) for name in (index, other)]
    known = regime.waived(OP_ED_MONTH_END) & set(sides[0].index) & set(sides[1].index)
    return [state for state in sorted(known) if sides[0][state] != sides[1][state]]


def _waived_below() -> list[str]:
    """States with a waiver in August 2013 that V-Dem has below its line, for 2012."""
    score = regime.scores("vdem", 2012)
    return sorted(regime.waived(OP_ED_MONTH_END) & set(score.index[score < DEMOCRACY]))


def _larger(day: str) -> float:
    """At how many thresholds autocracies have more than their share of all states."""
    rows = regime.autocracies_by_threshold(day)
    return float((rows["among"] > rows["overall"]).sum())


def _by_visa(
    host: str, inward: bool = True, left_out: str | None = None
) -> tuple[pd.Series, pd.Series]:
    """Polyarchy of the states that `host` admits without a visa, and of all others but itself.

    Without `inward`: of the states that admit the citizens of `host` so, and the others.
    `left_out` is left out of the others in place of `host`.
    """
    rules = load("visa_rules")
    rules = rules[rules["requirement"] == "visa-free"]
    its_own, of_others = ("destination", "passport") if inward else ("passport", "destination")
    free = rules.loc[rules[its_own] == host, of_others]
    score = regime.scores("vdem", 2024).reindex(un_members()).dropna()
    admitted = score.index.isin(free)
    return score[admitted], score[~admitted & (score.index != (left_out or host))]


def _means_apart(host: str, inward: bool = True, left_out: str | None = None) -> float:
    """Mean polyarchy of the states `host` admits without a visa, less that of all the others."""
    admitted, others = _by_visa(host, inward, left_out)
    return float(admitted.mean() - others.mean())


def _medians_apart(host: str) -> float:
    admitted, others = _by_visa(host)
    return float(admitted.median() - others.median())


EXERCISES = [
    choice(
        "5.1",
        "the question before a finding",
        "C",
        {
            "A": "Names help later. They do not say whether it is many.",
            "B": "A right count can still be what chance would give. Beside what is it many?",
            "C": (
                "Most states are republics, so most partners of nearly any state will be. "
                "That is the base rate."
            ),
            "D": "The sentence counts partners; it does not order them.",
        },
        "What would you expect if the state chose its partners by lot?",
    ),
    choice(
        "5.2",
        "the outcome inside the cause",
        "A",
        {
            "A": (
                "So the test could not fail. "
                "In this lesson regimes are measured without looking at any tie."
            ),
            "B": "Lesson 01 measured it. That is not the trouble here.",
            "C": "There are thousands of pairs. Look at what is used twice.",
            "D": "Then trade would explain trade. Look at what is used twice.",
        },
        "Could such a test ever come out against its author?",
    ),
    Exercise(
        "5.3",
        "an edition is not a year",
        Number(0.2, "the year", "1999"),
        lambda: float(
            load("regimes_freedom_house").query("edition == 2013")["year"].dropna().iloc[0]
        ),
        "A report is named after the year in which it comes out, and tells of the year before.",
        (
            "The report on the shelf in August was that winter's. Find its edition in the table.",
            "Look at the columns edition and year side by side.",
        ),
        (
            Mistake(
                "the edition",
                lambda: 2013.0,
                "That is the year in the report's title. Look at the column year beside it.",
            ),
            Mistake(
                "the next report",
                lambda: 2014.0,
                "The report of that edition came out after the op-ed was written.",
            ),
            Mistake(
                "a year too far back",
                lambda: 2011.0,
                "You went one report too far back. Which one came out early in the op-ed's year?",
            ),
        ),
    ),
    Exercise(
        "5.4",
        "whose change narrowed the distance",
        Share(0.7),
        lambda: 100 * _fall() / (_fall() + _rise()),
        "The two parts add up to the whole narrowing, because each state's change is counted once.",
        (
            "The narrowing is Mongolia's fall plus Kazakhstan's rise.",
            "Divide Mongolia's fall by that sum.",
        ),
        (
            Mistake(
                "the other state's part",
                lambda: 100 * _rise() / (_fall() + _rise()),
                "That is Kazakhstan's part. The question asks for Mongolia's.",
            ),
            Mistake(
                "how much of the distance went",
                lambda: (
                    100 * (_fall() + _rise()) / (_polyarchy("MNG", 2012) - _polyarchy("KAZ", 2012))
                ),
                "That is how much of the old distance is gone. The question: how much of that is "
                "Mongolia's doing?",
            ),
            Mistake(
                "the sign kept",
                lambda: -100 * _fall() / (_fall() + _rise()),
                "The size is right. A fall has to be taken as a positive number here.",
            ),
            Mistake(
                "signs added up",
                lambda: 100 * _fall() / (_fall() - _rise()),
                "Kazakhstan's change has the other sign. Divide by the change of the distance.",
            ),
            Mistake(
                "Mongolia's own fall",
                lambda: 100 * _fall() / _polyarchy("MNG", 2012),
                "That is Mongolia's fall as a share of its own score. Divide by the narrowing.",
            ),
        ),
    ),
    choice(
        "5.5",
        "what a bound does",
        "D",
        {
            "A": "The upper bound lies above the middle. Look again.",
            "B": "That takes the estimate for the truth. It has bounds.",
            "C": (
                "Compare the first year's lower bound with the last year's upper one. "
                "A fall is very likely."
            ),
            "D": (
                "The bounds reach across the line. "
                "That the score fell is much better known than where it is."
            ),
        },
        "Is the line inside or outside the bounds of the last year?",
        "Compare the lower bound of the first year with the upper bound of the last.",
    ),
    choice(
        "5.6",
        "reading a coefficient",
        "B",
        {
            "A": "Firms trade, with reasons of their own. The model sees no wish.",
            "B": (
                "The prediction was a number below zero. "
                "That it fails for trade says nothing of other ties."
            ),
            "C": "It says that they go together. What goes with both is not held equal by this.",
            "D": "A mean over thousands of dyads says little about one. That pair's turn comes.",
        },
        "The prediction was a sign. Did it come?",
        "What the model leaves out may still go together with the distance: oil, for one.",
    ),
    Exercise(
        "5.7",
        "Mongolia's trade without its two neighbours",
        Share(0.6, 'a share, such as 42.5 (per cent), "42.5 %" or 0.425'),
        lambda: _trade_below(2012),
        "Two neighbours make the difference, and neither was chosen for its regime.",
        (
            "Drop both codes before you add anything up: the whole has to shrink as well.",
            'far = partners.drop(["CHN", "RUS"]), then as in the cell above.',
        ),
        (
            Mistake(
                "with the neighbours",
                lambda: _trade_below(2012, near=True),
                "That is the share of all its trade. Leave the two neighbours out first.",
            ),
            Mistake(
                "the whole kept",
                lambda: _trade_below(2012, whole=True),
                "You left them out above the line and kept them below it. "
                "Of which whole is it a share?",
            ),
            Mistake(
                "states counted, not weighed",
                lambda: _partners_below(2012),
                "You counted partners. The question asks for dollars.",
            ),
        ),
    ),
    choice(
        "5.8",
        "two reasons that go together",
        "D",
        {
            "A": "In the richest third the difference is large. Look again.",
            "B": (
                "Counts of a rule show no preference, and few of those autocracies are admitted "
                "too."
            ),
            "C": "Then it should show in the poorest third too. What does that third say?",
            "D": (
                "Among rich states the difference stays, among others it is not there. "
                "Few rich autocracies exist."
            ),
        },
        "Compare democracies and others inside one third at a time.",
        "In which third is the difference large, and how many states stand behind it?",
    ),
    choice(
        "5.9",
        "evidence that tells two explanations apart",
        "B",
        {
            "A": "States of every regime send such units.",
            "B": (
                "One would hardly find such minutes if regimes did not matter. "
                "Nobody we know of has looked."
            ),
            "C": "One would hear it under either explanation.",
            "D": "Trade falls for many reasons. It would be seen either way.",
        },
        "For each: would you expect to see it as well if regimes played no part?",
    ),
    Exercise(
        "5a",
        "distance by edition and by year",
        Number(0.3, "points", "12"),
        lambda: _totals_apart(2013),
        "One row off, and you would have compared another year without noticing.",
        (
            "Which year does that report cover?",
            "Use the column edition, or take one from it and use the column year.",
        ),
        (
            Mistake(
                "the edition taken for the year",
                lambda: _totals_apart(2014),
                "That is the row whose year is the one in the title. "
                "The report tells of the year before.",
            ),
            Mistake(
                "the worked cell's year",
                lambda: _totals_apart(2012),
                "That is the worked cell's distance. The question asks for the next report.",
            ),
        ),
    ),
    Exercise(
        "5b",
        "trade with autocracies in an earlier year",
        Share(0.15),
        lambda: _trade_below(2006),
        "Scores and trade of one year belong together, and the two neighbours are out of both.",
        (
            "Join the scores to the partners, drop the two neighbours, then divide sums.",
            "Take the scores of the same year as the trade.",
        ),
        (
            Mistake(
                "with the neighbours",
                lambda: _trade_below(2006, near=True),
                "China and Russia are still in it. Leave them out of both sums.",
            ),
            Mistake(
                "scores of another year",
                lambda: _trade_below(2006, scores_of=2012),
                "The trade is of one year and the scores of another. Some partners had moved.",
            ),
            Mistake(
                "the lesson's year",
                lambda: _trade_below(2012),
                "That is the lesson's year. The question asks for an earlier one.",
            ),
        ),
    ),
    Exercise(
        "5c",
        "codes that are no scores",
        Table("year", ("share",), tolerance=0.25, per_cent=("share",)),
        _democracies_by_polity,
        "A state without a government is no state halfway. Leaving it out changes both sums.",
        (
            "Keep only the rows whose special_code is missing.",
            "The line is at 6 and includes it: use >=.",
        ),
        (
            Mistake(
                "codes kept as scores",
                lambda: _democracies_by_polity("kept"),
                "Rows with a special code are still in it: their polity2 is made up. "
                "Leave them out.",
            ),
            Mistake(
                "the line itself left out",
                lambda: _democracies_by_polity(least=7),
                "You used > where the makers say 6 and more. "
                "A state with exactly 6 belongs to them.",
            ),
        ),
    ),
    Exercise(
        "5d",
        "waivers on which indices disagree",
        States(state_names()),
        lambda: _waived_apart("vdem", "polity"),
        "So several of the waivers change sides with the index: show which index you took.",
        (
            "For each of them: is it at 0.5 or more, and is it at 6 or more?",
            "Keep the states for which the two answers differ.",
        ),
        (
            Mistake(
                "all below the line",
                _waived_below,
                "Those are all that V-Dem has below the line. "
                "Keep those that Polity sees otherwise.",
            ),
            Mistake(
                "the other pair of indices",
                lambda: _waived_apart("polity", "fh"),
                "You compared Polity with Freedom House. The question asks for V-Dem and Polity.",
            ),
        ),
    ),
    Exercise(
        "5e",
        "the width of an edge",
        Number(WHOLE, "thresholds", "12"),
        lambda: _larger("August 2013"),
        "Whether it is larger turns on the line, more than once. How much larger lot would give is "
        "another question, and the ledger asks that one.",
        (
            "Compare the two columns line by line; equal shares are not larger.",
            "Count the thresholds for which among > overall.",
        ),
        (
            Mistake(
                "the other verdict",
                lambda: len(THRESHOLDS) - _larger("August 2013"),
                "Those are the thresholds where it is not larger. Turn the comparison round.",
            ),
            Mistake(
                "a share for a count",
                lambda: 100 * _larger("August 2013") / len(THRESHOLDS),
                "That is their share in per cent. The question asks at how many: take the sum.",
            ),
            Mistake(
                "today's rules",
                lambda: _larger("today"),
                "Those are today's rules and scores. "
                "The question asks for August of the op-ed's year.",
            ),
        ),
    ),
    Exercise(
        "5f",
        "the same test on the other state",
        Number(0.0006, "points of the index", "0.123"),
        lambda: _means_apart("KAZ"),
        "An autocracy admits democracies too. "
        "So the test on Mongolia alone says less than it seemed.",
        (
            "Put KAZ where the worked cell has MNG, in both places.",
            "The mean of those admitted, less the mean of all others.",
        ),
        (
            Mistake(
                "Mongolia's difference",
                lambda: _means_apart("MNG"),
                "That is Mongolia's own difference. The question asks for Kazakhstan's.",
            ),
            Mistake(
                "the other direction",
                lambda: _means_apart("KAZ", inward=False),
                "Those are the states that admit citizens of Kazakhstan. "
                "Swap passport and destination.",
            ),
            Mistake(
                "half changed",
                lambda: _means_apart("KAZ", left_out="MNG"),
                "One MNG is left in your code: Kazakhstan itself is still among the others.",
            ),
            Mistake(
                "medians",
                lambda: _medians_apart("KAZ"),
                "That is the difference of the medians. The lesson compared means.",
            ),
        ),
    ),
    choice(
        "5g",
        "a distance and a partnership",
        "B",
        {
            "A": "One pair moved once. What else moved with it?",
            "B": (
                "It fits the explanation and others as well: the years after 2018 changed much at "
                "once."
            ),
            "C": "The explanation is about the distance, whoever moves. That cannot refute it.",
            "D": "Bounds make a level open; that the distance narrowed is much clearer than that.",
        },
        "What else happened in the same years?",
        "How would you tell a cause from two things that move at one time?",
    ),
    Exercise(
        "5h",
        "a verdict on regime type",
        Written(
            (
                "It says which tie it speaks of, and which index and line.",
                "It gives at least one number with its base rate.",
                "It gives the best argument of the side it does not take.",
                "It says what would change its mind, and where one would look.",
            ),
            words_at_least=70,
        ),
        lambda: "By visas the explanation has its best numbers, and wealth goes with them. " * 7,
        "Now read your text beside these four points, and beside the model in the solutions:",
        ("Choose one tie first. Then the number that decides it.",),
    ),
]
