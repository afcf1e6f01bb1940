"""Small real data packages for tests: the invented country of Arvenia, whole or with something broken in it."""

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
TINY = ROOT / "tests" / "packages" / "tiny"


def copy_tiny(target: Path) -> Path:
    """The tiny package with the project's own schemas, in a new folder."""
    shutil.copytree(ROOT / "data" / "schemas", target / "schemas")
    shutil.copyfile(ROOT / "data" / "datapackage.json", target / "datapackage.json")
    for path in TINY.glob("*.csv"):
        shutil.copyfile(path, target / path.name)
    shutil.copytree(TINY / "queries", target / "queries")
    return target


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows


def write_rows(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    """A table with line feeds."""
    output = io.StringIO()
    writer = csv.DictWriter(output, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(output.getvalue(), encoding="utf-8", newline="")


def apply_edit(folder: Path, edit: Mapping[str, Any]) -> None:
    """One edit of a package, as the broken cases write it.

    `{"table", "row", "set"}` changes cells of the row with that id (or that number, from 0); `{"table", "add"}` copies
    the first row with other cells; `{"table", "drop"}` removes a row; `{"file", "find", "put"}` replaces text;
    `{"file", "hex"}` writes bytes; `{"file", "prepend_hex"}` puts bytes first; `{"file", "repeat", "times"}` writes a
    long cell in place of a text; `{"remove"}` deletes a file; `{"json", "at", "value"}` sets a property;
    `{"new", "as"}` writes a text; `{"link", "to"}` moves a file or folder out of the package and puts a symbolic link
    in its place.
    """
    if "table" in edit:
        _edit_table(folder / f"{edit['table']}.csv", edit)
    elif "json" in edit:
        _edit_json(folder / edit["json"], edit["at"], edit["value"])
    elif "link" in edit:
        _link(folder / edit["link"], edit["to"])
    elif "new" in edit:
        (folder / edit["new"]).write_text(edit["as"], "utf-8")
    elif "remove" in edit:
        (folder / edit["remove"]).unlink()
    else:
        _edit_bytes(folder / edit["file"], edit)


def _link(path: Path, target: str) -> None:
    where = path.parent / target
    if where != path:
        shutil.move(path, where)
    else:
        path.unlink()
    path.symlink_to(target)


def _edit_table(path: Path, edit: Mapping[str, Any]) -> None:
    header, rows = read_rows(path)
    if "set" in edit:
        _row(rows, edit["row"]).update(edit["set"])
    elif "add" in edit:
        rows.append(rows[0] | edit["add"])
    else:
        rows.remove(_row(rows, edit["drop"]))
    write_rows(path, header, rows)


def _row(rows: list[dict[str, str]], key: str | int) -> dict[str, str]:
    return rows[key] if isinstance(key, int) else next(row for row in rows if row["id"] == key)


def _edit_json(path: Path, at: list[str | int], value: object) -> None:
    content = json.loads(path.read_text("utf-8"))
    node = content
    for step in at[:-1]:
        node = node[step]
    node[at[-1]] = value
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")


def _edit_bytes(path: Path, edit: Mapping[str, Any]) -> None:
    if "hex" in edit:
        path.write_bytes(bytes.fromhex(edit["hex"]))
    elif "prepend_hex" in edit:
        path.write_bytes(bytes.fromhex(edit["prepend_hex"]) + path.read_bytes())
    elif "repeat" in edit:
        text = path.read_text("utf-8").replace(edit["find"], edit["repeat"] * edit["times"], 1)
        path.write_text(text, "utf-8", newline="")
    else:
        before = path.read_bytes()
        find, put = (edit[key].encode() for key in ("find", "put"))
        after = before.replace(find, put, 1)
        if after == before:
            message = f"{path.name} has no {edit['find']!r}"
            raise ValueError(message)
        path.write_bytes(after)
