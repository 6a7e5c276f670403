"""Lesson 04: who stands close to whom, how a pair votes, and whether Mongolia keeps away."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import CENTRAL_ASIA, OP_ED_DAY, members
from ...drawing import (
    BEHIND,
    FINE,
    INK,
    LARGE,
    NORMAL,
    OTHER_STATE,
    PALE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    heading,
    label,
    log_axis,
    note,
    only_words,
    plain_figure,
    row_axis,
    source_line,
    tint,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...keeping import kept
from ...measures import alignment as measures
from ...measures import doors as doors_of
from ...measures import lot
from ...measures.alignment import CONTROLS, ENGAGEMENT, INDEX_YEARS, POLES, SIGNS, VOTES
from ...measures.statistics import groups_by_rank
from ...measures.trade import PAIR
from ...measures.votes import places_by_session
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, listing, number, ordinal, percent

VOTES_BY = {"ideal points": "ideal", "equal votes": "agreement", "beyond chance": "pi"}
WITH_ARTICLE = {"USA": "the United States"}


def name_in_sentence(code: str) -> str:
    """A state's name as a sentence holds it."""
    return WITH_ARTICLE.get(code, state_names().get(code, code))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signed(value: float) -> str:
    """A number between minus 1 and 1 as a sentence says it."""
    text = number(abs(value), 2)
    return f"minus {text}" if value < 0 and float(text) else text


def _write_beneath_title(ax: Axes, text: str) -> None:
    note(ax, text, (0, 1.022), va="bottom")


# How close to a pole.

WEIGHTS = (0, 1, 2, 3)
VOTES_OF = {"that year": "year", "1992 to that year": "window"}
FIRST_OF_WINDOW = 1992  # the first session in which Kazakhstan voted
INDEX_MARGINS = {"left": 0.205, "right": 0.975, "top": 0.875, "bottom": 0.185}


class Index(NamedTuple):
    """The compared states by the index, and how far the weights decide it.

    `order` is the index by state, the closest first; `wide` and `narrow` are its lowest and
    highest over all weights from 0 and from 1 to 3, `weighed` the pair's counts in these; `lacking`
    are the states without a figure.
    """

    order: pd.Series
    wide: pd.DataFrame
    narrow: pd.DataFrame
    weighed: tuple[measures.Weighed, measures.Weighed]
    lacking: list[str]

    @property
    def ranks(self) -> pd.Series:
        """1 is the closest; those who are as close share the better rank."""
        return self.order.rank(ascending=False, method="min").astype(int)


@explorer(
    lambda: [
        Steps("defence", "Defence", WEIGHTS),
        Steps("memberships", "Memberships", WEIGHTS),
        Steps("votes", "Votes", WEIGHTS),
        Steps("trade", "Trade", WEIGHTS),
        Menu("by", "Votes by", VOTES_BY),
        Menu("votes_of", "Votes of", VOTES_OF),
        Menu("pole", "Close to", {"Russia": "RUS", "China": "CHN", "the USA": "USA"}),
        Years("year", "Year", INDEX_YEARS[0], INDEX_YEARS[-1]),
    ],
    start={"defence": 1, "memberships": 1, "votes": 1, "trade": 0, "year": 2012},
    sentence="Close to {pole} in {year}: defence {defence}, memberships {memberships}, "
    "votes {votes} (by {by}, of {votes_of}), trade {trade}",
    name="closeness",
)
@view
def closeness_index(
    defence: int = 1,
    memberships: int = 1,
    votes: int = 1,
    trade: int = 0,
    by: str = "ideal",
    pole: str = "RUS",
    year: int = 2012,
    votes_of: str = "year",
    fig=None,
) -> tuple[Figure, Description]:
    """Draw how close the compared states stand to a pole, and how far the weights decide it.

    `defence`, `memberships`, `votes` and `trade` are weights from 0 to 3; `by` is the measure of
    votes (ideal, agreement, pi); `pole` is RUS, CHN or USA; `year` is 2000 to 2024, a source that
    ends earlier carried forward from its last year; `votes_of` is year (its session alone) or
    window (the mean of all from 1992 to it). A mark is the index (0 to 1), the thick bar its range
    over all weights from 1 to 3, the thin one from 0 to 3.
    """
    weights = (defence, memberships, votes, trade)
    for sign, weight in zip(SIGNS, weights, strict=True):
        require_one_of(WEIGHTS, f"The weight of {sign}", weight)
    span = _sessions_of(votes_of, year)
    table = measures.signs(pole, year, by, span)
    title = f"How close to {name_in_sentence(pole)}, {year}"
    fig, ax = plain_figure(fig, **INDEX_MARGINS)
    settings = f"{title}, {_weights_in_words(weights, by, span)}"
    if not any(weights):
        return fig, only_words(ax, title, "Give at least one sign a weight above 0.", settings)
    index = _index(table, weights)
    _draw_ranges(ax, index)
    _draw_indices(ax, index.order)
    _name_ranked(ax, index)
    ax.set_title(title, pad=22)
    _count_weightings(ax, index.weighed[0])
    carried = _carried_forward(year, by, trade)
    wars = "; Correlates of War" if trade or pole == "USA" else ""
    source_line(
        fig,
        "Mark: your weights. Thick bar: all weights from 1 to 3. Thin bar: from 0 to 3.\n"
        f"Data: ATOP; our dates of memberships; Voeten{wars}."
        + (f" Held: {carried}." if carried else ""),
    )
    return fig, _index_words(settings, index, carried)


def _sessions_of(votes_of: str, year: int) -> int:
    """How many sessions up to the year the votes are the mean of."""
    require_one_of(VOTES_OF.values(), "Which votes", votes_of)
    require_one_of(INDEX_YEARS, "The year", year)
    return 1 if votes_of == "year" else year - FIRST_OF_WINDOW + 1


def _count_weightings(ax: Axes, always: measures.Weighed) -> None:
    if always.weightings:
        _write_beneath_title(
            ax,
            f"Kazakhstan closer than Mongolia in {always.closer} of "
            f"{counted(always.weightings, 'weighting')}",
        )


def _index(table: pd.DataFrame, weights: Sequence[int]) -> Index:
    """The index at these weights; trade, the last of them, is the same in all weightings."""
    trade = weights[-1]
    whole = table.dropna(subset=list(SIGNS if trade else SIGNS[:3]))
    first, second = (measures.nearer(table, "KAZ", "MNG", least, trade) for least in (0, 1))
    return Index(
        measures.index_of(whole, weights),
        measures.spread(whole, 0, trade),
        measures.spread(whole, 1, trade),
        (first, second),
        list(table.index.difference(whole.index)),
    )


def _rows_from_top(count: int) -> np.ndarray:
    return np.arange(count)[::-1]


def _colour_beside_the_pair(state: str) -> str:
    return colour_of(state) if state in PAIR else QUIET_INK


def _draw_ranges(ax: Axes, index: Index) -> None:
    for y, state in zip(_rows_from_top(len(index.order)), index.order.index, strict=True):
        colour = _colour_beside_the_pair(state)
        ax.plot(index.wide.loc[state], [y, y], color=colour, linewidth=1.2)
        thick = {"linewidth": 6, "alpha": 0.4, "solid_capstyle": "butt"}
        ax.plot(index.narrow.loc[state], [y, y], color=colour, **thick)


def _draw_indices(ax: Axes, order: pd.Series) -> None:
    """The pair's marks are diamonds, all others dots."""
    marks = pd.DataFrame({"x": order, "y": _rows_from_top(len(order))})
    of_pair = marks.index.isin(PAIR)
    for rows, marker, size in ((marks[of_pair], "D", 62), (marks[~of_pair], "o", 44)):
        if len(rows):
            colours = [_colour_beside_the_pair(state) for state in rows.index]
            ax.scatter(rows["x"], rows["y"], marker=marker, s=size, zorder=3, color=colours)


def _name_ranked(ax: Axes, index: Index) -> None:
    names = [f"{state_names()[state]}  {rank}" for state, rank in index.ranks.items()]
    row_axis(ax, _rows_from_top(len(names)), names)
    for written, state in zip(ax.get_yticklabels(), index.order.index, strict=True):
        written.set_fontweight("bold" if state in PAIR else "normal")
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.8, len(names) - 0.4)
    ax.set_xlabel("0 far, 1 close")
    ax.grid(axis="x", color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)


