"""The engine's answers as HTTP answers: validators, compression, streaming, and a break that clients notice.

A late failure must never look like a clean end (RFC 9112, 8): the chunked body then ends without its last chunk. To
HTTP/1.0, which has no chunks, a large answer is given whole with its length.
"""

import errno
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import IO

from flask import Request, Response

from kg_server.engine.interface import Answer, Broken, Chunks
from kg_server.transfer.codings import CODINGS, Coding, choose_coding
from kg_server.transfer.negotiation import Offer

log = logging.getLogger(__name__)

KEPT = "public, no-cache"
"""Cache-Control of what can be kept as long as its validator holds."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes: the answer of a release that is named in the address."""

_READ = 1 << 17


class Streaming:
    """A large answer as the body of a response: broken off when it breaks, stopped when it is closed."""

    def __init__(self, chunks: Chunks) -> None:
        """Wrap the bytes of an answer."""
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        """The bytes.

        Raises:
            ConnectionResetError: they end early; the server closes the connection without ending the body.
        """
        try:
            yield from self._chunks
        except Broken as error:
            log.warning("an answer was broken off: %s", error)
            raise ConnectionResetError(errno.ECONNRESET, str(error)) from error

    def close(self) -> None:
        """Stop the evaluation, if it still goes on."""
        self._chunks.close()


class Coded:
    """The same, coded as it goes."""

    def __init__(self, body: Streaming, coding: Coding) -> None:
        """Wrap a body."""
        self._body, self._coding = body, coding

    def __iter__(self) -> Iterator[bytes]:
        """The coded bytes."""
        return self._coding.flow(self._body)

    def close(self) -> None:
        """Stop the evaluation, if it still goes on."""
        self._body.close()


@cache
def _code() -> str:
    """Digest of this package: another version of a template makes another page of the same release."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*")):
        if path.suffix in {".py", ".html", ".json", ".css", ".js", ".svg"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(parts: Iterable[object]) -> str:
    """A strong validator, without quotes, for a representation that these parts and this package determine."""
    return hashlib.sha256("\0".join((_code(), *map(repr, parts))).encode()).hexdigest()[:32]


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has the representation already, coded or not."""
    return known_tag(request, tag) is not None


def known_tag(request: Request, tag: str) -> str | None:
    """The validator by which the client knows the representation, coded or not; None when it does not."""
    known = request.if_none_match
    if not known or request.method not in {"GET", "HEAD"}:
        return None
    if known.star_tag:
        return tag
    names = (tag, *(f"{tag}{coding.suffix}" for coding in CODINGS.values()))
    return next((name for name in names if known.contains_weak(name)), None)


def respond(request: Request, answer: Answer, offer: Offer) -> Response:
    """An answer in the representation that was chosen; a whole body is coded later, where it is kept.

    Args:
        request: the request at hand.
        answer: of the engine, or kept.
        offer: the representation.
    """
    if answer.body is not None:
        response = Response(answer.body)
    else:
        assert answer.chunks is not None  # noqa: S101  # an answer has one or the other
        response = _streamed(request, Streaming(answer.chunks))
    response.headers["Content-Type"] = offer.content_type
    response.headers["KG-Release"] = answer.version
    return response


def _streamed(request: Request, body: Streaming) -> Response:
    """A large answer as it comes; whole to a client that knows no chunks."""
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _stored(body)
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    if coding is None:
        return Response(body)
    response = Response(Coded(body, coding))
    response.headers["Content-Encoding"] = coding.name
    return response


def _stored(body: Streaming) -> Response:
    """A large answer put into a file first, so that its length is known."""
    with tempfile.TemporaryFile() as file, closing(body):
        for part in body:
            file.write(part)
        length = file.tell()
        file.seek(0)
        kept = os.fdopen(os.dup(file.fileno()), "rb")
    response = Response(_FileBody(kept))
    response.content_length = length
    return response


class _FileBody:
    """The bytes of an open file, which is closed with the response."""

    def __init__(self, file: IO[bytes]) -> None:
        """Wrap a file at its start."""
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        """The bytes."""
        while part := self._file.read(_READ):
            yield part

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def add_validators(response: Response, tag: str | None) -> Response:
    """Say how long the answer holds: until the next release, or not at all without a tag."""
    if tag is None:
        response.headers["Cache-Control"] = "no-store"
    else:
        coding = response.headers.get("Content-Encoding")
        response.set_etag(f"{tag}-{coding}" if coding else tag)
        response.headers["Cache-Control"] = KEPT
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def not_modified(request: Request, tag: str) -> Response:
    """What to say to a client that has the representation already, with the validator that it knows."""
    return add_validators(Response(status=304), known_tag(request, tag) or tag)
