"""Answers for tests of charts: written as plain rows, with facts and labels where a test needs them."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kg_server.charts.fonts import FOLDER
from kg_server.charts.result import STRING, WKT, XSD, Fact, Result
from kg_server.naming.language import Language, read_languages
from kg_server.protocol.asking import Table

LANGUAGES: Mapping[str, Language] = read_languages()
ENGLISH, CHINESE = LANGUAGES["en"], LANGUAGES["zh"]
BASE = "https://w3id.org/livelihood/"

Value = str | int | Decimal | float | date | None


def cell(value: Value) -> dict[str, str] | None:
    """A cell: numbers, days and IRIs by their look, `POINT(…)` as a point, else plain text."""
    if value is None:
        return None
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return {"type": "uri", "value": value}
    kinds = {int: "integer", Decimal: "decimal", float: "double", date: "date"}
    datatype = next((f"{XSD}{name}" for kind, name in kinds.items() if type(value) is kind), STRING)
    if isinstance(value, str) and value.startswith("POINT"):
        datatype = WKT
    return {"type": "literal", "value": str(value), "datatype": datatype}


def table(names: str, *rows: Sequence[Value]) -> Table:
    """A table with variables separated by blanks."""
    return Table(tuple(names.split()), tuple(tuple(cell(value) for value in row) for row in rows))


def result(names: str, *rows: Sequence[Value], facts: Mapping[str, Fact] | None = None) -> Result:
    """An answer with facts of figures by the last part of their IRI."""
    known = {f"{BASE}figure/{name}": fact for name, fact in (facts or {}).items()}
    units = {f"unit/{fact.unit}": {"": fact.unit.replace("-", " ")} for fact in known.values()}
    return Result(table(names, *rows), known, {}, units)


def figure(name: str) -> str:
    """The IRI of a figure."""
    return f"{BASE}figure/{name}"


@dataclass(frozen=True)
class Pixels:
    """A picture of points: its size, and red, green and blue of each, row by row."""

    width: int
    height: int
    rows: Sequence[bytes]

    def inked(self, left: int, top: int, right: int, bottom: int) -> int:
        """How many points of a part differ from the first point of the picture."""
        ground = self.rows[0][:3]
        return sum(
            self.rows[y][3 * x : 3 * x + 3] != ground
            for y in range(max(0, top), min(bottom, self.height))
            for x in range(max(0, left), min(right, self.width))
        )


def read_png(content: bytes) -> Pixels:
    """A PNG of 8 bits with red, green, blue and opacity, not interlaced (https://www.w3.org/TR/png-3/)."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", content[16:29])
    assert (depth, kind, interlace) == (8, 6, 0)
    packed, at = b"", 8
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        packed += content[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    return Pixels(width, height, _unfiltered(zlib.decompress(packed), width, height))


def _unfiltered(raw: bytes, width: int, height: int) -> list[bytes]:
    """Rows without their filters, opacity left out."""
    stride, rows = 4 * width, []
    before = bytearray(stride)
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            left, up, corner = (line[x - 4], before[x], before[x - 4]) if x >= 4 else (0, before[x], 0)
            line[x] = (line[x] + _predicted(kind, left, up, corner)) & 0xFF
        rows.append(bytes(part for at in range(0, stride, 4) for part in line[at : at + 3]))
        before = line
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    """What a filter of a row expects at a place."""
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda each: abs(guess - each))
    return (0, left, up, (left + up) // 2)[kind]


def characters_of(font: Path = FOLDER / "livelihood-sans.otf") -> set[str]:
    """The characters that a font file maps to glyphs (OpenType `cmap`, formats 4 and 12)."""
    content = font.read_bytes()
    tables = {}
    for at in range(struct.unpack(">H", content[4:6])[0]):
        name, _, offset, _ = struct.unpack(">4sIII", content[12 + 16 * at : 28 + 16 * at])
        tables[name] = offset
    cmap, found = tables[b"cmap"], set()
    for at in range(struct.unpack(">H", content[cmap + 2 : cmap + 4])[0]):
        offset = cmap + struct.unpack(">HHI", content[cmap + 4 + 8 * at : cmap + 12 + 8 * at])[2]
        if struct.unpack(">H", content[offset : offset + 2])[0] == 4:
            half = struct.unpack(">H", content[offset + 6 : offset + 8])[0]
            ends = struct.unpack(f">{half // 2}H", content[offset + 14 : offset + 14 + half])
            starts = struct.unpack(f">{half // 2}H", content[offset + 16 + half : offset + 16 + 2 * half])
            for start, end in zip(starts, ends, strict=True):
                found |= {chr(number) for number in range(start, end + 1) if number != 0xFFFF}
    return found
