"""`/oembed`: what to put into a page for an address of a stored query. See https://oembed.com. Imports pictures."""

import json
from html import escape
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from kg_builder.queries import RESERVED
from kg_server.charts.sheet import NARROWEST
from kg_server.embeds import showing
from kg_server.embeds.pictures import Pictures
from kg_server.errors import BadParameter, QueryUnsupported, UnknownResource
from kg_server.naming.speaking import spoken, voice
from kg_server.renditions.addresses import Address, Moved, read_address
from kg_server.renditions.asked import Asked, read
from kg_server.renditions.making import Maker
from kg_server.renditions.shelf import Shelf
from kg_server.transfer import answers

WIDTH, HEIGHT = 720, 420
_HEIGHTS = {"figure": 220, "table": 520}


def blueprint(shelf: Shelf, maker: Maker, pictures: Pictures) -> Blueprint:
    """The route of oEmbed."""
    routes = Blueprint("oembed", __name__)

    @routes.get("/oembed")
    def oembed() -> Response:
        """What to put into a page for an address."""
        if request.args.get("format", "json") != "json":
            detail = f"Found format {request.args['format'][:40]!r}; there is json."
            raise _Unsupported(detail, {"suggestions": ["json"]})
        asked = _addressed(shelf, maker, request.args.get("url", ""))
        return _oembed(asked, pictures)

    return routes


class _Unsupported(QueryUnsupported):
    """A form of oEmbed that is not made here; its specification (2.3) wants this status."""

    status = 501


def _addressed(shelf: Shelf, maker: Maker, url: str) -> Asked:
    """The request that an address of this server is.

    Raises:
        UnknownResource: it is not an address of a stored query here.
    """
    parts = urlsplit(url[:4000])
    path = parts.path.removeprefix("/embed") if parts.path.startswith("/embed/q/") else parts.path
    if parts.scheme not in {"http", "https"} or parts.netloc != request.host or not path.startswith("/q/"):
        detail = f"Found the address {url[:200]!r}; expected one such as {request.url_root}q/…, a stored query."
        raise UnknownResource(detail)
    address = read_address(path.removeprefix("/q/"))
    stem = Address(address.name, address.release)
    given = [pair for pair in parse_qsl(parts.query) if pair[0] not in RESERVED]
    try:
        return read(shelf.find(stem), maker.chooser, MultiDict(given), request.url_root)
    except Moved as moved:
        there = read_address(moved.path.removeprefix("/q/"))
        return read(shelf.find(there), maker.chooser, MultiDict(given), request.url_root)


def _oembed(asked: Asked, pictures: Pictures) -> Response:
    """The answer of oEmbed 1.0: rich, a frame within the size that is asked for."""
    sizes = tuple(request.args.get(name) for name in ("maxwidth", "maxheight"))
    tag = answers.entity_tag((*asked.key, asked.item.pin, "oembed", sizes, asked.address(""), voice()))
    if answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    view = asked.item.query.view.kind
    title = showing.title_of(asked.item.query, spoken())
    width, height = min(_most("maxwidth"), WIDTH), min(_most("maxheight"), _HEIGHTS.get(view, HEIGHT))
    frame = f"{asked.host.rstrip('/')}{asked.item.address.path('', asked.given, '/embed/q/')}"
    content: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": asked.item.release.title,
        "provider_url": asked.host,
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": f'<iframe src="{escape(frame)}" title="{escape(title)}" width="{width}" height="{height}" '
        'loading="lazy" sandbox="allow-scripts allow-downloads allow-popups"></iframe>',
    }
    size = pictures.size(asked, spoken(), width) if width >= NARROWEST else None
    if size and size[1] <= _most("maxheight"):
        content |= {"thumbnail_url": asked.address("png", width=str(width), scale="1", lang=spoken().code)}
        content |= {"thumbnail_width": size[0], "thumbnail_height": size[1]}
    body = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return answers.add_validators(Response(body, content_type="application/json"), tag)


def _most(name: str) -> int:
    """A greatest size of the request; a large one without.

    Raises:
        BadParameter: it is no size.
    """
    text = request.args.get(name, "10000")
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) == 0:
        detail = f"{name}: found {text[:40]!r}, expected a whole number above 0."
        raise BadParameter(detail, {"parameter": name})
    return int(text)
