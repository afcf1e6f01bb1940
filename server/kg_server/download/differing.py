"""`/changes/A..B`: what differs between two releases, for people, as JSON, and as RDF Patch.

Imports errors and releases.
"""

import json
import threading
from pathlib import Path

from flask import Blueprint, Response, render_template, request

from kg_builder.errors import ReleaseError
from kg_builder.releases.changes import Changes, changes_between
from kg_builder.releases.changes_told import as_json
from kg_builder.releases.folder import find_release
from kg_builder.releases.patches import patch
from kg_builder.releases.release import Release
from kg_server.errors import Overloaded, UnknownResource
from kg_server.naming.speaking import voice
from kg_server.releases import Releases
from kg_server.transfer import answers
from kg_server.transfer.negotiation import prefers_html

FIGURES = 500
"""Figures of one page; JSON has all."""

_PATCH = "application/rdf-patch"


def blueprint(out: Path, releases: Releases) -> Blueprint:
    """The route `/changes/A..B`, also with `.json` or `.patch`."""
    routes = Blueprint("differing", __name__)
    turn = threading.Lock()

    @routes.get("/changes/<path:pair>")
    def changes(pair: str) -> Response:
        """What differs."""
        form = next((form for form in ("json", "patch") if pair.endswith(f".{form}")), "")
        old, new = _two(out, releases, pair.removesuffix(f".{form}") if form else pair)
        address = f"/changes/{old.version}..{new.version}{form and '.'}{form}"
        if request.path != address:
            return Response(status=302, headers={"Location": address, "Cache-Control": "no-cache"})
        is_page = (not form and prefers_html(request.headers.get("Accept"))) or not request.headers.get("Accept")
        tag = answers.entity_tag(
            ("changes", old.version, new.version, form, is_page, voice(is_page=is_page and not form))
        )
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        if form == "patch":
            return answers.add_validators(Response(patch(old, new), content_type=_PATCH), tag)
        if not turn.acquire(timeout=5):
            detail = "Other releases are being compared."
            raise Overloaded(detail, {"retry_after_seconds": 2}, {"Retry-After": "2"})
        try:
            found = changes_between(old, new)
        finally:
            turn.release()
        return answers.add_validators(_told(found, releases.live(), is_page=is_page and not form), tag)

    return routes


def _two(out: Path, releases: Releases, pair: str) -> tuple[Release, Release]:
    """The releases that `A..B` names: versions, beginnings of versions, or `latest`.

    Raises:
        UnknownResource: it names none; lists what there is.
    """
    names = pair.split("..")
    try:
        if len(names) == 2 and all(name and "/" not in name for name in names):
            return find_release(out, names[0]), find_release(out, names[1])
    except ReleaseError as error:
        detail = f"{error}."
        raise UnknownResource(detail, {"releases": releases.versions()}) from error
    detail = f"Found {pair[:100]!r}, expected two releases with two dots between."
    raise UnknownResource(detail, {"releases": releases.versions()})


def _told(found: Changes, live: Release, *, is_page: bool) -> Response:
    """Changes as JSON or as a page."""
    content = as_json(found)
    if not is_page:
        return Response(json.dumps(content, ensure_ascii=False, indent=1) + "\n", content_type="application/json")
    return Response(render_template("changes.html", release=live, changes=content, most=FIGURES))
