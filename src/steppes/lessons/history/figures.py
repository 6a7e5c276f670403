"""Lesson 03: who held the land, how many can have left, how a past fades."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter

from ...drawing import INK, QUIET_INK, colour_of, plain_figure, source_line, tint
from ...errors import require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...keeping import kept
from ...maps import draw_states, outline, outlines, project
from ...measures import history as measures
from ...measures.history import FIRST_YEAR, LANDS, LAST_YEAR, STATES, WHEN, WINDOWS
from ...tables import load
from ...views import view
from ...words import Description, listing, number, of_events, of_points, percent, significant

# Towns of today that stand for the lands of the jüzes: each place in Kazakhstan is shaded like the
# nearest of them. A reading aid; the lands had no fixed borders.
ANCHORS = {
    "west": ((51.37, 51.23), (51.92, 47.10), (57.17, 50.28), (51.16, 43.65), (59.60, 47.83)),
    "north and centre": (
        (63.62, 53.21), (69.14, 54.87), (69.39, 53.28), (71.47, 51.17), (76.95, 52.29),
        (73.10, 49.80), (80.23, 50.41), (82.61, 49.95), (67.71, 47.78), (80.43, 47.96),
        (63.50, 49.63), (74.98, 46.85),
    ),
    "south": ((65.51, 44.85), (68.25, 43.30), (69.59, 42.32), (71.37, 42.90), (62.10, 45.77)),
    "south-east": ((76.95, 43.24), (78.37, 45.02), (79.99, 44.17)),
}  # fmt: skip
FAR_WEST = ("Bayan-Ölgii", "Khovd", "Uvs")
LABELS = {
    ("KAZ", "west"): (54.2, 48.6), ("KAZ", "north and centre"): (71.2, 50.2),
    ("KAZ", "south"): (63.4, 39.9), ("KAZ", "south-east"): (77.6, 40.6),
    ("MNG", "far west"): (90.6, 44.2), ("MNG", "Khalkha and east"): (104.9, 46.5),
}  # fmt: skip
# Lands too small for their label: a thin line goes from the label into the land.
LEADERS = {
    ("KAZ", "south"): (66.5, 44.1), ("KAZ", "south-east"): (78.6, 44.3),
    ("MNG", "far west"): (91.2, 48.2),
}  # fmt: skip
MAP_LIMITS = (-3180, 2390, -790, 1450)  # kilometres west, east, south and north of the centre

# Whoever held the land, by family: colour, and how the name is said in a label.
FAMILIES = (
    ("Russia", "RUS"), ("Russian", "RUS"), ("Soviet", "RUS"), ("Qing", "CHN"), ("China", "CHN"),
    ("Chinese", "CHN"), ("Kokand", "UZB"), ("Dzungar", "TKM"), ("Alash", "KAZ"), ("jüz", "KAZ"),
    ("Kazakh", "KAZ"), ("Bogd", "MNG"), ("Mongolia", "MNG"), ("People", "MNG"),
)  # fmt: skip
RULED = ("khanship ended", "garrison", "imperial rule", "autonomous republic", "union republic")
HATCHES = {
    "oath": "..", "overlord": "..", "khanship ended": "--", "garrison": "--", "occupation": "--",
    "autonomy": "||", "autonomous republic": "||", "civil war": "xx", "unknown": "oo",
}  # fmt: skip
AROUND = 4  # years before and after, whose events stand beneath the map
MOST = 5  # events listed at once
THIN = {"hatch.linewidth": 0.6}


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
    rows = measures.held_at_end_of(year)
    fig, (above, below) = plain_figure(fig, nrows=2)
    fig.set_size_inches(8, 5.9)
    above.set_position((0.005, 0.435, 0.99, 0.495))
    below.set_position((0.165, 0.228, 0.805, 0.19))
    with mpl.rc_context(THIN):
        _draw_map(above, rows)
        _draw_bands(below, labelled=False)
    below.axvline(year + 1, color=INK, linewidth=2)
    above.set_title(f"Who held the land at the end of {year}", pad=4)
    events = _around(year)
    fig.text(
        0.012, 0.172, f"Events, {max(FIRST_YEAR, year - AROUND)} to {min(LAST_YEAR, year + AROUND)}",
        fontsize=9.5, fontweight="bold", color=INK, va="center",
    )  # fmt: skip
    lines = _event_lines(events)
    for place, line in enumerate(lines or ["None in our list."]):
        bold = line.startswith(f"{year} ")
        fig.text(
            0.012, 0.143 - 0.0245 * place, line, fontsize=9, color=INK, va="center",
            fontweight="bold" if bold else "normal",
        )  # fmt: skip
    source_line(fig, "Data: tables rulers and events, each row with its source; Natural Earth.")
    return fig, _map_words(year, rows, events)


@view
def ruler_bands(fig=None) -> tuple[Figure, Description]:
    """Draw who held the six lands from 1727 to 2026, one band a land, and the events above them."""
    fig, (above, below) = plain_figure(fig, nrows=2)
    fig.set_size_inches(8, 5.6)
    above.set_position((0.15, 0.735, 0.82, 0.20))
    below.set_position((0.15, 0.115, 0.82, 0.60))
    with mpl.rc_context(THIN):
        _draw_bands(below, labelled=True)
    _draw_events(above)
    above.set_title("Who held the land, 1727 to 2026", x=-0.175)
    fig.text(
        0.012, 0.043, "Slanted lines: a claim. Dots: oath or overlord. Level lines: khanship ended, "
        "garrison or occupation.\nUpright lines: autonomy. Crosses: civil war. Rings: not found. "
        "Data: tables rulers and events.", fontsize=8.5, color=QUIET_INK, va="center",
    )  # fmt: skip
    return fig, _bands_words()


def _colour(holder: str, kind: str) -> tuple:
    if kind in ("unknown", "civil war"):
        return tint("#8C8C8C", 0.3)
    family = next((code for word, code in FAMILIES if word in holder), "")
    if kind == "oath":
        return tint(colour_of("KAZ"), 0.28)
    return tint(colour_of(family), 0.62 if kind in RULED or kind == "imperial rule" else 0.45)


@kept(most=2)
def _shapes() -> tuple[dict, np.ndarray, np.ndarray, dict[str, Path]]:
    """The six lands as paths, the soft edges in either state, and the outlines that clip them."""
    states = outlines("borders")
    lands = {}
    cells, edges = _nearest_cells()
    for land, parts in cells.items():
        lands["KAZ", land] = Path.make_compound_path(*parts)
    aimags = load("aimags").set_index("name")["nso_code"]
    rings = load("aimag_outlines")
    west = [outline(rings[rings["nso_code"] == aimags[name]]) for name in FAR_WEST]
    lands["MNG", "far west"] = Path.make_compound_path(*west)
    lands["MNG", "Khalkha and east"] = states["MNG"]
    return lands, edges, _rim(west), {iso3: states[iso3] for iso3 in ("KAZ", "MNG")}


def _rim(shapes: list[Path]) -> np.ndarray:
    """The edges that only one of some shapes has: their common outline."""
    seen: dict[tuple, int] = {}
    for shape in shapes:
        corners = [tuple(corner) for corner in np.round(shape.vertices, 1)]
        for start, end, code in zip(corners, corners[1:], shape.codes[1:], strict=False):
            if code != Path.MOVETO:
                edge = (min(start, end), max(start, end))
                seen[edge] = seen.get(edge, 0) + 1
    return np.array([edge for edge, times in seen.items() if times == 1])


def _nearest_cells() -> tuple[dict[str, list[Path]], np.ndarray]:
    """For each land the cells of its towns (nearest town wins), and the edges between lands."""
    towns = [(land, *project(*place)) for land, places in ANCHORS.items() for place in places]
    spots = np.array([(float(x), float(y)) for _, x, y in towns])
    box = np.array([(-3500, -1500), (0, -1500), (0, 1800), (-3500, 1800)], dtype=float)
    cells: dict[str, list[Path]] = {land: [] for land in ANCHORS}
    edges = []
    for one, (land, *_) in enumerate(towns):
        corners, made_by = box, [-1] * len(box)
        for other in range(len(towns)):
            if other != one:
                corners, made_by = _nearer_half(corners, made_by, spots[one], spots[other], other)
        cells[land].append(Path(np.vstack([corners, corners[:1]]), closed=True))
        for place, other in enumerate(made_by):
            if other > one and towns[other][0] != land:
                edges.append((corners[place], corners[(place + 1) % len(corners)]))
    return cells, np.array(edges)


def _nearer_half(corners, made_by, here, there, number_there):
    """Cut a convex polygon down to what lies nearer to `here`; each edge knows who cut it."""
    middle, away = (here + there) / 2, there - here
    side = (corners - middle) @ away
    kept, kept_by = [], []
    for place in range(len(corners)):
        after = (place + 1) % len(corners)
        inside, next_inside = side[place] <= 0, side[after] <= 0
        if inside:
            kept.append(corners[place])
            kept_by.append(made_by[place])
        if inside != next_inside:
            share = side[place] / (side[place] - side[after])
            kept.append(corners[place] + share * (corners[after] - corners[place]))
            kept_by.append(number_there if inside else made_by[place])
    return np.array(kept), kept_by


def _draw_map(ax, rows: pd.DataFrame) -> None:
    lands, edges, rim, states = _shapes()
    draw_states(ax, _neighbours(), {})
    west, east, south, north = MAP_LIMITS
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    clips = {iso3: PathPatch(shape, transform=ax.transData) for iso3, shape in states.items()}
    order = [LANDS[5], *(land for land in LANDS if land != LANDS[5])]
    holders = rows[rows["layer"] == "holder"].set_index(["state", "land"])
    claims = _claims(rows)
    for land in order:
        row = holders.loc[land]
        fill = _colour(row["holder"], row["kind"])
        _fill(ax, lands[land], clips[land[0]], fill, HATCHES.get(row["kind"], ""))
    for row in claims.itertuples(index=False):
        land = (row.state, row.land)
        lean = "//" if "Qing" in row.holder or "China" in row.holder else "\\\\"
        _fill(ax, lands[land], clips[row.state], "none", lean, _claimant(row.holder))
        if land == LANDS[5]:  # the far west is drawn over it, with a claim of its own
            west_row = holders.loc[LANDS[4]]
            fill = _colour(west_row["holder"], west_row["kind"])
            _fill(ax, lands[LANDS[4]], clips["MNG"], fill, HATCHES.get(west_row["kind"], ""))
    soft = LineCollection(edges, colors=INK, linewidths=0.8, linestyles=(0, (2, 3)))
    ax.add_collection(soft, autolim=False)
    soft.set_clip_path(clips["KAZ"])
    ax.add_collection(
        LineCollection(rim, colors=INK, linewidths=0.8, linestyles=(0, (2, 3))), autolim=False
    )
    for shape in states.values():
        ax.add_artist(PathPatch(shape, facecolor="none", edgecolor=INK, linewidth=1.1))
    for land in LANDS:
        _label(ax, land, holders.loc[land], claims)


@kept(most=2)
def _neighbours() -> dict[str, Path]:
    wanted = ("RUS", "CHN", "KGZ", "UZB", "TKM", "TJK", "UKR", "GEO", "AZE", "ARM", "IRN", "TUR")
    return {iso3: shape for iso3, shape in outlines("borders").items() if iso3 in wanted}


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    """The claims of those who did not hold the land at that time."""
    holders = rows[rows["layer"] == "holder"].set_index(["state", "land"])["holder"]
    claims = rows[rows["layer"] == "claim"]
    held = [row.holder in holders[row.state, row.land] for row in claims.itertuples(index=False)]
    return claims[~np.array(held, dtype=bool)]


def _fill(ax, shape: Path, clip: PathPatch, fill, hatch: str, line: str = "#6E6E6E") -> None:
    patch = PathPatch(shape, facecolor=fill, edgecolor=line, hatch=hatch or None, linewidth=0)
    ax.add_artist(patch)  # not add_patch, which would look for the limits of the data
    patch.set_clip_path(clip)


def _claimant(holder: str) -> str:
    return colour_of(next((code for word, code in FAMILIES if word in holder), ""))


def _label(ax, land: tuple[str, str], row: pd.Series, claims: pd.DataFrame) -> None:
    said = textwrap.fill(_short(row["holder"]), 24)
    if row["kind"] != "unknown":  # its label says "not found" already
        said += f"\n({row['kind']})"
    here = claims[(claims["state"] == land[0]) & (claims["land"] == land[1])]
    for holder in here["holder"]:
        said += f"\nclaimed: {_short(holder)}"
    x, y = project(*LABELS[land])
    if land in LEADERS:
        end_x, end_y = project(*LEADERS[land])
        ax.plot([float(x), float(end_x)], [float(y), float(end_y)], color=INK, linewidth=0.9)
    ax.text(
        float(x), float(y), said, fontsize=8, ha="center", va="center", color=INK, linespacing=1.05,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.72, "pad": 1.2},
    )  # fmt: skip


def _short(holder: str) -> str:
    """A holder's name as a label has room for it."""
    for long, short in (
        ("Soviet Russia: Kirghiz, from 1925 Kazak, from 1936 Kazakh ASSR", "Soviet Russia"),
        ("Soviet Russia: Turkestan ASSR", "Soviet Russia: Turkestan"),
        ("Soviet Union: Kazakh SSR", "Soviet Union"),
        ("Dzungars, Kazakh sultans and the lords of Tashkent", "not found"),
        ("Kazakh sultans and the lords of Tashkent", "not found"),
        ("Senior jüz and others under their own sultans", "Senior jüz, own sultans"),
        ("Autonomous Outer Mongolia under Chinese suzerainty", "Outer Mongolia under China"),
        ("Republic of China, in 1921 the Whites under Ungern", "Republic of China"),
        ("Republic of China, then Whites and Mongols", "Republic of China"),
        ("People's Government, the Bogd Khan as monarch until 1924", "People's Government"),
        ("Mongolian People's Republic", "Mongolian People's Rep."),
        ("Middle jüz under Ablai", "Ablai"),
        ("rival governments of the revolution", "rival governments"),
        ("Alash Autonomy, White and Red forces", "Alash, White and Red"),
        (", its khan under oath to Russia", ""), (", khans under oath to Russia", ""),
        (", its sultans under oath to Russia", ""), (" under its own khans", ""),
        ("Dzungar state over the Senior jüz", "Dzungar state"),
    ):  # fmt: skip
        holder = holder.replace(long, short)
    return holder


