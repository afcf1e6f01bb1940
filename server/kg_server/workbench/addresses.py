"""Addresses of the query page: of a query, of one page of its answer, of its representations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kg_server.protocol.protocol import Dataset
from kg_server.workbench.snippets import parameters

MOST_PAGES = 1_000_000


@dataclass(frozen=True)
class View:
    """How an answer is looked at.

    Attributes:
        page: from 1.
        sort: variable to order by, with `-` before it for the other way round; "" for the query's own order.
        is_short: things are shown by their IRIs, shortened, and not by their labels.
    """

    page: int = 1
    sort: str = ""
    is_short: bool = False


def read_view(given: Mapping[str, str]) -> View:
    """The view that parameters of a request ask for; what has no meaning is left out."""
    page = given.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    sort = given.get("sort", "")
    is_name = sort.removeprefix("-").isidentifier()
    return View(min(max(number, 1), MOST_PAGES), sort if is_name else "", given.get("names") == "iris")


@dataclass(frozen=True)
class Address:
    """A query with all of its request that belongs into a link.

    Attributes:
        query: SPARQL.
        dataset: graphs that the request names.
        seconds: time limit that the request wants, or None.
        view: how the answer is looked at.
    """

    query: str
    dataset: Dataset
    seconds: float | None
    view: View

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Query and dataset as parameters, in order."""
        default = [("default-graph-uri", graph) for graph in self.dataset.default or ()]
        named = [("named-graph-uri", graph) for graph in self.dataset.named or ()]
        return [*parameters(self.query).items(), *default, *named]

    def to(self, path: str, **more: str) -> str:
        """The address of the query at a path, with further parameters; those with the value "" are left out."""
        return f"{path}?{urlencode([*self.pairs, *((name, value) for name, value in more.items() if value)])}"

    def data(self, form: str) -> str:
        """The address of the whole answer in a format."""
        return self.to("/sparql", format=form, timeout=self._limit)

    @property
    def _limit(self) -> str:
        """The time limit as a parameter."""
        return f"{self.seconds:g}" if self.seconds else ""

    def page(self, **changes: object) -> str:
        """The address of the page with another view."""
        view = replace(self.view, **changes)  # type: ignore[arg-type]  # the fields of a view
        return self.to(
            "/sparql",
            timeout=self._limit,
            page=str(view.page) if view.page > 1 else "",
            sort=view.sort,
            names="iris" if view.is_short else "",
        )
