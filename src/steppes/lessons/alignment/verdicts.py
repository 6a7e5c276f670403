"""Lesson 04: Kazakhstan's standing with Russia, and whether Mongolia avoids Russia's allies."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from ...days import OP_ED_DAY, OP_ED_YEAR, THIS_DAY, confirmed, first_days, members
from ...measures.alignment import NAMED_BODIES, defended, over_benchmark
from ...measures.lot import Contests, contests, deck
from ...measures.regime import new_partners
from ...measures.trade import PAIR, TRADE_YEARS
from ...measures.votes import nearer_by_session
from ...verdicts import CHANCE_BAR, Finding, by_signs, settles
from ...words import counted, listing, number, percent

SUCCESSORS = ("CIS", "CSTO", "EAEU", "SCO")  # the EAEU took EurAsEC's place in 2015
HELD_OUT = ("offered", "welcomed", "suggested")  # how members spoke of a full seat for Mongolia
EMBASSY = "Mongolian embassy in Washington"
USUAL = 0.5  # what has been so is so in the usual session, which is more than half of them


@settles(36, "memberships", "un_ideal_points", "un_agreement")
def nearer_to_russia(
    memberships: pd.DataFrame,
    ideal_points: pd.DataFrame,
    agreement: pd.DataFrame,
    clear_only: bool = True,
    first: int = 0,
) -> Finding:
    """Claim 36: Kazakhstan accepts closeness to Russia more than Mongolia does.

    Two signs. Seats: who holds more full seats in the four bodies that the op-ed names; the pact
    that ATOP codes is the CSTO's and is not counted beside it. Votes: who stands nearer to Russia
    by ideal points (Bailey, Strezhnev and Voeten 2017), clearly so, in more than half of the
    sessions from the first in which both voted (or from `first`) to 2012; for now, from 2013.
    Without `clear_only` a session counts however little the two differ.
    """
    last = int(ideal_points["year"].max())
    seats_then = _seats(memberships, OP_ED_DAY, NAMED_BODIES)
    seats_now = _seats(memberships, THIS_DAY, SUCCESSORS)
    before = nearer_by_session(ideal_points, first, OP_ED_YEAR - 1)
    since = nearer_by_session(ideal_points, OP_ED_YEAR, last)

    def judged(seats: Mapping[str, int], sessions: pd.DataFrame, clear: bool = clear_only) -> str:
        return by_signs({"seats": _more(seats), "votes": _usually(sessions, clear)})

    return Finding(
        judged(seats_then, before),
        judged(seats_now, since),
        f"for 2013: {_seats_told(seats_then)}; {_votes_told(before)}. Now: "
        f"{_seats_told(seats_now)}; {_votes_told(since)}.",
        "seats speak for whoever holds more of them. Votes speak for whoever stands nearer to "
        "Russia, clearly (by more than error gives in 95 of 100 cases), in more than half of all "
        "sessions: the claim is of what has been so, which is what is so in the usual session, and "
        "sessions that are not clear count among all.",
        swept=lambda: (
            _windows_told(before, lambda rows, clear: judged(seats_then, rows, clear))
            + _agreement_told(agreement, before.index)
        ),
    )


def _seats(memberships: pd.DataFrame, day: str, bodies: tuple[str, ...]) -> dict[str, int]:
    """Full seats of each of the pair in the bodies on a day."""
    within = [members(memberships, body, day) for body in bodies]
    return {state: sum(state in those for those in within) for state in PAIR}


def _more(seats: Mapping[str, int]) -> str:
    if seats["KAZ"] == seats["MNG"]:
        return "silent"
    return "for" if seats["KAZ"] > seats["MNG"] else "against"


def _usually(sessions: pd.DataFrame, clear_only: bool) -> str:
    """The sign of votes, for Kazakhstan's being nearer in more than half of the sessions."""
    times = _nearer_in(sessions, clear_only)
    for state, said in (("KAZ", "for"), ("MNG", "against")):
        if times[state] > USUAL * len(sessions):
            return said
    return "silent"


def _nearer_in(sessions: pd.DataFrame, clear_only: bool) -> dict[str, int]:
    """In how many sessions each of the pair is nearer."""
    taken = sessions["clear"] | (not clear_only)
    return {state: int((taken & (sessions["nearer"] == state)).sum()) for state in PAIR}


def _seats_told(seats: Mapping[str, int]) -> str:
    return f"seats {seats['KAZ']} for Kazakhstan and {seats['MNG']} for Mongolia"