@dataclass(frozen=True)
class _Band:
    """One row of the table rulers as a rectangle: years across, the land's line up."""

    start: float
    width: float
    y: float
    height: float
    fill: tuple
    line: str
    hatch: str
    text: str


def _line_of(land: tuple[str, str]) -> float:
    """The height of a land's band: Mongolia's two below, a gap, Kazakhstan's four above."""
    return len(LANDS) - 1 - LANDS.index(land) + (0.35 if land[0] == "KAZ" else 0)


@kept(most=2)
def _bands() -> list[_Band]:
    bands = []
    for row in measures.spells().itertuples():
        y, width = _line_of((row.state, row.land)) - 0.4, row.to_at - row.from_at
        if row.layer == "claim":
            band = _Band(row.from_at, width, y, 0.16, (1, 1, 1), _claimant(row.holder), "////", "")
        else:
            text = ""
            if width > 45:
                text = f"{_short(row.holder)}\n{row.kind}".removesuffix("\nunknown")
            elif width > 24:
                text = textwrap.fill(_short(row.holder), 11)
            fill = _colour(row.holder, row.kind)
            band = _Band(
                row.from_at, width, y, 0.8, fill, "#6E6E6E", HATCHES.get(row.kind, ""), text
            )
        bands.append(band)
    return bands


