"""What a misspelt question may have meant: known words that share trigrams with it and differ by few letters.

Imports kg_builder's letters, and questions.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg_builder.releases.letters import trigrams
from kg_server.search.questions import Asked, quoted

NEAR = 4
"""Most spellings of one word."""

_POOL = 60
_SHARING = """SELECT text, entries FROM (
  SELECT gram.word AS known, COUNT(*) AS shared FROM gram WHERE gram IN (SELECT value FROM json_each(?))
  GROUP BY known ORDER BY shared DESC, known LIMIT ?
) JOIN word ON word.id = known ORDER BY shared DESC, known"""
_SHORTEST = 3
Ask = Callable[[str, Iterable[object]], list[Sequence[str]]]


@dataclass(frozen=True)
class Meant:
    """A question as it may have been meant.

    Attributes:
        spellings: for each word, what it may be, the likeliest first.
        parts: for each word, the entries that have it in some spelling, in the language of the index.
    """

    spellings: tuple[tuple[str, ...], ...]
    parts: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The likeliest spelling of all."""
        return " ".join(words[0] for words in self.spellings)

    def any_spelling(self) -> str:
        """Entries that have some spelling of each word, in the language of the index."""
        return " AND ".join(self.parts)


def meant(ask: Ask, asked: Asked) -> Meant | None:
    """A question with its words mended; None when none can be.

    Args:
        ask: rows of a statement of the index.
        asked: the question, which found nothing as it is.
    """
    spellings: list[tuple[str, ...]] = []
    parts: list[str] = []
    for word in asked.words:
        found = () if word in asked.chinese else near(ask, word)
        spellings.append(found or (word,))
        terms = [quoted(each) for each in found] or asked.terms(word)
        joint = " OR " if found or word in asked.chinese else " AND "
        parts.append(f"({joint.join(terms)})")
    is_same = all(words == (word,) for words, word in zip(spellings, asked.words, strict=True))
    return None if is_same and not asked.chinese else Meant(tuple(spellings), tuple(parts))


def near(ask: Ask, word: str) -> tuple[str, ...]:
    """Known words that a word may be a misspelling of, the nearest first; itself where it is known."""
    if len(word) < _SHORTEST:
        return ()
    most = 1 if len(word) < 6 else 2
    found = []
    for text, entries in ask(_SHARING, (json.dumps(sorted(trigrams(word))), _POOL)):
        away = distance(word, text, most)
        begins = distance(word, text[: len(word)], most) if len(text) > len(word) + most else most + 1
        if min(away, begins) <= most:
            found.append((min(away, begins), away, -int(entries), text))
    return tuple(text for *_, text in sorted(found)[:NEAR])


def distance(one: str, other: str, most: int) -> int:
    """Letters that one must add, leave out, change, or swap with a neighbor to make one word another.

    Returns:
        The number, or `most` + 1 when it is more (restricted Damerau-Levenshtein distance).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
