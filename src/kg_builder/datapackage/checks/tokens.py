"""What tokens say, for whole columns: most are written in one of a few plain ways, and those need no grammar.

`numerals.parse_token` says what any token says, one at a time. What `PLAIN` matches, and nothing else, is valued here
in columns, about a hundred times faster and to the same numbers; the rest goes to the grammar.
"""

from decimal import Decimal

import polars as pl

from kg_builder.datapackage.tables import DECIMAL
from kg_builder.numerals.finding import parse_token

SCALES = {" thousand": 3, " million": 6, " billion": 9, " trillion": 12, "万": 4, "亿": 8}
"""How a plain token ends, to the zeros that it stands for."""

PLAIN = rf"^([0-9]{{1,15}}|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,4}})(?:[.]([0-9]{{1,9}}))?({'|'.join(SCALES)})?$"
"""Digits or groups of three, at most nine decimals, at most one scale word."""

PRECISIONS = {zeros: format(Decimal(1).scaleb(zeros), "f") for zeros in range(-9, 13)}
"""Place of the last printed digit, as a power of ten, to its size."""


def token_values(tokens: pl.Series) -> pl.DataFrame:
    """What tokens say: `token`, `said` (value in whole units) and `precision`, one row for each distinct token.

    A token that is no number has nulls, and so has a number that a table's decimals cannot hold.
    """
    distinct = tokens.drop_nulls().unique().sort().to_frame("token")
    is_plain = pl.col("token").str.contains(PLAIN)
    texts = [_plain(distinct.filter(is_plain)), _other(distinct.filter(~is_plain).get_column("token"))]
    return pl.concat(texts).with_columns(pl.col("said", "precision").cast(DECIMAL, strict=False))


def _plain(tokens: pl.DataFrame) -> pl.DataFrame:
    """Value and precision of plain tokens as text: the decimal point is moved by the zeros of the scale word."""
    parts = pl.col("token").str.extract_groups(PLAIN).struct
    whole = parts[0].str.replace_all(",", "", literal=True)
    decimals, scale = parts[1].fill_null(""), parts[2].fill_null("")
    value = pl.concat_str(whole, pl.lit("."), decimals)
    for word, zeros in SCALES.items():
        above = decimals.str.pad_end(zeros, "0").str.head(zeros)
        moved = pl.concat_str(whole, above, pl.lit("."), decimals.str.slice(zeros))
        value = pl.when(scale == word).then(moved).otherwise(value)
    place = scale.replace_strict(SCALES, default=0, return_dtype=pl.Int64) - decimals.str.len_chars().cast(pl.Int64)
    precision = place.replace_strict(PRECISIONS, return_dtype=pl.String)
    return tokens.select("token", value.alias("said"), precision.alias("precision"))


def _other(tokens: pl.Series) -> pl.DataFrame:
    """Value and precision of any tokens as text, by the grammar."""
    parsed = [parse_token(token) for token in tokens]
    return pl.DataFrame(
        {
            "token": tokens,
            "said": [format(quantity.value, "f") if quantity else None for quantity in parsed],
            "precision": [format(quantity.precision, "f") if quantity else None for quantity in parsed],
        },
        schema={"token": pl.String, "said": pl.String, "precision": pl.String},
    )
