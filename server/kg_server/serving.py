"""gunicorn with threads, our worker and our application. Imports all of the server.

gunicorn, because it breaks a transfer off when an answer fails late; other servers end it cleanly, and a client would
take a part for the whole.
"""

import ctypes
import gc
import sys
from functools import partial

import gunicorn.http.message
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from kg_builder.releases.release import current_release
from kg_server.app import Shared, create_app
from kg_server.config import ServerConfig
from kg_server.engine.process import EngineProcesses
from kg_server.express import Express
from kg_server.front import Front
from kg_server.naming.language import choose_language, read_languages
from kg_server.patience import PatientWorker
from kg_server.protocol.delivery import Desk
from kg_server.releases import Releases
from kg_server.transfer.accesses import STANDARD_ERROR, Accesses
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.flights import Flights
from kg_server.transfer.heads import Head
from kg_server.transfer.proxies import client_address
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

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8

KEEP_ALIVE_SECONDS = 15
CONNECTIONS = 1000


class Keeper(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which also keeps the engine alive."""

    def manage_workers(self) -> None:
        """Look after the engine once a second, as after the workers."""
        self.app.processes.keep()
        super().manage_workers()


def _return_memory() -> None:
    """Have large bodies given back to the system when they are freed, and few arenas for many threads (mallopt(3))."""
    allocate = getattr(ctypes.CDLL(None), "mallopt", None)
    if allocate is not None and sys.platform.startswith("linux"):
        allocate(_M_ARENA_MAX, 2)
        allocate(_M_MMAP_THRESHOLD, 1 << 18)


def _limit(budgets: Budgets, hops: int, head: Head, address: str) -> str:
    """The header field RateLimit for a request."""
    return budgets.told(client_address(head, address, hops))


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
            "loglevel": "debug" if self.config.log == "debug" else "error",  # below that it logs addresses
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

    def load(self) -> Front:
        """The application and what stands before it, made in each worker after the fork."""
        _return_memory()
        waiting = THREADS - SPARE_THREADS - self.config.evaluators
        engine = Metered(self.processes.engine(waiting, Accounts(self.tally, self.budgets)), self.tally)
        room = (self.config.cache_mib << 20) // self.config.workers
        bodies = AnswerCache(room * 3 // 4)
        releases = Releases(self.config.out, engine)
        desk = Desk(self.config, engine, bodies, Flights(lambda: self.tally.add("answers_shared")))
        app = create_app(self.config, engine, releases, Shared(desk, self.tally, self.budgets))
        is_logged = self.config.log in {"debug", "info"}
        accesses = Accesses(self.tally, STANDARD_ERROR if is_logged else None)
        codes = tuple(read_languages())
        language = partial(choose_language, None, None, known=codes)
        reception = Reception(app, engine.state, bodies, accesses, language)
        hops = self.config.trust_proxy
        limit_of = partial(_limit, self.budgets, hops) if self.budgets else None
        gc.collect()
        gc.freeze()  # what is there by now stays: not to be looked at again and again
        return Front(Reflexes(reception, limit_of), Express(releases, desk, reception, self.budgets))

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
        gunicorn.http.message.MAX_REQUEST_LINE = REQUEST_LINE_BYTES
        Keeper(self).run()
