"""The order of places in two texts."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg_builder.evidence.surroundings import Place


@dataclass(frozen=True)
class Order:
    """The places that are found, sorted: in the old text, where those are now, and in the new text."""

    old: Sequence[Place]
    moved: Sequence[Place]
    new: Sequence[Place]

    @classmethod
    def of(cls, found: Iterable[tuple[Place, Place]]) -> "Order":
        """The order of pairs of an old place and its new one."""
        pairs = sorted(set(found))
        return cls([old for old, _ in pairs], [new for _, new in pairs], sorted({new for _, new in pairs}))

    def is_in_company(self, old: Place, new: Place) -> bool:
        """Whether a place has the same one before it, or the same one after it, in both texts."""
        before, after = bisect_left(self.old, old), bisect_right(self.old, old)
        now_before, now_after = bisect_left(self.new, new), bisect_right(self.new, new)
        has_before = before > 0 and self.new[now_before - 1 : now_before] == [self.moved[before - 1]]
        has_after = after < len(self.old) and self.new[now_after : now_after + 1] == [self.moved[after]]
        return has_before or has_after or (before == 0 and after == len(self.old))
