"""Pages of figures with their evidence, citations, and figures that were replaced."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from kg_server.naming.language import Language, read_languages
from kg_server.naming.wording import amount, counted, hedged, span
from kg_server.pages.citing import Work, bibtex
from kg_server.pages.passages import check, passage

from server.releases import TEXT, write_release
from server.running import Server, start_server

BROWSER = {"Accept": "text/html"}
FIGURE = "/figure/first-2021-00010"
LANGUAGES = read_languages()
ENGLISH, CHINESE = LANGUAGES["en"], LANGUAGES["zh"]


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a folder of source texts."""
    folder = tmp_path_factory.mktemp("private")
    write_release(folder / "out", "0.1.0")
    (folder / "texts").mkdir()
    (folder / "texts" / "first-2021.txt").write_text(TEXT, "utf-8")
    running = start_server(folder / "out", folder / "log", KG_SOURCES=str(folder / "texts"))
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


def test_a_figure_is_said_in_words(server: Server) -> None:
    page = server.ask("GET", FIGURE, BROWSER).text
    assert "<bdi>more than 1,200 people, 2020</bdi></h1>" in page
    assert '<p class="also" lang="zh-Hans"><bdi>超过1,200 people，2020年</bdi></p>' in page
    chinese = server.ask("GET", f"{FIGURE}?lang=zh", BROWSER).text
    assert "<bdi>超过1,200 people，2020年</bdi></h1>" in chinese
    assert "诊所" in chinese
    assert "0123456789abcdef" in page
    assert "kg verify --sources DIR" in page
    assert "Of which" in page
    assert "<mark>" not in page, "without the private folder there is no passage"
    part = server.ask("GET", "/figure/first-2021-00040", BROWSER).text
    assert "1,500 people, January–June 2021" in part
    assert "Part of" in part
    assert "A &lt;i&gt;note&lt;/i&gt;." in part
    assert ">Target</a>" in server.ask("GET", "/figure/second-2022-00007", BROWSER).text


def test_a_passage_is_shown_and_checked(private: Server) -> None:
    reply = private.ask("GET", FIGURE, BROWSER)
    assert "Last year <mark>1,200</mark> &lt;b&gt;patients&lt;/b&gt; &amp;" in reply.text
    assert "Read just now" in reply.text
    assert reply.headers["cache-control"] == "no-store"
    text = private.out.parent / "texts" / "first-2021.txt"
    text.write_text(TEXT + " ", "utf-8")
    try:
        changed = private.ask("GET", FIGURE, BROWSER).text
    finally:
        text.write_text(TEXT, "utf-8")
    assert "<mark>" not in changed
    assert "another digest" in changed
    assert "图中未给出文件名" in private.ask("GET", "/figure/second-2022-00007?lang=zh", BROWSER).text
    assert "no name of a file" in private.ask("GET", "/figure/second-2022-00007", BROWSER).text


def test_the_numerals_of_a_source_are_counted(private: Server, server: Server) -> None:
    reply = private.ask("GET", "/source/first-2021", BROWSER)
    assert "2 numerals, 2 cited by figures, 0 left out for a reason, 0 forgotten" in reply.text
    assert reply.headers["cache-control"] == "no-store"
    assert "Counted just now" not in server.ask("GET", "/source/first-2021", BROWSER).text
    assert "no name of a file" in private.ask("GET", "/source/second-2022", BROWSER).text


@pytest.mark.parametrize("identifier", ["../first.txt", "", ".hidden", "/etc/passwd", "a/b"])
def test_no_other_folder_is_read(tmp_path: Path, identifier: str) -> None:
    assert check(tmp_path, identifier, "00").problem == "the graph gives no name of a file"


def test_a_passage_is_cut_at_blanks() -> None:
    text = "word " * 100 + "TOKEN" + " word" * 100
    found = passage(text, 500, 505, "TOKEN")
    assert found is not None
    assert (found.token, found.matches, found.cut_before, found.cut_after) == ("TOKEN", True, True, True)
    assert found.before.startswith("word ")
    assert found.after.endswith(" word")
    assert passage(text, 500, 5000, "TOKEN") is None


@pytest.mark.parametrize(
    ("suffix", "kind", "part"),
    [
        (".bib", "application/x-bibtex", "@misc{livelihood-first-2021-00010,"),
        (".csl.json", "application/vnd.citationstyles.csl+json", '"type": "dataset"'),
        (".cite.txt", "text/plain", "“patients: more than 1,200 people, 2020”. In: Tiny Graph, release 0.1.0-"),
    ],
)
def test_a_figure_can_be_cited(server: Server, suffix: str, kind: str, part: str) -> None:
    reply = server.ask("GET", f"{FIGURE}{suffix}")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith(kind)
    assert part in reply.text
    assert "characters 10–15" in reply.text
    version = json.loads(server.ask("GET", "/readyz").text)["release"]
    assert version in reply.text, "the release is pinned"
    assert version in server.ask("GET", f"/download/{version}{suffix}").text
    assert version in server.ask("GET", f"/download/latest{suffix}").text


def test_a_citation_can_be_asked_for_by_name(server: Server) -> None:
    for path in (FIGURE, "/download/latest"):
        for form, suffix in (("bibtex", ".bib"), ("csl", ".csl.json"), ("text", ".cite.txt")):
            reply = server.ask("GET", f"{path}?cite={form}")
            assert (reply.status, reply.headers["location"]) == (303, f"{path}{suffix}")
        wrong = server.ask("GET", f"{path}?cite=bibtx")
        assert (wrong.status, wrong.problem) == (400, "parameter-invalid")
    assert server.ask("GET", "/figure/nothing.bib").status == 404
    assert server.ask("GET", "/download/9.9.9.bib").status == 404


