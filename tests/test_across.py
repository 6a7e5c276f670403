"""Lesson 05: partners across a line, doors, crowds, the dealt list, and where it would tell."""

from __future__ import annotations

import re
from math import comb

import numpy as np
import pytest

from steppes import explorers, load, views
from steppes.errors import BadSetting
from steppes.lessons.regime import figures
from steppes.lessons.regime.verdicts import doors_say
from steppes.measures import across, lot, regime, visas
from steppes.measures.regime import EDGE_DAYS, THRESHOLDS
from steppes.words import number

# --- twins and couples ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["MNG", "KAZ", "KOR", "CHL", "USA", "CHN"])
@pytest.mark.parametrize("settings", [{}, {"line": 0.4, "size": 3.0, "far": 1.5}])
def test_all_states_at_once_come_out_as_one_at_a_time(state, settings):
    slowly = across.leans(across.couples_across(across.partners_of(state, 2012), **settings))
    row = across.leans_of_all(2012, **settings).loc[state]
    assert row[list(across.COUNTS)].tolist() == slowly.tolist()


def test_twins_are_alike_and_each_partner_comes_once():
    partners = across.partners_of("MNG", 2012)
    assert not partners["touching"].any() and not {"CHN", "RUS", "MNG"} & set(partners.index)
    twins = across.twins_across(partners)
    for side, above in (("autocracy", False), ("democracy", True)):
        assert twins[side].is_unique
        assert ((partners["polyarchy"][twins[side]] >= 0.5) == above).all()
    for column, most in (("gdp", across.SIZE_AT_MOST), ("km", across.FAR_AT_MOST)):
        values = [partners[column][twins[s]].to_numpy() for s in ("autocracy", "democracy")]
        assert np.abs(np.log(values[0] / values[1])).max() <= np.log(most)
    couples = across.couples_across(partners)
    pairs = set(zip(couples["autocracy"], couples["democracy"], strict=True))
    assert set(zip(twins["autocracy"], twins["democracy"], strict=True)) <= pairs


def test_the_order_of_rows_decides_nothing():
    partners = across.partners_of("KAZ", 2012)
    shuffled = partners.sample(frac=1, random_state=3)
    assert across.twins_across(partners).equals(across.twins_across(shuffled))


def test_mongolia_leans_13_to_6_and_a_coin_gives_that_in_8_of_100():
    lean = across.leans(across.twins_across(across.partners_of("MNG", 2012)))
    assert lean[["twins", "democracy", "autocracy", "equal"]].tolist() == [35, 13, 6, 16]
    coins = sum(comb(19, heads) for heads in range(13, 20)) / 2**19
    assert round(100 * coins, 1) == 8.4
    kazakhstan = across.leans(across.twins_across(across.partners_of("KAZ", 2012)))
    assert kazakhstan[["democracy", "autocracy"]].tolist() == [27, 8]


def test_what_every_state_does_in_couples():
    table = across.leans_of_all(2012)
    shares = table["share"].round().astype(int)
    assert shares[["MNG", "KAZ", "KOR", "CHL"]].tolist() == [62, 71, 44, 78]
    democracy = table["polyarchy"] >= 0.5
    assert (democracy.sum(), (~democracy).sum()) == (88, 77)
    assert [round(table["share"][side].median(), 1) for side in (democracy, ~democracy)] == [
        57.9,
        51.5,
    ]
    places = [(table["share"][side] > table.loc[who, "share"]).sum() + 1 for side, who in (
        (democracy, "MNG"), (~democracy, "KAZ"))]  # fmt: skip
    assert places == [29, 8]


def test_what_decides_nothing_is_no_lean():
    none = across.twins_across(across.partners_of("MNG", 2012), line=0.0)
    assert none.empty and np.isnan(across.leans(none)["share"])
    assert across.couples_across(across.partners_of("MNG", 2012), line=2.0).empty
    assert across.leans_of_all(2012, line=0.0).empty


@pytest.mark.parametrize("ask", [("XXX", 2012), ("MNG", 2013)])
def test_a_state_or_year_without_trade_is_one_sentence(ask):
    with pytest.raises(BadSetting):
        across.partners_of(*ask)
    with pytest.raises(BadSetting):
        across.leans_of_all(2013)


def test_the_picture_names_the_nineteen():
    fig, words = views.across_the_line()
    assert "more in 13, the autocracy in 6, and 16 are equal" in words.first
    named = words.rest[0].removeprefix("Those that differ, in million US dollars: ")
    twos = [re.findall(r"[\d.]+", two) for two in named.rstrip(".").split("; ")]
    assert len(twos) == 19 and sum(int(d) > int(a) for a, d in twos) == 13
    written = [text.get_text() for text in fig.axes[0].texts]
    assert {"larger in 13", "larger in 6", "16 more twins are equal"} <= set(written)
    right = [text.get_text() for text in fig.axes[1].texts]
    assert "88 democracies: median 58" in right and "77 autocracies: median 52" in right


