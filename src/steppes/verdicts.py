"""Computed verdicts: each a function of tables, with its threshold and the reason for it.

A verdict is declared in the `verdicts` of its lesson and found here, by its claim or by its name.
A threshold is an argument, so that a test can sweep it and show over what range the verdict holds.
Rows marked `background` or `copy` enter no computed verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from . import gathering
from .tables import load

Rule = TypeVar("Rule", bound=Callable[..., "Finding"])


@dataclass(frozen=True)
class Finding:
    """What the tables say of a claim: a verdict for 2013, one for now, and how they came about."""

    in_2013: str
    now: str
    says: str
    threshold: str


_declared: dict[int, tuple[Callable[..., Finding], tuple[str | Callable[[], Any], ...]]] = {}


def settles(claim: int, *inputs: str | Callable[[], Any]) -> Callable[[Rule], Rule]:
    """Declare the function beneath as the rule for a claim.

    `inputs` are what it is given, in order: the name of a table, or a function without arguments
    that measures something.
    """

    def declare(rule: Rule) -> Rule:
        if claim in _declared:
            raise ValueError(f"Claim {claim} has two rules: give one another claim.")
        _declared[claim] = (rule, inputs)
        return rule

    return declare


def computed() -> list[int]:
    """The claims for which data can give a verdict."""
    gathering.modules("verdicts")
    return sorted(_declared)


def finding(claim: int) -> Finding:
    """What the tables say of a claim now. Raises KeyError for a claim without a rule."""
    gathering.modules("verdicts")
    rule, inputs = _declared[claim]
    return rule(*(load(given) if isinstance(given, str) else given() for given in inputs))


def _by_name() -> dict[str, Callable[..., Finding]]:
    computed()
    return {rule.__name__: rule for rule, _ in _declared.values()}


def __getattr__(name: str) -> Callable[..., Finding]:
    if not name.startswith("_") and name in _by_name():
        return _by_name()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_by_name(), "Finding", "computed", "finding", "settles"])
