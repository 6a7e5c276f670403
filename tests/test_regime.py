"""Lesson 05: sides of a line, distances and their ranks, tests over all states, the edge."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from steppes import explorers, load, showing, verdicts, views
from steppes.errors import BadSetting
from steppes.lessons.regime.figures import PARTNERS
from steppes.lessons.regime.verdicts import verdict_by_threshold
from steppes.measures import regime
from steppes.measures.regime import DAYS, INDICES, LEVELS
from steppes.measures.visas import waivers
from steppes.tables import state_names

VDEM, MEMBERS = load("regimes_vdem"), load("countries").query("un_member")["iso3"]


def _polyarchy(year: int) -> pd.Series:
    rows = VDEM[(VDEM["year"] == year) & VDEM["iso3"].isin(MEMBERS)]
    return rows.set_index("iso3")["polyarchy"]


def test_a_special_code_is_no_score():
    polity = load("regimes_polity")
    for year in (1992, 2012, 2018):
        rows = polity[polity["year"] == year].set_index("iso3")
        ours = regime.scores("polity", year)
        assert not set(ours.index) & set(rows.index[rows["special_code"].notna()])
        assert (ours == rows.loc[ours.index, "polity2"]).all()
    assert regime.scores("polity", 2019).empty


@pytest.mark.parametrize("year", [1992, 2002, 2012, 2024])
def test_freedom_houses_word_is_its_own(year):
    rows = load("regimes_freedom_house")
    rows = rows[rows["year"] == year].set_index("iso3")
    usual, lenient = (regime.democratic("fh", level, year) for level in ("usual", "lenient"))
    assert set(usual.index[usual]) == set(rows.index[rows["status"] == "Free"])
    assert set(lenient.index[~lenient]) == set(rows.index[rows["status"] == "Not Free"])
    strict = regime.democratic("fh", "strict", year)
    assert set(strict.index[strict]) < set(usual.index[usual])


@pytest.mark.parametrize(("index", "year"), list(itertools.product(INDICES, (1992, 2012, 2018))))
def test_a_stricter_line_leaves_fewer_democracies(index, year):
    counts = [int(regime.democratic(index, level, year).sum()) for level in LEVELS]
    assert counts[0] > counts[1] > counts[2] > 0


def test_shares_of_trade_by_side_from_the_table_of_all_pairs():
    trade = load("trade").dropna(subset="usd_million")
    for year, near, far in ((2000, 0.587, 0.076), (2006, 0.718, 0.100), (2012, 0.769, 0.125),
                            (2014, 0.851, 0.169)):  # fmt: skip
        now = trade[trade["year"] == year]
        both = pd.concat(
            [
                now[now["exporter"] == "MNG"].set_index("importer")["usd_million"],
                now[now["importer"] == "MNG"].set_index("exporter")["usd_million"],
            ]
        ).groupby(level=0).sum()  # fmt: skip
        score = VDEM[VDEM["year"] == year].set_index("iso3")["polyarchy"].reindex(both.index)
        both, score = both[score.notna()], score.dropna()
        rows = regime.sides("vdem", "usual", year).rows
        for name, left_out, expected in (
            ("trade", [], near),
            ("trade, China and Russia left out", ["CHN", "RUS"], far),
        ):
            here = both.drop(left_out)
            share = here[score[here.index] < 0.5].sum() / here.sum()
            assert share == pytest.approx(expected, abs=5e-4)
            row = rows.loc[name]
            assert row["other"] / row.sum() == pytest.approx(share, abs=1e-9)


def test_sides_of_waivers_and_states_add_up():
    for index, level, year in itertools.product(INDICES, LEVELS, (1992, 2012, 2014, 2018)):
        found = regime.sides(index, level, year)
        assert found.rows.loc["all states"].sum() == len(found.states)
        assert len(found.states) + found.unscored == len(MEMBERS) - 1
        held = regime.waived(f"{year}-12-31") & set(found.states.index)
        assert found.rows.loc["visa waivers"].sum() == len(held)
    assert regime.sides("polity", "usual", 2020).rows.isna().all().all()
    assert regime.sides("vdem", "usual", 2015).rows.loc["trade"].isna().all()


def test_only_confirmed_dated_and_coded_ties_are_counted():
    agreements, visits = regime.counted(2025)
    assert set(agreements) | set(visits) <= set(regime.CODED)
    earlier = regime.counted(2012)
    assert len(earlier[0]) < len(agreements) and len(earlier[1]) < len(visits)
    presidents = load("visits").query("office == 'head of state' and partner == 'KAZ'")
    plain = presidents[~presidents["kind"].isin(["sidelines", "multilateral", "transit"])]
    assert visits.count("KAZ") == len(plain) + 2  # the prime ministers of 1994 and 2019


@pytest.mark.parametrize(("year", "share"), [(2012, 0.244), (2024, 0.562)])
def test_where_the_distance_stands_among_all_pairs(year, share):
    now = _polyarchy(year)
    apart = [abs(a - b) for a, b in itertools.combinations(now.to_numpy(), 2)]
    gap = now["MNG"] - now["KAZ"]
    assert regime.gap_of("MNG", "KAZ", "vdem", year) == pytest.approx(gap, abs=1e-6)
    assert len(regime.pair_gaps("vdem", year)) == len(apart)
    farther = np.mean(np.array(apart) > gap + 1e-9)
    assert farther == pytest.approx(share, abs=5e-4)
    said = views.gap_and_rank("KAZ", "vdem", year)[1].whole
    assert f"{100 * farther:.0f} % of the pairs stand farther apart" in said
    assert f"a distance of {gap:.3f}" in said


def test_the_distance_halved_by_one_index_of_three():
    assert regime.gap_of("MNG", "KAZ", "vdem", 2024) < 0.5 * regime.gap_of(
        "MNG", "KAZ", "vdem", 2012
    )
    assert regime.gap_of("MNG", "KAZ", "polity", 2018) == regime.gap_of(
        "MNG", "KAZ", "polity", 2012
    )
    house = load("regimes_freedom_house").pivot(index="year", columns="iso3", values="total")
    apart = (house["MNG"] - house["KAZ"]).loc[2012:]
    assert (apart >= apart[2012]).all()


def test_over_all_states_trade_does_not_fall_with_the_gap():
    table = regime.world_tests("gap")
    assert len(table) == 8 and (table["coefficient"] > 0).all()
    # With an effect of each state the number is smaller, and no year's interval is below zero.
    wide = table.pivot(index="year", columns="model", values="coefficient")
    assert (wide["an effect of each state"] < wide["usual covariates"]).all()
    assert (table["high"] > 0).all()
    last = table[(table["year"] == 2014) & (table["model"] == "an effect of each state")].iloc[0]
    assert last["low"] < 0 < last["high"]
    said = views.regime_and_trade()[1]
    assert "8 of 8 are above zero" in said.first and "In 7 the interval" in said.whole


def test_two_democracies_trade_no_more_in_2012():
    row = regime.world_tests("both").query("year == 2012 and model == 'an effect of each state'")
    assert row["coefficient"].item() == pytest.approx(-0.20, abs=0.01)
    assert "two democracies" in views.regime_and_trade("both")[1].first


def test_dyads_without_a_score_are_left_out():
    dyads = regime.dyads(2012)
    score = VDEM[VDEM["year"] == 2012].set_index("iso3")["polyarchy"]
    assert dyads["exporter"].isin(score.index).all() and dyads["importer"].isin(score.index).all()
    row = dyads[(dyads["exporter"] == "KAZ") & (dyads["importer"] == "MNG")].iloc[0]
    assert (row["gap"], row["both"]) == (pytest.approx(0.455), 0)


def test_mongolias_own_trade_leans_no_way():
    own = regime.own_tests(2012)
    assert own.loc["MNG", "correlation"] == pytest.approx(-0.035, abs=0.001)
    assert own["correlation"].is_monotonic_increasing
    assert own[own["polyarchy"] >= 0.5]["correlation"].median() < own["correlation"].median()


def test_visa_free_states_are_democratic_and_rich():
    table = regime.visas_and_wealth()
    rules = load("visa_rules").query("destination == 'MNG' and requirement == 'visa-free'")
    assert set(table.index[table["free"] == 1]) == set(rules["passport"]) & set(table.index)
    means = table.groupby("free")["polyarchy"].mean()
    assert means[1] == pytest.approx(0.661, abs=0.001)
    assert means[0] == pytest.approx(0.397, abs=0.001)
    said = views.visas_and_wealth()[1].whole
    assert "Of the richest third, 40 of 45 democracies and 3 of 8 other states" in said
    assert "Of the poorest third, 0 of 15 democracies and 3 of 39 other states" in said


@pytest.mark.parametrize(("day", "key"), [("August 2013", "in_2013"), ("today", "now")])
def test_the_edge_is_the_verdicts(day, key):
    tables = load("visa_waivers"), VDEM, load("countries"), load("agreements")
    for row in verdict_by_threshold(day).itertuples():
        found = verdicts.no_effort_for_autocracies(*tables, democratic=row.line)
        assert getattr(found, key) == row.verdict


def test_thailand_moves_the_verdict_and_no_line_refutes_the_claim():
    edges = {(d, u): verdict_by_threshold(d, u) for d in DAYS for u in (False, True)}
    assert not any((table["verdict"] == "not supported").any() for table in edges.values())
    at = {key: t.set_index(t["line"].round(2))["verdict"] for key, t in edges.items()}
    assert (at["August 2013", False][0.49], at["August 2013", False][0.50]) == (
        "supported", "mixed",
    )  # fmt: skip
    assert {at["today", u][0.50] for u in (False, True)} == {"mixed"}
    assert regime.waived("2013-08-31", True) - regime.waived("2013-08-31") == {"UKR"}


def test_waivers_are_those_of_the_verdict():
    for date, _ in DAYS.values():
        theirs = waivers(load("visa_waivers"), load("countries"), date)
        assert set(theirs.index[theirs]) == regime.waived(date) & set(theirs.index)


def test_by_polity_the_waivers_lean_the_other_way():
    def lean(index: str) -> float:
        rows = regime.sides(index, "usual", 2012).rows
        share = rows["democratic"] / rows.sum(axis=1)
        return share["visa waivers"] - share["all states"]

    assert lean("polity") > 0.15 and lean("vdem") < 0 and lean("fh") < 0


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("level", LEVELS)
def test_both_sides_says_what_it_draws(index, level):
    for year in (1992, 1995, 2012, 2014, 2018, 2019, 2024):
        _, said = views.both_sides(index, level, year)
        found = regime.sides(index, level, year)
        if found.states.empty:
            assert "its last year is 2018" in said.whole
            continue
        count = int(found.states["democratic"].sum())
        assert f"{count} of {len(found.states)} other states" in said.first
        trade = found.rows.loc["trade"]
        if year > 2014:
            assert f"There is no figure of trade for {year}." in said.whole
        else:
            share = trade["democratic"] / trade.sum()
            assert f"Of Mongolia's trade, {100 * share:.0f} % is with" in said.whole


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_partner_and_index_is_drawn_or_said(partner):
    for index, year in itertools.product(INDICES, (1992, 2012, 2018, 2024)):
        _, said = views.gap_and_rank(partner, index, year)
        assert "nan" not in said.whole and "not known" not in said.whole
        if index == "polity" and year == 2024:
            assert "no scores for 2024" in said.whole
    assert f"The bounds of {state_names()[partner]}" in said.whole or index != "vdem"


def test_the_figure_of_the_two_regimes_says_both_distances():
    said = views.polyarchy_lines()[1]
    assert "0.455 in 2012 and 0.224 in 2024" in said.first
    assert "bounds then of 0.431 and 0.550" in said.whole


def test_a_view_drawn_again_is_the_same_picture():
    fig, _ = views.both_sides("polity", "usual", 2020)
    again, said = views.both_sides("vdem", "usual", 2012, fig=fig)
    fresh, told = views.both_sides("vdem", "usual", 2012)
    assert said == told
    assert showing.png_bytes(again) == showing.png_bytes(fresh)
    fig, _ = views.gap_and_rank("JPN", "polity", 2024)
    again, said = views.gap_and_rank("KAZ", "fh", 2012, fig=fig)
    assert showing.png_bytes(again) == showing.png_bytes(views.gap_and_rank("KAZ", "fh", 2012)[0])


@pytest.mark.parametrize(
    "draw",
    [
        lambda: views.both_sides("vdme"),
        lambda: views.both_sides("vdem", "medium"),
        lambda: views.both_sides("vdem", "usual", 2025),
        lambda: views.gap_and_rank("MNG"),
        lambda: views.waiver_edge("yesterday"),
        lambda: views.waiver_edge(line=0.505),
        lambda: views.regime_and_trade("wealth"),
    ],
)
def test_a_setting_that_there_is_not_is_one_sentence(draw):
    with pytest.raises(BadSetting, match=r"cannot be"):
        draw()


@pytest.mark.parametrize("ukraine", [False, True])
@pytest.mark.parametrize("day", DAYS)
def test_the_edge_says_its_numbers_at_every_end(day, ukraine):
    explorer = explorers.waiver_edge()
    table = verdict_by_threshold(day, ukraine)
    for line in (0.30, 0.49, 0.50, 0.70):
        said = explorer.still(day=day, ukraine=ukraine, line=line)[1].whole
        row = table[(table["line"] - line).abs() < 1e-9].iloc[0]
        assert f"{row['autocratic']} of {row['waivers']} waivers" in said
        assert f"the verdict is {row['verdict']}" in said
