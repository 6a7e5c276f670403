"""load and source: fresh copies, types, and one clear sentence for whatever is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from steppes import load, source, tables
from steppes.tables import DataProblem

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


@pytest.mark.parametrize("text", ["{", '{"name": "steppes-to-states"}', '["steppes-to-states"]'])
def test_a_damaged_description_is_one_sentence(checkout, text):
    (checkout / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem):
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
