"""The stored queries of a service, by attribute and by name. Imports errors, showing, stored and transport."""

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kg_client.errors import BadAnswer
from kg_client.showing import Places
from kg_client.stored import Fetch, StoredQuery
from kg_client.transport import Reply

JSON = "application/json, application/vnd.oai.openapi+json"
LIST = "openapi.json"
_PATH = re.compile(r"/q/([a-z0-9]+(?:-[a-z0-9]+)*)(?:\{[^{}]*\})?(?:\.[a-z.]+)?")


@dataclass(frozen=True)
class Listing:
    """A stored query in the list of all.

    Attributes:
        name: at the service.
        title, description: what it answers.
        group: the group that it is listed in, or "".
    """

    name: str
    title: str
    description: str
    group: str


class Queries:
    """The stored queries of a service, by attribute (`programs_in_region`) or by name (`["programs-in-region"]`)."""

    def __init__(self, fetch: Fetch, url: str, pin: str, places: Callable[[], Places]) -> None:
        """Know where to ask; nothing is sent yet."""
        self._fetch, self._url, self._pin, self._places = fetch, url, pin, places
        self._listings: dict[str, Listing] = {}
        self._known: dict[str, StoredQuery] = {}

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What there is, by name; asked of the service once.

        Raises:
            BadAnswer: the service does not tell.
        """
        return tuple(self._listed().values())

    def __iter__(self) -> Iterator[str]:
        """The names, sorted."""
        return iter(self._listed())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._listed())

    def __dir__(self) -> list[str]:
        """The names as attributes."""
        return [name.replace("-", "_") for name in self._listed()]

    def __getattr__(self, name: str) -> StoredQuery:
        """The query of a name, hyphens as underscores.

        Raises:
            AttributeError: there is none; names the nearest.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name.replace("_", "-")]
        except KeyError as error:
            raise AttributeError(*error.args) from None

    def __getitem__(self, name: str) -> StoredQuery:
        """The query of a name.

        Raises:
            KeyError: there is none; names the nearest.
        """
        if name not in self._known:
            if name not in self._listed():
                near = difflib.get_close_matches(name, list(self), n=3, cutoff=0.3)
                hint = (
                    f"did you mean {' or '.join(near)}?" if near else f"there are {len(self)}, see list(graph.queries)"
                )
                message = f"there is no stored query {name[:100]!r}: {hint}"
                raise KeyError(message)
            pin = f"@{quote(self._pin)}" if self._pin else ""
            meta = _json(self._fetch(f"q/{name}{pin}.meta.json", "*/*", {}))
            self._known[name] = StoredQuery(meta, self._fetch, self._url, self._pin, self._places)
        return self._known[name]

    def _listed(self) -> dict[str, Listing]:
        """Name to listing, sorted.

        Raises:
            BadAnswer: the service does not tell.
        """
        if not self._listings:
            paths = _json(self._fetch(LIST, JSON, {})).get("paths")
            found: dict[str, Listing] = {}
            for path, operations in paths.items() if isinstance(paths, dict) else ():
                if match := _PATH.fullmatch(path):
                    found.setdefault(match[1], _listing(match[1], operations))
            if not found:
                message = f"{self._url}{LIST} lists no stored query"
                raise BadAnswer(message)
            self._listings = dict(sorted(found.items()))
        return self._listings


def _listing(name: str, operations: object) -> Listing:
    """A path of the document (https://spec.openapis.org/oas/v3.1.0#operation-object)."""
    told = operations.get("get", {}) if isinstance(operations, dict) else {}
    tags = told.get("tags") or [""]
    return Listing(name, str(told.get("summary", name)), str(told.get("description", "")), str(tags[0]))


def _json(reply: Reply) -> dict[str, Any]:
    """An object in JSON.

    Raises:
        BadAnswer: it is none.
    """
    try:
        content = json.loads(reply.body)
    except ValueError as error:
        message = f"{reply.url} answered no JSON"
        raise BadAnswer(message) from error
    if not isinstance(content, dict):
        message = f"{reply.url} answered JSON that is no object"
        raise BadAnswer(message)
    return content
