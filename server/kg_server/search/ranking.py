"""Which of the entries that have the words is meant: whole names before beginnings before parts, names before meanings.

Imports kg_builder's letters.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg_builder.releases.letters import folded, name, pairs, runs

WHOLE, BEGINS, HAS_ALL, HAS_SOME = 100.0, 60.0, 40.0, 10.0
_ALSO, _ABOUT = 0.8, 0.25


@dataclass(frozen=True)
class Hit:
    """Something that was found.

    Attributes:
        iri: of it.
        kind: what it is.
        labels: by language tag, "" for the plain one.
        also: further names.
        about: what it means.
        score: how well it fits.
    """

    iri: str
    kind: str
    labels: dict[str, str]
    also: tuple[str, ...]
    about: str
    score: float


@dataclass(frozen=True)
class Aim:
    """What is looked for.

    Attributes:
        name: the whole question, folded, mended if need be.
        spellings: its words, each in all spellings that count.
        chinese: those that are runs of Chinese characters.
    """

    name: str
    spellings: tuple[tuple[str, ...], ...]
    chinese: frozenset[str]


def ranked(rows: Iterable[Sequence[str]], aim: Aim) -> list[Hit]:
    """Hits, the best first; between equals those that the index has first, which are more general.

    Args:
        rows: id, IRI, kind, label, labels, further names, meaning of each entry.
        aim: what is looked for.
    """
    return sorted((_hit(row, aim) for row in rows), key=lambda hit: -hit.score)


def _hit(row: Sequence[str], aim: Aim) -> Hit:
    """An entry with its score."""
    labels, also = dict(json.loads(row[4])), tuple(json.loads(row[5]))
    names = (_score(label, aim) for label in set(labels.values()))
    others = (_ALSO * _score(label, aim) for label in also)
    score = max((*names, *others, _ABOUT * _share(folded(row[6]), aim)))
    if row[2] == "figure":
        score *= 0.9
    return Hit(row[1], row[2], labels, also, row[6], round(score, 3))


def _score(label: str, aim: Aim) -> float:
    """How well a name fits: shorter names more of which was asked for fit better."""
    told = name(label)
    if told == aim.name:
        return WHOLE
    size = min(1.0, len(aim.name) / max(1, len(told)))
    if aim.name and told.startswith(aim.name):
        return BEGINS + 20 * size
    share = _share(told, aim)
    if told and told in aim.name:
        return share + HAS_SOME
    return share + 10 * size if share >= HAS_ALL else share


def _share(told: str, aim: Aim) -> float:
    """How many of the words a folded text has; more when they begin its words."""
    starts = [run for run, _ in runs(told)]
    parts = [max(_has(told, word, aim) for word in words) for words in aim.spellings]
    if not any(parts):
        return 0.0
    begun = sum(any(start.startswith(words) for start in starts) for words in aim.spellings) / len(parts)
    return (HAS_ALL if all(part == 1 for part in parts) else HAS_SOME * sum(parts) / len(parts)) + 5 * begun


def _has(told: str, word: str, aim: Aim) -> float:
    """Whether a text has a word; of Chinese characters, how many of their pairs."""
    if word in told:
        return 1.0
    neighbors = pairs(word) if word in aim.chinese else []
    return sum(pair in told for pair in neighbors) / (len(neighbors) + 1) if neighbors else 0.0
