"""Computed verdicts: each a function of tables, with its threshold and the reason for it.

One module for each lesson. A threshold is an argument, so that a test can sweep it and show over
what range the verdict holds. Rows marked `background` enter no computed verdict.
"""

import pandas as pd

# A module and not its function: it reads `finding`, and may be half loaded when this runs.
from ..measures import alignment as standing
from ..measures.benchmark import specifications
from ..measures.history import mongolia_and_the_former_union, premiums
from ..measures.trade import pair_flows
from ..tables import load
from .alignment import (
    keeps_away,
    led_by_russia,
    member_of_all,
    nearer_to_russia,
)
from .benchmark import YEAR_LAST, YEAR_THEN, counts_for_little, surprisingly_small
from .finding import Finding
from .history import (
    alike_as_coded,
    close_ally,
    left_in_three_years,
    past_makes_hard,
    taken_in_during,
)
from .puzzle import (
    kazakhs_in_mongolia,
    most_in_one_province,
    only_embassy,
    relations_since,
    several_visits,
    strip_width,
    trade_direction,
    trade_total,
)
from .regime import (
    democracy_and_autocracy,
    in_partnership_for_peace,
    joined_osce,
    no_effort_for_autocracies,
)
from .region import no_body_of_their_own

__all__ = ["COMPUTED", "Finding"]

COMPUTED = {
    7: lambda: strip_width(load("border_gap")),
    8: lambda: kazakhs_in_mongolia(load("kazakhs_in_mongolia")),
    9: lambda: most_in_one_province(load("kazakhs_by_place")),
    10: lambda: left_in_three_years(load("kazakh_migration"), load("kazakhs_in_mongolia")),
    14: lambda: alike_as_coded(load("culture_agreement")),
    15: lambda: counts_for_little(specifications((YEAR_THEN, YEAR_LAST))),
    16: lambda: relations_since(load("relations")),
    17: lambda: only_embassy(load("missions")),
    19: lambda: several_visits(load("visits")),
    21: lambda: trade_total(pair_flows(), load("trade_press")),
    22: lambda: trade_direction(pair_flows(), load("trade_press")),
    26: lambda: surprisingly_small(
        pd.concat([specifications((YEAR_THEN, YEAR_LAST), among) for among in ("like", "near")])
    ),
    28: lambda: taken_in_during(load("rulers")),
    31: lambda: close_ally(load("alliances"), load("memberships")),
    34: lambda: past_makes_hard(premiums(), mongolia_and_the_former_union()),
    36: lambda: nearer_to_russia(load("alliances"), load("memberships"), load("un_ideal_points")),
    38: lambda: member_of_all(load("memberships")),
    39: lambda: led_by_russia(load("memberships"), load("country_years")),
    40: lambda: keeps_away(
        load("visa_waivers"),
        load("memberships"),
        load("countries"),
        load("visa_rules"),
        {year: standing.over_benchmark("MNG", year) for year in (2012, 2014)},
    ),
    43: lambda: no_effort_for_autocracies(
        load("visa_waivers"), load("regimes_vdem"), load("countries"), load("agreements")
    ),
    44: lambda: in_partnership_for_peace(load("memberships")),
    46: lambda: joined_osce(load("memberships")),
    47: lambda: democracy_and_autocracy(load("regimes_vdem")),
    51: lambda: no_body_of_their_own(load("memberships")),
}
