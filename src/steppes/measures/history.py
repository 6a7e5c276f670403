"""Who held the land, how many left, how alike two societies are coded, what a past leaves."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..days import THIS_YEAR, seen
from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .benchmark import flows_of
from .ppml import Fit, ppml
from .statistics import interval
from .trade import TRADE_YEARS
from .twins import deals, flows

FIRST_YEAR, LAST_YEAR = 1727, THIS_YEAR
RULE = ("khanship ended", "imperial rule")  # kinds of holding that count as Russian rule


@kept
def lands() -> list[tuple[str, str]]:
    """State and part of the six lands, in the order in which they are named.

    The four parts of Kazakhstan from west to east, then Mongolia's two.
    """
    rows = load("lands").sort_values("order")
    return list(zip(rows["state"], rows["land"], strict=True))


def rulers_at_end_of(year: int) -> pd.DataFrame:
    """The rows of the table rulers that hold on 31 December of a year, holders and claims.

    Columns as in `spells`; six rows of the layer holder for every year from 1727 to 2026.
    """
    rows = spells()
    day = f"{int(year)}-12-31"
    return rows[(rows["from_date"] <= day) & (rows["to_date"] > day)].reset_index(drop=True)


@kept
def spells() -> pd.DataFrame:
    """The table rulers, with the days as years and parts of years, in from_at and to_at."""
    rows = load("rulers")
    for side in ("from", "to"):
        parts = rows[f"{side}_date"].str.split("-", expand=True).astype(int)
        rows[f"{side}_at"] = parts[0] + (parts[1] - 1) / 12 + (parts[2] - 1) / 365
    return rows


# --- How many can have left -------------------------------------------------------------------

WINDOWS = {"1989 to 2000": (1989, 2000), "2000 to 2010": (2000, 2010), "1989 to 2010": (1989, 2010)}
WHEN = ("evenly over the years", "all in the third year")


@kept
def census(year: int) -> float:
    """The Kazakhs counted by one of Mongolia's censuses: 1989, 2000, and from a copy 2010."""
    rows = seen(load("kazakhs_in_mongolia"))
    rows = rows[(rows["kind"] == "census") & ~rows["computed"]]
    return float(rows.loc[rows["year"] == year, "value"].dropna().iloc[0])


def departures(
    window: str = "1989 to 2000",
    increase: float = 2.0,
    returned: float = 0.0,
    when: str = WHEN[0],
) -> float:
    """How many Kazakhs must have left Mongolia between two censuses, under assumptions.

    `window` names the two censuses; `increase` is births less deaths in per cent a year;
    `returned` persons came back before the second census and stand in its count; `when` says
    whether people left in equal parts over the years or all at the end of the third year. The
    balance is first count + births less deaths - departures + returns = second count, with the
    natural increase on whoever is there.
    """
    require_one_of(tuple(WINDOWS), "The window", window)
    require_one_of(WHEN, "The time of leaving", when)
    first, last = WINDOWS[window]
    before, after, rate, years = census(first), census(last), increase / 100, last - first
    if when == WHEN[1]:
        departed = before * math.exp(3 * rate) - after * math.exp(-(years - 3) * rate)
    elif rate == 0:
        departed = before - after
    else:
        # A constant stream m: after = before * e^(rt) - m * (e^(rt) - 1) / r.
        grown = math.exp(rate * years)
        departed = (before * grown - after) * rate / (grown - 1) * years
    return departed + returned


# --- How alike two societies are coded ----------------------------------------------------------

DOMAINS = {
    "economy and settlement": (*range(1, 6), *range(28, 34), *range(39, 43)),
    "marriage and kin": (*range(6, 28), 43),
    "who does which work": tuple(range(44, 66)),
    "rank and inheritance": tuple(range(66, 78)),
    "house": tuple(range(79, 89)),
}


@kept
def coded_for_both() -> pd.DataFrame:
    """The variables of the Ethnographic Atlas that are coded for Kazak and Khalka alike.

    Columns: variable, name, Kazak and Khalka (what the codes mean), same (whether the codes are
    equal), domain (ours; "other" for what fits none).
    """
    rows = load("culture")
    rows = rows[rows["status"] == "coded"]
    wide = rows.pivot(index=["variable", "name"], columns="society", values="code").dropna()
    meant = rows.pivot(index=["variable", "name"], columns="society", values="value")
    table = meant.loc[wide.index].copy()
    table["same"] = wide["Kazak"] == wide["Khalka"]
    table.columns.name = None
    table = table.reset_index()
    domain_of = {number: name for name, numbers in DOMAINS.items() for number in numbers}
    table["domain"] = table["variable"].str[2:].astype(int).map(domain_of).fillna("other")
    return table


