"""Parts of a query counted one after the other, within a time that is bounded for each and for all.

Imports asking, elements, lexer and the interface of the engine.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg_server.engine.interface import Asker, Engine
from kg_server.errors import Problem, QuerySyntax
from kg_server.protocol import asking
from kg_server.protocol.protocol import Dataset
from kg_server.query.elements import Element, Outline
from kg_server.query.lexer import position
from kg_server.query.reading import Reading

MOST = 10_000
"""Solutions are counted up to here."""

ROWS = 1_000
"""Rows of the query itself are counted up to here."""

STEP_SECONDS = 1.0
"""Longest time for one count."""

COUNT = "{prologue}\nSELECT (COUNT(*) AS ?n) {dataset} WHERE {{ {{ SELECT * WHERE {{ {body}\n}} LIMIT {most} }} }}"


@dataclass(frozen=True)
class Step:
    """One count.

    Attributes:
        text: what was counted, or what was added to all before it.
        kind: of the element.
        line: where it stands in the query, from 1.
        count: solutions, at most `MOST`; None where it could not be counted.
        milliseconds: how long that took.
        problem: why it could not be counted, or "".
        place: "" where the query needs it; else what it stands in: optional, minus, union.
    """

    text: str
    kind: str
    line: int
    count: int | None
    milliseconds: float
    problem: str = ""
    place: str = ""

    def as_json(self) -> dict[str, object]:
        """For programs."""
        content: dict[str, object] = {"text": self.text, "line": self.line, "solutions": self.count}
        content |= {"at_least": self.count == MOST, "milliseconds": round(self.milliseconds, 1)}
        return (
            content | ({"in": self.place} if self.place else {}) | ({"problem": self.problem} if self.problem else {})
        )


class Prober:
    """Counts parts of one query."""

    def __init__(
        self, engine: Engine, reading: Reading, outlined: Outline, dataset: Dataset, asker: Asker, seconds: float
    ) -> None:
        """Count for so many seconds at most."""
        self._engine, self._reading, self._outline, self._dataset = engine, reading, outlined, dataset
        self._asker, self._deadline = asker, time.monotonic() + seconds

    @property
    def is_late(self) -> bool:
        """Whether the time for all counts is used up."""
        return time.monotonic() >= self._deadline

    def ask(self, text: str, rows: int = 1) -> list[dict[str, str]]:
        """The rows of a query on the same dataset, with the same prologue.

        Raises:
            Problem: it could not be answered in time.
        """
        left = min(STEP_SECONDS, self._deadline - time.monotonic())
        if left <= 0:
            detail = "the time for explaining was used up"
            raise Problem(detail)
        question = asking.question_for(self._reading, self._dataset, "rows", "http://localhost/", left, rows)
        question = replace(question, text=text)
        return asking.table(self._engine, question, self._asker).values()

    def rows(self) -> int | None:
        """Rows of the query itself, at most `ROWS`; 0 or 1 for an ASK; None where it took too long.

        Raises:
            QuerySyntax: it cannot be parsed.
        """
        question = asking.question_for(self._reading, self._dataset, "rows", "http://localhost/", STEP_SECONDS, ROWS)
        try:
            found = asking.table(self._engine, question, self._asker)
        except QuerySyntax:
            raise
        except Problem:
            return None
        return len(found.rows) if found.boolean is None else int(found.boolean)

    def count(self, elements: Sequence[Element], place: str = "") -> Step:
        """Solutions of elements together; the step tells of the last."""
        last = elements[-1]
        body = "\n".join(element.text for element in elements)
        text = COUNT.format(prologue=self._outline.prologue, dataset=self._outline.dataset, body=body, most=MOST)
        began, count, problem = time.perf_counter(), None, ""
        try:
            count = int(self.ask(text)[0]["n"])
        except Problem as error:
            problem = error.title if error.status != 500 else error.detail
        took = (time.perf_counter() - began) * 1000
        line, _ = position(self._reading.text, last.offset)
        return Step(" ".join(last.text.split()), last.kind, line, count, took, problem, place)
