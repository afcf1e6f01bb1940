"""`/q`: the stored queries of a release: their list, a page for each, and their answers in every representation.

Imports answers, delivery, formats, negotiation, pictures, refusals, renditions and showing.
"""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from kg_server.embeds import refusals, showing
from kg_server.embeds.pictures import Pictures
from kg_server.errors import Problem
from kg_server.naming.speaking import spoken, voice
from kg_server.protocol.delivery import Desk
from kg_server.renditions import paging
from kg_server.renditions.addresses import CHARTS, GRAPHS, SUFFIXES, Moved, read_address
from kg_server.renditions.asked import Asked, read
from kg_server.renditions.making import Maker
from kg_server.renditions.results import Result
from kg_server.renditions.shelf import Item, Shelf
from kg_server.transfer import answers
from kg_server.transfer.formats import HTML
from kg_server.transfer.negotiation import by_name, choose

_ENGINE_FORMS = {"srj": "json", "srx": "xml"}


def blueprint(shelf: Shelf, desk: Desk, maker: Maker, pictures: Pictures) -> Blueprint:
    """The routes `/q/` and `/q/<name>[@release][.suffix]`."""
    routes = Blueprint("stored", __name__)

    @routes.get("/q/")
    def index() -> Response:
        """All stored queries."""
        stock = shelf.live()
        tag = answers.entity_tag(("queries", stock.release.version, voice()))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        groups = showing.grouped(stock, spoken())
        views = {kind: spoken().text(name) for kind, name in showing.VIEWS.items()}
        page = render_template(
            "queries.html", release=stock.release, groups=groups, count=len(stock.queries), views=views
        )
        return answers.add_validators(Response(page), tag)

    @routes.get("/q/<text>")
    def stored(text: str) -> Response:
        """One: its page, or its answer."""
        suffix = read_address(text).suffix
        try:
            item = _negotiated(shelf.find(read_address(text)))
            suffix = item.address.suffix
            asked = read(item, maker.chooser, request.args, request.url_root)
            return _answer(asked, desk, maker, pictures, shelf.live().release.version)
        except Moved as moved:
            return _lead_on(moved)
        except Problem as problem:
            return refusals.respond(problem, suffix if suffix in SUFFIXES else "", pictures)

    return routes


def _negotiated(item: Item) -> Item:
    """The item with the suffix that `format=` or `Accept` ask for, where the address has none.

    Raises:
        NotAcceptable: there is no such representation.
    """
    if item.address.suffix:
        return item
    offers = (HTML, *(suffix.offer for suffix in SUFFIXES.values() if suffix.name != "html"))
    wish = request.args.get("format") or request.args.get("output")
    offer = by_name(wish, offers) if wish else choose(request.headers.get("Accept"), offers)
    return item if offer == HTML else replace(item, address=replace(item.address, suffix=offer.name))


def _lead_on(moved: Moved) -> Response:
    """To the same thing at its other address."""
    query = f"?{urlencode(list(request.args.items(multi=True)))}" if request.args else ""
    headers = {"Location": f"{moved.path}{query}", "Cache-Control": "no-cache"}
    return Response(status=302, headers=headers)


def _answer(asked: Asked, desk: Desk, maker: Maker, pictures: Pictures, live: str) -> Response:
    """The answer in the representation that was asked for."""
    suffix = asked.suffix
    if suffix is not None and suffix.name in CHARTS:
        return _settled(pictures.respond(asked), asked, None)
    language = voice() if suffix is None else ""
    key = (*_key(asked, language), live if suffix is None else "")
    tag = None if asked.reading.is_volatile else answers.entity_tag(key)
    if tag and answers.is_known(request, tag):
        return _settled(answers.not_modified(request, tag), asked, None)
    if suffix is None:
        page = showing.page(asked, maker, pictures, spoken(), live)
        return _settled(answers.add_validators(Response(page), tag), asked, None)
    if form := _form_of_engine(asked):
        question = asked.question(form, desk.seconds(None))
        delivered = desk.deliver(question, suffix.offer, asked.item.release.version, tag)
        return _settled(delivered, asked, None)
    body, result = maker.make(asked)
    is_current = result is None or result.version == asked.item.release.version
    response = Response(body, content_type=suffix.offer.content_type)
    response.headers["KG-Release"] = asked.item.release.version
    return _settled(answers.add_validators(response, tag if is_current else None), asked, result)


def _key(asked: Asked, language: str) -> tuple[object, ...]:
    """What determines a representation."""
    name = asked.suffix.name if asked.suffix else "page"
    return (*asked.key, asked.item.pin, name, asked.options, tuple(sorted(asked.given.items())), asked.host, language)


def _form_of_engine(asked: Asked) -> str:
    """The engine's own name for a representation that it writes itself; "" for one that is made here."""
    assert asked.suffix is not None  # noqa: S101  # a page is made by its template
    if asked.suffix.name in GRAPHS:
        return asked.suffix.name if asked.is_graph else ""
    return "" if asked.is_graph else _ENGINE_FORMS.get(asked.suffix.name, "")


def _settled(response: Response, asked: Asked, result: Result | None) -> Response:
    """An answer with what an address tells: for how long it holds, the pages before and after, the pinned address."""
    if asked.item.pin and response.status_code in {200, 304} and response.headers.get("Cache-Control") == answers.KEPT:
        response.headers["Cache-Control"] = answers.IMMUTABLE
    if result is not None:
        response.headers["KG-Total-Rows"] = str(result.total)
    if response.status_code in {200, 304}:
        links = [*paging.links(asked, result), paging.pinned(asked)]
        response.headers["Link"] = ", ".join(links)
    if asked.suffix is not None and request.path.endswith(f".{asked.suffix.name}"):
        response.vary.discard("Accept")
    return response
