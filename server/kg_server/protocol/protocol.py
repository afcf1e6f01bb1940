"""The request side of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/#query-operation).

A query comes in the URL, in a form, or as a body; exactly one. Bytes are decoded here, strictly, from what the client
sent, so that nothing is decoded twice. Imports errors and reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote_to_bytes

from gunicorn.http.errors import ParseException
from pyoxigraph import NamedNode

from kg_server.errors import (
    BadEncoding,
    BadParameter,
    QueryRefused,
    QueryRepeated,
    QueryTooLarge,
    RequestIncomplete,
    UnsupportedMediaType,
    UrlTooLong,
)
from kg_server.protocol.packed import unpack
from kg_server.query.reading import QUERY_BYTES

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
ACCEPT_POST = f"{FORM}, {DIRECT}"

BODY_BYTES = 4 * QUERY_BYTES
"""Longest body: a form may need three bytes for one of the query."""

PARAMETERS = 200
"""Most parameters of one request."""

_TOO_LONG = f"A query may have {QUERY_BYTES} bytes."
_SINGLE = ("query", "timeout")


@dataclass(frozen=True)
class Dataset:
    """What a query is asked of.

    Attributes:
        default: graphs that together are the default graph, or None for the default graph of the store.
        named: graphs that `GRAPH` can name, or None for all of the store.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Asked:
    """What a request to the endpoint asks.

    Attributes:
        query: text of the query, or None when there is none.
        dataset: the dataset that the request names, or the whole store.
        format: short names or media types that override `Accept`, with commas between, or None; some clients send
            several that mean one.
        seconds: time limit that the request wants, or None.
    """

    query: str | None
    dataset: Dataset
    format: str | None
    seconds: float | None


def read_get(query_string: bytes) -> Asked:
    """What a GET or HEAD asks.

    Raises:
        QueryRepeated, BadParameter, BadEncoding, UrlTooLong, QueryRefused
    """
    asked = _asked(_pairs(query_string, "the URL"), None)
    if asked.query is not None and len(asked.query.encode()) > QUERY_BYTES:
        raise UrlTooLong(_TOO_LONG, {"limit_bytes": QUERY_BYTES})
    return asked


def read_post(query_string: bytes, content_type: str | None, headers: Mapping[str, str], body: IO[bytes]) -> Asked:
    """What a POST asks; the dataset may be named in the URL too.

    Raises:
        QueryRepeated, BadParameter, BadEncoding, QueryTooLarge, QueryRefused, UnsupportedMediaType
    """
    media_type = _media_type(content_type, headers)
    pairs = _pairs(query_string, "the URL")
    sent = _body(headers, body)
    if media_type == FORM:
        asked = _asked([*pairs, *_pairs(sent, "the form")], None)
    else:
        asked = _asked(pairs, _text(sent, "the body").removeprefix("\ufeff"))
    if asked.query is not None and len(asked.query.encode()) > QUERY_BYTES:
        raise QueryTooLarge(_TOO_LONG, {"limit_bytes": QUERY_BYTES})
    return asked


def _media_type(content_type: str | None, headers: Mapping[str, str]) -> str:
    """Type of the body, which must be one of two, in UTF-8 and not compressed.

    Raises:
        UnsupportedMediaType: it is something else.
    """
    essence, *parameters = [part.strip() for part in (content_type or "").split(";")]
    accept = {"Accept-Post": ACCEPT_POST}
    if essence.lower() == UPDATE:
        detail = "application/sparql-update is not taken: data change only with a release."
        raise UnsupportedMediaType(detail, headers=accept)
    if essence.lower() not in {FORM, DIRECT}:
        detail = f"Found Content-Type {essence[:100]!r}; expected {FORM} or {DIRECT}."
        raise UnsupportedMediaType(detail, headers=accept)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip("\"'").lower() not in {"utf-8", "utf8"}:
            detail = f"Found charset {value.strip()[:40]!r}; expected UTF-8."
            raise UnsupportedMediaType(detail, headers=accept)
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        detail = f"Found Content-Encoding {encoding[:40]!r}; send the body as it is."
        raise UnsupportedMediaType(detail, headers={"Accept-Encoding": "identity"})
    return essence.lower()


