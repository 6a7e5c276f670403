"""Lesson 03: who held the land."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ...drawing import (
    BEHIND,
    FINE,
    INK,
    QUIET_INK,
    SMALL,
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
from ...exploring import Years
from ...keeping import kept
from ...maps import draw_states, outline, outlines, project
from ...measures import history as measures
from ...measures.history import FIRST_YEAR, LAST_YEAR, RULE
from ...tables import load
from ...views import view
from ...words import Description, counted, listing
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
    events = _events_around(year)
    fig, (above, below) = plain_figure(fig, (8, 5.9), nrows=2)
    above.set_position((0.005, 0.435, 0.99, 0.495))
    below.set_position((0.165, 0.228, 0.805, 0.19))
    with mpl.rc_context(THIN):
        _draw_lands(above, rulers)
    _draw_borders(above)
    _draw_labels(above, rulers)
    _draw_plain_bands(below)
    _draw_axes_of_bands(below, BESIDE_LOW_BANDS)
    below.axvline(year + 1, color=INK, linewidth=2)
    above.set_title(f"Who held the land at the end of {year}", pad=4)
    _list_events(fig, year, events)
    source_line(fig, "Data: tables rulers and events, each row with its source; Natural Earth.")
    return fig, _map_words(year, rulers, events)


def _draw_lands(ax: Axes, rulers: pd.DataFrame) -> None:
    """Today's neighbours, then each land in its holder's colour, then the claims on it."""
    draw_states(ax, _neighbours(), {})
    west, east, south, north = MAP_LIMITS
    ax.set(xlim=(west, east), ylim=(south, north))
    shapes = _land_shapes()
    holders = _holders(rulers)
    for land, shape in shapes.items():
        fill, hatch = _fill_colour(holders[land]), HATCHES.get(holders[land].kind)
        _fill(ax, shape, facecolor=fill, edgecolor=QUIET_INK, hatch=hatch)
    for claim in _claims(rulers):
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


def _draw_labels(ax: Axes, rulers: pd.DataFrame) -> None:
    """Holder, kind and claims of each land; a thin line goes into a land too small for them."""
    holders, claims = _holders(rulers), _claims(rulers)
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


def _holders(rulers: pd.DataFrame) -> dict[tuple[str, str], Any]:
    """The row of each land's holder, by state and land."""
    rows = rulers[rulers["layer"] == "holder"]
    return {(row.state, row.land): row for row in rows.itertuples()}


def _claims(rulers: pd.DataFrame) -> list[Any]:
    """The rows of those who claimed a land and did not hold it at that time."""
    holders = _holders(rulers)
    rows = rulers[rulers["layer"] == "claim"].itertuples()
    return [row for row in rows if row.holder not in holders[row.state, row.land].holder]


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


def _map_words(year: int, rulers: pd.DataFrame, events: pd.DataFrame) -> Description:
    first = (
        f"Map of today's Kazakhstan and Mongolia, shaded by who held the land at the end of {year}."
    )
    by_state = [
        f"In {name}: {'; '.join(_words_of_lands(state, rulers))}."
        for state, name in (("KAZ", "Kazakhstan"), ("MNG", "Mongolia"))
    ]
    listed = "; ".join(f"{event.year} {event.what}" for event in events.itertuples())
    nearby = f"Events nearby: {listed}."
    if events.empty:
        nearby = f"No event of the {YEARS_AROUND} years before and after stands in the list."
    return Description(first, (*by_state, "The parts have no exact edges.", nearby))


def _words_of_lands(state: str, rulers: pd.DataFrame) -> Iterator[str]:
    holders = _holders(rulers)
    claims = rulers[(rulers["layer"] == "claim") & (rulers["state"] == state)]
    for _, land in (place for place in measures.lands() if place[0] == state):
        ruler = holders[state, land]
        contested = ", contested" if ruler.contested else ""
        words = f"{land}: {ruler.holder} ({ruler.kind}{contested})"
        claimants = claims.loc[claims["land"] == land, "holder"]
        yield f"{words}, claimed by {listing(claimants)}" if len(claimants) else words


def _bands_words() -> Description:
    rulers = load("rulers")
    first = (
        f"Six bands from {FIRST_YEAR} to {LAST_YEAR}, four parts of today's Kazakhstan and two of "
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
