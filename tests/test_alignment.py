"""Lesson 04: closeness, votes and engagement recomputed, views at every setting, verdicts."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from steppes import days, load, verdicts, views
from steppes.errors import BadSetting
from steppes.lessons.alignment import further
from steppes.lessons.alignment.verdicts import pact_partners, trade_over_benchmark
from steppes.measures import alignment, lot, statistics, visas
from steppes.measures import votes as un
from steppes.measures.benchmark import estimated
from steppes.measures.trade import PAIR

MEMBERSHIPS = load("memberships")
PARTNERS_TESTED = alignment.partners_tested()


def test_pi_by_hand_is_that_of_the_table():
    votes = load("un_votes")
    votes = votes[votes["year"] == 2013].pivot(index="rcid", columns="iso3", values="vote")
    pair = votes[["MNG", "KAZ"]].dropna()
    share = (pair["MNG"] == pair["KAZ"]).mean()
    urn = pd.concat([pair["MNG"], pair["KAZ"]]).value_counts(normalize=True)
    pi = (share - (urn**2).sum()) / (1 - (urn**2).sum())
    assert len(pair) == 60
    assert un.agreement_line("MNG", "KAZ", "agreement")[2013] == pytest.approx(share, 1e-3)
    assert un.agreement_line("MNG", "KAZ", "pi")[2013] == pytest.approx(pi, abs=1e-3)


@pytest.mark.parametrize(("measure", "rank"), [("agreement", 75), ("pi", 45)])
def test_the_pairs_rank_in_2013(measure, rank):
    rows = load("un_agreement").query("iso3_a == 'MNG' and year == 2013 and joint_votes > 30")
    values = rows.set_index("iso3_b")[measure]
    assert un.agreement_rank("MNG", "KAZ", measure, 2013) == (
        rank,
        187,
        pytest.approx(values.median()),
    )
    assert (values > values["KAZ"]).sum() == rank - 1


def test_few_joint_votes_have_no_rank():
    assert un.agreement_rank("MNG", "KAZ", "pi", 1991)[0] == 0
    assert np.isnan(un.agreement_line("MNG", "KAZ", "pi")[1991])


def test_nearness_is_minus_the_distance_and_leaves_the_pole_out():
    points = load("un_ideal_points").pivot(index="year", columns="iso3", values="ideal_point")
    near = alignment.nearness("RUS", 2012)
    assert near["KAZ"] == pytest.approx(-abs(points.loc[2012, "KAZ"] - points.loc[2012, "RUS"]))
    assert "RUS" not in near and near.max() <= 0
    mean = alignment.nearness("RUS", 2012, span=3)
    assert mean["MNG"] == pytest.approx(
        -abs(points.loc[2010:2012, "MNG"].mean() - points.loc[2010:2012, "RUS"].mean())
    )
    carried = alignment.nearness("RUS", 2024, "pi")
    assert carried.equals(alignment.nearness("RUS", 2019, "pi"))


def test_signs_are_carried_forward_from_the_last_year_of_their_tables():
    assert alignment.years_read(2012) == {"defence": 2012, "votes": 2012, "trade": 2012}
    last = {name: load(name)["year"].max() for name in ("alliances", "un_agreement", "trade")}
    assert tuple(alignment.years_read(2024, "pi").values()) == tuple(last.values())
    assert alignment.years_read(2024, "ideal")["votes"] == load("un_ideal_points")["year"].max()
    later, then = alignment.signs("RUS", 2024, "pi"), alignment.signs("RUS", 2019, "pi")
    assert later[["votes", "trade"]].equals(then[["votes", "trade"]])


def test_the_signs_of_2012():
    table = alignment.signs("RUS", 2012)
    assert list(table.columns) == list(alignment.SIGNS)
    assert table.loc["KAZ", ["defence", "memberships"]].tolist() == [1, 1]
    # Mongolia is an observer of one body in four; Belarus is in three of them.
    assert table.loc[["MNG", "BLR", "TUR"], "memberships"].tolist() == [0.125, 0.75, 0]
    near = alignment.nearness("RUS", 2012)
    for state in ("KAZ", "MNG", "USA"):
        scaled = (near[state] - near.min()) / (near.max() - near.min())
        assert table.loc[state, "votes"] == pytest.approx(scaled)
    flows = load("partners_cow").query("year == 2012")
    both = flows[(flows["exporter"] == "MNG") | (flows["importer"] == "MNG")]
    russian = both[(both["exporter"] == "RUS") | (both["importer"] == "RUS")]
    share = russian["usd_million"].sum() / both["usd_million"].sum()
    assert table.loc["MNG", "trade"] == pytest.approx(share, abs=2e-3)
    assert "RUS" not in table.index and "RUS" in alignment.signs("CHN", 2012).index


def test_memberships_follow_their_dates():
    # Uzbekistan left the CSTO at the end of 2012, India joined the SCO in 2017.
    assert alignment.signs("RUS", 2013).loc["UZB", "memberships"] == 0.5
    seats = [alignment.signs("CHN", year).loc["IND", "memberships"] for year in (2004, 2010, 2018)]
    assert seats == [0, 0.5, 1]
    nato = alignment.signs("USA", 2012)["memberships"]
    assert nato[["DEU", "TUR", "MNG", "KAZ", "CHN"]].tolist() == [1, 1, 0.5, 0.5, 0]


def test_each_proportion_of_weights_counts_once():
    for least, count in ((0, 49), (1, 25)):
        weightings = alignment.weightings(least)
        assert len(weightings) == count
        directions = {tuple(np.round(np.array(w) / sum(w), 9)) for w in weightings}
        everything = {
            tuple(np.round(np.array(w) / sum(w), 9))
            for w in itertools.product(range(least, 4), repeat=3)
            if any(w)
        }
        assert directions == everything


@pytest.mark.parametrize(("pole", "year", "votes"), [("RUS", 2012, "ideal"), ("CHN", 2013, "pi")])
@pytest.mark.parametrize("trade", [0, 2])
def test_ranges_and_counts_are_those_of_every_weighting(pole, year, votes, trade):
    table = alignment.signs(pole, year, votes)
    for least in (0, 1):
        every = [
            alignment.index_of(table, (*w, trade)).reindex(table.index)
            for w in alignment.weightings(least)
        ]
        wide = pd.concat(every, axis=1)
        spread = alignment.spread(table, least, trade)
        assert np.allclose(spread["low"], wide.min(axis=1))
        assert np.allclose(spread["high"], wide.max(axis=1))
        apart = (wide.loc["KAZ"] - wide.loc["MNG"]).round(9)
        counted = (int((apart > 0).sum()), int((apart < 0).sum()), len(apart))
        assert alignment.nearer(table, "KAZ", "MNG", least, trade) == counted


def test_the_pairs_order_survives_all_weights_but_one():
    table = alignment.signs("RUS", 2012)
    assert alignment.nearer(table, "KAZ", "MNG") == (48, 1, 49)
    assert alignment.nearer(table, "KAZ", "MNG", 1) == (25, 0, 25)
    assert alignment.nearer(table, "MNG", "CHN", 1) == (22, 3, 25)
    moved = table.copy()
    moved.loc["MNG", ["defence", "memberships"]] = 1.0
    assert alignment.nearer(moved, "KAZ", "MNG", 1)[0] == 0


def test_an_index_needs_a_weight_and_leaves_out_what_has_no_figure():
    table = alignment.signs("RUS", 2000, "agreement")
    assert table.index[table["votes"].isna()].tolist() == ["TKM"]
    assert "TKM" not in alignment.index_of(table, (1, 1, 1, 0))
    assert "TKM" in alignment.index_of(table, (1, 1, 0, 0))
    assert alignment.nearer(table, "TKM", "MNG") == (0, 0, 0)
    with pytest.raises(ValueError, match="weight above 0"):
        alignment.index_of(table, (0, 0, 0, 0))


def test_a_state_without_trade_counts_as_long_as_trade_has_no_weight():
    table = alignment.signs("RUS", 2012)
    dark = table.assign(trade=table["trade"].where(table.index != "MNG"))
    for least in (0, 1):
        counted = alignment.nearer(table, "KAZ", "MNG", least)
        assert alignment.nearer(dark, "KAZ", "MNG", least) == counted != (0, 0, 0)
        assert alignment.nearer(dark, "KAZ", "MNG", least, 2) == (0, 0, 0)
        pd.testing.assert_frame_equal(alignment.spread(dark, least), alignment.spread(table, least))
        assert set(table.index) - set(alignment.spread(dark, least, 2).index) == {"MNG"}


def test_how_often_one_stands_above_another():
    values = pd.Series([3.0, 1.0, 1.0, 0.0, np.nan], list("abcde"))
    marked = pd.Series([True, True, False, False, True], list("abcde"))
    # a beats both; b ties with c and beats d; e has no figure.
    assert statistics.chance_of_standing_above(marked, values) == pytest.approx(3.5 / 4)
    assert statistics.chance_of_standing_above(~marked, values) == pytest.approx(0.5 / 4)
    assert statistics.chance_of_standing_above(marked & False, values) == 0.5
    assert statistics.chance_of_standing_above(
        marked.to_numpy(), values
    ) == statistics.chance_of_standing_above(marked, values)


def test_rank_correlations_against_pandas_and_the_formula():
    trade, near = PARTNERS_TESTED["trade_2012"], alignment.nearness("RUS", 2012, "ideal", 3)
    far = PARTNERS_TESTED["log_distance"]
    frame = pd.concat([trade, near, far], axis=1).dropna()
    rho, low, high, cases = statistics.rank_correlation(trade, near)
    plain = pd.concat([trade, near], axis=1).dropna()
    assert rho == pytest.approx(plain.rank().corr().iloc[0, 1])
    assert cases == len(plain) and -1 < low < rho < high < 1
    r = frame.rank().corr().to_numpy()
    by_formula = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    assert statistics.rank_correlation(trade, near, far)[0] == pytest.approx(by_formula)
    assert statistics.rank_correlation(trade, -near)[0] == pytest.approx(-rho)


def test_each_correlation_controls_for_what_its_row_says():
    rows = alignment.correlations("trade_2012").set_index("controlled")
    assert list(rows.index) == list(alignment.CONTROLS) and rows["rho"].is_unique
    trade, near = PARTNERS_TESTED["trade_2012"], alignment.nearness("RUS", 2012, "ideal", 3)
    polyarchy = load("regimes_vdem").query("year == 2012").set_index("iso3")["polyarchy"]
    for name, other in (
        ("log_distance", PARTNERS_TESTED["log_distance"]),
        ("polyarchy", polyarchy),
    ):
        expected = statistics.rank_correlation(trade, near, other.reindex(trade.index))
        assert rows.loc[name].tolist() == pytest.approx(list(expected))


def test_trade_over_the_benchmark_is_both_directions():
    flows = estimated(2012, "effects", "ties")
    rows = flows[flows["exporter"].isin(PAIR) & flows["importer"].isin(PAIR)]
    ratio = alignment.over_benchmark("MNG", 2012)
    assert ratio["KAZ"] == pytest.approx(rows["usd_million"].sum() / rows["predicted"].sum())
    assert "RUS" not in ratio and "MNG" not in ratio
    assert PARTNERS_TESTED["trade_2012"].dropna().sort_index().equals(ratio.sort_index())


def test_the_correlations_of_every_state_hold_mongolias_own():
    for votes in further.EVERYWHERE_VOTES:
        everywhere = alignment.same_test_everywhere(2012, votes)
        own = alignment.correlations("trade_2012", votes).iloc[0]
        assert everywhere["MNG"] == pytest.approx(own["rho"])
        assert everywhere.between(-1, 1).all() and len(everywhere) > 170


def test_outcomes_stay_out_of_the_cause():
    # Mongolia's own dealings may change at will without moving anybody's closeness.
    assert not {"waiver", "migrant", "visits"} & set(alignment.SIGNS)
    assert alignment.signs()["defence"].isin([0, 1]).all()
    waived = PARTNERS_TESTED.groupby("ally_2013")["waiver_2013"].agg(["sum", "count"])
    with_waiver = visas.waived("2013-08-31") & set(PARTNERS_TESTED.index)
    assert waived.loc[True].tolist() == [2, 5]
    assert waived.loc[False].tolist() == [len(with_waiver) - 2, 186]


def test_no_figure_is_not_nobody():
    assert PARTNERS_TESTED["abroad_2010"].min() > 0
    assert np.isnan(PARTNERS_TESTED.loc["KAZ", "abroad_2010"])


def test_the_pairs_distances_and_their_error():
    rows = load("un_ideal_points").query("2010 <= year <= 2012").set_index(["year", "iso3"])
    distances = un.distances_with_errors(2012)
    squares = 0.0
    for state in PAIR:
        apart = [
            abs(rows.loc[(y, state), "ideal_point"] - rows.loc[(y, "RUS"), "ideal_point"])
            for y in (2010, 2011, 2012)
        ]
        assert distances[state] == pytest.approx(np.mean(apart))
        bounds = rows.xs(state, level="iso3")
        squares += (((bounds["ideal_point_high"] - bounds["ideal_point_low"]) / 3.29) ** 2).sum()
    assert distances["difference"] == pytest.approx(distances["MNG"] - distances["KAZ"])
    assert distances["standard error"] == pytest.approx(np.sqrt(squares) / 3)


def test_dealings_are_the_confirmed_rows_of_three_tables():
    for state in ("UZB", "BLR"):
        dealings = alignment.dealings(state)
        count = 0
        for name in ("agreements", "visits", "missions"):
            rows = load(name).query("trust == 'confirmed'")
            sides = [s for s in ("partner", "sending", "receiving") if s in rows]
            count += int((rows[sides] == state).any(axis=1).sum())
        assert len(dealings) == count > 3
        assert dealings["year"].dropna().is_monotonic_increasing
    assert "2024" in dealings["year"].astype("string").tolist()


def test_a_list_of_bodies_is_a_choice():
    signs = alignment.signs("RUS", 2012).loc[["MNG", "CHN"]]
    dates = days.on_day(MEMBERSHIPS, "2012-07-01")
    seats = dates[dates["body"].isin(["CIS", "CSTO", "EurAsEC"])]
    assert not seats["state"].isin(["MNG", "CHN"]).any()
    assert alignment.nearer(signs.assign(memberships=0.0), "MNG", "CHN", 1) == (25, 0, 25)


def test_who_outweighs_whom():
    shares = alignment.lead_shares("2013-08-01", 2012).set_index("body")
    years = load("country_years").query("year == 2012").set_index("iso3")["gdp_usd"]
    sco = years[["CHN", "KAZ", "KGZ", "RUS", "TJK", "UZB"]]
    assert shares.loc["SCO", "RUS"] == pytest.approx(years["RUS"] / sco.sum())
    assert shares.loc["SCO", "CHN"] > 0.5 and np.isnan(shares.loc["CIS", "CHN"])
    assert list(alignment.lead_shares("2026-11-23", 2023)["body"]) == ["CIS", "CSTO", "EAEU", "SCO"]


# Views.


WEIGHTS = ((1, 1, 1, 0), (0, 0, 3, 0), (3, 0, 1, 2))
INDEX_SETTINGS = list(itertools.product((2000, 2001, 2006, 2013, 2019, 2024), WEIGHTS))


@pytest.mark.parametrize("pole", alignment.POLES)
@pytest.mark.parametrize("by", alignment.VOTES)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_index_draws_and_says_what_it_draws(pole, by, every):
    """Quickly 54 of the 162: each weighting with each pole and each measure of votes."""
    first = (list(alignment.POLES).index(pole) + list(alignment.VOTES).index(by)) % len(WEIGHTS)
    for year, weights in INDEX_SETTINGS if every else INDEX_SETTINGS[first :: len(WEIGHTS)]:
        fig, said = views.closeness_index(*weights, by, pole, year)
        table = alignment.signs(pole, year, by)
        used = list(alignment.SIGNS if weights[3] else alignment.SIGNS[:3])
        whole = table.dropna(subset=used)
        order = alignment.index_of(whole, weights)
        assert f"of {len(order)} states" in said.first
        if "KAZ" in order:
            rank = int((order > order["KAZ"]).sum()) + 1
            assert f"Kazakhstan is {rank}" in said.first
        for state in table.index.difference(whole.index):
            assert further.name_in_sentence(state) in said.rest[-1]
            assert state not in order
        drawn = [text.get_text() for text in fig.axes[0].get_yticklabels()]
        assert len(drawn) == len(order)


def test_years_carried_forward_are_said():
    assert "Held" not in views.closeness_index()[1].whole
    said = views.closeness_index(1, 1, 1, 1, "pi", "RUS", 2024)[1].whole
    assert "defence at 2018, votes at 2019 and trade at 2014" in said


def test_no_weights_and_wrong_settings_are_sentences():
    _, said = views.closeness_index(0, 0, 0, 0, "pi")
    assert said.whole.endswith("beyond chance: Give at least one sign a weight above 0.")
    for settings, nearest in (
        ({"pole": "RSU"}, "RUS"),
        ({"by": "ideals"}, "ideal"),
        ({"year": 1999}, "The year"),
        ({"defence": 4}, "3"),
    ):
        with pytest.raises(BadSetting, match=nearest):
            views.closeness_index(**settings)
    with pytest.raises(BadSetting, match="RUS"):
        views.un_pair("RUSS")
    with pytest.raises(BadSetting, match="trade_2012"):
        views.keeping_away("trade_2013")
    with pytest.raises(BadSetting, match="The year cannot be 2013"):
        views.everywhere(2013)


@pytest.mark.parametrize("state", further.FIRST_STATES)
@pytest.mark.parametrize("measure", further.SCORES)
def test_a_pair_in_the_un_draws_for_every_partner(state, measure):
    fig = None
    years = itertools.cycle((1991, 1993, 2001, 2013, 2019))
    for other, year in zip(further.PARTNERS, years, strict=False):
        fig, said = views.un_pair(state, other, measure, year, fig=fig)
        if state == other:
            assert "is compared with itself; choose two different states." in said.first
            continue
        rank, partners, median = un.agreement_rank(state, other, measure, year)
        if rank:
            value = un.agreement_line(state, other, measure)[year]
            assert f"{value:.2f} in {year}".replace("-0.00", "0.00") in said.first
            assert f" of {partners} partners" in said.first
            assert f"median partner has {median:.2f}".replace("-0.00", "0.00") in said.first
        else:
            assert "no figure for this pair" in said.first


def test_the_pair_in_words():
    said = views.un_pair()[1]
    assert "0.92 in 2013, 75th of 187 partners of Mongolia, whose median partner has 0.90" in (
        said.first
    )
    assert "quartiles are 0.54, 0.75 and 0.92" in said.whole
    assert "No figure: 1991." in said.whole


@pytest.mark.parametrize("engagement", alignment.ENGAGEMENT)
@pytest.mark.parametrize("votes", alignment.VOTES)
def test_keeping_away_says_its_correlations(engagement, votes):
    _, said = views.keeping_away(engagement, votes)
    rho, low, high, cases = alignment.correlations(engagement, votes).iloc[0][
        ["rho", "low", "high", "cases"]
    ]
    assert f"over {int(cases)} partners" in said.first
    text = f"{abs(rho):.2f}"
    assert (f"minus {text}" if rho < 0 and float(text) else text) in said.first
    direction = "rises" if low > 0 else "falls" if high < 0 else "neither clearly rises"
    assert direction in said.first


def test_all_correlations_are_counted():
    correlations = alignment.all_correlations()
    assert len(correlations) == len(alignment.ENGAGEMENT) * len(alignment.VOTES)
    said = views.all_tests()[1].first
    below = (correlations["high_distance"] < 0).sum()
    over = (correlations["low_distance"] > 0).sum()
    assert f"{below} lie below 0 with their whole interval, {over} above" in said
    assert "0.75 of 15 would lie on one side of 0" in views.all_tests()[1].whole


def test_the_histograms_say_how_many_lie_lower():
    said = views.everywhere()[1].whole
    for votes in further.EVERYWHERE_VOTES:
        states = alignment.same_test_everywhere(2012, votes)
        assert f"{(states < states['MNG']).sum()} of {len(states)} states lie lower" in said


# Votes, with their errors.


def test_pi_is_that_of_the_table_and_its_bounds_are_wide():
    for year, low, high in ((2013, 0.13, 0.81), (2012, -0.07, 0.51)):
        drawn = un.pi_with_bounds("MNG", "KAZ", year)
        line = un.agreement_line("MNG", "KAZ", "pi")
        assert drawn["pi"] == pytest.approx(line[year], abs=1e-3)
        assert (drawn["low"], drawn["high"]) == pytest.approx((low, high), abs=0.02)
        assert un.pi_with_bounds("KAZ", "MNG", year)["pi"] == pytest.approx(drawn["pi"])
        other_seed = un.pi_with_bounds("MNG", "KAZ", year, seed=1)
        assert other_seed["low"] == pytest.approx(drawn["low"], abs=0.03)
    # Each session could have given the other's figure.
    assert un.pi_with_bounds("MNG", "KAZ", 2012)["high"] > line[2013]
    assert un.pi_with_bounds("MNG", "KAZ", 2013)["low"] < line[2012]
    with pytest.raises(BadSetting, match="KAZ"):
        un.pi_with_bounds("MNG", "KAS", 2012)


def test_pi_where_the_answer_is_known():
    one = np.array([0, 1, 0, 1])
    assert un.scotts_pi(one, one) == 1
    assert un.scotts_pi(one, 1 - one) == -1
    assert un.scotts_pi(one, np.array([0, 0, 1, 1])) == 0
    assert np.isnan(un.scotts_pi(one * 0, one * 0))
    together = un.scotts_pi(np.array([one, one]), np.array([one, 1 - one]))
    assert together.tolist() == [1, -1]


def test_who_votes_nearer_to_russia_session_by_session():
    table = un.nearer_by_session(POINTS, 1992, 2012)
    counted = table.groupby("nearer")[["clear", "bands_apart"]].agg(["size", "sum"])
    assert counted["clear"]["size"].to_dict() == {"KAZ": 18, "": 1, "MNG": 2}
    assert counted["clear"]["sum"].to_dict() == {"KAZ": 12, "": 0, "MNG": 0}
    assert counted["bands_apart"]["sum"].to_dict() == {"KAZ": 12, "": 0, "MNG": 0}
    assert table.index[table["nearer"] == ""].tolist() == [2010]
    # Kazakhstan stands beyond Russia in 2000: the bounds part there, and the distances do not.
    assert table.loc[2000, ["clear", "bands_apart"]].tolist() == [False, True]
    assert table.loc[2004, ["clear", "bands_apart"]].tolist() == [True, False]
    assert not un.nearer_by_session(POINTS, 2013, 2024)["clear"].any()
    # Kazakhstan first votes in the session of 1992.
    assert un.nearer_by_session(POINTS, 1990, 2012).index[0] == 1992


@pytest.mark.skipif("STEPPES_RAW" not in os.environ, reason="needs the raw files")
def test_the_other_estimates_of_the_release_have_kazakhstan_nearer_too():
    path = Path(os.environ["STEPPES_RAW"]) / "idealpoints2025/IdealpointsJuly2025.dta"
    raw = pd.read_stata(path)
    raw = raw[raw["year"].between(1992, 2012)]
    nearer = {}
    for estimate in ("idealpointfp", "idealpointall", "idealpointlegacy"):
        points = raw.pivot(index="year", columns="ccode", values=estimate)
        far = points[[705, 712]].sub(points[365], axis=0).abs()
        nearer[estimate] = int((far[705] < far[712]).sum())
    assert nearer == {"idealpointfp": 18, "idealpointall": 16, "idealpointlegacy": 17}


# Verdicts.

POINTS, AGREEMENT = load("un_ideal_points"), load("un_agreement")
TRADE = trade_over_benchmark()
ALLIES = days.members(MEMBERSHIPS, "CSTO", days.OP_ED_DAY) - {"RUS"}
COUNTRIES = load("countries")
REPUBLICS = set(COUNTRIES.loc[COUNTRIES["former_soviet"], "iso3"])
PACT = pact_partners()


def nearer(memberships=MEMBERSHIPS, points=POINTS, **choices):
    return verdicts.nearer_to_russia(memberships, points, AGREEMENT, **choices)


def test_claim_36_over_every_window():
    for first in range(1992, 2013):
        assert nearer(first=first).in_2013 == "supported"
        every = nearer(first=first, clear_only=False).in_2013
        assert every == ("mixed" if first >= 2010 else "supported")
    assert nearer().now == "supported"
    assert nearer(clear_only=False).now == "supported"  # 7 of 12, for it
    sweep = nearer().sweep
    assert "counting clear sessions supported from 1992 to 2012" in sweep
    assert "supported from 1992 to 2009 and mixed from 2010 to 2012" in sweep
    assert "votes speak for it from 1992 to 1994" in sweep
    assert "nearer in 20 by the share of equal votes and in 19 by agreement" in sweep
    assert "clearly nearer in 12 and Mongolia in 0 (however little, 18 and 2" in nearer().says


def test_claim_36_can_come_out_in_each_of_the_four_words():
    away = POINTS.copy()
    away.loc[away["iso3"] == "KAZ", ["ideal_point", "ideal_point_low", "ideal_point_high"]] -= 4
    assert nearer(points=away).in_2013 == nearer(points=away).now == "mixed"
    nobody = MEMBERSHIPS.iloc[:0]
    assert nearer(nobody).in_2013 == "supported"  # votes alone
    assert nearer(nobody).now == "untested"
    assert nearer(nobody, away).in_2013 == "not supported"


def test_claim_36_counts_the_pact_once_and_background_never():
    seats = [nearer(MEMBERSHIPS[MEMBERSHIPS["body"] != body]).says for body in ("CSTO", "SCO")]
    assert all("for 2013: seats 3 for Kazakhstan and 0 for Mongolia" in said for said in seats)
    # EurAsEC's seat is the EAEU's today, not one more.
    assert "Now: seats 4 for Kazakhstan" in nearer().says
    assert nearer(MEMBERSHIPS.assign(trust="background")).now == "untested"
    switched = MEMBERSHIPS.assign(state=MEMBERSHIPS["state"].replace({"KAZ": "MNG", "MNG": "KAZ"}))
    assert nearer(switched).now == "not supported"


def kept_away(bar=0.95, **tables):
    used = {
        "memberships": MEMBERSHIPS,
        "countries": COUNTRIES,
        "agreements": load("agreements"),
        "third_neighbours": load("third_neighbours"),
        "invitations": load("invitations"),
        "trade": TRADE,
        "pact": PACT,
    }
    return verdicts.keeps_away(**(used | tables), bar=bar)


def among_republics(year=2012, listed=ALLIES, trade=TRADE):
    return lot.contests(listed, trade[year][trade[year].index.isin(REPUBLICS)])


def test_the_contests_of_the_allies():
    found = among_republics()
    assert (found.won, found.of, found.others) == (27.5, 45, 9)
    assert found.as_many == pytest.approx(545 / 2002, abs=1e-6)
    assert (among_republics(2014).won, found.lean(0.95)) == (30.0, "")
    beside_all = lot.contests(ALLIES, TRADE[2012])
    assert beside_all.share == pytest.approx(0.792, abs=1e-3)
    assert beside_all.as_many == pytest.approx(0.010, abs=1e-3)
    assert beside_all.lean(0.95) == lot.contests(ALLIES, TRADE[2014]).lean(0.95) == "high"
    shares = {
        (name, year, group): lot.contests(
            listed, TRADE[year] if group == "all" else among(TRADE[year])
        ).share
        for name, listed in (("ATOP", PACT), ("without", ALLIES - {"BLR"}))
        for year in (2012, 2014)
        for group in ("all", "republics")
    }
    assert {key: round(100 * share) for key, share in shares.items()} == {
        ("ATOP", 2012, "all"): 69, ("ATOP", 2012, "republics"): 45,
        ("ATOP", 2014, "all"): 65, ("ATOP", 2014, "republics"): 47,
        ("without", 2012, "all"): 73, ("without", 2012, "republics"): 46,
        ("without", 2014, "all"): 74, ("without", 2014, "republics"): 52,
    }  # fmt: skip


def among(values):
    return values[values.index.isin(REPUBLICS)]


def test_where_trade_would_have_spoken():
    wins, chances = lot.wins_by_lot(among(TRADE[2012]), 5)
    low = max(w for w in wins if chances[wins <= w].sum() <= 0.025)
    high = min(w for w in wins if chances[wins >= w].sum() <= 0.025)
    # Eight contests come in 2.55 per cent of deals, a hair above the bar.
    assert (low, high) == (7.5, 37.5)
    assert chances[wins <= 8].sum() == pytest.approx(51 / 2002)


def test_claim_40_in_2013_and_now():
    found = kept_away()
    assert (found.in_2013, found.now) == ("untested", "mixed")
    assert "27.5 of 45 contests won by 5 allies beside 9 others" in found.says
    assert "trade of 2014, 30.0 of 45" in found.says
    assert "partnerships with allies: KAZ and KGZ" in found.says
    assert "by lot none is in 85 % of deals" in found.sweep
    assert "the allies stand lower in: none" in found.sweep
    assert "CSTO 2012 beside all partners 79 %" in found.sweep
    assert "beside republics" not in found.sweep


def test_claim_40_by_other_readings():
    told = kept_away().sweep
    assert "beside all partners, much of it a common past, 2013 would be not supported" in told
    assert "of the policy of 2013, supported; with both, mixed" in told
    assert "now would be not supported" in told


def test_claim_40_does_not_hang_on_the_bar_or_the_benchmark():
    for bar in (0.6, 0.68, 0.8, 0.9, 0.99):
        found = kept_away(bar)
        assert (found.in_2013, found.now) == ("untested", "mixed")
    assert kept_away(0.4).in_2013 == "not supported"
    for estimator, covariates in (("ppml", "ties"), ("logs", "ties"), ("effects", "comecon")):
        trade = {
            year: alignment.over_benchmark("MNG", year, estimator, covariates)
            for year in (2012, 2014)
        }
        found = kept_away(trade=trade)
        assert (found.in_2013, found.now) == ("untested", "mixed")


def test_claim_40_can_come_out_in_each_of_the_four_words():
    def with_allies_at(value):
        return {
            year: ratio.where(~ratio.index.isin(ALLIES), value) for year, ratio in TRADE.items()
        }

    lowest, highest = with_allies_at(-1.0), with_allies_at(99.0)
    assert kept_away(trade=lowest).in_2013 == "supported"
    assert kept_away(trade=highest).in_2013 == "not supported"
    named = load("agreements").replace({"date": {"2024-10-29": "2012-10-29"}})
    named["year"] = named["year"].where(named["date"] != "2012-10-29", 2012)
    assert kept_away(trade=lowest, agreements=named).in_2013 == "mixed"
    assert kept_away(agreements=named).in_2013 == "not supported"
    level = {year: ratio * 0 for year, ratio in TRADE.items()}
    assert kept_away(trade=level).in_2013 == "untested"  # nothing could have come out otherwise


def test_each_sign_of_claim_40_moves_the_verdict():
    agreements = load("agreements")
    no_partners = agreements[agreements["kind"] != "partnership"]
    assert kept_away(agreements=no_partners).now == "supported"
    seat = MEMBERSHIPS["body"].eq("SCO") & MEMBERSHIPS["state"].eq("MNG")
    taken = MEMBERSHIPS.assign(status=MEMBERSHIPS["status"].where(~seat, "member"))
    assert kept_away(memberships=taken).now == "not supported"
    assert kept_away(memberships=taken, agreements=no_partners).in_2013 == "not supported"
    # One observer that took its seat may have reasons of its own.
    later = MEMBERSHIPS[
        ~(MEMBERSHIPS["status"].eq("member") & MEMBERSHIPS["state"].isin(["IND", "PAK"]))
    ]
    assert kept_away(memberships=later).now == "not supported"
    unseen = MEMBERSHIPS.assign(trust="background")
    assert kept_away(memberships=unseen, agreements=no_partners).now == "untested"


def test_a_seat_held_out_makes_one_not_taken_an_act():
    assert "3 of 3, held out to Mongolia in 2014, 2019" in kept_away().says
    assert "0 of 3, held out to Mongolia in no year" in kept_away().says
    rows = load("invitations")
    held_out = rows[(rows["body"] == "SCO") & (rows["invited"] == "MNG")]
    one = held_out[held_out["year"] == 2019]
    assert len(one) == 1 and kept_away(invitations=one).now == "mixed"
    for column, other in (
        ("trust", "background"), ("trust", "copy"), ("invited", "BLR"), ("body", "CSTO"),
        ("kind", "considered"), ("kind", "no offer"), ("date", "2027-01-01"),
    ):  # fmt: skip
        assert kept_away(invitations=one.assign(**{column: other})).now == "not supported", other
    # Held out alone is not enough: in 2013 no other observer had a seat yet.
    early = one.assign(date="", year=2012)
    assert kept_away(invitations=early).in_2013 == "untested"


def test_what_chance_gives_is_centred_and_as_wide_as_the_formula():
    marked, values = PARTNERS_TESTED["ally_2013"], PARTNERS_TESTED["log_distance"]
    drawn = statistics.above_by_chance(marked, values)
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)
    assert drawn.std() == pytest.approx(np.sqrt((5 + 186 + 1) / (12 * 5 * 186)), rel=0.03)
    shuffled = marked.sample(frac=1, random_state=1).set_axis(marked.index)
    assert drawn.min() <= statistics.chance_of_standing_above(shuffled, values) <= drawn.max()


def test_who_leads_by_people_as_by_income():
    years = load("country_years")
    for by in ("gdp_usd", "population"):
        finding = verdicts.led_by_russia(MEMBERSHIPS, years, 0.5, by)
        assert (finding.in_2013, finding.now) == ("imprecise", "imprecise")


# The notebook that goes deeper.


def test_a_thousand_draws_from_one_urn_give_what_the_squares_say():
    votes = load("un_votes")
    votes = votes[votes["year"] == 2013].pivot(index="rcid", columns="iso3", values="vote")
    pair = votes[["MNG", "KAZ"]].dropna()
    lots = np.random.RandomState(4).choice(pair.to_numpy().ravel(), (1000, len(pair), 2))
    equal = (lots[:, :, 0] == lots[:, :, 1]).sum(axis=1)
    chance = (pd.Series(pair.to_numpy().ravel()).value_counts(normalize=True) ** 2).sum()
    assert (pair["MNG"] == pair["KAZ"]).sum() == 55
    assert equal.mean() == pytest.approx(60 * chance, abs=0.3)
    assert np.quantile(equal, [0.025, 0.975]).tolist() == [44, 55]


def test_waivers_of_2013_are_silent_and_do_not_fall():
    names = sorted(PARTNERS_TESTED.index[PARTNERS_TESTED["waiver_2013"] == 1])
    assert len(names) == 11
    by_lot = lot.deck(11, 191, 5)
    assert by_lot[0] == pytest.approx(0.741, abs=1e-3)
    assert by_lot[2:].sum() == pytest.approx(0.0275, abs=1e-4)  # a hair above one in forty
    assert lot.deck(12, 191, 5)[2:].sum() == pytest.approx(0.0327, abs=1e-4)
    assert among_fifths("ideal", 2012, "waiver_2013") == [3, 2, 1, 3, 2]


def among_fifths(votes, last, engagement):
    near = un.nearness("RUS", last, votes, 3).reindex(PARTNERS_TESTED.index)
    fifths = statistics.groups_by_rank(near, range(5))
    return PARTNERS_TESTED.groupby(fifths, observed=False)[engagement].sum().tolist()


@pytest.mark.parametrize(
    ("last", "votes", "door"),
    [
        (2012, "ideal", [22, 18, 7, 7, 8]),
        (2012, "agreement", [22, 19, 5, 6, 10]),
        (2012, "pi", [6, 2, 10, 21, 23]),
        (2019, "ideal", [24, 15, 11, 7, 5]),
        (2019, "agreement", [18, 24, 7, 5, 8]),
        (2019, "pi", [5, 6, 11, 17, 23]),
    ],
)
def test_the_measure_of_votes_turns_the_door(last, votes, door):
    assert among_fifths(votes, last, "free_2025") == door


def test_wealth_held_by_splitting():
    near = un.nearness("RUS", 2024, "ideal", 3).reindex(PARTNERS_TESTED.index).dropna()
    groups = statistics.groups_by_rank(near, range(5))
    years = load("country_years").dropna(subset=["gdp_usd", "population"])
    years = years[years["year"].between(2020, 2023)].sort_values("year").groupby("iso3").last()
    wealth = (years["gdp_usd"] / years["population"]).reindex(groups.index).dropna()
    free = PARTNERS_TESTED.loc[wealth.index, "free_2025"]
    richer, part = wealth >= wealth.median(), groups[wealth.index]
    counts = {
        half: free[richer == half].groupby(part, observed=False).agg(["sum", "count"]).to_numpy()
        for half in (True, False)
    }
    assert counts[True].tolist() == [[33, 36], [13, 23], [3, 11], [3, 16], [3, 7]]
    assert counts[False].tolist() == [[0, 2], [1, 14], [2, 26], [2, 21], [2, 30]]
    rest = set(wealth.index[(wealth >= wealth.quantile(0.75)) & (part.astype(int) >= 2)])
    entry = load("free_entry")
    admitted = {
        host: rest & set(entry.loc[entry["destination"] == host, "passport"])
        for host in ("MNG", "KAZ")
    }
    assert len(rest) == 9 and admitted["MNG"] == {"ARE", "SGP"}
    assert admitted["KAZ"] - admitted["MNG"] == {"BHR", "KWT", "QAT", "SAU"}
    assert not admitted["MNG"] - admitted["KAZ"]
