"""The engine's answers as HTTP answers: validators, compression, streaming, and a break that clients notice.

A late failure must never look like a clean end (RFC 9112, 8): the chunked body then ends without its last chunk. To
HTTP/1.0, which has no chunks, a large answer is given whole with its length. Imports negotiation and the interface.
"""

import errno
import gzip
import hashlib
import logging
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import IO

from flask import Request, Response

from kg_server.engine.interface import Answer, Broken, Chunks
from kg_server.negotiation import Offer, parse_accept

log = logging.getLogger(__name__)

GZIP_SUFFIX = "-gzip"
"""What a validator ends in when the representation is compressed."""

_SMALL_BYTES = 1 << 10
_GZIP_LEVEL = 5
_READ = 1 << 17
_GZIP_WINDOW = 31


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


class Compressed:
    """The same, compressed as it goes."""

    def __init__(self, body: Streaming) -> None:
        """Wrap a body."""
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        """The compressed bytes."""
        squeeze = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
        for part in self._body:
            yield squeeze.compress(part) + squeeze.flush(zlib.Z_SYNC_FLUSH)
        yield squeeze.flush()

    def close(self) -> None:
        """Stop the evaluation, if it still goes on."""
        self._body.close()


@cache
def _code() -> str:
    """Digest of this package: another version of a template makes another page of the same release."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in {".py", ".html"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(parts: Iterable[object]) -> str:
    """A strong validator, without quotes, for a representation that these parts and this package determine."""
    return hashlib.sha256("\0".join((_code(), *map(repr, parts))).encode()).hexdigest()[:32]


def takes_gzip(request: Request) -> bool:
    """Whether the client reads gzip (RFC 9110, 12.5.3)."""
    weights = {
        span.kind: span.quality
        for span in parse_accept(
            ",".join(_as_range(member) for member in request.headers.get("Accept-Encoding", "").split(","))
        )
    }
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _as_range(member: str) -> str:
    """A coding and its weight in the form of a media range."""
    coding, semicolon, rest = member.strip().partition(";")
    return f"{coding.strip()}/x{semicolon}{rest}"


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has the representation already, compressed or not."""
    known = request.if_none_match
    if not known or request.method not in {"GET", "HEAD"}:
        return False
    return known.contains_weak(tag) or known.contains_weak(f"{tag}{GZIP_SUFFIX}")


def respond(request: Request, answer: Answer, offer: Offer, packed: Callable[[bytes], bytes] | None = None) -> Response:
    """An answer in the representation that was chosen.

    Args:
        request: the request at hand.
        answer: of the engine, or kept.
        offer: the representation.
        packed: gives the body compressed, perhaps from memory.
    """
    if answer.body is not None:
        response = _whole(request, answer.body, packed or pack)
    else:
        assert answer.chunks is not None  # noqa: S101  # an answer has one or the other
        response = _streamed(request, Streaming(answer.chunks))
    response.headers["Content-Type"] = offer.content_type
    response.headers["KG-Release"] = answer.version
    return response


def pack(body: bytes) -> bytes:
    """A body compressed, always to the same bytes."""
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _whole(request: Request, body: bytes, packed: Callable[[bytes], bytes]) -> Response:
    """A small answer, compressed when that is worth while."""
    if len(body) < _SMALL_BYTES or not takes_gzip(request):
        return Response(body)
    response = Response(packed(body))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _streamed(request: Request, body: Streaming) -> Response:
    """A large answer as it comes; whole to a client that knows no chunks."""
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _stored(body)
    if not takes_gzip(request):
        return Response(body)
    response = Response(Compressed(body))
    response.headers["Content-Encoding"] = "gzip"
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
        suffix = GZIP_SUFFIX if response.headers.get("Content-Encoding") == "gzip" else ""
        response.set_etag(f"{tag}{suffix}")
        response.headers["Cache-Control"] = "public, no-cache"
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def not_modified(request: Request, tag: str) -> Response:
    """What to say to a client that has the representation already, with the validator that it knows."""
    is_packed = request.if_none_match.contains_weak(f"{tag}{GZIP_SUFFIX}") and not request.if_none_match.star_tag
    return add_validators(Response(status=304), f"{tag}{GZIP_SUFFIX}" if is_packed else tag)
