"""Lesson 03: who held the land, what a past would look like, and what it looks like in goods."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter

from ...drawing import (
    BEHIND,
    FINE,
    INK,
    LARGE,
    NORMAL,
    PALE,
    QUIET_INK,
    SMALL,
    WHITE_BOX,
    beside,
    colour_of,
    label,
    note,
    plain_figure,
    row_axis,
    source_line,
    tint,
)
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...keeping import kept
from ...maps import draw_states, outline, outlines, project
from ...measures import history as measures
from ...measures.history import FIRST_YEAR, LAST_YEAR, RULE
from ...measures.trade import TRADE_YEARS
from ...measures.twins import flows
from ...tables import load, state_names
from ...views import view
from ...words import Description, counted, listing, number, percent
from . import further  # noqa: F401  declares the views of the notebook that goes deeper

# --- Who held the land --------------------------------------------------------------------------

MAP_LIMITS = (-3180, 2390, -790, 1450)  # kilometres west, east, south and north of the centre
NEIGHBOURS = ("RUS", "CHN", "KGZ", "UZB", "TKM", "TJK", "UKR", "GEO", "AZE", "ARM", "IRN", "TUR")
RULED = (*RULE, "garrison", "autonomous republic", "union republic")  # drawn in a full colour
HATCHES = {
    "oath": "..",
    "overlord": "..",
    "khanship ended": "--",
    "garrison": "--",
    "occupation": "--",
    "autonomy": "||",
    "autonomous republic": "||",
    "civil war": "xx",
    "unknown": "oo",
}
THIN = {"hatch.linewidth": 0.6}
# Two smaller sizes of type, in points: a larger label would cover the pattern of its band, and the
# two names beside the low bands under the map would touch.
IN_BANDS, BESIDE_LOW_BANDS = 7.5, 7
SOFT = (0, (2, 3))  # the broken line of an edge that is a reading aid
YEARS_AROUND = 4  # years before and after, whose events stand beneath the map
MOST_EVENTS = 5  # listed at once
Holders = dict[tuple[str, str], Any]  # the row of each land's holder, by state and land


@explorer(
    lambda: [Years("year", "Year", FIRST_YEAR, LAST_YEAR)],
    start={"year": 1822},
    sentence="Who held the land at the end of {year}",
    name="who_held_what",
)
@view
def ruler_map(year: int = 1864, fig=None) -> tuple[Figure, Description]:
    """Draw who held the six lands at the end of a year, with the events of the years around it.

    `year` goes from 1727 to 2026. Today's outlines are shaded; the parts of Kazakhstan are those
    nearest to some towns and have no exact edges. Colour is the holder, the pattern and the label
    how the land was held; slanted lines are a claim of somebody who did not hold it.
    """
    require_one_of(range(FIRST_YEAR, LAST_YEAR + 1), "The year", year)
    rulers = measures.rulers_at_end_of(year)
    holders = _holders(rulers)
    claims = _claims(rulers, holders)
    events = _events_around(year)
    fig, (above, below) = plain_figure(fig, (8, 5.9), nrows=2)
    above.set_position((0.005, 0.435, 0.99, 0.495))
    below.set_position((0.165, 0.228, 0.805, 0.19))
    with mpl.rc_context(THIN):
        _draw_lands(above, holders, claims)
    _draw_borders(above)
    _draw_labels(above, holders, claims)
    _draw_plain_bands(below)
    _draw_axes_of_bands(below, BESIDE_LOW_BANDS)
    below.axvline(year + 1, color=INK, linewidth=2)
    above.set_title(f"Who held the land at the end of {year}", pad=4)
    _list_events(fig, year, events)
    source_line(fig, "Data: tables rulers and events, each row with its source; Natural Earth.")
    return fig, _map_words(year, rulers, holders, events)


def _draw_lands(ax: Axes, holders: Holders, claims: list[Any]) -> None:
    """Today's neighbours, then each land in its holder's colour, then the claims on it."""
    draw_states(ax, _neighbours(), {})
    west, east, south, north = MAP_LIMITS
    ax.set(xlim=(west, east), ylim=(south, north))
    shapes = _land_shapes()
    for land, shape in shapes.items():
        fill, hatch = _fill_colour(holders[land]), HATCHES.get(holders[land].kind)
        _fill(ax, shape, facecolor=fill, edgecolor=QUIET_INK, hatch=hatch)
    for claim in claims:
        lean, line = "//" if claim.family == "CHN" else "\\\\", colour_of(claim.family)
        _fill(ax, shapes[claim.state, claim.land], facecolor="none", edgecolor=line, hatch=lean)


def _fill(ax: Axes, shape: Path, **look: Any) -> None:
    # Not add_patch, which would look for the limits of the data.
    ax.add_artist(PathPatch(shape, linewidth=0, **look))


def _draw_borders(ax: Axes) -> None:
    """The soft edges of the lands and today's borders of the two states."""
    states = outlines("borders")
    for state, pieces in _soft_edges().items():
        soft = LineCollection(pieces, colors=INK, linewidths=0.8, linestyles=SOFT)
        ax.add_collection(soft, autolim=False)
        if state == "KAZ":  # its edges run on beyond the border
            soft.set_clip_path(PathPatch(states[state], transform=ax.transData))
    for state in ("KAZ", "MNG"):
        ax.add_artist(PathPatch(states[state], facecolor="none", edgecolor=INK, linewidth=1.1))


