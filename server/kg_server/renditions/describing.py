"""What a stored query is, for programs and for pages: its texts, parameters with choices, columns, representations.

Imports addresses, asked, choices, results and twins.
"""

import json
from collections.abc import Mapping, Sequence

from kg_server.renditions.addresses import CHARTS, GRAPHS, SUFFIXES, Suffix
from kg_server.renditions.asked import Asked
from kg_server.renditions.choices import Choice, Chooser
from kg_server.renditions.results import Result
from kg_server.renditions.twins import things

LISTED = 500
"""Most choices of a parameter that are told."""

_ALWAYS = frozenset({"meta.json", "rq", "zip"})


def offered(asked: Asked, result: Result | None) -> list[Suffix]:
    """The representations that an answer has.

    Args:
        asked: the request.
        result: the rows; None for a query that gives triples.
    """
    if result is None:
        return [suffix for suffix in SUFFIXES.values() if suffix.name in GRAPHS | _ALWAYS]
    lacking: set[str] = set()
    kinds = set(result.kinds.values())
    if "point" not in kinds:
        lacking.add("geojson")
    if not things(result):
        lacking |= GRAPHS
    if asked.item.query.view.kind == "table":
        lacking |= CHARTS
    return [suffix for suffix in SUFFIXES.values() if suffix.name not in lacking]


def headings(asked: Asked, result: Result | None, language: str) -> dict[str, str]:
    """Column to what it is called in a language; what has no name of its own is spelt out from its variable."""
    words = asked.item.stock.words.columns
    names = (*result.names, *result.sources()) if result else ()
    return {name: heading(words, name, language) for name in names}


def heading(words: Mapping[str, Mapping[str, str]], name: str, language: str) -> str:
    """What one column is called."""
    texts = words.get(name, {})
    return texts.get(language) or texts.get("en") or spelt_out(name)


def spelt_out(name: str) -> str:
    """`nationalProgram` as `National program`."""
    text = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return text[:1].upper() + text[1:]


def metadata(asked: Asked, result: Result | None, chooser: Chooser) -> str:
    """All of it as JSON."""
    query, release = asked.item.query, asked.item.release
    content = {
        "name": query.name,
        "title": {"en": query.title, **query.titles},
        "description": {"en": query.description, **query.descriptions},
        "group": query.group or None,
        "release": result.version if result else release.version,
        "released": release.created,
        "licence": release.licence,
        "dataset": release.title,
        "rows": result.total if result else None,
        "parameters": [_parameter(asked, name, chooser) for name in asked.values],
        "columns": _columns(result) if result else None,
        "view": {name: value for name, value in vars(query.view).items() if value},
        "figures": list(result.figures) if result else [],
        "page": asked.address(""),
        "formats": [
            {"suffix": each.name, "media_type": each.media_type, "url": asked.address(each.name), "for": each.about}
            for each in offered(asked, result)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _columns(result: Result) -> list[dict[str, object]]:
    """Name, type and headings of each column, the sources among them."""
    words = result.asked.item.stock.words.columns
    kinds = {**result.kinds, **dict.fromkeys(result.sources(), "url")}
    return [
        {"name": name, "type": kind, "heading": {"en": spelt_out(name), **words.get(name, {})}}
        for name, kind in kinds.items()
    ]


def _parameter(asked: Asked, name: str, chooser: Chooser) -> dict[str, object]:
    """One parameter with its choices."""
    parameter = next(each for each in asked.item.query.parameters if each.name == name)
    choices = chooser.choices(asked.item, parameter)
    return {
        "name": name,
        "kind": parameter.kind,
        "label": {"en": parameter.label, **parameter.labels},
        "default": parameter.default,
        "value": asked.values[name],
        "choices": [{"value": each.short, "label": _labels(each)} for each in choices[:LISTED]],
        "choices_total": len(choices),
    }


def _labels(choice: Choice) -> dict[str, str]:
    """The names of a choice by language, the plain one as English."""
    return {tag or "en": label for tag, label in choice.labels.items()}


def sentence(suffixes: Sequence[Suffix]) -> str:
    """What there is, in words."""
    return ", ".join(f".{suffix.name}" for suffix in suffixes)
