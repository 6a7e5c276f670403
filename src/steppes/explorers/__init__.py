"""The course's explorers: each a view of `steppes.views` with a declaration of its controls.

One module for each lesson.
"""

from .alignment import closeness, keeping_away, un_pair
from .benchmark import benchmark_cloud, past_dummy, specification_walk
from .history import legacy_decay, migration_balance, who_held_what
from .puzzle import near_and_far, partner_ranks
from .regime import both_sides, pair_gap, waiver_edge

__all__ = [
    "benchmark_cloud",
    "both_sides",
    "closeness",
    "keeping_away",
    "legacy_decay",
    "migration_balance",
    "near_and_far",
    "pair_gap",
    "partner_ranks",
    "past_dummy",
    "specification_walk",
    "un_pair",
    "waiver_edge",
    "who_held_what",
]
