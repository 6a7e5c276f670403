"""Who counts as a democracy by three indices, and what Mongolia does on either side of a line.

Regime (the cause) comes from V-Dem (version 15), Polity5 and Freedom House; engagement (the
outcome) from trade, waivers, agreements and visits. No measure of the one enters the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..days import OP_ED_MONTH_END, THIS_DAY, confirmed
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from ..words import number
from .benchmark import flows_of
from .ppml import ppml
from .statistics import both_ways, by_lot, correlations_by_state, interval
from .trade import TRADE_YEARS
from .visas import waived

# A line is the least score of a democracy, for Freedom House the largest mean of its two ratings.
INDICES = {
    "vdem": "V-Dem",
    "polity": "Polity",
    "fh": "Freedom House",
}
UNITS = {
    "vdem": "electoral democracy index, 0 to 1",
    "polity": "polity2, -10 to 10",
    "fh": "mean of two ratings, 1 is best",
}
LEVELS = ("lenient", "usual", "strict")
LINES = {
    "vdem": {"lenient": 0.4, "usual": 0.5, "strict": 0.6},
    "polity": {"lenient": 1, "usual": 6, "strict": 8},
    "fh": {"lenient": 5.0, "usual": 2.5, "strict": 1.5},
}
YEARS = range(1992, 2025)
LAST = {"vdem": 2024, "polity": 2018, "fh": 2024}
NEIGHBOURS = ("CHN", "RUS")
CODED = ("BLR", "KAZ", "KGZ", "TJK", "TKM", "UZB")
BINDING = ("treaty", "visa", "tax", "investment", "trade", "partnership")
USUAL = ("log_gdp_exporter", "log_gdp_importer")
OF_THE_PAIR = ("log_distance", "contiguous", "common_official_language", "colony",
               "common_coloniser", "both_ex_soviet")  # fmt: skip


@kept(most=256)
def scores(index: str, year: int) -> pd.Series:
    """The score of each state by an index in a year, by state, in the index's own unit.

    Polity's years with a special code are left out, as the score there is made up or missing;
    for Freedom House it is the mean of the two ratings, 1 the best. Empty after the last year.
    """
    require_one_of(tuple(INDICES), "The index", index)
    names = {"vdem": "regimes_vdem", "polity": "regimes_polity", "fh": "regimes_freedom_house"}
    rows = load(names[index])
    rows = rows[rows["year"] == year].set_index("iso3")
    if index == "vdem":
        found = rows["polyarchy"]
    elif index == "polity":
        found = rows.loc[rows["special_code"].isna(), "polity2"]
    else:
        found = (rows["political_rights"] + rows["civil_liberties"]) / 2
    return found.astype(float).dropna().rename("score").sort_index()


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
    rows = load("regimes_freedom_house")
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


@dataclass(frozen=True)
class Sides:
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
    trade_unscored: float = field(default=float("nan"))


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
    is_democratic, values = democratic(index, level, year), scores(index, year)
    members = load("countries")
    others = members.loc[members["un_member"] & (members["iso3"] != "MNG"), "iso3"]
    states = pd.DataFrame({"score": values, "democratic": is_democratic}).reindex(others).dropna()
    states["democratic"] = states["democratic"].astype(bool)
    held = waived(f"{year}-12-31")
    states["waiver"] = states.index.isin(held)
    states = states.sort_index().sort_values("score", kind="stable", ascending=index != "fh")
    trade = traded(year)
    both = is_democratic.reindex(trade.index)
    far = trade.drop(list(NEIGHBOURS), errors="ignore")

    def split(amount: pd.Series, of: pd.Series) -> tuple[float, float]:
        if year > 2014 or is_democratic.empty:
            return float("nan"), float("nan")
        here = of.reindex(amount.index).dropna().astype(bool)
        amount = amount.reindex(here.index)
        return float(amount[here].sum()), float(amount[~here].sum())

    agreements, visits = counted(year)
    rows = {
        "all states": _count(states["democratic"]),
        "trade": split(trade, both),
        "trade, China and Russia left out": split(far, both),
        "visa waivers": _count(states.loc[states["waiver"], "democratic"]),
        "agreements, six coded partners": _count(is_democratic.reindex(agreements).dropna()),
        "visits, six coded partners": _count(is_democratic.reindex(visits).dropna()),
    }
    if states.empty:
        rows = dict.fromkeys(rows, (float("nan"), float("nan")))
    table = pd.DataFrame(rows, index=["democratic", "other"]).T
    mongolia = bool(is_democratic["MNG"]) if "MNG" in is_democratic.index else None
    lost = float(trade[both.isna()].sum()) if year <= 2014 else float("nan")
    return Sides(states, mongolia, table, len(others) - len(states), lost)


def _count(which: pd.Series) -> tuple[float, float]:
    which = which.astype(bool)
    return float(which.sum()), float((~which).sum())


def traded(year: int) -> pd.Series:
    """Mongolia's trade both ways by partner, USD million, partners with a positive figure only."""
    rows = load("partners_cow")
    rows = rows[rows["year"] == year].dropna(subset="usd_million")
    sold = rows[rows["exporter"] == "MNG"].set_index("importer")["usd_million"]
    bought = rows[rows["importer"] == "MNG"].set_index("exporter")["usd_million"]
    both = sold.add(bought, fill_value=0)
    return both[both > 0].sort_index()


