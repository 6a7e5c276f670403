"""Who trades with whom: partners, ranks and shares, by every source that the course has."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..errors import require_one_of
from ..tables import load

PAIR = ("MNG", "KAZ")
PRESS_COLUMNS = {"KAZ": "kaz_to_mng_usd_million", "MNG": "mng_to_kaz_usd_million"}  # by seller
TRADE_YEARS = (2000, 2006, 2012, 2014)  # those for which the table of trade has all pairs
FLOWS = {"imports": "imports", "exports": "exports", "total": "trade both ways"}
SOURCES = {
    "COW": ("partners_cow", "Correlates of War"),
    "UNCTAD": ("partners_unctad", "UNCTAD"),
    "Comtrade": ("partners_comtrade", "UN Comtrade"),
    "WITS": ("partners_wits", "WITS"),
}


def partners(state: str, flow: str, source: str, year: int) -> pd.DataFrame:
    """A state's trade partners in one year by one source, largest first.

    Columns: partner (ISO 3166), usd_million, rank (1 is the largest; ties share a rank), share
    (of the state's trade in that flow, 0 to 1). Only partners with a positive figure stand
    here; the table is empty where the source has no such year.
    Raises BadSetting for a state, flow or source that there is not.
    """
    require_one_of(PAIR, "The state", state)
    require_one_of(tuple(FLOWS), "The flow", flow)
    require_one_of(tuple(SOURCES), "The source", source)
    flows = load(SOURCES[source][0])
    flows = flows[(flows["year"] == year) & (flows["usd_million"] > 0)]
    bought = flows[flows["importer"] == state].set_index("exporter")["usd_million"]
    sold = flows[flows["exporter"] == state].set_index("importer")["usd_million"]
    totals = {"imports": bought, "exports": sold, "total": bought.add(sold, fill_value=0)}[flow]
    table = totals.rename("usd_million").rename_axis("partner").reset_index()
    table = table.sort_values(["usd_million", "partner"], ascending=[False, True])
    table["rank"] = table["usd_million"].rank(ascending=False, method="min").astype(int)
    table["share"] = table["usd_million"] / table["usd_million"].sum()
    return table.reset_index(drop=True)


def pair_flows() -> pd.DataFrame:
    """The flows between Mongolia and Kazakhstan by every statistical source, side by side.

    Columns: source, year, exporter, importer, usd_million, status. Joined here, never on disk:
    the tables stand under different terms.
    """
    of_sources = []
    for source, (table, _) in SOURCES.items():
        flows = load(table)
        between = flows["exporter"].isin(PAIR) & flows["importer"].isin(PAIR)
        of_sources.append(flows[between].assign(source=source))
    return pd.concat(of_sources, ignore_index=True)


def shares_within(states: Collection[str]) -> pd.Series:
    """Of all trade that touches one of some states, the per cent that stays among them, by year.

    Goods by Correlates of War, in TRADE_YEARS; a flow among them counts once. Pairs without a
    figure are left out.
    """
    flows = load("trade").dropna(subset="usd_million")
    sells, buys = flows["exporter"].isin(states), flows["importer"].isin(states)
    within = flows["usd_million"].where(sells & buys).groupby(flows["year"]).sum()
    touching = flows["usd_million"].where(sells | buys).groupby(flows["year"]).sum()
    return (100 * within / touching).rename("share")


def op_ed_flows() -> dict[str, float]:
    """What each of the two sold to the other by the op-ed, in USD million, by seller.

    The op-ed does not say for which year.
    """
    row = load("trade_press").set_index("said_by").loc["op-ed"]
    return {seller: float(row[column]) for seller, column in PRESS_COLUMNS.items()}
