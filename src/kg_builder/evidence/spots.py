"""Every spot of a text where a number or certain words stand, to be looked up by what is around it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg_builder.evidence.placement import Reading
from kg_builder.evidence.surroundings import Context, Place, context_of, letters_of
from kg_builder.numerals.finding import Numeral

LIKE_A_MINUS = re.compile(r"(?:\A|[^\d-])[-−]\Z")
"""A single hyphen right before a number, which is no range: what the grammar of numerals does not read as a sign."""

Half = tuple[str, Decimal | None, str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot of a text.

    Attributes:
        place: where it is; for a number the token that a figure cites.
        family: the words that stand there, as letters and digits; empty for every number.
        value: the number, or None for words.
        marks: currency sign or hyphen before, and percent sign, currency sign or ordinal suffix after a number.
        context: what is around it.
    """

    place: Place
    family: str
    value: Decimal | None
    marks: tuple[str, str]
    context: Context


@dataclass(frozen=True)
class Spots:
    """The spots of one text.

    Attributes:
        text: the text.
        listed: every spot, numbers first.
        at: spot by place and family.
        by_sides: spots by family and the letters on both sides that a fingerprint takes.
        by_side: spots by family and a run of `length` letters on one side, as `side_key` says.
        by_half: spots by what they say and the letters on one side that a fingerprint takes, as `half_keys` says.
        by_value: numbers by value, words by themselves.
    """

    text: str
    listed: Sequence[Spot]
    at: Mapping[tuple[Place, str], Spot]
    by_sides: Mapping[tuple[str, tuple[str, str]], Sequence[Spot]]
    by_side: Mapping[tuple[str, str, str], Sequence[Spot]]
    by_half: Mapping[Half, Sequence[Spot]]
    by_value: Mapping[tuple[str, Decimal | None], Sequence[Spot]]


def side_keys(spot: Spot, length: int) -> list[tuple[str, str, str]]:
    """What `by_side` knows a spot by: family, the letters before or "", the letters after or ""; whole runs only."""
    before, after = spot.context.before[-length:], spot.context.after[:length]
    keys = [(spot.family, before, "")] if len(before) == length else []
    return [*keys, (spot.family, "", after)] if len(after) == length else keys


def half_keys(spot: Spot) -> list[Half]:
    """What `by_half` knows a spot by: family, value, the letters before or "", the letters after or ""."""
    before, after = spot.context.sides
    return [(spot.family, spot.value, before, ""), (spot.family, spot.value, "", after)]


def spots_of(reading: Reading, words: Iterable[str], length: int) -> Spots:
    """The spots of a text: each numeral that states a number, and each occurrence of the words.

    Args:
        reading: the text with its numerals.
        words: as letters and digits; empty ones are left out.
        length: of the runs in `by_side`.
    """
    text = reading.source.text
    listed = [_number(text, numeral) for numeral in reading.numerals if numeral.value is not None]
    wanted = {word for word in words if word}
    if wanted:
        occurrences = letters_of(text).occurrences(sorted(wanted))
        for word, places in occurrences.items():
            listed += [Spot(place, word, None, ("", ""), context_of(text, place)) for place in places]
    by_sides, by_side = defaultdict(list), defaultdict(list)
    by_half, by_value = defaultdict(list), defaultdict(list)
    for spot in listed:
        by_sides[spot.family, spot.context.sides].append(spot)
        by_value[spot.family, spot.value].append(spot)
        for key in side_keys(spot, length):
            by_side[key].append(spot)
        for half in half_keys(spot):
            by_half[half].append(spot)
    at = {(spot.place, spot.family): spot for spot in listed}
    return Spots(text, listed, at, dict(by_sides), dict(by_side), dict(by_half), dict(by_value))


def _number(text: str, numeral: Numeral) -> Spot:
    place = numeral.core_start, numeral.core_end
    printed = text[numeral.start : numeral.core_start], text[numeral.core_end : numeral.end]
    before, after = (unicodedata.normalize("NFKC", part).strip().casefold() for part in printed)
    hyphen = "-" if LIKE_A_MINUS.search(text[max(0, numeral.start - 2) : numeral.start]) else ""
    return Spot(place, "", numeral.value, (hyphen + before, after), context_of(text, place))
