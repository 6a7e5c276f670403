"""Who votes with whom in the UN General Assembly, with base rates, errors and what is clear.

Votes by Voeten; ideal points by Bailey, Strezhnev and Voeten 2017; agreement beyond chance is
Scott's pi (see Haege 2011, in the references).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..errors import BadSetting, require_one_of
from ..keeping import kept
from ..tables import load
from .statistics import SURE
from .trade import PAIR

POLES = ("RUS", "CHN", "USA")
VOTES = {
    "ideal": "nearness of ideal points",
    "agreement": "share of equal votes",
    "pi": "agreement beyond chance",
}
ENOUGH_VOTES = 30  # a share of fewer joint votes says little, and is left out
TIE = 0.00015  # points have four decimals: a difference of one in the last is none
NINE_IN_TEN = 1.645  # standard errors to each side that hold nine in ten: the source's bounds


def nearness(pole: str, year: int, votes: str = "ideal", span: int = 1) -> pd.Series:
    """How near each state votes to a pole: the larger the nearer, by state; the pole left out.

    `votes` is "ideal" (minus the distance of ideal points), "agreement" (share of equal votes) or
    "pi" (Scott's pi). `span` takes the mean of the years up to `year`. Agreement and pi of pairs
    with 30 joint votes or fewer are left out, and later years than their table has are read as its
    last for these two.
    """
    require_one_of(POLES, "The pole", pole)
    require_one_of(tuple(VOTES), "The measure of votes", votes)
    if votes == "ideal":
        points = _points().loc[year - span + 1 : year].mean()
        return -(points - points[pole]).abs().drop(pole).dropna()
    last = min(year, sessions()[-1])
    rows = _agreement_of(pole)
    rows = rows[rows["year"].between(last - span + 1, last)]
    return rows.dropna(subset=votes).groupby("iso3_b")[votes].mean()


@kept(most=2)
def _points() -> pd.DataFrame:
    return load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")


@kept(most=8)
def _agreement_of(state: str) -> pd.DataFrame:
    """A state's agreement with its partners, pairs with few joint votes left out."""
    rows = load("un_agreement")
    return rows[(rows["iso3_a"] == state) & (rows["joint_votes"] > ENOUGH_VOTES)]


@kept(most=2)
def sessions() -> range:
    """The years in which the sessions opened of which the table of agreement knows."""
    years = load("un_agreement")["year"]
    return range(int(years.min()), int(years.max()) + 1)


def distances_with_errors(last: int, span: int = 3) -> pd.Series:
    """How far Kazakhstan and Mongolia vote from Russia, and how far that may be off.

    Distances of ideal points, means of the `span` sessions up to `last`; difference (Mongolia's
    less Kazakhstan's) and its standard error, from the source's bounds of nine in ten, the errors
    of states and years taken as independent and Russia's own left out.
    """
    rows = load("un_ideal_points")
    rows = rows[rows["year"].between(last - span + 1, last)]
    points = rows.pivot(index="year", columns="iso3", values="ideal_point")
    far = points[list(PAIR)].sub(points["RUS"], axis=0).abs().mean()
    error = (rows["ideal_point_high"] - rows["ideal_point_low"]) / (2 * NINE_IN_TEN)
    of_the_pair = error[rows["iso3"].isin(PAIR)]
    measured = {
        "KAZ": far["KAZ"],
        "MNG": far["MNG"],
        "difference": far["MNG"] - far["KAZ"],
        "standard error": math.sqrt((of_the_pair**2).sum()) / span,
    }
    return pd.Series(measured, name=f"{last - span + 1} to {last}")


def nearer_by_session(ideal_points: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Which of Mongolia and Kazakhstan votes nearer to Russia, session by session, and how surely.

    One row a session from `first` to `last` in which all three voted, by the year in which it
    opened. Columns: KAZ and MNG (distance of ideal points to Russia's), nearer (the code of the
    nearer one, "" for a tie in the last decimal of the table), clear (the two distances differ by
    more than chance gives in 95 of 100 cases, the errors of the two states taken as independent
    and Russia's own left out), bands_apart (the source's bounds of nine in ten for the two states
    do not touch, wherever Russia stands).
    """
    three = [*PAIR, "RUS"]
    rows = ideal_points[ideal_points["iso3"].isin(three)]
    table = rows[rows["year"].between(first, last)].pivot(index="year", columns="iso3")
    table = table.reindex(
        columns=pd.MultiIndex.from_product(
            [["ideal_point", "ideal_point_low", "ideal_point_high"], three]
        )
    )
    table = table.dropna()
    points, low, high = (
        table[name] for name in ("ideal_point", "ideal_point_low", "ideal_point_high")
    )
    far = points[list(PAIR)].sub(points["RUS"], axis=0).abs()
    errors = (high - low)[list(PAIR)] / (2 * NINE_IN_TEN)
    error = np.sqrt((errors**2).sum(axis=1))
    ahead = far["MNG"] - far["KAZ"]
    nearer = np.where(ahead.abs() < TIE, "", np.where(ahead > 0, "KAZ", "MNG"))
    apart = (low["KAZ"] > high["MNG"]) | (low["MNG"] > high["KAZ"])
    return far[["KAZ", "MNG"]].assign(
        nearer=nearer,
        clear=ahead.abs() > SURE * error,
        bands_apart=apart,
    )


def places_by_session(first: int = 1992, last: int = 2012) -> pd.DataFrame:
    """Places of Russia and the pair on the line of votes, session by session, and who is nearer.

    One row a session from `first` to `last` in which all three voted, by the year in which it
    opened. Columns: RUS, KAZ, MNG (ideal points; up is more like the USA), KAZ_low, KAZ_high,
    MNG_low, MNG_high (the source's bounds of nine in ten), and nearer, clear, bands_apart of
    `nearer_by_session`. Raises BadSetting where there is no such session.
    """
    rows = load("un_ideal_points")
    told = nearer_by_session(rows, first, last)[["nearer", "clear", "bands_apart"]]
    if told.empty:
        raise BadSetting(f"No session from {first} to {last} has votes of all three states.")
    wide = rows[rows["year"].between(first, last)].pivot(index="year", columns="iso3")
    table = pd.DataFrame({"RUS": wide["ideal_point", "RUS"]})
    for state in ("KAZ", "MNG"):
        table[state] = wide["ideal_point", state]
        table[f"{state}_low"] = wide["ideal_point_low", state]
        table[f"{state}_high"] = wide["ideal_point_high", state]
    return table.join(told, how="inner")


# Agreement in the General Assembly, with its base rates.


def scotts_pi(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Agreement beyond chance of two states, along the last axis: 1 is full, 0 what chance gives.

    `one` and `other` hold their votes as whole numbers, one place for each roll call. Missing
    where all votes of both are the same, so that chance gives full agreement too.
    """
    equal = (one == other).mean(axis=-1)
    by_chance = sum(
        (((one == kind).mean(axis=-1) + (other == kind).mean(axis=-1)) / 2) ** 2
        for kind in np.union1d(one, other)
    )
    with np.errstate(invalid="ignore"):
        return np.where(by_chance < 1, (equal - by_chance) / (1 - by_chance), np.nan)


@kept(most=16)
def pi_with_bounds(
    state: str, other: str, year: int, samples: int = 10_000, seed: int = 4
) -> dict[str, float]:
    """Agreement beyond chance of a pair in a session, and what other roll calls would have given.

    The session's joint roll calls are drawn anew with replacement, `samples` times (a bootstrap,
    Efron 1979): low and high hold 95 of 100 of the samples. Keys: pi, low, high, votes (joint ones,
    absences left out). For the five states of `un_votes`; raises BadSetting for others.
    """
    ballots = load("un_votes")
    for code in (state, other):
        require_one_of(tuple(sorted(ballots["iso3"].unique())), "The state", code)
    ballots = ballots[(ballots["year"] == year) & ballots["iso3"].isin([state, other])]
    joint = ballots.pivot(index="rcid", columns="iso3", values="vote").dropna()
    votes = joint[[state, other]].apply(pd.Categorical, categories=["yes", "abstain", "no"])
    one, another = (votes[code].cat.codes.to_numpy() for code in (state, other))
    drawn = np.random.default_rng(seed).integers(0, len(joint), (samples, len(joint)))
    low, high = np.nanquantile(scotts_pi(one[drawn], another[drawn]), [0.025, 0.975])
    pi = float(scotts_pi(one, another))
    return {"pi": pi, "low": float(low), "high": float(high), "votes": len(joint)}


def agreement_line(state: str, other: str, measure: str) -> pd.Series:
    """Agreement of a pair by the year in which the session opened; few joint votes are missing."""
    rows = _agreement_of(state)
    line = rows[rows["iso3_b"] == other].set_index("year")[measure].dropna()
    return line.reindex(sessions())


class Standing(NamedTuple):
    """A partner's rank among a state's partners, of how many, and the median partner's value."""

    rank: int
    partners: int
    median: float


def agreement_rank(state: str, other: str, measure: str, year: int) -> Standing:
    """Where a partner stands among a state's partners, by their agreement with it in a year.

    1 is the closest; those who agree as much share the better rank. Rank 0: no figure.
    """
    rows = _agreement_of(state)
    scores = rows[rows["year"] == year].set_index("iso3_b")[measure].dropna()
    median = float(scores.median())
    if other not in scores.index:
        return Standing(0, len(scores), median)
    return Standing(int((scores > scores[other]).sum()) + 1, len(scores), median)
