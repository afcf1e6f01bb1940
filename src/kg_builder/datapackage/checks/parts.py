"""Rules on the pages and cells that places are in: each kind of source has its own, and a cell is cited once."""

from collections.abc import Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.citations import figure_places
from kg_builder.datapackage.checks.rule import Rule, RuleSet
from kg_builder.texts.media import HTML, MEDIA_TYPES, PDF, PLAIN, TABLE
from kg_builder.texts.parts import CELL, PAGE

RANGED = {PLAIN: "^$", HTML: "^$", TABLE: "^(row|col|cell)=", PDF: "^page="}
"""How a part begins that an exclusion may name, by the kind of its source; the schema knows the rest of it."""

SINGLE = {PLAIN: "^$", HTML: "^$", TABLE: f"^{CELL}$", PDF: f"^{PAGE}$"}
"""What a citation may name."""

WORDS = {PLAIN: "nothing", HTML: "nothing", TABLE: "cell=ROW,COLUMN", PDF: "page=PAGE"}
RANGES = {**WORDS, TABLE: "row=…, col=… or cell=…", PDF: "page=… or pages"}

REASONS = {"label": (TABLE,), "out-of-scope": (TABLE, PDF)}
"""Reasons of exclusions that are for some kinds of sources only."""


def with_media_types(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Rows with the `media_type` of their `source`."""
    kinds = sources.select(pl.col("id").alias("source"), pl.col("media_type").fill_null(PLAIN))
    return rows.join(kinds.unique("source"), on="source", how="left", maintain_order="left")


def source_rules() -> Iterator[Rule]:
    """What has no text by itself says how its text was had. Over sources."""
    is_extracted = pl.col("media_type").is_in([HTML, PDF])
    for name in ("extraction", "text_sha256"):
        words = "a value for HTML and PDF: `kg text --about FILE` tells it"
        yield Rule(name, "extraction-missing", is_extracted & pl.col(name).is_null(), words)
    is_needless = ~is_extracted.fill_null(value=False) & pl.col("text_sha256").is_not_null()
    yield Rule("text_sha256", "extraction-needless", is_needless, "nothing: the bytes are the text")


def _misfit(allowed: Mapping[str, str]) -> pl.Expr:
    """Whether the part is none of those that its kind of source has."""
    part, misfit = pl.col("part").fill_null(""), pl.lit(value=False)
    for kind in MEDIA_TYPES:
        misfit = pl.when(pl.col("media_type") == kind).then(~part.str.contains(allowed[kind])).otherwise(misfit)
    return misfit


def _words(words: Mapping[str, str]) -> pl.Expr:
    told = pl.format("{} in a source of {}", pl.col("media_type").replace_strict(words, default=""), "media_type")
    return told.fill_null("")


def part_rules(column: str = "part") -> Iterator[Rule]:
    """The part of a place is one that its source has. Over places with media types."""
    yield Rule(column, "part-form", _misfit(SINGLE), _words(WORDS), found=pl.col("part"))


def exclusion_part_rules() -> Iterator[Rule]:
    """The same of exclusions, which may name many cells or pages. Over exclusions with media types."""
    start, end = pl.col("start").is_null(), pl.col("end").is_null()
    yield Rule("part", "part-form", _misfit(RANGED), _words(RANGES), found=pl.col("part"))
    in_table = (pl.col("media_type") == TABLE) & ~(start & end)
    yield Rule("start", "exclusion-place", in_table, "nothing: whole cells of a table are excluded")
    is_page = pl.col("part").fill_null("").str.contains(f"^{PAGE}$")
    is_whole = (pl.col("media_type") == PDF) & start & end
    needed = (pl.col("media_type") != TABLE) & ~is_whole & (start | end)
    yield Rule(
        "start", "exclusion-place", needed, "a first and a last character; both may be empty for whole pages of a PDF"
    )
    several = (pl.col("media_type") == PDF) & ~(start & end) & ~is_page
    yield Rule("part", "exclusion-place", several, "one page, for characters in it", found=pl.col("part"))
    for reason, kinds in REASONS.items():
        foreign = (pl.col("reason") == reason) & ~pl.col("media_type").is_in(kinds)
        yield Rule("reason", "reason-foreign", foreign, f"another reason: this one is for {' and '.join(kinds)}")


def cell_places(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Places of figures and mentions in cells, with `other`: where else the cell is cited, or null."""
    named = tables["mentions"].select("source", "part", "start", "end", "_line").drop_nulls(["source", "start", "end"])
    places = pl.concat([figure_places(tables["figures"]), named])
    places = places.filter(pl.col("part").str.starts_with("cell=")).with_columns(
        pl.format("{}-{}", "start", "end").alias("place")
    )
    first = pl.col("place").first().over("source", "part")
    return places.with_columns(pl.when(pl.col("place") != first).then(first).alias("other"))


def once_rules() -> Iterator[Rule]:
    """A cell is cited at one place only, since its address has no more. Over `cell_places`."""
    found = pl.format("{} {}", "part", "place")
    words = pl.format("one number of a cell, which is cited at {} already", "other")
    yield Rule("part", "cell-twice", pl.col("other").is_not_null(), words, found=found)


def place_rules(tables: Mapping[str, pl.DataFrame], more: pl.DataFrame) -> list[RuleSet]:
    """All of these rules with the rows that they are over; `more` is `further_citations` of the figures."""
    sources = tables["sources"]
    figures, mentions, exclusions, items = (
        with_media_types(rows.select("source", "part", *others, "_line"), sources)
        for rows, others in (
            (tables["figures"], ()),
            (tables["mentions"], ()),
            (tables["exclusions"], ("start", "end", "reason")),
            (more, ()),
        )
    )
    return [
        ("sources", sources, source_rules()),
        ("figures", figures, part_rules()),
        ("figures", items, part_rules("more_citations")),
        ("mentions", mentions, part_rules()),
        ("exclusions", exclusions, exclusion_part_rules()),
        ("figures", cell_places(tables), once_rules()),
    ]
