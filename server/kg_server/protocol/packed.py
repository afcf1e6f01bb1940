"""Queries packed into an address: raw deflate (RFC 1951) in base64url (RFC 4648, 5), so that long ones are links too.

Nothing is kept on the server.
"""

import base64
import binascii
import zlib

from kg_server.errors import BadParameter, UrlTooLong
from kg_server.query.reading import QUERY_BYTES

PLAIN_BYTES = 1_800
"""Up to this length, percent-encoded, a query stands in the address as it is."""


def pack(query: str) -> str:
    """A query as the value of `z`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(query.encode()) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(packed: str) -> str:
    """The query in a value of `z`; never more than the longest query is unpacked.

    Raises:
        BadParameter: it is no base64url, no deflate, cut off or no UTF-8.
        UrlTooLong: the query in it is too long.
    """
    detail = f"z: found {packed[:40]!r}, expected a query in deflate and base64url."
    problem = BadParameter(detail, {"parameter": "z"})
    reader = zlib.decompressobj(-15)
    try:
        coded = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        text = reader.decompress(coded, QUERY_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise problem from error
    if len(text) > QUERY_BYTES:
        detail = f"A query may have {QUERY_BYTES} bytes; this one has more when it is unpacked."
        raise UrlTooLong(detail, {"limit_bytes": QUERY_BYTES})
    if not reader.eof or reader.unused_data:
        raise problem
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise problem from error
