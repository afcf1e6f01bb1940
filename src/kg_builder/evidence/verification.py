"""`kg verify` on a package: its tables against a private folder of texts, told in words."""

from collections.abc import Iterator
from pathlib import Path

from kg_builder.datapackage.checks import check_readable
from kg_builder.datapackage.package import Package
from kg_builder.datapackage.tables import read_tables
from kg_builder.errors import ChecksFailed
from kg_builder.evidence.coverage import coverage, fingerprints, verify

FINGERPRINTS = "fingerprints"


def verified(package: Package, folder: Path) -> Iterator[str]:
    """A line for each source that says how its numerals are accounted for, once nothing speaks against them.

    Raises:
        ChecksFailed: a text that is not the one its digest names, a place where the token does not stand, a token
            that does not say the value, or a numeral that is forgotten or counted twice.
    """
    tables = check_readable(package)
    found = verify(tables, folder)
    if found:
        raise ChecksFailed(found)
    for source in coverage(tables, folder):
        told = f"{source.numerals} {source.what}: {source.cited} cited by figures, {source.excluded} excluded"
        yield f"{source.source}: {told}, {source.left_over} left over"


def write_fingerprints(package: Package, folder: Path) -> int:
    """Write the table of fingerprints anew from the texts; returns how many there are.

    The file is replaced in one step, or not at all.

    Raises:
        ChecksFailed: a table or a text cannot be read, or a place lies outside its text.
    """
    tables, found = read_tables(package)
    path = package.root / package.tables[FINGERPRINTS].path
    found = [violation for violation in found if violation.path != path.name]
    if found:
        raise ChecksFailed(found)
    frame = fingerprints(tables, folder).select(package.tables[FINGERPRINTS].columns)
    fresh = path.with_suffix(".new")
    frame.write_csv(fresh, line_terminator="\n")
    fresh.replace(path)
    return frame.height
