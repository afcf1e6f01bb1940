"""Source texts as they were read: strict UTF-8, nothing normalized, fixed by the digest of their bytes.

Positions everywhere are Unicode code points of such a text, ends exclusive (RFC 5147 `char=`).
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.errors import KgError, Violation

CONTEXT = 80
"""Code points on either side that a fingerprint looks at."""

KEPT = 8
"""Letters and digits of either side that a fingerprint keeps."""


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
        text: its characters; line ends and a byte order mark as they stand in the file.
        sha256: digest of its bytes in lower-case hex.
    """

    name: str
    text: str
    sha256: str


def read_source(path: Path) -> SourceText:
    """A source text from its file.

    Raises:
        SourceError: no such file, unreadable, or not UTF-8; the message names the first bad byte.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(path.name, "source-missing", "no such file", "the text of the source") from error
    except (OSError, ValueError) as error:
        raise SourceError(path.name, "source-unreadable", type(error).__name__, "a readable file") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x} at {error.start} on line {line}"
        raise SourceError(path.name, "source-encoding", found, "UTF-8") from error
    return SourceText(path.name, text, hashlib.sha256(content).hexdigest())


def read_sources(table: pl.DataFrame, folder: Path) -> tuple[dict[str, SourceText], list[Violation]]:
    """The texts of the table of sources, and what is wrong with their files.

    Args:
        table: text columns `id`, `identifier`, `sha256`, and `_line`.
        folder: where the files are, each named by its `identifier`; no other folder is read.

    Returns:
        Text by id, without those that are missing or are another text than their digest says; violations by line.
    """
    texts: dict[str, SourceText] = {}
    found: list[Violation] = []
    for source, identifier, digest, line in table.select("id", "identifier", "sha256", "_line").iter_rows():
        try:
            text = read_source(_named(folder, identifier or ""))
        except SourceError as error:
            near = nearest(identifier, _names(folder)) if error.code == "source-missing" else None
            told = f"{shorten(identifier)}: {error.found}" if identifier else "nothing"
            found.append(Violation("sources.csv", line, "identifier", error.code, told, error.expected, near))
            continue
        if text.sha256 == digest:
            texts[source] = text
        else:
            expected = f"'{text.sha256}', the digest of {text.name}"
            found.append(Violation("sources.csv", line, "sha256", "source-digest", shorten(digest), expected))
    return texts, found


def _named(folder: Path, identifier: str) -> Path:
    """The file of that name.

    Raises:
        SourceError: it is no name of a file.
    """
    if identifier in ("", ".", "..") or Path(identifier).name != identifier or set(identifier) & set("\\:\0"):
        raise SourceError(identifier, "source-path", "a path", "the name of a file in the folder of sources")
    return folder / identifier


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def fingerprint(text: str, start: int, end: int) -> str:
    """What finds a place again in another extraction of the same page, without publishing the text.

    The first 16 hex digits of SHA-256 over before, token and after, joined by line feeds; each is NFKC, case-folded,
    letters and digits only; before is the last 8 such characters of the 80 code points preceding, after the first 8
    of the 80 following. As `lh:fingerprint` of the ontology says.

    Raises:
        ValueError: the place is not inside the text, or empty.
    """
    if not 0 <= start < end <= len(text):
        message = f"found the place {start}-{end}, expected one inside a text of {len(text)} characters"
        raise ValueError(message)
    before = letters_and_digits(text[max(0, start - CONTEXT) : start])[-KEPT:]
    after = letters_and_digits(text[end : end + CONTEXT])[:KEPT]
    return fingerprint_of(before, letters_and_digits(text[start:end]), after)


def fingerprint_of(before: str, token: str, after: str) -> str:
    """The fingerprint of letters and digits that stand before, in and after a place."""
    return hashlib.sha256("\n".join((before, token, after)).encode()).hexdigest()[:16]


def letters_and_digits(text: str) -> str:
    """A text in NFKC, case-folded, without what is neither a letter (category L) nor a decimal digit (Nd)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalpha() or character.isdecimal())
