"""The tables and columns that the rules and derivations stand on; a package may have any others beside them."""

from collections.abc import Iterator

from kg_builder.datapackage.package import FILE, Package
from kg_builder.errors import SchemaError

NEEDED = {
    "beneficiaries": "id broader",
    "exclusions": "source start:integer end:integer reason note",
    "figures": (
        "id kind source program region indicator beneficiary value:number unit comparator time_kind start:date "
        "end:date period operation compares base base_population base_year:integer converted:number converted_unit "
        "subset_of target rank conflicts_with:list replaces:list cite_start:integer cite_end:integer token "
        "more_citations:list flags:list note"
    ),
    "fingerprints": "source start:integer end:integer fingerprint",
    "indicators": "id label broader unit measure rate_of",
    "mentions": "program source start:integer end:integer exact",
    "periods": "id start:date end:date",
    "programs": "id beneficiaries:list part_of status_as_of:date start:date end:date",
    "regions": "id label level within code code_scheme point point_source",
    "sources": "id issued:date identifier sha256",
    "units": "id",
}
"""Table to its columns, each with its type unless it is a string."""


def check_model(package: Package) -> None:
    """Refuse a package without a table or column that the model needs.

    Raises:
        SchemaError: names the first that is missing, or of another type.
    """
    for name in NEEDED:
        if name not in package.tables:
            raise SchemaError(FILE, "/resources", f"found no table {name}, which the model needs")
        types = {field.name: field.type for field in package.tables[name].fields}
        for column, kind in _columns(name):
            if types.get(column) != kind:
                found = f"found {column} as {types[column]}" if column in types else f"found no column {column}"
                raise SchemaError(FILE, "/resources", f"{found} in the table {name}, expected it with the type {kind}")


def _columns(table: str) -> Iterator[tuple[str, str]]:
    """Columns that a table needs, with their types."""
    for word in NEEDED[table].split():
        column, _, kind = word.partition(":")
        yield column, kind or "string"
