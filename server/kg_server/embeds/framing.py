"""`/embed/q/<name>[@release]`: an answer for a frame in anybody's page.

A frame tells its height to the page around it, follows its theme, and lets the reader download. Imports renditions,
pictures and showing.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from kg_server.embeds import showing
from kg_server.embeds.pictures import Pictures
from kg_server.errors import BadParameter, Problem, UnknownResource
from kg_server.naming.speaking import spoken, voice
from kg_server.renditions import describing, paging, tabular
from kg_server.renditions.addresses import Address, Moved, read_address
from kg_server.renditions.asked import Asked, read
from kg_server.renditions.making import Maker
from kg_server.renditions.results import Result
from kg_server.renditions.shelf import Shelf
from kg_server.transfer import answers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors * file: data: blob:"
)
THEMES = ("auto", "light", "dark")
ROWS = 50
_OPTIONS = frozenset({"bare", "lang", "limit", "offset", "theme", "view"})


@dataclass(frozen=True)
class Frame:
    """How a frame is wanted: what is shown, its view as in an address, whether alone, in which theme."""

    kind: str
    view: str
    is_bare: bool
    theme: str


def blueprint(shelf: Shelf, maker: Maker, pictures: Pictures) -> Blueprint:
    """The routes of frames."""
    routes = Blueprint("framing", __name__)

    @routes.get("/embed/q/<text>")
    def frame(text: str) -> Response:
        """One answer for a frame."""
        try:
            asked = _asked(shelf, maker, text, request.args)
            response = _frame(asked, _wanted(asked, request.args), maker, pictures)
        except Moved as moved:
            response = Response(status=302, headers={"Location": moved.path.replace("/q/", "/embed/q/", 1)})
        except Problem as problem:
            link = "/q/" if problem.status in {404, 410} else Address(read_address(text).name).path()
            card = render_template("embed_problem.html", problem=problem, link=link)
            response = Response(card, problem.status, headers={**problem.headers, "Cache-Control": "no-store"})
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return routes


def _asked(shelf: Shelf, maker: Maker, text: str, arguments: MultiDict[str, str]) -> Asked:
    """The request for an answer behind a frame.

    Raises:
        Problem: there is no such query or value.
        Moved: it is at another address.
    """
    address = read_address(text)
    if address.suffix:
        detail = f"A frame has no suffix; found .{address.suffix[:40]}."
        raise UnknownResource(detail, {"suggestions": [Address(address.name, address.release).path(stem="/embed/q/")]})
    own = _OPTIONS - {"limit", "offset"}
    kept = MultiDict((name, value) for name, value in arguments.items(multi=True) if name not in own)
    return read(shelf.find(address), maker.chooser, kept, request.url_root)


def _wanted(asked: Asked, arguments: MultiDict[str, str]) -> Frame:
    """How the frame is wanted.

    Raises:
        BadParameter: an option without meaning.
    """
    theme, bare, view = (arguments.get(name, "") for name in ("theme", "bare", "view"))
    if theme not in {"", *THEMES}:
        detail = f"theme: found {theme[:40]!r}, expected one of {', '.join(THEMES)}."
        raise BadParameter(detail, {"parameter": "theme", "suggestions": list(THEMES)})
    if bare not in {"", "0", "1"}:
        detail = f"bare: found {bare[:40]!r}, expected 0 or 1."
        raise BadParameter(detail, {"parameter": "bare", "suggestions": ["0", "1"]})
    own = asked.item.query.view.kind
    kind = view.partition(";")[0] or own
    if kind == "chart" and own in {"table", "figure"}:
        kind = "bar"
    if kind not in {"chart", "bar", "line", "dot", "map", "table", "figure"}:
        detail = f"view: found {view[:40]!r}, expected table, chart, map, bar, line, dot or figure."
        raise BadParameter(detail, {"parameter": "view", "suggestions": ["table", "chart", "map", "figure"]})
    return Frame(kind, view, bare == "1", theme or "auto")


def _frame(asked: Asked, frame: Frame, maker: Maker, pictures: Pictures) -> Response:
    """The page in the frame."""
    release = asked.item.release
    key = (*asked.key, asked.item.pin, "frame", frame, asked.options, tuple(sorted(asked.given.items())), voice())
    tag = None if asked.reading.is_volatile else answers.entity_tag((*key, request.url_root))
    if tag and answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    language = spoken()
    result = showing.worded(asked, maker, language, ROWS)
    options = {"lang": language.code, **({"view": frame.view} if frame.view else {})}
    page = render_template(
        "embed.html",
        asked=asked,
        frame=frame,
        release=release,
        title=showing.title_of(asked.item.query, language),
        chosen=maker.chooser.named(asked.item, asked.values, language),
        result=result,
        columns=tabular.shown_columns(result),
        shown=showing.table(result) if frame.kind == "table" else [],
        heads=describing.headings(asked, result, language.code),
        figure=_figure(maker, result) if frame.kind == "figure" else None,
        picture=pictures.draw(asked, language) if frame.kind not in {"table", "figure"} else None,
        images={theme: asked.address("svg", **options, theme=theme) for theme in ("light", "dark")},
        pinned=paging.permanent(asked).address(""),
        downloads=[
            (asked.address(suffix.name), suffix.name)
            for suffix in describing.offered(asked, None if asked.is_graph else result)
            if suffix.name in {"csv", "xlsx", "json", "png", "ttl"}
        ],
    )
    response = answers.add_validators(Response(page), tag)
    if asked.item.pin and tag:
        response.headers["Cache-Control"] = answers.IMMUTABLE
    return response


def _figure(maker: Maker, result: Result) -> dict[str, str] | None:
    """The number of a card; an exact one has no hedge, in whatever language."""
    found = figure_of(result)
    exact = maker.wording.names(result.asked.item, result.asked.options.labels).get("exact", "exact")
    return found | {"hedge": ""} if found and found["hedge"] == exact else found


def figure_of(result: Result) -> dict[str, str] | None:
    """The number of the first row for a card: value, hedge, unit, label, year, evidence; None without one."""
    view = result.asked.item.query.view
    if not result.rows or view.x not in result.names:
        return None
    row = dict(zip(result.names, result.rows[0], strict=True))

    def said(name: str) -> str:
        cell = row.get(name)
        return cell["value"] if cell else ""

    column = view.figure or next(iter(result.figures), "")
    return {
        "value": said(view.x),
        "hedge": said(view.hedge),
        "unit": said(view.unit),
        "label": said(view.label),
        "place": said("place"),
        "year": said("year"),
        "source": said("origin"),
        "evidence": result.evidence(result.rows[0], column) if column else "",
    }
