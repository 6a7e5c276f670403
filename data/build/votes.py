"""Votes in the General Assembly of the United Nations, and how far states vote alike."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

VOTES_FILE = "unvotes/un_votes.rda"
ROLL_CALLS_FILE = "unvotes/un_roll_calls.rda"
ISSUES_FILE = "unvotes/un_roll_call_issues.rda"
IDEAL_POINTS_FILE = "idealpoints2025/IdealpointsJuly2025.dta"

# The session that opened in September 1991.
FIRST_SESSION = 46
# The first session opened in 1946, the 46th in 1991.
YEAR_OF_SESSION_0 = 1945
VOTES = ("yes", "abstain", "no")
FOCAL = ("CHN", "KAZ", "MNG", "RUS", "USA")
# At an agreement of 0.9 the standard error of a share of 30 is 0.055: fewer votes say little.
FEWEST_JOINT_VOTES = 30
QUANTILES = tuple(round(0.05 * step, 2) for step in range(1, 20))
MEASURES = ("agreement", "pi", "kappa")
TITLE_LENGTH = 100

# Names in the file of votes that are not the names of our list.
UN_NAMES = {
    "Antigua & Barbuda": "ATG",
    "Bosnia & Herzegovina": "BIH",
    "Cape Verde": "CPV",
    "Congo - Brazzaville": "COG",
    "Congo - Kinshasa": "COD",
    "Côte d’Ivoire": "CIV",
    "Micronesia (Federated States of)": "FSM",
    "Myanmar (Burma)": "MMR",
    "St. Kitts & Nevis": "KNA",
    "St. Lucia": "LCA",
    "St. Vincent & Grenadines": "VCT",
    "São Tomé & Príncipe": "STP",
    "Trinidad & Tobago": "TTO",
    "Turkey": "TUR",
    "Yugoslavia": "SRB",
}

CC0 = Licence(
    "CC0-1.0",
    "Creative Commons Zero 1.0 (as the deposit at the Harvard Dataverse states)",
    "https://creativecommons.org/publicdomain/zero/1.0/",
)
VOTES_SOURCES = [
    Source(
        "Voeten, Erik, Anton Strezhnev, and Michael Bailey. 2009. United Nations General Assembly "
        "Voting Data. Harvard Dataverse",
        "https://doi.org/10.7910/DVN/LEJUQZ",
    ),
    Source(
        "The copy used: the R package unvotes, dgrtwo/unvotes@7eb7034314ff",
        "https://github.com/dgrtwo/unvotes",
    ),
]
SESSION_FIELDS = [
    Field("session", "integer", "Number of the regular session"),
    Field("year", "year", "Year in which the session opened, 1945 + session"),
]
ABSENT = (
    "Absences are dropped in the copy, not coded: a state without a row for a roll call was "
    "absent or not yet a member, and the two cannot be told apart. To stay away can be a way to "
    "take no side, and it does not count here."
)
CONTESTED = (
    "Only votes that were recorded are here. Most resolutions pass without a vote, so what is left "
    "is what somebody contested: that lowers agreement with the states that contest most, the "
    "United States first. Votes are not warmth."
)
END = (
    "The copy ends in January 2020: the session that opened in 2019 lacks whatever came after, and "
    "no later session is here (un_ideal_points run to 2024)."
)
MEMBERSHIP = (
    "The five republics of Central Asia vote from the session of 1992 on, Uzbekistan from that of "
    "1994. Kyrgyzstan has no vote at all in the sessions of 1999 and 2001, Tajikistan and "
    "Uzbekistan none in that of 2001, and Turkmenistan, Tajikistan and Uzbekistan miss many "
    "elsewhere; why was not looked up."
)


# A title or description of this form is of a vote on the human rights in a place ...
ON_HUMAN_RIGHTS_IN = re.compile(
    r"(?:situation (?:of|on) (?:the )?human rights|human rights(?: situation)?) (?:in|of)\b",
    re.IGNORECASE,
)
# ... and this says whose they are, or who held the place. Israel's have an issue of their own (me).
JUDGED = {
    "Belarus": "BLR",
    "Bosnia": "BIH HRV SRB",
    "Crimea": "RUS",
    "Cuba": "CUB",
    "Democratic People": "PRK",
    "Democratic Republic of the": "COD",
    "Iran": "IRN",
    "Iraq": "IRQ",
    "Kosovo": "SRB",
    "Myanmar": "MMR",
    "Nigeria": "NGA",
    "Sudan": "SDN",
    "Syrian": "SYR",
    "Turkmenistan": "TKM",
    "Uzbekistan": "UZB",
}
JUDGED_RULE = (
    "A vote is on a named state's human rights where its short title or its description begins "
    "with 'Situation of human rights in', 'Human rights situation in' or 'Human rights in' and "
    "names the state; votes on a part of a draft and on motions are left out."
)
JUDGED_FAULTS = [
    (
        "The state judged is the one named, but for land held by another: Kuwait in 1991 stands "
        "under Iraq, Crimea under Russia, Kosovo under SRB; one title names three states of the "
        "former Yugoslavia. Votes on Israel and the occupied territories have the issue me and "
        "are not among these."
    ),
    (
        "Many such resolutions passed without a vote, on Cambodia, Haiti or Somalia for instance "
        "(known, but not looked up): these are the contested ones."
    ),
]


def agreement_scores(votes: np.ndarray) -> dict[str, np.ndarray]:
    """How alike each two states vote.

    `votes` holds a row for each state and a column for each roll call: 0, 1 or 2 for yes, abstain
    and no, and -1 for no vote. Returns square arrays, symmetric, with nan where undefined:

    - `joint_votes`: roll calls in which both took part, n
    - `agreement`: share of n in which both did the same, A
    - `pi` and `kappa`: (A - C) / (1 - C), where C is the agreement to be expected by chance. For
      pi both states draw from their common distribution, C = sum of ((p + q) / 2)^2; for kappa
      each from its own, C = sum of p q. p and q are the two states' shares of yes, abstain and no
      among the n joint votes. Undefined where C = 1: both always cast one and the same vote.

    Scott 1955, Public Opinion Quarterly 19(3): 321-325; Cohen 1960, Educational and Psychological
    Measurement 20(1): 37-46; for foreign policy Häge 2011, Political Analysis 19(3): 287-305.
    """
    cast = [(votes == code).astype(float) for code in range(len(VOTES))]
    present = sum(cast)
    joint = present @ present.T
    with np.errstate(divide="ignore", invalid="ignore"):
        agreement = sum(one @ one.T for one in cast) / joint
        # Row: a state; column: its partner; value: the state's share among their joint votes.
        shares = [one @ present.T / joint for one in cast]
        by_chance = {
            "pi": sum(((share + share.T) / 2) ** 2 for share in shares),
            "kappa": sum(share * share.T for share in shares),
        }
        scores = {
            # One and the same vote throughout gives exactly 1, up to rounding.
            name: np.where(chance > 1 - 1e-12, np.nan, (agreement - chance) / (1 - chance))
            for name, chance in by_chance.items()
        }
    return {"joint_votes": joint, "agreement": agreement, **scores}


@functools.cache
def _votes(folder: RawFolder) -> pd.DataFrame:
    """Votes from session 46 on: rcid, session, year, iso3, code (0 yes, 1 abstain, 2 no)."""
    calls = _roll_calls(folder.file(ROLL_CALLS_FILE))
    cast = pyreadr.read_r(str(folder.file(VOTES_FILE)))["un_votes"]
    cast = cast[cast["rcid"].isin(calls["rcid"])]
    own = states.listed()
    names = dict(zip(own["name"], own["iso3"], strict=True)) | UN_NAMES
    frame = pd.DataFrame(
        {
            "rcid": cast["rcid"].astype(int),
            "iso3": states.mapped(cast["country"], names, "The file of UN votes"),
            "code": cast["vote"].map({vote: code for code, vote in enumerate(VOTES)}).astype(int),
        }
    )
    return frame.merge(calls[["rcid", "session", "year"]], on="rcid", validate="many_to_one")


@functools.cache
def _roll_calls(path: Path) -> pd.DataFrame:
    """Roll calls from session 46 on, as in the file, with session and year as integers."""
    frame = pyreadr.read_r(str(path))["un_roll_calls"]
    frame = frame[frame["session"] >= FIRST_SESSION]
    frame = frame.assign(session=frame["session"].astype(int))
    return frame.assign(year=frame["session"] + YEAR_OF_SESSION_0)


@functools.cache
def _scores(folder: RawFolder) -> pd.DataFrame:
    """Every pair of every session in both orders: session, year, iso3_a, iso3_b, scores."""
    sessions = []
    for (session, year), cast in _votes(folder).groupby(["session", "year"]):
        sheet = cast.pivot(index="iso3", columns="rcid", values="code").fillna(-1).sort_index()
        scores = agreement_scores(sheet.to_numpy())
        count = len(sheet)
        of_a, of_b = np.divmod(np.arange(count * count), count)
        pairs = pd.DataFrame(
            {
                "session": session,
                "year": year,
                "iso3_a": sheet.index.to_numpy()[of_a],
                "iso3_b": sheet.index.to_numpy()[of_b],
                **{name: values.ravel() for name, values in scores.items()},
            }
        )
        sessions.append(pairs[(of_a != of_b) & (pairs["joint_votes"] > 0)])
    return pd.concat(sessions, ignore_index=True)


@table(
    title="Votes of the states compared in the UN General Assembly",
    description="How the states that the course compares voted in each recorded vote of the "
    "regular sessions opening from 1991 to 2019. un_rollcalls says what each vote was about.",
    fields=[
        Field("rcid", "integer", "Number of the roll call, as in un_rollcalls"),
        *SESSION_FIELDS,
        iso3("iso3", "State that votes, ISO 3166 alpha-3"),
        Field("vote", "string", "How it voted; no row where it did not", enum=VOTES),
    ],
    sources=VOTES_SOURCES,
    version="unvotes, votes to January 2020",
    licence=CC0,
    raw_files=[VOTES_FILE, ROLL_CALLS_FILE],
    key=["rcid", "iso3"],
    transformation="Rows of the states compared; names became ISO 3166 codes; the year is 1945 "
    "plus the number of the session.",
    trust="A scholarly compilation of the official records; not checked against them.",
    known_faults=[ABSENT, MEMBERSHIP, CONTESTED, END],
)
def un_votes(raw: RawFolder) -> pd.DataFrame:
    frame = _votes(raw)
    rows = frame[frame["iso3"].isin(COMPARED)].sort_values(["rcid", "iso3"], kind="stable")
    rows = rows.assign(vote=np.array(VOTES)[rows["code"]])
    return rows[["rcid", "session", "year", "iso3", "vote"]].reset_index(drop=True)


def _title(short: str, description: str) -> str:
    """The short title, else the beginning of the description, in one line of plain letters."""
    text = short if isinstance(short, str) and short.strip() else description
    if not isinstance(text, str):
        return ""
    plain = "".join(letter if " " <= letter <= "~" else " " for letter in text)
    return " ".join(plain.split())[:TITLE_LENGTH].strip()


def _judged(calls: pd.DataFrame) -> pd.Series:
    """Whose human rights each roll call was on, as JUDGED_RULE says; empty for the others."""
    return calls[["short", "descr"]].apply(
        lambda texts: next(filter(None, map(_judged_by, texts)), ""), axis="columns"
    )


def _judged_by(text: str) -> str:
    if not isinstance(text, str) or not ON_HUMAN_RIGHTS_IN.match(text):
        return ""
    # Iran before Iraq and so on: the first name in the text, where several stand in it.
    found = [(text.find(name), state) for name, state in JUDGED.items() if name in text]
    return min(found)[1] if found else ""


@table(
    title="Roll calls of the UN General Assembly",
    description="Month, resolution, title and issues of each recorded vote of the regular sessions "
    "opening from 1991 to 2019.",
    fields=[
        Field("rcid", "integer", "Number of the roll call"),
        *SESSION_FIELDS,
        Field("month", "string", "Year and month of the vote", pattern=r"\d{4}-\d{2}"),
        Field("resolution", "string", "Number of the resolution or the draft", required=False),
        Field("title", "string", "Short title, cut at 100 letters; empty for one", required=False),
        Field(
            "important",
            "string",
            "Whether the United States Department of State called the vote important",
            enum=("yes", "no", "not said"),
        ),
        Field(
            "issues",
            "string",
            "Codes of the issues, parted by blanks, empty for none: me Palestinian conflict, nu "
            "nuclear weapons, di arms control and disarmament, hr human rights, co colonialism, "
            "ec economic development",
            required=False,
        ),
        Field(
            "judged",
            "string",
            "State whose human rights the vote was on, ISO 3166 alpha-3, or several parted by "
            "blanks; empty for other votes",
            required=False,
        ),
    ],
    sources=VOTES_SOURCES,
    version="unvotes, votes to January 2020",
    licence=CC0,
    raw_files=[ROLL_CALLS_FILE, ISSUES_FILE, VOTES_FILE],
    key=["rcid"],
    transformation="Dates cut to the month; titles in one line, without letters that are not ASCII "
    "(the file has some garbled), cut at 100; where there is no short title, the beginning of the "
    "description. " + JUDGED_RULE,
    trust="Issues were found by words in the descriptions, and importance is one government's.",
    known_faults=[
        (
            "Where the file has no short title, the title here is the beginning of its "
            "description, often what the chair said and not what was voted on."
        ),
        (
            "Importance is not said for all roll calls of the sessions opening in 2018 and 2019 "
            "and for some of those from 1997 to 2012, 2016 and 2017: 'not said' is not 'no'."
        ),
        (
            "Issues were assigned by searching the descriptions; the compilers call that "
            "rudimentary. A vote may have several issues, or none."
        ),
        (
            "The copy has days too, but they cannot be right: in the sessions of 1991 to 1996 "
            "every vote falls on the 2nd to 7th of a month, as if the day of the week had been "
            "written for the day of the month, and later sessions have traces of it. Only the "
            "month is kept."
        ),
        "The regular sessions only; emergency special sessions after 1967 are not in the copy.",
        *JUDGED_FAULTS,
        END,
    ],
)
def un_rollcalls(raw: RawFolder) -> pd.DataFrame:
    calls = _roll_calls(raw.file(ROLL_CALLS_FILE))
    listed = pyreadr.read_r(str(raw.file(ISSUES_FILE)))["un_roll_call_issues"]
    issues = listed.groupby("rcid")["short_name"].agg(lambda codes: " ".join(sorted(codes)))
    rows = calls.assign(
        month=pd.to_datetime(calls["date"]).dt.strftime("%Y-%m"),
        resolution=calls["unres"],
        title=[_title(*texts) for texts in zip(calls["short"], calls["descr"], strict=True)],
        important=calls["importantvote"].map({0: "no", 1: "yes"}).fillna("not said"),
        issues=calls["rcid"].map(issues).fillna(""),
        judged=_judged(calls),
    )
    columns = ["rcid", "session", "year", "month", "resolution", "title", "important", "issues"]
    rows = rows[[*columns, "judged"]].sort_values("rcid", kind="stable").reset_index(drop=True)
    # A session opens in September and ends before the next one opens.
    opens, ends = rows["year"].astype(str) + "-09", (rows["year"] + 1).astype(str) + "-09"
    astray = rows[(rows["month"] < opens) | (rows["month"] > ends)]
    votes = _votes(raw).groupby("rcid").size()
    few = votes[votes < 80]
    untitled = ~calls["short"].fillna("").str.strip().astype(bool)
    rows.attrs["known_faults"] = [
        "Months outside the session, so that one of the two is wrong: "
        + "; ".join(
            f"{row.rcid} ({row.month}, session {row.session})" for row in astray.itertuples()
        )
        + ".",
        "Roll calls with votes of fewer than 80 states, surely incomplete: "
        + "; ".join(f"{rcid} ({count} votes)" for rcid, count in few.items())
        + ".",
        f"{untitled.sum()} of {len(rows):,} roll calls have no short title.",
    ]
    return rows


@table(
    title="Votes on states' human rights in the UN General Assembly, by state and session",
    description="How often each state voted yes, no or abstained, and how often it cast no vote, "
    "in the recorded votes of a session on the human rights in a named state. un_rollcalls says "
    "which votes these are (column judged), un_votes how the states compared voted in each.",
    fields=[
        *SESSION_FIELDS,
        iso3("iso3", "State that votes, ISO 3166 alpha-3"),
        Field("yes", "integer", "Votes to pass the resolution", unit="votes", minimum=0),
        Field("abstain", "integer", "Abstentions", unit="votes", minimum=0),
        Field("no", "integer", "Votes against the resolution", unit="votes", minimum=0),
        Field("absent", "integer", "Roll calls without a vote", unit="roll calls", minimum=0),
    ],
    sources=VOTES_SOURCES,
    version="unvotes, votes to January 2020",
    licence=CC0,
    raw_files=[VOTES_FILE, ROLL_CALLS_FILE],
    key=["session", "iso3"],
    transformation=JUDGED_RULE + " A state is counted in a session in which it cast any vote on "
    "anything; a roll call in which it then cast none counts as absent.",
    trust="Counted by the course from the votes.",
    known_faults=[
        *JUDGED_FAULTS,
        (
            "A yes is a vote to pass a critical text. To stay away can be a way to take no side, "
            "and a state that joined or left within a session counts as absent before or after."
        ),
        CONTESTED,
        END,
    ],
)
def un_votes_on_states(raw: RawFolder) -> pd.DataFrame:
    calls = _roll_calls(raw.file(ROLL_CALLS_FILE))
    judging = calls.loc[_judged(calls) != "", "rcid"].astype(int)
    cast = _votes(raw)
    took_part = cast[["session", "year", "iso3"]].drop_duplicates()
    cast = cast[cast["rcid"].isin(judging)]
    counts = cast.groupby(["session", "iso3", "code"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=range(len(VOTES)), fill_value=0).set_axis(VOTES, axis=1)
    rows = took_part.merge(counts.reset_index(), how="left", on=["session", "iso3"])
    held = rows["session"].map(cast.groupby("session")["rcid"].nunique())
    rows = rows[held.notna()].fillna({vote: 0 for vote in VOTES})
    rows = rows.astype({vote: int for vote in VOTES})
    rows["absent"] = held.dropna().astype(int) - rows[list(VOTES)].sum(axis="columns")
    return rows.sort_values(["session", "iso3"], kind="stable").reset_index(drop=True)


@table(
    title="Agreement in the UN General Assembly",
    description="For every pair that contains Mongolia, Kazakhstan, Russia, China or the United "
    "States, by session: the share of identical votes among those in which both took part, and "
    "two scores that subtract the agreement to be expected by chance. The first state is always "
    "one of the five, so that iso3_a == 'MNG' gives all of Mongolia's pairs; a pair of two of the "
    "five therefore has a row in each order, with the same numbers.",
    fields=[
        *SESSION_FIELDS,
        iso3("iso3_a", "Mongolia, Kazakhstan, Russia, China or the United States"),
        iso3("iso3_b", "The other state"),
        Field(
            "agreement",
            "number",
            "Share of identical votes (yes, abstain, no) among joint votes",
            unit="0 to 1",
            decimals=4,
            minimum=0,
            maximum=1,
        ),
        Field(
            "pi",
            "number",
            "Scott's pi: agreement beyond chance, both drawing from their common distribution; 1 "
            "full agreement, 0 what chance gives; empty where undefined",
            unit="-1 to 1",
            decimals=4,
            required=False,
            minimum=-1,
            maximum=1,
        ),
        Field(
            "kappa",
            "number",
            "Cohen's kappa: agreement beyond chance, each drawing from its own distribution; "
            "empty where undefined",
            unit="-1 to 1",
            decimals=4,
            required=False,
            minimum=-1,
            maximum=1,
        ),
        Field("joint_votes", "integer", "Votes in which both took part", unit="votes", minimum=1),
    ],
    sources=VOTES_SOURCES,
    version="unvotes, votes to January 2020",
    licence=CC0,
    raw_files=[VOTES_FILE, ROLL_CALLS_FILE],
    key=["session", "iso3_a", "iso3_b"],
    transformation="Over the joint votes of a session: A is the share of identical votes; pi and "
    "kappa are (A - C) / (1 - C), where C is the sum over yes, abstain and no of ((p + q) / 2) "
    "squared for pi and of p times q for kappa, and p and q are the two states' shares among their "
    "joint votes (Scott 1955; Cohen 1960; for foreign policy Häge 2011).",
    trust="Computed by the course from the votes.",
    known_faults=[
        ABSENT,
        MEMBERSHIP,
        CONTESTED,
        END,
        (
            "A pair with few joint votes has a share that says little: with 30 votes its standard "
            "error is 0.055 at an agreement of 0.9. All pairs are here; filter by joint_votes."
        ),
        (
            "pi and kappa here treat the three votes as names without an order. Scores that count "
            "an abstention as halfway between yes and no (weighted kappa, S) have other values."
        ),
        (
            "Where nearly everybody votes yes, chance alone gives high agreement and pi and kappa "
            "become unsteady: a single vote may move them by a tenth or more. Read them beside the "
            "quantiles of un_agreement_quantiles, not alone."
        ),
        (
            "Kazakhstan's rank among Mongolia's partners in the session opening in 2013 depends on "
            "the rule: among the 187 pairs with more than 30 joint votes 77 agree as much or more, "
            "itself counted; among all 192 its rank is 75, shared with two others. After the "
            "correction for chance (pi) it is 45th of the 187."
        ),
        (
            "Mongolia in the session of 2019 agrees with China in 70 of 87 votes, which is 0.80 "
            "and not 0.81, and with the United States in 12 of 89, which is 0.13 and not 0.14, as "
            "an earlier count had it; a vote or two may have been added or taken away in between."
        ),
        "Yugoslavia and its successor stand as SRB, Czechoslovakia as CSK to the session of 1992.",
    ],
)
def un_agreement(raw: RawFolder) -> pd.DataFrame:
    scores = _scores(raw)
    rows = scores[scores["iso3_a"].isin(FOCAL)]
    rows = rows[["session", "year", "iso3_a", "iso3_b", *MEASURES, "joint_votes"]]
    rows = rows.sort_values(["session", "iso3_a", "iso3_b"], kind="stable")
    return rows.reset_index(drop=True)


@table(
    title="Agreement in the UN General Assembly: all pairs",
    description="The base rate of un_agreement: quantiles over all pairs of states, by session "
    "and measure.",
    fields=[
        *SESSION_FIELDS,
        Field("measure", "string", "A column of un_agreement", enum=MEASURES),
        Field(
            "quantile",
            "number",
            "Share of pairs at or below the value",
            unit="0 to 1",
            decimals=2,
            minimum=0,
            maximum=1,
        ),
        Field(
            "value",
            "number",
            "Agreement, pi or kappa at that quantile",
            decimals=4,
            minimum=-1,
            maximum=1,
        ),
        Field("pairs", "integer", "Pairs counted, each once", unit="pairs", minimum=1),
    ],
    sources=VOTES_SOURCES,
    version="unvotes, votes to January 2020",
    licence=CC0,
    raw_files=[VOTES_FILE, ROLL_CALLS_FILE],
    key=["session", "measure", "quantile"],
    transformation="Each pair with at least 30 joint votes once (at an agreement of 0.9 a share "
    "of 30 has a standard error of 0.055); quantiles by linear interpolation.",
    trust="Computed by the course from the votes.",
    known_faults=[
        ABSENT,
        CONTESTED,
        END,
        (
            "All pairs are no reference group of their own: a hundred states of the South vote "
            "much alike, and their pairs make up a large part of all. Compare a state's pairs with "
            "that state's other pairs too."
        ),
        (
            "Pairs with fewer than 30 joint votes and, for pi and kappa, pairs for which the score "
            "is undefined are left out, so the number of pairs differs between sessions and "
            "measures."
        ),
    ],
)
def un_agreement_quantiles(raw: RawFolder) -> pd.DataFrame:
    scores = _scores(raw)
    once = scores[
        (scores["iso3_a"] < scores["iso3_b"]) & (scores["joint_votes"] >= FEWEST_JOINT_VOTES)
    ]
    parts = []
    for measure in MEASURES:
        by_session = once.dropna(subset=[measure]).groupby(["session", "year"])[measure]
        values = by_session.quantile(QUANTILES).rename("value").reset_index()
        values = values.rename(columns={"level_2": "quantile"}).assign(measure=measure)
        parts.append(values.merge(by_session.size().rename("pairs").reset_index()))
    rows = pd.concat(parts)[["session", "year", "measure", "quantile", "value", "pairs"]]
    return rows.sort_values(["session", "measure", "quantile"]).reset_index(drop=True)


@table(
    title="Ideal points in the UN General Assembly",
    description="Where a state stands on the one line that best explains who votes with whom, "
    "by session, for all states, 1991 to 2024: the higher, the nearer to the United States. "
    "Distance between two states in one year is the measure of interest.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Year in which the session opened"),
        Field("ideal_point", "number", "Estimated position, mean", unit="points", decimals=4),
        Field(
            "ideal_point_low",
            "number",
            "5th percentile of the estimate",
            unit="points",
            decimals=4,
        ),
        Field(
            "ideal_point_high",
            "number",
            "95th percentile of the estimate",
            unit="points",
            decimals=4,
        ),
        Field("votes", "integer", "Votes of the state that were used", unit="votes", minimum=1),
    ],
    sources=[
        Source(
            "Bailey, Michael A., Anton Strezhnev, and Erik Voeten. 2017. Estimating Dynamic State "
            "Preferences from United Nations Voting Data. Journal of Conflict Resolution 61(2): "
            "430-456; release of July 2025",
            "https://doi.org/10.7910/DVN/LEJUQZ",
        ),
        Source(
            "The copy used: IdealpointsJuly2025.dta in lucasbuildsapps/Masterthesis@5298218d5b57",
            "https://github.com/lucasbuildsapps/Masterthesis",
        ),
    ],
    version="release of July 2025",
    licence=CC0,
    raw_files=[IDEAL_POINTS_FILE],
    key=["iso3", "year"],
    transformation="The columns idealpointfp, q5fp, q95fp and nvotesfp from 1991 on, where there "
    "is a value; codes of the Correlates of War became ISO 3166.",
    trust="A model's estimate from votes, at second hand; the release was not compared with the "
    "original deposit.",
    known_faults=[
        (
            "This release holds three estimates, and this is the one from votes on final passage. "
            "Distances to Russia in 2012: Kazakhstan 0.32, Mongolia 0.17 here; 0.29 and 0.02 from "
            "all votes; 0.46 and 0.34 by the older method. An older release, of April 2020, which "
            "is not at hand, had 0.43 and 0.31. The order is the same in all, the sizes are not."
        ),
        (
            "The bounds are those of each state alone. Two states in one year share votes, so the "
            "error of their distance cannot be read off the two bounds."
        ),
        (
            "Positions on one line are comparable over the years only as far as the same "
            "resolutions come back. Russia moved from 0.74 in 1991 to -0.60 in 2024, towards most "
            "states."
        ),
        "One line cannot tell two states apart that differ on something other than it.",
        ("States with few votes have wide bounds; see the column votes."),
        (
            "Yugoslavia and its successor stand as SRB, Czechoslovakia as CSK to 1992. Kosovo and "
            "Taiwan are no members and have no rows."
        ),
    ],
)
def un_ideal_points(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_stata(raw.file(IDEAL_POINTS_FILE))
    frame = frame[(frame["year"] >= 1991) & frame["idealpointfp"].notna()]
    codes = states.by_cow_code()
    rows = pd.DataFrame(
        {
            "iso3": states.mapped(frame["ccode"].astype(int), codes, "The file of ideal points"),
            "year": frame["year"].astype(int),
            "ideal_point": frame["idealpointfp"],
            "ideal_point_low": frame["q5fp"],
            "ideal_point_high": frame["q95fp"],
            "votes": frame["nvotesfp"].astype(int),
        }
    )
    return rows.sort_values(["iso3", "year"], kind="stable").reset_index(drop=True)
