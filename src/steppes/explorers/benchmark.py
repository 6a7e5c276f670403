"""Lesson 02: every dyad against its benchmark, the specification curve, a common past."""

from __future__ import annotations

from ..explore import Choice, Explorer, Steps
from ..measures.benchmark import AMONG, COVARIATE_NAMES, ESTIMATORS, YEARS
from ..views import benchmark as views

_ESTIMATORS = {"logarithms": "logs", "PPML": "ppml", "PPML with effects": "effects"}
_COVARIATES = {
    "size alone": "size",
    "+ distance": "distance",
    "+ borders, language, empires": "ties",
    "+ the Soviet past": "soviet",
    "+ the Comecon past instead": "comecon",
}
_AMONG = {
    "of like predicted size": "like",
    "near pairs": "near",
    "two landlocked states": "landlocked",
    "the same seller's": "sold",
    "the same buyer's": "bought",
}


def _model() -> list:
    return [
        Steps("year", "Year", YEARS),
        Choice("estimator", "Estimator", _ESTIMATORS),
        Choice("covariates", "Covariates", _COVARIATES),
    ]


def _walk_sentence(year: int, estimator: str, covariates: str, among: str) -> str:
    return (
        f"The pair in {year} by {ESTIMATORS[estimator]}, {COVARIATE_NAMES[covariates]}, "
        f"among the dyads {AMONG[among]}"
    )


def benchmark_cloud() -> Explorer:
    """Every directed dyad's actual against predicted trade, by year, estimator and covariates."""
    return Explorer(
        views.benchmark_cloud,
        _model(),
        start={"year": 2012, "estimator": "ppml", "covariates": "ties"},
        sentence="Actual and predicted trade of {year}, by {estimator}, {covariates}",
    )


def specification_walk() -> Explorer:
    """The pair's ratio and percentile in every specification, and in every comparison."""
    return Explorer(
        views.specification_walk,
        [*_model(), Choice("among", "Compared with", _AMONG)],
        start={"year": 2012, "estimator": "ppml", "covariates": "ties", "among": "like"},
        sentence=_walk_sentence,
    )


def past_dummy() -> Explorer:
    """What a dummy for a common past changes in the benchmark of either state's sales."""
    return Explorer(
        views.past_dummy,
        [
            Choice("seller", "Seller", {"Kazakhstan": "KAZ", "Mongolia": "MNG"}),
            Choice("past", "Common past", {"Soviet Union": "soviet", "Comecon": "comecon"}),
            Choice("estimator", "Estimator", {"PPML with effects": "effects", "PPML": "ppml"}),
            Steps("year", "Year", YEARS),
        ],
        start={"year": 2012},
        sentence="{seller}'s sales in {year}, {estimator}, with a dummy for the {past}",
    )
