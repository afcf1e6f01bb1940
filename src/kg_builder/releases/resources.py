"""The complete tables of a release: CSV and Parquet with what was derived, and a Data Package that describes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kg_builder.datapackage.package import DERIVED, FILE, Package, read_json
from kg_builder.datapackage.tables import LINE
from kg_builder.literals import lexical

WHOLE = ("citations", "series", "replaced")
"""Tables that are wholly derived."""

KEYS = {"citations": ["source", "start", "end"], "series": ["id"], "replaced": ["id", "replaced_by"]}
"""Their primary keys."""


def write_resources(folder: Path, package: Package, tables: Mapping[str, pl.DataFrame]) -> None:
    """Every table as CSV and Parquet, rows by primary key or else by all cells, and `datapackage.json`.

    A list cell is joined by the delimiter of its column; numbers and dates have their canonical forms.

    Args:
        folder: exists and is empty.
        package: describes the curated tables.
        tables: derived tables by name.
    """
    described = read_json(package.root, FILE)
    resources = []
    for resource in described["resources"]:
        name = str(resource["name"])
        schema = _complete_schema(package, name, read_json(package.root, str(resource["schema"])))
        resources.append(_written(folder, name, schema, tables[name], list(package.tables[name].primary_key)))
    for name in WHOLE:
        schema = read_json(DERIVED, f"{name}.json") | {"primaryKey": KEYS[name]}
        resources.append(_written(folder, name, schema, tables[name], KEYS[name]))
    described["resources"] = resources
    (folder / FILE).write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _complete_schema(package: Package, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A curated schema with the columns that the builder adds, marked `derived`."""
    if name in WHOLE or not (DERIVED / f"{name}.json").exists():
        return schema
    known = package.tables[name].columns
    further = [field for field in read_json(DERIVED, f"{name}.json")["fields"] if field["name"] not in known]
    return schema | {"fields": schema["fields"] + [field | {"derived": True} for field in further]}


def _written(folder: Path, name: str, schema: dict[str, Any], frame: pl.DataFrame, key: list[str]) -> dict[str, Any]:
    """Write one table; returns its resource descriptor."""
    columns = [field["name"] for field in schema["fields"]]
    delimiters = {field["name"]: field.get("delimiter", ";") for field in schema["fields"]}
    order = key or [column for column in columns if not isinstance(frame.schema[column], pl.List)]
    rows = frame.sort(order, maintain_order=True).drop(LINE, strict=False).select(columns)
    rows.write_parquet(folder / f"{name}.parquet")
    text = rows.select(
        pl.col(column).list.join(delimiters[column])
        if isinstance(dtype, pl.List)
        else lexical(column, dtype).alias(column)
        for column, dtype in rows.schema.items()
    )
    text.write_csv(folder / f"{name}.csv", line_terminator="\n")
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
