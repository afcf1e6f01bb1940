"""Sorted lines to files: the reference form, and every other format that derives from it.

Sorted unique N-Quads are the reference form. Lines are sorted by their UTF-8 bytes. Memory: a stretch of lines at a
time, however large the graph.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyoxigraph as ox

GRAPH_AT_END = r" <[^<> ]*> \.\n$"
"""The graph of an N-Quads line."""

CHUNK = 200_000
"""Lines taken apart at once."""


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


def graph_sizes(lines: pl.Series) -> dict[str, int]:
    """Graph IRI to its number of lines."""
    graphs = lines.str.extract(r" <([^<> ]*)> \.\n$", 1).alias("graph")
    return dict(graphs.value_counts().iter_rows())


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


def as_bytes(lines: pl.Series) -> bytes:
    """The bytes of lines, written as they are, without header, quotes or separators."""
    output = io.BytesIO()
    lines.to_frame().write_csv(output, include_header=False, line_terminator="", quote_style="never")
    return output.getvalue()


def write_graph(
    batches: Iterable[pl.Series], nquads: Path, ntriples: Path, without: str
) -> tuple[int, int, dict[str, int], str]:
    """Stretches of sorted unique N-Quads to two files: as they are, and as triples of the merged graph, each once.

    Args:
        batches: in order; no triple goes on from one to the next.
        nquads: file of the quads.
        ntriples: file of the triples.
        without: graph whose lines the digest leaves out.

    Returns:
        Number of quads, number of triples, graph IRI to its number of quads (sorted), SHA-256 in hexadecimal.
    """
    quads = triples = 0
    graphs, found = Counter[str](), hashlib.sha256()
    with nquads.open("wb") as quad_file, ntriples.open("wb") as triple_file:
        for lines in batches:
            kept = lines.filter(~lines.str.ends_with(f" <{without}> .\n"))
            content = as_bytes(kept)
            found.update(content)
            quad_file.write(content if len(kept) == len(lines) else as_bytes(lines))
            alone = merged(lines)
            triple_file.write(as_bytes(alone))
            quads, triples = quads + len(lines), triples + len(alone)
            graphs.update(graph_sizes(lines))
    return quads, triples, dict(sorted(graphs.items())), found.hexdigest()


def write_triples(path: Path, ntriples: Path, form: ox.RdfFormat, prefixes: Mapping[str, str]) -> None:
    """N-Triples in another format of triples, streamed: subjects in byte order; JSON-LD is expanded."""
    triples = (quad.triple for quad in ox.parse(path=ntriples, format=ox.RdfFormat.N_TRIPLES))
    with path.open("wb") as file:
        ox.serialize(triples, file, form, prefixes=dict(prefixes))


def write_trig(path: Path, nquads: Path, graphs: Iterable[str], prefixes: Mapping[str, str]) -> None:
    """Sorted N-Quads as TriG: graphs in byte order, subjects in byte order within each.

    The lines of each graph wait in a file of their own, in a folder beside `path` that is removed.
    """
    ordered = sorted(f" <{graph}> .\n".encode() for graph in graphs)
    with TemporaryDirectory(prefix=".trig-", dir=path.parent) as folder:
        parts = {graph: Path(folder, str(n)) for n, graph in enumerate(ordered)}
        _part(nquads, parts)
        quads = (quad for part in parts.values() for quad in ox.parse(path=part, format=ox.RdfFormat.N_QUADS))
        with path.open("wb") as file:
            ox.serialize(quads, file, ox.RdfFormat.TRIG, prefixes=dict(prefixes))


def _part(nquads: Path, parts: Mapping[bytes, Path]) -> None:
    """Lines to the file of how they end, `CHUNK` at a time."""
    with nquads.open("rb") as file:
        while lines := list(islice(file, CHUNK)):
            waiting: dict[bytes, list[bytes]] = {}
            for line in lines:
                waiting.setdefault(line[line.rindex(b" <") :], []).append(line)
            for end, alike in waiting.items():
                with parts[end].open("ab") as part:
                    part.writelines(alike)