# --- What a past leaves in trade -----------------------------------------------------------------

COVARIATES = ("log_distance", "contiguous", "common_official_language")
GIANTS = ("CHN", "RUS")  # three quarters of Mongolia's trade in 2012
STATES = {"all fifteen": True, "without the Baltic states": False}


@kept(stored=[(True, False), (False, False), (True, True)])
def premiums(baltic: bool = True, clustered: bool = False) -> pd.DataFrame:
    """How much more two former Soviet states traded than two others, by year.

    Columns: year, log (the coefficient), error (its standard error, robust to any form of
    variance), times, low and high (exp of the coefficient and of its 95 per cent interval),
    directions (directed dyads of two former Soviet states). PPML over all directed dyads of the
    year with effects of exporters and importers, distance, a common border and a common official
    language. `baltic` counts Estonia, Latvia and Lithuania in, or among all others. `clustered`
    lets dyads with the same seller, and with the same buyer, depend on each other, which makes the
    errors larger and leaves the premium as it is.
    """
    soviet = _former_soviet(baltic)
    rows = []
    for year in TRADE_YEARS:
        flows = flows_of(year)
        both = flows["exporter"].isin(soviet) & flows["importer"].isin(soviet)
        if baltic and not clustered:  # what flows_of marks already
            factor = _factor_of(_with_the_union(year), both, "both_ex_soviet")
        else:
            factor = _factor(flows, [], both, "both", clustered)
        rows.append({"year": year, **factor})
    return pd.DataFrame(rows)


def mongolia_and_the_former_union(
    left_out: Iterable[str] = ("RUS",), yardstick: Iterable[str] = GIANTS
) -> pd.DataFrame:
    """How much more Mongolia traded with former Soviet states than size and distance say, by year.

    Columns as in `premiums`, with rank, among and median: Mongolia's place, the largest first,
    among all states that were no Soviet republics and have such trade predicted, by the ratio of
    actual to predicted trade with these states; the median ratio; and Mongolia's own, ratio.
    `left_out` are former Soviet states that do not count on the other side: Russia, unless said
    otherwise, since its trade with Mongolia would drown the rest. The Baltic states are in. The
    premium of former Soviet states with each other is held constant.

    Who is left out is still in the yardstick: the effect of Mongolia is estimated from its trade
    with everybody, and most of that is with China and Russia. `yardstick` names which of these two
    stay in it; with () the ratio says how Mongolia's trade with the others is spread over them.
    Raises BadSetting for a code that is no former Soviet state, or no giant.
    """
    codes = sorted({left_out} if isinstance(left_out, str) else set(left_out))
    for code in codes:
        require_one_of(sorted(_former_soviet(True)), "What is left out", code)
    giants = sorted({yardstick} if isinstance(yardstick, str) else set(yardstick))
    for code in giants:
        require_one_of(GIANTS, "What stays in the yardstick", code)
    return _mongolia(tuple(codes), tuple(giants))


@kept(stored=[(("RUS",), GIANTS), (("RUS",), ()), (("RUS",), ("CHN",))])
def _mongolia(left_out: tuple[str, ...], yardstick: tuple[str, ...]) -> pd.DataFrame:
    others = _former_soviet(True) - set(left_out)
    gone = ["MNG", *(set(GIANTS) - set(yardstick))]
    rows = []
    for year in TRADE_YEARS:
        flows = flows_of(year)
        with_giants = flows["exporter"].isin(gone) & flows["importer"].isin(gone)
        of_two_giants = (flows["exporter"] != "MNG") & (flows["importer"] != "MNG")
        flows = flows[~with_giants | of_two_giants].reset_index(drop=True)
        sells, buys = flows["exporter"] == "MNG", flows["importer"] == "MNG"
        ours = sells & flows["importer"].isin(others) | buys & flows["exporter"].isin(others)
        factor = _factor(flows, ["both_ex_soviet"], ours, "ours")
        rows.append({"year": year, **factor, **_place_among_outsiders(year, others)})
    return pd.DataFrame(rows)


