"""`kg init`: an empty package that checks, builds and serves, and whose example rows fit together."""

import json
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, ROOT, read_rows, write_rows
from server.running import start_server

from examples.commands import kg
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.template import example_rows, write_blank
from kg_builder.errors import SchemaError
from kg_builder.releases.release import current_release

TABLES = 13


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    folder = tmp_path / "Fresh Data"
    told = kg("init", str(folder), "--title", "Fresh", "--language", "fr", "--language", "sw")
    assert "begin with its README.md" in told
    return folder


def test_check_passes(fresh: Path) -> None:
    assert kg("check", "--data", str(fresh)) == f"0 rows in {TABLES} tables: nothing to say against them\n"


def test_build_and_serve_without_a_figure(fresh: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg("build", "--data", str(fresh), "--out", str(out))
    release = current_release(out)
    assert release is not None
    assert release.counts.get("Figure", 0) == 0
    kg("query", "figures", "--out", str(out), code=3)
    server = start_server(out, tmp_path / "log")
    try:
        assert server.query("ASK { ?figure a lh:Figure }", "application/sparql-results+json").status == 200
        assert [server.ask("GET", path).status for path in ("/", "/ns", "/q/", "/q/figures")] == [200] * 4
        assert server.ask("GET", "/region/nowhere").status == 404
    finally:
        server.stop()


def test_the_example_rows_fit_together(fresh: Path) -> None:
    rows = example_rows()
    for table, added in rows.items():
        header, _ = read_rows(fresh / f"{table}.csv")
        assert set(added[0]) <= set(header)
        write_rows(fresh / f"{table}.csv", header, added)
    tables = checked_tables(load_package(fresh, ONTOLOGY))
    assert len(tables) == TABLES
    assert all(frame.height > 0 for frame in tables.values())


def test_the_readme_has_a_row_of_each_table(fresh: Path) -> None:
    readme = (fresh / "README.md").read_text("utf-8")
    for path in sorted(fresh.glob("*.csv")):
        assert f"### {path.stem}\n" in readme
        assert path.read_text("utf-8") in readme


def test_nothing_of_the_first_country_is_left(fresh: Path) -> None:
    for path in [path for path in fresh.rglob("*") if path.is_file()]:
        text = path.read_text("utf-8")
        assert not [word for word in ("zh", "China", "gb-t", "prefecture") if word in text], path


def test_languages_become_columns(fresh: Path) -> None:
    header, _ = read_rows(fresh / "regions.csv")
    assert header[:4] == ["id", "label", "label_fr", "label_sw"]


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    told = kg("init", str(tmp_path), code=1)
    assert told == f"kg: {tmp_path.name}:/: found something in it, expected a new or an empty folder\n"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    assert "expected a new or an empty folder" in kg("init", str(tmp_path / "file"), code=1)
    assert "cannot be written" in kg("init", str(tmp_path / "file" / "below"), code=1)


@pytest.mark.parametrize(
    ("base", "languages", "problem"),
    [
        ("https://example.org/x", [], "ends in a slash"),
        ("example.org/", [], "expected an http"),
        ("https://example.org/a b/", [], "expected an http"),
        ("https://example.org/", ["français"], "expected a tag"),
        ("https://example.org/", ["en"], "beside English"),
        ("https://example.org/", ["fr", "FR"], "twice"),
    ],
)
def test_what_is_no_base_or_language_is_refused(tmp_path: Path, base: str, languages: list[str], problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        write_blank(tmp_path / "new", ROOT / "data", "New", base, languages)
    assert not (tmp_path / "new").exists()


def test_the_description_names_the_package(fresh: Path) -> None:
    described = json.loads((fresh / "datapackage.json").read_text("utf-8"))
    assert (described["name"], described["title"]) == ("fresh-data", "Fresh")
