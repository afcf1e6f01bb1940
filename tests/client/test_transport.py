"""Services that break, refuse, mislead or wait: each way has its error, and a part is never taken for the whole."""

import gzip
import json
import threading
from pathlib import Path

import pytest

from client.peers import RESET, Peer, chunked, http
from kg_client import (
    AnswerTooLarge,
    BadAnswer,
    BadArgument,
    Busy,
    Graph,
    GraphError,
    Interrupted,
    NotFound,
    Patience,
    QueryError,
    ServiceError,
    TimeLimit,
    Unreachable,
    WrongRelease,
)

YES = b'{"head":{},"boolean":true}'
FINE = http("200 OK", YES, Content_Type="application/sparql-results+json", KG_Release="1")
BUSY = http("503 Service Unavailable", b"{}", Content_Type="application/problem+json", Retry_After="1")
ROWS = b'?a\t?b\n"x"\t1\n"y"\t2\n'


def graph_at(peer: Peer, pauses: list[float] | None = None, **options: object) -> Graph:
    """A graph that does not wait, but notes how long it would have."""
    noted = [] if pauses is None else pauses
    return Graph(peer.url, patience=Patience(seconds=1, tries=4, sleep=noted.append), **options)  # type: ignore[arg-type]


def problem(kind: str, status: str, **members: object) -> bytes:
    body = json.dumps({"type": f"/problems/{kind}", "title": "No", "detail": "This time.", **members}).encode()
    return http(status, body, Content_Type="application/problem+json")


@pytest.mark.parametrize(
    ("first", "pause"),
    [
        (BUSY, 1.0),
        (http("429 Too Many Requests", Retry_After="3"), 3.0),
        (http("429 Too Many Requests"), 0.25),
        (http("502 Bad Gateway"), 0.25),
        (RESET, 0.25),
        (http("200 OK", YES[:9], length=26, Content_Type="application/sparql-results+json"), 0.25),
        (chunked(YES[:9], is_whole=False), 0.25),
    ],
    ids=["503 with a time", "429 with a time", "429", "502", "reset", "body cut", "chunks cut"],
)
def test_a_get_is_sent_again(peer: Peer, first: bytes, pause: float) -> None:
    peer.answers = [first, FINE]
    pauses: list[float] = []
    assert graph_at(peer, pauses).query("ASK {}").boolean is True
    assert pauses == [pause]
    assert len(peer.asked) == 2


