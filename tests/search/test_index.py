"""What the index has, and what questions find in it, however they are put."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kg_server.search.index import CANDIDATES, OF_KIND, Index
from kg_server.search.marking import marked
from kg_server.search.questions import LONGEST, read_question
from kg_server.search.spelling import distance

from kg_builder.queries import read_queries
from kg_builder.releases.letters import folded, indexed, trigrams
from kg_builder.releases.release import MERGED, Release
from kg_builder.releases.search import FILE, VERSION, entries_of, write_search

FINDS: list[tuple[str, str]] = [
    ("Shanxi", "region/shanxi"),
    ("shanxi", "region/shanxi"),
    ("SHAANXI", "region/shaanxi"),
    ("ＳＨＡＮＸＩ", "region/shanxi"),
    ("sichaun", "region/sichuan"),
    ("Yangqaun", "region/shanxi-yangquan"),
    ("chongqin", "region/chongqing"),
    ("四川", "region/sichuan"),
    ("四川省", "region/sichuan"),
    ("山西", "region/shanxi"),
    ("阳泉市", "region/shanxi-yangquan"),
    ("阳泉市人", "region/shanxi-yangquan"),
    ("education", "theme/education"),
    ("教育", "theme/education"),
    ("elevators", "indicator/elevators-completed"),
    ("elev", "indicator/elevators-completed"),
    ("elevtaor", "indicator/elevators-completed"),
    ("older people", "beneficiary/older-people"),
    ("oldr poeple", "beneficiary/older-people"),
    ("programs in a region", "q/programs-in-region"),
    ("某地区的项目", "q/programs-in-region"),
    ("comparator", "ns#comparator"),
    ("13th Five-Year Plan", "period/five-year-plan-13"),
]
"""Questions with what must be among the first three hits."""

HOSTILE = [
    "",
    " ",
    '"',
    "'; DROP TABLE entry; --",
    'names : "x" OR *',
    "NEAR(a b, 5)",
    "a AND OR NOT",
    "^a*",
    "{names about}: x",
    "(" * 500,
    "\x00",
    "a\x00b",
    "x" * 10_000,
    "四" * 10_000,
    "a " * 5_000,
    "\ud83d",
    "🤷 👩‍👩‍👧",
    "\u202eabc",
    "%_\\",
    "-1 UNION SELECT",
    "ﬁ ﬂ ½ ㊀",
]


@pytest.fixture(scope="module")
def index(release: Release) -> Index:
    """The index of the project's own data."""
    return Index(release.path / FILE)


@pytest.mark.parametrize(("question", "thing"), FINDS)
def test_questions_find(index: Index, question: str, thing: str) -> None:
    assert len(FINDS) >= 20
    hits = [hit.iri.removeprefix("https://w3id.org/livelihood/") for hit in index.find(question).hits]
    assert thing in hits[:3]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_questions_do_no_harm(index: Index, question: str) -> None:
    found = index.find(question)
    assert found.total <= OF_KIND * 30
    assert len(read_question(question).text) <= LONGEST


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.integers(0, 50), st.integers(1, 30))
def test_any_question_is_answered(index: Index, question: str, offset: int, limit: int) -> None:
    found = index.find(question, offset=offset, limit=limit)
    assert len(found.hits) == max(0, min(limit, found.total - offset))
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert sum(count for _, count in found.counts) == found.total


def test_pages_join_to_the_whole(index: Index) -> None:
    whole = index.find("people", limit=100).hits
    assert len(whole) > 30
    assert [hit for at in range(0, 100, 7) for hit in index.find("people", offset=at, limit=7).hits] == list(whole)


def test_a_kind_can_be_asked_for(index: Index) -> None:
    found = index.find("people", ["indicator"])
    assert found.total > 5
    assert {hit.kind for hit in found.hits} == {"indicator"}
    assert index.find("people", ["nothing"]).total == 0


def test_misspellings_say_what_was_meant(index: Index) -> None:
    assert index.find("sichaun").corrected == "sichuan"
    assert index.find("sichuan").corrected == ""


