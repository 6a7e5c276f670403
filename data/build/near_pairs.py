"""The shortest distances between states: near ones, and all of Kazakhstan and Mongolia."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from . import geometry, states
from .borders import NATURAL_EARTH, POINT_OF_VIEW
from .datapackage import PUBLIC_DOMAIN, Field, iso3, table
from .geometry import NATURAL_EARTH_FILE, Outline
from .raw import RawFolder

WITHIN_KM = 1_000
# Half the way round the globe, and a little more.
FARTHEST_KM = 20_040
HOMES = {"KAZ", "MNG"}


def _common_points(outlines: dict[str, Outline]) -> set[tuple[str, str]]:
    """Pairs of codes whose outlines have a point in common."""
    codes = list(outlines)
    points = np.concatenate([outlines[code].edges[:, 0] for code in codes])
    owner = np.repeat(np.arange(len(codes)), [len(outlines[code].edges) for code in codes])
    # As complex numbers, which are sorted many times sooner than rows of two.
    _, place = np.unique(points @ np.array([1, 1j]), return_inverse=True)
    owners = pd.DataFrame({"place": place, "owner": owner}).drop_duplicates()
    shared = owners[owners.duplicated("place", keep=False)]
    both = shared.merge(shared, on="place")
    both = both[both["owner_x"] < both["owner_y"]].drop_duplicates(["owner_x", "owner_y"])
    return {(codes[a], codes[b]) for a, b in zip(both["owner_x"], both["owner_y"], strict=True)}


@table(
    title="Distances between states: every pair within 1,000 km, and all of Kazakhstan and "
    "Mongolia",
    description="The shortest distance between the lands of two states: of every pair where it is "
    "1,000 km or less, and of every pair with Kazakhstan or Mongolia, however far. For all near "
    "neighbours of the world take the rows up to 1,000 km.",
    fields=[
        iso3("iso3_a", "One state, the earlier code in the alphabet"),
        iso3("iso3_b", "The other state"),
        Field(
            "gap_km",
            "number",
            "Shortest distance of their lands, 0 where they touch",
            unit="km",
            decimals=1,
            minimum=0,
            maximum=FARTHEST_KM,
        ),
        Field("touching", "boolean", "They have a border, or at least one point of it, in common"),
    ],
    sources=[NATURAL_EARTH],
    version="Natural Earth 5.1.1",
    licence=PUBLIC_DOMAIN,
    raw_files=[NATURAL_EARTH_FILE],
    key=["iso3_a", "iso3_b"],
    transformation="States are the members of the United Nations, and Kosovo and Taiwan, which "
    "the Correlates of War list has besides. The nearest points of the two outlines were searched "
    "every 20 m along their edges; the distance is a geodesic on the WGS84 ellipsoid.",
    trust="Computed; up to 1,000 km right to 0.1 km for the map, which was made for scales near "
    "1:10 million.",
    known_faults=[
        POINT_OF_VIEW,
        (
            "Beyond 1,000 km only pairs with Kazakhstan or Mongolia are listed, so a median of all "
            "rows means nothing: filter first."
        ),
        (
            "Far apart, the nearest points were chosen by the straight line through the Earth; the "
            "distance over its surface may come out up to 0.3 per cent too long."
        ),
        (
            "A state's polygon here holds the overseas parts that Natural Earth counts to it: "
            "French Guiana, Réunion, Martinique, Guadeloupe and Mayotte are France, so France "
            "touches Brazil and Suriname; Svalbard is Norway; the Canaries and Ceuta are Spain; "
            "Hawaii is the United States; the Caribbean Netherlands are the Netherlands."
        ),
        (
            "Territories that Natural Earth lists apart belong to no state here: Greenland, "
            "Gibraltar, Puerto Rico, Hong Kong, Macao, Western Sahara, Palestine and others. So "
            "Morocco and Mauritania do not touch."
        ),
        (
            "Crimea belongs to Ukraine on this map, so Russia is farther from Bulgaria, Moldova, "
            "Romania and Serbia than in data that count it to Russia (CShapes 2.0 in 2019)."
        ),
        "Islets missing on the map may lie nearer.",
    ],
)
def near_pairs(raw: RawFolder) -> pd.DataFrame:
    shapes = geometry.natural_earth(raw.file(NATURAL_EARTH_FILE))
    outlines = {code: Outline(geometry.edges_of(shapes[code])) for code in states.present_states()}
    touching = _common_points(outlines)
    rows = []
    for first, second in itertools.combinations(sorted(outlines), 2):
        if (first, second) in touching:
            rows.append((first, second, 0.0, True))
            continue
        within = FARTHEST_KM if HOMES & {first, second} else WITHIN_KM
        found = geometry.shortest(outlines[first], outlines[second], within)
        if found:
            rows.append((first, second, found[0], False))
    return pd.DataFrame(rows, columns=["iso3_a", "iso3_b", "gap_km", "touching"])
