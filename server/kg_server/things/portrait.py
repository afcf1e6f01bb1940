"""What the page of any thing begins with: what kind of thing it is, where it belongs, and what is known of it."""

import re
from collections.abc import Sequence

from kg_builder.namespaces import BASE
from kg_server.naming.language import message
from kg_server.protocol.asking import Cell
from kg_server.things.reader import LH, NOTE, TYPE, Facts, Reader, Thing, all_of, last_part, tidy
from kg_server.things.sections import Fact

SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"

KINDS = {
    "region": (message("Region"), message("Regions")),
    "program": (message("Program"), message("Programs")),
    "figure": (message("Figure"), message("Figures")),
    "source": (message("Source"), message("Sources")),
    "organization": (message("Organization"), message("Organizations")),
    "beneficiary": (message("Beneficiary group"), message("Beneficiary groups")),
    "indicator": (message("Indicator"), message("Indicators")),
    "theme": (message("Policy area"), message("Policy areas")),
    "unit": (message("Unit"), message("Units")),
    "period": (message("Period"), message("Periods")),
    "series": (message("Series"), message("Series")),
}
"""First part of an address to what one and several of its things are called."""

ROLES = {
    f"{LH}region": message("Where"),
    f"{LH}operator": message("Run by"),
    f"{LH}beneficiary": message("For whom"),
    f"{LH}theme": message("Policy area"),
    f"{LH}partOf": message("Part of"),
    f"{LH}status": message("Status"),
    f"{LH}statusAsOf": message("Status as of"),
    f"{LH}start": message("From"),
    f"{LH}end": message("To"),
    f"{LH}sdgTarget": message("UN goals served"),
    f"{LH}within": message("Within"),
    f"{LH}level": message("Level"),
    f"{LH}code": message("Division code"),
    f"{LH}codeScheme": message("Code scheme"),
    f"{LH}isoCode": message("ISO 3166 code"),
    f"{LH}unit": message("Unit"),
    f"{LH}measure": message("Kind of number"),
    f"{LH}point": message("Point on the map"),
    f"{SKOS}altLabel": message("Also called"),
    f"{SKOS}broader": message("Broader"),
    f"{SKOS}notation": message("Notation"),
    f"{SKOS}exactMatch": message("The same elsewhere"),
    f"{DCT}publisher": message("Publisher"),
    f"{DCT}issued": message("Date"),
    f"{DCT}language": message("Language"),
    f"{DCT}identifier": message("File"),
    f"{DCT}rights": message("Rights"),
    f"{DCT}license": message("Licence"),
    f"{DCT}source": message("Taken from"),
    "https://schema.org/url": message("Web address"),
    "http://www.w3.org/ns/prov#wasRevisionOf": message("Revises"),
    f"{LH}source": message("Source"),
    f"{LH}flag": message("With care"),
    f"{LH}sha256": message("SHA-256 of its bytes"),
}
"""Property to what its value is, in the order in which they are told; others follow by the label of the property."""

_ELSEWHERE = frozenset(
    {TYPE, NOTE, f"{RDFS}label", f"{RDFS}isDefinedBy", f"{SKOS}prefLabel", f"{SKOS}definition"}
    | {f"{DCT}description", f"{LH}citation", f"{SKOS}inScheme", f"{SKOS}topConceptOf"}
)
_LANGUAGES = {"en": message("English"), "zh": message("Chinese"), "es": message("Spanish"), "fr": message("French")}
_POINT = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float"))
_TRAIL = """SELECT DISTINCT ?below ?above WHERE {{
  <{iri}> (lh:within|skos:broader|lh:partOf)* ?below . ?below lh:within|skos:broader|lh:partOf ?above
}} LIMIT 60"""
_VALUES = 12
_TEXT = 600


def described(reader: Reader, facts: Facts) -> str:
    """A thing's description or definition, preferably in the language of the page, or ""."""
    found = [cell for name in (f"{DCT}description", f"{SKOS}definition") for cell in facts.get(name, ())]
    labels = {cell.get("xml:lang", ""): cell["value"] for cell in reversed(found)}
    return tidy(reader.language.label(labels), _TEXT)


