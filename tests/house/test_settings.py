"""Every setting is documented, known, and spelt the same everywhere."""

import re
from dataclasses import fields

from datapackages import ROOT
from kg_server.config import ServerConfig

from kg_builder.config import KNOWN, BuilderConfig

PAGE = ROOT / "docs" / "reference" / "configuration.md"
NAME = re.compile(r"\bKG_[A-Z]+(?:_[A-Z]+)*\b")
WRONG_ON_PURPOSE = {"KG_DATTA"}


def documented() -> dict[str, str]:
    """Setting to its row in the page."""
    rows = re.findall(r"^\| `(KG_[A-Z_]+)` \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len({name for name, _ in rows}), "each setting once"
    return dict(rows)


def test_every_setting_is_documented_and_every_documented_one_is_known() -> None:
    assert len(KNOWN) >= 15
    assert set(documented()) == KNOWN


def test_every_row_says_program_default_and_meaning() -> None:
    for name, row in documented().items():
        cells = [cell.strip() for cell in row.split("|")]
        assert len(cells) == 3, name
        assert all(cells), name
        assert cells[0] in {"builder", "server", "both"}, name


def test_every_field_of_both_programs_is_a_setting() -> None:
    known = {name.removeprefix("KG_").lower() for name in KNOWN}
    own = {field.name for program in (BuilderConfig, ServerConfig) for field in fields(program)}
    assert len(own) >= 12
    assert own <= known


def test_no_setting_is_misspelt_anywhere() -> None:
    pages = [ROOT / "README.md", ROOT / "Makefile", *(ROOT / "docs").rglob("*.md")]
    pages += [path for folder in ("src", "server") for path in (ROOT / folder).rglob("*.py")]
    assert len(pages) >= 60
    named = {name: path for path in pages for name in NAME.findall(path.read_text("utf-8"))}
    assert {name: str(path) for name, path in named.items() if name not in KNOWN | WRONG_ON_PURPOSE} == {}
