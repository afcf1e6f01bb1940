"""A data package: its `datapackage.json` and the tables that it lists.

Follows Data Package 2.0 (https://datapackage.org/standard/data-package/). Custom property `rdf` on the package:
`base` (base IRI of its entities), `prefixes`, `vocabulary` (its own Turtle file of further terms) and `shapes` (one of
further SHACL shapes, which a release must hold beside those of the ontology).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg_builder.datapackage.context import Context
from kg_builder.datapackage.forms import Form, check_form
from kg_builder.datapackage.ontology import Vocabulary, load_vocabulary
from kg_builder.datapackage.schema import FORM as SCHEMA
from kg_builder.datapackage.schema import Table, read_table, refuse_other_keys
from kg_builder.datapackage.writing import NOTE
from kg_builder.errors import SchemaError
from kg_builder.namespaces import BASE, prefixes

RDF_KEYS = {"base", "prefixes", "vocabulary", "shapes"}
FILE = "datapackage.json"
FORM: Form = {
    "description": str,
    "licenses": [{"path": str}],
    "rdf": {"base": str, "prefixes": {"*": str}, "vocabulary": str, "shapes": str},
    "resources": [dict],
}
"""What the description of a package looks like, as far as it is read."""

PREFIX = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
VERSION = re.compile(r"[0-9A-Za-z]+([.+-][0-9A-Za-z]+)*")

DERIVED = Path(__file__).parent / "derived"
"""Schemas of the tables and columns that the builder adds."""


@dataclass(frozen=True)
class Package:
    """A data package, described.

    Attributes:
        root: its folder.
        name, title, description, version: as in `datapackage.json`.
        created: date of the version, `YYYY-MM-DD`.
        licence: IRI of its licence.
        base: base IRI of its entities.
        prefixes: all prefixes, sorted.
        tables: tables by name, in the order of `datapackage.json`.
        vocabulary: the terms it may use.
        own_vocabulary, own_shapes: its own Turtle files of terms and of shapes, or None.
    """

    root: Path
    name: str
    title: str
    description: str
    version: str
    created: str
    licence: str
    base: str
    prefixes: Mapping[str, str]
    tables: Mapping[str, Table]
    vocabulary: Vocabulary
    own_vocabulary: Path | None
    own_shapes: Path | None


def read_json(root: Path, path: str) -> dict[str, Any]:
    """One JSON object of a package.

    Raises:
        SchemaError: the path leaves the folder, or the file is missing, not UTF-8, not JSON or no object.
    """
    file = inside(root, path, path, "")
    try:
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SchemaError(path, "", "no such file, expected a JSON file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(path, "", f"cannot be read ({type(error).__name__}), expected a UTF-8 JSON file") from error
    except json.JSONDecodeError as error:
        problem = f"no valid JSON at line {error.lineno} column {error.colno}: {error.msg}"
        raise SchemaError(path, "", problem) from error
    except RecursionError as error:
        raise SchemaError(path, "", "nested too deeply") from error
    if not isinstance(content, dict):
        raise SchemaError(path, "", f"found a JSON {type(content).__name__}, expected an object")
    return content


def inside(root: Path, path: object, file: str, where: str) -> Path:
    """A path below the package folder.

    Raises:
        SchemaError: it is no relative path, or it leaves the folder, also through a symbolic link.
    """
    if not isinstance(path, str) or not path or set(path) & {"\\", ":", "\0"} or Path(path).is_absolute():
        raise SchemaError(file, where, f"found path {path!r}, expected a relative path inside the package folder")
    try:
        is_inside = (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:
        raise SchemaError(file, where, f"found path {path!r}, a link that leads nowhere") from error
    if not is_inside:
        raise SchemaError(file, where, f"found path {path!r}, which leaves the package folder")
    return root / path


def load_package(root: Path, ontology: Path, base_iri: str | None = None) -> Package:
    """The package in a folder, described; no table is read.

    Args:
        root: folder of `datapackage.json`.
        ontology: folder of the vocabulary.
        base_iri: base to use instead of the package's own, or None.

    Raises:
        SchemaError: says which file and place is wrong, what was expected, and what is not supported.
    """
    if (root / NOTE).exists():
        problem = "a command that writes tables is at work, or was killed: run `kg recover` to finish what it began"
        raise SchemaError(NOTE, "", problem)
    content = read_json(root, FILE)
    check_form(content, FORM, FILE, "")
    rdf = content.get("rdf", {})
    refuse_other_keys(rdf, RDF_KEYS, FILE, "/rdf")
    base = checked_base(base_iri or rdf.get("base", BASE))
    for prefix, namespace in sorted(rdf.get("prefixes", {}).items()):
        if PREFIX.fullmatch(prefix) is None:
            raise SchemaError(FILE, "/rdf/prefixes", f"found {prefix!r}, expected a prefix such as ex")
        _iri(namespace, f"/rdf/prefixes/{prefix}")
    files = {key: inside(root, rdf[key], FILE, f"/rdf/{key}") for key in ("vocabulary", "shapes") if key in rdf}
    vocabulary = load_vocabulary(ontology, files.get("vocabulary"))
    raw = _schemas(root, content)
    kinds = tuple(sorted({segment for _, _, schema in raw.values() if (segment := _segment(schema))} | {"series"}))
    names = prefixes(base, kinds, tuple(sorted(rdf.get("prefixes", {}).items())))
    targets = {name: _target(schema, base) for name, (_, _, schema) in raw.items()}
    tables = {
        name: read_table(name, path, schema, targets, Context(file, vocabulary, base, names))
        for name, (path, file, schema) in raw.items()
    }
    _check_references(tables)
    return Package(
        root=root,
        name=_text(content, "name"),
        title=_text(content, "title"),
        description=str(content.get("description", "")),
        version=_version(content),
        created=_created(content),
        licence=_iri((content.get("licenses") or [{}])[0].get("path"), "/licenses/0/path"),
        base=base,
        prefixes=names,
        tables=tables,
        vocabulary=vocabulary,
        own_vocabulary=files.get("vocabulary"),
        own_shapes=files.get("shapes"),
    )


def checked_base(base: str) -> str:
    """A base of data IRIs.

    Raises:
        SchemaError: it is no http(s) IRI, or does not end in a slash.
    """
    if not _iri(base, "/rdf/base").endswith("/"):
        raise SchemaError(FILE, "/rdf/base", f"found {base!r}, expected an IRI that ends in a slash")
    return base


def derived_table(package: Package, name: str) -> Table:
    """The schema of what the builder adds: a whole table, or further columns of one."""
    file = f"{name}.json"
    content = read_json(DERIVED, file)
    targets = {other: table.mapping.iri for other, table in package.tables.items() if table.mapping is not None}
    targets = {other: _placeholder(iri) for other, iri in targets.items()} | {"series": f"{package.base}series/{{}}"}
    context = Context(f"derived/{file}", package.vocabulary, package.base, package.prefixes)
    return read_table(name, f"{name}.csv", content, targets, context)


def _text(content: Mapping[str, Any], key: str) -> str:
    """A text that a package must have."""
    value = content.get(key)
    if not isinstance(value, str) or not value:
        raise SchemaError(FILE, f"/{key}", f"found {value!r}, expected a text")
    return value


def _version(content: Mapping[str, Any]) -> str:
    """The version of the data: it becomes the name of a folder."""
    version = _text(content, "version")
    if VERSION.fullmatch(version) is None:
        raise SchemaError(FILE, "/version", f"found {version!r}, expected digits, letters, dots and hyphens")
    return version


def _created(content: Mapping[str, Any]) -> str:
    """The day of the version."""
    created = _text(content, "created")
    try:
        return date.fromisoformat(created[:10]).isoformat()
    except ValueError as error:
        raise SchemaError(FILE, "/created", f"found {created!r}, expected a date as YYYY-MM-DD") from error


def _iri(value: object, where: str) -> str:
    """An absolute http(s) IRI."""
    try:
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return ox.NamedNode(value).value
    except ValueError:
        pass
    raise SchemaError(FILE, where, f"found {value!r}, expected an http(s) IRI")


def _check_references(tables: Mapping[str, Table]) -> None:
    """What a column refers to is the column id of a table."""
    for table in tables.values():
        for field in table.fields:
            if field.references is not None and "id" not in tables[field.references].columns:
                problem = f"{table.name}.{field.name} refers to {field.references}, which has no column id"
                raise SchemaError(FILE, "/resources", problem)


def _schemas(root: Path, content: Mapping[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Table name to path, schema file and parsed schema, in package order."""
    resources = content.get("resources")
    if not resources:
        raise SchemaError(FILE, "/resources", "expected a list of tables")
    found: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for n, resource in enumerate(resources):
        where = f"/resources/{n}"
        name, path = resource.get("name"), resource.get("path")
        if not isinstance(name, str) or not name or name in found:
            raise SchemaError(FILE, f"{where}/name", f"found {name!r}, expected a name used once")
        if resource.get("encoding") != "utf-8":
            problem = f"found {resource.get('encoding')!r}, expected utf-8, declared"
            raise SchemaError(FILE, f"{where}/encoding", problem)
        inside(root, path, FILE, f"{where}/path")
        schema = resource.get("schema")
        inside(root, schema, FILE, f"{where}/schema")
        found[name] = (path, schema, read_json(root, schema))
        check_form(found[name][2], SCHEMA, schema, "")
    return found


def _segment(schema: Mapping[str, Any]) -> str:
    """First path segment of a table's IRIs, the prefix that queries use; empty where there is none."""
    segment = str(schema.get("rdf", {}).get("iri", "")).partition("/")[0]
    return segment if PREFIX.fullmatch(segment) else ""


def _target(schema: Mapping[str, Any], base: str) -> str:
    """IRI template of a table's rows with `{}` for the id; empty when rows are not mapped."""
    iri = schema.get("rdf", {}).get("iri", "")
    return _placeholder(iri if iri.startswith("http") else base + iri) if iri else ""


def _placeholder(iri: str) -> str:
    return iri.replace("{id}", "{}")