def test_pauses_grow_and_end(peer: Peer) -> None:
    peer.answers = [http("502 Bad Gateway")]
    pauses: list[float] = []
    with pytest.raises(Busy):
        graph_at(peer, pauses).query("ASK {}")
    assert pauses == [0.25, 0.5, 1.0]
    assert len(peer.asked) == 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http("503 Service Unavailable"), Busy),
        (problem("query-timeout", "503 Service Unavailable", limit_s=2), TimeLimit),
        (http("503 Service Unavailable", Retry_After="3600"), Busy),
        (http("503 Service Unavailable", Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"), Busy),
        (problem("query-syntax", "400 Bad Request", line=3, column=7, suggestions=["Add }."]), QueryError),
        (problem("not-found", "404 Not Found"), NotFound),
        (problem("gone", "410 Gone"), NotFound),
        (problem("internal", "500 Internal Server Error"), ServiceError),
        (http("404 Not Found", b"<html>no</html>", Content_Type="text/html"), NotFound),
        (http("200 OK", b"<html>hello</html>", Content_Type="text/html"), BadAnswer),
        (http("200 OK", b'{"head":{"vars":["a"]}}', Content_Type="application/json"), BadAnswer),
        (http("200 OK", b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":"b"}]}}'), BadAnswer),
        (http("200 OK", b"[1]"), BadAnswer),
        (http("200 OK", b"xx", Content_Encoding="br"), BadAnswer),
        (http("200 OK", b"no gzip at all", Content_Encoding="gzip"), BadAnswer),
        (b"SSH-2.0-OpenSSH\r\n", Unreachable),
        (http("302 Found", Location="http://127.0.0.1:9/x"), Unreachable),
        (http("302 Found", Location="file:///etc/hostname"), GraphError),
        (http("302 Found", Location="ftp://127.0.0.1/x"), GraphError),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_sent_again(peer: Peer, answer: bytes, error: type[GraphError]) -> None:
    peer.answers = [answer]
    with pytest.raises(error):
        graph_at(peer).query("ASK {}")
    assert len(peer.asked) == 1


def test_what_a_problem_tells(peer: Peer) -> None:
    peer.answers = [
        problem("query-syntax", "400 Bad Request", line=3, column=7, suggestions=["Add }.", {"use": "lh:"}])
    ]
    with pytest.raises(QueryError) as caught:
        graph_at(peer).query("SELECT")
    error = caught.value
    assert (error.kind, error.line, error.column) == ("query-syntax", 3, 7)
    assert error.suggestions == ("Add }.", "use: lh:")
    assert str(error) == "No (HTTP 400). This time. Suggestions: Add }.; use: lh:"


def test_a_post_is_sent_once(peer: Peer) -> None:
    peer.answers = [BUSY, FINE]
    with pytest.raises(Busy):
        graph_at(peer).query(f"ASK {{}} # {'x' * 5_000}")
    assert len(peer.asked) == 1
    assert peer.asked[0].startswith(b"POST /sparql HTTP/1.1")


def test_a_silent_service_is_given_up(peer: Peer) -> None:
    peer.answers = [b""]
    with pytest.raises(Unreachable, match=r"did not answer within 0\.2 seconds"):
        Graph(peer.url, patience=Patience(seconds=0.2)).query("ASK {}")
    assert len(peer.asked) == 1


def test_nobody_there() -> None:
    with Peer() as peer:
        pass
    with pytest.raises(Unreachable, match="kg serve"):
        Graph(f"http://127.0.0.1:{peer.port}").query("ASK {}")


def test_a_secret_does_not_follow_to_another_service(peer: Peer) -> None:
    with Peer() as other:
        other.answers = [FINE]
        peer.answers = [http("302 Found", Location=f"{other.url}/sparql")]
        with pytest.raises(Unreachable, match="another service"):
            graph_at(peer, headers={"Authorization": "Bearer 1"}).query("ASK {}")
        assert other.asked == []
    assert b"Authorization: Bearer 1" in peer.asked[0]


def test_a_redirection_within_a_service_is_followed(peer: Peer) -> None:
    peer.answers = [http("302 Found", Location="/other/sparql?query=ASK"), FINE]
    assert graph_at(peer).query("ASK {}").boolean is True


@pytest.mark.parametrize(
    "answer",
    [
        chunked(ROWS[:12], is_whole=False),
        http("200 OK", ROWS[:16], length=20),
        http("200 OK", gzip.compress(ROWS)[:-9], Content_Encoding="gzip"),
        chunked(gzip.compress(ROWS)[:-9], Content_Encoding="gzip"),
    ],
    ids=["chunks", "length", "gzip with length", "gzip in chunks"],
)
def test_half_a_stream_is_no_answer(peer: Peer, answer: bytes, tmp_path: Path) -> None:
    peer.answers = [answer]
    with pytest.raises(Interrupted, match="not the whole"):
        list(graph_at(peer).stream("SELECT"))
    with pytest.raises(Interrupted):
        graph_at(peer).frame("SELECT")
    kept = tmp_path / "rows.tsv"
    kept.write_text("old")
    with pytest.raises(Interrupted):
        graph_at(peer).save("SELECT", kept)
    assert kept.read_text() == "old"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("packed", [False, True])
def test_a_stream_in_many_pieces(peer: Peer, *, packed: bool) -> None:
    text = "?a\t?b\n" + "".join(f'"山{n}"@zh\t{n}\n' for n in range(20_000))
    body = gzip.compress(text.encode()) if packed else text.encode()
    pieces = [body[at : at + 7_001] for at in range(0, len(body), 7_001)]
    peer.answers = [chunked(*pieces, Content_Encoding="gzip" if packed else "identity")]
    rows = list(graph_at(peer).stream("SELECT"))
    assert len(rows) == 20_000
    assert rows[-1] == ("山19999", 19_999)


@pytest.mark.parametrize(
    "body", [b"", b"<html>\n", b"?a\t?b\n1\n", b"?a\nnonsense\n", b"?a\n\xff\xfe\n", b"true\n"], ids=repr
)
def test_a_stream_of_something_else(peer: Peer, body: bytes) -> None:
    peer.answers = [http("200 OK", body)]
    with pytest.raises(BadAnswer):
        list(graph_at(peer).stream("SELECT"))


def test_an_answer_that_does_not_fit(peer: Peer) -> None:
    bomb = gzip.compress(b" " * (64 << 20))
    peer.answers = [http("200 OK", bomb, Content_Encoding="gzip")]
    with pytest.raises(AnswerTooLarge, match=r"stream\(\)"):
        graph_at(peer, most_bytes=1 << 20).query("ASK {}")


@pytest.mark.parametrize("named", ["2", ""])
def test_another_release_is_refused(peer: Peer, named: str) -> None:
    peer.answers = [http("200 OK", ROWS, KG_Release=named)]
    pinned = graph_at(peer, release="1")
    with pytest.raises(WrongRelease):
        pinned.query("ASK {}")
    with pytest.raises(WrongRelease):
        pinned.stream("SELECT")


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8000", "ftp://host/", "file:///etc/hostname", "http://", "http://user:pw@host/", "http://h:0/",
     "http://h:x/", "http://host/?q=1", "http://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadArgument):
        Graph(url)


def test_a_proxy_is_not_taken_to_the_own_machine(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    peer.answers = [FINE]
    with Peer() as proxy:
        proxy.answers = [FINE]
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert graph_at(peer).query("ASK {}").boolean is True
        assert proxy.asked == []
        assert Graph("http://graph.invalid").query("ASK {}").boolean is True
        assert proxy.asked[0].startswith(b"GET http://graph.invalid/sparql?")
        assert Graph(peer.url, proxy=proxy.url).query("ASK {}").boolean is True
        assert len(proxy.asked) == 2


def test_a_graph_is_shared_between_threads(peer: Peer) -> None:
    peer.answers = [FINE]
    graph, found = graph_at(peer), []
    threads = [threading.Thread(target=lambda: found.append(graph.query("ASK {}").boolean)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_nothing_is_sent_before_something_is_asked(peer: Peer) -> None:
    graph = graph_at(peer)
    assert repr(graph) == f"Graph('{peer.url}/')"
    _ = graph.queries
    assert peer.asked == []


def test_no_tries_at_all(peer: Peer) -> None:
    with pytest.raises(BadArgument, match="tries"):
        Graph(peer.url, patience=Patience(tries=0)).query("ASK {}")
