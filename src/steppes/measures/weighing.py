"""Weighing evidence: tenths of worlds that would have shown a card, and what is left of each row.

A row is an explanation, taken to be the true one. On each card it keeps the share of its worlds in
which the card would have come out as it did, its likelihood. What is left of a row after all cards
is its start times these shares; of a hundred worlds left, so many are its own (Bayes' rule;
Fairfield and Charman 2017, doi 10.1017/pan.2017.14). Two judges gave each card a range for each
row.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..errors import BadSetting, require_one_of
from ..tables import load
from ..words import listing

OP_ED = MappingProxyType(
    {
        "borders": "Borders",
        "russia": "Russia's side",
        "regime": "Regime type",
        "all_three": "All three",
    }
)
FIVE = MappingProxyType({**OP_ED, "size": "Size and distance"})
EIGHT = MappingProxyType(
    {**FIVE, "blocs": "Blocs", "region": "No region", "kazakhstan": "Kazakhstan's choice"}
)
ROWS = MappingProxyType({"five": FIVE, "eight": EIGHT})
JOINED = ("borders", "russia", "regime")  # what the op-ed joins: all three are their mean
BOTH = ("friend", "critic")
CONSTANT = ("borders", "size", "blocs")  # what never changes cannot say when something happens
FIRST = ("first friend", "first critic")  # nine cards and four explanations, before base rates
KNOWN_BY = MappingProxyType({"August 2013": 2013, "today": 2026})
JUDGES = MappingProxyType({"both": "both", "a friend of the op-ed": "friend", "a critic": "critic"})
NAMES = MappingProxyType(
    {  # found speaks, not found speaks
        (False, False): "straw in the wind",
        (False, True): "hoop",
        (True, False): "smoking gun",
        (True, True): "doubly decisive",
    }
)
LINE = 3  # below it a ratio is worth hardly a mention (Kass and Raftery 1995)
LOT = 7  # of the random numbers


def cards(known_by: int = 2026, shelf: bool = False, copies: bool = False) -> pd.DataFrame:
    """The cards that count, by `piece`: group, title, date, found, searched_share and more.

    Known by August 2013, or by today. Without `shelf` what the op-ed itself argued from is left
    out: its author picked it to make the case. Without `copies` what was read where another quotes
    it is left out, as from every verdict. The card of which nothing was searched stays: it leaves
    every row as it is.
    """
    require_one_of(KNOWN_BY.values(), "Known by", known_by)
    table = load("evidence").set_index("piece")
    if known_by == 2013:
        table = table[table["known_by_op_ed"]]
    if not copies:
        table = table[table["trust"] != "copy"]
    return table if shelf else table[~table["shelf"]]


@functools.cache
def _spans(by: str, alike: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The low and the high tenths of a judge, or of both together, piece by explanation.

    With `alike` all explanations that never change share the range of borders on the cards that
    tell of a change.
    """
    require_one_of(("both", *BOTH, *FIRST), "Whose numbers", by)
    table = load("evidence_ranges")
    table = table[table["set_by"].isin(BOTH if by == "both" else [by])]
    both = table.groupby(["piece", "explanation"], sort=False)
    low, high = both["low"].min().unstack(), both["high"].max().unstack()
    if alike and by not in FIRST:
        evidence = load("evidence").set_index("piece")
        changes = low.index.intersection(evidence.index[evidence["change"]])
        for part in (low, high):
            for constant in CONSTANT:
                part.loc[changes, constant] = part.loc[changes, "borders"]
    return low.astype(float), high.astype(float)


def spans(by: str = "both") -> tuple[pd.DataFrame, pd.DataFrame]:
    """The low and the high tenths by piece, a column for each explanation but `all_three`.

    `by` is friend, critic or both, whose ranges hold those of the two; or first friend or first
    critic, of nine cards and four explanations. The card of which nothing was searched has none.
    """
    low, high = _spans(by)
    return low.copy(), high.copy()


