"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, the service description, and a page for people."""

from collections.abc import Collection

from flask import Blueprint, Response, request

from kg_server.errors import Problem, QueryMissing, QueryTimeout
from kg_server.explain.emptiness import help_link, is_empty
from kg_server.naming.speaking import spoken
from kg_server.protocol import asking, description
from kg_server.protocol.delivery import Desk, query_tag
from kg_server.protocol.protocol import Asked, Dataset, read_get, read_post
from kg_server.query.reading import Reading, read_query
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML, RESULT_FORMS
from kg_server.transfer.negotiation import Offer, by_name, choose, parse_accept, prefers_html, quality
from kg_server.workbench import gallery
from kg_server.workbench.addresses import read_view
from kg_server.workbench.writing import Writer


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The routes `/sparql`, `/sparql/result`, `/sparql/behind` and `/sparql/examples`."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=["GET", "POST"])
    def sparql() -> Response:
        """Query, description or page."""
        asked = _asked()
        if asked.query is not None:
            return _answer(releases, desk, asked, asked.query)
        if request.method != "POST" and "example" in request.args:
            return _see_other(gallery.address(releases, request.args))
        return _without_query(releases, desk, asked)

    @routes.get("/sparql/result")
    def result() -> Response:
        """One page of an answer, without the page around it."""
        asked = _asked()
        return _page(releases, desk, asked, _query(asked), is_part=True)

    @routes.get("/sparql/behind")
    def figures_behind() -> Response:
        """The way to the figures behind one number of a page."""
        asked = _asked()
        writer = Writer(releases, desk, asked, _query(asked), read_view(request.args), is_part=False)
        return _see_other(writer.behind(request.args.get("cell", "")))

    @routes.get("/sparql/examples")
    def examples() -> Response:
        """The stored queries, each with a form for its parameters."""
        release = releases.live()
        tag = answers.entity_tag(("examples", release.version, spoken().code))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        return answers.add_validators(Response(gallery.page(releases)), tag)

    return routes


def _see_other(address: str) -> Response:
    """The way to another address."""
    return Response(status=303, headers={"Location": address, "Cache-Control": "no-cache"})


def _asked() -> Asked:
    """What the request at hand asks.

    Raises:
        Problem: it cannot be read.
    """
    query_string = request.environ.get("QUERY_STRING", "").encode("latin-1")
    if request.method == "POST":
        return read_post(query_string, request.content_type, dict(request.headers), request.stream)
    return read_get(query_string)


def _query(asked: Asked) -> str:
    """The query of a request.

    Raises:
        QueryMissing: it has none.
    """
    if asked.query is None:
        detail = "The request has no parameter query."
        raise QueryMissing(detail)
    return asked.query


def _without_query(releases: Releases, desk: Desk, asked: Asked) -> Response:
    """The page for a browser, the service description for a client that wants RDF.

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
    if offer.name == "html":
        return _page(releases, desk, asked, gallery.first(release), is_part=False)
    address = request.base_url
    tag = answers.entity_tag(("description", release.version, address, offer))
    if answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    response = Response(description.describe(address, release, offer.name), content_type=offer.content_type)
    return answers.add_validators(response, tag)


def _accepts_any(header: str | None, asked: Asked, offers: tuple[Offer, ...]) -> bool:
    """Whether one of the offers is acceptable."""
    if asked.format or header is None or not header.strip():
        return True
    ranges = parse_accept(header)
    return any(quality(ranges, offer.media_type) > 0 for offer in offers)


def _answer(releases: Releases, desk: Desk, asked: Asked, text: str) -> Response:
    """The answer to a query, or 304 to a client that has it."""
    release = releases.live()
    try:
        reading = read_query(text, release.prefixes)
    except Problem:
        if asked.format == HTML.name or (not asked.format and prefers_html(request.headers.get("Accept"))):
            return _page(releases, desk, asked, text, is_part=False)
        raise
    offers = RESULT_FORMS[reading.form]
    offer = by_name(asked.format, offers) if asked.format else choose(request.headers.get("Accept"), offers)
    if offer == HTML:
        return _page(releases, desk, asked, text, is_part=False)
    tag = None
    if not reading.is_volatile:
        tag = query_tag(release, request.base_url, text, asked.dataset, offer)
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
    seconds = desk.seconds(asked.seconds)
    question = asking.question_for(reading, asked.dataset, offer.name, request.base_url, seconds)
    try:
        return _with_help(desk.deliver(question, offer, release.version, tag), offer, asked, text)
    except QueryTimeout as problem:
        if link := help_link(text):
            problem.headers["Link"] = link
        raise


def _with_help(response: Response, offer: Offer, asked: Asked, text: str) -> Response:
    """An answer that, when it is empty, says where to ask why."""
    is_whole = response.is_sequence and asked.dataset == Dataset()
    if is_whole and is_empty(response.get_data(), offer.name) and (link := help_link(text)):  # express does the same
        response.headers["Link"] = link
    return response


def _page(releases: Releases, desk: Desk, asked: Asked, text: str, *, is_part: bool) -> Response:
    """The page of a query with its answer, or with what is wrong with it; or only that part of it."""
    release = releases.live()
    view = read_view(request.args)
    writer = Writer(releases, desk, asked, text, view, is_part=is_part)
    try:
        reading = read_query(text, release.prefixes)
        tag = None if reading.is_volatile else _tag(releases, asked, text, (view, is_part))
        if tag and answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        written, version = writer.answer(reading)
    except Problem as problem:
        return _problem(writer, problem, release.prefixes)
    return answers.add_validators(Response(written), tag if version == release.version else None)


def _tag(releases: Releases, asked: Asked, text: str, more: tuple[object, ...]) -> str:
    """The validator of a page."""
    release = releases.live()
    about = (release.digest, release.version, request.base_url, text, asked.dataset, asked.seconds)
    return answers.entity_tag(("page", *about, spoken().code, *more))


def _problem(writer: Writer, problem: Problem, prefixes: Collection[str]) -> Response:
    """The page with what is wrong, and the query to be mended."""
    reading: Reading | None = None
    if isinstance(problem, QueryTimeout):
        reading = read_query(writer.text, prefixes)
    response = Response(writer.problem(problem, reading), problem.status)
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response
