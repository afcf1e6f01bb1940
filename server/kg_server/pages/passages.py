"""The passage of a source around a place, from a private folder of texts; the file's digest is checked each time.

Positions are Unicode code points of the UTF-8 text, ends exclusive (RFC 5147).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

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
    """A source text as it was found; `problem` says why it cannot be shown."""

    text: str = ""
    problem: str = ""


def check(folder: Path, identifier: str, digest: str) -> Checked:
    """The text of a source, when the file of that name has the digest that the graph has."""
    if not identifier or Path(identifier).name != identifier or identifier.startswith("."):
        return Checked(problem="the graph gives no name of a file")
    path = folder / identifier
    try:
        if path.is_file() and path.stat().st_size > SOURCE_BYTES:
            return Checked(problem="the file is too large to be shown here")
        content = path.read_bytes()
    except OSError:
        return Checked(problem="the file is not in the folder of sources")
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        return Checked(problem=f"the file has another digest, {found[:16]}…: it is another text")
    try:
        return Checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        return Checked(problem="the file is not UTF-8")


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
