"""`/sparql/chart.svg`, `.png` and `.vl.json`: the answer to any SELECT as a picture.

The query comes as at `/sparql`, with the same limits; `view`, `lang`, `theme`, `width` and `scale` say how it is drawn.
Imports protocol, reading, studio and the language of the request.
"""

from flask import Blueprint, Response, request

from kg_server.charts.sheet import NARROWEST, THEMES, WIDEST, Look
from kg_server.charts.studio import MEDIA_TYPES, Order, Studio
from kg_server.errors import BadParameter, Problem, QueryMissing, UnknownResource
from kg_server.naming.speaking import spoken
from kg_server.protocol import asking
from kg_server.protocol.protocol import Asked, read_get, read_post
from kg_server.query.reading import read_query

_NOTHING = asking.page_question("ASK {}", 1.0)


def blueprint(studio: Studio) -> Blueprint:
    """The routes of pictures of any query."""
    routes = Blueprint("charts", __name__)

    @routes.route("/sparql/chart.<form>", methods=["GET", "POST"])
    def chart(form: str) -> Response:
        """The picture of an answer."""
        if form not in MEDIA_TYPES:
            detail = f"Found the suffix .{form[:40]}."
            raise UnknownResource(detail, {"suggestions": [f".{name}" for name in MEDIA_TYPES]})
        plain = Order(_NOTHING, "", Look(spoken()), form, None)
        try:
            return studio.respond(_order(studio, form))
        except Problem as problem:
            return studio.told_problem(plain, problem)

    return routes


def look_of_request() -> Look:
    """The look that the parameters `lang`, `theme`, `width`, `bare` and `title` of a request ask for.

    Raises:
        BadParameter: one of them cannot be.
    """
    theme = request.args.get("theme", "light")
    if theme not in THEMES:
        detail = f"theme: found {theme[:40]!r}, expected {' or '.join(sorted(THEMES))}."
        raise BadParameter(detail, {"parameter": "theme"})
    width = _number("width", 720, NARROWEST, WIDEST)
    is_bare = request.args.get("bare", "") not in {"", "0"}
    return Look(spoken(), theme, int(width), is_bare, title=request.args.get("title", "")[:200])


def scale_of_request() -> float:
    """Pixels for each point.

    Raises:
        BadParameter: too many, or none.
    """
    return _number("scale", 2.0, 1, 3)


def _number(name: str, usual: float, least: float, most: float) -> float:
    """A number among the parameters.

    Raises:
        BadParameter: it is none, or out of its range.
    """
    text = request.args.get(name)
    detail = f"{name}: found {str(text)[:40]!r}, expected a number from {least} to {most}."
    try:
        value = float(text) if text else usual
    except ValueError as error:
        raise BadParameter(detail, {"parameter": name}) from error
    if not least <= value <= most:
        raise BadParameter(detail, {"parameter": name})
    return value


def _order(studio: Studio, form: str) -> Order:
    """What a request orders.

    Raises:
        Problem: its query or a parameter cannot be used.
    """
    asked = _asked()
    if asked.query is None:
        detail = "The request has no parameter query and no body that is one."
        raise QueryMissing(detail)
    reading = read_query(asked.query, studio.releases.live().prefixes)
    seconds = studio.desk.seconds(asked.seconds)
    question = asking.question_for(reading, asked.dataset, "rows", request.base_url, seconds)
    key = None if reading.is_volatile else ("sparql", asked.query, asked.dataset, request.base_url)
    address = f"{request.host}/sparql"
    return Order(question, request.args.get("view", ""), look_of_request(), form, key, address, scale_of_request())


def _asked() -> Asked:
    """The query of a request.

    Raises:
        Problem: as for `/sparql`.
    """
    query_string = request.environ.get("QUERY_STRING", "").encode("latin-1")
    if request.method == "POST":
        return read_post(query_string, request.content_type, dict(request.headers), request.stream)
    return read_get(query_string)
