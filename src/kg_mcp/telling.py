"""Answers in the shape that assistants get: plain JSON, bounded, with figure, source and release. Imports kg_client."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kg_client import Evidence, Iri, Place, Text, Total
from kg_client.showing import Places
from kg_client.terms import Cell

CELL = 600
"""Characters of one cell."""

Told = dict[str, Any]


def told_cell(cell: Cell, places: Places) -> str | int | float | bool | None:
    """A value for JSON: numbers as numbers where that loses no digit, things as `kind:name`."""
    if isinstance(cell, Iri):
        return short(cell, places)
    if isinstance(cell, Decimal):
        whole = cell == cell.to_integral_value()
        return (
            int(cell)
            if whole and abs(cell) < 1 << 53
            else float(cell)
            if str(float(cell)) == str(cell)
            else f"{cell:f}"
        )
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int):
        return cell if abs(cell) < 1 << 53 else str(cell)
    if isinstance(cell, float):
        return cell if abs(cell) < float("inf") else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    text = f"{cell}@{cell.language}" if isinstance(cell, Text) else str(cell)
    return text if len(text) <= CELL else f"{text[:CELL]}…"


def short(iri: str, places: Places) -> str:
    """An IRI of the graph as the prefixed name that queries take; any other as it is."""
    kind, slash, name = places.short(iri).partition("/")
    if not places.base or not iri.startswith(places.base) or not slash:
        return iri
    return f"{kind}:{name}" if "/" not in name and "#" not in name else iri


def told_rows(columns: Sequence[str], rows: Sequence[Sequence[Cell]], places: Places) -> list[Told]:
    """Rows by column; what is not bound is left out."""
    return [
        {name: told_cell(cell, places) for name, cell in zip(columns, row, strict=True) if cell is not None}
        for row in rows
    ]


def told_place(place: Place, places: Places) -> Told:
    """Where a source says it."""
    told: Told = {
        "source": place.source.label,
        "source_id": short(place.source.iri, places),
        "place": place.words,
        "printed": place.printed,
        "sha256": place.sha256,
        "fingerprint": place.fingerprint,
    }
    if place.text_sha256:
        told["sha256_of_text"] = place.text_sha256
    if place.issued:
        told["issued"] = place.issued.isoformat()
    return told


def told_source(figure: Evidence) -> Told:
    """A figure in one breath: what it says, of what, and where its source says it."""
    roles = ("indicator", "program", "region", "beneficiary")
    return {
        "says": figure.statement,
        **{role: figure.name(role) for role in roles if figure.name(role)},
        "sources": [f"{place.source.label}, {place.words}: {place.printed!r}" for place in figure.places],
        "evidence": figure.page,
        **({"flags": list(figure.flags)} if figure.flags else {}),
    }


def told_figure(figure: Evidence, places: Places) -> Told:
    """A figure with all that stands behind it."""
    linked = {
        role: [f"{each.label} <{short(each.iri, places)}>" for each in things]
        for role, things in figure.about.items()
        if role not in {"flag", "comparator", "series"}
    }
    numbers = {
        "value": figure.value,
        "at_least": figure.least,
        "at_most": figure.most,
        "precision": figure.precision,
        "recomputed_by_us": figure.recomputed,
        "converted_by_the_source": figure.converted,
    }
    return {
        "figure": short(figure.figure, places),
        "says": figure.statement,
        "is": {"target": "planned", "measurement": "reported as so or as done"}.get(figure.kind, "taken out"),
        **{name: told_cell(value, places) for name, value in numbers.items() if value is not None},
        **({"hedge": figure.hedge} if figure.hedge else {}),
        **linked,
        "when": figure.when,
        **({"verdict_on_arithmetic": figure.name("verdict")} if figure.name("verdict") else {}),
        "flags": list(figure.flags),
        "notes": list(figure.notes),
        "places": [told_place(place, places) for place in figure.places],
        **({"replaced_by": [short(each, places) for each in figure.successors]} if figure.successors else {}),
        "evidence": figure.page,
        "release": figure.release,
    }


def told_total(total: Total, places: Places) -> Told:
    """A sum with its parts."""
    numbers = {"total": total.value, "at_least": total.least, "at_most": total.most, "precision": total.precision}
    return {
        "added": True,
        "says": total.statement,
        **{name: told_cell(value, places) for name, value in numbers.items() if value is not None},
        "unit": total.unit,
        "hedge": total.hedge,
        "cautions": list(total.cautions),
        "parts": told_sources(total.figures, places),
        "release": total.release,
    }


def told_sources(figures: Sequence[Evidence], places: Places) -> Mapping[str, Told]:
    """Figures by name, each in one breath."""
    return {short(figure.figure, places): told_source(figure) for figure in figures}
