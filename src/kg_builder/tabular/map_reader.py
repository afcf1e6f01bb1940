"""Reads the values of a TOML file one by one and notes what is wrong with them, so that all is told at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from kg_builder.datapackage.checks.rule import nearest, shorten
from kg_builder.errors import Violation

T = TypeVar("T")


@dataclass
class MapReader:
    """Reads values of a map and notes what is wrong with them."""

    name: str
    text: str
    found: list[Violation] = field(default_factory=list)

    def wrong(self, key: str, found: str, expected: str, near: str | None = None) -> None:
        """Note one thing."""
        self.found.append(Violation(self.name, self._line(key), key, "map", found, expected, near))

    def _line(self, key: str) -> int:
        """Where a key stands, as far as that can be told: 0 where not."""
        section, _, last = key.rpartition(".")
        head = re.search(rf"^\[{re.escape(section)}\]", self.text, re.MULTILINE) if section else None
        at = re.compile(rf"^\s*{re.escape(last)}\s*=", re.MULTILINE).search(self.text, head.end() if head else 0)
        place = at or head
        return self.text.count("\n", 0, place.start() + len(place[0]) - len(place[0].lstrip())) + 1 if place else 0

    def value(
        self,
        content: Mapping[str, Any],
        key: str,
        fits: Callable[[object], bool],
        words: str,
        default: T,
        *,
        is_needed: bool = False,
    ) -> T:
        """The value of a key like `table.first_row`; what does not fit is noted, and the default given."""
        last = key.rpartition(".")[2]
        if last not in content:
            if is_needed:
                self.wrong(key, "nothing", words)
            return default
        if fits(content[last]):
            return cast("T", content[last])
        self.wrong(key, shown(content[last]), words)
        return default

    def known(self, content: Mapping[str, Any], section: str, keys: Sequence[str]) -> None:
        """Note keys that mean nothing."""
        for key in content:
            if key not in keys:
                place = f"{section}.{key}" if section else key
                self.wrong(place, shorten(key), f"one of {', '.join(keys)}", nearest(key, keys))


def shown(value: object) -> str:
    """A value of TOML for a message."""
    return shorten(value) if isinstance(value, str) else repr(value)[:60]


def is_text(value: object) -> bool:
    """Whether it is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def is_number(value: object) -> bool:
    """Whether it is the number of a row or column."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9


def is_switch(value: object) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def is_list(value: object) -> bool:
    """Whether it is a list."""
    return isinstance(value, list)


def is_table(value: object) -> bool:
    """Whether it is keys with values."""
    return isinstance(value, dict)
