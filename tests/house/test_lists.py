"""What the schemas list is what the ontology lists, no entry more and none less."""

import json

from datapackages import ONTOLOGY, ROOT

from kg_builder.datapackage.ontology import load_vocabulary
from kg_builder.namespaces import CLOSED_LISTS

SCHEMAS = sorted((ROOT / "data" / "schemas").glob("*.json"))


def test_enums_equal_the_closed_lists() -> None:
    lists = load_vocabulary(ONTOLOGY).lists
    compared = 0
    for path in SCHEMAS:
        for field in json.loads(path.read_text("utf-8"))["fields"]:
            rdf = field.get("rdf", {})
            schemes = [each["scheme"] for each in (rdf if isinstance(rdf, list) else [rdf]) if "scheme" in each]
            listed = field.get("constraints", {}).get("enum")
            if schemes and listed is not None:
                assert sorted(listed) == sorted(lists[schemes[0]]), f"{path.name}: {field['name']}"
                compared += 1
    assert compared >= 6


def test_every_closed_list_has_entries() -> None:
    lists = load_vocabulary(ONTOLOGY).lists
    assert set(lists) == set(CLOSED_LISTS)
    assert all(len(entries) >= 2 for entries in lists.values())


def test_figures_are_measurements_or_targets_in_schema_and_mapping() -> None:
    (kind,) = [
        field
        for field in json.loads((ROOT / "data/schemas/figures.json").read_text("utf-8"))["fields"]
        if field["name"] == "kind"
    ]
    assert sorted(kind["constraints"]["enum"]) == sorted(kind["rdf"]["classes"])


def test_every_field_is_described_and_named_once() -> None:
    seen = 0
    for path in SCHEMAS:
        fields = json.loads(path.read_text("utf-8"))["fields"]
        names = [field["name"] for field in fields]
        assert len(names) == len(set(names)), path.name
        seen += len(names)
    assert len(SCHEMAS) >= 13
    assert seen >= 100