def test_a_replaced_figure_leads_to_its_successor(server: Server) -> None:
    for accept in ("text/html", "text/turtle", "*/*"):
        reply = server.ask("GET", "/figure/first-2021-00009", {"Accept": accept})
        assert (reply.status, reply.headers["location"]) == (301, FIGURE)
        assert "This figure was corrected" in reply.text
        assert 'rel="successor-version"' in reply.headers["link"]
    stay = server.ask("GET", "/figure/first-2021-00009.html")
    assert stay.status == 200
    assert f'href="{FIGURE}"' in stay.text
    assert "isReplacedBy" in server.ask("GET", "/figure/first-2021-00009.ttl").text


@pytest.mark.parametrize(
    ("kind", "start", "end", "year", "expected"),
    [
        ("during", "2016-01-01", "2020-12-31", "2020", "2016–2020"),
        ("during", "2020-01-01", "2020-12-31", "2020", "2020"),
        ("during", "2020-02-01", "2020-02-29", "2020", "February 2020"),
        ("during", "2020-11-01", "2021-02-28", "2021", "November 2020 – February 2021"),
        ("during", "2020-01-02", "2020-03-05", "2020", "2 January 2020 – 5 March 2020"),
        ("during", "2020-01-02", "2020-01-02", "2020", "2 January 2020"),
        ("as-of", "", "2022-11-30", "2022", "as of 30 November 2022"),
        ("since", "2018-05-01", "2021-12-31", "2021", "since 1 May 2018"),
        ("baseline", "", "2016-12-31", "2016", "2016, the baseline"),
        ("during", "", "", "2020", "2020"),
        ("during", "-0001-bad", "x", "", ""),
    ],
)
def test_times_are_written(kind: str, start: str, end: str, year: str, expected: str) -> None:
    assert span(ENGLISH, kind, start, end, year) == expected


@pytest.mark.parametrize(
    ("kind", "start", "end", "year", "expected"),
    [
        ("during", "2016-01-01", "2020-12-31", "2020", "2016—2020年"),
        ("during", "2020-01-01", "2020-12-31", "2020", "2020年"),
        ("during", "2020-02-01", "2020-02-29", "2020", "2020年2月"),
        ("during", "2020-01-01", "2020-06-30", "2020", "2020年1月—6月"),
        ("during", "2020-11-01", "2021-02-28", "2021", "2020年11月至2021年2月"),
        ("as-of", "", "2022-11-30", "2022", "截至2022年11月30日"),
        ("as-of", "", "", "2022", "截至2022年"),
        ("since", "2018-05-01", "2021-12-31", "2021", "自2018年5月1日起"),
        ("baseline", "", "2016-12-31", "2016", "2016年（基期）"),
    ],
)
def test_times_are_written_in_chinese(kind: str, start: str, end: str, year: str, expected: str) -> None:
    assert span(CHINESE, kind, start, end, year) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("9600000", "person", "9.6 million people"),
        ("1", "person", "1 person"),
        ("1", "percent", "1%"),
        ("46.10", "percent", "46.1%"),
        ("2", "facility", "2 facilities"),
        ("2", "US dollar per person", "2 US dollars per person"),
        ("2.5", "yuan per person", "2.5 yuan per person"),
        ("3", "promised deed", "3 promised deeds"),
        ("2", "day", "2 days"),
        ("100", "times", "100 times"),
        ("0", "person-time", "0 person-times"),
    ],
)
def test_amounts_are_written(value: str, unit: str, expected: str) -> None:
    assert counted(ENGLISH, value, {"": unit}) == expected


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        (ENGLISH, "609000", "609,000"),
        (ENGLISH, "2500000000000", "2.5 trillion"),
        (ENGLISH, "26580000", "26.58 million"),
        (ENGLISH, "1234567", "1,234,567"),
        (ENGLISH, "270000000", "270 million"),
        (ENGLISH, "-9600000", "-9.6 million"),
        (CHINESE, "9600000", "960万"),
        (CHINESE, "609000", "60.9万"),
        (CHINESE, "2500000000000", "2.5万亿"),
        (CHINESE, "270000000", "2.7亿"),
        (CHINESE, "16094", "16,094"),
        (CHINESE, "641", "641"),
        (ENGLISH, "many", "many"),
        (ENGLISH, "NaN", "NaN"),
        (CHINESE, "-Infinity", "-Infinity"),
        (ENGLISH, "1e999999", "1e999999"),
    ],
)
def test_large_numbers_are_in_words_where_no_digit_is_lost(language: Language, value: str, expected: str) -> None:
    assert amount(language, value) == expected


def test_hedges_and_units_are_written_in_both_languages() -> None:
    person = {"": "person", "en": "person", "zh-Hans": "人"}
    assert hedged(CHINESE, "more-than", {}, counted(CHINESE, "9600000", person)) == "超过960万人"
    assert hedged(ENGLISH, "more-than", {}, counted(ENGLISH, "9600000", person)) == "more than 9.6 million people"
    assert counted(CHINESE, "98", {"": "percent", "zh-Hans": "百分之"}) == "98%"
    assert hedged(ENGLISH, "exact", {}, "2 days") == "2 days"
    assert hedged(ENGLISH, "nearly", {}, "2 days") == "nearly 2 days"
    assert hedged(ENGLISH, "roughly", {"": "roughly"}, "2 days") == "roughly 2 days"


def test_bibtex_is_escaped() -> None:
    entry = bibtex(Work("k", "50 % of {a} & b_c \\ #", "Data", "1", "2026-01-02", "https://x.example/a_b"))
    assert r"50 \% of \{a\} \& b\_c \textbackslash{} \#" in entry
    assert r"\url{https://x.example/a_b}" in entry