def _place_among_outsiders(year: int, others: set[str]) -> dict[str, float]:
    """Where Mongolia stands among outsiders by actual over predicted trade with `others`."""
    flows = flows_of(year).assign(fitted=_with_the_union(year).fitted)
    outside = flows[~flows["both_ex_soviet"].astype(bool)]
    sold, bought = outside["exporter"].isin(others), outside["importer"].isin(others)
    outsider = outside["importer"].where(sold, outside["exporter"])[sold | bought]
    sums = outside.loc[sold | bought, ["usd_million", "fitted"]].groupby(outsider).sum()
    sums = sums[(sums["fitted"] > 0) & ~sums.index.isin(_former_soviet(True))]
    ratio = sums["usd_million"] / sums["fitted"]
    return {
        "ratio": ratio["MNG"],
        "rank": int((ratio > ratio["MNG"]).sum()) + 1,
        "among": len(ratio),
        "median": ratio.median(),
    }


@kept
def _with_the_union(year: int) -> Fit:
    """The model that knows pairs of former Soviet states, and nothing of Mongolia."""
    return _fit(flows_of(year), [*COVARIATES, "both_ex_soviet"])


@kept
def _former_soviet(baltic: bool) -> set[str]:
    rows = load("countries")
    return set(rows.loc[rows["former_soviet"] & (baltic | ~rows["baltic"]), "iso3"])


def _fit(flows: pd.DataFrame, covariates: list[str], clustered: bool = False) -> Fit:
    effects = [flows["exporter"], flows["importer"]]
    clusters = effects if clustered else []
    return ppml(flows["usd_million"], flows[list(covariates)], effects, clusters)


def _factor(
    flows: pd.DataFrame, more: list[str], marked: pd.Series, name: str, clustered: bool = False
) -> dict:
    fit = _fit(flows.assign(**{name: marked.astype(int)}), [*COVARIATES, *more, name], clustered)
    return _factor_of(fit, marked, name)


def _factor_of(fit: Fit, marked: pd.Series, name: str) -> dict:
    log, error = float(fit.coefficients[name]), float(fit.standard_errors[name])
    low, high = (math.exp(end) for end in interval(log, error))
    return {
        "log": log,
        "error": error,
        "times": math.exp(log),
        "low": low,
        "high": high,
        "directions": int(marked.sum()),
    }


def decay(measured: pd.DataFrame, half_life: float | None, floor: float, years) -> np.ndarray:
    """A legacy that fades: the premium in `years`, by a half-life and where it comes to rest.

    The logarithm of the premium over `floor` (times, 1 or more) halves every `half_life` years;
    None never halves. Its height is the one that fits the premiums `measured` best, weighted by
    their errors.
    """

    def share_left(when):
        when = np.asarray(when, dtype=float)
        return np.ones_like(when) if half_life is None else 0.5 ** ((when - 1991) / half_life)

    shape, weight = share_left(measured["year"]), 1 / measured["error"].to_numpy() ** 2
    over = measured["log"].to_numpy() - math.log(floor)
    height = (weight * shape * over).sum() / (weight * shape**2).sum()
    return np.exp(math.log(floor) + height * share_left(years))


# --- The same past without a model: twins and deals ---------------------------------------------

REPUBLICS_LEFT_OUT = ("RUS",)  # its trade with an outsider would drown that of the fourteen
EACH_SIDE = 5  # twins of less and of more pull
FLOW_NAMES = ("both ways", "bought", "sold")
OWN_PULL = ("gdp", "km")


def partners_by_pull(
    flows: pd.DataFrame, state: str, flow: str = "both ways", power: float = 1.0
) -> pd.DataFrame:
    """A state's partners with what draws trade to them, the weakest first.

    `flows` has the columns of `steppes.measures.twins.flows`; `flow` is both ways, bought or sold,
    seen from the state. Columns: partner, traded (USD million), gdp (US dollars), km, pull
    (product in USD million over kilometres to the given power), republic (whether it was a Soviet
    one). A partner of which a flow that counts has no figure is left out.
    Raises BadSetting for another flow.
    """
    require_one_of(FLOW_NAMES, "The flow", flow)
    sold = flows[(flows["seller"] == state).to_numpy()].set_index("buyer")
    bought = flows[(flows["buyer"] == state).to_numpy()].set_index("seller")
    table = pd.DataFrame(index=sold.index.union(bought.index).rename("partner"))
    table["gdp"] = sold["gdp_buyer"].reindex(table.index).fillna(bought["gdp_seller"])
    table["km"] = sold["km"].reindex(table.index).fillna(bought["km"])
    sums = {"sold": sold["sold"], "bought": bought["sold"]}
    table["traded"] = sums["sold"] + sums["bought"] if flow == "both ways" else sums[flow]
    table["pull"] = table["gdp"] / 1e6 / table["km"] ** power
    table["republic"] = table.index.isin(_former_soviet(True))
    table = table.reset_index()
    columns = ["partner", "traded", "gdp", "km", "pull", "republic"]
    table = table[columns].dropna().sort_values(["pull", "partner"])
    return table.reset_index(drop=True)


