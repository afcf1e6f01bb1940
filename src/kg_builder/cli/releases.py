"""Commands for those who look back: `releases`, `diff`, `rollback`."""

import json
import sys
from pathlib import Path

import click

from kg_builder.cli.options import out_option
from kg_builder.config import BuilderConfig
from kg_builder.errors import ReleaseError
from kg_builder.releases import folder as releases
from kg_builder.releases.changes import changes_between
from kg_builder.releases.changes_told import as_json, as_text
from kg_builder.releases.patches import patch


@click.command(name="releases")
@click.option("--json", "is_json", is_flag=True, help="A list of objects for programs.")
@out_option
@click.pass_obj
def list_releases(config: BuilderConfig, out: Path | None, *, is_json: bool) -> None:
    """List the releases that there are, the newest first; * marks the current one.

    Tab-separated: mark, version, date of the data, triples, figures.
    """
    folder = out or config.out
    found = releases.published(folder)
    if not found:
        raise ReleaseError.missing(folder)
    rows = [
        {
            "version": each.version,
            "created": each.release.created if each.release else None,
            "triples": each.release.triples if each.release else None,
            "figures": each.release.counts.get("Figure", 0) if each.release else None,
            "current": each.is_current,
            "damaged": each.release is None,
        }
        for each in found
    ]
    if is_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        mark = "*" if row["current"] else " "
        facts = "damaged" if row["damaged"] else "{created}\t{triples}\t{figures}".format(**row)
        click.echo(f"{mark}\t{row['version']}\t{facts}")


@click.command()
@click.argument("version")
@out_option
@click.pass_obj
def rollback(config: BuilderConfig, version: str, out: Path | None) -> None:
    """Make another release the current one: VERSION, or an unambiguous beginning of it.

    Its files are compared with their checksums first; then one link is swapped, and a server picks the release up
    without a restart. Nothing is removed, so the same command leads forward again.
    """
    release = releases.rollback(out or config.out, version)
    click.echo(f"current is {release.version}: {release.triples:,} triples")


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "json", "patch"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for a store.",
)
@out_option
@click.pass_obj
def diff(config: BuilderConfig, old: str, new: str, form: str, out: Path | None) -> None:
    """Show what changed from release A to release B: figures added, removed and changed, each with both sources.

    A and B are versions, unambiguous beginnings of versions, `current`, or folders of releases. `patch` writes an RDF
    Patch of the named graphs: A rows to add, D rows to delete.
    """
    folder = out or config.out
    before, after = releases.find_release(folder, old), releases.find_release(folder, new)
    if form == "patch":
        sys.stdout.buffer.writelines(patch(before, after))
        return
    changes = changes_between(before, after)
    if form == "json":
        click.echo(json.dumps(as_json(changes), ensure_ascii=False, indent=2))
        return
    for line in as_text(changes):
        click.echo(line)
