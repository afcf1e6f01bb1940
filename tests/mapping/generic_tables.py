"""Rows for the generic package: text with everything that a mapping may stumble over, and the frames they make."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

FOLDER = Path(__file__).parent / "generic"
DECIMAL = pl.Decimal(38, 9)
NASTY = (
    "",
    '"',
    "\\",
    "\\u0041",
    '\'quoted\' "twice""',
    "two\nlines\r\n",
    "\ttab",
    "\x00\x01\x07\x08\x0b\x0c\x0e\x1f\x7f\x80\x85\x9f",
    "中文，标点。",
    "👩‍👩‍👧‍👦 \U0010ffff",
    "\u2028\u2029\ufeff\ufffd",
    "\ufdd0\ufffe\uffff\U0001fffe",
    "e\u0301 é \u202egnirts",
    "<http://a> . \n<b> <c> <d> .",
    "{} {id} %s $1 ${1}",
    " space around ",
    "-0",
    "1.50",
)
ANY_TEXT = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
IDS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
PARTS = st.one_of(IDS, st.sampled_from(["a%20b", "é", "中文", "~x!$&'()*+,;=:@", "a/b", "0.5"]))
IRIS = st.sampled_from(["https://example.org/", "urn:x:y", "http://例子.测试/路?x=1&y=%C3%A9#z", "mailto:a@b.example"])
LEVELS = st.sampled_from(["nation", "province", "village"])
FLAGS = st.sampled_from(["date-estimated", "scope-unclear", "contradicted", "doubtful"])
LARGEST = Decimal("9999999999999999999.999999999")
NUMBERS = st.one_of(
    st.decimals(-LARGEST, LARGEST, places=9, allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal(text) for text in ("0", "-0.0", "1.50", "100", "0.000000001", "-10.010")]),
    st.integers(-(10**18), 10**18).map(Decimal),
)

PLACES: Mapping[str, pl.DataType | type[pl.DataType]] = {"id": pl.String, "label": pl.String}
THINGS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "part": pl.Int64,
    "place": pl.String,
    "kind": pl.String,
    "text": pl.String,
    "words": pl.String,
    "shape": pl.String,
    "plain": pl.String,
    "count": pl.Int64,
    "size": DECIMAL,
    "day": pl.Date,
    "sure": pl.Boolean,
    "names": pl.List(pl.String),
    "tags": pl.List(pl.String),
    "links": pl.List(pl.String),
    "goals": pl.List(pl.String),
    "near": pl.List(pl.String),
    "home": pl.String,
    "level": pl.String,
    "flags": pl.List(pl.String),
    "silent": pl.String,
}
CELLS: Mapping[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["big", "small", "other", ""]),
    "text": ANY_TEXT,
    "words": ANY_TEXT,
    "shape": ANY_TEXT,
    "plain": ANY_TEXT,
    "count": st.integers(-(2**63), 2**63 - 1),
    "size": NUMBERS,
    "day": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "sure": st.booleans(),
    "names": st.lists(ANY_TEXT, max_size=3),
    "tags": st.lists(ANY_TEXT, max_size=3),
    "links": st.lists(IRIS, max_size=3),
    "goals": st.lists(PARTS, max_size=3),
    "near": st.lists(IDS, max_size=3),
    "home": PARTS,
    "level": LEVELS,
    "flags": st.lists(FLAGS, max_size=3),
    "silent": ANY_TEXT,
}
KEYS: Mapping[str, st.SearchStrategy[Any]] = {"id": PARTS, "part": st.integers(0, 99), "place": IDS}
ROWS = st.lists(
    st.fixed_dictionaries({**KEYS, **{name: st.none() | cell for name, cell in CELLS.items()}}), min_size=0, max_size=8
)
PLACE_ROWS = st.lists(st.fixed_dictionaries({"id": PARTS, "label": st.none() | ANY_TEXT}), max_size=4)


def frame_of(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Rows as a typed frame."""
    columns = {
        name: pl.Series(
            name,
            [None if row[name] is None else format(row[name], "f") for row in rows],
            dtype=pl.String,
        ).cast(DECIMAL)
        if dtype == DECIMAL
        else pl.Series(name, [row[name] for row in rows], dtype=dtype)
        for name, dtype in schema.items()
    }
    return pl.DataFrame(columns)
