"""`python -m kg_server.export DIR`: the current release's site as plain files."""

import argparse
import logging
import os
import sys
from pathlib import Path

from kg_builder.errors import KgError, ReleaseError
from kg_builder.releases.release import current_release
from kg_server.app import Shared, create_app
from kg_server.config import ServerConfig
from kg_server.engine.process import EngineProcesses
from kg_server.export.places import Site
from kg_server.export.writing import Export
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.flights import Flights
from kg_server.usage.tally import Tally

START_SECONDS = 600.0
_CACHE_BYTES = 64 << 20


def main(arguments: list[str]) -> int:
    """Export; the exit code is 1 when that fails."""
    parser = argparse.ArgumentParser(prog="kg export", description="Write the site as plain files.")
    parser.add_argument("folder", type=Path, help="a new or empty folder")
    parser.add_argument("--out", type=Path, help="folder of releases [KG_OUT]")
    parser.add_argument("--site", help="address that the files will have, for links in data; else the base of the IRIs")
    given = parser.parse_args(arguments)
    environ = dict(os.environ) | ({"KG_OUT": str(given.out)} if given.out else {})
    try:
        count = export(given.folder, ServerConfig.from_environ(environ), given.site)
    except KgError as error:
        sys.stderr.write(f"kg export: {error}\n")
        return 1
    sys.stdout.write(f"{given.folder}: {count:,} files\n")
    return 0


def export(folder: Path, config: ServerConfig, home: str | None = None) -> int:
    """Write the site of the current release; must be called from the main thread.

    Args:
        folder: new or empty.
        config: settings of the server.
        home: absolute address of the site, or None for the base of the release's IRIs.

    Returns:
        Number of files.

    Raises:
        KgError: there is no release, or it cannot be served or written.
    """
    logging.getLogger("kg_server").setLevel(logging.WARNING)
    release = current_release(config.out)
    if release is None:
        raise ReleaseError.missing(config.out)
    processes = EngineProcesses(config)
    processes.start()
    try:
        processes.wait_until_ready(START_SECONDS)
        engine = processes.engine(config.evaluators)
        desk = Desk(config, engine, AnswerCache(_CACHE_BYTES), Flights(lambda: None))
        shared = Shared(desk, Tally(), None)
        app = create_app(config, engine, Releases(config.out, engine), shared)
        site = Site(f"{(home or release.base).rstrip('/')}/", release.version)
        return Export(app, release, site, folder, _tell).run()
    finally:
        processes.close()


def _tell(count: int) -> None:
    """Say how far it is, to a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{count:,} files")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
