"""Pairs of states: what two states trade both ways, how far they lie apart, and beside whom.

Plain counts for lesson 01: no logarithm, no estimate. A pair is named by the codes of its states in
the order of the alphabet: "KAZ-MNG".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import BadSetting, require_one_of
from ..keeping import kept
from ..maps import great_circle_km
from ..tables import load, state_names
from .trade import PAIR, TRADE_YEARS
from .twins import NEAR_KM

THIS_PAIR = "-".join(sorted(PAIR))
NEAR_WIDTHS = (50, NEAR_KM, 200)  # km between borders
ABOUT = 0.2  # about so far apart: a fifth less or more
LADDER_KM = (25, 50)  # the gaps of the pairs that lesson 01 sets beside this one


@kept(most=8)
def pairs_of(year: int, directions: int = 1) -> pd.DataFrame:
    """Every pair of states with a figure of trade in one year: a row for each, by its codes.

    Columns: one and other (ISO 3166 codes, in the order of the alphabet), pair (their names:
    "Kazakhstan and Mongolia"), usd_million (goods both ways, current US dollars, whole millions),
    gap_km (between the borders; missing where that is more than 1,000 km and neither state is
    Kazakhstan or Mongolia), capitals_km (over the globe, by the table `capitals`), touching.

    A pair stands here if at least `directions` of its two flows have a figure, by the column
    `status` of the table of trade. A flow that is absent is no zero: with 1, the usual, it adds
    nothing, and what such a pair trades is the least that it can be (820 of 15,140 pairs in 2012,
    of which three lie within 100 km); with 2 these pairs are left out. 0 means none, or rounded to
    none. The pair of Kazakhstan and Mongolia is one of the rows. A fresh copy each time.
    Raises BadSetting for a year for which the table of trade has not all pairs.
    """
    require_one_of(TRADE_YEARS, "The year", year)
    require_one_of((1, 2), "How many directions have a figure", directions)
    flows = load("trade")
    flows = flows[(flows["year"] == year) & (flows["status"] != "absent")]
    codes = np.sort(flows[["exporter", "importer"]].to_numpy(dtype=str), axis=1)
    flows = flows.assign(one=codes[:, 0], other=codes[:, 1])
    of_pair = flows.groupby(["one", "other"])["usd_million"]
    pairs = of_pair.agg(usd_million="sum", known="count").reset_index()
    pairs = pairs[pairs["known"] >= directions].drop(columns="known")
    names = state_names()
    pairs.insert(2, "pair", pairs["one"].map(names) + " and " + pairs["other"].map(names))
    borders = load("near_pairs").rename(columns={"iso3_a": "one", "iso3_b": "other"})
    pairs = pairs.merge(borders, how="left", on=["one", "other"])
    pairs["touching"] = pairs["touching"].eq(True)
    pairs.insert(5, "capitals_km", _capitals_apart(pairs))
    return pairs


def _capitals_apart(pairs: pd.DataFrame) -> np.ndarray:
    places = load("capitals").set_index("iso3")[["capital_lon", "capital_lat"]]
    ends = [places.reindex(pairs[side]).to_numpy(dtype=float).T for side in ("one", "other")]
    return great_circle_km(*ends[0], *ends[1])


def share_beyond(pairs: pd.DataFrame, usd_million: float) -> float:
    """Which share of some pairs trades more than an amount, 0 to 1; missing for no pairs.

    `pairs` has a column usd_million. More means more: a pair with the same amount does not.
    """
    return float((pairs["usd_million"] > usd_million).mean())


def is_pair(pairs: pd.DataFrame, pair: str = THIS_PAIR) -> pd.Series:
    """Which rows are the pair of these two codes, "KAZ-MNG" or "MNG-KAZ"."""
    one, other = codes_of(pair)
    return (pairs["one"] == one) & (pairs["other"] == other)


def codes_of(pair: str) -> tuple[str, str]:
    """The two codes of a pair in the order of the alphabet. Raises BadSetting for what is none."""
    known = state_names()
    codes = sorted(pair.split("-")) if isinstance(pair, str) else []
    if len(codes) != 2 or codes[0] == codes[1] or not set(codes) <= set(known):
        raise BadSetting(
            f"The pair cannot be {pair!r}: it is the codes of two states, such as {THIS_PAIR!r}."
        )
    return codes[0], codes[1]


def near(pairs: pd.DataFrame, km: float = NEAR_KM) -> pd.Series:
    """Which pairs have borders within so many kilometres of one another; touching ones are."""
    return pairs["gap_km"] <= km


def about(kilometres: pd.Series, own: float, width: float = ABOUT) -> pd.Series:
    """Which distances are about as long as one: at most so much shorter or longer, 0.2 a fifth."""
    return kilometres.between((1 - width) * own, (1 + width) * own)


ZEROS = ("counted", "left out")


def groups_of(pair: str, year: int, zeros: str = "counted") -> pd.DataFrame:
    """Nine groups that one pair can be set beside, and how many in each trade more than it.

    `zeros` says what happens to pairs whose trade is 0, or less than half a million and so rounded
    to it: in all nine groups they are "counted" or "left out".

    Columns: label, members (how many pairs), more (how many of them trade more than this pair),
    share (more over members, 0 to 1), by_border (whether the group is made of near borders).
    The pair itself is in none of them. The groups:

    - all pairs of states that `pairs_of` lists;
    - those whose capitals lie about as far apart as this pair's, a fifth less or more;
    - each state's other pairs: with its partners, where zeros are left out;
    - pairs whose borders lie within 50, 100 and 200 km of one another, touching ones among them;
    - of those within 100 km the ones that do not touch;
    - of those within 100 km the ones whose capitals lie about as far apart as this pair's (a fifth
      less at most) or farther.

    Raises BadSetting for a pair without a figure in that year, for a year that there is not and for
    another word for `zeros`.
    """
    require_one_of(ZEROS, "The setting 'zeros'", zeros)
    pairs = pairs_of(year)
    mine = is_pair(pairs, pair)
    if not mine.any():
        names = " and ".join(state_names()[code] for code in codes_of(pair))
        raise BadSetting(f"{names} have no figure of trade for {year}; choose another pair.")
    own, others = pairs[mine].iloc[0], pairs[~mine]
    if zeros == "left out":
        others = others[others["usd_million"] > 0]
    close = near(others)
    as_far = others["capitals_km"] >= (1 - ABOUT) * own["capitals_km"]
    which = {
        "all pairs of states": (others["usd_million"].notna(), False),
        "capitals about as far apart": (about(others["capitals_km"], own["capitals_km"]), False),
    }
    for code in (own["one"], own["other"]):
        of_state = (others["one"] == code) | (others["other"] == code)
        which[_possessive(state_names()[code]) + " other pairs"] = (of_state, False)
    for km in NEAR_WIDTHS:
        which[f"borders within {km} km"] = (near(others, km), True)
    which["within 100 km, not touching"] = (close & ~others["touching"], True)
    which["within 100 km, capitals as far or farther"] = (close & as_far, True)
    rows = []
    for label, (members, by_border) in which.items():
        group = others.loc[members, ["usd_million"]]
        more = int((group["usd_million"] > own["usd_million"]).sum())
        share = share_beyond(group, own["usd_million"])
        rows.append((label, len(group), more, share, by_border))
    return pd.DataFrame(rows, columns=["label", "members", "more", "share", "by_border"])


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


@kept
def ladder_pairs(year: int = 2012) -> pd.DataFrame:
    """The other pairs that do not touch and whose borders lie 25 to 50 km apart: see `pairs_of`."""
    pairs = pairs_of(year)
    beside = pairs["gap_km"].between(*LADDER_KM) & ~pairs["touching"] & ~is_pair(pairs)
    return pairs[beside].reset_index(drop=True)
