"""Settings of the server, read once at the edge from a mapping.

Every setting is an environment variable `KG_*`; a name that no program of the project knows is refused by
`kg_builder.config`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg_builder.config import refuse_unknown
from kg_builder.errors import ConfigError

T = TypeVar("T")

LOG_LEVELS = ("debug", "info", "warning", "error")
MIB = 1 << 20


@dataclass(frozen=True)
class ServerConfig:
    """How the server listens, evaluates and answers.

    Attributes:
        out: folder of releases, with its link `current` (`KG_OUT`, default `build`).
        host: address to listen on (`KG_HOST`, default 127.0.0.1: this machine only).
        port: port to listen on, 0 for any free one (`KG_PORT`, default 8000).
        query_seconds: time limit of one query (`KG_QUERY_SECONDS`, default 10).
        query_seconds_max: most that a request may ask for with `timeout=` (`KG_QUERY_SECONDS_MAX`, default 60).
        workers: front-end processes (`KG_WORKERS`, default 2).
        evaluators: queries that run at one time (`KG_EVALUATORS`, default 2).
        evaluator_mib: memory of one query above the loaded graph, in MiB (`KG_EVALUATOR_MIB`, default 1024).
        memory_triples: largest graph, in triples, that is held in memory; a larger one is read from disk
            (`KG_MEMORY_TRIPLES`, default 20,000,000).
        cors_origins: origins that may read answers from a page, `*` for all (`KG_CORS_ORIGINS`, default `*`).
        cache_mib: memory for answers of all workers together, in MiB; 0 for none (`KG_CACHE_MIB`, default 256).
        log: least level that is logged (`KG_LOG`, default info).
        metrics: whether `/metrics` answers (`KG_METRICS`, 0 or 1, default 0).
        rate_limit: query seconds a minute that one address may use; 0 for any number (`KG_RATE_LIMIT`, default 0).
        sources: private folder of source texts, from which pages of figures show the passage (`KG_SOURCES`), or None.
        trust_proxy: number of proxies in front whose `X-Forwarded-*` headers count (`KG_TRUST_PROXY`, default 0).
    """

    out: Path = Path("build")
    host: str = "127.0.0.1"
    port: int = 8000
    query_seconds: float = 10.0
    query_seconds_max: float = 60.0
    workers: int = 2
    evaluators: int = 2
    evaluator_mib: int = 1024
    memory_triples: int = 20_000_000
    cors_origins: tuple[str, ...] = ("*",)
    cache_mib: int = 256
    log: str = "info"
    metrics: int = 0
    rate_limit: int = 0
    sources: Path | None = None
    trust_proxy: int = 0

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "ServerConfig":
        """Settings from a mapping of environment variables; an empty value counts as absent.

        Raises:
            ConfigError: an unknown `KG_*` name, or a value without meaning; the message names it.
        """
        refuse_unknown(environ)
        given = {name: value for name, value in environ.items() if name.startswith("KG_") and value.strip()}
        read = {
            field: _read(f"KG_{field.upper()}", given, parse)
            for field, parse in _PARSERS.items()
            if f"KG_{field.upper()}" in given
        }
        config = cls(**read)  # type: ignore[arg-type]  # each parser gives its field's type
        if config.query_seconds > config.query_seconds_max:
            message = (
                f"KG_QUERY_SECONDS: found {config.query_seconds:g}, expected at most KG_QUERY_SECONDS_MAX "
                f"({config.query_seconds_max:g})"
            )
            raise ConfigError(message)
        return config


def _read(name: str, given: Mapping[str, str], parse: Callable[[str], T]) -> T:
    """The value of one setting.

    Raises:
        ConfigError: `parse` refused it with a ValueError, whose text says what is expected.
    """
    try:
        return parse(given[name].strip())
    except ValueError as error:
        message = f"{name}: found {given[name]!r}, expected {error}"
        raise ConfigError(message) from error


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A parser of whole numbers in a range, both ends included."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            expected = f"a whole number from {lowest} to {highest}"
            raise ValueError(expected)
        return int(text)

    return parse


def _seconds(text: str) -> float:
    """A number of seconds, more than nothing and at most an hour."""
    expected = "a number of seconds from 0.01 to 3600"
    try:
        value = float(text)
    except ValueError:
        raise ValueError(expected) from None
    if not 0.01 <= value <= 3600:
        raise ValueError(expected)
    return value


def _level(text: str) -> str:
    """A level of logging."""
    if text.lower() not in LOG_LEVELS:
        expected = f"one of {', '.join(LOG_LEVELS)}"
        raise ValueError(expected)
    return text.lower()


def _origins(text: str) -> tuple[str, ...]:
    """Origins separated by commas or blanks."""
    origins = tuple(text.replace(",", " ").split())
    if any(origin != "*" and not origin.startswith(("http://", "https://")) for origin in origins):
        expected = "* or origins such as https://example.org, separated by commas"
        raise ValueError(expected)
    return origins


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "out": Path,
    "host": str,
    "port": _whole(0, 65535),
    "query_seconds": _seconds,
    "query_seconds_max": _seconds,
    "workers": _whole(1, 64),
    "evaluators": _whole(1, 64),
    "evaluator_mib": _whole(64, 1 << 20),
    "memory_triples": _whole(0, 10**12),
    "cors_origins": _origins,
    "cache_mib": _whole(0, 1 << 20),
    "log": _level,
    "metrics": _whole(0, 1),
    "rate_limit": _whole(0, 1 << 20),
    "sources": Path,
    "trust_proxy": _whole(0, 9),
}
