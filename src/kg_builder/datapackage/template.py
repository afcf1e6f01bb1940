"""An empty data package to begin with: the tables of the model without what belongs to one country or language.

The schemas are those of the package that comes with the project, so that they never fall behind the model.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg_builder.datapackage.package import FILE, checked_base, read_json
from kg_builder.datapackage.statements import check_language
from kg_builder.errors import SchemaError

BLANK = Path(__file__).parent / "blank"
"""Texts and example rows of an empty package."""

COUNTRY_RULES = {"regions": {"level": ("enum",), "code": ("pattern",), "code_scheme": ("enum",)}}
"""Constraints that hold for one country only: by table and column. Closed lists bind these columns all the same."""

TRANSLATION = re.compile(r"label_[a-z]{2,3}")
"""A column of labels in another language."""


def write_blank(folder: Path, shipped: Path, title: str, base: str, languages: Sequence[str]) -> list[str]:
    """Write an empty package; returns its files, sorted.

    Args:
        folder: is new or empty.
        shipped: folder of the package that comes with the project.
        title: of the new one.
        base: base IRI of its entities, ending in a slash.
        languages: tags of the languages that labels have beside English.

    Raises:
        SchemaError: the folder has something in it or cannot be written; a language or the base is none.
    """
    checked_base(base)
    _check_languages(languages)
    files = dict(_files(folder.resolve().name, shipped, title, base, languages))
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SchemaError(folder.name, "", "found something in it, expected a new or an empty folder")
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise SchemaError(folder.name, "", f"cannot be written ({type(error).__name__})") from error
    return sorted(files)


def _check_languages(languages: Sequence[str]) -> None:
    """Each is a language, none twice and none English."""
    for n, language in enumerate(languages):
        check_language(language, FILE, "--language")
        if language.lower() in {"en", *(other.lower() for other in languages[:n])}:
            raise SchemaError(FILE, "--language", f"found {language!r} twice, expected languages beside English")


def _files(name: str, shipped: Path, title: str, base: str, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Path and text of every file."""
    described = read_json(shipped, FILE)
    schemas = {
        str(resource["name"]): blank_schema(str(resource["name"]), read_json(shipped, resource["schema"]), languages)
        for resource in described["resources"]
    }
    yield FILE, _json(_description(described, name, title, base))
    for table, schema in schemas.items():
        yield f"schemas/{table}.json", _json(schema)
        yield f"{table}.csv", _csv([_columns(schema)])
    yield "queries/figures.rq", _blank("figures.rq")
    yield "vocabulary.ttl", _blank("vocabulary.ttl").replace("{base}", base)
    yield "README.md", _blank("README.md").replace("{title}", title) + "".join(_shown(schemas))


def blank_schema(table: str, schema: dict[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A schema of the shipped package without its country and with other languages.

    Args:
        table: name of the table.
        schema: as parsed from JSON; is changed.
        languages: tags of the languages that labels have beside English.
    """
    fields: list[dict[str, Any]] = []
    for field in schema["fields"]:
        for constraint in COUNTRY_RULES.get(table, {}).get(field["name"], ()):
            field["constraints"].pop(constraint, None)
        if TRANSLATION.fullmatch(field["name"]) is None:
            fields.append(field)
        if field["name"] == "label" and any(TRANSLATION.fullmatch(other["name"]) for other in schema["fields"]):
            fields += [_label(language) for language in languages]
    schema["fields"] = fields
    schema.get("rdf", {}).get("scheme", {}).pop("labels", None)
    return schema


def _label(language: str) -> dict[str, Any]:
    """A column of labels in one language."""
    return {
        "name": f"label_{language.lower().replace('-', '_')}",
        "type": "string",
        "description": f"Label in the language {language}",
        "constraints": {"maxLength": 80},
        "rdf": {"property": "skos:prefLabel", "language": language},
    }


def _description(shipped: Mapping[str, Any], name: str, title: str, base: str) -> dict[str, Any]:
    """What `datapackage.json` says of the new package."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "data"
    return {
        "$schema": shipped["$schema"],
        "name": slug,
        "title": title,
        "description": "Say here in one or two sentences what the graph is about.",
        "version": "0.1.0",
        "created": "2000-01-01T00:00:00Z",
        "licenses": shipped["licenses"],
        "rdf": {"base": base, "prefixes": {"own": f"{base}ns#"}, "vocabulary": "vocabulary.ttl"},
        "resources": shipped["resources"],
    }


def example_rows() -> dict[str, list[dict[str, str]]]:
    """Invented rows of every table by its name; together they are a package that passes `kg check`."""
    content: dict[str, Any] = read_json(BLANK, "rows.json")
    return {table: rows if isinstance(rows, list) else [rows] for table, rows in content.items()}


def _shown(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """An example of each table with what its filled columns mean."""
    rows = example_rows()
    for table, schema in schemas.items():
        row = rows[table][0]
        yield f"\n### {table}\n\n{schema['description']}.\n\n```csv\n"
        yield _csv([_columns(schema), *([one.get(column, "") for column in _columns(schema)] for one in rows[table])])
        meant = [field for field in schema["fields"] if field["name"] in row and "description" in field]
        yield "```\n" + "\n" * bool(meant)
        yield from (f"- `{field['name']}`: {field['description']}\n" for field in meant)


def _columns(schema: Mapping[str, Any]) -> list[str]:
    """Names of the columns of a table."""
    return [str(field["name"]) for field in schema["fields"]]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _json(content: Mapping[str, Any]) -> str:
    """JSON as people read it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _blank(name: str) -> str:
    """A text of the empty package."""
    return (BLANK / name).read_text("utf-8")
