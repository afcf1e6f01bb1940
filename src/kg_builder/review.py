"""`kg review`: what changed between two states of a package, as Markdown for whoever approves it.

Each figure that was added, removed or changed, with its cells, the passage from the reviewer's own folder of texts, the
recomputation, and what `kg check` and `kg verify` say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks import check_readable, checked_tables
from kg_builder.datapackage.package import Package
from kg_builder.errors import ChecksFailed, Violation
from kg_builder.evidence.citations import Citation, figure_citations
from kg_builder.evidence.coverage import verify
from kg_builder.evidence.sources import CONTEXT, read_sources
from kg_builder.mapping.derive import derived_tables
from kg_builder.markdown import escaped, table
from kg_builder.texts.source import SourceText

WARNING = (
    "> **Quotes the sources.** It is for those who may read the texts: do not commit it, and do not paste it where"
    " others can read it."
)
OTHER_TABLES = ("sources", "programs", "mentions", "exclusions", "regions", "indicators")

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Review:
    """A review.

    Attributes:
        markdown: for a person.
        violations: what `kg check` and `kg verify` find in the new state.
    """

    markdown: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class _State:
    """One state of a package.

    Attributes:
        tables: as text.
        figures: cells of each figure by id.
        places: citations of each figure by id.
        texts: the texts that are at hand, by source.
        arithmetic: recomputed number and verdict by figure.
    """

    tables: Mapping[str, pl.DataFrame]
    figures: Mapping[str, Cells]
    places: Mapping[str, list[Citation]]
    texts: Mapping[str, SourceText]
    arithmetic: Mapping[str, tuple[str, str]]


def review(old: Package, new: Package, folder: Path | None) -> Review:
    """What changed from one state of a package to another.

    Args:
        old: the state before.
        new: the state that is to be approved.
        folder: the reviewer's own texts, or None for a review without passages and without `kg verify`.

    Raises:
        ChecksFailed: a table cannot be read.
    """
    before, after = _state(old, folder), _state(new, folder)
    verified = verify(after.tables, folder) if folder is not None else []
    found = list(dict.fromkeys([*_check(new), *verified]))
    added = [name for name in after.figures if name not in before.figures]
    removed = [name for name in before.figures if name not in after.figures]
    changed = [name for name in after.figures if before.figures.get(name, after.figures[name]) != after.figures[name]]
    lines = ["# Review of a change to the data", ""]
    lines += [WARNING, ""] if folder is not None else []
    lines += [f"{len(added)} figures added, {len(changed)} changed, {len(removed)} removed."]
    lines += [f"Rows of other tables: {_others(before, after)}.", "", *_checks(found, folder)]
    for title, names in (("Added", added), ("Changed", changed), ("Removed", removed)):
        for name in names:
            lines += ["", f"## {title}: {escaped(name)}", "", *_figure(name, before, after)]
    spaced = [line for n, line in enumerate(lines) if line or lines[n - 1]]
    return Review("\n".join(spaced).rstrip("\n") + "\n", tuple(found))


def _check(package: Package) -> list[Violation]:
    try:
        checked_tables(package)
    except ChecksFailed as failed:
        return list(failed.violations)
    return []


def _state(package: Package, folder: Path | None) -> _State:
    tables = check_readable(package)
    rows = {row["id"] or "": row for row in tables["figures"].fill_null("").iter_rows(named=True)}
    names = {row["_line"]: name for name, row in rows.items()}
    places: dict[str, list[Citation]] = {}
    for item in figure_citations(tables):
        if isinstance(item, Citation):
            places.setdefault(names[item.line], []).append(item)
    figures = {
        name: {column: str(cell) for column, cell in row.items() if column != "_line"} for name, row in rows.items()
    }
    texts = read_sources(tables["sources"], folder)[0] if folder is not None else {}
    return _State(tables, figures, places, texts, _arithmetic(package))


def _arithmetic(package: Package) -> dict[str, tuple[str, str]]:
    """Recomputed numbers and verdicts; none while the tables break rules, since bounds and links need them right."""
    try:
        figures = derived_tables(package, checked_tables(package))["figures"]
    except ChecksFailed:
        return {}
    rows = figures.filter(pl.col("verdict").is_not_null()).select("id", "recomputed", "verdict").iter_rows()
    return {name: (f"{number.normalize():f}", verdict) for name, number, verdict in rows}


def _others(before: _State, after: _State) -> str:
    """Rows of other tables that are new or gone, by table."""
    told = []
    for name in OTHER_TABLES:
        sets = [set(state.tables[name].drop("_line").fill_null("").iter_rows()) for state in (before, after)]
        fresh, gone = len(sets[1] - sets[0]), len(sets[0] - sets[1])
        told += [f"{name} +{fresh} −{gone}"] if fresh or gone else []
    return ", ".join(told) or "none changed"


def _checks(found: list[Violation], folder: Path | None) -> Iterator[str]:
    """What the commands find."""
    yield "## What the checks say"
    yield ""
    commands = "`kg check` and `kg verify`" if folder is not None else "`kg check` (no texts, so no `kg verify`)"
    if not found:
        yield f"{commands}: nothing to say against the new state."
        return
    yield f"{commands}: {len(found)} violations."
    yield ""
    for violation in found:
        yield f"- {escaped(str(violation))}"


def _figure(name: str, before: _State, after: _State) -> Iterator[str]:
    """One figure: cells, passages, arithmetic."""
    old, new = before.figures.get(name, {}), after.figures.get(name, {})
    columns = [column for column in new or old if column != "id" and old.get(column, "") != new.get(column, "")]
    cells = [(column, escaped(old.get(column, "")), escaped(new.get(column, ""))) for column in columns]
    yield from table(("column", "before", "after"), cells)
    yield ""
    for title, state in (("Before", before), ("After", after)):
        if name in state.figures and (title == "After" or not new or _has_moved(name, before, after)):
            yield from _passages(title, name, state)
    yield from _recomputed(name, before, after)


def _has_moved(name: str, before: _State, after: _State) -> bool:
    columns = ("source", "part", "cite_start", "cite_end", "token", "more_citations")
    return any(before.figures[name].get(column) != after.figures[name].get(column) for column in columns)


def _passages(title: str, name: str, state: _State) -> Iterator[str]:
    """Each place of a figure with what stands around it."""
    for place in state.places.get(name, []):
        where = f"{title}: {escaped(place.source)}, {_where(place)}"
        source = state.texts.get(place.source)
        text = source.part_text(place.part) if source else None
        if text is None or place.end > len(text):
            yield f"{where} (the text is not at hand, or shorter)"
        else:
            yield f"{where}, line {text.count(chr(10), 0, place.start) + 1}:"
            yield ""
            yield f"> …{_passage(text, place)}…"
        yield ""


def _where(place: Citation) -> str:
    """Page or cell, if there are such, and characters."""
    part = f"{escaped(place.part)}, " if place.part else ""
    return f"{part}characters {place.start} to {place.end}"


def _passage(text: str, place: Citation) -> str:
    """What stands at a place in bold, with up to 80 characters on either side."""
    before, after = text[max(0, place.start - CONTEXT) : place.start], text[place.end : place.end + CONTEXT]
    gaps = " " if before[-1:].isspace() else "", " " if after[:1].isspace() else ""
    return f"{escaped(before)}{gaps[0]}<b>{escaped(text[place.start : place.end])}</b>{gaps[1]}{escaped(after)}"


def _recomputed(name: str, before: _State, after: _State) -> Iterator[str]:
    was, now = before.arithmetic.get(name), after.arithmetic.get(name)
    if was and was != now:
        yield f"Recomputed before: {was[0]}, {was[1]}."
    if now:
        yield f"Recomputed: {now[0]}, {now[1]}."
