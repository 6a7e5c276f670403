"""Twins, standings and deals: a flow beside flows that are alike, and what lot would give.

Three ideas without a model, for all lessons. *Twins* are dyads alike in size, and if asked in
distance. A *standing* says how many of a dyad's own twins sold less. *Deals* draw by lot what a
sum or a count would be if only likeness, or chance, played a part. Numbers are plain: no logarithm,
no estimate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import require_one_of
from ..keeping import kept
from ..tables import load
from .trade import PAIR, TRADE_YEARS

WITHIN = 0.25  # a quarter more, or as many times less: leaves some twenty twins of the pair in 2012
SIZE = ("gdp_seller", "gdp_buyer")
SIZE_AND_DISTANCE = (*SIZE, "km")
ENOUGH = 10  # a standing among fewer twins says little
NEAR_KM = 100  # as in lesson 01
DEALS = 1000
COUNTS = ("twins", "less", "more", "none")


@kept(most=8)
def flows(year: int) -> pd.DataFrame:
    """Every directed dyad of one year that has a figure of trade, both products and a distance.

    Columns: seller, buyer, sold (current US dollars, whole millions), gdp_seller, gdp_buyer
    (current US dollars), km (between the towns of the two states, weighted by their people: the
    column distw_km of pair_covariates), gap_km (between the borders; missing where near_pairs has
    no such pair), touching (whether the borders meet). The dyads are those of
    `steppes.measures.benchmark.flows_of`, in its order. A dyad without a figure is left out: it is
    not a zero. A fresh copy each time.
    Raises BadSetting for a year for which the table of trade has not all pairs.
    """
    require_one_of(TRADE_YEARS, "The year", year)
    trade = load("trade").rename(
        columns={"exporter": "seller", "importer": "buyer", "usd_million": "sold"}
    )
    table = trade.loc[trade["year"] == year, ["seller", "buyer", "sold"]].dropna()
    product = load("country_years")
    product = product[product["year"] == year].set_index("iso3")["gdp_usd"]
    for side in ("seller", "buyer"):
        table[f"gdp_{side}"] = table[side].map(product)
    towns = load("pair_covariates").rename(columns={"distw_km": "km"})
    table = table.merge(_both_ways(towns, ["km"]), how="left", on=["seller", "buyer"])
    table = table.dropna(subset=SIZE_AND_DISTANCE)
    borders = _both_ways(load("near_pairs"), ["gap_km", "touching"])
    table = table.merge(borders, how="left", on=["seller", "buyer"])
    return table.assign(touching=table["touching"].eq(True))


def _both_ways(pairs: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Columns of a table of pairs, once with either state for the seller."""
    names = {"iso3_a": "seller", "iso3_b": "buyer"}
    turned = {"iso3_a": "buyer", "iso3_b": "seller"}
    both = pd.concat([pairs.rename(columns=names), pairs.rename(columns=turned)])
    return both[["seller", "buyer", *columns]]


def twins(
    flows: pd.DataFrame,
    seller: str,
    buyer: str,
    within: float = WITHIN,
    alike: Sequence[str] = SIZE_AND_DISTANCE,
) -> pd.DataFrame:
    """The dyads that are alike to one: in each column of `alike` at most `within` apart.

    `flows` has the columns seller, buyer and `alike`; 0.25 is a quarter more, or as many times
    less: a ratio from 0.8 to 1.25. The dyad itself is none of its twins. The rows are those of
    `flows`, in their order. Raises BadSetting where `flows` has no such dyad.
    """
    row = _row_of(flows, seller, buyer)
    columns = [flows[name].to_numpy(dtype=float) for name in alike]
    alike_in_all = _alike(columns, [column[row] for column in columns], within)
    alike_in_all[row] = False
    return flows[alike_in_all]


def nearest_twins(
    flows: pd.DataFrame,
    seller: str,
    buyer: str,
    count: int = 20,
    alike: Sequence[str] = SIZE_AND_DISTANCE,
) -> pd.DataFrame:
    """The `count` dyads most alike to one, however far apart: the most alike first.

    As alike as the column in which they differ by the largest ratio; equal ones by their names.
    Otherwise as `twins`.
    """
    row = _row_of(flows, seller, buyer)
    ratios = flows[list(alike)] / flows[list(alike)].iloc[row]
    unlike = np.maximum(ratios, 1 / ratios).max(axis=1)
    others = flows.assign(unlike=unlike).drop(flows.index[row])
    return others.sort_values(["unlike", "seller", "buyer"]).head(count).drop(columns="unlike")


