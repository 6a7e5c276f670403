"""Show a figure with the words that go with it: as a picture, as HTML, as plain text."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from .canvas import KeepingCanvas
from .drawing import FINE, QUIET_INK, WIDTH_PX
from .errors import Misuse, verb
from .saying import printable, say
from .words import Description

WHITE = 0xFFFFFFFF  # red, green, blue and alpha, a byte each


def png_bytes(fig: Figure) -> bytes:
    """The picture as PNG bytes, the same for the same data: no software stamp, no date.

    A palette of 256 colours makes it two fifths as large and four times as quick to write; the
    course's flat colours lose nothing that an eye can see.
    """
    # The canvas of the last picture knows the words that come again.
    canvas = fig.canvas if isinstance(fig.canvas, FigureCanvasAgg) else KeepingCanvas(fig)
    canvas.draw()
    picture = _with_palette(np.asarray(canvas.buffer_rgba()))
    buffer = io.BytesIO()
    picture.save(buffer, format="png", compress_level=3)  # twice as quick as 6, a fifth larger
    return buffer.getvalue()


def _with_palette(rgba: np.ndarray) -> Image.Image:
    """The picture (height, width, 4), its colours brought down to white and 255 others.

    White paper, four fifths of most pictures, is taken out first: sorted among the colours it would
    double the time, and be averaged with near-whites.
    """
    colours = rgba.view(np.uint32).ravel()  # one number for the four bytes of a pixel
    inked = colours != WHITE
    places, palette = np.zeros(colours.size, np.uint8), [255, 255, 255]
    if inked.any():
        ink = Image.frombuffer("RGBA", (int(inked.sum()), 1), colours[inked]).convert("RGB")
        ink = ink.quantize(255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        places[inked] = np.asarray(ink)[0] + 1
        palette += ink.getpalette() or []
    picture = Image.frombuffer("P", (rgba.shape[1], rgba.shape[0]), places)
    picture.putpalette(palette)
    return picture


def figure_html(png: bytes, description: Description, caption: str = "") -> str:
    """The picture, its alternative text and the fold with the whole description, as HTML.

    The description stays folded, so that it neither gives the reading away nor is heard twice.
    """
    picture = base64.b64encode(png).decode("ascii")
    shown = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="steppes-figure" style="margin:0;max-width:{WIDTH_PX}px">'
        f'{shown}<img alt="{html.escape(description.first, quote=True)}" '
        f'style="width:100%;height:auto;border-radius:4px" src="data:image/png;base64,{picture}">'
        "<details><summary>This picture in words</summary>"
        f"<p>{html.escape(description.whole)}</p></details></figure>"
    )


@verb("show(fig, description)")
def show(fig: Figure, description: Description | None = None, data: str = "") -> None:
    """Show a figure with its words, once, and close it; `data` names its source beneath it.

    What a view returns, a figure and its words, may be given as it is: `show(views.altai_map())`.

    Output: one bundle whose plain text is the whole description (what a test compares) and
    whose HTML holds the picture, its alternative text and the words in a fold.
    """
    if description is None and isinstance(fig, tuple) and len(fig) == 2:
        fig, description = fig
    if not (isinstance(fig, Figure) and isinstance(description, Description)):
        raise Misuse("A figure needs its words: write show(fig, description).")
    if data:
        # A label of the whole figure: a layout that works itself out leaves room for it.
        fig.supxlabel(f"Data: {data}", x=0.012, ha="left", fontsize=FINE, color=QUIET_INK)
    png = png_bytes(fig)
    bundle = {
        "text/plain": description.whole,
        "text/html": figure_html(png, description),
        # For what reads no HTML: LaTeX, Word, and pages that drop pictures inside HTML.
        "image/png": base64.b64encode(png).decode("ascii"),
    }
    plt.close(fig)
    show_bundle(bundle)


def show_bundle(bundle: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
    """Show one output in several forms, by media type: text/plain, text/html, image/png.

    A script has no place for the others, and prints the plain text.
    """
    # IPython is there in every kernel; importing it here keeps `import steppes` light elsewhere.
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    if InteractiveShell.initialized():
        words = {"text/plain": printable(bundle["text/plain"])}
        display(bundle | words, metadata=metadata or {}, raw=True)
    else:
        say(bundle["text/plain"])
