"""Religions of the states compared, by the World Religion Project."""

from __future__ import annotations

import pandas as pd

from . import states
from .compared import COMPARED
from .datapackage import Field, Licence, Source, iso3, table
from .raw import RawFolder

RELIGION_FILE = "cow_wrp/WRP_national.csv"
RELIGIONS = {
    "anm": "animism",
    "bah": "Baha'i",
    "bud": "Buddhism",
    "chrst": "Christianity",
    "conf": "Confucianism",
    "hind": "Hinduism",
    "islm": "Islam",
    "jain": "Jainism",
    "jud": "Judaism",
    "nonrelig": "no religion",
    "othr": "other",
    "shnt": "Shinto",
    "sikh": "Sikhism",
    "sync": "syncretic",
    "tao": "Taoism",
    "zoro": "Zoroastrianism",
}


def _religion_columns(short: str) -> tuple[str, str]:
    """The file's columns of adherents and of their share."""
    stem = short if short == "nonrelig" else f"{short}gen"
    return stem, f"{stem}pct"


@table(
    title="Religions of the states compared, 1945 to 2010",
    description="Adherents of sixteen religions or groups of them, and their share of the people, "
    "every fifth year.",
    fields=[
        iso3("iso3", "State, ISO 3166 alpha-3"),
        Field("year", "year", "Every fifth year"),
        Field("religion", "string", "Religion, or group of religions"),
        Field("adherents", "integer", "Estimated adherents", unit="persons", minimum=0),
        Field(
            "share",
            "number",
            "Adherents over all people, as the file has it",
            decimals=4,
            minimum=0,
            maximum=1,
        ),
        Field(
            "reliability",
            "string",
            "The makers' own mark of the state's figures of that year",
            enum=("Low", "Medium", "High"),
        ),
    ],
    sources=[
        Source(
            "Maoz, Zeev, and Errol A. Henderson. 2013. The World Religion Dataset, 1945-2010: "
            "Logic, Estimates, and Trends. International Interactions 39(3): 265-291",
            "https://correlatesofwar.org/data-sets/world-religion-data/",
        ),
        Source(
            "The copy used: WRP_national.csv in Gunelmaas/SNA_team16@53275192c2ce",
            "https://github.com/Gunelmaas/SNA_team16",
        ),
    ],
    version="World Religion Project 1.1",
    licence=Licence(
        "free-with-citation", "Free to use with citation (terms not stated beside the file)"
    ),
    raw_files=[RELIGION_FILE],
    key=["iso3", "year", "religion"],
    transformation="The general columns of each religion became one row each; branches such as "
    "Sunni and Shia are left out. Correlates of War codes became ISO 3166.",
    trust="A scholarly compilation of censuses and estimates; see the mark of reliability.",
    known_faults=[
        (
            "Mongolia's figures under communism are the makers' estimates, most of them of low "
            "reliability: Buddhists fall to 2 per cent in 1970 and rise to 17 in 1975."
        ),
        (
            "Mongolia 2010: no religion 31, Buddhism 53, Islam 3 per cent; 2005: 10, 65 and 3. The "
            "change of five years is one of source, not of people."
        ),
        (
            "Some states' people are counted in two religions, so their shares add up to more than "
            "one: Japan in every year, to about 1.6."
        ),
        (
            "A zero means none or none reported. The data set's 'other' is partly what is left "
            "over, and jumps between years."
        ),
        (
            "The states of Central Asia and Belarus begin in 1995; Germany is the united one, from "
            "1990, with a row of 1945; Russia before 1995 is the Soviet Union."
        ),
    ],
)
def religion(raw: RawFolder) -> pd.DataFrame:
    frame = pd.read_csv(raw.file(RELIGION_FILE), thousands=",")
    frame["iso3"] = frame["state"].map(states.by_cow_code())
    frame = frame[frame["iso3"].isin(COMPARED)]
    blocks = []
    for short, name in RELIGIONS.items():
        adherents, share = _religion_columns(short)
        blocks.append(
            pd.DataFrame(
                {
                    "iso3": frame["iso3"],
                    "year": frame["year"],
                    "religion": name,
                    "adherents": frame[adherents],
                    "share": frame[share],
                    "reliability": frame["reliabilevel"],
                }
            )
        )
    rows = pd.concat(blocks).sort_values(["iso3", "year", "religion"], kind="stable")
    return rows.reset_index(drop=True)