def _draw_bands(ax, labelled: bool) -> None:
    bands = _bands()
    if labelled:
        for band in bands:
            patch = Rectangle(
                (band.start, band.y), band.width, band.height, facecolor=band.fill,
                edgecolor=band.line, hatch=band.hatch or None, linewidth=0.7,
            )  # fmt: skip
            ax.add_patch(patch)
            ax.text(
                band.start + band.width / 2, band.y + 0.4, band.text, ha="center", va="center",
                fontsize=7.6, color=INK, linespacing=0.95,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.65, "pad": 0.6}
                if band.text else None,
            )  # fmt: skip
    else:  # a collection knows no patterns and is drawn at once
        corners = [
            [(b.start, b.y), (b.start + b.width, b.y), (b.start + b.width, b.y + b.height),
             (b.start, b.y + b.height)]
            for b in bands
        ]  # fmt: skip
        drawn = PolyCollection(
            corners, facecolors=[b.fill for b in bands], edgecolors=[b.line for b in bands],
            linewidths=0.5,
        )  # fmt: skip
        ax.add_collection(drawn, autolim=False)
    ax.set_yticks([_line_of(land) for land in LANDS], [land[1] for land in LANDS], fontsize=9)
    ax.set_ylim(-0.5, 5.85)
    ax.set_xlim(FIRST_YEAR, LAST_YEAR + 1)
    ax.set_xticks([1727, 1800, 1850, 1900, 1950, 2000])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    for name, height in (("Kazakhstan", 0.66), ("Mongolia", 0.15)):
        ax.text(
            1.012, height, name, transform=ax.transAxes, rotation=270, va="center", ha="left",
            fontsize=8.5 if labelled else 7, color=QUIET_INK,
        )  # fmt: skip


