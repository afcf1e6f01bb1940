"""The charts of stored queries: what the studio of charts needs to know of a request.

Imports charts and renditions.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request

from kg_builder.views import View
from kg_server.charts.refusal import Refusal
from kg_server.charts.sheet import NARROWEST, WIDEST, Look
from kg_server.charts.studio import Order, Studio
from kg_server.charts.view import GUESS
from kg_server.errors import BadParameter, Problem
from kg_server.naming.language import Language
from kg_server.renditions.asked import Asked
from kg_server.renditions.choices import Chooser

THEMES = ("light", "dark")
WIDTH = 720
_SCALES = ("1", "1.5", "2", "3")


@dataclass(frozen=True)
class Shown:
    """A chart in a page: what it shows in words, and its kind."""

    description: str
    kind: str


@dataclass(frozen=True)
class Pictures:
    """Draws charts.

    Attributes:
        studio: where they are drawn.
        chooser: knows what values are called.
        languages: of the texts in them, by code.
    """

    studio: Studio
    chooser: Chooser
    languages: Mapping[str, Language]

    def draw(self, asked: Asked, language: Language) -> Shown | None:
        """The chart of an answer for a page; None when it has none.

        Raises:
            Problem: the engine could not answer.
        """
        view = asked.item.query.view
        if view.kind == "table" or asked.reading.form != "SELECT":
            return None
        question = asked.question("rows", self.studio.desk.seconds(None))
        try:
            look = self._look(asked, language, "light", WIDTH)
            picture = self.studio.picture(
                question, view, look, _printed(asked), is_settled=not asked.reading.is_volatile
            )
        except Refusal:
            return None
        return Shown(picture.description, picture.view.kind)

    def size(self, asked: Asked, language: Language, width: int) -> tuple[int, int] | None:
        """Width and height of the chart of an answer in points; None when it has none.

        Raises:
            Problem: it cannot be drawn now.
        """
        if asked.item.query.view.kind == "table" or asked.reading.form != "SELECT":
            return None
        question = asked.question("rows", self.studio.desk.seconds(None))
        look = self._look(asked, language, "light", width)
        try:
            view, settled = asked.item.query.view, not asked.reading.is_volatile
            picture = self.studio.picture(question, view, look, _printed(asked), is_settled=settled)
        except Refusal:
            return None
        drawn = self.studio.renderer.svg(picture.spec, "", "")
        found = [re.search(rb'<svg[^>]* %s="([0-9.]+)' % name, drawn) for name in (b"width", b"height")]
        sizes = [int(float(match[1])) for match in found if match is not None]
        return (sizes[0], sizes[1]) if len(sizes) == len(found) else None

    def respond(self, asked: Asked) -> Response:
        """The chart of an answer in the representation that is asked for.

        Raises:
            BadParameter: an option without meaning.
            Problem: only for a specification; a picture says in words what is wrong.
        """
        assert asked.suffix is not None  # noqa: S101  # a chart is a representation
        language = self._language()
        theme = _one_of("theme", request.args.get("theme", "light"), THEMES)
        look = self._look(asked, language, theme, _width(request.args.get("width", str(WIDTH))))
        question = asked.question("rows", self.studio.desk.seconds(None))
        order = Order(
            question=question,
            view=self._view(asked),
            look=look,
            form=asked.suffix.name,
            key=None if asked.reading.is_volatile else asked.key,
            address=_printed(asked),
            scale=float(_one_of("scale", request.args.get("scale", "2"), _SCALES)),
        )
        return self.studio.respond(order)

    def told(self, drawing: bytes, suffix: str) -> tuple[bytes, str]:
        """A notice as the picture that is asked for, with its media type; as a drawing where there is no other."""
        if suffix == "png":
            try:
                return self.studio.renderer.png(drawing), "image/png"
            except Problem:
                return drawing, "image/svg+xml"
        return drawing, "image/svg+xml"

    def _language(self) -> Language:
        """The language that an address asks for: pictures do not follow who looks at them.

        Raises:
            BadParameter: there is no such language.
        """
        return self.languages[_one_of("lang", request.args.get("lang", "en"), tuple(self.languages))]

    def _view(self, asked: Asked) -> View | str:
        """The view that is asked for, or that of the query; a bare kind that is the query's has its columns."""
        own, text = asked.item.query.view, request.args.get("view", "")
        if text in {"", "chart", own.kind} and own.kind != "table":
            return own
        return text or GUESS

    def _look(self, asked: Asked, language: Language, theme: str, width: int) -> Look:
        """How a chart of a query looks."""
        query = asked.item.query
        title = language.label({"en": query.title, **query.titles})
        chosen = self.chooser.named(asked.item, asked.values, language)
        title = f"{title}: {chosen}" if chosen else title
        return Look(language, theme, width, title=title, headings=asked.item.stock.words.columns)


def _printed(asked: Asked) -> str:
    """The address that is printed into a picture, without its scheme."""
    return asked.address("").partition("://")[2]


def _width(text: str) -> int:
    """A width in points.

    Raises:
        BadParameter: it is none, or too small or too large.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not NARROWEST <= int(text) <= WIDEST:
        detail = f"width: found {text[:40]!r}, expected a whole number from {NARROWEST} to {WIDEST}."
        raise BadParameter(detail, {"parameter": "width"})
    return int(text)


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    """A value of a list.

    Raises:
        BadParameter: it is not in the list.
    """
    if text not in known:
        detail = f"{name}: found {text[:40]!r}, expected one of {', '.join(known)}."
        raise BadParameter(detail, {"parameter": name, "suggestions": list(known)})
    return text
