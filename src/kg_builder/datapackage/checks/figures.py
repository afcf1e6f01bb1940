"""Rules on figures that look across columns and tables: time, units, relations, hedges.

They work on typed frames; a cell that has no type yet is null there and breaks nothing twice.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.rule import Rule


def joined_figures(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Figures with what the rules need of other tables.

    Adds `unit_of_indicator`, `measure`, `is_umbrella`, `issued`, `period_start`, `period_end`, `from`, `to` (the span,
    from the row or its period), `groups` (beneficiaries of the program), and for each of `subset_of`, `target`,
    `compares`, `base` the referred row's `value`, `unit` and `kind`, as `subset_of.value` and so on.
    """
    indicators = tables["indicators"]
    umbrellas = indicators.filter(pl.col("measure").is_null()).get_column("id")
    figures = (
        tables["figures"]
        .join(
            indicators.select(
                pl.col("id").alias("indicator"), pl.col("unit").alias("unit_of_indicator"), "measure"
            ).unique("indicator"),
            on="indicator",
            how="left",
        )
        .join(
            tables["sources"].select(pl.col("id").alias("source"), "issued").unique("source"),
            on="source",
            how="left",
        )
        .join(
            tables["periods"]
            .select(
                pl.col("id").alias("period"),
                pl.col("start").alias("period_start"),
                pl.col("end").alias("period_end"),
            )
            .unique("period"),
            on="period",
            how="left",
        )
        .join(
            tables["programs"]
            .select(pl.col("id").alias("program"), pl.col("beneficiaries").alias("groups"))
            .unique("program"),
            on="program",
            how="left",
        )
        .with_columns(
            pl.coalesce("start", "period_start").alias("from"),
            pl.coalesce("end", "period_end").alias("to"),
            pl.col("indicator").is_in(umbrellas.implode()).alias("is_umbrella"),
        )
    )
    others = tables["figures"].select("id", "value", "unit", "kind").unique("id")
    for column in ("subset_of", "target", "compares", "base"):
        names = {"id": column} | {name: f"{column}.{name}" for name in ("value", "unit", "kind")}
        figures = figures.join(others.rename(names), on=column, how="left")
    return figures


def time_rules() -> Iterator[Rule]:
    """When a figure was so: start, end, period, and the source's own date."""
    start, end, kind = pl.col("from"), pl.col("to"), pl.col("time_kind")
    yield Rule("end", "end-missing", end.is_null(), "a date, or a period that has one", found=pl.lit("no end"))
    yield Rule("end", "end-before-start", end < start, pl.format("{} or later", start.cast(pl.String)), found=end)
    late = (pl.col("kind") == "measurement") & (end > pl.col("issued"))
    expected = pl.format("{} or earlier, the date of the source", pl.col("issued").cast(pl.String))
    yield Rule("end", "end-after-source", late, expected, found=end)
    open_start = kind.is_in(["during", "since"]) & start.is_null()
    yield Rule("start", "start-missing", open_start, "a first day for during and since", found=pl.lit("no start"))
    other = (pl.col("start") != pl.col("period_start")) | (pl.col("end") != pl.col("period_end"))
    dates = pl.format("{} to {}", "period_start", "period_end")
    found = pl.format("{} to {}", pl.col("from").cast(pl.String), pl.col("to").cast(pl.String))
    yield Rule("period", "period-dates", other, dates, found=found)
    since = (kind == "since") & (pl.col("kind") == "measurement")
    dated = pl.col("flags").list.set_intersection(["date-estimated", "date-from-publication"]).list.len() > 0
    words = "the flag date-estimated or date-from-publication"
    yield Rule("flags", "flag-missing", since & ~dated.fill_null(value=False), words)
    yield Rule("base_year", "base-year-late", pl.col("base_year") > end.dt.year(), "a year before the figure's own")


def unit_rules() -> Iterator[Rule]:
    """One indicator, one unit, one measure."""
    unit, own = pl.col("unit"), pl.col("unit_of_indicator")
    yield Rule("unit", "unit-of-indicator", unit != own, pl.format("{}, the unit of the indicator", own))
    umbrella = pl.col("is_umbrella")
    yield Rule("indicator", "figure-on-umbrella", umbrella, "an indicator that has a measure")
    half = pl.col("converted").is_null() != pl.col("converted_unit").is_null()
    yield Rule("converted_unit", "converted-half", half, "a converted value and its unit, or neither")
    same = pl.col("converted_unit") == unit
    yield Rule("converted_unit", "converted-same-unit", same, "another unit than the figure's own")
    several = pl.col("beneficiary").is_null() & (pl.col("groups").list.len() != 1)
    groups = pl.format("one of {}", pl.col("groups").list.join(", "))
    yield Rule("beneficiary", "beneficiary-missing", several, groups)


def relation_rules() -> Iterator[Rule]:
    """Parts, bases, targets and corrections."""
    own = pl.col("id")
    for column in ("subset_of", "target", "compares", "base"):
        yield Rule(column, "refers-to-itself", pl.col(column) == own, "another figure")
    yield from _subset_rules()
    to_target = pl.col("target.kind") != "target"
    yield Rule("target", "target-kind", to_target, "a figure of kind target")
    plan = (pl.col("kind") == "target") & pl.col("target").is_not_null()
    yield Rule("target", "target-of-target", plan, "nothing: a target has no target")
    for column in ("conflicts_with", "replaces"):
        itself = pl.col(column).list.contains(own)
        yield Rule(column, "refers-to-itself", itself, "another figure")
    bases = ("compares", "base", "base_population", "base_year")
    has_base = pl.any_horizontal(pl.col(column).is_not_null() for column in bases)
    operation = pl.col("operation").is_not_null()
    words = "compares, base, base_population or base_year"
    yield Rule("operation", "operation-without-base", operation & ~has_base, words)
    yield Rule("operation", "base-without-operation", has_base & ~operation, "an operation: what the base is for")
    unexplained = (pl.col("rank") == "preferred") & pl.col("conflicts_with").is_not_null() & pl.col("note").is_null()
    yield Rule("note", "preferred-without-reason", unexplained, "why this one is preferred")


def _subset_rules() -> Iterator[Rule]:
    """A part is no larger than its whole, in its unit, and no rate."""
    part = pl.col("subset_of")
    larger = pl.col("value") > pl.col("subset_of.value")
    whole = pl.format("at most {}, the whole", pl.col("subset_of.value").cast(pl.String).str.replace(r"\.?0+$", ""))
    yield Rule(
        "value",
        "subset-larger",
        larger,
        whole,
        found=pl.col("value").cast(pl.String).str.replace(r"\.?0+$", ""),
    )
    other_unit = pl.col("unit") != pl.col("subset_of.unit")
    yield Rule("unit", "subset-unit", other_unit, pl.format("{}, the unit of the whole", "subset_of.unit"))
    yield Rule(
        "subset_of",
        "subset-of-rate",
        part.is_not_null() & (pl.col("measure") == "rate"),
        "nothing for a rate",
    )
    planned = part.is_not_null() & ((pl.col("kind") == "target") | (pl.col("subset_of.kind") == "target"))
    yield Rule("subset_of", "subset-of-target", planned, "measurements on both sides")
