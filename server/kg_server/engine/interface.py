"""What every engine does, whatever it is: take a query that has been read, and give bytes or a reason.

EngineError
├── SyntaxRefused      the engine does not parse the query
├── Unsupported        it parses, but asks for something that the engine does not have
├── LimitReached       stopped at its time limit
├── Died               memory or stack ran out, and the process with it
├── Busy               nobody was free in time
├── Unavailable        there is no engine
├── Spent              the asker has used up its query seconds
├── Gone               the asker left
└── Broken             the answer ended early, after its first bytes
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class EngineError(Exception):
    """A query has no answer; the message is for people."""


class SyntaxRefused(EngineError):
    """The engine does not parse the query.

    Attributes:
        line: line of the place where it stopped, from 1, or None.
        column: column of that place, from 1, or None.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep message and place."""
        super().__init__(message)
        self.line, self.column = line, column


class Unsupported(EngineError):
    """The query asks for something that the engine does not have."""


class LimitReached(EngineError):
    """The query was stopped.

    Attributes:
        seconds: its limit.
    """

    def __init__(self, seconds: float) -> None:
        """Keep the limit."""
        super().__init__(f"stopped after {seconds:g} seconds")
        self.seconds = seconds


class Died(EngineError):
    """The process that evaluated the query ended."""


class Busy(EngineError):
    """No evaluator was free in time."""


class Spent(EngineError):
    """The asker has used up its query seconds for now.

    Attributes:
        retry_seconds: when it may ask again.
        limit: query seconds a minute.
    """

    def __init__(self, retry_seconds: int, limit: int) -> None:
        """Keep both."""
        super().__init__(f"{limit} query seconds a minute are used up")
        self.retry_seconds, self.limit = retry_seconds, limit


class Unavailable(EngineError):
    """There is no engine."""


class Gone(EngineError):
    """The asker hung up before there was an answer."""


class Broken(EngineError):
    """The answer ended early; what was given of it is not all."""


@dataclass(frozen=True)
class Question:
    """One query for an engine.

    Attributes:
        text: SPARQL, without SERVICE.
        format: short name of a representation, or `rows` for a table of at most `rows` solutions or triples in JSON.
        base_iri: what relative IRIs are resolved against.
        default_graphs: graphs that are the default graph instead of the store's or the query's own, or None.
        named_graphs: graphs that `GRAPH` can name instead of the store's or the query's own, or None.
        prologue: the query's text before its form; needed with `from_graphs`.
        from_graphs: IRIs of `FROM` as written, when there are two or more: their union must count a triple once.
        from_named: IRIs of `FROM NAMED` as written, with `from_graphs`.
        rows: most rows of the format `rows`.
        bindings: variables that are replaced by terms: name, value, and datatype, which is "" for an IRI.
        seconds: time limit from the moment that evaluation begins.
        release: version of the release to answer from, "" for the one that is served.
    """

    text: str
    format: str
    base_iri: str
    seconds: float
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    prologue: str = ""
    from_graphs: tuple[str, ...] = ()
    from_named: tuple[str, ...] = ()
    rows: int = 0
    bindings: tuple[tuple[str, str, str], ...] = ()
    release: str = ""


class Chunks(Protocol):
    """The bytes of a large answer, which somebody must close."""

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they come.

        Raises:
            Broken: they end early.
        """

    def close(self) -> None:
        """Stop what still goes on."""


@dataclass(frozen=True)
class Answer:
    """Bytes of one representation.

    Attributes:
        version: the release that answered.
        body: all bytes, or None when there are too many to wait for.
        chunks: without a body, the bytes as they come.
    """

    version: str
    body: bytes | None = None
    chunks: Chunks | None = None


@dataclass(frozen=True)
class Asker:
    """Who asks.

    Attributes:
        descriptor: file descriptor of the connection, to notice when it hangs up; None where nobody can.
        address: network address, for shares of the engine; "" for the server itself.
    """

    descriptor: int | None = None
    address: str = ""


NOBODY = Asker()
"""The server itself."""


class Ledger(Protocol):
    """Who may ask, and who has used how much."""

    def check(self, asker: Asker) -> None:
        """Let an asker ask.

        Raises:
            Spent: not now.
        """

    def charge(self, asker: Asker, seconds: float) -> None:
        """Note that an evaluator worked so long for an asker."""


class Free:
    """A ledger of what costs nothing."""

    def check(self, asker: Asker) -> None:
        """Let everybody ask."""

    def charge(self, asker: Asker, seconds: float) -> None:
        """Note nothing."""


@dataclass(frozen=True)
class State:
    """What an engine says of itself.

    Attributes:
        version: release that new queries are answered from, or "" before the first.
        triples: size of its default graph.
        problem: why a newer release is not served, or "".
    """

    version: str = ""
    triples: int = 0
    problem: str = ""


class Engine(Protocol):
    """Anything that answers queries."""

    def state(self) -> State:
        """What is served now; cheap enough for every request."""

    def query(self, question: Question, asker: Asker = NOBODY) -> Answer:
        """Evaluate one query.

        Args:
            question: the query.
            asker: who asks.

        Raises:
            EngineError: one of its subclasses, before the first byte; later the chunks raise Broken.
        """
