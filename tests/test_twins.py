"""Twins, standings and deals: on made-up worlds where the answer is known, and on the tables."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest
from plain_tables import table

from steppes import verdicts
from steppes.errors import BadSetting
from steppes.measures import benchmark, history
from steppes.measures import twins as measures
from steppes.measures.trade import PAIR
from steppes.measures.twins import SIZE, deals, flows, places, standings, twins

YEAR = 2012
FLOWS = flows(YEAR)


def of(flows: pd.DataFrame, seller: str, buyer: str) -> pd.Series:
    return flows[(flows["seller"] == seller) & (flows["buyer"] == buyer)].iloc[0]


def world(*rows: tuple[str, str, float, float, float, float]) -> pd.DataFrame:
    columns = ["seller", "buyer", "sold", "gdp_seller", "gdp_buyer", "km"]
    return pd.DataFrame(rows, columns=columns)


SMALL = world(
    ("A", "B", 5, 100, 50, 1000),
    ("C", "D", 5, 125, 40, 1250),  # at the edge of a quarter in all three, and sold as much
    ("E", "F", 0, 80, 62.5, 800),  # at the other edge
    ("G", "H", 9, 126, 50, 1000),  # the seller is too large
    ("I", "J", 1, 100, 50, 1300),  # too far apart
    ("K", "L", 7, 110, 45, 900),
)


def test_twins_lie_within_the_margin_and_are_never_the_dyad_itself():
    found = twins(SMALL, "A", "B")
    assert found["seller"].tolist() == ["C", "E", "K"]
    assert twins(SMALL, "A", "B", alike=SIZE)["seller"].tolist() == ["C", "E", "I", "K"]
    assert twins(SMALL, "A", "B", within=0.3)["seller"].tolist() == ["C", "E", "G", "I", "K"]
    assert twins(SMALL, "A", "B", within=0.0, alike=["km"])["seller"].tolist() == ["G"]
    alone = twins(SMALL[:1], "A", "B")
    assert alone.empty and list(alone.columns) == list(SMALL.columns)


def test_a_dyad_that_is_not_there_is_one_sentence():
    with pytest.raises(BadSetting, match="The seller"):
        twins(SMALL, "Z", "B")
    with pytest.raises(BadSetting, match="The buyer"):
        twins(SMALL, "A", "D")
    with pytest.raises(BadSetting, match="The year"):
        flows(2013)


def test_less_and_more_are_strict_and_a_tie_is_neither():
    own = of(standings(SMALL, alike=SIZE, at_least=1), "A", "B")
    assert (own["twins"], own["less"], own["more"], own["none"]) == (4, 2, 1, 1)
    assert own["sold_less"] == pytest.approx(2 / 4)
    assert own["sold_less_trading"] == pytest.approx(1 / 3)
    nothing = of(standings(SMALL, alike=SIZE, at_least=1), "E", "F")
    assert (nothing["less"], nothing["sold_less"], nothing["sold_less_trading"]) == (0, 0, 0)


def test_who_has_too_few_twins_has_no_standing():
    with_three = standings(SMALL, alike=measures.SIZE_AND_DISTANCE, at_least=3)
    assert with_three["seller"].tolist() == ["A", "C"]
    assert standings(SMALL, at_least=10).empty
    lonely = standings(SMALL[:1], at_least=0).iloc[0]
    assert lonely["twins"] == 0 and math.isnan(lonely["sold_less"])


@pytest.mark.parametrize("alike", [("km",), SIZE, measures.SIZE_AND_DISTANCE])
@pytest.mark.parametrize("within", [0.0, 0.25, 1.0])
def test_standings_are_what_twins_count(alike, within):
    lot = np.random.RandomState(5)
    rows = [
        (f"S{i}", f"B{i}", float(lot.randint(0, 4)), *(2.0 ** lot.randint(0, 5, 3)))
        for i in range(60)
    ]
    made_up = world(*rows)
    counted = standings(made_up, within, alike, at_least=0)
    for row in counted.itertuples():
        beside = twins(made_up, row.seller, row.buyer, within, alike)["sold"]
        assert row.twins == len(beside)
        assert row.less == (beside < row.sold).sum() and row.more == (beside > row.sold).sum()
        assert row.none == (beside == 0).sum()
        traded = beside[beside > 0]
        if len(traded):
            assert row.sold_less_trading == pytest.approx((traded < row.sold).mean())
    # The order of the rows is no matter.
    turned = standings(made_up[::-1], within, alike, at_least=0)
    names = ["seller", "buyer"]
    pd.testing.assert_frame_equal(
        turned.sort_values(names).reset_index(drop=True),
        counted.sort_values(names).reset_index(drop=True),
    )
    assert standings(made_up, within, alike, made_up["sold"] > 2, 0)["seller"].tolist() == (
        counted.loc[counted["sold"] > 2, "seller"].tolist()
    )


def test_flows_are_those_of_the_model_in_plain_columns():
    model = benchmark.flows_of(YEAR)
    assert len(FLOWS) == len(model) == 28_185
    assert FLOWS["seller"].tolist() == model["exporter"].tolist()
    assert FLOWS["sold"].tolist() == model["usd_million"].tolist()
    assert np.allclose(np.log(FLOWS["gdp_seller"]), model["log_gdp_exporter"])
    assert np.allclose(np.log(FLOWS["km"]), model["log_distance"])
    borders = table("near_pairs").set_index(["iso3_a", "iso3_b"])
    for seller, buyer in (("KAZ", "MNG"), ("MNG", "KAZ"), ("RUS", "CHN")):
        row, pair = of(FLOWS, seller, buyer), tuple(sorted((seller, buyer)))
        assert row["gap_km"] == borders.loc[pair, "gap_km"]
        assert row["touching"] == (str(borders.loc[pair, "touching"]).lower() == "true")
    assert of(FLOWS, "KAZ", "MNG")["km"] == 2559


# --- deals ---------------------------------------------------------------------------------------


def test_a_deal_draws_one_from_each_and_a_seed_deals_the_same_everywhere():
    dealt = deals([[1, 2, 3], [10, 20], [100]], times=500, seed=3)
    assert dealt.shape == (500, 3)
    assert [set(column) for column in dealt.T] == [{1, 2, 3}, {10, 20}, {100}]
    assert abs((dealt[:, 0] == 2).mean() - 1 / 3) < 0.07
    assert dealt[:6, 0].tolist() == [2, 2, 1, 2, 2, 2]  # by numpy's promise on RandomState
    assert (deals([[1, 2, 3], [10, 20], [100]], 500, 3) == dealt).all()
    assert (deals([[1, 2, 3], [10, 20], [100]], 500, 4) != dealt).any()
    with pytest.raises(ValueError, match="choice of nothing"):
        deals([[1], []])


# --- a wall that is known ------------------------------------------------------------------------


def republics_beyond_a_wall(leaves: float) -> tuple[float, np.ndarray]:
    """Trade of an outside state with fourteen republics, of which a wall leaves a part."""
    lot = np.random.RandomState(11)
    soviet = sorted(table("countries").query("former_soviet == True")["iso3"])
    outside = [f"X{number:02}" for number in range(60)]
    rows = []
    for state in [*soviet, *outside]:
        gdp, km = 1e9 * 2.0 ** lot.uniform(0, 8), 500 * 2.0 ** lot.uniform(0, 4)
        usual = gdp / 1e6 / km * 2.0 ** lot.uniform(-1, 1)
        half = usual * (leaves if state in soviet else 1)
        rows += [("MNG", state, half, 1e10, gdp, km), (state, "MNG", half, gdp, 1e10, km)]
    partners = history.partners_by_pull(world(*rows), "MNG")
    return history.beside_deals(history.twins_of_republics(partners))


def test_a_wall_of_a_tenth_is_found_and_no_wall_is_not():
    for leaves, found in ((0.1, "wall"), (1.0, ""), (10.0, "bridge")):
        traded, dealt = republics_beyond_a_wall(leaves)
        as_few, as_many = (dealt <= traded).mean(), (dealt >= traded).mean()
        told = "wall" if as_few <= 0.025 else "bridge" if as_many <= 0.025 else ""
        assert told == found
    # The same is said beforehand: such a wall would be found, and one that leaves all would not.
    _, dealt = republics_beyond_a_wall(1.0)
    assert history.wall_found(dealt, 0.1, 0.95) > 0.95
    assert history.wall_found(dealt, 1.0, 0.95) <= 0.05


# --- the pair, by the tables ---------------------------------------------------------------------


def test_the_twins_of_the_pair():
    sold = twins(FLOWS, "KAZ", "MNG")["sold"]
    assert len(sold) == 20 and (sold < 58).all() and (sold == 0).sum() == 5
    assert sold.mean() == pytest.approx(10.65) and sold.median() == 6
    back = twins(FLOWS, "MNG", "KAZ")["sold"]
    assert (len(back), (back < 2).sum(), (back > 2).sum(), (back == 0).sum()) == (20, 13, 7, 11)
    assert ((back > 0) & (back < 2)).sum() == 2 and (back > 0).sum() == 9
    later = flows(2014)
    there = twins(later, "MNG", "KAZ")["sold"]
    assert (len(there), (there > 2).sum()) == (26, 8)


def test_most_dyads_lie_below_the_mean_of_their_own_twins():
    """By another route: a square of all states, and the mean of its cells that are alike."""
    product = FLOWS.drop_duplicates("seller").set_index("seller")["gdp_seller"]
    sold, km = (
        FLOWS.pivot(index="seller", columns="buyer", values=name)
        .reindex(index=product.index, columns=product.index)
        .to_numpy()
        for name in ("sold", "km")
    )
    ratio = product.to_numpy()[:, None] / product.to_numpy()
    alike = (ratio >= 0.8) & (ratio <= 1.25)
    below = with_twins = 0
    for one, other in zip(*np.nonzero(~np.isnan(sold)), strict=True):
        cells = np.ix_(alike[:, one], alike[:, other])
        near = (km[cells] / km[one, other] >= 0.8) & (km[cells] / km[one, other] <= 1.25)
        values = sold[cells][near & ~np.isnan(sold[cells])]
        with_twins += len(values) > 1
        below += len(values) > 1 and sold[one, other] < values.mean()
    counted = standings(FLOWS, alike=measures.SIZE_AND_DISTANCE, at_least=1)
    assert (len(counted), (counted["sold"] < counted["twins_mean"]).sum()) == (with_twins, below)
    assert 100 * below / with_twins == pytest.approx(66.9, abs=0.05)


def test_the_nearest_twins_are_as_many_as_asked_for():
    assert measures.nearest_twins(SMALL, "A", "B", 3)["seller"].tolist() == ["K", "C", "E"]
    near = measures.nearest_twins(FLOWS, "KAZ", "MNG")
    assert len(near) == 20
    # At a quarter the pair has twenty twins: they are the twenty nearest.
    assert set(near.index) == set(twins(FLOWS, "KAZ", "MNG").index)


def test_where_near_dyads_stand():
    near = standings(FLOWS, of=FLOWS["gap_km"] <= measures.NEAR_KM)
    for seller, buyer, counted, trading in (("KAZ", "MNG", 95, 91), ("MNG", "KAZ", 80, 40)):
        own = of(near, seller, buyer)
        assert round(100 * own["sold_less"]) == counted
        assert round(100 * own["sold_less_trading"]) == trading
    assert 100 * near["sold_less"].median() == pytest.approx(96, abs=0.5)
    untouching = near[~near["touching"]]
    assert 100 * untouching["sold_less"].median() == pytest.approx(95, abs=0.5)
    far = standings(FLOWS, of=FLOWS["km"].between(*benchmark.AS_FAR_KM))
    assert 100 * far["sold_less"].median() == pytest.approx(59, abs=0.5)


def test_the_company_that_each_direction_keeps():
    company = measures.pair_places(YEAR).set_index(["seller", "among", "zeros"])

    def shares(seller: str, among: str, zeros: bool) -> tuple[int, int, int]:
        return tuple(company.loc[(seller, among, zeros), ["others", "less", "more"]])

    assert shares("KAZ", "distance", True) == (20, 20, 0)
    assert shares("MNG", "distance", True) == (20, 13, 7)
    assert shares("MNG", "distance", False) == (9, 2, 7)
    assert shares("KAZ", "near", True) == (138, 69, 69)
    assert shares("MNG", "near", True) == (138, 32, 106)
    assert shares("MNG", "size", True) == (278, 223, 51)
    # Near pairs that touch among them, Mongolia stands below 80 in 100.
    ours = FLOWS["seller"].isin(["MNG", "KAZ"]) & FLOWS["buyer"].isin(["MNG", "KAZ"])
    touching = places(FLOWS, ours, touching=True).set_index(["seller", "among", "zeros"])
    row = touching.loc[("MNG", "near", True)]
    assert row["more"] / row["others"] == pytest.approx(0.80, abs=0.005)
    # Nobody keeps company with itself: a larger sale moves what is less and more, never others.
    more = measures.pair_places(YEAR, sold=(("MNG", 60.0),)).set_index(["seller", "among", "zeros"])
    assert more.loc[("MNG", "distance", True), ["others", "less"]].tolist() == [20, 20]


def test_a_pair_is_left_out_of_its_own_company_in_both_directions():
    near = measures.near_places(YEAR)
    yard = standings(FLOWS, of=(FLOWS["gap_km"] <= 100) & ~FLOWS["touching"])
    asked = near[(near["among"] == "near") & near["zeros"] & (near["others"] > 0)]
    pairs = set(zip(yard["seller"], yard["buyer"], strict=True))
    for row in asked.itertuples():
        back = (row.buyer, row.seller) in pairs
        assert row.others == len(yard) - 1 - back
    own = of(yard, "MNG", "KAZ")["sold_less"]
    mine = of(asked, "MNG", "KAZ")
    assert mine["more"] == (yard["sold_less"] > own).sum() - 1  # Kazakhstan's stands higher


def test_the_sum_of_the_pair_beside_pairs_of_like_product():
    pairs = measures.sums_of_pairs(FLOWS)
    row = of(pairs, "KAZ", "MNG")
    assert row["sold"] == 60 and row["product"] == pytest.approx(
        of(FLOWS, "KAZ", "MNG")["gdp_seller"] * of(FLOWS, "KAZ", "MNG")["gdp_buyer"]
    )
    assert (
        len(pairs)
        == FLOWS.merge(FLOWS, left_on=["seller", "buyer"], right_on=["buyer", "seller"]).shape[0]
        / 2
    )


def test_standings_are_fast():
    near = FLOWS["gap_km"] <= measures.NEAR_KM
    start = time.perf_counter()
    assert len(standings(FLOWS, of=near)) == 665
    assert time.perf_counter() - start < 1


def test_the_odds_of_the_rule_for_claim_15_are_those_that_lesson_02_says():
    """Of all pairs six in ten are supported, of 69 near ones 55 are not supported."""
    places = standings(flows(2012), at_least=0)
    trading = places["twins"] - places["none"]
    signs = pd.DataFrame(
        {
            "all": _sign(places["sold_less"], places["twins"]),
            "trading": _sign(places["sold_less_trading"], trading),
        }
    )
    pair = places[["seller", "buyer"]].min(axis=1) + places[["seller", "buyer"]].max(axis=1)
    both = pair.map(pair.value_counts()) == 2
    speaks = {
        said: (signs == said).any(axis=1)[both].groupby(pair[both]).any()
        for said in ("for", "against")
    }
    supported = (speaks["for"] & ~speaks["against"]).mean()
    not_supported = (speaks["against"] & ~speaks["for"]).mean()
    assert (round(supported, 2), round(not_supported, 2)) == (0.63, 0.14)
    sweep = verdicts.finding(15).sweep
    assert "55 not supported" in sweep and "69 pairs" in sweep


def test_what_lesson_02_says_of_near_and_far_without_printing_it():
    """Half of the near dyads outsell nearly all; which companies turn claim 26; islands; zeros."""
    table = standings(flows(2012))
    ours = table["seller"].isin(PAIR) & table["buyer"].isin(PAIR)
    near = table[(table["gap_km"] <= 100) & ~table["touching"] & ~ours]
    assert near["sold_less"].median() > 0.94  # question 2.5, B
    overseas = near["seller"].isin(["FRA", "NLD"]) | near["buyer"].isin(["FRA", "NLD"])
    assert (overseas & (near["km"] > 5000)).sum() >= 10
    mongolia = table[ours & (table["seller"] == "MNG")].iloc[0]
    kazakhstan = table[ours & (table["seller"] == "KAZ")].iloc[0]
    far = table[table["km"].between(2000, 3200) & ~ours]
    assert far["sold_less"].median() < mongolia["sold_less"] - 0.1 < kazakhstan["sold_less"]
    sold = far[far["sold"] > 0]
    assert (sold["sold_less_trading"] > mongolia["sold_less_trading"]).mean() > 0.6


def test_what_turns_claim_26_is_what_lesson_02_says():
    both = pd.concat([measures.pair_places(year) for year in (2012, 2014)])
    by_borders = verdicts.surprisingly_small(both[both["among"] == "near"])
    by_towns = verdicts.surprisingly_small(both[both["among"] == "distance"])
    assert by_borders.now == "supported"
    assert (by_towns.in_2013, by_towns.now) == ("not supported", "not supported")
    for kazakhstan, mongolia in ((18, 26), (26, 18)):
        sold = (("KAZ", kazakhstan), ("MNG", mongolia))
        theirs = pd.concat([measures.pair_places(year, sold=sold) for year in (2012, 2014)])
        for rule in (verdicts.counts_for_little, verdicts.surprisingly_small):
            assert rule(theirs).in_2013 == "not supported"


def _sign(share: pd.Series, twins: pd.Series) -> pd.Series:
    said = pd.Series("silent", index=share.index)
    said[share >= 0.75] = "against"
    said[share <= 0.5] = "for"
    return said.where(twins >= 10, "silent")
