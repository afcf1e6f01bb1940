"""Texts that someone has tampered with, so that a number is no longer where, or what, it was.

Each case names the anchors that must not be found at all, and those that may be found only where they were.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from relocation.perturb import Cells, Copy, copy_of

from kg_builder.evidence.relocation import Anchor
from kg_builder.numerals.finding import parse_token

Swap = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Tampered:
    """A tampered copy.

    Attributes:
        name: what was done.
        copy: the text; a character that was written by the tamperer comes from nowhere.
        lost: anchors whose number no longer stands in its place.
    """

    name: str
    copy: Copy
    lost: frozenset[Anchor]


def rewritten(text: str, put: Swap) -> Copy:
    """A text with other characters in some places."""

    def change(cells: Cells) -> Cells:
        out: Cells = []
        done = 0
        for (start, end), new in sorted(put.items()):
            out += cells[done:start]
            out += [(character, -1) for character in new]
            done = end
        return out + cells[done:]

    return copy_of(text, change)


def numbers(anchors: Sequence[Anchor]) -> list[Anchor]:
    return sorted({found for found in anchors if found.value is not None}, key=lambda found: found.place)


def touching(anchors: Sequence[Anchor], *places: tuple[int, int]) -> frozenset[Anchor]:
    """The anchors that share a character with one of the places."""
    return frozenset(a for a in anchors for start, end in places if a.place[0] < end and start < a.place[1])


def sentence(text: str, at: tuple[int, int]) -> tuple[int, int]:
    """The sentence around a place."""
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s)|[。！？\n]", text)]
    start = max((end for end in ends if end <= at[0]), default=0)
    return start, min((end for end in ends if end >= at[1]), default=len(text))


def swapped(text: str, anchors: Sequence[Anchor]) -> Iterator[Tampered]:
    """The digits of each two numbers that follow one another, and of each two that are three apart, exchanged."""
    listed = numbers(anchors)
    for apart in (1, 2, 3, 7):
        for one, other in zip(listed, listed[apart:], strict=False):
            if one.value != other.value and one.place[1] <= other.place[0]:
                put = {one.place: other.token, other.place: one.token}
                lost = touching(anchors, one.place, other.place)
                yield Tampered(f"swapped {one.place} {other.place}", rewritten(text, put), lost)


def changed(text: str, anchors: Sequence[Anchor]) -> Iterator[Tampered]:
    """Each number made another: its last digit, its decimal mark, its sign."""
    for one in numbers(anchors):
        if re.search(r"\d", one.token):
            last = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), one.token)
            tokens = [last, one.token.replace(".", ""), one.token.replace(".", ","), f"-{one.token}", f"{one.token}0"]
            for token in sorted({*tokens}):
                said = parse_token(token)
                if said is None or said.value != one.value:
                    put = {one.place: token}
                    name = f"changed {one.place} to {token}"
                    yield Tampered(name, rewritten(text, put), touching(anchors, one.place))


def remarked(text: str, anchors: Sequence[Anchor]) -> Iterator[Tampered]:
    """Each percent or currency sign at a number made another."""
    for one in numbers(anchors):
        start, end = one.place
        if text[end : end + 1] == "%":
            for sign in ("", "‰", "°"):
                put = {(end, end + 1): sign}
                yield Tampered(f"percent {one.place} {sign}", rewritten(text, put), touching(anchors, one.place))
        if text[start - 1 : start] == "$":
            put = {(start - 1, start): "€"}
            yield Tampered(f"dollar {one.place}", rewritten(text, put), touching(anchors, one.place))


def duplicated(text: str, anchors: Sequence[Anchor]) -> Iterator[Tampered]:
    """Each number's sentence said again: next to it, first and last in the text; with and without the first changed.

    Not changed where the copy stands right beside it: that text is also the one in which only the copy is changed.
    """
    for one in numbers(anchors):
        start, end = sentence(text, one.place)
        again = f" {text[start:end]} "
        token = "7" + one.token
        for at in {0, start, end, len(text)}:
            yield Tampered(f"again at {at} {one.place}", rewritten(text, {(at, at): again}), frozenset())
            if at in (start, end):
                continue
            put = {(at, at): again, one.place: token}
            name = f"again at {at}, first changed {one.place}"
            yield Tampered(name, rewritten(text, put), touching(anchors, one.place))


def removed(text: str, anchors: Sequence[Anchor]) -> Iterator[Tampered]:
    """Each number's sentence taken out."""
    for one in numbers(anchors):
        place = sentence(text, one.place)
        yield Tampered(f"removed {one.place}", rewritten(text, {place: " "}), touching(anchors, place))


KINDS: Sequence[Callable[[str, Sequence[Anchor]], Iterator[Tampered]]] = (
    swapped,
    changed,
    remarked,
    duplicated,
    removed,
)
