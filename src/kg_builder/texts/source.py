"""A source as it was read: fixed by the digest of its bytes, its text not normalized.

Positions everywhere are Unicode code points, ends exclusive (RFC 5147 `char=`): of the whole text, of the text of a
page, or of the text of a cell. Imports what reads each kind of file.
"""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg_builder.errors import KgError
from kg_builder.texts.media import (
    DELIMITERS,
    HTML,
    MEDIA_TYPES,
    PDF,
    PLAIN,
    TABLE,
    Extraction,
    ExtractionError,
    media_type_of,
    read_extraction,
    usual_extraction,
)
from kg_builder.texts.pages_of_html import html_text
from kg_builder.texts.pages_of_pdf import PdfError, pdf_pages
from kg_builder.texts.parts import cell_of, cell_part, page_of
from kg_builder.texts.sheets import Sheet, SheetError, read_sheet

BYTES = 256 << 20
"""Largest file that is read."""

BETWEEN_PAGES = "\n\f"
"""What stands between two pages in the text of a PDF: no numeral reaches over a line end."""


class SourceError(KgError):
    """A source text cannot be used.

    Attributes:
        name: name of the file.
        code: stable name of the rule that is broken.
        found: what was found.
        expected: what was expected.
    """

    def __init__(self, name: str, code: str, found: str, expected: str) -> None:
        """Join the parts to one line."""
        self.name, self.code, self.found, self.expected = name, code, found, expected
        super().__init__(f"{name}: found {found}, expected {expected}")


@dataclass(frozen=True)
class SourceText:
    """A source text.

    Attributes:
        name: name of its file.
        text: its characters; of plain text with line ends and a byte order mark as they stand in the file, of HTML and
            PDF what was extracted, pages joined by a line feed and a form feed; empty for a table.
        sha256: digest of its bytes in lower-case hex.
        media_type: what kind of file it is.
        extraction: how its text was had, in one line; empty for plain text in UTF-8.
        pages: first code point of each page of a PDF and the one after its last; empty for others.
        sheet: the cells of a table, or None.
    """

    name: str
    text: str
    sha256: str
    media_type: str = PLAIN
    extraction: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    sheet: Sheet | None = None

    @property
    def text_sha256(self) -> str:
        """Digest of the extracted text in UTF-8; empty where the text is that of the bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.media_type in (HTML, PDF) else ""

    def span(self, part: str) -> tuple[int, int] | None:
        """Where the text of a part begins in the whole text and where it ends, or None where there is no such part."""
        page = page_of(part)
        if page is not None:
            return self.pages[page - 1] if page <= len(self.pages) else None
        return None if part or self.pages or self.sheet else (0, len(self.text))

    def part_text(self, part: str) -> str | None:
        """The text of a part, or None where there is no such part."""
        cell = cell_of(part)
        if cell is not None:
            return self.sheet.cell(*cell) if self.sheet else None
        span = self.span(part)
        return None if span is None else self.text[slice(*span)]

    def parts(self) -> Iterator[tuple[str, str]]:
        """Every part with its text, in order: the whole text, each page, or each cell that is not empty."""
        if self.sheet is not None:
            yield from ((cell_part(row, column), text) for row, column, text in self.sheet.cells())
        elif self.pages:
            yield from ((f"page={number}", self.text[slice(*span)]) for number, span in enumerate(self.pages, 1))
        else:
            yield "", self.text

    def numbered(self, pages: range | None) -> range:
        """Those of some pages that there are."""
        return range(pages.start, min(pages.stop, len(self.pages) + 1)) if pages else range(0)

    def placed(self, start: int, end: int) -> tuple[str, int, int] | None:
        """Part, start and end in it of a place in the whole text; None when it reaches over a page."""
        if not self.pages:
            return "", start, end
        for number, (first, last) in enumerate(self.pages, 1):
            if first <= start and end <= last:
                return f"page={number}", start - first, end - first
        return None


def read_source(path: Path, media_type: str = "", extraction: str = "") -> SourceText:
    """A source text from its file.

    Args:
        path: of the file.
        media_type: one of `MEDIA_TYPES`, or "" to go by the file's name.
        extraction: how its text is had, or "" for the usual way.

    Raises:
        SourceError: no such file, unreadable, too large, in another encoding, or no file of that kind; the message
            names the first bad place.
    """
    kind = media_type or media_type_of(path)
    if kind not in MEDIA_TYPES:
        raise SourceError(path.name, "media-type", repr(kind), f"one of {', '.join(MEDIA_TYPES)}")
    try:
        how = read_extraction(extraction, kind) if extraction else usual_extraction(path, kind)
    except ExtractionError as error:
        raise SourceError(path.name, "extraction", repr(extraction), str(error)) from error
    content = _bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    if kind == PDF:
        text, pages = _pdf(path.name, content)
        return SourceText(path.name, text, digest, kind, how.printed, pages)
    decoded = _decoded(path.name, content, how.charset)
    if kind == TABLE:
        return SourceText(path.name, "", digest, kind, how.printed, sheet=_sheet(path.name, decoded, how))
    text = html_text(decoded.removeprefix("\ufeff")) if kind == HTML else decoded
    if kind == HTML and not text:
        raise SourceError(path.name, "source-without-text", "a page without text", "an HTML page with text")
    return SourceText(path.name, text, digest, kind, how.printed)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > BYTES:
            found = f"{path.stat().st_size} bytes"
            raise SourceError(path.name, "source-too-large", found, f"at most {BYTES}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(path.name, "source-missing", "no such file", "the text of the source") from error
    except (OSError, ValueError) as error:
        raise SourceError(path.name, "source-unreadable", type(error).__name__, "a readable file") from error


def _decoded(name: str, content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x} at {error.start} on line {line}"
        is_utf = codecs.lookup(charset).name == "utf-8"
        raise SourceError(name, "source-encoding", found, "UTF-8" if is_utf else charset) from error


def _pdf(name: str, content: bytes) -> tuple[str, tuple[tuple[int, int], ...]]:
    try:
        pages = pdf_pages(content)
    except PdfError as error:
        raise SourceError(name, "source-pdf", str(error), "a PDF with text") from error
    spans, start = list[tuple[int, int]](), 0
    for page in pages:
        spans.append((start, start + len(page)))
        start += len(page) + len(BETWEEN_PAGES)
    return BETWEEN_PAGES.join(pages), tuple(spans)


def _sheet(name: str, text: str, how: Extraction) -> Sheet:
    try:
        return read_sheet(text, DELIMITERS[how.delimiter])
    except SheetError as error:
        raise SourceError(name, "source-csv", str(error), "CSV as in RFC 4180") from error
