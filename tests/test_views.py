"""The pure views: their numbers, their words, and the geometry beneath them."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppes import load, ready, showing, views, words
from steppes.errors import BadSetting
from steppes.lessons.puzzle.figures import NEIGHBOURS
from steppes.maps import EARTH_RADIUS_KM, great_circle_km, outlines, project
from steppes.measures.trade import FLOWS, PAIR, SOURCES, op_ed_flows, partners
from steppes.tables import state_names

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


@given(LON, LAT, LON, LAT)
def test_distances_are_symmetric_and_within_the_globe(lon_a, lat_a, lon_b, lat_b):
    there = great_circle_km(lon_a, lat_a, lon_b, lat_b)
    assert 0 <= there <= math.pi * EARTH_RADIUS_KM * (1 + 1e-12)
    assert there == pytest.approx(great_circle_km(lon_b, lat_b, lon_a, lat_a), abs=1e-6)


@given(LON, LAT)
def test_a_place_is_no_distance_from_itself(lon, lat):
    assert great_circle_km(lon, lat, lon, lat) == pytest.approx(0, abs=1e-4)


@given(st.floats(30, 150), st.floats(5, 75))
def test_the_projection_keeps_areas(lon, lat):
    step = 0.01
    x, y = project([lon, lon + step, lon + step, lon], [lat, lat, lat + step, lat + step])
    flat = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
    tall = math.sin(math.radians(lat + step)) - math.sin(math.radians(lat))
    assert flat == pytest.approx(EARTH_RADIUS_KM**2 * math.radians(step) * tall, rel=1e-4)


def test_every_state_of_the_map_has_a_shape_a_capital_and_a_name():
    capitals = set(load("capitals")["iso3"])
    for code in NEIGHBOURS:
        assert code in outlines("borders")
        assert code in capitals
        assert code in state_names()


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("state", PAIR)
def test_shares_add_up_and_ranks_follow_amounts(state, flow, source):
    for year in sorted(load(SOURCES[source][0])["year"].unique()):
        table = partners(state, flow, source, year)
        if table.empty:  # Mongolia did not report to every source in every year
            continue
        assert table["share"].sum() == pytest.approx(1)
        assert table["usd_million"].is_monotonic_decreasing
        assert table["rank"].iloc[0] == 1
        assert (table["usd_million"] > 0).all()
        assert table["partner"].is_unique


@pytest.mark.parametrize(
    ("flow", "seller", "buyer"),
    [
        ("imports", "CHN", "MNG"),
        ("exports", "MNG", "CHN"),
    ],
)
def test_a_flow_is_seen_from_the_state(flow, seller, buyer):
    """What Mongolia imports from China is what China sells it, and the other way round."""
    flows = load("partners_cow").set_index(["year", "exporter", "importer"])["usd_million"]
    assert flows[2012, "CHN", "MNG"] != flows[2012, "MNG", "CHN"]
    amounts = partners("MNG", flow, "COW", 2012).set_index("partner")["usd_million"]
    assert amounts["CHN"] == flows[2012, seller, buyer]


def test_the_op_eds_figures_are_told_by_seller():
    assert op_ed_flows() == {"KAZ": 18, "MNG": 26}


def test_the_pairs_place_in_2012():
    mongolia = partners("MNG", "total", "COW", 2012).set_index("partner")
    kazakhstan = partners("KAZ", "total", "COW", 2012).set_index("partner")
    assert (mongolia.loc["KAZ", "rank"], kazakhstan.loc["MNG", "rank"]) == (11, 60)
    assert mongolia.loc["KAZ", "share"] == pytest.approx(0.0049, abs=5e-5)
    assert kazakhstan.loc["MNG", "share"] == pytest.approx(0.0005, abs=5e-5)


def test_words_hold_rank_share_and_median():
    _, description = views.partner_ranks("MNG", "total", "COW", 2012)
    assert "Kazakhstan is 11th of 57 partners, with $60 million, 0.49 %" in description.first
    assert "The median partner stands at $14 million." in description.whole


def test_a_year_that_a_source_lacks_is_said_and_not_drawn_as_zero():
    fig, description = views.partner_ranks("KAZ", "imports", "WITS", 2012)
    title = "Kazakhstan: imports by partner, 2012"
    assert description.whole == f"{title}: WITS has no figures here for 2012; it has 2009."
    assert not fig.axes[0].lines


def test_the_maps_say_what_they_show():
    _, description = views.altai_map()
    assert "36.2 km" in description.first
    _, description = views.pair_map("MNG", "KAZ")
    assert "their borders are 36.2 km apart" in description.first
    _, description = views.pair_map("MNG", "RUS")
    assert "they share a border" in description.first


@pytest.mark.parametrize(("one", "other"), [("MNG", "XXX"), ("RUS", "CHN")])
def test_a_state_that_is_not_on_the_map_is_one_sentence(one, other):
    with pytest.raises(ValueError, match=r"\."):
        views.pair_map(one, other)


@pytest.mark.parametrize(
    ("settings", "nearest"),
    [
        ({"state": "KZA"}, "KAZ"),
        ({"state": None}, "MNG or KAZ"),
        ({"flow": "import"}, "imports"),
        ({"source": "COMTRADE"}, "Comtrade"),
    ],
)
def test_an_unknown_setting_names_the_nearest(settings, nearest):
    with pytest.raises(BadSetting, match=rf"It can be: .*{nearest}"):
        views.partner_ranks(**settings)


@pytest.mark.parametrize("year", [1900, 2030])
def test_a_year_without_figures_is_said(year):
    assert "it has 1992 to 2014." in views.partner_ranks(year=year)[1].whole


def test_the_same_data_make_the_same_picture():
    first, second = (showing.png_bytes(views.altai_map()[0]) for _ in range(2))
    assert first == second
    assert b"Software" not in first


def test_a_figure_is_shown_once_with_its_words(monkeypatch):
    shown = []
    monkeypatch.setattr(showing, "show_bundle", shown.append)
    fig, ax = plt.subplots()
    ax.plot([1, 2])
    showing.show(fig, words.Description('A "line" & more.', ("It rises.",)), data="ours")
    assert not plt.fignum_exists(fig.number)
    (bundle,) = shown
    assert bundle["text/plain"] == 'A "line" & more. It rises.'
    assert 'alt="A &quot;line&quot; &amp; more."' in bundle["text/html"]
    assert "It rises.</p></details>" in bundle["text/html"]


def test_the_self_test_says_what_is_wrong(monkeypatch, capsys):
    ready()
    assert capsys.readouterr().out.endswith("Everything is ready.\n")
    monkeypatch.setattr("steppes.selftest._NEEDED", ("pandas", "not_a_package"))
    monkeypatch.setattr("steppes.selftest._TOO_NEW", (3, 0))
    ready()
    printed = capsys.readouterr().out
    assert "NO  Not installed: not_a_package. Run start.py again." in printed
    assert "NO  This is not Python 3.11 to 3.14." in printed
    assert "Mend the lines that begin with NO" in printed
