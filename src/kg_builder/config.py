"""Settings of the builder, read once at the edge from a mapping.

Every setting is an environment variable `KG_*`. A name that no program knows is refused, so that a slip of the pen
never becomes a default.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg_builder.errors import ConfigError

KNOWN = frozenset(
    {
        "KG_BASE_IRI",
        "KG_CACHE_MIB",
        "KG_CORS_ORIGINS",
        "KG_DATA",
        "KG_EVALUATORS",
        "KG_EVALUATOR_MIB",
        "KG_HOST",
        "KG_LOG",
        "KG_MEMORY_TRIPLES",
        "KG_METRICS",
        "KG_OUT",
        "KG_PORT",
        "KG_QUERY_SECONDS",
        "KG_QUERY_SECONDS_MAX",
        "KG_RATE_LIMIT",
        "KG_SOURCES",
        "KG_TRUST_PROXY",
        "KG_WORKERS",
    }
)
"""Names that some program of the project reads."""


def shipped_folder(name: str) -> Path:
    """A folder that comes with the project: `ontology` or `data`, in the wheel or in a checkout.

    Raises:
        ConfigError: the installation lacks it.
    """
    here = Path(__file__).parent
    for folder in (here / name, here.parents[1] / name):
        if folder.is_dir():
            return folder
    message = f"the installation lacks its folder {name}/; install livelihood-graph again"
    raise ConfigError(message)


def usual_package(here: Path) -> Path:
    """The data package to work on where none is named: the folder itself if it is one, else the project's own.

    Somebody who stands in a package means that one, and some commands write.
    """
    return here if (here / "datapackage.json").is_file() else shipped_folder("data")


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Refuse a `KG_*` name that no program knows.

    Raises:
        ConfigError: names the first such variable and the nearest known one.
    """
    for name in sorted(environ):
        if name.startswith("KG_") and name not in KNOWN:
            near = difflib.get_close_matches(name, sorted(KNOWN), n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(KNOWN))}"
            message = f"{name}: unknown setting{hint}"
            raise ConfigError(message)


@dataclass(frozen=True)
class BuilderConfig:
    """Where the builder reads and writes.

    Attributes:
        data: folder of the data package (`KG_DATA`, default the folder one stands in if it is a package, else the
            project's own).
        out: folder that releases are written to (`KG_OUT`, default `build`).
        base_iri: base of data IRIs instead of the package's own (`KG_BASE_IRI`), or None.
        sources: private folder of source texts (`KG_SOURCES`), or None.
    """

    data: Path
    out: Path
    base_iri: str | None
    sources: Path | None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], default_data: Path) -> "BuilderConfig":
        """Settings from a mapping of environment variables.

        Raises:
            ConfigError: an unknown `KG_*` name, or a base that is no absolute IRI ending in a slash.
        """
        refuse_unknown(environ)
        base = environ.get("KG_BASE_IRI")
        if base is not None and not (base.startswith(("http://", "https://")) and base.endswith("/")):
            message = f"KG_BASE_IRI: found {base!r}, expected an http(s) IRI that ends in a slash"
            raise ConfigError(message)
        sources = environ.get("KG_SOURCES")
        return cls(
            data=Path(environ.get("KG_DATA", default_data)),
            out=Path(environ.get("KG_OUT", "build")),
            base_iri=base,
            sources=Path(sources) if sources else None,
        )