def _draw_labels(ax: Axes, holders: Holders, claims: list[Any]) -> None:
    """Holder, kind and claims of each land; a thin line goes into a land too small for them."""
    places = load("lands").sort_values("order")
    starts = np.column_stack(project(places["label_lon"], places["label_lat"]))
    ends = np.column_stack(project(places["leader_lon"], places["leader_lat"]))
    for land, start, end in zip(measures.lands(), starts, ends, strict=True):
        ruler = holders[land]
        lines = [textwrap.fill(ruler.short_name, 24)]
        if ruler.kind != "unknown":  # its label says "not found" already
            lines.append(f"({ruler.kind})")
        lines += [f"claimed: {c.short_name}" for c in claims if (c.state, c.land) == land]
        if not np.isnan(end).any():
            ax.plot(*zip(start, end, strict=True), color=INK, linewidth=0.9)
        label(ax, "\n".join(lines), tuple(start), fontsize=FINE, linespacing=1.05)


def _list_events(fig: Figure, year: int, events: pd.DataFrame) -> None:
    """List events beneath the picture, those of the year itself in bold."""
    look = {"fontsize": SMALL, "color": INK, "va": "center"}
    first, last = max(FIRST_YEAR, year - YEARS_AROUND), min(LAST_YEAR, year + YEARS_AROUND)
    fig.text(0.012, 0.172, f"Events, {first} to {last}", fontweight="bold", **look)
    if events.empty:
        fig.text(0.012, 0.143, "None in our list.", **look)
    for place, event in enumerate(events.itertuples()):
        mark = " *" if event.trust == "background" else ""
        line = textwrap.shorten(f"{event.year}  {event.what}{mark}", 112, placeholder=" …")
        weight = "bold" if event.year == year else "normal"
        fig.text(0.012, 0.143 - 0.0245 * place, line, fontweight=weight, **look)


@view
def ruler_bands(fig=None) -> tuple[Figure, Description]:
    """Draw who held the six lands from 1727 to 2026, one band a land, and the events above them."""
    fig, (above, below) = plain_figure(fig, (8, 5.6), nrows=2)
    above.set_position((0.15, 0.735, 0.82, 0.20))
    below.set_position((0.15, 0.115, 0.82, 0.60))
    with mpl.rc_context(THIN):
        _draw_labelled_bands(below)
    _draw_axes_of_bands(below, FINE)
    _draw_events(above)
    _name_events(above)
    above.set_title("Who held the land, 1727 to 2026", x=-0.175)
    patterns = (
        "Slanted lines: a claim. Dots: oath or overlord. Level lines: khanship ended, garrison or "
        "occupation.\nUpright lines: autonomy. Crosses: civil war. Rings: not found. "
        "Data: tables rulers and events."
    )
    fig.text(0.012, 0.043, patterns, fontsize=FINE, color=QUIET_INK, va="center")
    return fig, _bands_words()


