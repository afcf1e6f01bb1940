"""What the builder adds to curated tables, rule by rule, on rows small enough to work out by hand."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from datapackages import ONTOLOGY, copy_tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import Package, load_package
from kg_builder.mapping.derive import derived_tables, dimensions, with_series

Tables = dict[str, pl.DataFrame]
Derive = Callable[[list[dict[str, Any]]], Tables]

ROW = {
    "kind": "measurement",
    "source": "report-2020",
    "program": "arvenia-clinics",
    "region": "arvenia",
    "indicator": "people-treated",
    "beneficiary": "people",
    "value": Decimal(80),
    "unit": "person",
    "comparator": "exact",
    "time_kind": "as-of",
    "end": date(2020, 12, 31),
    "cite_start": 0,
    "cite_end": 2,
    "token": "80",
}


@cache
def tiny_tables() -> tuple[Package, Tables]:
    """The tiny package and its tables, checked and typed."""
    with TemporaryDirectory() as folder:
        package = load_package(copy_tiny(Path(folder) / "tiny"), ONTOLOGY)
        return package, checked_tables(package)


@pytest.fixture(scope="module")
def package() -> Package:
    """The tiny package, described."""
    return tiny_tables()[0]


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Its tables, checked and typed."""
    return tiny_tables()[1]


def figures_of(rows: list[dict[str, Any]], like: pl.DataFrame) -> pl.DataFrame:
    """Figures that differ from `ROW` in some cells; ids are `f0`, `f1`, … unless given."""
    full = [dict.fromkeys(like.columns) | ROW | {"id": f"f{n}", "_line": n + 2} | row for n, row in enumerate(rows)]
    return pl.DataFrame(full, schema=like.schema)


@pytest.fixture(scope="module")
def derive(package: Package, tables: Tables) -> Derive:
    """Derives what follows from rows of figures in the tiny package."""
    return lambda rows: derived_tables(package, {**tables, "figures": figures_of(rows, tables["figures"])})


def one(derive: Derive, **cells: Any) -> dict[str, Any]:
    """The only figure, derived."""
    return derive([cells])["figures"].row(0, named=True)


# value, precision and measure of the number, and half of what its last digit leaves open
PRINTS = [
    ("80", "80", "1", "people-treated", "0"),
    ("350,000", "350000", "1", "people-treated", "0"),
    ("1.2 million", "1200000", "100000", "people-treated", "50000"),
    ("26.58 million", "26580000", "10000", "money-spent", "5000"),
    ("2.0", "2", "0.1", "people-treated", "0.05"),
    ("80", "80", "1", "clinics-open", "0"),
    ("98", "98", "1", "treated-share", "0.5"),
    ("14.6", "14.6", "0.1", "treated-share", "0.05"),
    ("99.99", "99.99", "0.01", "treated-share", "0.005"),
]
HEDGES: Mapping[str, tuple[bool, bool, bool]] = {
    "exact": (True, True, True),
    "about": (False, False, False),
    "more-than": (True, False, False),
    "at-least": (True, False, False),
    "nearly": (False, True, False),
    "at-most": (False, True, False),
}
"""Comparator to whether it has a least value, a greatest value, and room for rounding."""


@pytest.mark.parametrize(("token", "value", "precision", "indicator", "half"), PRINTS)
@pytest.mark.parametrize("comparator", HEDGES)
def test_bounds(
    derive: Derive, comparator: str, token: str, value: str, precision: str, indicator: str, half: str
) -> None:
    row = one(derive, comparator=comparator, token=token, value=Decimal(value), indicator=indicator)
    has_least, has_greatest, has_room = HEDGES[comparator]
    room = Decimal(half) if has_room else Decimal(0)
    assert row["precision"] == Decimal(precision)
    assert row["min"] == (Decimal(value) - room if has_least else None)
    assert row["max"] == (Decimal(value) + room if has_greatest else None)


def test_every_comparator_of_the_ontology_has_a_case(package: Package) -> None:
    assert set(package.vocabulary.lists["comparator"]) == set(HEDGES)
    assert len(PRINTS) * len(HEDGES) >= 54


