"""`/explain?query=`: why an answer is empty and what a query costs, as JSON or as a page.

Imports answers, delivery, explaining, formats, negotiation, outline, probing, protocol, reading, releases, spelling,
terms and views.
"""

import json

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.errors import QueryMissing
from kg_server.explain.explaining import Explanation, explain
from kg_server.explain.probing import MOST, Prober
from kg_server.explain.spelling import Speller
from kg_server.naming.speaking import voice
from kg_server.naming.terms import terms
from kg_server.naming.views import Names
from kg_server.protocol.delivery import Desk, asker
from kg_server.protocol.protocol import Asked, read_get
from kg_server.query.outline import outline
from kg_server.query.reading import Reading, read_query
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.formats import HTML
from kg_server.transfer.negotiation import Offer, by_name, choose

SECONDS = 8.0
"""Longest time for one explanation, when the time limit of a query is not shorter."""

_OFFERS = (Offer("json", "application/json"), HTML)


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The route `/explain`."""
    routes = Blueprint("explanations", __name__)

    @routes.get("/explain")
    def explanation() -> Response:
        """Explain a query."""
        asked = read_get(request.environ.get("QUERY_STRING", "").encode("latin-1"))
        offer = by_name(asked.format, _OFFERS) if asked.format else choose(request.headers.get("Accept"), _OFFERS)
        release = releases.live()
        if asked.query is None:
            detail = "The request has no parameter query."
            raise QueryMissing(detail)
        reading = read_query(asked.query, release.prefixes)
        tag = answers.entity_tag(
            ("explain", release.version, asked.query, asked.dataset, offer, voice(is_page=offer == HTML))
        )
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        found = _explain(desk, releases, reading, asked, min(SECONDS, desk.seconds(asked.seconds)))
        if offer == HTML:
            response = Response(_page(release, reading.text, found))
        else:
            response = Response(json.dumps(_content(release, reading.text, found), ensure_ascii=False, indent=2) + "\n")
            response.headers["Content-Type"] = offer.content_type
        return answers.add_validators(response, tag if found.is_complete else None)

    return routes


def _explain(desk: Desk, releases: Releases, reading: Reading, asked: Asked, seconds: float) -> Explanation:
    """Explain a query that was read.

    Raises:
        Problem: it cannot be parsed, or there is no engine.
    """
    outlined = outline(reading.text, reading.prologue)
    prober = Prober(desk.engine, reading, outlined, asked.dataset, asker(), seconds)
    known = releases.remember("terms", lambda _: terms(desk.engine, desk.config.query_seconds))
    release = releases.live()
    speller = Speller(desk.engine, prober, outlined, known, Names(release.base, release.prefixes))
    return explain(prober, outlined, speller)


def _content(release: Release, query: str, found: Explanation) -> dict[str, object]:
    """An explanation for programs."""
    return {
        "query": query,
        "release": release.version,
        "verdict": found.verdict,
        "rows": found.rows,
        "hints": [{**hint.as_json(), "text": hint.text} for hint in found.hints],
        "patterns": [step.as_json() for step in found.patterns],
        "joins": [step.as_json() for step in found.joins],
        "filters": [step.as_json() for step in found.filters],
        "cost": {
            "milliseconds": round(found.milliseconds, 1),
            "largest_join": found.largest,
            "counted_up_to": MOST,
            "products": [list(texts) for texts in found.products],
        },
        "complete": found.is_complete,
    }


def _page(release: Release, query: str, found: Explanation) -> str:
    """An explanation for people."""
    return render_template("explain.html", release=release, query=query, found=found, most=MOST)
