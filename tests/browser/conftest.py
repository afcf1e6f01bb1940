"""A real Chromium on a real server that serves the project's own data."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright
from server.running import Server, start_server

from kg_builder.releases.release import Release

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = """No Chromium was found. These tests drive the system's own, and download none:
  Debian, Ubuntu:  apt-get install -y chromium   (`make chromium` does that for root)
  Fedora:          dnf install chromium
or say where one is: CHROMIUM=/path/to/chromium make test"""
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-dev-shm-usage", "--no-first-run"),
)
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


def find_chromium() -> str:
    """The path of the system's Chromium; without one, tests fail and say how to get it."""
    asked = os.environ.get("CHROMIUM", "")
    found = asked if asked and Path(asked).is_file() else next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        pytest.fail(HOW)
    return found


@dataclass
class Watched:
    """A page and what it did.

    Attributes:
        page: of the browser.
        site: address of the server, without a slash at its end.
        errors: what the page complained of.
        asked: addresses that it asked for.
    """

    page: Page
    site: str
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Listen to the page."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _error(self, error: Error) -> None:
        self.errors.append(str(error))

    def _request(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.asked.append(request.url)

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        self.page.goto(f"{self.site}{path}")

    def check(self) -> None:
        """The page broke no policy, raised no error and asked nobody else."""
        assert self.errors == []
        assert self.page.evaluate("window.violations ?? []") == []
        assert [url for url in self.asked if not url.startswith(self.site)] == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    path = find_chromium()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the project's own data: one evaluator, and a short time limit that can be raised to 20 seconds."""
    folder = tmp_path_factory.mktemp("site")
    settings = {"KG_METRICS": "1", "KG_EVALUATORS": "1", "KG_QUERY_SECONDS": "3", "KG_EVALUATOR_MIB": "512"}
    running = start_server(release.path.parents[1], folder / "log", **settings)
    yield running
    running.stop()
    log = (folder / "log").read_text("utf-8")
    assert "Traceback" not in log, log


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile in English."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, locale="en-US")
    context.add_init_script(WATCH)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def browsing(context: BrowserContext, site: Server) -> Iterator[Watched]:
    """A page that must not break the policy, raise an error or ask another server."""
    watched = Watched(context.new_page(), f"http://127.0.0.1:{site.port}")
    watched.watch()
    yield watched
    watched.check()
