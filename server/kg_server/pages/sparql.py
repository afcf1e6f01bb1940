"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, the service description, and a page for people.

Imports protocol, reading, negotiation, formats, asking, answers, delivery, description,
emptiness and views.
"""

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.errors import QueryMissing, QueryTimeout
from kg_server.explain.emptiness import help_link, is_empty
from kg_server.naming.views import Names, shown_rows
from kg_server.pages.examples import EXAMPLES
from kg_server.protocol import asking, description
from kg_server.protocol.delivery import Desk
from kg_server.protocol.protocol import Asked, Dataset, read_get, read_post
from kg_server.query.reading import Reading, read_query
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML, RESULT_FORMS, distinct
from kg_server.transfer.negotiation import Offer, by_name, choose, parse_accept, quality

PAGE_ROWS = 1_000
"""Rows that a page shows; the other representations have all."""


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The route `/sparql`."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=["GET", "POST"])
    def sparql() -> Response:
        """Query, description or page."""
        query_string = request.environ.get("QUERY_STRING", "").encode("latin-1")
        if request.method == "POST":
            asked = read_post(query_string, request.content_type, dict(request.headers), request.stream)
        else:
            asked = read_get(query_string)
        if asked.query is None:
            return _without_query(releases, asked)
        return _answer(releases.live(), desk, asked, asked.query)

    return routes


def _without_query(releases: Releases, asked: Asked) -> Response:
    """The form for a browser, the service description for a client that wants RDF.

    Raises:
        QueryMissing: neither is acceptable, or it was a POST.
    """
    header = request.headers.get("Accept")
    offers = (*DESCRIPTIONS, HTML)
    if request.method == "POST" or not _accepts_any(header, asked, offers):
        detail = "The request has no parameter query and no body that is one."
        raise QueryMissing(detail)
    offer = by_name(asked.format, offers) if asked.format else choose(header, offers)
    release = releases.live()
    address = request.base_url
    tag = answers.entity_tag(("description", release.version, address, offer))
    if answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    if offer.name == "html":
        return answers.add_validators(Response(_form(release)), tag)
    response = Response(description.describe(address, release, offer.name), content_type=offer.content_type)
    return answers.add_validators(response, tag)


def _accepts_any(header: str | None, asked: Asked, offers: tuple[Offer, ...]) -> bool:
    """Whether one of the offers is acceptable."""
    if asked.format or header is None or not header.strip():
        return True
    ranges = parse_accept(header)
    return any(quality(ranges, offer.media_type) > 0 for offer in offers)


def _form(release: Release) -> str:
    """The page with an empty form and examples."""
    return render_template("sparql.html", release=release, query="", examples=EXAMPLES, asked=None)


def _answer(release: Release, desk: Desk, asked: Asked, text: str) -> Response:
    """The answer to a query, or 304 to a client that has it."""
    reading = read_query(text, release.prefixes)
    offers = RESULT_FORMS[reading.form]
    offer = by_name(asked.format, offers) if asked.format else choose(request.headers.get("Accept"), offers)
    tag = None
    if not reading.is_volatile:
        tag = answers.entity_tag((release.digest, release.version, request.base_url, text, asked.dataset, offer))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
    form = "rows" if offer.name == "html" else offer.name
    question = asking.question_for(
        reading, asked.dataset, form, request.base_url, desk.seconds(asked.seconds), PAGE_ROWS
    )
    try:
        if offer.name != "html":
            return _with_help(desk.deliver(question, offer, release.version, tag), offer, asked, text)
        found = desk.table(question)
    except QueryTimeout as problem:
        if link := help_link(text):
            problem.headers["Link"] = link
        raise
    page = Response(_page(release, reading, asked, found))
    return answers.add_validators(page, tag if found.version == release.version else None)


def _with_help(response: Response, offer: Offer, asked: Asked, text: str) -> Response:
    """An answer that, when it is empty, says where to ask why."""
    is_whole = response.is_sequence and asked.dataset == Dataset()
    if is_whole and is_empty(response.get_data(), offer.name) and (link := help_link(text)):
        response.headers["Link"] = link
    return response


def _page(release: Release, reading: Reading, asked: Asked, found: asking.Table) -> str:
    """The page with the form and a table of the answer."""
    return render_template(
        "sparql.html",
        release=release,
        query=reading.text,
        examples=EXAMPLES,
        found=found,
        table=shown_rows(found.rows, Names(release.base, release.prefixes)),
        asked=asked,
        formats=distinct(RESULT_FORMS[reading.form]),
    )
