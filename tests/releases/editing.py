"""Two releases of the tiny package: the second corrects, adds and removes figures."""

import io
from pathlib import Path

from datapackages import ONTOLOGY, apply_edit, copy_tiny, read_rows, write_rows

from kg_builder.build import build
from kg_builder.progress import Progress
from kg_builder.releases.release import Release

EDITS = (
    {"json": "datapackage.json", "at": ["version"], "value": "0.2.0"},
    {
        "table": "figures",
        "row": "report-2020-00150",
        "set": {"value": "81", "token": "81", "note": "Misread before"},
    },
    {"table": "figures", "drop": "report-2020-00160"},
    {
        "table": "figures",
        "row": "report-2020-00230",
        "set": {
            "id": "report-2020-00230-b",
            "value": "97",
            "token": "97",
            "replaces": "report-2020-00230",
            "note": "It says 97",
        },
    },
    {"table": "regions", "row": "arvenia-north-lake", "set": {"label": "Lake District"}},
)
"""One changed in place, one removed without a successor, one replaced, and a region renamed."""


def built(data: Path, out: Path) -> Release:
    """A release of a package."""
    return build(data, out, ONTOLOGY, Progress(io.StringIO(), is_terminal=False))


def edited(data: Path) -> Path:
    """The same package after the edits."""
    for edit in EDITS:
        apply_edit(data, edit)
    path = data / "fingerprints.csv"
    header, rows = read_rows(path)
    write_rows(path, header, [row for row in rows if row["start"] != "160"])
    return data


def two_releases(folder: Path) -> tuple[Path, Release, Release]:
    """The folder of releases, the older and the newer release, which is current."""
    data, out = copy_tiny(folder / "tiny"), folder / "out"
    return out, built(data, out), built(edited(data), out)
