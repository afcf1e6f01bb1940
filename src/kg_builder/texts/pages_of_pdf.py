"""The text of each page of a PDF, by pypdf (https://pypdf.readthedocs.io), whose version is part of what is recorded.

A PDF says where glyphs stand, not what the text is: another version may read another text. So the digest of the text is
kept beside the digest of the bytes, and a text that has changed is told instead of cited.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdf
from pypdf.errors import PyPdfError

PAGES = 5_000
"""Pages that are read at most."""

FAULTS = (
    *(PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError),
    *(MemoryError, NotImplementedError, TypeError, ValueError),
)
"""What pypdf raises on files that are damaged or made to harm."""

SURROGATE = re.compile("[\ud800-\udfff]")


class PdfError(Exception):
    """A PDF without a text that could be cited; the message says what was found."""


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page.

    Raises:
        PdfError: no PDF, a damaged or encrypted one, one without any text, or one of more than `PAGES` pages.
    """
    if b"%PDF-" not in content[:1024]:
        message = "no PDF"
        raise PdfError(message)
    with _quiet():
        try:
            pages = _texts(content)
        except FAULTS as error:
            message = f"a damaged PDF ({type(error).__name__})"
            raise PdfError(message) from error
    if not any(page.strip() for page in pages):
        message = "a PDF without text, perhaps a scan"
        raise PdfError(message)
    return pages


def _texts(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        message = "an encrypted PDF"
        raise PdfError(message)
    if len(reader.pages) > PAGES:
        message = f"a PDF of {len(reader.pages)} pages, more than {PAGES}"
        raise PdfError(message)
    return [SURROGATE.sub("\ufffd", page.extract_text()) for page in reader.pages]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pypdf's remarks on how a file was made."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)
