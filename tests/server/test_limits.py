"""Budgets of query seconds, and counters, shared by all processes of a server."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from kg_server.usage.budgets import Budgets
from kg_server.usage.tally import COUNTERS, Tally

from server.releases import write_release
from server.running import Server, start_server

SLOW = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?n{} != 1) }}"


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two processes where an address has one query second a minute."""
    folder = tmp_path_factory.mktemp("limits")
    write_release(folder / "out", "0.1.0", 2_000)
    settings = {"KG_RATE_LIMIT": "1", "KG_METRICS": "1", "KG_WORKERS": "2", "KG_QUERY_SECONDS": "1.5"}
    running = start_server(folder / "out", folder / "log", **settings)
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


def _counters(server: Server) -> dict[str, float]:
    """All counters by name."""
    text = server.ask("GET", "/metrics").text
    found = re.findall(r"^kg_(\w+)_total (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def test_an_address_that_used_up_its_seconds_is_told_when_to_return(limited: Server) -> None:
    first = limited.query("SELECT ?s { ?s a lh:Program }")
    assert first.headers["ratelimit-policy"] == '"query-seconds";q=1;w=60'
    assert re.fullmatch(r'"query-seconds";r=[01];t=\d+', first.headers["ratelimit"])
    assert limited.query(SLOW.format(0)).status == 503
    refused = limited.query("SELECT ?s { ?s a lh:Region }")
    assert (refused.status, refused.problem) == (429, "rate-limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].startswith('"query-seconds";r=0;')
    again = [limited.query("SELECT ?s { ?s a lh:Program }") for _ in range(20)]
    assert first.body in [reply.body for reply in again if reply.status == 200], "what is in memory costs nothing"
    assert limited.ask("GET", "/region/north").status == 200
    counted = _counters(limited)
    assert counted.keys() == COUNTERS.keys()
    assert counted["queries_timed_out"] == 1
    assert counted["queries_limited"] >= 1
    assert counted["query_seconds"] >= 1.5
    assert counted["requests"] >= 5
    assert counted["client_errors"] >= 1


def test_one_address_does_not_keep_another_waiting(tmp_path: Path) -> None:
    write_release(tmp_path / "out", "0.1.0", 2_000)
    running = start_server(tmp_path / "out", tmp_path / "log", KG_TRUST_PROXY="1")
    try:
        greedy = [
            threading.Thread(
                target=running.ask,
                args=("GET", f"/sparql?query={quote(SLOW.format(number))}", {"X-Forwarded-For": "192.0.2.1"}),
            )
            for number in range(12)
        ]
        for thread in greedy:
            thread.start()
        time.sleep(0.3)
        began = time.monotonic()
        modest = running.ask("GET", "/sparql?query=ASK%7B%7D", {"X-Forwarded-For": "192.0.2.2"})
        assert modest.status == 200, "it waits for one query of the other at most, not for all"
        assert time.monotonic() - began < 3, "all of the other's would take six seconds"
        for thread in greedy:
            thread.join()
    finally:
        running.stop()


def test_metrics_are_there_only_where_they_are_wanted(server: Server, limited: Server) -> None:
    assert server.ask("GET", "/metrics").status == 404
    assert "ratelimit" not in server.query("ASK {}").headers
    reply = limited.ask("GET", "/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    before = _counters(limited)
    for _ in range(5):
        limited.ask("GET", "/")
    after = _counters(limited)
    assert after["requests"] >= before["requests"] + 5
    assert after["recalls"] + after["reflexes"] > before["recalls"] + before["reflexes"]
    assert after["body_bytes"] > before["body_bytes"]


def test_a_budget_runs_off() -> None:
    budgets = Budgets(600)
    assert budgets.wait("192.0.2.1") == 0
    budgets.charge("192.0.2.1", 601)
    assert budgets.wait("192.0.2.1") == 1
    assert budgets.wait("192.0.2.2") == 0
    time.sleep(0.2)
    assert budgets.wait("192.0.2.1") == 0
    budgets.charge("2001:db8::1", 700)
    assert budgets.wait("2001:db8::ffff:1") > 0, "one client has all of the second half"
    for number in range(70_000):
        budgets.charge(f"198.51.{number >> 8 & 255}.{number & 255}", 1)
    assert budgets.left("192.0.2.1") <= 600


def test_counters_add_up() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add("queries")
    tally.add("query_seconds", 0.5)
    assert (tally.total("queries"), tally.total("query_seconds")) == (3.0, 0.5)
