"""What can go wrong between a program and a service, each with what to do about it.

GraphError
├── Unreachable         nothing answers at the address, or too late
├── Interrupted         an answer broke off: what came is no whole answer
├── WrongRelease        the service answers from another release than the pinned one
├── AnswerTooLarge      an answer does not fit into the memory that it may use
├── BadAnswer           what came is not what the protocol says
├── BadArgument         a value that cannot be asked with
├── NotComparable       figures that must not be added, with the reasons
└── ServiceError        the service says why it does not answer (RFC 9457)
    ├── QueryError      the query cannot be run as it is
    ├── TimeLimit       the query was stopped at its time limit
    ├── Busy            try again later
    └── NotFound        there is no such thing, or it was taken out
"""

import json
from collections.abc import Mapping, Sequence

SHOWN = 300
"""Characters of an answer that is no problem document that are shown."""


FORMS_ADVICE = "SELECT and ASK give rows: query, stream, frame. CONSTRUCT and DESCRIBE give triples: rdf, save."


class GraphError(Exception):
    """Why there is no answer."""


class Unreachable(GraphError):
    """Nothing answers at the address, or too late."""


class Interrupted(GraphError):
    """An answer broke off."""


class WrongRelease(GraphError):
    """The service answers from another release than the pinned one."""


class AnswerTooLarge(GraphError):
    """An answer does not fit into the memory that it may use."""


class BadAnswer(GraphError):
    """What came is not what the protocol says."""


class BadArgument(GraphError, ValueError):
    """A value that cannot be asked with."""


class NotComparable(GraphError):
    """Figures that must not be added.

    Attributes:
        reasons: why, one sentence each.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        """Keep the reasons."""
        self.reasons = tuple(reasons)
        super().__init__("these figures must not be added: " + " ".join(self.reasons))


class ServiceError(GraphError):
    """The service says why it does not answer (https://www.rfc-editor.org/rfc/rfc9457).

    Attributes:
        status: HTTP status.
        kind: last part of the problem's type, such as `query-syntax`; "" where the answer was no problem document.
        title: what is wrong.
        detail: what is wrong this time.
        advice: what to do about it.
        line, column: place in the query, where the service tells one.
        suggestions: what may have been meant, or what mends it.
        retry_after: seconds after which it may be tried again, or None.
        extra: all members of the problem document.
    """

    def __init__(self, status: int, problem: Mapping[str, object], retry_after: float | None) -> None:
        """Take a problem document apart."""
        self.status = status
        self.kind = str(problem.get("type", "")).rpartition("/")[2]
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.advice = str(problem.get("advice", ""))
        self.line = _whole(problem.get("line"))
        self.column = _whole(problem.get("column"))
        listed = problem.get("suggestions")
        self.suggestions = tuple(_told(each) for each in listed) if isinstance(listed, list) else ()
        self.retry_after = retry_after
        self.extra = dict(problem)
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        """All of it for a person."""
        parts = [f"{self.title or 'the service gives no answer'} (HTTP {self.status})."]
        parts += [self.detail] if self.detail else []
        parts += [f"Suggestions: {'; '.join(self.suggestions)}"] if self.suggestions else []
        parts += [f"Try again in {self.retry_after:g} seconds."] if self.retry_after is not None else []
        parts += [self.advice] if self.advice and not self.suggestions else []
        return " ".join(parts)


class QueryError(ServiceError):
    """The query cannot be run as it is."""


class TimeLimit(ServiceError):
    """The query was stopped at its time limit."""


class Busy(ServiceError):
    """Too much was asked for now."""


class NotFound(ServiceError):
    """There is no such thing, or it was taken out."""


def _whole(value: object) -> int | None:
    """A whole number of a problem document."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _told(suggestion: object) -> str:
    """One suggestion; some services give tables."""
    if isinstance(suggestion, Mapping):
        return ", ".join(f"{name}: {value}" for name, value in suggestion.items())
    return str(suggestion)


def service_error(status: int, content_type: str, body: bytes, retry_after: float | None) -> ServiceError:
    """The error of an answer that is no success."""
    problem = _problem(content_type, body)
    if status == 406:
        problem["advice"] = FORMS_ADVICE
    kind = str(problem.get("type", "")).rpartition("/")[2]
    if kind == "query-timeout":
        return TimeLimit(status, problem, retry_after)
    if status in {404, 410}:
        return NotFound(status, problem, retry_after)
    if status == 429 or (status in {502, 503, 504} and kind != "query-too-heavy"):
        return Busy(status, problem, retry_after)
    if status == 406 or kind.startswith(("query-", "parameter-", "url-too-long", "encoding-")):
        return QueryError(status, problem, retry_after)
    return ServiceError(status, problem, retry_after)


def _problem(content_type: str, body: bytes) -> dict[str, object]:
    """A problem document, or the beginning of whatever came in its place."""
    if content_type.partition(";")[0].strip().lower() in {"application/problem+json", "application/json"}:
        try:
            content = json.loads(body)
        except ValueError:
            content = None
        if isinstance(content, dict):
            return content
    text = " ".join(body[: 4 * SHOWN].decode("utf-8", "replace").split())[:SHOWN]
    is_text = content_type.startswith("text/plain")
    return {"detail": text if is_text else "The answer is no problem document: is this the address of the service?"}
