"""Explorers without a browser: declarations, the stored twin, and what the page is answered."""

from __future__ import annotations

import base64
import gc
import html
import re
import subprocess
import sys
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from steppes import explorers, exploring
from steppes.drawing import PlainFigure, plain_figure
from steppes.errors import BadSetting
from steppes.exploring import Explorer, Menu, Steps, Years
from steppes.words import Description

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
DECLARED = list(explorers.declared())
STATES = {"Mongolia": "MNG", "Kazakhstan": "KAZ"}


class DemoView:
    """A view that counts its drawings and fails for one year."""

    def __init__(self) -> None:
        self.drawn: list[tuple] = []

    def __call__(self, state: str, year: int) -> tuple[Figure, Description]:
        self.drawn.append((state, year))
        if year == 2000:
            raise ValueError("No source has this year.")
        fig = Figure(figsize=(1, 1), dpi=20)
        fig.subplots().plot([0, year])
        return fig, Description(f"{state} & {year}.", ("More about it.",))


def demo(view=None, **changes) -> Explorer:
    declared = {
        "controls": [Menu("state", "State", STATES), Years("year", "Year", 1992, 2012, 2)],
        "start": {"year": 2012},
        "sentence": "{state}'s imports in {year}",
        **changes,
    }
    return Explorer(view or DemoView(), **declared)


@pytest.fixture
def kernel(monkeypatch):
    """IPython as inside a kernel; the widget then talks to nobody. What is shown is listed."""
    shown: list[tuple] = []
    monkeypatch.setattr(exploring, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(exploring, "show_bundle", lambda *bundle: shown.append(bundle))
    return shown


@pytest.fixture(autouse=True)
def no_kept_pictures(monkeypatch):
    monkeypatch.setattr(Explorer, "_kept", type(Explorer._kept)())


def live(explorer: Explorer):
    """The explorer's widget and the list of what it sends to the page."""
    explorer._repr_mimebundle_()
    sent = []
    explorer._widget.send = sent.append
    return explorer._widget, sent


def ask(widget, number: int, at: list) -> None:
    widget._handle_custom_msg({"ask": number, "at": at}, [])


# --- declarations -----------------------------------------------------------------------------


def test_a_control_not_named_in_start_begins_at_its_first_option():
    assert demo().settings == {"state": "MNG", "year": 2012}


def test_years_include_both_ends():
    assert Years("year", "Year", 1992, 1995).values == (1992, 1993, 1994, 1995)


def test_options_are_values_or_texts_with_values():
    assert Menu("state", "State", STATES).texts == ("Mongolia", "Kazakhstan")
    assert Menu("state", "State", STATES).values == ("MNG", "KAZ")
    assert Steps("km", "Kilometres", [50, 100]).texts == ("50", "100")


@pytest.mark.parametrize("options", [[], {}, [1, "1"]])
def test_options_must_exist_and_differ(options):
    with pytest.raises(ValueError, match="'state' needs options"):
        Menu("state", "State", options)


def test_the_sentence_may_be_a_function_of_the_settings():
    explorer = demo(sentence=lambda state, year: f"{state} {year + 1}")
    assert "<p>MNG 2013</p>" in explorer._repr_mimebundle_()[0]["text/html"]


def test_a_control_that_the_view_does_not_know_is_told_at_once():
    with pytest.raises(TypeError, match="argument"):
        demo(controls=[Menu("colour", "Colour", ["red"])], start={}, sentence="")


def test_numpy_values_are_found():
    assert demo(start={"year": np.int64(2010)}).settings["year"] == 2010


# --- bad settings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"yaer": 2012}, "no setting 'yaer'; the nearest names: year and state."),
        ({"zzz": 2012}, "no setting 'zzz'; the nearest names: state and year."),
        ({"year": 2013}, "'year' cannot be 2013; the nearest it can be: 2012 or 2010."),
        ({"year": "2012"}, "'year' cannot be '2012'; the nearest it can be: 2012"),
        ({"state": "MGN"}, "'state' cannot be 'MGN'; the nearest it can be: MNG."),
        ({"state": None}, "'state' cannot be None; the nearest it can be: MNG or KAZ."),
    ],
)
def test_a_bad_setting_is_one_sentence_with_the_nearest_names(settings, says):
    for attempt in (demo().still, lambda **start: demo(start=start)):
        with pytest.raises(BadSetting) as raised:
            attempt(**settings)
        assert says in str(raised.value)
        assert "\n" not in str(raised.value)
        assert raised.value._render_traceback_() == [f"steppes: {raised.value}"]


