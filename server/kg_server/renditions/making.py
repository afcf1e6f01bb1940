"""Makes each representation of an answer; pictures are the charts' business.

Imports all other modules of the package.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from kg_server.engine.interface import Answer, Question
from kg_server.errors import UnknownResource
from kg_server.naming.language import Language
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.renditions import bundle, describing, filling, geography, origins, tabular, twins, workbook
from kg_server.renditions.asked import Asked
from kg_server.renditions.choices import Chooser
from kg_server.renditions.results import Result, rows_of
from kg_server.renditions.wording import Wording

_NOBODYS_BASE = "http://localhost/"


@dataclass(frozen=True)
class Maker:
    """Makes representations.

    Attributes:
        desk: where questions are asked.
        chooser: knows the choices of parameters.
        wording: knows names in other languages.
        languages: of the messages, by code.
    """

    desk: Desk
    chooser: Chooser
    wording: Wording
    languages: Mapping[str, Language]

    def rows(self, asked: Asked) -> Result | None:
        """The rows of an answer, names in the language that is wanted; None for a query that gives triples.

        Raises:
            Problem: the language is none of the graph's, or the engine could not answer.
        """
        return None if asked.is_graph else self.table(asked)

    def table(self, asked: Asked) -> Result:
        """The rows, or the triples as rows of three columns.

        Raises:
            Problem: as `rows`.
        """
        return rows_of(self.desk, asked, self.wording.names(asked.item, asked.options.labels))

    def make(self, asked: Asked) -> tuple[bytes, Result | None]:
        """The bytes of a representation that is no picture and none of the engine's own, and the rows in it.

        Raises:
            UnknownResource: the answer has no such representation; lists what it has.
            Problem: see `asking.ask`.
        """
        assert asked.suffix is not None  # noqa: S101  # the page is made by its template
        if asked.suffix.name == "rq":
            return filling.filled(asked).encode(), None
        result = self.rows(asked)
        there = describing.offered(asked, result)
        if asked.suffix not in there:
            detail = f"{asked.item.query.name} has no .{asked.suffix.name}: there is {describing.sentence(there)}."
            raise UnknownResource(detail, {"suggestions": [f".{suffix.name}" for suffix in there]})
        if asked.suffix.name == "zip":
            return self._bundle(asked, result), result
        if asked.suffix.name == "meta.json":
            return describing.metadata(asked, result, self.chooser).encode(), result
        if result is None or asked.suffix.name not in _TEXTS:
            return self._other(asked, result), result
        return _TEXTS[asked.suffix.name](result, self._headings(asked, result), self._title(asked)).encode(), result

    def _other(self, asked: Asked, result: Result | None) -> bytes:
        """A graph, the query itself, or a workbook."""
        assert asked.suffix is not None  # noqa: S101  # see `make`
        if result is not None and asked.suffix.name == "xlsx":
            places = origins.origins(self.desk, result)
            return workbook.workbook(
                result, places, self._headings(asked, result), self._language(asked), filling.filled(asked)
            )
        return asking.whole(self.graph(asked, result, asked.suffix.name))

    def graph(self, asked: Asked, result: Result | None, form: str) -> Answer:
        """The triples of a query that gives some, or the statements behind the rows."""
        seconds = self.desk.seconds(None)
        if result is None:
            question = asked.question(form, seconds)
        else:
            question = Question(twins.twin(result), form, _NOBODYS_BASE, seconds, release=asked.item.pin)
        return self.desk.answer(question, asked.item.release.version, None)

    def _bundle(self, asked: Asked, result: Result | None) -> bytes:
        """The archive."""
        plain = replace(asked, suffix=None)
        files = {"metadata.json": describing.metadata(plain, result, self.chooser).encode()}
        files["query.rq"] = filling.filled(plain).encode()
        if result is not None:
            files["data.csv"] = tabular.csv_text(result).encode()
            files["data.json"] = tabular.json_text(result).encode()
        if result is None or twins.things(result):
            files["data.ttl"] = asking.whole(self.graph(asked, result, "ttl"))
        return bundle.bundle(plain, files)

    def _language(self, asked: Asked) -> Language:
        """The language of the headings: that of the names."""
        return self.languages.get(asked.options.labels or "en", self.languages["en"])

    def _headings(self, asked: Asked, result: Result) -> dict[str, str]:
        """Column to heading."""
        return describing.headings(asked, result, self._language(asked).code)

    def _title(self, asked: Asked) -> str:
        """The title in the language of the names."""
        query = asked.item.query
        return self._language(asked).label({"": query.title, **query.titles})


_TEXTS: Mapping[str, Callable[[Result, Mapping[str, str], str], str]] = MappingProxyType(
    {
        "csv": lambda result, *_: tabular.csv_text(result),
        "tsv": lambda result, *_: tabular.tsv_text(result),
        "json": lambda result, *_: tabular.json_text(result),
        "geojson": lambda result, *_: geography.geojson(result),
        "md": lambda result, headings, _: tabular.markdown(result, headings),
        "html": tabular.html_table,
    }
)
