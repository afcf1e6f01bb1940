"""`/`: what is in the graph and how to begin; and what crawlers look at first.

Imports asking, examples, listing, releases and views.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine
from kg_server.naming.views import Names
from kg_server.pages.examples import EXAMPLES
from kg_server.pages.listing import Download, dumps
from kg_server.protocol import asking
from kg_server.releases import Releases
from kg_server.transfer import answers

REGIONS = """SELECT ?iri ?label ?level ?in (MIN(STR(?name)) AS ?also) (COUNT(DISTINCT ?p) AS ?programs) WHERE {
  ?iri a lh:Region ; rdfs:label ?label ; lh:level ?l .
  ?l rdfs:label ?level .
  OPTIONAL { ?iri skos:prefLabel ?name FILTER(!LANGMATCHES(LANG(?name), "en")) }
  OPTIONAL { ?iri lh:within/rdfs:label ?in }
  OPTIONAL { ?p a lh:Program ; lh:region/lh:within* ?iri }
} GROUP BY ?iri ?label ?level ?in ORDER BY DESC(?programs) ?label"""

PROGRAMS = """SELECT ?iri ?label (COUNT(DISTINCT ?f) AS ?figures) WHERE {
  ?iri a lh:Program ; rdfs:label ?label .
  OPTIONAL { ?f a lh:Figure ; lh:program ?iri }
} GROUP BY ?iri ?label ORDER BY DESC(?figures) ?label"""

SHORT = 12
"""Length of the lists on the home page."""

_MAIN = (
    *("Program", "Region", "Figure", "Measurement", "Target", "Source", "Organization"),
    *("Indicator", "BeneficiaryGroup", "Theme", "Unit", "Series", "Citation"),
)


@dataclass(frozen=True)
class Entry:
    """One line of a list: where it leads, what it is called, and how often it is used."""

    link: str
    label: str
    note: str
    uses: int


@dataclass(frozen=True)
class Lists:
    """What the home page lists: instances by class, the regions and programs most used, the main files."""

    counts: Sequence[tuple[str, int]]
    regions: Sequence[Entry]
    programs: Sequence[Entry]
    dumps: Sequence[Download]


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The routes `/` and `/robots.txt`."""
    routes = Blueprint("home", __name__)

    def lists(release: Release) -> Lists:
        """What the home page lists of a release."""
        regions = asking.table(engine, asking.page_question(REGIONS, config.query_seconds)).values()
        programs = asking.table(engine, asking.page_question(PROGRAMS, config.query_seconds)).values()
        names = Names(release.base, release.prefixes)
        return Lists(
            counts=[(name, release.counts[name]) for name in _MAIN if name in release.counts],
            regions=[_entry(row, names, _place(row), "programs") for row in regions[:SHORT]],
            programs=[_entry(row, names, "", "figures") for row in programs[:SHORT]],
            dumps=dumps(release),
        )

    @routes.get("/")
    def home() -> Response:
        """What is in the graph."""
        release = releases.live()
        tag = answers.entity_tag(("home", release.version, request.host_url))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        listed = releases.remember("home", lists)
        page = render_template("home.html", release=release, lists=listed, examples=EXAMPLES)
        return answers.add_validators(Response(page), tag)

    @routes.get("/robots.txt")
    def robots() -> Response:
        """Crawlers may read pages, and leave the endpoint alone."""
        return Response("User-agent: *\nDisallow: /sparql\nDisallow: /explain\n", mimetype="text/plain")

    return routes


def _place(row: dict[str, str]) -> str:
    """Name in another language, level and wider region of a region."""
    within = f"{row['level']} in {row['in']}" if "in" in row else row["level"]
    return " · ".join(part for part in (row.get("also", ""), within) if part)


def _entry(row: dict[str, str], names: Names, note: str, uses: str) -> Entry:
    """A row of an answer as a line of a list."""
    return Entry(names.link(row["iri"]) or "", row["label"], note, int(row[uses]))
