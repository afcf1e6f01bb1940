"""Frames and elements in a page of somebody else, under a strict policy, in Chromium."""

import http.server
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from browser.conftest import ARGUMENTS, find_chromium
from playwright.sync_api import Browser, Page, sync_playwright
from server.running import Server

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Somebody's page</title>
<script type="module" src="{site}/static/livelihood.js"></script></head>
<body>
<h1>Somebody's page</h1>
<livelihood-chart id="chart" q="people-served-in-region" region="region:shanxi-yangquan"></livelihood-chart>
<livelihood-table id="table" q="facilities-by-kind" limit="4"></livelihood-table>
<livelihood-table id="chinese" q="program-counts-by-province" lang="zh"></livelihood-table>
<livelihood-figure id="figure" q="one-figure"></livelihood-figure>
<livelihood-chart id="folded" q="counts-surely-reached" atLeast="100000000"></livelihood-chart>
<livelihood-table id="wrong" q="facilities-by-knd"></livelihood-table>
<iframe id="frame" src="{site}/embed/q/facilities-by-kind" title="Facilities" width="720" height="10"
  sandbox="allow-scripts allow-downloads allow-popups"></iframe>
<iframe id="rows" src="{site}/embed/q/region-tree?theme=dark&amp;lang=zh" title="Regions" width="720" height="10"
  sandbox="allow-scripts allow-downloads allow-popups"></iframe>
<iframe id="card" src="{site}/embed/q/one-figure" title="A figure" height="10" sandbox="allow-scripts"></iframe>
<iframe id="broken" src="{site}/embed/q/nothing" title="Nothing" height="10" sandbox="allow-scripts"></iframe>
</body></html>
"""
POLICY = (
    "default-src 'none'; script-src {site}; connect-src {site}; img-src {site}; frame-src {site}; style-src 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)


class Somebody(http.server.BaseHTTPRequestHandler):
    """A page of somebody else."""

    def __init__(self, site: str, *arguments: object) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = PAGE.format(site=self.site).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(site=self.site))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Seen:
    """A page and what its console said."""

    page: Page
    said: list[str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="module")
def seen(browser: Browser, server: Server) -> Iterator[Seen]:
    """The page of somebody else, with all that is in it loaded."""
    site = f"http://127.0.0.1:{server.port}"
    somebody = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Somebody, site))
    threading.Thread(target=somebody.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://localhost:{somebody.server_port}/", wait_until="networkidle")
    page.wait_for_function("!document.querySelector('[aria-busy]')", timeout=30_000)
    page.wait_for_timeout(500)
    if picture := os.environ.get("EMBEDS_PICTURE"):
        page.screenshot(path=picture, full_page=True)
    yield Seen(page, said)
    page.close()
    somebody.shutdown()
    somebody.server_close()


def words(seen: Seen, selector: str) -> str:
    """What an element shows."""
    return str(seen.page.locator(selector).evaluate("element => element.shadowRoot.textContent"))


def test_nothing_is_refused_by_the_policy(seen: Seen) -> None:
    refused = [line for line in seen.said if "404" not in line and "favicon" not in line]
    assert refused == []


def test_a_chart_is_drawn_and_told(seen: Seen) -> None:
    image = seen.page.locator("#chart img")
    assert image.evaluate("image => image.naturalWidth") > 300
    assert len(image.get_attribute("alt") or "") > 40
    assert seen.page.locator("#folded img").evaluate("image => image.naturalWidth") > 300


def test_a_table_has_numbers_headings_and_evidence(seen: Seen) -> None:
    table = seen.page.locator("#table")
    assert table.locator("tbody tr").count() == 4
    assert table.locator("tbody td.number").first.inner_text() == "609,000"
    assert "/figure/" in (table.locator("tbody td a").first.get_attribute("href") or "")
    assert table.locator("th").all_inner_texts()[:2] == ["Indicator", "Hedge"]
    assert "All 9 rows" in words(seen, "#table")
    assert "省份" in words(seen, "#chinese")


def test_a_figure_stands_alone_with_its_evidence(seen: Seen) -> None:
    figure = seen.page.locator("#figure")
    assert "9,721" in words(seen, "#figure")
    assert "/figure/" in (figure.locator(".big a").get_attribute("href") or "")


def test_what_is_wrong_is_said_in_words(seen: Seen) -> None:
    assert "facilities-by-kind" in words(seen, "#wrong")
    assert "no stored query" in seen.page.frame_locator("#broken").locator("main").inner_text()


def test_frames_are_as_high_as_what_is_in_them(seen: Seen) -> None:
    for name in ("frame", "rows", "card", "broken"):
        assert int(seen.page.locator(f"#{name}").get_attribute("height") or 0) > 60, name
    assert seen.page.frame_locator("#frame").locator("img").evaluate("image => image.naturalWidth") > 300
    assert seen.page.frame_locator("#rows").locator("tbody tr").count() == 50
    assert "9,721" in seen.page.frame_locator("#card").locator(".number").inner_text()


def test_the_page_of_a_query_works_by_itself(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.port}/q/people-served-in-region", wait_until="networkidle")
    assert page.locator("figure.chart img").evaluate("image => image.naturalWidth") > 300
    page.locator("#p-region").select_option("region:shanxi-yangquan")
    page.wait_for_url("**/people-served-in-region?region=region%3Ashanxi-yangquan")
    assert page.locator("tbody tr").count() >= 1
    assert said == []
    page.close()


def test_the_element_is_small() -> None:
    script = Path(__file__).parents[2] / "server" / "kg_server" / "static" / "livelihood.js"
    assert script.stat().st_size <= 15_000
