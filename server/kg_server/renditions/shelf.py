"""The stored queries of every release, with what their columns and groups are called; read once for each release.

Imports addresses, cache, errors and releases, and of kg_builder queries and views.
"""

import difflib
from dataclasses import dataclass

from kg_builder.errors import QueryError
from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release
from kg_builder.views import Words, read_removed, read_words
from kg_server.errors import ResourceGone, UnknownResource
from kg_server.releases import Releases
from kg_server.renditions.addresses import SUFFIXES, Address, Moved
from kg_server.transfer.cache import Bounded

_SHELVES = 16
"""Releases whose queries are kept in memory."""


@dataclass(frozen=True)
class Stock:
    """The stored queries of a release.

    Attributes:
        release: the release.
        queries: by name, sorted.
        words: what columns and groups are called.
        removed: queries that are gone to what stands in their place.
    """

    release: Release
    queries: dict[str, StoredQuery]
    words: Words
    removed: dict[str, str]


@dataclass(frozen=True)
class Item:
    """A stored query of a release.

    Attributes:
        query: the query.
        stock: what it is of.
        address: as asked for, the release by its whole version.
    """

    query: StoredQuery
    stock: Stock
    address: Address

    @property
    def release(self) -> Release:
        """The release that answers."""
        return self.stock.release

    @property
    def pin(self) -> str:
        """The version for the engine: "" for the release that is served."""
        return self.address.release


class Shelf:
    """The stock of every release."""

    def __init__(self, releases: Releases) -> None:
        """Read from the releases there are."""
        self._releases = releases
        self._kept: Bounded[str, Stock] = Bounded(4 * _SHELVES)

    def live(self) -> Stock:
        """The stock of the release that is served."""
        return self._stock(self._releases.live())

    def find(self, address: Address) -> Item:
        """The query at an address.

        Raises:
            UnknownResource: no such query, release or suffix; with the nearest.
            ResourceGone: the query was taken out.
            Moved: the release is named by the version of its data.
        """
        if address.suffix and address.suffix not in SUFFIXES:
            detail = f"Found the suffix .{address.suffix[:40]}; there is {', '.join(f'.{name}' for name in SUFFIXES)}."
            raise UnknownResource(detail, {"suggestions": [f".{name}" for name in SUFFIXES]})
        stock = self._stock(self._release(address)) if address.release else self.live()
        query = stock.queries.get(address.name)
        if query is None:
            raise _missing(stock, address)
        return Item(query, stock, address)

    def _stock(self, release: Release) -> Stock:
        """The stock of a release; empty where it has no queries that can be read."""
        found = self._kept.get(release.version)
        if found is None:
            folder = release.path / "queries"
            try:
                found = Stock(release, read_queries(folder), read_words(folder), read_removed(folder))
            except QueryError:
                found = Stock(release, {}, Words({}, {}), {})
            self._kept.keep(release.version, found, 1)
        return found

    def _release(self, address: Address) -> Release:
        """The release that an address is pinned to.

        Raises:
            UnknownResource: there is none; lists those there are.
            Moved: it is named by the version of its data.
        """
        found = self._releases.find(address.release)
        if found is not None:
            return found
        versions = self._releases.versions()
        for version in versions:
            release = self._releases.find(version)
            if release is not None and release.data_version == address.release:
                raise Moved(Address(address.name, version, address.suffix).path())
        detail = f"There is no release {address.release[:100]!r}; there is {', '.join(versions[:10])}."
        raise UnknownResource(detail, {"suggestions": versions[:10]})


def _missing(stock: Stock, address: Address) -> UnknownResource | ResourceGone:
    """Why there is no query of a name: it is gone, or never was."""
    name = address.name
    if name in stock.removed:
        successor = stock.removed[name]
        if not successor:
            detail = f"The stored query {name} was taken out, and nothing stands in its place."
            return ResourceGone(detail)
        path = Address(successor, address.release, address.suffix).path()
        detail = f"The stored query {name} was replaced by {successor}."
        return ResourceGone(detail, {"successor": path}, {"Link": f'<{path}>; rel="successor-version"'})
    near = difflib.get_close_matches(name, list(stock.queries), n=3, cutoff=0.3)
    hint = f" Did you mean {' or '.join(near)}?" if near else " The list is at /q/."
    return UnknownResource(f"There is no stored query {name[:100]!r}.{hint}", {"suggestions": near or ["/q/"]})
