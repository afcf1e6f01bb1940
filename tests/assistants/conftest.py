"""Assistants as real processes, over standard streams and over HTTP."""

import json
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from building import environment
from client.conftest import canteens, graph, meals, service
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent
from server.running import Server

__all__ = ["canteens", "graph", "meals", "service"]

START_SECONDS = 60.0


@dataclass(frozen=True)
class Caller:
    """A client of the protocol, called from outside its event loop."""

    portal: BlockingPortal
    client: Client

    def result(self, tool: str, arguments: dict[str, Any]) -> CallToolResult:
        """What a tool returns."""
        result: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def told(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a tool, which must be one."""
        result = self.result(tool, arguments)
        assert not result.is_error, result
        (content,) = result.content
        assert isinstance(content, TextContent)
        told: dict[str, Any] = json.loads(content.text)
        assert told == result.structured_content
        assert told["release"]
        return told

    def refused(self, tool: str, **arguments: Any) -> str:
        """Why a tool gives no answer, which it must not."""
        result = self.result(tool, arguments)
        assert result.is_error
        (content,) = result.content
        assert isinstance(content, TextContent)
        assert "Traceback" not in content.text
        return content.text


def address(server: Server) -> str:
    """The address of a service."""
    return f"http://127.0.0.1:{server.port}"


@contextmanager
def over_streams(*arguments: str) -> Iterator[Caller]:
    """An assistant over standard streams."""
    command = [sys.executable, "-m", "kg_builder", "mcp", *arguments]
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=environment())
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(parameters)) as client:
        yield Caller(portal, client)


@contextmanager
def listening(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """An assistant over HTTP: the process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg_builder", "mcp", "--http", "--port", "0", *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        line = process.stdout.readline() if ready else ""
        match = re.match(r"(http://127\.0\.0\.1:\d+/mcp) asks ", line)
        assert match is not None, line
        yield process, match[1]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@contextmanager
def over_http(*arguments: str) -> Iterator[Caller]:
    """An assistant over HTTP."""
    with (
        listening(*arguments) as (_, url),
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(url)) as client,
    ):
        yield Caller(portal, client)


@pytest.fixture(scope="session", params=[over_streams, over_http], ids=["streams", "http"])
def assistant(request: pytest.FixtureRequest, service: Server) -> Iterator[Caller]:
    """An assistant on the project's own data."""
    with request.param("--url", address(service)) as caller:
        yield caller


@pytest.fixture(scope="session")
def canteen_assistant(canteens: Server) -> Iterator[Caller]:
    """An assistant on the example of school meals."""
    with over_streams("--url", address(canteens)) as caller:
        yield caller
