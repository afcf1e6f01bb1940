"""Content codings (RFC 9110, 8.4.1; RFC 8878; RFC 7932): which one a client takes, and bytes coded whole or as they go.

Imports negotiation.
"""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import brotli
import zstandard

from kg_server.transfer.negotiation import parse_accept

_GZIP_LEVEL, _ZSTD_LEVEL, _BROTLI_QUALITY = 5, 6, 5
_GZIP_WINDOW = 31


@dataclass(frozen=True)
class Coding:
    """One coding.

    Attributes:
        name: as in `Content-Encoding`.
        pack: codes a whole body, always to the same bytes.
        flow: codes parts as they come; each can be read when it is there.
    """

    name: str
    pack: Callable[[bytes], bytes]
    flow: Callable[[Iterable[bytes]], Iterator[bytes]]

    @property
    def suffix(self) -> str:
        """What the validator of a coded representation ends in."""
        return f"-{self.name}"


def _gzip_whole(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _gzip_flow(parts: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    for part in parts:
        yield squeeze.compress(part) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    yield squeeze.flush()


def _zstd_whole(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)


def _zstd_flow(parts: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zstandard.ZstdCompressor(level=3).compressobj()
    for part in parts:
        yield squeeze.compress(part) + squeeze.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield squeeze.flush()


def _brotli_whole(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))


def _brotli_flow(parts: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = brotli.Compressor(quality=4)
    for part in parts:
        yield squeeze.process(part) + squeeze.flush()
    yield squeeze.finish()


CODINGS: Mapping[str, Coding] = MappingProxyType(
    {
        "br": Coding("br", _brotli_whole, _brotli_flow),
        "zstd": Coding("zstd", _zstd_whole, _zstd_flow),
        "gzip": Coding("gzip", _gzip_whole, _gzip_flow),
    }
)
"""By name, the best first."""


@lru_cache(512)
def choose_coding(header: str | None) -> Coding | None:
    """The coding that `Accept-Encoding` prefers (RFC 9110, 12.5.3); None to send the body as it is.

    `*` is taken for gzip, which everybody reads.
    """
    if not header:
        return None
    spans = parse_accept(",".join(_as_range(member) for member in header.split(",")))
    weights = {span.kind.removeprefix("x-"): span.quality for span in spans}
    weights.setdefault("gzip", weights.get("*", 0.0))
    best = max(CODINGS.values(), key=lambda coding: weights.get(coding.name, 0.0))
    weight = weights.get(best.name, 0.0)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def _as_range(member: str) -> str:
    """A coding and its weight in the form of a media range."""
    coding, semicolon, rest = member.strip().partition(";")
    return f"{coding.strip()}/x{semicolon}{rest}"
