"""Where a figure is from: its source, and the places in it that are cited.

Imports the reader of things and what says places in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg_builder.texts.media import PLAIN
from kg_server.things.places import place_words
from kg_server.things.portrait import DCT
from kg_server.things.reader import LH, TYPE, Reader, Thing, first, tidy
from kg_server.things.sections import Fact

OA = "http://www.w3.org/ns/oa#"


@dataclass(frozen=True)
class Place:
    """Where a source says it.

    Attributes:
        iri: of the citation.
        fragment: what follows the address of the source.
        words: the same for people.
        exact: the token.
        fingerprint: of its surroundings, or "".
        start, end: code points of the whole text, or None where the place is in a page or a cell.
        details: whatever else the graph says of the place.
        part, first, last: page or cell that the place is in, or "", and its code points there; None where unknown.
    """

    iri: str
    fragment: str
    words: str
    exact: str
    fingerprint: str = ""
    start: int | None = None
    end: int | None = None
    details: Sequence[Fact] = field(default=())
    part: str = ""
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Source:
    """Where a figure is from, as far as the graph says."""

    thing: Thing
    sha256: str
    issued: str
    identifier: str
    publisher: Thing | str
    url: str
    media_type: str = PLAIN
    extraction: str = ""


def read_source(reader: Reader, iri: str) -> Source | None:
    """The source of a figure."""
    if not iri:
        return None
    facts = reader.facts([iri])[iri]
    publisher = first(facts, f"{DCT}publisher")
    named: Thing | str = publisher
    if publisher and facts[f"{DCT}publisher"][0]["type"] == "uri":
        named = reader.things([publisher])[0]
    return Source(
        thing=reader.things([iri])[0],
        sha256=first(facts, "sha256"),
        issued=first(facts, f"{DCT}issued"),
        identifier=first(facts, f"{DCT}identifier"),
        publisher=named,
        url=reader.names.link(first(facts, "https://schema.org/url")) or "",
        media_type=first(facts, f"{DCT}format").partition("/media-types/")[2] or PLAIN,
        extraction=first(facts, "extraction"),
    )


def read_places(reader: Reader, iris: Sequence[str]) -> list[Place]:
    """The places that a figure cites, in the order of the text; of unforeseen kinds of places, all that is said."""
    told = {TYPE, *(f"{OA}{name}" for name in ("exact", "start", "end"))}
    told |= {f"{LH}{name}" for name in ("fingerprint", "source", "row", "column", "page")}
    told.add("http://www.w3.org/2000/01/rdf-schema#label")
    found = []
    for iri, facts in reader.facts(iris).items():
        start, end = first(facts, f"{OA}start"), first(facts, f"{OA}end")
        fragment = tidy(iri.partition("#")[2])
        is_text = start.isdigit() and end.isdigit() and fragment.startswith("char=")
        others = sorted(name for name in facts if name not in told)
        reader.learn(others)
        details = [Fact(reader.thing(name).text, [tidy(cell["value"]) for cell in facts[name]]) for name in others]
        found.append(
            Place(
                iri=iri,
                fragment=fragment,
                words=place_words(reader.language, fragment),
                exact=tidy(first(facts, f"{OA}exact")),
                fingerprint=first(facts, "fingerprint"),
                start=int(start) if is_text else None,
                end=int(end) if is_text else None,
                details=details,
                part=fragment.partition("char=")[0].rstrip("&"),
                first=int(start) if start.isdigit() else None,
                last=int(end) if end.isdigit() else None,
            )
        )
    return sorted(found, key=lambda place: (place.start or 0, place.iri))
