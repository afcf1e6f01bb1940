"""Options that several commands share, and what they mean."""

from pathlib import Path

import click

from kg_builder.errors import ReleaseError
from kg_builder.releases.release import Release, current_release

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the data package [KG_DATA, else this folder if it is one, else the project's own].",
)
out_option = click.option("--out", type=click.Path(path_type=Path), help="Folder of releases [KG_OUT, else build].")


def current(out: Path) -> Release:
    """The current release."""
    release = current_release(out)
    if release is None:
        raise ReleaseError.missing(out)
    return release
