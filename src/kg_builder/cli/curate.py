"""Commands for those who write tables: `init`, `check`, `text`, `numerals`, `verify`."""

import re
from collections.abc import Iterable
from pathlib import Path

import click

from kg_builder.cli.options import data_option
from kg_builder.config import BuilderConfig, shipped_folder
from kg_builder.datapackage.checks import checked_tables
from kg_builder.datapackage.package import load_package
from kg_builder.datapackage.template import write_blank
from kg_builder.datapackage.writing import changing
from kg_builder.errors import ChecksFailed
from kg_builder.evidence import verification
from kg_builder.numerals.finding import numerals
from kg_builder.queries import check_queries
from kg_builder.texts.media import MEDIA_TYPES
from kg_builder.texts.source import read_source


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


media_type_option = click.option(
    "--media-type", type=click.Choice(MEDIA_TYPES), help="Kind of the file [else by the end of its name]."
)
extraction_option = click.option(
    "--extraction", default="", help='How its text is had, as in sources.csv: "charset=gb18030", "delimiter=semicolon".'
)


@click.command(name="numerals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@media_type_option
@extraction_option
def list_numerals(file: Path, media_type: str | None, extraction: str) -> None:
    """List every numeral of a text, a page, a PDF or a table, so that nobody counts characters by hand.

    Tab-separated: start and end of the token that a figure cites (Unicode code points, end exclusive), kind, value,
    precision, and the numeral as printed. Of a PDF or a CSV the page or cell comes first, as the column `part` has it,
    and offsets count in it.
    """
    source = read_source(file, media_type or "", extraction)
    is_parted = bool(source.pages or source.sheet)
    click.echo("part\t" * is_parted + "start\tend\tkind\tvalue\tprecision\tprinted")
    for part, text in source.parts():
        for found in numerals(text):
            value = "" if found.value is None else format(found.value, "f")
            precision = "" if found.precision is None else format(found.precision, "f")
            printed = " ".join(found.text.split())
            place = f"{part}\t" * is_parted + f"{found.core_start}\t{found.core_end}"
            click.echo(f"{place}\t{found.kind}\t{value}\t{precision}\t{printed}")


@click.command(name="text")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--about", is_flag=True, help="What sources.csv keeps of the file, instead of its text.")
@click.option("--part", default="", help="One page or cell only, such as page=3 or cell=5,2.")
@click.option("--find", "words", help="Where these words stand, instead of the text.")
@media_type_option
@extraction_option
def show_text(file: Path, part: str, words: str | None, media_type: str | None, extraction: str, *, about: bool) -> int:
    """Write the text of a source as offsets count it: of an HTML page, of a PDF, of a table cell by cell.

    With --about, tab-separated: the columns media_type, extraction, sha256 and text_sha256 of `sources.csv`. With
    --find, tab-separated: part, start and end of each place, as `mentions.csv` and `exclusions.csv` have them.
    """
    source = read_source(file, media_type or "", extraction)
    if about:
        told = ("identifier", source.name), ("sha256", source.sha256), ("media_type", source.media_type)
        for name, value in (*told, ("extraction", source.extraction), ("text_sha256", source.text_sha256)):
            click.echo(f"{name}\t{value}")
        return 0
    chosen = [(name, text) for name, text in source.parts() if part in ("", name)]
    if not chosen:
        message = f"{source.name}: found no part {part!r}"
        raise click.UsageError(message)
    if words is not None:
        return _places(chosen, words)
    for name, text in chosen:
        click.echo(f"{name}\t{text}" if source.sheet else text, nl=bool(source.sheet or source.pages))
    return 0


def _places(parts: Iterable[tuple[str, str]], words: str) -> int:
    """Print where words stand, letter by letter; the exit code is that of an empty answer where they do not."""
    places = [(part, at.start(), at.end()) for part, text in parts for at in re.finditer(re.escape(words), text)]
    for part, start, end in places:
        click.echo(f"{part}\t{start}\t{end}")
    return 0 if places else 3


@click.command(name="recover")
@data_option
@click.pass_obj
def finish_change(config: BuilderConfig, data: Path | None) -> None:
    """Finish a change of several tables whose command was killed in its last step.

    Until then no command reads the package. `kg import` and `kg rebase` do it by themselves when they are run again.
    """
    with changing(data or config.data) as is_done:
        pass
    click.echo("a change that was interrupted is finished now" if is_done else "there is no unfinished change")


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
    try:
        for line in verification.verified(package, folder):
            click.echo(line)
    except ChecksFailed as failed:
        if not write_fingerprints:
            raise
        raise ChecksFailed(failed.violations, "nothing else was written") from failed
