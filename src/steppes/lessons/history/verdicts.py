"""Lesson 03: who held the land, who left, who is alike, and what a past leaves in trade."""

from __future__ import annotations

import pandas as pd

from ...days import OP_ED_YEAR, confirmed
from ...measures.history import AS_CHOSEN, KAZAKHSTAN_ALONE, RULE, goods_beside_deals
from ...measures.twins import DEALS
from ...verdicts import CHANCE_BAR, OF_FACTS, PLACE_BAR, Finding, by_signs, settles
from ...words import counted, listing, number, percent

YEAR_THEN = OP_ED_YEAR - 1
SLACK = 1e-9  # shares are floating point


@settles(28, "rulers")
def taken_in_during(
    rulers: pd.DataFrame, first: int = 1801, last: int = 1900, kinds: tuple[str, ...] = RULE
) -> Finding:
    """Claim 28: the Russian Empire took in the land of today's Kazakhstan in the 1800s.

    For each of the four lands, the first day on which Russia ruled it: an oath or a garrison alone
    is not rule (`kinds` can count them).
    """
    holders = rulers[(rulers["state"] == "KAZ") & (rulers["layer"] == "holder")]
    ruled = confirmed(holders)
    ruled = ruled[ruled["kind"].isin(kinds)]
    began = ruled.groupby("land")["from_date"].min().str[:4].astype(int).sort_values()
    # A land without such a row was not seen to be taken in; it must not drop out of the count.
    inside = began.reindex(holders["land"].unique()).between(first, last)
    verdict = "holds" if inside.all() else "imprecise" if inside.any() else "wrong"
    each = listing(f"{land} {year}" for land, year in began.items())
    return Finding(
        verdict,
        verdict,
        f"Russian rule begins, by land: {each}.",
        "all four lands in that century; rule means that khans were ended or the empire governed. "
        "With oaths counted as rule it would be imprecise, and so it would with the older forts at "
        "the edge of the steppe, which the table leaves out.",
    )


@settles(31, "alliances", "memberships")
def close_ally(alliances: pd.DataFrame, memberships: pd.DataFrame, most: float = 0.75) -> Finding:
    """Claim 31: Mongolia was closely aligned with the Soviet Union.

    Two signs: a defence obligation (ATOP, Russia standing for the Soviet Union) in most years
    from 1936 to 1991, and membership in Comecon.
    """
    pair = alliances[["iso3_a", "iso3_b"]].isin(["MNG", "RUS"]).all(axis="columns")
    rows = alliances[pair & alliances["year"].between(1936, 1991) & alliances["defence"]]
    share = rows["year"].nunique() / len(range(1936, 1992))
    joined = confirmed(memberships)
    joined = joined[(joined["body"] == "Comecon") & (joined["state"] == "MNG")]
    joined = joined[joined["status"] == "member"]
    signs = int(share >= most) + int(len(joined) > 0)
    verdict = ("wrong", "imprecise", "holds")[signs]
    year = f"in {int(joined['from_year'].iloc[0])}" if len(joined) else "never"
    return Finding(
        verdict,
        verdict,
        f"a defence obligation in {percent(share, 0)} of the years from 1936 to 1991; Mongolia "
        f"joined Comecon {year}.",
        f"both signs hold: a defence obligation in at least {percent(most, 0)} of the years, and "
        "Comecon; one of them is imprecise. China and Finland held such a promise too, so that it "
        "does not measure closeness by itself.",
    )


@settles(10, "kazakh_migration", "kazakhs_in_mongolia")
def left_in_three_years(
    migration: pd.DataFrame, counted: pd.DataFrame, slack: float = 0.25
) -> Finding:
    """Claim 10: some 60,000 Kazakhs left Mongolia for Kazakhstan in 1990 to 1992.

    Two questions to confirmed rows, without the op-ed's own and without what was computed. Does a
    figure for a span within a year of its own come within `slack` of it? If not, does a figure for
    a longer span, which takes its years in, reach its size less `slack`: did so many leave, over
    more years? What the censuses leave room for is said beside and decides nothing, since it hangs
    on two numbers that are not known.
    """
    rows = confirmed(migration)
    out = rows[(rows["origin"] == "MNG") & (rows["destination"] == "KAZ")]
    claimed = float(out.loc[out["kind"] == "op-ed", "value"].iloc[0])
    back = (rows["origin"] == "KAZ") & (rows["kind"] == "op-ed")
    returned = float(rows.loc[back, "value"].iloc[0])
    near, longer = _figures_of_others(out)
    fits = bool(((near / claimed - 1).abs() <= slack).any())
    reached = bool((longer >= (1 - slack) * claimed).any())
    verdict = "holds" if fits else "imprecise" if reached else "wrong"
    if_nobody = number(_increase_needed(counted, claimed), 1)
    if_some = number(_increase_needed(counted, claimed - returned), 1)
    of_these, of_longer = (
        listing(number(size) for size in sizes) or "none" for sizes in (near, longer)
    )
    return Finding(
        verdict,
        verdict,
        f"figures of others for these years: {of_these}; for longer spans that take them in, at "
        f"least: {of_longer}. The censuses of 1989 and 2000 fit {number(claimed)} with a natural "
        f"increase of {if_some} per cent a year if {number(returned)} came back, of {if_nobody} if "
        "nobody did.",
        f"another figure for those years within {percent(slack, 0)} holds; none, but as many, less "
        f"{percent(slack, 0)}, over a longer span is imprecise; neither is wrong. A quarter is "
        "generous for a figure called some. The censuses decide nothing: increase and returns are "
        "not known.",
    )


