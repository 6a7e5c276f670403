"""Migrants by country of birth, as the United Nations estimate them."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import pandas as pd

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

HOMES = ("KAZ", "MNG")
MIGRANT_FILE = "un_migrant_stock/UN_MigrantStockByOriginAndDestination_2019_clean.csv"
# The United Nations' names where our list has another. The file also holds regions, of which one
# is called Micronesia like the state.
UN_NAMES = {
    "Bolivia (Plurinational State of)": "BOL",
    "Brunei Darussalam": "BRN",
    "Congo": "COG",
    "Dem. People's Republic of Korea": "PRK",
    "Iran (Islamic Republic of)": "IRN",
    "Lao People's Democratic Republic": "LAO",
    "Micronesia": None,
    "Micronesia (Fed. States of)": "FSM",
    "Republic of Korea": "KOR",
    "Republic of Moldova": "MDA",
    "Russian Federation": "RUS",
    "Sao Tome and Principe": "STP",
    "Syrian Arab Republic": "SYR",
    "Turkey": "TUR",
    "United Republic of Tanzania": "TZA",
    "United States of America": "USA",
    "Venezuela (Bolivarian Republic of)": "VEN",
    "Viet Nam": "VNM",
}


@functools.cache
def _states_by_un_name() -> dict[str, str]:
    frame = states.listed()
    frame = frame[frame["kind"] == "state"]
    codes = dict(zip(frame["name"], frame["iso3"], strict=True)) | UN_NAMES
    return {name: code for name, code in codes.items() if code}


@functools.cache
def _migrants(path: Path) -> pd.DataFrame:
    """Every cell of the file between two states of today: year, origin, destination, cell."""
    codes = _states_by_un_name()
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            destination = codes.get(row["Dest"])
            if not destination:
                continue
            for name, cell in row.items():
                origin = codes.get(name)
                if origin and origin != destination:
                    rows.append((int(row["Year"]), origin, destination, cell))
    return pd.DataFrame(rows, columns=["year", "origin", "destination", "cell"])


def _origins_of_kazakhstan(cells: pd.DataFrame) -> list[str]:
    some = cells[(cells["destination"] == "KAZ") & ~cells["cell"].isin(["0", "..", "-"])]
    return sorted(set(some["origin"]))


@table(
    title="Migrants by country of birth, 1990 to 2019",
    description="People born in one state who live in another: every pair of states with "
    "Kazakhstan or Mongolia, and all pairs among the states compared.",
    fields=[
        Field("year", "year", "Middle of the year"),
        iso3("origin", "State of birth (in some destinations of citizenship)"),
        iso3("destination", "State where they live"),
        Field(
            "people",
            "integer",
            "Estimated number; empty where absent",
            unit="persons",
            required=False,
            minimum=0,
        ),
        Field(
            "status",
            "string",
            "positive; zero_in_file (the copy says 0, which stands for no figure far oftener than "
            "for nobody); or absent (the file has two dots or a dash)",
            enum=("positive", "zero_in_file", "absent"),
        ),
    ],
    sources=[
        Source(
            "United Nations, Department of Economic and Social Affairs, Population Division. 2019. "
            "International Migrant Stock 2019 (POP/DB/MIG/Stock/Rev.2019)",
            "https://www.un.org/development/desa/pd/content/international-migrant-stock",
        ),
        Source(
            "The copy used: UN_MigrantStockByOriginAndDestination_2019_clean.csv in "
            "guyabel/stepladderChapter@4a81585e8ca3",
            "https://github.com/guyabel/stepladderChapter",
        ),
    ],
    version="2019 revision",
    licence=Licence(
        "CC-BY-3.0-IGO",
        "Creative Commons Attribution 3.0 IGO (not stated beside the file)",
        "https://creativecommons.org/licenses/by/3.0/igo/",
    ),
    raw_files=[MIGRANT_FILE],
    key=["year", "origin", "destination"],
    transformation="The wide sheet became one row for each pair and year; the years are 1990, "
    "1995, 2000, 2005, 2010, 2015 and 2019. Regions and territories are left out, and so is a "
    "state's own diagonal.",
    trust="Estimates of the United Nations from censuses and registers, carried from year to year; "
    "not checked against the original.",
    known_faults=[
        (
            "Mongolia-born in Kazakhstan are 0 in every year, which cannot be true: some 70,000 "
            "Kazakhs moved there from Mongolia after 1991. Never read it as a finding."
        ),
        (
            "A zero here mostly means that nothing is known: about eight cells in ten of the sheet "
            "are zeros, where the United Nations' own tables leave the cell empty (this last is "
            "known, but was not looked up)."
        ),
        (
            "Those who are born somewhere unknown or in 'other' places are not in the copy, so the "
            "origins of a destination do not add up to its migrants."
        ),
        (
            "Values between counts are interpolated: Kazakhstan's origins move in step, and those "
            "of Latvia and Estonia are equal in every year."
        ),
        (
            "Some destinations count citizens and not births. Kazakhs from Mongolia are granted "
            "Kazakhstan's citizenship and may vanish from such a count."
        ),
        "A year before a state existed is filled with people born in what became its land.",
    ],
)
def migrant_stock(raw: RawFolder) -> pd.DataFrame:
    cells = _migrants(raw.file(MIGRANT_FILE))
    ends = cells[["origin", "destination"]]
    rows = cells[ends.isin(HOMES).any(axis=1) | ends.isin(COMPARED).all(axis=1)].copy()
    absent = rows["cell"].isin(["..", "-"])
    rows["people"] = rows["cell"].where(~absent).astype("Int64")
    rows["status"] = "positive"
    rows.loc[rows["cell"] == "0", "status"] = "zero_in_file"
    rows.loc[absent, "status"] = "absent"
    rows = rows.drop(columns="cell").sort_values(["year", "origin", "destination"])
    known = _origins_of_kazakhstan(cells)
    sentence = (
        f"For Kazakhstan as destination only {len(known)} origins have a figure in any year: "
        f"{', '.join(known)}. Mongolia, Germany and the rest of the world stand as 0."
    )
    rows.attrs["known_faults"] = [sentence]
    return rows.reset_index(drop=True)