def twins_of_republics(
    partners: pd.DataFrame,
    left_out: Iterable[str] = REPUBLICS_LEFT_OUT,
    each_side: int = EACH_SIDE,
    apart: bool = False,
) -> pd.DataFrame:
    """Outside states beside each former Soviet republic, alike in pull: one row a twin.

    `partners` as `partners_by_pull` gives them. The twins of a republic are the `each_side` states
    of less pull and as many of more that come next, no republics themselves; or, if `apart`, as
    many that are nearest in size and distance taken apart (the sum of both squared logarithms).
    Columns: republic, twin, traded (of the twin), republic_traded.
    """
    outside = partners[~partners["republic"]]
    inside = partners[partners["republic"] & ~partners["partner"].isin(list(left_out))]
    rows = []
    for place, republic in enumerate(inside.itertuples()):
        if apart:
            unlike = sum(np.log(outside[name] / getattr(republic, name)) ** 2 for name in OWN_PULL)
            chosen = np.argsort(unlike.to_numpy(), kind="stable")[: 2 * each_side]
        else:
            above = int(np.searchsorted(outside["pull"], republic.pull))
            chosen = np.arange(max(above - each_side, 0), min(above + each_side, len(outside)))
        rows += [(place, twin) for twin in chosen]
    places, twins = np.array(rows, dtype=int).reshape(-1, 2).T
    table = outside[["partner", "traded"]].iloc[twins].reset_index(drop=True)
    table = table.rename(columns={"partner": "twin"})
    table["republic"] = inside["partner"].to_numpy()[places]
    table["republic_traded"] = inside["traded"].to_numpy()[places]
    return table[["republic", "twin", "traded", "republic_traded"]]


def beside_deals(twins: pd.DataFrame, seed: int = 1) -> tuple[float, np.ndarray]:
    """Trade with the republics of `twins_of_republics`, and with 1,000 dealt sets of their twins.

    Each deal draws one twin by lot for each republic and adds up what was traded with them.
    """
    own = twins.drop_duplicates("republic")
    choices = [
        twins["traded"].to_numpy()[rows] for rows in twins.groupby("republic").indices.values()
    ]
    return float(own["republic_traded"].sum()), deals(choices, seed=seed).sum(axis=1)


def wall_found(dealt: np.ndarray, leaves: float, bar: float = 0.95) -> float:
    """How often a wall that leaves a part of a dealt sum would be told from chance, 0 to 1.

    `leaves` is that part, 0.5 for a wall of half. It is told where the middle share `bar` of the
    deals lies above it: with 0.95, where fewer than 1 deal in 40 is as small.
    """
    as_few = np.searchsorted(np.sort(dealt), leaves * dealt, side="right") / len(dealt)
    return float((as_few <= (1 - bar) / 2).mean())


AS_CHOSEN, KAZAKHSTAN_ALONE = "as chosen", "Kazakhstan alone"
# Other ways to choose the twins, the partners and the flow; each takes the place of one choice.
GOODS_VARIANTS: dict[str, dict] = {
    AS_CHOSEN: {},
    "four twins": {"each_side": 2},
    "six twins": {"each_side": 3},
    "twenty twins": {"each_side": 10},
    "the root of kilometres": {"power": 0.5},
    "kilometres to the power of 1.5": {"power": 1.5},
    "kilometres squared": {"power": 2.0},
    "size and distance apart": {"apart": True},
    "no twins beyond 8,000 km": {"most_km": 8000},
    "no twins from Comecon": {"comecon": False},
    "with Russia": {"left_out": ()},
    "without Belarus": {"left_out": ("RUS", "BLR")},
    "without Kazakhstan": {"left_out": ("RUS", "KAZ")},
    "without the Baltic states": {"left_out": ("RUS", "EST", "LTU", "LVA")},
    "without Belarus, Kazakhstan, Ukraine": {"left_out": ("RUS", "BLR", "KAZ", "UKR")},
    "bought alone": {"flow": "bought"},
    "sold alone": {"flow": "sold"},
}


