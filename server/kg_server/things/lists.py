"""Lists of all things of one kind, narrowed by what they are about, one page at a time.

A parameter names a property, its value a thing: `/figure?region=region:sichuan`, `/program?within=region:sichuan`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg_server.errors import BadParameter
from kg_server.naming.language import message
from kg_server.things.portrait import DCT, KINDS, SKOS, described
from kg_server.things.reader import LH, Reader, Thing, first, named, tidy
from kg_server.things.sections import PAGE, Entry, FigureTable, Paging, ProgramTable, Section, ThingList
from kg_server.things.tables import SORTED, figure_table, program_table

CLASSES = {
    "region": "Region",
    "program": "Program",
    "figure": "Figure",
    "source": "Source",
    "organization": "Organization",
    "beneficiary": "BeneficiaryGroup",
    "indicator": "Indicator",
    "theme": "Theme",
    "unit": "Unit",
    "period": "Period",
    "series": "Series",
}
"""First part of an address to the class of its things."""

FILTERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "program": {
        "region": ("?p lh:region {value}", message("Where")),
        "within": ("{{ SELECT ?pr WHERE {{ ?pr lh:within* {value} }} }} ?p lh:region ?pr", message("Within")),
        "theme": ("VALUES ?t {{ {below} }} ?p lh:theme ?t", message("Policy area")),
        "beneficiary": ("?p lh:beneficiary {value}", message("For whom")),
        "operator": ("?p lh:operator {value}", message("Run by")),
        "status": ("?p lh:status {value}", message("Status")),
    },
    "figure": {
        "region": ("?f lh:region {value}", message("Where")),
        "within": ("{{ SELECT ?fr WHERE {{ ?fr lh:within* {value} }} }} ?f lh:region ?fr", message("Within")),
        "program": ("?f lh:program {value}", message("Program")),
        "indicator": ("VALUES ?i {{ {below} }} ?f lh:indicator ?i", message("Indicator")),
        "beneficiary": ("?f lh:beneficiary {value}", message("For whom")),
        "theme": (
            "{{ SELECT DISTINCT ?fp WHERE {{ VALUES ?t {{ {below} }} ?fp lh:theme ?t }} }} ?f lh:program ?fp",
            message("Policy area"),
        ),
        "operator": ("?fo lh:operator {value} . ?f lh:program ?fo", message("Run by")),
        "source": ("?f lh:source {value}", message("Source")),
        "unit": ("?f lh:unit {value}", message("Unit")),
        "period": ("?f lh:period {value}", message("Period")),
        "flag": ("?f lh:flag {value}", message("With care")),
        "verdict": ("?f lh:verdict {value}", message("Our arithmetic")),
        "series": ("?f lh:series {value}", message("Series")),
        "kind": ("?f a {value}", message("Kind")),
        "about": ("?f ?property {value}", message("About")),
    },
    "region": {
        "within": ("?s lh:within {value}", message("Within")),
        "level": ("?s lh:level {value}", message("Level")),
    },
}
"""Kind to the parameters that narrow its list: pattern, and what it is called."""

_VARIABLES = {"program": "?p", "figure": "?f"}
_NOTED = {
    "region": (f"{LH}level", f"{LH}within"),
    "indicator": (f"{LH}unit", f"{LH}measure"),
    "source": (f"{DCT}issued", f"{DCT}publisher"),
    "theme": (f"{SKOS}broader",),
    "beneficiary": (f"{SKOS}broader",),
}
"""Kind to the properties that stand beside each entry of its list."""

_PLAIN = "SELECT ?s WHERE {{ {pattern} }} LIMIT {limit} OFFSET {offset}"
_SORTED = """SELECT ?s WHERE {{ {pattern} OPTIONAL {{ ?s rdfs:label ?l }} }} ORDER BY ?l ?s
LIMIT {limit} OFFSET {offset}"""


@dataclass(frozen=True)
class Filter:
    """One narrowing of a list: what it is called, the thing, and the list without it."""

    role: str
    thing: Thing
    without: str


@dataclass(frozen=True)
class Listing:
    """A list of things of one kind.

    Attributes:
        title: what they are.
        about: a sentence on the list, or "".
        filters: how it is narrowed.
        section: the entries, or None when there are none.
        paging: which part is shown.
        path: of the list.
        has_data: whether the list itself is a thing of the graph.
    """

    title: str
    about: str
    filters: Sequence[Filter]
    section: Section | None
    paging: Paging
    path: str
    has_data: bool


def compose_list(reader: Reader, kind: str, page: int, given: Mapping[str, str]) -> Listing | None:
    """The list of all things of a kind; None when there is no such kind of things.

    Args:
        reader: of the page.
        kind: first part of the address.
        page: from 1.
        given: parameters of the request that are not about form.

    Raises:
        BadParameter: a parameter narrows no list of this kind, or names no thing.
    """
    variable = _VARIABLES.get(kind, "?s")
    scheme = _scheme(reader, kind)
    base = _base(kind, variable, scheme)
    if base is None:
        return None
    wanted = {name: _value(reader, kind, name, text) for name, text in given.items()}
    parts = [_narrowed(reader, kind, name, iri) for name, iri in wanted.items()]
    pattern = " ".join([*parts, base])
    if {"within", "theme", "about"} & set(wanted) and kind in _VARIABLES:
        pattern = f"{{ SELECT DISTINCT {variable} WHERE {{ {pattern} }} }}"
    total = reader.release.counts.get(CLASSES.get(kind, ""), 0) if not wanted else 0
    paging = Paging(page, total or reader.count(pattern), f"/{kind}", dict(given), PAGE, is_exact=bool(total))
    things = dict(zip(wanted, reader.things(wanted.values()), strict=True))
    filters = [
        Filter(reader.language.text(FILTERS[kind][name][1]), thing, _without(kind, given, name))
        for name, thing in things.items()
    ]
    title, about = _title(reader, kind, scheme)
    section = _section(reader, kind, title, pattern, paging)
    return Listing(title, about, filters, section, paging, f"/{kind}", bool(scheme))


def _narrowed(reader: Reader, kind: str, name: str, iri: str) -> str:
    """The pattern of one narrowing, ended with a point or a brace."""
    pattern = FILTERS[kind][name][0]
    filled = pattern.format(value=f"<{iri}>", below=reader.below(iri) if "{below}" in pattern else "")
    return f"{filled} ."


def _scheme(reader: Reader, kind: str) -> str:
    """The IRI of the list of concepts with that name, or ""."""
    namespace = reader.release.prefixes.get(kind, "")
    is_scheme = namespace.endswith("/") and reader.has(f"?s skos:inScheme <{namespace[:-1]}>")
    return namespace[:-1] if is_scheme else ""


def _base(kind: str, variable: str, scheme: str) -> str | None:
    """The pattern of all things of a kind."""
    if kind in CLASSES:
        return f"{variable} a lh:{CLASSES[kind]}"
    return f"{variable} skos:inScheme <{scheme}>" if scheme else None


def _value(reader: Reader, kind: str, name: str, text: str) -> str:
    """The IRI that a parameter names.

    Raises:
        BadParameter: there is no such parameter, or it names none.
    """
    if name not in FILTERS.get(kind, {}):
        known = sorted(FILTERS.get(kind, {}))
        detail = f"{name[:40]}: no such parameter here; expected {', '.join(known) or 'none'}."
        raise BadParameter(detail, {"parameter": name[:40], "suggestions": known})
    prefix, colon, local = text.partition(":")
    namespace = reader.release.prefixes.get(prefix)
    iri = f"{namespace}{local}" if colon and namespace else text.strip("<>")
    if "://" not in iri:
        detail = f"{name}: found {text[:60]!r}, expected a name such as region:shanxi, or an IRI."
        raise BadParameter(detail, {"parameter": name})
    return named(iri).value


def _without(kind: str, given: Mapping[str, str], name: str) -> str:
    """The list without one narrowing."""
    return Paging(1, 0, f"/{kind}", {each: value for each, value in given.items() if each != name}).link(1)


def _title(reader: Reader, kind: str, scheme: str) -> tuple[str, str]:
    """What the things of a kind are called, and a sentence on them."""
    if kind in KINDS:
        return reader.language.text(KINDS[kind][1]), ""
    facts = reader.facts([scheme])[scheme]
    return reader.things([scheme])[0].text, first(facts, f"{SKOS}definition")


def _section(reader: Reader, kind: str, title: str, pattern: str, paging: Paging) -> Section | None:
    """The entries of one page."""
    section: ProgramTable | FigureTable | None
    if kind == "program":
        section = program_table(reader, title, pattern, ("where", "whom", "operator", "status"), paging)
        return section
    if kind == "figure":
        section = figure_table(reader, title, pattern, ("indicator", "region", "program", "beneficiary"), paging)
        return section
    query = _SORTED if paging.total <= SORTED else _PLAIN
    iris = reader.column(query.format(pattern=pattern, limit=paging.size, offset=paging.begin))
    found = reader.facts(iris)
    noted = _NOTED.get(kind, ())
    reader.learn([*iris, *(first(facts, name) for facts in found.values() for name in noted if first(facts, name))])
    entries = [
        Entry(reader.thing(iri), _note(reader, [first(facts, name) for name in noted], described(reader, facts)))
        for iri, facts in found.items()
    ]
    return ThingList(title, entries, "", paging.total) if entries else None


def _note(reader: Reader, values: Sequence[str], about: str) -> str:
    """What stands beside an entry: names of things, days, and what it is."""
    shown = [reader.thing(value).text if "://" in value else reader.language.date(value) for value in values if value]
    return " · ".join([*shown, *([tidy(about, 200)] if about else [])])
