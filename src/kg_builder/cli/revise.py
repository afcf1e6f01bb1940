"""Commands for those who correct and review: `locate`, `rebase`, `review`."""

import tempfile
from pathlib import Path
from typing import TextIO

import click

from kg_builder.cli.options import data_option
from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.datapackage.checks import check_readable
from kg_builder.datapackage.package import Package, load_package
from kg_builder.datapackage.writing import changing, write_files
from kg_builder.evidence.location import located
from kg_builder.evidence.moves import Finding
from kg_builder.evidence.rebase import Rebased, rebase
from kg_builder.review import review
from kg_builder.revisions import unpack_revision

sources_option = click.option(
    "--sources", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Texts [KG_SOURCES]."
)
file_argument = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=file_argument)
@click.argument("figure")
@data_option
@sources_option
@click.pass_obj
def locate(config: BuilderConfig, file: Path, figure: str, data: Path | None, sources: Path | None) -> int:
    """Find the places of a figure in another extraction of its source, by fingerprint.

    Tab-separated, a line for each of its places: start and end (code points, end exclusive), the token there, how it
    was found, and line:column. With the folder of the old text, a place whose words changed on one side is found too.
    A place that is not certain is never given: the exit code is 1 then, and the last column says why.
    """
    package = load_package(data or config.data, shipped_folder("ontology"), config.base_iri)
    is_whole = True
    click.echo("start\tend\ttoken\thow\tplace")
    for line in located(check_readable(package), figure, file, sources or config.sources):
        is_whole = is_whole and line.is_found
        click.echo(line.printed)
    return 0 if is_whole else 1


@click.command(name="rebase")
@click.argument("source")
@click.argument("newtext", type=file_argument)
@data_option
@sources_option
@click.option("--as", "new_id", help="Id of the new source [else the old one with -r2, -r3 …].")
@click.option("--issued", help="Date of the new text, YYYY-MM-DD [else the old one].")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_obj
def rebase_source(
    config: BuilderConfig,
    source: str,
    newtext: Path,
    data: Path | None,
    sources: Path | None,
    new_id: str | None,
    issued: str | None,
    *,
    dry_run: bool,
) -> int:
    """Cite a source from a corrected or re-extracted text of it.

    The new text becomes a source of its own, a revision of the old one. Figures, mentions and exclusions that stand in
    it as before cite it from now on, under the ids that they have; what is not found for certain goes on citing the old
    source and is listed. All tables are written, or none. The exit code is 1 when something is left for a person.
    """
    folder = sources or config.sources
    if folder is None:
        message = "where is the old text? give --sources DIR or set KG_SOURCES"
        raise click.UsageError(message)
    ontology = shipped_folder("ontology")
    with changing(data or config.data) as is_recovered:
        if is_recovered:
            click.echo("a change that was interrupted is finished now")
        package = load_package(data or config.data, ontology, config.base_iri)
        done = rebase(package, ontology, source, newtext, folder, new_id, issued)
        if not done.files:
            click.echo(f"{done.source}: the same bytes; nothing to do")
            return 0
        if not dry_run:
            write_files(package.root, {path: text.encode() for path, text in done.files.items()})
    _tell(source, done, newtext, folder, is_dry=dry_run)
    return 1 if done.findings or done.left_over else 0


def _tell(source: str, done: Rebased, newtext: Path, folder: Path, *, is_dry: bool) -> None:
    """What was done, or would be, and what is left for a person."""
    click.echo(f"{done.source}: a revision of {source}" + (" (dry run: nothing was written)" if is_dry else ""))
    for table, moved in done.moved.items():
        click.echo(f"{table}: {moved} moved, {done.kept[table]} still cite {source}")
    if not done.is_old_known:
        click.echo("the old text is not at hand: places are found by fingerprint alone, signs and exclusions are not")
    for finding in done.findings:
        click.echo(_told(finding))
    for violation in done.left_over:
        click.echo(str(violation))
    left = len(done.findings) + len(done.left_over)
    click.echo(f"{left} left for a person" if left else "nothing left for a person")
    if newtext.parent.resolve() != folder.resolve():
        click.echo(f"put {newtext.name} into the folder of texts, beside the old one, for `kg verify`")


def _told(finding: Finding) -> str:
    places = ", ".join(finding.new) or "nowhere"
    name = f" {finding.id}" if finding.id else ""
    return f"{finding.table}.csv:{finding.line}:{name} {finding.state}: {finding.old} -> {places}: {finding.told}"


@click.command(name="review")
@click.argument("changes", nargs=-1, required=True, metavar="A..B | OLD_DIR NEW_DIR")
@data_option
@sources_option
@click.option("--output", "-o", type=click.File("w", encoding="utf-8"), default="-", help="File to write.")
@click.pass_obj
def review_change(
    config: BuilderConfig, changes: tuple[str, ...], data: Path | None, sources: Path | None, output: TextIO
) -> int:
    """Write Markdown about a change, for whoever approves it.

    Between two folders of data, or between two revisions of the git checkout that the data folder is in; with nothing
    after the dots, between a revision and the folder as it is. Each figure that was added, changed or removed, with its
    cells, the passage from your own folder of texts, the recomputation, and what `kg check` and `kg verify` say. It
    quotes the texts: do not commit it. The exit code is 1 when the checks find something.
    """
    with tempfile.TemporaryDirectory(prefix="kg-review-") as scratch:
        old, new = _states(changes, data or config.data, Path(scratch), config)
        written = review(old, new, sources or config.sources)
    output.write(written.markdown)
    return 1 if written.violations else 0


def _states(changes: tuple[str, ...], data: Path, scratch: Path, config: BuilderConfig) -> tuple[Package, Package]:
    """The two states that the arguments name."""
    if len(changes) == 1 and ".." in changes[0] and "..." not in changes[0]:
        folders = [
            _folder(revision, data, scratch / side)
            for side, revision in zip("AB", changes[0].split("..", 1), strict=True)
        ]
    elif len(changes) == 2 and all(Path(folder).is_dir() for folder in changes):
        folders = [Path(folder) for folder in changes]
    else:
        message = f"found {' '.join(changes)}, expected two revisions as A..B, or two folders of data"
        raise click.UsageError(message)
    old, new = (load_package(folder, shipped_folder("ontology"), config.base_iri) for folder in folders)
    return old, new


def _folder(revision: str, data: Path, target: Path) -> Path:
    if not revision:
        return data
    target.mkdir()
    unpack_revision(data, revision, target)
    return target
