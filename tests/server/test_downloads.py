"""The files of releases: byte for byte, in ranges, for ever; and nothing else."""

import hashlib
import json
import re

import pytest

from server.running import Server

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def _latest(server: Server) -> str:
    """Version of the release that is served."""
    return str(json.loads(server.ask("GET", "/readyz").text)["release"])


def test_a_download_is_the_published_file(server: Server) -> None:
    version = _latest(server)
    led = server.ask("GET", "/download/latest/livelihood.ttl")
    assert (led.status, led.headers["location"]) == (302, f"/download/{version}/livelihood.ttl")
    path = led.headers["location"]
    reply = server.ask("GET", path)
    published = (server.out / "releases" / version / "livelihood.ttl").read_bytes()
    digest = hashlib.sha256(published).hexdigest()
    assert reply.body == published
    assert reply.headers["etag"] == f'"{digest}"'
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["content-type"].startswith("text/turtle")
    assert reply.headers["content-disposition"] == "attachment; filename=livelihood.ttl"
    assert digest in server.ask("GET", "/download/", BROWSER).text
    sums = server.ask("GET", f"/download/{version}/SHA256SUMS").text
    assert f"{digest}  livelihood.ttl\n" in sums
    head = server.ask("HEAD", path)
    assert (head.body, head.headers["content-length"]) == (b"", str(len(published)))
    assert server.ask("GET", path, {"If-None-Match": reply.headers["etag"]}).status == 304
    assert server.ask("GET", "/download/livelihood.ttl").status == 302
    assert server.ask("GET", "/.well-known/void").headers["location"] == f"/download/{version}/void.ttl"


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=-50", 206, -50, None),
        ("bytes=1000-", 206, 1000, None),
        ("bytes=9999999-", 416, None, None),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_a_download_comes_in_ranges(
    server: Server, asked: str, status: int, start: int | None, end: int | None
) -> None:
    version = _latest(server)
    published = (server.out / "releases" / version / "livelihood.nt").read_bytes()
    reply = server.ask("GET", f"/download/{version}/livelihood.nt", {"Range": asked})
    assert reply.status == status
    if start is None:
        assert reply.headers["content-range"] == f"bytes */{len(published)}"
    else:
        assert reply.body == published[start:end]
    if status == 206:
        assert re.fullmatch(rf"bytes \d+-\d+/{len(published)}", reply.headers["content-range"])
        changed = {"Range": asked, "If-Range": '"other"'}
        assert server.ask("GET", f"/download/{version}/livelihood.nt", changed).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/download/latest/../../secret",
        "/download/latest/%2e%2e/%2e%2e/secret",
        "/download/latest/..%2f..%2fsecret",
        "/download/../secret/manifest.json",
        "/download/%2e%2e/manifest.json",
        "/download/..%2freleases/manifest.json",
        "/download/latest/store/CURRENT",
        "/download/latest/store",
        "/download/latest//etc/passwd",
        "/download/latest/%2fetc%2fpasswd",
        "/download/latest/manifest.json%00.ttl",
        "/download/latest/nothing.ttl",
        "/download/0.0.0-none/livelihood.ttl",
        "/download/current/livelihood.ttl",
        "/static/../templates/base.html",
        "/static/%2e%2e/config.py",
    ],
)
def test_nothing_else_can_be_had(server: Server, path: str) -> None:
    (server.out / "secret").mkdir(exist_ok=True)
    (server.out / "secret" / "manifest.json").write_text("{}", "utf-8")
    reply = server.ask("GET", path)
    assert reply.status in {301, 302, 308, 404}, reply.text
    assert b"root:" not in reply.body
    if reply.status == 404:
        assert reply.problem == "not-found"


def test_an_unknown_release_names_those_there_are(server: Server) -> None:
    reply = server.ask("GET", "/download/0.0.0-none/")
    assert reply.status == 404
    assert _latest(server) in json.loads(reply.text)["releases"]
