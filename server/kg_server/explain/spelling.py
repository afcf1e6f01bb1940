"""What may have been meant by a pattern that nothing matches: another term, thing, direction or literal.

Imports elements, lexer, probing, terms and views.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg_server.engine.interface import Engine
from kg_server.errors import Problem
from kg_server.explain.probing import STEP_SECONDS, Prober
from kg_server.naming.language import message
from kg_server.naming.terms import Terms, nearest, siblings
from kg_server.naming.views import Names
from kg_server.query.elements import Element, Outline
from kg_server.query.lexer import tokenize

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Hint:
    """One suggestion.

    Attributes:
        line: where, from 1.
        found: as written.
        problem: what is wrong with it.
        instead: what to write instead, the likeliest first.
    """

    line: int
    found: str
    problem: str
    instead: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """In one sentence."""
        meant = f" Did you mean {' or '.join(self.instead)}?" if self.instead else ""
        return f"Line {self.line}: {self.found} {self.problem}.{meant}"

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {"line": self.line, "found": self.found, "problem": self.problem, "instead": list(self.instead)}


class Speller:
    """Looks for what was meant."""

    def __init__(self, engine: Engine, prober: Prober, outlined: Outline, terms: Terms, names: Names) -> None:
        """Look in one graph, for one query."""
        self._engine, self._prober, self._outline, self._terms, self._names = engine, prober, outlined, terms, names
        self._prefixes = {**names.prefixes, **_declared(outlined.prologue)}

    def hints(self, triple: Element, line: int) -> Iterator[Hint]:
        """What may have been meant by a triple that nothing matches, its path apart."""
        subject, path, value = triple.terms
        slips = list(self._things((subject, value), path, line))
        yield from slips
        if slips or any(self.properties(path, line)) or self._prober.is_late:
            return
        plain = f"{subject} {path} {value}"
        if triple.text.startswith(("GRAPH", "graph")):
            if self._holds(plain):
                yield Hint(
                    line,
                    "GRAPH",
                    message("leaves out the graphs that have this; the default graph is the whole"),
                    (plain,),
                )
            return
        yield from self._direction(subject, path, value, line)
        yield from self._literal(path, value, line)

    def properties(self, path: str, line: int) -> Iterator[Hint]:
        """Properties of a path that nothing has."""
        for token in tokenize(path):
            iri = self._resolve(token.text) if token.kind in {"name", "iri"} else None
            if iri is not None and self._terms.properties and iri not in self._terms.properties:
                instead = self._shown(nearest(iri, self._terms.properties))
                yield Hint(line, token.text, message("is a property that nothing in this graph has"), instead)

    def _things(self, written: tuple[str, str], path: str, line: int) -> Iterator[Hint]:
        """Classes and things that the graph does not know."""
        is_type = path == "a" or self._resolve(path) == _TYPE
        for number, text in enumerate(written):
            iri = self._resolve(text)
            if iri is None:
                continue
            if number == 1 and is_type:
                if iri not in self._terms.classes:
                    instead = self._shown(nearest(iri, self._terms.classes))
                    yield Hint(line, text, message("is a class that nothing in this graph is of"), instead)
            elif not self._holds(f"{{ {text} ?p ?o }} UNION {{ ?s ?p {text} }}"):
                instead = self._shown(nearest(iri, siblings(self._engine, iri, STEP_SECONDS)))
                yield Hint(line, text, message("is a thing that this graph does not know"), instead)

    def _direction(self, subject: str, path: str, value: str, line: int) -> Iterator[Hint]:
        """Whether the triple holds the other way round."""
        if path != "a" and value[:1] not in {'"', "'"} and self._holds(f"{value} {path} {subject}"):
            yield Hint(line, path, message("goes the other way"), (f"{value} {path} {subject}",))

    def _literal(self, path: str, value: str, line: int) -> Iterator[Hint]:
        """Literals that are equal but for language or datatype."""
        if value[:1] not in {'"', "'"}:
            return
        plain = next(iter(tokenize(value))).text
        rows = self._ask("?value (LANG(?value) AS ?tag)", f"?s {path} ?value FILTER(STR(?value) = {plain})")
        if rows:
            tag = rows[0].get("tag", "")
            meant = f"{plain}@{tag}" if tag else plain
            yield Hint(line, value, message("has another language or datatype here"), (meant,))

    def _holds(self, body: str) -> bool:
        """Whether a pattern has a solution; True where that cannot be told."""
        rows = self._ask("(1 AS ?yes)", f"{{ SELECT * {{ {body} }} LIMIT 1 }}")
        return rows is None or bool(rows)

    def _ask(self, projection: str, body: str) -> list[dict[str, str]] | None:
        """The first row, or None where there was no time."""
        outlined = self._outline
        try:
            return self._prober.ask(f"{outlined.prologue} SELECT {projection} {outlined.dataset} {{ {body} }} LIMIT 1")
        except Problem:
            return None

    def _resolve(self, text: str) -> str | None:
        """The IRI that a term is, or None."""
        if text.startswith("<") and ":" in text:
            return text[1:-1]
        prefix, colon, name = text.partition(":")
        if not colon or prefix not in self._prefixes or text[:1] in {'"', "'"}:
            return None
        return self._prefixes[prefix] + name.replace("\\", "")

    def _shown(self, iris: list[str]) -> tuple[str, ...]:
        """IRIs as a query would have them."""
        shorts = (self._names.short(iri) for iri in iris)
        return tuple(short if short != iri else f"<{iri}>" for short, iri in zip(shorts, iris, strict=True))


def _declared(prologue: str) -> Mapping[str, str]:
    """The prefixes that a query declares."""
    pairs = pairwise(tokenize(prologue))
    return {name.text[:-1]: iri.text[1:-1] for name, iri in pairs if name.kind == "name" and iri.kind == "iri"}
