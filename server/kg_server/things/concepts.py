"""The pages of entries of lists: policy areas, groups, indicators, units, periods, and whatever a package adds."""

from collections.abc import Sequence

from kg_server.naming.language import message
from kg_server.things.portrait import SKOS
from kg_server.things.reader import LH, Reader
from kg_server.things.sections import Entry, Paging, Section, ThingList
from kg_server.things.tables import figure_table, pairs, program_table

MOST = 60
"""Longest list of things."""

_INWARD = "SELECT ?p ?s WHERE {{ ?s ?p <{iri}> FILTER(?p NOT IN ({shown})) }} LIMIT {limit}"
_BELOW = (
    """SELECT ?s WHERE {{ ?s <{property}> <{iri}> OPTIONAL {{ ?s rdfs:label ?l }} }} ORDER BY ?l ?s LIMIT {limit}"""
)

PROGRAMS = {
    f"{LH}Theme": "{{ SELECT DISTINCT ?p WHERE {{ VALUES ?t {{ {below} }} ?p lh:theme ?t }} }}",
    f"{LH}BeneficiaryGroup": "?p lh:beneficiary <{iri}> ; a lh:Program",
    f"{LH}Organization": "?p lh:operator <{iri}>",
}
"""Class to the pattern of the programs on the page of one of it."""

FIGURES = {
    f"{LH}Theme": (f"{PROGRAMS[f'{LH}Theme']} ?f lh:program ?p", "theme"),
    f"{LH}BeneficiaryGroup": ("?f lh:beneficiary <{iri}> ; a lh:Figure", "beneficiary"),
    f"{LH}Indicator": ("VALUES ?i {{ {below} }} ?f lh:indicator ?i", "indicator"),
    f"{LH}Period": ("?f lh:period <{iri}>", "period"),
    f"{LH}Series": ("?f lh:series <{iri}>", "series"),
    f"{LH}Unit": ("?f lh:unit <{iri}> ; a lh:Figure", "unit"),
    f"{LH}Organization": ("?p lh:operator <{iri}> . ?f lh:program ?p", "operator"),
}
"""Class to the pattern of the figures on the page of one of it, and the parameter of the list of all."""

TITLES = {
    "programs": message("Programs"),
    "figures": message("Figures"),
    "targets": message("Targets and results"),
    f"{SKOS}broader": message("Narrower"),
    f"{SKOS}inScheme": message("Entries"),
    f"{LH}unit": message("Counted in it"),
    f"{LH}measure": message("Numbers of this kind"),
    f"{LH}flag": message("Marked with it"),
    f"{LH}status": message("With this status"),
    f"{LH}level": message("Places of this level"),
    f"{LH}codeScheme": message("Places with such a code"),
    "http://purl.org/dc/terms/publisher": message("Published by it"),
    f"{LH}region": message("There"),
}
"""Property to what things that point by it to this one are called here."""

_COLUMNS = ("indicator", "region", "program", "beneficiary")


def sections(reader: Reader, iri: str, classes: Sequence[str]) -> list[Section]:
    """All sections of an entry of a list, those that have anything to show."""
    own = next((name for name in classes if name in FIGURES), "")
    found = [_programs(reader, iri, own), *_figures(reader, iri, own), *_inward(reader, iri, own)]
    return [section for section in found if section is not None]


def _programs(reader: Reader, iri: str, own: str) -> Section | None:
    """Programs of a policy area, for a group, or run by an organization."""
    if own not in PROGRAMS:
        return None
    pattern = PROGRAMS[own].format(iri=iri, below=reader.below(iri))
    columns = {"Theme": ("where", "whom", "operator"), "Organization": ("where", "whom", "status")}
    name = own.removeprefix(LH)
    given = {"Theme": "theme", "BeneficiaryGroup": "beneficiary", "Organization": "operator"}[name]
    paging = Paging(1, reader.count(pattern), "/program", {given: reader.names.short(iri)})
    shown = columns.get(name, ("where", "operator", "status"))
    return program_table(reader, reader.language.text(TITLES["programs"]), pattern, shown, paging)


def _figures(reader: Reader, iri: str, own: str) -> list[Section | None]:
    """Targets beside results, and the figures of an entry."""
    pattern, given = FIGURES.get(own, ("?f ?property <{iri}> . ?f a lh:Figure", "about"))
    pattern = pattern.format(iri=iri, below=reader.below(iri))
    if own not in FIGURES:
        pattern = f"{{ SELECT DISTINCT ?f WHERE {{ {pattern} }} }}"
    paging = Paging(1, reader.count(pattern), "/figure", {given: reader.names.short(iri)})
    order = {f"{LH}Theme": "indicator", f"{LH}BeneficiaryGroup": "theme", f"{LH}Unit": "indicator"}.get(own, "year")
    columns = [name for name in _COLUMNS if name != given and not (name == "indicator" and order == "indicator")]
    if own == f"{LH}Indicator" and reader.has(f"?n skos:broader <{iri}>"):
        order, columns = "indicator", ["region", "program", "beneficiary"]
    say = reader.language.text
    targets = pairs(reader, say(TITLES["targets"]), pattern) if own == f"{LH}Indicator" else None
    return [targets, figure_table(reader, say(TITLES["figures"]), pattern, columns, paging, order)]


def _inward(reader: Reader, iri: str, own: str) -> list[Section | None]:
    """Other things that point to it, by property."""
    told = {f"{LH}{name}" for name in ("indicator", "timeKind", "comparator", "period", "series", "operation")}
    told |= {f"{LH}{name}" for name in ("verdict", "rank", "convertedUnit", "basePopulation")}
    told |= {f"{LH}{name}" for name in ("theme", "beneficiary", "operator")} if own in PROGRAMS else set()
    shown = ", ".join(f"<{name}>" for name in sorted(told))
    found: dict[str, list[str]] = {}
    for row in reader.rows(_INWARD.format(iri=iri, shown=shown, limit=2_000), 2_000):
        found.setdefault(row["p"], []).append(row["s"])
    return [_pointing(reader, iri, name, subjects) for name, subjects in sorted(found.items())]


def _pointing(reader: Reader, iri: str, name: str, subjects: Sequence[str]) -> ThingList | None:
    """Things that point here by one property; figures are in their table."""
    begin = f"{reader.release.base}figure/"
    others = [each for each in subjects if not each.startswith(begin)]
    if not others:
        return None
    ordered = reader.column(_BELOW.format(property=name, iri=iri, limit=MOST * 3)) if len(subjects) < 2_000 else others
    entries = [Entry(thing) for thing in reader.things(each for each in ordered if not each.startswith(begin))]
    title = TITLES.get(name)
    text = reader.language.text(title) if title else reader.things([name])[0].text
    return ThingList(text, entries[:MOST], "", len(others), "")
