"""What an import puts into the tables beside the figures: the source, its exclusions, the fingerprints of its cells."""

from collections.abc import Mapping

import polars as pl

from kg_builder.evidence.cells import numeric_cells
from kg_builder.evidence.labels import labels_of
from kg_builder.tabular.additions import without_empty
from kg_builder.tabular.table_map import TableMap
from kg_builder.texts.media import TABLE, read_extraction
from kg_builder.texts.parts import LAST, Area, area_of
from kg_builder.texts.sheets import Sheet
from kg_builder.texts.source import SourceText


def source_row(text: SourceText, wanted: TableMap) -> pl.DataFrame:
    """The row of sources."""
    usual = read_extraction("", TABLE).printed
    cells = {
        **wanted.source,
        "identifier": text.name,
        "sha256": text.sha256,
        "media_type": TABLE,
        "extraction": "" if text.extraction == usual else text.extraction,
    }
    return without_empty([cells], list(cells))


def exclusions(text: SourceText, wanted: TableMap) -> pl.DataFrame:
    """Where labels stand, what the map leaves out, and what stands after the last row.

    Rows between the last heading and the first row of numbers are not left out: a number there was forgotten.
    """
    rows = []
    source, names = wanted.source["id"], sorted({each.column for each in wanted.printed.values() if each.column})
    headings = max((each.row for each in wanted.printed.values()), default=0) or wanted.first_row - 1
    if headings:
        rows.append({"part": _range("row", 1, headings), "reason": "label"})
    rows += [{"part": f"col={column}", "reason": "label"} for column in names]
    rows += [{"part": each.part, "reason": each.reason, "note": each.note} for each in wanted.leave_out]
    after = wanted.last_row + 1 if wanted.last_row else LAST
    if text.sheet and any(row >= after for row, _ in numeric_cells(text.sheet)):
        rows.append({"part": f"row={after}-*", "reason": "about-the-text"})
    return without_empty([{**row, "source": source} for row in rows], ["source", "part", "start", "reason", "note"])


def _range(kind: str, first: int, last: int) -> str:
    return f"{kind}={first}" if first == last else f"{kind}={first}-{last}"


def fingerprints(text: SourceText, frames: Mapping[str, pl.DataFrame], source: str) -> pl.DataFrame:
    """The fingerprint of every cell that figures and mentions of the source cite.

    Args:
        text: the official table.
        frames: figures, mentions and exclusions as they will be, as text.
        source: its id.
    """
    sheet = text.sheet or Sheet((), ())
    labels = labels_of(sheet, areas(frames["exclusions"], source, "label"))
    names = {"figures": ("cite_start", "cite_end", "token"), "mentions": ("start", "end", "exact")}
    cited = pl.concat(
        frames[name]
        .filter(pl.col("source") == source)
        .select("part", *(pl.col(old).alias(new) for old, new in zip(columns, ("start", "end", "token"), strict=True)))
        for name, columns in names.items()
    )
    cited = (
        cited.drop_nulls()
        .unique()
        .with_columns(
            pl.col("part").str.extract(r"^cell=(\d+)", 1).cast(pl.Int64).alias("row"),
            pl.col("part").str.extract(r",(\d+)$", 1).cast(pl.Int64).alias("column"),
        )
    )
    cited = cited.drop_nulls().sort("row", "column")
    tokens = cited.select("row", "column", "token").iter_rows()
    prints = [labels.fingerprint((row, column), token) for row, column, token in tokens]
    return cited.select(
        pl.lit(source).alias("source"), "part", "start", "end", pl.Series("fingerprint", prints, dtype=pl.String)
    )


def areas(exclusions: pl.DataFrame, source: str, reason: str | None = None) -> list[Area]:
    """Excluded cells of a source, for one reason or for all."""
    rows = exclusions.filter(pl.col("source") == source)
    rows = rows if reason is None else rows.filter(pl.col("reason") == reason)
    found = (area_of(part) for part in rows.get_column("part").drop_nulls())
    return [area for area in found if area is not None]
