"""Which figure each number of an answer is the value of, told from the query and not guessed from the number.

Where a variable of the answer is the object of `lh:value`, the subject of that triple is its witness. If the query does
not select the witness, it is made to; where that would change the answer (`DISTINCT`, aggregates), there is none, and
the number stays without a link.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kg_server.query.elements import Element
from kg_server.query.lexer import Token, tokenize
from kg_server.query.outline import outline
from kg_server.query.reading import Reading
from kg_server.workbench.windows import Projection, projection

PREFIX = "_witness_"
_BIND = re.compile(r"BIND\s*\(\s*[?$](\w+)\s+AS\s+[?$](\w+)\s*\)", re.IGNORECASE)
_GROUPS = frozenset({"optional", "union", "graph", "group"})
_AFTER_GROUP = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
_KEYWORDS = frozenset({"FILTER", "OPTIONAL", "MINUS", "GRAPH", "BIND", "VALUES", "UNION"})


@dataclass(frozen=True)
class Witnessed:
    """A query that also gives witnesses.

    Attributes:
        reading: the query to ask, its text perhaps changed.
        names: the variables that it gives, in order; none for all.
        by_name: variable of the answer to the variable of its witness.
        hidden: variables that the asker did not ask for.
    """

    reading: Reading
    names: tuple[str, ...] = ()
    by_name: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Edit:
    """A replacement of the text between two offsets."""

    start: int
    end: int
    text: str


def witnessed(reading: Reading, value: str, prefixes: Mapping[str, str]) -> Witnessed:
    """A SELECT with the witnesses of its numbers.

    Args:
        reading: the query.
        value: IRI of the property whose objects are values of figures.
        prefixes: those that every query gets; its own come before them.
    """
    selected = projection(reading)
    plain = Witnessed(reading, selected.names)
    found, edits = values_of(reading, value, prefixes)
    wanted = _wanted(reading, selected, found)
    if not wanted:
        return plain
    extra = sorted(set(wanted.values()) - set(selected.names)) if not selected.is_star else []
    if extra and not _may_grow(reading, selected, extra):
        return replace(plain, by_name={name: figure for name, figure in wanted.items() if figure in selected.names})
    insert = "".join(f" ?{name}" for name in extra)
    used = [edit for name, edit in edits.items() if name in wanted.values()]
    changes = [*(each for edit in used for each in edit), Edit(selected.end, selected.end, insert)]
    text = edited(reading.text, changes)
    hidden = frozenset(name for name in wanted.values() if name in extra or name.startswith(PREFIX))
    return Witnessed(replace(reading, text=text), (*selected.names, *extra), wanted, hidden)


def _wanted(reading: Reading, selected: Projection, found: Mapping[str, str]) -> dict[str, str]:
    """Variable of the answer to witness, other names of a variable included."""
    renamed = {match[2]: match[1] for match in _BIND.finditer(reading.text)} | dict(selected.aliases)
    names = selected.names or tuple({*found, *renamed})
    wanted = {name: found.get(name) or found.get(renamed.get(name, "")) for name in names}
    return {name: figure for name, figure in wanted.items() if figure}


def _may_grow(reading: Reading, selected: Projection, extra: Iterable[str]) -> bool:
    """Whether selecting more variables leaves the rows as they are."""
    if selected.is_distinct:
        return False
    rest = outline(reading.text, reading.prologue).rest
    if "GROUP" not in rest:
        return not selected.aggregates
    return set(extra) <= (keys_of(reading.text) or frozenset())


def keys_of(text: str) -> frozenset[str] | None:
    """The variables that the last `GROUP BY` of a query groups by; None when it groups by an expression too."""
    tokens = [*tokenize(text)]
    starts = [at for at, token in enumerate(tokens) if token.kind == "word" and token.text.upper() == "GROUP"]
    keys = set()
    for token in tokens[starts[-1] + 2 :] if starts else []:
        if token.text in {"}", "{", ")"} or token.text.upper() in _AFTER_GROUP:
            break
        if token.kind != "variable":
            return None
        keys.add(token.text[1:])
    return frozenset(keys)


def _written(reading: Reading, iri: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    """The ways in which a query can write an IRI."""
    tokens = [*tokenize(reading.prologue)]
    own = {
        name.text[:-1]: namespace.text[1:-1]
        for name, namespace in pairwise(tokens)
        if name.kind == "name" and namespace.kind == "iri"
    }
    known = {**prefixes, **own}
    names = (f"{prefix}:{iri[len(namespace) :]}" for prefix, namespace in known.items() if iri.startswith(namespace))
    return frozenset({f"<{iri}>", *names})


def values_of(
    reading: Reading, value: str, prefixes: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, list[Edit]]]:
    """Variable that holds values to its witness, and the edits that give a name to each witness that has none."""
    properties = _written(reading, value, prefixes)
    found: dict[str, str] = {}
    edits: dict[str, list[Edit]] = {}
    for triple in _triples(outline(reading.text, reading.prologue).elements):
        subject, path, node = triple.terms
        if node[:1] not in {"?", "$"} or node[1:] in found:
            continue
        if path in properties and subject[:1] in {"?", "$"} and not subject.startswith("?_blank_"):
            found[node[1:]] = subject[1:]
            continue
        head, _, last = path.rpartition("/")
        name = f"{PREFIX}{len(edits) + 1}"
        if head and last in properties and (made := _named(reading.text, triple, name)):
            found[node[1:]], edits[name] = name, made
    return found, edits


def _triples(elements: Iterable[Element]) -> Iterator[Element]:
    """The triples whose variables the whole group sees."""
    for element in elements:
        if element.kind == "triple":
            yield element
        elif element.kind in _GROUPS:
            yield from _triples(element.parts)


def _named(text: str, triple: Element, name: str) -> list[Edit]:
    """The edits that make `x path/lh:value ?v` into `x path ?name`, and add `?name lh:value ?v` where that block ends.

    None where the path is more than a sequence, or the object is one of several.
    """
    _, path, node = triple.terms
    head, _, last = path.rpartition("/")
    tokens = [token for token in tokenize(text) if token.offset >= triple.offset]
    length, index = 0, 0
    while length < len(path):
        length += len(tokens[index].text)
        index += 1
    written, value = tokens[:index], tokens[index]
    is_plain = "".join(token.text for token in written) == path and value.text == node and "|" not in head
    if not is_plain or tokens[index + 1].text == "," or "(" in last:
        return []
    end = _block_end(tokens[index + 1 :])
    if end is None:
        return []
    slash, start = written[-2], value.offset
    cut = Edit(slash.offset, start + len(node), f" ?{name}")
    return [cut, Edit(end, end, f" . ?{name} {last} {node} ")]


def _block_end(tokens: Iterable[Token]) -> int | None:
    """The offset where the triples of one subject end; None inside of brackets."""
    depth = 0
    for token in tokens:
        text = token.text
        is_keyword = token.kind == "word" and text.upper() in _KEYWORDS
        if depth == 0 and (text in {".", "}", "{"} or is_keyword):
            return token.offset
        depth += (text in {"[", "("}) - (text in {"]", ")"})
        if depth < 0:
            return None
    return None


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with its edits made, the last first."""
    for edit in sorted(edits, key=lambda each: (each.start, each.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