def _body(headers: Mapping[str, str], body: IO[bytes]) -> bytes:
    """The body, read no further than its limit.

    Raises:
        QueryTooLarge: it is longer, by its header or in truth.
        RequestIncomplete: it stops coming.
    """
    length = headers.get("Content-Length", "").strip()
    if length.isdigit() and int(length) > BODY_BYTES:
        raise QueryTooLarge(_TOO_LONG, {"limit_bytes": QUERY_BYTES})
    try:
        sent = body.read(BODY_BYTES + 1)
    except OSError as error:
        detail = "The body stopped coming."
        raise RequestIncomplete(detail) from error
    except ParseException as error:
        detail = "The body says that it comes in chunks, and does not."
        raise BadParameter(detail) from error
    if len(sent) > BODY_BYTES:
        raise QueryTooLarge(_TOO_LONG, {"limit_bytes": QUERY_BYTES})
    return sent


def _pairs(encoded: bytes, place: str) -> list[tuple[str, str]]:
    """Names and values of `application/x-www-form-urlencoded`, in order.

    Raises:
        BadEncoding: a name or value that is not UTF-8.
        BadParameter: too many.
    """
    members = [member for member in encoded.split(b"&") if member]
    if len(members) > PARAMETERS:
        detail = f"Found {len(members)} parameters; at most {PARAMETERS} are read."
        raise BadParameter(detail, {"limit_parameters": PARAMETERS})
    pairs = []
    for member in members:
        name, _, value = member.replace(b"+", b" ").partition(b"=")
        pairs.append((_text(unquote_to_bytes(name), place), _text(unquote_to_bytes(value), place)))
    return pairs


def _text(encoded: bytes, place: str) -> str:
    """Bytes as text.

    Raises:
        BadEncoding: they are not UTF-8.
    """
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        detail = f"Byte {error.start} of a value in {place} is not UTF-8."
        raise BadEncoding(detail) from error


def _asked(pairs: Sequence[tuple[str, str]], direct: str | None) -> Asked:
    """Parameters put together.

    Raises:
        QueryRepeated: a single parameter more than once, or a query in URL and body.
        BadParameter: a graph that is no absolute IRI, or a time limit that is no number.
        QueryRefused: an update.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    if direct is not None:
        given.setdefault("query", []).append(direct)
    if "update" in given:
        detail = "The parameter update is not taken: data change only with a release."
        raise QueryRefused(detail)
    given.setdefault("query", []).extend(unpack(packed) for packed in given.pop("z", ()))
    for name in _SINGLE:
        if len(given.get(name, ())) > 1:
            detail = f"Found {len(given[name])} times {name}; expected one."
            raise QueryRepeated(detail, {"parameter": name})
    single = {name: given[name][0] for name in _SINGLE if given.get(name)}
    return Asked(
        query=single.get("query"),
        dataset=_dataset(given),
        format=",".join(name for name in (*given.get("format", ()), *given.get("output", ())) if name) or None,
        seconds=_seconds(single.get("timeout")),
    )


def _dataset(given: Mapping[str, Sequence[str]]) -> Dataset:
    """The dataset of the protocol (2.1.4): once one kind of graph is named, the other is what was named of it."""
    default = _graphs("default-graph-uri", given)
    named = _graphs("named-graph-uri", given)
    return Dataset(default, named) if default or named else Dataset()


def _graphs(name: str, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Absolute IRIs of a parameter, each once; empty values, which some clients send, count as absent.

    Raises:
        BadParameter: one is no absolute IRI.
    """
    graphs = [value for value in given.get(name, ()) if value]
    for graph in graphs:
        try:
            NamedNode(graph)
        except ValueError as error:
            detail = f"{name}: found {graph[:200]!r}, expected an absolute IRI."
            raise BadParameter(detail, {"parameter": name}) from error
    return tuple(dict.fromkeys(graphs))


def _seconds(value: str | None) -> float | None:
    """A time limit in seconds; absent, empty and 0 mean the usual one.

    Raises:
        BadParameter: it is no number, or negative.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        detail = f"timeout: found {value[:40]!r}, expected a number of seconds."
        raise BadParameter(detail, {"parameter": "timeout"})
    return seconds or None
