"""The desk where questions of requests are asked and answers handed out, from memory where they were given before.

Imports answers, asking, cache, config and the interface.
"""

from dataclasses import dataclass
from functools import partial

from flask import Response, request

from kg_server import answers, asking
from kg_server.cache import AnswerCache
from kg_server.config import ServerConfig
from kg_server.engine.interface import Answer, Engine, Question
from kg_server.negotiation import Offer


@dataclass(frozen=True)
class Desk:
    """What routes need that hand out answers."""

    config: ServerConfig
    engine: Engine
    cache: AnswerCache

    def seconds(self, wanted: float | None) -> float:
        """The time limit of a request that wants one."""
        return min(wanted or self.config.query_seconds, self.config.query_seconds_max)

    def table(self, question: Question) -> asking.Table:
        """The answer for a page.

        Raises:
            Problem: see `asking.ask`.
        """
        return asking.table(self.engine, question, _client())

    def deliver(self, question: Question, offer: Offer, version: str, tag: str | None) -> Response:
        """The answer in a representation, with its validator when the release of that version gave it.

        Raises:
            Problem: see `asking.ask`.
        """
        answer = self._answer(question, version, tag)
        packed = partial(self._packed, tag) if tag else None
        response = answers.respond(request, answer, offer, packed)
        return answers.add_validators(response, tag if answer.version == version else None)

    def _answer(self, question: Question, version: str, tag: str | None) -> Answer:
        """The answer of the engine, or the one that it gave before."""
        kept = self.cache.get(tag) if tag else None
        if kept is not None:
            return Answer(version, kept)
        answer = asking.ask(self.engine, question, _client())
        if tag and answer.body is not None and answer.version == version:
            self.cache.put(tag, answer.body)
        return answer

    def _packed(self, tag: str, body: bytes) -> bytes:
        """A body compressed, once."""
        key = f"{tag}{answers.GZIP_SUFFIX}"
        packed = self.cache.get(key)
        if packed is None:
            packed = answers.pack(body)
            self.cache.put(key, packed)
        return packed


def _client() -> int | None:
    """Descriptor of the connection at hand, where the server tells it."""
    connection = request.environ.get("gunicorn.socket")
    return connection.fileno() if connection is not None else None
