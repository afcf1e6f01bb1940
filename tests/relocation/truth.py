"""Anchors of a text, and what the truth about them is in a copy of it."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from datapackages import ROOT
from relocation.perturb import Copy

from kg_builder.evidence.placement import Reading, reading_of
from kg_builder.evidence.relocation import Anchor, Outcome
from kg_builder.evidence.sources import fingerprint
from kg_builder.evidence.surroundings import Place
from kg_builder.numerals.finding import parse_token
from kg_builder.texts.source import SourceText

SOURCES = ROOT.parent / "shared" / "sources"
MENTION_CHARACTERS = 40


def reading(text: str) -> Reading:
    return reading_of(SourceText("text.txt", text, ""))


def anchor(text: str, start: int, end: int, *, is_number: bool) -> Anchor:
    token = text[start:end]
    quantity = parse_token(token) if is_number else None
    assert quantity is not None or not is_number
    return Anchor((start, end), token, fingerprint(text, start, end), quantity.value if quantity else None)


def dense_anchors(text: str) -> list[Anchor]:
    """Every numeral that states a number, and every seventh run of two words."""
    found = [
        anchor(text, numeral.core_start, numeral.core_end, is_number=True)
        for numeral in reading(text).numerals
        if numeral.value is not None
    ]
    words = list(re.finditer(r"[^\W\d_]{4,} [^\W\d_]{4,}|[\u4e00-\u9fff]{5}", text))[::7]
    return found + [anchor(text, *word.span(), is_number=False) for word in words if "&" not in word[0]]


def curated_anchors(*, is_excluded: bool = True) -> Iterator[tuple[str, str, list[Anchor]]]:
    """Each real source with the places that the project's own tables cite in it, and exclude, if wanted."""
    tables = {name: _rows(name) for name in ("sources", "figures", "mentions", "exclusions")}
    for source in tables["sources"]:
        text = (SOURCES / source["identifier"]).read_bytes().decode()
        numbers: set[tuple[int, int]] = set()
        for row in tables["figures"]:
            if row["source"] == source["id"]:
                numbers.add((int(row["cite_start"]), int(row["cite_end"])))
                more = re.findall(r"(\d+)-(\d+):", row["more_citations"])
                numbers |= {(int(start), int(end)) for start, end in more}
        words = {
            (int(row["start"]), int(row["end"]))
            for name in ("mentions", "exclusions")[: 2 if is_excluded else 1]
            for row in tables[name]
            if row["source"] == source["id"]
        }
        anchors = [anchor(text, *place, is_number=True) for place in sorted(numbers)]
        yield source["id"], text, anchors + [anchor(text, *place, is_number=False) for place in sorted(words)]


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Score:
    """Counts over anchors: those that can still be cited in the copy, and what became of them.

    Attributes:
        gone: the copy drops the place or changes its words.
        cut: a line end, or too much space, stands inside the token: it cannot be cited there.
        surviving: the rest.
        by_fingerprint: of those, found at the right place so.
        by_order: found at the right place so.
        wrong: of all, found at any place that is not the right one.
    """

    gone: int = 0
    cut: int = 0
    surviving: int = 0
    by_fingerprint: int = 0
    by_order: int = 0
    wrong: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def share(self) -> float:
        """Per cent of the surviving that are found."""
        return 100 * (self.by_fingerprint + self.by_order) / self.surviving if self.surviving else 100.0


def letter_extent(text: str, place: Place) -> Place:
    """A place without what is neither letter nor digit at its ends."""
    start, end = place
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum() and not "\u0300" <= text[end - 1] <= "\u036f":
        end -= 1
    return start, end


def true_place(found: Anchor, copy: Copy, new: Reading, old: str) -> tuple[str, Place | None]:
    """`gone`, `cut` or `surviving`, and the right place."""
    extent = found.place if found.value is not None else letter_extent(old, found.place)
    place = copy.place(*extent)
    if place is None:
        return "gone", None
    if found.value is None:
        token = copy.text[slice(*place)]
        is_cut = len(found.token) <= MENTION_CHARACTERS and "\n" in token and "\n" not in found.token
        return ("cut" if is_cut else "surviving"), place
    numeral = new.tokens.get(place)
    return ("surviving", place) if numeral is not None and numeral.value == found.value else ("cut", None)


def score(anchors: Iterable[Anchor], outcome: Outcome, copy: Copy, old: str) -> tuple[Score, list[Anchor]]:
    """Counts, and the anchors that are at a wrong place."""
    new = reading(copy.text)
    total, wrong = Score(), []
    for found in set(anchors):
        fate, place = true_place(found, copy, new, old)
        told = outcome[found]
        is_right = told.place is not None and told.place == place
        is_wrong = told.place is not None and not is_right
        if is_wrong:
            wrong.append(found)
        total += Score(
            gone=int(fate == "gone"),
            cut=int(fate == "cut"),
            surviving=int(fate == "surviving"),
            by_fingerprint=int(is_right and fate == "surviving" and told.how == "by fingerprint"),
            by_order=int(is_right and fate == "surviving" and told.how == "by order"),
            wrong=int(is_wrong),
        )
    return total, wrong
