"""`make screenshots`: every kind of page in both languages, at three widths, light and dark, as pictures to look at.

    python tests/browser/screenshots.py [FOLDER OF RELEASES] [FOLDER OF PICTURES] [NAME …]

With a server of its own on the release in `build`, unless told otherwise; names narrow it to some kinds of pages.
"""

import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from playwright.sync_api import Browser, sync_playwright  # noqa: E402  # after the path
from server.running import start_server  # noqa: E402

from browser.conftest import ARGUMENTS, find_chromium  # noqa: E402
from browser.test_pages import LANGUAGES, PAGES, WIDTHS  # noqa: E402

QUERY = "SELECT ?program ?name WHERE { ?program a lh:Program ; rdfs:label ?name } LIMIT 20"
OTHERS = {
    "ask": f"/sparql?query={quote(QUERY)}",
    "queries": "/q/",
    "query": "/q/programs-in-region",
    "search": "/search?q=shanxi",
}
TALLEST = 5_000
"""Pixels of a picture; the rest of a longer page is left out."""


def main(out: Path, pictures: Path, names: list[str]) -> None:
    """Draw the pages, or those that are named."""
    wanted = {name: path for name, path in {**PAGES, **OTHERS}.items() if not names or name in names}
    pictures.mkdir(parents=True, exist_ok=True)
    running = start_server(out, pictures / "server.log")
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS])
            site = f"http://127.0.0.1:{running.port}"
            drawn = [
                name
                for scheme in ("light", "dark")
                for width in WIDTHS
                for name in draw(browser, site, wanted, pictures, scheme, width)
            ]
            browser.close()
    finally:
        running.stop()
    index = "".join(
        f'<figure><img src="{name}" width="360" alt=""><figcaption>{name}</figcaption></figure>'
        for name in sorted(drawn)
    )
    (pictures / "index.html").write_text(f"<!doctype html><title>Pages</title>{index}\n", "utf-8")


def draw(browser: Browser, site: str, pages: dict[str, str], folder: Path, scheme: str, width: int) -> list[str]:
    """The pages at one width; gives the names of the pictures. Dark ones are in English only."""
    drawn = []
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for language in LANGUAGES if scheme == "light" else ("en",):
        for name, path in pages.items():
            page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
            page.evaluate("document.querySelectorAll('img[loading]').forEach(image => { image.loading = 'eager' })")
            page.wait_for_load_state("networkidle")
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            file = f"{name}-{language}-{width}{'-dark' if scheme == 'dark' else ''}.png"
            page.screenshot(path=folder / file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
            drawn.append(file)
    context.close()
    return drawn


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        Path(given[0]) if given else ROOT / "build",
        Path(given[1]) if len(given) > 1 else ROOT / "build" / "screenshots",
        given[2:],
    )
