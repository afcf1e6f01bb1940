"""From addresses of the site to files, and links between files.

A page is a folder with `index.html`; another language is a folder of its own; parameters become part of the name.
Imports nothing of the server.
"""

import posixpath
import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qsl, quote, unquote, urlsplit

LIVE_ONLY = ("/sparql", "/search", "/explain", "/oembed", "/embed/", "/metrics", "/healthz", "/readyz", "/graphstore")
"""What needs a server: it answers what nobody can ask beforehand."""

NEEDS_SERVER = "needs-a-server.html"
"""The page that says so."""

_OWN = frozenset({"lang", "limit", "offset", "page", "theme", "v", "width"})
_LINK = re.compile(r'(?<=[\s])(href|src|srcset|action|content)="([^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_UNSAFE = re.compile(r"[^A-Za-z0-9._,;=@()+-]")


@dataclass(frozen=True)
class Place:
    """An address that is exported.

    Attributes:
        address: path and query string, for the server.
        file: relative to the folder, with slashes.
    """

    address: str
    file: str


@dataclass(frozen=True)
class Site:
    """What belongs to the site.

    Attributes:
        home: its absolute address, with a slash at its end.
        version: the release that is exported; others stay where they are.
        languages: codes; the first has no folder of its own.
    """

    home: str
    version: str
    languages: tuple[str, ...] = ("en", "zh")

    def place(self, link: str, *, is_page: bool | None = None) -> Place | None:
        """The place of a link as it stands in a page, without its fragment; None for what is not exported.

        Args:
            link: absolute path, or absolute address of the site.
            is_page: whether it is HTML; None to tell it by its name.
        """
        path = f"/{link.removeprefix(self.home)}" if link.startswith(self.home) else link
        parts = urlsplit(path)
        if parts.netloc or parts.scheme or not parts.path.startswith("/") or parts.path.startswith(LIVE_ONLY):
            return None
        given = dict(parse_qsl(parts.query))
        if not set(given) <= _OWN or self._is_of_another_release(parts.path):
            return None
        language = given.pop("lang", "")
        given.pop("v", None)
        kept = "&".join(f"{name}={quote(value)}" for name, value in sorted(given.items()))
        return self._placed(parts.path, kept, language, is_page=is_page)

    def _placed(self, path: str, kept: str, language: str, *, is_page: bool | None) -> Place:
        """The place of a path with the parameters that matter, in a language."""
        name = posixpath.basename(path)
        page = is_page if is_page is not None else not re.search(r"\.[a-z][a-z0-9.]{0,12}$", name)
        tag = "." + _UNSAFE.sub("-", kept.replace("&", ".").replace("=", "-")) if kept else ""
        is_data = not page and bool(language) and language != self.languages[0]
        folder = f"{language}/" if page and language not in {"", self.languages[0]} else ""
        clean = "/".join(_UNSAFE.sub("-", part) for part in unquote(path).strip("/").split("/"))
        if page:
            stem = f"{clean}{tag}/" if clean or tag else ""
            file = f"{folder}{stem}index.html"
        else:
            tag += f".{language}" if is_data else ""
            stem, dot, suffix = clean.rpartition(".")
            file = f"{stem}{tag}{dot}{suffix}" if tag else clean
        query = "&".join(filter(None, (kept, f"lang={language}" if language else "")))
        return Place(f"{path}?{query}" if query else path, file)

    def _is_of_another_release(self, path: str) -> bool:
        """Whether a path is about a release that is not exported."""
        parts = path.split("/")
        if parts[1:2] == ["download"] and len(parts) > 3:
            return parts[2] != self.version
        return parts[1:2] == ["changes"] or "@" in parts[-1]


def relative(link: str, start: str) -> str:
    """A file as a link from another file."""
    found = posixpath.relpath(link, posixpath.dirname(start) or ".")
    return quote(found, safe="/.,;=@()+-")


def rewritten(page: str, place: Place, site: Site, language: str) -> tuple[str, list[Place]]:
    """A page whose links lead to files, and the places that it leads to; forms, which need a server, are left out.

    Args:
        page: HTML of our own making.
        place: of the page.
        site: what belongs to it.
        language: of the page: links stay in it.
    """
    found: list[Place] = []

    def local(link: str) -> str:
        """A link within the folder, or as it was."""
        target, hash_, fragment = unescape(link).partition("#")
        if not target or not target.startswith(("/", site.home)) or target.startswith("//"):
            return link
        there = site.place(target)
        if there is not None and there.file.endswith("index.html") and "lang=" not in target:
            mark = "&" if "?" in target else "?"
            there = site.place(f"{target}{mark}lang={language}") if language != site.languages[0] else there
        if there is None:
            return escape(relative(NEEDS_SERVER, place.file))
        found.append(there)
        return escape(f"{relative(there.file, place.file)}{hash_}{fragment}")

    def link(match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        if name == "content":
            return match[0]
        return f'{name}="{local(value)}"'

    return _LINK.sub(link, _FORM.sub("", page)), found
