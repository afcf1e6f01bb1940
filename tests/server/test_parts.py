"""Parts that need no server: the tokenizer, the reading of queries, the cache, the patience of a worker."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kg_server.arriving import BODY_BYTES, HEAD_BYTES, Stage, stage_of
from kg_server.errors import Problem, QueryRefused, QuerySyntax
from kg_server.naming.views import Names, grouped, shown
from kg_server.query.lexer import position, tokenize
from kg_server.query.reading import read_query
from kg_server.transfer.cache import AnswerCache

PREFIXES = {"": "http://a.example/", "lh": "http://lh.example/"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x{?x a lh:A}", ["SELECT", "?x", "{", "?x", "a", "lh:A", "}"]),
        ("1.5 1. .5 1e3 1.0E-3", ["1.5", "1", ".", ".5", "1e3", "1.0E-3"]),
        ('"a\\"b" \'\' """x"y""" \'\'\'\n\'\'\'', ['"a\\"b"', "''", '"""x"y"""', "'''\n'''"]),
        ("# one\r<a># two\n<b>", ["<a>", "<b>"]),
        ("lh:a.b. :x. _:b.c. lh:", ["lh:a.b", ".", ":x", ".", "_:b.c", ".", "lh:"]),
        ("lh:x\\#y%41 # z", ["lh:x\\#y%41"]),
        ("(?x<?y&&?z>?w)", ["(", "?x", "<?y&&?z>", "?w", ")"]),
        ("(?x<2)FILTER(?z>1)", ["(", "?x", "<", "2", ")", "FILTER", "(", "?z", ">", "1", ")"]),
        ("?s <p(1)> ?o", ["?s", "<p(1)>", "?o"]),
        ("(?x <http://a#b>)", ["(", "?x", "<http://a#b>", ")"]),
        ('"x"@en-GB "x"^^lh:t', ['"x"', "@en-GB", '"x"', "^^", "lh:t"]),
        ("?x<= ?y>=!^^", ["?x", "<=", "?y", ">=", "!", "^^"]),
        ("é:ü ?变量", ["é:ü", "?变量"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == expected


@given(st.text(alphabet=st.sampled_from("ab:?<>(){}'\"#\\ \n\r1.@^&|/-_%4é\u0085"), max_size=40))
def test_tokens_are_where_they_say(text: str) -> None:
    try:
        tokens = list(tokenize(text))
    except QuerySyntax as problem:
        line, column = problem.extra["line"], problem.extra["column"]
        assert isinstance(line, int)
        assert isinstance(column, int)
        assert line >= 1 <= column
        return
    for token in tokens:
        assert text.startswith(token.text, token.offset)
    assert [token.offset for token in tokens] == sorted({token.offset for token in tokens})


FRAGMENTS = st.sampled_from(
    [
        "SELECT *",
        "{",
        "}",
        "(",
        ")",
        "?s",
        "a",
        "lh:A",
        "FILTER",
        "<a>",
        "'x'",
        "1",
        ".",
        "OPTIONAL",
        "UNION",
        "<",
        ">",
        "# x\n",
    ]
)


@given(st.lists(FRAGMENTS, max_size=12))
def test_what_the_engine_parses_is_read(parts: list[str]) -> None:
    text = "SELECT * { " + " ".join(parts) + " }"
    try:
        ox.Store().query(text, prefixes=PREFIXES, base_iri="http://b.example/")
    except SyntaxError:
        return
    assert read_query(text, PREFIXES).form == "SELECT"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "SELECT"),
        ("PREFIX x: <a:b> BASE <a:c> ASK {}", "ASK"),
        ("# SELECT\nCONSTRUCT WHERE {}", "CONSTRUCT"),
        ("describe lh:A", "DESCRIBE"),
        ("PREFIX select: <a:b> ASK {}", "ASK"),
        ("BASE <http://select.example/> DESCRIBE <x>", "DESCRIBE"),
    ],
)
def test_the_form_is_found(text: str, form: str) -> None:
    assert read_query(text, PREFIXES).form == form


