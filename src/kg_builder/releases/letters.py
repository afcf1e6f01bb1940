"""How labels are cut into the words that they are found by, and questions in the same way.

Latin and other words are found whole; Chinese, which has no blanks, by single characters and by pairs; a misspelt word
by the trigrams that it shares with a known one. Imports nothing of the package.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")

LONGEST = 40
"""Letters of a word that count."""


def folded(text: str) -> str:
    """A text without what does not tell two spellings apart: case, width, accents."""
    return text.lower() if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=20_000)
def _fold(character: str) -> str:
    """One character, folded."""
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def name(text: str) -> str:
    """A label as it is compared whole: folded, with single blanks."""
    return " ".join(folded(text).split())


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Words of a folded text, and runs of Chinese characters; whether it is such a run."""
    for match in _RUN.finditer(text):
        yield (match[1], True) if match[1] else (match[2][:LONGEST], False)


def indexed(text: str) -> str:
    """All words that a text is found by, with blanks between."""
    found: list[str] = []
    for run, is_chinese in runs(folded(text)):
        found += [*run, *pairs(run)] if is_chinese else [run]
    return " ".join(found)


def pairs(run: str) -> list[str]:
    """Each two neighbors of a run."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def trigrams(word: str) -> set[str]:
    """Each three neighbors of a word with its two ends marked."""
    marked = f"^{word}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}