# --- drawing without a widget -----------------------------------------------------------------


def test_still_draws_the_settings_shown_changed_by_those_given():
    fig, description = demo().still(state="KAZ")
    assert isinstance(fig, Figure)
    assert description.first == "KAZ & 2012."


def test_a_view_that_takes_fig_is_given_its_last_one_but_still_gets_a_new_one():
    given = []

    def view(year, fig=None):
        given.append(fig)
        return fig or Figure(figsize=(1, 1)), Description(f"{year}.")

    explorer = demo(view, controls=[Years("year", "Year", 1992, 1995)], start={}, sentence="")
    first, second = explorer._drawn([0]), explorer._drawn([1])
    assert given[0] is None and isinstance(given[1], Figure)
    assert first.png and second.png
    fig, _ = explorer.still()
    assert given[2] is None and fig is not given[1]


def test_a_figure_left_by_a_failing_view_is_not_drawn_on_again():
    given = []

    def view(year, fig=None):
        given.append(fig)
        if year == 1993:
            raise KeyError("half drawn")
        return fig or Figure(figsize=(1, 1)), Description(f"{year}.")

    explorer = demo(view, controls=[Years("year", "Year", 1992, 1995)], start={}, sentence="")
    for place in range(3):
        explorer._drawn([place])
    assert given[1] is not None and given[2] is None


def test_garbage_is_left_alone_while_a_picture_is_drawn_and_looked_for_again_after_it():
    looked_for = []

    def view(year):
        looked_for.append(gc.isenabled())
        raise ValueError("No such year")

    explorer = demo(view, controls=[Years("year", "Year", 1992, 1995)], start={}, sentence="")
    assert gc.isenabled()
    explorer._drawn([0])
    assert looked_for == [False] and gc.isenabled()


def test_no_figure_is_left_to_pyplot():
    def view(year):
        fig = plt.figure(figsize=(1, 1))
        plt.figure(figsize=(1, 1))
        if year == 1993:
            raise ValueError("No such year")
        return fig, Description(f"{year}.")

    mine = plt.figure(figsize=(1, 1))
    explorer = demo(view, controls=[Years("year", "Year", 1992, 1995)], start={}, sentence="")
    explorer._drawn([0])
    explorer._drawn([1])
    explorer.still()
    assert plt.get_fignums() == [mine.number]  # what was open before stays open
    plt.close(mine)


# --- the stored bundle ------------------------------------------------------------------------


def test_the_bundle_holds_the_words_and_the_twin():
    data, metadata = demo()._repr_mimebundle_(include=None, exclude=None)
    assert set(data) == {"text/plain", "text/html", "image/png"} and metadata == {}
    assert data["text/plain"] == "MNG & 2012. More about it."
    twin = data["text/html"]
    assert twin.startswith('<div class="steppes-explorer steppes-twin">')
    told = [each.get_text() for each in BeautifulSoup(twin, "html.parser").find_all("p")]
    assert told[:2] == ["Run this cell to move it.", "Mongolia's imports in 2012"]
    assert 'alt="MNG &amp; 2012."' in twin
    assert f"<p>{html.escape(data['text/plain'])}</p></details>" in twin
    assert f'src="data:image/png;base64,{data["image/png"]}' in twin


def test_the_bundle_is_the_same_twice_and_for_two_explorers():
    explorer = demo()
    once = explorer._repr_mimebundle_()[0]
    assert once == explorer._repr_mimebundle_()[0] == demo()._repr_mimebundle_()[0]


def test_where_a_page_listens_the_live_view_comes_first_as_an_output_of_its_own(kernel):
    explorer = demo()
    data, _ = explorer._repr_mimebundle_()
    ((view, metadata),) = kernel
    assert view[WIDGET_VIEW]["model_id"] == explorer._widget.model_id
    assert view["text/plain"] == "" and metadata == exploring.LIVE_OUTPUT
    assert WIDGET_VIEW not in data and data["text/plain"] == "MNG & 2012. More about it."
    assert data["text/html"].startswith("<style>") and 'steppes-twin"' in data["text/html"]


@pytest.mark.parametrize(
    ("asked", "listens"),
    [
        ({"metadata": {"cellId": "a", "recordTiming": False}}, True),
        ({"metadata": {}}, False),  # nbclient, nbconvert, nbval
        ({}, False),
        (None, False),
    ],
)
def test_a_page_names_the_cell_and_a_program_does_not(monkeypatch, kernel, asked, listens):
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda: asked))
    monkeypatch.setattr(exploring, "get_ipython", lambda: shell)
    data, _ = demo()._repr_mimebundle_()
    assert bool(kernel) == listens
    assert ("<style>" in data["text/html"]) == listens
    assert "image/png" in data


