"""Commands for those who publish: `build`, `dump`."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from kg_builder.build import build
from kg_builder.cli.options import current, data_option, out_option
from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.progress import Progress
from kg_builder.releases.release import DUMPS, PACKED
from kg_builder.releases.slices import sliced
from kg_builder.releases.store import open_store

FORMS = {f"{name}{suffix}": f"{file}{suffix}" for name, file in DUMPS.items() for suffix in ("", *PACKED)}
"""What `--format` takes, and the file of it."""


@click.command(name="build")
@data_option
@out_option
@click.pass_obj
def build_release(config: BuilderConfig, data: Path | None, out: Path | None) -> None:
    """Build a release from a data package and publish it.

    Tables are checked, mapped to RDF, loaded, validated against shapes and checks, dumped, and published by swapping
    one link. On any error nothing changes. Progress is a moving line on a terminal, else one JSON line per stage.
    """
    progress = Progress(sys.stderr, is_terminal=sys.stderr.isatty())
    release = build(data or config.data, out or config.out, shipped_folder("ontology"), progress, config.base_iri)
    click.echo(f"{release.title} {release.version}: {release.triples:,} triples")


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(FORMS)),
    default="ttl",
    show_default=True,
    help="Format, packed or not.",
)
@click.option("--output", "-o", type=click.File("wb"), default="-", help="File to write; - is standard output.")
@out_option
@click.option("--region", metavar="ID", help="Only one region with its sub-regions, as Turtle.")
@click.option("--program", metavar="ID", help="Only one program with its parts, as Turtle.")
@click.option("--source", metavar="ID", help="Only what one source says, as Turtle.")
@click.option("--indicator", metavar="ID", help="Only one indicator with its narrower ones, as Turtle.")
@click.pass_obj
def dump(config: BuilderConfig, /, form: str, output: BinaryIO, out: Path | None, **slices: str | None) -> None:
    """Write a dump of the current release: the same bytes as the download.

    One of --region, --program, --source and --indicator writes a slice: the thing, the figures on it, and what these
    lead to.
    """
    release = current(out or config.out)
    chosen = [(kind, name) for kind, name in slices.items() if name is not None]
    if chosen:
        if len(chosen) > 1 or form != "ttl":
            message = "a slice is of one thing, in ttl"
            raise click.UsageError(message)
        output.write(sliced(release, open_store(release.path), *chosen[0]))
        return
    with (release.path / FORMS[form]).open("rb") as file:
        while chunk := file.read(1 << 20):
            output.write(chunk)
