"""Partners on both sides of a line: whether a state trades more with the democracy of two alike.

Two partners are alike where their economies and their distances are. Set one by one they are
*twins*, each partner once; set in every way they are *couples*. Neither needs a model.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import require_one_of
from ..keeping import kept
from .regime import DEMOCRACY, scores, un_members
from .twins import flows

SIZE_AT_MOST = 2.0  # one economy is at most double the other
FAR_AT_MOST = 1.25  # one distance is at most a quarter more than the other
ENOUGH = 10  # a share of fewer deciding couples says little
COUNTS = ("twins", "democracy", "autocracy", "equal", "share")


def partners_of(state: str, year: int) -> pd.DataFrame:
    """A state's partners in a year that have no border with it, by partner.

    Columns: gdp (current US dollars), km (between the towns, as `twins.flows` has it), touching
    (False throughout), trade (both ways, USD million; a flow without a figure counts nothing if the
    other has one), polyarchy (V-Dem). Partners are members of the United Nations that have all of
    these. Raises BadSetting for a year without all pairs, or a state without trade.
    """
    table = flows(year)
    require_one_of(sorted(set(table["seller"]) | set(table["buyer"])), "The state", state)
    sold = table[table["seller"] == state].set_index("buyer")
    bought = table[table["buyer"] == state].set_index("seller")
    own = sold[["gdp_buyer", "km", "touching"]].rename(columns={"gdp_buyer": "gdp"})
    other = bought[["gdp_seller", "km", "touching"]].rename(columns={"gdp_seller": "gdp"})
    partners = own.combine_first(other)
    partners["trade"] = sold["sold"].add(bought["sold"], fill_value=0)
    partners["polyarchy"] = _scores_of_members(year)
    return partners[~partners["touching"].astype(bool)].dropna().rename_axis("partner")


def _scores_of_members(year: int) -> pd.Series:
    values = scores("vdem", year)
    return values[values.index.isin(un_members())]


def _unlike(below: pd.Series, above: pd.Series, most: float) -> np.ndarray:
    """How unlike each two are in one thing: 1 is as unlike as they may be, 0 the same."""
    return np.abs(np.log(below.to_numpy()[:, None] / above.to_numpy())) / np.log(most)


def _sides(partners: pd.DataFrame, line: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    below = partners["polyarchy"] < line
    return partners[below], partners[~below]


def twins_across(
    partners: pd.DataFrame,
    line: float = DEMOCRACY,
    size: float = SIZE_AT_MOST,
    far: float = FAR_AT_MOST,
) -> pd.DataFrame:
    """Partners in twos, one on each side of the line, the most alike first, each partner once.

    `partners` as `partners_of` gives them; economies differ at most `size` times, distances `far`
    times, and the most alike are those that use up least of both. Columns: autocracy, democracy
    (codes), with_autocracy, with_democracy (trade both ways, USD million).
    """
    below, above = _sides(partners, line)
    by_size = _unlike(below["gdp"], above["gdp"], size)
    by_km = _unlike(below["km"], above["km"], far)
    alike = np.argwhere((by_size <= 1) & (by_km <= 1))
    # Equal likeness is decided by the names, so that the order of rows decides nothing.
    order = sorted((by_size[i, j] + by_km[i, j], below.index[i], above.index[j]) for i, j in alike)
    taken: set[str] = set()
    rows = []
    for _, autocracy, democracy in order:
        if not {autocracy, democracy} & taken:
            taken |= {autocracy, democracy}
            rows.append((autocracy, democracy))
    return _with_trade(partners, rows)


def couples_across(
    partners: pd.DataFrame,
    line: float = DEMOCRACY,
    size: float = SIZE_AT_MOST,
    far: float = FAR_AT_MOST,
) -> pd.DataFrame:
    """Every autocracy beside every democracy alike to it: nobody chooses who goes with whom.

    Settings and columns are those of `twins_across`; a partner may come many times.
    """
    below, above = _sides(partners, line)
    alike = _unlike(below["gdp"], above["gdp"], size) <= 1
    alike &= _unlike(below["km"], above["km"], far) <= 1
    first, second = np.nonzero(alike)
    return _with_trade(partners, zip(below.index[first], above.index[second], strict=True))


def _with_trade(partners: pd.DataFrame, couples) -> pd.DataFrame:
    table = pd.DataFrame(list(couples), columns=["autocracy", "democracy"], dtype=object)
    for side in ("autocracy", "democracy"):
        table[f"with_{side}"] = partners["trade"].reindex(table[side]).to_numpy(dtype=float)
    return table


def leans(twins: pd.DataFrame) -> pd.Series:
    """In how many twins, or couples, the state trades more with the democracy.

    twins (how many there are), democracy and autocracy (in how many it has more of the trade),
    equal, and share: per cent of those that decide in which the democracy has more; missing where
    none decides.
    """
    more = int((twins["with_democracy"] > twins["with_autocracy"]).sum())
    less = int((twins["with_democracy"] < twins["with_autocracy"]).sum())
    share = 100 * more / (more + less) if more + less else float("nan")
    return pd.Series([len(twins), more, less, len(twins) - more - less, share], list(COUNTS))


@kept(most=16)
def leans_of_all(
    year: int = 2012,
    line: float = DEMOCRACY,
    size: float = SIZE_AT_MOST,
    far: float = FAR_AT_MOST,
    least: int = ENOUGH,
) -> pd.DataFrame:
    """`leans` by couples of every member of the United Nations with a score, by state.

    States with fewer than `least` deciding couples are left out. Columns: those of `leans`, and
    polyarchy. The settings are those of `couples_across`. Raises BadSetting for a year for which
    the table of trade has not all pairs.
    """
    codes, gdp, km, trade = _between_members(year)
    polyarchy = _scores_of_members(year).reindex(codes).to_numpy()
    below, above = np.flatnonzero(polyarchy < line), np.flatnonzero(polyarchy >= line)
    alike = _unlike(pd.Series(gdp[below]), pd.Series(gdp[above]), size) <= 1
    first, second = np.nonzero(alike)
    first, second = below[first], above[second]
    # A row a state, a column a couple of partners alike in size: which are alike in distance too.
    with np.errstate(invalid="ignore"):
        near = np.abs(np.log(km[:, first] / km[:, second])) / np.log(far) <= 1
        with_autocracy, with_democracy = trade[:, first], trade[:, second]
        couples = near & ~np.isnan(with_autocracy) & ~np.isnan(with_democracy)
        more = (couples & (with_democracy > with_autocracy)).sum(axis=1)
        less = (couples & (with_democracy < with_autocracy)).sum(axis=1)
        table = pd.DataFrame(
            dict(zip(COUNTS[:3], (couples.sum(axis=1), more, less), strict=True)), codes
        )
    table["equal"] = table["twins"] - more - less
    table["share"] = 100 * table["democracy"] / (more + less).clip(1)
    table["polyarchy"] = polyarchy
    return table[more + less >= max(least, 1)].rename_axis("state")


def _between_members(year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Members with a score by their codes, their products, kilometres and trade between each two.

    Kilometres and trade are missing where two states touch, and where no flow has a figure.
    """
    table = flows(year)
    members = _scores_of_members(year).index
    table = table[table["seller"].isin(members) & table["buyer"].isin(members)]
    codes = np.array(sorted(set(table["seller"]) | set(table["buyer"])))
    seller, buyer = (np.searchsorted(codes, table[side]) for side in ("seller", "buyer"))
    gdp = np.full(len(codes), np.nan)
    gdp[seller], gdp[buyer] = table["gdp_seller"], table["gdp_buyer"]
    km, sold = np.full((2, len(codes), len(codes)), np.nan)
    apart = ~table["touching"].to_numpy()
    km[seller[apart], buyer[apart]] = km[buyer[apart], seller[apart]] = table["km"][apart]
    sold[seller[apart], buyer[apart]] = table["sold"][apart]
    trade = np.nan_to_num(sold) + np.nan_to_num(sold.T)
    trade[np.isnan(sold) & np.isnan(sold.T)] = np.nan
    return codes, gdp, km, trade
