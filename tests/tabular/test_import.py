"""`kg import`: an official table becomes figures by cell, all or nothing, and the same import again changes nothing."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, ROOT, read_rows, write_rows

from kg_builder.cli import run
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.mapping.derive import derived_tables
from tabular.invented import table
from tabular.scene import FIGURES, Scene, edited
from tabular.scene import scene as made

CASES = sorted((Path(__file__).parent / "broken").glob("*.json"))
LEAST = 58


def kg(*arguments: str, code: int = 0) -> str:
    """Run the command here; returns what it writes to standard output, or to standard error where it fails."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        done = run(arguments, {})
    assert done == code, out.getvalue() + err.getvalue()
    return out.getvalue() if code == 0 else err.getvalue()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return made(tmp_path)


def figures(scene: Scene) -> dict[str, dict[str, str]]:
    return {row["part"]: row for row in read_rows(scene.data / "figures.csv")[1] if row["part"]}


def test_figures_cite_their_cells(scene: Scene) -> None:
    told = kg(*scene.arguments())
    assert f"clinics.csv: {FIGURES} figures in 3 rows and 4 columns, 2 cells without a number" in told
    rows = figures(scene)
    assert len(rows) == FIGURES
    first = rows["cell=5,3"]
    assert (first["id"], first["value"], first["scale"]) == ("clinics-table-2020-r5c3", "1200500", "1000")
    assert (first["region"], first["indicator"], first["unit"]) == ("arvenia", "people-treated", "person")
    assert (first["start"], first["end"], first["token"]) == ("2018-01-01", "2018-12-31", "1,200.5")
    assert (rows["cell=6,6"]["token"], rows["cell=6,6"]["cite_end"]) == ("39", "2")
    assert (rows["cell=6,5"]["value"], rows["cell=5,6"]["flags"]) == ("-3500", "date-estimated")
    assert (rows["cell=7,6"]["cite_start"], rows["cell=7,6"]["region"]) == ("4", "arvenia-north-lake")
    told = kg("verify", "--data", str(scene.data), "--sources", str(scene.table.parent), code=1)
    assert {line.split(":")[0] for line in told.splitlines()[:-1]} == {"sources.csv"}, "report.txt is not at hand"


def test_again_changes_nothing(scene: Scene) -> None:
    kg(*scene.arguments())
    before = scene.files()
    assert "nothing to do" in kg(*scene.arguments())
    assert scene.files() == before


def test_a_dry_run_writes_nothing(scene: Scene) -> None:
    before = scene.files()
    assert "dry run: nothing was written" in kg(*scene.arguments("--dry-run"))
    assert scene.files() == before


def test_what_a_person_wrote_stays(scene: Scene) -> None:
    kg(*scene.arguments())
    header, rows = read_rows(scene.data / "figures.csv")
    row = next(row for row in rows if row["part"] == "cell=5,3")
    row |= {"id": "my-own-id", "note": "Looked at.", "flags": "scope-unclear"}
    write_rows(scene.data / "figures.csv", header, rows)
    edited(
        scene,
        {"of": "map", "find": 'beneficiary = "people"', "put": 'beneficiary = "people"\nflags = ["unit-doubtful"]'},
    )
    told = kg(*scene.arguments())
    assert f"figures.csv: 0 new, {FIGURES} changed, 0 as they were" in told
    now = figures(scene)["cell=5,3"]
    assert (now["id"], now["note"], now["flags"]) == ("my-own-id", "Looked at.", "scope-unclear;unit-doubtful")
    assert "nothing to do" in kg(*scene.arguments())


def test_figures_that_the_map_does_not_make_stay(scene: Scene) -> None:
    kg(*scene.arguments())
    edited(scene, {"of": "map", "find": '["3-6"]', "put": "[3, 4, 5]"})
    told = kg(*scene.arguments())
    assert "3 figures of clinics-table-2020 are not of this map: they stay as they are" in told


def test_citations_are_cells(scene: Scene) -> None:
    kg(*scene.arguments())
    package = load_package(scene.data, ONTOLOGY)
    tables = derived_tables(package, checked_tables(package))
    rows = tables["citations"].filter(source="clinics-table-2020").rows(named=True)
    assert [row["fragment"] for row in rows][:3] == ["cell=5,3", "cell=5,4", "cell=5,5"]
    assert (rows[0]["row"], rows[0]["column"], rows[0]["page"]) == (5, 3, None)
    assert rows[0]["label"] == "clinics-table-2020, row 5, column 3"
    mine = {row["id"]: row for row in tables["figures"].rows(named=True)}
    assert str(mine["clinics-table-2020-r5c3"]["precision"]).startswith("100.0")


