"""Whether every numeral of a source is accounted for, counted on the spot where the operator has the source texts.

The same rule as `kg verify`: a numeral is cited by a figure, or stands in a place that was left out for a reason.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_builder.numerals.finding import numerals
from kg_builder.texts.media import PLAIN
from kg_server.pages.passages import check
from kg_server.things.portrait import DCT
from kg_server.things.reader import Reader, first, last_part
from kg_server.things.sources import EXCLUSIONS, left_out

MOST = 20_000
"""Most places of one source that are looked at."""

TEXT_CHARACTERS = 2_000_000
"""A longer text is not counted for a page."""

_FIGURES = """SELECT DISTINCT ?c WHERE {{
  ?c lh:source <{iri}> ; oa:start ?start . ?f lh:citation ?c ; lh:value ?value }} LIMIT {limit}"""
_CHARACTERS = re.compile(r"char=(\d{1,12}),(\d{1,12})")


@dataclass(frozen=True)
class Counted:
    """How the numerals of a source are accounted for; `problem` says why they were not counted.

    Attributes:
        numerals: how many there are.
        cited: how many a figure cites.
        out: how many stand in a place that was left out, and are not cited.
        digest: of the file, where it is another one.
        problem: a message, or "".
    """

    numerals: int = 0
    cited: int = 0
    out: int = 0
    digest: str = ""
    problem: str = ""

    @property
    def left(self) -> int:
        """How many are forgotten."""
        return self.numerals - self.cited - self.out


def count(reader: Reader, folder: Path, iri: str) -> Counted | None:
    """Count the numerals of a source in the folder of texts; None where its places are not characters of one text."""
    facts = reader.facts([iri])[iri]
    out = left_out(reader.release.path / EXCLUSIONS, last_part(iri))
    cited = reader.column(_FIGURES.format(iri=iri, limit=MOST), MOST)
    spans = [_span(each.partition("#")[2]) for each in cited]
    gaps = [_span(each.fragment) for each in out]
    if None in spans or None in gaps or not (spans or gaps):
        return None
    kind = first(facts, f"{DCT}format").partition("/media-types/")[2] or PLAIN
    found = check(folder, first(facts, f"{DCT}identifier"), first(facts, "sha256"), kind, first(facts, "extraction"))
    if found.problem:
        return Counted(digest=found.digest, problem=found.problem)
    if len(found.text) > TEXT_CHARACTERS:
        return None
    places = [(each.start, each.end) for each in numerals(found.text)]
    told = _touched(places, [span for span in spans if span])
    excluded = _touched(places, [span for span in gaps if span])
    return Counted(len(places), len(told), len(excluded - told))


def _span(fragment: str) -> tuple[int, int] | None:
    """Start and end of a place in a text."""
    found = _CHARACTERS.fullmatch(fragment)
    return (int(found[1]), int(found[2])) if found else None


def _touched(places: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> set[int]:
    """Which of the numerals, sorted by place, overlap a span."""
    ends = [end for _, end in places]
    touched: set[int] = set()
    for start, end in spans:
        at = bisect_right(ends, start)
        while at < len(places) and places[at][0] < end:
            touched.add(at)
            at += 1
    return touched
