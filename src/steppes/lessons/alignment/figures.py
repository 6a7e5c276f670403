"""Lesson 04: who stands close to whom, how a pair votes, and whether Mongolia keeps away."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...days import OP_ED_DAY, members
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
    beside,
    colour_of,
    dots,
    heading,
    label,
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
from ...measures import alignment as measures
from ...measures import doors as doors_of
from ...measures import lot
from ...measures.alignment import INDEX_YEARS, SIGNS, VOTES
from ...measures.trade import PAIR
from ...measures.votes import places_by_session
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, listing, number, ordinal, percent
from .further import VOTES_BY, name_in_sentence, rows_from_top, signed, write_beneath_title

# How close to a pole.

WEIGHTS = (0, 1, 2, 3)
VOTES_OF = {"that year": "year", "1992 to that year": "window"}
FIRST_OF_WINDOW = 1992  # the first session in which Kazakhstan voted
INDEX_MARGINS = {"left": 0.205, "right": 0.975, "top": 0.875, "bottom": 0.185}


@dataclass(frozen=True)
class Index:
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

    @functools.cached_property
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
        write_beneath_title(
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


def _colour_beside_the_pair(state: str) -> str:
    return colour_of(state) if state in PAIR else QUIET_INK


def _draw_ranges(ax: Axes, index: Index) -> None:
    rows = rows_from_top(len(index.order))
    colours = [_colour_beside_the_pair(state) for state in index.order.index]
    thick = {"linewidth": 6, "alpha": 0.4}
    for bounds, look in ((index.wide, {"linewidth": 1.2}), (index.narrow, thick)):
        low, high = bounds.loc[index.order.index].to_numpy().T
        ax.hlines(rows, low, high, colors=colours, **look)


def _draw_indices(ax: Axes, order: pd.Series) -> None:
    """The pair's marks are diamonds, all others dots."""
    values, rows = order.to_numpy(), np.array(rows_from_top(len(order)))
    others = ~order.index.isin(PAIR)
    dots(ax, values[others], rows[others], QUIET_INK, size=44, zorder=3)
    for place in np.flatnonzero(~others):
        dots(ax, values[place], rows[place], colour_of(order.index[place]), "D", 62, zorder=3)


def _name_ranked(ax: Axes, index: Index) -> None:
    names = [f"{state_names()[state]}  {rank}" for state, rank in index.ranks.items()]
    row_axis(ax, rows_from_top(len(names)), names)
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
    mean = f", mean of {counted(span, 'session')}" if span > 1 else ""
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
    each = "; ".join(_ranged(index))
    rest.append(f"In order, with the range over all weightings: {each}.")
    if carried:
        rest.append(f"Held at the last year of the source: {carried}.")
    if index.lacking:
        lacking = listing(map(name_in_sentence, index.lacking))
        rest.append(f"Without a figure, and left out: {lacking}.")
    return Description(first, tuple(rest))


def _ranged(index: Index) -> Iterator[str]:
    """Each state with its rank, its index and how far the weights move it."""
    bounds = [
        dict(zip(table.index, table.itertuples(index=False), strict=True))
        for table in (index.wide, index.narrow)
    ]
    for state, value in index.order.items():
        wide, narrow = (
            f"{number(low, 2)} to {number(high, 2)}" for low, high in (b[state] for b in bounds)
        )
        yield (
            f"{index.ranks[state]} {name_in_sentence(state)} {number(value, 2)} "
            f"({wide}, with all weights at least 1 {narrow})"
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
        f"{state_names()[state]} {signed(table[state].iloc[0])} in {first}"
        + (f" and {signed(table[state].iloc[-1])} in {last}" if first < last else "")
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
        f"the {counted(far, 'state')} that vote\nfarthest from Russia",
        f"the {counted(near, 'state')} that vote\nnearest to Russia",
    ]
    ax.set_xticks(range(len(bars)), names)
    ax.set_yticks([0, 10, 20, 30])
    ax.set_ylim(0, 43)
    ax.set_ylabel("enter without a visa")
    ax.set_title("Who enters Mongolia without a visa, January 2025")
    source_line(fig, f"{DOOR_SOURCE}; {VOTES_SOURCE} 2022 to 2024.")
    far, near = (f"{row.free} of the {counted(row.of, 'state')}" for row in bars.itertuples())
    first = (
        f"Into Mongolia {far} that vote farthest from Russia enter without a visa, and {near} that "
        "vote nearest to it."
    )
    rest = (
        "By the rules of January 2025 and the votes of 2022 to 2024.",
        "Three groups of states between these two are not drawn.",
    )
    return fig, Description(first, rest)


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
    size = counted(most, "state")
    told = f"Six doors: groups of about {size}, farthest from Russia in votes to nearest"
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

    Left, Mongolia's trade of 2012 or 2014 over what a model expects: a square for each ally (of
    August 2013) and each other former republic, filled where the ally stands higher, half where
    both are equal. Right, all deals of as many names: in how many of a hundred each number of
    contests is won; light is the silent middle of claim 40, a bar holds a whole number and its
    half.
    """
    require_one_of(measures.TESTED_TRADE_YEARS, "The year", year)
    allies = members(load("memberships"), "CSTO", OP_ED_DAY) - {"RUS"}
    ratio = measures.former_republics(measures.over_benchmark("MNG", year))
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
        "Mongolia's trade over what a model expects; half: equal. "
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
        f"In Mongolia's trade of {year} over what a model expects Russia's {found.marked} allies "
        f"win {_halves(found.won)} of {found.of} contests with {found.others} other former "
        f"republics; by lot {number(100 * found.as_many)} of 100 deals give as many or more."
    )
    rows = "; ".join(f"{names[ally]} {_halves(won.sum())}" for ally, won in table.iterrows())
    few, many = (deals[side].sum() for side in (deals.index < silent[0], deals.index > silent[1]))
    tails = (
        f"Silent is what lies from {_halves(silent[0])} to {_halves(silent[1])}: "
        f"{percent(few)} of all deals give fewer, {percent(many)} more."
    )
    return Description(first, (f"Won by each, of {found.others}: {rows}.", tails))
