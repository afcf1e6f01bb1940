"""The engine under the routes: whose processes they are, what kills them, and that others do not notice."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kg_server.config import ServerConfig
from kg_server.engine.embedded import EmbeddedEngine
from kg_server.engine.interface import (
    Answer,
    Asker,
    Broken,
    Busy,
    Died,
    EngineError,
    Gone,
    LimitReached,
    Question,
    SyntaxRefused,
    Unsupported,
)
from kg_server.engine.process import EngineProcesses
from kg_server.engine.spool import MEMORY_BYTES, Spool

from kg_builder import guards
from server.releases import point_at, write_release
from server.running import children, wait_for

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
SMALL = "ASK { ?s a <https://w3id.org/livelihood/ns#Program> }"


def question(text: str, seconds: float = 5.0, form: str = "json", rows: int = 0) -> Question:
    return Question(text, form, "http://localhost/", seconds, rows=rows)


@pytest.fixture(scope="module", params=[False, True], ids=["forked", "spawned"])
def spawns(request: pytest.FixtureRequest) -> bool:
    """Whether the engine is as it is where there is no fork that shares memory."""
    return bool(request.param)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, spawns: bool) -> Path:  # noqa: FBT001
    folder = tmp_path_factory.mktemp(f"engine-{spawns}")
    write_release(folder, "0.1.0", extra=2_000)
    return folder


@pytest.fixture(scope="module")
def processes(out: Path, spawns: bool) -> Iterator[EngineProcesses]:  # noqa: FBT001
    config = ServerConfig(out=out, evaluators=2, evaluator_mib=192, query_seconds=1, workers=1, log="error")
    running = EngineProcesses(config, spawns=spawns)
    running.start()
    running.wait_until_ready(30)
    yield running
    running.close()


@pytest.fixture
def engine(processes: EngineProcesses) -> EmbeddedEngine:
    return processes.engine(waiting=8)


def test_an_answer_names_its_release(engine: EmbeddedEngine) -> None:
    answer = engine.query(question(SMALL))
    assert answer.body == b'{"head":{},"boolean":true}'
    assert answer.version == engine.state().version
    assert engine.state().triples > 2_000


@pytest.mark.parametrize(
    ("text", "error"),
    [("SELECT", SyntaxRefused), ("SELECT (<a:f>(1) AS ?x) {}", Unsupported), ("SELECT * " + "{" * 60_000, Died)],
)
def test_a_failure_has_a_reason(engine: EmbeddedEngine, text: str, error: type[EngineError]) -> None:
    with pytest.raises(error):
        engine.query(question(text))


def test_service_is_stopped_by_the_kernel(engine: EmbeddedEngine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(Unsupported):
            engine.query(question(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))
        silent = engine.query(question(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"))
        assert silent.body is not None
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_limit_is_kept(engine: EmbeddedEngine) -> None:
    began = time.monotonic()
    with pytest.raises(LimitReached):
        engine.query(question(ENDLESS, 0.3))
    assert time.monotonic() - began < 0.6


def test_evaluators_are_replaced_as_often_as_they_are_killed(engine: EmbeddedEngine) -> None:
    for _ in range(12):
        with pytest.raises(EngineError):
            engine.query(question(ENDLESS, 0.05))
        with pytest.raises(Died):
            _patiently(engine, question("SELECT * " + "{" * 60_000))
    assert [_patiently(engine, question(SMALL)).body for _ in range(20)] == [b'{"head":{},"boolean":true}'] * 20
    assert wait_for(lambda: _answers(engine))
    slow = threading.Thread(target=_ignore, args=(engine, question(ENDLESS, 3)))
    slow.start()
    began = time.monotonic()
    _patiently(engine, question(SMALL))
    assert time.monotonic() - began < 2.5, "only one evaluator is left"
    slow.join()


def _patiently(engine: EmbeddedEngine, asked: Question) -> Answer:
    """The answer to a question, however long evaluators take to be replaced on a machine that has much to do."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return engine.query(asked)
        except Busy:
            if time.monotonic() > deadline:
                raise


def _ignore(engine: EmbeddedEngine, asked: Question) -> None:
    """Ask, and take no interest in the answer."""
    try:
        engine.query(asked)
    except EngineError:
        return


