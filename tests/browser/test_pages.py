"""Every kind of reading page in both languages and three widths: whole, reachable, legible, and asking nobody else."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from server.running import Server

from browser.conftest import WATCH, Watched

PAGES = {
    "home": "/",
    "regions": "/region",
    "programs": "/program?within=region:shanxi",
    "figures": "/figure?region=region:shanxi",
    "indicators": "/indicator?page=2",
    "region": "/region/shanxi",
    "small-region": "/region/sichuan-wangcang",
    "program": "/program/shanxi-livelihood-deeds",
    "beneficiary": "/beneficiary/older-people",
    "indicator": "/indicator/people-served",
    "theme": "/theme/health",
    "organization": "/organization/shanxi-government",
    "period": "/period/five-year-plan-13",
    "unit": "/unit/person",
    "series": "/series/china--temporary-assistance--temporary-assistance-change--people-in-need",
    "flag": "/flag/scope-unclear",
    "source": "/source/shanxi-deeds-2022",
    "figure": "/figure/rural-services-2021-05034",
    "related-figure": "/figure/rural-services-2021-09410",
    "graph": "/graph/regions",
    "ontology": "/ns",
    "quality": "/quality",
    "download": "/download/",
    "problems": "/problems/",
    "explain": "/explain?query=SELECT%20*%20%7B%20%3Fs%20lh%3Anothing%20%3Fo%20%7D",
    "not-found": "/program/shanxi-elevator",
    "bad-parameter": "/region?level=nothing",
}
WIDTHS = (390, 900, 1400)
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
MOST_BYTES = 60_000
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core, as the package for tests ships it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.fixture
def dark(chromium: Browser, site: Server) -> Iterator[Watched]:
    """A page in a browser that prefers dark."""
    context = chromium.new_context(viewport={"width": 900, "height": 900}, color_scheme="dark")
    context.add_init_script(WATCH)
    watched = Watched(context.new_page(), f"http://127.0.0.1:{site.port}")
    watched.watch()
    yield watched
    watched.check()
    context.close()


def _at(path: str, language: str) -> str:
    """The address of a page in a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def _violations(watched: Watched, axe: str, options: dict[str, Any]) -> list[str]:
    """What axe finds, each rule with the first elements."""
    watched.page.evaluate(axe)
    found = watched.page.evaluate("options => axe.run(document, options)", options)
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in found["violations"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_width(browsing: Watched, name: str) -> None:
    for language, tag in LANGUAGES.items():
        for width in WIDTHS:
            browsing.page.set_viewport_size({"width": width, "height": 900})
            browsing.open(_at(PAGES[name], language))
            assert browsing.page.evaluate("document.documentElement.lang") == tag
            over = browsing.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{name} in {language} at {width}: {over} pixels too wide"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browsing: Watched, axe: str, name: str) -> None:
    for language in LANGUAGES:
        browsing.open(_at(PAGES[name], language))
        found = _violations(browsing, axe, {"runOnly": list(RULES)})
        assert found == [], f"{name} in {language}"


@pytest.mark.parametrize("name", ["home", "region", "program", "source", "figure", "quality", "ontology", "not-found"])
def test_contrast_holds_in_the_dark(dark: Watched, axe: str, name: str) -> None:
    dark.open(PAGES[name])
    assert _violations(dark, axe, {"runOnly": ["color-contrast", "link-in-text-block"]}) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(site: Server, name: str) -> None:
    for language in LANGUAGES:
        reply = site.ask("GET", _at(PAGES[name], language), {"Accept": "text/html"})
        assert len(reply.body) <= MOST_BYTES, f"{name} in {language}"


def test_the_language_is_kept(browsing: Watched) -> None:
    browsing.open("/region/shanxi?lang=en")
    browsing.page.get_by_role("link", name="中文").click()
    expect(browsing.page.locator("h1")).to_have_text("山西省")
    browsing.page.get_by_role("link", name="提问").focus()
    browsing.open("/quality")
    expect(browsing.page.locator("h1")).to_have_text("数据质量如何？")
    browsing.page.get_by_role("link", name="English").click()
    expect(browsing.page.locator("h1")).to_have_text("How good is it?")


def test_the_keyboard_reaches_everything(browsing: Watched) -> None:
    browsing.open("/region/shanxi")
    browsing.page.keyboard.press("Tab")
    expect(browsing.page.locator(":focus")).to_have_text("Skip to the content")
    browsing.page.keyboard.press("Enter")
    expect(browsing.page.locator(":focus")).to_have_attribute("id", "main")
    browsing.page.keyboard.press("Tab")
    expect(browsing.page.locator(":focus")).to_have_text("China")
    outline = browsing.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "focus is seen"
    browsing.page.keyboard.press("Enter")
    expect(browsing.page.locator("h1")).to_contain_text("China")
    count = browsing.page.evaluate(
        "document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]').length"
    )
    for _ in range(12):
        browsing.page.keyboard.press("Tab")
        assert browsing.page.evaluate("document.activeElement !== document.body")
    assert count > 20


def test_all_is_there_without_scripts(chromium: Browser, site: Server) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    for name in ("home", "region", "program", "source", "figure", "quality", "ontology"):
        page.goto(f"http://127.0.0.1:{site.port}{PAGES[name]}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).to_contain_text("figure" if name == "home" else "")
    page.goto(f"http://127.0.0.1:{site.port}/figure/rural-services-2021-05034")
    expect(page.locator("h1")).to_have_text("more than 9.6 million people, 2016–2020")
    page.get_by_text("Check it yourself").is_visible()
    context.close()


def test_motion_is_reduced_on_request(chromium: Browser, site: Server) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}/ns")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def test_a_newcomer_finds_the_way_to_a_number(browsing: Watched) -> None:
    browsing.open("/?lang=en")
    browsing.page.get_by_role("link", name="Programs").first.click()
    browsing.page.get_by_role("link", name="Elevators for existing residences in Shanxi").click()
    expect(browsing.page.locator("main")).to_contain_text("Run by")
    expect(browsing.page.locator("main")).to_contain_text("Urban residents")
    browsing.page.get_by_role("link", name="519 devices").first.click()
    expect(browsing.page.locator("#evidence")).to_be_visible()
    expect(browsing.page.locator("main")).to_contain_text("characters 2,420–2,423")
