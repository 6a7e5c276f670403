"""The page that ends lesson 01: what stands on it, what it needs, what it never writes over."""

from __future__ import annotations

import importlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from steppes import __version__, fact_check, guess, record, verdicts
from steppes.claims import claims
from steppes.measures.pairs import groups_of
from steppes.measures.trade import op_ed_flows

MODULE = importlib.import_module("steppes.fact_check")
PAIR = ("BGD", "NPL")
TITLE = "Thin beside near borders"
ARTICLE = "https://www.asiasentinel.com/p/the-steppes-to-the-states"


@pytest.fixture(autouse=True)
def nothing_was_said():
    MODULE._said_once.clear()


@pytest.fixture
def file(empty_home):
    return empty_home / "01_fact_check.html"


@pytest.fixture
def worked():
    guess("my comparison", 'Mongolia\'s trade with <i>others</i> & "friends"')
    guess("the gap", 150, "km")
    record.judged(22, "imprecise", "of 13 records <script>alert(1)</script> none has it so")
    record.judged(18, "mixed")


def page(file) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def text(file) -> str:
    return " ".join(page(file).main.get_text(" ").split())


def test_all_that_she_wrote_stands_on_the_page(worked, file):
    fact_check("Thin <b>beside</b> near borders", PAIR)
    told = text(file)
    assert page(file).h1.get_text() == "Thin <b>beside</b> near borders"
    assert '\u201cMongolia\'s trade with <i>others</i> & "friends"\u201d' in told
    assert (
        "I guessed that the two borders lie 150 km apart. At their nearest the two borders lie"
        in told
    )
    for claim_id, hers in ((22, "imprecise"), (18, "mixed")):
        found = verdicts.finding(claim_id)
        assert claims()[claim_id].would_change in told and f"I say {hers}" in told
        assert f"The course's verdict: {found.in_2013} in 2013, {found.now} now" in told
    assert "now (data to 2014), by trade only." in told
    assert "of 13 records <script>alert(1)</script> none has it so" in told
    assert "No reason yet: add because=" in told
    for amount in ("60 million US dollars. Their borders lie 36.2", "57 million US dollars. Their"):
        assert f"In 2012 they sold each other goods worth {amount}" in told
    assert "22.5 km" in told and "Data: goods in whole millions" in told
    assert f"version {__version__}" in told


def test_it_reads_without_the_course(worked, file):
    fact_check(TITLE, PAIR)
    told, soup = text(file), page(file)
    before_claims = told.partition("Claim 22")[0]
    article = "B. Miliate, The Steppes to the States, Asia Sentinel, 2013"
    rule = "is called thin beside a group of other pairs when more than half"
    for wanted in ("Kazakhstan and Mongolia", article, rule, "sell each other goods worth more"):
        assert wanted in before_claims
    assert [link["href"] for link in soup("a")] == [ARTICLE] == [soup.a.get_text()]
    assert "ledger" not in told.lower() and "the two states" not in told.lower()
    assert "Name and date:" in told and soup.select_one(".pen span").get_text() == ""
    claim = "Claim 22: Mongolia sells more to Kazakhstan ($26 million) than it buys there"
    assert [head.get_text() for head in soup("h2")] == [
        "Before I looked",
        f"{claim} ($18 million)",
        "Claim 18: ties between Kazakhstan and Mongolia fall short of what they could be",
        "The pair of the article: Kazakhstan and Mongolia",
        "A pair that I chose: Bangladesh and Nepal",
    ]
    assert op_ed_flows() == {"MNG": 26, "KAZ": 18}
    assert told.count("Pairs without trade are counted.") == len(soup("img")) == 2


def test_each_verdict_has_its_numbers_beside_it(worked, file):
    fact_check(TITLE, PAIR)
    told, found = text(file), verdicts.finding(18)
    assert f"Evidence: {verdicts.finding(22).says} In 2012, by Correlates of War, it sold" in told
    assert "0 of 13 records" in told and "for 2 million US dollars and bought for 58." in told
    assert "76 trade more than this pair (thin)" in told and "38 (not thin)" in told
    assert "in 2014, 77 and 39." in told
    assert "76 and 38 in 2012 and 77 and 39 in 2014" in found.says  # what the rule itself counts
    shares = groups_of("KAZ-MNG", 2012).set_index("label")["share"]
    assert round(100 * shares["borders within 100 km"]) == 76


def test_what_she_typed_is_escaped_everywhere(worked, file, monkeypatch):
    shown = []
    monkeypatch.setattr(MODULE, "show_bundle", shown.append)
    fact_check('<img src=x onerror="1">', PAIR)
    pages = file.read_text(encoding="utf-8"), "".join(each["text/html"] for each in shown)
    for markup in pages:
        assert "<script" not in markup and "<i>" not in markup and "<img src=x" not in markup
        assert "&lt;script&gt;" in markup and "&lt;i&gt;others" in markup


