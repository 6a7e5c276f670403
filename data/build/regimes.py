"""How democratic a state was, by three indices that are made in different ways."""

from __future__ import annotations

import pandas as pd
import pyreadr

from . import states
from .compared import COMPARED, NEIGHBOURHOOD
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

VDEM_FILE = "democracyData/vdem_simple.rda"
VDEM_16_FILE = "isard/cw_democracy.rda"
POLITY_FILE = "democracyData/polity5.rda"
FREEDOM_HOUSE_FILE = "democracyData/fh.rda"
FREEDOM_HOUSE_TOTALS_FILE = "democracyData/fh_full.rda"

FIRST_YEAR = 1990
# Mongolia declared its independence in December 1911.
FIRST_YEAR_OF_NEIGHBOURS = 1911
LAST_YEAR_OF_POLITY = 2018

CC_BY_SA_4 = Licence(
    "CC-BY-SA-4.0",
    "Creative Commons Attribution-ShareAlike 4.0 (terms not beside the file)",
    "https://creativecommons.org/licenses/by-sa/4.0/",
)
POLITY_TERMS = Licence(
    "Polity5-terms", "Free for teaching and research with citation (terms not beside the file)"
)
FREEDOM_HOUSE_TERMS = Licence(
    "Freedom-House-terms",
    "Non-commercial use with attribution to Freedom House (terms not beside the file)",
    "https://freedomhouse.org/report/freedom-world",
    noncommercial=True,
)
DEMOCRACY_DATA = "xmarquez/democracyData@29ea0a242c29"
DEMOCRACY_DATA_ADDRESS = "https://github.com/xmarquez/democracyData"
STATE = iso3("iso3", "State, ISO 3166 alpha-3")
EXPERTS = (
    "An index made of judgements: use it with its bounds where it has them, with another index "
    "beside it, and never two versions of it in one figure."
)


