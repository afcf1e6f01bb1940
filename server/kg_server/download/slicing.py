"""`/download/<release>/<kind>/<id>.ttl`: what a release says of one region, program, source or indicator.

The release that is served is asked through the engine; an older one from its folder, in a process of its own.
Imports answers, asking, delivery and errors.
"""

import difflib
import threading

import pyoxigraph as ox
from flask import Response, request

from kg_builder.errors import KgError, QueryError
from kg_builder.evaluate import evaluate
from kg_builder.releases.release import Release
from kg_builder.releases.slices import BELOW, CLASSES, slice_iri, slice_query, slice_turtle
from kg_server.engine.interface import Question
from kg_server.errors import Overloaded, UnknownResource
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk, asker
from kg_server.transfer import answers

KINDS = frozenset(BELOW)
"""Kinds of things that there are slices of."""

TURTLE = "text/turtle; charset=utf-8"


class Slices:
    """Slices of releases."""

    def __init__(self, desk: Desk) -> None:
        """Ask at a desk."""
        self._desk = desk
        self._turn = threading.Lock()

    def respond(self, release: Release, live: str, kind: str, name: str) -> Response:
        """A slice as Turtle.

        Args:
            release: that it is of.
            live: version of the release that is served.
            kind: of `KINDS`.
            name: id of the thing.

        Raises:
            UnknownResource: the release does not know the thing; lists the nearest.
            Problem: it could not be worked out.
        """
        try:
            iri = slice_iri(release, kind, name)
        except QueryError as error:
            detail = f"There is no {kind} {name[:60]!r}."
            raise UnknownResource(detail) from error
        tag = answers.entity_tag(("slice", release.version, release.digest, kind, name))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        query = slice_query(kind, iri)
        lines = self._live(query) if release.version == live else self._older(release, query)
        quads = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
        if not triples:
            raise self._unknown(release, kind, name, iri.value.removesuffix(name))
        response = Response(slice_turtle(release, kind, name, triples), content_type=TURTLE)
        file = f"{kind}-{name}.ttl".replace('"', "")
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        response.headers["KG-Release"] = release.version
        return answers.add_validators(response, tag)

    def _live(self, query: str) -> bytes:
        """N-Triples from the engine."""
        question = Question(query, "nt", "http://localhost/", self._desk.config.query_seconds)
        return asking.whole(asking.ask(self._desk.engine, question, asker()))

    def _older(self, release: Release, query: str) -> bytes:
        """N-Triples from the folder of a release, one such question at a time."""
        if not self._turn.acquire(timeout=5):
            detail = "Another older release is being read."
            raise Overloaded(detail, {"retry_after_seconds": 2}, {"Retry-After": "2"})
        try:
            return evaluate(release.path, query, release.prefixes, {}, "nt", self._desk.config.query_seconds).body
        except KgError as error:
            detail = "The release could not be read."
            raise Overloaded(detail, {"retry_after_seconds": 2}, {"Retry-After": "2"}) from error
        finally:
            self._turn.release()

    def _unknown(self, release: Release, kind: str, name: str, begin: str) -> UnknownResource:
        """The problem of a thing that a release does not know."""
        query = f"SELECT ?iri {{ ?iri a {CLASSES[kind]} }}"
        rows = asking.table(self._desk.engine, asking.page_question(query, self._desk.config.query_seconds)).values()
        known = [row["iri"].removeprefix(begin) for row in rows]
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)[:3]
        places = [f"/download/{release.version}/{kind}/{each}.ttl" for each in near]
        return UnknownResource(f"Release {release.version} has no {kind} {name[:60]!r}.", {"suggestions": places})
