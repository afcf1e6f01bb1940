"""Commands that begin another program in their place: `serve`, `export`."""

import os
import sys
from pathlib import Path

import click

from kg_builder.cli.first import build_if_none
from kg_builder.cli.options import out_option
from kg_builder.config import BuilderConfig


@click.command()
@click.option("--host", help="Address to listen on [KG_HOST, else 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on [KG_PORT, else 8000].")
@click.option("--workers", type=click.IntRange(1, 64), help="Server processes [KG_WORKERS].")
@out_option
@click.pass_obj
def serve(config: BuilderConfig, host: str | None, port: int | None, workers: int | None, out: Path | None) -> None:
    """Serve the current release; builds one first if there is none."""
    folder = out or config.out
    build_if_none(config, folder)
    given = {"--out": folder, "--host": host, "--port": port, "--workers": workers}
    arguments = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "kg_server", *arguments])  # noqa: S606  (no shell, own program)


@click.command(name="export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site", metavar="URL", help="Address that the files will have [the base of the release's IRIs].")
@out_option
@click.pass_obj
def export_site(config: BuilderConfig, folder: Path, site: str | None, out: Path | None) -> None:
    """Write the site of the current release as plain files, for any static host or for no host at all.

    Every page in both languages, every stored query in each format, every chart and every dump; links between them are
    relative. What needs a server (questions of one's own, search) leads to a page that says so. FOLDER must be new or
    empty.
    """
    given = {"--out": out or config.out, "--site": site}
    arguments = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    sys.stdout.flush()
    program = [sys.executable, "-m", "kg_server.export", str(folder), *arguments]
    os.execv(sys.executable, program)  # noqa: S606  (no shell, own program)
