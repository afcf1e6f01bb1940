"""The notebook runs from its first to its last cell against a real service, and is kept without outputs."""

import json
import os

import nbformat
import pytest
from datapackages import ROOT
from nbclient import NotebookClient

from kg_client import Graph

NOTEBOOKS = sorted((ROOT / "examples" / "notebook").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: os.PathLike[str]) -> None:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        content = json.load(file)
    nbformat.validate(content)
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    assert set(content["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.filterwarnings("default")  # of the kernel's own libraries
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: os.PathLike[str], graph: Graph) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.source = cell.source.replace("http://127.0.0.1:8000/", graph.url).replace(
            "http://127.0.0.1:8000", graph.url.rstrip("/")
        )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(env=environ)
    shown = {cell.id: _outputs(cell) for cell in notebook.cells if cell.cell_type == "code"}
    assert "release=" in shown["connect"]
    assert f"{graph.url}figure/" in shown["ask"]
    assert "519 devices" in shown["evidence-of-one"]
    assert "counted among" in shown["refused"]
    assert "12,880,000,000,000 yuan" in shown["added"]
    assert int(shown["stream"]) >= 5_000


def _outputs(cell: nbformat.NotebookNode) -> str:
    """What a cell shows, as HTML where it has that."""
    texts = []
    for output in cell.outputs:
        assert output.output_type in {"execute_result", "display_data"}, output
        texts.append(output.data.get("text/html", output.data.get("text/plain", "")))
    return "".join(texts)
