"""Queries that mean harm, and what must happen: nothing reaches the network, nobody else notices."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from server.running import Server, expand, load_cases

CASES = load_cases("hostile.json", 80)
LIMIT_SECONDS = 1.0
OVERRUN_SECONDS = 0.3
SLACK_SECONDS = 0.5
"""What a busy machine may add."""


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and who has connected to it."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as sock:

        def accept() -> None:
            while True:
                try:
                    connection, address = sock.accept()
                except OSError:
                    return
                seen.append(str(address))
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield sock.getsockname()[1], seen
        sock.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_hostile(server: Server, listener: tuple[int, list[str]], case: dict[str, Any]) -> None:
    port, seen = listener
    query = expand(case["query"]).replace("PORT", str(port))
    began = time.monotonic()
    reply = server.query(query, **({"timeout": case["timeout"]} if "timeout" in case else {}))
    took = time.monotonic() - began
    assert reply.status == case["status"], reply.text[:500]
    if "problem" in case:
        assert reply.problem == case["problem"], reply.text[:500]
    assert took < float(case.get("timeout", LIMIT_SECONDS)) + OVERRUN_SECONDS + SLACK_SECONDS, "the answer is late"
    assert seen == [], "the query reached the network"
    assert server.query("ASK { ?s a lh:Program }").text == '{"head":{},"boolean":true}'


def test_the_listener_would_notice(listener: tuple[int, list[str]]) -> None:
    port, seen = listener
    with socket.create_connection(("127.0.0.1", port)):
        deadline = time.monotonic() + 5
        while not seen and time.monotonic() < deadline:
            time.sleep(0.01)
    assert seen
    seen.clear()
