"""Numbers in words, and guesses: fixed decimals, no minus zero, missing said."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steppes import guess, recall, words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.number(1234.5, 1), "1,234.5"),
        (words.number(-0.001, 2), "0.00"),
        (words.number(-1.5, 1), "-1.5"),
        (words.number(None), "not known"),
        (words.number(math.nan), "not known"),
        (words.significant(0.0012345), "0.00123"),
        (words.significant(12.345), "12.3"),
        (words.significant(1234.5), "1,230"),
        (words.significant(9.999), "10.0"),
        (words.significant(0), "0"),
        (words.usd(0.16), "$0.16 million"),
        (words.usd(52.8), "$52.8 million"),
        (words.usd(3900), "$3,900 million"),
        (words.percent(0.0049), "0.49 %"),
        (words.ordinal(11), "11th"),
        (words.ordinal(22), "22nd"),
        (words.ordinal(101), "101st"),
        (words.listing(["A"]), "A"),
        (words.listing(["A", "B", "C"]), "A, B and C"),
        (words.listing([]), ""),
    ],
)
def test_one_way_to_write_each(written, expected):
    assert written == expected


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_written_number_reads_back_and_is_never_minus_zero(value, decimals):
    text = words.number(value, decimals)
    assert abs(float(text.replace(",", "")) - value) <= 0.5 * 10**-decimals * 1.001
    assert not (text.startswith("-") and float(text.replace(",", "")) == 0)


@given(st.floats(1e-6, 1e6))
def test_three_significant_figures_are_within_half_a_per_cent(value):
    assert abs(float(words.significant(value).replace(",", "")) / value - 1) <= 0.0051


def test_lines_say_ends_peaks_and_gaps():
    line = pd.Series({2000: 1.0, 2001: None, 2002: 5.0, 2003: 2.0})
    said = words.of_lines("Trade", {"one": line}, "USD million").whole
    assert "from 1 in 2000 to 2 in 2003" in said
    assert "highest in 2002 with 5" in said
    assert "no figure for 2001" in said


def test_bars_say_the_longest_and_the_shortest():
    said = words.of_bars("People", ["a", "b"], [3, 1], "persons")
    assert said.first == "People: 2 bars, from b with 1 person to a with 3 persons."


@pytest.mark.parametrize(
    "value", [None, "far", [], object(), float("nan"), True, "160 thousand dollars", 10**400]
)
def test_an_odd_guess_is_met_with_a_sentence(value, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path))
    guess("the gap", value, "km")
    assert "A guess is a number in km" in capsys.readouterr().out


def test_a_guess_is_seen_again(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path))
    guess("the gap", ..., "km")
    recall("the gap", 36.16, "km", 1)
    guess("the gap", "100 km", "km")
    recall("the gap", 36.16, "km", 1)
    said = capsys.readouterr().out
    assert "The data say 36.2 km. You wrote no guess." in said
    assert "The data say 36.2 km. You guessed 100." in said
    guess("share", "about 90 %", "per cent of all pairs")
    recall("share", 27, "per cent", says="This model says")
    assert "This model says 27 per cent. You guessed 90." in capsys.readouterr().out
