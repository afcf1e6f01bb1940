"""The command for those who ask: `query`."""

import sys
from pathlib import Path

import click

from kg_builder.cli.options import current, out_option
from kg_builder.config import BuilderConfig
from kg_builder.datapackage.checks.rule import shorten
from kg_builder.errors import QueryError
from kg_builder.evaluate import GRAPH_FORMATS, RESULT_FORMATS, evaluate
from kg_builder.queries import StoredQuery, read_queries
from kg_builder.releases.release import Release


@click.command(
    epilog="Exit code: 0 an answer, 1 no release, 2 a bad query, 3 no rows and no triples, 4 the time limit."
)
@click.argument("query", metavar="FILE|NAME|-")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(sorted({*RESULT_FORMATS, *GRAPH_FORMATS})),
    help="Format; csv for rows and ttl for graphs unless told otherwise.",
)
@click.option("--param", "-p", "pairs", multiple=True, metavar="NAME=VALUE", help="A parameter of a stored query.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=60, show_default=True, help="Time limit.")
@out_option
@click.pass_obj
def query(
    config: BuilderConfig, query: str, form: str | None, pairs: tuple[str, ...], seconds: float, out: Path | None
) -> int:
    """Run one query on the current release: a file, the name of a stored query, or - for standard input.

    Prefixes are supplied.
    """
    release = current(out or config.out)
    stored = _stored(release, query)
    values = dict(pair.partition("=")[::2] for pair in pairs)
    answer = evaluate(
        release.path, stored.text, release.prefixes, stored.bindings(values, release.prefixes), form, seconds
    )
    sys.stdout.buffer.write(answer.body)
    return 3 if answer.is_empty else 0


def _stored(release: Release, query: str) -> StoredQuery:
    """What an argument of `kg query` names."""
    if query == "-":
        return StoredQuery("-", "", {}, "", (), _decoded(sys.stdin.buffer.read(), "standard input"))
    queries = read_queries(release.path / "queries")
    if query in queries:
        return queries[query]
    try:
        content = Path(query).read_bytes()
    except OSError as error:
        known = ", ".join(queries)
        message = f"found no file and no stored query {shorten(query)}, expected a file, - or one of: {known}"
        raise QueryError(message) from error
    return StoredQuery(Path(query).name, "", {}, "", (), _decoded(content, Path(query).name))


def _decoded(content: bytes, name: str) -> str:
    """The text of a query."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{name}: cannot be read as UTF-8 text"
        raise QueryError(message) from error