@pytest.mark.parametrize(
    ("start", "end", "year", "months"),
    [
        (None, date(2020, 6, 30), 2020, None),
        (date(2020, 1, 1), date(2020, 12, 31), 2020, 12),
        (date(2016, 1, 1), date(2020, 12, 31), 2020, 60),
        (date(2020, 1, 31), date(2020, 2, 1), 2020, 2),
        (date(2020, 2, 1), date(2020, 2, 29), 2020, 1),
        (date(2020, 2, 29), date(2020, 2, 29), 2020, 1),
        (date(2019, 12, 31), date(2020, 1, 1), 2020, 2),
        (date(1999, 3, 5), date(2021, 1, 5), 2021, 263),
    ],
)
def test_year_and_months(derive: Derive, start: date | None, end: date, year: int, months: int | None) -> None:
    row = one(derive, start=start, end=end)
    assert (row["year"], row["months"]) == (year, months)


def test_a_period_fills_empty_dates_only(derive: Derive) -> None:
    filled = one(derive, time_kind="during", start=None, end=None, period="plan-one")
    assert (filled["start"], filled["end"]) == (date(2011, 1, 1), date(2015, 12, 31))
    assert (filled["year"], filled["months"]) == (2015, 60)
    given_end = one(derive, end=date(2014, 5, 1), period="plan-one")
    assert (given_end["start"], given_end["end"]) == (date(2011, 1, 1), date(2014, 5, 1))
    assert one(derive, start=None, end=date(2014, 5, 1), period=None)["start"] is None


def test_a_beneficiary_is_inherited_where_none_is_given(derive: Derive) -> None:
    assert one(derive, program="lake-clinic", beneficiary=None)["beneficiary"] == "people"
    assert one(derive, program="lake-clinic", beneficiary="children")["beneficiary"] == "children"


def test_series_joins_the_dimensions(derive: Derive) -> None:
    row = one(derive, program="lake-clinic", region="arvenia-north-lake", indicator="clinics-open", beneficiary=None)
    assert row["series"] == "arvenia-north-lake--lake-clinic--clinics-open--people"


def test_series_has_every_further_dimension(tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path / "tiny")
    schema = folder / "schemas" / "figures.json"
    further = '{"name": "sex", "type": "string", "dimension": true, "rdf": {"property": "skos:notation"}},'
    text = schema.read_text("utf-8")
    schema.write_text(text.replace('"fields": [', f'"fields": [{further}', 1), "utf-8")
    path = folder / "figures.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join([f"sex,{header}", f"women,{lines[0]}", *(f",{line}" for line in lines[1:])]) + "\n", "utf-8"
    )
    package = load_package(folder, ONTOLOGY)
    assert dimensions(package) == ["sex", "program", "region", "indicator", "beneficiary"]
    figures = derived_tables(package, checked_tables(package))["figures"]
    assert figures["series"][0] == "arvenia--arvenia-clinics--people-treated--people--women"
    assert figures["series"][1] == "arvenia--arvenia-clinics--people-treated--people"


def test_dimensions_come_in_one_order() -> None:
    frame = pl.DataFrame({"sex": ["women"], "indicator": ["i"], "region": ["r"], "age": ["old"]})
    assert with_series(frame, ["sex", "indicator", "region", "age"])["series"].item() == "r--i--women--old"


def latest(derived: Tables) -> list[str]:
    """Ids of the figures that are the latest of their series."""
    return derived["figures"].filter(pl.col("latest"))["id"].to_list()


