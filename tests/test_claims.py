"""The ledger: computed verdicts equal the recorded ones, and move when the data do."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from wanted import nothing_wanted

from steppes import (
    checking,
    claims,
    guess,
    ledger,
    load,
    progress,
    ready,
    recall,
    settle,
    show,
    source,
    tables,
    verdicts,
    views,
)
from steppes.drawing import VERDICT_COLOURS
from steppes.measures.trade import pair_flows
from steppes.tables import DataProblem

ROOT = Path(__file__).resolve().parents[1]
LEDGER = claims.claims()
COMPUTED = verdicts.computed()


@pytest.mark.parametrize("claim_id", COMPUTED)
def test_the_ledger_records_what_the_data_say(claim_id):
    finding, claim = verdicts.finding(claim_id), LEDGER[claim_id]
    assert (finding.in_2013, finding.now) == (claim.in_2013, claim.now)


def test_computed_is_marked_where_it_is_computed():
    assert {c.id for c in LEDGER.values() if c.computed} == set(COMPUTED)


@pytest.mark.parametrize("claim", LEDGER.values(), ids=LEDGER)
def test_each_verdict_is_of_its_kind(claim):
    allowed = claims.DESCRIPTIVE if claim.kind == "descriptive" else claims.JUDGED
    assert {claim.in_2013, claim.now} <= set(allowed)


def test_the_strip_is_held_to_its_limit():
    gaps = load("border_gap")
    widest = gaps.loc[gaps["scale"] != "1:110 million", "km"].max()
    held = {limit: verdicts.strip_width(gaps, limit).in_2013 for limit in range(30, 51)}
    assert held[40] == "holds"
    for limit, verdict in held.items():
        assert verdict == ("holds" if widest < limit else "wrong")


def test_the_count_of_kazakhs_is_wrong_for_2013_over_a_wide_range_of_slack():
    figures = load("kazakhs_in_mongolia")
    for loose in np.arange(0.10, 0.55, 0.05):
        assert verdicts.kazakhs_in_mongolia(figures, loose=loose).in_2013 == "wrong"
    assert verdicts.kazakhs_in_mongolia(figures).now == "imprecise"
    changed = figures.copy()
    for count, verdict in ((158_000, "holds"), (131_000, "imprecise"), (100_000, "wrong")):
        changed.loc[changed["kind"] == "census", "value"] = count
        assert verdicts.kazakhs_in_mongolia(changed).in_2013 == verdict


def test_most_kazakhs_live_in_one_province_until_half_do_not():
    places = load("kazakhs_by_place")
    for most in (0.5, 0.6, 0.7):
        assert verdicts.most_in_one_province(places, most).in_2013 == "holds"
    assert verdicts.most_in_one_province(places, 0.76).in_2013 == "imprecise"
    assert verdicts.most_in_one_province(places, 0.9).in_2013 == "wrong"


def test_relations_and_embassies_move_with_their_dates():
    relations, missions = load("relations"), load("missions")
    assert verdicts.relations_since(relations, 1993).in_2013 == "wrong"
    without_bishkek_and_tashkent = missions[~missions["receiving"].isin(["KGZ", "UZB"])]
    assert verdicts.only_embassy(without_bishkek_and_tashkent).now == "holds"
    earlier = missions.assign(
        from_year=missions["from_year"].where(missions["city"] != "Bishkek", 2012)
    )
    earlier.loc[earlier["city"] == "Bishkek", "kind"] = "embassy"
    earlier.loc[earlier["city"] == "Bishkek", "to_year"] = np.nan
    assert verdicts.only_embassy(earlier).in_2013 == "wrong"


def test_visits_are_counted_against_their_threshold():
    visits = load("visits")
    assert [verdicts.several_visits(visits, n).in_2013 for n in (2, 3, 4, 5)] == [
        "holds", "holds", "holds", "imprecise",
    ]  # fmt: skip
    assert verdicts.several_visits(visits.iloc[:0]).in_2013 == "wrong"


def test_background_rows_enter_no_computed_verdict():
    visits = load("visits").assign(trust="background")
    assert verdicts.several_visits(visits).in_2013 == "wrong"


def test_the_trade_total_moves_with_slack_and_data():
    flows, press = pair_flows(), load("trade_press")
    verdict = {s: verdicts.trade_total(flows, press, slack=s).in_2013 for s in (0.5, 1, 2, 3, 4, 5)}
    assert verdict == {0.5: "imprecise", 1: "imprecise", 2: "imprecise", 3: "imprecise",
                       4: "holds", 5: "holds"}  # fmt: skip
    assert verdicts.trade_total(flows, press, claimed=400).in_2013 == "wrong"


def test_the_direction_holds_only_if_the_flows_turn():
    flows, press = pair_flows(), load("trade_press")
    # One early year of one source, which two others contradict, softens it: hence ten years.
    held = {
        first: verdicts.trade_direction(flows, press, first=first).in_2013
        for first in range(1992, 2012)
    }
    assert {held[first] for first in range(1999, 2012)} == {"wrong"}
    assert {held[first] for first in range(1992, 1999)} == {"imprecise"}
    turned = flows.assign(exporter=flows["importer"], importer=flows["exporter"])
    assert verdicts.trade_direction(turned, press.iloc[:0]).in_2013 == "holds"


@pytest.fixture
def shown(monkeypatch, tmp_path):
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path))
    bundles = []
    monkeypatch.setattr(claims, "show_bundle", bundles.append)
    return bundles


@pytest.mark.parametrize("claim_id", LEDGER)
def test_settling_says_verdict_threshold_and_sources(claim_id, shown, capsys):
    claim = LEDGER[claim_id]
    settle(claim_id)
    text = shown[0]["text/plain"]
    assert f"In 2013: {claim.in_2013}. Now: {claim.now}." in text
    assert ("Threshold:" in text) == claim.computed
    assert "It would change" in text and "Sources:" in text
    assert capsys.readouterr().out == ""
    assert all(f"{entry['reference']}" in claims.references() for entry in claim.sources)


def test_a_verdict_of_ones_own_is_set_beside_the_ledgers(shown, capsys):
    settle(7, ...)
    assert "No verdict of yours yet" in capsys.readouterr().out
    for odd in ("maybe", {}, 3, [], "mixed"):
        settle(7, odd)
        assert "one of these words" in capsys.readouterr().out
    ledger()
    assert "You have given a verdict on 0 of" in shown[-1]["text/plain"]
    settle("7", " Wrong ")
    assert "You say wrong, the ledger says holds" in capsys.readouterr().out
    settle(7, "holds")
    assert "and so does the ledger" in capsys.readouterr().out
    ledger()
    assert "now holds, you said holds." in shown[-1]["text/plain"]
    assert "You have given a verdict on 1 of" in shown[-1]["text/plain"]


def test_the_ledgers_verdict_is_folded_until_the_student_has_given_one(shown, capsys):
    folded = "<details><summary>The ledger&#x27;s verdict"
    for answer in (..., "maybe"):
        settle(17, answer)
        page = shown[-1]["text/html"].replace("'", "&#x27;")
        assert folded in page
        assert page.index(claims.claims()[17].claim[:20]) < page.index(folded)
        assert VERDICT_COLOURS["holds"] not in page.split("<details>")[0]
        assert "In 2013: holds. Now: wrong." in shown[-1]["text/plain"]
    settle(17, "holds")
    assert folded not in shown[-1]["text/html"].replace("'", "&#x27;")


def test_the_card_takes_the_colour_of_2013(shown):
    settle(17)  # held when it was written, and no longer does
    assert f"solid {VERDICT_COLOURS['holds']}" in shown[0]["text/html"]


def test_an_unknown_claim_names_the_nearest(capsys):
    settle(77)
    assert "There is no claim 77" in capsys.readouterr().out


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder of its own, with the ledger and the references in it."""
    for name in ("claims.yaml", "references.bib", "datapackage.json"):
        shutil.copy(ROOT / "data" / name, tmp_path / name)
    monkeypatch.setattr(tables, "data_folder", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    ["- id: [", "- id: 7\n  claim: x\n", "plain words", "", "- 7", "- id: 2013-99-99", "[" * 500],
    ids=range(7),
)
def test_a_damaged_ledger_is_one_sentence(text, data):
    (data / "claims.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match=r"claims\.yaml is damaged"):
        claims.claims()


# Each ended the kernel: the C loader goes down by calling itself.
DEEP = {
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "lists in a claim": "- id: " + "[1, " * 100_000,
    "a whole one": "[" * 100_000 + "]" * 100_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_ledger_nested_without_end_is_one_sentence_and_the_kernel_lives(text, data):
    (data / "claims.yaml").write_text(text, encoding="utf-8")
    code = (
        "from pathlib import Path\nfrom steppes import claims, tables\n"
        f"tables.data_folder = lambda: Path({str(data)!r})\n"
        "try:\n    claims.claims()\nexcept tables.DataProblem as problem:\n    print(problem)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = done.stdout.splitlines()
    assert "claims.yaml is damaged: its lists lie too deep in one another" in line


def test_a_ledger_far_too_large_is_not_read(data):
    (data / "claims.yaml").write_text("#" * (claims.LARGEST + 1), encoding="utf-8")
    with pytest.raises(DataProblem, match="it is far too large"):
        claims.claims()


def test_the_ledger_has_room_to_grow():
    text = (ROOT / "data" / "claims.yaml").read_text(encoding="utf-8")
    assert len(text) < claims.LARGEST / 10
    assert claims._is_deeper(text, 3) and not claims._is_deeper(text, claims.DEEPEST // 2)


WRONG = {
    "  in_2013: holds": ("  in_2013: hold", "claim 1 has the verdict 'hold', and it can be holds"),
    "  now: holds": ("  now: mixed", "claim 1 has the verdict 'mixed'"),
    "  paragraph: 1": ("  paragraph: one", "claim 1 has a paragraph of another kind"),
    "  kind: descriptive\n": ("", "claim 1 has no kind"),
    "  computed: false": ("  computed: false\n  colour: red", "claim 1 has a line colour"),
    "- id: 2\n": ("- id: 1\n", "claim 1 stands in it twice"),
    "- id: 1\n  paragraph": ("- paragraph", "the 1st claim has no id"),
    "{reference: issconcept, trust: confirmed}": ("issconcept", "claim 1 has a source without"),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_slip_in_the_ledger_names_the_claim_and_what_is_wrong(line, data):
    text, (slip, named) = (data / "claims.yaml").read_text(encoding="utf-8"), WRONG[line]
    assert line in text
    (data / "claims.yaml").write_text(text.replace(line, slip, 1), encoding="utf-8")
    for call in (ledger, lambda: settle(1)):
        with pytest.raises(DataProblem, match=re.escape(named)):
            call()


def test_a_byte_that_is_no_text_in_the_references_is_one_sentence(data):
    (data / "references.bib").write_bytes(b"@book{a,\n  title = {\xff}\n}\n")
    with pytest.raises(DataProblem, match=r"references\.bib is damaged: byte 20 is no UTF-8"):
        settle(1)


@pytest.mark.parametrize("name", ["claims.yaml", "references.bib"])
def test_a_file_of_the_ledger_that_is_missing_or_a_folder_is_one_sentence(name, data):
    (data / name).unlink()
    with pytest.raises(DataProblem, match=f"{name} is missing"):
        settle(1)
    (data / name).mkdir()
    with pytest.raises(DataProblem, match=f"{name} is a folder"):
        settle(1)
    assert "NO" in said_by_ready(data)


def said_by_ready(data) -> str:
    done = io.StringIO()
    with contextlib.redirect_stdout(done):
        ready()
    return done.getvalue()


@pytest.mark.parametrize("odd", [10**5000, None, [], object(), "<b>", "\ud83d"], ids=range(6))
def test_an_odd_number_of_a_claim_is_one_sentence(odd, capsys):
    settle(odd)
    assert capsys.readouterr().out.startswith("There is no claim ")


def use_every_verb() -> None:
    for table in tables.manifest():
        source(table)
    for claim in LEDGER.values():
        if not claim.computed or claim.id == 7:
            settle(claim.id, claim.in_2013)
    ledger()
    show(*views.altai_map())
    for exercise in checking.declared():
        checking.check(exercise, "\u2713 \ud83d")
        checking.hint(exercise)
        checking.solution(exercise)
    guess("\u04e9", "\u0419 \ud83d")
    recall("\u04e9", "\u0493")
    checking.check("\u04e9", 1)
    settle("\u04e9")
    progress.show()
    ready()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_no_console_is_too_old_to_print_on(encoding, monkeypatch):
    written = io.BytesIO()
    console = io.TextIOWrapper(written, encoding=encoding, errors="strict", write_through=True)
    monkeypatch.setattr(sys, "stdout", console)
    use_every_verb()
    said = written.getvalue().decode(encoding)
    assert "Paragraph 2, claim 7: in 2013 holds, now holds, you said holds." in said
    assert "Map of " in said and "<div" not in said
    assert said.replace("\r", "").endswith("Everything is ready.\n")
    assert ("\u2713" in said) == (encoding == "utf-8")


def test_what_students_read_is_printed_in_one_place():
    """`print` fails on an old console: say() is for whatever a verb prints."""
    package = Path(claims.__file__).parent
    files = [path for path in package.rglob("*.py") if "authoring" not in path.parts]
    files = [path for path in files if path.name not in ("saying.py", "__main__.py")]
    calls = {
        f"{path.name} line {node.lineno} calls print: use say() of saying.py"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    nothing_wanted(sorted(calls))
