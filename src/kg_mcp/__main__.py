"""`python -m kg_mcp`: the tools for assistants, over standard streams or HTTP."""

import argparse
import contextlib
import importlib.metadata
import socket
import sys
from pathlib import Path

import uvicorn

from kg_client import Graph, GraphError
from kg_mcp.assistant import Assistant
from kg_mcp.server import make_server
from kg_mcp.service import ServiceDied, own_service

BODY_BYTES = 256 << 10
"""Longest request over HTTP: a query may have 64 KiB."""


def main(arguments: list[str]) -> int:
    """Serve an assistant; the exit code is 1 when that cannot begin."""
    parser = argparse.ArgumentParser(prog="kg mcp", description="Give an assistant the tools to ask the graph.")
    parser.add_argument("--url", help="address of a running service")
    parser.add_argument("--out", type=Path, help="folder of releases to serve, where there is no --url")
    parser.add_argument("--release", default="", help="version of the release that answers must be from")
    parser.add_argument("--http", action="store_true", help="listen on HTTP instead of the standard streams")
    parser.add_argument("--port", type=int, default=8001, help="port of this machine for --http, 0 for any free one")
    given = parser.parse_args(arguments)
    try:
        with contextlib.ExitStack() as stack:
            url = given.url or stack.enter_context(own_service(given.out or Path("build")))
            graph = Graph(url, release=given.release)
            told = graph.release
            if given.release and told != given.release:
                sys.stderr.write(f"kg mcp: {graph.url} answers from release {told}, not from {given.release}\n")
                return 1
            serve(Assistant(graph), port=given.port if given.http else None)
    except (GraphError, ServiceDied, OSError) as error:
        sys.stderr.write(f"kg mcp: {error}\n")
        return 1
    return 0


def serve(assistant: Assistant, port: int | None) -> None:
    """Serve until the other side goes away or the process is told to end.

    Args:
        assistant: the tools.
        port: to listen on, 0 for any free one; None for the standard streams.
    """
    server = make_server(assistant, importlib.metadata.version("livelihood-graph"))
    if port is None:
        if sys.stdin.isatty():
            sys.stderr.write(
                "kg mcp: waiting for an assistant on standard input; Ctrl-D ends, --http listens instead\n"
            )
        server.run("stdio")
        return
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
        app = server.streamable_http_app(
            json_response=True, stateless_http=True, max_request_body_size=BODY_BYTES, host="127.0.0.1"
        )
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp asks {assistant.graph.url}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
