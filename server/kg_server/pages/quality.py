"""`/quality`: doubts by kind, sums worked out again, conflicts, and how each source is accounted for."""

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Engine
from kg_server.naming.speaking import spoken, voice
from kg_server.releases import Releases
from kg_server.things.grading import Grades, Totals, count_all, grade
from kg_server.things.reader import Reader
from kg_server.transfer import answers


def blueprint(config: ServerConfig, engine: Engine, releases: Releases) -> Blueprint:
    """The route `/quality`."""
    routes = Blueprint("quality", __name__)

    def grades(release: Release) -> Grades:
        """How good a release is."""
        totals = releases.remember("quality", counted)
        return grade(Reader(engine, release, config.query_seconds, spoken()), totals)

    def counted(release: Release) -> Totals:
        """The totals of a release, which are the same in every language."""
        return count_all(Reader(engine, release, config.query_seconds, spoken()))

    @routes.get("/quality")
    def quality() -> Response:
        """How good the figures are."""
        release = releases.live()
        tag = answers.entity_tag(("quality", release.version, voice()))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        found = releases.remember(f"quality {spoken().code}", grades)
        page = render_template("quality.html", release=release, grades=found)
        return answers.add_validators(Response(page), tag)

    return routes
