"""Why an answer is empty, looked for while the page is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.errors import Problem
from kg_server.explain.explaining import Explanation, explain
from kg_server.explain.probing import Prober, Step
from kg_server.explain.spelling import Speller
from kg_server.naming.terms import terms
from kg_server.naming.views import Names
from kg_server.protocol.delivery import Desk, asker
from kg_server.protocol.protocol import Dataset
from kg_server.query.outline import outline
from kg_server.query.reading import Reading
from kg_server.releases import Releases

SECONDS = 3.0
"""Longest time for one explanation."""


@dataclass(frozen=True)
class Reason:
    """Why an answer is empty.

    Attributes:
        found: the whole explanation.
        kind: what empties it: pattern, join, filter, or "" where it is none of them alone.
        step: that pattern, join or filter; None for none.
    """

    found: Explanation
    kind: str = ""
    step: Step | None = None


def why_empty(desk: Desk, releases: Releases, reading: Reading, dataset: Dataset) -> Reason | None:
    """What empties the answer to a query; None where it could not be found out."""
    outlined = outline(reading.text, reading.prologue)
    prober = Prober(desk.engine, reading, outlined, dataset, asker(), min(SECONDS, desk.seconds(None)))
    known = releases.remember("terms", lambda _: terms(desk.engine, desk.config.query_seconds))
    release = releases.live()
    speller = Speller(desk.engine, prober, outlined, known, Names(release.base, release.prefixes))
    try:
        return _reason(explain(prober, outlined, speller))
    except Problem:
        return None


def _reason(found: Explanation) -> Reason:
    """An explanation with the step that empties the answer."""
    required = [step for step in found.patterns if not step.place]
    for kind, steps in (("pattern", required), ("join", found.joins[-1:]), ("filter", found.filters)):
        if (step := _empty(steps)) is not None:
            return Reason(found, kind, step)
    return Reason(found)


def _empty(steps: Sequence[Step]) -> Step | None:
    """The first step that leaves nothing."""
    return next((step for step in steps if step.count == 0), None)
