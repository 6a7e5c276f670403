"""Who counts as a democracy by three indices, and what Mongolia does on either side of a line.

Regime (the cause) comes from V-Dem (version 15), Polity5 and Freedom House; engagement (the
outcome) from trade, waivers, agreements and visits. No measure of the one enters the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..days import OP_ED_MONTH_END, OP_ED_YEAR, THIS_DAY, confirmed, members, on_day
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from ..words import number
from .benchmark import COVARIATES, flows_of
from .lot import Hand, deck
from .ppml import ppml
from .statistics import both_ways, correlations_by_state, groups_by_rank, interval
from .trade import TRADE_YEARS
from .visas import waived

INDICES = {
    "vdem": "V-Dem",
    "polity": "Polity",
    "fh": "Freedom House",
}
TABLES = {
    "vdem": "regimes_vdem",
    "polity": "regimes_polity",
    "fh": "regimes_freedom_house",
}
UNITS = {
    "vdem": "electoral democracy index, 0 to 1",
    "polity": "polity2, -10 to 10",
    "fh": "mean of two ratings, 1 is best",
}
LEVELS = ("lenient", "usual", "strict")
# A line is the least score of a democracy, for Freedom House the largest mean of its two ratings.
LINES = {
    "vdem": {"lenient": 0.4, "usual": 0.5, "strict": 0.6},
    "polity": {"lenient": 1, "usual": 6, "strict": 8},
    "fh": {"lenient": 5.0, "usual": 2.5, "strict": 1.5},
}
DEMOCRACY = LINES["vdem"]["usual"]
THRESHOLDS = tuple(step / 100 for step in range(30, 71))  # polyarchies that could be the line
YEARS = range(1992, 2025)
NEIGHBOURS = ("CHN", "RUS")
EMBASSY = "Mongolian embassy in Washington"  # a list of third neighbours of about 2013
CODED = ("BLR", "KAZ", "KGZ", "TJK", "TKM", "UZB")
BINDING = ("treaty", "visa", "tax", "investment", "trade", "partnership")
SIZES = COVARIATES["size"]
OF_THE_PAIR = COVARIATES["soviet"][len(SIZES) :]
# Of which day waivers and partnerships are read, and of which year the scores.
DAYS = {
    "August 2013": (OP_ED_MONTH_END, OP_ED_YEAR - 1),
    "end of 2014": ("2014-12-31", 2014),
    "end of 2018": ("2018-12-31", 2018),
    "today": (THIS_DAY, YEARS[-1]),
}


def un_members(but: str = "") -> pd.Series:
    """The members of the United Nations, but for one state."""
    countries = load("countries")
    return countries.loc[countries["un_member"] & (countries["iso3"] != but), "iso3"]


@kept(most=256)
def scores(index: str, year: int) -> pd.Series:
    """The score of each state by an index in a year, by state, in the index's own unit.

    Polity's years with a special code are left out, as the score there is made up or missing;
    for Freedom House it is the mean of the two ratings, 1 the best. Empty after the last year.
    """
    require_one_of(tuple(INDICES), "The index", index)
    rows = load(TABLES[index])
    rows = rows[rows["year"] == year].set_index("iso3")
    if index == "vdem":
        values = rows["polyarchy"]
    elif index == "polity":
        values = rows.loc[rows["special_code"].isna(), "polity2"]
    else:
        values = (rows["political_rights"] + rows["civil_liberties"]) / 2
    return values.astype(float).dropna().rename("score").sort_index()


def last_year(index: str) -> int:
    """The last year for which an index has scores."""
    return int(load(TABLES[index])["year"].max())


def democratic(index: str, level: str, year: int) -> pd.Series:
    """Whether each state with a score counts as a democracy, by state.

    By V-Dem and Polity a score at or above the line; by Freedom House "usual" is its status Free,
    "lenient" Free or Partly Free, and "strict" a mean of the ratings of 1.5 or better.
    """
    require_one_of(LEVELS, "The line", level)
    values, line = scores(index, year), LINES[index][level]
    if index != "fh":
        return values >= line
    if level == "strict":
        return values <= line
    rows = load(TABLES["fh"])
    status = rows[rows["year"] == year].set_index("iso3")["status"].reindex(values.index)
    return status == "Free" if level == "usual" else status != "Not Free"


def line_words(index: str, level: str) -> str:
    """The line in a few words: "0.5 or more", "status Free"."""
    if index == "fh":
        return {
            "lenient": "status Free or Partly Free",
            "usual": "status Free",
            "strict": "mean rating 1.5 or better",
        }[level]
    return f"{number(LINES[index][level], 1 if index == 'vdem' else 0)} or more"


class Sides(NamedTuple):
    """Mongolia's partners on both sides of a line, and what it does there.

    states: one row a UN member but Mongolia that has a score (score, democratic, waiver);
    mongolia: whether it stands on the democratic side (None without a score);
    rows: for each kind of tie, how much of it on the democratic side and on the other; trade in
    USD million, the rest in counts; missing where there is no figure for the year;
    unscored: UN members but Mongolia without a score; trade_unscored: USD million with partners
    that have none.
    """

    states: pd.DataFrame
    mongolia: bool | None
    rows: pd.DataFrame
    unscored: int
    trade_unscored: float


@kept(most=256)
def sides(index: str, level: str, year: int) -> Sides:
    """Sort all partners by an index and a line, and count Mongolia's ties on either side.

    Trade by Correlates of War (1992 to 2014). Waivers by Mongolia for ordinary passports, in force
    at the end of the year, by a list of 2023 read in part. Agreements and visits to the end of the
    year for the six partners that were coded (CODED), and no others.
    """
    require_one_of(YEARS, "The year", year)
    require_one_of(tuple(INDICES), "The index", index)
    require_one_of(LEVELS, "The line", level)
    is_democratic = democratic(index, level, year)
    states = _partner_states(index, level, year)
    flows = load("partners_cow")
    trade = trade_by_partner(flows[flows["year"] == year])
    agreements, visits = coded_ties(year)
    ties = {
        "all states": _each(states.index),
        "trade": trade,
        "trade, China and Russia left out": trade.drop(list(NEIGHBOURS), errors="ignore"),
        "visa waivers": _each(states.index[states["waiver"]]),
        "agreements, six coded partners": _each(agreements),
        "visits, six coded partners": _each(visits),
    }
    sums = {name: _by_side(amounts, is_democratic) for name, amounts in ties.items()}
    rows = pd.DataFrame(sums, index=["democratic", "other"]).T
    unscored = float(trade[~trade.index.isin(is_democratic.index)].sum())
    if trade.empty:
        unscored = float("nan")
        rows.loc[["trade", "trade, China and Russia left out"]] = np.nan
    if states.empty:
        rows[:] = np.nan
    mongolia = bool(is_democratic["MNG"]) if "MNG" in is_democratic.index else None
    return Sides(states, mongolia, rows, len(un_members(but="MNG")) - len(states), unscored)


def _partner_states(index: str, level: str, year: int) -> pd.DataFrame:
    """UN members but Mongolia that have a score: score, democratic, waiver; the worst first."""
    columns = {"score": scores(index, year), "democratic": democratic(index, level, year)}
    states = pd.DataFrame(columns).reindex(un_members(but="MNG")).dropna()
    states["democratic"] = states["democratic"].astype(bool)
    states["waiver"] = states.index.isin(waived(f"{year}-12-31"))
    return states.sort_index().sort_values("score", kind="stable", ascending=index != "fh")


def _each(partners: Iterable[str]) -> pd.Series:
    """One for each tie, by partner."""
    return pd.Series(1.0, index=pd.Index(partners, dtype=object))


def _by_side(amounts: pd.Series, is_democratic: pd.Series) -> tuple[float, float]:
    """How much is with democracies and how much with the others, of partners that have a score."""
    amounts = amounts[amounts.index.isin(is_democratic.index)]
    side = is_democratic[amounts.index].to_numpy(dtype=bool)
    return float(amounts[side].sum()), float(amounts[~side].sum())


def trade_by_partner(flows: pd.DataFrame) -> pd.Series:
    """Mongolia's trade both ways by partner in USD million, partners with a positive figure only.

    `flows` are directed dyads of one year: exporter, importer, usd_million.
    """
    flows = flows.dropna(subset="usd_million")
    sold = flows[flows["exporter"] == "MNG"].set_index("importer")["usd_million"]
    bought = flows[flows["importer"] == "MNG"].set_index("exporter")["usd_million"]
    both = sold.add(bought, fill_value=0)
    return both[both > 0].sort_index()


def coded_ties(year: int) -> tuple[list[str], list[str]]:
    """The partner of each agreement, and of each visit, to the end of a year: coded partners only.

    Agreements: treaties, visas, tax, investment, trade and partnerships that have a year. Visits
    of a head of state or of government to the other state; meetings beside summits are not counted.
    """
    agreements, visits = _coded("agreements", year), _coded("visits", year)
    agreements = agreements[agreements["kind"].isin(BINDING)]
    visits = visits[
        visits["office"].isin(["head of state", "head of government"])
        & ~visits["kind"].isin(["sidelines", "multilateral", "transit"])
    ]
    return agreements["partner"].tolist(), visits["partner"].tolist()


def _coded(table: str, year: int) -> pd.DataFrame:
    """The confirmed rows of coded partners to the end of a year."""
    rows = confirmed(load(table))
    return rows[rows["partner"].isin(CODED) & (rows["year"].fillna(9999) <= year)]


# Two states: their scores and how far apart they stand beside all pairs.


def scores_by_year(index: str, states: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """By state: year, score, low and high, 1990 on; low and high (68 percent) for V-Dem alone."""
    require_one_of(tuple(INDICES), "The index", index)
    return {state: _scores_of(index, state) for state in states}


@kept
def _scores_of(index: str, state: str) -> pd.DataFrame:
    table = _scores_of_all(index).reindex(columns=[state]).set_axis(["score"], axis=1)
    table["low"] = table["high"] = np.nan
    if index == "vdem":
        rows = load(TABLES[index])
        rows = rows[rows["iso3"] == state].set_index("year")
        table["low"] = rows["polyarchy_low"].reindex(table.index)
        table["high"] = rows["polyarchy_high"].reindex(table.index)
    return table.rename_axis("year")


@kept
def _scores_of_all(index: str) -> pd.DataFrame:
    """A row for each year from 1990 on, a column for each state."""
    return pd.DataFrame({year: scores(index, year) for year in range(1990, YEARS.stop)}).T


@kept(most=128)
def pair_gaps(index: str, year: int) -> np.ndarray:
    """The distance between the scores of every pair of UN members with one, in order of size."""
    values = scores(index, year)
    values = values[values.index.isin(un_members())].to_numpy()
    first, second = np.triu_indices(len(values), 1)
    return np.sort(np.abs(values[first] - values[second]).round(6))


def gap_of(state: str, other: str, index: str, year: int) -> float:
    """The distance between two states' scores, in the index's unit; missing without both."""
    values = scores(index, year)
    if not {state, other} <= set(values.index):
        return float("nan")
    return round(abs(float(values[state] - values[other])), 6)


# Trade and the distance of regimes, over all states and state by state.


@kept(most=4)
def dyads(year: int) -> pd.DataFrame:
    """All directed dyads of a year for which trade, covariates and both polyarchy scores are known.

    The columns of `flows_of`, and gap (absolute distance of the two scores) and both (1 where
    both are at or above 0.5). A fresh copy each time.
    """
    flows, values = flows_of(year), scores("vdem", year)
    seller, buyer = flows["exporter"].map(values), flows["importer"].map(values)
    flows["gap"] = (seller - buyer).abs()
    flows["both"] = ((seller >= DEMOCRACY) & (buyer >= DEMOCRACY)).astype(int)
    return flows.dropna(subset="gap").reset_index(drop=True)


@kept(most=12)
def coefficients(
    covariate: str = "gap",
    without: tuple[str, ...] = (),
    clustered: bool = False,
    years: tuple[int, ...] = TRADE_YEARS,
) -> pd.DataFrame:
    """Does trade change with the regimes of a pair, over all states? One row a year and model.

    `covariate` is gap or both, as in `dyads`; dyads of the states `without` are left out. Columns:
    year, model (usual covariates; or an effect of each state), coefficient, error (robust), low and
    high (95 percent), dyads. Poisson pseudo-maximum likelihood; the errors take dyads as
    independent, so they are too small, unless `clustered` by seller and by buyer.
    Raises BadSetting for a state without a score, or another covariate.
    """
    require_one_of(("gap", "both"), "The covariate", covariate)
    rows = []
    for year in years:
        flows, columns = dyads(year), [*OF_THE_PAIR, covariate]
        for state in without:
            require_one_of(sorted(set(flows["exporter"])), "Who is left out", state)
        theirs = flows["exporter"].isin(without) | flows["importer"].isin(without)
        flows = flows[~theirs].reset_index(drop=True)
        trade, sides_of_it = flows["usd_million"], [flows["exporter"], flows["importer"]]
        clusters = sides_of_it if clustered else []
        fits = {
            "usual covariates": ppml(trade, flows[[*SIZES, *columns]], clusters=clusters),
            "an effect of each state": ppml(trade, flows[columns], sides_of_it, clusters),
        }
        for model, fit in fits.items():
            value, error = fit.coefficients[covariate], fit.standard_errors[covariate]
            rows.append((year, model, value, error, len(flows)))
    table = pd.DataFrame(rows, columns=["year", "model", "coefficient", "error", "dyads"])
    table["low"], table["high"] = interval(table["coefficient"], table["error"])
    return table


@kept(most=4)
def correlations(year: int = 2012) -> pd.DataFrame:
    """The same question state by state: does its trade over the benchmark fall with the gap?

    Columns: correlation (Spearman, of trade over expectation by partner with the regime gap),
    partners, polyarchy; by state, lowest first. Expectation: `ppml` with importer and exporter
    effects, without the gap. Partners with which at least a million dollars are expected; states
    with fewer than 20 of them are left out.
    """
    flows = dyads(year)
    fit = ppml(
        flows["usd_million"], flows[list(OF_THE_PAIR)], [flows["exporter"], flows["importer"]]
    )
    flows["expected"] = fit.fitted
    table = correlations_by_state(both_ways(flows, "gap"), "gap")
    table["polyarchy"] = scores("vdem", year).reindex(table.index)
    return table.sort_values("correlation", kind="stable")


# Whose visas are waived.


def visas_and_wealth() -> pd.DataFrame:
    """Who may enter Mongolia without a visa in January 2025, beside regime and wealth.

    One row a UN member but Mongolia with a score for 2024: polyarchy, free (admitted by Mongolia
    without a visa), free_kazakhstan (admitted so by Kazakhstan; missing for itself), gdp_per_head
    (current US dollars in 2023; missing where the World Bank has none).
    """
    rules, values = load("visa_rules"), scores("vdem", YEARS[-1])
    table = pd.DataFrame({"polyarchy": values.reindex(un_members(but="MNG"))}).dropna()
    free = rules[rules["requirement"] == "visa-free"]
    for column, host in (("free", "MNG"), ("free_kazakhstan", "KAZ")):
        admitted = set(free.loc[free["destination"] == host, "passport"])
        table[column] = [float(state in admitted) for state in table.index]
    table.loc["KAZ", "free_kazakhstan"] = np.nan
    table["gdp_per_head"] = product_per_head(2023).reindex(table.index)
    return table.rename_axis("iso3").sort_index()


def product_per_head(year: int) -> pd.Series:
    """Product per head of each state in a year, current US dollars by the World Bank."""
    money = load("country_years")
    money = money[money["year"] == year].set_index("iso3")
    return money["gdp_usd"] / money["population"]


def _in_richest_third(per_head: pd.Series) -> pd.Series:
    return groups_by_rank(per_head, ["poorest", "middle", "richest"]) == "richest"


def rich_autocracies() -> pd.DataFrame:
    """The rows of `visas_and_wealth` below the line in the richest third, the richest first."""
    table = visas_and_wealth()
    rich = table[_in_richest_third(table["gdp_per_head"])]
    below = rich[rich["polyarchy"] < DEMOCRACY]
    return below.sort_values("gdp_per_head", ascending=False)


def list_of_2014(year: int = 2012) -> pd.DataFrame:
    """Whom Mongolia let in by its list of June 2014, beside regime and wealth of a year.

    One row a UN member but Mongolia with a score and a product per head: polyarchy, gdp_per_head
    (current US dollars), richest (whether in the richest third), listed. The list was for a year
    and a half, by Mongolia alone; states that entered freely already could not gain by it.
    """
    table = pd.DataFrame(
        {"polyarchy": scores("vdem", year), "gdp_per_head": product_per_head(year)}
    )
    table = table.reindex(un_members(but="MNG")).dropna()
    table["richest"] = _in_richest_third(table["gdp_per_head"])
    waivers = confirmed(load("visa_waivers"))
    opened = waivers["from_date"].str.startswith("2014") & (waivers["status"] == "temporary")
    table["listed"] = table.index.isin(waivers.loc[opened, "state"])
    return table.rename_axis("iso3").sort_index()


def rich_on_the_list(year: int = 2012) -> pd.Series:
    """The list of 2014 counted among the rich: does it hold fewer autocracies than wealth alone?

    Of the richest third of `list_of_2014`: states, autocracies, listed, listed_autocracies, and
    by_lot (how likely so few autocracies or fewer are if as many are drawn from them by lot).
    """
    table = list_of_2014(year)
    rich = table[table["richest"]]
    below, on_it = rich["polyarchy"] < DEMOCRACY, rich["listed"]
    found, drawn = int((below & on_it).sum()), int(on_it.sum())
    return pd.Series(
        {
            "states": len(rich),
            "autocracies": int(below.sum()),
            "listed": drawn,
            "listed_autocracies": found,
            "by_lot": Hand(found, drawn, int(below.sum()), len(rich)).as_few(),
        }
    )


# Who sits in the OSCE: over all states, since a table of its members has no one outside.


def osce_by_side(year: int = 2012, former_union: bool = True) -> pd.DataFrame:
    """How many states with a score are in the OSCE at the end of a year, on both sides of the line.

    Columns: inside, states, share (of the side); rows: democratic, other. `former_union` False
    leaves out the former Soviet republics, whose seats came with independence.
    """
    countries = load("countries").set_index("iso3")
    values = scores("vdem", year)
    values = values[values.index.isin(un_members())]
    if not former_union:
        values = values[~countries["former_soviet"].reindex(values.index)]
    inside = pd.Series(values.index.isin(members(load("memberships"), "OSCE", f"{year}-12-31")))
    side = pd.Series(np.where(values >= DEMOCRACY, "democratic", "other"))
    table = inside.groupby(side).agg(inside="sum", states="size")
    table["share"] = table["inside"] / table["states"]
    return table.loc[["democratic", "other"]].rename_axis(None)


# Partnerships signed.


def new_partners(agreements: pd.DataFrame, day: str, years: int = 5) -> set[str]:
    """States but China and Russia that signed a partnership of a higher name before a day.

    In the calendar years from `years` before the day's year up to the day.
    """
    rows = confirmed(agreements)
    rows = rows[(rows["kind"] == "partnership") & rows["year"].notna()]
    last = int(day[:4])
    dates = rows["date"].fillna("").astype(str)
    signed = rows["year"].between(last - years, last) & ((dates == "") | (dates <= day))
    return set(rows.loc[signed, "partner"]) - set(NEIGHBOURS)


# Autocracies among the states that Mongolia opened to or named: hands drawn from all states.


def hand(chosen: Iterable[str], is_autocratic: pd.Series) -> Hand:
    """Autocracies among the chosen states, and among all of `is_autocratic` (True or False)."""
    drawn = is_autocratic[is_autocratic.index.isin(set(chosen))]
    counts = int(drawn.sum()), len(drawn), int(is_autocratic.sum()), len(is_autocratic)
    return Hand(*counts)


def polyarchy_of(regimes: pd.DataFrame, year: int) -> pd.Series:
    """The polyarchy of each UN member but Mongolia that has one for a year, by state."""
    rows = regimes[(regimes["year"] == year) & regimes["iso3"].isin(un_members(but="MNG"))]
    return rows.set_index("iso3")["polyarchy"].dropna().sort_index()


def autocratic_of(regimes: pd.DataFrame, year: int, line: float = DEMOCRACY) -> pd.Series:
    """Whether each UN member but Mongolia with a polyarchy for a year lies below the line."""
    return polyarchy_of(regimes, year) < line


def admitted(visa_rules: pd.DataFrame) -> set[str]:
    """States whose citizens enter Mongolia without a visa, by the rules of January 2025."""
    rules = visa_rules[visa_rules["destination"] == "MNG"]
    return set(rules.loc[rules["requirement"] == "visa-free", "passport"])


def waiver_hands() -> dict[tuple[str, str], Hand]:
    """The waivers of August 2013 as a hand, by each index at each level, scores of 2012."""
    states = waived(OP_ED_MONTH_END)
    hands = {}
    for index, level in itertools.product(INDICES, LEVELS):
        is_democratic = democratic(index, level, OP_ED_YEAR - 1)
        of_others = is_democratic[is_democratic.index.isin(un_members(but="MNG"))]
        hands[index, level] = hand(states, ~of_others.astype(bool))
    return hands


def own_acts(third_neighbours: pd.DataFrame, visa_waivers: pd.DataFrame, day: str) -> set[str]:
    """States that Mongolia chose by itself by a day: opened to alone, or named by its embassy.

    Opened to: a lasting waiver into Mongolia only. Named: third neighbours on the list of its
    embassy in Washington, of about 2013. What both sides sign is left out.
    """
    open_now = on_day(visa_waivers, day)
    alone = (open_now["status"] == "in force") & (open_now["direction"] == "into Mongolia")
    lists = confirmed(third_neighbours)
    named = (lists["list"] == EMBASSY) & (lists["member_is"] == "state")
    named &= lists["year"] <= int(day[:4])
    return set(open_now.loc[alone, "state"]) | set(lists.loc[named, "member"])


def richest_third(year: int) -> set[str]:
    """The third of UN members but Mongolia, of those with a polyarchy, of highest product a head.

    Current US dollars by the World Bank.
    """
    money = load("country_years")
    money = money[money["year"] == year].set_index("iso3")
    known = autocratic_of(load(TABLES["vdem"]), year).index
    per_head = (money["gdp_usd"] / money["population"]).reindex(known).dropna()
    return set(per_head.index[per_head > per_head.quantile(2 / 3)])


def own_act_hands() -> dict[str, Hand]:
    """Mongolia's own acts to August 2013 as hands: drawn from all states, and from the richest."""
    chosen = own_acts(load("third_neighbours"), load("visa_waivers"), OP_ED_MONTH_END)
    is_autocratic = autocratic_of(load(TABLES["vdem"]), OP_ED_YEAR - 1)
    rich = is_autocratic[is_autocratic.index.isin(richest_third(OP_ED_YEAR - 1))]
    return {"all states": hand(chosen, is_autocratic), "the richest third": hand(chosen, rich)}


