"""Contests and hands of cards, on small worlds whose answer is known without them."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pandas as pd
import pytest

from steppes.measures import lot, statistics

VALUES = pd.Series([3.0, 1.0, 1.0, 0.0, 5.0, np.nan], list("abcdef"))


def test_contests_are_counted_and_ties_halved():
    # a beats b, c and d and loses to e; b ties with c, beats d, loses to e. f has no value.
    found = lot.contests({"a", "b", "f"}, VALUES)
    assert (found.won, found.of, found.marked, found.others) == (3.5, 6, 2, 3)
    assert found.share == pytest.approx(3.5 / 6)
    mark = pd.Series(VALUES.index.isin(["a", "b"]), VALUES.index)
    assert found.share == pytest.approx(statistics.chance_of_standing_above(mark, VALUES))


def test_chances_are_those_of_every_deal():
    values = VALUES.dropna()
    won = [lot.contests(set(pair), values).won for pair in itertools.combinations(values.index, 2)]
    for pair, own in zip(itertools.combinations(values.index, 2), won, strict=True):
        found = lot.contests(set(pair), values)
        assert found.as_few == pytest.approx(np.mean(np.array(won) <= own))
        assert found.as_many == pytest.approx(np.mean(np.array(won) >= own))
    wins, chances = lot.wins_by_lot(values, 2)
    assert chances.sum() == pytest.approx(1)
    assert (wins * chances).sum() == pytest.approx(3)  # half of six


def test_exact_chances_agree_with_dealing():
    values = pd.Series(np.random.default_rng(1).integers(0, 9, 30).astype(float))
    marked = set(range(6))
    found = lot.contests(marked, values)
    dealt = statistics.above_by_chance(values.index.isin(marked) & values.notna(), values)
    assert found.as_many == pytest.approx(np.mean(dealt >= found.share - 1e-9), abs=0.02)


def test_where_the_marked_stand():
    values = pd.Series(range(20), dtype=float)
    assert lot.contests(set(range(5)), values).lean(0.95) == "low"
    assert lot.contests(set(range(15, 20)), values).lean(0.95) == "high"
    assert lot.contests({0, 5, 10, 15, 19}, values).lean(0.95) == ""
    # Two states cannot tell: half of all deals are as good.
    assert lot.contests({0}, values[:2]).lean(0.95) == ""
    # Where all are equal, every deal gives what is seen.
    assert lot.contests({0, 1}, values * 0).lean(0.95) == ""
    assert lot.contests(set(), values).lean(0.95) == "" == lot.contests({99}, values).lean(0.95)
    assert lot.contests(set(), values).share == 0.5


@pytest.mark.parametrize(("marked", "of", "drawn"), [(3, 8, 4), (8, 8, 5), (0, 6, 2), (5, 9, 0)])
def test_a_deck_by_lot_is_the_usual_count(marked, of, drawn):
    by_formula = [
        comb(marked, k) * comb(of - marked, drawn - k) / comb(of, drawn) for k in range(drawn + 1)
    ]
    assert lot.deck(marked, of, drawn) == pytest.approx(by_formula)


def test_a_weighted_deck_is_drawn_card_by_card():
    # Two cards of three, one marked and counting twice: 1/2 at once, else 2/3 of what is left.
    assert lot.deck(1, 3, 2, 2.0) == pytest.approx([1 / 6, 1 / 2 + 1 / 2 * 2 / 3, 0])
    assert lot.deck(2, 2, 2, 9.0) == pytest.approx([0, 0, 1])
    heavy, light = lot.deck(40, 100, 10, 3.0), lot.deck(40, 100, 10, 1 / 3)
    assert (heavy.sum(), light.sum()) == pytest.approx((1, 1))
    assert heavy @ np.arange(11) > 4 > light @ np.arange(11)
    with pytest.raises(ValueError, match="cannot be drawn"):
        lot.deck(3, 5, 6)


def test_what_a_hand_can_tell():
    def special(found, drawn=20):
        return lot.Hand(found, drawn, 80, 171).special(2.0, 0.95)

    said = [special(k) for k in range(21)]
    assert said[0] == "no" and said[20] == "yes" and "" in said
    assert [word for word, _ in itertools.groupby(said)] == ["no", "", "yes"]
    assert special(0, 2) == special(2, 2) == ""  # two cards tell nothing
    # More than lot gives and fewer than twice the weight would: neither story.
    between = lot.Hand(219, 400, 800, 1710)
    assert between.as_many() < 0.05 and between.as_few(2.0) < 0.05
    assert between.special(2.0, 0.95) == ""


def test_who_would_be_found_out():
    hand = lot.Hand(7, 11, 80, 171)
    shares = lot.found_out(hand, 2.0, 0.95)
    assert sum(plain for plain, _ in shares.values()) == pytest.approx(1)
    assert sum(sought for _, sought in shares.values()) == pytest.approx(1)
    assert shares["yes"] == pytest.approx((0.017, 0.160), abs=1e-3)
    assert shares["no"] == pytest.approx((0.152, 0.014), abs=1e-3)