# --- doors ----------------------------------------------------------------------------------------


def test_who_enters_beside_wealth():
    table = visas.doors().set_index(["host", "group", "democratic"])
    assert table.loc[("MNG", "all states", True)].tolist() == [46, 86]
    assert table.loc[("MNG", "all states", False)].tolist() == [14, 74]
    assert table.loc[("KAZ", "richest third", False)].tolist() == [7, 8]
    thirds = visas.doors().query("group != 'all states'")
    sums = thirds.groupby(["host", "democratic"])[["free", "states"]].sum()
    for host in visas.HOSTS:
        for side in (True, False):
            whole = table.loc[(host, "all states", side)]
            assert sums.loc[(host, side)].tolist() == whole.tolist()
    told = {host: visas.by_wealth_alone(host).round().to_dict() for host in visas.HOSTS}
    assert told == {"MNG": {False: 21, True: 51}, "KAZ": {False: 29, True: 60}}
    with pytest.raises(BadSetting):
        visas.by_wealth_alone("RUS")


def test_hosts_of_all_the_world():
    table = visas.hosts().set_index("host")
    medians = table.groupby("democratic")[["all_states", "richest"]].median().round()
    assert table["democratic"].sum() == 74 and (~table["democratic"]).sum() == 37
    assert medians.loc[True].tolist() == [52, 54] and medians.loc[False].tolist() == [30, 6]
    assert table.loc["MNG", ["all_states", "richest"]].astype(float).round().tolist() == [35, 51]
    assert table.loc["KAZ", ["all_states", "richest"]].astype(float).round().tolist() == [23, 1]
    outside = visas.hosts(without=visas.EU_AND_SCHENGEN)
    democratic = outside[outside["democratic"]].set_index("host")["richest"]
    assert len(democratic) == 45 and round(democratic.median()) == 38
    assert (democratic > table.loc["MNG", "richest"]).sum() + 1 == 10
    every = visas.hosts(1, 171)
    assert len(every) > len(table) and every.groupby("democratic")["richest"].median()[False] == 0


def test_the_doors_are_drawn_with_their_counts():
    fig, words = views.doors()
    written = [text.get_text() for ax in fig.axes for text in ax.texts]
    for count in ("40\nof 45", "3\nof 8", "7\nof 8", "14\nof 74"):
        assert count in written
    assert "the 8 rich autocracies:\nin ARE HUN SGP\nout BHR GUY KWT OMN SAU" in written
    assert words.first.startswith("Mongolia lets in 46 of 86 democracies and 14 of 74 autocracies")


# --- crowds and the narrowing ---------------------------------------------------------------------


def test_the_two_crowds():
    crowd = regime.osce_crowd(2012)
    counts = crowd.groupby("democratic")["inside"].agg(["sum", "size"])
    assert counts.loc[True].tolist() == [41, 92] and counts.loc[False].tolist() == [11, 80]
    republics = crowd[crowd["republic"]]
    assert len(republics) == 15 and republics["inside"].all()
    by_side = regime.osce_by_side(2012)
    assert by_side["inside"].tolist() == [41, 11]
    _, words = views.osce_crowds()
    assert "41 of 92 democracies and 11 of 80 autocracies" in words.first
    assert "5 of 5 democracies and 10 of 10 autocracies" in words.rest[0]
    with pytest.raises(BadSetting):
        regime.osce_crowd(1900)


def test_the_narrowing_beside_all_pairs():
    told = regime.narrowing()
    assert (told["gap then"], told["gap now"]) == (0.455, 0.224)
    assert told[["pairs", "as far then", "halved", "states", "fell more"]].tolist() == [
        14_706, 3_612, 372, 172, 17,
    ]  # fmt: skip
    assert [round(told[name], 2) for name in ("farther then", "farther now")] == [0.24, 0.56]
    for settings in ({"one": "XXX"}, {"years": (2012, 1900)}):
        with pytest.raises(BadSetting):
            regime.narrowing(**settings)


# --- the list as a dealt hand ---------------------------------------------------------------------


def test_the_lists_as_hands():
    found = {states: regime.list_of_2013(states) for states in regime.LISTS}
    assert {states: (h.found, h.drawn) for states, h in found.items()} == {
        9: (5, 9), 10: (6, 10), 11: (7, 11), 12: (8, 12),
    }  # fmt: skip
    assert {(h.marked, h.of) for h in found.values()} == {(80, 171)}
    with pytest.raises(BadSetting):
        regime.list_of_2013(8)


