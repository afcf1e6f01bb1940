"""A rule on the rows of one table: a mask of the rows that break it, and what to say of them."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.datapackage.tables import LINE, MOST
from kg_builder.errors import Violation

SHOWN = 60
"""Characters of a cell that a message shows."""

CHOICES = 5_000
"""Valid values that a suggestion is looked for among: the first in order."""

HINTS = 20
"""Violations of one rule that get a suggestion: looking for one costs far more than the check."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        column: column to name in the message, or "".
        code: stable name of the rule.
        broken: true on the rows that break it; null counts as false.
        expected: what should stand there.
        found: what stands there, as text, or None for the cell itself.
        choices: valid values to suggest the nearest of, or empty.
    """

    column: str
    code: str
    broken: pl.Expr
    expected: str | pl.Expr
    found: pl.Expr | None = None
    choices: Sequence[str] = ()


RuleSet = tuple[str, pl.DataFrame, Iterable[Rule]]
"""A table by name, rows of it, and rules over those."""


def violations(path: str, frame: pl.DataFrame, rules: Iterable[Rule]) -> list[Violation]:
    """What the rows of a frame break, at most `MOST` of one rule and then their count.

    Masks are evaluated together in one pass; only the rows that break a rule are turned into messages.

    Args:
        path: file of the table.
        frame: its rows with `_line`.
        rules: rules over the columns of the frame.
    """
    listed = list(rules)
    if frame.height == 0 or not listed:
        return []
    counts = frame.select(rule.broken.fill_null(value=False).sum().alias(str(n)) for n, rule in enumerate(listed))
    found: list[Violation] = []
    for rule, count in zip(listed, counts.row(0), strict=True):
        if count:
            found += _told(path, frame, rule, count)
    return found


def _told(path: str, frame: pl.DataFrame, rule: Rule, count: int) -> list[Violation]:
    """The violations of one rule."""
    cell = rule.found if rule.found is not None else _cell(rule.column, frame)
    expected = rule.expected if isinstance(rule.expected, pl.Expr) else pl.lit(rule.expected)
    rows = frame.select(
        pl.col(LINE).alias("line"),
        cell.cast(pl.String).alias("found"),
        expected.cast(pl.String).alias("expected"),
        rule.broken.fill_null(value=False).alias("broken"),
    )
    rows = rows.filter("broken").head(MOST)
    told = [
        Violation(
            path=path,
            line=line,
            column=rule.column,
            code=rule.code,
            found=shorten(found),
            expected=words or "nothing",
            suggestion=nearest(found, rule.choices) if n < HINTS else None,
        )
        for n, (line, found, words, _) in enumerate(rows.iter_rows())
    ]
    if count > MOST:
        told.append(Violation(path, 0, rule.column, rule.code, f"{count - MOST} more rows", "none"))
    return told


def _cell(column: str, frame: pl.DataFrame) -> pl.Expr:
    """The cell as text; lists are joined again."""
    if frame.schema.get(column) == pl.List(pl.String):
        return pl.col(column).list.join(";")
    return pl.col(column)


def shorten(cell: str | None) -> str:
    """A cell for a message: quoted, on one line, at most `SHOWN` characters."""
    if cell is None:
        return "nothing"
    text = repr(cell[: SHOWN + 1])[1:-1].replace("\\'", "'")
    return f"'{text[:SHOWN]}…'" if len(cell) > SHOWN else f"'{text}'"


def nearest(cell: str | None, choices: Sequence[str]) -> str | None:
    """The valid value that looks most like what was found, or None."""
    if not cell or not choices:
        return None
    close = difflib.get_close_matches(cell[:SHOWN], choices[:CHOICES], n=1)
    return close[0] if close else None