class _Band(NamedTuple):
    """One row of the table rulers as a rectangle: years across, the land's line up."""

    start: float
    width: float
    y: float
    height: float
    fill: tuple[float, ...]
    line: str
    hatch: str | None
    text: str


@kept
def _bands() -> list[_Band]:
    heights = _heights()
    bands = []
    for ruler in measures.spells().itertuples():
        y, width = heights[ruler.state, ruler.land] - 0.4, ruler.to_at - ruler.from_at
        if ruler.layer == "claim":
            look = 0.16, (1, 1, 1), colour_of(ruler.family), "////", ""
        else:
            fill, hatch = _fill_colour(ruler), HATCHES.get(ruler.kind)
            look = 0.8, fill, QUIET_INK, hatch, _text_of_band(ruler, width)
        bands.append(_Band(ruler.from_at, width, y, *look))
    return bands


def _heights() -> dict[tuple[str, str], float]:
    """How high the lands' bands lie: Mongolia's two below, a gap, Kazakhstan's four above."""
    lands = measures.lands()
    return {
        (state, land): len(lands) - 1 - place + (0.35 if state == "KAZ" else 0)
        for place, (state, land) in enumerate(lands)
    }


def _text_of_band(ruler: Any, years: float) -> str:
    """As much of the holder's name as a band of so many years has room for."""
    if years > 45:
        return f"{ruler.short_name}\n{ruler.kind}".removesuffix("\nunknown")
    return textwrap.fill(ruler.short_name, 11) if years > 24 else ""


def _draw_labelled_bands(ax: Axes) -> None:
    for band in _bands():
        corner, look = (band.start, band.y), {"facecolor": band.fill, "edgecolor": band.line}
        patch = Rectangle(corner, band.width, band.height, hatch=band.hatch, linewidth=0.7, **look)
        ax.add_patch(patch)
        if band.text:
            middle = (band.start + band.width / 2, band.y + 0.4)
            label(ax, band.text, middle, fontsize=IN_BANDS, linespacing=0.95)


def _draw_plain_bands(ax: Axes) -> None:
    """All bands as one collection: it knows no patterns and is drawn at once."""
    bands = _bands()
    corners = [
        [(left, low), (left + width, low), (left + width, low + height), (left, low + height)]
        for left, width, low, height, *_ in bands
    ]
    fills, lines = [band.fill for band in bands], [band.line for band in bands]
    drawn = PolyCollection(corners, facecolors=fills, edgecolors=lines, linewidths=0.5)
    ax.add_collection(drawn, autolim=False)


def _draw_axes_of_bands(ax: Axes, size_of_states: float) -> None:
    heights = _heights()
    row_axis(ax, heights.values(), [land for _, land in heights], fontsize=SMALL)
    ax.spines["bottom"].set_visible(False)
    ax.set(xlim=(FIRST_YEAR, LAST_YEAR + 1), ylim=(-0.5, 5.85))
    ax.set_xticks([FIRST_YEAR, 1800, 1850, 1900, 1950, 2000])
    for name, height in (("Kazakhstan", 0.66), ("Mongolia", 0.15)):
        note(ax, name, (1.012, height), rotation=270, fontsize=size_of_states, color=QUIET_INK)


# By the place of an event: its row above the bands and its mark.
EVENT_ROWS = {"KAZ": (2, "o"), "both": (1, "D"), "wider": (1, "D"), "MNG": (0, "s")}


def _draw_events(ax: Axes) -> None:
    events = load("events")
    for place, (row, marker) in EVENT_ROWS.items():
        years = events.loc[events["place"] == place, "year"]
        colour = colour_of(place) if place in ("KAZ", "MNG") else QUIET_INK
        ax.scatter(years, [row] * len(years), marker=marker, s=20, color=colour)
    row_axis(ax, [2, 1, 0], ["events, KAZ", "both, wider", "events, MNG"], fontsize=SMALL)
    ax.spines["bottom"].set_visible(False)
    ax.set(xlim=(FIRST_YEAR, LAST_YEAR + 1), ylim=(-0.5, 6.7), xticks=[])


