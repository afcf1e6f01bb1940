"""In a text that was tampered with, no number is found where another stands, or where its sentence was copied to."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import pytest
from relocation.measure import Text, texts
from relocation.tamper import KINDS, Tampered, duplicated, remarked
from relocation.truth import SOURCES, reading, true_place

from kg_builder.evidence.placement import Reading
from kg_builder.evidence.relocation import Anchor, relocate

Kind = Callable[[str, Sequence[Anchor]], Iterator[Tampered]]
ALONE = [kind for kind in KINDS if kind is not remarked]
"""Without the old text nobody knows what sign stood at a number: no fingerprint holds it."""

MODES = [pytest.param(kind, True, id=f"{kind.__name__}-with-old-text") for kind in KINDS]
MODES += [pytest.param(kind, False, id=f"{kind.__name__}-without") for kind in ALONE]
EVERY = {"swapped": 2, "changed": 2, "duplicated": 2}
"""Every second case of the kinds that have hundreds."""

LEAST = {"swapped": 130, "changed": 110, "remarked": 5, "duplicated": 100, "removed": 60}


def wrongly_found(case: Tampered, text: str, anchors: list[Anchor], old: Reading | None) -> list[str]:
    """Anchors that are found where they are not."""
    new = reading(case.copy.text)
    found = []
    for anchor, told in relocate(anchors, new, old).items():
        if told.place is not None and told.place != true_place(anchor, case.copy, new, text)[1]:
            found.append(f"{case.name}: {anchor.token} {anchor.place} -> {told}")
        if told.place is not None and anchor in case.lost and anchor.value is not None:
            found.append(f"{case.name}: {anchor.token} {anchor.place} should be lost -> {told}")
    return found


def cases(kind: Kind, listed: list[Text], every: int) -> Iterator[tuple[Tampered, str, list[Anchor]]]:
    for _, text, anchors in listed:
        for case in islice(kind(text, anchors), 0, None, every):
            yield case, text, anchors


@pytest.mark.parametrize(("kind", "is_old_known"), MODES)
def test_nothing_is_found_wrongly_in_invented_texts(kind: Kind, *, is_old_known: bool) -> None:
    listed = texts(is_real=False, is_old_known=is_old_known)
    olds = {text: reading(text) if is_old_known else None for _, text, _ in listed}
    wrong, count = [], 0
    for case, text, anchors in cases(kind, listed, EVERY.get(kind.__name__, 1)):
        count += 1
        wrong += wrongly_found(case, text, anchors, olds[text])
    assert wrong == []
    assert count >= LEAST[kind.__name__]


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the five source texts are not at hand (../shared/sources)")
@pytest.mark.parametrize(("kind", "is_old_known"), MODES)
def test_nothing_is_found_wrongly_in_the_sources(kind: Kind, *, is_old_known: bool) -> None:
    listed = texts(is_real=True, is_old_known=is_old_known)
    olds = {text: reading(text) if is_old_known else None for _, text, _ in listed}
    every = {"swapped": 13, "changed": 13, "duplicated": 41}.get(kind.__name__, 5)
    wrong = []
    for case, text, anchors in cases(kind, listed, every):
        wrong += wrongly_found(case, text, anchors, olds[text])
    assert wrong == []


def test_a_number_whose_sentence_stands_twice_is_ambiguous() -> None:
    (text,) = (text for name, text, _ in texts(is_real=False, is_old_known=True) if name == "report")
    (_, _, anchors) = texts(is_real=False, is_old_known=True)[0]
    case = next(case for case in duplicated(text, anchors) if "again at 0 " in case.name and "26" not in case.name)
    states = {told.state for told in relocate(anchors, reading(case.copy.text), reading(text)).values()}
    assert states <= {"found", "ambiguous"}
    assert "ambiguous" in states
