"""Kinds of files that a source may be, and how the text of each is had.

How is written in one line, as `sources.csv` keeps it in the column `extraction`: the program with its version where one
is needed, then settings that differ from the usual ones: `csv-1 charset=gb18030 delimiter=semicolon`, `html-1`,
`pypdf-7.1.0`, `charset=windows-1252`.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePath

PLAIN, TABLE, HTML, PDF = "text/plain", "text/csv", "text/html", "application/pdf"
MEDIA_TYPES = (PLAIN, TABLE, HTML, PDF)
SUFFIXES = {".csv": TABLE, ".tsv": TABLE, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".pdf": PDF}
"""Ends of names of files, to their kind; any other is plain text."""

PROGRAMS: Mapping[str, str] = {PLAIN: "", TABLE: "csv-1", HTML: "html-1"}
"""What reads each kind. The number is raised when it reads some file in another way than before."""

DELIMITERS: Mapping[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
SETTINGS: Mapping[str, tuple[str, ...]] = {
    PLAIN: ("charset",),
    TABLE: ("charset", "delimiter"),
    HTML: ("charset",),
    PDF: (),
}


class ExtractionError(ValueError):
    """An extraction that means nothing; the message says what was expected."""


@dataclass(frozen=True)
class Extraction:
    """How the text of a source is had.

    Attributes:
        program: what reads it, with its version, or "".
        charset: name of the character encoding.
        delimiter: what separates the cells of a table, one of `DELIMITERS`.
    """

    program: str
    charset: str = "utf-8"
    delimiter: str = "comma"

    @property
    def printed(self) -> str:
        """In one line; the usual settings are left out."""
        parts = [self.program] if self.program else []
        parts += [f"charset={self.charset}"] if self.charset != "utf-8" else []
        parts += [f"delimiter={self.delimiter}"] if self.delimiter != "comma" else []
        return " ".join(parts)


def media_type_of(path: PurePath) -> str:
    """The kind of a file, by the end of its name."""
    return SUFFIXES.get(path.suffix.lower(), PLAIN)


def program_for(media_type: str) -> str:
    """What reads a kind of file here and now, with its version."""
    return f"pypdf-{version('pypdf')}" if media_type == PDF else PROGRAMS[media_type]


def usual_extraction(path: PurePath, media_type: str) -> Extraction:
    """How a file is read when nobody says."""
    is_tabbed = media_type == TABLE and path.suffix.lower() == ".tsv"
    return Extraction(program_for(media_type), delimiter="tab" if is_tabbed else "comma")


def read_extraction(printed: str, media_type: str) -> Extraction:
    """An extraction from its line; what is not said is as usual.

    Raises:
        ExtractionError: it is none, or not one for this kind of file.
    """
    program, settings = "", dict[str, str]()
    for n, word in enumerate(printed.split(" ") if printed else ()):
        name, equals, value = word.partition("=")
        if equals and name in SETTINGS[media_type] and name not in settings:
            settings[name] = value
        elif not n and not equals and re.fullmatch("[a-z]+-[0-9][0-9a-z.]*", word):
            program = word
        else:
            message = f"a program with its version and settings among {' '.join(SETTINGS[media_type]) or 'none'}"
            raise ExtractionError(message)
    return Extraction(
        program or program_for(media_type),
        _charset(settings.get("charset", "utf-8")),
        _delimiter(settings.get("delimiter", "comma")),
    )


def _charset(name: str) -> str:
    try:
        codec = codecs.lookup(name)
    except LookupError:
        codec = None
    if codec is None or not codec._is_text_encoding:  # noqa: SLF001  (hex and others are codecs too, and no charset)
        message = "charset= with a character encoding, such as gb18030 or windows-1252"
        raise ExtractionError(message)
    return name


def _delimiter(name: str) -> str:
    if name not in DELIMITERS:
        message = f"delimiter= with one of {', '.join(DELIMITERS)}"
        raise ExtractionError(message)
    return name
