"""How every figure looks: one mapping of states to colours, sizes, axes, labels."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Iterator
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter, NullLocator

from .words import Description, number

# Okabe and Ito's palette, safe for the common kinds of colour blindness. Mongolia and Kazakhstan
# get its strongest pair; one state keeps one colour in the whole course.
STATE_COLOURS = {
    "MNG": "#0072B2",
    "KAZ": "#D55E00",
    "RUS": "#7A7A7A",
    "CHN": "#B8860B",
    "KGZ": "#009E73",
    "UZB": "#CC79A7",
    "TJK": "#56B4E9",
    "TKM": "#8C6BB1",
    "JPN": "#4D4D4D",
    "KOR": "#66A61E",
    "USA": "#333366",
}
OTHER_STATE = "#BDBDBD"
# Four greys: for what is read, for what is read second, for what lies behind, for surfaces.
INK = "#222222"
QUIET_INK = "#595959"
BEHIND = "#8C8C8C"
PALE = "#DADADA"
# Four sizes of type, in points, beside those of titles and axes: a mark's own label, what stands
# in the picture, what has little room, the source.
LARGE, NORMAL, SMALL, FINE = 12, 10, 9, 8.5
# Under every label that lies on what was drawn.
WHITE_BOX = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
# White text on each reaches a contrast of 4.5 to 1. A mark or a letter repeats what they say.
VERDICT_COLOURS = {
    "holds": "#1B6E4B",
    "supported": "#1B6E4B",
    "imprecise": "#8A5A00",
    "mixed": "#8A5A00",
    "wrong": "#9C2A2A",
    "not supported": "#9C2A2A",
    "unverified": "#555555",
    "untested": "#555555",
}
# As wide as a page shows a picture: a wider one would be made smaller there, and less sharp.
WIDTH_PX = 1040
MARGINS = ("left", "right", "top", "bottom", "wspace", "hspace")

STYLE: dict[Any, Any] = {
    "figure.figsize": (8.0, 4.6),
    "figure.dpi": 130,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET_INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.labelsize": 11,
    "font.size": 11,
    "font.family": "DejaVu Sans",
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.hashsalt": "steppes",
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    "lines.linewidth": 2,
}


def colour_of(iso3: str) -> str:
    """The one colour of a state in the whole course; grey for states the course does not follow."""
    return STATE_COLOURS.get(iso3, OTHER_STATE)


def use_house_style() -> None:
    """Give matplotlib the course's look: sizes for a projector's last row, no clutter.

    `import steppes` calls this, so that a student's own charts look like the course's. What a
    matplotlibrc of one's own says is set aside: a picture is the same on every machine.
    """
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)


@contextlib.contextmanager
def titles_in_place() -> Iterator[None]:
    """Let titles stand just above their panels.

    matplotlib else measures every label of the panel, to lift a title over ticks that no view has
    on top: a twelfth of all drawing.
    """
    before = matplotlib.rcParams["axes.titley"]
    matplotlib.rcParams["axes.titley"] = 1.0
    try:
        yield
    finally:
        matplotlib.rcParams["axes.titley"] = before


class PlainFigure(Figure):
    """A figure that can be laid out before the next picture is asked for.

    To make axes and their ticks takes a fourth of the time that a picture takes.
    """

    _asked: Any = None  # what it was laid out for
    _blank: Any = None  # its axes, as long as nothing was drawn on them

    def lay_out(self, size: tuple[float, float] | None, subplots: dict[str, Any]) -> Any:
        """Blank axes, as `plain_figure` returns them: those that stand ready, or new ones."""
        asked = (size, subplots, dict.copy(matplotlib.rcParams))  # a student may change the style
        axes, self._blank = self._blank, None
        if axes is None or asked != self._asked:
            axes = _lay_out(self, size, subplots)
        self._asked = asked
        return axes

    def lay_out_ahead(self) -> None:
        """Wipe the figure and lay it out as it was, with as many ticks, for the next picture."""
        size, subplots, _ = self._asked
        ticks = [[len(axis.majorTicks) for axis in (ax.xaxis, ax.yaxis)] for ax in self.axes]
        with titles_in_place():
            self._blank = self.lay_out(size, subplots)
        for ax, (across, up) in zip(self.axes, ticks, strict=False):
            ax.xaxis.get_major_ticks(across)
            ax.yaxis.get_major_ticks(up)


def plain_figure(
    fig: Figure | None = None, size: tuple[float, float] | None = None, **subplots: Any
) -> tuple[Figure, Any]:
    """A figure that pyplot does not know, or the given one, wiped, with fixed margins.

    Fixed margins, since working out a layout takes longer than drawing. `size` is in inches, the
    house's unless given. `subplots` are those of `Figure.subplots`; margins (left, right, top,
    bottom, wspace, hspace) may stand among them. Returns the figure and its axes.
    """
    fig = PlainFigure() if fig is None else fig
    if isinstance(fig, PlainFigure):
        return fig, fig.lay_out(size, subplots)
    return fig, _lay_out(fig, size, subplots)


def _lay_out(fig: Figure, size: tuple[float, float] | None, subplots: dict[str, Any]) -> Any:
    # One by one: `clear` alone would first give each, before it drops it, all its ticks anew.
    for ax in fig.axes:
        ax.remove()
    fig.clear()
    width, height = size or STYLE["figure.figsize"]
    fig.set_size_inches(width, height)
    fig.set_dpi(min(STYLE["figure.dpi"], WIDTH_PX / width))
    given = {name: value for name, value in subplots.items() if name not in MARGINS}
    if margins := {name: subplots[name] for name in MARGINS if name in subplots}:
        given["gridspec_kw"] = {**given.get("gridspec_kw", {}), **margins}
    axes = fig.subplots(**given)
    every: list[Any] = [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]
    for axis in every:
        axis.remove_overlapping_locs = False  # no view has minor ticks, which that looks for
        axis.draw = functools.partial(_draw_axis, axis)
    return axes


def _draw_axis(axis: Any, renderer: Any) -> None:
    """Draw an axis as matplotlib does, its numbers measured once, and only for what stands by them.

    matplotlib measures them twice, for its label and for its offset (as "1e6"), even where it has
    neither.
    """
    measure: Any = axis._get_ticklabel_bboxes
    measured: list[Any] = []
    silent = axis._autolabelpos and not axis.get_label_text()

    def once(ticks: Any, of: Any) -> Any:
        if silent and not axis.major.formatter.get_offset():
            return [], []
        if not measured:
            measured.append(measure(ticks, of))
        return measured[0]

    axis._get_ticklabel_bboxes = once
    axis._autolabelpos = axis._autolabelpos and not silent
    try:
        type(axis).draw(axis, renderer)
    finally:
        del axis._get_ticklabel_bboxes
        axis._autolabelpos |= silent  # whoever gives it a label later finds it in its place


def source_line(fig: Figure, text: str) -> None:
    """Write where the data come from, small, at the foot of the picture."""
    fig.text(0.012, 0.015, text, fontsize=FINE, color=QUIET_INK)


def heading(fig: Figure, text: str) -> None:
    """Title a picture of several panels, which have titles of their own."""
    fig.text(0.012, 0.935, text, fontsize=STYLE["axes.titlesize"], fontweight="bold", color=INK)


def label(ax: Axes, text: str, at: tuple[float, float], **look: Any) -> Text:
    """Write on what is drawn, centred on a place in the data's units, in a white box."""
    house: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": NORMAL,
        "color": INK,
        "bbox": WHITE_BOX,
    }
    return ax.text(*at, text, **(house | look))


