"""Answers as they arrive: unpacked piece by piece, and found out when they break off. Imports errors.

`http.client` takes a body that ends early for a whole one when it is read in pieces; this module counts.
"""

import http.client
import zlib
from collections.abc import Generator
from dataclasses import dataclass

from kg_client.errors import BadAnswer, Interrupted

PIECE = 64 << 10
"""Bytes that are read, and at most four times as many that are unpacked, at once."""


@dataclass(frozen=True)
class Arrival:
    """What the header of an answer says.

    Attributes:
        release: version of the release that the answer is from, or "".
        content_type: media type and charset.
        url: where it came from, redirections followed.
    """

    release: str
    content_type: str
    url: str


Chunks = Generator[bytes, None, None]


def arriving(response: http.client.HTTPResponse, release_field: str) -> tuple[Arrival, Chunks]:
    """An open answer: its header, and its bytes as they come.

    Raises:
        BadAnswer: it is packed in a way that was not asked for.
    """
    fields = response.headers
    coding = fields.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", ""}:
        response.close()
        message = f"found Content-Encoding {coding[:40]!r}, expected gzip or none"
        raise BadAnswer(message)
    pieces = _pieces(response)
    chunks = _unpacked(pieces) if coding == "gzip" else pieces
    return Arrival(fields.get(release_field, ""), fields.get("Content-Type", ""), response.geturl()), chunks


def _pieces(response: http.client.HTTPResponse) -> Chunks:
    """The bytes as they were sent.

    Raises:
        Interrupted: they stop before their end.
    """
    came = 0
    with response:
        while True:
            try:
                piece = response.read(PIECE)
            except (OSError, http.client.HTTPException) as error:
                raise _broken(came) from error
            if not piece:
                break
            came += len(piece)
            yield piece
        if response.length:
            raise _broken(came)


def _broken(came: int) -> Interrupted:
    """The error for an answer that ends early."""
    return Interrupted(f"the answer broke off after {came:,} bytes; what came is not the whole of it")


def _unpacked(pieces: Chunks) -> Chunks:
    """The bytes that were packed with gzip, no more at once than a few pieces hold.

    Raises:
        Interrupted: they stop before their end.
        BadAnswer: they are not gzip.
    """
    unpacker = zlib.decompressobj(wbits=31)
    came = 0
    try:
        for piece in pieces:
            packed = piece
            while packed:
                unpacked = unpacker.decompress(packed, 4 * PIECE)
                came += len(unpacked)
                if unpacked:
                    yield unpacked
                packed = unpacker.unconsumed_tail
    except zlib.error as error:
        message = f"the answer cannot be unpacked after {came:,} bytes: {error}"
        raise BadAnswer(message) from error
    finally:
        pieces.close()
    if not unpacker.eof:
        raise _broken(came)
