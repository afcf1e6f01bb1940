"""What can be chosen for a parameter: the values that the graph has for it, with their names; the nearest to a slip.

Imports asking, cache, errors, shelf and the interface of the engine.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg_builder.errors import QueryError
from kg_builder.queries import Parameter
from kg_server.errors import BadParameter
from kg_server.naming.language import Language
from kg_server.naming.views import Names
from kg_server.protocol import asking
from kg_server.protocol.delivery import Desk
from kg_server.renditions.shelf import Item
from kg_server.transfer.cache import Bounded

MOST = 5_000
"""Most values of one parameter that are read; beyond them any value of the kind may be given."""

_LISTED = 50
_VALUES = """SELECT DISTINCT ?value ?label ?other (LANG(?other) AS ?tag) WHERE {{
  {{ SELECT DISTINCT ?value WHERE {{ {pattern} }} }}
  OPTIONAL {{ ?value rdfs:label ?label }}
  OPTIONAL {{ ?value skos:prefLabel ?other FILTER(!LANGMATCHES(LANG(?other), "en")) }}
}} ORDER BY ?label ?value ?tag"""


@dataclass(frozen=True)
class Choice:
    """One value.

    Attributes:
        value: IRI or lexical form.
        short: as it stands in addresses: a prefixed name where there is one.
        labels: language tag to name, "" for the plain one.
    """

    value: str
    short: str
    labels: Mapping[str, str]

    def answers_to(self, text: str) -> bool:
        """Whether it is meant by a text: its IRI, its prefixed name, the last part of it, or one of its names."""
        last = self.value.rpartition("/")[2]
        names = {self.value, f"<{self.value}>", self.short, last}
        return text in names or text.casefold() in {label.casefold() for label in self.labels.values()}


class Chooser:
    """The choices of every parameter, asked of each release once."""

    def __init__(self, desk: Desk) -> None:
        """Ask at a desk; keep what was told."""
        self._desk = desk
        self._kept: Bounded[tuple[str, str], tuple[Choice, ...]] = Bounded(16 << 20)

    def choices(self, item: Item, parameter: Parameter) -> tuple[Choice, ...]:
        """The values of a parameter, by name; none when any value may be given, or there are too many to list.

        Raises:
            Problem: the engine could not tell.
        """
        if not parameter.choices:
            return ()
        key = item.release.version, parameter.choices
        found = self._kept.get(key)
        if found is None:
            text = _VALUES.format(pattern=parameter.choices)
            question = asking.page_question(text, self._desk.seconds(None), 2 * MOST, release=item.pin)
            found = _choices(self._desk.table(question).values(), Names(item.release.base, item.release.prefixes))
            self._kept.keep(key, found, sum(200 + len(choice.value) for choice in found))
        return found

    def named(self, item: Item, values: Mapping[str, str], language: Language) -> str:
        """What the values of a request are called, in the order of the parameters; "" without parameters.

        Raises:
            Problem: the engine could not tell.
        """
        names = []
        for parameter in item.query.parameters:
            value = values[parameter.name]
            choices = self.choices(item, parameter)
            labels = next((choice.labels for choice in choices if choice.value == value), {})
            names.append(language.label(labels) or Names(item.release.base, item.release.prefixes).short(value))
        return ", ".join(names)

    def resolve(self, item: Item, given: Mapping[str, str]) -> dict[str, str]:
        """Every parameter of a query with a value that it takes, defaults filled in.

        Raises:
            BadParameter: an unknown parameter, or a value that it does not take; with the nearest that it does.
        """
        known = {parameter.name: parameter for parameter in item.query.parameters}
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
                there = ", ".join(known) or "none"
                hint = f" Did you mean {near[0]}?" if near else ""
                detail = f"Found the parameter {name[:40]!r}; {item.query.name} takes {there}.{hint}"
                raise BadParameter(detail, {"parameter": name[:40], "suggestions": near or list(known)})
        return {name: self._resolved(item, known[name], given.get(name) or known[name].default) for name in known}

    def _resolved(self, item: Item, parameter: Parameter, text: str) -> str:
        """A value as the query takes it.

        Raises:
            BadParameter: it takes others only.
        """
        choices = self.choices(item, parameter)
        matching = [choice for choice in choices if choice.answers_to(text)]
        exact = [choice for choice in matching if text in {choice.value, choice.short, f"<{choice.value}>"}]
        if exact or len(matching) == 1:
            return (exact or matching)[0].value
        try:
            value = parameter.term(text, item.release.prefixes).value
        except QueryError as error:
            raise _refusal(parameter, text, choices, f"{error}.") from error
        if choices and all(choice.value != value for choice in choices):
            raise _refusal(parameter, text, choices, f"parameter {parameter.name}: found {text[:60]!r}.")
        return value


def _choices(rows: Sequence[Mapping[str, str]], names: Names) -> tuple[Choice, ...]:
    """The values of an answer, each once with all of its names; none when there are too many."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        labels = found.setdefault(row["value"], {})
        labels |= {"": row["label"]} if "label" in row else {}
        labels |= {row["tag"]: row["other"]} if "other" in row else {}
    if len(found) > MOST:
        return ()
    return tuple(Choice(value, names.short(value), labels) for value, labels in found.items())


def _refusal(parameter: Parameter, text: str, choices: Sequence[Choice], found: str) -> BadParameter:
    """The problem of a value that a parameter does not take: the nearest values, and a list of them."""
    extra: dict[str, object] = {"parameter": parameter.name}
    if not choices:
        return BadParameter(found, extra)
    by_name = {name: choice for choice in choices for name in (choice.short, *choice.labels.values())}
    last = text.rpartition("/")[2].rpartition(":")[2]
    by_name |= {choice.short.rpartition(":")[2]: choice for choice in choices}
    near = [by_name[name] for name in difflib.get_close_matches(last, list(by_name), n=3, cutoff=0.5)]
    listed = list(dict.fromkeys(_told(choice) for choice in (*near, *choices)))[:_LISTED]
    more = f" and {len(choices) - len(listed)} more" if len(choices) > len(listed) else ""
    nearest = f" Nearest: {', '.join(dict.fromkeys(map(_told, near)))}." if near else ""
    shown = f"{', '.join(listed[:12])}{' …' if len(listed) > 12 else ''}"
    detail = f"{found}{nearest} It takes {len(choices)} values: {shown}"
    values = [choice.short for choice in choices[:_LISTED]]
    extra |= {
        "suggestions": [choice.short for choice in {choice.short: choice for choice in near}.values()],
        "values": values,
        "more": more.strip(),
    }
    return BadParameter(f"{detail}.", extra)


def _told(choice: Choice) -> str:
    """A value with its name."""
    name = choice.labels.get("") or next(iter(choice.labels.values()), "")
    return f"{choice.short} ({name})" if name else choice.short
