"""A small official table, the map of it, and a package that they go into."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackages import copy_tiny

TABLE = """\
Table 3. People treated in clinics,,,,,
Thousand persons; per cent,,,,,
Region,Code,2018,,2019,
,,Treated,Share,Treated,Share
Arvenia,01,"1,200.5",40.1,"1,300",41.0 *
North,02,520.25,x,−3.5,39%
湖县,03,...,38.2,12,(p) 37.9
* estimated in 2020
"""

MAP = """\
[source]
id = "clinics-table-2020"
label = "Table of 2020 on people treated"
language = "en"
issued = 2020-12-31
licence = "invented for tests"

[table]
first_row = 5
last_row = 7
columns = ["3-6"]
marks = { "*" = "date-estimated", "(p)" = "" }
leave_out = [{ part = "col=2", reason = "label" }]

[figures]
program = "arvenia-clinics"
beneficiary = "people"
time_kind = "during"
region = { column = 1 }
year = { row = 3, fill = true }
indicator = { row = 4, names = { Treated = "people-treated", Share = "treated-share" } }
scale = { row = 4, names = { Treated = 1000, Share = 1 } }
"""

FIGURES = 10
"""Numbers in the table."""


@dataclass(frozen=True)
class Scene:
    """A package, a table and its map, in folders of their own."""

    data: Path
    table: Path
    map: Path

    def files(self) -> dict[str, bytes]:
        """Every file of the package."""
        return {path.name: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}

    def arguments(self, *more: str) -> list[str]:
        """Of `kg import`."""
        return ["import", str(self.table), "--map", str(self.map), "--data", str(self.data), *more]


def scene(folder: Path) -> Scene:
    """The package, the table and the map."""
    texts = folder / "texts"
    texts.mkdir()
    (texts / "clinics.csv").write_bytes(TABLE.encode())
    (folder / "clinics.toml").write_bytes(MAP.encode())
    return Scene(copy_tiny(folder / "tiny"), texts / "clinics.csv", folder / "clinics.toml")


def edited(made: Scene, edit: Mapping[str, Any]) -> None:
    """One edit of `map`, `table` or a `file` of the package: text found and put, or the whole `as` text or `hex`."""
    path = made.data / edit["file"] if "file" in edit else made.map if edit["of"] == "map" else made.table
    if "hex" in edit:
        path.write_bytes(bytes.fromhex(edit["hex"]))
    elif "as" in edit:
        path.write_bytes(edit["as"].encode())
    else:
        before = path.read_bytes()
        after = before.replace(edit["find"].encode(), edit["put"].encode(), 1)
        assert after != before, edit
        path.write_bytes(after)
