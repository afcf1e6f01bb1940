"""Places in sources as columns: the page or cell that offsets count in, and the fragment identifier that names them.

A package that was made before there were tables and PDFs has none of the columns here: they are empty then.
"""

from collections.abc import Mapping

import polars as pl

from kg_builder.texts.parts import NUMBER

COLUMNS: Mapping[str, Mapping[str, pl.DataType]] = {
    "sources": {"media_type": pl.String(), "extraction": pl.String(), "text_sha256": pl.String()},
    "figures": {"part": pl.String(), "scale": pl.Int64()},
    "mentions": {"part": pl.String()},
    "exclusions": {"part": pl.String()},
    "fingerprints": {"part": pl.String()},
}
"""What a package may leave out, by table."""

FURTHER = r"^(?:([a-z]{1,9}=[0-9,]{1,30})@)?([0-9]{1,18})-([0-9]{1,18}):(.+)$"
"""A further citation: its part where it is in another one than the figure's first, start, end and token."""


def with_places(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables with every column of `COLUMNS`; those that a package has not are empty."""
    return {
        name: frame.with_columns(
            pl.lit(None, dtype).alias(column)
            for column, dtype in COLUMNS.get(name, {}).items()
            if column not in frame.columns
        )
        for name, frame in tables.items()
    }


def fragment(part: str, start: str, end: str) -> pl.Expr:
    """Fragment identifiers of places: RFC 5147, RFC 8118 or RFC 7111, as `texts.parts.fragment` has them."""
    characters = pl.format("char={},{}", start, end)
    where = pl.col(part)
    on_page = pl.concat_str(where, pl.lit("&"), characters)
    return pl.when(where.is_null()).then(characters).when(where.str.starts_with("cell=")).then(where).otherwise(on_page)


def page_number() -> pl.Expr:
    """The page of `part`, or null."""
    return pl.col("part").str.extract(f"^page=({NUMBER})$", 1).cast(pl.Int64)


def row_number() -> pl.Expr:
    """The row of `part`, or null."""
    return pl.col("part").str.extract(f"^cell=({NUMBER}),{NUMBER}$", 1).cast(pl.Int64)


def column_number() -> pl.Expr:
    """The column of `part`, or null."""
    return pl.col("part").str.extract(f"^cell={NUMBER},({NUMBER})$", 1).cast(pl.Int64)


def in_words(start: str, end: str) -> pl.Expr:
    """Where a place is, for people: its characters, with the page that they are on, or its cell."""
    characters = pl.format("characters {} to {}", start, end)
    return (
        pl.when(page_number().is_not_null())
        .then(pl.format("page {}, {}", page_number(), characters))
        .when(row_number().is_not_null())
        .then(pl.format("row {}, column {}", row_number(), column_number()))
        .otherwise(characters)
    )
