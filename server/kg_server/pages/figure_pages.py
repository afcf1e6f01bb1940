"""`/figure/<id>` for people: what it says, its evidence, how to cite it; and the way to what replaced it."""

import re

from flask import Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.errors import BadParameter, UnknownResource
from kg_server.naming.speaking import known_languages, spoken, voice
from kg_server.pages.citing import MEDIA_TYPES, SUFFIXES, cite, figure_work, sentence
from kg_server.pages.evidence import Figure, read_figure
from kg_server.pages.passages import Checked, Passage, check
from kg_server.pages.structured import about_figure
from kg_server.pages.whereabouts import Place
from kg_server.things.near import near_addresses
from kg_server.things.reader import Reader, named
from kg_server.transfer import answers
from kg_server.transfer.formats import DESCRIPTIONS, HTML
from kg_server.transfer.negotiation import choose

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_DATA = tuple(f".{name}" for name in ("ttl", "nt", "jsonld", "rdf", "json"))


def answer(config: ServerConfig, reader: Reader, path: str) -> Response | None:
    """The page or citation of a figure, or the way to its successor; None when data are asked for.

    Args:
        config: settings.
        reader: of the page.
        path: `figure/<id>`, perhaps with a suffix.

    Raises:
        UnknownResource: the graph does not know the figure.
        BadParameter: it cannot be cited like that.
    """
    suffix = next((suffix for suffix in (*SUFFIXES, ".html") if path.endswith(suffix)), "")
    stem = path.removesuffix(suffix)
    if "cite" in request.args:
        return to_citation(stem, request.args["cite"])
    if not suffix and (path.endswith(_DATA) or "format" in request.args):
        return None
    is_page = bool(suffix) or choose(request.headers.get("Accept"), (HTML, *DESCRIPTIONS)) == HTML
    release = reader.release
    tag = answers.entity_tag(("figure", release.version, path, is_page, request.host_url, voice()))
    if not config.sources and answers.is_known(request, tag):
        return answers.not_modified(request, tag)
    figure = _find(reader, stem)
    if suffix in SUFFIXES:
        form = SUFFIXES[suffix]
        response = Response(cite(figure_work(release, figure), form), content_type=MEDIA_TYPES[form])
        return answers.add_validators(response, tag)
    if figure.successors:
        return _replaced(release, figure, is_elsewhere=not suffix)
    if not is_page:
        return None
    response = Response(_page(config, reader, figure, stem))
    return answers.add_validators(response, None if config.sources else tag)


def to_citation(path: str, form: str) -> Response:
    """Lead from `?cite=` to the address with the suffix.

    Raises:
        BadParameter: there is no such form.
    """
    suffix = next((suffix for suffix, name in SUFFIXES.items() if name == form), None)
    if suffix is None:
        detail = f"cite: found {form[:40]!r}, expected one of {', '.join(SUFFIXES.values())}."
        raise BadParameter(detail, {"parameter": "cite", "suggestions": list(SUFFIXES.values())})
    return Response(status=303, headers={"Location": f"/{path}{suffix}", "Cache-Control": "no-cache"})


def _find(reader: Reader, path: str) -> Figure:
    """A figure by its path.

    Raises:
        UnknownResource: there is none; lists the nearest.
    """
    iri = named(f"{reader.release.base}{path}")
    figure = read_figure(reader, iri.value, known_languages())
    if figure is None:
        detail = f"The graph says nothing of <{iri.value[:200]}>."
        raise UnknownResource(detail, {"suggestions": near_addresses(reader, path)})
    return figure


def _replaced(release: Release, figure: Figure, *, is_elsewhere: bool) -> Response:
    """What is said at the address of a figure that is gone; unless asked to stay, it leads to its one successor."""
    response = Response(render_template("replaced.html", release=release, figure=figure))
    if is_elsewhere and len(figure.successors) == 1:
        response.status_code = 301
        response.headers["Location"] = figure.successors[0].link
    response.headers["Link"] = ", ".join(f'<{thing.link}>; rel="successor-version"' for thing in figure.successors)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page(config: ServerConfig, reader: Reader, figure: Figure, path: str) -> str:
    """The page of a figure."""
    places: list[tuple[Place, Passage | None]] = [(place, None) for place in figure.places]
    problem, file = "", figure.source.identifier if figure.source else ""
    if config.sources is not None and figure.source and any(place.first is not None for place in figure.places):
        found = check(config.sources, file, figure.source.sha256, figure.source.media_type, figure.source.extraction)
        problem = spoken().text(found.problem, digest=found.digest) if found.problem else ""
        if not problem:
            places = [(place, _passage(found, place)) for place in figure.places]
    return render_template(
        "figure.html",
        release=reader.release,
        figure=figure,
        path=path,
        places=places,
        problem=problem,
        file=file if _FILE.fullmatch(file) else "",
        citation=sentence(figure_work(reader.release, figure)),
        data=about_figure(reader, figure),
    )


def _passage(found: Checked, place: Place) -> Passage | None:
    """The surroundings of a place."""
    if place.first is None or place.last is None:
        return None
    return found.around(place.part, place.first, place.last, place.exact)
