"""A stored query as SPARQL that gives the same rows on any endpoint: prefixes declared, parameters filled in as VALUES.

Imports asked, lexer.
"""

from itertools import pairwise

import pyoxigraph as ox

from kg_server.query.lexer import Token, tokenize
from kg_server.renditions.asked import Asked

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def filled(asked: Asked) -> str:
    """The text: a comment that says what it is, the prefixes it uses, and the query with its parameters as VALUES."""
    query, release = asked.item.query, asked.item.release
    body = "".join(line for line in query.text.splitlines(keepends=True) if not line.startswith("#+"))
    tokens = list(tokenize(body))
    about = [query.title, query.description, asked.address(""), f"{release.title} {release.version}, {release.licence}"]
    comment = "".join(f"# {' '.join(line.split())}\n" for line in about)
    used = sorted({token.text.partition(":")[0] for token in tokens if token.kind == "name"})
    declared = {name.text[:-1] for word, name in pairwise(tokens) if word.text.upper() == "PREFIX"}
    needed = [prefix for prefix in used if prefix in release.prefixes and prefix not in declared]
    prefixes = "".join(f"PREFIX {prefix}: <{release.prefixes[prefix]}>\n" for prefix in needed)
    at = _group_start(tokens)
    values = _values(asked) if at is not None else ""
    return f"{comment}{prefixes}{body[:at]}{values}{body[at:]}" if values else f"{comment}{prefixes}{body}"


def _values(asked: Asked) -> str:
    """The parameters as a VALUES block; "" without any."""
    if not asked.bindings:
        return ""
    names = " ".join(f"?{name}" for name, _, _ in asked.bindings)
    terms = " ".join(_written(value, datatype) for _, value, datatype in asked.bindings)
    return f" VALUES ({names}) {{ ({terms}) }}"


def _written(value: str, datatype: str) -> str:
    """A term as SPARQL writes it."""
    return str(ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.NamedNode(value))


def _group_start(tokens: list[Token]) -> int | None:
    """The place after the brace that opens the outermost pattern; the template of a CONSTRUCT is passed over."""
    form = next((token for token in tokens if token.kind == "word" and token.text.upper() in _FORMS), None)
    if form is None:
        return None
    skipped = 1 if form.text.upper() == "CONSTRUCT" else 0
    depth = braces = 0
    for token in tokens:
        if token.offset <= form.offset or token.kind != "mark":
            continue
        if token.text in {"(", ")"}:
            depth += 1 if token.text == "(" else -1
        elif depth == 0 and token.text == "{":
            if braces == 0 and skipped == 0:
                return token.offset + 1
            braces += 1
        elif depth == 0 and token.text == "}":
            braces -= 1
            skipped -= 1 if braces == 0 else 0
    return None