def trail(reader: Reader, iri: str) -> list[Thing]:
    """What a thing is in, the widest first: regions within regions, broader concepts, wider programs."""
    above: dict[str, str] = {}
    for row in sorted(reader.rows(_TRAIL.format(iri=iri)), key=lambda row: row["above"], reverse=True):
        above[row["below"]] = row["above"]
    found: list[str] = []
    while (iri := above.get(iri, "")) and iri not in found and len(found) < 12:
        found.append(iri)
    return reader.things(reversed(found))


def kicker(reader: Reader, path: str, facts: Facts) -> tuple[str, str]:
    """What kind of thing it is, and where the list of its kind is."""
    kind = path.partition("/")[0]
    if kind == "graph":
        return reader.language.text("Named graph"), ""
    if kind in KINDS:
        return reader.language.text(KINDS[kind][0]), f"/{kind}"
    scheme = next(iter(all_of(facts, f"{SKOS}inScheme")), "")
    if scheme:
        thing = reader.things([scheme])[0]
        return thing.text, thing.link
    own = sorted(all_of(facts, TYPE), key=lambda iri: (iri.startswith(SKOS), iri))
    name = next(iter(reader.things(own)), None)
    return (name.text if name else "", "")


def known(reader: Reader, facts: Facts, left_out: frozenset[str] = frozenset()) -> list[Fact]:
    """What is known of a thing, without what other parts of the page show."""
    shown = {name: cells for name, cells in facts.items() if name not in _ELSEWHERE | left_out}
    unknown = sorted(name for name in shown if name not in ROLES)
    reader.learn([*unknown, *(cell["value"] for cells in shown.values() for cell in cells if cell["type"] == "uri")])
    told = [(name, reader.language.text(role)) for name, role in ROLES.items() if name in shown]
    told += [(name, reader.thing(name).text) for name in unknown]
    return [Fact(role, _values(reader, name, shown[name]), name) for name, role in told]


def _values(reader: Reader, name: str, cells: Sequence[Cell]) -> list[Thing | str]:
    """The values of one property, sorted, the first of them where there are many."""
    found = {_value(reader, name, cell) for cell in cells}
    values = sorted(found, key=lambda value: value.text if isinstance(value, Thing) else value)
    more = len(values) - _VALUES
    return [*values[:_VALUES], reader.language.text("and {n} more", n=more)] if more > 0 else list(values)


def _value(reader: Reader, name: str, cell: Cell) -> Thing | str:
    """One value."""
    value, language = cell["value"], reader.language
    if cell["type"] == "uri":
        code = last_part(value)
        if name == f"{DCT}language" and code in _LANGUAGES:
            return language.text(_LANGUAGES[code])
        return _goal(reader, value) if name == f"{LH}sdgTarget" else reader.thing(value)
    if point := _POINT.fullmatch(value):
        return _spot(float(point[1]), float(point[2]))
    datatype = cell.get("datatype", "")
    if datatype == f"{XSD}date":
        return language.date(value)
    return language.number(value) if datatype in _NUMBERS else tidy(value, _TEXT)


def _goal(reader: Reader, iri: str) -> Thing:
    """A target of the United Nations by its number."""
    return Thing(iri, last_part(iri), "", reader.names.link(iri) or "")


def _spot(longitude: float, latitude: float) -> str:
    """A point in degrees."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):g}° {north}, {abs(longitude):g}° {east}"


def notes(facts: Facts) -> list[str]:
    """A curator's remarks."""
    return [tidy(cell["value"], _TEXT) for cell in facts.get(NOTE, ())][:10]


def path_of(reader: Reader, iri: str) -> str:
    """The local address of an IRI of ours, without the first slash."""
    return iri.removeprefix(reader.release.base).removeprefix(BASE)
