"""Sorted lines to files: the reference form, and every other format that derives from it.

Sorted unique N-Quads are the reference form. Lines are sorted by their UTF-8 bytes. Memory: all lines of the graph
once (about 140 bytes each) and again while they are sorted.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl
import pyoxigraph as ox

GRAPH_AT_END = r" <[^<> ]*> \.\n$"
"""The graph of an N-Quads line."""

CHUNK = 200_000
"""Lines written at once."""


def sorted_lines(batches: Iterable[pl.Series]) -> pl.Series:
    """The lines of all batches, each once, in byte order."""
    return _each_once(pl.concat([pl.Series("line", [], dtype=pl.String), *batches]).sort())


def _each_once(lines: pl.Series) -> pl.Series:
    """Lines without those that repeat the line before."""
    return lines.filter(lines.ne_missing(lines.shift(1)))


def merged(lines: pl.Series) -> pl.Series:
    """N-Triples of the merged graph, each triple once, in byte order.

    Args:
        lines: sorted. Their triples are in order then too, equal ones side by side: no object is the beginning of
            another with a space after it.
    """
    return _each_once(lines.str.replace(GRAPH_AT_END, " .\n"))


def by_graph(lines: pl.Series) -> pl.Series:
    """Sorted N-Quads lines in the order of their graphs, then their own."""
    graphs = lines.str.extract(r" (<[^<> ]*>) \.\n$", 1)
    frame = pl.DataFrame({"line": lines, "graph": graphs.cast(pl.Enum(graphs.unique().sort()))})
    return frame.sort("graph", maintain_order=True).get_column("line")


def graph_sizes(lines: pl.Series) -> dict[str, int]:
    """Graph IRI to its number of triples, sorted by IRI."""
    graphs = lines.str.extract(r" <([^<> ]*)> \.\n$", 1).alias("graph")
    return dict(graphs.value_counts().sort("graph").iter_rows())


def serialized(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Statements as the bytes of a format."""
    output = io.BytesIO()
    ox.serialize(statements, output, form, prefixes=dict(prefixes or {}))
    return output.getvalue()


def as_lines(quads: Iterable[ox.Quad]) -> pl.Series:
    """Quads as N-Quads lines, in their order."""
    text = serialized(quads, ox.RdfFormat.N_QUADS).decode()
    return pl.Series("line", [f"{line}\n" for line in text.split("\n") if line], dtype=pl.String)


def chunks(lines: pl.Series) -> Iterator[bytes]:
    """The bytes of the lines, a bounded part at a time."""
    for part in lines.to_frame("line").iter_slices(CHUNK):
        yield as_bytes(part)


def as_bytes(lines: pl.DataFrame) -> bytes:
    """The bytes of one column of lines: written as they are, without header, quotes or separators."""
    output = io.BytesIO()
    lines.write_csv(output, include_header=False, line_terminator="", quote_style="never")
    return output.getvalue()


def digest(lines: pl.Series, without: str) -> str:
    """SHA-256 in hexadecimal of the lines, those of one graph left out."""
    result = hashlib.sha256()
    for part in lines.to_frame("line").iter_slices(CHUNK):
        result.update(as_bytes(part.filter(~pl.col("line").str.ends_with(f" <{without}> .\n"))))
    return result.hexdigest()


def write_lines(path: Path, lines: pl.Series) -> None:
    """Lines to a file."""
    with path.open("wb") as file:
        file.writelines(chunks(lines))


def write_triples(path: Path, ntriples: Path, form: ox.RdfFormat, prefixes: Mapping[str, str]) -> None:
    """N-Triples in another format of triples, streamed: subjects in byte order; JSON-LD is expanded."""
    triples = (quad.triple for quad in ox.parse(path=ntriples, format=ox.RdfFormat.N_TRIPLES))
    with path.open("wb") as file:
        ox.serialize(triples, file, form, prefixes=dict(prefixes))


def write_trig(path: Path, lines: pl.Series, prefixes: Mapping[str, str]) -> None:
    """N-Quads lines as TriG: graphs in byte order, subjects in byte order within each."""

    def quads() -> Iterator[ox.Quad]:
        for chunk in chunks(by_graph(lines)):
            yield from ox.parse(chunk, ox.RdfFormat.N_QUADS)

    with path.open("wb") as file:
        ox.serialize(quads(), file, ox.RdfFormat.TRIG, prefixes=dict(prefixes))