def _figures_of_others(out: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """How many left by others' figures: within a year of 1990 to 1992, and over longer spans."""
    rows = out[out["kind"].isin(["estimate", "official", "report"])]
    rows = rows.assign(size=rows["value"].fillna(rows["low"]))
    rows = rows.dropna(subset=["size", "from_year", "to_year"])
    near = (rows["from_year"] >= 1989) & (rows["to_year"] <= 1993)
    longer = (rows["from_year"] <= 1992) & (rows["to_year"] > 1993)
    return rows.loc[near, "size"], rows.loc[longer, "size"]


def _increase_needed(counted: pd.DataFrame, gone_for_good: float) -> float:
    """The natural increase, per cent a year, with which the censuses fit so many departures."""
    rows = confirmed(counted)
    rows = rows[rows["kind"] == "census"].dropna(subset="value")
    first, last = (float(rows.loc[rows["year"] == year, "value"].iloc[0]) for year in (1989, 2000))
    return 100 * (gone_for_good - first + last) / (11 * (first + last) / 2)


@settles(14, "culture_agreement")
def alike_as_coded(agreement: pd.DataFrame, bar: float = PLACE_BAR) -> Finding:
    """Claim 14: Kazakhs and Mongols share a past as herders and many customs.

    On the Ethnographic Atlas, one sign for each group of pairs: for, where the agreement of Kazak
    and Khalka stands above the share `bar` of the pairs; against, where it stands no higher than
    the pair in the middle; silent between. The claim is of facts, so that the words of the grammar
    are holds (all that speak are for), wrong, imprecise (both) and unverified (none speaks).
    """
    signs = {
        row["group"]: _alike(row["kazak_khalka"] > row["median"], row["share_higher"], bar)
        for row in agreement.to_dict("records")
    }
    verdict = OF_FACTS[by_signs(signs)]
    named = {
        sign: [group for group, said in signs.items() if said == sign]
        for sign in ("for", "against", "silent")
    }
    shares = agreement["share_higher"]
    return Finding(
        verdict,
        verdict,
        f"they agree on {percent(agreement['kazak_khalka'].iloc[0], 0)} of the variables coded for "
        f"both. Of {counted(len(signs), 'group')} of pairs {len(named['for'])} speak for, "
        f"{len(named['against'])} against, {len(named['silent'])} are silent "
        f"({listing(named['silent']) or 'none'}); between {percent(shares.min(), 1)} and "
        f"{percent(shares.max(), 1)} of a group agree more.",
        f"beside a group of pairs, above {percent(bar, 0)} of them is for, no higher than the "
        "middle is against, between is silent; all that speak for: holds. The codes are of about "
        "1910 and 1940, so that this day rests on what is written of the Kazakhs of Mongolia; and "
        "the atlas says what is shared, not what divides.",
        lambda: _alike_swept(agreement, bar),
    )


def _alike(above_middle: bool, share_higher: float, bar: float) -> str:
    if not above_middle:
        return "against"
    return "for" if share_higher <= 1 - bar else "silent"


def _alike_swept(agreement: pd.DataFrame, bar: float) -> str:
    """How many groups are for with other lines, and what the strictest rule would say."""
    counts = {line: int((agreement["share_higher"] <= 1 - line).sum()) for line in (0.5, bar, 0.95)}
    told = listing(f"{count} with {percent(line, 0)}" for line, count in counts.items())
    return (
        f"Groups that are for, of {len(agreement)}, by the line: {told}; with one for and none "
        "against it holds. A rule that asks for the upper quarter beside "
        "every group, near herders among them, would make it imprecise."
    )


@settles(34, lambda: goods_beside_deals(CHANCE_BAR), "barriers_named")
def past_makes_hard(
    goods: pd.DataFrame, barriers: pd.DataFrame, bar: float = CHANCE_BAR, variant: str = AS_CHOSEN
) -> Finding:
    """Claim 34: the past still makes relations hard.

    Two signs, for two ties that the past may weigh on. Goods: Mongolia's trade with the fourteen
    former Soviet republics but Russia, beside 1,000 deals of outside twins; `goods` has the columns
    of `steppes.measures.history.goods_beside_deals`. Below the middle share `bar` of the deals is a
    wall, for the claim; above it a bridge, against; within it silent. People: what a study names
    among what shuts out Kazakhs who came from Mongolia (table barriers_named). The Soviet past
    among it is for the claim, other things alone are against it, and without a study it is silent.
    """
    last = int(goods["year"].max())
    people = {year: _shut_out(barriers, year) for year in (YEAR_THEN, last)}
    traded = {year: _wall(goods, year, variant, bar) for year in (YEAR_THEN, last)}
    then, now = (
        by_signs({"goods": traded[year], "people": people[year]}) for year in (YEAR_THEN, last)
    )
    told = "; ".join(
        f"{_goods_told(goods, year, variant)} ({sign})" for year, sign in traded.items()
    )
    return Finding(
        then,
        now,
        f"goods: {told}. People: {_barriers_told(barriers)} ({people[YEAR_THEN]}).",
        f"goods below the middle {percent(bar, 0)} of the deals are for, above it against. A deal "
        "draws one of ten outside states of the nearest pull, product over distance, for each of "
        "the fourteen republics. People are for where the Soviet past is among what a study names "
        "as shutting out those who came from Mongolia. Two ties stand in here for all relations.",
        lambda: _goods_swept(goods, bar),
        last,
    )


def _wall(goods: pd.DataFrame, year: int, variant: str, bar: float) -> str:
    row = goods.set_index(["year", "variant"]).loc[(year, variant)]
    if row["as_few"] <= (1 - bar) / 2 + SLACK:
        return "for"
    return "against" if row["as_many"] <= (1 - bar) / 2 + SLACK else "silent"


def _shut_out(barriers: pd.DataFrame, year: int) -> str:
    rows = confirmed(barriers)
    rows = rows[(rows["side"] == "shut out") & (rows["from_year"] <= year)]
    if rows.empty:
        return "silent"
    return "for" if rows["of_soviet_past"].any() else "against"


def _goods_told(goods: pd.DataFrame, year: int, variant: str) -> str:
    row = goods.set_index(["year", "variant"]).loc[(year, variant)]
    return (
        f"in {year} Mongolia traded {number(row['traded'])} million dollars with the fourteen; "
        f"{number(row['above'])} of {number(DEALS)} deals lie above that and "
        f"{number(row['below'])} below, the middle one at {number(row['middle'])}"
    )


def _barriers_told(barriers: pd.DataFrame) -> str:
    rows = confirmed(barriers)
    rows = rows[rows["side"] == "shut out"]
    if rows.empty:
        return "no study"
    published = listing(map(str, rows["published"].unique()))
    return f"a study of {published} names {listing(rows['what'])}"


def _goods_swept(goods: pd.DataFrame, bar: float) -> str:
    """What the sign of goods is over all variants and years, and what it could have found."""
    rows = goods[["year", "variant"]].itertuples(index=False)
    table = goods.assign(sign=[_wall(goods, year, variant, bar) for year, variant in rows])
    alone = table[table["variant"] == KAZAKHSTAN_ALONE]["sign"]
    table = table[table["variant"] != KAZAKHSTAN_ALONE]
    not_against = table[table["sign"] != "against"]
    turns = listing(
        f"{name} in {listing(map(str, years))}"
        for name, years in not_against.groupby("variant", sort=False)["year"]
    )
    then = table[(table["year"] == YEAR_THEN) & (table["variant"] == AS_CHOSEN)].iloc[0]
    count = table["sign"].value_counts()
    return (
        f"The rule was made after the counts were seen. In {table['variant'].nunique()} ways to "
        f"choose twins, partners and flow and {counted(table['year'].nunique(), 'year')}, which "
        f"share their data, goods are against in {count.get('against', 0)}, silent in "
        f"{count.get('silent', 0)} ({turns}) and for in {count.get('for', 0)}. With Kazakhstan "
        f"alone they are against in {(alone == 'against').sum()} of {counted(len(alone), 'year')}. "
        f"Of 100 walls in {YEAR_THEN} that leave a tenth {number(100 * then['wall_of_a_tenth'])} "
        f"would be found, of those that leave half {number(100 * then['wall_of_half'])}. By "
        "goods alone the verdict is not supported, by people alone supported."
    )
