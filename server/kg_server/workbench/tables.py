"""The table of a page: its columns, its rows of cells, and what is known of the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg_server.naming.language import Language
from kg_server.naming.views import Names, Shown, shown
from kg_server.protocol import asking
from kg_server.workbench.addresses import Address

LONG = 400
"""Texts beyond so many characters are folded."""


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        shown: the term.
        tag: language tag of the label, "" for a plain one.
        label: what the thing is called, "" for none.
        evidence: where the figure is that this number is the value of, "" for none.
    """

    shown: Shown
    tag: str = ""
    label: str = ""
    evidence: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the text is to be folded."""
        return len(self.shown.text) > LONG


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: variable.
        is_number: its numbers stand to the right.
        order: ascending, descending or "".
        link: the page in the order of this column, "" where there are too many rows to order.
    """

    name: str
    is_number: bool
    order: str
    link: str


@dataclass(frozen=True)
class Page:
    """One page of an answer.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        columns: in order.
        rows: of cells in the order of the columns.
        first: number of the first row, from 1.
        total: number of all rows, or None where counting took too long or was not asked for.
        has_more: whether rows follow.
        boolean: the answer of an ASK, else None.
        turtle: the graph as Turtle, or "".
        is_cut: there is more Turtle than is shown.
        version: the release that answered.
        origins: variables whose numbers have figures behind them.
    """

    form: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    first: int = 1
    total: int | None = None
    has_more: bool = False
    boolean: bool | None = None
    turtle: str = ""
    is_cut: bool = False
    version: str = ""
    origins: frozenset[str] = frozenset()

    @property
    def last(self) -> int:
        """Number of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def is_empty(self) -> bool:
        """Whether there is no row at all, not only none on this page."""
        return self.boolean is None and not self.rows and self.first == 1

    @property
    def has_evidence(self) -> bool:
        """Whether a number leads to its evidence."""
        return any(cell.evidence for row in self.rows for cell in row)

    def has_origin(self, at: int, cell: Cell) -> bool:
        """Whether figures can be shown behind the number in a column."""
        return cell.shown.is_number and not cell.evidence and self.columns[at].name in self.origins

    @property
    def has_labels(self) -> bool:
        """Whether something is shown by its label."""
        return any(cell.label for row in self.rows for cell in row)


def cell_of(
    cell: asking.Cell | None, labels: Mapping[str, Mapping[str, str]], language: Language, names: Names
) -> Cell:
    """One cell with the label of its thing."""
    term = shown(cell, names)
    if cell is None or cell["type"] != "uri":
        return Cell(term)
    tag, label = language.tagged(labels.get(cell["value"], {}))
    return Cell(term, tag, label)


def columns_of(
    address: Address, names: Iterable[str], rows: Sequence[Sequence[Cell]], *, is_sortable: bool
) -> tuple[Column, ...]:
    """The columns; one of numbers is one where every value is a number."""
    sort = address.view.sort
    columns = []
    for at, name in enumerate(names):
        filled = [row[at].shown for row in rows if row[at].shown.text]
        order = "" if sort.removeprefix("-") != name else "descending" if sort.startswith("-") else "ascending"
        link = address.page(page=1, sort=f"-{name}" if order == "ascending" else name) if is_sortable else ""
        columns.append(Column(name, bool(filled) and all(each.is_number for each in filled), order, link))
    return tuple(columns)
