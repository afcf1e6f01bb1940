"""Where in a source, in words, from the fragment of a citation's address (RFC 5147 and the like)."""

import re

from kg_server.naming.language import Language

_TWO = re.compile(r"(\d{1,12}),(\d{1,12})")


def place_words(language: Language, fragment: str) -> str:
    """The place that a fragment names: characters, a cell of a table, a page; what it does not know, as it stands."""
    return ", ".join(_part(language, *part.partition("=")) for part in fragment.split("&") if part)


def _part(language: Language, name: str, sign: str, value: str) -> str:
    """One part of a fragment."""
    two = _TWO.fullmatch(value)
    if name == "char" and two:
        return language.text("characters {start}–{end}", start=int(two[1]), end=int(two[2]))
    if name == "cell" and two:
        return language.text("row {row}, column {column}", row=int(two[1]), column=int(two[2]))
    if name == "page" and value.isascii() and value.isdigit():
        return language.text("page {n}", n=int(value[:12]))
    return f"{name}{sign}{value}"


def place_order(fragment: str) -> tuple[int, ...]:
    """What sorts the places of one source: by page, or by row and column, then by character."""
    parts = dict(part.partition("=")[::2] for part in fragment.split("&"))
    found = (parts.get(name, "") for name in ("page", "cell", "char"))
    return tuple(int(number) for part in found for number in re.findall(r"\d{1,12}", part))
