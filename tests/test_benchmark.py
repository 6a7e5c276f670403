"""Lesson 02: the benchmark beside plain recomputation, its views, and its two verdicts."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from plain_tables import table

from steppes import verdicts, views, words
from steppes.errors import BadSetting
from steppes.lessons.benchmark.exercises import USUAL
from steppes.lessons.benchmark.figures import LEAST_RATIO
from steppes.lessons.benchmark.verdicts import (
    YEAR_LAST,
    YEAR_THEN,
    counts_for_little,
    surprisingly_small,
)
from steppes.measures import benchmark, statistics
from steppes.measures.benchmark import (
    BUYER_OF,
    COMPARISONS,
    COVARIATES,
    DIRECTIONS,
    ESTIMATORS,
    PAST_NAMES,
    SELLERS,
)
from steppes.measures.trade import TRADE_YEARS

FLOWS = benchmark.flows_of(2012)
GRID = list(itertools.product(TRADE_YEARS, ESTIMATORS, COVARIATES))


def row_of(flows: pd.DataFrame, seller: str) -> int:
    dyad = (flows["exporter"] == seller) & (flows["importer"] == BUYER_OF[seller])
    return flows.index[dyad].item()


def raw(year: int, seller: str) -> float:
    trade = table("trade")
    return trade[
        (trade["year"] == year)
        & (trade["exporter"] == seller)
        & (trade["importer"] == BUYER_OF[seller])
    ]["usd_million"].item()


def test_the_flows_are_those_of_the_tables():
    trade, pairs, years = (table(n) for n in ("trade", "pair_covariates", "country_years"))
    product = years[years["year"] == 2012].set_index("iso3")["gdp_usd"]
    for seller, buyer in DIRECTIONS:
        row = FLOWS.loc[row_of(FLOWS, seller)]
        assert row["usd_million"] == raw(2012, seller)
        assert math.exp(row["log_gdp_exporter"]) == pytest.approx(product[seller])
        assert math.exp(row["log_gdp_importer"]) == pytest.approx(product[buyer])
        km = pairs[(pairs["iso3_a"] == "KAZ") & (pairs["iso3_b"] == "MNG")]["distw_km"].item()
        assert math.exp(row["log_distance"]) == pytest.approx(km)
        assert (row["both_ex_soviet"], row["both_ex_comecon"]) == (0, 1)
    assert not FLOWS.duplicated(["exporter", "importer"]).any()
    absent = trade[(trade["year"] == 2012) & trade["usd_million"].isna()]
    assert FLOWS.merge(absent, on=["exporter", "importer"]).empty
    assert benchmark.flows_of(1999).empty


def test_a_past_is_that_of_members_and_of_states_that_came_out_of_them():
    past = set(FLOWS.loc[FLOWS["both_ex_comecon"] == 1, "exporter"])
    assert {"MNG", "CUB", "VNM", "POL", "KAZ", "EST", "CZE", "SVK"} <= past
    assert not past & {"ALB", "DEU", "CHN", "PRK", "HRV"}
    soviet = FLOWS.loc[FLOWS["both_ex_soviet"] == 1, "exporter"]
    assert soviet.nunique() == 15
    assert set(soviet) <= past


def test_logarithms_equal_statsmodels():
    sold = FLOWS[FLOWS["usd_million"] > 0]
    model = sm.OLS(np.log(sold["usd_million"]), sm.add_constant(sold[USUAL])).fit(cov_type="HC0")
    benchmarked = benchmark.estimated(2012, "logs", "ties")
    for seller in SELLERS:
        row = row_of(FLOWS, seller)
        x = np.r_[1, FLOWS.loc[row, USUAL].to_numpy(float)]
        mean, error = x @ model.params, math.sqrt(x @ model.cov_params() @ x)
        assert benchmarked["predicted"][row] == pytest.approx(math.exp(mean), rel=1e-6)
        assert benchmarked["mean_low"][row] == pytest.approx(
            math.exp(mean - 1.959964 * error), rel=1e-6
        )
        spread = model.resid.std(ddof=1)
        assert benchmarked["high"][row] == pytest.approx(
            math.exp(mean + 1.959964 * spread), rel=1e-5
        )


def test_ppml_and_effects_equal_statsmodels():
    some = sorted(set(FLOWS["exporter"]))[::3] + ["KAZ", "MNG"]
    few = FLOWS[FLOWS["exporter"].isin(some) & FLOWS["importer"].isin(some)].reset_index(drop=True)
    pairwise = [name for name in USUAL if not name.startswith("log_gdp")]
    dummies = pd.get_dummies(few[["exporter", "importer"]], dtype=float)
    dummies = dummies.drop(columns=f"importer_{few['importer'].min()}")
    designs = {
        "ppml": sm.add_constant(few[USUAL]),
        "effects": pd.concat([few[pairwise], dummies], axis=1),
    }
    for estimator, design in designs.items():
        model = sm.GLM(few["usd_million"], design.astype(float), family=sm.families.Poisson())
        fitted = model.fit(maxiter=200, tol=1e-13, tol_criterion="params").fittedvalues
        benchmarked = benchmark.estimate(few, estimator, COVARIATES["ties"])
        estimable = benchmarked["predicted"].notna()
        assert estimable.mean() > 0.9
        np.testing.assert_allclose(
            benchmarked["predicted"][estimable], fitted[estimable], rtol=1e-6
        )
        assert (few["usd_million"][~estimable] == 0).all()


@pytest.mark.parametrize(("year", "estimator", "covariates"), GRID)
def test_every_specification_in_every_comparison(year, estimator, covariates):
    flows = benchmark.estimated(year, estimator, covariates)
    assert len(flows) == len(benchmark.flows_of(year))
    known = flows.dropna(subset="predicted")
    assert (flows["usd_million"][flows["predicted"].isna()] == 0).all()
    for low, high in (("mean_low", "mean_high"), ("low", "high")):
        assert (known[low] < known[high]).all()
    assert (known["mean_low"] <= known["predicted"]).all()
    if estimator != "logs":
        assert known["predicted"].sum() == pytest.approx(flows["usd_million"].sum(), rel=1e-6)
    for (seller, buyer), among in itertools.product(DIRECTIONS, COMPARISONS):
        group = benchmark.compared_with(year, estimator, covariates, seller, among)
        place = benchmark.pair_place(year, estimator, covariates, seller, among)
        own = group[(group["exporter"] == seller) & (group["importer"] == buyer)]
        assert len(own) == 1
        assert place["actual"] == raw(year, seller)
        ratio = place["actual"] / place["predicted"]
        assert place["ratio"] == pytest.approx(ratio)
        ranks = pd.concat([group["ratio"], pd.Series([place["ratio"]])]).rank()
        # The average rank of one more such value: those below, and half of those alike.
        assert place["percentile"] == pytest.approx(
            (ranks.iloc[-1] - 1) / len(group), abs=1 / len(group)
        )
        assert place["dyads"] == len(group)
        assert place["zeros"] == pytest.approx((group["usd_million"] == 0).mean())
        above = group.loc[group["usd_million"] > 0, "ratio"]
        half = ((above < ratio).mean() + (above <= ratio).mean()) / 2
        assert place["trading"] == pytest.approx(half)
        without = benchmark.pair_place(year, estimator, covariates, seller, among, sold=0)
        assert place["lowest"] == without["lowest"] == without["percentile"] <= place["percentile"]
        if among == "like":
            assert group["predicted"].between(place["predicted"] / 2, place["predicted"] * 2).all()
        if among == "sold":
            assert set(group["exporter"]) == {seller}
        if among == "bought":
            assert set(group["importer"]) == {buyer}


def test_near_and_landlocked_are_those_of_the_tables():
    near, countries = table("near_pairs"), table("countries").set_index("iso3")
    near = near[near["gap_km"] <= 100]
    known = {frozenset(pair) for pair in zip(near["iso3_a"], near["iso3_b"], strict=True)}
    group = benchmark.compared_with(2012, "ppml", "ties", "MNG", "near")
    assert {frozenset(p) for p in zip(group["exporter"], group["importer"], strict=True)} <= known
    assert len(group) > 600
    inland = benchmark.compared_with(2012, "ppml", "ties", "MNG", "landlocked")
    landlocked = countries["landlocked"].astype(str).str.lower() == "true"
    assert landlocked[inland["exporter"]].all() and landlocked[inland["importer"]].all()


def test_percentile_counts_ties_half():
    assert statistics.percentile([0, 0, 1, 2], 0) == 0.25
    assert statistics.percentile([0, 0, 1, 2], 1) == 0.625
    assert statistics.percentile([1, 2], 3) == 1


@pytest.mark.parametrize(
    ("call", "settings", "nearest"),
    [
        (benchmark.estimated, {"year": 2013}, "2012"),
        (benchmark.estimated, {"year": 2012, "estimator": "poisson"}, "ppml"),
        (benchmark.estimated, {"year": 2012, "covariates": "soviets"}, "soviet"),
        (views.benchmark_cloud, {"covariates": "tie"}, "ties"),
        (views.specification_walk, {"among": "nearby"}, "near"),
        (views.past_dummy, {"past": "mongol"}, "soviet or comecon"),
        (views.past_dummy, {"seller": "RUS"}, "KAZ or MNG"),
    ],
)
def test_an_unknown_setting_is_one_sentence(call, settings, nearest):
    with pytest.raises(BadSetting, match=nearest):
        call(**settings)


def test_the_cloud_draws_and_says_every_specification():
    fig = None
    for year, estimator, covariates in GRID:
        fig, description = views.benchmark_cloud(year, estimator, covariates, fig=fig)
        assert "nan" not in description.whole and "not known" not in description.whole
        for seller in SELLERS:
            place = benchmark.pair_place(year, estimator, covariates, seller)
            assert words.significant(place["predicted"]) in description.first
            assert (
                f"above {words.percent(place['percentile'], 0)} of the {place['dyads']:,}"
                in description.whole
            )
        ends = [line.get_xdata() for line in fig.axes[0].lines if len(line.get_xdata()) == 1]
        xlim = fig.axes[0].get_xlim()
        assert len(ends) == 2 and all(xlim[0] < end[0] < xlim[1] for end in ends)


@pytest.mark.parametrize("among", COMPARISONS)
def test_the_walk_marks_the_chosen_specification(among):
    fig, over_all = None, {}
    for order, (year, estimator, covariates) in enumerate(GRID):
        if order % 7:  # each value of each control comes up
            continue
        fig, description = views.specification_walk(year, estimator, covariates, among, fig=fig)
        marked = benchmark.pair_place(year, estimator, covariates, "MNG", among)
        assert f"{words.significant(marked['ratio'], 2)} times the predicted" in description.first
        assert (
            f"{words.percent(marked['percentile'], 0)} of the {marked['dyads']:,}"
            in description.first
        )
        over_all[description.rest] = None
    # What is said of all specifications does not hang on the chosen one.
    assert len(over_all) == 1
    everything = benchmark.specifications(among=among)
    assert len(everything) == len(GRID)
    assert (
        f"lowest quarter in {(everything['percentile_MNG'] < 0.25).sum()}"
        in next(iter(over_all))[1]
    )
    possible = (everything["lowest_MNG"] < 0.25).sum()
    assert f"of the {possible} in which a flow of zero" in next(iter(over_all))[1]
    ratios = everything["ratio_MNG"]
    assert (ratios[ratios > 0] > LEAST_RATIO).all()  # so a zero stands below all others


@pytest.mark.parametrize("seller", SELLERS)
@pytest.mark.parametrize("past", PAST_NAMES)
@pytest.mark.parametrize("estimator", ["ppml", "effects"])
@pytest.mark.parametrize("year", TRADE_YEARS)
def test_what_a_past_takes_away(seller, past, estimator, year):
    shift = benchmark.past_shift(seller, past, estimator, year)
    other = BUYER_OF[seller]
    assert shift["importer"].tolist()[-1] == other and shift["importer"].is_unique
    before = benchmark.pair_place(year, estimator, "ties", seller)["ratio"]
    after = benchmark.pair_place(year, estimator, past, seller)["ratio"]
    assert shift["ratio_without"].iloc[-1] == pytest.approx(before)
    assert shift["ratio_with"].iloc[-1] == pytest.approx(after)
    assert shift["in_past"].iloc[-1] == (past == "comecon")
    assert shift["in_past"].iloc[:-1].all()
    assert shift["usd_million"].iloc[:-1].is_monotonic_decreasing
    _, description = views.past_dummy(seller, past, estimator, year)
    moved = f"goes from {words.significant(before, 2)} to {words.significant(after, 2)}"
    assert moved in description.first
    assert ("No market" in description.whole) == (len(shift) == 1)
    flows = benchmark.flows_of(year)
    shared = flows[(flows["exporter"] == seller) & (flows[f"both_ex_{past}"] == 1)]
    shared = shared.loc[shared["importer"] != other, "usd_million"]
    assert benchmark.past_silent(seller, past, year) == (len(shared), (shared == 0).sum())
    if len(shift) > 1:
        assert (
            f"Of {len(shared)} others that share the past, {(shared == 0).sum()}"
            in description.whole
        )


LIKE = benchmark.specifications((2012, 2014))
BOTH = pd.concat([LIKE, benchmark.specifications((2012, 2014), "near")])


def test_what_counts_lifts_a_flow():
    assert (counts_for_little(LIKE).in_2013, counts_for_little(LIKE).now) == ("mixed", "mixed")
    swept = {high: counts_for_little(LIKE, high / 100).in_2013 for high in range(51, 100)}
    assert {swept[high] for high in range(51, 67)} == {"not supported"}
    assert {swept[high] for high in range(68, 100)} == {"mixed"}
    for middle in (0.3, 0.4, 0.5, 0.6):
        assert counts_for_little(LIKE, middle=middle).in_2013 == "mixed"
    both_high = LIKE.assign(percentile_MNG=0.9, percentile_KAZ=0.8)
    assert counts_for_little(both_high).in_2013 == "not supported"
    both_low = LIKE.assign(percentile_MNG=0.5, percentile_KAZ=0.2)
    assert counts_for_little(both_low).now == "supported"
    # Other comparisons enter no verdict on this claim, and no prediction that knows of nearness.
    assert counts_for_little(BOTH) == counts_for_little(LIKE)
    assert counts_for_little(LIKE[LIKE["covariates"] == "size"]) == counts_for_little(LIKE)


def test_surprise_needs_a_direction_and_a_comparison():
    assert (surprisingly_small(BOTH).in_2013, surprisingly_small(BOTH).now) == ("mixed", "mixed")
    swept = {low: surprisingly_small(BOTH, low / 100).in_2013 for low in range(1, 96)}
    assert {swept[low] for low in range(1, 12)} == {"not supported"}
    assert {swept[low] for low in range(14, 90)} == {"mixed"}
    assert swept[95] == "supported"
    everywhere = BOTH.assign(percentile_KAZ=0.1, percentile_MNG=0.1)
    assert surprisingly_small(everywhere).in_2013 == "supported"
    nowhere = BOTH.assign(percentile_MNG=0.4)
    assert surprisingly_small(nowhere).now == "not supported"


@pytest.mark.parametrize("sold", [{"KAZ": 18, "MNG": 26}, {"KAZ": 26, "MNG": 18}])
def test_with_the_op_eds_own_figures_neither_claim_is_supported(sold):
    tables = [benchmark.specifications((2012,), among, sold) for among in ("like", "near")]
    both = pd.concat(tables)
    assert counts_for_little(both).in_2013 == "not supported"
    assert surprisingly_small(both).in_2013 == "not supported"
    plain = benchmark.estimated(2012, "ppml", "ties")
    row = row_of(plain, "MNG")
    specified = both[(both["estimator"] == "ppml") & (both["covariates"] == "ties")]
    assert specified["ratio_MNG"].iloc[0] == pytest.approx(sold["MNG"] / plain["predicted"][row])


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_near_dyads_stand_higher_by_size_than_the_pair(estimator):
    places = benchmark.places_by_size(2012, estimator)
    table = benchmark.estimated(2012, estimator, "size")
    for seller, buyer in (("KAZ", "MNG"), ("RUS", "CHN")):
        dyad = (places["exporter"] == seller) & (places["importer"] == buyer)
        row = table[(table["exporter"] == seller) & (table["importer"] == buyer)].iloc[0]
        like = table["predicted"].between(row["predicted"] / 2, row["predicted"] * 2)
        ratios = table["ratio"][like]
        half = ((ratios < row["ratio"]).mean() + (ratios <= row["ratio"]).mean()) / 2
        assert places.loc[dyad, "percentile"].item() == pytest.approx(half)
    near, far = places[places["near"]], places[places["km"].between(2000, 3200)]
    assert near["percentile"].median() == pytest.approx(0.96, abs=0.005)
    assert far["percentile"].median() == pytest.approx(0.60, abs=0.02)


def test_size_alone_is_left_out_of_surprise():
    other = BOTH.copy()
    other.loc[other["covariates"] == "size", ["percentile_KAZ", "percentile_MNG"]] = 0.01
    assert surprisingly_small(other) == surprisingly_small(BOTH)


def test_more_trade_would_end_the_surprise():
    flows = FLOWS.copy()
    row = row_of(flows, "MNG")
    near = benchmark.compared_with(2012, "ppml", "ties", "MNG", "near")["ratio"]
    for amount, low in ((2, True), (60, False)):
        flows.loc[row, "usd_million"] = amount
        ratio = benchmark.estimate(flows, "ppml", COVARIATES["ties"])["ratio"][row]
        assert (statistics.percentile(near, ratio) < 0.25) is low


def test_the_ledger_uses_the_last_year_before_the_op_ed_and_the_last_with_all_pairs():
    assert verdicts.finding(15) == counts_for_little(LIKE)
    assert verdicts.finding(26) == surprisingly_small(BOTH)
    assert YEAR_THEN == 2012 and YEAR_LAST == max(TRADE_YEARS)


def test_a_cloud_in_words():
    size, up = pd.Series([1.0, 10, 100]), pd.Series([2.0, 20, 200])
    description = words.of_cloud(
        "Trade", {"size": size, "distance": size[::-1].set_axis(size.index)}, up, "USD"
    )
    assert description.first == "Trade: 3 points, from 2.00 to 200 USD up."
    assert (
        "logarithms is 1.00. The median is 2.00 in the lowest tenth and 200 in"
        in description.rest[0]
    )
    assert (
        "logarithms is -1.00. The median is 200 in the lowest tenth and 2.00 in"
        in description.rest[1]
    )
