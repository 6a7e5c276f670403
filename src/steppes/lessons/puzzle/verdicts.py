"""Lesson 01: the gap, the people, embassies and visits, and what is traded."""

from __future__ import annotations

import pandas as pd

from ...days import CENTRAL_ASIA, OP_ED_YEAR, THIS_YEAR, confirmed
from ...measures.trade import PAIR, PRESS_COLUMNS, pair_flows
from ...tables import state_names
from ...verdicts import Finding, settles
from ...words import counted, listing, number, percent

CLAIMED_KAZAKHS = 160_000


@settles(7, "border_gap")
def strip_width(border_gap: pd.DataFrame, limit_km: float = 40) -> Finding:
    """Claim 7: the two borders lie less than 40 km apart, in a straight line."""
    million = border_gap["scale"].str.extract(r"1:(\d+) million", expand=False).astype(int)
    border_gap = border_gap.assign(million=million).sort_values("million")
    fine = border_gap[border_gap["million"] <= 50]
    verdict = "holds" if (fine["km"] < limit_km).all() else "wrong"
    widths = [f"{number(row.km, 1)} km at {row.scale}" for row in border_gap.itertuples()]
    return Finding(
        verdict,
        verdict,
        f"{listing(widths)}.",
        f"under {number(limit_km)} km on every map of 1:50 million or finer; a coarser map "
        "draws borders with errors as large as the strip.",
    )


@settles(8, "kazakhs_in_mongolia")
def kazakhs_in_mongolia(
    figures: pd.DataFrame,
    claimed: float = CLAIMED_KAZAKHS,
    close: float = 0.10,
    loose: float = 0.25,
    stale: int = 15,
) -> Finding:
    """Claim 8: about 160,000 Kazakhs live in Mongolia.

    A count outranks words: read beside the last census before a year, and beside the words of
    officials only where no census of the `stale` years before was seen. Where the census is known
    within bounds, the bound that is kinder to the claim is taken.
    """
    counts = _counted_or_said(confirmed(figures))

    def at(year: int) -> tuple[str, str]:
        best = _most_trusted(counts[counts["year"].between(year - stale, year)])
        if best.empty:
            return "unverified", f"for {year}: no census and no word"
        off = (claimed / best["high"].astype(float) - 1).abs()
        verdict = "wrong"
        if off.min() <= loose:
            verdict = "holds" if off.min() <= close else "imprecise"
        return verdict, (
            f"for {year}: {_counts_listed(best)}, which the claim misses by {percent(off.min(), 0)}"
        )

    (then, read_then), (today, read_now) = at(OP_ED_YEAR), at(THIS_YEAR)
    return Finding(
        then,
        today,
        f"{read_then}; {read_now}.",
        f"within {percent(close, 0)} of the last census holds, within {percent(loose, 0)} is "
        f"imprecise: a count grows old. Officials' words are asked only where no census of "
        f"{counted(stale, 'year')} before was read; copies, such as that of the census of 2010, "
        "decide nothing.",
    )


def _counted_or_said(figures: pd.DataFrame) -> pd.DataFrame:
    """Censuses and officials' words with a low and a high end; a bare value is both."""
    rows = figures[figures["kind"].isin(["census", "official words"])]
    rows = rows.assign(low=rows["low"].fillna(rows["value"]))
    rows = rows.assign(high=rows["high"].fillna(rows["value"]).fillna(rows["low"]))
    return rows.dropna(subset=["year", "high"]).drop_duplicates(["year", "kind", "high"])


def _most_trusted(rows: pd.DataFrame) -> pd.DataFrame:
    """The last census where there is one, else whatever officials said."""
    census = rows[rows["kind"] == "census"]
    return census[census["year"] == census["year"].max()] if len(census) else rows


def _counts_listed(counts: pd.DataFrame) -> str:
    return listing(
        (number(row.low) if row.low == row.high else f"{number(row.low)} to {number(row.high)}")
        + f" ({row.kind}, {int(row.year)})"
        for row in counts.itertuples()
    )


@settles(9, "kazakhs_by_place")
def most_in_one_province(places: pd.DataFrame, most: float = 0.5) -> Finding:
    """Claim 9: most of Mongolia's Kazakhs live in Bayan-Ölgii."""
    rows = confirmed(places)
    rows = rows[rows["place"] == "Bayan-Ölgii"]
    shares = rows.loc[rows["measure"] == "share of Mongolia's Kazakhs", "value"] / 100
    verdict = "holds" if shares.min() > most else "wrong" if shares.max() <= most else "imprecise"
    return Finding(
        verdict,
        verdict,
        f"{percent(shares.min(), 1)} to {percent(shares.max(), 1)} of them, by the sources seen.",
        f"more than {percent(most, 0)} by every source, which is what most means.",
    )


@settles(16, "relations")
def relations_since(relations: pd.DataFrame, year: int = 1992) -> Finding:
    """Claim 16: diplomatic relations date from 1992."""
    row = confirmed(relations).set_index("state").loc["KAZ"]
    verdict = "holds" if str(row["date"]).startswith(str(year)) else "wrong"
    return Finding(
        verdict,
        verdict,
        f"relations were established on {row['date']}.",
        f"the year is {year}.",
    )


