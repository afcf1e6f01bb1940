"""Rows as they come, in bounded memory: SPARQL results in TSV, which keep every type.

Format: https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv. Imports arriving, errors and terms.
"""

import codecs
from collections.abc import Generator, Iterator
from typing import Self

from kg_client.arriving import Arrival, Chunks
from kg_client.errors import BadAnswer
from kg_client.terms import Cell, from_tsv

LONGEST_LINE = 16 << 20
"""Characters of one row."""

KEPT = 4_096
"""Terms that are kept because the next rows often repeat them."""


class Stream:
    """Rows as they come; also a context, which closes the connection.

    Attributes:
        columns: the variables, in the order of the query.
        release: version of the release that it is from, "" where the service does not say.
        address: where it comes from.
    """

    def __init__(self, arrival: Arrival, chunks: Chunks) -> None:
        """Read the header.

        Raises:
            BadAnswer: there is none.
            Interrupted: the answer broke off.
        """
        self.release = arrival.release
        self.address = arrival.url
        self._chunks = chunks
        self._lines = _lines(chunks)
        header = next(self._lines, None)
        if header is None or not all(name.startswith("?") for name in header.split("\t") if header):
            self.close()
            message = f"{arrival.url} answered something else than SPARQL results in TSV"
            raise BadAnswer(message)
        self.columns = tuple(name[1:] for name in header.split("\t")) if header else ()
        self._known: dict[str, Cell] = {}

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        """The rows that have not been taken yet, in the order of the answer.

        Raises:
            Interrupted: the answer broke off; the rows so far are not all.
            BadAnswer: a row is none.
        """
        width = len(self.columns)
        for line in self._lines:
            fields = line.split("\t")
            if len(fields) != width:
                if not line and not width:
                    continue
                self.close()
                message = f"found a row of {len(fields)} fields, expected {width}: {line[:80]!r}"
                raise BadAnswer(message)
            yield tuple([self._value(field) for field in fields])

    def _value(self, field: str) -> Cell:
        """The value of a field; what was read before is not read again."""
        if field in self._known:
            return self._known[field]
        value = from_tsv(field)
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[field] = value
        return value

    def close(self) -> None:
        """Take no further row."""
        self._lines.close()
        self._chunks.close()

    def __enter__(self) -> Self:
        """The stream itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def _lines(chunks: Chunks) -> Generator[str, None, None]:
    """The lines of a text in UTF-8, without their ends; only a line feed ends one.

    Raises:
        BadAnswer: it is not UTF-8, or a line is longer than any row should be.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest = ""
    try:
        for chunk in chunks:
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in lines:
                yield line.removesuffix("\r")
            if len(rest) > LONGEST_LINE:
                message = f"a row has more than {LONGEST_LINE >> 20} million characters"
                raise BadAnswer(message)
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        message = "the answer is not UTF-8"
        raise BadAnswer(message) from error
    if rest:
        yield rest
