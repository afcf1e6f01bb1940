"""The texts of the table of sources, each held against the digests that its row has, and fingerprints of places."""

import hashlib
import unicodedata
from pathlib import Path

import polars as pl

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.datapackage.places import with_places
from kg_builder.errors import Violation
from kg_builder.texts.media import PLAIN
from kg_builder.texts.source import SourceError, SourceText, read_source

CONTEXT = 80
"""Code points on either side that a fingerprint looks at."""

KEPT = 8
"""Letters and digits of either side that a fingerprint keeps."""


def read_sources(table: pl.DataFrame, folder: Path) -> tuple[dict[str, SourceText], list[Violation]]:
    """The texts of the table of sources, and what is wrong with their files.

    Args:
        table: text columns `id`, `identifier`, `sha256`, and `_line`; `media_type`, `extraction`, `text_sha256` if any.
        folder: where the files are, each named by its `identifier`; no other folder is read.

    Returns:
        Text by id, without those that are missing or are another text than their digests say; violations by line.
    """
    texts: dict[str, SourceText] = {}
    found: list[Violation] = []
    for row in with_places({"sources": table})["sources"].iter_rows(named=True):
        line, identifier = row["_line"], row["identifier"]
        try:
            path = _named(folder, identifier or "")
            text = read_source(path, row["media_type"] or PLAIN, row["extraction"] or "")
        except SourceError as error:
            column = "extraction" if error.code == "extraction" else "identifier"
            near = nearest(identifier, _names(folder)) if error.code == "source-missing" else None
            told = f"{shorten(identifier)}: {error.found}" if identifier else "nothing"
            found.append(Violation("sources.csv", line, column, error.code, told, error.expected, near))
            continue
        differs = _difference(text, row["sha256"], row["text_sha256"])
        if differs is None:
            texts[row["id"]] = text
        else:
            found.append(Violation("sources.csv", line, *differs))
    return texts, found


def _difference(text: SourceText, digest: str | None, text_digest: str | None) -> tuple[str, str, str, str] | None:
    """Column, code, what was found and expected, where a text is not the one that its row is about."""
    if text.sha256 != digest:
        expected = f"'{text.sha256}', the digest of {text.name}"
        return "sha256", "source-digest", shorten(digest), expected
    if text.text_sha256 != (text_digest or ""):
        expected = f"'{text.text_sha256}', what {text.extraction} reads of the same bytes: use the version that read it"
        return "text_sha256", "text-digest", shorten(text_digest), f"{expected} before, or rebase the source"
    return None


def _named(folder: Path, identifier: str) -> Path:
    """The file of that name; a link to a file elsewhere is no file of the folder.

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
