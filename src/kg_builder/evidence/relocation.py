"""Finds cited places again in another extraction of the same page, and says so when it is not sure.

A place is found by its fingerprint: token and eight letters on either side. Where a change reaches into those letters,
it is found by order, if the text that it was cited from is at hand: sixteen letters on one side, which stand at no
other number of either text, the same token, and the same neighbor among the places that are already found. A place that
could be two, or whose context stands around another number as well, is never chosen. Time is n log n in the length of
the texts and the number of places.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kg_builder.evidence.order import Order
from kg_builder.evidence.placement import Reading
from kg_builder.evidence.sources import letters_and_digits
from kg_builder.evidence.spots import Spot, Spots, half_keys, side_keys, spots_of
from kg_builder.evidence.surroundings import FAR, Place, is_same_sentence, letters

RUN = 16
"""Letters on one side that stand for both, when a place is found by order."""

MANY = 50
"""Spots that look alike from which on nobody tries to tell them apart."""

State = Literal["found", "ambiguous", "changed", "not found"]
How = Literal["", "by fingerprint", "by order"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of the old text that is to be found.

    Attributes:
        place: where it is in the old text.
        token: what stands there.
        fingerprint: as the ontology defines it.
        value: the number that the token says, or None for words.
    """

    place: Place
    token: str
    fingerprint: str
    value: Decimal | None

    @property
    def family(self) -> str:
        """The words as letters and digits; empty for a number."""
        return "" if self.value is not None else letters(self.token)

    @property
    def extent(self) -> Place:
        """The place of a number; of words from the first letter or digit to the last."""
        if self.value is not None:
            return self.place
        kept = [n for n, character in enumerate(self.token) if letters_and_digits(character)]
        last = max(kept, default=len(self.token) - 1) + 1
        while last < len(self.token) and unicodedata.combining(self.token[last]):
            last += 1
        return self.place[0] + min(kept, default=0), self.place[0] + last


@dataclass(frozen=True, slots=True)
class Relocation:
    """What became of an anchor.

    Attributes:
        state: `found`; `ambiguous`, when it could be several or is contested; `changed`, when another number stands in
            its place; else `not found`.
        how: by which rule it was found, or "".
        place: where it is now, of words from the first letter or digit to the last; or None.
        others: places that it could be, or where the other number stands.
        is_same_wording: whether the sentence around it is the same; True when the old text is not at hand.
    """

    state: State
    how: How = ""
    place: Place | None = None
    others: tuple[Place, ...] = ()
    is_same_wording: bool = True


LOST = Relocation("not found")
Outcome = dict[Anchor, Relocation]


def relocate(anchors: Iterable[Anchor], new: Reading, old: Reading | None = None) -> Outcome:
    """Where each anchor stands in the new text.

    Args:
        anchors: places of one source; the more of them, the more is known of their order.
        new: the other extraction.
        old: the text that they were cited from; without it places are found by fingerprint alone, and one that stands
            apart from all its neighbors is not.
    """
    wanted = sorted(set(anchors), key=lambda anchor: (anchor.place, anchor.family))
    families = {anchor.family for anchor in wanted}
    after = spots_of(new, families, RUN)
    if old is None:
        return _settled(_without_apart(_claimed(_equal(wanted, after), after)))
    before = spots_of(old, families, RUN)
    own = {anchor: before.at.get((anchor.extent, anchor.family)) for anchor in wanted}
    equal = _equal(wanted, after, own)
    found = _settled({anchor: _matched(own[anchor], equal[anchor], after, before) for anchor in wanted})
    found |= _by_order(found, own, after, before)
    return _settled({anchor: _worded(anchor, told, after, before) for anchor, told in found.items()})


def _equal(
    wanted: Sequence[Anchor], after: Spots, own: Mapping[Anchor, Spot | None] | None = None
) -> dict[Anchor, list[Spot]]:
    """The spots of the new text whose fingerprint with the anchor's token is the anchor's."""
    tokens = {(anchor.family, anchor.value, letters_and_digits(anchor.token)) for anchor in wanted}
    known: dict[tuple[str, Decimal | None, str], list[Spot]] = defaultdict(list)
    for family, value, token in tokens:
        for spot in after.by_value.get((family, value), ()):
            for fingerprint in spot.context.fingerprints(token):
                known[family, value, fingerprint].append(spot)
    equal: dict[Anchor, list[Spot]] = {}
    for anchor in wanted:
        accepted = {anchor.fingerprint}
        here = own[anchor] if own else None
        if here is not None:
            accepted |= here.context.fingerprints(letters_and_digits(anchor.token))
        spots = [spot for fingerprint in accepted for spot in known[anchor.family, anchor.value, fingerprint][:MANY]]
        equal[anchor] = sorted({spot.place: spot for spot in spots}.values(), key=lambda spot: spot.place)
    return equal


def _matched(own: Spot | None, equal: Sequence[Spot], after: Spots, before: Spots) -> Relocation:
    """What the fingerprint tells of an anchor, held against both texts."""
    if own is None:
        return LOST
    key = own.family, own.context.sides
    was, now = before.by_sides[key], after.by_sides.get(key, ())
    same = [spot for spot in equal if spot.marks == own.marks]
    if not same or not now:
        return Relocation("changed", others=tuple(spot.place for spot in now)) if now else LOST
    is_one_of_few = len(now) <= len(was) <= MANY
    picked = _told_apart(own, was, now) if is_one_of_few else None
    if picked is None or picked not in same or _is_contested(own, picked, after, before):
        return Relocation("ambiguous", others=tuple(spot.place for spot in same))
    return Relocation("found", "by fingerprint", picked.place)


