"""The passage of a source around a place, from a private folder of texts; the file's digest is checked each time.

Positions are Unicode code points of the UTF-8 text, ends exclusive (RFC 5147).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg_builder.texts.media import PLAIN
from kg_builder.texts.parts import cell_of
from kg_builder.texts.source import SourceError, SourceText, read_source
from kg_server.naming.language import message

AROUND = 240
"""Code points on either side."""

SOURCE_BYTES = 64 << 20
"""A larger file is not opened for a page."""


@dataclass(frozen=True)
class Passage:
    """A place in its surroundings.

    Attributes:
        before, token, after: the text, the token as it stands there.
        cut_before, cut_after: whether the source goes on beyond it.
        matches: whether the token is the one that the graph has.
    """

    before: str
    token: str
    after: str
    cut_before: bool
    cut_after: bool
    matches: bool


@dataclass(frozen=True)
class Checked:
    """A source text as it was found; `problem` says why it cannot be shown, `digest` what was found instead."""

    text: str = ""
    problem: str = ""
    digest: str = ""
    source: SourceText | None = None

    def around(self, part: str, start: int, end: int, exact: str) -> "Passage | None":
        """The surroundings of a place in the text, on one of its pages, or in the row of a cell of its table."""
        if self.source is None:
            return None
        text = self.source.part_text(part)
        cell = cell_of(part)
        if text is None or cell is None or self.source.sheet is None:
            return None if text is None else passage(text, start, end, exact)
        cells = self.source.sheet.rows[cell[0] - 1]
        before = "".join(f"{other} | " for other in cells[: cell[1] - 1])
        row = before + " | ".join(cells[cell[1] - 1 :])
        return passage(row, len(before) + start, len(before) + end, exact)


def check(folder: Path, identifier: str, digest: str, media_type: str = PLAIN, extraction: str = "") -> Checked:
    """The text of a source, when the file of that name has the digest that the graph has.

    Args:
        folder: of texts.
        identifier: name of the file.
        digest: of its bytes, as the graph has it.
        media_type: of the file, as the graph has it.
        extraction: how its text was had, as the graph has it.
    """
    if not identifier or Path(identifier).name != identifier or identifier.startswith("."):
        return Checked(problem=message("the graph gives no name of a file"))
    path = folder / identifier
    try:
        if path.is_file() and path.stat().st_size > SOURCE_BYTES:
            return Checked(problem=message("the file is too large to be shown here"))
        content = path.read_bytes()
    except OSError:
        return Checked(problem=message("the file is not in the folder of sources"))
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        return Checked(problem=message("the file has another digest, {digest}…: it is another text"), digest=found[:16])
    try:
        source = read_source(path, media_type, extraction)
    except SourceError as error:
        is_text = error.code == "source-encoding"
        other = message("the file cannot be read as what the graph says it is")
        return Checked(problem=message("the file is not UTF-8") if is_text else other)
    return Checked(source.text, source=source)


def passage(text: str, start: int, end: int, exact: str) -> Passage | None:
    """The surroundings of a place, cut at blanks; None for a place outside the text."""
    if not 0 <= start < end <= len(text):
        return None
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start], text[end:last]
    if first and " " in before[:40]:
        before = before[before.index(" ") + 1 :]
    if last < len(text) and " " in after[-40:]:
        after = after[: after.rindex(" ")]
    token = text[start:end]
    return Passage(before, token, after, first > 0, last < len(text), token == exact)
