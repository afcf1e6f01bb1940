"""What was aimed at, and what a run reached: plain numbers from the results of one size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.serve.peers import OURS

CLIENTS = 8
SIZE = "1000000"
"""The size and the number of clients that targets speak of, where they do not say otherwise."""

DISK, RDFLIB, VIRTUOSO = "oxigraph-disk", "rdflib-endpoint", "virtuoso"
CPU_AGAINST_DISK = {"join": 0.5, "dates": 0.5, "top": 0.5, "aggregate": 0.2, "point": 1.5, "describe": 1.5}
RATE_AGAINST_RDFLIB = {"point": 5, "describe": 5, "join": 30, "aggregate": 150}
AHEAD_OF_VIRTUOSO = 7
REMEMBERED_MS, HAND_OVER_US = 0.15, 150
LATE_SECONDS = 0.3
COLD_START = {"10000": 1.0, "1000000": 10.0}

Sizes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """One target.

    Attributes:
        aim: what was aimed at.
        found: what was reached.
        is_reached: whether that is enough.
    """

    aim: str
    found: str
    is_reached: bool


def cells(entry: Mapping[str, Any]) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """Cells of load by peer, kind and clients."""
    listed: Sequence[Mapping[str, Any]] = entry.get("load", {}).get("cells", [])
    return {(cell["peer"], cell["kind"], cell["clients"]): cell for cell in listed}


def compared(entry: Mapping[str, Any], kind: str, peer: str, clients: int, measure: str) -> float | None:
    """A measure of ours divided by a peer's; None where one of them is missing.

    A peer that was asked one by one, as it was too slow for load, is compared by what it did so.
    """
    known = cells(entry)
    ours, theirs = known.get((OURS, kind, clients)), known.get((peer, kind, clients), known.get((peer, kind, 1)))
    if not ours or not theirs or not theirs[measure]:
        return None
    return float(ours[measure] / theirs[measure])


def outcomes(sizes: Sizes) -> list[Outcome]:
    """All targets for which there are results."""
    entry = sizes.get(SIZE, {})
    found = [*_processor(entry), *_rate(entry), *_virtuoso(entry), *_remembered(entry), *_hand_over(entry)]
    return [*found, *_overruns(entry), *_cold_starts(sizes)]


def _processor(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    for kind, most in CPU_AGAINST_DISK.items():
        ratio = compared(entry, kind, DISK, CLIENTS, "cpu_ms")
        if ratio is not None:
            aim = f"{kind}: processor time at most {most:g} × that of Oxigraph on disk"
            yield Outcome(aim, f"{ratio:.2f} ×", ratio <= most)


def _rate(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    for kind, least in RATE_AGAINST_RDFLIB.items():
        ratio = compared(entry, kind, RDFLIB, CLIENTS, "per_second")
        if ratio is not None:
            aim = f"{kind}: requests a second at least {least} × those of rdflib-endpoint"
            yield Outcome(aim, f"{ratio:,.1f} ×", ratio >= least)


def _virtuoso(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    kinds = {kind for _, kind, _ in cells(entry)}
    ratios = {kind: compared(entry, kind, VIRTUOSO, CLIENTS, "cpu_ms") for kind in kinds}
    ahead = sorted(kind for kind, ratio in ratios.items() if ratio is not None and ratio < 1)
    if any(ratio is not None for ratio in ratios.values()):
        aim = f"less processor time than Virtuoso on {AHEAD_OF_VIRTUOSO} of 10 kinds"
        yield Outcome(aim, f"{len(ahead)}: {', '.join(ahead)}", len(ahead) >= AHEAD_OF_VIRTUOSO)


def _remembered(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    found: Sequence[Mapping[str, Any]] = entry.get("remembered", {}).get("cells", [])
    for mode in dict.fromkeys(cell["mode"] for cell in found):
        most = max((cell for cell in found if cell["mode"] == mode), key=lambda cell: float(cell["cpu_ms"]))
        aim = f"remembered, {mode}: at most {REMEMBERED_MS} ms of processor time whatever the query"
        yield Outcome(aim, f"at most {most['cpu_ms']:.3f} ms ({most['kind']})", most["cpu_ms"] <= REMEMBERED_MS)


def _hand_over(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    found = entry.get("moments", {}).get("hand_over", {})
    for name, walls in found.items():
        if name != "problem":
            aim = f"handing a query over ({name}): at most {HAND_OVER_US} µs"
            yield Outcome(aim, f"{walls['hand_over_us']:.0f} µs", walls["hand_over_us"] <= HAND_OVER_US)


def _overruns(entry: Mapping[str, Any]) -> Iterator[Outcome]:
    found: Sequence[Mapping[str, Any]] = entry.get("moments", {}).get("overruns", [])
    if found:
        late = max(each["refused"]["spread"][1] - each["limit_seconds"] for each in found)
        after = max(each["next"]["spread"][1] for each in found)
        aim = f"a query over the limit ends within {LATE_SECONDS} s of it, and the next one is on time"
        told = f"{max(late, 0.0):.3f} s after the limit at most; the next took {after:.3f} s at most"
        yield Outcome(aim, told, late <= LATE_SECONDS and after <= LATE_SECONDS)


def _cold_starts(sizes: Sizes) -> Iterator[Outcome]:
    for size, most in COLD_START.items():
        found = sizes.get(size, {}).get("moments", {}).get("cold_start")
        if found:
            aim = f"from the command to the first answer at {int(size):,} triples: under {most:g} s"
            yield Outcome(aim, f"{found['seconds']:.2f} s", found["seconds"] < most)
