"""Text of others inside Markdown, so that it shows as it is and does nothing: no markup, no link, no mention."""

import html
import re
import unicodedata
from collections.abc import Sequence

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$])")


def escaped(text: str) -> str:
    """A text on one line, every character of Markdown and HTML as itself, invisible ones by their number."""
    shown = "".join(_visible(character) for character in " ".join(text.split()))
    marked = SPECIAL.sub(r"\\\1", html.escape(shown, quote=False))
    return marked.replace(":", "&#58;").replace("@", "&#64;")


def _visible(character: str) -> str:
    is_hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
    return f"(U+{ord(character):04X})" if is_hidden else character


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """The lines of a table; the cells are escaped already."""
    rule = "|" + "---|" * len(header)
    return [_row(header), rule, *(_row(row) for row in rows)]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