def _carried_forward(year: int, by: str, trade: int) -> str:
    """Which signs are read for an earlier year, and for which."""
    read = measures.years_read(year, by)
    signs = [sign for sign in read if read[sign] != year and (trade or sign != "trade")]
    return listing(f"{sign} at {read[sign]}" for sign in signs)


def _weights_in_words(weights: Sequence[int], by: str, span: int = 1) -> str:
    """The settings that no mark shows by itself."""
    weighted = (f"{sign} {weight}" for sign, weight in zip(SIGNS, weights, strict=True))
    mean = f", mean of {span} sessions" if span > 1 else ""
    return f"with the weights {listing(weighted)}, votes by {VOTES[by]}{mean}"


def _index_words(settings: str, index: Index, carried: str) -> Description:
    order, ranks = index.order, index.ranks
    of_the_pair = listing(
        f"{name_in_sentence(state)} is {ordinal(int(ranks[state]))} with {number(order[state], 2)}"
        for state in reversed(PAIR)
        if state in order.index
    )
    first = (
        f"{settings}: of {counted(len(order), 'state')} {name_in_sentence(order.index[0])} is "
        f"closest with {number(order.iloc[0], 2)} and {name_in_sentence(order.index[-1])} "
        f"farthest with {number(order.iloc[-1], 2)}" + (f"; {of_the_pair}." if of_the_pair else ".")
    )
    rest = []
    for least, weighed in enumerate(index.weighed):
        if weighed.weightings:
            rest.append(
                f"With weights from {least} to 3 for the first three signs Kazakhstan stands "
                f"closer than Mongolia in {weighed.closer} of "
                f"{counted(weighed.weightings, 'weighting')} and farther in {weighed.farther}."
            )
    each = "; ".join(_ranged(index, state) for state in order.index)
    rest.append(f"In order, with the range over all weightings: {each}.")
    if carried:
        rest.append(f"Held at the last year of the source: {carried}.")
    if index.lacking:
        lacking = listing(map(name_in_sentence, index.lacking))
        rest.append(f"Without a figure, and left out: {lacking}.")
    return Description(first, tuple(rest))


def _ranged(index: Index, state: str) -> str:
    wide, narrow = (
        f"{number(table.loc[state, 'low'], 2)} to {number(table.loc[state, 'high'], 2)}"
        for table in (index.wide, index.narrow)
    )
    return (
        f"{index.ranks[state]} {name_in_sentence(state)} {number(index.order[state], 2)} "
        f"({wide}, with all weights at least 1 {narrow})"
    )


# A pair in the General Assembly.

# Those all of whose pairs are known, and those beside whom they can be shown.
FIRST_STATES = (*PAIR, *POLES)
OTHERS = ("TUR", "JPN", "KOR", "IND", "DEU", "PRK", "ARM", "UKR")
PARTNERS = ("MNG", *CENTRAL_ASIA, "BLR", *POLES, *OTHERS)
SCORES = {
    "agreement": ("share of equal votes", "Share of equal votes"),
    "pi": ("agreement beyond chance (Scott's pi)", "Scott's pi: 0 is chance, 1 full agreement"),
}
SCORE_LIMITS = {"agreement": (0.0, 1.02), "pi": (-0.75, 1.02)}
UN_MARGINS = {"left": 0.095, "right": 0.845, "top": 0.875, "bottom": 0.155}


def _title_in_un(state: str, other: str) -> str:
    return f"{_capitalised(name_in_sentence(state))} and {name_in_sentence(other)} in the UN"


class PairInUN(NamedTuple):
    """How a state and another agree, by one measure: over the years, and in the marked year.

    `line` is the pair's agreement by year, `quartiles` those of all pairs (columns 0.25, 0.5,
    0.75), `standing` where the other stands among the state's partners in the marked year.
    """

    state: str
    other: str
    measure: str
    year: int
    line: pd.Series
    quartiles: pd.DataFrame
    standing: measures.Standing

    @property
    def title(self) -> str:
        return _title_in_un(self.state, self.other)

    @property
    def colour(self) -> str:
        """The other state's; Kazakhstan's for the pair of the course, whoever stands first."""
        colour = colour_of("KAZ" if {self.state, self.other} == set(PAIR) else self.other)
        return QUIET_INK if colour == OTHER_STATE else colour


@explorer(
    lambda: [
        Menu("state", "State", {state_names()[code]: code for code in FIRST_STATES}),
        Menu("other", "and", {state_names()[code]: code for code in PARTNERS}),
        Menu(
            "measure", "Measure", {"share of equal votes": "agreement", "beyond chance (pi)": "pi"}
        ),
        Years("year", "Year", measures.sessions()[0], measures.sessions()[-1]),
    ],
    start={"state": "MNG", "other": "KAZ", "measure": "agreement", "year": 2013},
    sentence="{state} and {other} in the UN in {year}: {measure}",
)
@view
def un_pair(
    state: str = "MNG", other: str = "KAZ", measure: str = "agreement", year: int = 2013, fig=None
) -> tuple[Figure, Description]:
    """Draw how a pair agrees in the UN General Assembly, with median and quartiles of all pairs.

    `state` is MNG, KAZ, RUS, CHN or USA (all of whose pairs are known), `other` one of `PARTNERS`,
    `measure` agreement (0 to 1) or pi, `year` that in which the session opened, 1991 to
    2019. Sessions in which the pair has 30 joint votes or fewer are left out.
    """
    require_one_of(FIRST_STATES, "The state", state)
    require_one_of(PARTNERS, "The other state", other)
    require_one_of(tuple(SCORES), "The measure", measure)
    require_one_of(measures.sessions(), "The year", year)
    fig, ax = plain_figure(fig, **UN_MARGINS)
    if state == other:
        name, pair = _capitalised(name_in_sentence(state)), _title_in_un(state, other)
        itself = f"{name} is compared with itself; choose two different states."
        return fig, only_words(ax, pair, itself, f"{pair} in {year}, {SCORES[measure][0]}")
    line = measures.agreement_line(state, other, measure)
    standing = measures.agreement_rank(state, other, measure, year)
    pair = PairInUN(state, other, measure, year, line, _quartiles(measure), standing)
    _draw_all_pairs(ax, pair.quartiles)
    ax.plot(line.index, line, color=pair.colour, marker="o", markersize=3.5)
    ax.axvline(year, color=INK, linewidth=0.8, linestyle=":")
    _name_lines(ax, pair)
    if standing.rank:
        ax.plot([year], [line[year]], marker="D", color=pair.colour, markersize=9, zorder=4)
    _write_beneath_title(ax, _said_of_year(pair))
    ax.set_title(pair.title, pad=22)
    _set_un_axes(ax, pair)
    source_line(fig, "Grey: the middle half of all pairs of states. Data: Voeten, UN votes.")
    return fig, _un_words(pair)


@kept(most=8)
def _quartiles(measure: str) -> pd.DataFrame:
    rows = load("un_agreement_quantiles")
    rows = rows[(rows["measure"] == measure) & rows["quantile"].isin([0.25, 0.5, 0.75])]
    by_year = rows.pivot(index="year", columns="quantile", values="value")
    return by_year.reindex(measures.sessions())


def _draw_all_pairs(ax: Axes, quartiles: pd.DataFrame) -> None:
    ax.fill_between(quartiles.index, quartiles[0.25], quartiles[0.75], color=PALE, linewidth=0)
    ax.plot(quartiles.index, quartiles[0.5], color=QUIET_INK, linestyle="--", linewidth=1.4)


def _name_lines(ax: Axes, pair: PairInUN) -> None:
    """Name both lines at their ends, one label moved from the other where they would overlap."""
    ends = {"median pair": pair.quartiles[0.5].iloc[-1]}
    known = pair.line.dropna()
    if len(known):
        ends["this pair"] = known.iloc[-1]
        low, high = SCORE_LIMITS[pair.measure]
        ends = dict(zip(ends, _apart(*ends.values(), 0.06 * (high - low)), strict=True))
    for text, height in ends.items():
        colour = pair.colour if text == "this pair" else QUIET_INK
        at = pair.line.index[-1] + 0.4, height  # outside the panel, where annotations are clipped
        beside(ax, text, at, (4, 0), color=colour, annotation_clip=False)


