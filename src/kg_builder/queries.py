"""Stored queries: SPARQL files whose leading `#+` comment lines describe them in TOML.

    #+ title = "Programs in a region"
    #+ title_zh = "某地区的项目"
    #+ description = "Which programs run in a region?"
    #+ [[parameters]]
    #+ name = "region"
    #+ kind = "iri"
    #+ default = "region:shanxi"
    #+ choices = "?value a lh:Region"
    #+ [view]
    #+ kind = "table"
    SELECT …

The `#+` header is the field's convention (grlc). A parameter is bound as a term, never pasted into the text; `choices`
is the graph pattern that its values fit. Imports views and namespaces.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg_builder.errors import QueryError, SchemaError
from kg_builder.namespaces import BORROWED
from kg_builder.views import View, read_removed, read_view, read_words

KINDS = ("date", "decimal", "integer", "iri", "string")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LEXICAL = {
    "date": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    "decimal": re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,9})?"),
    "integer": re.compile(r"-?[0-9]{1,18}"),
    "string": re.compile(r"[^\x00]*", re.DOTALL),
}
VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
TEXTS = ("title", "description")
HEADER = {"title", "title_LANGUAGE", "description", "description_LANGUAGE", "group", "parameters", "view"}
TRANSLATED = re.compile(r"(title|description|label)_([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)")
"""A text in another language than English: `title_zh`, `label_fr`."""

RESERVED = frozenset(
    (
        *("bare", "bom", "download", "format", "height", "labels", "lang", "limit", "maxheight", "maxwidth", "offset"),
        *("output", "raw", "scale", "theme", "timeout", "url", "view", "width"),
    )
)
"""Names that addresses of stored queries use for themselves; no parameter may have one of them."""


@dataclass(frozen=True)
class Parameter:
    """A variable that whoever runs a query may choose.

    Attributes:
        name: the variable, without its question mark.
        kind: one of `KINDS`.
        default: value when none is given; an IRI may be a prefixed name.
        label: what it means.
        labels: the same in other languages, by language tag.
        choices: graph pattern that `?value` fits; "" when any value of the kind may be given.
    """

    name: str
    kind: str
    default: str
    label: str
    labels: Mapping[str, str]
    choices: str = ""

    def term(self, text: str, prefixes: Mapping[str, str]) -> ox.NamedNode | ox.Literal:
        """A value as an RDF term.

        Raises:
            QueryError: the text does not fit the kind; says what does.
        """
        if self.kind == "iri":
            return self._iri(text, prefixes)
        if LEXICAL[self.kind].fullmatch(text) is None:
            message = f"parameter {self.name}: found {text[:60]!r}, expected a value of kind {self.kind}"
            raise QueryError(message)
        return ox.Literal(text, datatype=ox.NamedNode(f"{BORROWED['xsd']}{self.kind}"))

    def _iri(self, text: str, prefixes: Mapping[str, str]) -> ox.NamedNode:
        prefix, colon, local = text.partition(":")
        full = prefixes[prefix] + local if colon and prefix in prefixes else text.removeprefix("<").removesuffix(">")
        try:
            return ox.NamedNode(full)
        except ValueError as error:
            message = f"parameter {self.name}: found {text[:60]!r}, expected an IRI or a name such as {self.default}"
            raise QueryError(message) from error


@dataclass(frozen=True)
class StoredQuery:
    """A query with a name.

    Attributes:
        name: file name without its suffix.
        title, description: what it answers.
        titles, descriptions: the same in other languages, by language tag.
        parameters: in the order of the form.
        text: the SPARQL, header included.
        group: the group in which it is listed, or "".
        view: how its answer is best shown.
    """

    name: str
    title: str
    titles: Mapping[str, str]
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    descriptions: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    view: View = field(default_factory=View)

    def bindings(
        self, values: Mapping[str, str], prefixes: Mapping[str, str]
    ) -> dict[ox.Variable, ox.NamedNode | ox.Literal]:
        """The parameters as terms, defaults filled in.

        Raises:
            QueryError: an unknown parameter, or a value of another kind.
        """
        known = [parameter.name for parameter in self.parameters]
        for name in sorted(set(values) - set(known)):
            message = f"{self.name}: found parameter {name!r}, expected one of {', '.join(known) or 'none'}"
            raise QueryError(message)
        return {ox.Variable(p.name): p.term(values.get(p.name, p.default), prefixes) for p in self.parameters}


def read_query(path: Path) -> StoredQuery:
    """One stored query.

    Raises:
        QueryError: the file is no UTF-8, or its header is no TOML, lacks a title, or has something that is not known.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name}: cannot be read as UTF-8 text"
        raise QueryError(message) from error
    header = "\n".join(line.removeprefix("#+").strip() for line in text.splitlines() if line.startswith("#+"))
    try:
        content = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        message = f"{path.name}: the #+ header is no TOML: {error}"
        raise QueryError(message) from error
    translated = {key: _translations(content, key) for key in TEXTS}
    unknown = sorted(set(content) - HEADER - {f"{key}_{tag}" for key, texts in translated.items() for tag in texts})
    missing = [key for key in TEXTS if not isinstance(content.get(key), str) or not content[key]]
    if unknown or missing or NAME.fullmatch(path.stem) is None:
        problem = f"found {unknown[0]!r}" if unknown else f"found no {missing[0]}" if missing else "bad file name"
        message = f"{path.name}: {problem}, expected the keys {', '.join(sorted(HEADER))} and a name like a-b.rq"
        raise QueryError(message)
    return StoredQuery(
        name=path.stem,
        title=content["title"],
        titles=translated["title"],
        description=content["description"],
        parameters=_parameters(content.get("parameters", []), path.name),
        text=text,
        descriptions=translated["description"],
        group=str(content.get("group", "")),
        view=read_view(content.get("view"), path.name),
    )


