"""A view as part of an address: `bar;x=people;y=program`, or only its kind; `chart` leaves the kind to be guessed.

Imports kg_builder's views, refusal and the language.
"""

from dataclasses import fields

from kg_builder.views import KINDS, View
from kg_server.charts.refusal import Refusal
from kg_server.naming.language import Language

GUESS = View(kind="")
"""A view that leaves everything to be guessed."""

_ANY = ("", "chart", "image")
_LONGEST = 1_000


def read_view(text: str, language: Language) -> View:
    """The view that an address asks for.

    Raises:
        Refusal: its kind or a part of it is unknown.
    """
    if len(text) > _LONGEST:
        raise Refusal(language.text("The view is too long."))
    kind, *parts = [part.strip() for part in text.split(";")]
    if kind not in (*KINDS, *_ANY):
        kinds = ", ".join((*KINDS, "chart"))
        raise Refusal(language.text("There is no view {kind}; there are {kinds}.", kind=kind[:40], kinds=kinds))
    known = [field.name for field in fields(View) if field.name != "kind"]
    given: dict[str, str | int] = {}
    for part in filter(None, parts):
        name, _, value = part.partition("=")
        if name not in known or (name == "rows" and not (value.isascii() and value.isdigit() and len(value) < 6)):
            names = ", ".join(known)
            raise Refusal(language.text("A view has no part {part}; it has {names}.", part=part[:60], names=names))
        given[name] = int(value) if name == "rows" else value.removeprefix("?")
    return View(kind="" if kind in _ANY else kind, **given)  # type: ignore[arg-type]  # only rows is a number


def written(view: View) -> str:
    """A view as it stands in an address."""
    pairs = ((field.name, getattr(view, field.name)) for field in fields(View) if field.name != "kind")
    return ";".join([view.kind or "chart", *(f"{name}={value}" for name, value in pairs if value)])
