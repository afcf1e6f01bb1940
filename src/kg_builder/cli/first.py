"""A release to begin with, for commands that need one and are told of none."""

import importlib
import sys
from pathlib import Path

from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.progress import Progress
from kg_builder.releases.release import current_release


def build_if_none(config: BuilderConfig, folder: Path) -> None:
    """Build a release of the configured package where the folder has none.

    The builder is imported only then: with Polars and pySHACL it takes longer than all else that such a command does.
    """
    if current_release(folder) is None:
        builder = importlib.import_module("kg_builder.build")
        progress = Progress(sys.stderr, is_terminal=sys.stderr.isatty())
        builder.build(config.data, folder, shipped_folder("ontology"), progress, config.base_iri)
