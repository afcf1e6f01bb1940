"""Every rule that a check can break has a case of broken input that shows its message."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from datapackages import ROOT

PACKAGE = ROOT / "src" / "kg_builder" / "datapackage"
SOURCES = [*sorted((PACKAGE / "checks").glob("*.py")), PACKAGE / "tables.py"]
APPROVED = sorted((ROOT / "tests" / "package" / "broken").glob("*.txt"))
CODE_AT = {"Rule": 1, "Violation": 3}
"""Class to the place of the code among its arguments."""

VARIABLE = {"minimum", "maximum", "byte-order-mark", "carriage-return", "nul"}
"""Codes that a loop puts in."""

TOLD = re.compile(r"^[^:\n]+(?::[0-9]+)?(?::[A-Za-z0-9_]+)?: ([a-z-]+): found ", re.MULTILINE)


def codes_in(path: Path) -> Iterator[str]:
    """Codes written out in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODE_AT:
            arguments = node.args[CODE_AT[node.func.id] :]
            if arguments and isinstance(arguments[0], ast.Constant):
                yield str(arguments[0].value)


def test_every_code_is_shown() -> None:
    codes = {code for path in SOURCES for code in codes_in(path)} | VARIABLE
    shown = {code for path in APPROVED for code in TOLD.findall(path.read_text("utf-8"))}
    assert len(codes) >= 60
    assert len(APPROVED) >= 114
    assert sorted(codes - shown) == [], "make a case in tests/package/broken for each"


def test_codes_are_of_one_form() -> None:
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for path in SOURCES for code in codes_in(path))
