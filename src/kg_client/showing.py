"""Tables for notebooks: plain HTML in which every value is escaped and only http(s) addresses are links.

Imports terms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import quote

from kg_client.terms import Cell, Iri, Text

SHOWN_ROWS = 60
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Places:
    """Where the pages of things are.

    Attributes:
        base: what the IRIs of the graph's own things begin with, or "" when that is not known.
        url: address of the service, with a slash at its end.
    """

    base: str
    url: str

    def page(self, iri: str) -> str:
        """The page of a thing at the service, or "" for a thing that is not its own."""
        if not self.base or not iri.startswith(self.base):
            return ""
        path, mark, part = iri.removeprefix(self.base).partition("#")
        return f"{self.url}{quote(path, safe='/')}{mark}{quote(part, safe='=,')}"

    def short(self, iri: str) -> str:
        """An IRI as people read it: `kind/name` for the graph's own things."""
        return iri.removeprefix(self.base) if self.base else iri


def table(
    columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], release: str, address: str, places: Places
) -> str:
    """A table with the first rows, and a line that says how many there are and from where."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines = "".join(f"<tr>{''.join(_cell(cell, places) for cell in row)}</tr>" for row in rows[:SHOWN_ROWS])
    told = [f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"]
    told += [f"the first {SHOWN_ROWS} shown"] if len(rows) > SHOWN_ROWS else []
    told += [f"release {escape(release)}"] if release else []
    told += [link(address, "the service")]
    caption = f'<caption style="caption-side: bottom; text-align: left">{", ".join(told)}</caption>'
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def facts(title: str, listed: Mapping[str, Iterable[str]]) -> str:
    """A table of two columns: a role, and what is said in it, which is HTML already."""
    lines = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(role)}</th>'
        f'<td style="text-align: left">{"<br>".join(said)}</td></tr>'
        for role, said in ((role, tuple(each)) for role, each in listed.items())
        if said
    )
    return f"<table><caption>{escape(title)}</caption><tbody>{lines}</tbody></table>"


def link(address: str, text: str) -> str:
    """A link to an http(s) address; of any other, the text."""
    if not address.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(text)}</a>'


def _cell(cell: Cell, places: Places) -> str:
    """One cell: numbers to the right, things linked to their pages."""
    if cell is None:
        return "<td></td>"
    if isinstance(cell, Iri):
        return f"<td>{link(places.page(cell) or cell, shortened(places.short(cell)))}</td>"
    if isinstance(cell, Text):
        return f'<td lang="{escape(cell.language)}">{escape(shortened(cell))}</td>'
    if isinstance(cell, bool):
        return f"<td>{'yes' if cell else 'no'}</td>"
    if isinstance(cell, int | Decimal | float):
        return f'<td style="text-align: right">{escape(shortened(number(cell)))}</td>'
    return f"<td>{escape(shortened(cell.isoformat() if isinstance(cell, date) else cell))}</td>"


def number(value: float | Decimal) -> str:
    """A number with groups of three digits; a year stays as it is by being no `Decimal`."""
    if isinstance(value, Decimal):
        return f"{value:,f}" if value.is_finite() else str(value)
    return str(value)


def shortened(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
