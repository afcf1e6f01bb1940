"""`/<kind>` and `/<kind>/<id>`: lists of things, and what the graph says of one thing: the local view of its IRI.

A suffix or `Accept` gives RDF. The IRI of a named graph gives its triples.
"""

from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from kg_builder.namespaces import BASE, CLOSED_LISTS
from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine, Question
from kg_server.errors import UnknownResource
from kg_server.naming.speaking import spoken, voice
from kg_server.pages import figure_pages
from kg_server.pages.coverage import count
from kg_server.pages.maps import region_map
from kg_server.pages.structured import about_thing
from kg_server.protocol import asking
from kg_server.releases import Releases
from kg_server.things.composing import compose
from kg_server.things.lists import compose_list
from kg_server.things.near import near_addresses
from kg_server.things.reader import Reader, named
from kg_server.things.sections import page_number
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML
from kg_server.transfer.negotiation import Offer, by_name, choose

_DESCRIBE = "DESCRIBE {iri}"
_GRAPH = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}"

_SUFFIXES = ("ttl", "nt", "jsonld", "rdf", "json")
_FORM = frozenset({"format", "lang", "page"})
"""Parameters that say nothing of which things are listed."""


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The routes of all things and their lists."""
    routes = Blueprint("entities", __name__)

    def reader() -> Reader:
        """Reads the release that is served, in the language of the request."""
        return Reader(engine, releases.live(), config.query_seconds, spoken())

    @routes.get("/<kind>")
    def things(kind: str) -> Response:
        """All things of a kind; as data, the scheme that lists them."""
        path, offer = _chosen(kind)
        found = _list(reader(), path) if offer == HTML else None
        return found or _entity(config, reader(), path, offer)

    @routes.get("/<kind>/<path:name>")
    def entity(kind: str, name: str) -> Response:
        """One thing."""
        path = f"{kind}/{name}"
        if kind == "figure" and (found := figure_pages.answer(config, reader(), path)) is not None:
            return _link_others(found, _stem(path))
        return _entity(config, reader(), *_chosen(path.rstrip("/")))

    return routes


def _list(reader: Reader, kind: str) -> Response | None:
    """The list of all things of a kind; None where there is no such list."""
    if not _is_kind(reader.release, kind):
        return None
    given = {name: value for name, value in request.args.items() if name not in _FORM}
    page = page_number(request.args.get("page"))
    tag = answers.entity_tag(("list", reader.release.version, kind, sorted(given.items()), page, voice()))
    if answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    found = compose_list(reader, kind, page, given)
    if found is None:
        return None
    response = Response(render_template("list.html", release=reader.release, listing=found))
    return answers.add_validators(response, tag)


def _entity(config: ServerConfig, reader: Reader, path: str, offer: Offer) -> Response:
    """One thing as a page or as data.

    Raises:
        UnknownResource: the graph says nothing of it; lists the nearest.
    """
    kind, release = path.partition("/")[0], reader.release
    if not _is_kind(release, kind):
        detail = f"Found nothing at {request.path[:200]}."
        raise UnknownResource(detail)
    iri = named(f"{BASE if kind in CLOSED_LISTS else release.base}{path}")
    is_page = offer == HTML
    page = page_number(request.args.get("page")) if is_page else 1
    tag = answers.entity_tag(("entity", release.version, iri.value, offer, page, voice(is_page=is_page)))
    reads = config.sources if is_page and kind == "source" and "/" in path else None
    if reads is None and answers.is_known(request, tag):
        return _link_others(answers.not_modified(request, tag), path)
    try:
        response = _page(reader, iri.value, page, reads) if is_page else _data(reader, iri, offer)
    except UnknownResource as problem:
        problem.extra["suggestions"] = near_addresses(reader, path)
        raise
    return _link_others(answers.add_validators(response, None if reads else tag), path)


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


def _stem(path: str) -> str:
    """A path without a suffix of ours."""
    stem, dot, suffix = path.rpartition(".")
    return stem if dot and suffix in (*_SUFFIXES, "html", "bib", "json", "txt") else path


def _is_kind(release: Release, kind: str) -> bool:
    """Whether things of the graph can have such an address."""
    return any(namespace in {f"{release.base}{kind}/", f"{BASE}{kind}/"} for namespace in release.prefixes.values())


def _page(reader: Reader, iri: str, page: int, texts: Path | None) -> Response:
    """The page of a thing; that of a source with its numerals counted, where there is a folder of texts.

    Raises:
        UnknownResource: the graph says nothing of it.
    """
    found = compose(reader, iri, page)
    parts: dict[str, object] = {"data": about_thing(reader, found), "map": region_map(reader, found)}
    parts["counted"] = count(reader, texts, iri) if texts else None
    return Response(render_template("entity.html", release=reader.release, page=found, **parts))


def _data(reader: Reader, iri: ox.NamedNode, offer: Offer) -> Response:
    """The triples of a thing, or of a named graph.

    Raises:
        UnknownResource: there are none.
    """
    if not reader.has(f"{{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} UNION {{ GRAPH {iri} {{ ?s ?p ?o }} }}"):
        detail = f"The graph says nothing of <{iri.value[:200]}>."
        raise UnknownResource(detail)
    query = (_GRAPH if reader.has(f"GRAPH {iri} {{ ?s ?p ?o }}") else _DESCRIBE).format(iri=iri)
    answer = asking.ask(reader.engine, Question(query, offer.name, "http://localhost/", reader.seconds))
    return answers.respond(request, answer, offer)


def _link_others(response: Response, path: str) -> Response:
    """Name the other representations (RFC 8288)."""
    own = quote(path)
    links = [f'</{own}.{offer.name}>; rel="alternate"; type="{offer.media_type}"' for offer in DESCRIPTIONS[:4]]
    response.headers.setdefault("Link", ", ".join([*links, f'</{own}>; rel="canonical"']))
    return response
