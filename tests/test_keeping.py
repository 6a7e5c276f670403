"""What is kept is computed once, handed out as a copy, and computed anew for other tables."""

from __future__ import annotations

import pandas as pd

from steppes import keeping
from steppes.keeping import kept


def counting():
    calls = []

    @kept(most=2)
    def table(year: int, kind: str = "a") -> pd.DataFrame:
        calls.append((year, kind))
        return pd.DataFrame({"year": [year], "kind": [kind]})

    return calls, table


def test_the_same_arguments_by_place_by_name_and_by_default_are_computed_once():
    calls, table = counting()
    for answer in (table(1), table(year=1), table(1, "a"), table(1, kind="a")):
        assert answer["year"].tolist() == [1]
    assert calls == [(1, "a")]


def test_who_changes_what_was_handed_out_changes_no_one_elses():
    _, table = counting()
    first = table(1)
    first.loc[0, "year"] = 99
    assert table(1)["year"].tolist() == [1]


def test_other_tables_make_it_compute_anew(monkeypatch):
    calls, table = counting()
    table(1)
    monkeypatch.setattr(keeping, "data_version", lambda: ("other", 0, 0))
    table(1)
    assert calls == [(1, "a"), (1, "a")]


def test_no_more_is_kept_than_was_said():
    calls, table = counting()
    for year in (1, 2, 1, 3, 1, 2):
        table(year)
    assert calls == [(1, "a"), (2, "a"), (3, "a"), (2, "a")]


def test_what_fails_is_not_kept():
    calls = []

    @kept
    def fails(number: int) -> int:
        calls.append(number)
        if len(calls) < 2:
            raise ValueError
        return number

    try:
        fails(1)
    except ValueError:
        assert fails(1) == 1
    assert calls == [1, 1]
