"""Each figure shows what it showed when it was last looked at, and a wrong picture is noticed.

After a change that was meant, look at the picture, then: python tests/picture_digest.py
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from picture_digest import FOLDER, digest, drawn_at_start, moved

from steppes import views

DRAWN = drawn_at_start()


@functools.cache
def shown(name: str) -> Figure:
    """The picture for tests that only look at it."""
    return DRAWN[name]()


def recorded(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def noticed(name: str, fig) -> str:
    return "\n".join(moved(recorded(name), digest(fig)))


def test_every_view_has_a_record_and_every_record_a_view():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_is_the_one_that_was_looked_at(name):
    differs = noticed(name, shown(name))
    assert not differs, f"The picture of {name} has changed:\n{differs}"


def cut_off(fig) -> list[str]:
    """Titles, and what else is written on the whole figure, that leave it at the left or right."""
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    titles = [title for ax in fig.axes for title in (ax.title, ax._left_title, ax._right_title)]
    said = [text for text in (*fig.texts, *titles) if text.get_visible() and text.get_text()]
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in said]
    width = canvas.get_width_height()[0]
    return [
        text.get_text()
        for text, box in zip(said, boxes, strict=True)
        if box.x0 < 0 or box.x1 > width
    ]


@pytest.mark.parametrize("name", DRAWN)
def test_no_title_is_cut_off(name):
    assert cut_off(shown(name)) == []


def test_a_title_that_is_too_long_is_noticed():
    fig = DRAWN["line_up"]()
    fig.texts[0].set_text(fig.texts[0].get_text() + ", and more")
    assert len(cut_off(fig)) == 1


def test_bars_a_hundred_times_too_low_are_noticed():
    fig = DRAWN["everywhere"]()
    for bar in fig.axes[0].patches:
        bar.set_height(bar.get_height() / 100)
    assert "bar 9: at was" in noticed("everywhere", fig)


def test_points_at_twice_the_amount_are_noticed():
    for name in ("benchmark_cloud", "keeping_away"):
        fig = DRAWN[name]()
        for drawn in fig.axes[0].lines:
            drawn.set_ydata(2 * np.asarray(drawn.get_ydata(), float))
        assert " 1: at was" in noticed(name, fig)
    fig = DRAWN["pair_by_source"]()
    for drawn in fig.axes[0].collections:
        drawn.set_offsets(drawn.get_offsets() * [1, 2])
    assert " 1: at was" in noticed("pair_by_source", fig)


def test_two_states_with_each_others_colour_are_noticed():
    fig = views.polyarchy_lines()[0]
    lines = [line for line in fig.axes[0].lines if len(line.get_xdata()) > 5]
    one, other = (line.get_color() for line in lines[:2])
    assert one != other
    lines[0].set_color(other)
    lines[1].set_color(one)
    assert noticed("polyarchy_lines", fig).count("colours was") == 2


def test_a_label_at_another_point_is_noticed():
    fig = DRAWN["pair_by_source"]()
    label = next(text for text in fig.axes[0].texts if text.get_text())
    where = "xy" if hasattr(label, "xy") else "position"
    x, y = label.xy if where == "xy" else label.get_position()
    setattr(label, "xy", (x, 1.5 * y)) if where == "xy" else label.set_position((x, 1.5 * y))
    told = noticed("pair_by_source", fig)
    assert "label 1: at was" in told


def test_settings_of_ones_own_change_no_byte_of_a_picture(tmp_path):
    """A personal matplotlibrc, with a grid, red text and large ticks, is set aside."""
    (tmp_path / "matplotlibrc").write_text(
        "axes.grid: True\ntext.color: red\nxtick.labelsize: 24\naxes.facecolor: yellow\n"
    )
    code = (
        "import hashlib\nfrom steppes import views, showing\n"
        "print(hashlib.sha256(showing.png_bytes(views.partner_ranks()[0])).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | extra,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for extra in ({}, {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")})
    }
    assert len(said) == 1
