"""Lesson 01: how near, how thin, which way, how many."""

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...keeping import kept
from ...kinds import WHOLE, Number, Share, States, Table, Written
from ...measures.trade import op_ed_flows, pair_flows, partners
from ...tables import load, state_names
from .further_exercises import DEEPER
from .verdicts import CLAIMED_KAZAKHS


def _share(of: str, state: str, flow: str, year: int) -> float:
    """The per cent that partner `of` has in a flow of `state`, by Correlates of War."""
    table = partners(state, flow, "COW", year).set_index("partner")
    return 100 * table["share"][of]


def _rank(of: str, state: str, flow: str, year: int) -> int:
    return int(partners(state, flow, "COW", year).set_index("partner")["rank"][of])


def _first_seven(flow: str) -> list[str]:
    return partners("MNG", flow, "COW", 2012)["partner"].head(7).tolist()


def _op_ed_total(off: float = 0) -> float:
    """The sum of the op-ed's two figures, each of which may be `off` by so much, in USD million."""
    return sum(part + off for part in op_ed_flows().values())


@kept
def _trade_of_pairs() -> pd.Series:
    """Trade both ways of every pair of states in 2012, USD million, by the two states."""
    trade = load("trade")
    trade = trade[trade["year"] == 2012].dropna(subset="usd_million")
    in_order = trade["exporter"] < trade["importer"]
    first = trade["exporter"].where(in_order, trade["importer"])
    last = trade["importer"].where(in_order, trade["exporter"])
    return trade["usd_million"].groupby([first.rename("a"), last.rename("b")]).sum()


def _share_trading_more(which: str, limit_km: float = 100) -> float:
    """Per cent of pairs that trade more than this pair: all, near, or near without touching."""
    pairs, near = _trade_of_pairs(), load("near_pairs")
    near = near[near["gap_km"] <= limit_km]
    if which == "apart":
        near = near[~near["touching"]]
    compared = pairs
    if which != "all":
        compared = pairs[pairs.index.isin(list(zip(near["iso3_a"], near["iso3_b"], strict=True)))]
    return 100 * float((compared > pairs["KAZ", "MNG"]).mean())


def _sources_compared(exporter: str, how: str) -> pd.DataFrame:
    """One direction by two sources, for the years from 2000 in which both have a figure."""
    flows = pair_flows()
    flows = flows[(flows["exporter"] == exporter) & (flows["year"] >= 2000)]
    wide = flows.pivot(index="year", columns="source", values="usd_million")
    wide = wide[["COW", "Comtrade"]].dropna()
    compared = {
        "ratio": wide["Comtrade"] / wide["COW"],
        "inverse": wide["COW"] / wide["Comtrade"],
        "difference": wide["Comtrade"] - wide["COW"],
    }[how]
    return compared.rename("ratio").reset_index()


def _census(year: int) -> float:
    counts = load("kazakhs_in_mongolia")
    counts = counts[(counts["kind"] == "census") & (counts["year"] == year)]
    return float(counts["value"].dropna().iloc[0])


def _above_census(year: int) -> float:
    """By how many per cent of a census's count the op-ed's figure is above it."""
    return 100 * (CLAIMED_KAZAKHS / _census(year) - 1)


