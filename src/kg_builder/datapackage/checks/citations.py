"""Rules on places in sources that need no text: tokens, lengths, overlaps, and numerals told twice."""

from collections.abc import Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.rule import Rule
from kg_builder.datapackage.checks.tokens import token_values
from kg_builder.datapackage.places import FURTHER
from kg_builder.datapackage.tables import DECIMAL

HELD = 10.0**18
"""Numbers from which on a table's decimals may not hold a product."""


def scale_of() -> pl.Expr:
    """What a row's token is multiplied by: 1 where it does not say, or says what means nothing."""
    return pl.when(pl.col("scale") > 1).then("scale").otherwise(1)


def with_token_values(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures with `said` and `precision` of their token, both multiplied by the row's `scale`."""
    figures = figures.join(token_values(figures.get_column("token")), on="token", how="left", maintain_order="left")
    if figures.get_column("scale").null_count() == figures.height:
        return figures
    scale = scale_of()
    is_held = pl.col("said").abs() < HELD / scale
    scaled = ((pl.when(is_held).then(name) * scale).cast(DECIMAL).alias(name) for name in ("said", "precision"))
    return figures.with_columns(scaled)


def token_rules() -> Iterator[Rule]:
    """The token of a figure: its length, and what it says. Over `with_token_values`."""
    start, end, token = pl.col("cite_start"), pl.col("cite_end"), pl.col("token")
    yield Rule("cite_end", "cite-order", end <= start, pl.format("more than {}", start), found=end)
    length = (end > start) & (end - start != token.str.len_chars())
    expected = pl.format("{} characters, from {} to {}", end - start, start, end)
    yield Rule("token", "token-length", length, expected)
    yield Rule(
        "token",
        "token-no-number",
        token.is_not_null() & pl.col("said").is_null(),
        "a number, such as 26.58 million",
    )
    differs = pl.col("said") != pl.col("value")
    said = pl.format("{}, what the token says", _plain("said"))
    yield Rule("value", "token-value", differs, said, found=_plain("value"))


def _plain(column: str) -> pl.Expr:
    """A decimal without idle zeros."""
    return pl.col(column).cast(pl.String).str.replace(r"\.?0+$", "")


def further_citations(figures: pl.DataFrame) -> pl.DataFrame:
    """A row for each further citation.

    Columns: `id`, `source`, `value`, `converted`, `scale`, `item`, `part`, `start`, `end`, `token`, `_line`; `part` is
    that of the figure where the item names none. An item that is not `start-end:token` has nulls.
    """
    parts = pl.col("item").str.extract_groups(FURTHER).struct
    return (
        figures.filter(pl.col("more_citations").is_not_null())
        .explode("more_citations")
        .rename({"more_citations": "item"})
        .select("id", "source", "value", "converted", "scale", "part", "item", "_line")
        .with_columns(
            pl.coalesce(parts[0], "part").alias("part"),
            parts[1].cast(pl.Int64, strict=False).alias("start"),
            parts[2].cast(pl.Int64, strict=False).alias("end"),
            parts[3].alias("token"),
        )
    )


def further_rules() -> Iterator[Rule]:
    """Further citations of a figure say its value, scaled or not, or its converted one.

    Over `further_citations` with `said`, what each token says by itself.
    """
    item, start, end = pl.col("item"), pl.col("start"), pl.col("end")
    malformed = item.is_not_null() & start.is_null()
    yield Rule("more_citations", "citation-form", malformed, "start-end:token", found=item)
    length = start.is_not_null() & (end - start != pl.col("token").str.len_chars())
    yield Rule("more_citations", "token-length", length, "a token as long as its place", found=item)
    said = pl.col("said")
    is_scaled = (said == pl.col("value") / scale_of()).fill_null(value=False)
    neither = (said != pl.col("value")) & ~is_scaled & (said != pl.col("converted")).fill_null(value=True)
    words = "a token that says the value or the converted value"
    yield Rule("more_citations", "token-value", start.is_not_null() & (said.is_null() | neither), words, found=item)


def mention_rules() -> Iterator[Rule]:
    """A program's mention is as long as its place."""
    start, end, exact = pl.col("start"), pl.col("end"), pl.col("exact")
    yield Rule("end", "cite-order", end <= start, pl.format("more than {}", start), found=end)
    length = (end > start) & (end - start != exact.str.len_chars())
    yield Rule("exact", "mention-length", length, pl.format("{} characters", end - start))


def exclusion_rules() -> Iterator[Rule]:
    """An exclusion has a place, and says nothing of persons. Over frames sorted by source, part and start."""
    start, end = pl.col("start"), pl.col("end")
    yield Rule("end", "cite-order", end <= start, pl.format("more than {}", start), found=end)
    told = pl.col("reason").is_in(["person", "contact"]) & pl.col("note").is_not_null()
    yield Rule("note", "note-on-person", told, "no note for the reasons person and contact", found=pl.lit("a note"))
    before = end.shift(1).cum_max().over("source", "part")
    previous = start < before
    yield Rule(
        "start",
        "exclusion-overlap",
        previous,
        pl.format("{} or more, the end of the one before", before),
        found=start,
    )


def both_rules() -> Iterator[Rule]:
    """No numeral is cited and excluded. Over `places_with_exclusions`."""
    inside = pl.col("start") < pl.col("excluded_end")
    words = "a place that no exclusion covers"
    yield Rule("cite_start", "cited-and-excluded", inside, words, found=pl.col("start"))


def figure_places(figures: pl.DataFrame) -> pl.DataFrame:
    """Every place of a figure: `source`, `part`, `start`, `end`, `_line`."""
    columns = ["source", "part", "start", "end", "_line"]
    first = figures.select(
        "source", "part", pl.col("cite_start").alias("start"), pl.col("cite_end").alias("end"), "_line"
    )
    return pl.concat([first, further_citations(figures).select(columns)]).drop_nulls(["source", "start", "end"])


def places_with_exclusions(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every place of a figure with the exclusion of characters that begins last before the place's end.

    Columns: `source`, `part`, `start`, `end`, `_line`, `excluded_end` (null where no exclusion begins before).
    """
    by = ["source", "part"]
    known = pl.col("part").fill_null("")
    places = figure_places(tables["figures"]).with_columns(known, (pl.col("end") - 1).alias("last")).sort("last")
    excluded = tables["exclusions"].select(
        "source", known, pl.col("start").alias("last"), pl.col("end").alias("excluded_end")
    )
    excluded = excluded.drop_nulls().sort("last")
    return places.join_asof(excluded, on="last", by=by, strategy="backward", check_sortedness=False)


def with_fingerprints(places: pl.DataFrame, fingerprints: pl.DataFrame) -> pl.DataFrame:
    """Places (`source`, `part`, `start`, `end`, `_line`) with `has_fingerprint`."""
    on = ["source", "part", "start", "end"]
    known = fingerprints.select(*on, pl.lit(value=True).alias("has_fingerprint")).unique()
    return places.join(known, on=on, how="left", maintain_order="left", nulls_equal=True)


def _told() -> pl.Expr:
    """A place for a message."""
    part = pl.concat_str(pl.col("part"), pl.lit(" ")).fill_null("")
    return pl.format("{} {}{}-{}", "source", part, "start", "end")


def fingerprint_rules(column: str) -> Iterator[Rule]:
    """Every place that is cited has a fingerprint. Over `with_fingerprints`."""
    words = "a row in fingerprints: run `kg verify --write-fingerprints`"
    known = pl.col("has_fingerprint").fill_null(value=False)
    yield Rule(column, "fingerprint-missing", pl.col("start").is_not_null() & ~known, words, found=_told())


def unused_rules(cited: pl.DataFrame) -> Iterator[Rule]:
    """Every fingerprint is that of a place that is cited. Over the table of fingerprints."""
    used = cited.select(_told().alias("place")).get_column("place")
    words = "a place that is cited: run `kg verify --write-fingerprints`"
    yield Rule("start", "fingerprint-unused", ~_told().is_in(used.implode()), words, found=_told())
