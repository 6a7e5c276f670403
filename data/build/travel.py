"""Who may go where, who flew where, and which leaders went and came."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
from fastparquet import ParquetFile

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

HOMES = ("KAZ", "MNG")

# --- flights

AIRPORTS_FILE = "openflights/airports.dat"
ROUTES_FILE = "openflights/routes.dat"
NOTHING = "\\N"


def _compared_by_name(renamed: dict[str, str]) -> dict[str, str]:
    """Codes of the states compared by our own names, and by a source's where it has others."""
    frame = states.listed()
    frame = frame[frame["iso3"].isin(COMPARED)]
    return dict(zip(frame["name"], frame["iso3"], strict=True)) | renamed


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _place_fields(which: str, what: str) -> list[Field]:
    return [
        Field(f"{which}_airport", "string", f"{what}, code of three letters (IATA)"),
        Field(f"{which}_city", "string", f"Town of the {what.lower()}"),
        iso3(f"{which}_iso3", f"State of the {what.lower()}"),
    ]


@table(
    title="Direct flights between the states compared, June 2014",
    description="Airline routes without a stop from an airport in one of the states compared to "
    "one in another, as listed in June 2014.",
    fields=[
        Field("airline", "string", "Code of the airline, of two letters or digits (IATA)"),
        *_place_fields("from", "Airport of departure"),
        *_place_fields("to", "Airport of arrival"),
        Field("codeshare", "boolean", "Sold by this airline, flown by another"),
    ],
    sources=[
        Source(
            "OpenFlights, airports and routes; the copy used: jpatokal/openflights@5a0360255a5a",
            "https://openflights.org/data.php",
        )
    ],
    version="routes of June 2014; airports at 5a0360255a5a",
    licence=Licence(
        "ODbL-1.0",
        "Open Database License 1.0: share-alike, a database made from this one has the same terms",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    raw_files=[AIRPORTS_FILE, ROUTES_FILE],
    key=["airline", "from_airport", "to_airport"],
    transformation="Routes whose two airports lie in different states among those compared, "
    "without a stop. An airport is found by OpenFlights' own number, else by its code.",
    trust="A list kept by volunteers, from airlines' timetables; not checked.",
    known_faults=[
        (
            "One row is one airline's route, in one direction, however often it was flown: count "
            "pairs of airports, not rows, and mind the codeshares."
        ),
        (
            "One month, June 2014: seasonal routes of other months are missing, and a route may "
            "have been flown by charter without being listed."
        ),
        (
            "No flight between Kazakhstan and Mongolia is listed. Whether one was flown in that "
            "month was not checked elsewhere."
        ),
        "Hong Kong and Macao are places of their own in the source, so they are not China's here.",
        (
            "Towns and states of airports are those of the later list: some airports have moved "
            "since, and names are mixed; Astana (TSE) stands under its old name Tselinograd."
        ),
    ],
)
def flights_2014(raw: RawFolder) -> pd.DataFrame:
    codes = _compared_by_name({"Turkey": "TUR"})
    by_number: dict[str, tuple[str, str]] = {}
    by_code: dict[str, tuple[str, str]] = {}
    for number, _, city, country, code, *_ in _lines(raw.file(AIRPORTS_FILE)):
        by_number[number] = by_code[code] = (city, country)
    rows, unknown = [], 0
    for airline, _, start, from_number, end, to_number, shared, stops, _ in _lines(
        raw.file(ROUTES_FILE)
    ):
        ends = (
            by_number.get(from_number) or by_code.get(start),
            by_number.get(to_number) or by_code.get(end),
        )
        if None in ends:
            unknown += 1
            continue
        (from_city, from_country), (to_city, to_country) = ends
        both = codes.get(from_country), codes.get(to_country)
        if None not in both and both[0] != both[1] and stops == "0":
            places = (start, from_city, both[0], end, to_city, both[1])
            rows.append((airline, *places, shared == "Y"))
    names = ["airline", "from_airport", "from_city", "from_iso3", "to_airport", "to_city"]
    frame = pd.DataFrame(rows, columns=[*names, "to_iso3", "codeshare"])
    order = ["from_iso3", "to_iso3", "from_airport", "to_airport", "airline"]
    frame = frame.sort_values(order).reset_index(drop=True)
    sentence = (
        f"{unknown} routes of the whole file, within states and between them, have an airport that "
        "the list of airports does not know, and are lost."
    )
    frame.attrs["known_faults"] = [sentence]
    return frame


# --- visas

VISA_FILE = "passport_index/passport-index-tidy-iso3.csv"
REQUIREMENTS = {
    "e-visa": "e-visa",
    "eta": "electronic authorisation",
    "no admission": "no admission",
    "visa free": "visa-free",
    "visa on arrival": "visa on arrival",
    "visa required": "visa required",
}


@table(
    title="Visa rules of and for Kazakhstan and Mongolia, January 2025",
    description="What citizens of every state need in Kazakhstan and in Mongolia, and what "
    "citizens of these two need in every state.",
    fields=[
        iso3("passport", "State whose citizens travel"),
        iso3("destination", "State they go to"),
        Field(
            "requirement",
            "string",
            "What a holder of an ordinary passport needs",
            enum=tuple(REQUIREMENTS.values()),
        ),
        Field(
            "days",
            "integer",
            "Longest stay without a visa; empty where the source has none",
            unit="days",
            required=False,
            minimum=1,
        ),
    ],
    sources=[
        Source(
            "Passport Index by Arton Capital; the copy used: ilyankou/passport-index-dataset@"
            "a46dbc872002",
            "https://github.com/ilyankou/passport-index-dataset",
        )
    ],
    version="January 2025",
    licence=Licence("MIT", "MIT (the data set's repository)"),
    raw_files=[VISA_FILE],
    key=["passport", "destination"],
    transformation="Rows in which the passport or the destination is Kazakhstan's or Mongolia's; a "
    "number in the source is a visa-free stay of so many days. How Mongolia treats others are the "
    "rows with destination MNG, how Mongolians are treated those with passport MNG.",
    trust="Collected by a company from public rules; not checked against the states' own.",
    known_faults=[
        (
            "One month. Visa-free entry may be a treaty, a unilateral step or a trial of a year or "
            "two, as Mongolia's for many European states (known, but not looked up)."
        ),
        (
            "A country that grants visas on the web to nearly all stands as 'e-visa', so the "
            "distance between the kinds is not the same everywhere."
        ),
        "Includes Hong Kong, Macao, Palestine and the Holy See, and the states' rules for them.",
    ],
)
def visa_rules(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_csv(raw.file(VISA_FILE), dtype=str, keep_default_na=False)
    frame.columns = ["passport", "destination", "rule"]
    ours = frame["passport"].isin(HOMES) | frame["destination"].isin(HOMES)
    frame = frame[ours & (frame["passport"] != frame["destination"])]
    free = frame["rule"].str.fullmatch(r"\d+")
    rows = pd.DataFrame(
        {
            "passport": frame["passport"],
            "destination": frame["destination"],
            "requirement": states.mapped(
                frame["rule"].where(~free, "visa free"), REQUIREMENTS, "The file of visa rules"
            ),
            "days": frame["rule"].where(free).astype("Int64"),
        }
    )
    return rows.sort_values(["passport", "destination"]).reset_index(drop=True)


@table(
    title="Free entry among the members of the United Nations, January 2025",
    description="Who may enter which state without a visa: one row for each member of the United "
    "Nations and each other member that admits its citizens so. A pair without a row needs a visa, "
    "one on arrival, an electronic one, or is not admitted. visa_rules says which, for Kazakhstan "
    "and Mongolia.",
    fields=[
        iso3("passport", "State whose citizens travel"),
        iso3("destination", "State that they may enter without a visa"),
    ],
    sources=[
        Source(
            "Passport Index by Arton Capital; the copy used: ilyankou/passport-index-dataset@"
            "a46dbc872002",
            "https://github.com/ilyankou/passport-index-dataset",
        )
    ],
    version="January 2025",
    licence=Licence("MIT", "MIT (the data set's repository)"),
    raw_files=[VISA_FILE],
    key=["passport", "destination"],
    transformation="Pairs of members of the United Nations with a number of days, or with 'visa "
    "free'; how long a stay may last is left out.",
    trust="Collected by a company from public rules; not checked against the states' own.",
    known_faults=[
        (
            "One month, years after the op-ed: who was let in before that is not here. Trials of a "
            "year or two count like treaties."
        ),
        "An electronic authorisation counts as no free entry, as the source has it.",
    ],
)
def free_entry(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_csv(raw.file(VISA_FILE), dtype=str, keep_default_na=False)
    frame.columns = ["passport", "destination", "rule"]
    listed = states.listed()
    members = set(listed.loc[listed["un_member"], "iso3"])
    free = frame["rule"].str.fullmatch(r"\d+") | (frame["rule"] == "visa free")
    among = frame["passport"].isin(members) & frame["destination"].isin(members)
    rows = frame[free & among & (frame["passport"] != frame["destination"])]
    rows = rows[["passport", "destination"]].sort_values(["passport", "destination"])
    return rows.reset_index(drop=True)


# --- leaders' trips

TRIP_FILES = {
    "trips_sent": ("colt_summaries/top_sent.parquet", "LeaderCountryOrIGO"),
    "trips_received": ("colt_summaries/top_received.parquet", "CountryVisited"),
}


def _trips_field(name: str, what: str) -> Field:
    return Field(
        name,
        "integer",
        f"{what}; empty where the file has no row: none found, or none looked for",
        required=False,
        minimum=1,
    )


@table(
    title="Leaders' trips of the states compared, 1990 to 2024",
    description="How often the leaders of each of the states compared went abroad in a year, and "
    "how often leaders came there. Not who went to whom.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Year in which the trip began"),
        _trips_field("trips_sent", "Trips abroad by its leaders, one for each state visited"),
        _trips_field("trips_received", "Trips to it by leaders of states and organisations"),
    ],
    sources=[
        Source(
            "Country and Organization Leader Travel (COLT), Diplometrics, Frederick S. Pardee "
            "Institute for International Futures, University of Denver; doi 10.7910/DVN/87YG4K",
            "https://korbel.du.edu/pardee/content/country-organization-leader-travel",
        ),
        Source(
            "The summary used: top_sent.parquet and top_received.parquet in "
            "akomiqaia/Observable-Projects@6067a3f2c449",
            "https://github.com/akomiqaia/Observable-Projects",
        ),
    ],
    version="summary of the release to 2024",
    licence=Licence("COLT-terms", "COLT, University of Denver (terms not stated beside the file)"),
    raw_files=[name for name, _ in TRIP_FILES.values()],
    key=["iso3", "year"],
    transformation="The two summaries, trips by sender and by place, side by side for the states "
    "compared; a state's year stands here when either has a row. The names are the files' own.",
    trust="Counted by another project from the data set's list of trips, which was not seen.",
    known_faults=[
        (
            "Pairs are not in the summary: it cannot say whether a Kazakh or any other leader came "
            "to Mongolia. For visits of the pair see the table visits."
        ),
        (
            "Meetings of many count as trips to the host. Mongolia received 19 in 2016 and 4 the "
            "year before: most likely the Asia-Europe summit in Ulaanbaatar in July 2016."
        ),
        (
            "Who counts as a leader is not told in the summary: heads of state and of government, "
            "and of some states, by the project's own page, foreign and defence ministers too."
        ),
        (
            "Coverage grew with the web, and Mongolia's early years are thin: a rise is partly one "
            "of sources. Trips fell sharply in 2020 and 2021."
        ),
        (
            "The Soviet Union (1990-91), West and East Germany (1990) and Czechoslovakia are "
            "states of their own in the files and left out, while the files have trips of Russia "
            "and Germany in those years too."
        ),
    ],
)
def colt_trips(raw: RawFolder) -> pd.DataFrame:
    codes = _compared_by_name({"Turkiye": "TUR"})
    parts = []
    for column, (name, state) in TRIP_FILES.items():
        frame = ParquetFile(raw.file(name)).to_pandas()
        frame["iso3"] = frame[state].map(codes)
        frame = frame.dropna(subset="iso3").rename(columns={"TripYear": "year", "count": column})
        parts.append(frame.set_index(["iso3", "year"])[column].astype("Int64"))
    return pd.concat(parts, axis=1).sort_index().reset_index()


# --- diplomatic missions by the Correlates of War

EXCHANGE_FILE = "cow_diplomatic_exchange/kaz_mng_rows.csv"
LEVELS = {
    0: "none",
    1: "chargé d'affaires",
    2: "minister",
    3: "ambassador",
    9: "other",
}


def _level_field(name: str, what: str) -> Field:
    return Field(name, "string", what, enum=tuple(LEVELS.values()))


@table(
    title="Kazakhstan's diplomatic exchange with eight states, 1995, 2000 and 2005",
    description="The rank of the mission of Mongolia and of seven other states in Kazakhstan, and "
    "of Kazakhstan's mission there.",
    fields=[
        iso3("partner", "The other state"),
        Field("year", "year", "Calendar year"),
        _level_field("partner_in_kazakhstan", "Rank of the partner's mission in Kazakhstan"),
        _level_field("kazakhstan_in_partner", "Rank of Kazakhstan's mission in the partner state"),
        Field("any_exchange", "boolean", "The data set's own mark of any diplomatic exchange"),
    ],
    sources=[
        Source(
            "Bayer, Reşat. 2006. Diplomatic Exchange Data set, v2006.1. Correlates of War",
            "https://correlatesofwar.org/data-sets/diplomatic-exchange",
        ),
        Source(
            "The copy used: rows of Kazakhstan in glvn5150/correlates_of_war_and_IPE@43b1d9ddadb3",
            "https://github.com/glvn5150/correlates_of_war_and_IPE",
        ),
    ],
    version="2006.1",
    licence=Licence("free-with-citation", "Free to use with citation"),
    raw_files=[EXCHANGE_FILE],
    key=["partner", "year"],
    transformation="DR_at_1 became partner_in_kazakhstan and DR_at_2 kazakhstan_in_partner; codes "
    "became words and ISO 3166.",
    trust="A scholarly data set, from diplomatic lists; not checked against them.",
    known_faults=[
        (
            "Which of the two columns is which mission was inferred, not read in the codebook: in "
            "1995 one of them has an ambassador and the other nobody, and Mongolia's embassy in "
            "Almaty dates from 1992."
        ),
        (
            "Three years only, and eight partners: no ranking of partners can be made of them. "
            "Rows of other states and of Mongolia with others were not at hand."
        ),
        (
            "'other' (code 9) counts as no exchange in the data set's own mark for Turkmenistan in "
            "1995."
        ),
    ],
)
def diplomatic_exchange(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_csv(raw.file(EXCHANGE_FILE))
    source = "The file of diplomatic exchange"
    rows = pd.DataFrame(
        {
            "partner": states.mapped(frame["ccode2"], states.by_cow_code(), source),
            "year": frame["year"],
            "partner_in_kazakhstan": states.mapped(frame["DR_at_1"], LEVELS, source),
            "kazakhstan_in_partner": states.mapped(frame["DR_at_2"], LEVELS, source),
            "any_exchange": frame["DE"] == 1,
        }
    )
    return rows.sort_values(["partner", "year"]).reset_index(drop=True)
