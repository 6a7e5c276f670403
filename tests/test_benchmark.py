"""Lesson 02: the benchmark beside plain recomputation, its views, and its two verdicts."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from plain_tables import table

from steppes import verdicts, views, words
from steppes.errors import BadSetting
from steppes.lessons.benchmark.further import LEAST_RATIO
from steppes.lessons.benchmark.further_exercises import USUAL
from steppes.lessons.benchmark.verdicts import (
    YEAR_LAST,
    YEAR_THEN,
    counts_for_little,
    places_of_the_pair,
    surprisingly_small,
)
from steppes.measures import benchmark, statistics, twins
from steppes.measures.benchmark import (
    BUYER_OF,
    COMPARISONS,
    COVARIATES,
    DIRECTIONS,
    ESTIMATORS,
    PAST_NAMES,
    SELLERS,
)
from steppes.measures.ppml import ppml
from steppes.measures.trade import TRADE_YEARS

FLOWS = benchmark.flows_of(2012)
GRID = list(itertools.product(TRADE_YEARS, ESTIMATORS, COVARIATES))


def row_of(flows: pd.DataFrame, seller: str) -> int:
    dyad = (flows["exporter"] == seller) & (flows["importer"] == BUYER_OF[seller])
    return flows.index[dyad].item()


RAW = table("trade").set_index(["year", "exporter", "importer"])["usd_million"]


def raw(year: int, seller: str) -> float:
    return RAW[year, seller, BUYER_OF[seller]].item()


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
    import statsmodels.api as sm  # here, since whoever collects tests would wait for it

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
    import statsmodels.api as sm  # here, since whoever collects tests would wait for it

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


def test_clusters_widen_the_intervals_of_the_mean_and_of_the_soviet_dummy():
    sides = [FLOWS["exporter"], FLOWS["importer"]]
    usual = FLOWS[list(COVARIATES["ties"])]
    row = row_of(FLOWS, "MNG")
    reach = {}
    for name, clusters in (("plain", []), ("clustered", sides)):
        fit = ppml(FLOWS["usd_million"], usual, clusters=clusters)
        reach[name] = fit.fitted[row] * np.exp(statistics.interval(0, fit.error_of_log[row]))
    assert reach["plain"].round(1).tolist() == [26.2, 37.4]
    assert reach["clustered"].round(1).tolist() == [22.5, 43.6]
    past = FLOWS[[name for name in COVARIATES["soviet"] if not name.startswith("log_gdp")]]
    fit = ppml(FLOWS["usd_million"], past, sides, sides)
    log, error = fit.coefficients["both_ex_soviet"], fit.standard_errors["both_ex_soviet"]
    ends = np.exp(statistics.interval(log, error))
    assert (math.exp(log), *ends) == pytest.approx((6.0, 3.7, 9.6), abs=0.05)


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


PLACES = places_of_the_pair()
NEAR_PLACES = twins.near_places(2012)


def of_a_world(**more: dict[tuple[str, str, bool], float]) -> pd.DataFrame:
    """Places in which each direction has a hundred dyads beside it, and so many of them do more.

    `more` gives, for KAZ and for MNG, 100 less those that do less, by company, zeros counted and
    left out.
    """
    rows = []
    for year, (seller, buyer) in itertools.product((YEAR_THEN, YEAR_LAST), DIRECTIONS):
        for (among, zeros), above in more[seller].items():
            rows.append((seller, buyer, among, zeros, 100, 100 - above, above, year, 0.25))
    return pd.DataFrame(rows, columns=list(PLACES.columns))


def all_at(above: float) -> dict[tuple[str, bool], float]:
    return {
        (among, zeros): above for among in ("size", "distance", "near") for zeros in (True, False)
    }


@pytest.mark.parametrize("rule", [counts_for_little, surprisingly_small])
def test_each_word_can_come_out(rule):
    high, low = "not supported", "supported"
    assert rule(of_a_world(KAZ=all_at(10), MNG=all_at(10))).in_2013 == high
    assert rule(of_a_world(KAZ=all_at(90), MNG=all_at(90))).in_2013 == low
    assert rule(of_a_world(KAZ=all_at(10), MNG=all_at(90))).now == "mixed"
    between = 35 if rule is counts_for_little else 65
    assert rule(of_a_world(KAZ=all_at(between), MNG=all_at(between))).now == "untested"
    assert rule(of_a_world(KAZ=all_at(10), MNG=all_at(between))).now == high
    few = of_a_world(KAZ=all_at(10), MNG=all_at(10)).assign(others=9)
    assert rule(few).in_2013 == "untested"


def test_what_counts_lifts_a_flow():
    found = counts_for_little(PLACES, NEAR_PLACES)
    assert (found.in_2013, found.now, found.now_as_of) == ("mixed", "mixed", 2014)
    assert "in 2012 Kazakhstan's sales 95 and 91 and Mongolia's sales 80 and 40" in found.says
    for year, width in itertools.product(TRADE_YEARS, (0.25, 0.5, 1.0, 2.0)):
        as_then = twins.pair_places(year, width).assign(year=YEAR_THEN, within=0.25)
        both = pd.concat([as_then, as_then.assign(year=YEAR_LAST)])
        assert counts_for_little(both).in_2013 == "mixed"
    assert "mixed in all 16" in found.sweep
    swept = {bar: counts_for_little(PLACES, bar=bar / 100).in_2013 for bar in range(51, 100, 4)}
    assert {swept[bar] for bar in range(51, 95, 4)} == {"mixed"}
    assert {swept[bar] for bar in range(95, 100, 4)} == {"supported"}
    assert "mixed from 51 to 94 and supported from 95 to 99" in found.sweep
    middles = {m: counts_for_little(PLACES, middle=m / 100).in_2013 for m in (30, 39, 40, 60)}
    assert middles == {30: "not supported", 39: "not supported", 40: "mixed", 60: "mixed"}
    assert "not supported from 25 to 39 and mixed from 40 to 65" in found.sweep
    # One sign alone is for the claim: what Mongolia sold beside twins that sold.
    without = PLACES[PLACES["zeros"]]
    assert counts_for_little(without).in_2013 == "not supported"


def test_the_rules_could_have_come_out_otherwise_for_pairs_as_near():
    """Counted by another route: what each rule says of near pairs that do not touch."""
    swept = {
        rule: rule(PLACES, NEAR_PLACES).sweep for rule in (counts_for_little, surprisingly_small)
    }
    lifted = {"not supported": 0, "supported": 0, "mixed": 0, "untested": 0}
    flows = twins.flows(2012)
    near = twins.standings(flows, of=(flows["gap_km"] <= 100) & ~flows["touching"])
    both = near.merge(near, left_on=["seller", "buyer"], right_on=["buyer", "seller"])
    both = both[both["seller_x"] < both["buyer_x"]]
    for row in both.to_dict("records"):
        speaks = set()
        for side in "xy":
            trading = row[f"twins_{side}"] - row[f"none_{side}"]
            shares = [row[f"sold_less_{side}"]]
            shares += [row[f"sold_less_trading_{side}"]] if trading >= 10 else []
            speaks |= {share >= 0.75 for share in shares if share >= 0.75 or share <= 0.5}
        word = {(True,): "not supported", (False,): "supported", (): "untested"}
        lifted[word.get(tuple(speaks), "mixed")] += 1
    assert lifted == {"not supported": 55, "supported": 7, "mixed": 7, "untested": 0}
    assert (
        "of 69 pairs within 100 km that do not touch: 55 not supported, 7"
        in (swept[counts_for_little])
    )
    assert "34 not supported, 19 mixed, 14 supported and 2 untested" in swept[surprisingly_small]


def test_surprise_needs_a_direction_and_a_company():
    found = surprisingly_small(PLACES, NEAR_PLACES)
    assert (found.in_2013, found.now, found.now_as_of) == ("mixed", "mixed", 2014)
    assert "in 2012 Kazakhstan's sales 0 and 0 and Mongolia's sales 35 and 78" in found.says
    assert "in 2012 Kazakhstan's sales 50 and 59 and Mongolia's sales 77 and 90" in found.says
    assert "mixed in all 16" in found.sweep
    assert "mixed from 51 to 89 and not supported from 90 to 99" in found.sweep
    # What the op-ed may mean by near decides: beside near borders alone one word, by towns another.
    by_borders = PLACES[PLACES["among"] == "near"]
    assert surprisingly_small(by_borders).in_2013 == "mixed"
    assert surprisingly_small(by_borders).now == "supported"
    by_towns = PLACES[PLACES["among"] == "distance"]
    assert surprisingly_small(by_towns).in_2013 == "not supported"
    # Twins by size alone are claim 15's.
    no_size = PLACES[PLACES["among"] != "size"]
    assert surprisingly_small(no_size).in_2013 == surprisingly_small(PLACES).in_2013


def test_by_the_sum_of_both_flows_more_than_half_of_near_pairs_stand_higher():
    higher = {}
    for year in (2006, 2012, 2014):
        pairs = twins.sums_of_pairs(twins.flows(year))
        ours = (pairs["seller"] == "KAZ") & (pairs["buyer"] == "MNG")
        near = (pairs["gap_km"] <= 100) & ~pairs["touching"]
        placed = twins.standings(pairs, 0.5, ["product"], ours | near)
        own = placed["seller"].eq("KAZ") & placed["buyer"].eq("MNG")
        mine = placed.loc[own, "sold_less"].item()
        higher[year] = 100 * (placed.loc[~own, "sold_less"] > mine).mean()
    assert [round(share) for share in higher.values()] == [45, 65, 66]


def test_most_of_mongolias_buyers_stand_above_kazakhstan_beside_their_own_twins():
    flows = twins.flows(2012)
    bought = flows[(flows["seller"] == "MNG") & (flows["sold"] > 0)]
    less = {
        row.buyer: (twins.nearest_twins(flows, "MNG", row.buyer)["sold"] < row.sold).sum()
        for row in bought.itertuples()
    }
    assert len(less) == 24 and sum(value > less["KAZ"] for value in less.values()) == 15


@pytest.mark.parametrize("sold", [{"KAZ": 18, "MNG": 26}, {"KAZ": 26, "MNG": 18}])
def test_with_the_op_eds_own_figures_neither_claim_is_supported(sold):
    said = twins.pair_places(2012, sold=tuple(sold.items()))
    places = pd.concat([said, said.assign(year=2014)])
    assert counts_for_little(places).in_2013 == "not supported"
    assert surprisingly_small(places).in_2013 == "not supported"


def test_a_flow_without_a_figure_changes_no_verdict_if_it_is_taken_for_a_zero():
    """Of 815 to 820 pairs a year one flow has no figure, and the other is mostly zero."""
    trade = table("trade")
    for year in TRADE_YEARS:
        rows = trade[trade["year"] == year]
        pairs = rows.merge(
            rows, left_on=["exporter", "importer"], right_on=["importer", "exporter"]
        )
        one = pairs[pairs["usd_million_x"].isna() & pairs["usd_million_y"].notna()]
        assert 815 <= len(one) <= 820 and (one["usd_million_y"] == 0).mean() > 0.95
        assert not (pairs["usd_million_x"].isna() & pairs["usd_million_y"].isna()).any()
    counted = pd.concat([with_missing_as_zero(year) for year in (2012, 2014)])
    for rule in (counts_for_little, surprisingly_small):
        assert (rule(counted).in_2013, rule(counted).now) == ("mixed", "mixed")


def with_missing_as_zero(year: int) -> pd.DataFrame:
    trade = table("trade")
    rows = trade[(trade["year"] == year) & trade["usd_million"].isna()]
    known = twins.flows(year)
    product = known.drop_duplicates("seller").set_index("seller")["gdp_seller"]
    towns = table("pair_covariates")
    towns = pd.concat([towns, towns.rename(columns={"iso3_a": "iso3_b", "iso3_b": "iso3_a"})])
    km = towns.set_index(["iso3_a", "iso3_b"])["distw_km"]
    added = pd.DataFrame(
        {
            "seller": rows["exporter"],
            "buyer": rows["importer"],
            "sold": 0.0,
            "gdp_seller": rows["exporter"].map(product),
            "gdp_buyer": rows["importer"].map(product),
            "km": km.reindex([*zip(rows["exporter"], rows["importer"], strict=True)]).to_numpy(),
            "touching": False,
        }
    ).dropna()
    assert len(added) > 700
    flows = pd.concat([known, added], ignore_index=True)
    ours = flows["seller"].isin(["MNG", "KAZ"]) & flows["buyer"].isin(["MNG", "KAZ"])
    return twins.places(flows, ours).assign(year=year, within=0.25)


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


def test_the_ledger_uses_the_last_year_before_the_op_ed_and_the_last_with_all_pairs():
    for claim, rule in ((15, counts_for_little), (26, surprisingly_small)):
        told, found = verdicts.finding(claim), rule(PLACES, NEAR_PLACES)
        assert told == found and told.sweep == found.sweep
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
