"""What a figure shows, as numbers: where its points, bars, lines and labels are, and their colours.

Read off matplotlib's artists in the units of the data, before anything is laid out in pixels, so
that it is the same with every version of matplotlib. Sizes of marks and of type are left out: they
belong to the house's look. Many points are told by their number, spread and a sample.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from steppes import explorers, load, views

FOLDER = Path(__file__).parent / "pictures"
SAMPLE = 40  # of more points than this, as many are kept one by one


def drawn_at_start() -> dict[str, Callable[[], Figure]]:
    """Each view by name, ready to be drawn: at its explorer's first settings or its defaults."""
    ready: dict[str, Callable[[], Figure]] = {}
    for make in explorers.declared().values():
        explorer = make()
        ready[explorer.view.__name__] = lambda explorer=explorer: explorer.still()[0]
    for name, view in views.declared().items():
        if "fig" in inspect.signature(view).parameters and name not in ready:
            given = (
                {"visits": load("visits").dropna(subset="year")} if name == "visit_times" else {}
            )
            ready[name] = lambda view=view, given=given: view(**given)[0]
    return dict(sorted(ready.items()))


def digest(fig: Figure) -> dict[str, Any]:
    """All that a figure shows, by name of the artist: "axes 1, points 2" and the like."""
    found: dict[str, Any] = {}
    writing = [text for text in fig.texts if text.get_text()]
    for place, text in enumerate([*writing, *filter(None, (fig._supxlabel,))], 1):
        found[f"figure, text {place}"] = {"text": text.get_text()}
    for place, ax in enumerate(fig.axes, 1):
        for name, shown in _of_axes(ax):
            found[f"axes {place}, {name}"] = shown
    return found


def _of_axes(ax: Axes) -> Iterator[tuple[str, dict[str, Any]]]:
    if ax.axison:
        yield "limits", {"at": _rounded([*ax.get_xlim(), *ax.get_ylim()])}
        for axis in (ax.xaxis, ax.yaxis):
            if isinstance(axis.get_major_locator(), FixedLocator) and axis.get_visible():
                ticks = axis.get_majorticklocs()
                said = axis.get_major_formatter().format_ticks(ticks)
                yield (
                    f"{axis.axis_name} ticks",
                    {"at": _rounded(ticks), "text": [str(text) for text in said]},
                )
    for place in ("left", "center", "right"):
        if ax.get_title(loc=place):
            yield "title", {"text": ax.get_title(loc=place)}
    for name, axis in (("across", ax.xaxis), ("up", ax.yaxis)):
        if axis.get_label_text() and ax.axison:
            yield name, {"text": axis.get_label_text()}
    counts: dict[str, int] = {}
    for artist in ax.get_children():
        if artist in (ax.title, ax._left_title, ax._right_title, ax.patch):
            continue
        kind, shown = _of_artist(artist)
        if kind and artist.get_visible():
            counts[kind] = counts.get(kind, 0) + 1
            yield f"{kind} {counts[kind]}", shown