def test_what_the_explorer_of_decks_is_asked():
    """Which deck gives Mongolia's number most often, and how the ratio moves with the list."""
    by_deck = regime.deals_of(regime.list_of_2013(11), regime.WEIGHTS)
    assert by_deck.loc[7].round().tolist() == [3, 18, 129, 251, 209]
    assert by_deck[2.0].idxmax() == 7
    ratios = []
    for states in regime.LISTS:
        hand = regime.list_of_2013(states)
        exact = regime.deals_of(hand).loc[hand.found]
        ratios.append(round(exact[1] / exact[0.5], 1))
    assert ratios == [2.9, 4.6, 7.1, 11.0]
    assert np.allclose(by_deck.sum(), 1000)


def test_the_view_of_deals_says_its_counts_and_never_moves():
    fig, words = views.dealt_waivers()
    assert "of 1,000 deals 129 hold exactly Mongolia's 7 autocracies, and 199 hold" in words.first
    assert views.dealt_waivers()[1] == words
    for deck in regime.WEIGHTS:
        for deals in figures.TIMES_DEALT:
            bars = views.dealt_waivers(deck, 11, deals)[0].axes[1].patches
            exact = regime.deals_of(regime.list_of_2013(11), [deck])[deck]
            assert np.allclose([bar.get_height() for bar in bars], exact)
            assert exact.max() < 360  # what the axis holds
    codes = {text.get_text() for text in fig.axes[0].texts}
    assert set(regime.states_of_2013(11).index) <= codes


def test_the_same_axis_holds_every_deck_and_list():
    for states in regime.LISTS:
        hand = regime.list_of_2013(states)
        assert regime.deals_of(hand, regime.WEIGHTS).to_numpy().max() < 320


@pytest.mark.parametrize("weight", regime.WEIGHTS)
def test_hands_dealt_by_lot_fit_the_exact_deck(weight):
    hand = regime.list_of_2013(11)
    many = lot.dealt(hand, weight, 20_000)
    shares = np.bincount(many, minlength=12) / len(many)
    assert np.abs(shares - lot.deck(80, 171, 11, weight)).max() < 0.012
    assert (lot.dealt(hand, weight, 10) == many[:10]).all()  # the first hands stay the first


def test_the_answers_of_a_hand_are_those_of_each_number():
    for hand in (regime.list_of_2013(11), lot.Hand(2, 5, 3, 8), lot.Hand(0, 0, 3, 8)):
        for weight in (0.5, 2.0, 3.0):
            slowly = []
            for found in range(hand.drawn + 1):
                each = hand._replace(found=found)
                yes, no = each.as_many() < 1 - 0.95, each.as_few(weight) < 1 - 0.95
                slowly.append("" if yes == no else "yes" if yes else "no")
            assert hand.answers(weight, 0.95) == slowly


# --- the edge -------------------------------------------------------------------------------------


def _bands(day: str, left_out: str = ""):
    date, year = EDGE_DAYS[day]
    return regime.edge_bands(regime.waived(date), year, left_out)


def test_august_2013_is_silent_whatever_is_chosen():
    states = ["", *regime.states_of_2013(11).index]
    said = [_bands("August 2013", left_out)["doors"] for left_out in states]
    assert len(said) * len(THRESHOLDS) == 12 * 41
    assert all((each == "silent").all() for each in said)


def test_july_2023_hangs_on_one_autocracy():
    year = EDGE_DAYS["July 2023"][1]
    is_autocratic = regime.autocratic_of(load("regimes_vdem"), year)
    cards = sorted(figures._cards_of("July 2023"))
    assert len(cards) == 23
    turned = []
    for left_out in ["", *cards]:
        row = _bands("July 2023", left_out).set_index("line").loc[0.5]
        turned += [left_out] if row["doors"] == "for" else []
        assert row["doors"] in ("for", "silent")
    assert turned == [state for state in cards if is_autocratic[state]] and len(turned) == 11
    bands = _bands("July 2023").set_index("line")
    assert bands.loc[[0.5, 0.51, 0.52], "doors"].tolist() == ["silent", "for", "silent"]


@pytest.mark.parametrize("day", EDGE_DAYS)
def test_the_bands_are_where_the_word_would_change(day):
    date, year = EDGE_DAYS[day]
    for row in _bands(day).itertuples():
        is_autocratic = regime.autocratic_of(load("regimes_vdem"), year, row.line)
        hand = regime.hand(regime.waived(date), is_autocratic)
        assert (hand.found, hand.drawn, doors_say(hand)) == (row.found, row.drawn, row.doors)
        said = {k: doors_say(hand._replace(found=k)) for k in (row.too_few, row.too_many)}
        assert list(said.values()) == ["for", "against"]
        assert doors_say(hand._replace(found=row.too_few + 1)) == "silent"
        assert doors_say(hand._replace(found=row.too_many - 1)) == "silent"


