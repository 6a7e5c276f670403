"""Lesson 03: twins of the former republics, deals, and what the lesson says of them."""

from __future__ import annotations

import numpy as np
import pytest

from steppes import views
from steppes.errors import BadSetting
from steppes.lessons.history import figures
from steppes.measures import history as measures
from steppes.measures.trade import TRADE_YEARS
from steppes.measures.twins import flows


@pytest.mark.parametrize("state", ["MNG", "JPN", "TUR", "POL", "AFG", "KAZ"])
def test_all_states_at_once_come_out_as_one_at_a_time(state):
    row = measures.states_beside_deals(2012).set_index("state").loc[state]
    traded, dealt = measures.beside_deals(measures.republics_beside_twins(2012, state))
    assert (row["traded"], row["middle"]) == (traded, np.median(dealt))
    assert row["above"] == (dealt > traded).sum() and row["below"] == (dealt < traded).sum()


def test_russia_stands_on_neither_side_and_a_middle_of_nothing_is_left_out():
    for year in TRADE_YEARS:
        table = measures.states_beside_deals(year)
        assert "RUS" not in set(table["state"]) and (table["middle"] > 0).all()
        assert table["republic"].sum() == 14
    with pytest.raises(BadSetting):
        measures.states_beside_deals(2013)


def test_twins_are_five_below_and_five_above_in_pull():
    partners = measures.partners_by_pull(flows(2012), "MNG").set_index("partner")
    twins = measures.republics_beside_twins(2012)
    assert (twins.groupby("republic").size() == 10).all()
    for republic, table in twins.groupby("republic"):
        pulls = partners["pull"][table["twin"]]
        own = partners["pull"][republic]
        assert (pulls < own).sum() == 5 and not partners["republic"][table["twin"]].any()
        between = partners[partners["pull"].between(pulls.min(), pulls.max())]
        assert (~between["republic"]).sum() == 10  # no outside state between was passed over


def test_the_rows_say_more_less_and_same():
    _, words = views.republic_rows()
    assert "9 lie above their middle twin, 2 below and 3 at it" in words.first
    assert words.rest[0] == "Kazakhstan 60, its middle twin 15.0: more."
    assert sum("same" in told for told in words.rest) == 3 and len(words.rest) == 14


def test_places_on_the_doubling_axis_are_one_step_apart():
    assert figures._doubled([0, 0.5, 1, 2, 4, 128]).tolist() == [0, 0.5, 1, 2, 3, 8]


def reached(divided: int = 1, year: int = 2012, without: str = "nobody", state="MNG") -> int:
    """How many of the deals reach the real sum, as the explorer's sentence counts them."""
    _, words = views.dealt_republics(state, year, without, divided)
    return int(words.first.split(" gave as much")[0].split()[-1].replace(",", ""))


def test_what_the_explorer_of_deals_is_asked():
    assert [reached(by) > 25 for by in (1, 2, 3)] == [False, False, True]
    assert [reached(without=who) for who in ("Belarus", "Kazakhstan", "Ukraine")] == [0, 0, 0]
    assert reached(without="all three") == 165
    assert reached(state="JPN") == 1000  # a wall: every deal gives more


def test_what_lesson_03_says_without_printing():
    goods = measures.goods_beside_deals().set_index(["year", "variant"])
    then = goods.loc[2012, measures.AS_CHOSEN]
    assert round(1 / then["wall_of_half"]) == 20  # found in one case of twenty
    sold = goods.loc[2012, "sold alone"]
    assert 0.025 < sold["as_many"] and 0.025 < sold["as_few"]  # no more than chance gives
    for variant in ("with Russia", "kilometres squared"):
        silent = goods.loc[2012, variant]
        assert min(silent["as_many"], silent["as_few"]) > 0.025, variant
    assert goods.loc[[2000, 2006], "wall_of_half"].xs(measures.AS_CHOSEN, level=1).eq(0).all()
    few = goods.xs("without Belarus", level=1)
    times = few["traded"] / few["middle"]
    assert times[2014] > times[2012]  # without Belarus 2014 is no lower
    three = goods.loc[2012, "without Belarus, Kazakhstan, Ukraine"]
    assert then["traded"] - three["traded"] == 238 and three["as_many"] > 0.025


def test_the_four_groups_are_what_the_text_says_of_them():
    times = {}
    for year in TRADE_YEARS:
        table = measures.states_beside_deals(year).set_index("state")
        ratio = table["traded"] / table["middle"]
        times[year] = ratio["MNG"]
        like = ratio.index.isin(measures.in_comecon_to_the_end()) & ~table["republic"]
        comecon = ratio[like].drop("MNG")
        assert len(comecon) == 8 and 1.9 < comecon.median() < 3.6  # above the line, too
        outside = ratio[~table["republic"] & ~like]
        assert outside.median() < 1 and (outside < 1).mean() > 0.5  # most stand below
        assert ratio[table["republic"]].median() > ratio["MNG"] > outside.quantile(0.75)
    assert times[2006] > times[2012] > times[2014] > 1  # a bridge that comes down
    _, words = views.four_groups()
    assert words.first.startswith("In 2012 Mongolia traded 6.9 times its middle deal")
    assert [round(value, 1) for value in times.values()] == [9.0, 10.3, 6.9, 5.0]


def test_a_bad_setting_of_the_deals_is_one_sentence():
    for settings in ({"state": "XXX"}, {"year": 1999}, {"without": "Russia"}, {"divided": 0}):
        with pytest.raises(BadSetting):
            views.dealt_republics(**settings)


def test_what_both_replies_of_lesson_03_rest_on():
    """Beside other republics the pair is low for its pull, beside outside twins it is high."""
    for year in (2012, 2014):
        partners = measures.partners_by_pull(flows(year), "KAZ")
        per_pull = (partners["traded"] / partners["pull"]).set_axis(partners["partner"])
        republics = partners["partner"][partners["republic"]]
        assert (per_pull[republics] > per_pull["MNG"]).mean() > 0.5
    for year in TRADE_YEARS:
        twins = measures.republics_beside_twins(year)
        ours = twins[twins["republic"] == "KAZ"]
        assert (ours["traded"] < ours["republic_traded"]).all()


def test_twins_are_larger_and_farther_as_a_rule():
    partners = measures.partners_by_pull(flows(2012), "MNG").set_index("partner")
    twins = measures.republics_beside_twins(2012)
    for column in ("gdp", "km"):
        of_twin, of_republic = (
            partners[column][twins[side]].to_numpy() for side in ("twin", "republic")
        )
        assert (of_twin > of_republic).mean() > 0.9


def test_luck_puts_three_or_four_republics_above_their_middle_twin():
    twins = measures.republics_beside_twins(2012).groupby("republic")["traded"]
    assert 3 < sum((trade > trade.median()).mean() for _, trade in twins) < 4


def test_no_deal_can_reach_the_real_sum():
    twins = measures.republics_beside_twins(2012)
    assert twins.groupby("republic")["traded"].max().sum() < 263
