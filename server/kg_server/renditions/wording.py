"""What the graph calls things in another language: from each plain name to the name in that language.

Imports asking, cache, errors and the desk.
"""

from collections.abc import Mapping, Sequence

from kg_server.errors import BadParameter
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.renditions.shelf import Item
from kg_server.transfer.cache import Bounded

_NAMES = """SELECT DISTINCT ?plain ?other (LANG(?other) AS ?tag) WHERE {
  ?thing rdfs:label ?plain ; skos:prefLabel ?other FILTER(!LANGMATCHES(LANG(?other), "en"))
} ORDER BY ?plain ?tag ?other"""
_MOST = 200_000

Names = Mapping[str, Mapping[str, str]]


class Wording:
    """Names by language, asked of each release once."""

    def __init__(self, desk: Desk) -> None:
        """Ask at a desk; keep what was told."""
        self._desk = desk
        self._kept: Bounded[str, Names] = Bounded(32 << 20)

    def names(self, item: Item, language: str) -> Mapping[str, str]:
        """Plain name to its name in a language; nothing for English and for none.

        Raises:
            BadParameter: the graph has no names in the language; lists those it has.
            Problem: the engine could not tell.
        """
        if language in {"", "en"}:
            return {}
        found = self._by_language(item)
        if language not in found:
            there = self.languages(item)
            detail = f"labels: found {language[:40]!r}, expected one of {', '.join(there)}."
            raise BadParameter(detail, {"parameter": "labels", "suggestions": there})
        return found[language]

    def languages(self, item: Item) -> list[str]:
        """The languages that the graph has names in, English first.

        Raises:
            Problem: the engine could not tell.
        """
        return ["en", *sorted(self._by_language(item))]

    def _by_language(self, item: Item) -> Names:
        """Primary language subtag to names."""
        version = item.release.version
        found = self._kept.get(version)
        if found is None:
            question = asking.page_question(_NAMES, self._desk.seconds(None), _MOST, release=item.pin)
            rows = self._desk.table(question).values()
            found = _sorted_out(rows)
            self._kept.keep(version, found, 200 * len(rows))
        return found


def _sorted_out(rows: Sequence[Mapping[str, str]]) -> Names:
    """Names by language.

    A plain name that several things share under different names is left as it is, unless all of these have the shortest
    in common, as a program and the indicator that counts it.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        language = row["tag"].lower().partition("-")[0]
        found.setdefault(language, {}).setdefault(row["plain"], set()).add(row["other"])
    return {
        language: {plain: name for plain, others in names.items() if (name := _in_common(others))}
        for language, names in found.items()
    }


def _in_common(names: set[str]) -> str:
    """The shortest name, if it is part of all others; else ""."""
    shortest = min(sorted(names), key=len)
    return shortest if all(shortest in name for name in names) else ""
