"""What programs look at first: `/robots.txt`, `/sitemap.xml` with its parts, and `/llms.txt`.

https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc9309, https://llmstxt.org.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from flask import Blueprint, Response, render_template, request

from kg_builder.errors import QueryError
from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine
from kg_server.errors import UnknownResource
from kg_server.naming.speaking import known_languages
from kg_server.releases import Releases
from kg_server.things.lists import CLASSES
from kg_server.things.reader import Reader
from kg_server.transfer import answers

PART = 10_000
"""Addresses of one part of the site map; the protocol allows 50,000."""

_FIXED = ("", "sparql", "q/", "download/", "ns", "quality", *CLASSES)
_THINGS = "SELECT ?s WHERE {{ ?s a lh:{name} }} LIMIT {limit} OFFSET {offset}"
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The routes for crawlers."""
    routes = Blueprint("crawlers", __name__)

    @routes.get("/robots.txt")
    def robots() -> Response:
        """Crawlers may read pages and files, and leave the endpoint alone."""
        lines = [
            "User-agent: *",
            *(f"Disallow: /{path}" for path in ("sparql", "explain", "search", "rdf-graph-store")),
        ]
        lines += ["Disallow: /*?lang=", "Disallow: /*&lang=", "", f"Sitemap: {request.host_url}sitemap.xml", ""]
        return Response("\n".join(lines), mimetype="text/plain")

    @routes.get("/sitemap.xml")
    def index() -> Response:
        """The parts of the site map."""
        release = releases.live()
        names = ["pages"]
        for kind, name in CLASSES.items():
            names += [f"{kind}-{part}" for part in range(1, -(-release.counts.get(name, 0) // PART) + 1)]
        lines = (
            f"<sitemap><loc>{escape(request.host_url)}sitemap/{name}.xml</loc>"
            f"<lastmod>{release.created}</lastmod></sitemap>"
            for name in names
        )
        return _xml(release, f"<sitemapindex {_SITEMAPS}>", lines, "</sitemapindex>")

    @routes.get("/sitemap/<name>.xml")
    def part(name: str) -> Response:
        """One part."""
        release = releases.live()
        kind, _, number = name.rpartition("-")
        if name == "pages":
            paths: Iterable[str] = (*_FIXED, *(f"q/{query}" for query in releases.remember("stored queries", stored)))
        elif kind in CLASSES and number.isascii() and number.isdigit() and int(number[:6]) > 0:
            reader = Reader(engine, release, config.query_seconds, known_languages()["en"])
            query = _THINGS.format(name=CLASSES[kind], limit=PART, offset=(int(number[:6]) - 1) * PART)
            links = (reader.names.link(iri) for iri in reader.column(query, PART))
            paths = [link[1:] for link in links if link and link.startswith("/")]
        else:
            detail = f"There is no part {name[:40]!r} of the site map."
            raise UnknownResource(detail, {"suggestions": ["/sitemap.xml"]})
        lines = (
            f"<url><loc>{escape(request.host_url + path)}</loc><lastmod>{release.created}</lastmod></url>"
            for path in paths
        )
        return _xml(release, f"<urlset {_SITEMAPS}>", lines, "</urlset>")

    @routes.get("/llms.txt")
    def llms() -> Response:
        """What a language model should know to use this server well."""
        release = releases.live()
        queries = releases.remember("stored queries", stored)
        text = render_template("llms.txt", release=release, queries=queries.values(), kinds=CLASSES)
        tag = answers.entity_tag(("llms", text))
        return answers.add_validators(Response(text, mimetype="text/plain"), tag)

    return routes


def stored(release: Release) -> dict[str, StoredQuery]:
    """The stored queries of a release by name; none where it has none that can be read."""
    try:
        return read_queries(release.path / "queries")
    except QueryError:
        return {}


def _xml(release: Release, head: str, lines: Iterable[str], foot: str) -> Response:
    """A site map."""
    response = Response("\n".join([_HEAD + head, *lines, foot, ""]), mimetype=_XML)
    return answers.add_validators(
        response, answers.entity_tag(("map", release.version, request.path, request.host_url))
    )
