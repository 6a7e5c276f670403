"""Beyond lesson 02: what a benchmark expects, what it cannot, and whom a flow is compared with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...checking import Exercise, Mistake, choice
from ...kinds import Number, Share, States, Table
from ...measures.benchmark import (
    COVARIATES,
    ESTIMATORS,
    SELLERS,
    compared_with,
    estimated,
    flows_of,
    pair_place,
)
from ...measures.ppml import ppml
from ...measures.statistics import percentile
from ...tables import load

USUAL = list(COVARIATES["ties"])


def _distance_slope(estimator: str = "ppml") -> float:
    """The coefficient of the logarithm of distance, 2012, usual covariates."""
    flows = flows_of(2012)
    if estimator == "ppml":
        return float(ppml(flows["usd_million"], flows[USUAL]).coefficients["log_distance"])
    sold = flows[flows["usd_million"] > 0]
    design = np.column_stack([np.ones(len(sold)), sold[USUAL]])
    beta = np.linalg.lstsq(design, np.log(sold["usd_million"]), rcond=None)[0]
    return float(beta[1 + USUAL.index("log_distance")])


def _ratio(year: int, seller: str, estimator: str = "ppml", covariates: str = "ties") -> float:
    return pair_place(year, estimator, covariates, seller)["ratio"]


def _ratios_among(seller: str, among: str, positive: bool = False) -> pd.Series:
    """The ratios that the pair's direction is compared with, 2012: all, or of flows above zero."""
    group = compared_with(2012, "ppml", "ties", seller, among)
    if positive:
        group = group[group["usd_million"] > 0]
    return group["ratio"]


def _share_below(seller: str, among: str, positive: bool = False) -> float:
    """Per cent of a comparison, 2012, whose ratio is lower than that of the pair's direction."""
    ratios = _ratios_among(seller, among, positive)
    return 100 * float((ratios < _ratio(2012, seller)).mean())


def _percentile_among(seller: str, among: str, positive: bool = False) -> float:
    """The same with ties counted half."""
    return 100 * percentile(_ratios_among(seller, among, positive), _ratio(2012, seller))


def _by_estimator(year: int, covariates: str = "ties", inverse: bool = False) -> pd.DataFrame:
    """The pair's two ratios by each estimator."""
    table = pd.DataFrame({"estimator": list(ESTIMATORS)})
    for seller in SELLERS:
        ratios = [_ratio(year, seller, estimator, covariates) for estimator in ESTIMATORS]
        table[seller] = 1 / np.array(ratios) if inverse else ratios
    return table


def _five_markets(seller: str, by: str, largest: bool = True) -> list[str]:
    flows = estimated(2012, "ppml", "ties")
    flows = flows[(flows["exporter"] == seller) & (flows["usd_million"] > 0)]
    flows = flows.sort_values([by, "importer"], ascending=[not largest, True])
    return flows["importer"].head(5).tolist()


def _weighted_km() -> float:
    pairs = load("pair_covariates").set_index(["iso3_a", "iso3_b"])
    return float(pairs["distw_km"]["KAZ", "MNG"])


def _times_as_far(slope: float) -> float:
    """How many times as far apart the two would be if Mongolia's sales were as predicted."""
    return _ratio(2012, "MNG") ** (1 / slope)


def _share_of_amounts(millions: tuple[int, ...], positive: bool = True) -> float:
    """Per cent of the flows of 2012, above zero or all, that have one of these amounts."""
    flows = flows_of(2012)["usd_million"]
    if positive:
        flows = flows[flows > 0]
    return 100 * float(flows.isin(millions).mean())


