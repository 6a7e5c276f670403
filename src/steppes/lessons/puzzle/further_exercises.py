"""Beyond lesson 01: wholes, rounding, sources at odds, maps, searches, a road, partners."""

import re

import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...kinds import WHOLE, Number, Share, States, Table, Written
from ...measures.trade import pair_flows, partners
from ...tables import load

CROW_KM = 200  # Rubtsovsk to Öskemen, by the note to the ministry's length


def _of_people(whole: str) -> float:
    """The Kazakhs of the census of 2010 as per cent of a whole, unrounded.

    The census total and those abroad stand in the note of the row that was reckoned from them.
    """
    rows = load("kazakhs_in_mongolia")
    row = rows[(rows["year"] == 2010) & (rows["denominator"] == "residents")].iloc[0]
    found = re.findall(r"\d[\d,]{6,}", row["note"])
    kazakhs, counted, abroad = (float(text.replace(",", "")) for text in found)
    wholes = {
        "residents": counted - abroad,
        "all": counted,
        "abroad added": counted + abroad,
        "the others": counted - abroad - kazakhs,
    }
    return 100 * kazakhs / wholes[whole]


def _total_of_2005(off: float) -> float:
    """What the two flows of 2005 add up to by Correlates of War, each `off` by so much."""
    flows = pair_flows()
    flows = flows[(flows["source"] == "COW") & (flows["year"] == 2005)]
    return float(flows["usd_million"].sum()) + off


def _largest_part_of_2005() -> float:
    flows = pair_flows()
    flows = flows[(flows["source"] == "COW") & (flows["year"] == 2005)]
    return float(flows["usd_million"].max()) + 0.5


def _left_of_the_road(*legs: int, less: float = 0) -> float:
    """What remains of the ministry's length without these rows of known legs, in km."""
    roads = load("routes")
    roads = roads[(roads["mode"] == "road") & (roads["status"] == "in use")]
    return float(roads["km"].iloc[0] - roads["km"].iloc[list(legs)].sum() - less)


def _place(of: str, state: str, flow: str) -> int:
    return int(partners(state, flow, "COW", 2012).set_index("partner")["rank"][of])


def _first_seven(flow: str) -> list[str]:
    return partners("MNG", flow, "COW", 2012)["partner"].head(7).tolist()


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


