"""Whether figures stand where their rows say, on an invented text and on the real ones."""

import hashlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kg_builder.errors import ChecksFailed, KgError
from kg_builder.evidence.coverage import Coverage, coverage, fingerprints, verify
from kg_builder.evidence.sources import fingerprint
from kg_builder.numerals.finding import numerals
from kg_builder.texts.source import SourceError, read_source

REPOSITORY = Path(__file__).parents[2]
SOURCES = REPOSITORY.parent / "shared" / "sources"
APPROVED = Path(__file__).with_name("evidence.txt")
"""What `verify` says of each case, under its name; `make golden` writes it anew."""

TEXT = """Updated: 2019-03-14

In 2018 Northvale spent 1.2 million crowns ($170,000) on 48 of its 131 schools; 48 got lifts.
Hundreds of pupils gained, 36.6 percent of them girls.

A 9-year-old said so. Call 010-55501234.
"""
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()

Row = dict[str, Any]
Package = dict[str, list[Row]]

COLUMNS = {
    "sources": ("id", "identifier", "sha256"),
    "figures": ("id", "source", "value", "converted", "cite_start", "cite_end", "token", "more_citations"),
    "mentions": ("program", "source", "start", "end", "exact"),
    "exclusions": ("source", "start", "end", "reason", "note"),
    "fingerprints": ("source", "start", "end", "fingerprint"),
}


def figure(start: int, token: str, value: str, converted: str = "", more: str = "") -> Row:
    """A row of figures."""
    place = {"cite_start": str(start), "cite_end": str(start + len(token)), "token": token}
    return {
        "id": f"f-{start}",
        "source": "vale",
        "value": value,
        "converted": converted,
        "more_citations": more,
        **place,
    }


def exclusion(start: int, end: int, reason: str = "date", note: str = "") -> Row:
    """A row of exclusions."""
    return {"source": "vale", "start": str(start), "end": str(end), "reason": reason, "note": note}


def tables_of(package: Package) -> dict[str, pl.DataFrame]:
    """Frames of text with the line of every row; empty cells are null."""
    frames = {}
    for name, columns in COLUMNS.items():
        rows = [{"_line": n, **{c: row[c] or None for c in columns}} for n, row in enumerate(package[name], 2)]
        frames[name] = pl.DataFrame(rows, schema={"_line": pl.Int64, **dict.fromkeys(columns, pl.String)})
    return frames


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the one invented text, and what is none."""
    (tmp_path / "vale.txt").write_bytes(TEXT.encode())
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 48\n")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def package(folder: Path) -> Package:
    """A package that says everything right about the invented text."""
    package: Package = {
        "sources": [{"id": "vale", "identifier": "vale.txt", "sha256": DIGEST}],
        "figures": [
            figure(45, "1.2 million", "1200000", "170000", "66-73:170,000"),
            figure(78, "48", "48", more="101-103:48"),
            figure(88, "131", "131"),
            figure(142, "36.6", "36.6"),
        ],
        "mentions": [{"program": "p", "source": "vale", "start": "104", "end": "113", "exact": "got lifts"}],
        "exclusions": [
            exclusion(9, 19, note="day of the page"),
            exclusion(21, 28),
            exclusion(115, 123, "indefinite"),
            exclusion(171, 174, "person"),
            exclusion(193, 210, "contact"),
        ],
        "fingerprints": [],
    }
    rows = fingerprints(tables_of(package), folder).cast(pl.String).to_dicts()
    return {**package, "fingerprints": rows}


Change = Callable[[Package], object]


def set_in(table: str, row: int, **cells: str) -> Change:
    """A change of cells in one row."""
    return lambda package: package[table][row].update(cells)


def say(row: int, token: str, **cells: str) -> Change:
    """A change of a figure's token and other cells."""
    return set_in("figures", row, token=token, **cells)


def drop(table: str, row: int) -> Change:
    """A change that takes a row away."""
    return lambda package: package[table].pop(row)


def add(table: str, row: Row) -> Change:
    """A change that adds a row."""
    return lambda package: package[table].append(row)


def both(*changes: Change) -> Change:
    """Several changes in turn."""
    return lambda package: [change(package) for change in changes]