DEEPER = [
    choice(
        "F2.1",
        "what a logarithm leaves out",
        "D",
        {
            "A": "The largest are at the top of both pictures.",
            "B": "These were left out before, when the table was made. Something else is missing.",
            "C": "Far pairs are drawn, at the right of the second picture.",
            "D": "And they are not a random part: they are the pairs that trade least.",
        },
        "What is the logarithm of zero?",
        "Count the rows before and after.",
    ),
    choice(
        "F2.2",
        "why the parts do not add up",
        "B",
        {
            "A": "Both sums in that cell are over flows above zero. Look for something else.",
            "B": "And how far below depends on the spread, which is not the same for small and "
            "large flows.",
            "C": "Its errors are smaller than a cent here.",
            "D": "Errors could go both ways. This gap goes one way always.",
        },
        "Look again at the two flows of 1 and 100.",
    ),
    Exercise(
        "F2.3",
        "what twice the distance does",
        Share(0.4),
        lambda: 100 * (1 - 2 ** _distance_slope()),
        "A coefficient on a logarithm is a power: twice as far means trade times two to that "
        "power.",
        (
            "Trade is multiplied by 2 to the power of the coefficient.",
            "The question asks for the part that is lost.",
        ),
        (
            Mistake(
                "the coefficient itself",
                lambda: -100 * _distance_slope(),
                "That is the coefficient. Twice as far is a large step: raise two to that power.",
            ),
            Mistake(
                "what is left",
                lambda: 100 * 2 ** _distance_slope(),
                "That is the part that is left. The question asks for the part that is lost.",
            ),
            Mistake(
                "the other estimator",
                lambda: 100 * (1 - 2 ** _distance_slope("logs")),
                "That follows from the coefficient of the logarithms. Take the one of PPML.",
            ),
            Mistake(
                "the coefficient with its sign",
                lambda: 100 * _distance_slope(),
                "That is the coefficient, with its sign. Raise two to that power, then see what is "
                "lost.",
            ),
            Mistake(
                "the change",
                lambda: 100 * (2 ** _distance_slope() - 1),
                "The size is right. A part that is lost is said without the minus.",
            ),
            Mistake(
                "the exponential",
                lambda: 100 * (1 - np.exp(_distance_slope())),
                "That takes a step of one in the logarithm, which is more than twice as far.",
            ),
        ),
    ),
    choice(
        "F2.4",
        "which interval answers which question",
        "C",
        {
            "A": "Most single flows lie outside it. Compare with the prediction interval.",
            "B": "For the question it answers it is right.",
            "C": "More data would make this interval narrower still, and single flows no less "
            "scattered.",
            "D": "It may be, but that is not what the interval tells.",
        },
        "What happens to each of the two intervals when there are ten times as many states?",
    ),
    Exercise(
        "F2.5",
        "Kazakhstan among Mongolia's buyers",
        Share(0.6),
        lambda: _share_below("MNG", "sold", positive=True),
        "Among all possible buyers Kazakhstan stands high, among actual ones below the middle. "
        "Most states buy nothing from Mongolia that this source can show.",
        (
            "Keep the rows of `own` in which the flow is above zero.",
            "Then ask which share of their ratios lies below that of KAZ.",
        ),
        (
            Mistake(
                "with the zeros",
                lambda: _share_below("MNG", "sold"),
                "That counts the states that bought nothing. Keep flows above zero.",
            ),
            Mistake(
                "Kazakhstan itself counted half",
                lambda: _percentile_among("MNG", "sold", positive=True),
                "That counts Kazakhstan half, as a percentile does. Here: strictly lower ones.",
            ),
            Mistake(
                "share above",
                lambda: 100 - _share_below("MNG", "sold", positive=True),
                "That is the share that does not lie below. Turn it round.",
            ),
            Mistake(
                "dyads of like size",
                lambda: _share_below("MNG", "like", positive=True),
                "That is among dyads of like predicted size. Take Mongolia's own buyers.",
            ),
        ),
    ),
    choice(
        "F2.6",
        "what an exporter effect does",
        "A",
        {
            "A": "So an effect takes the level as it is. What is left is how the sales are spread "
            "over buyers.",
            "B": "That is the model before. An effect takes the place of product.",
            "C": "Its rows would all stay, and their sum be fitted.",
            "D": "It allows for a level. It names no cause for it.",
        },
        "With effects, which sum does that of the predicted sales always meet?",
    ),
    Exercise(
        "F2.7",
        "the same ratio in another year",
        Number(0.012, "times the predicted", "1.25"),
        lambda: _ratio(2006, "KAZ"),
        "The flow was smaller than in 2012 and the ratio much larger: both economies grew.",
        (
            "The worked cell does this for 2012. Which number in it has to change?",
            "Divide what was sold by what was predicted, in the row with Kazakhstan as exporter.",
        ),
        (
            Mistake(
                "the year of the worked cell",
                lambda: _ratio(2012, "KAZ"),
                "That is the ratio of 2012. The question asks for 2006.",
            ),
            Mistake(
                "the other direction",
                lambda: _ratio(2006, "MNG"),
                "That is Mongolia's side. Take the row in which Kazakhstan sells.",
            ),
            Mistake(
                "divided the other way",
                lambda: 1 / _ratio(2006, "KAZ"),
                "That is predicted over actual. Divide the other way round.",
            ),
            Mistake(
                "by logarithms",
                lambda: _ratio(2006, "KAZ", "logs"),
                "That is by least squares on logarithms. The worked cell uses `ppml`.",
            ),
            Mistake(
                "with effects",
                lambda: _ratio(2006, "KAZ", "effects"),
                "That is with importer and exporter effects. The worked cell has none.",
            ),
        ),
    ),
    Exercise(
        "F2.8",
        "Mongolia's sales among near pairs",
        Share(0.6),
        lambda: _percentile_among("MNG", "near"),
        "Among near pairs this direction is low, though the model had distance in it. Here the "
        "op-ed's surprise has data on its side.",
        (
            "The table `near` has a column `ratio`. Which share lies below Mongolia's?",
            "Ties are counted half, but hardly matter here.",
        ),
        (
            Mistake(
                "the other direction",
                lambda: _percentile_among("KAZ", "near"),
                "That is Kazakhstan's direction. The question is about what Mongolia sells.",
            ),
            Mistake(
                "share above",
                lambda: 100 - _percentile_among("MNG", "near"),
                "That is the share above. The percentile is the share below.",
            ),
            Mistake(
                "another comparison",
                lambda: _percentile_among("MNG", "like"),
                "That is among dyads of like predicted size. The question asks for near pairs.",
            ),
            Mistake(
                "without the zeros",
                lambda: 100 * pair_place(2012, "ppml", "ties", "MNG", "near")["trading"],
                "That leaves out the near pairs that sell nothing here. Keep them all.",
            ),
        ),
    ),
    Exercise(
        "F2.9",
        "three estimators, two directions",
        Table("estimator", ("KAZ", "MNG"), 0.006),
        lambda: _by_estimator(2014),
        "One column stays above 1 and the other below. Within a column the largest is about twice "
        "or three times the smallest. Report the range, not one of them.",
        (
            (
                "Call `estimated` once for each estimator. Take the two rows of the pair from each "
                "table."
            ),
            "The ratio of the row in which Kazakhstan is the exporter goes into the column KAZ.",
        ),
        (
            Mistake(
                "another year",
                lambda: _by_estimator(2012),
                "These are the ratios of 2012. The question asks for 2014.",
            ),
            Mistake(
                "predicted over actual",
                lambda: _by_estimator(2014, inverse=True),
                "You divided predicted by actual. Turn the ratio round.",
            ),
            Mistake(
                "fewer covariates",
                lambda: _by_estimator(2014, "distance"),
                "These come from size and distance alone. Use the covariates called ties.",
            ),
            Mistake(
                "columns exchanged",
                lambda: _by_estimator(2014).rename(columns={"KAZ": "MNG", "MNG": "KAZ"}),
                "The columns are exchanged. A column bears the name of the seller.",
            ),
        ),
    ),
    Exercise(
        "F2.10",
        "Mongolia's markets above the benchmark",
        States(),
        lambda: _five_markets("MNG", "ratio"),
        "Look at what they have in common, and what not: one is the only neighbour to the south, "
        "one is an old partner of the Comecon, others are far away.",
        (
            "Sort Mongolia's sales by ratio, not by amount.",
            "Take the five largest ratios.",
        ),
        (
            Mistake(
                "largest amounts",
                lambda: _five_markets("MNG", "usd_million"),
                "These buy most. The question asks where sales stand highest above the benchmark.",
            ),
            Mistake(
                "lowest ratios",
                lambda: _five_markets("MNG", "ratio", largest=False),
                "These lie lowest. Sort the other way round.",
            ),
            Mistake(
                "the other seller",
                lambda: _five_markets("KAZ", "ratio"),
                "These are Kazakhstan's markets. The question asks for Mongolia's.",
            ),
        ),
    ),
    Exercise(
        "F2.11",
        "how far would be far enough?",
        Number(0.3, "times as far", "12.5"),
        lambda: _times_as_far(_distance_slope()),
        "From where they are, that is farther than once around the Earth, so distance alone is no "
        "answer. It also shows how little distance does here to make a small flow smaller.",
        (
            "By which factor would the predicted flow have to fall?",
            (
                "Trade is multiplied by (times as far) to the power of the coefficient. Solve for "
                'the times: the ratio to the power of 1 / fit.coefficients["log_distance"].'
            ),
        ),
        (
            Mistake(
                "in proportion",
                lambda: 1 / _ratio(2012, "MNG"),
                "That supposes that trade falls in proportion to distance. Use the power.",
            ),
            Mistake(
                "the power not turned round",
                lambda: _ratio(2012, "MNG") ** _distance_slope(),
                "That raises the ratio to the coefficient. Solve: the power is one over it.",
            ),
            Mistake(
                "in kilometres",
                lambda: _weighted_km() * _times_as_far(_distance_slope()),
                "That is the distance in kilometres. The question asks how many times as far.",
            ),
            Mistake(
                "the sign of the power",
                lambda: _times_as_far(-_distance_slope()),
                "Below 1 they would be nearer. They would have to move apart: look at the sign.",
            ),
            Mistake(
                "the other estimator",
                lambda: _times_as_far(_distance_slope("logs")),
                "That uses the coefficient of the logarithms. Take the one of PPML.",
            ),
        ),
    ),
    choice(
        "F2.12",
        "from the mean to the motive",
        "D",
        {
            "A": "Most single flows lie outside such an interval. Does it tell this pair from "
            "others?",
            "B": "That is a possible reason, not yet a sign that it works on this flow.",
            "C": "Most flows are a small part of the mean. Does it tell this pair from others?",
            "D": "It would set the pair apart from what Mongolia does with everybody. Whether it "
            "is so, the next cell says.",
        },
        "Which of the four would not be there if Mongolia sold little to everybody?",
    ),
    Exercise(
        "F2.13",
        "flows of one or two",
        Share(0.3),
        lambda: _share_of_amounts((1, 2)),
        "Rounding alone leaves such a flow uncertain by a quarter to a half of itself.",
        (
            "Count the flows of 1 and of 2.",
            "Divide by the number of flows above zero.",
        ),
        (
            Mistake(
                "of all dyads",
                lambda: _share_of_amounts((1, 2), positive=False),
                "That is their share among all dyads, zeros included. Take flows above zero.",
            ),
            Mistake(
                "ones only",
                lambda: _share_of_amounts((1,)),
                "You counted the ones. The question asks for one or two.",
            ),
            Mistake(
                "zeros too",
                lambda: _share_of_amounts((0, 1, 2), positive=False),
                "You counted the zeros as well. The question is about flows above zero.",
            ),
        ),
    ),
]