# Years of the table events that the bands name, with a few words of ours and a height for each.
NAMED = {
    1727: ("treaty of Kyakhta", 0), 1757: ("Qing conquest", 1), 1822: ("khanship ended", 0),
    1864: ("border drawn", 1), 1911: ("Mongolia breaks away", 0), 1931: ("famine", 3),
    1945: ("plebiscite", 2), 1991: ("independence", 1),
}  # fmt: skip


def _draw_events(ax) -> None:
    events = _events()
    rows = {"KAZ": 2, "both": 1, "wider": 1, "MNG": 0}
    for place, marker in (("KAZ", "o"), ("both", "D"), ("wider", "D"), ("MNG", "s")):
        here = events[events["place"] == place]
        colour = colour_of(place) if place in ("KAZ", "MNG") else QUIET_INK
        ax.scatter(here["year"], [rows[place]] * len(here), marker=marker, s=20, color=colour)
    for year, (said, level) in NAMED.items():
        side = "left" if year == FIRST_YEAR else "center"
        up = 3.0 + 0.95 * level
        ax.plot([year + 0.5] * 2, [2.3, up], color=QUIET_INK, linewidth=0.8)
        ax.text(year, up + 0.05, f"{year} {said}", fontsize=7.8, ha=side, color=INK, va="bottom")
    ax.set_yticks([2, 1, 0], ["events, KAZ", "both, wider", "events, MNG"], fontsize=9)
    ax.set_xlim(FIRST_YEAR, LAST_YEAR + 1)
    ax.set_ylim(-0.5, 6.7)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


