"""A query on the command line reaches no other machine, however it asks."""

import socket

import pytest

from kg_builder.errors import QueryError
from kg_builder.evaluate import evaluate
from kg_builder.releases.release import Release

CASES = (
    "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ #\rSERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    "PREFIX e: <http://127.0.0.1:{port}/> SELECT * {{ SERVICEe:x {{ ?s ?p ?o }} }}",
)


@pytest.mark.parametrize("case", CASES)
def test_no_connection_is_made(case: str, release: Release) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        query = case.format(port=listener.getsockname()[1])
        if "SILENT" in query:
            evaluate(release.path, query, release.prefixes, {}, None, 10)
        else:
            with pytest.raises(QueryError, match="SERVICE"):
                evaluate(release.path, query, release.prefixes, {}, None, 10)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_case_list_is_whole() -> None:
    assert len(CASES) >= 4
