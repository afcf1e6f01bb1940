"""Modules stay small enough to read in one go."""

import ast
import warnings

import pytest
from datapackages import ROOT

GENERATED = {"src/kg_builder/terms.py"}
MODULES = sorted(
    path
    for folder in ("src", "server/kg_server")
    for path in (ROOT / folder).rglob("*.py")
    if "node_modules" not in path.parts
)
GOOD, MOST, FUNCTION = 250, 300, 40


def test_modules_are_there() -> None:
    assert len(MODULES) >= 60


@pytest.mark.filterwarnings("default")
def test_no_module_is_long() -> None:
    lines = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in MODULES}
    for name, count in lines.items():
        if GOOD < count <= MOST and name not in GENERATED:
            warnings.warn(f"{name} has {count} lines; {GOOD} is what we keep to", stacklevel=1)
    assert {name: count for name, count in lines.items() if count > MOST and name not in GENERATED} == {}


def test_no_function_is_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION + 20
    }
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_no_name_of_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager"}
    assert [path for path in MODULES if drawers & set(path.with_suffix("").parts)] == []
