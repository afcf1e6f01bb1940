"""Examples: the stored queries of a release, written out with the parameters that somebody chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template

from kg_builder.errors import QueryError
from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release
from kg_server.errors import BadParameter, UnknownResource
from kg_server.naming.language import ENGLISH, Language
from kg_server.naming.speaking import spoken
from kg_server.pages.examples import EXAMPLES
from kg_server.releases import Releases
from kg_server.workbench.filling import declared, filled
from kg_server.workbench.snippets import parameters

PARAMETER = "p-"
"""What the names of parameters begin with in an address, so that they are nobody else's."""


@dataclass(frozen=True)
class Choice:
    """A field of an example's form."""

    name: str
    label: str
    value: str
    is_number: bool


@dataclass(frozen=True)
class Card:
    """An example, in the reader's language."""

    name: str
    title: str
    description: str
    choices: tuple[Choice, ...]


def stored(release: Release) -> dict[str, StoredQuery]:
    """The stored queries of a release by name; none where it has none that can be read."""
    try:
        return read_queries(release.path / "queries")
    except QueryError:
        return {}


def first(release: Release) -> str:
    """The query that the page begins with."""
    return declared(EXAMPLES[0].query, release.prefixes) + "\n"


def page(releases: Releases) -> str:
    """The page of all examples."""
    queries = releases.remember("examples", stored)
    cards = [_card(query, spoken()) for query in queries.values()]
    return render_template("examples.html", release=releases.live(), cards=cards)


def _card(query: StoredQuery, language: Language) -> Card:
    """A stored query as an example."""
    return Card(
        name=query.name,
        title=language.label({ENGLISH: query.title, **query.titles}),
        description=language.label({ENGLISH: query.description, **query.descriptions}),
        choices=tuple(
            Choice(
                name=f"{PARAMETER}{each.name}",
                label=language.label({ENGLISH: each.label, **each.labels}),
                value=each.default,
                is_number=each.kind in {"integer", "decimal"},
            )
            for each in query.parameters
        ),
    )


def address(releases: Releases, given: Mapping[str, str]) -> str:
    """Where an example with its parameters is asked.

    Args:
        releases: where the stored queries are.
        given: `example`, the name of one, and its parameters.

    Raises:
        UnknownResource: there is no such example.
        BadParameter: a parameter has a value without meaning.
    """
    query = releases.remember("examples", stored).get(given["example"])
    if query is None:
        detail = f"There is no example {given['example'][:100]!r}."
        raise UnknownResource(detail)
    values = {name.removeprefix(PARAMETER): value for name, value in given.items() if name.startswith(PARAMETER)}
    try:
        text = filled(query, values, releases.live().prefixes)
    except QueryError as error:
        detail = f"{error}."
        raise BadParameter(detail) from error
    return f"/sparql?{urlencode(parameters(text))}"
