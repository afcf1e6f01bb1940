"""The font has every character that labels here are made of, and what it has not is seen to be missing."""

import csv
import json

import pytest
from datapackages import ROOT
from kg_server.charts.fonts import FOLDER, MISSING, covered, missing, plain, width, widths, wrapped
from kg_server.charts.refusal import Notice, image
from kg_server.charts.render import Renderer
from kg_server.naming.language import MESSAGES

from charts.answers import characters_of, read_png

LEAST = 700
"""Different characters of our labels."""


def label_characters() -> set[str]:
    """Every character of the tables, the ontology's labels and the messages."""
    found: set[str] = set()
    for path in sorted((ROOT / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {each for name, text in row.items() if "label" in name for each in text}
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        found |= set(path.read_text("utf-8"))
    for path in sorted(MESSAGES.rglob("*.json")):
        found |= {each for text in json.loads(path.read_text("utf-8")).values() for each in text}
    return {each for each in found if each.isprintable()}


def test_every_character_of_our_labels_is_in_the_font() -> None:
    characters = label_characters()
    assert len(characters) >= LEAST
    assert missing("".join(characters)) == set()


def test_the_list_says_what_the_font_has() -> None:
    assert set(widths()) == characters_of()
    assert len(widths()) >= 4_500


def test_the_licence_is_beside_the_font() -> None:
    assert "SIL Open Font License" in (FOLDER / "OFL.txt").read_text("utf-8")
    assert (FOLDER / "livelihood-sans.otf").stat().st_size < 1 << 20


def test_what_is_missing_is_seen() -> None:
    assert covered("a𠮷b") == f"a{MISSING}b"
    assert covered("é四") == "é四"
    assert covered("x\u0300") in {f"x{MISSING}", "x", "x\u0300"}
    assert MISSING in widths()


@pytest.mark.parametrize("text", ["Shanxi", "山西省阳泉市", "□"])
def test_text_leaves_ink(renderer: Renderer, text: str) -> None:
    pixels = read_png(renderer.png(image(Notice(text, [])), 1.0))
    assert pixels.inked(20, 20, 20 + 17 * len(text), 44) > 20 * len(text)


def test_widths_are_those_of_the_letters() -> None:
    assert width("四川", 10) == 20
    assert width("il", 10) < width("mm", 10) < width("四川", 10)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ("one two",)),
        ("a longer text of several words", ("a longer text of", "several words")),
        ("四川省广元市旺苍县木门镇", ("四川省广元市旺", "苍县木门镇")),
        ("x" * 60, ("x" * 16, "x" * 16, "x" * 14 + "…")),
    ],
)
def test_lines_are_no_wider_than_their_room(text: str, lines: tuple[str, ...]) -> None:
    found = wrapped(text, 12, 90)
    assert all(width(line, 12) <= 90 for line in found)
    assert len(found) == len(lines)
    assert "".join(found).replace(" ", "").rstrip("…") in text.replace(" ", "")


def test_what_cannot_be_seen_is_left_out() -> None:
    assert plain("a\u202eb\u0000c\n d\ue000\ud800") == "abc d"
    assert plain("x" * 500) == "x" * 199 + "…"
