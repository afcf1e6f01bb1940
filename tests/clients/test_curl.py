"""curl, as an impatient user writes it."""

import json
import subprocess
from urllib.parse import quote

from server.running import Server

LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
NO_PART = 18
"""curl: a part of a file was transferred."""

REFUSED = 22
"""curl --fail: an answer of 400 or more."""


def curl(endpoint: Server, *arguments: str, path: str = "/sparql") -> subprocess.CompletedProcess[str]:
    """What curl does with some arguments and an address."""
    command = ["curl", "-sS", *arguments, f"http://127.0.0.1:{endpoint.port}{path}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_a_query_in_a_form(endpoint: Server) -> None:
    done = curl(
        endpoint, "--data-urlencode", "query=SELECT ?s { ?s a lh:Program } ORDER BY ?s", "-H", "Accept: text/csv"
    )
    assert done.stdout.splitlines()[1:] == [
        f"https://w3id.org/livelihood/program/{name}" for name in ("buses", "clinics")
    ]


def test_a_query_in_the_address(endpoint: Server) -> None:
    done = curl(endpoint, "-G", "--data-urlencode", "query=ASK { ?s a lh:Program }")
    assert json.loads(done.stdout)["boolean"] is True


def test_a_query_from_a_file_compressed_and_with_a_name(endpoint: Server) -> None:
    kind = "Content-Type: application/sparql-query"
    done = curl(
        endpoint, "--compressed", "-H", kind, "--data-binary", "SELECT * { ?s rdfs:label ?o }", "-w", "%{http_code}"
    )
    assert done.stdout.endswith("200")
    assert '"Clinics"' in done.stdout


def test_a_fault_is_told_and_fails(endpoint: Server) -> None:
    told = curl(endpoint, "-G", "--data-urlencode", "query=ASK {")
    assert json.loads(told.stdout)["status"] == 400
    assert curl(endpoint, "--fail", "-G", "--data-urlencode", "query=ASK {").returncode == REFUSED


def test_a_late_failure_is_an_error_in_every_coding(endpoint: Server) -> None:
    for coding in ("identity", "gzip", "br", "zstd"):
        arguments = ("-o", "/dev/null", "-H", f"Accept-Encoding: {coding}", "-w", "%{http_code}")
        done = curl(endpoint, *arguments, path=f"/sparql?timeout=0.4&query={quote(LARGE)}")
        assert (done.returncode, done.stdout) == (NO_PART, "200"), coding


def test_a_large_body_is_announced_first(endpoint: Server) -> None:
    query = "ASK { ?s a lh:Program } #" + "x" * 60_000
    done = curl(endpoint, "-H", "Expect: 100-continue", "--data-urlencode", f"query={query}")
    assert json.loads(done.stdout)["boolean"] is True


def test_head_and_options(endpoint: Server) -> None:
    head = curl(endpoint, "--head", path="/sparql?query=ASK%7B%7D")
    assert head.stdout.startswith("HTTP/1.1 200")
    options = curl(endpoint, "-i", "-X", "OPTIONS")
    assert options.stdout.startswith("HTTP/1.1 204")
    assert "Allow: " in options.stdout
