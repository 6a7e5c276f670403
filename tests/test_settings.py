"""Whatever is given as a setting of a view or of an explorer, there is one sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from steppes import explorers, views
from steppes.errors import BadSetting, Misuse
from steppes.words import Description

ODD: dict[str, Any] = {
    "a Series": pd.Series([2012]),
    "an empty Series": pd.Series(dtype=float),
    "an array": np.array([2012, 2013]),
    "a frame": pd.DataFrame({"year": [2012]}),
    "missing": pd.NA,
    "no date": pd.NaT,
    "no number": float("nan"),
    "infinite": float("inf"),
    "a huge number": 10**400,
    "a list": ["MNG"],
    "a mapping": {},
    "nothing said": ...,
    "a function": print,
    "bytes": b"MNG",
    "long text": "x" * 10_000,
    "lines": "a\nb",
}


def said(ask: Callable[..., Any], setting: str, odd: str) -> str:
    """The one sentence that is said of an odd setting."""
    try:
        ask(**{setting: ODD[odd]})
    except BadSetting as told:
        assert "\n" not in str(told) and len(str(told)) < 400, (setting, odd)
        return str(told)
    pytest.fail(f"{setting} may be {odd}")


@pytest.mark.parametrize("name", views.declared())
def test_a_view_says_what_a_setting_can_be(name):
    view = getattr(views, name)
    given = inspect.signature(view).parameters.values()
    settings = [s.name for s in given if s.name != "fig" and s.default is not s.empty]
    for odd in ODD:
        for setting in settings:
            said(view, setting, odd)
        assert name in said(view, "no_such_setting", odd)


@pytest.mark.parametrize("name", explorers.declared())
def test_an_explorer_says_what_a_setting_can_be(name):
    explorer = getattr(explorers, name)()
    for setting in explorer.settings:
        for odd in ODD:
            said(explorer.still, setting, odd)
            said(getattr(explorers, name), setting, odd)


def test_a_year_may_be_any_whole_number_and_no_text():
    whole = views.partner_ranks(year=2012)[1].whole
    for year in (2012.0, np.int64(2012), np.float64(2012)):
        assert views.partner_ranks(year=year)[1].whole == whole
    with pytest.raises(BadSetting, match=r"cannot be '2012'. It is a whole number, such as 2012"):
        views.partner_ranks(year="2012")


@pytest.mark.parametrize(
    "call",
    ["check()", "check('1.1', 'A', 3)", "hint()", "solution()", "settle()", "load()", "source()",
     "guess()", "guess('x')", "recall('x')", "show()", "ledger(1, 2, 3)", "ready(1)",
     "begin()", "begin(1, 2)", "progress(1)", "settle(7, 'holds', why='near')", "ledger(True)"],
)  # fmt: skip
def test_a_verb_misused_is_one_sentence_that_shows_its_use(call):
    import steppes

    with pytest.raises(Misuse) as told:
        eval(call, vars(steppes).copy())
    assert "\n" not in str(told.value)
    assert call.split("(")[0] + "(" in str(told.value)


def test_show_takes_what_a_view_returns(monkeypatch):
    from steppes import show, showing

    bundles: list[dict] = []
    monkeypatch.setattr(showing, "show_bundle", bundles.append)
    show(views.altai_map())
    fig, words = views.altai_map()
    show(fig, words)
    assert bundles[0] == bundles[1]
    for wrong in ((fig,), (fig, "words"), ("figure", Description("Words.")), ((fig, words, 1),)):
        with pytest.raises(Misuse, match="words"):
            show(*wrong)
