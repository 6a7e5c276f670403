"""The ledger: computed verdicts equal the recorded ones, and move when the data do."""

from __future__ import annotations

import numpy as np
import pytest

from steppes import claims, ledger, load, settle, verdicts
from steppes.drawing import VERDICT_COLOURS
from steppes.measures.trade import pair_flows
from steppes.tables import DataProblem

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


@pytest.mark.parametrize("text", ["- id: [", "- id: 7\n  claim: x\n", "plain words"])
def test_a_damaged_ledger_is_one_sentence(text, tmp_path):
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match="damaged"):
        claims._read(path, 0)
