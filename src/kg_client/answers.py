"""The answer to a query: rows of Python values, the release they are from, and a table for notebooks.

Imports errors, showing and terms.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg_client.errors import BadAnswer
from kg_client.showing import Places, table
from kg_client.terms import Cell, from_json


@dataclass(frozen=True)
class Answer:
    """The answer to a SELECT or ASK query.

    An answer is true when it has rows, or when it is a yes.

    Attributes:
        columns: the variables, in the order of the query.
        rows: values in the order of the columns; None where a variable is not bound.
        boolean: yes or no for an ASK query, else None.
        release: version of the release that it is from, "" where the service does not say.
        address: where the answer can be had again.
        places: where pages of things are.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    release: str
    address: str
    boolean: bool | None = None
    places: Places = field(default=Places("", ""), repr=False)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def __bool__(self) -> bool:
        """Whether there is a row, or the answer is yes."""
        return bool(self.rows) if self.boolean is None else self.boolean

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        """The rows."""
        return iter(self.rows)

    def __getitem__(self, column: str) -> tuple[Cell, ...]:
        """The values of a column.

        Raises:
            KeyError: there is no such column; lists those there are.
        """
        if column not in self.columns:
            message = f"found column {column!r}, expected one of {', '.join(self.columns)}"
            raise KeyError(message)
        place = self.columns.index(column)
        return tuple(row[place] for row in self.rows)

    def records(self) -> list[dict[str, Cell]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def _repr_html_(self) -> str:
        """A table for notebooks; figures lead to their evidence."""
        if self.boolean is not None:
            return table(("answer",), ((self.boolean,),), self.release, self.address, self.places)
        return table(self.columns, self.rows, self.release, self.address, self.places)


def read_answer(body: bytes, release: str, address: str, places: Places) -> Answer:
    """An answer from SPARQL results in JSON.

    Raises:
        BadAnswer: it is none.
    """
    try:
        content = json.loads(body)
        if "boolean" in content:
            return Answer((), (), release, address, bool(content["boolean"]), places)
        columns = tuple(content["head"]["vars"])
        rows = tuple(tuple(_cell(binding, name) for name in columns) for binding in content["results"]["bindings"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{address} answered something else than SPARQL results in JSON: is it the address of a service?"
        raise BadAnswer(message) from error
    return Answer(columns, rows, release, address, None, places)


def _cell(binding: Mapping[str, Mapping[str, str]], name: str) -> Cell:
    """One value; None where it is not bound."""
    return from_json(binding[name]) if name in binding else None
