"""What every page asks the graph for: the statements of some things, and what they are called, a few questions in all.

Questions name the things that they are about, so that their cost grows with the page and not with the graph.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg_builder.releases.release import Release
from kg_server.engine.interface import Engine
from kg_server.errors import UnknownResource
from kg_server.naming.language import Language
from kg_server.naming.views import Names
from kg_server.protocol import asking
from kg_server.protocol.asking import Cell

LH = "https://w3id.org/livelihood/ns#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
LABEL_CHARACTERS = 160
"""Longest label of a thing on a page; the rest is cut."""

_FACTS = "SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {things} }} ?s ?p ?o {wanted} }}"
_LABELS = "SELECT ?s ?o WHERE {{ VALUES ?s {{ {things} }} ?s ?p ?o FILTER(?p = rdfs:label || ?p = skos:prefLabel) }}"
"""With both properties named, the engine reads every label that there is; so it reads every statement of the things."""

COUNTED = 10_000
"""Nothing is counted any further for a page."""
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")

Facts = Mapping[str, Sequence[Cell]]
"""IRI of a property to its values."""


@dataclass(frozen=True)
class Thing:
    """Something with a name and, mostly, a page.

    Attributes:
        iri: of it.
        text: what it is called in the language of the page.
        tag: language tag of that name where it is not the page's, else "".
        link: where its page is, or "".
        other: its name in another language, with the tag, or "".
    """

    iri: str
    text: str
    tag: str = ""
    link: str = ""
    other: tuple[str, str] = ("", "")


def tidy(text: str, most: int = LABEL_CHARACTERS) -> str:
    """Text on one line, without characters that nobody sees or that turn the direction of writing, cut if too long.

    Between words where there is a space near the end, else, as in Chinese, between characters.
    """
    shown = " ".join(_UNSEEN.sub(" ", text[: most * 4]).split())
    if len(shown) <= most:
        return shown
    space = shown.rfind(" ", most - 25, most)
    return f"{shown[: space if space > 0 else most - 1]}…"


@dataclass(frozen=True)
class Reader:
    """Reads one release for one page.

    Attributes:
        engine: answers.
        release: that is served.
        seconds: time limit of one question.
        language: of the page.
        known: names that were read already.
    """

    engine: Engine
    release: Release
    seconds: float
    language: Language
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """How IRIs are shortened and linked."""
        return Names(self.release.base, self.release.prefixes)

    def table(self, query: str, most: int = 5_000) -> asking.Table:
        """The answer to a query.

        Raises:
            Problem: there is none.
        """
        return asking.table(self.engine, asking.page_question(query, self.seconds, most))

    def rows(self, query: str, most: int = 5_000) -> list[dict[str, str]]:
        """The rows of an answer as name to text."""
        return self.table(query, most).values()

    def column(self, query: str, most: int = 5_000) -> list[str]:
        """The values of the first variable of an answer."""
        return [row[0]["value"] for row in self.table(query, most).rows if row[0] is not None]

    def count(self, pattern: str) -> int:
        """How many solutions a pattern has; one more than `COUNTED` for all that have more."""
        inner = f"SELECT (1 AS ?one) WHERE {{ {pattern} }} LIMIT {COUNTED + 1}"
        return int(self.column(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }}")[0])

    def below(self, iri: str) -> str:
        """A concept and all narrower ones, as a query lists values."""
        return _listed(self.column(f"SELECT ?s WHERE {{ ?s skos:broader* <{iri}> }} LIMIT {COUNTED}"))

    def has(self, pattern: str) -> bool:
        """Whether a pattern has a solution."""
        return bool(self.table(f"ASK {{ {pattern} }}").boolean)

    def facts(self, iris: Iterable[str], only: Sequence[str] = ()) -> dict[str, dict[str, list[Cell]]]:
        """The statements of some things: IRI to property to values, in the order in which the things are named.

        Args:
            iris: of the things.
            only: properties that are wanted; all where none is named.
        """
        asked: dict[str, dict[str, list[Cell]]] = {iri: {} for iri in iris}
        wanted = f"FILTER(?p IN ({', '.join(f'<{name}>' for name in only)}))" if only else ""
        if asked:
            for cells in self.table(_FACTS.format(things=_listed(asked), wanted=wanted), 100_000).rows:
                subject, verb, value = cells
                if subject is not None and verb is not None and value is not None:
                    asked[subject["value"]].setdefault(verb["value"], []).append(value)
        return asked

    def learn(self, iris: Iterable[str]) -> None:
        """Read the names of things that are not known yet."""
        new = [iri for iri in dict.fromkeys(iris) if iri not in self.known]
        for at in range(0, len(new), 500):
            part = new[at : at + 500]
            self.known.update((iri, {}) for iri in part)
            for cells in self.table(_LABELS.format(things=_listed(part)), 10_000).rows:
                subject, label = cells
                if subject is not None and label is not None:
                    self.known[subject["value"]][label.get("xml:lang", "")] = tidy(label["value"])

    def labels(self, iri: str) -> Mapping[str, str]:
        """The names of a thing by language tag, those that were learned."""
        return self.known.get(iri, {})

    def thing(self, iri: str) -> Thing:
        """A thing by its IRI, called by what was learned, else by its short name."""
        labels = self.labels(iri)
        tag, text = self.language.tagged(labels)
        if not text:
            return Thing(iri, tidy(self.names.short(iri)), "", self.names.link(iri) or "")
        own = tag.lower().split("-")[0] in {self.language.code, ""}
        others = sorted((each, name) for each, name in labels.items() if each and name != text)
        other = next(iter(others), ("", ""))
        return Thing(iri, text, "" if own else tag, self.names.link(iri) or "", other)

    def things(self, iris: Iterable[str]) -> list[Thing]:
        """Things by their IRIs."""
        asked = list(iris)
        self.learn(asked)
        return [self.thing(iri) for iri in asked]


def listed(iris: Iterable[str]) -> str:
    """IRIs as a query has them; what is no IRI is left out."""
    return _listed(iris)


def _listed(iris: Iterable[str]) -> str:
    """The same."""
    return " ".join(f"<{iri}>" for iri in iris if not re.search(r'[\x00-\x20<>"{}|^`\\]', iri))


def named(text: str) -> ox.NamedNode:
    """An IRI that may be put into a query.

    Raises:
        UnknownResource: it is none.
    """
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        detail = "The address is no IRI."
        raise UnknownResource(detail) from error


def first(facts: Facts, name: str) -> str:
    """The first value of one of our properties, or ""."""
    values = facts.get(name if ":" in name else LH + name, ())
    return values[0]["value"] if values else ""


def all_of(facts: Facts, name: str) -> list[str]:
    """All values of one of our properties, in order."""
    return sorted(cell["value"] for cell in facts.get(name if ":" in name else LH + name, ()))


def last_part(iri: str) -> str:
    """What follows the last slash or hash of an IRI."""
    return re.split(r"[/#]", iri)[-1]
