"""Which requests have equal answers, and how such an answer is given again."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kg_server.transfer.codings import CODINGS, Coding

_FIELDS = ("host", "accept", "origin", "content-type", "content-encoding", "x-forwarded-proto", "x-forwarded-host")
_OWN = frozenset({"content-length", "content-encoding", "date", "etag", "ratelimit"})
_COOKIE = re.compile(r"(?:^|;)\s*lang=([A-Za-z-]{1,35})\s*(?:;|$)")
_SUFFIX = re.compile(rf"-(?:{'|'.join(CODINGS)})$")
_TAGS = 50

RECIPE_BYTES = 6_000
"""About how many bytes a recipe takes with its header fields in both forms, its key apart."""

Key = tuple[str | None, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Recipe:
    """How to answer a request again.

    Attributes:
        version: the release that it holds for.
        tag: validator of the body without coding, and the key of its bytes; "" for what must not be kept.
        headers: header fields, but for those that depend on the coding or the time.
        length: of the body without coding, in bytes; -1 where only the validator is known.
        kind: media type.
        query: digest of the query, for the log.
        heads: status line and fields as bytes, by what they are for; filled when first needed.
    """

    version: str
    tag: str
    headers: Headers
    length: int
    kind: str
    query: str = ""
    heads: dict[str, bytes] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Reply:
    """A whole answer after a recipe.

    Attributes:
        recipe: says the rest.
        body: in its coding.
        coding: of the body, or None.
        known: the validator by which the client has it; then it is a 304 without a body.
    """

    recipe: Recipe
    body: bytes
    coding: Coding | None = None
    known: str | None = None

    @property
    def status(self) -> str:
        """Status line without the version of HTTP."""
        return "200 OK" if self.known is None else "304 NOT MODIFIED"

    @property
    def tag(self) -> str:
        """Its validator."""
        suffix = self.coding.suffix if self.coding and self.recipe.tag else ""
        return self.known or f"{self.recipe.tag}{suffix}"

    def headers(self) -> Headers:
        """All its header fields."""
        headers = [*self.recipe.headers]
        if self.tag:
            headers.append(("ETag", f'"{self.tag}"'))
        if self.known is None:
            if self.coding:
                headers.append(("Content-Encoding", self.coding.name))
            headers.append(("Content-Length", str(len(self.body))))
        return headers

    def head(self) -> bytes:
        """Status line and header fields as bytes, the end of the head still to come."""
        name = self.known or (self.coding.name if self.coding else "")
        head = self.recipe.heads.get(name)
        if head is None:
            lines = [f"HTTP/1.1 {self.status}", "Server: gunicorn", "Connection: keep-alive"]
            head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in self.headers())]).encode("latin-1")
            self.recipe.heads[name] = head
        return head


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants, as far as it can be answered from memory.

    Attributes:
        key: all that the representation depends on but its coding; None when it is never answered from memory.
        encodings: header field Accept-Encoding, or None.
        validators: header field If-None-Match of a GET or HEAD, or None.
    """

    key: Key | None
    encodings: str | None
    validators: str | None


def wanted_by(
    method: str, target: str, body: bytes | None, get: Callable[[str], str | None], language: Callable[[str], str]
) -> Wanted:
    """What a request wants.

    Args:
        method: of the request.
        target: path and query as sent.
        body: of a POST; None when it was not read.
        get: value of a header field by its lower-case name, None where there is none.
        language: what a header field Accept-Language comes to.
    """
    is_read = method in {"GET", "HEAD"}
    if not is_read and (method != "POST" or body is None):
        return Wanted(None, get("accept-encoding"), None)
    cookie = _COOKIE.search(get("cookie") or "")
    spoken = (cookie[1] if cookie else None, language(get("accept-language") or ""))
    posted = "" if is_read else hashlib.sha256(body or b"").hexdigest()
    key = ("GET" if is_read else "POST", target, posted, *spoken, *map(get, _FIELDS))
    return Wanted(key, get("accept-encoding"), get("if-none-match") if is_read else None)


def own_headers(headers: Headers) -> Headers:
    """The header fields that every answer after a recipe has."""
    return [(name, value) for name, value in headers if name.lower() not in _OWN]


def base_tag(tag: str) -> str:
    """The validator of a representation without its coding."""
    return _SUFFIX.sub("", tag)


def known_tag(validators: str | None, tag: str) -> str | None:
    """The validator by which the client has the representation, coded or not; None when it has not."""
    if not validators or not tag:
        return None
    if tag not in validators:
        return tag if validators.strip() == "*" else None
    names = {tag, *(f"{tag}{coding.suffix}" for coding in CODINGS.values())}
    for member in validators.split(",")[:_TAGS]:
        name = member.strip().removeprefix("W/").strip('"')
        if name in names:
            return name
    return None