@kept(most=2)
def _events() -> pd.DataFrame:
    return load("events")


def _around(year: int) -> pd.DataFrame:
    events = _events()
    near = events[(events["year"] - year).abs() <= AROUND]
    nearest = near.assign(off=(near["year"] - year).abs()).sort_values("off", kind="stable")
    return nearest.head(MOST).sort_values(["year", "date"], kind="stable")


def _event_lines(events: pd.DataFrame) -> list[str]:
    lines = []
    for row in events.itertuples():
        mark = " *" if row.trust != "confirmed" else ""
        lines.append(textwrap.shorten(f"{row.year}  {row.what}{mark}", 112, placeholder=" …"))
    return lines


def _land_words(land: tuple[str, str], rows: pd.DataFrame) -> str:
    here = rows[(rows["state"] == land[0]) & (rows["land"] == land[1])]
    row = here[here["layer"] == "holder"].iloc[0]
    said = f"{land[1]}: {row['holder']} ({row['kind']}{', contested' if row['contested'] else ''})"
    claims = here.loc[here["layer"] == "claim", "holder"].tolist()
    return f"{said}, claimed by {listing(claims)}" if claims else said


def _map_words(year: int, rows: pd.DataFrame, events: pd.DataFrame) -> Description:
    first = (
        f"Map of today's Kazakhstan and Mongolia, shaded by who held the land at the end of {year}."
    )
    held = [
        f"In {name}: {'; '.join(_land_words(land, rows) for land in LANDS if land[0] == state)}."
        for state, name in (("KAZ", "Kazakhstan"), ("MNG", "Mongolia"))
    ]
    if events.empty:
        told = f"No event of the {AROUND} years before and after stands in the list."
    else:
        told = f"Events nearby: {'; '.join(f'{r.year} {r.what}' for r in events.itertuples())}."
    return Description(first, (*held, "The parts have no exact edges.", told))


def _bands_words() -> Description:
    rows = load("rulers")
    events = _events()
    first = (
        f"Six bands from {FIRST_YEAR} to {LAST_YEAR}, four parts of today's Kazakhstan and two of "
        f"today's Mongolia, by who held the land, with marks for {len(events)} events."
    )
    told = []
    for land in LANDS:
        here = rows[(rows["state"] == land[0]) & (rows["land"] == land[1])]
        spans = [
            f"from {row.from_date[:4]} {row.holder} ({row.kind})"
            for row in here[here["layer"] == "holder"].itertuples()
        ]
        claims = [
            f"claimed from {row.from_date[:4]} to {row.to_date[:4]} by {row.holder}"
            for row in here[here["layer"] == "claim"].itertuples()
        ]
        told.append(f"{land[0]}, {land[1]}: {'; '.join([*spans, *claims])}.")
    return Description(first, tuple(told))


# --- How many can have left -------------------------------------------------------------------

INCREASES = tuple(np.arange(0, 3.76, 0.25).tolist())
RETURNS = tuple(range(0, 30_001, 2_500))
BALANCE_MARGINS = {"left": 0.135, "right": 0.97, "top": 0.91, "bottom": 0.16}