@kept(most=16)
def autocracies_by_threshold(day: str, ukraine: bool = False) -> pd.DataFrame:
    """Autocracies among waivers and among all states, for each of THRESHOLDS.

    `day` is a key of DAYS, which also says whose year's scores are read; for "today" the rules of
    January 2025 stand in place of the waivers, as in the verdict on claim 43. Columns: line, among
    (share of autocracies in waivers), autocratic (their number), waivers (how many), overall
    (share of autocracies in all states), all_autocratic and states (their numbers), by_lot (how
    likely as many or more are by lot), effort (whether a partnership was signed with one of them
    in the five years before).
    """
    require_one_of(tuple(DAYS), "The day", day)
    date, year = DAYS[day]
    states, partners = waived(date, ukraine), new_partners(load("agreements"), date)
    if day == "today":
        states = admitted(load("visa_rules")) | ({"UKR"} if ukraine else set())
    polyarchy = polyarchy_of(load(TABLES["vdem"]), year)
    rows = []
    for line in THRESHOLDS:
        is_autocratic = polyarchy < line
        of_waivers = hand(states, is_autocratic)
        rows.append(
            {
                "line": line,
                "among": of_waivers.found / of_waivers.drawn,
                "autocratic": of_waivers.found,
                "waivers": of_waivers.drawn,
                "overall": of_waivers.marked / of_waivers.of,
                "all_autocratic": of_waivers.marked,
                "states": of_waivers.of,
                "by_lot": of_waivers.as_many(),
                "effort": bool(is_autocratic[is_autocratic.index.isin(partners)].any()),
            }
        )
    return pd.DataFrame(rows)


