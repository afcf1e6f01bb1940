"""What a request can be told when it is not answered, and the one table from that to HTTP.

    Problem
    ├── QueryMissing  QueryRepeated  BadParameter  BadEncoding  QuerySyntax  QueryRefused  QueryUnsupported     400
    ├── UnknownResource                                                                                         404
    ├── MethodNotAllowed                                                                                        405
    ├── NotAcceptable                                                                                           406
    ├── RequestIncomplete                                                                                       408
    ├── ResourceGone                                                                                            410
    ├── QueryTooLarge                                                                                           413
    ├── UrlTooLong                                                                                              414
    ├── UnsupportedMediaType                                                                                    415
    ├── RangeOutside                                                                                            416
    ├── RateLimited                                                                                             429
    └── QueryTimeout  QueryDied  Overloaded  EngineDown                                                         503

Bodies follow RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457). `type` is a relative reference, stable, and answers at
that address with what the class says of itself.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class Problem(Exception):  # the name that RFC 9457 gives it
    """An answer that says why there is no other.

    Attributes:
        name: last part of the `type` reference.
        status: HTTP status.
        title: what is wrong, the same for all problems of the class.
        advice: what to do about it, the same for all problems of the class.
        detail: what is wrong this time.
        extra: further members of the body (RFC 9457, 3.2).
        headers: header fields that the status asks for.
    """

    name: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on this side"
    advice: ClassVar[str] = "Try again; if it stays, report it with the address that you asked for."

    def __init__(
        self, detail: str, extra: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the parts."""
        self.detail = detail
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        super().__init__(detail)

    def body(self) -> dict[str, object]:
        """The members of the problem document."""
        standard = {"type": f"/problems/{self.name}", "title": self.title, "status": self.status, "detail": self.detail}
        return {**standard, "advice": self.advice, **self.extra}


class QueryMissing(Problem):
    """A request to the endpoint carries no query."""

    name, status, title = "query-missing", 400, "There is no query"
    advice = "Send one in the parameter query, or as a body of type application/sparql-query."


class QueryRepeated(Problem):
    """A parameter that must come once comes more than once."""

    name, status, title = "parameter-repeated", 400, "A parameter is given more than once"
    advice = "Send exactly one query, and timeout at most once."


class BadParameter(Problem):
    """A parameter has a value without meaning."""

    name, status, title = "parameter-invalid", 400, "A parameter cannot be used"
    advice = "The detail says which parameter, what was found and what is expected."


class BadEncoding(Problem):
    """Bytes that are not UTF-8."""

    name, status, title = "encoding-invalid", 400, "The request is not UTF-8"
    advice = "Encode the query as UTF-8, then percent-encode it if it goes into a URL or a form."


class QuerySyntax(Problem):
    """A query that is not SPARQL."""

    name, status, title = "query-syntax", 400, "The query is not valid SPARQL 1.1"
    advice = "The detail gives line and column; suggestions, where there are any, say how to mend it."


class QueryRefused(Problem):
    """A query that this endpoint does not run, whatever it would answer."""

    name, status, title = "query-refused", 400, "This endpoint answers read-only queries from its own data"
    advice = "Leave out SERVICE and updates, and nest less deeply."


class QueryUnsupported(Problem):
    """A query that asks the engine for something it does not have."""

    name, status, title = "query-unsupported", 400, "The query asks for something this engine does not have"
    advice = "Use the functions of SPARQL 1.1."


class UnknownResource(Problem):
    """There is nothing at the address."""

    name, status, title = "not-found", 404, "There is nothing at this address"
    advice = "Start at / for what there is."


class MethodNotAllowed(Problem):
    """A method that the address does not take."""

    name, status, title = "method-not-allowed", 405, "This method is not for this address"
    advice = "The header Allow lists the methods there are. Data change with a release, never by request."


class RequestIncomplete(Problem):
    """A body that stopped coming."""

    name, status, title = "request-incomplete", 408, "The request did not come to its end"
    advice = "Send the body without long pauses."


class ResourceGone(Problem):
    """What was at the address was taken out."""

    name, status, title = "gone", 410, "What was here was taken out"
    advice = "Use what stands in its place, or pin a release that still has it."


class NotAcceptable(Problem):
    """No representation is acceptable."""

    name, status, title = "not-acceptable", 406, "There is no such representation"
    advice = "Ask for one of the media types in available, with Accept, or with format= and its short name."


class QueryTooLarge(Problem):
    """A body over the size limit."""

    name, status, title = "query-too-large", 413, "The query is too long"
    advice = "Shorten it; long lists of values can be replaced by a pattern."


class UrlTooLong(Problem):
    """A query in a URL over the size limit."""

    name, status, title = "url-too-long", 414, "The query in the URL is too long"
    advice = "Send it by POST, or shorten it."


class UnsupportedMediaType(Problem):
    """A body of a type or encoding that the endpoint does not read."""

    name, status, title = "media-type-unsupported", 415, "The body has a type that is not read here"
    advice = "Send application/x-www-form-urlencoded or application/sparql-query, in UTF-8."


class RangeOutside(Problem):
    """A range of bytes that a file does not have."""

    name, status, title = "range-outside", 416, "The file has no such bytes"
    advice = "Content-Range gives the length of the file."


class RateLimited(Problem):
    """An address has used up its share of the engine for now."""

    name, status, title = "rate-limited", 429, "This address has used up its query seconds for now"
    advice = "Try again after the number of seconds in Retry-After, or download the whole graph."


class QueryDied(Problem):
    """The evaluation needed more memory or stack than it may use."""

    name, status, title = "query-too-heavy", 503, "The query needed more memory or nesting than one query may use"
    advice = "Select fewer things at once: add patterns that join, drop ORDER BY over large sets, nest less."


class QueryTimeout(Problem):
    """The evaluation took longer than its limit."""

    name, status, title = "query-timeout", 503, "The query was stopped at its time limit"
    advice = "Make it more specific, add LIMIT, or ask for more time with timeout=; retrying as it is will not help."


class Overloaded(Problem):
    """All evaluators are busy and the queue is full or too slow."""

    name, status, title = "overloaded", 503, "Too many queries are running"
    advice = "Try again after the number of seconds in Retry-After, or download the whole graph."


class EngineDown(Problem):
    """There is no engine to answer."""

    name, status, title = "engine-unavailable", 503, "The query engine is not ready"
    advice = "Try again in a few seconds."


TABLE: Sequence[type[Problem]] = (
    QueryMissing,
    QueryRepeated,
    BadParameter,
    BadEncoding,
    QuerySyntax,
    QueryRefused,
    QueryUnsupported,
    UnknownResource,
    MethodNotAllowed,
    NotAcceptable,
    RequestIncomplete,
    ResourceGone,
    QueryTooLarge,
    UrlTooLong,
    UnsupportedMediaType,
    RangeOutside,
    RateLimited,
    QueryTimeout,
    QueryDied,
    Overloaded,
    EngineDown,
    Problem,
)
"""Every class of problem, by status; each has its own page under /problems/."""