@explorer(
    lambda: [
        Menu("window", "Censuses", tuple(WINDOWS)),
        Steps("increase", "Natural increase", {f"{rate:.2f} %": rate for rate in INCREASES}),
        Steps("returned", "Came back", {number(people): people for people in RETURNS}),
        Menu("when", "They left", WHEN),
    ],
    # It begins with the bare difference of the counts: no natural increase, no returns.
    start={"window": "1989 to 2000", "increase": 0.0, "returned": 0},
    sentence="{window}: natural increase of {increase} a year, {returned} came back, left {when}",
)
@view
def migration_balance(
    window: str = "1989 to 2000",
    increase: float = 2.0,
    returned: int = 0,
    when: str = WHEN[0],
    fig=None,
) -> tuple[Figure, Description]:
    """Draw how many Kazakhs must have left Mongolia, by natural increase, beside what was said.

    `window` names two censuses, `increase` is births less deaths in per cent a year, `returned` the
    persons who came back before the second census, `when` how the departures lay in time.
    """
    require_one_of(INCREASES, "The natural increase", increase)
    require_one_of(RETURNS, "The number that came back", returned)
    left = measures.departures(window, increase, returned, when)
    line = [measures.departures(window, rate, returned, when) for rate in INCREASES]
    fig, ax = plain_figure(fig, gridspec_kw=BALANCE_MARGINS)
    colour = colour_of("MNG")
    ax.plot(INCREASES, line, color=colour, linewidth=2.4)
    ax.plot([increase], [left], marker="D", markersize=10, color=colour, zorder=4)
    said = _said(window)
    for row in said.itertuples():
        style = {"op-ed": "--", "estimate": "-.", "report": ":", "computed": (0, (5, 1))}[row.kind]
        ax.axhline(row.size, color=INK, linestyle=style, linewidth=1.3)
        ax.text(0.0, row.size + 900, row.text, va="bottom", fontsize=9.5, color=INK)
    ax.annotate(
        number(round(left, -2)), (increase, left),
        xytext=(-95, 22) if increase > 3.2 else (10, -6),
        textcoords="offset points", va="top", ha="left", fontsize=13, fontweight="bold", color=colour,
    )  # fmt: skip
    ax.set_xlim(-0.05, 3.8)
    ax.set_ylim(0, 145_000)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.set_xlabel("natural increase of Mongolia's Kazakhs, per cent a year (not known)")
    ax.set_ylabel("Kazakhs who left Mongolia")
    ax.set_title(f"How many must have left, {window}?")
    source_line(
        fig, "Data: censuses of Mongolia as read in secondary sources; table kazakh_migration."
    )
    return fig, _balance_words(window, increase, returned, when, left, said)


def _said(window: str) -> pd.DataFrame:
    """The gross figures of the table whose span a window can speak about, with a label each."""
    rows = load("kazakh_migration")
    rows = rows[(rows["origin"] == "MNG") & rows["kind"].isin(["op-ed", "estimate", "report"])]
    rows = rows.assign(size=rows["value"].fillna(rows["low"])).dropna(subset=["size", "from_year"])
    first, last = WINDOWS[window]
    inside = (rows["from_year"] >= first) & (rows["to_year"] <= last + 1)
    rows = rows[inside & ~rows["what"].str.contains("fewer")]
    who = {"op-ed": "the op-ed", "report": "a report", "estimate": "an estimate"}
    rows = rows.assign(text=[
        f"{'over ' if pd.isna(row.value) else ''}{number(row.size)}, {row.years}: {who[row.kind]}"
        for row in rows.itertuples()
    ])  # fmt: skip
    return rows.sort_values("size").reset_index(drop=True)


def _balance_words(window, increase, returned, when, left, said) -> Description:
    first_year, last_year = WINDOWS[window]
    first = (
        f"With {number(increase, 2)} per cent of natural increase a year, {number(returned)} who came "
        f"back and departures {when}, {number(round(left, -2))} must have left from {window}."
    )
    counts = (
        f"The census of {first_year} counted {number(measures.census(first_year))}, that of "
        f"{last_year} {number(measures.census(last_year))}."
    )
    beside = [
        f"{row.text[:1].upper()}{row.text[1:]}, which is "
        f"{'more' if row.size > left else 'fewer'} than that."
        for row in said.itertuples()
    ] or ["No figure was found for this span."]
    return Description(first, (counts, *beside))


@view
def kazakhs_counted(fig=None) -> tuple[Figure, Description]:
    """Draw what was counted, reported and said of the number of Kazakhs in Mongolia."""
    rows = load("kazakhs_in_mongolia")
    rows = rows[(rows["trust"] == "confirmed") & rows["value"].notna()]
    rows = rows[(rows["kind"] != "op-ed") & ~rows["computed"]].sort_values(["year", "kind"])
    fig, ax = plain_figure(fig, gridspec_kw=BALANCE_MARGINS)
    colour = colour_of("MNG")
    for kind, marker in {
        "census": "o",
        "report": "s",
        "estimate": "X",
        "official words": "^",
    }.items():
        here = rows[rows["kind"] == kind]
        ax.scatter(
            here["year"], here["value"], marker=marker, s=80, edgecolors=colour, label=kind,
            facecolors=colour if kind == "census" else "white",
        )  # fmt: skip
    ax.set_ylim(0, 200_000)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    ax.set_ylabel("Kazakhs in Mongolia")
    ax.set_title(f"The Kazakhs of Mongolia, {rows['year'].min()} to {rows['year'].max()}")
    ax.legend(frameon=False, loc="upper left")
    source_line(fig, "Data: table kazakhs_in_mongolia, each row with its source. Filled: a count.")
    return fig, of_points("Kazakhs", rows["kind"], rows["year"], rows["value"], "people")


