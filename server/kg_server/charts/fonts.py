"""The font of the charts: which characters it has, how wide a text is in it, and what stands for what it lacks.

A renderer without the right font leaves text out and says nothing; so every text is made of characters that the font
is known to have. Imports nothing of the server.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Livelihood Sans"
STACK = f'"{FAMILY}", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
"""What an SVG names: ours, which measured it, then what readers' machines have for both scripts."""

MISSING = "□"
"""Stands for a character that the font does not have, in pictures of points."""

LABEL = 200
"""Most characters of one text, unless it says otherwise."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES = re.compile(r"\s+")
_BREAK = re.compile(r"(?<=[ \-–—/·])|(?<=[\u3000-\u9fff\uff00-\uffef])(?![,。、;:)》」”!?%])")


@cache
def widths() -> dict[str, int]:
    """Every character of the font to its width in thousandths of the font's size."""
    found = {}
    for line in (FOLDER / "characters.txt").read_text("utf-8").split("\n"):
        width, blank, characters = line.partition(" ")
        if blank:
            found.update(dict.fromkeys(characters, int(width)))
    return found


def width(text: str, size: float) -> float:
    """About how wide a line of text is, in the unit of the font's size."""
    known = widths()
    return sum(known.get(character, 1000) for character in text) * size / 1000


def plain(text: str, most: int = LABEL) -> str:
    """A text on one line without what cannot be seen: control characters, direction marks, half pairs; cut if long."""
    spaced = _SPACES.sub(" ", text)
    seen = "".join(each for each in spaced if each == " " or unicodedata.category(each) not in _HIDDEN).strip()
    return seen if len(seen) <= most else f"{seen[: most - 1]}…"


def missing(text: str) -> set[str]:
    """The characters of a text that the font does not have; line feeds are none."""
    return set(text) - widths().keys() - {"\n"}


def covered(text: str) -> str:
    """The same with `MISSING` for every character that the font does not have; marks on top of others are left out."""
    lacking = missing(text)
    if not lacking:
        return text
    table = {ord(each): None if unicodedata.combining(each) else MISSING for each in lacking}
    return text.translate(table)


def wrapped(text: str, size: float, room: float, most: int = 3) -> tuple[str, ...]:
    """A text on lines that are no wider than there is room, the last of at most so many ending in an ellipsis."""
    lines = [""]
    for part in _BREAK.split(text):
        if lines[-1] and width((lines[-1] + part).rstrip(), size) > room:
            lines.append("")
        lines[-1] += part
        while width(lines[-1].rstrip(), size) > room and len(lines[-1]) > 1:
            cut = _fitting(lines[-1], size, room)
            lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
    if len(lines) > most:
        last = "".join(lines[most - 1 :]).rstrip()
        lines[most - 1 :] = [last[: _fitting(last, size, room - size)].rstrip() + "…"]
    return tuple(line.strip() for line in lines)


def shortened(texts: Sequence[str], size: float, room: float) -> dict[str, str]:
    """Each text to itself on one line with as much as there is room for; different texts stay different."""
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        short = wrapped(text, size, room, 1)[0]
        if short in found.values():
            short = wrapped(text, size, room - 2.5 * size, 1)[0] + f" {len(found) + 1}"
        found[text] = short
    return found


def _fitting(text: str, size: float, room: float) -> int:
    """How many characters fit; at least one."""
    used = 0.0
    for at, character in enumerate(text):
        used += width(character, size)
        if used > room:
            return max(1, at)
    return len(text)