def test_the_latest_of_a_series_ends_last(derive: Derive) -> None:
    rows = [{"end": date(2019, 12, 31)}, {"end": date(2020, 12, 31)}, {"end": date(2018, 12, 31)}]
    derived = derive(rows)
    assert latest(derived) == ["f1"]
    assert derived["figures"]["latest"].to_list() == [None, True, None]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"rank": "deprecated"}, {"end": date(2019, 1, 1)}], ["f1"]),
        ([{"rank": "deprecated"}], []),
        ([{"kind": "target", "end": date(2025, 12, 31)}, {}], ["f1"]),
        ([{"kind": "target"}], []),
        ([{"rank": "preferred"}, {}], ["f0"]),
        ([{}, {"rank": "preferred"}], ["f1"]),
        ([{"rank": "preferred", "end": date(2019, 1, 1)}, {}], ["f1"]),
        ([{"rank": "normal"}, {}], ["f1"]),
        ([{}, {}], ["f1"]),
        ([{}, {"region": "arvenia-north"}], ["f0", "f1"]),
        ([{}, {"beneficiary": "children"}], ["f0", "f1"]),
    ],
)
def test_latest(derive: Derive, rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert latest(derive(rows)) == expected


def test_every_place_is_a_citation_once(derive: Derive) -> None:
    derived = derive(
        [
            {"cite_start": 70, "cite_end": 81, "token": "2.4 million", "more_citations": ["800-807:2400000"]},
            {"cite_start": 70, "cite_end": 81, "token": "2.4 million", "kind": "target"},
        ]
    )
    places = derived["citations"].select("source", "start", "end", "exact", "fingerprint").rows()
    assert places == [
        ("report-2020", 0, 15, "Village clinics", "5feceb66ffc86f38"),
        ("report-2020", 30, 41, "Lake clinic", "624b60c58c9d8bfb"),
        ("report-2020", 70, 81, "2.4 million", "ff5a1ae012afa5d4"),
        ("report-2020", 800, 807, "2400000", None),
    ]
    assert derived["figures"]["citations"].to_list() == [
        ["report-2020#char=70,81", "report-2020#char=800,807"],
        ["report-2020#char=70,81"],
    ]
    assert derived["mentions"]["citation"].to_list() == ["report-2020#char=0,15", "report-2020#char=30,41"]


def test_series_have_labels(derive: Derive) -> None:
    derived = derive([{}, {}, {"region": "arvenia-north", "indicator": "clinics-open"}])
    assert derived["series"].rows() == [
        ("arvenia--arvenia-clinics--people-treated--people", "Arvenia: people treated"),
        ("arvenia-north--arvenia-clinics--clinics-open--people", "North: clinics open"),
    ]


def test_a_long_label_is_cut(package: Package, tables: Tables) -> None:
    regions = tables["regions"].with_columns(pl.lit("A" * 79).alias("label"))
    frames = {**tables, "regions": regions, "figures": figures_of([{}], tables["figures"])}
    label = derived_tables(package, frames)["series"]["label"].item()
    assert label == "A" * 79 + "…"


def test_replaced_figures_that_are_gone_have_successors(derive: Derive) -> None:
    derived = derive([{"replaces": ["old-b", "old-a"]}, {"replaces": ["f0"]}, {"replaces": ["old-a"]}])
    assert derived["replaced"].rows() == [
        ("old-a", "report-2020", "f0", True),
        ("old-a", "report-2020", "f2", True),
        ("old-b", "report-2020", "f0", True),
    ]


def test_nothing_replaced_is_an_empty_table(derive: Derive) -> None:
    derived = derive([{}])
    assert derived["replaced"].height == 0
    assert derived["replaced"].columns == ["id", "source", "replaced_by", "deprecated"]


def test_rows_keep_their_order_and_number(package: Package, tables: Tables) -> None:
    derived = derived_tables(package, tables)
    for name in tables:
        assert derived[name]["_line"].to_list() == tables[name]["_line"].to_list()
    assert set(derived) - set(tables) == {"citations", "series", "replaced"}


NUMBERS = st.one_of(st.integers(1, 10**9), st.sampled_from([1, 2, 80, 1200000]))
FIGURES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["measurement", "target"]),
            "program": st.sampled_from(["arvenia-clinics", "lake-clinic"]),
            "region": st.sampled_from(["arvenia", "arvenia-north", "arvenia-north-lake"]),
            "indicator": st.sampled_from(["people-treated", "treated-share", "treated-growth"]),
            "beneficiary": st.sampled_from([None, "people", "children"]),
            "value": NUMBERS.map(Decimal),
            "comparator": st.sampled_from(sorted(HEDGES)),
            "end": st.dates(date(2010, 1, 1), date(2020, 12, 31)),
            "rank": st.sampled_from([None, "preferred", "normal", "deprecated"]),
            "operation": st.sampled_from([None, "share", "multiple", "change", "growth"]),
            "compares": st.sampled_from([None, "f0", "f1", "f2"]),
            "base": st.sampled_from([None, "f0", "f1", "f2"]),
            "replaces": st.sampled_from([None, ["f0"], ["gone"], ["gone", "lost"]]),
            "more_citations": st.sampled_from([None, ["300-302:80"], ["300-302:80", "400-402:81"]]),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=FIGURES, seed=st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], seed: int) -> None:
    package, tables = tiny_tables()
    numbered = [
        row | {"id": f"f{n}", "cite_start": n * 10, "cite_end": n * 10 + 5, "token": str(row["value"])}
        for n, row in enumerate(rows)
    ]
    frames = {**tables, "figures": figures_of(numbered, tables["figures"])}
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=seed + n) for n, (name, frame) in enumerate(frames.items())
    }
    plain, other = derived_tables(package, frames), derived_tables(package, shuffled)
    for name, frame in plain.items():
        key = ["_line"] if "_line" in frame.columns else frame.columns
        assert frame.sort(key).equals(other[name].sort(key)), name