def frozen() -> str:
    """The SHA-256 of all ranges as they were set: a changed number gives another."""
    rows = load("evidence_ranges")[["piece", "explanation", "set_by", "low", "high"]]
    text = rows.to_csv(index=False, float_format="%.1f", lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()


def middles(by: str = "both") -> pd.DataFrame:
    """The middles of the ranges in tenths, piece by explanation, `all_three` among them."""
    low, high = _spans(by)
    return _joined((low + high) / 2)


def _joined(tenths: pd.DataFrame) -> pd.DataFrame:
    """With the op-ed's joint explanation beside its three parts: their mean, card by card."""
    return tenths.assign(all_three=tenths[list(JOINED)].mean(axis=1))


def with_yours(judged: pd.DataFrame, yours: pd.DataFrame | None) -> pd.DataFrame:
    """The tenths of judges, with your own in their place where you judged a card and a row.

    Raises BadSetting for what is no table of tenths, or a card that there is not.
    """
    if yours is None:
        return judged
    given = require_tenths(yours)
    for piece in given.index:
        require_one_of(judged.index, "The card", piece)
    changed = judged.copy()
    changed.loc[given.index, given.columns] = given
    return changed if "all_three" in given.columns else _joined(changed)


def require_tenths(tenths: object) -> pd.DataFrame:
    """A table of tenths, a row for each card and a column for each explanation, as numbers.

    Raises BadSetting, a sentence that says what is wrong, unless columns are names of explanations
    and each cell is a number from 0 to 10.
    """
    if not isinstance(tenths, pd.DataFrame) or tenths.empty:
        raise BadSetting("Tenths are a table, with a row for each card and a column for each row.")
    if unknown := [str(name) for name in tenths.columns if name not in EIGHT]:
        raise BadSetting(f"There is no explanation {unknown[0]!r}. There are: {listing(EIGHT)}.")
    numbers = tenths.apply(pd.to_numeric, errors="coerce").astype(float)
    if not numbers.ge(0).all(axis=None) or not numbers.le(10).all(axis=None):
        raise BadSetting("Each tenth is a number from 0 to 10: one cell of the table is none.")
    return numbers


def kept(tenths: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Tenths of the worlds that each row keeps, for the `table` of cards, in its order.

    What was found counts as it is. What was looked for and not found counts as far as it was
    searched: a row keeps 10 less what it would have shown times the share that was searched, so
    that an unsearched record leaves every row as it is. Cards that `tenths` lacks do so too.
    """
    given = tenths.reindex(table.index).fillna(10.0)
    return 10 - (10 - given).mul(_share_searched(table), axis=0)


def _share_searched(table: pd.DataFrame) -> pd.Series:
    """How much of what was not found was searched, by card; what was found counts as it is."""
    return table["searched_share"].where(~table["found"], 10) / 10


def by_group(tenths: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The mean of the cards of each group, in the order in which groups first stand.

    One event or one record told twice counts once.
    """
    return tenths.groupby(groups.reindex(tenths.index), sort=False).mean()


def start_of(rows: Sequence[str], four: float | None = None) -> pd.Series:
    """Worlds of 100 that each row begins with: all alike, or `four` for the op-ed's four together.

    Within the four, and within the others, all are alike. Raises BadSetting for a name that is no
    explanation, or for worlds that are not a number from 0 to 100.
    """
    for row in rows:
        require_one_of(EIGHT, "A row", row)
    start = pd.Series(100 / len(rows), index=list(rows))
    if four is not None:
        if isinstance(four, bool) or not isinstance(four, (int, float)) or not 0 <= four <= 100:
            raise BadSetting("The four begin with a number of worlds from 0 to 100.")
        own = start.index.isin(list(OP_ED))
        start[own], start[~own] = four / own.sum(), (100 - four) / (~own).sum()
    return start


def shares(left: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Of 100 worlds left, so many in each row."""
    if isinstance(left, pd.Series):
        return 100 * left / left.sum()
    return left.mul(100 / left.sum(axis=1), axis=0)


def after_each(
    groups_kept: pd.DataFrame, start: pd.Series, times: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Of 100 worlds left, so many in each row, at the start and after each group of cards.

    `times` says which groups count more than once.
    """
    factor = (groups_kept[start.index] / 10).pow(
        pd.Series(times or {}).reindex(groups_kept.index).fillna(1), axis=0
    )
    left = pd.concat([start.to_frame("start").T, factor.cumprod() * start])
    return shares(left)


@functools.cache
def _drawn(by: str, alike: bool, times: int, lot: int) -> tuple[np.ndarray, list[str], list[str]]:
    """Tenths drawn from every range, by weighing, card and row, with the cards and the rows.

    All cards are drawn, and those that count are taken from them: two weighings that differ in one
    card differ in nothing else. Not to be written to.
    """
    pieces = list(load("evidence")["piece"])
    low, high = (part.reindex(pieces) for part in _spans(by, alike))
    lots = np.random.default_rng(lot).random((times, *low.shape))
    tenths = low.to_numpy() + lots * (high - low).to_numpy()
    rows = list(low.columns)
    joined = tenths[:, :, [rows.index(one) for one in JOINED]].mean(axis=2, keepdims=True)
    tenths = np.nan_to_num(np.concatenate([tenths, joined], axis=2), nan=10.0)
    tenths.setflags(write=False)
    return tenths, pieces, [*rows, "all_three"]


def kept_in_each(
    table: pd.DataFrame,
    by: str = "both",
    alike: bool = True,
    grouped: bool = True,
    times: int = 1000,
    lot: int = LOT,
) -> pd.DataFrame:
    """The share of its worlds that each row keeps after the cards of `table`, a line a weighing.

    Each card and explanation draws a number of its own from its range, evenly, in each weighing.
    One number for all ranges, or the ends of all, would say too little or too much of the spread.
    `grouped` counts a group once, by the mean of its cards; `alike` is the rule for what never
    changes.
    """
    tenths, pieces, names = _drawn(by, alike, times, lot)
    searched = _share_searched(table)
    groups: dict[str, list[np.ndarray]] = {}
    for piece, group in table["group"].items():
        kept_of_card = 10 - (10 - tenths[:, pieces.index(piece)]) * searched[piece]
        groups.setdefault(group if grouped else piece, []).append(kept_of_card)
    left = np.ones((times, len(names)))
    for kept_of_cards in groups.values():
        left *= sum(kept_of_cards) / len(kept_of_cards) / 10
    return pd.DataFrame(left, columns=names)


def weighings(
    table: pd.DataFrame, rows: Sequence[str], start: pd.Series | None = None, by: str = "both"
) -> pd.DataFrame:
    """A thousand weighings, a line each: of 100 worlds left, so many in each row.

    `table` are the cards that count; without `start` all rows begin alike.
    """
    start = start_of(rows) if start is None else start
    return shares(kept_in_each(table, by)[list(rows)] * start[list(rows)].to_numpy())


def ratio(one: str, other: str, known_by: int = 2026, by: str = "both") -> float:
    """How many times as many of its worlds one row keeps as another, by the middles of ranges.

    Neither their starts nor other rows change it. The shelf and copies are left out.
    """
    table = cards(known_by)
    left = by_group(kept(middles(by), table), table["group"]).prod()
    return float(left[one] / left[other])


def name_of(if_true: float, if_false: float) -> str:
    """Van Evera's name of a piece of evidence by its tenths, at a line of 3 to 1.

    What is likelier where the explanation is false has the name that it has for the others.
    """
    if if_false > if_true:
        name = name_of(if_false, if_true)
        return name if name == NAMES[False, False] else f"{name} for the others"
    speaks = if_true >= LINE * if_false, 10 - if_false >= LINE * (10 - if_true)
    return NAMES[speaks]


def first_in(many: pd.DataFrame) -> pd.Series:
    """Of 100 weighings, so many in which each row has the largest share."""
    return 100 * many.idxmax(axis=1).value_counts(normalize=True).reindex(many.columns).fillna(0)


def over_half(many: pd.DataFrame) -> float:
    """The share of weighings in which the op-ed's four rows hold more than half together."""
    return float((many[list(OP_ED)].sum(axis=1) > 50).mean())
