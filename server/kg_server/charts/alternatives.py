"""What a picture shows in words, for who does not see it: its kind, how much is in it, least and greatest, and whence.

Imports marks, single, sheet and the language.
"""

from collections.abc import Sequence

from kg_builder.views import View
from kg_server.charts.marks import Mark
from kg_server.charts.result import Result
from kg_server.charts.sheet import Look
from kg_server.charts.single import said_with_unit
from kg_server.naming.language import message

_KINDS = {
    "bar": ("Bar chart with {n} bar", message("Bar chart with {n} bars")),
    "dot": ("Dot chart with {n} dot", message("Dot chart with {n} dots")),
    "line": ("Line chart with {n} point", message("Line chart with {n} points")),
    "map": ("Map with {n} place", message("Map with {n} places")),
    "figure": ("{n} number", message("{n} numbers")),
}
_SIGNS = {"zh": ("，", "。")}
"""Comma and full stop of languages that have their own."""


def described(view: View, result: Result, marks: Sequence[Mark], look: Look, title: str, whence: Sequence[str]) -> str:
    """Sentences that stand for a picture.

    Args:
        view: completed.
        result: what was drawn.
        marks: of it.
        look: for the language.
        title: what the picture is called.
        whence: lines on sources and release.
    """
    language = look.language
    one, many = _KINDS[view.kind]
    drawn = 1 if view.kind == "figure" else len(marks) or len(result.table.rows)
    parts = [language.plural(one, many, drawn)]
    times = sorted({mark.time for mark in marks if mark.time})
    if len(times) > 1:
        parts.append(language.text("from {first} to {last}", first=times[0], last=times[-1]))
    scopes = list(dict.fromkeys(mark.scope for mark in marks))
    if len(scopes) > 1:
        parts.append(language.text("{n} parts with an axis of their own, since they cannot be compared", n=len(scopes)))
    comma, stop = _SIGNS.get(language.code, (", ", ". "))
    sentences = [title, comma.join(parts)]
    if view.kind == "figure" and marks:
        sentences.append(_named(marks[0], result, look))
    elif len(scopes) == 1 and len(marks) > 1:
        least, most = min(marks, key=lambda mark: mark.value), max(marks, key=lambda mark: mark.value)
        sentences.append(language.text("Greatest: {mark}", mark=_named(most, result, look)))
        sentences.append(language.text("Least: {mark}", mark=_named(least, result, look)))
    return "".join(sentence.rstrip(".。") + stop for sentence in (*sentences, *whence) if sentence).strip()


def _named(mark: Mark, result: Result, look: Look) -> str:
    """A mark with its name, time and number."""
    name = ", ".join(filter(None, (mark.label, mark.series, mark.time)))
    said = said_with_unit(mark, result, look)
    return f"{name}: {said}" if name else said
