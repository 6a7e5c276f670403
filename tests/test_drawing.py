"""The house's figures: the same picture on new axes and on those laid out ahead."""

from __future__ import annotations

import hashlib
import io

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from steppes import explorers
from steppes.drawing import WIDTH_PX, PlainFigure, dots, plain_figure, titles_in_place
from steppes.showing import png_bytes


def drawn(fig=None, ticks=(1, 2, 3), **subplots):
    with titles_in_place():
        fig, ax = plain_figure(fig, (4, 3), **subplots)
        ax.bar(range(len(ticks)), ticks)
        ax.set_xticks(range(len(ticks)), [str(tick) for tick in ticks])
        ax.set_title("A title")
    return fig, png_bytes(fig)


def pixels(canvas):
    """What stands on a canvas, in short."""
    return hashlib.sha256(canvas.buffer_rgba()).hexdigest()


def shown_by_matplotlib(fig):
    """The pixels of a figure as matplotlib draws it, without what the house does for speed."""
    for axis in (axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        axis.remove_overlapping_locs = True
        del axis.draw  # the house's; that of its class is matplotlib's
    canvas = FigureCanvasAgg(fig)
    canvas.renderer = canvas.get_renderer()
    Figure.draw(fig, canvas.renderer)
    return pixels(canvas)


def drawn_by_agg(fig):
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    return canvas.buffer_rgba()


def shown_by_the_house(fig):
    png_bytes(fig)
    return pixels(fig.canvas)


@pytest.mark.parametrize("name", list(explorers.declared()))
def test_a_picture_is_the_same_on_axes_laid_out_ahead(name):
    explorer = explorers.declared()[name]()
    start = explorer._at
    other = [(at + 1) % len(c.values) for at, c in zip(start, explorer._controls, strict=True)]
    new = png_bytes(explorer.still()[0])
    fig, _ = explorer.view(**explorer._named(other))
    png_bytes(fig)
    fig.lay_out_ahead()
    again, _ = explorer.view(**explorer._named(start), fig=fig)
    assert again is fig and png_bytes(fig) == new
    assert Image.open(io.BytesIO(new)).width <= WIDTH_PX
    assert pixels(fig.canvas) == shown_by_matplotlib(fig)


def words(fig=None):
    fig, ax = plain_figure(fig, (4, 3))
    ax.text(0.2, 0.5, "Turned words", rotation=30)
    ax.text(0.2, 0.5, "Turned words", rotation=90, color="red")
    ax.text(0.2, 0.2, "Turned words", rotation=30, alpha=0.5)
    ax.text(0.5, 0.2, "a formula: $x^2$, two\nlines")
    return fig, ax


def test_words_look_as_matplotlib_writes_them_the_first_time_and_when_they_come_again():
    fig, _ = words()
    expected = shown_by_matplotlib(words()[0])
    assert shown_by_the_house(fig) == expected
    fig.lay_out_ahead()
    words(fig)
    kept = fig.canvas.renderer._written.cache_info()
    assert shown_by_the_house(fig) == expected
    again = fig.canvas.renderer._written.cache_info()
    assert again.hits > kept.hits and again.misses == kept.misses


@pytest.mark.parametrize(
    "change",
    [
        lambda fig, text: text.set_fontsize(20),
        lambda fig, text: text.get_fontproperties().set_weight("bold"),
        lambda fig, text: text.set_antialiased(False),
        lambda fig, text: fig.set_dpi(200),
        lambda fig, text: fig.set_size_inches(6, 2),
        lambda fig, text: text.set_text(""),
    ],
)
def test_words_that_have_changed_since_are_written_anew(change):
    (fig, ax), (mine, other) = words(), words()
    before = shown_by_the_house(fig)
    change(fig, ax.texts[0])
    change(mine, other.texts[0])
    assert shown_by_the_house(fig) == shown_by_matplotlib(mine) != before


@pytest.mark.parametrize(
    "style",
    [{"text.hinting": "none"}, {"text.kerning_factor": 6}, {"font.serif": ["DejaVu Sans Mono"]}],
)
def test_words_in_another_style_are_written_anew(style):
    def written(fig=None):
        fig, ax = words(fig)
        ax.text(0.1, 0.8, "VAVA in type", family="serif")
        return fig

    fig = written()
    before = shown_by_the_house(fig)
    with matplotlib.rc_context(style):
        assert shown_by_the_house(written(fig)) == shown_by_matplotlib(written()) != before


def test_an_axis_that_gets_its_label_after_it_was_drawn_has_it_in_its_place():
    fig, ax = words()
    png_bytes(fig)
    ax.set_xlabel("years")
    ax.set_ylabel("shares")
    late = shown_by_the_house(fig)
    fresh, ax = words()
    ax.set_xlabel("years")
    ax.set_ylabel("shares")
    assert late == shown_by_matplotlib(fresh)


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.set(xlim=(0, 3e7), ylim=(0, 3e7)),  # with offsets at their ends
        lambda ax: ax.set(xlim=(0, 3e7), ylim=(0, 3e7), xlabel="people", ylabel="tonnes"),
        lambda ax: (ax.xaxis.tick_top(), ax.set_title("lifted above the numbers")),
        lambda ax: (ax.xaxis.tick_top(), ax.set_xlabel("years"), ax.yaxis.tick_right()),
        lambda ax: ax.set_axis_off(),
    ],
)
def test_axes_of_all_kinds_are_drawn_as_matplotlib_draws_them(change):
    (fig, ax), (mine, other) = words(), words()
    before = shown_by_the_house(fig)
    change(ax)
    change(other)
    assert shown_by_the_house(fig) == shown_by_matplotlib(mine) != before


