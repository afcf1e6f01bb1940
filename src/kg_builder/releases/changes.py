"""What differs between two releases: figures one by one, the rows of other tables by number.

Works on the tables that the releases publish, so that releases of other versions of the code, or with other columns,
can be compared. Deterministic: figures by id, properties in the order of the newer schema.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kg_builder.releases.differences import Counts, Table, counts_of, differing, read_tables
from kg_builder.releases.release import Release


@dataclass(frozen=True)
class Place:
    """Where a release has a figure from.

    Attributes:
        source, label, sha256: id, name and digest of the source.
        citations: places in it, `source#char=start,end`.
        note: the curator's remark, or "".
    """

    source: str
    label: str
    sha256: str
    citations: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Property:
    """A column whose cell differs.

    Attributes:
        name: the column.
        old, new: its cells as the tables have them; None where empty.
        is_derived: whether the builder works it out.
    """

    name: str
    old: str | None
    new: str | None
    is_derived: bool


@dataclass(frozen=True)
class Correction:
    """A figure that another one replaces.

    Attributes:
        old, new: their ids.
        properties: in what they differ.
    """

    old: str
    new: str
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Change:
    """A figure that was added, removed or changed.

    Attributes:
        id: of the figure.
        old, new: where each release has it from; None where it has none of it.
        cells: column to cell, those that are not empty, of the newer release that has it.
        properties: in what the releases differ; empty for a figure that was added or removed.
        corrections: those with it as the old or the new figure.
    """

    id: str
    old: Place | None
    new: Place | None
    cells: Mapping[str, str]
    properties: tuple[Property, ...]
    corrections: tuple[Correction, ...]

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True)
class Changes:
    """What differs between two releases.

    Attributes:
        old, new: the releases.
        figures: by id.
        tables: name to counts, every table of either release, sorted.
    """

    old: Release
    new: Release
    figures: tuple[Change, ...]
    tables: Mapping[str, Counts]


def changes_between(old: Release, new: Release) -> Changes:
    """What differs between two releases.

    Raises:
        ReleaseError: a table of theirs is missing or damaged.
    """
    before, after = (read_tables(release.path, ("figures", "sources")) for release in (old, new))
    counts = {name: counts_of(before.get(name), after.get(name)) for name in sorted({*before, *after})}
    figures = _figures(before["figures"], after["figures"], before["sources"].frame, after["sources"].frame)
    return Changes(old, new, figures, counts)


def _figures(old: Table, new: Table, old_sources: pl.DataFrame, new_sources: pl.DataFrame) -> tuple[Change, ...]:
    """Figures that were added, removed or changed."""
    derived = old.derived | new.derived
    cells = _by_id(differing(old.frame, new.frame, ["id"]), derived)
    added = new.frame.join(old.frame, on="id", how="anti").get_column("id").to_list()
    removed = old.frame.join(new.frame, on="id", how="anti").get_column("id").to_list()
    corrections = _corrections(old.frame, new.frame, [*added, *cells], derived)
    touched = {*added, *removed, *cells}
    before, after = _rows(old.frame, touched), _rows(new.frame, touched)
    was, now = _rows(old_sources), _rows(new_sources)
    by_figure: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_figure.setdefault(correction.old, []).append(correction)
        by_figure.setdefault(correction.new, []).append(correction)
    return tuple(
        Change(
            id=figure,
            old=_place(before[figure], was) if figure in before else None,
            new=_place(after[figure], now) if figure in after else None,
            cells={name: cell for name, cell in after.get(figure, before.get(figure, {})).items() if cell is not None},
            properties=tuple(cells.get(figure, ())),
            corrections=tuple(by_figure.get(figure, ())),
        )
        for figure in sorted(touched)
    )


def _by_id(differing: pl.DataFrame, derived: frozenset[str]) -> dict[str, list[Property]]:
    """Cells that differ, by `id`."""
    found: dict[str, list[Property]] = {}
    for figure, name, was, now in differing.select("id", "property", "was", "is").iter_rows():
        found.setdefault(figure, []).append(Property(name, was, now, name in derived))
    return found


def _corrections(
    old: pl.DataFrame, new: pl.DataFrame, touched: Sequence[str], derived: frozenset[str]
) -> list[Correction]:
    """Figures of the older release that a figure which was added or changed says to replace, and did not before."""
    if "replaces" not in new.columns:
        return []
    said = old.select("id", "replaces") if "replaces" in old.columns else old.clear().select("id", replaces="id")
    pairs = _replacing(new.filter(pl.col("id").is_in(touched))).join(
        _replacing(said), on=["id", "replaces"], how="anti"
    )
    pairs = pairs.filter(pl.col("replaces").is_in(old.get_column("id").implode())).sort("replaces", "id")
    pairs = pairs.with_columns(pair=pl.concat_str("replaces", "id", separator="\t"))
    one = pairs.select("pair", id="replaces").join(old, on="id", how="left").drop("id")
    other = pairs.select("pair", "id").join(new, on="id", how="left").drop("id")
    cells = _by_id(differing(one, other, ["pair"]).rename({"pair": "id"}), derived)
    return [
        Correction(gone, figure, tuple(cells.get(pair, ())))
        for figure, gone, pair in pairs.select("id", "replaces", "pair").iter_rows()
    ]


def _replacing(figures: pl.DataFrame) -> pl.DataFrame:
    """`id` and each of what it replaces."""
    listed = figures.select("id", pl.col("replaces").str.split(";")).filter(pl.col("replaces").is_not_null())
    return listed.explode("replaces")


def _rows(frame: pl.DataFrame, ids: set[str] | None = None) -> dict[str, dict[str, str | None]]:
    """Rows by `id`: all, or some."""
    chosen = frame if ids is None else frame.filter(pl.col("id").is_in(sorted(ids)))
    return {row["id"]: row for row in chosen.iter_rows(named=True)}


def _place(row: Mapping[str, str | None], sources: Mapping[str, Mapping[str, str | None]]) -> Place:
    """Where a figure is from."""
    source = row.get("source") or ""
    about = sources.get(source, {})
    citations = (row.get("citations") or "").split(";")
    return Place(
        source=source,
        label=about.get("label") or "",
        sha256=about.get("sha256") or "",
        citations=tuple(place for place in citations if place),
        note=row.get("note") or "",
    )
