"""Lesson 04: doors by groups of states, who moved, and the allies' contests, recomputed."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from steppes import explorers, load, views
from steppes.days import OP_ED_DAY, members
from steppes.errors import BadSetting
from steppes.lessons.alignment import figures
from steppes.measures import alignment, doors, lot, votes

ALLIES = members(load("memberships"), "CSTO", OP_ED_DAY) - {"RUS"}
SIX = ("MNG", "ARM", "KAZ", "KGZ", "TJK", "BLR")


def _groups(what: str = "votes", first: int = 2022, last: int = 2024) -> pd.Series:
    return doors.groups_of_doors(doors.order_by(what, first, last))


def _free(state: str, *settings) -> list[int]:
    return doors.door(state, _groups(*settings))["free"].tolist()


# --- doors ----------------------------------------------------------------------------------------


def test_a_door_counted_by_hand():
    countries, entry = load("countries"), load("free_entry")
    near = votes.nearness("RUS", 2024, span=3)
    others = countries.loc[countries["un_member"] & (countries["iso3"] != "MNG"), "iso3"]
    near = near[near.index.isin(others)].sort_values()
    free = near.index.isin(entry.loc[entry["destination"] == "MNG", "passport"])
    assert len(near) == 190
    bars = doors.door("MNG", _groups())
    assert bars["of"].tolist() == [38] * 5
    assert bars["free"].iloc[[0, -1]].tolist() == [free[:38].sum(), free[-38:].sum()] == [33, 5]
    assert doors.entering("MNG", _groups(), "nearest") == ["ARE", "KAZ", "KGZ", "MYS", "VNM"]


@pytest.mark.parametrize(
    ("state", "free", "of"),
    [
        ("KGZ", [37, 18, 3, 7, 8], [38, 38, 38, 38, 37]),
        ("ARM", [34, 15, 4, 4, 5], [38, 37, 38, 38, 38]),
        ("BLR", [37, 21, 9, 9, 9], [38, 38, 38, 37, 38]),
        ("MNG", [33, 14, 5, 5, 5], [38, 38, 38, 38, 38]),
        ("TJK", [33, 20, 8, 12, 10], [38, 38, 38, 38, 37]),
        ("KAZ", [35, 16, 9, 7, 9], [38, 38, 38, 38, 37]),
    ],
)
def test_the_six_doors(state, free, of):
    bars = doors.door(state, _groups())
    assert bars["free"].tolist() == free and bars["of"].tolist() == of


def test_all_doors_at_once_come_out_as_one_at_a_time():
    for settings in (("votes", 2022, 2024), ("votes", 1992, 2012), ("wealth",), ("democracy",)):
        groups = _groups(*settings)
        table = doors.all_doors(groups)
        assert len(table) == 192 and "RUS" not in table.index
        for state in (*SIX, "USA", "CHN", "PRK", "NRU"):
            assert table.loc[state].tolist() == doors.door(state, groups)["free"].tolist()


def test_how_usual_mongolias_fall_is():
    others = doors.changes(_groups()).drop("MNG")
    assert len(others) == 191 and (others <= -28).sum() == 63
    assert [(others < 0).sum(), (others == 0).sum(), (others > 0).sum()] == [121, 19, 51]


def test_by_what_the_states_are_grouped():
    assert _free("MNG", "wealth") == [0, 5, 7, 20, 30]
    assert _free("ARM", "wealth") == [1, 4, 7, 18, 32]
    assert _free("MNG", "democracy") == [5, 6, 5, 14, 30]
    assert _groups("wealth").value_counts(sort=False).tolist() == [38, 37, 37, 37, 37]
    assert _free("MNG", "votes", 1992, 2012) == [9, 3, 17, 16, 17]
    assert _free("MNG", "votes", 2010, 2012) == [22, 18, 7, 7, 8]
    for state in SIX:
        bars = _free(state, "votes", 1992, 2012)
        assert bars[0] < bars[-1]


def test_windows_that_end_in_2012_fall_again_from_1999_on():
    ends = {first: _free("MNG", "votes", first, 2012) for first in range(1992, 2013)}
    signs = {first: int(np.sign(bars[-1] - bars[0])) for first, bars in ends.items()}
    assert [first for first in signs if signs[first] == 0] == [1997, 1998]
    assert [first for first in signs if signs[first] < 0] == list(range(1999, 2013))


def test_mongolia_and_russia_are_in_no_group():
    assert not {"MNG", "RUS"} & set(_groups("wealth").index)
    assert {"ARM", "BLR", "KAZ", "KGZ", "TJK"} == ALLIES == set(figures.LINE_UP.values()) - {"MNG"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: doors.order_by("income"),
        lambda: doors.order_by("votes", 1990, 2012),
        lambda: doors.order_by("votes", 2012, 2010),
        lambda: doors.door("XXX", _groups()),
        lambda: votes.places_by_session(1950, 1960),
        lambda: views.who_moved(1991, 2012),
        lambda: views.who_moved(1992, 2030),
        lambda: views.line_up("yes"),
        lambda: views.doors_by_group("FRA"),
        lambda: views.doors_by_group(by="trade"),
        lambda: views.doors_by_group(first=1980),
        lambda: views.contests_of_allies(2006),
        lambda: views.closeness_index(votes_of="all"),
    ],
)
def test_a_bad_setting_is_one_sentence(ask):
    with pytest.raises(BadSetting) as told:
        ask()
    assert "\n" not in str(told.value) and str(told.value).endswith(".")


def test_the_first_picture_holds_two_groups():
    fig, words = views.one_door()
    assert "33 of the 38 states" in words.first and "5 of the 38" in words.first
    assert [text.get_text() for text in fig.axes[0].texts] == ["33 of 38", "5 of 38"]


def test_the_line_up_tells_no_door_before_it_is_named():
    fig, words = views.line_up()
    assert not any(text.get_text() for ax in fig.axes for text in ax.texts)
    assert [ax.get_title(loc="left") for ax in fig.axes] == list("ABCDEF")
    assert len({bar.get_facecolor() for ax in fig.axes for bar in ax.patches}) == 1
    assert len({ax.get_ylim() for ax in fig.axes}) == 1
    # No bar but those of who enters: that of all states would be short for each ally.
    assert [len(ax.patches) for ax in fig.axes] == [5] * 6
    assert not any(name in words.whole for name in ("Mongolia", "Kazakhstan", "33", "37"))
    assert "6 of 6 fall" in words.first
    named, told = views.line_up(True)
    assert named.axes[3].get_title(loc="left") == "D  Mongolia"
    assert [text.get_text() for text in named.axes[3].texts] == ["33", "14", "5", "5", "5"]
    assert "D, Mongolia: 33 of 38, 14 of 38, 5 of 38, 5 of 38, 5 of 38." in told.rest
    heights = [[bar.get_height() for bar in ax.patches] for ax in fig.axes]
    assert heights == [[bar.get_height() for bar in ax.patches] for ax in named.axes]


def test_the_explorer_of_doors_answers():
    explorer = explorers.doors_by()
    first = explorer.still()[1]
    assert "farthest 33 of 38" in first.first and "nearest 5 of 38" in first.first
    assert first.rest[0].endswith("Of the other 191 doors 63 fall as steeply or more.")
    wealth = explorer.still(by="wealth")[1]
    assert "whatever the sessions" in wealth.first and "richest 30 of 37" in wealth.first
    assert "30 more. Of the other 191 doors" in wealth.rest[0]
    assert "level" in explorer.still(first=1997, last=2012)[1].rest[0]
    assert "comes after the last" in explorer.still(first=2013, last=2012)[1].first
    assert explorer.still(by="wealth", first=2013, last=2012)[1].rest == wealth.rest


@pytest.mark.parametrize("state", SIX)
def test_every_door_says_what_it_draws(state):
    fig = None
    for by, (first, last) in itertools.product(
        figures.BY.values(), ((2022, 2024), (1992, 2012), (2005, 2005))
    ):
        fig, words = views.doors_by_group(state, by, first, last, fig=fig)
        bars = doors.door(state, _groups(by, first, last))
        told = [f"{row.free} of {row.of}" for row in bars.itertuples()]
        assert [text.get_text() for text in fig.axes[0].texts] == told
        assert all(each in words.first for each in told)
        change = int(bars["free"].iloc[-1] - bars["free"].iloc[0])
        said = f"{abs(change)} {'fewer' if change < 0 else 'more'}" if change else "level"
        assert words.rest[0].startswith(f"First to last group: {said}.")


# --- who moved ------------------------------------------------------------------------------------


def test_places_and_who_is_nearer():
    table = votes.places_by_session(1992, 2012)
    assert table.shape == (21, 10)
    assert table["nearer"].value_counts().to_dict() == {"KAZ": 18, "MNG": 2, "": 1}
    clear = table[table["clear"]]
    assert set(clear["nearer"]) == {"KAZ"}
    assert clear.index.tolist() == [*range(1992, 2000), *range(2001, 2005)]
    rows = load("un_ideal_points").set_index(["year", "iso3"])
    for year, state in itertools.product((1992, 2004, 2012), ("KAZ", "MNG")):
        told = table.loc[year, [state, f"{state}_low", f"{state}_high"]].tolist()
        columns = ["ideal_point", "ideal_point_low", "ideal_point_high"]
        assert told == rows.loc[(year, state), columns].tolist()
    moved = (table.loc[2012, ["MNG", "KAZ", "RUS"]] - table.loc[1992]).dropna()
    assert moved.astype(float).round(2).to_dict() == {"MNG": 0.09, "KAZ": -0.95, "RUS": -1.14}
    assert len(votes.places_by_session(1992, 2024)) == 33


def test_in_one_of_nineteen_windows_of_three_mongolia_is_nearer():
    table = votes.places_by_session(1992, 2012)
    far = table[["KAZ", "MNG"]].sub(table["RUS"], axis=0).abs()
    mean = far.rolling(3).mean().dropna()
    assert len(mean) == 19 and mean.index[mean["MNG"] < mean["KAZ"]].tolist() == [2012]
    assert not table.loc[2010:2012, "clear"].any()
    windows = {first: far.loc[first:].mean() for first in far.index}
    nearer = [first for first, mean in windows.items() if mean["MNG"] < mean["KAZ"]]
    assert nearer == [2009, 2010, 2011, 2012]


def test_the_explorer_of_windows_says_counts_and_distances():
    explorer = explorers.votes_window()
    words = explorer.still()[1]
    assert "in 18, clearly in 12, and Mongolia in 2, clearly in 0; in 1 the two" in words.first
    assert words.rest[0] == "Mean distance to Russia: Kazakhstan 0.242, Mongolia 0.641."
    assert explorer._say(explorer._at) == (
        "Sessions 1992 to 2012: Kazakhstan in 18 (12 clearly) and Mongolia in 2 (0 clearly) nearer "
        "to Russia, level in 1; mean distance 0.242 for Kazakhstan and 0.641 for Mongolia"
    )
    for first, told in ((2008, "0.198, Mongolia 0.221"), (2009, "0.238, Mongolia 0.209")):
        assert told in explorer.still(first=first)[1].rest[0]
    assert "comes after the last" in explorer.still(first=2013)[1].first


@pytest.mark.parametrize("window", [(1992, 2012), (1992, 2024), (2010, 2012), (2012, 2012)])
def test_the_squares_are_what_the_rule_counts(window):
    fig, _ = views.who_moved(*window)
    table = votes.places_by_session(*window)
    lines = {tuple(line.get_ydata()) for line in fig.axes[0].lines}
    assert lines == {tuple(table[state]) for state in ("RUS", "KAZ", "MNG")}
    squares = {}
    for points in fig.axes[1].collections:
        filled = points.get_facecolors()[:, :3].min(axis=1) < 1
        squares |= dict(zip(points.get_offsets()[:, 0].astype(int), filled, strict=True))
    assert squares == (table["clear"] & (table["nearer"] != "")).to_dict()
    letters = [text.get_text() for text in fig.axes[1].texts][:-1]
    assert sorted(letters) == sorted(figures.LETTERS[state] for state in table["nearer"])
    low, high = fig.axes[0].get_ylim()
    bands = table.filter(regex="low|high|RUS")
    assert low < bands.min().min() and bands.max().max() < high


def test_names_at_the_lines_never_lie_on_one_another():
    for ends in ([0.0, 0.0, 0.0], [-0.6, -0.51, -0.54], [1.0, 0.95, -1.0]):
        moved = figures._set_apart(pd.Series(ends, list("abc")), 0.2)
        assert moved.diff().min() > 0.199
        assert moved.index.tolist() == pd.Series(ends, list("abc")).sort_values().index.tolist()


# --- contests -------------------------------------------------------------------------------------


def _republics(year: int = 2012) -> pd.Series:
    return alignment.former_republics(alignment.over_benchmark("MNG", year))


def test_the_squares_add_up_to_the_contests():
    for year in alignment.TESTED_TRADE_YEARS:
        table = lot.contest_table(ALLIES, _republics(year))
        assert table.shape == (5, 9)
        assert table.to_numpy().sum() == lot.contests(ALLIES, _republics(year)).won
        assert (np.diff(table, axis=1) >= 0).all() and (np.diff(table, axis=0) <= 0).all()
    table = lot.contest_table(ALLIES, _republics())
    assert table.index.tolist() == ["BLR", "KAZ", "KGZ", "TJK", "ARM"]
    assert table.sum(axis=1).tolist() == [9, 7, 5, 5, 1.5]
    assert table.loc["ARM", ["MDA", "TKM", "UZB"]].tolist() == [0.5] * 3


@pytest.mark.parametrize("bar", [0.5, 0.8, 0.95, 0.99])
def test_the_silent_middle_is_what_the_rule_calls_silent(bar):
    values = _republics()
    wins, chances = lot.wins_by_lot(values, 5)
    silent = []
    for won in wins:
        few, many = chances[wins <= won].sum(), chances[wins >= won].sum()
        if not lot.Contests(won, 5, 9, few, many).lean(bar):
            silent.append(won)
    assert lot.silent_between(values, 5, bar) == (silent[0], silent[-1])


def test_what_would_have_spoken():
    assert lot.silent_between(_republics(), 5) == (8.0, 37.0)
    for count in (0, 15):
        with pytest.raises(ValueError, match="cannot be dealt"):
            lot.silent_between(_republics(), count)


def test_the_picture_of_contests():
    fig, words = views.contests_of_allies()
    assert "win 27.5 of 45 contests" in words.first and "27 of 100 deals" in words.first
    assert "from 8 to 37: 2.20 % of all deals give fewer, 2.15 % more." in words.rest[1]
    squares, bars = fig.axes
    assert sum(-bar.get_height() / 0.84 for bar in squares.patches if bar.get_height() < 0) == (
        pytest.approx(27.5)
    )
    assert sum(bar.get_height() for bar in bars.patches) == pytest.approx(100)
    dark = [bar for bar in bars.patches if sum(bar.get_facecolor()[:3]) < 1]
    assert sum(bar.get_height() for bar in dark) == pytest.approx(4.35, abs=0.01)
    assert bars.lines[0].get_xdata()[0] == 27.5
    assert "win 30 of 45" in views.contests_of_allies(2014)[1].first


# --- closeness over a window of votes -------------------------------------------------------------


def test_votes_over_a_window_turn_one_weighting_and_kyrgyzstan():
    alone, window = (alignment.signs("RUS", 2012, span=span) for span in (1, 21))
    assert alignment.nearer(alone, "KAZ", "MNG") == (48, 1, 49)
    assert alignment.nearer(window, "KAZ", "MNG") == (49, 0, 49)
    assert [alignment.nearer(t, "MNG", "CHN", 1)[0] for t in (alone, window)] == [22, 19]
    assert [alignment.nearer(t, "KGZ", "KAZ", 1)[0] for t in (alone, window)] == [25, 0]
    kept = ["defence", "memberships", "trade"]
    assert alone[kept].equals(window[kept])
    words = views.closeness_index(votes_of="window")[1]
    assert "mean of 21 sessions" in words.first and "in 49 of 49 weightings" in words.whole


def test_what_lesson_04_says_in_words_of_doors_and_of_a_test_that_could_hardly_speak():
    """Three of five allies, four of nine other republics, a third of others; 7.5 without trade."""
    groups = doors.groups_of_doors(doors.order_by("votes", 2022, 2024))
    free = {state for name in doors.FIFTHS for state in doors.entering("MNG", groups, name)}
    allies = {"ARM", "BLR", "KAZ", "KGZ", "TJK"}
    ratio = alignment.former_republics(alignment.over_benchmark("MNG", 2012))
    republics = set(ratio.index) - allies
    assert free & allies == {"BLR", "KAZ", "KGZ"}
    assert (len(free & republics), len(republics)) == (4, 9)
    others = set(groups.index) - allies - {"MNG", "RUS"}
    assert (len(free & others), len(others)) == (59, 185)
    nothing = lot.contests(allies, ratio.where(~ratio.index.isin(allies), 0))
    assert (nothing.won, nothing.lean(0.95)) == (7.5, "")
    assert lot.silent_between(ratio, len(allies)) == (8, 37)
    by_wealth = doors.changes(doors.groups_of_doors(doors.order_by("wealth")))
    assert (by_wealth[["MNG", *sorted(allies)]] >= 30).all()