@pytest.mark.parametrize("ground", ["white", "#fdfdfd", "#d55e00"])
def test_the_palette_moves_no_colour_further_than_can_be_seen(ground):
    fig, _ = words()
    fig.set_facecolor(ground)
    told = Image.open(io.BytesIO(png_bytes(fig)))
    drawn = np.asarray(fig.canvas.buffer_rgba())[..., :3].astype(int)
    assert told.mode == "P" and abs(np.asarray(told.convert("RGB")) - drawn).max() <= 16


def test_paper_stays_white_beside_more_colours_than_a_palette_has():
    fig, ax = plain_figure()
    ax.imshow(np.random.default_rng(1).random((20, 20, 3)))
    kept = np.asarray(Image.open(io.BytesIO(png_bytes(fig))).convert("RGB"))
    paper = (np.asarray(fig.canvas.buffer_rgba()) == 255).all(axis=2)
    assert 0.5 < paper.mean() < 0.9 and (kept[paper] == 255).all()
    assert len(np.unique(kept.reshape(-1, 3), axis=0)) > 200


def test_a_picture_with_nothing_on_it_is_white():
    fig, _ = plain_figure(size=(2, 1))
    fig.clear()
    assert Image.open(io.BytesIO(png_bytes(fig))).convert("RGB").getcolors() == [
        (fig.bbox.width * fig.bbox.height, (255, 255, 255))
    ]


@pytest.mark.parametrize(
    ("ours", "scatters"),
    [
        ({}, {}),
        ({"marker": "D", "size": 20}, {"marker": "D", "s": 20}),
        (
            {"fill": "white", "edge": 3, "zorder": 5},
            {"facecolor": "white", "edgecolor": "red", "linewidth": 3, "zorder": 5},
        ),
        ({"fill": "none"}, {"facecolor": "none", "edgecolor": "red"}),
        ({"edge": 0, "alpha": 0.5}, {"linewidth": 0, "alpha": 0.5}),
    ],
)
def test_dots_are_what_scatter_draws(ours, scatters):
    (fig, ax), (mine, other) = words(), words()
    x, y = [0.1, 0.5, 0.9], [0.3, 0.5, 0.2]  # one of them on the line
    for axes in (ax, other):
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.plot([0, 1], [0.1, 0.9], color="black")
    dots(ax, x, y, "red", **ours)
    dots(ax, [], [], "red")
    look = {"s": 60, **({} if "edgecolor" in scatters else {"color": "red"}), **scatters}
    other.scatter(x, y, **look)
    assert len(ax.lines) == 2  # nothing is plotted where there is no place
    inks = [255.0 - np.asarray(drawn_by_agg(each))[..., :3] for each in (fig, mine)]
    assert inks[0].sum() == pytest.approx(inks[1].sum(), rel=0.03)
    assert abs(inks[0] - inks[1]).mean() < 0.15  # a mark may stand on another part of its pixel
    across, up = ax.transData.transform((0.5, 0.5)).astype(int)
    middle = [ink[len(ink) - 1 - up, across] for ink in inks]
    assert middle[0] == pytest.approx(middle[1], abs=20)  # line and mark lie in the same order


def test_axes_laid_out_ahead_are_those_that_are_drawn_on():
    fig, first = drawn()
    fig.lay_out_ahead()
    ready = fig.axes[0]
    ticks = list(ready.xaxis.majorTicks)
    assert len(ticks) == 3 and not ready.patches
    again, second = drawn(fig)
    assert again is fig and fig.axes[0] is ready and ready.xaxis.majorTicks == ticks
    assert second == first


def test_laid_out_ahead_for_another_layout_it_is_laid_out_anew():
    fig, _ = drawn()
    fig.lay_out_ahead()
    for look in ({"left": 0.3}, {"subplot_kw": {"facecolor": "red"}}):
        assert drawn(fig, **look)[1] == drawn(**look)[1]
        fig.lay_out_ahead()
    assert len(plain_figure(fig, ncols=2)[0].axes) == 2


def test_a_style_changed_since_is_seen():
    fig, _ = drawn()
    fig.lay_out_ahead()
    with matplotlib.rc_context({"xtick.labelsize": 20, "axes.edgecolor": "red"}):
        assert drawn(fig)[1] == drawn()[1]


def test_a_picture_that_was_not_finished_leaves_nothing_on_the_next():
    fig, _ = drawn()
    fig.lay_out_ahead()
    plain_figure(fig, (4, 3))[1].plot([0, 1])  # and then the view failed
    assert drawn(fig)[1] == drawn()[1]
    fig.lay_out_ahead()
    fig.lay_out_ahead()  # a picture was kept, and nothing was drawn
    assert drawn(fig)[1] == drawn()[1]


def test_a_figure_of_ones_own_is_drawn_on_too():
    mine = matplotlib.figure.Figure()
    fig, picture = drawn(mine)
    assert fig is mine and not isinstance(fig, PlainFigure) and picture == drawn()[1]


def test_a_wide_figure_is_as_wide_as_the_page_and_a_small_one_as_sharp():
    for width, pixels in ((9.4, WIDTH_PX), (8.0, WIDTH_PX), (4.0, 520)):
        fig, _ = plain_figure(size=(width, 3))
        assert Image.open(io.BytesIO(png_bytes(fig))).width == pixels
