"""Problems as answers: JSON of RFC 9457 for programs, a page for people; and a page for each kind of problem.

Imports errors, negotiation.
"""

import json
import logging
import re

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug import exceptions

from kg_server.engine.interface import Gone
from kg_server.errors import (
    TABLE,
    BadParameter,
    MethodNotAllowed,
    Problem,
    QueryTooLarge,
    RangeOutside,
    UnknownResource,
)
from kg_server.transfer.negotiation import prefers_html

log = logging.getLogger(__name__)

_LOST = 499
"""Status in the log for an asker who hung up; nobody receives it."""


def respond(problem: Problem) -> Response:
    """A problem as an answer to the request at hand."""
    body = problem.body()
    if prefers_html(request.headers.get("Accept")):
        response = Response(
            render_template("problem.html", problem=body, query=_query(), sought=_sought()), problem.status
        )
    else:
        text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        response = Response(text, problem.status, mimetype="application/problem+json")
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _sought() -> str:
    """What somebody may have looked for at an address that has nothing: its last part in words."""
    return " ".join(re.split(r"[-_/.+]+", request.path.rstrip("/").rpartition("/")[2]))[:100]


def _query() -> str:
    """The query of a request that failed, to be mended; "" when it cannot be read."""
    try:
        return request.values.get("query", "")[:65536]
    except exceptions.HTTPException:
        return ""


def install(app: Flask) -> None:
    """Answer every error of an app as a problem."""

    @app.errorhandler(Problem)
    def known(problem: Problem) -> Response:
        """One that was raised on purpose."""
        return respond(problem)

    @app.errorhandler(exceptions.HTTPException)
    def routed(error: exceptions.HTTPException) -> Response | exceptions.HTTPException:
        """One that Flask or Werkzeug raised: no such address, method, size; a redirect goes on as it is."""
        return respond(_from_http(error)) if (error.code or 500) >= 400 else error

    @app.errorhandler(Gone)
    def lost(error: Gone) -> Response:
        """An asker who hung up."""
        log.info("%s", error)
        return Response(status=_LOST)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        """A fault of ours: logged with its traceback, told without."""
        log.error("fault while answering %s", request.path, exc_info=error)
        return respond(Problem("The fault is in the log of the server."))


def _from_http(error: exceptions.HTTPException) -> Problem:
    """The problem for an error of the framework."""
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return MethodNotAllowed(f"Found {request.method}; expected {allowed}.", headers={"Allow": allowed})
    if isinstance(error, exceptions.NotFound):
        return UnknownResource(f"Found nothing at {request.path[:200]}.")
    if isinstance(error, exceptions.RequestEntityTooLarge):
        return QueryTooLarge("The body is too long.")
    if isinstance(error, exceptions.RequestedRangeNotSatisfiable):
        headers = {"Content-Range": f"{error.units} */{error.length}"}
        return RangeOutside("The range begins after the end of the file.", headers=headers)
    return BadParameter(str(error.description or error.name))


def blueprint() -> Blueprint:
    """The pages under /problems/."""
    pages = Blueprint("problems", __name__)
    kinds = {kind.name: kind for kind in TABLE}

    @pages.get("/problems/")
    def index() -> str:
        """All kinds."""
        return render_template("problems.html", kinds=TABLE)

    @pages.get("/problems/<name>")
    def kind(name: str) -> str:
        """One kind."""
        if name not in kinds:
            detail = f"Found no kind of problem {name[:40]!r}."
            raise UnknownResource(detail)
        return render_template("problems.html", kinds=(kinds[name],))

    return pages