def _parameters(listed: object, name: str) -> tuple[Parameter, ...]:
    """The parameters of a header, each with a name of its own."""
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        message = f"{name}: found parameters = {listed!r}, expected tables [[parameters]]"
        raise QueryError(message)
    parameters = tuple(_parameter(item, name) for item in listed)
    if len({parameter.name for parameter in parameters}) < len(parameters):
        message = f"{name}: two parameters have one name"
        raise QueryError(message)
    return parameters


def _parameter(item: Mapping[str, Any], name: str) -> Parameter:
    """One parameter of a header."""
    if item.get("kind") not in KINDS or VARIABLE.fullmatch(str(item.get("name"))) is None or "default" not in item:
        message = f"{name}: found parameter {dict(item)!r}, expected name, default, and kind: {', '.join(KINDS)}"
        raise QueryError(message)
    if item["name"] in RESERVED:
        message = f"{name}: found parameter {item['name']!r}, expected another name: addresses use it for themselves"
        raise QueryError(message)
    label, choices = str(item.get("label", item["name"])), str(item.get("choices", ""))
    return Parameter(item["name"], item["kind"], str(item["default"]), label, _translations(item, "label"), choices)


def _translations(content: Mapping[str, Any], key: str) -> dict[str, str]:
    """A text of a header in other languages, by language tag."""
    found = {name: TRANSLATED.fullmatch(name) for name in content}
    return {match[2]: str(content[name]) for name, match in found.items() if match is not None and match[1] == key}


def read_queries(folder: Path) -> dict[str, StoredQuery]:
    """All stored queries of a folder by name, sorted.

    Raises:
        QueryError: one of them cannot be read.
    """
    return {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}


def check_queries(folder: Path) -> None:
    """Refuse a package with a stored query that cannot be read: before it is built, not when it is asked.

    Raises:
        SchemaError: names the file and what is wrong with it.
    """
    try:
        queries, words, removed = read_queries(folder), read_words(folder), read_removed(folder)
        _check_names(queries, set(words.groups), removed)
    except QueryError as error:
        raise SchemaError(folder.name, "", str(error)) from error


def _check_names(queries: Mapping[str, StoredQuery], groups: set[str], removed: Mapping[str, str]) -> None:
    """Groups are known, and what is gone is gone and led on to something that is there.

    Raises:
        QueryError: names the query.
    """
    for query in queries.values():
        if query.group and query.group not in groups:
            message = f"{query.name}.rq: found group {query.group!r}, expected one of words.toml: {', '.join(groups)}"
            raise QueryError(message)
    for name, successor in removed.items():
        if name in queries or (successor and successor not in queries):
            message = f"removed.toml: found {name} = {successor!r}, expected a query that is gone and one that is there"
            raise QueryError(message)
