"""`/openapi.json`, the document of the interface, and `/docs`, the same for people. Imports renditions."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from kg_server.embeds import showing
from kg_server.naming.speaking import spoken, voice
from kg_server.renditions.addresses import Address
from kg_server.renditions.making import Maker
from kg_server.renditions.openapi import Listed, document, listed
from kg_server.renditions.shelf import Item, Shelf, Stock
from kg_server.transfer import answers
from kg_server.transfer.cache import Bounded


@dataclass(frozen=True)
class Register:
    """What all stored queries look like, worked out once for each release."""

    maker: Maker
    kept: Bounded[str, list[Listed]]

    def listed(self, stock: Stock) -> list[Listed]:
        """All of them."""
        found = self.kept.get(stock.release.version)
        if found is None:
            found = listed(self.maker, stock, request.url_root)
            self.kept.keep(stock.release.version, found, 1)
        return found

    def tongues(self, stock: Stock) -> list[str]:
        """The languages of names."""
        first = next(iter(stock.queries.values()), None)
        return self.maker.wording.languages(Item(first, stock, Address(first.name))) if first else ["en"]


def blueprint(shelf: Shelf, maker: Maker) -> Blueprint:
    """The routes of the document."""
    routes = Blueprint("documents", __name__)
    register = Register(maker, Bounded(16))

    @routes.get("/openapi.json")
    def openapi() -> Response:
        """For programs."""
        stock = shelf.live()
        tag = answers.entity_tag(("openapi", stock.release.version, request.url_root))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        content = document(stock, register.listed(stock), register.tongues(stock), request.url_root)
        body = json.dumps(content, ensure_ascii=False) + "\n"
        return answers.add_validators(Response(body, content_type="application/vnd.oai.openapi+json;version=3.1"), tag)

    @routes.get("/docs")
    def docs() -> Response:
        """For people."""
        stock = shelf.live()
        tag = answers.entity_tag(("docs", stock.release.version, request.url_root, voice()))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        entries = {each.query.name: each for each in register.listed(stock)}
        page = render_template(
            "docs.html",
            release=stock.release,
            groups=showing.grouped(stock, spoken()),
            entries=entries,
            host=request.url_root.rstrip("/"),
        )
        return answers.add_validators(Response(page), tag)

    return routes
