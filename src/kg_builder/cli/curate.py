"""Commands for those who write tables: `init`, `check`, `numerals`, `verify`."""

from pathlib import Path

import click

from kg_builder.cli.options import data_option
from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.template import write_blank
from kg_builder.evidence import verification
from kg_builder.evidence.sources import read_source
from kg_builder.numerals.finding import numerals
from kg_builder.queries import check_queries


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="A new graph", show_default=True, help="Title of the data package.")
@click.option("--base", default="https://example.org/graph/", show_default=True, help="Begins every IRI; ends in /.")
@click.option(
    "--language", "-l", "languages", multiple=True, metavar="TAG", help="Labels also in this one, such as fr."
)
def init(folder: Path, title: str, base: str, languages: tuple[str, ...]) -> None:
    """Make an empty data package for another country or topic, ready for `kg check`.

    Schemas, tables with a header alone, a vocabulary to extend, an example query, and a README with an example row of
    each table. The folder must be new or empty.
    """
    files = write_blank(folder, shipped_folder("data"), title, base, languages)
    click.echo(f"{len(files)} files in {folder}: begin with its README.md")


@click.command()
@data_option
@click.pass_obj
def check(config: BuilderConfig, data: Path | None) -> None:
    """Check the tables of a data package: every violation at once.

    One line each on standard error, as file:line:column: code: found …, expected …, did you mean …? The exit code is
    1 when there is any.
    """
    package = load_package(data or config.data, shipped_folder("ontology"), config.base_iri)
    check_queries(package.root / "queries")
    tables = checked_tables(package)
    click.echo(
        f"{sum(frame.height for frame in tables.values())} rows in {len(tables)} tables: nothing to say against them"
    )


@click.command(name="numerals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def list_numerals(file: Path) -> None:
    """List every numeral of a text with its offsets, so that nobody counts characters by hand.

    Tab-separated: start and end of the token that a figure cites (Unicode code points, end exclusive), kind, value,
    precision, and the numeral as printed.
    """
    text = read_source(file).text
    click.echo("start\tend\tkind\tvalue\tprecision\tprinted")
    for found in numerals(text):
        value = "" if found.value is None else format(found.value, "f")
        precision = "" if found.precision is None else format(found.precision, "f")
        printed = " ".join(found.text.split())
        click.echo(f"{found.core_start}\t{found.core_end}\t{found.kind}\t{value}\t{precision}\t{printed}")


@click.command()
@data_option
@click.option("--sources", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Texts [KG_SOURCES].")
@click.option("--write-fingerprints", is_flag=True, help="Write fingerprints.csv anew from the texts first.")
@click.pass_obj
def verify(config: BuilderConfig, data: Path | None, sources: Path | None, *, write_fingerprints: bool) -> None:
    """Check every citation against the source texts, and that no numeral is forgotten.

    Digests, offsets, tokens, values and fingerprints; each numeral of each source is cited by a figure or stands in
    one exclusion, never both.
    """
    folder = sources or config.sources
    if folder is None:
        message = "where are the texts? give --sources DIR or set KG_SOURCES"
        raise click.UsageError(message)
    package = load_package(data or config.data, shipped_folder("ontology"), config.base_iri)
    if write_fingerprints:
        click.echo(f"{verification.write_fingerprints(package, folder)} fingerprints written")
    for line in verification.verified(package, folder):
        click.echo(line)
