"""Lesson 02: does nearness count, and is there a puzzle in the trade of the two states?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from ...measures.trade import TRADE_YEARS
from ...measures.twins import ENOUGH, WITHIN, near_places, pair_places
from ...tables import state_names
from ...verdicts import PLACE_BAR, Finding, by_signs, settles
from ...words import counted, listing, percent

YEAR_THEN, YEAR_LAST = 2012, 2014  # the last year before the op-ed, the last with all pairs
WIDTHS = {WITHIN: "a quarter", 0.5: "half", 1.0: "twice", 2.0: "three times"}
MIDDLE = 0.5  # where a flow stands that nothing but size, or nothing but chance, has placed
COMPANIES = {"distance": "its twins in size and distance", "near": "near dyads, by standing"}
BARS, MIDDLES = range(51, 100), range(25, 66)  # of 100, where each line is swept
Rows = list[dict[str, Any]]  # of `places`, each by its columns
ROWS = 12  # of `places` for a pair: two directions, three companies, zeros in and out


def places_of_the_pair() -> pd.DataFrame:
    """The company of both directions in all years and at all widths: see `pair_places`."""
    return pd.concat([pair_places(year, width) for year in TRADE_YEARS for width in WIDTHS])


def _usual() -> pd.DataFrame:
    return near_places(YEAR_THEN)


@settles(15, places_of_the_pair, _usual)
def counts_for_little(
    places: pd.DataFrame,
    usual: pd.DataFrame | None = None,
    bar: float = PLACE_BAR,
    middle: float = MIDDLE,
) -> Finding:
    """Claim 15: nearness, kinship and likeness of customs count for little.

    `places` and `usual` have the columns of `steppes.measures.twins.places`, `places` those of
    `pair_places`; `usual` is of near pairs, and tells what the rule says of them. Four signs: each
    direction beside its twins by size, which know nothing of nearness, with the dyads that sold 0
    counted and left out, since nobody knows which of the two is the right company. What counts
    lifts a flow above dyads of like size.
    """

    def judged(rows: Rows, bar: float = bar, middle: float = middle) -> str:
        return _word(rows, ["size"], "less", ("against", "for"), bar, middle)

    return Finding(
        judged(_rows_of(places, YEAR_THEN)),
        judged(_rows_of(places, YEAR_LAST)),
        f"from trade alone, how many of 100 twins by size sold less, all of them and those that "
        f"sold: {_shares(places, 'size', 'less')}.",
        f"three in four or more sold less, {percent(bar, 0)}: against; half or fewer: for, since a "
        "flow that nothing lifts stands in the middle; between: silent, and so with fewer than "
        f"{ENOUGH} twins. Four signs: two directions, zeros counted and left out.",
        lambda: _sweep(places, usual, judged),
        YEAR_LAST,
    )


@settles(26, places_of_the_pair, _usual)
def surprisingly_small(
    places: pd.DataFrame,
    usual: pd.DataFrame | None = None,
    bar: float = PLACE_BAR,
    middle: float = MIDDLE,
) -> Finding:
    """Claim 26: that two states so near have so little to do with each other is surprising.

    Tables as for claim 15. Eight signs: each direction in two companies, its twins in size and
    distance by what they sold, and the dyads within 100 km that do not touch by their standings
    among their own twins by size; each with zeros counted and left out. The one knows how far the
    towns lie apart, the other how near the borders are; the op-ed does not say which is near.
    """

    def judged(rows: Rows, bar: float = bar, middle: float = middle) -> str:
        return _word(rows, COMPANIES, "more", ("for", "against"), bar, middle)

    told = "; ".join(
        f"beside {name}, {_shares(places, among, 'more')}" for among, name in COMPANIES.items()
    )
    return Finding(
        judged(_rows_of(places, YEAR_THEN)),
        judged(_rows_of(places, YEAR_LAST)),
        f"from trade alone, how many of 100 do better, all of them and those that sold: {told}.",
        f"three in four or more do better, {percent(bar, 0)}: for; half or fewer: against, since "
        f"the middle is no surprise; between, or with fewer than {ENOUGH} to compare: silent. "
        "Eight signs: two directions, two companies, zeros counted and left out.",
        lambda: _sweep(places, usual, judged),
        YEAR_LAST,
    )


def _of(places: pd.DataFrame, year: int, width: float = WITHIN) -> pd.DataFrame:
    return places[(places["year"] == year) & (places["within"] == width)]


def _rows_of(places: pd.DataFrame, year: int, width: float = WITHIN) -> Rows:
    return _of(places, year, width).to_dict("records")


def _word(
    rows: Rows,
    among: Collection[str],
    column: str,
    said: tuple[str, str],
    bar: float,
    middle: float,
) -> str:
    """The word of the signs in some rows of `places`: what each says if its share is high or low.

    Rows of other companies than `among` say nothing. The share is `column` over others; at `bar`
    or above it is high, at `middle` or below it low.
    """
    signs = {}
    for row in rows:
        if row["among"] not in among:
            continue
        share = row[column] / row["others"] if row["others"] >= ENOUGH else None
        sign = "silent"
        if share is not None and (share >= bar or share <= middle):
            sign = said[0] if share >= bar else said[1]
        signs[f"{row['seller']} {row['among']} {row['zeros']}"] = sign
    return by_signs(signs)


def _shares(places: pd.DataFrame, among: str, column: str) -> str:
    """Kazakhstan's sales 95 and 91, Mongolia's 80 and 40 in 2012; the same of the last year."""
    years = []
    for year in (YEAR_THEN, YEAR_LAST):
        rows = _of(places, year)
        rows = rows[(rows["among"] == among) & (rows["others"] > 0)]
        of_100 = (100 * rows[column] / rows["others"]).round().astype(int)
        sellers = listing(
            f"{state_names()[seller]}'s sales {listing(map(str, of_100[group.index]))}"
            for seller, group in rows.groupby("seller", sort=False)
        )
        years.append(f"in {year} {sellers}")
    return "; ".join(years)


def _sweep(places: pd.DataFrame, usual: pd.DataFrame | None, judged: Callable[..., str]) -> str:
    """Over which years, widths and lines the word holds, and what the rule says of near pairs."""
    combined = places[["year", "within"]].drop_duplicates().itertuples(index=False)
    words = [judged(_rows_of(places, year, width)) for year, width in combined]
    widths = listing(WIDTHS[width] for width in places["within"].unique())
    years = listing(map(str, places["year"].unique()))
    then = _rows_of(places, YEAR_THEN)
    by_bar = {line: judged(then, bar=line / 100) for line in BARS}
    by_middle = {line: judged(then, middle=line / 100) for line in MIDDLES}
    sentences = [
        "The rule was made after the counts were seen.",
        f"In {years}, with twins within {widths}: {_counted(words)}.",
        f"With the line of three in four elsewhere, in {YEAR_THEN}: {_spans(by_bar)}.",
        f"With the line of half elsewhere: {_spans(by_middle)}.",
    ]
    if usual is not None:
        by_pair: dict[tuple[str, ...], Rows] = {}
        for row in usual.to_dict("records"):
            by_pair.setdefault(tuple(sorted((row["seller"], row["buyer"]))), []).append(row)
        same = [
            judged(rows)
            for _, rows in sorted(by_pair.items())
            if len(rows) == ROWS and all(r["others"] > 0 for r in rows if r["among"] == "near")
        ]
        sentences.append(
            f"By the same rule, of {counted(len(same), 'pair')} within 100 km that do not touch: "
            f"{_counted(same)}."
        )
    return " ".join(sentences)


def _counted(words: list[str]) -> str:
    counts = pd.Series(words).value_counts()
    if len(counts) == 1:
        return f"{words[0]} in all {len(words)}"
    return listing(f"{count} {word}" for word, count in counts.items())


def _spans(words: dict[int, str]) -> str:
    """Where the word changes along a line: mixed from 51 to 94 and supported from 95 to 99."""
    by_line = pd.Series(words)
    spans = by_line.groupby((by_line != by_line.shift()).cumsum())
    return listing(f"{span.iloc[0]} from {span.index[0]} to {span.index[-1]}" for _, span in spans)
