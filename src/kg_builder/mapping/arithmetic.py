"""The builder's own arithmetic on reported shares, multiples, changes and growth rates, with a verdict.

A reported number agrees when the number recomputed from the linked figures lies within the rounding of what is
printed; it is within rounding when some true values that the printed parts allow would give it; else it disagrees.
"""

import polars as pl

from kg_builder.datapackage.tables import DECIMAL

DIGITS = 4
"""Fraction digits of a recomputed number."""

LARGEST = 1e15
"""Size from which a recomputed number means nothing: floating point no longer tells its units."""


def with_verdicts(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with `recomputed` and `verdict`, where both linked figures have a number; null elsewhere.

    Share: 100 · compares / base. Multiple: compares / base. Change: 100 · (compares − base) / base. Growth: 100 ·
    ((compares / base)^(1 / years) − 1), years being those between the ends of the two. A number that is not finite, a
    growth over no year or through zero, and a number beyond `LARGEST` are left out.
    """
    half = pl.col("precision") / 2
    parts = figures.select(
        "id",
        pl.col("value").cast(pl.Float64),
        pl.coalesce(pl.col("min"), pl.col("value") - half).cast(pl.Float64).alias("low"),
        pl.coalesce(pl.col("max"), pl.col("value") + half).cast(pl.Float64).alias("high"),
        pl.col("end").dt.year().alias("year"),
    )
    linked = figures.select("id", "operation", "compares", "base", "value", "precision").filter(
        pl.col("operation").is_not_null() & pl.col("compares").is_not_null() & pl.col("base").is_not_null()
    )
    for column in ("compares", "base"):
        names = {"id": column} | {name: f"{column}.{name}" for name in ("value", "low", "high", "year")}
        linked = linked.join(parts.rename(names), on=column, how="inner")
    corners = [_result(f"compares.{part}", f"base.{whole}") for part in ("low", "high") for whole in ("low", "high")]
    linked = linked.with_columns(
        _result("compares.value", "base.value").alias("recomputed"),
        pl.min_horizontal(corners).alias("least"),
        pl.max_horizontal(corners).alias("most"),
    ).filter(pl.col("recomputed").is_finite() & (pl.col("recomputed").abs() < LARGEST))
    rounded = pl.col("recomputed").round(DIGITS).cast(pl.String).cast(DECIMAL)
    linked = linked.select("id", rounded, _verdict().alias("verdict"))
    return figures.join(linked, on="id", how="left", maintain_order="left")


def _result(part: str, whole: str) -> pl.Expr:
    """The operation on two numbers, as Float64; null for a growth over no year or through zero."""
    a, b, operation = pl.col(part), pl.col(whole), pl.col("operation")
    years = (pl.col("compares.year") - pl.col("base.year")).cast(pl.Float64)
    return (
        pl.when(operation == "share")
        .then(100 * a / b)
        .when(operation == "multiple")
        .then(a / b)
        .when(operation == "change")
        .then(100 * (a - b) / b)
        .when((years != 0) & (a / b >= 0))
        .then(100 * ((a / b).pow(1 / years) - 1))
    )


def _verdict() -> pl.Expr:
    """agrees, within-rounding or disagrees."""
    printed, half = pl.col("value").cast(pl.Float64), pl.col("precision").cast(pl.Float64) / 2
    tiny = 1e-9 * printed.abs() + 1e-9
    agrees = (pl.col("recomputed") - printed).abs() <= half + tiny
    within = (pl.col("least") <= printed + half + tiny) & (pl.col("most") >= printed - half - tiny)
    return (
        pl.when(agrees)
        .then(pl.lit("agrees"))
        .when(within)
        .then(pl.lit("within-rounding"))
        .otherwise(pl.lit("disagrees"))
    )
