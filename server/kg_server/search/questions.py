"""A question cut into words as labels are, and put into the language of the full-text index (FTS5).

https://www.sqlite.org/fts5.html#full_text_query_syntax. Imports kg_builder's letters.
"""

from dataclasses import dataclass

from kg_builder.releases.letters import folded, name, pairs, runs

LONGEST, MOST_WORDS = 200, 12
"""Characters of a question that are read, and words that are looked for."""

SHORT = 3
"""Letters of a word that says little by itself."""


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        text: as it was asked, what cannot be seen left out.
        name: folded, to be compared with whole names.
        words: words, and runs of Chinese characters; the last may be the beginning of a word.
        chinese: those of the words that are such runs.
    """

    text: str
    name: str
    words: tuple[str, ...]
    chinese: frozenset[str]

    def terms(self, word: str) -> list[str]:
        """What the index knows of a word: the word, or each two neighbors of Chinese characters."""
        if word not in self.chinese:
            return [quoted(word)]
        return [quoted(pair) for pair in pairs(word)] or [quoted(word)]

    def all_words(self) -> str:
        """Entries that have all words, the last perhaps only begun."""
        parts = [term for word in self.words for term in self.terms(word)]
        if parts and self.words[-1] not in self.chinese and len(self.words[-1]) >= 2:
            parts[-1] += "*"
        return " AND ".join(parts)

    def any_word(self) -> str:
        """Entries that have at least one word, or two neighbors of one; short words only where there are no others."""
        long = [word for word in self.words if word in self.chinese or len(word) > SHORT]
        return " OR ".join(dict.fromkeys(term for word in long or self.words for term in self.terms(word)))


def quoted(word: str) -> str:
    """A word that is nothing but a word."""
    return '"' + word.replace('"', '""') + '"'


def read_question(text: str) -> Asked:
    """A question, whatever it is."""
    shown = "".join(each for each in text[: 4 * LONGEST] if each.isprintable())[:LONGEST].strip()
    found = list(dict.fromkeys(runs(folded(shown))))[:MOST_WORDS]
    chinese = frozenset(word for word, is_chinese in found if is_chinese)
    return Asked(shown, name(shown), tuple(word for word, _ in found), chinese)
