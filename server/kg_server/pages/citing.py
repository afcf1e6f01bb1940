"""How to cite a release, or one figure of it: a sentence, BibTeX, and CSL-JSON; the release is always named.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html. Imports evidence.
"""

import json
import re
from dataclasses import dataclass

from kg_builder.releases.release import Release
from kg_server.pages.evidence import Figure

SUFFIXES = {".bib": "bibtex", ".csl.json": "csl", ".cite.txt": "text"}
"""Suffix of an address to the form of a citation."""

MEDIA_TYPES = {
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
    "text": "text/plain; charset=utf-8",
}

_SPECIAL = re.compile(r"([\\{}&%$#_~^])")


@dataclass(frozen=True)
class Work:
    """What is cited.

    Attributes:
        key: for BibTeX.
        title: of the figure, or "".
        dataset: title of the whole.
        version: the release.
        day: its date, `YYYY-MM-DD`.
        address: where it can be had.
        note: where the figure is from, or "".
    """

    key: str
    title: str
    dataset: str
    version: str
    day: str
    address: str
    note: str = ""


def release_work(release: Release) -> Work:
    """A release as a work."""
    address = f"{release.base}download/{release.version}/"
    return Work(f"livelihood-{release.version}", "", _line(release.title), release.version, release.created, address)


def figure_work(release: Release, figure: Figure) -> Work:
    """A figure of a release as a work."""
    spots = ", ".join(f"{place.start}–{place.end}" for place in figure.places if place.start is not None)
    parts = [f"#{place.fragment}" for place in figure.places if place.start is None and place.fragment]
    source = figure.source.thing.text if figure.source else ""
    note = ", ".join([f"Source: {source}", *([f"characters {spots}"] if spots else []), *parts]) if source else ""
    indicator, said = figure.indicators.get("en", ""), figure.sentences["en"]
    title = f"{indicator}: {said}" if indicator else said
    return Work(
        f"livelihood-{figure.name}",
        _line(title),
        _line(release.title),
        release.version,
        release.created,
        figure.iri,
        _line(note),
    )


def cite(work: Work, form: str) -> str:
    """A citation in one of the forms of `SUFFIXES`."""
    return {"bibtex": bibtex, "csl": csl, "text": sentence}[form](work) + "\n"


def sentence(work: Work) -> str:
    """In one line."""
    title = f"“{work.title}”. In: " if work.title else ""
    note = f" {work.note}." if work.note else ""
    return f"{title}{work.dataset}, release {work.version} ({work.day}). {work.address}.{note}"


def bibtex(work: Work) -> str:
    """As an entry of BibTeX."""
    year, month, _ = work.day.split("-")
    fields = {
        "title": work.title or f"{work.dataset}, release {work.version}",
        "author": f"{{{work.dataset}}}",
        "year": year,
        "month": str(int(month)),
        "version": work.version,
        "howpublished": f"\\url{{{work.address}}}",
        "note": ". ".join(part for part in (f"Release {work.version}", work.note) if part),
    }
    raw = {"author", "howpublished"}
    lines = [
        f"  {name} = {{{text if name in raw else _SPECIAL.sub(_escaped, text)}}}," for name, text in fields.items()
    ]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def _escaped(match: re.Match[str]) -> str:
    """A character that BibTeX would take for markup."""
    names = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return names.get(match[1], f"\\{match[1]}")


def csl(work: Work) -> str:
    """As CSL-JSON."""
    entry: dict[str, object] = {
        "id": work.key,
        "type": "dataset",
        "title": work.title or work.dataset,
        "author": [{"literal": work.dataset}],
        "issued": {"date-parts": [[int(part) for part in work.day.split("-")]]},
        "version": work.version,
        "URL": work.address,
    }
    if work.title:
        entry["container-title"] = work.dataset
    if work.note:
        entry["note"] = work.note
    return json.dumps([entry], ensure_ascii=False, indent=2)


def _line(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())
