"""How answers are read: the forms that people write, and what must not pass."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from answered import EXERCISES
from hypothesis import given
from hypothesis import strategies as st

from steppes import checking, kinds
from steppes.checking import CORRECT, NOT_YET, judge
from steppes.kinds import Choice, Number, Order, Share, States, Table
from steppes.reading import Unreadable, read_numbers

MILLION = "million US dollars"


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("43", (43,)),
        (" 43.0 ", (43,)),
        ("43,0", (43,)),
        ("USD 43", (0.000043,)),
        ("$43", (0.000043,)),
        ("~43", (43,)),
        ("about 43 million", (43,)),
        ("43 mln USD", (43,)),
        ("43m", (43,)),
        ("−43", (-43,)),
        ("4.3e1", (43,)),
        ("1,234", (1234, 1.234)),
        ("1,234.5", (1234.5,)),
        ("1.234,5", (1234.5,)),
        ("1 234,5", (1234.5,)),
        ("1 234", (1234,)),
        ("1\u00a0234\u202f567", (1234567,)),
        ("1'234", (1234,)),
        ("1,23,456", (123456,)),
        ("43 billion", (43000,)),
        ("43 thousand dollars", (0.043,)),
        ("43,000", (43000,)),
        ("0,127", (0.127,)),
        ("2.012", (2012, 2.012)),
        (".05", (0.05,)),
        ("-.5", (-0.5,)),
        (",5", (0.5,)),
        ("2/3", (2 / 3,)),
        ("1.234.567", (1234567,)),
        ("٤٣", (43,)),
        (pd.Series([43], dtype="Int64").unique(), (43,)),
        ({43}, (43,)),
        ({"a": 43}.values(), (43,)),
        (Decimal(43), (43,)),
        (Fraction(86, 2), (43,)),
        (np.float32(43), (43,)),
        (np.array(43), (43,)),
        (np.array([[43]]), (43,)),
        (pd.Series([43]), (43,)),
        (pd.DataFrame({"x": [43]}), (43,)),
    ],
)
def test_numbers_in_the_forms_that_people_write(written, values):
    assert read_numbers(written, MILLION) == pytest.approx(values)


@pytest.mark.parametrize(
    "written",
    [
        "43 billion thousand", "43 km", "43 %", "43½", "43--", "43\x00", "4 3", "43 of 84",
        "1,2,3", "0,123,456", "43,00,000.5.1", "", "  ", "forty", "4.3.2",
        "9" * 30000 + "x1", " " * 30000 + "x",
        None, True, b"43", 1 + 2j, [1, 2], {}, pd.NA, pd.NaT, float("nan"), float("inf"), 10**400,
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_what_is_no_number_in_the_unit_is_refused(written):
    with pytest.raises((Unreadable, OverflowError)):
        read_numbers(written, MILLION)


@given(st.floats(-1e9, 1e9), st.sampled_from(["{:.2f}", "{:,.2f}", "{:.2f} million"]))
def test_a_number_written_by_python_reads_back(value, form):
    assert read_numbers(form.format(value), MILLION) == pytest.approx((value,), abs=0.006)


@given(st.floats(0.001, 99))
def test_a_share_may_be_a_fraction_or_per_cent(percent):
    kind = Share(0.0005)
    for written in (
        percent,
        percent / 100,
        f"{percent:.4f} %",
        f"{percent:.4f}%".replace(".", ","),
    ):
        assert kind.matches(kind.read(written), percent)
    assert not kind.matches(kind.read(f"{percent / 100:.6f} %"), percent)


@pytest.fixture
def order(monkeypatch) -> Order:
    """Four lines: B uses what A makes, and D what B and C make."""
    lines = {
        "A": "`flows = load(2012)`",
        "B": "`alike = flows[flows.size > 2]`",
        "C": "`lead = 3`",
        "D": "`print(alike.sum() - lead)`",
    }
    monkeypatch.setattr(kinds, "options_of", lambda _: lines)
    return Order("7a")


@pytest.mark.parametrize(
    "said", ["abcd", "A, C, B and D", ["C", "A", "B", "D"], "C → A → B → D", "С, А, В, D"]
)
def test_every_order_that_runs_is_right(order, said):
    assert order.matches(order.read(said), "ABCD")


def test_an_order_that_does_not_run_says_which_line_comes_too_soon(order):
    value = order.read("CBAD")
    assert not order.matches(value, "ABCD")
    said = order.feedback(value, "ABCD")
    assert said == "Line B uses flows, and line A, which makes it, comes later."
    # As a declared mistake it is met by itself alone.
    assert order.matches(value, "CBAD") and not order.matches(order.read("BACD"), "CBAD")


def test_a_line_may_use_the_name_that_it_makes(monkeypatch):
    lines = {"A": "`rows = load()`", "B": "`more = rows + 1`", "C": "`more = more * 2`"}
    monkeypatch.setattr(kinds, "options_of", lambda _: lines)
    kind = Order("7b")
    assert kind.matches(kind.read("ABC"), "ABC")
    assert not kind.matches(kind.read("ACB"), "ABC") and not kind.matches(kind.read("BAC"), "ABC")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ABC", "It lacks line D"),
        ("ABCDA", "Line A stands twice"),
        ("ABCDE", "No line has the letter E"),
        ("", "It lacks line A"),
    ],
)
def test_what_is_no_order_of_all_lines_is_refused(order, said, why):
    with pytest.raises(Unreadable, match=why):
        order.read(said)


@pytest.mark.parametrize("said", ["b", "B.", "(B)", "b)", "B:", "“B”", "В", "second", "B: second"])
def test_a_letter_in_its_forms(said, monkeypatch):
    monkeypatch.setattr(kinds, "options_of", lambda _: {"A": "first", "B": "second"})
    kind = Choice("7.1")
    assert kind.read(said) == "B"


@pytest.mark.parametrize(
    "said",
    [
        "TUR, KOR", "tur kor", ["Turkey", "South Korea"], ("Türkiye", "Republic of Korea"),
        pd.DataFrame({"state": ["TUR", "KOR"]}), "Turkey; South Korea", np.array(["TUR", "KOR"]),
    ],
    ids=str,
)  # fmt: skip
def test_states_by_code_or_name(said):
    kind = States({"TUR": "Türkiye", "KOR": "South Korea"}, ordered=True)
    assert kind.read(said) == ("TUR", "KOR")


@pytest.mark.parametrize(
    "said", [itertools.cycle(["TUR", "XXX"]), {"TUR"}, b"TUR", [[1]], object(), "", 3]
)
def test_what_is_no_list_of_states_is_refused_and_ends(said):
    kind = States({"TUR": "Türkiye"}, ordered=True)
    with pytest.raises(Unreadable):
        kind.read(said)


def test_a_table_that_comes_out_of_a_pivot_is_read():
    long = pd.DataFrame(
        {"year": [2000, 2000, 2004, 2004], "source": list("abab"), "v": [1.0, 2.0, 3.0, 4.0]}
    )
    wide = long.pivot(index="year", columns="source", values="v")
    wide["ratio"] = wide["a"] / wide["b"]
    kind = Table("year", ("ratio",), 0.01)
    reference = pd.DataFrame({"year": [2000, 2004], "ratio": [0.5, 0.75]})
    flat = wide.reset_index()
    for dressed in (
        wide, wide[["ratio"]], flat, flat.assign(year=flat["year"].astype("category")),
        flat.assign(year=flat["year"].astype(str)), wide["ratio"], {2000: 0.5, 2004: 0.75},
        {"year": [2004, 2000], "ratio": [0.75, 0.5]},
    ):  # fmt: skip
        assert kind.matches(kind.read(dressed), reference)
    wrong = wide.assign(ratio=wide["ratio"] + 1)
    assert kind.feedback(kind.read(wrong), reference) == (
        "The rows are right; look at the column 'ratio'."
    )


def test_a_table_with_a_column_twice_is_refused():
    kind = Table("year", ("ratio",))
    with pytest.raises(Unreadable, match="more than one column 'ratio'"):
        kind.read(pd.DataFrame([[2000, 1, 2]], columns=["year", "ratio", "ratio"]))


def test_slips_of_sign_and_unit_are_named():
    kind = Number(0.05, MILLION)
    assert kind.feedback((-43.0,), 43) == "The size is right and the sign is not."
    assert "factor of 1,000" in kind.feedback((43000.0,), 43)
    assert "close" in kind.feedback((43.2,), 43)


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(EXERCISES)), json_like)
def test_whatever_the_answer_there_is_a_sentence(exercise_id, answer):
    outcome = judge(EXERCISES[exercise_id], answer)
    assert outcome.verdict and outcome.says.endswith((".", "?", ":"))


@pytest.mark.parametrize("written", [0.1, "0.1 ", "0.1"])
def test_an_id_may_be_written_carelessly(written, capsys):
    checking.check(written, "405,0")
    assert capsys.readouterr().out.startswith(f"0.1: {CORRECT}.")
    checking.check(written, "379")
    assert capsys.readouterr().out.startswith(f"0.1: {NOT_YET}.")


@pytest.mark.parametrize("odd", [[], {}, set(), None, object()])
def test_an_odd_id_gets_a_sentence(odd, capsys):
    for verb in (checking.check, checking.hint, checking.solution):
        verb(odd)
        assert "There is no exercise" in capsys.readouterr().out
