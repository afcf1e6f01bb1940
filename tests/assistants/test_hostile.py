"""What an assistant, a page in a browser or a slip can do wrong: told in one sentence, and the server lives on."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from building import environment, kg
from server.running import Server, children, wait_for

from assistants.conftest import Caller, address, listening, over_streams
from kg_builder.releases.release import Release
from kg_mcp.guards import sums_in

ENDLESS = "SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) } ORDER BY ?b"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("run_sparql", {"query": "SELECT (SUM(?v) AS ?s) WHERE { ?f lh:value ?v }"}, "SUM"),
        ("run_sparql", {"query": "SELECT ("}, "is never closed"),
        ("run_sparql", {"query": ""}, "HTTP 400"),
        ("run_sparql", {"query": "SELECT ?x WHERE { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }"}, "SERVICE"),
        ("run_sparql", {"query": "DELETE WHERE { ?a ?b ?c }"}, "HTTP 400"),
        ("run_sparql", {"query": f"ASK {{ {'{' * 400}{'}' * 400} }}"}, "HTTP 400"),
        ("run_sparql", {"query": f"ASK {{}} # {'x' * 70_000}"}, "HTTP 413"),
        ("run_sparql", {"query": ENDLESS}, "time limit"),
        ("run_sparql", {"query": "ASK {}", "limit": 0}, "from 1 to 500"),
        ("run_sparql", {"query": "ASK {}", "limit": 10**9}, "from 1 to 500"),
        ("run_sparql", {"query": 5}, "valid string"),
        ("run_sparql", {}, "Field required"),
        ("run_query", {"name": "../sparql"}, "no stored query"),
        ("run_query", {"name": "programs-in-region@x"}, "no stored query"),
        ("run_query", {"name": "programs-in-region", "parameters": {"region": "x> } #"}}, "HTTP 400"),
        ("run_query", {"name": "programs-in-region", "parameters": {"limit": "1"}}, "expected one of region"),
        ("run_query", {"name": "programs-in-region", "offset": -1}, "from 0"),
        ("search", {"text": "a", "kind": "owl:Class } #"}, "expected one of program"),
        ("search", {"text": "a", "limit": 51}, "from 1 to 50"),
        ("evidence", {"figures": []}, "found none"),
        ("evidence", {"figures": ["region:shanxi"]}, "expected a figure"),
        ("evidence", {"figures": ["x> ?p ?o } #"]}, "expected a figure"),
        ("evidence", {"figures": ["figure:nope"]}, "no such figure"),
        ("evidence", {"figures": [f"figure:f{n}" for n in range(500)]}, "at most 100"),
        ("add_figures", {"figures": ["figure:nope", "figure:shanxi-deeds-2022-02420"]}, "no such figure"),
        ("add_figures", {"figures": "figure:nope"}, "list"),
        ("no_such_tool", {}, "Unknown tool"),
    ],
)  # fmt: skip
def test_what_is_refused(assistant: Caller, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = assistant.result(tool, arguments)
    assert result.is_error
    text = getattr(result.content[0], "text", "")
    assert said in text
    assert len(text) < 3_000
    assert not any(word in text for word in ("Traceback", "site-packages", "Errno"))


@pytest.mark.parametrize("text", ['"} # \\u0022 )', "\x00\x01", "' OR 1=1 --", "𝒜" * 500, "a " * 5_000, "\u202e\u2028"])
def test_any_text_can_be_searched(assistant: Caller, text: str) -> None:
    assert isinstance(assistant.told("search", text=text)["things"], list)


REFUSED = [
    "SELECT (SUM(?v) AS ?s) WHERE { }",
    "SELECT (sum (DISTINCT ?v) AS ?s) WHERE { }",
    "SELECT (SUM # of all\n (?v) AS ?s) WHERE { }",
    "SELECT (S\\u0055M(?v) AS ?s) WHERE { }",
    "SELECT (AVG(?v) AS ?s) WHERE { }",
    "SELECT ?x WHERE { } GROUP BY ?x HAVING(?a<SUM(?v)&&?b>1)",
    "SELECT (?v+?w AS ?s) WHERE { }",
    "SELECT (?v + ?w AS ?s) WHERE { }",
    "SELECT ($v+ #\n $w AS ?s) WHERE { }",
    "SELECT ((?v * 2) + ?w AS ?s) WHERE { }",
    "SELECT (xsd:double(?v) + xsd:double(?w) AS ?s) WHERE { }",
    "SELECT (?v + ABS(?w) AS ?s) WHERE { }",
]
ALLOWED = [
    "SELECT (COUNT(*) AS ?n) (MIN(?v) AS ?low) WHERE { }",
    "SELECT ?sum (COUNT(?x) AS ?n) WHERE { }",
    "SELECT ?x WHERE { ?x lh:within+ ?y . ?x (lh:within|lh:partOf)+ ?z . ?z ^lh:within+/rdfs:label ?l }",
    "SELECT ?x WHERE { ?x lh:value ?v FILTER(?v > +5) }",
    "SELECT (?year + 1 AS ?next) WHERE { }",
    "SELECT ?x WHERE { ?x rdfs:label ?l FILTER(REGEX(?l, 'a+b')) }",
    "SELECT (?v - ?w AS ?more) WHERE { }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_queries_that_add(query: str) -> None:
    assert "add_figures" in sums_in(query)


@pytest.mark.parametrize("query", ALLOWED)
def test_queries_that_do_not_add(query: str) -> None:
    assert sums_in(query) == ""


def test_a_service_is_started_and_ended(release: Release) -> None:
    out = release.path.parents[1]
    with over_streams("--out", str(out)) as caller:
        (server,) = [pid for pid in children(os.getpid()) if f"kg_mcp --out {out} " in _command(pid)]
        below = children(server)
        assert any("kg_server" in _command(pid) for pid in below)
        assert caller.told("search", text="shanxi")["release"] == release.version
    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (server, *below)), 20)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the signal of a parent's death is Linux's")
def test_a_killed_server_leaves_no_service_behind(release: Release) -> None:
    with listening("--out", str(release.path.parents[1])) as (process, _):
        below = children(process.pid)
        assert any("kg_server" in _command(pid) for pid in below)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert wait_for(lambda: not any("kg_server" in _command(pid) for pid in below), 20)


def _command(pid: int) -> str:
    """The command line of a process, "" when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_a_release_is_built_first_and_nothing_else_is_written_where_messages_go(tiny: Path, tmp_path: Path) -> None:
    done = kg("mcp", "--out", tmp_path / "out", env={"KG_DATA": str(tiny)})
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    assert (tmp_path / "out" / "current").exists()


