"""The file of results: one entry for each size, each with parts that are replaced whole.

Cells of one part were measured in turn and can be compared; those of different runs cannot, and are never mixed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results" / "serve.json"


def read(path: Path) -> dict[str, Any]:
    """All results by size; none where there is no file."""
    if not path.is_file():
        return {"sizes": {}}
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def merge(path: Path, size: int, found: Mapping[str, Any]) -> None:
    """Put the parts that were found in place of earlier ones of a size; other parts and sizes stay."""
    content = read(path)
    sizes = content["sizes"] | {str(size): content["sizes"].get(str(size), {}) | dict(found)}
    content["sizes"] = {name: sizes[name] for name in sorted(sizes, key=int)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
