"""Places are found again in copies that say the same in other characters, and never at a wrong place."""

import re
from itertools import pairwise

import pytest
from datapackages import ROOT
from relocation.measure import measured, table
from relocation.perturb import PERTURBATIONS, copy_of
from relocation.texts import INVENTED
from relocation.truth import SOURCES, Score, dense_anchors, reading

from kg_builder.evidence.relocation import MANY, relocate

PAGE = ROOT / "docs" / "explanation" / "relocation.md"
needs_texts = pytest.mark.skipif(
    not SOURCES.is_dir(), reason="the five source texts are not at hand (../shared/sources)"
)
KINDS = [pytest.param(True, marks=needs_texts, id="real"), pytest.param(False, id="invented")]


def test_there_are_perturbations_and_anchors() -> None:
    assert len(PERTURBATIONS) >= 16
    assert sum(len(dense_anchors(text)) for text in INVENTED.values()) >= 90


@pytest.mark.parametrize("is_real", KINDS)
def test_95_in_100_are_found_and_none_wrongly(*, is_real: bool, golden: bool) -> None:
    pairs = measured(is_real=is_real)
    wrong = {name: (known.wrong, alone.wrong) for name, (known, alone) in pairs.items()}
    assert wrong == dict.fromkeys(wrong, (0, 0))
    known = sum((pair[0] for pair in pairs.values()), Score())
    assert known.surviving >= 1_400
    assert known.share >= 95
    assert sum((pair[1] for pair in pairs.values()), Score()).share >= 85
    only_characters = [name for name in pairs if re.search("space|marks|composed|entities|wrapped", name)]
    assert len(only_characters) >= 10
    assert {name: pairs[name][0].share for name in only_characters} == dict.fromkeys(only_characters, 100)
    if is_real:
        check_page("\n".join(table(is_real=True)) + "\n", golden=golden)


def check_page(printed: str, *, golden: bool) -> None:
    """The page shows what is measured; `pytest --golden` writes it anew."""
    page = PAGE.read_text("utf-8")
    if golden:
        PAGE.write_text(re.sub(r"(<!-- measured -->\n\n)(\|.*\n)+", lambda found: found[1] + printed, page), "utf-8")
    else:
        assert f"<!-- measured -->\n\n{printed}\n" in page, printed


def test_a_text_is_found_in_itself() -> None:
    for text in INVENTED.values():
        for old in (reading(text), None):
            outcome = relocate(dense_anchors(text), reading(text), old)
            assert all(told.place in (anchor.place, None) for anchor, told in outcome.items())


def test_another_text_holds_nothing() -> None:
    names = list(INVENTED)
    for one, other in pairwise(names):
        outcome = relocate(dense_anchors(INVENTED[one]), reading(INVENTED[other]), reading(INVENTED[one]))
        assert {told.state for told in outcome.values()} <= {"not found", "changed"}


def test_a_copy_knows_where_its_characters_come_from() -> None:
    for name, change in PERTURBATIONS:
        for text in INVENTED.values():
            copy = copy_of(text, change)
            for anchor in dense_anchors(text):
                place = copy.place(*anchor.place)
                if place is not None and anchor.token.isalnum() and "decoded" not in name:
                    assert copy.text[slice(*place)] == anchor.token, name


def test_a_number_that_stands_everywhere_is_nowhere_for_certain() -> None:
    text = "88 " * 5_000
    found = relocate(dense_anchors(text), reading(text), reading(text))
    sure = {anchor.place: told.place for anchor, told in found.items() if told.place is not None}
    assert len(sure) < MANY, "only those near the ends of the text"
    assert all(place == now for place, now in sure.items())
