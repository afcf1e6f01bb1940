"""Rounds of load: every kind of query and number of clients, each peer in turn, so that noise falls on all alike."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.serve.endpoint import ANSWER_SECONDS, Endpoint
from benchmarks.serve.loading import Load, Sample, one_by_one
from benchmarks.serve.questions import KINDS, Constants, Kind, draw, whole
from benchmarks.serve.rows import Row, answer, difference

DRAWN = 4_000
"""Queries of a kind; more are not needed, as each request also has a number."""

CHECKED = 4
"""Queries of a kind whose rows are compared."""

SLOW_SECONDS = 0.4
"""A peer that takes longer for one query of a kind is asked one by one, once a round."""

ENOUGH, EACH, LONGEST_SECONDS = 20, 5, 6
"""A run is made longer, but not without end, where fewer answers than so many, and so many for each client, would come:
what is under way at its end has cost time and is not counted."""

STRIDE = 997
"""Each round begins so many queries further on, the same for all peers."""

FEW, FEW_SECONDS = 3, 20.0
Cell = dict[str, Any]
Runs = Mapping[str, Endpoint]


@dataclass(frozen=True)
class Checked:
    """What the comparison of rows found.

    Attributes:
        differing: in words how the rows of a kind and a peer differ; empty where they are the same.
        seconds: how long one query of a kind takes a peer, None when it gives no answer in time.
    """

    differing: Mapping[tuple[str, str], str]
    seconds: Mapping[tuple[str, str], float | None]

    def table(self) -> dict[str, dict[str, str]]:
        """As in the results: by kind, then by peer, `same` or how it differs."""
        table: dict[str, dict[str, str]] = {}
        for (kind, peer), words in self.differing.items():
            table.setdefault(kind, {})[peer] = words or "same"
        return table


def check(running: Runs, drawn: Mapping[str, Sequence[str]]) -> Checked:
    """Ask every peer the same and compare; the first peer is what the others are compared with.

    Args:
        running: peers by name.
        drawn: queries by kind.
    """
    differing: dict[tuple[str, str], str] = {}
    seconds: dict[tuple[str, str], float | None] = {}
    for kind in KINDS:
        expected: list[list[Row]] = []
        for peer, endpoint in running.items():
            words, found, took = _asked(kind, endpoint, drawn[kind.name][-CHECKED:])
            seconds[kind.name, peer] = took
            expected = expected or found
            pairs = zip(expected, found, strict=False)
            words = words or next((told for pair in pairs if (told := difference(kind, *pair))), "")
            if not words and not any(found):
                words = "no rows to compare"
            differing[kind.name, peer] = words
    return Checked(differing, seconds)


def _asked(kind: Kind, endpoint: Endpoint, queries: Sequence[str]) -> tuple[str, list[list[Row]], float | None]:
    """What went wrong, if anything; the answers; and the shortest time that one took."""
    found: list[list[Row]] = []
    walls: list[float] = []
    for query in queries:
        began = time.monotonic()
        try:
            status, body = endpoint.get(endpoint.address(whole(query, endpoint.before)), {"Accept": kind.accept})
        except OSError:
            return f"no answer in {ANSWER_SECONDS:g} s", found, min(walls, default=None)
        walls.append(time.monotonic() - began)
        if status != 200:
            return f"status {status}: {body[:120].decode('utf-8', 'replace').strip()}", found, None
        try:
            found.append(answer(kind, body))
        except (ValueError, SyntaxError, KeyError) as error:
            return f"an answer that cannot be read: {error}", found, min(walls)
    return "", found, min(walls)


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        clients: numbers of clients.
        rounds: rounds; the median counts.
        seconds: length of one run.
        kinds: kinds of query.
        tell: takes a line of progress.
    """

    clients: Sequence[int]
    rounds: int
    seconds: int
    kinds: Sequence[Kind]
    tell: Callable[[str], None]


def drawn_queries(known: Constants) -> dict[str, list[str]]:
    """Queries of every kind."""
    return {kind.name: draw(kind, known, DRAWN) for kind in KINDS}


def cells(plan: Plan, running: Runs, drawn: Mapping[str, Sequence[str]], checked: Checked, load: Load) -> list[Cell]:
    """One cell for each peer, kind and number of clients: medians of all rounds."""
    found: dict[tuple[str, str, int], list[Sample]] = {}
    for turn in range(plan.rounds):
        for kind in plan.kinds:
            for clients, peer in _order(plan, list(running), turn):
                took = checked.seconds[kind.name, peer]
                is_slow = took is None or took > SLOW_SECONDS
                if took is None or (is_slow and clients != plan.clients[0]):
                    continue
                sample = (
                    one_by_one(running[peer], kind, drawn[kind.name][turn * FEW :], FEW, FEW_SECONDS)
                    if is_slow
                    else _run(plan, running[peer], kind, drawn[kind.name], clients, took, turn, load)
                )
                if sample:
                    found.setdefault((peer, kind.name, 1 if is_slow else clients), []).append(sample)
            plan.tell(f"round {turn + 1} of {plan.rounds}: {kind.title}")
    return [cell(*key, samples) for key, samples in found.items()]


def _run(
    plan: Plan,
    endpoint: Endpoint,
    kind: Kind,
    queries: Sequence[str],
    clients: int,
    took: float,
    turn: int,
    load: Load,
) -> Sample | None:
    """One run of load, long enough for answers that take as long as one did."""
    seconds = max(plan.seconds, min(LONGEST_SECONDS, round(took * (ENOUGH + EACH * clients))))
    return load.run(endpoint, kind, queries, clients, seconds, first=turn * STRIDE)


def _order(plan: Plan, peers: Sequence[str], turn: int) -> Iterator[tuple[int, str]]:
    """Clients and peers of one round: in each round another peer begins."""
    first = turn % len(peers)
    for clients in plan.clients:
        for peer in (*peers[first:], *peers[:first]):
            yield clients, peer


def cell(peer: str, kind: str, clients: int, samples: Sequence[Sample]) -> Cell:
    """Medians of some samples, with least and most processor time."""
    each = [sample.asdict() for sample in samples]
    middle = {name: round(median(values[name] for values in each), 3) for name in each[0]}
    spread = [min(values["cpu_ms"] for values in each), max(values["cpu_ms"] for values in each)]
    return {"peer": peer, "kind": kind, "clients": clients, "rounds": len(each), **middle, "cpu_ms_spread": spread}
