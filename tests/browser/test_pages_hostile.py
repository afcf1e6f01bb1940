"""Labels, notes and addresses that try to do harm: on no page does anything of it run, lead away or break out."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog
from server.releases import HERE, write_release
from server.running import Server, start_server

from browser.conftest import WATCH, Watched

PAGES = (
    "/",
    "/region/script",
    "/region/loop-a",
    "/program/long",
    "/program/x%2522onclick%253D",
    "/beneficiary/turned",
    "/theme/markup",
    "/unit/odd",
    "/indicator/odd",
    "/source/script",
    "/figure/hostile-00001",
    "/region",
    "/program",
    "/figure",
    "/indicator",
    "/graph/hostile",
    "/quality",
    "/ns",
    "/figure?region=%3Cscript%3Ewindow.hacked=20%3C/script%3E",
    "/region/%3Cscript%3Ewindow.hacked=21%3C/script%3E",
    "/%22%3E%3Cscript%3Ewindow.hacked=22%3C/script%3E?lang=zh&x=%22%3E%3Cscript%3E",
)
LONG = 10_000
MOST_BYTES = 60_000


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"iframe", "object", "embed", "svg", "base"}
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs), attrs
        self.found += [value for name, value in attrs if name in {"href", "src", "action"} and value]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a graph that tries to do harm."""
    folder = tmp_path_factory.mktemp("hostile")
    text = (
        (HERE / "hostile.trig").read_text("utf-8").replace('"LONG"', f'"{"long " * (LONG // 10)}{"x" * (LONG // 2)}"')
    )
    (folder / "hostile.trig").write_text(text, "utf-8")
    write_release(folder / "out", "0.1.0", more=folder / "hostile.trig")
    running = start_server(folder / "out", folder / "log", KG_SOURCES=str(folder))
    yield running
    running.stop()
    assert "Traceback" not in (folder / "log").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_leads_away_or_breaks_out(hostile: Server, path: str, language: str) -> None:
    reply = hostile.ask("GET", path, {"Accept": "text/html", "Accept-Language": language})
    assert reply.status in {200, 400, 404}, reply.text
    assert len(reply.body) <= MOST_BYTES
    for link in Links(reply.text).found:
        assert link.startswith(("/", "#", "http://", "https://")), link
        assert not link.startswith("//"), link
    for sign in ("<script>", "<img src=x", "\u202e", "\u2067", "\u0000", "<svg"):
        assert sign not in reply.text, sign


def test_nothing_runs(chromium: Browser, hostile: Server) -> None:
    dialogs: list[Dialog] = []
    for width in (390, 1400):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        context.add_init_script(WATCH)
        watched = Watched(context.new_page(), f"http://127.0.0.1:{hostile.port}")
        watched.watch()
        watched.page.on("dialog", lambda dialog: dialogs.append(dialog))
        for path in PAGES:
            watched.open(path)
            assert watched.page.evaluate("window.hacked") is None, path
            over = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{path} at {width}"
            watched.check()
        assert dialogs == []
        context.close()


def test_the_case_is_worth_it() -> None:
    text = (Path(HERE) / "hostile.trig").read_text("utf-8")
    assert text.count("window.hacked=") >= 12
    assert len(PAGES) >= 20
