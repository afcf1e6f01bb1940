"""Solutions as CSV (https://www.w3.org/TR/sparql11-results-csv-tsv/#csv), whatever is in their terms.

The engine writes IRIs as they are. An IRI may hold a comma, as the address of every citation here does (`#char=10,20`,
RFC 5147), and such a row would have a cell too many: so every cell is written by the standard library instead.
"""

import csv
import io
from itertools import islice
from typing import IO

import pyoxigraph as ox

_ROWS = 1_000
"""Rows that are written at once: memory stays flat."""


def write_csv(solutions: ox.QuerySolutions, file: IO[bytes]) -> None:
    """Write a header and the rows, each ended by CR LF, as UTF-8; what is not bound is an empty cell."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([variable.value for variable in solutions.variables])
    while True:
        rows = [[_text(term) for term in solution] for solution in islice(solutions, _ROWS)]
        writer.writerows(rows)
        file.write(buffer.getvalue().encode())
        if len(rows) < _ROWS:
            return
        buffer.seek(0)
        buffer.truncate()


def _text(term: object) -> str:
    """What a cell says: the IRI, the lexical form, or a label for a node without a name."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)
