"""The page of a source: every place that is cited and every one that was left out, in the order of the text.

What was left out is no part of the graph; it is in a table of the release, `tables/exclusions.csv`.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_server.naming.language import message
from kg_server.things.figures import rows
from kg_server.things.places import place_order, place_words
from kg_server.things.portrait import path_of
from kg_server.things.reader import Reader, first, last_part, listed, tidy
from kg_server.things.sections import Paging, Section, Spot, Spots

SIZE = 60
"""Places of one page."""

EXACT = "http://www.w3.org/ns/oa#exact"
EXCLUSIONS = "tables/exclusions.csv"
TABLE_BYTES = 16 << 20
"""A longer table of exclusions is not read for a page."""

REASONS = {
    "date": message("a date"),
    "list-number": message("the number of an item in a list"),
    "part-of-name": message("part of a name"),
    "person": message("about one person"),
    "contact": message("a way to reach somebody"),
    "definition": message("part of a definition"),
    "indefinite": message("an indefinite number"),
    "figure-of-speech": message("a figure of speech"),
    "about-the-text": message("about the text itself"),
}
"""Reason of an exclusion to what it means."""

_CITED = "SELECT ?c WHERE {{ ?c lh:source <{iri}> ; oa:start ?start }} LIMIT {limit}"
_CITING = "SELECT ?c ?x WHERE {{ VALUES ?c {{ {things} }} ?x lh:citation ?c }}"


@dataclass(frozen=True)
class LeftOut:
    """A place whose numerals are no figures, and why; the place as a fragment of the address of the source."""

    fragment: str
    reason: str
    note: str


def sections(reader: Reader, iri: str, page: int) -> list[Section]:
    """All places of a source in the order of its text."""
    cited = reader.column(_CITED.format(iri=iri, limit=20_000), 20_000)
    out = left_out(reader.release.path / EXCLUSIONS, last_part(iri))
    places: list[tuple[tuple[int, ...], str | LeftOut]] = [
        (place_order(each.partition("#")[2]), each) for each in cited
    ]
    places += [(place_order(each.fragment), each) for each in out]
    places.sort(key=lambda pair: (pair[0], str(pair[1])))
    if not places:
        return []
    paging = Paging(page, len(places), f"/{path_of(reader, iri)}", size=SIZE)
    part = [each for _, each in places[paging.begin : paging.end]]
    say = reader.language.text
    return [
        Spots(say("In the order of the text"), _spots(reader, part), say("Which is"), paging, _note(reader, cited, out))
    ]


def _spots(reader: Reader, part: Sequence[str | LeftOut]) -> list[Spot]:
    """Places with what cites them, or why they were left out."""
    cited = [each for each in part if not isinstance(each, LeftOut)]
    citing: dict[str, list[str]] = {}
    for row in reader.rows(_CITING.format(things=listed(cited))) if cited else []:
        citing.setdefault(row["c"], []).append(row["x"])
    tokens = reader.facts(cited, [EXACT])
    figures = {row.iri: row for row in rows(reader, [x for each in citing.values() for x in each])}
    reader.learn(x for each in citing.values() for x in each if x not in figures)
    found = []
    for each in part:
        if isinstance(each, LeftOut):
            found.append(_out(reader, each))
            continue
        who = citing.get(each, [])
        own = [figures[x] for x in who if x in figures]
        others = [reader.thing(x) for x in who if x not in figures]
        where = place_words(reader.language, each.partition("#")[2])
        spot = Spot(where, tidy(first(tokens[each], EXACT)), others, own[0] if own else None)
        found.append(spot)
        found += [Spot("", "", [], row) for row in own[1:]]
    return found


def _out(reader: Reader, each: LeftOut) -> Spot:
    """A numeral that was left out."""
    say = reader.language.text
    where = place_words(reader.language, each.fragment)
    reason = say(REASONS[each.reason]) if each.reason in REASONS else each.reason
    return Spot(where, "", [], None, reason, tidy(each.note, 200))


def _note(reader: Reader, cited: Sequence[str], out: Sequence[LeftOut]) -> str:
    """How many places there are of either kind."""
    say = reader.language.text
    told = say("{cited} places are cited, {out} numerals were left out for a reason.", cited=len(cited), out=len(out))
    return f"{told} {say('kg verify proves against the text that no numeral is forgotten.')}"


def left_out(table: Path, source: str) -> list[LeftOut]:
    """What was left out of a source, from a release's table; nothing where there is no table, or one too long."""
    try:
        if table.stat().st_size > TABLE_BYTES:
            return []
        with table.open(encoding="utf-8", newline="") as lines:
            found = [row for row in csv.DictReader(lines) if row.get("source") == source]
    except OSError:
        return []
    return [LeftOut(_fragment(row), row.get("reason") or "", row.get("note") or "") for row in found]


def _fragment(row: Mapping[str, str]) -> str:
    """The place of a row of the table as a fragment."""
    part, start, end = (row.get(name) or "" for name in ("part", "start", "end"))
    characters = f"char={start},{end}" if start and end and not part.startswith("cell") else ""
    return "&".join(each for each in (part, characters) if each)


def tally(table: Path, most: int) -> dict[str, int] | None:
    """How much was left out of each source; None where there is no table, or one longer than so many bytes."""
    try:
        if table.stat().st_size > most:
            return None
        with table.open(encoding="utf-8", newline="") as lines:
            return dict(Counter(row.get("source") or "" for row in csv.DictReader(lines)))
    except OSError:
        return None
