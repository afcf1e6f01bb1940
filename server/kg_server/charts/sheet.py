"""The sheet that a chart is drawn on: colors, type, title above, notes and sources below.

Every text is a mark of its own at a place that was worked out here, since that is how it is sure to be there whole.
Imports fonts and the language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from kg_server.charts.fonts import STACK, plain, wrapped
from kg_server.charts.result import Labels, Result
from kg_server.naming.language import Language

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TITLE, HEADING, LABEL, SMALL = 17, 13, 12, 11
"""Sizes of type."""

GAP = 18
"""Between parts, and again for a heading."""

SIGN = 44
"""Room for the sign of an entry of a legend."""

LINE = 15
"""Height of a line of labels."""

PAD = 16
_LONG = 900
NARROWEST, WIDEST = 320, 1600

Spec = dict[str, object]


@dataclass(frozen=True)
class Colors:
    """What a theme is made of; numbers stand out from the background by 4.5 to 1, marks by 3 to 1.

    Attributes:
        background, ink, faint, grid: of sheet, texts, less important texts, and lines behind marks.
        marks: of series, told apart by people who see few colors (after Okabe and Ito).
        low, high: of the least and the greatest number on a map.
        empty: of what has no number there.
    """

    background: str
    ink: str
    faint: str
    grid: str
    marks: tuple[str, ...]
    low: str
    high: str
    empty: str


THEMES: Mapping[str, Colors] = MappingProxyType(
    {
        "light": Colors(
            *("#ffffff", "#1f2328", "#59636e", "#e3e7eb"),
            ("#0063a6", "#b34a00", "#007a59", "#a34583", "#7a6200", "#2f7f9e", "#5a5a5a", "#8a3ffc"),
            *("#cfe3f2", "#08406e", "#eceff2"),
        ),
        "dark": Colors(
            *("#16191d", "#e8eaed", "#a3acb6", "#2e343b"),
            ("#56b4e9", "#f0a04b", "#3cc79a", "#e29ac7", "#e3cf57", "#8fd0e6", "#c0c0c0", "#b39cff"),
            *("#23435c", "#9bd3f7", "#252a30"),
        ),
    }
)


@dataclass(frozen=True)
class Look:
    """How a picture is wanted.

    Attributes:
        language: of its words.
        theme: `light` or `dark`.
        width: in points, without what is around.
        is_bare: whether title and sources are left out, for a page that has them beside it.
        title: what it is called; "" to say it by its columns.
        headings: what columns are called, by variable and language tag.
    """

    language: Language
    theme: str = "light"
    width: int = 720
    is_bare: bool = False
    title: str = ""
    headings: Mapping[str, Labels] = field(default_factory=dict)

    @property
    def colors(self) -> Colors:
        """The colors of the theme."""
        return THEMES.get(self.theme, THEMES["light"])

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return max(NARROWEST, min(WIDEST, self.width)) - 2 * PAD

    def heading(self, name: str) -> str:
        """What a column is called: `base year` for `baseYear` where nothing better is known."""
        spaced = "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip().replace("_", " ")
        return plain(self.language.label(self.headings.get(name, {})) or spaced)


@dataclass(frozen=True)
class Credit:
    """Whose graph it is, which release, and where the answer can be had; `address` without its scheme."""

    title: str
    version: str
    address: str = ""


@dataclass(frozen=True)
class Drawn:
    """The inside of a picture.

    Attributes:
        parts: specs one below the other.
        left: room to the left of their axes.
        notes: sentences to print below.
        below: room below each for the numbers of an axis.
    """

    parts: Sequence[Spec]
    left: float
    notes: Sequence[str] = ()
    below: float = 0.0


def sheet(drawn: Drawn, look: Look, title: str, description: str, whence: Sequence[str]) -> Spec:
    """The whole spec."""
    parts = list(drawn.parts)
    lines = [] if look.is_bare else [line for text in (*drawn.notes, *whence) for line in _small(text, look)]
    if look.is_bare:
        lines = [line for text in drawn.notes for line in _small(text, look)]
    if lines:
        part = texts_part(lines, drawn.left, look.colors.faint, SMALL, LINE, look.inner)
        parts.append(part)
    spec: Spec = {
        "$schema": SCHEMA,
        "description": description,
        "background": look.colors.background,
        "padding": PAD,
        "spacing": round(GAP + drawn.below + (GAP if any("title" in part for part in drawn.parts) else 0)),
        "bounds": "flush",
        "config": _config(look.colors),
        "vconcat": parts,
    }
    if title and not look.is_bare:
        spec["title"] = {
            "text": list(wrapped(title, TITLE, look.inner)),
            "anchor": "start",
            "frame": "group",
            "dx": -drawn.left,
            "offset": 16,
        }
    return spec


def _small(text: str, look: Look) -> tuple[str, ...]:
    """A text below a picture, on lines."""
    return wrapped(plain(text, _LONG), SMALL, look.inner, 5)


def credit_lines(result: Result, credit: Credit, look: Look) -> list[str]:
    """The lines that say where numbers and picture are from."""
    language = look.language
    sources = [plain(language.label(labels)) for labels in result.sources]
    lines = []
    if sources:
        more = len(sources) - 3
        listed = "; ".join(sources[:3])
        if more > 0:
            listed = language.plural("{listed}; and {n} more", "{listed}; and {n} more", more, listed=listed)
        lines.append(language.text("Source: {sources}", sources=listed))
    lines.append(" · ".join(filter(None, (f"{credit.title} {credit.version}".strip(), credit.address))))
    return [plain(line, _LONG) for line in lines if line]


def heading_of(text: str, left: float, look: Look) -> Spec:
    """The heading of a part, from the left edge of the sheet."""
    first = wrapped(plain(text), HEADING, look.inner, 1)[0]
    return {"text": first, "anchor": "start", "fontSize": HEADING, "dx": -left, "frame": "group", "offset": 7}


def texts_part(lines: Sequence[str], left: float, color: str, size: int, step: int, width: float) -> Spec:
    """A part that is lines of text, from the left edge of the sheet."""
    values = [{"line": line, "y": at * step} for at, line in enumerate(lines)]
    return {
        "width": max(1.0, round(width - left, 1)),
        "height": len(lines) * step,
        "data": {"values": values},
        "view": {"stroke": None},
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": size, "color": color},
        "encoding": {
            "text": {"field": "line"},
            "x": {"value": -left},
            "y": {"field": "y", "type": "quantitative", **PIXELS},
        },
    }


PIXELS: Mapping[str, object] = MappingProxyType({"scale": None, "axis": None})
"""What makes a channel's numbers points of the picture."""


def _config(colors: Colors) -> Spec:
    """Type and colors of everything."""
    axis = {
        "labelColor": colors.faint,
        "titleColor": colors.faint,
        "gridColor": colors.grid,
        "domainColor": colors.faint,
        "tickColor": colors.faint,
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "titleLimit": 0,
    }
    return {
        "font": STACK,
        "aria": False,
        "axis": axis,
        "view": {"stroke": None},
        "title": {"fontSize": TITLE, "fontWeight": "normal", "color": colors.ink, "lineHeight": 23, "limit": 0},
        "legend": {
            "labelColor": colors.ink,
            "titleColor": colors.faint,
            "labelFontSize": LABEL,
            "labelLimit": 0,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "titleLimit": 0,
        },
        "text": {"color": colors.ink, "fontSize": LABEL, "limit": 0},
    }
