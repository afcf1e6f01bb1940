"""`/<kind>/<id>`: what the graph says of one thing; the local view of its IRI.

A suffix or `Accept` gives RDF. The IRI of a named graph gives its triples. Imports asking, formats, negotiation,
releases, views.
"""

from dataclasses import dataclass

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from kg_builder.namespaces import BASE, CLOSED_LISTS
from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine, Question
from kg_server.errors import UnknownResource
from kg_server.naming.views import Names, Shown, shown
from kg_server.pages import figure_pages
from kg_server.protocol import asking
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML
from kg_server.transfer.negotiation import Offer, by_name, choose

MOST = 500
"""Rows of one table of a page."""

_OUTWARD = """SELECT ?property ?value ?label WHERE {{
  {iri} ?property ?value . OPTIONAL {{ ?value rdfs:label ?name }} OPTIONAL {{ ?value oa:exact ?token }}
  BIND(COALESCE(?token, ?name) AS ?label)
}} ORDER BY ?property ?label ?value"""
_INWARD = """SELECT ?subject ?property ?label WHERE {{
  ?subject ?property {iri} . OPTIONAL {{ ?subject rdfs:label ?name }} OPTIONAL {{ ?subject oa:exact ?token }}
  BIND(COALESCE(?token, ?name) AS ?label)
}} ORDER BY ?property ?label ?subject"""
_CONTENT = """SELECT ?subject ?property ?value WHERE {{ GRAPH {iri} {{ ?subject ?property ?value }} }}
ORDER BY ?subject ?property ?value"""
_DESCRIBE = "DESCRIBE {iri}"
_GRAPH = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}"

_SUFFIXES = ("ttl", "nt", "jsonld", "rdf", "json")


@dataclass(frozen=True)
class Line:
    """One statement on a page: its cells, and what the last of them is called."""

    cells: tuple[Shown, ...]
    label: str


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The routes of all things."""
    routes = Blueprint("entities", __name__)

    @routes.get("/<kind>")
    @routes.get("/<kind>/<path:name>")
    def entity(kind: str, name: str = "") -> Response:
        """One thing."""
        release = releases.live()
        if kind == "figure" and (found := figure_pages.answer(config, engine, release, f"{kind}/{name}")) is not None:
            _link_others(found, f"{kind}/{name}")
            return found
        path, offer = _chosen(f"{kind}/{name}".rstrip("/"))
        kind = path.partition("/")[0]
        if not _is_kind(release, kind):
            detail = f"Found nothing at {request.path[:200]}."
            raise UnknownResource(detail)
        iri = _iri(f"{BASE if kind in CLOSED_LISTS else release.base}{path}")
        tag = answers.entity_tag(("entity", release.version, iri.value, offer))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        if offer.name == "html":
            response = Response(_page(engine, release, iri, config.query_seconds))
        else:
            response = _data(engine, iri, offer, config.query_seconds)
        _link_others(response, path)
        return answers.add_validators(response, tag)

    return routes


def _chosen(path: str) -> tuple[str, Offer]:
    """The path without its suffix, and the representation that suffix, `format=` or `Accept` ask for.

    Raises:
        NotAcceptable: there is no such representation.
    """
    offers = (*DESCRIPTIONS, HTML)
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in _SUFFIXES:
        return stem, by_name(suffix, offers)
    if dot and suffix == "html":
        return stem, HTML
    if asked := request.args.get("format"):
        return path, by_name(asked, offers)
    return path, choose(request.headers.get("Accept"), (HTML, *DESCRIPTIONS))


def _is_kind(release: Release, kind: str) -> bool:
    """Whether things of the graph can have such an address."""
    return any(namespace in {f"{release.base}{kind}/", f"{BASE}{kind}/"} for namespace in release.prefixes.values())


def _iri(text: str) -> ox.NamedNode:
    """An IRI that may be put into a query.

    Raises:
        UnknownResource: it is none.
    """
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        detail = "The address is no IRI."
        raise UnknownResource(detail) from error


def _page(engine: Engine, release: Release, iri: ox.NamedNode, seconds: float) -> str:
    """The page of a thing.

    Raises:
        UnknownResource: the graph says nothing of it.
    """
    names = Names(release.base, release.prefixes)

    def lines(query: str) -> tuple[list[Line], bool]:
        """The statements that a query gives, and whether there are more."""
        found = asking.table(engine, asking.page_question(query.format(iri=iri), seconds, MOST))
        return [_line(dict(zip(found.names, row, strict=True)), names) for row in found.rows], found.has_more

    is_graph = iri.value in release.graphs
    outward, _ = lines(_OUTWARD)
    inward, more_inward = lines(_INWARD)
    content, more_content = lines(_CONTENT) if is_graph else ([], False)
    if not outward and not inward and not content:
        raise _nothing(iri)
    return render_template(
        "entity.html",
        release=release,
        iri=iri.value,
        short=names.short(iri.value),
        path=iri.value.removeprefix(release.base).removeprefix(BASE),
        label=_label(outward) or names.short(iri.value),
        outward=outward,
        inward=inward,
        more_inward=more_inward,
        content=content,
        more_content=more_content,
        most=MOST,
    )


def _label(outward: list[Line]) -> str:
    """What a thing is called; a figure by its number, unit and indicator; "" when nothing says."""
    first = {line.cells[0].text: line for line in reversed(outward)}
    if "rdfs:label" in first:
        return first["rdfs:label"].cells[1].text
    if "lh:value" not in first:
        return ""
    number = first["lh:value"].cells[1].text
    unit, indicator = (first[name].label if name in first else "" for name in ("lh:unit", "lh:indicator"))
    return ": ".join(part for part in (f"{number} {unit}".strip(), indicator) if part)


def _line(cells: dict[str, asking.Cell | None], names: Names) -> Line:
    """One row of an answer as a line of the page."""
    label = cells.pop("label", None)
    return Line(tuple(shown(cell, names) for cell in cells.values()), label["value"] if label else "")


def _data(engine: Engine, iri: ox.NamedNode, offer: Offer, seconds: float) -> Response:
    """The triples of a thing, or of a named graph.

    Raises:
        UnknownResource: there are none.
    """
    counted = f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} UNION {{ GRAPH {iri} {{ ?s ?p ?o }} }} }}"
    if not asking.table(engine, asking.page_question(counted, seconds)).boolean:
        raise _nothing(iri)
    is_graph = asking.table(engine, asking.page_question(f"ASK {{ GRAPH {iri} {{ ?s ?p ?o }} }}", seconds)).boolean
    query = (_GRAPH if is_graph else _DESCRIBE).format(iri=iri)
    answer = asking.ask(engine, Question(query, offer.name, "http://localhost/", seconds))
    return answers.respond(request, answer, offer)


def _nothing(iri: ox.NamedNode) -> UnknownResource:
    """The problem of a thing that the graph does not know."""
    return UnknownResource(f"The graph says nothing of <{iri.value[:200]}>.")


def _link_others(response: Response, path: str) -> None:
    """Name the other representations (RFC 8288)."""
    links = (f'</{path}.{offer.name}>; rel="alternate"; type="{offer.media_type}"' for offer in DESCRIPTIONS[:4])
    response.headers.setdefault("Link", ", ".join(links))
