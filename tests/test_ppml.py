"""The gravity estimator beside statsmodels, on real data and where estimates would be infinite."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from gravity_oracles import flows_among, newton, sample, separated_by_programme
from separation_sets import SETS, one_side_of_a_plane, read

from steppes import load
from steppes.measures.ppml import ppml
from steppes.measures.separation import separated_observations

SAME = {"rtol": 1e-6, "atol": 0}


def real_flows(first: int | None = None, year: int = 2012) -> pd.DataFrame:
    """All flows of a year with a figure, among the `first` states of the alphabet or all."""
    flows = load("trade").query("year == @year").dropna(subset="usd_million")
    if first:
        some = sorted(set(flows["exporter"]))[:first]
        flows = flows[flows["exporter"].isin(some) & flows["importer"].isin(some)]
    pairs = load("pair_covariates").rename(columns={"iso3_a": "exporter", "iso3_b": "importer"})
    turned = pairs.rename(columns={"exporter": "importer", "importer": "exporter"})
    flows = flows.merge(pd.concat([pairs, turned]))
    flows["log_distance"] = np.log(flows["distw_km"])
    return flows.dropna(subset="log_distance").reset_index(drop=True)


COVARIATES = ["log_distance", "contiguous", "common_official_language", "colony"]


def oracle(outcome, covariates, effects=()):
    import statsmodels.api as sm  # here, since whoever collects tests would wait for it

    dummies = [
        pd.get_dummies(labels, prefix=str(order), dtype=float).iloc[:, int(order > 0) :]
        for order, labels in enumerate(effects)
    ]
    design = pd.concat([covariates.astype(float), *dummies], axis=1)
    if not effects:
        design.insert(0, "constant", 1.0)
    model = sm.GLM(outcome, design, family=sm.families.Poisson())
    fit = model.fit(cov_type="HC0", maxiter=200, tol=1e-13, tol_criterion="params")
    error = np.sqrt(((design @ fit.cov_params()) * design).sum(axis=1))
    return fit, error


def assert_same(fit, fit_by_oracle, error_of_log, estimable=slice(None)):
    names = fit.coefficients.index
    np.testing.assert_allclose(fit.coefficients, fit_by_oracle.params[names], **SAME)
    np.testing.assert_allclose(fit.standard_errors, fit_by_oracle.bse[names], **SAME)
    np.testing.assert_allclose(fit.fitted[estimable], fit_by_oracle.fittedvalues[estimable], **SAME)
    np.testing.assert_allclose(fit.error_of_log[estimable], error_of_log[estimable], **SAME)


def test_usual_covariates_equal_statsmodels_on_all_flows():
    flows = real_flows()
    assert len(flows) > 25_000
    fit = ppml(flows["usd_million"], flows[COVARIATES])
    assert_same(fit, *oracle(flows["usd_million"], flows[COVARIATES]))
    assert not fit.separated.any()


def with_effects(flows):
    return flows["usd_million"], flows[COVARIATES], (flows["exporter"], flows["importer"])


def test_importer_and_exporter_effects_equal_statsmodels():
    flows = real_flows(first=60)
    assert_same(ppml(*with_effects(flows)), *oracle(*with_effects(flows)))


@pytest.mark.parametrize("year", [2000, 2006, 2012, 2014])
def test_all_flows_of_a_year_meet_the_conditions_of_the_maximum(year):
    flows = real_flows(year=year)
    fit = ppml(*with_effects(flows))
    residuals = flows["usd_million"] - fit.fitted
    for side in ("exporter", "importer"):
        sums = flows.groupby(side)["usd_million"].sum()
        np.testing.assert_allclose(residuals.groupby(flows[side]).sum(), 0, atol=1e-6 * sums.max())
    for name in COVARIATES:
        assert abs(residuals @ flows[name]) < 1e-6 * (flows["usd_million"] @ flows[name])


def test_a_covariate_far_from_zero_is_the_same_covariate():
    flows = real_flows(first=40)
    near, far = flows[COVARIATES], flows[COVARIATES] + 300_000
    fit_near, fit_far = ppml(flows["usd_million"], near), ppml(flows["usd_million"], far)
    assert not fit_far.separated.any()
    assert fit_near.coefficients[COVARIATES].to_numpy() == pytest.approx(
        fit_far.coefficients[COVARIATES]
    )
    assert fit_far.fitted.to_numpy() == pytest.approx(fit_near.fitted.to_numpy(), rel=1e-6)


@pytest.mark.parametrize("seed", [139, 265, *range(40)])
def test_separation_is_what_a_linear_programme_finds(seed):
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(40, 3)), np.zeros(40)
    positive = random.integers(2, 30)
    y[:positive] = random.integers(1, 20, positive)
    outcome, covariates = pd.Series(y), pd.DataFrame(x)
    found = separated_observations(outcome, covariates)
    assert found.tolist() == separated_by_programme(outcome, covariates).tolist()


@pytest.mark.parametrize("name", SETS)
def test_what_is_separated_and_nothing_else_is_left_out_or_refused(name):
    outcome, covariates, effects, separated, refused = read(name)
    assert separated.tolist() == separated_by_programme(outcome, covariates, effects).tolist()
    assert separated_observations(outcome, covariates, effects).tolist() == separated.tolist()
    by_newton = newton(outcome, covariates, effects, ~separated)
    assert bool(refused) == (by_newton is None)
    if refused:
        with pytest.raises(ValueError, match=rf"^{refused} repeats .* not separated\.$"):
            ppml(outcome, covariates, effects)
        covariates = covariates.drop(columns=refused)
        separated = separated_by_programme(outcome, covariates, effects)
        by_newton = newton(outcome, covariates, effects, ~separated)
    fit = ppml(outcome, covariates, effects)
    assert fit.separated.tolist() == separated.tolist()
    assert_as_newton(fit, covariates, *by_newton)


@pytest.mark.parametrize("seed", range(3))
def test_zeros_to_one_side_of_a_plane_are_separated_and_end_the_difference(seed):
    outcome, covariates, below = one_side_of_a_plane(seed)
    assert separated_by_programme(outcome, covariates).tolist() == below.tolist()
    assert separated_observations(outcome, covariates).tolist() == below.tolist()
    with pytest.raises(ValueError, match="^x2 repeats"):
        ppml(outcome, covariates)


def assert_as_newton(fit, covariates, slopes, fitted):
    np.testing.assert_allclose(fit.coefficients[list(covariates)], slopes, rtol=1e-6, atol=1e-6)
    kept = ~fit.separated
    np.testing.assert_allclose(fit.fitted[kept], fitted, rtol=1e-6, atol=1e-8)
    assert fit.error_of_log[kept].notna().all() and np.isfinite(fit.standard_errors).all()


SAMPLES = [
    # Ten small sellers: an iterative rectifier did not end here.
    ("AFG FJI GIN KIR LSO NRU SEN SLE SWZ WSM", 42, 9, -6.3701),
    # What is left falls into parts that do not trade with each other.
    ("AFG CUB GNB GRD GUY LAO MDA PRY SUR SYC UZB WSM", 69, 37, -4.2378),
    # As good as no residuals: a variance of 0 may come out below it.
    ("BGR CIV DJI SLE", 11, 3, -0.9688),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("states", "rows", "separated", "slope"), SAMPLES)
def test_samples_that_were_refused_or_lost_an_error(states, rows, separated, slope):
    flows = flows_among(states)
    assert len(flows) == rows
    sides = flows["exporter"], flows["importer"]
    fit = ppml(flows["usd_million"], flows[["log_distance"]], sides)
    assert fit.separated.sum() == separated
    assert fit.coefficients.round(4).to_dict() == {"log_distance": slope}
    kept = ~fit.separated.to_numpy()
    found = newton(flows["usd_million"], flows[["log_distance"]], sides, kept)
    assert_as_newton(fit, flows[["log_distance"]], *found)
    two_way = ppml(flows["usd_million"], flows[["log_distance"]], sides, sides)
    assert two_way.error_of_log[fit.separated].isna().all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(60))
def test_a_random_sample_of_states_is_what_the_oracles_find(seed):
    assert_as_oracles(*sample(flows_among(), seed))


def assert_as_oracles(outcome, covariates, effects):
    if not outcome.any():
        with pytest.raises(ValueError, match="one above 0"):
            ppml(outcome, covariates, effects)
        return
    separated = separated_by_programme(outcome, covariates, effects)
    found = newton(outcome, covariates, effects, ~separated)
    if found is None:
        with pytest.raises(ValueError, match="^log_distance repeats"):
            ppml(outcome, covariates, effects)
        return
    fit = ppml(outcome, covariates, effects)
    assert fit.separated.tolist() == separated.tolist()
    assert_as_newton(fit, covariates, *found)


@pytest.mark.filterwarnings("error")
def test_two_blocs_without_trade_between_them_lose_an_effect_and_nothing_else():
    blocs = pd.DataFrame(
        [(a, b) for bloc in ("ABC", "XYZ") for a in bloc for b in bloc if a != b],
        columns=["exporter", "importer"],
    )
    trade = pd.Series(np.arange(1.0, 13))
    sides = blocs["exporter"], blocs["importer"]
    fit = ppml(trade, blocs[[]], sides)
    assert fit.redundant_effects == ("importer X",)
    assert fit.coefficients.empty and not fit.separated.any() and fit.error_of_log.notna().all()
    for side in sides:
        sums = trade.groupby(side).sum()
        np.testing.assert_allclose(fit.fitted.groupby(side).sum(), sums, rtol=1e-9)
    # One flow from the one to the other, and the effect is needed.
    joined = pd.concat([blocs, pd.DataFrame({"exporter": ["A"], "importer": ["X"]})])
    joined = joined.reset_index(drop=True)
    more = pd.concat([trade, pd.Series([5.0])], ignore_index=True)
    assert not ppml(more, joined[[]], (joined["exporter"], joined["importer"])).redundant_effects


def test_the_order_of_rows_changes_nothing_but_the_order():
    flows = flows_among(SAMPLES[1][0])
    turned = flows.iloc[::-1].reset_index(drop=True)
    fits = [
        ppml(each["usd_million"], each[["log_distance"]], (each["exporter"], each["importer"]))
        for each in (flows, turned)
    ]
    assert fits[1].separated.tolist() == fits[0].separated.tolist()[::-1]
    np.testing.assert_allclose(fits[1].fitted[::-1], fits[0].fitted, rtol=1e-7, atol=1e-9)
    assert len(fits[0].redundant_effects) == len(fits[1].redundant_effects) > 0


@pytest.mark.parametrize("with_effects", [False, True])
@pytest.mark.parametrize("sides", [("exporter",), ("exporter", "importer")])
def test_clustered_errors_equal_statsmodels(sides, with_effects):
    import statsmodels.api as sm  # here, since whoever collects tests would wait for it

    flows = real_flows(first=60)
    flows = flows.groupby("exporter").filter(lambda rows: rows["usd_million"].sum() > 0)
    flows = flows.groupby("importer").filter(lambda rows: rows["usd_million"].sum() > 0)
    flows = flows.reset_index(drop=True)
    covariates = flows[["log_distance", "contiguous"]].astype(float)
    effects = [flows["exporter"], flows["importer"]] if with_effects else []
    design = pd.concat(
        [covariates]
        + [
            pd.get_dummies(labels, dtype=float).iloc[:, order:]
            for order, labels in enumerate(effects)
        ],
        axis=1,
    )
    if not with_effects:
        design.insert(0, "constant", 1.0)
    groups = np.column_stack([pd.factorize(flows[side])[0] for side in sides])
    model = sm.GLM(flows["usd_million"], design.to_numpy(), family=sm.families.Poisson())
    oracle = model.fit(
        cov_type="cluster",
        cov_kwds={"groups": groups.squeeze(), "use_correction": False},
        maxiter=200,
        tol=1e-13,
        tol_criterion="params",
    )
    fit = ppml(flows["usd_million"], covariates, effects, [flows[side] for side in sides])
    plain = ppml(flows["usd_million"], covariates, effects)
    named = slice(0, 2) if with_effects else slice(1, 3)
    assert not fit.separated.any()
    np.testing.assert_allclose(fit.standard_errors[-2:], oracle.bse[named], rtol=1e-5)
    assert fit.coefficients.equals(plain.coefficients) and fit.fitted.equals(plain.fitted)
    # What shares both labels is one row here; the same rows twice are not two observations.
    twice = pd.concat([flows, flows], ignore_index=True)
    again = ppml(
        twice["usd_million"],
        pd.concat([covariates, covariates], ignore_index=True),
        [twice[side] for side in ("exporter", "importer")] if with_effects else [],
        [twice[side] for side in sides],
    )
    np.testing.assert_allclose(again.standard_errors, fit.standard_errors, rtol=1e-5)


def test_clusters_on_the_wrong_rows_or_too_many_are_one_sentence():
    flows = real_flows(first=8)
    labels, covariates = flows["exporter"], flows[["log_distance"]]
    with pytest.raises(ValueError, match="same rows"):
        ppml(flows["usd_million"], covariates, clusters=[labels[1:]])
    with pytest.raises(ValueError, match="one or two columns of clusters"):
        ppml(flows["usd_million"], covariates, clusters=[labels] * 3)


def test_a_state_that_sells_nothing_is_separated_and_changes_nothing():
    flows = real_flows(first=40)
    silent = flows["usd_million"].where(flows["exporter"] != "AFG", 0)
    silent = flows.assign(usd_million=silent)
    fit = ppml(*with_effects(silent))
    sums = [
        silent.groupby(side)["usd_million"].transform("sum") for side in ("exporter", "importer")
    ]
    assert fit.separated.tolist() == [0 in both for both in zip(*sums, strict=True)]
    assert fit.separated[flows["exporter"] == "AFG"].all()
    assert (fit.fitted[fit.separated] == 0).all()
    assert fit.error_of_log[fit.separated].isna().all()
    # statsmodels, left to itself, lets the effect run towards minus infinity and agrees.
    by_oracle, error = oracle(*with_effects(silent))
    assert_same(fit, by_oracle, error, estimable=~fit.separated)
    assert by_oracle.fittedvalues[fit.separated].max() < 1e-6


def test_a_dummy_that_marks_only_zeros_is_separated_with_them():
    flows = real_flows(first=30)
    marked = (flows["usd_million"] == 0) & (flows.index % 7 == 0)
    covariates = flows[COVARIATES].assign(marked=marked.astype(float))
    fit = ppml(flows["usd_million"], covariates.drop(columns="marked"))
    assert not fit.separated.any()
    with pytest.raises(ValueError, match="^marked repeats"):  # nothing is left to explain
        ppml(flows["usd_million"], covariates)
    # It is told from a dummy that marks one flow above zero as well.
    one = flows["usd_million"].idxmax()
    covariates.loc[one, "marked"] = 1
    assert not ppml(flows["usd_million"], covariates).separated.any()


def test_zeros_that_a_combination_of_covariates_singles_out():
    # Where y is positive x and z are equal; the three zeros all have z above x, and with them
    # gone one of the two repeats the other.
    x = pd.Series([0, 1, 2, 3, 4, 0, 1, 2.0])
    z = pd.Series([0, 1, 2, 3, 4, 1, 2, 3.0])
    y = pd.Series([1, 2, 5, 9, 20, 0, 0, 0.0])
    with pytest.raises(ValueError, match="^z repeats"):
        ppml(y, pd.DataFrame({"x": x, "z": z}))
    fit = ppml(y, pd.DataFrame({"x": x}))
    assert not fit.separated.any()


@pytest.mark.parametrize(
    ("outcome", "covariate"),
    [([1, -1], [0, 1]), ([1, np.nan], [0, 1]), ([1, 2], [0, np.inf]), ([0, 0], [0, 1])],
)
def test_what_cannot_be_estimated_is_one_sentence(outcome, covariate):
    with pytest.raises(ValueError, match="nothing missing"):
        ppml(pd.Series(outcome), pd.DataFrame({"x": covariate}))


def test_rows_in_another_order_and_missing_labels_are_one_sentence():
    flows = real_flows(first=20)
    outcome, covariates, (exporter, importer) = with_effects(flows)
    with pytest.raises(ValueError, match="same rows in the same order"):
        ppml(outcome, covariates.iloc[::-1], (exporter, importer))
    with pytest.raises(ValueError, match="nothing missing"):
        ppml(outcome, covariates, (exporter.where(flows.index != 3), importer))


def test_a_covariate_held_by_the_effects_is_said():
    flows = real_flows(first=20)
    size = flows["exporter"].map({iso3: n for n, iso3 in enumerate(set(flows["exporter"]))})
    with pytest.raises(ValueError, match="^size repeats"):
        ppml(flows["usd_million"], size.to_frame("size"), (flows["exporter"], flows["importer"]))
