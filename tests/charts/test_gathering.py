"""What the graph knows of an answer: facts of figures, places, sources, labels in both languages."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from kg_server.charts.gathering import gather
from kg_server.charts.result import Result
from kg_server.engine.answering import _cell
from kg_server.protocol.asking import Table

from charts.answers import CHINESE, ENGLISH
from kg_builder.releases.release import Release

Gather = Callable[[str], Result]


@pytest.fixture(scope="module")
def gathered(release: Release) -> Gather:
    """Gathers what is known of the answer to a query of the project's own data."""
    store = ox.Store.read_only(str(release.path / "store"))

    def ask(text: str) -> Table:
        rows = store.query(text, prefixes=dict(release.prefixes))
        assert isinstance(rows, ox.QuerySolutions)
        names = [variable.value for variable in rows.variables]
        return Table(tuple(names), tuple(tuple(_cell(row[name]) for name in names) for row in rows))

    return lambda text: gather(ask, ask(text), release)


def test_facts_of_figures(gathered: Gather) -> None:
    found = gathered("SELECT ?f ?v WHERE { VALUES ?f { figure:rural-services-2021-05034 } ?f lh:value ?v }")
    (fact,) = found.facts.values()
    assert (fact.unit, fact.measure, fact.time, fact.months, fact.hedge) == (
        "person",
        "flow",
        "during",
        "60",
        "more-than",
    )
    assert (float(fact.value), float(fact.low), fact.high, fact.is_plan) == (9_600_000, 9_600_000, "", False)
    assert [ENGLISH.label(labels) for labels in found.sources] == [
        "Newspaper report of 2021 on rural public services and social security"
    ]
    assert CHINESE.label(found.names["unit/person"]) == "人"


def test_plans_are_told_from_results(gathered: Gather) -> None:
    found = gathered("SELECT ?f WHERE { ?f a lh:Target }")
    assert len(found.facts) >= 5
    assert all(fact.is_plan for fact in found.facts.values())


def test_places(gathered: Gather) -> None:
    found = gathered("SELECT ?r WHERE { VALUES ?r { region:shanxi region:shanxi-yangquan theme:education } }")
    places = {place.id: place for place in found.places.values()}
    assert places["shanxi"].iso_code == "CN-SX"
    assert places["shanxi-yangquan"].point == (113.56333, 37.8575)
    assert len(places) == 2


def test_labels_in_the_other_language(gathered: Gather) -> None:
    found = gathered("SELECT ?label ?iri WHERE { VALUES ?iri { region:shanxi } ?iri rdfs:label ?label }")
    assert [found.text_at(name, 0, CHINESE) for name in ("label", "iri")] == ["山西省", "山西省"]
    assert [found.text_at(name, 0, ENGLISH) for name in ("label", "iri")] == ["Shanxi", "Shanxi"]


def test_a_label_of_two_things_is_that_of_the_kind_of_its_column(gathered: Gather) -> None:
    labels = "VALUES ?label { 'Social assistance' %s }"
    themes = gathered("SELECT ?label WHERE { " + labels % "'Education' 'Housing'" + " }")
    programs = gathered("SELECT ?label WHERE { " + labels % "'Basic medical insurance' 'Temporary assistance'" + " }")
    assert themes.text_at("label", 0, CHINESE) == "社会救助"
    assert programs.text_at("label", 0, CHINESE) not in {"社会救助", "Social assistance"}


def test_hostile_terms_are_asked_about_safely(gathered: Gather) -> None:
    found = gathered("""SELECT ?a ?b WHERE { VALUES (?a ?b) {
      ("\\"} } SELECT * WHERE { ?s ?p ?o" <https://w3id.org/livelihood/figure/x%22%7D>)
      ("a\\nb\\\\" <urn:x:y>) ("" UNDEF)
    } }""")
    assert len(found.table.rows) == 3
    assert found.facts == {}


def test_many_terms_are_cut(gathered: Gather) -> None:
    found = gathered("SELECT ?a ?b WHERE { ?a ?p ?b } LIMIT 3000")
    assert len(found.table.rows) == 3_000
