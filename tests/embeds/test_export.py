"""The site as files: every link leads to a file, data have the bytes that the server gives, and no server is needed."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from server.releases import write_release
from server.running import start_server

LINK = re.compile(r'\s(?:href|src|srcset)="([^"]*)"')


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny release."""
    folder = tmp_path_factory.mktemp("export")
    write_release(folder / "out", "0.1.0")
    return folder / "out"


@pytest.fixture(scope="module")
def site(out: Path) -> Path:
    """The exported site."""
    command = [sys.executable, "-m", "kg_server.export", str(out.parent / "site"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out.parent / "site"


def pages(site: Path) -> list[Path]:
    """All pages."""
    return sorted(site.rglob("index.html"))


def test_there_are_pages_in_both_languages(site: Path) -> None:
    assert len(pages(site)) >= 60
    assert "Stored queries" in (site / "q" / "index.html").read_text("utf-8")
    assert 'lang="zh-Hans"' in (site / "zh" / "q" / "programs-and-regions" / "index.html").read_text("utf-8")
    assert (site / "download").is_dir()


def test_every_link_leads_to_a_file(site: Path) -> None:
    links = 0
    for page in pages(site):
        for found in LINK.findall(page.read_text("utf-8")):
            link = unescape(found).partition("#")[0]
            if not link or re.match(r"[a-z]+:", link):
                continue
            assert not link.startswith("/"), f"{page}: {link}"
            assert (page.parent / unquote(link)).is_file(), f"{page}: {link}"
            links += 1
    assert links > 1_000


def test_forms_are_left_out_and_what_needs_a_server_says_so(site: Path) -> None:
    assert all("<form" not in page.read_text("utf-8") for page in pages(site))
    assert "needs-a-server.html" in (site / "index.html").read_text("utf-8")


def test_data_have_the_bytes_of_the_server(site: Path, out: Path) -> None:
    server = start_server(out, out.parent / "log")
    try:
        for suffix in ("csv", "json", "ttl", "jsonld", "srj", "srx"):
            served = server.ask("GET", f"/q/programs-and-regions.{suffix}").body
            assert (site / "q" / f"programs-and-regions.{suffix}").read_bytes() == served
        for suffix in ("xlsx", "md", "rq", "zip", "html", "meta.json", "tsv"):
            assert (site / "q" / f"programs-and-regions.{suffix}").stat().st_size > 20
    finally:
        server.stop()


def test_a_folder_with_something_in_it_is_left_alone(out: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", "utf-8")
    command = [sys.executable, "-m", "kg_server.export", str(tmp_path), "--out", str(out)]
    run = subprocess.run(command, capture_output=True, timeout=60, text=True)
    assert run.returncode == 1
    assert "not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