def counted(year: int) -> tuple[list[str], list[str]]:
    """The partner of each agreement, and of each visit, to the end of a year: coded partners only.

    Agreements: treaties, visas, tax, investment, trade and partnerships that have a year. Visits
    of a head of state or of government to the other state; meetings beside summits are not counted.
    """
    agreements, visits = load("agreements"), load("visits")
    agreements = agreements[
        agreements["kind"].isin(BINDING)
        & agreements["partner"].isin(CODED)
        & (agreements["year"].fillna(9999) <= year)
        & (agreements["trust"] == "confirmed")
    ]
    visits = visits[
        visits["office"].isin(["head of state", "head of government"])
        & ~visits["kind"].isin(["sidelines", "multilateral", "transit"])
        & visits["partner"].isin(CODED)
        & (visits["year"].fillna(9999) <= year)
        & (visits["trust"] == "confirmed")
    ]
    return agreements["partner"].tolist(), visits["partner"].tolist()


# Two states: their lines and how far apart they stand beside all pairs.


def lines(index: str, states: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """By state: year, score, low and high, 1990 on; low and high (68 percent) for V-Dem alone."""
    require_one_of(tuple(INDICES), "The index", index)
    every = pd.DataFrame({year: scores(index, year) for year in range(1990, 2025)}).T
    found = {}
    for state in states:
        score = every[state] if state in every else pd.Series(np.nan, every.index)
        table = pd.DataFrame({"score": score})
        table["low"] = table["high"] = np.nan
        if index == "vdem":
            rows = load("regimes_vdem")
            rows = rows[rows["iso3"] == state].set_index("year")
            table["low"] = rows["polyarchy_low"].reindex(table.index)
            table["high"] = rows["polyarchy_high"].reindex(table.index)
        found[state] = table.rename_axis("year")
    return found


@kept(most=128)
def pair_gaps(index: str, year: int) -> np.ndarray:
    """The distance between the scores of every pair of UN members with one, in order of size."""
    members = load("countries")
    values = scores(index, year)
    values = values[values.index.isin(members.loc[members["un_member"], "iso3"])].to_numpy()
    first, second = np.triu_indices(len(values), 1)
    gaps = np.sort(np.abs(values[first] - values[second]).round(6))
    gaps.setflags(write=False)
    return gaps


def gap_of(one: str, other: str, index: str, year: int) -> float:
    """The distance between two states' scores, in the index's unit; missing without both."""
    values = scores(index, year)
    if not {one, other} <= set(values.index):
        return float("nan")
    return round(abs(float(values[one] - values[other])), 6)


# Tests over all states.


@kept(most=4)
def dyads(year: int) -> pd.DataFrame:
    """All directed dyads of a year for which trade, covariates and both polyarchy scores are known.

    The columns of `flows_of`, and gap (absolute distance of the two scores) and both (1 where
    both are at or above 0.5). A fresh copy each time.
    """
    flows, values = flows_of(year), scores("vdem", year)
    seller, buyer = flows["exporter"].map(values), flows["importer"].map(values)
    flows["gap"] = (seller - buyer).abs()
    flows["both"] = ((seller >= 0.5) & (buyer >= 0.5)).astype(int)
    return flows.dropna(subset="gap").reset_index(drop=True)


@kept(most=4)
def world_tests(covariate: str = "gap") -> pd.DataFrame:
    """Does trade change with the regimes of a pair, over all states? One row a year and model.

    `covariate` is gap or both, as in `dyads`. Columns: year, model (usual covariates; or an effect
    of each state), coefficient, error (robust), low and high (95 percent), dyads. Poisson
    pseudo-maximum likelihood; the errors take dyads as independent, so they are too small.
    """
    require_one_of(("gap", "both"), "The covariate", covariate)
    found = []
    for year in TRADE_YEARS:
        flows, columns = dyads(year), [*OF_THE_PAIR, covariate]
        models = {
            "usual covariates": ppml(flows["usd_million"], flows[[*USUAL, *columns]]),
            "an effect of each state": ppml(
                flows["usd_million"], flows[columns], [flows["exporter"], flows["importer"]]
            ),
        }
        for model, fit in models.items():
            value, error = fit.coefficients[covariate], fit.standard_errors[covariate]
            found.append((year, model, value, error, len(flows)))
    table = pd.DataFrame(found, columns=["year", "model", "coefficient", "error", "dyads"])
    table["low"], table["high"] = interval(table["coefficient"], table["error"])
    return table


@kept(most=4)
def own_tests(year: int = 2012) -> pd.DataFrame:
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
    members, rules = load("countries"), load("visa_rules")
    others = members.loc[members["un_member"] & (members["iso3"] != "MNG"), "iso3"]
    table = pd.DataFrame({"polyarchy": scores("vdem", 2024).reindex(others)}).dropna()
    free = rules[rules["requirement"] == "visa-free"]
    for column, host in (("free", "MNG"), ("free_kazakhstan", "KAZ")):
        admitted = set(free.loc[free["destination"] == host, "passport"])
        table[column] = [float(state in admitted) for state in table.index]
    table.loc["KAZ", "free_kazakhstan"] = np.nan
    money = load("country_years")
    money = money[money["year"] == 2023].set_index("iso3")
    table["gdp_per_head"] = (money["gdp_usd"] / money["population"]).reindex(table.index)
    return table.rename_axis("iso3").sort_index()


# Partnerships signed.


def partners_of(agreements: pd.DataFrame, day: str, years: int = 5) -> set[str]:
    """States that signed a partnership of a higher name in the `years` before a day."""
    rows = confirmed(agreements)
    rows = rows[(rows["kind"] == "partnership") & rows["year"].notna()]
    last = int(day[:4])
    dates = rows["date"].fillna("").astype(str)
    signed = rows["year"].between(last - years, last) & ((dates == "") | (dates <= day))
    return set(rows.loc[signed, "partner"])


# The edge on which claim 43 stands.

DAYS = {
    "August 2013": (OP_ED_MONTH_END, 2012),
    "end of 2014": ("2014-12-31", 2014),
    "end of 2018": ("2018-12-31", 2018),
    "today": (THIS_DAY, 2024),
}


@kept(most=16)
def edge(day: str, ukraine: bool = False) -> pd.DataFrame:
    """Autocracies among waivers and among all states, for thresholds from 0.30 to 0.70 by 0.01.

    `day` is a key of DAYS, which also says whose year's scores are read. Columns: line, among
    (share of autocracies in waivers), autocratic (their number), waivers (how many), overall
    (share of autocracies in all states), all_autocratic and states (their numbers), by_lot (how
    likely as many or more are by lot), effort (whether a partnership was signed with one of them
    in the five years before).
    """
    require_one_of(tuple(DAYS), "The day", day)
    date, year = DAYS[day]
    countries = load("countries")
    others = countries.loc[countries["un_member"] & (countries["iso3"] != "MNG"), "iso3"]
    values = scores("vdem", year)
    values = values[values.index.isin(others)]
    admitted = values[values.index.isin(waived(date, ukraine))]
    partners = values[values.index.isin(partners_of(load("agreements"), date))]
    rows = []
    for line in (step / 100 for step in range(30, 71)):
        autocratic, of_all = int((admitted < line).sum()), int((values < line).sum())
        rows.append(
            {
                "line": line,
                "among": autocratic / len(admitted),
                "autocratic": autocratic,
                "waivers": len(admitted),
                "overall": of_all / len(values),
                "all_autocratic": of_all,
                "states": len(values),
                "by_lot": by_lot(autocratic, len(admitted), of_all, len(values)),
                "effort": bool((partners < line).any()),
            }
        )
    return pd.DataFrame(rows)
