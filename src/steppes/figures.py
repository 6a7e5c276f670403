"""One look for every figure, and the words that go with it."""

from __future__ import annotations

import base64
import html
import io

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

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


def png_bytes(fig: Figure) -> bytes:
    """The picture as PNG bytes, the same for the same data: no software stamp, no date.

    A palette of 255 colours makes it a third as large and twice as quick to write; the course's
    flat colours lose nothing that an eye can see.
    """
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    picture = picture.convert("RGB").quantize(255, method=Image.Quantize.FASTOCTREE, dither=0)
    # The palette averages near-whites; paper stays white.
    picture.putpalette([255 if part > 252 else part for part in picture.getpalette()])
    buffer = io.BytesIO()
    picture.save(buffer, format="png")
    return buffer.getvalue()


def figure_html(png: bytes, description: Description, caption: str = "") -> str:
    """The picture, its alternative text and the fold with the whole description, as HTML.

    The description stays folded, so that it neither gives the reading away nor is heard twice.
    """
    picture = base64.b64encode(png).decode("ascii")
    shown = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return (
        '<figure class="steppes-figure" style="margin:0;max-width:1040px">'
        f'{shown}<img alt="{html.escape(description.first, quote=True)}" '
        f'style="width:100%;height:auto;border-radius:4px" src="data:image/png;base64,{picture}">'
        "<details><summary>This picture in words</summary>"
        f"<p>{html.escape(description.whole)}</p></details></figure>"
    )


def show(fig: Figure, description: Description, data: str = "") -> None:
    """Show a figure with its words, once, and close it; `data` names its source beneath it.

    Output: one bundle whose plain text is the whole description (what a test compares) and
    whose HTML holds the picture, its alternative text and the words in a fold.
    """
    if data:
        # A label of the whole figure: a layout that works itself out leaves room for it.
        fig.supxlabel(f"Data: {data}", x=0.012, ha="left", fontsize=8.5, color=QUIET_INK)
    bundle = {
        "text/plain": description.whole,
        "text/html": figure_html(png_bytes(fig), description),
    }
    plt.close(fig)
    show_bundle(bundle)


def show_bundle(bundle: dict[str, str]) -> None:
    """Show one output in several forms, by media type: text/plain, text/html."""
    # IPython is there in every kernel; importing it here keeps `import steppes` light elsewhere.
    from IPython.display import display

    display(bundle, raw=True)
