"""What stands before the application: whoever asks for what was answered before is answered from memory.

A recipe says which requests have which representation, as long as one release is served; bodies are kept in every
coding that somebody wanted. Imports accesses, answers, cache, codings, recipes and the interface of the engine.
"""

import io
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from kg_server.engine.interface import State
from kg_server.transfer.accesses import Accesses, digest_of
from kg_server.transfer.answers import IMMUTABLE, KEPT
from kg_server.transfer.cache import AnswerCache, Bounded
from kg_server.transfer.codings import Coding, choose_coding
from kg_server.transfer.heads import BODY_BYTES, Head
from kg_server.transfer.recipes import (
    RECIPE_BYTES,
    Headers,
    Key,
    Recipe,
    Reply,
    Wanted,
    base_tag,
    known_tag,
    own_headers,
    wanted_by,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SMALL_BYTES = 1 << 10
"""A shorter body is not worth coding."""

PACKED_AT_ONCE = 1 << 14
"""A longer body is coded by a thread that has time."""

_WHOLE = frozenset({IMMUTABLE, KEPT, "no-store"})
_LANGUAGES = 1024


class Reception:
    """A WSGI application in front of another."""

    def __init__(
        self,
        inner: "WSGIApplication",
        state: Callable[[], State],
        bodies: AnswerCache,
        accesses: Accesses,
        language: Callable[[str], str],
    ) -> None:
        """Stand before an application.

        Args:
            inner: answers what is not known here.
            state: what is served now.
            bodies: where bodies are kept.
            accesses: notes answers.
            language: the language that a header field Accept-Language comes to.
        """
        self._inner, self._state, self._bodies, self.accesses = inner, state, bodies, accesses
        self._recipes: Bounded[Key, Recipe] = Bounded(bodies.most_bytes // 8)
        self._language = lru_cache(_LANGUAGES)(language)

    def version(self) -> str:
        """The release that is served now."""
        return self._state().version

    def wanted(self, head: Head) -> Wanted:
        """What a request wants that was read from its bytes."""
        return wanted_by(head.method, head.target, head.body, head.fields.get, self._language)

    def recall(self, wanted: Wanted, most_to_pack: int) -> Reply | None:
        """The answer to an equal request; None where there was none, or its body is forgotten or has to be coded.

        Args:
            wanted: what the request wants.
            most_to_pack: longest body, in bytes, that is coded now.
        """
        recipe = self._recipes.get(wanted.key) if wanted.key else None
        if recipe is None or recipe.version != self.version():
            return None
        known = known_tag(wanted.validators, recipe.tag)
        if known is not None:
            return Reply(recipe, b"", known=known)
        return self._with_body(recipe, wanted, most_to_pack) if recipe.length >= 0 else None

    def _with_body(self, recipe: Recipe, wanted: Wanted, most_to_pack: int) -> Reply | None:
        """A whole answer from memory."""
        coding = _coding(wanted, recipe)
        body = self._bodies.get(f"{recipe.tag}{coding.suffix}" if coding else recipe.tag)
        if body is None and coding is not None and recipe.length <= most_to_pack:
            plain = self._bodies.get(recipe.tag)
            if plain is not None:
                body = coding.pack(plain)
                self._bodies.put(f"{recipe.tag}{coding.suffix}", body)
        return None if body is None else Reply(recipe, body, coding)

    def keep(self, wanted: Wanted, recipe: Recipe, body: bytes) -> Reply:
        """Keep an answer if it may be kept, and code it as the client likes it."""
        fits = recipe.tag and recipe.length <= self._bodies.most_bytes // 4
        if wanted.key and fits and self.version() == recipe.version:
            self._bodies.put(recipe.tag, body)
            self._recipes.keep(wanted.key, recipe, RECIPE_BYTES + sum(map(len, filter(None, wanted.key))))
            reply = self._with_body(recipe, wanted, len(body))
            if reply is not None:
                return reply
        coding = _coding(wanted, recipe)
        return Reply(recipe, coding.pack(body) if coding else body, coding)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request that the HTTP server has read."""
        began = time.perf_counter()
        wanted, query = self._wanted_in(environ)
        reply = self.recall(wanted, 1 << 30)
        if reply is None:
            return self._pass_on(environ, start_response, wanted, query, began)
        self.accesses.tally.add("recalls")
        start_response(reply.status, reply.headers())
        self._note(environ, reply.status, len(reply.body), (reply.recipe.kind, reply.tag, query), began)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    def _wanted_in(self, environ: "WSGIEnvironment") -> tuple[Wanted, str]:
        """What a request wants, and the digest of its query; a small body is read, and put back for the application."""
        body, length = None, environ.get("CONTENT_LENGTH") or ""
        is_short = length.isascii() and length.isdigit() and len(length) < 8 and int(length) <= BODY_BYTES
        if environ["REQUEST_METHOD"] == "POST" and is_short and "HTTP_EXPECT" not in environ:
            read = environ["wsgi.input"].read(int(length))
            environ["wsgi.input"] = io.BytesIO(read)
            body = read if len(read) == int(length) else None
        method = "" if "HTTP_RANGE" in environ else environ["REQUEST_METHOD"]
        wanted = wanted_by(method, environ.get("RAW_URI", ""), body, _getter(environ), self._language)
        return wanted, digest_of(body or environ.get("QUERY_STRING", "").encode("latin-1"))

    def _pass_on(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", wanted: Wanted, query: str, began: float
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
        kind, tag = fields.get("content-type", "").partition(";")[0], fields.get("etag", "").strip('"')
        length = int(fields.get("content-length", -1))
        is_whole = fields.get("cache-control") in _WHOLE and "content-encoding" not in fields
        if status.startswith("200") and length >= 0 and is_whole and environ["REQUEST_METHOD"] != "HEAD":
            recipe = Recipe(version, tag, own_headers(headers), length, kind, query)
            reply = self.keep(wanted, recipe, _read(parts))
            parts, length, tag = [reply.body], len(reply.body), reply.tag
            headers = [*reply.headers(), *((name, value) for name, value in headers if name == "RateLimit")]
        elif status.startswith("304") and fields.get("cache-control") in {IMMUTABLE, KEPT}:
            self._keep_validator(wanted, Recipe(version, base_tag(tag), own_headers(headers), -1, "", query))
        start_response(status, headers)
        self._note(environ, status, max(length, 0), (kind, tag, query), began)
        return parts

    def _keep_validator(self, wanted: Wanted, recipe: Recipe) -> None:
        """Keep what a client had already, without its body, unless more is kept."""
        if not wanted.key or self.version() != recipe.version:
            return
        kept = self._recipes.get(wanted.key)
        if kept is None or kept.version != recipe.version:
            self._recipes.keep(wanted.key, recipe, RECIPE_BYTES + sum(map(len, filter(None, wanted.key))))

    def _note(
        self, environ: "WSGIEnvironment", status: str, length: int, about: tuple[str, str, str], began: float
    ) -> None:
        """Count, and write a line."""
        request = f"{environ['REQUEST_METHOD']} {environ.get('RAW_URI', '').partition('?')[0]}"
        self.accesses.note(request, int(status[:3]), length, about, (time.perf_counter() - began) * 1000)


def _getter(environ: "WSGIEnvironment") -> Callable[[str], str | None]:
    """Header fields of a request by their lower-case names."""

    def get(name: str) -> str | None:
        upper = name.upper().replace("-", "_")
        return environ.get(upper if upper == "CONTENT_TYPE" else f"HTTP_{upper}")

    return get


def _coding(wanted: Wanted, recipe: Recipe) -> Coding | None:
    """The coding that the client takes, when that is worth while."""
    return choose_coding(wanted.encodings) if recipe.length >= SMALL_BYTES else None


def _read(parts: Iterable[bytes]) -> bytes:
    """All of a body, closed."""
    try:
        return b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
