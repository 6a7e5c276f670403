"""Lesson 01: what its explorers tell, for the instructor's key."""

from __future__ import annotations

from ...explored import tells
from ...measures.pairs import THIS_PAIR, groups_of
from ...measures.trade import partners
from ...tables import load, state_names
from ...words import listing, number, ordinal

COW_YEARS, COMTRADE_YEARS = range(1992, 2015), range(1992, 2017, 4)


@tells("groups", 1, "Which dots cross the middle, and how far?")
def which_cross() -> str:
    before, after = (groups_of(THIS_PAIR, 2012, zeros) for zeros in ("counted", "left out"))
    crossed = (before["share"] > 0.5) != (after["share"] > 0.5)
    told = [
        f"*{label}*, from {number(100 * was, 1)} to {number(100 * now, 1)}"
        for label, was, now in zip(
            before.loc[crossed, "label"],
            before.loc[crossed, "share"],
            after.loc[crossed, "share"],
            strict=True,
        )
    ]
    left = int((after["share"] > 0.5).sum())
    return f"{len(told)} of the {len(after)}: {listing(told)}. Then {left} lie right of the middle."


@tells("groups", 2, "thin by borders *and* by capitals?")
def thin_by_both() -> str:
    said = []
    for pair in ("BGD-BTN", "IRN-OMN"):
        shares = 100 * groups_of(pair, 2012).set_index("label")["share"]
        by_borders, by_capitals = (
            number(shares[label])
            for label in ("borders within 100 km", "capitals about as far apart")
        )
        name = " and ".join(state_names()[code] for code in pair.split("-"))
        both = shares[["borders within 100 km", "capitals about as far apart"]].gt(50).all()
        verdict = "thin by both" if both else "thin by borders only"
        said.append(
            f"{name}: {by_borders} of 100 by borders within 100 km, {by_capitals} of 100 by "
            f"capitals about as far apart, so {verdict}."
        )
    return " ".join(said)


@tells("partner_shares", 1, "in which two years does Kazakhstan stand highest")
def highest_place() -> str:
    ranks = {}
    for year in COW_YEARS:
        table = partners("MNG", "imports", "COW", year).set_index("partner")
        if "KAZ" in table.index:
            ranks[year] = int(table.loc["KAZ", "rank"])
    best = min(ranks.values())
    years = listing(str(year) for year, rank in ranks.items() if rank == best)
    return f"In {years}, in {ordinal(best)} place. In 2012 it stands {ordinal(ranks[2012])}."


@tells("partner_shares", 2, "in which of them is Mongolia listed for Kazakhstan?")
def listed_by_comtrade() -> str:
    table = load("partners_comtrade")
    back = table[(table["exporter"] == "MNG") & (table["importer"] == "KAZ")]
    there = sorted(set(back["year"]) & set(COMTRADE_YEARS))
    not_there = [year for year in COMTRADE_YEARS if year not in there]
    zeros = int((back["usd_million"] == 0).sum())
    say = "no figure, and no zero" if not zeros else f"{zeros} of them a zero"
    return (
        f"Listed in {listing(map(str, there))}. In {listing(map(str, not_there))} there is {say}: "
        "the table has no row."
    )