def beside(
    ax: Axes, text: str, at: tuple[float, float], by: tuple[float, float] = (8, 0), **look: Any
) -> Annotation:
    """Write beside a place in the data's units, `by` so many points across and up.

    The text stands on the side to which it was moved: to the left where `by` is negative.
    """
    across = "left" if by[0] > 0 else "right" if by[0] < 0 else "center"
    house: dict[str, Any] = {"ha": across, "va": "center", "fontsize": NORMAL, "color": INK}
    house["annotation_clip"] = False  # a place at the panel's edge keeps its name
    return ax.annotate(text, at, xytext=by, textcoords="offset points", **(house | look))


def note(ax: Axes, text: str, at: tuple[float, float], **look: Any) -> Text:
    """Write at a place of the panel: (0, 0) is its lower left corner, (1, 1) its upper right."""
    house: dict[str, Any] = {"va": "center", "fontsize": NORMAL, "color": INK}
    return ax.text(*at, text, transform=ax.transAxes, **(house | look))


def dots(
    ax: Axes,
    x: Any,
    y: Any,
    colour: Any,
    marker: str = "o",
    size: float = 60,
    fill: Any = None,
    edge: float = 1,
    **look: Any,
) -> None:
    """Mark places in the data's units, all by one mark of one colour and one `size` (points²).

    `fill` is the colour within, `colour` unless given; `edge` is the width of the line around, in
    points. They lie under lines, as those of `scatter` do, which takes four times as long, since
    each of its marks may be another.
    """
    look = {"markeredgecolor": colour, "markeredgewidth": edge, "zorder": 1, **look}
    inside = colour if fill is None else fill
    if np.size(x):
        ax.plot(x, y, marker, markersize=size**0.5, markerfacecolor=inside, **look)


def row_axis(ax: Axes, at: Iterable[float], names: Iterable[str], **look: Any) -> None:
    """Name rows on the left, without ticks and without the line of the axis."""
    ax.set_yticks(list(at), list(names), **look)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def log_axis(axis: Axis, ticks: Iterable[float] = (), decimals: int = 0) -> None:
    """Make an axis (`ax.xaxis` or `ax.yaxis`) logarithmic, its numbers written in full.

    With `ticks` they stand at these; without, at powers of ten, those below 1 with two decimals.
    """
    set_scale = axis.axes.set_xscale if isinstance(axis, XAxis) else axis.axes.set_yscale
    set_scale("log")
    axis.set_minor_locator(NullLocator())
    if ticks := list(ticks):
        written = [number(tick, decimals if tick >= 1 else max(decimals, 1)) for tick in ticks]
        axis.set_ticks(ticks, written)
    else:
        axis.set_major_formatter(
            FuncFormatter(lambda value, _: number(value, 0 if value >= 1 else 2))
        )


def only_words(ax: Axes, title: str, sentence: str, settings: str = "") -> Description:
    """Say in place of a picture why there is none.

    The words begin with the `settings`, as far as they are more than the title says: whoever moves
    a control and hears the same sentence would think that nothing has moved.
    """
    ax.set_axis_off()
    ax.set_position((0.02, 0.1, 0.96, 0.8))
    ax.set_title(title)
    ax.text(0.5, 0.5, sentence, ha="center", va="center", transform=ax.transAxes, color=INK)
    return Description(f"{settings or title}: {sentence}")


def tint(colour: str, strength: float = 0.45) -> tuple[float, ...]:
    """A lighter shade of a state's colour, on which black labels stay readable."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(colour))
