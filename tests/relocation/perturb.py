"""Copies of a text that say the same in other characters, each with a map from every old character to its new place."""

import html
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = tuple[str, int]
"""A character and the old character that it comes from, or -1."""

Cells = list[Cell]
Perturbation = Callable[[Cells], Cells]

STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "–": "-", "―": "--"}
ENTITIES = {
    '"': "&quot;",
    "'": "&#39;",
    "&": "&amp;",
    "“": "&ldquo;",
    "”": "&rdquo;",
    "’": "&rsquo;",
    "‘": "&lsquo;",
    "—": "&mdash;",
    "–": "&ndash;",
    "\u00a0": "&nbsp;",
}
OTHER_WORDS = ("indeed", "various", "likewise", "nearby", "ongoing", "modest", "further")


@dataclass(frozen=True)
class Copy:
    """A perturbed text: `places` has the new index of each old character that is still there."""

    text: str
    places: dict[int, int]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the letters and digits of an old place are now; None when some are gone or no longer in order."""
        kept = [self.places.get(n) for n in range(start, end)]
        inside = [n for n in kept if n is not None]
        if not inside or kept[0] is None or kept[-1] is None or inside != sorted(inside):
            return None
        return (inside[0], inside[-1] + 1) if inside[-1] - inside[0] < 3 * (end - start) + 8 else None


def copy_of(text: str, *perturbations: Perturbation) -> Copy:
    """A text after perturbations, one on top of another."""
    cells = [(character, n) for n, character in enumerate(text)]
    for perturbation in perturbations:
        cells = perturbation(cells)
    places: dict[int, int] = {}
    for n, (_, origin) in enumerate(cells):
        if origin >= 0:
            places.setdefault(origin, n)
    return Copy("".join(character for character, _ in cells), places)


def replaced(cell: Cell, text: str) -> Cells:
    """Other characters in place of one."""
    return [(character, cell[1]) for character in text]


def space_collapsed(cells: Cells) -> Cells:
    """Every run of white space one space, line ends too."""
    out: Cells = []
    for cell in cells:
        if not cell[0].isspace():
            out.append(cell)
        elif out and out[-1][0] != " ":
            out.append((" ", cell[1]))
    return out


def space_expanded(cells: Cells) -> Cells:
    """Every space two, every line end three with an indent."""
    out: Cells = []
    for cell in cells:
        out += replaced(cell, {" ": "  ", "\n": "\n\n\n    "}.get(cell[0], cell[0]))
    return out


def marks_straight(cells: Cells) -> Cells:
    """Curly quotation marks and dashes made straight."""
    return [new for cell in cells for new in replaced(cell, STRAIGHT.get(cell[0], cell[0]))]


def marks_curly(cells: Cells) -> Cells:
    """Straight quotation marks made curly, a spaced hyphen a dash."""
    out: Cells = []
    for n, cell in enumerate(cells):
        before = cells[n - 1][0] if n else " "
        after = cells[n + 1][0] if n + 1 < len(cells) else " "
        pair = {'"': "“”", "'": "‘’"}.get(cell[0])
        if pair:
            out += replaced(cell, pair[0] if before.isspace() else pair[1])
        else:
            out += replaced(cell, "—" if cell[0] == "-" and before.isspace() and after.isspace() else cell[0])
    return out


def spaces_thin(cells: Cells) -> Cells:
    """Spaces made no-break, thin and narrow no-break ones in turn."""
    return [(("\u00a0\u2009\u202f"[n % 3] if cell[0] == " " else cell[0]), cell[1]) for n, cell in enumerate(cells)]


def _composed(cells: Cells, form: str) -> Cells:
    out: Cells = []
    n = 0
    while n < len(cells):
        end = n + 1
        while end < len(cells) and unicodedata.combining(cells[end][0]):
            end += 1
        text = "".join(character for character, _ in cells[n:end])
        new = unicodedata.normalize("NFC" if form == "NFC" else "NFD", text)
        out += [(character, cells[min(n + at, end - 1)][1]) for at, character in enumerate(new)]
        n = end
    return out


def decomposed(cells: Cells) -> Cells:
    """Accents as characters of their own (NFD)."""
    return _composed(cells, "NFD")


def composed(cells: Cells) -> Cells:
    """Accents and their letters one character (NFC)."""
    return _composed(cells, "NFC")


def entities_encoded(cells: Cells) -> Cells:
    """Quotation marks, dashes, ampersands and no-break spaces as HTML entities, where there are none yet."""
    if "&amp;" in "".join(character for character, _ in cells):
        return cells
    return [new for cell in cells for new in replaced(cell, ENTITIES.get(cell[0], cell[0]))]


def entities_decoded(cells: Cells) -> Cells:
    """HTML entities as the characters that they stand for."""
    text = "".join(character for character, _ in cells)
    out: Cells = []
    done = 0
    for found in re.finditer(r"&#?\w+;", text):
        out += [*cells[done : found.start()], (html.unescape(found[0]), cells[found.start()][1])]
        done = found.end()
    return out + cells[done:]


def wrapped(cells: Cells) -> Cells:
    """Lines of at most 72 characters."""
    out: Cells = []
    line = 0
    for n, cell in enumerate(cells):
        word = 0
        while cell[0] == " " and n + 1 + word < len(cells) and not cells[n + 1 + word][0].isspace():
            word += 1
        is_full = cell[0] == " " and line + word >= 72
        out.append(("\n", cell[1]) if is_full else cell)
        line = 0 if out[-1][0] == "\n" else line + 1
    return out


def paragraphs(cells: Cells) -> list[Cells]:
    """Lines with what ends them."""
    found: list[Cells] = [[]]
    for cell in cells:
        found[-1].append(cell)
        if cell[0] == "\n":
            found.append([])
    return [lines for lines in found if lines]


def captions_dropped(cells: Cells) -> Cells:
    """Without the first line, and without short lines that end no sentence: headings, bylines, captions."""
    kept: Cells = []
    for paragraph in paragraphs(cells)[1:]:
        text = "".join(character for character, _ in paragraph).strip()
        if not text or len(text) > 60 or re.search(r"[.!?。！？;；:：]$", text):
            kept += paragraph
    return kept


def paragraphs_rotated(cells: Cells) -> Cells:
    """The last third of the paragraphs first."""
    found = paragraphs(cells)
    cut = len(found) - len(found) // 3
    return [cell for paragraph in (*found[cut:], [("\n", -1)], *found[:cut]) for cell in paragraph]


def paragraphs_shuffled(cells: Cells) -> Cells:
    """Three paragraphs in another order."""
    found = [*paragraphs(cells), [("\n", -1)]]
    chosen = random.Random(7).sample(range(len(found)), min(3, len(found)))  # noqa: S311  (repeatable, no secret)
    moved = [found[n] for n in chosen]
    rest = [paragraph for n, paragraph in enumerate(found) if n not in chosen]
    for paragraph in moved:
        rest.insert(len(rest) // 2, paragraph)
    return [cell for paragraph in rest for cell in paragraph]


def words_changed(share: float) -> Perturbation:
    """Some of the longer words made others, never one with a digit in it."""

    def change(cells: Cells) -> Cells:
        chance = random.Random(11)  # noqa: S311  (repeatable, no secret)
        text = "".join(character for character, _ in cells)
        out: Cells = []
        done = 0
        for found in re.finditer(r"[A-Za-z]{4,}", text):
            if chance.random() < share:
                out += cells[done : found.start()]
                out += [(character, -1) for character in chance.choice(OTHER_WORDS)]
                done = found.end()
        return out + cells[done:]

    return change


def everything(cells: Cells) -> Cells:
    """Captions dropped, paragraphs rotated, marks straight, spaces thin, lines wrapped."""
    for step in (captions_dropped, paragraphs_rotated, marks_straight, wrapped, decomposed):
        cells = step(cells)
    return cells


PERTURBATIONS: Sequence[tuple[str, Perturbation]] = (
    ("white space collapsed", space_collapsed),
    ("white space expanded", space_expanded),
    ("quotation marks and dashes straight", marks_straight),
    ("quotation marks and dashes curly", marks_curly),
    ("header and captions dropped", captions_dropped),
    ("paragraphs rotated", paragraphs_rotated),
    ("three paragraphs moved", paragraphs_shuffled),
    ("spaces thin and no-break", spaces_thin),
    ("composed (NFC)", composed),
    ("decomposed (NFD)", decomposed),
    ("HTML entities written", entities_encoded),
    ("HTML entities decoded", entities_decoded),
    ("lines wrapped at 72", wrapped),
    ("3 words in 100 changed", words_changed(0.03)),
    ("10 words in 100 changed", words_changed(0.10)),
    ("five of these at once", everything),
)
