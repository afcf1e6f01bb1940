"""Which representation a request gets: `Accept` (RFC 9110, 12.5.1) and the short names that `format=` takes.

Absence is handled first: without `Accept` the first offer is given. Parameters of media ranges other than `q` are
ignored, so that `text/turtle;charset=utf-8` and `application/ld+json;profile=…` find their type. Imports only errors.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg_server.errors import NotAcceptable

_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r';(?:[^";]|"(?:[^"\\]|\\.)*")*')
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105  # a token of HTTP, no secret
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})")
_NAME_CHARACTERS = 1_000
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True)
class Offer:
    """A representation that can be had.

    Attributes:
        name: short name, for `format=` and for the engine.
        media_type: type and subtype, lower case.
        charset: whether the header says `charset=utf-8`.
        aliases: further short names.
    """

    name: str
    media_type: str
    charset: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Value of the header Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


@dataclass(frozen=True)
class MediaRange:
    """One member of `Accept`: lower-case type and subtype, each perhaps `*`, and a weight from 0 to 1."""

    kind: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """How closely the range names a type: 3 exactly, 2 by its first half, 1 as `*/*`, 0 not at all."""
        kind, _, subtype = media_type.partition("/")
        if self.kind == "*":
            return 1 if self.subtype == "*" else 0
        if self.kind != kind:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == subtype else 0


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The media ranges of an `Accept` header, in order; members that are not media ranges are left out."""
    ranges = []
    for member in _MEMBER.findall(header):
        essence, quality = _split(member.strip())
        match = _RANGE.fullmatch(essence)
        if match and quality is not None:
            ranges.append(MediaRange(match[1].lower(), match[2].lower(), quality))
    return tuple(ranges)


def _split(member: str) -> tuple[str, float | None]:
    """Type/subtype of one member and its weight; None for a weight that is no weight."""
    essence, semicolon, rest = member.partition(";")
    for parameter in _PARAMETER.findall(semicolon + rest):
        name, _, value = parameter[1:].partition("=")
        if name.strip().lower() == "q":
            value = value.strip()
            return essence.strip(), float(value) if _QUALITY.fullmatch(value) else None
    return essence.strip(), 1.0


def choose(header: str | None, offers: Sequence[Offer]) -> Offer:
    """The offer that `Accept` prefers; between equals the earlier offer.

    Raises:
        NotAcceptable: none of the offers is acceptable; the problem lists them all.
    """
    if header is None or not header.strip():
        return offers[0]
    ranges = parse_accept(header)
    best = max(offers, key=lambda offer: quality(ranges, offer.media_type))
    if quality(ranges, best.media_type) <= 0:
        found = f"Accept was {header[:200]!r}"
        raise not_acceptable(found, offers)
    return best


def quality(ranges: Sequence[MediaRange], media_type: str) -> float:
    """Weight of a type: that of the range which names it most closely, 0 when none does."""
    matching = [(span.specificity(media_type), span.quality) for span in ranges if span.specificity(media_type)]
    return max(matching)[1] if matching else 0.0


def by_name(name: str, offers: Sequence[Offer]) -> Offer:
    """The offer that a short name or a media type names, whatever its case; of several with commas the first there is.

    Raises:
        NotAcceptable: no offer has that name; the problem lists them all.
    """
    names = {alias: offer for offer in reversed(offers) for alias in (offer.name, offer.media_type, *offer.aliases)}
    for member in name[:_NAME_CHARACTERS].split(","):
        asked = member.partition(";")[0].strip().lower().replace(" ", "+")
        if asked in names:
            return names[asked]
    found = f"the format asked for was {name[:100]!r}"
    raise not_acceptable(found, offers)


def not_acceptable(found: str, offers: Sequence[Offer]) -> NotAcceptable:
    """The problem that lists what there is."""
    available = [{"format": offer.name, "media_type": offer.media_type} for offer in offers]
    names = ", ".join(dict.fromkeys(offer.media_type for offer in offers))
    return NotAcceptable(f"{found}; there is {names}.", {"available": available})


def prefers_html(header: str | None) -> bool:
    """Whether a page suits the asker better than data: HTML is named, and no less than JSON or Turtle."""
    if not header:
        return False
    ranges = parse_accept(header)
    named = any(span.specificity("text/html") >= 2 for span in ranges)
    rivals = ("application/problem+json", "application/json", "text/turtle")
    return named and all(quality(ranges, "text/html") >= quality(ranges, rival) for rival in rivals)
