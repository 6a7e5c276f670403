"""Computed verdicts: each a function of tables, with its threshold and the reason for it.

A verdict is declared in the `verdicts` of its lesson and found here, by its claim or by its name.
A threshold is an argument, so that a test can sweep it and show over what range the verdict holds.
Rows marked `background` or `copy` enter no computed verdict.

Two bars serve all rules. Where chance or error is judged it is CHANCE_BAR: the middle 95 per cent
of what lot or error would give say nothing, and where one side alone is asked 95 lie on it. Where a
place among similar pairs is judged it is PLACE_BAR: three in four of them lie on one side. A rule
for a causal or interpretive claim names its signs first (a direction of trade, a tie, a body), says
when each speaks for the claim, against it or not at all, and gives the word of `by_signs`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from matplotlib.figure import Figure

from . import gathering
from .tables import load
from .words import Description

Rule = TypeVar("Rule", bound=Callable[..., "Finding"])

CHANCE_BAR = 0.95  # of what lot or error would give
PLACE_BAR = 0.75  # of similar pairs
SIGNS = ("for", "against", "silent")
# The words of the grammar where a claim is of facts.
OF_FACTS = {
    "supported": "holds",
    "not supported": "wrong",
    "mixed": "imprecise",
    "untested": "unverified",
}


@dataclass(frozen=True)
class Finding:
    """What the tables say of a claim: a verdict for 2013, one for now, and how they came about.

    `sweep` says over what other years, comparisons and margins the verdict holds, and where it
    turns. It takes longer than the verdict, so a rule gives `swept`, which is asked for it once it
    is read. `now_as_of` is the year of the data where the one for now rests on data that end.
    """

    in_2013: str
    now: str
    says: str
    threshold: str
    swept: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    now_as_of: int | None = None

    @functools.cached_property
    def sweep(self) -> str:
        return self.swept() if self.swept else ""


def by_signs(signs: Mapping[str, str]) -> str:
    """The verdict that signs give together, by name each "for", "against" or "silent".

    All that speak speak for: supported; all against: not supported; both: mixed; none speaks:
    untested. Raises ValueError for a sign that says anything else.
    """
    if wrong := [f"{name}: {said}" for name, said in signs.items() if said not in SIGNS]:
        raise ValueError(f"A sign is for, against or silent, and not {', '.join(wrong)}.")
    spoken = set(signs.values()) - {"silent"}
    if len(spoken) > 1:
        return "mixed"
    return {"for": "supported", "against": "not supported"}.get("".join(spoken), "untested")


Sweep = Callable[..., tuple[Figure, Description]]


@dataclass(frozen=True)
class _Declared:
    rule: Callable[..., Finding]
    inputs: tuple[str | Callable[[], Any], ...]
    sweep: Sweep | None

    def given(self) -> list[Any]:
        return [load(each) if isinstance(each, str) else each() for each in self.inputs]


_declared: dict[int, _Declared] = {}


def settles(
    claim: int, *inputs: str | Callable[[], Any], sweep: Sweep | None = None
) -> Callable[[Rule], Rule]:
    """Declare the function beneath as the rule for a claim.

    `inputs` are what it is given, in order: the name of a table, or a function without arguments
    that measures something. `sweep` is given the same and draws over what range of windows and
    thresholds the verdict holds: a figure and its words, which `settle` shows under the verdict.
    """

    def declare(rule: Rule) -> Rule:
        if claim in _declared:
            raise ValueError(f"Claim {claim} has two rules: give one another claim.")
        _declared[claim] = _Declared(rule, inputs, sweep)
        return rule

    return declare


def computed() -> list[int]:
    """The claims of the ledger for which data can give a verdict."""
    gathering.modules("verdicts")
    return sorted(claim for claim in _declared if claim)  # 0 is the one to practise on


def finding(claim: int) -> Finding:
    """What the tables say of a claim now. Raises KeyError for a claim without a rule."""
    gathering.modules("verdicts")
    declared = _declared[claim]
    return declared.rule(*declared.given())


def sweep(claim: int) -> tuple[Figure, Description] | None:
    """Over what range a claim's verdict holds, as a figure and its words; None without a sweep."""
    gathering.modules("verdicts")
    declared = _declared.get(claim)
    return declared.sweep(*declared.given()) if declared and declared.sweep else None


def _by_name() -> dict[str, Callable[..., Finding]]:
    computed()
    return {each.rule.__name__: each.rule for each in _declared.values()}


def __getattr__(name: str) -> Callable[..., Finding]:
    if not name.startswith("_") and name in _by_name():
        return _by_name()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_by_name(), "Finding", "by_signs", "computed", "finding", "settles", "sweep"])
