"""A stored query of a service as a function, with the signature and documentation that the service tells of it.

Imports answers, errors, frames, showing and transport.
"""

import inspect
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from kg_client.answers import Answer, read_answer
from kg_client.errors import BadAnswer, BadArgument
from kg_client.frames import Decimals, Engine, Frame, make_frame
from kg_client.showing import Places
from kg_client.transport import Reply

GRAPH_FORMS = ("ttl", "nt", "jsonld", "rdf")

Given = str | int | float | Decimal | date
"""What a parameter may be given as."""

_KINDS: Mapping[str, tuple[tuple[type, ...], re.Pattern[str]]] = {
    "integer": ((int,), re.compile(r"-?[0-9]+")),
    "decimal": ((int, float, Decimal), re.compile(r"-?[0-9]+(\.[0-9]+)?")),
    "date": ((date,), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
}


class Fetch(Protocol):
    """Gets something from the service."""

    def __call__(self, path: str, accept: str, given: Mapping[str, str], /) -> Reply:
        """The answer."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a stored query.

    Attributes:
        name: as it is given.
        kind: iri, string, integer, decimal or date.
        default: what is taken when it is not given.
        label: what it means.
        choices: value to label, where the service lists values.
        is_complete: whether these are all values that there are.
    """

    name: str
    kind: str
    default: str
    label: str
    choices: Mapping[str, str]
    is_complete: bool

    @property
    def argument(self) -> str:
        """Its name in Python: one that is a word of the language has an underscore after it."""
        return f"{self.name}_" if keyword.iskeyword(self.name) else self.name

    def text(self, value: Given) -> str:
        """A value as the service takes it.

        Raises:
            BadArgument: it is of another kind.
        """
        types, form = _KINDS.get(self.kind, ((), re.compile(r".*", re.DOTALL)))
        is_kind = isinstance(value, (str, *types)) and not isinstance(value, bool)
        shown = value.isoformat() if isinstance(value, date) else _in_full(value)
        if not is_kind or not shown or form.fullmatch(shown) is None:
            message = f"{self.name}: found {value!r}, expected a value of kind {self.kind} such as {self.default!r}"
            raise BadArgument(message)
        return shown


def _in_full(value: str | float | Decimal) -> str:
    """A text as it is, a number without an exponent."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class StoredQuery:
    """A stored query: call it for its answer.

    Attributes:
        name: at the service.
        title, description: what it answers.
        parameters: in their order.
        is_graph: whether it gives triples, which `rdf` returns.
    """

    def __init__(self, meta: Mapping[str, Any], fetch: Fetch, url: str, pin: str, places: Callable[[], Places]) -> None:
        """Read what the service tells of it.

        Raises:
            BadAnswer: it is not what is expected.
        """
        try:
            self.name = str(meta["name"])
            self.title, self.description = str(meta["title"]["en"]), str(meta["description"]["en"])
            self.parameters = tuple(_parameter(each) for each in meta["parameters"])
        except (KeyError, TypeError) as error:
            message = f"{url} tells of a stored query in a way that this client does not know: {error}"
            raise BadAnswer(message) from error
        self.is_graph = meta.get("columns") is None
        self._fetch, self._url, self._pin, self._places = fetch, url, pin, places
        self.__name__ = self.__qualname__ = self.name.replace("-", "_")
        self.__doc__ = self._documentation()
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(each.argument, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=Given)
                for each in self.parameters
            ],
            return_annotation=str if self.is_graph else Answer,
        )

    def __repr__(self) -> str:
        """Name and parameters."""
        return f"{self.__name__}({', '.join(f'{each.name}={each.default!r}' for each in self.parameters)})"

    def __call__(self, **values: Given) -> Answer:
        """The answer; a parameter that is not given has its default.

        Raises:
            BadArgument: a parameter that there is not, or a value of another kind.
            QueryError: the service knows no such value; lists the nearest.
            GraphError: there is no answer for another reason.
        """
        if self.is_graph:
            message = f"{self.name} gives triples: call {self.__name__}.rdf()"
            raise BadArgument(message)
        reply = self._fetch(self._path("srj"), "*/*", self._given(values))
        return read_answer(reply.body, reply.release, reply.url, self._places())

    def frame(self, engine: Engine = "pandas", decimals: Decimals = "float", /, **values: Given) -> Frame:
        """The answer as a dataframe, see `Graph.frame`.

        Raises:
            GraphError: see a call.
        """
        answer = self(**values)
        frame = make_frame({name: answer[name] for name in answer.columns}, engine, decimals)
        if engine == "pandas":
            frame.attrs.update(release=answer.release, address=answer.address)
        return frame

    def rdf(self, form: str = "ttl", /, **values: Given) -> str:
        """The triples that it gives, or the statements behind its rows: ttl, nt, jsonld or rdf.

        Raises:
            GraphError: see a call.
        """
        if form not in GRAPH_FORMS:
            message = f"found the form {form[:40]!r}, expected one of {', '.join(GRAPH_FORMS)}"
            raise BadArgument(message)
        return self._fetch(self._path(form), "*/*", self._given(values)).body.decode("utf-8")

    def url(self, suffix: str = "", /, **values: Given) -> str:
        """The address of the answer: its page, or with a suffix such as csv, xlsx, svg or png that representation.

        Raises:
            BadArgument: see a call.
        """
        given = urlencode(self._given(values))
        return f"{self._url}{self._path(suffix)}{'?' if given else ''}{given}"

    def _path(self, suffix: str) -> str:
        """Where it is, below the address of the service."""
        pin = f"@{quote(self._pin)}" if self._pin else ""
        return f"q/{self.name}{pin}{'.' if suffix else ''}{quote(suffix)}"

    def _given(self, values: Mapping[str, Given]) -> dict[str, str]:
        """Values as the service takes them.

        Raises:
            BadArgument: a parameter that there is not, or a value of another kind.
        """
        known = {each.argument: each for each in self.parameters} | {each.name: each for each in self.parameters}
        for name in values:
            if name not in known:
                expected = ", ".join(each.argument for each in self.parameters) or "none"
                message = f"{self.name}: found the parameter {name!r}, expected one of {expected}"
                raise BadArgument(message)
        return {known[name].name: known[name].text(value) for name, value in values.items()}

    def _documentation(self) -> str:
        """Title, description and parameters, as `help` shows them."""
        lines = [self.title, "", self.description]
        lines += ["", "Args:"] if self.parameters else []
        for each in self.parameters:
            some = ", ".join(list(each.choices)[:5])
            more = ", …" if len(each.choices) > 5 else ""
            lines.append(f"    {each.argument}: {each.label} ({each.kind}{f': {some}{more}' if some else ''}).")
        return "\n".join(lines)


def _parameter(told: Mapping[str, Any]) -> Parameter:
    """A parameter as the service tells of it."""
    choices = {str(each["value"]): str(each["label"].get("en", each["value"])) for each in told.get("choices", ())}
    return Parameter(
        name=str(told["name"]),
        kind=str(told["kind"]),
        default=str(told["default"]),
        label=str(told["label"]["en"]),
        choices=choices,
        is_complete=bool(choices) and told.get("choices_total", 0) == len(choices),
    )