@settles(17, "missions")
def only_embassy(missions: pd.DataFrame) -> Finding:
    """Claim 17: of the five Central Asian states only Kazakhstan hosts a Mongolian embassy."""
    rows = confirmed(missions)
    rows = rows[
        (rows["sending"] == "MNG")
        & (rows["kind"] == "embassy")
        & rows["receiving"].isin(CENTRAL_ASIA)
    ]

    def hosts(year: int) -> list[str]:
        open_then = rows[
            (rows["from_year"] <= year) & (rows["to_year"].isna() | (rows["to_year"] > year))
        ]
        return sorted(open_then["receiving"].unique())

    then, today = hosts(OP_ED_YEAR), hosts(THIS_YEAR)
    return Finding(
        "holds" if then == ["KAZ"] else "wrong",
        "holds" if today == ["KAZ"] else "wrong",
        f"of the five states, {_states_listed(then)} had one in {OP_ED_YEAR}, and "
        f"{_states_listed(today)} have one now.",
        "Kazakhstan and no other; a consulate is not an embassy.",
    )


def _states_listed(codes: list[str]) -> str:
    return listing(state_names()[code] for code in codes) or "none"


@settles(19, "visits")
def several_visits(visits: pd.DataFrame, several: int = 3) -> Finding:
    """Claim 19: there have been a number of visits between the two heads of state."""
    rows = confirmed(visits)
    today = rows[
        rows["visitor"].isin(PAIR)
        & rows["host"].isin(PAIR)
        & (rows["office"] == "head of state")
        & ~rows["kind"].isin(["sidelines", "multilateral"])
    ]
    then = today[today["year"] < OP_ED_YEAR]

    def verdict(number_of_visits: int) -> str:
        if number_of_visits >= several:
            return "holds"
        return "imprecise" if number_of_visits else "wrong"

    return Finding(
        verdict(len(then)),
        verdict(len(today)),
        f"{len(then)} to the end of {OP_ED_YEAR - 1} ({listing(map(str, then['year']))}), "
        f"{len(today)} by now.",
        f"at least {several}; two would be one exchange of visits.",
    )


@settles(21, pair_flows, "trade_press")
def trade_total(
    flows: pd.DataFrame, press: pd.DataFrame, claimed: float = 43.5, slack: float = 1.0
) -> Finding:
    """Claim 21: trade is a little over USD 43 million, the year unstated.

    `flows` holds the pair's flows of all statistical sources (source, year, exporter, importer,
    usd_million); `press` the totals that officials gave. Read as one of the last three years
    that an author of 2013 can have seen, 2010 to 2012; now as the last three full years known.
    """

    both_ways = flows.groupby(["source", "year"])["usd_million"].agg(["sum", "count"])
    both_ways = both_ways[both_ways["count"] == 2].reset_index()  # an absent flow is not a zero

    def three_years_to(last: int) -> pd.Series:
        return both_ways.loc[both_ways["year"].between(last - 2, last), "sum"]

    def verdict(totals: pd.Series) -> str:
        if ((totals - claimed).abs() <= slack).any():
            return "holds"
        return "imprecise" if totals.min() < claimed < totals.max() else "wrong"

    last_seen = OP_ED_YEAR - 1
    then = three_years_to(last_seen)
    officials = _of_full_years(press).dropna(subset="total_usd_million")
    officials = officials[officials["year"] > officials["year"].max() - 3]
    today = officials["total_usd_million"]
    return Finding(
        verdict(then),
        verdict(today),
        f"totals for {last_seen - 2} to {last_seen} run from {number(then.min())} to "
        f"{number(then.max())}, those for {officials['year'].min()} to {officials['year'].max()} "
        f"from {number(today.min(), 1)} to {number(today.max(), 1)} million US dollars.",
        f"within {number(slack)} million of {number(claimed, 1)} holds, since the tables round "
        "each flow to a million; between the lowest and highest of three years is imprecise. "
        f"It hangs on the years: with those one year earlier it would be "
        f"{verdict(three_years_to(last_seen - 1))}.",
    )


def _of_full_years(press: pd.DataFrame) -> pd.DataFrame:
    """The confirmed figures that are of one whole year, and not of its first months."""
    rows = confirmed(press)
    return rows[rows["period"] == "year"]


@settles(22, pair_flows, "trade_press")
def trade_direction(
    flows: pd.DataFrame, press: pd.DataFrame, first: int = 2003, last: int = 2012
) -> Finding:
    """Claim 22: Mongolia sells more to Kazakhstan than it buys there.

    `flows` are those of the statistical sources; `press` adds the years for which officials
    gave both directions.
    """
    flows = pd.concat([flows, _official_flows(press, last)], ignore_index=True)

    def compare(known: pd.DataFrame) -> tuple[str, int, int]:
        both_ways = known.pivot_table(
            index=["source", "year"], columns="exporter", values="usd_million"
        ).dropna()  # both directions must be known
        larger = int((both_ways["MNG"] > both_ways["KAZ"]).sum())
        if larger == 0:
            return "wrong", larger, len(both_ways)
        verdict = "holds" if larger > len(both_ways) / 2 else "imprecise"
        return verdict, larger, len(both_ways)

    then, larger_then, all_then = compare(flows[flows["year"].between(first, last)])
    today, larger_now, all_now = compare(flows[flows["year"] > last])
    return Finding(
        then,
        today,
        f"Mongolia is the larger seller in {larger_then} of "
        f"{counted(all_then, 'year-by-source', 'years-by-source')} from "
        f"{first} to {last}, and in {larger_now} of {all_now} since.",
        "wrong only if no source seen has it so in any of the ten years before the op-ed; one "
        "year that does would make it imprecise.",
    )


def _official_flows(press: pd.DataFrame, after: int) -> pd.DataFrame:
    """What each sold by those who spoke of it, for the years after one: a row for each seller."""
    years = _of_full_years(press)
    years = years[years["year"] > after]
    of_sellers = [
        years[["year", column]].set_axis(["year", "usd_million"], axis=1).assign(exporter=seller)
        for seller, column in PRESS_COLUMNS.items()
    ]
    return pd.concat(of_sellers).assign(source="officials")
