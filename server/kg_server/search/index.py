"""The index of one release, opened read-only: from a question to candidates, and from candidates to hits.

Every thread has its own connection; a release has its own index, so that a new one is found when it is served. What a
question says never gets into SQL or into the language of the full-text index: it is cut into words, and those are
quoted. Imports kg_builder's letters, and ranking.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kg_builder.releases.search import VERSION
from kg_server.search.questions import Asked, read_question
from kg_server.search.ranking import Aim, Hit, ranked
from kg_server.search.spelling import meant

CANDIDATES, OF_KIND = 600, 120
"""Entries that are ranked: of one kind that is asked for, or of each; of more, those that are more general."""

SECONDS = 1.0
"""Longest time for one statement of the database."""

_STEPS = 5_000
Spellings = tuple[tuple[str, ...], ...]
_KINDS = "SELECT kind, first, last FROM kinds ORDER BY first"
_NAMED = """SELECT entry.id, iri, kind, label, labels, also, about FROM exact JOIN entry ON entry.id = exact.entry
WHERE exact.name = ? AND exact.entry BETWEEN ? AND ? LIMIT ?"""
_MATCHING = """SELECT entry.id, iri, kind, label, labels, also, about
FROM (SELECT rowid AS found FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)
JOIN entry ON entry.id = found ORDER BY found"""


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        hits: the best first, a page of them.
        counts: of all that were found, by kind.
        full: kinds of which there may be more.
        total: how many were found.
        is_all: whether there are no more than these.
        words: the words that were looked for, for marking them; corrected ones among them.
        corrected: what was looked for instead, when nothing had the words as they were; else "".
    """

    hits: tuple[Hit, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    full: frozenset[str] = frozenset()
    total: int = 0
    is_all: bool = True
    words: tuple[str, ...] = ()
    corrected: str = ""


class Index:
    """The index of a release."""

    def __init__(self, path: Path) -> None:
        """Look into a file; without one, or with one of another version, there is nothing to be found."""
        self._address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        self._local = threading.local()
        self.is_there = path.is_file() and any(int(row[0]) == VERSION for row in self._rows("PRAGMA user_version", ()))

    def find(self, text: str, kinds: Sequence[str] = (), offset: int = 0, limit: int = 20) -> Found:
        """What a question finds.

        Args:
            text: anything.
            kinds: the only ones wanted; none for all.
            offset: hits that are skipped.
            limit: most hits.
        """
        asked = read_question(text)
        if not self.is_there or not asked.words:
            return Found()
        spans = [span for span in self._kinds() if not kinds or span.kind in kinds]
        most = OF_KIND if len(spans) > 1 else CANDIDATES
        rows, spellings, corrected = self._candidates(_Search(self._rows, spans, most), asked)
        words = tuple(word for each in spellings for word in each)
        hits = ranked(rows, Aim(corrected or asked.name, spellings, asked.chinese))
        counts: dict[str, int] = {}
        for hit in hits:
            counts[hit.kind] = counts.get(hit.kind, 0) + 1
        full = frozenset(kind for kind, count in counts.items() if count >= most)
        return Found(
            hits=tuple(hits[offset : offset + limit]),
            counts=tuple(counts.items()),
            full=full,
            total=len(hits),
            is_all=not full,
            words=words,
            corrected=corrected,
        )

    def _candidates(self, search: "_Search", asked: Asked) -> tuple[list[Sequence[str]], Spellings, str]:
        """Rows of entries, the words that found them with their spellings, and the corrected question."""
        as_asked = tuple((word,) for word in asked.words)
        rows = [*search.named(asked.name), *search.matching(asked.all_words())]
        if rows:
            return _once(rows), as_asked, ""
        better = meant(self._rows, asked)
        if better is not None:
            rows = search.matching(better.any_spelling())
            if rows:
                return _once(rows), better.spellings, better.shown
        return _once(search.matching(asked.any_word())), as_asked, ""

    def _kinds(self) -> "list[_Span]":
        """The kinds that there are, in the order of their entries."""
        return [_Span(str(kind), int(first), int(last)) for kind, first, last in self._rows(_KINDS, ())]

    def _rows(self, query: str, values: Iterable[object]) -> list[Sequence[str]]:
        """Rows of a statement; those that were there in time."""
        connection = self._connection()
        deadline = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        rows: list[Sequence[str]] = []
        try:
            rows.extend(connection.execute(query, tuple(values)))
        except sqlite3.DatabaseError:
            return rows
        finally:
            connection.set_progress_handler(None, 0)
        return rows

    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = sqlite3.connect(self._address, uri=True)
        return connection


@dataclass(frozen=True)
class _Span:
    """The entries of one kind: from the first to the last."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class _Search:
    """How candidates are looked for: by which statements, among which entries, and how many of each kind."""

    rows: Callable[[str, Iterable[object]], list[Sequence[str]]]
    spans: Sequence[_Span]
    most: int

    def named(self, name: str) -> list[Sequence[str]]:
        """Entries of that very name."""
        found: list[Sequence[str]] = []
        for span in self.spans:
            found += self.rows(_NAMED, (name, span.first, span.last, self.most))
        return found

    def matching(self, match: str) -> list[Sequence[str]]:
        """Entries that match a question of the full-text index: of each kind first by name, then by anything."""
        found: list[Sequence[str]] = []
        for span in self.spans if match else ():
            within = (span.first, span.last)
            by_name = self.rows(_MATCHING, (f"{{names also}} : ({match})", *within, self.most))
            found += by_name
            if len(by_name) < self.most:
                found += self.rows(_MATCHING, (match, *within, self.most))
        return found


def _once(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Rows of entries, each once, in order."""
    return list({row[0]: row for row in rows}.values())
