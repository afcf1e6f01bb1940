"""`/healthz` and `/readyz`: whether a process answers at all, and whether it answers queries."""

import json

from flask import Blueprint, Response

from kg_server.engine.interface import Engine, EngineError, Question
from kg_server.releases import Releases

_READY_SECONDS = 2.0


def blueprint(engine: Engine, releases: Releases) -> Blueprint:
    """The routes."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        """Whether this process answers at all."""
        return _json({"status": "ok"}, 200)

    @routes.get("/readyz")
    def readyz() -> Response:
        """Whether queries are answered: one is asked."""
        state = engine.state()
        release = releases.find(state.version) if state.version else None
        is_ready = release is not None and _asks(engine)
        content: dict[str, object] = {"ready": is_ready, "release": state.version, "triples": state.triples}
        if release is not None:
            content["digest"] = release.digest
        if state.problem:
            content["problem"] = state.problem
        return _json(content, 200 if is_ready else 503)

    return routes


def _asks(engine: Engine) -> bool:
    """Whether the engine answers the smallest query rightly."""
    question = Question(text="ASK { ?s ?p ?o }", format="json", base_iri="http://localhost/", seconds=_READY_SECONDS)
    try:
        body = engine.query(question).body
    except EngineError:
        return False
    return body is not None and json.loads(body)["boolean"] is True


def _json(content: dict[str, object], status: int) -> Response:
    """A short document that nobody keeps."""
    response = Response(json.dumps(content) + "\n", status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
