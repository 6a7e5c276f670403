"""Merchandise trade by direction and source: of the pair with everybody, and among those compared.

Each source has two tables that share no row, and one declaration for both.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadr

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, Table, add, iso3
from .raw import RawFolder
from .spells import in_words
from .trade import (
    COW,
    COW_CHANGES,
    COW_FAULTS,
    COW_FILE,
    COW_TRUST,
    FLOW,
    UNIT,
    cow_flows,
    finished,
    trade_fields,
)

PAIR = ["KAZ", "MNG"]
PARTNERS = [code for code in COMPARED if code not in PAIR]
UNCTAD_FILES = {
    1995: "carlaint_trade/95DiGraph_All.dta",
    2005: "carlaint_trade/05DiGraph_All.dta",
    2015: "carlaint_trade/15DiGraph_All.dta",
}
COMTRADE_FILE = "penppml/trade.rda"
WITS_FILE = "grasland_trade/WITS_trade2009.csv"


@dataclass(frozen=True)
class Cut:
    """One of a source's two tables: what makes it, its own faults, its words for shared texts."""

    make: Callable[[RawFolder], pd.DataFrame]
    faults: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


TITLES = {
    "partners": "Partners of Kazakhstan and Mongolia by {by}",
    "comparison": "Trade among the states compared by {by}",
}
WORDS = {
    "partners": {
        "between": "between Kazakhstan or Mongolia and every partner",
        "rows": "one side is Kazakhstan or Mongolia",
        "old_codes": "; old codes became ISO 3166",
    },
    # These states have the same codes in Comtrade, in WITS and in ISO 3166.
    "comparison": {
        "between": "among the states with which the pair is compared",
        "rows": "both sides are among the states of comparison_cow",
        "old_codes": "",
    },
}
BESIDE_THE_PAIR = (
    " With the rows of these states in partners_{source} this is the trade among all the states "
    "that the course compares; the two tables share no row."
)


def declare(
    source: str,
    by: str,
    description: str,
    transformation: str,
    trust: str,
    *,
    partners: Cut,
    comparison: Cut,
    faults: list[str],
    **alike,
) -> None:
    """Declare partners_SOURCE and comparison_SOURCE.

    `description`, `transformation` and `trust` hold names in braces for what differs: those of
    WORDS, and those of a cut's own words.
    """
    for kind, cut in (("partners", partners), ("comparison", comparison)):
        words = WORDS[kind] | cut.words
        beside = BESIDE_THE_PAIR.format(source=source) if kind == "comparison" else ""
        add(
            Table(
                name=f"{kind}_{source}",
                make=cut.make,
                title=TITLES[kind].format(by=by),
                description=description.format(**words) + beside,
                transformation=transformation.format(**words),
                trust=trust.format(**words),
                known_faults=faults + cut.faults,
                key=FLOW,
                **alike,
            )
        )


def _with_the_pair(flows: pd.DataFrame) -> pd.DataFrame:
    return flows[flows["exporter"].isin(PAIR) | flows["importer"].isin(PAIR)]


def _among_partners(flows: pd.DataFrame) -> pd.DataFrame:
    both = flows["exporter"].isin(PARTNERS) & flows["importer"].isin(PARTNERS)
    # Some report goods of their own that come back; that is no trade of a pair.
    return flows[both & (flows["exporter"] != flows["importer"])]


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


def partners_cow(raw: RawFolder) -> pd.DataFrame:
    return finished(_with_the_pair(cow_flows(raw.file(COW_FILE))))


def comparison_cow(raw: RawFolder) -> pd.DataFrame:
    rows = finished(_among_partners(cow_flows(raw.file(COW_FILE))))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


declare(
    "cow",
    "the Correlates of War, 1992 to 2014",
    description="Merchandise trade in each direction {between}, by year.",
    transformation="All rows from 1992 in which {rows}. " + COW_CHANGES,
    trust=COW_TRUST + " {caution}",
    faults=COW_FAULTS,
    partners=Cut(
        partners_cow,
        [
            (
                "Kazakhstan and Mongolia 1993 to 1996: Mongolia is said to have sold 22 to 61 "
                "million a year and Kazakhstan to have sold 1 million or less. UNCTAD has it the "
                "other way round in 1995 (2.4 and 0.17 million) and Comtrade in 1996 (5.8 and 0.15 "
                "million)."
            ),
            (
                "Code 345, Yugoslavia, then Serbia, stands as SRB, but in 1992 only: the copy has "
                "no figures of Serbia after that. Code 315, Czechoslovakia, stands as CSK in 1992."
            ),
            (
                "The list of partners grows over the years; partners of Mongolia stop at 139 in a "
                "year, because pairs without any value were left out of the copy."
            ),
            "Hong Kong, Macao and other territories are not partners of their own.",
        ],
        {"caution": "Kazakhstan-Mongolia before 1997 is not to be trusted."},
    ),
    comparison=Cut(
        comparison_cow,
        words={
            "rows": f"both sides are among {', '.join(PARTNERS)}",
            "caution": "For the new states figures before 1997 are thin.",
        },
    ),
    **COW,
)


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


def partners_unctad(raw: RawFolder) -> pd.DataFrame:
    return finished(_with_the_pair(_unctad(raw)))


def comparison_unctad(raw: RawFolder) -> pd.DataFrame:
    rows = finished(_among_partners(_unctad(raw)))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


