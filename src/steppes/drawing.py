"""How every figure looks: one mapping of states to colours, sizes, axes, labels."""

from __future__ import annotations

import matplotlib
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from .words import Description

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
INK = "#222222"
QUIET_INK = "#595959"

STYLE = {
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

    `import steppes` calls this, so that a student's own charts look like the course's.
    """
    matplotlib.rcParams.update(STYLE)


def plain_figure(fig: Figure | None = None, **subplots) -> tuple[Figure, object]:
    """A figure that pyplot does not know, or the given one, wiped, with fixed margins.

    Fixed margins, since working out a layout takes longer than drawing. Returns the figure and
    its axes, as `Figure.subplots(**subplots)` gives them.
    """
    if fig is None:
        fig = Figure()
    else:
        fig.clear()
    return fig, fig.subplots(**subplots)


def source_line(fig: Figure, text: str) -> None:
    """Write where the data come from, small, at the foot of the picture."""
    fig.text(0.012, 0.015, text, fontsize=8.5, color=QUIET_INK)


def only_words(ax, title: str, sentence: str) -> Description:
    """Say in place of a picture why there is none."""
    ax.set_axis_off()
    ax.set_position((0.02, 0.1, 0.96, 0.8))
    ax.set_title(title)
    ax.text(0.5, 0.5, sentence, ha="center", va="center", transform=ax.transAxes, color=INK)
    return Description(sentence)


def tint(colour: str, strength: float = 0.45) -> tuple[float, ...]:
    """A lighter shade of a state's colour, on which black labels stay readable."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(colour))
