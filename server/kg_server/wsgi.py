"""The server process: the engine first, from the main thread, then the application and gunicorn.

The engine loads the graph while this process reads the modules of the application, which takes it as long. The edge of
the program: reads the environment and configures logging.
"""

import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from kg_builder.errors import ConfigError, ReleaseError
from kg_builder.releases.release import current_release
from kg_server.config import ServerConfig
from kg_server.engine.process import EngineProcesses

START_SECONDS = 600.0


def serve(
    out: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    workers: int | None = None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Serve the current release until a signal ends the process; must be called from the main thread.

    Args:
        out: folder of releases instead of `KG_OUT`.
        host: address to listen on instead of `KG_HOST`.
        port: port to listen on instead of `KG_PORT`; 0 for any free one.
        workers: front-end processes instead of `KG_WORKERS`.
        environ: mapping to read settings from instead of the environment of the process.

    Raises:
        ConfigError: a setting cannot be used, or the port is taken.
        ReleaseError: there is no release, or it is damaged.
    """
    given = {"KG_OUT": out, "KG_HOST": host, "KG_PORT": port, "KG_WORKERS": workers}
    settings = dict(os.environ if environ is None else environ)
    settings |= {name: str(value) for name, value in given.items() if value is not None}
    config = ServerConfig.from_environ(settings)
    logging.basicConfig(level=config.log.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if current_release(config.out) is None:
        raise ReleaseError.missing(config.out)
    _check_port(config)
    processes = EngineProcesses(config)
    processes.start()
    try:
        from kg_server.serving import Server

        processes.wait_until_ready(START_SECONDS)
        Server(config, processes).run()
    finally:
        processes.close()


def _check_port(config: ServerConfig) -> None:
    """Find out before anything is started that the address cannot be had.

    Raises:
        ConfigError: it is taken, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            message = f"{config.host}:{config.port}: {error.strerror or error}; choose another with KG_PORT or --port"
            raise ConfigError(message) from error