# The list of August 2013 as cards, and where it would tell.

# Cuba and Singapore were found after the first nine; Ukraine's waiver has no day.
LISTS = {9: ("CUB", "SGP"), 10: ("SGP",), 11: (), 12: ()}
WEIGHTS = (1 / 3, 0.5, 1.0, 2.0, 3.0)
# Of which day the edge is read, and of which year the scores: a list of 2023 was read.
EDGE_DAYS = {"August 2013": DAYS["August 2013"], "July 2023": ("2023-07-26", YEARS[-1])}


def states_of_2013(states: int = 11) -> pd.Series:
    """The states with a score on the list of August 2013: whether each is an autocracy, by state.

    `states` is a key of LISTS: 9 as first read, 10 with Cuba, 11 with Singapore, 12 with Ukraine.
    Scores of 2012. Raises BadSetting for another number.
    """
    require_one_of(tuple(LISTS), "The list", states)
    chosen = waived(OP_ED_MONTH_END, ukraine=states == max(LISTS)) - set(LISTS[states])
    is_autocratic = autocratic_of(load(TABLES["vdem"]), OP_ED_YEAR - 1)
    return is_autocratic[is_autocratic.index.isin(chosen)]


def list_of_2013(states: int = 11) -> Hand:
    """The list of August 2013 as a hand of autocracies, of 9, 10, 11 or 12 states.

    As in `states_of_2013`, which raises BadSetting for another number.
    """
    chosen = states_of_2013(states).index
    return hand(chosen, autocratic_of(load(TABLES["vdem"]), OP_ED_YEAR - 1))