def _apart(height: float, other: float, least: float) -> tuple[float, float]:
    """Two heights, moved from each other until they are `least` apart, and not above the panel."""
    if abs(height - other) >= least:
        return height, other
    middle = min((height + other) / 2, 1.0 - least / 2)
    up = least / 2 if height >= other else -least / 2
    return middle + up, middle - up


def _set_un_axes(ax: Axes, pair: PairInUN) -> None:
    ax.set_ylim(*SCORE_LIMITS[pair.measure])
    ax.set_xlim(pair.line.index[0] - 0.5, pair.line.index[-1] + 0.3)
    ax.set_ylabel(SCORES[pair.measure][1])
    ax.set_xlabel("year in which the session opened")


def _said_of_year(pair: PairInUN) -> str:
    if not pair.standing.rank:
        return f"{pair.year}: no figure for this pair"
    return f"{pair.year}: {number(pair.line[pair.year], 2)}, {_said_of_standing(pair)}"


def _said_of_standing(pair: PairInUN) -> str:
    rank, partners, median = pair.standing
    return (
        f"{ordinal(rank)} of {counted(partners, 'partner')} of {name_in_sentence(pair.state)}, "
        f"whose median partner has {number(median, 2)}"
    )


def _un_words(pair: PairInUN) -> Description:
    line, year, what = pair.line, pair.year, SCORES[pair.measure][0]
    if pair.standing.rank:
        standing = f"{number(line[year], 2)} in {year}, {_said_of_standing(pair)}"
    else:
        standing = f"there is no figure for this pair in {year}"
    low, half, high = (number(pair.quartiles.loc[year, share], 2) for share in (0.25, 0.5, 0.75))
    rest = [f"Among all pairs of states in {year} the quartiles are {low}, {half} and {high}."]
    known = line.dropna()
    if len(known):
        rest.append(
            f"The pair goes from {number(known.iloc[0], 2)} in {known.index[0]} to "
            f"{number(known.iloc[-1], 2)} in {known.index[-1]}, is highest in "
            f"{known.idxmax()} with {number(known.max(), 2)} and lowest in "
            f"{known.idxmin()} with {number(known.min(), 2)}."
        )
    gaps = line.index[line.isna()]
    if len(gaps):
        rest.append(f"No figure: {listing(map(str, gaps))}.")
    return Description(f"{pair.title}, {what}: {standing}.", tuple(rest))


# Whether Mongolia keeps away from those near Russia.

# Engagement that is an amount is drawn partner by partner; the rest is a yes or no, and counted.
AMOUNT_AXES = {
    "trade_2012": "trade over benchmark (1: as expected)",
    "trade_2014": "trade over benchmark (1: as expected)",
    "abroad_2010": "people born in Mongolia, 2010",
}
NEARNESS_AXES = {
    "ideal": "minus the distance to Russia's ideal point",
    "agreement": "share of votes equal to Russia's",
    "pi": "agreement with Russia beyond chance (pi)",
}
MADE_BY = {
    "trade_2012": "Correlates of War; CEPII",
    "trade_2014": "Correlates of War; CEPII",
    "waiver_2013": "our table of waivers",
    "free_2025": "Passport Index",
    "abroad_2010": "United Nations, migrant stock",
}
CONTROL_LABELS = {
    "": "nothing held",
    "log_distance": "distance held",
    "log_income": "income held",
    "polyarchy": "democracy held",
}
THIRDS = ("farthest third", "middle third", "nearest third")
FIFTHS = ("farthest\nfifth", "2nd", "3rd", "4th", "nearest\nfifth")
NAMED_PARTNERS = ("USA", "JPN", "CHN", "KOR")  # besides the allies
# Where a code may stand beside its mark, in points across and up, in order of preference.
PLACES_BESIDE = ((6, 3), (6, -11), (-30, 3), (-30, -11), (-12, 9), (-12, -18), (6, 15), (6, -23))
CODE_SIZE = (29, 11)  # points that a code takes
AWAY_MARGINS = {"left": 0.12, "right": 0.98, "top": 0.91, "bottom": 0.175, "wspace": 0.16}


class Group(NamedTuple):
    """Partners of Mongolia about as near to Russia, and their typical engagement."""

    name: str
    partners: pd.DataFrame
    typical: float


@explorer(
    lambda: [
        Menu("engagement", "Engagement", {text: key for key, text in ENGAGEMENT.items()}),
        Menu("votes", "Nearness by", VOTES_BY),
    ],
    start={"engagement": "trade_2012", "votes": "ideal"},
    sentence="{engagement}, against nearness to Russia by {votes}",
)
@view
def keeping_away(
    engagement: str = "trade_2012", votes: str = "ideal", fig=None
) -> tuple[Figure, Description]:
    """Draw Mongolia's engagement with every partner against how near the partner votes to Russia.

    `engagement` is a key of ENGAGEMENT, `votes` of VOTES. Left: each partner (or, for waivers, the
    share of partners by fifths of nearness), triangles for Russia's allies in the CSTO. Right: the
    rank correlation with rough 95 per cent intervals, with nothing and with one thing held equal.
    """
    correlations = measures.correlations(engagement, votes)
    partners = _partners(engagement, votes)
    fig, (left, right) = plain_figure(fig, ncols=2, width_ratios=(1.75, 1), **AWAY_MARGINS)
    if engagement in AMOUNT_AXES:
        groups = _groups(partners, THIRDS, pd.Series.median)
        _draw_partners(left, partners, groups)
        left.set_ylabel(AMOUNT_AXES[engagement])
    else:
        groups = _groups(partners, FIFTHS, pd.Series.mean)
        _draw_fifths(left, groups, partners[partners["ally"]])
    left.set_xlabel(f"{NEARNESS_AXES[votes]} \u2192 nearer")
    left.set_title(_capitalised(ENGAGEMENT[engagement]), fontsize=LARGE)
    _draw_correlations(right, correlations)
    source_line(
        fig,
        f"Triangles: Russia's allies in the CSTO. Data: {MADE_BY[engagement]}; Voeten; World Bank; "
        "V-Dem v15.",
    )
    return fig, _away_words(engagement, votes, partners, groups, correlations)


def _partners(engagement: str, votes: str) -> pd.DataFrame:
    """Mongolia's partners with a figure: columns near, engagement, ally."""
    table = measures.partners_tested()
    near = measures.nearness("RUS", measures.CLOSENESS_YEAR[engagement], votes, measures.SPAN)
    ally = table["ally_2025" if engagement == "free_2025" else "ally_2013"]
    columns = {"near": near.reindex(table.index), "engagement": table[engagement], "ally": ally}
    return pd.DataFrame(columns).dropna(subset=["near", "engagement"])


def _groups(
    partners: pd.DataFrame, names: Sequence[str], typical: Callable[[pd.Series], float]
) -> list[Group]:
    """The partners in groups of equal size by rank, from the farthest to the nearest."""
    parts = partners.groupby(groups_by_rank(partners["near"], names), observed=False)
    return [Group(str(name), part, typical(part["engagement"])) for name, part in parts]


def _draw_partners(ax: Axes, partners: pd.DataFrame, groups: Sequence[Group]) -> None:
    """Each partner a mark, hollow at the foot where there was no engagement; medians of thirds."""
    log_axis(ax.yaxis)
    some = partners["engagement"] > 0
    floor = partners.loc[some, "engagement"].min() / 2
    shown = partners.assign(engagement=partners["engagement"].where(some, floor))
    _draw_marks(ax, shown, some)
    for group in groups:
        ends = [group.partners["near"].min(), group.partners["near"].max()]
        height = [max(group.typical, floor)] * 2
        ax.plot(ends, height, color=INK, linewidth=3, solid_capstyle="butt", zorder=4)
    quiet = {"fontsize": FINE, "color": QUIET_INK}
    if not some.all():
        above_them = {"xycoords": "axes fraction", "ha": "left", "va": "bottom"}
        beside(ax, "hollow: no trade shown", (0.01, 0.1), (0, 5), **above_them, **quiet)
    note(ax, "bars: medians of thirds", (0.01, 0.97), va="top", **quiet)
    ax.set_ylim(floor / 2, partners["engagement"].max() * 2)
    _name_partners(ax, shown)


