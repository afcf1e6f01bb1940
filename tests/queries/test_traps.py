"""The ontology's promises, asked of the real graph in SPARQL: what a stranger's query may rely on."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg_builder.releases.release import Release

ALWAYS_ONCE = (
    "beneficiary",
    "comparator",
    "end",
    "indicator",
    "precision",
    "program",
    "region",
    "series",
    "source",
    "timeKind",
    "unit",
    "value",
    "year",
)
LEAST_FIGURES, LEAST_PROGRAMS, LEAST_REGIONS = 90, 80, 70

Rows = list[tuple[str | None, ...]]


@pytest.fixture(scope="session")
def rows(store: ox.Store, release: Release) -> Callable[[str], Rows]:
    """A function that gives the rows of a query as texts, None where nothing is bound."""

    def run(text: str) -> Rows:
        result = store.query(text, prefixes=dict(release.prefixes))
        assert isinstance(result, ox.QuerySolutions)
        return [tuple(None if term is None else term.value for term in row) for row in result]

    return run


def test_there_is_something_to_ask(rows: Callable[[str], Rows]) -> None:
    for name, least in (("Figure", LEAST_FIGURES), ("Program", LEAST_PROGRAMS), ("Region", LEAST_REGIONS)):
        ((count,),) = rows(f"SELECT (COUNT(?thing) AS ?n) WHERE {{ ?thing a lh:{name} }}")
        assert int(count or 0) >= least


@pytest.mark.parametrize("name", ALWAYS_ONCE)
def test_every_figure_has_it_exactly_once(name: str, rows: Callable[[str], Rows]) -> None:
    assert not rows(f"""SELECT ?f (COUNT(?o) AS ?n) WHERE {{ ?f a lh:Figure OPTIONAL {{ ?f lh:{name} ?o }} }}
                        GROUP BY ?f HAVING(COUNT(?o) != 1)""")


def test_every_figure_is_one_of_two_kinds(rows: Callable[[str], Rows]) -> None:
    assert not rows("""SELECT ?f (COUNT(?kind) AS ?n) WHERE {
                         ?f a lh:Figure OPTIONAL { VALUES ?kind { lh:Measurement lh:Target } ?f a ?kind }
                       } GROUP BY ?f HAVING(COUNT(?kind) != 1)""")


def test_the_unit_of_a_figure_is_that_of_its_indicator(rows: Callable[[str], Rows]) -> None:
    assert not rows("SELECT ?f WHERE { ?f lh:unit ?u ; lh:indicator/lh:unit ?other FILTER(?u != ?other) }")
    assert not rows("SELECT ?f WHERE { ?f lh:indicator ?i FILTER NOT EXISTS { ?i lh:measure ?m } }"), "on an umbrella"


def test_numbers_compare_as_numbers(rows: Callable[[str], Rows]) -> None:
    assert not rows("""SELECT ?f WHERE { ?f a lh:Figure ; lh:value ?v ; lh:year ?y
                       FILTER(DATATYPE(?v) != xsd:decimal || DATATYPE(?y) != xsd:integer) }""")
    ((largest,),) = rows("SELECT (MAX(?v) AS ?m) WHERE { ?f a lh:Figure ; lh:value ?v }")
    assert largest == "8340000000000", "not the text that sorts last"


def test_people_are_neither_yuan_nor_summed_over_stocks_and_flows(rows: Callable[[str], Rows]) -> None:
    umbrella = "?f lh:indicator ?i . ?i skos:broader* indicator:people-served"
    assert rows(f"SELECT DISTINCT ?u WHERE {{ {umbrella} . ?f lh:unit/rdfs:label ?u }}") == [("person",)]
    by_measure = {
        name: rows(f"SELECT ?f WHERE {{ {umbrella} . ?i lh:measure measure:{name} }}")
        for name in ("stock", "flow", "rate")
    }
    assert by_measure["stock"]
    assert by_measure["flow"]
    assert not by_measure["rate"]
    assert len(rows(f"SELECT ?f WHERE {{ {umbrella} }}")) == sum(map(len, by_measure.values()))


def test_a_plan_is_never_counted_as_done(rows: Callable[[str], Rows]) -> None:
    assert rows("SELECT ?t WHERE { ?t a lh:Target }")
    assert not rows("SELECT ?t WHERE { ?t a lh:Target ; lh:latest true }")
    assert not rows("SELECT ?t WHERE { ?t a lh:Target ; lh:target|lh:subsetOf ?x }")
    assert not rows(
        "SELECT ?m WHERE { ?m a lh:Measurement ; lh:end ?end ; lh:source/dct:issued ?day FILTER(?end > ?day) }"
    )


def test_a_series_has_at_most_one_latest(rows: Callable[[str], Rows]) -> None:
    assert not rows("SELECT ?s WHERE { ?f lh:series ?s ; lh:latest true } GROUP BY ?s HAVING(COUNT(?f) > 1)")
    assert not rows("""SELECT ?s WHERE { ?f a lh:Measurement ; lh:series ?s
                       FILTER NOT EXISTS { ?newest lh:series ?s ; lh:latest true } }""")


def test_a_part_is_not_larger_than_its_whole(rows: Callable[[str], Rows]) -> None:
    pairs = rows("""SELECT ?part ?whole WHERE { ?f lh:subsetOf ?w ; lh:value ?part ; lh:unit ?u .
                    ?w lh:value ?whole ; lh:unit ?u }""")
    assert len(pairs) >= 2
    assert all(float(part or 0) <= float(whole or 0) for part, whole in pairs)


def test_shanxi_is_not_shaanxi(rows: Callable[[str], Rows]) -> None:
    found = rows("""SELECT ?iri ?label ?iso ?code ?zh WHERE {
                      VALUES ?iri { region:shanxi region:shaanxi }
                      ?iri rdfs:label ?label ; lh:isoCode ?iso ; lh:code ?code ; skos:prefLabel ?zh
                      FILTER(LANGMATCHES(LANG(?zh), "zh")) } ORDER BY ?code""")
    assert [row[1:] for row in found] == [
        ("Shanxi", "CN-SX", "140000", "山西省"),
        ("Shaanxi", "CN-SN", "610000", "陕西省"),
    ]
    assert not rows(
        """SELECT ?p WHERE { ?p lh:region/lh:within* region:shanxi ; lh:region/lh:within* region:shaanxi }"""
    )
    inside = "SELECT DISTINCT ?p WHERE {{ ?p a lh:Program ; lh:region/lh:within* region:{} }}"
    assert len(rows(inside.format("shanxi"))) > len(rows(inside.format("shaanxi"))) >= 1


def test_every_region_leads_up_to_the_nation(rows: Callable[[str], Rows]) -> None:
    assert not rows("SELECT ?r WHERE { ?r a lh:Region FILTER NOT EXISTS { ?r lh:within* region:china } }")
    ((every,),) = rows(
        "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a lh:Program ; lh:region/lh:within* region:china }"
    )
    ((all_programs,),) = rows("SELECT (COUNT(?p) AS ?n) WHERE { ?p a lh:Program }")
    assert every == all_programs


def test_each_thing_has_one_plain_label(rows: Callable[[str], Rows]) -> None:
    assert not rows("""SELECT ?x WHERE { ?x rdfs:label ?l } GROUP BY ?x HAVING(COUNT(?l) != 1)""")
    assert not rows("""SELECT ?x WHERE { ?x rdfs:label ?l FILTER(LANG(?l) != "") }""")
    assert not rows("""SELECT ?x WHERE {
        VALUES ?c { lh:Region lh:Program lh:Organization lh:Indicator lh:Unit lh:Theme lh:BeneficiaryGroup lh:Period
                    lh:Series lh:Source lh:Figure lh:Citation
                    skos:ConceptScheme owl:Class owl:ObjectProperty owl:DatatypeProperty }
        ?x a ?c FILTER NOT EXISTS { ?x rdfs:label ?l } }""")


def test_the_default_graph_has_each_triple_once(rows: Callable[[str], Rows]) -> None:
    ((default,),) = rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    distinct = rows("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }")
    named = rows("SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert int(default or 0) == len(distinct) == len(named)
    assert sorted(map(str, distinct)) == sorted(map(str, named))


def test_the_count_is_that_of_the_manifest(rows: Callable[[str], Rows], release: Release) -> None:
    assert rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") == [(str(release.triples),)]
    graphs = rows("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert sorted(graphs) == sorted((iri, str(size)) for iri, size in release.graphs.items())


def test_there_is_no_blank_node(rows: Callable[[str], Rows]) -> None:
    assert not rows("SELECT ?s WHERE { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) }")


def test_there_is_no_person(rows: Callable[[str], Rows], release: Release) -> None:
    others = rows("SELECT DISTINCT ?c WHERE { ?x a ?c } ORDER BY ?c")
    ours = (release.prefixes["lh"], *(release.prefixes[name] for name in ("dcat", "owl", "skos", "void")))
    assert [iri for (iri,) in others if not (iri or "").startswith(ours)] == []
    assert not rows("""SELECT ?p WHERE { ?s ?p ?o
        FILTER(REGEX(STR(?p), "(given|family|first|last)_?name$|foaf/0.1/|/birthDate$", "i")) }""")


def test_a_citation_is_as_long_as_what_it_cites(rows: Callable[[str], Rows]) -> None:
    assert not rows("""SELECT ?c WHERE { ?c a lh:Citation ; oa:start ?start ; oa:end ?end ; oa:exact ?exact
                       FILTER(?end - ?start != STRLEN(?exact) || STRLEN(?exact) > 40) }""")
    assert not rows("""SELECT ?f WHERE { { ?f a lh:Figure } UNION { ?f a lh:Program }
                       FILTER NOT EXISTS { ?f lh:citation/lh:source/lh:sha256 ?digest } }""")
    assert not rows("SELECT ?f WHERE { ?f lh:citation/lh:source ?a FILTER NOT EXISTS { ?f lh:source ?a } }")


def test_no_long_text_is_published(rows: Callable[[str], Rows]) -> None:
    assert not rows("SELECT ?s ?o WHERE { ?s ?p ?o FILTER(ISLITERAL(?o) && STRLEN(STR(?o)) > 200) }")
