"""One query on a release from the command line, in a process of its own that is killed at the time limit.

The engine has no time limit and some queries take its whole process down, so nothing else runs in that process.
"""

import io
import multiprocessing
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

from kg_builder import guards
from kg_builder.errors import KgError, QueryError, StoreError, TimeLimit
from kg_builder.releases.store import open_store
from kg_builder.solutions_csv import write_csv

RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "ttl": ox.RdfFormat.TURTLE,
}


SERVICE = re.compile("service", re.IGNORECASE)
"""What the engine would answer by connecting to another machine."""


@dataclass(frozen=True)
class Answer:
    """A serialized answer.

    Attributes:
        body: its bytes in the format asked for.
        is_empty: no row, no triple.
    """

    body: bytes
    is_empty: bool


def evaluate(
    release: Path,
    text: str,
    prefixes: Mapping[str, str],
    bindings: Mapping[ox.Variable, ox.NamedNode | ox.Literal],
    form: str | None,
    seconds: float,
) -> Answer:
    """The answer to a query on the store of a release.

    Args:
        release: folder of the release.
        text: SPARQL query.
        prefixes: supplied without being declared.
        bindings: variables that are replaced by terms.
        form: one of the format names, or None for CSV of rows and Turtle of graphs.
        seconds: time limit, from the moment that the store is open.

    Raises:
        QueryError: the text is no query, or the format does not fit its kind.
        TimeLimit: it was stopped.
        StoreError: the store cannot be opened, or the evaluation broke its process.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    named = {variable.value: term for variable, term in bindings.items()}
    asked = (str(release), text, dict(prefixes), named, form)
    process = context.Process(target=_run, args=(theirs, os.getpid(), *asked), daemon=True)
    process.start()
    theirs.close()
    try:
        answer = ours.recv()
        if answer is None:
            if not ours.poll(seconds):
                message = f"stopped after {seconds:g} seconds; narrow the query or give --seconds"
                raise TimeLimit(message)
            answer = ours.recv()
    except EOFError:
        message = "the evaluation broke off: the query needs too much memory or is nested too deeply"
        raise StoreError(message) from None
    finally:
        process.kill()
        process.join()
    if isinstance(answer, KgError):
        raise answer
    return Answer(*answer)


def _run(
    pipe: Connection,
    parent: int,
    release: str,
    text: str,
    prefixes: dict[str, str],
    named: dict[str, ox.NamedNode | ox.Literal],
    form: str | None,
) -> None:
    """Evaluate in the child: send None when the clock may start, then the answer or the error."""
    guards.die_with_parent(parent)
    try:
        store = open_store(Path(release))
        if not guards.deny_network() and SERVICE.search(text):
            message = (
                "this platform cannot keep a query from the network, so the word SERVICE is refused anywhere in it"
            )
            raise QueryError(message)
        pipe.send(None)
        bindings: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): term for name, term in named.items()
        }
        result = store.query(text, prefixes=prefixes, substitutions=bindings or None)
        pipe.send(_serialized(result, form, prefixes))
    except SyntaxError as error:
        pipe.send(QueryError(f"no SPARQL query: {error}"))
    except PermissionError:
        pipe.send(QueryError("the query asks another machine (SERVICE), expected one that the release can answer"))
    except (RuntimeError, ValueError, OSError) as error:
        pipe.send(QueryError(str(error)))
    except KgError as error:
        pipe.send(error)


def _serialized(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str | None, prefixes: dict[str, str]
) -> tuple[bytes, bool]:
    """Bytes of an answer, and whether it is empty."""
    if isinstance(result, ox.QueryTriples):
        chosen = form or "ttl"
        if chosen not in GRAPH_FORMATS:
            message = f"found format {chosen} for a graph, expected one of {', '.join(GRAPH_FORMATS)}"
            raise QueryError(message)
        triples = sorted(set(result), key=str)
        output = io.BytesIO()
        ox.serialize(triples, output, GRAPH_FORMATS[chosen], prefixes=prefixes)
        return output.getvalue(), not triples
    chosen = form or "csv"
    if chosen not in RESULT_FORMATS:
        message = f"found format {chosen} for rows, expected one of {', '.join(RESULT_FORMATS)}"
        raise QueryError(message)
    if isinstance(result, ox.QueryBoolean):
        if chosen in ("csv", "tsv"):
            return f"{str(bool(result)).lower()}\n".encode(), False
        return result.serialize(format=RESULT_FORMATS[chosen]) or b"", False
    buffer = io.BytesIO()
    if chosen == "csv":
        write_csv(result, buffer)
    else:
        result.serialize(buffer, RESULT_FORMATS[chosen])
    body = buffer.getvalue()
    return body, _is_empty(body, chosen)


def _is_empty(body: bytes, form: str) -> bool:
    """Whether serialized rows hold none."""
    if form in ("csv", "tsv"):
        return body.count(b"\n") <= 1
    return b'"bindings":[]' in body if form == "json" else b"<result>" not in body