def test_the_file_needs_nothing(worked, file):
    fact_check(TITLE, PAIR)
    whole = file.read_text(encoding="utf-8")
    for needed in ("<script", "<link", "@import", "url(", "<iframe", 'src="http'):
        assert needed not in whole
    assert whole.count("http") == whole.count(ARTICLE) == 2  # one link, and its words
    soup = page(file)
    assert soup.html["lang"] == "en" and soup.title.get_text().startswith(TITLE)
    pictures = soup.find_all("img")
    assert len(pictures) == 2
    for picture, words in zip(pictures, soup.find_all("details"), strict=True):
        assert picture["src"].startswith("data:image/png;base64,")
        assert len(picture["alt"].split()) > 8 and picture["alt"] in words.p.get_text()
    assert [each.name for each in soup.find_all(re.compile("^h[1-6]$"))] == ["h1"] + ["h2"] * 5
    assert "prefers-color-scheme: dark" in whole and "size: A4" in whole


def test_with_nothing_written_it_says_what_to_do(file, capsys):
    fact_check(..., ...)
    said, told = capsys.readouterr().out, text(file)
    assert said.startswith("Put a title of your own in quotes and the codes of two states")
    assert "..." not in told and "…" not in told and "None" not in told and "nan" not in told
    for wanted in ("Your title stands here", "No comparison yet", "no guess of it was written",
                   "No pair yet"):  # fmt: skip
        assert wanted in told
    assert told.count("No verdict yet") == 2


@pytest.mark.parametrize("title", ["...", " … ", ""])
def test_dots_in_quotes_are_no_title(title, file, capsys):
    fact_check(title, PAIR)
    assert "Put a title of your own in quotes" in capsys.readouterr().out
    assert page(file).h1.get_text() == "Your title stands here" and len(page(file)("img")) == 2


def test_the_course_is_silent_where_she_has_not_judged(file, capsys):
    record.judged(22, "mixed", "a word that is for claims of another kind")
    fact_check(TITLE, PAIR)
    for told in (text(file), capsys.readouterr().out):
        assert "The course's verdict:" not in told and "Evidence" not in told
        assert claims()[18].would_change[:40] not in told
    record.judged(22, "wrong", "none of 13")
    fact_check(TITLE, PAIR)
    assert text(file).count("The course's verdict:") == text(file).count("Evidence:") == 1


BAD = {
    ("XXX", "NPL"): "'XXX' is no code of a state",
    ("Nepal", "BGD"): "write NPL",
    ("BGD",): "two states",
    ("BGD", "NPL", "IND"): "two states",
    ("BGD", "bgd"): "the same state twice",
    ("ARM", "AZE"): "choose a pair with an amount above 0",
    ("PRK", "KOR"): "choose a pair with an amount above 0",
    ("ALB", "SRB"): "no figure of trade for 2012",
    ("KAZ", "MNG"): "the pair of this lesson",
    "BGD": "two states",
    7: "two states",
    None: "two states",
    (None, "BGD"): "is no code of a state",
}


@pytest.mark.parametrize("pair", BAD, ids=map(str, BAD))
def test_a_pair_that_cannot_be_is_one_sentence_and_no_page(pair, file, capsys):
    fact_check(TITLE, pair)
    said = capsys.readouterr().out
    assert BAD[pair] in said and said.count("\n") == 1 and len(said) < 250
    assert not file.exists()


@pytest.mark.parametrize(
    ("title", "wanted"),
    [("x" * 91, "shorten it to 90 letters"), (3, "in quotes"), (None, "in quotes"),
     (["a"], "in quotes")],
)  # fmt: skip
def test_a_title_that_cannot_be_is_one_sentence_and_no_page(title, wanted, file, capsys):
    fact_check(title, PAIR)
    said = capsys.readouterr().out
    assert wanted in said and said.count("\n") == 1 and not file.exists()


def test_codes_may_be_small_and_in_either_order(file):
    fact_check(TITLE, ["npl", "BGD"])
    assert "A pair that I chose: Bangladesh and Nepal" in text(file)


def test_the_same_gives_the_same_and_no_date(worked, file, capsys):
    said = []
    for _ in range(2):
        capsys.readouterr()
        fact_check(TITLE, PAIR)
        said.append((capsys.readouterr().out, file.read_bytes()))
    assert said[0] == said[1]
    assert str(file.parent) not in said[0][0] and not re.search(r"202[5-9]", text(file))


def test_ours_is_written_over_and_hers_never(file, capsys):
    fact_check("One", PAIR)
    fact_check("Two", PAIR)
    assert [path.name for path in file.parent.glob("*.html")] == [file.name]
    hers = file.read_text(encoding="utf-8").replace("Two", "My own words")
    file.write_text(hers, encoding="utf-8")
    capsys.readouterr()
    for _ in range(2):
        fact_check("Three", PAIR)
        assert "was changed since it was written, and stays" in capsys.readouterr().out
    beside = file.with_name("01_fact_check-2.html")
    assert file.read_text(encoding="utf-8") == hers
    assert page(beside).h1.get_text() == "Three"
    beside.write_text("notes", encoding="utf-8")
    fact_check("Four", PAIR)
    assert beside.read_text(encoding="utf-8") == "notes"
    assert page(file.with_name("01_fact_check-3.html")).h1.get_text() == "Four"