def _row_of(flows: pd.DataFrame, seller: str, buyer: str) -> int:
    rows = np.empty(0, dtype=int)
    if isinstance(seller, str) and isinstance(buyer, str):
        rows = np.flatnonzero((flows["seller"] == seller) & (flows["buyer"] == buyer))
    if not len(rows):
        require_one_of(sorted(set(flows["seller"])), "The seller", seller)
        bought = flows["buyer"][flows["seller"] == seller]
        require_one_of(sorted(set(bought)), "The buyer", buyer)
    return int(rows[0])


def _alike(columns: Sequence[np.ndarray], own: Sequence[float], within: float) -> np.ndarray:
    """Which rows lie within the margin of `own` in every column."""
    inside = np.ones(len(columns[0]), dtype=bool)
    for column, value in zip(columns, own, strict=True):
        inside &= (column >= value / (1 + within)) & (column <= value * (1 + within))
    return inside


def standings(
    flows: pd.DataFrame,
    within: float = WITHIN,
    alike: Sequence[str] = SIZE,
    of: Sequence[bool] | pd.Series | None = None,
    at_least: int = ENOUGH,
) -> pd.DataFrame:
    """How many of its own twins each dyad outsells; twins by size, unless said otherwise.

    `flows`, `within` and `alike` as in `twins`; `of` marks the dyads whose standing is asked, all
    of them if not given; dyads with fewer twins than `at_least` are left out. Columns are those of
    `flows`, with twins (how many), less and more (how many sold less or more: strictly, so that a
    twin that sold as much is neither), none (how many sold 0, which is less than half a unit),
    sold_less (less over twins, 0 to 1), twins_mean (what the twins sold in the mean) and
    sold_less_trading (less over twins among those that sold more than 0; missing where none did).
    """
    asked = np.arange(len(flows)) if of is None else np.flatnonzero(np.asarray(of))
    # In the order of the first column the dyads alike in it are one stretch.
    order = np.argsort(flows[alike[0]].to_numpy(dtype=float), kind="stable")
    place = np.argsort(order)
    sorted_flows = flows.iloc[order]
    sold = sorted_flows["sold"].to_numpy(dtype=float)
    leading, *others = (sorted_flows[name].to_numpy(dtype=float) for name in alike)
    first = np.searchsorted(leading, leading / (1 + within))
    last = np.searchsorted(leading, leading * (1 + within), side="right")
    counts, sums = np.zeros((len(asked), len(COUNTS)), dtype=int), np.zeros(len(asked))
    for row, own in enumerate(place[asked]):
        stretch = slice(first[own], last[own])
        amounts, mine = sold[stretch], sold[own]
        if others:
            here = [column[stretch] for column in others]
            amounts = amounts[_alike(here, [column[own] for column in others], within)]
        less, more = np.count_nonzero(amounts < mine), np.count_nonzero(amounts > mine)
        # The dyad itself is among them: one row, and one 0 where it sold nothing.
        counts[row] = len(amounts) - 1, less, more, np.count_nonzero(amounts == 0) - (mine == 0)
        sums[row] = amounts.sum() - mine
    table = flows.iloc[asked].assign(**dict(zip(COUNTS, counts.T, strict=True)))
    some = table["twins"].where(table["twins"] > 0)
    table["sold_less"], table["twins_mean"] = table["less"] / some, sums / some
    trading = (table["twins"] - table["none"]).where(lambda twins: twins > 0)
    table["sold_less_trading"] = (table["less"] - table["none"]).clip(lower=0) / trading
    return table[table["twins"] >= at_least].reset_index(drop=True)


def deals(choices: Sequence[Sequence[float]], times: int = DEALS, seed: int = 1) -> np.ndarray:
    """One value drawn by lot from each of `choices`, `times` over: a row a deal.

    Each row holds a value for each of the choices, in their order, so that `.sum(axis=1)` is what
    a sum over partners would have been with one twin for each of them.
    Raises ValueError for a choice of nothing.
    """
    if not all(len(choice) for choice in choices):
        raise ValueError("Nothing can be drawn from a choice of nothing.")
    lots = _lots(times, len(choices), seed)
    drawn = [
        np.asarray(choice, dtype=float)[(lots[:, place] * len(choice)).astype(int)]
        for place, choice in enumerate(choices)
    ]
    return np.column_stack(drawn)


def _lots(rows: int, columns: int, seed: int) -> np.ndarray:
    """Numbers from 0 up to 1 by lot, the same for a seed in every version of numpy.

    RandomState is the one generator whose numbers numpy promises never to change.
    """
    return np.random.RandomState(seed).random_sample((rows, columns))


