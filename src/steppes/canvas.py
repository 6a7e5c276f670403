"""What a picture is drawn on: it knows again the words that it has written before.

Four in five words of a picture stood in the one before as well. To set a word in type takes a third
of a millisecond, and an eighth of the time of a whole picture went there.
"""

from __future__ import annotations

import functools
from math import cos, radians, sin
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties

KEPT = 500  # words of one canvas; 1 MB at most
# What words look like hangs on these besides their own font.
TYPESETTING = (
    "font.sans-serif", "font.serif", "font.monospace", "font.cursive", "font.fantasy",
    "text.hinting", "text.hinting_factor", "text.kerning_factor",
)  # fmt: skip


class KeepingRenderer(RendererAgg):
    """Draws what matplotlib's renderer draws, to the byte, and keeps how its words look."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)
        self._written = functools.lru_cache(maxsize=KEPT)(self._write)

    def _write(
        self, words: str, font: FontProperties, smooth: bool
    ) -> tuple[np.ndarray, float, float, float]:
        """Words that lie flat, as shades of grey; how far they reach down, across and up."""
        face = self._prepare_font(font)
        face.set_text(words, 0, flags=get_hinting_flag())
        face.draw_glyphs_to_bitmap(antialiased=smooth)
        across, up = face.get_bitmap_offset()
        return face.get_image(), face.get_descent() / 64, across / 64, up / 64

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        # Whoever wrote them may change the font afterwards, so a copy is kept.
        shades, below, across, up = self._written(s, prop.copy(), bool(gc.get_antialiased()))
        left = round(x + across + below * sin(radians(angle)))
        foot = round(y + up + below * cos(radians(angle)))
        self._renderer.draw_text_image(shades, left, foot + 1, angle, gc)


class KeepingCanvas(FigureCanvasAgg):
    """A canvas whose renderer keeps words, as long as the figure keeps its size and its type."""

    _asked: tuple[Any, ...] = ()

    def get_renderer(self) -> RendererAgg:
        size = (*self.figure.bbox.size, self.figure.dpi)
        asked = (*size, *(str(rcParams[name]) for name in TYPESETTING))
        if asked != self._asked:
            self.renderer, self._asked = KeepingRenderer(*size), asked
        return self.renderer
