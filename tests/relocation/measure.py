"""Measures how many places are found again in perturbed copies: the table of docs/explanation/relocation.md."""

from collections.abc import Sequence
from functools import cache

from relocation.perturb import PERTURBATIONS, Perturbation, copy_of
from relocation.texts import INVENTED
from relocation.truth import Score, curated_anchors, dense_anchors, reading, score

from kg_builder.evidence.relocation import Anchor, relocate

Text = tuple[str, str, list[Anchor]]
COLUMNS = (
    "copy",
    "places",
    "dropped",
    "cut",
    "by fingerprint",
    "by order",
    "found",
    "wrong",
    "found without the old text",
    "wrong",
)


def texts(*, is_real: bool, is_old_known: bool) -> list[Text]:
    """Texts with their anchors; nobody knows what was excluded without the old text."""
    if is_real:
        return list(curated_anchors(is_excluded=is_old_known))
    return [(name, text, dense_anchors(text)) for name, text in INVENTED.items()]


@cache
def measured(*, is_real: bool) -> dict[str, tuple[Score, Score]]:
    """By perturbation: counts with the old text at hand, and without it."""
    known, alone = (texts(is_real=is_real, is_old_known=is_old_known) for is_old_known in (True, False))
    return {
        name: (measure(known, change, is_old_known=True), measure(alone, change, is_old_known=False))
        for name, change in PERTURBATIONS
    }


def measure(listed: Sequence[Text], change: Perturbation, *, is_old_known: bool) -> Score:
    """Counts over all texts."""
    total = Score()
    for _, text, anchors in listed:
        copy = copy_of(text, change)
        outcome = relocate(anchors, reading(copy.text), reading(text) if is_old_known else None)
        total += score(anchors, outcome, copy, text)[0]
    return total


def table(*, is_real: bool) -> list[str]:
    """The lines of the table."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
    known, alone = Score(), Score()
    for name, pair in measured(is_real=is_real).items():
        lines.append(_line(name, *pair))
        known, alone = known + pair[0], alone + pair[1]
    return [*lines, _line("**all**", known, alone)]


def _line(name: str, known: Score, alone: Score) -> str:
    counts = known.surviving + known.gone + known.cut, known.gone, known.cut, known.by_fingerprint, known.by_order
    shares = f"{known.share:.1f} %", str(known.wrong), f"{alone.share:.1f} %", str(alone.wrong)
    return f"| {' | '.join([name, *(str(count) for count in counts), *shares])} |"
