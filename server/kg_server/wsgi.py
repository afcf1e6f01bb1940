"""The server process: engine first, from the main thread, then gunicorn with threads.

gunicorn, because it breaks a transfer off when an answer fails late; other servers end it cleanly, and a client would
take a part for the whole. The edge of the program: reads the environment and configures logging.
"""

import logging
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import gunicorn.http.message
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from kg_builder.errors import ConfigError, ReleaseError
from kg_builder.releases.release import current_release
from kg_server.app import Shared, create_app
from kg_server.config import ServerConfig
from kg_server.engine.process import EngineProcesses
from kg_server.patience import PatientWorker
from kg_server.releases import Releases
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.reception import Reception
from kg_server.transfer.reflexes import Reflexes
from kg_server.usage.budgets import Budgets
from kg_server.usage.metering import Accounts, Metered
from kg_server.usage.tally import Tally

THREADS = 64
"""Requests that one front-end process handles at one time."""

SPARE_THREADS = 16
"""Of these, so many never wait for the engine: they follow another's evaluation, or answer everything else."""

REQUEST_LINE_BYTES = 3 * 65536 + 8192
"""Longest request line: a query of the greatest length, percent-encoded. gunicorn itself would stop at 8190."""

START_SECONDS = 600.0
KEEP_ALIVE_SECONDS = 15
CONNECTIONS = 1000


class Keeper(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which also keeps the engine alive."""

    def manage_workers(self) -> None:
        """Look after the engine once a second, as after the workers."""
        self.app.processes.keep()
        super().manage_workers()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with our settings and no others."""

    def __init__(self, config: ServerConfig, processes: EngineProcesses) -> None:
        """Keep what workers need."""
        self.config, self.processes = config, processes
        self.tally = Tally()
        self.budgets = Budgets(config.rate_limit) if config.rate_limit else None
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        settings = {
            "bind": [self.bind()],
            "workers": self.config.workers,
            "worker_class": PatientWorker,
            "threads": THREADS,
            "worker_connections": CONNECTIONS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "limit_request_line": REQUEST_LINE_BYTES,
            "timeout": 60,
            "graceful_timeout": int(self.config.query_seconds_max) + 1,
            "loglevel": "debug" if self.config.log == "debug" else "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "proc_name": "livelihood-graph",
            "when_ready": self.announce,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def bind(self) -> str:
        """Address to listen on, an IPv6 one in brackets."""
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        return f"{host}:{self.config.port}"

    def load(self) -> Reflexes:
        """The application and what stands before it, made in each worker after the fork."""
        waiting = THREADS - SPARE_THREADS - self.config.evaluators
        engine = Metered(self.processes.engine(waiting, Accounts(self.tally, self.budgets)), self.tally)
        room = (self.config.cache_mib << 20) // self.config.workers
        bodies = AnswerCache(room * 3 // 4)
        shared = Shared(bodies, self.tally, self.budgets)
        app = create_app(self.config, engine, Releases(self.config.out, engine), shared)
        return Reflexes(Reception(app, engine.state, bodies, self.tally), room // 8)

    def announce(self, arbiter: Arbiter) -> None:
        """Say where the server is and what it serves."""
        release = current_release(self.config.out)
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        if release is not None:
            line = f"{release.title} {release.version} · {release.triples:,} triples · sha256 {release.digest[:12]}…"
            sys.stdout.write(f"{line} → {address}\n")
            sys.stdout.flush()

    def run(self) -> None:
        """Serve until told to stop."""
        Keeper(self).run()


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
    gunicorn.http.message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES
    processes = EngineProcesses(config)
    processes.start()
    try:
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