def _name_events(ax: Axes) -> None:
    """Name the events that the table names for the bands, each at a height of its own."""
    events = load("events")
    for event in events[events["band_label"] != ""].itertuples():
        across = "left" if event.year == FIRST_YEAR else "center"
        top = 3.0 + 0.95 * int(event.band_level)
        ax.plot([event.year + 0.5] * 2, [2.3, top], color=QUIET_INK, linewidth=0.8)
        look = {"fontsize": FINE, "ha": across, "va": "bottom"}
        label(ax, f"{event.year} {event.band_label}", (event.year, top + 0.05), **look)


def _fill_colour(ruler: Any) -> tuple[float, ...]:
    """The colour of a row of the table rulers: its holder's, fuller where the holder ruled."""
    if ruler.kind in ("unknown", "civil war"):
        return tint(BEHIND, 0.3)
    if ruler.kind == "oath":
        return tint(colour_of("KAZ"), 0.28)
    return tint(colour_of(ruler.family), 0.62 if ruler.kind in RULED else 0.45)


def _holders(rulers: pd.DataFrame) -> Holders:
    """The row of each land's holder, by state and land."""
    return {(row.state, row.land): row for row in rulers.itertuples() if row.layer == "holder"}


def _claims(rulers: pd.DataFrame, holders: Holders) -> list[Any]:
    """The rows of those who claimed a land and did not hold it at that time."""
    return [
        row
        for row in rulers.itertuples()
        if row.layer == "claim" and row.holder not in holders[row.state, row.land].holder
    ]


@kept
def _land_shapes() -> dict[tuple[str, str], Path]:
    rings = load("land_outlines").groupby(["state", "land"], sort=False)
    return {land: outline(points) for land, points in rings}


@kept
def _soft_edges() -> dict[str, np.ndarray]:
    """The pieces of the lands' soft edges by state: pairs of ends in projected kilometres."""
    edges = load("land_edges")
    ends = [project(edges[f"{end}_lon"], edges[f"{end}_lat"]) for end in ("from", "to")]
    pieces = np.stack([np.column_stack(end) for end in ends], axis=1)
    return {state: pieces[(edges["state"] == state).to_numpy()] for state in ("KAZ", "MNG")}


@kept
def _neighbours() -> dict[str, Path]:
    return {iso3: shape for iso3, shape in outlines("borders").items() if iso3 in NEIGHBOURS}


def _events_around(year: int) -> pd.DataFrame:
    """The events nearest to a year, in order of time."""
    events = load("events")
    events["years_off"] = (events["year"] - year).abs()
    near = events[events["years_off"] <= YEARS_AROUND].sort_values("years_off", kind="stable")
    return near.head(MOST_EVENTS).sort_values(["year", "date"], kind="stable")


def _map_words(
    year: int, rulers: pd.DataFrame, holders: Holders, events: pd.DataFrame
) -> Description:
    first = (
        f"Map of today's Kazakhstan and Mongolia, shaded by who held the land at the end of {year}."
    )
    claimants: dict[tuple[str, str], list[str]] = {}
    for row in rulers.itertuples():
        if row.layer == "claim":
            claimants.setdefault((row.state, row.land), []).append(row.holder)
    by_state = [
        f"In {name}: {'; '.join(_words_of_lands(state, holders, claimants))}."
        for state, name in (("KAZ", "Kazakhstan"), ("MNG", "Mongolia"))
    ]
    listed = "; ".join(f"{event.year} {event.what}" for event in events.itertuples())
    nearby = f"Events nearby: {listed}."
    if events.empty:
        nearby = f"No event of the {YEARS_AROUND} years before and after stands in the list."
    return Description(first, (*by_state, "The parts have no exact edges.", nearby))


def _words_of_lands(
    state: str, holders: Holders, claimants: dict[tuple[str, str], list[str]]
) -> Iterator[str]:
    for place in (place for place in measures.lands() if place[0] == state):
        ruler = holders[place]
        contested = ", contested" if ruler.contested else ""
        words = f"{place[1]}: {ruler.holder} ({ruler.kind}{contested})"
        claimed = f", claimed by {listing(claimants[place])}" if place in claimants else ""
        yield words + claimed


