"""A package of another country has its pages, its own terms and its own dimension, with nothing of it in code."""

from collections.abc import Iterator

import pytest
from building import built
from datapackages import ROOT

from server.running import Server, start_server

BROWSER = {"Accept": "text/html"}
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def meals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the school meals of Calvera."""
    folder = tmp_path_factory.mktemp("meals")
    built(ROOT / "examples" / "school-meals", folder / "out")
    running = start_server(folder / "out", folder / "log", KG_SOURCES=str(ROOT / "examples" / "school-meals" / "texts"))
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/ns", "/quality", "/sex", "/sex/girls", "/region", "/region/calvera", "/figure", "/program"),
        *("/program/school-meals", "/source", "/source/canteens-audit-2024", "/indicator", "/unit", "/level"),
        *("/figure/canteens-audit-2024-00151", "/figure?about=sex:girls", "/organization", "/beneficiary"),
    ],
)
def test_a_page_is_there(meals: Server, path: str, language: str) -> None:
    reply = meals.ask("GET", path, {**BROWSER, "Accept-Language": language})
    assert reply.status == 200, reply.text
    assert len(reply.body) <= MOST_BYTES


def test_an_entry_of_its_own_list_has_its_figures(meals: Server) -> None:
    girls = meals.ask("GET", "/sex/girls", BROWSER).text
    assert '<a href="/sex">' in girls
    assert "Filles" in girls
    assert 'id="figures"' in girls


def test_a_figure_shows_its_own_dimension(meals: Server) -> None:
    listed = meals.ask("GET", "/figure?about=sex:girls", BROWSER).text
    link = next(part.split('"')[0] for part in listed.split('class="said" href="')[1:])
    text = meals.ask("GET", link, BROWSER).text
    assert "<dt>sex</dt>" in text
    assert '<a href="/sex/girls"><bdi>Girls</bdi></a>' in text
    assert "Read just now from the file" in text


def test_its_own_terms_are_on_the_page_of_the_ontology(meals: Server) -> None:
    text = meals.ask("GET", "/ns", BROWSER).text
    for part in ('id="own"', 'id="meal-Sex"', 'id="meal-sex"', "The sex of the pupils that a figure counts."):
        assert part in text


def test_conflicts_are_told_on_both_sides(meals: Server) -> None:
    quality = meals.ask("GET", "/quality", BROWSER).text
    assert 'id="conflicts"' in quality
    figure = meals.ask("GET", "/figure/canteens-audit-2024-00151", BROWSER).text
    assert "Corrections and conflicts" in figure
    assert "In conflict with" in figure
