"""What a page is made of: facts, lists of things, tables of figures and of programs; and how a long list is paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kg_server.errors import BadParameter
from kg_server.things.figures import Row
from kg_server.things.reader import Thing

PAGE = 50
"""Rows of one page of a list."""

LAST = 100_000
"""No list has more pages."""


@dataclass(frozen=True)
class Paging:
    """Which part of a list is shown.

    Attributes:
        page: from 1.
        total: length of the whole list.
        path: of the page.
        given: further parameters of the request.
        size: rows of one page.
        is_exact: whether the length is known however long the list is.
    """

    page: int
    total: int
    path: str
    given: Mapping[str, str] = field(default_factory=dict)
    size: int = PAGE
    is_exact: bool = False

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, -(-self.total // self.size))

    @property
    def begin(self) -> int:
        """How many rows come before."""
        return (self.page - 1) * self.size

    @property
    def end(self) -> int:
        """How many rows come up to the last of this page."""
        return min(self.total, self.begin + self.size)

    def link(self, page: int) -> str:
        """Where another page is."""
        given = {**self.given, **({"page": page} if page > 1 else {})}
        return f"{self.path}?{urlencode(given)}" if given else self.path


def page_number(asked: str | None) -> int:
    """The page that a request asks for.

    Raises:
        BadParameter: it is no page.
    """
    if asked is None:
        return 1
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:9]) <= LAST:
        detail = f"page: found {asked[:40]!r}, expected a whole number from 1."
        raise BadParameter(detail, {"parameter": "page"})
    return int(asked)


@dataclass(frozen=True)
class Fact:
    """One thing that is known: what it is, and its values, each a thing or a text."""

    role: str
    values: Sequence[Thing | str]
    about: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a list: a thing and a remark."""

    thing: Thing
    note: str = ""


@dataclass(frozen=True)
class ThingList:
    """Things one beneath the other.

    Attributes:
        title: of the section.
        entries: what is in it.
        more: where the whole list is, or "".
        total: length of the whole list.
        anchor: id of the section.
        kind: which macro shows it.
    """

    title: str
    entries: Sequence[Entry]
    more: str = ""
    total: int = 0
    anchor: str = ""
    kind: str = "things"


@dataclass(frozen=True)
class FigureTable:
    """Figures one beneath the other.

    Attributes:
        title: of the section.
        groups: headings with their figures; a heading may be None.
        columns: dimensions that are shown.
        paging: when there are more than one page of them.
        total: how many there are.
        note: a sentence above, or "".
        anchor: id of the section.
        has_what: whether a column says what was counted; not where the headings say it.
        kind: which macro shows it.
    """

    title: str
    groups: Sequence[tuple[Thing | None, Sequence[Row]]]
    columns: Sequence[str]
    paging: Paging | None = None
    total: int = 0
    note: str = ""
    anchor: str = "figures"
    has_what: bool = True
    kind: str = "figures"


@dataclass(frozen=True)
class ProgramRow:
    """One program: who runs it, where, for whom, and how far it has come."""

    thing: Thing
    regions: Sequence[Thing]
    operators: Sequence[Thing]
    beneficiaries: Sequence[Thing]
    status: Thing | None
    figures: int


@dataclass(frozen=True)
class ProgramTable:
    """Programs one beneath the other; the columns are of `where`, `operator`, `whom`, `status`."""

    title: str
    rows: Sequence[ProgramRow]
    columns: Sequence[str]
    paging: Paging | None = None
    total: int = 0
    anchor: str = "programs"
    kind: str = "programs"


@dataclass(frozen=True)
class Pair:
    """A target beside what came of it: no result is told as such."""

    target: Row
    results: Sequence[Row]


@dataclass(frozen=True)
class Pairs:
    """Targets beside results."""

    title: str
    pairs: Sequence[Pair]
    anchor: str = "targets"
    kind: str = "pairs"


@dataclass(frozen=True)
class Spot:
    """One place in a source: a figure's, a program's, or one that was left out for a reason."""

    place: str
    token: str
    what: Sequence[Thing]
    row: Row | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Spots:
    """Places of a source in the order of the text; `last` is the heading of the column of what they are."""

    title: str
    spots: Sequence[Spot]
    last: str
    paging: Paging | None = None
    note: str = ""
    anchor: str = "places"
    kind: str = "spots"


@dataclass(frozen=True)
class Triples:
    """Statements as they are: for named graphs, and for what no other section shows."""

    title: str
    lines: Sequence[Sequence[object]]
    more: str = ""
    anchor: str = "triples"
    kind: str = "triples"


Section = ThingList | FigureTable | ProgramTable | Pairs | Spots | Triples


@dataclass(frozen=True)
class Page:
    """The page of one thing.

    Attributes:
        thing: what it is about.
        kicker: what kind of thing it is, with the link of the list of its kind.
        trail: wider things, the widest first.
        description: a sentence on it, with its language tag or "".
        facts: what is known.
        notes: a curator's remarks.
        sections: the rest.
        path: without suffix.
        slice: where the part of the graph about it is, or "".
    """

    thing: Thing
    kicker: tuple[str, str]
    trail: Sequence[Thing]
    description: str
    facts: Sequence[Fact]
    notes: Sequence[str]
    sections: Sequence[Section]
    path: str
    slice: str = ""
