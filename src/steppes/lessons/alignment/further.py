"""Beyond lesson 04: how a pair votes, and whether Mongolia keeps away, over all partners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import CENTRAL_ASIA
from ...drawing import (
    FINE,
    INK,
    LARGE,
    OTHER_STATE,
    PALE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    dots,
    heading,
    label,
    log_axis,
    note,
    only_words,
    plain_figure,
    row_axis,
    source_line,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Years
from ...keeping import kept
from ...measures import alignment as measures
from ...measures import votes as un
from ...measures.alignment import CONTROLS, ENGAGEMENT, POLES, VOTES
from ...measures.statistics import groups_by_rank
from ...measures.trade import PAIR
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


def signed(value: float) -> str:
    """A number between minus 1 and 1 as a sentence says it."""
    text = number(abs(value), 2)
    return f"minus {text}" if value < 0 and float(text) else text


def write_beneath_title(ax: Axes, text: str) -> None:
    note(ax, text, (0, 1.022), va="bottom")


def rows_from_top(count: int) -> np.ndarray:
    return np.arange(count)[::-1]


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
    standing: un.Standing

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
        Years("year", "Year", un.sessions()[0], un.sessions()[-1]),
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
    require_one_of(un.sessions(), "The year", year)
    fig, ax = plain_figure(fig, **UN_MARGINS)
    if state == other:
        name, pair = _capitalised(name_in_sentence(state)), _title_in_un(state, other)
        itself = f"{name} is compared with itself; choose two different states."
        return fig, only_words(ax, pair, itself, f"{pair} in {year}, {SCORES[measure][0]}")
    line = un.agreement_line(state, other, measure)
    standing = un.agreement_rank(state, other, measure, year)
    pair = PairInUN(state, other, measure, year, line, _quartiles(measure), standing)
    _draw_all_pairs(ax, pair.quartiles)
    ax.plot(line.index, line, color=pair.colour, marker="o", markersize=3.5)
    ax.axvline(year, color=INK, linewidth=0.8, linestyle=":")
    _name_lines(ax, pair)
    if standing.rank:
        ax.plot([year], [line[year]], marker="D", color=pair.colour, markersize=9, zorder=4)
    write_beneath_title(ax, _said_of_year(pair))
    ax.set_title(pair.title, pad=22)
    _set_un_axes(ax, pair)
    source_line(fig, "Grey: the middle half of all pairs of states. Data: Voeten, UN votes.")
    return fig, _un_words(pair)


@kept(most=8)
def _quartiles(measure: str) -> pd.DataFrame:
    rows = load("un_agreement_quantiles")
    rows = rows[(rows["measure"] == measure) & rows["quantile"].isin([0.25, 0.5, 0.75])]
    by_year = rows.pivot(index="year", columns="quantile", values="value")
    return by_year.reindex(un.sessions())


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
    ally, filled = shown["ally"].to_numpy(bool), some.to_numpy(bool)
    at = shown[["near", "engagement"]].to_numpy()
    for where, colour in ((shown.index == "KAZ", colour_of("KAZ")), (shown.index != "KAZ", None)):
        for rows, fill in ((where & filled, colour), (where & ~filled, "none")):
            look = {"colour": colour or QUIET_INK, "fill": fill}
            dots(ax, *at[rows & ~ally].T, size=18, alpha=0.6, zorder=2, **look)
            dots(ax, *at[rows & ally].T, marker="^", zorder=3, **look)


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
    dots(ax, len(groups), share, INK, "^", 90)
    _write_count(ax, allies, (len(groups), share + 2.5))
    ax.set_xticks(range(len(groups) + 1), [*(group.name for group in groups), "allies"])
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.set_ylim(0, max(20, 1.25 * share, 125 * max(group.typical for group in groups)))
    ax.set_ylabel("per cent of states")


def _write_count(ax: Axes, states: pd.DataFrame, at: tuple[float, float]) -> None:
    text = f"{int(states['engagement'].sum())} of {len(states)}"
    label(ax, text, at, va="baseline", fontsize=SMALL, bbox=None)


def _draw_correlations(ax: Axes, correlations: pd.DataFrame) -> None:
    places = rows_from_top(len(correlations))
    ax.axvline(0, color=QUIET_INK, linewidth=1)
    ax.hlines(places, correlations["low"], correlations["high"], color=INK, linewidth=2)
    dots(ax, correlations["rho"], places, INK, size=50, zorder=3)
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
        f"correlation {signed(plain.rho)}, rough 95 per cent interval {signed(plain.low)} to "
        f"{signed(plain.high)}."
    )
    equal = "; ".join(
        f"{CONTROLS[row.controlled]} {signed(row.rho)} ({signed(row.low)} to "
        f"{signed(row.high)}, {counted(row.cases, 'partner')})"
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
            f"{signed(row.rho_distance)} by {VOTES[row.votes]}" for row in rows.itertuples()
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
        f"By {VOTES[votes]} Mongolia has {signed(mongolia)}, the median state "
        f"{signed(correlations.median())}, and {int((correlations < mongolia).sum())} of "
        f"{counted(len(correlations), 'state')} lie lower."
    )
