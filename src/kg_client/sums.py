"""The sum of figures that may be added, with what remains to be said about it. Imports comparing, errors and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kg_client.comparing import ABOUT, AT_LEAST, AT_MOST, Addend, last, reasons
from kg_client.errors import NotComparable
from kg_client.evidence import Evidence
from kg_client.words import counted, hedged


@dataclass(frozen=True)
class Total:
    """A sum of figures.

    Attributes:
        value: the sum of the printed numbers.
        unit: their unit.
        hedge: in words, "exact" where no part is hedged.
        least, most: the sums of the bounds, None where a part has none.
        precision: of the coarsest part, or None.
        cautions: what curators mark on parts, and how coarse they are.
        figures: the parts.
        release: version of the release.
    """

    value: Decimal
    unit: str
    hedge: str
    least: Decimal | None
    most: Decimal | None
    precision: Decimal | None
    cautions: tuple[str, ...]
    figures: tuple[Evidence, ...]
    release: str

    @property
    def statement(self) -> str:
        """The sum in words."""
        planned = "planned: " if self.figures[0].kind == "target" else ""
        return f"{planned}{hedged(self.hedge, counted(self.value, self.unit))}"


def total(addends: Sequence[Addend]) -> Total:
    """The sum of figures.

    Raises:
        NotComparable: they must not be added; says why.
    """
    if against := reasons(addends):
        raise NotComparable(against)
    figures = tuple(addend.figure for addend in addends)
    precisions = [figure.precision for figure in figures if figure.precision is not None]
    return Total(
        value=sum((figure.value for figure in figures if figure.value is not None), Decimal(0)),
        unit=figures[0].name("unit"),
        hedge=_hedge({last(addend.one("comparator")) for addend in addends}),
        least=_sum([figure.least for figure in figures]),
        most=_sum([figure.most for figure in figures]),
        precision=max(precisions, default=None),
        cautions=tuple(_cautions(addends)),
        figures=figures,
        release=figures[0].release,
    )


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum, if there is a number for every part."""
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if len(given) == len(values) else None


def _hedge(codes: set[str]) -> str:
    """The hedge of a sum, in words."""
    if codes & AT_LEAST:
        return "more than" if "more-than" in codes else "at least"
    if codes & AT_MOST:
        return "nearly" if codes & AT_MOST == {"nearly"} else "at most"
    return "about" if codes & ABOUT else "exact"


def _first_day(addend: Addend) -> str:
    """What parts are sorted by."""
    return str(addend.figure.start)


def _leaves_days_out(one: Addend, other: Addend) -> bool:
    """Whether there is a day after one part and before the next."""
    end, start = one.figure.end, other.figure.start
    return end is not None and start is not None and (start - end).days > 1


def _cautions(addends: Sequence[Addend]) -> Iterator[str]:
    """What is to be said with the sum."""
    for addend in addends:
        for flag in addend.figure.flags:
            yield f"{addend.short}: {flag}."
    coarse = {addend.figure.precision for addend in addends if addend.figure.precision is not None}
    if len(coarse) > 1:
        yield f"The parts are printed to different digits, the coarsest to the nearest {max(coarse):,f}."
    if any(_leaves_days_out(one, other) for one, other in pairwise(sorted(addends, key=_first_day))):
        yield "Days between the parts are in none of them: this is the sum of the parts, not of the whole time."
    programs = {addend.figure.name("program") for addend in addends}
    if len(programs) > 1:
        yield f"The parts are of {len(programs)} programs: {', '.join(sorted(programs))}."