def _is_contested(own: Spot, picked: Spot, after: Spots, before: Spots) -> bool:
    """Whether one side of the anchor stands elsewhere as well: a copy of its sentence, or what was left of it."""
    pairs = [(after.by_side.get(key, ()), before.by_side[key]) for key in side_keys(own, RUN)]
    pairs += [(after.by_half.get(half, ()), before.by_half[half]) for half in half_keys(own)]
    return any(now and (len(now) > min(len(was), MANY) or picked not in now) for now, was in pairs)


def _told_apart(own: Spot, was: Sequence[Spot], now: Sequence[Spot]) -> Spot | None:
    """The one of several spots with the same sides that has the anchor's letters further out, or None."""
    if len(was) == len(now) == 1:
        return now[0]
    picked: dict[Place, Spot] = {}
    for side in ("before", "after"):
        run = getattr(own.context, side)
        there = [spot for spot in now if getattr(spot.context, side) == run]
        is_own = sum(getattr(spot.context, side) == run for spot in was) == 1
        if len(run) == FAR and is_own and len(there) == 1:
            picked[there[0].place] = there[0]
    return next(iter(picked.values())) if len(picked) == 1 else None


def _says_the_same(spot: Spot, own: Spot) -> bool:
    return (spot.family, spot.value, spot.marks) == (own.family, own.value, own.marks)


def _claimed(equal: Mapping[Anchor, Sequence[Spot]], after: Spots) -> Outcome:
    """What fingerprints tell without the old text: wherever a context stands twice, both must be accounted for."""
    same = Counter(anchor.fingerprint for anchor in equal)
    clear = {anchor for anchor, spots in equal.items() if len(spots) == 1 and same[anchor.fingerprint] == 1}
    claims = {(equal[anchor][0].place, anchor.family): anchor.place for anchor in clear}
    found: Outcome = {}
    for anchor, spots in equal.items():
        others = tuple(spot.place for spot in spots)
        if not spots:
            found[anchor] = LOST
        elif anchor in clear and not spots[0].marks[0].startswith("-") and _is_explained(spots[0], after, claims):
            found[anchor] = Relocation("found", "by fingerprint", others[0])
        else:
            found[anchor] = Relocation("ambiguous", others=others)
    return found


def _is_explained(picked: Spot, after: Spots, claims: Mapping[tuple[Place, str], Place]) -> bool:
    """Whether everything that looks like a spot is claimed by an anchor, and what looks the same is in order."""
    twins = after.by_sides[picked.family, picked.context.sides]
    alike = [spot for key in side_keys(picked, RUN) for spot in after.by_side[key]]
    alike += [spot for half in half_keys(picked) for spot in after.by_half[half]]
    if any((spot.place, spot.family) not in claims for spot in (*twins, *alike)):
        return False
    owners = [claims[spot.place, spot.family] for spot in twins]
    return owners == sorted(owners)


def _order(found: Outcome) -> Order:
    return Order.of((anchor.place, told.place) for anchor, told in found.items() if told.place is not None)


def _without_apart(found: Outcome) -> Outcome:
    """Without those that are next to neither of their neighbors any more."""
    order = _order(found)
    kept: Outcome = {}
    for anchor, told in found.items():
        is_apart = told.place is not None and not order.is_in_company(anchor.place, told.place)
        kept[anchor] = Relocation("not found", others=(told.place,)) if is_apart and told.place else told
    return kept


def _by_order(found: Outcome, own: Mapping[Anchor, Spot | None], after: Spots, before: Spots) -> Outcome:
    """What can be told of anchors whose context has changed on one side only."""
    order = _order(found)
    told: Outcome = {}
    for anchor, outcome in found.items():
        spot = own[anchor]
        if outcome.state != "not found" or spot is None:
            continue
        keys = [key for key in side_keys(spot, RUN) if len(before.by_side[key]) == 1]
        there = {other.place: other for key in keys for other in after.by_side.get(key, ())}
        if len(there) != 1:
            continue
        (place,) = there
        if not _says_the_same(there[place], spot):
            told[anchor] = Relocation("changed", others=(place,))
        elif order.is_in_company(anchor.place, place) and not (
            _is_contested(spot, there[place], after, before) or _is_another(spot, there[place], before)
        ):
            told[anchor] = Relocation("found", "by order", place)
    return told


def _is_another(own: Spot, picked: Spot, before: Spots) -> bool:
    """Whether a side of what was picked stood in the old text beside the same words or number elsewhere."""
    return any(spot != own for half in half_keys(picked) for spot in before.by_half.get(half, ()))


def _worded(anchor: Anchor, told: Relocation, after: Spots, before: Spots) -> Relocation:
    if told.place is None or is_same_sentence(before.text, anchor.place, after.text, told.place):
        return told
    return replace(told, is_same_wording=False)


def _settled(found: Outcome) -> Outcome:
    """Without two anchors of one family in one place: both are ambiguous."""
    taken = Counter((told.place, anchor.family) for anchor, told in found.items() if told.place is not None)
    settled: Outcome = {}
    for anchor, told in found.items():
        is_shared = told.place is not None and taken[told.place, anchor.family] > 1
        settled[anchor] = Relocation("ambiguous", others=(told.place,)) if is_shared and told.place else told
    return settled
