"""The changes between two releases as text for people and as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from kg_builder.releases.changes import Change, Changes, Correction, Place, Property
from kg_builder.releases.differences import Counts

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
SHORT = ("indicator", "region", "beneficiary", "year", "value", "unit")
"""What a line of text says of a figure."""


def as_json(changes: Changes) -> dict[str, Any]:
    """Changes as JSON: `from`, `to`, `figures` by kind, `tables` by name."""
    figures: dict[str, list[dict[str, Any]]] = {kind: [] for kind in SIGNS}
    for change in changes.figures:
        figures[change.kind].append(_figure(change))
    return {
        "from": changes.old.version,
        "to": changes.new.version,
        "figures": figures,
        "tables": {
            name: {"added": counts.added, "removed": counts.removed, "changed": counts.changed}
            for name, counts in changes.tables.items()
        },
    }


def _figure(change: Change) -> dict[str, Any]:
    """One figure."""
    return {
        "id": change.id,
        "old": _place(change.old),
        "new": _place(change.new),
        "figure": dict(change.cells),
        "properties": [_property(each) for each in change.properties],
        "corrections": [
            {"old": each.old, "new": each.new, "properties": [_property(p) for p in each.properties]}
            for each in change.corrections
        ],
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    """Where a figure is from."""
    if place is None:
        return None
    return {
        "source": place.source,
        "label": place.label,
        "sha256": place.sha256,
        "citations": list(place.citations),
        "note": place.note or None,
    }


def _property(each: Property) -> dict[str, Any]:
    """One cell that differs."""
    return {"name": each.name, "old": each.old, "new": each.new, "derived": each.is_derived}


def as_text(changes: Changes) -> Iterator[str]:
    """Changes as lines: `+` added, `-` removed, `~` changed; each figure with both sources and citations."""
    yield f"{changes.old.version} -> {changes.new.version}"
    kinds = [change.kind for change in changes.figures]
    yield "figures: " + ", ".join(f"{kinds.count(kind)} {kind}" for kind in SIGNS)
    for name, counts in changes.tables.items():
        if name != "figures" and counts != Counts(0, 0, 0):
            yield f"{name}: {counts.added} added, {counts.removed} removed, {counts.changed} changed"
    notes = {change.id: change.new.note for change in changes.figures if change.new is not None}
    for change in changes.figures:
        yield ""
        yield f"{SIGNS[change.kind]} {change.id}  {_summary(change)}"
        yield from (f"    {_cell(each)}" for each in change.properties)
        if change.old is not None:
            yield f"    old: {_where(change.old)}"
        if change.new is not None:
            yield f"    new: {_where(change.new)}"
        for correction in change.corrections:
            yield from _correction(change.id, correction)
        why = _why(change, notes)
        if why:
            yield f"    why: {_line(why)}"


def _line(text: str) -> str:
    """A text that may have several lines as one."""
    return " ".join(text.split())


def _summary(change: Change) -> str:
    """What a figure is about."""
    return " ".join(_line(change.cells[name]) for name in SHORT if name in change.cells)


def _cell(each: Property) -> str:
    """One cell that differs."""
    old, new = ("(empty)" if cell is None else _line(cell) for cell in (each.old, each.new))
    return f"{each.name}: {old} -> {new}{' (derived)' if each.is_derived else ''}"


def _where(place: Place) -> str:
    """Source and citations."""
    spots = " ".join(citation.removeprefix(place.source) for citation in place.citations)
    return f"{place.source} ({_line(place.label)}) {spots}"


def _correction(figure: str, correction: Correction) -> Iterator[str]:
    """What a figure replaces, or what replaces it."""
    if figure == correction.old:
        yield f"    replaced by {correction.new}"
        return
    yield f"    replaces {correction.old}"
    yield from (f"      {_cell(each)}" for each in correction.properties if not each.is_derived)


def _why(change: Change, notes: dict[str, str]) -> str:
    """The note of what stands now: of the figure itself, or of those that replace it."""
    if change.new is not None:
        return change.new.note
    return " ".join(dict.fromkeys(notes[each.new] for each in change.corrections if notes.get(each.new)))
