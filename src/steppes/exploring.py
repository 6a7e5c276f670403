"""Explorers: a pure view and a declaration of its controls, made live by one small widget.

    def view(partner: str, year: int) -> tuple[Figure, Description]: ...

    Explorer(
        view,
        [Menu("partner", "Partner", {"China": "CHN", "Russia": "RUS"}),
         Years("year", "Year", 1992, 2014)],
        start={"partner": "RUS", "year": 2012},
        sentence="Trade with {partner} in {year}",
    )

The view is what tests call and what a stored notebook shows; the widget only asks for pictures.
"""

from __future__ import annotations

import base64
import contextlib
import difflib
import functools
import gc
import html
import inspect
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, ClassVar

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from matplotlib.figure import Figure

from .drawing import PlainFigure
from .errors import BadSetting, short
from .showing import figure_html, png_bytes, show_bundle
from .words import Description, listing

# Pictures kept in one kernel, over all its explorers: a cell run fifty times must not hold fifty
# sets. About 10 MB when full.
KEPT = 150
# So long the kernel rests once it has answered where the student is: the page shows the picture
# before it is told that the kernel is idle, and draws its toolbar anew.
SHOWING_S = 0.02
LIVE_OUTPUT = {"steppes": "live"}  # marks the output that is the live view, for who saves
# A page shows the live view where it is alive, and else the twin beneath it.
ONE_OF_THE_TWO = """<style>
.jp-OutputArea-child:has(> .jupyter-widgets):has(
  + .jp-OutputArea-child .steppes-twin):not(:has(.steppes-controls)) { display: none; }
.jp-OutputArea-child:has(.steppes-controls) + .jp-OutputArea-child:has(.steppes-twin) {
  display: none; }
</style>"""
# Where no kernel moves it, the twin is what is seen: it says how to come to the controls.
RUN_TO_MOVE = '<p class="steppes-run"><em>Run this cell to move it.</em></p>'


@dataclass(frozen=True)
class Control:
    """One setting of a view: its argument `name`, the visible `label` and what it may be.

    `options` is a sequence of values, or a dict from the text shown to the value meant.
    """

    name: str
    label: str
    options: Sequence[Any] | Mapping[str, Any]
    kind: ClassVar[str]

    def __post_init__(self) -> None:
        if not self.values or len(set(self.texts)) < len(self.texts):
            raise ValueError(f"The control '{self.name}' needs options that differ as text.")

    @property
    def values(self) -> tuple[Any, ...]:
        options = self.options
        return tuple(options.values() if isinstance(options, Mapping) else options)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(str(option) for option in self.options)

    def place(self, value: Any) -> int:
        """Where `value` stands among the options. Raises BadSetting when it is none of them."""
        value = value.item() if isinstance(value, np.generic) else value
        plain = isinstance(value, (str, int, float, type(None), *map(type, self.values)))
        if plain and value in self.values:
            return self.values.index(value)
        numbers = all(isinstance(other, (int, float)) for other in (value, *self.values))
        if numbers and abs(value) < 1e9:
            near = sorted(self.values, key=lambda other: abs(other - value))[:2]
        else:
            words = [str(other) for other in self.values]
            near = difflib.get_close_matches(short(value), words, n=3, cutoff=0.4) or words[:8]
        raise BadSetting(
            f"The setting '{self.name}' cannot be {short(value)}; the nearest it can be: "
            f"{listing([str(other) for other in near], 'or')}."
        )


@dataclass(frozen=True)
class Menu(Control):
    """A drop-down list, for options without an order."""

    kind: ClassVar[str] = "choice"


@dataclass(frozen=True)
class Steps(Control):
    """A slider over ordered options, and where these are numbers a box to type one in."""

    kind: ClassVar[str] = "steps"


class Years(Steps):
    """A slider over the years from `first` to `last`, both included."""

    def __init__(self, name: str, label: str, first: int, last: int, step: int = 1) -> None:
        super().__init__(name, label, tuple(range(first, last + 1, step)))


