"""Pairs of states, the groups one can be set beside, and the pictures of both."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import numpy as np
import pandas as pd
import pytest

from steppes import explorers, load, views
from steppes.drawing import INK
from steppes.errors import BadSetting
from steppes.measures.pairs import (
    THIS_PAIR,
    about,
    codes_of,
    groups_of,
    is_pair,
    ladder_pairs,
    near,
    pairs_of,
    share_beyond,
)
from steppes.measures.trade import PAIR, TRADE_YEARS, partners


def by_hand(year: int) -> dict[tuple[str, str], list[float]]:
    """The figures of each pair of a year, row by row of the table."""
    found: dict[tuple[str, str], list[float]] = {}
    rows = load("trade").query("year == @year and usd_million == usd_million")
    for row in rows.itertuples():
        found.setdefault(tuple(sorted((row.exporter, row.importer))), []).append(row.usd_million)
    return found


def kilometres(one: str, other: str) -> float:
    places = load("capitals").set_index("iso3")
    (x, y), (u, v) = (
        map(radians, places.loc[code, ["capital_lon", "capital_lat"]]) for code in (one, other)
    )
    half = sin((v - y) / 2) ** 2 + cos(y) * cos(v) * sin((u - x) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


@pytest.mark.parametrize("year", TRADE_YEARS)
def test_pairs_are_those_with_a_figure_in_either_direction(year):
    wanted, pairs = by_hand(year), pairs_of(year)
    codes = list(zip(pairs["one"], pairs["other"], strict=True))
    assert codes == sorted(wanted) and all(one < other for one, other in codes)
    assert pairs["usd_million"].tolist() == [sum(wanted[code]) for code in codes]
    both = {code for code, amounts in wanted.items() if len(amounts) == 2}
    strict = pairs_of(year, 2)
    assert set(zip(strict["one"], strict["other"], strict=True)) == both < set(codes)


def test_the_columns_of_a_pair():
    pairs = pairs_of(2012)
    assert list(pairs.columns) == [
        "one", "other", "pair", "usd_million", "gap_km", "capitals_km", "touching",
    ]  # fmt: skip
    own = pairs[is_pair(pairs)].iloc[0]
    assert (own["pair"], own["usd_million"], own["gap_km"]) == ("Kazakhstan and Mongolia", 60, 36.2)
    assert not own["touching"] and own["capitals_km"] == pytest.approx(2554.8, abs=0.1)
    for row in pairs.sample(40, random_state=1).itertuples():
        assert row.capitals_km == pytest.approx(kilometres(row.one, row.other), rel=1e-3)
    touching = load("near_pairs").query("touching")
    touching = set(zip(touching["iso3_a"], touching["iso3_b"], strict=True))
    mine = pairs[pairs["touching"]]
    assert set(zip(mine["one"], mine["other"], strict=True)) <= touching
    assert (mine["gap_km"] == 0).all() and pairs["capitals_km"].notna().all()
    pairs["usd_million"] = 0  # a copy: the next caller sees nothing of it
    assert pairs_of(2012)["usd_million"].sum() > 0


@pytest.mark.parametrize("year", [2013, "2012", None])
def test_a_year_without_all_pairs_is_one_sentence(year):
    with pytest.raises(BadSetting, match="It can be: "):
        pairs_of(year)


def test_more_is_more_and_no_pair_is_no_share():
    pairs = pd.DataFrame({"usd_million": [1.0, 60.0, 61.0, 500.0]})
    assert share_beyond(pairs, 60) == 0.5 and share_beyond(pairs, 59) == 0.75
    assert np.isnan(share_beyond(pairs.iloc[:0], 60))


def test_a_pair_is_named_by_two_codes():
    assert codes_of("MNG-KAZ") == codes_of("KAZ-MNG") == ("KAZ", "MNG")
    for odd in ("KAZ", "KAZ-KAZ", "KAZ-XXX", "", None, 3, "KAZ-MNG-CHN"):
        with pytest.raises(BadSetting, match="KAZ-MNG"):
            codes_of(odd)


def test_twenty_other_pairs_stand_on_the_ladder_and_fourteen_trade_more():
    pairs = ladder_pairs()
    assert len(pairs) == 20 and (pairs["usd_million"] > 60).sum() == 14
    assert not is_pair(pairs).any() and not pairs["touching"].any()
    assert pairs["gap_km"].between(25, 50).all()


@pytest.mark.parametrize("pair", ["KAZ-MNG", "BEN-GHA", "FRA-LCA", "BGD-NPL", "BRA-JPN"])
@pytest.mark.parametrize("year", TRADE_YEARS)
def test_groups_are_counted_as_one_counts_by_hand(pair, year):
    one, other = pair.split("-")
    sums = {codes: sum(amounts) for codes, amounts in by_hand(year).items()}
    own = sums.pop((one, other))
    far = pairs_of(year).set_index(["one", "other"])["capitals_km"].to_dict()
    apart = far[one, other]
    gaps = load("near_pairs").set_index(["iso3_a", "iso3_b"])
    km, touch = gaps["gap_km"].to_dict(), gaps["touching"].to_dict()

    def within(codes, limit):
        return km.get(codes, 99_999) <= limit

    chosen = [
        list(sums),
        [c for c in sums if 0.8 * apart <= far[c] <= 1.2 * apart],
        [c for c in sums if one in c],
        [c for c in sums if other in c],
        *([c for c in sums if within(c, limit)] for limit in (50, 100, 200)),
        [c for c in sums if within(c, 100) and not touch[c]],
        [c for c in sums if within(c, 100) and far[c] >= 0.8 * apart],
    ]
    wanted = [(len(group), sum(sums[c] > own for c in group)) for group in chosen]
    table = groups_of(pair, year)
    assert list(zip(table["members"], table["more"], strict=True)) == wanted
    assert table["by_border"].tolist() == [False] * 4 + [True] * 5
    trading = [[c for c in group if sums[c] > 0] for group in chosen]
    wanted = [(len(group), sum(sums[c] > own for c in group)) for group in trading]
    table = groups_of(pair, year, "left out")
    assert list(zip(table["members"], table["more"], strict=True)) == wanted


def test_the_pairs_place_in_2012_and_the_dot_that_crosses_the_middle():
    table = groups_of(THIS_PAIR, 2012).set_index("label")
    counts = {label: (row["more"], row["members"]) for label, row in table.iterrows()}
    assert counts["all pairs of states"] == (4081, 15139)
    assert counts["borders within 100 km"] == (279, 368)
    assert counts["within 100 km, not touching"] == (52, 82)
    assert counts["capitals about as far apart"] == (387, 1006)
    both_near = pairs_of(2012)
    own = both_near[is_pair(both_near)].iloc[0]
    both_near = both_near[near(both_near) & about(both_near["capitals_km"], own["capitals_km"])]
    both_near = both_near[~is_pair(both_near)]
    assert (int((both_near["usd_million"] > 60).sum()), len(both_near)) == (16, 25)


@pytest.mark.parametrize(
    ("zeros", "crossing"),
    [
        ("counted", {}),
        (
            "left out",
            {
                "all pairs of states": [2000],
                "capitals about as far apart": [2000, 2012, 2014],
                "Kazakhstan's other pairs": [2000, 2012, 2014],
            },
        ),
    ],
)
def test_a_dot_crosses_the_middle_only_where_pairs_without_trade_are_left_out(zeros, crossing):
    found = {}
    for year in TRADE_YEARS:
        here = groups_of(THIS_PAIR, year, zeros).set_index("label")
        for label in here.index[(here["share"] > 0.5) != here["by_border"]]:
            found.setdefault(label, []).append(year)
    assert found == crossing


def test_a_states_partners_are_one_fewer_than_those_it_lists():
    table = groups_of(THIS_PAIR, 2012, "left out").set_index("label")
    for state, name in zip(PAIR, ("Mongolia", "Kazakhstan"), strict=True):
        listed = partners(state, "total", "COW", 2012)
        assert table.loc[f"{name}'s other pairs", "members"] == len(listed) - 1


def test_a_pair_without_a_figure_names_itself():
    with pytest.raises(BadSetting, match="Albania and Serbia have no figure of trade for 2012"):
        groups_of("ALB-SRB", 2012)


# --- the pictures ---------------------------------------------------------------------------------


def test_the_ladder_has_no_axis_and_no_number_in_its_brackets():
    fig, words = views.ladder()
    ax = fig.axes[0]
    assert not ax.axison
    texts = [text.get_text() for text in ax.texts]
    assert texts[-2:] == ["trade more", "trade less"]
    names = texts[2:-2:3]
    assert len(names) == 21 and names[14] == "▶  Kazakhstan and Mongolia"
    assert words.first.startswith("Ladder of 21 pairs") and "14" not in words.first


def test_a_ladder_of_other_cards_holds_the_pair_once():
    pairs = pairs_of(2012)
    cards = pairs[pairs["gap_km"].between(30, 40) & ~pairs["touching"]]
    assert is_pair(cards).any()
    assert f"Ladder of {len(cards)} pairs" in views.ladder(cards)[1].first
    for odd in (pairs, pairs.iloc[:0], 3, "cards", pairs[["pair"]].head(3)):
        with pytest.raises(BadSetting, match="A ladder"):
            views.ladder(odd)


def test_the_bracket_holds_strictly_more_and_strictly_less():
    cards = ladder_pairs()
    cards.loc[cards["pair"] == "Morocco and Mauritania", "usd_million"] = 60
    more, less = (line.get_ydata() for line in views.ladder(cards)[0].axes[0].lines)
    assert more[-1] == pytest.approx(12.38) and less[0] == pytest.approx(14.62)


def test_the_mirror_holds_thirteen_records_and_only_the_op_ed_leans_left():
    fig, words = views.pair_mirror()
    lengths = [bar.get_width() for bar in fig.axes[0].patches]
    mongolia, kazakhstan = np.array(lengths[::2]), np.array(lengths[1::2])
    assert len(mongolia) == 14 and (mongolia <= 0).all()
    assert ((-mongolia > kazakhstan) == ([False] * 13 + [True])).all()
    assert [bar.get_hatch() for bar in fig.axes[0].patches[-3:]] == [None, "////", "////"]
    assert "13 records from 2003 to 2012: in none of them" in words.first


def test_dots_stand_where_they_are_counted_and_near_ones_are_filled():
    fig, words = views.groups()
    dots = [line for line in fig.axes[0].lines if line.get_marker() == "o"]
    table = groups_of(THIS_PAIR, 2012)
    assert [dot.get_markerfacecolor() for dot in dots] == ["white", INK]
    for line, by_border in zip(dots, (False, True), strict=True):
        rows = table[table["by_border"] == by_border]
        assert line.get_xdata().tolist() == (100 * rows["share"]).tolist()
        assert line.get_ydata().tolist() == (rows.index + 0.9 * by_border).tolist()
    assert "near borders 63 to 78 trade more, by five counts, and of other groups 7 to 38" in (
        words.first
    )
    menu = explorers.groups()._controls[0]
    assert menu.values[0] == THIS_PAIR and len(menu.values) == 21


def test_partners_stand_side_by_side_in_plain_per_cent():
    fig, words = views.partner_shares()
    assert "Kazakhstan has 0.49 %, 11th of 57" in words.first
    assert "Mongolia has 0.05 %, 60th of 116" in words.first
    assert [ax.get_xscale() for ax in fig.axes] == ["linear"] * 2
    assert [ax.get_xlim() for ax in fig.axes] == [(0, 100)] * 2
    assert fig.axes[0].patches[0].get_width() == pytest.approx(56.4, abs=0.05)


def test_a_zero_a_missing_figure_and_a_year_without_any_are_told_apart():
    rounded = views.partner_shares("imports", 2005, "COW")[1].first
    assert "for Kazakhstan the partner Mongolia has 0, or rounded to it" in rounded
    absent = views.partner_shares("imports", 2012, "Comtrade")[1].first
    assert "for Kazakhstan the partner Mongolia has no figure" in absent
    none = views.partner_shares("imports", 2012, "WITS")[1].whole
    assert none == "Imports, 2012, by WITS: WITS has no figures here for 2012; it has 2009."


def test_what_only_moving_can_tell_of_partners():
    places = {}
    for year in range(1992, 2015):
        table = partners("MNG", "imports", "COW", year).set_index("partner")
        if "KAZ" in table.index:
            places[year] = (int(table.loc["KAZ", "rank"]), 100 * table.loc["KAZ", "share"])
    assert min(year for year, (rank, _) in places.items() if rank <= 10) == 2000
    assert sorted(sorted(places, key=lambda year: places[year][1])[-2:]) == [2005, 2006]


def test_what_lesson_01_says_in_words_of_each_direction_and_of_pairs_without_a_figure():
    """Mongolia's sales are below most by both meanings of near, Kazakhstan's by borders alone."""
    trade = load("trade")
    trade = trade[(trade["year"] == 2012) & (trade["status"] != "absent")]
    pairs = pairs_of(2012).set_index(["one", "other"])
    codes = [tuple(sorted(two)) for two in zip(trade["exporter"], trade["importer"], strict=True)]
    flows = trade.join(pairs[["gap_km", "capitals_km"]].reindex(codes).set_index(trade.index))
    of_this = pd.Series([two == ("KAZ", "MNG") for two in codes], index=flows.index)
    others, own = flows[~of_this], flows[of_this].set_index("exporter")["usd_million"]
    by_border = others[others["gap_km"] <= 100]["usd_million"]
    apart = others[about(others["capitals_km"], pairs.loc[("KAZ", "MNG"), "capitals_km"])]
    beyond = {
        seller: [
            round(100 * (group > own[seller]).mean()) for group in (by_border, apart["usd_million"])
        ]
        for seller in PAIR
    }
    assert beyond == {"MNG": [86, 56], "KAZ": [68, 29]}
    gaps = load("near_pairs")
    gaps = gaps[gaps["gap_km"] <= 100]
    known = set(pairs.index) - {("KAZ", "MNG")}
    figured = [two in known for two in zip(gaps["iso3_a"], gaps["iso3_b"], strict=True)]
    without = len(gaps) - 1 - sum(figured)
    assert (without, len(gaps) - 1, sum(figured)) == (33, 401, 368)
    assert 279 / 401 > 2 / 3
