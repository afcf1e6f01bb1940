"""From a request to a question for the engine, and from the engine's reasons to problems.

Imports errors, formats, protocol, reading and the engine's interface.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg_server.engine import interface
from kg_server.engine.interface import NOBODY, Answer, Asker, Engine, Question
from kg_server.errors import (
    EngineDown,
    Overloaded,
    Problem,
    QueryDied,
    QuerySyntax,
    QueryTimeout,
    QueryUnsupported,
    RateLimited,
)
from kg_server.protocol.protocol import Dataset
from kg_server.query.reading import Reading
from kg_server.query.slips import mending, without_refused

RETRY_SECONDS = 2
"""What `Retry-After` says when all evaluators are busy."""

_CLASS = re.compile(r"\[[^\]]*\],? ?|\"[%_\\]\",? ?")
_EXCERPT = 200

Cell = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """An answer for people.

    Attributes:
        names: variables, or subject, predicate and object.
        rows: cells in the order of the names; None where there is no value.
        has_more: whether there are rows beyond these.
        boolean: the answer of an ASK, else None.
        version: the release that answered.
    """

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    has_more: bool = False
    boolean: bool | None = None
    version: str = ""

    def values(self) -> list[dict[str, str]]:
        """The rows as name to text, for pages that know their own query."""
        return [
            {name: cell["value"] for name, cell in zip(self.names, row, strict=True) if cell is not None}
            for row in self.rows
        ]


def question_for(
    reading: Reading, dataset: Dataset, form: str, base_iri: str, seconds: float, rows: int = 0
) -> Question:
    """The question that a request asks; a dataset of the request replaces that of the query."""
    is_named = dataset.default is not None
    merges = not is_named and len(reading.from_graphs) > 1
    return Question(
        text=reading.text,
        format=form,
        base_iri=base_iri,
        seconds=seconds,
        default_graphs=dataset.default,
        named_graphs=dataset.named,
        prologue=reading.prologue if merges else "",
        from_graphs=reading.from_graphs if merges else (),
        from_named=reading.from_named if merges else (),
        rows=rows,
    )


def ask(engine: Engine, question: Question, asker: Asker = NOBODY) -> Answer:
    """The engine's answer.

    Raises:
        Problem: see `told`.
    """
    return told(question, lambda: engine.query(question, asker))


def told(question: Question, answer: Callable[[], Answer]) -> Answer:
    """An answer, or the engine's reason for none as a problem.

    Raises:
        QuerySyntax, QueryUnsupported, QueryTimeout, QueryDied, Overloaded, EngineDown, RateLimited
        Gone: the asker hung up; nobody is there to be told.
    """
    try:
        return answer()
    except interface.SyntaxRefused as error:
        raise _syntax(question.text, error) from error
    except interface.Unsupported as error:
        detail = f"The engine says: {error}."
        raise QueryUnsupported(detail) from error
    except interface.EngineError as error:
        raise _problem(error) from error


def _problem(error: interface.EngineError) -> Problem:
    """The problem for a reason that is not about the text of the query; a hang-up goes on as it is."""
    if isinstance(error, interface.LimitReached):
        detail = f"The query was stopped after {error.seconds:g} seconds, its limit."
        return QueryTimeout(detail, {"limit_seconds": error.seconds})
    if isinstance(error, interface.Died):
        return QueryDied("The evaluation ended without an answer; the server and all other queries go on.")
    if isinstance(error, interface.Busy):
        detail = f"No evaluator was free: {error}."
        return Overloaded(detail, {"retry_after_seconds": RETRY_SECONDS}, {"Retry-After": str(RETRY_SECONDS)})
    if isinstance(error, interface.Spent):
        detail = f"This address has used up its {error.limit} query seconds a minute."
        extra = {"limit_seconds": error.limit, "retry_after_seconds": error.retry_seconds}
        return RateLimited(detail, extra, {"Retry-After": str(error.retry_seconds)})
    if isinstance(error, interface.Gone):
        raise error
    return EngineDown(f"The engine says: {error}.", headers={"Retry-After": str(RETRY_SECONDS)})


def _syntax(text: str, error: interface.SyntaxRefused) -> QuerySyntax:
    """A problem of syntax with its place, the text of that line, and what the engine expected there, made readable."""
    expected = _expected(str(error))
    if error.line is None or error.column is None:
        return QuerySyntax(f"{expected}.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    excerpt = lines[error.line - 1][:_EXCERPT] if error.line <= len(lines) else ""
    offset = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
    mended = mending("\n".join(lines), offset)
    extra: dict[str, object] = {"line": error.line, "column": error.column, "excerpt": excerpt}
    if mended is not None:
        extra["suggestions"] = [mended]
    return QuerySyntax(f"Line {error.line}, column {error.column}: {mended or expected}.", extra)


def _expected(message: str) -> str:
    """The engine's list of what it expected, without classes of characters."""
    readable = _CLASS.sub("", message).replace("expected one of", "expected").strip(" ,")
    readable = without_refused(readable).strip(" ,")
    return readable if readable != "expected" else "this cannot be read as SPARQL"


def table(engine: Engine, question: Question, asker: Asker = NOBODY) -> Table:
    """The answer to a question of the format `rows`.

    Raises:
        Problem: as `ask`.
    """
    return read_table(ask(engine, question, asker))


def read_table(answer: Answer) -> Table:
    """The table that an answer of the format `rows` is.

    Raises:
        EngineDown: it broke off.
    """
    content = json.loads(whole(answer))
    if "boolean" in content:
        return Table(boolean=content["boolean"], version=answer.version)
    rows = tuple(tuple(row) for row in content["rows"])
    return Table(tuple(content["names"]), rows, content["more"], version=answer.version)


def whole(answer: Answer) -> bytes:
    """All bytes of an answer.

    Raises:
        EngineDown: it broke off.
    """
    if answer.body is not None:
        return answer.body
    assert answer.chunks is not None  # noqa: S101  # an answer has one or the other
    try:
        return b"".join(answer.chunks)
    except interface.Broken as error:
        detail = f"The answer was broken off: {error}."
        raise EngineDown(detail, headers={"Retry-After": str(RETRY_SECONDS)}) from error
    finally:
        answer.chunks.close()


def page_question(text: str, seconds: float, rows: int = 5_000, release: str = "") -> Question:
    """A question of a page of ours, whose text has no relative IRI, to the release that is served or an older one."""
    return Question(text=text, format="rows", base_iri="http://localhost/", seconds=seconds, rows=rows, release=release)