def _votes_told(sessions: pd.DataFrame) -> str:
    clear, any_ = (_nearer_in(sessions, clear_only) for clear_only in (True, False))
    return (
        f"of {counted(len(sessions), 'session')} Kazakhstan clearly nearer in {clear['KAZ']} and "
        f"Mongolia in {clear['MNG']} (however little, {any_['KAZ']} and {any_['MNG']}, "
        "the rest ties)"
    )


def _windows_told(sessions: pd.DataFrame, judged: Callable[[pd.DataFrame, bool], str]) -> str:
    """The verdict on 2013 for every window that ends with the last session, in a sentence."""
    told = []
    for clear_only, which in ((True, "clear sessions"), (False, "every session")):
        of_each = {year: judged(sessions.loc[year:], clear_only) for year in sessions.index}
        words = {word: [y for y in of_each if of_each[y] == word] for word in of_each.values()}
        each = listing(f"{word} from {_years(years)}" for word, years in words.items())
        told.append(f"counting {which} {each}")
    speaks = [year for year in sessions.index if _usually(sessions.loc[year:], True) == "for"]
    apart = sessions[sessions["bands_apart"]]["nearer"].value_counts()
    return (
        f"by the windows that end in {sessions.index[-1]}, {'; '.join(told)}. By clear sessions "
        f"votes speak for it from {_years(speaks)}. Bounds of nine in ten that do not touch: "
        f"Kazakhstan nearer in {apart.get('KAZ', 0)}, Mongolia in {apart.get('MNG', 0)}. "
    )


def _years(years: Iterable[int]) -> str:
    """Runs of years: "1992 to 1994 and 2010"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return (
        listing(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs) or "none"
    )


def _agreement_told(agreement: pd.DataFrame, sessions: pd.Index) -> str:
    """In how many of the sessions Kazakhstan voted nearer to Russia by two other measures."""
    rows = agreement[(agreement["iso3_a"] == "RUS") & agreement["iso3_b"].isin(PAIR)]
    table = rows.pivot(index="year", columns="iso3_b", values=["agreement", "pi"])
    table = table.reindex(sessions).dropna()
    nearer = {by: int((table[by, "KAZ"] > table[by, "MNG"]).sum()) for by in ("agreement", "pi")}
    return (
        f"Of {counted(len(table), 'session')} Kazakhstan votes nearer in {nearer['agreement']} by "
        f"the share of equal votes and in {nearer['pi']} by agreement beyond chance."
    )


@settles(38, "memberships")
def member_of_all(memberships: pd.DataFrame, bodies: tuple[str, ...] = NAMED_BODIES) -> Finding:
    """Claim 38: Kazakhstan is in the CIS, the CSTO, EurAsEC and the SCO."""

    def at(day: str) -> tuple[str, str]:
        seats = [body for body in bodies if "KAZ" in members(memberships, body, day)]
        return _all_or_some(len(seats), len(bodies)), listing(seats) or "none"

    (then, seats_then), (today, seats_now) = at(OP_ED_DAY), at(THIS_DAY)
    return Finding(
        then,
        today,
        f"a member in August 2013 of {seats_then}; now of {seats_now}.",
        f"all {len(bodies)}, since the claim is a list; some of them is imprecise.",
    )


def _all_or_some(count: int, of: int, more_than: float = 0) -> str:
    """Holds for all, imprecise for more than `more_than` of them, else wrong."""
    if count == of:
        return "holds"
    return "imprecise" if count > more_than else "wrong"


@settles(39, "memberships", "country_years")
def led_by_russia(
    memberships: pd.DataFrame,
    country_years: pd.DataFrame,
    most: float = 0.5,
    by: str = "gdp_usd",
) -> Finding:
    """Claim 39: the four bodies are led by Russia, read as outweighing all other members.

    Russia's share of the members' GDP at current prices (World Bank), or of their people (`by`
    "population"), in 2012 and in the last year there is; members without a figure are left out.
    """
    weights = country_years.dropna(subset=by).pivot(index="year", columns="iso3", values=by)
    what = {"gdp_usd": "GDP", "population": "people"}[by]

    def at(day: str, year: int, bodies: tuple[str, ...]) -> tuple[str, str]:
        shares = {}
        for body in bodies:
            known = sorted(members(memberships, body, day) & set(weights.columns))
            of_members = weights.loc[year, known]
            shares[body] = float(of_members["RUS"] / of_members.sum())
        led = sum(share > most for share in shares.values())
        verdict = _all_or_some(led, len(bodies), more_than=len(bodies) / 2)
        return verdict, listing(f"{body} {percent(share, 0)}" for body, share in shares.items())

    last = int(weights["RUS"].dropna().index.max())
    then, shares_then = at(OP_ED_DAY, OP_ED_YEAR - 1, NAMED_BODIES)
    today, shares_now = at(THIS_DAY, last, SUCCESSORS)
    return Finding(
        then,
        today,
        f"Russia's share of the members' {what} in 2012: {shares_then}; in {last}: {shares_now}.",
        f"more than {percent(most, 0)} in all of them holds, in more than half is imprecise: to "
        "lead, in this reading, is to outweigh the rest together.",
    )


# Claim 40.


def trade_over_benchmark() -> dict[int, pd.Series]:
    """Mongolia's trade over the benchmark by partner, for each year that the table of trade has."""
    return {year: over_benchmark("MNG", year) for year in TRADE_YEARS}


