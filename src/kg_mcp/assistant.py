"""What assistants can do with a graph, as functions that return plain JSON; the protocol is another module's business.

Imports guards, rows, schema, searching, telling and kg_client.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from kg_client import Answer, BadArgument, Graph, NotComparable, StoredQuery
from kg_client.catalog import Listing
from kg_client.transport import LONGEST_URL
from kg_mcp import schema, searching
from kg_mcp.guards import UNTRACEABLE, is_traceable, sums_in
from kg_mcp.rows import MOST_CHARACTERS, MOST_ROWS, Page, taken, told_page
from kg_mcp.telling import Told, told_figure, told_sources, told_total

MOST_TOLD = 6
"""Stored queries that are told with their parameters at once."""

MOST_CHOICES = 30
"""Values of a parameter that are told."""

_PROLOGUE = re.compile(r"#[^\n\r]*|<[^<>\"{}|^`\\\s]*>|\bPREFIX\s+\S*?:", re.IGNORECASE)
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


class Assistant:
    """The tools, on one graph."""

    def __init__(self, graph: Graph) -> None:
        """Know the graph; nothing is asked yet."""
        self.graph = graph

    def search(self, text: str, kind: str = "", limit: int = 20) -> Told:
        """Things whose names hold the words.

        Raises:
            BadArgument: there is no such kind.
            GraphError: there is no answer.
        """
        if kind and kind not in searching.KINDS:
            message = f"kind: found {kind[:60]!r}, expected one of {', '.join(searching.KINDS)}, or none"
            raise BadArgument(message)
        most = _between("limit", limit, 1, searching.MOST_HITS)
        things, notes = searching.found(self.graph, text, kind, most)
        return {"things": things, "notes": notes, "release": self.graph.release}

    def describe_schema(self) -> Told:
        """Classes, properties, codes and the rules of the model."""
        return schema.schema(self.graph)

    def list_queries(self, text: str = "") -> Told:
        """The stored queries that have the words in their texts, with parameters where they are few."""
        words = searching.words_of(text)
        ranked = sorted((-_hits(each, words), each.name) for each in self.graph.queries.listings)
        names = [name for hits, name in ranked if hits or not words]
        best = names[:MOST_TOLD] if words else []
        notes = []
        if not names:
            notes.append("No stored query has these words. Ask for all with an empty text, or use run_sparql.")
        elif len(names) > len(best):
            notes.append("Parameters are told of the best matches only: ask with the words of the one you want.")
        titles = {each.name: each.title for each in self.graph.queries.listings}
        return {
            "queries": [_told_query(self.graph.queries[name]) for name in best],
            "others": {name: titles[name] for name in names if name not in best},
            "notes": notes,
            "release": self.graph.release,
        }

    def run_query(self, name: str, parameters: Mapping[str, str], limit: int = 50, offset: int = 0) -> Told:
        """The answer to a stored query, from a row on.

        Raises:
            BadArgument: there is no such query or parameter.
            GraphError: there is no answer.
        """
        most = _between("limit", limit, 1, MOST_ROWS)
        first = _between("offset", offset, 0, 10**9)
        try:
            query = self.graph.queries[name]
        except KeyError as error:
            raise BadArgument(str(error.args[0])) from None
        address = query.url("", **parameters)
        if query.is_graph:
            return {"query": name, **self._triples(query.rdf("nt", **parameters), address)}
        answer = query(**parameters)
        rows = answer.rows[first : first + most]
        page = Page(answer.columns, rows, first + most < len(answer), answer.release)
        sheet = query.url("csv", **parameters)
        rest = f"All {len(answer)} rows are at {sheet}; run_query with offset=next_offset goes on."
        told = told_page(self.graph, page, rest)
        if not told["sources"] and not is_traceable(rows, self.graph.places.base):
            told["notes"].append(f"This query gives no figure with its rows; what it does is told at {address}.")
        head = {"query": name, "title": query.title, "description": query.description, "address": address}
        following = first + len(told["rows"])
        told["next_offset"] = following if following < len(answer) else None
        return {**head, "rows_in_all": len(answer), **told}

    def run_sparql(self, query: str, limit: int = 50) -> Told:
        """The answer to a query under the service's limits.

        Raises:
            BadArgument: it adds numbers up, or its numbers lead to no figure.
            GraphError: there is no answer.
        """
        most = _between("limit", limit, 1, MOST_ROWS)
        if why := sums_in(query):
            raise BadArgument(why)
        form = _form(query)
        if form == "ASK":
            answer: Answer = self.graph.query(query)
            return {"answer": answer.boolean, "address": self._address(query), "release": answer.release}
        if form in {"CONSTRUCT", "DESCRIBE"}:
            return self._triples(self.graph.rdf(query, "nt"), self._address(query))
        with self.graph.stream(query) as stream:
            rows, has_more = taken(stream, most)
        if not is_traceable(rows, self.graph.places.base):
            raise BadArgument(UNTRACEABLE)
        rest = f"Use LIMIT and OFFSET with ORDER BY, or take all rows from {self._address(query)}"
        page = Page(stream.columns, rows, has_more, stream.release)
        return {**told_page(self.graph, page, rest), "address": self._address(query)}

    def evidence(self, figures: Sequence[str]) -> Told:
        """Figures with all that stands behind them.

        Raises:
            BadArgument: none, or too many.
            NotFound: there is no such figure.
        """
        if not figures:
            message = "figures: found none, expected at least one name such as figure:NAME"
            raise BadArgument(message)
        found = self.graph.evidences(figures)
        return {"figures": [told_figure(each, self.graph.places) for each in found], "release": found[0].release}

    def add_figures(self, figures: Sequence[str]) -> Told:
        """The sum of figures, or why they must not be added.

        Raises:
            NotFound: there is no such figure.
        """
        try:
            return told_total(self.graph.add(figures), self.graph.places)
        except NotComparable as error:
            found = self.graph.evidences(figures)
            return {
                "added": False,
                "reasons": list(error.reasons),
                "instead": "Give the figures one by one, each with its source, and say why there is no sum.",
                "parts": told_sources(found, self.graph.places),
                "release": found[0].release if found else self.graph.release,
            }

    def _triples(self, text: str, address: str) -> Told:
        """Triples, as many as fit."""
        lines = text.splitlines()
        shown: list[str] = []
        for line in lines[:MOST_ROWS]:
            if sum(map(len, shown)) + len(line) > MOST_CHARACTERS:
                break
            shown.append(line)
        notes = ["The figures among these things have their sources in evidence."]
        if len(shown) < len(lines):
            notes.append(f"Only {len(shown)} of {len(lines)} triples fit; all are at {address}")
        return {"triples": shown, "notes": notes, "address": address, "release": self.graph.release}

    def _address(self, query: str) -> str:
        """Where people see the answer to a query; the form where it is too long for an address."""
        address = f"{self.graph.url}sparql?{urlencode({'query': query})}"
        return address if len(address) <= LONGEST_URL else f"{self.graph.url}sparql"


def _form(query: str) -> str:
    """The form of a query, in capitals; SELECT where it cannot be told, since the service then says what is wrong."""
    match = _FORM.search(_PROLOGUE.sub(" ", query))
    return match[1].upper() if match else "SELECT"


def _between(name: str, value: int, least: int, most: int) -> int:
    """A number within bounds.

    Raises:
        BadArgument: it is not.
    """
    if not least <= value <= most:
        message = f"{name}: found {value}, expected a number from {least} to {most}"
        raise BadArgument(message)
    return value


def _hits(listing: Listing, words: Sequence[str]) -> int:
    """How many of the words a stored query has in its texts, those in its title twice."""
    title, text = f"{listing.name} {listing.title}".lower(), listing.description.lower()
    return sum(2 * (word in title) + (word in text) for word in words)


def _told_query(query: StoredQuery) -> Told:
    """A stored query with its parameters."""
    parameters = []
    for each in query.parameters:
        told: Told = {"name": each.name, "kind": each.kind, "default": each.default, "meaning": each.label}
        if each.choices:
            told["values"] = [f"{value} ({label})" for value, label in list(each.choices.items())[:MOST_CHOICES]]
            told["values_in_all"] = len(each.choices)
        parameters.append(told)
    return {"name": query.name, "title": query.title, "description": query.description, "parameters": parameters}
