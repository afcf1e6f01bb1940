"""A package's own vocabulary adds terms, entries of open lists and labels, and changes nothing that is there."""

from pathlib import Path

import pytest
from datapackages import ONTOLOGY, ROOT

from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.ontology import load_vocabulary
from kg_builder.datapackage.package import Package, load_package
from kg_builder.datapackage.template import write_blank
from kg_builder.errors import ChecksFailed, SchemaError
from kg_builder.mapping.derive import derived_tables
from kg_builder.mapping.mapping import lines_of

HEAD = """@prefix level: <https://w3id.org/livelihood/level/> .
@prefix lh: <https://w3id.org/livelihood/ns#> .
@prefix own: <https://example.org/own#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ENTRY = 'own:{} a skos:Concept ; rdfs:label "{}" ; skos:inScheme <https://w3id.org/livelihood/{}> .\n'
WARD = ENTRY.format("ward", "ward", "level") + "own:ward skos:broader level:province .\n"
POST = ENTRY.format("post", "Post code", "codescheme") + 'own:post lh:codePattern "^[A-Z][0-9]{2}$" .\n'
CLOSED = ("comparator", "measure", "operation", "rank", "status", "verdict", "when")

REFUSED = [
    (
        'lh:region skos:definition "Somewhere." .',
        "definition> of <https://w3id.org/livelihood/ns#region>, expected terms",
    ),
    ('lh:place rdfs:label "place" .', "of <https://w3id.org/livelihood/ns#place>, expected terms of its own"),
    ("level:nation skos:broader level:village .", "of <https://w3id.org/livelihood/level/nation>, expected terms"),
    (ENTRY.format("nation", "nation", "level"), "found 'nation' for <https://example.org/own#nation> and"),
    ('own:post lh:codePattern "[" .', "found no regular expression"),
    ('own:post lh:codePattern "(?=A)." .', "expected no look-around"),
    *((ENTRY.format("other", "other", name), "expected an entry of one of codescheme, flag, level") for name in CLOSED),
]


def write(folder: Path, text: str) -> Path:
    """A vocabulary file in a folder."""
    path = folder / "own.ttl"
    path.write_text(HEAD + text, "utf-8")
    return path


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_refused(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaError) as caught:
        load_vocabulary(ONTOLOGY, write(tmp_path, text))
    assert problem in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_levels_are_in_order(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(ONTOLOGY, write(tmp_path, WARD))
    levels = vocabulary.wider_levels()
    assert levels["ward"] == ("province", "nation")
    assert levels["village"] == ("township", "county", "prefecture", "province", "nation")
    assert levels["nation"] == ()


def test_levels_in_a_circle_end(tmp_path: Path) -> None:
    circle = "".join(ENTRY.format(name, name, "level") for name in ("left", "right"))
    circle += "own:left skos:broader own:right . own:right skos:broader own:left .\n"
    levels = load_vocabulary(ONTOLOGY, write(tmp_path, circle)).wider_levels()
    assert (levels["left"], levels["right"]) == (("right",), ("left",))


def test_further_labels_are_welcome(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(ONTOLOGY, write(tmp_path, 'level:nation skos:prefLabel "nchi"@sw .'))
    assert any(getattr(triple.object, "value", "") == "nchi" for triple in vocabulary.triples)


def package_with(folder: Path, regions: str) -> Package:
    """An empty package with a level and a code scheme of its own, and regions."""
    write_blank(folder, ROOT / "data", "Own", "https://example.org/", [])
    (folder / "vocabulary.ttl").write_text(HEAD + WARD + POST, "utf-8")
    with (folder / "regions.csv").open("a", encoding="utf-8") as file:
        file.write(regions)
    return load_package(folder, ONTOLOGY)


COUNTRY = "land,Land,,nation,,,,,,,,\nland-p,P,,province,land,Q00,post,,,,,\n"


def test_entries_of_its_own_keep_their_addresses(tmp_path: Path) -> None:
    package = package_with(tmp_path / "own", COUNTRY + "land-p-w,W,,ward,land-p,Q01,post,,,,,\n")
    lines = [line for part in lines_of(package, derived_tables(package, checked_tables(package))) for line in part]
    (level,) = [line for line in lines if "/region/land-p-w> <https://w3id.org/livelihood/ns#level>" in line]
    (scheme,) = [line for line in lines if "/region/land-p-w> <https://w3id.org/livelihood/ns#codeScheme>" in line]
    (province,) = [line for line in lines if "/region/land-p> <https://w3id.org/livelihood/ns#level>" in line]
    assert "<https://example.org/own#ward>" in level
    assert "<https://example.org/own#post>" in scheme
    assert "<https://w3id.org/livelihood/level/province>" in province


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("land-w,W,,ward,,,,,,,,", "regions.csv:4:within: region-orphan: found nothing, expected a wider region"),
        ("land-w,W,,county,land-w2,,,,,,,\nland-w2,V,,ward,land-p,,,,,,,", "level-order: found 'land-w2'"),
        (
            "land-w,W,,ward,land-p,7A,post,,,,,",
            "code-pattern: found '7A', expected a code of post, like ^[A-Z][0-9]{2}$",
        ),
        ("land-w,W,,hamlet,land-p,,,,,,,", "entry-unknown: found 'hamlet', expected entries of the list level"),
        ("land-w,W,,ward,land-p,Q01,zip,,,,,", "entry-unknown: found 'zip', expected entries of the list codescheme"),
    ],
)
def test_rows_are_held_to_it(row: str, told: str, tmp_path: Path) -> None:
    package = package_with(tmp_path / "own", f"{COUNTRY}{row}\n")
    with pytest.raises(ChecksFailed) as caught:
        checked_tables(package)
    assert told in str(caught.value)
