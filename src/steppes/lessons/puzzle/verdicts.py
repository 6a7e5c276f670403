"""Lesson 01: the gap, the people, embassies and visits, and what is traded."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import CENTRAL_ASIA, OP_ED_YEAR, THIS_YEAR, confirmed
from ...drawing import (
    INK,
    NORMAL,
    PALE,
    SMALL,
    beside,
    colour_of,
    heading,
    plain_figure,
    row_axis,
    source_line,
)
from ...measures.pairs import ABOUT, about, is_pair, near, pairs_of, share_beyond
from ...measures.trade import PAIR, PRESS_COLUMNS, TRADE_YEARS, pair_flows
from ...measures.twins import NEAR_KM
from ...tables import state_names
from ...verdicts import Finding, by_signs, settles
from ...words import Description, counted, listing, number, percent

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


YEAR_THEN, YEAR_LAST = 2012, max(TRADE_YEARS)  # the last before the op-ed, the last of all pairs
LIMITS = (1, 10, 25, 50, 100, 200, 500, 1000)  # km between borders
WIDTHS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)  # of the distance between the capitals
YEAR_MARKS = dict(zip(TRADE_YEARS, ("o", "s", "D", "^"), strict=True))


def pairs_of_all_years() -> pd.DataFrame:
    """The rows of `pairs_of` for every year that has all pairs, with a column year."""
    return pd.concat([pairs_of(year).assign(year=year) for year in TRADE_YEARS])


def _own_and_others(pairs: pd.DataFrame, year: int) -> tuple[pd.Series, pd.DataFrame]:
    """The row of this pair in one year, and those of all others."""
    rows = pairs[pairs["year"] == year]
    mine = is_pair(rows)
    return rows[mine].iloc[0], rows[~mine]


def _swept(pairs: pd.DataFrame, year: int) -> tuple[list[float], list[float]]:
    """The shares that trade more, 0 to 1: over all limits, and over all widths."""
    own, others = _own_and_others(pairs, year)
    traded, far = others[["usd_million"]], others["capitals_km"]
    by_border = [share_beyond(traded[near(others, km)], own["usd_million"]) for km in LIMITS]
    by_capital = [
        share_beyond(traded[about(far, own["capitals_km"], width)], own["usd_million"])
        for width in WIDTHS
    ]
    return by_border, by_capital


def _shares_swept(swept: dict[int, tuple[list[float], list[float]]]) -> Description:
    """How many of 100 trade more, in words: over limits and widths, by year."""
    by_border, by_capital = (
        listing(
            f"{year}, {number(100 * min(shares[side]))} to {number(100 * max(shares[side]))}"
            for year, shares in swept.items()
        )
        for side in (0, 1)
    )
    first = (
        f"Sweep of claim 18: of 100 pairs with borders within {LIMITS[0]} to {LIMITS[-1]:,} km so "
        f"many trade more than this pair: {by_border}."
    )
    rest = (
        f"Of 100 pairs with capitals about as far apart, within {percent(WIDTHS[0], 0)} to "
        f"{percent(WIDTHS[-1], 0)}: {by_capital}."
    )
    return Description(first, (rest,))


def sweep_of_two_groups(pairs: pd.DataFrame) -> tuple[Figure, Description]:
    """Draw how many of 100 trade more than the pair over limits of gap and widths of distance."""
    margins = {"left": 0.1, "right": 0.975, "top": 0.8, "bottom": 0.155, "wspace": 0.24}
    fig, axes = plain_figure(None, ncols=2, **margins)
    swept = {year: _swept(pairs, year) for year in YEAR_MARKS}
    for side, title, said in (
        (0, "Borders within", [f"{km:,} km" for km in LIMITS]),
        (1, "Capitals as far apart, within", [percent(width, 0) for width in WIDTHS]),
    ):
        ax = axes[side]
        _draw_years(ax, {year: shares[side] for year, shares in swept.items()})
        row_axis(ax, range(len(said)), said, fontsize=NORMAL)
        ax.set_title(title, fontsize=NORMAL)
        ax.set_xlabel("of 100, so many trade more", fontsize=NORMAL)
    marks = axes[1].legend(frameon=False, fontsize=SMALL, loc="center right")
    marks.set_title("year", {"size": SMALL})
    heading(fig, "How many of 100 trade more, over other limits, widths and years")
    source_line(fig, "Data: COW trade 4.0 (whole millions, goods), Natural Earth, CEPII.")
    return fig, _shares_swept(swept)


def _draw_years(ax: Axes, swept: dict[int, list[float]]) -> None:
    """A mark for each year in each row: 2012, the year of the verdict, filled."""
    rows = range(len(swept[YEAR_THEN]))
    for year, shares in swept.items():
        face = INK if year == YEAR_THEN else "white"
        look = {"color": INK, "markerfacecolor": face, "markersize": 7, "linestyle": "none"}
        of_100 = [100 * share for share in shares]
        ax.plot(of_100, rows, marker=YEAR_MARKS[year], zorder=3, label=str(year), **look)
    ax.hlines(rows, 0, 100, color=PALE, linewidth=0.8, zorder=0)
    ax.axvline(50, color=INK, linewidth=1.2, zorder=1)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_ylim(len(rows) - 0.4, -0.6)


def _word_of(near_by: float, as_far: float, middle: float) -> str:
    """The word of two shares, of near pairs and of pairs as far apart."""
    signs = {"near by": near_by, "as far apart": as_far}
    return by_signs({n: "for" if share > middle else "against" for n, share in signs.items()})


@settles(18, pairs_of_all_years, sweep=sweep_of_two_groups)
def ties_fall_short(
    pairs: pd.DataFrame,
    limit_km: float = NEAR_KM,
    width: float = ABOUT,
    middle: float = 0.5,
    usd_million: float | None = None,
) -> Finding:
    """Claim 18, for trade only: ties between the two states fall short of what they could be.

    `pairs` are the rows of `pairs_of` with a column year. Two signs: pairs with borders within
    `limit_km` and pairs with capitals about as far apart, at most `width` less or more. A sign
    speaks for the claim if more than `middle` of its pairs trade more, else against it.
    `usd_million` takes the place of what this pair trades.
    """

    shares = {}
    for year in (YEAR_THEN, YEAR_LAST):
        own, others = _own_and_others(pairs, year)
        amount = own["usd_million"] if usd_million is None else usd_million
        as_far = about(others["capitals_km"], own["capitals_km"], width)
        groups = others[near(others, limit_km)], others[as_far]
        shares[year] = [share_beyond(group, amount) for group in groups]
    told = listing(
        f"{number(100 * near_by)} and {number(100 * far)} in {year}"
        for year, (near_by, far) in shares.items()
    )
    return Finding(
        _word_of(*shares[YEAR_THEN], middle),
        _word_of(*shares[YEAR_LAST], middle),
        f"this speaks of trade only, and the article of ties of every kind. Of 100 pairs with "
        f"borders within {number(limit_km)} km, and of 100 with capitals about as far apart, so "
        f"many trade more: {told}.",
        f"more than {percent(middle, 0)} trade more in both groups is supported, in neither not "
        f"supported, in one of the two mixed; as far apart is within {percent(width, 0)}.",
        lambda: _words_swept(pairs, middle),
        YEAR_LAST,
    )


def _words_swept(pairs: pd.DataFrame, middle: float) -> str:
    """Over which limits, widths and years the word holds, and what other choices would give."""
    years = pairs["year"].unique()
    swept = [_swept(pairs, year) for year in years]
    words = {
        _word_of(near_by, far, middle)
        for by_border, by_capital in swept
        for near_by in by_border
        for far in by_capital
    }
    usual = LIMITS.index(NEAR_KM), WIDTHS.index(ABOUT)
    apart = [_swept(pairs[~pairs["touching"]], year) for year in years]
    without = {_word_of(a[usual[0]], b[usual[1]], middle) for a, b in apart}
    return (
        "The rule was made after the counts were seen. "
        f"With borders within {LIMITS[0]} to {LIMITS[-1]:,} km, capitals within "
        f"{percent(WIDTHS[0], 0)} to {percent(WIDTHS[-1], 0)}, in "
        f"{listing(map(str, years))}: {listing(sorted(words))} in every case. "
        f"Without pairs that touch: {listing(sorted(without))}. "
        f"Without pairs whose trade is 0 or rounded to it: {_without_zeros(pairs, middle)}."
    )


def _without_zeros(pairs: pd.DataFrame, middle: float) -> str:
    """The word of each year among pairs with some trade, and the share of those as far apart."""
    told = []
    for year in pairs["year"].unique():
        own, others = _own_and_others(pairs[pairs["usd_million"] > 0], year)
        as_far = others[about(others["capitals_km"], own["capitals_km"])]
        shares = [
            share_beyond(group, own["usd_million"]) for group in (others[near(others)], as_far)
        ]
        told.append(
            f"{_word_of(*shares, middle)} in {year} (as far apart {number(100 * shares[1])})"
        )
    return listing(told)


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


FIRST_YEARS = range(1992, 2012)


def sweep_of_first_years(flows: pd.DataFrame, press: pd.DataFrame) -> tuple[Figure, Description]:
    """Draw the records to 2012 by the first year that is asked, and in how many Mongolia leads."""
    rows = pd.DataFrame(
        [(first, *_larger_seller(flows[flows["year"].between(first, YEAR_THEN)]))
         for first in FIRST_YEARS],
        columns=["first", "larger", "all"],
    )  # fmt: skip
    fig, ax = plain_figure(None, left=0.085, right=0.975, top=0.85, bottom=0.16)
    ax.bar(rows["first"], rows["all"], color=PALE, width=0.7)
    ax.bar(rows["first"], rows["larger"], color=colour_of("MNG"), width=0.7, hatch="//")
    for row in rows.itertuples():
        beside(ax, number(row.all), (row.first, row.all), (0, 7), fontsize=SMALL)
        if row.larger:
            look = {"fontsize": SMALL, "fontweight": "bold"}
            beside(ax, number(row.larger), (row.first, row.larger), (0, 7), **look)
    ax.set_xticks([1992, 1996, 1999, 2003, 2007, 2011])
    ax.set_xlabel("first year that is asked, to 2012", fontsize=NORMAL)
    ax.set_ylabel("records", fontsize=NORMAL)
    heading(fig, "Records, and those in which Mongolia sold more (hatched)")
    source_line(
        fig, "Data: COW, UNCTAD, Comtrade, WITS. A record is a source and a year with both."
    )
    some = rows[rows["larger"] > 0]
    first = (
        f"Sweep of claim 22: asked from {some['first'].max() + 1} or later to {YEAR_THEN}, no "
        "record has Mongolia sell more."
    )
    each = "; ".join(f"{row.first}, {row.larger} of {row.all}" for row in rows.itertuples())
    return fig, Description(first, (f"By the first year that is asked: {each}.",))


def _larger_seller(flows: pd.DataFrame) -> tuple[int, int]:
    """In how many records Mongolia sold more, and how many records there are.

    A record is a source and a year that give both directions; an absent flow is not a zero.
    """
    records = flows.pivot_table(
        index=["source", "year"], columns="exporter", values="usd_million"
    ).dropna()
    return int((records["MNG"] > records["KAZ"]).sum()), len(records)


@settles(22, pair_flows, "trade_press", sweep=sweep_of_first_years)
def trade_direction(
    flows: pd.DataFrame, press: pd.DataFrame, first: int = 2003, last: int = 2012
) -> Finding:
    """Claim 22: Mongolia sells more to Kazakhstan than it buys there.

    `flows` are those of the statistical sources; `press` adds the years for which officials
    gave both directions.
    """
    flows = pd.concat([flows, _official_flows(press, last)], ignore_index=True)

    def compare(known: pd.DataFrame) -> tuple[str, int, int]:
        larger, every = _larger_seller(known)
        if larger == 0:
            return "wrong", larger, every
        return "holds" if larger > every / 2 else "imprecise", larger, every

    then, larger_then, all_then = compare(flows[flows["year"].between(first, last)])
    today, larger_now, all_now = compare(flows[flows["year"] > last])
    return Finding(
        then,
        today,
        f"Mongolia is the larger seller in {larger_then} of {counted(all_then, 'record')} from "
        f"{first} to {last}, and in {larger_now} of {all_now} since; a record is a source and a "
        "year that give both directions.",
        "wrong only if no record of the ten years before the op-ed has it so; imprecise if some "
        "do; holds if most do.",
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