def _draw_marks(ax: Axes, shown: pd.DataFrame, some: pd.Series) -> None:
    for ally, marker, size in ((False, "o", 18), (True, "^", 60)):
        for filled in (True, False):
            rows = shown[(shown["ally"] == ally) & (some == filled)]
            colours = [colour_of(state) if state == "KAZ" else QUIET_INK for state in rows.index]
            look = {"facecolors": colours if filled else "none", "edgecolors": colours}
            look |= {"alpha": 1, "zorder": 3} if ally else {"alpha": 0.6, "zorder": 2}
            at = rows["near"], rows["engagement"]
            ax.scatter(*at, marker=marker, s=size, linewidths=1, **look)


def _name_partners(ax: Axes, shown: pd.DataFrame) -> None:
    """Write the codes of the allies and of NAMED_PARTNERS beside their marks."""
    named = shown[shown["ally"] | shown.index.isin(NAMED_PARTNERS)]
    named = named.sort_values("near", kind="stable")
    ax.autoscale_view()
    at = named[["near", "engagement"]].to_numpy()
    places = _places_beside(ax, ax.transData.transform(at))
    for state, mark, place in zip(named.index, at, places, strict=True):
        ours = {"color": colour_of("KAZ"), "fontweight": "bold"} if state == "KAZ" else {}
        beside(ax, state, tuple(mark), place, ha="left", va="baseline", fontsize=SMALL, **ours)


def _places_beside(ax: Axes, marks: np.ndarray) -> list[tuple[int, int]]:
    """For each mark (in pixels) one of PLACES_BESIDE, so that no code lies upon another or a mark.

    Where none is free, the one that meets the fewest.
    """
    scale = ax.figure.dpi / 72
    wide, high = (points * scale for points in CODE_SIZE)
    written: list[tuple[float, float]] = []
    places = []
    for x, y in marks:

        def meets(place: tuple[int, int], x: float = x, y: float = y) -> int:
            left, low = x + place[0] * scale, y + place[1] * scale
            codes = sum(abs(left - a) < wide and abs(low - b) < high for a, b in written)
            under = sum(left - 3 < a < left + wide and low - 3 < b < low + high for a, b in marks)
            return codes + under + (not ax.bbox.x0 <= left <= ax.bbox.x1 - wide)

        place = min(PLACES_BESIDE, key=meets)
        written.append((x + place[0] * scale, y + place[1] * scale))
        places.append(place)
    return places


def _draw_fifths(ax: Axes, groups: Sequence[Group], allies: pd.DataFrame) -> None:
    """The share of each fifth as a bar, that of the allies as a triangle beside them."""
    for place, group in enumerate(groups):
        share = 100 * group.typical
        ax.bar(place, share, color=OTHER_STATE, width=0.75)
        _write_count(ax, group.partners, (place, share + 1))
    share = 100 * allies["engagement"].mean()
    ax.scatter([len(groups)], [share], marker="^", s=90, color=INK)
    _write_count(ax, allies, (len(groups), share + 2.5))
    ax.set_xticks(range(len(groups) + 1), [*(group.name for group in groups), "allies"])
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.set_ylim(0, max(20, 1.25 * share, 125 * max(group.typical for group in groups)))
    ax.set_ylabel("per cent of states")


def _write_count(ax: Axes, states: pd.DataFrame, at: tuple[float, float]) -> None:
    text = f"{int(states['engagement'].sum())} of {len(states)}"
    label(ax, text, at, va="baseline", fontsize=SMALL, bbox=None)


