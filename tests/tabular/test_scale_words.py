"""Headings that speak of thousands are seen, and names and codes that only look so are not."""

import pytest

from kg_builder.tabular.scale_words import unsaid_scales
from kg_builder.tabular.table_map import TableMap
from kg_builder.texts.sheets import Sheet

MAP = TableMap(
    source={},
    extraction={},
    first_row=2,
    last_row=None,
    columns=(2,),
    missing=frozenset(),
    marks={},
    leave_out=(),
    constants={},
    printed={},
    starts="01-01",
    ends="12-31",
)
SCALED = (
    "Thousands",
    "(in millions)",
    "1,000 people",
    "'000",
    "per 1000",
    "Mn",
    "万",
    "单位：万人",
    "亿元",
    "(千人)",
    "Rs crore",
)
PLAIN = (
    "1000",
    "2000",
    "21,000",
    "Pupils",
    "万州区",
    "千岛湖镇",
    "千克",
    "千瓦时",
    "11,000 to 20,000",
    "Millionaire",
    "",
)


@pytest.mark.parametrize("text", [*SCALED, *PLAIN])
def test_words_of_scale(text: str) -> None:
    found = list(unsaid_scales(Sheet(((text,), ("A", "1,000")), (1, 2)), MAP))
    assert found == ([(1, 1, text)] if text in SCALED else [])
