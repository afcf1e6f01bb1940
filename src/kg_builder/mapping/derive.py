"""What the builder adds to curated tables: bounds, years, months, series, citations, and its own arithmetic.

Pure functions from typed frames to typed frames, set-based throughout. Follows `docs/reference/ontology.md`.
"""

from collections.abc import Mapping

import polars as pl

from kg_builder.datapackage.checks.citations import further_citations, with_token_values
from kg_builder.datapackage.package import Package
from kg_builder.datapackage.places import (
    column_number,
    fragment,
    in_words,
    page_number,
    row_number,
    with_places,
)
from kg_builder.datapackage.tables import DECIMAL
from kg_builder.mapping.arithmetic import with_verdicts

ONE = pl.lit("1").cast(DECIMAL)

LABEL = 80
"""Characters of a label at most."""


def derived_tables(package: Package, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The complete tables: every curated one, `figures` with its derived columns, and what is wholly derived.

    Adds the tables `citations`, `series` and `replaced`, and gives `mentions` the column `citation`. Rows keep the
    order of the input; the new tables are sorted by their id.

    Args:
        package: says which columns are dimensions of a series.
        tables: checked and typed.
    """
    tables = with_places(tables)
    figures = with_filled_cells(tables)
    figures = with_bounds(with_token_values(figures), tables["indicators"])
    figures = with_calendar(figures)
    figures = with_series(figures, dimensions(package))
    figures = with_labels(with_verdicts(with_latest(figures)), tables)
    figures = figures.with_columns(citation_key("cite_start", "cite_end").alias("citation"))
    more = further_citations(figures).with_columns(citation_key("start", "end").alias("citation"))
    figures = with_citations(figures, more).drop("citation", "said")
    mentions = tables["mentions"].with_columns(citation_key("start", "end").alias("citation"))
    return {
        **tables,
        "figures": figures,
        "mentions": mentions,
        "citations": citations(figures, more, mentions, tables["fingerprints"]),
        "series": series(figures, tables),
        "replaced": replaced(figures),
    }


def dimensions(package: Package) -> list[str]:
    """Columns of `figures` that tell one series from another, in schema order."""
    return [field.name for field in package.tables["figures"].fields if field.dimension]


def with_filled_cells(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Figures whose empty cells are filled: beneficiary from the program, start and end from the period."""
    programs = tables["programs"].select(
        pl.col("id").alias("program"), pl.col("beneficiaries").list.first().alias("inherited")
    )
    periods = tables["periods"].select(
        pl.col("id").alias("period"), pl.col("start").alias("period_start"), pl.col("end").alias("period_end")
    )
    joined = tables["figures"].join(programs, on="program", how="left", maintain_order="left")
    joined = joined.join(periods, on="period", how="left", maintain_order="left")
    return joined.with_columns(
        pl.coalesce("beneficiary", "inherited").alias("beneficiary"),
        pl.coalesce("start", "period_start").alias("start"),
        pl.coalesce("end", "period_end").alias("end"),
    ).drop("inherited", "period_start", "period_end")


def with_bounds(figures: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Figures with `min` and `max`: what the source's words and rounding allow.

    A count printed in full is exact; any other number, and every rate, may be off by half of its last digit.
    """
    measure = indicators.select(pl.col("id").alias("indicator"), "measure")
    value, hedge = pl.col("value"), pl.col("comparator")
    half = pl.col("precision") / pl.lit("2").cast(DECIMAL)
    slack = pl.when((pl.col("precision") != ONE) | (pl.col("measure") == "rate")).then(half).otherwise(half - half)
    low = pl.when(hedge == "exact").then(value - slack).when(hedge.is_in(["more-than", "at-least"])).then(value)
    high = pl.when(hedge == "exact").then(value + slack).when(hedge.is_in(["nearly", "at-most"])).then(value)
    return (
        figures.join(measure, on="indicator", how="left", maintain_order="left")
        .with_columns(low.cast(DECIMAL).alias("min"), high.cast(DECIMAL).alias("max"))
        .drop("measure")
    )


def with_calendar(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with `year` (that of the end) and `months` (calendar months that the span touches)."""
    start, end = pl.col("start").dt, pl.col("end").dt
    touched = 12 * (end.year() - start.year()) + end.month().cast(pl.Int32) - start.month().cast(pl.Int32) + 1
    return figures.with_columns(end.year().cast(pl.Int64).alias("year"), touched.cast(pl.Int64).alias("months"))


def with_series(figures: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Figures with `series`: region, program, indicator, beneficiary and any further dimension, joined by `--`.

    An empty cell keeps its place between two `--`, so that no two combinations share a name; at the end it is left out.
    """
    first = [name for name in ("region", "program", "indicator", "beneficiary") if name in columns]
    order = first + [name for name in columns if name not in first]
    name = pl.concat_str([pl.col(column).fill_null("") for column in order], separator="--")
    return figures.with_columns(name.str.replace("(--)+$", "").alias("series"))


def with_latest(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with `latest`: true on the newest measurement of each series that is not deprecated, null elsewhere.

    Newest by end, then preferred before normal, then by id.
    """
    weight = pl.col("rank").replace_strict({"preferred": 1, "deprecated": -1}, default=0, return_dtype=pl.Int8)
    candidates = (
        figures.select("id", "series", "kind", "end", weight.alias("weight"))
        .with_row_index("row")
        .filter((pl.col("kind") == "measurement") & (pl.col("weight") >= 0))
        .sort("id")
        .sort("end", "weight", maintain_order=True)
        .group_by("series")
        .agg(pl.col("row").last())
    )
    newest = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(candidates.get_column("row").implode())
    return figures.with_columns(pl.when(newest).then(pl.lit(value=True)).alias("latest"))


def citation_key(start: str, end: str) -> pl.Expr:
    """`source#fragment`, as `places.fragment` has it."""
    return pl.concat_str("source", pl.lit("#"), fragment("part", start, end))


def with_citations(figures: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Figures with `citations`: their own `citation` and those of their further citations, sorted."""
    own = figures.select("id", "citation").filter(pl.col("id").is_in(more.get_column("id").unique().implode()))
    every = pl.concat([own, more.select("id", "citation")]).sort("id", "citation")
    several = every.group_by("id", maintain_order=True).agg(pl.col("citation").alias("citations"))
    joined = figures.join(several, on="id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("citations", pl.concat_list("citation")))


def citations(
    figures: pl.DataFrame, more: pl.DataFrame, mentions: pl.DataFrame, fingerprints: pl.DataFrame
) -> pl.DataFrame:
    """Every place that something cites, once, sorted.

    Columns: `source`, `part`, `start`, `end`, `exact`, `fingerprint`, `fragment`, `page`, `row`, `column`, `label`.
    """
    place = ["source", "part", "start", "end"]
    first = figures.select(
        "source",
        "part",
        pl.col("cite_start").alias("start"),
        pl.col("cite_end").alias("end"),
        pl.col("token").alias("exact"),
    )
    further = more.select(*place, pl.col("token").alias("exact"))
    named = mentions.select(*place, "exact")
    every = pl.concat([first, further, named]).sort(*place, "exact")
    places = every.unique(place, keep="first", maintain_order=True)
    label = pl.concat_str("source", pl.lit(", "), in_words("start", "end"))
    return (
        places.join(fingerprints.select(*place, "fingerprint"), on=place, how="left", nulls_equal=True)
        .with_columns(fragment("part", "start", "end").alias("fragment"), page_number().alias("page"))
        .with_columns(row_number().alias("row"), column_number().alias("column"), shortened(label).alias("label"))
        .sort("source", "page", "row", "column", "start", "end")
    )


def with_labels(figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Figures with `label`: indicator, region, year and what is printed, in words."""
    named = with_names(figures, tables)
    kind = pl.when(pl.col("kind") == "target").then(pl.lit(" (target)")).otherwise(pl.lit(""))
    label = pl.format("{}, {}, {}: {}{}", "indicator_label", "region_label", "year", "token", kind)
    return named.with_columns(shortened(label).alias("label")).drop("indicator_label", "region_label")


def with_names(rows: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows with `indicator_label` and `region_label`."""
    for column, table in (("indicator", "indicators"), ("region", "regions")):
        names = tables[table].select(pl.col("id").alias(column), pl.col("label").alias(f"{column}_label"))
        rows = rows.join(names, on=column, how="left", maintain_order="left")
    return rows


def shortened(label: pl.Expr) -> pl.Expr:
    """A label of at most 80 characters."""
    return pl.when(label.str.len_chars() > LABEL).then(label.str.slice(0, LABEL - 1) + "…").otherwise(label)


def series(figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every series once: `id`, `label` (indicator and region in words, at most 80 characters), sorted."""
    rows = with_names(
        figures.select(pl.col("series").alias("id"), "indicator", "region").unique("id", maintain_order=True), tables
    )
    label = pl.format("{}: {}", "region_label", "indicator_label")
    return rows.select("id", shortened(label).alias("label")).sort("id")


def replaced(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures that are gone, with what replaces them: `id`, `source`, `replaced_by`, `deprecated`, sorted."""
    gone = figures.select("id", "source", "replaces").drop_nulls("replaces").explode("replaces")
    kept = figures.get_column("id").filter(figures.get_column("id").is_in(gone.get_column("replaces").implode()))
    gone = gone.filter(~pl.col("replaces").is_in(kept.implode()))
    return gone.select(
        pl.col("replaces").alias("id"),
        "source",
        pl.col("id").alias("replaced_by"),
        pl.lit(value=True).alias("deprecated"),
    ).sort("id", "replaced_by")
