"""How the answer of a stored query is best shown: the `view` of its header, and the names of columns and groups.

    #+ [view]
    #+ kind = "bar"
    #+ x = "people"
    #+ y = "what"

Every value but `kind` and `rows` names a column of the answer. `words.toml`, beside the queries, says what columns and
groups are called; `removed.toml` says what stands in the place of a query that is gone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kg_builder.errors import QueryError

KINDS = ("bar", "dot", "figure", "line", "map", "table")
WORDS, REMOVED = "words.toml", "removed.toml"
_NEEDED = {"bar": ("x", "y"), "dot": ("x", "y"), "line": ("x", "y"), "figure": ("x",), "map": ()}


@dataclass(frozen=True)
class View:
    """How an answer is best shown; a column that a view does not use is "".

    Attributes:
        kind: one of `KINDS`.
        x: bar, dot and figure: the number; line: the time.
        y: bar and dot: what is compared; line: the number; map: the number that makes a place large.
        series: one color, or one line, for each of its values.
        label: map: the name of the place; figure: what the number is; else a further name of a row.
        unit: unit of the number.
        low, high: bounds of the number.
        hedge: the source's hedge.
        figure: the figure that a row shows.
        point: map: a point in WKT.
        region: map: a region, where there is no point.
        rows: most rows that are drawn, 0 for all.
    """

    kind: str = "table"
    x: str = ""
    y: str = ""
    series: str = ""
    label: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    hedge: str = ""
    figure: str = ""
    point: str = ""
    region: str = ""
    rows: int = 0

    def columns(self) -> set[str]:
        """The columns that it names."""
        values = {str(getattr(self, field.name)) for field in fields(self) if field.name not in {"kind", "rows"}}
        return values - {""}


def read_view(content: object, file: str) -> View:
    """The view of a header.

    Raises:
        QueryError: no table, a key or kind that is not known, or a column that the kind needs is missing.
    """
    if content is None:
        return View()
    known = [field.name for field in fields(View)]
    if not isinstance(content, dict) or not set(content) <= set(known):
        message = f"{file}: found view = {content!r}, expected a table [view] with the keys {', '.join(known)}"
        raise QueryError(message)
    _check_view(content, file)
    columns = {name: str(value) for name, value in content.items() if name != "rows"}
    return View(**columns, rows=int(content.get("rows", 0)))


def _check_view(content: Mapping[str, Any], file: str) -> None:
    """Refuse a view without what its kind needs.

    Raises:
        QueryError: says what is missing.
    """
    kind, rows = content.get("kind"), content.get("rows", 0)
    if kind not in KINDS or not isinstance(rows, int) or rows < 0:
        message = f"{file}: found view kind {kind!r} with rows {rows!r}, expected a kind of {', '.join(KINDS)}"
        raise QueryError(message)
    missing = [name for name in _NEEDED.get(kind, ()) if not content.get(name)]
    if kind == "map" and not (content.get("point") or content.get("region")):
        missing = ["point or region"]
    if missing:
        message = f"{file}: a view of kind {kind} found no {missing[0]}, expected the name of a column"
        raise QueryError(message)


@dataclass(frozen=True)
class Words:
    """What columns and groups of stored queries are called.

    Attributes:
        columns: variable to language tag to heading.
        groups: group to language tag to heading, in their order.
    """

    columns: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]


def read_words(folder: Path) -> Words:
    """The words of a folder of queries; none where it has no such file.

    Raises:
        QueryError: the file has something else than tables of texts by language.
    """
    content = _read(folder / WORDS)
    columns, groups = content.get("columns", {}), content.get("groups", {})
    if set(content) - {"columns", "groups"} or not (_are_texts(columns) and _are_texts(groups)):
        message = f"{WORDS}: expected tables [columns.NAME] and [groups.NAME] of texts by language"
        raise QueryError(message)
    return Words(columns, groups)


def _are_texts(section: object) -> bool:
    """Whether a section has tables of texts and nothing else."""
    entries = section.values() if isinstance(section, dict) else [None]
    texts = [text for entry in entries for text in (entry.values() if isinstance(entry, dict) else [None])]
    return all(isinstance(text, str) and bool(text) for text in texts)


def read_removed(folder: Path) -> dict[str, str]:
    """The names of queries that are gone with what stands in their place, "" for nothing.

    Raises:
        QueryError: the file has something else.
    """
    content = _read(folder / REMOVED)
    if not all(isinstance(value, str) for value in content.values()):
        message = f'{REMOVED}: expected lines like old-name = "new-name"'
        raise QueryError(message)
    return {name: str(value) for name, value in content.items()}


def _read(path: Path) -> dict[str, Any]:
    """A file of TOML; nothing where there is no such file.

    Raises:
        QueryError: it cannot be read.
    """
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path.name}: cannot be read as TOML: {error}"
        raise QueryError(message) from error
