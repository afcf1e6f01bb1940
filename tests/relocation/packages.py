"""The tiny package with a text in which its places really stand."""

import hashlib
from pathlib import Path

from datapackages import ONTOLOGY, read_rows, write_rows

from kg_builder.datapackage.package import Package, load_package
from kg_builder.evidence.verification import write_fingerprints

SYLLABLES = ("ba", "do", "ku", "la", "mo", "bul", "dak", "lom", "kad", "mul")


def filler(length: int) -> str:
    """Words without meaning, none like another at a distance of a few."""
    words, n = list[str](), 0
    while len(" ".join(words)) < length:
        words.append("".join(SYLLABLES[(n * 7 + n // 3 + k * k) % 10] for k in range(2 + n % 3)))
        n += 1
    return " ".join(words)[:length]


def text_of(folder: Path) -> str:
    """A text that has every token of the package where its row says."""
    characters = list(filler(460))
    places = [(int(row["cite_start"]), row["token"]) for row in read_rows(folder / "figures.csv")[1]]
    for row in read_rows(folder / "figures.csv")[1]:
        places += [(int(item.split("-")[0]), item.split(":")[1]) for item in row["more_citations"].split(";") if item]
    places += [(int(row["start"]), row["exact"]) for row in read_rows(folder / "mentions.csv")[1]]
    places += [(20, "2020"), (400, "41")]
    for start, token in places:
        characters[start : start + len(token)] = token
        for edge in (start - 1, start + len(token)):
            if edge >= 0:
                characters[edge] = " "
    return "".join(characters) + ".\n"


def with_text(folder: Path, texts: Path) -> str:
    """Give the package a text; returns it."""
    text = text_of(folder)
    texts.mkdir()
    (texts / "report.txt").write_bytes(text.encode())
    header, rows = read_rows(folder / "sources.csv")
    rows[0] |= {"identifier": "report.txt", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    write_rows(folder / "sources.csv", header, rows)
    write_fingerprints(load(folder), texts)
    return text


def load(folder: Path) -> Package:
    return load_package(folder, ONTOLOGY)