# --- How alike ----------------------------------------------------------------------------------


@view
def alike_groups(fig=None) -> tuple[Figure, Description]:
    """Draw how alike Kazak and Khalka are coded beside each group of pairs of societies."""
    rows = load("culture_agreement").iloc[::-1].reset_index(drop=True)
    margins = {"left": 0.36, "right": 0.97, "top": 0.91, "bottom": 0.16}
    fig, ax = plain_figure(fig, gridspec_kw=margins)
    at = rows.index
    ax.hlines(at, 100 * rows["p05"], 100 * rows["p95"], color="#8C8C8C", linewidth=3)
    ax.hlines(at, 100 * rows["p25"], 100 * rows["p75"], color="#595959", linewidth=9)
    ax.plot(100 * rows["median"], at, "|", color="white", markersize=11, markeredgewidth=3)
    ax.plot(
        100 * rows["kazak_khalka"],
        at,
        "D",
        color=colour_of("MNG"),
        markersize=9,
        markeredgecolor="white",
    )
    ax.set_yticks(at, [textwrap.fill(name, 30) for name in rows["group"]])
    ax.set_xlabel("variables with the same code, per cent")
    ax.set_title("Kazak and Khalka (diamond) beside other pairs", x=-0.5)
    source_line(
        fig, "Data: Ethnographic Atlas by D-PLACE. Thick: the middle half; thin: 5 to 95 %."
    )
    told = [
        f"{row.group}: {percent(row.share_higher, 1)} of pairs agree more."
        for row in rows.iloc[::-1].itertuples()
    ]
    first = (
        f"Kazak and Khalka agree on {percent(rows['kazak_khalka'].iloc[0], 0)} of the variables, "
        f"beside {len(rows)} groups of pairs."
    )
    return fig, Description(first, tuple(told))


# --- Contacts of the two states -------------------------------------------------------------------

CONTACTS = ("agreements, commissions", "visits, meetings")


@view
def contacts_of_the_two(fig=None) -> tuple[Figure, Description]:
    """Draw the meetings and agreements of Mongolia and Kazakhstan that were confirmed, by year."""
    tables = (load("agreements").assign(row=CONTACTS[0]), load("visits").assign(row=CONTACTS[1]))
    rows = pd.concat(tables).dropna(subset="year")
    rows = rows[(rows["partner"] == "KAZ") & (rows["trust"] == "confirmed")]
    rows = rows[~rows["kind"].isin(["count", "coded by a data set"])]
    again = 0.14 * rows.groupby(["row", "year"]).cumcount()
    fig, ax = plain_figure(
        fig, gridspec_kw={"left": 0.16, "right": 0.97, "top": 0.86, "bottom": 0.2}
    )
    fig.set_size_inches(8, 3)
    ax.scatter(rows["year"], rows["row"].map(CONTACTS.index) + again, color=INK, s=40)
    ax.set_yticks([0, 1], [name.replace(", ", ",\n") for name in CONTACTS])
    ax.set_ylim(-0.4, 1.7)
    ax.axvline(2013.6, color=QUIET_INK, linestyle=":")
    ax.set_title("Contacts of Mongolia and Kazakhstan that were confirmed", x=-0.17)
    source_line(fig, "Data: tables visits and agreements, what was found. Dotted: the op-ed.")
    return fig, of_events("Contacts of the two states", rows["row"], rows["year"])


# --- How a past fades ---------------------------------------------------------------------------

HALF_LIVES = {
    "5 years": 5, "8 years": 8, "12 years": 12, "20 years": 20, "30 years": 30, "60 years": 60,
    "never": None,
}  # fmt: skip
HIGHEST = 120  # times, the top of the axis; a steep curve begins above it
FLOORS = {"no premium": 1.0, "twice": 2.0, "three times": 3.0, "five times": 5.0}


