"""Dataframes: every column has the type that its values have, in both libraries."""

import warnings
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pytest

from kg_client import BadArgument, Graph, Literal
from kg_client.frames import kind_of, make_frame

VALUES = """
SELECT ?whole ?long ?decimal ?double ?yes ?day ?time ?zoned ?year ?iri ?text ?said ?mixed ?nothing ?more WHERE {
  VALUES (?whole ?long ?decimal ?double ?yes ?day ?time ?zoned ?year ?iri ?text ?said ?mixed ?nothing ?more) {
    (1 99999999999999999 1.5 "1e3"^^xsd:double true "2020-01-02"^^xsd:date "2020-01-02T03:04:05"^^xsd:dateTime
     "2020-01-02T03:04:05+08:00"^^xsd:dateTime "2020"^^xsd:gYear region:shanxi "a" "b"@en 1 UNDEF 1)
    (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "one" UNDEF 2.25) } } ORDER BY ?more"""
PANDAS = {
    "whole": "Int64", "long": "Int64", "decimal": "Float64", "double": "Float64", "yes": "boolean",
    "day": "datetime64[s]", "time": "datetime64[us]", "zoned": "datetime64[us, UTC]", "year": "Int64", "iri": "string",
    "text": "string", "said": "string", "mixed": "object", "nothing": "object", "more": "Float64",
}  # fmt: skip
POLARS = {
    "whole": pl.Int64(), "long": pl.Int64(), "decimal": pl.Float64(), "double": pl.Float64(), "yes": pl.Boolean(),
    "day": pl.Date(), "time": pl.Datetime("us"), "zoned": pl.Datetime("us", "UTC"), "year": pl.Int64(),
    "iri": pl.String(), "text": pl.String(), "said": pl.String(), "mixed": pl.String(), "nothing": pl.Null(),
    "more": pl.Float64(),
}  # fmt: skip


def test_pandas(graph: Graph) -> None:
    frame = graph.frame(VALUES)
    assert list(frame.columns) == list(PANDAS)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == PANDAS
    assert frame.iloc[1].drop(["mixed", "more"]).isna().all()
    assert frame.iloc[0]["day"] == pd.Timestamp("2020-01-02")
    assert frame.iloc[0]["zoned"] == pd.Timestamp("2020-01-01T19:04:05Z")
    assert frame.iloc[0]["long"] == 99999999999999999
    assert list(frame["mixed"]) == [1, "one"]
    assert frame["more"].sum() == 3.25
    assert frame.attrs["release"] == graph.release
    assert frame.attrs["address"].startswith(graph.url)


def test_polars(graph: Graph) -> None:
    frame = graph.frame(VALUES, "polars")
    assert dict(frame.schema) == POLARS
    assert frame.row(1) == (*[None] * 12, "one", None, 2.25)
    assert frame["day"][0] == date(2020, 1, 2)


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_no_rows_keep_their_columns(graph: Graph, engine: Any) -> None:
    frame = graph.frame("SELECT ?a ?b WHERE { ?a a lh:Nothing ; lh:value ?b }", engine)
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 0


def test_exact_decimals(graph: Graph) -> None:
    query = "SELECT ?x WHERE { VALUES ?x { 0.1 12345678901234567.25 3 } } ORDER BY ?x"
    exact = [Decimal("0.1"), Decimal(3), Decimal("12345678901234567.25")]
    assert list(graph.frame(query, decimals="exact")["x"]) == exact
    frame = graph.frame(query, "polars", decimals="exact")
    assert frame.schema["x"] == pl.Decimal(38, 2)
    assert frame["x"].to_list() == exact
    with pytest.warns(UserWarning, match="column x has numbers of more than 15 digits"):
        graph.frame(query)


def test_usual_figures_lose_nothing(graph: Graph) -> None:
    query = "SELECT ?figure ?value WHERE { ?figure lh:value ?value } ORDER BY ?figure"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        floats = graph.frame(query)["value"]
    assert [Decimal(str(value)) for value in floats] == list(graph.query(query)["value"])
    assert len(floats) >= 80


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_numbers_beyond_64_and_128_bits(engine: Any) -> None:
    for big in (1 << 70, 1 << 200):
        frame = make_frame({"x": [big, None, -1]}, engine, "float")
        assert str(frame["x"][0]) == str(big)
    frame = make_frame({"x": [Decimal(10) ** 60, Decimal("0.001")]}, engine, "exact")
    assert Decimal(str(frame["x"][1])) == Decimal("0.001")


def test_what_kinds_there_are() -> None:
    assert kind_of([]) == kind_of([None]) == "nothing"
    assert kind_of([True, 1]) == "mixed"
    assert kind_of([1, Decimal(1)]) == "decimal"
    assert kind_of([1, 1.5, Decimal(1)]) == "float"
    assert kind_of(["a", Literal("b", "c"), None]) == "text"


def test_what_is_refused(graph: Graph) -> None:
    for engine, decimals in (("spark", "float"), ("pandas", "double")):
        with pytest.raises(BadArgument, match="expected pandas or polars"):
            graph.frame("SELECT ?x WHERE { ?x a lh:Unit }", engine, decimals=decimals)  # type: ignore[arg-type]


def test_a_library_that_is_not_there(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(BadArgument, match="pip install pandas"):
        graph.frame("SELECT ?x WHERE { ?x a lh:Unit }")
