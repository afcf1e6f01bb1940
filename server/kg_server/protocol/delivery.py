"""The desk where questions of requests are asked and answers handed out, from memory where they were given before.

Imports answers, asking, cache, config, flights and the interface.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from flask import Response, request

from kg_builder.releases.release import Release
from kg_server.config import ServerConfig
from kg_server.engine.interface import Answer, Asker, Chunks, Engine, Question
from kg_server.errors import Problem
from kg_server.protocol import asking
from kg_server.protocol.protocol import Dataset
from kg_server.transfer import answers
from kg_server.transfer.cache import AnswerCache
from kg_server.transfer.flights import Flights
from kg_server.transfer.negotiation import Offer


class Overheard:
    """The bytes of a large answer, which are kept when they all came and are not too many."""

    def __init__(self, chunks: Chunks, cache: AnswerCache, key: str) -> None:
        """Wrap the bytes of an answer."""
        self._chunks, self._cache, self._key = chunks, cache, key

    def __iter__(self) -> Iterator[bytes]:
        """The bytes.

        Raises:
            Broken: they end early; nothing is kept.
        """
        heard: list[bytes] | None = []
        room = self._cache.most_bytes // 4
        for part in self._chunks:
            room -= len(part)
            if heard is not None and room >= 0:
                heard.append(part)
            else:
                heard = None
            yield part
        if heard is not None:
            self._cache.put(self._key, b"".join(heard))

    def close(self) -> None:
        """Stop what still goes on."""
        self._chunks.close()


class Verdict(threading.local):
    """What came of the last question of a thread that was asked before its request reached a route."""

    question: Question | None = None
    problem: Problem | None = None

    def take(self, question: Question) -> Problem | None:
        """The problem, if it is that of a question; it is told once."""
        problem = self.problem if question == self.question else None
        self.question = self.problem = None
        return problem


@dataclass(frozen=True)
class Desk:
    """What routes need that hand out answers."""

    config: ServerConfig
    engine: Engine
    cache: AnswerCache
    flights: Flights
    verdict: Verdict = field(default_factory=Verdict)

    def seconds(self, wanted: float | None) -> float:
        """The time limit of a request that wants one."""
        return min(wanted or self.config.query_seconds, self.config.query_seconds_max)

    def table(self, question: Question) -> asking.Table:
        """The answer for a page.

        Raises:
            Problem: see `asking.ask`.
        """
        return asking.table(self.engine, question, asker())

    def kept_table(self, question: Question, version: str) -> asking.Table:
        """The same, out of memory where it was given before: for a query whose answer is settled by the release.

        Raises:
            Problem: see `asking.ask`.
        """
        parts = (question.text, question.bindings, question.rows, question.default_graphs, question.named_graphs)
        tag = answers.entity_tag(("table", version, *parts))
        return asking.read_table(self.answer(question, version, tag))

    def deliver(self, question: Question, offer: Offer, version: str, tag: str | None) -> Response:
        """The answer in a representation, with its validator when the release of that version gave it.

        Raises:
            Problem: see `asking.ask`.
        """
        answer = self.answer(question, version, tag)
        response = answers.respond(request, answer, offer)
        return answers.add_validators(response, tag if answer.version == version else None)

    def answer(self, question: Question, version: str, tag: str | None, me: Asker | None = None) -> Answer:
        """The answer of the engine, or the one that it gave before.

        Args:
            question: what is asked.
            version: the release that is served.
            tag: validator of the answer by that release, or None.
            me: who asks, by default in the request at hand.

        Raises:
            Problem: see `asking.ask`.
        """
        if (problem := self.verdict.take(question)) is not None:
            raise problem
        me = me or asker()
        if tag is None:
            return asking.ask(self.engine, question, me)
        kept = self.cache.get(tag)
        if kept is not None:
            return Answer(version, kept)
        answer = asking.told(
            question, lambda: self.flights.share(tag, lambda: self.engine.query(question, me), question.seconds)
        )
        if answer.version != version:
            return answer
        if answer.body is not None:
            self.cache.put(tag, answer.body)
        elif answer.chunks is not None:
            return Answer(version, chunks=Overheard(answer.chunks, self.cache, tag))
        return answer


def query_tag(release: Release, base_iri: str, text: str, dataset: Dataset, offer: Offer) -> str:
    """The validator of the answer to a query that answers the same each time: all that it depends on."""
    return answers.entity_tag((release.digest, release.version, base_iri, text, dataset, offer))


def asker() -> Asker:
    """Who asks in the request at hand; the connection where the server tells it."""
    connection = request.environ.get("gunicorn.socket")
    descriptor = None
    if connection is not None:
        with suppress(OSError):
            descriptor = connection.fileno()
    return Asker(descriptor, request.remote_addr or "")