@explorer(
    lambda: [
        Steps("half_life", "Half-life", tuple(HALF_LIVES)),
        Menu("rests_at", "It comes to rest at", tuple(FLOORS)),
        Menu("states", "Former Soviet states", tuple(STATES)),
    ],
    # It begins with a legacy that never fades.
    start={"half_life": "never", "rests_at": "no premium", "states": "all fifteen"},
    sentence="Half-life: {half_life}; it comes to rest at {rests_at}; {states}",
)
@view
def legacy_decay(
    half_life: str = "never",
    rests_at: str = "no premium",
    states: str = "all fifteen",
    fig=None,
) -> tuple[Figure, Description]:
    """Draw a legacy that fades by a half-life beside the premium that was measured.

    `half_life` is a key of HALF_LIVES ("never": a constant), `rests_at` a key of FLOORS: where it
    comes to rest; `states` says whether the Baltic states count as former Soviet. The height of
    the curve is the one that fits the four years best; its shape is the student's.
    """
    require_one_of(tuple(HALF_LIVES), "The half-life", half_life)
    require_one_of(tuple(FLOORS), "Where it comes to rest", rests_at)
    require_one_of(tuple(STATES), "The states", states)
    found = measures.premiums(STATES[states])
    years = np.arange(1992, LAST_YEAR + 1)
    settings = HALF_LIVES[half_life], FLOORS[rests_at]
    curve = measures.decay(found, *settings, years)
    at = measures.decay(found, *settings, found["year"])
    met = (at >= found["low"]) & (at <= found["high"])
    fig, ax = plain_figure(fig, gridspec_kw=BALANCE_MARGINS)
    ax.plot(years, curve, color=colour_of("MNG"), linestyle="--", linewidth=2.2)
    for row, inside in zip(found.itertuples(), met, strict=True):
        ax.plot([row.year] * 2, [row.low, row.high], color=INK, linewidth=2)
        ax.plot([row.year], [row.times], marker="o" if inside else "X", markersize=9, color=INK)
        last = row.year == found["year"].max()
        ax.annotate(
            number(row.times, 1), (row.year, row.times), xytext=(9 if last else -9, 0),
            textcoords="offset points", va="center", ha="left" if last else "right", fontsize=10,
            color=INK,
        )  # fmt: skip
    ax.axhline(1, color=QUIET_INK, linewidth=1)
    ax.text(2026.3, 1.04, "no premium", ha="right", va="bottom", fontsize=9.5, color=QUIET_INK)
    ax.text(
        0.985, 0.875, f"the assumed legacy (dashed): {number(curve[-1], 1)} times in {LAST_YEAR}",
        ha="right", va="top", transform=ax.transAxes, fontsize=10.5, color=colour_of("MNG"),
    )  # fmt: skip
    ax.text(
        0.985, 0.955, f"passes through {met.sum()} of {len(met)} intervals", ha="right", va="top",
        transform=ax.transAxes, fontsize=12, fontweight="bold", color=INK,
    )  # fmt: skip
    ax.set_yscale("log")
    ax.set_ylim(0.8, HIGHEST)
    ax.set_yticks([1, 2, 5, 10, 20, 50, 100], ["1", "2", "5", "10", "20", "50", "100"])
    ax.minorticks_off()
    ax.set_xlim(1991, 2027)
    ax.set_ylabel("times as much trade as\nother pairs, logarithmic axis")
    fade = "a constant" if HALF_LIVES[half_life] is None else f"half-life {half_life}"
    ax.set_title(f"Trade among former Soviet states: {fade}")
    source_line(
        fig, "Data: Correlates of War; CEPII; our estimates by PPML with 95 % intervals. X: missed."
    )
    return fig, _decay_words(half_life, rests_at, states, found, met, curve)


def _decay_words(half_life, rests_at, states, found, met, curve) -> Description:
    shape = (
        "A legacy that stays as it was"
        if HALF_LIVES[half_life] is None
        else f"A legacy with a half-life of {half_life} that comes to rest at {rests_at}"
    )
    missed = found.loc[~met, "year"].tolist()
    misses = f" and misses {listing(map(str, missed))}" if missed else ""
    first = (
        f"{shape}, fitted to the trade among former Soviet states, {states}, passes through "
        f"{met.sum()} of {len(met)} intervals{misses}."
    )
    steep = curve[0] > HIGHEST
    begin = f"more than {HIGHEST} times" if steep else f"{significant(curve[0])} times"
    each = "; ".join(
        f"{row.year} {number(row.times, 1)} times ({number(row.low, 1)} to {number(row.high, 1)})"
        for row in found.itertuples()
    )
    return Description(
        first,
        (
            f"Measured: {each}.",
            (
                f"The curve goes from {begin} in 1992 to "
                f"{significant(curve[-1])} in {LAST_YEAR}, years outside the table."
            ),
        ),
    )
