"""The short way of a query: from the bytes of a request to the engine and back, without HTTP server and application.

It takes queries to the endpoint whose answer is data, which are most of what a server of queries does. Whatever else it
meets, pages and problems included, goes the long way, so that it is told in one place only; answers are the same both
ways, which a test holds. Imports headers, emptiness, protocol, transfer and releases.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

from kg_server import headers
from kg_server.engine.interface import Answer, Asker, Question
from kg_server.errors import Problem
from kg_server.explain.emptiness import help_link, is_empty
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk, query_tag
from kg_server.protocol.protocol import Asked, Dataset, read_get, read_post
from kg_server.query.reading import read_query
from kg_server.releases import Releases
from kg_server.transfer.accesses import digest_of
from kg_server.transfer.answers import KEPT, Coded, Streaming
from kg_server.transfer.codings import choose_coding
from kg_server.transfer.flows import Flow
from kg_server.transfer.formats import HTML, RESULT_FORMS
from kg_server.transfer.heads import Head
from kg_server.transfer.negotiation import Offer, by_name, choose
from kg_server.transfer.proxies import base_address, client_address
from kg_server.transfer.reception import Reception
from kg_server.transfer.recipes import Headers, Recipe, Reply, Wanted, known_tag
from kg_server.usage.budgets import Budgets

PATH = "/sparql"


@dataclass(frozen=True)
class Plan:
    """A query that has been read.

    Attributes:
        asked: what the request asks.
        text: the query.
        offer: the representation that it gets.
        tag: validator of the answer, or None.
        version: of the release that it was read for.
        question: for the engine.
    """

    asked: Asked
    text: str
    offer: Offer
    tag: str | None
    version: str
    question: Question


class Express:
    """The short way in one process."""

    def __init__(self, releases: Releases, desk: Desk, reception: Reception, budgets: Budgets | None) -> None:
        """Answer with the means of the long way.

        Args:
            releases: what is served.
            desk: asks the engine.
            reception: keeps answers.
            budgets: query seconds of addresses, if they are limited.
        """
        self._releases, self._desk, self._reception, self._budgets = releases, desk, reception, budgets
        self._hops = desk.config.trust_proxy

    def answer(self, head: Head, wanted: Wanted, descriptor: int, address: str) -> Reply | Flow | None:
        """The answer to a request; None for one that has to go the long way.

        Args:
            head: the request.
            wanted: what it wants.
            descriptor: of its connection.
            address: that the connection comes from.

        Raises:
            Gone: the asker hung up.
        """
        plan = self._plan(head) if head.path == PATH and head.method != "HEAD" else None
        if plan is None:
            return None
        try:
            asker = Asker(descriptor, client_address(head, address, self._hops))
            answer = self._desk.answer(plan.question, plan.version, plan.tag, asker)
        except Problem as problem:
            self._desk.verdict.question, self._desk.verdict.problem = plan.question, problem
            return None
        tag = plan.tag if answer.version == plan.version else None
        fields = self._fields(head, plan, answer, tag)
        query = digest_of(head.body or head.query.encode())
        if answer.body is not None:
            recipe = Recipe(answer.version, tag or "", fields, len(answer.body), plan.offer.media_type, query)
            return self._reception.keep(wanted, recipe, answer.body)
        assert answer.chunks is not None  # noqa: S101  # an answer has one or the other
        coding = choose_coding(wanted.encodings)
        coded = f"{tag}{coding.suffix}" if tag and coding else tag or ""
        recipe = Recipe(answer.version, coded, fields, -1, plan.offer.media_type, query)
        body = Streaming(answer.chunks)
        return Flow(recipe, Coded(body, coding) if coding else body, coding.name if coding else "")

    def _plan(self, head: Head) -> Plan | None:
        """What a request comes to; None when it is not a plain query, or not right."""
        try:
            asked = _asked(head)
            if asked.query is None:
                return None
            release = self._releases.live()
            reading = read_query(asked.query, release.prefixes)
            offer = _offer(reading.form, asked.format, head.fields.get("accept"))
        except Problem:
            return None
        base = base_address(head, self._hops)
        if offer == HTML or base is None:
            return None
        base_iri = f"{base}{PATH}"
        tag = None if reading.is_volatile else query_tag(release, base_iri, asked.query, asked.dataset, offer)
        if tag and head.method == "GET" and known_tag(head.fields.get("if-none-match"), tag):
            return None
        seconds = self._desk.seconds(asked.seconds)
        question = asking.question_for(reading, asked.dataset, offer.name, base_iri, seconds)
        return Plan(asked, asked.query, offer, tag, release.version, question)

    def _fields(self, head: Head, plan: Plan, answer: Answer, tag: str | None) -> Headers:
        """Header fields of an answer but for what depends on its coding."""
        origins = self._desk.config.cors_origins
        vary = "Accept, Accept-Encoding" + ("" if "*" in origins else ", Origin")
        fields = [("Content-Type", plan.offer.content_type), ("KG-Release", answer.version)]
        fields += [("Cache-Control", KEPT if tag else "no-store"), ("Vary", vary)]
        if answer.body is not None and plan.asked.dataset == Dataset() and is_empty(answer.body, plan.offer.name):
            link = help_link(plan.text)
            fields += [("Link", link)] if link else []
        return fields + headers.of_answers(origins, self._budgets, head.fields.get("origin", ""))


@lru_cache(512)
def _offer(form: str, name: str | None, accept: str | None) -> Offer:
    """The representation of an answer.

    Raises:
        NotAcceptable: there is none.
    """
    offers = RESULT_FORMS[form]
    return by_name(name, offers) if name else choose(accept, offers)


def _asked(head: Head) -> Asked:
    """What a request asks.

    Raises:
        Problem: as `read_get` and `read_post`.
    """
    if head.method == "GET":
        return read_get(head.query.encode("ascii"))
    names = {"Content-Encoding": "content-encoding", "Content-Length": "content-length"}
    given = {name: head.fields[lower] for name, lower in names.items() if lower in head.fields}
    return read_post(head.query.encode("ascii"), head.fields.get("content-type"), given, io.BytesIO(head.body))