declare(
    "unctad",
    "UNCTAD, 1995, 2005 and 2015",
    description="Merchandise trade in each direction {between}.",
    transformation="Rows in which {rows}; thousands of dollars became millions; names without "
    "blanks became ISO 3166 codes.",
    trust="An official compilation that fills gaps with estimates; not checked against the "
    "original.",
    faults=[
        "The file lists what UNCTAD's matrix has above nothing: a missing pair is not a zero.",
        (
            "UNCTAD fills gaps with estimates and does not mark them in this file, and the three "
            "years come from three downloads."
        ),
    ],
    partners=Cut(
        partners_unctad,
        [
            "The title of the repository says IMF; the files are UNCTAD's.",
            (
                "In 1995 and 2005 the exports to the Holy See and San Marino stand in columns of "
                "their own for other exporters; for Kazakhstan and Mongolia those columns are "
                "empty."
            ),
            (
                "Serbia and Montenegro together (1995, 2005) stand as SRB; the Netherlands "
                "Antilles as ANT. 'Indonesia2002' and 'Sudan2011' of the file stand as IDN and SDN."
            ),
            "Includes territories with statistics of their own, such as Hong Kong.",
        ],
        {
            "between": "between Kazakhstan or Mongolia and every partner that UNCTAD's trade "
            "matrix lists"
        },
    ),
    comparison=Cut(comparison_unctad),
    fields=trade_fields(6, "exports as UNCTAD's matrix has them"),
    sources=[
        Source(
            "UNCTAD, merchandise trade matrix, exports", "https://unctadstat.unctad.org/datacentre/"
        ),
        Source(
            "The copy used: {95,05,15}DiGraph_All.dta in carlaint/IMF-Trade-Networks@c1c66b011387",
            "https://github.com/carlaint/IMF-Trade-Networks",
        ),
    ],
    version="copy of 1995, 2005 and 2015",
    licence=Licence("UNCTAD-terms", "UNCTAD: reuse with attribution (terms not beside the file)"),
    raw_files=list(UNCTAD_FILES.values()),
)


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


def comparison_comtrade(raw: RawFolder) -> pd.DataFrame:
    rows = finished(_among_partners(_comtrade(raw.file(COMTRADE_FILE))))
    rows.attrs["known_faults"] = _not_listed(rows)
    return rows


declare(
    "comtrade",
    "UN Comtrade, every fourth year 1992 to 2016",
    description="Merchandise exports, by the exporter's report, {between}.",
    transformation="Rows of 1992, 1996, 2000, 2004, 2008, 2012 and 2016 in which {rows}; dollars "
    "became millions{old_codes}. The columns on trade agreements are left out.",
    trust="Official figures as exporters reported them, by way of a package's data; not checked "
    "against the original.",
    faults=[
        (
            "A zero is a cell that the makers of the data filled: the exporter reported that year, "
            "and named no sale to that partner."
        ),
        (
            "An export by the exporter's report leaves out freight and insurance, and goods sent "
            "on by way of a third state may be booked to that state."
        ),
    ],
    partners=Cut(
        partners_comtrade,
        [
            (
                "Mongolia did not report as exporter in 1992, 2008 and 2012, nor Kazakhstan in "
                "1992: those flows have no row, which is not a zero."
            ),
            "Belgium and Luxembourg are one entity in the file (BLX) and stand as BEL.",
            "SRB stands for Yugoslavia and for Serbia and Montenegro in the years before 2008.",
            (
                "Includes territories with statistics of their own, such as Hong Kong, and some "
                "where hardly anybody lives."
            ),
        ],
    ),
    comparison=Cut(comparison_comtrade),
    fields=trade_fields(6, "exports as the exporter reported them"),
    sources=[
        Source("UN Comtrade, exports", "https://comtradeplus.un.org/"),
        Source(
            "The copy used: trade.rda in cran/penppml@422ae24bae6a, the data of Breinlich et al., "
            "Machine Learning in International Trade Research",
            "https://github.com/cran/penppml",
        ),
    ],
    version="penppml at 422ae24bae6a",
    licence=Licence("MIT", "MIT (the R package penppml); figures from UN Comtrade"),
    raw_files=[COMTRADE_FILE],
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


def comparison_wits(raw: RawFolder) -> pd.DataFrame:
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


declare(
    "wits",
    "the World Bank's WITS, 2009",
    description="Merchandise trade of 2009 in each direction {between}, by {first} report where "
    "there is one, else by the {other}'s.",
    transformation="Rows in which {rows}; thousands of dollars became millions{old_codes}. A flow "
    "that both sides reported is one row: {first} report in usd_million, the {other}'s in "
    "other_report_usd_million.",
    trust="Official figures as the states reported them; not checked against the original.",
    faults=[
        (
            "Exports leave out freight and insurance, imports usually hold them, and a state "
            "counts imports by origin: the two reports of one flow differ, sometimes by much."
        )
    ],
    partners=Cut(
        partners_wits,
        [
            (
                "Mongolia did not report for 2009: its flows are its partners' reports, and a "
                "partner that did not report has no row. A missing pair is not a zero."
            ),
            (
                "'Other Asia, not elsewhere specified' (OAS) stands as TWN, by the custom of "
                "Comtrade. SER (named Serbia/Montenegro) stands as SRB, and MNT as MNE."
            ),
            "Includes territories with statistics of their own, such as Hong Kong.",
        ],
        {"first": "Kazakhstan's", "other": "partner"},
    ),
    comparison=Cut(
        comparison_wits,
        ["What a state reports as its own goods come back (China, for one) is left out."],
        {"first": "the exporter's", "other": "importer"},
    ),
    fields=[
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
    ],
    sources=[
        Source("World Integrated Trade Solution (WITS), World Bank", "https://wits.worldbank.org/"),
        Source(
            "The copy used: WITS_trade2009.csv in ClaudeGrasland/trade@0a6fc98496f3",
            "https://github.com/ClaudeGrasland/trade",
        ),
    ],
    version="copy of 2009",
    licence=Licence("WITS-terms", "WITS, World Bank (terms not beside the file)"),
    raw_files=[WITS_FILE],
)