def republics_beside_twins(
    year: int,
    state: str = "MNG",
    left_out: Iterable[str] = REPUBLICS_LEFT_OUT,
    flow: str = "both ways",
    power: float = 1.0,
    each_side: int = EACH_SIDE,
    apart: bool = False,
    most_km: float = math.inf,
    comecon: bool = True,
) -> pd.DataFrame:
    """The table of `twins_of_republics` for an outside state in one year, Mongolia if not said.

    Twins lie no farther than `most_km`, and were in Comecon in its last years only if `comecon`.
    The other settings are those of `partners_by_pull` and `twins_of_republics`.
    Raises BadSetting for a year for which the table of trade has not all pairs, or another flow.
    """
    partners = partners_by_pull(flows(year), state, flow, power)
    out = partners["km"] > most_km
    if not comecon:
        out |= partners["partner"].isin(in_comecon_to_the_end())
    partners = partners[partners["republic"] | ~out]
    return twins_of_republics(partners, left_out, each_side, apart)


@kept
def goods_beside_deals(bar: float = 0.95) -> pd.DataFrame:
    """Mongolia's trade with the former republics beside 1,000 deals, by year and variant.

    Columns: year, variant (a key of GOODS_VARIANTS, or KAZAKHSTAN_ALONE), traded (USD million),
    middle (the median deal), above and below (how many deals lie above and below what was traded),
    as_many and as_few (the shares of deals that are as many or more, as few or fewer), and
    wall_of_half and wall_of_a_tenth: how often `wall_found` would find such a wall by the `bar`.
    """
    alone = {"left_out": tuple(_former_soviet(True) - {"KAZ"})}
    rows = []
    for year in TRADE_YEARS:
        for name, settings in {**GOODS_VARIANTS, KAZAKHSTAN_ALONE: alone}.items():
            traded, dealt = beside_deals(republics_beside_twins(year, **settings))
            rows.append({"year": year, "variant": name, **_beside(traded, dealt)})
            for name, leaves in (("wall_of_half", 0.5), ("wall_of_a_tenth", 0.1)):
                rows[-1][name] = wall_found(dealt, leaves, bar)
    return pd.DataFrame(rows)


@kept(most=4)
def states_beside_deals(year: int) -> pd.DataFrame:
    """Every state's trade with the former republics but Russia beside 1,000 deals of their twins.

    The settings as chosen, for all states at once. Columns: state, republic (whether it was a
    Soviet one, which then trades with the others), and traded, middle, above, below, as_many and
    as_few as in `goods_beside_deals`. A state of which the median deal is 0 is left out: nothing
    could lie below it.
    """
    codes, both, pull = _pulls_between_all(year)
    republic = np.isin(codes, sorted(_former_soviet(True)))
    counts = republic & ~np.isin(codes, REPUBLICS_LEFT_OUT)
    rows = []
    for state, code in enumerate(codes):
        if code in REPUBLICS_LEFT_OUT:
            continue
        known = ~np.isnan(both[state]) & ~np.isnan(pull[state])
        outside = np.flatnonzero(known & ~republic)
        outside = outside[np.argsort(pull[state, outside], kind="stable")]
        inside = np.flatnonzero(known & counts)
        above = np.searchsorted(pull[state, outside], pull[state, inside])
        sides = [outside[max(n - EACH_SIDE, 0) : n + EACH_SIDE] for n in above]
        dealt = deals([both[state, twins] for twins in sides]).sum(axis=1)
        beside = _beside(float(both[state, inside].sum()), dealt)
        rows.append({"state": code, "republic": republic[state], **beside})
    table = pd.DataFrame(rows)
    return table[table["middle"] > 0].reset_index(drop=True)


def _pulls_between_all(year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """States by their codes, the trade both ways of each two, and how each draws the other's."""
    table = flows(year)
    codes = np.array(sorted(set(table["seller"]) | set(table["buyer"])))
    seller, buyer = (np.searchsorted(codes, table[side]) for side in ("seller", "buyer"))
    sold, pull = np.full((2, len(codes), len(codes)), np.nan)
    sold[seller, buyer] = table["sold"]
    pull[seller, buyer] = table["gdp_buyer"] / 1e6 / table["km"]
    pull[buyer, seller] = table["gdp_seller"] / 1e6 / table["km"]
    return codes, sold + sold.T, pull


def _beside(traded: float, dealt: np.ndarray) -> dict[str, float]:
    return {
        "traded": traded,
        "middle": float(np.median(dealt)),
        "above": int((dealt > traded).sum()),
        "below": int((dealt < traded).sum()),
        "as_many": float((dealt >= traded).mean()),
        "as_few": float((dealt <= traded).mean()),
    }


def in_comecon_to_the_end() -> set[str]:
    """The states that were in Comecon in its last years, republics of the Union among them."""
    countries = load("countries")
    return set(countries.loc[countries["comecon_to"].fillna(0) >= 1990, "iso3"])
