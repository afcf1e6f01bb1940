"""`/rdf-graph-store`: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol, with indirect graph names.

https://www.w3.org/TR/sparql11-http-rdf-update/#http-get. Imports answers, delivery, errors, formats, negotiation and
releases.
"""

from flask import Blueprint, Response, request

from kg_builder.releases.release import Release
from kg_server.engine.interface import Question
from kg_server.errors import BadParameter, UnknownResource
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import GRAPHS, HTML
from kg_server.transfer.negotiation import by_name, choose

_DEFAULT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMED = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
_OFFERS = tuple(offer for offer in GRAPHS if offer != HTML)


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The route `/rdf-graph-store`."""
    routes = Blueprint("graphstore", __name__)

    @routes.get("/rdf-graph-store")
    def graph() -> Response:
        """One graph."""
        release = releases.live()
        query = _query(release)
        form = request.args.get("format")
        offer = by_name(form, _OFFERS) if form else choose(request.headers.get("Accept"), _OFFERS)
        tag = answers.entity_tag(("graph", release.version, query, offer))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        question = Question(query, offer.name, "http://localhost/", desk.config.query_seconds_max)
        return desk.deliver(question, offer, release.version, tag)

    return routes


def _query(release: Release) -> str:
    """What gives the graph that the request names.

    Raises:
        BadParameter: it names none, or more than one.
        UnknownResource: there is no such graph; lists those that there are.
    """
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1 or request.args.get("default"):
        detail = "Found neither or more than one of default and graph=; expected ?default or one ?graph=IRI."
        raise BadParameter(detail, {"parameter": "graph"})
    if not named:
        return _DEFAULT
    if named[0] not in release.graphs:
        detail = f"There is no graph <{named[0][:200]}>."
        raise UnknownResource(detail, {"suggestions": list(release.graphs)})
    return _NAMED.format(iri=named[0])
