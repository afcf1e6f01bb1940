"""A figure with all that stands behind it: what it says, what it is about, where its source says it.

Imports asking, citing, showing, terms and words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from kg_client.asking import LH
from kg_client.citing import Named, Place, Record, day, read_place
from kg_client.showing import Places, facts, link
from kg_client.terms import Cell, Iri
from kg_client.words import counted, hedged, span

_KNOWN = (
    *(LH, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"),
    *("http://www.w3.org/2002/07/owl#", "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/"),
    *("http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#", "https://schema.org/"),
)
"""Namespaces of the ontology and of what it borrows; a package's own dimensions are in another one."""

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
_SUCCESSOR = "http://purl.org/dc/terms/isReplacedBy"


@dataclass(frozen=True)
class Evidence:
    """A figure with its evidence.

    Attributes:
        figure: its IRI.
        page: address of its page at the service.
        label: its name.
        kind: "measurement" (was so, was done), "target" (was planned), or "" for one that was taken out.
        value: the number in whole units, or None for one that was taken out.
        hedge: the source's hedge, in words.
        least, most: the bounds that words and rounding allow, or None.
        precision: the size of the last printed digit, or None.
        recomputed: the builder's own arithmetic from linked figures, or None; about has the verdict on it.
        converted: the source's own conversion, in about's convertedUnit, or None.
        about: role to things: unit, indicator, program, region, beneficiary, timeKind, period, operation, verdict,
            subsetOf, compares, base, conflictsWith, series, rank and other properties that lead to things.
        own: the same for the package's own dimensions, by the IRI of the property.
        start, end: days that it covers, or None.
        year: year that it is filed under, or None.
        flags: what a curator marks.
        notes: a curator's remarks.
        successors: figures that stand in its place, if it was taken out.
        places: where sources say it.
        release: version of the release.
    """

    figure: Iri
    page: str
    label: str
    kind: str
    value: Decimal | None
    hedge: str
    least: Decimal | None
    most: Decimal | None
    precision: Decimal | None
    recomputed: Decimal | None
    converted: Decimal | None
    about: Mapping[str, tuple[Named, ...]]
    own: Mapping[str, tuple[Named, ...]]
    start: date | None
    end: date | None
    year: int | None
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    successors: tuple[Iri, ...]
    places: tuple[Place, ...]
    release: str

    def name(self, role: str) -> str:
        """The name of the first thing in a role, or ""."""
        return next((each.label for each in self.about.get(role, ())), "")

    def iris(self, role: str) -> tuple[Iri, ...]:
        """The things in a role."""
        return tuple(each.iri for each in self.about.get(role, ()))

    @property
    def when(self) -> str:
        """The days that it covers, in words."""
        days = (day.isoformat() if day else "" for day in (self.start, self.end))
        return span(self.name("timeKind"), *days)

    @property
    def statement(self) -> str:
        """What it says: hedge, number, unit, time."""
        if self.value is None:
            return f"{self.label or self.figure} was taken out"
        said = hedged(self.hedge, counted(self.value, self.name("unit")))
        planned = "planned: " if self.kind == "target" else ""
        return f"{planned}{said}, {self.when}"

    def _repr_html_(self) -> str:
        """A table for notebooks."""
        about = {role: self.name(role) for role in ("indicator", "program", "region", "beneficiary", "verdict")}
        listed: dict[str, Iterable[str]] = {"says": [link(self.page, self.statement)]}
        listed |= {role: [escape(name)] for role, name in about.items() if name}
        listed["source"] = [
            f"{link(place.url, place.source.label)}, {escape(place.words)}: <q>{escape(place.printed)}</q>"
            f"<br><small>SHA-256 {escape(place.sha256)}</small>"
            for place in self.places
        ]
        listed["flags"] = [escape(flag) for flag in self.flags]
        listed["notes"] = [escape(note) for note in self.notes]
        listed["release"] = [escape(self.release)] if self.release else []
        return facts(self.label or self.figure, listed)


def read_evidence(facts_: Sequence[Record], places: Sequence[Record], release: str, pages: Places) -> list[Evidence]:
    """Figures from the rows of `asking.FACTS` and `asking.PLACES`, in the order of the facts."""
    grouped: dict[Iri, list[Record]] = {}
    for record in facts_:
        grouped.setdefault(Iri(record["figure"]), []).append(record)
    found: dict[Iri, dict[Iri, Place]] = {}
    for record in places:
        place = read_place(record)
        found.setdefault(Iri(record["figure"]), {}).setdefault(place.iri, place)
    return [
        _evidence(figure, records, tuple(found.get(figure, {}).values()), release, pages)
        for figure, records in grouped.items()
    ]


def _evidence(
    figure: Iri, records: Sequence[Record], places: tuple[Place, ...], release: str, pages: Places
) -> Evidence:
    """One figure."""
    values: dict[str, list[Record]] = {}
    for record in records:
        values.setdefault(str(record["property"]), []).append(record)

    def first(name: str) -> Cell:
        return values[f"{LH}{name}"][0]["value"] if f"{LH}{name}" in values else None

    about = {name.removeprefix(LH): _things(listed) for name, listed in values.items() if name.startswith(LH)}
    own = {name: _things(listed) for name, listed in values.items() if not name.startswith(_KNOWN)}
    kinds = {str(record["value"]) for record in values.get(_TYPE, ())}
    kind = next((name.lower() for name in ("Target", "Measurement") if f"{LH}{name}" in kinds), "")
    return Evidence(
        figure=figure,
        page=pages.page(figure),
        label="".join(_texts(values.get(_LABEL, ()))[:1]),
        kind=kind,
        value=_decimal(first("value")),
        hedge="".join(each.label for each in about.get("comparator", ())),
        least=_decimal(first("min")),
        most=_decimal(first("max")),
        precision=_decimal(first("precision")),
        recomputed=_decimal(first("recomputed")),
        converted=_decimal(first("converted")),
        about={role: things for role, things in about.items() if things},
        own={name: things for name, things in own.items() if things},
        start=day(first("start")),
        end=day(first("end")),
        year=year if isinstance(year := first("year"), int) else None,
        flags=tuple(each.label for each in about.get("flag", ())),
        notes=tuple(_texts(values.get(_NOTE, ()))),
        successors=tuple(Iri(str(record["value"])) for record in values.get(_SUCCESSOR, ())),
        places=places,
        release=release,
    )


def _things(records: Sequence[Record]) -> tuple[Named, ...]:
    """The things among values, each once; one without a name is called by the last part of its IRI."""
    found: dict[Iri, str] = {}
    for record in records:
        if isinstance(value := record["value"], Iri):
            found.setdefault(value, str(record["label"] or value.rpartition("/")[2]))
    return tuple(Named(iri, label) for iri, label in found.items())


def _texts(records: Sequence[Record]) -> list[str]:
    """The values as texts."""
    return [str(record["value"]) for record in records]


def _decimal(value: Cell) -> Decimal | None:
    """A number, exact."""
    return Decimal(value) if isinstance(value, int | Decimal) else None