def _of_artist(artist: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(artist, Text):
        if not artist.get_text():
            return "", {}
        at = artist.xy if hasattr(artist, "xy") else artist.get_position()
        return "label", {"text": artist.get_text(), "at": _rounded(np.array(at, float))}
    if isinstance(artist, Line2D):
        drawn = artist.get_linestyle() not in ("None", "none", "")
        colour = artist.get_color() if drawn else artist.get_markerfacecolor()
        return "line", {"at": _told(artist.get_xydata()), "colours": [_hex(colour)]}
    if isinstance(artist, Rectangle):
        at = [artist.get_x(), artist.get_y(), artist.get_width(), artist.get_height()]
        return "bar", {"at": _rounded(at), "colours": [_hex(artist.get_facecolor())]}
    if isinstance(artist, PathPatch):
        box = artist.get_path().get_extents()
        return "shape", {
            "at": _rounded(box.get_points().ravel()),
            "corners": len(artist.get_path().vertices),
            "colours": [_hex(artist.get_facecolor())],
            "hatch": artist.get_hatch() or "",
        }
    if isinstance(artist, Collection):
        return _of_collection(artist)
    return (
        ("patch", {"at": _told(artist.get_path().vertices)}) if _plain_patch(artist) else ("", {})
    )


def _plain_patch(artist: Any) -> bool:
    return isinstance(artist, Patch) and hasattr(artist, "get_path")


def _of_collection(artist: Collection) -> tuple[str, dict[str, Any]]:
    if isinstance(artist, LineCollection):
        ends = [np.asarray(line)[[0, -1]].ravel() for line in artist.get_segments()]
        colours = artist.get_colors()
        return "strokes", {"at": _told(np.array(ends)), "colours": _sampled_colours(colours)}
    colours = artist.get_facecolors() if len(artist.get_facecolors()) else artist.get_edgecolors()
    offsets = np.ma.filled(artist.get_offsets(), np.nan)
    by_shape = isinstance(artist, PolyCollection) or not offsets.any()
    if by_shape:
        boxes = [path.get_extents().get_points().ravel() for path in artist.get_paths()]
        return "shapes", {"at": _told(np.array(boxes)), "colours": _sampled_colours(colours)}
    return "points", {"at": _told(offsets), "colours": _sampled_colours(colours)}


def _told(places: Any) -> dict[str, Any] | list:
    """A few places one by one; of many their number, spread and a sample."""
    places = np.asarray(places, float)
    if len(places) <= SAMPLE:
        return _rounded(places)
    return {
        "number": len(places),
        "tenths": _rounded(np.nanquantile(places, np.linspace(0, 1, 11), axis=0).T),
        "sample": _rounded(places[_sample(len(places))]),
    }


def _sample(number: int) -> np.ndarray:
    return np.unique(np.linspace(0, number - 1, SAMPLE).astype(int))


def _sampled_colours(colours: Any) -> list[str]:
    colours = [_hex(colour) for colour in colours]
    if len(set(colours)) == 1:
        return colours[:1]
    return colours if len(colours) <= SAMPLE else [colours[i] for i in _sample(len(colours))]


def _hex(colour: Any) -> str:
    return "none" if isinstance(colour, str) and colour == "none" else to_hex(colour, True)


def _rounded(numbers: Any) -> list:
    numbers = np.asarray(numbers, float)
    if numbers.ndim > 1:
        return [_rounded(row) for row in numbers]
    return [None if np.isnan(number) else float(f"{number:.6g}") for number in numbers]


def moved(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs between two digests, a sentence for each artist; places may differ by rounding.

    A place counts as moved when it differs by more than a thousandth.
    """
    told = [f"{name} is gone" for name in before if name not in after]
    told += [f"{name} is new: {after[name]}" for name in after if name not in before]
    for name in before.keys() & after.keys():
        for what in sorted(before[name].keys() | after[name].keys()):
            was, now = before[name].get(what), after[name].get(what)
            if not _alike(was, now):
                told.append(f"{name}: {what} was {_brief(was)} and is {_brief(now)}")
    return sorted(told)


def _alike(was: Any, now: Any) -> bool:
    if isinstance(was, dict) and isinstance(now, dict):
        return was.keys() == now.keys() and all(_alike(was[key], now[key]) for key in was)
    try:
        one, other = np.array(was, float), np.array(now, float)
    except (TypeError, ValueError):
        return was == now
    if one.shape != other.shape:
        return False
    largest = np.abs(one[np.isfinite(one)]).max(initial=0)
    return bool(np.allclose(one, other, rtol=1e-3, atol=1e-6 * largest, equal_nan=True))


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 160 else f"{text[:160]} …"


def record() -> None:
    """Write the digest of each view anew, after the pictures were looked at."""
    for name, draw in drawn_at_start().items():
        lines = (f"{json.dumps(key)}: {json.dumps(shown)}" for key, shown in digest(draw()).items())
        (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
