"""`/download/…`: the files of releases, byte for byte as they were published.

A numbered address never changes, so it may be kept for ever; `latest` leads to the number. Only what a release's own
checksums list can be had. Imports citing, listing, releases, slicing and
errors.
"""

import difflib
from collections.abc import Sequence
from pathlib import PurePosixPath

from flask import Blueprint, Response, redirect, render_template, request, send_file

from kg_builder.releases.release import CHECKSUMS, MANIFEST, Release
from kg_server.download.slicing import KINDS, Slices
from kg_server.errors import UnknownResource
from kg_server.pages import figure_pages
from kg_server.pages.citing import MEDIA_TYPES, SUFFIXES, cite, release_work
from kg_server.pages.listing import Download, dumps, files, files_by_name
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer import answers

FOREVER = "public, max-age=31536000, immutable"

_MEDIA_TYPES = {CHECKSUMS: "text/plain", MANIFEST: "application/json"}


def blueprint(releases: Releases, desk: Desk) -> Blueprint:
    """The routes under `/download/`, and the well-known address of the statistics."""
    routes = Blueprint("downloads", __name__)
    slices = Slices(desk)

    @routes.get("/download/")
    def index() -> str:
        """What can be had."""
        release = releases.live()
        return render_template(
            "downloads.html", release=release, dumps=dumps(release), versions=releases.versions(), all=files(release)
        )

    @routes.get("/.well-known/void")
    def void() -> Response:
        """Statistics of the graph, where VoID says to look for them (https://www.w3.org/TR/void/#well-known)."""
        _find(releases.live(), "void.ttl")
        return _to_pinned(f"/download/{releases.live().version}/void.ttl")

    @routes.get("/download/<version>/")
    def listing(version: str) -> Response:
        """All files of a release; how to cite it; or, by its bare name, a file of the latest."""
        return _listing(releases, version)

    @routes.get("/download/<version>/<path:name>")
    def file(version: str, name: str) -> Response:
        """One file, or a part of the graph."""
        kind, _, thing = name.partition("/")
        is_slice = kind in KINDS and thing.endswith(".ttl")
        if version == "latest":
            if not is_slice:
                _find(releases.live(), name)
            return _to_pinned(f"/download/{releases.live().version}/{name}")
        release = releases.find(version) or _no_release(version, releases.versions())
        if is_slice:
            return slices.respond(release, releases.live().version, kind, thing.removesuffix(".ttl"))
        return _send(release, _find(release, name))

    return routes


def _listing(releases: Releases, version: str) -> Response:
    """What there is at `/download/<version>`.

    Raises:
        UnknownResource: there is no such release.
    """
    stem, form = _citation(version)
    if form:
        return _cite(releases, stem, form)
    if "cite" in request.args:
        return figure_pages.to_citation(f"download/{version}", request.args["cite"])
    if version == "latest":
        return _to_pinned(f"/download/{releases.live().version}/")
    release = releases.find(version)
    if release is None and version in files_by_name(releases.live()):
        return _to_pinned(f"/download/{releases.live().version}/{version}")
    release = release or _no_release(version, releases.versions())
    page = render_template(
        "downloads.html", release=release, dumps=dumps(release), versions=releases.versions(), all=files(release)
    )
    return Response(page)


def _citation(name: str) -> tuple[str, str]:
    """The name of a release, and the form of citation that its suffix asks for, or ""."""
    for suffix, form in SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), form
    return name, ""


def _cite(releases: Releases, version: str, form: str) -> Response:
    """How to cite a release.

    Raises:
        UnknownResource: there is no such release.
    """
    found = releases.live() if version == "latest" else releases.find(version)
    release = found or _no_release(version, releases.versions())
    response = Response(cite(release_work(release), form), content_type=MEDIA_TYPES[form])
    return answers.add_validators(response, answers.entity_tag(("cite", release.version, form)))


def _find(release: Release, name: str) -> Download:
    """A file of a release.

    Raises:
        UnknownResource: it has none of that name; lists the nearest.
    """
    listed = files_by_name(release)
    if name not in listed:
        near = difflib.get_close_matches(name, list(listed), n=3, cutoff=0.4)
        detail = f"Release {release.version} has no file {name[:100]!r}."
        raise UnknownResource(detail, {"suggestions": near or [dump.name for dump in dumps(release)]})
    return listed[name]


def _no_release(version: str, versions: Sequence[str]) -> Release:
    """Never returns.

    Raises:
        UnknownResource: lists the releases that there are.
    """
    detail = f"There is no release {version[:100]!r}."
    raise UnknownResource(detail, {"releases": list(versions)})


def _to_pinned(address: str) -> Response:
    """Lead to an address that does not change, for now."""
    response = redirect(address, 302)
    response.headers["Cache-Control"] = "no-cache"
    assert isinstance(response, Response)  # noqa: S101  # Flask's redirect gives Flask's response
    return response


def _send(release: Release, download: Download) -> Response:
    """A file with its digest as validator, in ranges if asked."""
    if not request.headers.get("Range", "bytes=").startswith("bytes="):
        del request.environ["HTTP_RANGE"]
    response = send_file(
        (release.path / download.name).resolve(),
        mimetype=_media_type(release, download.name),
        as_attachment=True,
        download_name=PurePosixPath(download.name).name,
        conditional=True,
        etag=download.sha256 or release.digest,
        max_age=31536000,
    )
    response.headers["Cache-Control"] = FOREVER
    response.headers["KG-Release"] = release.version
    if request.method in {"GET", "HEAD"}:
        response.headers["Accept-Ranges"] = "bytes"
    return response


def _media_type(release: Release, name: str) -> str:
    """Media type of a file, from the manifest."""
    listed = release.files.get(name, {})
    return str(listed.get("media_type", _MEDIA_TYPES.get(name, "application/octet-stream")))