def pact_partners() -> set[str]:
    """States with an obligation of defence with Russia in the op-ed's year (ATOP)."""
    return defended("RUS", OP_ED_YEAR)


@settles(
    40,
    "memberships",
    "countries",
    "agreements",
    "third_neighbours",
    "invitations",
    trade_over_benchmark,
    pact_partners,
)
def keeps_away(
    memberships: pd.DataFrame,
    countries: pd.DataFrame,
    agreements: pd.DataFrame,
    third_neighbours: pd.DataFrame,
    invitations: pd.DataFrame,
    trade: Mapping[int, pd.Series],
    pact: set[str],
    bar: float = CHANCE_BAR,
) -> Finding:
    """Claim 40: Mongolia keeps away from Russia's allies, by trade, close work and blocs.

    Trade over the benchmark (`trade`, by year and partner): the allies in the CSTO beside the other
    former republics, by lot. Close work: a partnership by treaty or declaration with an ally.
    Blocs: the full seat in the SCO that Mongolia, its first observer, did not take. Only what had
    happened by the day counts. `pact` holds ATOP's allies, for the sweep.
    """
    former = set(countries.loc[countries["former_soviet"], "iso3"])

    def at(day: str, year: int) -> tuple[dict[str, str], str]:
        allies = members(memberships, "CSTO", day) - {"RUS"}
        beside = contests(allies, trade[year][trade[year].index.isin(former)])
        partners = sorted(allies & new_partners(agreements, day, years=100))
        took, seat = _sco_seat(memberships, invitations, day)
        worked = "against" if partners else "silent"
        signs = {"trade": _trade_says(beside, bar), "close work": worked, "blocs": seat}
        return signs, f"trade of {year}, " + _signs_told(beside, partners, took, signs)

    (then, told_then), (now, told_now) = at(OP_ED_DAY, OP_ED_YEAR - 1), at(THIS_DAY, max(trade))
    allies = members(memberships, "CSTO", OP_ED_DAY) - {"RUS"}
    return Finding(
        by_signs(then),
        by_signs(now),
        f"for 2013: {told_then}. Now: {told_now}.",
        KEEPS_AWAY_RULE,
        swept=lambda: (
            _trade_told(trade, {"CSTO": allies, "ATOP": pact}, former, bar)
            + _other_readings(then, now, trade[OP_ED_YEAR - 1], allies, bar)
            + _named_told(third_neighbours, countries, allies)
        ),
    )


def _trade_says(found: Contests, bar: float) -> str:
    """The sign of trade, for the allies' being held back."""
    return {"low": "for", "high": "against"}.get(found.lean(bar), "silent")


def _signs_told(beside: Contests, partners: list[str], took: str, signs: Mapping[str, str]) -> str:
    """What each sign of claim 40 saw and says, in a clause."""
    return (
        f"{_contests_told(beside)}; partnerships with allies: {listing(partners) or 'none'}; other "
        f"observers of the SCO that took a full seat: {took} "
        f"(the signs say {listing(f'{name} {said}' for name, said in signs.items())})"
    )


KEEPS_AWAY_RULE = (
    "trade speaks where lot, dealing as many names among the former republics, gives the allies so "
    "few contests won (for the claim), or so many (against it), in one deal in forty: 95 per cent "
    "lie between. A partnership by treaty or declaration with an ally speaks against it; that none "
    "was named says nothing, as few states were. The full seat speaks for the claim once most "
    "other observers have taken theirs and Mongolia, to which a member held one out, has not; a "
    "seat taken speaks against it."
)


