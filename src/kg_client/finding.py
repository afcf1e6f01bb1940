"""Things found by the words of their names, as the service's own search finds them. Imports errors and terms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg_client.errors import BadAnswer, BadArgument
from kg_client.terms import Iri

SEARCH = "search.json"
LONGEST_SEARCH = 300
"""Characters of the words that are searched for."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found.

    Attributes:
        iri: of the thing.
        kind: program, region, indicator, figure and so on; query for a stored query.
        label: its name.
        labels: its names by language.
        definition: what it is, or "".
        page: address of its page at the service, or "".
    """

    iri: Iri
    kind: str
    label: str
    labels: Mapping[str, str]
    definition: str
    page: str


@dataclass(frozen=True)
class Hits:
    """What was found, the best first.

    Attributes:
        hits: the things.
        total: how many there are in all.
        corrected: the words that were taken instead, where those that were given occur nowhere; else "".
    """

    hits: tuple[Hit, ...]
    total: int
    corrected: str


def wanted(text: str, kind: str, limit: int) -> dict[str, str]:
    """The parameters of a search.

    Raises:
        BadArgument: the text is too long for words of names.
    """
    if len(text) > LONGEST_SEARCH:
        message = f"found a text of {len(text)} characters, expected a few words"
        raise BadArgument(message)
    return {"q": text, "limit": str(limit)} | ({"kind": kind} if kind else {})


def read_hits(body: bytes, url: str) -> Hits:
    """The answer of a search.

    Args:
        body: JSON.
        url: address of the service, with a slash at its end.

    Raises:
        BadAnswer: it is none.
    """
    try:
        content = json.loads(body)
        hits = tuple(_hit(each, url) for each in content["results"])
        return Hits(hits, int(content["total"]), str(content.get("corrected") or ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{url}{SEARCH} answered something else than the results of a search"
        raise BadAnswer(message) from error


def _hit(told: Mapping[str, Any], url: str) -> Hit:
    """One of them."""
    link = str(told.get("link") or "")
    page = f"{url}{link.removeprefix('/')}" if link.startswith("/") else link
    labels = {str(tag): str(text) for tag, text in told.get("labels", {}).items()}
    iri, kind = Iri(str(told["iri"])), str(told["kind"])
    return Hit(iri, kind, str(told["label"]), labels, str(told.get("definition") or ""), page)
