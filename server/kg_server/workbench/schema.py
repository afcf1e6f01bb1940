"""`/schema.json`: what queries can be written with; with `q=` things by name, with `iri=` one thing."""

import json

from flask import Blueprint, Response, request

from kg_builder.releases.search import FILE
from kg_server.errors import BadParameter
from kg_server.naming.terms import terms
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.search.index import Index
from kg_server.transfer import answers
from kg_server.workbench.contents import contents
from kg_server.workbench.lookup import find, thing

LONGEST = 200
"""Longest text that is looked for, in characters."""


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The route `/schema.json`."""
    routes = Blueprint("schema", __name__)

    @routes.get("/schema.json")
    def schema() -> Response:
        """The schema, or things."""
        release = releases.live()
        text, iri = request.args.get("q"), request.args.get("iri")
        tag = answers.entity_tag(("schema", release.version, text, iri))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        if max(len(text or ""), len(iri or "")) > LONGEST:
            detail = f"q and iri may have {LONGEST} characters."
            raise BadParameter(detail)
        if iri is not None:
            content: object = {"release": release.version, "things": thing(desk, release, iri)}
        elif text is not None:
            known = releases.remember("terms", lambda _: terms(desk.engine, desk.config.query_seconds))
            index = releases.remember("search", lambda live: Index(live.path / FILE))
            content = {"release": release.version, "things": find(desk, release, index, known, text)}
        else:
            content = releases.remember("schema", lambda live: contents(desk, live))
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return answers.add_validators(Response(body, mimetype="application/json"), tag)

    return routes