def test_a_service_that_cannot_start(tmp_path: Path) -> None:
    empty = tmp_path / "out" / "releases" / "x"
    empty.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "kg_mcp", "--out", str(tmp_path / "out")],
        capture_output=True,
        env=environment(),
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert b"no service started" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_service_that_does_not_answer() -> None:
    done = kg("mcp", "--url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert b"nothing answers at http://127.0.0.1:9/" in done.stderr
    assert done.stdout == b""


def test_an_address_that_is_none() -> None:
    done = kg("mcp", "--url", "file:///etc/hostname")
    assert done.returncode == 1
    assert b"expected one like http://127.0.0.1:8000" in done.stderr


def test_another_release_than_the_pinned_one(service: Server) -> None:
    done = kg("mcp", "--url", address(service), "--release", "9.9.9")
    assert done.returncode == 1
    assert b"not from 9.9.9" in done.stderr


def test_without_the_extra_the_command_says_what_to_install() -> None:
    script = (
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'mcp' else find(name, *rest)\n"
        "from kg_builder.cli import run\nraise SystemExit(run(['mcp'], {}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert "pip install 'livelihood-graph[mcp]'" in done.stderr


CALL = '{"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "search", "arguments": %s}}'
LINES = [
    *("", "no json", "[1, 2", '{"jsonrpc": "2.0"}', "[]", "null", '{"jsonrpc": "1.0", "id": 3, "method": "x"}'),
    *("\x00\xff", CALL % '{"text": "\\ud800"}', CALL % "[1]"),
]


def test_lines_that_are_no_messages(service: Server) -> None:
    given = "".join(f"{line}\n" for line in LINES)
    done = kg("mcp", "--url", address(service), given=given.encode("latin-1"))
    assert done.returncode == 0, done.stderr
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(reply["jsonrpc"] == "2.0" for reply in replies)
    assert not any("result" in reply and not reply["result"].get("isError") for reply in replies)


def _post(url: str, body: bytes, **fields: str) -> int:
    """The status of a request."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **fields}
    try:
        connection.request("POST", parts.path, body, sent)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 413
    finally:
        connection.close()


def test_pages_of_other_sites_and_large_bodies_are_refused(service: Server) -> None:
    ask = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()
    with listening("--url", address(service)) as (process, url):
        assert _post(url, ask) == 200
        assert _post(url, ask, Host="evil.example") == 421
        assert _post(url, ask, Origin="http://evil.example") == 403
        assert _post(url, ask, **{"Content-Type": "text/plain"}) == 400
        assert _post(url, b"no json") == 400
        assert _post(url, b'"' + b"x" * 1_000_000 + b'"') == 413
        assert _post(url, ask) == 200
        bound = Path(f"/proc/{process.pid}/net/tcp").read_text("ascii")
        port = f":{urlsplit(url).port:04X}"
        assert [
            line.split()[1] for line in bound.splitlines() if line.split()[1].endswith(port) and " 0A " in line
        ] == [f"0100007F{port}"]
