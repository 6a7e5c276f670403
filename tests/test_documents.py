"""The documentary tables, the references and the ledger of claims agree with one another.

The tables under data/build/documents are kept by hand: each row says who is its source, where and
when it was read, and how far to trust it. Here every such mark is followed to its end.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from steppes.references import entries_of

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "data" / "build" / "documents"
REFERENCES = ROOT / "data" / "references.bib"
CLAIMS = ROOT / "data" / "claims.yaml"
PHRASES = Path(__file__).with_name("op_ed_phrases.txt")

NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.csv"))
TRUST = ("confirmed", "copy", "background")
TAIL = ["trust", "source", "reference", "address", "looked_up"]
TYPES = ("string", "integer", "number", "date", "year", "boolean")
LICENCE = "CC BY 4.0"

# Columns with a closed list of values.
VOCABULARY = {
    "agreements": {
        "kind": {
            "treaty", "visa", "tax", "investment", "trade", "partnership", "documents",
            "commission meeting", "count", "coded by a data set",
        }
    },
    "contacts_elsewhere": {"kind": {"visit", "mission", "treaty", "partnership"}},
    "events": {
        "place": {"KAZ", "MNG", "both", "wider"},
        "theme": {
            "empire", "union", "independence", "treaty", "migration", "famine", "war", "regime",
            "institution", "relations",
        },
    },
    "famine_deaths": {
        "what": {"deaths", "losses, flight included", "no number"},
        "genocide": {
            "said", "denied", "among its key words", "not said", "not said in the part read",
        },
    },
    "invitations": {
        "kind": {"suggested", "welcomed", "offered", "considered", "applied", "no offer"},
        "outcome": {"taken", "not taken", "none"},
    },
    "kazakh_migration": {
        "origin": {"MNG", "KAZ", "all states"},
        "destination": {"MNG", "KAZ"},
        "kind": {"estimate", "official", "report", "computed", "op-ed", "not found"},
    },
    "memberships": {
        "status": {"member", "observer", "partner", "associate", "applicant", "programme"},
    },
    "rulers": {
        "state": {"KAZ", "MNG"},
        "layer": {"holder", "claim"},
        "family": {"", "RUS", "CHN", "UZB", "TKM", "KAZ", "MNG"},
        "precision": {"day", "month", "year", "about", "start"},
        "kind": {
            "own khans", "overlord", "oath", "khanship ended", "garrison", "imperial rule",
            "occupation", "autonomy", "civil war", "autonomous republic", "union republic",
            "independent", "claim", "unknown",
        },
    },
    "visa_waivers": {
        "direction": {"into Mongolia", "both"},
        "status": {"in force", "temporary", "announced"},
    },
    "gap_statements": {
        "what": {
            "straight line", "not said", "length of the Russia-China border",
            "tripoint to tripoint",
        }
    },
    "kazakhs_by_place": {
        "measure": {
            "share of Mongolia's Kazakhs", "share of the place's people", "Kazakhs counted",
        },
        "unit": {"percent", "persons"},
    },
    "kazakhs_in_mongolia": {
        "kind": {
            "census", "estimate", "official words", "report", "op-ed", "error in a copy",
        },
        "denominator": {"", "residents", "citizens resident", "all incl. abroad", "not said"},
    },
    "missions": {
        "kind": {"embassy", "consulate general", "consulate", "accredited from elsewhere"}
    },
    "region_bodies": {
        "purpose": {"all matters", "the economy", "water", "the Aral Sea", "nuclear weapons"},
        "happened": {
            "founded", "signed", "in force", "met", "open to others", "part frozen", "ended",
        },
    },
    "reports_on_the_pair": {"status": {"found", "not found"}},
    "routes": {
        "mode": {"road", "air"},
        "status": {"in use", "planned", "built", "opened", "announced", "suspended"},
    },
    "third_neighbours": {"member_is": {"state", "organisation"}},
    "trade_press": {
        "period": {"year", "Jan-Apr", "Jan-Jul", "Jan-Aug", "not stated"},
        "said_by": {"Kazakh official", "Mongolian official", "press", "data set", "op-ed"},
    },
    "visits": {
        "office": {"head of state", "head of government", "foreign minister", "speaker", "other"},
        "kind": {
            "state", "official", "working", "sidelines", "multilateral", "transit", "not said",
        },
    },
}  # fmt: skip
STATES = {
    "contacts_elsewhere": ("partner",),
    "invitations": ("invited",),
    "memberships": ("state",),
    "visa_waivers": ("state",),
    "missions": ("sending", "receiving"),
    "relations": ("state",),
    "visits": ("partner", "visitor", "host"),
}

# The lessons by number, as the README lists them: those written by their name, the others planned.
PLANNED = set(
    re.findall(r"^\| (\d\d) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
)
WRITTEN = {path.stem[:2]: path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
DESCRIPTIVE = {"holds", "imprecise", "wrong", "unverified"}
JUDGED = {"supported", "mixed", "not supported", "untested"}
VERDICTS = {"descriptive": DESCRIPTIVE, "causal": JUDGED, "interpretive": JUDGED}
EXPLANATIONS = {"puzzle", "history", "alignment", "regime type", "region", "all"}
CLAIM_FIELDS = {
    "id", "paragraph", "kind", "explanation", "claim", "in_2013", "now", "computed", "why",
    "would_change", "sources", "see_also", "settled_in",
}  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one documentary table, every cell as text."""
    with (DOCUMENTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def description_of(name: str) -> dict:
    """The YAML that describes one documentary table."""
    return yaml.safe_load((DOCUMENTS / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def references() -> dict[str, dict[str, str]]:
    return entries_of(REFERENCES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def claims() -> list[dict]:
    return yaml.safe_load(CLAIMS.read_text(encoding="utf-8"))


LOOKED_UP = r"\d{4}-\d{2}(-\d{2})?: (found|not found)"  # a day, or a month where it was not noted


def is_day(text: str) -> bool:
    """True for a whole date written as ISO 8601 has it: year, month and day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def marks(entry: dict[str, str]) -> set[str]:
    return set(entry["keywords"].split(", "))


def overlaps(spans: list[tuple[str, str]]) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The pairs of spans that share a day.

    A span is (first day, first day after it), in ISO 8601; an empty first day is before all
    others, an empty end after all others.
    """
    ordered = sorted(spans)
    return [
        (one, other)
        for index, one in enumerate(ordered)
        for other in ordered[index + 1 :]
        if not one[1] or other[0] < one[1]
    ]


def uncovered(spans: list[tuple[str, str]], first: str, after: str) -> list[tuple[str, str]]:
    """The parts of the span from `first` to before `after` that lie in none of `spans`.

    Spans as in `overlaps`, with both ends given.
    """
    missing, reached = [], first
    for begin, end in sorted(spans):
        if begin > reached:
            missing.append((reached, min(begin, after)))
        reached = max(reached, end)
        if reached >= after:
            return missing
    return [*missing, (reached, after)]


def span_of(row: dict[str, str]) -> tuple[str, str]:
    """A membership as a span; where only a year is known, the year's first day stands for it."""

    def day(end: str) -> str:
        return row[f"{end}_date"] or (f"{row[f'{end}_year']}-01-01" if row[f"{end}_year"] else "")

    return day("from"), day("to")


# --- the documentary tables


def test_each_table_has_its_description_and_each_rule_its_table():
    assert NAMES
    assert sorted(path.stem for path in DOCUMENTS.glob("*.yaml")) == NAMES
    assert set(VOCABULARY) | set(STATES) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_table_is_described(name):
    described, rows = description_of(name), rows_of(name)
    expected = {"title", "description", "licence", "fields", "known_faults", "sources"}
    assert set(described) == expected
    assert described["licence"] == LICENCE
    assert described["title"] and described["description"].endswith(".")
    assert [field["name"] for field in described["fields"]] == list(rows[0])
    assert list(rows[0])[-len(TAIL) :] == TAIL
    for field in described["fields"]:
        assert set(field) <= {"name", "type", "description", "unit"}
        assert field["type"] in TYPES and field["description"], field
    assert described["known_faults"], "every table has faults; say them"
    assert all(fault.endswith(".") for fault in described["known_faults"])
    assert described["sources"] == sorted({row["reference"] for row in rows})


@pytest.mark.parametrize("name", NAMES)
def test_each_cell_has_the_type_of_its_column(name):
    reads = {
        "string": lambda text: text == text.strip(),
        "integer": lambda text: re.fullmatch(r"-?\d+", text),
        "number": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
        "year": lambda text: re.fullmatch(r"\d{4}", text),
        "boolean": lambda text: text in ("true", "false"),
        "date": is_day,
    }
    for field in description_of(name)["fields"]:
        for row in rows_of(name):
            cell = row[field["name"]]
            assert not cell or reads[field["type"]](cell), (name, field["name"], cell)
            assert field["type"] != "boolean" or cell, (name, field["name"], "empty")


@pytest.mark.parametrize("name", NAMES)
def test_closed_lists_of_values_are_kept(name):
    for row in rows_of(name):
        for column, allowed in VOCABULARY.get(name, {}).items():
            assert row[column] in allowed, (name, column, row[column])
        for column in STATES.get(name, ()):
            assert re.fullmatch(r"[A-Z]{3}", row[column]), (name, column, row[column])


@pytest.mark.parametrize("name", NAMES)
def test_no_row_comes_twice(name):
    rows = [tuple(row.values()) for row in rows_of(name)]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_years_and_days_agree(name):
    for row in rows_of(name):
        if row.get("date") and "year" in row:
            assert row["date"][:4] == row["year"], row
        if row.get("end_date"):
            assert row["date"] and row["end_date"] >= row["date"], row


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_of_trust_leads_to_its_source(name, references):
    for row in rows_of(name):
        assert row["trust"] in TRUST, row
        assert row["source"] and row["reference"], row
        entry = references.get(row["reference"])
        assert entry, f"{row['reference']} is not in references.bib"
        assert row["address"] == entry.get("url", ""), row
        if row["trust"] != "background":
            assert row["trust"] in marks(entry), f"{row['reference']} was not read so"
            assert is_day(row["looked_up"]) and row["looked_up"] == entry["urldate"], row
        else:
            assert row["looked_up"] == "", "a background row was not looked up"


def test_memberships_of_one_status_never_overlap():
    spans: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in rows_of("memberships"):
        assert not row["from_date"] or row["from_date"][:4] == row["from_year"], row
        assert not row["to_date"] or row["to_date"][:4] == row["to_year"], row
        first, after = span_of(row)
        assert not after or first < after, row
        spans.setdefault((row["body"], row["state"], row["status"]), []).append((first, after))
    assert {key: found for key, of_one in spans.items() if (found := overlaps(of_one))} == {}


def test_each_land_has_one_holder_on_every_day():
    lands: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows_of("rulers"):
        assert row["from_date"] < row["to_date"], row
        assert (row["layer"] == "claim") == (row["kind"] == "claim"), row
        if row["layer"] == "holder":
            lands.setdefault((row["state"], row["land"]), []).append(
                (row["from_date"], row["to_date"])
            )
        else:
            assert row["contested"] == "true", row
    assert {state for state, _ in lands} == {"KAZ", "MNG"}
    for land, spans in lands.items():
        assert overlaps(spans) == [], land
        assert uncovered(spans, "1727-01-01", "2027-01-01") == [], land
        assert (min(spans)[0], max(spans)[1]) == ("1727-01-01", "2027-01-01"), land


def test_each_holder_has_one_short_name_and_one_family():
    named = {(row["holder"], row["short_name"], row["family"]) for row in rows_of("rulers")}
    assert len({holder for holder, *_ in named}) == len(named)
    assert all(0 < len(short) <= 27 for _, short, _ in named)
    assert {
        ("Russian Empire", "Russian Empire", "RUS"),
        ("Soviet Russia: Turkestan ASSR", "Soviet Russia: Turkestan", "RUS"),
        ("Junior jüz under its own khans", "Junior jüz", "KAZ"),
        ("Middle jüz, khans under oath to Russia", "Middle jüz", "RUS"),
        ("Khanate of Kokand", "Khanate of Kokand", "UZB"),
        ("Dzungar state over the Senior jüz", "Dzungar state", "TKM"),
        ("Republic of China, then Whites and Mongols", "Republic of China", "CHN"),
        ("Mongolian People's Republic", "Mongolian People's Rep.", "MNG"),
        ("rival governments of the revolution", "rival governments", ""),
    } <= named
    assert {holder for holder, _, family in named if not family} == {
        "rival governments of the revolution"
    }
    unknown = {row["short_name"] for row in rows_of("rulers") if row["kind"] == "unknown"}
    assert unknown == {"not found"}


def test_the_events_named_on_the_bands():
    events = rows_of("events")
    named = {(row["year"], row["place"], row["band_label"]) for row in events if row["band_label"]}
    assert named == {
        ("1727", "MNG", "treaty of Kyakhta"), ("1757", "KAZ", "Qing conquest"),
        ("1822", "KAZ", "khanship ended"), ("1864", "both", "border drawn"),
        ("1911", "MNG", "Mongolia breaks away"), ("1931", "KAZ", "famine"),
        ("1945", "MNG", "plebiscite"), ("1991", "KAZ", "independence"),
    }  # fmt: skip
    assert all(bool(row["band_label"]) == bool(row["band_level"]) for row in events)


DAYS = st.dates(date(1727, 1, 1), date(2026, 12, 31)).map(date.isoformat)
CUTS = st.lists(DAYS, min_size=2, max_size=12, unique=True).map(sorted)


@given(CUTS, st.randoms(use_true_random=False))
def test_spans_that_meet_neither_overlap_nor_leave_a_gap(cuts, order):
    spans = list(pairwise(cuts))
    order.shuffle(spans)
    assert overlaps(spans) == []
    assert uncovered(spans, cuts[0], cuts[-1]) == []


@given(CUTS.filter(lambda cuts: len(cuts) > 2), st.data())
def test_a_span_drawn_out_overlaps_and_a_span_left_out_is_missed(cuts, data):
    spans = list(pairwise(cuts))
    chosen = data.draw(st.integers(0, len(spans) - 2))
    longer = [(a, "" if i == chosen else b) for i, (a, b) in enumerate(spans)]
    assert len(overlaps(longer)) == len(spans) - 1 - chosen
    lost = data.draw(st.sampled_from(spans))
    assert uncovered([s for s in spans if s != lost], cuts[0], cuts[-1]) == [lost]


@given(st.lists(st.tuples(DAYS, DAYS).filter(lambda s: s[0] < s[1]), max_size=8))
def test_overlaps_are_those_found_day_by_day(spans):
    shared = sum(
        one[0] < other[1] and other[0] < one[1]
        for index, one in enumerate(spans)
        for other in spans[index + 1 :]
    )
    assert len(overlaps(spans)) == shared


def test_waivers_and_agreements_name_the_same_days():
    waivers = {
        row["state"]: row["from_date"]
        for row in rows_of("visa_waivers")
        if row["status"] != "temporary"
    }
    agreed = [row for row in rows_of("agreements") if row["kind"] == "visa"]
    assert {row["partner"] for row in agreed} > {"KAZ", "KGZ", "BLR", "RUS"}
    for row in agreed:
        if row["partner"] != "several":
            assert waivers[row["partner"]] == (row["in_force"] or row["date"]), row


def test_invitations_end_as_the_memberships_say():
    seats = {
        (row["body"], row["state"]): row["from_year"]
        for row in rows_of("memberships")
        if row["status"] == "member"
    }
    rows = rows_of("invitations")
    for row in rows:
        seat = seats.get((row["body"], row["invited"]))
        assert (row["outcome"] == "taken") == bool(seat), row
        assert row["outcome_year"] == (seat if row["outcome"] == "taken" else ""), row
        assert not seat or row["year"] <= seat, row
    # Of the first observers of the SCO three took a full seat, and no offer to the fourth is older
    # than 2014.
    of_sco = [row for row in rows if row["body"] == "SCO"]
    assert {row["invited"] for row in of_sco if row["outcome"] == "taken"} == {"IND", "IRN", "PAK"}
    meant = {"suggested", "welcomed", "offered"}
    to_mongolia = [row for row in of_sco if row["invited"] == "MNG"]
    assert min(row["year"] for row in to_mongolia if row["kind"] in meant) == "2014"
    assert [row["year"] for row in to_mongolia if row["kind"] == "no offer"] == ["2012"]


def test_bodies_of_the_region_have_their_members():
    members: dict[str, set[str]] = {}
    for row in rows_of("memberships"):
        if row["status"] == "member":
            members.setdefault(row["body"], set()).add(row["state"])
    purposes: dict[str, set[str]] = {}
    for row in rows_of("region_bodies"):
        purposes.setdefault(row["body"], set()).add(row["purpose"])
    assert set(purposes) <= set(members)
    assert all(len(said) == 1 for said in purposes.values())
    five = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    alone = {body for body in purposes if members[body] == five}
    assert alone == {
        "International Fund for Saving the Aral Sea",
        "Interstate Commission for Water Coordination",
        "Treaty of Semipalatinsk",
    }
    assert members["Treaty on friendship of Central Asia"] == five - {"TKM"}
    assert members["SPECA"] == five | {"AFG", "AZE"}


def test_the_embassy_in_bishkek_was_decided_before_the_region_met():
    events = rows_of("events")
    (decided,) = [row["date"] for row in events if "Bishkek" in row["what"]]
    (met,) = [row["date"] for row in events if row["what"].startswith("First consultative")]
    assert decided == "2017-02-01" < met == "2018-03-15"
    notes = {row["kind"]: row["note"] for row in rows_of("missions") if row["city"] == "Bishkek"}
    assert "1 February 2017" in notes["embassy"] and "21 March 2018" in notes["embassy"]


def test_the_dead_of_the_famine_are_counted_and_told_apart_from_flight():
    (famine,) = [row for row in rows_of("events") if row["theme"] == "famine"]
    assert "1.5 million die" in famine["what"] and "flee" not in famine["what"]
    assert "genocide" in famine["contested"]
    (flight,) = [row for row in rows_of("events") if row["what"].startswith("Flight")]
    assert flight["theme"] == "migration" and flight["year"] != famine["year"]
    said = rows_of("famine_deaths")
    assert {"Kazakh official", "American scholar", "Russian author"} <= {
        row["side"] for row in said
    }
    assert {"said", "denied"} <= {row["genocide"] for row in said}
    for row in said:
        numbers = [int(row[end]) for end in ("low", "high") if row[end]]
        assert numbers == sorted(numbers) and all(10**5 < n < 10**7 for n in numbers), row
        assert bool(row["percent"]) == bool(row["percent_of"])
        assert not row["percent"] or 0 < float(row["percent"]) < 100


def test_what_was_not_found_says_where_to_look():
    for row in rows_of("reports_on_the_pair"):
        missing = row["status"] == "not found"
        assert bool(row["where_to_look"]) == missing, row
        assert not (missing and row["value"]), "what was not found has no value"


# --- what cannot be

TODAY = "2026-11-30"  # the last day on which anything here was looked up
CODES = {
    row["iso3"] for row in csv.DictReader((ROOT / "data" / "countries.csv").open(encoding="utf-8"))
}
# Degrees north and east, to a hundredth: the centre of a town, the post of a border.
PLACES = {
    "Öskemen": (49.95, 82.61), "Ridder": (50.35, 83.51), "Rubtsovsk": (51.51, 81.21),
    "Barnaul": (53.35, 83.78), "Tuekta": (50.83, 85.90), "border of Mongolia": (49.62, 89.42),
}  # fmt: skip
DOES_NOT_ADD_UP = "does not add up"


def straight_km(one: str, other: str) -> float:
    """The way as the crow flies between two places, on a globe of 6,371 km."""
    (lat, lon), (to_lat, to_lon) = (map(math.radians, PLACES[place]) for place in (one, other))
    half = math.sin((to_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def road_faults(rows: list[dict[str, str]]) -> list[str]:
    """What cannot be of roads: shorter than the straight line, far longer, legs that do not add up.

    A row may say of itself that it does not add up. The legs of which no row gives the length have
    to fit into what the others leave: no shorter than their straight line, at most twice as long.
    """
    known = {(row["from_place"], row["to_place"]): float(row["km"]) for row in rows if row["km"]}
    faults = []
    for row in rows:
        places = row["route"].split(" - ")
        if not row["km"] or not set(places) <= set(PLACES) or row["from_place"] != places[0]:
            continue
        km, straight = float(row["km"]), straight_km(places[0], places[-1])
        said = DOES_NOT_ADD_UP in row["note"]
        if km < straight or (km > 3 * straight and not said):
            faults.append(f"{row['route']}: {km:.0f} km, {straight:.0f} as the crow flies")
        legs = list(pairwise(places))
        open_legs = sum(straight_km(*leg) for leg in legs if leg not in known)
        left = km - sum(known.get(leg, 0) for leg in legs)
        if len(legs) > 1 and not open_legs <= left <= 2 * open_legs and not said:
            faults.append(f"{row['route']}: {left:.0f} km left for {open_legs:.0f}")
    return faults


def test_roads_are_possible_or_say_that_they_are_not():
    roads = [row for row in rows_of("routes") if row["mode"] == "road"]
    measured = [row for row in roads if row["km"] and row["from_place"] in PLACES]
    assert len(measured) >= 6 and road_faults(roads) == []
    told = [row for row in roads if DOES_NOT_ADD_UP in row["note"]]
    assert [row["km"] for row in told] == ["1604"], "only what cannot be says so"
    silent = [row | {"note": ""} for row in roads]
    assert len(road_faults(silent)) == 2, "the ministry's figure fails by both measures"
    shorter = [row | {"km": "400"} if row["km"] == "837" else row for row in roads]
    assert len(road_faults(shorter)) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_possible(name):
    numeric = [
        field["name"]
        for field in description_of(name)["fields"]
        if field["type"] in ("integer", "number")
    ]
    for row in rows_of(name):
        assert all(float(row[column]) >= 0 for column in numeric if row[column]), row
        shares = [row.get("share_percent", "")]
        shares += [row["value"]] if row.get("unit") == "percent" else []
        assert all(0 <= float(share) <= 100 for share in shares if share), row
        ends = [float(row[end]) for end in ("low", "value", "high") if row.get(end)]
        assert ends == sorted(ends), row


@pytest.mark.parametrize("name", NAMES)
def test_days_and_years_are_possible(name):
    for row in rows_of(name):
        first, last = row.get("from_year") or "0", row.get("to_year") or "9999"
        assert first <= last, row
        assert row.get("from_date", "") < (row.get("to_date") or "9"), row
        for column in ("date", "from_date", "looked_up"):
            assert not row.get(column) or "1690" < row[column] < TODAY, row
        for year in re.findall(r"\b\d{4}\b", row.get("years", "")):
            assert first <= year <= last, row


@pytest.mark.parametrize("name", NAMES)
def test_states_exist(name):
    columns = [*STATES.get(name, ()), "origin", "destination"]
    for row in rows_of(name):
        codes = [row[column] for column in columns if row.get(column, "all states") != "all states"]
        codes += [row["member"]] if row.get("member_is") == "state" else []
        assert set(codes) <= CODES, row


def can_be_found(entry: dict[str, str]) -> bool:
    """True where a source can be found again: by address, as a printed work, or by who and when."""
    printed = {"journal", "publisher", "doi"} & set(entry)
    return bool("url" in entry or printed or {"organization", "year"} <= set(entry))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_confirmed_can_be_found_again(name, references):
    for row in rows_of(name):
        if row["trust"] == "confirmed":
            assert can_be_found(references[row["reference"]]), row


def test_flows_and_their_total_agree():
    for row in rows_of("trade_press"):
        parts = [row["kaz_to_mng_usd_million"], row["mng_to_kaz_usd_million"]]
        if all(parts) and row["total_usd_million"]:
            total = float(row["total_usd_million"])  # each rounded to a million, perhaps
            assert sum(map(float, parts)) == pytest.approx(total, abs=1), row


# --- references.bib


def test_references_are_well_formed(references):
    for key, entry in references.items():
        assert entry["title"] and key.isascii(), key
        assert marks(entry) <= {*TRUST, "data", "literature"}, key
        assert len(marks(entry) & set(TRUST)) == 1, f"{key}: one mark of trust"
        assert ("background" in marks(entry)) != is_day(entry.get("urldate", "")), key
        assert ("copy" in marks(entry)) == ("readat" in entry), f"{key}: a copy says where it was"
        assert "background" not in marks(entry) or "extent" not in entry, key
        assert "extent" not in entry or entry["extent"].strip(" ."), key
        assert re.fullmatch(LOOKED_UP, entry.get("lookedup", "2026-11: found")), key
        for address in {"url", "readat"} & set(entry):
            assert re.fullmatch(r"https?://[^\s{}]+", entry[address]), entry[address]
        if "year" in entry:
            assert re.fullmatch(r"\d{4}", entry["year"]), key
        if "date" in entry:
            assert is_day(entry["date"]) and entry["date"][:4] == entry["year"], key
        assert all(text.count("{") == text.count("}") for text in entry.values()), key


def test_a_lesson_links_the_original_where_it_is_known(references):
    """What was read at a copy is linked at the original's own address, if there is one."""
    known = {
        entry["readat"]: entry.get("url") or entry["doi"]
        for entry in references.values()
        if "readat" in entry and ("url" in entry or "doi" in entry)
    }
    assert len(known) > 20
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        linked = [copy for copy in known if f"]({copy})" in text]
        assert linked == [], f"{path.name} links copies: {[known[copy] for copy in linked]}"


def test_no_reference_is_an_orphan(references, claims):
    used = {row["reference"] for name in NAMES for row in rows_of(name)}
    used |= {source["reference"] for claim in claims for source in claim["sources"]}
    kept = {key for key, entry in references.items() if marks(entry) & {"data", "literature"}}
    assert sorted(set(references) - used - kept) == []


def cited_in_lessons(references: dict[str, dict[str, str]]) -> set[str]:
    """The references to whose address, doi or copy a lesson links."""
    text = "".join(
        "".join(cell["source"])
        for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    )
    return {
        key
        for key, entry in references.items()
        if any(entry[field] in text for field in {"url", "readat", "doi"} & set(entry))
    }


def test_what_verdicts_and_lessons_cite_is_looked_up_again(references, claims):
    cited = {source["reference"] for claim in claims for source in claim["sources"]}
    cited |= cited_in_lessons(references)
    owed = {key for key in cited if "lookedup" not in references[key]}
    owed -= {key for key in cited if marks(references[key]) & {"background", "data"}}
    assert len(cited) > 180 and len(cited - owed) > 80
    assert not owed, sorted(owed)


def test_the_reader_of_references_refuses_what_it_cannot_read():
    good = "@misc{a1,\n  title = {A {B} C},\n  keywords = {background},\n}\n"
    assert entries_of(good)["a1"]["title"] == "A {B} C"
    for bad in (good + good, good.replace("  title", "title"), "% fine\nnot fine\n"):
        with pytest.raises(ValueError):
            entries_of(bad)


# --- claims.yaml


def test_claims_keep_to_their_schema(claims):
    assert [claim["id"] for claim in claims] == list(range(1, len(claims) + 1))
    for claim in claims:
        assert set(claim) - {"now_as_of"} == CLAIM_FIELDS, claim["id"]
        assert claim["kind"] in VERDICTS, claim["id"]
        for verdict in (claim["in_2013"], claim["now"]):
            assert verdict in VERDICTS[claim["kind"]], (claim["id"], verdict)
        assert claim["explanation"] in EXPLANATIONS, claim["id"]
        assert isinstance(claim["computed"], bool)
        assert isinstance(claim["paragraph"], int) and 1 <= claim["paragraph"] <= 8
        for slug in (claim["settled_in"], *claim["see_also"]):
            lesson = slug.removeprefix("further/")
            assert lesson[:2] in PLANNED and WRITTEN.get(lesson[:2], lesson) == lesson, claim["id"]
        assert claim["settled_in"] not in claim["see_also"], claim["id"]


def test_the_paragraphs_of_the_op_ed_follow_one_another(claims):
    paragraphs = [claim["paragraph"] for claim in claims]
    assert paragraphs == sorted(paragraphs) and set(paragraphs) == set(range(1, 9))


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?])\s+(?=[A-ZÖ0-9])", text.strip())


def test_claims_are_told_in_few_plain_sentences(claims):
    for claim in claims:
        assert len(sentences(claim["claim"])) == 1, claim["id"]
        assert 2 <= len(sentences(claim["why"])) <= 4, (claim["id"], sentences(claim["why"]))
        assert len(sentences(claim["would_change"])) == 1, claim["id"]
        for text in (claim["claim"], claim["why"], claim["would_change"]):
            assert text.endswith(".") and "!" not in text and "\n" not in text, claim["id"]


def test_claims_rest_on_known_sources(claims, references):
    for claim in claims:
        cited = [source["reference"] for source in claim["sources"]]
        assert cited and len(set(cited)) == len(cited), claim["id"]
        for source in claim["sources"]:
            assert set(source) == {"reference", "trust"}, claim["id"]
            assert source["trust"] in TRUST, (claim["id"], source)
            entry = references.get(source["reference"])
            assert entry, (claim["id"], source["reference"])
            if source["trust"] != "background":
                assert source["trust"] in marks(entry), (claim["id"], source["reference"])


# --- our own words


def phrases(text: str, length: int = 8) -> dict[str, str]:
    """Every run of `length` words of a text, by a short hash of it.

    tests/op_ed_phrases.txt holds the hashes of the op-ed's runs, so that its words need not stand
    in the project.
    """
    words = re.findall(r"\w+", re.sub(r"['’`´]", "", text.lower()))
    runs = (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:12]: run for run in runs}


def test_nothing_repeats_the_op_ed_word_for_word(claims):
    theirs = set(PHRASES.read_text(encoding="utf-8").split())
    assert len(theirs) > 500, "the file of hashes is damaged"
    ours = [text for claim in claims for text in claim.values() if isinstance(text, str)]
    for name in NAMES:
        ours += [cell for row in rows_of(name) for cell in row.values()]
        ours.append((DOCUMENTS / f"{name}.yaml").read_text(encoding="utf-8"))
    ours.append(REFERENCES.read_text(encoding="utf-8"))
    for text in ours:
        found = phrases(text)
        assert [found[key] for key in found.keys() & theirs] == []
