"""The command for assistants: `mcp`."""

import importlib.util
import os
import sys
from pathlib import Path

import click

from kg_builder.cli.first import build_if_none
from kg_builder.cli.options import out_option
from kg_builder.config import BuilderConfig

MISSING = (
    "the tools for assistants need one more package: pip install 'livelihood-graph[mcp]', or in a checkout "
    ".venv/bin/pip install mcp"
)


@click.command(name="mcp")
@click.option("--url", metavar="URL", help="Ask a service that runs there instead of starting one.")
@out_option
@click.option("--release", metavar="VERSION", help="Answer from this release only.")
@click.option("--http", is_flag=True, help="Listen on HTTP at 127.0.0.1 instead of the standard streams.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port for --http.")
@click.pass_obj
def serve_assistants(
    config: BuilderConfig, url: str | None, out: Path | None, release: str | None, port: int, *, http: bool
) -> None:
    """Give an assistant the tools to search, ask and cite the graph, by the Model Context Protocol.

    Without --url, a service on the current release is started for it, on this machine only, and ended with it; a
    release is built first if there is none.
    """
    if importlib.util.find_spec("mcp") is None:
        raise click.ClickException(MISSING)
    folder = out or config.out
    if url is None:
        build_if_none(config, folder)
    where = {"--out": str(folder)} if url is None else {"--url": url}
    given = where | ({"--release": release} if release else {}) | {"--port": str(port)}
    arguments = [part for pair in given.items() for part in pair] + (["--http"] if http else [])
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "kg_mcp", *arguments])  # noqa: S606  (no shell, own program)