def test_shown_twice_it_is_one_widget(kernel):
    explorer = demo()
    explorer._repr_mimebundle_()
    explorer._repr_mimebundle_()
    once, again = (view[WIDGET_VIEW]["model_id"] for view, _ in kernel)
    assert once == again


def test_a_failing_view_is_one_sentence_and_not_a_traceback():
    data, _ = demo(start={"year": 2000})._repr_mimebundle_()
    assert data["text/plain"] == (
        "Mongolia's imports in 2000: this picture could not be drawn (No source has this year)."
    )
    assert f'<p role="alert">{html.escape(data["text/plain"])}</p>' in data["text/html"]


@pytest.mark.parametrize("error", [KeyError("x"), ValueError(), RuntimeError("one\ntwo")])
def test_whatever_a_view_raises_becomes_one_line(error):
    def view(year):
        raise error

    explorer = demo(view, controls=[Years("year", "Year", 1992, 1995)], start={}, sentence="")
    words = explorer._repr_mimebundle_()[0]["text/plain"]
    assert words.startswith("This picture could not be drawn (")
    assert "\n" not in words and "()" not in words


def test_widgets_are_not_imported_before_an_explorer_is_shown():
    code = (
        "import sys; from steppes.exploring import Explorer; "
        "assert not {'anywidget', 'ipywidgets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- talking with the page --------------------------------------------------------------------


def test_the_widget_carries_the_controls_and_the_first_picture(kernel):
    widget, _ = live(demo())
    assert widget.controls == [
        {"label": "State", "kind": "choice", "texts": ["Mongolia", "Kazakhstan"]},
        {"label": "Year", "kind": "steps", "texts": [str(y) for y in range(1992, 2013, 2)]},
    ]
    assert widget.at == [0, 10] and widget.first["at"] == [0, 10]
    assert base64.b64decode(widget.first["png"]).startswith(b"\x89PNG")
    assert widget._esm.startswith("//") and ".steppes-explorer" in widget._css


def test_a_question_is_answered_with_its_number(kernel):
    widget, sent = live(demo())
    ask(widget, 7, [1, 0])
    (answer,) = sent
    assert answer["answer"] == 7
    assert base64.b64decode(answer.pop("png")).startswith(b"\x89PNG")
    assert answer == {
        "answer": 7,
        "alt": "KAZ & 1992.",
        "words": "KAZ & 1992. More about it.",
        "sentence": "Kazakhstan's imports in 1992",
    }


def test_garbage_is_looked_for_once_the_picture_is_sent_and_shown(kernel, monkeypatch):
    widget, _ = live(demo())
    while_busy = []
    widget.send = lambda _: while_busy.append(gc.isenabled())
    monkeypatch.setattr(exploring.time, "sleep", lambda _: while_busy.append(gc.isenabled()))
    widget._handle_custom_msg({"ask": 1, "at": [1, 0], "here": True}, [])
    assert while_busy == [False, False] and gc.isenabled()


def test_a_question_ahead_does_not_move_the_settings_but_a_move_does(kernel):
    explorer = demo()
    widget, _ = live(explorer)
    ask(widget, 1, [1, 0])
    assert explorer.settings == {"state": "MNG", "year": 2012}
    widget.set_state({"at": [1, 3]})
    assert explorer.settings == {"state": "KAZ", "year": 1998}
    assert explorer._repr_mimebundle_()[0]["text/plain"].startswith("KAZ & 1998.")
    explorer.settings["year"] = 1
    assert explorer.settings["year"] == 1998


def test_a_failing_view_is_answered_and_tried_again(kernel):
    view = DemoView()
    widget, sent = live(demo(view))
    for number in (1, 2):
        ask(widget, number, [0, 4])
    assert [set(answer) for answer in sent] == [{"answer", "trouble"}] * 2
    assert "No source has this year" in sent[0]["trouble"]
    assert view.drawn.count(("MNG", 2000)) == 2
    ask(widget, 3, [0, 5])
    assert sent[-1]["alt"] == "MNG & 2002."


@pytest.mark.parametrize(
    "message",
    [{}, None, "ask", {"ask": 1}, {"ask": 1, "at": [0]}, {"ask": 1, "at": [0, 99]},
     {"ask": 1, "at": [0, -1]}, {"ask": 1, "at": [0, "1"]}, {"ask": 1, "at": "00"}],
)  # fmt: skip
def test_nonsense_from_the_page_is_left_alone(kernel, message):
    explorer = demo()
    widget, sent = live(explorer)
    widget._handle_custom_msg(message, [])
    assert sent == []
    widget.set_state({"at": [0, 99]})
    assert explorer.settings == {"state": "MNG", "year": 2012}


def test_a_question_tells_where_the_student_is_and_one_ahead_does_not(kernel):
    explorer = demo()
    widget, sent = live(explorer)
    widget._handle_custom_msg({"ask": 1, "at": [1, 0], "here": True}, [])
    widget._handle_custom_msg({"ask": 2, "at": [1, 1], "here": False}, [])
    ask(widget, 3, [0, 2])
    assert [answer["answer"] for answer in sent] == [1, 2, 3]
    assert explorer.settings == {"state": "KAZ", "year": 1992}
    assert widget.at == [1, 0]  # what a page that is opened again begins with
    widget.set_state({"at": [0, 0]})  # back where she was, of which a picture is kept
    assert explorer.settings == {"state": "MNG", "year": 1992}


def test_where_she_was_is_never_told_to_a_page_that_has_moved_on(kernel, monkeypatch):
    widget, _ = live(demo())
    told = []
    monkeypatch.setattr(widget, "_send", lambda message, buffers=None: told.append(message))
    widget.set_state({"at": [1, 3]})
    widget._handle_custom_msg({"ask": 1, "at": [1, 4], "here": True}, [])
    assert [message for message in told if "state" in message] == []


def test_a_picture_is_drawn_once_while_it_is_kept(kernel):
    view = DemoView()
    widget, sent = live(demo(view))
    ask(widget, 1, [1, 0])
    ask(widget, 2, [1, 0])
    assert view.drawn.count(("KAZ", 1992)) == 1
    assert sent[0]["png"] == sent[1]["png"]


def test_axes_are_laid_out_once_the_picture_is_sent(kernel, monkeypatch):
    happened = []

    def view(year, fig=None):
        fig, ax = plain_figure(fig, (1, 1))
        happened.append(("drawn", len(ax.lines)))
        ax.plot([0, year])
        return fig, Description(f"{year}.")

    widget, _ = live(Explorer(view, [Years("year", "Year", 1992, 1999)]))
    ahead = PlainFigure.lay_out_ahead
    monkeypatch.setattr(
        PlainFigure, "lay_out_ahead", lambda fig: (happened.append("laid out"), ahead(fig))
    )
    widget.send = lambda message: happened.append("sent")
    monkeypatch.setattr(exploring.time, "sleep", lambda seconds: happened.append("shown"))
    ask(widget, 1, [3])
    assert happened == [("drawn", 0), ("drawn", 0), "sent", "laid out"]
    widget._handle_custom_msg({"ask": 2, "at": [5], "here": True}, [])
    assert happened[4:] == [("drawn", 0), "sent", "shown", "laid out"]


def test_kept_pictures_are_bounded_over_all_explorers(monkeypatch):
    monkeypatch.setattr(exploring, "KEPT", 3)
    view = DemoView()
    one, two = demo(view), demo(view)
    one._drawn([0, 0])
    for place in range(2):
        two._drawn([1, place])
    one._drawn([0, 0])  # used again: now the newest
    two._drawn([1, 2])
    assert len(Explorer._kept) == 3
    one._drawn([0, 0])
    assert view.drawn.count(("MNG", 1992)) == 1
    two._drawn([1, 0])
    assert view.drawn.count(("KAZ", 1992)) == 2


def test_two_explorers_of_one_view_do_not_share_pictures():
    view = DemoView()
    demo(view)._drawn([0, 0])
    demo(view)._drawn([0, 0])
    assert view.drawn == [("MNG", 1992)] * 2


# --- every explorer of the course -------------------------------------------------------------


def test_the_course_has_explorers():
    assert DECLARED


@pytest.mark.parametrize("name", DECLARED)
def test_each_explorer_draws_at_every_end_of_its_controls(name):
    explorer = getattr(explorers, name)()
    for control in explorer._controls:
        for value in (control.values[0], control.values[-1]):
            _, words = explorer.still(**{control.name: value})
            assert words.first.endswith(".") and not re.search(r"\bnan\b", words.whole)


@pytest.mark.parametrize("name", DECLARED)
def test_each_explorer_says_its_settings_in_a_sentence(name):
    explorer = getattr(explorers, name)()
    sentence = explorer._say(explorer._at)
    assert sentence and "{" not in sentence
