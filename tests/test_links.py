"""Every link leads somewhere: files, headings on a page, and well-formed addresses of the web.

What a page links is read from what nbconvert makes of its Markdown, so that code and comments are
left out as they are for a reader. Nothing is fetched: whether a site still answers is asked once a
term, by hand.
"""

from __future__ import annotations

import functools
import json
import posixpath
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html
from running import load_start
from wanted import nothing_wanted

from steppes.authoring import building, linking, notebooks

ROOT = Path(__file__).resolve().parents[1]
LESSONS = [
    path
    for folder in ("notebooks", f"notebooks/{building.FURTHER}")
    for path in sorted((ROOT / folder).glob("*.ipynb"))
]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "teaching").rglob("*.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
    *LESSONS,
    *sorted((ROOT / "exercises").glob("*.ipynb")),
    *sorted((ROOT / "solutions").glob("*.ipynb")),
]
# A host whose addresses are written with http though no source is recorded so, and why.
WITHOUT_HTTPS = {
    "wiki.china.org.cn": "an encyclopedia read with http, which no table of the course records",
}


@functools.cache
def recorded() -> str:
    """Where sources are recorded with the address at which each was looked up, in one text.

    An address with http that stands there is the one that was read; what the site answers with
    https was tried by nobody.
    """
    kinds = (".bib", ".csv", ".yaml")
    paths = [path for path in sorted((ROOT / "data").rglob("*.*")) if path.suffix in kinds]
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths)
    return "\n".join(text for text in texts if "http://" in text)


def is_recorded(link: str) -> bool:
    return re.search(rf"{re.escape(link)}(?![\w/?&=%-])", recorded()) is not None


@dataclass(frozen=True)
class Page:
    """What a page links to, and the ids that its headings have."""

    links: tuple[str, ...]
    anchors: frozenset[str]


@functools.cache
def page_of(path: Path) -> Page:
    if path.suffix == ".md":
        sources, outputs = [path.read_text(encoding="utf-8")], []
    else:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
        outputs = [
            "".join(output["data"]["text/html"])
            for cell in cells
            for output in cell.get("outputs", [])
            if "text/html" in output.get("data", {})
        ]
    return read_page(sources, outputs, github=path.suffix == ".md")


def read_page(sources: list[str], outputs: Sequence[str] = (), github: bool = False) -> Page:
    """What Markdown and the HTML of outputs link; on GitHub a heading's id is small letters."""
    links: list[str] = []
    anchors: set[str] = set()
    for source in sources:
        page = BeautifulSoup(markdown2html(source), "html.parser")
        for heading in page.find_all(re.compile("h[1-6]")):
            for mark in heading.select("a.anchor-link"):
                mark.extract()
            text = heading.get_text()
            slug = re.sub(r"[^\w\- ]", "", text.lower()) if github else text
            anchors.add(slug.replace(" ", "-"))
        links += links_in(page)
    for output in outputs:
        links += links_in(BeautifulSoup(output, "html.parser"))
    return Page(tuple(links), frozenset(anchors))


def links_in(page: BeautifulSoup) -> Iterator[str]:
    for name in ("href", "src"):
        for tag in page.find_all(attrs={name: True}):
            if not tag[name].startswith("data:") and "anchor-link" not in tag.get("class", []):
                yield tag[name]


def is_web(link: str) -> bool:
    return bool(re.match(r"[a-z][a-z0-9+.-]*:", link))


def broken_places(where: Path, root: Path, page: Page) -> Iterator[str]:
    """A sentence for each relative link of a page that leads to no file or to no heading."""
    name = where.relative_to(root).as_posix()
    for link in page.links:
        if is_web(link):
            continue
        place, _, anchor = link.partition("#")
        place, anchor = unquote(place), unquote(anchor)
        target = Path(posixpath.normpath(posixpath.join(where.parent.as_posix(), place)))
        if place and not target.exists():
            yield f"{name} links to {link}, which is not there."
            continue
        there = page if not place else page_of(target) if is_page(target) else None
        if anchor and (there is None or anchor not in there.anchors):
            yield f"{name} links to {link}, and no heading has that name."


def is_page(target: Path) -> bool:
    return target.suffix in (".md", ".ipynb")


def ill_formed(link: str) -> str:
    """What is wrong with an address of the web; "" where nothing is."""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is no address"
    if parts.scheme == "mailto":
        return "" if "@" in parts.path else "is no address"
    if parts.scheme not in ("http", "https"):
        return "is of a kind that no browser opens"
    if not re.fullmatch(r"([\w-]+\.)+[a-z][\w-]+", host):
        return "names no host"
    if re.search(r"[\s<>\"\\^`{|}]|%(?![0-9A-Fa-f]{2})", link):
        return "holds a letter that no address can hold"
    if link.endswith((".", ",", ";", ":", "'", "…")) or link.count("(") != link.count(")"):
        return "ends in a mark that belongs to the sentence"
    if parts.scheme == "http" and host not in WITHOUT_HTTPS and not is_recorded(link):
        return "is not https, and no source is recorded so: write https, or list its host"
    return ""


