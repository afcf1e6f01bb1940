"""A request read from its bytes, where they can be read in one way only; everything else is left to the HTTP server.

Much stricter than RFC 9112: one request alone, in origin form, with its whole body, each field that matters at most
once, no folded line, no bare line feed, nothing about transfer codings, ranges or upgrades. So a request that is
answered here is one that the HTTP server would have read the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

HEAD_BYTES = 1 << 17
"""A longer head is left to the HTTP server."""

BODY_BYTES = 1 << 18
"""The same of a body."""

_LINE = 8000
_LINES = 90
_TARGET = rb"/[!$%&'()*+,./0-9:;=?@A-Z_a-z~-]*"
_TOKEN = rb"[!#$%&'*+.^`|~0-9A-Za-z-]+"
_HEAD = re.compile(rb"(GET|HEAD|POST) (" + _TARGET + rb") HTTP/1\.1\r\n((?:" + _TOKEN + rb":[\t\x20-\x7e]*\r\n)+)\r\n")
_FIELD = re.compile(
    r"^(accept|accept-encoding|accept-language|connection|content-encoding|content-length|content-type|cookie|expect|host"
    r"|if-match|if-none-match|if-range|if-unmodified-since|origin|range|transfer-encoding|trailer|upgrade"
    r"|x-forwarded-for|x-forwarded-host|x-forwarded-proto):[ \t]*(.*?)[ \t]*\r$",
    re.IGNORECASE | re.MULTILINE,
)
_FOREIGN = frozenset(
    {"expect", "if-match", "if-range", "if-unmodified-since", "range", "transfer-encoding", "trailer", "upgrade"}
)
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Head:
    """A request.

    Attributes:
        method: GET, HEAD or POST.
        target: path and query as sent.
        fields: the header fields that matter, by lower-case name.
        body: of a POST.
    """

    method: str
    target: str
    fields: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path as sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What comes after the question mark."""
        return self.target.partition("?")[2]


def read_head(received: bytes) -> Head | None:
    """The request that some bytes are, from the first to the last; None when that is not plain to see."""
    match = _HEAD.match(received, 0, HEAD_BYTES)
    if match is None:
        return None
    lines = match[3].decode("ascii")
    found = _FIELD.findall(lines)
    fields = {name.lower(): value for name, value in found}
    if len(fields) != len(found) or not _FOREIGN.isdisjoint(fields) or not _is_usual(lines, fields):
        return None
    method, body = match[1].decode("ascii"), received[match.end() :]
    length = fields.get("content-length")
    if method != "POST":
        return Head(method, match[2].decode("ascii"), fields, b"") if length is None and not body else None
    if length is None or not (length.isascii() and length.isdigit() and len(length) < 8):
        return None
    is_whole = len(body) == int(length) <= BODY_BYTES
    return Head(method, match[2].decode("ascii"), fields, body) if is_whole else None


def _is_usual(lines: str, fields: Mapping[str, str]) -> bool:
    """Whether the host is one, the connection is to be kept, and neither lines nor their number are long."""
    if fields.get("connection", "keep-alive").lower() != "keep-alive" or not _HOST.fullmatch(fields.get("host", "")):
        return False
    if len(lines) < _LINE and lines.count("\n") < _LINES:
        return True
    return lines.count("\n") < _LINES and max(map(len, lines.split("\n"))) < _LINE