def places(
    flows: pd.DataFrame,
    of: Sequence[bool] | pd.Series,
    within: float = WITHIN,
    touching: bool = False,
) -> pd.DataFrame:
    """How many of its company each dyad does better than, in three companies, zeros in and out.

    `of` marks the dyads asked for. The companies: *size*, its twins by size; *distance*, its twins
    by size and distance; *near*, the dyads of other pairs within 100 km, whose standings are
    compared with its own (pairs that touch among them only if `touching`). Six rows a dyad:
    seller, buyer, among (size, distance or near), zeros (whether dyads that sold 0 are counted in
    the company), others (how many are compared), less and more (how many of them sold less or
    more; near: stand lower or higher). Where a dyad has fewer size twins than ENOUGH it has no
    standing, and others is 0 beside near pairs.
    """
    of = np.asarray(of)
    near = (flows["gap_km"] <= NEAR_KM).to_numpy() & (touching | ~flows["touching"].to_numpy())
    sized = standings(flows, within, SIZE, of | near, at_least=0)
    alike = standings(flows, within, SIZE_AND_DISTANCE, of, at_least=0)
    compared = sized[near[of | near] & (sized["twins"] >= ENOUGH)]
    rows = []
    for (_, own), (_, twins_too) in zip(
        sized[of[of | near]].iterrows(), alike.iterrows(), strict=True
    ):
        pair = {own["seller"], own["buyer"]}
        theirs = compared["seller"].isin(pair) & compared["buyer"].isin(pair)
        others = compared[~theirs]
        for zeros in (True, False):
            rows += [
                (own["seller"], own["buyer"], "size", zeros, *_among_twins(own, zeros)),
                (own["seller"], own["buyer"], "distance", zeros, *_among_twins(twins_too, zeros)),
                (own["seller"], own["buyer"], "near", zeros, *_among_near(own, others, zeros)),
            ]
    columns = ["seller", "buyer", "among", "zeros", "others", "less", "more"]
    return pd.DataFrame(rows, columns=columns)


def _among_twins(own: pd.Series, zeros: bool) -> tuple[int, int, int]:
    twins, less, more, none = (int(own[name]) for name in COUNTS)
    return (twins, less, more) if zeros else (twins - none, max(less - none, 0), more)


def _among_near(own: pd.Series, beside: pd.DataFrame, zeros: bool) -> tuple[int, int, int]:
    if own["twins"] < ENOUGH:
        return 0, 0, 0
    column = "sold_less" if zeros else "sold_less_trading"
    standing = beside[column].to_numpy()[zeros | (beside["sold"] > 0).to_numpy()]
    standing = standing[~np.isnan(standing)]
    return (
        len(standing),
        np.count_nonzero(standing < own[column]),
        np.count_nonzero(standing > own[column]),
    )


@kept(most=32)
def pair_places(
    year: int, within: float = WITHIN, sold: tuple[tuple[str, float], ...] = ()
) -> pd.DataFrame:
    """The `places` of both directions of the pair in one year, with a column year.

    `sold` gives other amounts than the table's, as pairs of a seller and USD million.
    Raises BadSetting for a year for which the table of trade has not all pairs.
    """
    table = flows(year)
    ours = table["seller"].isin(PAIR) & table["buyer"].isin(PAIR)
    for seller, amount in sold:
        table.loc[ours & (table["seller"] == seller), "sold"] = amount
    return places(table, ours, within).assign(year=year, within=within)


@kept
def near_places(year: int) -> pd.DataFrame:
    """The `places` of all dyads within 100 km that do not touch: what is usual among near pairs."""
    table = flows(year)
    return places(table, (table["gap_km"] <= NEAR_KM) & ~table["touching"])


def sums_of_pairs(flows: pd.DataFrame) -> pd.DataFrame:
    """What each pair trades both ways, as one row that `standings` can read as if it were a dyad.

    Columns: seller and buyer (the two states, by the alphabet), sold (both flows together),
    product (of the two economies, in squared US dollars), km, gap_km, touching. A pair of which
    one flow has no figure is left out.
    """
    back = flows[["buyer", "seller", "sold"]].set_axis(["seller", "buyer", "back"], axis=1)
    pairs = flows.merge(back, on=["seller", "buyer"])
    pairs = pairs[pairs["seller"] < pairs["buyer"]].reset_index(drop=True)
    pairs["sold"] = pairs["sold"] + pairs["back"]
    pairs["product"] = pairs["gdp_seller"] * pairs["gdp_buyer"]
    return pairs[["seller", "buyer", "sold", "product", "km", "gap_km", "touching"]]