def same_place(link: str) -> str:
    """An address without what makes no other page of it."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{unquote(parts.path).rstrip('/')}?{unquote(parts.query)}"


def written_two_ways(links: dict[str, set[str]]) -> Iterator[str]:
    """A sentence for each place that two addresses lead to; `links` says who writes each."""
    ways: dict[str, dict[str, set[str]]] = {}
    for link, names in links.items():
        if link.startswith("http"):
            ways.setdefault(same_place(link), {}).setdefault(link.partition("#")[0], set())
            ways[same_place(link)][link.partition("#")[0]] |= names
    for forms in ways.values():
        if len(forms) > 1:
            told = " and ".join(f"{form} ({', '.join(sorted(forms[form]))})" for form in forms)
            yield f"One place is written {len(forms)} ways: {told}."


# --- the course ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(path):
    nothing_wanted(broken_places(path, ROOT, page_of(path)))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_address_of_the_web_is_well_formed(path):
    addresses = sorted({link for link in page_of(path).links if is_web(link)})
    nothing_wanted(f"{link} {wrong}." for link in addresses if (wrong := ill_formed(link)))


def test_no_address_is_written_in_two_ways():
    links: dict[str, set[str]] = {}
    for path in PAGES:
        for link in page_of(path).links:
            links.setdefault(link, set()).add(path.relative_to(ROOT).as_posix())
    nothing_wanted(written_two_ways(links))


def test_a_host_without_https_is_still_linked():
    linked = {urlsplit(link).hostname for path in PAGES for link in page_of(path).links}
    assert set(WITHOUT_HTTPS) <= linked and all(WITHOUT_HTTPS.values())


@pytest.fixture(scope="module")
def students(tmp_path_factory) -> Path:
    """The course with a student's copies, as start.py makes them."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "exercises", "solutions", "src", "docs", "data", "tests"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copy(ROOT / "start.py", folder)
    assert load_start(folder).copy_all() == []
    return folder


def test_every_link_of_a_student_s_copies_leads_somewhere(students):
    copies = sorted((students / "my_work").rglob("*.ipynb"))
    assert {copy.name for copy in copies} >= {path.name for path in LESSONS}
    nothing_wanted(
        sentence for copy in copies for sentence in broken_places(copy, students, page_of(copy))
    )


def test_a_student_is_led_to_her_own_copies(students):
    for path in LESSONS:
        copy = students / "my_work" / path.relative_to(ROOT / "notebooks")
        for link in page_of(copy).links:
            if ".ipynb" in link and not is_web(link):
                place = posixpath.normpath(posixpath.join(copy.parent.as_posix(), link))
                assert place.startswith((students / "my_work").as_posix()), (copy.name, link)


@pytest.mark.parametrize("path", LESSONS, ids=building.place_of)
def test_a_lesson_has_the_contents_and_links_that_the_tool_writes(path):
    slug = path.relative_to(ROOT / "notebooks").with_suffix("").as_posix()
    stale = linking.has_stale_links(notebooks.read(path), path)
    assert not stale, f"{path.name} has other contents or links now. Run: steppes links {slug}"


# --- canaries: what is broken is noticed ---------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("[a](nowhere.ipynb)", "links to nowhere.ipynb, which is not there"),
        ("![a](docs/no.png)", "links to docs/no.png, which is not there"),
        ('<a href="nowhere/">a</a>', "links to nowhere/, which is not there"),
        ("[a][b]\n\n[b]: nowhere.md", "links to nowhere.md, which is not there"),
        ("## Here\n\n[a](#There)", "links to #There, and no heading"),
        ("## Is it here?\n\n[a](#is-it-here)", "links to #is-it-here, and no heading"),
        ("[a](notebooks/02_benchmark.ipynb#Twain)", "#Twain, and no heading has that name"),
        ("[a](LICENSE#Terms)", "LICENSE#Terms, and no heading has that name"),
    ],
)
def test_a_broken_link_is_noticed(source, told):
    (sentence,) = broken_places(ROOT / "x.md", ROOT, read_page([source]))
    assert told in sentence


@pytest.mark.parametrize(
    "source",
    ["## Is it here?\n\n[a](#Is-it-here?)", "[a](notebooks/02_benchmark.ipynb#Twins)",
     "`[a](nowhere.md)`", "```\n[a](nowhere.md)\n```", "<!-- [a](nowhere.md) -->", "[a](docs/)",
     "## Mongolia's *sales* (now)\n\n[a](#Mongolia's-sales-(now))"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_none(source):
    assert list(broken_places(ROOT / "x.md", ROOT, read_page([source]))) == []


@pytest.mark.parametrize(
    "link",
    ["https://", "https://nohost/a", "http://no.such.list/a", "ftp://a.org/b", "https://a.org/b.",
     "https://a.org/b)", "https://a.org/b c", "https://a.org/%zz", "https://[a.org", "mailto:a"],
)  # fmt: skip
def test_an_ill_formed_address_is_noticed(link):
    assert ill_formed(link)


def test_an_address_in_order_is_none():
    assert not ill_formed("http://en.kremlin.ru/d/5286") and not is_recorded("http://en.kremlin.r")
    for link in ("https://a.org/b_(c)", "https://doi.org/10.1/x;y", "mailto:a@b.org"):
        assert not ill_formed(link)


def test_one_place_written_two_ways_is_noticed():
    for other in ("http://a.org/b", "https://www.a.org/b", "https://a.org/b/", "https://A.org/b"):
        (told,) = written_two_ways({"https://a.org/b": {"x"}, other: {"y"}})
        assert "written 2 ways" in told
    assert not list(written_two_ways({"https://a.org/b": {"x"}, "https://a.org/b#c": {"y"}}))


def test_stale_contents_and_links_are_noticed(tmp_path):
    path = tmp_path / "notebooks" / "02_benchmark.ipynb"
    path.parent.mkdir()
    shutil.copy(ROOT / "notebooks" / path.name, path)
    assert linking.has_stale_links(notebooks.read(path), path)  # its neighbours are not there
    right = linking.linked(notebooks.read(path), path)
    notebooks.write(path, notebooks.text_of(right))
    assert not linking.has_stale_links(notebooks.read(path), path)
    right.cells[-2].source += "\n\n## One more"
    assert linking.has_stale_links(right, path)