EXERCISES = [
    choice(
        "1.1",
        "the op-ed's explanations",
        "C",
        {
            "A": "That is the first of the three: history.",
            "B": "That is the second of the three: alignment.",
            "C": "Geography is a rival that the op-ed does not weigh. This course will.",
            "D": "That is the third of the three: regime type.",
        },
        "The op-ed calls the two near. Which option sits badly with that?",
    ),
    choice(
        "1.2",
        "the first question to a number",
        "A",
        {
            "A": "Without a comparison, little has no meaning. This lesson looks for a fair one.",
            "B": "Worth knowing, but it would not make little mean it.",
            "C": "That takes the failure as shown. Is it?",
            "D": "The year matters later. A fresh figure can mislead too.",
        },
        "Which question would you still have to ask if the figure were perfect?",
    ),
    choice(
        "1.3",
        "why the maps differ",
        "D",
        {
            "A": "Both borders were the same in all three editions.",
            "B": "None of these maps holds a road. That comes in a minute.",
            "C": "The distances were measured on the globe, before any projection.",
            "D": (
                "A coarse map leaves out bends, and the nearest points with them. A resolution is "
                "a choice."
            ),
        },
        "Look at the column scale, from top to bottom.",
        "All three distances were measured on the globe, not on paper.",
    ),
    Exercise(
        "1.4",
        "Mongolia's share in Kazakhstan's trade",
        Share(0.004),
        lambda: _share("MNG", "KAZ", "total", 2012),
        "The same flow is about nine times as large a part of one state's trade as of the other's.",
        (
            (
                "Add the two Series of Kazakhstan as the cell above did for Mongolia, with "
                "fill_value=0."
            ),
            "Divide the entry for MNG by the sum over all partners.",
        ),
        (
            Mistake(
                "the other state's share",
                lambda: _share("KAZ", "MNG", "total", 2012),
                "That is Kazakhstan's share in Mongolia's trade. The question asks for the "
                "reverse.",
            ),
            Mistake(
                "exports only",
                lambda: _share("MNG", "KAZ", "exports", 2012),
                "That is the share in Kazakhstan's exports. Add what it bought as well.",
            ),
            Mistake(
                "imports only",
                lambda: _share("MNG", "KAZ", "imports", 2012),
                "That is the share in Kazakhstan's imports. Add what it sold as well.",
            ),
        ),
    ),
    choice(
        "1.5",
        "what the comparison supports",
        "B",
        {
            "A": "Look again where it stands among all pairs.",
            "B": "Whether that is too little for two such states needs a benchmark, in lesson 02.",
            "C": "To say should you need to know what two such states would trade. Not yet.",
            "D": "Question 1.4 gave you the two shares. Compare them.",
        },
        "Find where the upright line meets each of the two curves.",
    ),
    Exercise(
        "1.6",
        "rounding and a sum",
        Number(0.05, "million US dollars", "51.5"),
        lambda: _op_ed_total(-0.5),
        "So the sum needs no mistake. Exact parts at the lower end give a little over the total.",
        (
            "What is the smallest number that rounds to 18?",
            "Take half a million from each part, then add.",
        ),
        (
            Mistake(
                "sum of the rounded parts",
                _op_ed_total,
                "That is the sum of the rounded parts. Each may have been rounded up.",
            ),
            Mistake(
                "largest total",
                lambda: _op_ed_total(0.5),
                "That is the largest total that they can have. The question asks for the smallest.",
            ),
            Mistake(
                "only one part rounded",
                lambda: _op_ed_total() - 0.5,
                "You let one part be rounded up. Both may have been.",
            ),
            Mistake(
                "a whole million each",
                lambda: _op_ed_total(-1),
                "You took a whole million from each part. Rounding moves a number by half of that.",
            ),
        ),
    ),
    choice(
        "1.7",
        "what the sources leave open",
        "A",
        {
            "A": (
                "The op-ed names no source, so this stays open. Its author's other texts are a "
                "place to look."
            ),
            "B": "Swapped, Mongolia would still have sold 18 million. Look at what it sold.",
            "C": "Look for a year from 2003 on in which it did.",
            "D": "Rounding moves a figure by half a million. These lie tens of millions apart.",
        },
        "Try each option against the table. Which one can no row of it refute?",
    ),
    choice(
        "1.8",
        "a count without its source",
        "D",
        {
            "A": "Many copies of one unseen source are one source.",
            "B": "Then a reader cannot even ask about it.",
            "C": "A mean of a count and a rumour is neither.",
            "D": "Readers can then see it, weigh it, and know that nothing rests on it.",
        },
        "Which use lets a reader see the number and know what it is worth?",
    ),
    choice(
        "1.9",
        "a count without a base rate",
        "C",
        {
            "A": "High among how many? Six partners are not all states.",
            "B": "Low compared with which pairs? The list has none but these.",
            "C": (
                "With the other partners beside it you can rank six states, and no more than that."
            ),
            "D": "That does not follow from a missing comparison.",
        },
        "How many visits does a typical pair of states exchange? Is it in the table?",
    ),
    Exercise(
        "1a",
        "Kazakhstan's share in Mongolia's imports",
        Share(0.02),
        lambda: _share("KAZ", "MNG", "imports", 2006),
        "Compare it with 2012: the amount grew from 50 to 58 million, and the share fell.",
        (
            "The worked cell does this for 2012. Which number in it has to change?",
            "Copy the worked cell and put 2006 where 2012 stands.",
        ),
        (
            Mistake(
                "the year of the worked cell",
                lambda: _share("KAZ", "MNG", "imports", 2012),
                "That is the share in 2012. The question asks for 2006.",
            ),
            Mistake(
                "share of trade both ways",
                lambda: _share("KAZ", "MNG", "total", 2006),
                "That is the share in trade both ways. The question asks for imports.",
            ),
            Mistake(
                "the other state's share",
                lambda: _share("MNG", "KAZ", "exports", 2006),
                "That is the share in Kazakhstan's exports. The question asks for Mongolia's "
                "imports.",
            ),
        ),
    ),
    Exercise(
        "1b",
        "Mongolia's place among Kazakhstan's markets",
        Number(WHOLE, "places from the top", "25"),
        lambda: _rank("MNG", "KAZ", "exports", 2012),
        "A rank needs its total: say among how many.",
        (
            "Keep the rows in which Kazakhstan is the exporter.",
            "Sort the largest first, then count the rows above Mongolia and add one.",
        ),
        (
            Mistake(
                "trade both ways",
                lambda: _rank("MNG", "KAZ", "total", 2012),
                "That is the place by trade both ways. Markets are about exports.",
            ),
            Mistake(
                "the other state's place",
                lambda: _rank("KAZ", "MNG", "imports", 2012),
                "That is Kazakhstan's place among those who sell to Mongolia.",
            ),
            Mistake(
                "counted from zero",
                lambda: _rank("MNG", "KAZ", "exports", 2012) - 1,
                "That is the number of larger markets. The largest has place 1, not 0.",
            ),
        ),
    ),
    Exercise(
        "1c",
        "who sells to Mongolia",
        States(state_names(), ordered=True),
        lambda: _first_seven("imports"),
        "The first two are Mongolia's only neighbours by land. The last is far away: keep it in "
        "mind for lesson 04.",
        (
            "Imports of Mongolia are the rows in which it is the importer.",
            "Sort by amount, the largest first, and take the first seven exporters.",
        ),
        (
            Mistake(
                "buyers",
                lambda: _first_seven("exports"),
                "These are the seven largest buyers. The question asks who sells.",
            ),
            Mistake(
                "both ways",
                lambda: _first_seven("total"),
                "These lead in trade both ways. The question asks for imports alone.",
            ),
            Mistake(
                "smallest first",
                lambda: _first_seven("imports")[::-1],
                "These are the right states with the smallest first. Start with the largest.",
            ),
        ),
    ),
    Exercise(
        "1d",
        "near pairs that do not touch",
        Share(0.6),
        lambda: _share_trading_more("apart"),
        "Leaving out pairs that share a border changes the answer. Which comparison is fair?",
        (
            "Start from the lesson's near pairs, and keep those that do not touch.",
            "Then ask which share of these pairs trades more than this pair.",
        ),
        (
            Mistake(
                "with touching pairs",
                lambda: _share_trading_more("near"),
                "That includes pairs with a common border. Keep those that do not touch.",
            ),
            Mistake(
                "without the limit",
                lambda: _share_trading_more("apart", 1000),
                "That takes in pairs up to 1,000 km apart. Keep those within a hundred.",
            ),
            Mistake(
                "all pairs",
                lambda: _share_trading_more("all"),
                "That is the share among all pairs of states, near and far.",
            ),
            Mistake(
                "share trading less",
                lambda: 100 - _share_trading_more("apart"),
                "That is the share that does not trade more. Turn it round.",
            ),
        ),
    ),
    Exercise(
        "1e",
        "two sources, one flow",
        Table("year", ("ratio",), 0.01),
        lambda: _sources_compared("KAZ", "ratio"),
        "Two respected sources differ by nearly a tenth or more in every one of these years. A "
        "difference of that size between years or partners is no finding.",
        (
            "Pivot the flows from Kazakhstan to Mongolia: one row a year, one column a source.",
            "Keep the years from 2000 in which both columns have a figure, then divide.",
        ),
        (
            Mistake(
                "divided the other way",
                lambda: _sources_compared("KAZ", "inverse"),
                "You divided the other way round. UN Comtrade goes on top.",
            ),
            Mistake(
                "difference",
                lambda: _sources_compared("KAZ", "difference"),
                "These are differences in millions. The question asks for a ratio.",
            ),
        ),
    ),
    choice(
        "1f",
        "what an empty search says",
        "B",
        {
            "A": "That reads a missing figure as a zero.",
            "B": (
                "Unverified is a verdict about our knowledge. It names the table that would end it."
            ),
            "C": "No other figure was found to set against it.",
            "D": "Silence supports no figure, neither for nor against.",
        },
        "Ask of each option: would the search have found the figure if it existed?",
    ),
    Exercise(
        "1g",
        "how lenient must one be?",
        Share(0.5),
        lambda: _above_census(2010),
        "A verdict that needs so much leniency does not hang on the choice of threshold.",
        (
            (
                "How much larger is the op-ed's figure than the census count, in per cent of the "
                "count?"
            ),
            "Divide the first by the second and take away one.",
        ),
        (
            Mistake(
                "per cent of the wrong base",
                lambda: 100 * (1 - _census(2010) / CLAIMED_KAZAKHS),
                "That is per cent of the op-ed's figure. Take the census count as the base.",
            ),
            Mistake(
                "the whole ratio",
                lambda: 100 * CLAIMED_KAZAKHS / _census(2010),
                "That is the op-ed's figure as a part of the count. Take away the count itself.",
            ),
            Mistake(
                "the census before",
                lambda: _above_census(2000),
                "That uses the census of 2000. The latest before the op-ed is that of 2010.",
            ),
            Mistake(
                "the census of 1989",
                lambda: _above_census(1989),
                "That uses the figure of 1989, before many left for Kazakhstan.",
            ),
        ),
    ),
    Exercise(
        "1h",
        "is the tie thin?",
        Written(
            (
                "It says which tie: trade, embassies, visits, people or investment.",
                (
                    "It gives at least one number with its comparison: a rank among how many, the "
                    "median pair, or the share of pairs beyond it."
                ),
                "It names one thing that could not be checked, and where one would look.",
                "It says what finding would change the answer.",
            ),
            60,
        ),
        lambda: "Trade is the tie that can be compared with all pairs. " * 8,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Choose one tie and stay with it.",
            "Use a number that you computed above, and say what it is compared with.",
        ),
    ),
    *DEEPER,
]
