"""Texts, pages and cells of every kind of file; what is no such file is told in one line."""

from contextlib import suppress
from pathlib import Path

import pytest
from examples.commands import kg

from kg_builder.texts.media import HTML, PDF, PLAIN, TABLE, ExtractionError, media_type_of, read_extraction
from kg_builder.texts.parts import Area, area_of, area_part, cell_of, fragment, page_of, pages_of
from kg_builder.texts.source import SourceError, read_source
from texts import files


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_html_by_its_rules(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, "note.html", files.HTML))
    assert source.text == files.HTML_TEXT
    assert (source.media_type, source.extraction, len(source.text_sha256)) == (HTML, "html-1", 64)


def test_pdf_by_pages(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, "note.pdf", files.pdf(files.PAGES)))
    assert source.media_type == PDF
    assert source.extraction.startswith("pypdf-")
    first, second = source.parts()
    assert first == ("page=1", "\n".join(files.PAGES[0]) + "\n")
    assert second[0] == "page=2"
    start, end = source.span("page=2") or (0, 0)
    assert source.text[start:end] == second[1]
    assert source.placed(start + 3, start + 7) == ("page=2", 3, 7)
    assert source.placed(start - 3, start + 1) is None
    assert source.span("page=3") is None


def test_csv_by_cells(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, "t.csv", '\ufeffa, b \r\n\r\n"c\nd",5'))
    assert source.sheet is not None
    assert source.sheet.rows == [("a", "b"), (), ("c\nd", "5")]
    assert source.sheet.lines == [1, 2, 3]
    assert list(source.parts())[-1] == ("cell=3,2", "5")
    assert source.part_text("cell=2,1") is None
    assert (source.media_type, source.extraction, source.text_sha256) == (TABLE, "csv-1", "")


def test_other_encodings_and_delimiters(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "地区;人口\n北;1,5\n".encode("gb18030"))
    source = read_source(path, extraction="csv-1 charset=gb18030 delimiter=semicolon")
    assert source.sheet is not None
    assert source.sheet.cell(2, 2) == "1,5"
    assert source.extraction == "csv-1 charset=gb18030 delimiter=semicolon"
    plain = read_source(written(tmp_path, "t.txt", "北".encode("gb18030")), extraction="charset=gb18030")
    assert (plain.text, plain.media_type) == ("北", PLAIN)
    assert media_type_of(Path("a.TSV")) == TABLE
    assert read_source(written(tmp_path, "t.tsv", "a\tb\n")).extraction == "csv-1 delimiter=tab"


def test_plain_text_is_as_it_was(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, "t.txt", "\ufeffa\r\n"))
    assert (source.text, source.extraction, source.text_sha256) == ("\ufeffa\r\n", "", "")


PARTS = {
    "cell=5,2": Area(5, 5, 2, 2),
    "row=1-4": Area(1, 4, 1, 10**9),
    "col=2": Area(1, 10**9, 2, 2),
    "row=9-*": Area(9, 10**9, 1, 10**9),
    "cell=5,2-9,*": Area(5, 9, 2, 10**9),
}


def test_parts() -> None:
    assert len(PARTS) >= 5
    for part, area in PARTS.items():
        assert area_of(part) == area
        assert area_part(area) == part
    assert [area_of(part) for part in ("cell=0,1", "row=4-1", "page=1", "cell=1", "", "row=1;2")] == [None] * 6
    assert (cell_of("cell=5,2"), cell_of("cell=5,2-6,3"), page_of("page=3"), page_of("page=3-4")) == (
        (5, 2),
        None,
        3,
        None,
    )
    assert pages_of("page=3-4") == range(3, 5)
    assert [fragment(part, 3, 7) for part in ("", "page=2", "cell=5,2")] == ["char=3,7", "page=2&char=3,7", "cell=5,2"]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("csv-1 delimiter=x", TABLE),
        ("charset=hex", PLAIN),
        ("charset=none", HTML),
        ("a b", HTML),
        ("delimiter=tab", PLAIN),
    ],
)
def test_extractions_that_mean_nothing(printed: str, kind: str) -> None:
    with pytest.raises(ExtractionError):
        read_extraction(printed, kind)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