def test_a_page_with_placeholders_replaces_none_that_has_more(worked, file, capsys):
    record.judged(18, "mixed", "thin by borders only")
    fact_check(TITLE, PAIR)
    finished = file.read_bytes()
    for title, pair, lost in (
        ("", PAIR, "a title"),
        (..., ..., "a title and a pair of your own"),
        ("New", ..., "a pair of your own"),
    ):
        capsys.readouterr()
        fact_check(title, pair)
        said = capsys.readouterr().out
        assert f"{file.name} stays as it was: the page above lacks {lost}, and is only" in said
        assert "Written:" not in said and "Made in lesson 01" in said
        assert [each.name for each in file.parent.glob("*.html")] == [file.name]
        assert file.read_bytes() == finished
    record.judged(22, "wrong")
    fact_check("New", PAIR)
    assert "lacks a reasoned verdict on claim 22, and is only shown" in capsys.readouterr().out
    record.judged(22, "wrong", "none")
    fact_check("New", PAIR)
    assert page(file).h1.get_text() == "New"


def test_a_page_grows_from_nothing(file):
    fact_check(..., ...)
    fact_check(TITLE, ...)
    assert page(file).h1.get_text() == TITLE and page(file).h1.get("class") is None
    fact_check(..., PAIR)  # it has a pair, and would lose the title
    assert page(file).h1.get_text() == TITLE
    fact_check("Another", PAIR)
    assert page(file).h1.get_text() == "Another" and len(page(file)("img")) == 2
    for lacking in ("a first comparison", "a reasoned verdict on claim 18"):
        assert lacking in page(file).find("meta", {"name": "steppes-lacks"})["content"]


def test_a_finished_page_that_lies_beside_stays_too(worked, file, capsys):
    record.judged(18, "mixed", "thin by borders only")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("hers", encoding="utf-8")
    fact_check(TITLE, PAIR)
    beside = file.with_name("01_fact_check-2.html")
    finished = beside.read_bytes()
    fact_check(..., PAIR)
    assert "01_fact_check-2.html stays as it was" in capsys.readouterr().out
    assert beside.read_bytes() == finished and file.read_text(encoding="utf-8") == "hers"


def test_a_link_or_a_folder_of_that_name_stays(file, tmp_path):
    elsewhere = tmp_path / "elsewhere.html"
    fact_check("One", PAIR)
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    file.with_name("01_fact_check-2.html").mkdir()
    fact_check("Two", PAIR)
    assert elsewhere.read_bytes() == before and file.is_symlink()
    assert page(file.with_name("01_fact_check-3.html")).h1.get_text() == "Two"


def test_where_nothing_can_be_written_it_is_shown_and_that_is_said_once(
    monkeypatch, tmp_path, capsys
):
    (tmp_path / "a_file").write_text("")
    monkeypatch.setenv("STEPPES_HOME", str(tmp_path / "a_file" / "my_work"))
    fact_check(TITLE, PAIR)
    fact_check(TITLE, PAIR)
    said = capsys.readouterr().out
    assert said.count("The page is shown and not kept") == 1
    assert said.count(f"Fact-check: {TITLE}") == 2


def test_each_picture_has_its_words_in_the_notebook(monkeypatch, worked):
    shown = []
    monkeypatch.setattr(MODULE, "show_bundle", shown.append)
    fact_check(TITLE, PAIR)
    drawn = [bundle for bundle in shown if "image/png" in bundle]
    assert len(drawn) == 2
    for bundle in shown:
        soup = BeautifulSoup(bundle["text/html"], "html.parser")
        folds = [fold.p.get_text() for fold in soup.find_all("details")]
        assert folds == ([bundle["text/plain"]] if bundle in drawn else [])
        assert bool(soup.img) == (bundle in drawn)


@pytest.mark.slow
def test_the_page_is_one_of_a4_and_axe_finds_nothing(file, browser):
    guess("the gap", 123456.5, "km")
    longest = ("Я бы сравнил торговлю " * 30, "Ж" * 90), ("W" * 500, "W" * 90)
    for said, title in (*longest, ("", ...)):
        guess("my comparison", said or "no")
        for claim_id, verdict in ((18, "not supported"), (22, "unverified")):
            record.judged(claim_id, verdict, said)
        file.unlink(missing_ok=True)
        fact_check(title, ("LCA", "VCT") if said else ...)
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)
            view = context.new_page()
            asked = []
            view.on("request", lambda sent, asked=asked: asked.append(sent.url))
            view.goto(file.as_uri())
            assert Axe().run(view).violations_count == 0
            assert all(url.startswith(("file:", "data:")) for url in asked)
            printed = view.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
            context.close()
