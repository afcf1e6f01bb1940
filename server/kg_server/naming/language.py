"""The languages of the pages: which one a request wants, and what every message, number and day is in it.

A message is its own key: the English sentence, with names in braces where values go. Another language is a file that
gives each key its translation; what it lacks stays English. Imports nothing of the server.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from markupsafe import Markup, escape

ENGLISH = "en"
MESSAGES = Path(__file__).parents[1] / "messages"

_PLACE = re.compile(r"\{(\w+)\}")
_MEMBER = re.compile(r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")
_NAMES = {"en": ("en", "English"), "zh": ("zh-Hans", "中文")}


def message(key: str) -> str:
    """A message itself, for tables of messages: here it is only named, so that it is found and translated."""
    return key


_MONTHS = (
    message("January"),
    message("February"),
    message("March"),
    message("April"),
    message("May"),
    message("June"),
    message("July"),
    message("August"),
    message("September"),
    message("October"),
    message("November"),
    message("December"),
)


LONGEST = 60
"""Most digits before or after the point of a number that is written out."""


def decimal_of(text: str) -> Decimal | None:
    """A decimal; None for what is none, is not finite, or is too long to be written out."""
    try:
        parsed = Decimal(text[: 2 * LONGEST])
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() and abs(parsed.adjusted()) <= LONGEST else None


@dataclass(frozen=True)
class Language:
    """One language of the pages.

    Attributes:
        code: `en`, `zh`: what `?lang=` and the cookie say.
        tag: for `lang` attributes and Content-Language (RFC 5646).
        name: what it calls itself.
        messages: English sentence to its translation; none for English.
    """

    code: str
    tag: str
    name: str
    messages: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, /, **values: object) -> str:
        """A message with its values: whole numbers grouped, everything else as text.

        With a value that is markup the message is markup too, and all else in it is escaped.
        """
        message = self.messages.get(key, key)
        if any(isinstance(value, Markup) for value in values.values()):
            parts = _PLACE.split(message)
            filled = (self._filled(part, values) if at % 2 else part for at, part in enumerate(parts))
            return Markup("").join(escape(part) for part in filled)
        return _PLACE.sub(lambda match: str(self._filled(match[1], values)), message)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """A message with a number `n`, in its singular where English wants one; only the plural is translated."""
        return self.text(one if n == 1 and self.code == ENGLISH else many, n=n, **values)

    def _filled(self, name: str, values: Mapping[str, object]) -> object:
        """What stands in the place of a name."""
        value = values.get(name, f"{{{name}}}")
        return self.number(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def number(self, value: int | float | str | Decimal) -> str:
        """A number with commas between thousands, in full and without zeros at its end; other text as it is."""
        parsed = decimal_of(str(value))
        if parsed is None:
            return str(value)
        text = f"{parsed:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def date(self, day: date | str) -> str:
        """A day, `30 November 2022` or `2022年11月30日`; text that is no day as it is."""
        try:
            parsed = date.fromisoformat(str(day)[:10])
        except ValueError:
            return str(day)
        return self.text(
            "{day} {month} {year}", day=str(parsed.day), month=self.month(parsed.month), year=str(parsed.year)
        )

    def month(self, number: int) -> str:
        """The name of a month, from 1."""
        return self.text(_MONTHS[number - 1])

    def label(self, labels: Mapping[str, str]) -> str:
        """The label to show, from language tag to label, "" as the tag of the plain one; "" only when there is none."""
        return self.tagged(labels)[1]

    def tagged(self, labels: Mapping[str, str]) -> tuple[str, str]:
        """The same with its tag, which is "" where it is plain.

        This language, then English, then the plain label, then any.
        """
        for code in (self.code, ENGLISH):
            for tag in sorted(labels):
                if labels[tag] and tag.lower().split("-")[0] == code:
                    return tag, labels[tag]
        rest = sorted((tag, text) for tag, text in labels.items() if text)
        return rest[0] if rest else ("", "")


def read_languages(folder: Path = MESSAGES) -> dict[str, Language]:
    """English and every language that has a folder or file of messages, by code.

    Raises:
        ValueError: two files translate one message differently; names both and the message.
    """
    codes = {path.stem for path in folder.glob("*.json")} | {path.name for path in folder.iterdir() if path.is_dir()}
    return {code: _language(folder, code) for code in (ENGLISH, *sorted(codes - {ENGLISH}))}


def _language(folder: Path, code: str) -> Language:
    """A language with all of its messages."""
    tag, name = _NAMES.get(code, (code, code))
    merged: dict[str, str] = {}
    origin: dict[str, Path] = {}
    for path in (folder / f"{code}.json", *sorted((folder / code).glob("*.json"))):
        if not path.is_file():
            continue
        for key, text in json.loads(path.read_text("utf-8")).items():
            if merged.get(key, text) != text:
                message = f"{path.name} and {origin[key].name} translate {key!r} differently; make them say the same"
                raise ValueError(message)
            merged[key], origin[key] = text, path
    return Language(code, tag, name, merged)


def choose_language(asked: str | None, cookie: str | None, accept: str | None, known: Iterable[str]) -> str:
    """The code of the language for a request: what it asks for, else its cookie, else `Accept-Language`, else English.

    Args:
        asked: of the parameter `lang`, or None.
        cookie: of the cookie `lang`, or None.
        accept: header field `Accept-Language`, or None.
        known: codes of the languages that there are.
    """
    codes = tuple(known)
    for wish in (asked, cookie):
        if wish and (code := wish.lower().split("-")[0]) in codes:
            return code
    return _accepted(accept or "", codes)


def _accepted(header: str, codes: tuple[str, ...]) -> str:
    """The language that the header likes best; between equals the one named first (RFC 9110, 12.5.4)."""
    best, weight = ENGLISH, 0.0
    refused = {code for code, quality in _ranges(header) if quality == 0}
    for code, quality in _ranges(header):
        found = next((each for each in codes if each not in refused), ENGLISH) if code == "*" else code
        if found in codes and quality > weight:
            best, weight = found, quality
    return best


def _ranges(header: str) -> list[tuple[str, float]]:
    """Primary subtag, or `*`, and weight of each member that is a language range."""
    found = (_MEMBER.fullmatch(member) for member in header.split(",")[:50])
    return [(match[1].lower().split("-")[0], float(match[2] or 1)) for match in found if match]
