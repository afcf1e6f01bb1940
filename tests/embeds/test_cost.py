"""A page with twenty embeds costs each query once for each release."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.running import Server, start_server

FORMS = ("csv", "tsv", "json", "xlsx", "md", "html", "svg", "png", "vl.json", "meta.json", "zip", "rq")
NAMES = ("facilities-by-kind", "people-served-in-region")


@pytest.fixture(scope="module")
def counted(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tells how many queries it evaluated."""
    running = start_server(out, tmp_path_factory.mktemp("cost") / "log", KG_QUERY_SECONDS="10", KG_METRICS="1")
    yield running
    running.stop()


def evaluations(server: Server) -> int:
    """Queries that were evaluated so far."""
    found = re.search(r"^kg_queries_total (\d+)$", server.ask("GET", "/metrics").text, re.MULTILINE)
    assert found is not None
    return int(found[1])


def visit(server: Server, names: tuple[str, ...]) -> int:
    """Queries that all forms and frames of some stored queries cost."""
    before = evaluations(server)
    for name in names:
        for path in (*(f"/q/{name}.{form}" for form in FORMS), f"/embed/q/{name}", f"/q/{name}"):
            assert server.ask("GET", path, {"Accept": "*/*"}).status == 200
    return evaluations(server) - before


def test_twenty_eight_embeds_cost_each_query_once(counted: Server) -> None:
    first = visit(counted, NAMES[:1])
    assert first <= 12, "rows, rows of the chart, facts of its figures, evidence, names"
    assert visit(counted, NAMES[:1]) == 0, "a second visit costs nothing"
    assert visit(counted, NAMES) <= 12
    assert visit(counted, NAMES) == 0
