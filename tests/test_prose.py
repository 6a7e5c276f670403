"""Every number in prose was printed by a cell of its section, or stands beside a citation."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from steppes.authoring.prose import unsupported_numbers

ROOT = Path(__file__).resolve().parents[1]
# An exercise holds the prose of its solution, which is where its numbers are computed.
WHERE = ("notebooks", "notebooks/further", "solutions")
NOTEBOOKS = sorted(path for where in WHERE for path in ROOT.glob(f"{where}/*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_numbers_in_prose_are_computed_or_cited(path):
    assert unsupported_numbers(path) == []


def numbers_in(tmp_path: Path, *cells: dict, name: str = "01_x.ipynb") -> list[str]:
    """The unsupported numbers of a notebook of these cells, without cell and sentence."""
    nbformat.write(new_notebook(cells=list(cells)), tmp_path / name)
    return [number.strip() for _, number, _ in unsupported_numbers(tmp_path / name)]


def prints(text: str, source: str = "x") -> dict:
    return new_code_cell(source, outputs=[new_output("stream", name="stdout", text=text)])


GAP = prints("They span 36.24 km to 1,234.5 km, 0.49 % and 1:10m; 43.1 million; -3.2; in 2012.\n")


@pytest.mark.parametrize(
    ("sentence", "unsupported"),
    [
        # A wrong digit, more digits than were printed, and another magnitude.
        ("It is 36.34 km.", ["36.34"]),
        ("It is 37 km.", ["37"]),
        ("It is 36.240 km.", ["36.240"]),
        ("It is 1,234.51 km.", ["1,234.51"]),
        ("It is 0.5 % and 0.4 %.", ["0.4"]),
        ("It is 42 million, or $42 m.", ["42 million", "42 m"]),
        ("It is 43,100,001.", ["43,100,001"]),
        ("It is drawn at 1:50 million and 1:11 million.", ["1:50 million", "1:11 million"]),
        # Years and days are numbers too.
        ("It began in 1992, in the 1990s, on 8 August.", ["1992", "1990", "8"]),
        ("After a post-2014 fall.", ["2014"]),
        # Wherever it stands: lists, tables, quotations, emphasis, words and signs beside it.
        ("1. First, 51 km.\n2. Then 52 km.", ["51", "52"]),
        ("- The 53rd of them", ["53"]),
        ("> It is\n> **54** km or _55_ km (56).", ["54", "55", "56"]),
        ("| a | b |\n|---|---|\n| 57 | −58 |", ["57", "58"]),
        ("| [x](https://x.org) | 59 |\n| y | 60 |", ["60"]),
        ("From 61 to 62, 63–64.", ["61", "62", "63", "64"]),
        ("Some <span style='width: 91px'>65</span> km", ["65"]),
        # A citation serves one sentence, one item, one row.
        ("It is 71 km ([x](https://x.org)). It is 72 km.", ["72"]),
        ("It is 73 km. The [source](https://x.org) said so.", ["73"]),
        ("- 74 km\n- 75 km [x](https://x.org)", ["74"]),
        ("It is 76 km\n\n[x](https://x.org)", ["76"]),
        # A picture, a place in a notebook and a code span cite nothing.
        ("77 ![a map](https://x.org/a.png)", ["77"]),
        ("78, see [above](#the-gap) and [next](02_benchmark.ipynb)", ["78"]),
        ("79 `[x](https://x.org)`", ["79"]),
        # Ids end where their list does.
        ("It is **1.7** km.", ["1.7"]),
        ("In claims 7, 8 and 9 it is 81 km; claim 7 has 82.", ["81", "82"]),
    ],
)
def test_planted_numbers_are_found(sentence, unsupported, tmp_path):
    assert numbers_in(tmp_path, new_markdown_cell(sentence), GAP) == unsupported


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 36.24, 36.2 or 36 km, 1,234.5 or 1,235 km, 0.49 % or 0.5 %, in 2012.",
        "It fell by 3.2, that is −3.2.",
        "At 1:10 million, or 1:10,000,000, it is 43 million, $43 m or $43.1 million.",
        "It is 51 km ([x](https://x.org)).",
        "B. Miliate wrote of 51 km, e.g. Altai, in [x](https://x.org/a_(b)).",
        "See <https://x.org/53>: it is 53 km.",
        "### 51 km in 1999",
        "About 75 minutes, or 60 to 90 minutes, 20-minute. **Minutes:** 75.",
        "**1.7** Which of them?",
        "**Claims tested:** 4, 7 to 9 and 16 to 25 of the op-ed.",
        "Claims 4, 7–9 and 16–25, claim 7, lesson 02, question 1.2, exercise 1a, (1b), check 1.3.",
        "```python\nx = 51\n\n# y\nz = 52\n```\n\nand `y = 53`, 36 km",
        "> ### In 1999\n> 1. one",
        "<!-- 51 -->",
        "See [lesson 02, 51](02_benchmark.ipynb) and [there](#section-51).",
        "1. one\n2. two",
        "V-Dem v15, COVID-19, km2 and TIR_1975.",
        "10. ten",
    ],
)
def test_supported_and_exempt_numbers_are_left_alone(sentence, tmp_path):
    assert numbers_in(tmp_path, new_markdown_cell(sentence), GAP) == []


def test_a_number_of_another_section_does_not_count(tmp_path):
    cells = [
        new_markdown_cell("It is 36 km."),
        new_markdown_cell("## The gap\nIt is 36 km.\n### By road\nIt is 36 km."),
        GAP,
        new_markdown_cell("It is 36 km.\n\n## The road\n\nIt is 36 km, and 51."),
        prints("51"),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01_x.ipynb")
    assert unsupported_numbers(tmp_path / "01_x.ipynb") == [
        (cells[0].id, "36", "It is 36 km."),
        (cells[3].id, "36", "It is 36 km, and 51."),
    ]


def test_tables_and_pictures_print_what_can_be_read(tmp_path):
    output = new_output(
        "display_data",
        {
            "text/plain": "A gap of 36.0 km.",
            "text/html": '<td>51.5</td><details>52</details><img width="53" alt="54" '
            'src="data:image/png;base64,AA+55+AA">',
        },
    )
    text = new_markdown_cell("36, 51.5, 52, 53, 54 and 55.")
    assert numbers_in(tmp_path, text, new_code_cell("x", outputs=[output])) == ["53", "54", "55"]


def test_years_may_stand_in_the_code_and_other_numbers_may_not(tmp_path):
    cells = [
        new_markdown_cell("# One\nIn 2012 and 1999, 51 and 2,012."),
        prints("", "trade[trade.year == 2012].head(51)"),
        new_markdown_cell("# Two\nIn 2012."),
    ]
    assert numbers_in(tmp_path, *cells) == ["1999", "51", "2,012", "2012"]


def test_versions_are_exempt_in_the_first_notebook_only(tmp_path):
    text = new_markdown_cell("Python 3.11 or newer, JupyterLab 4, pandas 2.2 and 51.")
    assert numbers_in(tmp_path, text, name="00_start.ipynb") == ["51"]
    assert numbers_in(tmp_path, text) == ["3.11", "4", "2.2", "51"]


def test_how_to_set_an_explorer_and_a_rule_are_no_facts(tmp_path):
    explorer = new_code_cell(
        "explorers.x()",
        outputs=[new_output("display_data", {"text/html": '<div class="steppes-explorer"></div>'})],
    )
    asked = new_markdown_cell("Then 76.\n\n1. Go to 2001 and 77.\n2. Is it above 78?\n\nSo 79.")
    rule = new_markdown_cell("**The rule** of 2003, 80 of 100:\n- 81 or more: for.\n\nBut 84.")
    assert numbers_in(tmp_path, explorer, asked, rule) == ["76", "79", "84"]
    assert numbers_in(tmp_path, asked) == ["76", "2001", "77", "78", "79"]
    minutes = new_markdown_cell("**Minutes:** 67, by section: What? 5, Limits 1.\n\nAnd 82.")
    assert numbers_in(tmp_path, minutes) == ["82"]
