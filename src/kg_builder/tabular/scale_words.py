"""Words such as "thousand" or 万 in what stands above and beside the numbers, where a map says no scale.

Numbers a thousand times too small look like any others, so the map must say that they are as printed: `scale = 1`.
"""

import re
from collections.abc import Iterator

from kg_builder.tabular.table_map import TableMap
from kg_builder.texts.sheets import Sheet

WORDS = re.compile(
    r"\b(?:thousands?|millions?|billions?|trillions?|mln|bln|mn|bn|lakhs?|crores?)\b"
    r"|(?<![\d,.])1(?:[, \u00a0\u2009\u202f]000)+(?![\d,.]\d|\d)|\b(?:in|per|by|x|×)\s1000\b"
    r"|['\u2018\u2019`\u00b4]\s?000|(?<![\d,.])(?<!\d[ \u00a0\u2009\u202f])\b000s?\b",
    re.IGNORECASE,
)
"""A scale in English or in digits; the code 1000 and the number 21,000 are none."""

COUNTED = re.compile(
    r"[十百千万亿](?:[人名户家元美吨件台册辆套公平立亩斤次张头只座所个]|\s*(?:$|[)）\]】/,，;；、。]))"
)
"""A scale in Chinese: before what is counted, or at an end; 千克 and 千瓦 are units, and 万 begins names of places."""


def unsaid_scales(sheet: Sheet, wanted: TableMap) -> Iterator[tuple[int, int, str]]:
    """Cells that speak of a scale while the map says none: row, column and text, each text once.

    Looked at: everything above the first row of numbers, and beside the rows the columns that hold indicators or are
    not spoken of by the map, such as one of units. Regions are not: "Thousand Oaks" is a name.

    Args:
        sheet: the table.
        wanted: the map.
    """
    if "scale" in wanted.constants or "scale" in wanted.printed:
        return
    told = set[str]()
    last = min(wanted.last_row or len(sheet.rows), len(sheet.rows))
    for row, column, text in sheet.cells():
        is_number = row >= wanted.first_row and column in wanted.columns
        if row > last or is_number or _is_region(row, column, wanted) or text in told:
            continue
        if WORDS.search(text) or COUNTED.search(text):
            told.add(text)
            yield row, column, text


def _is_region(row: int, column: int, wanted: TableMap) -> bool:
    """Whether the name of a region is printed there."""
    printed = wanted.printed.get("region")
    if printed is None:
        return False
    return row == printed.row if printed.row else column == printed.column and row >= wanted.first_row