def _bands_words() -> Description:
    rulers = load("rulers")
    first = (
        f"Six rows from {FIRST_YEAR} to {LAST_YEAR}, four parts of today's Kazakhstan and two of "
        "today's Mongolia, by who held the land, with marks for "
        f"{counted(len(load('events')), 'event')}."
    )
    sentences = []
    for state, land in measures.lands():
        rows = rulers[(rulers["state"] == state) & (rulers["land"] == land)]
        spans = [
            f"from {row.from_date[:4]} {row.holder} ({row.kind})"
            for row in rows[rows["layer"] == "holder"].itertuples()
        ]
        claims = [
            f"claimed from {row.from_date[:4]} to {row.to_date[:4]} by {row.holder}"
            for row in rows[rows["layer"] == "claim"].itertuples()
        ]
        sentences.append(f"{state}, {land}: {'; '.join([*spans, *claims])}.")
    return Description(first, tuple(sentences))


# --- What a past would look like, and what it looks like in goods ---------------------------------

GOODS_SOURCE = "Data: COW trade 4.0 (whole millions), CEPII, World Bank."
TIMES = {0.25: "¼", 0.5: "½", 1: "chance", 2: "2 ×", 4: "4 ×", 8: "8 ×", 16: "16 ×"}
SHAPES = {
    "A  cut, healing": [(1992, 0.25), (2026, 1)],
    "B  wall, staying": [(1992, 0.4), (2026, 0.4)],
    "C  bridge, fading": [(1992 + n, 1 + 9 * 0.5 ** (n / 10)) for n in range(35)],
    "D  bridge, growing": [(1992, 3), (2026, 7)],
    "E  change on a date": [(1992, 0.5), (2013, 0.5), (2013, np.nan), (2013, 1.8), (2026, 1.8)],
}