CASES: dict[str, Change] = {
    "nothing": both(),
    "source-missing": set_in("sources", 0, identifier="vele.txt"),
    "source-nothing": set_in("sources", 0, identifier=""),
    "source-path": set_in("sources", 0, identifier="../vale.txt"),
    "source-unreadable": set_in("sources", 0, identifier="folder"),
    "source-encoding": set_in("sources", 0, identifier="latin.txt"),
    "source-digest": set_in("sources", 0, sha256="0" * 64),
    "reference-unknown": set_in("figures", 3, source="vole"),
    "type": set_in("figures", 2, cite_start="eighty"),
    "type-empty": set_in("mentions", 0, end=""),
    "cite-order": set_in("figures", 2, cite_end="88"),
    "place-outside": set_in("figures", 2, cite_start="288", cite_end="291"),
    "mention-outside": set_in("mentions", 0, start="1104", end="1113"),
    "exclusion-outside": set_in("exclusions", 4, end="213"),
    "token-differs": say(2, "132"),
    "token-moved": set_in("figures", 2, cite_start="80", cite_end="83"),
    "token-missing": say(2, ""),
    "mention-differs": set_in("mentions", 0, start="105", end="114"),
    "citation-no-numeral-part": say(2, "13", cite_end="90", value="13"),
    "citation-no-numeral-adorned": set_in("figures", 0, more_citations="65-73:$170,000"),
    "citation-no-numeral-words": say(2, "schools", cite_start="92", cite_end="99"),
    "token-no-number": both(drop("exclusions", 2), add("figures", figure(115, "Hundreds", "100"))),
    "token-value": set_in("figures", 0, value="1250000"),
    "token-value-further": set_in("figures", 1, more_citations="101-103:48;88-91:131"),
    "citation-form": set_in("figures", 1, more_citations="101:48"),
    "citation-twice": set_in("figures", 1, more_citations="101-103:48;78-80:48"),
    "converted-uncited": set_in("figures", 1, converted="96"),
    "fingerprint-missing": drop("fingerprints", 2),
    "fingerprint-differs": set_in("fingerprints", 2, fingerprint="0123456789abcdef"),
    "fingerprint-unused": add(
        "fingerprints", {"source": "vale", "start": "1", "end": "2", "fingerprint": "0123456789abcdef"}
    ),
    "exclusion-order": set_in("exclusions", 1, end="20"),
    "exclusion-overlap": set_in("exclusions", 1, start="15", end="28"),
    "exclusion-empty": add("exclusions", exclusion(29, 38)),
    "exclusion-cuts": set_in("exclusions", 0, end="17"),
    "note-on-person": set_in("exclusions", 3, note="her age"),
    "note-on-contact": set_in("exclusions", 4, note="a telephone"),
    "cited-and-excluded": add("exclusions", exclusion(86, 91)),
    "numeral-left-over": drop("exclusions", 1),
    "adorned-left-over": set_in("figures", 0, more_citations="", converted=""),
}


def test_violations_are_told_exactly(package: Package, folder: Path, *, golden: bool) -> None:
    told = []
    for name, change in CASES.items():
        broken = deepcopy(package)
        change(broken)
        told += [f"# {name}", *(str(violation) for violation in verify(tables_of(broken), folder)), ""]
    if golden:
        APPROVED.write_text("\n".join(told), encoding="utf-8", newline="")
    assert told == APPROVED.read_text("utf-8").split("\n")


