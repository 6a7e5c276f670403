"""Lesson 05: sides of a line, distances and their ranks, tests over all states, the edge."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation

from steppes import explorers, load, showing, verdicts, views
from steppes.days import OP_ED_MONTH_END
from steppes.errors import BadSetting
from steppes.lessons.regime import figures, further
from steppes.lessons.regime.further import PARTNERS
from steppes.lessons.regime.verdicts import verdict_by_threshold
from steppes.measures import regime
from steppes.measures.regime import DAYS, DEMOCRACY, INDICES, LEVELS, NEIGHBOURS, TABLES, THRESHOLDS
from steppes.measures.visas import waivers
from steppes.tables import state_names

VDEM, MEMBERS = load(TABLES["vdem"]), load("countries").query("un_member")["iso3"]
MODULES = {figures.__name__, further.__name__}
VIEWS = {name: view for name, view in views.declared().items() if view.__module__ in MODULES}


def _polyarchy(year: int) -> pd.Series:
    rows = VDEM[(VDEM["year"] == year) & VDEM["iso3"].isin(MEMBERS)]
    return rows.set_index("iso3")["polyarchy"]


def test_a_special_code_is_no_score():
    polity = load(TABLES["polity"])
    for year in (1992, 2012, 2018):
        rows = polity[polity["year"] == year].set_index("iso3")
        ours = regime.scores("polity", year)
        assert not set(ours.index) & set(rows.index[rows["special_code"].notna()])
        assert (ours == rows.loc[ours.index, "polity2"]).all()
    assert regime.scores("polity", 2019).empty


@pytest.mark.parametrize("index", INDICES)
def test_the_last_year_of_an_index_has_scores_and_the_next_has_none(index):
    last = regime.last_year(index)
    assert len(regime.scores(index, last)) and regime.scores(index, last + 1).empty


@pytest.mark.parametrize("year", [1992, 2002, 2012, 2024])
def test_freedom_houses_word_is_its_own(year):
    rows = load(TABLES["fh"])
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


@pytest.mark.parametrize(
    ("year", "near", "far"),
    [(2000, 0.587, 0.076), (2006, 0.718, 0.100), (2012, 0.769, 0.125), (2014, 0.851, 0.169)],
)
def test_shares_of_trade_by_side_from_the_table_of_all_pairs(year, near, far):
    trade = load("trade").dropna(subset="usd_million")
    trade = trade[trade["year"] == year]
    sold = trade[trade["exporter"] == "MNG"].set_index("importer")["usd_million"]
    bought = trade[trade["importer"] == "MNG"].set_index("exporter")["usd_million"]
    both = pd.concat([sold, bought]).groupby(level=0).sum()
    score = VDEM[VDEM["year"] == year].set_index("iso3")["polyarchy"].reindex(both.index)
    both, score = both[score.notna()], score.dropna()
    rows = regime.sides("vdem", "usual", year).rows
    for name, left_out, expected in (
        ("trade", [], near),
        ("trade, China and Russia left out", list(NEIGHBOURS), far),
    ):
        amounts = both.drop(left_out)
        share = amounts[score[amounts.index] < DEMOCRACY].sum() / amounts.sum()
        assert share == pytest.approx(expected, abs=5e-4)
        row = rows.loc[name]
        assert row["other"] / row.sum() == pytest.approx(share, abs=1e-9)


def test_sides_of_waivers_and_states_add_up():
    for index, level, year in itertools.product(INDICES, LEVELS, (1992, 2012, 2014, 2018)):
        sides = regime.sides(index, level, year)
        assert sides.rows.loc["all states"].sum() == len(sides.states)
        assert len(sides.states) + sides.unscored == len(MEMBERS) - 1
        admitted = regime.waived(f"{year}-12-31") & set(sides.states.index)
        assert sides.rows.loc["visa waivers"].sum() == len(admitted)
    assert regime.sides("polity", "usual", 2020).rows.isna().all().all()
    assert regime.sides("vdem", "usual", 2015).rows.loc["trade"].isna().all()


def test_only_confirmed_dated_and_coded_ties_are_counted():
    agreements, visits = regime.coded_ties(2025)
    assert set(agreements) | set(visits) <= set(regime.CODED)
    earlier = regime.coded_ties(2012)
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
    words = views.gap_and_rank("KAZ", "vdem", year)[1].whole
    assert f"{100 * farther:.0f} % of the pairs stand farther apart" in words
    assert f"a distance of {gap:.3f}" in words


def test_the_distance_halved_by_one_index_of_three():
    assert regime.gap_of("MNG", "KAZ", "vdem", 2024) < 0.5 * regime.gap_of(
        "MNG", "KAZ", "vdem", 2012
    )
    assert regime.gap_of("MNG", "KAZ", "polity", 2018) == regime.gap_of(
        "MNG", "KAZ", "polity", 2012
    )
    house = load(TABLES["fh"]).pivot(index="year", columns="iso3", values="total")
    apart = (house["MNG"] - house["KAZ"]).loc[2012:]
    assert (apart >= apart[2012]).all()


def test_over_all_states_trade_does_not_fall_with_the_gap():
    table = regime.coefficients("gap")
    assert len(table) == 8 and (table["coefficient"] > 0).all()
    # With an effect of each state the number is smaller, and no year's interval is below zero.
    wide = table.pivot(index="year", columns="model", values="coefficient")
    assert (wide["an effect of each state"] < wide["usual covariates"]).all()
    assert (table["high"] > 0).all()
    last = table[(table["year"] == 2014) & (table["model"] == "an effect of each state")].iloc[0]
    assert last["low"] < 0 < last["high"]
    words = views.regime_and_trade()[1]
    assert "8 of 8 are above zero" in words.first and "In 7 the interval" in words.whole


OPEC = ("AGO", "ARE", "DZA", "ECU", "IRN", "IRQ", "KWT", "LBY", "NGA", "QAT", "SAU", "VEN")


def test_the_size_of_the_coefficient_hangs_on_who_trades_and_its_sign_does_not():
    """Without China it is twice as large, without the United States next to nothing."""

    def of(*without: str, clustered: bool = False) -> list[float]:
        table = regime.coefficients("gap", without, clustered, (2012,))
        row = table[table["model"] == "an effect of each state"].iloc[0]
        return row[["coefficient", "low", "high"]].round(2).tolist()

    assert of() == [0.23, 0.03, 0.44] and of(clustered=True) == [0.23, 0.00, 0.46]
    assert of("CHN") == [0.58, 0.32, 0.84] and of("CHN", clustered=True) == [0.58, 0.23, 0.93]
    assert of(*OPEC) == [0.36, 0.14, 0.59]
    assert of("USA") == [0.08, -0.12, 0.28]
    alone = regime.coefficients("gap", ("CHN",), years=(2012,))
    dyads = regime.dyads(2012)
    assert alone["dyads"].iloc[0] == (~dyads[["exporter", "importer"]].eq("CHN").any(axis=1)).sum()
    with pytest.raises(BadSetting, match="Who is left out"):
        regime.coefficients("gap", ("XXX",))


def test_two_democracies_trade_no_more_in_2012():
    row = regime.coefficients("both").query("year == 2012 and model == 'an effect of each state'")
    assert row["coefficient"].item() == pytest.approx(-0.20, abs=0.01)
    assert "two democracies" in views.regime_and_trade("both")[1].first


def test_dyads_without_a_score_are_left_out():
    dyads = regime.dyads(2012)
    score = VDEM[VDEM["year"] == 2012].set_index("iso3")["polyarchy"]
    assert dyads["exporter"].isin(score.index).all() and dyads["importer"].isin(score.index).all()
    row = dyads[(dyads["exporter"] == "KAZ") & (dyads["importer"] == "MNG")].iloc[0]
    assert (row["gap"], row["both"]) == (pytest.approx(0.455), 0)


def test_mongolias_own_trade_leans_no_way():
    own = regime.correlations(2012)
    assert own.loc["MNG", "correlation"] == pytest.approx(-0.035, abs=0.001)
    assert own["correlation"].is_monotonic_increasing
    assert own[own["polyarchy"] >= DEMOCRACY]["correlation"].median() < own["correlation"].median()


def test_visa_free_states_are_democratic_and_rich():
    table = regime.visas_and_wealth()
    rules = load("visa_rules").query("destination == 'MNG' and requirement == 'visa-free'")
    assert set(table.index[table["free"] == 1]) == set(rules["passport"]) & set(table.index)
    means = table.groupby("free")["polyarchy"].mean()
    assert means[1] == pytest.approx(0.661, abs=0.001)
    assert means[0] == pytest.approx(0.397, abs=0.001)
    words = views.visas_and_wealth()[1].whole
    assert "Of the richest third, 40 of 45 democracies and 3 of 8 other states" in words
    assert "Of the poorest third, 0 of 15 democracies and 3 of 39 other states" in words


@pytest.mark.parametrize(("day", "key"), [("August 2013", "in_2013"), ("today", "now")])
def test_the_edge_is_the_verdicts(day, key):
    tables = load("visa_waivers"), load("visa_rules"), VDEM, load("agreements")
    rows = verdict_by_threshold(day)
    assert tuple(rows["line"]) == THRESHOLDS
    for row in rows[::5].itertuples():
        finding = verdicts.no_effort_for_autocracies(*tables, {}, {}, democratic=row.line)
        assert getattr(finding, key) == row.verdict


def test_no_line_turns_the_verdict():
    for ukraine in (False, True):
        assert set(verdict_by_threshold("August 2013", ukraine)["verdict"]) == {"untested"}
        assert set(verdict_by_threshold("today", ukraine)["verdict"]) == {"mixed"}
    assert regime.waived(OP_ED_MONTH_END, True) - regime.waived(OP_ED_MONTH_END) == {"UKR"}


def test_waivers_are_those_of_the_verdict():
    for date, _ in DAYS.values():
        theirs = waivers(load("visa_waivers"), load("countries"), date)
        assert set(theirs.index[theirs]) == regime.waived(date) & set(theirs.index)


def test_by_polity_the_waivers_lean_the_other_way():
    def lean(index: str) -> float:
        rows = regime.sides(index, "usual", 2012).rows
        share = rows["democratic"] / rows.sum(axis=1)
        return share["visa waivers"] - share["all states"]

    assert lean("polity") > 0 > lean("vdem") and lean("fh") < 0


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("level", LEVELS)
def test_both_sides_says_what_it_draws(index, level):
    for year in (1992, 1995, 2012, 2014, 2018, 2019, 2024):
        _, words = views.both_sides(index, level, year)
        sides = regime.sides(index, level, year)
        if sides.states.empty:
            assert "its last year is 2018" in words.whole
            continue
        count = int(sides.states["democratic"].sum())
        assert f"{count} of {len(sides.states)} other states" in words.first
        trade = sides.rows.loc["trade"]
        if year > 2014:
            assert f"There is no figure of trade for {year}." in words.whole
        else:
            share = trade["democratic"] / trade.sum()
            assert f"Of Mongolia's trade, {100 * share:.0f} % is with" in words.whole


GAP_YEARS = (1992, 2012, 2018, 2024)


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_partner_and_index_is_drawn_or_said(partner, every):
    """Quickly 51 of the 204: each partner by each index, in one year."""
    at = list(PARTNERS).index(partner) % len(GAP_YEARS)
    years = GAP_YEARS if every else GAP_YEARS[at : at + 1]
    for index, year in itertools.product(INDICES, years):
        _, words = views.gap_and_rank(partner, index, year)
        assert "nan" not in words.whole and "not known" not in words.whole
        if index == "polity" and year == 2024:
            assert "no scores for 2024" in words.whole
        bounds = f"The bounds of {state_names()[partner]}" in words.whole
        assert bounds == (index == "vdem")


def test_the_figure_of_the_two_regimes_says_both_distances():
    words = views.polyarchy_lines()[1]
    assert "0.455 in 2012 and 0.224 in 2024" in words.first
    assert "bounds then of 0.431 and 0.550" in words.whole


@pytest.mark.parametrize("name", VIEWS)
def test_no_name_is_left_out_because_it_stands_beyond_its_panel(name):
    """An annotation outside its panel is not drawn unless told to stay; a digest has it anyway."""
    for ax in VIEWS[name]()[0].axes:
        (first, last), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
        for text in ax.texts:
            if isinstance(text, Annotation) and text.get_annotation_clip() is not False:
                x, y = text.xy
                assert first <= x <= last and low <= y <= high, text.get_text()


def test_a_view_drawn_again_is_the_same_picture():
    fig, _ = views.both_sides("polity", "usual", 2020)
    again, words = views.both_sides("vdem", "usual", 2012, fig=fig)
    fresh, words_of_fresh = views.both_sides("vdem", "usual", 2012)
    assert words == words_of_fresh
    assert showing.png_bytes(again) == showing.png_bytes(fresh)
    fig, _ = views.gap_and_rank("JPN", "polity", 2024)
    again, _ = views.gap_and_rank("KAZ", "fh", 2012, fig=fig)
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
    for line in (THRESHOLDS[0], 0.49, DEMOCRACY, THRESHOLDS[-1]):
        words = explorer.still(day=day, ukraine=ukraine, line=line)[1].whole
        row = table.set_index("line").loc[line]
        assert f"{row['autocratic']} of {row['waivers']} states without a visa" in words
        assert f"the verdict is {row['verdict']}" in words


def test_the_osce_over_all_states():
    members = load("memberships").query("body == 'OSCE' and status == 'member'")
    inside = set(members.loc[members["from_year"] <= 2012, "state"])
    score = _polyarchy(2012)
    sides = {"democratic": score[score >= DEMOCRACY].index, "other": score[score < DEMOCRACY].index}
    table = regime.osce_by_side()
    for side, states in sides.items():
        assert table.loc[side, "states"] == len(states)
        assert table.loc[side, "inside"] == len(inside & set(states))
    assert table["inside"].tolist() == [41, 11] and table["states"].tolist() == [92, 80]
    assert table["share"]["democratic"] / table["share"]["other"] == pytest.approx(3.2, abs=0.05)
    # Among the former republics a seat tells nothing, elsewhere nearly all.
    elsewhere = regime.osce_by_side(former_union=False)
    assert elsewhere["inside"].tolist() == [36, 1] and elsewhere["states"].tolist() == [87, 70]
    republics = table[["inside", "states"]] - elsewhere[["inside", "states"]]
    assert republics.to_numpy().tolist() == [[5, 5], [10, 10]]
    # In 1990 the republics were not states, and Mongolia was not in.
    assert regime.osce_by_side(1991)["inside"].sum() < table["inside"].sum()


def test_the_rich_autocracies_are_eight_and_have_names():
    table = regime.rich_autocracies()
    assert table.index.tolist() == ["SGP", "ARE", "KWT", "SAU", "BHR", "HUN", "OMN", "GUY"]
    assert table.index[table["free"] == 1].tolist() == ["SGP", "ARE", "HUN"]
    assert table.index[table["free_kazakhstan"] == 0].tolist() == ["GUY"]
    whole = regime.visas_and_wealth()
    poorer = [(whole["gdp_per_head"] < own).sum() for own in table["gdp_per_head"]]
    assert min(poorer) >= 2 / 3 * whole["gdp_per_head"].count()
    assert (table["polyarchy"] < DEMOCRACY).all()


def test_the_list_of_2014_among_the_rich():
    found = regime.rich_on_the_list()
    assert found[["states", "autocracies", "listed", "listed_autocracies"]].tolist() == [
        56, 13, 32, 0,
    ]  # fmt: skip
    # Drawn by hand: all 32 from the 43 democracies.
    assert found["by_lot"] == pytest.approx(comb(43, 32) / comb(56, 32))
    assert found["by_lot"] < 1e-5
    whole = regime.list_of_2014()
    assert len(whole) == 169 and whole["listed"].sum() == 36
    assert not whole.loc[whole["polyarchy"] < DEMOCRACY, "listed"].any()
    # A state that is not rich, or was not on the list, is not counted as such.
    assert {"QAT", "KAZ", "SGP"} <= set(whole.index[whole["richest"] & ~whole["listed"]])


@pytest.mark.parametrize("year", [2010, 2012, 2013])
def test_the_list_of_2014_holds_by_the_scores_of_other_years(year):
    found = regime.rich_on_the_list(year)
    assert found["listed_autocracies"] == 0 and found["by_lot"] < 1e-4


def test_the_list_of_2014_beside_the_rich_who_could_gain_by_it():
    table = regime.list_of_2014()
    could = table[table["richest"] & ~table.index.isin(regime.waived("2014-05-31"))]
    hand = regime.hand(table.index[table["listed"]], could["polyarchy"] < DEMOCRACY)
    assert tuple(hand) == (0, 32, 11, 48) and hand.as_few() < 1e-6


def test_third_neighbours_are_democracies_and_rich():
    lists = load("third_neighbours").query("how == 'named as third neighbour'")
    states = lists.loc[lists["member_is"] == "state", "member"].unique()
    cards = regime.autocratic_of(VDEM, 2012)
    rich = cards[cards.index.isin(regime.richest_third(2012))]
    among = {name: regime.hand(states, deck) for name, deck in (("all", cards), ("rich", rich))}
    assert tuple(among["all"]) == (0, 7, 80, 171) and among["all"].as_few() < 0.02
    assert tuple(among["rich"]) == (0, 6, 13, 56) and 0.15 < among["rich"].as_few() < 0.2


def test_who_never_voted_against_a_text_on_a_states_human_rights():
    votes = load("un_votes_on_states").query("session <= 67").groupby("iso3")["no"].sum()
    score = _polyarchy(2012)
    assert set(score.index) <= set(votes.index)
    never = (votes[score.index] == 0).groupby(score >= DEMOCRACY).agg(["sum", "size"])
    assert never.loc[True].tolist() == [61, 92] and never.loc[False].tolist() == [10, 80]
    assert votes[["MNG", "KAZ"]].tolist() == [0, 17]
