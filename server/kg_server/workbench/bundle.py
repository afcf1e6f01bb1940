"""The built script of the query page: where it is, and what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static" / "editor"


@dataclass(frozen=True)
class Bundle:
    """The script.

    Attributes:
        file: its path under `static/`, with a digest in its name.
        sha256: digest of its bytes.
        messages: the sentences that it says, in English.
    """

    file: str
    sha256: str
    messages: tuple[str, ...]

    def said(self, messages: Mapping[str, str]) -> dict[str, str]:
        """The sentences that have a translation."""
        return {each: messages[each] for each in self.messages if each in messages}


@cache
def bundle() -> Bundle:
    """The script that the manifest names."""
    manifest = json.loads((FOLDER / "MANIFEST.json").read_text("utf-8"))
    script = manifest["script"]
    return Bundle(f"editor/{script['file']}", script["sha256"], tuple(manifest["messages"]))
