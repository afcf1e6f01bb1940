"""`/q`: the stored queries of a release: a page with parameters and answer, and the answer in every representation.

A parameter is bound as a term, never pasted into the text. Imports kg_builder's queries, answers, asking, delivery,
formats, negotiation, reading, releases, views and errors.
"""

import difflib
from dataclasses import replace

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from kg_builder.errors import QueryError
from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release
from kg_server.errors import BadParameter, UnknownResource
from kg_server.naming.views import Names, shown_rows
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.protocol.protocol import Dataset
from kg_server.query.reading import Reading, read_query
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import HTML, RESULT_FORMS, distinct
from kg_server.transfer.negotiation import Offer, by_name, choose

ROWS = 1_000
"""Rows that a page shows; the other representations have all."""

_RESERVED = frozenset({"format", "output"})
_SUFFIXES = frozenset({"json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf", "nq", "trig", "srj", "srx"})


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The routes `/q/`, `/q/<name>`, `/q/<name>.rq` and `/q/<name>.<suffix>`."""
    routes = Blueprint("stored", __name__)

    @routes.get("/q/")
    def index() -> str:
        """All stored queries."""
        queries = releases.remember("queries", _queries)
        return render_template("queries.html", release=releases.live(), queries=queries.values())

    @routes.get("/q/<name>")
    def stored(name: str) -> Response:
        """One: its page, its text or its answer."""
        stem, _, suffix = name.rpartition(".") if "." in name else (name, "", "")
        query = _find(releases.remember("queries", _queries), stem)
        if suffix == "rq":
            return Response(query.text, content_type="application/sparql-query; charset=utf-8")
        return _answer(releases.live(), desk, query, suffix)

    return routes


def _queries(release: Release) -> dict[str, StoredQuery]:
    """The stored queries of a release by name; none where it has none that can be read."""
    try:
        return read_queries(release.path / "queries")
    except QueryError:
        return {}


def _find(queries: dict[str, StoredQuery], name: str) -> StoredQuery:
    """The query of a name.

    Raises:
        UnknownResource: there is none; lists the nearest.
    """
    if name not in queries:
        near = difflib.get_close_matches(name, list(queries), n=3, cutoff=0.3)
        detail = f"There is no stored query {name[:100]!r}."
        raise UnknownResource(detail, {"suggestions": near or list(queries)})
    return queries[name]


def _answer(release: Release, desk: Desk, query: StoredQuery, suffix: str) -> Response:
    """The answer to a stored query with the parameters of the request."""
    reading = read_query(query.text, release.prefixes)
    offer = _chosen(reading, suffix)
    given = {name: value for name, value in request.args.items() if name not in _RESERVED and value}
    try:
        bound = query.bindings(given, release.prefixes)
    except QueryError as error:
        detail = f"{error}."
        raise BadParameter(detail) from error
    bindings = tuple((variable.value, *_parts(term)) for variable, term in bound.items())
    tag = None if reading.is_volatile else answers.entity_tag(("q", release.version, query.name, bindings, offer))
    if tag and answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    form = "rows" if offer == HTML else offer.name
    plain = asking.question_for(reading, Dataset(), form, "http://localhost/", desk.seconds(None), ROWS)
    question = replace(plain, bindings=bindings)
    if offer != HTML:
        return desk.deliver(question, offer, release.version, tag)
    page = _page(release, query, given, desk.table(question), reading)
    return answers.add_validators(Response(page), tag)


def _chosen(reading: Reading, suffix: str) -> Offer:
    """The representation that suffix, `format=` or `Accept` ask for; a page for who does not care.

    Raises:
        NotAcceptable, UnknownResource: there is no such representation.
    """
    offers = RESULT_FORMS[reading.form]
    if suffix and suffix not in _SUFFIXES:
        detail = f"Found the suffix .{suffix[:40]}."
        raise UnknownResource(detail, {"suggestions": [f".{offer.name}" for offer in distinct(offers)]})
    if asked := suffix or request.args.get("format") or request.args.get("output"):
        return by_name(asked, offers)
    return choose(request.headers.get("Accept"), (HTML, *offers))


def _parts(term: ox.NamedNode | ox.Literal) -> tuple[str, str]:
    """Value and datatype of a term; no datatype for an IRI."""
    return (term.value, term.datatype.value) if isinstance(term, ox.Literal) else (term.value, "")


def _page(release: Release, query: StoredQuery, given: dict[str, str], found: asking.Table, reading: Reading) -> str:
    """The page of a stored query with its answer."""
    return render_template(
        "query.html",
        release=release,
        query=query,
        given=given,
        values={parameter.name: given.get(parameter.name, parameter.default) for parameter in query.parameters},
        found=found,
        table=shown_rows(found.rows, Names(release.base, release.prefixes)),
        formats=distinct(RESULT_FORMS[reading.form]),
    )
