"""Requests and answers of the SPARQL 1.1 Protocol, row by row."""

from typing import Any

import pytest

from server.running import Server, expand, load_cases

CASES = load_cases("protocol.json", 100)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_protocol(server: Server, case: dict[str, Any]) -> None:
    body = None
    if "body" in case:
        body = expand(case["body"]).encode()
    if "body_latin1" in case:
        body = case["body_latin1"].encode("latin-1")
    reply = server.ask(case["method"], expand(case["path"]), case.get("headers"), body)
    assert reply.status == case["status"], reply.text
    kind = reply.headers.get("content-type", "")
    assert kind.startswith(case.get("type", "")), kind
    if "problem" in case:
        assert kind == "application/problem+json"
        assert reply.problem == case["problem"], reply.text
    if "exact" in case:
        assert reply.text == case["exact"]
    for part in case.get("contains", ()):
        assert part in reply.text
    for name, part in case.get("header", {}).items():
        assert part in reply.headers.get(name.lower(), ""), reply.headers
    assert "Traceback" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_validator_saves_the_answer(server: Server) -> None:
    query = "SELECT ?s WHERE { ?s a lh:Program }"
    first = server.query(query)
    tag = first.headers["etag"]
    assert tag.startswith('"'), "the validator is strong"
    path = "/sparql?query=" + query.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D").replace("?", "%3F")
    for known in (tag, f'"other", {tag}', "*", f"W/{tag}"):
        again = server.ask("GET", path, {"If-None-Match": known})
        assert (again.status, again.body) == (304, b""), known
        assert again.headers["etag"] == tag
    assert server.ask("GET", path, {"If-None-Match": '"other"'}).status == 200
    assert server.query(query, "text/csv").headers["etag"] != tag
    assert "Accept" in first.headers["vary"]


def test_an_answer_can_be_compressed(server: Server) -> None:
    query = "/sparql?format=csv&query=SELECT%20*%20%7B%20%3Fs%20rdfs%3Alabel%20%3Fo%20%7D"
    plain = server.ask("GET", query)
    assert "content-encoding" not in plain.headers
    codings = (
        *(("gzip, deflate", "gzip"), ("gzip;q=0", None), ("*", "gzip"), ("identity", None)),
        *(("zstd", "zstd"), ("gzip, zstd", "zstd"), ("zstd;q=0.5, gzip", "gzip"), ("gzip;q=0.5, identity", None)),
    )
    for accept, encoding in codings:
        reply = server.ask("GET", query, {"Accept-Encoding": accept})
        assert reply.headers.get("content-encoding") == encoding
        assert (reply.headers["etag"] != plain.headers["etag"]) == (encoding is not None)
        assert "Accept-Encoding" in reply.headers["vary"]


def test_a_connection_is_kept(server: Server) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        for _ in range(3):
            connection.request("GET", "/sparql?query=ASK%20%7B%7D")
            response = connection.getresponse()
            assert response.read() == b'{"head":{},"boolean":true}'
            assert response.headers["Connection"] == "keep-alive"
    finally:
        connection.close()
