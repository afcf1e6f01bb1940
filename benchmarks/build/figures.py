"""Generated figures: every kind of relation, hedge, time and token that the rules of the model know.

Figures come in blocks of ten that refer to each other (a whole, its part, the share that they make, a growth rate, a
target and its result, a conflicting count, a converted sum, a second printing, a figure of a named period), five blocks
to a program, so that every rule of `kg check` and of the ontology has something to look at and nothing to say.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

STRIDE = 120
"""Code points between the places of two figures in their source."""

GROUPS = 20
"""Beneficiary groups that programs draw from; one more is that of parts."""

FIRST = 11
"""Number of the first region within each: two digits, so that codes are as long as they should be."""

COUNTED = ("person", "household", "village", "clinic", "school", "case")
"""Units of counts."""


@dataclass(frozen=True)
class Plan:
    """How large a package is.

    Attributes:
        figures: number of figures.
        seed: what all draws depend on.
    """

    figures: int
    seed: int

    @property
    def slots(self) -> int:
        """Figures of one source: a thousand, fewer in a small package; whole programs only."""
        return max(1, min(20, self.figures // 200)) * 50

    @property
    def sources(self) -> int:
        """Number of sources."""
        return -(-self.figures // self.slots)

    @property
    def programs(self) -> int:
        """Number of programs: one for fifty figures."""
        return -(-self.figures // 50)

    @property
    def fan(self) -> int:
        """Regions within each region, so that there is about one county for twenty figures."""
        return max(4, min(50, round(math.cbrt(self.figures / 20))))

    def draw(self, salt: int, below: int, index: str = "i") -> pl.Expr:
        """A column of numbers from 0 to `below`, spread evenly, the same for the same seed, salt and index."""
        mixed = (_unsigned(index) + _word(salt * 1_000_003 + self.seed)) * _word(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed // _word(1 << 30))) * _word(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed // _word(1 << 27))) * _word(0x94D049BB133111EB)
        return ((mixed // _word(1 << 31)) % _word(below)).cast(pl.Int64)


def _unsigned(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.UInt64)


def _word(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def padded(number: pl.Expr, width: int) -> pl.Expr:
    """Numbers as digits with leading zeros."""
    return number.cast(pl.String).str.zfill(width)


def named(kind: str, number: pl.Expr, width: int = 5) -> pl.Expr:
    """Ids such as `program-00012`."""
    return pl.concat_str(pl.lit(f"{kind}-"), padded(number, width))


def by_place(cases: Mapping[int, pl.Expr], otherwise: pl.Expr | None = None) -> pl.Expr:
    """One expression for each place in a block of ten; null elsewhere, unless told otherwise."""
    result = pl.lit(None) if otherwise is None else otherwise
    for place, case in cases.items():
        result = pl.when(pl.col("place") == place).then(case).otherwise(result)
    return result


def figures(plan: Plan) -> pl.DataFrame:
    """The table of figures as text and whole numbers; columns of the schema that it leaves out are empty."""
    frame = pl.select(i=pl.int_range(plan.figures, dtype=pl.Int64)).with_columns(
        place=pl.col("i") % 10,
        block=pl.col("i") // 10,
        slot=pl.col("i") % plan.slots,
        s=pl.col("i") // plan.slots,
        p=pl.col("i") // 50,
    )
    frame = frame.with_columns(
        source=named("source", pl.col("s")),
        program=named("program", pl.col("p")),
        kind=by_place({4: pl.lit("target")}, pl.lit("measurement")),
        cite_start=pl.col("slot") * STRIDE + 10,
    )
    frame = _with_numbers(frame, plan)
    frame = frame.with_columns(cite_end=pl.col("cite_start") + pl.col("token").str.len_chars())
    frame = frame.with_columns(id=figure_id(0), **_subjects(plan), **_times(), **_relations(), **_remarks(plan))
    return frame.with_columns(more_citations=_further())


def figure_id(back: int) -> pl.Expr:
    """Id of the figure so many places before, in the same source."""
    return pl.concat_str("source", pl.lit("-"), padded(pl.col("cite_start") - back * STRIDE, 6))


def _with_numbers(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """`token` as a source prints it and `value` in whole units, in seven ways of writing."""
    whole, part = 5_000 + plan.draw(1, 5_000, "block"), 500 + plan.draw(2, 4_500, "block")
    share = (1_000 * part / whole).round().cast(pl.Int64)
    rate, small, large = 1 + plan.draw(3, 999), 1 + plan.draw(4, 9_999), 1_000 + plan.draw(5, 99_000)
    plain = 1 + plan.draw(6, 99_999)
    tokens = {
        0: pl.concat_str(_point(whole, 100), pl.lit(" million")),
        1: pl.concat_str(_point(part, 100), pl.lit(" million")),
        2: _point(share, 10),
        3: _point(rate, 10),
        4: pl.concat_str((large // 1_000).cast(pl.String), pl.lit(","), padded(large % 1_000, 3)),
        5: pl.concat_str(_point(small, 10), pl.lit("万")),
        7: pl.concat_str(_point(small, 10), pl.lit("万")),
    }
    values = {0: whole * 10_000, 1: part * 10_000, 4: large, 5: small * 1_000, 7: small * 1_000}
    texts = {place: number.cast(pl.String) for place, number in values.items()}
    return frame.with_columns(
        token=by_place(tokens, plain.cast(pl.String)),
        value=by_place(texts | {2: _point(share, 10), 3: _point(rate, 10)}, plain.cast(pl.String)),
        converted=by_place({7: (small * 150).cast(pl.String)}),
        converted_unit=by_place({7: pl.lit("dollar")}),
    )


def _point(number: pl.Expr, parts: int) -> pl.Expr:
    """Tenths or hundredths with a decimal point."""
    return pl.concat_str((number // parts).cast(pl.String), pl.lit("."), padded(number % parts, len(str(parts)) - 1))


def _subjects(plan: Plan) -> dict[str, pl.Expr]:
    """What is counted, of whom, where and in which unit."""
    early, late = plan.draw(7, 10, "block"), 10 + plan.draw(8, 10, "block")
    turning = 10 * (pl.col("place") - 8) + (pl.col("block") + plan.draw(9, 10, "p")) % 10
    counted = by_place(dict.fromkeys((8, 9), turning) | dict.fromkeys((0, 1, 2), early), late)
    unit = (counted % len(COUNTED)).replace_strict(dict(enumerate(COUNTED)), return_dtype=pl.String)
    kinds = {2: pl.lit("rate-"), 3: pl.lit("rate-"), 7: pl.lit("money-"), 8: pl.lit("flow-"), 9: pl.lit("flow-")}
    is_single = plan.draw(11, 10, "p") < 6
    group = pl.when(is_single).then(None).otherwise(named("group", plan.draw(12, GROUPS, "p"), 2))
    return {
        "region": region_of_program(plan),
        "indicator": pl.concat_str(by_place(kinds, pl.lit("stock-")), padded(counted, 2)),
        "unit": by_place({2: pl.lit("percent"), 3: pl.lit("percent"), 7: pl.lit("yuan")}, unit),
        "beneficiary": by_place({1: pl.lit(f"group-{GROUPS}")}, group),
    }


def region_of_program(plan: Plan, salt: int = 10) -> pl.Expr:
    """Id of the county that a program (column `p`) runs in."""
    numbers = [FIRST + plan.draw(salt + step, plan.fan, "p") for step in (0, 100, 200)]
    return pl.concat_str(pl.lit("area-"), *(number.cast(pl.String) for number in numbers))


def _times() -> dict[str, pl.Expr]:
    """When: a day, a year, since a day, or the period; another year for each block of a program."""
    later = pl.col("block") % 5
    first, last, planned = (
        pl.concat_str((begin + later).cast(pl.String), pl.lit(day))
        for begin, day in ((2012, "-01-01"), (2012, "-12-31"), (2025, "-12-31"))
    )
    kinds = {3: "during", 7: "during", 8: "since", 9: "during"}
    return {
        "time_kind": by_place({place: pl.lit(kind) for place, kind in kinds.items()}, pl.lit("as-of")),
        "start": by_place({3: first, 7: first, 8: pl.lit("2017-03-01")}),
        "end": by_place({4: planned, 8: issued(), 9: pl.lit(None)}, last),
        "period": by_place({9: pl.lit("plan-one")}),
        "base_year": by_place({3: 2011 + later}),
    }


def issued() -> pl.Expr:
    """Day on which a source (column `s`) was issued."""
    return pl.concat_str(pl.lit("2021-"), padded(1 + pl.col("s") % 12, 2), pl.lit("-28"))


def _relations() -> dict[str, pl.Expr]:
    """Parts, shares, growth, results, conflicts and corrections."""
    gone = pl.when(pl.col("block") % 5 == 0).then(pl.concat_str(figure_id(0), pl.lit("-old")))
    return {
        "operation": by_place({2: pl.lit("share"), 3: pl.lit("growth")}),
        "subset_of": by_place({1: figure_id(1)}),
        "compares": by_place({2: figure_id(1)}),
        "base": by_place({2: figure_id(2)}),
        "target": by_place({5: figure_id(1)}),
        "rank": by_place({6: pl.lit("preferred")}),
        "conflicts_with": by_place({6: figure_id(1)}),
        "replaces": by_place({8: gone}),
    }


def _remarks(plan: Plan) -> dict[str, pl.Expr]:
    """Hedges, flags and notes, some with what makes CSV hard: commas, quotes, line feeds, Chinese."""
    hedges = {0: "exact", 1: "exact", 2: "exact", 3: "exact", 4: "exact", 5: "about", 6: "more-than", 7: "at-least"}
    hedge = plan.draw(13, 10).replace_strict(hedges, default="nearly", return_dtype=pl.String)
    doubted = pl.when(plan.draw(14, 7) == 0).then(pl.lit("scope-unclear;unit-doubtful"))
    told = pl.when(plan.draw(14, 7) == 0).then(pl.lit("Says “households”,\nmeans people, 按户统计"))
    return {
        "comparator": by_place({place: pl.lit("exact") for place in (0, 1, 2)}, hedge),
        "flags": by_place({8: pl.lit("date-estimated")}, doubted),
        "note": by_place({6: pl.lit('The later count, "as printed", of the two')}, told),
    }


def _further() -> pl.Expr:
    """Second printings: of the value, and of the converted value."""
    start = pl.col("cite_start") + 50

    def printed(token: str) -> pl.Expr:
        return pl.format("{}-{}:{}", start, start + pl.col(token).str.len_chars(), token)

    return by_place({7: printed("converted"), 8: printed("token")})