def deals_of(hand: Hand, weights: Iterable[float] = (0.5, 1, 2)) -> pd.DataFrame:
    """Of 1,000 deals, how many hold each number of autocracies: a column a weight of their card.

    Exact means from the hand's deck, so not whole numbers. Rows: autocracies, 0 to the number
    drawn; `weights` say how many times an autocracy's card counts.
    """
    counts = {weight: 1000 * deck(hand.marked, hand.of, hand.drawn, weight) for weight in weights}
    return pd.DataFrame(counts).rename_axis(index="autocracies", columns="weight")


def edge_bands(
    opened: set[str], year: int, left_out: str = "", effort: float = 2.0, bar: float = 0.95
) -> pd.DataFrame:
    """What a list of states would say of claim 43 at each of THRESHOLDS, and from where on.

    `opened` are the states on the list, `left_out` one that is not counted, `year` is that of the
    scores. Columns: line, found (autocracies on the list), drawn (states on it with a score),
    too_few (the most that special effort, where an autocracy's card counts `effort` times, seldom
    falls to; -1 if none), too_many (the least that lot seldom reaches; one more than drawn if
    none), doors ("for", "against" or "silent", as in the verdict on claim 43). Seldom is in fewer
    than 1 - `bar` of deals.
    """
    values = scores("vdem", year)
    values = values[values.index.isin(un_members(but="MNG"))]
    listed = values[values.index.isin(set(opened) - {left_out})]
    # As arrays: a hand of the tables for each line takes longer than the picture.
    counted, every = listed.to_numpy(), values.to_numpy()
    rows = []
    for line in THRESHOLDS:
        below = int((counted < line).sum()), int((every < line).sum())
        drawn = Hand(below[0], len(counted), below[1], len(every))
        said = drawn.answers(effort, bar)
        too_few = max((k for k, answer in enumerate(said) if answer == "no"), default=-1)
        too_many = min((k for k, answer in enumerate(said) if answer == "yes"), default=len(said))
        doors = {"yes": "against", "no": "for"}.get(said[drawn.found], "silent")
        rows.append((line, drawn.found, drawn.drawn, too_few, too_many, doors))
    return pd.DataFrame(rows, columns=["line", "found", "drawn", "too_few", "too_many", "doors"])