def test_too_many_at_once_are_told_so(processes: EngineProcesses) -> None:
    narrow = processes.engine(waiting=0)
    threads = [threading.Thread(target=_ignore, args=(narrow, question(ENDLESS, 0.5))) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    with pytest.raises(Busy):
        narrow.query(question(SMALL))
    for thread in threads:
        thread.join()
    assert narrow.query(question(SMALL)).body


def test_who_waits_too_long_is_told_so(engine: EmbeddedEngine) -> None:
    threads = [threading.Thread(target=_ignore, args=(engine, question(ENDLESS, 1.6))) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    began = time.monotonic()
    with pytest.raises(Busy):
        engine.query(question(SMALL))
    assert 0.9 < time.monotonic() - began < 1.4
    for thread in threads:
        thread.join()


def test_a_hang_up_ends_the_evaluation(engine: EmbeddedEngine) -> None:
    ours, theirs = socket.socketpair()
    threading.Timer(0.2, ours.close).start()
    began = time.monotonic()
    with theirs, pytest.raises(Gone):
        engine.query(question(ENDLESS, 5), Asker(theirs.fileno()))
    assert time.monotonic() - began < 0.6


def test_a_large_answer_streams_and_is_whole(engine: EmbeddedEngine) -> None:
    answer = engine.query(question(f"{LARGE} LIMIT 60000", 15, "csv"))
    assert answer.body is None
    assert answer.chunks is not None
    text = b"".join(answer.chunks)
    answer.chunks.close()
    assert text.count(b"\r\n") == 60_001


def test_a_large_answer_that_is_late_is_broken(engine: EmbeddedEngine) -> None:
    answer = engine.query(question(LARGE, 0.5))
    assert answer.chunks is not None
    with pytest.raises(Broken):
        for _ in answer.chunks:
            pass


def test_a_large_answer_that_nobody_wants_is_given_up(engine: EmbeddedEngine) -> None:
    for _ in range(6):
        answer = engine.query(question(LARGE, 20))
        assert answer.chunks is not None
        answer.chunks.close()
    assert wait_for(lambda: _answers(engine)), "twenty seconds each, had they gone on"


def test_a_damaged_release_is_refused_and_the_old_one_stays(
    engine: EmbeddedEngine, out: Path, processes: EngineProcesses
) -> None:
    before = engine.state().version
    damaged = write_release(out, "0.2.0", link=False)
    with (damaged / "graph.nq.gz").open("r+b") as file:
        file.seek(100)
        file.write(b"\0\0\0\0")
    point_at(out, damaged)
    assert wait_for(lambda: "sha256" in engine.state().problem)
    assert wait_for(lambda: _answers(engine))
    assert engine.query(question(SMALL)).version == before == engine.state().version
    whole = write_release(out, "0.3.0")
    assert wait_for(lambda: engine.state().version == whole.name)
    assert engine.state().problem == ""
    assert wait_for(lambda: engine.query(question(SMALL)).version == whole.name), "the old evaluators leave"
    assert processes.engine(1).state().version == whole.name


def test_an_engine_whose_zygote_dies_recovers(engine: EmbeddedEngine, processes: EngineProcesses) -> None:
    assert processes._process is not None
    supervisor = processes._process.pid
    assert wait_for(lambda: [len(children(pid)) for pid in children(supervisor)] == [3]), "two and a spare"
    zygotes = children(supervisor)
    os.kill(zygotes[0], signal.SIGKILL)
    assert wait_for(lambda: children(supervisor) not in ([], zygotes) and _answers(engine))


def _answers(engine: EmbeddedEngine) -> bool:
    """Whether a query is answered."""
    try:
        return bool(engine.query(question(SMALL)).body)
    except EngineError:
        return False


def test_a_spool_keeps_order_beyond_memory() -> None:
    spool = Spool()
    parts = [bytes([number % 251]) * 50_000 for number in range(3 * MEMORY_BYTES // 50_000)]
    reader = iter(spool)
    for part in parts:
        assert spool.put(part)
    got = [next(reader) for _ in range(5)]
    spool.put(b"last")
    spool.finish()
    assert b"".join([*got, *reader]) == b"".join(parts) + b"last"
    spool.close()
    assert not spool.put(b"late")


def test_a_spool_hands_on_an_error() -> None:
    spool = Spool()
    spool.put(b"a")
    spool.finish(Broken("x"))
    reader = iter(spool)
    assert next(reader) == b"a"
    with pytest.raises(Broken):
        next(reader)


def test_a_graph_that_is_too_large_for_memory_is_read_from_disk(out: Path) -> None:
    processes = EngineProcesses(ServerConfig(out=out, evaluators=1, memory_triples=100, log="error"))
    processes.start()
    try:
        processes.wait_until_ready(30)
        engine = processes.engine(4)
        assert engine.query(question(SMALL)).body == b'{"head":{},"boolean":true}'
        with pytest.raises(LimitReached):
            engine.query(question(ENDLESS, 0.2))
        assert engine.query(question(SMALL)).body == b'{"head":{},"boolean":true}'
    finally:
        processes.close()


@pytest.mark.parametrize(
    ("system", "lacking"),
    [("linux", ()), ("darwin", ("parent-death signal", "seccomp network filter"))],
)
def test_guards_that_a_platform_lacks_are_named(
    monkeypatch: pytest.MonkeyPatch, system: str, lacking: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert guards.missing() == lacking