DEEPER = [
    Exercise(
        "F1.1",
        "a share and its whole",
        Share(0.006),
        lambda: _of_people("residents"),
        "The same people are a smaller share of all who were counted. Say of which whole.",
        (
            "Those abroad for six months or more are not residents. Take them away first.",
            "Divide the Kazakhs by the residents, times a hundred, with two decimals.",
        ),
        (
            Mistake(
                "all who were counted",
                lambda: _of_people("all"),
                "That is of all who were counted. Those abroad are among them.",
            ),
            Mistake(
                "added",
                lambda: _of_people("abroad added"),
                "You added those abroad. The census had counted them: take them away.",
            ),
            Mistake(
                "beside the others",
                lambda: _of_people("the others"),
                "That sets the Kazakhs beside all the others. Leave them in the whole.",
            ),
        ),
    ),
    choice(
        "F1.2",
        "a count without its source",
        "B",
        {
            "A": "Pages that copy one another are one source, and this one was not seen.",
            "B": "A reader sees it, can weigh it, and nothing rests on it.",
            "C": "Then no reader can ask about it, and the next one repeats it unasked.",
            "D": "A mean of a count and of words is neither.",
        },
        "Which use lets a reader see the number and know what it is worth?",
    ),
    Exercise(
        "F1.3",
        "how far rounding reaches",
        Number(0.05, "million US dollars", "40.5"),
        lambda: _total_of_2005(1),
        "So rounding does not bring this source to 43 in that year; another source lies above it.",
        (
            "What is the largest number that rounds to 41? Take it to be half a million more.",
            "A printed zero may hide something too. Add both.",
        ),
        (
            Mistake(
                "the rounded parts",
                lambda: _total_of_2005(0),
                "That is the sum of the rounded parts. Each may have been rounded down.",
            ),
            Mistake(
                "zero taken as none",
                _largest_part_of_2005,
                "You took the zero to be exact. It may hide up to half a million.",
            ),
            Mistake(
                "a whole million each",
                lambda: _total_of_2005(2),
                "You gave each a whole million. Rounding moves a number by half of that.",
            ),
            Mistake(
                "the smallest",
                lambda: _total_of_2005(-0.5),
                "That is the smallest total that they can have. The question asks for the largest.",
            ),
        ),
    ),
    choice(
        "F1.4",
        "what the sources leave open",
        "D",
        {
            "A": "Exchanged, Mongolia would still have sold 18 million. Look at what it sold.",
            "B": "Rounding moves a figure by half a million. These lie tens of millions apart.",
            "C": "Look for a year from 2003 on in which it did.",
            "D": "It names no source, so this stays open. His other texts are a place to look.",
        },
        "Try each option against the table. Which one can no row of it refute?",
    ),
    choice(
        "F1.5",
        "two sources at odds",
        "C",
        {
            "A": "The mean of two figures of which one is wrong is wrong too.",
            "B": "Many years make a long table, and no single year of it right.",
            "C": "Of one report two tables are one witness; of two reports they can differ.",
            "D": "Most years agree within a few million. One bad year is no reason to drop them.",
        },
        "What would tell you which of the two figures to believe?",
        "Ask who counted: the seller's customs office, or the buyer's?",
    ),
    choice(
        "F1.6",
        "why the maps differ",
        "A",
        {
            "A": "A coarse map leaves out bends, and with them the nearest points.",
            "B": "The border was the same in all three editions.",
            "C": "All three were measured on the globe, before any projection.",
            "D": "None of these maps holds a road.",
        },
        "Look at the column scale, from top to bottom.",
        "All three distances were measured on the globe, not on paper.",
    ),
    choice(
        "F1.7",
        "a count without a base rate",
        "C",
        {
            "A": "Many beside which pairs? The list has none but these six.",
            "B": "Few beside which pairs? No other near pair was searched.",
            "C": "Six were searched, so six can be ranked. That is a sentence, and its limit.",
            "D": "It says something of six partners. Write that.",
        },
        "What does the list hold, and what would each sentence need besides?",
    ),
    choice(
        "F1.8",
        "what an empty search says",
        "D",
        {
            "A": "That reads a missing figure as a zero.",
            "B": "No other figure was found to set against it.",
            "C": "It could be settled by one table, and the table has a name.",
            "D": "Unverified is a verdict about what is known. It names what would end it.",
        },
        "Would the search have found the figure if it existed?",
        "The table above has a column that says where to look.",
    ),
    Exercise(
        "F1.9",
        "a length that does not add up",
        Number(0.5, "km", "400"),
        lambda: _left_of_the_road(1, 2, 3),
        "Now set it beside the way as the crow flies, which the note of the first row gives.",
        (
            "The legs from Rubtsovsk on are three rows of the table.",
            "Take the three from the length that the ministry gives for the whole.",
        ),
        (
            Mistake(
                "the sum of the legs",
                lambda: _left_of_the_road() - _left_of_the_road(1, 2, 3),
                "That is how long the three known legs are. What is left of the whole?",
            ),
            Mistake(
                "a leg forgotten",
                lambda: _left_of_the_road(2, 3),
                "You left out the leg from Rubtsovsk to Barnaul.",
            ),
            Mistake(
                "the crow taken away",
                lambda: _left_of_the_road(1, 2, 3, less=CROW_KM),
                "You took the straight line away too. It is what you compare the rest with.",
            ),
        ),
    ),
    choice(
        "F1.10",
        "what two curves support",
        "B",
        {
            "A": "Look again where the upright line meets the curve of all pairs.",
            "B": "Both halves can be read off. Whether it is too little is asked in lesson 02.",
            "C": "To say should you need to know what two such states would trade.",
            "D": "The picture holds sums of both directions. Nobody's share stands in it.",
        },
        "Find where the upright line meets each of the two curves.",
    ),
    Exercise(
        "F1.11",
        "Mongolia's place among Kazakhstan's markets",
        Number(WHOLE, "places from the top", "25"),
        lambda: _place("MNG", "KAZ", "exports"),
        "A rank needs its total: say among how many.",
        (
            "Keep the rows in which Kazakhstan is the exporter.",
            "Count the markets larger than Mongolia and add one.",
        ),
        (
            Mistake(
                "trade both ways",
                lambda: _place("MNG", "KAZ", "total"),
                "That is the place by trade both ways. Markets are about exports.",
            ),
            Mistake(
                "the other state's place",
                lambda: _place("KAZ", "MNG", "imports"),
                "That is Kazakhstan's place among those who sell to Mongolia.",
            ),
            Mistake(
                "counted from zero",
                lambda: _place("MNG", "KAZ", "exports") - 1,
                "That is the number of larger markets. The largest has place 1, not 0.",
            ),
        ),
    ),
    Exercise(
        "F1.12",
        "who sells to Mongolia",
        States(ordered=True),
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
        "F1.13",
        "two sources, one flow",
        Table("year", ("ratio",), 0.01),
        lambda: _sources_compared("KAZ", "ratio"),
        "They differ by nearly a tenth or more in each of these years. A difference of that size "
        "between two years or two partners is no finding.",
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
    Exercise(
        "F1.14",
        "a tie that is not trade",
        Written(
            (
                "It chooses one tie: visits, embassies, agreements, students, people or a road.",
                "It gives a number or a date from a table, and says how the table was made.",
                "It says whether there is a base rate, and for which pairs one would need it.",
                "It says what finding would change the answer.",
            ),
            60,
        ),
        lambda: "Visits are a tie that can be counted and not yet ranked among all pairs. " * 5,
        "Now read your text beside these four points, and beside the model in the solutions:",
        (
            "Choose one tie and stay with it.",
            "Start from a table of this notebook, and say what is missing from it.",
        ),
    ),
]