# Two crowds, and the narrowing of two states beside all others.


def osce_crowd(year: int = 2012) -> pd.DataFrame:
    """Every UN member with a score: is it in the OSCE at the end of a year? By state.

    Columns: polyarchy, democratic (at the line or above), inside, republic (a former Soviet one);
    the most democratic first. Raises BadSetting for a year before 1992 or after 2024.
    """
    require_one_of(YEARS, "The year", year)
    values = scores("vdem", year)
    table = values[values.index.isin(un_members())].rename("polyarchy").to_frame()
    table["democratic"] = table["polyarchy"] >= DEMOCRACY
    table["inside"] = table.index.isin(members(load("memberships"), "OSCE", f"{year}-12-31"))
    republics = load("countries").set_index("iso3")["former_soviet"]
    table["republic"] = republics.reindex(table.index).astype(bool)
    return table.sort_values("polyarchy", ascending=False, kind="stable")


def narrowing(
    one: str = "MNG", other: str = "KAZ", years: tuple[int, int] = (2012, 2024)
) -> pd.Series:
    """How the distance of two states changed, beside every pair of UN members, by V-Dem.

    gap then, gap now; pairs (of states with a score in both years); farther then, farther now (the
    share of pairs farther apart); as far then (how many stood at least as far apart, themselves
    among them), halved (how many of those came to half their distance or less); states, fell more
    (how many states lost more than `one` did). Raises BadSetting for a state or a year without a
    score.
    """
    for year in years:
        require_one_of(YEARS, "The year", year)
    table = pd.concat([scores("vdem", year) for year in years], axis=1, keys=("then", "now"))
    table = table[table.index.isin(un_members())].dropna()
    for state in (one, other):
        require_one_of(table.index, "The state", state)
    apart = [np.abs(v.to_numpy()[:, None] - v.to_numpy()).round(6) for _, v in table.items()]
    then, now = (gaps[np.triu_indices(len(table), 1)] for gaps in apart)
    here = tuple(table.index.get_indexer([one, other]))
    gap_then, gap_now = (float(gaps[here]) for gaps in apart)
    far = then >= gap_then
    change = (table["now"] - table["then"]).round(6)
    return pd.Series(
        {
            "gap then": gap_then,
            "gap now": gap_now,
            "pairs": len(then),
            "farther then": (then > gap_then).mean(),
            "farther now": (now > gap_now).mean(),
            "as far then": far.sum(),
            "halved": (now[far] <= then[far] / 2).sum(),
            "states": len(table),
            "fell more": (change < change[one]).sum(),
        }
    )
