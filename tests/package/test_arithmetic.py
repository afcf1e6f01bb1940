"""The builder's own arithmetic on reported shares, multiples, changes and growth, worked out by hand beside it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_builder.datapackage.tables import DECIMAL
from kg_builder.mapping.arithmetic import DIGITS, LARGEST, with_verdicts

Number = tuple[str, str]
"""Value and precision of a printed number."""

SCHEMA: Mapping[str, type[pl.DataType] | pl.DataType] = {
    "id": pl.String,
    "operation": pl.String,
    "compares": pl.String,
    "base": pl.String,
    "value": DECIMAL,
    "precision": DECIMAL,
    "min": DECIMAL,
    "max": DECIMAL,
    "end": pl.Date,
}


def figure(name: str, number: Number, year: int = 2020, **cells: Any) -> dict[str, Any]:
    """One row."""
    value, precision = Decimal(number[0]), Decimal(number[1])
    end = date(year, 12, 31)
    return dict.fromkeys(SCHEMA) | {"id": name, "value": value, "precision": precision, "end": end} | cells


def told(operation: str, printed: Number, part: Number, whole: Number, years: int = 0) -> tuple[str | None, str | None]:
    """Recomputed number, as text without idle zeros, and verdict of one figure that relates two others."""
    rows = [
        figure("whole", whole, 2020 - years),
        figure("part", part),
        figure("printed", printed, operation=operation, compares="part", base="whole"),
    ]
    row = with_verdicts(pl.DataFrame(rows, schema=SCHEMA)).row(2, named=True)
    return None if row["recomputed"] is None else f"{row['recomputed'].normalize():f}", row["verdict"]


CASES = [
    # operation, printed, compares, base, years, recomputed, verdict
    ("share", ("14.6", "0.1"), ("350000", "1"), ("2400000", "1"), 0, "14.5833", "agrees"),
    ("share", ("15", "1"), ("350000", "1"), ("2400000", "1"), 0, "14.5833", "agrees"),
    ("share", ("14.58", "0.01"), ("350000", "1"), ("2400000", "1"), 0, "14.5833", "agrees"),
    ("share", ("14.9", "0.1"), ("350000", "1"), ("2400000", "100000"), 0, "14.5833", "within-rounding"),
    ("share", ("16", "1"), ("350000", "1"), ("2400000", "1"), 0, "14.5833", "disagrees"),
    ("share", ("50", "1"), ("1", "1"), ("2", "1"), 0, "50", "agrees"),
    ("share", ("33", "1"), ("1", "1"), ("3", "1"), 0, "33.3333", "agrees"),
    ("share", ("33.5", "1"), ("1", "0"), ("3", "0"), 0, "33.3333", "agrees"),
    ("share", ("0", "1"), ("0", "1"), ("3", "1"), 0, "0", "agrees"),
    ("multiple", ("2", "1"), ("2400000", "1"), ("1200000", "1"), 0, "2", "agrees"),
    ("multiple", ("3.4", "0.1"), ("34", "1"), ("10", "1"), 0, "3.4", "agrees"),
    ("multiple", ("3.6", "0.1"), ("34", "1"), ("10", "1"), 0, "3.4", "within-rounding"),
    ("multiple", ("4.6", "0.1"), ("34", "1"), ("10", "1"), 0, "3.4", "disagrees"),
    ("multiple", ("0.12345", "0.00001"), ("12345", "0"), ("100000", "0"), 0, "0.1234", "agrees"),
    ("change", ("100", "1"), ("2400000", "1"), ("1200000", "1"), 0, "100", "agrees"),
    ("change", ("-50", "1"), ("1200000", "1"), ("2400000", "1"), 0, "-50", "agrees"),
    ("change", ("46.1", "0.1"), ("1461", "0"), ("1000", "0"), 0, "46.1", "agrees"),
    ("change", ("46.3", "0.1"), ("1461", "2"), ("1000", "2"), 0, "46.1", "within-rounding"),
    ("change", ("50", "1"), ("1461", "1"), ("1000", "1"), 0, "46.1", "disagrees"),
    ("growth", ("15", "1"), ("2400000", "1"), ("1200000", "1"), 5, "14.8698", "agrees"),
    ("growth", ("100", "1"), ("2400000", "1"), ("1200000", "1"), 1, "100", "agrees"),
    ("growth", ("16", "1"), ("24", "1"), ("12", "1"), 5, "14.8698", "within-rounding"),
    ("growth", ("20", "1"), ("24", "0"), ("12", "0"), 5, "14.8698", "disagrees"),
    ("growth", ("-10", "1"), ("90", "0"), ("100", "0"), 1, "-10", "agrees"),
    ("growth", ("10", "1"), ("100", "0"), ("110", "0"), -1, "10", "agrees"),
    ("growth", ("11", "1"), ("100", "1"), ("110", "1"), -1, "10", "within-rounding"),
    ("growth", ("-100", "1"), ("0", "1"), ("100", "1"), 2, "-100", "agrees"),
]


@pytest.mark.parametrize(("operation", "printed", "part", "whole", "years", "recomputed", "verdict"), CASES)
def test_verdict(
    operation: str, printed: Number, part: Number, whole: Number, years: int, recomputed: str, verdict: str
) -> None:
    assert told(operation, printed, part, whole, years) == (recomputed, verdict)


def test_every_operation_and_verdict_has_a_case() -> None:
    assert len(CASES) >= 27
    assert {(case[0], case[6]) for case in CASES} == {
        (operation, verdict)
        for operation in ("share", "multiple", "change", "growth")
        for verdict in ("agrees", "within-rounding", "disagrees")
    }


@pytest.mark.parametrize(
    ("operation", "part", "whole", "years"),
    [
        ("share", ("1", "1"), ("0", "1"), 0),
        ("share", ("0", "1"), ("0", "1"), 0),
        ("multiple", ("1", "1"), ("0", "1"), 0),
        ("change", ("1", "1"), ("0", "1"), 0),
        ("change", ("0", "1"), ("0", "1"), 0),
        ("growth", ("1", "1"), ("0", "1"), 3),
        ("growth", ("2", "1"), ("1", "1"), 0),
        ("growth", ("1", "1"), ("2", "1"), 0),
        ("growth", ("-5", "1"), ("100", "1"), 1),
        ("growth", ("-5", "1"), ("100", "1"), 2),
        ("multiple", ("1000000000000000000", "1"), ("0.000000001", "0.000000001"), 0),
        ("multiple", ("1000000000000000", "1"), ("1", "1"), 0),
    ],
)
def test_what_cannot_be_worked_out_has_no_verdict(operation: str, part: Number, whole: Number, years: int) -> None:
    assert told(operation, ("1", "1"), part, whole, years) == (None, None)


def test_the_largest_number_that_is_worked_out() -> None:
    assert told("multiple", ("1", "1"), ("999999999999999", "1"), ("1", "1")) == ("999999999999999", "disagrees")
    assert LARGEST == 1e15


@pytest.mark.parametrize("missing", ["operation", "compares", "base"])
def test_two_figures_and_an_operation_are_needed(missing: str) -> None:
    links: dict[str, Any] = {"operation": "share", "compares": "part", "base": "whole"} | {missing: None}
    rows = [figure("whole", ("2", "1")), figure("part", ("1", "1")), figure("printed", ("50", "1"), **links)]
    figures = with_verdicts(pl.DataFrame(rows, schema=SCHEMA))
    assert figures["verdict"].to_list() == [None, None, None]
    assert figures["recomputed"].to_list() == [None, None, None]


def test_a_figure_that_is_not_there_gives_no_verdict() -> None:
    rows = [figure("part", ("1", "1")), figure("printed", ("50", "1"), operation="share", compares="part", base="gone")]
    assert with_verdicts(pl.DataFrame(rows, schema=SCHEMA))["verdict"].to_list() == [None, None]


def test_bounds_of_the_parts_count_before_their_precision() -> None:
    parts = [
        figure("whole", ("100", "1"), min=Decimal(100), max=Decimal(100)),
        figure("part", ("50", "20"), min=Decimal(50), max=Decimal(50)),
        figure("printed", ("55", "1"), operation="share", compares="part", base="whole"),
    ]
    assert with_verdicts(pl.DataFrame(parts, schema=SCHEMA))["verdict"][2] == "disagrees"
    wide = [parts[0], parts[1] | {"min": Decimal(40), "max": Decimal(60)}, parts[2]]
    assert with_verdicts(pl.DataFrame(wide, schema=SCHEMA))["verdict"][2] == "within-rounding"
    hedged = [parts[0], parts[1] | {"min": Decimal(50), "max": None}, parts[2]]
    assert with_verdicts(pl.DataFrame(hedged, schema=SCHEMA))["verdict"][2] == "within-rounding"


COUNTS = st.integers(1, 10**9)


@settings(max_examples=200, deadline=None)
@given(part=COUNTS, whole=COUNTS, years=st.integers(1, 30), operation=st.sampled_from(["share", "multiple", "change"]))
def test_a_number_rounded_from_the_exact_result_agrees(part: int, whole: int, years: int, operation: str) -> None:
    ratio = Decimal(part) / Decimal(whole)
    exact = {"share": 100 * ratio, "multiple": ratio, "change": 100 * (ratio - 1)}[operation]
    precision = Decimal("0.01")
    printed = (f"{exact.quantize(precision):f}", str(precision))
    recomputed, verdict = told(operation, printed, (str(part), "1"), (str(whole), "1"), years)
    assert verdict == "agrees"
    assert recomputed is not None
    assert abs(Decimal(recomputed) - exact) <= Decimal(10) ** -DIGITS * (1 + abs(exact))
