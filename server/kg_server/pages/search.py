"""`/search`: what the graph has under a name, for people and for programs.

Imports answers, the language, negotiation, releases, search and views.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from kg_builder.releases.release import Release
from kg_builder.releases.search import FILE
from kg_server.errors import BadParameter
from kg_server.naming.language import Language, message
from kg_server.naming.speaking import spoken, voice
from kg_server.naming.views import Names
from kg_server.releases import Releases
from kg_server.search.index import Found, Index
from kg_server.search.marking import Parts, marked
from kg_server.search.questions import LONGEST, read_question
from kg_server.search.ranking import Hit
from kg_server.transfer import answers
from kg_server.transfer.formats import HTML
from kg_server.transfer.negotiation import Offer, by_name, choose

PAGE = 20
"""Hits of one page; a program may ask for up to `MOST`."""

MOST, LAST_PAGE = 100, 50
_JSON = Offer("json", "application/json")
_KINDS: Mapping[str, str] = {
    "beneficiary": message("Groups of people"),
    "figure": message("Figures"),
    "indicator": message("Indicators"),
    "organization": message("Organizations"),
    "period": message("Periods"),
    "program": message("Programs"),
    "query": message("Stored queries"),
    "region": message("Regions"),
    "source": message("Sources"),
    "term": message("Terms of the ontology"),
    "theme": message("Themes"),
    "unit": message("Units"),
}


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: where it leads, its name in parts, other names in parts, and what it means."""

    link: str
    name: Parts
    tag: str
    others: tuple[tuple[str, Parts], ...]
    about: Parts


@dataclass(frozen=True)
class Group:
    """Hits of one kind that follow each other: the kind, its name, how many there are of it in all."""

    kind: str
    title: str
    count: int
    hits: tuple[Shown, ...]


@dataclass(frozen=True)
class Wish:
    """What a request wants: the question, the only kind or "", the page from 1, and hits on a page."""

    text: str
    kind: str
    page: int
    size: int

    def link(self, path: str, **changes: object) -> str:
        """The address of the same with something changed."""
        values = {"q": self.text, "kind": self.kind, "page": self.page if self.page > 1 else "", **changes}
        if self.size != PAGE:
            values["limit"] = self.size
        return f"{path}?{urlencode({name: value for name, value in values.items() if value})}"


def blueprint(releases: Releases) -> Blueprint:
    """The routes `/search` and `/search.json`."""
    routes = Blueprint("search", __name__)

    @routes.get("/search")
    @routes.get("/search.<suffix>")
    def search(suffix: str = "") -> Response:
        """What a question finds."""
        form = suffix or request.args.get("format", "")
        offers = (HTML, _JSON)
        offer = by_name(form, offers) if form else choose(request.headers.get("Accept"), offers)
        wish = _wish()
        release = releases.live()
        tag = answers.entity_tag(("search", release.version, wish, offer, voice(is_page=offer == HTML)))
        if answers.is_known(request, tag):
            return answers.not_modified(request, tag)
        index = releases.remember("search", lambda live: Index(live.path / FILE))
        found = index.find(wish.text, [wish.kind] if wish.kind else [], (wish.page - 1) * wish.size, wish.size)
        body = _page(release, wish, found, index) if offer == HTML else _data(release, wish, found)
        response = Response(body, content_type=offer.content_type)
        response.headers["KG-Release"] = release.version
        return answers.add_validators(response, tag)

    return routes


def _wish() -> Wish:
    """What the request wants.

    Raises:
        BadParameter: a page or limit that is no number in its range.
    """
    text = read_question(request.args.get("q", "")).text
    page, size = _number("page", 1, LAST_PAGE), _number("limit", PAGE, MOST)
    return Wish(text, request.args.get("kind", "")[:40], page, size)


def _number(name: str, usual: int, most: int) -> int:
    """A number of the request.

    Raises:
        BadParameter: it is none, or out of its range.
    """
    text = request.args.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        detail = f"{name}: found {text[:40]!r}, expected a number from 1 to {most}."
        raise BadParameter(detail, {"parameter": name})
    return int(text)


def title_of(kind: str, language: Language) -> str:
    """What a kind is called."""
    return language.text(_KINDS[kind]) if kind in _KINDS else kind[:1].upper() + kind[1:]


def _page(release: Release, wish: Wish, found: Found, index: Index) -> str:
    """The page for people."""
    language = spoken()
    last = min(LAST_PAGE, max(1, -(-found.total // wish.size)))
    return render_template(
        "search.html",
        release=release,
        wish=wish,
        found=found,
        has_index=index.is_there,
        kinds=[(kind, title_of(kind, language), count) for kind, count in found.counts],
        groups=_groups(release, found, wish, language),
        pages=last,
        before=wish.link("/search", page=wish.page - 1) if wish.page > 1 else "",
        after=wish.link("/search", page=wish.page + 1) if wish.page < last else "",
        longest=LONGEST,
    )


def _groups(release: Release, found: Found, wish: Wish, language: Language) -> list[Group]:
    """The hits of a page by kind, the kind of the best hit first."""
    names = Names(release.base, release.prefixes)
    chinese = read_question(wish.text).chinese
    by_kind: dict[str, list[Shown]] = {}
    for hit in found.hits:
        by_kind.setdefault(hit.kind, []).append(_shown(hit, found, chinese, names, language))
    counts = dict(found.counts)
    return [
        Group(kind, title_of(kind, language), counts.get(kind, len(hits)), tuple(hits))
        for kind, hits in by_kind.items()
    ]


def _shown(hit: Hit, found: Found, chinese: frozenset[str], names: Names, language: Language) -> Shown:
    """A hit as it is shown."""
    tag, name = language.tagged(hit.labels)
    rest = {text: lang for lang, text in hit.labels.items() if text != name}
    rest |= dict.fromkeys(hit.also, "")
    others = tuple((lang, marked(text, found.words, chinese)) for text, lang in list(rest.items())[:4])
    about = marked(hit.about, found.words, chinese)
    return Shown(names.link(hit.iri) or "", marked(name, found.words, chinese), tag, others, about)


def _data(release: Release, wish: Wish, found: Found) -> str:
    """The same for programs."""
    names = Names(release.base, release.prefixes)
    has_more = wish.page < LAST_PAGE and wish.page * wish.size < found.total
    content = {
        "query": wish.text,
        "corrected": found.corrected,
        "total": found.total,
        "complete": found.is_all,
        "groups": [{"kind": kind, "count": count} for kind, count in found.counts],
        "results": [
            {
                "iri": hit.iri,
                "kind": hit.kind,
                "label": hit.labels.get("") or next(iter(hit.labels.values())),
                "labels": {tag: text for tag, text in hit.labels.items() if tag},
                "also": hit.also,
                "definition": hit.about,
                "link": names.link(hit.iri),
                "score": hit.score,
            }
            for hit in found.hits
        ],
        "next": wish.link("/search.json", page=wish.page + 1) if has_more else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
