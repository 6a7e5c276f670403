"""Our own list of states and territories (states.csv) and the codes by which sources call them."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

import pandas as pd

from .raw import BuildProblem

LIST = Path(__file__).resolve().parent / "states.csv"

# Codes of Comtrade and WITS that are older than ISO 3166's, or that stand for an entity which
# ISO codes otherwise.
COMTRADE_CODES = {
    "BLX": "BEL",  # Belgium and Luxembourg together
    "MNT": "MNE",
    "OAS": "TWN",  # "Other Asia, not elsewhere specified"
    "ROM": "ROU",
    "SER": "SRB",
    "TMP": "TLS",
    "ZAR": "COD",
}

# Squeezed UNCTAD names that are not our own name squeezed.
UNCTAD_NAMES = {
    "BruneiDarussalam": "BRN",
    "ChinaHongKongSAR": "HKG",
    "ChinaMacaoSAR": "MAC",
    "ChinaTaiwanProvince": "TWN",
    "Congo": "COG",
    "CzechRepublic": "CZE",
    "DemRepoftheCongo": "COD",
    "FaeroeIslands": "FRO",
    "Indonesia2002": "IDN",
    "IranIslamicRepublic": "IRN",
    "KoreaDemPeoples": "PRK",
    "KoreaRepublicof": "KOR",
    "LaoPeoplesDemRep": "LAO",
    "MicronesiaFedSts": "FSM",
    "NorthernMarianas": "MNP",
    "RepublicofMoldova": "MDA",
    "RussianFederation": "RUS",
    "SaintVincentandGrenadines": "VCT",
    "SaoTomeandPricipe": "STP",
    "SerbiaandMontenegro": "SRB",
    "SintBonaire": "BES",
    "StateofPalestine": "PSE",
    "Sudan2011": "SDN",
    "Swaziland": "SWZ",
    "SyrianArabRepublic": "SYR",
    "TFYRofMacedonia": "MKD",
    "TanzaniaUnitedRepublic": "TZA",
    "Turkey": "TUR",
    "TurksandCaicos": "TCA",
    "VietNam": "VNM",
}


@functools.cache
def _listed() -> pd.DataFrame:
    frame = pd.read_csv(LIST, dtype=str, keep_default_na=False)
    for column in ("un_member", "landlocked"):
        frame[column] = frame[column] == "true"
    return frame


def listed() -> pd.DataFrame:
    """The list: iso3, cow_code (text, empty where none), name, kind, un_member, landlocked."""
    return _listed().copy()


def present_states() -> list[str]:
    """Codes of today's states: members of the United Nations, and Kosovo and Taiwan."""
    frame = _listed()
    return sorted(frame.loc[frame["kind"] == "state", "iso3"])


@functools.cache
def by_cow_code() -> dict[int, str]:
    """ISO code by Correlates of War code."""
    frame = _listed()
    frame = frame[frame["cow_code"] != ""]
    return dict(zip(frame["cow_code"].astype(int), frame["iso3"], strict=True))


def _squeezed(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if letter.isalnum())


@functools.cache
def by_unctad_name() -> dict[str, str]:
    """ISO code by UNCTAD's name without blanks and signs."""
    frame = _listed()
    own = {_squeezed(n): c for n, c in zip(frame["name"], frame["iso3"], strict=True)}
    return own | UNCTAD_NAMES


def mapped(codes: pd.Series, to_iso3: dict, source: str) -> pd.Series:
    """ISO codes for a column of a source's codes or names.

    Raises BuildProblem, naming them, when some are in neither the mapping nor the list.
    """
    unknown = sorted(set(codes) - set(to_iso3), key=str)
    if unknown:
        raise BuildProblem(f"{source} names what the list of states does not know: {unknown}.")
    return codes.map(to_iso3)


@functools.cache
def by_comtrade_code() -> dict[str, str]:
    """ISO code by the three-letter code of Comtrade and WITS."""
    return {code: code for code in _listed()["iso3"]} | COMTRADE_CODES
