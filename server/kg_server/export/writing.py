"""Walks the site from its start and writes what it finds as files. Imports places and the releases of kg_builder."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from kg_builder.errors import KgError
from kg_builder.releases.release import Release
from kg_server.export.places import NEEDS_SERVER, Place, Site, rewritten

SEEDS = (
    *("/", "/q/", "/docs", "/ns", "/download/", "/openapi.json", "/robots.txt", "/sitemap.xml", "/llms.txt"),
    *("/schema.json", "/.well-known/void", "/problems/", "/static/livelihood.js"),
)
"""Where the walk begins; what is not there is passed over."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>This part needs a server</title></head><body>
<h1>This part needs a server</h1>
<p>These are plain files. Asking questions of your own, searching and choosing values need the running service:
<code>kg serve</code>. <a href="index.html">Back to the start</a></p>
<p lang="zh-Hans">这些是静态文件。自行提问、搜索和选择参数需要运行服务：<code>kg serve</code>。</p>
</body></html>
"""


class ExportError(KgError):
    """The site cannot be written."""


@dataclass(frozen=True)
class Export:
    """One export.

    Attributes:
        app: the application.
        release: that it serves.
        site: what belongs to the site.
        folder: where files go.
        told: is called with the number of files now and then.
    """

    app: Flask
    release: Release
    site: Site
    folder: Path
    told: Callable[[int], None]

    def run(self) -> int:
        """Write everything; returns the number of files.

        Raises:
            ExportError: the folder is not empty, or an address answers with a fault.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            message = f"{self.folder}: the folder is not empty; nothing was written"
            raise ExportError(message)
        client, done = self.app.test_client(), set[str]()
        waiting = [place for seed in SEEDS for place in self._both(seed)]
        while waiting:
            place = waiting.pop()
            if place.file in done:
                continue
            done.add(place.file)
            waiting += [each for each in self._written(client, place) if each.file not in done]
            if len(done) % 200 == 0:
                self.told(len(done))
        self._write(NEEDS_SERVER, _PAGE.encode())
        return len(done) + 1

    def _both(self, seed: str) -> list[Place]:
        """A page to begin with in all languages; data have one form."""
        found = [self.site.place(f"{seed}?lang={code}") for code in self.site.languages]
        plain = self.site.place(seed)
        if plain is None or not plain.file.endswith("index.html"):
            found = [plain]
        return [place for place in found if place is not None]

    def _written(self, client: FlaskClient, place: Place) -> list[Place]:
        """Write what an address gives; returns where it leads.

        Raises:
            ExportError: it answers with a fault.
        """
        if self._is_copied(place):
            return []
        reply = client.get(place.address, base_url=self.site.home, headers={"Accept": "text/html,*/*;q=0.8"})
        if reply.status_code >= 500:
            message = f"{place.address}: found status {reply.status_code}; the export stops"
            raise ExportError(message)
        if reply.status_code in {301, 302, 303, 307, 308}:
            return self._led_on(place, reply.headers["Location"])
        if reply.status_code != 200 and not (reply.status_code == 404 and place.file.endswith("index.html")):
            return []
        if reply.mimetype != "text/html" or not place.file.endswith("index.html"):
            self._write(place.file, reply.data)
            return []
        first = place.file.partition("/")[0]
        language = first if first in self.site.languages else self.site.languages[0]
        page, found = rewritten(reply.get_data(as_text=True), place, self.site, language)
        self._write(place.file, page.encode())
        return found

    def _led_on(self, place: Place, location: str) -> list[Place]:
        """Write a page that leads on to where a redirect does."""
        target = self.site.place(location)
        if target is None:
            return []
        page = f'<!doctype html><meta charset="utf-8"><title>Moved</title><a href="{location}">Moved</a>'
        page = page.replace("<title>", f'<meta http-equiv="refresh" content="0; url={location}"><title>')
        text, found = rewritten(page, place, self.site, self.site.languages[0])
        self._write(place.file, text.encode())
        return found

    def _is_copied(self, place: Place) -> bool:
        """Copy a file of the release as it is, if the address is one."""
        prefix = f"/download/{self.release.version}/"
        path = place.address.partition("?")[0]
        name = path.removeprefix(prefix)
        source = self.release.path / name
        if not path.startswith(prefix) or not name or ".." in name.split("/") or not source.is_file():
            return False
        target = self.folder / place.file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return True

    def _write(self, name: str, content: bytes) -> None:
        """Write one file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