def test_cases_are_not_lost() -> None:
    told = [line for line in APPROVED.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(CASES) >= 39
    assert len({line.split(": ")[1] for line in told}) >= 25


def test_all_violations_are_told_at_once_and_sorted(package: Package, folder: Path) -> None:
    for name in ("token-differs", "note-on-person", "fingerprint-missing", "token-value"):
        CASES[name](package)
    found = verify(tables_of(package), folder)
    assert [(v.path, v.line, v.column, v.code) for v in found] == [
        ("exclusions.csv", 5, "note", "note-on-person"),
        ("figures.csv", 2, "value", "token-value"),
        ("figures.csv", 3, "cite_start", "fingerprint-missing"),
        ("figures.csv", 4, "token", "token-differs"),
    ]


def test_typed_tables_are_verified_like_text(package: Package, folder: Path) -> None:
    set_in("figures", 1, more_citations="101-103:48;88-91:131")(package)
    text = tables_of(package)
    typed = {name: frame.with_columns(pl.col("^(cite_)?(start|end)$").cast(pl.Int64)) for name, frame in text.items()}
    typed["figures"] = typed["figures"].with_columns(
        pl.col("value", "converted").cast(pl.Decimal(38, 9)), pl.col("more_citations").str.split(";")
    )
    assert verify(typed, folder) == verify(text, folder) != []


def test_coverage_counts_every_numeral(package: Package, folder: Path) -> None:
    assert coverage(tables_of(package), folder) == [Coverage("vale", numerals=11, cited=6, excluded=5, left_over=0)]
    drop("exclusions", 1)(package)
    drop("figures", 3)(package)
    assert coverage(tables_of(package), folder) == [Coverage("vale", numerals=11, cited=5, excluded=4, left_over=2)]


def test_fingerprints_are_of_every_cited_place_sorted(package: Package, folder: Path) -> None:
    add("figures", package["figures"][2])(package)
    frame = fingerprints(tables_of(package), folder)
    assert frame.columns == ["source", "part", "start", "end", "fingerprint"]
    assert list(frame.schema.values()) == [pl.String(), pl.String(), pl.Int64(), pl.Int64(), pl.String()]
    places = [(45, 56), (66, 73), (78, 80), (88, 91), (101, 103), (104, 113), (142, 146)]
    assert frame.rows() == [("vale", None, *place, fingerprint(TEXT, *place)) for place in places]


@pytest.mark.parametrize("name", ["source-missing", "source-digest", "place-outside", "type", "citation-form"])
def test_fingerprints_are_not_written_of_what_is_not_there(name: str, package: Package, folder: Path) -> None:
    CASES[name](package)
    with pytest.raises(ChecksFailed) as raised:
        fingerprints(tables_of(package), folder)
    assert [violation.code for violation in raised.value.violations] == [name]


def test_fingerprint_is_what_the_ontology_says() -> None:
    text = "Im Jahr ２０１８, \u201cStra\u00dfe № 7\u201d kostete 1.2 Million €; ﬁnanziert — ①"
    start = text.index("1.2")
    joined = "7kostete"[-8:] + "\n" + "12million" + "\n" + "finanzie"
    assert fingerprint(text, start, start + len("1.2 Million")) == hashlib.sha256(joined.encode()).hexdigest()[:16]


def test_fingerprint_looks_no_further_than_80_code_points() -> None:
    near = "a" + "." * 79 + "48" + "." * 79 + "b"
    far = "a" + "." * 80 + "48" + "." * 80 + "b"
    assert fingerprint(near, 80, 82) == hashlib.sha256(b"a\n48\nb").hexdigest()[:16]
    assert fingerprint(far, 81, 83) == hashlib.sha256(b"\n48\n").hexdigest()[:16]


def test_fingerprint_finds_a_place_again_in_another_extraction() -> None:
    other = "Menu\u00a0| Home\n\n" + TEXT.replace("\n", "\r\n").replace(" of its ", " of\u00a0its\u2009").upper()
    start = other.index("131")
    assert fingerprint(other, start, start + 3) == fingerprint(TEXT, 88, 91)


@pytest.mark.parametrize("place", [(-1, 2), (2, 2), (3, 2), (0, 5)])
def test_fingerprint_refuses_a_place_outside(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"found the place {place[0]}-{place[1]}, expected one inside"):
        fingerprint("word", *place)


def test_source_is_read_as_it_is(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfA\r\nB\xcc\x88\xc2\xa0\n\n"
    (tmp_path / "text.txt").write_bytes(content)
    source = read_source(tmp_path / "text.txt")
    assert source.text == "\ufeffA\r\nB\u0308\u00a0\n\n"
    assert (source.name, source.sha256) == ("text.txt", hashlib.sha256(content).hexdigest())


def test_source_that_cannot_be_read_is_told(folder: Path) -> None:
    told = {
        "no.txt": "no.txt: found no such file, expected the text of the source",
        "folder": "folder: found IsADirectoryError, expected a readable file",
        "latin.txt": "latin.txt: found byte 0xe9 at 3 on line 1, expected UTF-8",
    }
    for name, message in told.items():
        with pytest.raises(SourceError) as raised:
            read_source(folder / name)
        assert str(raised.value) == message
        assert isinstance(raised.value, KgError)


NEEDS_SOURCES = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the source texts are not published: ../shared/sources is not beside this repository"
)
NUMERALS = {
    "000_33c5ef4f381693cf.txt": 18,
    "001_1825d357400d653e.txt": 9,
    "002_d469372738814754.txt": 7,
    "003_ef6976a8143f6e80.txt": 63,
    "004_f49cc13436e39960.txt": 74,
}


@NEEDS_SOURCES
def test_numerals_of_the_sources_are_counted() -> None:
    assert {name: len(numerals(read_source(SOURCES / name).text)) for name in NUMERALS} == NUMERALS


@NEEDS_SOURCES
def test_the_data_stand_in_their_sources() -> None:
    names = ("sources", "figures", "mentions", "exclusions", "fingerprints")
    frames = {name: pl.read_csv(REPOSITORY / "data" / f"{name}.csv", infer_schema=False) for name in names}
    tables = {name: frame.with_row_index("_line", offset=2) for name, frame in frames.items()}
    assert [str(violation) for violation in verify(tables, SOURCES)] == []
    counted = coverage(tables, SOURCES)
    assert sorted(source.numerals for source in counted) == sorted(NUMERALS.values())
    assert sum(source.left_over for source in counted) == 0
