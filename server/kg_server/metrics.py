"""`/metrics`: counters of all front-end processes in the text format of Prometheus, where `KG_METRICS=1` asks for it.

https://prometheus.io/docs/instrumenting/exposition_formats/. Imports tally and the interface of the engine.
"""

from collections.abc import Iterator

from flask import Blueprint, Response

from kg_server.engine.interface import Engine
from kg_server.usage.tally import COUNTERS, Tally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def blueprint(engine: Engine, tally: Tally) -> Blueprint:
    """The route `/metrics`."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        """All counters."""
        response = Response("\n".join(_lines(engine, tally)) + "\n", content_type=CONTENT_TYPE)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _lines(engine: Engine, tally: Tally) -> Iterator[str]:
    """The lines."""
    for name, about in COUNTERS.items():
        yield f"# HELP kg_{name}_total {about}"
        yield f"# TYPE kg_{name}_total counter"
        yield f"kg_{name}_total {tally.total(name):.12g}"
    state = engine.state()
    version = state.version.replace("\\", "\\\\").replace('"', '\\"')
    yield "# HELP kg_triples Triples of the default graph that is served."
    yield "# TYPE kg_triples gauge"
    yield f'kg_triples{{release="{version}"}} {state.triples}'
    yield "# HELP kg_release_refused Whether a newer release was refused."
    yield "# TYPE kg_release_refused gauge"
    yield f"kg_release_refused {int(bool(state.problem))}"