def from_1990(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows from 1990 on, and from 1911 on for Mongolia, Kazakhstan and their neighbours."""
    of_neighbours = frame["iso3"].isin(NEIGHBOURHOOD)
    kept = (frame["year"] >= FIRST_YEAR) | (
        of_neighbours & (frame["year"] >= FIRST_YEAR_OF_NEIGHBOURS)
    )
    rows = frame[kept].assign(year=frame["year"].astype(int))
    return rows.sort_values(["iso3", "year"], kind="stable").reset_index(drop=True)


def _index(name: str, description: str, required: bool = True) -> list[Field]:
    """An index of V-Dem and its bounds."""
    said = ((name, ""), (f"{name}_low", "; lower bound"), (f"{name}_high", "; upper bound"))
    return [
        Field(
            column,
            "number",
            description + more,
            unit="0 to 1",
            decimals=3,
            required=required,
            minimum=0,
            maximum=1,
        )
        for column, more in said
    ]


@table(
    title="Electoral and liberal democracy by V-Dem, version 15",
    description="The electoral democracy index (polyarchy) and the liberal democracy index of "
    "Varieties of Democracy with their bounds: all states from 1990 to 2024, and from 1911, or the "
    "first year there is, for Mongolia, Kazakhstan and their neighbours. This is the version that "
    "the course uses.",
    fields=[
        STATE,
        Field("year", "year", "Calendar year"),
        *_index("polyarchy", "Electoral democracy index"),
        *_index("libdem", "Liberal democracy index; empty where V-Dem has none", required=False),
        Field(
            "unit_named",
            "string",
            "What V-Dem calls the country in that year; for Mongolia, Kazakhstan and their "
            "neighbours only, empty elsewhere",
            required=False,
        ),
    ],
    sources=[
        Source(
            "Coppedge, Michael, et al. 2025. V-Dem Country-Year Dataset v15. Varieties of "
            "Democracy Project",
            "https://doi.org/10.23696/vdemds25",
        ),
        Source(f"The copy used: vdem_simple.rda in {DEMOCRACY_DATA}", DEMOCRACY_DATA_ADDRESS),
    ],
    version="V-Dem 15",
    licence=CC_BY_SA_4,
    raw_files=[VDEM_FILE],
    key=["iso3", "year"],
    transformation="Rows of today's states for the years named in which the electoral index has a "
    "value; v2x_polyarchy and v2x_libdem with their _codelow and _codehigh were renamed.",
    trust="Estimates from the answers of several experts a country, at second hand; not compared "
    f"with the original. {EXPERTS}",
    known_faults=[
        (
            "The bounds hold 68 percent of what the measurement model thinks likely, about one "
            "standard deviation on either side, and not 95 percent: intervals that do not overlap "
            "here may still overlap at 95."
        ),
        (
            "The documentation of the copy names another version; the years end in 2024, which is "
            "version 15."
        ),
        (
            "V-Dem estimates all years anew with each version, so the whole series moves: "
            "Mongolia's 2024 is 0.496 here and 0.498 in version 16. Take one version for one "
            "figure."
        ),
        (
            "UZB before 1921 is the Emirate of Bukhara and its successor, with other borders and "
            "another population; the column unit_named says so. RUS before 1992 is the Russian "
            "Empire and then the Soviet Union, and the five republics have values of their own "
            "only from 1990 or 1991: before, no index describes Kazakhstan."
        ),
        (
            "Some rows are older than the state: 1990 and 1991 of the five republics are Soviet "
            "republics, Eritrea and Timor-Leste begin before independence and Kosovo in 1999, and "
            "Czechoslovakia stands as CZE to 1992 and Yugoslavia as SRB."
        ),
    ],
)
def regimes_vdem(raw: RawFolder) -> pd.DataFrame:
    frame = pyreadr.read_r(str(raw.file(VDEM_FILE)))["vdem_simple"]
    today = states.present_states()
    recent = frame[frame["year"] >= FIRST_YEAR]
    strangers = sorted(set(recent["country_text_id"]) - set(today))
    named = recent.drop_duplicates("country_text_id").set_index("country_text_id")
    without = sorted(set(today) - set(recent["country_text_id"]))
    columns = {
        f"v2x_{index}{theirs}": f"{index}{ours}"
        for index in ("polyarchy", "libdem")
        for theirs, ours in (("", ""), ("_codelow", "_low"), ("_codehigh", "_high"))
    }
    frame = frame.rename(columns={"country_text_id": "iso3", **columns})
    frame = frame[frame["iso3"].isin(today) & frame["polyarchy"].notna()]
    rows = from_1990(frame)
    rows["unit_named"] = rows["histname"].where(rows["iso3"].isin(NEIGHBOURHOOD), "")
    no_libdem = sorted(set(rows.loc[rows["libdem"].isna(), "iso3"]))
    rows = rows[["iso3", "year", *columns.values(), "unit_named"]]
    rows.attrs["known_faults"] = [
        f"V-Dem does not cover {len(without)} small states: {', '.join(without)}.",
        "Left out as no state of today: "
        + ", ".join(f"{named.loc[code, 'vdem_country_name']} ({code})" for code in strangers)
        + ".",
        f"The liberal index is missing in some years of {', '.join(no_libdem)}.",
    ]
    return rows


@table(
    title="Electoral democracy by V-Dem, version 16, for the states compared",
    description="The electoral democracy index of the next version of Varieties of Democracy, "
    "1990 to 2025, for the states that the course compares: to see how much a new version moves "
    "an old year. Not to be mixed with regimes_vdem in one figure.",
    fields=[
        STATE,
        Field("year", "year", "Calendar year"),
        Field(
            "polyarchy",
            "number",
            "Electoral democracy index",
            unit="0 to 1",
            decimals=3,
            minimum=0,
            maximum=1,
        ),
    ],
    sources=[
        Source(
            "Coppedge, Michael, et al. 2026. V-Dem Country-Year Dataset v16. Varieties of "
            "Democracy Project",
            "https://www.v-dem.net/",
        ),
        Source(
            "The copy used: cw_democracy.rda in svmiller/isard@46944ad97a55",
            "https://github.com/svmiller/isard",
        ),
    ],
    version="V-Dem 16",
    licence=CC_BY_SA_4,
    raw_files=[VDEM_16_FILE],
    key=["iso3", "year"],
    transformation="Rows of the states compared from 1990 on in which v2x_polyarchy has a value; "
    "codes of the Correlates of War became ISO 3166.",
    trust=f"As regimes_vdem, at second hand. {EXPERTS}",
    known_faults=[
        (
            "The copy has no bounds, and its published documentation names version 15; its years "
            "run to 2025, which is version 16."
        ),
        (
            "A state has rows only from its entry into the state list of the Correlates of War: "
            "the five republics, Belarus and reunited Germany from 1991."
        ),
    ],
)
def regimes_vdem_v16(raw: RawFolder) -> pd.DataFrame:
    frame = pyreadr.read_r(str(raw.file(VDEM_16_FILE)))["cw_democracy"]
    frame = frame[(frame["year"] >= FIRST_YEAR) & frame["v2x_polyarchy"].notna()]
    frame = frame.assign(
        iso3=frame["ccode"].astype(int).map(states.by_cow_code()), polyarchy=frame["v2x_polyarchy"]
    )
    rows = from_1990(frame[frame["iso3"].isin(COMPARED)])
    return rows[["iso3", "year", "polyarchy"]]


# What Polity writes instead of a score.
SPECIAL_CODES = (-66, -77, -88)


@table(
    title="Autocracy and democracy by Polity5",
    description="The combined score polity2, from -10 (autocracy) to 10 (democracy): all states "
    "that Polity has from 1990 to 2018, and from 1911, or the first year there is, for Mongolia, "
    "Kazakhstan and their neighbours.",
    fields=[
        STATE,
        Field("year", "year", "Calendar year"),
        Field(
            "polity2",
            "integer",
            "Score; empty where Polity gives none",
            unit="-10 to 10",
            required=False,
            minimum=-10,
            maximum=10,
        ),
        Field(
            "special_code",
            "integer",
            "Empty in an ordinary year; -66 foreign interruption (polity2 is empty), -77 no "
            "central authority (polity2 is set to 0), -88 transition (polity2 is drawn as a "
            "straight line between the years around it). A code, never a score",
            required=False,
        ),
    ],
    sources=[
        Source(
            "Marshall, Monty G., and Ted Robert Gurr. 2020. Polity5: Political Regime "
            "Characteristics and Transitions, 1800-2018. Center for Systemic Peace",
            "https://www.systemicpeace.org/inscrdata.html",
        ),
        Source(f"The copy used: polity5.rda in {DEMOCRACY_DATA}", DEMOCRACY_DATA_ADDRESS),
    ],
    version="Polity5, to 2018",
    licence=POLITY_TERMS,
    raw_files=[POLITY_FILE],
    key=["iso3", "year"],
    transformation="polity2 as it is; where the column polity holds -66, -77 or -88, that code "
    "stands in special_code. Where two units stand for one state in one year, the one that goes "
    "on was kept.",
    trust=f"Coded by few hands at one centre. {EXPERTS}",
    known_faults=[
        (
            "polity2 is made up in the years with a special code: it is 0 in years of -77, which "
            "is no score halfway but the absence of a state, and a straight line in years of -88 "
            "(Plümper and Neumayer 2010, Political Analysis 18(2): 206-226)."
        ),
        (
            "It ends in 2018. The file has two later rows, both of the United States; they are "
            "left out."
        ),
        (
            "States with fewer than half a million people are left out by Polity, so a state "
            "without a row is not a state with a score of 0."
        ),
        (
            "RUS is the Russian Empire and its successors to 1921, the Soviet Union from 1922 to "
            "1991 and Russia from 1992. Czechoslovakia stands as CSK to 1992 and Yugoslavia as SRB."
        ),
        (
            "Mongolia has 10, the highest score, in every year from 1996 to 2018: the scale cannot "
            "show a change above its top, and a decline from there only when the coders see a step."
        ),
        "Fiji 2018 has 4 in the column polity and 2 in polity2; here it is 2.",
    ],
)
def regimes_polity(raw: RawFolder) -> pd.DataFrame:
    frame = pyreadr.read_r(str(raw.file(POLITY_FILE)))["polity5"]
    frame = frame[(frame["year"] >= FIRST_YEAR_OF_NEIGHBOURS) & frame["cown"].notna()]
    frame = frame[frame["year"] <= LAST_YEAR_OF_POLITY]
    codes = states.by_cow_code()
    recent = frame[frame["year"] >= FIRST_YEAR]
    left_out = sorted(set(recent.loc[~recent["cown"].isin(codes), "polity_annual_country"]))
    of_units = set(zip(frame["scode"], frame["year"], strict=True))
    goes_on = [
        (unit, year + 1) in of_units
        for unit, year in zip(frame["scode"], frame["year"], strict=True)
    ]
    frame = frame.assign(iso3=frame["cown"].map(codes), goes_on=goes_on)
    frame = from_1990(frame[frame["iso3"].notna()])
    frame = frame.sort_values(["iso3", "year", "goes_on"], kind="stable")
    dropped = frame[frame.duplicated(["iso3", "year"], keep="last")]
    rows = frame.drop_duplicates(["iso3", "year"], keep="last").reset_index(drop=True)
    rows["special_code"] = rows["polity"].where(rows["polity"].isin(SPECIAL_CODES))
    rows = rows[["iso3", "year", "polity2", "special_code"]].astype(
        {"polity2": "Int64", "special_code": "Int64"}
    )
    rows.attrs["known_faults"] = [
        "Units that ended within a year in which their successor also stands were left out in "
        "that year: "
        + "; ".join(
            f"{row.polity_annual_country} ({row.scode}) {row.year}" for row in dropped.itertuples()
        )
        + ".",
        f"Left out as no state of today: {', '.join(left_out)} (1990).",
    ]
    return rows


STATUS = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}


@table(
    title="Freedom in the World by Freedom House",
    description="Political rights, civil liberties and status: all states from 1990 to 2024, and "
    "from 1972 for Mongolia, China and the Soviet Union; the total of 0 to 100 from 2012. The "
    "year is the year covered; the report of the next year, its edition, tells of it.",
    fields=[
        STATE,
        Field("year", "year", "Year that the report covers"),
        Field(
            "edition",
            "integer",
            "Year that the report is named after, one more than the year covered; empty before "
            "1990, when reports covered other spans than a calendar year",
            required=False,
        ),
        Field(
            "political_rights",
            "integer",
            "Rating of political rights: 1 the most, 7 the least",
            unit="1 to 7, 1 is best",
            minimum=1,
            maximum=7,
        ),
        Field(
            "civil_liberties",
            "integer",
            "Rating of civil liberties: 1 the most, 7 the least",
            unit="1 to 7, 1 is best",
            minimum=1,
            maximum=7,
        ),
        Field("status", "string", "Freedom House's verdict", enum=tuple(STATUS.values())),
        Field(
            "total",
            "integer",
            "Sum of the scores, higher is freer; empty before 2012",
            unit="points, 0 to 100",
            required=False,
            minimum=-4,
            maximum=100,
        ),
    ],
    sources=[
        Source(
            "Freedom House. 2025. Freedom in the World 2025, and the ratings of all earlier "
            "editions",
            "https://freedomhouse.org/report/freedom-world",
        ),
        Source(
            f"The copy used: fh.rda and fh_full.rda in {DEMOCRACY_DATA}", DEMOCRACY_DATA_ADDRESS
        ),
    ],
    version="Freedom in the World 2025",
    licence=FREEDOM_HOUSE_TERMS,
    raw_files=[FREEDOM_HOUSE_FILE, FREEDOM_HOUSE_TOTALS_FILE],
    key=["iso3", "year"],
    transformation="Ratings and status from fh.rda, totals from fh_full.rda, joined by state and "
    "year covered; edition is the year covered plus one; the letters F, PF, NF became words. "
    "Territories are left out.",
    trust="Scores given by analysts and advisers of Freedom House, an organisation in the United "
    f"States. {EXPERTS}",
    known_faults=[
        (
            "The year is the year covered, not the year in the report's title: Freedom in the "
            "World 2014 is the row of 2013. Whoever joins by the edition is a year out."
        ),
        (
            "There is no 1981: one report covered January 1981 to August 1982 and stands as 1982, "
            "and the reports to 1989 ran from autumn to autumn."
        ),
        (
            "Ratings run the other way than totals: 1 is best among the ratings, 100 among the "
            "totals."
        ),
        (
            "Until 2002 an average of 5.5 was sometimes Partly Free and sometimes Not Free, "
            "depending on the scores beneath; from 2003 it is always Not Free."
        ),
        (
            "In nine rows of 1997 to 1999 the status is not the one that the two ratings give: "
            "Argentina 1998 and Mali 1997 to 1999 are Free at 3 and 3, Nicaragua 1998 is Partly "
            "Free at 2 and 3, and Côte d'Ivoire 1997 and 1998, Eswatini 1998 and Chad 1998 are Not "
            "Free at 6 and 4. Whether the copy or the original says so was not found out."
        ),
        (
            "One question takes points away, so that Syria has a total of -1 in 2014 to 2017; -1 "
            "is a total and no code."
        ),
        (
            "Some rows are older than the state, and rate a territory: Kosovo from 1993, "
            "Timor-Leste from 1999. RUS is the Soviet Union to 1990, SRB is Yugoslavia to 2002."
        ),
        (
            "A status changes only at a threshold, so Mongolia is Free in every year from 1991 to "
            "2024, through a decline from 0.69 in 2012 to 0.50 in 2024 on V-Dem's electoral index."
        ),
    ],
)
def regimes_freedom_house(raw: RawFolder) -> pd.DataFrame:
    codes = states.by_cow_code()
    frame = pyreadr.read_r(str(raw.file(FREEDOM_HOUSE_FILE)))["fh"]
    frame = frame.assign(iso3=frame["cown"].map(codes))
    totals = pyreadr.read_r(str(raw.file(FREEDOM_HOUSE_TOTALS_FILE)))["fh_full"]
    totals = totals.assign(iso3=totals["cown"].map(codes))
    totals = totals.loc[totals["iso3"].notna(), ["iso3", "year", "total"]]
    rows = from_1990(frame[frame["iso3"].notna()])
    rows = rows.merge(totals, on=["iso3", "year"], how="left", validate="one_to_one")
    rows["edition"] = (rows["year"] + 1).where(rows["year"] >= FIRST_YEAR)
    rows["status"] = rows["status"].astype(str).map(STATUS)
    rows = rows.rename(columns={"pr": "political_rights", "cl": "civil_liberties"})
    columns = ["political_rights", "civil_liberties", "status", "total"]
    return rows[["iso3", "year", "edition", *columns]].astype({"edition": "Int64"})