def test_graphs_are_found() -> None:
    reading = read_query("PREFIX g: <a:> SELECT * FROM <x> FROM NAMED <y> FROM g:z { GRAPH <n> {} }", PREFIXES)
    assert reading.from_graphs == ("<x>", "g:z")
    assert reading.from_named == ("<y>",)
    assert reading.prologue == "PREFIX g: <a:> "


@pytest.mark.parametrize(
    ("text", "line", "column", "suggestion"),
    [
        ("ASK {\n  ?s lhx:a ?o }", 2, 6, "Did you mean lh:a?"),
        ("ASK {\r\n  ?s ?p ?o", 1, 5, "Add the missing }."),
        ("ASK { (1 }", 1, 10, "Add the missing ) before this."),
        ("ASK { } }", 1, 9, "Remove this }."),
        ("DESCRIB lh:A", 1, 1, "Did you mean DESCRIBE?"),
    ],
)
def test_a_fault_is_placed(text: str, line: int, column: int, suggestion: str) -> None:
    with pytest.raises(QuerySyntax) as caught:
        read_query(text, PREFIXES)
    assert (caught.value.extra["line"], caught.value.extra["column"]) == (line, column)
    suggestions = caught.value.extra["suggestions"]
    assert isinstance(suggestions, list)
    assert suggestion in suggestions


def test_a_refusal_is_a_problem_with_a_place() -> None:
    with pytest.raises(QueryRefused) as caught:
        read_query("ASK { SERVICE <a:b> {} }", PREFIXES)
    assert isinstance(caught.value, Problem)
    assert caught.value.body()["column"] == 7
    assert caught.value.body()["type"] == "/problems/query-refused"


def test_lines_end_in_three_ways() -> None:
    assert position("a\r\nb\rc\nd", 7) == (4, 1)


def test_a_cache_forgets_the_least_used() -> None:
    cache = AnswerCache(100)
    for key in "abcde":
        cache.put(key, key.encode() * 20)
    assert cache.get("a") == b"a" * 20
    cache.put("f", b"f" * 20)
    assert cache.get("a") is not None
    assert cache.get("b") is None
    cache.put("large", b"x" * 26)
    assert cache.get("large") is None
    cache.put("f", b"g" * 25)
    assert cache.get("f") == b"g" * 25
    nothing = AnswerCache(0)
    nothing.put("a", b"a")
    assert nothing.get("a") is None


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (b"", Stage.BEGUN),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", Stage.BEGUN),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcd", Stage.BEGUN),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:5\r\n\r\nabcde", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", Stage.EXPECTS),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\na", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (BODY_BYTES + 1), Stage.BODY_TOO_LONG),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Stage.BEGUN),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n", Stage.BEGUN),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n0\r\n\r\n", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n0\r\n\r\n\r\n", Stage.BEGUN),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 1001, Stage.WHOLE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 100_000, Stage.BODY_TOO_LONG),
        (b"x" * (HEAD_BYTES + 1), Stage.HEAD_TOO_LONG),
    ],
)
def test_a_thread_gets_whole_requests(received: bytes, expected: Stage) -> None:
    assert stage_of(received) is expected


def test_terms_are_shown_for_people() -> None:
    names = Names("http://base.example/", {"lh": "http://base.example/ns#", "region": "http://base.example/region/"})
    here = shown({"type": "uri", "value": "http://base.example/region/north"}, names)
    assert (here.text, here.link) == ("region:north", "/region/north")
    term = shown({"type": "uri", "value": "http://base.example/ns#Figure"}, names)
    assert (term.text, term.link) == ("lh:Figure", "/ns#Figure")
    script = shown({"type": "uri", "value": "javascript:alert(1)"}, names)
    assert script.link is None
    number = shown(
        {"type": "literal", "value": "26580000", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}, names
    )
    assert (number.text, number.is_number) == ("26,580,000", True)
    assert [grouped(text) for text in ("2020", "-12345.5", "1e5")] == ["2020", "-12,345.5", "1e5"]
    assert shown(None, names).text == ""
