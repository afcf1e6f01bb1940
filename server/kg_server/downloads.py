"""`/download/…`: the files of releases, byte for byte as they were published.

A numbered address never changes, so it may be kept for ever; `latest` leads to the number. Only what a release's own
checksums list can be had. Imports listing, releases and errors.
"""

import difflib
from collections.abc import Sequence
from pathlib import PurePosixPath

from flask import Blueprint, Response, redirect, render_template, request, send_file

from kg_builder.release import CHECKSUMS, MANIFEST, Release
from kg_server.errors import UnknownResource
from kg_server.listing import Download, dumps, files, files_by_name
from kg_server.releases import Releases

FOREVER = "public, max-age=31536000, immutable"

_MEDIA_TYPES = {CHECKSUMS: "text/plain", MANIFEST: "application/json"}


def blueprint(releases: Releases) -> Blueprint:
    """The routes under `/download/`, and the well-known address of the statistics."""
    routes = Blueprint("downloads", __name__)

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
        """All files of a release; or, by its bare name, a file of the latest."""
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

    @routes.get("/download/<version>/<path:name>")
    def file(version: str, name: str) -> Response:
        """One file."""
        if version == "latest":
            _find(releases.live(), name)
            return _to_pinned(f"/download/{releases.live().version}/{name}")
        release = releases.find(version) or _no_release(version, releases.versions())
        return _send(release, _find(release, name))

    return routes


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