@view
def shapes_of_a_past(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw five shapes that a tie could take after 1991, for five ideas of what a past does.

    No data: lines drawn by hand, on the axis of `four_groups`. Up, the tie in times what twins
    dealt in its place give, each step twice as much; below the level line lies a wall.
    """
    margins = {"left": 0.085, "right": 0.98, "top": 0.84, "bottom": 0.15, "wspace": 0.14}
    fig, axes = plain_figure(fig, (9.4, 2.9), ncols=len(SHAPES), sharey=True, **margins)
    for ax, (name, line) in zip(axes, SHAPES.items(), strict=True):
        years, times = zip(*line, strict=True)
        _axis_of_times(ax, (0.17, 20))
        ax.plot(years, times, color=INK, linewidth=3.5)
        ax.set_title(name, fontsize=NORMAL)
        ax.set_xlim(1988, 2030)
        ax.set_xticks([1992, 2013], ["1992", "2013"])
    axes[-1].plot([2013, 2013], [0.5, 1.8], color=INK, linewidth=1.5, linestyle=":")
    beside(axes[-1], "what\nhappened\nhere?", (2013, 0.9), by=(-4, 32), fontsize=SMALL)
    source_line(fig, "Drawn by hand: these are ideas, and no data.")
    first = (
        "Five panels with ideas of a tie after 1991, in times what dealt twins give: a cut that "
        "heals from a quarter to the level of chance; a wall that stays below half; a bridge that "
        "fades from ten times towards that level; a bridge that grows from three to seven times; "
        "and a level that changes at one date, from a half to nearly twice."
    )
    return fig, Description(first, ("Nothing here is data.",))


def _axis_of_times(ax: Axes, limits: tuple[float, float]) -> None:
    """Times what dealt twins give, each step twice as much, with a line at the level of chance."""
    ax.set_yscale("log")
    ax.minorticks_off()
    ax.set_ylim(*limits)
    shown = {at: name for at, name in TIMES.items() if limits[0] <= at <= limits[1]}
    ax.set_yticks(list(shown), list(shown.values()))
    ax.axhspan(limits[0], 1, color=PALE, alpha=0.45, linewidth=0)
    ax.axhline(1, color=INK, linewidth=1)


@view
def republic_rows(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw what Mongolia traded in 2012 with each of fourteen republics, beside its ten twins.

    A twin is an outside state of nearest pull, product over kilometres. USD million, each step
    twice as much. Rows from the largest pull to the smallest; an upright line is the middle twin.
    """
    twins = measures.republics_beside_twins(2012)
    partners = measures.partners_by_pull(flows(2012), "MNG").set_index("partner")["pull"]
    groups = twins.groupby("republic")
    order = partners[list(groups.groups)].sort_values().index
    fig, ax = plain_figure(fig, (8.4, 5.6), left=0.155, right=0.97, top=0.93, bottom=0.135)
    words = []
    for row, code in enumerate(order):
        table = groups.get_group(code)
        words.append(_draw_republic(ax, row, table, state_names()[code]))
    row_axis(ax, range(len(order)), [state_names()[code] for code in order])
    ticks = [0, 1, 2, 4, 8, 16, 32, 64, 128]
    ax.set_xticks(_doubled(ticks), list(map(str, ticks)))
    ax.set_xlim(-0.4, 9.9)
    ax.set_ylim(-0.7, len(order) - 0.3)
    ax.set_xlabel("traded with Mongolia, USD million; each step right is twice as much")
    ax.set_title("Mongolia and fourteen republics in 2012, each beside its ten twins", x=-0.17)
    source_line(fig, f"{GOODS_SOURCE} Dots: twins. Upright line: the middle twin.")
    verdicts = [said for said, _ in words]
    first = (
        f"Mongolia's trade of 2012 with {len(words)} former republics beside ten twins each: "
        f"{verdicts.count('more')} lie above their middle twin, {verdicts.count('less')} below and "
        f"{verdicts.count('same')} at it."
    )
    return fig, Description(first, tuple(told for _, told in reversed(words)))


def _doubled(values: Sequence[float] | pd.Series) -> np.ndarray:
    """Places on an axis on which 0, 1, 2, 4 and so on lie one step apart."""
    values = np.asarray(values, dtype=float)
    return np.where(values < 1, values, 1 + np.log2(np.maximum(values, 1)))


LOOKS = {
    "more": (">", colour_of("MNG")),
    "less": ("<", QUIET_INK),
    "same": ("D", INK),
}


def _draw_republic(ax: Axes, row: int, twins: pd.DataFrame, name: str) -> tuple[str, str]:
    """Draw one row; return whether the republic lies above its middle twin, and a sentence."""
    own, middle = float(twins["republic_traded"].iloc[0]), float(twins["traded"].median())
    said = "more" if own > middle else "less" if own < middle else "same"
    marker, colour = LOOKS[said]
    ax.axhline(row, color=PALE, linewidth=0.8, zorder=0)
    # Twins that traded as much would hide one another: each next one stands a little higher.
    places = twins["traded"].sort_values()
    lift = places.groupby(places).cumcount() - (places.groupby(places).transform("size") - 1) / 2
    ax.plot(_doubled(places), row + 0.07 * lift, "o", color=BEHIND, markersize=5, zorder=2)
    ax.plot([_doubled([middle])[0]] * 2, [row - 0.33, row + 0.33], color=INK, linewidth=2.5)
    ax.plot(_doubled([own]), row, marker, color=colour, markersize=10, zorder=4)
    note_at = {"ha": "right", "color": colour, "fontweight": "bold"}
    label(ax, said, (9.8, row), bbox=None, **note_at)
    return said, f"{name} {number(own)}, its middle twin {number(middle, 1)}: {said}."


LEFT_OUT = {
    "nobody": (),
    "Belarus": ("BLR",),
    "Kazakhstan": ("KAZ",),
    "Ukraine": ("UKR",),
    "all three": ("BLR", "KAZ", "UKR"),
}
DIVISORS = range(1, 11)
OUTSIDERS = {"Mongolia": "MNG", "Japan": "JPN", "Türkiye": "TUR", "Poland": "POL"}
BINS = 40


@explorer(
    lambda: [
        Menu("state", "State", OUTSIDERS),
        Steps("year", "Year", TRADE_YEARS),
        Menu("without", "Left out", tuple(LEFT_OUT)),
        Steps("divided", "Divided by", tuple(DIVISORS)),
    ],
    start={"state": "MNG", "year": 2014, "without": "nobody", "divided": 1},
    sentence=lambda state, year, without, divided: (
        f"{state_names()[state]}'s trade of {year} with the former republics, {without} left out"
        + (f", divided by {divided}" if divided > 1 else "")
    ),
    name="dealt_republics",
)
@view
def dealt_republics(
    state: str = "MNG",
    year: int = 2012,
    without: str = "nobody",
    divided: int = 1,
    fig: Figure | None = None,
) -> tuple[Figure, Description]:
    """Draw 1,000 deals of twins as a heap, beside what an outside state really traded.

    A deal draws one of ten twins for each former republic but Russia and adds up what the state
    traded with them. USD million. `without` is a key of LEFT_OUT; `divided` makes the real trade
    smaller, from 1 to 10 times: to see from which size on it would look like chance, or a wall.
    """
    require_one_of(OUTSIDERS.values(), "The state", state)
    require_one_of(LEFT_OUT, "Who is left out", without)
    require_one_of(DIVISORS, "The divisor", divided)
    real, dealt = _dealt(state, year, without)
    real = real / divided
    fig, ax = plain_figure(fig, (8.0, 4.2), left=0.03, right=0.97, top=0.86, bottom=0.17)
    called = f"divided by {divided}" if divided > 1 else "really"
    _draw_heap(ax, dealt, real, called, colour_of(state) if state == "MNG" else INK)
    name = state_names()[state]
    count = 14 - len(LEFT_OUT[without])
    ax.set_title(f"{name} and {count} former republics, {year}: 1,000 deals", pad=24)
    ax.set_xlabel("traded, USD million")
    source_line(fig, f"{GOODS_SOURCE} Each deal: one twin by lot for each republic.")
    return fig, _words_of_heap(name, year, without, divided, real, dealt)


@kept
def _dealt(state: str, year: int, without: str) -> tuple[float, np.ndarray]:
    left_out = (*measures.REPUBLICS_LEFT_OUT, *LEFT_OUT[without])
    return measures.beside_deals(measures.republics_beside_twins(year, state, left_out))


def _draw_heap(ax: Axes, dealt: np.ndarray, real: float, called: str, colour: str) -> None:
    """Each deal a dot, heaped up in columns; the real sum a thick line, its counts beside it."""
    top = 1.12 * max(float(dealt.max()), real, 1.0)
    width = top / BINS
    # Columns begin at the line, so that a dot stands on its own side of it.
    columns = np.sort(np.floor((dealt - real) / width).astype(int))
    heights = np.arange(len(columns)) - np.searchsorted(columns, columns)
    ax.plot(real + (columns + 0.5) * width, heights, ".", color=BEHIND, markersize=3, zorder=2)
    highest = 1.3 * (heights.max() + 1)
    ax.axvline(real, color=colour, linewidth=4, zorder=3)
    above, below = int((dealt >= real).sum()), int((dealt < real).sum())
    right = real > top / 2
    told = f"{called}: {number(real, 0 if real >= 10 else 1)}"
    look = {"color": colour, "fontsize": LARGE, "fontweight": "bold", "bbox": WHITE_BOX}
    beside(ax, told, (real, 0.94 * highest), by=(-10 if right else 10, 0), zorder=5, **look)
    counts = f"{number(below)} deals gave less, {number(above)} as much or more"
    note(ax, counts, (0.0, 1.045), color=QUIET_INK)
    ax.set_ylim(-0.02 * highest, highest)
    ax.set_xlim(min(0.0, real + (columns[0] + 0.5) * width), top)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _words_of_heap(
    name: str, year: int, without: str, divided: int, real: float, dealt: np.ndarray
) -> Description:
    smaller = f" divided by {divided}" if divided > 1 else ""
    out = "" if without == "nobody" else f", {without} left out"
    above = int((dealt >= real).sum())
    first = (
        f"{name}'s trade of {year} with the former republics{out}{smaller} is "
        f"{number(real, 0 if real >= 10 else 1)} million US dollars; of 1,000 deals "
        f"{number(above)} gave as much or more and {number(len(dealt) - above)} less."
    )
    low, middle, high = (number(float(v)) for v in (dealt.min(), np.median(dealt), dealt.max()))
    return Description(first, (f"The deals go from {low} to {high}; the middle one is {middle}.",))


@view
def four_groups(fig: Figure | None = None) -> tuple[Figure, Description]:
    """Draw trade with the former republics in times the middle deal, four years, four groups.

    Mongolia, the republics with each other, the other outside members of Comecon, and all other
    outside states, each state by its own 1,000 deals. Each step up is twice as much; a bar holds
    the middle half of a group's states, its line the middle one; a diamond is the middle one too.
    Hollow: a middle deal of fewer than 5 million.
    """
    fig, ax = plain_figure(fig, (8.4, 4.8), left=0.095, right=0.745, top=0.92, bottom=0.11)
    _axis_of_times(ax, (0.12, 45))
    sentences = [_draw_groups_of(ax, year) for year in TRADE_YEARS]
    ax.set_xlim(1998, 2016)
    ax.set_xticks(TRADE_YEARS)
    ax.set_title("Trade with the fourteen, in times the middle deal")
    names = (
        (13.2, "former republics\nwith each other", INK, "normal"),
        (4.97, "Mongolia", colour_of("MNG"), "bold"),
        (1.97, "other outside states\nof Comecon", QUIET_INK, "normal"),
        (0.42, "all other\noutside states", QUIET_INK, "normal"),
    )
    for height, name, colour, weight in names:
        beside(ax, name, (2016, height), by=(4, 0), color=colour, fontweight=weight)
    for height, name in ((1.17, "bridge"), (0.85, "wall")):
        label(ax, name, (1998.2, height), ha="left", fontsize=SMALL, color=QUIET_INK, bbox=None)
    source_line(fig, f"{GOODS_SOURCE} Bar: middle half of states; mark, diamond: the middle one.")
    return fig, Description(sentences[2], (*sentences[:2], sentences[3]))


FEW_MILLION = 5


def _draw_groups_of(ax: Axes, year: int) -> str:
    """Draw one year; return what it shows, in a sentence."""
    table = measures.states_beside_deals(year)
    times = (table["traded"] / table["middle"]).set_axis(table["state"])
    republic = table["republic"].to_numpy()
    comecon = times.index.isin(measures.in_comecon_to_the_end()) & ~republic
    groups = {
        "outside": times[~republic & ~comecon],
        "comecon": times[comecon].drop("MNG"),
        "inside": times[republic],
    }
    for name, at, colour in (("outside", 0.0, BEHIND), ("inside", -0.45, INK)):
        low, middle, high = groups[name].quantile([0.25, 0.5, 0.75])
        ax.vlines(year + at, low, high, color=colour, linewidth=9, alpha=0.55, zorder=2)
        ax.hlines(middle, year + at - 0.3, year + at + 0.3, color=INK, linewidth=3, zorder=3)
    few = table["middle"].set_axis(table["state"])["MNG"] < FEW_MILLION
    colour = colour_of("MNG")
    ax.plot(
        year + 0.35, times["MNG"], "o", color=colour, markersize=12, markeredgewidth=2.5,
        markerfacecolor="white" if few else colour, zorder=4,
    )  # fmt: skip
    told = f"{number(times['MNG'], 1)}"
    beside(ax, told, (year + 0.35, times["MNG"]), by=(0, -16), color=colour, fontweight="bold")
    like = groups["comecon"].median()
    ax.plot(year, like, "D", color=QUIET_INK, markersize=8, zorder=4)
    middle = {name: number(group.median(), 1) for name, group in groups.items()}
    below = percent((groups["outside"] < 1).mean(), 0)
    return (
        f"In {year} Mongolia traded {told} times its middle deal with the former republics, the "
        f"middle republic {middle['inside']} times, the middle of {len(groups['comecon'])} other "
        f"outside members of Comecon {middle['comecon']} times, and the middle of "
        f"{len(groups['outside'])} other outside states {middle['outside']} times: {below} of "
        "these lie below the level line."
    )
