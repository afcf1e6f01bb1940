"""Headers of stored queries: views, choices, words, and what happens to a query that is taken out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from server.releases import write_release
from server.running import Server, start_server

from kg_builder.errors import QueryError, SchemaError
from kg_builder.queries import check_queries, read_queries, read_query
from kg_builder.views import View, read_removed, read_words

FOLDER = Path(__file__).parents[2] / "data" / "queries"
QUERIES = read_queries(FOLDER)
CHINESE = re.compile("[\u4e00-\u9fff]")
HEADER = '#+ title = "A"\n#+ description = "B"\n'
BODY = "SELECT ?a ?n WHERE { ?a ?b ?n }\n"


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_has_its_texts_in_both_languages_and_a_group(name: str) -> None:
    query = QUERIES[name]
    assert CHINESE.search(query.titles["zh"])
    assert CHINESE.search(query.descriptions["zh"])
    assert query.descriptions["zh"].endswith("。")
    assert query.group in read_words(FOLDER).groups
    for parameter in query.parameters:
        assert parameter.kind != "iri" or "?value" in parameter.choices


def test_every_column_has_a_heading_in_both_languages() -> None:
    words = read_words(FOLDER)
    named = {name for query in QUERIES.values() for name in query.view.columns()}
    assert named <= set(words.columns)
    assert all(set(texts) == {"en", "zh"} for texts in (*words.columns.values(), *words.groups.values()))


@pytest.mark.parametrize(
    ("view", "wrong"),
    [
        ('kind = "pie"', "kind 'pie'"),
        ('x = "n"', "kind None"),
        ('kind = "bar"\n#+ x = "n"', "found no y"),
        ('kind = "map"', "found no point or region"),
        ('kind = "bar"\n#+ z = "n"', "expected a table"),
        ('kind = "table"\n#+ rows = -1', "rows -1"),
    ],
)
def test_a_view_that_cannot_be_drawn_is_refused(view: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "a-b.rq"
    path.write_text(f"{HEADER}#+ [view]\n#+ {view}\n{BODY}", "utf-8")
    with pytest.raises(QueryError, match=re.escape(wrong)):
        read_query(path)


def test_a_query_without_a_view_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a-b.rq"
    path.write_text(f"{HEADER}{BODY}", "utf-8")
    assert read_query(path).view == View()
    path.write_text(f'{HEADER}#+ view = "bar"\n{BODY}', "utf-8")
    with pytest.raises(QueryError, match="expected a table"):
        read_query(path)


@pytest.mark.parametrize("name", ["limit", "lang", "theme", "format"])
def test_a_parameter_has_no_name_that_addresses_use(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a-b.rq"
    parameter = f'#+ [[parameters]]\n#+ name = "{name}"\n#+ kind = "string"\n#+ default = "x"\n'
    path.write_text(f"{HEADER}{parameter}{BODY}", "utf-8")
    with pytest.raises(QueryError, match="expected another name"):
        read_query(path)


@pytest.mark.parametrize(
    ("file", "content", "wrong"),
    [
        ("words.toml", "[columns.a]\nen = 1\n", "tables"),
        ("words.toml", "[rows.a]\nen = 'x'\n", "tables"),
        ("words.toml", "[[[", "TOML"),
        ("removed.toml", "old = 'nothing'\n", "one that is there"),
        ("removed.toml", "a-b = ''\n", "one that is there"),
        ("removed.toml", "old = 1\n", "expected lines"),
        ("a-b.rq", f'{HEADER}#+ group = "none"\n{BODY}', "found group"),
    ],
)
def test_what_stands_beside_queries_is_checked(file: str, content: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "a-b.rq").write_text(f"{HEADER}{BODY}", "utf-8")
    check_queries(tmp_path)
    (tmp_path / file).write_text(content, "utf-8")
    with pytest.raises(SchemaError, match=wrong):
        check_queries(tmp_path)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a tiny release that lacks two queries it once had."""
    folder = tmp_path_factory.mktemp("changed")
    release = write_release(folder / "out", "0.1.0")
    removed = 'regions-of-old = "programs-and-regions"\nforgotten = ""\n'
    (release / "queries" / "removed.toml").write_text(removed, "utf-8")
    running = start_server(folder / "out", folder / "log")
    yield running
    running.stop()


def test_a_query_that_is_gone_says_what_stands_in_its_place(changed: Server) -> None:
    reply = changed.ask("GET", "/q/regions-of-old.csv")
    assert reply.status == 410
    assert reply.text.startswith("Error 410.")
    assert "replaced by programs-and-regions" in reply.text
    assert reply.headers["link"] == '</q/programs-and-regions.csv>; rel="successor-version"'
    assert changed.ask("GET", "/q/forgotten.json").problem == "gone"
    assert changed.ask("GET", "/embed/q/forgotten").status == 410
    assert read_removed(FOLDER) == {}


def test_a_query_without_choices_takes_any_value_of_its_kind(changed: Server) -> None:
    assert changed.ask("GET", "/q/programs-and-regions.csv?region=region:nowhere").text == "program,name,region\r\n"
    assert changed.ask("GET", "/q/programs-and-regions.csv?region=no%20iri").status == 400
