"""The `frictionless` library as oracle: it finds the same places, or the difference is named with its reason."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import frictionless
import pytest
from building import built
from datapackages import ONTOLOGY, ROOT, copy_tiny, read_rows, write_rows

from kg_builder.datapackage.checks import table_violations
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.tables import read_tables

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

ORACLE = Path(__file__).parent / "oracle"
Place = tuple[str, int, str]
WHOLE_ROW = {"blank-row", "missing-cell", "extra-cell", "primary-key", "row-length"}
HEADER = {"incorrect-label", "missing-label", "extra-label", "duplicate-label", "blank-label", "header"}
LEAST = 150


@dataclass(frozen=True)
class Case:
    """One fault.

    Attributes:
        name: what is wrong.
        table: table to change.
        row: number of the row, from 0; None for `find` and `put`.
        column: column of the cell.
        cell: what to write there.
        find, put: text of the file to replace; an empty `find` appends, and `put` None removes the file.
    """

    name: str
    table: str
    row: int | None = None
    column: str = ""
    cell: str = ""
    find: str = ""
    put: str | None = ""

    def apply(self, folder: Path) -> None:
        """Break the table."""
        path = folder / f"{self.table}.csv"
        if self.row is not None:
            header, rows = read_rows(path)
            rows[self.row][self.column] = self.cell
            write_rows(path, header, rows)
        elif self.put is None:
            path.unlink()
        else:
            text = path.read_text("utf-8")
            assert self.find in text
            text = text.replace(self.find, self.put, 1) if self.find else text + self.put
            path.write_text(text, "utf-8", newline="")


CELLS = {
    "whole": (
        *("x", "1.5", "1.0", "1e3", "--1", "1 2", "٣", "１２", "0x10", "1,000", "1_0", "nan", "inf", "true", "+", "-"),
        *("+5", "-0", "007", "101", "-6", "99999999999999999999", " 5", "5 ", "5\n", "½"),
    ),
    "amount": (
        *(
            "x",
            "1.2.3",
            "1,5",
            "1e2",
            "1E-2",
            "nan",
            "NaN",
            "inf",
            "INF",
            "-INF",
            "1_0",
            "0x1",
            "٣.٥",
            "１.５",
            "1 000",
        ),
        *(".5", "5.", ".", "+1", "-0", "-0.1", "1000.6", "1000.50", "0.0000000001", "%5", "5%", "1/2", " 1"),
    ),
    "day": (
        *("x", "2020-02-30", "2019-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-1-1", "20200101"),
        *("01/02/2020", "2020", "2020-01", "2020-01-01T00:00:00", "2020-01-01 ", "-2020-01-01", "２０２０-01-01"),
        *("0999-12-31", "2021-01-01", "2020-12-31", "0000-01-01", "12020-01-01", "today"),
    ),
    "sure": ("x", "TRUE", "True", "FALSE", "False", "1", "0", "yes", "no", "t", "truefalse", " true"),
    "words": ("x;", ";x", "x;;y", "x;x", "x; y", ";", "x,y"),
    "color": ("blue", "Red", "RED", "red ", "red;green", "re", "redd"),
    "code": ("a", "abc", "AB", "ab7x", "7ab", "ab ", "xab", "ab7", "éé", "ab\n", "ab٣"),
    "name": ("a", "abcdef", "ab", "abcde", "中", "中文", "👩", "👩👩", "e\u0301"),
    "needed": ("",),
    "id": ("", "a", "b"),
    "once": ("o", "q", ""),
    "place": ("r", "P", "p;q", "p "),
    "up": ("z", "c", "A"),
    "places": ("r", "p;r", "p;p"),
}
FILES = (
    Case("duplicate of another table's key", "places", 1, "id", "p"),
    Case("empty key", "places", 1, "id", ""),
    Case("duplicate composite key", "visits", 1, "day", "2020-01-01"),
    Case("duplicate composite key by value", "visits", 2, "rank", "01"),
    Case("part of a composite key empty", "visits", 2, "rank", ""),
    Case("two keys with the same part empty", "visits", put="p,2020-01-03,\np,2020-01-03,\n"),
    Case("composite key empty", "visits", put=",,\n"),
    Case("key referred to is gone", "places", find="p\n", put="s\n"),
    Case("row too short", "things", put="d,1\n"),
    Case("row too long", "things", put="d,1,1,2010-01-01,true,x,red,ab,abc,n,z,p,,p,more\n"),
    Case("blank row", "things", put="\n"),
    Case("row of empty cells", "things", put=",,,,,,,,,,,,,\n"),
    Case("column misspelt", "things", find="whole", put="hole"),
    Case("column in upper case", "things", find="whole", put="Whole"),
    Case("columns in another order", "things", find="whole,amount", put="amount,whole"),
    Case("column missing", "visits", find="place,day,rank", put="place,day"),
    Case("column too many", "visits", find="place,day,rank", put="place,day,rank,more"),
    Case("column twice", "visits", find="place,day,rank", put="place,day,day"),
    Case("column without a name", "visits", find="place,day,rank", put="place,,rank"),
    Case("space around a column", "visits", find="place,day,rank", put="place, day,rank"),
    Case("file gone", "places", put=None),
    Case("file empty", "places", find="id\np\nq\n"),
    Case("header only", "visits", find="p,2020-01-01,1\np,2020-01-02,1\np,2020-01-02,2\n"),
    Case("byte order mark", "places", find="id", put="\ufeffid"),
    Case("carriage returns", "places", find="p\nq\n", put="p\r\nq\r\n"),
    Case("quotation mark in a cell", "things", find="abc", put='a"bc'),
    Case("quotation mark not closed", "things", put='"d,1\n'),
    Case("semicolons for commas", "visits", find="p,2020-01-01,1", put="p;2020-01-01;1"),
)
CASES = (
    *(Case(f"{column} {cell!r}", "things", 1, column, cell) for column, cells in CELLS.items() for cell in cells),
    *FILES,
)

STRICTER = {
    "one digit, one way to write it: no other scripts, underscores or exponents": (
        *("whole '٣'", "whole '１２'", "whole '1_0'", "amount '1e2'", "amount '1E-2'", "amount '1_0'", "amount '٣.٥'"),
        *("amount '１.５'", "day '２０２０-01-01'"),
    ),
    "no space around a cell, also where a number could be read": (
        *("whole ' 5'", "whole '5 '", "whole '5\\n'", "amount ' 1'"),
    ),
    "nine places after the point are what is kept exactly": ("amount '0.0000000001'",),
    "dates and truth values have one form": (
        *("day '2020-1-1'", "sure 'TRUE'", "sure 'True'", "sure 'FALSE'", "sure 'False'", "sure '1'", "sure '0'"),
    ),
    "items of a list are told apart, none is empty or there twice": (
        *("words 'x;'", "words ';x'", "words 'x;;y'", "words 'x;x'", "words 'x; y'", "words ';'", "places 'p;p'"),
    ),
    "a pattern ends where the cell ends, not before its last line feed": ("code 'ab\\n'",),
    "references from lists are in no standard": (
        *("places 'r'", "places 'p;r'", "duplicate of another table's key", "empty key", "key referred to is gone"),
    ),
    "a table is plain bytes: UTF-8 without mark, line feeds, quotes as in RFC 4180, names as in the schema": (
        *("space around a column", "byte order mark", "carriage returns", "quotation mark in a cell"),
    ),
}
"""Reason to the cases in which we find more."""

ONCE = {
    "an id that breaks `required` or `unique` is not told again as a primary key": ("id ''", "id 'a'"),
    "a ragged row is told as such, not for the cells that it lacks": ("row too short", "quotation mark not closed"),
    "a wrong header is told once, not for each row below": ("column missing", "column too many"),
    "a file that cannot be read is told, not the references to it": ("file gone", "file empty"),
}
"""Reason to the cases in which they find more, at places that ours explain."""

OTHERWISE = {
    "a row of nothing but commas is a row with empty cells, not a blank row": ("row of empty cells",),
}
"""Reason to the cases in which each finds something else."""


def ours(root: Path) -> set[Place]:
    """Places of what our checks find."""
    package = load_package(root, ONTOLOGY)
    frames, found = read_tables(package)
    found += table_violations(package, frames, {violation.path for violation in found})
    return {(v.path.removesuffix(".csv"), v.line, "" if v.code in WHOLE_ROW | HEADER else v.column) for v in found}


def theirs(root: Path) -> set[Place]:
    """Places of what frictionless finds; a header fault is in row 1, a fault of the file in row 0."""
    return set(_places(frictionless.Package(str(root / "datapackage.json")).validate()))


def _places(report: frictionless.Report) -> Iterator[Place]:
    for task in report.tasks:
        for error in task.errors:
            row = 1 if error.type in HEADER else getattr(error, "row_number", 0)
            names = getattr(error, "field_names", [getattr(error, "field_name", "")])
            yield task.name, row, "" if error.type in WHOLE_ROW | HEADER else names[0]


@pytest.fixture
def oracle(tmp_path: Path) -> Path:
    """A copy of the oracle package that a test may break."""
    return shutil.copytree(ORACLE, tmp_path / "oracle")


def test_there_are_cases() -> None:
    assert len(CASES) >= LEAST
    assert len({case.name for case in CASES}) == len(CASES)
    listed = [name for group in (STRICTER, ONCE, OTHERWISE) for names in group.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {case.name for case in CASES}


def test_the_whole_package_is_fine(oracle: Path) -> None:
    assert ours(oracle) == theirs(oracle) == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.encode("ascii", "backslashreplace").decode())
def test_same_places(case: Case, oracle: Path) -> None:
    case.apply(oracle)
    our, their = ours(oracle), theirs(oracle)
    assert our or not their, "a fault that we do not find at all"
    if case.name in named(STRICTER):
        assert their < our
    elif case.name in named(ONCE):
        assert our < their
    elif case.name in named(OTHERWISE):
        assert our - their
        assert their - our
    else:
        assert our == their


def named(differences: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The cases of a group of differences."""
    return {name for names in differences.values() for name in names}


def validate(package: Path) -> None:
    """Run the tool as a stranger would."""
    command = [sys.executable, "-m", "frictionless", "validate", package.name]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", ["data", "examples/school-meals"])
def test_real_data_is_valid(folder: str) -> None:
    validate(ROOT / folder / "datapackage.json")


def test_tables_of_a_release_are_valid(tmp_path: Path) -> None:
    release = built(copy_tiny(tmp_path / "tiny"), tmp_path / "out")
    validate(release.path / "tables" / "datapackage.json")
