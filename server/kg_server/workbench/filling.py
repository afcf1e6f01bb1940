"""A stored query with its parameters written into its text, so that it can be read, changed and run anywhere.

Each parameter becomes a `VALUES` of one term at the start of the outermost group: the query reads as before, and who
changes it sees where.
"""

from collections.abc import Mapping
from itertools import pairwise

import pyoxigraph as ox

from kg_builder.queries import StoredQuery
from kg_server.query.lexer import tokenize
from kg_server.query.reading import Reading, read_query


def filled(query: StoredQuery, values: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """The text of a stored query without its header, with its parameters as `VALUES` and its prefixes declared.

    Args:
        query: the query.
        values: text by name of parameter; absent and empty ones have their default.
        prefixes: prefix to namespace, of the release.

    Raises:
        QueryError: an unknown parameter, or a value of another kind.
    """
    given = {name: value for name, value in values.items() if value.strip()}
    bound = query.bindings(given, prefixes)
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip() + "\n"
    reading = read_query(text, prefixes)
    lines = "".join(f"\n  VALUES ?{variable.value} {{ {_short(term, prefixes)} }}" for variable, term in bound.items())
    start = _where(reading)
    return declared(text[:start] + lines + text[start:], prefixes)


def declared(text: str, prefixes: Mapping[str, str]) -> str:
    """A query with every known prefix declared that it uses and does not declare."""
    tokens = [*tokenize(text)]
    own = {
        name.text[:-1]
        for word, name in pairwise(tokens)
        if word.kind == "word" and word.text.upper() == "PREFIX" and name.kind == "name"
    }
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"} - own
    lines = (f"PREFIX {prefix}: <{prefixes[prefix]}>\n" for prefix in sorted(used) if prefix in prefixes)
    return "".join(lines) + text


def _where(reading: Reading) -> int:
    """The offset after the bracket that opens the WHERE clause."""
    tokens = [token for token in tokenize(reading.text) if token.offset >= len(reading.prologue)]
    opened = [token for token in tokens if token.text == "{" and token.kind == "mark"]
    is_template = reading.form == "CONSTRUCT" and tokens[1].text == "{"
    if not is_template:
        return opened[0].offset + 1
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if at > 1 and depth == 0:
            return next(each.offset for each in tokens[at:] if each.text == "{") + 1
    return len(reading.text)


def _short(term: ox.NamedNode | ox.Literal, prefixes: Mapping[str, str]) -> str:
    """A term as a query has it: an IRI as a prefixed name where it is one, a number plain."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        is_plain = kind == "integer" or (kind == "decimal" and "." in term.value)
        return term.value if is_plain else str(term)
    for prefix, namespace in prefixes.items():
        rest = term.value[len(namespace) :]
        if term.value.startswith(namespace) and rest and rest.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{rest}"
    return str(term)
