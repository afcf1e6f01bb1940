"""A graph behind a service: ask it, take its answers as rows, frames or files, and ask for evidence.

Imports all other modules of the package.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

from kg_client import asking
from kg_client.answers import Answer, read_answer
from kg_client.catalog import LIST, Queries
from kg_client.dialing import Proxy
from kg_client.errors import WrongRelease
from kg_client.evidence import Evidence
from kg_client.figures import read_addends, read_figures
from kg_client.finding import SEARCH, Hits, read_hits, wanted
from kg_client.forms import RESULTS, TSV, asked, media_type
from kg_client.frames import Decimals, Engine, Frame, make_frame
from kg_client.showing import Places
from kg_client.streams import Stream
from kg_client.sums import Total, total
from kg_client.terms import Iri
from kg_client.transport import Patience, Reply, Transport


class Graph:
    """A graph behind a service.

        graph = Graph("http://127.0.0.1:8000")
        graph.query("SELECT ?program WHERE { ?iri a lh:Program ; rdfs:label ?program }")
        graph.queries.programs_in_region(region="shanxi")

    Nothing is sent before something is asked. Objects may be shared between threads.
    """

    def __init__(
        self,
        url: str,
        *,
        release: str = "",
        patience: Patience | None = None,
        proxy: Proxy = "environment",
        headers: Mapping[str, str] | None = None,
        most_bytes: int = 256 << 20,
    ) -> None:
        """Say where the service is.

        Args:
            url: its address, such as `http://127.0.0.1:8000`.
            release: version of the release to which all answers are pinned; "" for the one that is served.
            patience: how long to wait, and how often to try.
            proxy: "environment" for the proxy of the environment variables, which is never taken to the own machine;
                None for none; else its address.
            headers: further header fields of every request. They never follow a redirection to another service.
            most_bytes: of an answer that is held in memory; larger ones are for `stream` and `save`.

        Raises:
            BadArgument: the address is none.
        """
        self._transport = Transport(url, patience or Patience(), proxy, headers or {}, most_bytes)
        self._options: dict[str, Any] = {"patience": patience, "proxy": proxy, "headers": headers}
        self._options["most_bytes"] = most_bytes
        self.url = self._transport.url
        self.pin = release

    def __repr__(self) -> str:
        """The address, and the pin if there is one."""
        pin = f", release={self.pin!r}" if self.pin else ""
        return f"Graph({self.url!r}{pin})"

    @cached_property
    def places(self) -> Places:
        """Where the graph's own IRIs are, and their pages; asked of the service once."""
        reply = self._transport.fetch("sparql", RESULTS, {"query": asking.BASE})
        row = read_answer(reply.body, "", reply.url, Places("", self.url)).rows
        iri = str(row[0][0]) if row and isinstance(row[0][0], Iri) else ""
        return Places(iri.removesuffix("figure/x") if iri.endswith("/figure/x") else "", self.url)

    @property
    def release(self) -> str:
        """Version of the release that the service answers from now."""
        return self._transport.fetch("sparql", RESULTS, {"query": "ASK {}"}).release

    def pinned(self) -> "Graph":
        """The same graph, pinned to the release that is served now."""
        return Graph(self.url, release=self.release, **self._options)

    @cached_property
    def queries(self) -> Queries:
        """The stored queries of the service, as functions."""
        return Queries(self._fetch, self.url, self.pin, lambda: self.places)

    def query(self, text: str, *, seconds: float | None = None) -> Answer:
        """The answer to a SELECT or ASK query; the service supplies prefixes.

        Args:
            text: SPARQL. A long one is sent by POST.
            seconds: time limit to ask the service for, instead of its usual one.

        Raises:
            QueryError: the query cannot be run; with line, column and suggestions.
            TimeLimit: it was stopped.
            GraphError: there is no answer for another reason; the class says which.
        """
        reply = self._ask(text, RESULTS, seconds)
        places = self.places if b'"uri"' in reply.body else Places("", self.url)
        return read_answer(reply.body, reply.release, reply.url, places)

    def stream(self, text: str, *, seconds: float | None = None) -> Stream:
        """The rows of a SELECT query as they come, in bounded memory. Use it as a context, or read it to its end.

        Raises:
            GraphError: see `query`; also while rows are taken, when the answer breaks off.
        """
        arrival, chunks = self._transport.stream("sparql", TSV, asked(text, seconds), seconds)
        self._check(arrival.release)
        return Stream(arrival, chunks)

    def frame(
        self, text: str, engine: Engine = "pandas", *, decimals: Decimals = "float", seconds: float | None = None
    ) -> Frame:
        """The answer to a SELECT query as a dataframe, every column with the type that its values have.

        Args:
            text: SPARQL.
            engine: the library, which must be installed.
            decimals: "float" for numbers to calculate with, "exact" to keep every digit.
            seconds: time limit to ask the service for.

        Returns:
            A frame of the library, columns in the order of the query. In pandas, `attrs` has release and address.

        Raises:
            GraphError: see `query`.
        """
        with self.stream(text, seconds=seconds) as stream:
            columns: list[list[Any]] = [[] for _ in stream.columns]
            appends = [column.append for column in columns]
            for row in stream:
                for append, value in zip(appends, row, strict=True):
                    append(value)
        frame = make_frame(dict(zip(stream.columns, columns, strict=True)), engine, decimals)
        if engine == "pandas":
            frame.attrs.update(release=stream.release, address=stream.address)
        return frame

    def save(self, text: str, path: str | Path, *, seconds: float | None = None) -> Path:
        """Write the answer to any query to a file as it comes; the file is there whole or not at all.

        Args:
            text: SPARQL.
            path: of the file; its suffix says the form: csv, tsv, json, or for triples ttl, nt, jsonld, rdf.
            seconds: time limit to ask the service for.

        Raises:
            BadArgument: the suffix is none of these.
            GraphError: see `query`.
            OSError: the file cannot be written.
        """
        target = Path(path)
        form = media_type(target.suffix.removeprefix("."))
        arrival, chunks = self._transport.stream("sparql", form, asked(text, seconds), seconds)
        part = target.with_name(f"{target.name}.part")
        try:
            with closing(chunks), part.open("wb") as file:
                self._check(arrival.release)
                for chunk in chunks:
                    file.write(chunk)
            os.replace(part, target)  # noqa: PTH105  (the same; says that it replaces)
        finally:
            part.unlink(missing_ok=True)
        return target

    def rdf(self, text: str, form: str = "ttl", *, seconds: float | None = None) -> str:
        """The triples of a CONSTRUCT or DESCRIBE query as text.

        Args:
            text: SPARQL.
            form: ttl, nt, jsonld or rdf.
            seconds: time limit to ask the service for.

        Raises:
            GraphError: see `query`.
        """
        return self._ask(text, media_type(form), seconds).body.decode("utf-8")

    def search(self, text: str, *, kind: str = "", limit: int = 20) -> Hits:
        """Things by the words of their names, in any language of the graph; small slips are mended.

        Args:
            text: words that all occur in a name.
            kind: only things of this kind, such as program, region, indicator or figure.
            limit: most things.

        Raises:
            BadArgument: the text is too long for words of names.
            GraphError: there is no answer.
        """
        return read_hits(self._fetch(SEARCH, "application/json", wanted(text, kind, limit)).body, self.url)

    def evidence(self, figure: str) -> Evidence:
        """A figure with all that stands behind it.

        Args:
            figure: its IRI, a name like `figure:NAME`, or the address of its page.

        Raises:
            NotFound: there is no such figure.
            GraphError: see `query`.
        """
        return self.evidences([figure])[0]

    def evidences(self, figures: Iterable[str]) -> list[Evidence]:
        """Several figures with all that stands behind them, in their order.

        Raises:
            NotFound: one of them is not there.
            BadArgument: more than can be asked about at once.
        """
        return read_figures(self.query, self.places, figures)

    def add(self, figures: Iterable[str]) -> Total:
        """The sum of figures, if they may be added.

        Raises:
            NotComparable: they must not be added; `reasons` says why.
            NotFound: one of them is not there.
        """
        return total(read_addends(self.query, self.places, figures))

    def _ask(self, text: str, accept: str, seconds: float | None) -> Reply:
        """One answer of the endpoint."""
        return self._fetch("sparql", accept, asked(text, seconds), seconds)

    def _fetch(self, path: str, accept: str, given: Mapping[str, str], seconds: float | None = None) -> Reply:
        """One answer, from the release that is wanted."""
        reply = self._transport.fetch(path, accept, given, seconds)
        if path not in (LIST, SEARCH):
            self._check(reply.release)
        return reply

    def _check(self, release: str) -> None:
        """Refuse an answer from another release than the pinned one.

        Raises:
            WrongRelease: it is.
        """
        if self.pin and release != self.pin:
            found = f"release {release}" if release else "a release that it does not name"
            message = f"{self.url} answers from {found}, this graph is pinned to {self.pin}"
            raise WrongRelease(message)
