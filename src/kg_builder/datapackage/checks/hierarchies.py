"""Rules on things within things: regions, wider concepts, parts of programs."""

from collections.abc import Iterator, Mapping

import polars as pl

from kg_builder.datapackage.checks.rule import Rule
from kg_builder.datapackage.ontology import Vocabulary

SEPARATOR = "\n"
"""Stands between the names of two levels or schemes that are compared; in no id."""


def in_cycle(frame: pl.DataFrame, parent: str) -> list[str]:
    """Ids whose chain of parents comes back to themselves, sorted. Linear in the rows.

    Args:
        frame: rows with `id`.
        parent: column that holds the id of the next wider row.
    """
    up = dict(frame.select("id", parent).drop_nulls().iter_rows())
    done: set[str] = set()
    cyclic: set[str] = set()
    for start in up:
        trail: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in done and at not in trail:
            trail[at] = len(trail)
            at = up.get(at)
        if at is not None and at in trail:
            cyclic |= {node for node, step in trail.items() if step >= trail[at]}
        done.update(trail)
    return sorted(cyclic)


def hierarchy_rules(frame: pl.DataFrame, parent: str) -> Iterator[Rule]:
    """No row is within itself."""
    cyclic = in_cycle(frame, parent)
    if cyclic:
        yield Rule(parent, "cycle", pl.col("id").is_in(cyclic), "a chain that ends")


def region_rules(tables: Mapping[str, pl.DataFrame], vocabulary: Vocabulary) -> tuple[pl.DataFrame, list[Rule]]:
    """Regions with level, code and scheme of the wider one, and the rules on them.

    Args:
        tables: typed tables by name.
        vocabulary: says which levels are wider than others, and what codes look like.
    """
    regions = tables["regions"]
    wider = regions.select(
        pl.col("id").alias("within"),
        pl.col("level").alias("wider_level"),
        pl.col("code").alias("wider_code"),
        pl.col("code_scheme").alias("wider_scheme"),
    ).unique("within")
    frame = regions.join(wider, on="within", how="left", maintain_order="left")
    levels = vocabulary.wider_levels()
    widest = [level for level, above in levels.items() if not above]
    are_known = pl.col("level").is_in(list(levels)) & pl.col("wider_level").is_in(list(levels))
    code, scheme = pl.col("code"), pl.col("code_scheme")
    rules = [
        *hierarchy_rules(regions, "within"),
        Rule(
            "within",
            "region-orphan",
            ~pl.col("level").is_in(widest) & pl.col("within").is_null(),
            "a wider region",
        ),
        Rule(
            "within",
            "level-order",
            are_known & ~_is_pair("level", "wider_level", levels),
            pl.format("a region above {}", "level"),
        ),
        Rule(
            "code_scheme",
            "code-half",
            code.is_null() != scheme.is_null(),
            "a code and its scheme, or neither",
        ),
        *_code_rules(vocabulary),
        Rule(
            "point_source",
            "point-half",
            pl.col("point").is_null() != pl.col("point_source").is_null(),
            "a point and where it is from, or neither",
        ),
    ]
    return frame, rules


def _is_pair(first: str, second: str, pairs: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """Whether the second of two columns is one of those that go with the first; null where either is empty."""
    known = [f"{one}{SEPARATOR}{other}" for one, others in pairs.items() for other in others]
    return pl.concat_str(first, pl.lit(SEPARATOR), second).is_in(known)


def _code_rules(vocabulary: Vocabulary) -> Iterator[Rule]:
    """A code fits the pattern of its scheme, and begins with the code of the wider region where the scheme says so."""
    code, scheme = pl.col("code"), pl.col("code_scheme")
    for name, pattern in vocabulary.code_patterns().items():
        unfit = (scheme == name) & ~code.str.contains(pattern)
        yield Rule("code", "code-pattern", unfit, f"a code of {name}, like {pattern}")
    stem = pl.col("wider_code").str.replace("(00)+$", "")
    begins = _is_pair("code_scheme", "wider_scheme", vocabulary.outer_schemes())
    words = pl.format("a code that begins with {}", stem)
    yield Rule("code", "code-parent", begins & ~code.str.starts_with(stem), words)


def indicator_rules(tables: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, list[Rule]]:
    """Indicators with the unit of the wider one, and the rules on them."""
    indicators = tables["indicators"]
    wider = indicators.select(pl.col("id").alias("broader"), pl.col("unit").alias("wider_unit")).unique("broader")
    gathering = indicators.get_column("broader").drop_nulls().unique()
    frame = indicators.join(wider, on="broader", how="left", maintain_order="left")
    alone = pl.col("measure").is_null() & ~pl.col("id").is_in(gathering.implode())
    words = "a measure, or narrower indicators that it gathers"
    rules = [
        Rule(
            "unit",
            "broader-unit",
            pl.col("unit") != pl.col("wider_unit"),
            pl.format("{}, the wider unit", "wider_unit"),
        ),
        Rule("measure", "measure-missing", alone, words),
        Rule(
            "rate_of",
            "rate-of-no-rate",
            pl.col("rate_of").is_not_null() & (pl.col("measure") != "rate"),
            "nothing: only a rate is the rate of something",
        ),
    ]
    return frame, rules


def program_rules(tables: Mapping[str, pl.DataFrame]) -> list[Rule]:
    """Programs have mentions, a status known in time, and dates in order."""
    mentioned = tables["mentions"].get_column("program").drop_nulls().unique()
    late = (
        tables["mentions"]
        .join(tables["sources"].select(pl.col("id").alias("source"), "issued"), on="source")
        .group_by("program")
        .agg(pl.col("issued").max())
    )
    latest = pl.col("id").replace_strict(late.get_column("program"), late.get_column("issued"), default=None)
    after = pl.col("status_as_of") > latest
    return [
        Rule("id", "mention-missing", ~pl.col("id").is_in(mentioned.implode()), "at least one row in mentions"),
        Rule(
            "status_as_of",
            "end-after-source",
            after,
            pl.format("{} or earlier, the date of the source", latest),
        ),
        Rule(
            "end",
            "end-before-start",
            pl.col("end") < pl.col("start"),
            pl.format("{} or later", pl.col("start")),
        ),
    ]
