"""What a picture says of itself: another first sentence for every setting, and good English.

The first sentence is the alternative text: all that a screen reader says when a control is moved.
"""

from __future__ import annotations

import inspect
import itertools
import math
import random
from collections.abc import Iterator

import pytest
from grammar import faults, no_sentence
from matplotlib.figure import Figure
from undrawn import leave_out_drawing

from steppes import explorers, load, views
from steppes.exploring import Explorer, Menu, Years
from steppes.words import Description

EXPLORERS = list(explorers.declared())
VIEWS = list(views.declared())
# Quickly and slowly: settings of an explorer that are all tried; and of one that has more, how many
# are tried, each with every control moved from there.
ALL_UP_TO = {False: 40, True: 350}
SETTINGS = {False: 8, True: 30}
Places = tuple[int, ...]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    leave_out_drawing(monkeypatch)


def around(explorer: Explorer, chosen: random.Random, every: bool) -> Iterator[Places]:
    """Settings to try, as places of the controls: some, and from each one control moved alone.

    It is moved to `every` other value it has, or to one of them, as often as not the next.
    """
    counts = [len(control.values) for control in explorer._controls]
    if math.prod(counts) <= ALL_UP_TO[every]:
        yield from itertools.product(*map(range, counts))
        return
    for _ in range(SETTINGS[every]):
        at = tuple(map(chosen.randrange, counts))
        yield at
        for control, count in enumerate(counts):
            others = [place for place in range(count) if place != at[control]]
            next_one = (at[control] + 1) % count
            one = next_one if chosen.random() < 0.5 else chosen.choice(others)
            for place in others if every else [one]:
                yield (*at[:control], place, *at[control + 1 :])


def described(explorer: Explorer, every: bool = False) -> dict[Places, Description]:
    places = dict.fromkeys(around(explorer, random.Random(9), every))
    return {at: explorer.still(**explorer._named(at))[1] for at in places}


def unmoved(explorer: Explorer, said: dict[Places, Description]) -> list[str]:
    """Each sentence with which two pictures begin, and their settings."""
    of_first: dict[str, list[Places]] = {}
    for at, description in said.items():
        of_first.setdefault(description.first, []).append(at)
    return [
        f"{first} Said of: {', '.join(str(explorer._named(at)) for at in places[:3])}"
        for first, places in of_first.items()
        if len(places) > 1
    ]


def badly_said(description: Description) -> list[str]:
    return [*no_sentence(description.first), *faults(description.whole)]


@pytest.mark.parametrize("name", EXPLORERS)
def test_moving_a_control_changes_the_first_sentence_and_all_are_good_english(name):
    explorer = getattr(explorers, name)()
    said = described(explorer)
    assert not unmoved(explorer, said)
    assert [fault for words in said.values() for fault in badly_said(words)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPLORERS)
def test_every_value_of_every_control_changes_the_first_sentence(name):
    explorer = getattr(explorers, name)()
    said = described(explorer, every=True)
    assert not unmoved(explorer, said)
    assert [fault for words in said.values() for fault in badly_said(words)] == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_describes_itself_in_good_english(name):
    view = views.declared()[name]
    wanted = [
        parameter
        for parameter in inspect.signature(view).parameters.values()
        if parameter.default is inspect.Parameter.empty
    ]
    given = [load(parameter.name).dropna(subset="year") for parameter in wanted]  # a table each
    assert badly_said(view(*given)[1]) == []


@pytest.mark.parametrize("state", ["MNG", "KAZ"])
def test_a_state_beside_itself_is_said(state):
    for view in (views.pair_map, views.un_pair):
        first = view(state, state)[1].first
        assert "is compared with itself; choose two different states." in first


def test_a_sentence_that_forgets_a_control_is_noticed():
    def view(state: str, year: int) -> tuple[Figure, Description]:
        return Figure(), Description(f"Trade of {state}." if year < 2000 else f"{state} in {year}.")

    controls = [Menu("state", "State", ["MNG", "KAZ"]), Years("year", "Year", 1998, 2004)]
    explorer = Explorer(view, controls)
    told = unmoved(explorer, described(explorer))
    assert len(told) == 2 and told[0].startswith("Trade of MNG. Said of: {'state': 'MNG'")
