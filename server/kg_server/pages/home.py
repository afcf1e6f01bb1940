"""`/`: what this is, how to ask, what there is, and what changed last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from kg_builder.queries import StoredQuery
from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine
from kg_server.naming.language import Language
from kg_server.naming.speaking import spoken, voice
from kg_server.pages.crawlers import stored
from kg_server.pages.listing import Download, dumps
from kg_server.pages.structured import about_release
from kg_server.releases import Releases
from kg_server.things.figures import Row, rows
from kg_server.things.lists import CLASSES
from kg_server.things.portrait import KINDS
from kg_server.things.reader import Reader, tidy
from kg_server.transfer import answers

CARDS = (
    "programs-in-region",
    "people-served-in-region",
    "targets-and-results",
    "targets-without-results",
    "public-money-in-region",
    "figures-for-group",
)
"""Stored queries that the page shows first, where the release has them; else the first of those that it has."""

COUNTED = ("program", "region", "figure", "source", "indicator", "beneficiary", "theme", "organization")

_NEWEST = "SELECT ?f WHERE { ?f lh:latest true FILTER NOT EXISTS { ?f lh:flag ?flag } } LIMIT 3"


@dataclass(frozen=True)
class Card:
    """A question and where it is answered."""

    title: str
    about: str
    link: str


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The route `/`."""
    routes = Blueprint("home", __name__)

    def examples(release: Release) -> Sequence[Row]:
        """A few figures, to show what one looks like."""
        reader = Reader(engine, release, config.query_seconds, spoken())
        return rows(reader, reader.column(_NEWEST))

    @routes.get("/")
    def home() -> Response:
        """What is in the graph."""
        release, versions = releases.live(), releases.versions()
        tag = answers.entity_tag(("home", release.version, versions, request.host_url, voice()))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        older = [version for version in versions if version != release.version]
        page = render_template(
            "home.html",
            release=release,
            cards=_cards(releases.remember("stored queries", stored), spoken()),
            counts=_counts(release),
            figures=releases.remember(f"home {spoken().code}", examples),
            dumps=_main(dumps(release)),
            before=older[0] if older else "",
            data=about_release(release, request.host_url),
        )
        return answers.add_validators(Response(page), tag)

    return routes


def _counts(release: Release) -> list[tuple[str, str, int]]:
    """Kind, what its things are called, and how many there are."""
    return [
        (kind, spoken().text(KINDS[kind][1]), release.counts[CLASSES[kind]])
        for kind in COUNTED
        if release.counts.get(CLASSES[kind])
    ]


def _cards(queries: Mapping[str, StoredQuery], language: Language) -> list[Card]:
    """Six questions; where there are fewer stored queries, fewer."""
    names = [name for name in CARDS if name in queries]
    names += [name for name in queries if name not in names]
    return [_card(queries[name], language) for name in names[:6]]


def _card(query: StoredQuery, language: Language) -> Card:
    """A stored query as a card."""
    title = language.label({"en": query.title, **query.titles})
    about = language.label({"en": query.description, **query.descriptions})
    return Card(title, tidy(about, 150), f"/q/{query.name}")


def _main(files: Sequence[Download]) -> list[Download]:
    """The files that most people want."""
    wanted = ("livelihood.ttl", "livelihood.nt", "livelihood.jsonld", "graph.nq.gz")
    return [each for each in files if each.name in wanted]
