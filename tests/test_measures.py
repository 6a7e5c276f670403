"""Measures on small tables whose answer is known without them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from steppes.measures import statistics, trade

FLOWS = pd.DataFrame(
    {
        "exporter": ["KAZ", "MNG", "RUS", "MNG"],
        "importer": ["MNG", "KAZ", "MNG", "CHN"],
        "year": 2012,
        "usd_million": [58.0, 2.0, 30.0, 90.0],
    }
)


@pytest.fixture
def small_world(monkeypatch):
    monkeypatch.setattr(trade, "load", lambda _: FLOWS.copy())


@pytest.mark.parametrize(
    ("state", "flow", "amounts"),
    [
        ("MNG", "imports", {"KAZ": 58, "RUS": 30}),
        ("MNG", "exports", {"CHN": 90, "KAZ": 2}),
        ("MNG", "total", {"CHN": 90, "KAZ": 60, "RUS": 30}),
        ("KAZ", "imports", {"MNG": 2}),
        ("KAZ", "exports", {"MNG": 58}),
    ],
)
def test_what_a_state_buys_is_what_the_other_sells(small_world, state, flow, amounts):
    table = trade.partners(state, flow, "COW", 2012)
    assert dict(zip(table["partner"], table["usd_million"], strict=True)) == amounts
    assert table["rank"].tolist() == list(range(1, len(amounts) + 1))
    assert table["share"].tolist() == [
        amount / sum(amounts.values()) for amount in amounts.values()
    ]


def test_the_interval_of_a_rank_correlation_is_fishers():
    one = pd.Series(range(20))
    other = pd.Series([(7 * step) % 20 for step in range(20)])
    rho, low, high, cases = statistics.rank_correlation(one, other)
    d = (one.rank() - other.rank()) ** 2
    assert rho == pytest.approx(1 - 6 * d.sum() / (20 * (20**2 - 1)))
    z, half = 0.5 * math.log((1 + rho) / (1 - rho)), 1.959964 * math.sqrt(1.06 / 17)
    assert low == pytest.approx((math.exp(2 * (z - half)) - 1) / (math.exp(2 * (z - half)) + 1))
    assert high == pytest.approx((math.exp(2 * (z + half)) - 1) / (math.exp(2 * (z + half)) + 1))
    assert cases == 20
    narrower = statistics.rank_correlation(one, other, pd.Series(np.arange(20) % 3))
    half = 1.959964 * math.sqrt(1.06 / 16)  # one case fewer for what is controlled for
    assert narrower[2] == pytest.approx(math.tanh(math.atanh(narrower[0]) + half))


def test_an_interval_is_as_wide_as_was_asked():
    assert statistics.interval(2.0, 0.5) == pytest.approx((1.020018, 2.979982))
    assert statistics.interval(2.0, 0.5, 1) == (1.5, 2.5)


def test_trade_both_ways_counts_each_direction_once():
    both = statistics.both_ways(FLOWS.assign(expected=10.0, km=[5.0, 5.0, 7.0, 9.0]), "km")
    both = both.set_index(["exporter", "importer"])
    assert both.loc[("KAZ", "MNG"), "usd_million"] == both.loc[("MNG", "KAZ"), "usd_million"] == 60
    assert both.loc[("KAZ", "MNG"), "expected"] == 20
    assert both.loc[("CHN", "MNG"), ["usd_million", "expected", "km"]].tolist() == [90, 10, 9]


def test_correlations_by_state_leave_small_expectations_and_states_out():
    partners = [f"P{number:02d}" for number in range(25)]
    flows = pd.DataFrame(
        {
            "exporter": "MNG",
            "importer": partners,
            "usd_million": np.arange(25.0) ** 2,
            "expected": 2.0,
            "gap": -np.arange(25.0),
        }
    )
    few = flows.head(19).assign(exporter="KAZ")
    table = statistics.correlations_by_state(pd.concat([flows, few], ignore_index=True), "gap")
    assert table.index.tolist() == ["MNG"]
    assert table.loc["MNG"].tolist() == [pytest.approx(-1), 25]
    below = flows.assign(expected=[0.5] * 6 + [2.0] * 19)
    assert statistics.correlations_by_state(below, "gap").empty


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ([1, 2, 3, 4, 5, 6], "aabbcc"),
        ([6, 5, 4, 3, 2, 1], "ccbbaa"),
        ([1, 2, 3, 4], "aabc"),  # the first of what cannot be shared out goes to the lowest
        ([1, 2, 2, 2, 3, 4], "aaaacc"),  # equal values are never parted: the lowest group has them
        ([1, 1, 1, 1, 2, 3], "aaaacc"),
        ([5, 5, 5], "aaa"),
        ([1, math.nan, 2, 3], "a-bc"),
        ([math.nan], "-"),
        ([], ""),
    ],
)
def test_equal_values_stand_together_in_the_lowest_group_that_one_of_them_reaches(values, groups):
    values = pd.Series(values, index=range(10, 10 + len(values)), dtype=float)
    found = statistics.groups_by_rank(values, "abc")
    assert "".join(found.astype(object).fillna("-")) == groups
    assert found.index.equals(values.index)
    assert found.cat.ordered and found.cat.categories.tolist() == ["a", "b", "c"]


def test_groups_by_rank_are_of_one_size_whatever_the_order():
    for count in range(3, 200):  # in every third of them a cut into thirds falls upon a value
        values = pd.Series(np.random.default_rng(count).permutation(count) / 7)
        found = statistics.groups_by_rank(values, "abc")
        first, second = -(-count // 3), -(-2 * count // 3)
        sizes = [int((found == name).sum()) for name in "abc"]
        assert sizes == [first, second - first, count - second]
        assert found[values.sort_values().index].is_monotonic_increasing
