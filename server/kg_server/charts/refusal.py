"""When there is no chart: the reason in words, and a picture of these words for whoever expects a picture.

Imports fonts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kg_server.charts.fonts import STACK, plain, wrapped

WIDTH = 560
_PAD, _LINE, _LONG = 24, 20, 2_000
_COLORS = {"light": ("#ffffff", "#1f2328", "#a33a00"), "dark": ("#16191d", "#e8eaed", "#ffb37a")}


class Refusal(Exception):  # no failure: a chart would have said something that is not so
    """There is no such chart of the answer; the message says why, in the language that was asked for."""


@dataclass(frozen=True)
class Notice:
    """A picture's worth of words.

    Attributes:
        title: what happened.
        sentences: why, and what to do.
    """

    title: str
    sentences: Sequence[str]


def image(notice: Notice, theme: str = "light") -> bytes:
    """A notice as SVG, made without a renderer; any text is shown as it is, and does nothing."""
    background, ink, accent = _COLORS.get(theme, _COLORS["light"])
    room = WIDTH - 2 * _PAD
    title = wrapped(plain(notice.title), 17, room, 2)
    lines = [line for text in notice.sentences for line in wrapped(plain(text, _LONG), 14, room, 12)]
    parts, y = [], _PAD + 12
    for line in title:
        parts.append(f'<text x="{_PAD}" y="{y}" font-size="17" fill="{accent}">{escape(line)}</text>')
        y += 24
    for line in lines:
        parts.append(f'<text x="{_PAD}" y="{y}" font-size="14" fill="{ink}">{escape(line)}</text>')
        y += _LINE
    height = y + _PAD - _LINE + 6
    told = escape(plain(" ".join((notice.title, *notice.sentences)), _LONG))
    name = escape(plain(notice.title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" font-family="{escape(STACK)}"><title>{name}</title><desc>{told}</desc>'
        f'<rect width="100%" height="100%" fill="{background}"/><rect width="4" height="100%" fill="{accent}"/>'
        f"{''.join(parts)}</svg>\n"
    ).encode()
