"""load and source: fresh copies, types, and one clear sentence for whatever is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from steppes import load, source, tables
from steppes.tables import DataProblem, data_folder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the data folder in another place, with the working folder inside."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("build"))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert tables.data_folder() == tmp_path / "data"
    return tmp_path / "data"


@pytest.mark.parametrize("name", tables.manifest())
def test_each_table_loads_with_its_described_columns(name):
    frame = load(name)
    fields = tables.described(name)["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]
    assert len(frame)
    for field in fields:
        column = frame[field["name"]]
        if field["type"] in ("string", "date"):
            assert not column.isna().any()
        elif field["type"] == "boolean":
            assert column.dtype == bool
        else:
            assert pd.api.types.is_numeric_dtype(column), field["name"]
    assert all(isinstance(value, str) for value in frame.attrs.values())
    assert frame.attrs["licence"]


def test_a_table_is_a_fresh_copy_each_time():
    first = load("border_gap")
    first["km"] = 0
    assert (load("border_gap")["km"] > 0).all()


def test_source_prints_units_terms_and_faults(capsys):
    source("partners_cow")
    said = capsys.readouterr().out
    for part in ("Source:", "Terms:", "Columns:", "USD million", "Known faults:"):
        assert part in said


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(DataProblem, match=r"no table 'border'.*borders"):
        load("border")


def test_a_missing_file_is_one_sentence(checkout):
    (checkout / "border_gap.csv").unlink()
    with pytest.raises(DataProblem, match="border_gap.csv is missing"):
        load("border_gap")


def test_a_folder_in_a_tables_place_is_one_sentence(checkout):
    (checkout / "border_gap.csv").unlink()
    (checkout / "border_gap.csv").mkdir()
    with pytest.raises(DataProblem, match="border_gap.csv is a folder and not a file"):
        load("border_gap")


def test_a_table_that_may_not_be_read_is_one_sentence(checkout, monkeypatch):
    """Permissions do not bind who runs tests as root, so the refusal itself is made here."""

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    tables.manifest()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataProblem, match=r"border_gap.csv cannot be read \(permission denied\)"):
        load("border_gap")


@pytest.mark.parametrize(
    ("clone", "advice"),
    [
        (True, "Get it again: git checkout -- data/border_gap.csv"),
        (False, "Take data/border_gap.csv from a new download of the course."),
    ],
)
def test_git_is_advised_only_where_there_is_a_clone(checkout, clone, advice):
    if clone:
        (checkout.parent / ".git").mkdir()
    (checkout / "border_gap.csv").unlink()
    with pytest.raises(DataProblem) as told:
        load("border_gap")
    assert str(told.value).endswith(advice)


def test_in_a_wheel_the_package_is_to_be_installed_again(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "data_folder", lambda: tmp_path / "_data")
    told = tables.spoilt("border_gap.csv", "is missing")
    assert str(told) == "_data/border_gap.csv is missing. Install the package steppes again."


def test_no_sentence_of_the_library_assumes_git():
    for path in Path(tables.__file__).parent.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        advice = [line for line in lines if "git checkout" in line]
        assert len(advice) == (1 if path.name == "tables.py" else 0), path.name


@pytest.mark.parametrize("damage", [lambda t: t[: len(t) // 2], lambda t: t.replace("3", "4", 1)])
def test_a_truncated_or_altered_file_is_one_sentence(checkout, damage):
    path = checkout / "border_gap.csv"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    with pytest.raises(DataProblem, match="cut short or changed"):
        load("border_gap")


def test_windows_line_ends_are_the_same_table(checkout):
    path = checkout / "border_gap.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load("border_gap"))


def test_a_newer_schema_is_one_sentence(checkout):
    path = checkout / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["schema_version"] = tables.SCHEMA_VERSION + 1
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataProblem, match="Update the course"):
        load("border_gap")


@pytest.mark.parametrize(
    "text",
    ["{", '{"name": "steppes-to-states"}', '["steppes-to-states"]', "[" * 100_000],
    ids=range(4),
)
def test_a_damaged_description_is_one_sentence(checkout, text):
    (checkout / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem):
        load("border_gap")


def first_table(package: dict) -> dict:
    return next(t for t in package["resources"] if t["name"] == "border_gap")


LACKING = {
    "hash": lambda table: table.pop("hash"),
    "schema": lambda table: table.pop("schema"),
    "type in its schema": lambda table: table["schema"]["fields"][0].pop("type"),
    "list of words in its schema": lambda table: table["schema"]["fields"][0].update(
        categories=[{"value": "p"}]
    ),
    "description": lambda table: table.update(description=None),
    "path": lambda table: table.update(path=["a"]),
    "sources": lambda table: table.update(sources="me"),
    "title in its sources": lambda table: table["sources"][0].pop("title"),
    "name in its licenses": lambda table: table["licenses"][0].pop("name"),
    "list of known faults": lambda table: table.update(known_faults=3),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_an_entry_that_lacks_something_is_named_with_it(checkout, lacking):
    path = checkout / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    LACKING[lacking](first_table(package))
    path.write_text(json.dumps(package), encoding="utf-8")
    for call in (load, source):
        with pytest.raises(DataProblem, match=f"its entry border_gap has no {lacking}"):
            call("border_gap")


@pytest.mark.parametrize("entry", [3, None, {}, {"name": 3}], ids=range(4))
def test_an_entry_that_is_none_is_named_by_its_place(checkout, entry):
    path = checkout / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"].insert(0, entry)
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataProblem, match="is damaged: its entry .* has no name"):
        load("border_gap")


def test_where_the_file_has_a_letter_the_student_reads_a_word():
    stored = (data_folder() / "trade.csv").read_text(encoding="utf-8").splitlines()
    assert stored[1].endswith(",0,z")
    statuses = load("trade")["status"]
    assert set(statuses) == {"positive", "zero_or_rounded", "absent"}
    assert statuses.iloc[0] == "zero_or_rounded"


def test_a_table_that_does_not_fit_its_description_is_one_sentence(checkout):
    path = checkout / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    first_table(package)["schema"]["fields"].append(
        {"name": "year", "type": "integer", "description": "not there"}
    )
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataProblem, match="border_gap.csv does not fit its description"):
        load("border_gap")


def test_without_a_checkout_the_packaged_data_are_looked_for(tmp_path, monkeypatch):
    installed = tmp_path / "site-packages" / "steppes" / "tables.py"
    installed.parent.mkdir(parents=True)
    monkeypatch.setattr(tables, "__file__", str(installed))
    monkeypatch.chdir(tmp_path)
    assert tables.data_folder() == installed.parent / "_data"
    with pytest.raises(DataProblem, match="data folder is missing"):
        tables.manifest()


def test_a_student_sees_a_sentence_and_no_traceback():
    assert DataProblem("What to do.")._render_traceback_() == ["steppes: What to do."]