@dataclass(frozen=True)
class Drawn:
    """One picture with its words; without `png` the words say why there is no picture."""

    png: bytes
    description: Description
    sentence: str

    @property
    def twin(self) -> str:
        """The explorer without its controls, as HTML: for a stored notebook and for print."""
        if self.png:
            said = f"<p>{html.escape(self.sentence)}</p>" if self.sentence else ""
            inside = RUN_TO_MOVE + said + figure_html(self.png, self.description)
        else:
            inside = f'<p role="alert">{html.escape(self.description.whole)}</p>'
        return f'<div class="steppes-explorer steppes-twin">{inside}</div>'

    @property
    def message(self) -> dict[str, str]:
        """What the page is sent: png (base64), alt, words and sentence; or trouble."""
        if not self.png:
            return {"trouble": self.description.whole}
        return {
            "png": base64.b64encode(self.png).decode("ascii"),
            "alt": self.description.first,
            "words": self.description.whole,
            "sentence": self.sentence,
        }


class Explorer:
    """A view with its controls: the last line of a cell shows it.

    `view(**settings)` returns a matplotlib Figure and a Description, and depends on nothing but
    its settings. A view that takes `fig` as well is handed the figure that it returned last (at
    first None), to draw on again, which is faster; whoever calls `still` gets a new one.
    `start` holds the first settings; a control not named there starts at its first option.
    `sentence` says the settings in words: a format string, filled with the texts of the options,
    or a function of the settings.
    """

    _numbers = itertools.count()
    _kept: ClassVar[OrderedDict[tuple[int, ...], Drawn]] = OrderedDict()

    def __init__(
        self,
        view: Callable[..., tuple[Figure, Description]],
        controls: Sequence[Control],
        start: Mapping[str, Any] | None = None,
        sentence: str | Callable[..., str] = "",
    ) -> None:
        self._view = view
        self._controls = tuple(controls)
        self._sentence = sentence
        self._at = [0] * len(self._controls)
        self._at = self._places(start or {})
        self._number = next(Explorer._numbers)
        self._takes_fig = "fig" in inspect.signature(view).parameters
        self._fig: Figure | None = None
        self._widget: Any = None
        inspect.signature(view).bind(**self.settings)  # a misnamed control is told here
        self._say(self._at)

    @property
    def view(self) -> Callable[..., tuple[Figure, Description]]:
        """The pure view that this explorer moves."""
        return self._view

    @property
    def settings(self) -> dict[str, Any]:
        """The settings shown now, by name, as the student moved them (a fresh dict)."""
        return self._named(self._at)

    def still(self, **settings: Any) -> tuple[Figure, Description]:
        """Draw without a widget: the settings shown now, changed by `settings`.

        The figure is a new one and closed to pyplot, so that no cell shows it by accident.
        Raises BadSetting for a name or a value that the explorer does not have.
        """
        with _closing_figures():
            return self._view(**self._named(self._places(settings)))

    def _places(self, settings: Mapping[str, Any]) -> list[int]:
        names = [control.name for control in self._controls]
        for name in settings:
            if name not in names:
                near = difflib.get_close_matches(str(name), names, n=2, cutoff=0.4) or names
                raise BadSetting(
                    f"This explorer has no setting '{name}'; the nearest names: {listing(near)}."
                )
        return [
            control.place(settings[control.name]) if control.name in settings else place
            for control, place in zip(self._controls, self._at, strict=True)
        ]

    def _named(self, at: Sequence[int]) -> dict[str, Any]:
        return {c.name: c.values[i] for c, i in zip(self._controls, at, strict=True)}

    def _say(self, at: Sequence[int]) -> str:
        if callable(self._sentence):
            return self._sentence(**self._named(at))
        texts = {c.name: c.texts[i] for c, i in zip(self._controls, at, strict=True)}
        return self._sentence.format(**texts)

    def _drawn(self, at: Sequence[int]) -> Drawn:
        """The picture and words at these places: kept ones, or drawn now."""
        key, kept = (self._number, *at), Explorer._kept
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
        # What a failing view leaves half drawn is not drawn on again.
        again, self._fig = ({"fig": self._fig} if self._takes_fig else {}), None
        sentence = ""
        try:
            sentence = self._say(at)
            with _closing_figures(), _nothing_collected():
                fig, description = self._view(**self._named(at), **again)
                png = png_bytes(fig)
        except Exception as error:  # noqa: BLE001 - whatever a view raises becomes a sentence
            what = f"{sentence}: this picture" if sentence else "This picture"
            why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
            return Drawn(b"", Description(f"{what} could not be drawn ({why})."), "")
        self._fig = fig
        kept[key] = Drawn(png, description, sentence)
        if len(kept) > KEPT:
            kept.popitem(last=False)
        return kept[key]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The words, the static twin and its picture; where a page listens, the live view first.

        The live view is an output of its own. A page in which it is alive hides the twin; one that
        finds no model for it, the next day or elsewhere, hides the view and shows the twin.
        """
        drawn = self._drawn(self._at)
        twin = drawn.twin
        if _a_page_listens():
            data, metadata = self._live(drawn)
            show_bundle({**data, "text/plain": ""}, {**metadata, **LIVE_OUTPUT})
            twin = ONE_OF_THE_TWO + twin
        picture = {"image/png": drawn.message["png"]} if drawn.png else {}
        return {"text/plain": drawn.description.whole, "text/html": twin, **picture}, {}

    def _live(self, drawn: Drawn) -> tuple[dict[str, Any], dict[str, Any]]:
        if self._widget is None:
            self._widget = _widget_class()(
                controls=[
                    {"label": c.label, "kind": c.kind, "texts": list(c.texts)}
                    for c in self._controls
                ],
                at=list(self._at),
                # The first picture travels with the widget: under "run all" a question to the
                # kernel would wait for every other cell.
                first={"at": list(self._at), **drawn.message},
            )
            self._widget.observe(lambda change: self._move(change["new"]), "at")
            self._widget.on_msg(self._answer)
        return self._widget._repr_mimebundle_()

    def _move(self, at: list[int]) -> None:
        if self._is_place(at):
            self._at = list(at)

    def _is_place(self, at: Any) -> bool:
        return (
            isinstance(at, list)
            and len(at) == len(self._controls)
            and all(
                isinstance(i, int) and 0 <= i < len(c.values)
                for c, i in zip(self._controls, at, strict=True)
            )
        )

    def _answer(self, widget: Any, message: Any, buffers: Any = None) -> None:
        """Answer {"ask": number, "at": places} with the picture and the same number.

        With "here" it is where the student is, and not a place drawn ahead.
        """
        if isinstance(message, dict) and "ask" in message and self._is_place(message.get("at")):
            with _nothing_collected():
                if message.get("here") is True:
                    widget.set_state({"at": message["at"]})
                widget.send({"answer": message["ask"], **self._drawn(message["at"]).message})
                if message.get("here") is True:
                    time.sleep(SHOWING_S)
            self._lay_out_ahead()

    def _lay_out_ahead(self) -> None:
        """Prepare the next picture while the page shows this one."""
        fig, self._fig = self._fig, None  # whatever is left half done is not drawn on
        if isinstance(fig, PlainFigure):
            fig.lay_out_ahead()
        self._fig = fig


def _a_page_listens() -> bool:
    """Whether a notebook in a page asked for this cell, and not a program that runs notebooks.

    Pages name the cell in what they ask of the kernel; nbclient and its like do not. A kernel that
    does not keep what it was asked runs in a page itself.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    try:
        asked = kernel.get_parent()
    except (AttributeError, LookupError):
        return True
    return "cellId" in (asked or {}).get("metadata", {})


@contextlib.contextmanager
def _closing_figures() -> Iterator[None]:
    """Take from pyplot whatever a view makes: pyplot would show it after the next cell."""
    before = set(plt.get_fignums())
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for garbage afterwards: figures are full of circles, and a search takes up to 0.1 s."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@functools.cache
def _widget_class() -> type:
    # Imported when an explorer is first shown: `import steppes` stays quick without it.
    import anywidget
    import traitlets

    class Live(anywidget.AnyWidget):
        """Controls, places and first picture; what explorer.js reads and writes."""

        _esm = files(__package__).joinpath("explorer.js").read_text(encoding="utf-8")
        _css = files(__package__).joinpath("explorer.css").read_text(encoding="utf-8")
        controls: Any = traitlets.List().tag(sync=True)
        # Never echoed: the page saves it at rest, and is elsewhere when an echo comes.
        at: Any = traitlets.List().tag(sync=True, echo_update=False)
        first = traitlets.Dict().tag(sync=True)

    return Live
