"""Beyond lesson 05: three indices, tests over all states, who is admitted, both sides of a line."""

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...days import OP_ED_MONTH_END
from ...keeping import kept
from ...kinds import WHOLE, Number, Share, States, Table, Written
from ...measures import regime
from ...measures.regime import DEMOCRACY, NEIGHBOURS, THRESHOLDS, un_members
from ...tables import load


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


def waived_apart(index: str, other: str) -> list[str]:
    """States with a waiver in August 2013 that two indices put on different sides, for 2012."""
    sides = [regime.democratic(name, "usual", 2012) for name in (index, other)]
    known = regime.waived(OP_ED_MONTH_END) & set(sides[0].index) & set(sides[1].index)
    return [state for state in sorted(known) if sides[0][state] != sides[1][state]]


def waived_below() -> list[str]:
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


DEEPER = [
    Exercise(
        "F5.1",
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
    choice(
        "F5.2",
        "what a bound does",
        "B",
        {
            "A": "That takes the estimate for the truth. It has bounds.",
            "B": (
                "The bounds reach across the line. "
                "That the score fell is much better known than where it is."
            ),
            "C": (
                "Compare the first year's lower bound with the last year's upper one. "
                "A fall is very likely."
            ),
            "D": "The upper bound lies above the middle. Look again.",
        },
        "Is the line inside or outside the bounds of the last year?",
        "Compare the lower bound of the first year with the upper bound of the last.",
    ),
    choice(
        "F5.3",
        "reading a coefficient",
        "A",
        {
            "A": (
                "The prediction was a number below zero, and none came. "
                "That it fails for trade says nothing of other ties."
            ),
            "B": "Firms trade, with reasons of their own. The model sees no wish.",
            "C": "It says that they go together. What goes with both is not held equal by this.",
            "D": "Each holds other things equal. Do they differ on which side of zero they lie?",
        },
        "The prediction was a sign. Did it come?",
        "What the model leaves out may still go together with the distance: oil, for one.",
    ),
    Exercise(
        "F5.4",
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
        "F5.5",
        "two reasons that go together",
        "D",
        {
            "A": "In the richest third the difference is large. Look again.",
            "B": "Then it should show in the poorest third too. What does that third say?",
            "C": (
                "They are few. Yet lot alone would seldom admit so few of them, where so many of "
                "the rich are admitted: the cell printed how seldom."
            ),
            "D": (
                "Among rich states the difference stays, among others it is not there. "
                "The first difference held both."
            ),
        },
        "Compare democracies and others inside one third at a time.",
        "In which third is the difference large, and how many states stand behind it?",
    ),
    choice(
        "F5.6",
        "evidence that tells two explanations apart",
        "C",
        {
            "A": "Motives leave traces, in minutes, letters and budgets. Few have looked for them.",
            "B": "One would hear it under either explanation.",
            "C": "One would hardly find such minutes if regimes did not matter.",
            "D": "Trade falls for many reasons. It would be seen either way.",
        },
        "For each: would you expect to see it as well if regimes played no part?",
    ),
    Exercise(
        "F5.7",
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
        "F5.8",
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
                "a later year",
                lambda: _trade_below(2012),
                "That is the year of the section on trade. The question asks for an earlier one.",
            ),
        ),
    ),
    Exercise(
        "F5.9",
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
        "F5.10",
        "waivers on which indices disagree",
        States(),
        lambda: waived_apart("vdem", "polity"),
        "So several of the waivers change sides with the index: show which index you took.",
        (
            "For each of them: is it at 0.5 or more, and is it at 6 or more?",
            "Keep the states for which the two answers differ.",
        ),
        (
            Mistake(
                "all below the line",
                waived_below,
                "Those are all that V-Dem has below the line. "
                "Keep those that Polity sees otherwise.",
            ),
            Mistake(
                "the other pair of indices",
                lambda: waived_apart("polity", "fh"),
                "You compared Polity with Freedom House. The question asks for V-Dem and Polity.",
            ),
        ),
    ),
    Exercise(
        "F5.11",
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
        "F5.12",
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
                "That is the difference of the medians. The worked cell compares means.",
            ),
        ),
    ),
    choice(
        "F5.13",
        "a distance and a partnership",
        "D",
        {
            "A": "One pair moved once. What else moved with it?",
            "B": "Bounds make a level open; that the distance narrowed is much clearer than that.",
            "C": "The explanation is about the distance, whoever moves. That cannot refute it.",
            "D": (
                "It fits the explanation and others as well: the years after 2018 changed much at "
                "once."
            ),
        },
        "What else happened in the same years?",
        "How would you tell a cause from two things that move at one time?",
    ),
    Exercise(
        "F5.14",
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
