"""`/ns`: the ontology as RDF, and as one page from which somebody can write queries."""

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine, Question
from kg_server.errors import UnknownResource
from kg_server.naming.speaking import spoken, voice
from kg_server.pages.examples import EXAMPLES
from kg_server.protocol import asking
from kg_server.releases import Releases
from kg_server.things.ontology import Ontology, read_ontology
from kg_server.things.reader import Reader
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML
from kg_server.transfer.negotiation import Offer, by_name, choose

_SUFFIXES = frozenset({"ttl", "nt", "jsonld", "rdf", "html"})


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The routes `/ns` and `/ns.<suffix>`."""
    routes = Blueprint("namespace", __name__)

    def read(release: Release) -> Ontology:
        """The ontology of a release."""
        return read_ontology(Reader(engine, release, config.query_seconds, spoken()))

    @routes.get("/ns")
    @routes.get("/ns.<suffix>")
    def namespace(suffix: str = "") -> Response:
        """The ontology."""
        release = releases.live()
        offer = _chosen(suffix)
        is_page = offer == HTML
        tag = answers.entity_tag(("ns", release.version, offer, voice(is_page=is_page)))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        if is_page:
            content = releases.remember(f"ns {spoken().code}", read)
            response = Response(render_template("ns.html", release=release, ontology=content, example=EXAMPLES[1]))
        else:
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{release.base}graph/vocab> {{ ?s ?p ?o }} }}"
            question = Question(query, offer.name, "http://localhost/", config.query_seconds)
            response = answers.respond(request, asking.ask(engine, question), offer)
        response.headers["Link"] = '</ns.ttl>; rel="alternate"; type="text/turtle"'
        return answers.add_validators(response, tag)

    return routes


def _chosen(suffix: str) -> Offer:
    """The representation that suffix, `format=` or `Accept` ask for.

    Raises:
        NotAcceptable, UnknownResource: there is no such representation.
    """
    offers = (HTML, *DESCRIPTIONS)
    if suffix and suffix not in _SUFFIXES:
        detail = f"There is no /ns.{suffix[:40]}."
        raise UnknownResource(detail, {"suggestions": [f"/ns.{name}" for name in sorted(_SUFFIXES)]})
    asked = suffix or request.args.get("format")
    return by_name(asked, offers) if asked else choose(request.headers.get("Accept"), offers)
