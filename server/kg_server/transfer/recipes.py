"""Which requests have equal answers, and how such an answer is given again."""

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg_server.transfer.codings import CODINGS, Coding

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM_BYTES = 1 << 18
"""Longest body of a request that is looked at."""

_FIELDS = (
    *("wsgi.url_scheme", "HTTP_HOST", "RAW_URI", "HTTP_ACCEPT", "HTTP_ORIGIN", "CONTENT_TYPE", "HTTP_CONTENT_ENCODING"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_ACCEPT_LANGUAGE"),
)
_OWN = frozenset({"content-length", "content-encoding", "etag", "ratelimit"})

Key = tuple[str | None, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Recipe:
    """How to answer a request again.

    Attributes:
        version: the release that it holds for.
        tag: validator of the body without coding, and the key of its bytes; "" for what must not be kept.
        headers: header fields, but for those that depend on the coding.
        length: of the body without coding, in bytes.
        kind: media type.
    """

    version: str
    tag: str
    headers: Headers
    length: int
    kind: str

    @property
    def size(self) -> int:
        """About how many bytes it takes, its key apart."""
        return 1500 + sum(len(value) for _, value in self.headers)


@dataclass(frozen=True)
class Reply:
    """A whole answer as it goes out; Content-Length not among its header fields."""

    version: str
    status: str
    headers: Headers
    body: bytes
    tag: str
    kind: str


def own_headers(headers: Headers) -> Headers:
    """The header fields that every answer after a recipe has."""
    return [(name, value) for name, value in headers if name.lower() not in _OWN]


def reply_with(recipe: Recipe, body: bytes, coding: Coding | None) -> Reply:
    """The answer after a recipe, with a body in a coding."""
    tag = f"{recipe.tag}{coding.suffix}" if coding and recipe.tag else recipe.tag
    headers = [*recipe.headers]
    if tag:
        headers.append(("ETag", f'"{tag}"'))
    if coding:
        headers.append(("Content-Encoding", coding.name))
    return Reply(recipe.version, "200 OK", headers, body, tag, recipe.kind)


def not_modified(recipe: Recipe, tag: str) -> Reply:
    """The answer to who has the representation by that validator."""
    return Reply(recipe.version, "304 NOT MODIFIED", [*recipe.headers, ("ETag", f'"{tag}"')], b"", tag, recipe.kind)


def key_of(environ: "WSGIEnvironment") -> Key | None:
    """All of a request that its answer depends on; None when it is never answered from memory.

    A small body is read, and put back for the application.
    """
    method = environ["REQUEST_METHOD"]
    if method in {"GET", "HEAD"} and "HTTP_RANGE" not in environ:
        return ("GET", "", *(environ.get(name) for name in _FIELDS))
    length = environ.get("CONTENT_LENGTH") or ""
    if method != "POST" or "HTTP_EXPECT" in environ or not length.isdigit() or int(length) > FORM_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    if len(body) != int(length):
        return None
    return ("POST", hashlib.sha256(body).hexdigest(), *(environ.get(name) for name in _FIELDS))


def known_tag(environ: "WSGIEnvironment", tag: str) -> str | None:
    """The validator by which the client has the representation, coded or not; None when it has not."""
    given = environ.get("HTTP_IF_NONE_MATCH")
    if not given or environ["REQUEST_METHOD"] == "POST":
        return None
    names = {tag, *(f"{tag}{coding.suffix}" for coding in CODINGS.values())}
    for member in given.split(","):
        name = str(member).strip().removeprefix("W/").strip('"')
        if name in names:
            return name
        if name == "*":
            return tag
    return None
