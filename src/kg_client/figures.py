"""Figures read from a service, with their evidence and with what decides whether they may be added.

Imports answers, asking, comparing, errors, evidence, showing and terms.
"""

from collections.abc import Callable, Iterable

from kg_client import asking
from kg_client.answers import Answer
from kg_client.comparing import Addend, last
from kg_client.errors import BadAnswer, BadArgument, NotFound
from kg_client.evidence import Evidence, read_evidence
from kg_client.showing import Places
from kg_client.terms import Iri

MOST_FIGURES = 100
"""Figures that are asked about at once."""

Ask = Callable[[str], Answer]


def read_figures(ask: Ask, places: Places, figures: Iterable[str]) -> list[Evidence]:
    """Figures with all that stands behind them, in their order.

    Raises:
        NotFound: one of them is not there.
        BadArgument: one is no name of a figure, or they are more than can be asked about at once.
        BadAnswer: a new release came meanwhile.
    """
    named = [asking.figure_iri(name, places.base, places.url) for name in figures]
    wanted = list(dict.fromkeys(named))
    if len(wanted) > MOST_FIGURES:
        message = f"found {len(wanted)} figures, expected at most {MOST_FIGURES} at once"
        raise BadArgument(message)
    if not wanted:
        return []
    facts, spots = (ask(asking.about(text, wanted)) for text in (asking.FACTS, asking.PLACES))
    _same_release(facts, spots)
    found = read_evidence(facts.records(), spots.records(), facts.release, places)
    by_iri = {each.figure: each for each in found if each.kind or each.successors}
    if missing := [iri for iri in wanted if iri not in by_iri]:
        raise NotFound(404, {"title": "There is no such figure", "detail": ", ".join(missing)}, None)
    return [by_iri[iri] for iri in named]


def read_addends(ask: Ask, places: Places, figures: Iterable[str]) -> list[Addend]:
    """Figures with what decides whether they may be added, in their order.

    Raises:
        NotFound, BadArgument, BadAnswer: see `read_figures`.
    """
    found = read_figures(ask, places, figures)
    if not found:
        return []
    iris = list(dict.fromkeys(each.figure for each in found))
    measures, wider, wholes = (ask(asking.about(text, iris)) for text in (asking.MEASURES, asking.WIDER, asking.WHOLES))
    _same_release(measures, wider, wholes, release=found[0].release)
    measure = {str(figure): last(str(code)) for figure, code in measures.rows}
    return [
        Addend(
            each,
            measure.get(each.figure, ""),
            frozenset(Iri(str(region)) for figure, _, region in wider.rows if figure == each.figure),
            frozenset(Iri(str(whole)) for figure, whole in wholes.rows if figure == each.figure),
        )
        for each in found
    ]


def _same_release(*answers: Answer, release: str = "") -> None:
    """See that answers that belong together are from one release.

    Raises:
        BadAnswer: a new release came between them.
    """
    versions = {answer.release for answer in answers} | ({release} if release else set())
    if len(versions) > 1:
        message = f"the service went over to another release meanwhile ({', '.join(sorted(versions))}): ask again"
        raise BadAnswer(message)
