"""Whether a citation stands in its text: slice equals token, token is one numeral and says the figure's value."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg_builder.datapackage.checks.rule import shorten
from kg_builder.errors import Violation
from kg_builder.evidence.citations import Citation
from kg_builder.numerals.finding import Numeral, numerals, parse_token
from kg_builder.texts.parts import in_words
from kg_builder.texts.source import SourceText

NEARBY = 2_000
"""Code points on either side in which the right place of a token is looked for."""


@dataclass(frozen=True)
class Reading:
    """A source, or a part of one, with its numerals in text order.

    Attributes:
        source: the text.
        numerals: every numeral.
        starts: where each begins, for bisection.
        ends: where each ends.
        tokens: numerals by start and end of their token.
    """

    source: SourceText
    numerals: Sequence[Numeral]
    starts: Sequence[int]
    ends: Sequence[int]
    tokens: Mapping[tuple[int, int], Numeral]

    def touched(self, start: int, end: int) -> range:
        """Positions of the numerals that share a character with a place."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def reading_of(source: SourceText) -> Reading:
    """A source with its numerals."""
    found = numerals(source.text)
    tokens = {(numeral.core_start, numeral.core_end): numeral for numeral in found}
    return Reading(source, found, [numeral.start for numeral in found], [numeral.end for numeral in found], tokens)


def citation_violations(citation: Citation, reading: Reading) -> Iterator[Violation]:
    """What is wrong with one citation of a figure or mention in its text; what follows from it is not told."""
    start, end, text = citation.start, citation.end, reading.source.text
    if end > len(text):
        expected = f"at most {len(text)}, the length of {reading.source.name}"
        yield citation.violation(2, "place-outside", f"'{end}'", expected)
    elif text[start:end] != citation.token:
        code = "token-differs" if citation.is_figure else "mention-differs"
        expected = f"{shorten(text[start:end])}, what stands at {start}-{end}"
        yield citation.violation(3, code, shorten(citation.token or None), expected, _right_place(citation, reading))
    elif citation.is_figure:
        yield from _numeral_violations(citation, reading)


def _right_place(citation: Citation, reading: Reading) -> str | None:
    """The nearest place nearby where the token of a figure, or the words of a mention, do stand."""
    first = max(0, citation.start - NEARBY)
    window = reading.source.text[first : citation.start + NEARBY]
    if not citation.token:
        return None
    starts = [first + found.start() for found in re.finditer(re.escape(citation.token), window)]
    size = len(citation.token)
    places = [start for start in starts if not citation.is_figure or (start, start + size) in reading.tokens]
    nearest = min(places, key=lambda start: abs(start - citation.start), default=None)
    return None if nearest is None else f"{nearest}-{nearest + size}"


def _numeral_violations(citation: Citation, reading: Reading) -> Iterator[Violation]:
    numeral = reading.tokens.get((citation.start, citation.end))
    if numeral is None:
        touched = [reading.numerals[n] for n in reading.touched(citation.start, citation.end)]
        near = f"{touched[0].core_start}-{touched[0].core_end}" if touched else None
        place = f"'{citation.start}-{citation.end}'"
        yield citation.violation(1, "citation-no-numeral", place, "exactly the token of one numeral", near)
    elif numeral.value is None:
        yield citation.violation(3, "token-no-number", shorten(citation.token), "a number, such as 26.58 million")
    elif citation.kind == "further":
        if (
            numeral.value not in (citation.value, citation.converted)
            and numeral.value * citation.scale != citation.value
        ):
            item = shorten(f"{citation.start}-{citation.end}:{citation.token}")
            yield citation.violation(3, "token-value", item, "a token that says the value or the converted value")
    elif citation.value not in (None, numeral.value * citation.scale):
        expected = f"{numeral.value * citation.scale:f}, what the token says"
        yield Violation("figures.csv", citation.line, "value", "token-value", f"'{citation.value:f}'", expected)


def figure_violations(citations: Iterable[Citation]) -> Iterator[Violation]:
    """What is wrong with the citations of each figure taken together; the citations of one figure stand together."""
    for line, group in groupby(citations, key=lambda citation: citation.line):
        cited = list(group)
        places = set()
        for citation in cited:
            if citation.place in places:
                place = f"'{in_words(*citation.place[1:])}'"
                yield citation.violation(1, "citation-twice", place, "each place of a figure once")
            places.add(citation.place)
        converted = cited[0].converted
        said = [
            parse_token(citation.token) for citation in cited if converted is not None and citation.kind == "further"
        ]
        if converted is not None and converted not in [quantity.value for quantity in said if quantity]:
            expected = "a number that a further citation says"
            yield Violation("figures.csv", line, "converted", "converted-uncited", f"'{converted:f}'", expected)
