"""What a page says for machines: schema.org as JSON-LD, only where a class of theirs says what the thing is.

https://schema.org. `<` is written as an escape, so that no text of the data can end the element that holds it.
"""

import json
from collections.abc import Mapping

from markupsafe import Markup

from kg_builder.releases.release import Release
from kg_server.naming.language import decimal_of
from kg_server.pages.evidence import Figure
from kg_server.pages.listing import dumps
from kg_server.things.portrait import DCT
from kg_server.things.reader import LH, Reader, Thing, first
from kg_server.things.sections import Page

_TYPES = {
    "region": "AdministrativeArea",
    "program": "GovernmentService",
    "organization": "GovernmentOrganization",
    "source": "CreativeWork",
    "indicator": "StatisticalVariable",
    "beneficiary": "DefinedTerm",
    "theme": "DefinedTerm",
    "unit": "DefinedTerm",
}
_ROLES = {
    f"{LH}region": "areaServed",
    f"{LH}operator": "provider",
    f"{LH}within": "containedInPlace",
    f"{DCT}publisher": "publisher",
}
_SERVICE = frozenset({"areaServed", "provider"})


def _script(content: Mapping[str, object]) -> Markup:
    """JSON that may stand in an element of a page."""
    text = json.dumps({"@context": "https://schema.org", **content}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def _reference(thing: Thing) -> dict[str, str]:
    """A thing by its IRI and name."""
    return {"@id": thing.iri, "name": thing.text}


def about_thing(reader: Reader, page: Page) -> Markup | None:
    """What a page of a thing says; None where schema.org has no class for it."""
    kind = _TYPES.get(page.path.partition("/")[0])
    if kind is None or "/" not in page.path:
        return None
    content: dict[str, object] = {"@type": kind, "@id": page.thing.iri, "name": page.thing.text}
    if page.thing.other[1]:
        content["alternateName"] = page.thing.other[1]
    if page.description:
        content["description"] = page.description
    for fact in page.facts:
        role = _ROLES.get(fact.about)
        if role is None or (role in _SERVICE) != (kind == "GovernmentService" and role != "publisher"):
            continue
        content[role] = [_reference(value) for value in fact.values if isinstance(value, Thing) and value.link]
    if kind == "CreativeWork":
        content |= {"inLanguage": "en"} if not content.get("inLanguage") else {}
    content["isPartOf"] = {"@type": "Dataset", "name": reader.release.title, "version": reader.release.version}
    return _script(content)


def about_figure(reader: Reader, figure: Figure) -> Markup:
    """What the page of a figure says: an observation with its source."""
    facts = figure.facts
    value = first(facts, "value")
    content: dict[str, object] = {"@type": "Observation", "@id": figure.iri, "name": figure.sentences["en"]}
    if region := first(facts, "region"):
        content["observationAbout"] = _reference(reader.thing(region))
    if indicator := first(facts, "indicator"):
        content["variableMeasured"] = {"@type": "StatisticalVariable", **_reference(reader.thing(indicator))}
    if (number := decimal_of(value)) is not None:
        content["value"] = float(number)
    if unit := first(facts, "unit"):
        content["unitText"] = reader.thing(unit).text
    days = [day for day in (first(facts, "start"), first(facts, "end")) if day]
    if days or first(facts, "year"):
        content["observationPeriod" if len(days) == 2 else "observationDate"] = "/".join(days) or first(facts, "year")
    if figure.source:
        content["isBasedOn"] = {"@type": "CreativeWork", **_reference(figure.source.thing)}
    content["isPartOf"] = {"@type": "Dataset", "name": reader.release.title, "version": reader.release.version}
    return _script(content)


def about_release(release: Release, host: str) -> Markup:
    """What the home page says: the data set with its files."""
    files = [
        {
            "@type": "DataDownload",
            "contentUrl": f"{host}download/{release.version}/{each.name}",
            "encodingFormat": str(release.files.get(each.name, {}).get("media_type", "text/plain")),
            "contentSize": f"{each.bytes} B",
            "sha256": each.sha256,
        }
        for each in dumps(release)
        if each.sha256
    ]
    return _script(
        {
            "@type": "Dataset",
            "@id": release.base,
            "name": release.title,
            "description": release.description,
            "version": release.version,
            "dateModified": release.created,
            "license": release.licence,
            "url": host,
            "distribution": files,
        }
    )
