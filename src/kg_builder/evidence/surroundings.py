"""What stands on either side of a place, as letters and digits: what is left when an extraction changes all else.

White space, quotation marks, dashes, case, composed or decomposed characters and HTML entities make no difference here.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg_builder.evidence.sources import CONTEXT, KEPT, fingerprint_of, letters_and_digits

FAR = 24
"""Letters and digits of either side that tell places apart whose fingerprints look alike."""

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
SENTENCE_END = re.compile(r"[.!?](?=\s|[\"'’”)]|\Z)|[。！？]|[\r\n]")

Place = tuple[int, int]
"""Start and end in code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Context:
    """The letters and digits around a place.

    Attributes:
        before: the last `FAR` before it, HTML entities read as what they stand for.
        after: the first `FAR` after it.
        plain: the `KEPT` on either side that a fingerprint takes, entities as they are written.
    """

    before: str
    after: str
    plain: tuple[str, str]

    @property
    def sides(self) -> tuple[str, str]:
        """The `KEPT` on either side, HTML entities read."""
        return self.before[-KEPT:], self.after[:KEPT]

    def fingerprints(self, token: str) -> set[str]:
        """What a fingerprint of a token in this place is, with entities as they are written and as they are read."""
        return {fingerprint_of(pair[0], token, pair[1]) for pair in (self.plain, self.sides)}


def context_of(text: str, place: Place) -> Context:
    """The letters and digits around a place."""
    start, end = place
    before, after = text[max(0, start - 3 * CONTEXT) : start], text[end : end + 3 * CONTEXT]
    plain = letters_and_digits(before[-CONTEXT:])[-KEPT:], letters_and_digits(after[:CONTEXT])[:KEPT]
    return Context(letters(before)[-FAR:], letters(after)[:FAR], plain)


def letters(text: str) -> str:
    """A text as letters and digits, HTML entities read."""
    return letters_and_digits(html.unescape(text) if "&" in text else text)


def is_same_sentence(old: str, old_place: Place, new: str, new_place: Place) -> bool:
    """Whether the sentence around a place of one text stands around a place of another, letter by letter."""
    (start, end), (new_start, new_end) = old_place, new_place
    before = old[max(0, start - 5 * CONTEXT) : start]
    before = before[max((found.end() for found in SENTENCE_END.finditer(before)), default=0) :]
    after = old[end : end + 5 * CONTEXT]
    ends = SENTENCE_END.search(after)
    after = after[: ends.start()] if ends else after
    reach = CONTEXT + 3 * max(len(before), len(after))
    new_before, new_after = new[max(0, new_start - reach) : new_start], new[new_end : new_end + reach]
    return letters(new_before).endswith(letters(before)) and letters(new_after).startswith(letters(after))


@dataclass(frozen=True)
class Letters:
    """The letters and digits of a whole text with the place of each.

    Attributes:
        text: the letters and digits.
        starts: for each, where the character that it comes from begins in the text.
        ends: where it ends.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def occurrences(self, words: Iterable[str]) -> Mapping[str, list[Place]]:
        """Every place of each of the words (letters and digits, none empty), found in few passes over the text."""
        found: dict[str, list[Place]] = {word: [] for word in words}
        by_length: dict[int, dict[str, list[str]]] = {}
        for word in found:
            head = word[:KEPT]
            by_length.setdefault(len(head), {}).setdefault(head, []).append(word)
        for length, heads in by_length.items():
            for n in range(len(self.text) - length + 1):
                for word in heads.get(self.text[n : n + length], ()):
                    if self.text.startswith(word, n):
                        found[word].append((self.starts[n], self.ends[n + len(word) - 1]))
        return found


def letters_of(text: str) -> Letters:
    """The letters and digits of a whole text; time is linear in its length."""
    found: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    read: dict[str, str] = {}
    for start, end in _characters(text):
        printed = text[start:end]
        kept = read.get(printed)
        if kept is None:
            kept = read[printed] = letters(printed)
        found.append(kept)
        starts.extend([start] * len(kept))
        ends.extend([end] * len(kept))
    return Letters("".join(found), starts, ends)


def _characters(text: str) -> Iterator[Place]:
    """A base with its accents, or an HTML entity, one after another."""
    entities = [found.span() for found in ENTITY.finditer(text)] if "&" in text else []
    firsts = [start for start, _ in entities]
    n = 0
    while n < len(text):
        end = n + 1
        if text[n] == "&":
            near = bisect_left(firsts, n)
            if near < len(firsts) and firsts[near] == n:
                end = entities[near][1]
        while end < len(text) and text[end] > "\u02ff" and unicodedata.combining(text[end]):
            end += 1
        yield n, end
        n = end
