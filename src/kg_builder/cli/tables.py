"""The command for those who have official tables: `import`."""

from pathlib import Path

import click

from kg_builder.cli.options import data_option
from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.writing import changing, write_files
from kg_builder.tabular.imports import Imported, imported

file_argument = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="import")
@click.argument("table", type=file_argument)
@click.option("--map", "map_file", type=file_argument, required=True, help="What stands where in the table, as TOML.")
@data_option
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; write nothing.")
@click.pass_obj
def import_table(config: BuilderConfig, table: Path, map_file: Path, data: Path | None, *, dry_run: bool) -> None:
    """Turn an official wide table, a CSV, into figures that cite its cells.

    The map says which rows and columns hold numbers, and where regions, years and indicators are printed. Source,
    figures, exclusions and fingerprints are written together or not at all, after the same checks as everything else;
    everything that is wrong is told at once, with the cell. The same import again changes nothing.
    """
    with changing(data or config.data) as is_recovered:
        if is_recovered:
            click.echo("a change that was interrupted is finished now")
        package = load_package(data or config.data, shipped_folder("ontology"), config.base_iri)
        done = imported(package, table, map_file)
        if not dry_run and done.files:
            write_files(package.root, done.files)
    _tell(done, table, is_dry=dry_run)


def _tell(done: Imported, table: Path, *, is_dry: bool) -> None:
    """What was done, or would be."""
    rows, columns = (done.drafts.rows.get_column(name).n_unique() for name in ("_row", "_column"))
    told = f"{done.drafts.rows.height:,} figures in {rows:,} rows and {columns:,} columns"
    click.echo(f"{table.name}: {told}, {done.drafts.empty:,} cells without a number")
    for column, count in done.drafts.names.items():
        click.echo(f"{column}: {count:,} names known")
    for name, each in done.tables.items():
        click.echo(f"{name}.csv: {each.new:,} new, {each.changed:,} changed, {each.same:,} as they were")
    if done.others:
        click.echo(f"{done.others:,} figures of {done.source} are not of this map: they stay as they are")
    if is_dry:
        click.echo("dry run: nothing was written")
    elif not done.files:
        click.echo("nothing to do")
    else:
        click.echo(f"put {table.name} into the folder of texts, for `kg verify`")