def test_a_state_that_is_not_on_the_list_changes_nothing_and_is_said():
    for day in EDGE_DAYS:
        date, _ = EDGE_DAYS[day]
        for code in figures._may_be_left_out().values():
            if code != figures.NOBODY and code not in figures._cards_of(day):
                assert code not in regime.waived(date)
                words = views.edge_of_waivers(day, 0.5, code)[1]
                assert "is not on that day's list and changes nothing" in words.first
    assert set(figures._may_be_left_out().values()) >= figures._cards_of("August 2013")


def test_the_edge_begins_at_august_2013():
    words = explorers.edge().still()[1]
    assert "below a line at 0.50 lie 7 of 11 states, and the list is silent" in words.first
    turned = explorers.edge(day="July 2023", left_out="KAZ").still()[1]
    assert "10 of 22 states, and the list speaks for the claim" in turned.first
    assert words.rest[0] == (
        "There lot seldom gives 9 or more, and special effort seldom 3 or fewer."
    )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("dealt_waivers", {"deck": 4}),
        ("dealt_waivers", {"states": 8}),
        ("dealt_waivers", {"deals": 100}),
        ("edge_of_waivers", {"day": "today"}),
        ("edge_of_waivers", {"line": 0.8}),
        ("edge_of_waivers", {"left_out": "FRA"}),
    ],
)
def test_a_bad_setting_is_one_sentence(name, settings):
    with pytest.raises(BadSetting) as told:
        getattr(views, name)(**settings)
    assert str(told.value).count("\n") == 0 and str(told.value).endswith(".")


def test_the_mark_says_what_the_sentence_says():
    for day, line in (("August 2013", 0.3), ("July 2023", 0.7), ("July 2023", 0.5)):
        fig, words = views.edge_of_waivers(day, line)
        bold = [t.get_text() for t in fig.axes[0].texts if t.get_fontweight() == "bold"]
        assert len(bold) == 1 and bold[0] in words.first and number(line, 2) in words.first


def test_what_lesson_05_says_without_printing():
    deciding = across.twins_across(across.partners_of("MNG", 2012))
    ahead = deciding[deciding["with_democracy"] > deciding["with_autocracy"]]
    countries = load("countries").set_index("iso3")
    old = countries["former_soviet"] | (countries["comecon_to"] >= 1990)
    assert (len(ahead), old[ahead["democracy"]].sum()) == (13, 7)  # seven are old partners
    behind = deciding[deciding["with_democracy"] < deciding["with_autocracy"]]
    assert (len(behind), old[behind["autocracy"]].sum()) == (6, 3)
    named = regime.own_acts(load("third_neighbours"), load("visa_waivers"), "2013-08-31")
    assert named == {"DEU", "IND", "JPN", "KOR", "TUR", "USA"}
    coins = sum(comb(19, heads) for heads in range(13, 20)) / 2**19
    assert round(1 / coins) == 12  # one try of twelve
    crowd = regime.osce_crowd(1993)
    assert crowd.loc[crowd["republic"], "inside"].all()  # within a year or two of the Union's end
    acts = regime.own_act_hands()
    assert round(1 / acts["all states"].as_few()) in (47, 48, 49, 50)  # one hand of fifty
    assert round(1 / acts["the richest third"].as_few()) == 4
    assert regime.rich_on_the_list()["by_lot"] < 0.001  # hardly, even among the rich
    house = load("regimes_freedom_house").set_index(["iso3", "year"])["total"]
    apart = {year: house["MNG", year] - house["KAZ", year] for year in (2012, 2024)}
    assert apart[2024] >= apart[2012]  # by Freedom House no nearer


def test_beside_near_states_the_list_hardly_tells_lot_from_keeping_away():
    km = load("pair_covariates").set_index(["iso3_a", "iso3_b"])["distcap_km"]
    of_mongolia = {(b if a == "MNG" else a): far for (a, b), far in km.items() if "MNG" in (a, b)}
    cards = regime.autocratic_of(load("regimes_vdem"), 2012)
    near = cards[[state for state in cards.index if of_mongolia.get(state, np.inf) <= 5500]]
    assert near.mean() > 0.7  # most of them autocracies
    hand = regime.hand(regime.waived("2013-08-31"), near)
    by_lot, keeps_away = (
        lot.deck(hand.marked, hand.of, hand.drawn, weight)[hand.found] for weight in (1, 0.5)
    )
    assert by_lot / keeps_away < 1.6
