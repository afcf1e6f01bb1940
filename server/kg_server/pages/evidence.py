"""All that the graph says of one figure, sorted for people: what it says, what it is about, where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg_server.naming.language import Language, message
from kg_server.naming.wording import counted
from kg_server.pages.whereabouts import Place, Source, read_places, read_source
from kg_server.protocol.asking import Cell
from kg_server.things.figures import Row, rows, sentence, things_of
from kg_server.things.portrait import DCT, SKOS, notes
from kg_server.things.reader import LH, TYPE, Facts, Reader, Thing, all_of, first, last_part, tidy
from kg_server.things.sections import Fact

RELATIONS = {
    "subsetOf": (message("Part of"), message("Of which")),
    "compares": (message("Compared with"), message("Compared by")),
    "base": (message("Measured against"), message("Base of")),
    "target": (message("The plan"), message("The result")),
    "conflictsWith": (message("In conflict with"), message("In conflict with")),
    "replaces": (message("Corrects"), message("Corrected by")),
}
"""Property to what the other figure is, read forward and back."""

CORRECTIONS = frozenset({"conflictsWith", "replaces"})

_ABOUT = {
    "indicator": message("Indicator"),
    "program": message("Program"),
    "region": message("Where"),
    "beneficiary": message("For whom"),
    "period": message("Period"),
    "basePopulation": message("Out of"),
    "operation": message("Relation"),
    "verdict": message("Our arithmetic"),
    "rank": message("Rank"),
    "series": message("Series"),
}
_KNOWN = frozenset(
    {TYPE, f"{SKOS}prefLabel", f"{SKOS}editorialNote", "http://www.w3.org/2000/01/rdf-schema#label"}
    | {f"{LH}{name}" for name in (*_ABOUT, *RELATIONS, "citation", "source", "flag", "unit", "value", "comparator")}
    | {f"{LH}{name}" for name in ("min", "max", "precision", "converted", "convertedUnit", "baseYear", "recomputed")}
    | {f"{LH}{name}" for name in ("year", "start", "end", "months", "timeKind", "latest")}
    | {"http://www.w3.org/2002/07/owl#deprecated", f"{DCT}isReplacedBy"}
)
_BACK = """SELECT ?property ?f WHERE {{
  VALUES ?property {{ lh:subsetOf lh:compares lh:base lh:target lh:conflictsWith lh:replaces }} ?f ?property <{iri}>
}} ORDER BY ?property ?f LIMIT 60"""
_SERIES = "SELECT ?f WHERE {{ ?f lh:series <{iri}> ; lh:year ?y }} ORDER BY ?y ?f LIMIT 24"


@dataclass(frozen=True)
class Figure:
    """A figure for people.

    Attributes:
        iri: of the figure.
        name: last part of its IRI.
        sentences: language code to what it says: hedge, number, unit, time.
        indicators: language code to what was counted.
        is_target: whether it was planned.
        about: what it is about.
        details: further values.
        related: other figures with what they are to this one, corrections apart.
        corrections: figures that this one corrects, is corrected by, or conflicts with.
        series: the same over time, this one among them; empty when it is alone.
        flags: what a curator marks, each with its definition.
        notes: a curator's remarks.
        source: or None.
        places: where the source says it.
        successors: figures that stand in its place, if it is gone.
        facts: all statements.
    """

    iri: str
    name: str
    sentences: Mapping[str, str]
    indicators: Mapping[str, str]
    is_target: bool
    about: Sequence[Fact]
    details: Sequence[Fact]
    related: Sequence[tuple[str, Row]]
    corrections: Sequence[tuple[str, Row]]
    series: Sequence[Row]
    flags: Sequence[tuple[Thing, str]]
    notes: Sequence[str]
    source: Source | None
    places: Sequence[Place]
    successors: Sequence[Thing]
    facts: Mapping[str, list[Cell]]


def read_figure(reader: Reader, iri: str, languages: Mapping[str, Language]) -> Figure | None:
    """A figure of the release that is served; None when the graph says nothing of it.

    Args:
        reader: of the page.
        iri: of the figure.
        languages: in which it is said, by code.

    Raises:
        Problem: a query could not be answered.
    """
    facts = reader.facts([iri])[iri]
    if not facts:
        return None
    reader.learn([*things_of(facts), *facts])
    spoken = {
        code: Reader(reader.engine, reader.release, reader.seconds, each, reader.known)
        for code, each in languages.items()
    }
    related = _related(reader, iri, facts)
    return Figure(
        iri=iri,
        name=last_part(iri),
        sentences={code: _sentence(each, iri, facts) for code, each in spoken.items()},
        indicators={code: each.thing(first(facts, "indicator")).text for code, each in spoken.items()}
        if first(facts, "indicator")
        else {},
        is_target=f"{LH}Target" in all_of(facts, TYPE),
        about=_about(reader, facts),
        details=_details(reader, facts),
        related=[(role, row) for name, role, row in related if name not in CORRECTIONS],
        corrections=[(role, row) for name, role, row in related if name in CORRECTIONS],
        series=_series(reader, facts),
        flags=_flags(reader, facts),
        notes=notes(facts),
        source=read_source(reader, first(facts, "source")),
        places=read_places(reader, all_of(facts, "citation")),
        successors=reader.things(all_of(facts, f"{DCT}isReplacedBy")),
        facts=facts,
    )


def _sentence(reader: Reader, iri: str, facts: Facts) -> str:
    """What a figure says, in the language of a reader."""
    said = [part for part in sentence(reader, facts) if part]
    return (
        reader.language.text("{amount}, {time}", amount=said[0], time=said[1])
        if len(said) == 2
        else "".join(said) or iri
    )


def _about(reader: Reader, facts: Facts) -> list[Fact]:
    """What it is about: its dimensions, then those of the package."""
    say = reader.language.text
    told = [(say(role), f"{LH}{name}") for name, role in _ABOUT.items()]
    own = sorted(name for name in facts if name not in _KNOWN)
    told += [(reader.thing(name).text, name) for name in own]
    found = []
    for role, name in told:
        cells = facts.get(name, ())
        values = [reader.thing(cell["value"]) if cell["type"] == "uri" else tidy(cell["value"]) for cell in cells]
        if values:
            found.append(Fact(role, values, name))
    return found


def _details(reader: Reader, facts: Facts) -> list[Fact]:
    """Bounds, precision, conversion and arithmetic in words."""
    unit, say, told = reader.labels(first(facts, "unit")), reader.language.text, []
    value = first(facts, "value")
    if value:
        told.append((say("In digits"), reader.language.number(value)))
    titles = {"min": say("At least"), "max": say("At most"), "precision": say("Printed to the nearest")}
    titles["recomputed"] = say("Worked out again from the linked figures")
    for name, title in titles.items():
        if amount := first(facts, name):
            told.append((title, counted(reader.language, amount, unit)))
    if amount := first(facts, "converted"):
        currency = reader.labels(first(facts, "convertedUnit"))
        told.append((say("Converted by the source"), counted(reader.language, amount, currency)))
    if year := first(facts, "baseYear"):
        told.append((say("Against the year"), year))
    return [Fact(title, [text]) for title, text in told]


def _related(reader: Reader, iri: str, facts: Facts) -> list[tuple[str, str, Row]]:
    """Other figures: property, what they are to this one, and the figure."""
    forward = [(name, 0, other) for name in RELATIONS for other in all_of(facts, name)]
    back = [(last_part(row["property"]), 1, row["f"]) for row in reader.rows(_BACK.format(iri=iri))]
    linked = [*forward, *(each for each in back if (each[0], 0, each[2]) not in forward or each[0] not in CORRECTIONS)]
    known = {row.iri: row for row in rows(reader, [other for _, _, other in linked])}
    say = reader.language.text
    return [(name, say(RELATIONS[name][way]), known[other]) for name, way, other in linked if other in known]


def _series(reader: Reader, facts: Facts) -> list[Row]:
    """The figures of the same series in the order of time; none when there is but one."""
    series = first(facts, "series")
    found = rows(reader, reader.column(_SERIES.format(iri=series))) if series else []
    return found if len(found) > 1 else []


def _flags(reader: Reader, facts: Facts) -> list[tuple[Thing, str]]:
    """What a curator marks, with what it means."""
    flags = all_of(facts, "flag")
    meant = reader.facts(flags)
    return [(reader.thing(iri), tidy(first(meant[iri], f"{SKOS}definition"), 300)) for iri in flags]
