"""Whether the bytes of a request that have come are all of it: told without reading it as HTTP, and without waiting.

A thread that waits for a client can be held by that client; so the main loop waits, for heads and bodies of every form,
and threads get whole requests only.
"""

import json
import re
from enum import Enum

HEAD_BYTES = 1 << 18
"""A longer head is refused; the longest line of a request fits, and some fields."""

BODY_BYTES = 1 << 19
"""A longer body is refused; what routes take is shorter still."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CODED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_EXPECTED = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")
_SIZE_LINE = 1000

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Stage(Enum):
    """How far a request has come."""

    BEGUN = "more has to come"
    WHOLE = "all of it is there, or it is not HTTP; a thread can take it"
    EXPECTS = "its head is there, and the client waits for a word to send the body"
    HEAD_TOO_LONG = "its head is too long"
    BODY_TOO_LONG = "its body is too long"


def stage_of(received: bytes) -> Stage:
    """How far a request has come."""
    end = received.find(_HEAD_END, 0, HEAD_BYTES)
    if end < 0:
        return Stage.HEAD_TOO_LONG if len(received) >= HEAD_BYTES else Stage.BEGUN
    start = end + len(_HEAD_END)
    head = received[:start]
    length = _LENGTH.search(head)
    is_coded = _CODED.search(head) is not None
    if len(received) - start > BODY_BYTES or (length and int(length[1]) > BODY_BYTES):
        return Stage.BODY_TOO_LONG
    if is_coded:
        is_there = _has_last_chunk(received, start)
    else:
        is_there = length is None or len(received) - start >= int(length[1])
    if is_there:
        return Stage.WHOLE
    return Stage.EXPECTS if _EXPECTED.search(head) else Stage.BEGUN


def _has_last_chunk(received: bytes, at: int) -> bool:
    """Whether a body in chunks (RFC 9112, 7.1) has come to its end, or to something that is no chunk."""
    while True:
        end = received.find(b"\r\n", at)
        if end < 0:
            return len(received) - at > _SIZE_LINE
        match = _SIZE.fullmatch(received, at, end)
        if match is None:
            return True
        size = int(match[1], 16)
        if size == 0:
            return received.find(_HEAD_END, end) >= 0
        at = end + 2 + size + 2
        if at > len(received):
            return False


def without_expectation(received: bytes) -> bytes:
    """A request whose client has been told to go on."""
    return _EXPECTED.sub(b"", received, count=1)


def refusal(stage: Stage) -> bytes:
    """The answer to a request that is too long, as `errors` would have it; the connection ends with it."""
    if stage is Stage.HEAD_TOO_LONG:
        status, title, name = (
            "431 Request Header Fields Too Large",
            "The head of the request is too long",
            "url-too-long",
        )
        detail = f"A head may have {HEAD_BYTES} bytes."
    else:
        status, title, name = "413 Content Too Large", "The body is too long", "query-too-large"
        detail = f"A body may have {BODY_BYTES} bytes."
    members = {"type": f"/problems/{name}", "title": title, "status": int(status[:3]), "detail": detail}
    body = json.dumps(members, indent=2).encode() + b"\n"
    fields = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Access-Control-Allow-Origin: *",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    return "\r\n".join([*fields, "", ""]).encode() + body