GOOD = files.pdf(files.PAGES)
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "pdf-none": ("a.pdf", b"hello", "a.pdf: found no PDF, expected a PDF with text"),
    "pdf-empty": ("a.pdf", b"", "a.pdf: found no PDF, expected a PDF with text"),
    "pdf-cut": ("a.pdf", cut(GOOD), "a.pdf: found a damaged PDF"),
    "pdf-head-only": ("a.pdf", b"%PDF-1.4\n", "a.pdf: found a damaged PDF"),
    "pdf-zeros": ("a.pdf", b"%PDF-1.4\n" + bytes(5_000), "a.pdf: found a damaged PDF"),
    "pdf-scan": ("a.pdf", files.pdf([[""], [" "]]), "a.pdf: found a PDF without text, perhaps a scan"),
    "pdf-loop": (
        "a.pdf",
        GOOD.replace(b"/Parent 2 0 R", b"/Parent 4 0 R").replace(b"[4 0 R 6", b"[2 0 R 6"),
        "a.pdf: found",
    ),
    "html-blank": ("a.html", b"<html><title>7</title><body>  </body></html>", "a.html: found a page without text"),
    "html-encoding": ("a.html", "<p>北".encode("gb18030"), "a.html: found byte 0xb1 at 3 on line 1, expected UTF-8"),
    "csv-open-quote": ("a.csv", b'a\n"b', "a.csv: found no CSV: unexpected end of data on line 2"),
    "csv-stray-quote": ("a.csv", b'a\n"b"c,d\n', "a.csv: found no CSV: ',' expected after '\"' on line 2"),
    "csv-long-cell": ("a.csv", b"a\n" + b"x" * 40_000, "a.csv: found a cell of more than 32768 characters on line 2"),
    "csv-nul": ("a.csv", b"a\n\0,b\n", "a.csv: found a NUL character on line 2, expected CSV"),
    "csv-utf-16": ("a.csv", "a,b\n".encode("utf-16"), "a.csv: found byte 0xff at 0 on line 1, expected UTF-8"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_is_none_is_told(case: str, tmp_path: Path) -> None:
    name, content, told = BROKEN[case]
    with pytest.raises(SourceError) as caught:
        read_source(written(tmp_path, name, content))
    assert str(caught.value).startswith(told)
    assert str(tmp_path) not in str(caught.value)


def test_there_are_broken_files() -> None:
    assert len(BROKEN) >= 13


@pytest.mark.parametrize(
    ("name", "content", "first"),
    [
        ("a.pdf", GOOD, "page=1\t17\t18\tcardinal\t3\t1\t3"),
        ("a.csv", b"x,5%\n", "cell=1,2\t0\t1\tpercent\t5\t1\t5%"),
        ("a.html", files.HTML.encode(), "11\t15\tcardinal\t2023\t1\t2023"),
        ("a.txt", b"of 7", "3\t4\tcardinal\t7\t1\t7"),
    ],
)
def test_numerals_of_every_kind(name: str, content: bytes, first: str, tmp_path: Path) -> None:
    lines = kg("numerals", str(written(tmp_path, name, content))).splitlines()
    assert lines[0].endswith("start\tend\tkind\tvalue\tprecision\tprinted")
    assert lines[1] == first


def test_text_and_what_is_kept_of_it(tmp_path: Path) -> None:
    path = str(written(tmp_path, "a.html", files.HTML))
    assert kg("text", path) == files.HTML_TEXT
    about = dict(line.split("\t") for line in kg("text", "--about", path).splitlines())
    assert list(about) == ["identifier", "sha256", "media_type", "extraction", "text_sha256"]
    assert "found no part 'page=9'" in kg("text", "--part", "page=9", path, code=2)


def test_no_torn_file_is_a_fault(tmp_path: Path) -> None:
    looped = GOOD.replace(b"/Parent 2 0 R", b"/Parent 4 0 R").replace(b"[4 0 R 6", b"[2 0 R 6")
    torn = [looped, *(GOOD[:step] + b"\xff<<[" + GOOD[step + 9 :] for step in range(0, len(GOOD), 37))]
    assert len(torn) >= 20
    refused = 0
    for content in torn:
        with suppress(SourceError):
            read_source(written(tmp_path, "a.pdf", content))
            continue
        refused += 1
    assert refused >= 1
