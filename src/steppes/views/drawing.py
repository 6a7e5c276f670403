"""What the views of every lesson share."""

from __future__ import annotations

from matplotlib.colors import to_rgb

from ..figures import INK
from ..words import Description


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
