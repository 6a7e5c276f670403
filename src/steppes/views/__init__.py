"""Pure views: settings in, a figure and its words out. Explorers and lessons draw with these.

One module for each lesson. A view may be given the figure it drew before (`fig`), to draw on
again: that is faster than a new one. Figures made here are unknown to pyplot, so nothing has to
be closed. A setting that a view does not know raises BadSetting, a sentence with the nearest.
"""

from ..measures.places import capitals_apart
from .alignment import all_tests, closeness_index, everywhere, keeping_away, un_pair
from .benchmark import benchmark_cloud, past_dummy, specification_walk
from .history import (
    alike_groups,
    contacts_of_the_two,
    kazakhs_counted,
    legacy_decay,
    migration_balance,
    ruler_bands,
    ruler_map,
)
from .puzzle import altai_map, pair_by_source, pair_map, partner_ranks, visit_times
from .regime import (
    both_sides,
    gap_and_rank,
    polyarchy_lines,
    regime_and_trade,
    visas_and_wealth,
    waiver_edge,
)

__all__ = [
    "alike_groups",
    "all_tests",
    "altai_map",
    "benchmark_cloud",
    "both_sides",
    "capitals_apart",
    "closeness_index",
    "contacts_of_the_two",
    "everywhere",
    "gap_and_rank",
    "kazakhs_counted",
    "keeping_away",
    "legacy_decay",
    "migration_balance",
    "pair_by_source",
    "pair_map",
    "partner_ranks",
    "past_dummy",
    "polyarchy_lines",
    "regime_and_trade",
    "ruler_bands",
    "ruler_map",
    "specification_walk",
    "un_pair",
    "visas_and_wealth",
    "visit_times",
    "waiver_edge",
]