def test_threads_have_connections_of_their_own(index: Index) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(index.find("Shanxi").total)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 500])
def test_without_an_index_nothing_is_found(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    index = Index(tmp_path / FILE)
    assert not index.is_there
    assert index.find("Shanxi").total == 0


def test_an_index_is_read_only(index: Index) -> None:
    with pytest.raises(sqlite3.OperationalError):
        index._connection().execute("DELETE FROM entry")


def contents(path: Path) -> list[object]:
    """All rows of an index."""
    with closing(sqlite3.connect(path)) as database:
        tables = ("entry", "kinds", "exact", "word", "gram")
        return [database.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608  # our names


def test_the_same_graph_has_the_same_index(release: Release, tmp_path: Path) -> None:
    queries = read_queries(release.path / "queries")
    total = write_search(tmp_path / "a", release.path / MERGED, release.base, queries)
    assert total >= 500
    assert contents(tmp_path / "a") == contents(release.path / FILE)
    write_search(tmp_path / "b", release.path / MERGED, release.base, queries)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with closing(sqlite3.connect(tmp_path / "a")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_kinds_stand_together(release: Release) -> None:
    with closing(sqlite3.connect(release.path / FILE)) as database:
        spans = database.execute("SELECT kind, first, last FROM kinds ORDER BY first").fetchall()
        for kind, first, last in spans:
            query = "SELECT COUNT(*), COUNT(DISTINCT kind) FROM entry WHERE id BETWEEN ? AND ?"
            assert database.execute(query, (first, last)).fetchone() == (last - first + 1, 1), kind
    kinds = {kind for kind, _, _ in spans}
    assert {"theme", "program", "region", "indicator", "query", "term", "source", "figure"} <= kinds
    assert not {"series", "graph", "citation"} & kinds


def test_the_release_lists_its_index(release: Release) -> None:
    assert release.files[FILE] == {"media_type": "application/vnd.sqlite3"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A graph with labels that are no labels."""
    base = "https://w3id.org/livelihood/"
    labels = ["<script>alert(1)</script>", "a\\u202Eb", "x" * 10_000, "tab\\tand\\nline", '\\"quoted\\"', "𠮷野家", ""]
    lines = [
        f'<{base}region/{at}> <http://www.w3.org/2000/01/rdf-schema#label> "{label}" .\n'
        for at, label in enumerate(labels)
    ]
    (tmp_path / "graph.nt").write_text("".join(lines), "utf-8")
    return tmp_path / "graph.nt"


def test_hostile_labels_are_found_as_they_are(hostile: Path, tmp_path: Path) -> None:
    assert len(list(entries_of(hostile, "https://w3id.org/livelihood/"))) == 7
    assert write_search(tmp_path / FILE, hostile, "https://w3id.org/livelihood/", {}) == 7
    index = Index(tmp_path / FILE)
    assert [hit.labels[""] for hit in index.find("script alert").hits] == ["<script>alert(1)</script>"]
    assert index.find("tab and line").total == 1
    assert index.find("野家").total == 1
    assert index.find("xxxxxxxxxx").total == 1


def test_more_hits_than_are_ranked(tmp_path: Path) -> None:
    base = "https://w3id.org/livelihood/"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [f'<{base}region/{at:05d}> {label} "Village {at}" .\n' for at in range(2_000)]
    (tmp_path / "graph.nt").write_text(f'<{base}program/x> {label} "Village program" .\n' + "".join(lines), "utf-8")
    write_search(tmp_path / FILE, tmp_path / "graph.nt", base, {})
    found = Index(tmp_path / FILE).find("village")
    assert dict(found.counts) == {"program": 1, "region": OF_KIND}
    assert found.full == {"region"}
    assert not found.is_all
    assert Index(tmp_path / FILE).find("village", ["region"]).total == CANDIDATES
    assert Index(tmp_path / FILE).find("village 1999").hits[0].iri == f"{base}region/01999"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Older people", "older people"),
        ("Ürümqi", "urumqi"),
        ("四川省", "四 川 省 四川 川省"),
        ("GB/T 2260", "gb t 2260"),
        ("a四川b", "a 四 川 四川 b"),
    ],
)
def test_labels_are_cut_into_words(text: str, words: str) -> None:
    assert indexed(text) == words


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("abc", "ab", 1),
        ("abc", "xyz", 3),
        ("sichaun", "sichuan", 1),
        ("", "ab", 2),
        ("a", "abcdefg", 3),
    ],
)
def test_distance(one: str, other: str, away: int) -> None:
    assert distance(one, other, 2) == away
    assert distance(other, one, 2) == away


def test_trigrams_mark_the_ends() -> None:
    assert trigrams("ab") == {"^ab", "ab$"}


@given(st.text(max_size=40), st.lists(st.text(max_size=5).map(folded), max_size=4))
def test_marking_loses_nothing(text: str, words: list[str]) -> None:
    assert "".join(part for part, _ in marked(text, words)) == text


def test_marking() -> None:
    assert marked("Ürümqi City", ["urumqi"]) == (("Ürümqi", True), (" City", False))
    assert marked("四川省广元市", ["川广元"], frozenset({"川广元"})) == (
        ("四川省", False),
        ("广元", True),
        ("市", False),
    )