def test_merged_cells_are_filled_where_the_map_says_so(scene: Scene) -> None:
    edited(scene, {"of": "map", "find": "region = { column = 1 }", "put": "region = { column = 1, fill = true }"})
    edited(scene, {"of": "table", "find": "North,02,520.25,x,−3.5,39%", "put": ",02,x,x,x,x"})
    edited(scene, {"of": "table", "find": "湖县,03", "put": "North,03"})
    kg(*scene.arguments())
    assert {row["region"] for part, row in figures(scene).items() if part.startswith("cell=7")} == {"arvenia-north"}


def test_names_say_what_an_empty_cell_means(scene: Scene) -> None:
    put = 'region = { column = 1, names = { "" = "arvenia-north" } }'
    edited(scene, {"of": "map", "find": "region = { column = 1 }", "put": put})
    edited(scene, {"of": "table", "find": "North,02", "put": ",02"})
    kg(*scene.arguments())
    assert figures(scene)["cell=6,3"]["region"] == "arvenia-north"


def test_a_year_may_have_a_mark_of_revision(scene: Scene) -> None:
    edited(scene, {"of": "table", "find": "2019", "put": "2019 r"})
    kg(*scene.arguments())
    assert figures(scene)["cell=5,5"]["end"] == "2019-12-31"


def test_the_column_of_codes_tells_regions_of_one_name_apart(scene: Scene) -> None:
    header, rows = read_rows(scene.data / "regions.csv")
    codes = {"arvenia": "XA", "arvenia-north": "XA-N", "arvenia-north-lake": "XA-L"}
    write_rows(scene.data / "regions.csv", header, [row | {"iso_code": codes.get(row["id"], "")} for row in rows])
    put = 'region = { column = 2, by = "iso_code" }'
    edited(scene, {"of": "map", "find": "region = { column = 1 }", "put": put})
    edited(scene, {"of": "map", "find": "col=2", "put": "col=1"})
    for old, new in (("Arvenia,01", "Same,XA"), ("North,02", "Same,XA-N"), ("湖县,03", "Same,XA-L")):
        edited(scene, {"of": "table", "find": old, "put": new})
    kg(*scene.arguments())
    assert figures(scene)["cell=6,3"]["region"] == "arvenia-north"


def test_a_heading_in_thousands_is_acknowledged(scene: Scene) -> None:
    line = "scale = { row = 4, names = { Treated = 1000, Share = 1 } }"
    edited(scene, {"of": "map", "find": line, "put": "scale = 1"})
    kg(*scene.arguments())
    assert figures(scene)["cell=5,3"]["value"] == "1200.5"


@pytest.mark.parametrize("charset", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings(charset: str, scene: Scene) -> None:
    scene.table.write_bytes(scene.table.read_bytes().decode().replace(",", ";").replace('"1;', '"1,').encode(charset))
    edited(scene, {"of": "map", "find": "[table]", "put": f'charset = "{charset}"\ndelimiter = "semicolon"\n[table]'})
    kg(*scene.arguments())
    assert len(figures(scene)) == FIGURES
    source = next(row for row in read_rows(scene.data / "sources.csv")[1] if row["id"] == "clinics-table-2020")
    assert source["extraction"] == f"csv-1 charset={charset} delimiter=semicolon"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_is_wrong_is_told_and_nothing_written(case: Path, scene: Scene, *, golden: bool) -> None:
    for edit in json.loads(case.read_text("utf-8")):
        edited(scene, edit)
    before = scene.files()
    told = kg(*scene.arguments(), code=1)
    assert str(scene.data.parent) not in told, "a message must not carry a path of the machine"
    approved = case.with_suffix(".txt")
    if golden:
        approved.write_text(told, encoding="utf-8")
    assert told == approved.read_text("utf-8")
    assert scene.files() == before


def test_there_are_broken_cases() -> None:
    assert len(CASES) >= LEAST
    assert {path.with_suffix(".json") for path in (Path(__file__).parent / "broken").glob("*.txt")} == set(CASES)


def test_the_table_of_the_how_to_is_the_generated_one() -> None:
    path = ROOT / "examples" / "tables" / "district-meals-2023.csv"
    assert path.read_bytes() == table().encode()
