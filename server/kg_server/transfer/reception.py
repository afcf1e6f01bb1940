"""What stands before the application: whoever asks for what was answered before is answered from memory.

A recipe says which requests have which representation, as long as one release is served; bodies are kept in every
coding that somebody wanted. Imports answers, cache, codings, recipes, tally and the interface of the engine.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kg_server.engine.interface import State
from kg_server.transfer.answers import KEPT
from kg_server.transfer.cache import AnswerCache, Bounded
from kg_server.transfer.codings import Coding, choose_coding
from kg_server.transfer.recipes import (
    Headers,
    Key,
    Recipe,
    Reply,
    key_of,
    known_tag,
    not_modified,
    own_headers,
    reply_with,
)
from kg_server.usage.tally import Tally

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("kg_server.access")

SMALL_BYTES = 1 << 10
"""A shorter body is not worth coding."""

_WHOLE = frozenset({KEPT, "no-store"})


class Reception:
    """A WSGI application in front of another."""

    def __init__(self, inner: "WSGIApplication", state: Callable[[], State], bodies: AnswerCache, tally: Tally) -> None:
        """Stand before an application.

        Args:
            inner: answers what is not known here.
            state: what is served now.
            bodies: where bodies are kept.
            tally: counts.
        """
        self._inner, self._state, self._bodies, self.tally = inner, state, bodies, tally
        self._recipes: Bounded[Key, Recipe] = Bounded(bodies.most_bytes // 8)
        self._local = threading.local()

    def version(self) -> str:
        """The release that is served now."""
        return self._state().version

    def last_reply(self) -> Reply | None:
        """What this thread answered last, if it can be given again to an equal request."""
        reply: Reply | None = getattr(self._local, "reply", None)
        return reply

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        began = time.perf_counter()
        version, key = self.version(), key_of(environ)
        reply = self._local.reply = self._recall(environ, key, version)
        if reply is None:
            return self._pass_on(environ, start_response, key, began)
        self.tally.add("recalls")
        start_response(reply.status, _with_length(reply))
        self._finish(environ, reply.status, len(reply.body), (reply.kind, reply.tag), began)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    def _recall(self, environ: "WSGIEnvironment", key: Key | None, version: str) -> Reply | None:
        """The answer to an equal request; None where there was none, or its body is forgotten."""
        recipe = self._recipes.get(key) if key else None
        if recipe is None or recipe.version != version:
            return None
        known = known_tag(environ, recipe.tag)
        if known is not None:
            return not_modified(recipe, known)
        coding = _coding(environ, recipe)
        name = f"{recipe.tag}{coding.suffix}" if coding else recipe.tag
        body = self._bodies.get(name)
        if body is None and coding is not None:
            plain = self._bodies.get(recipe.tag)
            body = coding.pack(plain) if plain is not None else None
            self._bodies.put(name, body or b"")
        return None if body is None else reply_with(recipe, body, coding)

    def _pass_on(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", key: Key | None, began: float
    ) -> Iterable[bytes]:
        """Have the application answer, and keep what can be kept."""
        told: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, _: object = None) -> Callable[[bytes], object]:
            told.append((status, headers))
            return lambda part: part

        version = self.version()
        parts = self._inner(environ, start)
        status, headers = told[-1]
        fields = {name.lower(): value for name, value in headers}
        kind, tag = fields.get("content-type", "-").partition(";")[0], fields.get("etag", "").strip('"')
        length = int(fields.get("content-length", -1))
        is_plain = fields.get("cache-control") in _WHOLE and "content-encoding" not in fields
        if status.startswith("200") and length >= 0 and is_plain and environ["REQUEST_METHOD"] != "HEAD":
            recipe = Recipe(version, tag, own_headers(headers), length, kind)
            reply = self._keep(environ, key, recipe, _read(parts))
            parts, length = [reply.body], len(reply.body)
            headers = [*_with_length(reply), *((name, value) for name, value in headers if name == "RateLimit")]
        elif status.startswith("304") and fields.get("cache-control") == KEPT and key:
            self._local.reply = Reply(version, status, headers, b"", tag, kind)
        start_response(status, headers)
        self._finish(environ, status, max(length, 0), (kind, tag or "-"), began)
        return parts

    def _keep(self, environ: "WSGIEnvironment", key: Key | None, recipe: Recipe, body: bytes) -> Reply:
        """Keep an answer if it may be kept, and code it as the client likes it."""
        fits = recipe.tag and recipe.length <= self._bodies.most_bytes // 4
        if not key or not fits or self.version() != recipe.version:
            coding = _coding(environ, recipe)
            return reply_with(recipe, coding.pack(body) if coding else body, coding)
        self._bodies.put(recipe.tag, body)
        self._recipes.keep(key, recipe, recipe.size + sum(len(part or "") for part in key))
        reply = self._local.reply = self._recall(environ, key, recipe.version)
        return reply or reply_with(recipe, body, None)

    def _finish(
        self, environ: "WSGIEnvironment", status: str, length: int, about: tuple[str, str], began: float
    ) -> None:
        """Count, and write a line: no address of the client, and of a query no more than the tag of its answer."""
        request = f"{environ['REQUEST_METHOD']} {environ.get('RAW_URI', '').partition('?')[0]}"
        self.record(request, int(status[:3]), length, about, (time.perf_counter() - began) * 1000)

    def record(self, request: str, status: int, length: int, about: tuple[str, str], milliseconds: float) -> None:
        """Count an answer, and write its line: method and path, status, time, media type, validator."""
        self.tally.add("requests")
        self.tally.add("body_bytes", length)
        if status == 304:
            self.tally.add("not_modified")
        elif status >= 400:
            self.tally.add("server_errors" if status >= 500 else "client_errors")
        if log.isEnabledFor(logging.INFO):
            log.info("%s %d %.1fms %s %s", request, status, milliseconds, *about)


def _with_length(reply: Reply) -> Headers:
    """All header fields of a reply."""
    if reply.status.startswith("304"):
        return reply.headers
    return [*reply.headers, ("Content-Length", str(len(reply.body)))]


def _coding(environ: "WSGIEnvironment", recipe: Recipe) -> Coding | None:
    """The coding that the client takes, when that is worth while."""
    return choose_coding(environ.get("HTTP_ACCEPT_ENCODING")) if recipe.length >= SMALL_BYTES else None


def _read(parts: Iterable[bytes]) -> bytes:
    """All of a body, closed."""
    try:
        return b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