def _draw_correlations(ax: Axes, correlations: pd.DataFrame) -> None:
    places = _rows_from_top(len(correlations))
    ax.axvline(0, color=QUIET_INK, linewidth=1)
    ax.hlines(places, correlations["low"], correlations["high"], color=INK, linewidth=2)
    ax.scatter(correlations["rho"], places, color=INK, s=50, zorder=3)
    quiet = {"ha": "left", "fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    for y, row in zip(places, correlations.itertuples(), strict=True):
        label(ax, number(row.rho, 2), (row.rho, y + 0.16), va="baseline")
        label(ax, CONTROL_LABELS[row.controlled], (-0.98, y + 0.36), va="baseline", **quiet)
    row_axis(ax, [], [])
    ax.set_xlim(-1, 1)
    ax.set_ylim(-0.5, len(correlations) - 0.35)
    ax.set_xlabel("\u2190 falls with nearness   rises \u2192")
    ax.set_title("Rank correlation", fontsize=LARGE)


def _away_words(
    engagement: str,
    votes: str,
    partners: pd.DataFrame,
    groups: Sequence[Group],
    correlations: pd.DataFrame,
) -> Description:
    plain, *controlled = correlations.itertuples()
    rises = "rises" if plain.rho > 0 else "falls"
    clear = plain.low > 0 or plain.high < 0
    first = (
        f"{_capitalised(ENGAGEMENT[engagement])}, against {VOTES[votes]} to Russia, over "
        f"{counted(plain.cases, 'partner')} of Mongolia: it "
        f"{rises if clear else 'neither clearly rises nor clearly falls'} with nearness, rank "
        f"correlation {_signed(plain.rho)}, rough 95 per cent interval {_signed(plain.low)} to "
        f"{_signed(plain.high)}."
    )
    equal = "; ".join(
        f"{CONTROLS[row.controlled]} {_signed(row.rho)} ({_signed(row.low)} to "
        f"{_signed(row.high)}, {counted(row.cases, 'partner')})"
        for row in controlled
    )
    amounts = engagement in AMOUNT_AXES
    allies = partners.loc[partners["ally"], "engagement"]
    named = listing(
        f"{name_in_sentence(state)} {number(value, 2 if amounts else 0)}"
        for state, value in allies.items()
    )
    groupwise = f"{'Medians' if amounts else 'Shares'} by nearness"
    rest = (
        f"With one thing held equal: {equal}.",
        f"{groupwise}: {_said_of_groups(groups, amounts)}.",
        f"Russia's allies: {named or 'none with a figure'}.",
    )
    return Description(first, rest)


def _said_of_groups(groups: Sequence[Group], amounts: bool) -> str:
    return "; ".join(
        f"{group.name} {number(group.typical, 2)} ({counted(len(group.partners), 'state')})"
        if amounts
        else f"{' '.join(group.name.split())} {percent(group.typical, 0)} of "
        f"{counted(len(group.partners), 'state')}"
        for group in groups
    )


# A colour and a mark for each measure of votes: strong ones of the palette, the mark says it too.
FOREST_MARKS = {"ideal": ("o", "#0072B2"), "agreement": ("s", "#009E73"), "pi": ("D", "#D55E00")}
FOREST_STEPS = (0.26, 0, -0.26)
FOREST_MARGINS = {"left": 0.23, "right": 0.985, "top": 0.92, "bottom": 0.155}
ROW_NAMES = {
    "trade_2012": "trade over the\nbenchmark, 2012",
    "trade_2014": "trade over the\nbenchmark, 2014",
    "waiver_2013": "visa waiver,\nAugust 2013",
    "free_2025": "visa-free entry,\nJanuary 2025",
    "abroad_2010": "people born in\nMongolia, 2010",
}


@view
def all_tests(fig=None) -> tuple[Figure, Description]:
    """Draw every measure of engagement against every measure of nearness in votes to Russia.

    Rank correlations over all partners with the distance to Mongolia held equal, and rough 95 per
    cent intervals.
    """
    correlations = measures.all_correlations()
    fig, ax = plain_figure(fig, **FOREST_MARGINS)
    ax.axvline(0, color=QUIET_INK, linewidth=1)
    _draw_forest(ax, correlations)
    _name_votes(ax)
    _name_engagement(ax, correlations.groupby("engagement", sort=False)["cases"].max())
    ax.set_xlim(-0.8, 0.8)
    ax.set_xlabel(
        "rank correlation, distance held equal:  \u2190 falls   rises with nearness \u2192"
    )
    ax.set_title("Does Mongolia's engagement fall with nearness to Russia?", x=-0.26)
    source_line(
        fig,
        "In brackets: partners. Data: Correlates of War; our waivers; Passport Index; UN; Voeten; "
        "CEPII.",
    )
    return fig, _forest_words(correlations)


def _draw_forest(ax: Axes, correlations: pd.DataFrame) -> None:
    for down, engagement in enumerate(ENGAGEMENT):
        rows = correlations[correlations["engagement"] == engagement]
        for step, row in zip(FOREST_STEPS, rows.itertuples(), strict=True):
            marker, colour = FOREST_MARKS[row.votes]
            y = step - down
            ax.hlines(y, row.low_distance, row.high_distance, color=colour, linewidth=2)
            ax.scatter(row.rho_distance, y, marker=marker, color=colour, s=48, zorder=3)


def _name_votes(ax: Axes) -> None:
    for votes, (marker, colour) in FOREST_MARKS.items():
        ax.scatter([], [], marker=marker, color=colour, s=48, label=VOTES[votes])
    ax.legend(loc="upper right", frameon=False, fontsize=SMALL, borderaxespad=0.1)


def _name_engagement(ax: Axes, cases: pd.Series) -> None:
    names = [f"{ROW_NAMES[engagement]} ({int(count)})" for engagement, count in cases.items()]
    row_axis(ax, -np.arange(len(names)), names, fontsize=SMALL)
    ax.set_ylim(0.45 - len(names), 1.0)


HELD = 0.95  # how often such an interval holds what it estimates


def _forest_words(correlations: pd.DataFrame) -> Description:
    below = int((correlations["high_distance"] < 0).sum())
    over = int((correlations["low_distance"] > 0).sum())
    first = (
        f"{len(correlations)} rank correlations of Mongolia's engagement with nearness to Russia "
        f"in votes, distance held equal: {below} lie below 0 with their whole interval, {over} "
        f"above, and {len(correlations) - below - over} reach across."
    )
    rest = []
    for engagement, rows in correlations.groupby("engagement", sort=False):
        each = listing(
            f"{_signed(row.rho_distance)} by {VOTES[row.votes]}" for row in rows.itertuples()
        )
        rest.append(f"{_capitalised(ENGAGEMENT[engagement])}: {each}.")
    by_chance = len(correlations) * (1 - HELD)
    rest.append(
        f"Were there nothing to find and the tests independent, {number(by_chance, 2)} of "
        f"{len(correlations)} would lie on one side of 0 with their whole interval by chance alone."
    )
    return Description(first, tuple(rest))


# The same test with every state in Mongolia's place.

EVERYWHERE_MARGINS = {"left": 0.08, "right": 0.985, "top": 0.86, "bottom": 0.17, "wspace": 0.08}
EVERYWHERE_VOTES = ("ideal", "pi")


@view
def everywhere(year: int = 2012, fig=None) -> tuple[Figure, Description]:
    """Draw the test on trade for every state in Mongolia's place, by two measures of nearness."""
    require_one_of(measures.TESTED_TRADE_YEARS, "The year", year)
    by_votes = {votes: measures.same_test_everywhere(year, votes) for votes in EVERYWHERE_VOTES}
    fig, axes = plain_figure(fig, ncols=2, sharey=True, **EVERYWHERE_MARGINS)
    for ax, (votes, correlations) in zip(axes, by_votes.items(), strict=True):
        _draw_histogram(ax, correlations)
        _name_in_histogram(ax, correlations)
        ax.set_title(f"By {VOTES[votes]}", fontsize=LARGE)
    axes[0].set_ylabel("states")
    heading(fig, f"The same test for every state, trade in {year}")
    source_line(
        fig,
        "Trade over the benchmark by partner against the partner's nearness to Russia. "
        "Data: Correlates of War; CEPII; Voeten.",
    )
    first = (
        f"Two histograms of the correlation between trade over the benchmark in {year} and the "
        "partner's nearness to Russia, one state each."
    )
    return fig, Description(first, tuple(_said_of_histogram(*item) for item in by_votes.items()))


def _draw_histogram(ax: Axes, correlations: pd.Series) -> None:
    ax.hist(correlations, bins=np.arange(-0.65, 0.70, 0.05), color=OTHER_STATE, edgecolor="white")
    ax.axvline(correlations["MNG"], color=colour_of("MNG"), linewidth=2.5)
    ax.axvline(correlations.median(), color=QUIET_INK, linestyle="--", linewidth=1.5)
    ax.axvline(0, color=QUIET_INK, linewidth=0.8)
    ax.set_xlabel("rank correlation")
    ax.set_xlim(-0.7, 0.7)


def _name_in_histogram(ax: Axes, correlations: pd.Series) -> None:
    """Name both lines on the sides that they turn from each other."""
    mongolia, median = correlations["MNG"], correlations.median()
    to_left, to_right = (-6, 0), (6, 0)
    at_top = {"xycoords": ("data", "axes fraction")}
    side = to_left if mongolia > 0 or mongolia < median else to_right
    ours = {"color": colour_of("MNG"), "fontweight": "bold"}
    beside(ax, "Mongolia", (mongolia, 0.97), side, **at_top, **ours)
    side = to_right if mongolia < median else to_left
    beside(ax, "median state", (median, 0.90), side, **at_top, color=QUIET_INK, bbox=WHITE_BOX)


def _said_of_histogram(votes: str, correlations: pd.Series) -> str:
    mongolia = correlations["MNG"]
    return (
        f"By {VOTES[votes]} Mongolia has {_signed(mongolia)}, the median state "
        f"{_signed(correlations.median())}, and {int((correlations < mongolia).sum())} of "
        f"{counted(len(correlations), 'state')} lie lower."
    )


# --- Who moved: three places on one line of votes -------------------------------------------------

SESSIONS = doors_of.SESSIONS
PLACES = (-1.25, 1.6)  # holds every place and band of all sessions: one height for all windows
LETTERS = {"KAZ": "K", "MNG": "M", "": "="}


def _says_window(first: int, last: int) -> str:
    """Which sessions, who was nearer in how many of them, and the mean distances."""
    if first > last:
        return f"Sessions {first} to {last}: no window"
    table = places_by_session(first, last)
    told = [
        f"{state_names()[state]} in {many} ({clear} clearly)"
        for state, (many, clear) in _nearer_in(table).items()
        if state
    ]
    far = _mean_distances(table)
    return (
        f"Sessions {first} to {last}: {listing(told)} nearer to Russia, level in "
        f"{_nearer_in(table)[''][0]}; mean distance {far['KAZ']} for Kazakhstan and {far['MNG']} "
        "for Mongolia"
    )


def _nearer_in(table: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """In how many sessions each of the pair (and nobody) is nearer, and in how many clearly."""
    return {
        state: (
            int((table["nearer"] == state).sum()),
            int((table["nearer"] == state)[table["clear"]].sum()),
        )
        for state in LETTERS
    }


def _mean_distances(table: pd.DataFrame) -> dict[str, str]:
    far = table[list(PAIR)].sub(table["RUS"], axis=0).abs().mean()
    return {state: number(far[state], 3) for state in PAIR}


@explorer(
    lambda: [
        Years("first", "From", SESSIONS[0], SESSIONS[-1]),
        Years("last", "to", SESSIONS[0], SESSIONS[-1]),
    ],
    start={"first": 1992, "last": 2012},
    sentence=lambda first, last: _says_window(first, last),
    name="votes_window",
)
@view
def who_moved(
    first: int = 1992, last: int = 2012, fig: Figure | None = None
) -> tuple[Figure, Description]:
    """Draw where Russia, Kazakhstan and Mongolia stand in UN votes, and who is nearer to Russia.

    `first` and `last` are sessions by the year in which they opened, 1992 to 2024. Above, ideal
    points, with the source's bounds of nine in ten for the pair; beneath, a square a session,
    filled where the nearer one is clearly so, as claim 36 counts it: the two distances differ by
    more than error gives in 95 of 100 cases.
    """
    for name, year in (("first", first), ("last", last)):
        require_one_of(SESSIONS, f"The {name} session", year)
    margins = {"left": 0.1, "right": 0.835, "top": 0.925, "bottom": 0.125, "hspace": 0.06}
    fig, (ax, strip) = plain_figure(
        fig, (8.4, 5.4), nrows=2, sharex=True, height_ratios=(5, 1), **margins
    )
    title = f"Three places on one line of votes, sessions {first} to {last}"
    if first > last:
        strip.set_axis_off()
        return fig, only_words(ax, title, "The first session comes after the last: move one.")
    table = places_by_session(first, last)
    _draw_places(ax, table)
    _draw_nearer(strip, table)
    ax.set_title(title if first < last else f"Three places on one line of votes, session {first}")
    source_line(fig, "Data: Bailey, Strezhnev and Voeten, ideal points; bands hold nine in ten.")
    return fig, _words_of_places(table)


def _draw_places(ax: Axes, table: pd.DataFrame) -> None:
    """The three lines, bands for the pair, a name at the end of each."""
    looks = {"RUS": ("--", "s"), "KAZ": ("-", "o"), "MNG": ("-", "D")}
    for state, (style, marker) in looks.items():
        colour = QUIET_INK if state == "RUS" else colour_of(state)
        if state != "RUS":
            bounds = table[f"{state}_low"], table[f"{state}_high"]
            ax.fill_between(table.index, *bounds, color=colour, alpha=0.18, linewidth=0)
            if len(table) == 1:  # a band of one session has no width
                ax.vlines(table.index, *bounds, color=colour, alpha=0.35, linewidth=9)
        look = {"linestyle": style, "linewidth": 2.4, "marker": marker}
        look["markersize"] = 4 if len(table) > 1 else 8
        ax.plot(table.index, table[state], color=colour, **look)
    ends = _set_apart(table[list(looks)].iloc[-1], 0.2)
    for state, height in ends.items():
        bold = {"fontsize": LARGE, "fontweight": "normal" if state == "RUS" else "bold"}
        colour = QUIET_INK if state == "RUS" else colour_of(state)
        at = (table.index[-1] + 0.6, height)
        beside(ax, state_names()[state], at, (6, 0), color=colour, **bold)
    ax.set_xlim(table.index[0] - 0.6, table.index[-1] + 0.6)
    ax.set_ylim(*PLACES)
    ax.set_yticks([-1, 0, 1])
    ax.set_ylabel("place in UN votes\nup: votes more like the USA")
    ax.tick_params(axis="x", length=0, labelbottom=False)
    ax.spines["bottom"].set_visible(False)


def _set_apart(heights: pd.Series, least: float) -> pd.Series:
    """Heights in order, those nearer than `least` moved from each other until none is."""
    moved = heights.sort_values()
    for _ in range(50):
        gaps = moved.diff().iloc[1:].to_numpy()
        for place in np.flatnonzero(gaps < least - 1e-6):
            half = (least - (moved.iloc[place + 1] - moved.iloc[place])) / 2
            moved.iloc[place] -= half
            moved.iloc[place + 1] += half
    return moved


def _draw_nearer(ax: Axes, table: pd.DataFrame) -> None:
    """A square a session with the letter of the nearer one, filled where clearly so."""
    wide = 8.4 * 72 * 0.735 / (len(table) + 0.2)  # points that a session has
    side = min(20, 0.84 * wide)
    for state, letter in LETTERS.items():
        rows = table[table["nearer"] == state]
        colour = colour_of(state) if state else QUIET_INK
        fills = [colour if clear and state else "white" for clear in rows["clear"]]
        if len(rows):
            look = {"marker": "s", "s": side**2, "edgecolors": colour, "linewidths": 1.3}
            ax.scatter(rows.index, np.zeros(len(rows)), c=fills, **look)
        for year, fill in zip(rows.index, fills, strict=True):
            ink = colour if fill == "white" else "white"
            look = {"fontsize": FINE, "fontweight": "bold", "bbox": None, "color": ink}
            label(ax, letter, (year, -0.02), va="center_baseline", **look)
    told = "Who votes nearer to Russia?  K Kazakhstan, M Mongolia, = level.  Filled: clearly so"
    note(ax, told, (0.0, 0.93), fontsize=SMALL, color=QUIET_INK)
    ax.set_ylim(-0.8, 1.7)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    step = 1 if len(table) <= 9 else 2 if len(table) <= 22 else 4
    ax.set_xticks(range(table.index[0], table.index[-1] + 1, step))


def _words_of_places(table: pd.DataFrame) -> Description:
    first, last = table.index[0], table.index[-1]
    counts = _nearer_in(table)
    window = f"from {first} to {last}" if first < last else f"({first})"
    kazakhstan, mongolia = counts["KAZ"], counts["MNG"]
    said = (
        f"Of {counted(len(table), 'session')} {window} Kazakhstan votes nearer to Russia in "
        f"{kazakhstan[0]}, clearly in {kazakhstan[1]}, and Mongolia in {mongolia[0]}, clearly in "
        f"{mongolia[1]}; in {counts[''][0]} the two are level."
    )
    far = _mean_distances(table)
    mean = f"Mean distance to Russia: Kazakhstan {far['KAZ']}, Mongolia {far['MNG']}."
    places = "; ".join(
        f"{state_names()[state]} {_signed(table[state].iloc[0])} in {first}"
        + (f" and {_signed(table[state].iloc[-1])} in {last}" if first < last else "")
        for state in ("RUS", *reversed(PAIR))
    )
    return Description(said, (mean, f"Places: {places}.", f"By session: {_by_session(table)}."))


def _by_session(table: pd.DataFrame) -> str:
    """Who was nearer when: "clearly Kazakhstan in 1992 and 1993; Mongolia in 1994"."""
    clearly = table["clear"] & (table["nearer"] != "")
    told = []
    for state, clear in itertools.product(LETTERS, (True, False)):
        years = table.index[(table["nearer"] == state) & (clearly == clear)]
        if len(years):
            who = f"{state_names()[state]} nearer" if state else "level"
            told.append(f"{'clearly ' if clear else ''}{who} in {_runs_of_years(years)}")
    return "; ".join(told)


def _runs_of_years(years: pd.Index) -> str:
    """Runs of years as a sentence names them: "1992 to 1999 and 2001"."""
    of_each = years.to_series()
    runs = of_each.groupby((of_each.diff() != 1).cumsum()).agg(["min", "max"])
    return listing(
        f"{low} to {high}" if high > low else f"{low}" for low, high in runs.itertuples(index=False)
    )


# --- Doors by groups of states --------------------------------------------------------------------

DOOR_SOURCE = "Data: Passport Index, January 2025"
VOTES_SOURCE = "Bailey, Strezhnev and Voeten, sessions"
# Letters in the order in which the line-up stands: Mongolia's is neither first nor last.
LINE_UP = dict(zip("ABCDEF", ("KGZ", "ARM", "BLR", "MNG", "TJK", "KAZ"), strict=True))
BY = {"votes near Russia": "votes", "wealth": "wealth", "democracy": "democracy"}
ENDS = {
    "votes": ("farthest", "nearest"),
    "wealth": ("poorest", "richest"),
    "democracy": ("least\ndemocratic", "most\ndemocratic"),
}
FIRST_SESSIONS = (2022, 2024)  # the three before the day of the doors


def _groups_by(by: str, first: int, last: int) -> pd.Series:
    lowest, highest = ENDS[by]
    names = (lowest, *doors_of.FIFTHS[1:-1], highest)
    return doors_of.groups_of_doors(doors_of.order_by(by, first, last), names)


def _colour_of_door(state: str) -> str:
    colour = colour_of(state)
    return BEHIND if colour == OTHER_STATE else colour


def _draw_door(ax: Axes, bars: pd.DataFrame, colour: str, width: float = 0.78) -> None:
    """A bar a group, on a pale one of all its states where these are given; no counts yet."""
    places = np.arange(len(bars))
    if "of" in bars:
        ax.bar(places, bars["of"], width=width, color=tint(PALE, 0.5))
    ax.bar(places, bars["free"], width=width, color=colour)
    ax.set_xlim(-0.6, len(bars) - 0.4)
    ax.tick_params(axis="x", length=0)


@view
def one_door(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw how many of the states that vote farthest from and nearest to Russia enter Mongolia.

    Rules of January 2025; the first and the last of five groups of equal size, by the votes of
    2022 to 2024.
    """
    bars = doors_of.door("MNG", _groups_by("votes", *FIRST_SESSIONS)).iloc[[0, -1]]
    fig, ax = plain_figure(fig, (8.4, 4.2), left=0.085, right=0.97, top=0.91, bottom=0.205)
    _draw_door(ax, bars, colour_of("MNG"), 0.56)
    for place, row in enumerate(bars.itertuples()):
        bold = {"fontsize": 15, "fontweight": "bold", "color": colour_of("MNG")}
        beside(ax, f"{row.free} of {row.of}", (place, row.free), (0, 13), **bold)
    far, near = bars["of"]
    names = [
        f"the {far} states that vote\nfarthest from Russia",
        f"the {near} states that vote\nnearest to Russia",
    ]
    ax.set_xticks(range(len(bars)), names)
    ax.set_yticks([0, 10, 20, 30])
    ax.set_ylim(0, 43)
    ax.set_ylabel("enter without a visa")
    ax.set_title("Who enters Mongolia without a visa, January 2025")
    source_line(fig, f"{DOOR_SOURCE}; {VOTES_SOURCE} 2022 to 2024.")
    far, near = (f"{row.free} of the {row.of} states" for row in bars.itertuples())
    first = (
        f"Into Mongolia {far} that vote farthest from Russia enter without a visa, and {near} that "
        "vote nearest to it."
    )
    return fig, Description(first, ("Three groups of states between these two are not drawn.",))


@view
def line_up(named: bool = False, fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw six doors side by side, A to F: Mongolia's and those of Russia's five allies.

    Each is five groups of states by the votes of 2022 to 2024, from the farthest from Russia to the
    nearest, and how many of each enter without a visa. Without `named` all are grey, without
    counts or names; with it both are written, and Mongolia's stands in its colour.
    """
    require_one_of((False, True), "Whether the doors are named", named)
    groups = _groups_by("votes", *FIRST_SESSIONS)
    doors = {letter: doors_of.door(state, groups) for letter, state in LINE_UP.items()}
    margins = {"left": 0.085, "right": 0.985, "top": 0.84, "bottom": 0.135}
    margins |= {"hspace": 0.3, "wspace": 0.09}
    rows = {"nrows": 2, "ncols": 3, "sharex": True, "sharey": True}
    fig, _ = plain_figure(fig, (8.4, 5.0), **rows, **margins)
    _draw_six_doors(fig, doors, named)
    most = int(groups.value_counts().max())
    told = f"Six doors: five groups of {most} states, farthest from Russia in votes to nearest"
    heading(fig, told)
    source_line(fig, f"{DOOR_SOURCE}; {VOTES_SOURCE} 2022 to 2024. A state is no guest of its own.")
    return fig, _words_of_line_up(named, doors)


def _draw_six_doors(fig: Figure, doors: dict[str, pd.DataFrame], named: bool) -> None:
    """A panel a door, all on one scale; with names also counts, and Mongolia's in its colour."""
    for ax, (letter, bars) in zip(fig.axes, doors.items(), strict=True):
        state = LINE_UP[letter]
        ours = named and state == "MNG"
        # Without the pale bars of all states: each ally's would lack one, and tell Mongolia's door.
        _draw_door(ax, bars[["free"]], colour_of("MNG") if ours else BEHIND)
        ax.set_title(f"{letter}  {state_names()[state]}" if named else letter, fontsize=LARGE)
        if named:
            for place, free in enumerate(bars["free"]):
                beside(ax, str(free), (place, free), (0, 8), fontsize=SMALL)
        ax.set_ylim(0, 44)
        ax.set_yticks([0, 19, 38])
        ax.grid(axis="y", color=PALE, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.set_xticks([0, 4], ["farthest", "nearest"])
        if letter in "AD":
            ax.set_ylabel("enter freely", fontsize=NORMAL)


def _words_of_line_up(named: bool, doors: dict[str, pd.DataFrame]) -> Description:
    """With names every count; without them what an eye reads off: to the nearest five."""
    if named:
        first = (
            "Six doors by name, five groups of states each, from those that vote farthest from "
            "Russia to the nearest: into Mongolia "
            f"{listing(map(str, doors['D']['free']))} enter without a visa."
        )
        each = tuple(
            f"{letter}, {state_names()[LINE_UP[letter]]}: "
            + ", ".join(f"{row.free} of {row.of}" for row in bars.itertuples())
            + "."
            for letter, bars in doors.items()
        )
        return Description(first, each)
    falling = sum(bars["free"].iloc[-1] < bars["free"].iloc[0] for bars in doors.values())
    first = (
        "Six doors, A to F, without names: of five groups of states, from those that vote farthest "
        f"from Russia to the nearest, how many enter each without a visa; {falling} of "
        f"{len(doors)} fall from the first group to the last."
    )
    each = "; ".join(
        f"{letter} {', '.join(str(5 * round(free / 5)) for free in bars['free'])}"
        for letter, bars in doors.items()
    )
    return Description(first, (f"Read off to the nearest five: {each}.",))


def _says_doors(state: str, by: str, first: int, last: int) -> str:
    """The settings as a sentence; sessions that play no part are said to."""
    what = {kind: text for text, kind in BY.items()}[by]
    window = f"sessions {first} to {last}" if first < last else f"session {first}"
    if first > last:
        window = f"sessions {first} to {last}, which is no window"
    used = window if by == "votes" else f"whatever the sessions ({first}, {last})"
    return f"{state_names()[state]}'s door, states grouped by {what}, {used}"


@explorer(
    lambda: [
        Menu("state", "Door of", {state_names()[code]: code for code in sorted(LINE_UP.values())}),
        Menu("by", "Grouped by", BY),
        Years("first", "Sessions from", SESSIONS[0], SESSIONS[-1]),
        Years("last", "to", SESSIONS[0], SESSIONS[-1]),
    ],
    start={"state": "MNG", "by": "votes", "first": FIRST_SESSIONS[0], "last": FIRST_SESSIONS[1]},
    sentence=_says_doors,
    name="doors_by",
)
@view
def doors_by_group(
    state: str = "MNG",
    by: str = "votes",
    first: int = 2022,
    last: int = 2024,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw how many states of five groups enter a door without a visa, and how usual its fall is.

    `state` is MNG, ARM, BLR, KAZ, KGZ or TJK; `by` is votes (nearness to Russia over the sessions
    `first` to `last`, 1992 to 2024), wealth (product a head, 2023) or democracy (polyarchy of
    2023). Beneath, how many of the other 191 doors change from the first group to the last by as
    many states or more. Rules of January 2025.
    """
    require_one_of(sorted(LINE_UP.values()), "The door", state)
    require_one_of(BY.values(), "What states are grouped by", by)
    for name, year in (("first", first), ("last", last)):
        require_one_of(SESSIONS, f"The {name} session", year)
    fig, ax = plain_figure(fig, (8.4, 4.8), left=0.085, right=0.975, top=0.91, bottom=0.25)
    settings = _says_doors(state, by, first, last)
    title = f"{state_names()[state]}'s door, January 2025: states by {_grouped(by, first, last)}"
    if by == "votes" and first > last:
        sentence = "The first session comes after the last: move one."
        return fig, only_words(ax, title, sentence, settings)
    # The sessions play no part in the others, and may then stand in any order.
    groups = _groups_by(by, *((first, last) if by == "votes" else FIRST_SESSIONS))
    bars = doors_of.door(state, groups)
    _draw_door(ax, bars, _colour_of_door(state))
    for place, row in enumerate(bars.itertuples()):
        beside(ax, f"{row.free} of {row.of}", (place, row.free), (0, 10), fontweight="bold")
    ax.set_xticks(range(len(bars)), bars.index)
    ax.set_yticks([0, 10, 20, 30])
    ax.set_ylim(0, 43)
    ax.set_ylabel("enter without a visa")
    ax.set_title(title, fontsize=LARGE)
    usual = _how_usual(state, groups)
    fig.text(0.085, 0.083, usual, fontsize=NORMAL, fontweight="bold", color=INK)
    source = {"votes": f"{VOTES_SOURCE} {first} to {last}", "wealth": "World Bank, 2020 to 2023"}
    source_line(fig, f"{DOOR_SOURCE}; {source.get(by, 'V-Dem 15 for 2023')}.")
    return fig, _words_of_door(settings, state, groups, bars, usual)


def _grouped(by: str, first: int, last: int) -> str:
    if by == "votes":
        window = f"{first} to {last}" if first != last else f"{first}"
        return f"votes near Russia, {window}"
    return {"wealth": "wealth (product a head)", "democracy": "democracy"}[by]


def _how_usual(state: str, groups: pd.Series) -> str:
    """The change from the first group to the last, and how many other doors change as much."""
    changes = doors_of.changes(groups)
    own, others = int(changes[state]), changes.drop(state)
    if own == 0:
        alike = int((others == 0).sum())
        return f"First to last group: level. Of the other {len(others)} doors {alike} are level."
    falls = own < 0
    alike = int((others <= own).sum() if falls else (others >= own).sum())
    return (
        f"First to last group: {abs(own)} {'fewer' if falls else 'more'}. Of the other "
        f"{len(others)} doors {alike} {'fall' if falls else 'rise'} as steeply or more."
    )


def _words_of_door(
    settings: str, state: str, groups: pd.Series, bars: pd.DataFrame, usual: str
) -> Description:
    each = ", ".join(
        f"{' '.join(name.split())} {row.free} of {row.of}"
        for name, row in zip(bars.index, bars.itertuples(), strict=True)
    )
    last = bars.index[-1]
    entering = doors_of.entering(state, groups, last)
    named = f"Of the last group these enter: {listing(entering) or 'none'}."
    return Description(f"{settings}: {each}.", (usual, named))


# --- Contests of the allies -----------------------------------------------------------------------


@view
def contests_of_allies(year: int = 2012, fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw every contest of Russia's allies with the other republics, and what lot would give.

    Left, Mongolia's trade of 2012 or 2014 over the benchmark: a square for each ally (of August
    2013) and each other former republic, filled where the ally stands higher, half where both are
    equal. Right, all deals of as many names: in how many of a hundred each number of contests is
    won; light is the silent middle of claim 40, a bar holds a whole number and its half.
    """
    require_one_of(measures.TESTED_TRADE_YEARS, "The year", year)
    allies = members(load("memberships"), "CSTO", OP_ED_DAY) - {"RUS"}
    ratio = measures.former_republics(measures.over_benchmark("MNG", year).to_frame())["ratio"]
    table = lot.contest_table(allies, ratio)
    found = lot.contests(allies, ratio)
    deals = pd.Series(*reversed(lot.wins_by_lot(ratio.dropna(), found.marked)))
    silent = lot.silent_between(ratio, found.marked)
    margins = {"left": 0.115, "right": 0.98, "top": 0.9, "bottom": 0.25, "wspace": 0.19}
    fig, (squares, bars) = plain_figure(fig, (8.8, 4.4), ncols=2, width_ratios=(1.55, 1), **margins)
    _draw_contests(squares, table)
    squares.set_title(f"{found.of} contests, {year}: filled, the ally wins", fontsize=LARGE)
    _draw_all_deals(bars, deals, silent, found)
    bars.set_title(f"All deals of {found.marked} names", fontsize=LARGE)
    source_line(
        fig,
        "Mongolia's trade over the benchmark of lesson 02; half: equal. "
        "Data: Correlates of War; CEPII; our memberships.",
    )
    return fig, _words_of_contests(year, table, deals, silent, found)


def _halves(count: float) -> str:
    """A number of contests, with its half where it has one."""
    return number(count, 0 if count % 1 == 0 else 1)


def _draw_contests(ax: Axes, table: pd.DataFrame) -> None:
    """A square a contest, filled as far as it is won; sums at the right, a name at each end."""
    colour, side = colour_of("MNG"), 0.84
    for row, won in enumerate(table.to_numpy()):
        places = np.arange(len(won))
        outline = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.2}
        ax.bar(places, side, bottom=row - side / 2, width=side, **outline)
        filled = places[won > 0]
        foot = row + side / 2  # the axis is turned: what is half is filled from the foot
        ax.bar(filled, -side * won[won > 0], bottom=foot, width=side, color=colour)
        told = _halves(won.sum())
        look = {"ha": "right", "fontweight": "bold", "color": colour, "bbox": None}
        label(ax, told, (len(won) + 0.42, row), **look)
    names = state_names()
    row_axis(ax, range(len(table)), [names[code] for code in table.index], fontsize=NORMAL)
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor", "fontsize": NORMAL}
    ax.set_xticks(range(table.shape[1]), [names[code] for code in table.columns], **turned)
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(-0.6, table.shape[1] + 0.5)
    ax.set_ylim(len(table) - 0.4, -0.6)


def _draw_all_deals(
    ax: Axes, deals: pd.Series, silent: tuple[float, float], found: lot.Contests
) -> None:
    """Bars of whole numbers, the tails dark; where a whole one and its half part, both shades."""
    shares = 100 * deals
    whole = np.floor(deals.index.to_numpy())
    speaks = (deals.index < silent[0]) | (deals.index > silent[1])
    light = shares[~speaks].groupby(whole[~speaks]).sum()
    dark = shares[speaks].groupby(whole[speaks]).sum()
    ax.bar(light.index + 0.25, light, width=0.86, color=PALE)
    under = light.reindex(dark.index).fillna(0)
    ax.bar(dark.index + 0.25, dark, bottom=under, width=0.86, color=INK)
    top = 1.3 * float(light.max())
    colour = colour_of("MNG")
    ax.axvline(found.won, color=colour, linewidth=3)
    # On the side of the line on which there is more room, and so "silent" on the heap.
    left = found.won > found.of / 2
    told = f"the allies: {_halves(found.won)}"
    at = (found.won, 0.94 * top)
    beside(ax, told, at, (-7 if left else 7, 0), color=colour, fontweight="bold")
    quiet = {"fontsize": SMALL, "color": QUIET_INK, "bbox": None}
    at = ((0.4 if left else 0.6) * found.of, 0.25 * float(light.max()))
    label(ax, "light: silent", at, **quiet)
    for at, side, told in ((0, "left", "seldom\nso few"), (found.of, "right", "seldom\nso many")):
        label(ax, told, (at, 0.3 * top), ha=side, fontsize=SMALL, bbox=None)
    ax.set_xlim(-1, found.of + 1.5)
    ax.set_ylim(0, top)
    ticks = (0, *silent, found.of)
    ax.set_xticks(ticks, [_halves(tick) for tick in ticks])
    ax.set_xlabel(f"contests won, of {found.of}", fontsize=NORMAL)
    ax.set_ylabel("of 100 deals", fontsize=NORMAL)


def _words_of_contests(
    year: int,
    table: pd.DataFrame,
    deals: pd.Series,
    silent: tuple[float, float],
    found: lot.Contests,
) -> Description:
    names = state_names()
    first = (
        f"In Mongolia's trade of {year} over the benchmark Russia's {found.marked} allies win "
        f"{_halves(found.won)} of {found.of} contests with {found.others} other former "
        f"republics; by lot {number(100 * found.as_many)} of 100 deals give as many or more."
    )
    rows = "; ".join(f"{names[ally]} {_halves(won.sum())}" for ally, won in table.iterrows())
    few, many = (deals[side].sum() for side in (deals.index < silent[0], deals.index > silent[1]))
    tails = (
        f"Silent is what lies from {_halves(silent[0])} to {_halves(silent[1])}: "
        f"{percent(few)} of all deals give fewer, {percent(many)} more."
    )
    return Description(first, (f"Won by each, of {found.others}: {rows}.", tails))
