"""Bytes put on a connection: what goes at once, the rest by a thread, and parts as they come."""

import socket
from collections.abc import Iterator, Sequence


def send_some(client: socket.socket, parts: Sequence[bytes]) -> list[memoryview]:
    """Send what goes out at once; what is left, and everything when that failed, for a thread to find out."""
    try:
        sent = client.sendmsg(parts)
    except OSError:
        sent = 0
    rest = []
    for part in parts:
        if sent < len(part):
            rest.append(memoryview(part)[sent:])
        sent = max(0, sent - len(part))
    return rest


def send_all(client: socket.socket, parts: Sequence[memoryview]) -> bool:
    """Send the rest of an answer; False when the client is gone, or takes nothing for too long."""
    client.settimeout(None)
    for part in send_some(client, parts):  # type: ignore[arg-type]  # both are buffers
        try:
            client.sendall(part)
        except OSError:
            return False
    return True


def send_parts(client: socket.socket, head: bytes, chunks: Iterator[bytes]) -> bool:
    """Send an answer as it comes; False when it ends early on either side, so that the connection is closed."""
    try:
        client.sendall(head)
        for chunk in chunks:
            client.sendall(chunk)
    except OSError:
        return False
    return True
