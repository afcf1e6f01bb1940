"""Canonical RDF terms as text: the only module that writes a literal or an IRI.

Forms are those of canonical N-Quads (https://www.w3.org/TR/rdf-canon/#canonical-quads) and of the store, which
rewrites `1.50` to `1.5`, so that what goes in comes out. Expressions work on whole Polars columns.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from kg_builder.namespaces import BORROWED

XSD = BORROWED["xsd"]

_CONTROL = {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
ESCAPES = {**_CONTROL, **_SHORT}
"""Character to its escape, complete."""

NONE: Mapping[str, str] = MappingProxyType({})

NOT_INSIDE_IRI = r"(?s)[\x00-\x20\"{}|^`\\]|.<|>."
"""What the IRIREF production of N-Quads excludes, in an IRI with its angle brackets."""


def quoted(text: pl.Expr) -> pl.Expr:
    """A string column as quoted strings with every escape."""
    escaped = text.str.replace_many(list(ESCAPES), list(ESCAPES.values()))
    return pl.concat_str(pl.lit('"'), escaped, pl.lit('"'))


def lexical(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as canonical lexical forms: exact decimals without idle zeros, dates, integers, booleans, text."""
    cell = pl.col(column)
    if isinstance(dtype, pl.Decimal):
        digits = cell.cast(pl.String)
        return digits.str.replace(r"\.?0+$", "") if dtype.scale else digits
    if dtype == pl.Date:
        return cell.dt.to_string("%Y-%m-%d")
    return cell.cast(pl.String)


def literal(column: str, dtype: pl.DataType, datatype: str | None, language: str | None) -> pl.Expr:
    """A column as RDF literals; null stays null.

    Args:
        column: name.
        dtype: its type.
        datatype: IRI, or None for a plain string.
        language: tag, written in lower case as the store keeps it; or None.
    """
    form = lexical(column, dtype)
    if language is not None:
        return pl.concat_str(quoted(form), pl.lit(f"@{language.lower()}"))
    if datatype is None or datatype == f"{XSD}string":
        return quoted(form)
    return pl.concat_str(quoted(form), pl.lit(f"^^<{datatype}>"))


def iri(template: str, column: str, dtype: pl.DataType, others: Mapping[str, str] = NONE) -> pl.Expr:
    """A column as IRIs from a template with one `{}`; null stays null.

    Args:
        template: where the cell goes into the IRI.
        column: name.
        dtype: its type.
        others: cells that stand for another IRI, with that IRI.
    """
    before, _, after = template.partition("{}")
    made = pl.concat_str(pl.lit(f"<{before}"), lexical(column, dtype), pl.lit(f"{after}>"))
    if not others:
        return made
    named = {cell: f"<{other}>" for cell, other in others.items()}
    return pl.coalesce(pl.col(column).replace_strict(named, default=None, return_dtype=pl.String), made)