def _sco_seat(memberships: pd.DataFrame, invitations: pd.DataFrame, day: str) -> tuple[str, str]:
    """What became of the full seat in the SCO by a day, in a clause, and what that sign says.

    Most other observers must have taken theirs, since one alone may have reasons of its own, and a
    member must have held one out to Mongolia: not taken is an act only where it could be taken.
    """
    rows = confirmed(memberships)
    observers = rows[(rows["body"] == "SCO") & (rows["status"] == "observer")]
    began = first_days(observers, "from")
    others = set(observers.loc[(began != "") & (began <= day), "state"]) - {"MNG"}
    full = members(memberships, "SCO", day)
    took, held_out = others & full, _held_out(invitations, day)
    told = f"{len(took)} of {len(others)}, held out to Mongolia in {listing(held_out) or 'no year'}"
    if "MNG" in full:
        return told, "against"
    return told, "for" if held_out and len(took) > len(others) / 2 else "silent"


def _held_out(invitations: pd.DataFrame, day: str) -> list[str]:
    """The years to a day in which a member held out a full seat in the SCO to Mongolia."""
    rows = confirmed(invitations)
    rows = rows[(rows["body"] == "SCO") & (rows["invited"] == "MNG") & rows["kind"].isin(HELD_OUT)]
    rows = rows[rows["date"].where(rows["date"] != "", rows["year"].astype(str) + "-01-01") <= day]
    return sorted(set(rows["year"].astype(str)))


def _contests_told(found: Contests) -> str:
    return (
        f"{number(found.won, 1)} of {found.of} contests won by {found.marked} allies beside "
        f"{counted(found.others, 'other')} (by lot as few in {percent(found.as_few, 1)} of deals, "
        f"as many in {percent(found.as_many, 1)})"
    )


def _trade_told(
    trade: Mapping[int, pd.Series], lists: Mapping[str, set[str]], former: set[str], bar: float
) -> str:
    """Where the allies stand by every list, beside either group, in every year: in a sentence."""
    lists = {**lists, "CSTO without Belarus": lists["CSTO"] - {"BLR"}}
    rows = []
    for year, name in itertools.product(sorted(trade), lists):
        for group in ("republics", "all partners"):
            values = trade[year]
            values = values[values.index.isin(former)] if group == "republics" else values
            found = contests(lists[name], values)
            rows.append(
                (found.lean(bar), f"{name} {year} beside {group} {percent(found.share, 0)}")
            )
    low, high = (listing(told for lean, told in rows if lean == end) for end in ("low", "high"))
    return (
        f"of {counted(len(rows), 'comparison')} (three lists of allies, four years, former "
        f"republics or all partners) the allies stand lower in: {low or 'none'}; higher in: "
        f"{high or 'none'}. "
    )


def _other_readings(
    then: Mapping[str, str],
    now: Mapping[str, str],
    trade: pd.Series,
    allies: set[str],
    bar: float,
) -> str:
    """What the verdicts would be by three other readings of the signs."""
    beside_all = _trade_says(contests(allies, trade), bar)
    all_partners = {**then, "trade": beside_all}
    standing = {**then, "blocs": now["blocs"]}
    by_lot = {**now, "blocs": "silent"}
    return (
        f"With trade beside all partners, much of it a common past, 2013 would be "
        f"{by_signs(all_partners)}; if what became of the seat after 2013 may speak of the policy "
        f"of 2013, {by_signs(standing)}; with both, {by_signs({**standing, 'trade': beside_all})}. "
        f"Without the seat, since lot too leaves out one observer in four, now would be "
        f"{by_signs(by_lot)}. "
    )


def _named_told(third_neighbours: pd.DataFrame, countries: pd.DataFrame, allies: set[str]) -> str:
    """How often lot names none of the allies, as Mongolia's embassy did about 2013."""
    rows = confirmed(third_neighbours)
    rows = rows[(rows["list"] == EMBASSY) & (rows["member_is"] == "state")]
    states = set(countries.loc[countries["un_member"], "iso3"]) - {"MNG", "RUS"}
    named = set(rows["member"]) & states
    none = deck(len(named), len(states), len(allies))[0]
    return (
        f"Of the allies {len(named & allies)} are among the {counted(len(named), 'state')} that "
        "Mongolia's embassy named about 2013; by lot none is in "
        f"{percent(float(none), 0)} of deals."
    )
