"""Pages, PDFs and tables as sources of a package: verified, found again, rebased; what does not hold is told."""

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from datapackages import ONTOLOGY, read_rows, write_rows
from tabular.scene import FIGURES, Scene
from tabular.scene import scene as made

from kg_builder.cli import run
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.mapping.derive import derived_tables
from kg_builder.texts.source import SourceText, read_source
from texts import files

SOURCE = {"language": "en", "issued": "2024-05-03", "licence": "invented for tests"}
COPIED = ("program", "region", "indicator", "beneficiary", "unit", "comparator", "time_kind", "start", "end", "kind")


def kg(*arguments: str | Path, code: int = 0) -> str:
    """Run the command here; returns all that it writes."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        done = run([str(argument) for argument in arguments], {})
    assert done == code, told.getvalue()
    return told.getvalue()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """The tiny package with its only source as a page of HTML, a PDF beside it, and a table to import."""
    scene = made(tmp_path)
    texts = scene.table.parent
    (texts / "note.html").write_text(files.HTML, "utf-8")
    (texts / "note.pdf").write_bytes(files.pdf(files.PAGES))
    html, pdf = (read_source(texts / name) for name in ("note.html", "note.pdf"))
    add(scene, "sources", *(SOURCE | row("note", text) for text in (html, pdf)))
    fed = html.text.index("5,240")
    add(scene, "figures", figure("html", "note-html", "", fed), figure("pdf", "note-pdf", "page=2", 17))
    add(
        scene,
        "exclusions",
        *({"source": "note-html", "start": start, "end": end, "reason": "date"} for start, end in around(html, fed)),
        {"source": "note-pdf", "part": "page=1", "reason": "out-of-scope"},
        {"source": "note-pdf", "part": "page=2", "start": "3", "end": "7", "reason": "date"},
        {"source": "note-pdf", "part": "page=2", "start": "39", "end": "44", "reason": "out-of-scope"},
    )
    keep_only_new(scene)
    kg("verify", "--data", scene.data, "--sources", texts, "--write-fingerprints")
    return scene


def row(name: str, text: SourceText) -> dict[str, str]:
    kind = text.name.rpartition(".")[2]
    digests = {"identifier": text.name, "sha256": text.sha256, "text_sha256": text.text_sha256}
    return {
        "id": f"{name}-{kind}",
        "label": f"A note as {kind}",
        "media_type": text.media_type,
        "extraction": text.extraction,
    } | digests


def figure(name: str, source: str, part: str, start: int) -> dict[str, str]:
    place = {"part": part, "cite_start": str(start), "cite_end": str(start + 5), "token": "5,240"}
    return {"id": name, "source": source, "value": "5240"} | place


def around(html: SourceText, fed: int) -> list[tuple[str, str]]:
    """Two stretches of the page that hold all its numerals but one."""
    return [(str(html.text.index("In 2023")), str(fed)), (str(fed + 5), str(len(html.text)))]


def add(scene: Scene, table: str, *rows: Mapping[str, str]) -> None:
    """Add rows; what a figure does not say is that of the second figure of the tiny package."""
    path = scene.data / f"{table}.csv"
    header, there = read_rows(path)
    model = {name: there[1][name] for name in COPIED} if table == "figures" else {}
    write_rows(path, header, [*there, *(dict.fromkeys(header, "") | model | dict(each) for each in rows)])


def keep_only_new(scene: Scene) -> None:
    """Without what the tiny package has of its own source, whose text nobody has."""
    for table in ("sources", "figures", "exclusions", "fingerprints", "mentions"):
        path = scene.data / f"{table}.csv"
        header, rows = read_rows(path)
        key = "id" if table == "sources" else "source"
        kept = [each for each in rows if each[key] != "report-2020"]
        if table == "mentions":
            start = files.HTML_TEXT.index("canteens")
            place = {"source": "note-html", "start": str(start), "end": str(start + 8), "exact": "canteens"}
            kept = [dict.fromkeys(header, "") | place | {"program": each["program"]} for each in rows]
        write_rows(path, header, kept)


def verify(scene: Scene, code: int = 0) -> str:
    return kg("verify", "--data", scene.data, "--sources", scene.table.parent, code=code)


def put(scene: Scene, table: str, key: str, **cells: str) -> None:
    path = scene.data / f"{table}.csv"
    header, rows = read_rows(path)
    next(each for each in rows if key in (each.get("id"), each.get("source"))).update(cells)
    write_rows(path, header, rows)


def test_pages_and_pdfs_are_accounted_for(scene: Scene) -> None:
    told = verify(scene).splitlines()
    assert told == [
        "note-html: 6 numerals: 1 cited by figures, 5 excluded, 0 left over",
        "note-pdf: 5 numerals: 1 cited by figures, 4 excluded, 0 left over",
    ]
    package = load_package(scene.data, ONTOLOGY)
    citations = derived_tables(package, checked_tables(package))["citations"].rows(named=True)
    assert {each["fragment"] for each in citations if each["source"] == "note-pdf"} == {"page=2&char=17,22"}
    assert [each["page"] for each in citations if each["source"] == "note-pdf"] == [2]


WRONG: dict[str, tuple[str, str, dict[str, str], str]] = {
    "token-on-page": (
        "figures",
        "pdf",
        {"cite_start": "18", "cite_end": "23"},
        "token-differs: found '5,240'",
    ),
    "other-page": ("figures", "pdf", {"part": "page=1"}, "figures.csv:3:token: token-differs"),
    "no-such-page": ("figures", "pdf", {"part": "page=9"}, "found 'page=9', expected page=1 to page=2, the pages of"),
    "outside-page": ("figures", "pdf", {"cite_start": "900", "cite_end": "905"}, "the length of note.pdf page=2"),
    "text-digest": ("sources", "note-html", {"text_sha256": "0" * 64}, "text-digest: found '0000"),
    "extraction": ("sources", "note-pdf", {"extraction": "charset=utf-8"}, "extraction: found"),
    "kind": ("sources", "note-html", {"media_type": "application/pdf"}, "no PDF, expected a PDF with text"),
    "left-over": ("exclusions", "note-pdf", {"part": "page=2", "start": "3", "end": "7"}, "note.pdf:1:page=1 17-18"),
    "page-outside": ("exclusions", "note-pdf", {"part": "page=1-9"}, "cited-and-excluded"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_hold_is_told(case: str, scene: Scene) -> None:
    table, key, cells, told = WRONG[case]
    put(scene, table, key, **cells)
    assert told in verify(scene, code=1)


def test_there_are_wrong_cases() -> None:
    assert len(WRONG) >= 9


def test_a_page_is_rebased_on_a_pdf_and_back(scene: Scene) -> None:
    texts = scene.table.parent
    lines = [("Another first page", "with 12 words"), files.HTML_TEXT.replace("\u00a0", " ").split("\n")[:2]]
    (texts / "print.pdf").write_bytes(files.pdf(lines))
    told = kg("rebase", "note-html", texts / "print.pdf", "--data", scene.data, "--sources", texts, code=1)
    assert "figures: 1 moved, 0 still cite note-html" in told
    moved = next(each for each in read_rows(scene.data / "figures.csv")[1] if each["id"] == "html")
    assert (moved["source"], moved["part"], moved["token"]) == ("note-html-r2", "page=2", "5,240")
    assert "extraction" not in verify(scene, code=1)
    (texts / "again.html").write_text(files.HTML.replace("Montrel", "Montrel, a town"), "utf-8")
    told = kg("rebase", "note-html-r2", texts / "again.html", "--data", scene.data, "--sources", texts, code=1)
    assert "figures: 1 moved" in told
    moved = next(each for each in read_rows(scene.data / "figures.csv")[1] if each["id"] == "html")
    assert (moved["source"], moved["part"]) == ("note-html-r3", "")


def test_a_figure_is_located_on_a_page_and_in_a_table(scene: Scene) -> None:
    texts = scene.table.parent
    told = kg("locate", texts / "note.pdf", "pdf", "--data", scene.data).splitlines()
    assert told[1] == "17\t22\t5,240\tby fingerprint\tpage=2 1:18"
    kg(*scene.arguments())
    turned = scene.table.read_text("utf-8").splitlines()
    (texts / "turned.csv").write_text("\n".join([*turned[:4], turned[6], turned[4], turned[5]]), "utf-8")
    told = kg("locate", texts / "turned.csv", "clinics-table-2020-r5c3", "--data", scene.data).splitlines()
    assert told[1] == "0\t7\t1,200.5\tby labels\tcell=6,3"


def test_a_table_that_is_issued_anew(scene: Scene) -> None:
    texts = scene.table.parent
    kg(*scene.arguments())
    rows = scene.table.read_text("utf-8").splitlines()
    changed = [rows[6], rows[4].replace("40.1", "40.3"), rows[5]]
    (texts / "anew.csv").write_text("\n".join(["Issued anew", *rows[:4], *changed, rows[7]]), "utf-8")
    arguments = ("rebase", "clinics-table-2020", texts / "anew.csv", "--data", scene.data, "--sources", texts)
    told = kg(*arguments, code=1)
    assert f"figures: {FIGURES - 1} moved, 1 still cite clinics-table-2020" in told
    assert "clinics-table-2020-r5c4 changed: cell=5,4 -> cell=7,4: another number stands under its labels" in told
    assert "anew.csv:7:cell=7,4: cell-left-over: found '40.3'" in told
    parts = {each["id"]: each["part"] for each in read_rows(scene.data / "figures.csv")[1]}
    assert parts["clinics-table-2020-r7c4"] == "cell=6,4"
    assert parts["clinics-table-2020-r6c3"] == "cell=8,3"
    assert "the same bytes; nothing to do" in kg(*arguments)


def test_a_table_is_not_rebased_on_a_text(scene: Scene) -> None:
    kg(*scene.arguments())
    texts = scene.table.parent
    told = kg("rebase", "clinics-table-2020", texts / "note.html", "--data", scene.data, "--sources", texts, code=1)
    assert "expected one like clinics.csv" in told


def test_review_shows_pages_and_cells(scene: Scene, tmp_path: Path) -> None:
    old = tmp_path / "old"
    kg("verify", "--data", scene.data, "--sources", scene.table.parent)
    old.mkdir()
    for path in scene.data.rglob("*"):
        if path.is_file():
            (old / path.relative_to(scene.data)).parent.mkdir(parents=True, exist_ok=True)
            (old / path.relative_to(scene.data)).write_bytes(path.read_bytes())
    kg(*scene.arguments())
    put(scene, "figures", "pdf", note="Looked at.")
    told = kg("review", old, scene.data, "--sources", scene.table.parent)
    assert "cell=5,3, characters 0 to 7, line 1:" in told
    assert "page=2, characters 17 to 22, line 1:" in told
    assert "<b>1,200" in told


def test_words_are_found_where_offsets_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("第一 café, café.\nCafé", "utf-8")
    assert run(["text", str(tmp_path / "note.txt"), "--find", "café"], {}) == 0
    assert capsys.readouterr().out == "\t3\t7\n\t9\t13\n"
    (tmp_path / "table.csv").write_text("name,n\nSchool canteens,1\n", "utf-8")
    assert run(["text", str(tmp_path / "table.csv"), "--find", "canteens"], {}) == 0
    assert capsys.readouterr().out == "cell=2,1\t7\t15\n"
    assert run(["text", str(tmp_path / "note.txt"), "--find", "tea"], {}) == 3
